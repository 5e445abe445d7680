"""Other instances of a model: their domains and constraints are proved, as denominators are."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest
from attack import judge, plane, proved, refused, refuted

from gametheory.algebra import (
    all_of,
    any_of,
    equal,
    exists,
    forall,
    iff,
    implies,
    maximum,
    not_,
    sqrt,
    where,
)
from gametheory.errors import InvalidInput, UnknownName
from gametheory.model import parameter
from gametheory.parameters import NONNEGATIVE, POSITIVE, REAL, UNIT, count
from gametheory.proof import Statement, given

WAYS = {
    "at": lambda m, **new: m.at(**new),
    "at at": lambda m, **new: m.at(b=m.b).at(**new),
    "at over": lambda m, **new: m.at(a=m.a + 1, b=m.b).at(**new),
    "constructor": lambda m, **new: type(m)(**{"a": m.a, "b": m.b, **new}),
    "evolve": lambda m, **new: attrs.evolve(m, **new),
    "class of class": lambda m, **new: m.__class__(**{"a": m.a, "b": m.b, **new}),
}
EACH_WAY = pytest.mark.parametrize("way", WAYS)


@EACH_WAY
def test_an_instance_outside_its_domain_proves_nothing(way: str) -> None:
    make = WAYS[way]
    for claim in (
        lambda self: given().then(make(self, a=self.b).a + self.b * self.b > self.b - 1),
        lambda self: given().then(make(self, a=self.a - 1).a > -1),
        lambda self: given().then(equal(make(self, a=self.b).a, self.b)),
        lambda self: given(b=self.b >= 0).then(make(self, a=self.b).a >= 0),
        lambda self: given(b=make(self, a=self.b).a > 0).then(self.b > 0),
        lambda self: given().then(maximum(make(self, a=self.b).a, 0) >= 0),
        lambda self: given().then(where(make(self, a=self.b).a > 0, 1, 2) > 0 * self.b),
    ):
        verdict = judge(claim)
        assert verdict.status == "unknown", verdict
        assert "inadmissible" in verdict.detail


@EACH_WAY
def test_an_instance_that_is_admissible_where_it_is_used_is_fine(way: str) -> None:
    make = WAYS[way]
    proved(lambda self: given(b=self.b > 0).then(make(self, a=self.b).a > 0))
    proved(lambda self: given().then(implies(self.b > 1, make(self, a=self.b).a > 1)))
    proved(lambda self: given().then(any_of(self.b <= 1, make(self, a=self.b).a > 1)))
    proved(lambda self: given(c=self.b > 1, d=make(self, a=self.b).a > 2).then(self.b > 2))


@EACH_WAY
def test_a_true_statement_about_admissible_instances_is_not_refuted_outside(way: str) -> None:
    make = WAYS[way]
    claim = lambda self: given().then(implies(self.b > 0, make(self, a=self.b).a * self.b > 0))  # noqa: E731
    proved(claim)
    refuted(lambda self: given().then(implies(self.b > 0, make(self, a=self.b).a > 1)))


@EACH_WAY
def test_the_order_of_the_guard_matters(way: str) -> None:
    """What is read first cannot be protected by what is read later."""
    make = WAYS[way]
    verdict = judge(lambda self: given().then(any_of(make(self, a=self.b).a > 1, self.b <= 1)))
    assert verdict.status == "unknown"
    verdict = judge(lambda self: given(d=make(self, a=self.b).a > 2, c=self.b > 1).then(self.b > 2))
    assert verdict.status == "unknown"


def _tied(self: Any) -> dict[str, Any]:
    return {"ordered": self.b > self.a}


@EACH_WAY
def test_constraints_are_obligations_too(way: str) -> None:
    make = WAYS[way]
    verdict = judge(lambda self: given().then(make(self, a=self.a + 1).a > 0), constraints=_tied)
    assert verdict.status == "unknown"
    assert "inadmissible" in verdict.detail
    if way != "at over":  # there the instance between need not be admissible
        proved(lambda self: given().then(make(self, b=self.b + 1).a < self.b), constraints=_tied)
    # The untouched parameter of an inadmissible instance is no way out.
    verdict = judge(
        lambda self: given().then(make(self, b=self.a - 1).a + self.b > self.a), constraints=_tied
    )
    assert verdict.status == "unknown"


def test_constraints_that_divide() -> None:
    def constraints(self: Any) -> dict[str, Any]:
        return {"rate": self.a / self.b < 1}

    verdict = judge(lambda self: given().then(self.a > 0 * self.b), constraints=constraints)
    assert verdict.status == "unknown"
    assert "zero" in verdict.detail
    guarded = {"sign": lambda s: s.b > 0, "rate": lambda s: s.a / s.b < 1}
    proved(
        lambda self: given().then(self.a < self.b),
        constraints=lambda self: {n: f(self) for n, f in guarded.items()},
    )


@pytest.mark.parametrize(
    "name", ["c\n(assert (> p.a 5.0))\n", "a\tb", "|", ")", "; x", "domain of a"]
)
def test_the_name_of_a_constraint_is_only_a_name(name: str) -> None:
    refuted(
        lambda self: given(c=self.a < 9).then(self.a > 5),
        constraints=lambda self: {name: self.a + 1 > 0},
    )


def test_an_instance_inside_an_instance() -> None:
    verdict = judge(lambda self: given().then(self.at(a=self.at(a=self.b).a + 1).a > -5))
    assert verdict.status == "unknown"
    verdict = judge(lambda self: given().then(self.at(a=self.b).at(a=5).a + self.a > 5))
    assert verdict.status in ("unknown", "proved")  # the value of b is not used
    proved(lambda self: given(b=self.b > 0).then(self.at(a=self.at(a=self.b).a + 1).a > 1))


def test_instances_made_by_the_formulas_themselves() -> None:
    twin = property(lambda self: self.at(a=self.b))

    def chain(self: Any) -> Any:
        return self.twin.twin.a

    verdict = judge(
        lambda self: given().then(self.chain + self.b * self.b > self.b - 1),
        twin=twin, chain=property(chain),
    )  # fmt: skip
    assert verdict.status == "unknown"


def test_plain_values_outside_the_domain() -> None:
    def claim(value: Any) -> Any:
        return lambda self: given(b=self.b > 1).then(self.at(a=value).a + self.b > 0)

    for value in (-1, 0, Fraction(-1, 2)):
        assert judge(claim(value)).status == "unknown"
    with pytest.raises((InvalidInput, TypeError)):
        judge(claim("-1"))


@pytest.mark.parametrize("new", [{"q": 1}, {"c": 2}, {"_judged": False}])
def test_an_unknown_parameter_is_refused(new: dict[str, Any]) -> None:
    refused(lambda self: given().then(self.at(**new).a > 0), kind=UnknownName)


def test_a_condition_is_no_value_of_a_parameter() -> None:
    refused(lambda self: given().then(self.at(a=self.b > 0).a > 0))
    refused(lambda self: given().then(self.at(b=self.b > 0).b + 1 > 0))


def test_existence_by_a_value_that_is_not_admissible() -> None:
    """Some a makes a < b is false for b <= 0, as a has to be positive."""
    verdict = judge(lambda self: given().then(exists(REAL, lambda t: self.at(a=t).a < self.b)))
    assert verdict.status == "unknown"
    refuted(lambda self: given().then(exists(POSITIVE, lambda t: self.at(a=t).a < self.b)))
    proved(
        lambda self: given(b=self.b > 0).then(exists(POSITIVE, lambda t: self.at(a=t).a < self.b))
    )


def test_existence_is_real_and_its_domain_is_kept() -> None:
    refuted(lambda self: given().then(exists(UNIT, lambda t: equal(t, self.a))))
    proved(lambda self: given(a=self.a < 1).then(exists(UNIT, lambda t: equal(t, self.a))))
    refuted(lambda self: given().then(forall(UNIT, lambda t: t < self.a)))
    proved(lambda self: given(a=self.a > 1).then(forall(UNIT, lambda t: t < self.a)))
    refused(lambda self: given().then(exists(count(), lambda t: t > self.a)), match="real one")


@pytest.mark.parametrize("name", ["root", "quotient", "p", "t", "a", "b"])
def test_the_name_of_a_bound_value_means_nothing(name: str) -> None:
    refuted(lambda self: given().then(forall(NONNEGATIVE, lambda t: equal(t, sqrt(self.a)), name)))
    refuted(lambda self: given().then(forall(REAL, lambda t: equal(t, self.b / self.a), name)))
    refuted(lambda self: given().then(exists(REAL, lambda t: equal(t * self.b, 1), name)))


@pytest.mark.parametrize("name", ["x y", "a|b", ")", "", "1", "t) (assert false"])
def test_a_bound_name_that_is_no_name_is_refused(name: str) -> None:
    refused(lambda self: given().then(exists(REAL, lambda t: t > self.a, name)))


def test_nested_quantifiers_keep_their_values_apart() -> None:
    # for every t some s above it: true; some s above every t: false
    proved(
        lambda self: given(a=self.a > 2).then(
            forall(UNIT, lambda t: exists(REAL, lambda s: s > t + 1 / self.a))
        )
    )
    refuted(
        lambda self: given().then(
            exists(UNIT, lambda s: forall(UNIT, lambda t: all_of(s > t, self.a > 0)))
        )
    )


def test_choices_below_a_quantifier() -> None:
    refuted(
        lambda self: given(a=self.a < 5).then(
            forall(
                UNIT,
                lambda t: where(self.b > t, 1, 0) + where(self.b < t, 2, 0) * self.a
                + where(self.b + t > 3, 1, 5) <= 7,
            )
        )
    )  # fmt: skip
    proved(
        lambda self: given(b=self.b > 2).then(
            forall(UNIT, lambda t: maximum(self.b, t) + maximum(-self.b, t) >= 2 * t)
        )
    )


def test_splitting_choices_changes_no_truth() -> None:
    import random

    from gametheory.proof.choices import split_choices
    from gametheory.proof.evaluation import evaluate
    from gametheory.terms import Formula, choice, constant, variable

    rng = random.Random(7)
    letters = [variable(n) for n in "abcd"]

    def term(depth: int) -> Any:
        if depth <= 0:
            return rng.choice(letters) if rng.random() < 0.7 else constant(rng.randint(-2, 2))
        kind = rng.randint(0, 3)
        if kind == 0:
            return term(depth - 1) + term(depth - 1)
        if kind == 1:
            return term(depth - 1) * term(depth - 1)
        test = Formula.of("<", term(depth - 1), term(depth - 2))
        return choice(test, term(depth - 1), term(depth - 1))

    for _ in range(60):
        formula = Formula.of("<", term(3), term(2))
        split = split_choices(formula)
        for _ in range(6):
            point = {n: Fraction(rng.randint(-3, 3)) for n in "abcd"}
            assert evaluate(split, point) == evaluate(formula, point)


# -- quotients and roots under guards ------------------------------------------------------------


def test_a_root_that_divides_excludes_no_point() -> None:
    def claim(self: Any, x: Any) -> Statement:
        return given(x=x >= 0).then(where(x > 0, lambda: sqrt(1 / x), -1) > 0)

    assert refuted(claim)["x"] == 0
    proved(lambda self, x: given(x=x >= 0).then(where(x > 0, lambda: sqrt(1 / x), 1) > 0))
    refuted(
        lambda self, x: given(x=x >= 0).then(
            where(x > 0, lambda: sqrt(1 / x + sqrt(self.a / x)), self.b) > 0
        )
    )


@pytest.mark.parametrize(
    "part",
    [
        lambda m, x: 1 / x > 0,
        lambda m, x: 0 * (1 / x) + x >= 0,
        lambda m, x: 1 / x - 1 / x >= -x,
        lambda m, x: equal(x / x, 1),
        lambda m, x: any_of(1 / x > 0, x <= 0),
        lambda m, x: iff(1 / x > 0, x > 0),
        lambda m, x: not_(1 / x < 0),
        lambda m, x: implies(1 / x < 0, x > 7),
        lambda m, x: where(1 / x > 0, x, x) >= 0,
        lambda m, x: maximum(1 / x, 1) > 0,
        lambda m, x: abs(1 / x) >= 0,
        lambda m, x: (1 / x) ** 2 >= 0,
        lambda m, x: 1 / (1 / x) >= 0,
        lambda m, x: sqrt(x - 1) + x >= 0,
        lambda m, x: 1 / sqrt(x) > 0,
        lambda m, x: 1 / where(x > 0, x, 0) > 0,
        lambda m, x: 1 / maximum(x, 0) > 0,
        lambda m, x: 1 / (x - x) > 0,
        lambda m, x: x / 0 >= 0,
        lambda m, x: all_of(x >= 0, 1 / x > 0),
    ],
)
def test_what_may_be_undefined_is_never_believed(part: Any) -> None:
    def claim(self: Any, x: Any) -> Statement:
        return given(x=x >= 0).then(part(self, x))

    verdict = judge(claim)
    assert verdict.status in ("unknown", "refuted")
    if verdict.status == "unknown":
        assert "zero" in verdict.detail or "root" in verdict.detail


@pytest.mark.parametrize(
    "part",
    [
        lambda m, x: implies(x > 0, 1 / x > 0),
        lambda m, x: any_of(x <= 0, 1 / x > 0),
        lambda m, x: where(x > 0, lambda: 1 / x, 1) > 0,
        lambda m, x: 1 / (1 + x) > 0,
        lambda m, x: 1 / maximum(x, 1) > 0,
        lambda m, x: sqrt(x) >= 0,
        lambda m, x: equal(sqrt(x) ** 2, x),
        lambda m, x: implies(all_of(x > 0, 1 / x < 1), x > 1),
        lambda m, x: implies(x > 1, any_of(x <= 1, 1 / (x - 1) > 0)),
    ],
)
def test_what_is_guarded_is_proved(part: Any) -> None:
    proved(lambda self, x: given(x=x >= 0).then(part(self, x)))


def test_fresh_quotients_decide_as_multiplying_out_does() -> None:
    from gametheory.proof.clearing import Clearing
    from gametheory.proof.processes import z3
    from gametheory.proof.smtlib import Script
    from gametheory.terms import Formula, constant, variable

    x, y = variable("x"), variable("y")
    q = 1 / (1 + 1 / x)
    cases = {
        "unsat": (x > 0) & Formula.of("not", (q > 0) & (q < 1)),
        "sat": (x > 0) & (q > y / (x * x)) & (y > 0),
    }
    for fresh in (False, True):
        for outcome, formula in cases.items():
            clearing = Clearing(fresh=fresh)
            cleared = clearing.formula(formula)
            labelled = {f"d{k}": d for k, d in enumerate(clearing.definitions)}
            answer = z3().ask(Script({**labelled, "c": cleared}), 5.0)
            assert answer.outcome == outcome
    # Where a denominator is zero the fresh quotient is free and excludes nothing.
    clearing = Clearing(fresh=True)
    cleared = clearing.formula(Formula.of("or", 1 / x > 5, Formula.of("=", x, constant(0))))
    at_zero = {"zero": Formula.of("=", x, constant(0)), "c": cleared}
    at_zero |= {f"d{k}": d for k, d in enumerate(clearing.definitions)}
    assert z3().ask(Script(at_zero), 5.0).outcome == "sat"


def test_counts_of_changed_instances_are_whole() -> None:
    parameters = {"a": parameter(POSITIVE, 1), "n": parameter(count(1), 2)}
    verdict = judge(lambda self: given().then(self.at(n=self.n / 2).n > 0), parameters=parameters)
    assert verdict.status == "unknown"
    verdict = judge(lambda self: given().then(self.at(n=self.n - 1).n > -1), parameters=parameters)
    assert verdict.status == "unknown"
    verdict = judge(lambda self: given().then(self.at(n=self.a + 1).n > 0), parameters=parameters)
    assert verdict.status == "unknown"
    proved(lambda self: given().then(self.at(n=self.n + 1).n > 1), parameters=parameters)


def test_an_instance_behind_a_method_of_the_class_is_checked() -> None:
    cls = plane()
    with pytest.raises(InvalidInput):
        cls(a=1, b=1).at(a=-1)
    with pytest.raises(InvalidInput):
        attrs.evolve(cls(a=1, b=1), a=-1)
    assert cls.symbols().at(a=-1).a == -1  # SymPy: nothing is claimed
