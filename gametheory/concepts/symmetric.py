"""Equilibria of anonymous games of many players with two actions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput
from gametheory.games.anonymous import AnonymousGame
from gametheory.ragged import Ragged, RaggedRows
from gametheory.solutions import show_number, show_table
from gametheory.solvers.bernstein import bernstein_roots, bernstein_values

Array = npt.NDArray[Any]


@attrs.frozen(eq=False, repr=False)
class AnonymousEquilibria(RaggedRows):
    r"""Symmetric equilibria, as rows with offsets, and pure equilibria by number of takers.

    Attributes
    ----------
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it; ``T``
        rows in all, which ascend by game and probability.
    probability : (T,) float64
        Everybody takes the action with this probability; 0 and 1 are the pure ones.
    payoff, regret : (T,) float64
        Everybody's payoff, and the most a player gains by a deviation, recomputed.
    slope : (T,) int8
        Sign of the change of the advantage of taking at a mixed equilibrium: -1 where it falls
        (more takers make taking less attractive; such equilibria are evolutionarily stable), +1
        where it rises, 0 where it only touches zero, and for pure equilibria.
    multiplicity : (T,) int64
        Multiplicity of the root, 1 if regular; 0 for pure equilibria.
    everywhere : (\*B) bool
        The two actions always pay the same, so that every probability is an equilibrium; only 0
        and 1 are listed then.
    pure_counts : (\*B, N + 1) bool
        Whether ``k`` takers and ``N - k`` leavers, whoever they are, form an equilibrium.
    """

    rows: Ragged
    probability: npt.NDArray[np.float64]
    payoff: npt.NDArray[np.float64]
    regret: npt.NDArray[np.float64]
    slope: npt.NDArray[np.int8]
    multiplicity: npt.NDArray[np.int64]
    everywhere: npt.NDArray[np.bool_]
    pure_counts: npt.NDArray[np.bool_]

    def __repr__(self) -> str:
        games = f"{self.counts.size} games" if self.counts.ndim else "one game"
        return f"AnonymousEquilibria({len(self)} symmetric in {games})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            where = f"game {self.game_index[t]}: " if self.counts.ndim else ""
            return (
                f"{where}everybody takes the action with probability "
                f"{show_number(self.probability[t])}   payoff {show_number(self.payoff[t])}"
            )

        shown = show_table(repr(self), len(self), row)
        if not self.counts.ndim:
            takers = ", ".join(str(k) for k in np.flatnonzero(self.pure_counts))
            shown += f"\n  pure equilibria: {takers or 'no number of'} takers"
        return shown


def anonymous_equilibria(game: AnonymousGame) -> AnonymousEquilibria:
    r"""All symmetric equilibria and all pure equilibria of games with two actions.

    If the others take the action with probability :math:`p`, taking it gains
    :math:`D(p) = \sum_k \binom{N-1}{k} p^k (1-p)^{N-1-k} [f_1(k) - f_0(k)]` over leaving it.
    A symmetric mixed equilibrium is a root of :math:`D` in (0, 1); :math:`p = 0` is one if
    :math:`f_1(0) \le f_0(0)`, and :math:`p = 1` if :math:`f_1(N-1) \ge f_0(N-1)`. A pure profile
    with :math:`k` takers is one if no taker and no leaver gains by changing.

    Parameters
    ----------
    game : AnonymousGame
        One game or a batch.

    Returns
    -------
    AnonymousEquilibria
        Complete: no symmetric equilibrium is skipped, multiple roots are found and marked.
        Asymmetric equilibria in which somebody mixes are not looked for.

    Notes
    -----
    :math:`D` has the Bernstein coefficients :math:`f_1(k) - f_0(k)`; the number of their sign
    changes bounds the number of roots, and intervals are cut until it is 0 or 1 in each.
    :math:`O(N^2)` a cut. Where rounding leaves a sign in doubt the game is settled in whole
    numbers.

    Examples
    --------
    The volunteer's dilemma (Diekmann 1985): with cost 1 and benefit 3 each of three volunteers
    stays away with probability :math:`(1/3)^{1/2}`.

    >>> import gametheory as gt
    >>> game = gt.AnonymousGame(taking=[2, 2, 2], leaving=[0, 3, 3])
    >>> found = gt.anonymous_equilibria(game)
    >>> found.probability.round(6).tolist(), found.pure_counts.tolist()
    ([0.42265], [False, True, False, False])
    """
    if not isinstance(game, AnonymousGame):
        raise InvalidInput(
            f"anonymous_equilibria: expected an AnonymousGame, got {type(game).__name__}; "
            "AnonymousGame.from_normal_form(game) reads one off a symmetric game"
        )
    players, shape = game.num_players, game.batch_shape
    games = int(np.prod(shape, dtype=np.int64))
    one, zero = (v.reshape(games, players) for v in (game.taking, game.leaving))
    roots = bernstein_roots(one, zero)
    none, all_in = (
        np.flatnonzero(one[:, 0] <= zero[:, 0]),
        np.flatnonzero(one[:, -1] >= zero[:, -1]),
    )
    rows = np.concatenate([none, roots.row, all_in])
    point = np.concatenate([np.zeros(len(none)), roots.point, np.ones(len(all_in))])
    pad = (np.zeros(len(none), dtype=np.int64), np.zeros(len(all_in), dtype=np.int64))
    order = np.lexsort((point, rows))
    rows, point = rows[order], point[order]
    payoff, regret = _payoff_and_regret(one, zero, rows, point)
    takers_stay = np.ones((games, players + 1), dtype=np.bool_)
    leavers_stay = np.ones((games, players + 1), dtype=np.bool_)
    takers_stay[:, 1:] = one >= zero
    leavers_stay[:, :-1] = zero >= one
    return AnonymousEquilibria(
        rows=Ragged.of_owners(rows, shape),
        probability=point,
        payoff=payoff,
        regret=regret,
        slope=np.concatenate([pad[0], roots.slope, pad[1]])[order].astype(np.int8),
        multiplicity=np.concatenate([pad[0], roots.multiplicity, pad[1]])[order],
        everywhere=np.all(one == zero, axis=1).reshape(shape),
        pure_counts=(takers_stay & leavers_stay).reshape((*shape, players + 1)),
    )


def _payoff_and_regret(
    one: Array, zero: Array, rows: Array, point: Array
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    taking = bernstein_values(one.astype(np.float64), rows, point)
    leaving = bernstein_values(zero.astype(np.float64), rows, point)
    payoff = point * taking + (1 - point) * leaving
    # What taking gains over leaving, subtracted before it is rounded; halves cannot overflow.
    if one.dtype == np.float64:
        half = 0.5 * one - 0.5 * zero
    else:
        half = ((one.astype(object) - zero.astype(object)) / Fraction(2)).astype(np.float64)
    gain = bernstein_values(half, rows, point)
    return payoff, 2.0 * np.where(gain > 0.0, (1 - point) * gain, -point * gain)
