"""Actions that are exact copies of another: nobody's payoff depends on which of them is played.

Copies are merged before a game is solved. A profile is an equilibrium if and only if it is one once
the weights of copies are added up, so that an equilibrium of the merged game stands for all ways to
share its weights out among copies: a product of polytopes whose extreme points give each weight to
one copy.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]


def first_copies(payoffs: Array) -> Int64:
    """Of each action (G, N, max m) the first one that it is a copy of, itself if of none.

    ``payoffs`` (G, N, m_1, ..., m_N); places beyond a player's own actions hold their number.
    """
    games, sizes = len(payoffs), payoffs.shape[2:]
    widest = max(sizes, default=0)
    out = np.tile(np.arange(widest), (games, len(sizes), 1))
    for i, m in enumerate(sizes if games else ()):
        table = np.moveaxis(payoffs, 2 + i, 1).reshape(games, m, -1)
        for b in range(m - 1, 0, -1):
            for a in range(b - 1, -1, -1):
                # One entry tells most actions apart.
                rows = np.flatnonzero(table[:, a, 0] == table[:, b, 0])
                rows = rows[np.asarray(table[rows, a] == table[rows, b], dtype=bool).all(axis=1)]
                out[rows, i, b] = a
    return out


def merged(payoffs: Array, first: Int64) -> Array:
    """One game (N, m_1, ..., m_N) without its copies; ``first`` (N, max m)."""
    out = payoffs
    for i, m in enumerate(payoffs.shape[1:]):
        out = np.take(out, np.flatnonzero(first[i, :m] == np.arange(m)), axis=1 + i)
    return out


def shared_out(
    strategies: tuple[Array, ...], first: Int64, sizes: tuple[int, ...]
) -> tuple[Array, ...]:
    """All profiles (T', m_i) that give each weight of the merged ones (T, k_i) to one copy."""
    rows: list[tuple[Array, ...]] = []
    for t in range(len(strategies[0])):
        own = []
        for i, m in enumerate(sizes):
            kept = np.flatnonzero(first[i, :m] == np.arange(m)).tolist()
            weights = dict(zip(kept, strategies[i][t], strict=True))
            choices = [
                [b for b in range(m) if first[i, b] == a] if weights[a] else [a] for a in kept
            ]
            mine = np.zeros((0, m), dtype=strategies[i].dtype)
            for choice in product(*choices):
                row = np.full((1, m), strategies[i][t][0] * 0)
                row[0, list(choice)] = [weights[a] for a in kept]
                mine = np.concatenate([mine, row])
            own.append(mine)
        rows += product(*own)
    return tuple(
        np.array([row[i] for row in rows], dtype=strategies[i].dtype).reshape(len(rows), m)
        for i, m in enumerate(sizes)
    )
