"""Games of one player are decision problems; every concept says what is best there."""

from __future__ import annotations

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput

DECISION = gt.NormalFormGame([[1, 3, 3]], players=["A"], actions=[["x", "y", "z"]])


def test_every_best_action_is_an_extreme_equilibrium():
    found = gt.nash_equilibria(DECISION)
    assert found.complete
    assert found.degenerate
    assert found.strategies[0].tolist() == [[0, 0, 1], [0, 1, 0]]
    assert found.payoffs.tolist() == [[3], [3]]
    assert found.regret.tolist() == [0, 0]


def test_a_batch_of_decisions():
    payoffs = np.array([[[0.0, 2.0, 1.0]], [[5.0, 4.0, 4.0]]])
    games = gt.NormalFormGame(payoffs, players=1)
    assert games.batch_shape == (2,)
    for concept in (gt.nash_equilibria, gt.pure_nash_equilibria, gt.nash_equilibrium):
        assert concept(games).strategies[0].argmax(axis=1).tolist() == [1, 0]
    assert gt.nash_equilibrium(games, method="logit").counts.tolist() == [1, 1]
    assert gt.nash_equilibria(games).index.tolist() == [1, 1]
    best = gt.correlated_equilibrium(games)
    assert best.value.tolist() == [2, 5]
    assert gt.rationalizable_actions(games).surviving[0].sum(axis=1).tolist() == [1, 1]


def test_one_player_has_to_be_asked_for():
    assert gt.NormalFormGame(np.zeros((2, 1, 3)), players=1).batch_shape == (2,)
    with pytest.raises(InvalidInput, match="needs players=1"):
        gt.NormalFormGame([[1, 2, 3]])
    with pytest.raises(InvalidInput, match="at least one player"):
        gt.NormalFormGame([[1, 2, 3]], players=0)


@pytest.mark.parametrize(
    "text",
    [
        'NFG 1 R "t" { "A" } { 3 } 1 3 3',
        'EFG 2 R "t" { "A" } p "" 1 1 "" { "x" "y" "z" } 0\n'
        't "" 1 "" { 1 } t "" 2 "" { 3 } t "" 3 "" { 3 }',
    ],
    ids=["nfg", "efg"],
)
def test_files_of_one_player(text, tmp_path, capsys):
    from gametheory.cli import main

    path = tmp_path / f"one.{text[:3].lower()}"
    path.write_text(text)
    game = gt.read_game(path, exact=True)
    game = game if isinstance(game, gt.NormalFormGame) else game.to_normal_form()
    assert gt.nash_equilibria(game).strategies[0].tolist() == [[0, 0, 1], [0, 1, 0]]
    with pytest.raises(SystemExit) as left:
        main(["solve", str(path), "--exact"])
    assert not left.value.code
    assert capsys.readouterr().out.startswith("2 equilibria")


def test_a_decision_is_shown_and_written(tmp_path):
    assert "payoff" in DECISION._repr_html_()
    assert "payoff" in DECISION.to_latex()
    gt.write_game(DECISION, tmp_path / "one.nfg")
    assert gt.read_game(tmp_path / "one.nfg", exact=True) == DECISION


def test_the_table_of_a_decision_reads_back(tmp_path):
    gt.write_table(DECISION, tmp_path / "one.csv")
    assert gt.read_table(tmp_path / "one.csv", exact=True) == DECISION
    (tmp_path / "wrong.csv").write_text("A,B\nx,1\n")
    with pytest.raises(InvalidInput):
        gt.read_table(tmp_path / "wrong.csv", layout="profiles")


@pytest.mark.parametrize(
    "text", ["1  3  1 3 3", "#AGG\n1\n3\n0\n3\n0 1 2\n0 0 0\n0 1\n0 3\n0 3\n"], ids=["gam", "agg"]
)
def test_other_files_of_one_player(text, tmp_path):
    path = tmp_path / ("one.agg" if "#" in text else "one.gam")
    path.write_text(text)
    game = gt.read_game(path, exact=True)
    assert game.num_players == 1
    assert game.payoffs.tolist() == [[1, 3, 3]]
    assert gt.nash_equilibria(game).complete
