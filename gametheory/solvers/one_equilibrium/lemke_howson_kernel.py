"""Compiled complementary pivoting for one equilibrium of a bimatrix game.

Two vertices move on the best-reply polytopes ``{x >= 0, B'x <= 1}`` and ``{y >= 0, Ay <= 1}``. A
label names one variable of each: label ``i < m`` is the weight ``x_i`` and the slack of row
``i``; label ``m + j`` is the slack of column ``j`` and the weight ``y_j``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.one_equilibrium.dense_kernel import (
    add_row,
    equalising_strategy,
    half_range,
    onto_one_two,
    places,
)
from gametheory.solvers.one_equilibrium.polytope_kernel import (
    RAY,
    Polytope,
    enter,
    polytope,
    renew,
    to_origin,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FOUND, CAPPED, FAILED = 0, 1, 2

# Pivots of a short path, and how many short paths come before longer ones are mixed in.
SHORT = 16
_SHORT_PATHS = 32
# So many short paths' pivots for each label are left once half of the labels have failed.
_LAST_TRIES = 8
# A vertex is computed afresh after so many pivots and as many again as it has weights.
_RENEWAL = 100


@part
def fill_columns(payoffs: Floats, transpose: bool, columns: Floats) -> None:
    """The payoffs moved linearly onto [1, 2]; in blocks where transposed, for the cache's sake."""
    low, high = half_range(payoffs)
    span = high - low
    if not span > 0.0:
        columns[:, :] = 1.0
        return
    rows, width = payoffs.shape
    if not transpose:
        for i in range(rows):
            onto_one_two(payoffs[i], low, span, columns[i])
        return
    for start in range(0, rows, 16):
        stop = min(start + 16, rows)
        for j in range(width):
            for i in range(start, stop):
                columns[j, i] = 1.0 + (payoffs[i, j] / 2 - low) / span


@part
def _gain(columns: Floats, other: Floats, own: Floats) -> float:
    """What the player of the constraints gains by her best reply to ``other`` over ``own``."""
    values = np.zeros(own.size)
    for k in range(other.size):
        if other[k] > 0.0:
            add_row(values, columns[k], other[k])
    best, gain = -np.inf, 0.0
    for i in range(own.size):
        best = max(best, values[i])
    for i in range(own.size):
        gain += own[i] * (best - values[i])
    return gain


@part
def _strategy(payoffs: Floats, side: Polytope, count: int, transpose: bool, out: Floats) -> bool:
    """The strategy at a vertex, solved afresh from the payoffs."""
    used = np.zeros(side.columns.shape[0], np.bool_)
    binding = np.zeros(side.columns.shape[1], np.bool_)
    for p in range(count):
        used[side.basic[p]] = True
        binding[side.tight[p]] = True
    rows, columns = (used, binding) if transpose else (binding, used)
    good: bool = equalising_strategy(payoffs, places(rows), places(columns), transpose, out)
    return good


@part
def _write_basis(side: Polytope, count: int, first: int, second: int, out: Ints) -> None:
    """Labels of the nonbasic variables: weights from ``first`` on, slacks from ``second`` on."""
    used = np.zeros(side.columns.shape[0], np.bool_)
    for p in range(count):
        used[side.basic[p]] = True
        out[p] = second + side.tight[p]
    written = count
    for k in range(used.size):
        if not used[k]:
            out[written] = first + k
            written += 1


@part
def follow_path(
    payoffs: Floats, of_x: Polytope, of_y: Polytope, dropped: int, cap: int,
    x: Floats, y: Floats, bases: Ints,
) -> tuple[int, int]:  # fmt: skip
    """One Lemke-Howson path from the artificial equilibrium; status and number of pivots.

    ``bases`` (m + n) receives the labels nonbasic at the first and at the second vertex.
    """
    m, n = of_x.columns.shape
    to_origin(of_x)
    to_origin(of_y)
    # A path of this length cannot reach more positive weights: a small inverse stays in cache.
    room = min(min(m, n) + 1, cap // 2 + 2)
    inverse_x = of_x.inverse[: room * room].reshape(room, room)
    inverse_y = of_y.inverse[: room * room].reshape(room, room)
    count_x = count_y = since_x = since_y = 0
    label = dropped
    first = dropped < m
    for step in range(cap):
        if first:
            count_x, label = enter(of_x, inverse_x, count_x, label)
            since_x += 1
            if since_x > _RENEWAL + count_x:
                since_x = 0
                if not renew(of_x, inverse_x, count_x):
                    return FAILED, step + 1
        else:
            # The second polytope counts its own variables first.
            count_y, code = enter(of_y, inverse_y, count_y, (label + n) % (m + n))
            label = (code + m) % (m + n) if code != RAY else RAY
            since_y += 1
            if since_y > _RENEWAL + count_y:
                since_y = 0
                if not renew(of_y, inverse_y, count_y):
                    return FAILED, step + 1
        if label == RAY:
            return FAILED, step + 1
        if label == dropped:
            _write_basis(of_x, count_x, 0, m, bases[:m])
            _write_basis(of_y, count_y, m, 0, bases[m:])
            good = _strategy(payoffs[0], of_y, count_y, False, y) and _strategy(
                payoffs[1], of_x, count_x, True, x
            )
            return (FOUND if good else FAILED), step + 1
        first = not first
    return CAPPED, cap


@part
def short_paths_in(t: int) -> int:
    """How many times a short path's pivots path ``t`` may take: 1, 1, ..., 1, 1, 2, 1, 1, 2, 4, ...

    After the short ones the universal sequence of Luby, Sinclair and Zuckerman (1993), which is
    within a logarithmic factor of the best sequence for any distribution of path lengths.
    """
    t = max(1, t - _SHORT_PATHS + 1)
    while True:
        power = 1
        while power <= t:
            power *= 2
        if power == t + 1:
            return power // 2
        t -= power // 2 - 1


@part
def pair_by_pivoting(
    payoffs: Floats, of_x: Polytope, of_y: Polytope, tried: Ints, max_pivots: int,
    tolerance: float, x: Floats, y: Floats, bases: Ints,
) -> tuple[int, int]:  # fmt: skip
    """One equilibrium of one game (2, m, n); status and number of pivots.

    Paths are tried until one ends in strategies whose regret is within ``tolerance``, a share of
    each player's span of payoffs. ``tried`` (m + n) is overwritten.
    """
    m, n = payoffs.shape[1:]
    fill_columns(payoffs[1], False, of_x.columns)
    fill_columns(payoffs[0], True, of_y.columns)
    tried[:] = 0
    limit, made, failed, t = max_pivots, 0, 0, 0
    while made < limit and failed < m + n:
        dropped = t % (m + n)
        cap = SHORT * short_paths_in(t)
        t += 1
        if cap <= tried[dropped]:
            continue
        tried[dropped] = cap
        status, steps = follow_path(
            payoffs, of_x, of_y, dropped, min(cap, limit - made), x, y, bases
        )
        made += steps
        if status == CAPPED:
            continue
        if status == FOUND:
            gain = max(_gain(of_x.columns, x, y), _gain(of_y.columns, y, x))
            if gain <= tolerance:  # written so that NaN counts as failure
                return FOUND, made
        tried[dropped] = np.iinfo(np.int64).max
        failed += 1
        if 2 * failed >= m + n:
            # Where rounding spoils most paths the others may go round in circles.
            limit = min(limit, made + _LAST_TRIES * SHORT * (m + n))
    return (CAPPED if failed < m + n else FAILED), made


@kernel
def one_equilibrium_each(
    payoffs: Floats, max_pivots: int, tolerance: float,
    x: Floats, y: Floats, bases: Ints, status: Ints, pivots: Ints, start: int, stop: int,
) -> None:  # fmt: skip
    """One equilibrium of each of the games ``start .. stop - 1``, as :func:`pair_by_pivoting`."""
    m, n = payoffs.shape[2:]
    of_x, of_y = polytope(np.empty((m, n))), polytope(np.empty((n, m)))
    tried = np.empty(m + n, np.int64)
    for g in range(start, stop):
        status[g], pivots[g] = pair_by_pivoting(
            payoffs[g], of_x, of_y, tried, max_pivots, tolerance, x[g], y[g], bases[g]
        )


@part
def verdict(payoffs: Floats, x: Floats, y: Floats, expected: Floats) -> float:
    """Both players' payoffs into ``expected`` (2); the larger gain from a deviation.

    A gain is summed from the losses of the actions in use against the best reply, which are not
    negative, so that rounding cannot make it so.
    """
    a, b = payoffs[0], payoffs[1]
    used = places(y > 0.0)
    against_y, against_x = np.zeros(x.size), np.zeros(y.size)
    for i in range(x.size):
        total = 0.0
        for k in range(used.size):
            total += a[i, used[k]] * y[used[k]]
        against_y[i] = total
        if x[i] > 0.0:
            add_row(against_x, b[i], x[i])
    regret = 0.0
    for player in range(2):
        own, values = (x, against_y) if player == 0 else (y, against_x)
        best = values[0]
        for k in range(own.size):
            best = max(best, values[k])
        gain = total = 0.0
        for k in range(own.size):
            gain += own[k] * (best - values[k])
            total += own[k] * values[k]
        expected[player] = total
        regret = max(regret, gain)
    return regret


@kernel
def payoffs_and_regret(
    payoffs: Floats, games: Ints, x: Floats, y: Floats, expected: Floats, regret: Floats
) -> None:
    """:func:`verdict` row by row."""
    for t in range(games.size):
        regret[t] = verdict(payoffs[games[t]], x[t], y[t], expected[t])
