"""One game and the same game in a batch: the same answer, bit for bit, whichever way it takes."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.solutions.equilibria import Equilibria
from gametheory.solvers.one_equilibrium.one_game import optimal_of_one, pair_of_one
from gametheory.solvers.two_player.one_game import equilibria_of_one
from tests.campaigns.two_player_families import FAMILIES

Array = npt.NDArray[Any]

SHAPES = [(2, 2), (2, 3), (3, 2), (3, 3), (2, 6), (3, 4), (4, 4), (5, 3), (5, 5), (1, 3), (7, 2)]
METHODS = ("auto", "pure", "lemke-howson")


def arrays(found: Equilibria) -> dict[str, Array]:
    return {
        "offsets": found.offsets, "counts": found.counts, "owners": found.game_index,
        "x": found.strategies[0], "y": found.strategies[1], "payoffs": found.payoffs,
        "regret": found.regret, "index": found.index, "degenerate": found.degenerate,
        "complete": found.complete, "status_code": found.status_code,
    }  # fmt: skip


def same(one: dict[str, Array], other: dict[str, Array]) -> None:
    for name, value in one.items():
        theirs = other[name]
        assert (value.shape, value.dtype) == (theirs.shape, theirs.dtype), name
        assert value.flags.writeable, name
        assert value.flags.c_contiguous, name
        assert value.tobytes() == theirs.tobytes(), name


def solution(found: Any, g: int | None = None) -> dict[str, Array]:
    names = ("value", "payoffs", "row_strategy", "column_strategy", "regret", "solved")
    return {
        k: np.array(v if g is None else v[g]) for k, v in ((k, getattr(found, k)) for k in names)
    }


def doubles(family: str, seed: int, count: int, shape: tuple[int, int]) -> Array:
    games = FAMILIES[family](np.random.default_rng(seed), count, *shape)
    return np.ascontiguousarray(games.astype(np.float64))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", SHAPES)
def test_all_equilibria_of_one_game(family: str, shape: tuple[int, int]) -> None:
    games = doubles(family, 7, 40, shape)
    batch = gt.nash_equilibria(gt.NormalFormGame(games, players=2))
    for g, payoffs in enumerate(games):
        one = gt.nash_equilibria(gt.NormalFormGame.from_bimatrix(*payoffs))
        same(arrays(one), arrays(batch[g]))
        assert one.game == batch[g].game


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (3, 5), (1, 4), (6, 6)])
def test_one_equilibrium_of_one_game(family: str, shape: tuple[int, int]) -> None:
    games = doubles(family, 8, 12, shape)
    for method in METHODS:
        for payoffs in games:
            batch = gt.NormalFormGame(payoffs[None], players=2)
            one = gt.nash_equilibrium(gt.NormalFormGame(payoffs), method=method)
            same(arrays(one), arrays(gt.nash_equilibrium(batch, method=method)[0]))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (3, 5), (1, 4), (5, 5)])
def test_optimal_strategies_of_one_game(family: str, shape: tuple[int, int]) -> None:
    """Opposite payoffs; moved by a constant and rescaled, too, as far as rounding lets them."""
    a = doubles(family, 9, 10, shape)[:, 0]
    with np.errstate(over="ignore"):
        others = (-a, 1.0 - a, -3.0 * a)
    for b in others:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                games = gt.NormalFormGame(np.stack([a, b], axis=1), players=2)
                batch = gt.zero_sum_solution(games)
            except InvalidInput:
                continue
        for g, payoffs in enumerate(games.payoffs):
            one = solution(gt.zero_sum_solution(gt.NormalFormGame(payoffs)))
            for name, value in solution(batch, g).items():
                assert one[name].tobytes() == value.tobytes(), (name, g)
                assert (one[name].dtype, one[name].shape) == (value.dtype, value.shape), name


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3), (4, 4), (6, 6)])
def test_plain_games_take_the_short_way(shape: tuple[int, int]) -> None:
    for payoffs in gt.NormalFormGame(doubles("uniform floats", 3, 20, shape), players=2):
        assert equilibria_of_one(payoffs.payoffs) is not None
        assert pair_of_one(payoffs.payoffs, True, True, True, 1000) is not None
        zero = gt.NormalFormGame.from_bimatrix(payoffs.payoffs[0], -payoffs.payoffs[0])
        assert optimal_of_one(zero.payoffs, 1000) is not None


# Few numbers, so that ties are common, of which some are too close, too large or too small.
NUMBERS = st.sampled_from(
    [0.0, -0.0, 1.0, 2.0, 3.0, -1.0, 0.1, 0.2, 0.30000000000000004, 0.3, 1 + 2**-52, 1e-300, 5e-324,
     1e150, 1e300, 1.7e308, -1.7e308]
)  # fmt: skip


@st.composite
def float_games(draw: st.DrawFn) -> Array:
    m, n = draw(st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3), (4, 3), (4, 4)]))
    size = 2 * m * n
    entries = NUMBERS | st.floats(-10, 10) | st.floats(allow_nan=False, allow_infinity=False)
    numbers = draw(st.lists(entries, min_size=size, max_size=size))
    return np.array(numbers).reshape(2, m, n)


@settings(max_examples=400, deadline=None)
@given(float_games())
def test_any_floats(payoffs: Array) -> None:
    one, batch = gt.NormalFormGame(payoffs), gt.NormalFormGame(payoffs[None], players=2)
    same(arrays(gt.nash_equilibria(one)), arrays(gt.nash_equilibria(batch)[0]))
    same(arrays(gt.nash_equilibrium(one)), arrays(gt.nash_equilibrium(batch)[0]))


@settings(max_examples=300, deadline=None)
@given(float_games())
def test_any_zero_sum_game(payoffs: Array) -> None:
    a = payoffs[0]
    one = gt.zero_sum_solution(gt.NormalFormGame.from_bimatrix(a, -a))
    both = gt.NormalFormGame.from_bimatrix(a[None], -a[None])
    theirs = solution(gt.zero_sum_solution(both), 0)
    for name, value in solution(one).items():
        assert value.tobytes() == theirs[name].tobytes(), name


@pytest.mark.parametrize("kind", [np.float64, np.int64])
def test_constructors_read_ready_arrays_as_any_others(kind: type) -> None:
    a, b = np.arange(12).reshape(2, 2, 3).astype(kind)
    expected = gt.NormalFormGame([a.tolist(), b.tolist()], players=("1", "2"))
    for game in (
        gt.NormalFormGame.from_bimatrix(a, b),
        gt.NormalFormGame.from_bimatrix(a, b.T.copy().T),
        gt.NormalFormGame(np.stack([a, b])),
        gt.NormalFormGame(np.stack([a, b]), players=2),
    ):
        assert game == expected
        assert game.payoffs.dtype == kind
        assert not game.payoffs.flags.writeable
    mixed = gt.NormalFormGame.from_bimatrix(a, b.astype(np.float64))
    assert mixed.payoffs.dtype == np.float64
    with pytest.raises(InvalidInput, match=r"A is 2x3 but B is 3x2"):
        gt.NormalFormGame.from_bimatrix(a, b.T)


def test_constructors_still_refuse_what_is_not_finite() -> None:
    good, bad = np.ones((2, 2)), np.array([[1.0, 2.0], [np.nan, 0.0]])
    with pytest.raises(InvalidInput, match=r"from_bimatrix: B: payoff at index \(1, 0\) is nan"):
        gt.NormalFormGame.from_bimatrix(good, bad)
    with pytest.raises(InvalidInput, match=r"NormalFormGame: payoff at index \(0, 1, 0\) is nan"):
        gt.NormalFormGame(np.stack([bad, good]))
    largest = np.full((2, 2), np.finfo(np.float64).max)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert gt.NormalFormGame.from_bimatrix(largest, largest).num_actions == (2, 2)
    # Changed behind the game's back.
    payoffs = np.stack([good, good])
    game = gt.NormalFormGame(payoffs)
    payoffs[0, 1, 1] = np.inf
    with pytest.raises(InvalidInput, match="finite"):
        gt.nash_equilibria(game)
