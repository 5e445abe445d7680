"""Games to and from Nashpy, pygambit and QuantEcon."""

import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from interchange_games import EXACT, FLOATS, PLAIN_LABEL, games

import gametheory as gt
from gametheory.errors import InvalidInput, MissingExtra
from gametheory.interchange.libraries import to_pygambit
from gametheory.interchange.tree_files import parse_tree

STAG = gt.NormalFormGame(
    [[[4, 0], [3, 2]], [[4, 3], [0, 2]]], players=["A", "B"], actions=[["stag", "hare"]] * 2
)
THIRD = gt.NormalFormGame([[[Fraction(1, 3)]], [[2]]])


def test_nashpy_finds_the_equilibria_of_the_stag_hunt():
    found = sorted(np.concatenate(e).tolist() for e in STAG.to_nashpy().support_enumeration())
    mixed = [2 / 3, 1 / 3, 2 / 3, 1 / 3]
    for profile, known in zip(found, [[0, 1, 0, 1], mixed, [1, 0, 1, 0]], strict=True):
        assert profile == pytest.approx(known, abs=1e-12)


def test_nashpy_round_trip_keeps_integers():
    back = gt.NormalFormGame.from_nashpy(STAG.to_nashpy(), players=["A", "B"])
    assert back.payoffs.dtype == np.int64
    assert np.array_equal(back.payoffs, STAG.payoffs)
    assert back.players == ("A", "B")
    assert gt.NormalFormGame.from_nashpy(THIRD.to_nashpy()).payoffs[0, 0, 0] == 1 / 3


def test_a_zero_sum_nashpy_game():
    nashpy = pytest.importorskip("nashpy")
    game = gt.NormalFormGame.from_nashpy(nashpy.Game([[1, -1], [-1, 1]]))
    assert np.array_equal(game.payoffs[1], -game.payoffs[0])


@pytest.mark.oracle
@settings(max_examples=50)
@given(games(FLOATS, most=4))
def test_quantecon_round_trip(game):
    pytest.importorskip("quantecon")
    other = game.to_quantecon()
    back = gt.NormalFormGame.from_quantecon(other, players=game.players, actions=game.actions)
    assert back == game
    profile = tuple(m - 1 for m in game.num_actions)
    if len(profile) == other.N:
        assert np.array_equal(other[profile], game.payoffs[(slice(None), *profile)])


@pytest.mark.oracle
def test_quantecon_keeps_integers():
    pytest.importorskip("quantecon")
    back = gt.NormalFormGame.from_quantecon(STAG.to_quantecon())
    assert back.payoffs.dtype == np.int64
    assert np.array_equal(back.payoffs, STAG.payoffs)


@pytest.mark.oracle
@settings(max_examples=30)
@given(games(EXACT, PLAIN_LABEL))
def test_pygambit_round_trip_is_exact(game):
    pytest.importorskip("pygambit")
    assert gt.NormalFormGame.from_pygambit(game.to_pygambit()) == game


@pytest.mark.oracle
@settings(max_examples=50)
@given(games(FLOATS, PLAIN_LABEL))
def test_doubles_through_pygambit(game):
    pytest.importorskip("pygambit")
    back = gt.NormalFormGame.from_pygambit(game.to_pygambit(), exact=False)
    assert (back.payoffs == game.payoffs).all()
    rational = gt.NormalFormGame.from_pygambit(to_pygambit(game, floats="rational"))
    assert (rational.payoffs == game.payoffs).all()


@pytest.mark.oracle
def test_a_decimal_becomes_the_decimal_fraction_in_pygambit():
    pytest.importorskip("pygambit")
    game = gt.NormalFormGame([[[0.1]], [[0.5]]])
    assert gt.NormalFormGame.from_pygambit(game.to_pygambit()).payoffs[0, 0, 0] == Fraction(1, 10)
    stored = gt.NormalFormGame.from_pygambit(to_pygambit(game, floats="rational")).payoffs[0, 0, 0]
    assert stored == Fraction(0.1) != Fraction(1, 10)


@pytest.mark.oracle
@pytest.mark.parametrize("label", ["é", " a", "a ", "a  b", "a\n", "a\\b", "end\\", 'a\\"b'])
def test_labels_that_gambit_does_not_take_are_named(label):
    pytest.importorskip("pygambit")
    game = gt.NormalFormGame(np.zeros((2, 1, 1)), actions=[[label], ["x"]])
    with pytest.raises(InvalidInput, match="action of player '1': label"):
        game.to_pygambit()


@pytest.mark.oracle
@pytest.mark.parametrize("label", ["a b", 'say "no"', "a/b", "{x}", "c, d", "#1"])
def test_labels_that_gambit_takes_come_back(label):
    pytest.importorskip("pygambit")
    game = gt.NormalFormGame(np.zeros((2, 1, 1), dtype=int), players=[label, "x"])
    assert gt.NormalFormGame.from_pygambit(game.to_pygambit()) == game


@pytest.mark.oracle
@pytest.mark.parametrize("labels", [["2", "1"], ["0", "1"], ["3", "x", "action 1"], ["1", "2"]])
def test_labels_that_are_numbers_come_back(labels):
    pytest.importorskip("pygambit")
    game = gt.NormalFormGame(
        np.arange(2 * 2 * len(labels)).reshape(2, 2, -1),
        players=["2", "1"],
        actions=[["y", "x"], labels],
    )
    assert gt.NormalFormGame.from_pygambit(game.to_pygambit()) == game
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision("2", {a: gt.Terminal([k], outcome="2") for k, a in enumerate(labels)}, "2")
    )
    back = gt.ExtensiveFormGame.from_pygambit(tree.to_pygambit())
    assert back.information_sets == tree.information_sets


@pytest.mark.oracle
def test_trees_with_repeated_names_reach_pygambit():
    pytest.importorskip("pygambit")
    end = gt.Terminal([1, 2], label="end", outcome="same")
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision("A", {"x": end, "y": gt.Decision("B", {"z": end}, label="end")})
    )
    back = gt.ExtensiveFormGame.from_pygambit(tree.to_pygambit())
    assert np.array_equal(back.parent, tree.parent)
    assert (back.play_payoffs() == tree.play_payoffs()).all()
    assert back.node_labels == ("", "end_1", "end_2", "end_3")


@pytest.mark.oracle
def test_information_sets_of_one_name_stay_apart_in_pygambit():
    pytest.importorskip("pygambit")
    text = """EFG 2 R "" { "A" "B" }
    c "" 1 "e" { "x" 1 } 0
    c "" 2 "e" { "x" 1/2 "y" 1/2 } 0
    p "" 1 1 "h" { "l" } 0
    t "" 1 "" { 1 2 }
    p "" 1 2 "h" { "l" } 0
    t "" 1"""
    tree = parse_tree(text)
    back = gt.ExtensiveFormGame.from_pygambit(tree.to_pygambit())
    assert [h.label for h in back.information_sets] == ["e_1", "e_2", "h_1", "h_2"]
    assert np.array_equal(back.information_set, tree.information_set)


@pytest.mark.oracle
def test_a_table_game_of_pygambit_is_no_tree():
    pytest.importorskip("pygambit")
    with pytest.raises(InvalidInput, match="no tree"):
        gt.ExtensiveFormGame.from_pygambit(STAG.to_pygambit())


@pytest.mark.parametrize("method", ["to_nashpy", "to_pygambit", "to_quantecon"])
def test_batches_are_refused(method):
    with pytest.raises(InvalidInput, match="batch"):
        getattr(gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=2), method)()


def test_nashpy_knows_two_players():
    with pytest.raises(InvalidInput, match="3 players"):
        gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=3).to_nashpy()


@pytest.mark.parametrize("method", ["from_nashpy", "from_pygambit", "from_quantecon"])
def test_other_things_are_refused(method):
    with pytest.raises(InvalidInput, match="got int"):
        getattr(gt.NormalFormGame, method)(3)


@pytest.mark.parametrize(
    ("method", "package"), [("to_pygambit", "pygambit"), ("to_quantecon", "quantecon")]
)
def test_a_missing_library_names_the_extra(method, package, monkeypatch):
    for name in [n for n in sys.modules if n.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_Refuse(package), *sys.meta_path])
    with pytest.raises(MissingExtra, match=rf"{package}.*gametheory-ir\[exchange\]"):
        getattr(STAG, method)()


class _Refuse:
    """An import hook to which one package does not exist."""

    def __init__(self, package):
        self.package = package

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == self.package:
            raise ImportError(f"no module named {name}")
        return None
