"""Every extreme equilibrium and no other, against two exact oracles, on every family."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory.exact.rationals import Rationals
from gametheory.solvers.two_player import enumerate_equilibria
from tests.campaigns.two_player_families import FAMILIES, ordinal_2x2
from tests.oracles import gambit_text, rational_vertices
from tests.oracles.comparison import listed, missed_and_spurious, python_matrix

SHAPES = {(1, 3): 3, (2, 2): 12, (2, 3): 8, (3, 2): 4, (3, 3): 8, (2, 4): 3, (4, 3): 2, (4, 4): 1}


def check(games: Any, expected_of: Any = None) -> None:
    listing = enumerate_equilibria(games)
    exact = isinstance(listing.x, Rationals)
    assert listing.complete.all()
    for g in range(len(games)):
        a, b = python_matrix(games[g][0]), python_matrix(games[g][1])
        expected, degenerate = rational_vertices.extreme_equilibria(a, b)
        if expected_of is not None:
            assert expected_of(a, b) == expected
        assert missed_and_spurious(listed(listing, g), expected, exact) == (0, 0), games[g]
        assert listing.degenerate[g] == degenerate, games[g]
        index = listing.index[listing.offsets[g] : listing.offsets[g + 1]]
        if degenerate:
            assert not index.any()
        else:
            assert set(index.tolist()) <= {-1, 1}
            assert index.sum() == 1


@pytest.mark.parametrize("name", FAMILIES)
def test_families_against_rational_brute_force(name: str) -> None:
    rng = np.random.default_rng(20)
    for (m, n), count in SHAPES.items():
        check(FAMILIES[name](rng, count, m, n))


def test_ordinal_2x2_classes_against_rational_brute_force() -> None:
    games = ordinal_2x2()
    assert len(games) == 75 * 75
    check(games[::29])
    check(games[::31].astype(np.float64))


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["integers 0..2", "fractions", "duplicated integers"])
def test_both_oracles_and_the_solver_agree(name: str) -> None:
    pytest.importorskip("pygambit")
    rng = np.random.default_rng(21)
    for m, n, count in ((2, 2, 10), (3, 3, 6), (2, 4, 4)):
        check(FAMILIES[name](rng, count, m, n), gambit_text.extreme_equilibria)


@pytest.mark.oracle
@pytest.mark.parametrize("shape", [(5, 5), (3, 6), (6, 4)])
@pytest.mark.parametrize("name", ["short floats", "integers 0..3", "integers +-999"])
def test_larger_games_against_gambit(name: str, shape: tuple[int, int]) -> None:
    pytest.importorskip("pygambit")
    games = FAMILIES[name](np.random.default_rng(22), 3, *shape)
    listing = enumerate_equilibria(games)
    exact = isinstance(listing.x, Rationals)
    for g in range(len(games)):
        expected = gambit_text.extreme_equilibria(games[g][0], games[g][1])
        assert missed_and_spurious(listed(listing, g), expected, exact) == (0, 0), games[g]


def test_every_class_of_2x2_games_against_rational_brute_force() -> None:
    signs = np.array(np.meshgrid(*[[-1, 0, 1]] * 4)).reshape(4, -1).T
    games = np.zeros((81, 2, 2, 2), dtype=np.int64)
    games[:, 0, 1] = signs[:, :2]
    games[:, 1, :, 1] = signs[:, 2:]
    check(games)


@pytest.mark.parametrize("name", ["mixed scales 1e+-12", "extreme scales", "near-dependent 10^-k"])
def test_floats_and_the_rationals_they_store_give_the_same_listing(name: str) -> None:
    """Two routes to exact signs: limbs in compiled code, and Python integers."""
    for m, n in ((3, 3), (4, 4), (3, 5)):
        games = FAMILIES[name](np.random.default_rng(23), 60, m, n)
        rationals = np.array([Fraction(v) for v in games.ravel().tolist()], dtype=object)
        floats, exact = (
            enumerate_equilibria(games),
            enumerate_equilibria(rationals.reshape(games.shape)),
        )
        assert floats.counts.tolist() == exact.counts.tolist()
        assert floats.degenerate.tolist() == exact.degenerate.tolist()
        for g in range(len(games)):
            assert missed_and_spurious(listed(floats, g), listed(exact, g), exact=False) == (0, 0)
