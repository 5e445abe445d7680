"""All extreme equilibria of batches of two-player games: the order of work.

1. Every game is screened (`structure`): 2x2 games by comparisons (`two_by_two`), 3x3 games of
   floats by a table (`three_by_three`), all others and what these leave open by signs of minors,
   vertices of both best-reply polytopes and matching labels (`general`), in float64 with a proven
   error bound.
2. Games with an open sign, and games whose indices do not sum to +1, get their signs in integers
   of as many words as their minors need (`general`, `wide_signs`); from 9x9 on, as a rule, their
   polytopes are walked from vertex to vertex instead, in such integers too (`walked`, `walk`).
3. Values: float64 (`two_by_two`, `three_by_three`, `values`) or int64 (`integers`); where neither
   can be trusted, rationals (`exact`).
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.exact.rationals import Rationals
from gametheory.solvers import few_games
from gametheory.solvers.two_player import exact as wide
from gametheory.solvers.two_player.inputs import Batch, read_payoffs
from gametheory.solvers.two_player.listing import TwoPlayerListing
from gametheory.solvers.two_player.parts import Small, Structure, in_parallel, plan
from gametheory.solvers.two_player.structure import find_structure
from gametheory.solvers.two_player.two_by_two import equilibria_2x2, fill_2x2
from gametheory.solvers.two_player.values import fill_floats, running_sum
from gametheory.threads import processors

Int64 = npt.NDArray[np.int64]

_LITTLE = 1000  # pairs of supports in all that are interpreted rather than compiled for
_NEAR_LARGEST = 2.0**1020  # sums of payoffs beyond it may overflow


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
    Work and memory per game grow as ``C(m+n, m)``, all minors of both matrices of payoff
    differences; where large games have ties, work grows as the number of vertices.  Strategies of
    float games carry a proven absolute error below 2^-34, typically a few units in the last
    place; they are correctly rounded where payoffs lie on a coarse lattice (small integers,
    halves, …) and where only rational arithmetic could prove that
    bound.  Equilibria are ordered by the returned values, so two that differ by less than
    rounding keep an arbitrary but fixed order.  The index of an equilibrium with supports of
    size ``k`` is ``(-1)^(k+1)`` times the signs of both bordered determinants (Shapley 1974,
    normalised so that strict pure equilibria have +1); every nondegenerate listing is checked to
    sum to +1, and ``complete`` is False where that fails in exact arithmetic too.

    Degenerate games are found by their vertices: every vertex of a best-reply polytope is a
    support with all its best replies, and extreme equilibria are the completely labelled pairs
    (von Stengel 2002).

    Examples
    --------
    >>> import numpy as np
    >>> pennies = np.array([[[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]]])
    >>> listing = enumerate_equilibria(pennies)
    >>> listing.x.tolist(), listing.y.tolist(), listing.index.tolist()
    ([[0.5, 0.5]], [[0.5, 0.5]], [1])
    """
    batch = read_payoffs(payoffs)
    threads = processors() if threads is None else max(1, int(threads))
    games, _, m, n = batch.values.shape
    with few_games.little(games * comb(m + n, m) <= _LITTLE):
        structure = find_structure(batch, threads)
        offsets = _offsets(structure.counts)
        if batch.is_float:
            return _float_listing(batch, structure, offsets, threads)
        return _exact_listing(batch, structure, offsets, threads)


def _offsets(counts: npt.NDArray[Any]) -> Int64:
    """Where each game's equilibria start, and the end of the last."""
    offsets = np.empty(len(counts) + 1, dtype=np.int64)
    running_sum(counts, offsets)
    return offsets


def _fill(
    kernel: Any, batch: Batch, structure: Structure, offsets: Int64, threads: int,
    outputs: tuple[Any, ...],
) -> npt.NDArray[np.bool_]:  # fmt: skip
    """Run a value kernel over all parts; returns the games whose values need wide integers."""
    games, _, m, n = batch.values.shape
    p = plan(m, n)
    t = p.tables
    shape = (
        t.pair_size, t.pair_rows, t.pair_cols, t.rows.members, t.cols.members, p.shift,
    )  # fmt: skip
    flags = np.zeros(games, dtype=np.bool_)
    if structure.small is not None:
        _fill_small(batch, structure.small, offsets, threads, outputs, flags)
    for part in structure.parts:
        some = part.games
        values = batch.values if some is None else batch.values[some]
        starts = offsets if some is None else offsets[some]
        flagged = flags if some is None else np.zeros(some.size, dtype=np.bool_)

        def work(
            first: int, last: int, part: Any = part, values: Any = values, starts: Any = starts,
            flagged: Any = flagged,
        ) -> None:  # fmt: skip
            kernel(
                values, first, last, *shape, part.codes, part.counts, starts, part.lattice,
                *outputs, flagged,
            )  # fmt: skip

        in_parallel(work, len(values), 2 * m * n, threads)
        if some is not None:
            flags[some] |= flagged
    return flags


def _fill_small(
    batch: Batch, small: Small, offsets: Int64, threads: int,
    outputs: tuple[Any, ...], flags: npt.NDArray[np.bool_],
) -> None:  # fmt: skip
    """Values of the 2x2 and 3x3 float games that the screen of their size has decided."""
    games, _, m, n = batch.values.shape
    if m == 2:
        tables = equilibria_2x2(plan(m, n).shift)

        def work(first: int, last: int) -> None:
            fill_2x2(batch.values, first, last, small.numbers, *tables, offsets, *outputs, flags)
    else:
        from gametheory.solvers.two_player.three_by_three import fill_3x3

        def work(first: int, last: int) -> None:
            fill_3x3(batch.values, first, last, small.numbers, offsets, *outputs, flags)

    in_parallel(work, games, 2 * m * n, threads, small=True)


def _float_listing(
    batch: Batch, structure: Structure, offsets: Int64, threads: int
) -> TwoPlayerListing:
    m, n = batch.values.shape[2:]
    total = int(offsets[-1])
    # One block: the system hands out large pieces of memory faster than several smaller ones.
    block = np.empty((m + n + 3) * total)
    x, y = (
        block[: m * total].reshape(total, m),
        block[m * total : (m + n) * total].reshape(total, n),
    )
    payoffs, regret = block[(m + n) * total : -total].reshape(total, 2), block[-total:]
    index = np.empty(total, dtype=np.int8)
    outputs = (x, y, payoffs, regret, index)
    inaccurate = _fill(fill_floats, batch, structure, offsets, threads, outputs)
    for g in np.flatnonzero(inaccurate).tolist():
        # Correctly rounded strategies and payoffs, ordered as rounded; regret from what is
        # returned.
        rows = [
            (
                [w / row.x_total for w in row.x_weights],
                [w / row.y_total for w in row.y_weights],
                row,
            )
            for row in _wide_rows(batch, structure, g)
        ]
        rows.sort(key=lambda entry: entry[:2])
        for position, (rounded_x, rounded_y, row) in enumerate(rows):
            t = int(offsets[g]) + position
            x[t], y[t] = rounded_x, rounded_y
            index[t] = row.index
            payoffs[t] = [float(v) for v in row.payoffs]
            regret[t] = _float_regret(batch.values[g], x[t], y[t])
    return TwoPlayerListing(
        offsets, x, y, payoffs, regret, index,
        structure.degenerate, structure.complete,
    )  # fmt: skip


def _float_regret(game: Any, x: Any, y: Any) -> float:
    """Regret of rounded strategies in float arithmetic, as the kernel computes it."""
    unit = 4.0 if np.abs(game).max() > _NEAR_LARGEST else 1.0
    row, col = game[0] / unit @ y, x @ (game[1] / unit)
    return unit * max(float(row.max() - x @ row), float(col.max() - col @ y), 0.0)


def _wide_rows(batch: Batch, structure: Structure, g: int) -> list[wide.ExactRow]:
    p = plan(*batch.values.shape[2:])
    a, b, units = batch.integers(g)
    return wide.exact_rows(a, b, units, structure.codes_of(g), p.shift, p.tables)


def _exact_listing(
    batch: Batch, structure: Structure, offsets: Int64, threads: int
) -> TwoPlayerListing:
    m, n = batch.values.shape[2:]
    total = int(offsets[-1])
    x, y = np.empty((total, m), dtype=np.int64), np.empty((total, n), dtype=np.int64)
    x_total, y_total = np.ones(total, dtype=np.int64), np.ones(total, dtype=np.int64)
    value = np.zeros((total, 2), dtype=np.int64)
    value_total = np.ones((total, 2), dtype=np.int64)
    index = np.empty(total, dtype=np.int8)
    outputs = (x, y, x_total, y_total, value, value_total, index)
    if few_games.interpreted():
        # Fractions in Python take as long as 64-bit integers there.
        too_large = np.ones(len(batch.values), dtype=np.bool_)
    else:
        from gametheory.solvers.two_player.integers import fill_integers

        too_large = _fill(fill_integers, batch, structure, offsets, threads, outputs)
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
        owners = np.repeat(np.arange(len(batch.units)), structure.counts)
        _apply_units(arrays, batch.units[owners])
    _put_rows(arrays, index, rows)
    return TwoPlayerListing(
        offsets,
        Rationals(arrays["x"], arrays["x_total"][:, None]),
        Rationals(arrays["y"], arrays["y_total"][:, None]),
        Rationals(arrays["value"], arrays["value_total"]),
        Rationals(arrays["regret"], arrays["regret_total"]),
        index, structure.degenerate, structure.complete,
    )  # fmt: skip


def _apply_units(arrays: dict[str, npt.NDArray[Any]], units: npt.NDArray[np.object_]) -> None:
    """Multiply payoffs by ``units (T, 2)``, in lowest terms; narrow again where they fit."""
    for player in range(2):
        values, totals = arrays["value"][:, player], arrays["value_total"][:, player]
        product = [
            Fraction(int(v), int(d)) * u
            for v, d, u in zip(values, totals, units[:, player], strict=True)
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
