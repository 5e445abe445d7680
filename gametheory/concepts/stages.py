"""The stage of a subgame as a game of its own: one move, or a strategic form for the Nash solver."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
from gametheory.games.tree_shape import COUNTED, Sequences, Stage, magnitude
from gametheory.reductions import MAX_ENTRIES
from gametheory.solvers.trees.subgames import Play, Value

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]

_EPS = 2.0**-52


@attrs.frozen(eq=False)
class StageSolver:
    """Equilibria of the stages of a tree, given what their exits are worth.

    Attributes
    ----------
    game : ExtensiveFormGame
    games : (G,) int64
        Which games of the batch are solved.
    exact : bool
        Whether numbers are fractions.
    most : int
        Equilibria of one stage that are listed.
    """

    game: ExtensiveFormGame
    games: Int64
    exact: bool
    most: int

    def __call__(self, k: int, owners: Int64, values: list[Value]) -> Play:
        """See :func:`gametheory.solvers.trees.subgames.join_subgames`."""
        stage = self.game.shape.stages[k]
        alone = len(stage.nodes) == 1
        if alone and self.game.shape.mover[stage.root] < 0:
            return self._draw(stage, owners, values)
        if alone:
            return self._decide(stage, values)
        return self._play(stage, owners, values)

    def _chance(self, h: int, owners: Int64) -> Array:
        """Probabilities ``(K, m)`` of a chance event, or ``(m,)`` where games share them."""
        p = self.game.chance_probabilities(h)
        if p.ndim > 1:
            p = p.reshape(-1, p.shape[-1])[self.games[owners]]
        return as_exact(p) if self.exact else p.astype(np.float64)

    def _draw(self, stage: Stage, owners: Int64, values: list[Value]) -> Play:
        p = self._chance(int(self.game.information_set[stage.root]), owners)
        total: Any = 0
        size: Any = 0
        error: Any = 0
        for a, (payoffs, moved) in enumerate(values):
            part = p[..., a][..., None] * payoffs
            total = total + part
            if not self.exact:
                size = size + np.abs(part).max(axis=1)
                error = error + p[..., a] * moved
        if self.exact:
            error = np.zeros(len(owners))
        else:
            error = error + (len(values) + 2) * _EPS * size
        nothing = np.zeros(len(owners), dtype=np.bool_)
        return Play(np.arange(len(owners)), total, {}, error, nothing, nothing)

    def _decide(self, stage: Stage, values: list[Value]) -> Play:
        who = int(self.game.shape.mover[stage.root])
        payoffs = np.stack([v for v, _ in values], axis=1)
        errors = np.stack([e for _, e in values], axis=1)
        own = payoffs[:, :, who]
        best = own.max(axis=1)
        tied = np.asarray(own == best[:, None]).astype(np.bool_)
        doubtful = np.zeros(len(own), dtype=np.bool_)
        if errors.any():
            first = tied.argmax(axis=1)
            room = errors + errors[np.arange(len(own)), first][:, None]
            near = (np.asarray(best[:, None] - own, dtype=np.float64) <= room) & (room > 0)
            near[np.arange(len(own)), first] = False
            doubtful = near.any(axis=1)
        row, action = np.nonzero(tied)
        units = np.eye(len(values), dtype=object if self.exact else np.float64)
        h = int(self.game.information_set[stage.root])
        nothing = np.zeros(len(own), dtype=np.bool_)
        return Play(
            row,
            payoffs[row, action],
            {h: units[action]},
            errors[row, action],
            nothing,
            doubtful,
        )

    def _play(self, stage: Stage, owners: Int64, values: list[Value]) -> Play:
        form = StageForm.of(self.game, stage)
        entries = len(form.players) * math.prod(len(t) for t in form.tables)
        chunk = max(1, MAX_ENTRIES // entries)
        parts = []
        for start in range(0, max(len(owners), 1), chunk):
            part = slice(start, start + chunk)
            some = [(v[part], e[part]) for v, e in values]
            parts.append(self._play_some(form, stage, owners[part], some, start))
        return Play(
            np.concatenate([p.combination for p in parts]),
            np.concatenate([p.payoffs for p in parts]),
            {h: np.concatenate([p.choices[h] for p in parts]) for h in parts[0].choices},
            np.concatenate([p.error for p in parts]),
            np.concatenate([p.uncertain for p in parts]),
            np.concatenate([p.doubtful for p in parts]),
        )

    def _play_some(
        self, form: StageForm, stage: Stage, owners: Int64, values: list[Value], start: int
    ) -> Play:
        weights = self._weights(stage, owners)
        worth = [w[:, None] * v for w, (v, _) in zip(weights, values, strict=True)]
        table = form.table(worth)
        combination, profiles, certain = form.equilibria(table)
        combination, choices = form.completions(combination, profiles, self.exact, self.most)
        payoffs = self._payoffs(stage, owners, values, combination, choices)
        error = np.zeros(len(combination))
        if not self.exact:
            size = sum(np.abs(w).max(axis=1) for w in worth)
            moved = sum(np.abs(w) * e for w, (_, e) in zip(weights, values, strict=True))
            error = np.asarray(moved + 16 * len(values) * _EPS * size)[combination]
        return Play(
            combination + start, payoffs, choices, error, ~certain, np.zeros(len(owners), np.bool_)
        )

    def _weights(self, stage: Stage, owners: Int64) -> list[Array]:
        """Chance's share ``(K,)`` in reaching each exit."""
        one = np.full(len(owners), 1, dtype=object if self.exact else np.float64)
        return self._reach(stage, lambda h: self._chance(h, owners), one, {})

    def _payoffs(
        self,
        stage: Stage,
        owners: Int64,
        values: list[Value],
        combination: Int64,
        choices: dict[int, Array],
    ) -> Array:
        one = np.full(len(combination), 1, dtype=object if self.exact else np.float64)
        reach = self._reach(stage, lambda h: self._chance(h, owners[combination]), one, choices)
        total: Any = 0
        for r, (v, _) in zip(reach, values, strict=True):
            total = total + r[:, None] * v[combination]
        return np.asarray(total)

    def _reach(
        self, stage: Stage, chance: Any, one: Array, choices: dict[int, Array]
    ) -> list[Array]:
        """Probability of each exit; players who are not in ``choices`` do what leads there."""
        shape = self.game.shape
        at: dict[int, Array] = {stage.root: one}
        for v in stage.nodes:
            h = int(shape.information_set[v])
            mine = at.pop(v)
            for a, c in enumerate(shape.children[shape.first_child[v] : shape.first_child[v + 1]]):
                if shape.mover[v] < 0:
                    at[int(c)] = mine * chance(h)[..., a]
                elif h in choices:
                    at[int(c)] = mine * choices[h][:, a]
                else:
                    at[int(c)] = mine
        return [at[c] for c in stage.exits]


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
        counts = [
            shape.count_strategies(i, sizes, reduced=True, stage=stage, sequences=s)
            for i, s in zip(players, own, strict=True)
        ]
        for i, s, h, count in zip(players, own, sets, counts, strict=True):
            known = math.prod(c for c in counts if c is not None)
            table = None
            if known <= room:
                most = count if count is not None else min(room // known, 1_000_000) + 1
                table = pure_strategies(shape, sizes, h, s, True, most)
                if count is None:
                    counts[players.index(i)] = len(table)
            if table is None or math.prod(c for c in counts if c is not None) > room:
                raise TooLarge(_too_large(game, stage, players, counts))
            tables.append(table)
        consistent = [
            [
                _consistent(s, s.of_node[c], h, t)
                for s, h, t in zip(own, sets, tables, strict=True)
            ]
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

    def completions(
        self, combination: Int64, profiles: list[Array], exact: bool, most: int
    ) -> tuple[Int64, dict[int, Array]]:
        """Behaviour at every set of the stage; where a profile says nothing, each action in turn.

        A reduced strategy says nothing at information sets that its own choices rule out; whatever
        is chosen there is an equilibrium, too.
        """
        kind = object if exact else np.float64
        shares: dict[int, Array] = {}
        said: dict[int, npt.NDArray[np.bool_]] = {}
        for x, sets, table in zip(profiles, self.sets, self.tables, strict=True):
            for column, h in enumerate(sets):
                chosen = table[:, column]
                allowed = np.zeros(len(table), dtype=np.bool_)
                allowed[self.pasts[h]] = True
                allowed = allowed & (chosen != UNSPECIFIED) if self.recall else chosen >= 0
                total = x[:, allowed].sum(axis=1)
                said[h] = np.asarray(total > 0).astype(np.bool_)
                total = np.where(said[h], total, 1)
                shares[h] = np.stack(
                    [x[:, allowed & (chosen == a)].sum(axis=1) / total for a in range(self.sizes[h])],
                    axis=1,
                )
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
        return combination[row], out


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


def _too_large(
    game: ExtensiveFormGame, stage: Stage, players: list[int], counts: list[int | None]
) -> str:
    said = ", ".join(
        f"{game.players[i]!r} {'an uncounted number' if c is None else magnitude(min(c, COUNTED))}"
        for i, c in zip(players, counts, strict=True)
    )
    where = f" at node {stage.root}" if stage.root else ""
    return (
        f"subgame_perfect_equilibria: the subgame{where} has imperfect information, and its "
        f"strategic form is too large: pure strategies of {said}; "
        "gametheory.sequence_form_equilibrium(tree) finds an equilibrium of two players"
    )


def as_exact(values: Array) -> Array:
    """Numbers as fractions; floats are the binary numbers they store."""
    from fractions import Fraction

    if values.dtype == object:
        return values
    out = np.empty(values.size, dtype=object)
    out[:] = [Fraction(v) for v in values.ravel().tolist()]
    return out.reshape(values.shape)
