"""Exact signs in compiled code: integers of as many 64-bit words as they need, no rounding.

A player's payoffs are integers after division by the smallest power of two that occurs in them.
They, their differences and all minors are kept in two's complement, minors of order ``k`` of
differences below ``2^b`` in enough words for Hadamard's bound ``k^(k/2) 2^(kb)`` and a sign.
Sums of products are taken modulo that power of 2, so that no step on the way needs more room.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.two_player.bits import lowest_bit, multiply_add

# Bits of k^(k/2), rounded up; no two-player shape that is listed has minors of higher order.
HADAMARD_BITS = np.array([((k**k).bit_length() + 1) // 2 for k in range(64)], dtype=np.int64)


@part
def _negate(words: Any) -> None:
    carry = np.uint64(1)
    for q in range(words.shape[0]):
        words[q] = ~words[q] + carry
        if words[q] != np.uint64(0):
            carry = np.uint64(0)


@kernel
def words_of_floats(payoffs: Any, first: int, last: int) -> Any:
    """Games ``first … last-1`` of floats ``(G, 2, m, n)`` as integers ``(games, 2, m n, words)``.

    Each player's numbers have a unit of their own and stand own action first.  There is room for
    the difference of any two.
    """
    m = payoffs.shape[2]
    n = payoffs.shape[3]
    bits = payoffs.view(np.int64)
    lowest = np.empty((last - first, 2), dtype=np.int64)
    range_of_bits = 0
    for g in range(first, last):
        for player in range(2):
            low = 5000
            high = 0
            for i in range(m):
                for j in range(n):
                    exponent = (bits[g, player, i, j] >> 52) & 0x7FF
                    mantissa = bits[g, player, i, j] & np.int64(0xFFFFFFFFFFFFF)
                    if exponent > 0:
                        mantissa |= np.int64(1) << 52
                    else:
                        exponent = 1
                    if mantissa != 0:
                        low = min(low, exponent + lowest_bit(mantissa))
                        high = max(high, exponent + 53)
            lowest[g - first, player] = low
            range_of_bits = max(range_of_bits, high - low)
    # Two bits more: a difference is one bit longer than a payoff, and signed.
    whole = np.zeros((last - first, 2, m * n, (range_of_bits + 65) // 64), dtype=np.uint64)
    for g in range(first, last):
        for player in range(2):
            for i in range(m):
                for j in range(n):
                    exponent = (bits[g, player, i, j] >> 52) & 0x7FF
                    mantissa = bits[g, player, i, j] & np.int64(0xFFFFFFFFFFFFF)
                    if exponent > 0:
                        mantissa |= np.int64(1) << 52
                    else:
                        exponent = 1
                    if mantissa == 0:
                        continue
                    zeros = lowest_bit(mantissa)
                    shift = exponent + zeros - lowest[g - first, player]
                    number = np.uint64(mantissa >> zeros)
                    words = whole[g - first, player, i * n + j if player == 0 else j * m + i]
                    words[shift >> 6] = number << np.uint64(shift & 63)
                    if shift & 63 != 0:
                        rest = number >> np.uint64(64 - (shift & 63))
                        if rest != np.uint64(0):
                            words[(shift >> 6) + 1] = rest
                    if bits[g, player, i, j] < 0:
                        _negate(words)
    return whole


def words_of_integers(games: list[tuple[Any, Any]]) -> npt.NDArray[np.uint64]:
    """As ``words_of_floats``; Python integers of both players, both own action first."""
    flat = [[[int(v) for v in own.ravel()] for own in game] for game in games]
    bits = max(v.bit_length() for game in flat for own in game for v in own)
    size = 8 * ((bits + 65) // 64)
    data = b"".join(
        v.to_bytes(size, "little", signed=True) for game in flat for own in game for v in own
    )
    return np.frombuffer(data, dtype="<u8").reshape(len(flat), 2, len(flat[0][0]), -1)


@part
def _differences(whole: Any, rows: int, cols: int, magnitude: Any, minus: Any) -> int:
    """Differences of payoffs as magnitude and sign; bits of the largest magnitude.

    ``minus`` is all ones for a negative one.
    """
    length = whole.shape[1]
    union = np.zeros(length, dtype=np.uint64)
    line = 0
    for r0 in range(rows):
        for r in range(r0 + 1, rows):
            for c in range(cols):
                borrow = np.uint64(0)
                for q in range(length):
                    a = whole[r * cols + c, q]
                    b = whole[r0 * cols + c, q]
                    magnitude[line, q] = a - b - borrow
                    if a != b:
                        borrow = np.uint64(1) if a < b else np.uint64(0)
                minus[line] = np.uint64(0)
                if np.int64(magnitude[line, length - 1]) < 0:
                    minus[line] = ~np.uint64(0)
                    _negate(magnitude[line])
                for q in range(length):
                    union[q] |= magnitude[line, q]
                line += 1
    for q in range(length - 1, -1, -1):
        bits = 64 * q
        while union[q] != np.uint64(0):
            union[q] >>= np.uint64(1)
            bits += 1
        if bits > 64 * q:
            return bits
    return 0


@part
def _minor_signs(
    rows: int,
    cols: int,
    levels: int,
    row_start: Any,
    row_members: Any,
    row_drop: Any,
    col_start: Any,
    col_members: Any,
    col_drop: Any,
    magnitude: Any,
    minus: Any,
    factor_words: int,
    lengths: Any,
    lower: Any,
    here: Any,
    lane: np.uint64,
    positive: Any,
    negative: Any,
) -> None:
    """Set bit ``lane`` of the words of all minors of one player; see `minors.minor_signs`.

    Minors of order ``k`` take ``lengths[k]`` words and are kept extended to ``lengths[k + 1]``,
    in which they are multiplied.
    """
    none = np.uint64(0)
    bit = np.uint64(1) << lane
    for r in range(rows):
        positive[r] |= bit
    num_lines = rows * (rows - 1) // 2 * cols
    stride = lengths[2]
    for line in range(num_lines):
        size = none
        for q in range(stride):
            word = magnitude[line, q] if q < magnitude.shape[1] else none
            lower[line * stride + q] = word
        for q in range(magnitude.shape[1]):
            size |= magnitude[line, q]
        if minus[line] != none:
            _negate(lower[line * stride : (line + 1) * stride])
            negative[rows + line] |= bit
        elif size != none:
            positive[rows + line] |= bit
    place = rows + num_lines
    # What is fixed along a line: where differences and lower minors start, and the sign.
    from_difference = np.empty(levels + 1, dtype=np.int64)
    from_lower = np.empty(levels + 1, dtype=np.int64)
    alternate = np.empty(levels + 1, dtype=np.uint64)
    for k in range(2, levels + 1):
        length = lengths[k]
        stride = lengths[k + 1]
        num_cols_below = col_start[k] - col_start[k - 1]
        line = 0
        for rid in range(row_start[k + 1], row_start[k + 2]):
            r0 = row_members[rid, 0]
            pair0 = r0 * rows - r0 * (r0 + 1) // 2 - r0 - 1
            for i in range(1, k + 1):
                from_difference[i] = (pair0 + row_members[rid, i]) * cols
                from_lower[i] = row_drop[rid, i] * num_cols_below * length
                alternate[i] = ~none if (i + k) & 1 else none
            for cid in range(col_start[k], col_start[k + 1]):
                c = col_members[cid, k - 1]
                rest = col_drop[cid, k - 1] * length
                at = line * stride
                if length == 1:
                    total = none
                    for i in range(1, k + 1):
                        d = from_difference[i] + c
                        # The complement plus one is the negative.
                        sign = minus[d] ^ alternate[i]
                        product = magnitude[d, 0] * lower[from_lower[i] + rest]
                        total += (product ^ sign) - sign
                    here[at] = total
                    size = total
                else:
                    for q in range(length):
                        here[at + q] = none
                    for i in range(1, k + 1):
                        d = from_difference[i] + c
                        sign = minus[d] ^ alternate[i]
                        low_at = from_lower[i] + rest
                        if factor_words == 1:
                            # Unsigned places: the compiler need not ask whether they are negative.
                            factor = magnitude[d, 0]
                            carry = factor & sign
                            to = np.uint64(at)
                            low = np.uint64(low_at)
                            for q in range(np.uint64(length)):
                                here[to + q], carry = multiply_add(
                                    factor, lower[low + q] ^ sign, here[to + q], carry
                                )
                            continue
                        for p in range(min(length, factor_words)):
                            factor = magnitude[d, p]
                            if factor == none:
                                continue
                            carry = factor & sign
                            for q in range(length - p):
                                here[at + p + q], carry = multiply_add(
                                    factor, lower[low_at + q] ^ sign, here[at + p + q], carry
                                )
                    size = none
                    for q in range(length):
                        size |= here[at + q]
                below_zero = here[at + length - 1] >> np.uint64(63)
                for q in range(length, stride):
                    here[at + q] = none - below_zero
                negative[place + line] |= below_zero << lane
                if size != none:
                    positive[place + line] |= (below_zero ^ np.uint64(1)) << lane
                line += 1
        place += line
        lower, here = here, lower


@kernel
def wide_sign_words(
    whole: Any,
    m: int,
    n: int,
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
    """Exact signs of the games ``whole (G, 2, m n, words)`` in blocks of 64; see `match_blocks`."""
    row_levels = row_offset.shape[0] - 2
    col_levels = col_offset.shape[0] - 2
    lines = max(m * (m - 1) // 2 * n, n * (n - 1) // 2 * m, 1)
    magnitude = np.empty((lines, whole.shape[3]), dtype=np.uint64)
    minus = np.empty(lines, dtype=np.uint64)
    lengths = np.empty(max(row_levels, col_levels, 1) + 2, dtype=np.int64)
    lower = np.empty(1, dtype=np.uint64)
    here = np.empty(1, dtype=np.uint64)
    words[:] = np.uint64(0)
    row_up[:] = np.uint64(0)
    row_down[:] = np.uint64(0)
    col_up[:] = np.uint64(0)
    col_down[:] = np.uint64(0)
    for g in range(whole.shape[0]):
        block = g // 64
        lane = np.uint64(g % 64)
        bit = np.uint64(1) << lane
        for player in range(2):
            levels = row_levels if player == 0 else col_levels
            offset = row_offset if player == 0 else col_offset
            if player == 1 and m == n and np.array_equal(whole[g, 0], whole[g, 1]):
                # A symmetric game: the signs of both players are the same.
                for at in range(row_up.shape[1]):
                    col_up[block, at] |= row_up[block, at] & bit
                    col_down[block, at] |= row_down[block, at] & bit
                continue
            rows = m if player == 0 else n
            bits = _differences(whole[g, player], rows, m + n - rows, magnitude, minus)
            factor_words = (bits + 63) // 64
            room = 1
            for k in range(lengths.shape[0]):
                order = min(k, max(levels, 1))
                lengths[k] = (order * bits + HADAMARD_BITS[order] + 64) // 64
            for k in range(1, levels + 1):
                room = max(room, (offset[k + 1] - offset[k]) * lengths[k + 1])
            if room > lower.shape[0]:
                lower = np.empty(room, dtype=np.uint64)
                here = np.empty(room, dtype=np.uint64)
            if player == 0:
                _minor_signs(
                    m, n, levels, r_start, r_members, r_drop, c_start, c_members, c_drop,
                    magnitude, minus, factor_words, lengths, lower, here, lane,
                    row_up[block], row_down[block],
                )  # fmt: skip
            else:
                _minor_signs(
                    n, m, levels, c_start, c_members, c_drop, r_start, r_members, r_drop,
                    magnitude, minus, factor_words, lengths, lower, here, lane,
                    col_up[block], col_down[block],
                )  # fmt: skip
