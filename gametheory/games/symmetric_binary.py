"""Symmetric games of many players with two actions, where only the number of takers matters."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import instance
from gametheory.errors import InvalidInput
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.payoffs import as_floats, as_payoff_array
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import positions

_LARGEST_TABLE = 20


@attrs.frozen(eq=False, repr=False, init=False)
class SymmetricBinaryGame(ReadOnlyArrays):
    r"""``N`` players in the same position take an action or leave it.

    A player's payoff depends on her own choice and on how many of the ``N - 1`` others take the
    action: :math:`f_1(k)` if she takes it too, :math:`f_0(k)` if she leaves it.

    Parameters
    ----------
    taking, leaving : array_like, shape (\*B, N)
        :math:`f_1(k)` and :math:`f_0(k)` for :math:`k = 0, \dots, N - 1`. Batch axes broadcast.

    Raises
    ------
    InvalidInput
        Fewer than two players, numbers of players that differ, NaN or infinity.

    Examples
    --------
    >>> import gametheory as gt
    >>> volunteers = gt.SymmetricBinaryGame(taking=[1, 1, 1], leaving=[0, 3, 3])
    >>> volunteers.num_players, volunteers.batch_shape
    (3, ())
    """

    taking: npt.NDArray[Any]
    leaving: npt.NDArray[Any]

    def __init__(self, taking: npt.ArrayLike, leaving: npt.ArrayLike) -> None:
        where = "SymmetricBinaryGame"
        arrays = {
            "taking": as_payoff_array(taking, f"{where}: taking"),
            "leaving": as_payoff_array(leaving, f"{where}: leaving"),
        }
        for name, array in arrays.items():
            if array.ndim == 0 or array.shape[-1] < 2:
                raise InvalidInput(
                    f"{where}: {name} has shape {array.shape}; give one payoff for each number "
                    "0 .. N - 1 of others who take the action, with N at least 2"
                )
        one, zero = arrays["taking"], arrays["leaving"]
        if one.shape[-1] != zero.shape[-1]:
            raise InvalidInput(
                f"{where}: taking is for {one.shape[-1]} players but leaving for {zero.shape[-1]}"
            )
        try:
            one, zero = np.broadcast_arrays(one, zero)
        except ValueError:
            raise InvalidInput(
                f"{where}: batch axes of taking {one.shape[:-1]} and leaving {zero.shape[:-1]} "
                "do not broadcast"
            ) from None
        if (one.dtype == np.float64) != (zero.dtype == np.float64):
            one, zero = as_floats(one, where), as_floats(zero, where)
        one, zero = one.view(), zero.view()
        one.flags.writeable = zero.flags.writeable = False
        self.__attrs_init__(one, zero)

    @property
    def num_players(self) -> int:
        """Number of players ``N``."""
        return int(self.taking.shape[-1])

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes, ``()`` for one game."""
        return self.taking.shape[:-1]

    @property
    def is_exact(self) -> bool:
        """Whether payoffs are integers or fractions."""
        return self.taking.dtype != np.float64

    @classmethod
    def from_normal_form(cls, game: NormalFormGame) -> SymmetricBinaryGame:
        """Read off the payoffs of a symmetric game with two actions; the second is "taking".

        Raises
        ------
        InvalidInput
            A player with other than two actions, or two profiles that should give equal payoffs
            and do not.
        """
        where = "SymmetricBinaryGame.from_normal_form"
        instance(game, NormalFormGame, where)
        players = game.num_players
        for player, m in zip(game.players, game.num_actions, strict=True):
            if m != 2:
                raise InvalidInput(f"{where}: player {player} has {m} actions; give two each")
        flat = game.flat_payoffs.reshape(game.num_games, players, 2**players)
        profile = np.arange(2**players)
        actions = (profile[:, None] >> np.arange(players)[::-1]) & 1
        takers = actions.sum(axis=1)
        out = np.empty((2, game.num_games, players), dtype=flat.dtype)
        for own in range(2):
            for k in range(players):
                first: npt.NDArray[Any] | None = None
                for i in range(players):
                    alike = np.flatnonzero((actions[:, i] == own) & (takers - own == k))
                    values = flat[:, i, alike]
                    first = values[:, :1] if first is None else first
                    unlike = np.argwhere(values != first)
                    if len(unlike):
                        g, which = (int(v) for v in unlike[0])
                        raise InvalidInput(
                            f"{where}: not symmetric{_place(game, g)}: player {game.players[i]} "
                            f"gets {values[g, which]} at actions "
                            f"{tuple(int(a) + 1 for a in actions[alike[which]])}, but "
                            f"{first[g, 0]} is paid elsewhere for action {own + 1} when {k} "
                            "others play action 2; payoffs may depend only on these two numbers"
                        )
                assert first is not None
                out[own, :, k] = first[:, 0]
        shape = (*game.batch_shape, players)
        return cls(out[1].reshape(shape), out[0].reshape(shape))

    def to_normal_form(self) -> NormalFormGame:
        """The strategic form, with ``2^N`` profiles; up to 20 players."""
        players = self.num_players
        if players > _LARGEST_TABLE:
            raise InvalidInput(
                f"SymmetricBinaryGame.to_normal_form: {players} players have 2^{players} profiles; "
                f"at most {_LARGEST_TABLE} players fit"
            )
        actions = (np.arange(2**players)[:, None] >> np.arange(players)[::-1]) & 1
        others = actions.sum(axis=1)[:, None] - actions
        payoffs = np.where(actions == 1, self.taking[..., others], self.leaving[..., others])
        table = np.moveaxis(payoffs, -1, -2).reshape((*self.batch_shape, players, *(2,) * players))
        return NormalFormGame(table, players=players)

    def __getitem__(self, key: Any) -> SymmetricBinaryGame:
        """Games at batch index ``key``."""
        return self.take(positions(self.batch_shape, key, "SymmetricBinaryGame"))

    def take(self, positions: npt.ArrayLike) -> SymmetricBinaryGame:
        """Games at ``positions`` of the flattened batch; the result has the positions' shape."""
        picked, n = np.asarray(positions, dtype=np.int64), self.num_players
        both = (a.reshape(-1, n)[picked] for a in (self.taking, self.leaving))
        return SymmetricBinaryGame(*both)

    def __repr__(self) -> str:
        batch = f", batch {self.batch_shape}" if self.batch_shape else ""
        return f"SymmetricBinaryGame({self.num_players} players{batch})"


def _place(game: NormalFormGame, g: int) -> str:
    if not game.batch_shape:
        return ""
    return f" at batch index {tuple(int(k) for k in np.unravel_index(g, game.batch_shape))}"
