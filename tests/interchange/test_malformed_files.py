"""Malformed files: one error each, at the right line and column, that says what was expected.

The place is marked in the text by ``§``, which is taken out before the text is read.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_games import games, tree_texts

import gametheory as gt
from gametheory.errors import InvalidInput, ParseError
from gametheory.interchange.strategic_files import StrategicFile, format_strategic, parse_strategic
from gametheory.interchange.tables import format_table, parse_table
from gametheory.interchange.tree_files import parse_tree

HEAD = 'NFG 1 R "t" { "A" "B" } '
STRATEGIC = [
    ("§", "'NFG' at the start"),
    ("§nfg 1 R", "'NFG' at the start"),
    ("NFG §2 R", "version 1"),
    ('NFG 1 §X "t"', "'R'"),
    ("NFG 1 R §t { }", "the title of the game in double quotes"),
    ('NFG 1 R\n "t" §"A"', "expected '{' before the name of a player"),
    ('NFG 1 R "t" { §A "B" }', "the name of a player in double quotes or '}'"),
    ('NFG 1 R "t" §{ } { } ', "at least one"),
    ('NFG 1 R "t" { "A" §"B }', "never closed"),
    ('NFG 1 R "t" { "A" "B"§', "found the end of the file"),
    (HEAD + "{ 2 §0 } 1 2", "the number of strategies of player 'B', at least 1"),
    (HEAD + "{ 2 §-1 } 1 2", "a whole number; found '-1'"),
    (HEAD + "{ 2 §2.0 } 1 2", "a whole number; found '2.0'"),
    (HEAD + "{ 2 2 §2 } 1 2", "more than 2 players"),
    (HEAD + "{ 2 §} 1 2", "strategies for 1 players; expected them for 2"),
    (HEAD + '{ { "a" } §{ } } 1 2', "player 'B' has no strategy"),
    (HEAD + '{ { "a" } §2 } 1 2', "expected '{'"),
    (HEAD + "{ 2 2 }\n1 2 3\n4 §x 6 7 8", "payoff 5 of 8: expected an integer, a decimal"),
    (HEAD + "{ 2 2 }\n1 2 3\n4 5 6 7§", "ends after 7 payoffs; expected 8 (2 players x 4"),
    (HEAD + "{ 2 2 }\n1 2 3\n4 5 6 7 8\n §9", "expected the end of the file after 8 payoffs"),
    (HEAD + "{ 1 1 } 1§, 2", "payoff 2 of 2, a number; found ','"),
    (HEAD + "{ 1 1 } §1/0 2", "divides by zero"),
    (HEAD + "{ 1 1 } 1 §1e99999", "exponent beyond 4000"),
    (HEAD + "{ 1 1 } 1 §nan", "payoff 2 of 2: expected an integer"),
    (HEAD + '{ 1 1 } "comment" "§"', None),
    (HEAD + "{ 99999999 99999999 } 1 2§", "ends after 2 payoffs"),
    (HEAD + "{ 1 §99999999999999999999 } 1 2", "a whole number"),
    (HEAD + '{ 1 1 } { { "o" 1 2 } §1 } 1', "before an outcome, or '}'"),
    (HEAD + "{ 1 1 } { { §1 2 } } 1", "the name of an outcome in double quotes"),
    (HEAD + '{ 1 1 } { { "o" 1 §} } 1', "outcome 1 has 1 payoffs; expected one for each of 2"),
    (HEAD + '{ 1 1 } { { "o" 1 2 §3 } } 1', "outcome 1 has more than 2 payoffs"),
    (HEAD + '{ 1 1 } { { "o" 1, §, 2 } } 1', "payoff of player 'B' in outcome 1, a number"),
    (HEAD + '{ 2 1 } { { "o" 1 2 } } 1 §2', "outcome 2 does not exist; the file has 1"),
    (HEAD + '{ 2 1 } { { "o" 1 2 } } 1§', "outcomes of 1 profiles; expected 2"),
    (HEAD + '{ 2 1 } { { "o" 1 2 } } 1 1 §1', "end of the file after the outcomes of 2 profiles"),
    (HEAD + '{ 2 1 } { { "o" 1 2 } } 1 §1.5', "a whole number; found '1.5'"),
    (HEAD + '{ 2 1 } { { "o" §"p" 1 2 } } 1 1', "payoff of player 'A' in outcome 1, a number"),
    ('NFG 1 R "a\nb" { "A"\n "B" } { 1 1 }\n\t1 §?', "payoff 2 of 2"),
]

TREE = 'EFG 2 R "t" { "A" "B" }\n'
TREES = [
    ("EFG §1 R", "version 2"),
    ("EFG 2 §Q", "'R'"),
    ('EFG 2 R "t" §{ }', "no players"),
    (TREE + "§", "as the root; found the end of the file"),
    (TREE + "§q", "c (chance), p (player) or t (end) as the root; found 'q'"),
    (TREE + "p §1", "the name of the node in double quotes"),
    (TREE + 'p "" §0 1', "the number of the player who moves, at least 1"),
    (TREE + 'p "" §3 1 "" { "x" } 0', "player 3 does not exist; there are 2"),
    (TREE + 'p "" 1 §0.5 "" { "x" } 0', "the number of the information set, an integer"),
    (TREE + 'p "" 1 §0 0', "information set 0 of player 'A' is not described"),
    (TREE + 'p "" 1 0 "h" {"x"} 0 p "" 1 0 §"h" {"y"} 0', "with actions ('x',); found ('y',)"),
    (TREE + "p §“start” 1 1", "in double quotes; found '“start”' (“ opens no text"),
    (TREE + 'p "" 1 1 "" { §“x” }', "in double quotes or '}'; found '“x”' (“ opens no text"),
    (TREE + 'p "" 1 §1 0', "information set 1 of player 'A' is not described"),
    (TREE + 'p "" 1 1 "h" §0', "expected '{' before an action of information set 1"),
    (TREE + 'p "" 1 1 "h" §{ } 0', "has no actions"),
    (TREE + 'p "" 1 1 "h" { "x" §y } 0', "in double quotes or '}'"),
    (TREE + 'p "" 1 1 "h" { "x" "y" } 0\nt "" 0\n§', "reached by action 'y'"),
    (TREE + 'p "" 1 1 "h" {"x"} 0 p "" 1 1 §"k" {"x"} 0', "with label h; found k"),
    (TREE + 'p "" 1 1 "h" {"x"} 0 p "" 1 1 §"h" {"y"} 0', "with actions ('x',); found ('y',)"),
    (TREE + 't "" §1', "outcome 1 is not described"),
    (TREE + 't "" §-1', "outcome -1 is not described"),
    (TREE + 't "" §x', "the number of the outcome, an integer"),
    (TREE + 't "" 0 §"zero"', "outcome 0 pays nothing"),
    (TREE + 't "" 0 §{ 0 0 }', "outcome 0 pays nothing"),
    (TREE + 't "" 1 "o" { 1 §}', "has 1 payoffs; expected one for each of 2 players"),
    (TREE + 't "" 1 "o" { 1 2 §3 }', "expected '}' after 2 payoffs of outcome 1"),
    (TREE + 't "" 1 "o" §', "expected '{' before the payoffs of outcome 1"),
    (
        TREE + 'p "" 1 1 "" {"x" "y"} 0 t "" 1 "o" {1 2} t "" 1 §"o" {1 3}',
        "outcome 1 was described before as 'o' paying 1, 2; found 'o' paying 1, 3",
    ),
    (TREE + 'c "" §1 0', "chance event 1 is not described"),
    (TREE + 'c "" 1 "e" §{ } 0', "chance event 1 has no actions"),
    (TREE + 'c "" 1 "e" { "x" §"y" 1 } 0', "probability of action 'x' of chance event 1"),
    (TREE + 'c "" 1 "e" { "x" §3/2 "y" -1/2 } 0', "expected 0 to 1"),
    (TREE + 'c "" 1 "e" §{ "x" .333 "y" .333 "z" .333 } 0', "sum to 999/1000; expected exactly 1"),
    (TREE + 'c "" 1 "" {"x" 1} 0 c "" 1 §"" {"y" 1} 0', "described before with actions"),
]

TABLES = [
    ("§", "the table is empty"),
    ("\n\n , ,\n", None),
    ("§A", "the column player's actions"),
    ("§A \\ B,l,r", "a row for each action of the row player"),
    (',l,§l\nu,"1,2","3,4"', "column action 'l' appears twice"),
    (',l\nu,"1,2"\n§u,"3,4"', "row action 'u' appears twice"),
    (',l,§,r\nu,"1,2",,"3,4"', "the name of column action is blank"),
    (',l,r\nu,"1,2",§"3"', "expected two payoffs"),
    (',l,r\nu,"1,2",§"3,x"', "cell (u, r), column player: expected an integer"),
    (',l,r\nu,"1,2",§', "found 1"),
    (',l,r\nu,"1,2","3,4",§"5,6"', "found 3"),
    (',l,r\nu,"1,2",§"3,4', "never ends"),
    (',l,r\nu,"1,2"§x,"3,4"', "expected ',' after a quoted cell"),
    ('§A and B,l,r\nu,"1,2","3,4"', "leave it empty or name both players"),
    ('§A \\ A,l,r\nu,"1,2","3,4"', "leave it empty or name both players"),
    (",l,r\nu,1,2\n\n§,l,x\nu,3,4", "name different actions"),
    (",l\nu,1\n\n,l\nu,3\n\n§,l\nu,3", "3 blocks of rows; expected two"),
    (",l\nu,1\n\n,l\nu,§x", "cell (u, l): expected an integer"),
    ("§A,payoff A", "no profiles"),
    ("A,B,payoff A,§payoff C\n", "expected the column 'payoff B'; found 'payoff C'"),
    ("A,§A,payoff A,payoff A\n", "player 'A' appears twice"),
    ("§A,B,payoff A,payoff B\n", "no profiles"),
    ("A,B,payoff A,payoff B\nx,y,1,2\n§x,y,1,2", "profile (x, y) appears twice"),
    ("A,B,payoff A,payoff B\nx,y,1,2\n§z,w,1,2", "2 of 4 profiles; (x, w) is missing"),
    ("A,B,payoff A,payoff B\nx,y,1,§two", "payoff of player 'B': expected an integer"),
    ("A,B,payoff A,payoff B\nx,§,1,2", "the action of player 'B' is blank"),
    ("A,B,payoff A,payoff B\nx,y,§1", "3 cells; expected 4"),
]


def check(parse, marked, problem):
    if problem is None:  # the mark is part of no error: only that some ParseError is raised
        with pytest.raises(ParseError):
            parse(marked.replace("§", ""), "game file")
        return
    at = marked.index("§")
    line = marked.count("\n", 0, at) + 1
    column = at - (marked.rfind("\n", 0, at) + 1) + 1
    with pytest.raises(ParseError) as caught:
        parse(marked.replace("§", ""), "game file")
    error = caught.value
    assert (error.path, error.line, error.column) == ("game file", line, column), str(error)
    assert problem in error.problem
    assert str(error).startswith(f"game file:{line}:{column}: ")


@pytest.mark.parametrize(("marked", "problem"), STRATEGIC)
def test_strategic_files(marked, problem):
    check(parse_strategic, marked, problem)


@pytest.mark.parametrize(("marked", "problem"), TREES)
def test_tree_files(marked, problem):
    check(parse_tree, marked, problem)


@pytest.mark.parametrize(("marked", "problem"), TABLES)
def test_tables(marked, problem):
    check(parse_table, marked, problem)


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [(b'NFG 1 R "caf\xe9"', 1, 13), (b'NFG 1 R "t"\n{ "\xc3\xa9\xff" }', 2, 5)],
)
def test_bytes_that_are_not_utf8(tmp_path, data, line, column):
    path = tmp_path / "g.nfg"
    path.write_bytes(data)
    with pytest.raises(ParseError, match="not UTF-8") as caught:
        gt.read_game(path)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_file_of_another_kind(tmp_path):
    path = tmp_path / "g.nfg"
    path.write_text("\n  <html>")
    with pytest.raises(ParseError, match=r"g\.nfg:2:3: expected 'NFG' or 'EFG'"):
        gt.read_game(path)


def test_too_many_players_for_an_array():
    players = " ".join(f'"{k}"' for k in range(31))
    with pytest.raises(ParseError, match="31 players; at most 30"):
        parse_strategic(f'NFG 1 R "t" {{ {players} }} {{ {"1 " * 31} }} {"0 " * 31}')


def test_most_players():
    players = " ".join(f'"{k}"' for k in range(30))
    game = parse_strategic(f'NFG 1 R "t" {{ {players} }} {{ {"1 " * 30} }} {"0 " * 30}').game
    assert game.num_players == 30


def mutate(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(out) + 1)
        kind = rng.randrange(4)
        if kind == 0:
            out[at:at] = bytes([rng.choice(b'{}", \\\n0123456789/.eE+-cptNFGR\x00\xff')])
        elif kind == 1 and at < len(out):
            del out[at]
        elif kind == 2 and at < len(out):
            out[at] = rng.randrange(256)
        else:  # move a piece of the file elsewhere
            end = min(len(out), at + rng.randint(1, 12))
            piece = bytes(out[at:end])
            here = rng.randrange(len(out) + 1)
            out[here:here] = piece
    return bytes(out)


def read_bytes_of(path, data):
    path.write_bytes(data)
    for exact in (True, False):
        try:
            game = gt.read_game(path, exact=exact)
        except ParseError:
            continue
        # What was accepted is a game: it can be written and read again.
        try:
            gt.write_game(game, path)
        except InvalidInput:
            continue  # a table cannot hold every label
        assert gt.read_game(path, exact=exact) == game


@settings(max_examples=150)
@given(games(), st.randoms(use_true_random=False), st.booleans())
def test_damaged_strategic_files(tmp_path_factory, game, rng, outcomes):
    path = tmp_path_factory.getbasetemp() / "damaged.nfg"
    text = format_strategic(StrategicFile(game), outcomes=outcomes)
    read_bytes_of(path, mutate(text.encode(), rng))


@settings(max_examples=150)
@given(tree_texts(), st.randoms(use_true_random=False))
def test_damaged_tree_files(tmp_path_factory, text, rng):
    path = tmp_path_factory.getbasetemp() / "damaged.efg"
    read_bytes_of(path, mutate(text.encode(), rng))


TABLE_TEXTS = [
    format_table(
        gt.NormalFormGame([[[1, -2], [3, 4]], [[5, 0], [7, 8]]], players=["A", "B"]), layout=layout
    )
    for layout in ("cells", "blocks", "profiles")
]


@settings(max_examples=150)
@given(st.sampled_from(TABLE_TEXTS), st.randoms(use_true_random=False))
def test_damaged_tables(tmp_path_factory, text, rng):
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    read_bytes_of(path, mutate(text.encode(), rng))


@settings(max_examples=100)
@given(st.binary(max_size=60), st.sampled_from([".nfg", ".efg", ".csv"]))
def test_arbitrary_bytes(tmp_path_factory, data, ending):
    path = tmp_path_factory.getbasetemp() / f"bytes{ending}"
    head = {".nfg": b'NFG 1 R "" {"A" "B"} ', ".efg": b'EFG 2 R "" {"A" "B"} ', ".csv": b""}
    read_bytes_of(path, head[ending] + data)
