"""Laws of the two-player enumeration: determinism, metamorphic relations, refusals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory.errors import InvalidInput, TooLarge
from gametheory.exact.rationals import Rationals
from gametheory.solvers.two_player import TwoPlayerListing, enumerate_equilibria
from tests.campaigns.two_player_families import FAMILIES

SHAPES = [(1, 1), (1, 4), (2, 2), (2, 3), (3, 3), (4, 2), (4, 4)]


def arrays(listing: TwoPlayerListing) -> dict[str, npt.NDArray[Any]]:
    out: dict[str, npt.NDArray[Any]] = {}
    for name in TwoPlayerListing.__annotations__:
        value = getattr(listing, name)
        if isinstance(value, Rationals):
            out[name + ".numerator"] = value.numerator
            out[name + ".denominator"] = value.denominator
        else:
            out[name] = value
    return out


def same_bits(one: TwoPlayerListing, other: TwoPlayerListing) -> None:
    left, right = arrays(one), arrays(other)
    for name, value in left.items():
        assert value.dtype == right[name].dtype, name
        if value.dtype == object:
            assert value.tolist() == right[name].tolist(), name
        else:
            assert value.tobytes() == right[name].tobytes(), name


def profiles(listing: TwoPlayerListing) -> list[tuple[tuple[Fraction, ...], ...]]:
    """Equilibria of a one-game exact listing."""
    x, y = listing.x.to_fractions(), listing.y.to_fractions()
    return [(tuple(a), tuple(b)) for a, b in zip(x.tolist(), y.tolist(), strict=True)]


@st.composite
def exact_games(draw: st.DrawFn) -> npt.NDArray[Any]:
    m, n = draw(st.sampled_from([(1, 3), (2, 2), (2, 3), (3, 2), (3, 3), (3, 4)]))
    high = draw(st.sampled_from([1, 2, 3, 1000, 2**40, 2**70]))
    numbers = draw(st.lists(st.integers(0, high), min_size=2 * m * n, max_size=2 * m * n))
    out = np.empty((1, 2, m, n), dtype=object)
    out.ravel()[:] = numbers
    return out


laws = settings(max_examples=500, deadline=None)


@laws
@given(exact_games(), st.integers(1, 9), st.integers(1, 9), st.integers(-50, 50))
def test_positive_affine_changes_of_payoffs_change_no_strategy(
    game: Any, top: int, bottom: int, shift: int
) -> None:
    changed = game.copy()
    changed[:, 0] = changed[:, 0] * Fraction(top, bottom) + shift
    before, after = enumerate_equilibria(game), enumerate_equilibria(changed)
    assert profiles(before) == profiles(after)
    assert before.index.tolist() == after.index.tolist()
    assert before.degenerate.tolist() == after.degenerate.tolist()
    old, new = before.payoffs.to_fractions(), after.payoffs.to_fractions()
    assert [v * Fraction(top, bottom) + shift for v in old[:, 0]] == new[:, 0].tolist()
    assert old[:, 1].tolist() == new[:, 1].tolist()


@laws
@given(exact_games(), st.randoms(use_true_random=False))
def test_relabelling_actions_relabels_equilibria(game: Any, random: Any) -> None:
    m, n = game.shape[2:]
    rows, cols = random.sample(range(m), m), random.sample(range(n), n)
    changed = enumerate_equilibria(game[:, :, rows][:, :, :, cols])
    expected = {
        (tuple(x[i] for i in rows), tuple(y[j] for j in cols))
        for x, y in profiles(enumerate_equilibria(game))
    }
    assert profiles(changed) == sorted(expected)


@laws
@given(exact_games())
def test_swapping_the_players_swaps_the_strategies(game: Any) -> None:
    swapped = enumerate_equilibria(game[:, ::-1].transpose(0, 1, 3, 2))
    before = enumerate_equilibria(game)
    assert profiles(swapped) == sorted((y, x) for x, y in profiles(before))
    assert swapped.degenerate.tolist() == before.degenerate.tolist()
    assert sorted(swapped.index.tolist()) == sorted(before.index.tolist())


@laws
@given(exact_games())
def test_a_strictly_dominated_action_is_never_played(game: Any) -> None:
    m, n = game.shape[2:]
    bigger = np.empty((1, 2, m + 1, n), dtype=object)
    bigger[:, :, :m] = game
    bigger[:, 0, m] = [min(game[0, 0, :, j]) - 1 for j in range(n)]
    bigger[:, 1, m] = [0] * n
    before, after = enumerate_equilibria(game), enumerate_equilibria(bigger)
    assert [((*x, Fraction(0)), y) for x, y in profiles(before)] == profiles(after)


@laws
@given(exact_games())
def test_equilibria_have_no_regret_and_indices_sum_to_one(game: Any) -> None:
    listing = enumerate_equilibria(game)
    a, b = game[0]
    for t, (x, y) in enumerate(profiles(listing)):
        row, col = a @ np.array(y), np.array(x) @ b
        assert sum(x) == sum(y) == 1
        assert min(x) >= 0
        assert min(y) >= 0
        value = listing.payoffs.to_fractions()[t]
        assert value[0] == np.array(x) @ row == max(row)
        assert value[1] == col @ np.array(y) == max(col)
    assert not any(listing.regret.to_fractions())
    assert listing.complete.all()
    assert listing.index.sum() == (0 if listing.degenerate[0] else 1)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_batch_equals_its_games_one_by_one_bit_for_bit(name: str) -> None:
    rng = np.random.default_rng(5)
    for m, n in SHAPES:
        games = FAMILIES[name](rng, 70, m, n)
        whole = enumerate_equilibria(games)
        same_bits(whole, enumerate_equilibria(np.asfortranarray(games), threads=1))
        if not isinstance(whole.x, Rationals):
            assert np.abs(whole.x.sum(axis=1) - 1).max() < 1e-15 * (m + 1)
            assert np.abs(whole.y.sum(axis=1) - 1).max() < 1e-15 * (n + 1)
            assert np.isfinite(whole.payoffs).all()
            largest = np.abs(games).max(axis=(1, 2, 3))[whole.game_index]
            assert (whole.regret <= 1e-9 * largest + 1e-320).all()
        double = enumerate_equilibria(np.concatenate([games, games[::-1]]), threads=2)
        for g in [0, 1, 17, 63, 64, 69]:
            rows = slice(whole.offsets[g], whole.offsets[g + 1])
            # The same game alone, and at another place of a larger batch.
            alone, at = enumerate_equilibria(games[g : g + 1]), 139 - g
            moved = slice(double.offsets[at], double.offsets[at + 1])
            for field in ("x", "y", "payoffs", "regret"):
                full, one, two = (getattr(v, field) for v in (whole, alone, double))
                if isinstance(full, Rationals):
                    a, b, c = (v.to_fractions() for v in (full.take(rows), one, two.take(moved)))
                    assert a.tolist() == b.tolist() == c.tolist()
                else:
                    assert full[rows].tobytes() == one.tobytes() == two[moved].tobytes()
            assert whole.index[rows].tolist() == alone.index.tolist()
            assert whole.degenerate[g] == alone.degenerate[0] == double.degenerate[at]


def test_games_of_many_actions_do_not_depend_on_the_rest_of_the_batch() -> None:
    # Generic floats, short integers and tenths go three ways; the answers stand side by side.
    rng = np.random.default_rng(8)
    ways = ["uniform floats", "integers 0..2", "tenths (floats)"]
    games = np.concatenate([FAMILIES[name](rng, 2, 9, 9).astype(float) for name in ways])
    games = games[[0, 2, 4, 1, 3, 5]]
    whole = enumerate_equilibria(games)
    assert whole.complete.all()
    for g in range(len(games)):
        rows = slice(whole.offsets[g], whole.offsets[g + 1])
        alone = enumerate_equilibria(games[g : g + 1])
        for field in ("x", "y", "payoffs", "regret", "index"):
            assert getattr(whole, field)[rows].tobytes() == getattr(alone, field).tobytes()
    exact = enumerate_equilibria(games[[1, 4]].astype(np.int64))
    rows = np.isin(whole.game_index, [1, 4])
    assert np.abs(exact.x.to_float() - whole.x[rows]).max() < 1e-12
    assert np.abs(exact.y.to_float() - whole.y[rows]).max() < 1e-12


def enumerated(games: npt.NDArray[np.float64]) -> list[TwoPlayerListing]:
    """The listings of all games together and of some in small batches."""
    return [enumerate_equilibria(part) for part in (games, *np.array_split(games[:90], 30))]


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 3)])
def test_rows_are_in_the_order_of_the_strategies_returned(shape: tuple[int, int]) -> None:
    # Mixtures round to pure strategies, or their larger weight does.
    rng = np.random.default_rng(2)
    games = rng.choice([0.0, 1e-17, 1.0, 3.0, 1e17, -1e17], size=(1500, 2, *shape))
    crowded = 0
    for listing in enumerated(games):
        rows = np.column_stack([listing.game_index, listing.x, listing.y]).tolist()
        assert rows == sorted(rows)
        crowded += (np.diff(rows, axis=0)[:, :2] == 0).all(axis=1).sum()
    assert crowded > 100


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 3)])
def test_no_regret_is_a_negative_zero(shape: tuple[int, int]) -> None:
    games = np.random.default_rng(1).choice([0.0, -0.0, 1.0, -1.0], size=(600, 2, *shape))
    for listing in enumerated(games):
        assert not np.signbit(listing.regret).any()
        assert not np.signbit(np.column_stack([listing.x, listing.y])).any()


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 3)])
def test_payoffs_near_the_largest_double_do_not_overflow(shape: tuple[int, int]) -> None:
    rng, top = np.random.default_rng(1), np.finfo(np.float64).max
    sizes = [top, -top, np.nextafter(top, 0), top / 2, -top / 2, 0.0, 1.0]
    for listing in enumerated(rng.choice(sizes, size=(3000, 2, *shape))):
        assert np.isfinite(listing.payoffs).all()
        assert (listing.regret <= 1e-9 * top).all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", [np.float64, np.int64, object])
def test_an_empty_batch_has_an_empty_listing(shape: tuple[int, int], kind: Any) -> None:
    listing = enumerate_equilibria(np.empty((0, 2, *shape), dtype=kind))
    assert listing.counts.shape == listing.degenerate.shape == listing.complete.shape == (0,)
    assert listing.offsets.tolist() == [0]
    assert listing.x.shape == (0, shape[0])
    assert listing.y.shape == (0, shape[1])


def test_threads_do_not_change_a_large_batch() -> None:
    games = np.random.default_rng(3).integers(0, 3, (20_000, 2, 3, 3)).astype(np.float64)
    games[::3] += np.random.default_rng(4).random(games[::3].shape)
    same_bits(enumerate_equilibria(games, threads=1), enumerate_equilibria(games, threads=3))


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (4, 4), (1, 3)])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_named(shape: tuple[int, int], value: float) -> None:
    games = np.random.default_rng(1).random((100, 2, *shape))
    games[77, 1, 0, 1] = value
    with pytest.raises(InvalidInput, match=rf"player 2 in game 77 at actions \(0, 1\) is {value}"):
        enumerate_equilibria(games)


@pytest.mark.parametrize(
    ("payoffs", "message"),
    [
        (np.zeros((2, 3, 3)), "shape"),
        (np.zeros((1, 3, 2, 2)), "shape"),
        (np.zeros((1, 2, 0, 2)), "player 1 has no action"),
        (np.zeros((1, 2, 2, 0)), "player 2 has no action"),
        (np.zeros((1, 2, 2, 2), dtype=complex), "type complex128"),
        (np.array([[[["a"]], [["b"]]]], dtype=object), "not all rational"),
    ],
)
def test_wrong_input_is_refused_by_name(payoffs: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        enumerate_equilibria(payoffs)


def test_games_beyond_enumeration_are_refused_before_any_work() -> None:
    with pytest.raises(TooLarge, match="13 x 13 actions"):
        enumerate_equilibria(np.zeros((1, 2, 13, 13)))


def test_floats_are_accurate_and_coarse_lattices_correctly_rounded() -> None:
    games = np.random.default_rng(9).integers(0, 9, (300, 2, 3, 3))
    halves, exact = enumerate_equilibria(games / 2), enumerate_equilibria(games)
    assert halves.x.tobytes() == exact.x.to_float().tobytes()
    assert halves.y.tobytes() == exact.y.to_float().tobytes()
    generic = np.random.default_rng(10).random((2000, 2, 4, 4))
    listing = enumerate_equilibria(generic)
    assert listing.regret.max() < 1e-13
    assert np.abs(listing.x.sum(axis=1) - 1).max() < 1e-14
