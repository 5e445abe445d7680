"""What a leader commits to, and the reply it obtains."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.showing import describe, place, show_row, show_table
from gametheory.solutions.status import advice

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class Commitment:
    r"""What a leader commits to in each two-player game, and the reply it obtains.

    Attributes
    ----------
    game : NormalFormGame
    leader : int
    kind : {"mixed", "pure"}
    tie : {"strong", "weak"}
        Whether an indifferent follower does what is best or worst for the leader.
    strategy : (\*B, m_leader)
    reply : (\*B) int64
        The follower's action.
    payoffs : (\*B, 2)
        Player 1's and player 2's payoff, recomputed.
    follower_regret : (\*B)
        The most the follower would gain by another action against the strategy as stored; 0 up to
        rounding (exactly 0 for exact payoffs).
    status_code : (\*B) int8
    """

    game: NormalFormGame
    leader: int
    kind: str
    tie: str
    strategy: Array
    reply: npt.NDArray[np.int64]
    payoffs: Array
    follower_regret: Array
    status_code: npt.NDArray[np.int8]

    @property
    def status(self) -> Array:
        """``(*B)`` strings."""
        return advice(self.status_code)

    @property
    def follower(self) -> int:
        """The other player."""
        return 1 - self.leader

    def __repr__(self) -> str:
        return (
            f"Commitment({self.kind}, {self.tie}, leader "
            f"{self.game.players[self.leader]!r}, {describe(self.game)})"
        )

    def __str__(self) -> str:
        game = self.game
        strategies = self.strategy.reshape(game.num_games, game.num_actions[self.leader])
        payoffs, names = self.payoffs.reshape(-1, 2), game.actions[self.follower]

        def row(g: int) -> str:
            return (
                f"{place(game, g)}{game.players[self.leader]} commits to "
                f"{show_row(strategies[g], ' ')}; {game.players[self.follower]} replies "
                f"{names[int(self.reply.flat[g])]}   payoffs ({show_row(payoffs[g])})"
            )

        return show_table(repr(self), game.num_games, row)
