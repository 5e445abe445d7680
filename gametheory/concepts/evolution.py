"""Evolutionary stability in symmetric two-player games."""

from __future__ import annotations

import contextlib
import math
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.errors import InvalidInput, TooLarge
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.evolution import EvolutionarilyStable
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solvers.symmetric.evolutionary import (
    LARGEST,
    mix_on,
    screen_batch,
    stable_strategies,
)

Array = npt.NDArray[Any]

_BLOCK = 1024


@recorded
def evolutionarily_stable_strategies(game: FiniteGame) -> EvolutionarilyStable:
    r"""Every evolutionarily stable strategy of symmetric two-player games.

    With payoff matrix :math:`A`, a strategy :math:`x` is evolutionarily stable (Maynard Smith and
    Price 1973) if for every other strategy :math:`y`

    .. math:: x^\top A x \ge y^\top A x, \quad\text{and where equal,}\quad x^\top A y > y^\top A y.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
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
    game = strategic(game, where)
    A = symmetric_matrix(game, where)
    games, n = A.shape[:2]
    kind = object if game.is_exact else np.float64
    # Stable supports form an antichain, so there are at most C(n, n // 2) of them.
    most = math.comb(n, n // 2)
    counts = np.full(games, -1, dtype=np.int64)
    parts: list[Array] = [np.empty((0, n), dtype=kind)]
    replies: list[npt.NDArray[np.bool_]] = [np.empty((0, n), dtype=np.bool_)]
    for first in range(0, games, _BLOCK):
        block = slice(first, min(games, first + _BLOCK))
        size = block.stop - first
        x, best = np.zeros((size, most, n)), np.zeros((size, most, n), dtype=np.bool_)
        # Beyond the range of doubles there is no screen; the exact method needs none.
        with contextlib.suppress(OverflowError):
            screen_batch(A[block].astype(np.float64), counts[block], x, best)
        for g in range(size):
            found = int(counts[first + g])
            order = np.lexsort(x[g, :found].T[::-1]) if found > 1 else slice(0, max(found, 0))
            if found >= 0 and not game.is_exact:
                parts.append(x[g, order])
                replies.append(best[g, order])
                continue
            exact = [[Fraction(v) for v in row] for row in A[first + g].tolist()]
            if found >= 0:  # the supports are clear; the mixes on them are wanted exactly
                supports = [tuple(np.flatnonzero(b).tolist()) for b in best[g, order]]
                mixes = [mix_on(exact, S) for S in supports]
                stable = [
                    (mix[0], [k in S for k in range(n)])
                    for mix, S in zip(mixes, supports, strict=True)
                    if mix is not None
                ]
                stable.sort(key=lambda pair: pair[0])
            else:
                stable = stable_strategies(exact)
            counts[first + g] = len(stable)
            parts.append(np.array([s for s, _ in stable], dtype=kind).reshape(-1, n))
            replies.append(np.array([b for _, b in stable], dtype=np.bool_).reshape(-1, n))
    strategies = np.concatenate(parts)
    rows = np.repeat(np.arange(games), counts)
    earned = (A[rows] * strategies[:, None, :]).sum(axis=2)
    value = (earned * strategies).sum(axis=1)
    # Measured from the best reply to each action: constants on columns are nobody's incentive.
    gaps = A - A.max(axis=1, keepdims=True)
    short = (gaps[rows] * strategies[:, None, :]).sum(axis=2)
    regret = short.max(axis=1) - (short * strategies).sum(axis=1) if len(rows) else value
    return EvolutionarilyStable(
        game=game,
        rows=Ragged.of_counts(counts.reshape(game.batch_shape)),
        strategies=strategies,
        payoffs=value,
        best_replies=np.concatenate(replies),
        regret=regret,
        status_code=np.full(game.batch_shape, Status.DONE, dtype=np.int8),
    )


def symmetric_matrix(game: NormalFormGame, where: str) -> Array:
    """Player 1's payoffs ``(G, n, n)``, after checking that player 2's are the transpose."""
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
