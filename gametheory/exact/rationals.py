"""Arrays of exact rationals, kept as integer numerators and denominators until they are read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt


@attrs.frozen(eq=False)
class Rationals:
    """An array of rationals ``numerator / denominator``.

    Building a million :class:`~fractions.Fraction` objects costs far more than solving the games
    they come from, so solvers return this pair of integer arrays and users see fractions when
    they look.

    Parameters
    ----------
    numerator, denominator : integer arrays (``int64``, or ``object`` holding Python integers)
        Broadcast against each other; the denominator is positive.
    """

    numerator: npt.NDArray[Any]
    denominator: npt.NDArray[Any]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the broadcast pair."""
        return np.broadcast_shapes(self.numerator.shape, self.denominator.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def take(self, index: Any) -> Rationals:
        """Rows at ``index`` of the first axis."""
        denominator = np.broadcast_to(self.denominator, (len(self), *self.denominator.shape[1:]))
        return Rationals(self.numerator[index], denominator[index])

    def to_float(self) -> npt.NDArray[np.float64]:
        """Nearest doubles (each quotient is rounded once)."""
        n, d = np.broadcast_arrays(self.numerator, self.denominator)
        small = n.dtype != object and d.dtype != object
        if small and (n.size == 0 or max(np.abs(n).max(), np.abs(d).max()) <= 2**53):
            return np.asarray(n / d, dtype=np.float64)
        # Python rounds a quotient of integers once, however long they are.
        flat = [int(a) / int(b) for a, b in zip(n.flat, d.flat, strict=True)]
        return np.array(flat, dtype=np.float64).reshape(n.shape)

    def to_fractions(self) -> npt.NDArray[Any]:
        """Object array of :class:`~fractions.Fraction`, equal values sharing one object."""
        n, d = np.broadcast_arrays(self.numerator, self.denominator)
        if n.dtype == object or d.dtype == object or n.size == 0:
            out = np.empty(n.size, dtype=object)
            out[:] = [Fraction(int(a), int(b)) for a, b in zip(n.flat, d.flat, strict=True)]
            return out.reshape(n.shape)
        distinct, which = _distinct(n.ravel(), d.ravel())
        values = np.empty(len(distinct), dtype=object)
        values[:] = [Fraction(int(a), int(b)) for a, b in distinct]
        return np.asarray(values[which].reshape(n.shape))


def _distinct(
    n: npt.NDArray[np.int64], d: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The distinct pairs (n, d), and which of them stands at each place."""
    low, high, deepest = int(n.min()), int(n.max()), int(d.max())
    span = (high - low + 1) * (deepest + 1)
    if span > 2**62:
        pairs, which = np.unique(np.stack([n, d], axis=1), axis=0, return_inverse=True)
        return pairs, which.ravel()
    keys = (n - low) * (deepest + 1) + d
    if span <= max(4 * n.size, 1 << 16):
        # Few possible pairs: mark and number them instead of sorting.
        seen = np.zeros(span, dtype=bool)
        seen[keys] = True
        found = np.flatnonzero(seen)
        number = np.empty(span, dtype=np.int64)
        number[found] = np.arange(len(found))
        which = number[keys]
    else:
        found, which = np.unique(keys, return_inverse=True)
    return np.stack([found // (deepest + 1) + low, found % (deepest + 1)], axis=1), which
