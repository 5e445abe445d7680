"""Payoffs of every action against the others' strategies, in doubles or in exact integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.incentives import own_gaps
from gametheory.exact.rationals import Rationals
from gametheory.exact.whole import over_common_denominator

Array = npt.NDArray[Any]

# Beyond this magnitude a weighted sum of doubles could overflow on the way to a finite result.
_HUGE = 2.0**1000


@attrs.frozen(eq=False)
class DeviationPayoffs:
    """Deviation payoffs of one chunk: numbers, each over the denominators of the others."""

    deviations: tuple[Array, ...]  # (T, m_i): U_i(a, s_{-i}), times scale and others' denominators
    strategies: tuple[Array, ...]  # (T, m_i) floats, or numerators over `denominators`
    denominators: tuple[Array, ...]  # (T,) each; ones for floats
    scale: tuple[Array, ...]  # (T,) each: the payoffs' common denominator, or floats' unit


def _deviations(payoffs: Array, strategies: Sequence[Array]) -> tuple[Array, ...]:
    """``(T, m_i)`` for every player, from payoffs ``(T, N, m_1, ..., m_N)``."""
    out = []
    for i in range(len(strategies)):
        values = payoffs[:, i]
        for j in range(len(strategies) - 1, -1, -1):
            if j == i:
                continue
            # Axis j + 1 carries player j until it is contracted; later ones are gone already,
            # but for player i's own, which stays last.
            axis = j + 1
            moved = np.moveaxis(values, axis, 0)
            weights = strategies[j].T.reshape(moved.shape[:2] + (1,) * (moved.ndim - 2))
            total = weights[0] * moved[0]
            for k in range(1, len(moved)):
                total = total + weights[k] * moved[k]
            values = total
        out.append(values)
    return tuple(out)


def float_rows(
    payoffs: Array,
    index: npt.NDArray[np.int64],
    strategies: list[Array | Rationals],
    *,
    gaps: bool = False,
) -> DeviationPayoffs:
    """Rows in double precision, each player's scaled where a sum could overflow on the way.

    With ``gaps``, payoffs are measured from the best own action against each profile of the
    others, which changes no comparison between a player's actions.
    """
    numbers = [
        s.to_float() if isinstance(s, Rationals) else s.astype(np.float64) for s in strategies
    ]
    picked, scale = payoffs[index], np.ones((len(index), len(strategies)))
    if gaps:
        picked, halved = own_gaps(picked, len(strategies))
        scale = np.ldexp(scale, halved)
    picked = picked.astype(np.float64)
    largest = np.abs(picked).max(axis=tuple(range(2, picked.ndim)), initial=0.0)
    if np.any(largest > _HUGE):  # a power of two, so that nothing is rounded
        down = np.where(largest > _HUGE, 2.0**-64, 1.0)
        picked, scale = picked * down.reshape(*down.shape, *(1,) * len(strategies)), scale / down
    ones = tuple(np.ones(len(index)) for _ in numbers)
    units = tuple(scale[:, i] for i in range(len(strategies)))
    return DeviationPayoffs(_deviations(picked, numbers), tuple(numbers), ones, units)


def exact_rows(
    payoffs: Array, index: npt.NDArray[np.int64], strategies: list[Array | Rationals]
) -> DeviationPayoffs:
    """Rows in integers over common denominators: int64 if proved to fit, else Python integers."""
    pairs = [_over_common_denominator(s) for s in strategies]
    games, place = np.unique(index, return_inverse=True)
    whole, game_scale = _integer_payoffs(payoffs[games])
    picked, scale = whole[place], game_scale[place]
    # |any intermediate| <= 2 max|u| prod_j (m_j max|n_j|), and denominators are below theirs.
    bound, below = 2 * max(1, _largest(picked)), max(1, _largest(scale))
    for numerator, denominator in pairs:
        bound *= max(1, numerator.shape[1] * _largest(numerator))
        below *= max(1, _largest(denominator))
    kind = np.int64 if max(bound, below) < 2**63 else object
    picked, scale = picked.astype(kind), scale.astype(kind)
    numerators = tuple(n.astype(kind) for n, _ in pairs)
    denominators = tuple(d.astype(kind) for _, d in pairs)
    scales = (scale,) * len(strategies)
    return DeviationPayoffs(_deviations(picked, numerators), numerators, denominators, scales)


def _largest(values: Array) -> int:
    return max(int(values.max()), -int(values.min())) if values.size else 0


def _over_common_denominator(strategy: Array | Rationals) -> tuple[Array, Array]:
    """Integer numerators ``(T, m)`` and one denominator ``(T,)`` a row."""
    if isinstance(strategy, Rationals):
        numerator, denominator = np.broadcast_arrays(strategy.numerator, strategy.denominator)
        if denominator.shape[1] == 1 or bool(np.all(denominator == denominator[:, :1])):
            return numerator, denominator[:, 0]
        strategy = strategy.to_fractions()
    if strategy.dtype.kind == "f":
        return _binary(strategy)
    if strategy.dtype != object:
        return strategy, np.ones(len(strategy), dtype=np.int64)
    return _common_denominator(strategy)


def _binary(strategy: npt.NDArray[np.float64]) -> tuple[Array, Array]:
    """Doubles as the whole multiples of powers of two that they are, one power a row."""
    mantissa, exponent = np.frexp(strategy)
    whole = np.ldexp(mantissa, 53).astype(np.int64).astype(object)
    exponent = np.where(mantissa == 0.0, 0, exponent.astype(np.int64) - 53)
    least = np.minimum(exponent.min(axis=1), 0)
    return whole << (exponent - least[:, None]).astype(object), 1 << (-least).astype(object)


def _integer_payoffs(payoffs: Array) -> tuple[Array, Array]:
    """Each game's payoffs times their common denominator; floats are exact binary numbers."""
    if payoffs.dtype.kind in "iu":
        return payoffs, np.ones(len(payoffs), dtype=np.int64)
    fractions = payoffs
    if payoffs.dtype.kind == "f":
        flat = np.empty(payoffs.size, dtype=object)
        flat[:] = [Fraction(v) for v in payoffs.ravel().tolist()]
        fractions = flat.reshape(payoffs.shape)
    numerator, denominator = _common_denominator(
        fractions.reshape(len(payoffs), int(np.prod(payoffs.shape[1:])))
    )
    return numerator.reshape(payoffs.shape), denominator


def _common_denominator(rows: Array) -> tuple[Array, Array]:
    numerator = np.empty(rows.shape, dtype=object)
    denominator = np.empty(len(rows), dtype=object)
    for t, row in enumerate(rows):
        numerator[t], denominator[t] = over_common_denominator(row)
    return numerator, denominator
