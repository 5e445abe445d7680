"""z3 divides by zero without complaint; formulas are rewritten so that nothing rests on that."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import z3

from gametheory.proof.division import Clearing
from gametheory.proof.smt import check, undefined_denominators

x, y, w = z3.Reals("x y w")

FORMULAS = {
    "quotient": x / y < 1,
    "sum of quotients": x / y + y / x >= 2,
    "same denominator": x / y < w / y,
    "nested": 1 / (1 + 1 / x) <= y / (w * w + 1),
    "choice": z3.If(x > 0, 1 / x, y) > w,
    "power": (x / y) ** 3 <= w,
    "negated": z3.Not(-x / y == w),
    "distinct": x / y != w / x,
    "constant denominator": x / 4 > y * z3.RealVal("3/7"),
    "equivalence": (x / y > 1) == (w / y > 1),
    "conjunction": z3.And(x != 0, y / x > w),
    "disjunction": z3.Or(x == 0, y / x > w),
    "implication": z3.Implies(x > 0, y / x > w),
}
GRID = [Fraction(k, 2) for k in (-3, -2, -1, 1, 2, 3)]


@pytest.mark.parametrize("name", FORMULAS)
def test_clearing_keeps_the_truth_value_where_everything_is_defined(name: str) -> None:
    formula = FORMULAS[name]
    clearing = Clearing()
    cleared = clearing.formula(formula)
    tried = 0
    for values in product(GRID, repeat=3):
        pairs = [(v, z3.RealVal(str(f))) for v, f in zip((x, y, w), values, strict=True)]
        vanish = [z3.substitute(o.denominator, *pairs) for o in clearing.obligations]
        if any(z3.is_true(z3.simplify(d == 0)) for d in vanish):
            continue
        before = z3.simplify(z3.substitute(formula, *pairs))
        after = z3.simplify(z3.substitute(cleared, *pairs))
        assert z3.is_true(before) == z3.is_true(after), (name, values)
        tried += 1
    assert tried > 50


def _divides(term: z3.ExprRef) -> bool:
    return term.decl().kind() == z3.Z3_OP_DIV or any(_divides(c) for c in term.children())


@pytest.mark.parametrize("name", FORMULAS)
def test_no_division_is_left(name: str) -> None:
    assert not _divides(Clearing().formula(FORMULAS[name]))


@pytest.mark.parametrize(
    ("name", "context", "safe"),
    [
        ("quotient", [], False),
        ("quotient", [y > 0], True),
        ("nested", [x > 0], True),
        ("nested", [x != 0], False),  # 1 + 1/x vanishes at x = -1
        ("choice", [], True),
        ("conjunction", [], True),
        ("disjunction", [], True),
        ("implication", [], True),
        ("constant denominator", [], True),
    ],
)
def test_denominators_are_proved_nonzero_under_their_path(
    name: str, context: list[z3.BoolRef], safe: bool
) -> None:
    clearing = Clearing()
    clearing.formula(FORMULAS[name])
    bad = undefined_denominators(clearing, context, 5)
    assert (not bad) == safe, bad


def test_the_fiction_of_total_division_is_what_it_says() -> None:
    """Without clearing, z3 takes 1/0 for some number and finds a spurious model."""
    assert check([x == 0, 1 / x == 5], 5).outcome == "sat"
    clearing = Clearing()
    clearing.formula(1 / x == 5)
    assert undefined_denominators(clearing, [x == 0], 5)
