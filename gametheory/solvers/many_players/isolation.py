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
_ROOTS = 256
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
        resolved; where it is 0, every such equilibrium is listed.
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
    rows: list[tuple[Array, Array, Array]] = [
        (np.empty((0, weights)), np.empty(0), np.empty(0))
    ] * games

    open_points: list[list[Doubtful]] = [[]] * games

    def work(start: int, stop: int) -> None:
        roots, radii = np.zeros((_ROOTS, weights)), np.zeros(_ROOTS)
        # Pages are taken when they are first written.
        room = np.empty((allowed + 2, width)), np.empty((allowed + 2, players), dtype=np.int64)
        decided = np.empty((allowed + 2, weights), dtype=np.bool_)
        index, verdicts = np.zeros(_ROOTS, dtype=np.int64), np.zeros(_ROOTS, dtype=np.int64)
        supports = np.zeros((_ROOTS, weights), dtype=np.bool_)
        into = *room, decided, nodes, shares, roots, index, verdicts, radii, supports
        for g in range(start, stop):
            found, undecided[g], cells[g] = isolate(flat[g], sizes, most, *into)
            if undecided[g] and most < allowed:
                with few_games.compiled():
                    found, undecided[g], cells[g] = isolate(flat[g], sizes, allowed, *into)
            undecided[g] += np.count_nonzero(verdicts[:found] == UNDECIDED)
            good = np.flatnonzero(verdicts[:found] == ACCEPTED)
            rows[g] = roots[good], index[good], radii[good]
            open_points[g] = [
                Doubtful(g, roots[t].copy(), supports[t].copy(), float(radii[t]))
                for t in np.flatnonzero(verdicts[:found] == UNDECIDED)
            ]

    share_out(work, games)
    counts = np.array([len(points) for points, _, _ in rows], dtype=np.int64)
    points, signs, radius = (
        np.concatenate([np.empty((0, weights) if k == 0 else 0), *(row[k] for row in rows)])
        for k in range(3)
    )
    edges = np.cumsum(sizes)[:-1]
    return MixedListing(
        counts=counts,
        game_index=np.repeat(np.arange(games, dtype=np.int64), counts),
        strategies=tuple(_normalised(part) for part in np.split(points, edges, axis=1)),
        index=signs.astype(np.int8),
        radius=radius,
        doubtful=[point for mine in open_points for point in mine],
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
