"""Exact values of terms at a point, each by hand: evaluation, decimals, identities, choices."""

from __future__ import annotations

import operator
import time
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from gametheory.algebra import exists, where
from gametheory.errors import InvalidInput, TooLarge
from gametheory.exact.decimal_fractions import UNDEFINED, DecimalFraction, square_root
from gametheory.exact.decimals import exact
from gametheory.parameters import REAL
from gametheory.proof import choices, identity
from gametheory.proof.choices import split_choices
from gametheory.proof.evaluation import evaluate
from gametheory.proof.identity import is_identity
from gametheory.term_graphs import order
from gametheory.terms import FALSE, TRUE, Formula, Term, equality, quantified, variable

x, y = variable("x"), variable("y")
BROKEN = 1 / x > 0  # undefined at zero
NOWHERE = {"x": Fraction(0), "y": Fraction(3)}


def of(op: str, *args: Any) -> Formula:
    return Formula.of(op, *args)


TRUTHS = {True: TRUE, False: FALSE, None: BROKEN}


def _kleene(op: str, a: Any, b: Any) -> Any:
    """The tables of strong three-valued logic."""
    if op == "and":
        return False if a is False or b is False else None if None in (a, b) else True
    if op == "or":
        return True if a is True or b is True else None if None in (a, b) else False
    if op == "implies":
        return True if a is False or b is True else None if None in (a, b) else False
    return None if None in (a, b) else a is b


@pytest.mark.parametrize("op", ["and", "or", "implies", "iff"])
def test_three_valued_tables(op: str) -> None:
    for a, b in product(TRUTHS, repeat=2):
        assert evaluate(of(op, TRUTHS[a], TRUTHS[b]), NOWHERE) is _kleene(op, a, b), (a, b)


def test_negation_and_constants() -> None:
    assert evaluate(of("not", TRUE), {}) is False
    assert evaluate(of("not", FALSE), {}) is True
    assert evaluate(of("not", BROKEN), NOWHERE) is None
    assert evaluate(of("and"), {}) is True
    assert evaluate(of("or"), {}) is False


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (x + y, 3), (y - 5, -2), (-y, -3), (y * y, 9), (y / 2, Fraction(3, 2)), (y**3, 27),
        (1 / x, None), (x / y, 0), (Term.of("max", x, y, x), 3), (Term.of("min", y, x, y), 0),
        (Term.of("max", y, 1 / x), None), (abs(-y), 3),
        (Term.of("where", y > 2, y, 1 / x), 3), (Term.of("where", y > 3, 1 / x, x), 0),
        (Term.of("where", BROKEN, y, y), None), (Term.of("where", y > 2, 1 / x, y), None),
        (Term.of("root", y + 1), 2), (Term.of("root", y), None), (Term.of("root", -y), None),
        (Term.of("root", y / 12), Fraction(1, 2)), (Term.of("root", x), 0),
        (Term.of("root", (y + 5) / 9), None), (Term.of("root", 4 / (y + 2)), None),
        (Term.of("admissible", y, y > 2), 3), (Term.of("admissible", y, y > 3), None),
        (Term.of("admissible", y, BROKEN), None), (Term.of("opaque", y), None),
    ],
)  # fmt: skip
def test_numbers_by_hand(term: Term, value: Any) -> None:
    found = evaluate(term, NOWHERE)
    assert found == value
    assert (found is None) == (value is None)


RELATIONS = {"<": (1, 0, 0), "<=": (1, 1, 0), ">": (0, 0, 1), ">=": (0, 1, 1), "=": (0, 1, 0)}


@pytest.mark.parametrize("op", RELATIONS)
def test_comparisons_and_their_tolerance(op: str) -> None:
    hundredth = Fraction(1, 100)
    atom = of(op, x, y)
    for difference, tolerance, kind in (
        (-1, 0, 0), (0, 0, 1), (1, 0, 2), (hundredth / 9, 0, 2), (-hundredth / 9, 0, 0),
        (hundredth, hundredth, 1), (-hundredth, hundredth, 1), (2 * hundredth, hundredth, 2),
        (-2 * hundredth, hundredth, 0), (hundredth / 2, hundredth, 1),
    ):  # fmt: skip
        point = {"x": y_value + difference, "y": y_value} if (y_value := Fraction(5)) else {}
        found = evaluate(atom, point, tolerance=Fraction(tolerance))
        assert found is bool(RELATIONS[op][kind]), (difference, tolerance)
    assert evaluate(of(op, 1 / x, y), NOWHERE) is None


def test_a_denominator_within_the_tolerance_may_be_zero() -> None:
    small = {"x": Fraction(1, 100)}
    assert evaluate(1 / x, small) == 100
    assert evaluate(1 / x, small, tolerance=Fraction(1, 100)) is None
    assert evaluate(-1 / -x, small, tolerance=Fraction(1, 50)) is None
    assert evaluate(1 / x, small, tolerance=Fraction(1, 101)) == 100


def test_whole_numbers() -> None:
    for value, answer in ((3, True), (0, True), (-2, True), (Fraction(1, 2), False)):
        assert evaluate(of("whole", x), {"x": Fraction(value)}) is answer
    assert evaluate(of("whole", x / 0), {"x": Fraction(1)}) is None


def test_quantifiers_are_decided_by_who_can_and_closed_first() -> None:
    t = variable("t~1")
    some = quantified("exists", t, t > 0, t < x)
    asked: list[str] = []

    def decide(formula: Formula) -> bool:
        asked.append(str(formula))
        assert not any(n.op == "variable" and n.value == "x" for n in order(formula))
        return True

    assert evaluate(some, {"x": Fraction(2)}) is None
    assert evaluate(some, {"x": Fraction(2)}, decide=decide) is True
    assert len(asked) == 1
    inner = quantified("forall", variable("s"), variable("s") > 0, variable("s") * t > x)
    outer = quantified("exists", t, t > 0, inner)
    asked.clear()
    assert evaluate(outer, {"x": Fraction(2)}, decide=decide) is True
    assert len(asked) == 1  # the inner one, open in t, means nothing by itself
    assert evaluate(of("or", some, x > 1), {"x": Fraction(2)}) is True


def test_numbers_read_exactly() -> None:
    for value, answer in (
        (3, 3), (np.int64(-4), -4), (Fraction(2, 3), Fraction(2, 3)), ("2/3", Fraction(2, 3)),
        ("0.25", Fraction(1, 4)), (Decimal("0.1"), Fraction(1, 10)), (0.1, Fraction(1, 10)),
        (np.float32(0.5), Fraction(1, 2)), (np.float64(0.3), Fraction(3, 10)),
        (0.123456789012, Fraction(123456789012, 10**12)), (2.0**53, 2**53), (-(2.0**53), -(2**53)),
        (0.0001220703125, Fraction(1, 8192)), (2.0**-20, Fraction(1, 2**20)), (-1.5, -1.5),
    ):  # fmt: skip
        found = exact(value)
        assert type(found) is Fraction
        assert type(found.numerator) is int
        assert found == answer, value
    import sympy

    for value, answer in (
        (sympy.Rational(-1, 3), Fraction(-1, 3)), (sympy.Integer(7), 7), (sympy.Integer(0), 0),
        (sympy.Rational(1, 2), Fraction(1, 2)), (np.uint8(255), 255), (np.int8(-3), -3),
    ):  # fmt: skip
        found = exact(value)
        assert found == answer
        assert (type(found.numerator), type(found.denominator)) == (int, int)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "p: True is a truth value"), (np.True_, "truth value"), ("one", "p: 'one' is no f"),
        ("1/0", "no finite"), (Decimal("Infinity"), "no finite"), (Decimal("NaN"), "no finite"),
        (float("nan"), "p: nan is no number of a formula"), (float("-inf"), "p: -inf is no number"),
        (0.1 + 0.2, "p: the float 0.30000000000000004 is no short"), (1 / 3, "no short decimal"),
        (0.1234567890123, "no short decimal"), (2.0**53 + 2, "no short"), (-(2.0**54), "no short"),
        (1e20, "p: the float 1e\\+20 is no short"), (None, "p: None \\(NoneType\\) is no number"),
        (1j, "complex"), (np.longdouble(1) / 3, "p: .*more digits than a float"),
    ],
)  # fmt: skip
def test_numbers_that_nobody_wrote(value: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        exact(value, "p")
    with pytest.raises(InvalidInput) as caught:
        exact(value)
    assert not str(caught.value).startswith(("p", "X", ":"))


def test_a_sympy_expression_is_no_number_unless_rational() -> None:
    import sympy

    for value in (sympy.sqrt(2), sympy.Symbol("x"), sympy.Float(0.1)):
        with pytest.raises(InvalidInput, match="read exactly"):
            exact(value)


BINARY: dict[str, tuple[Any, Any, Any]] = {  # 3/2 and 1/10: on the left, and on the right
    "add": (operator.add, Fraction(8, 5), Fraction(8, 5)),
    "sub": (operator.sub, Fraction(7, 5), Fraction(-7, 5)),
    "mul": (operator.mul, Fraction(3, 20), Fraction(3, 20)),
    "truediv": (operator.truediv, 15, Fraction(1, 15)),
    "lt": (operator.lt, False, True),
    "le": (operator.le, False, True),
    "gt": (operator.gt, True, False),
    "ge": (operator.ge, True, False),
    "eq": (operator.eq, False, False),
    "ne": (operator.ne, True, True),
}


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("tenth", [0.1, np.float64(0.1), Fraction(1, 10), DecimalFraction(1, 10)])
def test_decimal_fractions_stay_exact(name: str, tenth: Any) -> None:
    operation, left, right = BINARY[name]
    half = DecimalFraction(3, 2)
    for found, answer in ((operation(half, tenth), left), (operation(tenth, half), right)):
        assert found == answer
        assert type(found) is (bool if isinstance(answer, bool) else DecimalFraction)
    assert operation(half, UNDEFINED) is UNDEFINED
    assert operation(UNDEFINED, half) is UNDEFINED
    assert operation(UNDEFINED, UNDEFINED) is UNDEFINED


def test_equality_to_a_tenth_is_decimal() -> None:
    tenth = DecimalFraction(1, 10)
    assert (tenth == 0.1) is True
    assert (tenth != 0.1) is False
    assert (tenth == np.float64(0.1)) is True
    assert hash(tenth) == hash(Fraction(1, 10))


def test_powers_signs_and_what_is_undefined() -> None:
    half = DecimalFraction(-1, 2)
    for found, answer in (
        (-half, Fraction(1, 2)), (+half, Fraction(-1, 2)), (abs(half), Fraction(1, 2)),
        (half**2, Fraction(1, 4)), (half**-1, -2), (2 ** DecimalFraction(3), 8),
    ):  # fmt: skip
        assert found == answer
        assert type(found) is DecimalFraction or isinstance(found, int)
    zero = DecimalFraction(0)
    for found in (
        1 / zero, half / 0, half / 0.0, zero**-1, half ** Fraction(1, 2),
        DecimalFraction(2) ** Fraction(1, 2), 2 ** DecimalFraction(1, 2),
        -UNDEFINED, +UNDEFINED, abs(UNDEFINED), UNDEFINED**2, 2**UNDEFINED, 1 - UNDEFINED,
    ):  # fmt: skip
        assert found is UNDEFINED
    assert repr(UNDEFINED) == "undefined"
    assert isinstance(hash(UNDEFINED), int)
    with pytest.raises(ZeroDivisionError, match="undefined"):
        bool(UNDEFINED)
    assert DecimalFraction.__add__.__name__ == "__add__"


def test_square_roots_of_fractions() -> None:
    for value, root in (
        (Fraction(9, 4), Fraction(3, 2)), (Fraction(0), 0), (Fraction(1), 1), (Fraction(4), 2),
        (Fraction(1, 9), Fraction(1, 3)),
    ):  # fmt: skip
        found = square_root(value)
        assert found == root
        assert type(found) is DecimalFraction
    for value in (Fraction(2), Fraction(4, 3), Fraction(2, 9), Fraction(-4), UNDEFINED):
        assert square_root(value) is UNDEFINED
    for value in (Fraction(-1), Fraction(-1, 4), Fraction(-1, 10**30)):
        assert square_root(value) is UNDEFINED


def test_text_is_no_operand_of_a_fraction() -> None:
    assert (DecimalFraction(1) == "1") is False
    assert (DecimalFraction(1) == None) is False  # noqa: E711
    with pytest.raises(TypeError):
        _ = DecimalFraction(1) + "1"  # type: ignore[operator]


def _same(left: Any, right: Any) -> Formula:
    return equality(left, right)


IDENTITIES = {
    "binomial": (_same((x + y) ** 2, x * x + 2 * x * y + y * y), True),
    "difference": (_same(x * x - y * y, (x - y) * (x + y)), True),
    "negatives": (_same(-(x - y), y - x), True),
    "quotient": (_same(x / y, (x * x) / (x * y)), True),
    "thirds": (_same(x / 3 + x / 6, x / 2), True),
    "numbers": (_same(x - x, y * 0), True),
    "true": (TRUE, True),
    "false": (FALSE, False),
    "two": (of("and", _same(x, x + 0), _same(x + y, y + x)), True),
    "one of two": (of("and", _same(x, x + 0), _same(x, y)), False),
    "the other of two": (of("and", _same(x, y), _same(x, x + 0)), False),
    "other variable": (_same(x, y), False),
    "off by a little": (_same(x + Fraction(1, 10**20), x), False),
    "sign": (_same(x, -x), False),
    "order": (x <= x, False),
    "root": (_same(Term.of("root", x * x), x), False),
    "root of itself": (_same(Term.of("root", x), Term.of("root", x)), False),
    "negation": (of("not", _same(x, x)), False),
    "alternative": (of("or", _same(x, x), _same(y, y)), False),
    "choice": (_same(abs(x), x), False),
    "product": (_same(x * y, x + y), False),
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_identities(name: str) -> None:
    condition, answer = IDENTITIES[name]
    assert is_identity(condition, time.monotonic() + 60) is answer


def test_identities_stop_at_the_deadline_and_at_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    condition, answer = IDENTITIES["binomial"]
    assert answer
    assert is_identity(condition, time.monotonic() - 1) is False
    # (x + y)^2 has three terms, made of four products; it is no longer at these limits.
    for name, enough, little in (("_MOST_TERMS", 3, 2), ("_MOST_PRODUCTS", 4, 3)):
        with monkeypatch.context() as patched:
            patched.setattr(identity, name, enough)
            assert is_identity(condition, time.monotonic() + 60) is True
            patched.setattr(identity, name, little)
            assert is_identity(condition, time.monotonic() + 60) is False


def test_products_of_unequal_factors_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    for left, right in ((x + y + 1, x + y), (x + y, x + y + 1)):
        condition = _same(left * right, x * x + 2 * x * y + y * y + x + y)
        for most in (6, 5):  # three terms by two
            monkeypatch.setattr(identity, "_MOST_PRODUCTS", most)
            assert is_identity(condition, time.monotonic() + 60) is (most == 6)


def test_a_choice_on_a_quantifier_is_no_identity() -> None:
    for bound in (x, y + 2, Fraction(2)):
        some = exists(REAL, lambda t, b=bound: t * t > b)  # type: ignore[misc]
        for yes, no in ((x, y), (1, 2)):
            assert is_identity(_same(where(some, yes, no), yes), time.monotonic() + 60) is False


def test_choices_below_quantifiers_are_left_to_them() -> None:
    t = variable("t~1")
    chosen = Term.of("where", x > 0, Term.of("where", y > x, y, 2 * y), -y)
    body = of(">", chosen, t)
    some = quantified("exists", t, t > 0, body)
    test = Term.of("where", some, x, y)  # a test that holds a quantifier
    for relation in ("<", "<=", ">", ">=", "="):
        split = split_choices(of("and", of(relation, test + chosen, 1 - x), body))
        assert not any(n.op == "where" for n in order(split))
    formula = of("or", x > 0, y > 0)
    assert split_choices(formula) is formula


def test_choices_keep_their_truth_value() -> None:
    chosen = Term.of("where", x > 0, Term.of("where", y > x, y, 2 * y), -y)
    nested = Term.of("where", Term.of("where", y > 0, x, -x) > 1, x + 1, y)
    for op in RELATIONS:
        formula = of("not", of(op, chosen * 2 - nested, chosen + nested))
        split = split_choices(formula)
        assert not any(n.op == "where" for n in order(split))
        for a, b in product(range(-3, 4), repeat=2):
            point = {"x": Fraction(a), "y": Fraction(b)}
            assert evaluate(split, point) is evaluate(formula, point), (op, a, b)


def test_too_many_cases_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # One choice: x > 0 is looked at as the test, then x > y, -y > y, and the whole: four cases.
    formula = of(">", Term.of("where", x > 0, x, -y), y)
    for most, refused in ((4, False), (3, True)):
        monkeypatch.setattr(choices, "_MOST_CASES", most)
        if refused:
            with pytest.raises(TooLarge, match=f"more than {most} cases"):
                split_choices(formula)
        else:
            split_choices(formula)
