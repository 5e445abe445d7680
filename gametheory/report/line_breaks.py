"""Long conditions as lines that also wrap: browsers never break a line inside mathematics.

A condition breaks for good after each part of a conjunction or disjunction and before the sign of
an implication, an equivalence or a long comparison, as deep as its parts are long. Within a line
each term of a long sum is mathematics of its own, so that the browser may break between terms where
the page is narrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import attrs
import sympy
from sympy.core.relational import Relational

from gametheory.report.mathml import (
    AND,
    ATOM,
    EQUIVALENT,
    FUNCTIONS,
    IMPLIES,
    OR,
    PRODUCT,
    RELATION,
    RELATIONS,
    SUM,
    Writer,
    implication,
    largest_or_smallest,
    ordered,
    row,
    signed_terms,
    sympified,
    times,
    upright,
)

# Numbers of operations:
_LINE = 12  # what is longer is broken for good
_PIECE = 6  # what is longer may wrap
_SIDE = 4  # what is shorter, on one side of a comparison, deserves no line of its own

_SIGN_WIDTH, _BRACKET_WIDTH = 1.6, 0.4  # em

_OPEN = '<mo stretchy="false">(</mo>'
_CLOSE = '<mo stretchy="false">)</mo>'


@attrs.frozen
class Line:
    """One line: how far it is set in, in em, and its pieces, between which it may wrap."""

    indent: float
    pieces: tuple[str, ...]

    def html(self) -> str:
        """One ``<math>`` element a piece."""
        return "<wbr>".join(f'<math displaystyle="true">{piece}</math>' for piece in self.pieces)


def condition_lines(condition: Any, names: Mapping[str, str] | None = None) -> list[Line]:
    """A condition in lines; a short one is one piece.

    Parameters
    ----------
    condition : sympy object
    names : mapping, optional
        Symbol name -> markup, as for :func:`gametheory.report.mathml.mathml`.

    Examples
    --------
    >>> import sympy
    >>> a, b, c = sympy.symbols("a b c")
    >>> long = sympy.And(a + b > c**2 + b**2 + a * b, a * b * c > a**3 + b**3 + c**3)
    >>> [len(line.pieces) for line in condition_lines(long)]
    [2, 2]
    """
    return _Breaker(Writer(names or {})).lines(sympified(condition), EQUIVALENT, 0.0)


def _long(expr: Any, limit: int = _LINE) -> bool:
    return int(sympy.count_ops(expr)) > limit


def _sign(sign: str) -> str:
    # At the edge of its row a sign would be taken for a prefix and set without space.
    return f'<mo form="infix">{sign}</mo>'


def _around(before: str, lines: list[Line], after: str) -> list[Line]:
    """Markup put before the first piece and after the last one."""
    first = lines[0]
    opened = attrs.evolve(first, pieces=(row(before, first.pieces[0]), *first.pieces[1:]))
    lines = [opened, *lines[1:]]
    last = lines[-1]
    closed = attrs.evolve(last, pieces=(*last.pieces[:-1], row(last.pieces[-1], after)))
    return [*lines[:-1], closed]


def _hanging(lines: list[Line], indent: float) -> list[Line]:
    return [attrs.evolve(lines[0], indent=indent), *lines[1:]]


def _enclosed(before: str, pieces: list[str], after: str) -> list[str]:
    return list(_around(before, [Line(0.0, tuple(pieces))], after)[0].pieces)


@attrs.frozen
class _Breaker:
    writer: Writer

    def lines(self, expr: Any, least: int, indent: float) -> list[Line]:
        """Lines of a condition that stands where it has to bind as tightly as ``least``."""
        if isinstance(expr, sympy.logic.boolalg.ITE):
            condition, yes, no = expr.args
            expr = (condition & yes) | (sympy.Not(condition) & no)
        if not _long(expr, _PIECE):
            return [Line(indent, (self.writer.at(expr, least),))]
        if isinstance(expr, sympy.Not):
            return _around("<mo>¬</mo>", self.lines(expr.args[0], ATOM, indent), "")
        binding, parts, sign = _parts(expr)
        if not parts:
            return [Line(indent, tuple(self.pieces(expr, least)))]
        lines = self._connected(expr, least, indent, binding, parts, sign)
        if _long(expr):
            return lines
        return [Line(indent, tuple(piece for line in lines for piece in line.pieces))]

    def _connected(
        self, expr: Any, least: int, indent: float, binding: int, parts: list[Any], sign: str
    ) -> list[Line]:
        if binding < least:
            inside = self.lines(expr, EQUIVALENT, indent + _BRACKET_WIDTH)
            return _around(_OPEN, _hanging(inside, indent), _CLOSE)
        # A conjunction binds tighter than a disjunction, but over several lines nobody sees that.
        inner = {AND: RELATION, OR: RELATION, IMPLIES: OR, EQUIVALENT: IMPLIES, RELATION: SUM}[
            binding
        ]
        if sign in "∧∨":
            broken = [self.lines(part, inner, indent) for part in parts]
            broken[:-1] = [_around("", lines, _sign(sign)) for lines in broken[:-1]]
        else:
            deeper = [self.lines(part, inner, indent + _SIGN_WIDTH) for part in parts[1:]]
            if binding != RELATION:  # whose other side is set in as a whole
                deeper = [_hanging(lines, indent) for lines in deeper]
            signed = [_around(_sign(sign), lines, "") for lines in deeper]
            broken = [self.lines(parts[0], inner, indent), *signed]
        return [line for lines in broken for line in lines]

    def pieces(self, expr: Any, least: int) -> list[str]:
        """Markup of a long term in pieces that may be put on different lines."""
        if not _long(expr, _PIECE):
            return [self.writer.at(expr, least)]
        binding, pieces = self._broken(expr)
        if not pieces or (binding < least and not _long(expr)):
            return [self.writer.at(expr, least)]
        return pieces if binding >= least else _enclosed(_OPEN, pieces, _CLOSE)

    def _broken(self, expr: Any) -> tuple[int, list[str]]:
        if isinstance(expr, Relational):
            expr = upright(expr)
            sign = _sign(escape(RELATIONS[expr.rel_op]))
            right = _enclosed(sign, self.pieces(expr.rhs, SUM), "")
            return RELATION, [*self.pieces(expr.lhs, SUM), *right]
        if isinstance(expr, sympy.Add):
            return SUM, self._sum(expr)
        if not _long(expr):  # brackets that are broken no longer grow with what they hold
            return ATOM, []
        if isinstance(expr, sympy.Mul):
            return self._product(expr)
        if isinstance(expr, sympy.Pow) and expr.exp.is_Integer and expr.exp > 1:
            above = f"<msup><mrow></mrow>{self.writer.at(expr.exp, SUM)}</msup>"
            return ATOM, _enclosed("", self.pieces(expr.base, ATOM), above)
        if isinstance(expr, sympy.Max | sympy.Min):
            return ATOM, self._extreme(FUNCTIONS[expr.func.__name__], ordered(expr))
        if isinstance(expr, sympy.Piecewise):
            extreme = largest_or_smallest(expr)
            return ATOM, self._extreme(*extreme) if extreme else []
        return ATOM, []

    def _extreme(self, name: str, arguments: Sequence[Any]) -> list[str]:
        broken = [self.pieces(a, SUM) for a in arguments]
        broken[:-1] = [_enclosed("", pieces, "<mo>,</mo>") for pieces in broken[:-1]]
        flat = [piece for pieces in broken for piece in pieces]
        return _enclosed(f"<mi>{name}</mi><mo>&#x2061;</mo>{_OPEN}", flat, _CLOSE)

    def _sum(self, expr: Any) -> list[str]:
        pieces: list[str] = []
        for sign, term in signed_terms(expr):
            broken = self.pieces(term, PRODUCT)
            mark = _sign(sign) if pieces else f"<mo>{sign}</mo>"
            pieces += _enclosed(mark, broken, "") if sign else broken
        return pieces

    def _product(self, expr: Any) -> tuple[int, list[str]]:
        if expr.could_extract_minus_sign():
            return SUM, _enclosed("<mo>−</mo>", self.pieces(-expr, PRODUCT), "")
        above, below = sympy.fraction(expr)
        if not below.is_Integer or not _long(above):
            return PRODUCT, []
        factors = [self.pieces(f, PRODUCT) for f in above.as_ordered_factors()]
        if below != 1:  # a half of something long, rather than something long over two
            factors.insert(0, [self.writer.at(1 / below, PRODUCT)])
        sign = f"<mo>{times(piece for pieces in factors for piece in pieces)}</mo>"
        pieces = factors[0]
        for more in factors[1:]:  # no break beside a sign that may be invisible
            pieces = [*pieces[:-1], row(pieces[-1], sign, more[0]), *more[1:]]
        return PRODUCT, pieces


def _parts(expr: Any) -> tuple[int, list[Any], str]:
    """How tightly a condition binds, the parts that deserve lines of their own, their sign."""
    if isinstance(expr, sympy.And):
        return AND, ordered(expr), "∧"
    if isinstance(expr, sympy.Or):
        premise, consequence = implication(expr)
        negated = any(isinstance(a, sympy.Not) for a in expr.args)
        if premise is not None and (negated or not _long(premise, _SIDE)):
            return IMPLIES, [premise, consequence], "⇒"
        return OR, ordered(expr), "∨"
    if isinstance(expr, sympy.Implies):
        return IMPLIES, list(expr.args), "⇒"
    if isinstance(expr, sympy.Equivalent):
        return EQUIVALENT, ordered(expr), "⇔"
    if isinstance(expr, Relational):
        expr = upright(expr)
        sides = [expr.lhs, expr.rhs]
        if all(_long(side, _SIDE) for side in sides):
            return RELATION, sides, escape(RELATIONS[expr.rel_op])
    return ATOM, [], ""
