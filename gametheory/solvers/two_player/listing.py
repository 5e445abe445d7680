"""What the two-player solver returns: a ragged listing of extreme equilibria."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.rational import Rationals

Values = npt.NDArray[np.float64] | Rationals


@attrs.frozen(eq=False)
class TwoPlayerListing:
    """Extreme equilibria of ``G`` games, ``T`` in all, by game and then by ``(x, y)`` ascending.

    Attributes
    ----------
    counts : (G,) int64
    offsets : (G + 1,) int64
        Game ``g`` owns rows ``offsets[g] … offsets[g+1]-1``.
    game_index : (T,) int64
    x : (T, m), y : (T, n)
        Mixed strategies; ``float64`` for float payoffs, `Rationals` for exact ones.
    payoffs : (T, 2)
    regret : (T,)
        The most either player gains by a unilateral deviation, recomputed from payoffs and
        strategies, in payoff units.
    index : (T,) int8
        +1 or -1 in nondegenerate games, 0 in degenerate ones.
    degenerate : (G,) bool
        Some mixed strategy has more pure best replies than actions in its support.
    complete : (G,) bool
    """

    counts: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    game_index: npt.NDArray[np.int64]
    x: Any
    y: Any
    payoffs: Any
    regret: Any
    index: npt.NDArray[np.int8]
    degenerate: npt.NDArray[np.bool_]
    complete: npt.NDArray[np.bool_]
