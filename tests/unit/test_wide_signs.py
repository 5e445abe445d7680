"""Exact signs of minors against determinants of Python integers, expanded from their definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any

import numpy as np
import pytest

from gametheory.solvers.two_player.subsets import pair_tables
from gametheory.solvers.two_player.wide_signs import (
    wide_sign_words,
    words_of_floats,
    words_of_integers,
)
from tests.campaigns.two_player_families import FAMILIES


def determinant(matrix: list[list[int]]) -> int:
    if not matrix:
        return 1
    rest = matrix[1:]
    return sum(
        (-1) ** c * v * determinant([row[:c] + row[c + 1 :] for row in rest])
        for c, v in enumerate(matrix[0])
        if v
    )


def expected(own: Any, levels: int) -> list[int]:
    """Signs of ``F(R, S)`` in the order of `pair_tables`, payoffs ``own[row][column]``."""
    exact = [[Fraction(v) for v in row] for row in own.tolist()]
    unit = lcm(*(v.denominator for row in exact for v in row))
    whole = [[int(v * unit) for v in row] for row in exact]
    signs = []
    for k in range(levels + 1):
        for rows in combinations(range(len(whole)), k + 1):
            for cols in combinations(range(len(whole[0])), k):
                value = determinant(
                    [[whole[r][s] - whole[rows[0]][s] for s in cols] for r in rows[1:]]
                )
                signs.append((value > 0) - (value < 0))
    return signs


def found(whole: Any, m: int, n: int) -> list[list[list[int]]]:
    """The kernel's signs: ``[player][game][minor]``."""
    t = pair_tables(m, n)
    games = len(whole)
    blocks = -(-games // 64)
    counts = int(t.row_offset[-1]), int(t.col_offset[-1])
    words = np.full((blocks, 3), 7, dtype=np.uint64)
    row_up, row_down = np.full((2, blocks, counts[0]), 5, dtype=np.uint64)
    col_up, col_down = np.full((2, blocks, counts[1]), 5, dtype=np.uint64)
    r, c = t.rows, t.cols
    wide_sign_words(
        whole, m, n, t.row_offset, t.col_offset, r.start, r.members, r.drop,
        c.start, c.members, c.drop, words, row_up, row_down, col_up, col_down,
    )  # fmt: skip
    assert not words.any()  # nothing is uncertain, nothing is left out

    def signs(up: Any, down: Any) -> list[list[int]]:
        lanes = [(g // 64, np.uint64(g % 64)) for g in range(games)]
        one = np.uint64(1)
        return [
            (((up[b] >> g) & one).astype(int) - ((down[b] >> g) & one).astype(int)).tolist()
            for b, g in lanes
        ]

    return [signs(row_up, row_down), signs(col_up, col_down)]


FLOATS = ["uniform floats", "tenths (floats)", "scaled 1e+-12", "mixed scales 1e+-12",
          "extreme scales", "near-dependent 10^-k", "duplicated floats", "all equal"]  # fmt: skip
INTEGERS = ["integers 0..2", "integers +-999", "zero-sum", "symmetric", "large integers"]
SHAPES = [(2, 2), (3, 3), (4, 4), (2, 5), (4, 3), (1, 3), (3, 1), (5, 5)]


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize(("m", "n"), SHAPES)
def test_signs_of_floats_are_those_of_the_binary_numbers(name: str, m: int, n: int) -> None:
    count = 2 if m * n > 16 else 6
    games = np.ascontiguousarray(FAMILIES[name](np.random.default_rng(3), count, m, n))
    t = pair_tables(m, n)
    rows, cols = found(words_of_floats(games, 0, count), m, n)
    for g in range(count):
        assert rows[g] == expected(games[g, 0], t.row_levels)
        assert cols[g] == expected(games[g, 1].T, t.col_levels)


@pytest.mark.parametrize("name", INTEGERS)
@pytest.mark.parametrize(("m", "n"), [(2, 2), (3, 3), (4, 4), (5, 5)])
@pytest.mark.parametrize("factor", [1, 3**150])
def test_signs_of_integers(name: str, m: int, n: int, factor: int) -> None:
    count = 2 if m * n > 16 else 6
    games = FAMILIES[name](np.random.default_rng(4), count, m, n).astype(object) * factor
    t = pair_tables(m, n)
    rows, cols = found(words_of_integers([(game[0], game[1].T) for game in games]), m, n)
    for g in range(count):
        assert rows[g] == expected(games[g, 0], t.row_levels)
        assert cols[g] == expected(games[g, 1].T, t.col_levels)


def test_games_beyond_one_word_of_lanes_keep_their_own_signs() -> None:
    games = FAMILIES["tenths (floats)"](np.random.default_rng(5), 70, 3, 3)
    rows, cols = found(words_of_floats(games, 0, 70), 3, 3)
    later = found(words_of_floats(games, 60, 70), 3, 3)
    assert [rows[60:], cols[60:]] == later
    for g in (0, 63, 64, 69):
        assert rows[g] == expected(games[g, 0], 2)
        assert cols[g] == expected(games[g, 1].T, 2)


def test_a_minor_that_fills_its_words() -> None:
    # Hadamard's bound is met by entries +-1 with orthogonal rows; the factors put the largest
    # difference just below a power of two, with one word of payoffs and with several.
    base = np.array([[0] * 4, [1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]])
    for bits in (14, 15, 16, 30, 31, 32, 62, 63, 64, 65, 127, 128, 129):
        for sign in (1, -1):
            own = base.astype(object) * (sign * (2**bits - 1))
            rows, _ = found(words_of_integers([(own, own.T)]), 5, 4)
            assert rows[0] == expected(own, 4)
