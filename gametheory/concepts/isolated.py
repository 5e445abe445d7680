"""Isolated equilibria of games with any number of players."""

from __future__ import annotations

import numpy as np

from gametheory.certificates import profile_payoffs, true_regret
from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.errors import whole_number
from gametheory.ragged import Ragged
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solvers.many_players.enumeration import equilibria_of_several_players


@recorded
def isolated_equilibria(game: FiniteGame, *, max_cells: int | None = None) -> Equilibria:
    r"""Every isolated equilibrium that can be certified, and extreme points of polyhedral continua.

    For any number of players.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        One game or a batch. Made for small games: up to four or five players with two actions,
        three with three.
    max_cells : int, optional
        Pieces of the strategy space to look at in one game, by default 20,000 (three players
        with two actions) to 200,000 (five players, or three with three actions), and 50,000 or
        fewer where that would take long and hardly ever be enough (three players with five
        actions); raise it where ``.complete`` is False although the game has no ties.

    Returns
    -------
    Equilibria
        ``.complete`` is True where it is proved that nothing is missing. If such a game is not
        ``.degenerate``, every equilibrium is regular (an isolated, transversal solution at which
        unused actions are strictly worse), the listing has an odd number of rows and their
        ``.index`` sums to +1. If it is, its continua are products of polytopes in which at most
        two players vary, but for weights shared out among exact copies of an action, and their
        extreme points are listed, with every isolated equilibrium.

        Where ``.complete`` is False every row is an equilibrium, but others may exist, and
        ``.status`` says why: part of the strategy space could be neither excluded nor resolved,
        as at continua in which three players vary, or a continuum is bounded by a curved surface.

        Equilibria of more than two players need not be rational even where the payoffs are.
        Strategies of exact games are fractions if every equilibrium of the batch is checked to be
        rational, ``float64`` otherwise.

    Raises
    ------
    InvalidInput
        If ``game`` is not a :class:`NormalFormGame` or ``max_cells`` is less than 1.

    Notes
    -----
    Games are reduced by strict dominance and to the players with a choice; two players left are
    handed to :func:`nash_equilibria`. What depends on the others alone is subtracted from payoffs
    exactly before anything is rounded. Equilibria in which at most two players mix are those of
    games of two that make no third player deviate, exactly. For others the product of the
    strategy simplices is cut into cells. Payoffs are affine in each strategy, so their ranges over
    a cell are exact: actions beaten throughout are dropped there, cells where some combination of
    payoff differences cannot vanish are excluded, and a Krawczyk test proves that a box holds one
    point where the actions left tie and no other (Neumaier 1990). Rounding is allowed for in every
    test; fractions settle what it hides. About 0.03 ms for a random 2x2x2 game, 0.3 ms for four
    players with two actions, 1.5 ms for 3x3x3; continua of three players use up all the cells
    granted, some 10 to 500 ms, unless two actions in use tie whatever others do.

    Examples
    --------
    >>> import gametheory as gt, numpy as np
    >>> both = np.zeros((3, 2, 2, 2), dtype=int)  # three players who want to be where all are
    >>> both[:, 0, 0, 0], both[:, 1, 1, 1] = 1, 4
    >>> print(isolated_equilibria(gt.NormalFormGame(both, players=3)))
    Equilibria(3 in one game, complete)
      0 1 | 0 1 | 0 1   payoffs (4, 4, 4)
      2/3 1/3 | 2/3 1/3 | 2/3 1/3   payoffs (4/9, 4/9, 4/9)
      1 0 | 1 0 | 1 0   payoffs (1, 1, 1)
    """
    where = "isolated_equilibria"
    game = strategic(game, where)
    if max_cells is not None:
        max_cells = whole_number(max_cells, 1, "max_cells", where)
    found = equilibria_of_several_players(game.flat_payoffs, max_cells=max_cells)
    games, strategies = found.game_index, found.strategies
    status = np.where(found.degenerate, Status.ALL_EXTREME, Status.ALL)
    status = np.where(found.complete, status, np.where(found.curved, Status.CURVED, Status.SOME))
    shape = game.batch_shape
    return Equilibria(
        game=game,
        rows=Ragged.of_owners(games, shape),
        strategies=strategies,
        payoffs=profile_payoffs(game, games, strategies),
        regret=true_regret(game, games, strategies),
        index=found.index,
        degenerate=found.degenerate.reshape(shape),
        complete=found.complete.reshape(shape),
        status_code=status.astype(np.int8).reshape(shape),
    )
