"""Compiled proofs that a point where actions tie is the only one in a box or a cell."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import part
from gametheory.solvers.many_players.tie_points_kernel import contract, solve, system

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

REJECTED, ACCEPTED, UNDECIDED = 0, 1, 2
_POWERS = 5  # of a matrix whose largest eigenvalue is estimated


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
    order = system(payoffs, sizes, places, used, anchor, point, ones, out, spare, values, jacobian)
    copy = np.empty((order, order))
    for i in range(order):
        for j in range(order):
            copy[i, j] = jacobian[i, j]
            inverse[i, j] = 1.0 if i == j else 0.0
    determinant = solve(copy, inverse[:order, :order], order)
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
