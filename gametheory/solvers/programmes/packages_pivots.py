"""The simplex method for consensus packages, in floats and in whole numbers.

Every programme is ``max c y`` subject to ``A y <= b``, ``y >= 0`` with ``b >= 0``, so that the
simplex method starts at ``y = 0``. A dictionary ``T`` has a row for each constraint and, last, the
negative objective; its last column is ``b``. Labels below ``n`` are unknowns, the others slacks.
Duals are read off the last row.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import part

_TINY, _LEAST_PIVOT = 1e-13, 1e-11


@part
def _first_labels(rows: Any, columns: Any, m: int, n: int) -> None:
    for i in range(m):
        rows[i] = n + i
    for j in range(n):
        columns[j] = j


@part
def maximise(T: Any, m: int, n: int, rows: Any, columns: Any) -> bool:
    """Solve in doubles, in place; False if no optimum was reached.

    The largest coefficient enters, and from some number of pivots on the first label (Bland 1977),
    against cycling.
    """
    _first_labels(rows, columns, m, n)
    patience = 4 * (m + n) + 20
    for count in range(20 * patience):
        bland = count >= patience
        enter, best = -1, _TINY
        for j in range(n):
            gain = -T[m, j]
            if gain > _TINY:
                if bland:
                    if enter < 0 or columns[j] < columns[enter]:
                        enter = j
                elif gain > best:
                    enter, best = j, gain
        if enter < 0:
            return True
        leave, least = -1, np.inf
        for i in range(m):
            if T[i, enter] > _LEAST_PIVOT:
                ratio = max(T[i, n], 0.0) / T[i, enter]
                if ratio < least or (ratio == least and rows[i] < rows[leave]):
                    leave, least = i, ratio
        if leave < 0:
            return False
        pivot = T[leave, enter]
        for j in range(n + 1):
            if j != enter:
                T[leave, j] /= pivot
        for i in range(m + 1):
            factor = T[i, enter]
            if i != leave and factor != 0.0:
                for j in range(n + 1):
                    if j != enter:
                        T[i, j] -= factor * T[leave, j]
                T[i, enter] = -factor / pivot
        T[leave, enter] = 1.0 / pivot
        rows[leave], columns[enter] = columns[enter], rows[leave]
    return False


@part
def maximise_whole(T: Any, m: int, n: int, rows: Any, columns: Any, most: Any) -> Any:
    """The same in whole numbers: the denominator of all entries, or 0 where one would exceed most.

    Fraction-free pivots (Edmonds 1967; Bareiss 1968): every entry is a minor.
    """
    _first_labels(rows, columns, m, n)
    patience = 4 * (m + n) + 20
    count, denominator = 0, 1
    while True:
        bland = count >= patience
        count += 1
        enter = -1
        for j in range(n):
            if T[m, j] < 0 and (
                enter < 0 or (columns[j] < columns[enter] if bland else T[m, j] < T[m, enter])
            ):
                enter = j
        if most > 0:
            for i in range(m + 1):
                for j in range(n + 1):
                    if abs(T[i, j]) > most:
                        return 0
        if enter < 0:
            return denominator
        leave = -1
        for i in range(m):
            if T[i, enter] > 0:
                if leave < 0:
                    leave = i
                    continue
                mine, held = T[i, n] * T[leave, enter], T[leave, n] * T[i, enter]
                if mine < held or (mine == held and rows[i] < rows[leave]):
                    leave = i
        # The programmes here are bounded: some row leaves.
        pivot = T[leave, enter]
        for i in range(m + 1):
            if i != leave:
                factor = T[i, enter]
                for j in range(n + 1):
                    if j != enter:
                        T[i, j] = (T[i, j] * pivot - factor * T[leave, j]) // denominator
                T[i, enter] = -factor
        T[leave, enter] = denominator
        denominator = pivot
        rows[leave], columns[enter] = columns[enter], rows[leave]
