"""Payoff tables in CSV."""

import csv
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_games import EXACT, FLOATS, TABLE_LABEL, games

import gametheory as gt
from gametheory.errors import InvalidInput, TooLarge
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
        (
            gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=3),
            {"layout": "cells"},
            "holds two players",
        ),
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


A, B = [[3, 0], [2, 2]], [[3, 2], [0, 2]]
BARE = gt.NormalFormGame([A, B])


def test_bare_blocks_are_read_where_nothing_else_fits():
    text = "3,0\n2,2\n\n3,2\n0,2\n"  # as labels, the two blocks would name different actions
    assert parse_table(text) == BARE
    assert parse_table(text, layout="bare") == BARE
    assert parse_table("5\n\n7\n").payoffs.tolist() == [[[5]], [[7]]]
    repeated = parse_table("1,1,1\n1,2,3\n\n1,1,1\n1,4,5")
    assert repeated.num_actions == (2, 3)


def test_bare_cells_are_read():
    assert parse_table('"3, 3","0, 2"\n(2; 0),2 2\n') == BARE


AMBIGUOUS = "9,1,2\n1,3,0\n2,2,2\n\n8,1,2\n1,3,2\n2,0,2\n"


def test_blocks_that_can_be_read_in_two_ways_are_refused():
    with pytest.raises(InvalidInput, match=r"^t:1:1: .*layout='blocks' or layout='bare'"):
        parse_table(AMBIGUOUS, "t")
    labelled = parse_table(AMBIGUOUS, layout="blocks")
    assert (labelled.players, labelled.num_actions) == (("9", "8"), (2, 2))
    assert parse_table(AMBIGUOUS, layout="bare").num_actions == (3, 3)
    # A corner that is no number, or none, leaves one reading.
    for corners in (("", ""), ("A", "B")):
        named = AMBIGUOUS.replace("9,", corners[0] + ",", 1).replace("8,", corners[1] + ",", 1)
        assert parse_table(named).num_actions == (2, 2)


def test_what_is_written_is_never_ambiguous(tmp_path):
    path = tmp_path / "t.csv"
    gt.write_table(BARE, path, layout="blocks")
    assert path.read_text().startswith(",1,2\n")
    assert gt.read_table(path) == BARE
    gt.write_table(BARE, path, layout="bare")
    assert path.read_text() == "3,0\n2,2\n\n3,2\n0,2\n"
    assert gt.read_table(path) == BARE
    numbered = gt.NormalFormGame([A, B], players=["7", "8"])
    with pytest.raises(InvalidInput, match="'blocks' with nothing but numbers"):
        gt.write_table(numbered, path, layout="blocks")
    with pytest.raises(InvalidInput, match="'bare' has no place for the labels"):
        gt.write_table(numbered, path, layout="bare")


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("1,2\n3,4\n\n1,2,3\n3,4", "4:5", "3 payoffs in a row; expected 2"),
        ("1,2\n3,4\n\n1,2", "4:1", "1 rows in a block; expected 2"),
    ],
)
def test_bare_blocks_of_different_sizes(text, place, told):
    with pytest.raises(InvalidInput, match=f"^t:{place}: {told}"):
        parse_table(text, "t", layout="bare")


def test_semicolons_are_found_out():
    text = "North \\ South;wait;arm\nwait;3, 3;0, 2\narm;2, 0;1/2, 0.5\n"
    assert parse_table(text) == DECIDED
    assert parse_table("3;0\n2;2\n\n3;2\n0;2") == BARE


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("1,000", "may be one number or two"),
        ("-1,000", "may be one number or two"),
        ("(1 2", "expected two payoffs"),
        ("1 2)", "expected two payoffs"),
        ("(1) 2", "expected two payoffs"),
        ("1, 2, 3", "expected two payoffs"),
        ("1,000,000", "expected two payoffs.*a decimal has a point"),
        ("“1, 2”", "LEFT DOUBLE QUOTATION MARK"),
        ("1, –2", "EN DASH"),
        ("1, ２", "FULLWIDTH DIGIT TWO"),
    ],
)
def test_cells_that_may_mean_something_else(cell, told):
    with pytest.raises(InvalidInput, match=rf"^t:2:3: .*{told}"):
        parse_table(f',l\nu,"{cell}"', "t")


def test_decimal_commas_between_semicolons_are_refused():
    with pytest.raises(InvalidInput, match=r"'1,5', which may be one number or two"):
        parse_table(";l;r\nu;1,5;2,5")
    with pytest.raises(InvalidInput, match="with a decimal comma: write a point"):
        parse_table(";l;r\nu;1;2\n\n;l;r\nu;1,5;2", delimiter=";")
    with pytest.raises(InvalidInput, match="commas between thousands"):
        parse_table(',l\nu,"1,000,000"\n\n,l\nu,2')


def test_a_curly_quote_that_a_comma_cuts():
    with pytest.raises(InvalidInput, match=r"^t:2:3: a cell starts with the curly quote “"):
        parse_table(",l\nu,“3, 2”", "t")
    # Inside straight quotes it is part of a label.
    game = gt.NormalFormGame([A, B], actions=[["“u", "d"], ["l", "r"]])
    assert parse_table(format_table(game)) == game


def test_minus_signs_of_typesetting():
    game = parse_table(',l\nu,"−3, −1/2"')
    assert game.payoffs.ravel().tolist() == [-3, Fraction(-1, 2)]
    assert parse_table("−3,0\n\n1,−2").payoffs[:, 0].tolist() == [[-3, 0], [1, -2]]


HOSTILE = gt.NormalFormGame(
    [[[-1, 0], [2, 2]], [[3, -2], [0, 2]]],
    players=["=cmd", "'@x"],
    actions=[["+1+1", "-x"], ["@sum(A1)", "''quoted"]],
)


@pytest.mark.parametrize("layout", ["cells", "blocks", "profiles"])
@pytest.mark.parametrize("escape", [False, True])
def test_labels_that_spreadsheets_would_run(layout, escape, tmp_path):
    path = tmp_path / "t.csv"
    gt.write_table(HOSTILE, path, layout=layout, escape_formulas=escape)
    assert gt.read_table(path) == HOSTILE
    rows = list(csv.reader(path.read_text().splitlines()))
    runs = [c for row in rows for c in row if c.startswith(("=", "+", "-", "@")) and not number(c)]
    assert bool(runs) != escape


def number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        ',l\nu,"1' + " " * 60_000 + '"',
        ',l\nu,"1' + " " * 60_000 + '2 3"',
        ',l\nu,"' + "(" * 60_000 + '"',
        ',l\nu,"' + "1" * 60_000 + '"',
        ',l\nu,"' + "," * 60_000 + '"',
        "," * 100_000,
        "\n" * 100_000,
        '"' * 100_001,
    ],
)
def test_long_texts_are_read_once(text):
    # With work that grows with the square of the length this takes minutes.
    with pytest.raises(InvalidInput, match=r"^t:\d+:\d+: "):
        parse_table(text, "t")


def test_cells_are_counted_before_they_are_made():
    with pytest.raises(TooLarge, match="30000001 cells; a table of at most 4000000"):
        parse_table("," * 30_000_000, "t")


def test_many_players_in_a_table():
    header = ",".join([f"p{k}" for k in range(40)] + [f"payoff p{k}" for k in range(40)])
    body = ",".join(["a"] * 40 + ["0"] * 40)
    with pytest.raises(InvalidInput, match="40 players; at most 30"):
        parse_table(f"{header}\n{body}", "t")
    # Twenty players with a thousand actions each are more profiles than NumPy can count.
    header = ",".join([f"p{k}" for k in range(20)] + [f"payoff p{k}" for k in range(20)])
    rows = [",".join([f"a{r}"] * 20 + ["0"] * 20) for r in range(1000)]
    with pytest.raises(InvalidInput, match=r"profiles; .* is missing"):
        parse_table("\n".join([header, *rows]), "t")
