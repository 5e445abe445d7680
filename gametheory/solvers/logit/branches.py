"""Logit quantal response equilibria of batches: the array level above the compiled kernels."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.logit.tracing_kernel import MAX_EVENTS, limit_of, trace
from gametheory.solvers.logit.two_by_two import all_equilibria_2x2

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

LARGEST_PRODUCT = 1e12
"""Rationality times payoff range beyond which doubles cannot tell choice probabilities."""


@attrs.frozen(eq=False)
class Traces:
    """Branches of ``G`` games, ragged, with rationality in the units of the payoffs given."""

    counts: Indices
    points: Floats  # (T, sum m_i + 1): choice probabilities and rationality
    hit_game: Indices
    hit_target: Indices
    hits: Floats  # (H, sum m_i + 1)
    turns: Floats  # (K, 2): game, rationality
    forks: Floats
    ending: Indices
    limit: Floats  # (G, sum m_i)
    limit_regret: Floats  # (G,)


def scaled(payoffs: Floats) -> tuple[Floats, Floats]:
    """Payoffs ``(G, N, ...)`` shifted to 0 and divided by each game's largest range, and ranges.

    Logit responses depend on payoff differences times rationality only, so this changes nothing
    but the unit of rationality.
    """
    games = len(payoffs)
    flat = payoffs.reshape(games, payoffs.shape[1], math.prod(payoffs.shape[2:]))
    # Halved first: the range of payoffs near the largest double would overflow.
    half = 0.5 * flat
    half = half - half.min(axis=2, keepdims=True, initial=np.inf)
    span = half.max(axis=(1, 2), initial=0.0)
    unit = np.where(span > 0.0, span, 1.0)
    with np.errstate(over="ignore"):
        return half / unit[:, None, None], 2.0 * span


def pure_action_payoffs(
    payoffs: Floats, rows: Indices, strategies: tuple[Floats, ...]
) -> tuple[Floats, ...]:
    """Expected payoff ``(T, m_i)`` of each own action of each player against the others' mixes."""
    n = len(strategies)
    out = []
    for i in range(n):
        value = payoffs[rows, i]
        for j in range(n - 1, -1, -1):
            if j != i:
                value = np.moveaxis(value, 1 + j, -1)
                middle = (1,) * (value.ndim - 2)
                weight = strategies[j].reshape(len(rows), *middle, strategies[j].shape[1])
                value = (value * weight).sum(axis=-1)
        out.append(value)
    return tuple(out)


def logit_residual(
    expected: tuple[Floats, ...], strategies: tuple[Floats, ...], rationality: Floats
) -> Floats:
    """Largest distance of a choice probability from the logit response, ``(T,)``."""
    worst = np.zeros(len(rationality))
    for u, p in zip(expected, strategies, strict=True):
        exponent = rationality[:, None] * (u - u.max(axis=1, keepdims=True))
        weight = np.exp(exponent)
        response = weight / weight.sum(axis=1, keepdims=True)
        worst = np.maximum(worst, np.abs(response - p).max(axis=1))
    return worst


def trace_branches(
    payoffs: Floats,
    *,
    extent: Floats,
    regret_goal: float,
    targets: Floats,
    max_steps: int,
    keep_points: bool,
) -> Traces:
    r"""Principal branches of games ``(G, N, m_1, ..., m_N)``.

    ``extent`` (G,) and ``targets`` (G, K), ascending but for NaN, are rationalities in 1 / payoff;
    a negative ``regret_goal`` (relative to the payoff range) stops exactly at ``extent``.
    """
    sizes = payoffs.shape[2:]
    games, total = len(payoffs), int(sum(sizes))
    units, span = scaled(payoffs)
    m = np.array(sizes, dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(m)[:-1]]).astype(np.int64)
    # Rationality in units of 1 / range; where all payoffs are equal nothing depends on it.
    unit = np.where(span > 0.0, span, 1.0)
    crossings = 3 * targets.shape[1] + 8
    points = np.empty((max_steps + 2, total + 1))
    hits, hit_target = np.empty((crossings, total + 1)), np.empty(crossings, np.int64)
    turns, forks = np.empty(MAX_EVENTS), np.empty(MAX_EVENTS)
    summary = np.zeros((games, 5), np.int64)
    limit, limit_regret = np.empty((games, total)), np.empty(games)
    kept: list[Floats] = [np.empty((0, total + 1))]
    met: list[Floats] = [np.empty((0, total + 1))]
    met_target: list[Indices] = [np.zeros(0, np.int64)]
    turn_rows: list[tuple[int, float]] = []
    fork_rows: list[tuple[int, float]] = []
    for g in range(games):
        trace(
            units[g], m, starts, extent[g] * unit[g], regret_goal, targets[g] * unit[g],
            points, hits, hit_target, turns, forks, summary[g],
        )  # fmt: skip
        steps, crossed, turned, forked, _ = (int(v) for v in summary[g])
        limit_regret[g] = unit[g] * limit_of(units[g], m, starts, points[steps - 1, :-1], limit[g])
        if keep_points:
            kept.append(points[:steps].copy())
            kept[-1][:, total] /= unit[g]
        met.append(hits[:crossed].copy())
        met_target.append(hit_target[:crossed].copy())
        turn_rows.extend((g, lam / unit[g]) for lam in turns[:turned])
        fork_rows.extend((g, lam / unit[g]) for lam in forks[:forked])
    return Traces(
        counts=summary[:, 0],
        points=np.concatenate(kept),
        hit_game=np.repeat(np.arange(games), summary[:, 1]),
        hit_target=np.concatenate(met_target),
        hits=np.concatenate(met),
        turns=np.array(turn_rows, dtype=np.float64).reshape(-1, 2),
        forks=np.array(fork_rows, dtype=np.float64).reshape(-1, 2),
        ending=summary[:, 4],
        limit=limit,
        limit_regret=limit_regret,
    )


def equilibria_2x2(payoffs: Floats, rationality: Floats) -> tuple[Indices, Floats, Floats]:
    """Counts ``(G, L)`` and log-odds ``(G, L, 3)`` of both second actions, all roots isolated."""
    shape = (len(payoffs), len(rationality))
    counts = np.zeros(shape, np.int64)
    x, y = np.zeros((*shape, 3)), np.zeros((*shape, 3))
    all_equilibria_2x2(
        np.ascontiguousarray(payoffs), np.ascontiguousarray(rationality), counts, x, y
    )
    return counts, x, y
