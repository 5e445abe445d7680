"""One deadline for the call, whatever the statement: a wide margin is left, no speed is tested."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attack import answering, judge, plane, refused

from gametheory.algebra import all_of, any_of, equal, forall, implies, maximum, minimum, sqrt, where
from gametheory.errors import InvalidInput, TooLarge
from gametheory.parameters import UNIT
from gametheory.proof import Statement, given

ALLOWED, MARGIN = 0.5, 25.0


def repeated(times: int, start: Any, step: Callable[[Any, int], Any]) -> Any:
    for k in range(times):
        start = step(start, k)
    return start


SHAPES: dict[str, Callable[[Any, Any], Any]] = {
    "hard": lambda m, x: (1 + x * m.a) ** 31 * (1 + m.b * m.b * x) ** 15 > 1 + 31 * x * m.a,
    "nested maxima": lambda m, x: repeated(30, x, lambda y, k: maximum(y - k, 1 - y * m.a)) > -9e4,
    "nested minima and maxima": lambda m, x: repeated(
        24, x, lambda y, k: maximum(minimum(y, m.b + k), y * m.a - k)) > -9e4,
    "nested choices": lambda m, x: repeated(
        40, x, lambda y, k: where(x > k, y + 1, y - 1)) > -100,
    "nested choices of a quotient": lambda m, x: repeated(
        30, 1 / x, lambda y, k: where(x > k, y + 1, y - 1)) > -100,
    "shared squares": lambda m, x: repeated(13, x, lambda y, k: y * (1 - y) + 1) > 0,
    "shared quotients": lambda m, x: repeated(10, x, lambda y, k: y + 1 / (1 + y * y)) > 0,
    "long sum": lambda m, x: repeated(1500, x, lambda y, k: y + m.a) > 0,
    "long product": lambda m, x: repeated(400, x, lambda y, k: y * m.a + 1) > 0,
    "long fraction": lambda m, x: repeated(300, x, lambda y, k: 1 / (1 + y)) > 0,
    "wide": lambda m, x: all_of(*[x > -k * m.a for k in range(2000)]),
    "wide with quotients": lambda m, x: all_of(*[1 / (x + k) > 0 for k in range(100)]),
    "nested and": lambda m, x: repeated(1000, x > 0, lambda c, k: c & (x > -k)),
    "nested or": lambda m, x: repeated(1000, x > 0, lambda c, k: (x < -k - 1) | c),
    "nested implies": lambda m, x: repeated(1000, x > 0, lambda c, k: implies(x > k, c)),
    "many roots": lambda m, x: repeated(12, x, lambda y, k: sqrt(y + 1)) > 0,
    "identity": lambda m, x: equal((x + m.a + m.b + 1) ** 24 * (x - m.b) ** 24,
                                   ((x + m.a + m.b + 1) * (x - m.b)) ** 24),
    "quantified": lambda m, x: forall(UNIT, lambda t: repeated(
        6, t, lambda y, k: maximum(y * m.a, 1 - y)) > -x),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_the_deadline_holds(name: str) -> None:
    def claim(self: Any, x: Any) -> Statement:
        return given(x=x > 0).then(SHAPES[name](self, x))

    start = time.monotonic()
    verdict = plane(claim, over=None).propositions["P1"].prove(timeout=ALLOWED)
    assert verdict.status in ("proved", "swept", "unknown", "refuted")
    assert time.monotonic() - start < ALLOWED + MARGIN


GROWING: dict[str, Callable[[Any, Any], Any]] = {
    "powers of powers": lambda m, x: repeated(32, x, lambda y, k: y * y) > 0,
    "powers": lambda m, x: repeated(5, x, lambda y, k: y**64) > 0,
    "shared": lambda m, x: 1 / (1 + repeated(40, x, lambda y, k: y * (1 - y)) ** 2) >= 0,
    "quotients": lambda m, x: repeated(40, x, lambda y, k: y + 1 / y) > 0,
    "bound": lambda m, x: forall(UNIT, lambda t: repeated(30, t, lambda y, k: y * (1 - y)) < x + 9),
    "in an assumption": lambda m, x: any_of(x > 5, repeated(32, x, lambda y, k: y * y) > 0),
}


@pytest.mark.parametrize("name", GROWING)
@pytest.mark.parametrize("place", ["part", "assumption", "mutant"])
def test_what_no_machine_can_multiply_out_is_refused(name: str, place: str) -> None:
    def claim(self: Any, x: Any) -> Statement:
        large = GROWING[name](self, x)
        if place == "part":
            return given(x=x > 0).then(large)
        if place == "assumption":
            return given(x=x > 0, large=large).then(x + 1 > 1)
        return given(x=x > 0).then(x + 1 > 1).mutant("m", large)

    start = time.monotonic()
    refused(claim, kind=TooLarge)
    assert time.monotonic() - start < MARGIN


def test_what_a_bound_variable_keeps_from_being_named() -> None:
    """Below a quantifier shared formulas are written out; not without end."""

    def claim(self: Any) -> Statement:
        def body(t: Any) -> Any:
            return repeated(40, t, lambda y, k: y + y) < self.a + 10**15

        return given(a=self.a < 2).then(forall(UNIT, body))

    start = time.monotonic()
    refused(claim, kind=TooLarge)
    assert time.monotonic() - start < MARGIN


def test_choices_below_a_quantifier_that_fall_into_too_many_cases() -> None:
    def claim(self: Any) -> Statement:
        def body(t: Any) -> Any:
            total = self.a
            for k in range(40):
                total = total + maximum(t - k, self.b + k * t)
            return total > -1000

        return given(a=self.a < 2).then(forall(UNIT, body))

    start = time.monotonic()
    refused(claim, kind=TooLarge)
    assert time.monotonic() - start < 3 * MARGIN


@pytest.mark.parametrize(
    "timeout",
    [-1, 0, -0.0, math.nan, math.inf, -math.inf, 1e300, True, False, None, "5", "", [5], 1j,
     np.float64("nan"), Fraction(-1)],
)  # fmt: skip
def test_times_that_are_none_are_refused(timeout: Any) -> None:
    claim = plane(lambda self: given().then(self.a + 1 > 1)).propositions["P1"]
    with pytest.raises(InvalidInput, match="timeout"):
        claim.prove(timeout=timeout)


@pytest.mark.parametrize("timeout", [1e-9, 1e-3])
def test_no_time_at_all_proves_nothing(timeout: float) -> None:
    verdict = judge(lambda self: given().then(self.a + 1 > 1), timeout=timeout)
    assert verdict.status != "proved"
    verdict = judge(lambda self: given().then(self.a > 1), timeout=timeout)
    assert verdict.status in ("refuted", "unknown")


def test_a_sweep_notices_what_arrays_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A formula that is read in another way on arrays is still evaluated exactly at some points."""
    answering(monkeypatch, lambda text: "unknown\n")

    def claim(self: Any) -> Statement:
        isolated = np.abs(self.b) + 1 if isinstance(self.b, np.ndarray) else abs(self.b) - 2
        return given(b=abs(self.b) < 2).then(isolated + 0 * self.a > 0)

    assert judge(claim, timeout=1).status in ("refuted", "unknown")


def test_the_names_of_large_formulas_are_short() -> None:
    from gametheory.terms import variable

    large = repeated(60, variable("x"), lambda y, k: y * (1 - y))
    assert len(str(large)) < 100
    assert len(repr(large > 0)) < 100
    assert str(variable("x") + 1) == "x + 1"
