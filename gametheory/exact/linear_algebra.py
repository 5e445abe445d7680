"""Linear algebra in exact numbers: reduced rows, ranks, determinants."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = list[list[Any]]
Integers = npt.NDArray[np.object_]


def row_reduced(rows: Sequence[Sequence[Any]], columns: int) -> tuple[Matrix, list[int], Any]:
    """Rows of fractions reduced in their first ``columns`` columns (Gauss and Jordan).

    Returns
    -------
    rows : list of lists
        Reduced: the k-th has 1 in the k-th pivot's column, where all others have 0.
    pivots : list of int
        The columns with a pivot; as many as the rank.
    determinant : number
        Of the square part, where it is square and the rank full; else it means nothing.
    """
    a = [list(row) for row in rows]
    pivots: list[int] = []
    determinant: Any = Fraction(1)
    for column in range(columns):
        k = len(pivots)
        at = next((i for i in range(k, len(a)) if a[i][column] != 0), None)
        if at is None:
            continue
        if at != k:
            a[k], a[at] = a[at], a[k]
            determinant = -determinant
        pivot = a[k][column]
        determinant *= pivot
        a[k] = [v / pivot for v in a[k]]
        for i in range(len(a)):
            if i != k and a[i][column] != 0:
                factor = a[i][column]
                a[i] = [v - factor * w for v, w in zip(a[i], a[k], strict=True)]
        pivots.append(column)
    return a, pivots, determinant


def fraction_free(matrix: Integers) -> tuple[Integers, int] | None:
    """Integer rows made triangular without fractions (Bareiss 1968), and the determinant.

    ``None`` where the square left part is singular. Every entry of the triangle is a minor of the
    matrix, the last of the diagonal the determinant up to the sign of the exchanges.
    """
    work, sign, before = matrix.copy(), 1, 1
    for k in range(len(work)):
        pivot = next((r for r in range(k, len(work)) if work[r, k]), None)
        if pivot is None:
            return None
        if pivot != k:
            work[[k, pivot]] = work[[pivot, k]]
            sign = -sign
        lead, rest = work[k, k], work[k + 1 :, k:]
        work[k + 1 :, k:] = (rest * lead - np.multiply.outer(rest[:, 0], work[k, k:])) // before
        before = lead
    return work, sign * before
