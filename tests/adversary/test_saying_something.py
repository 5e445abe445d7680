"""Statements that say nothing, or less than they seem to, are refused or reported as defects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from attack import judge, not_believed, plane, proved, refused, refuted

from gametheory.algebra import (
    all_of,
    any_of,
    differ,
    equal,
    iff,
    implies,
    maximum,
    not_,
    where,
)
from gametheory.errors import InvalidInput, SymbolicBranch
from gametheory.proof import Statement, given, proposition
from gametheory.proof.verdict import Verdict


def kinds(verdict: Verdict) -> list[tuple[str, str, bool]]:
    return [(c.kind, c.name, c.ok) for c in verdict.checks]


@pytest.mark.parametrize(
    "make",
    [
        lambda self: given().then(),
        lambda self: given(a=self.a > 1).then(),
        lambda self: given().then(all_of()),
        lambda self: given().then(not_(any_of())),
        lambda self: given().then(True),
        lambda self: given().then(1 < 2),
        lambda self: given(a=self.a > 1).then(real=self.a > 0, empty=all_of()),
        lambda self: given(a=True).then(self.a > 0),
        lambda self: given().then(self.a > 0).mutant("m", False),
        lambda self: Statement({}, {}),
        lambda self: Statement({}, {"conclusion": True}),
        lambda self: Statement({"two words": self.a > 1}, {"conclusion": self.a > 0}),
        lambda self: Statement({}, {"": self.a > 0}),
        lambda self: Statement({"part denied": self.a > 1}, {"conclusion": self.a > 0}),
        lambda self: given(**{"part denied": self.a > 1}).then(self.a > 0),
        lambda self: given().then(**{"is undefined": self.a > 0}),
        lambda self: given().then(self.a > 0, self.b > 1, **{"part 2": self.b * 0 < 1}),
        lambda self: given().then(self.a > 0, **{"part 1": self.b * 0 < 1}),
        lambda self: given().then(self.a > 0).mutant("m", self.a > 1).mutant("m", self.a > 2),
        lambda self: given().then(self.a > 0).unless(a=1),
        lambda self: given().then(self.a > 0).unless("a", a=1 / 3),
        lambda self: given().then(self.a > 0).unless("a", a="x"),
        lambda self: given().then(self.a > 0).unless("a", q=1),
        lambda self: given().then([self.a > 0]),
        lambda self: self.a > 0,
        lambda self: None,
        lambda self: given(a=self.a > 0),
    ],
)
def test_refused(make: Any) -> None:
    refused(make)


def test_a_conclusion_that_vanishes_after_it_was_made() -> None:
    def claim(self: Any) -> Statement:
        statement = given().then(self.a < 0)
        statement.conclusion.clear()  # type: ignore[attr-defined]
        return statement

    refused(claim, match="no conclusion")


def test_a_mapping_that_changes_its_mind() -> None:
    class Moody(Mapping[str, Any]):
        def __init__(self, condition: Any) -> None:
            self.condition, self.asked = condition, 0

        def __getitem__(self, name: str) -> Any:
            return self.condition

        def __iter__(self) -> Iterator[str]:
            self.asked += 1
            return iter(["conclusion"] if self.asked < 2 else [])

        def __len__(self) -> int:
            return 1

    not_believed(lambda self: Statement({}, Moody(self.a < 0)))


def test_a_repeated_name_drops_nothing() -> None:
    refused(lambda self: given().then(self.a < 0, **{"conclusion": self.a > 0}).mutant("m", 0))
    verdict = judge(lambda self: given().then(self.a < 0, **{"conclusion": self.a > 0}))
    assert verdict.status == "refuted"


def test_two_propositions_of_one_name_are_refused() -> None:
    made = plane(lambda self: given().then(self.a > 0))

    class Again(made):  # type: ignore[valid-type, misc]
        @proposition("P1")
        def other(self) -> Statement:
            """Another."""
            return given().then(self.a > 0)

    from gametheory.model import model

    with pytest.raises(InvalidInput, match="two propositions"):
        model(Again)


@pytest.mark.parametrize("signature", ["x=1", "*xs", "**xs", "*, x", "x, y=2", "x, /"])
def test_arguments_that_range_over_nothing_are_refused(signature: str) -> None:
    namespace: dict[str, Any] = {"given": given}
    exec(f"def claim(self, {signature}): return given().then(self.a > 0)", namespace)
    with pytest.raises(InvalidInput):
        plane(namespace["claim"])


# -- rails ---------------------------------------------------------------------------------------


def test_contradictory_assumptions_prove_nothing() -> None:
    for claim in (
        lambda self: given(up=self.b > 0, down=self.b < 0).then(self.a > 7),
        lambda self: given(a=self.a < 0).then(self.a > 7),
        lambda self: given(b=self.b * self.b < 0).then(self.a > 7),
    ):
        verdict = judge(claim)
        assert verdict.status == "unknown"
        assert "nothing is claimed" in verdict.detail


def test_constraints_that_contradict_prove_nothing() -> None:
    verdict = judge(
        lambda self: given(b=self.b > 0).then(self.a > 7),
        constraints=lambda self: {"never": self.a < -self.b},
    )
    assert verdict.status == "unknown"


@pytest.mark.parametrize(
    "make",
    [
        lambda self: given(a=self.a > 2).then(self.a > 2),
        lambda self: given(a=self.a > 2).then(2 < self.a),
        lambda self: given(a=self.a > 2).then(not_(self.a <= 2)),
        lambda self: given().then(self.a > 0),
        lambda self: given(a=all_of(self.a > 2, self.b > 1)).then(self.b > 1),
        lambda self: given(a=self.a > 2, b=self.b > 1).then(all_of(self.b > 1, self.a > 2)),
    ],
)
def test_a_conclusion_that_restates_an_assumption_is_a_defect(make: Any) -> None:
    verdict = judge(make)
    assert any("restates" in d for d in verdict.defects), verdict.defects


@pytest.mark.parametrize(
    "part",
    [
        lambda m: implies(m.a < 0, m.b > 7),
        lambda m: any_of(not_(m.a < 0), m.b > 7),
        lambda m: implies(m.a > 0, implies(m.b * m.b < 0, m.a > 7)),
        lambda m: all_of(m.a + 1 > 1, implies(m.a < 0, m.b > 7)),
        lambda m: where(m.a < 0, m.b > 7, m.a + 1 > 1),
        lambda m: iff(m.a < 0, m.b * m.b < 0),
        lambda m: iff(m.a > 0, m.b * m.b >= 0),
    ],
)
def test_a_premise_that_never_holds_is_a_defect(part: Any) -> None:
    verdict = judge(lambda self: given(b=self.b > 1).then(real=self.b + 1 > 2, empty=part(self)))
    assert any(d.startswith("premise") for d in verdict.defects), verdict.defects


@pytest.mark.parametrize(
    "never",
    [
        lambda m: m.b * m.b < 0,
        lambda m: all_of(m.a > 1, m.a < 1),
        lambda m: m.a > m.a + 1,
    ],
)
def test_a_mutant_that_can_never_hold_shows_nothing(never: Any) -> None:
    verdict = judge(lambda self: given(b=self.b > 1).then(2 * self.b > 2).mutant("m", never(self)))
    assert ("mutant", "m", False) in kinds(verdict)


def test_a_mutant_that_says_the_same_is_a_defect() -> None:
    verdict = judge(lambda self: given(b=self.b > 1).then(2 * self.b > 2).mutant("m", self.b > 0.5))
    assert ("mutant", "m", False) in kinds(verdict)


def test_a_mutant_that_is_nowhere_defined_is_not_refuted() -> None:
    verdict = judge(
        lambda self: given(b=self.b > 1).then(2 * self.b > 2).mutant("m", 1 / (self.b - self.b) > 0)
    )
    assert ("mutant", "m", False) in kinds(verdict)


def test_an_assumption_that_nothing_uses_is_a_defect() -> None:
    verdict = judge(lambda self: given(b=self.b > 1, a=self.a > 5).then(2 * self.b > 2))
    assert ("statement", "a", False) in kinds(verdict)
    assert verdict.parts[0].uses == ("b",)


def test_an_assumption_that_is_implied_by_the_others_is_a_defect() -> None:
    verdict = judge(lambda self: given(b=self.b > 1, weaker=self.b > 0).then(2 * self.b > 2))
    assert ("statement", "weaker", False) in kinds(verdict)


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ({"b": 2}, "dropped assumption 'b' holds"),
        ({"b": "0.5", "a": -1}, "kept assumption 'domain of a' fails"),
        ({"b": "0.5", "a": 9}, "kept assumption 'small' fails"),
        ({"b": "0.9", "a": 1}, "holds there all the same"),
    ],
)
def test_boundary_points_that_show_nothing(at: Any, problem: str) -> None:
    verdict = judge(
        lambda self: (
            given(b=self.b > 1, small=self.a < 3)
            .then(2 * self.b * (4 - self.a) > 1.6)
            .unless("b", **at)
        )
    )
    assert any(problem in d for d in verdict.defects), verdict.defects


def test_a_boundary_at_which_the_conclusion_is_only_undefined() -> None:
    verdict = judge(lambda self: given(b=self.b > 1).then(1 / self.b < 1).unless("b", b=0))
    assert any("undefined there" in d for d in verdict.defects)


def test_a_boundary_of_no_assumption() -> None:
    verdict = judge(lambda self: given(b=self.b > 1).then(2 * self.b > 2).unless("c", b=0))
    assert any("no assumption" in d for d in verdict.defects)


def test_mutants_are_made_without_the_author() -> None:
    verdict = proved(lambda self: given(b=self.b > 1).then(2 * self.b > 2))
    assert verdict.parts[0].mutants > 0
    assert verdict.parts[0].refuted > 0
    assert any(c.automatic and c.kind == "boundary" for c in verdict.checks)
    assert any(c.kind == "relaxed" for c in verdict.checks)


def test_a_part_that_no_alteration_hurts_is_a_defect() -> None:
    verdict = judge(
        lambda self: given(b=self.b > 1).then(any_of(self.b > 0, self.a > 7, self.b > -5))
    )
    assert any("altered copies" in d for d in verdict.defects), verdict.defects


def test_what_only_the_domain_gives_is_said() -> None:
    verdict = proved(lambda self: given().then(self.a * self.a + self.a > 0))
    assert verdict.parts[0].uses == ("domain of a",)


# -- true statements, so that refusing everything would not pass -----------------------------------


def test_true_statements_are_proved_without_defects() -> None:
    verdict = proved(
        lambda self, x, y: (
            given(later=y > x)
            .then(self.a * y + self.b > self.a * x + self.b)
            .unless("later", x=1, y=1)
            .mutant("by 1 %", self.a * y > 101 * self.a * x / 100)
        )
    )
    assert verdict.defects == ()
    verdict = proved(lambda self: given().then(iff(differ(self.b, 0), self.b * self.b > 0)))
    assert verdict.defects == ()


def test_false_statements_are_refuted() -> None:
    refuted(lambda self, x: given(x=x > 0).then(self.a * x + self.b > 0))
    refuted(lambda self: given().then(iff(self.b > 0, self.b >= 0)))
    refuted(lambda self: given().then(differ(maximum(self.a, self.b), self.b)))
    refuted(lambda self: given(e=equal(self.a * self.b, 1)).then(self.b > 1))


def test_subclasses_are_judged_on_their_own_formulas() -> None:
    from gametheory.model import model

    base = plane(
        lambda self: given().then(self.quantity > self.b), quantity=property(lambda s: s.b + s.a)
    )
    wrong = model(type("Wrong", (base,), {"quantity": property(lambda s: s.b - s.a)}))
    assert base.propositions["P1"].prove(timeout=5).status == "proved"
    assert wrong.propositions["P1"].prove(timeout=5).status == "refuted"


def test_models_of_one_name_do_not_share_verdicts_or_terms() -> None:
    first = plane(lambda self: given().then(self.a + 1 > 1))
    second = plane(lambda self: given().then(self.a + 1 > 2))
    assert first.name == second.name
    assert first.propositions["P1"].prove(timeout=5).status == "proved"
    assert second.propositions["P1"].prove(timeout=5).status == "refuted"


def test_a_statement_that_changes_from_reading_to_reading_is_noticed() -> None:
    calls = iter(range(10**6))

    def claim(self: Any) -> Statement:
        return given().then(self.a + 1 > 0 if next(calls) == 0 else self.a > 1)

    not_believed(claim)


def test_random_numbers_make_no_theorem() -> None:
    import random

    def drawn(self: Any) -> Statement:
        return given().then(self.a * random.random() >= 0)

    refused(drawn, kind=InvalidInput)

    def thrown(self: Any) -> Statement:
        return given().then(self.a + self.b * 0 > random.choice([0, 1, 2, 3]))

    not_believed(thrown)


def test_other_parts_on_symbols_than_on_numbers_are_noticed() -> None:
    from gametheory.terms import Node

    def claim(self: Any) -> Statement:
        parts = {"one": self.a + 1 > 1}
        if not isinstance(self.a, Node):
            parts["two"] = self.a < 0
        return given().then(**parts)

    not_believed(claim)


def test_a_fields_instance_cannot_be_made_behind_the_back() -> None:
    refused(
        lambda self: given().then(type(self).judged(a=self.b, b=self.b).a + self.a > self.b),
        kind=SymbolicBranch,
    )


def test_a_statement_that_changes_its_own_instance_is_refused() -> None:
    def claim(self: Any) -> Statement:
        object.__setattr__(self, "a", self.a + 1)
        return given(b=self.b > 0).then(self.a > 1)

    refused(claim, kind=InvalidInput, match="changes its own")

    def turned(self: Any) -> Any:
        object.__setattr__(self, "b", -self.b)
        return self.b

    refused(
        lambda self: given(b=self.b > 0).then(self.turned < 0),
        kind=InvalidInput,
        turned=property(turned),
    )


@pytest.mark.parametrize("other", ["reals", "symbols"])
def test_other_readings_cannot_be_mixed_in(other: str) -> None:
    refused(lambda self: given(b=self.b > 0).then(getattr(type(self), other)().b > 0))
