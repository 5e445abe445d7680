"""Published counts and worked negotiations for packages by consensus."""

from __future__ import annotations

from fractions import Fraction as F
from math import comb, sqrt

import numpy as np
import pytest

import gametheory as gt
from gametheory.solutions.status import Status


def wendel(points: int, dimension: int) -> F:
    """Wendel (1962): random symmetric points lie in a half-space of R^d so often."""
    return F(sum(comb(points - 1, j) for j in range(dimension)), 2 ** (points - 1))


@pytest.mark.parametrize(
    ("members", "rounded"), [(5, 0.3633), (6, 0.2539), (8, 0.1133), (10, 0.0461)]
)
def test_four_issues(members: int, rounded: float) -> None:
    # The members' rows and the four conditions that no part is negative: N + K points in R^K.
    assert float(wendel(members + 4, 4)) == pytest.approx(rounded, abs=5e-5)


@pytest.mark.parametrize(
    ("n", "k"),
    [(5, 4), (6, 4), (8, 4), (10, 4), (4, 4), (2, 1), (1, 3), (3, 2), (11, 8), (7, 2), (8, 8)],
)
@pytest.mark.parametrize("draw", ["normal", "uniform", "cauchy"])
def test_wendel_by_simulation(n: int, k: int, draw: str) -> None:
    count = 40_000
    rng = np.random.default_rng([n, k, len(draw)])
    values = {
        "normal": rng.normal(size=(count, n, k)),
        "uniform": rng.uniform(-1, 1, size=(count, n, k)),
        "cauchy": rng.standard_cauchy(size=(count, n, k)),
    }[draw]
    found = gt.mutual_gain_packages(gt.ConsensusPackages(values))
    p = float(wendel(n + k, k))
    assert found.exists.mean() == pytest.approx(p, abs=4 * sqrt(p * (1 - p) / count))
    assert not (found.status_code == Status.SOME_GAIN).any()


def test_as_many_members_as_issues_is_a_coin_toss() -> None:
    assert {wendel(2 * n, n) for n in range(1, 12)} == {F(1, 2)}


def test_three_baskets_of_two_blocs() -> None:
    # Something in it for all: only the second basket passes alone, all three go together.
    game = gt.ConsensusPackages([[3, 1, -2], [-1, 1, 3]], members=["East", "West"])
    alone = [bool((game.values[:, k] >= 0).all()) for k in range(3)]
    assert alone == [False, True, False]
    found = gt.mutual_gain_packages(game, which="shares")
    assert found.package.tolist() == [1, 1, F(4, 5)]
    assert found.gain == found.ceiling == F(12, 5)
    whole = gt.mutual_gain_packages(game, which="subset")
    assert whole.package.tolist() == [1, 1, 1]
    assert whole.gains.tolist() == [2, 3]


def test_a_bilateral_way_out_kills_the_package() -> None:
    # A free-trade zone and a military tie: each side blocked the other's.
    own = gt.ConsensusPackages([[3, -2], [-2, 3]])
    assert gt.mutual_gain_packages(own, which="shares").gains.tolist() == [1, 1]
    for option, exists in ((F(9, 5), False), (F(5, 3), False), (F(33, 20), True)):
        less = gt.ConsensusPackages([[3 - option, -2], [-2, 3]])
        assert bool(gt.mutual_gain_packages(less).exists) == exists  # threshold 3 - 4/3
    core = gt.ConsensusPackages([[F(6, 5), -2, 1], [-2, 3, 1]])
    found = gt.mutual_gain_packages(core, which="weights")
    assert found.package.tolist() == [0, 0, 1]


def test_a_third_member_leaves_the_common_core() -> None:
    values = np.array([[3, -2, 1], [-2, 3, 1], [-4, -4, 1]])
    found = gt.mutual_gain_packages(gt.ConsensusPackages(values), which="shares")
    assert (found.package.tolist(), found.gain) == ([0, 0, 1], 1)
    without = gt.mutual_gain_packages(gt.ConsensusPackages(values[:, :2]))
    assert without.status_code == Status.NO_PACKAGE


def test_comparative_advantage_is_the_condition_for_two_by_two() -> None:
    rng = np.random.default_rng(0)
    a, b, c, d = rng.integers(1, 6, size=(4, 4000))
    values = np.stack([np.stack([a, -b], -1), np.stack([-c, d], -1)], axis=1)
    found = gt.mutual_gain_packages(gt.ConsensusPackages(values))
    np.testing.assert_array_equal(found.exists, a * d > b * c)
    assert (found.status_code[a * d <= b * c] == Status.NO_PACKAGE).all()
    whole = gt.mutual_gain_packages(gt.ConsensusPackages(values), which="subset")
    np.testing.assert_array_equal(whole.exists, (a > b) & (d > c))
