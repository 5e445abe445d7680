"""How the extreme equilibria of a two-player game hang together, and the index of each cluster."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gametheory.exact.linear_algebra import fraction_free, row_reduced
from gametheory.exact.whole import from_least
from gametheory.solvers.equilibrium_set.best_reply_bases import (
    Basis,
    best_reply_bases,
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
    a, b = from_least(payoffs[0], 1), from_least(payoffs[1], 1)
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
    eliminated = fraction_free(matrix)
    return 0 if eliminated is None else 1 if eliminated[1] > 0 else -1


def affine_dimension(points: Sequence[Vector]) -> int:
    """Dimension of the convex hull of exact points."""
    rows = [[p - q for p, q in zip(point, points[0], strict=True)] for point in points[1:]]
    return len(row_reduced(rows, len(points[0]))[1])
