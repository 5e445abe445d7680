"""Terms by hand: what each operation makes, what is refused, and what is read off a graph."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from gametheory import sympy_terms, terms
from gametheory.errors import InvalidInput, SymbolicBranch
from gametheory.sympy_terms import to_sympy
from gametheory.term_graphs import (
    constants,
    degree,
    free_names,
    free_variables,
    order,
    quantifies,
    replaced,
)
from gametheory.terms import (
    FALSE,
    TRUE,
    Formula,
    Node,
    Term,
    admissible,
    choice,
    constant,
    equality,
    extreme,
    negation,
    number,
    opaque,
    opened,
    quantified,
    refused,
    spoken,
    square_root,
    substituted,
    truth,
    variable,
)

x, y, z = map(variable, "xyz")
UP, DOWN = x > 0, y < 0
TWO = constant(2)
X, Y = sympy.symbols("x y", real=True)


def of(op: str, *args: Any) -> Formula:
    return Formula.of(op, *args)


def same(found: list[Any], wanted: list[Any]) -> bool:
    return [id(f) for f in found] == [id(w) for w in wanted]


# -- making ----------------------------------------------------------------------------------------


def test_equal_graphs_are_one_object() -> None:
    assert variable("x") is x
    assert x + y is x + y
    assert x + y is not y + x
    assert constant(2) is constant(Fraction(4, 2))
    assert Formula.of("whole", x) is not Term.of("whole", x)
    assert Term.of("power", x, value=2) is not Term.of("power", x, value=3)
    for node in (x, x + y / 3, UP, of("and", UP, DOWN), x**3):
        assert pickle.loads(pickle.dumps(node)) is node
        assert copy.deepcopy(node) is node


def test_arithmetic() -> None:
    for op, sign in (("+", operator.add), ("-", operator.sub), ("*", operator.mul),
                     ("/", operator.truediv)):  # fmt: skip
        assert sign(x, y) is Term.of(op, x, y)
        assert sign(x, 2) is Term.of(op, x, TWO)
        assert sign(2, x) is Term.of(op, TWO, x)
        assert sign(np.float64(0.5), x) is Term.of(op, constant(Fraction(1, 2)), x)
    for op, sign in (("<", operator.lt), ("<=", operator.le), (">", operator.gt),
                     (">=", operator.ge)):  # fmt: skip
        assert sign(x, 2) is of(op, x, TWO)
        assert sign(x, y) is of(op, x, y)
    assert (2 < x) is of(">", x, TWO)
    assert -x is Term.of("negative", x)
    assert +x is x
    assert abs(x) is Term.of("where", x >= 0, x, -x)
    assert admissible(x, UP) is Term.of("admissible", x, UP)
    assert square_root(x) is Term.of("root", x)
    assert equality(x, 2) is of("=", x, TWO)
    assert negation(UP) is of("not", UP)


def test_powers() -> None:
    for exponent in (0, 1, 2, 64, 3.0, Fraction(5), np.int64(2), "2"):
        assert x**exponent is Term.of("power", x, value=int(exponent))
        assert type((x**exponent).value) is int
    assert x**-1 is 1 / x**1
    assert x**-64 is 1 / x**64
    for exponent in (65, -65, 0.5, Fraction(1, 3), -0.5):
        with pytest.raises(SymbolicBranch, match=rf"^the exponent {exponent} met a quantity that"):
            _ = x**exponent
    with pytest.raises(SymbolicBranch, match="only whole exponents up to 64 are read; sqrt"):
        pow(x, 2, 3)
    for call in (lambda: x**y, lambda: 2**x, lambda: x**UP):
        with pytest.raises(SymbolicBranch, match=r"^a power met a quantity .*must be a whole numb"):
            call()
    with pytest.raises(InvalidInput, match=r"^an exponent: "):
        _ = x ** (1 / 3)


def test_joined_conditions() -> None:
    third = z > 0
    for op, sign in (("and", operator.and_), ("or", operator.or_)):
        pair, other = of(op, UP, DOWN), of("or" if op == "and" else "and", UP, DOWN)
        assert sign(UP, DOWN) is pair
        assert sign(pair, third) is of(op, UP, DOWN, third)
        assert sign(third, pair) is of(op, third, UP, DOWN)
        assert sign(other, third) is of(op, other, third)
        assert sign(third, other) is of(op, third, other)
        neutral = op == "and"
        for truth_value in (neutral, np.bool_(neutral)):
            assert sign(UP, truth_value) is UP
        assert sign(neutral, UP) is UP
        for call in (
            lambda s=sign, d=not neutral: s(UP, d),
            lambda s=sign, d=not neutral: s(d, UP),
        ):
            with pytest.raises(SymbolicBranch, match=f"^Python's {not neutral}, which decides"):
                call()
        foreign = X > 1
        assert sign(UP, foreign) is of(op, UP, opaque(foreign, condition=True))
    assert UP.__rand__(DOWN) is of("and", DOWN, UP)
    assert UP.__ror__(DOWN) is of("or", DOWN, UP)
    with pytest.raises(SymbolicBranch, match=r"^1 stands where a condition is due"):
        _ = UP & 1


def test_choices_and_extremes() -> None:
    assert choice(UP, x, 2) is Term.of("where", UP, x, TWO)
    assert choice(True, x, y) is Term.of("where", TRUE, x, y)
    denied = of("not", UP)
    for yes, no in ((DOWN, True), (False, DOWN), (True, False), (np.True_, DOWN), (DOWN, DOWN)):
        assert choice(UP, yes, no) is of(
            "and", of("implies", UP, truth(yes)), of("implies", denied, truth(no))
        )
    assert extreme("max", (x, 2, y)) is Term.of("max", x, TWO, y)
    inner = Term.of("max", x, y)
    assert extreme("max", (z, inner, 1)) is Term.of("max", z, x, y, constant(1))
    assert extreme("min", (z, inner)) is Term.of("min", z, inner)
    with pytest.raises(SymbolicBranch, match="stands where a condition is due"):
        choice(UP, DOWN, 1)


# -- reading ---------------------------------------------------------------------------------------


def test_numbers_and_truth_values() -> None:
    assert number(x) is x
    for plain in (2, 2.0, Fraction(2), np.int64(2), sympy.Integer(2), "2"):
        assert number(plain) is TWO
    assert number(sympy.Rational(1, 3)) is constant(Fraction(1, 3))
    assert number(X + 1) is opaque(X + 1)
    assert (number(X).op, number(X).value.expression) == ("opaque", X)
    with pytest.raises(SymbolicBranch, match=r"^an array met a quantity .*; loop over it$"):
        _ = x + np.array([1.0, 2.0])
    with pytest.raises(SymbolicBranch, match=r"^arithmetic or an order met a condition .*where"):
        number(UP)
    for value in (math.nan, math.inf, 1 / 3, True, None):
        with pytest.raises(InvalidInput, match=r"^a number in a formula: "):
            number(value)
    assert truth(UP) is UP
    for yes in (True, np.True_, sympy.true):
        assert truth(yes) is TRUE
    for no in (False, np.False_, sympy.false):
        assert truth(no) is FALSE
    assert truth(X > 0) is opaque(X > 0, condition=True)
    assert isinstance(truth(X > 0), Formula)
    assert (truth(X > 0).op, TRUE.op, FALSE.op) == ("opaque", "true", "false")
    for value in (1, 0, None, "x > 0", x):
        with pytest.raises(SymbolicBranch, match="stands where a condition is due; write a comp"):
            truth(value)


def test_foreign_expressions_are_kept_apart() -> None:
    assert opaque(X) is opaque(sympy.Symbol("x", real=True))
    assert opaque(X) is not opaque(Y)
    assert isinstance(opaque(X), Term)
    assert opaque(X).value != X
    assert opaque(X).value != opaque(Y).value
    assert opaque(X).value == opaque(X).value
    assert hash(opaque(X).value) == hash(X)


# -- refusing --------------------------------------------------------------------------------------

DECIDING: dict[str, tuple[list[Any], str]] = {
    "truth": ([bool, lambda v: 1 if v else 0, lambda v: v and v], "a Python 'if', 'and', 'or'"),
    "equality": ([lambda v: v == 1, lambda v: v != 1, lambda v: v in [1]], "Python's ==, != or in"),
    "hashing": ([hash, lambda v: {v}, lambda v: {v: 1}], "a set, a dictionary or hash"),
    "loops": ([iter, list, len, lambda v: 1 in v, lambda v: (lambda a, b: a)(*v)],
              "a loop or unpacking met a [a-z]+ that .*it is a single number"),
    "numbers": ([float, int, complex, round, math.floor, math.ceil, math.trunc, math.sin,
                 operator.index, lambda v: round(v, 2)],
                r"float\(\), int\(\), round\(\) or a .*it has no value yet"),
}  # fmt: skip


@pytest.mark.parametrize("name", DECIDING)
@pytest.mark.parametrize(("node", "kind"), [(x + 1, "quantity"), (UP, "condition")])
def test_what_python_would_decide_silently_is_refused(name: str, node: Node, kind: str) -> None:
    calls, said = DECIDING[name]
    for call in calls:
        refused.clear()
        with pytest.raises(SymbolicBranch, match=f"^{said}") as caught:
            call(node)
        assert f"met a {kind} that is read as a symbol; " in str(caught.value)
        assert refused == [caught.value]


def test_the_last_refusal_is_kept() -> None:
    refused.clear()
    for call in (bool, hash):
        with pytest.raises(SymbolicBranch) as caught:
            call(x)
    assert refused == [caught.value]
    refused.clear()


@pytest.mark.parametrize(
    "call",
    [operator.floordiv, operator.mod, divmod, lambda a, b: b // a, lambda a, b: b % a,
     lambda a, b: divmod(b, a)],
)  # fmt: skip
def test_remainders_are_refused(call: Any) -> None:
    with pytest.raises(SymbolicBranch, match=r"^//, % or divmod\(\) met .*only \+ - \* / and whol"):
        call(x, 2)


def test_conditions_are_no_numbers() -> None:
    for call in (
        lambda: UP + 1, lambda: 1 + UP, lambda: UP - 1, lambda: 1 - UP, lambda: UP * 2,
        lambda: 2 * UP, lambda: UP / 2, lambda: 2 / UP, lambda: UP**2, lambda: 2**UP, lambda: -UP,
        lambda: +UP, lambda: abs(UP), lambda: UP < 1, lambda: UP <= 1, lambda: UP > 1,
        lambda: UP >= 1, lambda: x + UP, lambda: x > UP, lambda: np.float64(1) + UP,
    ):  # fmt: skip
        with pytest.raises(
            SymbolicBranch, match=r"^arithmetic or an order met a condition .*, 1, 0"
        ):
            call()
    with pytest.raises(SymbolicBranch, match=r"^~ met a condition .*not_\(condition\)"):
        _ = ~UP
    for call in (lambda: UP ^ DOWN, lambda: True ^ UP):
        with pytest.raises(SymbolicBranch, match=r"^\^ met a condition .*iff\(a, b\)"):
            call()


# -- graphs ----------------------------------------------------------------------------------------


def test_operands_come_before_what_is_made_of_them() -> None:
    total = x + y
    product = total * x
    assert same(order(product), [x, y, total, product])
    assert same(order(product, total, z), [x, y, total, product, z])
    assert same(order(z, product), [z, x, y, total, product])
    assert same(order(x * total), [x, y, total, x * total])
    assert order() == []
    deep = x
    for _ in range(3000):
        deep = deep + 1
    assert len(order(deep)) == 3002


def test_free_variables_and_quantifiers() -> None:
    t, s = variable("t~1"), variable("s~2")
    inner = of("exists", t, t > x, t > s)
    outer = of("forall", s, s < z, inner)
    assert free_variables(y + x, x * z) == ["y", "x", "z"]
    assert free_variables(inner) == ["x", "s~2"]
    assert free_variables(outer) == ["z", "x"]
    assert free_variables(inner, t > 0) == ["t~1", "x", "s~2"]
    assert free_variables(constant(1)) == []
    names = free_names(outer)
    assert names[id(outer)] == {"x", "z"}
    assert names[id(inner)] == {"x", "s~2"}
    assert names[id(t > s)] == {"t~1", "s~2"}
    assert (names[id(x)], free_names(TWO)[id(TWO)]) == ({"x"}, frozenset())
    assert quantifies(of("not", outer))
    assert quantifies(x, inner)
    assert not quantifies(x > 0, y)
    assert not quantifies()


def test_quantified_variables_are_named_by_their_height() -> None:
    a, b = opened("t"), opened("t")
    assert a is not b
    assert a.value.startswith("t~?")
    assert (spoken(a.value), spoken("t~1"), spoken("plain")) == ("t", "t", "plain")
    t1, t2, t3 = (variable(f"t~{k}") for k in (1, 2, 3))
    inner = quantified("exists", a, a > 0, a > x)
    assert inner is of("exists", t1, t1 > 0, t1 > x)
    assert quantified("exists", b, b > 0, b > x) is inner
    outer = quantified("forall", b, b < 1, of("and", inner, b < x))
    assert outer is of("forall", t2, t2 < 1, of("and", inner, t2 < x))
    c = opened("t")
    beside = of("and", inner, of("or", outer, c > 0))
    assert quantified("exists", c, c > 0, beside).args[0] is t3
    in_the_domain = quantified("exists", c, of("and", c > 0, outer), c > x)
    assert in_the_domain is of("exists", t3, of("and", t3 > 0, outer), t3 > x)


def test_replacing_and_constants() -> None:
    total = x + y
    assert replaced(total * 2, lambda n: None) is total * 2
    assert replaced(total * total, lambda n: z if n is y else None) is (x + z) * (x + z)
    assert replaced(total**2, lambda n: z if n is total else None) is z**2
    assert replaced(x, lambda n: z if n is x else None) is z
    assert replaced(of("and", UP, DOWN), lambda n: TRUE if n is UP else None) is of(
        "and", TRUE, DOWN
    )
    assert list(constants(x + 2, 3 / (x + 2))) == [2, 3]
    assert substituted(x + y, {"x": Fraction(1, 2), "z": Fraction(9)}) is Fraction(1, 2) + y
    named_by_its_value = opaque(sympy.Integer(7))
    assert substituted(named_by_its_value, {}) is named_by_its_value


@pytest.mark.parametrize(
    ("node", "bound"),
    [
        (constant(5), 0), (x, 1), (x + y, 1), (x * y, 2), (x * y + z, 2), (x - y * z, 2), (x**3, 3),
        ((x * y) ** 3, 6), (1 / x, 1), (x / y + z / x, 2), (x / y - z, 2), (x / (y * z), 2),
        ((x / y) / (z / y), 2), ((x / y) * (x / z), 2), ((1 / x) ** 4, 4), (1 / x * (1 / y), 2),
        (x / y + (1 / x) * (1 / z), 3), (x * y * z > x, 3), (of("and", x**2 > 0, y**5 > 0), 5),
        (Term.of("where", UP, x * y, 1 / z**3), 3), (Term.of("max", x, y * y, z), 2),
        (2 * (1 / x**2) / (1 / y), 2), (-(x**2), 2), (square_root(x**2), 2), (TRUE, 1),
        (x / 2, 1), (of("=", x**2, y), 2), (Term.of("negative", x * x / y), 2),
        (x**2 / (y + 1) - x, 2), (1 / x - x**2 / (y * z), 3), (x - (x**2 / y) / z, 3),
        (-(x * y) * z, 3), (Term.of("where", UP, x * y, z) * x, 3),
        (extreme("max", (x / y, z / x)), 1), (x / y > z / x, 1), (1 / x + 1 / y, 2),
        (1 / extreme("max", (x, 1 / y)), 1),
        (x / extreme("max", (1 / y, 1 / z**3)) * x, 5), (square_root(x**2 / y**3) * y, 3),
    ],
)  # fmt: skip
def test_degrees(node: Node, bound: int) -> None:
    assert degree(node) == bound


def test_the_degree_of_several_graphs_is_the_largest() -> None:
    assert degree() == 0
    assert degree(x, x * y, z) == 2
    assert degree((x / y) * (1 / x**3) + 0 * x) == 5


# -- writing ---------------------------------------------------------------------------------------


def test_what_is_too_long_to_read_is_counted() -> None:
    total = x + y  # three operations
    assert str(total) == repr(total) == "x + y"
    assert str(UP) == "x > 0"
    shared = total * total  # written out it is seven
    for _ in range(6):
        shared = shared + 1
    assert str(shared) == "(x + y)**2 + 6"
    long = Term.of("+", *([x] * 1), y)
    for k in range(198):
        long = long + (k + 1)
    assert not str(long).startswith("<")  # 399
    assert not str(-long).startswith("<")  # 400
    assert str(2 * long) == "<401 operations>"


CONNECTED = {"and": sympy.And, "or": sympy.Or, "iff": sympy.Equivalent}


def test_every_operation_in_sympy() -> None:
    up, down = X > 0, Y < 0
    for node, expression in (
        (x + y, X + Y), (x - y, X - Y), (x * y, X * Y), (x / y, X / Y), (-x, -X), (x**3, X**3),
        (x**0 + y, 1 + Y), (constant(Fraction(-2, 3)), sympy.Rational(-2, 3)),
        (square_root(x), sympy.sqrt(X)), (admissible(x, DOWN), X), (opaque(X + 3), X + 3),
        (choice(UP, x, y), sympy.Piecewise((X, up), (Y, True))),
        (extreme("max", (x, y)), sympy.Max(X, Y, evaluate=False)),
        (extreme("min", (x, y)), sympy.Min(X, Y, evaluate=False)),
        (x < y, X < Y), (x <= y, X <= Y), (x > y, X > Y), (x >= y, X >= Y),
        (equality(x, y), sympy.Eq(X, Y)), (TRUE, sympy.true), (FALSE, sympy.false),
        (negation(DOWN), sympy.Not(down)), (of("implies", UP, DOWN), sympy.Or(X <= 0, down)),
    ):  # fmt: skip
        assert to_sympy(node) == expression
        assert sympy.sympify(node) == expression
    for op, make in CONNECTED.items():
        assert to_sympy(of(op, UP, DOWN)) == make(up, down)
    for op in ("and", "or"):
        assert to_sympy(of(op, UP, DOWN, z > 0)) == CONNECTED[op](up, down, variable_z() > 0)


def variable_z() -> Any:
    return sympy.Symbol("z", real=True)


def test_an_extreme_is_not_worked_out() -> None:
    assert str(extreme("max", (x, 1))) in ("Max(1, x)", "Max(x, 1)")
    assert str(extreme("max", (constant(1), TWO))) == "Max(1, 2)"


def test_quantifiers_and_whole_numbers_are_only_written() -> None:
    t = opened("t")
    assert str(quantified("exists", t, t > 0, t < x)) == "exists(t, (t > 0) & (t < x))"
    assert str(quantified("forall", t, t > 0, t < x)) == "forall(t, Implies(t > 0, t < x))"
    assert str(of("whole", x)) == "whole(x)"
    assert type(to_sympy(of("whole", x))) is type(to_sympy(of("whole", y)))


def test_quantified_names_that_are_taken_are_primed() -> None:
    free, one, two = variable("t"), variable("t~1"), variable("t~2")
    inner = of("exists", one, one > 0, one > two)
    assert str(of("exists", two, two > 0, inner)) == (
        "exists(t', (t' > 0) & exists(t, (t > 0) & (t > t')))"
    )
    assert str(of("exists", one, one > 0, one > free)) == "exists(t', (t' > 0) & (t' > t))"
    assert sympy_terms._written_names(["t", "t~1", "t~2", "s~1", "t~1"]) == {
        "t": "t", "t~1": "t'", "t~2": "t''", "s~1": "s",
    }  # fmt: skip


SCALARS = [np.float64(0.5), np.int64(3), np.float32(0.25)]
SIDES = [operator.add, operator.sub, operator.mul, operator.truediv, operator.lt, operator.le]
SIDES += [operator.gt, operator.ge]


@pytest.mark.parametrize("scalar", SCALARS, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize("side", SIDES, ids=lambda f: f.__name__)
def test_a_scalar_of_numpy_on_the_left_is_read_exactly(scalar: Any, side: Any) -> None:
    quantity = terms.variable("a")
    assert side(scalar, quantity) is side(scalar.item(), quantity)


def test_a_truth_value_of_numpy_on_the_left() -> None:
    condition = terms.variable("a") > 0
    assert (np.bool_(True) & condition) is condition
    assert (np.bool_(False) | condition) is condition


@pytest.mark.parametrize(
    ("words", "use"),
    [
        ("numpy.sqrt met a quantity", lambda a, f: np.sqrt(a)),
        ("numpy.maximum met a quantity", lambda a, f: np.maximum(a, 2)),
        ("numpy.maximum met a quantity", lambda a, f: np.maximum(2, a)),
        ("numpy.absolute met a quantity", lambda a, f: np.abs(a)),
        ("numpy.multiply met a quantity", lambda a, f: np.multiply(a, a)),
        ("numpy.add met a quantity", lambda a, f: np.add(2.0, a, where=True)),
        ("numpy.logical_and met a condition", lambda a, f: np.logical_and(f, f)),
        ("Python's ==, != or in", lambda a, f: np.float64(2) == a),
        ("Python's ==, != or in", lambda a, f: np.float64(2) != f),
        ("a power", lambda a, f: np.float64(2) ** a),
        ("//, % or divmod", lambda a, f: np.float64(2) // a),
        ("//, % or divmod", lambda a, f: np.float64(2) % a),
        ("arithmetic or an order", lambda a, f: np.float64(2) + f),
        (r"\^ met a condition", lambda a, f: np.bool_(True) ^ f),
    ],
)
def test_functions_of_numpy_are_refused_by_name_and_remembered(words: str, use: Any) -> None:
    terms.refused.clear()
    quantity = terms.variable("a")
    with pytest.raises(SymbolicBranch, match=words):
        use(quantity, quantity > 0)
    assert terms.refused
