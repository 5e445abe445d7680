"""Equilibria of symmetric games of many players with two actions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput
from gametheory.games.symmetric_binary import SymmetricBinaryGame
from gametheory.ragged import Ragged
from gametheory.solutions.provenance import recorded
from gametheory.solutions.symmetric_binary import SymmetricBinaryEquilibria
from gametheory.solvers.symmetric.roots import bernstein_roots, bernstein_values

Array = npt.NDArray[Any]


@recorded
def symmetric_binary_equilibria(game: SymmetricBinaryGame) -> SymmetricBinaryEquilibria:
    r"""All symmetric equilibria and all pure equilibria of games with two actions.

    If the others take the action with probability :math:`p`, taking it gains
    :math:`D(p) = \sum_k \binom{N-1}{k} p^k (1-p)^{N-1-k} [f_1(k) - f_0(k)]` over leaving it.
    A symmetric mixed equilibrium is a root of :math:`D` in (0, 1); :math:`p = 0` is one if
    :math:`f_1(0) \le f_0(0)`, and :math:`p = 1` if :math:`f_1(N-1) \ge f_0(N-1)`. A pure profile
    with :math:`k` takers is one if no taker and no leaver gains by changing.

    Parameters
    ----------
    game : SymmetricBinaryGame
        One game or a batch.

    Returns
    -------
    SymmetricBinaryEquilibria
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
    >>> game = gt.SymmetricBinaryGame(taking=[2, 2, 2], leaving=[0, 3, 3])
    >>> found = gt.symmetric_binary_equilibria(game)
    >>> found.probability.round(6).tolist(), found.pure_counts.tolist()
    ([0.42265], [False, True, False, False])
    """
    if not isinstance(game, SymmetricBinaryGame):
        raise InvalidInput(
            f"symmetric_binary_equilibria: expected a SymmetricBinaryGame, "
            f"got {type(game).__name__}; "
            "SymmetricBinaryGame.from_normal_form(game) reads one off a symmetric game"
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
    return SymmetricBinaryEquilibria(
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
