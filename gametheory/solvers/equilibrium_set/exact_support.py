"""The rational equilibrium behind a rounded one: exact indifference on given supports."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.exact.linear_algebra import fraction_free
from gametheory.exact.whole import from_least

Vector = tuple[Fraction, ...]


def exact_equilibrium_on_supports(
    payoffs: npt.NDArray[Any], supports: Sequence[Sequence[int]]
) -> tuple[Vector, Vector] | None:
    """The profile that makes both players indifferent between the actions of their supports.

    Parameters
    ----------
    payoffs : (2, m, n)
        One game; floats count as the binary numbers they store.
    supports : two sequences of int
        Where probabilities may be positive.

    Returns
    -------
    tuple of two tuples of Fraction, or None
        None if the supports differ in size, indifference does not determine the profile, or a
        probability comes out negative. Best replies outside the supports are not looked at.

    Notes
    -----
    Fraction-free elimination: ``O(k^3)`` operations on integers that grow to ``k`` times the
    length of the payoffs, ``k`` the size of the supports.
    """
    rows, columns = (list(s) for s in supports)
    if len(rows) != len(columns):
        return None
    block = np.ix_(rows, columns)
    x = _indifferent(from_least(payoffs[1][block].T, 1))
    y = _indifferent(from_least(payoffs[0][block], 1))
    if x is None or y is None:
        return None
    return _spread(x, rows, payoffs.shape[1]), _spread(y, columns, payoffs.shape[2])


def _indifferent(matrix: npt.NDArray[np.object_]) -> list[Fraction] | None:
    """Weights that give every row of a positive integer matrix the same positive payoff."""
    size = len(matrix)
    ones = np.ones((size, 1), dtype=np.int64).astype(object)
    eliminated = fraction_free(np.hstack([matrix, ones]))
    if eliminated is None:
        return None
    work = eliminated[0]
    before = work[size - 1, size - 1]
    # Back substitution over the common denominator `before`, the determinant (Cramer).
    weights = [0] * size
    for k in range(size - 1, -1, -1):
        right = work[k, size] * before - sum(work[k, j] * weights[j] for j in range(k + 1, size))
        weights[k] = right // work[k, k]
    total = sum(weights)
    if total == 0:
        return None
    shares = [Fraction(w, total) for w in weights]
    return shares if min(shares) >= 0 else None


def _spread(weights: list[Fraction], support: list[int], size: int) -> Vector:
    out = [Fraction(0)] * size
    for a, w in zip(support, weights, strict=True):
        out[a] = w
    return tuple(out)
