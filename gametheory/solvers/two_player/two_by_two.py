"""2x2 games at the speed of memory: a class from four comparisons, equilibria from its table.

Which entry of each column (row) is larger, or neither, puts the pair of matrices into one of 81
classes; comparisons are exact, so nothing is left open. Each class has a fixed list of equilibria,
every probability in it 0, 1 or the one that makes the other player indifferent. Three quarters of
all generic games have one pure equilibrium and take the shortest way.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel
from gametheory.solvers.two_player.parts import CERTIFIED, UNCERTAIN

_MIXED = 2  # an action number that stands for "both, so that the other player is indifferent"
_UNIT = np.eye(3)[:, :2].copy()  # looked up: turning an integer into a double takes longer


@kernel
def screen_2x2(
    payoffs: Any,
    first: int,
    last: int,
    counts_of_class: Any,
    degenerate_of_class: Any,
    class_of: Any,
    counts: Any,
    degenerate: Any,
    status: Any,
) -> None:
    """Class, number of equilibria and degeneracy of games ``first … last-1``."""
    for g in range(first, last):
        a00, a01 = payoffs[g, 0, 0, 0], payoffs[g, 0, 0, 1]
        a10, a11 = payoffs[g, 0, 1, 0], payoffs[g, 0, 1, 1]
        b00, b01 = payoffs[g, 1, 0, 0], payoffs[g, 1, 0, 1]
        b10, b11 = payoffs[g, 1, 1, 0], payoffs[g, 1, 1, 1]
        number = np.int64(40)
        number += (np.int64(a10 > a00) - np.int64(a10 < a00)) * 27
        number += (np.int64(a11 > a01) - np.int64(a11 < a01)) * 9
        number += (np.int64(b01 > b00) - np.int64(b01 < b00)) * 3
        number += np.int64(b11 > b10) - np.int64(b11 < b10)
        # Zero times a number that is not finite is not zero.
        finite = (a00 * 0 + a01 * 0 + a10 * 0 + a11 * 0) + (b00 * 0 + b01 * 0 + b10 * 0 + b11 * 0)
        class_of[g] = number
        counts[g] = counts_of_class[number]
        degenerate[g] = degenerate_of_class[number]
        status[g] = CERTIFIED if finite == 0 else UNCERTAIN


@kernel
def fill_2x2(
    payoffs: Any,
    first: int,
    last: int,
    class_of: Any,
    actions: Any,
    index_of: Any,
    only_pure: Any,
    offset: Any,
    x: Any,
    y: Any,
    value: Any,
    regret: Any,
    index: Any,
    inaccurate: Any,
) -> None:
    """Write the equilibria of games ``first … last-1`` at ``offset[g] …``.

    ``inaccurate[g]`` is set where the weights of a mixture or its payoffs overflow.
    """
    for g in range(first, last):
        c = class_of[g]
        t = offset[g]
        if only_pure[c]:
            i, j = np.int64(actions[c, 0, 0]), np.int64(actions[c, 0, 1])
            a, b = payoffs[g, 0, i, j], payoffs[g, 1, i, j]
            x[t, 0], x[t, 1] = _UNIT[i, 0], _UNIT[i, 1]
            y[t, 0], y[t, 1] = _UNIT[j, 0], _UNIT[j, 1]
            value[t, 0], value[t, 1] = a, b
            # Adding zero turns -0.0 into 0.0.
            regret[t] = max(payoffs[g, 0, 1 - i, j] - a, payoffs[g, 1, i, 1 - j] - b, 0.0) + 0.0
            index[t] = index_of[c, 0]
            inaccurate[g] = False
            continue
        a00, a01 = payoffs[g, 0, 0, 0], payoffs[g, 0, 0, 1]
        a10, a11 = payoffs[g, 0, 1, 0], payoffs[g, 0, 1, 1]
        b00, b01 = payoffs[g, 1, 0, 0], payoffs[g, 1, 0, 1]
        b10, b11 = payoffs[g, 1, 1, 0], payoffs[g, 1, 1, 1]
        u0, u1 = abs(b11 - b10), abs(b01 - b00)
        v0, v1 = abs(a11 - a01), abs(a10 - a00)
        total_x, total_y = u0 + u1, v0 + v1
        p0, p1 = u0 / total_x, u1 / total_x
        q0, q1 = v0 / total_y, v1 / total_y
        bad = False
        for number in range(offset[g + 1] - t):
            i, j = actions[c, number, 0], actions[c, number, 1]
            x0 = p0 if i == _MIXED else _UNIT[i, 0]
            x1 = p1 if i == _MIXED else _UNIT[i, 1]
            y0 = q0 if j == _MIXED else _UNIT[j, 0]
            y1 = q1 if j == _MIXED else _UNIT[j, 1]
            bad |= i == _MIXED and not total_x < np.inf
            bad |= j == _MIXED and not total_y < np.inf
            s0, s1 = a00 * y0 + a01 * y1, a10 * y0 + a11 * y1
            d0, d1 = b00 * x0 + b10 * x1, b01 * x0 + b11 * x1
            row_value, col_value = x0 * s0 + x1 * s1, y0 * d0 + y1 * d1
            x[t, 0], x[t, 1] = x0, x1
            y[t, 0], y[t, 1] = y0, y1
            value[t, 0], value[t, 1] = row_value, col_value
            regret[t] = max(max(s0, s1) - row_value, max(d0, d1) - col_value, 0.0) + 0.0
            bad |= not (abs(row_value) < np.inf and abs(col_value) < np.inf and regret[t] < np.inf)
            index[t] = index_of[c, number]
            # A mixture that rounds to a pure strategy may change places with it.
            s = t
            while s > offset[g]:
                # The action to compare: where the first is played alike, the other.
                p = np.int64(x[s, 0] == x[s - 1, 0])
                q = np.int64(y[s, 0] == y[s - 1, 0])
                if x[s, p] > x[s - 1, p] or (x[s, p] == x[s - 1, p] and y[s, q] >= y[s - 1, q]):
                    break
                for k in range(2):
                    x[s, k], x[s - 1, k] = x[s - 1, k], x[s, k]
                    y[s, k], y[s - 1, k] = y[s - 1, k], y[s, k]
                    value[s, k], value[s - 1, k] = value[s - 1, k], value[s, k]
                regret[s], regret[s - 1] = regret[s - 1], regret[s]
                index[s], index[s - 1] = index[s - 1], index[s]
                s -= 1
            t += 1
        inaccurate[g] = bad


@lru_cache(maxsize=1)
def classes_2x2(shift: int) -> tuple[Any, Any, Any]:
    """Codes (81, 4), number of equilibria and degeneracy of the classes of `screen_2x2`.

    Against each pure strategy the better action is known, or both; a mixture of both that makes
    the other player indifferent is a vertex if the two comparisons differ strictly.
    """
    codes = np.zeros((81, 4), dtype=np.int32)
    counts = np.zeros(81, dtype=np.uint8)
    degenerate = np.zeros(81, dtype=np.bool_)
    for number in range(81):
        row = (number // 27 - 1, number // 9 % 3 - 1)  # better row against each column
        col = (number // 3 % 3 - 1, number % 3 - 1)  # better column against each row
        y_vertices = _vertices(row, turned=False)
        x_vertices = _vertices(col, turned=True)
        found = [
            (x_pair, y_pair)
            for x_support, x_best, x_pair in x_vertices
            for y_support, y_best, y_pair in y_vertices
            if x_support <= y_best and y_support <= x_best
        ]
        degenerate[number] = any(
            len(best) > len(support) for support, best, _ in x_vertices + y_vertices
        )
        counts[number] = len(found)
        for position, (x_pair, y_pair) in enumerate(found):
            index = 0
            if not degenerate[number]:
                index = -1 if x_pair == 4 and len(found) == 3 else 1
            codes[number, position] = x_pair | y_pair << shift | (index + 1) << 2 * shift
    return codes, counts, degenerate


def _vertices(
    better: tuple[int, int], turned: bool
) -> list[tuple[frozenset[int], frozenset[int], int]]:
    """Vertices as (support, all best replies, pair number); ``better[j]``: -1, 0, 1 for 0, tie, 1.

    Pairs of a 2x2 game are numbered ``2 row + column`` and 4 for both; ``turned`` exchanges the
    roles of rows and columns.
    """
    both = frozenset((0, 1))
    out = []
    for j in range(2):
        best = both if better[j] == 0 else frozenset(((better[j] + 1) // 2,))
        reply = min(best)
        out.append((frozenset((j,)), best, 2 * j + reply if turned else 2 * reply + j))
    if better[0] * better[1] < 0:
        out.append((both, both, 4))
    return out


@lru_cache(maxsize=1)
def equilibria_2x2(shift: int) -> tuple[Any, Any, Any]:
    """For each class: actions (81, 4, 2) of its equilibria, index (81, 4), whether one and pure.

    Equilibria are in ascending order of (x, y) with a mixture between the pure strategies.
    """
    codes, counts, _ = classes_2x2(shift)
    low = (1 << shift) - 1
    actions = np.zeros((81, 4, 2), dtype=np.int8)
    index = np.zeros((81, 4), dtype=np.int8)
    for number in range(81):
        rows = []
        for code in codes[number, : counts[number]].tolist():
            pair_x, pair_y = code & low, code >> shift & low
            i = _MIXED if pair_x == 4 else pair_x // 2
            j = _MIXED if pair_y == 4 else pair_y % 2
            ascending = (1, 0, 0.5)  # the first action's probability
            rows.append((ascending[i], ascending[j], i, j, (code >> 2 * shift) - 1))
        for position, (_, _, i, j, sign) in enumerate(sorted(rows)):
            actions[number, position] = i, j
            index[number, position] = sign
    only_pure = (counts == 1) & (actions[:, 0].max(axis=1) < _MIXED)
    return actions, index, only_pure
