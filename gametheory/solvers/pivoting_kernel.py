"""Compiled dictionary pivoting and dense linear systems.

A dictionary keeps the columns of the nonbasic variables only, half of a full tableau. The row
update lives in a function of its own: there the compiler sees that the rows do not overlap and
works on several columns at once (twice as fast as the same loop written in place).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import part

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Entries this small, in dictionaries whose data lie between 1 and 2, are taken for rounding.
PIVOT_FLOOR = 1e-10
RATIO_SLACK = 1e-12


@part
def subtract_row(row: Floats, pivot_row: Floats, factor: float) -> None:
    """``row -= factor * pivot_row``."""
    for j in range(row.size):
        row[j] -= factor * pivot_row[j]


@part
def pivot(table: Floats, r: int, c: int) -> None:
    """Exchange the basic variable of row ``r`` and the nonbasic variable of column ``c``."""
    pivot_row = table[r]
    inverse = 1.0 / pivot_row[c]
    for j in range(pivot_row.size):
        pivot_row[j] *= inverse
    pivot_row[c] = inverse
    for i in range(table.shape[0]):
        if i != r:
            row = table[i]
            factor = row[c]
            if factor != 0.0:
                row[c] = 0.0
                subtract_row(row, pivot_row, factor)


@part
def factorise(matrix: Floats, order: Ints) -> bool:
    """LU factors in place with row exchanges; False where a pivot vanishes."""
    size = matrix.shape[0]
    for k in range(size):
        order[k] = k
    for k in range(size):
        largest = k
        for i in range(k + 1, size):
            if abs(matrix[i, k]) > abs(matrix[largest, k]):
                largest = i
        if matrix[largest, k] == 0.0:
            return False
        if largest != k:
            order[k], order[largest] = order[largest], order[k]
            for j in range(size):
                kept = matrix[k, j]
                matrix[k, j] = matrix[largest, j]
                matrix[largest, j] = kept
        tail = matrix[k, k + 1 :]
        for i in range(k + 1, size):
            factor = matrix[i, k] / matrix[k, k]
            matrix[i, k] = factor
            if factor != 0.0:
                subtract_row(matrix[i, k + 1 :], tail, factor)
    return True


@part
def back_substitute(factors: Floats, order: Ints, right: Floats, out: Floats) -> None:
    """Solve with the factors of :func:`factorise`."""
    size = factors.shape[0]
    for i in range(size):
        total = right[order[i]]
        for j in range(i):
            total -= factors[i, j] * out[j]
        out[i] = total
    for i in range(size - 1, -1, -1):
        total = out[i]
        for j in range(i + 1, size):
            total -= factors[i, j] * out[j]
        out[i] = total / factors[i, i]


@part
def _half_range(matrix: Floats) -> tuple[float, float]:
    """Half the smallest and the largest entry: their difference cannot overflow."""
    low, high = matrix[0, 0], matrix[0, 0]
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            low, high = min(low, matrix[i, j]), max(high, matrix[i, j])
    return low / 2, high / 2


@part
def equalising_strategy(
    payoffs: Floats, rows: Ints, columns: Ints, transpose: bool, out: Floats
) -> bool:
    r"""Mix over ``columns`` that gives every action of ``rows`` the same payoff.

    Solves :math:`\sum_{c} a_{rc} y_c = v`, :math:`\sum_c y_c = 1` (``transpose`` reads
    :math:`a_{cr}`), with two steps of iterative refinement, sets negative rounding to 0 and
    normalises. False where the system is singular.
    """
    size = rows.size + 1
    # Positive affine changes keep the mix and keep the border comparable with the payoffs.
    block = np.empty((size - 1, size - 1))
    for i in range(size - 1):
        for j in range(size - 1):
            if transpose:
                block[i, j] = payoffs[columns[j], rows[i]]
            else:
                block[i, j] = payoffs[rows[i], columns[j]]
    low, high = _half_range(block)
    span = high - low if high > low else 1.0
    system, factors = np.zeros((size, size)), np.zeros((size, size))
    for i in range(size - 1):
        for j in range(size - 1):
            system[i, j] = factors[i, j] = (block[i, j] / 2 - low) / span
        system[i, size - 1] = factors[i, size - 1] = -1.0
        system[size - 1, i] = factors[size - 1, i] = 1.0
    order = np.empty(size, np.int64)
    if not factorise(factors, order):
        return False
    right, residual = np.zeros(size), np.zeros(size)
    right[size - 1] = residual[size - 1] = 1.0
    solution, correction = np.zeros(size), np.zeros(size)
    for _ in range(3):
        back_substitute(factors, order, residual, correction)
        for i in range(size):
            solution[i] += correction[i]
        for i in range(size):
            total = right[i]
            for j in range(size):
                total -= system[i, j] * solution[j]
            residual[i] = total
    for j in range(out.size):
        out[j] = 0.0
    total = 0.0
    for j in range(size - 1):
        out[columns[j]] = max(solution[j], 0.0)
        total += out[columns[j]]
    if not (total > 0.5 and np.isfinite(total)):
        return False
    for j in range(size - 1):
        out[columns[j]] /= total
    return True


@part
def onto_unit_interval(matrix: Floats, out: Floats) -> None:
    """Move the values of ``matrix`` linearly onto [0, 1]; a constant matrix becomes 0."""
    low, high = _half_range(matrix)
    span = high - low
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            out[i, j] = (matrix[i, j] / 2 - low) / span if span > 0.0 else 0.0


@part
def places(flags: npt.NDArray[np.bool_]) -> Ints:
    """Positions of the true entries, ascending."""
    out = np.empty(flags.size, np.int64)
    count = 0
    for k in range(flags.size):
        if flags[k]:
            out[count] = k
            count += 1
    return out[:count]


@part
def largest_gain(payoffs: Floats, own: Floats, other: Floats, transpose: bool) -> float:
    """What a player gains by her best reply to ``other`` over playing ``own``."""
    count = payoffs.shape[1] if transpose else payoffs.shape[0]
    best, expected = -np.inf, 0.0
    for a in range(count):
        total = 0.0
        for b in range(other.size):
            total += (payoffs[b, a] if transpose else payoffs[a, b]) * other[b]
        best = max(best, total)
        expected += own[a] * total
    return best - expected
