"""Hold a listing against an oracle's equilibria, game by game; count what is missed or spurious."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from gametheory.exact.rationals import Rationals
from gametheory.solvers.two_player import TwoPlayerListing

Profile = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]


def python_matrix(matrix: Any) -> list[list[Any]]:
    """Payoffs as Python numbers that ``Fraction`` reads exactly."""
    rows = matrix.tolist() if isinstance(matrix, np.ndarray) else matrix
    return [[Fraction(v) for v in row] for row in rows]


def listed(listing: TwoPlayerListing, g: int) -> list[Any]:
    """Equilibria of game ``g`` as the listing has them: rationals or floats."""
    rows = slice(int(listing.offsets[g]), int(listing.offsets[g + 1]))
    if isinstance(listing.x, Rationals):
        x = listing.x.take(rows).to_fractions()
        y = listing.y.take(rows).to_fractions()
    else:
        x, y = listing.x[rows], listing.y[rows]
    return [(tuple(a), tuple(b)) for a, b in zip(x.tolist(), y.tolist(), strict=True)]


def missed_and_spurious(found: list[Any], expected: list[Profile], exact: bool) -> tuple[int, int]:
    """How many of ``expected`` are not in ``found`` and the other way round.

    Exact listings must agree as rationals; float listings must agree to 1e-9 in every
    probability, one to one.
    """
    if exact:
        return len(set(expected) - set(found)), len(found) - len(set(found) & set(expected))
    open_ = [np.array([float(v) for part in profile for v in part]) for profile in expected]
    spurious = 0
    for profile in found:
        point = np.array([v for part in profile for v in part])
        gaps = [float(np.abs(point - other).max()) for other in open_]
        if gaps and min(gaps) <= 1e-9:
            open_.pop(int(np.argmin(gaps)))
        else:
            spurious += 1
    return len(open_), spurious
