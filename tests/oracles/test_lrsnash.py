"""Every extreme equilibrium and no other, against ``lrsnash``; and how the program is read."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from gametheory.exact.rationals import Rationals
from gametheory.solvers.two_player import enumerate_equilibria
from tests.campaigns.two_player_families import FAMILIES
from tests.oracles import lrsnash, rational_vertices
from tests.oracles.comparison import listed, missed_and_spurious

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(lrsnash.missing() is not None, reason=str(lrsnash.missing())),
]

SHAPES = {(1, 4): 4, (2, 2): 10, (2, 5): 6, (4, 2): 6, (3, 3): 10, (4, 4): 4, (5, 6): 2, (8, 8): 1}


@pytest.mark.parametrize(
    "name",
    [
        "uniform floats",
        "integers 0..1",
        "integers 0..2",
        "tenths (floats)",
        "fractions",
        "duplicated integers",
        "duplicated floats",
        "zero-sum",
        "near-dependent 10^-k",
        "scaled 1e+-12",
        "large integers",
    ],
)
def test_families_against_lrsnash(name: str) -> None:
    rng = np.random.default_rng(30)
    compared = 0
    for (m, n), count in SHAPES.items():
        games = FAMILIES[name](rng, count, m, n)
        listing = enumerate_equilibria(games)
        exact = isinstance(listing.x, Rationals)
        assert listing.complete.all()
        for g, expected in enumerate(lrsnash.listings(games)):
            if expected is not None:
                assert missed_and_spurious(listed(listing, g), expected, exact) == (0, 0), games[g]
                compared += 1
    assert compared >= 0.9 * sum(SHAPES.values())


@pytest.mark.parametrize(
    "name",
    ["short floats", "tenths (floats)", "fractions", "zero-sum", "symmetric", "integers +-999"],
)
def test_games_of_many_actions_against_lrsnash(name: str) -> None:
    rng = np.random.default_rng(31)
    for m, n in [(9, 9), (7, 11)]:
        games = FAMILIES[name](rng, 2, m, n)
        listing = enumerate_equilibria(games)
        exact = isinstance(listing.x, Rationals)
        assert listing.complete.all()
        for g, expected in enumerate(lrsnash.listings(games)):
            assert expected is not None
            assert missed_and_spurious(listed(listing, g), expected, exact) == (0, 0), games[g]


def test_the_game_of_its_manual() -> None:
    """The 3x2 game and the three equilibria on lrsnash's manual page, re-typed."""
    third = Fraction(1, 3)
    assert lrsnash.extreme_equilibria([[0, 6], [2, 5], [3, 3]], [[1, 0], [0, 2], [4, 3]]) == [
        ((0, 0, 1), (1, 0)),
        ((0, third, 2 * third), (2 * third, third)),
        ((2 * third, third, 0), (third, 2 * third)),
    ]


@pytest.mark.parametrize(
    "a",
    [
        [[2**63, 0], [0, -(2**63)]],
        [[0.5, 0.0], [0.0, 0.25]],
        [[2**63 + 1, 5], [2**63, 7]],
        [[Fraction(1, 2**70), Fraction(3, 2**70)], [Fraction(2, 2**70), 0]],
    ],
)
def test_numbers_it_would_cut_or_misread_are_rewritten(a: list[list[Fraction]]) -> None:
    b = [[1, 0], [0, 1]]
    assert lrsnash.is_readable(a, b)
    assert lrsnash.extreme_equilibria(a, b) == rational_vertices.extreme_equilibria(a, b)[0]


def test_a_game_of_too_long_numbers_is_left_out() -> None:
    long, short = [[2**80, 0], [0, 1]], [[1, 0], [0, 1]]
    assert not lrsnash.is_readable(long, short)
    answers = lrsnash.listings([(long, short), (short, short)])
    assert answers[0] is None
    assert answers[1] == rational_vertices.extreme_equilibria(short, short)[0]
    with pytest.raises(ValueError, match="63 bits"):
        lrsnash.extreme_equilibria(long, short)
