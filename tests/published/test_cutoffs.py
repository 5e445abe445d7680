"""Games of cutoffs in the literature, re-typed."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

import gametheory as gt

F = Fraction


def spiral(eps, mu, d, low, high) -> gt.CutoffGame:
    """Arming costs U[low, high]; a hawk, who arms at any cost, with probability eps.

    (Arm, Arm) -c; (Arm, Not) mu - c; (Not, Arm) -d; (Not, Not) 0: arming gains mu + (d - mu) p - c.
    """
    costs = gt.TypeDistribution.uniform(low, high)
    return gt.CutoffGame(costs, constant=mu, per_type=-1, per_share=d - mu, always=eps)


@pytest.mark.parametrize(
    ("numbers", "shares"),
    [
        (".05 .2 1 .3 1.5", [F(1, 20)]),
        (".05 .2 1.8 .3 1.5", [F(1, 20), F(7, 64), F(1)]),
        (".12 .2 1.8 .3 1.5", [F(1)]),
        (".3 .2 3 .4 1.5", [F(1)]),
        (".2 .2 1 .3 1.5", [F(2, 7)]),
    ],
)
def test_arms_races_of_the_spiral(numbers: str, shares: list[Fraction]) -> None:
    found = gt.cutoff_equilibria(spiral(*map(F, numbers.split())))
    assert found.share[:, 0].tolist() == shares
    floats = gt.cutoff_equilibria(spiral(*map(float, numbers.split())))
    assert floats.share[:, 0] == pytest.approx([float(p) for p in shares], abs=1e-14)


def test_the_four_regions_of_the_spiral() -> None:
    """Least and greatest equilibrium against the table: dove, race, or one in between."""
    rng = np.random.default_rng(2)
    n = 20_000
    eps, mu = rng.uniform(0, 0.9, n), rng.uniform(0.1, 1, n)
    d, low = mu + rng.uniform(0.05, 2, n), mu + rng.uniform(0, 0.5, n)
    high = low + rng.uniform(0.1, 2, n)
    found = gt.cutoff_equilibria(spiral(eps, mu, d, low, high))
    eps_bar = (low - mu) / (d - mu)
    inner = (eps * (high - low) + (1 - eps) * (mu - low)) / ((high - low) - (1 - eps) * (d - mu))
    least = np.where(eps <= eps_bar, eps, np.where(d >= high, 1, inner))
    greatest = np.where(d >= high, 1, np.where(eps <= eps_bar, eps, inner))
    first, last = found.share[found.offsets[:-1], 0], found.share[found.offsets[1:] - 1, 0]
    assert first == pytest.approx(least, abs=1e-11)
    assert last == pytest.approx(greatest, abs=1e-11)
    assert np.array_equal(found.counts, np.where((d > high) & (eps < eps_bar), 3, 1))


def test_contagion_of_baliga_and_sjostrom_2004() -> None:
    """Theorem 1: with low = mu any suspicion makes everybody arm where d is at least high."""
    for eps in (F(1, 10**12), F(1, 100), F(1, 2)):
        found = gt.cutoff_equilibria(spiral(eps, F(1), F(3), F(1), F(2)))
        assert found.share.tolist() == [[F(1)]]
        two = gt.CutoffGame.of_two(found.game, spiral(eps / 2, F(1), F(3), F(1), F(2)))
        assert gt.cutoff_equilibria(two).share.tolist() == [[F(1), F(1)]]
    # The limit is not continuous: without any suspicion nobody need arm.
    none = gt.cutoff_equilibria(spiral(F(0), F(1), F(3), F(1), F(2)))
    assert none.share[:, 0].tolist() == [F(0), F(1)]


def test_the_multiplier_condition_makes_everybody_arm() -> None:
    """F(c) d >= c for every c: arming for certain is the only equilibrium, whatever else F is."""
    rng = np.random.default_rng(171)
    kept = 0
    c = np.linspace(0, 1, 1001)[1:]
    for _ in range(600):
        first, second = rng.uniform(0.3, 1.2), rng.uniform(0.5, 5)
        d = rng.uniform(1, 3)
        meets = bool((stats.beta.cdf(c, first, second) * d >= c).all())
        mu = rng.uniform(0.01, 0.9)
        race = gt.CutoffGame(
            gt.TypeDistribution.beta(first, second), constant=mu, per_type=-1, per_share=d - mu
        )
        found = gt.cutoff_equilibria(race)
        if meets:
            kept += 1
            assert found.share.tolist() == [[1.0]]
            assert found.complete
    assert kept > 171


def test_without_the_multiplier_condition_there_may_be_peace() -> None:
    types = gt.TypeDistribution.beta(4, 2)
    race = gt.CutoffGame(types, constant=0.05, per_type=-1, per_share=1.15)
    found = gt.cutoff_equilibria(race)
    assert len(found) == 3
    assert found.share[0, 0] < 1e-3
    assert found.share[-1, 0] == 1
    assert found.index.tolist() == [1, -1, 1]


def test_average_trust_does_not_count_where_trust_differs() -> None:
    """Abstaining needs both suspicions below the threshold of a tenth, not their mean."""

    def side(eps):
        return spiral(eps, F(0), F(1), F(1, 10), F(3, 2))

    for pair, peace in (((F(1, 20), F(1, 5)), False), ((F(1, 10), F(1, 10)), True)):
        found = gt.cutoff_equilibria(gt.CutoffGame.of_two(*map(side, pair)))
        assert len(found) == 1
        assert (found.share[0].tolist() == list(pair)) == peace


def dialogue(y, alpha, beta, exposure=1.0) -> gt.CutoffGame:
    """Morris and Shin: a state N(y, 1/beta), seen with precision alpha; joining pays it less the
    exposure for each who stays out. Types are posterior means; G as in their chapter."""
    spread = beta**2 * (alpha + beta) / (alpha * (alpha + 2 * beta))
    types = gt.TypeDistribution.normal(y, spread**-0.5)
    return gt.CutoffGame(types, constant=-exposure, per_type=1, per_share=exposure)


def test_cutoffs_of_morris_and_shin() -> None:
    found = gt.cutoff_equilibria(dialogue(np.array([0.7, 0.3]), 4.0, 1.0))
    assert found.cutoff[:, 0].round(6).tolist() == [0.455587, 0.544413]
    assert found.counts.tolist() == [1, 1]
    # The defining equation, with another library's distribution function.
    root = np.sqrt(5 / 24)
    at = found.cutoff[:, 0]
    assert at == pytest.approx(stats.norm.cdf(root * (at - [0.7, 0.3])), abs=1e-14)


@pytest.mark.parametrize("exposure", [0.5, 1.0, 4.0])
def test_uniqueness_of_morris_and_shin(exposure: float) -> None:
    """One equilibrium whatever the public signal iff exposure^2 G is at most 2 pi."""
    for ratio, most in ((0.8, 1), (0.98, 1), (1.02, 3), (1.3, 3)):
        spread = ratio * 2 * np.pi / exposure**2
        y = exposure / 2 + np.linspace(-0.5, 0.5, 4001) * exposure
        types = gt.TypeDistribution.normal(y, spread**-0.5)
        game = gt.CutoffGame(types, constant=-exposure, per_type=1, per_share=exposure)
        found = gt.cutoff_equilibria(game)
        assert found.counts.max() == most


def test_the_limit_of_carlsson_and_van_damme_1993() -> None:
    """As private noise vanishes the risk-dominant action is played: the cutoff is half the stake"""
    y = np.array([-0.4, 0.2, 0.9])
    gaps = []
    for alpha in (1e2, 1e4, 1e6, 1e8):
        found = gt.cutoff_equilibria(dialogue(y, alpha, 1.0, 0.8))
        assert (found.counts == 1).all()
        gaps.append(np.abs(found.cutoff[:, 0] - 0.4).max())
    assert all(later < 0.2 * sooner for sooner, later in itertools.pairwise(gaps))
    assert gaps[-1] < 1e-4
    # Commonly known, a state between 0 and the stake has two pure equilibria and a mixed one.
    table = [[0.3, 0.3 - 0.8], [0.0, 0.0]]
    known = gt.NormalFormGame.from_bimatrix(table, np.transpose(table))
    assert len(gt.nash_equilibria(known)) == 3
