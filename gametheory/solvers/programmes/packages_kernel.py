"""Kernels for consensus packages: small linear programmes in floats and in whole numbers.

Dictionaries and labels are those of `packages_pivots`.

The functions in whole numbers are run twice: compiled, on 64-bit integers with a bound ``most`` on
their size, and interpreted, on Python integers of any size (``most`` 0).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.programmes.packages_pivots import maximise, maximise_whole

OVERFLOW, DOUBTFUL = 3, 2
STRICT, WEAK, NONE = 1, 0, -1

_GAP = 1e-12  # of the largest value, that the least gain may stay below its bound
# More than all that is lost below the range of normal doubles, scaling included.
_UNDERFLOW = 1e-290
_UNIT = 2.0**-53


@part
def _set_matrix_game(V: Any, low: Any, T: Any) -> None:
    """Members' weights, each of ``K`` issues worth at most 1: ``max sum`` on positive values."""
    N, K = V.shape
    for k in range(K):
        for i in range(N):
            T[k, i] = V[i, k] - low + 1
        T[k, N] = 1
    for i in range(N):
        T[K, i] = -1
    T[K, N] = 0


@part
def _set_selection(V: Any, gaining: Any, shares: bool, T: Any) -> Any:
    """The package with the largest least gain of those who gain, none for others to lose by.

    Unknowns: ``K`` shares and the least gain. Returns the number of constraints.
    """
    N, K = V.shape
    m = N + K if shares else N + 1
    for i in range(m + 1):
        for j in range(K + 2):
            T[i, j] = 0
    for i in range(N):
        for k in range(K):
            T[i, k] = -V[i, k]
        T[i, K] = 1 if gaining[i] else 0
    for k in range(K):
        T[N + k if shares else N, k] = 1
    for i in range(N, m):
        T[i, K + 1] = 1
    T[m, K] = -1
    return m


@part
def _set_partition(V: Any, T: Any) -> None:
    """The most members who gain at least 1, nobody losing: ``K`` shares and ``N`` gains up to 1.

    Tucker's theorem of the alternative (1956): who cannot gain has a positive dual.
    """
    N, K = V.shape
    for i in range(2 * N + 1):
        for j in range(K + N + 1):
            T[i, j] = 0
    for i in range(N):
        for k in range(K):
            T[i, k] = -V[i, k]
        T[i, K + i] = 1
        T[N + i, K + i] = 1
        T[N + i, K + N] = 1
        T[2 * N, K + i] = -1


@part
def _scaled(V: Any, M: Any) -> bool:
    """The values times a power of two, below 1 in size; False where all are zero."""
    N, K = V.shape
    largest = 0.0
    for i in range(N):
        for k in range(K):
            largest = max(largest, abs(V[i, k]))
    if largest == 0.0:
        return False
    power = math.frexp(largest)[1]
    for i in range(N):
        for k in range(K):
            M[i, k] = math.ldexp(V[i, k], -power)
    return True


@part
def _all_gain(M: Any, x: Any) -> bool:
    """Whether every member gains, whatever the rounding."""
    N, K = M.shape
    for i in range(N):
        total, size = 0.0, 0.0
        for k in range(K):
            total += M[i, k] * x[k]
            size += abs(M[i, k]) * x[k]
        if not total > 2 * (K + 2) * _UNIT * size + _UNDERFLOW:
            return False
    return True


@part
def _all_issues_lose(M: Any, w: Any) -> bool:
    """Whether every issue is worth less than nothing in sum, whatever the rounding."""
    N, K = M.shape
    for k in range(K):
        total, size = 0.0, 0.0
        for i in range(N):
            total += M[i, k] * w[i]
            size += abs(M[i, k]) * w[i]
        if not total < -2 * (N + 2) * _UNIT * size - _UNDERFLOW:
            return False
    return True


@part
def _is_best(M: Any, x: Any, w: Any, shares: bool) -> bool:
    """Whether the least gain comes to the bound that the members' weights prove."""
    N, K = M.shape
    least, bound = np.inf, 0.0 if shares else -np.inf
    for i in range(N):
        gain = 0.0
        for k in range(K):
            gain += M[i, k] * x[k]
        least = min(least, gain)
    for k in range(K):
        surplus = 0.0
        for i in range(N):
            surplus += M[i, k] * w[i]
        bound = bound + max(surplus, 0.0) if shares else max(bound, surplus)
    return bool(bound - least <= _GAP)


@part
def _to_sum_one(v: Any) -> bool:
    total = 0.0
    for j in range(len(v)):
        v[j] = max(v[j], 0.0)
        total += v[j]
    if not total > 0.0:
        return False
    for j in range(len(v)):
        v[j] /= total
    return True


@part
def _of_matrix_game(M: Any, T: Any, rows: Any, columns: Any, x: Any, w: Any) -> bool:
    """Issues' and members' weights of the value of the game, each of sum 1."""
    N, K = M.shape
    low = M[0, 0]
    for i in range(N):
        for k in range(K):
            low = min(low, M[i, k])
    _set_matrix_game(M, low, T)
    if not maximise(T, K, N, rows, columns):
        return False
    x[:], w[:] = 0.0, 0.0
    for k in range(K):
        if rows[k] < N:
            w[rows[k]] = T[k, N]
    for i in range(N):
        if columns[i] >= N:
            x[columns[i] - N] = T[K, i]
    return bool(_to_sum_one(x) and _to_sum_one(w))


@part
def _of_selection(M: Any, gaining: Any, T: Any, rows: Any, columns: Any, x: Any, w: Any) -> bool:
    """Shares in [0, 1] with the largest least gain, and the members' weights that bound it."""
    N, K = M.shape
    m = _set_selection(M, gaining, True, T)
    if not maximise(T, m, K + 1, rows, columns):
        return False
    x[:], w[:] = 0.0, 0.0
    for i in range(m):
        if rows[i] < K:
            x[rows[i]] = min(max(T[i, K + 1], 0.0), 1.0)
    for j in range(K + 1):
        if K < columns[j] < K + 1 + N:
            w[columns[j] - K - 1] = T[m, j]
    return bool(_to_sum_one(w))


@kernel
def decide_each(V: Any, shares: bool, x: Any, w: Any, verdict: Any, start: int, stop: int) -> None:
    """Games ``V (G, N, K)`` of doubles, each decided beyond rounding or left ``DOUBTFUL``."""
    N, K = V.shape[1:]
    M = np.empty((N, K))
    T, S = np.empty((K + 1, N + 1)), np.empty((N + K + 1, K + 2))
    rows, columns = np.empty(N + K + 1, np.int64), np.empty(N + K + 1, np.int64)
    gaining = np.ones(N, np.bool_)
    for g in range(start, stop):
        verdict[g] = DOUBTFUL
        if not _scaled(V[g], M) or not _of_matrix_game(M, T, rows, columns, x[g], w[g]):
            continue
        if _all_issues_lose(M, w[g]):
            verdict[g] = NONE
        elif _all_gain(M, x[g]):
            solved = not shares or _of_selection(M, gaining, S, rows, columns, x[g], w[g])
            if solved and _all_gain(M, x[g]) and _is_best(M, x[g], w[g], shares):
                verdict[g] = STRICT


@part
def settle(V: Any, shares: bool, x: Any, w: Any, below: Any, gaining: Any, most: Any) -> int:
    """One game in whole numbers: verdict, numerators ``x`` and ``w``, denominators ``below``."""
    N, K = V.shape
    low = V[0, 0]
    for i in range(N):
        for k in range(K):
            low = min(low, V[i, k])
    T = np.empty((K + 1, N + 1), V.dtype)
    rows, columns = np.empty(2 * N + K + 1, np.int64), np.empty(2 * N + K + 1, np.int64)
    _set_matrix_game(V, low, T)
    one = maximise_whole(T, K, N, rows, columns, most)
    if one == 0:
        return OVERFLOW
    total = T[K, N]  # the value is one / total + low - 1
    for k in range(K):
        x[k] = 0
    for i in range(N):
        w[i] = 0
    for k in range(K):
        if rows[k] < N:
            w[rows[k]] = T[k, N]
    for i in range(N):
        if columns[i] >= N:
            x[columns[i] - N] = T[K, i]
    below[0], below[1] = total, total
    value = one + (low - 1) * total
    if value != 0:
        for i in range(N):
            gaining[i] = value > 0
        if value < 0:
            for k in range(K):
                x[k] = 0
            below[0] = 1
            return NONE
        if not shares:
            return STRICT
        return int(_select_whole(V, shares, x, w, below, gaining, most))
    return int(_settle_tie(V, shares, x, w, below, gaining, most))


@part
def _settle_tie(V: Any, shares: bool, x: Any, w: Any, below: Any, gaining: Any, most: Any) -> int:
    """Who can gain without anybody's loss, and the weights of those who cannot."""
    N, K = V.shape
    T = np.empty((2 * N + 1, N + K + 1), V.dtype)
    rows, columns = np.empty(2 * N, np.int64), np.empty(N + K, np.int64)
    _set_partition(V, T)
    if maximise_whole(T, 2 * N, N + K, rows, columns, most) == 0:
        return OVERFLOW
    for i in range(N):
        w[i] = 0
    for j in range(N + K):
        if N + K <= columns[j] < 2 * N + K:
            w[columns[j] - N - K] = T[2 * N, j]
    below[0], below[1] = 1, 0
    anybody = False
    for i in range(N):
        below[1] += w[i]
        gaining[i] = w[i] == 0
        anybody = anybody or gaining[i]
    for k in range(K):
        x[k] = 0
    if not anybody:
        return NONE
    outcome = _select_whole(V, shares, x, w, below, gaining, most)
    return outcome if outcome == OVERFLOW else WEAK


@part
def _select_whole(V: Any, shares: bool, x: Any, w: Any, below: Any, gaining: Any, most: Any) -> int:
    """The package for those who gain; weights only where that is everybody, with its own bound."""
    N, K = V.shape
    T = np.empty((N + K + 1, K + 2), V.dtype)
    rows, columns = np.empty(N + K, np.int64), np.empty(K + 1, np.int64)
    m = _set_selection(V, gaining, shares, T)
    denominator = maximise_whole(T, m, K + 1, rows, columns, most)
    if denominator == 0:
        return OVERFLOW
    for k in range(K):
        x[k] = 0
    for i in range(m):
        if rows[i] < K:
            x[rows[i]] = T[i, K + 1]
    below[0] = denominator
    for i in range(N):
        if not gaining[i]:
            return STRICT
    for i in range(N):
        w[i] = 0
    for j in range(K + 1):
        if K < columns[j] < K + 1 + N:
            w[columns[j] - K - 1] = T[m, j]
    below[1] = denominator
    return STRICT


@kernel
def settle_each(
    V: Any,
    shares: bool,
    x: Any,
    w: Any,
    below: Any,
    gaining: Any,
    verdict: Any,
    most: Any,
    start: int,
    stop: int,
) -> None:
    """Games ``V (G, N, K)`` of whole numbers; ``OVERFLOW`` where a number would exceed most."""
    for g in range(start, stop):
        verdict[g] = settle(V[g], shares, x[g], w[g], below[g], gaining[g], most)


@kernel
def judge_sets_each(
    V: Any,
    exact: bool,
    codes: Any,
    chosen: Any,
    gaining: Any,
    verdict: Any,
    start: int,
    stop: int,
) -> None:
    """All sets of whole issues of each game: who would gain.

    ``codes (G, 2**K)``, where it has rows, becomes ``STRICT``, ``WEAK`` or ``NONE`` for each set.
    ``chosen``: for everybody's gain the set with the largest least gain, otherwise that with most
    who gain; of equal ones that with the fewest issues, then the first. ``gaining``: who gains from
    it. Floats that rounding may put on the wrong side of zero make a game ``DOUBTFUL``.
    """
    N, K = V.shape[1:]
    sets = 1 << K
    gains, sizes = np.empty((sets, N), V.dtype), np.empty((sets, N), V.dtype)
    terms, issues = np.zeros((sets, N), np.int64), np.zeros(sets, np.int64)
    for g in range(start, stop):
        verdict[g], chosen[g] = NONE, 0
        best, best_count = V[g, 0, 0], 0
        for i in range(N):
            gains[0, i], sizes[0, i], terms[0, i] = 0, 0, 0
            gaining[g, i] = False
        for s in range(1, sets):
            last = 0
            while not (s >> last) & 1:
                last += 1
            rest = s & (s - 1)
            issues[s] = issues[rest] + 1
            least, gainers, losers = V[g, 0, last], 0, 0
            for i in range(N):
                value = V[g, i, last]
                gains[s, i] = gains[rest, i] + value
                if not exact:
                    sizes[s, i] = sizes[rest, i] + abs(value)
                    terms[s, i] = terms[rest, i] + (1 if value != 0 else 0)
                    if terms[s, i] > 1 and not (
                        abs(gains[s, i]) > 2 * terms[s, i] * _UNIT * sizes[s, i]
                    ):
                        verdict[g] = DOUBTFUL
                if gains[s, i] > 0:
                    gainers += 1
                elif gains[s, i] < 0:
                    losers += 1
                if i == 0 or gains[s, i] < least:
                    least = gains[s, i]
            code = NONE
            if losers == 0 and gainers > 0:
                code = STRICT if gainers == N else WEAK
            if len(codes):
                codes[g, s] = code
            if code == NONE or code < verdict[g]:
                continue
            better = code > verdict[g]
            if not better:
                if code == STRICT:
                    better = least > best
                    tied = least == best
                else:
                    better = gainers > best_count
                    tied = gainers == best_count
                better = better or (tied and issues[s] < issues[chosen[g]])
            if better:
                verdict[g], chosen[g], best, best_count = code, s, least, gainers
                for i in range(N):
                    gaining[g, i] = gains[s, i] > 0
