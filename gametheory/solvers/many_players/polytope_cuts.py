"""Products of two polytopes given by vertices, cut by conditions that are affine in each.

A point is its weights in whole numbers without a common divisor: as they sum to something
positive, the strategy is known by them, and signs and lines need no fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd
from operator import mul

from gametheory.solvers.equilibrium_set.bicliques import affine_dimension

Weights = tuple[int, ...]
Condition = Sequence[Sequence[int]]


def in_fractions(weights: Weights) -> tuple[Fraction, ...]:
    total = sum(weights)
    return tuple(Fraction(p, total) for p in weights)


def support(strategy: Weights) -> tuple[int, ...]:
    return tuple(a for a, p in enumerate(strategy) if p)


def best_replies(values: Sequence[int]) -> tuple[int, ...]:
    """The actions with the largest of these values."""
    best = max(values)
    return tuple(a for a, v in enumerate(values) if v == best)


def value_at(condition: Condition, x: Weights, y: Weights) -> int:
    """Its sign is that of the condition; the value is that times the sums of both weights."""
    return sum(p * sum(map(mul, row, y)) for p, row in zip(x, condition, strict=True) if p)


def vertices_within(
    first: list[Weights], second: list[Weights], conditions: Sequence[Condition]
) -> tuple[list[Weights], list[Weights]] | None:
    """The vertices of the product of polytopes where all conditions are at most 0.

    None where that is no product of polytopes, or its vertices are not known to be found.
    """
    if any(all(value_at(c, x, y) > 0 for x in first for y in second) for c in conditions):
        return [], []
    for condition in conditions:
        table = [[value_at(condition, x, y) for y in second] for x in first]
        if all(v <= 0 for row in table for v in row):
            continue
        if all(v > 0 for row in table for v in row):
            return [], []
        cut = _cut_one(first, second, table)
        if cut is None:
            return None
        first, second = cut
        if not first or not second:
            return [], []
    return first, second


def _cut_one(
    first: list[Weights], second: list[Weights], table: list[list[int]]
) -> tuple[list[Weights], list[Weights]] | None:
    """Both polytopes, that one cut on which alone the condition, given at vertices, depends."""
    if all(_constant(row, second) for row in table):
        cut = _cut(first, [row[0] for row in table])
        return None if cut is None else (cut, second)
    if all(_constant(column, first) for column in zip(*table, strict=True)):
        cut = _cut(second, table[0])
        return None if cut is None else (first, cut)
    return None


def _constant(values: Sequence[int], points: list[Weights]) -> bool:
    """Whether an affine function is the same at all points; values are times sums of weights."""
    if not any(values):
        return True
    totals = [sum(p) for p in points]
    return all(v * totals[0] == values[0] * t for v, t in zip(values, totals, strict=True))


def _cut(points: list[Weights], values: list[int]) -> list[Weights] | None:
    """Vertices of the polytope where an affine function, given at its vertices, is at most 0."""
    inside = [p for p, v in zip(points, values, strict=True) if v <= 0]
    new = list(_crossings(points, values))
    # Up to three vertices span a simplex; elsewhere not every pair of vertices is an edge.
    if len(points) > 3 and new:
        flat = affine_dimension([in_fractions(p) for p in points])
        if len(points) > flat + 1:
            if flat != 2:
                return None
            edge = [*new, *(p for p, v in zip(points, values, strict=True) if v == 0)]
            edge.sort(key=in_fractions)
            new = [edge[0], edge[-1]]
    return list(dict.fromkeys([*inside, *new]))


def _crossings(points: list[Weights], values: list[int]) -> Iterator[Weights]:
    """Where the function vanishes between two vertices: values count with the sums of weights."""
    for (p, u), (q, v) in combinations(list(zip(points, values, strict=True)), 2):
        if (u < 0 < v) or (v < 0 < u):
            between = [a * abs(v) + b * abs(u) for a, b in zip(p, q, strict=True)]
            common = gcd(*between)
            yield tuple(a // common for a in between)
