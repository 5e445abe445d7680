"""Logit equilibria: branches, their limits, every equilibrium of a 2x2 game."""
