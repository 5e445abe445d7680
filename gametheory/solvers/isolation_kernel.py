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
from gametheory.solvers.tie_points_kernel import certify, contract, newton, no_tie

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SMALLEST_EDGE = 2.0**-20


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
            length = contract(payoffs[i], sizes, i, i, vertices, counts, starts, out, spare)
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
    table = np.empty(weights * profiles)
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
                if not finished and attempt == 0 and no_tie(
                    payoffs, sizes, places, used, anchor, point, ones, margins, cell, count,
                    starts, out, spare, values, jacobian, inverse, table,
                ):  # fmt: skip
                    finished = True
                if finished or attempt == 1 or found == len(radii):
                    break
                if not newton(
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
                verdict, radius, sign = certify(
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
