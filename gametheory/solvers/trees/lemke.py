r"""Complementary pivoting from a feasible start, in floats or in integers of any size.

Lemke's (1965) method with a covering ray that starts at a known point: one parameter :math:`t`
enters at 0, variables leave and their complements enter in turn, until :math:`t` has reached 1.
Ties in the ratio test are broken lexicographically, so that no basis repeats. In integers every
entry is over one common denominator, the last pivot, and every division comes out even (Edmonds
1967, Bareiss 1968).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_TINY = 1e-10
_TIE = 1e-12


@attrs.define(eq=False)
class Pivoting:
    """``basic + entries / denominator * nonbasic = right-hand side``, the last column.

    Attributes
    ----------
    entries : (rows, columns + 1)
        ``float64``, or Python integers in an object array.
    basic, nonbasic : list of int
        Labels; ``label + half`` (or ``- half``) is the complement of a label below ``2 * half``.
        ``2 * half`` is the parameter, nonbasic at first, and ``2 * half + 1`` what is left of it,
        basic at first.
    half : int
    """

    entries: Array
    basic: list[int]
    nonbasic: list[int]
    half: int
    denominator: Any = 1
    _start: list[int] = attrs.Factory(list)

    def run(self, max_pivots: int) -> bool:
        """Pivot until the parameter is 1; False on a ray or at the limit."""
        self._start = list(self.basic)
        entering = 2 * self.half
        for _ in range(max_pivots):
            leaving = self._enter(entering)
            if leaving is None or leaving == 2 * self.half:
                return False
            if leaving == 2 * self.half + 1:
                return True
            entering = leaving + self.half if leaving < self.half else leaving - self.half
        return False

    def values(self, count: int) -> Array:
        """Values of the variables labelled ``0 ... count - 1``."""
        exact = self.entries.dtype == object
        out = np.full(count, Fraction(0) if exact else 0.0, dtype=self.entries.dtype)
        for r, label in enumerate(self.basic):
            if label < count:
                value = self.entries[r, -1]
                out[label] = (
                    Fraction(int(value), int(self.denominator)) if exact else max(value, 0.0)
                )
        return out

    def _enter(self, label: int) -> int | None:
        """Bring ``label`` into the basis; the label that leaves, or None on a ray."""
        c = self.nonbasic.index(label)
        r = self._leaving_row(c)
        if r is None:
            return None
        T, entry = self.entries, self.entries[r, c]
        column, row = T[:, c].copy(), T[r].copy()
        if T.dtype == object:
            T *= entry
            T -= np.multiply.outer(column, row)
            T //= self.denominator
            T[:, c], T[r] = -column, row
            T[r, c] = self.denominator
            self.denominator = entry
        else:
            row /= entry
            T -= np.multiply.outer(column, row)
            T[:, c], T[r] = -column / entry, row
            T[r, c] = 1.0 / entry
        leaving = self.basic[r]
        self.basic[r], self.nonbasic[c] = label, leaving
        return leaving

    def _leaving_row(self, c: int) -> int | None:
        T = self.entries
        column = T[:, c]
        least = 0 if T.dtype == object else _TINY * max(1.0, float(np.abs(column).max()))
        tied = np.flatnonzero(np.asarray(column > least).astype(np.bool_))
        if not len(tied):
            return None
        tied = self._smallest(tied, T[:, -1], column)
        last = [int(i) for i in tied if self.basic[i] == 2 * self.half + 1]
        if last:
            return last[0]  # the parameter has reached 1: no need to break the tie
        place = {label: k for k, label in enumerate(self.nonbasic)}
        row_of = {label: k for k, label in enumerate(self.basic)}
        for s in self._start:
            if len(tied) == 1:
                break
            if s in place:
                tied = self._smallest(tied, T[:, place[s]], column)
            elif row_of[s] in tied:
                # A basic variable's column is a unit: its row is the largest, the others tie at 0.
                tied = tied[tied != row_of[s]]
        return int(tied[0])

    def _smallest(self, rows: Array, values: Array, column: Array) -> Array:
        if self.entries.dtype != object:
            ratio = values[rows] / column[rows]
            low = float(ratio.min())
            return np.asarray(rows[ratio <= low + _TIE * max(1.0, abs(low))])
        kept = [int(rows[0])]
        for i in rows[1:].tolist():
            difference = values[i] * column[kept[0]] - values[kept[0]] * column[i]
            if difference < 0:
                kept = [i]
            elif difference == 0:
                kept.append(i)
        return np.array(kept)
