"""Compiled search for points where all actions in use tie, and proofs that they are alone.

Payoffs are affine in each player's strategy, so that derivatives are payoff differences and their
change over a box is bounded by the span of the payoffs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import part

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOWHERE, NEARBY, ELSEWHERE, SINGULAR = 0, 1, 2, 3
_NEWTON_STEPS = 12


@part
def contract(
    block: Floats,
    sizes: Ints,
    own: int,
    skip: int,
    vertices: Floats,
    counts: Ints,
    starts: Ints,
    out: Floats,
    spare: Floats,
) -> int:
    """Payoffs of player ``own`` at every combination of the others' vertices; entries written.

    Axes ``own`` and ``skip`` keep their actions, every other axis ``j`` runs over the
    ``counts[j]`` vertices of player ``j``, whose weights start at ``starts[j]``.
    """
    players = sizes.size
    length = block.size
    left = players - (1 if own == skip else 2)
    if left == 0:
        for p in range(length):
            out[p] = block[p]
    source = block
    inner = 1
    for j in range(players - 1, -1, -1):
        actions = sizes[j]
        if j in (own, skip):
            inner *= actions
            continue
        left -= 1
        target = spare if left % 2 else out  # the last one is `out`
        kept = counts[j]
        outer = length // (inner * actions)
        for o in range(outer):
            for c in range(kept):
                start = starts[j] + c * actions
                for s in range(inner):
                    total = 0.0
                    for a in range(actions):
                        total += vertices[start + a] * source[(o * actions + a) * inner + s]
                    target[(o * kept + c) * inner + s] = total
        inner *= kept
        length = outer * inner
        source = target
    return int(length)


@part
def solve(matrix: Floats, right: Floats, order: int) -> float:
    """Solve in place by elimination with row exchanges; the determinant, 0 where singular."""
    determinant = 1.0
    for k in range(order):
        largest = k
        for i in range(k + 1, order):
            if abs(matrix[i, k]) > abs(matrix[largest, k]):
                largest = i
        if matrix[largest, k] == 0.0:
            return 0.0
        if largest != k:
            determinant = -determinant
            for j in range(order):
                matrix[k, j], matrix[largest, j] = matrix[largest, j], matrix[k, j]
            for j in range(right.shape[1]):
                right[k, j], right[largest, j] = right[largest, j], right[k, j]
        determinant *= matrix[k, k]
        for i in range(order):
            if i != k and matrix[i, k] != 0.0:
                factor = matrix[i, k] / matrix[k, k]
                for j in range(k, order):
                    matrix[i, j] -= factor * matrix[k, j]
                for j in range(right.shape[1]):
                    right[i, j] -= factor * right[k, j]
    for i in range(order):
        for j in range(right.shape[1]):
            right[i, j] /= matrix[i, i]
    return determinant


@part
def system(
    payoffs: Floats, sizes: Ints, places: Ints, used: npt.NDArray[np.bool_], anchor: Ints,
    point: Floats, ones: Ints, out: Floats, spare: Floats, values: Floats, jacobian: Floats,
) -> int:  # fmt: skip
    """Payoff differences to the anchor action at ``point`` and their derivatives; the order.

    Unknowns are the weights of the used actions but each player's anchor, in order of player and
    action; ``places[i]`` is where player ``i``'s weights start in ``point``.
    """
    players = sizes.size
    row = 0
    for i in range(players):
        first_row = row
        for j in range(players):
            if i == j:
                continue
            contract(payoffs[i], sizes, i, j, point, ones, places, out, spare)
            # What is left is a table with the actions of the earlier player first.
            step_i = sizes[j] if i < j else 1
            step_j = 1 if i < j else sizes[i]
            column = 0
            for l in range(players):
                if l != j:
                    for b in range(sizes[l]):
                        column += used[places[l] + b] and b != anchor[l]
                    continue
                for b in range(sizes[j]):
                    if not used[places[j] + b] or b == anchor[j]:
                        continue
                    row = first_row
                    for a in range(sizes[i]):
                        if used[places[i] + a] and a != anchor[i]:
                            jacobian[row, column] = (
                                out[a * step_i + b * step_j]
                                - out[a * step_i + anchor[j] * step_j]
                                - out[anchor[i] * step_i + b * step_j]
                                + out[anchor[i] * step_i + anchor[j] * step_j]
                            )
                            row += 1
                    column += 1
        row = first_row
        contract(payoffs[i], sizes, i, i, point, ones, places, out, spare)
        own_column = 0
        for l in range(i):
            for b in range(sizes[l]):
                own_column += used[places[l] + b] and b != anchor[l]
        own_order = 0
        for a in range(sizes[i]):
            own_order += used[places[i] + a] and a != anchor[i]
        for a in range(sizes[i]):
            if used[places[i] + a] and a != anchor[i]:
                values[row] = out[a] - out[anchor[i]]
                for b in range(own_order):
                    jacobian[row, own_column + b] = 0.0
                row += 1
    return row


@part
def newton(
    payoffs: Floats, sizes: Ints, places: Ints, used: npt.NDArray[np.bool_], anchor: Ints,
    point: Floats, ones: Ints, out: Floats, spare: Floats, values: Floats, jacobian: Floats,
    right: Floats,
) -> bool:  # fmt: skip
    """Newton's method from ``point``, in place; whether the steps became negligible."""
    players = sizes.size
    small = 0
    for _ in range(_NEWTON_STEPS):
        order = system(
            payoffs, sizes, places, used, anchor, point, ones, out, spare, values, jacobian
        )
        for k in range(order):
            right[k, 0] = values[k]
        if solve(jacobian, right, order) == 0.0:
            return False
        largest = 0.0
        k = 0
        for i in range(players):
            rest = 1.0
            for a in range(sizes[i]):
                if used[places[i] + a] and a != anchor[i]:
                    point[places[i] + a] -= right[k, 0]
                    largest = max(largest, abs(right[k, 0]))
                    rest -= point[places[i] + a]
                    if not abs(point[places[i] + a]) < 2.0:
                        return False
                    k += 1
            point[places[i] + anchor[i]] = rest
        if largest < 1e-14:
            return True
        if largest < 1e-11:
            small += 1
            if small == 3:
                return True
    return False


@part
def inverse_at(
    payoffs: Floats, sizes: Ints, places: Ints, used: npt.NDArray[np.bool_], anchor: Ints,
    point: Floats, ones: Ints, out: Floats, spare: Floats, values: Floats, jacobian: Floats,
    inverse: Floats, scratch: Floats,
) -> int:  # fmt: skip
    """The differences at ``point``, their derivative and its inverse; the order, 0 if singular."""
    order = system(payoffs, sizes, places, used, anchor, point, ones, out, spare, values, jacobian)
    for i in range(order):
        for j in range(order):
            scratch[i, j] = jacobian[i, j]
            inverse[i, j] = 1.0 if i == j else 0.0
    return order if solve(scratch, inverse[:order, :order], order) != 0.0 else 0


@part
def _outside(
    weight: float, action: int, actions: int, start: int, count: int, vertices: Floats
) -> bool:
    """Whether a weight is well outside the range that an action's weight has in a cell."""
    low, high = 1.0, 0.0
    for c in range(count):
        at_vertex = vertices[start + c * actions + action]
        low, high = min(low, at_vertex), max(high, at_vertex)
    room = 0.25 * (high - low) + 1e-9
    return weight < low - room or weight > high + room


@part
def tie_in_cell(
    payoffs: Floats, tables: Floats, sizes: Ints, places: Ints, used: npt.NDArray[np.bool_],
    anchor: Ints, point: Floats, ones: Ints, margins: Floats, vertices: Floats, counts: Ints,
    starts: Ints, out: Floats, spare: Floats, values: Floats, jacobian: Floats, inverse: Floats,
    scratch: Floats, table: Floats,
) -> int:  # fmt: skip
    """Whether the actions in use tie in a cell: NOWHERE for certain, NEARBY or ELSEWHERE by guess.

    Decided by the ranges of combinations of payoff differences, guessed by one step of Newton's
    method from ``point``, the middle of the cell. Leaves the derivative there and its inverse.

    Multiplied by any matrix, the differences still vanish where all of them do; with the inverse
    of their derivative at ``point`` each combination changes along one weight mainly. Every
    combination is affine in each strategy, so its range over the cell is that over the vertices'
    combinations, exactly.
    """
    players = sizes.size
    profiles = tables.size // players
    order = inverse_at(
        payoffs, sizes, places, used, anchor, point, ones, out, spare, values, jacobian, inverse,
        scratch,
    )  # fmt: skip
    if order == 0:
        return SINGULAR
    combinations = 1
    guess = NEARBY
    row = 0
    for i in range(players):
        combinations *= counts[i]
        rest = 0.0
        for a in range(sizes[i]):
            if not used[places[i] + a] or a == anchor[i]:
                continue
            step = 0.0
            for r in range(order):
                step -= inverse[row, r] * values[r]
            row += 1
            rest -= step
            if _outside(point[places[i] + a] + step, a, sizes[i], starts[i], counts[i], vertices):
                guess = ELSEWHERE
        a = anchor[i]
        if _outside(point[places[i] + a] + rest, a, sizes[i], starts[i], counts[i], vertices):
            guess = ELSEWHERE
    # Row r of `table`: one difference at the others' combinations, spread over all combinations.
    row = 0
    for i in range(players):
        free = 0
        for a in range(sizes[i]):
            free += used[places[i] + a] and a != anchor[i]
        if free == 0:
            continue
        start = i * profiles
        inner = 1
        for j in range(i + 1, players):
            inner *= counts[j]
        for a in range(sizes[i]):
            if not used[places[i] + a] or a == anchor[i]:
                continue
            for c in range(combinations):
                other = c // (inner * counts[i])
                base = start + other * sizes[i] * inner + c % inner
                table[row * combinations + c] = (
                    tables[base + a * inner] - tables[base + anchor[i] * inner]
                )
            values[row] = 8.0 * margins[i]
            row += 1
    # Combinations along each weight, and along each anchor's: less the sum of its player's others.
    row = 0
    for i in range(players):
        first = row
        for a in range(sizes[i]):
            row += used[places[i] + a] and a != anchor[i]
        for k in range(first, row + (1 if row - first > 1 else 0)):
            error = 0.0
            for r in range(order):
                weight = 0.0
                for other in range(first if k == row else k, row if k == row else k + 1):
                    weight += inverse[other, r]
                scratch[0, r] = weight
                error += abs(weight) * values[r]
            if not error < np.inf:
                continue
            above = below = True
            for c in range(combinations):
                total = 0.0
                for r in range(order):
                    total += scratch[0, r] * table[r * combinations + c]
                above = above and total > error
                below = below and total < -error
                if not (above or below):
                    break
            if above or below:
                return NOWHERE
    return guess
