"""Arguments looked at before any work: each is what it should be, or refused by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Set
from numbers import Rational
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, UnknownName, is_real, shown

Labels = tuple[str, ...]
_LONGEST_TIME = 1e9  # what provers count in milliseconds


def instance(value: Any, kind: type, where: str, advice: str = "") -> None:
    """Refuse a value of another type; ``advice`` says where to get one of the right type."""
    if not isinstance(value, kind):
        more = f"; {advice}" if advice else ""
        raise InvalidInput(
            f"{where}: expected {_article(kind.__name__)} {kind.__name__}, "
            f"got {type(value).__name__}{more}"
        )


def _article(name: str) -> str:
    return "an" if name[0] in "AEIOU" else "a"


def choice(value: Any, choices: Iterable[str], what: str, where: str) -> None:
    """Refuse what is not one of the names that an option may have."""
    known = tuple(choices)
    if not isinstance(value, str) or value not in known:
        raise UnknownName(what, value if isinstance(value, str) else shown(value), known, where)


def flag(value: Any, name: str, where: str) -> bool:
    """The truth value of a switch; numbers and texts are none."""
    if not isinstance(value, bool | np.bool_):
        raise InvalidInput(f"{where}: {name} is {shown(value)}; give True or False")
    return bool(value)


def text(value: Any, name: str, where: str) -> str:
    """A text, which nothing else is turned into."""
    if not isinstance(value, str):
        raise InvalidInput(f"{where}: {name} is {shown(value)}; give a text (str)")
    return value


def time_limit(value: Any, where: str) -> float:
    """A time limit: a real number of seconds above zero, and of an end."""
    if not is_real(value) or not 0 < value < _LONGEST_TIME:
        raise InvalidInput(f"{where}: timeout is {shown(value)}; give seconds, above 0 and finite")
    return float(value)


def file_name(value: Any, where: str) -> str:
    """The name of a file, of a path or a text."""
    name = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not isinstance(name, str) or "\0" in name:
        raise InvalidInput(f"{where}: path is {shown(value)}; give a str or a pathlib.Path")
    return name


def labels(names: Any, where: str, count: int | None = None) -> Labels:
    """Different labels, as many as said; a text is one label and no sequence of them."""
    wanted = "different strings" if count is None else f"{count} different strings"
    given = sequence(names, wanted, where)
    for name in given:
        if not isinstance(name, str):
            raise InvalidInput(
                f"{where}: labels must be a sequence of {wanted}; {shown(name)} is no string"
            )
    out = tuple(map(str, given))
    if count is not None and len(out) != count:
        raise InvalidInput(f"{where}: {len(out)} labels for {count}: {out}; give one for each")
    if len(set(out)) != len(out):
        seen: set[str] = set()
        repeated = next(name for name in out if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise InvalidInput(f"{where}: label {repeated!r} is used twice; labels must differ")
    return out


def sequence(value: Any, what: str, where: str) -> list[Any]:
    """The entries of a list, a tuple or an array; texts, sets and mappings are none."""
    if isinstance(value, str | bytes | Mapping | Set) or not _is_sequence(value):
        raise InvalidInput(f"{where}: expected a sequence of {what}, got {shown(value)}")
    return list(value)


def numbers(values: Any, name: str, where: str) -> npt.NDArray[Any]:
    """An array of finite real numbers: floats, integers or exact ones as objects."""
    advice = "give finite real numbers"
    try:
        array = np.asarray(values)
        if isinstance(values, list | tuple) and array.dtype.kind in "fiu":
            # NumPy makes numbers of truth values among them.
            entries = np.array(values, dtype=object).flat
            if any(isinstance(v, bool | np.bool_) for v in entries):
                array = np.array(values, dtype=object)
    except (ValueError, OverflowError):
        raise InvalidInput(f"{where}: {name} is ragged; {advice}") from None
    if array.dtype.kind not in "fiuO":
        raise InvalidInput(f"{where}: {name} is {shown(values)}; {advice}")
    for place, value in np.ndenumerate(array) if array.dtype == object else ():
        if not isinstance(value, Rational | float) or isinstance(value, bool):
            at = f" at index {place}" if place else ""
            raise InvalidInput(f"{where}: {name}{at} is {shown(value)}; {advice}")
    if array.dtype.kind in "fO" and not np.isfinite(_doubles(array)).all():
        raise InvalidInput(f"{where}: {name} holds NaN or infinity; {advice}")
    return array


def _doubles(array: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    if array.dtype != object:
        return array
    return np.array([v if isinstance(v, float) else 0.0 for v in array.flat], dtype=np.float64)


def _is_sequence(value: Any) -> bool:
    # Classes have the names of these methods too; an array of no dimension has no length.
    called = not isinstance(value, type) and hasattr(value, "__len__")
    return called and hasattr(value, "__getitem__") and getattr(value, "ndim", 1) != 0
