"""The screen: signs of blocks of up to 64 games in float64 with a proven error bound."""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel
from gametheory.solvers.two_player.minors import minor_signs


@kernel
def screen_signs(
    payoffs: Any,
    first: int,
    last: int,
    lanes: int,
    lattice_row: float,
    lattice_col: float,
    coefficient: Any,
    row_offset: Any,
    col_offset: Any,
    r_start: Any,
    r_members: Any,
    r_drop: Any,
    c_start: Any,
    c_members: Any,
    c_drop: Any,
    words: Any,
    row_up: Any,
    row_down: Any,
    col_up: Any,
    col_down: Any,
    lattice: Any,
) -> None:
    """Signs of games ``first … last-1`` of ``payoffs (G, 2, m, n)`` in blocks; see `match_blocks`.

    ``lattice`` receives, per game, bit 0 (1) if the row (column) player's payoffs are on a lattice
    coarse enough for float64 to be exact.
    """
    m = payoffs.shape[2]
    n = payoffs.shape[3]
    row_levels = row_offset.shape[0] - 2
    col_levels = col_offset.shape[0] - 2
    widest = 1
    for k in range(2, row_levels + 1):
        widest = max(widest, row_offset[k + 1] - row_offset[k])
    for k in range(2, col_levels + 1):
        widest = max(widest, col_offset[k + 1] - col_offset[k])
    lines = max(m * (m - 1) // 2 * n, n * (n - 1) // 2 * m, 1)
    v = np.zeros((m * n, lanes))
    w = np.zeros((m * n, lanes))
    scale = np.empty(lanes)
    is_exact = np.empty(lanes)
    threshold = np.empty(lanes)
    bit = np.empty(lanes, dtype=np.uint64)
    for g in range(lanes):
        bit[g] = np.uint64(1) << np.uint64(g)
    difference = np.empty((lines, lanes))
    buffer = np.empty((2, widest, lanes))
    for base in range(first, last, lanes):
        block = (base - first) // lanes
        used = min(lanes, last - base)
        for g in range(used):
            for r in range(m):
                for c in range(n):
                    v[r * n + c, g] = payoffs[base + g, 0, r, c]
                    w[c * m + r, g] = payoffs[base + g, 1, r, c]
        exact_row, out_row = minor_signs(
            v, m, n, lanes, row_levels, lattice_row, coefficient,
            r_start, r_members, r_drop, c_start, c_members, c_drop,
            scale, is_exact, threshold, bit, difference, buffer, row_up[block], row_down[block],
        )  # fmt: skip
        exact_col, out_col = minor_signs(
            w, n, m, lanes, col_levels, lattice_col, coefficient,
            c_start, c_members, c_drop, r_start, r_members, r_drop,
            scale, is_exact, threshold, bit, difference, buffer, col_up[block], col_down[block],
        )  # fmt: skip
        words[block, 0] = ~exact_row
        words[block, 1] = ~exact_col
        words[block, 2] = out_row | out_col
        for g in range(used):
            lane = np.uint64(g)
            lattice[base + g] = np.uint8((exact_row >> lane) & np.uint64(1)) | np.uint8(
                ((exact_col >> lane) & np.uint64(1)) << np.uint64(1)
            )
