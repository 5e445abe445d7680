"""Subgame-perfect equilibria from the compiled loop and from the stages, in one listing."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.rationals import Rationals
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.status import Status
from gametheory.solutions.trees import MIXED, BehaviourEquilibria
from gametheory.solvers.trees.backward_induction import Induced
from gametheory.solvers.trees.subgames import Found, join_subgames

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]

_LARGEST = 2**62


@attrs.define(eq=False)
class TreeListing:
    """Rows found so far, and what is known of each game."""

    tree: ExtensiveFormGame
    sets: tuple[int, ...]
    status: npt.NDArray[np.int8]
    owners: list[Int64] = attrs.Factory(list)
    choices: list[Array] = attrs.Factory(list)
    payoffs: list[Array | Rationals] = attrs.Factory(list)
    mixed: dict[int, Array] = attrs.Factory(dict)

    @classmethod
    def empty(cls, tree: ExtensiveFormGame) -> TreeListing:
        sets = tuple(k for k, h in enumerate(tree.information_sets) if not h.is_chance)
        return cls(tree, sets, np.full(tree.num_games, Status.ALL_PURE_PERFECT, dtype=np.int8))

    def take_induced(self, found: Induced, scale: int, exact: bool) -> None:
        games = len(found.counts)
        self.owners.append(np.repeat(np.arange(games, dtype=np.int64), found.counts))
        self.choices.append(found.choices)
        over = np.full((1, 1), scale, dtype=np.int64 if scale < _LARGEST else object)
        self.payoffs.append(Rationals(found.values, over) if exact else found.values)
        self.status[found.truncated] = Status.TRUNCATED

    def solve_by_stages(self, tree: ExtensiveFormGame, games: Int64, most: int) -> None:
        """Solve these games of the batch stage by stage, in fractions where floats cannot tell."""
        from gametheory.concepts.stages import StageSolver, as_exact

        def solve(which: Int64, exact: bool) -> Found:
            numbers = tree
            if exact:
                numbers = attrs.evolve(
                    tree, outcome_payoffs=as_exact(tree.outcome_payoffs), end_payoffs=None
                )
            ends = tree.terminal_nodes
            paid = numbers.end_payoffs.reshape(-1, len(ends), tree.num_players)[which]
            stages = tree.shape.stages
            return join_subgames(
                [s.root for s in stages],
                [s.exits for s in stages],
                {int(v): paid[:, e] for e, v in enumerate(ends)},
                len(which),
                StageSolver(tree, which, exact, most),
                most,
            )

        exact = tree.is_exact or tree.shape.perfect_information
        if not tree.shape.stages:
            self._take_end(games)
            return
        found = solve(games, exact)
        self._take_found(found, games, found.doubtful)
        again = games[found.doubtful]
        if len(again):
            self._take_found(solve(again, True), again, np.zeros(len(again), dtype=np.bool_))

    def _take_end(self, games: Int64) -> None:
        """A tree of one node: nobody chooses."""
        self.owners.append(games)
        self.choices.append(np.zeros((len(games), len(self.sets)), dtype=np.int64))
        paid = self.tree.end_payoffs.reshape(-1, self.tree.num_players)[games]
        self.payoffs.append(paid.astype(object) if self.tree.is_exact else paid)

    def _take_found(self, found: Any, games: Int64, left_out: npt.NDArray[np.bool_]) -> None:
        rows = np.flatnonzero(~left_out[found.owners])
        kind = object if self.tree.is_exact else np.float64
        choices = np.empty((len(rows), len(self.sets)), dtype=np.int64)
        for c, h in enumerate(self.sets):
            p = found.choices[h][rows].astype(kind)
            choices[:, c] = p.argmax(axis=1)
            blended = np.count_nonzero(p, axis=1) != 1  # as is 1 beside 1e-200
            choices[blended, c] = MIXED
            if blended.any() or h in self.mixed:
                units = np.eye(p.shape[1], dtype=kind)
                if h not in self.mixed:
                    earlier = [part[:, c] for part in self.choices]
                    taken = np.concatenate(earlier) if earlier else np.zeros(0, dtype=np.int64)
                    self.mixed[h] = units[taken]
                self.mixed[h] = np.concatenate([self.mixed[h], p])
        self.owners.append(games[found.owners[rows]])
        self.choices.append(choices)
        self.payoffs.append(found.payoffs[rows].astype(kind))
        shape = self.tree.shape
        forgetful = any(shape.forgetful(i) for i in range(self.tree.num_players))
        listed = Status.ALL_PURE_PERFECT if shape.perfect_information else Status.ALL_PERFECT
        solved = games[~left_out]
        self.status[solved] = listed
        self.status[games[found.uncertain & ~left_out]] = Status.SOME_PERFECT
        if shape.absent_minded is not None:
            self.status[solved] = Status.ABSENT_MINDED
        elif forgetful:
            self.status[solved] = Status.FORGETFUL
        self.status[games[found.truncated & ~left_out]] = Status.TRUNCATED

    def finish(self) -> BehaviourEquilibria:
        owners, choices = np.concatenate(self.owners), np.concatenate(self.choices)
        payoffs: Array | Rationals = self.payoffs[0]
        if len(self.payoffs) > 1:
            payoffs = np.concatenate(
                [p.to_fractions() if isinstance(p, Rationals) else p for p in self.payoffs]
            )
        order = self._order(owners, choices)
        if order is not None:
            owners, choices = owners[order], choices[order]
            payoffs = payoffs.take(order) if isinstance(payoffs, Rationals) else payoffs[order]
            self.mixed = {h: p[order] for h, p in self.mixed.items()}
        return BehaviourEquilibria(
            game=self.tree,
            rows=Ragged.of_owners(owners, self.tree.batch_shape),
            information_sets=self.sets,
            choices=choices,
            mixed=self.mixed,
            payoffs=payoffs,
            status_code=self.status.reshape(self.tree.batch_shape),
            exact=self.tree.is_exact,
            subgame_perfect=True,
        )

    def _order(self, owners: Int64, choices: Array) -> Int64 | None:
        """By game, then by choices; None where rows are in that order already."""
        if len(self.owners) == 1 and isinstance(self.payoffs[0], Rationals):
            return None
        counts = np.bincount(owners, minlength=self.tree.num_games)
        if len(self.owners) == 1 and (
            counts.max(initial=0) <= 1 or self.tree.shape.perfect_information
        ):
            return None
        keys: list[Array] = [owners]
        for c, h in enumerate(self.sets):
            if h in self.mixed:
                keys += [
                    -self.mixed[h][:, a].astype(np.float64) for a in range(len(self.mixed[h].T))
                ]
            else:
                keys.append(choices[:, c])
        return np.lexsort(keys[::-1])
