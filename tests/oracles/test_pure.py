"""Pure equilibria against brute force and against QuantEcon."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

import gametheory as gt

SHAPES = [(2, 2), (1, 4), (5, 1), (3, 3), (2, 2, 2), (3, 1, 2), (2, 3, 4), (2,) * 5, (4, 4, 4)]
LARGER = [(2,) * 9, (3,) * 6, (2, 3, 2, 3, 2, 3)]


def brute_force(payoffs):
    """Profiles from which nobody gains, last profile first (ascending in strategies)."""
    players = range(len(payoffs))
    found = []
    for profile in itertools.product(*map(range, payoffs.shape[1:])):
        deviations = [payoffs[(i, *profile[:i], slice(None), *profile[i + 1 :])] for i in players]
        if all(payoffs[(i, *profile)] >= max(deviations[i]) for i in players):
            found.append(profile)
    return found[::-1]


def listed(equilibria, game):
    rows = slice(equilibria.offsets[game], equilibria.offsets[game + 1])
    played = [np.argmax(s[rows], axis=1) for s in equilibria.strategies]
    return list(zip(*(p.tolist() for p in played), strict=True))


@pytest.mark.parametrize("shape", SHAPES + LARGER, ids=str)
@pytest.mark.parametrize("high", [None, 2, 4], ids=["floats", "zero-one", "0..3"])
def test_every_pure_equilibrium_is_listed_in_order(shape, high):
    rng = np.random.default_rng(len(shape))
    size = (6 if shape in LARGER else 40, len(shape), *shape)
    payoffs = rng.normal(size=size) if high is None else rng.integers(0, high, size)
    equilibria = gt.pure_nash_equilibria(gt.NormalFormGame(payoffs, players=len(shape)))
    for g in range(len(payoffs)):
        assert listed(equilibria, g) == brute_force(payoffs[g])
    assert equilibria.complete.all()
    assert not np.any(equilibria.regret)


def test_threads_and_one_by_one_give_the_same_rows():
    rng = np.random.default_rng(5)
    payoffs = rng.integers(0, 3, (40_000, 2, 2, 2)).astype(float)
    together = gt.pure_nash_equilibria(gt.NormalFormGame(payoffs, players=2))
    for g in range(0, 40_000, 997):
        alone = gt.pure_nash_equilibria(gt.NormalFormGame(payoffs[g], players=2))
        assert listed(together, g) == listed(alone, 0)
        assert np.array_equal(together[g].payoffs, alone.payoffs)


def test_strict_equilibria_are_told_from_weak_ones():
    game = gt.NormalFormGame([[[1, 0], [0, 0]], [[1, 0], [0, 0]]])
    found = gt.pure_nash_equilibria(game)
    assert listed(found, 0) == [(1, 1), (0, 0)]
    assert found.index.tolist() == [0, 1]
    assert found.degenerate


def test_exact_payoffs_stay_exact_and_one_part_in_ten_to_the_thirty_is_not_a_tie():
    tiny = Fraction(1, 10**30)
    row = [[Fraction(1, 3) + tiny, 0], [Fraction(1, 3), 1]]
    found = gt.pure_nash_equilibria(gt.NormalFormGame([row, [[1, 0], [1, 0]]]))
    assert listed(found, 0) == [(0, 0)]
    assert found.payoffs[0, 0] == Fraction(1, 3) + tiny
    assert isinstance(found.strategies[0][0, 0], Fraction)


def test_extreme_integers_do_not_wrap():
    low, high = np.iinfo(np.int64).min, np.iinfo(np.int64).max
    game = gt.NormalFormGame(np.array([[[high, low], [low, high]], [[high, low], [low, high]]]))
    found = gt.pure_nash_equilibria(game)
    assert listed(found, 0) == [(1, 1), (0, 0)]
    assert found.regret.tolist() == [0, 0]


def test_twenty_players():
    payoffs = np.zeros((20, *(2,) * 20), dtype=np.float64)
    for i in range(20):
        payoffs[(i, *(slice(None),) * i, 1)] = 1.0  # the second action dominates
    found = gt.pure_nash_equilibria(gt.NormalFormGame(payoffs, players=20))
    assert listed(found, 0) == [(1,) * 20]


def test_a_batch_of_no_games_has_no_equilibria():
    found = gt.pure_nash_equilibria(gt.NormalFormGame(np.zeros((0, 2, 2, 2)), players=2))
    assert len(found) == 0
    assert found.counts.shape == (0,)


@pytest.mark.oracle
def test_agrees_with_quantecon():
    games = pytest.importorskip("quantecon.game_theory")
    rng = np.random.default_rng(3)
    for shape in [(3, 4), (2, 2, 2, 2), (3, 2, 3)]:
        payoffs = rng.integers(0, 5, (len(shape), *shape)).astype(float)
        theirs = games.pure_nash_brute(games.NormalFormGame(np.moveaxis(payoffs, 0, -1)))
        ours = gt.pure_nash_equilibria(gt.NormalFormGame(payoffs, players=len(shape)))
        assert sorted(listed(ours, 0)) == sorted(theirs)
