"""Evolutionarily stable strategies of symmetric games."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged, RaggedRows
from gametheory.solutions.showing import describe, place, show_number, show_row, show_table
from gametheory.solutions.status import advice

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class EvolutionarilyStable(RaggedRows):
    r"""Every evolutionarily stable strategy of each symmetric two-player game.

    Attributes
    ----------
    game : NormalFormGame
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    strategies : (T, n)
        Ordered by game, then lexicographically; fractions where the payoffs are exact.
    payoffs : (T,)
        What the strategy earns against itself.
    best_replies : (T, n) bool
        All pure best replies to the strategy, its support among them.
    regret : (T,)
        The most a pure mutant gains against the strategy, recomputed from the payoffs.
    status_code : (\*B) int8
    """

    game: NormalFormGame
    rows: Ragged
    strategies: Array
    payoffs: Array
    best_replies: npt.NDArray[np.bool_]
    regret: Array
    status_code: npt.NDArray[np.int8]

    @property
    def status(self) -> Array:
        """``(*B)`` strings."""
        return advice(self.status_code)

    def __iter__(self) -> Iterator[Array]:
        return iter(self.strategies)

    def __repr__(self) -> str:
        return f"EvolutionarilyStable({len(self)} in {describe(self.game)})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            strategy = show_row(self.strategies[t], " ")
            where = place(self.game, self.game_index[t])
            return f"{where}{strategy}   payoff {show_number(self.payoffs[t])}"

        return show_table(repr(self), len(self), row)
