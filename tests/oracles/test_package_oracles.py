"""Consensus packages against HiGHS, all sets of issues, and sums that a referee can do."""

from __future__ import annotations

import itertools
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import gametheory as gt
from gametheory.solutions.status import Status


def families(rng: np.random.Generator, n: int, k: int, count: int) -> dict[str, Any]:
    """Games of N members and K issues of very different kinds, (count, N, K)."""
    shape = (count, n, k)
    ties = rng.integers(-2, 3, size=shape)
    repeated = rng.integers(-3, 4, size=shape)
    repeated[:, -1] = repeated[:, 0]
    repeated[:, :, -1] = repeated[:, :, 0]
    idle = rng.integers(-3, 4, size=shape)
    idle[:, 0] = 0
    against = rng.integers(-3, 4, size=shape)
    against[:, -1] = -against[:, 0]
    return {
        "normal": rng.normal(size=shape),
        "mostly positive": rng.normal(size=shape) + 0.7,
        "integers": ties,
        "integers as floats": ties * 1.0,
        "tenths": ties * 0.1,
        "repeated rows and columns": repeated,
        "a row of zeros": idle,
        "opposed": against,
        "opposed floats": against * (1 / 3),
        "unequal members": rng.normal(size=shape) * 10.0 ** rng.integers(-6, 7, size=(count, n, 1)),
        "unequal issues": rng.normal(size=shape) * 10.0 ** rng.integers(-6, 7, size=(count, 1, k)),
        "few gain": -np.abs(rng.integers(0, 4, size=shape)) + 4 * (rng.random(shape) < 0.3),
    }


SIZES = ((1, 1), (1, 4), (3, 1), (2, 2), (3, 3), (5, 3), (4, 6), (8, 4), (11, 8))
CASES = [
    (f"{name} {n}x{k}", values)
    for n, k in SIZES
    for name, values in families(np.random.default_rng([n, k]), n, k, 25).items()
]
NAMED = pytest.mark.parametrize("values", [v for _, v in CASES], ids=[n for n, _ in CASES])


def fractions(values: Any) -> Any:
    return np.array([F(v) for v in np.asarray(values).ravel().tolist()]).reshape(np.shape(values))


def referee(V: Any, x: Any, w: Any, which: str) -> Status:
    """What the package and the weights of one game prove, by sums of fractions alone."""
    gains, surplus = (V * x).sum(axis=1), (V * w[:, None]).sum(axis=0)
    assert (x >= 0).all()
    assert (w >= 0).all()
    assert w.sum() == 1
    if (gains > 0).all():
        ceiling = max(surplus) if which == "weights" else sum(max(s, 0) for s in surplus)
        assert ceiling == min(gains)  # none better
        return Status.ALL_GAIN
    assert (surplus <= 0).all()  # nobody can make all gain
    if (gains >= 0).all() and (gains > 0).any():
        assert ((w > 0) == (gains == 0)).all()  # nobody else can gain
        return Status.SOME_GAIN
    assert (x == 0).all()
    assert (surplus < 0).all() or (w > 0).all()
    return Status.NO_PACKAGE


@pytest.mark.parametrize("which", ["weights", "shares"])
@NAMED
def test_every_exact_answer_is_proved_by_its_own_sums(values: Any, which: Any) -> None:
    game = gt.ConsensusPackages(values).to_exact()
    found = gt.mutual_gain_packages(game, which=which)
    assert found.is_exact
    floats = gt.mutual_gain_packages(gt.ConsensusPackages(values), which=which)
    np.testing.assert_array_equal(floats.status_code, found.status_code)
    np.testing.assert_array_equal(floats.gaining, found.gaining)
    for g in range(len(values)):
        code = found.status_code[g]
        assert referee(game.values[g], found.package[g], found.member_weights[g], which) == code
        np.testing.assert_array_equal(found.gaining[g], found.gains[g] > 0)
        total = found.package[g].sum()
        assert total == (code != Status.NO_PACKAGE) or which == "shares"
        assert max(found.package[g]) <= 1


@NAMED
def test_floats_are_proved_by_their_own_sums_unless_they_say_rounded(values: Any) -> None:
    values = np.asarray(values, dtype=float)
    for which in ("weights", "shares"):
        found = gt.mutual_gain_packages(gt.ConsensusPackages(values), which=which)
        exact = fractions(values)
        for g in np.flatnonzero(~found.rounded):
            x, w = fractions(found.package[g]), fractions(found.member_weights[g])
            if found.exists[g]:
                assert ((exact[g] * x).sum(axis=1) > 0).all()
            else:
                assert found.status_code[g] == Status.NO_PACKAGE
                assert ((exact[g] * w[:, None]).sum(axis=0) < 0).all()
        # The numbers of weak duality enclose the best gain.
        size = np.maximum(np.abs(values).max(axis=(1, 2)), 1e-300)
        some = found.exists
        assert (found.gain <= found.ceiling + 1e-12 * size * values.shape[2])[some].all()
        np.testing.assert_allclose(
            (found.ceiling / size)[some], (found.gain / size)[some], atol=3e-12, rtol=0
        )


def highs(V: Any, which: str) -> float:
    """The largest least gain by HiGHS, from the values over the largest."""
    n, k = V.shape
    c = np.append(np.zeros(k), -1.0)
    A = np.hstack([-V, np.ones((n, 1))])
    if which == "weights":
        part = {"A_eq": np.append(np.ones(k), 0.0)[None], "b_eq": [1.0]}
        bounds = [(0, None)] * k + [(None, None)]
    else:
        part, bounds = {}, [(0, 1)] * k + [(None, None)]
    found = linprog(c, A_ub=A, b_ub=np.zeros(n), bounds=bounds, method="highs", **part)
    assert found.status == 0
    return float(-found.fun)


@pytest.mark.parametrize("which", ["weights", "shares"])
@NAMED
def test_the_least_gain_is_that_of_highs(values: Any, which: Any) -> None:
    found = gt.mutual_gain_packages(gt.ConsensusPackages(values), which=which)
    gain, exists = np.asarray(found.gain, dtype=float), found.exists
    for g, V in enumerate(np.asarray(values, dtype=float)):
        size = np.abs(V).max() or 1.0
        best = highs(V / size, which)
        if exists[g]:
            assert gain[g] / size == pytest.approx(best, abs=2e-7)
        else:
            assert best <= 2e-7


def test_enough_games_are_compared() -> None:
    assert sum(len(v) for _, v in CASES) >= 2000


@NAMED
def test_the_members_who_can_gain_are_all_found(values: Any) -> None:
    found = gt.mutual_gain_packages(gt.ConsensusPackages(values))
    for g in np.flatnonzero(found.status_code == Status.SOME_GAIN):
        V = np.asarray(values[g], dtype=float)
        V /= np.abs(V).max()
        for i in range(len(V)):
            most = linprog(-V[i], A_ub=-V, b_ub=np.zeros(len(V)), bounds=(0, 1), method="highs")
            assert (-most.fun > 1e-8) == found.gaining[g, i]


def by_all_sets(V: Any) -> tuple[int, Any, int]:
    """Verdict, best least gain (or most gainers) and fewest issues with it, in fractions."""
    best: tuple[int, Any, int] = (Status.NO_PACKAGE, 0, 0)
    rank = {Status.NO_PACKAGE: 0, Status.SOME_GAIN: 1, Status.ALL_GAIN: 2}
    for size in range(1, V.shape[1] + 1):
        for chosen in itertools.combinations(range(V.shape[1]), size):
            gains = V[:, list(chosen)].sum(axis=1)
            if (gains > 0).all():
                new = (Status.ALL_GAIN, min(gains), size)
            elif (gains >= 0).all() and (gains > 0).any():
                new = (Status.SOME_GAIN, int((gains > 0).sum()), size)
            else:
                continue
            if rank[new[0]] > rank[best[0]] or (new[0] == best[0] and new[1] > best[1]):
                best = new
    return best


@NAMED
def test_whole_issues_against_all_sets(values: Any) -> None:
    if values.shape[2] > 6:
        values = values[:3]
    game = gt.ConsensusPackages(values)
    exact = gt.mutual_gain_packages(game.to_exact(), which="subset")
    found = gt.mutual_gain_packages(game, which="subset")
    divisible = gt.mutual_gain_packages(game)
    np.testing.assert_array_equal(found.status_code, exact.status_code)
    for g, V in enumerate(fractions(values)):
        verdict, best, size = by_all_sets(V)
        code = exact.status_code[g]
        if code == Status.NO_WHOLE_PACKAGE:
            assert verdict == Status.NO_PACKAGE
            assert divisible.status_code[g] != Status.NO_PACKAGE
            continue
        assert verdict == code
        assert exact.package[g].sum() == size
        assert set(found.package[g]) <= {0, 1}
        if code == Status.ALL_GAIN:
            assert exact.gain[g] == best <= exact.ceiling[g]
            assert float(found.gain[g]) == pytest.approx(float(best))
        else:
            assert exact.gaining[g].sum() == best
            np.testing.assert_array_equal(exact.gains[g] > 0, exact.gaining[g])


@NAMED
def test_minimal_sets_and_pivots_by_their_definition(values: Any) -> None:
    values = values[:3] if values.shape[2] > 4 else values[:10]
    n, k = values.shape[1:]
    for which in ("weights", "subset"):
        found = gt.minimal_packages(gt.ConsensusPackages(values), which=which)
        works: dict[tuple[int, ...], Any] = {}
        sets = [c for r in range(1, k + 1) for c in itertools.combinations(range(k), r)]
        for chosen in sets:
            part = fractions(values[:, :, list(chosen)])
            if which == "subset":
                works[chosen] = (part.sum(axis=2) > 0).all(axis=1)
            else:
                works[chosen] = gt.mutual_gain_packages(gt.ConsensusPackages(part)).exists
        wanted = [
            (g, chosen)
            for g in range(len(values))
            for chosen in sets
            if works[chosen][g] and not any(works[c][g] for c in sets if set(c) < set(chosen))
        ]
        listed = [
            (int(g), tuple(np.flatnonzero(row).tolist()))
            for g, row in zip(found.game_index, found.issues, strict=True)
        ]
        assert listed == wanted
        for g in range(len(values)):
            mine = [set(c) for h, c in wanted if h == g]
            assert found.smallest[g] == min(map(len, mine), default=0)
            shared = set.intersection(*mine) if mine else set()
            assert set(np.flatnonzero(found.pivotal_issues[g]).tolist()) == shared
            for i in range(n):
                rest = np.delete(values[g], i, axis=0)
                out = (
                    n > 1
                    and not mine
                    and bool(
                        gt.mutual_gain_packages(gt.ConsensusPackages(rest), which=which).exists
                    )
                )
                assert found.pivotal_members[g, i] == out


def test_a_tie_that_doubles_cannot_see_is_settled() -> None:
    tenths = [[0.1 + 0.2, -0.3], [-0.3, 0.1 + 0.2]]
    assert gt.mutual_gain_packages(gt.ConsensusPackages(tenths)).exists
    assert gt.mutual_gain_packages(gt.ConsensusPackages(tenths), which="subset").exists
    less = [[0.3, -(0.1 + 0.2)], [-(0.1 + 0.2), 0.3]]
    found = gt.mutual_gain_packages(gt.ConsensusPackages(less))
    assert found.status_code == Status.NO_PACKAGE
    even = gt.mutual_gain_packages(gt.ConsensusPackages([[0.3, -0.3], [-0.3, 0.3]]))
    assert even.status_code == Status.NO_PACKAGE
    assert even.rounded
    tiny = np.nextafter(1.0, 2.0)
    for scale in (1.0, 1e-300, 1e300, 2.0**-1040):
        one = np.array([[tiny, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]) * scale
        exact = gt.ConsensusPackages(one).to_exact()
        found = gt.mutual_gain_packages(gt.ConsensusPackages(one))
        assert found.status_code == gt.mutual_gain_packages(exact).status_code
        wanted = Status.ALL_GAIN if one[0, 0] > -one[0, 1] else Status.SOME_GAIN
        assert found.status_code == wanted


def test_larger_games_are_solved_too() -> None:
    rng = np.random.default_rng(4)
    for n, k in ((30, 20), (60, 60), (15, 40)):
        values = rng.normal(size=(2, n, k)) + 0.1
        found = gt.mutual_gain_packages(gt.ConsensusPackages(values))
        for g in range(2):
            best = highs(values[g], "weights")
            assert found.exists[g] == (best > 0)
            if best > 0:
                assert found.gain[g] == pytest.approx(best, abs=1e-9)
            else:
                assert found.ceiling[g] == pytest.approx(best, abs=1e-9)
    ties = rng.integers(-1, 2, size=(20, 14))
    game = gt.ConsensusPackages(np.vstack([ties, -ties[:1]]))
    found = gt.mutual_gain_packages(game)
    assert referee(fractions(game.values), found.package, found.member_weights, "weights") == (
        found.status_code
    )
