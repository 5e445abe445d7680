"""Exact numbers as whole ones over a common denominator."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.object_]


def over_common_denominator(values: npt.NDArray[Any] | Sequence[Any]) -> tuple[Integers, int]:
    """Python integers ``k`` and their least common denominator ``d``: the values are ``k / d``.

    Floats count as the binary numbers they store.
    """
    given = np.asarray(values, dtype=object)
    flat = [Fraction(v) for v in given.ravel().tolist()]
    common = lcm(*(v.denominator for v in flat))
    out = np.empty(len(flat), dtype=object)
    out[:] = [v.numerator * (common // v.denominator) for v in flat]
    return out.reshape(given.shape), common


def from_least(values: npt.NDArray[Any], least: int = 0) -> Integers:
    """The values times their common denominator, shifted so that the smallest is ``least``.

    Best replies to payoffs do not change by it.
    """
    whole, _ = over_common_denominator(values)
    return np.asarray(whole - (min(whole.ravel().tolist()) - least))


def integers_of_floats(matrix: npt.NDArray[np.float64]) -> tuple[Integers, Fraction]:
    """Integers ``k`` and a power of two ``unit`` with ``matrix == k * unit``, exactly."""
    mantissa, exponent = np.frexp(matrix)
    whole = (mantissa * 2.0**53).astype(np.int64)
    power = exponent.astype(np.int64) - 53
    used = whole != 0
    lowest = int(power[used].min()) if used.any() else 0
    out = np.empty(matrix.shape, dtype=object)
    out.ravel()[:] = [
        int(w) << (int(p) - lowest) if w else 0
        for w, p in zip(whole.ravel().tolist(), power.ravel().tolist(), strict=True)
    ]
    return out, Fraction(2) ** lowest
