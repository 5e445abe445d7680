"""From codes to numbers in float64: strategies, payoffs, regret, order within a game."""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel, njit, part

_U = 2.0**-53
_TINY = 2.0**-1000  # more than any product that underflows
# A strategy whose proven error exceeds this is computed again in rational arithmetic.
ACCURACY = 2.0**-34


@part
def _float_weights(
    payoffs: Any,
    g: int,
    player: int,
    k: int,
    rid: int,
    cid: int,
    r_members: Any,
    c_members: Any,
    minor: Any,
    error: Any,
) -> tuple[float, float]:
    """Weights (``minor`` at "all but p") of the strategy that makes actions of ``player`` equal.

    They are the minors of order ``k-1`` of payoff differences to the first of these actions,
    built over subsets of the support, ``k >= 3``.  Returns the sum of their absolute values and a
    bound of the error of any one.
    """
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
                term = d * minor[subset ^ (1 << p)]
                total += sign * term
                bound += abs(d) * error[subset ^ (1 << p)] + (order + 2) * _U * abs(term) + _TINY
                sign = -sign
        minor[subset] = total
        error[subset] = bound
    sum_of_weights = 0.0
    worst = 0.0
    for p in range(k):
        sum_of_weights += abs(minor[full ^ (1 << p)])
        worst = max(worst, error[full ^ (1 << p)])
    return sum_of_weights, worst


@part
def comes_before(x: Any, y: Any, t: int, s: int, m: int, n: int) -> bool:
    """Whether row ``t`` stands before row ``s`` in the order of a listing."""
    for i in range(m):
        if x[t, i] != x[s, i]:
            return bool(x[t, i] < x[s, i])
    for j in range(n):
        if y[t, j] != y[s, j]:
            return bool(y[t, j] < y[s, j])
    return False


@njit(cache=True, nogil=True, inline="always")
def put_in_place(
    t: int, start: int, m: int, n: int, x: Any, y: Any, value: Any, regret: Any, index: Any
) -> None:
    """Insert row ``t`` among the ordered rows ``start … t-1``; a game has few equilibria."""
    while t > start and comes_before(x, y, t, t - 1, m, n):
        for i in range(m):
            x[t, i], x[t - 1, i] = x[t - 1, i], x[t, i]
        for j in range(n):
            y[t, j], y[t - 1, j] = y[t - 1, j], y[t, j]
        value[t, 0], value[t - 1, 0] = value[t - 1, 0], value[t, 0]
        value[t, 1], value[t - 1, 1] = value[t - 1, 1], value[t, 1]
        regret[t], regret[t - 1] = regret[t - 1], regret[t]
        index[t], index[t - 1] = index[t - 1], index[t]
        t -= 1


# A quotient 0/0 becomes NaN and its game is flagged; it must not raise.
@kernel
def fill_floats(
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
    value: Any,
    regret: Any,
    index: Any,
    inaccurate: Any,
) -> None:
    """Write the equilibria of games ``first … last-1`` at ``offset[g] …``.

    The codes of game ``g`` are ``codes[g]``; ``lattice`` is read for supports of three or more.
    ``inaccurate[g]`` is set where a strategy cannot be proven accurate to `ACCURACY`, and where
    payoffs overflow.
    """
    m, n = payoffs.shape[2], payoffs.shape[3]
    minor = np.empty(1 << min(m, n))
    error = np.empty(1 << min(m, n))
    low = (1 << shift) - 1
    for g in range(first, last):
        start = offset[g]
        bad = False
        for number in range(counts[g]):
            t = start + number
            code = np.int64(codes[g, number])
            index[t] = (code >> (2 * shift)) - 1
            for i in range(m):
                x[t, i] = 0.0
            for j in range(n):
                y[t, j] = 0.0
            pair = code & low
            pair_y = (code >> shift) & low
            if pair_size[pair] == 1 and pair_size[pair_y] == 1:
                i0 = r_members[pair_rows[pair], 0]
                j0 = c_members[pair_cols[pair_y], 0]
                x[t, i0] = 1.0
                y[t, j0] = 1.0
                row_value = payoffs[g, 0, i0, j0]
                col_value = payoffs[g, 1, i0, j0]
                row_best = row_value
                for i in range(m):
                    row_best = max(row_best, payoffs[g, 0, i, j0])
                col_best = col_value
                for j in range(n):
                    col_best = max(col_best, payoffs[g, 1, i0, j])
            else:
                # x: support rows, equalises columns of the column player's payoffs.
                k = pair_size[pair]
                rid = pair_rows[pair]
                cid = pair_cols[pair]
                if k == 1:
                    x[t, r_members[rid, 0]] = 1.0
                elif k == 2:
                    # Differences and quotients of one sign: relative error of a few units only.
                    i0 = r_members[rid, 0]
                    i1 = r_members[rid, 1]
                    j0 = c_members[cid, 0]
                    j1 = c_members[cid, 1]
                    w0 = abs(payoffs[g, 1, i1, j1] - payoffs[g, 1, i1, j0])
                    w1 = abs(payoffs[g, 1, i0, j1] - payoffs[g, 1, i0, j0])
                    total = w0 + w1
                    x[t, i0] = w0 / total
                    x[t, i1] = w1 / total
                    bad = bad or not total < np.inf
                else:
                    total, doubt = _float_weights(
                        payoffs, g, 1, k, rid, cid, r_members, c_members, minor, error
                    )
                    full = (1 << k) - 1
                    for p in range(k):
                        x[t, r_members[rid, p]] = abs(minor[full ^ (1 << p)]) / total
                    bad = bad or not (
                        lattice[g] & 2 or (k * doubt <= ACCURACY * total and 0.0 < total < np.inf)
                    )
                # y likewise with the row player's payoffs.
                k = pair_size[pair_y]
                rid = pair_rows[pair_y]
                cid = pair_cols[pair_y]
                if k == 1:
                    y[t, c_members[cid, 0]] = 1.0
                elif k == 2:
                    i0 = r_members[rid, 0]
                    i1 = r_members[rid, 1]
                    j0 = c_members[cid, 0]
                    j1 = c_members[cid, 1]
                    w0 = abs(payoffs[g, 0, i1, j1] - payoffs[g, 0, i0, j1])
                    w1 = abs(payoffs[g, 0, i1, j0] - payoffs[g, 0, i0, j0])
                    total = w0 + w1
                    y[t, j0] = w0 / total
                    y[t, j1] = w1 / total
                    bad = bad or not total < np.inf
                else:
                    total, doubt = _float_weights(
                        payoffs, g, 0, k, rid, cid, r_members, c_members, minor, error
                    )
                    full = (1 << k) - 1
                    for p in range(k):
                        y[t, c_members[cid, p]] = abs(minor[full ^ (1 << p)]) / total
                    bad = bad or not (
                        lattice[g] & 1 or (k * doubt <= ACCURACY * total and 0.0 < total < np.inf)
                    )
                # Payoffs and the largest gain from a deviation, from the raw payoffs.
                row_value = 0.0
                row_best = -np.inf
                for i in range(m):
                    s = 0.0
                    for j in range(n):
                        s += payoffs[g, 0, i, j] * y[t, j]
                    row_value += x[t, i] * s
                    row_best = max(row_best, s)
                col_value = 0.0
                col_best = -np.inf
                for j in range(n):
                    s = 0.0
                    for i in range(m):
                        s += payoffs[g, 1, i, j] * x[t, i]
                    col_value += y[t, j] * s
                    col_best = max(col_best, s)
            value[t, 0] = row_value
            value[t, 1] = col_value
            regret[t] = max(row_best - row_value, col_best - col_value, 0.0)
            # Weights that sum to a little more than 1 may lift payoffs over the largest double.
            bad = bad or not (
                abs(row_value) < np.inf and abs(col_value) < np.inf and regret[t] < np.inf
            )
            put_in_place(t, start, m, n, x, y, value, regret, index)
        inaccurate[g] = bad


@kernel
def running_sum(counts: Any, offsets: Any) -> None:
    """Where each game's equilibria start, and the end of the last."""
    total = np.int64(0)
    offsets[0] = total
    for g in range(counts.shape[0]):
        total += np.int64(counts[g])
        offsets[g + 1] = total
