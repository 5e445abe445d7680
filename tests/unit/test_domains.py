"""Domains of parameters, by hand: members, ends, samples, defaults and refusals."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from gametheory.errors import InvalidInput
from gametheory.exact.decimal_fractions import UNDEFINED
from gametheory.parameters import (
    NONNEGATIVE,
    OPEN_UNIT,
    POSITIVE,
    REAL,
    UNIT,
    Interval,
    Parameter,
    count,
    interval,
)
from gametheory.terms import Formula, Term, variable

THIRD = Fraction(1, 3)
TINY = Fraction(1, 10**30)


def test_open_and_closed_ends() -> None:
    for low_open in (False, True):
        for high_open in (False, True):
            made = interval("1/3", 2, low_open=low_open, high_open=high_open)
            for x, inside in (
                (THIRD, not low_open), (THIRD - TINY, False), (THIRD + TINY, True),
                (Fraction(2), not high_open), (2 + TINY, False), (2 - TINY, True),
            ):  # fmt: skip
                assert made.contains(x) is inside, (low_open, high_open, x)
    assert (POSITIVE.contains(0), NONNEGATIVE.contains(0), REAL.contains(-1e9)) == (
        False, True, True,
    )  # fmt: skip
    assert [UNIT.contains(k) for k in (0, 1, 2, -1)] == [True, True, False, False]
    assert [OPEN_UNIT.contains(k) for k in (0, 1, 0.5)] == [False, False, True]
    assert POSITIVE.contains(10**30)


def test_floats_meet_the_float_nearest_to_an_end() -> None:
    tenth = interval("1/10", "3/10", low_open=False, high_open=False)
    assert tenth.contains(0.1) is True
    assert tenth.contains(np.array([0.1, 0.3, 0.09, 0.31])).tolist() == [True, True, False, False]
    shut = interval("1/10", "3/10")
    assert not shut.contains(0.1)
    assert not shut.contains(np.array([0.1])).any()
    exactly = np.array([Fraction(1, 10), Fraction(1, 10) - TINY], dtype=object)
    assert tenth.contains(exactly).tolist() == [True, False]


def test_terms_get_the_interval_alone() -> None:
    x = variable("x")
    found = count(1, 3).contains(x)
    assert found is Formula.of("and", x >= 1, x <= 3)
    assert interval("1/3").contains(x) is (x > THIRD)
    assert isinstance(POSITIVE.contains(sympy.Symbol("s")), sympy.Gt)


def test_ends_are_compared_as_they_are() -> None:
    half = interval("1/2", 2)
    for x in (0.25, Fraction(1, 4), np.array([0.25]), Fraction(1, 2)):
        assert not np.any(half.contains(x))
    assert half.contains(0.75) is True
    assert interval(0, 10**400).contains(0.5) is True  # no float is that large
    assert Interval() == REAL == interval()
    assert (Interval(THIRD).contains(THIRD), Interval(None, THIRD).contains(THIRD)) == (
        False,
        False,
    )


def test_counts_are_whole() -> None:
    counted = count(2, 5)
    for x, inside in (
        (2, True), (5, True), (1, False), (6, False), (Fraction(7, 2), False), (3.0, True),
        (2.5, False), (Fraction(3), True), (np.int64(4), True), (math.inf, False),
        (math.nan, False),
    ):  # fmt: skip
        assert bool(counted.contains(x)) is inside, x
    assert count().contains(math.inf) is False
    assert count().contains(10**400) is True
    assert count().contains(10**400 + Fraction(1, 2)) is False
    assert counted.contains(UNDEFINED) is UNDEFINED
    assert count(0, 9).contains(np.array([1.0, 1.5, 9.0])).tolist() == [True, False, True]
    ends = np.array([np.inf, -np.inf, np.nan, 3.0])
    assert interval(whole=True).contains(ends).tolist() == [False, False, False, True]
    mixed = np.array([[Fraction(1), Fraction(3, 2)]], dtype=object)
    assert count(0, 9).contains(mixed).tolist() == [[True, False]]
    assert (count().low, count().high, count().whole) == (0, None, True)
    assert str(count()) == "[0, inf) (whole numbers)"
    assert str(count(1, 4)) == "[1, 4] (whole numbers)"


@pytest.mark.parametrize(
    ("made", "ends"),
    [
        (Interval(Fraction(1), Fraction(3), False, False, True), (1, 3)),
        (Interval(Fraction(1), Fraction(3), True, True, True), (2, 2)),
        (Interval(THIRD, Fraction(7, 3), False, False, True), (1, 2)),
        (Interval(Fraction(1, 2), Fraction(5, 2), False, False, True), (1, 2)),
        (Interval(Fraction(-5, 2), Fraction(-1, 2), False, False, True), (-2, -1)),
        (Interval(-THIRD, Fraction(5, 3), True, True, True), (0, 1)),
        (Interval(Fraction(-7, 2), Fraction(-3, 2), True, False, True), (-3, -2)),
        (Interval(None, Fraction(3), True, False, True), (-math.inf, 3)),
        (Interval(Fraction(3), None, True, True, True), (4, math.inf)),
        (Interval(whole=True), (-math.inf, math.inf)),
    ],
)
def test_whole_ends(made: Interval, ends: tuple[float, float]) -> None:
    assert made.whole_ends() == ends


def test_how_domains_are_written() -> None:
    assert str(REAL) == "real"
    assert str(interval(whole=True)) == "whole numbers"
    assert str(POSITIVE) == "(0, inf)"
    assert str(NONNEGATIVE) == "[0, inf)"
    assert str(interval(high=1, high_open=False)) == "(-inf, 1]"
    assert str(interval(0, "1/2", low_open=False)) == "[0, 1/2)"


@pytest.mark.parametrize(
    "made",
    [
        dict(low=1, high=0), dict(low=1, high=1), dict(low=1, high=1, low_open=False),
        dict(low=1, high=1, high_open=False), dict(low=0, high=1, whole=True),
        dict(low="1/3", high="2/3", low_open=False, high_open=False, whole=True),
        dict(low=2, high=1, low_open=False, high_open=False),
    ],
)  # fmt: skip
def test_empty_domains_are_refused(made: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match=r"^interval: .* has no member"):
        interval(**made)


def test_an_end_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^interval: the float"):
        interval(1 / 3)


def test_a_single_point_is_a_domain() -> None:
    assert interval(1, 1, low_open=False, high_open=False).contains(1)
    assert interval(1, 1, low_open=False, high_open=False, whole=True).contains(1)
    assert interval(0, 2, whole=True).contains(1)
    assert interval("1/3", "2/3").contains(0.5)
    assert not interval(0).whole


def _sampled(made: Interval, size: int = 4000) -> Any:
    x = made.sample(np.random.default_rng(1), size)
    assert x.shape == (size,)
    assert x.dtype == np.float64
    assert np.asarray(made.contains(x)).all()
    return x


def test_samples_lie_inside_and_reach_all_over() -> None:
    for low, high in ((0, 1), (2, 6), (-3, -1)):
        x = _sampled(interval(low, high))
        eighths = (x - low) / (high - low) * 8
        assert 0.12 < np.mean(eighths == np.rint(eighths)) < 0.18
        assert set(np.unique(eighths[eighths == np.rint(eighths)])) == set(range(1, 8))
        assert np.mean(eighths < 4) == pytest.approx(0.5, abs=0.05)
        closed = _sampled(interval(low, high, low_open=False, high_open=False))
        for end in (low, high):
            assert 0.035 < np.mean(closed == end) < 0.065
    x = _sampled(POSITIVE)
    quarters = x * 4
    simple = quarters[quarters == np.rint(quarters)]
    assert 0.12 < len(simple) / len(x) < 0.18
    assert (simple.min(), simple.max()) == (1, 12)
    assert np.median(x) == pytest.approx(1, abs=0.15)
    assert np.std(np.log(x)) == pytest.approx(1, abs=0.1)
    assert np.median(_sampled(interval(5))) == pytest.approx(6, abs=0.15)
    x = _sampled(interval(high=-2))
    assert np.median(x) == pytest.approx(-3, abs=0.15)
    assert np.mean(x * 4 == np.rint(x * 4)) == pytest.approx(0.15, abs=0.03)
    x = _sampled(REAL)
    assert np.mean(x > 0) == pytest.approx(0.5, abs=0.05)
    assert np.median(np.abs(x)) == pytest.approx(1, abs=0.15)
    assert np.mean(_sampled(NONNEGATIVE) == 0) == pytest.approx(0.05, abs=0.015)
    assert np.mean(_sampled(interval(high=2, high_open=False)) == 2) > 0.03
    assert set(_sampled(count(2, 5))) == {2, 3, 4, 5}
    assert set(_sampled(interval(0, 3, whole=True))) == {1, 2}


def _parameter(domain: Interval, default: Any = 0.1) -> Parameter:
    return Parameter("size", domain, default, "how large")


def test_defaults_are_exact() -> None:
    for value, answer in ((0.1, Fraction(1, 10)), (2, 2), ("1/3", THIRD), (THIRD, THIRD),
                          (1 / 3, Fraction("0.3333333333333333"))):  # fmt: skip
        assert _parameter(REAL, value).exact_default == answer
    with pytest.raises(InvalidInput, match="size: "):
        _ = _parameter(REAL, "many").exact_default
    made = _parameter(REAL)
    assert (made.unit, made.symbol, made.sources) == ("", "", ())


@pytest.mark.parametrize(
    "value",
    [0.5, 1, Fraction(1, 2), np.array([0.1, 0.9]), variable("x"), sympy.Symbol("s"),
     np.array([Fraction(1, 2), Fraction(1)], dtype=object), [[0.5, 1.0]], np.float32(0.25)],
)  # fmt: skip
def test_values_inside_pass(value: Any) -> None:
    _parameter(UNIT).check(value, "here")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2, r"here: size = 2 is outside its domain \[0, 1\] \(how large\)"),
        (-0.5, "outside"), (math.nan, "size = nan is outside"), (math.inf, "outside"),
        (np.array([0.5, 1.5, 2.5]), r"size\[1\] = 1.5 is outside"),
        (np.array([[0.5, 1.0], [0.5, 3.0]]), r"size\[1, 1\] = 3.0 is outside"),
        (np.array([Fraction(3, 2)], dtype=object), r"size\[0\] = 3/2"),
        ("one", "here: size = 'one' is not a number; expected a number in"), (True, "not a number"),
        (1j, "not a number"), (None, "size holds None, which is not a number"),
        ([[1, 2], [3]], "here: size is a ragged list"),
        (np.array([Fraction(1, 2), True], dtype=object), "holds True"),
        (np.array([Fraction(1, 2), 1j], dtype=object), "holds 1j"),
    ],
)  # fmt: skip
def test_values_outside_are_refused(value: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        _parameter(UNIT).check(value, "here")
    if isinstance(value, float):
        with pytest.raises(InvalidInput, match="outside"):
            _parameter(POSITIVE).check(-abs(value) if math.isinf(value) else value, "here")


def test_infinities_are_in_no_domain() -> None:
    for value in (math.inf, -math.inf, math.nan):
        with pytest.raises(InvalidInput, match="outside its domain real"):
            _parameter(REAL).check(value, "here")
    assert isinstance(variable("x"), Term)
