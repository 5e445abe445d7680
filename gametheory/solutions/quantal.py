"""Logit quantal response equilibria: at given rationalities, and along the principal branch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import Ragged, RaggedRows
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.showing import (
    describe,
    place,
    show_number,
    show_profile,
    show_row,
    show_table,
)
from gametheory.solutions.status import advice

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@attrs.frozen(eq=False, repr=False)
class LogitEquilibria(ReadOnlyArrays):
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

    @property
    def status(self) -> Array:
        """``(*B, *L)`` strings: what is known of each cell and what to do next."""
        return advice(self.status_code)

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[tuple[Floats, ...]]:
        return (tuple(s[t] for s in self.strategies) for t in range(len(self)))

    def __repr__(self) -> str:
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

        return show_table(repr(self), len(self), row)


@attrs.frozen(eq=False, repr=False)
class LogitBranch(RaggedRows):
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

    @property
    def status(self) -> Array:
        """``(*B)`` strings: how each branch ended and what to do next."""
        return advice(self.status_code)

    def __repr__(self) -> str:
        return (
            f"LogitBranch({len(self)} points in {describe(self.game)}, "
            f"{len(self.turning_points)} turning points, {len(self.bifurcations)} bifurcations)"
        )

    def __str__(self) -> str:
        return "\n".join([f"{self!r}; limit:", *str(self.limit).splitlines()[1:]])
