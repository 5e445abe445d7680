"""All equilibria of one small game of floats, without what batches need.

Answers are those of `enumerate_equilibria`, bit for bit; a game that is not plain (a tie, an open
sign, numbers that are too large or too small) gets none here. Loops over single games are common,
and the work on one small game takes less time than sharing it out.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.two_player.parts import plan
from gametheory.solvers.two_player.subsets import PairTables, SubsetTable
from gametheory.solvers.two_player.two_by_two import classes_2x2, equilibria_2x2

Floats = npt.NDArray[np.float64]
Answer = tuple[Floats, Floats, Floats, Floats, npt.NDArray[np.int8], bool]
"""Strategies of both players, payoffs, regret, index, whether the game is degenerate."""

ROOM = 32  # equilibria
_LARGEST = 6  # actions
_FLOAT = np.dtype(np.float64)
_INFINITY = float("inf")
_BOTH = 2  # in the place of an action: both, so that the other player is indifferent


def equilibria_of_one(payoffs: npt.NDArray[Any]) -> Answer | None:
    """All equilibria of ``payoffs (2, m, n)``, which are read-only, or None."""
    _, m, n = payoffs.shape
    if payoffs.dtype is not _FLOAT:
        return None
    if m == n == 2:
        return _two_by_two(*payoffs.ravel().tolist())
    if not (1 < m <= _LARGEST and 1 < n <= _LARGEST and payoffs.flags.c_contiguous):
        return None
    kernel, program = _compiled(m, n)
    block, index = np.empty((m + n + 3) * ROOM), np.empty(ROOM, dtype=np.int8)
    count = kernel.small(payoffs[None], *program, ROOM, block, index)
    return _answer(m, n, count, block, index[:count], False) if count else None


def _answer(
    m: int, n: int, count: int, block: Floats, index: npt.NDArray[np.int8], degenerate: bool
) -> Answer:
    end_x, end_y = m * count, (m + n) * count
    end = end_y + 2 * count
    return (
        block[:end_x].reshape(count, m),
        block[end_x:end_y].reshape(count, n),
        block[end_y:end].reshape(count, 2),
        block[end : end + count],
        index,
        degenerate,
    )


@cache
def _compiled(m: int, n: int) -> tuple[Any, tuple[Any, ...]]:
    """The compiled call and the program of a shape."""
    from gametheory.solvers.two_player.one_game_kernel import one_game

    p = plan(m, n)
    t = p.tables
    shape = t.pair_size, t.pair_rows, t.pair_cols, t.rows.members, t.cols.members, p.shift
    steps = (
        _steps(t.rows, t.cols, t.row_offset, m, n),
        _steps(t.cols, t.rows, t.col_offset, n, m),
    )
    return one_game, (*steps, t.row_offset, t.col_offset, _tests(t, m, n), *shape)


def _steps(own: SubsetTable, other: SubsetTable, offset: Any, rows: int, cols: int) -> Any:
    """Which minors are multiplied to make those of order 2, 3, …: their expansion by a column."""
    steps = [(0, 0)][:0]
    for k in range(2, len(offset) - 1):
        below = int(other.start[k] - other.start[k - 1])
        for rid in range(own.start[k + 1], own.start[k + 2]):
            first = int(own.members[rid, 0])
            # Differences of two rows stand behind the rows, in the order of the pairs.
            pair = first * rows - first * (first + 1) // 2 - first - 1
            for cid in range(other.start[k], other.start[k + 1]):
                column, rest = int(other.members[cid, k - 1]), int(other.drop[cid, k - 1])
                for i in range(1, k + 1):
                    difference = rows + (pair + int(own.members[rid, i])) * cols + column
                    lower = int(offset[k - 1]) + int(own.drop[rid, i]) * below + rest
                    steps.append((difference, lower))
    return np.array(steps, dtype=np.int32).reshape(len(steps), 2)


def _tests(t: PairTables, m: int, n: int) -> Any:
    """For each pair, the minors whose signs have to agree: twice their number, one more if turned.

    The first ``m`` are those of the row player; minors of the column player are numbered on.
    """
    tests = np.empty((len(t.pair_size), m + n), dtype=np.int32)
    for pair, (k, rid, cid) in enumerate(
        zip(t.pair_size.tolist(), t.pair_rows.tolist(), t.pair_cols.tolist(), strict=True)
    ):
        tests[pair, :m] = _vertex(t.rows, t.cols, t.row_offset, k, rid, cid, m)
        tests[pair, m:] = _vertex(t.cols, t.rows, t.col_offset, k, cid, rid, n)
        tests[pair, m:] += 2 * int(t.row_offset[-1])
    return tests


def _vertex(
    own: SubsetTable, other: SubsetTable, offset: Any, k: int, rid: int, cid: int, rows: int
) -> list[int]:
    below = int(other.start[k] - other.start[k - 1])
    base = int(offset[k - 1]) + (rid - int(own.start[k])) * below
    tests = [2 * (base + int(other.drop[cid, p])) + (p & 1) for p in range(k)]
    for t in range(rows - k):
        line = int(own.grow[rid, t]) * int(other.start[k + 1] - other.start[k])
        at = int(offset[k]) + line + cid - int(other.start[k])
        tests.append(2 * at + (int(own.grow_position[rid, t]) & 1))
    return tests


@cache
def _classes() -> list[tuple[list[tuple[int, int]], bool, bool, bool, Any, bool]]:
    """Of each class: actions, whether one mixes for each player, whether one and pure, index."""
    shift = plan(2, 2).shift
    _, counts, degenerate = classes_2x2(shift)
    actions, index, only_pure = equilibria_2x2(shift)
    out = []
    for number, count in enumerate(counts.tolist()):
        pairs = [(int(i), int(j)) for i, j in actions[number, :count]]
        row_mixes = any(i == _BOTH for i, _ in pairs)
        col_mixes = any(j == _BOTH for _, j in pairs)
        signs = index[number, :count].copy()
        out.append(
            (
                pairs, row_mixes, col_mixes, bool(only_pure[number]), signs,
                bool(degenerate[number]),
            )
        )  # fmt: skip
    return out


_PURE = ((1.0, 0.0), (0.0, 1.0))


def _two_by_two(
    a00: float, a01: float, a10: float, a11: float, b00: float, b01: float, b10: float, b11: float
) -> Answer | None:
    """The operations of `screen_2x2` and `fill_2x2` in their order, without a compiler."""
    if a00 * 0 + a01 * 0 + a10 * 0 + a11 * 0 + (b00 * 0 + b01 * 0 + b10 * 0 + b11 * 0) != 0:
        return None
    number = 40 + 27 * ((a10 > a00) - (a10 < a00)) + 9 * ((a11 > a01) - (a11 < a01))
    number += 3 * ((b01 > b00) - (b01 < b00)) + (b11 > b10) - (b11 < b10)
    pairs, row_mixes, col_mixes, only_pure, index, degenerate = _classes()[number]
    if only_pure:
        i, j = pairs[0]
        a, b = ((a00, a01), (a10, a11)), ((b00, b01), (b10, b11))
        own, other = a[i][j], b[i][j]
        regret = max(a[1 - i][j] - own, b[i][1 - j] - other, 0.0) + 0.0
        block = np.array((*_PURE[i], *_PURE[j], own, other, regret))
        if not regret < _INFINITY:
            return None
        return _answer(2, 2, 1, block, index.copy(), degenerate)
    p = q = (0.0, 0.0)
    if row_mixes:
        u0, u1 = abs(b11 - b10), abs(b01 - b00)
        total = u0 + u1
        if not total < _INFINITY:
            return None
        p = (u0 / total, u1 / total)
    if col_mixes:
        v0, v1 = abs(a11 - a01), abs(a10 - a00)
        total = v0 + v1
        if not total < _INFINITY:
            return None
        q = (v0 / total, v1 / total)
    of_row, of_col = (*_PURE, p), (*_PURE, q)
    rows = []
    for i, j in pairs:
        x0, x1 = of_row[i]
        y0, y1 = of_col[j]
        s0, s1 = a00 * y0 + a01 * y1, a10 * y0 + a11 * y1
        d0, d1 = b00 * x0 + b10 * x1, b01 * x0 + b11 * x1
        own, other = x0 * s0 + x1 * s1, y0 * d0 + y1 * d1
        regret = max(max(s0, s1) - own, max(d0, d1) - other, 0.0) + 0.0
        if not (abs(own) < _INFINITY and abs(other) < _INFINITY and regret < _INFINITY):
            return None
        rows.append((x0, x1, y0, y1, own, other, regret))
    before = [row[:4] for row in rows]
    if before != sorted(before):
        return None  # a mixture that rounds to a pure strategy
    block = np.array(
        [e for row in rows for e in row[:2]] + [e for row in rows for e in row[2:4]]
        + [e for row in rows for e in row[4:6]] + [row[6] for row in rows]
    )  # fmt: skip
    return _answer(2, 2, len(rows), block, index.copy(), degenerate)
