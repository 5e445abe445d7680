"""Division is total to a prover; formulas are rewritten so that nothing rests on that fiction."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from gametheory.algebra import all_of, any_of, differ, equal, iff, implies, maximum, sqrt, where
from gametheory.errors import SymbolicBranch
from gametheory.proof.choices import split_choices
from gametheory.proof.clearing import Clearing, obligations
from gametheory.proof.evaluation import evaluate
from gametheory.proof.questions import Questions
from gametheory.term_graphs import free_variables, order
from gametheory.terms import Formula, Term, variable

x, y, w = map(variable, "xyw")

FORMULAS: dict[str, Formula] = {
    "quotient": x / y < 1,
    "sum of quotients": x / y + y / x >= 2,
    "same denominator": x / y < w / y,
    "nested": 1 / (1 + 1 / x) <= y / (w * w + 1),
    "choice": where(x > 0, 1 / x, y) > w,
    "power": (x / y) ** 3 <= w,
    "negative power": x**-2 <= w,
    "negated": Formula.of("not", equal(-x / y, w)),
    "distinct": differ(x / y, w / x),
    "constant denominator": x / 4 > y * Fraction(3, 7),
    "equivalence": iff(x / y > 1, w / y > 1),
    "conjunction": all_of(differ(x, 0), y / x > w),
    "disjunction": any_of(equal(x, 0), y / x > w),
    "implication": implies(x > 0, y / x > w),
    "largest": maximum(x / y, w, y / w) > x - 1,
    "absolute value": abs(x / y) <= w,
}
GRID = [Fraction(k, 2) for k in (-3, -2, -1, 1, 2, 3)]


def questions(seconds: float = 10) -> Questions:
    return Questions((), time.monotonic() + seconds)


@pytest.mark.parametrize("name", FORMULAS)
def test_multiplied_out_it_keeps_its_truth_value_where_everything_is_defined(name: str) -> None:
    formula = FORMULAS[name]
    cleared = Clearing().formula(formula)
    tried = 0
    for values in product(GRID, repeat=3):
        point = dict(zip("xyw", values, strict=True))
        truth = evaluate(formula, point)
        if truth is not None:
            assert evaluate(cleared, point) is truth, (name, values)
            tried += 1
    assert tried > 50


@pytest.mark.parametrize("name", FORMULAS)
def test_with_fresh_quotients_it_keeps_its_truth_value(name: str) -> None:
    formula = FORMULAS[name]
    clearing = Clearing(fresh=True)
    cleared = clearing.formula(formula)
    quotients = [n for n in order(cleared) if n.op == "variable" and "!" in n.value]
    assert len(quotients) <= len(clearing.definitions)
    tried = 0
    for values in product(GRID[::2], repeat=3):
        point = dict(zip("xyw", values, strict=True))
        truth = evaluate(formula, point)
        if truth is None:
            continue
        for definition in clearing.definitions:  # q * d = n: each defines the next quotient
            name_of = [v for v in free_variables(definition) if v not in point]
            guess = _solved(definition, name_of[0], point) if name_of else None
            if guess is not None:
                point[name_of[0]] = guess
        if all(v in point for v in free_variables(cleared)):
            assert evaluate(cleared, point) is truth
            tried += 1
    assert tried > 5


def _solved(definition: Formula, name: str, point: dict[str, Fraction]) -> Fraction | None:
    """The quotient q of a definition d = 0 or q * d = n."""
    zero, defined = definition.args
    d = evaluate(zero.args[0], point)
    if d == 0 or d is None:
        return None
    n = evaluate(defined.args[1], point)
    return Fraction(n / d)


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("name", FORMULAS)
def test_no_division_is_left(name: str, fresh: bool) -> None:
    clearing = Clearing(fresh=fresh)
    cleared = clearing.formula(FORMULAS[name])
    assert not any(n.op in ("/", "power") for n in order(cleared, *clearing.definitions))


@pytest.mark.parametrize(
    ("name", "context", "safe"),
    [
        ("quotient", {}, False),
        ("quotient", {"y": y > 0}, True),
        ("nested", {"x": x > 0}, True),
        ("nested", {"x": differ(x, 0)}, False),  # 1 + 1/x vanishes at x = -1
        ("choice", {}, True),
        ("conjunction", {}, True),
        ("disjunction", {}, True),
        ("implication", {}, True),
        ("constant denominator", {}, True),
        ("negative power", {}, False),
        ("negative power", {"x": x < 0}, True),
        ("largest", {"y": y > 0}, False),  # w may vanish
        ("largest", {"y": y > 0, "w": w < 0}, True),
    ],
)
def test_denominators_are_proved_nonzero_under_their_path(
    name: str, context: dict[str, Formula], safe: bool
) -> None:
    said, proofs = questions().undefined(FORMULAS[name], context)
    assert (said == "") == safe, said
    assert all(p.outcome == "unsat" for p in proofs)


def test_a_weaker_path_is_not_forgotten_for_a_stronger_one() -> None:
    """The same quotient guarded in one place and bare in another has to be defined in both."""
    guarded_first = any_of(all_of(x > 0, 1 / x > 0), 1 / x < 5)
    said, _ = questions().undefined(guarded_first, {})
    assert "zero" in said


def test_the_order_of_conditions_is_the_order_in_which_they_guard() -> None:
    assert questions().undefined(all_of(x > 0, 1 / x > 0), {})[0] == ""
    assert "zero" in questions().undefined(all_of(1 / x > 0, x > 0), {})[0]


def test_the_fiction_of_total_division_is_what_it_says() -> None:
    """Without the obligation, the prover takes 1/0 for some number and finds a spurious model."""
    posed = questions().pose({"zero": equal(x, 0), "quotient": equal(1 / x, 5)})
    assert posed.outcome == "unsat"  # multiplied out, 1 = 5 * 0
    assert questions().undefined(equal(1 / x, 5), {"zero": equal(x, 0)})[0]


def test_a_root_is_defined_by_its_square() -> None:
    root = sqrt(x)
    assert questions().undefined(root > 1, {})[0].startswith("takes the root of")
    claims = {
        "square": equal(root * root, x),
        "order": implies(x > 4, root > 2),
        "not below zero": root >= 0,
    }
    for name, claim in claims.items():
        context = {"x": x >= 0, "denied": Formula.of("not", claim)}
        assert questions().pose(context).outcome == "unsat", name
    assert questions().pose({"x": x >= 0, "false": root < 0}).outcome == "unsat"
    assert questions().pose({"x": x >= 0, "possible": equal(root, 3)}).outcome == "sat"


def test_whatever_is_no_operation_of_terms_is_an_error() -> None:
    with pytest.raises(SymbolicBranch, match="no operation of terms"):
        Clearing().formula(Term.of("remainder", x, y) > 0)
    with pytest.raises(SymbolicBranch, match="the condition 'exclusive or'"):
        Clearing().formula(Formula.of("exclusive or", x > 0, y > 0))


def _nested_maxima(depth: int) -> Any:
    term: Any = x
    for k in range(depth):
        term = maximum(term / (k + 2), y - k) + maximum(term, w / (y * y + 1))
    return term


def test_nested_choices_do_not_grow_exponentially() -> None:
    formula = _nested_maxima(24) > 0
    cleared = Clearing(fresh=True).formula(formula)
    assert len(order(cleared)) < 40 * len(order(formula))
    assert len(obligations([formula])) < 100


def test_choices_are_split_out_of_comparisons() -> None:
    formula = where(x > 0, y, where(y > w, 2 * y, w)) > where(w > 0, x, 1)
    split = split_choices(formula)
    assert not any(n.op == "where" for n in order(split))
    for values in product(GRID, repeat=3):
        point = dict(zip("xyw", values, strict=True))
        assert evaluate(split, point) is evaluate(formula, point)
