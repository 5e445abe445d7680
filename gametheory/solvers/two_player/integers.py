"""From codes to numbers in int64: exact strategies, payoffs and order, or a flag if too large."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def greatest_common_divisor(a: int, b: int) -> int:
    """Of two non-negative integers; that of 0 and ``b`` is ``b``."""
    while b:
        a, b = b, a % b
    return a


@njit(cache=True, nogil=True)
def compare_ratios(n1: int, d1: int, n2: int, d2: int) -> int:
    """Sign of ``n1/d1 - n2/d2`` for non-negative numerators, positive denominators, no overflow."""
    flip = 1
    while True:
        q1 = n1 // d1
        q2 = n2 // d2
        if q1 != q2:
            return flip if q1 > q2 else -flip
        r1 = n1 - q1 * d1
        r2 = n2 - q2 * d2
        if r1 == 0 or r2 == 0:
            if r1 == r2:
                return 0
            return flip if r1 > 0 else -flip
        # Compare the fractional parts through their reciprocals: the order turns round.
        n1, d1 = d1, r1
        n2, d2 = d2, r2
        flip = -flip


@njit(cache=True, nogil=True)
def integer_weights(
    own: Any, equal: Any, support: Any, k: int, transpose: bool, minor: Any, weight: Any
) -> int:
    """As ``float_weights``, in int64, divided by their common divisor; returns their sum."""
    if k == 1:
        weight[0] = 1
        return 1
    full = (1 << k) - 1
    minor[0] = 1
    for subset in range(1, full):
        order = 0
        for p in range(k):
            order += (subset >> p) & 1
        total = 0
        sign = 1 if order & 1 else -1
        for p in range(k):
            if (subset >> p) & 1:
                if transpose:
                    d = own[support[p], equal[order]] - own[support[p], equal[0]]
                else:
                    d = own[equal[order], support[p]] - own[equal[0], support[p]]
                total += sign * d * minor[subset ^ (1 << p)]
                sign = -sign
        minor[subset] = total
    divisor = 0
    for p in range(k):
        weight[p] = abs(minor[full ^ (1 << p)])
        divisor = greatest_common_divisor(weight[p], divisor)
    total = 0
    for p in range(k):
        weight[p] //= divisor
        total += weight[p]
    return total


@njit(cache=True, nogil=True)
def _comes_before(
    x: Any, y: Any, x_total: Any, y_total: Any, t: int, s: int, m: int, n: int
) -> bool:
    for i in range(m):
        order = compare_ratios(x[t, i], x_total[t], x[s, i], x_total[s])
        if order != 0:
            return order < 0
    for j in range(n):
        order = compare_ratios(y[t, j], y_total[t], y[s, j], y_total[s])
        if order != 0:
            return order < 0
    return False


@njit(cache=True, nogil=True)
def fill_integers(
    payoffs: Any,
    first: int,
    last: int,
    pair_start: Any,
    r_start: Any,
    r_members: Any,
    c_start: Any,
    c_members: Any,
    shift: int,
    codes: Any,
    counts: Any,
    offset: Any,
    exact: Any,
    game_number: Any,
    game_index: Any,
    x: Any,
    y: Any,
    x_total: Any,
    y_total: Any,
    value: Any,
    value_total: Any,
    index: Any,
    too_large: Any,
) -> None:
    """Write the equilibria of games ``first … last-1`` at ``offset[g] …`` as integers.

    A game whose minors or payoffs may leave int64 is flagged in ``too_large`` and its rows are
    left for wider arithmetic.  A profile of a flagged game, or one whose support is not made of
    best replies (which the caller reports), never passes silently.
    """
    m = payoffs.shape[2]
    n = payoffs.shape[3]
    minor = np.empty(1 << min(m, n), dtype=np.int64)
    weight = np.empty(max(m, n), dtype=np.int64)
    low = (1 << shift) - 1
    numbered = game_number.shape[0] > 0
    for g in range(first, last):
        start = offset[g]
        a = payoffs[g, 0]
        b = payoffs[g, 1]
        largest = 0.0
        for i in range(m):
            for j in range(n):
                largest = max(largest, abs(float(a[i, j])), abs(float(b[i, j])))
        # Largest difference within a column of a, a row of b: k! M^(k-1) bounds all that the
        # weights of a support of k actions pass through.
        spread = 0.0
        for j in range(n):
            for i in range(1, m):
                spread = max(spread, 2.0 * abs(float(a[i, j]) - float(a[0, j])))
        for i in range(m):
            for j in range(1, n):
                spread = max(spread, 2.0 * abs(float(b[i, j]) - float(b[i, 0])))
        reach = 1.0
        for k in range(2, min(m, n) + 1):
            reach *= k * max(spread, 1.0)
        too_large[g] = exact[g] != 3 or reach >= 4.0e18
        if too_large[g]:
            for number in range(counts[g]):
                game_index[start + number] = game_number[g] if numbered else g
            continue
        for number in range(counts[g]):
            t = start + number
            code = np.int64(codes[g, number])
            game_index[t] = game_number[g] if numbered else g
            pair = code & low
            k = 1
            while pair >= pair_start[k + 1]:
                k += 1
            c_count = c_start[k + 1] - c_start[k]
            rows = r_members[r_start[k] + (pair - pair_start[k]) // c_count]
            cols = c_members[c_start[k] + (pair - pair_start[k]) % c_count]
            total = integer_weights(b, cols, rows, k, True, minor, weight)
            x_total[t] = total
            for i in range(m):
                x[t, i] = 0
            for p in range(k):
                x[t, rows[p]] = weight[p]
            pair = (code >> shift) & low
            k = 1
            while pair >= pair_start[k + 1]:
                k += 1
            c_count = c_start[k + 1] - c_start[k]
            rows = r_members[r_start[k] + (pair - pair_start[k]) // c_count]
            cols = c_members[c_start[k] + (pair - pair_start[k]) % c_count]
            total = integer_weights(a, rows, cols, k, False, minor, weight)
            y_total[t] = total
            for j in range(n):
                y[t, j] = 0
            for p in range(k):
                y[t, cols[p]] = weight[p]
            index[t] = (code >> (2 * shift)) - 1
            if largest * max(float(x_total[t]), float(y_total[t])) >= 4.0e18:
                too_large[g] = True
                continue
            # Payoffs: the best reply's; each action that is played must attain it.
            best = np.int64(-(2**63 - 1))
            for i in range(m):
                s = np.int64(0)
                for j in range(n):
                    s += a[i, j] * y[t, j]
                best = max(best, s)
            for i in range(m):
                if x[t, i] != 0:
                    s = np.int64(0)
                    for j in range(n):
                        s += a[i, j] * y[t, j]
                    too_large[g] = too_large[g] or s != best
            divisor = greatest_common_divisor(abs(best), y_total[t])
            value[t, 0] = best // divisor
            value_total[t, 0] = y_total[t] // divisor
            best = np.int64(-(2**63 - 1))
            for j in range(n):
                s = np.int64(0)
                for i in range(m):
                    s += b[i, j] * x[t, i]
                best = max(best, s)
            for j in range(n):
                if y[t, j] != 0:
                    s = np.int64(0)
                    for i in range(m):
                        s += b[i, j] * x[t, i]
                    too_large[g] = too_large[g] or s != best
            divisor = greatest_common_divisor(abs(best), x_total[t])
            value[t, 1] = best // divisor
            value_total[t, 1] = x_total[t] // divisor
            if too_large[g]:
                continue
            while t > start and _comes_before(x, y, x_total, y_total, t, t - 1, m, n):
                for i in range(m):
                    x[t, i], x[t - 1, i] = x[t - 1, i], x[t, i]
                for j in range(n):
                    y[t, j], y[t - 1, j] = y[t - 1, j], y[t, j]
                for player in range(2):
                    value[t, player], value[t - 1, player] = value[t - 1, player], value[t, player]
                    value_total[t, player], value_total[t - 1, player] = (
                        value_total[t - 1, player],
                        value_total[t, player],
                    )
                x_total[t], x_total[t - 1] = x_total[t - 1], x_total[t]
                y_total[t], y_total[t - 1] = y_total[t - 1], y_total[t]
                index[t], index[t - 1] = index[t - 1], index[t]
                t -= 1
