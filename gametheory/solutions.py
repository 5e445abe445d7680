"""Solutions of games: ragged lists of equilibria with a status for each game."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, visible
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged, RaggedRows
from gametheory.rational import Rationals

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[Any]
Profile = tuple[Array, ...]


class Status(IntEnum):
    """What is known of one game's listing; ``advice`` says what to do next."""

    ALL = 0
    ALL_EXTREME = 1
    ONE = 2
    SOME = 3
    PURE = 4
    LIMIT = 5
    NONE_FOUND = 6
    CURVED = 7
    NOT_REACHED = 8
    ONE_LOGIT = 9
    ALL_CORNERS = 10

    @property
    def advice(self) -> str:
        """One sentence for the user."""
        return _ADVICE[self]


_ADVICE = {
    Status.ALL: "complete: every equilibrium is listed",
    Status.ALL_EXTREME: "complete: the game is degenerate and every extreme equilibrium is listed; "
    "nash_components(game) joins them into the continua they span",
    Status.ALL_CORNERS: "complete: the game is degenerate and every extreme equilibrium is listed; "
    "nash_components(game) joins them into the continua they span",
    Status.ONE: "one equilibrium, as asked; there may be others: nash_equilibria(game) lists them "
    "for games small enough",
    Status.ONE_LOGIT: "one equilibrium, as asked: the limit of a logit branch, polished; regret is "
    "recomputed from the payoffs; there may be others: nash_equilibria(game) lists them for "
    "games small enough",
    Status.SOME: "isolated equilibria that could be certified; others may exist: part of the "
    "strategies was neither excluded nor resolved, as at every continuum and every tie of an "
    "action not in use; nash_equilibria(game, max_cells=...) looks longer",
    Status.CURVED: "equilibria that could be certified; others exist: a continuum of equilibria is "
    "bounded by a curved surface and not spanned by extreme points; those listed are some of its "
    "corners",
    Status.PURE: "complete for pure strategies; mixed equilibria were not looked for",
    Status.LIMIT: "stopped at the iteration limit without an equilibrium; raise the limit",
    Status.NOT_REACHED: "none found, although every finite game has one: neither a search of the "
    "strategies nor the logit branch came to an equilibrium that could be certified",
    Status.NONE_FOUND: "no equilibrium of the kind asked for exists in this game",
}


ROWS_SHOWN = 20

ALIKE = (
    "rows that read alike are equal up to rounding: payoffs tie nearly but not exactly, as floats "
    "meant as decimals or ratios do; give fractions where they are meant to tie"
)


def _plain(value: Array | Rationals) -> Array:
    return value.to_fractions() if isinstance(value, Rationals) else value


def _take(value: Array | Rationals, index: Any) -> Array | Rationals:
    return value.take(index) if isinstance(value, Rationals) else value[index]


def _float(value: Array | Rationals) -> npt.NDArray[np.float64]:
    if isinstance(value, Rationals):
        return value.to_float()
    return np.asarray(value, dtype=np.float64)


@attrs.frozen(eq=False, repr=False)
class Equilibria(RaggedRows):
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

    @property
    def status(self) -> Array:
        """``(*B)`` strings: what is known of each game's listing and what to do next."""
        advice = np.array([s.advice for s in Status], dtype=object)
        return np.asarray(advice[self.status_code])

    def to_float(self) -> Equilibria:
        """The same equilibria with every exact number rounded once to a double."""
        return attrs.evolve(
            self,
            strategies=tuple(_float(s) for s in self._strategies),
            payoffs=_float(self._payoffs),
            regret=_float(self._regret),
        )

    def __iter__(self) -> Iterator[Profile]:
        strategies = self.strategies
        for t in range(len(self)):
            yield tuple(s[t] for s in strategies)

    def __getitem__(self, key: Any) -> Equilibria:
        """Equilibria of the games at batch index ``key``."""
        games, part, rows = self.rows.pick(key, "Equilibria")
        return Equilibria(
            game=self.game[key],
            rows=part,
            strategies=tuple(_take(s, rows) for s in self._strategies),
            payoffs=_take(self._payoffs, rows),
            regret=_take(self._regret, rows),
            index=self.index[rows],
            degenerate=np.asarray(self.degenerate.ravel()[games]),
            complete=np.asarray(self.complete.ravel()[games]),
            status_code=np.asarray(self.status_code.ravel()[games]),
        )

    def select(self, rows: npt.ArrayLike) -> Equilibria:
        """Keep only the rows of a boolean mask ``(T,)``; games keep their place and flags."""
        mask = np.asarray(rows)
        if mask.dtype != np.bool_ or mask.shape != (len(self),):
            raise InvalidInput(
                f"Equilibria.select: give a boolean mask of shape ({len(self)},), "
                f"got {mask.dtype} of shape {mask.shape}"
            )
        keep = np.flatnonzero(mask)
        return attrs.evolve(
            self,
            rows=Ragged.of_owners(self.game_index[keep], self.batch_shape),
            strategies=tuple(_take(s, keep) for s in self._strategies),
            payoffs=_take(self._payoffs, keep),
            regret=_take(self._regret, keep),
            index=self.index[keep],
        )

    def to_dataframe(self) -> pd.DataFrame:
        """One row per equilibrium: game, each action's probability, payoffs, regret, index.

        Columns of probabilities are named ``player:action`` and those of payoffs ``payoff player``;
        a colon or backslash in a player's name has a backslash before it, so that no two names are
        the same.
        """
        import pandas as pd

        probability, payoff = column_names(self.game)
        columns: dict[str, Array] = {"game": self.game_index}
        for names, strategy in zip(probability, self.strategies, strict=True):
            columns |= zip(names, strategy.T, strict=True)
        columns |= zip(payoff, self.payoffs.T, strict=True)
        columns["regret"], columns["index"] = self.regret, self.index
        return pd.DataFrame(columns)

    def to_dataset(self) -> xr.Dataset:
        """Labelled arrays: dimension ``equilibrium`` for rows, ``batch_0, ...`` for games."""
        import xarray as xr

        batch = tuple(f"batch_{k}" for k in range(len(self.batch_shape)))
        data: dict[str, Any] = {
            "game_index": ("equilibrium", self.game_index),
            "payoff": (("equilibrium", "player"), self.payoffs),
            "regret": ("equilibrium", self.regret),
            "index": ("equilibrium", self.index),
            "count": (batch, self.counts),
            "degenerate": (batch, self.degenerate),
            "complete": (batch, self.complete),
        }
        coords: dict[str, Any] = {"player": list(self.game.players)}
        for i, (player, actions) in enumerate(
            zip(self.game.players, self.game.actions, strict=True)
        ):
            data[f"strategy_{player}"] = (("equilibrium", f"action_{player}"), self.strategies[i])
            coords[f"action_{player}"] = list(actions)
        return xr.Dataset(data, coords)

    def __repr__(self) -> str:
        games = f"{self.counts.size} games" if self.batch_shape else "one game"
        state = "complete" if bool(np.all(self.complete)) else "NOT complete for every game"
        return f"Equilibria({len(self)} in {games}, {state})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            where = f"game {self.game_index[t]}: " if self.batch_shape else ""
            profile = show_profile(s[t] for s in self.strategies)
            return f"{where}{profile}   payoffs ({show_row(self.payoffs[t])})"

        table = show_table(repr(self), len(self), row)
        shown = [row(t) for t in range(min(len(self), ROWS_SHOWN))]
        return f"{table}\n  {ALIKE}" if len(set(shown)) < len(shown) else table


def show_number(value: Any) -> str:
    """Six digits of a float, an exact number as it is."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def column_names(game: NormalFormGame) -> tuple[list[list[str]], list[str]]:
    """Names of columns: of each player's actions, ``player:action``, and ``payoff player``.

    A colon or backslash in a player's name has a backslash before it: names of players end where
    the first bare colon stands, so that no two columns have the same name.
    """
    players = [name.replace("\\", "\\\\").replace(":", "\\:") for name in game.players]
    named = zip(players, game.actions, strict=True)
    return [[f"{p}:{a}" for a in actions] for p, actions in named], [f"payoff {p}" for p in players]


def show_row(values: Iterable[Any], between: str = ", ") -> str:
    """Numbers side by side."""
    return between.join(show_number(v) for v in values)


def show_profile(profile: Iterable[Iterable[Any]]) -> str:
    """Mixed strategies side by side: ``1/2 1/2 | 1 0``."""
    return " | ".join(show_row(s, " ") for s in profile)


def show_table(heading: str, count: int, row: Callable[[int], str]) -> str:
    """The heading and up to 20 indented rows."""
    lines = [heading, *(f"  {visible(row(t))}" for t in range(min(count, ROWS_SHOWN)))]
    if count > ROWS_SHOWN:
        lines.append(f"  ... and {count - ROWS_SHOWN} more")
    return "\n".join(lines)
