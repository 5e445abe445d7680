"""The law of incentives, for every concept: what a player cannot change makes no difference.

A positive multiple of a player's payoffs plus any function of the others' actions leaves the
player's comparisons as they were. Functions are drawn as large as 2^40, far beyond the payoffs;
floats are chosen so that the change itself is exact.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt

LAW = settings(max_examples=25, deadline=None)
TWO = ((2, 2), (2, 3), (3, 3))
MORE = ((2, 2, 2), (2, 3, 2), (2, 2, 2, 2))
KINDS = ("integers", "floats")


@st.composite
def equivalent_games(draw, shapes=TWO + MORE, kinds=KINDS, scaled=True):
    """A game and one with the same incentives; payoffs below 9 so that many tie."""
    shape, seed = draw(st.sampled_from(shapes)), draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    payoffs = random.integers(-8, 9, size=(len(shape), *shape))
    moved = payoffs.copy()
    for i in range(len(shape)):
        others = tuple(1 if j == i else m for j, m in enumerate(shape))
        size = 2 ** draw(st.sampled_from([3, 20, 40]))
        factor = draw(st.sampled_from([1, 2, 5])) if scaled else 1
        moved[i] = factor * moved[i] + random.integers(-size, size, size=others)
    kind = np.int64 if draw(st.sampled_from(kinds)) == "integers" else np.float64
    games = [gt.NormalFormGame(p.astype(kind), players=len(shape)) for p in (payoffs, moved)]
    return games[0], games[1]


def same(first, second, tolerance=1e-9):
    assert first.complete.tolist() == second.complete.tolist()
    assert first.counts.tolist() == second.counts.tolist()
    for mine, theirs in zip(first.strategies, second.strategies, strict=True):
        gap = np.abs(mine.astype(float) - theirs.astype(float))
        assert gap.max(initial=0) < tolerance


@given(equivalent_games())
@LAW
def test_all_nash_equilibria(pair):
    first, second = (gt.nash_equilibria(game) for game in pair)
    same(first, second)
    assert first.index.tolist() == second.index.tolist()
    if pair[0].num_players > 2:
        # Regret counts in incentives, not in payoffs, whatever the payoffs are.
        assert max(map(float, second.regret), default=0) < 1e-12


@given(equivalent_games())
@LAW
def test_pure_equilibria(pair):
    first, second = (gt.pure_nash_equilibria(game) for game in pair)
    same(first, second, 1e-300)
    assert first.index.tolist() == second.index.tolist()


@given(equivalent_games())
@LAW
def test_one_equilibrium_is_one_of_both_games(pair):
    from gametheory.certificates import regret

    base, moved = pair
    found = gt.nash_equilibrium(moved)
    assert found.counts == 1
    assert found.complete
    gain = regret(base, [0], found.strategies)
    gain = gain if isinstance(gain, np.ndarray) else gain.to_float()
    assert gain[0] < 1e-9


@given(equivalent_games())
@LAW
def test_dominance(pair):
    for concept in (
        gt.rationalizable_actions,
        lambda game: gt.iterated_elimination(game, dominators="pure"),
        lambda game: gt.iterated_elimination(game, "weak"),
    ):
        first, second = (concept(game) for game in pair)
        assert first.round.tolist() == second.round.tolist()
        for mine, theirs in zip(first.surviving, second.surviving, strict=True):
            assert mine.tolist() == theirs.tolist()


@given(
    equivalent_games(shapes=(*TWO, (2, 2, 2), (2, 3, 2))), st.sampled_from(["correlated", "coarse"])
)
@LAW
def test_correlated_equilibria(pair, kind):
    """For an objective that is no payoff: those change with their players' payoffs."""
    profiles = pair[0].num_actions
    goal = np.arange(float(np.prod(profiles))).reshape(profiles) % 5
    first, second = (gt.correlated_equilibrium(game, goal, kind=kind) for game in pair)
    assert float(second.value) == pytest.approx(float(first.value), abs=1e-8)
    assert first.status.tolist() == second.status.tolist()
    assert float(second.gain) < 1e-7


@given(equivalent_games(shapes=TWO), st.booleans())
@LAW
def test_commitment(pair, pure):
    """The follower's incentives; the leader's payoffs matter as they are."""
    base, moved = pair
    own = base.payoffs[0]
    other = gt.NormalFormGame.from_bimatrix(own, moved.payoffs[1])
    kind = "pure" if pure else "mixed"
    first, second = (gt.stackelberg_equilibrium(g, commitment=kind) for g in (base, other))
    assert first.reply == second.reply
    assert float(second.payoffs[0]) == pytest.approx(float(first.payoffs[0]), abs=1e-8)
    assert first.status.tolist() == second.status.tolist()
    assert float(second.follower_regret) < 1e-8
    # A constant on the leader's payoffs and a positive factor move the payoff alone.
    lifted = gt.NormalFormGame.from_bimatrix(2 * own + 2**40, base.payoffs[1])
    third = gt.stackelberg_equilibrium(lifted, commitment=kind)
    assert third.reply == first.reply
    assert np.abs((third.strategy - first.strategy).astype(float)).max() < 1e-8


def test_a_follower_is_judged_by_its_incentives():
    """Against (1/2, 1/2) the follower gains 1 by the other reply, beside payoffs of 2^40."""
    A, B = np.array([[2.0, 4.0], [1.0, 3.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    shift = np.array([[0.0], [2.0**40]])
    first, second = (
        gt.stackelberg_equilibrium(gt.NormalFormGame.from_bimatrix(A, B + s)) for s in (0, shift)
    )
    assert second.strategy.tolist() == first.strategy.tolist() == [0.5, 0.5]
    assert second.follower_regret == 0.0


@given(equivalent_games(shapes=(*TWO, (2, 2, 2)), scaled=False))
@LAW
def test_logit_responses(pair):
    """Without factors: these change rationality."""
    levels = [0.0, 0.3, 2.0]
    first, second = (gt.logit_equilibria(game, levels) for game in pair)
    assert first.counts.tolist() == second.counts.tolist()
    for mine, theirs in zip(first.strategies, second.strategies, strict=True):
        assert np.abs(mine - theirs).max(initial=0) < 1e-7
    assert second.residual.max(initial=0) < 1e-9
    limits = [gt.logit_branch(game).limit for game in pair]
    for mine, theirs in zip(limits[0].strategies, limits[1].strategies, strict=True):
        assert np.abs(mine - theirs).max() < 1e-6
    assert limits[1].regret.max() < 1e-6


@given(equivalent_games(shapes=TWO))
@LAW
def test_components(pair):
    first, second = (gt.nash_components(game) for game in pair)
    assert len(first) == len(second)
    assert [c.index for c in first] == [c.index for c in second]
    assert (gt.degeneracy_witness(pair[0]) is None) == (gt.degeneracy_witness(pair[1]) is None)


@given(st.integers(0, 2**32 - 1), st.sampled_from([2, 3, 4]), st.sampled_from(KINDS))
@LAW
def test_stable_strategies(seed, n, kind):
    random = np.random.default_rng(seed)
    A = random.integers(-8, 9, size=(n, n))
    moved = 3 * A + random.integers(-(2**40), 2**40, size=n)[None, :]
    first, second = (
        gt.evolutionarily_stable_strategies(gt.NormalFormGame.from_bimatrix(M, M.T))
        for M in (M.astype(np.int64 if kind == "integers" else float) for M in (A, moved))
    )
    assert len(first) == len(second)
    gap = (first.strategies - second.strategies).astype(float)
    assert np.abs(gap).max(initial=0) < 1e-9
    assert max(map(float, second.regret), default=0) < 1e-9


@given(st.integers(0, 2**32 - 1), st.sampled_from(KINDS))
@LAW
def test_zero_sum_values(seed, kind):
    random = np.random.default_rng(seed)
    A = random.integers(-8, 9, size=(3, 4)).astype(np.int64 if kind == "integers" else float)
    first = gt.zero_sum_solution(gt.NormalFormGame.from_bimatrix(A, -A))
    second = gt.zero_sum_solution(gt.NormalFormGame.from_bimatrix(2 * A + 2**40, 7 - A))
    assert float(second.value) == pytest.approx(2 * float(first.value) + 2**40, abs=1e-3)
    # The strategies secure the value in the base game as well.
    low = (np.asarray(second.row_strategy) @ A).min()
    high = (A @ np.asarray(second.column_strategy)).max()
    assert float(low) == pytest.approx(float(first.value), abs=1e-8)
    assert float(high) == pytest.approx(float(first.value), abs=1e-8)


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.sampled_from(KINDS))
@LAW
def test_symmetric_equilibria_of_anonymous_games(seed, players, kind):
    random = np.random.default_rng(seed)
    kind = np.int64 if kind == "integers" else float
    taking, leaving = random.integers(-8, 9, size=(2, players)).astype(kind)
    others = random.integers(-(2**40), 2**40, size=players).astype(kind)
    first = gt.symmetric_binary_equilibria(gt.SymmetricBinaryGame(taking, leaving))
    second = gt.symmetric_binary_equilibria(
        gt.SymmetricBinaryGame(3 * taking + others, 3 * leaving + others)
    )
    assert len(first.probability) == len(second.probability)
    assert np.abs(first.probability - second.probability).max(initial=0) < 1e-9
    assert first.pure_counts.tolist() == second.pure_counts.tolist()
    assert second.regret.max(initial=0) < 1e-12
