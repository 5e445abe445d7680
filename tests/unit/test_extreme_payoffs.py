"""Payoffs near the largest double: a named refusal or a right answer, no warning and no NaN."""

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput

WIDE = gt.NormalFormGame([[[1e308, -1e308], [0, 0]], [[1.0, 0], [0, 1]]])
HIGH = gt.NormalFormGame([[[1e308, 0], [0, 1e308]], [[1e308, 0], [0, 1e308]]])


@pytest.mark.parametrize(
    ("function", "game", "told"),
    [
        (gt.logit_branch, WIDE, "game 0 of the batch span more than the largest double"),
        (lambda game: gt.logit_equilibria(game, 1.0), WIDE, "span more than the largest double"),
        (lambda game: gt.logit_branch(game, max_rationality=1e308), HIGH, "exceeds 1e.12"),
        (gt.correlated_equilibrium, WIDE, "player '1' in game 0 of the batch span more than"),
        (gt.correlated_equilibrium, HIGH, "sum to more than the largest double"),
    ],
)
def test_what_no_double_holds_is_refused(function, game, told):
    with pytest.raises(InvalidInput, match=told):
        function(game)


def test_what_a_double_holds_is_answered():
    assert gt.correlated_equilibrium(HIGH, 0).value == 1e308
    with pytest.raises(InvalidInput, match="is not zero-sum"):
        gt.zero_sum_solution(HIGH)
    # The second row beats the first by more than the largest double in sum, weakly.
    rows = [[0.0, 0, 0], [1e308, 1e308, 0]]
    game = gt.NormalFormGame.from_bimatrix(rows, [[0, 0, 0], [0, 0, 0]])
    left = gt.iterated_elimination(game, "weak")
    assert left.surviving[0].tolist() == [False, True]
    assert left.margin[0] == np.finfo(np.float64).max


def test_a_payoff_function_that_forgets_to_return_is_named():
    race = gt.LinearReplyGame([1.0, 1.0], np.zeros((2, 2)), payoff=lambda i, x: None)
    with pytest.raises(InvalidInput, match="returned None for player 1; expected a number"):
        race.payoffs([1.0, 1.0])
    with pytest.raises(InvalidInput, match="returned None for player 1"):
        gt.deviation_gains(race, [1.0, 1.0])
    with pytest.raises(InvalidInput, match="returned None for player 1"):
        _ = gt.linear_reply_equilibria(race).regret


def test_actions_at_which_a_payoff_is_not_defined():
    def barrier(i, x):
        return np.select([x[i] > 0, x[i] == 0], [0.0, -np.inf], np.nan)

    race = gt.LinearReplyGame([1.0, 1.0], np.zeros((2, 2)), payoff=barrier)
    with pytest.raises(InvalidInput, match="payoff of player 2 is NaN at these actions"):
        race.payoffs([1.0, -1.0])
    # Minus infinity is what a barrier pays, and what a square beyond the doubles comes to.
    assert race.payoffs([1.0, 0.0]).tolist() == [0, -np.inf]
    far = gt.LinearReplyGame([1.0, 1.0], np.zeros((2, 2))).payoffs([1e200, 1.0])
    assert far.tolist() == [-np.inf, 0]


def test_a_profile_of_one_entry_is_no_profile():
    race = gt.LinearReplyGame([1.0, 1.0], np.zeros((2, 2)))
    with pytest.raises(InvalidInput, match=r"actions of shape \(1,\); expected \(2,\)"):
        gt.deviation_gains(race, [1.0])


def test_numpy_integers_count_players():
    assert gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=np.int64(2)).batch_shape == (3,)
    assert gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=np.uint8(3)).num_players == 3


def test_more_players_than_axes():
    for n in (32, 40):
        with pytest.raises(InvalidInput, match=f"payoffs have {n + 1} axes.*at most 31 players"):
            gt.NormalFormGame(np.zeros((n, *(1,) * n)))
    most = gt.NormalFormGame(np.zeros((31, *(1,) * 31)))
    assert gt.rationalizable_actions(most).solvable
