"""Two-player games typed from the literature, by publication, with the equilibria known there."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest

import gametheory as gt

Listed = set[tuple[tuple[F | int, ...], ...]]


def extreme_equilibria(A: Any, B: Any) -> Listed:
    found = gt.nash_equilibria(gt.NormalFormGame.from_bimatrix(A, B))
    assert found.complete
    assert all(r == 0 for r in found.regret)
    return {(tuple(x), tuple(y)) for x, y in found}


def test_tucker_1950_prisoners_dilemma() -> None:
    assert extreme_equilibria([[-1, -9], [0, -6]], [[-1, 0], [-9, -6]]) == {((0, 1), (0, 1))}


def test_luce_and_raiffa_1957_battle_of_the_sexes() -> None:
    assert extreme_equilibria([[2, -1], [-1, 1]], [[1, -1], [-1, 2]]) == {
        ((1, 0), (1, 0)),
        ((0, 1), (0, 1)),
        ((F(3, 5), F(2, 5)), (F(2, 5), F(3, 5))),
    }


def test_shapley_1964_the_game_on_which_fictitious_play_cycles() -> None:
    third = (F(1, 3),) * 3
    A = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    B = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert extreme_equilibria(A, B) == {(third, third)}


def test_aumann_1974_chicken() -> None:
    assert extreme_equilibria([[6, 2], [7, 0]], [[6, 7], [2, 0]]) == {
        ((1, 0), (0, 1)),
        ((0, 1), (1, 0)),
        ((F(2, 3), F(1, 3)), (F(2, 3), F(1, 3))),
    }


def test_bernheim_1984_one_equilibrium_and_more_rationalizable_actions() -> None:
    A = [[0, 2, 7, 0], [5, 3, 5, 0], [7, 2, 0, 0], [0, 0, 0, 10]]
    B = [[7, 5, 0, 1], [2, 3, 2, 1], [0, 5, 7, 1], [0, -2, 0, -1]]
    assert extreme_equilibria(A, B) == {((0, 1, 0, 0), (0, 1, 0, 0))}


@pytest.mark.parametrize("n", range(1, 7))
def test_quint_and_shubik_1997_coordination_has_two_to_the_n_minus_one(n: int) -> None:
    identity = np.eye(n, dtype=int)
    found = gt.nash_equilibria(gt.NormalFormGame.from_bimatrix(identity, identity))
    assert found.complete
    assert len(found) == 2**n - 1
    # Each support is used by both players at equal weights.
    supports = {tuple(x > 0) for x, _ in found}
    assert len(supports) == 2**n - 1


def test_von_stengel_2007_three_by_two() -> None:
    assert extreme_equilibria([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]) == {
        ((1, 0, 0), (1, 0)),
        ((F(4, 5), F(1, 5), 0), (F(2, 3), F(1, 3))),
        ((0, F(1, 3), F(2, 3)), (F(1, 3), F(2, 3))),
    }


def test_von_stengel_2007_degenerate_three_by_two() -> None:
    A, B = [[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]
    assert extreme_equilibria(A, B) == {
        ((1, 0, 0), (1, 0)),
        ((1, 0, 0), (F(2, 3), F(1, 3))),
        ((0, F(1, 3), F(2, 3)), (F(1, 3), F(2, 3))),
    }
    assert gt.nash_equilibria(gt.NormalFormGame.from_bimatrix(A, B)).degenerate


def test_maynard_smith_1982_hawks_and_doves() -> None:
    V, C = 2, 6
    A = np.array([[F(V - C, 2), F(V)], [F(0), F(V, 2)]])
    mixed = (F(V, C), 1 - F(V, C))
    assert extreme_equilibria(A, A.T) == {((1, 0), (0, 1)), ((0, 1), (1, 0)), (mixed, mixed)}


def test_wilson_1971_nondegenerate_games_have_an_odd_number() -> None:
    games = np.random.default_rng(1971).normal(size=(5000, 2, 4, 4))
    found = gt.nash_equilibria(gt.NormalFormGame(games))
    regular = ~found.degenerate
    assert regular.all()
    assert (found.counts % 2 == 1).all()


def test_mclennan_and_park_1999_at_most_fifteen_in_four_by_four() -> None:
    rng = np.random.default_rng(1999)
    covariant = rng.normal(size=(20_000, 4, 4))
    noise = 0.1 * rng.normal(size=(20_000, 2, 4, 4))
    games = covariant[:, None] + noise  # nearly common interests: many equilibria
    found = gt.nash_equilibria(gt.NormalFormGame(games))
    assert found.counts.max() <= 15
    assert found.counts.max() >= 7
