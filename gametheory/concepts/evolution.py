"""Evolutionary stability in symmetric two-player games."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, TooLarge
from gametheory.games.normal_form import NormalFormGame
from gametheory.outcomes import EvolutionarilyStable, OutcomeStatus
from gametheory.solvers.evolutionary import LARGEST, screen_batch, stable_strategies

Array = npt.NDArray[Any]


def evolutionarily_stable_strategies(game: NormalFormGame) -> EvolutionarilyStable:
    r"""Every evolutionarily stable strategy of symmetric two-player games.

    With payoff matrix :math:`A`, a strategy :math:`x` is evolutionarily stable (Maynard Smith and
    Price 1973) if for every other strategy :math:`y`

    .. math:: x^\top A x \ge y^\top A x, \quad\text{and where equal,}\quad x^\top A y > y^\top A y.

    Parameters
    ----------
    game : NormalFormGame
        Two players with the same actions and transposed payoffs, at most 12 actions; any batch.

    Returns
    -------
    EvolutionarilyStable
        All of them, possibly none (rock-paper-scissors), with best replies and recomputed regret.

    Raises
    ------
    InvalidInput
        More than two players, unequal numbers of actions, payoffs that are not symmetric.
    TooLarge
        More than 12 actions.

    Notes
    -----
    Exact: each support's candidate is tested by strict copositivity (Haigh 1975; Abakuks 1980) in
    rationals. A float payoff is the binary number it stores; batches of floats are screened by
    compiled code, and games with a sign near zero go to the exact test. Up to ``2^n`` supports.

    Examples
    --------
    >>> import gametheory as gt
    >>> A = [[-1, 2], [0, 1]]  # hawk, dove: a prize of 2, an injury of 4
    >>> hawk_dove = gt.NormalFormGame.from_bimatrix(A, [[-1, 0], [2, 1]])
    >>> [str(p) for p in gt.evolutionarily_stable_strategies(hawk_dove).strategies[0]]
    ['1/2', '1/2']
    """
    where = "evolutionarily_stable_strategies"
    A = _symmetric_matrix(game, where)
    games, n = A.shape[:2]
    counts = np.full(games, -1, dtype=np.int64)
    kind = object if game.is_exact else np.float64
    parts: list[Array] = []
    replies: list[npt.NDArray[np.bool_]] = []
    # Stable supports form an antichain, so there are at most C(n, n // 2) of them.
    most = int(np.prod([(n - k) / (k + 1) for k in range(n // 2)]).round())
    x, best = np.empty((1, most, n)), np.empty((1, most, n), dtype=np.bool_)
    one = np.empty(1, dtype=np.int64)
    for g in range(games):
        if not game.is_exact:
            screen_batch(A[g : g + 1], one, x, best)
            counts[g] = one[0]
        if counts[g] >= 0:
            order = np.lexsort(x[0, : counts[g]].T[::-1])
            parts.append(x[0, order])
            replies.append(best[0, order])
            continue
        exact = [[Fraction(v) for v in row] for row in A[g].tolist()]
        stable = stable_strategies(exact)
        counts[g] = len(stable)
        parts.append(np.array([s for s, _ in stable], dtype=kind).reshape(-1, n))
        replies.append(np.array([b for _, b in stable], dtype=np.bool_).reshape(-1, n))
    empty = np.empty((0, n), dtype=kind)
    strategies = np.concatenate([empty, *parts])
    rows = np.repeat(np.arange(games), counts)
    earned = (A[rows] * strategies[:, None, :]).sum(axis=2)
    value = (earned * strategies).sum(axis=1)
    regret = earned.max(axis=1) - value if len(rows) else value
    return EvolutionarilyStable(
        game=game,
        counts=counts.reshape(game.batch_shape),
        game_index=rows,
        strategies=strategies,
        payoffs=value,
        best_replies=np.concatenate([np.empty((0, n), dtype=np.bool_), *replies]),
        regret=regret,
        status_code=np.full(game.batch_shape, OutcomeStatus.DONE, dtype=np.int8),
    )


def _symmetric_matrix(game: NormalFormGame, where: str) -> Array:
    """Player 1's payoffs ``(G, n, n)``, after checking that player 2's are the transpose."""
    if not isinstance(game, NormalFormGame):
        raise InvalidInput(f"{where}: expected a NormalFormGame, got {type(game).__name__}")
    if game.num_players != 2:
        raise InvalidInput(
            f"{where}: the game has {game.num_players} players; symmetric two-player games only"
        )
    m, n = game.num_actions
    if m != n:
        raise InvalidInput(
            f"{where}: player {game.players[0]!r} has {m} actions and {game.players[1]!r} has {n}; "
            "a symmetric game has as many for both"
        )
    if n > LARGEST:
        raise TooLarge(
            f"{where}: {n} actions mean 2^{n} supports; at most {LARGEST} actions are accepted"
        )
    flat = game.flat_payoffs
    differs = np.argwhere(flat[:, 1] != flat[:, 0].swapaxes(1, 2))
    if len(differs):
        g, a, b = (int(v) for v in differs[0])
        raise InvalidInput(
            f"{where}: game {g} of the batch is not symmetric: player 2 gets {flat[g, 1, a, b]} at "
            f"actions ({a}, {b}) but player 1 gets {flat[g, 0, b, a]} at ({b}, {a}); give "
            "from_bimatrix(A, transpose of A)"
        )
    own = flat[:, 0].astype(object) if game.is_exact else flat[:, 0]
    return np.ascontiguousarray(own)
