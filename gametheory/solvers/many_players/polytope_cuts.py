"""Products of two polytopes given by vertices, cut by conditions that are affine in each."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.equilibrium_set.bicliques import affine_dimension

Array = npt.NDArray[Any]
Vector = tuple[Fraction, ...]


def support(strategy: Vector) -> tuple[int, ...]:
    return tuple(a for a, p in enumerate(strategy) if p)


def best_replies(matrix: Array, other: Vector, axis: int) -> tuple[int, ...]:
    """Pure best replies of the player whose actions are on ``axis``."""
    weights = np.array(other, dtype=object)
    values = (matrix @ weights if axis == 0 else weights @ matrix).tolist()
    best = max(values)
    return tuple(a for a, v in enumerate(values) if v == best)


def value_at(condition: Array, x: Vector, y: Vector) -> Fraction:
    return sum(
        (p * q * condition[a, b] for a, p in enumerate(x) if p for b, q in enumerate(y) if q),
        Fraction(0),
    )


def vertices_within(
    first: list[Vector], second: list[Vector], conditions: list[Array]
) -> tuple[list[Vector], list[Vector]] | None:
    """The vertices of the product of polytopes where all conditions are at most 0.

    None where that is no product of polytopes, or its vertices are not known to be found.
    """
    for condition in conditions:
        table = [[value_at(condition, x, y) for y in second] for x in first]
        if all(v <= 0 for row in table for v in row):
            continue
        if all(v > 0 for row in table for v in row):
            return [], []
        if all(len(set(row)) == 1 for row in table):
            cut = _cut(first, [row[0] for row in table])
            if cut is None:
                return None
            first = cut
        elif all(len(set(column)) == 1 for column in zip(*table, strict=True)):
            cut = _cut(second, table[0])
            if cut is None:
                return None
            second = cut
        else:
            return None
        if not first or not second:
            return [], []
    return first, second


def _cut(points: list[Vector], values: list[Fraction]) -> list[Vector] | None:
    """Vertices of the polytope where an affine function, given at its vertices, is at most 0."""
    inside = [p for p, v in zip(points, values, strict=True) if v <= 0]
    new = list(_crossings(points, values))
    flat = affine_dimension(points)
    if len(points) > flat + 1 and new:  # not a simplex: not every pair of vertices is an edge
        if flat != 2:
            return None
        ends = sorted([*new, *(p for p, v in zip(points, values, strict=True) if v == 0)])
        new = [ends[0], ends[-1]]
    return sorted({*inside, *new})


def _crossings(points: list[Vector], values: list[Fraction]) -> Iterator[Vector]:
    for (p, u), (q, v) in combinations(list(zip(points, values, strict=True)), 2):
        if u * v < 0:
            yield tuple((a * v - b * u) / (v - u) for a, b in zip(p, q, strict=True))
