"""From codes to numbers in int64: exact strategies, payoffs and order, or a flag if too large."""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel, part


@part
def greatest_common_divisor(a: int, b: int) -> int:
    """Of two non-negative integers; that of 0 and ``b`` is ``b``."""
    while b:
        a, b = b, a % b
    return a


@part
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


@part
def _integer_weights(
    payoffs: Any,
    g: int,
    player: int,
    k: int,
    rid: int,
    cid: int,
    r_members: Any,
    c_members: Any,
    minor: Any,
    out: Any,
    t: int,
) -> int:
    """As ``_float_weights``, in int64; writes them in lowest terms to ``out[t]``; their sum."""
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
                if player == 0:
                    column = c_members[cid, p]
                    d = (
                        payoffs[g, 0, r_members[rid, order], column]
                        - payoffs[g, 0, r_members[rid, 0], column]
                    )
                else:
                    row = r_members[rid, p]
                    d = (
                        payoffs[g, 1, row, c_members[cid, order]]
                        - payoffs[g, 1, row, c_members[cid, 0]]
                    )
                total += sign * d * minor[subset ^ (1 << p)]
                sign = -sign
        minor[subset] = total
    divisor = 0
    for p in range(k):
        divisor = greatest_common_divisor(abs(minor[full ^ (1 << p)]), divisor)
    total = 0
    for p in range(k):
        weight = abs(minor[full ^ (1 << p)])
        if divisor > 1:
            weight //= divisor
        total += weight
        if player == 0:
            out[t, c_members[cid, p]] = weight
        else:
            out[t, r_members[rid, p]] = weight
    return total


@part
def _comes_before(
    x: Any, y: Any, x_total: Any, y_total: Any, t: int, s: int, m: int, n: int
) -> bool:
    for i in range(m):
        order = compare_ratios(x[t, i], x_total[t], x[s, i], x_total[s])
        if order != 0:
            return bool(order < 0)
    for j in range(n):
        order = compare_ratios(y[t, j], y_total[t], y[s, j], y_total[s])
        if order != 0:
            return bool(order < 0)
    return False


@kernel
def fill_integers(
    payoffs: Any,
    first: int,
    last: int,
    pair_size: Any,
    pair_rows: Any,
    pair_cols: Any,
    r_members: Any,
    c_members: Any,
    shift: int,
    codes: Any,
    counts: Any,
    offset: Any,
    lattice: Any,
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
    left for wider arithmetic, as are those of games with a ``lattice`` other than 3, whose payoffs
    do not stand in ``payoffs``.  A profile of a flagged game, or one whose support is not made of
    best replies (which the caller reports), never passes silently.
    """
    m = payoffs.shape[2]
    n = payoffs.shape[3]
    minor = np.empty(1 << min(m, n), dtype=np.int64)
    reach = np.ones(min(m, n) + 1)
    low = (1 << shift) - 1
    for g in range(first, last):
        start = offset[g]
        # Largest payoff, and largest difference within a column of the row player's payoffs or
        # a row of the column player's: k! M^(k-1) bounds all that the weights of a support of
        # size k pass through.
        largest = 0.0
        spread = 1.0
        for i in range(m):
            for j in range(n):
                a = float(payoffs[g, 0, i, j])
                b = float(payoffs[g, 1, i, j])
                largest = max(largest, abs(a), abs(b))
                spread = max(
                    spread,
                    2.0 * abs(a - float(payoffs[g, 0, 0, j])),
                    2.0 * abs(b - float(payoffs[g, 1, i, 0])),
                )
        for k in range(2, min(m, n) + 1):
            reach[k] = reach[k - 1] * k * spread
        bad = lattice[g] != 3
        for number in range(counts[g]):
            t = start + number
            if bad:
                continue
            code = np.int64(codes[g, number])
            if reach[max(pair_size[code & low], pair_size[(code >> shift) & low])] >= 4.0e18:
                bad = True
                continue
            index[t] = (code >> (2 * shift)) - 1
            for i in range(m):
                x[t, i] = 0
            for j in range(n):
                y[t, j] = 0
            pair = code & low
            k = pair_size[pair]
            if k == 1:
                x[t, r_members[pair_rows[pair], 0]] = 1
                x_total[t] = 1
            else:
                x_total[t] = _integer_weights(
                    payoffs, g, 1, k, pair_rows[pair], pair_cols[pair], r_members, c_members,
                    minor, x, t,
                )  # fmt: skip
            pair = (code >> shift) & low
            k = pair_size[pair]
            if k == 1:
                y[t, c_members[pair_cols[pair], 0]] = 1
                y_total[t] = 1
            else:
                y_total[t] = _integer_weights(
                    payoffs, g, 0, k, pair_rows[pair], pair_cols[pair], r_members, c_members,
                    minor, y, t,
                )  # fmt: skip
            if largest * max(float(x_total[t]), float(y_total[t])) >= 4.0e18:
                bad = True
                continue
            # Payoffs: the best reply's; each action that is played must attain it.
            best = np.int64(-(2**63 - 1))
            played = np.int64(2**63 - 1)
            for i in range(m):
                s = np.int64(0)
                for j in range(n):
                    s += payoffs[g, 0, i, j] * y[t, j]
                best = max(best, s)
                if x[t, i] != 0:
                    played = min(played, s)
            if played != best:
                bad = True
            divisor = greatest_common_divisor(abs(best), y_total[t]) if y_total[t] > 1 else 1
            value[t, 0] = best // divisor
            value_total[t, 0] = y_total[t] // divisor
            best = np.int64(-(2**63 - 1))
            played = np.int64(2**63 - 1)
            for j in range(n):
                s = np.int64(0)
                for i in range(m):
                    s += payoffs[g, 1, i, j] * x[t, i]
                best = max(best, s)
                if y[t, j] != 0:
                    played = min(played, s)
            if played != best:
                bad = True
            divisor = greatest_common_divisor(abs(best), x_total[t]) if x_total[t] > 1 else 1
            value[t, 1] = best // divisor
            value_total[t, 1] = x_total[t] // divisor
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
        too_large[g] = bad
