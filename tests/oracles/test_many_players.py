"""Isolated equilibria of games with several players, against other methods and known results."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput

SHAPES = [((2, 2, 2), 60), ((2, 3, 2), 10), ((2, 2, 2, 2), 8), ((3, 3, 3), 3), ((3, 4), 40)]


def rows(equilibria, game=None):
    columns = np.concatenate([s.astype(float) for s in equilibria.strategies], axis=1)
    return columns if game is None else columns[equilibria.game_index == game]


def newton_starts(payoffs, rng, starts=20):
    """Equilibria met by Newton's method from random points, support by support."""
    players, sizes = len(payoffs), payoffs.shape[1:]
    found = []
    choices = [
        [s for r in range(1, m + 1) for s in itertools.combinations(range(m), r)] for m in sizes
    ]
    for supports in itertools.product(*choices):
        if all(len(s) == 1 for s in supports):
            continue
        free = [(i, a) for i, s in enumerate(supports) for a in s[1:]]

        def profile(z, supports=supports, free=free):
            mix = [np.zeros(m) for m in sizes]
            for (i, a), v in zip(free, z, strict=True):
                mix[i][a] = v
            for i, s in enumerate(supports):
                mix[i][s[0]] = 1 - mix[i].sum()
            return mix

        def payoff(i, mix):
            values = payoffs[i]
            for j in reversed(range(players)):
                if j != i:
                    values = np.tensordot(values, mix[j], axes=([j], [0]))
            return values

        def ties(z, supports=supports, free=free, profile=profile):
            mix = profile(z)
            values = [payoff(i, mix) for i in range(players)]
            return np.array([values[i][a] - values[i][supports[i][0]] for i, a in free])

        for _ in range(starts // 5 if len(free) < 3 else starts):
            z = rng.random(len(free))
            for _ in range(30):
                step = 1e-6
                f = ties(z)
                jacobian = np.array(
                    [(ties(z + step * e) - ties(z - step * e)) / (2 * step) for e in np.eye(len(z))]
                ).T
                try:
                    z = z - np.linalg.solve(jacobian, f)
                except np.linalg.LinAlgError:
                    break
                if not np.all(np.abs(z) < 5):
                    break
            mix = profile(z)
            if np.all(np.abs(z) < 5) and np.abs(ties(z)).max() < 1e-12:
                good = all(
                    min(mix[i][list(s)]) > 1e-9
                    and max(payoff(i, mix)) - payoff(i, mix)[s[0]] < 1e-12
                    for i, s in enumerate(supports)
                )
                point = np.concatenate(mix)
                if good and all(np.abs(point - other).max() > 1e-7 for other in found):
                    found.append(point)
    return found


@pytest.mark.parametrize(("shape", "games"), SHAPES, ids=str)
def test_generic_games_are_complete_odd_and_of_index_one(shape, games):
    rng = np.random.default_rng(sum(shape))
    payoffs = rng.normal(size=(games, len(shape), *shape))
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=len(shape)))
    assert found.complete.all()
    assert not found.degenerate.any()
    assert np.all(found.counts % 2 == 1)
    assert np.bincount(found.game_index, weights=found.index).tolist() == [1] * games
    assert found.regret.max() < 1e-13
    for strategy in found.strategies:
        assert strategy.min() >= 0
        assert strategy.sum(axis=1) == pytest.approx(1)


def test_nothing_found_from_many_starting_points_is_missing():
    rng = np.random.default_rng(77)
    payoffs = rng.normal(size=(2, 3, 2, 2, 2))
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3))
    for g in range(2):
        mixed = [r for r in rows(found, g) if not np.all(np.isin(r, (0, 1)))]
        theirs = newton_starts(payoffs[g], rng)
        assert len(mixed) >= len(theirs)
        for point in theirs:
            assert min(np.abs(point - r).max() for r in mixed) < 1e-8


def test_two_who_mix_beside_a_third_agree_with_the_search_for_ties():
    """Where two mix, equilibria come from games of two; Newton's method knows nothing of those."""
    rng = np.random.default_rng(5)
    payoffs = rng.normal(size=(3, 3, 2, 3, 2))
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3))
    for g in range(3):
        theirs = newton_starts(payoffs[g], rng, starts=5)
        mixed = [r for r in rows(found, g) if not np.all(np.isin(r, (0, 1)))]
        assert len(mixed) >= len(theirs)
        for point in theirs:
            assert min(np.abs(point - r).max() for r in mixed) < 1e-8


def test_the_nine_equilibria_of_mckelvey_and_mclennan_1997():
    """The most regular equilibria a 2x2x2 game can have; two of them are totally mixed."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[:, 0, 0, 0], payoffs[:, 1, 1, 0] = (9, 8, 12), (9, 8, 2)
    payoffs[:, 1, 0, 1], payoffs[:, 0, 1, 1] = (3, 4, 6), (3, 4, 6)
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3))
    assert found.complete
    assert len(found) == 9
    totally_mixed = np.all((rows(found) > 0) & (rows(found) < 1), axis=1)
    assert totally_mixed.sum() == 2
    assert sorted(found.index.tolist()) == [-1] * 4 + [1] * 5
    assert isinstance(found.strategies[0][0, 0], Fraction)
    assert found.regret.tolist() == [0] * 9


def test_irrational_equilibria_of_whole_payoffs():
    """Others taking with probability p must leave me indifferent: (1 - p)^2 = 2 p^2."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[:, 0, 0, 0], payoffs[:, 1, 1, 1] = 1, 2
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3))
    assert found.complete
    assert found.strategies[0][:, 1] == pytest.approx([1, 1 / (1 + 2**0.5), 0])


def test_relabelling_and_positive_affine_changes():
    rng = np.random.default_rng(21)
    payoffs = rng.normal(size=(15, 3, 2, 2, 3))
    base = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3))
    factor, shift = rng.uniform(0.1, 9, (2, 15, 3, 1, 1, 1))
    moved = gt.isolated_equilibria(gt.NormalFormGame(factor * payoffs + shift, players=3))
    assert rows(moved) == pytest.approx(rows(base), abs=1e-9)
    swapped = payoffs[:, [2, 1, 0]].transpose(0, 1, 4, 3, 2)
    other = gt.isolated_equilibria(gt.NormalFormGame(swapped, players=3))
    assert np.array_equal(other.counts, base.counts)
    for g in range(15):
        back = np.concatenate([s[other.game_index == g] for s in other.strategies[::-1]], axis=1)
        assert sorted(back.round(7).tolist()) == sorted(rows(base, g).round(7).tolist())


@pytest.mark.parametrize("exponent", [-300, -12, 12, 300])
def test_scales(exponent):
    payoffs = np.random.default_rng(3).normal(size=(10, 3, 2, 2, 2))
    base = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3))
    scaled = gt.isolated_equilibria(gt.NormalFormGame(payoffs * 10.0**exponent, players=3))
    assert scaled.complete.all()
    assert rows(scaled) == pytest.approx(rows(base), abs=1e-9)


def test_continua_are_flagged_and_pure_equilibria_still_listed():
    # Nobody's own action matters to her, and everybody's does to somebody.
    first, second, third = np.indices((2, 2, 2))
    payoffs = np.array([second, third, first])
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3), max_cells=2_000)
    assert not found.complete
    assert found.degenerate
    assert found.counts == 8
    assert found.regret.tolist() == [0] * 8


def test_a_tie_of_an_unused_action_is_flagged():
    # Player 3 does not matter to the others and is indifferent at their only mixed equilibrium.
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[0] = np.array([[1, -1], [-1, 1]])[:, :, None]
    payoffs[1] = -payoffs[0]
    payoffs[2, :, :, 0] = [[1, -1], [-1, 1]]
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3), max_cells=5_000)
    assert not found.complete
    assert found.degenerate


def test_a_search_cut_short_says_so():
    payoffs = np.random.default_rng(2).normal(size=(4, 2, 2, 2, 2))
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=4), max_cells=3)
    assert not found.complete
    assert "others may exist" in str(found.status[()])
    with pytest.raises(InvalidInput, match="max_cells is 0"):
        gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=4), max_cells=0)


def test_batch_equals_one_by_one():
    payoffs = np.random.default_rng(12).normal(size=(30, 3, 2, 2, 2))
    together = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3))
    for g in range(30):
        alone = gt.isolated_equilibria(gt.NormalFormGame(payoffs[g], players=3))
        assert np.array_equal(rows(alone), rows(together, g))


def test_nash_equilibrium_of_several_players_takes_the_first_row():
    payoffs = np.random.default_rng(30).normal(size=(40, 3, 2, 2, 2))
    game = gt.NormalFormGame(payoffs, players=3)
    one = gt.nash_equilibrium(game)
    assert one.counts.tolist() == [1] * 40
    assert one.regret.max() < 1e-13


def test_an_empty_batch():
    found = gt.isolated_equilibria(gt.NormalFormGame(np.zeros((0, 3, 2, 2, 2)), players=3))
    assert len(found) == 0


@pytest.mark.oracle
def test_every_equilibrium_that_gambit_lists_is_ours_too():
    pygambit = pytest.importorskip("pygambit")
    rng = np.random.default_rng(7)
    for _ in range(15):
        payoffs = rng.integers(-99, 100, (3, 2, 2, 2))
        ours = rows(gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3)))
        theirs = pygambit.Game.from_arrays(*payoffs)
        for equilibrium in pygambit.nash.enumpoly_solve(theirs).equilibria:
            point = [float(equilibrium[s]) for player in theirs.players for s in player.strategies]
            assert np.abs(ours - point).max(axis=1).min() < 1e-6
