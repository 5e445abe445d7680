"""Equilibria of games with linear best replies: ragged lists with a status for each game."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.certificates.linear_reply import deviation_gains
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Rows, Variables
from gametheory.solutions.showing import show_number, show_row, show_table
from gametheory.solutions.status import Status

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class LinearReplyEquilibria(Rows):
    r"""Equilibria of each game with linear best replies, ``T`` in all, as rows with offsets.

    Rows are ordered by game, then lexicographically in the actions.

    Attributes
    ----------
    game : LinearReplyGame
        The game or games solved.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    actions : (T, N)
        Action profiles; ``float64``, or fractions for exact games.
    complete : (\*B) bool
        Whether every isolated equilibrium is listed (of a continuum, every extreme point).
    status_code : (\*B) int8
        :class:`Status` of each game; ``status`` spells it out as advice.
    """

    game: LinearReplyGame
    rows: Ragged
    actions: Array
    status_code: npt.NDArray[np.int8]

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Batch shape of the games."""
        return self.game.batch_shape

    @property
    def is_exact(self) -> bool:
        """Whether the actions are exact."""
        return self.actions.dtype == object

    @cached_property
    def payoffs(self) -> Array:
        """Payoffs ``(T, N)``."""
        return self.game.take(self.game_index).payoffs(self.actions)

    @cached_property
    def regret(self) -> Array:
        """Largest gain from a unilateral deviation ``(T,)``, recomputed from the payoffs."""
        gains = deviation_gains(self.game.take(self.game_index), self.actions)
        if not len(gains):
            return np.zeros(0, dtype=gains.dtype)
        return np.asarray(gains.max(axis=-1))

    @cached_property
    def unique(self) -> Array:
        r"""Profiles ``(\*B, N)`` of games with exactly one equilibrium, NaN (or None) elsewhere."""
        one = (self.counts == 1) & (self.status_code != Status.CONTINUUM)
        exact = self.actions.dtype == object
        out = np.full((self.counts.size, self.game.num_players), None if exact else np.nan)
        rows = self.offsets[:-1][one.ravel()]
        out[one.ravel()] = self.actions[rows]
        return out.reshape(*self.batch_shape, self.game.num_players)

    def profile(self, row: int) -> Array:
        """The players' actions in one row."""
        return np.asarray(self.actions[self._row(row)])

    def _arrays_of_row(self, t: Any) -> str:
        return f" or found.actions[{t}]"

    def _at(self, games: npt.NDArray[np.int64]) -> LinearReplyEquilibria:
        part, rows = self.rows.take(games)
        return LinearReplyEquilibria(
            game=self.game.take(games),
            rows=part,
            actions=self.actions[rows],
            status_code=np.asarray(self.status_code.ravel()[games]),
            made=self._made,
        )

    def _columns(self) -> dict[str, Array]:
        """Game, each player's action and payoff, regret."""
        columns: dict[str, Array] = {"game": self.game_index}
        for name, values in (("action", self.actions), ("payoff", self.payoffs)):
            for i, player in enumerate(self.game.players):
                columns[f"{name} {player}"] = values[:, i]
        columns["regret"] = self.regret
        return columns

    def _variables(self) -> tuple[Variables, Variables]:
        """Dimension ``equilibrium`` for rows, ``batch_0, ...`` for games."""
        batch = self._batch_names()
        return (
            {
                "game_index": ("equilibrium", self.game_index),
                "action": (("equilibrium", "player"), self.actions),
                "payoff": (("equilibrium", "player"), self.payoffs),
                "regret": ("equilibrium", self.regret),
                "count": (batch, self.counts),
                "complete": (batch, self.complete),
                "status_code": (batch, self.status_code),
            },
            {"player": list(self.game.players)},
        )

    def _heading(self) -> str:
        games = f"{self.counts.size} games" if self.batch_shape else "one game"
        state = "complete" if bool(np.all(self.complete)) else "NOT complete for every game"
        return f"LinearReplyEquilibria({len(self)} in {games}, {state})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            where = f"game {self.game_index[t]}: " if self.batch_shape else ""
            named = zip(self.game.players, self.actions[t], strict=True)
            said = ", ".join(f"{player} {show_number(action)}" for player, action in named)
            return f"{where}{said}   payoffs ({show_row(self.payoffs[t])})"

        return show_table(self._heading(), len(self), row)
