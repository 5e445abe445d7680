"""Compiled: one equilibrium of each two-player game of floats, whichever way is cheapest.

What this cannot settle (a pivoting run spoilt by rounding, payoffs of very different size in one
game) is handed back with a code that says which slower way to take.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.one_equilibrium.lemke_howson_kernel import FOUND, pair_by_pivoting, verdict
from gametheory.solvers.one_equilibrium.polytope_kernel import polytope
from gametheory.solvers.one_equilibrium.ways import (
    BY_INCENTIVES,
    BY_PIVOTING,
    BY_PROGRAMME,
    DONE,
    NONE,
)
from gametheory.solvers.one_equilibrium.zero_sum_kernel import SOLVED, pair_by_simplex

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@part
def _pure(a: Floats, b: Floats, best: Floats, x: Floats, y: Floats) -> bool:
    """The first strict pure equilibrium, otherwise the first with ties, into ``x`` and ``y``."""
    m, n = a.shape
    for j in range(n):
        best[j] = a[0, j]
    for i in range(1, m):
        for j in range(n):
            best[j] = a[i, j] if a[i, j] > best[j] else best[j]
    row = column = -1
    tied = np.zeros(n, np.int8)  # 0: not looked up, 1: the best reply to the column is one, 2: not
    for i in range(m):
        highest = b[i, 0]
        for j in range(1, n):
            highest = b[i, j] if b[i, j] > highest else highest
        first, replies = -1, 0
        for j in range(n):
            if b[i, j] == highest:
                replies += 1
                if first < 0 and a[i, j] == best[j]:
                    first = j
        if first < 0:
            continue
        if row < 0:
            row, column = i, first
        if replies == 1:
            if tied[first] == 0:
                tied[first] = 1 + (_number_equal(a, first, best[first]) > 1)
            if tied[first] == 1:
                row, column = i, first
                break
    if row < 0:
        return False
    x[row], y[column] = 1.0, 1.0
    return True


@part
def _number_equal(matrix: Floats, column: int, value: float) -> int:
    number = 0
    for i in range(matrix.shape[0]):
        number += matrix[i, column] == value
    return number


@part
def strictly_competitive(a: Floats, b: Floats, rounding: float) -> bool:
    """Whether ``b = constant - rate * a`` with a positive rate, up to ``rounding``."""
    m, n = a.shape
    low, high = a[0, 0], a[0, 0]
    at_low, at_high = b[0, 0], b[0, 0]
    for i in range(m):
        for j in range(n):
            if a[i, j] < low:
                low, at_low = a[i, j], b[i, j]
            elif a[i, j] > high:
                high, at_high = a[i, j], b[i, j]
        # One row tells most games: b may not be higher where a is highest than where it is lowest.
        if at_high - at_low > 1e-6 * (abs(at_high) + abs(at_low)):
            return False
    low, high, at_low, at_high = low / 2, high / 2, at_low / 2, at_high / 2
    rate = (at_low - at_high) / (high - low) if high > low else 1.0
    if abs(rate - 1.0) <= rounding:
        rate = 1.0
    if not rate > 0.0:
        return False
    largest_a = max(abs(low), abs(high))
    # Where the relation holds, b is between its values at the ends; elsewhere it is refused.
    largest_b = max(abs(at_low), abs(at_high))
    allowed = rounding * largest_b + rounding * rate * largest_a
    constant = at_low + rate * low
    for i in range(m):
        for j in range(n):
            if not abs(b[i, j] / 2 + rate * (a[i, j] / 2) - constant) <= allowed:
                return False
    return True


@part
def at_stake(matrix: Floats, x: Floats, y: Floats) -> float:
    """Expected absolute payoff."""
    total = 0.0
    for i in range(x.size):
        if x[i] > 0.0:
            for j in range(y.size):
                if y[j] > 0.0:
                    total += x[i] * abs(matrix[i, j]) * y[j]
    return total


@part
def _lopsided(game: Floats) -> bool:
    """Whether a player's payoffs are far larger than what can be won by deviating."""
    m, n = game.shape[1:]
    for i in range(2):
        largest = most = 0.0
        outer, inner = (n, m) if i == 0 else (m, n)
        for o in range(outer):
            low = high = game[i, 0, o] if i == 0 else game[i, o, 0]
            for k in range(1, inner):
                value = game[i, k, o] if i == 0 else game[i, o, k]
                low, high = min(low, value), max(high, value)
            largest = max(largest, max(high, -low))
            most = max(most, high - low)
        if largest > 1024.0 * most:
            return True
    return False


@kernel
def one_equilibrium_of_each(
    payoffs: Floats, pure: bool, programme: bool, pivoting: bool, max_pivots: int,
    tolerance: float, rounding: float, sharpened: int,
    x: Floats, y: Floats, expected: Floats, regret: Floats, status: Ints, start: int, stop: int,
) -> bool:  # fmt: skip
    """One equilibrium of each of the games ``start .. stop - 1`` with its payoffs and regret.

    The ways allowed are tried in order: a pure equilibrium; the linear programme, where the game
    is strictly competitive; pivoting. ``x`` and ``y`` start as zeros. ``status`` is ``DONE``;
    ``NONE`` where no way allowed applies; otherwise the slower way to take, which is also asked
    for in games of up to ``sharpened`` profiles whose regret is large beside the payoffs at stake,
    and where payoffs near the largest doubles overflow. True if every game is done.
    """
    m, n = payoffs.shape[2:]
    best = np.empty(n)
    table = np.empty((m + 1, n + 1) if programme else (0, 0))
    basic, nonbasic = np.empty(m, np.int64), np.empty(n, np.int64)
    basis = np.empty(m + n, np.bool_)
    bases, tried = np.empty(m + n, np.int64), np.empty(m + n, np.int64)
    of_x = polytope(np.empty((m, n) if pivoting else (0, 0)))
    of_y = polytope(np.empty((n, m) if pivoting else (0, 0)))
    all_done = True
    for g in range(start, stop):
        game = payoffs[g]
        way, found = NONE, True
        if pure and _pure(game[0], game[1], best, x[g], y[g]):
            way = DONE
        elif programme and strictly_competitive(game[0], game[1], rounding):
            way = BY_PROGRAMME
            outcome, _ = pair_by_simplex(
                game[0], table, basic, nonbasic, tolerance, max_pivots, x[g], y[g], basis
            )
            found = outcome == SOLVED
        elif pivoting and _lopsided(game):
            way, found = BY_INCENTIVES, False
        elif pivoting:
            way = BY_PIVOTING
            outcome, _ = pair_by_pivoting(
                game, of_x, of_y, tried, max_pivots, tolerance, x[g], y[g], bases
            )
            found = outcome == FOUND
        # Until the answer has passed every check.
        status[g], all_before, all_done = way, all_done, False
        if way == NONE or not found:
            continue
        regret[g] = verdict(game, x[g], y[g], expected[g])
        if not np.isfinite(regret[g] + expected[g, 0] + expected[g, 1]):
            continue
        if way != DONE and m * n <= sharpened and regret[g] > 0.0:
            stake = min(at_stake(game[0], x[g], y[g]), at_stake(game[1], x[g], y[g]))
            if regret[g] > tolerance / 10 * stake:
                continue
        status[g], all_done = DONE, all_before
    return all_done
