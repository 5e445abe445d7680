"""What the stages of the two-player solver hand on: tables of a shape, games with their codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.two_player.subsets import PairTables, pair_tables
from gametheory.threads import share_out

Int64 = npt.NDArray[np.int64]

# Status of a game after a screen.
CERTIFIED, UNCERTAIN, INDEX_SUM = 0, 1, 2

# Games that the screen takes side by side, but for games of many actions.
LANES = 64

# Payoffs in a batch below which a second thread does not pay: small games take little time each.
_PARALLEL_WORK = 100_000
_PARALLEL_WORK_SMALL = 800_000


@attrs.frozen(eq=False)
class Plan:
    """What is fixed by the shape: tables, width of blocks, packing of codes."""

    tables: PairTables
    arrays: tuple[Any, ...]
    lanes: int
    shift: int
    code_type: Any


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
class Small:
    """One number for each 2x2 or 3x3 game that stands for all its equilibria.

    ``numbers`` are classes (2x2) or words (3x3; 0 for games that another part holds);
    ``codes_of_number`` gives the codes that one of them stands for.
    """

    numbers: npt.NDArray[Any]
    codes_of_number: Callable[[int], list[int]]


@attrs.frozen(eq=False)
class Structure:
    """Equilibria of a batch by support."""

    parts: list[Part]
    small: Small | None
    counts: npt.NDArray[Any]
    degenerate: npt.NDArray[np.bool_]
    complete: npt.NDArray[np.bool_]

    def codes_of(self, g: int) -> list[int]:
        """Codes of game ``g``."""
        for part in reversed(self.parts):
            position = g
            if part.games is not None:
                position = int(np.searchsorted(part.games, g))
                if position == part.games.size or part.games[position] != g:
                    continue
            return [int(code) for code in part.codes[position, : self.counts[g]]]
        assert self.small is not None, f"game {g} belongs to no part"
        return self.small.codes_of_number(int(self.small.numbers[g]))


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
        LANES if widest <= 5000 else 4,
        shift,
        np.int32 if shift == 14 else np.int64,
    )  # fmt: skip


def in_parallel(
    work: Callable[[int, int], None], games: int, size: int, threads: int, small: bool = False
) -> None:
    """Run ``work(first, last)`` over ``games`` of ``size`` payoffs in whole blocks of 64."""
    payoffs = _PARALLEL_WORK_SMALL if small else _PARALLEL_WORK
    least = max(64, payoffs // (2 * size))
    share_out(work, games, least, lanes=64, threads=threads, even=small)
