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

REJECTED, ACCEPTED, UNDECIDED = 0, 1, 2
NOWHERE, NEARBY, ELSEWHERE, SINGULAR = 0, 1, 2, 3
_NEWTON_STEPS = 12
_POWERS = 5  # of a matrix whose largest eigenvalue is estimated


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
def _solve(matrix: Floats, right: Floats, order: int) -> float:
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
def _system(
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
        order = _system(
            payoffs, sizes, places, used, anchor, point, ones, out, spare, values, jacobian
        )
        for k in range(order):
            right[k, 0] = values[k]
        if _solve(jacobian, right, order) == 0.0:
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
    order = _system(payoffs, sizes, places, used, anchor, point, ones, out, spare, values, jacobian)
    for i in range(order):
        for j in range(order):
            scratch[i, j] = jacobian[i, j]
            inverse[i, j] = 1.0 if i == j else 0.0
    return order if _solve(scratch, inverse[:order, :order], order) != 0.0 else 0


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


@part
def alone(
    payoffs: Floats, sizes: Ints, places: Ints, used: npt.NDArray[np.bool_], anchor: Ints,
    order: int, spans: Floats, margins: Floats, vertices: Floats, counts: Ints, starts: Ints,
    root: Floats, reach: float, nodes: Floats, shares: Floats, out: Floats, spare: Floats,
    mean: Floats, jacobian: Floats, inverse: Floats, scratch: Floats, between: Floats,
    values: Floats,
) -> bool:  # fmt: skip
    """Whether a cell has no other point of ties than ``root``, known up to ``reach``.

    From the root to a point of the cell the differences change by that step times the mean of
    their derivative on the way. If its product with ``inverse`` is 1 less a matrix of spectral
    radius below 1 throughout, no step but 0 leads from a root to another. The mean is affine in
    each strategy at the end, so its range is that over the vertices' combinations; as a polynomial
    of low degree along the way it is the sum of ``shares`` times the derivatives at ``nodes``.
    """
    players = sizes.size
    # `scratch` will hold how far each entry of the mean derivative is from `jacobian`.
    row = 0
    for i in range(players):
        first_row = row
        for a in range(sizes[i]):
            row += used[places[i] + a] and a != anchor[i]
        if row == first_row:
            continue
        column = 0
        for j in range(players):
            first_column = column
            for b in range(sizes[j]):
                column += used[places[j] + b] and b != anchor[j]
            if i == j:
                for r in range(first_row, row):
                    for c in range(first_column, column):
                        scratch[r, c] = 0.0
                continue
            if column == first_column:
                continue
            length = 0
            for node in range(nodes.size):
                for l in range(players):
                    m = sizes[l]
                    for c in range(counts[l]):
                        for a in range(m):
                            at_root = root[places[l] + a]
                            between[starts[l] + c * m + a] = at_root + nodes[node] * (
                                vertices[starts[l] + c * m + a] - at_root
                            )
                length = contract(payoffs[i], sizes, i, j, between, counts, starts, out, spare)
                for k in range(length):
                    mean[k] = shares[node] * out[k] + (mean[k] if node > 0 else 0.0)
            # Axes in order of players: the two kept ones split the others' into three.
            low, high = min(i, j), max(i, j)
            inner = middle = 1
            for l in range(players):
                if l > high:
                    inner *= counts[l]
                elif low < l < high:
                    middle *= counts[l]
            step_high = inner
            step_low = inner * sizes[high] * middle
            step_i = step_low if i < j else step_high
            step_j = step_high if i < j else step_low
            outer = length // (step_low * sizes[low])
            r = first_row
            for a in range(sizes[i]):
                if not used[places[i] + a] or a == anchor[i]:
                    continue
                c = first_column
                for b in range(sizes[j]):
                    if not used[places[j] + b] or b == anchor[j]:
                        continue
                    most = 0.0
                    for o in range(outer):
                        for w in range(middle):
                            for s in range(inner):
                                base = o * step_low * sizes[low] + w * inner * sizes[high] + s
                                entry = (
                                    mean[base + a * step_i + b * step_j]
                                    - mean[base + a * step_i + anchor[j] * step_j]
                                    - mean[base + anchor[i] * step_i + b * step_j]
                                    + mean[base + anchor[i] * step_i + anchor[j] * step_j]
                                )
                                most = max(most, abs(entry - jacobian[r, c]))
                    scratch[r, c] = most + 8.0 * margins[i] + 8.0 * players * reach * spans[i]
                    c += 1
                r += 1
    below: bool = _radius_below_one(order, jacobian, inverse, scratch, values)
    return below


@part
def _radius_below_one(
    order: int, jacobian: Floats, inverse: Floats, away: Floats, values: Floats
) -> bool:
    """Whether ``|1 - Y J| + |Y| A`` has spectral radius below 1.

    It has if it makes all entries of some positive vector smaller. Overwrites ``jacobian``.
    """
    product = np.empty((order, order))
    for k in range(order):
        for c in range(order):
            total = -1.0 if k == c else 0.0
            size = 0.0
            for r in range(order):
                total += inverse[k, r] * jacobian[r, c]
                size += abs(inverse[k, r]) * away[r, c]
            product[k, c] = abs(total) + size
        values[k] = 1.0
    for _ in range(_POWERS):
        smaller = True
        largest = 0.0
        for k in range(order):
            total = 0.0
            for c in range(order):
                total += product[k, c] * values[c]
            jacobian[0, k] = total
            smaller = smaller and total < 0.99 * values[k]
            largest = max(largest, total)
        if smaller:
            return True
        if not largest < np.inf:
            return False
        for k in range(order):
            values[k] = jacobian[0, k] / largest + 0.01
    return False


@part
def certify(
    payoffs: Floats, sizes: Ints, places: Ints, used: npt.NDArray[np.bool_], anchor: Ints,
    point: Floats, ones: Ints, spans: Floats, margins: Floats, out: Floats, spare: Floats,
    values: Floats, jacobian: Floats, inverse: Floats,
) -> tuple[int, float, float, int]:  # fmt: skip
    """Krawczyk test at ``point``: verdict, radius of the box with no other root, the radius
    within which there is one, and index.

    With ``Y`` near the inverse of the derivative ``J``, the map ``z - Y F(z)`` sends the box of
    radius ``r`` into itself and contracts if ``|Y F| + q(r) r < r`` with
    ``q(r) = |1 - Y J| + |Y| |variation of J|``. The derivative is affine in each strategy: when
    those of total weight ``n_l`` move by at most ``2 r (k_l - 1)``, it moves by at most its
    largest value (twice the span) times the growth of the product of ``n_l + 2 r (k_l - 1)``.
    A negative radius: nothing is proved.
    """
    players = sizes.size
    order = _system(payoffs, sizes, places, used, anchor, point, ones, out, spare, values, jacobian)
    copy = np.empty((order, order))
    for i in range(order):
        for j in range(order):
            copy[i, j] = jacobian[i, j]
            inverse[i, j] = 1.0 if i == j else 0.0
    determinant = _solve(copy, inverse[:order, :order], order)
    if determinant == 0.0:
        return UNDECIDED, -1.0, -1.0, 0
    free = np.zeros(players, np.int64)
    owner = np.zeros(order, np.int64)
    k = 0
    for i in range(players):
        for a in range(sizes[i]):
            if used[places[i] + a] and a != anchor[i]:
                free[i] += 1
                owner[k] = i
                k += 1
    # Points outside the simplex have weights that sum to 1 but are larger in total.
    norms, scale = np.zeros(players), 1.0
    for i in range(players):
        for a in range(sizes[i]):
            if used[places[i] + a]:
                norms[i] += abs(point[places[i] + a])
        scale *= norms[i]
    residual, defect, amplification = 0.0, 0.0, 0.0
    for i in range(order):
        moved, row_defect, row_size = 0.0, 0.0, 0.0
        for j in range(order):
            weight = abs(inverse[i, j])
            moved += weight * (abs(values[j]) + scale * margins[owner[j]])
            row_size += weight * spans[owner[j]]
            total = -1.0 if i == j else 0.0
            for l in range(order):
                total += inverse[i, l] * jacobian[l, j]
                row_defect += abs(inverse[i, l]) * 4.0 * scale * margins[owner[l]]
            row_defect += abs(total)
        residual = max(residual, moved)
        defect = max(defect, row_defect)
        amplification = max(amplification, row_size)
    radius, tight = -1.0, -1.0
    r = 2.0
    for _ in range(50):
        growth = 1.0
        for i in range(players):
            growth *= norms[i] + 2.0 * r * free[i]
        contraction = defect + amplification * 2.0 * order * (growth - scale)
        if contraction < 0.99 and residual + contraction * r < 0.99 * r:
            tight = r
            if radius < 0.0:
                radius = r
        elif radius > 0.0:
            break
        r *= 0.5
    if radius < 0.0:
        return UNDECIDED, -1.0, -1.0, 0
    verdict = ACCEPTED
    for i in range(players):
        for a in range(sizes[i]):
            if used[places[i] + a]:
                reach = tight * (1.0 if a != anchor[i] else max(1, free[i]))
                weight = point[places[i] + a]
                if free[i] > 0 and weight < -reach:
                    return REJECTED, radius, tight, 0
                if free[i] > 0 and weight <= reach:
                    verdict = UNDECIDED
    growth = 1.0
    for i in range(players):
        growth *= norms[i] + 2.0 * tight * free[i]
    for i in range(players):
        contract(payoffs[i], sizes, i, i, point, ones, places, out, spare)
        slackness = 2.0 * margins[i] + 2.0 * spans[i] * (growth - scale)
        for a in range(sizes[i]):
            if not used[places[i] + a]:
                gap = out[anchor[i]] - out[a]
                if gap < -slackness:
                    return REJECTED, radius, tight, 0
                if gap <= slackness:
                    verdict = UNDECIDED
    sign = 1 if (determinant > 0.0) == (order % 2 == 0) else -1
    return verdict, radius, tight, sign
