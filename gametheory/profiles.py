"""Equilibria of continuous games: ragged lists of action profiles, with a status for each game."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.continuous import ContinuousGame
from gametheory.ragged import Ragged, RaggedRows

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[Any]


class ProfileStatus(IntEnum):
    """What is known of one continuous game's listing; ``advice`` says what to do next."""

    UNIQUE = 0
    ALL = 1
    CONTINUUM = 2
    NONE = 3
    RUNAWAY = 4
    NOT_GUARANTEED = 5

    @property
    def advice(self) -> str:
        """One sentence for the user."""
        return _ADVICE[self]


_ADVICE = {
    ProfileStatus.UNIQUE: "exactly one equilibrium, whatever the intercepts: every principal "
    "minor of I - slopes is positive",
    ProfileStatus.ALL: "complete: every face of the action box was solved; another intercept may "
    "have more equilibria or none, since I - slopes is not a P-matrix",
    ProfileStatus.CONTINUUM: "a continuum of equilibria, its extreme points listed: slopes are "
    "exactly critical; move a parameter to see which side the case belongs to",
    ProfileStatus.NONE: "no equilibrium exists: every face of the action box was solved; finite "
    "upper bounds would bring one into being",
    ProfileStatus.RUNAWAY: "no equilibrium exists: actions feed on each other without bound "
    "(spectral radius of slopes at least 1); give finite upper bounds or lower the slopes",
    ProfileStatus.NOT_GUARANTEED: "nothing is guaranteed: I - slopes is not a P-matrix and there "
    "are too many faces to try; lower the slopes, or split the game",
}


@attrs.frozen(eq=False, repr=False)
class ActionEquilibria(RaggedRows):
    r"""Equilibria of each continuous game of a batch, ``T`` in all, as rows with offsets.

    Rows are ordered by game, then lexicographically in the actions.

    Attributes
    ----------
    game : ContinuousGame
        The game or games solved.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    actions : (T, N)
        Action profiles; ``float64``, or fractions for exact games.
    complete : (\*B) bool
        Whether every isolated equilibrium is listed (of a continuum, every extreme point).
    status_code : (\*B) int8
        :class:`ProfileStatus` of each game; ``status`` spells it out as advice.
    """

    game: ContinuousGame
    rows: Ragged
    actions: Array
    status_code: npt.NDArray[np.int8]
    # Given by whoever solved the game, so that a solution needs no certificate to exist.
    _gains: Callable[[ContinuousGame, Array], Array]

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Batch shape of the games."""
        return self.game.batch_shape

    @property
    def complete(self) -> npt.NDArray[np.bool_]:
        r"""``(\*B)`` whether the listing is everything the function promises."""
        return np.asarray(self.status_code != ProfileStatus.NOT_GUARANTEED)

    @cached_property
    def payoffs(self) -> Array:
        """Payoffs ``(T, N)``."""
        return self.game.take(self.game_index).payoffs(self.actions)

    @cached_property
    def regret(self) -> Array:
        """Largest gain from a unilateral deviation ``(T,)``, recomputed from the payoffs."""
        gains = self._gains(self.game.take(self.game_index), self.actions)
        if not len(gains):
            return np.zeros(0, dtype=gains.dtype)
        return np.asarray(gains.max(axis=-1))

    @property
    def status(self) -> Array:
        r"""``(\*B)`` strings: what is known of each game's listing and what to do next."""
        advice = np.array([s.advice for s in ProfileStatus], dtype=object)
        return np.asarray(advice[self.status_code])

    @cached_property
    def unique(self) -> Array:
        r"""Profiles ``(\*B, N)`` of games with exactly one equilibrium, NaN (or None) elsewhere."""
        one = (self.counts == 1) & (self.status_code != ProfileStatus.CONTINUUM)
        exact = self.actions.dtype == object
        out = np.full((self.counts.size, self.game.num_players), None if exact else np.nan)
        rows = self.offsets[:-1][one.ravel()]
        out[one.ravel()] = self.actions[rows]
        return out.reshape(*self.batch_shape, self.game.num_players)

    def __iter__(self) -> Iterator[Array]:
        return iter(self.actions)

    def __getitem__(self, key: Any) -> ActionEquilibria:
        """Equilibria of the games at batch index ``key``."""
        games, part, rows = self.rows.pick(key, "ActionEquilibria")
        return ActionEquilibria(
            game=self.game[key],
            rows=part,
            actions=self.actions[rows],
            status_code=self.status_code.ravel()[games],
            gains=self._gains,
        )

    def to_dataframe(self) -> pd.DataFrame:
        """One row per equilibrium: game, each player's action and payoff, regret."""
        import pandas as pd

        columns: dict[str, Array] = {"game": self.game_index}
        for name, values in (("action", self.actions), ("payoff", self.payoffs)):
            for i, player in enumerate(self.game.players):
                columns[f"{name} {player}"] = values[:, i]
        columns["regret"] = self.regret
        return pd.DataFrame(columns)

    def to_dataset(self) -> xr.Dataset:
        """Labelled arrays: dimension ``equilibrium`` for rows, ``batch_0, ...`` for games."""
        import xarray as xr

        batch = tuple(f"batch_{k}" for k in range(len(self.batch_shape)))
        return xr.Dataset(
            {
                "game_index": ("equilibrium", self.game_index),
                "action": (("equilibrium", "player"), self.actions),
                "payoff": (("equilibrium", "player"), self.payoffs),
                "regret": ("equilibrium", self.regret),
                "count": (batch, self.counts),
                "status_code": (batch, self.status_code),
            },
            {"player": list(self.game.players)},
        )

    def __repr__(self) -> str:
        games = f"{self.counts.size} games" if self.batch_shape else "one game"
        state = "complete" if bool(np.all(self.complete)) else "NOT complete for every game"
        return f"ActionEquilibria({len(self)} in {games}, {state})"
