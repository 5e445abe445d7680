"""Equilibria of game trees: ragged lists of behaviour strategies with a status for each game."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.certificates.sequential import sequential_regret, tree_regret
from gametheory.errors import InvalidInput
from gametheory.exact.rationals import Rationals
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.behaviour import BehaviourProfile
from gametheory.solutions.protocol import SelectedRows, Source, Variables
from gametheory.solutions.showing import show_row, show_table

Array = npt.NDArray[Any]


MIXED = -1
"""Entry of ``choices`` where more than one action has positive probability."""


@attrs.frozen(eq=False, repr=False)
class BehaviourEquilibria(SelectedRows):
    r"""Equilibria of each game of a batch on one tree, ``T`` in all, in behaviour strategies.

    Rows are ordered by game, then by the actions chosen at the information sets, in their order;
    a mixed choice comes by its probabilities, larger ones of earlier actions first.

    Attributes
    ----------
    game : ExtensiveFormGame
        The game or games solved.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    information_sets : tuple of H int
        The players' information sets, as positions in ``game.information_sets``.
    payoffs : (T, N)
        Expected payoffs.
    complete : (\*B) bool
        Whether the listing is everything the function promises.
    status_code : (\*B) int8
        :class:`Status` of each game; ``status`` spells it out as advice.
    subgame_perfect : bool
        Whether the rows are to be equilibria of every subgame, or of the whole tree only.
    """

    game: ExtensiveFormGame
    rows: Ragged
    information_sets: tuple[int, ...]
    _choices: Array
    _mixed: dict[int, Array]
    _payoffs: Array | Rationals | None
    status_code: npt.NDArray[np.int8]
    exact: bool
    subgame_perfect: bool

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Batch shape of the games."""
        return self.game.batch_shape

    @property
    def is_exact(self) -> bool:
        """Whether the strategies are exact."""
        return self.exact

    @property
    def choices(self) -> Array:
        """``(T, H)`` action chosen at each information set, ``MIXED`` (-1) where mixed."""
        return self._choices

    @cached_property
    def pure(self) -> npt.NDArray[np.bool_]:
        """``(T,)`` whether the profile chooses one action everywhere."""
        if not self._mixed:
            return np.ones(len(self), dtype=np.bool_)
        return np.asarray((self._choices >= 0).all(axis=1))

    @cached_property
    def payoffs(self) -> Array:
        """Expected payoffs ``(T, N)``."""
        p = self._payoffs
        if p is None:
            rows = [profile.payoffs() for profile in self]
            kind = object if self.exact else np.float64
            return np.array(rows, dtype=kind).reshape(len(self), self.game.num_players)
        return p.to_fractions() if isinstance(p, Rationals) else p

    @cached_property
    def regret(self) -> Array:
        """``(T,)`` the most any player gains by deviating, recomputed from the raw payoffs.

        Of subgame-perfect equilibria: by deviating in one stage of any subgame, whether play gets
        there or not. Of an equilibrium of the whole tree: by any other strategy.
        """
        check = sequential_regret if self.subgame_perfect else tree_regret
        return check(self.game, self.game_index, self.probabilities)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {h: c for c, h in enumerate(self.information_sets)}

    def probabilities(self, information_set: int, rows: Any = slice(None)) -> Array:
        """``(T, m)`` behaviour strategies at one of the ``information_sets``; or of some rows."""
        if information_set in self._mixed:
            return np.asarray(self._mixed[information_set][rows])
        try:
            column = self._places[information_set]
        except (KeyError, TypeError):
            raise InvalidInput(
                f"BehaviourEquilibria.probabilities: {information_set!r} is no information set of "
                f"a player; give one of {self.information_sets}"
            ) from None
        count = len(self.game.information_sets[information_set].actions)
        units = np.eye(count, dtype=object if self.exact else np.float64)
        return np.asarray(units[self._choices[rows, column]])

    @property
    def strategies(self) -> tuple[Array, ...]:
        """One array ``(T, m)`` for each of ``information_sets``."""
        return tuple(self.probabilities(h) for h in self.information_sets)

    def profile(self, row: int) -> BehaviourProfile:
        """The behaviour strategies of one row."""
        row = self._row(row)
        game = self.game
        if game.batch_shape:
            place = np.unravel_index(int(self.game_index[row]), game.batch_shape)
            game = game[tuple(int(k) for k in place)]
        probabilities = []
        for k, h in enumerate(game.information_sets):
            if h.is_chance:
                probabilities.append(game.chance_probabilities(k))
            elif k in self._mixed:
                probabilities.append(self._mixed[k][row])
            else:
                unit = np.zeros(len(h.actions), dtype=object if self.exact else np.float64)
                unit[self._choices[row, self._places[k]]] = 1
                probabilities.append(unit)
        return BehaviourProfile(game, tuple(probabilities), (True,) * len(probabilities))

    def _at(self, games: npt.NDArray[np.int64]) -> BehaviourEquilibria:
        part, rows = self.rows.take(games)
        source = None if self._source is None else self._source.at(games)
        return self._of_rows(
            self.game.take(games), part, rows, self.status_code.ravel()[games], source
        )

    def select(self, rows: npt.ArrayLike) -> BehaviourEquilibria:
        """Keep only the rows of a boolean mask ``(T,)``; games keep their place.

        A game that loses rows is no longer complete, and its status says how many were selected
        from what.
        """
        keep, part, codes, source = self._kept(rows)
        return self._of_rows(self.game, part, keep, codes, source)

    def _of_rows(
        self, game: ExtensiveFormGame, part: Ragged, rows: Any, status: Any, source: Source | None
    ) -> BehaviourEquilibria:
        p = self._payoffs
        return attrs.evolve(
            self,
            game=game,
            rows=part,
            choices=self._choices[rows],
            mixed={h: q[rows] for h, q in self._mixed.items()},
            payoffs=p.take(rows) if isinstance(p, Rationals) else None if p is None else p[rows],
            status_code=np.asarray(status),
            source=source,
        )

    def _columns(self) -> dict[str, Array]:
        """Game, each action's probability, payoffs, regret.

        Columns of probabilities are named ``player:information set:action``; an information set
        whose label is blank or repeats is named ``#k``, its position in ``game.information_sets``.
        """
        columns: dict[str, Array] = {"game": self.game_index}
        names = self.game.set_names
        for h, strategy in zip(self.information_sets, self.strategies, strict=True):
            described = self.game.information_sets[h]
            who = escaped(self.game.players[described.player])
            for a, action in enumerate(described.actions):
                columns[f"{who}:{escaped(names[h])}:{action}"] = strategy[:, a]
        for i, player in enumerate(self.game.players):
            columns[f"payoff {player}"] = self.payoffs[:, i]
        columns["regret"] = self.regret
        return columns

    def _variables(self) -> tuple[Variables, Variables]:
        """Dimension ``equilibrium`` for rows, ``batch_0, ...`` for games."""
        batch = self._batch_names()
        data: Variables = {
            "game_index": ("equilibrium", self.game_index),
            "payoff": (("equilibrium", "player"), self.payoffs),
            "regret": ("equilibrium", self.regret),
            "count": (batch, self.counts),
            "complete": (batch, self.complete),
            "status_code": (batch, self.status_code),
        }
        coordinates: Variables = {"player": list(self.game.players)}
        names = self.game.set_names
        for h, strategy in zip(self.information_sets, self.strategies, strict=True):
            described = self.game.information_sets[h]
            who = f"{escaped(self.game.players[described.player])}:{escaped(names[h])}"
            data[f"strategy_{who}"] = (("equilibrium", f"action_{who}"), strategy)
            coordinates[f"action_{who}"] = list(described.actions)
        return data, coordinates

    def _heading(self) -> str:
        return f"BehaviourEquilibria({self._listing()})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            where = f"game {self.game_index[t]}: " if self.batch_shape else ""
            said = show_behaviour(self.profile(t))
            return f"{where}{said}   payoffs ({show_row(self.payoffs[t])})"

        return show_table(self._heading(), len(self), row)


def show_behaviour(profile: BehaviourProfile) -> str:
    """``state: #1 yield; challenger: entry 1/2 in + 1/2 out``: players, sets, actions taken."""
    parts = []
    for player, sets in profile.to_dict().items():
        said = []
        for name, choice in sets.items():
            taken = {a: p for a, p in choice.items() if p}
            text = " + ".join(a if p == 1 else f"{show_row([p])} {a}" for a, p in taken.items())
            said.append(f"{name} {text}")
        if said:
            parts.append(f"{player}: {', '.join(said)}")
    return "; ".join(parts)


def escaped(name: str) -> str:
    """A backslash before colons and backslashes, so that names of columns cannot collide."""
    return name.replace("\\", "\\\\").replace(":", "\\:")
