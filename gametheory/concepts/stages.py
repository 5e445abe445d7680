"""The stage of a subgame as a game of its own: one move, or a form for the Nash solver."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.concepts.stage_forms import StageForm
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.tree_shape import Stage
from gametheory.reductions.strategic_form import MAX_ENTRIES
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
        rounding = (len(values) + 2) * _EPS * size
        error = np.zeros(len(owners)) if self.exact else error + rounding
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
        weights = self.chance_weights(stage, owners)
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

    def chance_weights(self, stage: Stage, owners: Int64) -> list[Array]:
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


def as_exact(values: Array) -> Array:
    """Numbers as fractions; floats are the binary numbers they store."""
    if values.dtype == object:
        return values
    out = np.empty(values.size, dtype=object)
    out[:] = [Fraction(v) for v in values.ravel().tolist()]
    return out.reshape(values.shape)
