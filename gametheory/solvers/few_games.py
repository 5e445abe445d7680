"""Kernels of a few operations a game: interpreted for a few games, compiled for many."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

import numpy as np

# Games that a self-contained kernel of a few operations handles faster by interpretation.
FEW = 4


class for_many:
    """A kernel ``(payoffs, first, last, ...)`` that is compiled for more than a few games.

    Up to `FEW` games it is interpreted, with the same IEEE operations in the same order, so that
    the answer is the same bit for bit: that takes no longer than a call of compiled code with so
    many arguments, and a session that asks for no more need not load the compiler.
    """

    def __init__(self, function: Callable[..., None]) -> None:
        self._function = function
        self._compiled: Callable[..., None] | None = None
        update_wrapper(self, function)

    def __call__(self, payoffs: Any, first: int, last: int, *rest: Any) -> None:
        """Handle games ``first … last-1``."""
        if last - first <= FEW:
            with np.errstate(all="ignore"):
                self._function(payoffs, first, last, *rest)
            return
        if self._compiled is None:
            from numba import njit

            self._compiled = njit(nogil=True, cache=True, error_model="numpy")(self._function)
        self._compiled(payoffs, first, last, *rest)
