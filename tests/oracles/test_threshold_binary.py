"""Threshold games against every one of the 2^N profiles, ties included."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput


def by_definition(gains: Any) -> set[tuple[int, ...]]:
    """Profiles (0 or 1 for each player) from which nobody gains by changing, in plain Python."""
    n = len(gains)
    found = set()
    for joins in itertools.product((0, 1), repeat=n):
        total = sum(joins)
        own = [gains[i][total - joins[i]] for i in range(n)]
        if all(g >= 0 if j else g <= 0 for g, j in zip(own, joins, strict=True)):
            found.add(joins)
    return found


def listed(found: gt.ThresholdBinaryEquilibria) -> list[tuple[int, ...]]:
    names = found.game.players
    return [
        tuple(int(name in chosen) for name in names)
        for t in range(len(found))
        for chosen in found.sets(t)
    ]


def tied_gains(rng: np.random.Generator, games: int, n: int, high: int) -> np.ndarray:
    """Few different integers around zero, so that long stretches tie at zero."""
    return np.sort(rng.integers(-high, high + 1, (games, n, n)), axis=-1)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("kind", ["ties", "flat", "integers", "floats", "fractions"])
def test_every_pure_equilibrium_is_listed_once(n: int, kind: str) -> None:
    rng = np.random.default_rng(n)
    games = 8 if n == 8 else 60
    high = {"ties": 1, "flat": 1, "integers": 9}.get(kind, 2)
    gains: Any = tied_gains(rng, games, n, high)
    if kind == "flat":
        gains[:, : (n + 1) // 2] = 0
    elif kind == "floats":
        gains = np.sort(rng.normal(size=(games, n, n)), axis=-1)
    elif kind == "fractions":
        gains = gains.astype(object) * Fraction(1, 3)
    found = gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(gains))
    for g in range(games):
        rows = listed(found[g])
        expected = by_definition(gains[g].tolist())
        assert len(rows) == len(set(rows))
        assert set(rows) == expected
        assert found[g].num_sets.sum() == len(expected)
        assert bool(found.tied[g]) == (len({sum(r) for r in expected}) < len(expected))
        everyone = np.array(sorted(expected))
        assert np.array_equal(found.least[g], everyone.all(axis=0))
        assert np.array_equal(found.greatest[g], everyone.any(axis=0))


def test_ties_of_every_kind_of_three_players() -> None:
    rows = [r for r in itertools.product((-1, 0, 1), repeat=3) if sorted(r) == list(r)]
    gains = np.array(list(itertools.product(rows, repeat=3)))
    assert len(gains) == 1000
    found = gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(gains))
    assert found.tied.any()
    assert not found.tied.all()
    for g, (first, last) in enumerate(itertools.pairwise(found.offsets.tolist())):
        expected = by_definition(gains[g].tolist())
        assert set(listed(found[g])) == expected
        for t in range(first, last):
            others = found.size[t] - found.joins[t]
            own = [gains[g, i, k] if k < 3 else 1 for i, k in enumerate(others)]
            assert found.indifferent[t].tolist() == [v == 0 for v in own]
            assert found.strict[t] == all(own)


def test_agrees_with_the_strategic_form() -> None:
    rng = np.random.default_rng(3)
    game = gt.ThresholdBinaryGame(tied_gains(rng, 20, 4, 2), players=["a", "b", "c", "d"])
    table = game.to_normal_form()
    assert table.actions[0] == ("stay out", "join")
    pure = gt.pure_nash_equilibria(table)
    found = gt.threshold_binary_equilibria(game)
    for g in range(20):
        rows = np.flatnonzero(pure.game_index == g)
        theirs = {tuple(int(s[t, 1]) for s in pure.strategies) for t in rows}
        assert set(listed(found[g])) == theirs


def test_agrees_with_the_game_of_players_in_one_position() -> None:
    rng = np.random.default_rng(5)
    taking = np.sort(rng.integers(-3, 4, (200, 6)), axis=-1)
    alike = gt.symmetric_binary_equilibria(gt.SymmetricBinaryGame(taking, np.zeros_like(taking)))
    game = gt.ThresholdBinaryGame(np.repeat(taking[:, None, :], 6, axis=1))
    found = gt.threshold_binary_equilibria(game)
    sizes = np.zeros((200, 7), dtype=bool)
    sizes[found.game_index, found.size] = True
    assert np.array_equal(sizes, alike.pure_counts)


def test_a_tie_at_one_number_only_leaves_nobody_to_exchange() -> None:
    # Tied costs alone relabel nothing: with rising gains the size settles who joins.
    gains = np.arange(4)[None, :] - np.array([1, 1, 2, 2])[:, None]
    found = gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(gains))
    assert found.size.tolist() == [0, 2, 4]
    assert not found.tied
    assert not found.free.any()
    assert found.strict.tolist() == [True, False, True]


def test_numbers_of_sets_beyond_64_bits() -> None:
    found = gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(np.zeros((80, 80), dtype=int)))
    assert found.num_sets.sum() == 2**80
    assert found.size.tolist() == list(range(81))


def test_exact_numbers_tie_where_doubles_do_not() -> None:
    share = [Fraction(k, 10) for k in range(11)]
    exact = [[s - Fraction(3, 10) for s in share]] * 11
    rounded = [[k * 0.1 - 0.3 for k in range(11)]] * 11
    at_three = [
        gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(g)).game.willing_from[0]
        for g in (exact, rounded)
    ]
    assert at_three == [3, 3]
    eager = [gt.ThresholdBinaryGame(g).eager_from[0] for g in (exact, rounded)]
    assert eager == [4, 3]  # 3 * 0.1 exceeds 0.3 in doubles
    found = gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(exact))
    assert found.is_exact
    assert all(isinstance(r, Fraction | int) and r == 0 for r in found.regret)


def test_regret_is_recomputed_from_the_gains() -> None:
    import attrs

    game = gt.ThresholdBinaryGame([[-2.0, 1.0, 1.0], [-3.0, 1.0, 2.0], [-4.0, -1.0, 5.0]])
    found = gt.threshold_binary_equilibria(game)
    assert found.size.tolist() == [0, 3]
    assert not found.regret.any()
    broken = attrs.evolve(found, joins=~found.joins, size=np.array([3, 0]))
    assert not broken.regret.any()  # both sets stand, in the other order
    alone = np.array([[True, False, False], [True, True, False]])
    broken = attrs.evolve(found, joins=alone, size=np.array([1, 2]))
    # The first would rather leave (2); with two in, the third would rather join (5).
    assert broken.regret.tolist() == [2.0, 5.0]


@pytest.mark.parametrize(
    ("gains", "message"),
    [
        ([1, 2], r"shape \(2,\); give \(\*batch, N, N\)"),
        (np.zeros((2, 3)), r"shape \(2, 3\)"),
        (np.zeros((0, 0)), r"shape \(0, 0\)"),
        ([[1, np.nan], [0, 1]], r"gains: payoff at index \(0, 1\) is nan"),
        ([[0, 1], [1, 0]], "gains of player 2 fall from 1 with 0 others to 0 with 1"),
        (
            [[[0, 1], [0, 1]], [[2, 1], [0, 1]]],
            r"player 1 at batch index \(1,\) fall from 2 .*SymmetricBinaryGame.*pure_nash",
        ),
    ],
)
def test_bad_input_is_named(gains: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        gt.ThresholdBinaryGame(gains)


def test_thresholds_out_of_range_are_named() -> None:
    with pytest.raises(InvalidInput, match=r"index \(1, 0\) is 3; give an integer from 0"):
        gt.ThresholdBinaryGame.from_thresholds([[0, 1], [3, 1]])
    with pytest.raises(InvalidInput, match=r"index \(1,\) is 0\.5"):
        gt.ThresholdBinaryGame.from_thresholds([0, 0.5])
    with pytest.raises(InvalidInput, match="30 players have"):
        gt.ThresholdBinaryGame(np.zeros((30, 30))).to_normal_form()


def test_an_empty_batch() -> None:
    found = gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(np.zeros((0, 3, 3))))
    assert len(found) == 0
    assert found.least.shape == (0, 3)
    assert len(found.to_dataframe()) == 0


def test_what_a_person_reads() -> None:
    game = gt.ThresholdBinaryGame([[0, 0, 0], [0, 0, 0], [1, 1, 1]], players=["x", "y", "z"])
    assert str(gt.threshold_binary_equilibria(game)).splitlines()[1:] == [
        "  1 of 3 join: z   (not strict)",
        "  2 of 3 join: z and any 1 of x, y   (not strict)",
        "  all 3 join   (not strict)",
    ]
    out = gt.ThresholdBinaryGame([[-1, -1], [-1, -1]])
    assert str(gt.threshold_binary_equilibria(out)).splitlines()[1:] == ["  nobody joins"]
