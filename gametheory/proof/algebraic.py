"""Algebraic numbers: points of counterexamples that no fraction reaches."""

from __future__ import annotations

from fractions import Fraction

import attrs


@attrs.frozen
class Algebraic:
    """A real root of a polynomial with whole coefficients.

    Attributes
    ----------
    coefficients : tuple of int
        Of the polynomial, highest power first.
    index : int
        Which of its real roots, from 1 in ascending order.
    """

    coefficients: tuple[int, ...]
    index: int

    def near(self, digits: int = 80) -> Fraction:
        """A fraction within 10^-digits.

        Raises
        ------
        ValueError
            If the polynomial has fewer real roots.
        """
        from sympy import Poly, Rational, Symbol

        square_free = Poly(list(self.coefficients), Symbol("x")).sqf_part()
        intervals = square_free.intervals(eps=Rational(1, 10**digits))
        if not 1 <= self.index <= len(intervals):
            raise ValueError(f"{self}: no such root")
        (low, high), _ = intervals[self.index - 1]
        middle = (low + high) / 2
        return Fraction(int(middle.p), int(middle.q))

    def __float__(self) -> float:
        return float(self.near(20))

    def __str__(self) -> str:
        powers = range(len(self.coefficients) - 1, -1, -1)
        shown = ""
        for c, k in zip(self.coefficients, powers, strict=True):
            if c:
                size = "" if abs(c) == 1 and k else str(abs(c))
                letter = "" if k == 0 else "x" if k == 1 else f"x^{k}"
                sign = ("-" if c < 0 else "") if not shown else (" - " if c < 0 else " + ")
                shown += f"{sign}{size}{letter}"
        return f"root {self.index} of {shown}"
