"""Formulas without division: what the provers are asked, and what has to hold for it to be asked.

To a prover division is total: ``a / 0`` is some unknown number, so a formula with an unguarded
quotient can be "proved" or "refuted" by that fiction. Every term is therefore rewritten as a
numerator over a denominator and comparisons are multiplied out; or each quotient becomes a fresh
variable ``q`` with ``q * denominator = numerator``. Both are right only where no denominator
vanishes: :func:`obligations` lists what has to be proved of denominators, roots and inadmissible
instances, each under the path on which it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import attrs

from gametheory.errors import SymbolicBranch
from gametheory.term_graphs import free_variables, order
from gametheory.terms import Formula, Node, Term, constant, variable

Pair = tuple[Term, Term]

_ZERO, _ONE = constant(0), constant(1)
_MOST_PATHS = 8  # to one quantity, before guards are left out


@attrs.frozen(eq=False)
class Obligation:
    """``required`` must hold wherever all ``guards`` do, or a quantity is undefined there."""

    guards: tuple[Formula, ...]
    required: Formula
    node: Node

    @property
    def said(self) -> str:
        """What would be undefined, in words (written only when somebody reads them)."""
        match self.node.op:
            case "/":
                return f"divides by {self.node.args[1]}, which may be zero"
            case "root":
                return f"takes the root of {self.node.args[0]}"
        return f"uses an instance that may be inadmissible: {self.node.args[1]} may fail"


def obligations(formulas: Iterable[Formula]) -> list[Obligation]:
    """What has to hold for the formulas to be defined, each under the path that leads to it.

    Later conditions of a conjunction are read only where the earlier ones hold, those of a
    disjunction where they fail, a conclusion where its premise holds, a branch where it is taken.
    """
    roots = list(formulas)
    partial = _partial(roots)
    found: dict[tuple[int, tuple[int, ...]], Obligation] = {}
    seen: dict[int, list[frozenset[int]]] = {}
    living: list[tuple[Formula, ...]] = []  # ids are those of living guards
    stack: list[tuple[Node, tuple[Formula, ...]]] = [(f, ()) for f in reversed(roots)]
    while stack:
        node, guards = stack.pop()
        if id(node) not in partial:
            continue
        path = frozenset(map(id, guards))
        earlier = seen.setdefault(id(node), [])
        if any(p <= path for p in earlier):
            continue
        if len(earlier) >= _MOST_PATHS:  # fewer guards ask for more, and the paths stay few
            path = path.intersection(*earlier)
            guards = tuple(g for g in guards if id(g) in path)
        earlier.append(path)
        living.append(guards)
        for required in _required(node):
            key = (id(required), tuple(map(id, guards)))
            found.setdefault(key, Obligation(guards, required, node))
        stack.extend(reversed(list(_paths(node, guards, partial))))
    return list(found.values())


def _partial(roots: list[Formula]) -> set[int]:
    """Nodes below which something may be undefined."""
    found: set[int] = set()
    for node in order(*roots):
        if node.op in ("/", "root", "admissible") or any(id(a) in found for a in node.args):
            found.add(id(node))
    return found


def _required(node: Node) -> Iterable[Formula]:
    if node.op == "/" and not (node.args[1].op == "constant" and node.args[1].value != 0):
        zero = Formula.of("=", node.args[1], _ZERO)
        yield Formula.of("not", zero)
    if node.op == "root":
        yield Formula.of(">=", node.args[0], _ZERO)
    if node.op == "admissible":
        yield node.args[1]


def _paths(
    node: Node, guards: tuple[Formula, ...], partial: set[int]
) -> Iterable[tuple[Node, tuple[Formula, ...]]]:
    """The operands of a node, each with the guards under which it is read."""
    args = node.args
    match node.op:
        case "and" | "or":
            for k, arg in enumerate(args):
                if id(arg) in partial:
                    before = (a if node.op == "and" else Formula.of("not", a) for a in args[:k])
                    yield arg, (*guards, *before)
        case "implies":
            yield args[0], guards
            yield args[1], (*guards, args[0])
        case "where":
            yield args[0], guards
            yield args[1], (*guards, args[0])
            yield args[2], (*guards, Formula.of("not", args[0]))
        case "exists" | "forall":
            yield args[1], guards
            yield args[2], (*guards, args[1])
        case _:
            for arg in args:
                yield arg, guards


class Clearing:
    """Rewrites terms and formulas without division, roots and instances; what is shared, once.

    Parameters
    ----------
    fresh : bool
        Name quotients by fresh variables instead of multiplying them out: lower degrees, more
        variables.

    Attributes
    ----------
    definitions : list of Formula
        What defines the fresh variables; to be assumed wherever a cleared formula is used.
    """

    def __init__(self, *, fresh: bool = False) -> None:
        self.definitions: list[Formula] = []
        self._fresh_variables: list[Term] = []  # what each of them defines
        self._fresh = fresh
        self._made: dict[int, Any] = {}
        self._keep: list[Node] = []  # ids are those of living nodes

    def formula(self, root: Formula) -> Formula:
        """The same condition without division (equivalent where the obligations hold)."""
        return self._cleared(root)  # type: ignore[no-any-return]

    def _cleared(self, root: Node) -> Any:
        for node in order(root):
            if id(node) not in self._made:
                args = [self._made[id(a)] for a in node.args]
                made = self._pair(node, args) if isinstance(node, Term) else self._logic(node, args)
                self._made[id(node)] = made
                self._keep.append(node)
        return self._made[id(root)]

    def _logic(self, node: Node, args: list[Any]) -> Formula:
        match node.op:
            case "<" | "<=" | ">" | ">=" | "=":
                return _comparison(node.op, args[0], args[1])
            case "and" | "or" | "not" | "implies" | "iff" | "true" | "false":
                return Formula.of(node.op, *args)
            case "exists" | "forall":
                domain, body = (self._closed(a, node.args[0].value) for a in args[1:])
                return Formula.of(node.op, node.args[0], domain, body)
            case "whole":
                return Formula.of("whole", args[0][0])
        raise SymbolicBranch(f"no proof can be made of the condition {node.op!r}")

    def _closed(self, body: Formula, bound: str) -> Formula:
        """The body of a quantifier with what it defines of the quantified variable inside it."""
        depends, mine = {bound}, []
        for fresh, definition in zip(self._fresh_variables, self.definitions, strict=True):
            if depends.intersection(free_variables(definition)):
                depends.add(fresh.value)
                mine.append((fresh, definition))
        for fresh, definition in reversed(mine):  # one mentions only earlier ones
            if fresh.value in free_variables(body):
                inside = Formula.of("and", definition, body)
                body = Formula.of("exists", fresh, Formula.of("true"), inside)
        return body

    def _pair(self, node: Node, args: list[Any]) -> Pair:
        """Numerator and denominator."""
        match node.op:
            case "constant" | "variable":
                return node, _ONE  # type: ignore[return-value]
            case "+" | "-":
                return _sum(node.op, args[0], args[1])
            case "negative":
                return _minus(args[0][0]), args[0][1]
            case "*":
                (a, b), (c, d) = args
                return product(a, c), product(b, d)
            case "/":
                return self._quotient(args[0], args[1])
            case "power":
                a, b = args[0]
                return _power(a, node.value), _power(b, node.value)
            case "where":
                return _either(args[0], args[1], args[2])
            case "max" | "min":
                best = args[0]
                for other in args[1:]:
                    test = _comparison(">=" if node.op == "max" else "<=", best, other)
                    best = _either(test, best, other)
                return best  # type: ignore[no-any-return]
            case "admissible":
                return args[0]  # type: ignore[no-any-return]
            case "root":
                return self._root(args[0])
        raise SymbolicBranch(f"no proof can be made of {node.op!r}: it is no operation of terms")

    def _quotient(self, top: Pair, bottom: Pair) -> Pair:
        (a, b), (c, d) = top, bottom
        if c.op == "constant" and c.value != 0:
            return product(product(a, d), constant(1 / c.value)), b
        if not self._fresh:
            return product(a, d), product(b, c)
        # b and d are one: every quotient below has been named.
        q = variable(f"!quotient!{len(self.definitions) + 1}")
        defined = Formula.of("=", product(q, c), a)
        self._fresh_variables.append(q)
        self.definitions.append(Formula.of("or", Formula.of("=", c, _ZERO), defined))
        return q, _ONE

    def _root(self, x: Pair) -> Pair:
        r = variable(f"!root!{len(self.definitions) + 1}")
        squared = _comparison("=", (product(r, r), _ONE), x)
        inside = Formula.of("and", Formula.of(">=", r, _ZERO), squared)
        below = _comparison("<", x, (_ZERO, _ONE))
        # Where the radicand divides by zero the root is free: the point must not be excluded.
        undefined = Formula.of("=", x[1], _ZERO)
        self._fresh_variables.append(r)
        self.definitions.append(Formula.of("or", undefined, below, inside))
        return r, _ONE


def product(a: Term, b: Term) -> Term:
    """The product of two terms, with ones and zeros left out."""
    if a.op == "constant" and b.op == "constant":
        return constant(a.value * b.value)
    for one, other in ((a, b), (b, a)):
        if one.op == "constant" and one.value in (0, 1):
            return other if one.value == 1 else _ZERO
    return Term.of("*", a, b)


def _minus(a: Term) -> Term:
    return constant(-a.value) if a.op == "constant" else Term.of("negative", a)


def _plus(op: str, a: Term, b: Term) -> Term:
    if a.op == "constant" and b.op == "constant":
        return constant(a.value + b.value if op == "+" else a.value - b.value)
    if b.op == "constant" and b.value == 0:
        return a
    if a.op == "constant" and a.value == 0:
        return b if op == "+" else _minus(b)
    return Term.of(op, a, b)


def _power(a: Term, exponent: int) -> Term:
    result = _ONE
    for _ in range(exponent):
        result = product(result, a)
    return result


def _sum(op: str, first: Pair, second: Pair) -> Pair:
    (a, b), (c, d) = first, second
    if b is d:
        return _plus(op, a, c), b
    return _plus(op, product(a, d), product(c, b)), product(b, d)


def _either(test: Formula, yes: Pair, no: Pair) -> Pair:
    (a, b), (c, d) = yes, no
    if a is c and b is d:
        return yes
    return Term.of("where", test, a, c), b if b is d else Term.of("where", test, b, d)


def _comparison(op: str, left: Pair, right: Pair) -> Formula:
    """The comparison multiplied out: its sign is that of a polynomial."""
    (a, b), (c, d) = left, right
    if b is d:
        if op == "=":
            return _signed(op, a, c)
        return _signed(op, product(a, b), product(c, b))
    difference = _plus("-", product(a, d), product(c, b))
    if op == "=":
        return _signed(op, difference, _ZERO)
    return _signed(op, product(difference, product(b, d)), _ZERO)


def _signed(op: str, a: Term, b: Term) -> Formula:
    if a.op == "constant" and b.op == "constant":
        x, y = Fraction(a.value), Fraction(b.value)
        truth = {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "=": x == y}[op]
        return Formula.of("true" if truth else "false")
    return Formula.of(op, a, b)
