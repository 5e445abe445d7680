"""The machinery that judges propositions, on models whose truth is known."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import pytest

from gametheory.algebra import Number, all_of, differ, equal, iff, sqrt, where
from gametheory.errors import InvalidInput, SymbolicBranch, UnknownName
from gametheory.exact.decimal_fractions import DecimalFraction
from gametheory.model import Model, model, parameter
from gametheory.parameters import NONNEGATIVE, OPEN_UNIT, POSITIVE, REAL
from gametheory.proof import Algebraic, Statement, Verdict, given, proposition, prover
from gametheory.proof.identity import is_identity
from gametheory.proof.judgement import Judgement
from gametheory.terms import variable


@model
class Line(Model):
    """A line a x + b on which statements of every kind are made."""

    a: Number = parameter(POSITIVE, 1, "slope")
    b: Number = parameter(REAL, 0, "intercept")

    @property
    def root(self) -> Number:
        """Where the line crosses zero."""
        return -self.b / self.a

    @property
    def by_python(self) -> Number:
        """A quantity that forgets that symbols are not numbers."""
        return self.a if self.b > 0 else -self.a

    @property
    def by_python_equality(self) -> Number:
        """A branch on ==, which z3 answers silently by comparing spelling."""
        return self.a if self.b == 0 else 2 * self.a

    @proposition("true")
    def rises(self, x: Number, y: Number) -> Statement:
        """A line of positive slope rises."""
        return (
            given(later=y > x)
            .then(self.a * y + self.b > self.a * x + self.b)
            .unless("later", x=1, y=1)
            .mutant("by 1 %", self.a * y > 101 * self.a * x / 100)
        )

    @proposition("false")
    def positive(self, x: Number) -> Statement:
        """A line is positive for positive x: false if the intercept is negative enough."""
        return given(x=x > 0).then(self.a * x + self.b > 0)

    @proposition("vacuous")
    def vacuous(self) -> Statement:
        """Anything follows from a contradiction."""
        return given(up=self.b > 0, down=self.b < 0).then(self.a > 7)

    @proposition("irrational")
    def irrational(self, x: Number) -> Statement:
        """No number squares to two: false, but no fraction shows it."""
        return given().then(x * x - 2 > 0)

    @proposition("no.root")
    def no_root(self, x: Number) -> Statement:
        """Two has no positive root: false, but only at an irrational number."""
        return given(x=x > 0).then(differ(x * x, 2))

    @proposition("undefined")
    def undefined(self, x: Number) -> Statement:
        """Divides by something that may vanish."""
        return given(x=x >= 0).then(1 / x > 0)

    @proposition("guarded")
    def guarded(self, x: Number) -> Statement:
        """The same quotient where the assumptions keep it defined."""
        return given(x=x > 0).then(1 / x > 0).unless("x", x=-1)

    @proposition("root")
    def crosses(self) -> Statement:
        """The root is where the line is zero; the denominator is positive by its domain."""
        return given().then(equal(self.a * self.root + self.b, 0))

    @proposition("loose")
    def loose(self, x: Number) -> Statement:
        """A boundary that is none and a mutant that says the same thing again."""
        return (
            given(x=x > 0)
            .then(x + 1 > 0)
            .unless("x", x="-0.5")
            .unless("x", x=2)
            .unless("y", x=2)
            .mutant("harmless", x + 2 > 0)
        )

    @proposition("silent")
    def silent(self) -> Statement:
        """Uses a Python branch that z3 does not notice."""
        return given(b=self.b > -1).then(self.by_python_equality > self.a)

    @proposition("two.faced")
    def two_faced(self) -> Statement:
        """Another formula on symbols than on numbers."""
        return given(b=self.b > -1).then(
            self.a + (0 if isinstance(self.a, Fraction) else 1) > self.a
        )

    @proposition("loud")
    def loud(self) -> Statement:
        """Uses a Python branch that fails."""
        return given().then(self.by_python > 0)

    @proposition("irrationality", over={"t": OPEN_UNIT})
    def beyond_z3(self, t: Number) -> Statement:
        """A high power of (1 + t) lies above its tangent; true, and hard for z3."""
        power = (1 + t * self.a) ** 2
        for _ in range(4):
            power = power * power * (1 + self.b * self.b * t)
        return given(small=all_of(self.b > 0, self.b < 1)).then(power > 1 + t * self.a)


def verdict(name: str, timeout: float = 5.0) -> Verdict:
    return Line.propositions[name].prove(timeout=timeout)


def test_a_true_statement_is_proved_with_witness_boundary_and_mutant() -> None:
    found = verdict("true")
    assert (found.status, found.backend, found.defects) == ("proved", "z3", ())
    assert found.witness is not None
    assert found.witness["y"] > found.witness["x"]
    assert [c.kind for c in found.checks if not c.automatic] == ["boundary", "mutant"]
    (part,) = found.parts
    assert part.provers == ("z3",)
    assert set(part.uses) == {"later", "domain of a"}
    assert part.refuted


def test_a_verdict_without_trials_is_the_same_without_checks() -> None:
    tried, found = verdict("true"), Line.propositions["true"].prove(trials=False)
    assert (found.status, found.witness, found.checks) == (tried.status, tried.witness, ())
    assert tried.checks


def test_a_false_statement_is_refuted_by_an_exact_point() -> None:
    found = verdict("false")
    assert found.status == "refuted"
    point = found.counterexample
    assert point is not None
    assert all(isinstance(v, Fraction) for v in point.values())
    assert point["a"] > 0
    assert point["x"] > 0
    assert point["a"] * point["x"] + point["b"] <= 0


def test_contradictory_assumptions_prove_nothing() -> None:
    found = verdict("vacuous")
    assert found.status == "unknown"
    assert "nothing is claimed" in found.detail


def test_a_counterexample_that_no_fraction_reaches_is_algebraic() -> None:
    found = verdict("no.root")
    assert (found.status, found.defects) == ("refuted", ())
    point = found.counterexample
    assert point is not None
    assert point["x"] == Algebraic((1, 0, -2), 2)
    assert "algebraic" in found.parts[0].detail


def test_a_refutation_near_an_irrational_point_is_still_exact() -> None:
    point = verdict("irrational").counterexample
    assert point is not None
    assert point["x"] ** 2 <= 2


def test_a_possible_division_by_zero_is_never_believed() -> None:
    found = verdict("undefined")
    assert found.status == "unknown"
    assert "zero" in found.detail


@pytest.mark.parametrize("name", ["guarded", "root"])
def test_a_division_that_is_safe_is_multiplied_out(name: str) -> None:
    assert verdict(name).status == "proved"


def test_boundaries_and_mutants_that_do_nothing_are_reported() -> None:
    found = verdict("loose")
    assert found.status == "proved"
    kinds = [(c.kind, c.ok, c.detail) for c in found.checks if not c.automatic]
    assert [k[:2] for k in kinds] == [("boundary", False)] * 3 + [("mutant", False)]
    assert "holds there all the same" in kinds[0][2]
    assert "dropped assumption 'x' holds" in kinds[1][2]
    assert "no assumption" in kinds[2][2]
    assert len(found.defects) == 4


def test_a_silent_python_branch_is_refused_by_name() -> None:
    with pytest.raises(SymbolicBranch, match=r"Line\.by_python_equality: .*equal\(a, b\)"):
        verdict("silent")


def test_a_method_that_takes_another_way_on_symbols_is_caught_by_comparing_readings() -> None:
    found = verdict("two.faced")
    assert found.status == "unknown"
    assert "where, equal" in found.detail
    assert any("statement 'readings'" in d for d in found.defects)


def test_a_loud_python_branch_names_where() -> None:
    with pytest.raises(SymbolicBranch, match=r"Line\.by_python.*where"):
        verdict("loud")


def test_what_nothing_decides_is_swept_over_a_stated_number_of_points() -> None:
    found = verdict("irrationality", timeout=0.05)
    assert found.status in ("swept", "proved")
    if found.status == "swept":
        assert found.points >= 1000
        assert str(found.points) in found.detail


def court(name: str) -> Judgement:
    return Judgement.opened(Line.propositions[name], time.monotonic() + 60)


def test_the_sweep_refutes_what_is_false_and_confirms_it_exactly() -> None:
    part, point, _ = prover._swept(court("false"), "conclusion")
    assert part.status == "refuted"
    assert point["a"] * point["x"] + point["b"] <= 0


def test_a_sweep_says_how_many_points_satisfied_the_assumptions() -> None:
    opened = court("true")
    part, point, _ = prover._swept(opened, "conclusion")
    assert (part.status, point) == ("swept", None)
    assert 1000 <= opened.swept["conclusion"] <= Line.propositions["true"].samples


def test_an_identity_expands_to_nothing_and_only_an_identity_does() -> None:
    end = time.monotonic() + 60
    a, x = variable("a"), variable("x")
    assert is_identity(court("root").terms.statement.conclusion["conclusion"], end)
    assert is_identity(equal((a + x) ** 3, a**3 + 3 * a * x * (a + x) + x**3), end)
    assert not is_identity(court("true").terms.statement.conclusion["conclusion"], end)
    assert not is_identity(equal(x + Fraction(1, 10**20) * x, x), end)
    assert not is_identity(equal(where(x > 0, x, 2 * x), x), end)
    assert not is_identity(equal(a, x), time.monotonic() - 1)


def test_boundary_points_must_name_every_further_variable() -> None:
    @model
    class Forgetful(Model):
        """One parameter."""

        a: Number = parameter(POSITIVE, 1)

        @proposition("P1")
        def forgets(self, x: Number) -> Statement:
            """Forgets the value of x at its boundary."""
            return given(x=x > 0).then(x + self.a > 0).unless("x", a=2)

    with pytest.raises(UnknownName, match="value for variable 'x'"):
        Forgetful.propositions["P1"].prove(timeout=2)


WHY = {"W01": "the sentence says as much"}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"id": "no spaces"}, "letters, digits and dots"),
        ({"id": "P1", "supports": WHY, "qualifies": WHY}, "named twice"),
        ({"id": "P1", "over": {"z": NONNEGATIVE}}, "not arguments"),
    ],
)
def test_ill_formed_propositions_are_refused(arguments: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):

        @proposition(**arguments)
        def method(self: Any, x: Number) -> Statement:
            return given().then(x > 0)


def test_two_propositions_of_one_name_are_refused() -> None:
    with pytest.raises(InvalidInput, match="two propositions"):

        @model
        class Twice(Model):
            """Names P1 twice."""

            @proposition("P1")
            def first(self) -> Statement:
                """One."""
                return given().then(True)

            @proposition("P1")
            def second(self) -> Statement:
                """Two."""
                return given().then(True)


def test_formulas_are_shown_one_step_at_a_time() -> None:
    @model
    class Chain(Model):
        """Quantities that use each other."""

        a: Number = parameter(POSITIVE, 1, symbol="alpha")

        @property
        def twice(self) -> Number:
            """Twice a."""
            return 2 * self.a

        @property
        def more(self) -> Number:
            """One more than twice a."""
            return where(self.twice > 1, self.twice + 1, 0)

        @property
        def root(self) -> Number:
            """Its root."""
            return sqrt(self.more)

        @property
        def large(self) -> Number:
            """A condition."""
            return iff(self.more > 3, self.a > 1)

    shown = {name: (doc, str(term)) for name, (doc, term) in Chain.formulas().items()}
    assert shown["twice"] == ("Twice a.", "2*alpha")
    assert shown["more"][1] == "Piecewise((twice + 1, twice > 1), (0, True))"
    assert shown["root"][1] == "sqrt(more)"
    assert "more > 3" in shown["large"][1]


@pytest.mark.parametrize(
    "formula",
    [
        lambda x: 1.01 * x + 0.1,
        lambda x: 0.3 - x * 0.1,
        lambda x: (x - 0.7) / 0.3,
        lambda x: 0.25 / x,
        lambda x: abs(-x) ** 2,
    ],
)
def test_float_literals_are_decimals_in_exact_checks(formula: Any) -> None:
    x = Fraction(3, 7)
    found = formula(DecimalFraction(x))
    assert type(found) is DecimalFraction
    assert abs(float(found) - formula(float(x))) < 1e-12
    assert found.denominator % 7 == 0 or found.numerator % 7 == 0
    assert DecimalFraction(1, 10) == 0.1
    assert DecimalFraction(3, 10) >= 0.3
    assert not DecimalFraction(3, 10) < 0.3
    assert len({DecimalFraction(1, 10), Fraction(1, 10)}) == 1
