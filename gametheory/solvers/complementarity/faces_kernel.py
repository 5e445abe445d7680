"""Compiled loops of the box-constrained linear complementarity solver, one game after another.

Every decision that could hang on rounding (is a pivot zero? is an inequality tight?) is reported
as ``UNSURE`` instead of being taken; the caller then decides that game in rational arithmetic.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import boolean, float64, int8, int64, prange, types, void

from gametheory.solvers.compiled import njit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Inputs are declared read-only, which any array may become: one compilation serves all callers.
_VECTOR = types.Array(float64, 1, "C", readonly=True)
_MATRIX = types.Array(float64, 2, "C", readonly=True)
_CUBE = types.Array(float64, 3, "C", readonly=True)

NO, YES, UNSURE = 0, 1, -1
LOWER, INTERIOR, UPPER = 0, 1, 2

PIVOT_MARGIN = 1e-7
"""Pivots smaller than this, relative to the unit diagonal, are decided exactly."""
SLACK_MARGIN = 1e-9
"""Slacks smaller than this, relative to the terms they are the sum of, are decided exactly."""
ROUNDING = 1e-13
"""Violations smaller than this, relative to their terms, are rounding in a P-matrix game."""


@njit(cache=True)
def _positive_minors(slopes: Floats, a: Floats) -> int:
    """Whether every principal minor of ``I - slopes`` is positive, for ``slopes >= 0``.

    Such a matrix has non-positive entries off the diagonal, and the leading minors decide
    (Hawkins and Simon 1949): they are the products of the pivots of plain elimination.
    """
    n = slopes.shape[0]
    for i in range(n):
        for j in range(n):
            a[i, j] = (1.0 if i == j else 0.0) - slopes[i, j]
    for k in range(n):
        pivot = a[k, k]
        if pivot < -PIVOT_MARGIN:
            return NO
        if not pivot > PIVOT_MARGIN:
            return UNSURE
        for i in range(k + 1, n):
            factor = a[i, k] / pivot
            for j in range(k + 1, n):
                a[i, j] -= factor * a[k, j]
    return YES


@njit(cache=True)
def _all_minors_positive(slopes: Floats, stack: Floats) -> int:
    """P-matrix test by Schur complements (Tsatsomeros and Li 2000), ``2^N`` steps.

    A matrix is P iff its first entry is positive and both the matrix without the first row and
    column and the Schur complement of the first entry are P. ``stack`` holds matrices still to be
    tested, at most one for each size and branch.
    """
    n = slopes.shape[0]
    sizes = np.empty(2 * n + 2, dtype=np.int64)
    for i in range(n):
        for j in range(n):
            stack[0, i, j] = (1.0 if i == j else 0.0) - slopes[i, j]
    sizes[0] = n
    top = 1
    unsure = False
    while top > 0:
        top -= 1
        m = sizes[top]
        pivot = stack[top, 0, 0]
        if pivot < -PIVOT_MARGIN:
            return NO
        if not pivot > PIVOT_MARGIN:
            unsure = True
            pivot = PIVOT_MARGIN
        if m == 1:
            continue
        a, b = stack[top], stack[top + 1]
        for i in range(1, m):
            factor = a[i, 0] / pivot
            for j in range(1, m):
                b[i - 1, j - 1] = a[i, j] - factor * a[0, j]
        for i in range(1, m):
            for j in range(1, m):
                a[i - 1, j - 1] = a[i, j]
        sizes[top] = sizes[top + 1] = m - 1
        top += 2
        if unsure:
            return UNSURE
    return UNSURE if unsure else YES


@njit(cache=True)
def _p_matrix(slopes: Floats, a: Floats, stack: Floats) -> int:
    n = slopes.shape[0]
    nonnegative, contraction = True, True
    for i in range(n):
        total = 0.0
        for j in range(n):
            nonnegative = nonnegative and slopes[i, j] >= 0.0
            total += abs(slopes[i, j])
        contraction = contraction and total < 1.0 - PIVOT_MARGIN
    if contraction:
        return YES
    if nonnegative:
        return int(_positive_minors(slopes, a))
    if stack.shape[0] == 0:
        return UNSURE
    return int(_all_minors_positive(slopes, stack))


@njit(cache=True)
def _face_solution(
    r: Floats, slopes: Floats, lo: Floats, hi: Floats, state: Ints, x: Floats, a: Floats, who: Ints
) -> bool:
    """Profile ``x`` of the face ``state``: bounds where named, linear replies in the interior."""
    n = len(r)
    m = 0
    for i in range(n):
        if state[i] == INTERIOR:
            who[m] = i
            m += 1
        else:
            x[i] = lo[i] if state[i] == LOWER else hi[i]
    for p in range(m):
        i = who[p]
        rhs = r[i]
        for j in range(n):
            if state[j] != INTERIOR:
                rhs += slopes[i, j] * x[j]
        for q in range(m):
            a[p, q] = (1.0 if p == q else 0.0) - slopes[i, who[q]]
        a[p, m] = rhs
    for k in range(m):
        best = k
        for p in range(k + 1, m):
            if abs(a[p, k]) > abs(a[best, k]):
                best = p
        if abs(a[best, k]) <= PIVOT_MARGIN:
            return False
        if best != k:
            for q in range(k, m + 1):
                a[k, q], a[best, q] = a[best, q], a[k, q]
        for p in range(k + 1, m):
            factor = a[p, k] / a[k, k]
            for q in range(k + 1, m + 1):
                a[p, q] -= factor * a[k, q]
    for k in range(m - 1, -1, -1):
        value = a[k, m]
        for q in range(k + 1, m):
            value -= a[k, q] * x[who[q]]
        x[who[k]] = value / a[k, k]
    return True


@njit(cache=True)
def _violation(
    i: int, r: Floats, slopes: Floats, lo: Floats, hi: Floats, state: Ints, x: Floats
) -> tuple[float, int, float]:
    """How far player ``i`` is from its face's condition, where it would rather be, the scale."""
    reply, scale = r[i], abs(r[i]) + abs(lo[i])
    for j in range(len(r)):
        reply += slopes[i, j] * x[j]
        scale += abs(slopes[i, j] * x[j])
    if state[i] == INTERIOR:
        if lo[i] - x[i] > x[i] - hi[i]:
            return lo[i] - x[i], LOWER, scale
        return x[i] - hi[i], UPPER, scale
    if state[i] == LOWER:
        return reply - lo[i], INTERIOR, scale
    return hi[i] - reply, INTERIOR, scale


@njit(cache=True)
def _principal_pivoting(
    r: Floats, slopes: Floats, lo: Floats, hi: Floats, state: Ints, x: Floats, a: Floats, who: Ints
) -> bool:
    """The solution when ``I - slopes`` is a P-matrix, by block principal pivoting.

    Whole blocks change face while that lowers the number of violated conditions (Judice and
    Pires 1994); otherwise only the last violated one does, which cannot cycle (Murty 1974).
    """
    n = len(r)
    state[:] = INTERIOR
    best, patience = n + 1, 5
    for _ in range(200 + 50 * n):
        if not _face_solution(r, slopes, lo, hi, state, x, a, who):
            return False
        violated, last, last_target = 0, -1, 0
        for i in range(n):
            amount, target, scale = _violation(i, r, slopes, lo, hi, state, x)
            if amount > ROUNDING * scale:
                violated += 1
                last, last_target = i, target
        if violated == 0:
            for i in range(n):
                x[i] = min(max(x[i], lo[i]), hi[i])
            return True
        if violated < best:
            best, patience = violated, 5
        else:
            patience -= 1
        if patience > 0:
            # Targets are read off one profile before any face changes.
            for i in range(n):
                who[i] = state[i]
                amount, target, scale = _violation(i, r, slopes, lo, hi, state, x)
                if amount > ROUNDING * scale:
                    who[i] = target
            for i in range(n):
                state[i] = who[i]
        else:
            state[last] = last_target
    return False


@njit(cache=True)
def _runs_away(r: Floats, slopes: Floats, lo: Floats, hi: Floats) -> bool:
    """Non-negative slopes, no ceilings, and every player wants more than its lower bound."""
    n = len(r)
    for i in range(n):
        if hi[i] != np.inf:
            return False
        gap, size = r[i] - lo[i], abs(r[i]) + abs(lo[i])
        for j in range(n):
            if slopes[i, j] < 0.0:
                return False
            gap += slopes[i, j] * lo[j]
            size += abs(slopes[i, j] * lo[j])
        if not gap > 1e-14 * n * size:
            return False
    return True


_BATCH = void(_MATRIX, _CUBE, _MATRIX, _MATRIX, float64[:, ::1], int8[::1], boolean[::1], boolean)
BLOCK = 256
"""Games that one thread takes at a time; a smaller batch is not worth starting threads for."""


@njit(_BATCH, cache=True, nogil=True)
def solve_block(
    r: Floats, slopes: Floats, lo: Floats, hi: Floats, x: Floats, p: Any, away: Any, minors: bool
) -> None:
    """Mark P-matrix games in ``p`` and solve them; mark certain runaways in ``away``."""
    games, n = r.shape
    a = np.empty((n, n + 1))
    stack = np.empty((2 * n + 2, n, n)) if minors else np.empty((0, n, n))
    state, who = np.empty(n, np.int64), np.empty(n, np.int64)
    for g in range(games):
        p[g] = _p_matrix(slopes[g], a, stack)
        away[g] = False
        if p[g] == YES:
            if not _principal_pivoting(r[g], slopes[g], lo[g], hi[g], state, x[g], a, who):
                p[g] = UNSURE
        elif p[g] == NO:
            away[g] = _runs_away(r[g], slopes[g], lo[g], hi[g])


@njit(_BATCH, cache=True, parallel=True, nogil=True)
def solve_blocks(
    r: Floats, slopes: Floats, lo: Floats, hi: Floats, x: Floats, p: Any, away: Any, minors: bool
) -> None:
    """The same, block by block on all threads; the result does not depend on their number."""
    games = len(r)
    for block in prange((games + BLOCK - 1) // BLOCK):
        i = block * BLOCK
        j = min(games, i + BLOCK)
        solve_block(r[i:j], slopes[i:j], lo[i:j], hi[i:j], x[i:j], p[i:j], away[i:j], minors)


@njit(
    int64(_VECTOR, _MATRIX, _VECTOR, _VECTOR, float64[:, ::1], int64[::1]), cache=True, nogil=True
)
def enumerate_faces(
    r: Floats, slopes: Floats, lo: Floats, hi: Floats, found: Floats, state: Ints
) -> int:
    """Solutions of one game by trying every face, into ``found``; ``UNSURE`` where it is close."""
    n = len(r)
    a, who, x = np.empty((n, n + 1)), np.empty(n, np.int64), np.empty(n)
    count = 0
    unsure = False
    state[:] = LOWER
    while True:
        if _face_solution(r, slopes, lo, hi, state, x, a, who):
            close, inside = False, True
            for i in range(n):
                amount, _target, scale = _violation(i, r, slopes, lo, hi, state, x)
                if amount > SLACK_MARGIN * scale:
                    inside = False
                    break
                close = close or amount >= -SLACK_MARGIN * scale
            if inside:
                unsure = unsure or close
                found[count] = x
                count += 1
        else:
            unsure = True
        if unsure:
            return UNSURE
        k = n - 1
        while k >= 0:
            state[k] += 1
            if state[k] == UPPER and hi[k] == np.inf:
                state[k] += 1
            if state[k] <= UPPER:
                break
            state[k] = LOWER
            k -= 1
        if k < 0:
            return count
