"""Compiled pivoting between vertices of a best-reply polytope ``{z >= 0, M z <= 1}``.

A vertex with ``k`` positive weights is kept by the inverse of the k x k block of ``M`` in which
its weights meet the constraints that bind. A pivot costs ``O(k R + k^2)`` for ``R`` constraints
where a dictionary costs the whole of ``M``; on the paths of random games ``k`` stays near twenty
whatever the size of the game, and beginning another path costs next to nothing.

A code names a variable of the programme: ``code < K`` the weight ``z_code``, ``K + i`` the slack
of constraint ``i``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import part
from gametheory.solvers.one_equilibrium.dense_kernel import PIVOT_FLOOR, RATIO_SLACK, subtract_row

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RAY, UNSTABLE = -1, -2


class Polytope(NamedTuple):
    """``M`` by columns, and the vertex that pivoting has reached.

    Positions ``p`` count the positive weights, positions ``q`` the constraints that bind.
    """

    columns: Floats  # (K, R)
    inverse: Floats  # room for the inverse, rows p, columns q
    basic: Ints  # (k,) variable at position p
    tight: Ints  # (k,) constraint at position q
    place: Ints  # (R,) position of a constraint that binds, otherwise -1
    weights: Floats  # (k,) values by position p
    slacks: Floats  # (R,)
    change: Floats  # (k,) what one unit of the entering variable takes off each weight
    slope: Floats  # (R,) and off each slack
    ratios: Floats  # (R + k,)
    row: Floats  # (k,)
    tied: Ints  # (R + k,)


@part
def polytope(columns: Floats) -> Polytope:
    """Working memory for the polytope of ``columns``."""
    r = columns.shape[1]
    room = min(columns.shape) + 1
    # Two blocks: on one small game a dozen requests for memory would take longer than a pivot.
    floats, square = np.empty(room * room + 4 * room + 3 * r), room * room
    ints = np.empty(3 * room + 2 * r, np.int64)
    rest, places = floats[square:], ints[2 * room :]
    return Polytope(
        columns,
        floats[:square],
        ints[:room],
        ints[room : 2 * room],
        places[:r],
        rest[:room],
        rest[3 * room : 3 * room + r],
        rest[room : 2 * room],
        rest[3 * room + r : 3 * room + 2 * r],
        rest[3 * room + 2 * r : 4 * room + 3 * r],
        rest[2 * room : 3 * room],
        places[r:],
    )


@part
def to_origin(side: Polytope) -> None:
    """The vertex 0, where every slack is 1."""
    side.place[:] = -1
    side.slacks[:] = 1.0


@part
def _subtract_four(
    out: Floats, first: Floats, second: Floats, third: Floats, fourth: Floats,
    a: float, b: float, c: float, d: float,
) -> None:  # fmt: skip
    for i in range(out.size):
        out[i] -= (a * first[i] + b * second[i]) + (c * third[i] + d * fourth[i])


@part
def _subtract_columns(out: Floats, side: Polytope, factors: Floats, count: int) -> None:
    """``out -= sum of factors[p] * column of basic[p]``, four columns to one pass over ``out``."""
    columns, basic = side.columns, side.basic
    p = 0
    while p + 4 <= count:
        _subtract_four(
            out, columns[basic[p]], columns[basic[p + 1]], columns[basic[p + 2]],
            columns[basic[p + 3]], factors[p], factors[p + 1], factors[p + 2], factors[p + 3],
        )  # fmt: skip
        p += 4
    while p < count:
        subtract_row(out, columns[basic[p]], factors[p])
        p += 1


@part
def _row_by_inverse(side: Polytope, inverse: Floats, count: int, i: int, out: Floats) -> None:
    """Constraint ``i`` in the basic variables, times the inverse."""
    for q in range(count):
        out[q] = 0.0
    for p in range(count):
        subtract_row(out[:count], inverse[p, :count], -side.columns[side.basic[p], i])


@part
def _direction(side: Polytope, inverse: Floats, count: int, code: int) -> None:
    """Fill ``change`` and ``slope`` for the entering variable."""
    variables, constraints = side.columns.shape
    change, slope, tight = side.change, side.slope, side.tight
    if code < variables:
        entering, met = side.columns[code], side.row
        for q in range(count):
            met[q] = entering[tight[q]]
        for p in range(count):
            total = 0.0
            for q in range(count):
                total += inverse[p, q] * met[q]
            change[p] = total
        for i in range(constraints):
            slope[i] = entering[i]
    else:
        q = side.place[code - variables]
        for p in range(count):
            change[p] = inverse[p, q]
        for i in range(constraints):
            slope[i] = 0.0
    _subtract_columns(slope, side, change, count)
    for q in range(count):
        slope[tight[q]] = 0.0


@part
def _leaving(side: Polytope, inverse: Floats, count: int) -> int:
    """Constraint whose slack leaves, or ``R`` + position of the weight that does; -1 on a ray."""
    constraints = side.slope.size
    ratios, tied = side.ratios, side.tied
    smallest = np.inf
    for i in range(constraints):
        entry = side.slope[i]
        ratio = side.slacks[i] / entry if entry > PIVOT_FLOOR else np.inf
        ratios[i] = ratio
        smallest = min(smallest, ratio)
    for p in range(count):
        entry = side.change[p]
        ratio = side.weights[p] / entry if entry > PIVOT_FLOOR else np.inf
        ratios[constraints + p] = ratio
        smallest = min(smallest, ratio)
    if smallest == np.inf:
        return -1
    limit = smallest + RATIO_SLACK
    found = 0
    for t in range(constraints + count):
        if ratios[t] <= limit:
            tied[found] = t
            found += 1
    if found == 1:
        alone: int = tied[0]
        return alone
    return _lexicographic(side, inverse, count, limit, found) if found > 1 else -1


@part
def _lexicographic(side: Polytope, inverse: Floats, count: int, limit: float, found: int) -> int:
    """Among tied candidates the one the lexicographic rule takes, which cannot cycle.

    Rows of the basis inverse (its columns belong to the first slack, the second, ...), each
    divided by the candidate's rate of change, are compared from left to right.
    """
    constraints = side.slope.size
    rows, rates = np.zeros((found, count)), np.empty(found)
    for t in range(found):
        k = side.tied[t]
        if k >= constraints:
            rates[t] = side.change[k - constraints]
            for q in range(count):
                rows[t, q] = inverse[k - constraints, q]
        else:
            rates[t] = side.slope[k]
            _row_by_inverse(side, inverse, count, k, rows[t])
            for q in range(count):
                rows[t, q] = -rows[t, q]
    left = np.arange(found)
    kept = found
    for i in range(constraints):
        if kept == 1:
            break
        q = side.place[i]
        if q < 0 and not side.ratios[i] <= limit:
            continue  # a column of zeros among the candidates
        number, kept, smallest = kept, 0, np.inf
        for a in range(number):
            t = left[a]
            entry = rows[t, q] if q >= 0 else (1.0 if side.tied[t] == i else 0.0)
            smallest = min(smallest, entry / rates[t])
        for a in range(number):
            t = left[a]
            entry = rows[t, q] if q >= 0 else (1.0 if side.tied[t] == i else 0.0)
            if entry / rates[t] <= smallest + RATIO_SLACK:
                left[kept] = t
                kept += 1
    chosen: int = side.tied[left[0]]
    return chosen


@part
def enter(side: Polytope, inverse: Floats, count: int, code: int) -> tuple[int, int]:
    """Bring the variable ``code`` into the basis; positive weights now, and the code that left.

    The code is ``RAY`` where nothing stops the entering variable.
    """
    variables, constraints = side.columns.shape
    _direction(side, inverse, count, code)
    t = _leaving(side, inverse, count)
    if t < 0:
        return count, RAY
    step = side.ratios[t]
    subtract_row(side.weights[:count], side.change[:count], step)
    subtract_row(side.slacks, side.slope, step)
    q = -1 if code < variables else side.place[code - variables]
    if t < constraints:
        _row_by_inverse(side, inverse, count, t, side.row)
        if q < 0:
            _extend(side, inverse, count, code, t, step)
            count += 1
        else:
            _exchange_constraint(side, inverse, count, q, t)
            side.slacks[code - variables] = step
        side.slacks[t] = 0.0
        return count, variables + t
    p = t - constraints
    gone: int = side.basic[p]
    if q < 0:
        _exchange_variable(side, inverse, count, code, p)
        side.weights[p] = step
        return count, gone
    _shrink(side, inverse, count, p, q)
    side.slacks[code - variables] = step
    return count - 1, gone


@part
def _extend(side: Polytope, inverse: Floats, count: int, code: int, i: int, step: float) -> None:
    """A weight enters, constraint ``i`` begins to bind: border the block."""
    row, pivot = side.row, side.slope[i]
    for p in range(count):
        factor = side.change[p] / pivot
        subtract_row(inverse[p, :count], row[:count], -factor)
        inverse[p, count] = -factor
    for q in range(count):
        inverse[count, q] = -row[q] / pivot
    inverse[count, count] = 1.0 / pivot
    side.basic[count], side.weights[count] = code, step
    side.tight[count], side.place[i] = i, count


@part
def _exchange_constraint(side: Polytope, inverse: Floats, count: int, q: int, i: int) -> None:
    """Constraint ``i`` binds in place of the one at position ``q``: replace a row of the block."""
    row = side.row
    pivot = row[q]
    for p in range(count):
        factor = inverse[p, q] / pivot
        subtract_row(inverse[p, :count], row[:count], factor)
        inverse[p, q] = factor
    side.place[side.tight[q]] = -1
    side.tight[q], side.place[i] = i, q


@part
def _exchange_variable(side: Polytope, inverse: Floats, count: int, code: int, p: int) -> None:
    """A weight takes the place of another: replace a column of the block."""
    pivot_row = inverse[p, :count]
    factor = 1.0 / side.change[p]
    for q in range(count):
        pivot_row[q] *= factor
    for other in range(count):
        if other != p:
            subtract_row(inverse[other, :count], pivot_row, side.change[other])
    side.basic[p] = code


@part
def _shrink(side: Polytope, inverse: Floats, count: int, p: int, q: int) -> None:
    """A weight vanishes and a constraint ceases to bind: drop a row and a column of the block."""
    pivot_row = inverse[p, :count]
    factor = 1.0 / side.change[p]
    for other in range(count):
        if other != p:
            subtract_row(inverse[other, :count], pivot_row, side.change[other] * factor)
    last = count - 1
    side.place[side.tight[q]] = -1
    if p != last:
        for k in range(count):
            inverse[p, k] = inverse[last, k]
        side.basic[p], side.weights[p] = side.basic[last], side.weights[last]
    if q != last:
        for k in range(last):
            inverse[k, q] = inverse[k, last]
        side.tight[q] = side.tight[last]
        side.place[side.tight[q]] = q


@part
def renew(side: Polytope, inverse: Floats, count: int) -> bool:
    """Compute inverse, weights and slacks afresh; False where the block has become singular.

    Gauss and Jordan's elimination with row exchanges, in the place of the old inverse.
    """
    block = np.zeros((count, 2 * count))
    for q in range(count):
        for p in range(count):
            block[q, p] = side.columns[side.basic[p], side.tight[q]]
        block[q, count + q] = 1.0
    for k in range(count):
        largest = k
        for i in range(k + 1, count):
            if abs(block[i, k]) > abs(block[largest, k]):
                largest = i
        if not abs(block[largest, k]) > PIVOT_FLOOR:
            return False
        if largest != k:
            for j in range(2 * count):
                kept = block[k, j]
                block[k, j] = block[largest, j]
                block[largest, j] = kept
        pivot = block[k, k]
        for j in range(k, 2 * count):
            block[k, j] /= pivot
        for i in range(count):
            if i != k and block[i, k] != 0.0:
                subtract_row(block[i, k:], block[k, k:], block[i, k])
    for p in range(count):
        total = 0.0
        for q in range(count):
            inverse[p, q] = block[p, count + q]
            total += inverse[p, q]
        side.weights[p] = total
    side.slacks[:] = 1.0
    _subtract_columns(side.slacks, side, side.weights, count)
    for q in range(count):
        side.slacks[side.tight[q]] = 0.0
    return True
