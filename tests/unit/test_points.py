"""Statements at single points and at many, on a small model whose values are worked out by hand."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory.algebra import Condition, Number, exists
from gametheory.errors import InvalidInput, SymbolicBranch, UnknownName
from gametheory.model import Model, model, parameter
from gametheory.parameters import POSITIVE, REAL, UNIT, count, interval
from gametheory.proof import points
from gametheory.proof.proposition import proposition
from gametheory.proof.statement import Statement, given
from gametheory.terms import Formula, variable


@model
class Pair(Model):
    """Two numbers, one of them a count."""

    a: Number = parameter(POSITIVE, 0.5, "size")
    n: Number = parameter(count(1, 4), 2, "count")

    def constraints(self) -> Mapping[str, Condition]:
        """The size is below the count."""
        return {"less": self.a < self.n}

    @proposition("plain", over={"x": UNIT})
    def plain(self, x: Number) -> Statement:
        """One over x exceeds the size."""
        return (
            given(early=x < self.a)
            .then(above=1 / x > self.a, sum=x + self.a <= self.n)
            .mutant("turned", 1 / x < self.a)
        )

    @proposition("some")
    def some(self) -> Statement:
        """Some square exceeds the size."""
        return given(up=self.a > 1).then(exists(REAL, lambda t: t * t > self.a))

    @proposition("assumed")
    def assumed(self) -> Statement:
        """A quantifier in an assumption alone."""
        return given(up=exists(REAL, lambda t: t * t > self.a)).then(self.a > 1)

    @proposition("altered")
    def altered(self) -> Statement:
        """A quantifier in a mutant alone."""
        return given().then(self.a > 0).mutant("m", exists(REAL, lambda t: t * t > self.a))

    @proposition("two")
    def two(self, later: Number, earlier: Number) -> Statement:
        """Of two further numbers."""
        return given().then(later > earlier)

    @proposition("decided")
    def decided(self) -> Statement:
        """A statement that is no formula."""
        return given().then(True)

    @proposition("branches")
    def branches(self) -> Statement:
        """Decides with Python."""
        return given().then(self.a > (1 if self.n > 2 else 0))

    @proposition("meddles")
    def meddles(self) -> Statement:
        """Writes into its own model."""
        object.__setattr__(self, "a", self.n)
        return given().then(self.a > 0)


PLAIN = Pair.propositions["plain"]


def terms_of(name: str) -> points.Reading:
    found = Pair.propositions[name]
    return points.read(found, {n: variable(n) for n in points.domains(found)})


def test_domains_of_parameters_and_further_variables() -> None:
    assert points.domains(PLAIN) == {"a": POSITIVE, "n": count(1, 4), "x": UNIT}


def test_a_reading_on_terms() -> None:
    made = terms_of("plain")
    a, n, x = map(variable, "anx")
    assert list(made.domain) == ["domain of a", "domain of n", "domain of x", "constraint less"]
    assert list(made.context) == [*made.domain, "early"]
    assert made.domain["domain of a"] is (a > 0)
    assert made.domain["domain of n"] is Formula.of("and", n >= 1, n <= 4)
    assert made.domain["constraint less"] is (a < n)
    assert made.context["early"] is (x < a)
    assert made.statement.conclusion["above"] is (1 / x > a)


def test_readings_are_told_apart_without_comparing_their_conditions() -> None:
    readings = [points.read(PLAIN, dict.fromkeys("anx", variable(v))) for v in "anx"]
    assert readings.index(readings[2]) == 2


def test_what_a_method_may_not_do() -> None:
    with pytest.raises(SymbolicBranch, match=r"Pair\.branches: a Python 'if'"):
        terms_of("branches")
    with pytest.raises(InvalidInput, match="pair/meddles: it changes its own parameter a; use at"):
        terms_of("meddles")


def test_partial_points_are_completed_by_defaults() -> None:
    third = Fraction(1, 3)
    assert points.full_point(PLAIN, {"x": third}) == {"a": Fraction(1, 2), "n": 2, "x": third}
    found = points.full_point(PLAIN, {"x": third, "a": third})
    assert (found["a"], type(found["n"])) == (third, Fraction)
    with pytest.raises(UnknownName, match="unknown value for variable 'x'"):
        points.full_point(PLAIN, {"a": third})
    for given_, missing in (({}, "later"), ({"later": third}, "earlier")):
        with pytest.raises(UnknownName, match=f"^pair/two: unknown value for variable '{missing}'"):
            points.full_point(Pair.propositions["two"], given_)
    with pytest.raises(UnknownName, match="pair/plain: unknown parameter 'b'"):
        points.full_point(PLAIN, {"x": third, "b": third})


AT: list[tuple[Any, dict[str, Any], dict[str, Any], Any]] = [  # context and conclusion by hand
    ((Fraction(1, 2), 2, Fraction(1, 4)), {}, {"above": True, "sum": True}, False),
    ((Fraction(1, 2), 2, 0), {}, {"above": None, "sum": True}, None),
    ((3, 2, 1), {"constraint less": False}, {"above": False, "sum": False}, True),
    ((1, 2, 1), {"early": False}, {"above": False, "sum": True}, False),
    ((-1, 2, -2), {"domain of a": False, "domain of x": False},
     {"above": True, "sum": True}, False),
]  # fmt: skip


@pytest.mark.parametrize(("values", "failing", "conclusion", "mutant"), AT)
def test_truths_of_the_model_and_of_its_terms(
    values: Any, failing: dict[str, Any], conclusion: dict[str, Any], mutant: Any
) -> None:
    point = dict(zip("anx", map(Fraction, values), strict=True))
    terms = terms_of("plain")
    context = {**dict.fromkeys(terms.context, True), **failing}
    for found in (points.truths(PLAIN, point, terms), points.term_truths(terms, point)):
        assert found.context == context
        assert found.conclusion == conclusion
        assert list(found.mutants) == [mutant]
        assert found.assumed is (not failing)


def test_an_undefined_assumption_is_not_assumed() -> None:
    assert points.Truths({"p": None}, {}, ()).assumed is False
    assert points.Truths({}, {}, ()).assumed is True


@pytest.mark.parametrize(
    ("name", "quantified"),
    [("plain", False), ("some", True), ("assumed", True), ("altered", True), ("decided", False)],
)
def test_which_statements_are_quantified(name: str, quantified: bool) -> None:
    assert points.quantified(terms_of(name).statement) is quantified


def test_quantifiers_are_decided_on_the_terms() -> None:
    asked: list[str] = []

    def decide(formula: Formula) -> bool:
        asked.append(str(formula))
        return True

    some, terms = Pair.propositions["some"], terms_of("some")
    point = {"a": Fraction(2), "n": Fraction(3)}
    found = points.truths(some, point, terms, decide)
    assert found.conclusion == {"conclusion": True}
    assert found.context["up"] is True
    assert len(asked) == 1
    assert points.truths(some, point, terms).conclusion == {"conclusion": None}
    plain = points.term_truths(terms_of("decided"), point)
    assert plain.conclusion == {"conclusion": True}


def test_the_model_itself_is_evaluated_and_not_its_terms() -> None:
    """Terms of another statement do not change what the model says."""
    point = {"a": Fraction(1, 2), "n": Fraction(2), "x": Fraction(1, 4)}
    assert points.truths(PLAIN, point, terms_of("decided")).conclusion == AT[0][2]


def test_samples_are_the_same_in_every_run() -> None:
    drawn = points.sample(PLAIN, 50)
    again = points.sample(PLAIN, 50)
    assert list(drawn) == ["a", "n", "x"]
    assert all((drawn[n] == again[n]).all() for n in drawn)
    rng = np.random.default_rng(zlib.crc32(b"pair/plain"))
    assert (drawn["a"] == POSITIVE.sample(rng, 50)).all()
    assert not (drawn["a"] == points.sample(Pair.propositions["some"], 50)["a"]).all()


def test_simple_points_are_of_small_numbers_and_of_those_mentioned() -> None:
    seen = [Fraction(7, 10), Fraction(1)]
    found = list(points.simple_points(PLAIN, 400, seen))
    assert len(found) == 400
    assert found == list(points.simple_points(PLAIN, 400, seen))
    halves = [Fraction(k, 2) for k in (0, 1, 2, 3, 4, -1, -2)]
    positive = {f for f in halves if f > 0} | {seen[0]}
    assert {p["a"] for p in found} == positive
    assert {p["n"] for p in found} == {1, 2}
    assert {p["x"] for p in found} == {0, Fraction(1, 2), 1, seen[0]}
    assert all(isinstance(v, Fraction) for p in found for v in p.values())
    plain = list(points.simple_points(PLAIN, 400))
    assert {p["a"] for p in plain} == positive - {seen[0]}


def test_simple_points_take_signs_and_no_more_than_two_dozen_numbers() -> None:
    @model
    class Free(Model):
        """One real number."""

        r: Number = parameter(REAL, 0, "any")
        narrow: Number = parameter(interval("1/3", "2/5"), 0.35, "nothing simple")

        @proposition("p")
        def p(self) -> Statement:
            """It is positive."""
            return given().then(self.r > 0)

    free = Free.propositions["p"]
    many = [Fraction(k, 7) for k in range(1, 14)]  # 7/7 is usual: 24 others of both signs
    numbers = {p["r"] for p in points.simple_points(free, 2000, many)}
    usual = {Fraction(k, 2) for k in (0, 1, 2, 3, 4, -1, -2)}
    signed = sorted({s * f for f in many for s in (1, -1)} - usual)
    assert numbers == usual | set(signed[:24])
    more = [*many, Fraction(20, 7)]
    numbers = {p["r"] for p in points.simple_points(free, 2000, more)}
    assert len(numbers) == 7 + 24
    narrow = [p["narrow"] for p in points.simple_points(free, 20)]
    drawn = points.sample(free, 20)
    assert narrow == [points.row(drawn, k)["narrow"] for k in range(20)]
    assert len(set(narrow)) > 10


def test_rows_are_the_decimals_that_are_printed() -> None:
    values = {"a": np.array([0.5, 0.1]), "b": np.array([1e-7, -3.0])}
    assert points.row(values, 1) == {"a": Fraction(1, 10), "b": Fraction(-3)}
    assert points.row(values, 0) == {"a": Fraction(1, 2), "b": Fraction(1, 10**7)}


def test_masks_are_full_arrays() -> None:
    assert points.mask(True, 3).tolist() == [True] * 3
    assert points.mask(np.array([1, 0, 2]), 3).tolist() == [True, False, True]
    assert points.mask(False, 2).dtype == np.bool_


def test_points_in_one_line() -> None:
    assert points.show({"a": Fraction(1, 3), "n": 2}) == "a = 1/3, n = 2"
