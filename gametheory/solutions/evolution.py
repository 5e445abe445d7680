"""Evolutionarily stable strategies of symmetric games."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Rows, Variables
from gametheory.solutions.showing import (
    actions_line,
    column_names,
    describe,
    place,
    show_number,
    show_row,
    show_table,
)

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class EvolutionarilyStable(Rows):
    r"""Every evolutionarily stable strategy of each symmetric two-player game.

    Attributes
    ----------
    game : NormalFormGame
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    strategies : (T, n)
        Ordered by game, then lexicographically; fractions where the payoffs are exact.
    payoffs : (T,)
        What the strategy earns against itself.
    best_replies : (T, n) bool
        All pure best replies to the strategy, its support among them.
    regret : (T,)
        The most a pure mutant gains against the strategy, recomputed from the payoffs.
    status_code : (\*B) int8
    """

    game: NormalFormGame
    rows: Ragged
    strategies: Array
    payoffs: Array
    best_replies: npt.NDArray[np.bool_]
    regret: Array
    status_code: npt.NDArray[np.int8]

    @property
    def is_exact(self) -> bool:
        """Whether the strategies are exact."""
        return self.strategies.dtype == object

    def profile(self, row: int) -> Array:
        """The strategy of one row."""
        return np.asarray(self.strategies[self._row(row)])

    def _arrays_of_row(self, t: Any) -> str:
        return f" or found.strategies[{t}]"

    def _at(self, games: npt.NDArray[np.int64]) -> EvolutionarilyStable:
        part, rows = self.rows.take(games)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            rows=part,
            strategies=self.strategies[rows],
            payoffs=self.payoffs[rows],
            best_replies=self.best_replies[rows],
            regret=self.regret[rows],
            status_code=np.asarray(self.status_code.reshape(-1)[games]),
        )

    def _columns(self) -> dict[str, Array]:
        columns: dict[str, Array] = {"game": self.game_index}
        columns |= zip(column_names(self.game)[0][0], self.strategies.T, strict=True)
        return columns | {"payoff": self.payoffs, "regret": self.regret}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        return {
            "game_index": ("strategy", self.game_index),
            "share": (("strategy", "action"), self.strategies),
            "payoff": ("strategy", self.payoffs),
            "best_reply": (("strategy", "action"), self.best_replies),
            "regret": ("strategy", self.regret),
            "count": (batch, self.counts),
            "status_code": (batch, self.status_code),
        }, {"action": list(self.game.actions[0])}

    def _heading(self) -> str:
        return f"EvolutionarilyStable({len(self)} in {describe(self.game)})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            strategy = show_row(self.strategies[t], " ")
            where = place(self.game, self.game_index[t])
            return f"{where}{strategy}   payoff {show_number(self.payoffs[t])}"

        return show_table(self._heading(), len(self), row, actions_line(self.game))
