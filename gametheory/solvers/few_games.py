"""Kernels of a few operations a game: interpreted until a session needs the compiler anyway."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

import numpy as np

# Loading the compiler takes as long as interpreting tens of thousands of calls on so many games.
_FEW = 4


def interpreted(games: int) -> bool:
    """Whether so few games are not worth loading the compiler for."""
    return games <= _FEW and "numba" not in sys.modules


class for_many:
    """A kernel ``(payoffs, first, last, ...)`` that is compiled for many games.

    Where it is interpreted, the same IEEE operations come in the same order, so that the answer is
    the same bit for bit.
    """

    def __init__(self, function: Callable[..., None]) -> None:
        self._function = function
        self._compiled: Callable[..., None] | None = None
        update_wrapper(self, function)

    def __call__(self, payoffs: Any, first: int, last: int, *rest: Any) -> None:
        """Handle games ``first … last-1``."""
        if interpreted(last - first):
            with np.errstate(all="ignore"):
                self._function(payoffs, first, last, *rest)
            return
        if self._compiled is None:
            from gametheory.solvers.compiled import njit

            self._compiled = njit(nogil=True, cache=True, error_model="numpy")(self._function)
        self._compiled(payoffs, first, last, *rest)
