"""Continuous games as values: shapes, exactness, indexing, bad input; gains from deviating."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.certificates.linear_reply import Germ
from gametheory.errors import InvalidInput

FREE = [[0.0, 0.5], [0.5, 0.0]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0, 2.0], [[0.0, 1.0]]), "expected .*2, 2"),
        (([1.0, 2.0], [[0.0, 1.0], [1.0]]), "slopes is ragged"),
        (([1.0, np.nan], FREE), "intercepts at index .1,. is nan"),
        (([1.0, np.inf], FREE), "intercepts at index .1,. is inf; it must be finite"),
        (([1.0, 2.0], [[0.5, 1.0], [1.0, 0.0]]), r"slopes\[0, 0\] is 0.5"),
        (([], np.zeros((0, 0))), "N >= 1"),
        ((1.0, FREE), "N >= 1"),
        ((["a", "b"], FREE), "type <U1"),
        (([1j, 2.0], FREE), "type complex"),
        (([True, False], FREE), "index .0,. is True, a truth value"),
        (([F(1), "x"], FREE), "intercepts"),
        ((np.ones((3, 2)), np.zeros((4, 2, 2))), "do not broadcast"),
    ],
)
def test_bad_games_are_refused_with_the_place(arguments: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        gt.LinearReplyGame(*arguments)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"lower": [0.0, 3.0], "upper": 2.0}, "player 2 has lower bound 3.0 above upper bound 2.0"),
        ({"lower": -np.inf}, "lower .*must be finite"),
        ({"upper": np.nan}, "upper .*nan"),
        ({"lower": [0.0, 0.0, 0.0]}, "length 2 or 1"),
        ({"players": ["US", "US"]}, "'US' is used twice"),
    ],
)
def test_bad_bounds_and_labels_are_refused(bounds: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        gt.LinearReplyGame([1.0, 1.0], FREE, **bounds)


def test_wrong_type_is_named() -> None:
    with pytest.raises(InvalidInput, match="expected a LinearReplyGame, got list"):
        gt.linear_reply_equilibria([1.0])  # type: ignore[arg-type]


def test_exactness_is_kept_or_given_up_as_a_whole() -> None:
    assert gt.LinearReplyGame([1, 2], [[0, F(1, 3)], [1, 0]]).is_exact
    assert not gt.LinearReplyGame([1, 2], FREE).is_exact
    assert not gt.LinearReplyGame([1, 2], [[0, 1], [1, 0]], upper=2.5).is_exact
    capped = gt.LinearReplyGame([1, 2], [[0, 1], [1, 0]], upper=[F(5, 2), np.inf])
    assert capped.is_exact
    assert [tuple(x) for x in gt.linear_reply_equilibria(capped).actions] == [(F(5, 2), F(9, 2))]


def test_batches_broadcast_and_index_like_arrays() -> None:
    rng = np.random.default_rng(2)
    game = gt.LinearReplyGame(rng.normal(size=(4, 1, 3)), 0.2 * (1 - np.eye(3)), upper=np.ones(3))
    wide = gt.LinearReplyGame(
        game.intercepts, np.broadcast_to(game.slopes, (4, 5, 3, 3)), upper=np.ones(3)
    )
    assert game.batch_shape == (4, 1)
    assert wide.batch_shape == (4, 5)
    found = gt.linear_reply_equilibria(wide)
    assert found.counts.shape == (4, 5)
    assert found.unique.shape == (4, 5, 3)
    for key in ((1, 2), (slice(None), 0), ([3, 3], [0, 1])):
        part = found[key]
        np.testing.assert_array_equal(part.unique, found.unique[key])
        again = gt.linear_reply_equilibria(wide[key])
        np.testing.assert_array_equal(again.actions, part.actions)
        assert part.regret.max() < 1e-15
    np.testing.assert_array_equal(wide.best_reply(found.unique), found.unique)


def test_a_payoff_with_batch_parameters_survives_indexing() -> None:
    """Payoffs close over whole batches; a part, even a repeated one, is read at its place."""
    size = np.array([1.0, 2.0, 5.0])
    game = gt.LinearReplyGame(
        np.stack([size, size], -1) / 2,
        np.broadcast_to([[0.0, -0.5], [-0.5, 0.0]], (3, 2, 2)),
        payoff=lambda i, q: q[i] * (size - q[0] - q[1]),
    )
    found = gt.linear_reply_equilibria(game)
    np.testing.assert_allclose(found.payoffs, np.stack([size**2 / 9] * 2, -1))
    picked = game[[2, 0, 2]]
    q = np.array([[1.0, 1.0], [0.2, 0.1], [2.0, 1.0]])
    np.testing.assert_allclose(picked.payoffs(q)[:, 0], [3.0, 0.14, 4.0])
    np.testing.assert_allclose(
        gt.deviation_gains(picked, q)[:, 0],
        [(5 - 1) ** 2 / 4 - 3.0, 0.9**2 / 4 - 0.14, (5 - 1) ** 2 / 4 - 4.0],
        atol=1e-12,
    )


def test_a_wrong_best_reply_is_found_out_by_the_payoff() -> None:
    game = gt.LinearReplyGame(
        [F(1, 2), F(1, 2)],
        [[0, F(-1, 3)], [F(-1, 3), 0]],  # Cournot's slope is -1/2
        payoff=lambda i, q: q[i] * (1 - q[0] - q[1]),
    )
    found = gt.linear_reply_equilibria(game)
    assert found.regret[0] > 0
    # q = 3/8 each; the best reply is (1 - 3/8) / 2 = 5/16, worth 25/256 instead of 3/32.
    assert found.regret[0] == F(25, 256) - F(3, 32)


def test_exact_gains_pass_kinks_and_bounds() -> None:
    from gametheory.algebra import maximum

    game = gt.LinearReplyGame(
        [F(3)],
        [[F(0)]],
        upper=F(10),
        payoff=lambda i, x: -(maximum(3 - x[0], 0) ** 2) - maximum(x[0] - 5, 0),
    )
    # The best reply is any point of [3, 5]: payoff 0.
    for point, gain in ((F(0), 9), (F(3), 0), (F(4), 0), (F(5), 0), (F(10), 5)):
        assert gt.deviation_gains(game, [point])[0] == gain
        as_float = gt.deviation_gains(game, [float(point)])
        assert as_float[0] == pytest.approx(gain, abs=1e-12)


def test_actions_outside_their_bounds_are_refused() -> None:
    game = gt.LinearReplyGame([1.0, 1.0], FREE, upper=2.0)
    with pytest.raises(InvalidInput, match=r"action 3\.0 of player 2"):
        gt.deviation_gains(game, [1.0, 3.0])
    with pytest.raises(InvalidInput, match=r"expected \(2,\)"):
        game.payoffs([1.0, 2.0, 3.0])


def test_a_payoff_without_maximum_is_named() -> None:
    game = gt.LinearReplyGame([1.0], [[0.0]], payoff=lambda i, x: x[0])
    with pytest.raises(InvalidInput, match="without bound"):
        gt.deviation_gains(game, [1.0])


def test_germs_are_one_sided_derivatives() -> None:
    x = Germ(F(2), F(1))
    y = (x * x - 3) / (x + 1)  # value 1/3; derivative (2x (x+1) - (x^2-3)) / (x+1)^2 = 11/9
    assert (y.a, y.b) == (F(1, 3), F(11, 9))
    assert (y * (x + 1) - x * x + 3) == 0
    assert x > 2
    assert Germ(F(2), F(-1)) < 2
    assert 1 / x * x == 1
    assert x**3 - x * x * x == 0


def test_solutions_are_labelled_tables() -> None:
    game = gt.LinearReplyGame(np.ones((2, 2)), FREE, players=["A", "B"])
    found = gt.linear_reply_equilibria(game)
    table = found.to_dataframe()
    assert list(table.columns) == ["game", "action A", "action B", "payoff A", "payoff B", "regret"]
    assert table["action A"].tolist() == [2.0, 2.0]
    data = found.to_dataset()
    assert dict(data.sizes) == {"equilibrium": 2, "player": 2, "batch_0": 2}
    assert "2 in 2 games, complete" in repr(found)
    assert "2 players, floats, batch (2,)" in repr(game)


def test_zero_games_are_no_problem() -> None:
    found = gt.linear_reply_equilibria(gt.LinearReplyGame(np.ones((0, 2)), FREE))
    assert len(found) == 0
    assert found.regret.shape == (0,)
    assert found.unique.shape == (0, 2)
