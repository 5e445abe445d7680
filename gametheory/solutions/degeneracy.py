"""A proof that a game is degenerate."""

from __future__ import annotations

import attrs

from gametheory.solutions.components import Vector


@attrs.frozen
class DegeneracyWitness:
    """A mixed strategy with more pure best replies than its support has actions.

    Attributes
    ----------
    player : int
        Who plays it, counted from 0.
    strategy : tuple of Fraction
    support : tuple of int
        Its actions of positive probability.
    best_replies : tuple of int
        The other player's pure best replies to it; more than ``support`` has entries.
    """

    player: int
    strategy: Vector
    support: tuple[int, ...]
    best_replies: tuple[int, ...]
