"""Components of equilibrium sets worked out by hand, and input that is refused."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.solutions.components import NashComponents


def solved(a: Any, b: Any) -> NashComponents:
    result = gt.nash_components(gt.NormalFormGame.from_bimatrix(a, b))
    assert isinstance(result, NashComponents)
    return result


def test_a_degenerate_3x2_game_with_a_segment_and_an_isolated_equilibrium() -> None:
    # Row 1 ties both columns, and stays best while column 2 has at most 1/3: by hand. The game is
    # of the form used by von Stengel (2002) to show degeneracy.
    segment, isolated = sorted(
        solved([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]), key=lambda c: -c.dimension
    )
    (subset,) = segment.subsets
    assert subset.strategies == (((1, 0, 0),), ((F(2, 3), F(1, 3)), (1, 0)))
    assert (segment.dimension, segment.index, segment.is_isolated) == (1, 0, False)
    assert segment.payoff_range == ((3, 3), (3, 3))
    assert isolated.extreme_equilibria == (((0, F(1, 3), F(2, 3)), (F(1, 3), F(2, 3))),)
    # (-1)^3 sign(det[[2, 5], [0, 6]] det[[2, 6], [3, 1]]) = +1
    assert (isolated.index, isolated.is_isolated) == (1, True)
    assert isolated.payoff_range == ((4, 4), (F(8, 3), F(8, 3)))


def test_a_game_of_all_ties_is_one_component() -> None:
    (whole,) = solved(np.zeros((2, 3), int), np.zeros((2, 3), int))
    (subset,) = whole.subsets
    assert len(whole.extreme_equilibria) == 6
    assert (subset.dimension, whole.index) == (3, 1)
    assert whole.contains([[F(1, 7), F(6, 7)], [F(1, 3), F(1, 3), F(1, 3)]])


def test_two_subsets_meet_in_one_component() -> None:
    # Player 1 is never paid; player 2 wants row 1. Column 1 is best always and column 2 ties it
    # when row 1 is played surely: {row 1} x all, and all x {column 1}, meet at (row 1, column 1).
    (both,) = solved([[0, 0], [0, 0]], [[1, 1], [1, 0]])
    first, second = both.subsets
    assert first.strategies == (((0, 1), (1, 0)), ((1, 0),))
    assert second.strategies == (((1, 0),), ((0, 1), (1, 0)))
    assert both.dimension == 1
    assert both.index == 1
    corner = [[1, 0], [1, 0]]
    assert first.contains(corner)
    assert second.contains(corner)
    assert both.contains([[F(1, 2), F(1, 2)], [1, 0]])
    assert not both.contains([[F(1, 2), F(1, 2)], [F(1, 2), F(1, 2)]])


@pytest.mark.parametrize("n", [2, 3, 4])
def test_coordination_with_an_outside_option(n: int) -> None:
    # Staying out pays 9/10; only the n strict equilibria (index +1 each) beat it, so the component
    # of staying out has index 1 - n, since indices sum to one.
    inside = np.eye(n, dtype=int) * 10
    a = np.vstack([inside, np.full((1, n), 9)])
    b = np.vstack([inside, np.zeros((1, n), int)])
    components = solved(a, b)
    assert len(components) == n + 1
    assert sorted(c.index for c in components) == sorted([1 - n, *([1] * n)])
    out = components.containing([[*([0] * n), 1], [F(1, n)] * n])
    assert out is not None
    assert (out.index, out.dimension) == (1 - n, n - 1)
    assert out.payoff_range == ((9, 9), (0, 0))


def test_battle_of_the_sexes_with_an_outside_option() -> None:
    # Kohlberg and Mertens (1986): the outside option's component is not robust, index 0.
    components = solved([[3, 0], [0, 1], [2, 2]], [[1, 0], [0, 3], [2, 2]])
    assert [c.index for c in components if c.is_isolated] == [1]
    assert [c.index for c in components if not c.is_isolated] == [0]


def test_a_float_game_is_the_binary_numbers_it_stores() -> None:
    exact = solved([[F(1, 10), F(3, 10)], [F(2, 10), F(2, 10)]], [[1, 0], [0, 1]])
    floats = solved([[0.1, 0.3], [0.2, 0.2]], [[1.0, 0.0], [0.0, 1.0]])
    assert len(exact) == len(floats) == 1
    ((x, y),) = floats[0].extreme_equilibria
    assert x == (F(1, 2), F(1, 2))
    # 0.3 - 0.2 and 0.2 - 0.1 differ in the last bit, and so does the indifference point.
    assert y[0] == (F(0.3) - F(0.2)) / (F(0.3) - F(0.1))
    assert y != (F(1, 2), F(1, 2))
    assert floats.game.payoffs.dtype == np.float64


def test_tolerance_of_contains() -> None:
    (component,) = solved([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    assert component.extreme_equilibria == (((F(1, 2), F(1, 2)), (F(1, 10), F(9, 10))),)
    half = [0.5, 0.5]
    assert component.contains([half, [0.1, 0.9]])
    assert not component.contains([half, [0.1, 0.9]], tolerance=0)  # not tenths in binary
    assert not component.contains([half, [0.1001, 0.8999]])
    assert component.contains([half, [0.1001, 0.8999]], tolerance=1e-3)
    assert not component.contains([[F(1, 2), F(1, 2)], [F(1, 10) + F(1, 10**15), F(9, 10)]])
    assert component.contains([[1, 1], [1, 9]])  # weights are normalised
    corner = solved([[1, 0], [0, 0]], [[1, 0], [0, 0]])[1]
    assert corner.extreme_equilibria == (((1, 0), (1, 0)),)
    assert corner.contains([[1, 1e-10], [1, 0]])
    assert not corner.contains([[1, 1e-10], [1, 0]], tolerance=0)


def test_a_sequence_with_text() -> None:
    components = solved([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    assert len(components) == 2
    assert list(components) == [components[0], components[1]]
    assert [s.dimension for s in components.subsets] == [c.dimension for c in components]
    assert "index +1" in repr(components)
    assert "2/3 1/3" in str(components)
    assert components.degenerate
    assert components.containing([[0, 1, 0], [1, 0]]) is None
    assert "extreme strategies" in repr(components.subsets[0])


@pytest.mark.parametrize("ask", [gt.nash_components, gt.degeneracy_witness])
def test_what_is_refused(ask: Any) -> None:
    with pytest.raises(InvalidInput, match="3 players"):
        ask(gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=3))
    with pytest.raises(InvalidInput, match=r"batch of shape \(4,\)"):
        ask(gt.NormalFormGame(np.zeros((4, 2, 2, 2)), players=2))
    with pytest.raises(InvalidInput, match="NormalFormGame"):
        ask([[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("profile", "tolerance", "words"),
    [
        ([[1, 0]], None, "sizes"),
        ([[1, 0], [1, 0, 0]], None, "sizes"),
        ([[2, -1], [1, 0]], None, "player '1'"),
        ([[1, 0], [0, 0]], None, "player '2'"),
        ([[1, 0], [float("nan"), 0]], None, "not numbers"),
        ([[1, 0], [1, 0]], -0.1, "negative"),
    ],
)
def test_profiles_that_are_refused(profile: Any, tolerance: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        solved([[1, 0], [0, 1]], [[1, 0], [0, 1]]).containing(profile, tolerance)


def test_witness_of_degeneracy() -> None:
    # Both columns tie against row 1.
    witness = gt.degeneracy_witness(
        gt.NormalFormGame.from_bimatrix([[1, 2], [0, 3]], [[5, 5], [0, 1]])
    )
    assert (witness.player, witness.strategy, witness.best_replies) == (0, (1, 0), (0, 1))
    # No ties against pure strategies, but (1/2, 1/2, 0) makes all three columns equally good.
    b = [[2, 0, 1], [0, 2, 1], [-9, -8, -7]]
    a = [[3, 0, 1], [0, 3, 2], [1, 1, 0]]
    witness = gt.degeneracy_witness(gt.NormalFormGame.from_bimatrix(a, b))
    assert (witness.player, witness.strategy) == (0, (F(1, 2), F(1, 2), 0))
    assert (witness.support, witness.best_replies) == ((0, 1), (0, 1, 2))
    pennies = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert gt.degeneracy_witness(pennies) is None
