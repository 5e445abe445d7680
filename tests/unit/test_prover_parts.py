"""Parts of a statement: decided, refuted by a point, swept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gametheory.algebra import equal, exists, where
from gametheory.parameters import REAL
from gametheory.proof import Algebraic, Statement, given, judgement, prover
from gametheory.proof.judgement import Judgement
from gametheory.proof.processes import Answer
from gametheory.proof.questions import Posed
from gametheory.proof.smtlib import Script
from gametheory.proof.verdict import Check, Part
from gametheory.terms import constant, variable
from tests.unit.scripted_court import UNKNOWN, UNSAT, court

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
