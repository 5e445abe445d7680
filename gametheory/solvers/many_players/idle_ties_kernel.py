"""Compiled: cells of the strategy space in which two actions in use tie whatever others do.

No equilibrium there is isolated, and the derivative of payoff differences is singular throughout,
so that such a cell is either excluded by actions that are beaten or never decided. Where one is
never decided the listing is incomplete for good, and no other such cell has to be looked at.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import part
from gametheory.solvers.many_players.cell_tables_kernel import halve, shrink, widest_edge

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

EXCLUDED, ENDLESS, OPEN = 0, 1, 2


@part
def idle_tie(payoffs: Floats, sizes: Ints, places: Ints, used: Bools) -> bool:
    """Whether some player gets the same from two actions in use, whatever is used by others."""
    players, profiles = payoffs.shape
    stride = profiles
    for i in range(players):
        stride //= sizes[i]
        for b in range(sizes[i]):
            for a in range(b):
                if used[places[i] + a] and used[places[i] + b]:
                    same = True
                    for p in range(profiles):
                        if p // stride % sizes[i] != a:
                            continue
                        if payoffs[i, p] == payoffs[i, p + (b - a) * stride]:
                            continue
                        if _in_use(p, i, sizes, places, used):
                            same = False
                            break
                    if same:
                        return True
    return False


@part
def _in_use(profile: int, own: int, sizes: Ints, places: Ints, used: Bools) -> bool:
    """Whether all others' actions in a profile are in use."""
    rest = profile
    for j in range(sizes.size - 1, -1, -1):
        if j != own and not used[places[j] + rest % sizes[j]]:
            return False
        rest //= sizes[j]
    return True


@part
def longest_edge(vertices: Floats, sizes: Ints, counts: Ints, starts: Ints) -> float:
    longest = 0.0
    for i in range(sizes.size):
        m = sizes[i]
        for c in range(counts[i]):
            for e in range(c):
                for a in range(m):
                    length = abs(vertices[starts[i] + c * m + a] - vertices[starts[i] + e * m + a])
                    longest = max(longest, length)
    return longest


@part
def probe(
    row: Floats, count: Ints, wanted: Bools, stack: Floats, counts: Ints, sizes: Ints,
    starts: Ints, places: Ints, margins: Floats, units: Floats, cell_margins: Floats,
    width: int, smallest: float, shortest: float, most: int,
) -> tuple[int, int]:  # fmt: skip
    """What becomes of a cell with such a tie: EXCLUDED, ENDLESS or OPEN; the cells looked at.

    The cells of the search in another order, the smallest first: one that is too small to be cut
    tells that the end is never reached. OPEN after ``most`` cells, or where ``stack`` is full.
    """
    ends = row.size - 1
    if len(stack) < 2:
        return OPEN, 0
    stack[0], counts[0] = row, count
    top, seen = 1, 0
    while top > 0:
        if seen >= most or top + 1 > len(stack):
            return OPEN, seen
        seen += 1
        # The cell on top becomes its own first half, the other half comes above it.
        mine, here = stack[top - 1], counts[top - 1]
        for i in range(sizes.size):
            cell_margins[i] = margins[i] + units[i] * mine[ends]
        tables, vertices = mine[width:ends], mine[:width]
        if not shrink(tables, vertices, sizes, here, starts, places, cell_margins, wanted):
            top -= 1
            continue
        longest = longest_edge(vertices, sizes, here, starts)
        if longest < smallest:
            return ENDLESS, seen
        who, first, second = widest_edge(tables, vertices, sizes, here, starts, shortest * longest)
        mine[ends] += 1.0
        stack[top], counts[top] = mine, here
        halve(tables, vertices, sizes, here, starts, who, first, second)
        halve(
            stack[top, width:ends], stack[top, :width], sizes, counts[top], starts, who, second,
            first,
        )  # fmt: skip
        top += 1
    return EXCLUDED, seen
