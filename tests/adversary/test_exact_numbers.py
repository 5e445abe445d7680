"""Numbers are what is written: fractions all the way, decimals as decimals, the rest refused."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from attack import answering, judge, plane, proved, refused, refuted

from gametheory.algebra import all_of, equal, implies, maximum, sqrt, where
from gametheory.errors import InvalidInput
from gametheory.model import parameter
from gametheory.parameters import OPEN_UNIT, POSITIVE, REAL, UNIT, count, interval
from gametheory.proof import Statement, given


def test_ends_of_intervals_are_fractions() -> None:
    over = {"x": interval(0, "2/3", low_open=False, high_open=False)}
    point = refuted(lambda self, x: given().then(3 * x < 2), over=over)
    assert point["x"] == Fraction(2, 3)
    proved(lambda self, x: given().then(3 * x <= 2), over=over)


def test_an_open_end_at_a_third() -> None:
    proved(lambda self, y: given().then(3 * y > 1), over={"y": interval("1/3")})
    ends = interval(Fraction(1, 3), Fraction(2, 3))
    proved(lambda self, y: given().then(all_of(3 * y > 1, 3 * y < 2)), over={"y": ends})
    assert not ends.contains(Fraction(1, 3))
    assert ends.contains(Fraction(1, 3) + Fraction(1, 10**30))


@pytest.mark.parametrize(
    "end", [1 / 3, 0.1 + 0.2, math.nan, math.inf, True, "x", 2**53 * 1.5, None]
)
def test_an_end_that_is_no_exact_number_is_refused(end: Any) -> None:
    if end is None:
        assert interval(end) == REAL
        return
    with pytest.raises(InvalidInput):
        interval(end)
    with pytest.raises(InvalidInput):
        interval(0, end)


@pytest.mark.parametrize("ends", [(1, 0), (1, 1), ("1/3", "1/3")])
def test_an_empty_interval_is_refused(ends: Any) -> None:
    with pytest.raises(InvalidInput, match="no member"):
        interval(*ends)


ROUNDED = {
    "1/3": 1 / 3,
    "0.1 + 0.2": 0.1 + 0.2,
    "1 - 0.9": 1 - 0.9,
    "0.1 * 3": 0.1 * 3,
    "pi": math.pi,
    "e": np.e,
    "root": 2**0.5,
    "float64": np.float64(1) / 3,
    "float32": np.float32(0.1),
    "longdouble": np.longdouble(1) / 3,
    "large": 1e300,
    "nan": math.nan,
    "inf": -math.inf,
    "np.nan": np.float64("nan"),
    "sympy": sympy.Float("0.1"),
    "sympy oo": sympy.oo,
    "bool": True,
    "np.bool": np.True_,
    "complex": 1j,
    "text": "a",
    "none": None,
    "array": np.array([1.0, 2.0]),
    "list": [1, 2],
}


@pytest.mark.parametrize("name", ROUNDED)
@pytest.mark.parametrize("operation", ["*", "r*", "+", "<", "/", "maximum", "equal", "at"])
def test_a_number_that_nobody_wrote_is_refused(name: str, operation: str) -> None:
    value = ROUNDED[name]

    def claim(self: Any, x: Any) -> Statement:
        made = {
            "*": lambda: x * value,
            "r*": lambda: value * x,
            "+": lambda: value + x,
            "<": lambda: where(x < value, x, 2 * x),
            "/": lambda: x / value,
            "maximum": lambda: maximum(x, value),
            "equal": lambda: where(equal(x, value), x, 2 * x),
            "at": lambda: self.at(b=value).b + x,
        }[operation]()
        return given(x=x > 0).then(3 * made < x)

    with pytest.raises((InvalidInput, TypeError)):  # SymbolicBranch is a TypeError
        judge(claim)


@pytest.mark.parametrize(
    "tenth",
    [0.1, np.float64(0.1), Fraction(1, 10), Decimal("0.1"), sympy.Rational(1, 10)],
)
def test_a_decimal_is_the_decimal_that_is_written(tenth: Any) -> None:
    def claim(self: Any, x: Any) -> Statement:
        return given(x=x > 0).then(all_of(equal(10 * (x * 1 * self.tenth(x)), x * x)))

    cls = plane(
        claim, tenth=lambda self, x: x * tenth if isinstance(tenth, Fraction) else _mul(x, tenth)
    )
    assert cls.propositions["P1"].prove(timeout=5).status == "proved"


def _mul(x: Any, tenth: Any) -> Any:
    return x * (Fraction(str(tenth)) if isinstance(tenth, Decimal | sympy.Basic) else tenth)


@pytest.mark.parametrize("one", [1, np.int64(1), np.int8(1), np.uint64(1), np.float64(1.0), 1.0])
def test_numpy_scalars_on_either_side_stay_exact(one: Any) -> None:
    third = Fraction(1, 3)
    proved(lambda self, x: given(x=x > 0).then(equal(one * x / 3, third * x)))
    proved(lambda self, x: given(x=x > 0).then(x * one / 3 < one * x))


def test_folded_floats_do_not_become_theorems() -> None:
    refused(lambda self, x: given(x=x > 0).then((1 / 3) * x < x / 3), match="short decimal")
    refused(lambda self, x: given(x=x > 0).then(equal((0.1 + 0.2) * x, 0.3 * x)), match="Fraction")
    refuted(lambda self, x: given(x=x > 0).then(x + 1e-20 * x <= x))
    proved(lambda self, x: given(x=x > 0).then(x + 1e-20 * x > x))


@pytest.mark.parametrize(
    "formula",
    [
        lambda m, x: where(m.b > 0, 1, 1) / 3,
        lambda m, x: where(m.b > 0, 1, 2) / 49 * 49 - where(m.b > 0, 1, 2) + Fraction(1, 3),
        lambda m, x: maximum(where(x > 0, 1, 2), where(x > 0, 1, 2)) / 3,
        lambda m, x: m.at(b=1).b / 3,
        lambda m, x: m.at(a=1, b=1).b / 3,
        lambda m, x: type(m)(a=1, b=1).b / 3,
        lambda m, x: type(m)(a=m.a).third,
        lambda m, x: maximum(0.1, where(x > 0, 0.1, 0.2)) + 0.2 + Fraction(1, 30),
    ],
)
def test_plain_numbers_inside_a_formula_are_read_exactly(formula: Any) -> None:
    """Python would divide 1 by 3 where a choice gives a plain number."""
    third = property(lambda self: (self.b + 1) / 3)

    def claim(self: Any, x: Any) -> Statement:
        made = formula(self, x)
        return given(x=x > 0).then(equal(made * x, x / 3))

    assert judge(claim, third=third).status == "proved"


def test_a_choice_of_plain_numbers_may_divide_by_zero_where_nobody_looks() -> None:
    def claim(self: Any) -> Statement:
        return given().then(implies(self.b > 0, 1 / where(self.b > 0, 2, 0) > self.b * 0))

    proved(claim)


@pytest.mark.parametrize("power", [0.5, Fraction(1, 2), 65, -65, 1000, math.nan, True, 1e9])
def test_powers_that_are_not_read_are_refused_by_name(power: Any) -> None:
    refused(lambda self, x: given(x=x > 1).then(x**power > 0), kind=(InvalidInput, TypeError))


@pytest.mark.parametrize("power", [-1, -2, 0, 2, 2.0, np.int64(3), Fraction(4), -3])
def test_whole_powers_work(power: Any) -> None:
    proved(lambda self, x: given(x=x > 1).then(x**power > 0))


def test_a_negative_power_divides() -> None:
    verdict = judge(lambda self, x: given(x=x >= 0).then(x**-1 > 0))
    assert verdict.status == "unknown"
    assert "zero" in verdict.detail


@pytest.mark.parametrize(
    "formula",
    [
        lambda m, x: 2**x,
        lambda m, x: x**x,
        lambda m, x: np.float64(2) ** x,
        lambda m, x: pow(x, 2, 3),
        lambda m, x: np.sqrt(x),
        lambda m, x: math.sqrt(x),
        lambda m, x: np.exp(x),
        lambda m, x: sympy.sqrt(x),
        lambda m, x: x + sympy.pi,
        lambda m, x: x + sympy.Symbol("x"),
        lambda m, x: 10**400 * x,
        lambda m, x: 10**5000 * x,
    ],
)
def test_other_operations_are_refused_by_name(formula: Any) -> None:
    refused(
        lambda self, x: given(x=x > 1).then(formula(self, x) > 0), kind=(InvalidInput, TypeError)
    )


def test_tiny_constants_count() -> None:
    tiny = Fraction(1, 10**200)
    proved(lambda self, x: given(x=x > 0).then(x + tiny > x))
    refuted(lambda self, x: given(x=x > 0).then(x > tiny))
    refuted(lambda self, x: given(x=x > 1).then(x > 1 + tiny))


def test_two_parameters_never_share_a_symbol() -> None:
    with pytest.raises(InvalidInput, match="symbol"):
        plane(parameters={"a": parameter(REAL, symbol="s"), "b": parameter(REAL, symbol="s")})
    with pytest.raises(InvalidInput, match="symbol"):
        plane(parameters={"a": parameter(REAL, symbol="b"), "b": parameter(REAL)})


@pytest.mark.parametrize("name", ["a", "s"])
def test_an_argument_that_is_called_like_a_parameter_or_its_symbol_is_refused(name: str) -> None:
    parameters = {"a": parameter(REAL, symbol="s"), "b": parameter(REAL)}
    namespace: dict[str, Any] = {"given": given}
    exec(f"def claim(self, {name}): return given().then({name} > self.a)", namespace)
    with pytest.raises(InvalidInput, match="another name"):
        plane(namespace["claim"], parameters=parameters)


def test_a_subclass_cannot_bring_the_clash_in() -> None:
    from gametheory.model import model

    base = plane(lambda self, c: given().then(self.a + c * c > 0))
    with pytest.raises(InvalidInput, match="another name"):
        model(
            type("More", (base,), {"c": parameter(POSITIVE, 1), "__annotations__": {"c": object}})
        )


def test_an_identity_is_believed_over_the_rationals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no prover answers, SymPy expands; it may not round and not confuse variables."""
    answering(monkeypatch, lambda text: "unknown\n")
    false = judge(lambda self, x: given().then(equal(x + 1e-20 * x, x)), timeout=2)
    assert false.status != "proved"
    mixed = judge(lambda self, x: given().then(equal(x * self.b, x * x)), timeout=2)
    assert mixed.status != "proved"
    true = judge(
        lambda self, x: given().then(equal((x + self.b) ** 2, x * x + 2 * x * self.b + self.b**2)),
        timeout=2,
    )
    assert (true.status, true.backend) == ("proved", "sympy")


def test_what_only_looks_like_an_identity_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, lambda text: "unknown\n")
    for claim in (
        lambda self, x: given().then(equal(sqrt(x * x), x)),
        lambda self, x: given().then(equal(x / x, 1 + 0 * x)),
        lambda self, x: given().then(equal(abs(x), x)),
        lambda self, x: given().then(equal(maximum(x, self.b), x)),
        lambda self, x: given().then(equal(self.at(a=x).a, x)),
    ):
        assert judge(claim, timeout=2).status != "proved"


@pytest.mark.parametrize("name", ["λ", "let", "pi", "e", "E", "I", "Real", "is_int", "exists", "p",
                                  "d", "x", "S", "N", "oo", "assert_", "Ω"])  # fmt: skip
def test_unusual_names_of_parameters_mean_nothing_else(name: str) -> None:
    parameters = {name: parameter(POSITIVE, 1), "b": parameter(REAL)}
    point = refuted(
        lambda self: given(b=self.b > 0).then(getattr(self, name) * self.b < 10),
        parameters=parameters,
    )
    assert point[name] * point["b"] >= 10


def test_counts_are_whole_numbers_in_every_reading() -> None:
    counted = count(1)
    assert not counted.contains(Fraction(3, 2))
    assert not counted.contains(1.5)
    assert counted.contains(10**400)
    assert list(counted.contains(np.array([1.0, 1.5, 0.0, 2.0]))) == [True, False, False, True]
    members = counted.sample(np.random.default_rng(1), 500)
    assert np.all(members == np.rint(members))


def test_units_of_domains() -> None:
    assert str(OPEN_UNIT) == "(0, 1)"
    assert str(UNIT) == "[0, 1]"
