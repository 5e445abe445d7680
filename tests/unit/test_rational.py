"""Arrays of rationals: both readings agree with Python's fractions, whatever the sizes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory.exact.rationals import Rationals

SIZES = st.sampled_from([3, 1000, 10**6, 2**31, 2**62])


@given(SIZES.flatmap(lambda m: st.lists(
    st.tuples(st.integers(-m, m), st.integers(1, m)), min_size=1, max_size=30)))  # fmt: skip
def test_fractions_and_floats(pairs: list[tuple[int, int]]) -> None:
    n, d = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    expected = [Fraction(a, b) for a, b in pairs]
    array = Rationals(n, d)
    assert array.to_fractions().tolist() == expected
    assert array.to_float().tolist() == [float(f) for f in expected]


def test_one_denominator_a_row() -> None:
    assert len(Rationals(np.ones((2, 3), np.int64), np.ones((2, 1), np.int64))) == 2
    array = Rationals(np.array([[1, 2], [3, 1]]), np.array([[3], [4]]))
    expected = [[Fraction(1, 3), Fraction(2, 3)], [Fraction(3, 4), Fraction(1, 4)]]
    assert array.to_fractions().tolist() == expected
    assert array.take(np.array([1])).to_fractions().tolist() == expected[1:]
    assert (array.shape, len(array)) == ((2, 2), 2)


def test_integers_beyond_64_bits() -> None:
    array = Rationals(np.array([10**30, 1], dtype=object), np.array([10**29, 3], dtype=object))
    assert array.to_fractions().tolist() == [10, Fraction(1, 3)]
    assert array.to_float().tolist() == pytest.approx([10.0, 1 / 3])


@pytest.mark.parametrize(
    ("above", "below"),
    [(3004510042352492217, 51457485807682078), (9650935854226385, 6136119192832337)],
)
def test_long_integers_are_rounded_once(above: int, below: int) -> None:
    n, d = np.array([above]), np.array([below])
    assert n[0] / d[0] != float(Fraction(int(n[0]), int(d[0])))
    assert Rationals(n, d).to_float()[0] == float(Fraction(int(n[0]), int(d[0])))


def test_equal_values_share_one_object() -> None:
    for shift in (0, 2**40):
        found = Rationals(np.array([shift + 1, 3, shift + 1]), np.array([2, 2, 2])).to_fractions()
        assert found[0] is found[2]


def test_pairs_too_many_to_number() -> None:
    wide = 2**62
    pairs = [(-wide, 3), (wide, 5), (-wide, 3), (wide - 1, 2**61 + 1), (wide, 2**61 + 1)]
    n, d = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    assert Rationals(n, d).to_fractions().tolist() == [Fraction(a, b) for a, b in pairs]


def test_nothing() -> None:
    empty = Rationals(np.zeros((0, 2), np.int64), np.ones((0, 1), np.int64))
    assert empty.to_fractions().shape == empty.to_float().shape == (0, 2)
