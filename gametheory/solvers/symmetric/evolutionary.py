r"""Evolutionarily stable strategies of symmetric two-player games, by support and copositivity.

Let ``x`` be a symmetric equilibrium with support ``S`` and pure best replies ``B``, and ``k`` in
``S``. Written in the directions :math:`e_i - e_k`, the form :math:`-z^\top A z` has the symmetric
matrix ``Q``, and ``x`` is evolutionarily stable if and only if ``Q`` on ``B \ {k}`` is strictly
copositive in the coordinates of ``B \ S`` and free in those of ``S \ {k}`` (Haigh 1975; Abakuks
1980): ``Q`` on ``S \ {k}`` positive definite and its Schur complement strictly copositive.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.exact.linear_algebra import row_reduced
from gametheory.solvers.compiled import njit

Array = npt.NDArray[Any]

LARGEST = 12
"""Actions up to which every support is tried (2^n of them)."""


def strictly_copositive(Q: list[list[Any]]) -> bool:
    """Whether ``z Q z > 0`` for every ``z >= 0`` other than 0 (symmetric rational ``Q``).

    By principal submatrices: it fails if and only if some submatrix ``P`` has a vector ``v > 0``
    with ``P v = -t (1, ..., 1)``, ``t >= 0`` at a minimum of the form on a face of the simplex.
    """
    n = len(Q)
    for size in range(1, n + 1):
        for face in combinations(range(n), size):
            # Stationary points of the form on the face: P v = t 1, sum v = 1, value t.
            rows = [[Q[i][j] for j in face] + [Fraction(-1), Fraction(0)] for i in face]
            rows.append([Fraction(1)] * size + [Fraction(0), Fraction(1)])
            solved, pivots, _ = row_reduced(rows, size + 1)
            if len(pivots) <= size:
                # No isolated stationary point: the minimum is met on a smaller face too, unless
                # the form vanishes along the null directions, which a smaller face also sees.
                continue
            v = [row[-1] for row in solved]
            if all(p > 0 for p in v[:size]) and v[size] <= 0:
                return False
    return True


def mix_on(A: list[list[Fraction]], S: tuple[int, ...]) -> tuple[list[Fraction], Fraction] | None:
    """The mix on ``S`` against which all of ``S`` earn the same, and what; None if not unique."""
    size = len(S)
    rows = [[A[i][j] for j in S] + [Fraction(-1), Fraction(0)] for i in S]
    rows.append([Fraction(1)] * size + [Fraction(0), Fraction(1)])
    solved, pivots, _ = row_reduced(rows, size + 1)
    if len(pivots) <= size:
        return None
    x = [Fraction(0)] * len(A)
    for i, row in zip(S, solved, strict=False):
        x[i] = row[-1]
    return x, solved[size][-1]


def stable_strategies(A: list[list[Fraction]]) -> list[tuple[list[Fraction], list[bool]]]:
    """Every evolutionarily stable strategy of one matrix with its best replies, exactly."""
    n = len(A)
    found: list[tuple[list[Fraction], list[bool]]] = []
    for size in range(1, n + 1):
        for S in combinations(range(n), size):
            # The best replies to one stable strategy hold the support of no other
            # (Bishop and Cannings 1976).
            if any(all(B[i] for i in S) for _, B in found):
                continue
            candidate = mix_on(A, S)
            if candidate is None:
                continue
            x, value = candidate
            if any(x[i] <= 0 for i in S):
                continue
            earned = [sum((A[i][j] * x[j] for j in S), Fraction(0)) for i in range(n)]
            if any(u > value for u in earned):
                continue
            best = [u == value for u in earned]
            if _stable(A, S, [i for i in range(n) if best[i] and i not in S]):
                found.append((x, best))
    found.sort(key=lambda pair: pair[0])
    return found


def _stable(A: list[list[Fraction]], S: tuple[int, ...], outside: list[int]) -> bool:
    k, free = S[0], list(S[1:])
    order = free + outside
    half = Fraction(1, 2)
    Q = [
        [
            half * (A[i][k] + A[k][j] - A[i][j] - A[k][k] + A[j][k] + A[k][i] - A[j][i] - A[k][k])
            for j in order
        ]
        for i in order
    ]
    for _ in free:  # positive definite on the support: pivots stay positive
        if Q[0][0] <= 0:
            return False
        top = Q[0]
        Q = [
            [row[j] - row[0] * top[j] / top[0] for j in range(1, len(Q))]
            for row in Q[1:]
        ]  # fmt: skip
    return strictly_copositive(Q)


@njit(cache=True)
def screen(payoffs: Any, x: Any, best: Any) -> int:
    """Stable strategies of one float matrix where every sign is clear; -1 where one is not.

    A sign is clear if it stays far from 0 (1e-6 on payoffs brought to a range of 1) and came from
    pivots of at least 1e-3; anything else is left to exact arithmetic.

    Only strategies whose best replies are their support can be clear in floats; they are stable
    if and only if the form is positive definite on the support.
    """
    n = payoffs.shape[0]
    low, high = 0.5 * payoffs.min(), 0.5 * payoffs.max()
    if not high - low > 0.0:
        return -1
    A = (0.5 * payoffs - low) / (high - low)
    found = 0
    M = np.empty((n + 1, n + 2))
    S = np.empty(n, np.int64)
    for mask in range(1, 1 << n):
        size = 0
        for i in range(n):
            if mask >> i & 1:
                S[size] = i
                size += 1
        skip = False
        for f in range(found):
            inside = True
            for k in range(size):
                inside = inside and best[f, S[k]]
            skip = skip or inside
        if skip:
            continue
        # Positive definite on the support, by pivots; a pivot near 0 is left to exact arithmetic.
        k = S[0]
        verdict = 1
        for r in range(1, size):
            for c in range(1, size):
                i, j = S[r], S[c]
                M[r - 1, c - 1] = (
                    A[i, k] + A[k, j] - A[i, j] - A[k, k] + A[j, k] + A[k, i] - A[j, i] - A[k, k]
                ) / 2.0
        for p in range(size - 1):
            if abs(M[p, p]) < 1e-3:
                verdict = -1
                break
            if M[p, p] < 0.0:
                verdict = 0
                break
            for r in range(p + 1, size - 1):
                factor = M[r, p] / M[p, p]
                for c in range(p + 1, size - 1):
                    M[r, c] -= factor * M[p, c]
        if verdict == 0:
            continue
        # Payoffs against the mix on the support, from the bordered system with pivoting.
        for r in range(size):
            for c in range(size):
                M[r, c] = A[S[r], S[c]]
            M[r, size], M[r, size + 1] = -1.0, 0.0
        for c in range(size):
            M[size, c] = 1.0
        M[size, size], M[size, size + 1] = 0.0, 1.0
        for p in range(size + 1):
            r = p
            for q in range(p + 1, size + 1):
                if abs(M[q, p]) > abs(M[r, p]):
                    r = q
            if abs(M[r, p]) < 1e-3:
                return -1
            if r != p:
                for c in range(size + 2):
                    M[p, c], M[r, c] = M[r, c], M[p, c]
            for q in range(size + 1):
                if q != p:
                    factor = M[q, p] / M[p, p]
                    for c in range(p, size + 2):
                        M[q, c] -= factor * M[p, c]
        least = np.inf
        for p in range(size + 1):
            M[p, size + 1] /= M[p, p]
            if p < size:
                least = min(least, M[p, size + 1])
        if least < -1e-6:
            continue
        if least < 1e-6:
            return -1
        margin = np.inf
        for i in range(n):
            if not mask >> i & 1:
                u = 0.0
                for c in range(size):
                    u += A[i, S[c]] * M[c, size + 1]
                margin = min(margin, M[size, size + 1] - u)
        if margin < -1e-6:
            continue
        if margin < 1e-6 or verdict < 0:
            return -1
        for i in range(n):
            x[found, i] = 0.0
            best[found, i] = False
        for c in range(size):
            x[found, S[c]] = M[c, size + 1]
            best[found, S[c]] = True
        found += 1
    return found


@njit(cache=True)
def screen_batch(A: Any, counts: Any, x: Any, best: Any) -> None:
    """:func:`screen` for ``(G, n, n)``; a negative count asks for the exact method."""
    for g in range(A.shape[0]):
        counts[g] = screen(A[g], x[g], best[g])
