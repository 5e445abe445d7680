"""Information sets: who moves, what is known, what can be chosen."""

from __future__ import annotations

from fractions import Fraction

import attrs

from gametheory.arguments import Labels

CHANCE = -1
"""Player number of chance moves."""

TERMINAL = -1
"""Information set number of terminal nodes."""

Probability = Fraction | float


@attrs.frozen
class InformationSet:
    """Nodes that one player cannot tell apart, or one chance event.

    Attributes
    ----------
    player : int
        Who moves, counted from 0; ``CHANCE`` (-1) for chance.
    label : str
        Name; may be blank and may repeat.
    actions : tuple of str
        The choices, the same at each of the nodes.
    probabilities : tuple, optional
        Probability of each action of a chance event; ``None`` for a player. Empty in a batch of
        games that differ in them: ``game.chance_probabilities`` reads either.
    """

    player: int
    label: str
    actions: Labels
    probabilities: tuple[Probability, ...] | None = None

    @property
    def is_chance(self) -> bool:
        """Whether chance moves here."""
        return self.player == CHANCE
