"""Exact signs for floats in compiled code: integers of several words, no rounding anywhere.

A player's payoffs are integers after division by the smallest power of two that occurs in them.
They, their differences and all minors are kept as limbs of 29 bits (all but the highest in
``[0, 2^29)``, the highest signed), so that up to 31 products can be added in an int64.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

BITS = 29
_BASE_MASK = (1 << BITS) - 1
MOST_ADDED = 31  # products of two limbs, below 2^58 each, that an int64 can add up


@njit(cache=True, nogil=True)
def payoff_limbs(v: Any, count: int, limbs: Any) -> int:
    """Write the floats ``v`` as integers over one power of two; limbs needed for a difference.

    Returns more than ``limbs.shape[1]`` if they do not fit (nothing is written then), -1 for a
    number that is not finite.
    """
    words = v.view(np.int64)
    lowest = 5000
    highest = -5000
    for e in range(count):
        exponent = (words[e] >> 52) & 0x7FF
        mantissa = words[e] & np.int64(0xFFFFFFFFFFFFF)
        if exponent == 0x7FF:
            return -1
        if exponent > 0:
            mantissa |= np.int64(1) << 52
        else:
            exponent = 1
        if mantissa == 0:
            continue
        top = 0
        while mantissa >> top > 0:
            top += 1
        bottom = 0
        while (mantissa >> bottom) & 1 == 0:
            bottom += 1
        lowest = min(lowest, exponent + bottom)
        highest = max(highest, exponent + top)
    # Two bits more: a difference is one bit longer than a payoff, and signed.
    needed = 1 if highest < lowest else (highest - lowest + 2) // BITS + 1
    if needed > limbs.shape[1]:
        return int(needed)
    for e in range(count):
        for q in range(needed):
            limbs[e, q] = 0
        exponent = (words[e] >> 52) & 0x7FF
        mantissa = words[e] & np.int64(0xFFFFFFFFFFFFF)
        if exponent > 0:
            mantissa |= np.int64(1) << 52
        else:
            exponent = 1
        if mantissa == 0:
            continue
        while mantissa & 1 == 0:
            mantissa >>= 1
            exponent += 1
        sign = -1 if words[e] < 0 else 1
        q = (exponent - lowest) // BITS
        offset = (exponent - lowest) % BITS
        low = mantissa & ((np.int64(1) << (BITS - offset)) - 1)
        limbs[e, q] = sign * (low << offset)
        rest = mantissa >> (BITS - offset)
        while rest > 0:
            q += 1
            limbs[e, q] = sign * (rest & _BASE_MASK)
            rest >>= BITS
    return int(needed)


@njit(cache=True, nogil=True)
def _carry(limbs: Any, line: int, length: int) -> int:
    """Bring limbs into range; the sign of the number."""
    used = np.int64(0)
    for q in range(length - 1):
        carry = limbs[line, q] >> BITS
        limbs[line, q] -= carry << BITS
        limbs[line, q + 1] += carry
        used |= limbs[line, q]
    top = limbs[line, length - 1]
    if top != 0:
        return 1 if top > 0 else -1
    return 1 if used != 0 else 0


@njit(cache=True, nogil=True)
def wide_minor_signs(
    limbs: Any,
    length: int,
    rows: int,
    cols: int,
    levels: int,
    row_start: Any,
    row_members: Any,
    row_drop: Any,
    col_start: Any,
    col_members: Any,
    col_drop: Any,
    difference: Any,
    buffer: Any,
    lane: np.uint64,
    positive: Any,
    negative: Any,
) -> None:
    """Set bit ``lane`` of the words of all minors of one game; see `minors.minor_signs`."""
    bit = np.uint64(1) << lane
    for r in range(rows):
        positive[r] |= bit
    if levels == 0:
        return
    line = 0
    for r0 in range(rows):
        for r in range(r0 + 1, rows):
            for c in range(cols):
                for q in range(length):
                    difference[line, q] = limbs[r * cols + c, q] - limbs[r0 * cols + c, q]
                sign = _carry(difference, line, length)
                if sign > 0:
                    positive[rows + line] |= bit
                elif sign < 0:
                    negative[rows + line] |= bit
                line += 1
    place = rows + line
    below_length = length
    for k in range(2, levels + 1):
        here = buffer[(k + 1) & 1]
        lower = difference if k == 2 else buffer[k & 1]
        here_length = below_length + length
        num_cols_below = col_start[k] - col_start[k - 1]
        line = 0
        for rid in range(row_start[k + 1], row_start[k + 2]):
            r0 = row_members[rid, 0]
            pair0 = r0 * rows - r0 * (r0 + 1) // 2 - r0 - 1
            for cid in range(col_start[k], col_start[k + 1]):
                c = col_members[cid, k - 1]
                rest = col_drop[cid, k - 1]
                for q in range(here_length):
                    here[line, q] = 0
                for i in range(1, k + 1):
                    d = (pair0 + row_members[rid, i]) * cols + c
                    h = row_drop[rid, i] * num_cols_below + rest
                    for p in range(length):
                        factor = -difference[d, p] if (i + k) & 1 else difference[d, p]
                        if factor != 0:
                            for q in range(below_length):
                                here[line, p + q] += factor * lower[h, q]
                sign = _carry(here, line, here_length)
                if sign > 0:
                    positive[place + line] |= bit
                elif sign < 0:
                    negative[place + line] |= bit
                line += 1
        place += line
        below_length = here_length


@njit(cache=True, nogil=True)
def wide_sign_words(
    payoffs: Any,
    first: int,
    last: int,
    row_offset: Any,
    col_offset: Any,
    r_start: Any,
    r_members: Any,
    r_drop: Any,
    c_start: Any,
    c_members: Any,
    c_drop: Any,
    words: Any,
    row_up: Any,
    row_down: Any,
    col_up: Any,
    col_down: Any,
) -> None:
    """As ``screen_signs``, exact, in blocks of 64; numbers that are too long leave lanes out."""
    m = payoffs.shape[2]
    n = payoffs.shape[3]
    row_levels = row_offset.shape[0] - 2
    col_levels = col_offset.shape[0] - 2
    levels = max(row_levels, col_levels, 1)
    most = MOST_ADDED // levels
    widest = 1
    for k in range(2, row_levels + 1):
        widest = max(widest, row_offset[k + 1] - row_offset[k])
    for k in range(2, col_levels + 1):
        widest = max(widest, col_offset[k + 1] - col_offset[k])
    lines = max(m * (m - 1) // 2 * n, n * (n - 1) // 2 * m, 1)
    v = np.empty((2, m * n))
    row_limbs = np.empty((m * n, most), dtype=np.int64)
    col_limbs = np.empty((m * n, most), dtype=np.int64)
    difference = np.empty((lines, most), dtype=np.int64)
    buffer = np.empty((2, widest, most * levels), dtype=np.int64)
    none = np.uint64(0)
    for base in range(first, last, 64):
        used = min(64, last - base)
        block = (base - first) // 64
        row_up[block] = none
        row_down[block] = none
        col_up[block] = none
        col_down[block] = none
        words[block] = none
        for g in range(used):
            for r in range(m):
                for c in range(n):
                    v[0, r * n + c] = payoffs[base + g, 0, r, c]
                    v[1, c * m + r] = payoffs[base + g, 1, r, c]
            row_length = payoff_limbs(v[0], m * n, row_limbs)
            col_length = payoff_limbs(v[1], m * n, col_limbs)
            if row_length < 0 or row_length > most or col_length < 0 or col_length > most:
                words[block, 2] |= np.uint64(1) << np.uint64(g)
                continue
            lane = np.uint64(g)
            wide_minor_signs(
                row_limbs, row_length, m, n, row_levels, r_start, r_members, r_drop,
                c_start, c_members, c_drop, difference, buffer, lane,
                row_up[block], row_down[block],
            )  # fmt: skip
            wide_minor_signs(
                col_limbs, col_length, n, m, col_levels, c_start, c_members, c_drop,
                r_start, r_members, r_drop, difference, buffer, lane,
                col_up[block], col_down[block],
            )  # fmt: skip
