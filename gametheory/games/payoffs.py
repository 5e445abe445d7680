"""Reading payoffs: what users pass becomes a float64, int64 or Fraction array, or a named error."""

from __future__ import annotations

import math
import numbers
from fractions import Fraction
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, shown
from gametheory.games.entries import (
    double_of_symbol,
    kinds_of,
    narrowed,
    refuse_boolean,
    refuse_masked,
)
from gametheory.threads import share_out

# Payoffs for which a second thread pays.
_LEAST = 2_000_000

# Payoffs that are checked one by one faster than by NumPy.
_FEW = 100
_FLOATS, _INTEGERS = np.dtype(np.float64), np.dtype(np.int64)

ACCEPTED = "floats, integers, fractions.Fraction or SymPy rationals"


def as_payoff_array(values: Any, where: str) -> npt.NDArray[Any]:
    """Array of ``float64`` (floats), ``int64`` (integers) or ``object`` (``Fraction``).

    Integers beyond 64 bits and SymPy rationals become :class:`~fractions.Fraction`; one float
    among exact numbers makes the whole array floating, since its value is a binary number.
    A C-contiguous ``float64`` or ``int64`` array is not copied.

    Raises
    ------
    InvalidInput
        Ragged nesting, NaN or infinity, masked entries, complex numbers, text, booleans.
    """
    array = converted(
        values,
        where,
        "payoffs are ragged (rows of different lengths); "
        "give every action profile one payoff per player",
    )
    if array.dtype.kind == "f":
        if array.dtype != np.float64:
            array = narrowed(array, where)
        _refuse_not_finite(array, where)
        return array
    if array.dtype.kind in "iu":
        if array.dtype.kind == "u" and array.size and int(array.max()) > np.iinfo(np.int64).max:
            return _exact(array, where)
        return array if array.dtype == np.int64 else array.astype(np.int64)
    if array.dtype.kind == "O":
        return _exact(array, where)
    raise InvalidInput(f"{where}: payoffs of type {array.dtype} are not accepted; give {ACCEPTED}")


def is_ready(values: Any, axes: int) -> TypeGuard[npt.NDArray[Any]]:
    """Whether the values are a small array with so many axes that needs no reading.

    Not every such array is recognised; what is not, is read by :func:`as_payoff_array`.
    """
    return _has_form(values, axes) and _is_finite(values)


def ready_pair(first: Any, second: Any) -> npt.NDArray[Any] | None:
    """Two matrices in one new array, where both are ready and of one kind and size."""
    if not (_has_form(first, 2) and _has_form(second, 2)):
        return None
    if first.shape != second.shape or first.dtype is not second.dtype:
        return None
    both = np.empty((2, *first.shape), dtype=first.dtype)
    both[0], both[1] = first, second
    return both if _is_finite(both) else None


def _has_form(values: Any, axes: int) -> bool:
    if type(values) is not np.ndarray or values.ndim != axes or not 0 < values.size <= _FEW:
        return False
    return values.dtype is _FLOATS or values.dtype is _INTEGERS


def _is_finite(values: npt.NDArray[Any]) -> bool:
    # No warning where the sum overflows, unlike NumPy's.
    return values.dtype is _INTEGERS or math.isfinite(sum(values.ravel().tolist()))


def converted(values: Any, where: str, ragged: str, noun: str = "payoff") -> npt.NDArray[Any]:
    """An array of what was given, nothing lost: objects where NumPy would make floats of integers.

    Raises
    ------
    InvalidInput
        Masked entries or truth values in lists; in the words of ``ragged``, what is no array.
    """
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        refuse_masked(values, where, noun)
    kinds = None
    if isinstance(values, list | tuple):
        kinds = kinds_of(values)
        if kinds.masked:
            refuse_masked(values, where, noun)
        if kinds.boolean:
            refuse_boolean(values, where, ACCEPTED, noun)
    try:
        array = np.asarray(values)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"{where}: {ragged}") from error
    whole = kinds is not None and not kinds.floating and not kinds.other
    if whole and array.dtype.kind == "f" and array.size:
        # NumPy makes floats of integers of several types, and of those beyond 64 bits.
        array = np.array(values, dtype=object)
    return array


def _refuse_not_finite(array: npt.NDArray[np.float64], where: str) -> None:
    # One read decides the usual case; finite sums prove that every entry is finite.
    if array.size < _LEAST:  # one small game after another should not pay for threads
        with np.errstate(over="ignore", invalid="ignore"):
            if math.isfinite(array.sum()):
                return
    sums: list[float] = []

    def add_up(start: int, stop: int) -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            sums.append(float(flat[start:stop].sum()))

    flat = array.reshape(-1) if array.flags.c_contiguous else array
    share_out(add_up, len(flat), _LEAST, even=True)
    if np.isfinite(sums).all():
        return
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        place = tuple(int(k) for k in bad[0])
        raise InvalidInput(
            f"{where}: payoff at index {place} is {array[place]}; payoffs must be finite"
        )


def _exact(array: npt.NDArray[Any], where: str) -> npt.NDArray[Any]:
    out = np.empty(array.size, dtype=object)
    inexact = False
    for k, value in enumerate(array.flat):
        converted = exact_number(value)
        if converted is None:
            place = tuple(int(i) for i in np.unravel_index(k, array.shape))
            if isinstance(value, (list, tuple)):
                problem = "payoffs are ragged (rows of different lengths)"
            else:
                problem = f"payoff {shown(value)} at index {place} {why_not(value)}"
            raise InvalidInput(f"{where}: {problem}; give {ACCEPTED}")
        inexact = inexact or isinstance(converted, float)
        out[k] = converted
    if inexact:
        floats = as_floats(out.reshape(array.shape), where)
        _refuse_not_finite(floats, where)
        return floats
    return out.reshape(array.shape)


def as_floats(array: npt.NDArray[Any], where: str) -> npt.NDArray[np.float64]:
    """Exact payoffs that meet floats, rounded once; too large ones are refused."""
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise InvalidInput(
            f"{where}: a payoff among floats is too large for a double; give all exactly"
        ) from None


def exact_number(value: Any) -> Fraction | float | None:
    """A rational as :class:`~fractions.Fraction`, a finite double as itself, anything else None.

    Floats with more digits than a double are None too: rounding them is left to the user.
    """
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, numbers.Rational):  # int, Fraction, NumPy integers
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, float | np.floating):
        double = float(value)
        return double if math.isfinite(double) and double == value else None
    # SymPy numbers, without importing SymPy: rationals have integer p and q.
    if getattr(value, "is_Rational", False) and getattr(value, "is_finite", False):
        return Fraction(int(value.p), int(value.q))
    if getattr(value, "is_Float", False) and getattr(value, "is_finite", False):
        return double_of_symbol(value)
    return None


def why_not(value: Any) -> str:
    """What is wrong with a value that :func:`exact_number` does not take."""
    if isinstance(value, bool | np.bool_):
        return "is a truth value"
    finite = math.isfinite(value) if isinstance(value, float | np.floating) else None
    if finite or getattr(value, "is_Float", False):
        return "has more digits than a double, so that it would be rounded"
    if finite is None and isinstance(value, numbers.Number) and not isinstance(value, complex):
        return f"is a {type(value).__name__}"
    return "is not a finite real number"
