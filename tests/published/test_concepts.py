"""Results of the literature on the further solution concepts, recomputed from the games."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import brentq

import gametheory as gt

HALF = Fraction(1, 2)


def test_aumann_1974_chicken():
    game = gt.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    best = gt.correlated_equilibrium(game)
    # Let p be on (6,6) and r on each of (2,7), (7,2): obedience to the first action needs
    # p <= 2r; with p + 2r = 1 the welfare 12 p + 18 r is greatest at p = 1/2.
    assert best.distribution.tolist() == [[HALF, HALF / 2], [HALF / 2, 0]]
    assert best.value == Fraction(21, 2)
    # No Nash equilibrium does as well: the pure ones give 9, the mixed one 2 * 14/3.
    assert best.value > max(9, Fraction(28, 3))
    assert gt.correlated_equilibrium(game, "1").value == 7


@pytest.mark.parametrize("prize", [1.0, 4.0, 9.0])
def test_mckelvey_palfrey_1995_asymmetric_matching_pennies(prize):
    """Own payoffs matter: player 1 plays the action with the prize more than half the time."""
    game = gt.NormalFormGame.from_bimatrix([[prize, 0], [0, 1]], [[0, 1], [1, 0]])
    for lam in (0.5, 1.0, 3.0):
        found = gt.logit_equilibria(game, lam)

        def excess(p, lam=lam):
            q = 1 / (1 + np.exp(lam * (2 * p - 1)))  # player 2's first action
            return p - 1 / (1 + np.exp(-lam * (prize * q - (1 - q))))

        p = brentq(excess, 0.0, 1.0, xtol=1e-15)
        assert len(found) == 1
        assert abs(found.strategies[0][0, 0] - p) < 1e-12
        if prize > 1:
            assert p > 0.5
    limit = gt.logit_branch(game).limit
    assert np.allclose(limit.strategies[0][0], [0.5, 0.5])
    assert np.allclose(limit.strategies[1][0], [1 / (1 + prize), prize / (1 + prize)])


@pytest.mark.parametrize("actions", [2, 3, 4])
def test_symmetric_coordination_bifurcates_at_the_number_of_actions(actions):
    """At the centroid the response has slope lambda/m on every direction: it crosses 1 at m."""
    pure = np.eye(actions)
    branch = gt.logit_branch(gt.NormalFormGame.from_bimatrix(pure, pure))
    assert len(branch.bifurcations) == 1
    # Of m - 1 branches at once the determinant tells only to its (m - 1)th root.
    assert abs(branch.bifurcations[0, 1] - actions) < (1e-6 if actions < 4 else 1e-3)
    assert np.allclose(branch.strategies[0], 1 / actions)  # it goes straight on
    assert branch.limit.regret[0] < 1e-15


def test_turocy_2005_the_branch_selects_risk_dominance_in_symmetric_2x2():
    rng = np.random.default_rng(3)
    A = rng.uniform(0, 1, (200, 2, 2))
    A[:, [0, 1], [0, 1]] += 1.0
    limit = gt.logit_branch(gt.NormalFormGame.from_bimatrix(A, A.swapaxes(1, 2))).limit
    first = (A[:, 0, 0] - A[:, 1, 0]) > (A[:, 1, 1] - A[:, 0, 1])
    for strategy in limit.strategies:
        assert np.array_equal(strategy[:, 0] > 0.5, first)
    assert limit.regret.max() < 1e-14


def test_best_replies_to_the_centroid_are_never_left_in_2x2():
    """Where both players' best replies to an even mix form an equilibrium, the branch ends there.

    On the branch a player's log-odds could change sign only with the other's at a fixed value of
    the other sign.
    """
    rng = np.random.default_rng(3)
    A, B = rng.uniform(0, 1, (2, 200, 2, 2))
    A[:, [0, 1], [0, 1]] += 1.0
    B[:, [0, 1], [0, 1]] += 1.0
    own = A[:, 0].sum(axis=1) > A[:, 1].sum(axis=1)
    other = B[:, :, 0].sum(axis=1) > B[:, :, 1].sum(axis=1)
    agree = own == other
    assert agree.sum() > 50
    limit = gt.logit_branch(gt.NormalFormGame.from_bimatrix(A[agree], B[agree])).limit
    for strategy in limit.strategies:
        assert np.array_equal(strategy[:, 0] > 0.5, own[agree])


@pytest.mark.parametrize(("prize", "injury"), [(2, 4), (1, 3), (4, 2), (3, 3)])
def test_maynard_smith_price_1973_hawk_dove(prize, injury):
    v, c = Fraction(prize), Fraction(injury)
    A = np.array([[(v - c) / 2, v], [Fraction(0), v / 2]], dtype=object)
    stable = gt.evolutionarily_stable_strategies(gt.NormalFormGame.from_bimatrix(A, A.T))
    hawks = min(v / c, Fraction(1))
    assert stable.strategies.tolist() == [[hawks, 1 - hawks]]
    assert stable.regret.tolist() == [0]


@pytest.mark.parametrize(("win", "stable"), [(2, True), (1, False), (HALF, False)])
def test_rock_paper_scissors_is_stable_only_if_winning_pays_more_than_losing_costs(win, stable):
    A = np.array([[0, -1, win], [win, 0, -1], [-1, win, 0]], dtype=object)
    found = gt.evolutionarily_stable_strategies(gt.NormalFormGame.from_bimatrix(A, A.T))
    assert found.strategies.tolist() == ([[Fraction(1, 3)] * 3] if stable else [])


def test_conitzer_sandholm_2006_commitment_beats_simultaneous_play():
    # The top row dominates, so the only equilibrium pays the row player 2.
    game = gt.NormalFormGame.from_bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    assert gt.rationalizable_actions(game).actions == (("1",), ("1",))
    assert gt.stackelberg_equilibrium(game, commitment="pure").payoffs[0] == 3
    mixed = gt.stackelberg_equilibrium(game)
    assert mixed.payoffs[0] == Fraction(7, 2)
    assert mixed.follower_regret == 0


def test_gibbons_1992_iterated_elimination():
    game = gt.NormalFormGame.from_bimatrix(
        [[1, 1, 0], [0, 0, 2]],
        [[0, 2, 1], [3, 1, 0]],
        actions=[["Up", "Down"], ["Left", "Middle", "Right"]],
    )
    left = gt.rationalizable_actions(game)
    assert left.actions == (("Up",), ("Middle",))
    assert [(s.round, s.action) for s in left.steps()] == [(1, "Right"), (2, "Down"), (3, "Left")]
    assert bool(left.solvable)


def test_cournot_by_iterated_elimination():
    """Linear Cournot duopoly: outputs next to the Nash output 4 are best replies to each other."""
    outputs = np.arange(13)  # price 12 - total, no costs; the best reply to q is 6 - q/2
    q1, q2 = np.meshgrid(outputs, outputs, indexing="ij")
    price = 12 - q1 - q2
    left = gt.rationalizable_actions(gt.NormalFormGame.from_bimatrix(q1 * price, q2 * price))
    assert [outputs[mask].tolist() for mask in left.surviving] == [[3, 4, 5]] * 2
    # On twice as fine a grid the interval of survivors is half as wide.
    fine = [Fraction(k, 2) for k in range(25)]
    q1 = np.array([[q] * 25 for q in fine], dtype=object)
    price = 12 - q1 - q1.T
    game = gt.NormalFormGame.from_bimatrix(q1 * price, q1.T * price)
    half = gt.rationalizable_actions(game)
    kept = [fine[k] for k in np.flatnonzero(half.surviving[0])]
    assert kept == [Fraction(7, 2), 4, Fraction(9, 2)]
