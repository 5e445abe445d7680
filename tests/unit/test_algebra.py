"""One formula: floats and arrays, fractions, SymPy symbols, terms and a prover agree on it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory.algebra import (
    all_of,
    any_of,
    clip,
    differ,
    equal,
    iff,
    implies,
    maximum,
    minimum,
    not_,
    positive_part,
    refuse_branching,
    sqrt,
    where,
)
from gametheory.errors import SymbolicBranch
from gametheory.exact.decimal_fractions import UNDEFINED, DecimalFraction
from gametheory.proof.evaluation import evaluate
from gametheory.proof.questions import truth_of_closed
from gametheory.sympy_terms import to_sympy
from gametheory.terms import Formula, substituted, variable

# Values whose halves, sums and products are exact in double precision, so that ties are ties in
# every reading.
EIGHTHS = st.integers(-40, 40).map(lambda k: Fraction(k, 8))

NUMBERS: dict[str, Any] = {
    "where": lambda x, y: where(x > y, x * x - y, 2 * y / 4),
    "lazy where": lambda x, y: where(y > 0, lambda: x - y, lambda: x + y),
    "maximum": lambda x, y: maximum(x, y, x * y),
    "minimum": lambda x, y: minimum(x, y, 1),
    "clip": lambda x, y: clip(x * y, -1, 2),
    "positive_part": lambda x, y: positive_part(x - y),
    "nested": lambda x, y: where(all_of(x > 0, y > 0), maximum(x, y), minimum(x, y)),
}
CONDITIONS: dict[str, Any] = {
    "all_of": lambda x, y: all_of(x > 0, y >= x, True),
    "any_of": lambda x, y: any_of(x > 1, equal(x, y), False),
    "not_": lambda x, y: not_(x <= y),
    "implies": lambda x, y: implies(x > 0, y > 0),
    "iff": lambda x, y: iff(x > 0, y > 0),
    "differ": lambda x, y: differ(x, y),
    "mixed": lambda x, y: iff(all_of(x > 0, not_(equal(x, y))), any_of(y < 0, x * y > 1)),
}


def in_every_reading(formula: Any, x: Fraction, y: Fraction) -> dict[str, Any]:
    a, b = sympy.symbols("a b", real=True)
    at = {a: sympy.Rational(x), b: sympy.Rational(y)}
    term = formula(variable("a"), variable("b"))
    return {
        "fraction": formula(x, y),
        "decimal fraction": formula(DecimalFraction(x), DecimalFraction(y)),
        "term": evaluate(term, {"a": x, "b": y}),
        "term in sympy": sympy.sympify(to_sympy(term)).subs(at),
        "float": formula(float(x), float(y)),
        "array": np.asarray(formula(np.array([float(x)] * 2), np.array([float(y)] * 2))).ravel()[0],
        "symbolic": sympy.sympify(formula(a, b)).subs(at),
    }


@pytest.mark.parametrize("name", NUMBERS)
@given(x=EIGHTHS, y=EIGHTHS)
@settings(max_examples=40, deadline=None)
def test_numbers_agree_in_all_readings(name: str, x: Fraction, y: Fraction) -> None:
    found = in_every_reading(NUMBERS[name], x, y)
    exact = Fraction(found.pop("fraction"))
    assert Fraction(str(found.pop("symbolic"))) == exact
    assert Fraction(str(found.pop("term in sympy"))) == exact
    assert {name: Fraction(float(v)) for name, v in found.items()} == dict.fromkeys(found, exact)


@pytest.mark.parametrize("name", CONDITIONS)
@given(x=EIGHTHS, y=EIGHTHS)
@settings(max_examples=40, deadline=None)
def test_conditions_agree_in_all_readings(name: str, x: Fraction, y: Fraction) -> None:
    found = in_every_reading(CONDITIONS[name], x, y)
    answers = {name: bool(v) for name, v in found.items()}
    assert len(set(answers.values())) == 1, answers


@pytest.mark.parametrize("name", CONDITIONS)
@given(x=EIGHTHS, y=EIGHTHS)
@settings(max_examples=5, deadline=None)
def test_conditions_agree_with_the_prover(name: str, x: Fraction, y: Fraction) -> None:
    term = CONDITIONS[name](variable("a"), variable("b"))
    closed = substituted(term, {"a": x, "b": y})
    assert truth_of_closed(closed) is bool(CONDITIONS[name](x, y))


UNDEFINED_OR_NOT: dict[str, tuple[Any, Any]] = {
    "a quotient": (lambda x: 1 / x, UNDEFINED),
    "what is computed from it": (lambda x: 2 * (1 / x) + 1, UNDEFINED),
    "a comparison with it": (lambda x: 1 / x > 0, UNDEFINED),
    "a true alternative": (lambda x: any_of(1 / x > 0, x >= 0), True),
    "a false companion": (lambda x: all_of(1 / x > 0, x > 0), False),
    "a false premise": (lambda x: implies(x > 0, 1 / x > 0), True),
    "no decision": (lambda x: all_of(1 / x > 0, x >= 0), UNDEFINED),
    "negation": (lambda x: not_(1 / x > 0), UNDEFINED),
    "equivalence": (lambda x: iff(1 / x > 0, x > 0), UNDEFINED),
    "a branch not taken": (lambda x: where(x > 0, 1 / x, 7), 7),
    "a branch taken": (lambda x: where(x >= 0, 1 / x, 7), UNDEFINED),
    "a choice on it": (lambda x: where(1 / x > 0, 1, 2), UNDEFINED),
    "largest": (lambda x: maximum(1 / x, 3), UNDEFINED),
    "a root below zero": (lambda x: sqrt(x - 1), UNDEFINED),
    "a root that is no fraction": (lambda x: sqrt(x + 2), UNDEFINED),
    "a root": (lambda x: sqrt(x + 4), 2),
    "equality": (lambda x: equal(1 / x, 1 / x), UNDEFINED),
    "a power": (lambda x: x**-1, UNDEFINED),
}


@pytest.mark.parametrize("name", UNDEFINED_OR_NOT)
def test_what_is_undefined_spreads_only_where_it_matters(name: str) -> None:
    formula, expected = UNDEFINED_OR_NOT[name]
    found = formula(DecimalFraction(0))
    if expected is UNDEFINED:
        assert found is UNDEFINED
        assert evaluate(formula(variable("x")), {"x": Fraction(0)}) is None
    else:
        assert found == expected
        assert evaluate(formula(variable("x")), {"x": Fraction(0)}) == expected


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(sympy.Symbol("a") > 0, id="sympy"),
        pytest.param(variable("p") > 0, id="term"),
        pytest.param(np.array([1.0, -1.0]) > 0, id="array"),
    ],
)
def test_python_if_on_an_open_condition_names_where(condition: Any) -> None:
    with pytest.raises(SymbolicBranch, match="where") as caught, refuse_branching("Model.quantity"):
        _ = 1 if condition else 2
    assert "Model.quantity" in str(caught.value)


def test_other_errors_pass_the_guard_unchanged() -> None:
    with pytest.raises(KeyError, match="missing"), refuse_branching("anywhere"):
        raise KeyError("missing")


def test_a_lazy_branch_is_not_evaluated_where_it_is_not_needed() -> None:
    assert where(Fraction(0) > 0, lambda: Fraction(1) / 0, Fraction(7)) == 7


def test_a_lazy_branch_divides_silently_on_arrays() -> None:
    d = np.array([0.0, 2.0])
    with np.errstate(all="raise"):
        assert where(d > 0, lambda: 1 / d, 0).tolist() == [0.0, 0.5]


def test_square_root_in_every_reading() -> None:
    assert sqrt(Fraction(9, 4)) == 1.5
    assert sqrt(sympy.Integer(9)) == 3
    assert sqrt(DecimalFraction(9, 4)) == Fraction(3, 2)
    assert str(sqrt(variable("x"))) == "sqrt(x)"
    assert isinstance(sqrt(variable("x")) > 0, Formula)


def test_a_prover_s_own_terms_are_no_reading() -> None:
    z3 = pytest.importorskip("z3")
    with pytest.raises(SymbolicBranch, match=r"Model\.reals"):
        maximum(z3.Real("x"), 0)
