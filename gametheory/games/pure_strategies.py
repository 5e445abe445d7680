"""Pure strategies of a player of a tree, all or the reduced ones, in lexicographic order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from gametheory.games.tree_shape import Sequences, TreeShape

UNSPECIFIED = -1
"""Entry of a reduced strategy at an information set that its own choices rule out."""


def pure_strategies(
    shape: TreeShape,
    sizes: Sequence[int],
    own: Sequence[int],
    sequences: Sequences,
    reduced: bool,
    most: int,
) -> npt.NDArray[np.int64]:
    """At most so many strategies ``(m, len(own))`` over information sets ``own`` of one player.

    ``sizes`` are the numbers of actions of all information sets. Moves at other sets than ``own``,
    which lie above the part of the tree in question, count as made.
    """
    column = {number: c for c, number in enumerate(own)}
    # What must have been chosen before each set: one alternative for each of its distinct pasts.
    pasts = []
    for k in own:
        reached = dict.fromkeys(sequences.of_node[n] for n in shape.nodes_of_set[k])
        pasts.append(
            {
                tuple((column[h], a) for h, a in reversed(sequences.moves(s)) if h in column)
                for s in reached
            }
        )
    strategies = _extend([UNSPECIFIED] * len(own), [sizes[k] for k in own], pasts, reduced)
    found = list(islice(strategies, most))
    return np.array(found, dtype=np.int64).reshape(len(found), len(own))


def _extend(
    partial: list[int],
    sizes: list[int],
    pasts: list[set[tuple[tuple[int, int], ...]]],
    reduced: bool,
) -> Iterator[list[int]]:
    """Complete strategies that continue ``partial``, lexicographically; an explicit stack, so that
    long games do not meet Python's recursion limit."""
    pending = [partial]
    while pending:
        strategy = pending.pop()
        open_sets = (
            c
            for c, chosen in enumerate(strategy)
            if chosen == UNSPECIFIED
            and (
                not reduced
                # An absent-minded set has pasts that pass through itself; another past leads in.
                or any(all(strategy[h] == a for h, a in past) for past in pasts[c])
            )
        )
        column = next(open_sets, None)
        if column is None:
            yield strategy
            continue
        for a in reversed(range(sizes[column])):
            pending.append([*strategy[:column], a, *strategy[column + 1 :]])
