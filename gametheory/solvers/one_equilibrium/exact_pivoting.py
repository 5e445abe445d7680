"""Complementary pivoting and equalising strategies in integers of any size.

Every dictionary entry is an integer over one common denominator, the last pivot (Edmonds 1967,
Bareiss 1968): divisions come out even, nothing is rounded, and the lexicographic rule cannot
cycle.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[Any]  # object arrays of Python integers
Labels = npt.NDArray[np.int64]


@attrs.define(eq=False)
class _Dictionary:
    """``table / denominator`` with the right-hand side in the last column."""

    table: Integers
    denominator: int
    basic: list[int]
    nonbasic: list[int]
    slack: int  # label of the first slack variable

    @classmethod
    def of(cls, matrix: Integers, first: int) -> _Dictionary:
        """``matrix @ z <= 1`` with positive entries; the labels of ``z`` start at ``first``."""
        rows, columns = matrix.shape
        table = np.empty((rows, columns + 1), dtype=object)
        table[:, :columns] = matrix
        table[:, columns] = 1
        slack = columns if first == 0 else 0
        return cls(
            table, 1, list(range(slack, slack + rows)), list(range(first, first + columns)), slack
        )

    def enter(self, label: int) -> int:
        """Bring ``label`` into the basis; return the label that leaves."""
        c = self.nonbasic.index(label)
        r = self._leaving_row(c)
        table, entry = self.table, self.table[r, c]
        column, row = table[:, c].copy(), table[r].copy()
        table *= entry
        table -= np.multiply.outer(column, row)
        table //= self.denominator
        table[:, c] = -column
        table[r] = row
        table[r, c] = self.denominator
        self.denominator = entry
        leaving = self.basic[r]
        self.basic[r], self.nonbasic[c] = label, leaving
        return leaving

    def _leaving_row(self, c: int) -> int:
        entries = self.table[:, c]
        tied = [i for i in range(len(entries)) if entries[i] > 0]
        tied = self._smallest(tied, self.table[:, -1], entries)
        for s in range(self.slack, self.slack + len(entries)):
            if len(tied) == 1:
                break
            if s in self.nonbasic:
                values = self.table[:, self.nonbasic.index(s)]
            else:
                values = np.zeros(len(entries), dtype=object)
                values[self.basic.index(s)] = self.denominator
            tied = self._smallest(tied, values, entries)
        return tied[0]

    @staticmethod
    def _smallest(rows: list[int], values: Integers, entries: Integers) -> list[int]:
        kept = rows[:1]
        for i in rows[1:]:
            difference = values[i] * entries[kept[0]] - values[kept[0]] * entries[i]
            if difference < 0:
                kept = [i]
            elif difference == 0:
                kept.append(i)
        return kept

    def weights(self, first: int, count: int) -> list[Fraction]:
        """Values of the variables ``first ..``, normalised to sum to 1."""
        values = [0] * count
        for r, label in enumerate(self.basic):
            if first <= label < first + count:
                values[label - first] = int(self.table[r, -1])
        total = sum(values)
        return [Fraction(v, total) for v in values]


def exact_path(
    a: Integers, b: Integers, dropped: int, max_pivots: int
) -> tuple[list[Fraction], list[Fraction]] | None:
    """Lemke-Howson path in integers from the artificial equilibrium; None at the cap."""
    m, n = a.shape
    of_x, of_y = _Dictionary.of(b.T + 1, 0), _Dictionary.of(a + 1, m)
    label = dropped
    first = dropped < m
    for _ in range(max_pivots):
        label = (of_x if first else of_y).enter(label)
        if label == dropped:
            return of_x.weights(0, m), of_y.weights(m, n)
        first = not first
    return None


def equalising_fractions(
    payoffs: Integers, rows: Labels, columns: Labels, count: int
) -> list[Fraction] | None:
    """Weights on ``columns`` (of ``count``) that give all of ``rows`` one payoff; or None.

    None where the system is singular, sizes differ or a weight is negative.
    """
    size = len(rows) + 1
    if len(rows) != len(columns):
        return None
    system = np.zeros((size, size + 1), dtype=object)
    system[:-1, : size - 1] = payoffs[np.ix_(rows, columns)]
    system[:-1, size - 1] = -1
    system[-1, : size - 1] = 1
    system[-1, size] = 1
    previous = 1
    for k in range(size):
        pivots = np.flatnonzero(system[k:, k])
        if len(pivots) == 0:
            return None
        swap = k + int(pivots[0])
        if swap != k:
            system[[k, swap]] = system[[swap, k]]
        row, entry = system[k, k:].copy(), system[k, k]
        column = system[:, k].copy()
        rest = system[:, k:]
        rest *= entry
        rest -= np.multiply.outer(column, row)
        rest //= previous
        system[k, k:] = row
        previous = entry
    out = [Fraction(0)] * count
    for position, c in enumerate(columns.tolist()):
        # Each row now reads: determinant times unknown = last entry.
        weight = Fraction(int(system[position, size]), int(previous))
        if weight < 0:
            return None
        out[c] = weight
    return out
