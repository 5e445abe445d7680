"""Threshold games of the literature, re-typed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import gametheory as gt


def test_crowds_of_granovetter_1978() -> None:
    """A hundred people of thresholds 0 to 99 riot; where 1 is replaced by 2, one person does."""
    crowd = list(range(100))
    calmer = [2 if k == 1 else k for k in crowd]
    for thresholds, rioters in ((crowd, 100), (calmer, 1)):
        game = gt.ThresholdBinaryGame.from_thresholds(thresholds)
        found = gt.threshold_binary_equilibria(game)
        assert found.least.sum() == rioters
        # A riot of all, once under way, would feed itself in the calmer crowd too.
        assert found.greatest.all()


def implementers(costs: list[Fraction], pressure: Fraction) -> gt.ThresholdBinaryEquilibria:
    others = len(costs) - 1
    gains = [[pressure * k / others - c for k in range(others + 1)] for c in costs]
    return gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(gains))


@pytest.mark.parametrize(
    ("costs", "pressure", "sizes"),
    [
        ("-.1 .05 .35 .4 .45 .5", ".7", [2, 6]),  # a gap stalls the cascade
        ("-.1 .05 .1 .2 .3 .4", ".7", [6]),  # one who moves first, no gap
        (".05 .1 .15 .2 .3 .4", ".7", [0, 6]),  # nobody moves first
        ("-.1 .05 .1 .2 .3 .4", "0", [1]),  # nobody is watched
    ],
)
def test_implementation_under_peer_pressure(costs: str, pressure: str, sizes: list[int]) -> None:
    """Who implements an agreement that peers watch: the cascade and its boundary point."""
    found = implementers([Fraction(c) for c in costs.split()], Fraction(pressure))
    assert found.size.tolist() == sizes
    assert found.is_exact
    lowest = np.arange(6) < found.size[:, None]
    assert np.array_equal(found.joins, lowest)


def test_a_stag_hunt_of_many() -> None:
    """Bryant (1983): everybody's effort is needed; nobody and everybody are the equilibria."""
    alone = [-1] * 4 + [1]
    found = gt.threshold_binary_equilibria(gt.ThresholdBinaryGame([alone] * 5))
    assert found.size.tolist() == [0, 5]
    assert found.strict.all()
