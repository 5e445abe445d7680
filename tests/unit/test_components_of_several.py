"""Components of equilibria of three and more players, worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

import gametheory as gt
from gametheory.certificates import regret
from gametheory.errors import InvalidInput
from gametheory.solvers.many_players.boxes import connected_boxes, maximal_boxes

HALF, THIRDS = Fraction(1, 2), Fraction(2, 3)
FIRST, SECOND, THIRD = np.indices((2, 2, 2))


def coordination() -> gt.NormalFormGame:
    """Players 1 and 2 want to match; player 3 does not care."""
    match = (FIRST == SECOND).astype(int)
    return gt.NormalFormGame(np.array([match, match, 0 * match]), players=3)


def test_three_segments_named_with_their_ends() -> None:
    found = gt.nash_components(coordination())
    assert found.complete
    assert found.degenerate
    assert [c.is_segment for c in found] == [True] * 3
    free = ((0, 1), (1, 0))
    for component, p in zip(found, (0, HALF, 1), strict=True):
        own = (p, 1 - p)
        assert component.extreme_equilibria == tuple((own, own, end) for end in free)
        assert component.payoff_range[2] == (0, 0)
        assert component.index is None
    middle = found[1]
    assert middle.contains([[1, 1], [1, 1], [Fraction(1, 7), Fraction(6, 7)]])
    assert not middle.contains([[1, 2], [1, 2], [1, 0]])
    assert middle.contains([[0.5, 0.5], [0.5, 0.5], [0.3, 0.7]])
    assert not middle.contains([[0.5001, 0.4999], [0.5, 0.5], [1, 0]])
    assert middle.contains([[0.5001, 0.4999], [0.5, 0.5], [1, 0]], tolerance=1e-3)
    assert found.containing([[1, 0], [1, 0], [0.2, 0.8]]) is found[2]
    assert "the segment from 1/2 1/2 | 1/2 1/2 | 0 1 to 1/2 1/2 | 1/2 1/2 | 1 0" in str(found)


def test_a_chain_of_five_segments_is_one_component() -> None:
    """Of :mod:`tests.unit.test_continua_of_several_players`: segments that meet at their ends."""
    payoffs = np.array(
        [
            np.zeros((2, 2, 2), dtype=int),
            np.where(SECOND == 0, 2 * (FIRST == 0), 1),
            np.where(THIRD == 0, 1, 3 * (FIRST == 1)),
        ]
    )
    (chain,) = gt.nash_components(gt.NormalFormGame(payoffs, players=3))
    assert len(chain.subsets) == 5
    assert all(s.dimension == 1 and len(s.extreme_equilibria) == 2 for s in chain.subsets)
    assert not chain.is_segment
    assert chain.index == 1  # the only component
    assert chain.contains([[HALF, HALF], [Fraction(1, 5), Fraction(4, 5)], [0, 1]])
    assert chain.contains([[Fraction(3, 5), Fraction(2, 5)], [1, 0], [0, 1]])
    assert not chain.contains([[Fraction(3, 5), Fraction(2, 5)], [0, 1], [0, 1]])


def test_isolated_points_have_the_index_of_the_listing() -> None:
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[:, 0, 0, 0], payoffs[:, 1, 1, 1] = 1, 4
    found = gt.nash_components(gt.NormalFormGame(payoffs, players=3))
    assert found.complete
    points = [c.extreme_equilibria for c in found]
    assert [len(p) for p in points] == [1] * len(points)
    assert all(c.is_isolated and c.dimension == 0 and not c.is_segment for c in found)
    assert "the point 2/3 1/3 | 2/3 1/3 | 2/3 1/3" in str(found)


def test_irrational_equilibria_in_a_float_game() -> None:
    payoffs = np.random.default_rng(8).integers(0, 100, (60, 3, 2, 2, 2)).astype(float)
    games = gt.NormalFormGame(payoffs, players=3)
    listed = gt.nash_equilibria(games)
    for g in np.flatnonzero(listed.counts > 1).tolist()[:10]:
        found = gt.nash_components(games[g])
        assert found.complete == listed.complete[g]
        if not listed.degenerate[g]:
            assert [c.index for c in found] == listed[g].index.tolist()
            for profile in listed[g]:
                assert found.containing(profile) is not None


def test_a_curved_continuum_is_said_to_be_incomplete() -> None:
    both = (FIRST == 0) & (SECOND == 0)
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[2] = np.where(THIRD == 0, 4 * both, 1)
    found = gt.nash_components(gt.NormalFormGame(payoffs, players=3), max_cells=2_000)
    assert not found.complete
    assert "curved" in str(found.status)
    assert "NOT complete" in str(found)
    assert all(c.index is None for c in found)


def test_copies_make_products_of_segments() -> None:
    (cube,) = gt.nash_components(gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=3))
    assert (cube.dimension, cube.index, len(cube.extreme_equilibria)) == (3, 1, 8)
    (point,) = gt.maximal_entropy(cube)
    assert [s.tolist() for s in point.profile] == [[0.5, 0.5]] * 3


@pytest.mark.parametrize("seed", range(3))
def test_points_between_corners_are_equilibria_and_components_are_apart(seed: int) -> None:
    rng = np.random.default_rng(seed)
    payoffs = rng.integers(0, 3, (25, 3, 2, 2, 3))
    for game in gt.NormalFormGame(payoffs, players=3):
        found = gt.nash_components(game, max_cells=500)
        corners = [set(c.extreme_equilibria) for c in found]
        assert all(not (a & b) for a, b in combinations(corners, 2))
        for component in found:
            for subset in component.subsets:
                profile = []
                for side in subset.strategies:
                    weights = rng.integers(1, 9, len(side)).tolist()
                    mean = [
                        sum(Fraction(w) * Fraction(p) for w, p in zip(weights, column, strict=True))
                        / sum(weights)
                        for column in zip(*side, strict=True)
                    ]
                    profile.append(np.array([mean], dtype=object))
                gain = regret(game, [0], profile).to_float()[0]
                assert gain < 1e-12
                assert component.contains([s[0].tolist() for s in profile])


def test_maximal_boxes_against_all_products() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        cells = [c for c in product(range(3), range(2), range(3)) if rng.random() < 0.6]
        found = set(maximal_boxes(cells))
        sides = [
            [frozenset(s) for k in range(1, m + 1) for s in combinations(range(m), k)]
            for m in (3, 2, 3)
        ]
        inside = [b for b in product(*sides) if set(product(*b)) <= set(cells)]
        wanted = {
            b
            for b in inside
            if not any(o != b and all(x <= y for x, y in zip(b, o, strict=True)) for o in inside)
        }
        assert found == wanted


def test_connected_boxes_by_hand() -> None:
    a, b, c = frozenset("a"), frozenset("ab"), frozenset("c")
    assert sorted(map(sorted, connected_boxes([(a, a), (c, c), (b, a)]))) == [[0, 2], [1]]


def test_what_is_refused() -> None:
    with pytest.raises(InvalidInput, match="batch"):
        gt.nash_components(gt.NormalFormGame(np.zeros((4, 3, 2, 2, 2)), players=3))
    with pytest.raises(InvalidInput, match="max_cells"):
        gt.nash_components(coordination(), max_cells=0)
    with pytest.raises(InvalidInput, match="sizes"):
        gt.nash_components(coordination())[0].contains([[1, 0], [1, 0]])
