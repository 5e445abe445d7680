"""The screen: blocks of up to 64 games through the sign tests, in float64 with a proven bound."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from gametheory.solvers.two_player.labels import UNCERTAIN, lowest_bit, match_labels
from gametheory.solvers.two_player.minors import minor_signs


@njit(cache=True, nogil=True)
def screen_games(
    payoffs: Any,
    first: int,
    last: int,
    lanes: int,
    lattice_row: float,
    lattice_col: float,
    coefficient: Any,
    row_offset: Any,
    col_offset: Any,
    pair_start: Any,
    r_start: Any,
    r_members: Any,
    r_drop: Any,
    r_grow: Any,
    r_grow_position: Any,
    r_mask: Any,
    c_start: Any,
    c_members: Any,
    c_drop: Any,
    c_grow: Any,
    c_grow_position: Any,
    c_mask: Any,
    shift: int,
    codes: Any,
    counts: Any,
    status: Any,
    degenerate: Any,
    exact: Any,
) -> None:
    """Screen games ``first … last-1`` of ``payoffs (G, 2, m, n)``; see `match_labels`.

    ``exact`` receives, per game, bit 0 (1) if the row (column) player's payoffs are on a lattice
    coarse enough for float64 to be exact.
    """
    m = payoffs.shape[2]
    n = payoffs.shape[3]
    sizes = min(m, n)
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
    row_up = np.empty(row_offset[row_levels + 1], dtype=np.uint64)
    row_down = np.empty(row_offset[row_levels + 1], dtype=np.uint64)
    col_up = np.empty(col_offset[col_levels + 1], dtype=np.uint64)
    col_down = np.empty(col_offset[col_levels + 1], dtype=np.uint64)
    num_pairs = pair_start[sizes + 1]
    row_vertices = np.empty(num_pairs, dtype=np.uint64)
    col_vertices = np.empty(num_pairs, dtype=np.uint64)
    vertex_list = np.empty((6, num_pairs), dtype=np.int64)
    for base in range(first, last, lanes):
        used = min(lanes, last - base)
        for g in range(used):
            for r in range(m):
                for c in range(n):
                    v[r * n + c, g] = payoffs[base + g, 0, r, c]
                    w[c * m + r, g] = payoffs[base + g, 1, r, c]
        valid = ~np.uint64(0) >> np.uint64(64 - used)
        exact_row, out_row = minor_signs(
            v, m, n, lanes, row_levels, lattice_row, coefficient,
            r_start, r_members, r_drop, c_start, c_members, c_drop,
            scale, is_exact, threshold, bit, difference, buffer, row_up, row_down,
        )  # fmt: skip
        exact_col, out_col = minor_signs(
            w, n, m, lanes, col_levels, lattice_col, coefficient,
            c_start, c_members, c_drop, r_start, r_members, r_drop,
            scale, is_exact, threshold, bit, difference, buffer, col_up, col_down,
        )  # fmt: skip
        match_labels(
            m, n, sizes, valid, ~exact_row, ~exact_col, row_offset, col_offset, pair_start,
            r_start, r_drop, r_grow, r_grow_position, r_mask,
            c_start, c_drop, c_grow, c_grow_position, c_mask,
            row_up, row_down, col_up, col_down, row_vertices, col_vertices, vertex_list,
            shift, base, codes, counts, status, degenerate,
        )  # fmt: skip
        for g in range(used):
            lane = np.uint64(g)
            exact[base + g] = np.uint8((exact_row >> lane) & np.uint64(1)) | np.uint8(
                ((exact_col >> lane) & np.uint64(1)) << np.uint64(1)
            )
        outside = (out_row | out_col) & valid
        while outside != np.uint64(0):
            g = lowest_bit(outside)
            outside &= outside - np.uint64(1)
            status[base + g] = UNCERTAIN
