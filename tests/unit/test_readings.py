"""Choices and connectives in each reading, by hand, and what each of them refuses."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from gametheory import algebra
from gametheory.algebra import (
    all_of,
    any_of,
    clip,
    differ,
    equal,
    exists,
    forall,
    iff,
    implies,
    judged_reading,
    judging,
    lifted,
    maximum,
    minimum,
    not_,
    positive_part,
    reading,
    refuse_branching,
    sqrt,
    where,
)
from gametheory.errors import InvalidInput, SymbolicBranch
from gametheory.exact.decimal_fractions import UNDEFINED, DecimalFraction
from gametheory.parameters import REAL, UNIT, count
from gametheory.term_graphs import free_variables
from gametheory.terms import Formula, Term, constant, variable

x, y = variable("x"), variable("y")
s = sympy.Symbol("s", real=True)
ROW = np.array([1.0, 2.0])
YES, NO = ROW > 1, ROW > 5


def of(op: str, *args: Any) -> Formula:
    return Formula.of(op, *args)


def test_which_reading_it_is() -> None:
    for operands, kind in (
        ((1, 2.0, Fraction(1)), "scalar"), ((), "scalar"), ((1, ROW), "array"), ((ROW, 1), "array"),
        ((s, ROW), "symbolic"), ((ROW, s), "symbolic"), ((1, s, x), "term"), ((x, s), "term"),
        ((x > 0,), "term"), ((ROW, s, ROW), "symbolic"),
    ):  # fmt: skip
        assert reading(*operands) == kind


def test_a_term_of_z3_is_refused() -> None:
    foreign = type("ArithRef", (), {"__module__": "z3.z3"})()
    for operands in ((foreign,), (1, foreign), (s, foreign)):
        with pytest.raises(SymbolicBranch, match="a z3 term stands in a formula"):
            reading(*operands)


def test_terms() -> None:
    p, q = x > 0, y > 0
    assert where(p, x, y) is Term.of("where", p, x, y)
    assert where(p, lambda: x, lambda: y) is Term.of("where", p, x, y)
    assert maximum(x, y) is Term.of("max", x, y)
    assert minimum(x, y) is Term.of("min", x, y)
    assert all_of(p, q) is of("and", p, q)
    assert any_of(p, q) is of("or", p, q)
    assert all_of(p, True) is p
    assert any_of(False, p, False) is p
    assert not_(p) is of("not", p)
    assert implies(p, q) is of("implies", p, q)
    assert iff(p, q) is of("iff", p, q)
    assert equal(x, 1) is of("=", x, constant(1))
    assert differ(x, y) is of("not", of("=", x, y))
    assert sqrt(x) is Term.of("root", x)


def test_sympy_symbols() -> None:
    p = s > 0
    assert where(p, s, 1) == sympy.Piecewise((s, p), (1, True))
    assert where(p, lambda: s, lambda: 2) == sympy.Piecewise((s, p), (2, True))
    assert maximum(s, 1) == sympy.Max(s, 1, evaluate=False)
    assert minimum(s, 1) == sympy.Min(s, 1, evaluate=False)
    assert all_of(p, s < 1) == sympy.And(p, s < 1)
    assert any_of(p, s < -1) == sympy.Or(p, s < -1)
    assert not_(p) == sympy.Le(s, 0)
    assert implies(p, s > 1) == sympy.Or(s <= 0, s > 1)
    assert iff(p, s > 1) == sympy.Equivalent(p, s > 1)
    assert equal(s, 1) == sympy.Eq(s, 1)
    assert sqrt(s) == sympy.sqrt(s)


def test_arrays() -> None:
    assert where(YES, ROW, 0).tolist() == [0, 2]
    assert maximum(ROW, 1.5).tolist() == [1.5, 2]
    assert minimum(1.5, ROW).tolist() == [1, 1.5]
    assert clip(ROW, 1.25, 1.5).tolist() == [1.25, 1.5]
    assert positive_part(ROW - 1.5).tolist() == [0, 0.5]
    assert all_of(YES, True).tolist() == [False, True]
    assert any_of(YES, NO).tolist() == [False, True]
    assert any_of(NO, np.True_).tolist() == [True, True]
    assert not_(YES).tolist() == [True, False]
    assert implies(YES, NO).tolist() == [True, False]
    assert iff(YES, NO).tolist() == [True, False]
    assert equal(ROW, 1).tolist() == [True, False]
    assert sqrt(np.array([4.0, -1.0]))[0] == 2
    assert isinstance(sqrt(4), float)
    with np.errstate(all="raise"):
        assert np.isnan(sqrt(-1.0))
        assert where(ROW < 0, lambda: (ROW - ROW) / (ROW - ROW), 0).tolist() == [0, 0]


def test_single_numbers() -> None:
    assert (where(True, 1, 2), where(False, 1, 2), where(True, lambda: 3, 2)) == (1, 2, 3)
    assert (maximum(1, 3, 2), minimum(3, 1, 2), clip(5, 0, 2), clip(-5, 0, 2)) == (3, 1, 2, 0)
    assert (positive_part(-1), positive_part(2)) == (0, 2)
    assert (all_of(), any_of(), all_of(True, False), any_of(False, True)) == (
        True, False, False, True,
    )  # fmt: skip
    assert (all_of(True, True), any_of(False, False)) == (True, False)
    for a in (True, False):
        assert not_(a) is (not a)
        for b in (True, False):
            assert implies(a, b) is (not a or b)
            assert iff(a, b) is (a == b)
    assert (equal(1, 1), equal(1, 2), differ(1, 2), differ(2, 2)) == (True, False, True, False)
    assert iff(1 > 0, np.True_) is True


def test_what_is_undefined() -> None:
    u = UNDEFINED
    for found in (
        where(u, 1, 2), maximum(1, u), minimum(u, 1), not_(u), iff(u, True), iff(False, u),
        all_of(u, True), any_of(False, u), implies(u, False), equal(u, 1), sqrt(u), differ(1, u),
    ):  # fmt: skip
        assert found is u
    assert all_of(u, False) is False
    assert any_of(u, True) is True
    assert implies(u, True) is True
    assert sqrt(DecimalFraction(4)) == 2
    assert type(sqrt(DecimalFraction(4))) is DecimalFraction


def test_a_truth_value_that_decides_is_refused() -> None:
    p = x > 0
    for call, said in (
        (lambda: all_of(p, False), "all_of: condition 2 is Python's False"),
        (lambda: all_of(np.False_, p), "all_of: condition 1 is Python's False"),
        (lambda: any_of(True, p), "any_of: condition 1 is Python's True"),
        (lambda: implies(True, p), "implies: the first condition is Python's True"),
        (lambda: implies(p, False), "implies: the second condition is Python's False"),
        (lambda: iff(p, True), "iff: the second condition"),
        (lambda: iff(s > 0, True), "iff: the second condition"),
        (lambda: implies(s > 0, False), "implies: the second condition"),
        (lambda: implies(True, s > 0), "implies: the first condition"),
        (lambda: all_of(s > 0, False), "all_of: condition 2"),
        (lambda: equal(p, x), "equal: a condition is no number"),
        (lambda: equal(True, x), "equal: a condition is no number"),
        (lambda: equal(x, (1,)), "equal: tuple is no number; compare"),
        (lambda: equal(None, x), "equal: NoneType is no number; compare"),
        (lambda: equal("a", 1), "equal: str is no number; compare"),
        (lambda: equal(object(), 1), "equal: object is no number$"),
    ):
        with pytest.raises(SymbolicBranch, match=f"^{said}"):
            call()


def test_quantifiers_over_an_interval() -> None:
    for op, made in (("exists", exists(UNIT, lambda t: t * t > x)),
                     ("forall", forall(UNIT, lambda t: t * t > x))):  # fmt: skip
        t, domain, body = made.args
        assert made.op == op
        assert t.value == "t~1"
        assert domain is of("and", t >= 0, t <= 1)
        assert body is (t * t > x)
        assert free_variables(made) == ["x"]
    assert exists(UNIT, lambda k: k > x, name="k").args[0].value == "k~1"
    nested = exists(UNIT, lambda t: forall(REAL, lambda r: r * r + t > x))
    assert nested.args[0].value == "t~2"
    for call, error, said in (
        (lambda: exists(3, lambda t: t > x), InvalidInput, "exists: the domain is 3"),
        (lambda: forall(count(), lambda t: t > x), InvalidInput, "forall: .* whole numbers"),
        (lambda: exists(UNIT, lambda t: t > x, name="1t"), InvalidInput, "the name '1t'"),
        (lambda: exists(UNIT, x > 0), InvalidInput, "give a function"),
        (lambda: exists(UNIT, lambda t: True), SymbolicBranch, "the condition on t is True"),
        (lambda: exists(UNIT, lambda t: x > 0), InvalidInput, "does not mention t"),
        (lambda: exists(UNIT, lambda t: t > made.args[0]), InvalidInput, "uses t outside"),
    ):
        with pytest.raises(error, match=said):
            call()

    class Contains:
        def contains(self, t: Any) -> Any:
            return t > 0

    with pytest.raises(InvalidInput, match="the domain is"):
        exists(Contains(), lambda t: t > x)  # type: ignore[arg-type]


def test_how_a_statement_is_read_and_what_it_refused() -> None:
    assert judging() == ""
    with judged_reading("scalar"):
        assert judging() == "scalar"
        with judged_reading("term"):
            assert judging() == "term"
            assert lifted(2) is constant(2)
        assert judging() == "scalar"
        for value in (0.1, Fraction(1, 10), np.float64(0.1)):
            assert lifted(value) == Fraction(1, 10)
            assert type(lifted(value)) is DecimalFraction
        assert type(where(True, 0.1, 2)) is DecimalFraction
        assert type(maximum(0.1, 2)) is DecimalFraction
        assert lifted(True) is True
        assert lifted("up") == "up"
    assert judging() == ""
    assert type(lifted(0.1)) is float
    decimal = DecimalFraction(1, 3)
    with judged_reading("scalar"):
        assert lifted(decimal) is decimal

    def caught() -> None:
        with judged_reading("term"), contextlib.suppress(SymbolicBranch):
            bool(x > 0)

    with pytest.raises(SymbolicBranch, match="neither true nor false"):
        caught()
    with judged_reading("term"):  # what was refused before is forgotten
        pass
    with pytest.raises(KeyError), judged_reading("term"):
        raise KeyError("k")
    assert judging() == ""


@pytest.mark.parametrize(
    ("raised", "made", "said"),
    [
        (SymbolicBranch("met"), SymbolicBranch, "^here: met$"),
        (InvalidInput("bad"), InvalidInput, "^here: bad$"),
        (OverflowError("too large"), InvalidInput, "^here: too large; numbers of formulas"),
        (TypeError("unhashable type: 'numpy.ndarray'"), SymbolicBranch, "^here: a Python 'if'"),
        (TypeError("cannot determine truth value of Relational"), SymbolicBranch, "^here: a"),
        (TypeError("Symbolic expressions cannot be cast to concrete Boolean"), SymbolicBranch, "^"),
        (ValueError("The truth value of an array is ambiguous"), SymbolicBranch, "^here: a Python"),
        (TypeError("only 0-dimensional arrays can be converted to"), SymbolicBranch, "^here: a P"),
        (TypeError("only length-1 arrays can be converted"), SymbolicBranch, "^here: a Python"),
        (TypeError("x does not support ufuncs (__array_ufunc__=None)"), SymbolicBranch, "^here: a"),
        (TypeError("something else"), TypeError, "^something else$"),
    ],
)  # fmt: skip
def test_errors_say_where(raised: Exception, made: type[Exception], said: str) -> None:
    with pytest.raises(made, match=said), refuse_branching("here"):
        raise raised
    if type(raised) in (
        SymbolicBranch,
        InvalidInput,
        OverflowError,
    ):  # the innermost place is told, and no other
        with pytest.raises(made, match=said), refuse_branching("out"), refuse_branching("here"):
            raise raised


def test_kinds_of_errors_of_others_are_kept() -> None:
    class Own(InvalidInput):
        pass

    with pytest.raises(Own, match=r"^bad$"), refuse_branching("here"):
        raise Own("bad")
    assert algebra.judging() == ""
