"""Tables of subsets: the rank of a set among those of its size, with one element less or more.

Everything the two-player kernels do is indexed by pairs (set of rows, set of columns).  The
tables factor: one for the rows, one for the columns, so they stay small (``2**8`` lines for
eight actions) while the pairs run into the thousands.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import comb

import attrs
import numpy as np
import numpy.typing as npt

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class SubsetTable:
    """Subsets of ``{0, …, n-1}`` up to a size, ordered by size and then lexicographically.

    Attributes
    ----------
    start : (sizes + 1,) int64
        Sets of size ``k`` have the numbers ``start[k] … start[k+1]-1``; rank = number - start.
    members : (count, width) int32
        The elements in ascending order.
    drop : (count, width) int32
        Rank, among sets of one size less, of the set without its ``p``-th element.
    grow, grow_position : (count, n) int32
        For the ``t``-th element that is not in the set: rank, among sets of one size more, of
        the set with it, and the element's position there.
    mask : (count,) int64
        The set as bits.
    """

    start: Int64
    members: Int32
    drop: Int32
    grow: Int32
    grow_position: Int32
    mask: Int64


@attrs.frozen(eq=False)
class PairTables:
    """Tables for ``m`` x ``n`` games: rows, columns, and where each level of minors starts.

    Attributes
    ----------
    rows, cols : SubsetTable
    sizes : int
        Largest support size of a vertex, ``min(m, n)``.
    pair_start : (sizes + 2,) int64
        Pairs (rows R, columns S), ``|R| = |S| = k``, have the numbers
        ``pair_start[k] + rank(R) * C(n, k) + rank(S)``.
    pair_size, pair_rows, pair_cols : (pairs,) int32
        For each pair: ``k``, the number of R in ``rows``, the number of S in ``cols``.
    row_levels, col_levels : int
        Highest order of the minors of the row (column) player's payoffs.
    row_offset, col_offset : (levels + 2,) int64
        Where the minors of each order start.
    """

    rows: SubsetTable
    cols: SubsetTable
    sizes: int
    pair_start: Int64
    pair_size: Int32
    pair_rows: Int32
    pair_cols: Int32
    row_levels: int
    col_levels: int
    row_offset: Int64
    col_offset: Int64


def subset_table(n: int, largest: int) -> SubsetTable:
    """Build the table of all subsets of ``{0, …, n-1}`` with at most ``largest`` elements."""
    ranks: list[dict[tuple[int, ...], int]] = []
    sets: list[tuple[int, ...]] = []
    start = [0]
    for size in range(largest + 1):
        of_size = list(combinations(range(n), size))
        ranks.append({s: rank for rank, s in enumerate(of_size)})
        sets.extend(of_size)
        start.append(len(sets))
    width = max(largest, 1)
    members = np.zeros((len(sets), width), dtype=np.int32)
    drop = np.zeros((len(sets), width), dtype=np.int32)
    grow = np.zeros((len(sets), n), dtype=np.int32)
    grow_position = np.zeros((len(sets), n), dtype=np.int32)
    mask = np.zeros(len(sets), dtype=np.int64)
    for number, s in enumerate(sets):
        size = len(s)
        members[number, :size] = s
        mask[number] = sum(1 << e for e in s)
        for p in range(size):
            drop[number, p] = ranks[size - 1][s[:p] + s[p + 1 :]]
        if size < largest:
            t = 0
            for e in range(n):
                if e in s:
                    continue
                position = sum(1 for o in s if o < e)
                grow[number, t] = ranks[size + 1][(*s[:position], e, *s[position:])]
                grow_position[number, t] = position
                t += 1
    return SubsetTable(np.array(start, dtype=np.int64), members, drop, grow, grow_position, mask)


def _offsets(rows: int, cols: int, levels: int) -> Int64:
    counts = [comb(rows, k + 1) * comb(cols, k) for k in range(levels + 1)]
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


@lru_cache(maxsize=64)
def pair_tables(m: int, n: int) -> PairTables:
    """Tables for games with ``m`` rows and ``n`` columns (kept between calls)."""
    sizes = min(m, n)
    rows, cols = subset_table(m, min(m, sizes + 1)), subset_table(n, min(n, sizes + 1))
    pair_start = [0, 0]
    size_of, rows_of, cols_of = [], [], []
    for k in range(1, sizes + 1):
        num_rows, num_cols = comb(m, k), comb(n, k)
        pair_start.append(pair_start[-1] + num_rows * num_cols)
        size_of.append(np.full(num_rows * num_cols, k, dtype=np.int32))
        rows_of.append(np.repeat(np.arange(num_rows), num_cols) + rows.start[k])
        cols_of.append(np.tile(np.arange(num_cols), num_rows) + cols.start[k])
    row_levels, col_levels = min(m - 1, n), min(n - 1, m)
    return PairTables(
        rows,
        cols,
        sizes,
        np.array(pair_start, dtype=np.int64),
        np.concatenate(size_of),
        np.concatenate(rows_of).astype(np.int32),
        np.concatenate(cols_of).astype(np.int32),
        row_levels,
        col_levels,
        _offsets(m, n, row_levels),
        _offsets(n, m, col_levels),
    )
