"""What is left of payoffs when all that depends on others alone is taken away."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory.exact.incentives import own_gaps, to_unit_size

TOP = 2**63 - 1
LARGEST = float(np.finfo(np.float64).max)


def plain(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(value.item())


def gaps_by_definition(payoffs: np.ndarray) -> list[Fraction]:
    out = []
    for g, i, *profile in np.ndindex(*payoffs.shape):
        column = [
            plain(payoffs[(g, i, *profile[:i], b, *profile[i + 1 :])])
            for b in range(payoffs.shape[2 + i])
        ]
        out.append(plain(payoffs[(g, i, *profile)]) - max(column))
    return out


@given(st.integers(0, 2**32 - 1), st.sampled_from(["int", "float", "fraction"]))
def test_gaps(seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    shape = (2, 3, 2, 3, 1)
    payoffs = rng.integers(-9, 10, shape)
    if kind == "float":
        payoffs = payoffs / 8.0
    elif kind == "fraction":
        payoffs = payoffs * Fraction(1, 7)
    gaps, halved = own_gaps(payoffs, 3)
    assert not halved.any()
    assert [plain(v) for v in gaps.ravel()] == gaps_by_definition(payoffs)
    assert gaps.dtype == payoffs.dtype


@pytest.mark.parametrize(
    ("low", "exact"), [(0, np.int64), (-1, np.object_), (-(2**63), np.object_)]
)
def test_differences_beyond_64_bits(low: int, exact: type) -> None:
    payoffs = np.array([[[[TOP, 0], [low, 0]]] * 2], dtype=np.int64)
    gaps, halved = own_gaps(payoffs, 2)
    assert gaps.dtype == exact
    assert int(gaps[0, 0, 1, 0]) == low - TOP
    assert not halved.any()


def test_differences_beyond_the_largest_double() -> None:
    payoffs = np.array([[[[LARGEST, 0.0], [-LARGEST, 0.0]]] * 2])
    gaps, halved = own_gaps(payoffs, 2)
    assert halved.tolist() == [[64, 64]]
    assert gaps[0, 0, 1, 0] == -2 * (LARGEST * 2.0**-64)
    assert own_gaps(np.full((1, 1, 2), 2.0**1000), 1)[1] == 0
    assert own_gaps(np.full((1, 1, 2), -(2.0**1001)), 1)[1] == 64


def test_only_large_payoffs_are_halved() -> None:
    """Neither the other player's nor those of other games."""
    tiny, huge = np.array([[0.0, 5e-324], [1e-310, 0.0]]), np.array([[LARGEST, 0.0], [0.0, 1.0]])
    gaps, halved = own_gaps(np.array([[tiny, huge], [tiny, tiny.T]]), 2)
    assert halved.tolist() == [[0, 64], [0, 0]]
    assert gaps[0, 0].tolist() == gaps[1, 0].tolist() == [[-1e-310, 0.0], [0.0, -5e-324]]
    assert gaps[1, 1].tolist() == gaps[1, 0].T.tolist()


@pytest.mark.parametrize("kind", [np.int64, np.float64, np.object_])
def test_no_games(kind: type) -> None:
    gaps, halved = own_gaps(np.empty((0, 2, 2, 2), dtype=kind), 2)
    assert (gaps.shape, gaps.dtype, halved.shape) == ((0, 2, 2, 2), kind, (0, 2))
    assert to_unit_size(gaps).shape == (0, 2, 2, 2)


@given(st.lists(st.floats(-1e300, 1e300), min_size=4, max_size=4))
def test_moderate_size(values: list[float]) -> None:
    gaps = np.array(values).reshape(1, 2, 2)
    unit = to_unit_size(gaps)
    for mine, scaled in zip(gaps[0], unit[0], strict=True):
        largest = np.abs(mine).max()
        assert np.abs(scaled).max() == np.frexp(largest)[0]
        assert np.array_equal(scaled, np.ldexp(mine, -np.frexp(largest)[1]))
    exact = to_unit_size(np.array([Fraction(v) for v in values], dtype=object).reshape(1, 2, 2))
    for mine, scaled in zip(gaps[0], exact[0], strict=True):
        if mine.any():
            assert 0.5 <= np.abs(scaled).max() < 1
            assert np.argmax(np.abs(scaled)) == np.argmax(np.abs(mine))


def test_long_fractions_are_rounded_once() -> None:
    third = Fraction(10**40, 3)
    unit = to_unit_size(np.array([[[third, -2 * third]]], dtype=object))
    assert unit.dtype == np.float64
    assert unit.tolist() == [[[float(third / 2**133), float(-2 * third / 2**133)]]]
