"""Parameters of models: domain, default, meaning, unit and sources."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.algebra import Condition, Number, all_of, reading
from gametheory.errors import InvalidInput


@attrs.frozen
class Interval:
    """Domain of a parameter: an interval of the real line, open or closed at each end."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = True
    high_open: bool = True

    def contains(self, x: Number) -> Condition:
        """Whether ``x`` lies inside, in whichever reading ``x`` is."""
        conditions = []
        # Plain integers read exactly on floats, fractions, symbols and z3 reals alike.
        if self.low is not None:
            conditions.append(x > _bound(self.low) if self.low_open else x >= _bound(self.low))
        if self.high is not None:
            conditions.append(x < _bound(self.high) if self.high_open else x <= _bound(self.high))
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
        return np.asarray(x, dtype=np.float64)

    def __str__(self) -> str:
        if self.low is None and self.high is None:
            return "real"
        left = "(-inf" if self.low is None else f"{'(' if self.low_open else '['}{self.low}"
        right = "inf)" if self.high is None else f"{self.high}{')' if self.high_open else ']'}"
        return f"{left}, {right}"


def _bound(value: Fraction) -> Any:
    return int(value) if value.denominator == 1 else float(value)


def interval(
    low: Any = None, high: Any = None, *, low_open: bool = True, high_open: bool = True
) -> Interval:
    """Interval from numbers or decimal strings; ``None`` is an infinite end."""

    def end(value: Any) -> Fraction | None:
        return None if value is None else Fraction(str(value))

    return Interval(end(low), end(high), low_open, high_open)


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
    """

    name: str
    domain: Interval
    default: Any
    meaning: str
    unit: str = ""
    symbol: str = ""
    sources: tuple[str, ...] = ()

    def check(self, value: Any, where: str) -> None:
        """Refuse values outside the domain, NaN, infinities, text.

        Raises
        ------
        InvalidInput
            Naming the parameter, the value, its position and the domain.
        """
        kind = reading(value)
        if kind in ("smt", "symbolic"):
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


def exact(value: Any) -> Fraction:
    """A ``Fraction`` from an integer, fraction, decimal string, or float read as its decimal.

    ``0.1`` means one tenth here: points written in model files and boundary points are decimals.
    """
    if isinstance(value, Fraction):
        return value
    return Fraction(str(value))
