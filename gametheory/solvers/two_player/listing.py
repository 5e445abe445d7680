"""What the two-player solver returns: a ragged listing of extreme equilibria."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.rationals import Rationals

Values = npt.NDArray[np.float64] | Rationals


@attrs.frozen(eq=False)
class TwoPlayerListing:
    """Extreme equilibria of ``G`` games, ``T`` in all, by game and then by ``(x, y)`` ascending.

    Attributes
    ----------
    offsets : (G + 1,) int64
        Game ``g`` owns rows ``offsets[g] … offsets[g+1]-1``.
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

    offsets: npt.NDArray[np.int64]
    x: Any
    y: Any
    payoffs: Any
    regret: Any
    index: npt.NDArray[np.int8]
    degenerate: npt.NDArray[np.bool_]
    complete: npt.NDArray[np.bool_]

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """``(G,)`` equilibria of each game."""
        return np.diff(self.offsets)

    @property
    def game_index(self) -> npt.NDArray[np.int64]:
        """``(T,)`` each row's game."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
