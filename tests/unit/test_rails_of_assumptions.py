"""Trials of assumptions and automatic mutants: what each asks, believes and says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from gametheory.algebra import any_of, equal
from gametheory.proof import Algebraic, Statement, alterations, given, judgement, rails
from gametheory.proof.processes import Answer
from gametheory.proof.verdict import Check, Part
from gametheory.terms import Formula, variable
from tests.unit.scripted_court import SAT, UNKNOWN, UNSAT, Scripted, court

ROOT = Algebraic((1, 0, -2), 2)
a, b = variable("a"), variable("b")


def at(**values: Any) -> dict[str, Any]:
    return {n: v if isinstance(v, Algebraic) else Fraction(v) for n, v in values.items()}


def denied(formula: Formula) -> Formula:
    return Formula.of("not", formula)


def plain(self: Any) -> Statement:
    return given(p=self.b > 1).then(c=self.a * self.b > 0)


def part(name: str = "c", status: Any = "proved", **options: Any) -> Part:
    return Part(name, status, "z3", 0.0, **options)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "_SCANNED", 400)


# -- the core --------------------------------------------------------------------------------------


def several(self: Any) -> Statement:
    return given(p=self.b > 1, q=self.b > 2, r=self.b > 3).then(c=self.a * self.b > 0)


def cored(
    core: tuple[str, ...], needed: set[str], left: float = 60
) -> tuple[tuple[str, ...], Scripted]:
    """What forces the part where the prover says so, and everything ``needed`` does."""

    def reply(labelled: Mapping[str, Formula]) -> Answer:
        enough = needed <= set(labelled)
        return Answer("unsat", core=core) if enough else SAT

    opened, prover = court(several, reply, left=left)
    return rails._core(opened, "c"), prover


def test_a_core_is_shortened_by_assumptions() -> None:
    found, prover = cored(("q", "p", "domain of a", "part denied"), {"p"})
    assert found == ("domain of a", "p")
    first, *others = prover.put
    assert (first.core, first.seconds) == (True, 2)
    assert list(first.labelled) == ["domain of a", "p", "q", "r", "part denied"]
    assert first.labelled["part denied"] is denied(a * b > 0)
    assert [list(put.labelled) for put in others] == [
        ["domain of a", "q", "part denied"],
        ["domain of a", "p", "part denied"],
    ]
    assert {(put.core, put.seconds) for put in others} == {(False, 0.5)}


def test_without_a_core_everything_is_tried() -> None:
    found, prover = cored((), {"domain of a", "q"})
    assert found == ("domain of a", "q")
    assert len(prover.put) == 5
    assert cored((), {"q"})[0] == ("q",)
    assert cored((), {"p", "q", "r"})[0] == ("p", "q", "r")


@pytest.mark.parametrize(("left", "asked"), [(0.5, 5), (0, 1), (-1, 1)])
def test_a_core_is_as_short_as_the_time_allows(left: float, asked: int) -> None:
    found, prover = cored((), {"nothing"}, left)
    assert found == ("domain of a", "p", "q", "r")
    assert len(prover.put) == asked
    assert prover.put[0].seconds == left


# -- assumptions -----------------------------------------------------------------------------------


def assumed(
    claim: Any, reply: Any, uses: tuple[str, ...], partial: Any = None, **options: Any
) -> list[Check]:
    opened, prover = court(claim, reply, **options)
    if partial:
        prover.partial = partial
    return list(rails._assumptions(opened, [part(), part(uses=uses)]))


def test_an_assumption_that_no_part_uses() -> None:
    found = assumed(several, UNSAT, ("p", "r"))
    said = "no part uses this assumption"
    assert [(c.kind, c.name) for c in found] == [
        ("statement", "p"), ("relaxed", "p"), ("statement", "q"), ("statement", "r"),
        ("relaxed", "r"),
    ]  # fmt: skip
    assert found[2] == Check("statement", "q", False, said, None, True)


def test_an_assumption_with_a_boundary_is_not_dropped_again() -> None:
    def told(self: Any) -> Statement:
        found = several(self).unless("p", b=0)
        return found.unless("q", "r", b=0)

    found = assumed(told, UNSAT, ("p", "q", "r"))
    assert [(c.kind, c.name) for c in found] == [
        ("relaxed", "p"), ("statement", "q"), ("relaxed", "q"), ("statement", "r"),
        ("relaxed", "r"),
    ]  # fmt: skip


def test_an_assumption_that_keeps_something_defined_is_used() -> None:
    def partial(formula: Formula, context: Mapping[str, Formula]) -> Any:
        return ("" if {"p", "domain of a"} <= set(context) else "divides by zero"), []

    found = assumed(several, UNKNOWN, ("q", "r"), partial)
    assert ("statement", "p") not in [(c.kind, c.name) for c in found]
    assert [c.name for c in found] == ["p", "p", "q", "q", "r", "r"]


@pytest.mark.parametrize(
    ("part_of", "left", "defines"),
    [
        (a * b > 0, 60, True),  # a part
        (b > 2, 60, True),  # another assumption
        (b > 1, 60, False),  # the assumption itself
        (b > 2, 0.5, True),
        (b > 2, 0, False),
        (b > 2, -1, False),
    ],
)
def test_what_an_assumption_defines(part_of: Formula, left: float, defines: bool) -> None:
    opened, prover = court(several, left=left)
    seen: list[set[str]] = []

    def partial(formula: Formula, context: Mapping[str, Formula]) -> Any:
        seen.append(set(context))
        return ("undefined", []) if formula is part_of else ("", ["a proof"])

    prover.partial = partial
    assert rails._defines(opened, "p") is defines
    assert all(names == {"domain of a", "q", "r"} for names in seen)


def dropped(reply: Any, points: Any = ()) -> tuple[Check, Scripted]:
    opened, prover = court(
        lambda self: given(p=self.b > 1, q=self.a < 3).then(
            c=self.a + self.b > 0, d=1 / (self.b - 7) < 9
        ),
        reply,
        points=points,
    )
    return rails._dropped(opened, "p"), prover


def test_a_dropped_assumption_without_which_a_part_fails() -> None:
    points = [
        at(b=ROOT), at(b=2), at(b=0), at(a=-1, b=-9), at(a=4, b=-9), at(b=-9), at(b=-10),
    ]  # fmt: skip
    found, prover = dropped(SAT, points)
    assert found == Check("boundary", "p", True, "without it c fails", at(a=1, b=-9), True)
    (put,) = prover.put
    assert list(put.labelled) == ["domain of a", "q", "assumption denied", "part denied"]
    assert put.labelled["assumption denied"] is denied(b > 1)
    assert put.labelled["part denied"] is denied(a + b > 0)
    assert put.seconds == 2


def test_a_dropped_assumption_without_which_another_part_fails() -> None:
    second = denied(1 / (b - 7) < 9)

    def reply(labelled: Mapping[str, Formula]) -> Answer:
        return SAT if labelled["part denied"] is second else UNKNOWN

    found, prover = dropped(reply, [at(b=-9)])
    assert found.detail == "without it d fails"
    assert list(prover.put[1].labelled)[-1] == "defined 0.0"


def test_a_dropped_assumption_that_nothing_needs() -> None:
    found, prover = dropped(UNSAT, [at(b=-9)])
    said = "every part holds without it"
    assert found == Check("statement", "p", False, said, None, True)
    assert len(prover.put) == 2


@pytest.mark.parametrize("reply", [UNKNOWN, SAT])
@pytest.mark.parametrize("place", [0, 1])
def test_a_dropped_assumption_that_nobody_decided(reply: Answer, place: int) -> None:
    replies = [UNSAT, UNSAT]
    replies[place] = reply
    left = iter(replies)
    found, _ = dropped(lambda labelled: next(left), [at(b=2)])
    said = "whether it is needed was not decided in the time given"
    assert found == Check("relaxed", "p", True, said, None, True)


@pytest.mark.parametrize(
    ("point", "alone"),
    [
        (at(a=1, b=-9), True),
        (at(a=4, b=-9), False),  # another assumption fails
        (at(a=1, b=0), False),  # no part fails
        (at(a=1, b=2), False),  # the assumption holds
        (at(a=2, b=-9), False),  # another is undefined
        (at(a=1, b=-7), False),  # the assumption is undefined
    ],
)
def test_an_assumption_fails_alone(point: Any, alone: bool) -> None:
    opened, _ = court(
        lambda self: given(
            p=self.b / (self.b + 7) * (self.b + 7) > 1, q=1 / (self.a - 2) < self.a * 0 + 0.4
        ).then(c=self.a + self.b > 0, d=self.a > 0)
    )
    assert rails._fails_alone(opened, "p", point) is alone


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (SAT, "the conclusion can fail"),
        (UNSAT, "the conclusion still holds"),
        (UNKNOWN, "not decided"),
    ],
)
def test_a_loosened_assumption(reply: Answer, said: str) -> None:
    opened, prover = court(
        lambda self: given(p=self.b > 1, q=self.a < 3).then(
            c=self.a + self.b > 0, d=1 / self.b < 9
        ),
        reply,
    )
    (found,) = rails._loosened(opened, "p")
    assert said in found.detail
    assert (found.kind, found.name, found.ok, found.automatic) == ("relaxed", "p", True, True)
    (put,) = prover.put
    assert put.seconds == 1
    assert put.labelled == {
        "domain of a": a > 0,
        "q": a < 3,
        "assumption loosened": alterations.relaxed(b > 1),
        "beyond it": denied(b > 1),
        "part denied": denied(Formula.of("and", a + b > 0, 1 / b < 9)),
        "1 defined 0.0": denied(equal(b, 0)),
    }


def test_a_loosened_assumption_of_one_part() -> None:
    opened, prover = court(plain, UNSAT, left=0.5)
    assert len(list(rails._loosened(opened, "p"))) == 1
    assert prover.put[0].labelled["part denied"] is denied(a * b > 0)
    assert prover.put[0].seconds == 0.5


@pytest.mark.parametrize("left", [0, -1])
def test_nothing_is_loosened_without_time(left: float) -> None:
    opened, prover = court(plain, UNSAT, left=left)
    assert list(rails._loosened(opened, "p")) == []
    assert prover.put == []


def test_what_is_no_comparison_is_not_loosened() -> None:
    opened, _ = court(lambda self: given(p=any_of(self.b > 1, self.a > 1)).then(c=self.a > 0))
    assert list(rails._loosened(opened, "p")) == []


# -- automatic mutants -----------------------------------------------------------------------------


def mutated(
    monkeypatch: pytest.MonkeyPatch,
    mutants: list[tuple[str, Formula]],
    reply: Any = UNSAT,
    *,
    each: float = 0.0,
    **options: Any,
) -> Part:
    """What became of the part where every trial takes ``each`` seconds."""
    clock = iter(range(1000))
    monkeypatch.setattr(rails, "time", SimpleNamespace(monotonic=lambda: 100 + each * next(clock)))
    monkeypatch.setattr(alterations, "mutants", lambda condition: iter(mutants))
    opened, _ = court(plain, reply, **options)
    opened.pool = [at(a=1, b=2)]
    return rails._mutated(opened, part())


GOOD, BAD = ("true", b > 1), ("false", b > 3)


def test_automatic_mutants_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    found = mutated(monkeypatch, [GOOD, BAD, BAD, GOOD, BAD])
    assert (found.mutants, found.refuted, found.survivors) == (5, 3, ("true", "true"))


@pytest.mark.parametrize(("left", "tried"), [(0.5, 3), (0, 0), (-1, 0)])
def test_automatic_mutants_end_with_the_time(
    left: float, tried: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = mutated(monkeypatch, [BAD, GOOD, GOOD], left=left)
    assert found.mutants == tried


def test_automatic_mutants_end_once_one_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mutated(monkeypatch, [GOOD] * 9, each=60).mutants == 9
    assert mutated(monkeypatch, [GOOD, BAD, GOOD, GOOD], each=60).mutants == 2
    found = mutated(monkeypatch, [BAD] * 9, each=1)  # the fifth second is too late
    assert found.mutants == 5


def test_only_proved_parts_are_mutated(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, _ = court(plain, UNSAT)
    opened.pool = [at(a=1, b=2)]
    proved, swept = rails.with_mutants(opened, [part(), part(status="swept")])
    assert (proved.mutants > 0, swept.mutants) == (True, 0)


@pytest.mark.parametrize(
    ("reply", "points", "refuted"),
    [
        (SAT, [at(b=4), at(b=0), at(b=ROOT), at(b=2)], True),
        (SAT, [at(b=4), at(b=0)], False),
        (SAT, [at(b=ROOT)], False),
        (UNSAT, [at(b=2)], False),
        (UNKNOWN, [at(b=2)], False),
    ],
)
def test_an_altered_part_is_refuted_by_a_point(reply: Answer, points: Any, refuted: bool) -> None:
    opened, prover = court(plain, reply, points=points)
    opened.pool = [at(a=1, b=5)]
    assert rails._refuted_by_any(opened, b > 3) is refuted
    assert opened.pool[1:] == ([at(a=1, b=2)] if refuted else [])
    (put,) = prover.put
    assert list(put.labelled) == ["domain of a", "p", "part denied"]
    assert (put.labelled["part denied"], put.seconds) == (denied(b > 3), 0.5)


def test_an_altered_part_that_a_known_point_refutes() -> None:
    opened, prover = court(plain, UNSAT)
    opened.pool = [at(a=1, b=5), at(a=1, b=2)]
    assert rails._refuted_by_any(opened, b > 3)
    assert prover.put == []


def test_what_is_undefined_at_a_point_is_not_refuted_there() -> None:
    opened, prover = court(plain, SAT, points=[at(b=2)])
    opened.pool = [at(a=1, b=2)]
    assert not rails._refuted_by_any(opened, 1 / (b - 2) > 0)
    assert list(prover.put[0].labelled)[-1] == "defined 0.0"


def test_a_part_that_no_alteration_hurts_is_a_fault() -> None:
    parts = [
        part("tried", mutants=3, refuted=1),
        part("untried"),
        part("swept", "swept", mutants=3),
        part("toothless", mutants=3),
    ]
    (found,) = rails.toothless(parts)
    said = "none of 3 altered copies of it is refuted"
    assert found == Check("mutant", "toothless", False, said, None, True)
