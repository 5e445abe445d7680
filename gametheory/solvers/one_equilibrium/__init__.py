"""One equilibrium of each game: pivoting and linear programmes, floats and exact."""
