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
from gametheory.solvers.tie_points_kernel import (
    NEARBY,
    NOWHERE,
    alone,
    certify,
    contract,
    inverse_at,
    newton,
    tie_in_cell,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SMALLEST_EDGE = 2.0**-20
# Cells of this size are split by which actions are in use, larger ones in space: that drops many
# supports at once where an action is beaten throughout.
_SMALL_ENOUGH = 0.3


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
    payoffs: Floats, sizes: Ints, starts: Ints, places: Ints, margins: Floats,
    vertices: Floats, counts: Ints, wanted: npt.NDArray[np.bool_], out: Floats, spare: Floats,
) -> bool:  # fmt: skip
    """Drop vertices that use a beaten action until none is left to drop; False if none remain.

    A beaten action that is ``wanted``, in use by assumption, leaves nothing of the cell.
    """
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
                if wanted[places[i] + a]:
                    return False
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
def _same_root(
    point: Floats, used: npt.NDArray[np.bool_], radius: float, tight: float, widest: float,
    roots: Floats, supports: npt.NDArray[np.bool_], radii: Floats, tights: Floats, found: int,
) -> tuple[int, int]:  # fmt: skip
    """Which known root the new one is, -1 if none, and 1 if that could not be told.

    Two boxes hold the same root if one holds a root within the box where the other's is alone.
    """
    for t in range(found):
        same = True
        apart = 0.0
        for k in range(len(used)):
            same = same and supports[t, k] == used[k]
            if used[k]:
                apart = max(apart, abs(roots[t, k] - point[k]))
        if not same:
            continue
        # An anchor's weight is off by as much as all others of its player together.
        if apart + widest * tight < radii[t] or apart + widest * tights[t] < radius:
            return t, 0
        if apart < widest * (tight + tights[t]):
            return t, 1
    return -1, 0


@kernel
def isolate(
    payoffs: Floats,
    sizes: Ints,
    max_cells: int,
    nodes: Floats,
    shares: Floats,
    roots: Floats,
    index: Ints,
    verdicts: Ints,
    radii: Floats,
    supports: npt.NDArray[np.bool_],
) -> tuple[int, int, int]:
    """Find every isolated equilibrium of one game in which three players or more mix.

    ``payoffs`` (N, P), player by player; ``nodes`` and ``shares`` integrate polynomials of degree
    ``N - 2`` from 0 to 1. Returns the number of points proved to be the only tie
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
    values, jacobian = np.empty(weights), np.empty((weights, weights))
    inverse, scratch = np.empty((weights, weights)), np.empty((weights, weights))
    right = np.empty((weights, 1))
    point, used = np.empty(weights), np.empty(weights, np.bool_)
    table = np.empty(weights * profiles)
    trial, pivot = np.empty(weights), np.empty(players, np.int64)
    tights, widest = np.empty(len(radii)), float(np.max(sizes))
    between, mean = np.empty(width), np.empty(profiles)
    out, spare = np.empty(profiles), np.empty(profiles)
    anchor = np.empty(players, np.int64)
    cells, counts = np.empty((max_cells + 2, width)), np.empty((max_cells + 2, players), np.int64)
    decided = np.empty((max_cells + 2, weights), np.bool_)
    wanted = np.zeros(weights, np.bool_)
    cell, count = np.zeros(width), np.empty(players, np.int64)
    for i in range(players):
        count[i] = sizes[i]
        for a in range(sizes[i]):
            cell[starts[i] + a * sizes[i] + a] = 1.0
    cells[0], counts[0], decided[0] = cell, count, wanted
    head, tail = 0, 1
    found = undecided = 0
    while head < tail:
        cell[:], count[:], wanted[:] = cells[head], counts[head], decided[head]
        head += 1
        if not _shrink(
            payoffs, sizes, starts, places, margins, cell, count, wanted, out, spare
        ):  # fmt: skip
            continue
        # Longest edge, used actions, and whether every vertex uses all of them.
        longest = 0.0
        who = first = second = 0
        open_player = open_action = -1
        mixing = 0
        for i in range(players):
            m = sizes[i]
            actions_used = 0
            anchor[i] = 0
            for a in range(m):
                total, least = 0.0, 1.0
                for c in range(count[i]):
                    weight = cell[starts[i] + c * m + a]
                    total += weight
                    least = min(least, weight)
                point[places[i] + a] = total / count[i]
                used[places[i] + a] = total > 0.0
                actions_used += total > 0.0
                if total > 0.0 and least == 0.0 and not wanted[places[i] + a] and open_player < 0:
                    open_player, open_action = i, a
                if point[places[i] + a] > point[places[i] + anchor[i]]:
                    anchor[i] = a
            mixing += actions_used > 1
            for c in range(count[i]):
                for e in range(c):
                    length = 0.0
                    for a in range(m):
                        length = max(
                            length, abs(cell[starts[i] + c * m + a] - cell[starts[i] + e * m + a])
                        )
                    if length > longest:
                        longest, who, first, second = length, i, e, c
        if mixing < 3:
            continue  # where so few mix, all equilibria are known from games of two players
        if open_player < 0:
            finished = False
            near, nearest = -1, 2.0 * longest
            for t in range(found):
                same = True
                for k in range(weights):
                    same = same and supports[t, k] == used[k]
                if not same:
                    continue
                distance = farthest = 0.0
                for i in range(players):
                    for a in range(sizes[i]):
                        k = places[i] + a
                        distance = max(distance, abs(roots[t, k] - point[k]))
                        for c in range(count[i]):
                            away = abs(cell[starts[i] + c * sizes[i] + a] - roots[t, k])
                            farthest = max(farthest, away)
                finished = finished or farthest < radii[t]
                if distance < nearest:
                    near, nearest = t, distance
            if not finished:
                guess = tie_in_cell(
                    payoffs, sizes, places, used, anchor, point, ones, margins, cell, count,
                    starts, out, spare, values, jacobian, inverse, scratch, table,
                )  # fmt: skip
                finished = guess == NOWHERE
                if guess == NEARBY and near < 0 and found < len(radii):
                    trial[:], pivot[:] = point, anchor
                    if newton(
                        payoffs, sizes, places, used, pivot, trial, ones, out, spare, values,
                        jacobian, right,
                    ):  # fmt: skip
                        for i in range(players):  # the anchor carries much weight there, too
                            for a in range(sizes[i]):
                                if used[places[i] + a] and (
                                    trial[places[i] + a] > trial[places[i] + pivot[i]]
                                ):
                                    pivot[i] = a
                        verdict, radius, tight, sign = certify(
                            payoffs, sizes, places, used, pivot, trial, ones, spans, margins, out,
                            spare, values, jacobian, inverse,
                        )  # fmt: skip
                        if radius > 0.0:
                            near, doubt = _same_root(
                                trial, used, radius, tight, widest, roots, supports, radii, tights,
                                found,
                            )  # fmt: skip
                            undecided += doubt
                            if near < 0:
                                for k in range(weights):
                                    roots[found, k] = trial[k] if used[k] else 0.0
                                    supports[found, k] = used[k]
                                radii[found], tights[found] = radius, tight
                                index[found], verdicts[found] = sign, verdict
                                near = found
                                found += 1
                if guess == NEARBY and near >= 0:
                    for k in range(weights):
                        trial[k] = 0.5 * (point[k] + roots[near, k])
                    order = inverse_at(
                        payoffs, sizes, places, used, anchor, trial, ones, out, spare, values,
                        jacobian, inverse, scratch,
                    )  # fmt: skip
                    finished = order > 0 and alone(
                        payoffs, sizes, places, used, anchor, order, spans, margins, cell, count,
                        starts, roots[near], widest * tights[near], nodes, shares, out, spare,
                        mean, jacobian, inverse, scratch, between, values,
                    )  # fmt: skip
            if finished:
                continue
        if longest < _SMALLEST_EDGE or tail + 2 > max_cells:
            undecided += 1
            if tail + 2 > max_cells:
                undecided += tail - head
                break
            continue
        if open_player >= 0 and longest < _SMALL_ENOUGH:
            # Either the action is in use or its weight is 0, on the vertices without it.
            cells[tail], counts[tail], decided[tail] = cell, count, wanted
            decided[tail, places[open_player] + open_action] = True
            tail += 1
            cells[tail], counts[tail], decided[tail] = cell, count, wanted
            m, kept = sizes[open_player], 0
            for c in range(count[open_player]):
                row = starts[open_player] + c * m
                if cell[row + open_action] == 0.0:
                    for b in range(m):
                        cells[tail, starts[open_player] + kept * m + b] = cell[row + b]
                    kept += 1
            counts[tail, open_player] = kept
            tail += 1
            continue
        m = sizes[who]
        for side in range(2):
            cells[tail], counts[tail], decided[tail] = cell, count, wanted
            moved = starts[who] + (first if side == 0 else second) * m
            for a in range(m):
                cells[tail, moved + a] = 0.5 * (
                    cell[starts[who] + first * m + a] + cell[starts[who] + second * m + a]
                )
            tail += 1
    return found, undecided, head
