"""Compiled: all equilibria of one small game of floats in one call, or word that it is not plain.

The signs of all minors, with the error bound of `minors`, then the pairs of rows and columns that
are vertices of both best-reply polytopes. A program of the shape says which products make a minor
and which signs make a vertex, so that nothing is looked up in tables of subsets.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.two_player.minors import ROUNDING
from gametheory.solvers.two_player.values import fill_floats


@part
def _signs(
    payoffs: Any, player: int, steps: Any, offset: Any, minor: Any, up: Any, base: int
) -> bool:
    """Whether every minor of a player has a certain sign; ``up[base …]`` tells which."""
    rows, cols = payoffs.shape[2 + player], payoffs.shape[3 - player]
    levels = offset.shape[0] - 2
    for r in range(rows):
        up[base + r] = 1
    at = rows
    scale = 0.0
    for r0 in range(rows):
        for r in range(r0 + 1, rows):
            for c in range(cols):
                if player == 0:
                    d = payoffs[0, 0, r, c] - payoffs[0, 0, r0, c]
                else:
                    d = payoffs[0, 1, c, r] - payoffs[0, 1, c, r0]
                minor[at] = d
                up[base + at] = d > 0.0
                if d == 0.0 or d != d:
                    return False
                scale = max(scale, abs(d))
                at += 1
    # Nothing overflows, and nothing underflows that a bound would have to hold for.
    limit = 2.0 ** (600.0 / levels)
    if not 1.0 / limit < scale < limit:
        return False
    step = 0
    power = scale
    for k in range(2, levels + 1):
        power *= scale
        threshold = power * ROUNDING[k]
        for line in range(offset[k], offset[k + 1]):
            total = 0.0
            for i in range(k):
                term = minor[steps[step, 0]] * minor[steps[step, 1]]
                total += term if (k - 1 - i) & 1 == 0 else -term
                step += 1
            if not abs(total) > threshold:
                return False
            minor[line] = total
            up[base + line] = total > 0.0
    return True


@kernel
def one_game(
    payoffs: Any, row_steps: Any, col_steps: Any, row_offset: Any, col_offset: Any, tests: Any,
    pair_size: Any, pair_rows: Any, pair_cols: Any, r_members: Any, c_members: Any, shift: int,
    room: int, block: Any, index: Any,
) -> int:  # fmt: skip
    """Number of equilibria of ``payoffs (1, 2, m, n)``, 0 where the game is left to others.

    ``block`` receives strategies of player 1, of player 2, payoffs and regret of all of them, one
    after the other. Left to others are games with a sign that is not certain, with a strategy that
    cannot be proven accurate, with more than ``room`` equilibria, or with two that round alike.
    """
    m, n = payoffs.shape[2], payoffs.shape[3]
    row_minors, col_minors = row_offset[-1], col_offset[-1]
    minor = np.empty(max(row_minors, col_minors))
    up = np.empty(row_minors + col_minors, dtype=np.int8)
    for player in range(2):  # numbers written out would have it compiled for each of them
        steps = row_steps if player == 0 else col_steps
        offset = row_offset if player == 0 else col_offset
        base = 0 if player == 0 else row_minors
        if not _signs(payoffs, player, steps, offset, minor, up, base):
            return 0
    codes = np.empty((1, room), dtype=np.int32)
    count = np.int64(0)
    indices = 0
    for pair in range(tests.shape[0]):
        row_sign = up[tests[pair, 0] >> 1] ^ (tests[pair, 0] & 1)
        same = True
        for t in range(1, m):
            if up[tests[pair, t] >> 1] ^ (tests[pair, t] & 1) != row_sign:
                same = False
                break
        if not same:
            continue
        col_sign = up[tests[pair, m] >> 1] ^ (tests[pair, m] & 1)
        for t in range(m + 1, m + n):
            if up[tests[pair, t] >> 1] ^ (tests[pair, t] & 1) != col_sign:
                same = False
                break
        if not same:
            continue
        if count == room:
            return 0
        sign = 1 if (row_sign == col_sign) == (pair_size[pair] & 1 == 1) else -1
        indices += sign
        codes[0, count] = pair | (pair << shift) | ((sign + 1) << (2 * shift))
        count += 1
    if indices != 1:
        return 0
    x, y = block[: m * count], block[m * count : (m + n) * count]
    value = block[(m + n) * count : (m + n + 2) * count]
    regret = block[(m + n + 2) * count : (m + n + 3) * count]
    x, y = x.reshape((count, m)), y.reshape((count, n))
    counts, offset = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    counts[0] = count
    # On no lattice: the proof of accuracy without one holds on one too.
    lattice, inaccurate = np.zeros(1, dtype=np.uint8), np.zeros(1, dtype=np.bool_)
    fill_floats(
        payoffs, 0, 1, pair_size, pair_rows, pair_cols, r_members, c_members, shift, codes, counts,
        offset, lattice, x, y, value.reshape((count, 2)), regret, index, inaccurate,
    )  # fmt: skip
    if inaccurate[0]:
        return 0
    for t in range(1, count):
        alike = True
        for i in range(m):
            alike &= x[t, i] == x[t - 1, i]
        for j in range(n):
            alike &= y[t, j] == y[t - 1, j]
        if alike:
            return 0
    return int(count)
