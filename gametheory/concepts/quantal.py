"""Quantal response: logit equilibria at given rationalities and the principal branch."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.errors import InvalidInput, is_real, shown, whole_number
from gametheory.exact.incentives import own_gaps
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.provenance import recorded
from gametheory.solutions.quantal import LogitBranch, LogitEquilibria
from gametheory.solutions.status import Status
from gametheory.solvers.logit.branches import (
    LARGEST_PRODUCT,
    Traces,
    equilibria_2x2,
    logit_residual,
    pure_action_payoffs,
    scaled,
    trace_branches,
)

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_ENDINGS = np.array([Status.BRANCH, Status.STEP_LIMIT, Status.STALLED], dtype=np.int8)
_SETTLED = 100.0
"""Rationality times payoff range up to which a branch is always followed: a symmetric branch may
sit on a Nash equilibrium from the start, and its bifurcations come later."""

# Points of a branch are kept in memory, so that a limit beyond this one would be none.
_MOST_STEPS = 1_000_000
_LARGEST = int(np.finfo(np.float64).max)


@recorded
def logit_equilibria(
    game: FiniteGame, rationality: npt.ArrayLike, *, max_steps: int = 2000
) -> LogitEquilibria:
    r"""Logit quantal response equilibria at given rationalities.

    A profile :math:`p` is a logit equilibrium at rationality :math:`\lambda \ge 0` if

    .. math:: p_i(a) = \frac{e^{\lambda u_i(a, p_{-i})}}{\sum_b e^{\lambda u_i(b, p_{-i})}}
              \quad\text{for every player } i \text{ and action } a.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Any number of players, batch shape ``B``.
    rationality : array_like of floats >= 0, shape L
        In units of 1 / payoff. Every game is solved at every rationality: cells ``(*B, *L)``.
    max_steps : int
        Points of a branch after which tracing gives up (the status says so).

    Returns
    -------
    LogitEquilibria
        2x2 games: every equilibrium (at most three; roots are isolated where the response curve
        is monotone, see :mod:`gametheory.solvers.logit.two_by_two`). Larger games: those on the
        principal branch, the one that starts at the centroid, including the ones a folded branch
        passes more than once; ``complete`` is then False, since others may lie off the branch.
        Each row carries its residual, recomputed from the payoffs.

    Raises
    ------
    InvalidInput
        A rationality that is negative, NaN or infinite; ``max_steps`` below 10.

    Notes
    -----
    McKelvey and Palfrey (1995) define the correspondence; the tracing follows Turocy (2005) in
    spirit. Cost per game: some 30 to 100 continuation steps, each a linear solve of size
    ``sum(m_i - 1) + 1`` and a pass over the profiles.

    Examples
    --------
    >>> import gametheory as gt
    >>> pennies = gt.NormalFormGame.from_bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> at_1 = gt.logit_equilibria(pennies, 1.0)
    >>> len(at_1), bool(at_1.complete), bool(at_1.residual.max() < 1e-12)
    (1, True, True)
    """
    where = "logit_equilibria"
    levels = _rationalities(rationality, where)
    max_steps = whole_number(max_steps, 10, "max_steps", where, _MOST_STEPS)
    game = strategic(game, where)
    payoffs, gaps = _floats(game, where)
    sizes, games = game.num_actions, game.num_games
    distinct = np.unique(levels)
    inverse = np.searchsorted(distinct, levels.ravel())
    span = _spans(gaps, where)
    resolved = distinct[None, :] * span[:, None] <= LARGEST_PRODUCT
    binary = sizes == (2, 2)

    rows: list[tuple[Indices, Indices, Floats, npt.NDArray[np.bool_]]] = []
    codes = np.full((games, len(distinct)), Status.BRANCH, dtype=np.int8)
    codes[:, distinct == 0.0] = Status.DONE
    zero = np.flatnonzero(distinct == 0.0)
    if binary:
        found = _all_2x2(gaps, distinct, resolved)
        codes[:] = Status.DONE
        crowded = np.bincount(found[0], minlength=games) > len(distinct)
        rows.append((*found, np.ones(len(found[0]), dtype=np.bool_)))
        to_trace = np.flatnonzero(crowded)
    else:
        to_trace = np.arange(games)
        centre = np.concatenate([np.full(m, 1.0 / m) for m in sizes])
        for level in zero:
            rows.append((
                np.arange(games), np.full(games, level), np.tile(centre, (games, 1)),
                np.ones(games, dtype=np.bool_),
            ))  # fmt: skip
    traces = _trace_to(
        gaps[to_trace], span[to_trace], distinct, resolved[to_trace], max_steps, keep=False
    )
    hit_game = to_trace[traces.hit_game]
    if binary:
        rows[0] = _mark_principal(rows[0], hit_game, traces, to_trace, distinct)
    else:
        rows.append((
            hit_game, traces.hit_target, traces.hits[:, :-1],
            np.ones(len(hit_game), dtype=np.bool_),
        ))  # fmt: skip
        _mark_unfinished(codes, hit_game, traces, distinct)
    codes[~resolved] = Status.UNRESOLVED

    g, k = (np.concatenate([row[c] for row in rows]) for c in range(2))
    p = np.concatenate([row[2] for row in rows])
    principal = np.concatenate([row[3] for row in rows])
    # From distinct rationalities to the ones asked for, repetitions included.
    pairs = np.argwhere(k[:, None] == inverse[None, :])
    source, column = pairs[:, 0], pairs[:, 1]
    cell = g[source] * levels.size + column
    order = np.lexsort((*p[source].T[::-1], cell))
    source, cell = source[order], cell[order]
    strategies = _split(p[source], sizes)
    lam = levels.ravel()[cell % max(1, levels.size)]
    value, residual, regret = _assess(payoffs, gaps, g[source], strategies, lam)
    shape = (*game.batch_shape, *levels.shape)
    status = codes[:, inverse].reshape(shape)
    return LogitEquilibria(
        game=game,
        rationality=levels,
        cells=Ragged.of_owners(cell, shape),
        strategies=strategies,
        payoffs=value,
        residual=residual,
        regret=regret,
        principal=principal[source],
        complete=status == Status.DONE,
        status_code=status,
    )


@recorded
def logit_branch(
    game: FiniteGame,
    *,
    max_rationality: float | None = None,
    max_steps: int = 2000,
) -> LogitBranch:
    r"""The principal branch of logit equilibria, from rationality 0 at the centroid.

    Followed by pseudo-arclength continuation in log-odds, so that turning points are passed and
    rationality may fall on the way. Where other branches cross (a sign change of the bordered
    determinant, or a zero of it without one) the crossing is reported and the branch that goes
    straight on is kept: in a symmetric game, the symmetric one.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Any number of players, any batch.
    max_rationality : float, optional
        Where to end, in 1 / payoff. By default the branch is followed until its regret is 1e-8 of
        the payoff range.
    max_steps : int
        Points after which tracing gives up (the status says so).

    Returns
    -------
    LogitBranch
        Points, turning points, bifurcations, and the limit's nearby Nash equilibrium with its
        regret. In a symmetric 2x2 game with two strict equilibria on the diagonal the limit is
        the risk-dominant one (Turocy 2005); in an asymmetric game it need not be, since a common
        rationality weighs the players' payoffs against each other.

    Raises
    ------
    InvalidInput
        ``max_rationality`` not positive and finite, or too large for double precision.

    Notes
    -----
    Two bifurcations closer together than one continuation step can hide each other; a smaller
    game perturbation or a bound on rationality brings them apart. McKelvey and Palfrey (1995);
    Turocy (2005).

    Examples
    --------
    >>> import gametheory as gt
    >>> meeting = gt.NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    >>> branch = gt.logit_branch(meeting)
    >>> branch.bifurcations.round(6).tolist()  # two asymmetric branches start at rationality 2
    [[0.0, 2.0]]
    >>> branch.limit.strategies[0].tolist()
    [[0.5, 0.5]]
    """
    where = "logit_branch"
    max_steps = whole_number(max_steps, 10, "max_steps", where, _MOST_STEPS)
    game = strategic(game, where)
    payoffs, gaps = _floats(game, where)
    span = _spans(gaps, where)
    unit = np.where(span > 0.0, span, 1.0)
    if max_rationality is None:
        goal, extent, targets = 1e-8, _SETTLED / unit, np.empty((game.num_games, 0))
    else:
        positive = is_real(max_rationality) and 0 < max_rationality <= _LARGEST
        if not positive:
            raise InvalidInput(
                f"{where}: max_rationality is {shown(max_rationality)}; "
                "give a positive finite number"
            )
        top = float(max_rationality)
        if span.size and top > LARGEST_PRODUCT / max(1e-300, span.max()):
            raise InvalidInput(
                f"{where}: max_rationality {top:g} times the payoff range {span.max():g} exceeds "
                f"{LARGEST_PRODUCT:g}, where doubles cannot tell choice probabilities; "
                "leave it out to follow the branch to its limit"
            )
        goal, extent = -1.0, np.full(game.num_games, top)
        targets = np.full((game.num_games, 1), top)
    traces = trace_branches(
        gaps, extent=extent, regret_goal=goal, targets=targets, max_steps=max_steps,
        keep_points=True,
    )  # fmt: skip
    rows = np.repeat(np.arange(game.num_games), traces.counts)
    strategies, lam = _split(traces.points[:, :-1], game.num_actions), traces.points[:, -1]
    value, residual, regret = _assess(payoffs, gaps, rows, strategies, lam)
    return LogitBranch(
        game=game,
        rows=Ragged.of_counts(traces.counts.reshape(game.batch_shape)),
        rationality=lam,
        strategies=strategies,
        payoffs=value,
        residual=residual,
        regret=regret,
        turning_points=traces.turns,
        bifurcations=traces.forks,
        limit=_limit(game, payoffs, gaps, traces, span),
        status_code=_ENDINGS[traces.ending].reshape(game.batch_shape),
    )


def _limit(
    game: NormalFormGame, payoffs: Floats, gaps: Floats, traces: Traces, span: Floats
) -> Equilibria:
    games = np.arange(game.num_games)
    strategies = _split(traces.limit, game.num_actions)
    value, _, regret = _assess(payoffs, gaps, games, strategies, np.zeros(len(games)))
    reached = regret <= 1e-9 * span
    return Equilibria(
        game=game,
        rows=Ragged.of_counts(np.ones(game.batch_shape, dtype=np.int64)),
        strategies=strategies,
        payoffs=value,
        regret=regret,
        index=np.zeros(len(games), dtype=np.int8),
        degenerate=np.zeros(game.batch_shape, dtype=np.bool_),
        complete=np.zeros(game.batch_shape, dtype=np.bool_),
        status_code=np.where(reached, Status.ONE, Status.STEP_LIMIT)
        .astype(np.int8)
        .reshape(game.batch_shape),
    )


def _trace_to(
    payoffs: Floats, span: Floats, distinct: Floats, resolved: Any, max_steps: int, keep: bool
) -> Traces:
    """Trace far enough that which rows are found does not depend on the other rationalities."""
    unit = np.where(span > 0.0, span, 1.0)
    targets = np.where(resolved & (distinct > 0.0), distinct, np.nan)
    top = np.where(np.isnan(targets), 0.0, targets).max(axis=1, initial=0.0)
    return trace_branches(
        payoffs, extent=np.maximum(top, _SETTLED / unit), regret_goal=1e-8, targets=targets,
        max_steps=max_steps, keep_points=keep,
    )  # fmt: skip


def _all_2x2(
    payoffs: Floats, distinct: Floats, resolved: npt.NDArray[np.bool_]
) -> tuple[Indices, Indices, Floats]:
    counts, x, y = equilibria_2x2(payoffs, distinct)
    counts = np.where(resolved, counts, 0)
    g, k, r = np.nonzero(np.arange(3) < counts[:, :, None])
    first, second = x[g, k, r], y[g, k, r]
    with np.errstate(over="ignore"):  # exp of a large log-odds is infinite and 1/inf is 0
        columns = [1.0 / (1.0 + np.exp(v)) for v in (first, -first, second, -second)]
    return g, k, np.stack(columns, axis=1).reshape(-1, 4)


def _mark_principal(
    found: tuple[Indices, Indices, Floats, npt.NDArray[np.bool_]],
    hit_game: Indices,
    traces: Traces,
    traced: Indices,
    distinct: Floats,
) -> tuple[Indices, Indices, Floats, npt.NDArray[np.bool_]]:
    """Of several equilibria of a cell keep the mark on those nearest to a crossing."""
    g, k, p, _ = found
    principal = ~np.isin(g, traced) | (distinct[k] == 0.0)
    cell = g * len(distinct) + k
    lone = np.bincount(cell, minlength=1)[cell] == 1
    principal |= lone
    first = np.searchsorted(cell, hit_game * len(distinct) + traces.hit_target)
    for start, point in zip(first.tolist(), traces.hits[:, :-1], strict=True):
        stop = start
        while stop < len(cell) and cell[stop] == cell[start]:
            stop += 1
        nearest = np.abs(p[start:stop] - point).max(axis=1).argmin()
        principal[start + nearest] = True
    return g, k, p, principal


def _mark_unfinished(codes: Any, hit_game: Indices, traces: Traces, distinct: Floats) -> None:
    """Cells whose branch ended before their rationality get the reason as status."""
    missing = np.ones(codes.shape, dtype=np.bool_)
    missing[:, distinct == 0.0] = False
    missing[hit_game, traces.hit_target] = False
    reason = _ENDINGS[traces.ending][:, None]
    failed = missing & (reason == Status.BRANCH)
    codes[missing] = np.broadcast_to(reason, codes.shape)[missing]
    codes[failed] = Status.STALLED


def _assess(
    payoffs: Floats, gaps: Floats, rows: Indices, strategies: tuple[Floats, ...], lam: Floats
) -> tuple[Floats, Floats, Floats]:
    """Payoffs ``(T, N)``; logit residual and Nash regret ``(T,)`` from the payoffs' gaps."""
    expected = pure_action_payoffs(payoffs, rows, strategies)
    value = np.stack(
        [(u * p).sum(axis=1) for u, p in zip(expected, strategies, strict=True)], axis=1
    )
    expected = pure_action_payoffs(gaps, rows, strategies)
    short = [(u * p).sum(axis=1) for u, p in zip(expected, strategies, strict=True)]
    best = np.stack([u.max(axis=1) for u in expected], axis=1)
    regret = np.maximum(best - np.stack(short, axis=1), 0.0).max(axis=1)
    return value, logit_residual(expected, strategies, lam), regret


def _split(rows: Floats, sizes: tuple[int, ...]) -> tuple[Floats, ...]:
    ends = np.cumsum(sizes)[:-1]
    return tuple(np.ascontiguousarray(part) for part in np.split(rows, ends, axis=1))


def _rationalities(value: npt.ArrayLike, where: str) -> Floats:
    try:
        if np.asarray(value).dtype.kind not in "fiuO":
            raise TypeError
        levels = np.array(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(
            f"{where}: rationality {shown(value)} is not a number; give finite numbers >= 0"
        ) from None
    bad = np.argwhere(~((levels >= 0.0) & (levels < np.inf)))
    if len(bad):
        place = tuple(int(i) for i in bad[0])
        at = f" at index {place}" if place else ""
        raise InvalidInput(
            f"{where}: rationality{at} is {levels[place]}; give finite numbers >= 0 "
            "(the limit of high rationality is logit_branch(game).limit)"
        )
    levels.flags.writeable = False
    return levels


def _spans(gaps: Floats, where: str) -> Floats:
    """Each game's range of incentives."""
    _, span = scaled(gaps)
    if np.isinf(span).any():
        raise InvalidInput(
            f"{where}: the payoffs of game {int(np.isinf(span).argmax())} of the batch span more "
            "than the largest double; give smaller ones"
        )
    return span


def _floats(game: NormalFormGame, where: str) -> tuple[Floats, Floats]:
    """Payoffs in doubles, and measured from the best own action before they are rounded."""
    try:
        payoffs = np.ascontiguousarray(game.flat_payoffs, dtype=np.float64)
        gaps, halved = own_gaps(game.flat_payoffs, game.num_players)
        gaps = np.ascontiguousarray(gaps, dtype=np.float64)
        # Beyond the range of doubles, differences are not small beside payoffs.
        beyond = halved.any(axis=1)
        gaps[beyond] = payoffs[beyond]
        return payoffs, gaps
    except OverflowError:
        raise InvalidInput(
            f"{where}: an exact payoff is too large for a double; rescale the payoffs"
        ) from None
