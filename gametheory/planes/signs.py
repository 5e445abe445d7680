"""Formulas of two variables as sign conditions of polynomials.

A formula built from rational functions by comparisons and choices depends on a point only through
the signs of finitely many polynomials: those that some comparison may meet, and those by which
some quotient may divide. They are collected once, over every branch; what the formulas say where
the polynomials have given signs is then read without knowing the point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from gametheory.errors import InvalidInput, TooLarge
from gametheory.exact.decimal_fractions import UNDEFINED, square_root
from gametheory.term_graphs import order
from gametheory.terms import Node, Term

Polynomial = Any  # of SymPy's sparse rings, over the rationals
Rational = Any  # of SymPy's fields of rational functions
Signs = tuple[int, ...]

_MOST_CASES = 200  # rational functions that one quantity may be
_MOST_PAIRS = 20 * _MOST_CASES  # of which many may be equal
_MOST_POLYNOMIALS = 40  # irreducible ones, the domain's ends included

_COMPARED = {
    "<": lambda s: s < 0, "<=": lambda s: s <= 0, ">": lambda s: s > 0, ">=": lambda s: s >= 0,
    "=": lambda s: s == 0,
}  # fmt: skip


class Conditions:
    """What formulas say, by the signs of the irreducible polynomials they depend on.

    Parameters
    ----------
    roots : sequence of Node
        Terms and formulas over the two variables.
    x, y : str
        Names of the variables.

    Raises
    ------
    InvalidInput
        A root, a quantifier or another operation that is no comparison of rational functions.
    TooLarge
        More cases or polynomials than the limits.
    """

    def __init__(self, roots: Sequence[Node], x: str, y: str) -> None:
        from sympy import QQ, Symbol
        from sympy.polys.fields import field

        self.roots = tuple(roots)
        self.symbols = (Symbol(x, real=True), Symbol(y, real=True))
        self._field, *variables = field(self.symbols, QQ)
        self._variables = dict(zip((x, y), variables, strict=True))
        self._order = order(*self.roots)
        self._factors: dict[Polynomial, tuple[int, list[tuple[int, int]]]] = {}
        self.polynomials = self._irreducible(self._collected())

    def _constant(self, value: Fraction) -> Rational:
        from sympy import QQ

        return self._field.ground_new(QQ(value.numerator, value.denominator))

    def _collected(self) -> list[Polynomial]:
        """Every polynomial whose sign may be asked for."""
        met: dict[Polynomial, None] = {}
        cases: dict[int, set[Rational]] = {}
        for node in self._order:
            args = [cases.get(id(a), set()) for a in node.args]
            combined = 0 if node.op == "where" else math.prod(len(a) for a in args)
            found, asked = (set(), ()) if combined > _MOST_PAIRS else self._cases(node, args)
            if combined > _MOST_PAIRS or len(found) > _MOST_CASES:
                raise TooLarge(
                    f"regions: a quantity may be any of {max(combined, len(found))} rational "
                    f"functions; the limit is {_MOST_CASES}: take fewer nested maxima and choices"
                )
            cases[id(node)] = found
            met.update(dict.fromkeys(p for f in asked for p in (f.numer, f.denom)))
        return list(met)

    def _cases(
        self, node: Node, args: list[set[Rational]]
    ) -> tuple[set[Rational], Iterable[Rational]]:
        """What a node may be, and what its sign is asked of."""
        if not isinstance(node, Term):
            return set(), self._asked(node, args)
        match node.op:
            case "where":
                return args[1] | args[2], ()
            case "max" | "min":
                pairs = ((a, b) for i, a in enumerate(args) for b in args[i + 1 :])
                return set().union(*args), [p - q for a, b in pairs for p in a for q in b]
            case "/":
                return {p / q for p, q in product(*args) if q}, args[1]
            case "constant":
                return {self._constant(node.value)}, ()
            case "variable":
                return {self._variables[node.value]}, ()
            case "admissible":
                return args[0], ()
            case "root":
                return {self._root(r) for r in args[0]}, ()
        return {self._computed(node, list(chosen)) for chosen in product(*args)}, ()

    def _asked(self, node: Node, args: list[set[Rational]]) -> Iterable[Rational]:
        if node.op in _COMPARED:
            return [p - q for p, q in product(*args)]
        if node.op == "whole":
            for value in args[0]:
                self._whole(value)
        elif node.op not in ("and", "or", "not", "implies", "iff", "true", "false"):
            raise InvalidInput(f"regions: the condition {node} ({node.op}) is no comparison")
        return ()

    def _computed(self, node: Node, args: list[Rational]) -> Rational:
        match node.op:
            case "+":
                return args[0] + args[1]
            case "-":
                return args[0] - args[1]
            case "*":
                return args[0] * args[1]
            case "negative":
                return -args[0]
            case "power":
                return args[0] ** node.value
        raise InvalidInput(f"regions: {node} ({node.op}) is no rational function of the parameters")

    def _root(self, value: Rational) -> Rational:
        root: Any = square_root(_number(value)) if _is_number(value) else UNDEFINED
        if root is UNDEFINED:
            raise InvalidInput(
                f"regions: the formula takes the root of {value.as_expr()}; only rational "
                "functions are decomposed: state the condition without the root (a <= b and "
                "x <= b**2, say)"
            )
        return self._constant(Fraction(root))

    def _whole(self, value: Rational) -> bool:
        if not _is_number(value):
            raise InvalidInput(
                f"regions: {value.as_expr()} has to be a whole number; a count cannot vary here"
            )
        return _number(value).denominator == 1

    def _irreducible(self, met: Iterable[Polynomial]) -> list[Polynomial]:
        """The irreducible factors, in an order that depends on them alone."""
        found: dict[Polynomial, None] = {}
        split: dict[Polynomial, tuple[int, list[tuple[Polynomial, int]]]] = {}
        for p in met:
            if p.is_ground:
                continue
            constant, factors = p.factor_list()
            sign = 1 if constant > 0 else -1
            parts = []
            for f, times in factors:
                primitive = f.clear_denoms()[1].primitive()[1]
                if primitive.LC < 0:
                    primitive = -primitive
                sign *= (1 if f.LC > 0 else -1) ** times
                parts.append((primitive, times))
                found[primitive] = None
            split[p] = sign, parts
        if len(found) > _MOST_POLYNOMIALS:
            raise TooLarge(
                f"regions: the formulas compare {len(found)} irreducible polynomials; the limit "
                f"is {_MOST_POLYNOMIALS}: ask for fewer conditions, or fix parameters at numbers "
                "that make some of them constant"
            )
        ordered = sorted(found, key=lambda p: (sum(p.degrees()), len(p), str(p)))
        place = {p: k for k, p in enumerate(ordered)}
        self._factors = {
            p: (sign, [(place[f], times) for f, times in parts])
            for p, (sign, parts) in split.items()
        }
        return ordered

    def signs_at(self, x: Fraction, y: Fraction) -> Signs:
        """Signs of the irreducible polynomials at a point."""
        from sympy import QQ

        point = [QQ(v.numerator, v.denominator) for v in (x, y)]
        values = [p.evaluate(list(zip(p.ring.gens, point, strict=True))) for p in self.polynomials]
        return tuple((v > 0) - (v < 0) for v in values)

    def sign(self, polynomial: Polynomial, signs: Signs) -> int:
        """The sign of a polynomial that was met, where the irreducible ones have these signs."""
        if polynomial.is_ground:
            c = polynomial.LC if polynomial else 0
            return int(c > 0) - int(c < 0)
        sign, factors = self._factors[polynomial]
        return int(sign * math.prod([signs[k] ** times for k, times in factors]))

    def values(self, signs: Signs) -> list[Any]:
        """What each root is there: a rational function, a truth value, or None where undefined.

        The logic is that of :func:`gametheory.proof.evaluation.evaluate`.
        """
        known: dict[int, Any] = {}
        for node in self._order:
            known[id(node)] = self._value(node, [known[id(a)] for a in node.args], signs)
        return [known[id(r)] for r in self.roots]

    def _value(self, node: Node, args: list[Any], signs: Signs) -> Any:
        match node.op:
            case "true" | "false":
                return node.op == "true"
            case "constant":
                return self._constant(node.value)
            case "variable":
                return self._variables[node.value]
            case "where":
                return None if args[0] is None else args[1] if args[0] else args[2]
            case "admissible":
                return args[0] if args[1] else None
            case "and" | "or":
                return _fold(args, node.op == "and")
            case "not":
                return None if args[0] is None else not args[0]
            case "implies":
                return _fold([None if args[0] is None else not args[0], args[1]], False)
        if any(a is None for a in args):
            return None
        match node.op:
            case "/":
                return args[0] / args[1] if self._compare(args[1], signs) else None
            case "max" | "min":
                turn = 1 if node.op == "max" else -1
                best = args[0]
                for other in args[1:]:
                    best = other if turn * self._compare(best - other, signs) < 0 else best
                return best
            case "iff":
                return args[0] == args[1]
            case "root":
                return self._root(args[0])
            case "whole":
                return self._whole(args[0])
        if node.op in _COMPARED:
            return _COMPARED[node.op](self._compare(args[0] - args[1], signs))
        return self._computed(node, args)

    def _compare(self, value: Rational, signs: Signs) -> int:
        return self.sign(value.numer, signs) * self.sign(value.denom, signs)


def _fold(args: list[Any], neutral: bool) -> bool | None:
    if any(a is not None and a is not neutral for a in args):
        return not neutral
    return None if any(a is None for a in args) else neutral


def _is_number(value: Rational) -> bool:
    return bool(value.numer.is_ground and value.denom.is_ground)


def _number(value: Rational) -> Fraction:
    number = value.numer.LC / value.denom.LC if value.numer else 0
    return Fraction(
        int(getattr(number, "numerator", number)), int(getattr(number, "denominator", 1))
    )


def constant_value(value: Any) -> Fraction | None:
    """The number that a rational function is, if it is one."""
    return _number(value) if _is_number(value) else None
