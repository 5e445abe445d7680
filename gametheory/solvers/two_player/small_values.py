"""Strategies, payoffs and regret of 2x2 float games, a class at a time and without branches.

Each class of `small.screen_2x2` has a fixed list of equilibria; every probability in it is 0, 1 or
the one that makes the other player indifferent. The table below holds the first two and says where
the third goes, so that all equilibria are filled by the same few products and sums.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit

from gametheory.solvers.two_player.small import classes_2x2
from gametheory.solvers.two_player.values import comes_before


@lru_cache(maxsize=2)
def table_2x2(shift: int) -> tuple[Any, Any, Any]:
    """For each class: (fixed x0, x1, share of the mixture, the same for y), index, mixtures used.

    Equilibria are in ascending order of (x, y) with a mixture between the pure strategies.
    """
    codes, counts, _ = classes_2x2(shift)
    low = (1 << shift) - 1
    parts = np.zeros((81, 4, 6))
    index = np.zeros((81, 4), dtype=np.int8)
    mixed = np.zeros(81, dtype=np.bool_)
    for number in range(81):
        rows = []
        for code in codes[number, : counts[number]].tolist():
            pair_x, pair_y = code & low, code >> shift & low
            # Pairs are numbered 2 row + column, and 4 for both.
            x = (0.0, 0.0, 1.0) if pair_x == 4 else (1.0 - pair_x // 2, pair_x // 2, 0.0)
            y = (0.0, 0.0, 1.0) if pair_y == 4 else (1.0 - pair_y % 2, pair_y % 2, 0.0)
            order = (x[0] + x[2] / 2, y[0] + y[2] / 2)
            rows.append((order, (*x, *y), (code >> 2 * shift) - 1))
            mixed[number] |= pair_x == 4 or pair_y == 4
        for position, (_, row, sign) in enumerate(sorted(rows)):
            parts[number, position] = row
            index[number, position] = sign
    return parts, index, mixed


@njit(cache=True, nogil=True, error_model="numpy")
def fill_2x2(
    payoffs: Any,
    first: int,
    last: int,
    class_of: Any,
    parts: Any,
    index_of: Any,
    mixed_of: Any,
    counts: Any,
    offset: Any,
    game_index: Any,
    x: Any,
    y: Any,
    value: Any,
    regret: Any,
    index: Any,
    inaccurate: Any,
) -> None:
    """Write the equilibria of games ``first … last-1`` at ``offset[g] …``.

    ``inaccurate[g]`` is set where the weights of a mixture overflow.
    """
    for g in range(first, last):
        a00, a01 = payoffs[g, 0, 0, 0], payoffs[g, 0, 0, 1]
        a10, a11 = payoffs[g, 0, 1, 0], payoffs[g, 0, 1, 1]
        b00, b01 = payoffs[g, 1, 0, 0], payoffs[g, 1, 0, 1]
        b10, b11 = payoffs[g, 1, 1, 0], payoffs[g, 1, 1, 1]
        c = class_of[g]
        p0 = p1 = q0 = q1 = 0.0
        rounded = False
        bad = False
        if mixed_of[c]:
            u0, u1 = abs(b11 - b10), abs(b01 - b00)
            v0, v1 = abs(a11 - a01), abs(a10 - a00)
            total_x, total_y = u0 + u1, v0 + v1
            bad = not (total_x < np.inf and total_y < np.inf)
            if 0.0 < total_x < np.inf:
                p0, p1 = u0 / total_x, u1 / total_x
            if 0.0 < total_y < np.inf:
                q0, q1 = v0 / total_y, v1 / total_y
            # A mixture that rounds to a pure strategy may change places with it.
            rounded = p0 == 0.0 or p0 == 1.0 or q0 == 0.0 or q0 == 1.0
        start = offset[g]
        for number in range(counts[g]):
            t = start + number
            x0 = parts[c, number, 0] + parts[c, number, 2] * p0
            x1 = parts[c, number, 1] + parts[c, number, 2] * p1
            y0 = parts[c, number, 3] + parts[c, number, 5] * q0
            y1 = parts[c, number, 4] + parts[c, number, 5] * q1
            s0, s1 = a00 * y0 + a01 * y1, a10 * y0 + a11 * y1
            d0, d1 = b00 * x0 + b10 * x1, b01 * x0 + b11 * x1
            row_value, col_value = x0 * s0 + x1 * s1, y0 * d0 + y1 * d1
            game_index[t] = g
            index[t] = index_of[c, number]
            x[t, 0], x[t, 1] = x0, x1
            y[t, 0], y[t, 1] = y0, y1
            value[t, 0], value[t, 1] = row_value, col_value
            regret[t] = max(max(s0, s1) - row_value, max(d0, d1) - col_value, 0.0)
            while rounded and t > start and comes_before(x, y, t, t - 1, 2, 2):
                for i in range(2):
                    x[t, i], x[t - 1, i] = x[t - 1, i], x[t, i]
                    y[t, i], y[t - 1, i] = y[t - 1, i], y[t, i]
                    value[t, i], value[t - 1, i] = value[t - 1, i], value[t, i]
                regret[t], regret[t - 1] = regret[t - 1], regret[t]
                index[t], index[t - 1] = index[t - 1], index[t]
                t -= 1
        inaccurate[g] = bad
