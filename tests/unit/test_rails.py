"""Trials of a statement: what each of them asks, what it believes, what it says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from gametheory.algebra import all_of, any_of, equal, exists, iff, implies, not_, where
from gametheory.parameters import REAL
from gametheory.proof import Algebraic, Statement, given, judgement, rails
from gametheory.proof.judgement import Judgement
from gametheory.proof.processes import Answer
from gametheory.proof.statement import Boundary, Mutant
from gametheory.proof.verdict import Check, Part
from gametheory.terms import Formula, admissible, variable
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


def no_samples(monkeypatch: pytest.MonkeyPatch, points: tuple[Any, ...] = ()) -> None:
    monkeypatch.setattr(Judgement, "sampled", lambda self: iter(points))


# -- all of them -----------------------------------------------------------------------------------


def test_every_trial_is_made_the_authors_own_first() -> None:
    opened, _ = court(
        lambda self: (
            given(p=self.b > 1)
            .then(c=self.a * self.b > 0, same=self.b > 1, iff=iff(self.b > 3, self.a > 3))
            .unless("p", b=-1)
            .mutant("m", self.b > 7)
        ),
        points=[at(b=2)],
    )
    opened.pool = [at(a=k, b=m) for k in (1, 4) for m in (2, 4)]
    parts = [part(), part("same"), part("iff")]
    found = rails.checks(opened, parts)
    assert [(c.kind, c.name, c.ok, c.automatic) for c in found] == [
        ("boundary", "p", True, False),
        ("mutant", "m", True, False),
        ("statement", "same", False, False),
        ("premise", "the first side of iff", True, True),
        ("premise", "the first side's opposite of iff", True, True),
        ("premise", "the second side of iff", True, True),
        ("premise", "the second side's opposite of iff", True, True),
        ("relaxed", "p", True, True),
    ]
    assert found[2].detail == "it restates an assumption"
    assert [p.uses for p in parts] == [("domain of a", "p")] * 3


def test_assumptions_are_tried_only_where_every_part_is_proved() -> None:
    opened, _ = court(
        lambda self: given(p=self.b > 1).then(c=self.a * self.b > 0, d=self.b > 0), UNSAT
    )
    parts = [part(), part("d", "swept")]
    assert rails.checks(opened, parts) == []
    assert [p.uses for p in parts] == [(), ()]
    parts = [part(uses=("never",)), part("d", "swept", uses=("kept",))]
    opened, _ = court(opened.proposition.build, UNKNOWN)
    rails.checks(opened, parts)
    assert [p.uses for p in parts] == [("domain of a", "p"), ("kept",)]


@pytest.mark.parametrize(("sides", "more"), [(10, 0), (11, 1)])
def test_more_premises_than_a_reader_follows_are_said(sides: int, more: int) -> None:
    opened, _ = court(
        lambda self: given().then(c=all_of(*[iff(self.b > k, self.a > k) for k in range(sides)]))
    )
    opened.pool = [at(a=k, b=m) for k in (-1, 99) for m in (-1, 99)]
    found = rails.checks(opened, [])
    assert [c.ok for c in found] == [True] * 40 + [False] * more
    if more:
        assert (found[-1].kind, found[-1].name) == ("premise", "further ones of c")


# -- boundary points -------------------------------------------------------------------------------


def bounded(self: Any) -> Statement:
    return given(p=self.b > 1, q=self.a < 3, r=1 / (self.a - 2) < 9).then(
        c=self.b > 1, d=self.b + self.a > 2, e=1 / (self.b + 5) > 0, f=1 / (self.b + 5) < 9
    )


@pytest.mark.parametrize(
    ("dropped", "point", "ok", "detail"),
    [
        ("p z y", at(b=0), False, "'z' is no assumption; there are "),
        ("p", at(b=0, a=2), False, "the assumption 'r' is undefined there"),
        ("p", at(b=2), False, "the dropped assumption 'p' holds there"),
        ("p q", at(b=0), False, "the dropped assumption 'q' holds there"),
        ("p", at(b=0, a=4), False, "the kept assumption 'q' fails there"),
        ("p", at(b=0, a=-1), False, "the kept assumption 'domain of a' fails there"),
        ("q", at(b=2, a=4), False, "the conclusion holds there all the same"),
        ("p", at(b=0), True, "without it c, d fails"),
        ("p", at(b=1), True, "without it c, d fails"),
        ("p q", at(b=-5, a=4), True, "without it c, d fails"),
    ],
)
def test_a_boundary_point(dropped: str, point: Any, ok: bool, detail: str) -> None:
    opened, _ = court(bounded)
    names = tuple(dropped.split())
    found = rails._boundary(opened, Boundary(names, point))
    assert found.detail.startswith(detail)
    assert (found.kind, found.name, found.ok) == ("boundary", ", ".join(names), ok)
    assert found.point == {"a": 1, **point}


def test_what_is_undefined_at_a_boundary_is_no_failure() -> None:
    opened, _ = court(
        lambda self: given(p=self.b > 1).then(c=1 / self.b < 1, d=2 / self.b < 2, e=self.a < 2)
    )
    found = rails._boundary(opened, Boundary(("p",), at(b=0)))
    assert (found.ok, found.detail) == (False, "'c' is undefined there, which is no failure")


def test_a_boundary_is_told_in_the_words_of_its_author() -> None:
    opened, _ = court(plain)
    assert rails._boundary(opened, Boundary(("p",), at(b=-1), "it falls")).detail == "it falls"


# -- mutants of the author -------------------------------------------------------------------------


def altered(self: Any) -> Statement:
    return given(p=self.b > 1).then(c=self.a * self.b > 0).mutant("m", self.b > 3)


def tried(reply: Any, pool: Any = (), **options: Any) -> tuple[Check, Judgement, Scripted]:
    """The trial of the mutant, which could hold, where ``reply`` is the answer to its denial."""

    def answer(labelled: Mapping[str, Formula]) -> Answer:
        given: Answer = reply if "part denied" in labelled else SAT
        return given

    opened, prover = court(altered, answer, **options)
    opened.pool = list(pool)
    return rails._mutant(opened, 0, opened.terms.statement.mutants[0]), opened, prover


def test_a_mutant_that_can_never_hold() -> None:
    opened, prover = court(altered, UNSAT)
    found = rails._mutant(opened, 0, opened.terms.statement.mutants[0])
    assert (found.kind, found.name, found.ok) == ("mutant", "m", False)
    assert "never hold" in found.detail
    assert [list(put.labelled) for put in prover.put] == [["the condition"]]


def test_a_mutant_that_a_known_point_refutes() -> None:
    found, _, prover = tried(UNSAT, [at(a=1, b=1), at(a=1, b=4), at(a=1, b="22/7"), at(a=1, b=2)])
    assert found == Check("mutant", "m", True, "refuted at a = 1, b = 2", at(a=1, b=2))
    assert len(prover.put) == 1


def test_a_mutant_that_a_point_of_the_prover_refutes() -> None:
    points = [at(b=4), at(b=0), at(b=2), at(b=3)]
    found, opened, prover = tried(SAT, points=points)
    assert found == Check("mutant", "m", True, "refuted at a = 1, b = 2", at(a=1, b=2))
    assert opened.pool == [at(a=1, b=2)]
    put = prover.put[-1]
    assert put.labelled["part denied"] is denied(b > 3)
    assert list(put.labelled) == ["domain of a", "p", "part denied"]


@pytest.mark.parametrize(("left", "seconds"), [(60, 20), (3, 2), (1, 1)])
def test_a_mutant_has_a_share_of_the_time(left: float, seconds: float) -> None:
    assert tried(UNSAT, left=left)[2].put[-1].seconds == seconds


def test_a_mutant_that_a_sample_refutes(monkeypatch: pytest.MonkeyPatch) -> None:
    no_samples(monkeypatch, (at(a=1, b=5), at(a=1, b=2)))
    found, *_ = tried(UNKNOWN)
    assert (found.kind, found.ok, found.point) == ("mutant", True, at(a=1, b=2))


@pytest.mark.parametrize(
    ("reply", "samples"), [(UNSAT, [at(a=1, b=2)]), (SAT, [at(a=1, b=2)]), (UNKNOWN, [])]
)
def test_a_mutant_that_is_not_refuted(
    reply: Answer, samples: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_samples(monkeypatch, samples)
    near = [at(b=5)] if reply is SAT else [at(b=2)]
    found, opened, _ = tried(reply, points=near)
    assert (found.kind, found.name, found.ok) == ("mutant", "m", False)
    assert found.detail == "not refuted: the proof does not notice the change"
    assert opened.pool == []


# -- what makes a condition defined ----------------------------------------------------------------


def test_conditions_that_make_a_condition_defined() -> None:
    nonzero = denied(equal(b, 0))
    assert rails._defined(b > 0) == {}
    assert rails._defined(1 / b > 0) == {"defined 0.0": nonzero}
    guarded = rails._defined(implies(a > 1, 1 / b > 0))
    assert guarded == {"defined 0.0": implies(Formula.of("and", a > 1), nonzero)}
    assert rails._defined(exists(REAL, lambda t: t / b > 0)) == {}


def test_that_a_count_is_whole_is_not_asked_of_a_prover() -> None:
    whole = Formula.of("whole", b)
    value = admissible(b, all_of(whole, b >= 0, b < 9))
    assert rails._defined(value > 1) == {"defined 0.0": b >= 0, "defined 0.1": b < 9}


# -- premises --------------------------------------------------------------------------------------

P, Q, R, S = a > 1, b > 1, a < 9, b < 9


def test_premises_of_a_condition() -> None:
    found = list(rails._premises(all_of(implies(P, implies(Q, R)), S, iff(R, S))))
    assert found == [
        ("the premise", P, ()),
        ("the premise", Q, (P,)),
        ("the first side", R, ()),
        ("the first side's opposite", denied(R), ()),
        ("the second side", S, ()),
        ("the second side's opposite", denied(S), ()),
    ]


@pytest.mark.parametrize(
    ("condition", "premises"),
    [
        (P, []),
        (any_of(not_(P), Q), [P]),
        (any_of(Q, not_(P), not_(R)), [P, R]),
        (any_of(P, Q), []),
        (any_of(not_(P), not_(Q)), []),
        (implies(P, all_of(Q, implies(R, S))), [P, R]),
        (not_(implies(P, Q)), []),
    ],
)
def test_a_disjunction_with_a_denial_has_a_premise(condition: Any, premises: Any) -> None:
    assert [premise for _, premise, _ in rails._premises(condition)] == premises


def premised(
    reply: Any, *, path: Any = (), pool: Any = (), **options: Any
) -> tuple[Check, Judgement, Scripted]:
    opened, prover = court(plain, reply, **options)
    opened.pool = list(pool)
    return rails._premise(opened, "c", "the premise", b > 3, path), opened, prover


def test_a_premise_that_holds_at_a_known_point() -> None:
    found, _, prover = premised(UNSAT, pool=[at(a=1, b=2), at(a=1, b=4)])
    assert found == Check("premise", "the premise of c", True, "can hold", at(a=1, b=4), True)
    assert prover.put == []


def test_a_premise_holds_where_those_before_it_do() -> None:
    pool = [at(a=1, b=4), at(a=2, b=4)]
    found, *_ = premised(UNSAT, path=(a > 1,), pool=pool)
    assert found.point == pool[1]
    found, _, prover = premised(UNSAT, path=(a > 1,), pool=pool[:1])
    assert not found.ok
    assert prover.put[0].labelled["premise holds"] is Formula.of("and", a > 1, b > 3)


@pytest.mark.parametrize(("left", "seconds"), [(60, 15), (4, 2)])
def test_a_premise_that_never_holds(left: float, seconds: float) -> None:
    found, _, prover = premised(UNSAT, left=left)
    said = "it can never hold under the assumptions, so it says nothing"
    assert found == Check("premise", "the premise of c", False, said, None, True)
    (put,) = prover.put
    assert list(put.labelled) == ["domain of a", "p", "premise holds"]
    assert (put.labelled["premise holds"], put.seconds) == (b > 3, seconds)


def test_a_premise_that_holds_near_an_answer() -> None:
    points = [at(b=2), at(b=ROOT), at(a=-1, b=4), at(b=5), at(b=6)]
    found, opened, _ = premised(SAT, points=points)
    assert found == Check("premise", "the premise of c", True, "can hold", at(a=1, b=5), True)
    assert opened.pool == [at(a=1, b=5)]


def test_a_premise_that_holds_says_z3() -> None:
    found, opened, _ = premised(SAT, points=[at(b=2), at(a=-1, b=4)])
    assert found == Check("premise", "the premise of c", True, "can hold, says z3", None, True)
    assert opened.pool == []


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0.5, "no point was found at which it holds"),
        (0, "not tried: the time was over"),
        (-1, "not tried: the time was over"),
    ],
)
def test_a_premise_that_nobody_decided(left: float, said: str) -> None:
    found, *_ = premised(UNKNOWN, left=left)
    assert found == Check("premise", "the premise of c", False, said, None, True)


def test_a_choice_between_conditions_is_two_implications() -> None:
    assert list(rails._premises(where(P, Q, R))) == list(
        rails._premises(all_of(implies(P, Q), implies(not_(P), R)))
    )


def test_a_mutant_is_told_by_its_place() -> None:
    opened, _ = court(lambda self: altered(self).mutant("n", self.b > 1), UNKNOWN)
    opened.pool = [at(a=1, b=2)]
    first, second = opened.terms.statement.mutants
    assert rails._mutant(opened, 0, first).ok
    found = rails._mutant(opened, 1, Mutant("n", second.conclusion))
    assert (found.name, found.ok) == ("n", False)
