"""Compiled cells of the strategy space with each player's payoffs at their vertices.

A cell is a product of simplices, one in each player's strategy simplex, kept as lists of vertices.
With it goes a table for each player: the payoff of each own action at each combination of the
others' vertices. Payoffs are affine in each strategy, so the range of an action's payoff over the
cell is that of its row; and halving an edge changes one slice of each table, to the mean of two.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import part

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@part
def _around(sizes: Ints, counts: Ints, own: int, axis: int) -> tuple[int, int]:
    """Combinations of the axes before and after ``axis`` in the table of player ``own``."""
    before = after = 1
    for l in range(sizes.size):
        extent = sizes[l] if l == own else counts[l]
        if l < axis:
            before *= extent
        elif l > axis:
            after *= extent
    return before, after


@part
def drop_vertices(
    tables: Floats, vertices: Floats, sizes: Ints, counts: Ints, starts: Ints, who: int, action: int
) -> int:
    """Keep only the vertices of player ``who`` that do not use ``action``; how many are left."""
    m, count = sizes[who], counts[who]
    kept = 0
    for c in range(count):
        kept += vertices[starts[who] + c * m + action] == 0.0
    if kept in (0, count):
        return kept
    profiles = tables.size // sizes.size
    for k in range(sizes.size):
        if k == who:
            continue
        before, after = _around(sizes, counts, k, who)
        first = target = k * profiles
        for o in range(before):
            for c in range(count):
                if vertices[starts[who] + c * m + action] == 0.0:
                    source = first + (o * count + c) * after
                    for s in range(after):
                        tables[target + s] = tables[source + s]
                    target += after
    target = starts[who]
    for c in range(count):
        source = starts[who] + c * m
        if vertices[source + action] == 0.0:
            for a in range(m):
                vertices[target + a] = vertices[source + a]
            target += m
    counts[who] = kept
    return kept


@part
def halve(
    tables: Floats, vertices: Floats, sizes: Ints, counts: Ints, starts: Ints, who: int,
    moved: int, other: int,
) -> None:  # fmt: skip
    """Move one vertex of player ``who`` to the middle of its edge to another."""
    profiles = tables.size // sizes.size
    for k in range(sizes.size):
        if k == who:
            continue
        before, after = _around(sizes, counts, k, who)
        for o in range(before):
            mine = k * profiles + (o * counts[who] + moved) * after
            its = k * profiles + (o * counts[who] + other) * after
            for s in range(after):
                tables[mine + s] = 0.5 * (tables[mine + s] + tables[its + s])
    m = sizes[who]
    mine, its = starts[who] + moved * m, starts[who] + other * m
    for a in range(m):
        vertices[mine + a] = 0.5 * (vertices[mine + a] + vertices[its + a])


@part
def _dominated(
    tables: Floats, start: int, actions: int, before: int, after: int, a: int, margin: float
) -> bool:
    """Whether one other action beats ``a`` at every combination."""
    for b in range(actions):
        if b == a:
            continue
        beaten = True
        for o in range(before):
            mine = start + (o * actions + a) * after
            its = start + (o * actions + b) * after
            for s in range(after):
                if tables[its + s] - tables[mine + s] <= margin:
                    beaten = False
                    break
            if not beaten:
                break
        if beaten:
            return True
    return False


@part
def shrink(
    tables: Floats, vertices: Floats, sizes: Ints, counts: Ints, starts: Ints, places: Ints,
    margins: Floats, wanted: Bools,
) -> bool:  # fmt: skip
    """Drop vertices that use a beaten action until none is left to drop; False if none remain.

    A beaten action that is ``wanted``, in use by assumption, leaves nothing of the cell.
    """
    players = sizes.size
    profiles = tables.size // players
    changed = True
    while changed:
        changed = False
        for i in range(players):
            before, after = _around(sizes, counts, i, i)
            actions = sizes[i]
            for a in range(actions):
                used = False
                for c in range(counts[i]):
                    used = used or vertices[starts[i] + c * actions + a] > 0.0
                if not used or not _dominated(
                    tables, i * profiles, actions, before, after, a, margins[i]
                ):
                    continue
                if wanted[places[i] + a]:
                    return False
                count = counts[i]
                kept = drop_vertices(tables, vertices, sizes, counts, starts, i, a)
                if kept == 0:
                    return False
                changed = changed or kept < count
    return True


@part
def widest_edge(
    tables: Floats, vertices: Floats, sizes: Ints, counts: Ints, starts: Ints, least: float
) -> tuple[int, int, int]:
    """Whose edge, and between which vertices, payoffs change most on, of edges of some length."""
    profiles = tables.size // sizes.size
    most = -1.0
    who = first = second = 0
    for i in range(sizes.size):
        m = sizes[i]
        for c in range(counts[i]):
            for e in range(c):
                length = 0.0
                for a in range(m):
                    length = max(
                        length,
                        abs(vertices[starts[i] + c * m + a] - vertices[starts[i] + e * m + a]),
                    )
                if length < least:
                    continue
                change = 0.0
                for k in range(sizes.size):
                    if k == i:
                        continue
                    before, after = _around(sizes, counts, k, i)
                    largest = 0.0
                    for o in range(before):
                        mine = k * profiles + (o * counts[i] + c) * after
                        its = k * profiles + (o * counts[i] + e) * after
                        for s in range(after):
                            largest = max(largest, abs(tables[mine + s] - tables[its + s]))
                    change += largest
                if change > most:
                    most, who, first, second = change, i, e, c
    return who, first, second
