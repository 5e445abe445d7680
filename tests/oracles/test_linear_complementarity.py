"""Continuous games against brute force: every face solved in rationals, every status earned."""

from __future__ import annotations

import itertools
from fractions import Fraction as F
from math import prod

import numpy as np
import pytest

import gametheory as gt
from gametheory.solutions.status import Status as S
from gametheory.solvers.complementarity import faces as lcp


def determinant(matrix):
    """Leibniz' formula: shares no step with elimination."""
    n = len(matrix)
    total = F(0)
    for order in itertools.permutations(range(n)):
        sign = (-1) ** sum(order[i] > order[j] for i in range(n) for j in range(i + 1, n))
        total += sign * prod(matrix[i][order[i]] for i in range(n))
    return total


def brute_force(r, slopes, lower, upper):
    """Isolated solutions by Cramer's rule on every face; None if a face is singular."""
    n = len(r)
    found = set()
    for state in itertools.product(range(3), repeat=n):
        if any(s == 2 and upper[i] == np.inf for i, s in enumerate(state)):
            continue
        matrix = [
            [F(i == j) - (slopes[i][j] if s == 1 else 0) for j in range(n)]
            for i, s in enumerate(state)
        ]
        rhs = [r[i] if s == 1 else lower[i] if s == 0 else upper[i] for i, s in enumerate(state)]
        below = determinant(matrix)
        if below == 0:
            return None
        point = [
            determinant(
                [[rhs[i] if j == k else row[j] for j in range(n)] for i, row in enumerate(matrix)]
            )
            / below
            for k in range(n)
        ]
        replies = [r[i] + sum(slopes[i][j] * point[j] for j in range(n)) for i in range(n)]
        if all(
            x == min(u, max(low, b))
            for x, b, low, u in zip(point, replies, lower, upper, strict=True)
        ):
            found.add(tuple(point))
    return sorted(found)


def random_exact_game(rng, n, sign, ceiling):
    r = [F(int(k), 2) for k in rng.integers(-3, 4, n)]
    low = 0 if sign else -5
    slopes = [
        [F(0) if i == j else F(int(rng.integers(low, 6)), 4) for j in range(n)] for i in range(n)
    ]
    upper = [F(4)] * n if ceiling else [np.inf] * n
    return r, slopes, [F(0)] * n, upper


@pytest.mark.parametrize("ceiling", [False, True])
@pytest.mark.parametrize("sign", [False, True])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_every_equilibrium_of_random_rational_games_is_found(n, sign, ceiling):
    rng = np.random.default_rng(10 * n + 2 * sign + ceiling)
    seen = set()
    for _ in range(40 if n < 3 else 12):
        r, slopes, lower, upper = random_exact_game(rng, n, sign, ceiling)
        expected = brute_force(r, slopes, lower, upper)
        exact = gt.linear_reply_equilibria(gt.LinearReplyGame(r, slopes, upper=upper))
        if expected is None:
            continue
        seen.add(int(exact.status_code))
        assert [tuple(row) for row in exact.actions] == expected
        assert all(gain == 0 for gain in exact.regret)
        floats = gt.linear_reply_equilibria(
            gt.LinearReplyGame(np.array(r, float), np.array(slopes, float), upper=upper)
        )
        assert floats.status_code == exact.status_code
        np.testing.assert_allclose(
            floats.actions, np.array(expected, float).reshape(-1, n), atol=1e-11
        )
    assert seen, "every draw was singular: the test decided nothing"


def test_p_matrix_test_agrees_with_all_principal_minors():
    rng = np.random.default_rng(0)
    answers = set()
    for _ in range(300):
        n = int(rng.integers(2, 5))
        slopes = rng.integers(-4, 5, (n, n)) / 3.0
        np.fill_diagonal(slopes, 0)
        if rng.random() < 0.5:
            slopes = abs(slopes)
        matrix = np.eye(n) - slopes
        minors = [
            np.linalg.det(matrix[np.ix_(c, c)])
            for k in range(1, n + 1)
            for c in itertools.combinations(range(n), k)
        ]
        if min(abs(m) for m in minors) < 1e-6:
            continue
        listing = lcp.solve(-np.ones((1, n)), slopes[None], np.zeros((1, n)), np.full((1, n), 5.0))
        unique = listing.outcome[0] == lcp.Outcome.UNIQUE
        assert unique == (min(minors) > 0)
        answers.add(bool(unique))
    assert answers == {True, False}


def test_nonnegative_slopes_are_bounded_exactly_below_spectral_radius_one():
    """Two criteria that share no code: eigenvalues, and the solver's status."""
    rng = np.random.default_rng(1)
    slopes = rng.random((2000, 4, 4)) * 0.7
    slopes[:, range(4), range(4)] = 0
    radius = abs(np.linalg.eigvals(slopes)).max(axis=-1)
    eq = gt.linear_reply_equilibria(gt.LinearReplyGame(np.ones((2000, 4)), slopes))
    assert 100 < (radius < 1).sum() < 1900
    np.testing.assert_array_equal(eq.status_code == S.UNIQUE, radius < 1)
    np.testing.assert_array_equal(eq.status_code == S.RUNAWAY, radius > 1)
    interior = np.linalg.solve(np.eye(4) - slopes[radius < 0.99], np.ones((1, 4, 1)))[..., 0]
    np.testing.assert_allclose(eq.unique[radius < 0.99], interior, rtol=1e-9)


def test_critical_slopes_are_decided_exactly_in_floats():
    """gamma = 1 exactly in binary, and one unit in the last place below and above it."""
    tiny = np.spacing(1.0)
    for slope, expected in ((1.0, S.RUNAWAY), (1.0 + tiny, S.RUNAWAY), (1.0 - tiny, S.UNIQUE)):
        game = gt.LinearReplyGame([1.0, 1.0], [[0.0, slope], [1.0, 0.0]])
        assert gt.linear_reply_equilibria(game).status_code == expected


@pytest.mark.parametrize("upper", [np.inf, F(3)])
def test_a_continuum_is_recognised_and_its_extreme_points_listed(upper):
    game = gt.LinearReplyGame([0, 0], [[0, 1], [1, 0]], upper=upper)
    eq = gt.linear_reply_equilibria(game)
    ends = [(0, 0)] if upper == np.inf else [(0, 0), (3, 3)]
    assert eq.status_code == S.CONTINUUM
    assert [tuple(row) for row in eq.actions] == ends
    middle = gt.deviation_gains(game, [F(1), F(1)])
    assert list(middle) == [0, 0]


def test_too_many_faces_without_a_guarantee_is_said():
    slopes = 1.0 - np.eye(14)
    eq = gt.linear_reply_equilibria(gt.LinearReplyGame(-np.ones(14), slopes))
    assert eq.status_code == S.NOT_GUARANTEED
    assert not eq.complete
    assert "nothing is guaranteed" in str(eq.status)


def test_badly_scaled_games_keep_their_relative_accuracy():
    for scale in (1e-12, 1.0, 1e12):
        game = gt.LinearReplyGame(
            scale * np.array([1.0, -0.2, 3.0]), np.full((3, 3), 0.3) - 0.3 * np.eye(3)
        )
        base = gt.linear_reply_equilibria(gt.LinearReplyGame([1.0, -0.2, 3.0], game.slopes))
        np.testing.assert_allclose(
            gt.linear_reply_equilibria(game).actions, scale * base.actions, rtol=1e-12
        )


def test_players_of_very_different_size_share_one_game():
    """A dwarf beside a giant keeps its own relative accuracy."""
    r = np.array([1e12, 1e-12, -1e-3])
    slopes = np.array([[0, 0, 0], [0, 0, 0.5], [0, 0.5, 0]])
    eq = gt.linear_reply_equilibria(gt.LinearReplyGame(r, slopes))
    np.testing.assert_allclose(eq.actions, [[1e12, 1e-12, 0]], rtol=1e-12)
