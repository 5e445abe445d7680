"""Games without the actions and players that do not matter: forward on payoffs, back on answers.

Strictly dominated actions have no weight in any equilibrium and are strictly worse there than
another one; players left with one action have no choice. Both go before a method is chosen. An
equilibrium of the reduced game, filled up with zeros, is one of the whole, its index is the same,
and it is isolated or degenerate in both or in neither.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.incentives import own_gaps
from gametheory.solvers.programmes.dominance import strict_survivors

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class ReducedGames:
    """Games of a batch that are of one size once they are reduced.

    Attributes
    ----------
    games : (G,) int64
        Positions in the batch.
    payoffs : (G, n, k_1, ..., k_n)
        The reduced games, in the type of the input; ``n`` may be 0 or 1.
    players : tuple of n int
        Whose payoffs these are.
    kept : (G, N, max m) int64
        Each player's remaining actions, in order, first.
    sizes : tuple of N int
        Actions of the whole games.
    """

    games: Int64
    payoffs: Array
    players: tuple[int, ...]
    kept: Int64
    sizes: tuple[int, ...]

    def lift(self, rows: Int64, strategies: tuple[Array, ...]) -> tuple[Array, ...]:
        """Strategies (T, m_i) of all players from those (T, k_j) of the reduced games.

        ``rows`` (T,) says which of the reduced games each profile belongs to.
        """
        exact = self.payoffs.dtype != np.float64 and all(s.dtype == object for s in strategies)
        zero, one = (Fraction(0), Fraction(1)) if exact else (0.0, 1.0)
        mixed = dict(zip(self.players, strategies, strict=True))
        out = []
        for i, m in enumerate(self.sizes):
            whole = np.full((len(rows), m), zero)
            some = mixed.get(i, np.full((len(rows), 1), one))
            np.put_along_axis(whole, self.kept[rows, i, : some.shape[1]], some, axis=1)
            out.append(whole)
        return tuple(out)


def reduced_games(payoffs: Array) -> list[ReducedGames]:
    """Every game of a batch ``(G, N, m_1, ..., m_N)``, reduced; games of one size together."""
    games, sizes = len(payoffs), payoffs.shape[2:]
    if not games:
        return []
    if not sizes:
        nothing = np.empty((games, 0, 0), dtype=np.int64)
        return [ReducedGames(np.arange(games), payoffs, (), nothing, ())]
    exact = payoffs.dtype != np.float64
    alive = strict_survivors(own_gaps(payoffs, len(sizes))[0] if exact else payoffs)
    kept = np.argsort(~alive, axis=2, kind="stable")
    counts = alive.sum(axis=2)
    shapes, which = np.unique(counts, axis=0, return_inverse=True)
    out = []
    for k, shape in enumerate(shapes.tolist()):
        rows = np.flatnonzero(which.ravel() == k)
        players = tuple(i for i, m in enumerate(shape) if m > 1)
        if shape == list(sizes):
            picked = payoffs if len(rows) == games else payoffs[rows]
        else:
            place = [_along(kept[rows, i, :m], i, len(sizes)) for i, m in enumerate(shape)]
            everyone = np.arange(len(sizes)).reshape(1, -1, *(1,) * len(sizes))
            picked = payoffs[(_along(rows[:, None], -1, len(sizes)), everyone, *place)]
        own = picked if len(players) == len(sizes) else picked[:, list(players)]
        left = own.reshape(len(rows), len(players), *(shape[i] for i in players))
        out.append(ReducedGames(rows, left, players, kept[rows], tuple(sizes)))
    return out


def _along(values: Int64, axis: int, axes: int) -> Int64:
    """``values`` (G, m) with the second axis moved to action axis ``axis`` of ``axes``."""
    shape = [len(values), 1, *(1,) * axes]
    if axis >= 0:
        shape[2 + axis] = values.shape[1]
    return values.reshape(shape)
