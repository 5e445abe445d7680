"""Actions that are copies of others: merged, and shared out again."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

import gametheory as gt
from gametheory.solvers.many_players.copies import first_copies, merged

HALF = Fraction(1, 2)


def jordan() -> np.ndarray:
    """Players 1 and 2 want to match the next one, player 3 to differ from player 1: all at 1/2."""
    first, second, third = np.indices((2, 2, 2))
    return np.array([first == second, second == third, third != first]).astype(int)


def test_copies_of_every_player_in_a_game_of_three_who_mix() -> None:
    payoffs = jordan()
    for axis in (1, 2, 3):
        payoffs = np.concatenate([payoffs, np.take(payoffs, [0], axis=axis)], axis=axis)
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3))
    rows = [tuple(tuple(s[t]) for s in found.strategies) for t in range(len(found))]
    one = [(0, HALF, HALF), (HALF, HALF, 0)]
    assert rows == list(product(one, one, one))
    assert found.complete
    assert found.degenerate
    assert found.regret.tolist() == [0] * 8
    floats = gt.nash_equilibria(gt.NormalFormGame(payoffs.astype(float), players=3))
    assert floats.complete
    assert len(floats) == 8


def test_a_copy_for_its_own_player_alone_is_not_one() -> None:
    payoffs = jordan()
    payoffs = np.concatenate([payoffs, payoffs[:, :1]], axis=1)
    assert first_copies(payoffs[None])[0, 0].tolist() == [0, 1, 0]
    payoffs[2, 2, 0, 0] += 1
    assert first_copies(payoffs[None])[0, 0].tolist() == [0, 1, 2]


def test_merged_and_shared_out_in_a_batch() -> None:
    rng = np.random.default_rng(3)
    small = rng.normal(size=(20, 3, 2, 2, 2))
    twice = np.concatenate([small, small[:, :, :, :1]], axis=3)
    other = rng.normal(size=(20, 3, 2, 3, 2))
    found = gt.nash_equilibria(gt.NormalFormGame(np.concatenate([twice, other]), players=3))
    plain = gt.nash_equilibria(gt.NormalFormGame(small, players=3))
    alone = gt.nash_equilibria(gt.NormalFormGame(other, players=3))
    assert np.array_equal(merged(twice[0], first_copies(twice)[0]), small[0])
    assert found.complete.all()
    assert found.degenerate.tolist() == (found.counts[:20] > plain.counts).tolist() + [False] * 20
    same = np.flatnonzero(found.counts[:20] == plain.counts)
    assert len(same)
    assert all(np.array_equal(found[int(g)].index, plain[int(g)].index) for g in same)
    for g in range(20):
        mine, its = found[g], plain[g]
        added = mine.strategies[1][:, :2].copy()
        added[:, 0] += mine.strategies[1][:, 2]
        assert len(mine) == len(its) + np.count_nonzero(its.strategies[1][:, 0])
        for row in zip(mine.strategies[0], added, mine.strategies[2], strict=True):
            gap = [np.abs(s - r).max(axis=1) for s, r in zip(its.strategies, row, strict=True)]
            assert np.max(gap, axis=0).min() < 1e-12
    assert all(
        np.array_equal(a, b) for a, b in zip(found[20:].strategies, alone.strategies, strict=True)
    )
    assert np.array_equal(found[20:].index, alone.index)


def test_a_game_of_nothing_but_copies() -> None:
    found = gt.nash_equilibria(gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=3))
    assert len(found) == 8
    assert found.complete
    assert found.degenerate
