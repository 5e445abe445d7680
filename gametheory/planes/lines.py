"""What polynomials do on one vertical line of the plane, exactly.

On the line ``x = a`` polynomials in x and y become polynomials in y, whose real roots cut the line
into points and open pieces. Where ``a`` is no fraction, their coefficients are numbers of the field
that ``a`` generates; signs there are found by enclosing ``a`` ever more closely, which ends because
zero is recognised by algebra and not by enclosing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from gametheory.planes.roots import (
    Univariate,
    Value,
    between,
    fraction,
    named_root,
    rational,
    separated,
)

_TRIES = 10  # halvings of two intervals before algebra is asked whether two roots are one


@attrs.frozen
class Piece:
    """An open piece of the line, by a fraction in it and the signs of the polynomials there."""

    y: Fraction
    signs: tuple[int, ...]


@attrs.frozen
class Crossing:
    """A point of the line where polynomials vanish, by an interval that holds no other root."""

    low: Fraction
    high: Fraction
    signs: tuple[int, ...]

    @property
    def vanishing(self) -> tuple[int, ...]:
        """Numbers of the polynomials that vanish."""
        return tuple(k for k, s in enumerate(self.signs) if s == 0)


@attrs.frozen
class Critical:
    """A real number where the picture may change: a root of an irreducible polynomial.

    ``low`` and ``high`` enclose it and no other such number; they are equal where it is a fraction.
    """

    polynomial: Univariate
    low: Fraction
    high: Fraction

    @property
    def value(self) -> Value:
        """The number itself."""
        return named_root(self.polynomial, self.low, self.high)


@attrs.define(eq=False)
class _Root:
    """A root of the polynomials numbered in ``of``, in an interval that isolates it for each."""

    low: Fraction
    high: Fraction
    of: set[int]


class Line:
    """The line ``x = a`` with what the polynomials are on it.

    Parameters
    ----------
    at : Fraction or Critical
        The number ``a``.
    coefficients : sequence of sequences of Poly
        Of each polynomial the coefficients of the powers of y, highest first, as polynomials in x.
    y : Symbol
    """

    def __init__(
        self, at: Fraction | Critical, coefficients: Sequence[Sequence[Univariate]], y: Any
    ) -> None:
        from sympy import QQ, Poly

        self.at = at
        if isinstance(at, Critical) and at.low == at.high:
            at = at.low
        self._field: Any = QQ
        if isinstance(at, Fraction):
            x = QQ(at.numerator, at.denominator)
            self._read: Callable[[Univariate], Any] = lambda c: c.rep.eval(x)
            self.sign: Callable[[Any], int] = _plain_sign
        else:
            near = _Enclosed(at.polynomial, at.low, at.high)
            self._field = near.field
            self._read, self.sign = near.read, near.sign
        made = [[self._read(c) for c in row] for row in coefficients]
        self.polynomials = [Poly.from_list(row, y, domain=self._field) for row in made]
        self._y = y

    def pieces(self) -> tuple[list[Piece], list[Crossing]]:
        """The line cut at every root: open pieces from below, and the points between them."""
        free = {k: p.sqf_part() for k, p in enumerate(self.polynomials) if p.degree() >= 1}
        roots = [_Root(*ends, {k}) for k, p in free.items() for ends in self._isolated(p)]
        self._disentangle(roots, free)
        crossings = []
        for root in roots:
            signs = [self._sign_at(p, root.low) for p in self.polynomials]
            for k in root.of:
                signs[k] = 0
            crossings.append(Crossing(root.low, root.high, tuple(signs)))
        samples = between([(c.low, c.high) for c in crossings])
        pieces = [Piece(y, tuple(self._sign_at(p, y) for p in self.polynomials)) for y in samples]
        return pieces, crossings

    def _disentangle(self, roots: list[_Root], free: dict[int, Univariate]) -> None:
        """Put roots in order: equal ones become one, intervals of different ones do not touch."""
        tried: dict[tuple[int, int], int] = {}
        while True:
            roots.sort(key=lambda r: (r.low, r.high))
            pair = next((k for k in range(1, len(roots)) if roots[k].low <= roots[k - 1].high), 0)
            if not pair:
                return
            a, b = roots[pair - 1], roots[pair]
            key = (id(a), id(b)) if id(a) < id(b) else (id(b), id(a))
            tried[key] = tried.get(key, 0) + 1
            if tried[key] == _TRIES and self._equal(a, b, free):
                a.low, a.high, a.of = max(a.low, b.low), min(a.high, b.high), a.of | b.of
                roots.remove(b)
                continue
            for root in (a, b):
                root.low, root.high = self.halved(free[min(root.of)], root.low, root.high)

    def _equal(self, a: _Root, b: _Root, free: dict[int, Univariate]) -> bool:
        """Whether two roots are one: then it is a root of the greatest common divisor."""
        common = free[min(a.of)].gcd(free[min(b.of)])
        low, high = max(a.low, b.low), min(a.high, b.high)
        if common.degree() < 1 or low > high:
            return False
        first, last = self._sign_at(common, low), self._sign_at(common, high)
        return first * last < 0 or (low == high and first == 0)

    def _sign_at(self, p: Univariate, y: Fraction) -> int:
        return self.sign(self._value(p, y))

    def _value(self, p: Univariate, y: Fraction) -> Any:
        from sympy import QQ

        at = self._field.convert(QQ(y.numerator, y.denominator))
        value = self._field.zero
        for c in p.rep.to_list():
            value = value * at + c
        return value

    def _isolated(self, p: Univariate) -> list[tuple[Fraction, Fraction]]:
        from sympy import QQ

        return separated(p) if self._field is QQ else self._by_sturm(p)

    def _by_sturm(self, p: Univariate) -> list[tuple[Fraction, Fraction]]:
        """Disjoint intervals of the real roots, with ends that are no roots."""
        chain = p.sturm()

        def changes(y: Fraction) -> int:
            return _changes(self._sign_at(q, y) for q in chain)

        leading = [(self.sign(q.rep.to_list()[0]), q.degree()) for q in chain]
        below = _changes(s * (-1) ** degree for s, degree in leading)
        above = _changes(s for s, _ in leading)
        size = Fraction(1)
        while changes(-size) != below or changes(size) != above or not self._sign_at(p, size):
            size *= 2
        found: list[tuple[Fraction, Fraction]] = []
        stack = [(-size, size, below, above)]
        while stack:
            low, high, first, last = stack.pop()
            if first - last == 1:
                found.append((low, high))
            elif first > last:
                middle = self._no_root(p, low, high)
                at = changes(middle)
                stack += [(middle, high, at, last), (low, middle, first, at)]
        return self._apart(p, found)

    def _no_root(self, p: Univariate, low: Fraction, high: Fraction) -> Fraction:
        """A fraction near the middle that is no root."""
        k = 2
        while True:
            middle = low + (high - low) * Fraction(k // 2, k)
            if self._sign_at(p, middle):
                return middle
            k = 2 * k + 1

    def _apart(
        self, p: Univariate, intervals: list[tuple[Fraction, Fraction]]
    ) -> list[tuple[Fraction, Fraction]]:
        """The same roots with room between the intervals."""
        out: list[tuple[Fraction, Fraction]] = []
        for low, high in intervals:
            while out and out[-1][1] >= low:
                low, high = self.halved(p, low, high)
            out.append((low, high))
        return out

    def halved(self, p: Univariate, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
        """The half of an isolating interval of a square-free polynomial that holds the root."""
        if low == high:
            return low, high
        middle = self._no_root(p, low, high)
        if self._sign_at(p, low) * self._sign_at(p, middle) < 0:
            return low, middle
        return middle, high

    def height(self, crossing: Crossing, plane: Sequence[Any], x: Any) -> Value:
        """The second coordinate of a crossing as a number of its own."""
        from sympy import Poly

        k = next(k for k in crossing.vanishing if self.polynomials[k].degree() >= 1)
        p, low, high = self.polynomials[k], crossing.low, crossing.high
        if isinstance(self.at, Fraction) or self.at.low == self.at.high:
            return named_root(p, low, high)
        # A root of the resultant; the interval is narrowed until it holds no other root of it.
        minimal = Poly(self.at.polynomial.as_expr(), x, self._y)
        eliminated = minimal.resultant(Poly(plane[k].as_expr(), x, self._y))
        whole = Poly(eliminated.as_expr(), self._y, domain="QQ").sqf_part()
        free = p.sqf_part()
        while whole.count_roots(rational(low), rational(high)) > 1:
            low, high = self.halved(free, low, high)
        return named_root(whole, low, high)


class _Enclosed:
    """The field of an algebraic number, with signs by enclosing the number."""

    def __init__(self, polynomial: Univariate, low: Fraction, high: Fraction) -> None:
        from sympy import QQ, AlgebraicNumber, CRootOf

        self._minimal = [fraction(c) for c in polynomial.rep.to_list()]
        self._low, self._high = low, high
        self._rising = _horner(self._minimal, high) > 0
        # Which of the roots is named makes no difference to the field's arithmetic.
        self.field = QQ.algebraic_field(AlgebraicNumber((polynomial, CRootOf(polynomial, 0))))
        self._modulus = polynomial

    def read(self, coefficient: Univariate) -> Any:
        rest = coefficient.rem(self._modulus).rep.to_list()
        return self.field(rest) if rest else self.field.zero

    def sign(self, element: Any) -> int:
        powers = [fraction(c) for c in element.to_list()]
        if not any(powers):
            return 0
        while True:
            low, high = _enclosure(powers, self._low, self._high)
            if low > 0 or high < 0:
                return 1 if low > 0 else -1
            middle = (self._low + self._high) / 2
            value = _horner(self._minimal, middle)
            if (value > 0) == self._rising:
                self._high = middle
            else:
                self._low = middle


def _enclosure(powers: Sequence[Fraction], a: Fraction, b: Fraction) -> tuple[Fraction, Fraction]:
    """An interval that holds the polynomial's values on [a, b]."""
    low = high = Fraction(0)
    for c in powers:
        corners = (low * a, low * b, high * a, high * b)
        low, high = min(corners) + c, max(corners) + c
    return low, high


def _horner(powers: Sequence[Fraction], x: Fraction) -> Fraction:
    value = Fraction(0)
    for c in powers:
        value = value * x + c
    return value


def _plain_sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


def _changes(signs: Any) -> int:
    seen = [s for s in signs if s]
    return sum(a != b for a, b in pairwise(seen))
