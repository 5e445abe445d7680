"""Values and optimal strategies of zero-sum games."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.concepts.one_of_two import not_competitive, verdict
from gametheory.errors import InvalidInput, whole_number
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.provenance import recorded
from gametheory.solutions.zero_sum import ZeroSumSolution
from gametheory.solvers.one_equilibrium.one_game import optimal_of_one
from gametheory.solvers.one_equilibrium.zero_sum import competitive, optimal_strategies

_TRUE = np.array(True)


@recorded
def zero_sum_solution(game: FiniteGame, *, max_pivots: int = 1_000_000) -> ZeroSumSolution:
    r"""Value and both optimal strategies of zero-sum games.

    :math:`v = \max_x \min_y x^\top A y = \min_y \max_x x^\top A y` (von Neumann 1928), also for
    constant-sum and strictly competitive games, :math:`B = \text{constant} - \text{rate} \cdot A`
    with a positive rate.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        One two-player game or a batch; exact payoffs give exact answers.
    max_pivots : int

    Raises
    ------
    InvalidInput
        Not two players, payoffs that are not strictly competitive up to rounding, or
        ``max_pivots`` no integer of at least 1.

    Notes
    -----
    The simplex method with exact steepest edges on a dictionary of :math:`m \times n` numbers;
    the strategies are then solved afresh from the payoffs. A game may have other optimal
    strategies; the value is the same for all.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame.from_bimatrix([[2, -1], [-1, 1]], [[-2, 1], [1, -1]])
    >>> solution = gt.zero_sum_solution(game)
    >>> print(solution.value, *solution.row_strategy)
    1/5 2/5 3/5
    """
    where = "zero_sum_solution"
    game = strategic(game, where)
    if game.num_players != 2:
        raise InvalidInput(f"{where}: expected two players, this game has {game.num_players}")
    max_pivots = whole_number(max_pivots, 1, "max_pivots", where)
    if game.payoffs.ndim == 3:
        block = optimal_of_one(game.payoffs, max_pivots)
        if block is not None:
            return _single(game, block)
    recognised = competitive(game.flat_payoffs).recognised
    if not recognised.all():
        raise InvalidInput(f"{where}: {not_competitive(game, recognised)}")
    one = optimal_strategies(game.flat_payoffs[:, 0], max_pivots=max_pivots)
    shape, games = game.batch_shape, np.arange(game.num_games)
    both, gain = verdict(game, games, (one.x, one.y))
    payoffs = both if isinstance(both, np.ndarray) else both.to_fractions()
    gains = gain if isinstance(gain, np.ndarray) else gain.to_fractions()
    return ZeroSumSolution(
        game=game,
        value=payoffs[:, 0].reshape(shape)[()],
        payoffs=payoffs.reshape((*shape, 2)),
        row_strategy=one.x.reshape((*shape, one.x.shape[1])),
        column_strategy=one.y.reshape((*shape, one.y.shape[1])),
        regret=gains.reshape(shape)[()],
        solved=one.found.reshape(shape),
    )


def _single(game: NormalFormGame, block: npt.NDArray[np.float64]) -> ZeroSumSolution:
    _, m, n = game.payoffs.shape
    k = m + n
    return ZeroSumSolution(
        game=game,
        value=block[k],
        payoffs=block[k : k + 2],
        row_strategy=block[:m],
        column_strategy=block[m:k],
        regret=block[k + 2],
        solved=_TRUE.copy(),
    )
