"""Equilibria of games with linear best replies: solve, and give each game its status."""

from __future__ import annotations

import numpy as np

from gametheory.errors import InvalidInput
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.ragged import Ragged
from gametheory.solutions.linear_reply import LinearReplyEquilibria
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status

# In the order of the solver's outcomes.
_STATUS = np.array(
    [
        Status.UNIQUE,
        Status.ALL_FACES,
        Status.CONTINUUM,
        Status.NONE_EXISTS,
        Status.RUNAWAY,
        Status.NOT_GUARANTEED,
    ],
    dtype=np.int8,
)


@recorded
def linear_reply_equilibria(game: LinearReplyGame) -> LinearReplyEquilibria:
    r"""Every pure Nash equilibrium of each game with linear best replies.

    A profile :math:`x` is an equilibrium when
    :math:`x_i = \min\{u_i, \max\{l_i, r_i + \sum_j B_{ij} x_j\}\}` for every player, which is a
    linear complementarity problem with matrix :math:`I - B`. If all its principal minors are
    positive (a P-matrix; with :math:`B \ge 0` the same as :math:`\rho(B) < 1`) there is exactly one
    for any intercepts (Cottle, Pang and Stone 1992).

    Parameters
    ----------
    game : LinearReplyGame

    Returns
    -------
    LinearReplyEquilibria
        Actions ``(T, N)``, payoffs, regret, and for each game a status: exactly one, all of
        several, a continuum, none, a runaway, or nothing guaranteed.

    Raises
    ------
    InvalidInput
        If ``game`` is not a :class:`LinearReplyGame`.

    Notes
    -----
    Exact for fractions. Floats are solved in compiled code, and again in rational arithmetic
    where a decision is within rounding of a tie. Complete unless the status says otherwise: that
    is only where ``I - B`` is not a P-matrix and the action box has more than 6561 faces.

    Examples
    --------
    >>> import gametheory as gt
    >>> from fractions import Fraction as F
    >>> race = gt.LinearReplyGame([1, 1], [[0, F(1, 2)], [F(1, 2), 0]])
    >>> eq = gt.linear_reply_equilibria(race)
    >>> [str(x) for x in eq.actions[0]], str(eq.regret[0])
    (['2', '2'], '0')
    >>> runaway = gt.LinearReplyGame([1, 1], [[0, 2], [1, 0]])
    >>> str(gt.linear_reply_equilibria(runaway).status).partition(":")[0]
    'no equilibrium exists'
    """
    if not isinstance(game, LinearReplyGame):
        raise InvalidInput(
            f"linear_reply_equilibria: expected a LinearReplyGame, got {type(game).__name__}; for "
            "finite games use nash_equilibria"
        )
    from gametheory.solvers.complementarity.faces import solve

    n = game.num_players
    listing = solve(
        game.intercepts.reshape(-1, n),
        game.slopes.reshape(-1, n, n),
        game.lower.reshape(-1, n),
        game.upper.reshape(-1, n),
    )
    return LinearReplyEquilibria(
        game=game,
        rows=Ragged.of_counts(listing.counts.reshape(game.batch_shape)),
        actions=listing.actions,
        status_code=_STATUS[listing.outcome].reshape(game.batch_shape),
    )
