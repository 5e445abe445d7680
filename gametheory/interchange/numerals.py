"""Numbers as text: read exactly, written so that they read back to the same value."""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction
from typing import Any, Literal

from gametheory.errors import InvalidInput

FloatStyle = Literal["shortest", "rational"]

MAX_DIGITS = 4000
"""Longest numerator, denominator or power of ten that is read or written."""

EXPECTED = "an integer, a decimal or a ratio of integers such as -3, 0.25, 1.5e-3 or 1/3"

_NUMBER = re.compile(
    r"""(?P<sign>[+-]?)(?:
        (?P<numerator>[0-9]+)/(?P<denominator>[0-9]+)
        | (?P<whole>[0-9]+)(?:\.(?P<part>[0-9]*))?(?:[eE](?P<power>[+-]?[0-9]+))?
        | \.(?P<only>[0-9]+)(?:[eE](?P<only_power>[+-]?[0-9]+))?
    )""",
    re.VERBOSE,
)


def read_number(text: str, exact: bool = True) -> int | Fraction | float:
    """Value of an integer, a decimal (with or without exponent) or a ratio ``a/b``.

    A decimal is a decimal fraction: ``0.1`` is exactly 1/10. With ``exact=False`` the exact value
    is rounded once to the nearest double.

    Raises
    ------
    ValueError
        The text is no such number, divides by zero, has more than 4,000 digits, or (with
        ``exact=False``) is too large for a double. The message has no place in it; readers add it.

    Examples
    --------
    >>> read_number("0.1"), read_number("-3"), read_number("1/3"), read_number("1/3", exact=False)
    (Fraction(1, 10), -3, Fraction(1, 3), 0.3333333333333333)
    """
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} characters; at most {MAX_DIGITS} are read")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"expected {EXPECTED}; found {short(text)}{_hint(text)}")
    if match["denominator"] is not None:
        numerator, denominator = int(match["numerator"]), int(match["denominator"])
        if denominator == 0:
            raise ValueError(f"{short(text)} divides by zero; expected {EXPECTED}")
    else:
        whole, part = match["whole"] or "0", match["part"] or match["only"] or ""
        power = int(match["power"] or match["only_power"] or 0)
        if abs(power) > MAX_DIGITS:
            raise ValueError(f"{short(text)} has an exponent beyond {MAX_DIGITS}")
        if not exact:
            return _finite(float(text), text)  # Python rounds decimals correctly
        shift = power - len(part)
        numerator = int(whole + part) * 10 ** max(shift, 0)
        denominator = 10 ** max(-shift, 0)
    if match["sign"] == "-":
        numerator = -numerator
    if not exact:
        try:
            return numerator / denominator  # integers are divided with one rounding
        except OverflowError:
            return _finite(math.inf, text)
    if numerator % denominator == 0:
        return numerator // denominator
    return Fraction(numerator, denominator)


def is_number(text: str) -> bool:
    """Whether :func:`read_number` reads the text exactly."""
    try:
        read_number(text)
    except ValueError:
        return False
    return True


def _finite(value: float, text: str) -> float:
    if math.isinf(value):
        raise ValueError(f"{short(text)} is too large for a double; read it exactly")
    return value


def write_number(value: Any, floats: FloatStyle = "shortest", where: str = "write_number") -> str:
    """Text of a payoff: ``3``, ``1/3``, or for a double its shortest decimal.

    The shortest decimal reads back to the same double with ``exact=False``; read exactly it is the
    decimal fraction. ``floats="rational"`` writes the ratio of integers that the double stores.

    Examples
    --------
    >>> write_number(0.1), write_number(0.5, floats="rational")
    ('0.1', '1/2')
    """
    if type(value) is int and -(10**18) < value < 10**18:
        return str(value)
    if isinstance(value, float):
        if floats == "shortest":
            # Gambit reads 1e16 but not 1e+16.
            text = repr(float(value)).replace("e+", "e")
            return text[:-2] if text.endswith(".0") and text != "-0.0" else text
        value = Fraction(float(value))
    ratio = Fraction(value)
    if max(ratio.numerator.bit_length(), ratio.denominator.bit_length()) > 3.3 * MAX_DIGITS - 8:
        raise InvalidInput(f"{where}: a payoff has more than {MAX_DIGITS} digits; round it first")
    text = str(ratio)
    if len(text) > MAX_DIGITS:
        raise InvalidInput(f"{where}: a ratio of {len(text)} digits; round it first")
    return text


def _hint(text: str) -> str:
    """What is odd about a text that nearly is a number."""
    strange = next((c for c in text if not c.isascii()), None)
    if strange is not None:
        return f", where {strange!r} is {unicodedata.name(strange, f'U+{ord(strange):04X}')}"
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
        return ", with commas between thousands: leave them out"
    if re.fullmatch(r"[+-]?[0-9]*,[0-9]+", text):
        return ", with a decimal comma: write a point"
    return ""


def short(text: str) -> str:
    """The text in quotes for an error, long ones cut."""
    return repr(text if len(text) <= 40 else text[:37] + "...")
