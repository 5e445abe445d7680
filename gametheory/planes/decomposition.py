"""The cylindrical decomposition of a plane by polynomials in two variables.

The line of x is cut wherever the picture above it may change: where a leading coefficient or a
discriminant vanishes, where two curves cross, where a polynomial in x alone vanishes. Between two
neighbouring cuts the curves are graphs of functions that neither cross nor end (Collins 1975), so
one line with x a fraction shows everything above the interval; and one line above each cut shows
the rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import attrs

from gametheory.errors import TooLarge
from gametheory.planes.lines import Critical, Crossing, Line, Piece
from gametheory.planes.roots import between, rational, separated

_HIGHEST = 16  # degree of a polynomial in either variable


@attrs.frozen(eq=False)
class Column:
    """One line of the decomposition, above a cut or above the interval between two cuts.

    Attributes
    ----------
    line : Line
    pieces : list of Piece
        Open pieces of the line, from below.
    crossings : list of Crossing
        The points between them.
    low, high : Critical or None
        The cuts beside it, of an interval; None where there is none.
    """

    line: Line
    pieces: list[Piece]
    crossings: list[Crossing]
    low: Critical | None = None
    high: Critical | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stands for an interval of x."""
        return isinstance(self.line.at, Fraction)


class Decomposition:
    """Cells of the plane on which no polynomial changes its sign.

    Parameters
    ----------
    polynomials : sequence of PolyElement
        Irreducible, different, in two variables.
    symbols : pair of Symbol
    within : pair of Fraction or None
        Ends of the part of the line of x that matters; they have to be cuts.
    deadline : float
        On the monotonic clock.
    """

    def __init__(
        self,
        polynomials: Sequence[Any],
        symbols: tuple[Any, Any],
        within: tuple[Fraction | None, Fraction | None],
        deadline: float,
    ) -> None:
        from sympy import Poly

        self.polynomials = list(polynomials)
        self.x, self.y = symbols
        self._deadline = deadline
        for p in polynomials:
            if max(p.degrees()) > _HIGHEST:
                raise TooLarge(
                    f"regions: a polynomial of degree {max(p.degrees())} in a parameter; the limit "
                    f"is {_HIGHEST}"
                )
        in_y = [Poly(p.as_expr(), self.y) for p in polynomials]
        self.coefficients = [[Poly(c, self.x, domain="QQ") for c in p.all_coeffs()] for p in in_y]
        self.cuts = self._within(self._cuts(), *within)
        self._first, self._last = within
        self.stopped = False

    def _cuts(self) -> list[Critical]:
        """Every number where the picture above it may change."""
        from sympy import Poly

        found: dict[Any, Any] = {}
        for p in self._projected():
            for factor, _ in p.factor_list()[1]:
                monic = factor.monic()
                found[tuple(monic.rep.to_list())] = monic
        if not found:
            return []
        joint = Poly(1, self.x, domain="QQ")
        for p in found.values():
            joint *= p
        return [_owner(list(found.values()), low, high) for low, high in separated(joint)]

    def _projected(self) -> Iterator[Any]:
        """Polynomials in x whose roots are the cuts."""
        from sympy import Poly

        curves = []
        for p, coefficients in zip(self.polynomials, self.coefficients, strict=True):
            if coefficients[0].degree() >= 1:
                yield coefficients[0]
            if len(coefficients) > 1:
                curves.append(Poly(p.as_expr(), self.y, self.x, domain="QQ"))
        for p in curves:
            self._in_time("curves")
            if p.degree() > 1:
                yield self._in_x(p.discriminant())
        for p, q in combinations(curves, 2):
            self._in_time("pairs of curves")
            yield self._in_x(p.resultant(q))

    def _in_x(self, p: Any) -> Any:
        from sympy import Poly

        return Poly(p.as_expr(), self.x, domain="QQ")

    def _in_time(self, what: str) -> None:
        if time.monotonic() > self._deadline:
            raise TooLarge(
                f"regions: the time is over before all {what} have been compared; allow a longer "
                "timeout or ask for fewer conditions"
            )

    @staticmethod
    def _within(
        cuts: list[Critical], first: Fraction | None, last: Fraction | None
    ) -> list[Critical]:
        return [
            c for c in cuts
            if (first is None or c.high >= first) and (last is None or c.low <= last)
        ]  # fmt: skip

    def columns(self) -> Iterator[Column]:
        """Columns from left to right: above the intervals and above the cuts in turn."""
        samples = between([(c.low, c.high) for c in self.cuts])
        for k, x in enumerate(samples):
            low = self.cuts[k - 1] if k else None
            high = self.cuts[k] if k < len(self.cuts) else None
            outside = (low is None and self._first is not None) or (
                high is None and self._last is not None
            )
            if not outside:
                yield self._column(x, low, high)
            if high is not None:
                yield self._column(high)
            if time.monotonic() > self._deadline:
                self.stopped = True
                return

    def _column(
        self, at: Fraction | Critical, low: Critical | None = None, high: Critical | None = None
    ) -> Column:
        line = Line(at, self.coefficients, self.y)
        pieces, crossings = line.pieces()
        return Column(line, pieces, crossings, low, high)


def _owner(factors: Sequence[Any], low: Fraction, high: Fraction) -> Critical:
    """The root in an interval with the irreducible polynomial it is a root of."""
    for p in factors:
        if p.count_roots(rational(low), rational(high)):
            if p.degree() == 1:
                constant = p.rep.to_list()[1]
                root = -Fraction(int(constant.numerator), int(constant.denominator))
                return Critical(p, root, root)
            return Critical(p, low, high)
    raise AssertionError("an isolated root belongs to some factor")
