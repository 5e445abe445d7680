"""Games of several players whose answers were wrong once: values by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import gametheory as gt
from gametheory.certificates import regret
from gametheory.solvers.many_players.isolation import mixed_equilibria

BIG = 200_000


def nine_equilibria(shift, kind):
    """McKelvey and McLennan's game, with ``shift`` on every payoff."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=kind) + kind(shift)
    for cell, values in {
        (0, 0, 0): (9, 8, 12),
        (1, 1, 0): (9, 8, 2),
        (0, 1, 1): (3, 4, 6),
        (1, 0, 1): (3, 4, 6),
    }.items():
        for i, value in enumerate(values):
            payoffs[(i, *cell)] += kind(value)
    return gt.NormalFormGame(payoffs, players=3)


@pytest.mark.parametrize("kind", [int, float, Fraction])
@pytest.mark.parametrize("shift", [0, 10**7, 6 * 10**7, 10**12, -(2**40)])
def test_a_constant_on_every_payoff_changes_no_equilibrium(shift, kind):
    found = gt.nash_equilibria(nine_equilibria(shift, kind))
    assert found.complete
    assert len(found) == 9
    base = gt.nash_equilibria(nine_equilibria(0, kind))
    for mine, theirs in zip(found.strategies, base.strategies, strict=True):
        assert mine.tolist() == theirs.tolist()
    assert found.index.tolist() == base.index.tolist()


def test_constants_beyond_every_machine_number():
    found = gt.nash_equilibria(nine_equilibria(10**40, Fraction))
    assert found.complete
    assert len(found) == 9
    assert found.regret.tolist() == [0] * 9


def test_regret_of_whole_payoffs_is_not_lost_in_their_size():
    """(1 - p)^2 = 2 p^2 has no rational root: a double is off by some 1e-17, and so is regret."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=np.int64)
    payoffs[:, 0, 0, 0], payoffs[:, 1, 1, 1] = 1, 2
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs + 10**12, players=3))
    assert found.complete
    assert len(found) == 3
    exact = [np.array([[Fraction(v) for v in row] for row in s.tolist()]) for s in found.strategies]
    truth = regret(gt.NormalFormGame(payoffs, players=3), [0, 0, 0], exact).to_fractions()
    assert found.regret.tolist() == [float(v) for v in truth]
    assert max(found.regret) < 1e-15


def test_regret_of_a_profile_that_is_none_is_seen_beside_large_payoffs():
    """Others at (1/2, 1/2): action 1 loses 1/4 against action 0, whatever is added to both."""
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[0, 0, 0, 0] = 1.0
    half = [np.array([[0.0, 1.0]]), np.array([[0.5, 0.5]]), np.array([[0.5, 0.5]])]
    assert regret(gt.NormalFormGame(payoffs + 2.0**50, players=3), [0], half).tolist() == [0.25]
    assert (
        regret(gt.NormalFormGame((payoffs + 2.0**60).astype(int), players=3), [0], half)[0] == 0.0
    )
    whole = payoffs.astype(int) + 2**60
    assert regret(gt.NormalFormGame(whole, players=3), [0], half).tolist() == [0.25]


@pytest.mark.parametrize("dummy", [False, True])
def test_a_mixed_equilibrium_next_to_a_pure_one(dummy):
    """Mixing needs 1 - p = 200,000 p: the weight 1/200001 is no pure equilibrium rounded."""
    payoffs = np.zeros((3, 2, 2, 2 if dummy else 1), dtype=int)
    payoffs[:2, 0, 0], payoffs[:2, 1, 1] = 1, BIG
    if dummy:
        payoffs[2, :, :, 0] = 1  # the third player's second action is strictly dominated
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3))
    assert found.complete
    assert [str(p) for p in found.strategies[0][:, 1]] == ["1", "1/200001", "0"]
    assert found.index.tolist() == [1, -1, 1]


def test_a_rational_root_of_three_players_keeps_its_place():
    """Others taking with probability p leave me indifferent at (1 - p)^2 = 300^2 p^2."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[:, 0, 0, 0], payoffs[:, 1, 1, 1] = 1, 300**2
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3))
    assert found.complete
    assert [str(p) for p in found.strategies[0][:, 1]] == ["1", "1/301", "0"]


def test_a_player_with_one_action_costs_nothing():
    rng = np.random.default_rng(8)
    for _ in range(30):
        two = rng.integers(-4, 5, size=(2, 3, 3))
        three = np.concatenate([two, rng.integers(-4, 5, size=(1, 3, 3))])[..., None]
        whole, part = (
            gt.nash_equilibria(gt.NormalFormGame(three, players=3)),
            gt.nash_equilibria(gt.NormalFormGame(two, players=2)),
        )
        assert whole.complete
        assert len(whole) == len(part)
        for mine, theirs in zip(whole.strategies, part.strategies, strict=False):
            assert mine.tolist() == theirs.tolist()
        if not part.degenerate:
            assert whole.index.tolist() == part.index.tolist()
            assert not whole.degenerate


def test_dominated_actions_come_back_with_weight_zero():
    rng = np.random.default_rng(9)
    for _ in range(20):
        base = rng.integers(-9, 10, size=(3, 2, 2, 2))
        worse = base.min(axis=2, keepdims=True) - rng.integers(0, 3, size=(3, 2, 1, 2))
        worse[1] -= 1
        longer = np.concatenate([worse, base], axis=2)
        first, second = (
            gt.nash_equilibria(gt.NormalFormGame(p, players=3)) for p in (base, longer)
        )
        assert bool(first.complete) == bool(second.complete)
        assert len(first) == len(second)
        assert set(map(float, second.strategies[1][:, 0])) <= {0.0}
        assert second.strategies[1][:, 1:].tolist() == first.strategies[1].tolist()


def test_a_game_solved_by_dominance_alone():
    """The prisoners' dilemma of three: one equilibrium, strict."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    for i in range(3):
        payoffs[i] = 2 * np.indices((2, 2, 2)).sum(axis=0) - 3 * np.indices((2, 2, 2))[i]
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3))
    assert found.complete
    assert [s.tolist() for s in found.strategies] == [[[1, 0]]] * 3
    assert found.strategies[0].dtype == object  # whole payoffs, exact answer
    assert found.index.tolist() == [1]


def test_one_player_who_still_has_a_choice_is_left_with_a_decision():
    """Players 2 and 3 have one action; player 1's best two tie: a segment, by its ends."""
    payoffs = np.zeros((3, 3, 1, 1), dtype=int)
    payoffs[0, :, 0, 0] = [5, 4, 5]
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3))
    assert found.complete
    assert found.degenerate
    assert found.strategies[0].tolist() == [[0, 0, 1], [1, 0, 0]]


def test_effort_is_bounded_unless_more_is_asked_for() -> None:
    sizes = (5, 5, 5)
    large = np.random.default_rng(1).normal(size=(1, 3, *sizes))
    assert mixed_equilibria(large).cells[0] <= 50_000
    eight = np.random.default_rng(1).normal(size=(1, 8, *(2,) * 8))
    assert mixed_equilibria(eight).cells[0] <= 31_000
    assert mixed_equilibria(eight, max_cells=80_000).cells[0] > 31_000


def test_the_advice_names_an_argument_that_there_is() -> None:
    payoffs = np.random.default_rng(4).normal(size=(3, 2, 2, 2))
    short = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3), max_cells=2)
    assert not short.complete
    assert "nash_equilibria(game, max_cells=...)" in str(short.status)
    assert gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3), max_cells=2_000).complete
