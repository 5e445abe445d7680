"""Compiled counting for games in which each player joins once enough others do."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel

Bools = npt.NDArray[np.bool_]
Int64 = npt.NDArray[np.int64]


@kernel
def count_others(gains: npt.NDArray[Any], willing: Int64, eager: Int64) -> None:
    """Fewest others with whom each player is willing, and eager, to join; ``N`` if never."""
    games, n, _ = gains.shape
    for g in range(games):
        for i in range(n):
            below = 0
            not_above = 0
            for k in range(n):
                below += gains[g, i, k] < 0
                not_above += gains[g, i, k] <= 0
            willing[g, i] = below
            eager[g, i] = not_above


@kernel
def find_sizes(willing: Int64, eager: Int64, sizes: Bools) -> None:
    """Whether each game has an equilibrium in which so many join."""
    games, n = willing.shape
    # How many become willing, and eager, at exactly so many others.
    more_willing, more_eager = np.empty(n + 1, dtype=np.int64), np.empty(n + 1, dtype=np.int64)
    for g in range(games):
        for m in range(n + 1):
            sizes[g, m] = True
            more_willing[m] = 0
            more_eager[m] = 0
        for i in range(n):
            more_willing[willing[g, i]] += 1
            more_eager[eager[g, i]] += 1
            # With m = w = e others she has to join if she is out, and would leave if she is in.
            if willing[g, i] == eager[g, i]:
                sizes[g, willing[g, i]] = False
        # Who never joins is out of the question at m = N too, and counted by neither.
        able = 0
        compelled = 0
        for m in range(n + 1):
            compelled += more_eager[m] if m < n else 0
            if not compelled <= m <= able:
                sizes[g, m] = False
            able += more_willing[m]


@kernel
def list_sets(
    willing: Int64,
    eager: Int64,
    row: Int64,
    size: Int64,
    joins: Bools,
    free: Bools,
    indifferent: Bools,
) -> None:
    """Who joins, who is free to and who is indifferent, in each equilibrium."""
    n = willing.shape[1]
    for t in range(row.size):
        g, m = row[t], size[t]
        places = m
        candidates = 0
        for i in range(n):
            compelled = eager[g, i] <= m and eager[g, i] < n
            joins[t, i] = compelled
            free[t, i] = not compelled and willing[g, i] < m
            places -= compelled
            candidates += free[t, i]
        exchanged = 0 < places < candidates
        for i in range(n):
            if free[t, i] and places > 0:
                joins[t, i] = True
                places -= 1
            free[t, i] = free[t, i] and exchanged
            # At the number of others that she sees where she stands.
            others = m - 1 if joins[t, i] else m
            indifferent[t, i] = willing[g, i] <= others < eager[g, i]
