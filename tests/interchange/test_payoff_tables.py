"""Payoff tables in CSV."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_games import EXACT, FLOATS, TABLE_LABEL, games

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.interchange.tables import format_table, parse_table

CELLS = """North \\ South,wait,arm
wait,"3, 3",(0; 2)
arm,2 0,"1/2, 0.5"
"""
BLOCKS = """North,wait,arm,,
wait,3,0,,
arm,2,1/2,,
,,,,
South,wait,arm
wait,3,2
arm,0,.5
"""
PROFILES = """North,South,payoff North,payoff South
wait,wait,3,3
wait,arm,0,2
arm,wait,2,0
arm,arm,0.5,5e-1
"""
DECIDED = gt.NormalFormGame(
    [[[3, 0], [2, Fraction(1, 2)]], [[3, 2], [0, Fraction(1, 2)]]],
    players=["North", "South"],
    actions=[["wait", "arm"], ["wait", "arm"]],
)


@pytest.mark.parametrize("text", [CELLS, BLOCKS, PROFILES])
def test_three_layouts_of_one_game(text, tmp_path):
    assert parse_table(text) == DECIDED
    path = tmp_path / "table.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert gt.read_table(path) == DECIDED
    assert gt.read_game(path) == DECIDED
    assert gt.read_game(path, exact=False).payoffs.dtype == np.float64


@pytest.mark.parametrize("layout", ["cells", "blocks", "profiles"])
def test_layouts_written_are_read(layout, tmp_path):
    for name in ("table.csv", "table.tsv"):
        gt.write_table(DECIDED, tmp_path / name, layout=layout)
        assert gt.read_table(tmp_path / name) == DECIDED
    assert "\t" in (tmp_path / "table.tsv").read_text()


def test_a_semicolon_separates_where_asked(tmp_path):
    path = tmp_path / "table.csv"
    gt.write_table(DECIDED, path, delimiter=";")
    assert path.read_text().splitlines()[1] == "wait;3, 3;0, 2"
    assert gt.read_table(path, delimiter=";") == DECIDED


def test_without_a_corner_players_are_numbered():
    assert parse_table(',l,r\nu,"1,2","3,4"').players == ("1", "2")
    assert parse_table(",l,r\nu,1,2\n\n,l,r\nu,3,4").players == ("1", "2")


def test_profiles_may_come_in_any_order():
    lines = PROFILES.splitlines()
    game = parse_table("\n".join([lines[0], *reversed(lines[1:])]))
    assert game.actions == (("arm", "wait"), ("arm", "wait"))
    assert np.array_equal(game.payoffs, DECIDED.payoffs[:, ::-1, ::-1])


@settings(max_examples=50)
@given(games(EXACT, TABLE_LABEL, most=2), st.sampled_from(["cells", "blocks", "profiles"]))
def test_two_player_games_come_back(game, layout):
    assert parse_table(format_table(game, layout=layout), layout=layout) == game


@settings(max_examples=50)
@given(games(EXACT, TABLE_LABEL, most=4))
def test_games_of_many_players_come_back(game):
    assert parse_table(format_table(game, layout="profiles")) == game


@settings(max_examples=50)
@given(games(FLOATS, TABLE_LABEL, most=2), st.sampled_from(["cells", "blocks", "profiles"]))
def test_doubles_come_back_bit_for_bit(game, layout):
    text = format_table(game, layout=layout)
    back = parse_table(text, layout=layout, exact=False)
    assert back.payoffs.tobytes() == game.payoffs.tobytes()


@pytest.mark.parametrize(
    ("game", "options", "problem"),
    [
        (DECIDED, {"layout": "grid"}, "layout 'grid'"),
        (DECIDED, {"delimiter": ", "}, "delimiter"),
        (gt.NormalFormGame(np.zeros((2, 2, 2, 2)), players=2), {}, "batch"),
        (gt.NormalFormGame(np.zeros((3, 2, 2, 2))), {"layout": "cells"}, "holds two players"),
        (
            gt.NormalFormGame(np.zeros((2, 1, 1)), actions=[[" a"], ["b"]]),
            {},
            "label ' a' would not be read back",
        ),
        (gt.NormalFormGame(np.zeros((2, 1, 1)), players=["a \\ b", "c"]), {}, "player's name"),
    ],
)
def test_what_a_table_cannot_hold_is_refused(game, options, problem, tmp_path):
    with pytest.raises(InvalidInput, match=problem):
        gt.write_table(game, tmp_path / "t.csv", **options)
    assert not (tmp_path / "t.csv").exists()
