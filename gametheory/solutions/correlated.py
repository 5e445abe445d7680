"""Correlated and coarse correlated equilibria."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.protocol import Answer, Variables, pick
from gametheory.solutions.showing import describe, place, show_number, show_row, show_table

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class CorrelatedEquilibria(Answer):
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
    def is_exact(self) -> bool:
        """Whether the distributions are exact."""
        return self.distribution.dtype == object

    def marginal(self, player: int) -> Array:
        r"""``(\*B, m_i)``: how often each action is recommended to a player."""
        n = self.game.num_players
        lead = self.distribution.ndim - n
        axes = tuple(lead + j for j in range(n) if j != player)
        return np.asarray(self.distribution.sum(axis=axes))

    def _at(self, games: npt.NDArray[np.int64]) -> CorrelatedEquilibria:
        n = len(self.batch_shape)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            distribution=pick(self.distribution, n, games),
            payoffs=pick(self.payoffs, n, games),
            value=pick(np.asarray(self.value), n, games),
            gain=pick(np.asarray(self.gain), n, games),
            status_code=pick(self.status_code, n, games),
        )

    def _columns(self) -> dict[str, Array]:
        """Game, profile by profile its probability, where it is not 0."""
        game, sizes = self.game, self.game.num_actions
        table = self.distribution.reshape((game.num_games, *sizes))
        where = np.argwhere(table != 0)
        columns: dict[str, Array] = {"game": where[:, 0]}
        for i, (player, actions) in enumerate(zip(game.players, game.actions, strict=True)):
            columns[f"action {player}"] = np.array(actions, dtype=object)[where[:, i + 1]]
        return columns | {"probability": table[tuple(where.T)]}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        own = [f"action_{player}" for player in self.game.players]
        return {
            "distribution": ((*batch, *own), self.distribution),
            "payoff": ((*batch, "player"), self.payoffs),
            "value": (batch, self.value),
            "gain": (batch, self.gain),
            "status_code": (batch, self.status_code),
        }, {
            "player": list(self.game.players),
            **{name: list(a) for name, a in zip(own, self.game.actions, strict=True)},
        }

    def _heading(self) -> str:
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
        return show_table(self._heading(), len(lines), lines.__getitem__)
