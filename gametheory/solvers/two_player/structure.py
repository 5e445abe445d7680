"""Which supports carry the equilibria of each game: screens, then unbounded integers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from numba import njit

from gametheory.solvers.two_player import exact as wide
from gametheory.solvers.two_player.inputs import Batch, refuse_not_finite
from gametheory.solvers.two_player.labels import CERTIFIED, UNCERTAIN, match_blocks
from gametheory.solvers.two_player.minors import ROUNDING, lattice_bits
from gametheory.solvers.two_player.screen import screen_signs
from gametheory.solvers.two_player.subsets import PairTables, pair_tables
from gametheory.solvers.two_player.three_by_three import codes_of_word, screen_3x3, tables_3x3
from gametheory.solvers.two_player.two_by_two import classes_2x2, screen_2x2
from gametheory.solvers.two_player.wide_signs import wide_sign_words
from gametheory.threads import share_out

Int64 = npt.NDArray[np.int64]

_PARALLEL_WORK = 40_000  # payoffs in a batch below which a second thread does not pay
_SIGN_WORDS = 1 << 15  # sign words kept at a time: with both signs half a megabyte


@attrs.frozen(eq=False)
class Plan:
    """What is fixed by the shape: tables, width of blocks, packing of codes, lattice factors."""

    tables: PairTables
    arrays: tuple[Any, ...]
    lanes: int
    shift: int
    code_type: Any
    lattice_row: float
    lattice_col: float


@attrs.frozen(eq=False)
class Part:
    """Some games with the codes of their equilibria.

    ``games`` are their numbers in the batch (None: all games, those in other parts with count 0);
    codes of the ``i``-th are the first ``counts[i]`` of ``codes[i]``.
    """

    games: Int64 | None
    codes: npt.NDArray[Any]
    counts: Int64
    lattice: npt.NDArray[np.uint8]


@attrs.frozen(eq=False)
class Structure:
    """Equilibria of a batch by support; ``solved_wide`` games had signs from wide integers.

    ``small``, for 2x2 and 3x3 floats, says per game what the kernels of these sizes read: the class
    or the word, which is 0 for 3x3 games that stand in ``parts``.
    """

    parts: list[Part]
    small: npt.NDArray[Any] | None
    counts: npt.NDArray[Any]
    degenerate: npt.NDArray[np.bool_]
    complete: npt.NDArray[np.bool_]
    solved_wide: Int64

    def codes_of(self, g: int, p: Plan) -> list[int]:
        """Codes of game ``g``."""
        for part in reversed(self.parts):
            position = g
            if part.games is not None:
                position = int(np.searchsorted(part.games, g))
                if position == part.games.size or part.games[position] != g:
                    continue
            return [int(code) for code in part.codes[position, : self.counts[g]]]
        assert self.small is not None, f"game {g} belongs to no part"
        if self.small.dtype == np.uint8:
            return [int(c) for c in classes_2x2(p.shift)[0][self.small[g], : self.counts[g]]]
        return codes_of_word(int(self.small[g]), p.shift)


@lru_cache(maxsize=64)
def plan(m: int, n: int) -> Plan:
    """The plan for ``m`` x ``n`` games (kept between calls)."""
    tables = pair_tables(m, n)
    shift = 14 if tables.pair_start[-1] <= 1 << 14 else 24
    widest = int(max(np.diff(tables.row_offset).max(), np.diff(tables.col_offset).max()))
    r, c = tables.rows, tables.cols
    return Plan(
        tables,
        (
            tables.row_offset, tables.col_offset, tables.pair_start,
            r.start, r.members, r.drop, r.grow, r.grow_position, r.mask,
            c.start, c.members, c.drop, c.grow, c.grow_position, c.mask,
        ),
        64 if widest <= 5000 else 4,
        shift,
        np.int32 if shift == 14 else np.int64,
        1.5 * 2.0 ** (53 - lattice_bits(tables.row_levels)),
        1.5 * 2.0 ** (53 - lattice_bits(tables.col_levels)),
    )  # fmt: skip


def in_parallel(
    work: Callable[[int, int], None], games: int, size: int, threads: int, even: bool = False
) -> None:
    """Run ``work(first, last)`` over ``games`` of ``size`` payoffs in whole blocks of 64."""
    least = max(64, _PARALLEL_WORK // (2 * size))
    share_out(work, games, least, lanes=64, threads=threads, even=even)


@njit(cache=True, nogil=True)
def running_sum(counts: Any, offsets: Any) -> None:
    """Where each game's equilibria start, and the end of the last."""
    total = np.int64(0)
    offsets[0] = total
    for g in range(counts.shape[0]):
        total += np.int64(counts[g])
        offsets[g + 1] = total


def find_structure(batch: Batch, threads: int) -> Structure:
    """Supports of all equilibria of all games."""
    games, _, m, n = batch.screened.shape
    p = plan(m, n)
    tiny = m == n == 2 or (m == n == 3 and batch.is_float)
    # Few equilibria and many games: one byte instead of eight.
    counts = np.empty(games, dtype=np.uint8 if tiny else np.int64)
    status = np.empty(games, dtype=np.uint8)
    degenerate = np.zeros(games, dtype=np.bool_)
    complete = np.ones(games, dtype=np.bool_)
    small: npt.NDArray[Any] | None = None
    parts: list[Part] = []
    if m == n == 2:
        small = np.empty(games, dtype=np.uint8)
        of_class = classes_2x2(p.shift)
        in_parallel(
            lambda first, last: screen_2x2(
                batch.values, first, last, *of_class[1:], small, counts, degenerate, status
            ),
            games, 8, threads, even=True,
        )  # fmt: skip
        if not batch.is_float:
            # Supports of two need no lattice flag: their weights are differences.
            lattice = np.full(games, 3, dtype=np.uint8)
            parts.append(Part(None, of_class[0][small], counts.astype(np.int64), lattice))
        if batch.outside is not None:
            status[batch.outside] = UNCERTAIN
        open_games = _open(status)
    elif tiny:
        small = np.empty(games, dtype=np.uint32)
        tables = tables_3x3()
        in_parallel(
            lambda first, last: screen_3x3(
                batch.values, first, last, *tables, small, counts, status
            ),
            games, 18, threads, even=True,
        )  # fmt: skip
        open_games = _open(status)
        if open_games.size:
            open_games = _screen_some(batch, open_games, p, threads, parts, counts, degenerate)
    else:
        open_games = _screen_some(batch, None, p, threads, parts, counts, degenerate)
    if open_games.size and batch.is_float:
        refuse_not_finite(batch.values, open_games)
        open_games = _widen_floats(batch, open_games, p, threads, parts, counts, degenerate)
    if open_games.size:
        _widen(batch, open_games, p, parts, counts, degenerate, complete)
    if len(parts) > 1 and parts[0].games is None:
        own = parts[0].counts.copy()
        for part in parts[1:]:
            own[part.games] = 0
        parts[0] = attrs.evolve(parts[0], counts=own)
    return Structure(parts, small, counts, degenerate, complete, open_games)


def _open(status: npt.NDArray[np.uint8]) -> Int64:
    return np.flatnonzero(status != CERTIFIED)


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

    def signs(first: int, last: int, *into: Any) -> None:
        screen_signs(
            screened, first, last, lanes, p.lattice_row, p.lattice_col, ROUNDING,
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


def _screen_some(
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
    open_here = _open(status)
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


def _widen_floats(
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


def _widen(
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
