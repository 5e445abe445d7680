"""Solutions of games: ragged lists of equilibria with a status for each game."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.rationals import Rationals
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import SelectedRows, Variables
from gametheory.solutions.showing import (
    ALIKE,
    ROWS_SHOWN,
    actions_line,
    column_names,
    show_profile,
    show_row,
    show_table,
)
from gametheory.solutions.status import Status

Array = npt.NDArray[Any]
Profile = tuple[Array, ...]


def _plain(value: Array | Rationals) -> Array:
    return value.to_fractions() if isinstance(value, Rationals) else value


def _take(value: Array | Rationals, index: Any) -> Array | Rationals:
    return value.take(index) if isinstance(value, Rationals) else value[index]


def _float(value: Array | Rationals) -> npt.NDArray[np.float64]:
    if isinstance(value, Rationals):
        return value.to_float()
    return np.asarray(value, dtype=np.float64)


@attrs.frozen(eq=False, repr=False)
class Equilibria(SelectedRows):
    r"""The equilibria found in each game of a batch, ``T`` in all, as rows with offsets.

    Rows are ordered by game, then lexicographically in the strategies (player 1's first).

    Attributes
    ----------
    game : NormalFormGame
        The game or games solved.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    strategies : tuple of N arrays (T, m_i)
        Mixed strategies; ``float64``, or :class:`~fractions.Fraction` objects for exact games.
    payoffs : (T, N)
        Expected payoffs.
    regret : (T,)
        The most any player gains by a unilateral deviation, recomputed from the payoffs.
    index : (T,) int8
        Fixed-point index, +1 or -1, of an isolated equilibrium of a nondegenerate game;
        0 where it is not defined or not computed. Sums to +1 over a complete nondegenerate listing.
    degenerate, complete : (\*B) bool
        Whether a mixed strategy has more pure best replies than its support has actions; whether
        the listing is everything the function promises.
    status_code : (\*B) int8
        :class:`Status` of each game; ``status`` spells it out as advice.
    """

    game: NormalFormGame
    rows: Ragged
    _strategies: tuple[Array | Rationals, ...]
    _payoffs: Array | Rationals
    _regret: Array | Rationals
    index: npt.NDArray[np.int8]
    degenerate: npt.NDArray[np.bool_]
    complete: npt.NDArray[np.bool_]
    status_code: npt.NDArray[np.int8]

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Batch shape of the games."""
        return self.game.batch_shape

    @property
    def is_exact(self) -> bool:
        """Whether strategies and payoffs are exact."""
        return isinstance(self._payoffs, Rationals) or self._payoffs.dtype == object

    @cached_property
    def strategies(self) -> Profile:
        """Tuple of N arrays ``(T, m_i)``."""
        return tuple(_plain(s) for s in self._strategies)

    @cached_property
    def payoffs(self) -> Array:
        """Expected payoffs ``(T, N)``."""
        return _plain(self._payoffs)

    @cached_property
    def regret(self) -> Array:
        """Largest gain from a unilateral deviation ``(T,)``, in payoff units."""
        return _plain(self._regret)

    def to_float(self) -> Equilibria:
        """The same equilibria with every exact number rounded once to a double."""
        return attrs.evolve(
            self,
            strategies=tuple(_float(s) for s in self._strategies),
            payoffs=_float(self._payoffs),
            regret=_float(self._regret),
        )

    def profile(self, row: int) -> Profile:
        """The mixed strategies of one row, player 1's first."""
        t = self._row(row)
        return tuple(s[t] for s in self.strategies)

    def __iter__(self) -> Iterator[Profile]:
        strategies = self.strategies
        for t in range(len(self)):
            yield tuple(s[t] for s in strategies)

    def _arrays_of_row(self, t: Any) -> str:
        return f"; player i's strategy there is found.strategies[i][{t}]"

    def _at(self, games: npt.NDArray[np.int64]) -> Equilibria:
        part, rows = self.rows.take(games)
        return Equilibria(
            game=self.game.take(games),
            rows=part,
            strategies=tuple(_take(s, rows) for s in self._strategies),
            payoffs=_take(self._payoffs, rows),
            regret=_take(self._regret, rows),
            index=self.index[rows],
            degenerate=np.asarray(self.degenerate.ravel()[games]),
            complete=np.asarray(self.complete.ravel()[games]),
            status_code=np.asarray(self.status_code.ravel()[games]),
            made=self._made,
            source=None if self._source is None else self._source.at(games),
        )

    def select(self, rows: npt.ArrayLike) -> Equilibria:
        """Keep only the rows of a boolean mask ``(T,)``; games keep their place.

        A game that loses rows is no longer complete, and its status says how many were selected
        from what.
        """
        keep, part, codes, source = self._kept(rows)
        return attrs.evolve(
            self,
            rows=part,
            strategies=tuple(_take(s, keep) for s in self._strategies),
            payoffs=_take(self._payoffs, keep),
            regret=_take(self._regret, keep),
            index=self.index[keep],
            complete=np.asarray(self.complete & (codes != Status.SELECTED)),
            status_code=codes,
            source=source,
        )

    def _columns(self) -> dict[str, Array]:
        """Game, each action's probability, payoffs, regret, index.

        Columns of probabilities are named ``player:action`` and those of payoffs ``payoff player``;
        a colon or backslash in a player's name has a backslash before it, so that no two names are
        the same.
        """
        probability, payoff = column_names(self.game)
        columns: dict[str, Array] = {"game": self.game_index}
        for names, strategy in zip(probability, self.strategies, strict=True):
            columns |= zip(names, strategy.T, strict=True)
        columns |= zip(payoff, self.payoffs.T, strict=True)
        columns["regret"], columns["index"] = self.regret, self.index
        return columns

    def _variables(self) -> tuple[Variables, Variables]:
        """Dimension ``equilibrium`` for rows, ``batch_0, ...`` for games."""
        batch = self._batch_names()
        data: dict[str, Any] = {
            "game_index": ("equilibrium", self.game_index),
            "payoff": (("equilibrium", "player"), self.payoffs),
            "regret": ("equilibrium", self.regret),
            "index": ("equilibrium", self.index),
            "count": (batch, self.counts),
            "degenerate": (batch, self.degenerate),
            "complete": (batch, self.complete),
            "status_code": (batch, self.status_code),
        }
        coords: dict[str, Any] = {"player": list(self.game.players)}
        for i, (player, actions) in enumerate(
            zip(self.game.players, self.game.actions, strict=True)
        ):
            data[f"strategy_{player}"] = (("equilibrium", f"action_{player}"), self.strategies[i])
            coords[f"action_{player}"] = list(actions)
        return data, coords

    def _heading(self) -> str:
        return f"Equilibria({self._listing()})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            where = f"game {self.game_index[t]}: " if self.batch_shape else ""
            profile = show_profile(s[t] for s in self.strategies)
            return f"{where}{profile}   payoffs ({show_row(self.payoffs[t])})"

        table = show_table(self._heading(), len(self), row, actions_line(self.game))
        shown = [row(t) for t in range(min(len(self), ROWS_SHOWN))]
        return f"{table}\n  {ALIKE}" if len(set(shown)) < len(shown) else table
