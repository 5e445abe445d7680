"""Equilibria in pure strategies."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.exact.rationals import Rationals
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solvers.pure import PureListing, pure_profiles


@recorded
def pure_nash_equilibria(game: FiniteGame) -> Equilibria:
    r"""Every equilibrium in pure strategies of every game, for any number of players.

    A profile :math:`a` is listed when :math:`u_i(a) \ge u_i(b_i, a_{-i})` for every player
    :math:`i` and every action :math:`b_i`. Payoffs tie only if they are equal numbers; no
    tolerance is used, so that the answer is exact for floats too.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        One game or a batch.

    Returns
    -------
    Equilibria
        Strategies are unit vectors. ``.regret`` is 0 throughout. ``.index`` is +1 for a strict
        equilibrium (every deviation loses), 0 otherwise. ``.degenerate`` marks the games with an
        equilibrium listed here that is not strict; ties elsewhere are not looked for.
        ``.complete`` is True and means: complete for pure strategies. A game may have none.

    Raises
    ------
    InvalidInput
        If ``game`` is not a :class:`NormalFormGame`.

    Notes
    -----
    Each player's payoffs are read once and compared along her own axis; once few profiles are
    left, only those are looked up. Work is proportional to the number of payoffs. Memory beside
    the answer: one byte for each profile of each game.

    Examples
    --------
    >>> import gametheory as gt
    >>> stag_hunt = gt.NormalFormGame([[[3, 0], [2, 2]], [[3, 2], [0, 2]]])
    >>> print(gt.pure_nash_equilibria(stag_hunt))
    Equilibria(2 in one game, complete)
      0 1 | 0 1   payoffs (2, 2)
      1 0 | 1 0   payoffs (3, 3)
    """
    game = strategic(game, "pure_nash_equilibria")
    return pure_equilibria(game, pure_profiles(game.flat_payoffs))


def pure_equilibria(game: NormalFormGame, found: PureListing) -> Equilibria:
    """`Equilibria` of a listing of pure profiles."""
    games = game.num_games
    weak = np.zeros(games, dtype=np.bool_)
    weak[found.game_index[~found.strict]] = True
    status = np.where(found.counts > 0, Status.PURE, Status.NONE_FOUND).astype(np.int8)
    shape = game.batch_shape
    return Equilibria(
        game=game,
        rows=Ragged.of_counts(found.counts.reshape(shape)),
        strategies=tuple(
            _unit_vectors(found.actions[:, i], m, game.is_exact)
            for i, m in enumerate(game.num_actions)
        ),
        payoffs=_exact_numbers(found.payoffs) if game.is_exact else found.payoffs,
        regret=_exact_numbers(found.regret) if game.is_exact else found.regret,
        index=found.strict.astype(np.int8),
        degenerate=weak.reshape(shape),
        complete=np.ones(shape, dtype=np.bool_),
        status_code=status.reshape(shape),
    )


def _unit_vectors(
    actions: npt.NDArray[np.int64], count: int, exact: bool
) -> npt.NDArray[Any] | Rationals:
    if exact:
        return _exact_numbers(np.eye(count, dtype=np.int64)[actions])
    return np.eye(count, dtype=np.float64)[actions]


def _exact_numbers(values: npt.NDArray[Any]) -> npt.NDArray[Any] | Rationals:
    if values.dtype == object:
        return values
    return Rationals(values, np.ones((1,) * values.ndim, dtype=np.int64))
