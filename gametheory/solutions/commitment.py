"""What a leader commits to, and the reply it obtains."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.protocol import Answer, Variables, pick
from gametheory.solutions.showing import (
    actions_line,
    column_names,
    describe,
    place,
    show_row,
    show_table,
)

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class Commitment(Answer):
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
    def is_exact(self) -> bool:
        """Whether strategies and payoffs are exact."""
        return self.payoffs.dtype == object

    @property
    def follower(self) -> int:
        """The other player."""
        return 1 - self.leader

    def _at(self, games: npt.NDArray[np.int64]) -> Commitment:
        n = len(self.batch_shape)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            strategy=pick(self.strategy, n, games),
            reply=pick(np.asarray(self.reply), n, games),
            payoffs=pick(self.payoffs, n, games),
            follower_regret=pick(np.asarray(self.follower_regret), n, games),
            status_code=pick(self.status_code, n, games),
        )

    def _columns(self) -> dict[str, Array]:
        game = self.game
        probability, payoff = column_names(game)
        strategies = self.strategy.reshape(game.num_games, game.num_actions[self.leader])
        names = np.array(game.actions[self.follower], dtype=object)
        columns: dict[str, Array] = {"game": np.arange(game.num_games)}
        columns |= zip(probability[self.leader], strategies.T, strict=True)
        columns[f"reply {game.players[self.follower]}"] = names[np.ravel(self.reply)]
        columns |= zip(payoff, self.payoffs.reshape(-1, 2).T, strict=True)
        return columns | {"follower regret": np.ravel(self.follower_regret)}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        return {
            "strategy": ((*batch, "action"), self.strategy),
            "reply": (batch, self.reply),
            "payoff": ((*batch, "player"), self.payoffs),
            "follower_regret": (batch, self.follower_regret),
            "status_code": (batch, self.status_code),
        }, {
            "player": list(self.game.players),
            "action": list(self.game.actions[self.leader]),
        }

    def _heading(self) -> str:
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

        return show_table(self._heading(), game.num_games, row, actions_line(game))
