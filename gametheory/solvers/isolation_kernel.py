"""Compiled search for all isolated mixed equilibria of one small game of several players.

A cell is a product of simplices, one in each player's strategy simplex, kept as lists of
vertices. The payoff of an action is affine in each opponent's strategy, so its range over a cell
is the range over the vertices' combinations: no bound is needed and none is lost.

- An action that another one beats throughout a cell has weight 0 there: the cell shrinks to the
  vertices that do not use it, or vanishes.
- Where every vertex uses the same actions, these tie in any equilibrium of the cell. Newton's
  method looks for a point where they do, and a Krawczyk test proves that a box around it holds
  no other; cells inside the box are finished.
- Other cells are halved at their longest edge.

Rounding: vertices are dyadic and exact; a payoff over a cell is a sum of products whose error is
at most a few units in the last place of the largest payoff, and every test allows for that.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

REJECTED, ACCEPTED, UNDECIDED = 0, 1, 2
_SMALLEST_EDGE = 2.0**-20
_NEWTON_STEPS = 12


@part
def _contract(
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
    for p in range(length):
        out[p] = block[p]
    inner = 1
    for j in range(players - 1, -1, -1):
        actions = sizes[j]
        if j in (own, skip):
            inner *= actions
            continue
        kept = counts[j]
        outer = length // (inner * actions)
        for o in range(outer):
            for c in range(kept):
                for s in range(inner):
                    total = 0.0
                    for a in range(actions):
                        weight = vertices[starts[j] + c * actions + a]
                        if weight != 0.0:
                            total += weight * out[(o * actions + a) * inner + s]
                    spare[(o * kept + c) * inner + s] = total
        inner *= kept
        length = outer * inner
        for p in range(length):
            out[p] = spare[p]
    return int(length)


@part
def _dominated(table: Floats, actions: int, inner: int, length: int, a: int, margin: float) -> bool:
    """Whether one other action beats ``a`` at every combination."""
    outer = length // (inner * actions)
    for b in range(actions):
        if b == a:
            continue
        beaten = True
        for o in range(outer):
            for s in range(inner):
                base = o * actions * inner + s
                if table[base + b * inner] - table[base + a * inner] <= margin:
                    beaten = False
                    break
            if not beaten:
                break
        if beaten:
            return True
    return False


@part
def _shrink(
    payoffs: Floats, sizes: Ints, starts: Ints, margins: Floats,
    vertices: Floats, counts: Ints, out: Floats, spare: Floats,
) -> bool:  # fmt: skip
    """Drop vertices that use a beaten action until none is left to drop; False if none remain."""
    players = sizes.size
    changed = True
    while changed:
        changed = False
        for i in range(players):
            length = _contract(payoffs[i], sizes, i, i, vertices, counts, starts, out, spare)
            inner = 1
            for j in range(i + 1, players):
                inner *= counts[j]
            actions = sizes[i]
            for a in range(actions):
                used = False
                for c in range(counts[i]):
                    used = used or vertices[starts[i] + c * actions + a] > 0.0
                if not used or not _dominated(out, actions, inner, length, a, margins[i]):
                    continue
                kept = 0
                for c in range(counts[i]):
                    row = starts[i] + c * actions
                    if vertices[row + a] == 0.0:
                        for b in range(actions):
                            vertices[starts[i] + kept * actions + b] = vertices[row + b]
                        kept += 1
                if kept == 0:
                    return False
                if kept < counts[i]:
                    counts[i] = kept
                    changed = True
    return True


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
            _contract(payoffs[i], sizes, i, j, point, ones, places, out, spare)
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
        _contract(payoffs[i], sizes, i, i, point, ones, places, out, spare)
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
def _newton(
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
def _certify(
    payoffs: Floats, sizes: Ints, places: Ints, used: npt.NDArray[np.bool_], anchor: Ints,
    point: Floats, ones: Ints, spans: Floats, margins: Floats, out: Floats, spare: Floats,
    values: Floats, jacobian: Floats, inverse: Floats,
) -> tuple[int, float, int]:  # fmt: skip
    """Krawczyk test at ``point``: verdict, radius of the box with no other root, and index.

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
        return UNDECIDED, -1.0, 0
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
    r = 0.5
    for _ in range(48):
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
        return UNDECIDED, -1.0, 0
    verdict = ACCEPTED
    for i in range(players):
        for a in range(sizes[i]):
            if used[places[i] + a]:
                reach = tight * (1.0 if a != anchor[i] else max(1, free[i]))
                weight = point[places[i] + a]
                if free[i] > 0 and weight < -reach:
                    return REJECTED, radius, 0
                if free[i] > 0 and weight <= reach:
                    verdict = UNDECIDED
    growth = 1.0
    for i in range(players):
        growth *= norms[i] + 2.0 * tight * free[i]
    for i in range(players):
        _contract(payoffs[i], sizes, i, i, point, ones, places, out, spare)
        slackness = 2.0 * margins[i] + 2.0 * spans[i] * (growth - scale)
        for a in range(sizes[i]):
            if not used[places[i] + a]:
                gap = out[anchor[i]] - out[a]
                if gap < -slackness:
                    return REJECTED, radius, 0
                if gap <= slackness:
                    verdict = UNDECIDED
    sign = 1 if (determinant > 0.0) == (order % 2 == 0) else -1
    return verdict, radius, sign


@kernel
def isolate(
    payoffs: Floats,
    sizes: Ints,
    max_cells: int,
    roots: Floats,
    index: Ints,
    verdicts: Ints,
    radii: Floats,
    supports: npt.NDArray[np.bool_],
) -> tuple[int, int, int]:
    """Find every isolated equilibrium of one game in which some player mixes.

    ``payoffs`` (N, P), player by player. Returns the number of points proved to be the only tie
    of their actions in a box (``verdicts`` tells which are equilibria), the number of cells that
    could not be decided, and the number of cells looked at.
    """
    players, profiles = payoffs.shape
    starts, places = np.zeros(players, np.int64), np.zeros(players, np.int64)
    ones = np.ones(players, np.int64)
    width = weights = 0
    for i in range(players):
        starts[i], places[i] = width, weights
        width += sizes[i] * sizes[i]
        weights += sizes[i]
    spans, margins = np.empty(players), np.empty(players)
    for i in range(players):
        largest = 0.0
        low = high = payoffs[i, 0]
        for p in range(profiles):
            largest = max(largest, abs(payoffs[i, p]))
            low, high = min(low, payoffs[i, p]), max(high, payoffs[i, p])
        spans[i] = high - low
        # Each contraction adds one rounding per action to sums of size `largest`.
        margins[i] = 2.3e-16 * largest * 4.0 * (weights + players)
    size = profiles * np.max(sizes)
    out, spare = np.empty(size), np.empty(size)
    values, jacobian = np.empty(weights), np.empty((weights, weights))
    inverse, right = np.empty((weights, weights)), np.empty((weights, 1))
    point, used = np.empty(weights), np.empty(weights, np.bool_)
    anchor = np.empty(players, np.int64)
    cells, counts = np.empty((max_cells + 2, width)), np.empty((max_cells + 2, players), np.int64)
    cell, count = np.zeros(width), np.empty(players, np.int64)
    for i in range(players):
        count[i] = sizes[i]
        for a in range(sizes[i]):
            cell[starts[i] + a * sizes[i] + a] = 1.0
    cells[0], counts[0] = cell, count
    head, tail = 0, 1
    found = undecided = 0
    while head < tail:
        cell[:], count[:] = cells[head], counts[head]
        head += 1
        if not _shrink(payoffs, sizes, starts, margins, cell, count, out, spare):
            continue
        # Longest edge, used actions, and whether every vertex uses all of them.
        longest = 0.0
        who = first = second = 0
        whole = True
        mixed = False
        for i in range(players):
            m = sizes[i]
            anchor[i] = 0
            for a in range(m):
                total, least = 0.0, 1.0
                for c in range(count[i]):
                    weight = cell[starts[i] + c * m + a]
                    total += weight
                    least = min(least, weight)
                point[places[i] + a] = total / count[i]
                used[places[i] + a] = total > 0.0
                whole = whole and (total == 0.0 or least > 0.0)
                mixed = mixed or (total > 0.0 and total < count[i])
                if point[places[i] + a] > point[places[i] + anchor[i]]:
                    anchor[i] = a
            for c in range(count[i]):
                for e in range(c):
                    length = 0.0
                    for a in range(m):
                        length = max(
                            length, abs(cell[starts[i] + c * m + a] - cell[starts[i] + e * m + a])
                        )
                    if length > longest:
                        longest, who, first, second = length, i, e, c
        if not mixed:
            continue  # a pure profile: those are listed from the payoffs themselves
        if whole:
            finished = False
            for attempt in range(2):
                for t in range(found):
                    inside = radii[t] > 0.0
                    for k in range(weights):
                        inside = inside and supports[t, k] == used[k]
                    for i in range(players):
                        if not inside:
                            break
                        for a in range(sizes[i]):
                            for c in range(count[i]):
                                away = abs(
                                    cell[starts[i] + c * sizes[i] + a] - roots[t, places[i] + a]
                                )
                                inside = inside and away < radii[t]
                    if inside:
                        finished = True
                        break
                if finished or attempt == 1 or found == len(radii):
                    break
                if not _newton(
                    payoffs, sizes, places, used, anchor, point, ones, out, spare, values,
                    jacobian, right,
                ):  # fmt: skip
                    break
                for i in range(players):  # the anchor carries much weight at the point, too
                    for a in range(sizes[i]):
                        if used[places[i] + a] and (
                            point[places[i] + a] > point[places[i] + anchor[i]]
                        ):
                            anchor[i] = a
                known = False
                for t in range(found):
                    same = True
                    for k in range(weights):
                        same = same and supports[t, k] == used[k]
                        same = same and abs(roots[t, k] - point[k]) < 1e-9
                    known = known or same
                if known:
                    break
                verdict, radius, sign = _certify(
                    payoffs, sizes, places, used, anchor, point, ones, spans, margins, out,
                    spare, values, jacobian, inverse,
                )  # fmt: skip
                if radius < 0.0:
                    break
                for k in range(weights):
                    roots[found, k] = point[k] if used[k] else 0.0
                    supports[found, k] = used[k]
                radii[found], index[found], verdicts[found] = radius, sign, verdict
                found += 1
            if finished:
                continue
        if longest < _SMALLEST_EDGE or tail + 2 > max_cells:
            undecided += 1
            if tail + 2 > max_cells:
                undecided += tail - head
                break
            continue
        m = sizes[who]
        for side in range(2):
            cells[tail], counts[tail] = cell, count
            moved = starts[who] + (first if side == 0 else second) * m
            for a in range(m):
                cells[tail, moved + a] = 0.5 * (
                    cell[starts[who] + first * m + a] + cell[starts[who] + second * m + a]
                )
            tail += 1
    return found, undecided, head
