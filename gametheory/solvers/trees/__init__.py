"""Solvers of game trees: backward induction, subgame by subgame, and the sequence form."""
