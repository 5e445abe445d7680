"""Packages by consensus, by hand: what is built, what is said, what is refused."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, TooLarge
from gametheory.solutions.status import Status
from gametheory.solvers.programmes import packages_kernel as kernels


def ask(values: Any, which: Any = "weights") -> gt.MutualGains:
    return gt.mutual_gain_packages(gt.ConsensusPackages(values), which=which)


def test_the_game() -> None:
    game = gt.ConsensusPackages([[[3, -2, 0], [-2, 3, 1]]] * 4, issues=["a", "b", "c"])
    assert (game.num_members, game.num_issues, game.num_games) == (2, 3, 4)
    assert (game.batch_shape, game.members, game.issues) == ((4,), ("1", "2"), ("a", "b", "c"))
    assert game.is_exact
    assert game[1:].batch_shape == (3,)
    assert game[2].values.tolist() == [[3, -2, 0], [-2, 3, 1]]
    assert game[2].issues == ("a", "b", "c")
    assert repr(game) == "ConsensusPackages(2 members, 3 issues, batch (4,))"
    with pytest.raises(ValueError, match="read-only"):
        game.values[0, 0, 0] = 1
    floats = gt.ConsensusPackages([[0.1]])
    assert not floats.is_exact
    assert floats.to_exact().values[0, 0] == F(0.1)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ([1, 2], r"values have shape \(2,\); give \(\*batch, N, K\)"),
        (np.zeros((0, 3)), r"shape \(0, 3\)"),
        (np.zeros((3, 0)), r"shape \(3, 0\)"),
        ([[1, 2], [3]], "ragged"),
        ([[1.0, np.nan]], r"index \(0, 1\) is nan"),
        ([[1.0, np.inf]], r"index \(0, 1\) is inf"),
        ([[1, None]], r"None at index \(0, 1\)"),
    ],
)
def test_what_is_no_table_of_values_is_refused(values: Any, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        gt.ConsensusPackages(values)


def test_labels_have_to_fit() -> None:
    with pytest.raises(InvalidInput, match="members: 1 labels for 2"):
        gt.ConsensusPackages([[1], [2]], members=["A"])
    with pytest.raises(InvalidInput, match="issues: label 'x' is used twice"):
        gt.ConsensusPackages([[1, 2]], issues=["x", "x"])


def test_too_many_issues_are_refused_with_advice() -> None:
    wide = gt.ConsensusPackages(np.ones((2, 17)))
    assert gt.mutual_gain_packages(wide).exists
    with pytest.raises(TooLarge, match=r"mutual_gain_packages: 17 issues .* at most 16"):
        gt.mutual_gain_packages(wide, which="subset")
    with pytest.raises(TooLarge, match=r"minimal_packages: 17 issues .* at most 12"):
        gt.minimal_packages(wide)
    with pytest.raises(InvalidInput, match="unknown which 'sets'"):
        gt.mutual_gain_packages(wide, which="sets")  # type: ignore[arg-type]


@pytest.mark.parametrize("which", ["weights", "shares", "subset"])
@pytest.mark.parametrize("one", [1, 1.0, F(1, 3)])
@pytest.mark.parametrize(
    ("values", "status"),
    [
        ([[1]], Status.ALL_GAIN),
        ([[0]], Status.NO_PACKAGE),
        ([[-1]], Status.NO_PACKAGE),
        ([[0, 0], [0, 0]], Status.NO_PACKAGE),
        ([[-1, 1]], Status.ALL_GAIN),
        ([[1], [1], [0]], Status.SOME_GAIN),
        ([[1], [1], [-1]], Status.NO_PACKAGE),
        ([[1, -1, 0], [-1, 1, 0], [0, 0, 1]], Status.SOME_GAIN),
        ([[1, -1], [-1, 1], [0, 0]], Status.NO_PACKAGE),
        ([[0, 1], [1, 0]], Status.ALL_GAIN),
        ([[0, 1], [0, 0]], Status.SOME_GAIN),
    ],
)
def test_corners(values: Any, one: Any, status: Status, which: Any) -> None:
    found = ask([[v * one for v in row] for row in values], which)
    assert found.status_code == status
    assert found.complete
    assert found.exists == (status == Status.ALL_GAIN)
    assert found.member_weights.sum() == pytest.approx(1)
    if status == Status.NO_PACKAGE:
        assert (found.package == 0).all()
        assert (found.surplus <= 0).all()
    if status == Status.SOME_GAIN:
        assert found.ceiling == 0
        assert (found.gains >= 0).all()


def test_an_indivisible_issue_may_be_too_much() -> None:
    found = ask([[3, -4], [-1, 2]], "subset")
    assert found.status_code == Status.NO_WHOLE_PACKAGE
    assert found.ceiling > 0
    assert "which='shares'" in str(found.status)
    assert str(found).endswith("no package of whole issues")
    shares = ask([[3, -4], [-1, 2]], "shares")  # 3 - 4y = 2y - 1
    assert shares.package.tolist() == [1, F(2, 3)]


def test_of_equal_sets_the_smallest_and_first_is_taken() -> None:
    assert ask([[1, 1, 0], [1, 1, 0]], "subset").package.tolist() == [1, 1, 0]
    assert ask([[1, 1, 1], [1, -1, 1], [2, 5, 0]], "subset").package.tolist() == [1, 0, 1]
    assert ask([[2, 2, 2]], "subset").package.tolist() == [1, 1, 1]
    tied = ask([[1, 0, 0, 1], [0, 0, 0, 0]], "subset")
    assert tied.package.tolist() == [1, 0, 0, 0]


def test_what_is_printed() -> None:
    game = gt.ConsensusPackages(
        [[3, -2], [-2, 3]], members=["East", "West"], issues=["trade", "ties"]
    )
    assert str(gt.mutual_gain_packages(game)).splitlines() == [
        "MutualGains(one game of 2 members, 2 issues, weights)",
        "  members East, West; issues trade, ties",
        "  all gain: package 1/2 1/2, gains 1/2 1/2",
    ]
    against = ask([[[1, -2], [-2, 1]], [[0, 1], [1, -9]], [[0, 1], [0, 0]]])
    assert str(against).splitlines() == [
        "MutualGains(batch (3,) of 2 members, 2 issues, weights)",
        "  members 1, 2; issues 1, 2",
        "  game 0: no package: weights 1/2 1/2, surplus -1/2 -1/2",
        "  game 1: all gain: package 10/11 1/11, gains 1/11 1/11",
        "  game 2: some gain: package 0 1, gains 1 0; weights 0 1, surplus 0 0",
    ]
    veto = gt.ConsensusPackages([[1], [1], [-1]], members=["A", "B", "C"], issues=["x"])
    assert str(gt.minimal_packages(veto)).splitlines() == [
        "MinimalPackages(0 in one game of 3 members, 1 issues, weights)",
        "  without this member all others can gain: C",
    ]


def test_minimal_packages_by_hand() -> None:
    game = gt.ConsensusPackages(
        [[[3, -2, 1], [-2, 3, 1]], [[3, -2, -1], [-2, 3, -1]], [[-1, -1, -1], [1, -1, 1]]],
        issues=["trade", "ties", "terrorism"],
    )
    found = gt.minimal_packages(game)
    assert list(found) == [("terrorism",), ("trade", "ties"), ("trade", "ties")]
    assert found.sizes.tolist() == [1, 2, 2]
    assert found.smallest.tolist() == [1, 2, 0]
    assert found.pivotal_issues.tolist() == [[0, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert found.pivotal_members.tolist() == [[0, 0], [0, 0], [1, 0]]
    assert found.status_code.tolist() == [Status.DONE, Status.DONE, Status.NONE_FOUND]


def test_a_set_of_whole_issues_may_suffice_where_a_larger_one_does_not() -> None:
    found = gt.minimal_packages(gt.ConsensusPackages([[2, -1, -9], [-1, 2, -9]]), which="subset")
    assert list(found) == [("1", "2")]


def test_an_empty_batch() -> None:
    for which in ("weights", "shares", "subset"):
        assert ask(np.zeros((0, 3, 2)), which).exists.shape == (0,)
        assert len(gt.minimal_packages(gt.ConsensusPackages(np.zeros((0, 3, 2))), which=which)) == 0


def test_longer_integers_than_64_bits_hold() -> None:
    for big in (10**30, 2**62, 2**31, 2_000_000_000):
        found = ask([[big + 1, -big], [-big, big]])
        assert found.exists
        x, (a, b) = found.package, found.gains
        assert a == b == F(big, 4 * big + 1)
        assert x.sum() == 1
        assert ask([[big, -big], [-big, big]], "subset").status_code == Status.NO_PACKAGE
    low = np.array([[-(2**63), 2**63 - 1], [2**63 - 1, -(2**63)]])
    assert ask(low).status_code == Status.NO_PACKAGE
    assert ask(low, "subset").status_code == Status.NO_PACKAGE


def test_whole_numbers_need_no_fractions_of_python_to_come_out_alike() -> None:
    rng = np.random.default_rng(2)
    values = rng.integers(-3, 4, size=(60, 4, 3))
    long = values * (2**40 + 1)  # too long for the compiled way, before the divisor is taken out
    for which in ("weights", "shares", "subset"):
        here, there = ask(values, which), ask(long, which)
        np.testing.assert_array_equal(here.package, there.package)
        np.testing.assert_array_equal(here.member_weights, there.member_weights)


def test_a_rounding_never_decides() -> None:
    # Two members exactly at odds, (a, -b) and (-sa, sb) in numbers so short that no product is
    # rounded in the table, though gains are; then one value moved by one unit in its last place,
    # either way.
    rng = np.random.default_rng(5)
    a, b = rng.integers(1, 2**20, size=(2, 5000)) / 2.0**20
    s = rng.integers(1, 1000, size=5000) / 2.0**9
    tied = np.stack([np.stack([a, -b], -1), np.stack([-s * a, s * b], -1)], axis=1)
    assert (ask(tied).status_code == Status.NO_PACKAGE).all()
    up, down = tied.copy(), tied.copy()
    up[:, 0, 0] = np.nextafter(a, 9)
    down[:, 0, 0] = np.nextafter(a, 0)
    for which in ("weights", "shares"):
        assert not ask(tied, which).exists.any()
        assert ask(up, which).exists.all()
        assert not ask(down, which).exists.any()
    helped = np.concatenate([tied, np.ones((5000, 1, 2))], axis=1)
    assert not ask(helped).exists.any()
    with_third = np.concatenate([tied, np.zeros((5000, 2, 1))], axis=2)
    with_third = np.concatenate([with_third, np.ones((5000, 1, 3))], axis=1)
    assert (ask(with_third).status_code == Status.SOME_GAIN).all()


def test_no_sum_that_is_rounded_makes_a_package() -> None:
    # Weighted, three members' rows add up to exactly nothing: no package for all. In doubles all
    # three gains come out positive in some of these games.
    rng = np.random.default_rng(5)
    size = (2, 40_000, 3)
    rows = rng.integers(1, 2**20, size=size) / 2.0**20 * rng.choice([-1, 1], size=size)
    weights = rng.integers(1, 1000, size=size[:2]) / 512
    third = -(weights[..., None] * rows).sum(axis=0)
    values = np.concatenate([np.moveaxis(rows, 0, 1), third[:, None]], axis=1)
    found = ask(values)
    assert not found.exists.any()
    assert ((found.gains > 0).all(axis=1) | (found.surplus < 0).all(axis=1))[found.rounded].any()


def test_a_package_below_its_bound_is_noticed() -> None:
    M, w = np.array([[0.75, -0.5], [-0.5, 0.75]]), np.array([0.5, 0.5])
    for x, shares, best in (
        ([0.5, 0.5], False, True),
        ([0.5 + 1e-9, 0.5 - 1e-9], False, False),
        ([1.0, 1.0], True, True),
        ([1.0, 1 - 1e-9], True, False),
    ):
        for run in (kernels._is_best.function, kernels._is_best.interpreted):
            assert run(M, np.array(x), w, shares) == best


def test_values_below_the_range_of_normal_doubles_count() -> None:
    tiny = 5e-324
    assert ask([[1.0, -tiny], [-tiny, tiny]]).exists
    assert ask([[tiny, 1.0]]).exists
    assert ask([[1e300, -tiny], [-1e300, tiny]]).status_code == Status.NO_PACKAGE
    assert ask([[tiny, -tiny], [-tiny, 2 * tiny]]).exists


def test_interpreted_and_compiled_kernels_agree() -> None:
    rng = np.random.default_rng(3)
    for values in (rng.normal(size=(40, 4, 3)), rng.integers(-2, 3, size=(40, 4, 3)) * 1.0):
        for shares in (False, True):
            runs = []
            for run in (kernels.decide_each.dispatcher, kernels.decide_each.interpreted):
                x, w, verdict = np.zeros((40, 3)), np.zeros((40, 4)), np.zeros(40, np.int8)
                run(values, shares, x, w, verdict, 0, 40)
                runs.append((x, w, verdict))
            for one, other in zip(*runs, strict=True):
                np.testing.assert_array_equal(one, other)


def test_simplex_does_not_cycle_on_degenerate_corners() -> None:
    # Every constraint of the choice of shares is tight at the start, and rows repeat.
    values = np.repeat(np.array([[[1, -1, 1, -1], [-1, 1, -1, 1], [1, 1, -1, -1]]]), 5, axis=1)
    for which in ("weights", "shares"):
        for dtype in (np.int64, np.float64):
            found = ask(values.astype(dtype), which)
            assert found.status_code[0] == Status.NO_PACKAGE or found.gain[0] >= 0


def test_equilibria_asks_for_packages() -> None:
    game = gt.ConsensusPackages([[3, -2], [-2, 3]])
    assert str(gt.equilibria(game)) == str(gt.mutual_gain_packages(game))
