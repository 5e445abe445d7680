"""How kernels are compiled: late, cached on disk, without the interpreter lock, IEEE division.

A kernel is compiled when it is first called, and the compiler loaded then; small work in a young
session is interpreted instead (`few_games`), with the same operations in the same order.

Where no folder can be written, kernels are compiled without a cache, which is said once. A person
at a terminal is told when a call has to compile.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache, cached_property, update_wrapper
from threading import RLock
from time import perf_counter
from types import FunctionType
from typing import Any

import numpy as np

from gametheory import notices
from gametheory.solvers import few_games

_uncached: list[str] = []


class Compiled:
    """A function that is compiled when it is needed so, and interpreted where that takes less."""

    def __init__(
        self, function: FunctionType, signatures: tuple[Any, ...], options: dict[str, Any]
    ) -> None:
        update_wrapper(self, function)
        self.function = function
        self._signatures, self._options = signatures, options
        self._run: Callable[..., Any] | None = None

    def __call__(self, *args: Any) -> Any:
        """Compile and call, or interpret."""
        if self._run is None:
            if few_games.interpreted():
                with np.errstate(all="ignore"):
                    return self.interpreted(*args)
            self._run = self.dispatcher
        return self._run(*args)

    def small(self, *args: Any) -> Any:
        """A call that is known to take little time."""
        if self._run is not None:
            return self._run(*args)
        with few_games.little():
            return self(*args)

    @cached_property
    def dispatcher(self) -> Any:
        """What Numba compiles."""
        function, options = self._twin("dispatcher"), self._options
        numba = _compiler()
        if options["cache"] and not _uncached:
            try:
                return numba.njit(*self._signatures, **options)(function)
            except RuntimeError as error:
                # Numba's words: neither the installation nor the user has a folder for it.
                if "cannot cache function" not in str(error):
                    raise
                _uncached.append(function.__module__)
                warnings.warn(
                    "no folder to keep compiled code in can be written, so that it is "
                    "compiled again in every run; set NUMBA_CACHE_DIR to a folder that can",
                    stacklevel=3,
                )
        return numba.njit(*self._signatures, **{**options, "cache": False})(function)

    @cached_property
    def interpreted(self) -> Callable[..., Any]:
        """The function as Python runs it, and all that it calls with it."""
        return self._twin("interpreted")

    def _twin(self, kind: str) -> Callable[..., Any]:
        """The same function, for which others of the project are of this kind."""
        function = self.function
        names = _names_of(function.__module__, function.__globals__, kind)
        twin = FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )
        update_wrapper(twin, function)
        del twin.__wrapped__  # type: ignore[attr-defined]
        return twin


class Instruction:
    """A machine instruction that compiled functions use, with what stands for it in Python."""

    def __init__(self, python: Callable[..., Any], make: Callable[[], Any]) -> None:
        self.__doc__ = python.__doc__
        self.interpreted, self._make = python, make

    @cached_property
    def dispatcher(self) -> Any:
        """What Numba compiles."""
        return self._make()


_names: dict[tuple[str, str], dict[str, Any]] = {}
_naming = RLock()  # no thread may see names that another one is still filling in


def _names_of(module: str, names: dict[str, Any], kind: str) -> dict[str, Any]:
    """The names of a module, in which functions of the project are of a kind."""
    with _naming:
        if (module, kind) not in _names:
            own = _names[module, kind] = dict(names)
            for name, value in names.items():
                if isinstance(value, (Compiled, Instruction)):
                    own[name] = getattr(value, kind)
        return _names[module, kind]


@cache
def _compiler() -> Any:
    """Numba, loaded when first needed, with a watch on what it compiles."""
    import numba
    from numba.core import event

    class Watch(event.Listener):
        """Times compiling, of which loading from the cache is no part, and lets a person know."""

        depth, start = 0, 0.0

        def on_start(self, event: Any) -> None:
            self.depth += 1
            if self.depth == 1:
                self.start = perf_counter()
                notices.compiling()

        def on_end(self, event: Any) -> None:
            self.depth -= 1
            if self.depth == 0:
                notices.pending.append(perf_counter() - self.start)

    event.register("numba:compile", Watch())
    return numba


def njit(*signatures: Any, cache: bool = True, **options: Any) -> Callable[[Any], Any]:
    """Numba's decorator, for functions that are compiled late, if at all."""

    def decorate(function: FunctionType) -> Any:
        return Compiled(function, signatures, {"cache": cache, **options})

    return decorate


# Entry points, called from Python.
kernel = njit(nogil=True, error_model="numpy")

# Parts called by other kernels only: without the wrappers Python would need, which take longer
# to compile than the parts themselves.
part = njit(
    nogil=True,
    error_model="numpy",
    no_cpython_wrapper=True,
    no_cfunc_wrapper=True,
)
