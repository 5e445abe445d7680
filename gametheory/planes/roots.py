"""Real roots of polynomials with fractions as coefficients, and fractions between them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from gametheory.proof.algebraic import Algebraic

Univariate = Any  # a SymPy Poly in one variable
Value = Fraction | Algebraic


def rational(value: Fraction) -> Any:
    """A fraction as a number of SymPy."""
    from sympy import Rational

    return Rational(value.numerator, value.denominator)


def fraction(value: Any) -> Fraction:
    """A number of SymPy's rational domain as a fraction."""
    return Fraction(int(value.numerator), int(value.denominator))


def separated(p: Univariate) -> list[tuple[Fraction, Fraction]]:
    """Intervals of the real roots of a square-free polynomial with fractions as coefficients.

    They do not touch; a root that is a fraction may have an interval without length.
    """
    found = [
        [Fraction(int(a.p), int(a.q)), Fraction(int(b.p), int(b.q))]
        for a, b in p.intervals(sqf=True)
    ]

    def refine(k: int) -> None:
        low, high = found[k]
        if low < high:
            a, b = p.refine_root(rational(low), rational(high), steps=1)
            found[k] = [Fraction(int(a.p), int(a.q)), Fraction(int(b.p), int(b.q))]

    for k in range(1, len(found)):
        while found[k - 1][1] >= found[k][0]:
            refine(k - 1)
            refine(k)
    return [(a, b) for a, b in found]


def between(intervals: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction]:
    """The simplest fractions below, between and above intervals that do not touch."""
    if not intervals:
        return [Fraction(0)]
    ends: list[tuple[Fraction | None, Fraction | None]] = [(None, intervals[0][0])]
    ends += [(a[1], b[0]) for a, b in pairwise(intervals)]
    ends.append((intervals[-1][1], None))
    return [simplest(low, high) for low, high in ends]


def simplest(low: Fraction | None, high: Fraction | None) -> Fraction:
    """The fraction of least denominator strictly between two numbers (None: no bound)."""
    if low is None and high is None:
        return Fraction(0)
    if low is None or (low < 0 and high is not None and high <= 0):
        assert high is not None
        return -simplest(-high, None if low is None else -low)
    if low < 0:
        return Fraction(0) if high is None or high > 0 else -simplest(-high, -low)
    whole = low.numerator // low.denominator
    if high is None or whole + 1 < high:
        return Fraction(whole + 1)
    # Both lie in [whole, whole + 1]: the simplest fraction of the reciprocals, turned round.
    upper = None if low == whole else 1 / (low - whole)
    return whole + 1 / simplest(1 / (high - whole), upper)


def named_root(p: Univariate, low: Fraction, high: Fraction) -> Value:
    """The root of a polynomial with fractions as coefficients in an interval that isolates it."""
    for factor, _ in p.factor_list()[1]:
        inside = factor.count_roots(rational(low), rational(high))
        if not inside:
            continue
        powers = [fraction(c) for c in factor.clear_denoms(convert=True)[1].rep.to_list()]
        if len(powers) == 2:
            return -powers[1] / powers[0]
        rank = factor.count_roots(None, rational(high))
        return Algebraic(tuple(int(c) for c in powers), int(rank))
    raise ValueError(f"no root of {p} between {low} and {high}")
