"""What a player can win or lose by her own choice: payoffs less all that depends on others alone.

No concept of equilibrium changes when a function of the other players' actions is added to a
player's payoffs. Solvers that round take this part away first, exactly, so that what they round
and what they judge tolerances by is the size of incentives and not that of payoffs.
"""

from __future__ import annotations

from fractions import Fraction
from math import frexp
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# Differences of larger doubles may overflow.
_HUGE = 2.0**1000
_HALVED = 64


def own_gaps(payoffs: Array, players: int) -> tuple[Array, npt.NDArray[np.int64]]:
    r"""Each payoff less the best one that the player had against the same actions of others.

    :math:`u_i(a_i, a_{-i}) - \max_b u_i(b, a_{-i}) \le 0`.

    Parameters
    ----------
    payoffs : (G, N, m_1, ..., m_N) float64, int64 or object (Fraction) array
    players : int
        ``N``.

    Returns
    -------
    gaps : array of the same shape
        Exact for integers (``int64``, or ``object`` where that is too short) and fractions; floats
        are rounded once, with a zero exactly where the payoff ties with the best one.
    halved : (G, N) int64
        How often a player's floats were halved because their differences could overflow, 0 or 64.
        Only hers are: small payoffs of other players and of other games would lose digits.
    """
    values, halved = payoffs, np.zeros(payoffs.shape[:2], dtype=np.int64)
    if values.dtype == np.int64 and values.size:
        widest = int(values.max()) - int(values.min())
        if widest > np.iinfo(np.int64).max:
            values = values.astype(object)
    elif values.dtype == np.float64 and values.size and np.abs(values).max() > _HUGE:
        axes = tuple(range(2, values.ndim))
        huge = np.abs(values).max(axis=axes, keepdims=True) > _HUGE
        values = np.where(huge, values * 2.0**-_HALVED, values)
        halved[huge.reshape(halved.shape)] = _HALVED
    out = np.empty_like(values)
    for i in range(players):
        own = values[:, i]
        out[:, i] = own - own.max(axis=i + 1, keepdims=True)
    return out, halved


def to_unit_size(gaps: Array) -> npt.NDArray[np.float64]:
    """Doubles of moderate size: each player's numbers ``(G, N, ...)`` times a power of two.

    Rounded once where exact numbers are longer than a double, and never otherwise. The largest
    becomes 1/2 at least and less than 1, whatever the type of the numbers: one game's may have made
    it wider for all.
    """
    if gaps.dtype == object:
        return _exact_to_unit_size(gaps)
    floats = gaps.astype(np.float64)
    axes = tuple(range(2, floats.ndim))
    largest = np.abs(floats).max(axis=axes, keepdims=True, initial=0.0)
    return np.ascontiguousarray(np.ldexp(floats, -np.frexp(largest)[1]))


def _exact_to_unit_size(gaps: Array) -> npt.NDArray[np.float64]:
    out = np.zeros(gaps.shape)
    for place in np.ndindex(*gaps.shape[:2]):
        block = [Fraction(v) for v in gaps[place].ravel().tolist()]
        largest = max(map(abs, block))
        power = largest.numerator.bit_length() - largest.denominator.bit_length()
        power += frexp(largest * Fraction(2) ** -power)[1]  # of the rounded number
        scale = Fraction(2) ** -power
        out[place] = np.array([float(v * scale) for v in block]).reshape(gaps.shape[2:])
    return out
