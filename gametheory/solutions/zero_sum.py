"""Values and optimal strategies of strictly competitive games."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.protocol import Answer, Codes, Variables, pick
from gametheory.solutions.showing import (
    actions_line,
    column_names,
    describe,
    place,
    show_number,
    show_row,
    show_table,
)
from gametheory.solutions.status import Status

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class ZeroSumSolution(Answer):
    r"""Values and optimal strategies of strictly competitive two-player games.

    Attributes
    ----------
    game : NormalFormGame
    value : (\*B)
        Player 1's payoff under optimal play.
    payoffs : (\*B, 2)
        Both players' payoffs under optimal play.
    row_strategy : (\*B, m), column_strategy : (\*B, n)
        Optimal (maximin) strategies.
    regret : (\*B)
        The most either player gains by deviating, recomputed from the payoffs; the strategies
        secure the value up to this.
    solved : (\*B) bool
        False where no answer was found within the pivots allowed; numbers there are 0.
    """

    game: NormalFormGame
    value: Array
    payoffs: Array
    row_strategy: Array
    column_strategy: Array
    regret: Array
    solved: npt.NDArray[np.bool_]

    @property
    def status_code(self) -> Codes:
        r"""``(\*B)`` :class:`Status` of each game."""
        return np.where(self.solved, Status.DONE, Status.PIVOT_LIMIT).astype(np.int8)

    @property
    def is_exact(self) -> bool:
        """Whether values and strategies are exact."""
        return self.payoffs.dtype == object

    def _at(self, games: npt.NDArray[np.int64]) -> ZeroSumSolution:
        n = len(self.batch_shape)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            value=pick(np.asarray(self.value), n, games)[()],
            payoffs=pick(self.payoffs, n, games),
            row_strategy=pick(self.row_strategy, n, games),
            column_strategy=pick(self.column_strategy, n, games),
            regret=pick(np.asarray(self.regret), n, games)[()],
            solved=pick(self.solved, n, games),
        )

    def _strategies(self) -> tuple[Array, Array]:
        """Strategies with one batch axis."""
        m, n = self.game.num_actions
        return self.row_strategy.reshape(-1, m), self.column_strategy.reshape(-1, n)

    def _columns(self) -> dict[str, Array]:
        columns: dict[str, Array] = {"game": np.arange(self.game.num_games)}
        for names, own in zip(column_names(self.game)[0], self._strategies(), strict=True):
            columns |= zip(names, own.T, strict=True)
        return columns | {"value": np.ravel(self.value), "regret": np.ravel(self.regret)}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        return {
            "value": (batch, self.value),
            "payoff": ((*batch, "player"), self.payoffs),
            "row_strategy": ((*batch, "row"), self.row_strategy),
            "column_strategy": ((*batch, "column"), self.column_strategy),
            "regret": (batch, self.regret),
            "status_code": (batch, self.status_code),
        }, {
            "player": list(self.game.players),
            "row": list(self.game.actions[0]),
            "column": list(self.game.actions[1]),
        }

    def _heading(self) -> str:
        return f"ZeroSumSolution({describe(self.game)})"

    def __str__(self) -> str:
        game, (x, y), values = self.game, self._strategies(), np.ravel(self.value)

        def row(g: int) -> str:
            both = f"{show_row(x[g], ' ')} | {show_row(y[g], ' ')}"
            return f"{place(game, g)}{both}   value {show_number(values[g])}"

        return show_table(self._heading(), game.num_games, row, actions_line(game))
