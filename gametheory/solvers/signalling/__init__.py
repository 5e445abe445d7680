"""Signalling games: all equilibria of two by two by two, pure ones of larger games."""
