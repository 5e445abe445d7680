"""All equilibria in cutoffs where types are distributed piecewise linearly."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gametheory.solvers import few_games
from gametheory.solvers.cutoffs.kernel import solve_pieces

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]

_SMALL = 20  # games
_UNIT = 16 * np.finfo(np.float64).eps


class Position(NamedTuple):
    """One player of ``G`` games.

    Attributes
    ----------
    gains : (G, 3)
        What acting gains: a constant, what a unit of type adds (above 0: players act from a cutoff
        upward), what the share of others who act adds.
    types, shares : (G, K)
        Knots, strictly ascending, and the share who act if each is the cutoff, which do not rise.
    """

    gains: Array
    types: Array
    shares: Array


class CutoffListing(NamedTuple):
    """Equilibria of ``G`` games by game and rising share of actors.

    Attributes
    ----------
    counts : (G,) int64
        -1 where rounding leaves the sign at a vertex in doubt: such games need fractions.
    cutoff, share : (T,)
        Of the first player.
    slope : (T,) int64
        Sign of the slope of the cutoff type's gain; 0 where it touches 0, 2 at the two ends of a
        continuum.
    """

    counts: Int64
    cutoff: Array
    share: Array
    slope: Int64


def piecewise_cutoffs(first: Position, second: Position | None = None) -> CutoffListing:
    """Every equilibrium of players in one position, or of the first against the second.

    Parameters
    ----------
    first, second : Position
        In floats, or in fractions, which are solved exactly.

    Notes
    -----
    Complete. :math:`O(K)` a game.
    """
    games, knots = first.types.shape
    other = second or Position(
        np.zeros((games, 3), dtype=first.gains.dtype), *(first.types[:, :0],) * 2
    )
    vertices = knots + other.types.shape[1]
    exact = first.types.dtype == object
    rows = np.zeros((games, 2 * vertices, 2), dtype=first.types.dtype)
    index = np.zeros((games, 2 * vertices), dtype=np.int64)
    counts = np.zeros(games, dtype=np.int64)
    work = np.zeros((vertices, 4), dtype=rows.dtype)
    arrays = [np.ascontiguousarray(v) for v in (*first, *other)]
    if exact:
        none = np.zeros((games, 2), dtype=np.int64)
        solve_pieces.interpreted(*arrays, none, work, rows, index, counts)
    else:
        error = np.ascontiguousarray(_errors(first, second))
        with few_games.little(games <= _SMALL):
            solve_pieces(*arrays, error, work, rows, index, counts)
    taken = np.arange(2 * vertices) < counts[:, None]  # none where in doubt
    return CutoffListing(counts, rows[taken, 0], rows[taken, 1], index[taken])


def _errors(first: Position, second: Position | None) -> npt.NDArray[np.float64]:
    """What rounding may do: to a gain at a knot; to a share at which a second knot is a cutoff."""
    size = [np.abs(first.gains[:, k]) for k in range(3)]
    reply, share = np.ones(len(first.types)), np.zeros(len(first.types))
    if second is not None:
        a, b, c = (np.abs(second.gains[:, k]) for k in range(3))
        widest = np.abs(second.types).max(axis=1)
        density = np.diff(second.types, axis=1)
        with np.errstate(all="ignore"):
            steep = (-np.diff(second.shares, axis=1) / density).max(axis=1)
            reply = 1 + steep * ((a + c) / b + widest)
            share = np.where(c > 0, (a + b * widest) / c, 0.0)
    gain = size[0] + size[1] * np.abs(first.types).max(axis=1) + size[2] * reply
    # An infinite or senseless bound leaves everything in doubt; no bound at all would not.
    bounds = np.stack([_UNIT * gain, _UNIT * (share + 1)], axis=1)
    return np.where(np.isfinite(bounds), bounds, np.inf)
