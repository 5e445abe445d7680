"""Products of strategies within a finite set of profiles of any number of players."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import product

from gametheory.solvers.equilibrium_set.bicliques import maximal_bicliques

Box = tuple[frozenset[Hashable], ...]


def maximal_boxes(rows: Sequence[tuple[Hashable, ...]]) -> list[Box]:
    """Maximal products of one set of strategies for each player that consist of rows only.

    The first player's set and the others' profiles that go with all of it are a biclique, within
    which the others' products are found in the same way.
    """
    if not rows or len(rows[0]) == 0:
        return []
    if len(rows[0]) == 1:
        return [(frozenset(row[0] for row in rows),)]
    found: set[Box] = set()
    for _, rest in maximal_bicliques([(row[0], row[1:]) for row in rows]):
        for box in maximal_boxes(sorted(rest, key=repr)):
            combinations = set(product(*box))
            reach: dict[Hashable, int] = {}
            for row in rows:
                if row[1:] in combinations:
                    reach[row[0]] = reach.get(row[0], 0) + 1
            first = frozenset(x for x, count in reach.items() if count == len(combinations))
            found.add((first, *box))
    return [
        box
        for box in found
        if not any(
            other != box and all(a <= b for a, b in zip(box, other, strict=True)) for other in found
        )
    ]


def connected_boxes(boxes: Sequence[Box]) -> list[list[int]]:
    """Positions of boxes that hang together by profiles they share."""
    groups: list[list[int]] = []
    for k, box in enumerate(boxes):
        touched = [
            g
            for g in groups
            if any(all(a & b for a, b in zip(box, boxes[p], strict=True)) for p in g)
        ]
        groups = [g for g in groups if g not in touched] + [[*(p for g in touched for p in g), k]]
    return groups
