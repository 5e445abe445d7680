"""Laws of equilibrium components on random games full of ties."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory.certificates import regret
from gametheory.solutions.components import NashComponents, Profile
from gametheory.solvers.equilibrium_set.bicliques import (
    connected_edges,
    maximal_bicliques,
    perturbed_indices,
)

SIZES = [(1, 1), (1, 3), (2, 2), (2, 3), (3, 2), (3, 3), (2, 4), (4, 4)]


def random_game(rng: np.random.Generator) -> gt.NormalFormGame:
    m, n = SIZES[rng.integers(len(SIZES))]
    payoffs = rng.integers(0, rng.integers(2, 5), size=(2, m, n))
    if rng.integers(4) == 0:
        payoffs[1] = -payoffs[0]
    if rng.integers(4) == 0 and m > 1:
        payoffs[:, 0] = payoffs[:, -1]
    return gt.NormalFormGame(payoffs)


def exact_regret(game: gt.NormalFormGame, profile: Profile) -> Fraction:
    columns = []
    for strategy in profile:
        column = np.empty((1, len(strategy)), dtype=object)
        column[0, :] = strategy
        columns.append(column)
    return regret(game, [0], columns).to_fractions()[0]


def mixture(rng: np.random.Generator, points: tuple[tuple[Fraction, ...], ...]) -> tuple:
    weights = rng.integers(1, 9, size=len(points))
    total = int(weights.sum())
    columns = zip(*points, strict=True)
    return tuple(
        sum(Fraction(int(w), total) * p for w, p in zip(weights, column, strict=True))
        for column in columns
    )


games = st.integers(0, 2**32 - 1).map(lambda seed: random_game(np.random.default_rng(seed)))
seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=150, deadline=None)
@given(games, seeds)
def test_components_partition_the_equilibria_and_their_indices_sum_to_one(
    game: gt.NormalFormGame, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    components: NashComponents = gt.nash_components(game)
    assert sum(c.index for c in components) == 1
    listed = [(tuple(x), tuple(y)) for x, y in gt.nash_equilibria(game)]
    placed = [e for c in components for e in c.extreme_equilibria]
    assert sorted(placed) == sorted(listed)
    for component in components:
        inside = {e for subset in component.subsets for e in subset.extreme_equilibria}
        assert inside == set(component.extreme_equilibria)
        for subset in component.subsets:
            # Any mixture of the subset's points is an equilibrium of this component and no other.
            point = (mixture(rng, subset.strategies[0]), mixture(rng, subset.strategies[1]))
            assert exact_regret(game, point) == 0
            assert subset.contains(point)
            assert [c for c in components if c.contains(point)] == [component]
            for i in (0, 1):
                value = exact_value(game, point, i)
                assert subset.payoff_range[i][0] <= value <= subset.payoff_range[i][1]


def exact_value(game: gt.NormalFormGame, profile: Profile, player: int) -> Fraction:
    x, y = profile
    return sum(
        x[a] * y[b] * int(game.payoffs[player, a, b]) for a in range(len(x)) for b in range(len(y))
    )


@settings(max_examples=150, deadline=None)
@given(games, seeds)
def test_a_profile_is_in_a_component_exactly_if_it_is_an_equilibrium(
    game: gt.NormalFormGame, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    components: NashComponents = gt.nash_components(game)
    extreme = [e for c in components for e in c.extreme_equilibria]
    xs, ys = sorted({x for x, _ in extreme}), sorted({y for _, y in extreme})
    for _ in range(6):
        # Mixtures across subsets and components: some equilibria, some not.
        some_x = [xs[k] for k in rng.integers(len(xs), size=2)]
        some_y = [ys[k] for k in rng.integers(len(ys), size=2)]
        profile = (mixture(rng, tuple(some_x)), mixture(rng, tuple(some_y)))
        is_equilibrium = exact_regret(game, profile) == 0
        assert (components.containing(profile) is not None) == is_equilibrium


@settings(max_examples=60, deadline=None)
@given(games, seeds)
def test_index_is_the_sum_of_indices_in_a_random_game_close_by(
    game: gt.NormalFormGame, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    components: NashComponents = gt.nash_components(game)
    noise = rng.integers(-(10**6), 10**6, size=game.payoffs.shape)
    near = gt.NormalFormGame(game.payoffs * 10**15 + noise, players=2)
    listing = gt.nash_equilibria(near)
    assert not listing.degenerate
    found = [0] * len(components)
    for (x, y), index in zip(listing, listing.index, strict=True):
        homes = [c for c in components if c.contains((x, y), tolerance=Fraction(1, 10**6))]
        assert len(homes) == 1
        found[components.components.index(homes[0])] += int(index)
    assert found == [c.index for c in components]


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_perturbed_indices_are_the_indices_of_a_nondegenerate_game(seed: int) -> None:
    rng = np.random.default_rng(seed)
    m, n = SIZES[rng.integers(len(SIZES))]
    game = gt.NormalFormGame(rng.integers(-999, 1000, size=(2, m, n)))
    listing = gt.nash_equilibria(game)
    total = dict.fromkeys(((tuple(x), tuple(y)) for x, y in listing), 0)
    for profile, sign in perturbed_indices(game.payoffs):
        total[profile] += sign
    if listing.degenerate:
        assert sum(total.values()) == 1
    else:
        assert list(total.values()) == listing.index.tolist()


@settings(max_examples=200, deadline=None)
@given(games)
def test_a_witness_exists_exactly_if_the_game_is_degenerate(game: gt.NormalFormGame) -> None:
    witness = gt.degeneracy_witness(game)
    assert (witness is not None) == bool(gt.nash_equilibria(game).degenerate)
    if witness is None:
        return
    support = tuple(a for a, p in enumerate(witness.strategy) if p > 0)
    assert sum(witness.strategy) == 1
    assert min(witness.strategy) >= 0
    table = game.payoffs[1 - witness.player]
    table = table if witness.player == 0 else table.T
    earns = [
        sum(p * int(u) for p, u in zip(witness.strategy, column, strict=True)) for column in table.T
    ]
    best = tuple(b for b, e in enumerate(earns) if e == max(earns))
    assert (witness.support, witness.best_replies) == (support, best)
    assert len(best) > len(support)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, unique=True))
def test_bicliques_and_components_of_a_graph_by_trying_all_sets(edges: list) -> None:
    present = set(edges)
    left, right = sorted({x for x, _ in edges}), sorted({y for _, y in edges})

    def subsets(items: list[int]) -> list[frozenset[int]]:
        return [frozenset(c) for k in range(1, len(items) + 1) for c in combinations(items, k)]

    full = [
        (xs, ys)
        for xs in subsets(left)
        for ys in subsets(right)
        if all((x, y) in present for x in xs for y in ys)
    ]
    maximal = [
        (xs, ys)
        for xs, ys in full
        if not any((xs, ys) != o and xs <= o[0] and ys <= o[1] for o in full)
    ]
    found = maximal_bicliques(edges)
    assert len(found) == len(set(found))
    assert set(found) == set(maximal)
    groups = connected_edges(edges)
    assert sorted(k for group in groups for k in group) == list(range(len(edges)))
    together = {k: g for g, group in enumerate(groups) for k in group}
    for (i, e), (j, f) in combinations(enumerate(edges), 2):
        if e[0] == f[0] or e[1] == f[1]:
            assert together[i] == together[j]
    assert len(groups) == _number_of_components(edges)


def _number_of_components(edges: list[tuple[int, int]]) -> int:
    reach = {frozenset({("x", x), ("y", y)}) for x, y in edges}
    merging = True
    while merging:
        merging = False
        for a, b in combinations(reach, 2):
            if a & b:
                reach = (reach - {a, b}) | {a | b}
                merging = True
                break
    return len(reach)


@pytest.mark.parametrize("size", [(5, 5), (6, 4), (6, 6)])
def test_larger_games_of_zeros_and_ones(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    for _ in range(3):
        components = gt.nash_components(gt.NormalFormGame(rng.integers(0, 2, size=(2, *size))))
        assert sum(c.index for c in components) == 1
