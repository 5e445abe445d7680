"""Correlated and coarse correlated equilibria."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.showing import describe, place, show_number, show_row, show_table
from gametheory.solutions.status import advice

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class CorrelatedEquilibria:
    r"""One correlated (or coarse correlated) equilibrium per game, best for an objective.

    Attributes
    ----------
    game : NormalFormGame
    kind : {"correlated", "coarse"}
    distribution : (\*B, m_1, ..., m_N)
        Probability of each action profile; fractions where the payoffs are exact.
    payoffs : (\*B, N)
    value : (\*B)
        The objective at the distribution.
    gain : (\*B)
        The certificate, recomputed from the payoffs: the most any player gains, over all profiles,
        by disobeying one recommendation (``coarse``: by ignoring them all). At most 0 when exact.
    status_code : (\*B) int8
    """

    game: NormalFormGame
    kind: str
    distribution: Array
    payoffs: Array
    value: Array
    gain: Array
    status_code: npt.NDArray[np.int8]

    @property
    def status(self) -> Array:
        """``(*B)`` strings."""
        return advice(self.status_code)

    def marginal(self, player: int) -> Array:
        r"""``(\*B, m_i)``: how often each action is recommended to a player."""
        n = self.game.num_players
        lead = self.distribution.ndim - n
        axes = tuple(lead + j for j in range(n) if j != player)
        return np.asarray(self.distribution.sum(axis=axes))

    def __repr__(self) -> str:
        return f"CorrelatedEquilibria({self.kind}, {describe(self.game)})"

    def __str__(self) -> str:
        game, n = self.game, self.game.num_players
        tables = self.distribution.reshape((game.num_games, *game.num_actions))
        payoffs, values = self.payoffs.reshape(-1, n), np.ravel(self.value)
        lines = [
            f"{place(game, g)}value {show_number(values[g])}   payoffs ({show_row(payoffs[g])})"
            for g in range(game.num_games)
        ]
        if not game.batch_shape:
            for profile in np.argwhere(tables[0] != 0):
                names = [a[k] for a, k in zip(game.actions, profile, strict=True)]
                lines.append(f"{' | '.join(names)}   with {show_number(tables[0][tuple(profile)])}")
        return show_table(repr(self), len(lines), lines.__getitem__)
