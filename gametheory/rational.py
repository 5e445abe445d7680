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
        flat = [float(Fraction(int(a), int(b))) for a, b in zip(n.flat, d.flat, strict=True)]
        return np.array(flat, dtype=np.float64).reshape(n.shape)

    def to_fractions(self) -> npt.NDArray[Any]:
        """Object array of :class:`~fractions.Fraction`, equal values sharing one object."""
        n, d = np.broadcast_arrays(self.numerator, self.denominator)
        out = np.empty(n.size, dtype=object)
        if n.dtype != object and d.dtype != object:
            pairs = np.stack([n.ravel(), d.ravel()], axis=1).astype(np.int64)
            keys, inverse = np.unique(pairs, axis=0, return_inverse=True)
            values = np.empty(len(keys), dtype=object)
            values[:] = [Fraction(int(a), int(b)) for a, b in keys]
            out[:] = values[inverse.ravel()]
        else:
            out[:] = [Fraction(int(a), int(b)) for a, b in zip(n.flat, d.flat, strict=True)]
        return out.reshape(n.shape)
