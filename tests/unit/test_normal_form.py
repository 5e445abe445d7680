"""Games as values: reading payoffs, shapes, labels, and every refusal by name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

import gametheory as gt
from gametheory.errors import InvalidInput

GOOD = np.arange(8.0).reshape(2, 2, 2)


@pytest.mark.parametrize(
    ("payoffs", "problem"),
    [
        ([[[1, 2], [3]], [[1, 2], [3, 4]]], "ragged"),
        ([[[1, 2], [3, Fraction(1)]], [[1, 2], [3]]], "ragged"),
        ([[[1.0, np.nan], [3, 4]]] * 2, r"index \(0, 0, 1\) is nan"),
        ([[[1.0, 2], [np.inf, 4]]] * 2, r"index \(0, 1, 0\) is inf"),
        ([[[1.0, 2], [-np.inf, np.inf]]] * 2, r"index \(0, 1, 0\) is -inf"),
        (GOOD * 1j, "complex"),
        (GOOD.astype(bool), "bool"),
        ([[["a", "b"], ["c", "d"]]] * 2, "not accepted"),
        ([[[Fraction(1), "x"]]] * 2, "'x' at index"),
        ([[[Fraction(1), None]]] * 2, "None at index"),
        ([[[sympy.oo, sympy.Integer(1)]]] * 2, "oo at index"),
        ([[[sympy.Symbol("a"), sympy.Integer(1)]]] * 2, "a at index"),
        ([[[sympy.sqrt(2), sympy.Integer(1)]]] * 2, "sqrt"),
        (np.zeros((2, 0, 2)), "player 1 has no actions"),
        (np.zeros((2, 3, 0)), "player 2 has no actions"),
        ([], "fit no number of players"),
        (3.0, "fit no number of players"),
        (np.zeros((1, 4)), "fit no number of players"),
        (np.zeros((5, 3, 3)), "fit no number of players"),
    ],
)
def test_bad_payoffs_are_refused_by_name(payoffs: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        gt.NormalFormGame(payoffs)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"players": ["A"]}, "do not fit 1 players"),
        ({"players": 3}, "do not fit 3 players"),
        ({"players": ["A", "A"]}, "'A' is used twice"),
        ({"players": ["A", 2]}, "strings"),
        ({"players": "AB"}, "a sequence of different strings"),
        ({"actions": [["x", "y"]]}, "do not fit 1 players"),
        ({"actions": [["x", "y"], ["z"]]}, "1 labels for 2"),
        ({"actions": [["x", "y"], ["z", "z"]]}, "actions of player '2'.*'z' is used twice"),
        ({"players": ["A", "B"], "actions": [["x", "y"]] * 3}, "2 players.*named for 3"),
    ],
)
def test_bad_labels_are_refused_by_name(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        gt.NormalFormGame(GOOD, **options)


@pytest.mark.parametrize(
    ("A", "B", "problem"),
    [
        ([[1, 2]], [[1], [2]], "A is 1x2 but B is 2x1"),
        ([1, 2], [[1, 2]], r"A has shape \(2,\)"),
        (np.zeros((3, 2, 2)), np.zeros((4, 2, 2)), "do not broadcast"),
        ([[np.nan]], [[1]], r"A: payoff at index \(0, 0\) is nan"),
    ],
)
def test_bad_bimatrices_are_refused_by_name(A: Any, B: Any, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        gt.NormalFormGame.from_bimatrix(A, B)


@pytest.mark.parametrize(
    ("shape", "players", "read_as"),
    [
        ((2, 2, 2), None, (2, ())),
        ((3, 2, 2, 2), 3, (3, ())),
        ((3, 2, 2, 2), 2, (2, (3,))),
        ((3, 3, 2, 2), None, (3, ())),
        ((100, 3, 2, 2, 2), 3, (3, (100,))),
        ((7, 5, 2, 3, 4), None, (2, (7, 5))),
        ((0, 2, 3, 3), None, (2, (0,))),
    ],
)
def test_shapes_are_read_as_documented(
    shape: tuple[int, ...], players: int | None, read_as: tuple[int, tuple[int, ...]]
) -> None:
    game = gt.NormalFormGame(np.zeros(shape), players=players)
    assert (game.num_players, game.batch_shape) == read_as


@pytest.mark.parametrize(
    ("shape", "readings"),
    [
        ((3, 2, 4, 5), ["3 games of 2 players, 4x5 actions", "one game of 3 players, 2x4x5"]),
        ((7, 3, 2, 2, 2), ["21 games of 2 players, 2x2", "7 games of 3 players, 2x2x2"]),
        (
            (4, 3, 2, 1, 1),
            ["12 games of 2", "4 games of 3 players, 2x1x1", "one game of 4 players"],
        ),
    ],
)
def test_a_shape_with_several_readings_is_refused_and_each_is_named(
    shape: tuple[int, ...], readings: list[str]
) -> None:
    payoffs = np.zeros(shape)
    with pytest.raises(InvalidInput, match=f"can be read in {len(readings)} ways") as refused:
        gt.NormalFormGame(payoffs)
    for k, reading in enumerate(readings, 2):
        assert reading in str(refused.value)
        assert f"(players={k})" in str(refused.value)
        assert gt.NormalFormGame(payoffs, players=k).num_players == k
        names = [str(i) for i in range(k)]
        assert gt.NormalFormGame(payoffs, players=names).num_players == k
        labels = [[str(a) for a in range(m)] for m in shape[-k:]]
        assert gt.NormalFormGame(payoffs, actions=labels).num_players == k


def test_a_sweep_does_not_change_its_meaning_with_its_length() -> None:
    read = set()
    for length in range(1, 6):
        payoffs = np.zeros((length, 2, 3, 4))
        try:
            read.add(gt.NormalFormGame(payoffs).num_players)
        except InvalidInput:
            assert length == 3
    assert read == {2}


def test_tables_of_cells_are_read_with_the_players_last() -> None:
    table = [[(3, 3), (0, 5)], [(5, 0), (1, 1)]]
    game = gt.NormalFormGame.from_profiles(table, players=["A", "B"])
    assert game == gt.NormalFormGame.from_bimatrix(
        [[3, 0], [5, 1]], [[3, 5], [0, 1]], players=["A", "B"]
    )
    rng = np.random.default_rng(0)
    for sizes in [(4,), (2, 3), (2, 2, 3), (2, 1, 2, 3)]:
        for batch in [(), (3,), (2, 3), (0,)]:
            n = len(sizes)
            cells = rng.normal(size=(*batch, *sizes, n))
            game = gt.NormalFormGame.from_profiles(cells)
            assert (game.batch_shape, game.num_actions) == (batch, sizes)
            for i in range(n):
                own = game.payoffs[(..., i, *[slice(None)] * n)]
                assert np.array_equal(own, cells[..., i])
    exact = gt.NormalFormGame.from_profiles([[(Fraction(1, 3), 1), (0, 2)]])
    assert exact.payoffs[0, 0, 0] == Fraction(1, 3)


@pytest.mark.parametrize(
    ("table", "options", "problem"),
    [
        ([[3, 3], [0, 5]], {}, r"shape \(2, 2\); expected .*\(m, n, 2\) for two"),
        ([], {}, "expected"),
        (3.0, {}, "expected"),
        (np.zeros((2, 2, 0)), {}, "expected"),
        ([[(3, 3), (0,)]], {}, "ragged"),
        ([[(3, np.nan), (0, 1)]], {}, r"index \(0, 0, 1\) is nan"),
        (np.zeros((2, 0, 2)), {}, "player 2 has no actions"),
        ([[(3, 3), (0, 5)]], {"players": 3}, "do not fit 3 players"),
        ([[(3, 3), (0, 5)]], {"players": ["A", "A"]}, "used twice"),
        (np.zeros((1,) * 40), {}, "axes"),
    ],
)
def test_bad_tables_of_cells_are_refused_by_name(
    table: Any, options: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidInput, match=f"NormalFormGame.from_profiles.*{problem}"):
        gt.NormalFormGame.from_profiles(table, **options)


@pytest.mark.parametrize(
    ("payoffs", "kind"),
    [
        ([[[1, 2], [3, 4]]] * 2, "i"),
        ([[[1, 2.5], [3, 4]]] * 2, "f"),
        ([[[Fraction(1, 3), 2], [3, 4]]] * 2, "O"),
        ([[[sympy.Rational(1, 3), sympy.Integer(2)], [3, 4]]] * 2, "O"),
        ([[[2**70, 2], [3, 4]]] * 2, "O"),
        ([[[2**63, -1], [3, 4]]] * 2, "O"),
        ([[[1e300, -1], [3, 4]]] * 2, "f"),
        (np.array([[[2**63, 2], [3, 4]]] * 2, dtype=np.uint64), "O"),
        ([[[Fraction(1, 3), 0.5], [3, 4]]] * 2, "f"),
        (GOOD.astype(np.float32), "f"),
        (GOOD.astype(np.int8), "i"),
    ],
)
def test_exact_stays_exact_and_floats_stay_floats(payoffs: Any, kind: str) -> None:
    game = gt.NormalFormGame(payoffs)
    assert game.payoffs.dtype.kind == kind
    assert game.is_exact == (kind != "f")
    if kind == "O":
        assert all(type(v) is Fraction for v in game.payoffs.flat)


def test_a_number_too_large_for_a_double_among_floats_is_refused() -> None:
    with pytest.raises(InvalidInput, match="too large for a double"):
        gt.NormalFormGame([[[10**400, 0.5], [3, 4]]] * 2)


def test_a_large_finite_sum_is_no_infinity() -> None:
    assert gt.NormalFormGame(np.full((2, 2, 2), 1e308)).num_players == 2


def test_payoffs_cannot_be_written_through_the_game() -> None:
    game = gt.NormalFormGame(GOOD.copy())
    with pytest.raises(ValueError, match="read-only"):
        game.payoffs[0, 0, 0] = 7


def test_indexing_takes_games_out_of_the_batch() -> None:
    payoffs = np.arange(5 * 4 * 2 * 2 * 3.0).reshape(5, 4, 2, 2, 3)
    game = gt.NormalFormGame(payoffs, players=["A", "B"])
    assert np.array_equal(game[2, 1].payoffs, payoffs[2, 1])
    assert game[1:3].batch_shape == (2, 4)
    assert game[game.flat_payoffs.sum(axis=(1, 2, 3)).reshape(5, 4) > 500].num_players == 2
    assert game[0, 0].players == ("A", "B")
    assert len(game) == 5
    assert [g.batch_shape for g in game] == [(4,)] * 5
    with pytest.raises(IndexError, match=r"batch shape \(5, 4\)"):
        game[5]
    with pytest.raises(TypeError, match="no length"):
        len(game[0, 0])


def test_equality_is_of_payoffs_and_labels() -> None:
    game = gt.NormalFormGame(GOOD)
    assert game == gt.NormalFormGame(GOOD.copy())
    assert game != gt.NormalFormGame(GOOD + 1)
    assert game != gt.NormalFormGame(GOOD, players=["A", "B"])
    assert hash(game) == hash(gt.NormalFormGame(GOOD.copy()))
    assert game != "a game"


def test_batches_of_bimatrices_broadcast_and_exactness_is_kept() -> None:
    A = np.zeros((5, 1, 2, 3), dtype=int)
    B = np.ones((4, 2, 3), dtype=int)
    game = gt.NormalFormGame.from_bimatrix(A, B)
    assert game.batch_shape == (5, 4)
    assert game.is_exact
    assert not gt.NormalFormGame.from_bimatrix(A, B * 0.5).is_exact
    third = np.full((2, 3), Fraction(1, 3))
    assert gt.NormalFormGame.from_bimatrix(A[0, 0], third).payoffs[1, 0, 0] == Fraction(1, 3)


def test_a_matrix_too_large_for_the_floats_it_meets_is_refused() -> None:
    with pytest.raises(InvalidInput, match="from_bimatrix: a payoff among floats is too large"):
        gt.NormalFormGame.from_bimatrix([[10**400, 2]], [[0.5, 1.0]])


def test_masked_payoffs_are_refused_and_named() -> None:
    hidden = np.zeros((2, 2, 2), dtype=bool)
    hidden[1, 0, 1] = True
    with pytest.raises(InvalidInput, match=r"index \(1, 0, 1\) is masked"):
        gt.NormalFormGame(np.ma.array(GOOD, mask=hidden))
    assert gt.NormalFormGame(np.ma.array(GOOD)) == gt.NormalFormGame(GOOD)
