"""Payoffs as given, brought to what the kernels work on; everything else is refused by name."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, TooLarge
from gametheory.exact.whole import integers_of_floats, over_common_denominator

LARGEST_PAIRS = 2_800_000  # C(24, 12) = 2,704,156: 12 x 12
MOST_ACTIONS = 60
_EXACT_IN_DOUBLE = 2**53


@attrs.frozen(eq=False)
class Batch:
    """Games as the kernels want them.

    Attributes
    ----------
    values : (G, 2, m, n) float64 or int64
    screened : (G, 2, m, n) float64, the same numbers
    outside : (G,) bool or None
        Games with a number that ``screened`` cannot hold exactly.
    wide : (G, 2, m, n) object or None
        Python integers, where int64 cannot hold all of them.
    units : (G, 2) object or None
        Payoffs are ``values * units``, where rationals had a common denominator taken out.
    """

    values: npt.NDArray[Any]
    screened: npt.NDArray[np.float64]
    outside: npt.NDArray[np.bool_] | None = None
    wide: npt.NDArray[np.object_] | None = None
    units: npt.NDArray[np.object_] | None = None

    @property
    def is_float(self) -> bool:
        """Whether payoffs were given as floats."""
        return bool(self.values.dtype == np.float64)

    def integers(self, g: int) -> tuple[Any, Any, tuple[Fraction, Fraction]]:
        """Game ``g`` in Python integers, and the units to multiply payoffs by."""
        if self.is_float:
            a, unit_a = integers_of_floats(self.values[g, 0])
            b, unit_b = integers_of_floats(self.values[g, 1])
            return a, b, (unit_a, unit_b)
        source = self.values if self.wide is None else self.wide
        a, b = source[g, 0].astype(object), source[g, 1].astype(object)
        if self.units is None:
            return a, b, (Fraction(1), Fraction(1))
        return a, b, (self.units[g, 0], self.units[g, 1])


def read_payoffs(payoffs: Any) -> Batch:
    """Check and convert; see `enumerate_equilibria` for what is accepted."""
    raw = np.asarray(payoffs)
    if raw.ndim != 4 or raw.shape[1] != 2:
        raise InvalidInput(
            f"enumerate_equilibria: payoffs of shape {raw.shape}; accepted: (G, 2, m, n), the "
            "payoffs of two players with m and n actions"
        )
    m, n = raw.shape[2:]
    if m < 1 or n < 1:
        raise InvalidInput(
            f"enumerate_equilibria: player {1 if m < 1 else 2} has no action (shape {raw.shape})"
        )
    if max(m, n) > MOST_ACTIONS or comb(m + n, m) > LARGEST_PAIRS:
        raise TooLarge(
            f"enumerate_equilibria: {m} x {n} actions; all equilibria are listed for games with "
            f"at most {MOST_ACTIONS} actions a player and C(m + n, m) <= {LARGEST_PAIRS:,} "
            "(12 x 12). For larger games ask for one equilibrium"
        )
    if raw.dtype.kind == "f" and raw.dtype.itemsize <= 8:
        values = np.ascontiguousarray(raw, dtype=np.float64)
        return Batch(values, values)
    if raw.dtype.kind in "iub" and raw.dtype != np.uint64:
        return _of_integers(np.ascontiguousarray(raw, dtype=np.int64))
    if raw.dtype.kind in "Ou":
        return _of_objects(raw)
    raise InvalidInput(
        f"enumerate_equilibria: payoffs of type {raw.dtype}; accepted: float64, integers, "
        "or objects that are rational numbers"
    )


def _of_integers(values: npt.NDArray[np.int64]) -> Batch:
    limit = _EXACT_IN_DOUBLE
    outside: npt.NDArray[np.bool_] | None = None
    if values.size and (values.max() > limit or values.min() < -limit):
        outside = np.any((values > limit) | (values < -limit), axis=(1, 2, 3)).reshape(-1)
    return Batch(values, values.astype(np.float64), outside)


def _of_objects(raw: npt.NDArray[Any]) -> Batch:
    games = raw.shape[0]
    integers = np.empty(raw.shape, dtype=object)
    units = np.empty((games, 2), dtype=object)
    for g in range(games):
        for player in range(2):
            try:
                integers[g, player], denominator = over_common_denominator(raw[g, player])
                units[g, player] = Fraction(1, denominator)
            except (TypeError, ValueError, OverflowError) as problem:
                raise InvalidInput(
                    f"enumerate_equilibria: payoffs of player {player + 1} in game {g} are not "
                    f"all rational numbers ({problem}); accepted: int, Fraction, SymPy rationals"
                ) from problem
    small = np.asarray(abs(integers) <= _EXACT_IN_DOUBLE, dtype=np.bool_)
    outside = np.asarray(~small.all(axis=(1, 2, 3)), dtype=np.bool_).reshape(-1)
    fits = np.where(small, integers, 0).astype(np.int64)
    some_outside = bool(outside.any())
    return Batch(
        fits,
        fits.astype(np.float64),
        outside if some_outside else None,
        integers if some_outside else None,
        None if all(u == 1 for u in units.ravel()) else units,
    )


def refuse_not_finite(values: npt.NDArray[Any], games: npt.NDArray[np.int64]) -> None:
    """Raise if one of ``games`` has a payoff that is not finite, naming the first."""
    where = ~np.isfinite(values[games])
    if not where.any():
        return
    position, player, row, col = (int(i) for i in np.argwhere(where)[0])
    g = int(games[position])
    raise InvalidInput(
        f"enumerate_equilibria: payoff of player {player + 1} in game {g} at actions "
        f"({row}, {col}) is {float(values[g, player, row, col])!r}; finite numbers are accepted"
    )
