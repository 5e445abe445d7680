"""All solutions of ``x_i = clip(r_i + sum_j B_ij x_j, l_i, u_i)``: arrays in, arrays out.

The profile is split by which actions sit at a bound; on such a face the problem is linear. Where
``I - B`` is a P-matrix (all principal minors positive) there is exactly one solution for every
``r`` and principal pivoting finds it; elsewhere small games are listed face by face, in rational
arithmetic where floating point comes close to a tie. A float counts as the binary number it
stores.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.linear_algebra import row_reduced

Array = npt.NDArray[Any]
Vector = list[Any]
Matrix = list[list[Any]]

MAX_FACES = 3**8
"""Most faces that are tried for one game without a P-matrix."""


class Outcome(IntEnum):
    """What is known of one game's solutions."""

    UNIQUE = 0
    ALL = 1
    CONTINUUM = 2
    NONE = 3
    RUNAWAY = 4
    NOT_GUARANTEED = 5


@attrs.frozen(eq=False)
class Listing:
    """Solutions of ``G`` games: ``T`` rows of ``actions (T, N)``, counts and outcomes ``(G,)``."""

    counts: npt.NDArray[np.int64]
    game_index: npt.NDArray[np.int64]
    actions: Array
    outcome: npt.NDArray[np.int8]


def solve(r: Array, slopes: Array, lower: Array, upper: Array) -> Listing:
    """Solve ``G`` games given as ``(G, N)``, ``(G, N, N)``, ``(G, N)``, ``(G, N)``.

    Rows come by game, then in ascending lexicographic order. Object arrays of fractions are
    solved exactly. Work: ``O(N^3)`` a game with a P-matrix and non-negative slopes, ``O(2^N N^2)``
    to recognise a P-matrix with slopes of both signs, one linear system for each face otherwise;
    games with more than :data:`MAX_FACES` faces and no P-matrix are ``NOT_GUARANTEED``.
    """
    if r.dtype == object:
        return _assemble({g: _exact(r[g], slopes[g], lower[g], upper[g]) for g in range(len(r))}, r)
    from gametheory.solvers.complementarity import faces_kernel as kernel

    games, n = r.shape
    r, slopes, lower, upper = (np.ascontiguousarray(a) for a in (r, slopes, lower, upper))
    x = np.full((games, n), np.nan)
    p, away = np.empty(games, np.int8), np.empty(games, np.bool_)
    run = kernel.solve_block if games <= kernel.BLOCK else kernel.solve_blocks
    run(r, slopes, lower, upper, x, p, away, n <= 12)
    if np.all(p == kernel.YES):
        every = np.arange(games, dtype=np.int64)
        return Listing(np.ones(games, np.int64), every, x, np.zeros(games, np.int8))
    others: dict[int, tuple[Outcome, Array]] = {}
    for g in np.flatnonzero((p != kernel.YES) & ~away).tolist():
        others[g] = _other(r[g], slopes[g], lower[g], upper[g], decided=p[g] == kernel.NO)
    counts = (p == kernel.YES).astype(np.int64)
    outcome = np.where(away, Outcome.RUNAWAY, Outcome.UNIQUE).astype(np.int8)
    for g, (what, rows) in others.items():
        counts[g], outcome[g] = len(rows), what
    index = np.repeat(np.arange(games, dtype=np.int64), counts)
    actions = x[index]
    starts = np.cumsum(counts) - counts
    for g, (_what, rows) in others.items():
        actions[starts[g] : starts[g] + len(rows)] = rows
    return Listing(counts, index, actions, outcome)


def _assemble(solved: dict[int, tuple[Outcome, Array]], like: Array) -> Listing:
    counts = np.array([len(rows) for _, rows in solved.values()], dtype=np.int64)
    blocks = [rows for _, rows in solved.values() if len(rows)]
    actions = np.concatenate(blocks) if blocks else np.empty((0, like.shape[1]), dtype=object)
    outcome = np.array([what for what, _ in solved.values()], dtype=np.int8)
    return Listing(counts, np.repeat(np.arange(len(counts)), counts), actions, outcome)


def _other(
    r: Array, slopes: Array, lower: Array, upper: Array, *, decided: bool
) -> tuple[Outcome, Array]:
    """One float game that is not surely a P-matrix."""
    from gametheory.solvers.complementarity import faces_kernel as kernel

    if decided and _faces(upper) <= MAX_FACES:
        found = np.empty((_faces(upper), len(r)))
        count = kernel.enumerate_faces(r, slopes, lower, upper, found, np.empty(len(r), np.int64))
        if count != kernel.UNSURE:
            rows = found[:count]
            return (Outcome.ALL if count else Outcome.NONE), rows[np.lexsort(rows.T[::-1])]
    exact = [
        np.array([v if v == np.inf else Fraction(v) for v in a.ravel().tolist()], dtype=object)
        for a in (r, slopes, lower, upper)
    ]
    what, rows = _exact(exact[0], exact[1].reshape(slopes.shape), exact[2], exact[3])
    return what, rows.astype(np.float64)


def _faces(upper: Array) -> int:
    capped = sum(1 for u in upper if u != np.inf)
    return int(3**capped * 2 ** (len(upper) - capped))


def _exact(r: Array, slopes: Array, lower: Array, upper: Array) -> tuple[Outcome, Array]:
    """One game in rational arithmetic."""
    n = len(r)
    matrix = [[Fraction(int(i == j)) - slopes[i, j] for j in range(n)] for i in range(n)]
    nonnegative = all(slopes[i, j] >= 0 for i in range(n) for j in range(n))
    if n <= 12 or nonnegative:
        unique = _leading_minors_positive(matrix) if nonnegative else _is_p(matrix)
    else:
        unique = all(sum(abs(s) for s in row) < 1 for row in slopes)
    if unique:
        return Outcome.UNIQUE, _rows([_pivot_exactly(r, slopes, lower, upper)], n)
    replies = [r[i] + sum(slopes[i, j] * lower[j] for j in range(n)) for i in range(n)]
    uncapped = all(u == np.inf for u in upper)
    if nonnegative and uncapped and all(replies[i] > lower[i] for i in range(n)):
        return Outcome.RUNAWAY, _rows([], n)
    if _faces(upper) > MAX_FACES:
        return Outcome.NOT_GUARANTEED, _rows([], n)
    found: set[tuple[Any, ...]] = set()
    continuum = False
    sides = [(0, 1) if u == np.inf else (0, 1, 2) for u in upper]
    for state in product(*sides):
        points, many = _face(r, slopes, lower, upper, state)
        found.update(points)
        continuum = continuum or many
    rows = _rows(sorted(found), n)
    if continuum:
        return Outcome.CONTINUUM, rows
    return (Outcome.ALL if found else Outcome.NONE), rows


def _rows(points: list[Any], n: int) -> Array:
    out = np.empty((len(points), n), dtype=object)
    for t, point in enumerate(points):
        out[t, :] = point
    return out


def _leading_minors_positive(matrix: Matrix) -> bool:
    a = [list(row) for row in matrix]
    for k in range(len(a)):
        if a[k][k] <= 0:
            return False
        a = _eliminate(a, k)
    return True


def _eliminate(a: Matrix, k: int) -> Matrix:
    out = [list(row) for row in a]
    for i in range(k + 1, len(a)):
        factor = a[i][k] / a[k][k]
        out[i] = [x - factor * y for x, y in zip(a[i], a[k], strict=True)]
    return out


def _is_p(a: Matrix) -> bool:
    if not a:
        return True
    if a[0][0] <= 0:
        return False
    schur = [row[1:] for row in _eliminate(a, 0)[1:]]
    return _is_p([row[1:] for row in a[1:]]) and _is_p(schur)


def _solve_linear(rows: Matrix, n: int) -> tuple[Vector, list[int]] | None:
    """A solution of the augmented ``rows`` with free unknowns 0, and which are free; or None."""
    a, pivots, _ = row_reduced(rows, n)
    if any(row[n] != 0 for row in a[len(pivots) :]):
        return None
    x = [Fraction(0)] * n
    for k, column in enumerate(pivots):
        x[column] = a[k][n]
    return x, [j for j in range(n) if j not in pivots]


def _equations(
    r: Array, slopes: Array, lower: Array, upper: Array, state: tuple[int, ...]
) -> Iterator[Vector]:
    n = len(r)
    for i in range(n):
        unit = [Fraction(int(i == j)) for j in range(n)]
        if state[i] == 1:
            yield [unit[j] - slopes[i, j] for j in range(n)] + [r[i]]
        else:
            yield [*unit, lower[i] if state[i] == 0 else upper[i]]


def _holds(
    r: Array, slopes: Array, lower: Array, upper: Array, state: tuple[int, ...], x: Vector
) -> bool:
    for i in range(len(r)):
        reply = r[i] + sum(s * v for s, v in zip(slopes[i], x, strict=True))
        if state[i] == 1 and not lower[i] <= x[i] <= upper[i]:
            return False
        if (state[i] == 0 and reply > lower[i]) or (state[i] == 2 and reply < upper[i]):
            return False
    return True


def _face(
    r: Array, slopes: Array, lower: Array, upper: Array, state: tuple[int, ...]
) -> tuple[list[tuple[Any, ...]], bool]:
    """Extreme points of the solutions on one closed face, and whether there is a continuum.

    A face whose linear system is singular but solvable holds a polyhedron of solutions; it
    contains no line (actions have lower bounds), so it is empty or has an extreme point, where
    enough of the remaining inequalities are tight.
    """
    n = len(r)
    equations = list(_equations(r, slopes, lower, upper, state))
    solved = _solve_linear(equations, n)
    if solved is None:
        return [], False
    x, free = solved
    if not free:
        return ([tuple(x)] if _holds(r, slopes, lower, upper, state, x) else []), False
    tight: Matrix = []
    for i in range(n):
        unit = [Fraction(int(i == j)) for j in range(n)]
        if state[i] == 1:
            tight.append([*unit, lower[i]])
            if upper[i] != np.inf:
                tight.append([*unit, upper[i]])
        else:
            bound = lower[i] if state[i] == 0 else upper[i]
            tight.append([-s for s in slopes[i]] + [r[i] - bound])
    points = set()
    for extra in combinations(tight, len(free)):
        corner = _solve_linear([*equations, *extra], n)
        if corner is None or corner[1]:
            continue
        if _holds(r, slopes, lower, upper, state, corner[0]):
            points.add(tuple(corner[0]))
    # One extreme point alone is a continuum only if a ray leaves it: try a step along each edge.
    many = len(points) > 1 or any(
        _ray(r, slopes, lower, upper, state, equations, tight, point) for point in points
    )
    return sorted(points), many


def _ray(
    r: Array,
    slopes: Array,
    lower: Array,
    upper: Array,
    state: tuple[int, ...],
    equations: Matrix,
    tight: Matrix,
    point: tuple[Any, ...],
) -> bool:
    n = len(point)
    base = _solve_linear(equations, n)
    assert base is not None
    dimension = len(base[1])
    at_point = [
        row for row in tight if sum(a * v for a, v in zip(row[:n], point, strict=True)) == row[n]
    ]
    for kept in combinations(at_point, dimension - 1):
        system = [[*row[:n], Fraction(0)] for row in [*equations, *kept]]
        solved = _solve_linear(system, n)
        if solved is None or len(solved[1]) != 1:
            continue
        column = solved[1][0]
        unit = [Fraction(int(j == column)) for j in range(n)]
        edge = _solve_linear([*system, [*unit, Fraction(1)]], n)
        if edge is None:
            continue
        for sign in (1, -1):
            step = [v + sign * e for v, e in zip(point, edge[0], strict=True)]
            if _holds(r, slopes, lower, upper, state, step):
                return True
    return False


def _pivot_exactly(r: Array, slopes: Array, lower: Array, upper: Array) -> Vector:
    """The one solution with a P-matrix: the last violated condition changes face (Murty 1974)."""
    n = len(r)
    state = [1] * n
    while True:
        solved = _solve_linear(list(_equations(r, slopes, lower, upper, tuple(state))), n)
        assert solved is not None  # principal submatrices of a P-matrix are nonsingular
        x = solved[0]
        for i in reversed(range(n)):
            reply = r[i] + sum(s * v for s, v in zip(slopes[i], x, strict=True))
            if state[i] == 1:
                target = 0 if x[i] < lower[i] else 2 if x[i] > upper[i] else 1
            elif state[i] == 0:
                target = 1 if reply > lower[i] else 0
            else:
                target = 1 if reply < upper[i] else 2
            if target != state[i]:
                state[i] = target
                break
        else:
            return x
