"""What ``print`` shows of each kind of answer: the answer, not only how much of it there is."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

import gametheory as gt

CHICKEN = gt.NormalFormGame.from_bimatrix(
    [[6, 2], [7, 0]], [[6, 7], [2, 0]], players=["Ann", "Bob"], actions=[["yield", "press"]] * 2
)
TWO = gt.NormalFormGame(np.stack([CHICKEN.payoffs, CHICKEN.payoffs]), players=2)


def test_logit_equilibria_show_rationality_strategies_and_payoffs() -> None:
    shown = str(gt.logit_equilibria(CHICKEN, 0.0)).splitlines()
    assert shown[1:] == [
        "  Ann: yield, press | Bob: yield, press",
        "  rationality 0: 0.5 0.5 | 0.5 0.5   payoffs (3.75, 3.75)",
    ]
    assert str(gt.logit_equilibria(TWO, 0.0)).splitlines()[2].startswith("  game 1: rationality 0")


def test_the_limit_of_a_branch_is_shown() -> None:
    assert "0.666667 0.333333 | 0.666667 0.333333" in str(gt.logit_branch(CHICKEN))


def test_a_correlated_equilibrium_shows_its_value_and_what_is_recommended() -> None:
    assert str(gt.correlated_equilibrium(CHICKEN)).splitlines()[1:] == [
        "  value 21/2   payoffs (21/4, 21/4)",
        "  yield | yield   with 1/2",
        "  yield | press   with 1/4",
        "  press | yield   with 1/4",
    ]
    assert str(gt.correlated_equilibrium(TWO)).splitlines()[2].startswith("  game 1: value 21/2")


def test_an_elimination_shows_survivors_and_steps() -> None:
    game = gt.NormalFormGame.from_bimatrix([[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 0]])
    assert str(gt.rationalizable_actions(game)).splitlines()[1:] == [
        "  1 keeps 1, 2 | 2 keeps 1, 2",
        "  round 1: 1's 3 is dominated by 1/2 1 + 1/2 2 (margin 1/2)",
    ]
    assert len(str(gt.rationalizable_actions(TWO)).splitlines()) == 3


def test_a_commitment_shows_strategy_reply_and_payoffs() -> None:
    assert str(gt.stackelberg_equilibrium(CHICKEN)).splitlines()[1:] == [
        "  Ann: yield, press | Bob: yield, press",
        "  Ann commits to 0 1; Bob replies yield   payoffs (7, 2)",
    ]


def test_stable_strategies_show_themselves() -> None:
    hawk_dove = gt.NormalFormGame.from_bimatrix([[-1, 4], [0, 2]], [[-1, 0], [4, 2]])
    shown = str(gt.evolutionarily_stable_strategies(hawk_dove)).splitlines()
    assert shown[1:] == ["  2/3 1/3   payoff 2/3"]


def test_anonymous_equilibria_show_probabilities_and_numbers_of_takers() -> None:
    game = gt.SymmetricBinaryGame(taking=[2, 2, 2], leaving=[0, 3, 3])
    assert str(gt.symmetric_binary_equilibria(game)).splitlines()[1:] == [
        "  everybody takes the action with probability 0.42265   payoff 2",
        "  pure equilibria: 1 takers",
    ]


def test_signalling_equilibria_show_who_sends_what_and_what_is_answered() -> None:
    game = gt.SignallingGame(
        [Fraction(3, 5), Fraction(2, 5)],
        [[[0, 2], [1, 3]], [[1, 3], [0, 2]]],
        [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        types=["wimp", "surly"],
        messages=["beer", "quiche"],
        replies=["duel", "not"],
    )
    assert str(gt.perfect_bayesian_equilibria(game)).splitlines()[1:] == [
        "  semi-separating: wimp sends 2/3 beer + 1/3 quiche, surly sends beer; "
        "1/2 duel + 1/2 not after beer, duel after quiche   payoffs (7/5, 3/5)",
    ]


def test_long_and_empty_answers() -> None:
    many = gt.NormalFormGame(np.zeros((30, 2, 2, 2)), players=2)
    none = gt.NormalFormGame(np.zeros((0, 2, 2, 2)))
    for ask in (
        lambda g: gt.logit_equilibria(g, 1.0),
        gt.correlated_equilibrium,
        gt.rationalizable_actions,
        gt.stackelberg_equilibrium,
    ):
        assert str(ask(many)).splitlines()[-1] == "  ... and 10 more"
        assert len(str(ask(none)).splitlines()) == 1
