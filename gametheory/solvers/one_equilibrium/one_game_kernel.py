"""Compiled: the optimal strategies of one zero-sum game of floats, into one block."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel
from gametheory.solvers.one_equilibrium.choice_kernel import at_stake
from gametheory.solvers.one_equilibrium.lemke_howson import TOLERANCE
from gametheory.solvers.one_equilibrium.lemke_howson_kernel import verdict
from gametheory.solvers.one_equilibrium.zero_sum_kernel import SOLVED, pair_by_simplex

Floats = npt.NDArray[np.float64]

_LEAST_STAKE = 1e-290  # nothing that is compared with a share of it underflows


@kernel
def optimal_pair(payoffs: Floats, max_pivots: int, block: Floats) -> bool:
    """Optimal strategies of ``payoffs (2, m, n)``, where one player's are minus the other's.

    ``block`` receives both strategies, both payoffs and regret. False where payoffs are not so,
    and where the answer may have to be solved more exactly: where regret is not small beside what
    is at stake, with a margin for the rounding of that.
    """
    m, n = payoffs.shape[1:]
    a, b = payoffs[0], payoffs[1]
    for i in range(m):
        for j in range(n):
            if b[i, j] != -a[i, j]:
                return False
    k = m + n
    x, y, expected = block[:m], block[m:k], block[k : k + 2]
    outcome, _ = pair_by_simplex(
        a, np.empty((m + 1, n + 1)), np.empty(m, np.int64), np.empty(n, np.int64), TOLERANCE,
        max_pivots, x, y, np.empty(k, np.bool_),
    )  # fmt: skip
    if outcome != SOLVED:
        return False
    regret = verdict(payoffs, x, y, expected)
    block[k + 2] = regret
    if not np.isfinite(regret + expected[0] + expected[1]):
        return False
    stake = at_stake(a, x, y)
    fine: bool = regret == 0.0 or (stake > _LEAST_STAKE and regret <= TOLERANCE / 20 * stake)
    return fine
