"""From answers to a verdict: what is refused, believed, alarming, swept."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gametheory.algebra import equal, exists
from gametheory.errors import InvalidInput, SymbolicBranch
from gametheory.parameters import REAL
from gametheory.proof import Algebraic, Statement, given, judgement, prover
from gametheory.proof.judgement import Asked, Judgement
from gametheory.proof.points import Truths
from gametheory.proof.processes import Answer
from gametheory.proof.smtlib import Script
from gametheory.proof.verdict import Check, Part, Verdict
from gametheory.terms import Node, constant, variable
from tests.unit.scripted_court import SAT, UNKNOWN, UNSAT, court

a, b = variable("a"), variable("b")


def at(**values: Any) -> dict[str, Any]:
    return {n: v if isinstance(v, Algebraic) else Fraction(v) for n, v in values.items()}


def plain(self: Any) -> Statement:
    return given(p=self.b > 1).then(c=self.a * self.b > 2)


def part(name: str = "c", status: Any = "proved", backend: str = "z3", **options: Any) -> Part:
    return Part(name, status, backend, 0.0, **options)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "_SCANNED", 400)


# -- the proceedings -------------------------------------------------------------------------------


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The steps of a judgement, each of which only says that it was taken."""
    taken: list[Any] = []
    asked = [Asked("c", (Script({"c": a > 1}),), "unsat")]
    opened = SimpleNamespace(asked=asked)
    verdict = Verdict("proved", None, "z3", 0.0)

    def step(name: str, result: Any = None) -> Any:
        def take(*args: Any) -> Any:
            taken.append((name, *args[1:]))
            return result

        return take

    clock = iter([10.0, 14.0])
    monkeypatch.setattr(prover, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(Judgement, "opened", step("opened", opened))
    for name, result in {
        "_refuse_what_says_nothing": None,
        "_smoke_on_arrays": None,
        "_judged": verdict,
        "second_opinions": Verdict("unknown", None, "z3", 0.0),
    }.items():
        monkeypatch.setattr(prover, name, step(name, result))
    monkeypatch.setattr(prover, "require_others", lambda what: taken.append(("required", what)))
    return taken


def test_a_proposition_is_judged_step_by_step(steps: list[Any]) -> None:
    verdict, asked = prover.judge(None, 3.0)  # type: ignore[arg-type]
    assert steps == [
        ("opened", 13.0), ("_refuse_what_says_nothing",), ("_smoke_on_arrays",), ("_judged", True)
    ]  # fmt: skip
    assert (verdict.status, verdict.seconds) == ("proved", 4.0)
    assert [question.what for question in asked] == ["c"]


def test_a_proof_is_a_judgement_without_its_questions(steps: list[Any]) -> None:
    assert prover.prove(None, 3.0, trials=False).status == "proved"  # type: ignore[arg-type]
    assert steps[-1] == ("_judged", False)


def test_a_second_opinion_is_required_before_and_asked_for_after(steps: list[Any]) -> None:
    verdict, _ = prover.judge(None, 3, second_opinion=True, trials=False)  # type: ignore[arg-type]
    assert [step[0] for step in steps] == [
        "required", "opened", "_refuse_what_says_nothing", "_smoke_on_arrays", "_judged",
        "second_opinions",
    ]  # fmt: skip
    assert steps[0] == ("required", "a second opinion")
    assert steps[4] == ("_judged", False)
    assert verdict.status == "unknown"


@pytest.mark.parametrize(
    "timeout", [True, "1", None, 0, -1, 0.0, -0.5, 1e9, float("inf"), float("nan"), Fraction(1)]
)
def test_a_time_is_positive_and_finite(timeout: Any, steps: list[Any]) -> None:
    with pytest.raises(InvalidInput, match=r"give seconds, above 0 and finite"):
        prover.judge(None, timeout)  # type: ignore[arg-type]
    assert steps == []


@pytest.mark.parametrize("timeout", [0.5, 1, 999_999_999])
def test_any_positive_time_will_do(timeout: Any, steps: list[Any]) -> None:
    prover.judge(None, timeout)  # type: ignore[arg-type]
    assert steps[0] == ("opened", 10.0 + timeout)


# -- what says nothing -----------------------------------------------------------------------------


def bound(self: Any) -> Any:
    kept = []
    exists(REAL, lambda t: kept.append(t) or (t > self.b))  # type: ignore[func-returns-value]
    return kept[0]


def unknown(name: str) -> Any:
    return variable(name)


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        (lambda self: given(p=True).then(self.b > 1), "assumption 'p' is Python's True"),
        (lambda self: given().then(c=np.bool_(False)), "part 'c' is Python's False"),
        (lambda self: given().then(self.b > 1).mutant("m", True), "mutant 'm' is Python's True"),
        (lambda self: given().then(c=self.b + 1), "part 'c' is no condition but Term"),
        (lambda self: given().then(c=unknown("q") > 0), "part 'c': q is no parameter and no"),
        (lambda self: given().then(c=unknown("q") > unknown("r")), "part 'c': q is no parameter"),
        (lambda self: given().then(c=bound(self) > 0), "part 'c' uses t outside"),
        (lambda self: given().then(c=bound(self) > unknown("q")), "part 'c' uses t outside"),
        (lambda self: given().then(c=unknown("q") > bound(self)), "part 'c': q is no parameter"),
        (lambda self: given().then(c=constant(1) < constant(2)), "part 'c' mentions no parameter"),
    ],
)  # fmt: skip
def test_what_says_nothing_is_refused(claim: Any, problem: str) -> None:
    opened, _ = court(claim)
    with pytest.raises(InvalidInput) as caught:
        prover._refuse_what_says_nothing(opened)
    assert str(caught.value).startswith(f"plane/P1: {problem}")


def test_a_statement_without_a_conclusion_is_refused() -> None:
    opened, _ = court(plain)
    opened.terms.statement.conclusion.clear()  # type: ignore[attr-defined]
    with pytest.raises(InvalidInput, match="no conclusion"):
        prover._refuse_what_says_nothing(opened)


@pytest.mark.parametrize(
    "claim", [plain, lambda self: given().then(c=exists(REAL, lambda t: t > self.b))]
)
def test_what_says_something_is_not_refused(claim: Any) -> None:
    opened, _ = court(claim)
    prover._refuse_what_says_nothing(opened)
    prover._smoke_on_arrays(opened)


def on_arrays(value: Any) -> Any:
    """A part that is another thing on arrays, and only there."""

    def claim(self: Any) -> Statement:
        part = self.b > 1
        return given(p=self.b > 0).then(c=value(self.b) if isinstance(part, np.ndarray) else part)

    return claim


@pytest.mark.parametrize(
    "value",
    [lambda v: np.bool_(True), lambda v: v, lambda v: (v > 0)[:3], lambda v: np.array([1.0])],
)
def test_what_is_no_condition_on_each_of_many_points_is_refused(value: Any) -> None:
    opened, _ = court(on_arrays(value))
    with pytest.raises(SymbolicBranch, match=r"read on 16 points at once, 'c' is no condition"):
        prover._smoke_on_arrays(opened)


def test_warnings_of_arrays_are_nobodys_business() -> None:
    opened, _ = court(lambda self: given().then(c=1 / (self.b - self.b) > 0))
    prover._smoke_on_arrays(opened)


def test_a_quantifier_is_not_read_on_arrays() -> None:
    opened, _ = court(
        lambda self: given().then(
            c=exists(REAL, lambda t: t > self.b) if isinstance(self.b, Node) else self.nothing
        )
    )
    prover._smoke_on_arrays(opened)


# -- the verdict -----------------------------------------------------------------------------------


def test_readings_that_disagree_are_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prover, "_readings_disagree", lambda court: "they differ")
    fault = Check("statement", "readings", False, "they differ")
    assert prover._judged(court(plain)[0], True) == Verdict(
        "unknown", None, "z3", 0.0, checks=(fault,), detail="they differ"
    )


def test_assumptions_that_may_be_undefined_are_no_verdict() -> None:
    opened, scripted = court(plain)
    scripted.partial = lambda formula, context: ("divides by zero", [])
    found = prover._judged(opened, True)
    assert found == Verdict("unknown", None, "z3", 0.0, detail=found.detail)
    assert found.detail.startswith("assumption 'domain of a' divides by zero")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (UNSAT, "the assumptions cannot hold together, so nothing is claimed"),
        (UNKNOWN, "no point satisfying the assumptions was found"),
    ],
)
def test_without_a_witness_there_is_no_verdict(reply: Answer, said: str) -> None:
    opened, _ = court(lambda self: given(p=equal(self.b * self.b, 2)).then(c=self.a > 1), reply)
    assert prover._judged(opened, True) == Verdict("unknown", None, "z3", 0.0, detail=said)


FAULT = Check("statement", "alarm", False, "alarm")
TRIAL, TOOTHLESS = Check("mutant", "m", True, "trial"), Check("mutant", "c", False, "toothless")


def judged(
    monkeypatch: pytest.MonkeyPatch, parts: list[Part], trials: bool = True, point: Any = None
) -> Verdict:
    """The verdict on parts as decided, with an alarm and a trial of each kind."""
    monkeypatch.setattr(prover, "_parts", lambda court: (parts, [FAULT], point))
    monkeypatch.setattr(prover.rails, "checks", lambda court, parts: [TRIAL])
    monkeypatch.setattr(prover.rails, "with_mutants", lambda court, parts: list(reversed(parts)))
    monkeypatch.setattr(prover.rails, "toothless", lambda parts: iter([TOOTHLESS]))
    opened, _ = court(plain, SAT, points=[at(b=2)])
    opened.swept.update(c=7, d=9)
    return prover._judged(opened, trials)


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        (["proved", "proved"], "proved"),
        (["proved", "swept"], "swept"),
        (["swept", "proved"], "swept"),
        (["swept", "unknown"], "unknown"),
        (["unknown", "proved"], "unknown"),
        (["unknown", "refuted"], "refuted"),
        (["proved", "refuted"], "refuted"),
    ],
)
def test_a_verdict_is_that_on_the_worst_part(
    statuses: list[Any], worst: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [part(n, s, provers=("z3",)) for n, s in zip("cd", statuses, strict=True)]
    found = judged(monkeypatch, parts)
    assert found.status == worst
    assert found.provers == (("z3",) if worst == "proved" else ())
    assert (found.points, found.witness) == (9, at(a=1, b=2))
    if worst == "refuted":
        assert found.detail == "d fails at the counterexample"
        assert found.checks == (FAULT,)
        assert [p.name for p in found.parts] == ["c", "d"]
    else:
        assert found.checks == (FAULT, TRIAL, TOOTHLESS)
        assert [p.name for p in found.parts] == ["d", "c"]


def test_without_trials_a_verdict_has_only_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    found = judged(monkeypatch, [part()], trials=False)
    assert (found.checks, found.points) == ((FAULT,), 7)


def test_a_verdict_tells_who_decided_and_what_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [
        part("c", provers=("z3",), detail="one"),
        part("d", backend="sympy", provers=("sympy",)),
        part("e", backend="z3+sympy", provers=("z3",), detail="two"),
    ]
    found = judged(monkeypatch, parts, False)
    assert (found.backend, found.provers) == ("z3+sympy", ("z3+sympy",))
    assert found.detail == "c: one; e: two"
    assert found.counterexample is None


def test_nothing_is_swept_where_nothing_is_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, [part("e")], point=at(b=3)).points == 0
    assert judged(monkeypatch, []).points == 0
    assert judged(monkeypatch, [part()], point=at(b=3)).counterexample == at(b=3)


# -- readings --------------------------------------------------------------------------------------


def facing(symbols: Any, numbers: Any) -> Any:
    """A claim of two parts that is another one on symbols than on numbers."""

    def claim(self: Any) -> Statement:
        made: Statement = (symbols if isinstance(self.a, Node) else numbers)(self)
        return made

    return claim


def three(self: Any, p: int = 0, c: int = 0, m: int = 0) -> Statement:
    return given(p=self.b > p).then(c=self.b > c).mutant("m", self.b > m)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (lambda self: three(self, p=1), "assumption 'p' is True on symbols and False in exact"),
        (lambda self: three(self, c=1), "part 'c' is True on symbols and False in exact"),
        (lambda self: three(self, m=1), "mutant 0 is True on symbols and False in exact"),
        (lambda self: given().then(c=self.b > 0), "other assumptions on symbols than on numbers"),
        (lambda self: given(p=self.b > 0).then(d=self.b > 0), "other parts on symbols than on"),
        (lambda self: given(p=self.b > 0).then(c=self.b > 0), "other mutants on symbols than on"),
    ],
)
def test_readings_that_disagree_are_told(numbers: Any, said: str) -> None:
    opened, _ = court(facing(three, numbers))
    assert said in prover._readings_disagree(opened)


@pytest.mark.parametrize(
    ("symbols", "numbers"),
    [
        (lambda self: given().then(c=1 / self.b > 0), lambda self: given().then(c=self.b > 0)),
        (lambda self: given().then(c=self.b > 0), lambda self: given().then(c=1 / self.b > 0)),
    ],
)
def test_what_is_undefined_in_one_reading_contradicts_nothing(symbols: Any, numbers: Any) -> None:
    assert prover._readings_disagree(court(facing(symbols, numbers))[0]) == ""


def test_points_at_which_the_assumptions_hold_are_kept() -> None:
    opened, _ = court(plain)
    assert prover._readings_disagree(opened) == ""
    assert 0 < len(opened.tried) < 48
    assert all(point["b"] > 1 for point, _ in opened.tried)
    assert all(isinstance(truths, Truths) for _, truths in opened.tried)


@pytest.mark.parametrize(("left", "some"), [(0.5, True), (0, False), (-1, False)])
def test_readings_are_compared_while_there_is_time(left: float, some: bool) -> None:
    opened, _ = court(facing(plain, plain), left=left)
    prover._readings_disagree(opened)
    assert bool(opened.tried) == some


def test_a_quantifier_has_one_reading() -> None:
    opened, _ = court(lambda self: given().then(c=exists(REAL, lambda t: t > self.b)))
    assert prover._readings_disagree(opened) == ""
    assert opened.tried == []
