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
from gametheory.solvers.two_player.minors import ROUNDING, lattice_steps, on_lattices
from gametheory.solvers.two_player.parts import (
    CERTIFIED,
    LANES,
    UNCERTAIN,
    Int64,
    Part,
    Plan,
    in_parallel,
)
from gametheory.solvers.two_player.screen import screen_signs
from gametheory.solvers.two_player.walked import (
    codes_by_walk,
    most_words,
    most_words_at_once,
    words_of_minors,
)
from gametheory.solvers.two_player.wide_signs import (
    wide_sign_words,
    words_of_floats,
    words_of_integers,
)
from gametheory.threads import share_out

_CODES = 1 << 16  # codes to leave room for in a batch of few games
_SHORT = 128.0  # minors of order 11 of differences up to twice that take two words
_SHORT_WALK = 2.0**15
_WORDS_OF_SHORT = 4  # of minors of order 12
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
    lattices = [lattice_steps(v) for v in (p.tables.row_levels, p.tables.col_levels)]

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


def _short(flat: npt.NDArray[np.float64], most: float) -> npt.NDArray[np.bool_]:
    """Games of integers of at most this size, of either sign."""
    return np.asarray(np.all((np.abs(flat) <= most) & (flat == np.rint(flat)), axis=1))


def _at_once(batch: Batch, p: Plan) -> npt.NDArray[np.bool_]:
    """Games that go to exact arithmetic without a look at the screen: those of short integers.

    Those of integers beyond doubles do, for the screen could not see them.  Where games are walked,
    longer ones count as short, and games go there too that have several best replies to half of
    the actions, or a best reply twice: the screen would leave them open.  So do few games of many
    actions, of which the screen takes as long as of four.
    """
    games, _, m, n = batch.screened.shape
    flat = batch.screened.reshape(games, 2 * m * n)
    some = _short(flat, _SHORT)
    longest = most_words(m, n, games)
    if longest:
        ties = np.zeros(games, dtype=np.int64)
        twice = np.zeros(games, dtype=np.bool_)
        for own in (batch.screened[:, 0], batch.screened[:, 1].transpose(0, 2, 1)):
            best = own == own.max(axis=1, keepdims=True)
            ties += np.count_nonzero(np.count_nonzero(best, axis=1) > 1, axis=1)
            for r in range(own.shape[1] - 1):
                same = np.all(own[:, r + 1 :] == own[:, r : r + 1], axis=2)
                twice |= np.any(same, axis=1) & np.any(best[:, r], axis=1)
        more = (2 * ties >= m + n) | twice
        if longest >= _WORDS_OF_SHORT:
            more |= _short(flat, _SHORT_WALK)
        few = most_words_at_once(m, n, games)
        if few:
            more |= [words_of_minors(*batch.integers(g)[:2]) <= few for g in range(games)]
        # The screen would know the values of one player's strategies to be exact.
        row, col = _lattices(batch.screened, p)
        some |= more & (row == col)
    return some if batch.outside is None else some | batch.outside


def _lattices(screened: npt.NDArray[np.float64], p: Plan) -> tuple[Any, Any]:
    levels = p.tables.row_levels, p.tables.col_levels
    row, col = on_lattices(screened, levels).T
    return row, col


def screen_some(
    batch: Batch, some: Int64 | None, p: Plan, threads: int,
    parts: list[Part], counts: npt.NDArray[Any], degenerate: npt.NDArray[np.bool_],
) -> Int64:  # fmt: skip
    """Screen some games (None: all), add parts, and return those still open."""
    if some is None and p.lanes < LANES:
        # Of many actions and short integers: ties leave the screen of such a game open more often
        # than not, and in few words exact signs cost no more.
        at_once = _at_once(batch, p)
        if at_once.any():
            rest = np.flatnonzero(~at_once)
            if rest.size:
                rest = screen_some(batch, rest, p, threads, parts, counts, degenerate)
            return np.sort(np.concatenate([np.flatnonzero(at_once), rest]))
    screened = batch.screened if some is None else batch.screened[some]
    m, n = screened.shape[2:]
    capacity = {1: max(m, n), 2: 6, 3: 8}.get(min(m, n)) or _room(len(screened), 16)
    codes, found, status, tied, lattice = screen_all(screened, p, capacity, threads)
    if batch.outside is not None:
        status[batch.outside if some is None else batch.outside[some]] = UNCERTAIN
    open_here = np.flatnonzero(status != CERTIFIED)
    found[open_here] = 0
    if not batch.is_float:
        # Integers in doubles are integers in int64: all values may be tried there.
        lattice[:] = 3
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


def widen(
    batch: Batch, games: Int64, p: Plan, threads: int, parts: list[Part],
    counts: npt.NDArray[Any], degenerate: npt.NDArray[np.bool_], complete: npt.NDArray[np.bool_],
) -> None:  # fmt: skip
    """Exact answers for games that no screen could decide."""
    m, n = batch.values.shape[2:]
    if most_words(m, n, games.size):
        games = _walk_some(batch, games, p, threads, parts, counts, degenerate, complete)
    outside = np.zeros(games.size, dtype=np.bool_)
    if batch.outside is not None:
        outside = batch.outside[games]
    for some, fits in ((games[~outside], True), (games[outside], False)):
        capacity = _room(some.size, 16)
        while some.size:
            codes, found, status, tied = _match_exactly(batch, some, fits, p, threads, capacity)
            crowded = found > capacity
            done = some[~crowded]
            counts[some] = found
            degenerate[some] = tied
            complete[some] = status == CERTIFIED
            lattice = np.full(done.size, 0 if batch.is_float or not fits else 3, dtype=np.uint8)
            parts.append(Part(done, codes[~crowded], found[~crowded], lattice))
            some = some[crowded]
            capacity = int(found.max(initial=0))


def _walk_some(
    batch: Batch, games: Int64, p: Plan, threads: int, parts: list[Part],
    counts: npt.NDArray[Any], degenerate: npt.NDArray[np.bool_], complete: npt.NDArray[np.bool_],
) -> Int64:  # fmt: skip
    """Walk over the vertices of games whose numbers are not too long; returns the others."""
    answers: list[tuple[Int64, bool, bool] | None] = [None] * games.size
    m, n = batch.values.shape[2:]
    longest = most_words(m, n, games.size)

    def work(first: int, last: int) -> None:
        for at in range(first, last):
            a, b, _ = batch.integers(int(games[at]))
            answers[at] = codes_by_walk(a, b, p, longest, inner)

    # Games side by side, or of few games the two polytopes.
    inner = threads if games.size < 4 else 1
    share_out(work, games.size, 2, threads=threads)
    done = np.array([answer is not None for answer in answers], dtype=np.bool_)
    walked = [answer for answer in answers if answer is not None]
    if walked:
        some = games[done]
        found = np.array([len(codes) for codes, _, _ in walked], dtype=np.int64)
        table = np.zeros((some.size, int(found.max())), dtype=p.code_type)
        for line, (codes, _, _) in zip(table, walked, strict=True):
            line[: len(codes)] = codes
        counts[some] = found
        degenerate[some] = [tied for _, tied, _ in walked]
        complete[some] = [whole for _, _, whole in walked]
        if batch.is_float:
            # As the screen would say; of short integers it is not asked.
            row, col = _lattices(batch.screened[some], p)
            exact = row & col & ~_short(batch.screened[some].reshape(some.size, -1), _SHORT)
        elif batch.outside is None:
            exact = np.ones(some.size, dtype=np.bool_)
        else:
            exact = ~batch.outside[some]
        parts.append(Part(some, table, found, np.where(exact, 3, 0).astype(np.uint8)))
    return games[~done]


def _match_exactly(
    batch: Batch, games: Int64, fits: bool, p: Plan, threads: int, capacity: int
) -> tuple[Any, Any, Any, Any]:
    """Codes, counts, status and degenerate of ``games``, all of which fit doubles or none."""
    m, n = batch.values.shape[2:]
    codes = np.empty((games.size, capacity), dtype=p.code_type)
    found = np.zeros(games.size, dtype=np.int64)
    status = np.empty(games.size, dtype=np.uint8)
    tied = np.zeros(games.size, dtype=np.bool_)
    floats = batch.screened[games] if fits else None

    def signs(first: int, last: int, *into: Any) -> None:
        if floats is not None:
            whole = words_of_floats(floats, first, last)
        else:
            exact_games = [batch.integers(int(g)) for g in games[first:last]]
            whole = words_of_integers(
                [
                    (wide.reduced_differences(a), wide.reduced_differences(b.T))
                    for a, b, _ in exact_games
                ]
            )
        wide_sign_words(whole, m, n, *_sign_arrays(p), *into)

    def work(first: int, last: int) -> None:
        _in_blocks(signs, first, last, 64, p, codes, found, status, tied)

    in_parallel(work, games.size, 2000 * m * n, threads)
    return codes, found, status, tied


def _room(games: int, least: int) -> int:
    """How many codes a game to leave room for: a second run costs more than unused memory."""
    return max(least, _CODES // max(games, 1))
