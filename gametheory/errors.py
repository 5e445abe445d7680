"""Errors of the library; each message names the place, the value and what would be accepted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any

_MOST_NAMES = 24  # a longer list of known names hides the hint that precedes it


def _abridged(names: list[str]) -> str:
    return f"{', '.join(names[:8])}, ..., {names[-1]} ({len(names)} in all)"


class GameTheoryError(Exception):
    """Root of the errors that only this library raises.

    Each goes through ``pickle``, ``copy`` and process pools, whatever its constructor takes: an
    error that could not be rebuilt in the parent would leave ``Pool.map`` waiting for ever.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.args, dict(self.__dict__))


def _rebuilt(kind: type[BaseException], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    """The error as it was, without another call of its constructor."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class InvalidInput(GameTheoryError, ValueError):
    """A value was given that the function does not accept (also a ``ValueError``)."""


class UnknownName(InvalidInput, KeyError):
    """A name was given that does not exist; the message proposes the nearest one."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str = "") -> None:
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        prefix = f"{where}: " if where else ""
        shown = ", ".join(names) if len(names) <= _MOST_NAMES else _abridged(names)
        self.message = f"{prefix}unknown {kind} {name!r}.{hint} Known: {shown or '(none)'}."
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class SymbolicBranch(GameTheoryError, TypeError):
    """A Python ``if``, ``and`` or ``or`` met a condition that is not yet true or false."""


class Undecided(GameTheoryError):
    """A question that has an answer was not answered in the time given."""


class ParseError(InvalidInput):
    """A file is malformed: the message starts with ``file:line:column``."""

    def __init__(self, path: str, line: int, column: int, problem: str) -> None:
        self.path, self.line, self.column, self.problem = path, line, column, problem
        super().__init__(f"{path}:{line}:{column}: {problem}")


class TooLarge(InvalidInput, MemoryError):
    """The answer or the work would not fit; the message says how to split the job."""


class MissingExtra(GameTheoryError, ImportError):
    """An optional dependency is not installed; the message names the extra that brings it."""


_LONGEST = 60


def shown(value: object) -> str:
    """A value for a message: one short line, whatever it is."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape and hasattr(value, "dtype"):
        return f"an array of {value.dtype} of shape {shape}"
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a value that cannot be shown still has a type
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def visible(text: str) -> str:
    """The text with control characters, and those that turn the direction of writing, escaped.

    Labels come from files; on a terminal a control character in one could do anything.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


_MOST = 2**62  # what compiled code can count


def is_real(value: object) -> bool:
    """Whether the value is a real number of any kind, NaN and infinity too, but no truth value."""
    # NumPy registers its numbers as Real and leaves its truth values out.
    return isinstance(value, Real) and not isinstance(value, bool)


def whole_number(value: int, least: int, name: str, where: str, most: int | None = None) -> int:
    """The value of parameter ``name`` of ``where``, if it is an integer within bounds."""
    if type(value) is int and least <= value <= _MOST and most is None:
        return value  # the usual case, without a look at abstract classes
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise InvalidInput(
            f"{where}: {name} is {shown(value)}; give an integer of at least {least}"
        )
    if most is not None and value > most:
        raise InvalidInput(f"{where}: {name} is {shown(value)}; give an integer of at most {most}")
    return min(int(value), _MOST)
