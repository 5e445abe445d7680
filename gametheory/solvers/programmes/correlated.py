"""Correlated and coarse correlated equilibria of one game as linear programmes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.exact.whole import over_common_denominator
from gametheory.solvers.programmes.simplex import (
    OPTIMAL,
    dictionary,
    solve_exactly,
    solve_floating,
    solve_sparse,
)

Array = npt.NDArray[Any]

DENSE_ENTRIES = 40_000
"""Entries of the dictionary up to which the dense simplex is used (beyond it: HiGHS)."""
EXACT_ENTRIES = 8_000
"""Entries up to which exact payoffs get an exact solution."""


def deviation_gains(payoffs: Array, kind: str) -> Array:
    """Rows of gains: ``gains @ p <= 0`` is obedience, for payoffs ``(N, m_1, ..., m_N)``.

    ``correlated``: one row for each player and pair of actions ``(told a, plays b)``; ``coarse``:
    one row for each player and action ``b`` played whatever is recommended.
    """
    sizes = payoffs.shape[1:]
    profiles = math.prod(sizes)
    rows = []
    for i, m in enumerate(sizes):
        own = np.moveaxis(payoffs[i], i, 0).reshape(m, -1)
        place = np.moveaxis(np.arange(profiles).reshape(sizes), i, 0).reshape(m, -1)
        for b in range(m):
            gain = own[b][None, :] - own
            if kind == "coarse":
                row = np.zeros(profiles, dtype=payoffs.dtype)
                row[place.ravel()] = gain.ravel()
                rows.append(row)
                continue
            for a in range(m):
                if a != b:
                    row = np.zeros(profiles, dtype=payoffs.dtype)
                    row[place[a]] = gain[a]
                    rows.append(row)
    return np.array(rows, dtype=payoffs.dtype).reshape(len(rows), profiles)


def floating_gains(payoffs: Array, kind: str) -> tuple[npt.NDArray[np.float64], float]:
    """:func:`deviation_gains` in doubles of one unit: subtracted before they are rounded.

    The unit is 1 unless a gain could overflow.
    """
    unit = 1.0
    if payoffs.dtype != object and payoffs.size and np.abs(payoffs).max() > 2.0**1000:
        unit = 2.0**64
        payoffs = payoffs / unit
    return deviation_gains(payoffs, kind).astype(np.float64), unit


def largest_gains(gains: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What each row of gains is measured by, whatever the payoffs are that they come from."""
    largest = np.abs(gains).max(axis=1, initial=0.0)
    return np.where(largest > 0.0, largest, 1.0)


def rows_for(sizes: tuple[int, ...], kind: str) -> int:
    """How many obedience rows a game of these sizes has."""
    return sum(m if kind == "coarse" else m * (m - 1) for m in sizes)


def best_correlated(payoffs: Array, kind: str, objective: Array | None) -> tuple[int, Array, bool]:
    """Outcome, distribution ``(profiles,)`` and whether it is exact, for one game.

    ``objective`` (profiles,) is maximised; None maximises the least payoff of any player.
    """
    exact = payoffs.dtype == object
    n = len(payoffs)
    flat = payoffs.reshape(n, -1)
    profiles = flat.shape[1]
    entries = (rows_for(payoffs.shape[1:], kind) + 2 + n) * (profiles + 2)
    if exact and entries <= EXACT_ENTRIES:
        scaled = np.empty_like(flat)
        for i in range(n):
            scaled[i], _ = over_common_denominator(flat[i])
        G = deviation_gains(scaled.reshape(payoffs.shape), kind)
        if objective is None:
            common, _ = over_common_denominator(flat)
            T = _egalitarian(G, common)
        else:
            whole, _ = over_common_denominator(objective)
            T = dictionary(G, np.ones(profiles, dtype=object), whole)
        outcome, x, _ = solve_exactly(T)
        return outcome, x[:profiles], True
    values = flat.astype(np.float64)
    # Each row of gains and the objective to size 1, so that one tolerance fits all.
    gains, _ = floating_gains(payoffs, kind)
    gains = gains / largest_gains(gains)[:, None]
    if objective is None:
        whole_unit = max(_unit(v) for v in values)
        T = _egalitarian(gains, values / whole_unit)
    else:
        goal = np.asarray(objective, dtype=np.float64)
        unit = _unit(goal)
        # The range of a goal near the largest double is no double itself.
        small = max(abs(goal.min()), abs(goal.max())) < 1e300
        shifted = (goal - goal.min()) / unit if small else goal / unit - goal.min() / unit
        T = dictionary(gains, np.ones(profiles), shifted)
    if entries <= DENSE_ENTRIES:
        outcome, x = solve_floating(T.copy())
        mass = x[:profiles].sum()
        if outcome == OPTIMAL and (gains @ x[:profiles]).max(initial=0.0) <= 1e-10 and mass > 0.5:
            return outcome, x[:profiles] / mass, False
    from scipy.sparse import csr_array

    m = T.shape[0] - 2
    outcome, x = solve_sparse(csr_array(T[:m, :-1]), T[m, :-1], -T[m + 1, :-1])
    mass = x[:profiles].sum()
    return outcome, x[:profiles] / (mass if mass > 0.0 else 1.0), False


def _egalitarian(gains: Array, flat: Array) -> Array:
    """Dictionary with one more unknown ``t``, at most every player's payoff; ``t`` is maximised."""
    n, profiles = flat.shape
    rows = len(gains)
    # Measured from the least payoff of the game, t is not negative; its unit is their range.
    span = flat.max() - flat.min()
    G = np.zeros((rows + n, profiles + 1), dtype=gains.dtype)
    G[:rows, :profiles] = gains
    G[rows:, :profiles] = -(flat - flat.min())
    G[rows:, profiles] = span if span > 0 else 1
    e = np.ones(profiles + 1, dtype=gains.dtype)
    c = np.zeros(profiles + 1, dtype=gains.dtype)
    e[profiles], c[profiles] = 0, 1
    return dictionary(G, e, c)


def _unit(values: npt.NDArray[np.float64]) -> float:
    span = float(0.5 * values.max() - 0.5 * values.min()) * 2.0
    return span if 0.0 < span < np.inf else max(1.0, float(np.abs(values).max()))
