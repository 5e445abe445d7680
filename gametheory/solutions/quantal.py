"""Logit quantal response equilibria: at given rationalities, and along the principal branch."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import Ragged
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.protocol import Rows, Variables, pick
from gametheory.solutions.showing import (
    actions_line,
    column_names,
    describe,
    place,
    show_number,
    show_profile,
    show_row,
    show_table,
)

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@attrs.frozen(eq=False, repr=False)
class LogitEquilibria(ReadOnlyArrays, Rows):
    r"""Logit quantal response equilibria of each game at each rationality, as rows with offsets.

    Cells are (game, rationality) pairs, shape ``(\*B, \*L)`` for games of batch shape ``B`` and
    rationalities of shape ``L``; rows are ordered by cell, then lexicographically in strategies.

    Attributes
    ----------
    game : NormalFormGame
    rationality : (\*L)
        The rationalities asked for, in units of 1 / payoff.
    cells : Ragged
        Which rows are whose: ``counts (\*B, \*L)``, ``offsets`` and ``cell_index (T,)`` read it.
    strategies : tuple of N arrays (T, m_i)
    payoffs : (T, N)
    residual : (T,)
        Largest distance of a choice probability from the logit response to the others, recomputed
        from the payoffs: the certificate of the row.
    regret : (T,)
        The most any player gains by a unilateral deviation (a Nash equilibrium has 0).
    principal : (T,) bool
        Whether the row lies on the branch that starts at the centroid.
    complete : (\*B, \*L) bool
        Whether every logit equilibrium is listed (2x2 games, and rationality 0).
    status_code : (\*B, \*L) int8
    """

    game: NormalFormGame
    rationality: Floats
    cells: Ragged
    strategies: tuple[Floats, ...]
    payoffs: Floats
    residual: Floats
    regret: Floats
    principal: npt.NDArray[np.bool_]
    complete: npt.NDArray[np.bool_]
    status_code: npt.NDArray[np.int8]

    @property
    def counts(self) -> Indices:
        r"""``(\*B, \*L)``: rows of each cell."""
        return self.cells.counts

    @property
    def offsets(self) -> Indices:
        """Row ``offsets[c]`` is the first of flattened cell ``c``."""
        return self.cells.offsets

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Batch shape of the games; cells have the axes of the rationalities behind it."""
        return self.game.batch_shape

    @property
    def cell_index(self) -> Indices:
        r"""``(T,)``: position of each row's cell in the flattened ``(\*B, \*L)``."""
        return self.cells.owners

    @property
    def game_index(self) -> Indices:
        """``(T,)``: position of each row's game in the flattened batch."""
        return self.cell_index // max(1, self.rationality.size)

    @property
    def rationality_of_row(self) -> Floats:
        """``(T,)``: the rationality each row belongs to."""
        return self.rationality.ravel()[self.cell_index % max(1, self.rationality.size)]

    def profile(self, row: int) -> tuple[Floats, ...]:
        """The mixed strategies of one row, player 1's first."""
        t = self._row(row)
        return tuple(s[t] for s in self.strategies)

    def _arrays_of_row(self, t: Any) -> str:
        return f"; player i's strategy there is found.strategies[i][{t}]"

    def _at(self, games: Indices) -> LogitEquilibria:
        levels = self.rationality
        cells = games[..., None] * levels.size + np.arange(levels.size)
        shape = (*games.shape, *levels.shape)
        part, rows = self.cells.take(cells.reshape(shape))
        return attrs.evolve(
            self,
            game=self.game.take(games),
            cells=part,
            strategies=tuple(s[rows] for s in self.strategies),
            payoffs=self.payoffs[rows],
            residual=self.residual[rows],
            regret=self.regret[rows],
            principal=self.principal[rows],
            complete=pick(self.complete, len(self.batch_shape), games),
            status_code=pick(self.status_code, len(self.batch_shape), games),
        )

    def _columns(self) -> dict[str, Array]:
        return {
            "game": self.game_index,
            "rationality": self.rationality_of_row,
            **_profile_columns(self),
            "principal": self.principal,
        }

    def _variables(self) -> tuple[Variables, Variables]:
        levels = tuple(f"rationality_{k}" for k in range(self.rationality.ndim))
        cells = (*self._batch_names(), *levels)
        data, coordinates = _profile_variables(self)
        data |= {
            "rationality": ("equilibrium", self.rationality_of_row),
            "principal": ("equilibrium", self.principal),
            "count": (cells, self.counts),
            "complete": (cells, self.complete),
            "status_code": (cells, self.status_code),
        }
        return data, coordinates

    def _heading(self) -> str:
        return (
            f"LogitEquilibria({len(self)} in {describe(self.game)}, "
            f"{self.rationality.size} rationalities)"
        )

    def __str__(self) -> str:
        def row(t: int) -> str:
            return (
                f"{place(self.game, self.game_index[t])}"
                f"rationality {show_number(self.rationality_of_row[t])}: "
                f"{show_profile(s[t] for s in self.strategies)}   "
                f"payoffs ({show_row(self.payoffs[t])})"
            )

        return show_table(self._heading(), len(self), row, actions_line(self.game))


@attrs.frozen(eq=False, repr=False)
class LogitBranch(Rows):
    r"""The principal branch of logit equilibria of each game, from the centroid onwards.

    Attributes
    ----------
    game : NormalFormGame
    rows : Ragged
        Points kept for each game: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    rationality : (T,)
        Along the branch; it falls between two turning points.
    strategies : tuple of N arrays (T, m_i)
    payoffs : (T, N)
    residual, regret : (T,)
        As in :class:`LogitEquilibria`.
    turning_points : (K, 2)
        Rows (flattened game, rationality) where the branch turns back or forth.
    bifurcations : (K, 2)
        Rows (flattened game, rationality) where other branches cross; the principal branch is
        taken to be the one that goes straight on.
    limit : Equilibria
        One profile per game: the Nash equilibrium next to the branch's end, with its regret; where
        none could be confirmed there, the end point itself (its regret says how far it is).
    status_code : (\*B) int8
    """

    game: NormalFormGame
    rows: Ragged
    rationality: Floats
    strategies: tuple[Floats, ...]
    payoffs: Floats
    residual: Floats
    regret: Floats
    turning_points: Floats
    bifurcations: Floats
    limit: Equilibria
    status_code: npt.NDArray[np.int8]

    def profile(self, row: int) -> tuple[Floats, ...]:
        """The mixed strategies at one point of a branch, player 1's first."""
        t = self._row(row)
        return tuple(s[t] for s in self.strategies)

    def _at(self, games: Indices) -> LogitBranch:
        part, rows = self.rows.take(games)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            rows=part,
            rationality=self.rationality[rows],
            strategies=tuple(s[rows] for s in self.strategies),
            payoffs=self.payoffs[rows],
            residual=self.residual[rows],
            regret=self.regret[rows],
            turning_points=_of_games(self.turning_points, games, self.game.num_games),
            bifurcations=_of_games(self.bifurcations, games, self.game.num_games),
            limit=self.limit._at(games),
            status_code=np.asarray(self.status_code.reshape(-1)[games]),
        )

    def _columns(self) -> dict[str, Array]:
        return {
            "game": self.game_index,
            "rationality": self.rationality,
            **_profile_columns(self),
        }

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        data, coordinates = _profile_variables(self)
        data |= {
            "rationality": ("equilibrium", self.rationality),
            "turning_point": (("turn", "game_and_rationality"), self.turning_points),
            "bifurcation": (("crossing", "game_and_rationality"), self.bifurcations),
            "count": (batch, self.counts),
            "status_code": (batch, self.status_code),
        }
        return data, coordinates

    def _heading(self) -> str:
        return (
            f"LogitBranch({len(self)} points in {describe(self.game)}, "
            f"{len(self.turning_points)} turning points, {len(self.bifurcations)} bifurcations)"
        )

    def __str__(self) -> str:
        return "\n".join([f"{self._heading()}; limit:", *str(self.limit).splitlines()[1:]])


def _of_games(points: Floats, games: Indices, count: int) -> Floats:
    """Rows (game, ...) of some games, which are numbered anew."""
    order = np.argsort(points[:, 0], kind="stable")
    frame = Ragged.of_owners(points[order, 0].astype(np.int64), (count,))
    part, rows = frame.take(games.reshape(-1))
    out = points[order][rows]
    out[:, 0] = part.owners
    return out


def _profile_columns(found: LogitEquilibria | LogitBranch) -> dict[str, Array]:
    probability, payoff = column_names(found.game)
    columns: dict[str, Array] = {}
    for names, strategy in zip(probability, found.strategies, strict=True):
        columns |= zip(names, strategy.T, strict=True)
    columns |= zip(payoff, found.payoffs.T, strict=True)
    return columns | {"residual": found.residual, "regret": found.regret}


def _profile_variables(found: LogitEquilibria | LogitBranch) -> tuple[Variables, Variables]:
    data: Variables = {
        "game_index": ("equilibrium", found.game_index),
        "payoff": (("equilibrium", "player"), found.payoffs),
        "residual": ("equilibrium", found.residual),
        "regret": ("equilibrium", found.regret),
    }
    coordinates: Variables = {"player": list(found.game.players)}
    named = zip(found.game.players, found.game.actions, found.strategies, strict=True)
    for player, actions, strategy in named:
        data[f"strategy_{player}"] = (("equilibrium", f"action_{player}"), strategy)
        coordinates[f"action_{player}"] = list(actions)
    return data, coordinates
