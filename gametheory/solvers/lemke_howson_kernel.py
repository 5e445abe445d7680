"""Compiled complementary pivoting for one equilibrium of a bimatrix game.

Two dictionaries describe the best-reply polytopes ``{x >= 0, B'x <= 1}`` and
``{y >= 0, Ay <= 1}``. A label names one variable of each: label ``i < m`` is the weight ``x_i``
and the slack of row ``i``; label ``m + j`` is the slack of column ``j`` and the weight ``y_j``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.pivoting_kernel import (
    PIVOT_FLOOR,
    RATIO_SLACK,
    equalising_strategy,
    largest_gain,
    onto_unit_interval,
    pivot,
    places,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FOUND, CAPPED, RAY, SINGULAR = 0, 1, 2, 3


@part
def _start(
    matrix: Floats,
    transpose: bool,
    table: Floats,
    basic: Ints,
    nonbasic: Ints,
    place: Ints,
    first: int,
) -> None:
    """Dictionary of ``(matrix + 1) @ z <= 1``; the labels of ``z`` start at ``first``."""
    rows, columns = basic.size, nonbasic.size
    slack = columns if first == 0 else 0
    for i in range(rows):
        for j in range(columns):
            table[i, j] = 1.0 + (matrix[j, i] if transpose else matrix[i, j])
        table[i, columns] = 1.0
        basic[i] = slack + i
        place[slack + i] = -1 - i
    for j in range(columns):
        nonbasic[j] = first + j
        place[first + j] = j


@part
def _lexicographic_row(table: Floats, c: int, place: Ints, slack: int, tied: Ints) -> int:
    """Row that leaves when column ``c`` enters: the lexicographic rule, which cannot cycle.

    Among the rows of smallest ratio, rows of the basis inverse (the columns of the first slack,
    second slack, ...) are compared, each divided by the entry of column ``c``.
    """
    rows, last = table.shape[0], table.shape[1] - 1
    smallest = np.inf
    for i in range(rows):
        if table[i, c] > PIVOT_FLOOR:
            smallest = min(smallest, table[i, last] / table[i, c])
    count = 0
    for i in range(rows):
        if table[i, c] > PIVOT_FLOOR and table[i, last] / table[i, c] <= smallest + RATIO_SLACK:
            tied[count] = i
            count += 1
    s = slack
    while count > 1 and s < slack + rows:
        column = place[s]
        smallest = np.inf
        for t in range(count):
            i = tied[t]
            entry = table[i, column] if column >= 0 else (1.0 if column == -1 - i else 0.0)
            smallest = min(smallest, entry / table[i, c])
        kept = 0
        for t in range(count):
            i = tied[t]
            entry = table[i, column] if column >= 0 else (1.0 if column == -1 - i else 0.0)
            if entry / table[i, c] <= smallest + RATIO_SLACK:
                tied[kept] = i
                kept += 1
        count = kept
        s += 1
    chosen: int = -1
    if count > 0:
        chosen = tied[0]
    return chosen


@part
def _enter(
    table: Floats, basic: Ints, nonbasic: Ints, place: Ints, slack: int, label: int, tied: Ints
) -> int:
    """Bring ``label`` into the basis; the label that leaves, or -1 on a ray."""
    c = place[label]
    r = _lexicographic_row(table, c, place, slack, tied)
    if r < 0:
        return -1
    pivot(table, r, c)
    leaving: int = basic[r]
    basic[r] = label
    nonbasic[c] = leaving
    place[label] = -1 - r
    place[leaving] = c
    return leaving


@part
def _read_strategies(
    a: Floats, b: Floats, nonbasic_x: Ints, nonbasic_y: Ints, x: Floats, y: Floats
) -> bool:
    """Strategies at a completely labelled pair of bases, solved afresh from the payoffs."""
    m, n = a.shape
    in_x, in_y = np.ones(m, np.bool_), np.ones(n, np.bool_)
    tight_x, tight_y = np.zeros(n, np.bool_), np.zeros(m, np.bool_)
    for label in nonbasic_x:
        if label < m:
            in_x[label] = False
        else:
            tight_x[label - m] = True
    for label in nonbasic_y:
        if label < m:
            tight_y[label] = True
        else:
            in_y[label - m] = False
    if not equalising_strategy(a, places(tight_y), places(in_y), False, y):
        return False
    good: bool = equalising_strategy(b, places(tight_x), places(in_x), True, x)
    return good


@part
def follow_path(
    a: Floats, b: Floats, dropped: int, cap: int, x: Floats, y: Floats, bases: Ints
) -> tuple[int, int]:
    """One Lemke-Howson path from the artificial equilibrium; status and number of pivots.

    ``bases`` (m + n) receives the labels nonbasic in the first and in the second dictionary.
    """
    m, n = a.shape
    table_x, table_y = np.empty((n, m + 1)), np.empty((m, n + 1))
    basic_x, nonbasic_x = np.empty(n, np.int64), np.empty(m, np.int64)
    basic_y, nonbasic_y = np.empty(m, np.int64), np.empty(n, np.int64)
    place_x, place_y = np.empty(m + n, np.int64), np.empty(m + n, np.int64)
    tied = np.empty(m + n, np.int64)
    _start(b, True, table_x, basic_x, nonbasic_x, place_x, 0)
    _start(a, False, table_y, basic_y, nonbasic_y, place_y, m)
    label = dropped
    first = dropped < m
    for step in range(cap):
        if first:
            label = _enter(table_x, basic_x, nonbasic_x, place_x, m, label, tied)
        else:
            label = _enter(table_y, basic_y, nonbasic_y, place_y, 0, label, tied)
        if label < 0:
            return RAY, step + 1
        if label == dropped:
            for k in range(m):
                bases[k] = nonbasic_x[k]
            for k in range(n):
                bases[m + k] = nonbasic_y[k]
            good = _read_strategies(a, b, nonbasic_x, nonbasic_y, x, y)
            return (FOUND if good else SINGULAR), step + 1
        first = not first
    return CAPPED, cap


@kernel
def one_equilibrium_each(
    payoffs: Floats, labels: Ints, caps: Ints, tolerance: float,
    x: Floats, y: Floats, bases: Ints, status: Ints, pivots: Ints, start: int, stop: int,
) -> None:  # fmt: skip
    """One equilibrium of each of the games ``start .. stop - 1``.

    Paths are tried in turn until one ends in strategies whose regret is within ``tolerance``, a
    share of each player's span of payoffs.
    """
    m, n = payoffs.shape[2:]
    a, b = np.empty((m, n)), np.empty((m, n))
    for g in range(start, stop):
        onto_unit_interval(payoffs[g, 0], a)
        onto_unit_interval(payoffs[g, 1], b)
        status[g], pivots[g] = CAPPED, 0
        for t in range(labels.size):
            status[g], steps = follow_path(a, b, labels[t], caps[t], x[g], y[g], bases[g])
            pivots[g] += steps
            if status[g] != FOUND:
                continue
            gain = max(largest_gain(a, x[g], y[g], False), largest_gain(b, y[g], x[g], True))
            if gain <= tolerance:  # written so that NaN counts as failure
                break
            status[g] = SINGULAR


@kernel
def payoffs_and_regret(
    payoffs: Floats, games: Ints, x: Floats, y: Floats, expected: Floats, regret: Floats
) -> None:
    """Both players' payoffs and the larger gain from a deviation, row by row.

    A gain is summed from the losses of the actions in use against the best reply, which are not
    negative, so that rounding cannot make it so.
    """
    m, n = payoffs.shape[2:]
    values = np.empty(max(m, n))
    for t in range(games.size):
        regret[t] = 0.0
        for player in range(2):
            own, other = (x[t], y[t]) if player == 0 else (y[t], x[t])
            matrix = payoffs[games[t], player]
            for a in range(own.size):
                values[a] = 0.0
            if player == 0:
                for i in range(m):
                    for j in range(n):
                        values[i] += matrix[i, j] * other[j]
            else:
                for i in range(m):
                    for j in range(n):
                        values[j] += matrix[i, j] * other[i]
            best = values[0]
            for a in range(own.size):
                best = max(best, values[a])
            gain = total = 0.0
            for a in range(own.size):
                gain += own[a] * (best - values[a])
                total += own[a] * values[a]
            expected[t, player] = total
            regret[t] = max(regret[t], gain)
