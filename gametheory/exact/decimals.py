"""Numbers of formulas read exactly: a float is the decimal it is written as, or it is refused.

``0.1`` in a formula means one tenth. But Python computes ``1 / 3`` and ``0.1 + 0.2`` before anyone
can look, and what is left is a binary number that nobody wrote. Such a float has sixteen or
seventeen digits; it is refused by name.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from gametheory.errors import InvalidInput

_MOST_DIGITS = 12  # significant digits of a float that somebody may have written
_LARGEST = 2.0**53  # beyond it floats are no longer every whole number


def exact(value: Any, where: str = "") -> Fraction:
    """A ``Fraction`` from an integer, fraction, decimal or ratio in text, or a short decimal float.

    Parameters
    ----------
    value : int, Fraction, str, Decimal, float, or NumPy scalar
        Text may be ``"2/3"`` or ``"0.25"``.
    where : str, optional
        What the number is for, to begin an error with.

    Raises
    ------
    InvalidInput
        NaN, infinities, Booleans, text that is no number; floats that are no short decimal, such
        as ``1 / 3`` or ``0.1 + 0.2``: the rounding has already happened.

    Examples
    --------
    >>> exact(0.1), exact("2/3")
    (Fraction(1, 10), Fraction(2, 3))
    """
    at = f"{where}: " if where else ""
    if isinstance(value, bool | np.bool_):
        raise InvalidInput(f"{at}{value!r} is a truth value and no number; give a number")
    if isinstance(value, Rational):  # integers too, and those of NumPy and SymPy
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, str | Decimal):
        try:
            return Fraction(value)
        except (ValueError, OverflowError, ZeroDivisionError):
            raise InvalidInput(
                f"{at}{value!r} is no finite number; give 3, '0.25' or '2/3'"
            ) from None
    if isinstance(value, float | np.floating):
        return _of_float(value, at)
    raise InvalidInput(
        f"{at}{value!r} ({type(value).__name__}) is no number that can be read exactly; give an "
        "integer, a Fraction, a decimal such as 0.25, or text such as '2/3'"
    )


def _of_float(value: Any, at: str) -> Fraction:
    number = float(value)
    if not math.isfinite(number):
        raise InvalidInput(f"{at}{number} is no number of a formula; give a finite number")
    if number != value:  # a long double that a double cannot hold
        raise InvalidInput(f"{at}{value!r} has more digits than a float; give a Fraction")
    text = repr(number)
    decimal = Fraction(text)
    digits = len(Decimal(text).as_tuple().digits)
    if abs(number) <= _LARGEST and (digits <= _MOST_DIGITS or decimal == Fraction(number)):
        return decimal
    raise InvalidInput(
        f"{at}the float {text} is no short decimal, so it was rounded before it was seen (as 1 / 3 "
        "or 0.1 + 0.2 is); write Fraction(1, 3), a ratio of integers with a parameter in it such "
        "as x / 3, or a whole number such as 10**20"
    )
