"""Equilibria of whole payoffs, decided in whole numbers, and the search beside them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import gametheory as gt
from gametheory.certificates import regret
from gametheory.exact.incentives import own_gaps, to_unit_size
from gametheory.exact.rationals import Rationals
from gametheory.solvers.many_players import isolation
from gametheory.solvers.many_players.isolation import mixed_equilibria
from gametheory.solvers.many_players.pairs_in_integers import whole_payoffs, whole_weights
from gametheory.solvers.many_players.polytope_cuts import vertices_within

SHAPES = [(2, 2, 2), (2, 2, 3), (2, 3, 3), (2, 2, 2, 2)]


def solved(payoffs, **limits):
    return gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=payoffs.shape[1]), **limits)


def rows_by_game(found):
    whole = np.concatenate([s.astype(object) for s in found.strategies], axis=1).tolist()
    out = [[] for _ in range(len(found.complete))]
    for g, row in zip(found.game_index.tolist(), whole, strict=True):
        out[g].append(tuple(row))
    return out


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("most", [2, 4, 30])
def test_rows_of_whole_payoffs_have_no_regret_and_are_listed_once(shape, most):
    rng = np.random.default_rng([most, *shape])
    exact = 0
    for payoffs in rng.integers(0, most, size=(16, len(shape), *shape)):
        found = solved(payoffs[None], max_cells=300)
        (rows,) = rows_by_game(found)
        assert len(set(rows)) == len(rows)
        if found.strategies[0].dtype != object:
            assert np.max(found.regret, initial=0.0) < 1e-9
            continue
        exact += 1
        for strategy in found.strategies:
            assert all(sum(row) == 1 and min(row) >= 0 for row in strategy.tolist())
        game = gt.NormalFormGame(payoffs[None], players=len(shape))
        truth = regret(game, found.game_index, found.strategies).to_fractions()
        assert truth.tolist() == [0] * len(rows)
    assert exact > 1  # of the others some row is irrational


@pytest.mark.parametrize("shape", SHAPES)
def test_whole_and_floating_payoffs_have_the_same_equilibria(shape):
    rng = np.random.default_rng([1, *shape])
    payoffs = rng.integers(0, 10**6, size=(40, len(shape), *shape))
    whole, floating = solved(payoffs), solved(payoffs.astype(float))
    assert whole.complete.all()
    assert whole.game_index.tolist() == floating.game_index.tolist()
    assert whole.index.tolist() == floating.index.tolist()
    for mine, theirs in zip(whole.strategies, floating.strategies, strict=True):
        assert np.abs(mine.astype(float) - theirs).max() < 1e-12


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("factor", [2**60, 10**25, Fraction(1, 7)])
def test_numbers_too_long_for_a_word_change_no_equilibrium(shape, factor):
    """Ties and continua included: payoffs from 0 to 3, times a number."""
    rng = np.random.default_rng([2, *shape])
    payoffs = rng.integers(0, 4, size=(15, len(shape), *shape))
    long = payoffs.astype(object) * factor
    base, changed = solved(payoffs, max_cells=500), solved(long, max_cells=500)
    assert base.degenerate.tolist() == changed.degenerate.tolist()
    for g, (mine, theirs) in enumerate(zip(rows_by_game(base), rows_by_game(changed), strict=True)):
        if base.complete[g] and changed.complete[g]:
            # Irrational rows are found in doubles.
            away = np.array(mine).astype(float) - np.array(theirs).astype(float)
            assert np.abs(away).max() < 1e-12


def test_payoffs_at_the_ends_of_int64_become_python_integers():
    least = np.iinfo(np.int64).min
    assert whole_payoffs(np.array([[[least, 5]]])).tolist() == [[[least, 5]]]
    assert whole_payoffs(np.array([[[least, 5]]])).dtype == object
    assert whole_payoffs(np.array([[[3, 5]]])).dtype == np.int64
    assert whole_payoffs(np.array([[[0.5, 0.75]]])).tolist() == [[[2, 3]]]


@pytest.mark.parametrize("kind", [np.int64, object])
def test_weights_have_no_common_divisor(kind):
    given = Rationals(np.array([[2, 4], [0, 3]], dtype=kind), np.array([[6], [3]], dtype=kind))
    assert whole_weights(given).tolist() == [[1, 2], [0, 1]]


def test_a_segment_is_cut_where_a_third_player_ties():
    """Her gain is p - 2 (1 - p), at most 0 up to p = 2/3, whatever the other weights."""
    condition = [[1, 1], [-2, -2]]
    kept = vertices_within([(1, 0), (0, 1)], [(1, 0), (1, 3)], [condition])
    assert kept is not None
    assert sorted(kept[0]) == [(0, 1), (2, 1)]
    assert kept[1] == [(1, 0), (1, 3)]


def test_a_square_cut_by_a_plane_keeps_the_ends_of_the_cut_only():
    square = [(2, 0, 0, 1), (0, 2, 0, 1), (0, 2, 2, 0), (2, 0, 2, 0)]  # no three in line
    condition = [[1], [-1], [0], [0]]
    first, second = vertices_within(square, [(1,)], [condition]) or ([], [])
    assert second == [(1,)]
    assert {tuple(Fraction(a, sum(p)) for a in p) for p in first} >= {
        tuple(Fraction(a, sum(p)) for a in p) for p in square[1:3]
    }
    assert len(first) == 4


def test_actions_that_tie_whatever_others_do_use_up_no_cells():
    """Player 1 is always indifferent: curves of equilibria, found out from a few cells."""
    rng = np.random.default_rng(5)
    payoffs = rng.integers(0, 100, size=(40, 3, 2, 2, 2))
    payoffs[:, 0, 1] = payoffs[:, 0, 0]
    found = mixed_equilibria(to_unit_size(own_gaps(payoffs, 3)[0]))
    assert 5 < np.count_nonzero(found.undecided) < 35
    assert found.cells.max() < 500


def test_answers_do_not_depend_on_how_many_points_there_is_room_for(monkeypatch):
    rng = np.random.default_rng(6)
    units = to_unit_size(own_gaps(rng.normal(size=(80, 4, 2, 2, 2, 2)), 4)[0])
    whole = mixed_equilibria(units)
    monkeypatch.setattr(isolation, "_ROOM", isolation._ROOTS)
    parts = mixed_equilibria(units)
    assert whole.counts.sum() > 20
    for name in ("counts", "game_index", "index", "radius", "undecided", "cells"):
        assert getattr(whole, name).tolist() == getattr(parts, name).tolist()
    for mine, theirs in zip(whole.strategies, parts.strategies, strict=True):
        assert mine.tolist() == theirs.tolist()
