"""Laws of extreme equilibria across kinds of payoffs and strategic equivalence, with many ties."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt

LAWS = settings(max_examples=500, deadline=None)
Profiles = set[tuple[tuple[Any, ...], tuple[Any, ...]]]


@st.composite
def integer_games(draw: st.DrawFn, largest: int = 4) -> npt.NDArray[np.int64]:
    m, n = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    top = draw(st.sampled_from([1, 2, 3, 999]))
    # A seed in place of a list of payoffs: drawing is much cheaper, and the games stay small.
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return random.integers(-top, top, size=(2, m, n), endpoint=True)


def solved(payoffs: Any) -> Profiles:
    found = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=2))
    assert found.complete
    assert len(found) > 0
    assert not np.any(found.regret)
    if not found.degenerate:
        assert found.index.sum() == 1
    return {(tuple(x), tuple(y)) for x, y in found}


@given(integer_games(), st.integers(1, 50), st.integers(-99, 99), st.integers(0, 1))
@LAWS
def test_positive_affine_changes_to_fractions_change_nothing(
    game: npt.NDArray[np.int64], scale: int, shift: int, player: int
) -> None:
    fractions = game.astype(object)
    fractions[player] = [[Fraction(int(v), scale) + shift for v in row] for row in game[player]]
    assert solved(fractions) == solved(game)


@given(integer_games(), st.data())
@LAWS
def test_payoffs_that_depend_on_the_other_alone_change_nothing(
    game: npt.NDArray[np.int64], data: st.DataObject
) -> None:
    m, n = game.shape[1:]
    by_column = data.draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n))
    by_row = data.draw(st.lists(st.integers(-9, 9), min_size=m, max_size=m))
    changed = np.stack([game[0] + np.array(by_column), game[1] + np.array(by_row)[:, None]])
    assert solved(changed) == solved(game)


@given(integer_games(largest=3), st.data())
@LAWS
def test_a_copied_action_shares_the_weight_of_its_original(
    game: npt.NDArray[np.int64], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, game.shape[1] - 1))
    doubled = np.concatenate([game, game[:, at : at + 1]], axis=1)
    merged: Profiles = set()
    for x, y in solved(doubled):
        weight = list(x[:-1])
        weight[at] += x[-1]
        merged.add((tuple(weight), y))
    assert merged == solved(game)


@given(integer_games(largest=3), st.integers(-30, 30), st.integers(-30, 30))
@LAWS
def test_floats_that_hold_integers_have_the_integers_equilibria(
    game: npt.NDArray[np.int64], row_power: int, column_power: int
) -> None:
    """Scaling by powers of two is exact, so the answers are the rounded exact ones."""
    scaled = game * np.array([2.0**row_power, 2.0**column_power])[:, None, None]
    found = gt.nash_equilibria(gt.NormalFormGame(scaled, players=2))
    exact = gt.nash_equilibria(gt.NormalFormGame(game, players=2))
    assert bool(found.degenerate) == bool(exact.degenerate)
    assert len(found) == len(exact)
    rounded = exact.to_float()
    for ours, theirs in zip(found.strategies, rounded.strategies, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
