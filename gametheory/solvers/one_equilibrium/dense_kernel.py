"""Compiled row operations and dense linear systems.

Row operations live in functions of their own: there the compiler sees that the rows do not
overlap and works on several columns at once (twice as fast as the same loop written in place).
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
# A correction this small changes no digit of weights that sum to 1.
_REFINED = 2e-16


@part
def subtract_row(row: Floats, pivot_row: Floats, factor: float) -> None:
    """``row -= factor * pivot_row``."""
    for j in range(row.size):
        row[j] -= factor * pivot_row[j]


@part
def add_row(row: Floats, other: Floats, factor: float) -> None:
    """``row += factor * other``."""
    for j in range(row.size):
        row[j] += factor * other[j]


@part
def onto_one_two(row: Floats, low: float, span: float, out: Floats) -> None:
    """Move payoffs linearly onto [1, 2], from half the smallest and half the span."""
    for j in range(row.size):
        out[j] = 1.0 + (row[j] / 2 - low) / span


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
def dot(first: Floats, second: Floats) -> float:
    """Scalar product, in four sums that the processor can form side by side."""
    a = b = c = d = 0.0
    whole = first.size - first.size % 4
    for j in range(0, whole, 4):
        a += first[j] * second[j]
        b += first[j + 1] * second[j + 1]
        c += first[j + 2] * second[j + 2]
        d += first[j + 3] * second[j + 3]
    for j in range(whole, first.size):
        a += first[j] * second[j]
    return (a + b) + (c + d)


@part
def _substitute(factors: Floats, order: Ints, right: Floats, out: Floats) -> None:
    """Solve with the factors of :func:`factorise`."""
    size = factors.shape[0]
    for i in range(size):
        out[i] = right[order[i]] - dot(factors[i, :i], out[:i])
    for i in range(size - 1, -1, -1):
        out[i] = (out[i] - dot(factors[i, i + 1 :], out[i + 1 :])) / factors[i, i]


@part
def _substitute_transposed(
    factors: Floats, order: Ints, right: Floats, work: Floats, out: Floats
) -> None:
    """Solve the transposed system with the factors of :func:`factorise`."""
    size = factors.shape[0]
    for i in range(size):
        work[i] = right[i]
    for i in range(size):
        work[i] /= factors[i, i]
        subtract_row(work[i + 1 :], factors[i, i + 1 :], work[i])
    for i in range(size - 1, -1, -1):
        subtract_row(work[:i], factors[i, :i], work[i])
    for i in range(size):
        out[order[i]] = work[i]


@part
def half_range(matrix: Floats) -> tuple[float, float]:
    """Half the smallest and the largest entry: their difference cannot overflow."""
    low, high = matrix[0, 0], matrix[0, 0]
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            low, high = min(low, matrix[i, j]), max(high, matrix[i, j])
    return low / 2, high / 2


@part
def _bordered(payoffs: Floats, rows: Ints, columns: Ints) -> Floats:
    r"""The matrix of :math:`\sum_c a_{rc} y_c - v = 0`, :math:`\sum_c y_c = 1`.

    Payoffs are moved linearly onto [0, 1], which keeps the mix and keeps the border comparable.
    """
    size = rows.size
    system = np.empty((size + 1, size + 1))
    low, high = np.inf, -np.inf
    for i in range(size):
        row = payoffs[rows[i]]
        for j in range(size):
            value = row[columns[j]] / 2
            system[i, j] = value
            low, high = min(low, value), max(high, value)
    span = high - low if high > low else 1.0
    for i in range(size):
        for j in range(size):
            system[i, j] = (system[i, j] - low) / span
        system[i, size] = -1.0
        system[size, i] = 1.0
    system[size, size] = 0.0
    return system


@part
def _refined(
    system: Floats, factors: Floats, order: Ints, transpose: bool, actions: Ints, out: Floats
) -> bool:
    """Mix over ``actions`` that solves the bordered system, or the transposed one.

    With up to two steps of iterative refinement; negative rounding is set to 0 and the mix
    normalised. False where the weights are no mix.
    """
    size = order.size
    right = -1.0 if transpose else 1.0
    residual, solution = np.zeros(size), np.zeros(size)
    correction, work = np.empty(size), np.empty(size)
    residual[size - 1] = right
    for _ in range(3):
        if transpose:
            _substitute_transposed(factors, order, residual, work, correction)
        else:
            _substitute(factors, order, residual, correction)
        largest = 0.0
        for i in range(size):
            solution[i] += correction[i]
            largest = max(largest, abs(correction[i]))
        if largest <= _REFINED:
            break
        if transpose:
            residual[:] = 0.0
            for i in range(size):
                subtract_row(residual, system[i], solution[i])
        else:
            for i in range(size):
                residual[i] = -dot(system[i], solution)
        residual[size - 1] += right
    out[:] = 0.0
    total = 0.0
    for j in range(size - 1):
        out[actions[j]] = max(solution[j], 0.0)
        total += out[actions[j]]
    if not (total > 0.5 and np.isfinite(total)):
        return False
    for j in range(size - 1):
        out[actions[j]] /= total
    return True


@part
def equalising_strategy(
    payoffs: Floats, rows: Ints, columns: Ints, transpose: bool, out: Floats
) -> bool:
    r"""Mix over ``columns`` that gives every action of ``rows`` the same payoff.

    Solves :math:`\sum_{c} a_{rc} y_c = v`, :math:`\sum_c y_c = 1`, as many rows as columns. With
    ``transpose`` the mix is over ``rows`` and the actions of ``columns`` get the same. False where
    the system is singular.
    """
    system = _bordered(payoffs, rows, columns)
    factors, order = system.copy(), np.empty(rows.size + 1, np.int64)
    if not factorise(factors, order):
        return False
    mixed = rows if transpose else columns
    good: bool = _refined(system, factors, order, transpose, mixed, out)
    return good


@part
def equalising_pair(payoffs: Floats, rows: Ints, columns: Ints, x: Floats, y: Floats) -> bool:
    """Both mixes of :func:`equalising_strategy` from one factorisation."""
    system = _bordered(payoffs, rows, columns)
    factors, order = system.copy(), np.empty(rows.size + 1, np.int64)
    if not factorise(factors, order):
        return False
    good: bool = _refined(system, factors, order, False, columns, y) and _refined(
        system, factors, order, True, rows, x
    )
    return good


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
