"""Fixed points of monotone best replies in cutoffs."""
