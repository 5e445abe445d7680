"""Rationalizable actions and iterated elimination of dominated ones, with a trace."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gametheory.arguments import choice
from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.elimination import Elimination
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solvers.programmes.dominance import (
    eliminate_exactly,
    opponents,
    padded_views,
    strict_screen_batch,
)

Array = npt.NDArray[Any]

_BLOCK = 4096


@recorded
def rationalizable_actions(game: FiniteGame) -> Elimination:
    r"""Actions that survive iterated elimination of strictly dominated actions.

    An action :math:`a` of player :math:`i` is strictly dominated on the surviving profiles if some
    mix :math:`x` of own surviving actions does better against all of them,

    .. math:: \textstyle\sum_k x_k u_i(k, s_{-i}) > u_i(a, s_{-i}) \quad\text{for all } s_{-i}.

    What survives is exactly what is rationalizable when beliefs about several opponents may be
    correlated (Pearce 1984; Bernheim 1984). With two players that is rationalizability itself;
    with more, independent beliefs may rule out further actions.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Any number of players, any batch.

    Returns
    -------
    Elimination
        Survivors, and for each removed action the round, the dominating mix and its margin.

    Raises
    ------
    InvalidInput
        Not a game.

    Notes
    -----
    All strictly dominated actions go in each round; the survivors do not depend on the order.
    Exact: comparisons and clear margins are decided in compiled floats, near-ties and exact
    payoffs with a mixed dominator in rationals (a float is the binary number it stores). One
    linear programme per action that is neither purely dominated nor a best reply to a profile.

    Examples
    --------
    >>> import gametheory as gt
    >>> A = [[3, 0], [0, 3], [1, 1]]  # the third row loses to half of each other row
    >>> game = gt.NormalFormGame.from_bimatrix(A, [[1, 0], [0, 1], [0, 0]])
    >>> left = gt.rationalizable_actions(game)
    >>> left.actions
    (('1', '2'), ('1', '2'))
    >>> print(left.steps()[0])
    round 1: 1's 3 is dominated by 1/2 1 + 1/2 2 (margin 1/2)
    """
    return _eliminated("rationalizable_actions", game, "strict", "mixed")


@recorded
def iterated_elimination(
    game: FiniteGame,
    dominance: Literal["strict", "weak"] = "strict",
    *,
    dominators: Literal["mixed", "pure"] = "mixed",
) -> Elimination:
    r"""Iterated elimination of strictly or weakly dominated actions.

    Weakly dominated: some mix does at least as well against every surviving profile of the
    opponents and better against one.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Any number of players, any batch.
    dominance : {"strict", "weak"}
        What weak dominance leaves can depend on the order; here all weakly dominated actions of
        all players go at once in each round, and the status says so.
    dominators : {"mixed", "pure"}
        Whether mixes may dominate.

    Returns
    -------
    Elimination

    Raises
    ------
    InvalidInput, UnknownName
        Not a game; an unknown kind of dominance or dominator.

    Examples
    --------
    >>> import gametheory as gt
    >>> entry = gt.NormalFormGame.from_bimatrix([[2, 2], [3, 0]], [[5, 5], [1, 0]])
    >>> gt.iterated_elimination(entry, "weak").actions
    (('2',), ('1',))
    """
    return _eliminated("iterated_elimination", game, dominance, dominators)


def _eliminated(where: str, game: FiniteGame, dominance: str, dominators: str) -> Elimination:
    """The elimination asked for under the name ``where``, which errors carry."""
    game = strategic(game, where)
    choice(dominance, ("strict", "weak"), "dominance", where)
    choice(dominators, ("mixed", "pure"), "kind of dominators", where)
    flat = game.flat_payoffs
    weak, mixed = dominance == "weak", dominators == "mixed"
    small_integers = flat.dtype == np.int64 and (
        flat.size == 0 or (int(flat.max()) < 2**52 and int(flat.min()) > -(2**52))
    )
    # Rows of the trace: (game, round, player, action), dominator, margin.
    rows: list[Array] = [np.empty((0, 4), dtype=np.int64)]
    kind = object if game.is_exact else np.float64
    mixes: list[Array] = [np.empty((0, max(game.num_actions)), dtype=kind)]
    margins: list[Array] = [np.empty(0, dtype=kind)]
    undecided = np.arange(game.num_games)
    if not weak and (flat.dtype == np.float64 or small_integers):
        left: list[Array] = [np.empty(0, dtype=np.int64)]
        for first in range(0, game.num_games, _BLOCK):
            block = flat[first : first + _BLOCK]
            row, mix, margin, open_games = _screened(block, mixed)
            row[:, 0] += first
            rows.append(row)
            mixes.append(_as_fractions(mix) if game.is_exact else mix)
            margins.append(_as_fractions(margin) if game.is_exact else margin)
            left.append(first + open_games)
        undecided = np.concatenate(left)
    for g in undecided.tolist():
        for removal in eliminate_exactly(_fractions(flat[g]), weak, mixed):
            rows.append(np.array([[g, removal.round, removal.player, removal.action]]))
            wide = np.full((1, max(game.num_actions)), Fraction(0), dtype=object)
            wide[0, : len(removal.mix)] = removal.mix
            mixes.append(wide.astype(kind))
            gap = removal.margin if game.is_exact else _rounded(removal.margin)
            margins.append(np.array([gap], dtype=kind))
    row = np.concatenate(rows)
    # By game; within a game the rows are already in the order of removal.
    order = np.argsort(row[:, 0], kind="stable")
    return _collect(
        game, dominance, row[order], np.concatenate(mixes)[order], np.concatenate(margins)[order]
    )


def _screened(block: Array, mixed: bool) -> tuple[Array, Array, Array, Array]:
    """Trace rows, dominators and margins of the games decided in floats, and the other games."""
    games, sizes = len(block), block.shape[2:]
    _, table = opponents(sizes)
    U = padded_views(block.astype(np.float64))
    most = sum(sizes) + 1
    counts = np.zeros(games, dtype=np.int64)
    alive = np.ones((games, len(sizes), max(sizes)), dtype=np.bool_)
    who = np.zeros((games, most, 4), dtype=np.int64)
    mix, margin = np.zeros((games, most, max(sizes))), np.zeros((games, most))
    strict_screen_batch(U, np.array(sizes), table, mixed, counts, alive, who, mix, margin)
    used = np.arange(most) < counts[:, None]
    if block.dtype == np.int64:
        # Exact payoffs deserve an exact mix; pure dominators are exact already.
        counts[(used & (who[:, :, 3] == 1)).any(axis=1)] = -1
        used &= counts[:, None] >= 0
    place = np.argwhere(used)
    g, r = place[:, 0], place[:, 1]
    rows = np.concatenate([g[:, None], who[g, r, :3]], axis=1)
    # Weights beyond a player's own actions may be left over from another player.
    width = np.array(sizes)[who[g, r, 1]]
    weights = np.where(np.arange(max(sizes)) < width[:, None], mix[g, r], 0.0)
    return rows, weights, margin[g, r], np.flatnonzero(counts < 0)


def _rounded(value: Fraction) -> float:
    """The nearest double; a sum of payoffs beyond the doubles becomes the largest one."""
    try:
        return float(value)
    except OverflowError:
        return float(np.finfo(np.float64).max)  # margins are positive


def _as_fractions(values: Array) -> Array:
    """Whole numbers held in doubles, as fractions."""
    known: dict[float, Fraction] = {}
    out = np.empty(values.size, dtype=object)
    out[:] = [known.setdefault(v, Fraction(int(v))) for v in values.ravel().tolist()]
    return out.reshape(values.shape)


def _fractions(payoffs: Array) -> Array:
    out = np.empty(payoffs.size, dtype=object)
    out[:] = [Fraction(v) for v in payoffs.ravel().tolist()]
    return out.reshape(payoffs.shape)


def _collect(
    game: NormalFormGame, dominance: str, rows: Array, dominator: Array, margin: Array
) -> Elimination:
    sizes, batch = game.num_actions, game.batch_shape
    g, level, player, action = (np.ascontiguousarray(rows[:, c]) for c in range(4))
    surviving = []
    for i, m in enumerate(sizes):
        kept = np.ones((game.num_games, m), dtype=np.bool_)
        mine = player == i
        kept[g[mine], action[mine]] = False
        surviving.append(kept.reshape((*batch, m)))
    rounds = np.zeros(game.num_games, dtype=np.int64)
    np.maximum.at(rounds, g, level)
    status = Status.ORDER if dominance == "weak" else Status.DONE
    return Elimination(
        game=game,
        dominance=dominance,
        surviving=tuple(surviving),
        rounds=rounds.reshape(batch),
        game_index=g,
        round=level,
        player=player,
        action=action,
        dominator=dominator,
        margin=margin,
        status_code=np.full(batch, status, dtype=np.int8),
    )
