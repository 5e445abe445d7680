"""What Gambit reads and other readers might refuse: the games are Gambit's own, read back."""

import io
import warnings

import pytest

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.interchange.strategic_files import parse_strategic
from gametheory.interchange.tree_files import parse_tree

TREE = 'EFG 2 R "t" { "A" "B" }\n'
ENDS = ' t "" 1 "o" { 1, 2 } t "" 2 "q" { 3, 4 }'

# Each text, and the same game in plain numbers, as Gambit 16.7 writes it after reading the text.
LENIENT = {
    "information set 0": (
        TREE + 'p "" 1 0 "h" { "x" "y" } 0' + ENDS,
        TREE + 'p "" 1 1 "h" { "x" "y" } 0' + ENDS,
    ),
    "information set -1, twice": (
        TREE + 'p "" 1 -1 "h" { "x" "y" } 0 p "" 1 -1 0' + ENDS + ' t "" 1',
        TREE + 'p "" 1 1 "h" { "x" "y" } 0 p "" 1 1 "h" { "x" "y" } 0' + ENDS + ' t "" 1',
    ),
    "chance event 0": (
        TREE + 'c "" 0 "e" { "x" 1/2 "y" 1/2 } 0' + ENDS,
        TREE + 'c "" 1 "e" { "x" 1/2 "y" 1/2 } 0' + ENDS,
    ),
    "a negative outcome": (
        TREE + 'p "" 1 1 "h" { "x" "y" } 0 t "" -7 "o" { 1, 2 } t "" -7',
        TREE + 'p "" 1 1 "h" { "x" "y" } 0 t "" 1 "o" { 1, 2 } t "" 1 "o" { 1, 2 }',
    ),
}
BEHIND = [" the end", '\n t "" 0', ' } "', '\n"closed" { 3', " ÿ"]


@pytest.mark.parametrize("name", LENIENT)
def test_numbers_of_sets_and_outcomes_are_any_integers(name):
    lenient, plain = LENIENT[name]
    assert parse_tree(lenient) == parse_tree(plain)


@pytest.mark.parametrize("tail", BEHIND)
def test_text_behind_the_tree_is_told_and_not_read(tail):
    text = LENIENT["information set 0"][1]
    with pytest.warns(UserWarning, match=r"^game\.efg:\d: every action has led to an end"):
        assert parse_tree(text + tail, "game.efg") == parse_tree(text)


def test_spaces_behind_the_tree_say_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parse_tree(LENIENT["information set 0"][1] + "\n \t\n")


@pytest.mark.oracle
@pytest.mark.parametrize("name", LENIENT)
def test_gambit_reads_the_same(name):
    pygambit = pytest.importorskip("pygambit")
    for text in LENIENT[name]:
        theirs = pygambit.read_efg(io.BytesIO(text.encode()))
        assert gt.ExtensiveFormGame.from_pygambit(theirs).to_normal_form(
            reduced=False
        ).payoffs.tolist() == (parse_tree(text).to_normal_form(reduced=False).payoffs.tolist())


def test_short_lines_that_refer_to_many_actions():
    # 2,000 lines of 10,000 branches each: as a list of branches this is a gigabyte.
    many = " ".join(f'"{k}"' for k in range(10_000))
    text = TREE + f'p "" 1 1 "h" {{ {many} }} 0\n' + 'p "" 1 1 0\n' * 2_000
    with pytest.raises(InvalidInput, match="reached by action '0'; found the end of the file"):
        parse_tree(text)


BLANK = parse_strategic('NFG 1 R "" { "A" "B" } { { "" "b" } { "c" "d" } } 1 2 3 4 5 6 7 8').game


@pytest.mark.oracle
def test_a_blank_label_survives_or_is_refused(tmp_path):
    assert BLANK.actions[0] == ("", "b")
    for version in ("payoffs", "outcomes"):
        gt.write_game(BLANK, tmp_path / "g.nfg", version=version)
        assert gt.read_game(tmp_path / "g.nfg") == BLANK
    with pytest.raises(InvalidInput, match="label '' would not be read back"):
        gt.write_game(BLANK, tmp_path / "g.csv")
    pytest.importorskip("pygambit")
    with pytest.raises(InvalidInput, match="a blank label does not survive in Gambit"):
        BLANK.to_pygambit()


@pytest.mark.oracle
def test_a_blank_action_of_a_tree_survives_or_is_refused(tmp_path):
    tree = parse_tree(TREE + 'p "" 1 1 "" { "" "y" } 0' + ENDS)
    gt.write_game(tree, tmp_path / "g.efg")
    assert gt.read_game(tmp_path / "g.efg") == tree
    # "*" is what stands for a player who never moves; the blank action is not that.
    assert tree.to_normal_form().actions == (("", "y"), ("*",))
    pytest.importorskip("pygambit")
    with pytest.raises(InvalidInput, match="a blank label does not survive in Gambit"):
        tree.to_pygambit()
    # Nodes, outcomes and information sets may be nameless there too.
    named = parse_tree(TREE + 'p "" 1 1 "" { "x" "y" } 0 t "" 1 "" { 1, 2 } t "" 2 "" { 3, 4 }')
    assert gt.ExtensiveFormGame.from_pygambit(named.to_pygambit()).to_normal_form() == (
        named.to_normal_form()
    )
