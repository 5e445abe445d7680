"""Games of many players with two actions, where joining pays the more, the more others join."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels, labels
from gametheory.errors import InvalidInput
from gametheory.games.labels import numbered
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.payoffs import as_payoff_array
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import positions

_WHERE = "ThresholdBinaryGame"
_LARGEST_TABLE = 20


@attrs.frozen(eq=False, repr=False, init=False)
class ThresholdBinaryGame(ReadOnlyArrays):
    r"""``N`` players join or stay out; each joins once enough of the others do.

    What player ``i`` gains by joining over staying out depends on how many of the ``N - 1`` others
    join, :math:`g_i(k)`, and never falls in :math:`k` (strategic complements). Players may differ.

    Parameters
    ----------
    gains : array_like, shape (\*B, N, N)
        :math:`g_i(k)` in row ``i`` and column :math:`k = 0, \dots, N - 1`, in units of payoff.
    players : sequence of N str, optional
        Labels; numbers from 1 by default.

    Raises
    ------
    InvalidInput
        Another shape, NaN or infinity, gains that fall in the number of others who join.

    See Also
    --------
    gametheory.SymmetricBinaryGame : players in the same position, gains of any form.

    Notes
    -----
    Integers, :class:`fractions.Fraction` and SymPy rationals are exact and stay exact.

    References
    ----------
    M. Granovetter, Threshold models of collective behavior, American Journal of Sociology 83
    (1978). D. M. Topkis, Supermodularity and Complementarity, Princeton (1998).

    Examples
    --------
    One player who joins anyhow, one who follows one other, one who follows two:

    >>> import gametheory as gt
    >>> game = gt.ThresholdBinaryGame([[1, 1, 1], [-1, 1, 1], [-1, -1, 1]])
    >>> game.num_players, game.willing_from.tolist()
    (3, [0, 1, 2])
    """

    gains: npt.NDArray[Any]
    players: Labels

    def __init__(self, gains: npt.ArrayLike, *, players: Sequence[str] | None = None) -> None:
        table = as_payoff_array(gains, f"{_WHERE}: gains")
        if table.ndim < 2 or table.shape[-1] != table.shape[-2] or not table.shape[-1]:
            raise InvalidInput(
                f"{_WHERE}: gains have shape {table.shape}; give (*batch, N, N): for each player "
                "one gain for each number 0 .. N - 1 of others who join"
            )
        _refuse_falling(table)
        n = table.shape[-1]
        names = numbered(n) if players is None else labels(players, f"{_WHERE}: players", n)
        table = table.view()
        table.flags.writeable = False
        self.__attrs_init__(table, names)

    @classmethod
    def from_thresholds(
        cls, thresholds: npt.ArrayLike, *, players: Sequence[str] | None = None
    ) -> ThresholdBinaryGame:
        r"""Players who join exactly if so many others do: gain 1 from there on, -1 before.

        Parameters
        ----------
        thresholds : array_like of int, shape (\*B, N)
            From 0, who joins alone, to ``N``, who never joins.
        players : sequence of N str, optional

        Raises
        ------
        InvalidInput
            Numbers that are no integers from 0 to ``N``.

        Examples
        --------
        >>> import gametheory as gt
        >>> gt.ThresholdBinaryGame.from_thresholds([0, 1, 3]).gains.tolist()
        [[1, 1, 1], [-1, 1, 1], [-1, -1, -1]]
        """
        where = f"{_WHERE}.from_thresholds"
        least = as_payoff_array(thresholds, f"{where}: thresholds")
        if least.ndim == 0 or least.shape[-1] == 0:
            raise InvalidInput(
                f"{where}: thresholds have shape {least.shape}; give (*batch, N), one a player"
            )
        n = least.shape[-1]
        # Whole numbers may come as floats or fractions.
        bad = np.argwhere((least < 0) | (least > n) | (least % 1 != 0))
        if len(bad):
            place = tuple(int(k) for k in bad[0])
            raise InvalidInput(
                f"{where}: threshold at index {place} is {least[place]}; give an integer "
                f"from 0 (joins alone) to {n} (never joins)"
            )
        joined = np.arange(n) >= least.astype(np.int64)[..., None]
        return cls(np.where(joined, 1, -1), players=players)

    @property
    def num_players(self) -> int:
        """Number of players ``N``."""
        return len(self.players)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes, ``()`` for one game."""
        return self.gains.shape[:-2]

    @property
    def is_exact(self) -> bool:
        """Whether gains are integers or fractions."""
        return self.gains.dtype != np.float64

    @property
    def willing_from(self) -> npt.NDArray[np.int64]:
        r"""``(\*B, N)`` fewest others with whom joining pays no less than staying out; or ``N``."""
        return np.asarray((self.gains < 0).sum(axis=-1, dtype=np.int64))

    @property
    def eager_from(self) -> npt.NDArray[np.int64]:
        r"""``(\*B, N)`` fewest others with whom joining pays more than staying out; or ``N``.

        It differs from ``willing_from`` where a player is indifferent at some number of others.
        """
        return np.asarray((self.gains <= 0).sum(axis=-1, dtype=np.int64))

    def to_normal_form(self) -> NormalFormGame:
        """The strategic form, up to 20 players: staying out pays 0, joining the gain."""
        n = self.num_players
        if n > _LARGEST_TABLE:
            raise InvalidInput(
                f"{_WHERE}.to_normal_form: {n} players have 2^{n} profiles; "
                f"at most {_LARGEST_TABLE} players fit"
            )
        joins = (np.arange(2**n)[:, None] >> np.arange(n)[::-1]) & 1
        others = joins.sum(axis=1)[:, None] - joins
        payoffs = joins * self.gains[..., np.arange(n), others]
        table = np.moveaxis(payoffs, -1, -2).reshape((*self.batch_shape, n, *(2,) * n))
        actions = [("stay out", "join")] * n
        return NormalFormGame(table, players=self.players, actions=actions)

    def __getitem__(self, key: Any) -> ThresholdBinaryGame:
        """Games at batch index ``key``."""
        return self.take(positions(self.batch_shape, key, _WHERE))

    def take(self, positions: npt.ArrayLike) -> ThresholdBinaryGame:
        """Games at ``positions`` of the flattened batch; the result has the positions' shape."""
        picked, n = np.asarray(positions, dtype=np.int64), self.num_players
        gains = self.gains.reshape(-1, n, n)[picked]
        gains.flags.writeable = False
        game = object.__new__(ThresholdBinaryGame)
        game.__attrs_init__(gains, self.players)
        return game

    def __repr__(self) -> str:
        batch = f", batch {self.batch_shape}" if self.batch_shape else ""
        return f"{_WHERE}({self.num_players} players{batch})"


def _refuse_falling(gains: npt.NDArray[Any]) -> None:
    rises = gains[..., 1:] >= gains[..., :-1]
    if rises.all():
        return
    *game, player, k = (int(v) for v in np.argwhere(~rises)[0])
    at = f" at batch index {tuple(game)}" if game else ""
    before, after = gains[(*game, player, k)], gains[(*game, player, k + 1)]
    raise InvalidInput(
        f"{_WHERE}: gains of player {player + 1}{at} fall from {before} with {k} others to {after} "
        f"with {k + 1}; they must not fall. Gains of any form: gametheory.SymmetricBinaryGame for "
        "players in one position, gametheory.pure_nash_equilibria(NormalFormGame) otherwise"
    )
