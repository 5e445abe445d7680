"""Zeros of what the cutoff type gains, where types are distributed piecewise linearly.

Players act from a cutoff ``x`` upward (types of those who act downward are turned around before).
The first player's share of actors is ``p(x)``, which falls; the others reply to it with ``S(p)``,
which rises: ``S(p) = p`` for players in one position, the second player's best reply for two. The
cutoff type gains ``G(x) = a + b x + c S(p(x))``, piecewise linear with vertices at the knots of the
first player's types and where ``p(x)`` makes a knot of the second's types her cutoff. Equilibria
are the zeros of ``G``, the lowest type where ``G > 0`` there (all act), and the highest where
``G < 0`` (none acts).

The same operations serve doubles and, interpreted, fractions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part

Array = npt.NDArray[Any]


@part
def _reply(q: Any, gain: Array, x: Array, p: Array) -> Any:
    """Share of a player who acts from her cutoff upward, if others act with probability ``q``."""
    cutoff = -(gain[0] + gain[2] * q) / gain[1]
    last = x.size - 1
    if cutoff <= x[0]:
        return p[0]
    if cutoff >= x[last]:
        return p[last]
    k = 0
    while cutoff > x[k + 1]:
        k += 1
    return p[k] + (p[k + 1] - p[k]) * ((cutoff - x[k]) / (x[k + 1] - x[k]))


@part
def _vertices(
    gain: Array, x: Array, p: Array, gain2: Array, x2: Array, p2: Array, out: Array
) -> int:
    """Vertices of ``G``: cutoff, share, value, and how far along a steep piece, ascending."""
    two = x2.size > 0
    count = 0
    j = 0
    for k in range(x.size):
        out[count, 0] = x[k]
        out[count, 1] = p[k]
        other = _reply(p[k], gain2, x2, p2) if two else p[k]
        out[count, 2] = gain[0] + gain[1] * x[k] + gain[2] * other
        out[count, 3] = 0
        count += 1
        if k == x.size - 1 or not two or gain2[2] == 0:
            continue
        while j < x2.size:
            # The first player's share at which the second's cutoff is her type x2[j].
            q = -(gain2[0] + gain2[1] * x2[j]) / gain2[2]
            if q <= p[k + 1]:
                break
            if q < p[k]:
                slope = (x[k + 1] - x[k]) / (p[k] - p[k + 1])
                at = x[k] + (p[k] - q) * slope
                out[count, 0] = at
                out[count, 1] = q
                out[count, 2] = gain[0] + gain[1] * at + gain[2] * p2[j]
                out[count, 3] = slope
                count += 1
            j += 1
    return count


@part
def _sign(value: Any) -> int:
    return 1 if value > 0 else (-1 if value < 0 else 0)


@part
def _zeros(v: Array, count: int, rows: Array, index: npt.NDArray[np.int64]) -> int:
    """Equilibria by falling cutoff: cutoff and share; index 2 marks the ends of a continuum."""
    found = 0
    last = count - 1
    if v[last, 2] < 0:
        rows[found, 0], rows[found, 1] = v[last, 0], v[last, 1]
        index[found] = 1
        found += 1
    k = last
    while k >= 0:
        if v[k, 2] == 0:
            start = k
            while k > 0 and v[k - 1, 2] == 0:
                k -= 1
            # Beyond the highest type the gain goes on rising, and below the lowest falling.
            above = _sign(v[start + 1, 2]) if start < last else 1
            below = _sign(v[k - 1, 2]) if k > 0 else -1
            rows[found, 0], rows[found, 1] = v[start, 0], v[start, 1]
            index[found] = (above - below) // 2
            found += 1
            if v[k, 0] < v[start, 0]:
                index[found - 1] = 2
                rows[found, 0], rows[found, 1] = v[k, 0], v[k, 1]
                index[found] = 2
                found += 1
        elif k < last and _sign(v[k, 2]) * _sign(v[k + 1, 2]) < 0:
            weight = v[k, 2] / (v[k, 2] - v[k + 1, 2])
            rows[found, 0] = v[k, 0] + (v[k + 1, 0] - v[k, 0]) * weight
            rows[found, 1] = v[k, 1] + (v[k + 1, 1] - v[k, 1]) * weight
            index[found] = 1 if v[k, 2] < 0 else -1
            found += 1
        k -= 1
    if v[0, 2] > 0:
        rows[found, 0], rows[found, 1] = v[0, 0], v[0, 1]
        index[found] = 1
        found += 1
    return found


@kernel
def solve_pieces(
    gains: Array,
    x: Array,
    p: Array,
    gains2: Array,
    x2: Array,
    p2: Array,
    error: Array,
    work: Array,
    rows: Array,
    index: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
) -> None:
    """Equilibria of each game; a count of -1 where rounding leaves the sign at a vertex in doubt.

    ``error`` holds, for each game, what rounding may do to ``G`` at a knot, and to a share at which
    a knot of the second player's types is her cutoff.
    """
    for g in range(len(x)):
        count = _vertices(gains[g], x[g], p[g], gains2[g], x2[g], p2[g], work)
        counts[g] = 0
        for k in range(count):
            bound = error[g, 0] + error[g, 1] * gains[g, 1] * work[k, 3]
            # A bound that is no number leaves the sign in doubt too.
            if error[g, 0] != 0 and not abs(work[k, 2]) > bound:
                counts[g] = -1
        if counts[g] == 0:
            counts[g] = _zeros(work, count, rows[g], index[g])
