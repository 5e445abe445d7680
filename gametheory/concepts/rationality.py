"""Rationalizable actions and iterated elimination of dominated ones, with a trace."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, UnknownName
from gametheory.games.normal_form import NormalFormGame
from gametheory.outcomes import Elimination, OutcomeStatus
from gametheory.solvers.dominance import (
    Removal,
    eliminate_exactly,
    opponents,
    own_action_first,
    padded_views,
    strict_screen_batch,
)

Array = npt.NDArray[Any]

_BLOCK = 4096


def rationalizable_actions(game: NormalFormGame) -> Elimination:
    r"""Actions that survive iterated elimination of strictly dominated actions.

    An action :math:`a` of player :math:`i` is strictly dominated on the surviving profiles if some
    mix :math:`x` of own surviving actions does better against all of them,

    .. math:: \textstyle\sum_k x_k u_i(k, s_{-i}) > u_i(a, s_{-i}) \quad\text{for all } s_{-i}.

    What survives is exactly what is rationalizable when beliefs about several opponents may be
    correlated (Pearce 1984; Bernheim 1984). With two players that is rationalizability itself;
    with more, independent beliefs may rule out further actions.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players, any batch.

    Returns
    -------
    Elimination
        Survivors, and for each removed action the round, the dominating mix and its margin.

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
    return iterated_elimination(game)


def iterated_elimination(
    game: NormalFormGame,
    dominance: Literal["strict", "weak"] = "strict",
    *,
    dominators: Literal["mixed", "pure"] = "mixed",
) -> Elimination:
    r"""Iterated elimination of strictly or weakly dominated actions.

    Weakly dominated: some mix does at least as well against every surviving profile of the
    opponents and better against one.

    Parameters
    ----------
    game : NormalFormGame
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
    where = "iterated_elimination"
    if not isinstance(game, NormalFormGame):
        raise InvalidInput(f"{where}: expected a NormalFormGame, got {type(game).__name__}")
    if dominance not in ("strict", "weak"):
        raise UnknownName("dominance", str(dominance), ("strict", "weak"), where)
    if dominators not in ("mixed", "pure"):
        raise UnknownName("kind of dominators", str(dominators), ("mixed", "pure"), where)
    flat = game.flat_payoffs
    weak, mixed = dominance == "weak", dominators == "mixed"
    games = game.num_games
    traces: list[list[Removal] | None] = [None] * games
    small_integers = flat.dtype == np.int64 and (
        flat.size == 0 or (int(flat.max()) < 2**53 and int(flat.min()) > -(2**53))
    )
    if not weak and (flat.dtype == np.float64 or small_integers):
        for first in range(0, games, _BLOCK):
            block = flat[first : first + _BLOCK]
            traces[first : first + len(block)] = _screened(block, mixed)
    for g in range(games):
        if traces[g] is None:
            exact = _fractions(flat[g])
            traces[g] = eliminate_exactly(exact, weak, mixed)
    return _collect(game, dominance, [t or [] for t in traces])


def _screened(block: Array, mixed: bool) -> list[list[Removal] | None]:
    """Traces of the games in which the compiled screen is certain, None for the others."""
    games, sizes = len(block), block.shape[2:]
    exact = block.dtype == np.int64
    _, table = opponents(sizes)
    U = padded_views(block.astype(np.float64))
    most = sum(sizes) + 1
    counts = np.zeros(games, dtype=np.int64)
    alive = np.ones((games, len(sizes), max(sizes)), dtype=np.bool_)
    who = np.zeros((games, most, 4), dtype=np.int64)
    mix = np.zeros((games, most, max(sizes)))
    strict_screen_batch(U, np.array(sizes), table, mixed, counts, alive, who, mix)
    out: list[list[Removal] | None] = []
    for g in range(games):
        count = int(counts[g])
        if count < 0 or (exact and who[g, :count, 3].any()):
            out.append(None)
            continue
        trace = []
        kept = [np.ones(m, dtype=np.bool_) for m in sizes]
        level = 0
        for r in range(count):
            step, i, a = (int(v) for v in who[g, r, :3])
            if step != level:
                level, now = step, [k.copy() for k in kept]
            view = own_action_first(block[g], i)
            weights = mix[g, r, : sizes[i]]
            columns = _columns(now, i, sizes)
            if exact:
                dominator = [Fraction(int(w)) for w in weights]
                k = int(weights.argmax())
                gap = view[k, columns].astype(object) - view[a, columns].astype(object)
                margin: Any = Fraction(min(gap))
            else:
                dominator = weights.tolist()
                margin = float((weights @ (view[:, columns] - view[a, columns])).min())
            trace.append(Removal(step, i, a, dominator, margin))
            kept[i][a] = False
        out.append(trace)
    return out


def _columns(alive: list[npt.NDArray[np.bool_]], player: int, sizes: tuple[int, ...]) -> Array:
    """Which of a player's opponents' profiles ``(K_i,)`` use surviving actions only."""
    keep = np.ones((1,), dtype=np.bool_)
    for j in range(len(sizes)):
        if j != player:
            keep = (keep[:, None] & alive[j][None, :]).ravel()
    return keep


def _fractions(payoffs: Array) -> Array:
    out = np.empty(payoffs.size, dtype=object)
    out[:] = [Fraction(v) for v in payoffs.ravel().tolist()]
    return out.reshape(payoffs.shape)


def _collect(game: NormalFormGame, dominance: str, traces: list[list[Removal]]) -> Elimination:
    sizes, batch = game.num_actions, game.batch_shape
    surviving = [np.ones((game.num_games, m), dtype=np.bool_) for m in sizes]
    kind = object if game.is_exact else np.float64
    rows = [(g, r) for g, trace in enumerate(traces) for r in trace]
    dominator = np.full((len(rows), max(sizes)), Fraction(0) if game.is_exact else 0.0, dtype=kind)
    for t, (g, r) in enumerate(rows):
        surviving[r.player][g, r.action] = False
        dominator[t, : len(r.mix)] = r.mix
    margin = np.empty(len(rows), dtype=kind)
    margin[:] = [r.margin for _, r in rows]
    status = OutcomeStatus.ORDER if dominance == "weak" else OutcomeStatus.DONE
    return Elimination(
        game=game,
        dominance=dominance,
        surviving=tuple(s.reshape((*batch, m)) for s, m in zip(surviving, sizes, strict=True)),
        rounds=np.array(
            [max((r.round for r in trace), default=0) for trace in traces], dtype=np.int64
        ).reshape(batch),
        game_index=np.array([g for g, _ in rows], dtype=np.int64),
        round=np.array([r.round for _, r in rows], dtype=np.int64),
        player=np.array([r.player for _, r in rows], dtype=np.int64),
        action=np.array([r.action for _, r in rows], dtype=np.int64),
        dominator=dominator,
        margin=margin,
        status_code=np.full(batch, status, dtype=np.int8),
    )
