"""Equilibria of games with linear best replies: ragged lists with a status for each game."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.certificates.linear_reply import deviation_gains
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.ragged import Ragged, RaggedRows
from gametheory.solutions.status import Status, advice, all_promised

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class LinearReplyEquilibria(RaggedRows):
    r"""Equilibria of each game with linear best replies, ``T`` in all, as rows with offsets.

    Rows are ordered by game, then lexicographically in the actions.

    Attributes
    ----------
    game : LinearReplyGame
        The game or games solved.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    actions : (T, N)
        Action profiles; ``float64``, or fractions for exact games.
    complete : (\*B) bool
        Whether every isolated equilibrium is listed (of a continuum, every extreme point).
    status_code : (\*B) int8
        :class:`Status` of each game; ``status`` spells it out as advice.
    """

    game: LinearReplyGame
    rows: Ragged
    actions: Array
    status_code: npt.NDArray[np.int8]

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Batch shape of the games."""
        return self.game.batch_shape

    @property
    def complete(self) -> npt.NDArray[np.bool_]:
        r"""``(\*B)`` whether the listing is everything the function promises."""
        return all_promised(self.status_code)

    @cached_property
    def payoffs(self) -> Array:
        """Payoffs ``(T, N)``."""
        return self.game.take(self.game_index).payoffs(self.actions)

    @cached_property
    def regret(self) -> Array:
        """Largest gain from a unilateral deviation ``(T,)``, recomputed from the payoffs."""
        gains = deviation_gains(self.game.take(self.game_index), self.actions)
        if not len(gains):
            return np.zeros(0, dtype=gains.dtype)
        return np.asarray(gains.max(axis=-1))

    @property
    def status(self) -> Array:
        r"""``(\*B)`` strings: what is known of each game's listing and what to do next."""
        return advice(self.status_code)

    @cached_property
    def unique(self) -> Array:
        r"""Profiles ``(\*B, N)`` of games with exactly one equilibrium, NaN (or None) elsewhere."""
        one = (self.counts == 1) & (self.status_code != Status.CONTINUUM)
        exact = self.actions.dtype == object
        out = np.full((self.counts.size, self.game.num_players), None if exact else np.nan)
        rows = self.offsets[:-1][one.ravel()]
        out[one.ravel()] = self.actions[rows]
        return out.reshape(*self.batch_shape, self.game.num_players)

    def __iter__(self) -> Iterator[Array]:
        return iter(self.actions)

    def __getitem__(self, key: Any) -> LinearReplyEquilibria:
        """Equilibria of the games at batch index ``key``."""
        games, part, rows = self.rows.pick(key, "LinearReplyEquilibria")
        return LinearReplyEquilibria(
            game=self.game[key],
            rows=part,
            actions=self.actions[rows],
            status_code=self.status_code.ravel()[games],
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
        return f"LinearReplyEquilibria({len(self)} in {games}, {state})"
