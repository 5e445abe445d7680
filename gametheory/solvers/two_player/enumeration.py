"""All extreme equilibria of batches of two-player games: the order of work.

1. Screen every game in float64 with a proven error bound (`screen`): signs of minors, vertices
   of both best-reply polytopes, matching labels.
2. Games with an open sign, and games whose indices do not sum to +1, get their signs in
   unbounded integers (`exact`).
3. Values: float64 (`values`) or int64 (`integers`); where neither can be trusted, rationals.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, TooLarge
from gametheory.rational import Rationals
from gametheory.solvers.two_player import exact as wide
from gametheory.solvers.two_player.integers import fill_integers
from gametheory.solvers.two_player.labels import CERTIFIED, match_labels
from gametheory.solvers.two_player.listing import TwoPlayerListing
from gametheory.solvers.two_player.minors import ROUNDING, lattice_bits
from gametheory.solvers.two_player.screen import screen_games
from gametheory.solvers.two_player.subsets import PairTables, pair_tables
from gametheory.solvers.two_player.values import fill_floats

Int64 = npt.NDArray[np.int64]

LARGEST_PAIRS = 2_800_000  # 12 x 12 has 2,704,155
_PARALLEL_WORK = 40_000  # payoffs in a batch below which a second thread does not pay


@attrs.frozen(eq=False)
class _Batch:
    """The games as the kernels want them.

    ``values`` is float64 or int64; ``wide`` holds object integers where some game does not fit
    (``outside`` says which); ``units`` are the factors taken out of exact input.
    """

    values: npt.NDArray[Any]
    screened: npt.NDArray[np.float64]
    outside: npt.NDArray[np.bool_] | None = None
    wide: npt.NDArray[np.object_] | None = None
    units: npt.NDArray[np.object_] | None = None

    @property
    def is_float(self) -> bool:
        return bool(self.values.dtype == np.float64)

    def integers(self, g: int) -> tuple[Any, Any, tuple[Fraction, Fraction]]:
        """Game ``g`` in Python integers and the units to multiply payoffs by."""
        if self.is_float:
            a, unit_a = wide.integers_of_floats(self.values[g, 0])
            b, unit_b = wide.integers_of_floats(self.values[g, 1])
            return a, b, (unit_a, unit_b)
        source = self.values if self.wide is None else self.wide
        a, b = source[g, 0].astype(object), source[g, 1].astype(object)
        if self.units is None:
            return a, b, (Fraction(1), Fraction(1))
        return a, b, (self.units[g, 0], self.units[g, 1])


@attrs.frozen(eq=False)
class _Structure:
    """Codes of the equilibria of every game, and what is known about each game."""

    codes: npt.NDArray[Any]
    counts: Int64
    degenerate: npt.NDArray[np.bool_]
    complete: npt.NDArray[np.bool_]
    lattice: npt.NDArray[np.uint8]
    # Games whose codes are not in ``codes``: number of the game, its codes.
    elsewhere: dict[int, list[int]]
    solved_wide: npt.NDArray[np.int64]


def _tables_for_kernels(t: PairTables) -> tuple[Any, ...]:
    r, c = t.rows, t.cols
    return (
        t.row_offset, t.col_offset, t.pair_start,
        r.start, r.members, r.drop, r.grow, r.grow_position, r.mask,
        c.start, c.members, c.drop, c.grow, c.grow_position, c.mask,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _plan(m: int, n: int) -> tuple[PairTables, tuple[Any, ...], int, int, Any, float, float]:
    """Tables, lanes, shift, code type and lattice factors of a shape."""
    tables = pair_tables(m, n)
    pairs = int(tables.pair_start[-1])
    shift = 14 if pairs <= 1 << 14 else 24
    code_type = np.int32 if shift == 14 else np.int64
    widest = int(max(np.diff(tables.row_offset).max(), np.diff(tables.col_offset).max()))
    lanes = 64 if widest <= 400 else 16 if widest <= 5000 else 4
    return (
        tables,
        _tables_for_kernels(tables),
        lanes,
        shift,
        code_type,
        1.5 * 2.0 ** (53 - lattice_bits(tables.row_levels)),
        1.5 * 2.0 ** (53 - lattice_bits(tables.col_levels)),
    )


def default_threads() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_parallel(
    work: Callable[[int, int], None], games: int, block: int, size: int, threads: int
) -> None:
    """Run ``work(first, last)`` over ``games`` in contiguous runs of whole blocks."""
    if threads <= 1 or games * size < _PARALLEL_WORK or games <= block:
        work(0, games)
        return
    blocks = -(-games // block)
    runs = min(blocks, 4 * threads)
    edges = [blocks * i // runs * block for i in range(runs)] + [games]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, edges[:-1], edges[1:]))


def _screen(screened: Any, capacity: int, threads: int) -> tuple[Any, Any, Any, Any, Any]:
    games, _, m, n = screened.shape
    _, arrays, lanes, shift, code_type, lattice_row, lattice_col = _plan(m, n)
    codes = np.empty((games, capacity), dtype=code_type)
    counts = np.empty(games, dtype=np.int64)
    status = np.empty(games, dtype=np.uint8)
    degenerate = np.empty(games, dtype=np.bool_)
    lattice = np.empty(games, dtype=np.uint8)
    lanes = min(lanes, max(4, -(-games // 4) * 4))

    def work(first: int, last: int) -> None:
        screen_games(
            screened, first, last, lanes, lattice_row, lattice_col, ROUNDING, *arrays, shift,
            codes, counts, status, degenerate, lattice,
        )  # fmt: skip

    _in_parallel(work, games, lanes, 2 * m * n, threads)
    return codes, counts, status, degenerate, lattice


def _match_words(
    m: int, n: int, count: int, words: tuple[Any, Any, Any, Any], capacity: int
) -> tuple[Any, Any, Any, Any]:
    """Label matching on exact sign words of up to 64 games."""
    tables, arrays, _, shift, code_type, _, _ = _plan(m, n)
    pairs = int(tables.pair_start[-1])
    codes = np.empty((count, capacity), dtype=code_type)
    counts = np.empty(count, dtype=np.int64)
    status = np.empty(count, dtype=np.uint8)
    degenerate = np.empty(count, dtype=np.bool_)
    none = np.uint64(0)
    r, c = tables.rows, tables.cols
    match_labels(
        m, n, tables.sizes, ~none >> np.uint64(64 - count), none, none, *arrays[:3],
        r.start, r.drop, r.grow, r.grow_position, r.mask,
        c.start, c.drop, c.grow, c.grow_position, c.mask, *words,
        np.empty(pairs, dtype=np.uint64), np.empty(pairs, dtype=np.uint64),
        np.empty((6, pairs), dtype=np.int64), shift, 0, codes, counts, status, degenerate,
    )  # fmt: skip
    return codes, counts, status, degenerate


def _structure(batch: _Batch, threads: int) -> _Structure:
    games, _, m, n = batch.screened.shape
    tables = _plan(m, n)[0]
    capacity = {1: max(m, n), 2: 4, 3: 8}.get(min(m, n), 16)
    codes, counts, status, degenerate, lattice = _screen(batch.screened, capacity, threads)
    complete = np.ones(games, dtype=np.bool_)
    if batch.outside is not None:
        status[batch.outside] = CERTIFIED + 1
        lattice[batch.outside] = 0
    open_games = np.flatnonzero(status != CERTIFIED)
    elsewhere: dict[int, list[int]] = {}
    crowded = np.flatnonzero(counts > capacity)
    if crowded.size and status.any():
        crowded = crowded[status[crowded] == CERTIFIED]
    for at in range(0, crowded.size, 4096):
        some = crowded[at : at + 4096]
        again = _screen(batch.screened[some], int(counts[some].max()), threads)
        for position, g in enumerate(some.tolist()):
            elsewhere[g] = again[0][position, : again[1][position]].tolist()
    step = 64 if tables.row_offset[-1] < 10_000 else 1
    for at in range(0, open_games.size, step):
        some = open_games[at : at + step]
        if batch.is_float:
            where = ~np.isfinite(batch.values[some])
            if where.any():
                _refuse_not_finite(batch.values, some, where)
        exact_games = [batch.integers(int(g)) for g in some]
        a = np.stack([wide.reduced_differences(game[0]) for game in exact_games])
        b = np.stack([wide.reduced_differences(game[1].T) for game in exact_games])
        words = (
            *wide.exact_sign_words(a, tables.rows, tables.cols, tables.row_levels),
            *wide.exact_sign_words(b, tables.cols, tables.rows, tables.col_levels),
        )
        found = _match_words(m, n, some.size, words, 32)
        if (found[1] > 32).any():
            found = _match_words(m, n, some.size, words, int(found[1].max()))
        degenerate[some] = found[3]
        complete[some] = found[2] == CERTIFIED
        counts[some] = found[1]
        for position, g in enumerate(some.tolist()):
            elsewhere[g] = found[0][position, : found[1][position]].tolist()
    return _Structure(codes, counts, degenerate, complete, lattice, elsewhere, open_games)


def _refuse_not_finite(values: Any, games: Any, where: Any) -> None:
    position, player, row, col = (int(i) for i in np.argwhere(where)[0])
    g = int(games[position])
    raise InvalidInput(
        f"enumerate_equilibria: payoff of player {player + 1} at game {g}, actions "
        f"({row}, {col}) is {values[g, player, row, col]!r}; finite numbers are accepted"
    )


def _normalised(payoffs: Any) -> _Batch:
    raw = np.asarray(payoffs)
    if raw.ndim != 4 or raw.shape[1] != 2:
        raise InvalidInput(
            f"enumerate_equilibria: payoffs of shape {raw.shape}; accepted: (G, 2, m, n), the "
            "payoffs of two players with m and n actions"
        )
    m, n = raw.shape[2:]
    if m < 1 or n < 1:
        raise InvalidInput(
            f"enumerate_equilibria: player {1 if m < 1 else 2} has no action (shape {raw.shape})"
        )
    if max(m, n) > 60 or comb(m + n, m) > LARGEST_PAIRS:
        raise TooLarge(
            f"enumerate_equilibria: {m} x {n} actions; all equilibria are listed for games with "
            f"at most 60 actions a player and C(m + n, m) <= {LARGEST_PAIRS:,} (12 x 12). For "
            "larger games ask for one equilibrium"
        )
    if raw.dtype.kind == "f":
        values = np.ascontiguousarray(raw, dtype=np.float64)
        return _Batch(values, values)
    if raw.dtype.kind in "iub" and raw.dtype != np.uint64:
        return _of_integers(np.ascontiguousarray(raw, dtype=np.int64))
    if raw.dtype.kind in "Ou":
        return _of_objects(raw)
    raise InvalidInput(
        f"enumerate_equilibria: payoffs of type {raw.dtype}; accepted: floats, integers, rationals"
    )


def _of_integers(values: Int64) -> _Batch:
    limit = 2**53
    outside = None
    if values.size and (values.max() > limit or values.min() < -limit):
        outside = ((values > limit) | (values < -limit)).any(axis=(1, 2, 3))
    return _Batch(values, values.astype(np.float64), outside)


def _of_objects(raw: npt.NDArray[Any]) -> _Batch:
    games = raw.shape[0]
    integers = np.empty(raw.shape, dtype=object)
    units = np.empty((games, 2), dtype=object)
    for g in range(games):
        for player in range(2):
            try:
                integers[g, player], units[g, player] = wide.integers_of_rationals(raw[g, player])
            except (TypeError, ValueError, OverflowError) as problem:
                raise InvalidInput(
                    f"enumerate_equilibria: payoffs of player {player + 1} in game {g} are not "
                    f"all rational numbers ({problem}); accepted: int, Fraction, SymPy rationals"
                ) from problem
    limit = 2**53
    small = np.asarray(abs(integers) <= limit, dtype=np.bool_)
    outside = ~small.all(axis=(1, 2, 3))
    fits = np.where(small, integers, 0).astype(np.int64)
    every_unit_is_one = all(u == 1 for u in units.ravel())
    return _Batch(
        fits,
        fits.astype(np.float64),
        outside if outside.any() else None,
        integers if outside.any() else None,
        None if every_unit_is_one else units,
    )


def enumerate_equilibria(payoffs: Any, *, threads: int | None = None) -> TwoPlayerListing:
    """Every extreme equilibrium of each two-player game of a batch.

    Parameters
    ----------
    payoffs : array (G, 2, m, n)
        ``payoffs[g, i, r, c]``: payoff of player ``i`` in game ``g`` at actions ``(r, c)``;
        float64, integers, or objects (``int``, ``Fraction``, SymPy rationals).  A float payoff is
        exactly the binary number it stores; two payoffs tie only if those numbers are equal.
    threads : int, optional
        Threads to use; the result does not depend on it.  By default all processors.

    Returns
    -------
    TwoPlayerListing

    Raises
    ------
    InvalidInput
        Wrong shape or type, or a payoff that is not finite.
    TooLarge
        More than 60 actions a player or ``C(m+n, m)`` over 2.8 million (12 x 12 is the largest
        square).

    Notes
    -----
    Work and memory per game grow as ``C(m+n, m)``.  Float strategies of games that the screen
    decides carry a proven absolute error below 2^-34 (typically a few units in the last place);
    those that need the exact path, and games whose payoffs lie on a coarse lattice (small
    integers, halves, …), are correctly rounded.

    Examples
    --------
    >>> import numpy as np
    >>> pennies = np.array([[[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]]])
    >>> listing = enumerate_equilibria(pennies)
    >>> listing.x.tolist(), listing.y.tolist(), listing.index.tolist()
    ([[0.5, 0.5]], [[0.5, 0.5]], [1])
    """
    batch = _normalised(payoffs)
    threads = default_threads() if threads is None else max(1, int(threads))
    structure = _structure(batch, threads)
    offsets = np.zeros(len(structure.counts) + 1, dtype=np.int64)
    np.cumsum(structure.counts, out=offsets[1:])
    if batch.is_float:
        return _float_listing(batch, structure, offsets, threads)
    return _exact_listing(batch, structure, offsets, threads)


def _gathered(structure: _Structure) -> tuple[Int64, npt.NDArray[Any]]:
    """Games kept elsewhere, and their codes as one array."""
    games = np.array(sorted(structure.elsewhere), dtype=np.int64)
    width = max((len(c) for c in structure.elsewhere.values()), default=0)
    codes = np.zeros((games.size, width), dtype=structure.codes.dtype)
    for position, g in enumerate(games.tolist()):
        found = structure.elsewhere[g]
        codes[position, : len(found)] = found
    return games, codes


def _fill(
    kernel: Any, batch: _Batch, structure: _Structure, offsets: Int64, threads: int,
    before: tuple[Any, ...], flags: npt.NDArray[np.bool_],
) -> None:  # fmt: skip
    """Run a value kernel over the regular games and over those kept elsewhere."""
    games, _, m, n = batch.values.shape
    tables, _, _, shift, *_ = _plan(m, n)
    shape = (
        tables.pair_start, tables.rows.start, tables.rows.members,
        tables.cols.start, tables.cols.members, shift,
    )  # fmt: skip
    counts = structure.counts
    no_numbers = np.empty(0, dtype=np.int64)
    if structure.elsewhere:
        some, codes = _gathered(structure)
        counts = counts.copy()
        counts[some] = 0
        kernel(
            batch.values[some], 0, some.size, *shape, codes, structure.counts[some],
            offsets[some], structure.lattice[some], some, *before, found := flags[some],
        )  # fmt: skip
    _in_parallel(
        lambda first, last: kernel(
            batch.values, first, last, *shape, structure.codes, counts, offsets,
            structure.lattice, no_numbers, *before, flags,
        ),
        games, 64, 2 * m * n, threads,
    )  # fmt: skip
    if structure.elsewhere:
        flags[some] = found


def _float_listing(
    batch: _Batch, structure: _Structure, offsets: Int64, threads: int
) -> TwoPlayerListing:
    games, _, m, n = batch.values.shape
    total = int(offsets[-1])
    game_index = np.empty(total, dtype=np.int64)
    x, y = np.empty((total, m)), np.empty((total, n))
    payoffs, regret = np.empty((total, 2)), np.empty(total)
    index = np.empty(total, dtype=np.int8)
    inaccurate = np.empty(games, dtype=np.bool_)
    before = (game_index, x, y, payoffs, regret, index)
    _fill(fill_floats, batch, structure, offsets, threads, before, inaccurate)
    inaccurate[structure.solved_wide] = True
    for g in np.flatnonzero(inaccurate).tolist():
        # Correctly rounded strategies; payoffs and regret still from the raw payoffs.
        for position, row in enumerate(_wide_rows(batch, structure, g)):
            t = int(offsets[g]) + position
            x[t] = [w / row.x_total for w in row.x_weights]
            y[t] = [w / row.y_total for w in row.y_weights]
            index[t] = row.index
            payoffs[t] = [float(v) for v in row.payoffs]
            regret[t] = _float_regret(batch.values[g], x[t], y[t])
    return TwoPlayerListing(
        structure.counts, offsets, game_index, x, y, payoffs, regret, index,
        structure.degenerate, structure.complete,
    )  # fmt: skip


def _float_regret(game: Any, x: Any, y: Any) -> float:
    """Regret of rounded strategies in float arithmetic, as the kernel computes it."""
    row, col = game[0] @ y, x @ game[1]
    return max(float(row.max() - x @ row), float(col.max() - col @ y), 0.0)


def _wide_rows(batch: _Batch, structure: _Structure, g: int) -> list[wide.ExactRow]:
    m, n = batch.values.shape[2:]
    tables, _, _, shift, *_ = _plan(m, n)
    a, b, units = batch.integers(g)
    codes = structure.elsewhere.get(g)
    if codes is None:
        codes = structure.codes[g, : structure.counts[g]].tolist()
    return wide.exact_rows(a, b, units, codes, shift, tables)


def _exact_listing(
    batch: _Batch, structure: _Structure, offsets: Int64, threads: int
) -> TwoPlayerListing:
    games, _, m, n = batch.values.shape
    total = int(offsets[-1])
    game_index = np.empty(total, dtype=np.int64)
    x, y = np.empty((total, m), dtype=np.int64), np.empty((total, n), dtype=np.int64)
    x_total, y_total = np.ones(total, dtype=np.int64), np.ones(total, dtype=np.int64)
    value = np.zeros((total, 2), dtype=np.int64)
    value_total = np.ones((total, 2), dtype=np.int64)
    index = np.empty(total, dtype=np.int8)
    too_large = np.empty(games, dtype=np.bool_)
    before = (game_index, x, y, x_total, y_total, value, value_total, index)
    _fill(fill_integers, batch, structure, offsets, threads, before, too_large)
    arrays: dict[str, npt.NDArray[Any]] = {
        "x": x, "x_total": x_total, "y": y, "y_total": y_total,
        "value": value, "value_total": value_total,
        "regret": np.zeros(total, dtype=np.int64), "regret_total": np.ones(total, dtype=np.int64),
    }  # fmt: skip
    rows: dict[int, wide.ExactRow] = {}
    for g in np.flatnonzero(too_large).tolist():
        for position, row in enumerate(_wide_rows(batch, structure, g)):
            rows[int(offsets[g]) + position] = row
    if batch.units is not None:
        _apply_units(arrays, batch.units[game_index])
    _put_rows(arrays, index, rows)
    return TwoPlayerListing(
        structure.counts, offsets, game_index,
        Rationals(arrays["x"], arrays["x_total"][:, None]),
        Rationals(arrays["y"], arrays["y_total"][:, None]),
        Rationals(arrays["value"], arrays["value_total"]),
        Rationals(arrays["regret"], arrays["regret_total"]),
        index, structure.degenerate, structure.complete,
    )  # fmt: skip


def _apply_units(arrays: dict[str, npt.NDArray[Any]], units: npt.NDArray[np.object_]) -> None:
    """Multiply payoffs by ``units (T, 2)``, in lowest terms; narrow again where they fit."""
    for player in range(2):
        product = [
            Fraction(int(v), int(d)) * u
            for v, d, u in zip(
                arrays["value"][:, player],
                arrays["value_total"][:, player],
                units[:, player],
                strict=True,
            )  # fmt: skip
        ]
        for t, q in enumerate(product):
            _put(arrays, "value", (t, player), q.numerator)
            _put(arrays, "value_total", (t, player), q.denominator)


def _put(arrays: dict[str, npt.NDArray[Any]], name: str, place: Any, number: int) -> None:
    """Store an integer, widening the array to Python integers if int64 cannot hold it."""
    if arrays[name].dtype != object and not -(2**63) <= number < 2**63:
        arrays[name] = arrays[name].astype(object)
    arrays[name][place] = number


def _put_rows(
    arrays: dict[str, npt.NDArray[Any]], index: npt.NDArray[np.int8], rows: dict[int, wide.ExactRow]
) -> None:
    for t, row in rows.items():
        for i, weight in enumerate(row.x_weights):
            _put(arrays, "x", (t, i), weight)
        for j, weight in enumerate(row.y_weights):
            _put(arrays, "y", (t, j), weight)
        _put(arrays, "x_total", t, row.x_total)
        _put(arrays, "y_total", t, row.y_total)
        for player, v in enumerate(row.payoffs):
            _put(arrays, "value", (t, player), v.numerator)
            _put(arrays, "value_total", (t, player), v.denominator)
        _put(arrays, "regret", t, row.regret.numerator)
        _put(arrays, "regret_total", t, row.regret.denominator)
        index[t] = row.index
