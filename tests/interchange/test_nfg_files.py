"""Gambit's strategic files: what they mean, and that they come back."""

import io
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from interchange_games import EXACT, FLOATS, PLAIN_LABEL, games

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.interchange.files import read_strategic_file
from gametheory.interchange.strategic_files import (
    StrategicFile,
    format_strategic,
    parse_strategic,
)

PAYOFFS = """NFG 1 R "Border incident" { "North" "South" } { 3 2 }
"typed for this test"
1 2   3 4   5 6
-1 1/2   0.25 0   1e1 -2.5e-1
"""

OUTCOMES = """NFG 1 R "Border incident" { "North" "South" }
{ { "hold" "probe" "seize" } { "hold" "reply" } }
"typed for this test"
{ { "quiet" 1, 1 } { "loss" 0 -1.5 } { "" 1/3, 2/3 } { "never" 9 9 } }
1 2 2
0 3 1
"""


def test_player_one_varies_fastest_in_the_payoff_version():
    game = parse_strategic(PAYOFFS).game
    assert game.players == ("North", "South")
    assert game.num_actions == (3, 2)
    assert game.payoffs[0].tolist() == [[1, -1], [3, Fraction(1, 4)], [5, 10]]
    assert game.payoffs[1].tolist() == [[2, Fraction(1, 2)], [4, 0], [6, Fraction(-1, 4)]]


def test_three_players_are_counted_like_digits_with_player_one_the_lowest():
    sizes = (2, 3, 2)
    body = " ".join(
        f"{a}{b}{c} {a}{b}{c}.5 -{a}{b}{c}"
        for c in range(1, 3)
        for b in range(1, 4)
        for a in range(1, 3)
    )
    game = parse_strategic(f'NFG 1 R "" {{"A" "B" "C"}} {{2 3 2}} {body}').game
    for a, b, c in np.ndindex(*sizes):
        number = 100 * (a + 1) + 10 * (b + 1) + c + 1
        assert game.payoffs[:, a, b, c].tolist() == [number, number + Fraction(1, 2), -number]


def test_outcome_version_with_the_null_outcome():
    file = parse_strategic(OUTCOMES)
    game = file.game
    assert game.actions == (("hold", "probe", "seize"), ("hold", "reply"))
    third = Fraction(1, 3)
    assert game.payoffs[0].tolist() == [[1, 0], [0, third], [0, 1]]
    assert game.payoffs[1].tolist() == [[1, 0], [Fraction(-3, 2), 2 * third], [Fraction(-3, 2), 1]]
    assert file.outcomes.labels == ("", "quiet", "loss", "", "never")
    assert (file.title, file.comment) == ("Border incident", "typed for this test")


def test_outcome_names_survive_reading_and_writing(tmp_path):
    path = tmp_path / "border.nfg"
    path.write_text(OUTCOMES)
    file = read_strategic_file(path)
    gt.write_game(file, path, version="outcomes")
    again = read_strategic_file(path)
    assert again.game == file.game
    assert again.outcomes.labels == file.outcomes.labels
    assert again.outcomes.payoffs.tolist() == file.outcomes.payoffs.tolist()
    assert (again.title, again.comment) == (file.title, file.comment)


def test_outcomes_that_do_not_pay_what_the_game_does_are_refused():
    file = parse_strategic(OUTCOMES)
    other = attrs.evolve(file, game=file.game.with_payoffs(file.game.payoffs + 1))
    with pytest.raises(InvalidInput, match="do not pay"):
        format_strategic(other, outcomes=True)


def test_integers_stay_integers_and_decimals_become_fractions():
    head = 'NFG 1 R "" {"A" "B"} {1 1} '
    assert parse_strategic(head + "1 2.0").game.payoffs.dtype == np.int64
    assert parse_strategic(head + "1 0.1").game.payoffs.ravel().tolist() == [1, Fraction(1, 10)]
    assert parse_strategic(head + f"1 {2**63}").game.payoffs[1, 0, 0] == 2**63
    floats = parse_strategic(head + "1 0.1", exact=False).game
    assert floats.payoffs.dtype == np.float64
    assert floats.payoffs[1, 0, 0] == 0.1


def test_repeated_labels_are_numbered_and_none_is_lost():
    text = 'NFG 1 R "" {"A" "A"} {{"x" "x" ""} {"" "" "y"}} ' + "0 " * 18
    game = parse_strategic(text).game
    assert game.players == ("A_1", "A_2")
    assert game.actions == (("x_1", "x_2", ""), ("_1", "_2", "y"))


def test_the_old_type_letter_and_dense_text_are_read():
    assert parse_strategic('NFG 1 D"t"{"A""B"}{1 1}1 2').game.payoffs.ravel().tolist() == [1, 2]


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "g.nfg"
    path.write_bytes(b"\xef\xbb\xbf" + PAYOFFS.replace("\n", "\r\n").encode())
    assert gt.read_game(path) == parse_strategic(PAYOFFS).game


@settings(max_examples=60)
@given(games(EXACT))
def test_exact_games_come_back_equal_in_both_versions(game):
    for outcomes in (False, True):
        file = parse_strategic(format_strategic(StrategicFile(game, "t", "c"), outcomes=outcomes))
        assert file.game == game
        assert (file.title, file.comment) == ("t", "c")


@settings(max_examples=60)
@given(games(FLOATS))
def test_doubles_come_back_bit_for_bit(game):
    for outcomes in (False, True):
        text = format_strategic(StrategicFile(game), outcomes=outcomes)
        back = parse_strategic(text, exact=False).game
        assert back.payoffs.tobytes() == game.payoffs.tobytes()
        rational = format_strategic(StrategicFile(game), outcomes=outcomes, floats="rational")
        assert (parse_strategic(rational).game.payoffs == game.payoffs).all()


@pytest.mark.oracle
@settings(max_examples=50)
@given(games(EXACT, PLAIN_LABEL))
def test_gambit_reads_the_same_game(game):
    pygambit = pytest.importorskip("pygambit")
    for outcomes in (False, True):
        text = format_strategic(StrategicFile(game, "t"), outcomes=outcomes)
        other = pygambit.read_nfg(io.BytesIO(text.encode("ascii")))
        assert tuple(p.label for p in other.players) == game.players
        for player, labels in zip(other.players, game.actions, strict=True):
            assert tuple(s.label for s in player.strategies) == labels
        assert other.title == "t"
        # Gambit's own text of the game, read by us: payoffs and labels survive both programs.
        assert parse_strategic(other.to_nfg()).game == game
        if not outcomes:
            arrays = other.to_arrays(dtype=Fraction)
            assert all((a == u).all() for a, u in zip(arrays, game.payoffs, strict=True))


@pytest.mark.oracle
@pytest.mark.parametrize("text", [PAYOFFS, OUTCOMES], ids=["payoffs", "outcomes"])
def test_gambit_understands_our_typed_files_alike(text):
    pygambit = pytest.importorskip("pygambit")
    # Gambit takes no sign before an exponent's digits other than minus, nor do these files.
    other = pygambit.read_nfg(io.BytesIO(text.encode()))
    assert parse_strategic(other.to_nfg()).game == parse_strategic(text).game


@pytest.mark.oracle
def test_gambit_numbers_repeated_labels_the_same_way():
    pygambit = pytest.importorskip("pygambit")
    for labels in ('"a" "a" "a_1"', '"a_1" "a" "a"', '"" "" "_1"', '"a_2" "a" "a"', '"a" "b" "a"'):
        text = f'NFG 1 R "" {{"A" "B"}} {{{{{labels}}} {{"x"}}}} 1 2 3 4 5 6'
        other = pygambit.read_nfg(io.BytesIO(text.encode()))
        theirs = tuple(s.label for s in next(iter(other.players)).strategies)
        assert parse_strategic(text).game.actions[0] == theirs


def test_a_batch_and_a_wrong_ending_are_refused(tmp_path):
    game = gt.NormalFormGame(np.zeros((5, 2, 2, 2)), players=2)
    with pytest.raises(InvalidInput, match=r"batch of shape \(5,\)"):
        gt.write_game(game, tmp_path / "g.nfg")
    with pytest.raises(InvalidInput, match=r"\.nfg"):
        gt.write_game(game[0], tmp_path / "g.txt")
    with pytest.raises(InvalidInput, match=r"unknown version 'both'. Known: outcomes, payoffs"):
        gt.write_game(game[0], tmp_path / "g.nfg", version="both")
    with pytest.raises(InvalidInput, match=r"\.nfg"):
        gt.write_game(game[0], tmp_path / "g.efg")
    assert list(tmp_path.iterdir()) == []


def test_half_a_surrogate_pair_is_refused(tmp_path):
    game = gt.NormalFormGame(np.zeros((2, 1, 1)), players=["\ud800", "b"])
    for name in ("g.nfg", "g.csv"):
        with pytest.raises(InvalidInput, match="surrogate"):
            gt.write_game(game, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_read_whole(tmp_path):
    rng = np.random.default_rng(5)
    game = gt.NormalFormGame(rng.integers(-9, 10, (2, 120, 150)))
    gt.write_game(game, tmp_path / "large.nfg", title="large")
    assert gt.read_game(tmp_path / "large.nfg") == game
