"""Equilibria at square roots at which an unused action ties exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import gametheory as gt
from gametheory.solvers.many_players.irrational_ties import Surd, irrational_tie, never_better

U = 0.5**0.5

# Player 3's third action less her first is worth 1 - y - u y, her first less her second
# y - 2 u (1 - y), where u = 1 - x: both vanish where 2 u^2 = 1 and y = 1 / (1 + u).
WITH_TIE = np.array(
    [
        [[[1, 3, 3], [2, 3, 0]], [[0, 2, 1], [1, 3, 3]]],
        [[[3, 0, 3], [2, 3, 1]], [[2, 2, 2], [0, 0, 3]]],
        [[[3, 3, 2], [1, 2, 1]], [[3, 2, 2], [0, 1, 2]]],
    ]
)


@pytest.mark.parametrize(
    ("a", "b", "d", "sign"),
    [(1, 1, 2, 1), (-1, 1, 2, 1), (-2, 1, 2, -1), (3, -2, 2, 1), (2, -1, 4, 0), (0, 0, 2, 0),
     (0, -1, 2, -1), (-1, 0, 2, -1), (1, -5, 0, 1), (-3, 2, 2, -1)],
)  # fmt: skip
def test_signs_of_surds(a: int, b: int, d: int, sign: int) -> None:
    number = Surd(Fraction(a), Fraction(b), Fraction(d))
    assert number.sign() == sign
    inverse = number.inverse()
    if sign and d:
        assert inverse is not None
        assert number * inverse == Surd(Fraction(1), Fraction(0), Fraction(d))


def test_a_root_of_two_at_which_an_unused_action_ties_is_listed() -> None:
    found = gt.nash_equilibria(gt.NormalFormGame(WITH_TIE, players=3))
    rows = np.concatenate([s.astype(float) for s in found.strategies], axis=1)
    y = 1 / (1 + U)
    mine = [t for t, row in enumerate(rows) if np.abs(row[:4] - [1 - U, U, y, 1 - y]).max() < 1e-12]
    assert len(mine) == 1
    z = rows[mine[0], 4:]
    assert z[1] == 0  # player 3 mixes her first and third
    first, second = (WITH_TIE[0, a].astype(float) @ z @ [y, 1 - y] for a in (0, 1))
    assert abs(first - second) < 1e-12
    assert found.complete
    assert found.degenerate
    assert len(found) == 8


def test_verdicts_at_a_square_root() -> None:
    found = gt.nash_equilibria(gt.NormalFormGame(WITH_TIE, players=3))
    rows = [tuple(s[t].astype(float) for s in found.strategies) for t in range(len(found))]
    profile = next(r for r in rows if abs(r[0][1] - U) < 1e-9)
    used = tuple(s > 0 for s in profile)
    assert irrational_tie(WITH_TIE, used, profile, 1e-3) is True
    every = (*used[:2], np.ones(3, dtype=np.bool_))
    assert irrational_tie(WITH_TIE, every, profile, 1e-3) is False  # known with two in use
    better = WITH_TIE.copy()
    better[2, :, :, 1] += 1
    assert irrational_tie(better, used, profile, 1e-3) is False
    away = (profile[0] + [1e-2, -1e-2], *profile[1:])
    assert irrational_tie(WITH_TIE, used, away, 1e-3) is None
    assert irrational_tie(WITH_TIE, every, (*profile[:2], np.full(3, 1 / 3)), 1e-3) is None


def test_equal_actions_of_a_player_who_takes_one_of_them() -> None:
    """Players 2, 3 and 4 at square roots, while player 1's two actions pay her the same always."""
    three = np.random.default_rng(8).integers(0, 100, (40, 3, 2, 2, 2))
    found = gt.nash_equilibria(gt.NormalFormGame(three, players=3))
    mixed = np.all([s.max(axis=1) < 1 for s in found.to_float().strategies], axis=0)
    games = found.game_index[mixed]
    other = np.random.default_rng(9).integers(0, 100, (40, 3, 2, 2, 2))
    payoffs = np.zeros((40, 4, 2, 2, 2, 2), dtype=np.int64)
    payoffs[:, 1:, 0], payoffs[:, 1:, 1] = three, other
    payoffs[:, 0] = np.random.default_rng(10).integers(0, 100, (40, 1, 2, 2, 2))
    listed = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=4), max_cells=3_000)
    rows = np.concatenate([s.astype(float) for s in listed.strategies], axis=1)
    wanted = np.concatenate([s.astype(float)[mixed] for s in found.strategies], axis=1)
    assert len(games) == 10
    for g, row in zip(games, wanted, strict=True):
        mine = rows[listed.game_index == g]
        assert np.abs(mine - [1, 0, *row]).max(axis=1).min() < 1e-9


def test_never_better() -> None:
    used = (np.array([True, False]), np.array([True, True]), np.array([True, True]))
    payoffs = np.zeros((3, 2, 2, 2))
    assert never_better(payoffs, used)
    payoffs[0, 1, 0, 1] = -1
    assert never_better(payoffs, used)
    payoffs[0, 1, 1, 0] = 1e-9
    assert not never_better(payoffs, used)
