"""What iterated elimination leaves of each game, and the trace of what it removed."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, shown
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Answer, Array, Indices, Variables, pick
from gametheory.solutions.showing import column_names, describe, place, show_table


@attrs.frozen
class EliminationStep:
    """One action removed: by whom, when, and the mix of other actions that beats it by how much."""

    round: int
    player: str
    action: str
    dominator: dict[str, Any]
    margin: Any

    def __str__(self) -> str:
        mix = " + ".join(
            action if weight == 1 else f"{weight} {action}"
            for action, weight in self.dominator.items()
        )
        return (
            f"round {self.round}: {self.player}'s {self.action} is dominated by {mix} "
            f"(margin {self.margin})"
        )


@attrs.frozen(eq=False, repr=False)
class Elimination(Answer):
    r"""What iterated elimination of dominated actions leaves in each game, and the trace.

    Attributes
    ----------
    game : NormalFormGame
    dominance : {"strict", "weak"}
    surviving : tuple of N bool arrays (\*B, m_i)
    rounds : (\*B) int64
        Rounds in which something was removed.
    game_index, round, player, action : (K,) int64
        The trace: the flattened game, the round (1, 2, ...), who lost which action.
    dominator : (K, max m_i)
        The mix of the player's own remaining actions that beats it (zeros beyond ``m_i``).
    margin : (K,)
        Strict: the least payoff advantage of the mix over the surviving opponents' profiles.
        Weak: the sum of its advantages, all of them at least 0.
    status_code : (\*B) int8
    """

    game: NormalFormGame
    dominance: str
    surviving: tuple[npt.NDArray[np.bool_], ...]
    rounds: Indices
    game_index: Indices
    round: Indices
    player: Indices
    action: Indices
    dominator: Array
    margin: Array
    status_code: npt.NDArray[np.int8]

    @property
    def is_exact(self) -> bool:
        """Whether the margins are exact."""
        return self.game.is_exact

    @property
    def solvable(self) -> npt.NDArray[np.bool_]:
        r"""``(\*B)``: whether one profile is left (the game is dominance solvable)."""
        left = np.stack([s.sum(axis=-1) for s in self.surviving], axis=-1)
        return np.asarray((left == 1).all(axis=-1))

    @property
    def actions(self) -> tuple[tuple[str, ...], ...]:
        """Labels of the surviving actions of each player; one game only."""
        if self.game.batch_shape:
            raise TypeError("actions names the survivors of one game; use surviving for a batch")
        return tuple(
            tuple(a for a, kept in zip(names, mask, strict=True) if kept)
            for names, mask in zip(self.game.actions, self.surviving, strict=True)
        )

    def remaining(self, game: int = 0) -> NormalFormGame:
        """The game that is left of one flattened game: surviving actions, their labels, payoffs.

        Every equilibrium of it is one of the whole game, with probability 0 for what went. After
        strict elimination these are all; weak elimination may lose equilibria.

        Parameters
        ----------
        game : int
            Position in the flattened batch.

        Raises
        ------
        InvalidInput
            A position outside the batch.

        Examples
        --------
        >>> import gametheory as gt
        >>> dilemma = gt.NormalFormGame.from_bimatrix([[2, 0], [3, 1]], [[2, 3], [0, 1]],
        ...                                           actions=[["keep", "cheat"]] * 2)
        >>> left = gt.rationalizable_actions(dilemma).remaining()
        >>> left.actions, left.payoffs.ravel().tolist()
        ((('cheat',), ('cheat',)), [1, 1])
        """
        whole, g = self.game, self._position(game, "remaining")
        kept = [np.flatnonzero(s.reshape(whole.num_games, -1)[g]) for s in self.surviving]
        return NormalFormGame(
            whole.flat_payoffs[g][np.ix_(np.arange(whole.num_players), *kept)],
            players=whole.players,
            actions=[
                [names[k] for k in which] for names, which in zip(whole.actions, kept, strict=True)
            ],
        )

    def _position(self, game: int, method: str) -> int:
        count = self.game.num_games
        if not isinstance(game, Integral) or isinstance(game, bool) or not -count <= game < count:
            raise InvalidInput(
                f"Elimination.{method}: game is {shown(game)}; give 0 to {count - 1}, a position "
                "in the flattened batch"
            )
        return int(game) % count

    def steps(self, game: int = 0) -> list[EliminationStep]:
        """The trace of one flattened game in words and numbers."""
        out = []
        for t in np.flatnonzero(self.game_index == self._position(game, "steps")):
            i = int(self.player[t])
            names = self.game.actions[i]
            mix = {
                name: weight
                for name, weight in zip(names, self.dominator[t], strict=False)
                if weight != 0
            }
            out.append(
                EliminationStep(
                    int(self.round[t]),
                    self.game.players[i],
                    names[int(self.action[t])],
                    mix,
                    self.margin[t],
                )
            )
        return out

    def _at(self, games: Indices) -> Elimination:
        n = len(self.batch_shape)
        order = np.argsort(self.game_index, kind="stable")
        frame = Ragged.of_owners(self.game_index[order], (self.game.num_games,))
        part, rows = frame.take(games.reshape(-1))
        trace = order[rows]
        return attrs.evolve(
            self,
            game=self.game.take(games),
            surviving=tuple(pick(s, n, games) for s in self.surviving),
            rounds=pick(np.asarray(self.rounds), n, games),
            game_index=part.owners,
            round=self.round[trace],
            player=self.player[trace],
            action=self.action[trace],
            dominator=self.dominator[trace],
            margin=self.margin[trace],
            status_code=pick(self.status_code, n, games),
        )

    def _columns(self) -> dict[str, Array]:
        """Game, then for each action whether it survives, and the rounds it took."""
        columns: dict[str, Array] = {"game": np.arange(self.game.num_games)}
        for names, kept in zip(column_names(self.game)[0], self.surviving, strict=True):
            columns |= zip(names, kept.reshape(-1, kept.shape[-1]).T, strict=True)
        return columns | {"rounds": np.ravel(self.rounds)}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        data: Variables = {
            "rounds": (batch, self.rounds),
            "status_code": (batch, self.status_code),
            "game_index": ("step", self.game_index),
            "round": ("step", self.round),
            "loser": ("step", self.player),
            "action": ("step", self.action),
            "margin": ("step", self.margin),
        }
        coordinates: Variables = {}
        named = zip(self.game.players, self.game.actions, self.surviving, strict=True)
        for player, actions, kept in named:
            data[f"surviving_{player}"] = ((*batch, f"action_{player}"), kept)
            coordinates[f"action_{player}"] = list(actions)
        return data, coordinates

    def _heading(self) -> str:
        return (
            f"Elimination({self.dominance}, {describe(self.game)}, "
            f"{len(self.game_index)} actions removed)"
        )

    def __str__(self) -> str:
        game = self.game
        kept = [s.reshape(game.num_games, s.shape[-1]) for s in self.surviving]

        def row(g: int) -> str:
            left = [
                f"{player} keeps " + ", ".join(names[k] for k in np.flatnonzero(mask[g]))
                for player, names, mask in zip(game.players, game.actions, kept, strict=True)
            ]
            return place(game, g) + " | ".join(left)

        shown = show_table(self._heading(), game.num_games, row)
        steps = [] if game.batch_shape else self.steps()
        return show_table(shown, len(steps), lambda t: str(steps[t]))
