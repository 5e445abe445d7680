"""From signs to equilibria: which pairs of rows and columns carry vertices, and which match.

One word holds one sign of up to 64 games, so every test below is one logical operation for all
of them.  Completely labelled pairs are Nash equilibria; for degenerate games the vertices of
both best-reply polytopes are listed with *all* their best replies and matched.

Tables come one by one: as tuples they would make the tests of generic games, whose arrays are then
read anew at each, take a third longer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel, njit, part
from gametheory.solvers.two_player.bits import lowest_bit
from gametheory.solvers.two_player.parts import CERTIFIED, INDEX_SUM, UNCERTAIN


@njit(cache=True, nogil=True, inline="always")
def _strict_vertex(
    alive: np.uint64,
    k: int,
    rid: int,
    cid: int,
    outside: int,
    base: int,
    next_base: int,
    step: int,
    row_grow: Any,
    row_grow_position: Any,
    col_drop: Any,
    positive: Any,
) -> tuple[np.uint64, np.uint64]:
    """Games of ``alive`` in which (rows, columns) is a vertex, by common sign; no minor is zero."""
    plus = alive
    minus = alive
    for p in range(k):
        word = positive[base + col_drop[cid, p]]
        if p & 1:
            word = ~word
        plus &= word
        minus &= ~word
        if (plus | minus) == np.uint64(0):
            return plus, minus
    for t in range(outside):
        word = positive[next_base + row_grow[rid, t] * step]
        if row_grow_position[rid, t] & 1:
            word = ~word
        plus &= word
        minus &= ~word
        if (plus | minus) == np.uint64(0):
            return plus, minus
    return plus, minus


@njit(cache=True, nogil=True, inline="always")
def _weak_vertex(
    alive: np.uint64,
    k: int,
    rid: int,
    cid: int,
    outside: int,
    offset: Any,
    row_start: Any,
    row_grow: Any,
    row_grow_position: Any,
    col_start: Any,
    col_drop: Any,
    positive: Any,
    negative: Any,
    inexact: np.uint64,
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Of ``alive`` games: vertex (any sign), sign, a further best reply, left undecided."""
    none = np.uint64(0)
    plus = alive
    minus = alive
    # "maybe": not ruled out by a certain sign or a certain zero.
    plus_maybe = alive
    minus_maybe = alive
    unknown = none
    rank = cid - col_start[k]
    base = offset[k - 1] + (rid - row_start[k]) * (col_start[k] - col_start[k - 1])
    doubt = inexact if k - 1 >= 2 else none
    for p in range(k):
        up = positive[base + col_drop[cid, p]]
        down = negative[base + col_drop[cid, p]]
        if p & 1:
            up, down = down, up
        open_ = ~(up | down) & doubt
        plus &= up
        minus &= down
        plus_maybe &= up | open_
        minus_maybe &= down | open_
        unknown |= open_
        if (plus_maybe | minus_maybe) == none:
            return none, none, none, none
    tied = none
    doubt = inexact if k >= 2 else none
    for t in range(outside):
        at = offset[k] + row_grow[rid, t] * (col_start[k + 1] - col_start[k]) + rank
        up = positive[at]
        down = negative[at]
        if row_grow_position[rid, t] & 1:
            up, down = down, up
        zero = ~(up | down)
        open_ = zero & doubt
        plus &= ~down
        minus &= ~up
        plus_maybe &= ~down
        minus_maybe &= ~up
        unknown |= open_
        tied |= zero
        if (plus_maybe | minus_maybe) == none:
            return none, none, none, none
    vertex = plus | minus
    return vertex, plus, tied & vertex, unknown & (plus_maybe | minus_maybe)


@part
def _column_vertices(
    valid: np.uint64,
    sizes: int,
    n: int,
    inexact: np.uint64,
    col_offset: Any,
    pair_start: Any,
    r_start: Any,
    r_drop: Any,
    c_start: Any,
    c_grow: Any,
    c_grow_position: Any,
    col_up: Any,
    col_down: Any,
    vertices: Any,
    signs: Any,
) -> tuple[np.uint64, np.uint64]:
    """Vertices of the column player's polytope by pair; ``signs`` where there are any.

    Taken in the order of that player's minors, which is not that of the pairs: of large games
    they would else be fetched from memory one by one.  Returns games with a further best reply at
    a vertex and games left undecided; where that is all of them, the rest is left out.
    """
    none = np.uint64(0)
    tied = none
    unknown = none
    vertices[:] = none
    for k in range(1, sizes + 1):
        c_count = c_start[k + 1] - c_start[k]
        for cid in range(c_start[k], c_start[k + 1]):
            for rid in range(r_start[k], r_start[k + 1]):
                vertex, sign, t, u = _weak_vertex(
                    valid, k, cid, rid, n - k, col_offset, c_start, c_grow, c_grow_position,
                    r_start, r_drop, col_up, col_down, inexact,
                )  # fmt: skip
                tied |= t
                unknown |= u
                if vertex != none:
                    pair = pair_start[k] + (rid - r_start[k]) * c_count + cid - c_start[k]
                    vertices[pair] = vertex
                    signs[pair] = sign
            if (valid & ~unknown) == none:
                return tied, unknown
    return tied, unknown


@part
def _all_best_replies(
    k: int,
    rid: int,
    cid: int,
    outside: int,
    num_rows: int,
    lane: np.uint64,
    offset: Any,
    row_mask: Any,
    row_grow: Any,
    col_start: Any,
    positive: Any,
    negative: Any,
) -> int:
    """Bits of all rows that are best replies at a vertex of one game."""
    full = row_mask[rid]
    rank = cid - col_start[k]
    t = 0
    for r in range(num_rows):
        if (row_mask[rid] >> r) & 1:
            continue
        at = offset[k] + row_grow[rid, t] * (col_start[k + 1] - col_start[k]) + rank
        if ((positive[at] | negative[at]) >> lane) & np.uint64(1) == np.uint64(0):
            full |= np.int64(1) << r
        t += 1
    return int(full)


@part
def match_labels(
    m: int,
    n: int,
    sizes: int,
    valid: np.uint64,
    inexact_row: np.uint64,
    inexact_col: np.uint64,
    row_offset: Any,
    col_offset: Any,
    pair_start: Any,
    r_start: Any,
    r_drop: Any,
    r_grow: Any,
    r_grow_position: Any,
    r_mask: Any,
    c_start: Any,
    c_drop: Any,
    c_grow: Any,
    c_grow_position: Any,
    c_mask: Any,
    row_up: Any,
    row_down: Any,
    col_up: Any,
    col_down: Any,
    row_vertices: Any,
    col_vertices: Any,
    col_signs: Any,
    vertex_list: Any,
    shift: int,
    base: int,
    codes: Any,
    counts: Any,
    status: Any,
    degenerate: Any,
) -> None:
    """Write the equilibria of up to 64 games as codes.

    A code is ``x pair | y pair << shift | (index + 1) << 2 shift``: the x pair names the support
    of x and columns that determine it, the y pair the support of y and rows that determine it.
    ``codes`` may be too narrow: ``counts`` then says how wide it has to be.
    """
    none = np.uint64(0)
    one = np.uint64(1)
    capacity = codes.shape[1]
    word = valid
    while word != none:
        g = base + lowest_bit(word)
        counts[g] = 0
        status[g] = CERTIFIED
        degenerate[g] = False
        word &= word - one
    # A zero or an open sign anywhere in the block takes the whole block to the careful branch.
    signed = ~none
    for at in range(m, row_offset[row_offset.shape[0] - 1]):
        signed &= row_up[at] | row_down[at]
    for at in range(n, col_offset[col_offset.shape[0] - 1]):
        signed &= col_up[at] | col_down[at]
    careful = (~signed & valid) != none
    tied = none
    unknown = none
    if careful:
        tied, unknown = _column_vertices(
            valid, sizes, n, inexact_col, col_offset, pair_start, r_start, r_drop,
            c_start, c_grow, c_grow_position, col_up, col_down, col_vertices, col_signs,
        )  # fmt: skip
    positive_minus_negative = np.zeros(64, dtype=np.int64)
    for k in range(1, sizes + 1):
        c_count = c_start[k + 1] - c_start[k]
        for rid in range(r_start[k], r_start[k + 1]):
            if (valid & ~unknown) == none:
                break  # no game is left to decide
            for cid in range(c_start[k], c_start[k + 1]):
                pair = pair_start[k] + (rid - r_start[k]) * c_count + cid - c_start[k]
                if careful:
                    v_row, sign_row, t, u = _weak_vertex(
                        valid, k, rid, cid, m - k, row_offset, r_start, r_grow, r_grow_position,
                        c_start, c_drop, row_up, row_down, inexact_row,
                    )  # fmt: skip
                    tied |= t
                    unknown |= u
                    row_vertices[pair] = v_row
                    both = v_row & col_vertices[pair]
                    if both == none:
                        continue
                    sign_col = col_signs[pair]
                else:
                    r_rank = rid - r_start[k]
                    c_rank = cid - c_start[k]
                    sign_row, minus = _strict_vertex(
                        valid, k, rid, cid, m - k,
                        row_offset[k - 1] + r_rank * (c_start[k] - c_start[k - 1]),
                        row_offset[k] + c_rank, c_count,
                        r_grow, r_grow_position, c_drop, row_up,
                    )  # fmt: skip
                    both = sign_row | minus
                    if both == none:
                        continue
                    sign_col, minus = _strict_vertex(
                        both, k, cid, rid, n - k,
                        col_offset[k - 1] + c_rank * (r_start[k] - r_start[k - 1]),
                        col_offset[k] + r_rank, r_start[k + 1] - r_start[k],
                        c_grow, c_grow_position, r_drop, col_up,
                    )  # fmt: skip
                    both = sign_col | minus
                both &= valid
                # Index: (-1)^(k+1) times the product of the two signs.
                negative = sign_row ^ sign_col
                if k & 1 == 0:
                    negative = ~negative
                while both != none:
                    lane = lowest_bit(both)
                    both &= both - one
                    g = base + lane
                    sign = 1 - 2 * np.int64((negative >> np.uint64(lane)) & one)
                    positive_minus_negative[lane] += sign
                    if counts[g] < capacity:
                        codes[g, counts[g]] = pair | (pair << shift) | ((sign + 1) << (2 * shift))
                    counts[g] += 1
    unknown &= valid
    tied &= valid & ~unknown
    word = valid
    while word != none:
        lane = lowest_bit(word)
        word &= word - one
        if (unknown >> np.uint64(lane)) & one:
            status[base + lane] = UNCERTAIN
        elif (tied >> np.uint64(lane)) & one:
            degenerate[base + lane] = True
        elif positive_minus_negative[lane] != 1:
            status[base + lane] = INDEX_SUM
    # Degenerate games, one at a time.
    num_pairs = pair_start[sizes + 1]
    while tied != none:
        lane = lowest_bit(tied)
        tied &= tied - one
        bit = np.uint64(lane)
        g = base + lane
        num_x = 0
        num_y = 0
        k = 1
        for pair in range(num_pairs):
            while pair >= pair_start[k + 1]:
                k += 1
            has_y = (row_vertices[pair] >> bit) & one
            has_x = (col_vertices[pair] >> bit) & one
            if (has_y | has_x) == none:
                continue
            c_count = c_start[k + 1] - c_start[k]
            rid = r_start[k] + (pair - pair_start[k]) // c_count
            cid = c_start[k] + (pair - pair_start[k]) % c_count
            if has_y:
                support = c_mask[cid]
                full = _all_best_replies(
                    k, rid, cid, m - k, m, bit, row_offset, r_mask, r_grow, c_start,
                    row_up, row_down,
                )  # fmt: skip
                seen = False
                for other in range(num_y):
                    if vertex_list[0, other] == support and vertex_list[1, other] == full:
                        seen = True
                        break
                if not seen:
                    vertex_list[0, num_y] = support
                    vertex_list[1, num_y] = full
                    vertex_list[2, num_y] = pair
                    num_y += 1
            if has_x:
                support = r_mask[rid]
                full = _all_best_replies(
                    k, cid, rid, n - k, n, bit, col_offset, c_mask, c_grow, r_start,
                    col_up, col_down,
                )  # fmt: skip
                seen = False
                for other in range(num_x):
                    if vertex_list[3, other] == support and vertex_list[4, other] == full:
                        seen = True
                        break
                if not seen:
                    vertex_list[3, num_x] = support
                    vertex_list[4, num_x] = full
                    vertex_list[5, num_x] = pair
                    num_x += 1
        found = 0
        for i in range(num_x):
            for j in range(num_y):
                if (vertex_list[3, i] & ~vertex_list[1, j]) == 0 and (
                    vertex_list[0, j] & ~vertex_list[4, i]
                ) == 0:
                    if found < capacity:
                        codes[g, found] = (
                            vertex_list[5, i] | (vertex_list[2, j] << shift) | (1 << (2 * shift))
                        )
                    found += 1
        counts[g] = found


@kernel
def match_blocks(
    m: int,
    n: int,
    first: int,
    last: int,
    lanes: int,
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
    words: Any,
    row_up: Any,
    row_down: Any,
    col_up: Any,
    col_down: Any,
    codes: Any,
    counts: Any,
    status: Any,
    degenerate: Any,
) -> None:
    """Match the labels of games ``first … last-1``, in blocks of ``lanes``.

    Signs of block ``i`` are ``row_up[i]`` and so on; ``words[i]`` are its lanes with uncertain
    zeros for the row and the column player, and its lanes without valid signs (left `UNCERTAIN`).
    """
    sizes = min(m, n)
    num_pairs = pair_start[sizes + 1]
    row_vertices = np.empty(num_pairs, dtype=np.uint64)
    col_vertices = np.empty(num_pairs, dtype=np.uint64)
    col_signs = np.empty(num_pairs, dtype=np.uint64)
    vertex_list = np.empty((6, num_pairs), dtype=np.int64)
    for block in range((last - first + lanes - 1) // lanes):
        base = first + block * lanes
        used = min(lanes, last - base)
        every = ~np.uint64(0) >> np.uint64(64 - used)
        outside = words[block, 2] & every
        if outside != every:
            match_labels(
                m, n, sizes, every & ~outside, words[block, 0], words[block, 1],
                row_offset, col_offset, pair_start,
                r_start, r_drop, r_grow, r_grow_position, r_mask,
                c_start, c_drop, c_grow, c_grow_position, c_mask,
                row_up[block], row_down[block], col_up[block], col_down[block],
                row_vertices, col_vertices, col_signs, vertex_list,
                shift, base, codes, counts, status, degenerate,
            )  # fmt: skip
        while outside != np.uint64(0):
            g = base + lowest_bit(outside)
            outside &= outside - np.uint64(1)
            status[g] = UNCERTAIN
            counts[g] = 0
            degenerate[g] = False
