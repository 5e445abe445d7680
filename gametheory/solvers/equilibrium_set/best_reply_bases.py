r"""Every basis of a best-reply polytope under a lexicographic perturbation, in exact integers.

The polytope is :math:`\{z \ge 0 : M z \le \mathbf 1\}` with a positive integer matrix :math:`M`
(a player's payoffs, shifted; a vertex :math:`z \ne 0` is a mixed strategy times a number). Its
right-hand side is read as :math:`1 + \varepsilon^j` in row :math:`j`, infinitesimal: then the
polytope is simple, its graph is connected, and walking it along all edges from :math:`z = 0` meets
every basis that stays feasible under the perturbation, and with them every vertex.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs
import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.object_]


@attrs.frozen(eq=False)
class Basis:
    """A feasible basis and its vertex.

    Attributes
    ----------
    actions : tuple of int
        Own actions whose probability is a basic variable; they contain the support.
    replies : tuple of int
        Opponent's actions whose inequality is nonbasic; the best replies contain them. There are
        as many as ``actions``.
    weights : tuple of int
        The vertex times a positive number: divided by its sum it is the mixed strategy.
    best_replies : tuple of int
        Every opponent's action whose inequality is tight at the vertex.
    """

    actions: tuple[int, ...]
    replies: tuple[int, ...]
    weights: tuple[int, ...]
    best_replies: tuple[int, ...]

    @property
    def strategy(self) -> tuple[Fraction, ...]:
        """The mixed strategy; the start ``z = 0`` has none."""
        total = sum(self.weights)
        return tuple(Fraction(w, total) for w in self.weights)

    @property
    def support(self) -> tuple[int, ...]:
        """Actions played with positive probability."""
        return tuple(a for a, w in enumerate(self.weights) if w)


def best_reply_bases(matrix: Integers) -> Iterator[Basis]:
    """Walk the polytope of ``matrix`` (opponent's actions by own actions) from ``z = 0``.

    Breadth first, so pure strategies come before mixtures; ``z = 0`` itself is not given out.
    Work grows with the number of vertices, which is exponential in the smaller dimension.
    """
    replies, own = matrix.shape
    # Columns: z, slacks, right-hand side. Rows: the basic variables, named by column.
    start = np.zeros((replies, own + replies + 1), dtype=object)
    start[:, :own] = matrix
    start[:, own + np.arange(replies)] = np.eye(replies, dtype=int).astype(object)
    start[:, -1] = 1
    first = tuple(range(own, own + replies))
    seen = {frozenset(first)}
    front: list[tuple[tuple[int, ...], Integers, int]] = [(first, start, 1)]
    while front:
        following = []
        for basic, tableau, scale in front:
            inside = set(basic)
            for entering in range(own + replies):
                if entering in inside:
                    continue
                row = _leaving(tableau, entering, own)
                neighbour = (*basic[:row], entering, *basic[row + 1 :])
                key = frozenset(neighbour)
                if key in seen:
                    continue
                seen.add(key)
                pivoted = _pivot(tableau, row, entering, scale)
                following.append((neighbour, pivoted, int(tableau[row, entering])))
                yield _basis(neighbour, pivoted, own, replies)
        front = following


def _leaving(tableau: Integers, entering: int, own: int) -> int:
    """Row of the lexicographic ratio test; the polytope is bounded, so there is one."""
    column = tableau[:, entering]
    rows = [r for r in range(len(column)) if column[r] > 0]
    # The right-hand side first, then the coefficients of epsilon in the order of the slacks.
    for place in (-1, *range(own, tableau.shape[1] - 1)):
        if len(rows) == 1:
            break
        best = rows[0]
        for r in rows[1:]:
            if tableau[r, place] * column[best] < tableau[best, place] * column[r]:
                best = r
        least, over = tableau[best, place], column[best]
        rows = [r for r in rows if tableau[r, place] * over == least * column[r]]
    return rows[0]


def _pivot(tableau: Integers, row: int, entering: int, scale: int) -> Integers:
    """Fraction-free pivot (Edmonds): every entry stays an integer, divisions are exact."""
    pivot = tableau[row, entering]
    out = (tableau * pivot - np.multiply.outer(tableau[:, entering], tableau[row])) // scale
    out[row] = tableau[row]
    return np.asarray(out)


def _basis(basic: tuple[int, ...], tableau: Integers, own: int, replies: int) -> Basis:
    weights = [0] * own
    loose = set()
    for r, variable in enumerate(basic):
        value = int(tableau[r, -1])
        if variable < own:
            weights[variable] = value
        elif value:
            loose.add(variable - own)
    inside = set(basic)
    return Basis(
        actions=tuple(a for a in range(own) if a in inside),
        replies=tuple(j for j in range(replies) if own + j not in inside),
        weights=tuple(weights),
        best_replies=tuple(j for j in range(replies) if j not in loose),
    )
