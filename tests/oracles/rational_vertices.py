"""An exact oracle written for the eye, not for speed: best-reply polytopes over all bases.

Independent of the library: payoffs are made positive, ``P = {x >= 0 : B'x <= 1}`` and
``Q = {y >= 0 : A y <= 1}``, every choice of ``dim`` of the inequalities is solved by Gaussian
elimination in fractions, feasible solutions are vertices with all their binding labels, and pairs
with every label are the extreme equilibria (von Stengel 2002, Handbook of Game Theory 3).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

Matrix = list[list[Fraction]]
Profile = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]


def _solve(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    n = len(right)
    work = [[*row, b] for row, b in zip(rows, right, strict=True)]
    for col in range(n):
        pivot = next((r for r in range(col, n) if work[r][col] != 0), None)
        if pivot is None:
            return None
        work[col], work[pivot] = work[pivot], work[col]
        lead = work[col]
        for r in range(n):
            if r != col and work[r][col] != 0:
                factor = work[r][col] / lead[col]
                work[r] = [a - factor * b for a, b in zip(work[r], lead, strict=True)]
    return [work[i][n] / work[i][i] for i in range(n)]


def polytope_vertices(inequalities: Matrix) -> dict[tuple[Fraction, ...], frozenset[int]]:
    """Vertices of ``{z >= 0 : M z <= 1}`` and what binds there.

    Labels: ``i`` for ``z_i = 0``, ``dim + r`` for row ``r`` of ``M`` equal to 1.
    """
    dim = len(inequalities[0])
    unit = [[Fraction(int(i == j)) for j in range(dim)] for i in range(dim)]
    lines = unit + inequalities
    right = [Fraction(0)] * dim + [Fraction(1)] * len(inequalities)
    found: dict[tuple[Fraction, ...], frozenset[int]] = {}
    for basis in combinations(range(len(lines)), dim):
        z = _solve([lines[b] for b in basis], [right[b] for b in basis])
        if z is None or tuple(z) in found or any(v < 0 for v in z):
            continue
        worth = [sum(a * v for a, v in zip(row, z, strict=True)) for row in inequalities]
        if any(w > 1 for w in worth):
            continue
        binding = [i for i, v in enumerate(z) if v == 0]
        binding += [dim + r for r, w in enumerate(worth) if w == 1]
        found[tuple(z)] = frozenset(binding)
    return found


def _exact(matrix: object) -> Matrix:
    return [[Fraction(v) for v in row] for row in matrix]  # type: ignore[attr-defined]


def extreme_equilibria(a: object, b: object) -> tuple[list[Profile], bool]:
    """Extreme equilibria in ascending order, and whether the game is degenerate.

    ``a[i][j], b[i][j]`` are the payoffs of the row and the column player (numbers that
    ``Fraction`` reads exactly).
    """
    left, right = _exact(a), _exact(b)
    m, n = len(left), len(left[0])
    low_a, low_b = (min(min(row) for row in matrix) for matrix in (left, right))
    left = [[v - low_a + 1 for v in row] for row in left]
    right = [[v - low_b + 1 for v in row] for row in right]
    columns = [[right[i][j] for i in range(m)] for j in range(n)]
    p = polytope_vertices(columns)  # x; label i: x_i = 0, label m + j: column j best
    q = polytope_vertices(left)  # y; label j: y_j = 0, label n + i: row i best
    degenerate = any(len(labels) > m for labels in p.values()) or any(
        len(labels) > n for labels in q.values()
    )
    out = []
    for x, x_labels in p.items():
        if not any(x):
            continue
        for y, y_labels in q.items():
            if not any(y):
                continue
            if all(i in x_labels or n + i in y_labels for i in range(m)) and all(
                m + j in x_labels or j in y_labels for j in range(n)
            ):
                sx, sy = sum(x), sum(y)
                out.append((tuple(v / sx for v in x), tuple(v / sy for v in y)))
    return sorted(out), degenerate
