"""The general screen: signs of all minors, then labels; where signs stay open, longer numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.two_player import exact as wide
from gametheory.solvers.two_player.inputs import Batch
from gametheory.solvers.two_player.labels import match_blocks
from gametheory.solvers.two_player.minors import ROUNDING, lattice_bits
from gametheory.solvers.two_player.parts import CERTIFIED, UNCERTAIN, Int64, Part, Plan, in_parallel
from gametheory.solvers.two_player.screen import screen_signs
from gametheory.solvers.two_player.wide_signs import wide_sign_words

_SIGN_WORDS = 1 << 15  # sign words kept at a time: with both signs half a megabyte


def screen_all(
    screened: npt.NDArray[np.float64], p: Plan, capacity: int, threads: int
) -> tuple[Any, Any, Any, Any, Any]:
    """Run the general screen: codes, counts, status, degenerate, lattice."""
    games, _, m, n = screened.shape
    codes = np.empty((games, capacity), dtype=p.code_type)
    counts = np.empty(games, dtype=np.int64)
    status = np.empty(games, dtype=np.uint8)
    degenerate = np.empty(games, dtype=np.bool_)
    lattice = np.empty(games, dtype=np.uint8)
    lanes = min(p.lanes, max(4, -(-games // 4) * 4))
    lattices = [
        1.5 * 2.0 ** (53 - lattice_bits(levels))
        for levels in (p.tables.row_levels, p.tables.col_levels)
    ]

    def signs(first: int, last: int, *into: Any) -> None:
        screen_signs(
            screened, first, last, lanes, *lattices, ROUNDING,
            *_sign_arrays(p), *into, lattice,
        )  # fmt: skip

    def work(first: int, last: int) -> None:
        _in_blocks(signs, first, last, lanes, p, codes, counts, status, degenerate)

    in_parallel(work, games, 2 * m * n, threads)
    return codes, counts, status, degenerate, lattice


def _sign_arrays(p: Plan) -> tuple[Any, ...]:
    t = p.tables
    r, c = t.rows, t.cols
    return (
        t.row_offset, t.col_offset, r.start, r.members, r.drop, c.start, c.members, c.drop,
    )  # fmt: skip


def _in_blocks(
    signs: Callable[..., None], first: int, last: int, lanes: int, p: Plan,
    codes: Any, counts: Any, status: Any, degenerate: Any,
) -> None:  # fmt: skip
    """Signs and label matching of games ``first … last-1``, so many at a time as fit a cache."""
    t = p.tables
    m, n = t.rows.grow.shape[1], t.cols.grow.shape[1]
    minors = int(t.row_offset[-1]), int(t.col_offset[-1])
    blocks = max(1, min(64, _SIGN_WORDS // sum(minors), -(-(last - first) // lanes)))
    words = np.empty((blocks, 3), dtype=np.uint64)
    row_up, row_down = np.empty((2, blocks, minors[0]), dtype=np.uint64)
    col_up, col_down = np.empty((2, blocks, minors[1]), dtype=np.uint64)
    for at in range(first, last, blocks * lanes):
        end = min(last, at + blocks * lanes)
        signs(at, end, words, row_up, row_down, col_up, col_down)
        match_blocks(
            m, n, at, end, lanes, *p.arrays, p.shift, words, row_up, row_down, col_up, col_down,
            codes, counts, status, degenerate,
        )  # fmt: skip


def screen_some(
    batch: Batch, some: Int64 | None, p: Plan, threads: int,
    parts: list[Part], counts: npt.NDArray[Any], degenerate: npt.NDArray[np.bool_],
) -> Int64:  # fmt: skip
    """Screen some games (None: all), add parts, and return those still open."""
    screened = batch.screened if some is None else batch.screened[some]
    m, n = screened.shape[2:]
    capacity = {1: max(m, n), 2: 6, 3: 8}.get(min(m, n), 16)
    codes, found, status, tied, lattice = screen_all(screened, p, capacity, threads)
    if batch.outside is not None:
        status[batch.outside if some is None else batch.outside[some]] = UNCERTAIN
    open_here = np.flatnonzero(status != CERTIFIED)
    found[open_here] = 0
    if some is None:
        counts[:] = found
        degenerate[:] = tied
    else:
        counts[some] = found
        degenerate[some] = tied
    parts.append(Part(some, codes, found, lattice))
    crowded = np.flatnonzero(found > capacity)
    if crowded.size:
        # Few games have so many equilibria: once more, with room for all.
        again = screen_all(screened[crowded], p, int(found[crowded].max()), threads)
        numbers = crowded if some is None else some[crowded]
        parts.append(Part(numbers, again[0], found[crowded], lattice[crowded]))
        if some is not None:
            own = found.copy()
            own[crowded] = 0
            parts[-2] = attrs.evolve(parts[-2], counts=own)
    return open_here if some is None else some[open_here]


def widen_floats(
    batch: Batch, games: Int64, p: Plan, threads: int,
    parts: list[Part], counts: npt.NDArray[Any], degenerate: npt.NDArray[np.bool_],
) -> Int64:  # fmt: skip
    """Signs in integers of several words for floats; returns the games whose numbers are longer."""
    m, n = batch.values.shape[2:]
    values = batch.values[games]
    found = np.zeros(games.size, dtype=np.int64)
    status = np.empty(games.size, dtype=np.uint8)
    tied = np.zeros(games.size, dtype=np.bool_)
    capacity = 16
    while True:
        codes = np.empty((games.size, capacity), dtype=p.code_type)

        def signs(first: int, last: int, *into: Any) -> None:
            wide_sign_words(values, first, last, *_sign_arrays(p), *into)

        def work(first: int, last: int, codes: Any = codes) -> None:
            _in_blocks(signs, first, last, 64, p, codes, found, status, tied)

        in_parallel(work, games.size, 2000 * m * n, threads)
        if games.size == 0 or found.max() <= capacity:
            break
        capacity = int(found.max())
    done = status == CERTIFIED
    found[~done] = 0
    counts[games] = found
    degenerate[games] = tied
    parts.append(Part(games, codes, found, np.zeros(games.size, dtype=np.uint8)))
    still_open: Int64 = games[~done]
    return still_open


def widen(
    batch: Batch, games: Int64, p: Plan, parts: list[Part],
    counts: npt.NDArray[Any], degenerate: npt.NDArray[np.bool_], complete: npt.NDArray[np.bool_],
) -> None:  # fmt: skip
    """Signs in unbounded integers for games that no screen could decide."""
    t = p.tables
    step = 64 if max(t.row_offset[-1], t.col_offset[-1]) < 10_000 else 1
    for at in range(0, games.size, step):
        some = games[at : at + step]
        exact_games = [batch.integers(int(g)) for g in some]
        a = np.stack([wide.reduced_differences(game[0]) for game in exact_games])
        b = np.stack([wide.reduced_differences(game[1].T) for game in exact_games])
        words = (
            *wide.exact_sign_words(a, t.rows, t.cols, t.row_levels),
            *wide.exact_sign_words(b, t.cols, t.rows, t.col_levels),
        )
        codes, found, status, tied = match_words(p, some.size, words, 32)
        if found.max() > 32:
            codes, found, status, tied = match_words(p, some.size, words, int(found.max()))
        counts[some] = found
        degenerate[some] = tied
        complete[some] = status == CERTIFIED
        parts.append(Part(some, codes, found, np.zeros(some.size, dtype=np.uint8)))


def match_words(
    p: Plan, count: int, words: tuple[Any, ...], capacity: int
) -> tuple[Any, Any, Any, Any]:
    """Label matching on exact sign words of up to 64 games."""
    codes = np.empty((count, capacity), dtype=p.code_type)
    counts = np.empty(count, dtype=np.int64)
    status = np.empty(count, dtype=np.uint8)
    degenerate = np.empty(count, dtype=np.bool_)
    match_blocks(
        p.tables.rows.grow.shape[1], p.tables.cols.grow.shape[1], 0, count, 64, *p.arrays,
        p.shift, np.zeros((1, 3), dtype=np.uint64), *(line[None] for line in words),
        codes, counts, status, degenerate,
    )  # fmt: skip
    return codes, counts, status, degenerate
