"""One equilibrium of large two-player games: no cycling, exact where asked, honest where not."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.exact.whole import from_least
from gametheory.solutions.status import Status
from gametheory.solvers.one_equilibrium.exact_pivoting import (
    equalising_fractions,
    exact_path,
)
from gametheory.solvers.one_equilibrium.lemke_howson import lemke_howson
from gametheory.solvers.one_equilibrium.zero_sum import optimal_strategies
from tests.campaigns.large_game_families import degenerate_families, moment_curve_game


def gains(payoffs, x, y):
    """What each player could gain, from first principles."""
    a, b = payoffs
    return max(a @ y) - x @ a @ y, max(x @ b) - x @ b @ y


def check_rows(equilibria, payoffs, tolerance):
    assert equilibria.counts.ravel().tolist() == [1] * len(payoffs)
    for g, (x, y) in enumerate(equilibria):
        span = max(np.ptp(payoffs[g, 0]), np.ptp(payoffs[g, 1]), 1e-300)
        assert min(x.min(), y.min()) >= 0
        assert abs(x.sum() - 1) <= 1e-12
        assert abs(y.sum() - 1) <= 1e-12
        assert max(gains(payoffs[g], x, y)) <= tolerance * span


@pytest.mark.parametrize("shape", [(2, 2), (3, 5), (7, 2), (1, 4), (20, 20), (60, 45)], ids=str)
def test_random_games(shape):
    rng = np.random.default_rng(shape[0])
    payoffs = rng.normal(size=(30, 2, *shape))
    for method in ("auto", "lemke-howson"):
        found = gt.nash_equilibrium(gt.NormalFormGame(payoffs, players=2), method=method)
        check_rows(found, payoffs, 1e-13)


@pytest.mark.parametrize("exact", [False, True], ids=["floats", "integers"])
@pytest.mark.parametrize("n", [3, 8, 31])
def test_degenerate_games_do_not_cycle(n, exact):
    for name, payoffs in degenerate_families(np.random.default_rng(n), n):
        given = payoffs if exact else payoffs.astype(float)
        for method in ("lemke-howson", "auto"):
            found = gt.nash_equilibrium(gt.NormalFormGame(given), method=method)
            assert len(found) == 1, name
            if exact:
                assert found.regret.tolist() == [0], name
                assert isinstance(found.strategies[0][0, 0], Fraction)
            else:
                check_rows(found, given[None], 1e-13)


@pytest.mark.parametrize(("d", "longest"), [(2, 4), (4, 20), (6, 88)])
def test_dual_cyclic_games_have_long_paths_and_are_solved(d, longest):
    payoffs = moment_curve_game(d)
    a, b = (from_least(matrix) for matrix in payoffs)
    # The longest paths grow as 4, 20, 88, 376, ...: about (2 + sqrt 5)^(d/2).
    assert exact_path(a, b, 0, longest - 1) is None
    assert exact_path(a, b, 0, longest) is not None
    found = gt.nash_equilibrium(gt.NormalFormGame(payoffs), method="lemke-howson")
    assert found.regret.tolist() == [0]
    assert np.all(found.strategies[0] > 0)  # the only equilibrium has full support


@pytest.mark.parametrize("top", [2, 4, 1000])
def test_short_paths_are_those_of_exact_pivoting(top):
    rng = np.random.default_rng(top)
    compared = 0
    for _ in range(60):
        payoffs = rng.integers(0, top, (2, 4, 6))
        one = lemke_howson(payoffs.astype(float)[None])
        length = int(one.pivots[0])
        if length > 16:  # later paths start elsewhere
            continue
        a, b = (from_least(matrix) for matrix in payoffs)
        # Ties included, every pivot is the one that integers make.
        assert exact_path(a, b, 0, length - 1) is None
        x, y = exact_path(a, b, 0, length)
        assert one.x[0] == pytest.approx(np.array(x, dtype=float), abs=1e-12)
        assert one.y[0] == pytest.approx(np.array(y, dtype=float), abs=1e-12)
        compared += 1
    assert compared >= 40


def test_long_paths_keep_their_accuracy():
    rng = np.random.default_rng(12)
    a = rng.normal(size=(4, 60, 60))
    payoffs = np.stack([a, -0.9 * a + 0.1 * rng.normal(size=a.shape)], axis=1)
    one = lemke_howson(payoffs)
    assert one.found.all()
    assert one.pivots.max() > 500
    for g in range(4):
        assert max(gains(payoffs[g], one.x[g], one.y[g])) <= 1e-13 * np.ptp(payoffs[g])


def test_large_random_games_take_few_pivots():
    payoffs = np.random.default_rng(5).normal(size=(3, 2, 300, 260))
    one = lemke_howson(payoffs)
    assert one.found.all()
    # A dictionary pivoted along the path of the first label alone takes tens of thousands.
    assert one.pivots.max() <= 5_000
    for g in range(3):
        assert max(gains(payoffs[g], one.x[g], one.y[g])) <= 1e-13 * np.ptp(payoffs[g])


def test_payoffs_near_the_largest_doubles():
    payoffs = np.random.default_rng(9).uniform(-1, 1, size=(2, 5, 5)) * 1.7e308
    found = gt.nash_equilibrium(gt.NormalFormGame(payoffs))
    assert len(found) == 1
    x, y = (strategy[0] for strategy in found.strategies)
    assert max(gains(payoffs / 2**10, x, y)) <= 1e-13 * 1.7e308 / 2**9


def test_games_near_the_largest_doubles_are_not_taken_for_zero_sum():
    top = np.finfo(np.float64).max
    # B = constant - 2 A holds in two entries only; the entry that shows it is 2e308 off.
    a = np.array([[1e300, 5e-324, 0.0], [-top, 5e-324, 1.0], [0.0, 1.0, 0.0]])
    b = np.array([[-top, top, -5e-324], [top, -top, 5e-324], [1e300, 0.0, 0.0]])
    game = gt.NormalFormGame.from_bimatrix(a, b)
    assert gt.nash_equilibrium(game).regret[0] <= 1e-12
    for refused in (gt.zero_sum_solution, partial(gt.nash_equilibrium, method="zero-sum")):
        with pytest.raises(InvalidInput, match="not zero-sum"):
            refused(game)


@pytest.mark.parametrize("zero_sum", [False, True])
def test_an_answer_does_not_depend_on_what_overflows_elsewhere_in_the_batch(zero_sum):
    rng, top = np.random.default_rng(5), np.finfo(np.float64).max
    # Payoffs that overflow, and small ones that no rescaling of the others may touch.
    games = rng.choice([top, -top, np.nextafter(top, 0), top / 2, 0.0, 1.0], size=(60, 2, 4, 7))
    games[1::3] = rng.choice([-top, -1.0, 1.2e-300, 2.3e-300], size=(20, 2, 4, 7))
    if zero_sum:
        games[:, 1] = -games[:, 0]
    found = gt.nash_equilibrium(gt.NormalFormGame(games), method="lemke-howson")
    assert len(found) == 60
    assert np.isfinite(found.payoffs).all()
    for g in range(60):
        alone = gt.nash_equilibrium(gt.NormalFormGame(games[g]), method="lemke-howson")
        assert alone.payoffs.tobytes() == found[g].payoffs.tobytes()
        assert alone.regret.tobytes() == found[g].regret.tobytes()
        assert alone.regret[0] <= 1e-11 * np.abs(games[g]).max()


def test_a_zero_sum_game_whose_first_row_is_rounding_is_recognised():
    a = np.array([[1e-20, 2e-20], [1.0, -1.0], [-1.0, 1.0]])
    b = -a
    b[0] = [-3e-17, 5e-18]
    found = gt.nash_equilibrium(gt.NormalFormGame.from_bimatrix(a, b), method="zero-sum")
    assert len(found) == 1
    assert found.regret[0] <= 1e-15
    with pytest.raises(InvalidInput, match="not zero-sum"):
        gt.nash_equilibrium(gt.NormalFormGame.from_bimatrix(a, b + np.eye(3, 2)), method="zero-sum")


def test_the_pivot_cap_is_kept_and_reported():
    payoffs = moment_curve_game(6).astype(float)
    found = gt.nash_equilibrium(gt.NormalFormGame(payoffs), method="lemke-howson", max_pivots=3)
    # Six actions are few enough for the exact path, which may still answer.
    solved = lemke_howson(payoffs[None], max_pivots=3)
    assert solved.pivots[0] <= 3
    assert len(found) == int(solved.found[0])
    large = np.random.default_rng(0).normal(size=(2, 150, 150))
    capped = gt.nash_equilibrium(gt.NormalFormGame(large), method="lemke-howson", max_pivots=2)
    assert len(capped) == 0
    assert not capped.complete
    assert capped.status[()] == Status.PIVOT_LIMIT.advice


def test_exact_games_of_the_size_where_floats_only_guide():
    rng = np.random.default_rng(1)
    payoffs = rng.integers(-50, 50, (2, 40, 40))
    found = gt.nash_equilibrium(gt.NormalFormGame(payoffs), method="lemke-howson")
    x, y = (strategy[0] for strategy in found.strategies)
    assert sum(x) == 1
    assert sum(y) == 1
    assert gains(payoffs.astype(object), x, y) == (0, 0)


def test_fractions_far_beyond_doubles():
    big = Fraction(10) ** 400
    game = gt.NormalFormGame.from_bimatrix([[2 * big, big], [big, 3 * big]], [[-1, 1], [1, -1]])
    found = gt.nash_equilibrium(game)
    assert found.regret.tolist() == [0]
    assert found.strategies[1].tolist() == [[Fraction(2, 3), Fraction(1, 3)]]


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1e12, 1e300])
def test_scales(scale):
    payoffs = np.random.default_rng(4).normal(size=(10, 2, 6, 6)) * scale
    check_rows(gt.nash_equilibrium(gt.NormalFormGame(payoffs, players=2)), payoffs, 1e-13)


def test_pure_equilibria_are_preferred_and_strict_ones_first():
    game = gt.NormalFormGame([[[0, 0], [0, 1]], [[0, 0], [0, 1]]])
    assert gt.nash_equilibrium(game).strategies[0].tolist() == [[0, 1]]
    weak_only = gt.NormalFormGame([[[0, 0], [0, 0]], [[1, 0], [0, 0]]])
    assert gt.nash_equilibrium(weak_only, method="pure").counts == 1
    pennies = gt.NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    none = gt.nash_equilibrium(pennies, method="pure")
    assert none.counts == 0
    assert none.status[()] == Status.NONE_FOUND.advice


def test_batch_equals_one_by_one():
    payoffs = np.random.default_rng(8).integers(0, 3, (400, 2, 4, 5)).astype(float)
    together = gt.nash_equilibrium(gt.NormalFormGame(payoffs, players=2))
    for g in range(0, 400, 37):
        alone = gt.nash_equilibrium(gt.NormalFormGame(payoffs[g], players=2))
        for mine, theirs in zip(alone.strategies, together[g].strategies, strict=True):
            assert np.array_equal(mine, theirs)


@pytest.mark.parametrize("shape", [(2, 2), (5, 3), (1, 6), (30, 30), (12, 50)], ids=str)
@pytest.mark.parametrize("kind", ["floats", "integers", "competitive"])
def test_values_of_zero_sum_games(shape, kind):
    rng = np.random.default_rng(shape[1])
    a = rng.normal(size=(8, *shape)) if kind != "integers" else rng.integers(0, 4, (8, *shape))
    b = 3 - 2.5 * a if kind == "competitive" else -a
    solution = gt.zero_sum_solution(gt.NormalFormGame.from_bimatrix(a, b))
    assert solution.solved.all()
    for g in range(8):
        x, y = solution.row_strategy[g], solution.column_strategy[g]
        slack = 0 if kind == "integers" else 1e-13
        assert min(x @ a[g]) >= solution.value[g] - slack
        assert max(a[g] @ y) <= solution.value[g] + slack
        assert sum(x) == pytest.approx(1)


def test_value_agrees_with_highs():
    from scipy.optimize import linprog

    a = np.random.default_rng(2).normal(size=(40, 25))
    free = [(0, None)] * 25 + [(None, None)]
    answer = linprog(
        np.r_[np.zeros(25), 1],
        A_ub=np.c_[a, -np.ones(40)],
        b_ub=np.zeros(40),
        A_eq=np.r_[np.ones(25), 0][None],
        b_eq=[1],
        bounds=free,
    )
    ours = gt.zero_sum_solution(gt.NormalFormGame.from_bimatrix(a, -a)).value
    assert ours == pytest.approx(answer.fun, abs=1e-9)


def test_zero_sum_answers_survive_when_the_simplex_method_is_capped():
    a = np.random.default_rng(3).normal(size=(1, 20, 20))
    one = optimal_strategies(a, max_pivots=1)
    assert one.found.all()
    assert max(gains((a[0], -a[0]), one.x[0], one.y[0])) <= 1e-8


def test_ties_of_doubles_computed_from_each_other_still_count_as_zero_sum():
    a = np.random.default_rng(6).random((9, 9))
    assert gt.zero_sum_solution(gt.NormalFormGame.from_bimatrix(a, 1 - a)).regret <= 1e-15


def test_a_game_that_is_not_zero_sum_is_refused_with_the_place():
    a = np.zeros((3, 2, 2))
    b = np.zeros((3, 2, 2))
    b[1, 0, 1] = 5.0
    with pytest.raises(InvalidInput, match=r"batch index \(1,\).*5\.0 at \(1, 2\)"):
        gt.zero_sum_solution(gt.NormalFormGame.from_bimatrix(a, b))
    with pytest.raises(InvalidInput, match="two players, this game has 3"):
        gt.zero_sum_solution(gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=3))
    with pytest.raises(InvalidInput, match="unknown method 'simplex'"):
        gt.nash_equilibrium(gt.NormalFormGame(np.zeros((2, 2, 2))), method="simplex")
    with pytest.raises(InvalidInput, match="max_pivots is 0"):
        gt.nash_equilibrium(gt.NormalFormGame(np.zeros((2, 2, 2))), max_pivots=0)
    with pytest.raises(InvalidInput, match=r"expected a NormalFormGame or .*, got ndarray"):
        gt.nash_equilibrium(np.zeros((2, 2, 2)))


def test_equalising_fractions_refuses_singular_and_negative_systems():
    both = np.array([0, 1])
    same = np.array([[1, 1], [1, 1]], dtype=object)
    assert equalising_fractions(same, both, both, 2) is None
    dominated = np.array([[2, 3], [0, 1]], dtype=object)
    assert equalising_fractions(dominated, both, both, 2) is None
    swap = np.array([[0, 2], [1, 0]], dtype=object)
    assert equalising_fractions(swap, both, both, 3) == [Fraction(2, 3), Fraction(1, 3), 0]


@pytest.mark.parametrize("zero_sum", [False, True])
def test_payoffs_of_very_different_size_in_one_game(zero_sum):
    rng = np.random.default_rng(17)
    for _ in range(25):
        n = int(rng.integers(2, 7))
        payoffs = rng.normal(size=(2, n, n)) * 10.0 ** rng.uniform(-6, 6, size=(2, n, n))
        if zero_sum:
            payoffs[1] = -payoffs[0]
        method = "zero-sum" if zero_sum else "lemke-howson"
        found = gt.nash_equilibrium(gt.NormalFormGame(payoffs), method=method)
        x, y = (strategy[0] for strategy in found.strategies)
        for i, gain in enumerate(gains(payoffs, x, y)):
            # Rounding a weight moves every payoff it meets by as much as that payoff's last place.
            met = max((np.abs(payoffs[0]) @ y).max(), (x @ np.abs(payoffs[1])).max())
            assert gain <= 1e-14 * met, i
