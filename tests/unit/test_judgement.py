"""What a judgement keeps, and which points it believes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from gametheory.algebra import equal, exists
from gametheory.errors import TooLarge
from gametheory.parameters import OPEN_UNIT, REAL, Interval, count, interval
from gametheory.proof import Statement, given, judgement
from gametheory.proof.algebraic import Algebraic
from gametheory.proof.judgement import Judgement, _simple_member
from gametheory.proof.processes import Answer
from gametheory.proof.questions import Posed
from gametheory.proof.smtlib import Script
from gametheory.proof.statement import Mutant
from gametheory.terms import Formula, variable
from tests.unit.scripted_court import SAT, UNKNOWN, UNSAT, court

ROOT = Algebraic((1, 0, -2), 2)
b, x = variable("b"), variable("x")


def at(**values: Any) -> dict[str, Any]:
    return {n: v if isinstance(v, Algebraic) else Fraction(v) for n, v in values.items()}


def above(self: Any) -> Statement:
    return given(above=self.b > 1).then(self.a * self.b > 2)


def conclusion(truths: Any) -> Any:
    return truths.conclusion["conclusion"]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "_SCANNED", 400)


# -- what it opens with ----------------------------------------------------------------------------


def test_counts_are_told_to_the_questions() -> None:
    opened, _ = court(lambda self, n: given().then(self.a + n > 0), over={"n": count(0)})
    fresh = Judgement.opened(opened.proposition, opened.questions.deadline)
    assert fresh.questions.counts == ("n",)
    assert list(fresh.context) == ["domain of a", "domain of n"]


def test_a_degree_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "_HIGHEST_DEGREE", 4)
    court(lambda self: given().then(self.b**4 > 0))
    with pytest.raises(TooLarge, match=r"plane/P1: .* degree above 4"):
        court(lambda self: given().then(self.b**5 > 0))


def test_all_conditions_that_are_formulas() -> None:
    statement = Statement({"t": True, "p": b > 1}, {"c": b > 2}, (), (Mutant("m", b > 3),))
    assert [str(f) for f in Judgement.formulas(statement)] == ["b > 1", "b > 2", "b > 3"]


# -- what is defined -------------------------------------------------------------------------------


def posed(outcome: Any = "unsat") -> Posed:
    return Posed(Answer(outcome), Script({"c": b > 1}), (Script({"c": b > 2}),))


def test_assumptions_are_defined_under_those_before_them() -> None:
    opened, prover = court(lambda self: given(p=self.b > 1, q=self.a > 1).then(self.b > 0))
    seen: list[list[str]] = []

    def partial(formula: Formula, context: Mapping[str, Formula]) -> Any:
        seen.append(list(context))
        return "", [posed(), posed()]

    prover.partial = partial
    assert opened.undefined_assumption() == ""
    assert seen == [[], ["domain of a"], ["domain of a", "p"]]
    names = [a.what for a in opened.asked]
    assert names[2:4] == ["p is defined 1", "p is defined 2"]
    assert (len(names), len(opened.asked[0].scripts), opened.asked[0].outcome) == (6, 2, "unsat")


def test_an_assumption_that_may_be_undefined_is_named() -> None:
    opened, prover = court(lambda self: given(p=self.b > 1, q=self.a > 1).then(self.b > 0))
    prover.partial = lambda formula, context: ("divides by zero" if "p" in context else "", [])
    assert opened.undefined_assumption() == (
        "assumption 'q' divides by zero under the assumptions before it"
    )


def test_a_part_is_defined_under_all_assumptions() -> None:
    opened, prover = court(above)
    prover.partial = lambda formula, context: (", ".join(context), [posed()])
    assert opened.undefined_part("c", b > 1) == "domain of a, above"
    assert [a.what for a in opened.asked] == ["c is defined 1"]


@pytest.mark.parametrize(("answer", "kept"), [(UNSAT, 1), (SAT, 1), (UNKNOWN, 0)])
def test_a_question_that_was_answered_is_kept(answer: Answer, kept: int) -> None:
    opened, prover = court(above, answer)
    assert opened.pose("c", b > 7, 3.0).outcome == answer.outcome
    (put,) = prover.put
    assert list(put.labelled) == ["domain of a", "above", "part denied"]
    assert put.labelled["part denied"] is (b > 7)
    assert put.seconds == 3.0
    assert [(a.what, a.outcome) for a in opened.asked] == [("c", answer.outcome)] * kept


# -- a witness -------------------------------------------------------------------------------------


def test_contradictory_assumptions_have_no_witness() -> None:
    opened, _ = court(above, UNSAT)
    assert opened.witness() == (True, None)
    assert opened.pool == []


def test_a_witness_is_a_point_near_the_answer_that_satisfies_the_assumptions() -> None:
    points = [at(b=ROOT), at(b=1), at(b=2), at(b=3)]
    opened, _ = court(above, SAT, points=points)
    assert opened.witness() == (False, at(a=1, b=2))
    assert opened.pool == [at(a=1, b=2)]


@pytest.mark.parametrize("answer", [SAT, UNKNOWN])
def test_a_witness_is_sought_among_samples(answer: Answer) -> None:
    near = at(b=1) if answer is SAT else at(b=2)  # what is not known has no point near it
    opened, _ = court(above, answer, points=[near])
    vacuous, point = opened.witness()
    assert not vacuous
    assert point is not None
    assert point["b"] > 1
    assert point != at(a=1, b=2)
    assert opened.pool == [point]


def test_a_sample_is_believed_only_where_it_satisfies_the_assumptions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Judgement, "sampled", lambda self: iter([at(a=1, b=1), at(a=1, b=2)]))
    assert court(above)[0].witness() == (False, at(a=1, b=2))


def test_no_witness_is_no_contradiction() -> None:
    opened, _ = court(lambda self: given(p=equal(self.b * self.b, 2)).then(self.a > 1))
    assert opened.witness() == (False, None)


def test_sampled_points_are_short_first_and_satisfy_the_assumptions() -> None:
    opened, _ = court(above)
    found = list(opened.sampled())
    assert len(found) == 2 * 50
    assert all(p["b"] > 1 for p in found[1::2])
    assert max(p["b"].denominator for p in found[::2]) == 8
    assert all(
        short == {n: v.limit_denominator(8) for n, v in long.items()}
        for short, long in zip(found[::2], found[1::2], strict=True)
    )


@pytest.mark.parametrize(("left", "points"), [(0.5, 100), (0, 1), (-1, 1)])
def test_samples_end_with_the_time(left: float, points: int) -> None:
    opened, _ = court(above, left=left)
    assert len(list(opened.sampled())) == points


def test_samples_of_a_statement_with_a_quantifier_are_not_chosen() -> None:
    opened, _ = court(lambda self: given(p=exists(REAL, lambda t: t > self.b)).then(self.a > 1))
    assert len(list(opened.sampled())) == 100


def test_values_that_a_question_did_not_mention_are_simple_ones() -> None:
    opened, _ = court(above)
    assert opened.completed(at(b=7)) == at(a=1, b=7)


@pytest.mark.parametrize(
    ("domain", "member"),
    [
        (REAL, 1),
        (OPEN_UNIT, "1/2"),
        (interval("3/10", "9/10"), "1/2"),
        (interval("-1/4", "1/3"), 0),
        (interval("-3/2", "-3/4"), -1),
        (interval("3/2", "9/4"), 2),
        (interval("-3/4", "-1/3"), "-1/2"),
        (interval("1/4", "3/8"), "5/16"),
        (interval(7, low_open=False), 7),
        (interval(7), 8),
        (interval("15/2", whole=True), 9),
        (interval(None, -7, high_open=False), -7),
        (interval(None, -7), -8),
        (interval(None, "-15/2", whole=True), -9),
        (interval("51/5", "56/5", whole=True), 0),  # found by nobody
    ],
)
def test_a_simple_member(domain: Interval, member: Any) -> None:
    assert _simple_member(domain) == Fraction(member)


# -- points ----------------------------------------------------------------------------------------


def test_what_satisfies_the_assumptions_is_a_point_of_fractions() -> None:
    opened, _ = court(above)
    assert opened.satisfies(at(a=1, b=2))
    assert not opened.satisfies(at(a=1, b=1))
    assert not opened.satisfies(at(a=-1, b=2))
    assert not opened.satisfies(at(a=1, b=ROOT))


@pytest.mark.parametrize(
    ("point", "found"),
    [
        (at(a=1, b=2), True),  # the part fails, at its very border
        (at(a=2, b=2), False),  # it holds
        (at(a=1, b=1), False),  # it fails where an assumption does
        (at(a=0, b=2), False),
        (at(a=1, b=ROOT), False),
    ],
)
def test_a_counterexample(point: Any, found: bool) -> None:
    opened, _ = court(above)
    assert opened.is_counterexample(point, conclusion) is found


def test_what_is_undefined_is_no_counterexample() -> None:
    opened, _ = court(lambda self: given(p=self.b >= 0).then(1 / self.b > 0))
    assert not opened.is_counterexample(at(a=1, b=0), conclusion)


@pytest.mark.parametrize(
    ("pool", "holds"), [([], True), ([2], True), ([2, 0], False), ([2, -1], False)]
)
def test_a_part_holds_at_every_point_found(pool: list[int], holds: bool) -> None:
    opened, _ = court(lambda self: given().then(1 / self.b > 0))
    opened.pool = [at(a=1, b=k) for k in pool]
    assert opened.witness_truth("conclusion") is holds


@pytest.mark.parametrize(
    ("value", "short"),
    [("31/7", 4), ("22/7", "13/4"), ("301/100", "301/100"), (7, 7), ("3001/1000", "3001/1000")],
)
def test_a_counterexample_with_shorter_fractions(value: Any, short: Any) -> None:
    opened, _ = court(lambda self: given(p=self.b > 3).then(self.b < 0))
    point = at(a=1, b=value)
    assert opened.simplest(point, conclusion) == at(a=1, b=short)
    assert point == at(a=1, b=value)


def test_a_sentence_is_decided_by_the_prover() -> None:
    opened, _ = court(lambda self: given().then(exists(REAL, lambda t: t * t < self.b)))
    assert opened.value(opened.terms.statement.conclusion["conclusion"], at(b=1)) is True
    assert opened.truths(at(a=1, b=-1)).conclusion["conclusion"] is False
