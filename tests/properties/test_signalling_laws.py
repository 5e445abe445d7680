"""Laws of signalling games: names, units and idle additions change nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt

Array = npt.NDArray[Any]
LAW = settings(max_examples=60, deadline=None)
RULES = [None, "intuitive", "D1"]


@st.composite
def games(draw: st.DrawFn) -> tuple[Array, Array, Array]:
    """Exact games of two types, messages and replies, with and without ties."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    high = draw(st.sampled_from([2, 4, 50]))
    first = int(rng.integers(1, 8))
    prior = np.array([Fraction(first, 8), Fraction(8 - first, 8)])
    return prior, *(rng.integers(0, high, (2, 2, 2)) for _ in range(2))


def listed(found: gt.PerfectBayesianEquilibria) -> set[str]:
    names = ("sender", "receiver", "belief_low", "belief_high")
    return {str([getattr(found, name)[e].tolist() for name in names]) for e in range(len(found))}


def solve(numbers: tuple[Array, Array, Array], rule: Any) -> gt.PerfectBayesianEquilibria:
    return gt.perfect_bayesian_equilibria(gt.SignallingGame(*numbers), refinement=rule)


@pytest.mark.parametrize("rule", RULES)
@LAW
@given(numbers=games())
def test_units_and_what_the_receiver_cannot_change(
    rule: Any, numbers: tuple[Array, Array, Array]
) -> None:
    prior, sender, receiver = numbers
    each_type = np.array([3, 7])[:, None, None]
    for_reply = np.array([[5, -2], [1, 4]])[:, :, None]
    other = (prior, sender * each_type + each_type, 4 * receiver + for_reply)
    assert listed(solve(numbers, rule)) == listed(solve(other, rule))


@pytest.mark.parametrize("rule", RULES)
@LAW
@given(numbers=games())
def test_names_of_types_messages_and_replies(
    rule: Any, numbers: tuple[Array, Array, Array]
) -> None:
    prior, sender, receiver = numbers
    here = solve(numbers, rule)
    turned = solve((prior[::-1], sender[::-1, ::-1, ::-1], receiver[::-1, ::-1, ::-1]), rule)
    back = {
        str([x[::-1, ::-1].tolist(), y[::-1, ::-1].tolist(), low[::-1, ::-1].tolist(),
             high[::-1, ::-1].tolist()])
        for x, y, low, high in zip(
            turned.sender, turned.receiver, turned.belief_low, turned.belief_high, strict=True
        )
    }  # fmt: skip
    assert listed(here) == back
    assert bool(here.degenerate) == bool(turned.degenerate)


@LAW
@given(numbers=games())
def test_refinements_keep_some_of_the_rows_and_d1_fewer(
    numbers: tuple[Array, Array, Array],
) -> None:
    every, intuitive, divine = (listed(solve(numbers, rule)) for rule in RULES)
    assert divine <= intuitive <= every
    assert every


@LAW
@given(numbers=games())
def test_a_message_too_dear_for_all_is_never_sent(numbers: tuple[Array, Array, Array]) -> None:
    prior, sender, receiver = numbers
    dear = sender.copy()
    dear[:, 1] = sender.min() - 1
    found = solve((prior, dear, receiver), None)
    assert not found.on_path[:, 1].any()
    assert set(found.regret.tolist()) == {0}


@LAW
@given(numbers=games())
def test_exact_regret_is_zero_and_beliefs_hold_each_other(
    numbers: tuple[Array, Array, Array],
) -> None:
    found = solve(numbers, None)
    assert found.is_exact
    assert set(found.regret.tolist()) == {0}
    assert (found.belief_low <= found.belief).all()
    assert (found.belief <= found.belief_high).all()
    assert (found.belief.sum(axis=-1) == 1).all()
    assert (found.belief_low + found.belief_high[..., ::-1] == 1).all()
