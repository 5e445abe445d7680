"""Extreme equilibria from ``lrsnash`` (Debian's ``lrslib``): files in, text out, many games a run.

Each game is a file ``m n``, then the row player's matrix, then the column player's, rationals
allowed, of any sign. What comes back is a list of groups,

    2  y_1 … y_n  u      one line or more: a vertex of the column player, the row player's payoff
    1  x_1 … x_m  v      one line: a vertex of the row player, the column player's payoff

in which ``x`` is an equilibrium with every ``y`` of its group. Duplicated vertices have not been
seen, and the counts printed under the groups are checked here. Three habits of the program
(lrslib 7.1) decide how it is used:

- Numbers are read into 64-bit integers, one for the numerator and one for the denominator, and cut
  to that size without a word: 9223372036854775808 counts as one less. A game that does not fit is
  first replaced by one with the same best replies (`_lowered`); `is_readable` says whether that
  fits.
- Decimals are read up to the point: 0.5 counts as 0. Only fractions are written.
- The older input by two files of inequalities, which has no such limits, crashes.

Every payoff it prints is compared with the game's own, so that a number misread is an error here
and not a difference between solvers.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from pathlib import Path
from typing import Any

from tests.oracles.comparison import Profile, python_matrix

Matrix = list[list[Fraction]]

LARGEST = 2**63 - 1
GAMES_PER_RUN = 500
SECONDS_PER_RUN = 100


def missing() -> str | None:
    """Why the program cannot be used, or None if it can."""
    found = shutil.which("lrsnash")
    return None if found else "lrsnash is not installed (Debian: lrslib)"


def _transposed(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def _fits(matrix: Matrix) -> bool:
    return all(abs(v.numerator) <= LARGEST >= v.denominator for row in matrix for v in row)


def _lowered(matrix: Matrix) -> Matrix:
    """The row player's matrix with column minima 0, as integers without a common factor.

    What a column holds in common is no reason to choose a row, and neither is the unit.
    """
    columns = [[v - min(column) for v in column] for column in _transposed(matrix)]
    cells = [v for column in columns for v in column]
    factor = lcm(*(v.denominator for v in cells))
    shared = reduce(gcd, (int(v * factor) for v in cells)) or 1
    return _transposed([[v * factor / shared for v in column] for column in columns])


def _written(a: Any, b: Any) -> tuple[Matrix, Matrix] | None:
    """The game that goes into the file: the one given if its numbers fit, else a lowered one."""
    left, right = python_matrix(a), python_matrix(b)
    if not _fits(left):
        left = _lowered(left)
    if not _fits(right):
        right = _transposed(_lowered(_transposed(right)))
    return (left, right) if _fits(left) and _fits(right) else None


def is_readable(a: Any, b: Any) -> bool:
    """Whether the program can be given the game with every number exact."""
    return _written(a, b) is not None


def _text(left: Matrix, right: Matrix) -> str:
    rows = [" ".join(map(str, row)) for matrix in (left, right) for row in matrix]
    return "\n".join([f"{len(left)} {len(left[0])}", *rows]) + "\n"


def _worth(matrix: Matrix, x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    return sum(
        (p * q * v for p, row in zip(x, matrix, strict=True) for q, v in zip(y, row, strict=True)),
        Fraction(0),
    )


def _groups(lines: list[str]) -> Iterator[list[Profile]]:
    """One list a game: ``((*x, v), (*y, u))``, each vertex with the payoff printed behind it."""
    columns: list[tuple[Fraction, ...]] = []
    pairs: list[Profile] = []
    for line in lines:
        if line.startswith("*Number of equilibria found:"):
            if len(pairs) != int(line.split(":")[1]):
                raise AssertionError(f"lrsnash: {len(pairs)} pairs read, but it says {line!r}")
            yield pairs
            pairs = []
        elif line.strip() and not line.startswith("*"):
            player, *numbers = line.split()
            vertex = tuple(Fraction(v) for v in numbers)
            if player == "2":
                columns.append(vertex)
            elif player == "1":
                pairs += [(vertex, y) for y in columns]
                columns = []  # player 1's line closes the group
            else:
                raise AssertionError(f"lrsnash: line {line!r} belongs to no player")


def _call(games: list[tuple[Matrix, Matrix]]) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        for g, (left, right) in enumerate(games):
            Path(folder, str(g)).write_text(_text(left, right), encoding="ascii")
        names = [str(g) for g in range(len(games))]
        return subprocess.run(
            ["lrsnash", "-s", *names],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS_PER_RUN,
            check=True,
        )


def processor_seconds(games: Iterable[Any]) -> float:
    """What the program takes for readable games: its processes' own time, start-up included."""
    written = [game for a, b in games if (game := _written(a, b)) is not None]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _call(written)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(games: list[tuple[Matrix, Matrix]]) -> list[list[Profile]]:
    done = _call(games)
    if done.stderr.strip():
        raise AssertionError(f"lrsnash: {done.stderr.strip()}")
    listings = list(_groups(done.stdout.splitlines()))
    if len(listings) != len(games):
        raise AssertionError(f"lrsnash: {len(games)} games given, {len(listings)} answered")
    out = []
    for (left, right), pairs in zip(games, listings, strict=True):
        profiles = []
        for (*x, v), (*y, u) in pairs:
            if _worth(left, x, y) != u or _worth(right, x, y) != v:
                raise AssertionError(f"lrsnash: payoffs {u}, {v} at {x}, {y} of {left}, {right}")
            profiles.append((tuple(x), tuple(y)))
        out.append(sorted(set(profiles)))
    return out


def listings(games: Iterable[Any]) -> list[list[Profile] | None]:
    """The extreme equilibria of each game ``a, b`` in ascending order; None if not readable."""
    written = [_written(a, b) for a, b in games]
    readable = [game for game in written if game is not None]
    found = [
        profiles
        for at in range(0, len(readable), GAMES_PER_RUN)
        for profiles in _run(readable[at : at + GAMES_PER_RUN])
    ]
    answers = iter(found)
    return [None if game is None else next(answers) for game in written]


def extreme_equilibria(a: Any, b: Any) -> list[Profile]:
    """All extreme equilibria of one game, in ascending order."""
    [found] = listings([(a, b)])
    if found is None:
        raise ValueError("lrsnash: the game has numbers of more than 63 bits")
    return found
