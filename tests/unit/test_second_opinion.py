"""A second opinion agrees question by question, or is told as a fault."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gametheory.algebra import exists
from gametheory.parameters import REAL
from gametheory.proof import given, second_opinion
from gametheory.proof.judgement import Asked
from gametheory.proof.processes import Answer
from gametheory.proof.second_opinion import opinion, second_opinions, smt2_files, versions
from gametheory.proof.smtlib import Script
from gametheory.proof.verdict import Check, Part, Verdict
from gametheory.terms import variable
from tests.unit.scripted_court import stated

x = variable("x")
ONE, TWO, THREE = (Script({"c": x > k}) for k in (1, 2, 3))
QUANTIFIED = Script({"c": exists(REAL, lambda t: t > x)})


class Fake:
    """A prover of fixed answers to scripts; what it does not know is "unknown"."""

    def __init__(self, name: str, answers: dict[Any, str], version: str = "1") -> None:
        self.name, self.answers, self.version = name, answers, version
        self.asked: list[tuple[Script, float, bool]] = []

    def ask(self, script: Script, seconds: float, *, values: bool = True) -> Answer:
        self.asked.append((script, seconds, values))
        return Answer(self.answers.get(script, "unknown"))  # type: ignore[arg-type]


def judged(
    monkeypatch: pytest.MonkeyPatch,
    provers: list[Fake],
    asked: list[Asked],
    status: Any = "proved",
    names: tuple[str, ...] = ("p",),
) -> Verdict:
    monkeypatch.setattr(second_opinion, "others", lambda: tuple(provers))
    parts = tuple(Part(n, status, "z3", 0.0, ("z3",)) for n in names)
    told = Verdict(status, None, "z3", 0.0, parts=parts, provers=("z3",))
    court: Any = SimpleNamespace(asked=asked)
    return second_opinions(court, told)


def test_who_agrees_on_everything_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Asked("p is defined 1", (TWO,), "unsat"), Asked("p", (ONE,), "unsat")]
    first, second = Fake("first", {ONE: "unsat"}), Fake("second", {ONE: "unsat", TWO: "unsat"})
    found = judged(monkeypatch, [first, second], asked)
    assert found.provers == ("z3", "second", "first")
    assert (found.parts[0].provers, found.checks) == (("z3", "first"), ())
    assert all(script is TWO for script, *_ in second.asked)  # the first that agrees is enough


def test_a_refutation_is_agreed_on_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Asked("p", (ONE,), "sat")]
    found = judged(monkeypatch, [Fake("other", {ONE: "sat"})], asked, status="refuted")
    assert found.provers == ("z3", "other")


def test_a_part_may_be_agreed_on_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Asked("p is defined 1", (TWO,), "unsat"), Asked("p", (ONE,), "unsat")]
    found = judged(monkeypatch, [Fake("other", {ONE: "unsat"})], asked)
    assert found.provers == ("z3",)
    assert found.parts[0].provers == ("z3", "other")


@pytest.mark.parametrize("agreed", [(), (ONE,), (TWO,)])
def test_a_part_of_two_questions_needs_both(
    agreed: tuple[Script, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Asked("p", (ONE,), "unsat"), Asked("p", (TWO,), "unsat")]
    other = Fake("other", dict.fromkeys(agreed, "unsat"))
    found = judged(monkeypatch, [other], asked)
    assert found.parts[0].provers == ("z3",)
    assert found.provers == ("z3",)


def test_a_part_that_no_question_is_about_is_not_agreed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = [Asked("p", (ONE,), "unsat")]
    found = judged(monkeypatch, [Fake("other", {ONE: "unsat"})], asked, names=("p", "q"))
    assert [part.provers for part in found.parts] == [("z3", "other"), ("z3",)]
    assert found.provers == ("z3",)


def test_disagreement_is_a_fault_and_no_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Asked("p", (ONE,), "unsat")]
    contrary, silent = Fake("contrary", {ONE: "sat"}), Fake("silent", {})
    found = judged(monkeypatch, [silent, contrary], asked)
    said = "contrary finds sat what z3 finds unsat"
    assert found.checks == (Check("statement", "p", False, said),)
    assert found.defects
    assert found.provers == ("z3",)


@pytest.mark.parametrize("status", ["unknown", "swept"])
def test_nobody_is_asked_about_what_nobody_has_decided(
    status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Fake("other", {ONE: "unsat"})
    found = judged(monkeypatch, [other], [Asked("p", (ONE,), "unsat")], status=status)
    assert found.provers == ("z3",)
    assert other.asked == []


def test_every_form_is_tried_in_a_share_of_the_time() -> None:
    prover = Fake("other", {TWO: "unsat", THREE: "sat"})
    assert opinion(prover, Asked("p", (ONE, TWO, THREE), "unsat")) == "unsat"  # type: ignore[arg-type]
    assert prover.asked == [(ONE, 5.0, False), (TWO, 5.0, False)]
    assert opinion(prover, Asked("p", (ONE,), "unsat")) == "unknown"  # type: ignore[arg-type]


def test_only_yices_is_not_asked_about_quantifiers() -> None:
    asked = Asked("p", (QUANTIFIED, ONE), "unsat")
    answers = {QUANTIFIED: "sat", ONE: "unsat"}
    said = {name: opinion(Fake(name, answers), asked) for name in ("yices", "cvc5")}  # type: ignore[arg-type]
    assert said == {"yices": "unsat", "cvc5": "sat"}


def test_a_file_for_every_form_of_every_question() -> None:
    found = stated(lambda self: given().then(self.a + 1 > 0))
    asked = [Asked("p is defined 1", (ONE,), "unsat"), Asked("part 2: é", (TWO, THREE), "sat")]
    files = smt2_files(found, asked)
    assert list(files) == [
        "plane-P1-01-p-is-defined-1.smt2",
        "plane-P1-02-part-2-.smt2",
        "plane-P1-02-part-2--form2.smt2",
    ]
    first, second, third = files.values()
    assert "; About: p is defined 1. Expected answer: unsat." in first
    assert ("2.0" in second, "3.0" in third) == (True, True)


def test_the_provers_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "z3", lambda: Fake("z3", {}, "4.1"))
    monkeypatch.setattr(second_opinion, "others", lambda: (Fake("other", {}, "2"),))
    assert versions() == "z3: 4.1\nother: 2\n"
