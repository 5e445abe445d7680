"""Equilibria of games in which each player joins once enough of the others do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.threshold_binary import ThresholdBinaryGame
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Array, Bools, Codes, Indices, Rows, Variables
from gametheory.solutions.showing import show_table
from gametheory.solutions.status import Status


@attrs.frozen(eq=False, repr=False)
class ThresholdBinaryEquilibria(Rows):
    r"""Pure equilibria, a row for each number of players who join.

    Attributes
    ----------
    game : ThresholdBinaryGame
        What was solved.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it; ``T``
        rows in all, which ascend by game and size. A game's first row is its least equilibrium and
        its last one its greatest: whoever joins in the first joins in all, whoever joins in any
        joins in the last.
    size : (T,) int64
        How many join.
    joins : (T, N) bool
        Who joins; where some are ``free``, those of them with the lowest numbers.
    free : (T, N) bool
        Players who are indifferent and may be exchanged for one another: every choice of
        ``(joins & free).sum()`` of them is an equilibrium. In all other rows the size determines
        the set.
    indifferent : (T, N) bool
        Players who lose nothing by changing their mind.
    """

    game: ThresholdBinaryGame
    rows: Ragged
    size: Indices
    joins: Bools
    free: Bools
    indifferent: Bools

    @property
    def status_code(self) -> Codes:
        r"""``(\*B)`` :class:`Status` of each game: pure equilibria are complete."""
        return np.full(self.counts.shape, Status.PURE, dtype=np.int8)

    @property
    def is_exact(self) -> bool:
        """Whether gains, and so regret, are exact numbers."""
        return self.game.is_exact

    @property
    def strict(self) -> Bools:
        """``(T,)`` whether everybody would lose by changing her mind."""
        return np.asarray(~self.indifferent.any(axis=1))

    @property
    def num_sets(self) -> Array:
        """``(T,)`` equilibria of this size; Python integers where 64 bits do not hold them."""
        sets = [1] * len(self)
        for t in np.flatnonzero(self.free.any(axis=1)).tolist():
            sets[t] = comb(int(self.free[t].sum()), int((self.free[t] & self.joins[t]).sum()))
        large = max(sets, default=0) > np.iinfo(np.int64).max
        return np.array(sets, dtype=object if large else np.int64)

    @property
    def tied(self) -> Bools:
        r"""``(\*B)`` whether some size leaves open who joins."""
        owners = self.game_index[self.free.any(axis=1)]
        return np.bincount(owners, minlength=self.counts.size).reshape(self.counts.shape) > 0

    @property
    def least(self) -> Bools:
        r"""``(\*B, N)`` who joins in the least equilibrium."""
        return self._joins_at(self.offsets[:-1])

    @property
    def greatest(self) -> Bools:
        r"""``(\*B, N)`` who joins in the greatest equilibrium."""
        return self._joins_at(self.offsets[1:] - 1)

    def _joins_at(self, rows: Indices) -> Bools:
        return self.joins[rows].reshape((*self.batch_shape, self.game.num_players))

    @property
    def regret(self) -> Array:
        """``(T,)`` the most that anybody gains by changing her mind, from the gains as given."""
        n = self.game.num_players
        others = self.size[:, None] - self.joins
        who = np.arange(n)
        # With n others there is nobody left to look at; those all join.
        flat = self.game.gains.reshape(-1, n, n)
        gain = flat[self.game_index[:, None], who, np.minimum(others, n - 1)]
        return np.asarray(np.maximum(np.where(self.joins, -gain, gain), 0).max(axis=1))

    def profile(self, row: int) -> tuple[str, ...]:
        """Who joins in one row."""
        return self._names(self.joins[self._row(row)])

    def sets(self, row: int) -> Iterator[tuple[str, ...]]:
        """Every set of players whose joining is an equilibrium of that size.

        Examples
        --------
        Two are indifferent whatever the others do, and one never joins:

        >>> import gametheory as gt
        >>> game = gt.ThresholdBinaryGame([[0, 0, 0], [0, 0, 0], [-1, -1, -1]])
        >>> found = gt.threshold_binary_equilibria(game)
        >>> [list(found.sets(t)) for t in range(len(found))]
        [[()], [('1',), ('2',)], [('1', '2')]]
        """
        t = self._row(row)
        fixed = self.joins[t] & ~self.free[t]
        free = np.flatnonzero(self.free[t])
        for chosen in combinations(free.tolist(), int(self.size[t] - fixed.sum())):
            joins = fixed.copy()
            joins[list(chosen)] = True
            yield self._names(joins)

    def _names(self, joins: Bools) -> tuple[str, ...]:
        return tuple(self.game.players[i] for i in np.flatnonzero(joins))

    def _at(self, games: npt.NDArray[np.int64]) -> ThresholdBinaryEquilibria:
        part, rows = self.rows.take(games)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            rows=part,
            size=self.size[rows],
            joins=self.joins[rows],
            free=self.free[rows],
            indifferent=self.indifferent[rows],
        )

    def _columns(self) -> dict[str, Array]:
        named = {f"{name} joins": self.joins[:, i] for i, name in enumerate(self.game.players)}
        return {"game": self.game_index, "size": self.size, **named, **self._facts()}

    def _facts(self) -> dict[str, Array]:
        return {"sets": self.num_sets, "strict": self.strict, "regret": self.regret}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        by_player = ("joins", "free", "indifferent")
        return {
            "game_index": ("equilibrium", self.game_index),
            "size": ("equilibrium", self.size),
            **{name: (("equilibrium", "player"), getattr(self, name)) for name in by_player},
            **{name: ("equilibrium", values) for name, values in self._facts().items()},
            "count": (batch, self.counts),
            "tied": (batch, self.tied),
            "status_code": (batch, self.status_code),
        }, {"player": list(self.game.players)}

    def _heading(self) -> str:
        games = f"{self.counts.size} games" if self.counts.ndim else "one game"
        return f"ThresholdBinaryEquilibria({len(self)} sizes in {games}, complete for pure ones)"

    def __str__(self) -> str:
        return show_table(self._heading(), len(self), self._line)

    def _line(self, t: int) -> str:
        where = f"game {self.game_index[t]}: " if self.counts.ndim else ""
        n, m = self.game.num_players, int(self.size[t])
        if m in (0, n):
            who = f"all {n} join" if m else "nobody joins"
        else:
            fixed = self.joins[t] & ~self.free[t]
            said = [", ".join(self._names(fixed))] if fixed.any() else []
            if self.free[t].any():
                free = self._names(self.free[t])
                said.append(f"any {m - int(fixed.sum())} of {', '.join(free)}")
            who = f"{m} of {n} join: {' and '.join(said)}"
        return f"{where}{who}{'' if self.strict[t] else '   (not strict)'}"
