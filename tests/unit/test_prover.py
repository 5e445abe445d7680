"""From answers to a verdict: what is refused, believed, alarming, swept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gametheory.algebra import equal, exists, where
from gametheory.errors import InvalidInput, SymbolicBranch
from gametheory.parameters import REAL
from gametheory.proof import Algebraic, Statement, given, judgement, prover
from gametheory.proof.judgement import Asked, Judgement
from gametheory.proof.points import Truths
from gametheory.proof.processes import Answer
from gametheory.proof.questions import Posed
from gametheory.proof.smtlib import Script
from gametheory.proof.verdict import Check, Part, Verdict
from gametheory.terms import Node, constant, variable
from tests.unit.scripted_court import SAT, UNKNOWN, UNSAT, court

ROOT = Algebraic((1, 0, -2), 2)
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


# -- parts -----------------------------------------------------------------------------------------


def test_parts_are_decided_until_one_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = {
        "c": (part("c"), None, "alarm"),
        "d": (part("d", "refuted"), at(b=3), ""),
        "e": (part("e"), None, ""),
    }
    clock = iter([1.0, 3.0, 4.0, 9.0, 11.0, 12.0])
    monkeypatch.setattr(prover, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(prover, "_decided", lambda court, name, condition: outcomes[name])
    opened, _ = court(lambda self: given().then(c=self.b > 1, d=self.b > 2, e=self.b > 3))
    parts, faults, point = prover._parts(opened)
    assert [(p.name, p.seconds) for p in parts] == [("c", 2.0), ("d", 5.0)]
    assert faults == [Check("statement", "c", False, "alarm")]
    assert point == at(b=3)
    outcomes["d"] = (part("d"), None, "")
    clock = iter([0.0] * 6)
    parts, faults, point = prover._parts(opened)
    assert ([p.name for p in parts], point) == (["c", "d", "e"], None)


def decided(
    reply: Any, claim: Any = plain, tried: Sequence[int] = (), **options: Any
) -> tuple[Part, Any, str]:
    opened, scripted = court(claim, reply, **options)
    points = [at(a=1, b=k) for k in tried]
    opened.tried = [(point, opened.truths(point)) for point in points]
    opened.pool = points or [at(a=9, b=9)]
    found = prover._decided(opened, "c", opened.terms.statement.conclusion["c"])
    denials = [put.labelled["part denied"] for put in scripted.put]
    condition = opened.terms.statement.conclusion["c"]
    assert all(d.op == "not" and d.args[0] is condition for d in denials)
    return found


def test_a_part_that_may_be_undefined_is_not_decided() -> None:
    opened, scripted = court(plain, UNSAT)
    scripted.partial = lambda formula, context: ("divides by zero", [])
    found = prover._decided(opened, "c", b > 1)
    assert found == (part("c", "unknown", detail="divides by zero"), None, "")
    assert scripted.put == []


def test_a_part_that_cannot_fail_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    proof = part("c", provers=("z3",))
    assert decided(UNSAT) == (proof, None, "")
    assert decided(UNSAT, tried=[3, 4]) == (proof, None, "")
    opened, _ = court(plain)
    relaxed = Posed(UNSAT, Script({}), relaxed=("n",))
    monkeypatch.setattr(Judgement, "pose", lambda *args: relaxed)
    assert prover._decided(opened, "c", b > 1)[0].relaxed == ("n",)


def test_a_proof_of_what_fails_at_a_point_is_an_alarm() -> None:
    found, point, alarm = decided(UNSAT, tried=[4, 2, 1])
    assert (found, point) == (part("c", "unknown", detail=alarm), None)
    assert "at a = 1, b = 2 does" in alarm
    assert "one of the two is wrong" in alarm


def test_a_proof_of_what_is_undefined_at_a_point_is_none() -> None:
    claim: Any = lambda self: given().then(c=1 / self.b > 0)  # noqa: E731
    assert decided(UNSAT, claim, tried=[0])[0].status == "proved"


def identical(self: Any) -> Statement:
    return given().then(c=equal((self.a + self.b) ** 2, self.a**2 + self.b * (2 * self.a + self.b)))


def test_an_identity_is_proved_where_the_prover_says_nothing() -> None:
    proof = Part("c", "proved", "sympy", 0.0, ("sympy",))
    assert decided(UNKNOWN, identical, left=0.5) == (proof, None, "")


def false(self: Any) -> Statement:
    return given().then(c=equal(self.a, self.b))


@pytest.fixture
def sweeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prover, "_swept", lambda court, name: ("swept", name, ""))


@pytest.mark.parametrize("claim", [false, plain])
def test_what_is_no_identity_is_swept(claim: Any, sweeping: None) -> None:
    assert decided(UNKNOWN, claim, tried=[9 if claim is plain else 1]) == ("swept", "c", "")


@pytest.mark.parametrize("left", [0.0, -1.0])
def test_without_time_nothing_is_expanded(
    left: float, sweeping: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prover, "is_identity", lambda condition, deadline: True)
    assert decided(UNKNOWN, identical, left=left) == ("swept", "c", "")


def test_an_identity_holds_at_the_points_found(
    sweeping: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prover, "is_identity", lambda condition, deadline: True)
    assert decided(UNKNOWN, false, tried=[2]) == ("swept", "c", "")
    assert decided(UNKNOWN, false, tried=[1])[0].status == "proved"


# -- refutations -----------------------------------------------------------------------------------


def refuted(points: list[Any], answer: Any = None, claim: Any = plain) -> tuple[Part, Any, str]:
    return decided(Answer("sat", answer or {}), claim, points=points)


def test_a_part_is_refuted_by_a_point_at_which_the_model_fails() -> None:
    found = refuted([at(b=3), at(b="31/17")], {"b": ROOT})
    assert found == (part("c", "refuted", provers=("z3",)), at(a=1, b=2), "")


def test_a_rational_point_at_which_the_model_does_not_fail_is_an_alarm() -> None:
    found, point, alarm = refuted([at(b=3), at(b=2)], at(b=3))
    assert (found, point) == (part("c", "unknown", detail=alarm), None)
    assert "fails at a = 1, b = 3, but the model" in alarm


def test_a_point_near_an_irrational_one_alarms_nobody() -> None:
    said = "z3 says that it can fail, but no point of it could be confirmed"
    unconfirmed = part("c", "unknown", detail=said)
    assert refuted([at(b=3), at(b=4)], {"b": ROOT}) == (unconfirmed, None, "")
    assert refuted([at(b=ROOT), at(b=3)], at(b=3), rooted) == (unconfirmed, None, "")


def rooted(self: Any) -> Statement:
    return given(p=self.b > 1).then(c=self.b * self.b > 1)


def test_a_point_that_no_fraction_reaches() -> None:
    def claim(self: Any) -> Statement:
        return given(p=self.b > 1).then(c=where(self.b * self.b > 2, True, self.b * self.b < 2))

    found, point, alarm = refuted([at(b="3/2"), at(b=ROOT)], {"b": ROOT}, claim)
    assert (found.status, found.backend, found.provers) == ("refuted", "z3", ("z3",))
    assert "algebraic" in found.detail
    assert (point, alarm) == (at(a=1, b=ROOT), "")


def test_a_point_at_which_nothing_fails_gives_way_to_the_next() -> None:
    found, point, _ = refuted([at(b=ROOT), at(b=2)], {"b": ROOT}, plain)
    assert (found.status, point["b"]) == ("refuted", ROOT)
    found, point, _ = refuted(
        [at(b=ROOT), at(b=3)],
        {"b": ROOT},
        lambda self: given(p=self.b > 1).then(c=self.b * self.b < 3),
    )
    assert (found.status, point) == ("refuted", at(a=1, b=3))


@pytest.mark.parametrize(
    ("condition", "point", "fails"),
    [
        (b * b > 2, at(a=1, b=ROOT), True),
        (b * b >= 2, at(a=1, b=ROOT), False),
        (b * b > 2, at(a=-1, b=ROOT), False),  # outside the domain
        (b * b > 2, at(a=1, b=Algebraic((1, 0, -2), 1)), False),  # an assumption fails
        (b * b > 2, at(a=1, b=Algebraic((1, 0, -2), 3)), False),  # there is none
        (1 / (b * b - 2) > 0, at(a=1, b=ROOT), False),  # undefined
        (b * b > a + 1, at(a=1, b=ROOT), True),
        (b * b < 2 + constant(Fraction(1, 10**30)), at(a=1, b=ROOT), False),
    ],
)
def test_a_part_fails_at_an_algebraic_point(condition: Any, point: Any, fails: bool) -> None:
    opened, _ = court(plain)
    assert prover._holds_at_algebraic(opened, condition, point) is fails


# -- sweeps ----------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Blocks of ten points; ``clock[0]`` is the time, and every look at it costs ``clock[1]``."""
    clock = [0.0, 0.0]
    looks = iter(range(100))  # a sweep without end fails

    def now() -> float:
        next(looks)
        clock[0] += clock[1]
        return clock[0]

    monkeypatch.setattr(prover, "_BLOCK", 10)
    monkeypatch.setattr(prover, "_ENOUGH", 25)
    monkeypatch.setattr(prover, "time", SimpleNamespace(monotonic=now))
    return clock


def swept(claim: Any, samples: int, deadline: float = 0.0, name: str = "c") -> Any:
    opened, scripted = court(claim, samples=samples)
    scripted.deadline = deadline
    return *prover._swept(opened, name), opened


def always(self: Any) -> Statement:
    return given().then(c=self.b * self.b + 1 > 0)


@pytest.mark.parametrize(
    ("samples", "status"), [(25, "swept"), (26, "swept"), (24, "unknown"), (40, "swept")]
)
def test_a_sweep_needs_enough_points(samples: int, status: str, small: list[float]) -> None:
    found, point, alarm, opened = swept(always, samples)
    assert (found.status, found.backend, found.provers) == (status, "sweep", ())
    assert (point, alarm, opened.swept) == (None, "", {"c": samples})
    said = (
        f"no counterexample among {samples} sampled points that satisfy the assumptions"
        if status == "swept"
        else f"only {samples} of {samples} sampled points satisfy the assumptions"
    )
    assert found.detail == said


def test_only_points_that_satisfy_the_assumptions_count(small: list[float]) -> None:
    found, *_, opened = swept(
        lambda self: given(p=self.b > 0).then(c=self.b * self.b + self.b > 0), 60
    )
    (tried,) = opened.swept.values()
    assert 10 < tried < 50
    assert found.status == ("swept" if tried >= 25 else "unknown")


def test_a_sweep_finds_what_fails_and_shortens_it(small: list[float]) -> None:
    found, point, alarm, opened = swept(lambda self: given().then(c=self.b < 0), 30)
    assert found == Part("c", "refuted", "sweep", 0.0, ("exact evaluation",))
    assert point["b"] >= 0
    assert (point["b"].denominator, alarm, opened.swept) == (1, "", {})


@pytest.mark.parametrize(
    ("each", "deadline", "seen"),
    [
        (0.0, 0.0, 40),
        (4.0, 0.0, 10),  # one block at least, whatever the time
        (1.0, 0.0, 20),  # from second 1 to before second 4: a look at 2 and one at 3
        (1.0, 4.0, 20),
        (1.0, 4.5, 30),
        (1.0, 99.0, 40),
    ],
)
def test_a_sweep_ends_with_its_time(
    each: float, deadline: float, seen: int, small: list[float]
) -> None:
    small[1] = each
    *_, opened = swept(always, 40, deadline)
    assert opened.swept == {"c": seen}


def test_a_quantifier_cannot_be_swept() -> None:
    found, point, alarm, _ = swept(
        lambda self: given().then(c=exists(REAL, lambda t: t > self.b)), 10
    )
    said = "not decided in the time given; a quantifier cannot be swept"
    assert (found, point, alarm) == (part("c", "unknown", detail=said), None, "")


def block(claim: Any, **values: Any) -> tuple[int, Any]:
    opened, _ = court(claim)
    arrays = {n: np.array(v, dtype=float) for n, v in values.items()}
    return prover._swept_block(opened, "c", arrays)


def test_a_block_counts_the_points_inside() -> None:
    assert block(plain, a=[9, 9, 9, -1], b=[2, 3, 0, 3]) == (2, None)
    assert block(plain, a=[9, 1, 9], b=[2, 2, 0]) == (2, at(a=1, b=2))
    assert block(plain, a=[9, -1], b=[0, 2]) == (0, None)


def test_a_failure_in_floats_is_believed_only_where_it_is_one() -> None:
    def claim(self: Any) -> Statement:
        return given().then(c=self.a + self.b > self.b)

    assert block(claim, a=[1e-20, 1], b=[1, 1]) == (2, None)
    assert block(claim, a=[1e-20], b=[1]) == (1, None)


def test_arrays_that_are_read_in_another_way_are_noticed() -> None:
    def claim(self: Any) -> Statement:
        part = self.b > 1
        return given().then(c=self.b == self.b if isinstance(part, np.ndarray) else part)

    assert block(claim, a=[1, 1], b=[2, 0]) == (2, at(a=1, b=0))


def test_a_block_without_variables_is_empty() -> None:
    assert block(always, a=[], b=[]) == (0, None)
