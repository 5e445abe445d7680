"""How the extreme equilibria of a two-player game hang together, and the index of each cluster."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gametheory.solvers.equilibrium_set.best_reply_bases import (
    Basis,
    best_reply_bases,
    positive_integers,
)

Vector = tuple[Fraction, ...]
Pair = tuple[Vector, Vector]
Side = TypeVar("Side", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)


def maximal_bicliques(
    edges: Sequence[tuple[Side, Other]],
) -> list[tuple[frozenset[Side], frozenset[Other]]]:
    """Maximal sets ``X`` and ``Y`` with every pair in ``X x Y`` an edge, both non-empty.

    The right sides of maximal bicliques are the non-empty intersections of neighbourhoods; they
    are built one left vertex at a time, so the work grows with their number.
    """
    neighbours: dict[Side, set[Other]] = {}
    for x, y in edges:
        neighbours.setdefault(x, set()).add(y)
    closed: set[frozenset[Other]] = set()
    for reach in neighbours.values():
        mine = frozenset(reach)
        closed |= {mine} | {both for other in closed if (both := other & mine)}
    return [
        (frozenset(x for x, reach in neighbours.items() if right <= reach), right)
        for right in closed
    ]


def connected_edges(edges: Sequence[tuple[Side, Other]]) -> list[list[int]]:
    """Positions of the edges of each connected component, in order of appearance."""
    label: dict[tuple[int, Hashable], int] = {}
    groups: dict[int, list[int]] = {}
    for k, (x, y) in enumerate(edges):
        ends: list[tuple[int, Hashable]] = [(0, x), (1, y)]
        touched = sorted({label[end] for end in ends if end in label})
        target = touched[0] if touched else k
        merged = [position for group in touched for position in groups.pop(group)]
        groups[target] = sorted([*merged, k])
        for end in (*ends, *((s, edges[p][s]) for p in merged for s in (0, 1))):
            label[end] = target
    return [groups[key] for key in sorted(groups)]


def perturbed_indices(payoffs: npt.NDArray[Any]) -> Iterator[tuple[Pair, int]]:
    r"""Equilibria of an infinitesimally perturbed game: where each tends to, and its index.

    Player 2's payoffs for column :math:`j` are divided by :math:`1 + \varepsilon^j` and player 1's
    for row :math:`i` likewise, with infinitesimal :math:`\varepsilon`. The perturbed game is
    nondegenerate; as :math:`\varepsilon` vanishes each of its equilibria tends to an extreme
    equilibrium of the game, and the index of a component is the sum of theirs.

    Parameters
    ----------
    payoffs : (2, m, n)
        One game, exact or floating.
    """
    a, b = positive_integers(payoffs[0]), positive_integers(payoffs[1])
    second: dict[tuple[tuple[int, ...], tuple[int, ...]], Basis] = {
        (basis.replies, basis.actions): basis for basis in best_reply_bases(a)
    }
    for first in best_reply_bases(np.ascontiguousarray(b.T)):
        partner = second.get((first.actions, first.replies))
        if partner is None:
            continue
        block = np.ix_(first.actions, first.replies)
        sign = _sign_of_determinant(a[block]) * _sign_of_determinant(b[block])
        odd = len(first.actions) % 2
        yield (first.strategy, partner.strategy), sign if odd else -sign


def _sign_of_determinant(matrix: npt.NDArray[np.object_]) -> int:
    """Sign of an integer determinant by fraction-free elimination (Bareiss)."""
    work, sign, before = matrix.copy(), 1, 1
    for k in range(len(work)):
        pivot = next((r for r in range(k, len(work)) if work[r, k]), None)
        if pivot is None:
            return 0
        if pivot != k:
            work[[k, pivot]] = work[[pivot, k]]
            sign = -sign
        lead = work[k, k]
        rest = work[k + 1 :, k:]
        work[k + 1 :, k:] = (rest * lead - np.multiply.outer(rest[:, 0], work[k, k:])) // before
        before = lead
    return sign if before > 0 else -sign


def affine_dimension(points: Sequence[Vector]) -> int:
    """Dimension of the convex hull of exact points."""
    rows = [[p - q for p, q in zip(point, points[0], strict=True)] for point in points[1:]]
    rank = 0
    for column in range(len(points[0])):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        lead = rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / lead[column]
            if factor:
                rows[r] = [v - factor * w for v, w in zip(rows[r], lead, strict=True)]
        rank += 1
    return rank
