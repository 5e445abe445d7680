r"""Verdicts on behaviour strategies of trees, recomputed from the raw payoffs; no solver is known.

A profile is subgame perfect when no player gains in any subgame. In a finite tree it is enough to
look at one stage at a time, that is, at what lies between the root of a subgame and the roots of
the next ones: whoever gains in a subgame gains by deviating in one stage alone, all else being
played as before (the one-shot deviation principle, stage for node). Inside a stage the best reply
of a player with perfect recall is found history by history, from the last to the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.pure_strategies import pure_strategies
from gametheory.games.tree_shape import Sequences, Stage

Array = npt.NDArray[Any]
Choices = Callable[[int, Any], Array]

# Numbers held at a time, so that long listings do not need many times their own memory.
_CHUNK = 1 << 22

# Pure deviations that are tried one by one where a player has imperfect recall.
_TRIED = 100_000


def sequential_regret(game: ExtensiveFormGame, owners: npt.ArrayLike, choices: Choices) -> Array:
    r"""Largest gain ``(T,)`` of any player by deviating in one stage of any subgame.

    :math:`\max_v \max_i \max_{b_i} U_i^v(b_i, \beta_{-i}) - U_i^v(\beta)` over the roots
    :math:`v` of subgames, :math:`b_i` deviating in the stage of :math:`v` only. Zero for a
    subgame-perfect equilibrium, and for no other profile where all players recall perfectly. Of an
    absent-minded player only pure deviations are looked at.

    Parameters
    ----------
    game : ExtensiveFormGame
    owners : (T,) int
        Each row's game, a position in the flattened batch.
    choices : callable
        ``choices(h, rows)``: probabilities ``(len(rows), m)`` at information set ``h`` of a player.

    Notes
    -----
    :math:`O(T N \cdot \text{nodes})`.
    """
    return _in_chunks(game, np.asarray(owners), choices, game.shape.stages)


def tree_regret(game: ExtensiveFormGame, owners: npt.ArrayLike, choices: Choices) -> Array:
    r"""Largest gain ``(T,)`` of any player from any other strategy, in the whole game.

    :math:`\max_i \max_{b_i} U_i(b_i, \beta_{-i}) - U_i(\beta)`; see :func:`sequential_regret`.
    """
    return _in_chunks(game, np.asarray(owners), choices, [game.shape.whole])


def _in_chunks(
    game: ExtensiveFormGame,
    owners: npt.NDArray[np.int64],
    choices: Choices,
    stages: Sequence[Stage],
) -> Array:
    size = max(1, _CHUNK // (game.num_nodes * game.num_players))
    parts = [
        _Check(game, owners[t : t + size], choices, slice(t, t + size)).worst(stages)
        for t in range(0, max(len(owners), 1), size)
    ]
    return np.concatenate(parts)


@attrs.define(eq=False)
class _Check:
    """Some rows of a listing and what is known of them on the way up."""

    game: ExtensiveFormGame
    owners: npt.NDArray[np.int64]
    choices: Choices
    rows: slice
    _histories: dict[int, Sequences] = attrs.Factory(dict)

    def worst(self, stages: Sequence[Stage]) -> Array:
        game = self.game
        ends = game.terminal_nodes
        paid = game.end_payoffs.reshape(-1, len(ends), game.num_players)[self.owners]
        if paid.dtype == np.int64:
            paid = paid.astype(object)  # sums need not fit 64 bits
        values = {int(v): paid[:, e] for e, v in enumerate(ends)}
        worst = np.zeros(len(self.owners), dtype=paid.dtype)
        for stage in reversed(stages):
            exits = {c: values.pop(c) for c in stage.exits}
            here, gains = self.stage(stage, exits)
            values[stage.root] = here
            for gain in gains:
                worst = np.maximum(worst, gain)
        return worst

    def stage(self, stage: Stage, exits: dict[int, Array]) -> tuple[Array, list[Array]]:
        """Payoffs at the root of a stage, and what each of its movers could gain in it."""
        mover = self.game.shape.mover
        reach = self.reach(stage, None)
        here: Any = sum(reach[c][:, None] * exits[c] for c in stage.exits)
        players = sorted({int(mover[v]) for v in stage.nodes if mover[v] >= 0})
        gains = []
        for i in players:
            if len(stage.nodes) == 1:
                best = exits[stage.exits[0]][:, i]
                for c in stage.exits[1:]:
                    best = np.maximum(best, exits[c][:, i])
            else:
                best = self.best_reply(stage, exits, i)
            gains.append(best - here[:, i])
        return np.asarray(here), gains

    def reach(self, stage: Stage, without: int | None) -> dict[int, Array]:
        """Probability of each exit from the root, the moves of one player left out."""
        shape = self.game.shape
        exact = not len(self.owners) or self.game.end_payoffs.dtype != np.float64
        reach: dict[int, Array] = {
            stage.root: np.full(len(self.owners), 1, dtype=object if exact else np.float64)
        }
        for v in stage.nodes:
            mine = reach.pop(v)
            for a, c in enumerate(shape.children[shape.first_child[v] : shape.first_child[v + 1]]):
                if shape.mover[v] != without:
                    reach[int(c)] = mine * self.probability(v, a)
                else:
                    reach[int(c)] = mine
        return reach

    def probability(self, node: int, action: int) -> Array:
        h = int(self.game.information_set[node])
        if self.game.shape.mover[node] >= 0:
            return np.asarray(self.choices(h, self.rows)[:, action])
        p = self.game.chance_probabilities(h)[..., action]
        return np.asarray(p.reshape(-1)[self.owners] if p.ndim else p)

    def best_reply(self, stage: Stage, exits: dict[int, Array], player: int) -> Array:
        """The most the player gets in the stage against the others' strategies."""
        shape = self.game.shape
        if player not in self._histories:
            self._histories[player] = shape.sequences(player)
        own = self._histories[player]
        reach = self.reach(stage, player)
        worth: dict[int, Array] = {}
        for c in stage.exits:
            s, value = own.of_node[c], reach[c] * exits[c][:, player]
            worth[s] = worth[s] + value if s in worth else value
        sets = shape.sets_of(player, stage)
        if shape.forgetful(player, own, sets) is not None:
            return self.by_trial(stage, own, sets, worth)
        # A set's histories come after that of the set itself: from the last set to the first.
        for h in reversed(sets):
            best: Any = None
            for number in own.ending_at(h):
                mine = worth.pop(number)
                best = mine if best is None else np.maximum(best, mine)
            above = own.parent[own.ending_at(h)[0]]
            worth[above] = worth[above] + best if above in worth else best
        return worth[own.of_node[stage.root]]

    def by_trial(
        self, stage: Stage, own: Sequences, sets: list[int], worth: dict[int, Array]
    ) -> Array:
        """The best of the player's pure strategies, tried one by one."""
        sizes = [len(h.actions) for h in self.game.information_sets]
        tried = pure_strategies(self.game.shape, sizes, sets, own, True, _TRIED + 1)
        if len(tried) > _TRIED:
            return np.full(len(self.owners), np.nan)
        column = {h: c for c, h in enumerate(sets)}
        best: Any = None
        pasts = {s: [(column[h], a) for h, a in own.moves(s) if h in column] for s in worth}
        for strategy in tried.tolist():
            total: Any = 0
            for s, value in worth.items():
                if all(strategy[c] == a for c, a in pasts[s]):
                    total = total + value
            best = total if best is None else np.maximum(best, total)
        return np.asarray(best)
