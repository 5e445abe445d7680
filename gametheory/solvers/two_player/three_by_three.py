"""Generic 3x3 games: twelve certified signs a player, one table look-up, equilibria from a word.

Nine differences and three minors of order 2 have signs that index a table of the vertices of one
player's best-reply polytope; a vertex is a pair (rows, columns), and the pairs that both players
have are the equilibria. Games with a tie or an open sign are left to the general screen.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel, njit
from gametheory.solvers.two_player.bits import lowest_bit, number_of_ones
from gametheory.solvers.two_player.parts import CERTIFIED, UNCERTAIN
from gametheory.solvers.two_player.subsets import pair_tables
from gametheory.solvers.two_player.values import ACCURACY, put_in_place

# |computed - true| <= 4 u (|p| + |q|) for p - q, both products of rounded differences
# ((3 + 16 u) u suffices, Shewchuk 1997), as long as nothing underflows.
_ORDER_TWO = 4 * 2.0**-53
_UNDERFLOW = 2.0**-960

# A word holds the 19 pairs (rows, columns) in its low bits, in the order in which equilibria are
# listed as far as supports decide it: supports of rows 3; 2 and 3; 2; all with 1 and another; 1.
# Above them stand the signs of the ten mixed pairs; a pure equilibrium always has index +1.
_PAIRS = 19
_ALL_PAIRS = (1 << _PAIRS) - 1
_ROWS_IN_ORDER: tuple[tuple[int, ...], ...] = ((2,), (1, 2), (1,), (0, 2), (0, 1), (0, 1, 2), (0,))
_SUPPORTS: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    (rows, cols)
    for rows in _ROWS_IN_ORDER
    for cols in combinations((0, 1, 2), len(rows))
]  # fmt: skip
# Actions by pair: size of the supports, two rows, two columns, and place of the sign.
_ACTIONS = np.array(
    [
        (len(r), r[0], r[-1], c[0], c[-1], _PAIRS + bit - (3 if bit < 6 else 6))
        for bit, (r, c) in enumerate(_SUPPORTS)
    ],
    dtype=np.int64,
)
_UNIT = np.eye(3)  # looked up: turning a comparison into a double takes longer than the rest


@njit(cache=True, nogil=True, inline="always")
def _signs_of(pairs: int) -> int:
    """The places of the signs of some mixed pairs."""
    return (((pairs >> 3) & 0x7) | ((pairs >> 6) & 0x3F8)) << _PAIRS


@kernel
def screen_3x3(
    payoffs: Any,
    first: int,
    last: int,
    row_words: Any,
    col_words: Any,
    flip: int,
    words: Any,
    counts: Any,
    status: Any,
) -> None:
    """Equilibria of games ``first … last-1`` as words, or status `UNCERTAIN` and an empty word."""
    lanes = 64
    v = np.zeros((18, lanes))
    code = np.zeros((2, lanes), dtype=np.int64)
    good = np.zeros(lanes, dtype=np.int64)
    for base in range(first, last, lanes):
        used = min(lanes, last - base)
        for g in range(used):
            for r in range(3):
                for c in range(3):
                    v[r * 3 + c, g] = payoffs[base + g, 0, r, c]
                    v[9 + c * 3 + r, g] = payoffs[base + g, 1, r, c]
        for g in range(lanes):
            good[g] = 1
        for player in range(2):
            o = 9 * player
            for g in range(lanes):
                # d: rows 1-0, 2-0, 2-1 of each column; F of the three pairs of columns.
                p0 = v[o + 3, g] - v[o, g]
                p1 = v[o + 4, g] - v[o + 1, g]
                p2 = v[o + 5, g] - v[o + 2, g]
                q0 = v[o + 6, g] - v[o, g]
                q1 = v[o + 7, g] - v[o + 1, g]
                q2 = v[o + 8, g] - v[o + 2, g]
                s0 = v[o + 6, g] - v[o + 3, g]
                s1 = v[o + 7, g] - v[o + 4, g]
                s2 = v[o + 8, g] - v[o + 5, g]
                l01, r01 = p0 * q1, p1 * q0
                l02, r02 = p0 * q2, p2 * q0
                l12, r12 = p1 * q2, p2 * q1
                f01 = l01 - r01
                f02 = l02 - r02
                f12 = l12 - r12
                bits = np.int64(0)
                bits |= np.int64(1) if p0 > 0 else np.int64(0)
                bits |= np.int64(2) if p1 > 0 else np.int64(0)
                bits |= np.int64(4) if p2 > 0 else np.int64(0)
                bits |= np.int64(8) if q0 > 0 else np.int64(0)
                bits |= np.int64(16) if q1 > 0 else np.int64(0)
                bits |= np.int64(32) if q2 > 0 else np.int64(0)
                bits |= np.int64(64) if s0 > 0 else np.int64(0)
                bits |= np.int64(128) if s1 > 0 else np.int64(0)
                bits |= np.int64(256) if s2 > 0 else np.int64(0)
                bits |= np.int64(512) if f01 > 0 else np.int64(0)
                bits |= np.int64(1024) if f02 > 0 else np.int64(0)
                bits |= np.int64(2048) if f12 > 0 else np.int64(0)
                code[player, g] = bits
                # Overflow makes the right side infinite or the left not a number: not certified.
                sure = (
                    (abs(f01) > _ORDER_TWO * (abs(l01) + abs(r01)) + _UNDERFLOW)
                    & (abs(f02) > _ORDER_TWO * (abs(l02) + abs(r02)) + _UNDERFLOW)
                    & (abs(f12) > _ORDER_TWO * (abs(l12) + abs(r12)) + _UNDERFLOW)
                )
                sure = sure & (p0 != 0) & (p1 != 0) & (p2 != 0) & (q0 != 0) & (q1 != 0)
                sure = sure & (q2 != 0) & (s0 != 0) & (s1 != 0) & (s2 != 0)
                good[g] &= np.int64(1) if sure else np.int64(0)
        for g in range(used):
            of_row, of_col = np.int64(row_words[code[0, g]]), np.int64(col_words[code[1, g]])
            both = of_row & of_col & _ALL_PAIRS
            negative = (of_row ^ of_col ^ flip) & _signs_of(both)
            number = number_of_ones(both)
            sure_game = good[g] != 0 and number - 2 * number_of_ones(negative) == 1
            words[base + g] = both | negative if sure_game else 0
            counts[base + g] = number if sure_game else 0
            status[base + g] = CERTIFIED if sure_game else UNCERTAIN


@njit(cache=True, nogil=True, inline="always")
def _area(a0: float, a1: float, b0: float, b1: float) -> tuple[float, float]:
    """The absolute determinant of two rows, and the bound of its error."""
    left, right = a0 * b1, a1 * b0
    return abs(left - right), _ORDER_TWO * (abs(left) + abs(right)) + _UNDERFLOW


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _equaliser(
    a00: float, a01: float, a02: float,
    a10: float, a11: float, a12: float,
    a20: float, a21: float, a22: float,
) -> tuple[float, float, float, bool]:  # fmt: skip
    """Weights of the columns at which the three rows are worth the same; whether proven accurate.

    They are the minors of order 2 of the differences to the first row.
    """
    d10, d11, d12 = a10 - a00, a11 - a01, a12 - a02
    d20, d21, d22 = a20 - a00, a21 - a01, a22 - a02
    w0, e0 = _area(d11, d12, d21, d22)
    w1, e1 = _area(d10, d12, d20, d22)
    w2, e2 = _area(d10, d11, d20, d21)
    total = w0 + w1 + w2
    fine = 3 * max(e0, e1, e2) <= ACCURACY * total and total < np.inf
    return w0 / total, w1 / total, w2 / total, fine


@kernel
def fill_3x3(
    payoffs: Any,
    first: int,
    last: int,
    words: Any,
    offset: Any,
    x: Any,
    y: Any,
    value: Any,
    regret: Any,
    index: Any,
    inaccurate: Any,
) -> None:
    """Write the equilibria of games ``first … last-1`` at ``offset[g] …``.

    ``inaccurate[g]`` is set where a strategy cannot be proven accurate to `ACCURACY`, and where
    payoffs overflow.
    """
    for g in range(first, last):
        word = np.int64(words[g])
        pairs = word & _ALL_PAIRS
        start = t = offset[g]
        bad = False
        while pairs:
            pair = lowest_bit(pairs)
            pairs &= pairs - 1
            size, i0, i1 = _ACTIONS[pair, 0], _ACTIONS[pair, 1], _ACTIONS[pair, 2]
            j0, j1, sign = _ACTIONS[pair, 3], _ACTIONS[pair, 4], _ACTIONS[pair, 5]
            if size == 1:
                for k in range(3):
                    x[t, k] = _UNIT[i0, k]
                    y[t, k] = _UNIT[j0, k]
                a, b = payoffs[g, 0, i0, j0], payoffs[g, 1, i0, j0]
                row_best = max(payoffs[g, 0, 0, j0], payoffs[g, 0, 1, j0], payoffs[g, 0, 2, j0])
                col_best = max(payoffs[g, 1, i0, 0], payoffs[g, 1, i0, 1], payoffs[g, 1, i0, 2])
                value[t, 0], value[t, 1] = a, b
                regret[t] = max(row_best - a, col_best - b)
                index[t] = 1
            else:
                if size == 2:
                    # Differences and quotients of one sign: relative error of a few units only.
                    w0 = abs(payoffs[g, 1, i1, j1] - payoffs[g, 1, i1, j0])
                    w1 = abs(payoffs[g, 1, i0, j1] - payoffs[g, 1, i0, j0])
                    z0 = abs(payoffs[g, 0, i1, j1] - payoffs[g, 0, i0, j1])
                    z1 = abs(payoffs[g, 0, i1, j0] - payoffs[g, 0, i0, j0])
                    w, z = w0 + w1, z0 + z1
                    bad |= not (w < np.inf and z < np.inf)
                    x[t, 3 - i0 - i1] = 0.0
                    y[t, 3 - j0 - j1] = 0.0
                    x[t, i0], x[t, i1] = w0 / w, w1 / w
                    y[t, j0], y[t, j1] = z0 / z, z1 / z
                else:
                    y[t, 0], y[t, 1], y[t, 2], fine_y = _equaliser(
                        payoffs[g, 0, 0, 0], payoffs[g, 0, 0, 1], payoffs[g, 0, 0, 2],
                        payoffs[g, 0, 1, 0], payoffs[g, 0, 1, 1], payoffs[g, 0, 1, 2],
                        payoffs[g, 0, 2, 0], payoffs[g, 0, 2, 1], payoffs[g, 0, 2, 2],
                    )  # fmt: skip
                    x[t, 0], x[t, 1], x[t, 2], fine_x = _equaliser(
                        payoffs[g, 1, 0, 0], payoffs[g, 1, 1, 0], payoffs[g, 1, 2, 0],
                        payoffs[g, 1, 0, 1], payoffs[g, 1, 1, 1], payoffs[g, 1, 2, 1],
                        payoffs[g, 1, 0, 2], payoffs[g, 1, 1, 2], payoffs[g, 1, 2, 2],
                    )  # fmt: skip
                    bad |= not (fine_x and fine_y)
                # Payoffs and the largest gain from a deviation, from the raw payoffs.
                row_value = col_value = 0.0
                row_best = col_best = -np.inf
                for k in range(3):
                    s = d = 0.0
                    for o in range(3):
                        s += payoffs[g, 0, k, o] * y[t, o]
                        d += payoffs[g, 1, o, k] * x[t, o]
                    row_value += x[t, k] * s
                    col_value += y[t, k] * d
                    row_best, col_best = max(row_best, s), max(col_best, d)
                value[t, 0], value[t, 1] = row_value, col_value
                regret[t] = max(row_best - row_value, col_best - col_value, 0.0)
                bad |= not (
                    abs(row_value) < np.inf and abs(col_value) < np.inf and regret[t] < np.inf
                )
                index[t] = 1 - 2 * ((word >> sign) & 1)
            put_in_place(t, start, 3, 3, x, y, value, regret, index)
            t += 1
        inaccurate[g] = bad


def codes_of_word(word: int, shift: int) -> list[int]:
    """The equilibria of a word in the packing of the general screen."""
    codes = []
    for bit, (rows, cols) in enumerate(_SUPPORTS):
        if word >> bit & 1:
            negative = len(rows) > 1 and word >> int(_ACTIONS[bit, 5]) & 1
            pair = _pair_number(rows, cols)
            codes.append(pair | pair << shift | (0 if negative else 2) << 2 * shift)
    return codes


def _pair_number(rows: tuple[int, ...], cols: tuple[int, ...]) -> int:
    """The number of (rows, columns) in the tables of the general screen."""
    ranks = [list(combinations(range(3), len(rows))).index(s) for s in (rows, cols)]
    per_side = len(list(combinations(range(3), len(rows))))
    return (0, 0, 9, 18)[len(rows)] + ranks[0] * per_side + ranks[1]


@lru_cache(maxsize=1)
def tables_3x3() -> tuple[Any, Any, int]:
    """Words by sign code for the row and the column player, and the signs that are turned.

    A pair is a vertex if its tests have one common sign, which is the sign of its minor.
    """
    tables = pair_tables(3, 3)
    own, other = tables.rows, tables.cols
    codes = np.arange(4096)
    up = np.ones((15, 4096), dtype=np.bool_)
    for minor in range(12):
        up[3 + minor] = (codes >> minor) & 1
    words = np.zeros((2, 4096), dtype=np.uint32)
    flip = 0
    offset = tables.row_offset
    for rows, cols in _SUPPORTS:
        k = len(rows)
        pair = _pair_number(rows, cols)
        rid, cid = int(tables.pair_rows[pair]), int(tables.pair_cols[pair])
        rank = cid - int(other.start[k])
        tests = []
        base = int(offset[k - 1]) + (rid - int(own.start[k])) * int(
            other.start[k] - other.start[k - 1]
        )
        for p in range(k):
            tests.append(up[base + other.drop[cid, p]] ^ bool(p & 1))
        for t in range(3 - k):
            line = int(offset[k]) + own.grow[rid, t] * int(other.start[k + 1] - other.start[k])
            tests.append(up[line + rank] ^ bool(own.grow_position[rid, t] & 1))
        plus, minus = np.all(tests, axis=0), ~np.any(tests, axis=0)
        # The same for the column player, whose own actions are the columns.
        for player, support in ((0, (rows, cols)), (1, (cols, rows))):
            bit = _SUPPORTS.index(support)
            words[player] |= (plus | minus).astype(np.uint32) << np.uint32(bit)
            if k > 1:
                words[player] |= plus.astype(np.uint32) << np.uint32(_ACTIONS[bit, 5])
        if k == 2:
            flip |= 1 << int(_ACTIONS[_SUPPORTS.index((rows, cols)), 5])
    return words[0], words[1], flip
