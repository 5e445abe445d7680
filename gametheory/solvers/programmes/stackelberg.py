"""Optimal commitment in two-player games: one linear programme for each reply of the follower."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.exact.whole import over_common_denominator
from gametheory.solvers.compiled import njit
from gametheory.solvers.programmes.simplex import (
    OPTIMAL,
    dictionary,
    simplex_float,
    solve_exactly,
)

Array = npt.NDArray[Any]


@njit(cache=True)
def _commit_batch(leader: Any, follower: Any, x: Any, reply: Any) -> None:
    """Best mixed commitment of each float game; payoffs ``(G, m, n)`` with the leader's rows."""
    games, m, n = leader.shape
    T = np.empty((n + 1, m + 1))
    rows, columns = np.empty(n, np.int64), np.empty(m, np.int64)
    trial = np.empty(m)
    for g in range(games):
        L, F = leader[g], follower[g]
        # Differences first, halves that cannot overflow: constants on payoffs leave no trace.
        low_l = 0.5 * L.min()
        span_l = 0.5 * L.max() - low_l
        unit_l = span_l if span_l > 0.0 else 1.0
        reply[g] = -1
        best = -np.inf
        for j in range(n):
            row = 0
            for other in range(n):
                if other != j:
                    unit_f = 0.0
                    for i in range(m):
                        T[row, i] = 0.5 * F[i, other] - 0.5 * F[i, j]
                        unit_f = max(unit_f, abs(T[row, i]))
                    if unit_f > 0.0:
                        for i in range(m):
                            T[row, i] /= unit_f
                    T[row, m] = 0.0
                    row += 1
            for i in range(m):
                T[n - 1, i] = 1.0
                T[n, i] = -(0.5 * L[i, j] - low_l) / unit_l
            T[n - 1, m], T[n, m] = 1.0, 0.0
            if simplex_float(T, rows, columns) != 0:
                continue
            trial[:] = 0.0
            for k in range(n):
                if rows[k] < m:
                    trial[rows[k]] = max(T[k, m], 0.0)
            mass, value = trial.sum(), 0.0
            for i in range(m):
                trial[i] /= mass
                value += trial[i] * ((0.5 * L[i, j] - low_l) / unit_l)
            # A later reply must be better by more than rounding, so that ties go to the first.
            if reply[g] < 0 or value > best + 1e-13:
                best = value
                reply[g] = j
                x[g, :] = trial


def mixed_commitments(leader: Array, follower: Array) -> tuple[Array, npt.NDArray[np.int64]]:
    """Leader's mix ``(G, m)`` and the reply ``(G,)``, payoffs ``(G, m, n)``; reply -1 if none.

    Fractions give exact results.
    """
    games, m, n = leader.shape
    reply = np.full(games, -1, dtype=np.int64)
    if leader.dtype != object:
        x = np.zeros((games, m))
        _commit_batch(np.ascontiguousarray(leader), np.ascontiguousarray(follower), x, reply)
        return x, reply
    out = np.full((games, m), 0, dtype=object)
    for g in range(games):
        L, _ = over_common_denominator(leader[g])
        F, _ = over_common_denominator(follower[g])
        best = None
        for j in range(n):
            G = np.array([F[:, k] - F[:, j] for k in range(n) if k != j], dtype=object)
            T = dictionary(G.reshape(n - 1, m), np.full(m, 1, dtype=object), L[:, j])
            outcome, point, value = solve_exactly(T)
            if outcome == OPTIMAL and (best is None or value > best):
                best, out[g], reply[g] = value, point, j
    return out, reply


def pure_commitments(
    leader: Array, follower: Array, weak: bool
) -> tuple[Array, npt.NDArray[np.int64]]:
    """The same for pure commitments; ``weak``: an indifferent follower does the leader's worst."""
    games, m, n = leader.shape
    best_reply = follower == follower.max(axis=2, keepdims=True)
    # The leader's payoff from each commitment, over the follower's best replies.
    worth = np.empty((games, m), dtype=leader.dtype)
    answer = np.empty((games, m), dtype=np.int64)
    for i in range(m):
        choice = np.zeros(games, dtype=np.int64)
        value = leader[:, i, 0].copy()
        known = best_reply[:, i, 0].copy()
        for j in range(1, n):
            new = leader[:, i, j]
            better = new < value if weak else new > value
            take = best_reply[:, i, j] & (~known | better.astype(np.bool_))
            value[take], choice[take] = new[take], j
            known |= best_reply[:, i, j]
        worth[:, i], answer[:, i] = value, choice
    pick = worth.argmax(axis=1) if games else np.zeros(0, dtype=np.int64)
    strategy = np.zeros((games, m), dtype=leader.dtype)
    strategy[np.arange(games), pick] = 1
    return strategy, answer[np.arange(games), pick]
