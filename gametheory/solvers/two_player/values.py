"""From codes to numbers in float64: strategies, payoffs, regret, order within a game."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_U = 2.0**-53
# A strategy whose proven error exceeds this is computed again in rational arithmetic.
ACCURACY = 2.0**-34


@njit(cache=True, nogil=True)
def float_weights(
    own: Any,
    equal: Any,
    support: Any,
    k: int,
    transpose: bool,
    minor: Any,
    error: Any,
    weight: Any,
) -> float:
    """Weights (not normalised) that make the rows ``equal`` of ``own`` equally good.

    They are the minors of order ``k-1`` of the differences to the first row, built over subsets
    of columns.  Returns a bound of the error of any weight.
    """
    if k == 1:
        weight[0] = 1.0
        return 0.0
    if k == 2:
        for p in range(2):
            if transpose:
                d = own[support[p], equal[1]] - own[support[p], equal[0]]
            else:
                d = own[equal[1], support[p]] - own[equal[0], support[p]]
            weight[1 - p] = abs(d)
        return 0.0  # relative error u each: nothing to guard
    full = (1 << k) - 1
    minor[0] = 1.0
    error[0] = 0.0
    for subset in range(1, full):
        order = 0
        for p in range(k):
            order += (subset >> p) & 1
        total = 0.0
        bound = 0.0
        sign = 1.0 if order & 1 else -1.0
        for p in range(k):
            if (subset >> p) & 1:
                if transpose:
                    d = own[support[p], equal[order]] - own[support[p], equal[0]]
                else:
                    d = own[equal[order], support[p]] - own[equal[0], support[p]]
                term = d * minor[subset ^ (1 << p)]
                total += sign * term
                bound += abs(d) * error[subset ^ (1 << p)] + (order + 2) * _U * abs(term)
                sign = -sign
        minor[subset] = total
        error[subset] = bound
    worst = 0.0
    for p in range(k):
        weight[p] = abs(minor[full ^ (1 << p)])
        worst = max(worst, error[full ^ (1 << p)])
    return worst


@njit(cache=True, nogil=True)
def _comes_before(x: Any, y: Any, t: int, s: int, m: int, n: int) -> bool:
    for i in range(m):
        if x[t, i] != x[s, i]:
            return bool(x[t, i] < x[s, i])
    for j in range(n):
        if y[t, j] != y[s, j]:
            return bool(y[t, j] < y[s, j])
    return False


@njit(cache=True, nogil=True)
def fill_floats(
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
    value: Any,
    regret: Any,
    index: Any,
    inaccurate: Any,
) -> None:
    """Write the equilibria of games ``first … last-1`` at ``offset[g] …``.

    ``inaccurate[g]`` is set where a strategy cannot be proven accurate to `ACCURACY`.
    """
    m = payoffs.shape[2]
    n = payoffs.shape[3]
    size = max(m, n)
    minor = np.empty(1 << min(m, n))
    error = np.empty(1 << min(m, n))
    weight = np.empty(size)
    low = (1 << shift) - 1
    numbered = game_number.shape[0] > 0
    for g in range(first, last):
        start = offset[g]
        a = payoffs[g, 0]
        b = payoffs[g, 1]
        inaccurate[g] = False
        for number in range(counts[g]):
            t = start + number
            code = np.int64(codes[g, number])
            game_index[t] = game_number[g] if numbered else g
            # x: support rows, equalises columns of the column player's payoffs.
            pair = code & low
            k = 1
            while pair >= pair_start[k + 1]:
                k += 1
            c_count = c_start[k + 1] - c_start[k]
            rows = r_members[r_start[k] + (pair - pair_start[k]) // c_count]
            cols = c_members[c_start[k] + (pair - pair_start[k]) % c_count]
            doubt = float_weights(b, cols, rows, k, True, minor, error, weight)
            total = 0.0
            for p in range(k):
                total += weight[p]
            for i in range(m):
                x[t, i] = 0.0
            for p in range(k):
                x[t, rows[p]] = weight[p] / total
            bad = not exact[g] & 2 and not k * doubt <= ACCURACY * total
            # y likewise with the row player's payoffs.
            pair = (code >> shift) & low
            k = 1
            while pair >= pair_start[k + 1]:
                k += 1
            c_count = c_start[k + 1] - c_start[k]
            rows = r_members[r_start[k] + (pair - pair_start[k]) // c_count]
            cols = c_members[c_start[k] + (pair - pair_start[k]) % c_count]
            doubt = float_weights(a, rows, cols, k, False, minor, error, weight)
            total = 0.0
            for p in range(k):
                total += weight[p]
            for j in range(n):
                y[t, j] = 0.0
            for p in range(k):
                y[t, cols[p]] = weight[p] / total
            bad = bad or (not exact[g] & 1 and not k * doubt <= ACCURACY * total)
            inaccurate[g] = inaccurate[g] or bad
            index[t] = (code >> (2 * shift)) - 1
            measure(a, b, x[t], y[t], value[t], regret, t)
            # Insertion sort: a game has few equilibria.
            while t > start and _comes_before(x, y, t, t - 1, m, n):
                for i in range(m):
                    x[t, i], x[t - 1, i] = x[t - 1, i], x[t, i]
                for j in range(n):
                    y[t, j], y[t - 1, j] = y[t - 1, j], y[t, j]
                value[t, 0], value[t - 1, 0] = value[t - 1, 0], value[t, 0]
                value[t, 1], value[t - 1, 1] = value[t - 1, 1], value[t, 1]
                regret[t], regret[t - 1] = regret[t - 1], regret[t]
                index[t], index[t - 1] = index[t - 1], index[t]
                t -= 1


@njit(cache=True, nogil=True)
def measure(a: Any, b: Any, x: Any, y: Any, value: Any, regret: Any, t: int) -> None:
    """Payoffs of the profile and the largest gain from a deviation, from the raw payoffs."""
    m = a.shape[0]
    n = a.shape[1]
    value[0] = 0.0
    value[1] = 0.0
    best = -np.inf
    for i in range(m):
        s = 0.0
        for j in range(n):
            s += a[i, j] * y[j]
        value[0] += x[i] * s
        best = max(best, s)
    gain = best - value[0]
    best = -np.inf
    for j in range(n):
        s = 0.0
        for i in range(m):
            s += b[i, j] * x[i]
        value[1] += y[j] * s
        best = max(best, s)
    regret[t] = max(gain, best - value[1], 0.0)
