"""One formula, four readings: floats and arrays, fractions, SymPy symbols, z3 reals agree."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
import z3
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


def in_four_readings(formula: Any, x: Fraction, y: Fraction) -> dict[str, Any]:
    a, b = sympy.symbols("a b", real=True)
    p, q = z3.Reals("p q")
    symbolic = sympy.sympify(formula(a, b)).subs({a: sympy.Rational(x), b: sympy.Rational(y)})
    term = formula(p, q)
    pairs = ((p, z3.RealVal(str(x))), (q, z3.RealVal(str(y))))
    smt = z3.simplify(z3.substitute(term, *pairs))
    return {
        "fraction": formula(x, y),
        "float": formula(float(x), float(y)),
        "array": np.asarray(formula(np.array([float(x)] * 2), np.array([float(y)] * 2))).ravel()[0],
        "symbolic": symbolic,
        "smt": smt,
    }


@pytest.mark.parametrize("name", NUMBERS)
@given(x=EIGHTHS, y=EIGHTHS)
@settings(max_examples=40, deadline=None)
def test_numbers_agree_in_all_readings(name: str, x: Fraction, y: Fraction) -> None:
    found = in_four_readings(NUMBERS[name], x, y)
    exact = Fraction(found.pop("fraction"))
    smt = found.pop("smt")
    assert Fraction(smt.numerator_as_long(), smt.denominator_as_long()) == exact
    assert Fraction(str(found.pop("symbolic"))) == exact
    assert {name: Fraction(float(v)) for name, v in found.items()} == dict.fromkeys(found, exact)


@pytest.mark.parametrize("name", CONDITIONS)
@given(x=EIGHTHS, y=EIGHTHS)
@settings(max_examples=40, deadline=None)
def test_conditions_agree_in_all_readings(name: str, x: Fraction, y: Fraction) -> None:
    found = in_four_readings(CONDITIONS[name], x, y)
    smt = found.pop("smt")
    assert z3.is_true(smt) or z3.is_false(smt)
    answers = {name: bool(v) for name, v in found.items()} | {"smt": z3.is_true(smt)}
    assert len(set(answers.values())) == 1, answers


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(sympy.Symbol("a") > 0, id="sympy"),
        pytest.param(z3.Real("p") > 0, id="z3"),
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


def test_square_root_has_no_reading_on_z3_reals() -> None:
    assert sqrt(Fraction(9, 4)) == 1.5
    assert sqrt(sympy.Integer(9)) == 3
    with pytest.raises(SymbolicBranch, match="compare squares"):
        sqrt(z3.Real("x"))
