"""Equilibria as table, JSON and CSV."""

import csv
import io
import json
from fractions import Fraction

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import UnknownName
from gametheory.ragged import Ragged
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.status import Status
from gametheory.solutions.text import render_equilibria


def listing(game, rows, regret, **flags):
    """Equilibria given by hand: rows of (game number, strategies, payoffs, index)."""
    exact = game.is_exact
    kind = object if exact else np.float64
    counts = np.bincount([r[0] for r in rows], minlength=game.num_games).astype(np.int64)
    shape = game.batch_shape
    return Equilibria(
        game=game,
        rows=Ragged.of_counts(counts.reshape(shape)),
        strategies=tuple(
            np.array([r[1][i] for r in rows], dtype=kind).reshape(len(rows), m)
            for i, m in enumerate(game.num_actions)
        ),
        payoffs=np.array([r[2] for r in rows], dtype=kind).reshape(len(rows), 2),
        regret=np.array([regret] * len(rows), dtype=kind),
        index=np.array([r[3] for r in rows], dtype=np.int8),
        degenerate=np.array(flags.get("degenerate", [False] * game.num_games)).reshape(shape),
        complete=np.array(flags.get("complete", [True] * game.num_games)).reshape(shape),
        status_code=np.array(
            flags.get("status", [Status.ALL] * game.num_games), dtype=np.int8
        ).reshape(shape),
    )


THIRD = Fraction(1, 3)
EXACT = listing(
    gt.NormalFormGame(
        [[[Fraction(2), Fraction(0)], [Fraction(0), Fraction(1)]]] * 2,
        players=["Å, a", "B"],
        actions=[["x", "y"], ["l", "r"]],
    ),
    [
        (0, ([0, 1], [0, 1]), (1, 1), 1),
        (0, ([THIRD, 2 * THIRD], [THIRD, 2 * THIRD]), (2 * THIRD, 2 * THIRD), -1),
        (0, ([1, 0], [1, 0]), (2, 2), 1),
    ],
    Fraction(0),
)
FLOATS = listing(
    gt.NormalFormGame(np.arange(24.0).reshape(3, 2, 2, 2), players=2),
    [(0, ([0.1, 0.9], [1.0, 0.0]), (1.5, 2.5), 0), (2, ([0, 1], [0, 1]), (19, 1e-300), 1)],
    1e-17,
    degenerate=[True, False, False],
    complete=[True, True, False],
    status=[Status.ALL_EXTREME, Status.NONE_FOUND, Status.SOME],
)


def test_json_of_an_exact_game():
    data = json.loads(render_equilibria(EXACT, "json"))
    assert data["players"] == ["Å, a", "B"]
    assert data["actions"] == [["x", "y"], ["l", "r"]]
    assert data["batch_shape"] == []
    assert data["exact"] is True
    (game,) = data["games"]
    assert (game["count"], game["degenerate"], game["complete"]) == (3, False, True)
    assert game["status"] == Status.ALL.advice
    assert game["equilibria"][1] == {
        "strategies": [["1/3", "2/3"], ["1/3", "2/3"]],
        "payoffs": ["2/3", "2/3"],
        "regret": "0",
        "index": -1,
    }


def test_json_of_a_batch_of_doubles():
    data = json.loads(render_equilibria(FLOATS, "json"))
    assert data["batch_shape"] == [3]
    assert [g["count"] for g in data["games"]] == [1, 0, 1]
    assert [g["degenerate"] for g in data["games"]] == [True, False, False]
    assert [g["complete"] for g in data["games"]] == [True, True, False]
    assert [g["equilibria"] for g in data["games"]][1] == []
    first = data["games"][0]["equilibria"][0]
    assert first["strategies"] == [[0.1, 0.9], [1.0, 0.0]]
    assert first["regret"] == 1e-17
    assert data["games"][2]["equilibria"][0]["payoffs"] == [19.0, 1e-300]


def test_csv():
    rows = list(csv.DictReader(io.StringIO(render_equilibria(EXACT, "csv"))))
    assert len(rows) == 3
    assert rows[1]["Å, a:y"] == "2/3"
    assert rows[1]["payoff B"] == "2/3"
    assert rows[1]["index"] == "-1"
    assert rows[1]["degenerate"] == "false"
    floats = list(csv.DictReader(io.StringIO(render_equilibria(FLOATS, "csv"))))
    assert [r["game"] for r in floats] == ["0", "2"]
    assert [float(r["1:1"]) for r in floats] == [0.1, 0.0]
    assert [r["complete"] for r in floats] == ["true", "false"]


def test_table_for_people():
    lines = render_equilibria(EXACT).splitlines()
    assert lines[0] == "3 equilibria"
    assert lines[1].split() == [
        *["Å,", "a:x", "Å,", "a:y", "B:l", "B:r"],
        *["payoff", "Å,", "a", "payoff", "B", "regret", "index"],
    ]
    assert lines[3].split() == ["1/3", "2/3", "1/3", "2/3", "2/3", "2/3", "0", "-1"]
    assert len({len(line) for line in lines[1:5]}) == 1
    assert lines[5] == Status.ALL.advice
    batch = render_equilibria(FLOATS)
    assert "game 0: 1 equilibrium, degenerate game" in batch
    assert "game 1: 0 equilibria" in batch
    assert Status.SOME.advice in batch


def test_listing_of_the_solvers_own_answer():
    game = gt.NormalFormGame([[[3, 0], [2, 2]], [[3, 2], [0, 2]]])
    found = gt.pure_nash_equilibria(game)
    data = json.loads(render_equilibria(found, "json"))["games"][0]
    assert [e["strategies"] for e in data["equilibria"]] == [
        [["0", "1"], ["0", "1"]],
        [["1", "0"], ["1", "0"]],
    ]
    assert data["complete"] is True


def test_an_empty_batch():
    none = listing(gt.NormalFormGame(np.zeros((0, 2, 2, 2)), players=2), [], 0.0)
    assert json.loads(render_equilibria(none, "json"))["games"] == []
    assert render_equilibria(none) == "no games, batch shape (0,)\n"
    assert render_equilibria(none, "csv").count("\n") == 1


def test_an_unknown_format_proposes_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'json'"):
        render_equilibria(EXACT, "jsn")
