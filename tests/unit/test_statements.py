"""Statements by hand: what they keep, what they are called, and what says nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gametheory.errors import InvalidInput
from gametheory.proof.statement import Boundary, Mutant, Statement, given
from gametheory.terms import variable

x, y = variable("x"), variable("y")
UP, DOWN = x > 0, y < 0


def test_names_of_assumptions_and_parts() -> None:
    said = given(up=UP).then(DOWN)
    assert said.assumptions["up"] is UP
    assert list(said.assumptions) == ["up"]
    assert list(said.conclusion) == ["conclusion"]
    assert said.conclusion["conclusion"] is DOWN
    assert (said.boundary, said.mutants) == ((), ())
    assert list(given().then(UP, DOWN).conclusion) == ["part 1", "part 2"]
    assert list(given().then(UP, falls=DOWN).conclusion) == ["part 1", "falls"]
    assert list(given().then(rises=UP, falls=DOWN).conclusion) == ["rises", "falls"]
    assert given().then(UP, DOWN).conclusion["part 2"] is DOWN


def test_a_statement_keeps_its_own_copy_of_the_names() -> None:
    assumptions: dict[str, Any] = {"up": UP}
    conclusion: dict[str, Any] = {"falls": DOWN, "part 12": UP}
    made = Statement(assumptions, conclusion)
    assumptions.clear()
    conclusion.clear()
    assert (list(made.assumptions), list(made.conclusion)) == (["up"], ["falls", "part 12"])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: given().then(), r"without conclusion claims nothing: then\(condition\)"),
        (lambda: Statement({"up": UP}, {}), "without conclusion"),
        (lambda: Statement({"1up": UP}, {"falls": DOWN}), "^assumption '1up': give it a Python"),
        (lambda: Statement({}, {"goes down": DOWN}), "^part 'goes down': give it a Python name"),
        (lambda: Statement({}, {"part x": DOWN}), "^part 'part x': give it"),
        (lambda: Statement({}, {"part 1 too": DOWN}), "^part 'part 1 too': give it"),
        (lambda: given(up=None).then(DOWN), "^assumption 'up' is None; give a condition such as"),
        (lambda: given(up="x > 0").then(DOWN), "^assumption 'up' is 'x > 0'; give"),
        (lambda: given().then([DOWN]), r"^part 'conclusion' is \[y < 0\]; give"),
        (lambda: given().then(falls=(DOWN,)), "^part 'falls' is"),
        (lambda: given().then(falls={"a": 1}), "^part 'falls' is"),
        (lambda: given().then(falls={1}), "^part 'falls' is"),
        (lambda: given().then(UP).mutant("m", None), "^mutant 'm' is None; give"),
        (lambda: given().then(UP).mutant("m", UP).mutant("m", DOWN), "two mutants are called 'm'"),
        (lambda: given().then(UP, DOWN, **{"part 2": UP}), "two parts are called 'part 2'"),
        (lambda: given().then(UP, conclusion=DOWN, **{"part 1": UP}), "two parts .* 'part 1'"),
        (lambda: given(up=UP).then(DOWN).unless(x=0), "unless: name the assumption"),
        (lambda: given().then(UP).unless("up", x=1 / 3), "^unless: x: the float"),
        (lambda: given().then(UP).unless("up", x="one"), "^unless: x: 'one'"),
    ],
)  # fmt: skip
def test_what_is_refused(make: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        make()


def test_boundary_points_and_mutants_are_added_one_by_one() -> None:
    plain = given(up=UP, down=DOWN).then(x > y)
    said = (
        plain.unless("up", x=0.1, y="-2/3", note="why")
        .unless("up", "down")
        .mutant("first", UP)
        .mutant("second", DOWN)
    )
    assert said.boundary == (
        Boundary(("up",), {"x": Fraction(1, 10), "y": Fraction(-2, 3)}, "why"),
        Boundary(("up", "down"), {}),
    )
    assert said.boundary[1].note == ""
    assert [m.name for m in said.mutants] == ["first", "second"]
    assert said.mutants[0].conclusion is UP
    assert said.mutants[1].conclusion is DOWN
    assert (plain.boundary, plain.mutants) == ((), ())
    assert list(said.conclusion) == ["conclusion"]


def test_truth_values_are_conditions() -> None:
    assert given(up=True).then(False).conclusion["conclusion"] is False


def test_statements_are_told_apart_without_comparing_their_conditions() -> None:
    """A condition refuses to be compared, and so would whatever asks it to."""
    made = [given(up=UP), given(up=DOWN)]
    said = [m.then(UP) for m in made] + [made[0].then(DOWN)]
    altered = [Mutant("m", UP), Mutant("m", DOWN)]
    for several in (made, said, altered):
        assert several.index(several[-1]) == len(several) - 1
        assert len(set(several)) == len(several)
