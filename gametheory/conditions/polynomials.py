"""Conditions as signs of polynomials: taken apart for the procedures, put together for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from gametheory.proof.choices import split_choices
from gametheory.proof.clearing import Clearing
from gametheory.term_graphs import QUANTIFIERS, order, replaced
from gametheory.terms import FALSE, TRUE, Formula, Node, Term, constant, variable

COMPARISONS = ("<", "<=", ">", ">=", "=", "/=")
_DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "/=", "/=": "="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "/=": "/="}
_PIECES = 4000  # nodes of a condition beyond which no procedure here has a chance

Prefix = list[tuple[str, str]]


class TooComplicated(Exception):
    """The question is beyond what a procedure can look at."""


def bare(formula: Formula) -> Formula:
    """The condition without quotients, roots and choices; its definitions are inside."""
    clearing = Clearing()
    cleared = clearing.formula(formula)
    with_them = Formula.of("and", *clearing.definitions, cleared)
    return split_choices(with_them if clearing.definitions else cleared)


def prenex(formula: Formula) -> tuple[Prefix, Formula]:
    """Quantifiers in front, the rest made of and, or and comparisons; no name is used twice."""
    prefix: Prefix = []
    made = 0

    def pulled(node: Formula, positive: bool) -> Formula:
        nonlocal made
        made += 1
        if made > _PIECES:
            raise TooComplicated("the condition has too many cases")
        args = node.args
        match node.op:
            case "true" | "false":
                return TRUE if (node.op == "true") is positive else FALSE
            case "not":
                return pulled(args[0], not positive)
            case "and" | "or":
                op = node.op if positive else {"and": "or", "or": "and"}[node.op]
                return _folded(op, [pulled(a, positive) for a in args])
            case "implies":
                denied = Formula.of("not", args[0])
                return pulled(Formula.of("or", denied, args[1]), positive)
            case "iff":
                one = Formula.of("implies", args[0], args[1])
                two = Formula.of("implies", args[1], args[0])
                return pulled(Formula.of("and", one, two), positive)
            case "exists" | "forall":
                op = node.op if positive else {"exists": "forall", "forall": "exists"}[node.op]
                new = variable(f"bound!{len(prefix) + 1}")
                prefix.append((op, new.value))
                joint = "and" if node.op == "exists" else "implies"
                body = Formula.of(joint, args[1], args[2])
                return pulled(_renamed(body, args[0], new), positive)
        return node if positive else Formula.of(_DENIED[node.op], *args)

    matrix = pulled(formula, True)
    return prefix, matrix


def _renamed(body: Formula, old: Term, new: Term) -> Formula:
    """The body with a variable renamed where no quantifier inside binds the same name."""

    def change(node: Node) -> Node | None:
        if node is old:
            return new
        if node.op in QUANTIFIERS and node.args[0] is old:
            return node
        return None

    return replaced(body, change)


def _folded(op: str, parts: Sequence[Formula]) -> Formula:
    decides, neutral = (FALSE, TRUE) if op == "and" else (TRUE, FALSE)
    if any(p is decides for p in parts):
        return decides
    kept = list({id(p): p for p in parts if p is not neutral}.values())
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else Formula.of(op, *kept)


class Ring:
    """Polynomials with whole coefficients in named variables, by SymPy."""

    def __init__(self, names: Iterable[str]) -> None:
        from sympy import Symbol

        self.names = list(names)
        self.symbols = {name: Symbol(f"v{k + 1}") for k, name in enumerate(self.names)}

    def polynomial(self, term: Term, known: dict[int, Any] | None = None) -> Any:
        """The term as a SymPy polynomial; None for one that mentions another variable."""
        from sympy import QQ, Poly

        values = {} if known is None else known
        every = list(self.symbols.values())
        for node in order(term):
            if id(node) in values:
                continue
            args = [values[id(a)] for a in node.args]
            match node.op:
                case "constant":
                    number = QQ(node.value.numerator, node.value.denominator)
                    values[id(node)] = Poly(number, *every, domain=QQ)
                case "variable":
                    values[id(node)] = Poly(self.symbols[node.value], *every, domain=QQ)
                case "+":
                    values[id(node)] = args[0] + args[1]
                case "-":
                    values[id(node)] = args[0] - args[1]
                case "*":
                    values[id(node)] = args[0] * args[1]
                case "negative":
                    values[id(node)] = -args[0]
                case _:
                    raise TooComplicated(f"{node.op} is no operation of polynomials")
        return values[id(term)]

    def difference(self, comparison: Formula, known: dict[int, Any] | None = None) -> Any:
        """Left side minus right side with whole coefficients: a positive multiple of it."""
        known = {} if known is None else known
        left, right = (self.polynomial(side, known) for side in comparison.args)
        return (left - right).clear_denoms()[1].primitive()[1]

    def factors(self, polynomial: Any) -> list[Any]:
        """Irreducible factors that are no constants."""
        return [f for f, _ in polynomial.factor_list()[1]]

    def formula(self, polynomial: Any, relation: str) -> Formula:
        """``polynomial relation 0``, upright, with what is negative on the other side."""
        if polynomial.is_zero or polynomial.is_ground:
            sign = 0 if polynomial.is_zero else 1 if polynomial.LC() > 0 else -1
            return TRUE if holds_for_sign(relation, sign) else FALSE
        if polynomial.LC() < 0:
            polynomial, relation = -polynomial, _TURNED[relation]
        plus, minus = self._side(polynomial, 1), self._side(polynomial, -1)
        if plus is None or (plus.op == "constant" and minus is not None):
            plus, minus, relation = minus, plus, _TURNED[relation]
        left = constant(0) if plus is None else plus
        right = constant(0) if minus is None else minus
        if relation == "/=":
            return Formula.of("not", Formula.of("=", left, right))
        return Formula.of(relation, left, right)

    def _side(self, polynomial: Any, sign: int) -> Term | None:
        found: Term | None = None
        for powers, coefficient in polynomial.terms():
            size = sign * Fraction(int(coefficient.p), int(coefficient.q))
            if size <= 0:
                continue
            term: Term | None = None
            for name, power in zip(self.names, powers, strict=True):
                if power:
                    factor = variable(name) ** int(power) if power > 1 else variable(name)
                    term = factor if term is None else term * factor
            if term is None:
                term = constant(size)
            elif size != 1:
                term = constant(size) * term
            found = term if found is None else found + term
        return found

    def sign(self, polynomial: Any, point: Mapping[str, Fraction]) -> int:
        """Sign at an exact point."""
        total = Fraction(0)
        for powers, coefficient in polynomial.terms():
            value = Fraction(int(coefficient.p), int(coefficient.q))
            for name, power in zip(self.names, powers, strict=True):
                if power:
                    value *= point[name] ** int(power)
            total += value
        return (total > 0) - (total < 0)


def holds_for_sign(relation: str, sign: int) -> bool:
    """Whether a number of this sign stands in the relation to zero."""
    return {
        "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "=": sign == 0,
        "/=": sign != 0,
    }[relation]  # fmt: skip


def comparisons(matrix: Formula) -> list[Formula]:
    """Comparisons below a condition."""
    return [n for n in order(matrix) if n.op in COMPARISONS and isinstance(n, Formula)]
