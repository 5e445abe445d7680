"""Statements with "some" and "every", their truth known by hand, and attempts to bend them."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import pytest

from gametheory import term_graphs
from gametheory.algebra import (
    Condition,
    Number,
    all_of,
    any_of,
    differ,
    equal,
    exists,
    forall,
    iff,
    implies,
    maximum,
    minimum,
    not_,
    sqrt,
    where,
)
from gametheory.errors import InvalidInput, SymbolicBranch
from gametheory.model import Model, model, parameter
from gametheory.parameters import (
    NONNEGATIVE,
    OPEN_UNIT,
    POSITIVE,
    REAL,
    UNIT,
    Interval,
    count,
    interval,
)
from gametheory.proof import Statement, Verdict, given, proposition
from gametheory.proof.choices import split_choices
from gametheory.proof.clearing import Clearing
from gametheory.proof.evaluation import evaluate
from gametheory.proof.questions import truth_of_closed

LEAKED: list[Any] = []


def leaking(t: Any, condition: Condition) -> Condition:
    """A condition that lets its quantified variable out."""
    LEAKED[:] = [t]
    return condition


@model
class Plane(Model):
    """Two numbers, and a line through them."""

    a: Number = parameter(REAL, 1, "any number")
    b: Number = parameter(POSITIVE, 1, "a positive number")
    u: Number = parameter(UNIT, 0.5, "a share")

    @property
    def half(self) -> Number:
        """Half of u."""
        return self.u / 2

    @property
    def ratio(self) -> Number:
        """a over b."""
        return self.a / self.b


def judged(build: Any, given_: Any = None, timeout: float = 20, **over: Interval) -> Verdict:
    """The verdict on a conclusion built from the plane (and further variables)."""

    def method(self: Any, **extra: Any) -> Statement:
        assumed = {} if given_ is None else {"it": given_(self, **extra)}
        return given(**assumed).then(build(self, **extra))

    from gametheory.proof.proposition import Proposition

    stated = Proposition("Q", Plane, method, over, {})
    return stated.prove(timeout=timeout)


TRUE = {
    "a square root exists": lambda m: exists(POSITIVE, lambda t: equal(t * t, m.b)),
    "exactly the non-negative have one": lambda m: iff(
        exists(REAL, lambda t: equal(t * t, m.a)), m.a >= 0
    ),
    "a real root, by the discriminant": lambda m: iff(
        exists(REAL, lambda t: equal(t * t + 2 * m.a * t + m.b, 0)), m.a * m.a >= m.b
    ),
    "between any two a third": lambda m: implies(
        m.a < m.b, exists(REAL, lambda t: all_of(m.a < t, t < m.b))
    ),
    "no greatest number": lambda m: not_(forall(REAL, lambda t: t <= m.a)),
    "denied, it is the other quantifier": lambda m: iff(
        not_(exists(UNIT, lambda t: t * m.a > 1)), forall(UNIT, lambda t: t * m.a <= 1)
    ),
    "the closed end counts": lambda m: iff(exists(UNIT, lambda t: t >= m.a), m.a <= 1),
    "the open end does not": lambda m: iff(exists(OPEN_UNIT, lambda t: t >= m.a), m.a < 1),
    "every t of an open interval": lambda m: iff(forall(OPEN_UNIT, lambda t: t < m.a), m.a >= 1),
    "a domain of one point": lambda m: iff(
        exists(interval(2, 2, low_open=False, high_open=False), lambda t: t < m.a), m.a > 2
    ),
    "every has a larger": lambda m: forall(REAL, lambda t: exists(REAL, lambda v: v > t + m.a)),
    "not one is larger than all": lambda m: not_(
        exists(REAL, lambda v: forall(REAL, lambda t: v > t + m.a))
    ),
    "a maximum under the binder": lambda m: iff(
        forall(REAL, lambda t: maximum(t, m.a) >= m.b), m.a >= m.b
    ),
    "a minimum and a size": lambda m: forall(
        REAL, lambda t: minimum(t, m.a, abs(m.b)) <= maximum(t, -t, m.a)
    ),
    "a quotient whose denominator cannot vanish": lambda m: forall(
        UNIT, lambda t: 1 / (t + m.b) <= 1 / m.b
    ),
    "a quotient guarded under the binder": lambda m: forall(
        REAL, lambda t: implies(t > 0, m.b / t > 0)
    ),
    "a root under the binder": lambda m: forall(
        NONNEGATIVE, lambda t: equal(sqrt(t) ** 2 * m.b, t * m.b)
    ),
    "a root of both": lambda m: exists(
        NONNEGATIVE, lambda t: all_of(equal(sqrt(t + m.b), 2 * sqrt(m.b)), equal(t, 3 * m.b))
    ),
    "another instance": lambda m: iff(
        exists(UNIT, lambda t: m.at(u=t).half > m.a), m.a < Fraction(1, 2)
    ),
    "a quantifier in a choice": lambda m: implies(
        m.a > 1, where(exists(UNIT, lambda t: t > m.a), 1, 2) > 1
    ),
    "a choice in a quantifier in a choice": lambda m: (
        where(exists(REAL, lambda t: where(t > 0, t, -t) < m.b), 1, 0) > 0
    ),
    "one name twice": lambda m: exists(
        REAL, lambda t: all_of(t > m.a, forall(UNIT, lambda v: v + t > v + m.a, "t")), "t"
    ),
    "side by side": lambda m: all_of(
        exists(REAL, lambda t: t > m.a), exists(REAL, lambda t: t < m.a)
    ),
}

FALSE = {
    "all numbers have a root": lambda m: exists(REAL, lambda t: equal(t * t, m.a)),
    "the wrong discriminant": lambda m: iff(
        exists(REAL, lambda t: equal(t * t + m.a * t + m.b, 0)), m.a * m.a >= m.b
    ),
    "some is not all": lambda m: implies(
        exists(UNIT, lambda t: t > m.a), forall(UNIT, lambda t: t > m.a)
    ),
    "the order of quantifiers": lambda m: exists(
        REAL, lambda v: forall(REAL, lambda t: v > t + m.a)
    ),
    "the order, one name": lambda m: exists(
        REAL, lambda v: forall(REAL, lambda t: v > t + m.a, "t"), "t"
    ),
    "the open end": lambda m: implies(m.a <= 1, exists(OPEN_UNIT, lambda t: t >= m.a)),
    "one value for two": lambda m: exists(
        REAL, lambda t: all_of(t > m.a, exists(REAL, lambda v: all_of(v > t, v < m.a)))
    ),
    "one value for two, one name": lambda m: exists(
        REAL,
        lambda t: all_of(t > m.a, exists(REAL, lambda v: all_of(v > t, v < m.a), "t")),
        "t",
    ),
    "named like the prover's own root": lambda m: exists(
        NONNEGATIVE, lambda r: all_of(r > 1, equal(sqrt(m.b), r)), "root"
    ),
    "named like the prover's own quotient": lambda m: exists(
        NONNEGATIVE, lambda q: all_of(q > 1, equal(m.a / m.b, q)), "quotient"
    ),
    "a root under the binder, of another value": lambda m: exists(
        NONNEGATIVE, lambda t: all_of(equal(sqrt(t), 2), differ(t, 4), t < m.b)
    ),
    "a choice in a quantifier in a choice": lambda m: (
        where(exists(REAL, lambda t: all_of(where(t > 0, t, -t) < 0, m.a > 0)), 1, 0) > 0
    ),
    "another instance": lambda m: exists(UNIT, lambda t: m.at(u=t).half > m.a),
    "a name of a parameter": lambda m: exists(REAL, lambda a: all_of(a > m.a, a < m.a), "a"),
    "a name of a parameter, the other way": lambda m: forall(REAL, lambda a: a >= m.a, "a"),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_proved(name: str) -> None:
    found = judged(TRUE[name])
    assert found.status == "proved", found
    assert not [p for p in found.parts if p.status == "swept"]


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refuted_at_an_exact_point(name: str) -> None:
    found = judged(FALSE[name])
    assert found.status == "refuted", found
    assert found.counterexample is not None
    point = {n: v for n, v in found.counterexample.items() if isinstance(v, Fraction)}
    assert set(point) == {"a", "b", "u"}
    condition = FALSE[name](Plane.reals())
    assert evaluate(condition, point, decide=truth_of_closed) is False


UNDEFINED = {
    "divides by zero for one value": lambda m: exists(REAL, lambda t: 1 / t > m.a),
    "divides by zero at the closed end": lambda m: forall(UNIT, lambda t: m.b / t > 0),
    "in a premise": lambda m: implies(forall(UNIT, lambda t: m.b / t > 0), m.a > 7),
    "a root of what may be negative": lambda m: exists(REAL, lambda t: sqrt(t) > m.a),
    "an instance outside its domain": lambda m: exists(
        interval(0, 2), lambda t: m.at(u=t).half > m.b - m.b
    ),
    "an inner denominator": lambda m: forall(
        UNIT, lambda t: exists(UNIT, lambda v: m.b / (t - v) > 0)
    ),
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_what_is_undefined_for_some_value_is_neither_proved_nor_refuted(name: str) -> None:
    found = judged(UNDEFINED[name])
    assert found.status == "unknown", found
    assert "divides by" in found.detail or "root" in found.detail or "inadmissible" in found.detail


def test_denominators_that_vanish_outside_the_domain_do_no_harm() -> None:
    assert judged(lambda m: forall(OPEN_UNIT, lambda t: m.b / t > m.b)).status == "proved"
    guarded = judged(lambda m: exists(UNIT, lambda t: all_of(t > 0, m.b / t > m.a)))
    assert guarded.status == "proved"


def test_as_assumptions() -> None:
    above = judged(lambda m: m.a >= 1, lambda m: forall(OPEN_UNIT, lambda t: t < m.a))
    assert above.status == "proved"
    some = judged(lambda m: m.a > 1, lambda m: forall(OPEN_UNIT, lambda t: t < m.a))
    assert some.status == "refuted"
    assert some.counterexample is not None
    assert some.counterexample["a"] == 1
    never = judged(lambda m: m.a > 7, lambda m: exists(REAL, lambda t: t * t < -m.b))
    assert never.status == "unknown"
    assert "cannot hold together" in never.detail
    denied = judged(
        lambda m, x: x > m.a, lambda m, x: not_(exists(UNIT, lambda t: t * m.b + m.a >= x)), x=REAL
    )
    assert denied.status == "proved"


def test_a_counterexample_that_no_fraction_reaches_is_not_swept_away() -> None:
    found = judged(
        lambda m: forall(REAL, lambda t: differ(t * t + m.a * m.a, 2 + t * t)), timeout=6
    )
    assert found.status in ("refuted", "unknown")
    assert found.points == 0


def hard(m: Any) -> Condition:
    """Three alternations of high degree."""

    def inner(x: Number, y: Number, z: Number) -> Condition:
        return x**4 * m.a + y**5 * z**3 * m.b + z**4 * x - y * z + m.u * y**3 > x * y

    return forall(REAL, lambda x: exists(REAL, lambda y: forall(REAL, lambda z: inner(x, y, z))))


def test_what_is_not_decided_in_time_is_unknown_and_never_swept() -> None:
    found = judged(hard, timeout=1.5)
    assert found.status in ("unknown", "refuted")
    assert found.points == 0


def escaped(m: Any) -> Condition:
    inner = exists(REAL, lambda t: leaking(t, t > m.a))
    return all_of(inner, LEAKED[0] > m.a)


def escaped_into_another(m: Any) -> Condition:
    inner = exists(REAL, lambda t: leaking(t, t > m.a))
    return any_of(inner, exists(REAL, lambda v: all_of(v > LEAKED[0], v < m.a)))


def escaped_quantifier(m: Any) -> Condition:
    exists(REAL, lambda t: leaking(exists(REAL, lambda v: v > t), t > m.a))
    return all_of(LEAKED[0], m.a < m.a + 1)


def taken_out_of_the_formula(m: Any) -> Condition:
    inner = exists(REAL, lambda t: t > m.a)
    return all_of(inner, inner.args[0] > m.a)


def caught_by_the_next(m: Any) -> Condition:
    first = exists(REAL, lambda t: t > m.a)
    return exists(REAL, lambda t: all_of(t > m.a, first.args[0] > m.a))


@pytest.mark.parametrize(
    "build",
    [
        escaped,
        escaped_into_another,
        escaped_quantifier,
        taken_out_of_the_formula,
        caught_by_the_next,
    ],
)
def test_a_variable_outside_its_quantifier_is_refused_by_name(build: Any) -> None:
    with pytest.raises(InvalidInput, match="uses t outside the exists or forall"):
        judged(build)
    with pytest.raises(InvalidInput, match="uses t outside the exists or forall"):
        judged(lambda m: m.a > 0, build)


def test_the_time_limit_holds_with_quantifiers() -> None:
    start = time.monotonic()
    judged(hard, timeout=1.5)
    assert time.monotonic() - start < 4


WRONG = {
    "no domain": (lambda m: exists((0, 1), lambda t: t > m.a), InvalidInput, "the domain is"),
    "a count": (lambda m: exists(count(1), lambda t: t > m.a), InvalidInput, "whole numbers"),
    "no name": (lambda m: exists(REAL, lambda t: t > m.a, "t~1"), InvalidInput, "variable's name"),
    "no function": (lambda m: exists(REAL, m.a > 0), InvalidInput, "give a function"),
    "Python's truth": (lambda m: exists(REAL, lambda t: True), SymbolicBranch, "is True"),
    "nothing returned": (lambda m: forall(REAL, lambda t: None), SymbolicBranch, "is None"),
    "a number": (lambda m: exists(REAL, lambda t: t + m.a), SymbolicBranch, "is due"),
    "not about it": (lambda m: exists(REAL, lambda t: m.a > 0), InvalidInput, "does not mention t"),
    "shadowed away": (
        lambda m: exists(REAL, lambda t: exists(REAL, lambda t: t > m.a)),
        InvalidInput,
        "does not mention t",
    ),
    "Python's equality": (lambda m: exists(REAL, lambda t: t == m.a), SymbolicBranch, "=="),
    "a chain": (lambda m: exists(REAL, lambda t: 0 < t < m.a), SymbolicBranch, "chained"),
    "a branch": (lambda m: exists(REAL, lambda t: t if t > 0 else m.a), SymbolicBranch, "if"),
    "and": (lambda m: forall(REAL, lambda t: t > 0 and t < m.a), SymbolicBranch, "and"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_refused_by_name(name: str) -> None:
    build, error, said = WRONG[name]
    with pytest.raises(error, match=said):
        judged(build)


def test_an_exception_inside_leaves_nothing_behind() -> None:
    m = Plane.reals()
    with pytest.raises(ZeroDivisionError):
        exists(REAL, lambda t: 1 // 0 > t)
    assert term_graphs.free_variables(exists(REAL, lambda t: t > m.a)) == ["a"]


def test_equal_conditions_are_one_object_and_names_are_shown_apart() -> None:
    m = Plane.reals()

    def nested() -> Any:
        return forall(REAL, lambda t: exists(REAL, lambda v: v > t * m.a, "t"), "t")

    assert nested() is nested()
    assert "t'" in str(nested())
    assert "~" not in str(nested())


def test_no_choice_leaves_the_quantifier_that_it_depends_on() -> None:
    m = Plane.reals()
    inner = exists(REAL, lambda t: where(t > 0, t, -t) < m.a)
    split = split_choices(Clearing().formula(where(inner, m.a, m.b) > 0))
    assert set(term_graphs.free_variables(split)) == {"a", "b"}
    assert not any(n.op == "where" for n in term_graphs.order(split))


def test_roots_are_defined_inside_the_quantifier() -> None:
    m = Plane.reals()
    clearing = Clearing()
    cleared = clearing.formula(
        forall(NONNEGATIVE, lambda t: exists(UNIT, lambda v: sqrt(t) + sqrt(v) > sqrt(m.b)))
    )
    (left,) = term_graphs.free_variables(cleared)  # the root of b, which no quantifier touches
    (definition,) = [d for d in clearing.definitions if left in term_graphs.free_variables(d)]
    assert set(term_graphs.free_variables(definition)) == {left, "b"}


CLOSED = {
    "a": (lambda: exists(UNIT, lambda t: t * t > 1), False),
    "b": (lambda: exists(interval(0, "1.0001"), lambda t: t * t > 1), True),
    "c": (lambda: forall(REAL, lambda t: exists(REAL, lambda v: equal(v**3, t))), True),
    "d": (lambda: forall(REAL, lambda t: exists(REAL, lambda v: equal(v**2, t))), False),
    "e": (lambda: exists(REAL, lambda t: equal(t * t, 2)), True),
    "f": (lambda: exists(OPEN_UNIT, lambda t: forall(OPEN_UNIT, lambda v: t <= v)), False),
    "g": (lambda: exists(UNIT, lambda t: forall(OPEN_UNIT, lambda v: t < v)), True),
    "h": (lambda: exists(REAL, lambda t: 1 / t > 3), None),
    "i": (lambda: forall(POSITIVE, lambda t: t + 1 / t >= 2), True),
    "j": (lambda: forall(POSITIVE, lambda t: t + 1 / t > 2), False),
    "k": (lambda: exists(NONNEGATIVE, lambda t: all_of(equal(sqrt(t), 2), differ(t, 4))), False),
    "empty": (lambda: exists(Interval(Fraction(1), Fraction(0)), lambda t: t > 0), False),
    "all of none": (lambda: forall(Interval(Fraction(1), Fraction(0)), lambda t: t > 9), True),
}  # fmt: skip


@pytest.mark.parametrize("name", CLOSED)
def test_sentences(name: str) -> None:
    sentence, truth = CLOSED[name]
    assert truth_of_closed(sentence()) is truth


def test_a_race_that_is_bounded_and_defeats_itself_exists_exactly_where_offence_leads() -> None:
    from models.absolute_security import AbsoluteSecurity

    def some(m: Any, weights: Any) -> Condition:
        return exists(
            POSITIVE,
            lambda w1: exists(POSITIVE, lambda w2: weights(m.at(w=(w1, w2))), "w2"),
            "w1",
        )

    def stated(index: Number) -> Any:
        class Some(AbsoluteSecurity):
            """The dyad with one more proposition."""

            @proposition("S1")
            def some_race(self) -> Statement:
                """Some weights make the race bounded and self-defeating exactly if s > 1."""
                held = some(self, lambda m: all_of(m.gamma < 1, m.self_defeat > 1))
                return given(positive=self.s > 0).then(iff(held, self.s > index))

        return model(Some).propositions["S1"]

    assert stated(1).prove(timeout=60).status == "proved"
    wrong = stated(Fraction(101, 100)).prove(timeout=60)
    assert wrong.status == "refuted"
    assert wrong.counterexample is not None
    s = wrong.counterexample["sigma[0][1]"] * wrong.counterexample["sigma[1][0]"]  # type: ignore[operator]
    assert 1 < s <= Fraction(101, 100)


@model
class Counted(Model):
    """A count and a number."""

    k: Number = parameter(count(1), 1, "a count")
    a: Number = parameter(REAL, 0, "any number")

    @proposition("true")
    def only_one(self) -> Statement:
        """Only the first count lies in the unit interval."""
        return given().then(implies(exists(UNIT, lambda t: t >= self.k), equal(self.k, 1)))

    @proposition("false")
    def below(self) -> Statement:
        """Every count lies below 5/2: false, and the first whole number to show it is 3."""
        return given().then(exists(interval(0, "5/2"), lambda t: equal(t, self.k)))

    @proposition("whole")
    def between(self) -> Statement:
        """No count lies strictly between 1 and 2, as real numbers do."""
        inside = exists(interval(1, 2), lambda t: all_of(equal(t, self.k), t > self.a))
        return given(low=self.a <= 1).then(not_(inside))


def test_counts_beside_quantifiers() -> None:
    assert Counted.propositions["true"].prove(timeout=20).status == "proved"
    refuted = Counted.propositions["false"].prove(timeout=20)
    assert refuted.status == "refuted"
    assert refuted.counterexample is not None
    k = refuted.counterexample["k"]
    assert isinstance(k, Fraction)
    assert k.denominator == 1
    assert k >= 3
    assert Counted.propositions["whole"].prove(timeout=10).status in ("proved", "unknown")
