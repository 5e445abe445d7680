"""What the further solution concepts refuse, and the edges of what they accept."""

from fractions import Fraction
from functools import partial

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, TooLarge, UnknownName

PENNIES = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
THREE = gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=3)


@pytest.mark.parametrize(
    ("rationality", "told"),
    [(-1, "rationality is -1.0"), ([0, np.nan], r"index \(1,\) is nan"), (np.inf, "logit_branch"),
     ("high", "'high' is not a number")],
)  # fmt: skip
def test_rationality_must_be_finite_and_not_negative(rationality, told):
    with pytest.raises(InvalidInput, match=told):
        gt.logit_equilibria(PENNIES, rationality)


def test_branch_bounds():
    with pytest.raises(InvalidInput, match="max_rationality is 0"):
        gt.logit_branch(PENNIES, max_rationality=0)
    with pytest.raises(InvalidInput, match="doubles cannot tell"):
        gt.logit_branch(PENNIES, max_rationality=1e13)
    with pytest.raises(InvalidInput, match="max_steps is 3"):
        gt.logit_branch(PENNIES, max_steps=3)
    bounded = gt.logit_branch(
        gt.NormalFormGame.from_bimatrix([[3, 0], [1, 2]], [[2, 1], [0, 3]]), max_rationality=1.5
    )
    assert bounded.rationality[-1] == 1.5
    assert bounded.residual[-1] < 1e-12


def test_a_short_branch_says_so():
    game = gt.NormalFormGame(np.random.default_rng(0).normal(size=(2, 3, 3)))
    branch = gt.logit_branch(game, max_steps=10)
    assert "max_steps" in str(branch.status)
    found = gt.logit_equilibria(game, [0.01, 1000.0], max_steps=10)
    assert found.counts.tolist() == [1, 0]
    assert "max_steps" in found.status[1]


def test_rationality_beyond_double_precision_is_left_unanswered_with_advice():
    found = gt.logit_equilibria(PENNIES, [1.0, 1e15])
    assert found.counts.tolist() == [1, 0]
    assert found.complete.tolist() == [True, False]
    assert "logit_branch" in found.status[1]


def test_degenerate_shapes_of_logit():
    nobody = gt.NormalFormGame(np.zeros((0, 2, 3, 2)), players=2)
    assert len(gt.logit_equilibria(nobody, [1.0, 2.0])) == 0
    assert len(gt.logit_branch(nobody)) == 0
    assert gt.logit_equilibria(PENNIES, []).counts.shape == (0,)
    single = gt.NormalFormGame(np.ones((2, 1, 1)))
    assert gt.logit_equilibria(single, 3.0).strategies[0].tolist() == [[1.0]]
    equal = gt.logit_equilibria(THREE, [0.0, 5.0])
    assert all((s == 0.5).all() for s in equal.strategies)
    exact = gt.NormalFormGame(
        np.array([[[Fraction(1, 3), 0], [0, 1]], [[0, 1], [1, 0]]], dtype=object)
    )
    assert gt.logit_equilibria(exact, 1.0).residual.max() < 1e-12


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1e12, 1e300])
def test_logit_at_any_scale(scale):
    payoffs = np.random.default_rng(3).normal(size=(2, 3, 2))
    plain = gt.logit_equilibria(gt.NormalFormGame(payoffs), 2.0)
    scaled = gt.logit_equilibria(gt.NormalFormGame(payoffs * scale), 2.0 / scale)
    for mine, theirs in zip(plain.strategies, scaled.strategies, strict=True):
        assert np.abs(mine - theirs).max() < 1e-10


def test_exact_payoffs_beyond_doubles():
    tall = np.array([[10**400, 0], [0, 1]], dtype=object)
    game = gt.NormalFormGame.from_bimatrix(tall, tall)
    with pytest.raises(InvalidInput, match="too large for a double"):
        gt.logit_equilibria(game, 1.0)
    assert gt.correlated_equilibrium(game).value == 2 * 10**400
    assert gt.stackelberg_equilibrium(game).payoffs[0] == 10**400
    assert gt.rationalizable_actions(game).surviving[0].all()


def test_correlated_refusals():
    with pytest.raises(UnknownName, match="Did you mean 'welfare'"):
        gt.correlated_equilibrium(PENNIES, "welfair")
    with pytest.raises(UnknownName, match="coarse"):
        gt.correlated_equilibrium(PENNIES, kind="course")
    with pytest.raises(InvalidInput, match="player 2"):
        gt.correlated_equilibrium(PENNIES, 2)
    with pytest.raises(InvalidInput, match="does not broadcast"):
        gt.correlated_equilibrium(PENNIES, np.zeros((3, 2)))
    with pytest.raises(InvalidInput, match="expected a NormalFormGame"):
        gt.correlated_equilibrium([[1, 2], [3, 4]])


def test_correlated_objectives():
    game = gt.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    crash = np.zeros((2, 2))
    crash[1, 1] = -1.0
    assert gt.correlated_equilibrium(game, crash).value == 0
    assert gt.correlated_equilibrium(game, -crash).value > 0  # at worst some crashes happen
    assert gt.correlated_equilibrium(game, 1).value == 7
    fair = gt.correlated_equilibrium(game, "egalitarian")
    assert fair.value == min(fair.payoffs) == Fraction(21, 4)
    assert fair.marginal(0).tolist() == [Fraction(3, 4), Fraction(1, 4)]
    batch = gt.NormalFormGame(np.stack([game.payoffs] * 3), players=2)
    assert gt.correlated_equilibrium(batch).value.tolist() == [Fraction(21, 2)] * 3
    nobody = gt.NormalFormGame(np.zeros((0, 2, 3, 2)), players=2)
    assert gt.correlated_equilibrium(nobody).distribution.shape == (0, 3, 2)


def test_a_large_exact_game_says_that_it_was_solved_in_floats():
    payoffs = np.random.default_rng(0).integers(0, 50, size=(2, 9, 9))
    best = gt.correlated_equilibrium(gt.NormalFormGame(payoffs))
    assert "floating point" in str(best.status)
    assert best.gain < 1e-7


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (gt.rationalizable_actions, ()),
        (gt.iterated_elimination, ()),
        (gt.correlated_equilibrium, ()),
        (gt.stackelberg_equilibrium, ()),
        (gt.evolutionarily_stable_strategies, ()),
        (gt.pure_nash_equilibria, ()),
        (gt.nash_equilibria, ()),
        (gt.nash_equilibrium, ()),
        (gt.nash_components, ()),
        (gt.degeneracy_witness, ()),
        (gt.zero_sum_solution, ()),
        (gt.isolated_equilibria, ()),
        (gt.logit_branch, ()),
        (gt.logit_equilibria, (1.0,)),
    ],
)
def test_what_is_no_game_is_refused_in_the_name_of_the_function_called(function, arguments):
    for wrong in (3, [[1, 2], [3, 4]], None):
        with pytest.raises(InvalidInput, match=f"^{function.__name__}: expected a NormalFormGame"):
            function(wrong, *arguments)


def test_components_of_a_game_too_large_name_the_way_out():
    large = gt.NormalFormGame(np.random.default_rng(0).normal(size=(2, 13, 13)))
    with pytest.raises(TooLarge, match=r"^nash_components: 13 x 13 .*nash_equilibrium\(game\)"):
        gt.nash_components(large)


def test_a_degeneracy_witness_of_a_large_game_is_pure_or_refused_at_once():
    large = np.random.default_rng(0).normal(size=(2, 40, 40))
    with pytest.raises(TooLarge, match=r"^degeneracy_witness: .* 40 x 40 .* 10 x 10"):
        gt.degeneracy_witness(gt.NormalFormGame(large))
    large[1, 7, 3:5] = large[1].max() + 1
    witness = gt.degeneracy_witness(gt.NormalFormGame(large))
    assert (witness.player, witness.support, witness.best_replies) == (0, (7,), (3, 4))


def test_a_game_too_large_to_enumerate_names_the_way_out():
    large = gt.NormalFormGame(np.zeros((2, 13, 13)))
    with pytest.raises(TooLarge, match=r"^nash_equilibria: 13 x 13 .*nash_equilibrium\(game\)"):
        gt.nash_equilibria(large)


@pytest.mark.parametrize(
    ("function", "limit", "least"),
    [
        (gt.nash_equilibria, "threads", 1),
        (gt.nash_equilibrium, "max_pivots", 1),
        (gt.zero_sum_solution, "max_pivots", 1),
        (gt.isolated_equilibria, "max_cells", 1),
        (gt.logit_branch, "max_steps", 10),
        (partial(gt.logit_equilibria, rationality=1.0), "max_steps", 10),
    ],
)
def test_a_limit_is_a_whole_number(function, limit, least):
    for wrong in (least - 1, -1, 2.5, 1e6, "5"):
        with pytest.raises(InvalidInput, match=rf": {limit} is .* an integer of at least {least}"):
            function(PENNIES, **{limit: wrong})
    assert function(PENNIES, **{limit: np.int64(1000)}) is not None


def test_a_limit_may_be_longer_than_compiled_code_can_count():
    assert gt.nash_equilibrium(PENNIES, max_pivots=10**30).regret == 0
    floats = PENNIES.with_payoffs(PENNIES.payoffs.astype(float))
    assert gt.nash_equilibrium(floats, method="lemke-howson", max_pivots=10**30).regret == 0


def test_elimination_refusals_and_edges():
    with pytest.raises(UnknownName, match="dominance"):
        gt.iterated_elimination(PENNIES, "strictly")
    with pytest.raises(UnknownName, match="dominators"):
        gt.iterated_elimination(PENNIES, dominators="any")
    nobody = gt.NormalFormGame(np.zeros((0, 2, 3, 2)), players=2)
    assert gt.rationalizable_actions(nobody).surviving[0].shape == (0, 3)
    assert len(gt.rationalizable_actions(THREE).game_index) == 0
    assert "order" in str(gt.iterated_elimination(PENNIES, "weak").status)
    huge = gt.NormalFormGame.from_bimatrix([[2**60 + 1, 2**60 + 1], [2**60, 2**60]], [[0, 0]] * 2)
    assert gt.rationalizable_actions(huge).surviving[0].tolist() == [True, False]
    with pytest.raises(TypeError, match="surviving"):
        _ = gt.rationalizable_actions(gt.NormalFormGame(np.zeros((4, 2, 2, 2)))).actions


def test_commitment_refusals():
    with pytest.raises(InvalidInput, match="3 players"):
        gt.stackelberg_equilibrium(THREE)
    with pytest.raises(UnknownName, match="leader"):
        gt.stackelberg_equilibrium(PENNIES, "third")
    with pytest.raises(InvalidInput, match="leader is 2"):
        gt.stackelberg_equilibrium(PENNIES, 2)
    with pytest.raises(InvalidInput, match="need not exist"):
        gt.stackelberg_equilibrium(PENNIES, tie="weak")
    with pytest.raises(UnknownName, match="commitment"):
        gt.stackelberg_equilibrium(PENNIES, commitment="both")
    nobody = gt.NormalFormGame(np.zeros((0, 2, 3, 2)), players=2)
    assert gt.stackelberg_equilibrium(nobody).strategy.shape == (0, 3)
    value = gt.stackelberg_equilibrium(PENNIES, "2")
    assert value.payoffs.tolist() == [0, 0]


def test_stability_refusals():
    with pytest.raises(InvalidInput, match="not symmetric: player 2 gets"):
        gt.evolutionarily_stable_strategies(PENNIES)
    with pytest.raises(InvalidInput, match="3 players"):
        gt.evolutionarily_stable_strategies(THREE)
    with pytest.raises(InvalidInput, match="has 2 actions"):
        gt.evolutionarily_stable_strategies(gt.NormalFormGame(np.zeros((2, 2, 3))))
    with pytest.raises(TooLarge, match="13 actions"):
        gt.evolutionarily_stable_strategies(gt.NormalFormGame(np.zeros((2, 13, 13))))
    nobody = gt.NormalFormGame(np.zeros((0, 2, 3, 3)), players=2)
    assert gt.evolutionarily_stable_strategies(nobody).strategies.shape == (0, 3)
    tall = np.array([[0, 10**400], [10**400, 0]], dtype=object)
    found = gt.evolutionarily_stable_strategies(gt.NormalFormGame.from_bimatrix(tall, tall))
    assert found.strategies.tolist() == [[Fraction(1, 2)] * 2]
    # All payoffs equal: every strategy does as well as any other, so none is stable.
    same = gt.NormalFormGame(np.ones((2, 3, 3)))
    assert len(gt.evolutionarily_stable_strategies(same)) == 0
