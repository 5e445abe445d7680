"""Linear complementarity problems: every face of a box."""
