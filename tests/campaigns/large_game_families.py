"""Families of two-player games that are hard, degenerate or both, for solvers of large games."""

from __future__ import annotations

from fractions import Fraction

import numpy as np


def moment_curve_game(d: int):
    """Square games whose best-reply polytopes are dual cyclic (after Savani and von Stengel 2006).

    Facets of a dual cyclic polytope with ``2d`` facets in dimension ``d`` (``d`` even) are
    labelled in two different orders. The first ``d`` facets meet in the vertex that becomes the
    origin; the slacks of these facets are the coordinates in which the others bound the mixed
    strategies. Lemke-Howson paths grow exponentially in ``d``.
    """
    swap_inner = [1, *(k + (-1) ** k for k in range(2, d)), d]
    swap_all = [k - (-1) ** k for k in range(1, d + 1)]
    rest = list(range(d + 1, 2 * d + 1))
    first, second = _constraints(d, swap_inner + rest), _constraints(d, swap_all + rest)
    # P = {x: B' x <= 1}; in Q labels 1..d belong to the inequalities, d+1..2d to the signs.
    return np.array([second, first.T], dtype=object)


def _constraints(d: int, labels: list[int]):
    """Rows ``d+1..2d`` (by label) of ``C x <= 1`` when facets labelled ``1..d`` are ``x >= 0``."""
    times = [Fraction(t) for t in range(1, 2 * d + 1)]
    points = [[t**k for k in range(1, d + 1)] for t in times]
    centre = [sum(column) / len(points) for column in zip(*points, strict=True)]
    facets = [[p - c for p, c in zip(point, centre, strict=True)] for point in points]
    at = dict(zip(labels, facets, strict=True))
    corner = [at[k] for k in range(1, d + 1)]
    bounds = []
    for k in range(d + 1, 2 * d + 1):
        # Row w with w V1 = v_k: the facet in coordinates s = 1 - V1 x reads -w s <= 1 - w 1.
        w = _solve([list(column) for column in zip(*corner, strict=True)], at[k])
        room = 1 - sum(w)
        bounds.append([-v / room for v in w])
    return np.array(bounds, dtype=object)


def _solve(matrix, right):
    size = len(right)
    rows = [[*map(Fraction, row), Fraction(r)] for row, r in zip(matrix, right, strict=True)]
    for k in range(size):
        pivot = next(i for i in range(k, size) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i in range(size):
            if i != k and rows[i][k] != 0:
                rows[i] = [v - rows[i][k] * u for v, u in zip(rows[i], rows[k], strict=True)]
    return [row[-1] for row in rows]


def rock_paper_scissors_copies(n: int):
    """``n`` actions that are copies of rock, paper and scissors; copies tie."""
    kind = np.arange(n) % 3
    a = (kind[:, None] - kind[None, :] + 1) % 3 - 1
    return np.stack([a, -a])


def degenerate_families(rng: np.random.Generator, n: int):
    """Name and payoffs (2, n, n) of integer games full of ties."""
    row = rng.integers(0, 5, (2, 1, n))
    identity = np.eye(n, dtype=np.int64)
    yield "all zeros", np.zeros((2, n, n), dtype=np.int64)
    yield "identical rows", np.broadcast_to(row, (2, n, n)).copy()
    yield "copies of rock, paper, scissors", rock_paper_scissors_copies(n)
    yield "zero-one", rng.integers(0, 2, (2, n, n))
    yield "zero to three", rng.integers(0, 4, (2, n, n))
    yield "coordination", np.stack([identity, identity])
    yield "hide and seek", np.stack([identity, -identity])
    yield "win-lose cycle", np.stack([identity, np.roll(identity, 1, axis=1)])
    doubled = rng.integers(0, 9, (2, (n + 1) // 2, (n + 1) // 2))
    yield "duplicated", doubled.repeat(2, axis=1).repeat(2, axis=2)[:, :n, :n]
    yield "sparse", rng.integers(1, 9, (2, n, n)) * (rng.random((2, n, n)) < 0.1)
