r"""Small dense linear programmes on a simplex, in floats and in exact integers.

Dominance, correlated equilibrium and commitment all ask for

.. math:: \max\; c \cdot x \quad\text{subject to}\quad G x \le 0,\; e \cdot x = 1,\; x \ge 0,
          \qquad e \ge 0,

which the primal simplex method solves from the basis of all slacks and one artificial variable.
The dictionary is condensed: rows are basic variables, columns nonbasic ones, the last column the
right-hand side; rows ``0..m-1`` are ``G``, row ``m`` is ``e``, row ``m+1`` is ``-c``.
Variables are numbered: ``0..n-1`` the unknowns, ``n..n+m-1`` the slacks, ``n+m`` the artificial.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel

OPTIMAL, INFEASIBLE, LIMIT, OVERFLOW = 0, 1, 2, 3
_TINY = 1e-11


@kernel
def simplex_float(T: Any, row_label: Any, column_label: Any) -> int:
    """Solve in place; entries of ``G`` and ``c`` should be of size 1. Returns the outcome.

    Largest-coefficient rule, then Bland's rule against cycling.
    """
    m, n = T.shape[0] - 2, T.shape[1] - 1
    for i in range(m + 1):
        row_label[i] = n + i
    for j in range(n):
        column_label[j] = j
    artificial = n + m
    feasible = False
    patience = 4 * (m + n) + 20
    for count in range(20 * patience):
        bland = count >= patience
        enter = -1
        best = 0.0
        for j in range(n):
            if column_label[j] == artificial:
                continue
            gain = -T[m + 1, j] if feasible else T[m, j]
            if gain > _TINY:
                if bland:
                    if enter < 0 or column_label[j] < column_label[enter]:
                        enter = j
                elif gain > best:
                    best, enter = gain, j
        if enter < 0:
            return OPTIMAL if feasible else INFEASIBLE
        leave = -1
        least = np.inf
        for i in range(m + 1):
            if T[i, enter] > 1e-10:
                ratio = max(T[i, n], 0.0) / T[i, enter]
                closer = ratio < least - 1e-13
                tied = not closer and ratio <= least + 1e-13
                if tied:
                    if row_label[i] == artificial:
                        closer = True
                    elif row_label[leave] == artificial:
                        closer = False
                    elif bland:
                        closer = row_label[i] < row_label[leave]
                    else:
                        closer = T[i, enter] > T[leave, enter]
                if closer:
                    least, leave = min(ratio, least), i
        if leave < 0:
            return LIMIT
        pivot = T[leave, enter]
        for j in range(n + 1):
            if j != enter:
                T[leave, j] /= pivot
        for i in range(m + 2):
            factor = T[i, enter]
            if i != leave and factor != 0.0:
                for j in range(n + 1):
                    if j != enter:
                        T[i, j] -= factor * T[leave, j]
                T[i, enter] = -factor / pivot
        T[leave, enter] = 1.0 / pivot
        if row_label[leave] == artificial:
            feasible = True
        row_label[leave], column_label[enter] = column_label[enter], row_label[leave]
    return LIMIT


@kernel
def simplex_integer(T: Any, row_label: Any, column_label: Any) -> Any:
    """The same in 64-bit integers, fraction-free, by Bland's rule: outcome and denominator.

    Every number is an entry of ``T`` over the denominator. The outcome is ``OVERFLOW`` before any
    product could leave the range.
    """
    m, n = T.shape[0] - 2, T.shape[1] - 1
    for i in range(m + 1):
        row_label[i] = n + i
    for j in range(n):
        column_label[j] = j
    artificial = n + m
    feasible = False
    denominator = 1
    for _ in range(100000):
        enter = -1
        for j in range(n):
            if column_label[j] == artificial:
                continue
            gain = -T[m + 1, j] if feasible else T[m, j]
            if gain > 0 and (enter < 0 or column_label[j] < column_label[enter]):
                enter = j
        if enter < 0:
            return (OPTIMAL if feasible else INFEASIBLE), denominator
        largest = 0.0
        for i in range(m + 2):
            for j in range(n + 1):
                largest = max(largest, abs(float(T[i, j])))
        if largest * largest > 4e18:
            return OVERFLOW, denominator
        leave = -1
        for i in range(m + 1):
            if T[i, enter] > 0:
                if leave < 0:
                    leave = i
                    continue
                mine, held = T[i, n] * T[leave, enter], T[leave, n] * T[i, enter]
                if mine < held or (
                    mine == held
                    and row_label[leave] != artificial
                    and (row_label[i] == artificial or row_label[i] < row_label[leave])
                ):
                    leave = i
        if leave < 0:
            return LIMIT, denominator
        pivot = T[leave, enter]
        for i in range(m + 2):
            if i != leave:
                factor = T[i, enter]
                for j in range(n + 1):
                    if j != enter:
                        T[i, j] = (T[i, j] * pivot - factor * T[leave, j]) // denominator
                T[i, enter] = -factor
        T[leave, enter] = denominator
        denominator = pivot
        if row_label[leave] == artificial:
            feasible = True
        row_label[leave], column_label[enter] = column_label[enter], row_label[leave]
    return LIMIT, denominator


def dictionary(G: npt.NDArray[Any], e: npt.NDArray[Any], c: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The starting dictionary ``(m + 2, n + 1)`` of ``max c x : G x <= 0, e x = 1, x >= 0``."""
    m, n = G.shape
    T = np.zeros((m + 2, n + 1), dtype=np.result_type(G, e, c))
    T[:m, :n], T[m, :n], T[m + 1, :n] = G, e, -c
    T[m, n] = 1
    return T


def solve_exactly(T: npt.NDArray[Any]) -> tuple[int, npt.NDArray[Any], Fraction]:
    """Outcome, point (n,) of fractions and value, of a dictionary of Python integers.

    Sixty-four-bit arithmetic first. Where it could overflow, the optimal basis of a float solution
    is rebuilt in Python integers and checked; if it is not optimal, Bland's rule decides.
    """
    m, n = T.shape[0] - 2, T.shape[1] - 1
    rows, columns = np.empty(m + 1, np.int64), np.empty(n, np.int64)
    if max((abs(v) for v in T.ravel().tolist()), default=0) < 2**31:
        work: npt.NDArray[Any] = T.astype(np.int64)
        outcome, denominator = simplex_integer(work, rows, columns)
        if outcome != OVERFLOW:
            return outcome, *_read(work, rows, int(denominator))
    size = np.array([max(1, *(abs(v) for v in row)) for row in T.tolist()], dtype=object)
    guess = (T * 1.0 if _fits(T) else T / size[:, None]).astype(np.float64)
    guess /= np.maximum(np.abs(guess).max(axis=1, keepdims=True), 1e-300)
    if simplex_float(guess, rows, columns) == OPTIMAL:
        warm = _rebuild(T, rows)
        if warm is not None:
            return _bland(*warm)
    return _bland(T, list(range(n, n + m + 1)), list(range(n)), 1)


def _fits(T: npt.NDArray[Any]) -> bool:
    return max((abs(v) for v in T.ravel().tolist()), default=0) < 10**300


def _read(
    T: npt.NDArray[Any], rows: npt.NDArray[Any], denominator: int
) -> tuple[npt.NDArray[Any], Fraction]:
    m, n = T.shape[0] - 2, T.shape[1] - 1
    x = np.full(n, Fraction(0), dtype=object)
    for i in range(m + 1):
        if rows[i] < n:
            x[rows[i]] = Fraction(int(T[i, n]), denominator)
    return x, Fraction(int(T[m + 1, n]), denominator)


def _exchange(
    T: npt.NDArray[Any], r: int, s: int, denominator: int
) -> tuple[npt.NDArray[Any], int]:
    """Fraction-free exchange of row ``r`` and column ``s``; the new denominator is positive."""
    row, column, pivot = T[r].copy(), T[:, s].copy(), T[r, s]
    T = (T * pivot - column[:, None] * row[None, :]) // denominator
    T[r], T[:, s] = row, -column
    T[r, s] = denominator
    return (T, pivot) if pivot > 0 else (-T, -pivot)


def _rebuild(T: npt.NDArray[Any], basis: npt.NDArray[Any]) -> Any:
    """The exact dictionary of a basis with its labels and denominator; None if infeasible."""
    m, n = T.shape[0] - 2, T.shape[1] - 1
    wanted = {int(v) for v in basis}
    rows, columns = list(range(n, n + m + 1)), list(range(n))
    denominator = 1
    for s in range(n):
        if s not in wanted:
            continue
        leaving = [i for i in range(m + 1) if rows[i] not in wanted and T[i, s] != 0]
        if not leaving:
            return None
        r = leaving[-1]
        T, denominator = _exchange(T, r, s, denominator)
        rows[r], columns[s] = columns[s], rows[r]
    if n + m in rows or min(T[: m + 1, n]) < 0:
        return None
    return T, rows, columns, denominator


def _bland(
    T: npt.NDArray[Any], rows: list[int], columns: list[int], denominator: int
) -> tuple[int, npt.NDArray[Any], Fraction]:
    """The simplex method by Bland's rule in Python integers of any size, from any basis."""
    m, n = T.shape[0] - 2, T.shape[1] - 1
    artificial = n + m
    while True:
        feasible = artificial not in rows
        gains = -T[m + 1, :n] if feasible else T[rows.index(artificial), :n]
        entering = [(columns[j], j) for j in range(n) if gains[j] > 0 and columns[j] != artificial]
        if not entering:
            outcome = OPTIMAL if feasible else INFEASIBLE
            return outcome, *_read(T, np.array(rows), denominator)
        s = min(entering)[1]
        leaving = [
            (Fraction(T[i, n], T[i, s]), rows[i] != artificial, rows[i], i)
            for i in range(m + 1)
            if T[i, s] > 0
        ]
        if not leaving:
            return LIMIT, *_read(T, np.array(rows), denominator)
        r = min(leaving)[3]
        T, denominator = _exchange(T, r, s, denominator)
        rows[r], columns[s] = columns[s], rows[r]


def solve_floating(T: npt.NDArray[np.float64]) -> tuple[int, npt.NDArray[np.float64]]:
    """Outcome and point (n,) of a float dictionary; ``T`` is overwritten."""
    m, n = T.shape[0] - 2, T.shape[1] - 1
    rows, columns = np.empty(m + 1, np.int64), np.empty(n, np.int64)
    outcome = int(simplex_float(T, rows, columns))
    x = np.zeros(n + m + 1)
    x[rows] = np.maximum(T[: m + 1, n], 0.0)
    return outcome, x[:n]


def solve_sparse(
    G: Any, e: npt.NDArray[np.float64], c: npt.NDArray[np.float64]
) -> tuple[int, npt.NDArray[np.float64]]:
    """The same programme by HiGHS, for sizes beyond a dense dictionary (``G`` sparse)."""
    from scipy.optimize import linprog

    found = linprog(
        -c, A_ub=G, b_ub=np.zeros(G.shape[0]), A_eq=e[None, :], b_eq=[1.0], method="highs"
    )
    if found.status == 0 and found.x is not None:
        return OPTIMAL, np.maximum(found.x, 0.0)
    return (INFEASIBLE if found.status == 2 else LIMIT), np.zeros(len(c))
