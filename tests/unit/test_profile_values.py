"""Payoffs, slacks and regret of profiles, held against sums written out in Fractions."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.certificates import best_reply_slacks, profile_payoffs, regret
from gametheory.errors import InvalidInput
from gametheory.exact.rationals import Rationals


def by_definition(payoffs: Any, profile: list[list[Fraction]]) -> tuple[list, list, Fraction]:
    """Values, slacks and regret from the definition, one action profile at a time."""
    payoffs = payoffs.astype(object)  # Python numbers, not machine integers that wrap around
    shape = [len(s) for s in profile]
    values, slacks = [], []
    for i, own in enumerate(profile):
        against = [Fraction(0)] * len(own)
        for actions in itertools.product(*map(range, shape)):
            weight = Fraction(1)
            for j, a in enumerate(actions):
                if j != i:
                    weight *= profile[j][a]
            against[actions[i]] += weight * Fraction(payoffs[(i, *actions)])
        values.append(sum(p * d for p, d in zip(own, against, strict=True)))
        slacks.append([max(against) - d for d in against])
    gain = max(
        sum(p * s for p, s in zip(own, slack, strict=True))
        for own, slack in zip(profile, slacks, strict=True)
    )
    return values, slacks, gain


def random_profiles(rng: np.random.Generator, rows: int, m: int) -> list[list[Fraction]]:
    weights = rng.integers(0, 5, size=(rows, m))
    weights[:, 0] += weights.sum(axis=1) == 0
    return [[Fraction(int(w), int(row.sum())) for w in row] for row in weights]


def as_objects(rows: list[list[Fraction]]) -> np.ndarray:
    out = np.empty((len(rows), len(rows[0])), dtype=object)
    for t, row in enumerate(rows):
        out[t] = row
    return out


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (1, 4), (2, 3, 2), (2, 2, 2, 3)])
@pytest.mark.parametrize("kind", ["int", "fraction", "float", "big"])
def test_exact_values_equal_the_definition(sizes: tuple[int, ...], kind: str) -> None:
    rng = np.random.default_rng(5)
    n, games, rows = len(sizes), 4, 9
    raw: Any = rng.integers(-9, 10, size=(games, n, *sizes))
    if kind == "fraction":
        raw = raw.astype(object) * Fraction(1, 7)
    elif kind == "float":
        raw = raw * 0.1
    elif kind == "big":
        raw = raw * 10**17
    game = gt.NormalFormGame(raw, players=n)
    index = rng.integers(0, games, size=rows)
    profiles = [random_profiles(rng, rows, m) for m in sizes]
    strategies = [as_objects(p) for p in profiles]
    got_values = profile_payoffs(game, index, strategies)
    got_slacks = best_reply_slacks(game, index, strategies)
    got_regret = regret(game, index, strategies)
    assert isinstance(got_values, Rationals)
    assert isinstance(got_regret, Rationals)
    for t in range(rows):
        wanted = by_definition(game.flat_payoffs[index[t]], [p[t] for p in profiles])
        assert list(got_values.to_fractions()[t]) == wanted[0]
        assert [list(s.to_fractions()[t]) for s in got_slacks] == wanted[1]
        assert got_regret.to_fractions()[t] == wanted[2]
    floats = [s.astype(np.float64) for s in strategies]
    scale = float(np.abs(game.payoffs.astype(np.float64)).max())
    approximate = regret(game, index, floats)
    assert isinstance(approximate, np.ndarray)
    np.testing.assert_allclose(approximate, got_regret.to_float(), atol=1e-14 * scale)
    values = profile_payoffs(game, index, floats)
    np.testing.assert_allclose(values, got_values.to_float(), atol=1e-14 * scale)


def test_small_exact_rows_stay_in_machine_integers() -> None:
    game = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    half = Rationals(np.ones((1, 2), dtype=np.int64), np.full((1, 1), 2))
    value = regret(game, [0], [half, half])
    assert isinstance(value, Rationals)
    assert value.numerator.dtype == np.int64
    assert value.to_fractions()[0] == 0


def test_numbers_that_would_overflow_become_python_integers() -> None:
    big = 2**62
    game = gt.NormalFormGame.from_bimatrix([[big, 0], [0, big]], [[0, big], [big, 0]])
    third = Rationals(np.array([[1, 2]]), np.array([[3]]))
    value = profile_payoffs(game, [0], [third, third])
    assert isinstance(value, Rationals)
    assert list(value.to_fractions()[0]) == [Fraction(5 * big, 9), Fraction(4 * big, 9)]


def test_denominators_may_differ_within_a_row() -> None:
    game = gt.NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    x = Rationals(np.array([[1, 2]]), np.array([[3, 3]]))
    y = Rationals(np.array([[1, 1]]), np.array([[4, 2]]))  # not a probability vector, on purpose
    value = profile_payoffs(game, [0], [x, y])
    assert isinstance(value, Rationals)
    assert value.to_fractions()[0][0] == Fraction(1, 12) + Fraction(2, 6)


def test_pure_integer_strategies_of_an_exact_game_are_exact_and_of_floats_are_floats() -> None:
    payoffs = np.arange(8).reshape(2, 2, 2)
    pure = [np.array([[1, 0]]), np.array([[0, 1]])]
    assert isinstance(regret(gt.NormalFormGame(payoffs), [0], pure), Rationals)
    values = profile_payoffs(gt.NormalFormGame(payoffs * 1.0), [0], pure)
    assert isinstance(values, np.ndarray)
    assert values.tolist() == [[1.0, 5.0]]


def test_rows_do_not_depend_on_the_batch() -> None:
    rng = np.random.default_rng(1)
    game = gt.NormalFormGame(rng.normal(size=(50, 2, 4, 3)))
    index = rng.integers(0, 50, size=200)
    x, y = rng.dirichlet(np.ones(4), 200), rng.dirichlet(np.ones(3), 200)
    together = regret(game, index, [x, y])
    fortran = regret(game, index, [np.asfortranarray(x), np.asfortranarray(y)])
    assert isinstance(together, np.ndarray)
    assert np.array_equal(together, fortran)
    for t in range(200):
        alone = regret(game, index[t : t + 1], [x[t : t + 1], y[t : t + 1]])
        assert alone[0] == together[t]


def test_long_listings_are_cut_into_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    from gametheory.certificates import regrets

    rng = np.random.default_rng(2)
    game = gt.NormalFormGame(rng.integers(0, 4, size=(5, 2, 3, 3)))
    index = rng.integers(0, 5, size=23)
    x = Rationals(rng.integers(0, 5, size=(23, 3)), np.full((23, 1), 7))
    whole = profile_payoffs(game, index, [x, x])
    monkeypatch.setattr(regrets, "_CHUNK", 40)
    parts = profile_payoffs(game, index, [x, x])
    assert np.array_equal(whole.to_fractions(), parts.to_fractions())


def test_payoffs_near_the_largest_double_do_not_overflow_on_the_way() -> None:
    top = np.finfo(np.float64).max
    game = gt.NormalFormGame.from_bimatrix([[top, top]], [[top, top]])
    y = np.array([[0.5, np.nextafter(0.5, 1)]])
    values = profile_payoffs(game, [0], [np.array([[1.0]]), np.array([[0.5, 0.5]])])
    assert values[0, 0] == top
    # Weights as rounded may sum to a little more than 1.
    assert (profile_payoffs(game, [0], [np.array([[1.0]]), y]) == top).all()
    assert regret(game, [0], [np.array([[1.0]]), y])[0] == 0


def test_no_rows_and_no_games() -> None:
    game = gt.NormalFormGame(np.zeros((0, 2, 2, 3)))
    empty = [np.zeros((0, 2)), np.zeros((0, 3))]
    assert profile_payoffs(game, [], empty).shape == (0, 2)
    assert regret(game, [], empty).shape == (0,)
    exact = gt.NormalFormGame(np.zeros((0, 2, 2, 3), dtype=np.int64))
    none = [
        Rationals(np.zeros((0, m), dtype=np.int64), np.ones((0, 1), dtype=np.int64)) for m in (2, 3)
    ]
    assert best_reply_slacks(exact, [], none)[1].shape == (0, 3)


@pytest.mark.parametrize(
    ("index", "strategies", "words"),
    [
        ([[0]], [np.ones((1, 2)), np.ones((1, 2))], "one-dimensional"),
        ([0.5], [np.ones((1, 2)), np.ones((1, 2))], "integers"),
        ([3], [np.ones((1, 2)), np.ones((1, 2))], "game_index 3 is outside"),
        ([-1], [np.ones((1, 2)), np.ones((1, 2))], "game_index -1 is outside"),
        ([0], [np.ones((1, 2))], "1 player"),
        ([0], [np.ones((1, 2)), np.ones((1, 3))], "player '2' have shape"),
        ([0], [np.ones((1, 2)), np.array([["a", "b"]])], "player '2' are of type"),
    ],
)
def test_shapes_that_do_not_fit_are_named(index: Any, strategies: Any, words: str) -> None:
    game = gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=2)
    with pytest.raises(InvalidInput, match=words):
        regret(game, index, strategies)


@pytest.mark.parametrize("ask", [profile_payoffs, best_reply_slacks, regret])
def test_errors_name_the_function_and_the_first_bad_index(ask: Any) -> None:
    game = gt.NormalFormGame(np.zeros((3, 2, 2, 2)), players=2)
    with pytest.raises(InvalidInput, match=rf"^{ask.__name__}: game_index 7 is outside"):
        ask(game, [0, 7, 9], [np.ones((3, 2)), np.ones((3, 2))])


def test_nested_lists_are_read_as_arrays() -> None:
    game = gt.NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    strategies: Any = [[[0.5, 0.5]], [[1.0, 0.0]]]
    assert regret(game, [0], strategies).tolist() == [0.5]
