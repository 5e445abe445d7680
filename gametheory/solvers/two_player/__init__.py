"""All extreme equilibria of batches of two-player games: arrays in, arrays out."""

from gametheory.solvers.two_player.enumeration import enumerate_equilibria
from gametheory.solvers.two_player.listing import TwoPlayerListing

__all__ = ["TwoPlayerListing", "enumerate_equilibria"]
