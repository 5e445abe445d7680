"""Laws of equilibria of continuous games: units, names, monotone intercepts, batches."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import gametheory as gt

NUMBERS = st.integers(-20, 20).map(lambda k: k / 8)
SHARES = st.integers(0, 6).map(lambda k: k / 20)


@st.composite
def bounded_games(draw: Any) -> tuple[Any, Any]:
    """Intercepts, and non-negative slopes whose rows sum to less than one."""
    n = draw(st.integers(2, 4))
    slopes = draw(arrays(np.float64, (n, n), elements=SHARES))
    np.fill_diagonal(slopes, 0)
    return draw(arrays(np.float64, n, elements=NUMBERS)), slopes


def solve(r: Any, slopes: Any, **bounds: Any) -> Any:
    found = gt.linear_reply_equilibria(gt.LinearReplyGame(r, slopes, **bounds))
    assert len(found) == 1
    return found.actions[0]


@given(bounded_games(), st.integers(-3, 3))
@settings(max_examples=80, deadline=None)
def test_units_of_arms_do_not_matter(game: Any, power: int) -> None:
    r, slopes = game
    scale = 2.0**power
    np.testing.assert_array_equal(solve(scale * r, slopes), scale * solve(r, slopes))


@given(bounded_games(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_names_of_players_do_not_matter(game: Any, random: Any) -> None:
    r, slopes = game
    order = list(range(len(r)))
    random.shuffle(order)
    moved = solve(r[order], slopes[np.ix_(order, order)])
    np.testing.assert_allclose(moved, solve(r, slopes)[order], rtol=1e-12, atol=1e-14)


@given(bounded_games(), st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_complements_rise_together(game: Any, player: int) -> None:
    r, slopes = game
    more = r.copy()
    more[player % len(r)] += 1
    assert (solve(more, slopes) >= solve(r, slopes) - 1e-12).all()


@given(bounded_games())
@settings(max_examples=80, deadline=None)
def test_ceilings_bind_or_do_not_matter(game: Any) -> None:
    r, slopes = game
    free = solve(r, slopes)
    np.testing.assert_array_equal(solve(r, slopes, upper=free.max() + 1), free)
    capped = solve(r, slopes, upper=0.5)
    assert (capped <= free + 1e-12).all()
    assert (capped <= 0.5).all()


@given(st.lists(bounded_games(), min_size=1, max_size=8).filter(
    lambda games: len({len(r) for r, _ in games}) == 1))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_a_batch_is_its_games_bit_for_bit(games: Any) -> None:
    r, slopes = (np.stack(parts) for parts in zip(*games, strict=True))
    together = gt.linear_reply_equilibria(gt.LinearReplyGame(r, slopes)).actions
    np.testing.assert_array_equal(together, [solve(*game) for game in games])
    reverse = gt.linear_reply_equilibria(gt.LinearReplyGame(r[::-1], slopes[::-1])).actions
    np.testing.assert_array_equal(reverse, together[::-1])
