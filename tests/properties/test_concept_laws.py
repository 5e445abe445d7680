"""Laws that the further solution concepts obey when a game is rewritten."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt

SMALL = st.integers(-4, 4)


def _payoffs(sizes):
    count = len(sizes) * int(np.prod(sizes))
    return st.lists(SMALL, min_size=count, max_size=count).map(
        lambda v: np.array(v).reshape((len(sizes), *sizes))
    )


SIZES = st.sampled_from([(2, 2), (2, 3), (3, 3), (2, 2, 2)])
GAMES = SIZES.flatmap(_payoffs)
BIMATRIX = st.sampled_from([(2, 2), (2, 3), (3, 3)]).flatmap(_payoffs)


def _game(payoffs):
    return gt.NormalFormGame(payoffs, players=len(payoffs))


@settings(max_examples=40, deadline=None)
@given(GAMES, st.integers(1, 4), st.integers(-5, 5))
def test_logit_responds_to_payoff_differences_times_rationality(payoffs, factor, shift):
    levels = np.array([0.0, 0.4, 2.0])
    one = gt.logit_equilibria(_game(payoffs), levels)
    # Dividing the rationality by a factor undoes multiplying the payoffs by it; and a payoff that
    # depends only on what the others do changes no response.
    other = gt.logit_equilibria(_game(payoffs * factor + shift), levels / factor)
    assert np.array_equal(one.counts, other.counts)
    for mine, theirs in zip(one.strategies, other.strategies, strict=True):
        assert np.abs(mine - theirs).max() < 1e-7
    uniform = one.cell_index == 0
    for strategy, m in zip(one.strategies, payoffs.shape[1:], strict=True):
        assert (strategy[uniform] == 1.0 / m).all()
    assert one.residual.max() < 1e-9


@settings(max_examples=40, deadline=None)
@given(BIMATRIX, st.sampled_from([0.5, 2.0]))
def test_logit_equilibria_follow_a_swap_of_players(payoffs, level):
    swapped = np.stack([payoffs[1].T, payoffs[0].T])
    one = gt.logit_equilibria(_game(payoffs), level)
    other = gt.logit_equilibria(_game(swapped), level)
    assert len(one) == len(other)
    for x, y in one:
        near = [np.abs(x - q).max() + np.abs(y - p).max() for p, q in other]
        assert min(near) < 1e-7


@settings(max_examples=40, deadline=None)
@given(GAMES, st.integers(1, 4), st.integers(-5, 5), st.data())
def test_elimination_under_rescaling_and_relabelling(payoffs, factor, shift, data):
    left = gt.rationalizable_actions(_game(payoffs))
    again = gt.rationalizable_actions(_game(payoffs * factor + shift))
    order = data.draw(st.permutations(range(payoffs.shape[1])))
    relabelled = gt.rationalizable_actions(_game(payoffs[:, list(order)]))
    floats = gt.rationalizable_actions(_game(payoffs.astype(float)))
    for i, mask in enumerate(left.surviving):
        assert mask.any()
        assert np.array_equal(mask, again.surviving[i])
        assert np.array_equal(mask, floats.surviving[i])
        assert np.array_equal(mask[list(order)] if i == 0 else mask, relabelled.surviving[i])
    pure = gt.iterated_elimination(_game(payoffs), dominators="pure")
    weak = gt.iterated_elimination(_game(payoffs), "weak")
    for mixed, by_pure, weakly in zip(left.surviving, pure.surviving, weak.surviving, strict=True):
        assert (mixed <= by_pure).all()
        assert weakly.any()


@settings(max_examples=30, deadline=None)
@given(BIMATRIX)
def test_equilibria_use_rationalizable_actions_and_are_correlated_equilibria(payoffs):
    game = _game(payoffs)
    left = gt.rationalizable_actions(game)
    best = gt.correlated_equilibrium(game)
    coarse = gt.correlated_equilibrium(game, kind="coarse")
    fair = gt.correlated_equilibrium(game, "egalitarian")
    assert best.gain <= 0
    assert coarse.value >= best.value
    assert best.distribution.sum() == 1
    equilibria = gt.nash_equilibria(game)
    for t, profile in enumerate(equilibria):
        for strategy, mask in zip(profile, left.surviving, strict=True):
            assert all(p == 0 for p in strategy[~mask])
        assert sum(equilibria.payoffs[t]) <= best.value
        assert min(equilibria.payoffs[t]) <= fair.value


@settings(max_examples=30, deadline=None)
@given(BIMATRIX, st.integers(1, 3))
def test_commitment_follows_a_swap_and_a_rescaling(payoffs, factor):
    swapped = np.stack([payoffs[1].T, payoffs[0].T])
    one = gt.stackelberg_equilibrium(_game(payoffs))
    other = gt.stackelberg_equilibrium(_game(swapped), leader=1)
    assert one.strategy.tolist() == other.strategy.tolist()
    assert one.reply == other.reply
    assert one.payoffs.tolist() == other.payoffs.tolist()[::-1]
    scaled = gt.stackelberg_equilibrium(_game(payoffs * factor))
    assert scaled.payoffs[0] == factor * one.payoffs[0]
    pure = gt.stackelberg_equilibrium(_game(payoffs), commitment="pure")
    weak = gt.stackelberg_equilibrium(_game(payoffs), commitment="pure", tie="weak")
    assert one.payoffs[0] >= pure.payoffs[0] >= weak.payoffs[0]
    floats = gt.stackelberg_equilibrium(_game(payoffs.astype(float)))
    assert abs(floats.payoffs[0] - float(one.payoffs[0])) < 1e-9


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4).flatmap(lambda n: st.lists(SMALL, min_size=n * n, max_size=n * n)))
def test_stable_strategies_ignore_a_constant_on_a_column(values):
    n = int(len(values) ** 0.5)
    A = np.array(values).reshape(n, n)
    shifted = A + np.arange(n)[None, :]
    one, other = (
        gt.evolutionarily_stable_strategies(gt.NormalFormGame.from_bimatrix(M, M.T))
        for M in (A, shifted)
    )
    assert one.strategies.tolist() == other.strategies.tolist()
    supports = [frozenset(np.flatnonzero(x)) for x in one.strategies]
    replies = [frozenset(np.flatnonzero(b)) for b in one.best_replies]
    for k, support in enumerate(supports):
        assert support <= replies[k]
        assert one.regret[k] == 0
        assert not any(support <= replies[j] for j in range(len(replies)) if j != k)
        assert sum(one.strategies[k]) == Fraction(1)


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (2, 2, 2)])
def test_a_batch_is_its_games_one_by_one(sizes):
    rng = np.random.default_rng(1)
    n = len(sizes)
    payoffs = rng.normal(size=(2, 3, n, *sizes))
    batch = gt.NormalFormGame(payoffs, players=n)
    logit = gt.logit_equilibria(batch, [0.5, 4.0])
    branch = gt.logit_branch(batch)
    correlated = gt.correlated_equilibrium(batch)
    left = gt.rationalizable_actions(batch)
    assert logit.counts.shape == (2, 3, 2)
    for flat, k in enumerate(np.ndindex(2, 3)):
        one = gt.logit_equilibria(batch[k], [4.0, 0.5, 4.0])
        rows = logit.cell_index == flat * 2 + 1
        for mine, theirs in zip(logit.strategies, one.strategies, strict=True):
            assert np.array_equal(mine[rows], theirs[one.cell_index == 0])
            assert np.array_equal(mine[rows], theirs[one.cell_index == 2])
        alone = gt.logit_branch(batch[k])
        assert np.array_equal(branch.rationality[branch.game_index == flat], alone.rationality)
        assert np.array_equal(
            correlated.distribution[k], gt.correlated_equilibrium(batch[k]).distribution
        )
        for mine, theirs in zip(
            left.surviving, gt.rationalizable_actions(batch[k]).surviving, strict=True
        ):
            assert np.array_equal(mine[k], theirs)
        if n == 2:
            committed = gt.stackelberg_equilibrium(batch)
            assert np.array_equal(
                committed.strategy[k], gt.stackelberg_equilibrium(batch[k]).strategy
            )
