"""One equilibrium, or the optimal strategies, of one small game of floats, without batch work.

Answers are those for batches, bit for bit; games that the compiled call does not settle get none.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.one_equilibrium.lemke_howson import SHARPENED_ENTRIES, TOLERANCE
from gametheory.solvers.one_equilibrium.zero_sum import ROUNDING

Floats = npt.NDArray[np.float64]
_FLOAT = np.dtype(np.float64)
_LITTLE = 36  # profiles of a game that is interpreted rather than compiled for


def pair_of_one(
    payoffs: npt.NDArray[Any], pure: bool, programme: bool, pivoting: bool, max_pivots: int
) -> Floats | None:
    """Both strategies, both payoffs and regret in one block, or None.

    ``payoffs (2, m, n)`` are read-only; the ways allowed are those of `floating_pairs`.
    """
    _, m, n = payoffs.shape
    if payoffs.dtype is not _FLOAT or not payoffs.flags.c_contiguous:
        return None
    k = m + n
    block, status = np.zeros(k + 3), np.empty(1, dtype=np.int64)
    kernel = _one_of_each()
    settled = (kernel.small if m * n <= _LITTLE else kernel)(
        payoffs[None], pure, programme, pivoting, max_pivots, TOLERANCE, ROUNDING,
        SHARPENED_ENTRIES, block[:m].reshape(1, m), block[m:k].reshape(1, n),
        block[k : k + 2].reshape(1, 2), block[k + 2 :], status, 0, 1,
    )  # fmt: skip
    return block if settled else None


def optimal_of_one(payoffs: npt.NDArray[Any], max_pivots: int) -> Floats | None:
    """The same for optimal strategies of a zero-sum game."""
    _, m, n = payoffs.shape
    small = m * n <= SHARPENED_ENTRIES
    if payoffs.dtype is not _FLOAT or not small or not payoffs.flags.c_contiguous:
        return None
    block = np.empty(m + n + 3)
    kernel = _optimal_pair()
    settled = (kernel.small if m * n <= _LITTLE else kernel)(payoffs, max_pivots, block)
    return block if settled else None


@cache
def _one_of_each() -> Any:
    """The compiled call, imported when first needed; a loop over single games feels an import."""
    from gametheory.solvers.one_equilibrium.choice_kernel import one_equilibrium_of_each

    return one_equilibrium_of_each


@cache
def _optimal_pair() -> Any:
    from gametheory.solvers.one_equilibrium.one_game_kernel import optimal_pair

    return optimal_pair
