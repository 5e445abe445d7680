"""Signalling games: what is refused, by place; beliefs, ties and limits by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, TooLarge
from gametheory.solutions.status import Status

F = Fraction
HALF = [F(1, 2), F(1, 2)]
ZERO = np.zeros((2, 2, 2), dtype=int)


@pytest.mark.parametrize(
    ("prior", "sender", "receiver", "said"),
    [
        ([0.5, 0.4], ZERO, ZERO, r"prior sums to 0\.9"),
        ([[0.5, 0.5], [0.5, 0.6]], ZERO, ZERO, r"prior at batch index \(1,\) sums to 1\.1"),
        ([F(1, 3), F(1, 3)], ZERO, ZERO, "prior sums to 2/3"),
        ([1, 0], ZERO, ZERO, "prior of type 1 is 0; give a probability above zero"),
        ([[0.5, 0.5], [1.5, -0.5]], ZERO, ZERO, r"prior of type 1 at batch index \(1,\) is -0\.5"),
        ([0.2, 0.3, 0.5], ZERO, ZERO, "prior is for 3 types but sender for 2"),
        (HALF, ZERO[0], ZERO, r"sender has shape \(2, 2\)"),
        (HALF, ZERO, np.zeros((2, 3, 2)), "sender is paid at 2 x 2 x 2 but receiver at 2 x 3 x 2"),
        (HALF, np.zeros((2, 0, 2)), np.zeros((2, 0, 2)), "at least one of each"),
        (HALF, np.full((2, 2, 2), np.nan), ZERO, r"sender: payoff at index \(0, 0, 0\) is nan"),
        (HALF, np.zeros((3, 2, 2, 2)), np.zeros((4, 2, 2, 2)), "do not broadcast"),
    ],
)
def test_what_is_refused(prior: Any, sender: Any, receiver: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        gt.SignallingGame(prior, sender, receiver)


def test_limits_are_counted_before_any_work() -> None:
    sizes = (9, 9, 3)
    game = gt.SignallingGame(np.full(9, 1 / 9), np.zeros(sizes), np.zeros(sizes))
    with pytest.raises(TooLarge, match=f"{9**9 * 3**9:,} pure profiles; at most 10,000,000"):
        gt.perfect_bayesian_equilibria(game)


def test_where_nothing_matters_everything_is_an_equilibrium() -> None:
    found = gt.perfect_bayesian_equilibria(gt.SignallingGame(HALF, ZERO, ZERO))
    assert len(found) == 16  # the corners of both squares
    assert found.degenerate
    assert found.complete
    assert found.status_code == Status.ALL_PLAY_CORNERS
    off = ~found.on_path
    assert (found.belief_low[off] == 0).all()
    assert (found.belief_high[off] == 1).all()
    refined = gt.perfect_bayesian_equilibria(found.game, refinement="D1")
    assert not refined.complete
    assert "corners" in refined.status[()]


def test_two_mixed_replies_where_no_pure_one_deters_both() -> None:
    """After message 2 reply 1 tempts type 1 and reply 2 type 2: between 1/3 and 2/3 neither."""
    sender = [[[2, 2], [3, 0]], [[2, 2], [0, 3]]]
    receiver = [[[1, 0], [1, 0]], [[1, 0], [0, 1]]]
    found = gt.perfect_bayesian_equilibria(gt.SignallingGame(HALF, sender, receiver))
    pooled = [e for e in range(len(found)) if found.kind[e] == "pooling"]
    assert [found.receiver[e, 1].tolist() for e in pooled] == [
        [F(1, 3), F(2, 3)],
        [F(2, 3), F(1, 3)],
    ]
    for e in pooled:
        assert found.belief_low[e, 1].tolist() == [F(1, 2), F(1, 2)]
        assert found.belief_high[e, 1].tolist() == [F(1, 2), F(1, 2)]


def test_beliefs_of_three_types_by_hand() -> None:
    """The deterrent is best where the third type has half the weight at least."""
    sender = np.zeros((3, 2, 2), dtype=int)
    sender[:, 0, :] = 1
    sender[:, 1, 0] = 2  # message 2 pays if answered by reply 1
    receiver = np.zeros((3, 2, 2), dtype=int)
    receiver[:, 1, 0] = [1, 1, -1]
    found = gt.perfect_bayesian_equilibria(gt.SignallingGame([F(1, 3)] * 3, sender, receiver))
    pooled = next(
        e for e in range(len(found)) if not found.on_path[e, 1] and found.receiver[e, 1, 1] == 1
    )
    assert found.belief_low[pooled, 1].tolist() == [0, 0, F(1, 2)]
    assert found.belief_high[pooled, 1].tolist() == [F(1, 2), F(1, 2), 1]
    assert sum(found.belief[pooled, 1]) == 1
    assert found.status_code == Status.PURE_SIGNALLING


def test_regret_sees_a_wrong_strategy_and_a_wrong_belief() -> None:
    import attrs

    sender = [[[0, 2], [1, 3]], [[1, 3], [0, 2]]]
    receiver = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    game = gt.SignallingGame([F(1, 10), F(9, 10)], sender, receiver)
    found = gt.perfect_bayesian_equilibria(game)
    assert found.regret.tolist() == [0, 0]
    other = attrs.evolve(found, sender=found.sender[:, :, ::-1])
    assert all(r > 0 for r in other.regret)
    # Off the path a surly type is believed to deviate: then the duel costs 1.
    surly = found.belief.copy()
    surly[1, 1] = [F(0), F(1)]
    assert attrs.evolve(found, belief=surly).regret.tolist() == [0, 1]


def test_payoffs_near_the_largest_double_and_near_zero() -> None:
    rng = np.random.default_rng(3)
    p = rng.uniform(0.1, 0.9, 200)
    numbers = [rng.normal(size=(200, 2, 2, 2)) for _ in range(2)]
    plain = gt.perfect_bayesian_equilibria(gt.SignallingGame(np.stack([p, 1 - p], 1), *numbers))
    for scale in (2.0**1021, 2.0**-900):
        scaled = gt.SignallingGame(np.stack([p, 1 - p], 1), *(scale * v for v in numbers))
        found = gt.perfect_bayesian_equilibria(scaled)
        assert np.array_equal(found.counts, plain.counts)
        for name in ("sender", "receiver", "belief_low", "belief_high"):
            assert np.allclose(getattr(found, name), getattr(plain, name), atol=1e-12), name


def test_the_tree_holds_the_same_payoffs() -> None:
    rng = np.random.default_rng(0)
    prior = np.array([[F(1, 3), F(2, 3)], [F(1, 4), F(3, 4)]])
    game = gt.SignallingGame(prior, *rng.integers(0, 9, (2, 2, 2, 3, 2)), types=["a", "b"])
    tree = game.to_extensive_form()
    assert tree.batch_shape == (2,)
    assert tree.end_payoffs[1, :, 0].tolist() == game.sender[1].ravel().tolist()
    assert tree[1].chance_probabilities(0).tolist() == prior[1].tolist()
    assert [h.label for h in tree.information_sets if h.player == 0] == ["a", "b"]
