"""In which forms a question is put, for how long, and what is made of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from gametheory.algebra import all_of, equal, exists, implies, sqrt, where
from gametheory.errors import TooLarge
from gametheory.parameters import REAL
from gametheory.proof import Algebraic, questions
from gametheory.proof.choices import split_choices
from gametheory.proof.clearing import Clearing
from gametheory.proof.processes import Answer
from gametheory.proof.questions import (
    Posed,
    Questions,
    _conjuncts,
    _defines,
    _used,
    as_formulas,
    truth_of_closed,
)
from gametheory.proof.smtlib import Script
from gametheory.terms import Formula, admissible, constant, opaque, variable

x, y, n, m = map(variable, "xynm")
ROOT = Algebraic((1, 0, -2), 2)
ORDER_1, ORDER_3 = (
    {"check": f"(check-sat-using (using-params qfnra-nlsat :variable_ordering_strategy {k}))"}
    for k in (1, 3)
)
NLQSAT = {"check": "(check-sat-using (then simplify nlqsat))"}
GENERAL = {"logic": None}
UNSAT, SAT, UNKNOWN = Answer("unsat"), Answer("sat"), Answer("unknown")


@attrs.frozen(eq=False)
class Put:
    script: Script
    seconds: float
    how: dict[str, Any]


class Clock:
    """A prover and the time it takes: ``reply`` answers, ``takes`` says which share of its turn."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.put: list[Put] = []
        self.takes = 0.0
        self.reply: Callable[[Put], Answer] = lambda put: UNKNOWN

    def ask(self, script: Script, seconds: float, **how: Any) -> Answer:
        put = Put(script, seconds, how)
        self.put.append(put)
        assert len(self.put) < 100, "asked without end"
        self.now += self.takes * max(seconds, 0)
        return self.reply(put)

    def questions(self, counts: tuple[str, ...] = (), left: float = 60.0) -> Questions:
        return Questions(counts, self.now + left)

    def labels(self) -> list[list[str]]:
        return [list(put.script.labelled) for put in self.put]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(questions, "time", SimpleNamespace(monotonic=lambda: made.now))
    monkeypatch.setattr(questions, "remaining", lambda end: end - made.now)
    monkeypatch.setattr(questions, "z3", lambda: made)
    return made


def forms(clock: Clock) -> list[dict[str, Any]]:
    return [{k: v for k, v in put.how.items() if k != "core"} for put in clock.put]


# -- forms -----------------------------------------------------------------------------------------


def test_a_question_is_put_in_every_form(clock: Clock) -> None:
    asked = clock.questions()
    posed = asked.pose({"c": x > y})
    assert forms(clock) == [{}, ORDER_1, ORDER_3, GENERAL]
    assert (posed.outcome, asked.asked) == ("unknown", 4)
    assert {id(put.script) for put in clock.put} == {id(posed.script)}
    assert posed.script.labelled == {"c": x > y}
    assert [put.how["core"] for put in clock.put] == [False] * 4


def test_a_quotient_is_multiplied_out_and_named(clock: Clock) -> None:
    clock.questions().pose({"c": x / y > 1, "d": y > 0}, core=True)
    assert forms(clock) == [{}, ORDER_1, {}, ORDER_3, GENERAL]
    plain, fresh = clock.put[0].script, clock.put[2].script
    assert list(plain.labelled) == ["c", "d"]
    assert list(fresh.labelled)[-2:] == ["c", "d"]
    assert next(iter(fresh.labelled)) == "definition 1"
    assert any(name.startswith("!quotient!") for name in fresh.variables)
    assert all(put.how["core"] for put in clock.put)


def test_a_root_that_is_named_is_no_quotient(clock: Clock) -> None:
    clock.questions().pose({"c": sqrt(x) > 1})
    assert forms(clock) == [{}, ORDER_1, ORDER_3, GENERAL]


def test_definitions_are_numbered_and_only_those_used(clock: Clock) -> None:
    asked = clock.questions()
    asked.pose({"a": sqrt(x) > 1})
    clock.put.clear()
    asked.pose({"c": sqrt(y) > 1, "d": sqrt(m) > 1})
    labels = list(clock.put[0].script.labelled)
    assert labels[0] == "definition 1"
    assert labels == [f"definition {k + 1}" for k in range(len(labels) - 2)] + ["c", "d"]
    assert set(clock.put[0].script.variables) >= {"y", "m"}
    assert "x" not in clock.put[0].script.variables


def test_quantifiers_have_forms_of_their_own(clock: Clock) -> None:
    condition = exists(REAL, lambda t: where(t > x, t, x) > y)
    clock.questions().pose({"c": condition, "d": where(x > y, x, y) > 1})
    assert forms(clock) == [NLQSAT, GENERAL]
    assert clock.put[0].script.labelled["d"] is split_choices(where(x > y, x, y) > 1)
    clock.put.clear()
    clock.questions().pose({"d": where(x > y, x, y) > 1})
    assert clock.put[0].script.labelled["d"] is (where(x > y, x, y) > 1)


@pytest.mark.parametrize("outcome", ["sat", "unsat"])
@pytest.mark.parametrize("form", range(5))
def test_the_first_answer_is_taken_and_the_other_forms_are_kept(
    form: int, outcome: Any, clock: Clock
) -> None:
    answer = Answer(outcome)
    clock.reply = lambda put: answer if len(clock.put) == form + 1 else UNKNOWN
    posed = clock.questions().pose({"c": x / y > 1})
    assert posed.answer is answer
    assert len(clock.put) == form + 1
    assert posed.script is clock.put[form].script
    assert posed.relaxed == ()
    (other,) = posed.also
    assert other is not posed.script
    kinds = {"!quotient!1" in s.variables for s in (posed.script, other)}
    assert len(kinds) == 2


# -- turns -----------------------------------------------------------------------------------------


def test_turns_are_short_first(clock: Clock) -> None:
    clock.takes = 1.0
    clock.questions(left=100).pose({"c": x > y})
    assert [put.seconds for put in clock.put] == [1] * 4 + [4] * 4 + [16] * 4 + [16, 0, 0, 0]


@pytest.mark.parametrize(("takes", "rounds"), [(0.4, 1), (0.49, 1), (0.5, 3), (0.9, 3)])
def test_a_form_that_gives_up_itself_is_not_asked_again(
    takes: float, rounds: int, clock: Clock
) -> None:
    clock.takes = takes
    clock.questions(left=30).pose({"c": x > y})
    turns = sorted({put.seconds for put in clock.put if put.seconds in (1, 4, 16)})
    assert turns == [1, 4, 16][: len(turns)]
    assert (len(turns) > 1) == (rounds > 1)
    if rounds == 1:
        assert len(clock.put) == 4


def test_only_the_form_that_gives_up_is_left_out(clock: Clock) -> None:
    def reply(put: Put) -> Answer:
        clock.now += 0 if put.how.get("check") == ORDER_1["check"] else put.seconds
        return UNKNOWN

    clock.reply = reply
    clock.questions(left=15).pose({"c": x > y})
    assert forms(clock) == [{}, ORDER_1, ORDER_3, GENERAL, {}, ORDER_3, GENERAL]


@pytest.mark.parametrize(("left", "asked"), [(0.5, 4), (0, 0), (-1, 0)])
def test_no_question_outlives_the_deadline(left: float, asked: int, clock: Clock) -> None:
    posed = clock.questions(left=left).pose({"c": x > y})
    assert [put.seconds for put in clock.put] == [left] * asked
    assert posed.outcome == "unknown"


@pytest.mark.parametrize(("seconds", "end"), [(None, 8), (3.0, 3), (20.0, 8), (0.0, 0)])
def test_a_question_has_its_own_time(seconds: float | None, end: float, clock: Clock) -> None:
    clock.takes = 1.0
    begun = clock.now
    clock.questions(left=8).pose({"c": x > y}, seconds)
    assert clock.now - begun == end


# -- counts ----------------------------------------------------------------------------------------


def test_what_cannot_fail_on_numbers_cannot_fail_on_counts(clock: Clock) -> None:
    clock.reply = lambda put: UNSAT
    posed = clock.questions(("n", "m")).pose({"c": n > y})
    assert (posed.outcome, posed.relaxed, len(clock.put)) == ("unsat", ("n",), 1)


def test_counts_that_are_not_mentioned_are_none(clock: Clock) -> None:
    clock.reply = lambda put: SAT
    posed = clock.questions(("m",)).pose({"c": n > y})
    assert (posed.outcome, posed.relaxed, len(clock.put)) == ("sat", (), 1)


@pytest.mark.parametrize("value", [Fraction(3), None])
def test_a_whole_answer_is_taken(value: Fraction | None, clock: Clock) -> None:
    values: dict[str, Any] = {"y": Fraction(1, 2)} | ({} if value is None else {"n": value})
    clock.reply = lambda put: Answer("sat", values)
    posed = clock.questions(("n",)).pose({"c": n > y})
    assert (posed.answer.values, len(clock.put)) == (values, 1)


@pytest.mark.parametrize("value", [Fraction(1, 2), Fraction(3, 2), ROOT, "unknown"])
def test_an_answer_that_is_not_whole_is_sought_among_small_counts(value: Any, clock: Clock) -> None:
    first = UNKNOWN if value == "unknown" else Answer("sat", {"n": value, "y": Fraction(0)})
    found = Answer("sat", {"n": Fraction(6)})

    def reply(put: Put) -> Answer:
        return found if "n is 6" in put.script.labelled else UNKNOWN if fixed(put) else first

    clock.reply = reply
    posed = clock.questions(("n", "m")).pose({"c": n > y, "d": m > 1})
    assert posed.answer is found
    tried = [put for put in clock.put if fixed(put)]
    assert [list(put.script.labelled) for put in tried] == [
        ["c", "d", f"n is {k}", f"m is {k}"] for k in range(7)
    ]
    assert tried[3].script.labelled["n is 3"] is equal(n, 3)
    assert posed.script is tried[-1].script
    assert {put.seconds for put in tried} == {2.0}
    assert all(put.how == {} for put in tried)


def fixed(put: Put) -> bool:
    return any(" is " in label for label in put.script.labelled)


def test_at_last_the_general_solver_is_asked_for_whole_numbers(clock: Clock) -> None:
    clock.reply = lambda put: UNSAT if put.script.whole else UNKNOWN
    posed = clock.questions(("n",), left=4).pose({"c": n > y})
    assert [put.seconds for put in clock.put if fixed(put)] == [1.0] * 7
    last = clock.put[-1]
    assert (last.seconds, last.how, last.script.whole) == (4, {"logic": None}, ("n",))
    assert (posed.outcome, posed.script, posed.relaxed) == ("unsat", last.script, ())
    assert last.script.labelled == {"c": n > y}


# -- points near an answer -------------------------------------------------------------------------


def answered(**values: Any) -> Posed:
    return Posed(Answer("sat", values), Script({"c": x > y}))


def test_a_rational_answer_comes_first(clock: Clock) -> None:
    posed = answered(x=Fraction(7, 3), y=Fraction(1))
    found = list(clock.questions().near(posed))
    assert found == [posed.answer.values] * 2


def test_an_irrational_answer_has_fractions_near_it(clock: Clock) -> None:
    posed = answered(x=ROOT, y=Fraction(1, 7))
    found = list(clock.questions().near(posed))
    assert found == [
        *({"x": ROOT.near(k), "y": Fraction(1, 7)} for k in (2, 4, 8, 16)),
        posed.answer.values,
    ]


def test_variables_are_fixed_to_short_fractions_one_by_one(clock: Clock) -> None:
    second = Algebraic((1, 0, -3), 2)
    between = {"x": Fraction(7, 5), "y": second}
    last = {"x": Fraction(7, 5), "y": Fraction(2)}

    def reply(put: Put) -> Answer:
        labels = put.script.labelled
        if "y fixed" in labels:
            assert labels["x fixed"] is equal(x, Fraction(4, 3))
            return Answer("sat", last)
        return Answer("sat", between) if labels["x fixed"] is equal(x, Fraction(4, 3)) else UNSAT

    clock.reply = reply
    found = list(clock.questions().near(answered(x=ROOT, y=second)))
    assert found[4:] == [last, {"x": ROOT, "y": second}]
    assert clock.labels() == [["c", "x fixed"]] * 2 + [["c", "x fixed", "y fixed"]]
    assert clock.put[0].script.labelled["x fixed"] is equal(x, 1)
    assert clock.put[2].script.labelled["y fixed"] is equal(y, 2)
    assert {put.seconds for put in clock.put} == {1.0}


def test_a_variable_that_no_short_fraction_fits_is_left(clock: Clock) -> None:
    value = Algebraic((1, 0, -3), 2)
    clock.reply = lambda put: (
        Answer("sat", {"x": ROOT}) if "y fixed" in put.script.labelled else UNSAT
    )
    list(clock.questions().near(answered(x=value, y=ROOT)))
    guesses = [str(put.script.labelled["x fixed"]) for put in clock.put[:4]]
    near = value.near(6)
    assert guesses == [str(equal(x, near.limit_denominator(size))) for size in (1, 4, 32, 1000)]
    assert clock.labels()[4:] == [["c", "y fixed"]]


@pytest.mark.parametrize(("seconds", "left", "asked"), [(0.5, 60, 8), (0.0, 60, 0), (5.0, 0, 0)])
def test_nothing_is_fixed_without_time(
    seconds: float, left: float, asked: int, clock: Clock
) -> None:
    list(clock.questions(left=left).near(answered(x=ROOT, y=ROOT), seconds))
    assert len(clock.put) == asked


def test_fixing_ends_with_its_time(clock: Clock) -> None:
    clock.takes = 1.0
    list(clock.questions().near(answered(x=ROOT, y=ROOT), 3.0))
    assert [put.seconds for put in clock.put] == [1.0] * 3


# -- what is undefined -----------------------------------------------------------------------------


def test_what_a_formula_asks_for_is_proved_under_its_path(clock: Clock) -> None:
    clock.reply = lambda put: UNSAT
    formula = implies(x > 1, implies(x > 2, 1 / x > y))
    said, proofs = clock.questions().undefined(formula, {"context": y > 0})
    assert said == ""
    assert [p.script for p in proofs] == [put.script for put in clock.put]
    labelled = clock.put[0].script.labelled
    assert list(labelled) == ["context", "path 1", "path 2", "is undefined"]
    assert labelled["path 2"] is (x > 2)
    assert labelled["is undefined"] is Formula.of("not", Formula.of("not", equal(x, 0)))


@pytest.mark.parametrize("answer", [SAT, UNKNOWN])
def test_what_is_not_proved_may_be_undefined(answer: Answer, clock: Clock) -> None:
    clock.reply = lambda put: answer if "y" in put.script.variables else UNSAT
    said, proofs = clock.questions().undefined(all_of(1 / x > 2, 1 / y > 2), {})
    assert said == "divides by y, which may be zero"
    assert len(proofs) == 1


def test_conditions_of_an_instance_are_proved_one_by_one(clock: Clock) -> None:
    clock.reply = lambda put: UNSAT
    whole = Formula.of("whole", n)
    formula = admissible(n, all_of(n > 0, whole, all_of(n < 9, y > 0))) > 1
    asked = clock.questions(("n",))
    said, proofs = asked.undefined(formula, {})
    assert (said, len(proofs), asked.asked) == ("", 3, 3)
    denied = [p.script.labelled["is undefined"].args[0] for p in proofs]
    assert denied == [n > 0, n < 9, y > 0]


def test_a_term_that_may_be_no_count_is_no_count(clock: Clock) -> None:
    clock.reply = lambda put: UNSAT
    formula = admissible(x, Formula.of("whole", x)) > 1
    said, proofs = clock.questions(("n",)).undefined(formula, {})
    assert said.endswith(": x may be no whole number")
    assert (proofs, clock.put) == ([], [])


def test_conjuncts_at_every_depth() -> None:
    parts = [x > k for k in range(3)]
    assert list(_conjuncts(all_of(parts[0], all_of(parts[1], parts[2])))) == parts
    assert list(_conjuncts(implies(parts[0], parts[1]))) == [implies(parts[0], parts[1])]


@pytest.mark.parametrize(
    ("term", "whole"),
    [
        (n + m * 3 - 1, True),
        (n**2, True),
        (where(n > m, n, 2 * m), True),
        (n + x, False),
        (n / 2, False),
        (n / m, False),
        (n * Fraction(1, 2), False),
        (n + Fraction(5, 2), False),
        (sqrt(n), False),
        (constant(4), True),
        (constant(Fraction(1, 3)), False),
    ],
)
def test_terms_that_stay_whole(term: Any, whole: bool, clock: Clock) -> None:
    assert clock.questions(("n", "m")).always_whole(term) is whole


def test_an_expression_that_nobody_reads_is_not_whole(clock: Clock) -> None:
    import sympy

    term = opaque(sympy.gamma(sympy.Symbol("q")))
    assert not clock.questions(("n",)).always_whole(term)


# -- definitions -----------------------------------------------------------------------------------


def test_the_variable_that_a_definition_defines() -> None:
    u, v = variable("!root!9"), variable("!quotient!10")
    assert _defines(equal(v * u, x)) == "!quotient!10"
    assert _defines(equal(u * v, variable("z!11"))) == "!quotient!10"
    assert _defines(equal(x, 0)) == ""


def test_definitions_of_definitions_are_used_too() -> None:
    clearing = Clearing(fresh=True)
    inner, outer = clearing.formula(x / y > 1), clearing.formula(1 / (1 + x / y) > 2)
    other = clearing.formula(y / x > 1)
    every = clearing.definitions
    assert len(_used(every, [inner])) < len(_used(every, [outer])) < len(every)
    assert set(map(id, _used(every, [inner]))) < set(map(id, _used(every, [outer])))
    assert _used(every, [outer, other]) == every
    assert _used(every, [x > 1]) == []


# -- sentences -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "truth"), [("sat", True), ("unsat", False), ("unknown", None)])
def test_the_truth_of_a_sentence(outcome: Any, truth: bool | None, clock: Clock) -> None:
    clock.reply = lambda put: Answer(outcome)
    clock.takes = 1.0
    assert truth_of_closed(exists(REAL, lambda t: t > 0), 4.0) is truth
    assert list(clock.put[0].script.labelled) == ["the sentence"]
    assert clock.now - 1000 <= 4


def sentence(labelled: Mapping[str, Formula]) -> bool:
    return "the sentence" in labelled


def test_a_sentence_that_is_shown_to_be_defined_has_a_truth(clock: Clock) -> None:
    clock.reply = lambda put: SAT if sentence(put.script.labelled) else UNSAT
    divided = exists(REAL, lambda t: 1 / (t * t + 1) > 0)
    assert truth_of_closed(divided) is True
    clock.reply = lambda put: SAT
    assert truth_of_closed(divided) is None


def test_a_sentence_too_large_to_be_put_has_none(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(put: Put) -> Answer:
        raise TooLarge("too large")

    clock.reply = refuse
    assert truth_of_closed(exists(REAL, lambda t: t > 0)) is None


def test_conditions_that_say_something() -> None:
    assert as_formulas({"a": True, "b": x > 1, "c": False}) == {"b": x > 1}
