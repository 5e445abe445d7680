"""Where an answer comes from: which function was asked, with which options, how long it took."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from time import perf_counter
from typing import Any, Literal, ParamSpec, TypeVar

import attrs

from gametheory.errors import shown, visible
from gametheory.notices import compiled, pending

P = ParamSpec("P")
T = TypeVar("T")

Arithmetic = Literal["exact", "float"]
Made = tuple[str, tuple[Any, ...], dict[str, Any], float]
"""What is kept of a call: function, arguments behind the game, options by name, seconds."""

_keep = object.__setattr__  # answers are frozen; this is set once, before anybody has them


@attrs.frozen
class Provenance:
    """How an answer was made.

    Attributes
    ----------
    function : str
        The public function that was asked.
    options : tuple of (name, value)
        What it was called with beside the game; options left out had their defaults.
    arithmetic : {"exact", "float"}
        Of the numbers in the answer.
    seconds : float
        Of the call, compiling included where it was the first.
    version : str
        Of this library.
    """

    function: str
    options: tuple[tuple[str, Any], ...]
    arithmetic: Arithmetic
    seconds: float
    version: str

    @classmethod
    def of_call(cls, made: Made, arithmetic: Arithmetic) -> Provenance:
        """From what :func:`recorded` keeps."""
        from gametheory import __version__

        function, places, names, seconds = made
        game, *others = _parameters(function, len(places))
        options = {**dict(zip(others, places, strict=False)), **names}
        given = tuple((name, value) for name, value in options.items() if name != game)
        return cls(function, given, arithmetic, seconds, __version__)

    def __str__(self) -> str:
        options = ", ".join(f"{name}={shown(value)}" for name, value in self.options)
        asked = f"{self.function}({options})" if options else self.function
        return visible(
            f"{asked}, {self.arithmetic}, {self.seconds:.3g} s, gametheory {self.version}"
        )


_recorded: dict[str, Callable[..., Any]] = {}


def _parameters(function: str, count: int) -> list[str]:
    """Names of the parameters; of a function that was not loaded here, their positions."""
    if function in _recorded:
        return list(inspect.signature(_recorded[function]).parameters)
    return ["game", *(str(k) for k in range(1, count + 1))]


def recorded(function: Callable[P, T]) -> Callable[P, T]:
    """Let the answers of a function tell where they come from, at the cost of a microsecond."""
    name = function.__name__
    _recorded[name] = function

    @functools.wraps(function)
    def asked(*arguments: P.args, **options: P.kwargs) -> T:
        start = perf_counter()
        answer = function(*arguments, **options)
        made = (name, arguments[1:], options, perf_counter() - start)
        _keep(answer, "_made", made)
        if pending:
            compiled()
        return answer

    return asked
