"""Exact linear algebra against SymPy and against itself."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from gametheory.exact.linear_algebra import fraction_free, row_reduced
from gametheory.exact.whole import from_least, integers_of_floats, over_common_denominator


@st.composite
def matrices(draw: st.DrawFn) -> list[list[Fraction]]:
    m, n = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    entry = st.builds(Fraction, st.integers(-3, 3), st.integers(1, 3))
    return draw(st.lists(st.lists(entry, min_size=n, max_size=n), min_size=m, max_size=m))


@given(matrices())
def test_reduced_rows(rows: list[list[Fraction]]) -> None:
    reduced, pivots, determinant = row_reduced(rows, len(rows[0]))
    theirs, columns = sympy.Matrix(rows).rref()
    assert pivots == list(columns)
    assert reduced == [[Fraction(int(v.p), int(v.q)) for v in row] for row in theirs.tolist()]
    if len(rows) == len(rows[0]) == len(pivots):
        assert determinant == sympy.Matrix(rows).det()


@given(matrices())
def test_triangles_without_fractions(rows: list[list[Fraction]]) -> None:
    size = min(len(rows), len(rows[0]))
    square, _ = over_common_denominator([row[:size] for row in rows[:size]])
    expected = sympy.Matrix(square).det()
    found = fraction_free(square)
    if expected == 0:
        assert found is None
    else:
        assert found is not None
        triangle, determinant = found
        assert determinant == expected
        assert abs(triangle[-1, -1]) == abs(expected)


def test_rows_change_places_where_a_pivot_is_zero() -> None:
    triangle, determinant = fraction_free(np.array([[0, 2], [3, 5]], dtype=object)) or (None, 0)
    assert determinant == -6
    assert triangle is not None
    assert triangle[:, 0].tolist() == [3, 0]
    assert row_reduced([[Fraction(0), Fraction(2)], [Fraction(3), Fraction(5)]], 2)[2] == -6


def test_singular_left_part() -> None:
    assert fraction_free(np.array([[0, 0, 1], [0, 2, 1]], dtype=object)) is None


@given(st.lists(st.builds(Fraction, st.integers(-99, 99), st.integers(1, 30)), min_size=1))
def test_whole_numbers(values: list[Fraction]) -> None:
    whole, common = over_common_denominator(values)
    assert [Fraction(int(k), common) for k in whole] == values
    assert all(common % v.denominator == 0 for v in values)
    moved = from_least(np.array(values, dtype=object), 1)
    assert min(moved) == 1
    assert [Fraction(int(k), common) for k in moved - moved[0]] == [v - values[0] for v in values]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_floats_are_binary_numbers(values: list[float]) -> None:
    whole, unit = integers_of_floats(np.array(values))
    assert [int(k) * unit for k in whole] == [Fraction(v) for v in values]
    also, common = over_common_denominator(np.array(values))
    assert [Fraction(int(k), common) for k in also] == [Fraction(v) for v in values]


@pytest.mark.parametrize(
    ("values", "whole", "unit"),
    [
        ([0.0, 3 * 2.0**60], [0, 3 << 51], 2**9),
        ([0.0, -0.0], [0, 0], 1),
        ([0.5], [1 << 52], 2**-53),
    ],
)
def test_units_fit_the_numbers_that_are_not_zero(
    values: list[float], whole: list[int], unit: float
) -> None:
    found, power = integers_of_floats(np.array(values))
    assert (found.tolist(), power) == (whole, unit)


def test_nothing_has_no_denominator() -> None:
    whole, common = over_common_denominator(np.empty((0, 3)))
    assert (whole.shape, common) == ((0, 3), 1)
    with pytest.raises(ValueError, match="empty"):
        from_least(np.empty(0))
