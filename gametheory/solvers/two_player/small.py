"""2x2 and 3x3 games at the speed of memory: signs to a class, a table from classes to equilibria.

2x2: which entry of each column (row) is larger, or neither, puts the pair of matrices into one of
81 classes; comparisons are exact, so nothing is left open.  3x3: twelve certified signs a player
(nine differences, three minors of order 2) index a table of the vertices of that player's
best-reply polytope; games with a tie or an open sign are left to the general screen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit

from gametheory.solvers.two_player.labels import CERTIFIED, UNCERTAIN, lowest_bit
from gametheory.solvers.two_player.subsets import pair_tables

# |computed - true| <= 4 u (|p| + |q|) for p - q, both products of rounded differences
# ((3 + 16 u) u suffices, Shewchuk 1997), as long as nothing underflows.
_ORDER_TWO = 4 * 2.0**-53
_UNDERFLOW = 2.0**-960


@njit(cache=True, nogil=True)
def screen_2x2(
    payoffs: Any,
    first: int,
    last: int,
    counts_of_class: Any,
    degenerate_of_class: Any,
    class_of: Any,
    counts: Any,
    degenerate: Any,
    status: Any,
) -> None:
    """Class, number of equilibria and degeneracy of games ``first … last-1``."""
    for g in range(first, last):
        a00, a01 = payoffs[g, 0, 0, 0], payoffs[g, 0, 0, 1]
        a10, a11 = payoffs[g, 0, 1, 0], payoffs[g, 0, 1, 1]
        b00, b01 = payoffs[g, 1, 0, 0], payoffs[g, 1, 0, 1]
        b10, b11 = payoffs[g, 1, 1, 0], payoffs[g, 1, 1, 1]
        number = np.int64(40)
        number += (np.int64(a10 > a00) - np.int64(a10 < a00)) * 27
        number += (np.int64(a11 > a01) - np.int64(a11 < a01)) * 9
        number += (np.int64(b01 > b00) - np.int64(b01 < b00)) * 3
        number += np.int64(b11 > b10) - np.int64(b11 < b10)
        # Zero times a number that is not finite is not zero.
        finite = (a00 * 0 + a01 * 0 + a10 * 0 + a11 * 0) + (b00 * 0 + b01 * 0 + b10 * 0 + b11 * 0)
        class_of[g] = number
        counts[g] = counts_of_class[number]
        degenerate[g] = degenerate_of_class[number]
        status[g] = CERTIFIED if finite == 0 else UNCERTAIN


@njit(cache=True, nogil=True)
def screen_3x3(
    payoffs: Any,
    first: int,
    last: int,
    vertices_row: Any,
    signs_row: Any,
    vertices_col: Any,
    signs_col: Any,
    flip: int,
    shift: int,
    codes: Any,
    counts: Any,
    status: Any,
) -> None:
    """Codes of the equilibria of games ``first … last-1``, or status `UNCERTAIN`."""
    lanes = 64
    v = np.zeros((18, lanes))
    word = np.zeros((2, lanes), dtype=np.int64)
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
                word[player, g] = bits
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
            if good[g] == 0:
                status[base + g] = UNCERTAIN
                counts[base + g] = 0
                continue
            both = vertices_row[word[0, g]] & vertices_col[word[1, g]]
            negative = signs_row[word[0, g]] ^ signs_col[word[1, g]] ^ np.uint64(flip)
            number = 0
            total = np.int64(0)
            while both != np.uint64(0):
                pair = lowest_bit(both)
                both &= both - np.uint64(1)
                sign = 1 - 2 * np.int64((negative >> np.uint64(pair)) & np.uint64(1))
                codes[base + g, number] = (
                    pair | (pair << shift) | ((sign + 1) << (2 * shift))
                )  # fmt: skip
                total += sign
                number += 1
            counts[base + g] = number if total == 1 else 0
            status[base + g] = CERTIFIED if total == 1 else UNCERTAIN


@lru_cache(maxsize=1)
def classes_2x2(shift: int) -> tuple[Any, Any, Any]:
    """Codes (81, 4), number of equilibria and degeneracy of the classes of `screen_2x2`.

    Against each pure strategy the better action is known, or both; a mixture of both that makes
    the other player indifferent is a vertex if the two comparisons differ strictly.
    """
    codes = np.zeros((81, 4), dtype=np.int32)
    counts = np.zeros(81, dtype=np.int64)
    degenerate = np.zeros(81, dtype=np.bool_)
    for number in range(81):
        row = (number // 27 - 1, number // 9 % 3 - 1)  # better row against each column
        col = (number // 3 % 3 - 1, number % 3 - 1)  # better column against each row
        y_vertices = _vertices_2x2(row, turned=False)
        x_vertices = _vertices_2x2(col, turned=True)
        found = [
            (x_pair, y_pair)
            for x_support, x_best, x_pair in x_vertices
            for y_support, y_best, y_pair in y_vertices
            if x_support <= y_best and y_support <= x_best
        ]
        degenerate[number] = any(
            len(best) > len(support) for support, best, _ in x_vertices + y_vertices
        )
        counts[number] = len(found)
        for position, (x_pair, y_pair) in enumerate(found):
            index = 0
            if not degenerate[number]:
                index = -1 if x_pair == 4 and len(found) == 3 else 1
            codes[number, position] = x_pair | y_pair << shift | (index + 1) << 2 * shift
    return codes, counts, degenerate


def _vertices_2x2(
    better: tuple[int, int], turned: bool
) -> list[tuple[frozenset[int], frozenset[int], int]]:
    """Vertices as (support, all best replies, pair number); ``better[j]``: -1, 0, 1 for 0, tie, 1.

    Pairs of a 2x2 game are numbered ``2 row + column`` and 4 for both; ``turned`` exchanges the
    roles of rows and columns.
    """
    both = frozenset((0, 1))
    out = []
    for j in range(2):
        best = both if better[j] == 0 else frozenset(((better[j] + 1) // 2,))
        reply = min(best)
        out.append((frozenset((j,)), best, 2 * j + reply if turned else 2 * reply + j))
    if better[0] * better[1] < 0:
        out.append((both, both, 4))
    return out


@lru_cache(maxsize=1)
def tables_3x3() -> tuple[Any, Any, Any, Any, int]:
    """Vertex words and sign words by sign code, for the row and the column player; index flips."""
    tables = pair_tables(3, 3)
    own, other = tables.rows, tables.cols
    codes = np.arange(4096)
    up = np.ones((15, 4096), dtype=np.bool_)
    for minor in range(12):
        up[3 + minor] = (codes >> minor) & 1
    vertices = np.zeros((2, 4096), dtype=np.uint64)
    signs = np.zeros((2, 4096), dtype=np.uint64)
    flip = 0
    offset = tables.row_offset
    for pair in range(int(tables.pair_start[-1])):
        k = int(tables.pair_size[pair])
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
        turned = int(tables.pair_start[k]) + rank * int(own.start[k + 1] - own.start[k])
        turned += rid - int(own.start[k])
        for player, bit in ((0, pair), (1, turned)):
            vertices[player] |= (plus | minus).astype(np.uint64) << np.uint64(bit)
            signs[player] |= plus.astype(np.uint64) << np.uint64(bit)
        flip |= (1 << pair) if k == 2 else 0
    return vertices[0], signs[0], vertices[1], signs[1], flip
