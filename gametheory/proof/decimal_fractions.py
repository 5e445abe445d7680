"""Fractions that read a float literal as the decimal it is written as.

``101 * x / 100`` and ``1.01 * x`` then mean the same in an exact check, as they do to z3 and to
the reader; with plain fractions the second would silently become a binary float.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any


class DecimalFraction(Fraction):
    """A ``Fraction`` whose arithmetic and comparisons take floats as decimals and stay exact."""

    __slots__ = ()
    __hash__ = Fraction.__hash__


def _exactly(name: str) -> Callable[..., Any]:
    plain = getattr(Fraction, name)

    def method(self: Fraction, *others: Any) -> Any:
        exact = (Fraction(repr(o)) if isinstance(o, float) else o for o in others)
        result = plain(self, *exact)
        return DecimalFraction(result) if isinstance(result, Fraction) else result

    method.__name__ = name
    return method


_ARITHMETIC = ("add", "sub", "mul", "truediv", "pow")
_METHODS = [
    *(f"__{op}__" for op in _ARITHMETIC),
    *(f"__r{op}__" for op in _ARITHMETIC),
    *(f"__{op}__" for op in ("neg", "pos", "abs", "lt", "le", "gt", "ge", "eq")),
]
for _name in _METHODS:
    setattr(DecimalFraction, _name, _exactly(_name))
