"""Games from tables of formulas, and the concept that fits the form of a game."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.modelling import (
    bimatrix_game,
    linear_reply_game,
    packages_game,
    symmetric_binary_game,
    table,
    table_game,
)

ENTRY = st.one_of(
    st.integers(-3, 3), st.fractions(-3, 3, max_denominator=4), st.floats(-3, 3, width=16)
)


@given(st.lists(st.lists(ENTRY, min_size=3, max_size=3), min_size=2, max_size=2))
@settings(max_examples=50, deadline=None)
def test_a_bimatrix_of_formulas_is_the_game_of_its_numbers(rows: Any) -> None:
    game = bimatrix_game(rows, [[-v for v in row] for row in rows])
    assert game.num_actions == (2, 3)
    exact = not any(isinstance(v, float) for row in rows for v in row)
    assert game.is_exact is exact
    np.testing.assert_array_equal(
        game.payoffs[0].astype(float), np.array([[float(v) for v in row] for row in rows])
    )
    batch = np.array([0.0, 1.0])
    several = bimatrix_game([[v + batch for v in row] for row in rows], rows)
    assert several.batch_shape == (2,)
    np.testing.assert_allclose(several.payoffs[1, 0].astype(float), np.array(rows, dtype=float) + 1)


def test_every_form_takes_a_batch_beside_plain_numbers() -> None:
    x = np.linspace(0, 1, 4)
    assert table((0, (x, 1)[0])).shape == (4, 2)
    assert table(((x, 1), (2, x[:, None]))).shape == (4, 4, 2, 2)
    three = table_game(*[(((x, 0), (0, 1)), ((0, 0), (0, k))) for k in range(3)])
    assert (three.num_players, three.num_actions, three.batch_shape) == (3, (2, 2, 2), (4,))
    assert three.payoffs[2, :, 1, 1, 1].tolist() == [0, 1, 2]
    binary = symmetric_binary_game((1, x, 1), (0, 2, 2))
    assert (binary.num_players, binary.batch_shape) == (3, (4,))
    race = linear_reply_game((1, x), ((0, 0.5), (x, 0)), players=("A", "B"))
    assert (race.batch_shape, race.players) == ((4,), ("A", "B"))
    assert race.slopes[3].tolist() == [[0, 0.5], [1, 0]]
    talks = packages_game(((x, -1), (0, 1)), members=("A", "B"), issues=("trade", "ties"))
    assert (talks.batch_shape, talks.members, talks.issues) == ((4,), ("A", "B"), ("trade", "ties"))
    assert talks.values[3].tolist() == [[1, -1], [0, 1]]


def test_exact_entries_make_exact_games() -> None:
    assert table_game(((1, F(1, 2)), (0, 1)), ((1, 0), (0, 1))).is_exact
    assert symmetric_binary_game((1, F(1, 3)), (0, 1)).is_exact
    assert packages_game(((1, F(1, 3)),)).is_exact
    race = linear_reply_game((F(1), 1), ((0, F(1, 2)), (F(1, 4), 0)))
    assert race.is_exact
    assert gt.linear_reply_equilibria(race).actions[0].tolist() == [F(12, 7), F(10, 7)]
    assert not bimatrix_game(((1, F(1, 2)),), ((0.5, 1),)).is_exact


@pytest.mark.parametrize(
    ("build", "problem"),
    [
        (lambda: table(3), "table: 3 is no table"),
        (lambda: table(()), "the table is empty"),
        (lambda: bimatrix_game(((1, 2), (3,)), ((1, 2), (3, 4))), "bimatrix_game: A: .*ragged"),
        (lambda: bimatrix_game(((np.ones(2), np.ones(3)),), ((1, 2),)), "A: .*do not broadcast"),
        (lambda: bimatrix_game(((1, 2),), ((1,), (2,))), "A is 1x2 but B is 2x1"),
        (lambda: bimatrix_game(((1, None),), ((1, 2),)), "None"),
        (lambda: table_game(((1, 2), (3, 4))), "1 players, with tables nested"),
        (lambda: table_game(((1, 2),), ((1,), (2,))), "give all the same size"),
        (lambda: table_game(), "0 players"),
        (lambda: symmetric_binary_game((1, 2), (1,)), "leaving"),
        (lambda: packages_game(((1, 2), (3,))), "packages_game: values: .*ragged"),
        (lambda: linear_reply_game((1, 2), ((0, 1),)), "slopes"),
    ],
)
def test_bad_tables_are_refused_by_name(build: Any, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        build()


def test_symbols_are_refused() -> None:
    from models.deadlock import Deadlock

    with pytest.raises(InvalidInput, match="a game needs numbers"):
        Deadlock.symbols().game()


def test_the_form_of_a_game_names_the_concept() -> None:
    stag_hunt = gt.NormalFormGame([[[3, 0], [2, 2]], [[3, 2], [0, 2]]])
    assert len(gt.equilibria(stag_hunt)) == 3
    race = gt.LinearReplyGame([1, 1], [[0, F(1, 2)], [F(1, 2), 0]])
    assert gt.equilibria(race).actions[0].tolist() == [2, 2]
    volunteers = gt.SymmetricBinaryGame([1, 1, 1], [0, 3, 3])
    assert type(gt.equilibria(volunteers)).__name__ == "SymmetricBinaryEquilibria"
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision("A", {"l": gt.Terminal([1, 0]), "r": gt.Terminal([2, 0])}), players=["A", "B"]
    )
    assert gt.equilibria(tree).payoffs.tolist() == [[2, 0]]
    with pytest.raises(InvalidInput, match="equilibria: 3 is no game; give a NormalFormGame"):
        gt.equilibria(3)
