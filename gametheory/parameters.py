"""Parameters of models: domain, default, meaning, unit and sources."""

from __future__ import annotations

import math
from fractions import Fraction
from numbers import Rational
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.algebra import Condition, Number, all_of, reading
from gametheory.errors import InvalidInput
from gametheory.exact.decimal_fractions import UNDEFINED
from gametheory.exact.decimals import exact


@attrs.frozen
class Interval:
    """Domain of a parameter: an interval of the real line, open or closed at each end.

    With ``whole`` only its whole numbers belong to it: the domain of a count.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = True
    high_open: bool = True
    whole: bool = False

    def contains(self, x: Number) -> Condition:
        """Whether ``x`` lies inside, in whichever reading ``x`` is.

        Ends are compared as fractions; only floats meet the float nearest to an end, so that 0.1
        is in an interval that ends at one tenth. On terms of a proof the condition is the interval
        alone: that a count is whole is the prover's to add (:mod:`gametheory.proof`).
        """
        low, high = (_beside(end, x) for end in (self.low, self.high))
        conditions = []
        if low is not None:
            conditions.append(x > low if self.low_open else x >= low)
        if high is not None:
            conditions.append(x < high if self.high_open else x <= high)
        if self.whole and reading(x) in ("scalar", "array"):
            conditions.append(_is_whole(x))
        return all_of(*conditions)

    def sample(self, rng: np.random.Generator, size: int) -> npt.NDArray[np.float64]:
        """Random members, most of moderate size, some on simple fractions and closed ends."""
        low, high = self.low, self.high
        if low is not None and high is not None:
            x = float(low) + float(high - low) * rng.random(size)
            step = float(high - low) / 8
            coarse = float(low) + step * rng.integers(1, 8, size)
        else:
            spread = np.exp(rng.normal(0.0, 1.0, size))
            sign = rng.choice([-1.0, 1.0], size) if low is None and high is None else 1.0
            coarse_size = rng.integers(1, 13, size) / 4.0
            if low is None and high is not None:
                x, coarse = float(high) - spread, float(high) - coarse_size
            else:
                base = 0.0 if low is None else float(low)
                x, coarse = base + sign * spread, base + sign * coarse_size
        x = np.where(rng.random(size) < 0.15, coarse, x)
        for end, is_open in ((low, self.low_open), (high, self.high_open)):
            if end is not None and not is_open:
                x = np.where(rng.random(size) < 0.05, float(end), x)
        return np.asarray(self._whole_members(x) if self.whole else x, dtype=np.float64)

    def _whole_members(self, x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Whole numbers of the interval near ``x``."""
        least, most = self.whole_ends()
        return np.clip(np.rint(x), least, most)

    def whole_ends(self) -> tuple[float, float]:
        """The least and the greatest whole number of the interval, infinite where there is none."""
        low, high = -math.inf, math.inf
        if self.low is not None:
            above = math.floor(self.low) + 1
            low = above if self.low_open or self.low.denominator > 1 else int(self.low)
        if self.high is not None:
            below = math.ceil(self.high) - 1
            high = below if self.high_open or self.high.denominator > 1 else int(self.high)
        return low, high

    def __str__(self) -> str:
        kind = "whole numbers" if self.whole else "real"
        if self.low is None and self.high is None:
            return kind
        left = "(-inf" if self.low is None else f"{'(' if self.low_open else '['}{self.low}"
        right = "inf)" if self.high is None else f"{self.high}{')' if self.high_open else ']'}"
        return f"{left}, {right}" + (f" ({kind})" if self.whole else "")


def _beside(end: Fraction | None, x: Number) -> Any:
    """An end of an interval as a number that compares with ``x`` as it should."""
    if end is None or end.denominator == 1:
        return None if end is None else int(end)
    plain = isinstance(x, float) or (isinstance(x, np.ndarray) and x.dtype.kind == "f")
    return float(end) if plain else end


def _is_whole(x: Number) -> Condition:
    if x is UNDEFINED:
        return x
    if isinstance(x, np.ndarray):
        if x.dtype.kind != "O":
            return np.isfinite(x) & np.equal(x, np.rint(x))
        return np.array([v == round(v) for v in x.flat], dtype=bool).reshape(x.shape)
    if isinstance(x, Rational):
        return x.denominator == 1
    return x == math.floor(x) if math.isfinite(x) else False


def interval(
    low: Any = None,
    high: Any = None,
    *,
    low_open: bool = True,
    high_open: bool = True,
    whole: bool = False,
) -> Interval:
    """Interval from numbers, or decimals or ratios in text; ``None`` is an infinite end.

    Raises
    ------
    InvalidInput
        An end that is no exact number (``1 / 3`` is rounded; write ``"1/3"``), an empty interval.

    Examples
    --------
    >>> str(interval("1/3", 1, high_open=False))
    '(1/3, 1]'
    """
    ends = [None if end is None else exact(end, "interval") for end in (low, high)]
    least, most = ends
    made = Interval(least, most, low_open, high_open, whole)
    if least is not None and most is not None:
        inside = least < most or (least == most and not low_open and not high_open)
        first, last = made.whole_ends()
        if not inside or (whole and first > last):
            raise InvalidInput(f"interval: {made} has no member")
    return made


def count(low: Any = 0, high: Any = None) -> Interval:
    """The whole numbers from ``low`` to ``high``, both included: the domain of a count.

    Examples
    --------
    >>> count(2).contains(3), count(2).contains(2.5)
    (True, False)
    """
    return interval(low, high, low_open=False, high_open=high is None, whole=True)


REAL = interval()
POSITIVE = interval(0)
NONNEGATIVE = interval(0, low_open=False)
UNIT = interval(0, 1, low_open=False, high_open=False)
OPEN_UNIT = interval(0, 1)


@attrs.frozen
class Parameter:
    """One parameter of a model.

    Attributes
    ----------
    name, symbol : str
        Field name, and the letter of the cited literature (a SymPy symbol name).
    domain : Interval
    default : number
    meaning, unit : str
    sources : tuple of str
        Claim ids or author-year citations the parameter comes from.
    per : tuple of str
        Names of the indices that it is a vector or a matrix over; none for a single number.
    members : tuple of tuples of str
        Names of the members of each of those indices.
    positions : tuple of tuples of str
        How the code counts them: the members' names, or 0, 1, ... where only their number is given.
    diagonal : number, optional
        Of a square matrix: the constant on its diagonal, whose entries are then no parameters.
    """

    name: str
    domain: Interval
    default: Any
    meaning: str
    unit: str = ""
    symbol: str = ""
    sources: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    members: tuple[tuple[str, ...], ...] = ()
    positions: tuple[tuple[str, ...], ...] = ()
    diagonal: Any = None

    @property
    def shape(self) -> tuple[int, ...]:
        """How many members each index has; ``()`` for a single number."""
        return tuple(len(names) for names in self.members)

    @property
    def exact_default(self) -> Fraction:
        """The default as a fraction; a float is the decimal that it is printed as."""
        value = self.default
        return Fraction(repr(float(value))) if isinstance(value, float) else exact(value, self.name)

    def check(self, value: Any, where: str) -> None:
        """Refuse values outside the domain, NaN, infinities, text.

        Raises
        ------
        InvalidInput
            Naming the parameter, the value, its position and the domain.
        """
        kind = reading(value)
        if kind in ("term", "symbolic"):
            return
        try:
            array = np.asarray(value)
        except ValueError:
            raise InvalidInput(f"{where}: {self.name} is a ragged list") from None
        if array.dtype.kind == "O":
            _refuse_foreign_objects(array, self.name, where)
        elif array.dtype.kind not in "fiu":
            raise InvalidInput(
                f"{where}: {self.name} = {value!r} is not a number; expected a number in "
                f"{self.domain} ({self.meaning})"
            )
        finite = np.isfinite(array) if array.dtype.kind == "f" else np.ones(array.shape, bool)
        inside = finite & np.asarray(self.domain.contains(array), dtype=bool)
        if inside.all():
            return
        place = tuple(int(k) for k in np.argwhere(~inside)[0])
        at = f"[{', '.join(map(str, place))}]" if place else ""
        raise InvalidInput(
            f"{where}: {self.name}{at} = {array[place]} is outside its domain {self.domain} "
            f"({self.meaning})"
        )


def _refuse_foreign_objects(array: npt.NDArray[Any], name: str, where: str) -> None:
    import numbers

    for value in array.flat:
        if not isinstance(value, numbers.Real) or isinstance(value, bool):
            raise InvalidInput(f"{where}: {name} holds {value!r}, which is not a number")
