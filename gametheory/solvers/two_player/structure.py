"""Which supports carry the equilibria of each game: the screen of its size, then longer numbers."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.two_player.inputs import Batch, refuse_not_finite
from gametheory.solvers.two_player.parts import (
    CERTIFIED,
    UNCERTAIN,
    Part,
    Small,
    Structure,
    in_parallel,
    plan,
)
from gametheory.solvers.two_player.two_by_two import classes_2x2, screen_2x2

Flags = npt.NDArray[np.bool_]


def find_structure(batch: Batch, threads: int) -> Structure:
    """Supports of all equilibria of all games."""
    games, _, m, n = batch.screened.shape
    by_word = found_by_word(batch)
    # Few equilibria and many games: one byte instead of eight.
    counts = np.empty(games, dtype=np.uint8 if m == n == 2 or by_word else np.int64)
    degenerate = np.zeros(games, dtype=np.bool_)
    complete = np.ones(games, dtype=np.bool_)
    small: Small | None = None
    parts: list[Part] = []
    some = None
    if m == n == 2:
        small, some = _classify(batch, threads, counts, degenerate)
        if not batch.is_float:
            parts.append(_part_of_classes(small, counts))
            small = None
    elif by_word:
        small, some = _look_up(batch, threads, counts)
    if some is None or some.size:
        # Imported late: 2x2 games, which a first session begins with, need nothing of it.
        from gametheory.solvers.two_player import general

        p = plan(m, n)
        if not m == n == 2:
            some = general.screen_some(batch, some, p, threads, parts, counts, degenerate)
        if some is not None and some.size:
            if batch.is_float:
                refuse_not_finite(batch.values, some)
            general.widen(batch, some, p, threads, parts, counts, degenerate, complete)
    if len(parts) > 1 and parts[0].games is None:
        own = parts[0].counts.copy()
        for part in parts[1:]:
            own[part.games] = 0
        parts[0] = attrs.evolve(parts[0], counts=own)
    return Structure(parts, small, counts, degenerate, complete)


def found_by_word(batch: Batch) -> bool:
    """Whether games have a table of their size: 3x3 games of floats.

    The general screen gives the same answers, for generic games in three times the time and more
    (`python -m benchmarks --only screens`).
    """
    return batch.is_float and batch.values.shape[2:] == (3, 3)


def _classify(
    batch: Batch, threads: int, counts: npt.NDArray[Any], degenerate: Flags
) -> tuple[Small, npt.NDArray[np.int64]]:
    """2x2 games by class; those with numbers that doubles cannot hold, or not finite, are open."""
    games = len(batch.values)
    class_of, status = np.empty((2, games), dtype=np.uint8)
    shift = plan(2, 2).shift
    codes, *tables = classes_2x2(shift)
    in_parallel(
        lambda first, last: screen_2x2(
            batch.values, first, last, *tables, class_of, counts, degenerate, status
        ),
        games, 8, threads, small=True,
    )  # fmt: skip
    if batch.outside is not None:
        status[batch.outside] = UNCERTAIN
    small = Small(class_of, lambda number: codes[number, : tables[0][number]].tolist())
    return small, np.flatnonzero(status != CERTIFIED)


def _part_of_classes(small: Small, counts: npt.NDArray[Any]) -> Part:
    codes = classes_2x2(plan(2, 2).shift)[0][small.numbers]
    # Supports of two need no lattice flag: their weights are differences.
    lattice = np.full(len(counts), 3, dtype=np.uint8)
    return Part(None, codes, counts.astype(np.int64), lattice)


def _look_up(
    batch: Batch, threads: int, counts: npt.NDArray[Any]
) -> tuple[Small, npt.NDArray[np.int64]]:
    """3x3 float games by word; those with a tie or an open sign are left open."""
    from gametheory.solvers.two_player.three_by_three import (
        codes_of_word,
        screen_3x3,
        tables_3x3,
    )

    games = len(batch.values)
    words, status = np.empty(games, dtype=np.uint32), np.empty(games, dtype=np.uint8)
    tables = tables_3x3()
    in_parallel(
        lambda first, last: screen_3x3(batch.values, first, last, *tables, words, counts, status),
        games, 18, threads, small=True,
    )  # fmt: skip
    small = Small(words, lambda word: codes_of_word(word, plan(3, 3).shift))
    return small, np.flatnonzero(status != CERTIFIED)
