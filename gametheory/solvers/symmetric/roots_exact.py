"""Roots in (0, 1) of polynomials in Bernstein form, in whole numbers, multiple roots included."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import comb, lcm

import attrs

_PRIME = (1 << 61) - 1
_BITS = 64  # width of the intervals handed out: 2^-64


@attrs.frozen
class Root:
    """A root within ``low <= p <= high`` (equal where the root is that fraction)."""

    low: Fraction
    high: Fraction
    multiplicity: int

    @property
    def middle(self) -> Fraction:
        """Midpoint."""
        return (self.low + self.high) / 2


def roots_in_unit_interval(coefficients: list[Fraction]) -> list[Root]:
    r"""All roots of :math:`\sum_k c_k \binom{n}{k} p^k (1-p)^{n-k}` with ``0 < p < 1``, ascending.

    The polynomial must not vanish identically. Roots at 0 and 1 are not listed. Repeated factors
    are split off first (when a computation modulo a prime does not rule them out), so that
    halving intervals always ends with one sign change or none.
    """
    common = lcm(*(c.denominator for c in coefficients))
    whole = _stripped([c.numerator * (common // c.denominator) for c in coefficients])
    found: list[Root] = []
    for factor, multiplicity in _square_free(whole):
        found += [
            Root(low, high, multiplicity)
            for low, high in _isolate(factor, Fraction(0), Fraction(1))
        ]
    return sorted(found, key=lambda root: root.middle)


def _stripped(c: list[int]) -> list[int]:
    """Bernstein coefficients (up to a factor) after division by the powers of p and of 1 - p."""
    n = len(c) - 1
    first = next(k for k, v in enumerate(c) if v)
    last = next(k for k in range(n, -1, -1) if c[k])
    degree = last - first
    # c_k binom(n, k) are the coefficients of p^k (1-p)^(n-k): those stay.
    values = [
        Fraction(c[first + k] * comb(n, first + k), comb(degree, k)) for k in range(degree + 1)
    ]
    common = lcm(*(v.denominator for v in values))
    return [int(v * common) for v in values]


def _changes(c: list[int]) -> int:
    signs = [v > 0 for v in c if v]
    return sum(a != b for a, b in pairwise(signs))


def _halves(c: list[int]) -> tuple[list[int], list[int]]:
    """Coefficients on both halves, times a power of two."""
    n = len(c) - 1
    left, right = [], []
    row = c
    for level in range(n + 1):
        # Row `level` is 2^level times the averages; bring all to 2^n.
        left.append(row[0] << (n - level))
        right.append(row[-1] << (n - level))
        row = [a + b for a, b in pairwise(row)]
    right.reverse()
    return left, right


def _isolate(c: list[int], low: Fraction, high: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Disjoint intervals of the roots of a square-free polynomial inside ``(low, high)``."""
    found = []
    stack = [(c, low, high)]
    while stack:
        c, low, high = stack.pop()
        changes = _changes(c)
        if changes == 0:
            continue
        if changes == 1 and high - low <= Fraction(1, 1 << _BITS):
            found.append((low, high))
            continue
        left, right = _halves(c)
        middle = (low + high) / 2
        if left[-1] == 0:
            found.append((middle, middle))
            left, right = _stripped(left), _stripped(right)
        stack.append((right, middle, high))
        stack.append((left, low, middle))
    return found


def _square_free(c: list[int]) -> list[tuple[list[int], int]]:
    """Square-free factors, in Bernstein form, with their multiplicities."""
    power = _power_form(c)
    if _certainly_square_free(power):
        return [(c, 1)]
    from sympy import Poly, Symbol, sqf_list

    p = Symbol("p")
    _, factors = sqf_list(Poly(power[::-1], p))
    out = []
    for factor, multiplicity in factors:
        ascending = [int(v) for v in reversed(Poly(factor, p).all_coeffs())]
        if len(ascending) > 1:
            out.append((_bernstein_form(ascending), int(multiplicity)))
    return out


def _power_form(c: list[int]) -> list[int]:
    """Coefficients of 1, p, p^2, ... without zeros at the top."""
    n = len(c) - 1
    out = []
    row = c
    for k in range(n + 1):  # the k-th difference times binom(n, k)
        out.append(row[0] * comb(n, k))
        row = [b - a for a, b in pairwise(row)]
    while len(out) > 1 and out[-1] == 0:
        out.pop()
    return out


def _bernstein_form(a: list[int]) -> list[int]:
    n = len(a) - 1
    values = [
        sum((Fraction(a[j] * comb(k, j), comb(n, j)) for j in range(k + 1)), Fraction(0))
        for k in range(n + 1)
    ]
    common = lcm(*(v.denominator for v in values))
    whole = [int(v * common) for v in values]
    return whole if any(whole) else [0]


def _certainly_square_free(power: list[int]) -> bool:
    """Whether the polynomial and its derivative have no common factor modulo a prime."""
    a = [v % _PRIME for v in power]
    if len(a) < 2:
        return True
    if a[-1] == 0 or len(a) > _PRIME:
        return False
    b = [k * v % _PRIME for k, v in enumerate(a)][1:]
    while True:
        while b and b[-1] == 0:
            b.pop()
        if not b:
            return len(a) == 1
        inverse = pow(b[-1], -1, _PRIME)
        while len(a) >= len(b):
            factor = a[-1] * inverse % _PRIME
            shift = len(a) - len(b)
            for k, v in enumerate(b):
                a[shift + k] = (a[shift + k] - factor * v) % _PRIME
            a.pop()
            while a and a[-1] == 0:
                a.pop()
        a, b = b, a
