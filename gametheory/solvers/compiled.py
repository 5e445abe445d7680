"""How kernels are compiled: cached on disk, without the interpreter lock, IEEE division.

Where no folder can be written, they are compiled without a cache, which is said once. A person at
a terminal is told when a call has to compile.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numba
from numba.core import event

from gametheory import notices

_uncached: list[str] = []


class _Watch(event.Listener):
    """Times compiling, of which loading from the cache is no part, and lets a person know."""

    def __init__(self) -> None:
        self.depth, self.start = 0, 0.0

    def on_start(self, event: Any) -> None:
        self.depth += 1
        if self.depth == 1:
            self.start = perf_counter()
            notices.compiling()

    def on_end(self, event: Any) -> None:
        self.depth -= 1
        if self.depth == 0:
            notices.pending.append(perf_counter() - self.start)


event.register("numba:compile", _Watch())


def njit(*signatures: Any, cache: bool = True, **options: Any) -> Callable[[Any], Any]:
    """Numba's decorator, without a cache where there is no folder to keep it in."""

    def decorate(function: Callable[..., Any]) -> Any:
        if cache and not _uncached:
            try:
                return numba.njit(*signatures, cache=True, **options)(function)
            except RuntimeError as error:
                # Numba's words: neither the installation nor the user has a folder for it.
                if "cannot cache function" not in str(error):
                    raise
                _uncached.append(function.__module__)
                warnings.warn(
                    "no folder to keep compiled code in can be written, so that it is "
                    "compiled again in every run; set NUMBA_CACHE_DIR to a folder that can",
                    stacklevel=2,
                )
        return numba.njit(*signatures, **options)(function)

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
