"""Altered conditions, each written out by hand: mutants, loosened assumptions, restatements."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gametheory.proof.alterations import conjuncts, mutants, relaxed, restates
from gametheory.terms import TRUE, Formula, Term, constant, opened, quantified, variable

x, y, z = map(variable, "xyz")
MORE, PERCENT = Fraction(101, 100), Fraction(1, 100)


def of(op: str, *args: Any) -> Formula:
    return Formula.of(op, *args)


def told(condition: Formula, expected: dict[str, Formula]) -> None:
    """The mutants are these, in this order."""
    found = list(mutants(condition))
    assert [name for name, _ in found] == list(expected)
    for (name, mutant), wanted in zip(found, expected.values(), strict=True):
        assert mutant is wanted, name


@pytest.mark.parametrize(
    ("op", "turned"), [("<", ">"), ("<=", ">="), (">", "<"), (">=", "<="), ("=", "<")]
)
def test_mutants_of_two_quantities(op: str, turned: str) -> None:
    atom = of(op, x, y)
    told(
        atom,
        {
            f"{atom} turned round": of(turned, x, y),
            f"right side of {atom} moved by 1 %": of(op, x, y * MORE),
            f"left side of {atom} moved by 1 %": of(op, x * MORE, y),
        },
    )


def test_mutants_of_a_quantity_and_a_number() -> None:
    told(
        x < 3,
        {
            "x < 3 turned round": x > 3,
            "3 moved by 1 %": x < Fraction(303, 100),
            "left side of x < 3 moved by 1 %": x * MORE < 3,
        },
    )
    told(
        of("<", constant(-2), x),
        {
            "-2 < x turned round": of(">", constant(-2), x),
            "-2 moved by 1 %": of("<", constant(Fraction(-202, 100)), x),
            "right side of -2 < x moved by 1 %": of("<", constant(-2), x * MORE),
        },
    )


def test_one_percent_of_nothing_is_no_change() -> None:
    told(x > 0, {"x > 0 turned round": x < 0})
    told(of("<", constant(0), x), {"0 < x turned round": of(">", constant(0), x)})
    told(TRUE, {})


def test_a_comparison_without_change_of_side_hides_no_other() -> None:
    found = dict(mutants(of("and", x > 0, y > z)))
    assert found["right side of y > z moved by 1 %"] is of("and", x > 0, y > z * MORE)


def test_kinds_take_turns_and_are_a_dozen() -> None:
    atoms = [variable(f"x{k}") > k + 1 for k in range(5)]
    names = [name for name, _ in mutants(of("or", *atoms))]
    assert len(names) == 12
    assert names[:3] == [
        "x0 > 1 turned round", "1 moved by 1 %", "left side of x0 > 1 moved by 1 %",
    ]  # fmt: skip
    assert names[9:] == [
        "x3 > 4 turned round", "4 moved by 1 %", "left side of x3 > 4 moved by 1 %",
    ]  # fmt: skip
    assert len(list(mutants(of("or", *atoms[:4])))) == 12
    assert len(list(mutants(of("or", *atoms[:3])))) == 9


def test_instances_are_looked_through() -> None:
    inner = Term.of("admissible", x, x > 7)
    outer = Term.of("admissible", inner, y > 8)
    told(outer < y, dict(mutants(x < y)))
    told(inner < outer, dict(mutants(x < x)))


def test_long_conditions_are_cut() -> None:
    for length, cut in ((36, False), (37, True), (60, True)):
        name = next(iter(mutants(variable("n" * length) > 0)))[0]
        assert name == ("n" * 37 + "..." if cut else "n" * 36 + " > 0") + " turned round"


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "="])
def test_comparisons_loosened(op: str) -> None:
    """By a hundredth of both sides, and towards more points."""
    size = Term.of("where", x >= 0, x, -x) * PERCENT
    for left, right, slack in (
        (x, constant(3), size + constant(3) * PERCENT),
        (constant(-3), x, constant(3) * PERCENT + size),
        (x, constant(0), constant(PERCENT)),
        (constant(0), x, constant(PERCENT)),
    ):
        up, down = right + slack, right - slack
        wanted = {
            "<": left < up, "<=": left <= up, ">": left > down, ">=": left >= down,
            "=": of("and", left <= up, left >= down),
        }[op]  # fmt: skip
        assert relaxed(of(op, left, right)) is wanted


def test_what_is_loosened_and_what_is_not() -> None:
    both = relaxed(of("and", x > 0, y < 0))
    assert both is of("and", relaxed(x > 0), relaxed(y < 0))
    for condition in (
        of("or", x > 0, y > 0), of("not", x > 0), TRUE, of("and", x > 0, TRUE),
        of("and", TRUE, x > 0), of("whole", x), of("implies", x > 0, y > 0),
        quantified("exists", opened("t"), TRUE, x > 0),
    ):  # fmt: skip
        assert relaxed(condition) is None


def test_restatements() -> None:
    less = x < y
    assumed = [of("and", less, of("and", y <= z, of("=", x, z))), z > 1]
    for part in (
        less, y > x, of("not", x >= y), of("not", of("<=", y, x)), of("and", y > x, z > 1),
        z >= y, of("not", z < y), of("not", y > z), of("=", x, z),
    ):  # fmt: skip
        assert restates(part, assumed), part
    for part in (
        x <= y, y < x, of("not", less), of("not", y <= z), y < z, z < 1, of("not", z > 1),
        of("and", less, y > 0), of("or", less, y <= z), of("not", of("=", x, z)),
        of("not", of("and", less, less)), of("or", x >= y, z > 1), TRUE,
    ):  # fmt: skip
        assert not restates(part, assumed), part
    assert restates(of("or", x > 0, less), [of("or", x > 0, less)])
    assert not restates(less, [])


def test_conjuncts_at_every_depth() -> None:
    a, b, c = x > 0, y > 0, z > 0
    nested = of("and", a, of("and", b, c))
    assert [id(f) for f in conjuncts(nested)] == [id(a), id(b), id(c)]
    either = of("or", a, b)
    assert [id(f) for f in conjuncts(either)] == [id(either)]
