"""Laws that hold for any number of players, whatever the payoffs."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt


@st.composite
def games(draw, most_players=4, most_actions=3):
    sizes = tuple(draw(st.lists(st.integers(1, most_actions), min_size=2, max_size=most_players)))
    count = len(sizes) * int(np.prod(sizes))
    values = draw(st.lists(st.integers(-3, 3), min_size=count, max_size=count))
    return np.array(values, dtype=np.int64).reshape((len(sizes), *sizes))


def pure_profiles(payoffs):
    found = gt.pure_nash_equilibria(gt.NormalFormGame(payoffs, players=len(payoffs)))
    return [tuple(int(np.argmax(s)) for s in profile) for profile in found]


@settings(max_examples=150, deadline=None)
@given(games(), st.integers(1, 9), st.integers(-99, 99))
def test_positive_affine_changes_keep_pure_equilibria(payoffs, factor, shift):
    changed = payoffs.copy()
    changed[0] = factor * changed[0] + shift
    assert pure_profiles(changed) == pure_profiles(payoffs)


@settings(max_examples=150, deadline=None)
@given(games(), st.randoms(use_true_random=False))
def test_renaming_players_and_actions_renames_pure_equilibria(payoffs, random):
    players = len(payoffs)
    order = list(range(players))
    random.shuffle(order)
    moved = payoffs[order].transpose(0, *(1 + i for i in order))
    names = [list(range(m)) for m in moved.shape[1:]]
    for i, name in enumerate(names):
        random.shuffle(name)
        moved = np.take(moved, name, axis=i + 1)
    back = {tuple(names[k][p[k]] for k in range(players)) for p in pure_profiles(moved)}
    there = {tuple(p[i] for i in order) for p in pure_profiles(payoffs)}
    assert back == there


@settings(max_examples=150, deadline=None)
@given(games(most_players=3), st.integers(0, 2))
def test_a_strictly_dominated_action_changes_nothing(payoffs, player):
    player %= len(payoffs)
    worse = payoffs.min(axis=player + 1, keepdims=True).copy()
    worse[player] -= 1
    longer = np.concatenate([payoffs, worse], axis=player + 1)
    assert pure_profiles(longer) == pure_profiles(payoffs)


@settings(max_examples=60, deadline=None)
@given(games(most_players=2, most_actions=5))
def test_one_equilibrium_of_any_two_player_game_is_exact(payoffs):
    for method in ("auto", "lemke-howson"):
        found = gt.nash_equilibrium(gt.NormalFormGame(payoffs, players=2), method=method)
        assert found.counts == 1
        assert found.regret.tolist() == [0]
        assert all(sum(s[0]) == 1 and min(s[0]) >= 0 for s in found.strategies)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-4, 4), min_size=2, max_size=7),
    st.lists(st.integers(-4, 4), min_size=7, max_size=7),
)
def test_an_anonymous_game_has_a_symmetric_and_a_pure_equilibrium(taking, leaving):
    found = gt.symmetric_binary_equilibria(gt.SymmetricBinaryGame(taking, leaving[: len(taking)]))
    assert found.counts >= 1  # Nash 1951
    assert found.pure_counts.any()  # two actions: Cheng, Reeves, Vorobeychik and Wellman 2004
    assert np.all(found.regret <= 1e-14)
    swapped = gt.symmetric_binary_equilibria(
        gt.SymmetricBinaryGame(leaving[: len(taking)][::-1], taking[::-1])
    )
    assert np.allclose(swapped.probability, 1 - found.probability[::-1])
    assert np.array_equal(swapped.pure_counts, found.pure_counts[::-1])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_isolated_equilibria_keep_under_affine_changes(seed):
    rng = np.random.default_rng(seed)
    payoffs = rng.normal(size=(3, 2, 2, 2))
    changed = payoffs * rng.uniform(0.5, 2, (3, 1, 1, 1)) + rng.normal(size=(3, 1, 1, 1))
    first, second = (
        gt.isolated_equilibria(gt.NormalFormGame(p, players=3)) for p in (payoffs, changed)
    )
    assert first.complete
    assert second.complete
    assert np.array_equal(first.index, second.index)
    for mine, theirs in zip(first.strategies, second.strategies, strict=True):
        assert np.allclose(mine, theirs, atol=1e-9)
