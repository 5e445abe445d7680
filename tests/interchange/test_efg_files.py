"""Gambit's extensive files: what they mean, and that they come back."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from interchange_games import tree_texts, trees

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.interchange.tree_files import format_tree, parse_tree

# A sends a costly signal or not, B cannot see A's type; the signal's cost is paid at once.
SIGNAL = r"""EFG 2 R "A signal with a \"cost\"" { "A" "B" }
"typed for this test"

c "start" 1 "type" { "strong" 1/3 "weak" 2/3 } 0
p "s" 1 1 "strong A" { "parade" "quiet" } 0
p "" 2 1 "after a parade" { "yield" "resist" } 7 "cost" { -1/2, 0 }
t "" 1 "B yields" { 2 0 }
t "" 2 "strong A wins" { 1, -2 }
p "" 2 4 "" { "yield" "resist" } 0
t "" 1
t "" 2
p "w" 1 2 "weak A" { "parade" "quiet" } 0
p "" 2 1 7
t "" 1
t "" 3 "weak A loses" { -1.5 .5 }
p "" 2 4 0
t "" 1
t "end" 3 "weak A loses" { -1.5 .5 }
"""


@pytest.fixture(scope="module")
def signal():
    return parse_tree(SIGNAL)


def test_the_tree_is_what_the_file_says(signal):
    assert signal.title == 'A signal with a "cost"'
    assert signal.num_nodes == 15
    assert signal.children(0).tolist() == [1, 8]
    assert signal.node_labels[0] == "start"
    assert signal.node_labels[14] == "end"
    assert [h.label for h in signal.information_sets] == [
        "type",
        "strong A",
        "after a parade",
        "",
        "weak A",
    ]
    assert signal.information_sets[0].probabilities == (Fraction(1, 3), Fraction(2, 3))
    assert signal.nodes_of(2).tolist() == [2, 9]
    assert signal.information_sets_of(1) == (2, 3)
    assert signal.path(11) == ((0, 1), (4, 0), (2, 1))
    assert signal.outcome_labels == ("", "cost", "B yields", "strong A wins", "weak A loses")
    assert signal.is_exact
    assert signal.has_perfect_recall
    assert not signal.has_perfect_information


def test_payoffs_add_up_along_the_play(signal):
    paid = signal.play_payoffs()
    assert paid[3].tolist() == [Fraction(3, 2), 0]
    assert paid[11].tolist() == [-2, Fraction(1, 2)]
    assert paid[14].tolist() == [Fraction(-3, 2), Fraction(1, 2)]


def test_expected_payoffs_of_one_profile_by_hand(signal):
    form = signal.to_normal_form()
    assert form.actions == (
        ("parade/parade", "parade/quiet", "quiet/parade", "quiet/quiet"),
        ("yield/yield", "yield/resist", "resist/yield", "resist/resist"),
    )
    # Strong parades, weak keeps quiet; B yields to a parade and resists otherwise.
    expected_a = Fraction(1, 3) * (2 - Fraction(1, 2)) + Fraction(2, 3) * Fraction(-3, 2)
    expected_b = Fraction(2, 3) * Fraction(1, 2)
    assert form.payoffs[:, 1, 1].tolist() == [expected_a, expected_b]


def test_what_is_written_reads_back(signal, tmp_path):
    gt.write_game(signal, tmp_path / "signal.efg")
    assert gt.read_game(tmp_path / "signal.efg") == signal
    gt.write_game(signal, tmp_path / "signal.efg", title="other", comment="")
    assert gt.read_game(tmp_path / "signal.efg").title == "other"


def test_as_doubles_payoffs_are_rounded_and_chances_stay_exact():
    game = parse_tree(SIGNAL, exact=False)
    assert game.outcome_payoffs.dtype == np.float64
    assert game.information_sets[0].probabilities == (Fraction(1, 3), Fraction(2, 3))
    exact = parse_tree(SIGNAL).to_normal_form().payoffs.astype(float)
    assert np.abs(game.to_normal_form().payoffs - exact).max() <= 1e-15


def test_sets_and_outcomes_are_renumbered_as_they_appear():
    text = 'EFG 2 R "" {"A"} p "" 1 9 "h" {"x" "y"} 0 t "" 5 "o" {1} t "" 3 "p" {2}'
    game = parse_tree(text)
    assert format_tree(game).splitlines()[3:] == [
        'p "" 1 1 "h" { "x" "y" } 0',
        't "" 1 "o" { 1 }',
        't "" 2 "p" { 2 }',
    ]


def test_older_files_that_leave_out_names_are_read():
    text = 'EFG 2 R "" {"A" "B"} p "" 1 1 {"x" "y"} 0 t "" 1 {1 2} t "" 1'
    game = parse_tree(text)
    assert game.information_sets[0].label == ""
    assert game.outcome_labels == ("", "")


def test_repeated_action_labels_are_numbered():
    game = parse_tree('EFG 2 R "" {"A" "A"} p "" 1 1 "" {"x" "x"} 0 t "" 0 t "" 0')
    assert game.players == ("A_1", "A_2")
    assert game.information_sets[0].actions == ("x_1", "x_2")


def test_a_tree_of_one_end_is_a_game():
    game = parse_tree('EFG 2 R "" {"A" "B"} t "" 1 "" {3 4}')
    assert game.to_normal_form().payoffs.ravel().tolist() == [3, 4]


def test_long_plays_meet_no_recursion_limit():
    depth = 5000
    steps = "".join(f'p "" {1 + k % 2} {k + 1} "" {{"on" "stop"}} 0\n' for k in range(depth))
    ends = "\n".join(['t "" 0'] * (depth + 1))
    game = parse_tree(f'EFG 2 R "" {{"A" "B"}}\n{steps}{ends}')
    assert game.num_nodes == 2 * depth + 1
    assert parse_tree(format_tree(game)) == game


@given(trees())
def test_random_trees_come_back_equal(game):
    assert parse_tree(format_tree(game)) == game
    assert format_tree(parse_tree(format_tree(game))) == format_tree(game)


@pytest.mark.oracle
@settings(max_examples=60)
@given(tree_texts())
def test_gambit_reads_the_same_tree(text):
    pytest.importorskip("pygambit")
    game = parse_tree(text)
    other = game.to_pygambit()
    assert other.is_perfect_recall == game.has_perfect_recall
    assert len(other.nodes) == game.num_nodes
    # Chance events are numbered by Gambit itself; everything else must survive the way through it.
    again = parse_tree(other.to_efg())
    assert again.players == game.players
    assert np.array_equal(again.parent, game.parent)
    assert np.array_equal(again.information_set, game.information_set)
    assert [h.actions for h in again.information_sets] == [h.actions for h in game.information_sets]
    assert [h.probabilities for h in again.information_sets] == [
        h.probabilities for h in game.information_sets
    ]
    assert (again.play_payoffs() == game.play_payoffs()).all()


@pytest.mark.oracle
@settings(max_examples=60)
@given(trees(players=2))
def test_gambit_finds_the_same_reduced_normal_form(game):
    pytest.importorskip("pygambit")
    form = gt.strategic_form(game)
    theirs = gt.NormalFormGame.from_pygambit(game.to_pygambit())
    digits = tuple(
        tuple("".join("*" if a < 0 else str(a + 1) for a in row) or "*" for row in table.tolist())
        for table in form.strategies
    )
    # The same reduced strategies; where a set can be reached by two ways, Gambit lists them in
    # the order in which its walk through the tree meets the sets.
    assert [sorted(a) for a in theirs.actions] == [sorted(a) for a in digits]
    first, second = (
        [named.index(label) for label in ours]
        for named, ours in zip(theirs.actions, digits, strict=True)
    )
    assert np.array_equal(theirs.payoffs[:, first][:, :, second], form.normal_form.payoffs)


def test_a_tree_does_not_go_to_a_strategic_file(signal, tmp_path):
    with pytest.raises(InvalidInput, match="to_normal_form"):
        gt.write_game(signal, tmp_path / "signal.nfg")
