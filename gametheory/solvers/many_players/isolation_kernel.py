"""Compiled search for all isolated mixed equilibria of one small game of several players.

A cell is a product of simplices, one in each player's strategy simplex. The payoff of an action
is affine in each opponent's strategy, so its range over a cell is the range over the vertices'
combinations (`cell_tables_kernel`): no bound is needed and none is lost.

- An action that another one beats throughout a cell has weight 0 there: the cell shrinks to the
  vertices that do not use it, or vanishes.
- Where every vertex uses the same actions, these tie in any equilibrium of the cell. Newton's
  method looks for a point where they do, and a Krawczyk test proves that a box around it holds
  no other; cells inside the box are finished.
- Where two of these tie whatever others do, nothing is isolated: once one such cell is known
  never to be decided, the others are left out (`idle_ties_kernel`).
- Other cells are halved at their longest edge.

Rounding: vertices are dyadic and exact; a payoff at vertices is rounded once for each time the
cell was halved, by at most half a unit in the last place of the largest payoff, other payoffs are
sums of products, and every test allows for that.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.many_players.cell_tables_kernel import (
    drop_vertices,
    halve,
    shrink,
    widest_edge,
)
from gametheory.solvers.many_players.idle_ties_kernel import ENDLESS, OPEN, idle_tie, probe
from gametheory.solvers.many_players.only_tie_kernel import alone, certify
from gametheory.solvers.many_players.tie_points_kernel import (
    NEARBY,
    NOWHERE,
    SINGULAR,
    inverse_at,
    newton,
    tie_in_cell,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SMALLEST_EDGE = 2.0**-20
# Cells to look at for the fate of one cell in which actions tie throughout, and of all of a game.
_PROBE = 1_000
_PROBES = 4_000
_CHUNK = 256
_CELLS_AT_A_TIME = 20_000
_SHORTEST = 0.5
# Cells of this size are split by which actions are in use, larger ones in space: that drops many
# supports at once where an action is beaten throughout.
_SMALL_ENOUGH = 0.3


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


@part
def _isolate(
    payoffs: Floats,
    sizes: Ints,
    max_cells: int,
    cells: Floats,
    counts: Ints,
    decided: npt.NDArray[np.bool_],
    nodes: Floats,
    shares: Floats,
    roots: Floats,
    index: Ints,
    verdicts: Ints,
    radii: Floats,
    supports: npt.NDArray[np.bool_],
) -> tuple[int, int, int]:
    """Find every isolated equilibrium of one game in which three players or more mix.

    ``payoffs`` (N, P), player by player; room for ``max_cells + 2`` cells in ``cells`` (vertices,
    tables and a number), ``counts`` and ``decided``; ``nodes`` and ``shares`` integrate
    polynomials of degree ``N - 2`` from 0 to 1. Returns the number of points proved to be the only
    tie of their actions in a box (``verdicts`` tells which are equilibria), that of cells that
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
    units, cell_margins = np.empty(players), np.empty(players)
    for i in range(players):
        largest = 0.0
        low = high = payoffs[i, 0]
        for p in range(profiles):
            largest = max(largest, abs(payoffs[i, p]))
            low, high = min(low, payoffs[i, p]), max(high, payoffs[i, p])
        spans[i] = high - low
        # Each contraction adds one rounding per action to sums of size `largest`.
        units[i] = 2.3e-16 * largest
        margins[i] = units[i] * 4.0 * (weights + players)
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
    wanted = np.zeros(weights, np.bool_)
    # A cell is a row of its vertices, its tables and how often it was halved.
    ends = width + players * profiles
    row, count = np.zeros(ends + 1), np.empty(players, np.int64)
    cell, tables = row[:width], row[width:ends]
    for i in range(players):
        count[i] = sizes[i]
        for a in range(sizes[i]):
            cell[starts[i] + a * sizes[i] + a] = 1.0
        for p in range(profiles):
            tables[i * profiles + p] = payoffs[i, p]
    cells[0], counts[0], decided[0] = row, count, wanted
    head, tail, gone = 0, 1, 0
    found = undecided = 0
    endless, probes = False, _PROBES
    while head < tail:
        if head >= _CHUNK and 2 * head >= tail:
            # Rows that were looked at are used again, while they are in the caches.
            for k in range(head, tail):
                cells[k - head], counts[k - head] = cells[k], counts[k]
                decided[k - head] = decided[k]
            head, tail, gone = 0, tail - head, gone + head
        row[:], count[:], wanted[:] = cells[head], counts[head], decided[head]
        head += 1
        for i in range(players):
            cell_margins[i] = margins[i] + units[i] * row[ends]
        if not shrink(tables, cell, sizes, count, starts, places, cell_margins, wanted):
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
                    payoffs, tables, sizes, places, used, anchor, point, ones, cell_margins, cell,
                    count, starts, out, spare, values, jacobian, inverse, scratch, table,
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
                if (
                    guess == SINGULAR
                    and (endless or probes > 0)
                    and idle_tie(payoffs, sizes, places, used)
                ):
                    if endless:
                        continue  # one more of those that are never decided
                    fate, seen = probe(
                        row, count, wanted, cells[tail:], counts[tail:], sizes, starts, places,
                        margins, units, cell_margins, width, _SMALLEST_EDGE, _SHORTEST,
                        min(probes, _PROBE),
                    )  # fmt: skip
                    probes -= seen
                    if fate == ENDLESS:
                        endless = True
                        undecided += 1
                    finished = fate != OPEN
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
        made = gone + tail
        if longest < _SMALLEST_EDGE or made + 2 > max_cells:
            undecided += 1
            if made + 2 > max_cells:
                undecided += tail - head
                break
            continue
        in_space = open_player < 0 or longest >= _SMALL_ENOUGH
        if in_space:
            who, first, second = widest_edge(
                tables, cell, sizes, count, starts, _SHORTEST * longest
            )
        for side in range(2):
            cells[tail], counts[tail], decided[tail] = row, count, wanted
            new, here = cells[tail], counts[tail]
            if not in_space:
                # Either the action is in use or its weight is 0, on the vertices without it.
                if side == 0:
                    decided[tail, places[open_player] + open_action] = True
                else:
                    drop_vertices(
                        new[width:ends], new[:width], sizes, here, starts, open_player, open_action
                    )
            else:
                moved, other = (first, second) if side == 0 else (second, first)
                halve(new[width:ends], new[:width], sizes, here, starts, who, moved, other)
                new[ends] += 1.0
            tail += 1
    return found, undecided, gone + head


@kernel
def isolate(
    payoffs: Floats,
    first: int,
    last: int,
    sizes: Ints,
    max_cells: int,
    cells: Floats,
    counts: Ints,
    decided: npt.NDArray[np.bool_],
    nodes: Floats,
    shares: Floats,
    most: int,
    roots: Floats,
    index: Ints,
    verdicts: Ints,
    radii: Floats,
    supports: npt.NDArray[np.bool_],
    found: Ints,
    undecided: Ints,
    looked_at: Ints,
) -> tuple[int, int]:
    """Of games (G, N, P) from ``first`` on to ``last``: points proved to be the only tie nearby.

    As long as there is room for ``most`` more rows and little time has passed, so that a person
    can interrupt; returns the next game and the rows filled.
    ``found``, ``undecided`` and ``looked_at`` (G,) are what `_isolate` returns of each game.
    """
    rows = seen = 0
    for g in range(first, last):
        end = rows + most
        if end > len(radii) or seen > _CELLS_AT_A_TIME:
            return g, rows
        found[g], undecided[g], looked_at[g] = _isolate(
            payoffs[g], sizes, max_cells, cells, counts, decided, nodes, shares, roots[rows:end],
            index[rows:end], verdicts[rows:end], radii[rows:end], supports[rows:end],
        )  # fmt: skip
        rows += found[g]
        seen += looked_at[g]
    return last, rows
