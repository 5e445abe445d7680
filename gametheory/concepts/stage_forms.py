"""The reduced strategic form of a stage among those who move in it, for batches of its exits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.concepts.nash import nash_equilibria
from gametheory.concepts.one_equilibrium import nash_equilibrium
from gametheory.concepts.pure import pure_nash_equilibria
from gametheory.errors import TooLarge
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.pure_strategies import UNSPECIFIED, pure_strategies
from gametheory.games.tree_shape import Sequences, Stage
from gametheory.games.tree_sizes import magnitude
from gametheory.reductions.strategic_form import MAX_ENTRIES

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]

# Strategies of one player that are listed.
_LISTED = 100_000
# Probabilities in floats that differ by no more are one equilibrium found twice.
_SAME = 1e-9


@attrs.frozen(eq=False)
class StageForm:
    """The reduced strategic form of a stage among those who move in it.

    Attributes
    ----------
    players : list of int
    sets : list of lists of int
        Each player's information sets in the stage.
    tables : list of int64 arrays (m_i, sets of i)
        Reduced strategies; ``UNSPECIFIED`` where one says nothing.
    consistent : list of lists of int64 arrays
        For each exit, each player's strategies that let it be reached.
    recall : bool
        Whether all recall perfectly within the stage.
    pasts : dict of int64 arrays
        For each set, its player's strategies that let it be reached.
    sizes : list of int
        Numbers of actions of all information sets of the tree.
    """

    players: list[int]
    sets: list[list[int]]
    tables: list[Int64]
    consistent: list[list[Int64]]
    recall: bool
    pasts: dict[int, Int64]
    sizes: list[int]

    @classmethod
    def of(cls, game: ExtensiveFormGame, stage: Stage) -> StageForm:
        """The stage's form; refused, with its size, where it would be too large."""
        shape = game.shape
        players = sorted({int(shape.mover[v]) for v in stage.nodes if shape.mover[v] >= 0})
        sizes = [len(h.actions) for h in game.information_sets]
        own = [shape.sequences(i) for i in players]
        sets = [shape.sets_of(i, stage) for i in players]
        recall = all(
            shape.forgetful(i, s, h) is None for i, s, h in zip(players, own, sets, strict=True)
        )
        tables: list[Int64] = []
        room = MAX_ENTRIES // len(players)
        counted = [
            shape.count_strategies(i, sizes, reduced=True, stage=stage, sequences=s)
            for i, s in zip(players, own, strict=True)
        ]
        counts = [
            shape.fewest_strategies(i, sizes, stage, s) if c is None else c
            for i, s, c in zip(players, own, counted, strict=True)
        ]
        for k, (s, h) in enumerate(zip(own, sets, strict=True)):
            if math.prod(counts) > room:
                raise TooLarge(_too_large(game, stage, players, counts))
            others = math.prod(counts[:k] + counts[k + 1 :])
            table = pure_strategies(shape, sizes, h, s, True, min(room // others, _LISTED) + 1)
            counts[k] = len(table)
            if counts[k] > min(room // others, _LISTED):
                raise TooLarge(_too_large(game, stage, players, counts))
            tables.append(table)
        consistent = [
            [_consistent(s, s.of_node[c], h, t) for s, h, t in zip(own, sets, tables, strict=True)]
            for c in stage.exits
        ]
        pasts = {
            k: _consistent(s, s.of_node[shape.nodes_of_set[k][0]], h, t)
            for s, h, t in zip(own, sets, tables, strict=True)
            for k in h
        }
        return cls(players, sets, tables, consistent, recall, pasts, sizes)

    def table(self, worth: Sequence[Array]) -> Array:
        """Payoffs ``(K, n, m_1, ..., m_n)`` from the weighted payoffs of the exits."""
        shape = (len(self.players), *(len(t) for t in self.tables))
        total = np.zeros((*shape, len(worth[0])), dtype=worth[0].dtype)
        for value, rows in zip(worth, self.consistent, strict=True):
            for i, player in enumerate(self.players):
                total[i][np.ix_(*rows)] += value[:, player]
        return np.ascontiguousarray(np.moveaxis(total, -1, 0))

    def equilibria(self, table: Array) -> tuple[Int64, list[Array], npt.NDArray[np.bool_]]:
        """Owners and mixed strategies of the equilibria, and which games' lists are complete."""
        if len(self.players) == 1:
            own = table[:, 0]
            tied = np.asarray(own == own.max(axis=1)[:, None]).astype(np.bool_)
            row, action = np.nonzero(tied)
            units = np.eye(own.shape[1], dtype=object if own.dtype == object else np.float64)
            return row, [units[action]], np.ones(len(own), dtype=np.bool_)
        game = NormalFormGame(table, players=len(self.players))
        if not self.recall:
            found = pure_nash_equilibria(game)
        else:
            try:
                found = nash_equilibria(game)
            except TooLarge:
                return _some(game)
        complete = np.asarray(found.complete)
        return found.game_index, list(found.strategies), complete

    def behaviour(self, profiles: list[Array]) -> dict[int, Array]:
        """Behaviour at every set; where a profile says nothing the actions are equally likely."""
        shares, said = self._shares(profiles)
        out = {}
        for h, p in shares.items():
            one: Any = Fraction(1) if p.dtype == object else 1.0
            out[h] = np.where(said[h][:, None], p, one / self.sizes[h])
        return out

    def _shares(
        self, profiles: list[Array]
    ) -> tuple[dict[int, Array], dict[int, npt.NDArray[np.bool_]]]:
        """Probabilities ``(R, m)`` at each set, and for which rows anything is said there."""
        shares: dict[int, Array] = {}
        said: dict[int, npt.NDArray[np.bool_]] = {}
        for x, sets, table in zip(profiles, self.sets, self.tables, strict=True):
            for column, h in enumerate(sets):
                chosen = table[:, column]
                allowed = chosen != UNSPECIFIED
                if self.recall:
                    # Strategies that let the set be reached choose there; no other does.
                    allowed = np.zeros(len(table), dtype=np.bool_)
                    allowed[self.pasts[h]] = True
                total = x[:, allowed].sum(axis=1)
                said[h] = np.asarray(total > 0).astype(np.bool_)
                total = np.where(said[h], total, 1)
                parts = [
                    x[:, allowed & (chosen == a)].sum(axis=1) / total for a in range(self.sizes[h])
                ]
                shares[h] = np.stack(parts, axis=1)
        return shares, said

    def completions(
        self, combination: Int64, profiles: list[Array], exact: bool, most: int
    ) -> tuple[Int64, dict[int, Array]]:
        """Behaviour at every set of the stage; where a profile says nothing, each action in turn.

        A reduced strategy says nothing at information sets that its own choices rule out; whatever
        is chosen there is an equilibrium, too.
        """
        kind = object if exact else np.float64
        shares, said = self._shares(profiles)
        counts = np.ones(len(combination), dtype=np.int64)
        for h, here in said.items():
            counts = np.minimum(counts * np.where(here, 1, self.sizes[h]), most + 1)
        row = np.repeat(np.arange(len(combination)), counts)
        local = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        out: dict[int, Array] = {}
        for h in reversed(said):
            open_here = ~said[h][row]
            p = shares[h][row].astype(kind)
            units = np.eye(self.sizes[h], dtype=kind)
            p[open_here] = units[local[open_here] % self.sizes[h]]
            local = np.where(open_here, local // self.sizes[h], local)
            out[h] = p
        return distinct(combination[row], out)


def distinct(owners: Int64, choices: dict[int, Array]) -> tuple[Int64, dict[int, Array]]:
    """Rows without those that choose like another one of the same owner, by owner and choices.

    Different mixed strategies may play alike: what a player does at two information sets may be
    drawn together or apart.
    """
    columns = np.concatenate(list(choices.values()), axis=1).astype(np.float64)
    order = np.lexsort((*(-columns.T[::-1]), owners))
    columns, sorted_owners = columns[order], owners[order]
    # Floats only point at candidates where numbers are exact.
    near = np.abs(np.diff(columns, axis=0)).max(axis=1, initial=0.0) <= _SAME
    again = np.flatnonzero(near & (sorted_owners[1:] == sorted_owners[:-1])) + 1
    kept = np.ones(len(owners), dtype=np.bool_)
    for t in again.tolist():
        mine, before = order[t], order[t - 1]
        if all(p.dtype != object or bool((p[mine] == p[before]).all()) for p in choices.values()):
            kept[t] = False
    rows = order[kept]
    return owners[rows], {h: p[rows] for h, p in choices.items()}


def _consistent(own: Sequences, sequence: int, sets: list[int], table: Int64) -> Int64:
    """Strategies of a player that make the moves of a history inside the stage."""
    column = {h: c for c, h in enumerate(sets)}
    allows = np.ones(len(table), dtype=np.bool_)
    for h, a in own.moves(sequence):
        if h in column:
            allows &= table[:, column[h]] == a
    return np.flatnonzero(allows)


def _some(game: NormalFormGame) -> tuple[Int64, list[Array], npt.NDArray[np.bool_]]:
    """Every pure equilibrium, and where there is none one in mixed strategies."""
    pure = pure_nash_equilibria(game)
    without = np.flatnonzero(pure.counts.ravel() == 0)
    one = nash_equilibrium(game[without])
    owners = np.concatenate([pure.game_index, without[one.game_index]])
    order = np.argsort(owners, kind="stable")
    both = [
        np.concatenate([p, q])[order] for p, q in zip(pure.strategies, one.strategies, strict=True)
    ]
    return owners[order], both, np.zeros(game.num_games, dtype=np.bool_)


def _too_large(game: ExtensiveFormGame, stage: Stage, players: list[int], counts: list[int]) -> str:
    said = ", ".join(
        f"{game.players[i]!r} {magnitude(c)}" for i, c in zip(players, counts, strict=True)
    )
    where = f" at node {stage.root}" if stage.root else ""
    return (
        f"subgame_perfect_equilibria: the subgame{where} has imperfect information, and its "
        f"strategic form is too large: pure strategies of {said}; "
        "gametheory.sequence_form_equilibrium(tree) finds an equilibrium of two players"
    )
