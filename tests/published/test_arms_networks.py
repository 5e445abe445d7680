"""Ballester, Calvo-Armengol & Zenou (2006): the bridge network, as an arms race.

Two complete groups of five, and one player linked to two members of each. With best replies
``x_i = 1 + phi * sum of neighbours' actions`` equilibrium actions are Bonacich centralities; the
paper's table rounds them to two decimals (recalled; recomputed here by three routes).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.modelling import sized
from models.absolute_security import ArmsRace

Bridge: Any = sized(ArmsRace, state=11)
GROUPS = (range(1, 6), range(6, 11))
GATES = (1, 5, 6, 10)


def bridge_network() -> np.ndarray:
    links = np.zeros((11, 11), dtype=int)
    for group in GROUPS:
        for i in group:
            for j in group:
                links[i, j] = i != j
    for gate in GATES:
        links[0, gate] = links[gate, 0] = 1
    return links


# Bridge, gate (linked to the bridge), and the others.
TABLE = {Fraction(1, 10): (1.75, 1.88, 1.72), Fraction(1, 5): (8.33, 9.17, 7.78)}


@pytest.mark.parametrize("phi", TABLE, ids=str)
def test_centralities_of_the_bridge_network(phi: Fraction) -> None:
    links = bridge_network()
    assert sorted(links.sum(axis=0)) == [4] * 7 + [5] * 4
    # beta = 1/2, so slopes are sigma / 2 = phi; r = m / 2 = 1.
    sigma = [[2 * phi * int(link) for link in row] for row in links]
    race = Bridge(sigma=sigma, w=Fraction(1), k=Fraction(1), m=Fraction(2))
    found = gt.linear_reply_equilibria(race.game())
    assert found.complete
    assert len(found) == 1
    x = found.actions[0]
    assert all(isinstance(v, Fraction) for v in x)
    assert found.regret[0] == 0
    gates, others = [x[i] for i in GATES], [x[i] for i in range(1, 11) if i not in GATES]
    assert len(set(gates)) == len(set(others)) == 1
    rounded = tuple(round(float(v), 2) for v in (x[0], gates[0], others[0]))
    assert rounded == TABLE[phi]
    centrality = np.linalg.solve(np.eye(11) - float(phi) * links, np.ones(11))
    np.testing.assert_allclose(np.array(x, dtype=float), centrality, rtol=1e-12)


def test_the_race_on_the_bridge_network_runs_away_beyond_the_spectral_bound() -> None:
    links = bridge_network()
    bound = 1 / np.linalg.eigvalsh(links).max()
    for phi, exists in ((0.99 * bound, True), (1.01 * bound, False)):
        race = Bridge(sigma=2 * phi * links, m=2.0)
        game = race.game()
        found = gt.linear_reply_equilibria(game)
        assert found.complete
        assert (len(found) == 1) is exists
        assert (abs(np.linalg.eigvals(game.slopes)).max() < 1) == exists
    assert "without bound" in str(found.status)


@pytest.mark.parametrize(("a", "b"), [(0.5, 1.9), (0.5, 2.1), (3.0, 0.3), (3.0, 0.4)])
def test_richardson_linear_reactions_settle_exactly_if_slopes_multiply_to_less_than_one(
    a: float, b: float
) -> None:
    """Richardson (1960): following the reactions leads to the equilibrium, or nowhere."""
    found = gt.linear_reply_equilibria(gt.LinearReplyGame([1.0, 1.0], [[0.0, a], [b, 0.0]]))
    x = np.zeros(2)
    for _ in range(3000):
        x = np.array([1 + a * x[1], 1 + b * x[0]])
        if x.max() > 1e12:
            break
    if a * b < 1:
        np.testing.assert_allclose(found.actions[0], x, rtol=1e-9)
    else:
        assert x.max() > 1e12
        assert len(found) == 0
