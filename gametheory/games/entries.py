"""What nested lists of payoffs hold, looked at before NumPy makes one kind of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput


@attrs.frozen
class Kinds:
    """Which kinds of entries occur in nested sequences of numbers and arrays.

    NumPy turns ``[True, 2]`` into integers, unsigned beside signed integers into floats, and reads
    through masks; none of that is seen any more in the array that comes out.

    Attributes
    ----------
    boolean, masked, floating, other : bool
        Whether there are truth values; masked arrays; floats; anything that is neither a float nor
        an integer.
    """

    boolean: bool
    masked: bool
    floating: bool
    other: bool


def kinds_of(values: list[Any] | tuple[Any, ...]) -> Kinds:
    """The kinds of entries of nested lists, tuples and arrays, each level read once."""
    types: set[type] = set()
    dtypes: set[np.dtype[Any]] = set()
    masked = False
    level: list[Any] = list(values)
    # A whole level at a time; NumPy refuses what is deeper, a list in itself too.
    for _ in range(_MOST_AXES):
        found = set(map(type, level))
        types |= found
        if not found - _LEAVES:
            break
        if not found <= _SEQUENCES:
            arrays = [entry for entry in level if isinstance(entry, np.ndarray)]
            dtypes.update(a.dtype for a in arrays)
            masked = masked or any(isinstance(a, np.ma.MaskedArray) for a in arrays)
            types.update(type(v) for a in arrays if a.dtype == object for v in a.flat)
            level = [entry for entry in level if isinstance(entry, list | tuple)]
        level = list(chain.from_iterable(level))
    leaves = [t for t in types if not issubclass(t, list | tuple | np.ndarray)]
    letters = {d.kind for d in dtypes}
    return Kinds(
        boolean="b" in letters or any(issubclass(t, bool | np.bool_) for t in leaves),
        masked=masked,
        floating="f" in letters or any(issubclass(t, float | np.floating) for t in leaves),
        other=bool(letters - set("biuf")) or not all(issubclass(t, _REAL) for t in leaves),
    )


_LEAVES = frozenset({int, float})
_SEQUENCES = frozenset({list, tuple})
_MOST_AXES = 64
_REAL = (bool, np.bool_, int, np.integer, float, np.floating)


def entries_with_places(values: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Every entry of nested sequences and arrays with its index; masked ones are ``np.ma.masked``.

    Slow, for errors that name a place.
    """
    if isinstance(values, np.ndarray) and not values.shape:
        yield (), values[()]
    elif isinstance(values, np.ndarray | list | tuple):
        for k, entry in enumerate(values):
            for place, leaf in entries_with_places(entry):
                yield (k, *place), leaf
    else:
        yield (), values


def refuse_masked(values: Any, where: str, noun: str = "payoff") -> None:
    """Refuse hidden entries, of which nobody knows what they should be."""
    for place, entry in entries_with_places(values):
        if entry is np.ma.masked:
            raise InvalidInput(
                f"{where}: {noun} at index {place} is masked; give every {noun} a value"
            )


def refuse_boolean(values: Any, where: str, accepted: str, noun: str = "payoff") -> None:
    """Refuse truth values, which are more often a slip than a payoff."""
    for place, entry in entries_with_places(values):
        if isinstance(entry, bool | np.bool_):
            raise InvalidInput(
                f"{where}: {noun} at index {place} is {bool(entry)}, a truth value; give {accepted}"
            )


def narrowed(array: npt.NDArray[Any], where: str, noun: str = "payoff") -> npt.NDArray[np.float64]:
    """Floats of another width as doubles, if no digit is lost."""
    with np.errstate(over="ignore"):  # what overflows differs from the original, or is refused
        doubles = array.astype(np.float64)
    if array.dtype.itemsize <= 8:
        return doubles
    lost = np.argwhere((doubles != array) & np.isfinite(array))
    if len(lost):
        place = tuple(int(k) for k in lost[0])
        raise InvalidInput(
            f"{where}: {noun} at index {place} is {array[place]!r}, which is no double; "
            "round it with .astype(float), or give fractions.Fraction"
        )
    return doubles


def double_of_symbol(value: Any) -> float | None:
    """A SymPy float that a double holds; ``None`` for one with more digits."""
    import sympy  # is loaded already where such a value comes from

    binary = sympy.Rational(value)
    try:
        double = float(value)
    except OverflowError:
        return None
    return double if Fraction(int(binary.p), int(binary.q)) == Fraction(double) else None
