"""Values and optimal strategies of strictly competitive games."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@attrs.frozen(eq=False)
class ZeroSumSolution:
    r"""Values and optimal strategies of strictly competitive two-player games.

    Attributes
    ----------
    value : (\*B)
        Player 1's payoff under optimal play.
    payoffs : (\*B, 2)
        Both players' payoffs under optimal play.
    row_strategy : (\*B, m), column_strategy : (\*B, n)
        Optimal (maximin) strategies.
    regret : (\*B)
        The most either player gains by deviating, recomputed from the payoffs; the strategies
        secure the value up to this.
    solved : (\*B) bool
        False where no answer was found within the pivots allowed; numbers there are 0.
    """

    value: Array
    payoffs: Array
    row_strategy: Array
    column_strategy: Array
    regret: Array
    solved: npt.NDArray[np.bool_]
