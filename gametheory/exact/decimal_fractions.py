"""Fractions that read a float literal as the decimal it is written as, and know 1 / 0.

``101 * x / 100`` and ``1.01 * x`` then mean the same in an exact check, as they do to a prover and
to the reader; with plain fractions the second would silently become a binary float. A quotient by
zero is not an error but :data:`UNDEFINED`, which spreads through arithmetic and comparisons: a
condition that does not depend on it keeps its truth value.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from gametheory.exact.decimals import exact


class Undefined:
    """What a quotient by zero is, and all that is computed from it; there is one such value."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __ne__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise ZeroDivisionError("a condition on a quantity that is undefined (divided by zero)")

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


class DecimalFraction(Fraction):
    """A ``Fraction`` whose arithmetic and comparisons take floats as decimals and stay exact."""

    __slots__ = ()
    __hash__ = Fraction.__hash__
    __array_ufunc__ = None  # so that a NumPy scalar on the left leaves the work to this class

    def __ne__(self, other: object) -> Any:
        same: Any = self == other
        return same if same is UNDEFINED else not same


def _exactly(name: str) -> Callable[..., Any]:
    plain = getattr(Fraction, name)

    def method(self: Fraction, *others: Any) -> Any:
        read = []
        for other in others:
            if other is UNDEFINED:
                return UNDEFINED
            read.append(exact(other) if isinstance(other, float | np.generic) else other)
        # A power of a plain number would come back here: Python asks the subclass first.
        mine = Fraction(self) if name == "__rpow__" else self
        try:
            result = plain(mine, *read)
        except ZeroDivisionError:
            return UNDEFINED
        if name in _POWERS and isinstance(result, float | complex):
            return UNDEFINED  # a root that is no fraction
        return DecimalFraction(result) if type(result) is Fraction else result

    method.__name__ = name
    return method


_ARITHMETIC = ("add", "sub", "mul", "truediv", "pow")
_POWERS = ("__pow__", "__rpow__")
_METHODS = [
    *(f"__{op}__" for op in _ARITHMETIC),
    *(f"__r{op}__" for op in _ARITHMETIC),
    *(f"__{op}__" for op in ("neg", "pos", "abs", "lt", "le", "gt", "ge", "eq")),
]
for _name in _METHODS:
    setattr(DecimalFraction, _name, _exactly(_name))
    setattr(Undefined, _name, lambda self, *others: self)


def square_root(x: Any) -> Any:
    """The root of a fraction where it is a fraction; :data:`UNDEFINED` below zero and elsewhere."""
    import math

    if x is UNDEFINED or x < 0:
        return UNDEFINED
    top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
    if top * top == x.numerator and bottom * bottom == x.denominator:
        return DecimalFraction(top, bottom)
    return UNDEFINED
