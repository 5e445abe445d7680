"""A count is a whole number in every reading, and a proof over the reals says that it is one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attack import answering, judge, plane, proved, refused, refuted

from gametheory.algebra import all_of, any_of, differ, equal, exists, implies
from gametheory.errors import InvalidInput
from gametheory.model import parameter
from gametheory.parameters import POSITIVE, REAL, count, interval
from gametheory.proof import given

N = {"n": count()}


def counted(low: int = 0, high: int | None = None) -> dict[str, Any]:
    return {"a": parameter(POSITIVE, 1), "n": parameter(count(low, high), max(low, 1))}


def test_a_proof_over_the_reals_says_so() -> None:
    verdict = proved(lambda self: given(n=self.n > 2).then(self.n + 1 > 3), parameters=counted())
    assert verdict.parts[0].relaxed == ("n",)
    verdict = proved(lambda self, n: given(n=n > 2).then(n * self.a > 2 * self.a), over=N)
    assert verdict.parts[0].relaxed == ("n",)


@pytest.mark.parametrize(
    "make",
    [
        lambda self, n: given().then(any_of(n <= 1, n >= 2)),
        lambda self, n: given(n=n > 1).then(n >= 2),
        lambda self, n: given().then(differ(2 * n, 3)),
        lambda self, n: given(p=n > 0).then(n * n >= n),
        lambda self, n: given(low=2 * n > 1, high=2 * n < 3).then(equal(n, 1)),
    ],
)
def test_what_is_true_of_whole_numbers_only_is_not_refuted(make: Any) -> None:
    verdict = judge(make, over=N, timeout=2)
    assert verdict.status in ("proved", "unknown", "swept")
    for part in verdict.parts:
        if part.status == "proved":
            assert part.relaxed == ()


@pytest.mark.parametrize(
    "make",
    [
        lambda self, n: given(n=n > 1).then(n > 2),
        lambda self, n: given(n=n > 7).then(n * n > 65),
        lambda self, n: given(n=10 * n > 91).then(10 * n > 101),
        lambda self, n: given().then(differ(2 * n, 26)),
    ],
)
def test_a_counterexample_is_a_whole_number(make: Any) -> None:
    assert refuted(make, over=N)["n"].denominator == 1


def test_no_counterexample_between_whole_numbers() -> None:
    for claim in (
        lambda self, n: given().then(differ(2 * n, 3)),
        lambda self, n: given().then(differ(n * n, 2)),
        lambda self, n: given().then(implies(all_of(n > 3, n < 4), self.a > 5)),
    ):
        assert judge(claim, over=N, timeout=1.5).status != "refuted"


def test_assumptions_that_hold_only_between_whole_numbers_claim_nothing() -> None:
    verdict = judge(lambda self, n: given(low=n > 1, high=n < 2).then(self.a > 5), over=N)
    assert verdict.status == "unknown"
    assert "nothing is claimed" in verdict.detail


def test_nothing_exists_at_three_halves() -> None:
    """Existence ranges over real domains only: 3/2 is never taken for a number of things."""
    refused(lambda self: given().then(exists(count(1, 2), lambda t: equal(2 * t, 3))))
    refused(lambda self: given().then(exists(interval(0, 9, whole=True), lambda t: t > self.a)))
    claim = lambda self, n: given(n=n > 0).then(exists(REAL, lambda t: all_of(t > n, t < n + 1)))  # noqa: E731
    assert judge(claim, over=N).status in ("proved", "unknown")


def test_counts_in_quantified_statements_are_whole() -> None:
    verdict = judge(
        lambda self, n: given(low=n >= 1).then(
            exists(REAL, lambda t: all_of(t > n, differ(2 * n, 3)))
        ),
        over=N, timeout=2,
    )  # fmt: skip
    assert verdict.status != "refuted"


def test_sweeps_draw_whole_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, lambda text: "unknown\n")
    verdict = judge(
        lambda self, n: given(n=n > 0).then(differ(2 * n, 3 + 0 * self.a)), over=N, timeout=2
    )
    assert verdict.status == "swept"
    verdict = judge(lambda self, n: given(n=n > 0).then(n >= 2), over=N, timeout=2)
    assert verdict.status == "refuted"


@pytest.mark.parametrize("value", [1.5, Fraction(3, 2), -1, np.float64(0.5), float("nan"), "3"])
def test_what_is_no_count_is_refused(value: Any) -> None:
    cls = plane(parameters=counted())
    with pytest.raises(InvalidInput):
        cls(a=1, n=value)
    with pytest.raises(InvalidInput):
        cls(a=1, n=2).at(n=value)
    with pytest.raises(InvalidInput):
        cls(a=1, n=np.array([1, 1.5]))


def test_a_range_without_a_whole_number_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no member"):
        interval("1/3", "2/3", whole=True)
    with pytest.raises(InvalidInput, match="no member"):
        interval(1, 2, whole=True)


def test_boundary_points_of_counts_are_whole() -> None:
    verdict = judge(lambda self, n: given(n=n > 2).then(2 * n > 5).unless("n", n="3/2"), over=N)
    assert any("domain of n" in d for d in verdict.defects), verdict.defects


def test_large_counts() -> None:
    point = refuted(lambda self, n: given(n=n > 10**30).then(n > 10**30 + 1), over=N)
    assert point["n"] == 10**30 + 1


@pytest.mark.oracle
def test_second_opinions_know_about_whole_numbers() -> None:
    from gametheory.proof.processes import others

    if not others():
        pytest.skip("no second prover is installed")
    cls = plane(lambda self, n: given(n=n > 1).then(n + self.a > 1), over=N)
    verdict = cls.propositions["P1"].prove(timeout=5, second_opinion=True)
    assert verdict.status == "proved"
    assert not any("finds" in d for d in verdict.defects)
