"""Distributions of a player's type, on which games of cutoffs rest."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput
from gametheory.games.payoffs import as_floats, as_payoff_array
from gametheory.games.read_only import ReadOnlyArrays

Array = npt.NDArray[Any]
Family = Literal["piecewise linear", "beta", "normal"]

_WHERE = "TypeDistribution"
_ONE = Fraction(1)  # makes fractions of integers, whose quotients NumPy would round


@attrs.frozen(eq=False, repr=False)
class TypeDistribution(ReadOnlyArrays):
    r"""How a type is distributed: piecewise linearly, Beta or normal; leading axes are batches.

    Made by :meth:`uniform`, :meth:`piecewise_linear`, :meth:`beta` and :meth:`normal`.

    Attributes
    ----------
    family : {"piecewise linear", "beta", "normal"}
    numbers : tuple of arrays
        Piecewise linear: types and cumulative probabilities, both (\*B, K). Beta: the two shapes,
        low and high, each (\*B, 1). Normal: mean and standard deviation, each (\*B, 1).

    Examples
    --------
    >>> import gametheory as gt
    >>> from fractions import Fraction
    >>> costs = gt.TypeDistribution.uniform(Fraction(3, 10), Fraction(3, 2))
    >>> print(costs.cumulative_at(Fraction(1, 2)))
    1/6
    """

    family: Family
    numbers: tuple[Array, ...]

    @classmethod
    def uniform(cls, low: npt.ArrayLike, high: npt.ArrayLike) -> TypeDistribution:
        r"""Uniform between ``low`` and ``high``, both (\*B).

        Raises
        ------
        InvalidInput
            ``low`` is not below ``high``.
        """
        where = f"{_WHERE}.uniform"
        ends = _together(where, low=low, high=high)
        _require(ends[0] < ends[1], ends, where, "low is {0} and high {1}; low must be below high")
        types = np.stack(ends, axis=-1)
        return cls("piecewise linear", _sealed(types, _zero_one(types)))

    @classmethod
    def piecewise_linear(cls, types: npt.ArrayLike, cumulative: npt.ArrayLike) -> TypeDistribution:
        r"""A cumulative distribution that is linear between knots.

        Parameters
        ----------
        types : array_like, shape (\*B, K)
            Strictly rising, at least two.
        cumulative : array_like, shape (\*B, K)
            Probability of a type up to there: from 0 to 1, never falling.

        Raises
        ------
        InvalidInput
            Types that do not rise, cumulative probabilities that fall or do not go from 0 to 1.
        """
        where = f"{_WHERE}.piecewise_linear"
        x, f = _together(where, types=types, cumulative=cumulative)
        if x.ndim == 0 or x.shape[-1] < 2:
            raise InvalidInput(f"{where}: types have shape {x.shape}; give at least two knots")
        _require(
            x[..., 1:] > x[..., :-1],
            (x[..., :-1], x[..., 1:]),
            where,
            "types go from {0} to {1}; they must rise",
        )
        _require(
            f[..., 1:] >= f[..., :-1],
            (f[..., :-1], f[..., 1:]),
            where,
            "cumulative goes from {0} to {1}; it must not fall",
        )
        ends = f[..., 0], f[..., -1]
        right = (ends[0] == 0) & (ends[1] == 1)
        _require(right, ends, where, "cumulative goes from {0} to {1}; it must go from 0 to 1")
        return cls("piecewise linear", _sealed(x, f))

    @classmethod
    def beta(
        cls,
        first: npt.ArrayLike,
        second: npt.ArrayLike,
        low: npt.ArrayLike = 0,
        high: npt.ArrayLike = 1,
    ) -> TypeDistribution:
        r"""Beta with shapes ``first`` and ``second`` on [low, high], all (\*B), in floats.

        Raises
        ------
        InvalidInput
            Shapes that are not positive, ``low`` that is not below ``high``.
        """
        where = f"{_WHERE}.beta"
        a, b, x, y = _together(where, floats=True, first=first, second=second, low=low, high=high)
        _require((a > 0) & (b > 0), (a, b), where, "shapes are {0} and {1}; they must be positive")
        _require(x < y, (x, y), where, "low is {0} and high {1}; low must be below high")
        return cls("beta", _sealed(*(v[..., None] for v in (a, b, x, y))))

    @classmethod
    def normal(cls, mean: npt.ArrayLike, deviation: npt.ArrayLike) -> TypeDistribution:
        r"""Normal with mean and standard deviation, both (\*B), in floats.

        Raises
        ------
        InvalidInput
            A standard deviation that is not positive.
        """
        where = f"{_WHERE}.normal"
        m, s = _together(where, floats=True, mean=mean, deviation=deviation)
        _require(s > 0, (s,), where, "deviation is {0}; it must be positive")
        return cls("normal", _sealed(m[..., None], s[..., None]))

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes."""
        return self.numbers[0].shape[:-1]

    @property
    def is_exact(self) -> bool:
        """Whether all numbers are integers or fractions."""
        return all(v.dtype != np.float64 for v in self.numbers)

    @property
    def low(self) -> Array:
        r"""``(\*B)`` the lowest type."""
        return self._end(0)

    @property
    def high(self) -> Array:
        r"""``(\*B)`` the highest type."""
        return self._end(1)

    def _end(self, which: int) -> Array:
        if self.family == "normal":
            return np.full(self.batch_shape, (-np.inf, np.inf)[which])
        if self.family == "beta":
            return self.numbers[2 + which][..., 0]
        return self.numbers[0][..., -which]

    def cumulative_at(self, types: npt.ArrayLike) -> Array:
        r"""``(\*B)`` probability of a type up to each of ``types``, which broadcast with (\*B)."""
        x = as_payoff_array(types, f"{_WHERE}.cumulative_at: types")
        if self.family == "piecewise linear":
            knots, f = self.numbers
            exact = x.dtype != np.float64 and self.is_exact
            x, knots, f = (v.astype(object if exact else np.float64) for v in (x, knots, f))
            width = knots[..., 1:] - knots[..., :-1]
            passed = np.clip(x[..., None] - knots[..., :-1], 0 * width, width)
            if exact:
                passed = passed * _ONE
            return np.asarray((passed * (f[..., 1:] - f[..., :-1]) / width).sum(axis=-1))
        from scipy import special

        at = x.astype(np.float64)
        if self.family == "normal":
            mean, deviation = (v[..., 0] for v in self.numbers)
            return np.asarray(special.ndtr((at - mean) / deviation))
        first, second, low, high = (v[..., 0] for v in self.numbers)
        return np.asarray(special.betainc(first, second, np.clip((at - low) / (high - low), 0, 1)))

    def broadcast_to(self, shape: tuple[int, ...]) -> TypeDistribution:
        """The same distribution for each game of a batch of this shape."""
        spread = (np.broadcast_to(v, (*shape, v.shape[-1])) for v in self.numbers)
        return TypeDistribution(self.family, _sealed(*spread))

    def take(self, positions: npt.ArrayLike) -> TypeDistribution:
        """Those at ``positions`` of the flattened batch."""
        picked = np.asarray(positions, dtype=np.int64)
        flat = (v.reshape(-1, v.shape[-1])[picked] for v in self.numbers)
        return TypeDistribution(self.family, _sealed(*flat))

    def in_floats(self) -> TypeDistribution:
        """The same with numbers rounded to doubles."""
        where = f"{_WHERE}.in_floats"
        return TypeDistribution(self.family, _sealed(*(as_floats(v, where) for v in self.numbers)))

    def __repr__(self) -> str:
        batch = f", batch {self.batch_shape}" if self.batch_shape else ""
        return f"{_WHERE}({self.family}, {'exact' if self.is_exact else 'floats'}{batch})"


def _zero_one(types: Array) -> Array:
    ends = np.zeros(types.shape, dtype=np.float64 if types.dtype == np.float64 else np.int64)
    ends[..., 1] = 1
    return ends


def _together(where: str, *, floats: bool = False, **given: npt.ArrayLike) -> list[Array]:
    """Arrays of one shape, all floats if one is."""
    read = {name: as_payoff_array(values, f"{where}: {name}") for name, values in given.items()}
    try:
        arrays = list(np.broadcast_arrays(*read.values()))
    except (ValueError, RuntimeError):  # the latter beyond 32 axes
        shapes = ", ".join(f"{name} {v.shape}" for name, v in read.items())
        raise InvalidInput(
            f"{where}: {shapes} do not broadcast; give shapes that do, of at most 32 axes"
        ) from None
    if floats or any(v.dtype == np.float64 for v in arrays):
        return [as_floats(v, where) for v in arrays]
    return arrays


def _require(right: Array, values: Sequence[Array], where: str, problem: str) -> None:
    wrong = np.argwhere(~np.asarray(right, dtype=np.bool_))
    if len(wrong):
        place = tuple(int(k) for k in wrong[0])
        at = f" at index {place}" if place else ""
        raise InvalidInput(f"{where}{at}: {problem.format(*(v[place] for v in values))}")


def _sealed(*arrays: Array) -> tuple[Array, ...]:
    views = tuple(np.asarray(v).view() for v in arrays)
    for view in views:
        view.flags.writeable = False
    return views
