"""All isolated mixed equilibria of small games of several players, with proof that none is left."""

from __future__ import annotations

from typing import Any, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers import few_games
from gametheory.threads import share_out

Array = npt.NDArray[Any]

# Multiplications one game may take unless more cells are asked for, some seconds; and doubles its
# list of cells may hold.
_WORK = 500_000_000
_MEMORY = 1 << 27
# Points of one game at most, and points to make room for at a time.
_ROOTS = 256
_ROOM = 1024
# Free weights beyond which hardly any game is searched to the end.
_HOPELESS = 9
# Cells that are looked at before the search is compiled.
_FEW_CELLS = 400


class Doubtful(NamedTuple):
    """A point of ties (sum m_i,) of one game that rounding leaves undecided."""

    game: int
    point: npt.NDArray[np.float64]
    support: npt.NDArray[np.bool_]
    radius: float


class _Points(NamedTuple):
    """Points proved to be the only tie nearby, in the columns that the kernel fills."""

    root: npt.NDArray[np.float64]
    sign: npt.NDArray[np.int64]
    verdict: npt.NDArray[np.int64]
    radius: npt.NDArray[np.float64]
    support: npt.NDArray[np.bool_]

    @classmethod
    def empty(cls, rows: int, weights: int) -> _Points:
        return cls(
            np.zeros((rows, weights)),
            np.zeros(rows, dtype=np.int64),
            np.zeros(rows, dtype=np.int64),
            np.zeros(rows),
            np.zeros((rows, weights), dtype=np.bool_),
        )

    def first(self, rows: int) -> _Points:
        """A copy of so many."""
        columns: list[Array] = [column[:rows].copy() for column in self]
        return _Points(*columns)


@attrs.frozen(eq=False)
class MixedListing:
    """Equilibria of ``G`` games in which three players or more mix, ``T`` in all.

    Attributes
    ----------
    counts : (G,) int64
    game_index : (T,) int64
    strategies : tuple of N arrays (T, m_i)
    index : (T,) int8
    radius : (T,) float64
        No other profile with the same support is an equilibrium this close, weight by weight.
    doubtful : list of (game, point, support, radius)
        Points, the only ones nearby where the actions of their support tie, at which rounding
        hides whether an unused action is better or a weight is 0.
    undecided : (G,) int64
        Doubtful points, and cells of the strategy space that could be neither excluded nor
        resolved, of those in which two actions tie whatever others do no more than one; where it
        is 0, every such equilibrium is listed.
    cells : (G,) int64
        Cells looked at.
    """

    counts: npt.NDArray[np.int64]
    game_index: npt.NDArray[np.int64]
    strategies: tuple[npt.NDArray[np.float64], ...]
    index: npt.NDArray[np.int8]
    radius: npt.NDArray[np.float64]
    doubtful: list[Doubtful]
    undecided: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]


def cells_by_default(sizes: npt.NDArray[np.int64]) -> int:
    """Cells granted to a game: several times what one in a thousand random games needs."""
    dimension = int((sizes - 1).sum())
    if dimension > _HOPELESS:
        return 50_000
    return 20_000 if dimension <= 3 else 80_000 if dimension == 4 else 200_000


def mixed_equilibria(payoffs: Array, *, max_cells: int | None = None) -> MixedListing:
    """Every isolated equilibrium in which three players or more mix.

    Parameters
    ----------
    payoffs : (G, N, m_1, ..., m_N) float64 array
        Of moderate size, each rounded once at most. What a player cannot change is best taken away
        before (`gametheory.exact.incentives`): tolerances follow the largest payoff.
    max_cells : int, optional
        Cells to look at in one game, by default 20,000 to 200,000 depending on its size; fewer
        where one cell of a large game costs much, and where they would fill the memory.

    Notes
    -----
    The product of the strategy simplices is cut into cells until every cell either provably has
    no equilibrium or lies in a box around one in which a Krawczyk test proves that there is no
    other (see ``isolation_kernel.py`` beside this file). Regular equilibria, at which no
    unused action ties, are always resolved in the end; continua and ties never are and end in
    undecided cells. The work grows exponentially with the number of actions in all.
    """
    from gametheory.solvers.many_players.isolation_kernel import isolate
    from gametheory.solvers.many_players.only_tie_kernel import ACCEPTED, UNDECIDED

    games, players = payoffs.shape[:2]
    sizes = np.array(payoffs.shape[2:], dtype=np.int64)
    profiles, weights = int(sizes.prod()), int(sizes.sum())
    flat = np.ascontiguousarray(payoffs).reshape(games, players, profiles)
    if max_cells is None:
        max_cells = min(cells_by_default(sizes), _WORK // (players * players * profiles))
    width = int((sizes * sizes).sum()) + players * profiles + 1
    allowed = max(1, min(max_cells, _MEMORY // width))
    # A search that is interpreted is begun again, compiled, where it turns out to be long.
    most = min(allowed, _FEW_CELLS) if few_games.interpreted() else allowed
    nodes, shares = _mean_of_degree(players - 2)
    undecided, cells = np.zeros(games, dtype=np.int64), np.zeros(games, dtype=np.int64)
    found = np.zeros(games, dtype=np.int64)
    # By the first game of each block: threads finish them in any order.
    blocks: dict[int, _Points] = {}

    def work(start: int, stop: int) -> None:
        # Pages are taken when they are first written.
        room = np.empty((allowed + 2, width)), np.empty((allowed + 2, players), dtype=np.int64)
        decided = np.empty((allowed + 2, weights), dtype=np.bool_)
        points = _Points.empty(_ROOM, weights)

        def search(first: int, last: int, cells_each: int) -> tuple[int, int]:
            after, filled = isolate(
                flat, first, last, sizes, cells_each, *room, decided, nodes, shares, _ROOTS,
                *points, found, undecided, cells,
            )  # fmt: skip
            return int(after), int(filled)

        while start < stop:
            after, filled = search(start, start + 1 if most < allowed else stop, most)
            if most < allowed and undecided[start]:
                with few_games.compiled():
                    after, filled = search(start, start + 1, allowed)
            blocks[start] = points.first(filled)
            start = after

    share_out(work, games)
    ordered = [_Points.empty(0, weights), *(blocks[start] for start in sorted(blocks))]
    columns: list[Array] = [np.concatenate(column) for column in zip(*ordered, strict=True)]
    points = _Points(*columns)
    owner = np.repeat(np.arange(games, dtype=np.int64), found)
    open_points = np.flatnonzero(points.verdict == UNDECIDED)
    np.add.at(undecided, owner[open_points], 1)
    good = points.verdict == ACCEPTED
    edges = np.cumsum(sizes)[:-1]
    return MixedListing(
        counts=np.bincount(owner[good], minlength=games),
        game_index=owner[good],
        strategies=tuple(_normalised(part) for part in np.split(points.root[good], edges, axis=1)),
        index=points.sign[good].astype(np.int8),
        radius=points.radius[good],
        doubtful=[
            Doubtful(int(owner[t]), points.root[t], points.support[t], float(points.radius[t]))
            for t in open_points.tolist()
        ],
        undecided=undecided,
        cells=cells,
    )


def _mean_of_degree(degree: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Gauss-Legendre nodes and weights on [0, 1], exact for polynomials of this degree."""
    nodes, shares = np.polynomial.legendre.leggauss(degree // 2 + 1)
    return 0.5 * (1.0 + nodes), 0.5 * shares


def _normalised(strategy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    weights = np.maximum(strategy, 0.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
