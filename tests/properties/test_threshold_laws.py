"""Laws of threshold games: what does not change an answer, and how answers change."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import gametheory as gt

SIZES = st.integers(1, 7)


@st.composite
def gains(draw: st.DrawFn) -> np.ndarray:
    """Rising rows of small integers, many of them zero."""
    n = draw(SIZES)
    return np.sort(draw(arrays(np.int64, (n, n), elements=st.integers(-2, 2))), axis=-1)


def solved(table: np.ndarray) -> gt.ThresholdBinaryEquilibria:
    return gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(table))


def everything(found: gt.ThresholdBinaryEquilibria) -> set[frozenset[str]]:
    return {frozenset(s) for t in range(len(found)) for s in found.sets(t)}


@given(gains())
def test_there_is_always_one_and_nobody_gains(table: np.ndarray) -> None:
    found = solved(table)
    assert len(found) >= 1
    assert found.complete
    assert (np.diff(found.size) > 0).all()
    assert (found.joins.sum(axis=1) == found.size).all()
    assert (found.regret == 0).all()
    ends = found.free[[0, -1]]
    assert not ends.any()  # the least and the greatest leave nothing open
    assert (found.joins >= found.least).all()
    assert (found.joins <= found.greatest).all()


@given(gains(), st.floats(0.01, 100))
def test_units_of_a_player_do_not_matter(table: np.ndarray, unit: float) -> None:
    scaled = table.astype(float)
    scaled[0] *= unit
    one, two = solved(table), solved(scaled)
    for name in ("size", "joins", "free", "indifferent"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


@given(gains(), st.randoms(use_true_random=False))
def test_players_may_be_renumbered(table: np.ndarray, random: object) -> None:
    n = len(table)
    order = list(range(n))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, two = solved(table), solved(table[order])
    back = {str(k + 1): str(order[k] + 1) for k in range(n)}
    assert everything(one) == {frozenset(back[i] for i in s) for s in everything(two)}


@given(gains())
def test_joining_and_staying_out_may_change_places(table: np.ndarray) -> None:
    # Staying out gains -g(N - 1 - k) over joining when k others stay out.
    one, two = solved(table), solved(-table[:, ::-1])
    everyone = frozenset(one.game.players)
    assert everything(one) == {everyone - s for s in everything(two)}
    assert np.array_equal(one.least, ~two.greatest)


@given(gains(), st.integers(1, 3))
def test_more_to_gain_lifts_least_and_greatest(table: np.ndarray, more: int) -> None:
    raised = table.copy()
    raised[-1] += more
    one, two = solved(table), solved(raised)
    assert (two.least >= one.least).all()
    assert (two.greatest >= one.greatest).all()


@given(st.lists(gains(), min_size=1, max_size=4))
def test_a_batch_is_its_games(tables: list[np.ndarray]) -> None:
    n = len(tables[0])
    same = np.stack([t for t in tables if len(t) == n])
    batch = solved(same)
    for g, table in enumerate(same):
        one, part = solved(table), batch[g]
        for name in ("size", "joins", "free", "indifferent", "regret", "num_sets"):
            mine, theirs = getattr(one, name), getattr(part, name)
            assert mine.dtype == theirs.dtype
            assert np.array_equal(mine, theirs)


@given(gains())
def test_floats_integers_and_fractions_agree(table: np.ndarray) -> None:
    from fractions import Fraction

    whole = solved(table)
    for other in (solved(table.astype(float)), solved(table.astype(object) * Fraction(1, 7))):
        assert np.array_equal(whole.joins, other.joins)
        assert np.array_equal(whole.free, other.free)
        assert np.array_equal(whole.indifferent, other.indifferent)
