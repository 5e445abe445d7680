"""Equilibria as ragged rows: slices, selections, tables, and what they say of themselves."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory import ragged
from gametheory.errors import InvalidInput
from gametheory.solutions.text import render_equilibria


@pytest.fixture(scope="module")
def games() -> gt.NormalFormGame:
    rng = np.random.default_rng(3)
    return gt.NormalFormGame(rng.integers(0, 4, size=(5, 4, 2, 2, 3)), players=["Row", "Col"])


@pytest.fixture(scope="module")
def found(games: gt.NormalFormGame) -> gt.Equilibria:
    return gt.nash_equilibria(games)


def test_offsets_counts_and_index_describe_the_same_rows(found: gt.Equilibria) -> None:
    assert found.counts.shape == (5, 4)
    assert found.offsets[0] == 0
    assert found.offsets[-1] == len(found)
    assert np.array_equal(np.diff(found.offsets), found.counts.ravel())
    assert np.array_equal(found.game_index, np.repeat(np.arange(20), found.counts.ravel()))


def test_rows_are_in_lexicographic_order(found: gt.Equilibria) -> None:
    rows = [
        (int(g), *x, *y)
        for g, x, y in zip(found.game_index, *found.strategies, strict=True)
    ]  # fmt: skip
    assert rows == sorted(rows)


@pytest.mark.parametrize("key", [(2, 3), 1, slice(1, 4), (slice(None), 2), np.s_[..., -1]])
def test_slices_are_the_equilibria_of_the_sliced_games(
    games: gt.NormalFormGame, found: gt.Equilibria, key: object
) -> None:
    part, alone = found[key], gt.nash_equilibria(games[key])
    assert part.game == alone.game
    assert np.array_equal(part.counts, alone.counts)
    assert np.array_equal(part.game_index, alone.game_index)
    assert np.array_equal(part.offsets, alone.offsets)
    for ours, theirs in zip(part.strategies, alone.strategies, strict=True):
        assert np.array_equal(ours, theirs)
    assert np.array_equal(part.payoffs, alone.payoffs)
    assert np.array_equal(part.complete, alone.complete)
    assert np.array_equal(part.degenerate, alone.degenerate)


def test_one_game_of_a_batch_is_found_without_a_list_of_all(
    monkeypatch: pytest.MonkeyPatch, games: gt.NormalFormGame, found: gt.Equilibria
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("all games are numbered")

    rows = {place: found[place] for place in np.ndindex(5, 4)}
    with monkeypatch.context() as patched:
        patched.setattr(ragged, "_all_positions", refuse)
        for row, column in ((0, 0), (4, 3), (-1, -4), (np.int64(2), -1)):
            assert games[row, column] == rows[row % 5, column % 4].game
            assert np.array_equal(found[row, column].payoffs, rows[row % 5, column % 4].payoffs)
    for wrong in ((5, 0), (0, -5)):
        with pytest.raises(IndexError, match=r"batch shape \(5, 4\)"):
            found[wrong]
        with pytest.raises(IndexError, match=r"NormalFormGame of batch shape \(5, 4\)"):
            games[wrong]
    assert found[True, 0].batch_shape == found.counts[True, 0].shape


def test_a_boolean_mask_picks_games(found: gt.Equilibria) -> None:
    part = found[found.degenerate]
    assert part.counts.shape == (int(found.degenerate.sum()),)
    assert part.degenerate.all()


def test_an_index_out_of_range_names_the_batch(found: gt.Equilibria) -> None:
    with pytest.raises(IndexError, match=r"batch shape \(5, 4\)"):
        found[7]


def test_iteration_gives_one_profile_at_a_time(found: gt.Equilibria) -> None:
    profiles = list(found)
    assert len(profiles) == len(found)
    assert all(sum(x) == 1 and sum(y) == 1 for x, y in profiles)


def test_exact_games_have_exact_answers_and_floats_on_request(found: gt.Equilibria) -> None:
    assert all(isinstance(v, Fraction) for v in found.strategies[0].flat)
    assert all(r == 0 for r in found.regret)
    rounded = found.to_float()
    assert rounded.strategies[0].dtype == rounded.payoffs.dtype == np.float64
    assert np.array_equal(rounded.strategies[1], found.strategies[1].astype(float))


def test_selection_keeps_games_and_flags(found: gt.Equilibria) -> None:
    pure = np.array([max(x) == 1 and max(y) == 1 for x, y in found])
    kept = found.select(pure)
    assert len(kept) == pure.sum()
    assert kept.counts.shape == found.counts.shape
    assert np.array_equal(kept.degenerate, found.degenerate)
    with pytest.raises(InvalidInput, match="boolean mask of shape"):
        found.select(np.arange(3))


def test_tables_carry_the_labels(found: gt.Equilibria) -> None:
    frame = found.to_dataframe()
    assert list(frame.columns) == [
        "game", "Row:1", "Row:2", "Col:1", "Col:2", "Col:3", "payoff Row", "payoff Col",
        "regret", "index",
    ]  # fmt: skip
    assert len(frame) == len(found)
    data = found.to_float().to_dataset()
    assert data.sizes["equilibrium"] == len(found)
    assert data["strategy_Col"].dims == ("equilibrium", "action_Col")
    assert data["count"].shape == (5, 4)


def test_no_two_columns_have_the_same_name() -> None:
    coordination = [[[1, 0], [0, 1]], [[1, 0], [0, 1]]]
    for players, actions in (
        (["a:b", "a"], [["c", "d"], ["b:c", "x"]]),
        (["a\\", "a:b"], [["b:c", "x"], ["c", "y"]]),
        (["payoff A", "A:x"], [["x", "y"], ["x", "y"]]),
        (["a\\:b", "a:b"], [["c", "d"], ["c", "d"]]),
    ):
        found = gt.nash_equilibria(
            gt.NormalFormGame(coordination, players=players, actions=actions)
        )
        frame = found.to_dataframe()
        assert frame.shape == (3, 9)  # game, two actions and a payoff each, regret, index
        assert frame.columns.is_unique
        assert frame.iloc[:, 1:5].sum(axis=1).tolist() == [2, 2, 2]
    assert list(frame.columns)[1:7] == [
        r"a\\\:b:c", r"a\\\:b:d", r"a\:b:c", r"a\:b:d", r"payoff a\\\:b", r"payoff a\:b"
    ]  # fmt: skip
    ours = render_equilibria(found, "csv").splitlines()[0].split(",")
    assert ours == [*frame.columns, "degenerate", "complete"]


def test_status_is_advice(found: gt.Equilibria) -> None:
    assert found.status.shape == (5, 4)
    degenerate = found.status[found.degenerate]
    assert all("nash_components" in text for text in degenerate)
    assert all("every equilibrium is listed" in t for t in found.status[~found.degenerate])


def test_printing_says_what_is_known() -> None:
    pennies = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    text = str(gt.nash_equilibria(pennies))
    assert text.splitlines() == [
        "Equilibria(1 in one game, complete)",
        "  1/2 1/2 | 1/2 1/2   payoffs (0, 0)",
    ]


def test_long_listings_are_cut_when_printed() -> None:
    found = gt.nash_equilibria(gt.NormalFormGame(np.zeros((30, 2, 1, 1))))
    assert str(found).splitlines()[-1] == "  ... and 10 more"


def test_an_empty_batch_has_an_empty_listing() -> None:
    found = gt.nash_equilibria(gt.NormalFormGame(np.zeros((0, 2, 3, 3))))
    assert len(found) == 0
    assert found.counts.shape == (0,)
    assert found.offsets.tolist() == [0]


def test_a_wrong_kind_of_argument_is_named() -> None:
    with pytest.raises(InvalidInput, match="NormalFormGame"):
        gt.nash_equilibria(np.zeros((2, 2, 2)))  # type: ignore[arg-type]


def test_flags_of_one_game_are_arrays_whether_solved_alone_or_taken_from_a_batch(
    games: gt.NormalFormGame, found: gt.Equilibria
) -> None:
    for part in (found[2, 3], gt.nash_equilibria(games[2, 3])):
        for flag in (part.counts, part.degenerate, part.complete, part.status_code):
            assert isinstance(flag, np.ndarray)
            assert flag.shape == ()


@pytest.mark.parametrize("ask", [gt.pure_nash_equilibria, gt.certify])
def test_an_array_in_place_of_games_or_equilibria_is_named(ask: Any) -> None:
    with pytest.raises(InvalidInput, match=r"expected .*, got ndarray"):
        ask(np.zeros((2, 2, 2)))


def test_one_irrational_equilibrium_of_an_exact_game_of_three() -> None:
    # Without a pure equilibrium everybody mixes, at roots of quadratic equations as a rule.
    rng = np.random.default_rng(0)
    games = gt.NormalFormGame(rng.integers(-9, 10, size=(60, 3, 2, 2, 2)), players=3)
    mixed = games[gt.pure_nash_equilibria(games).counts == 0]
    assert len(mixed) > 3
    one = gt.nash_equilibrium(mixed)
    assert len(one) > 3
    assert np.array_equal(one.complete, one.counts == 1)
    assert all(s.dtype == np.float64 for s in one.strategies)
    assert one.regret.astype(float).max() < 1e-12


def test_an_answer_too_large_for_memory_says_how_to_split(
    games: gt.NormalFormGame, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gametheory.errors import TooLarge
    from gametheory.solvers import two_player

    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(two_player, "enumerate_equilibria", full)
    with pytest.raises(TooLarge, match=r"20 games does not fit.*in parts"):
        gt.nash_equilibria(games)
