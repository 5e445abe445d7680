"""Roots in (0, 1) of batches of polynomials in Bernstein form, none skipped."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.symmetric.roots_exact import roots_in_unit_interval

Array = npt.NDArray[Any]


@attrs.frozen(eq=False)
class RootListing:
    """Roots of ``G`` polynomials, ``T`` in all, ascending within each.

    Attributes
    ----------
    counts : (G,) int64
    row : (T,) int64
    point : (T,) float64
    slope : (T,) int64
        +1 or -1 where the sign changes from negative to positive or back, 0 where it does not.
    multiplicity : (T,) int64
    """

    counts: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    point: npt.NDArray[np.float64]
    slope: npt.NDArray[np.int64]
    multiplicity: npt.NDArray[np.int64]


def bernstein_roots(first: Array, second: Array) -> RootListing:
    r"""Roots of :math:`D(p) = \sum_k (a_k - b_k) \binom{n}{k} p^k (1-p)^{n-k}`, ``0 < p < 1``.

    Parameters
    ----------
    first, second : (G, n + 1) float64, int64 or object (Fraction) arrays
        The numbers :math:`a_k` and :math:`b_k`. Rows with ``a == b`` throughout have no entry.

    Notes
    -----
    Signs in floats count only beyond their error bound; polynomials that cannot be settled so
    (multiple or nearly multiple roots) are solved in whole numbers, floats as the binary numbers
    they store. A cut costs :math:`O(n^2)`.
    """
    from gametheory.solvers.symmetric.roots_kernel import isolate_roots

    games, n = first.shape
    exact = first.dtype != np.float64
    counts = np.full(games, -1, dtype=np.int64)
    roots, slopes = np.zeros((games, n)), np.zeros((games, n), dtype=np.int64)
    settled = np.zeros(games, dtype=np.bool_)
    a, b = _halved(first), _halved(second)
    if a is not None and b is not None:
        difference = a - b
        magnitude = np.maximum(np.abs(a), np.abs(b)).max(axis=1, initial=0.0)
        # Signs of differences of doubles are exact; converted exact numbers carry one rounding.
        error = magnitude * (4 if exact else 1) * np.finfo(np.float64).eps + 1e-322
        settled = (difference[:, 0] != 0) & (difference[:, -1] != 0)
        rows = np.flatnonzero(settled)
        some_roots, some_slopes = roots[rows], slopes[rows]
        some_counts = counts[rows]
        isolate_roots(difference[rows], error[rows], some_roots, some_slopes, some_counts)
        roots[rows], slopes[rows], counts[rows] = some_roots, some_slopes, some_counts
        settled &= counts >= 0
    multiplicity = np.ones((games, n), dtype=np.int64)
    for g in np.flatnonzero(~settled).tolist():
        counts[g] = _exactly(first[g], second[g], roots[g], slopes[g], multiplicity[g])
    taken = np.arange(n) < counts[:, None]
    return RootListing(
        counts=counts,
        row=np.repeat(np.arange(games, dtype=np.int64), counts),
        point=roots[taken],
        slope=slopes[taken],
        multiplicity=multiplicity[taken],
    )


def _halved(values: Array) -> npt.NDArray[np.float64] | None:
    """Halves in doubles, whose differences cannot overflow; None where numbers are too large."""
    try:
        return np.asarray(values.astype(np.float64) / 2)
    except OverflowError:
        return None


def _exactly(first: Array, second: Array, roots: Array, slopes: Array, multiplicity: Array) -> int:
    a, b = ([Fraction(v) for v in values.tolist()] for values in (first, second))
    difference = [u - v for u, v in zip(a, b, strict=True)]
    if not any(difference):
        return 0
    found = roots_in_unit_interval(difference)
    # The sign just right of 0, turned at every root of odd multiplicity.
    sign = 1 if next(v for v in difference if v) > 0 else -1
    for t, root in enumerate(found):
        roots[t], multiplicity[t] = float(root.middle), root.multiplicity
        odd = root.multiplicity % 2 == 1
        slopes[t] = -sign if odd else 0
        sign = -sign if odd else sign
    return len(found)


def bernstein_values(coefficients: Array, row: Array, point: Array) -> npt.NDArray[np.float64]:
    """Polynomial ``row[t]`` of floats ``coefficients`` (G, n + 1) at ``point[t]`` in [0, 1]."""
    from gametheory.solvers.symmetric.roots_kernel import evaluate

    values = np.empty(len(point))
    evaluate(np.ascontiguousarray(coefficients), row, point, values)
    return values
