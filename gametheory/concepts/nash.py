"""All Nash equilibria of batches of games."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.errors import TooLarge, whole_number
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status

_FALSE, _TRUE = np.array(False), np.array(True)
_ALL = tuple(np.array(kind, dtype=np.int8) for kind in (Status.ALL, Status.ALL_EXTREME))


@recorded
def nash_equilibria(
    game: FiniteGame, *, threads: int | None = None, max_cells: int | None = None
) -> Equilibria:
    r"""Every extreme Nash equilibrium of each two-player game; for more players see below.

    A profile :math:`\sigma` is a Nash equilibrium when no player gains by deviating alone:
    :math:`u_i(\sigma) \ge u_i(a_i, \sigma_{-i})` for every action :math:`a_i`. Where a game is
    degenerate its equilibria form continua; their extreme points are listed, and
    :func:`gametheory.nash_components` joins them.

    A float payoff is exactly the binary number it stores; two payoffs tie only if those numbers
    are equal. Give integers or fractions where ties are meant as on paper (``0.1 + 0.2`` is not
    ``0.3``).

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        One game or a batch; exact payoffs give exact equilibria.
    threads : int, optional
        Threads to use for two-player games; the result does not depend on it. By default all
        processors.
    max_cells : int, optional
        Pieces of the strategy space to look at in one game of more than two players, by default
        20,000 to 200,000, as in :func:`isolated_equilibria`.

    Returns
    -------
    Equilibria
        Ordered by game, then lexicographically in the strategies. ``complete`` is True where
        nothing can be missing: for two players always, up to 12 x 12 actions; for more players
        (:func:`isolated_equilibria`) where the search could certify that it saw every isolated
        equilibrium and the extreme points of every continuum. One player's best actions are all
        listed.

    Raises
    ------
    InvalidInput
        If ``game`` is not a :class:`NormalFormGame`, or ``threads`` or ``max_cells`` no integer of
        at least 1.
    TooLarge
        Two players with more actions than can be enumerated; ask :func:`nash_equilibrium` for one.

    Examples
    --------
    >>> import gametheory as gt
    >>> chicken = gt.NormalFormGame.from_bimatrix([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    >>> print(gt.nash_equilibria(chicken))
    Equilibria(3 in one game, complete)
      0 1 | 1 0   payoffs (2, 7)
      1/3 2/3 | 1/3 2/3   payoffs (14/3, 14/3)
      1 0 | 0 1   payoffs (7, 2)
    """
    game = strategic(game, "nash_equilibria")
    if threads is not None:
        threads = whole_number(threads, 1, "threads", "nash_equilibria")
    if max_cells is not None:
        max_cells = whole_number(max_cells, 1, "max_cells", "nash_equilibria")
    if game.num_players != 2:
        from gametheory.concepts.isolated import isolated_equilibria

        return isolated_equilibria(game, max_cells=max_cells)
    if game.payoffs.ndim == 3 and (found := _of_one(game)) is not None:
        return found
    from gametheory.solvers.two_player import enumerate_equilibria

    try:
        listing = enumerate_equilibria(game.flat_payoffs, threads=threads)
    except TooLarge as error:
        rows, columns = game.num_actions
        raise TooLarge(
            f"nash_equilibria: {rows} x {columns} actions are too many to list every equilibrium "
            "(12 x 12 is the largest square); gametheory.nash_equilibrium(game) finds one"
        ) from error
    except MemoryError as error:
        raise TooLarge(
            f"nash_equilibria: the answer for {game.num_games} games does not fit into memory; "
            "solve the batch in parts, as nash_equilibria(game[:k]), nash_equilibria(game[k:])"
        ) from error
    shape = game.batch_shape
    status = listing.degenerate.astype("int8")  # Status.ALL or Status.ALL_EXTREME
    if not listing.complete.all():
        status[~listing.complete] = Status.SOME
    return Equilibria(
        game=game,
        rows=Ragged(shape, listing.offsets),
        strategies=(listing.x, listing.y),
        payoffs=listing.payoffs,
        regret=listing.regret,
        index=listing.index,
        degenerate=listing.degenerate.reshape(shape),
        complete=listing.complete.reshape(shape),
        status_code=status.reshape(shape),
    )


def _of_one(game: NormalFormGame) -> Equilibria | None:
    """The answer for one plain game of floats, without what batches need."""
    answer = _solver()(game.payoffs)
    if answer is None:
        return None
    x, y, payoffs, regret, index, degenerate = answer
    return Equilibria(
        game=game,
        rows=Ragged((), np.array((0, len(index)))),
        strategies=(x, y),
        payoffs=payoffs,
        regret=regret,
        index=index,
        degenerate=(_TRUE if degenerate else _FALSE).copy(),
        complete=_TRUE.copy(),
        status_code=_ALL[degenerate].copy(),
    )


@cache
def _solver() -> Any:
    """Imported when first needed; a loop over single games feels an import."""
    from gametheory.solvers.two_player.one_game import equilibria_of_one

    return equilibria_of_one
