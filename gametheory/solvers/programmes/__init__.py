"""What is found by linear programmes: dominance, correlation, commitment."""
