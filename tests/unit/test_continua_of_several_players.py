"""Continua of three players: extreme points by hand, and one that no extreme points describe."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

import gametheory as gt
from gametheory.solutions.status import Status

HALF, THIRDS = Fraction(1, 2), Fraction(2, 3)


def test_a_chain_of_segments():
    """Player 1 is indifferent and takes her first action with probability p.

    Player 2's first action is best where 2p >= 1, player 3's where 1 >= 3(1 - p). So the others'
    replies change at p = 1/2 and p = 2/3, where one of them mixes freely: five segments.
    """
    first, second, third = np.indices((2, 2, 2))
    payoffs = np.array(
        [
            np.zeros((2, 2, 2), dtype=int),
            np.where(second == 0, 2 * (first == 0), 1),
            np.where(third == 0, 1, 3 * (first == 1)),
        ]
    )
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3))
    rows = [tuple(s[t, 0] for s in found.strategies) for t in range(len(found))]
    assert found.complete
    assert found.degenerate
    assert rows == [
        (0, 0, 0),
        (HALF, 0, 0),
        (HALF, 1, 0),
        (THIRDS, 1, 0),
        (THIRDS, 1, 1),
        (1, 1, 1),
    ]
    assert found.index.tolist() == [0] * 6
    assert found.regret.tolist() == [0] * 6
    assert found.status_code == Status.ALL_EXTREME
    floats = gt.nash_equilibria(gt.NormalFormGame(payoffs.astype(float), players=3))
    assert floats.complete
    assert np.allclose(floats.strategies[0], found.strategies[0].astype(float), atol=1e-15)


def test_a_continuum_bounded_by_a_hyperbola_is_said_to_be():
    """Players 1 and 2 are indifferent; player 3's first action is best where 4 x y >= 1."""
    first, second, third = np.indices((2, 2, 2))
    both = (first == 0) & (second == 0)
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[2] = np.where(third == 0, 4 * both, 1)
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3), max_cells=2_000)
    assert not found.complete
    assert found.degenerate
    assert found.status_code == Status.CURVED
    assert "curved" in found.status[()]
    assert found.regret.tolist() == [0] * len(found)


def test_an_isolated_equilibrium_of_three_who_mix_with_a_tie_is_listed():
    """Jordan's game, all at 1/2, with a third action of player 3 that ties there.

    It pays her +1 where the others differ and -1 where they do not: 0 on average at 1/2, as much
    as her other two actions.
    """
    first, second, third = np.indices((2, 2, 3))
    payoffs = np.array([first == second, second == (third % 2), third != first]).astype(int)
    payoffs[1] = np.where(third == 2, 0, payoffs[1])
    payoffs[2] = np.where(third == 2, 2 * (first != second) - 1 + 0 * third, payoffs[2])
    payoffs[2] = np.where(third == 2, payoffs[2], 2 * payoffs[2] - 1)
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=3))
    half = [HALF, HALF]
    rows = [[s[t].tolist() for s in found.strategies] for t in range(len(found))]
    assert [half, half, [HALF, HALF, 0]] in rows
    assert found.degenerate
