"""Exact values of terms at a point, in three-valued logic: a quotient by zero is undefined.

A condition that does not depend on what is undefined keeps its truth value; any other has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from gametheory.exact.decimal_fractions import UNDEFINED, square_root
from gametheory.term_graphs import QUANTIFIERS, free_names, order
from gametheory.terms import Formula, Node, substituted

Decide = Callable[[Formula], bool | None]
Value = Any  # Fraction, bool, or None where undefined


def evaluate(
    root: Node,
    point: Mapping[str, Fraction],
    *,
    tolerance: Fraction = Fraction(0),
    decide: Decide | None = None,
) -> Value:
    """Value of a term or truth of a formula; None where it is undefined.

    Parameters
    ----------
    point : mapping
        Variable name -> value.
    tolerance : Fraction
        Numbers closer than this are taken for equal: for points known to many digits only.
    decide : callable, optional
        Truth of a closed formula with a quantifier; without it such a formula has none.
    """
    nodes = order(root)
    bound = {n.args[0].value for n in nodes if n.op in QUANTIFIERS}
    free = free_names(root) if bound else {}
    values: dict[int, Value] = {}
    for node in nodes:
        if node.op == "variable":
            value: Value = None if node.value in bound else Fraction(point[node.value])
        elif node.op in QUANTIFIERS:
            closed = not free[id(node)] & bound
            value = decide(substituted(node, point)) if decide and closed else None  # type: ignore[arg-type]
        else:
            value = _value(node, [values[id(a)] for a in node.args], tolerance)
        values[id(node)] = value
    return values[id(root)]


def _value(node: Node, args: list[Value], tolerance: Fraction) -> Value:
    match node.op:
        case "constant":
            return node.value
        case "true" | "false":
            return node.op == "true"
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
        case "root":
            root = square_root(args[0])
            return None if root is UNDEFINED else Fraction(root)
        case "whole":
            return args[0].denominator == 1
        case "/":
            return None if abs(args[1]) <= tolerance else args[0] / args[1]
        case "power":
            return args[0] ** node.value
        case "opaque":
            return None
        case "max" | "min":
            return max(args) if node.op == "max" else min(args)
        case "iff":
            return args[0] == args[1]
        case "<" | "<=" | ">" | ">=" | "=":
            return _compare(node.op, args[0] - args[1], tolerance)
    return _ARITHMETIC[node.op](*args)


def _compare(op: str, difference: Fraction, tolerance: Fraction) -> bool:
    sign = 0 if abs(difference) <= tolerance else 1 if difference > 0 else -1
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "=": sign == 0}[op]


def _fold(args: list[Value], neutral: bool) -> Value:
    if any(a is not None and a is not neutral for a in args):
        return not neutral
    return None if any(a is None for a in args) else neutral


_ARITHMETIC: dict[str, Callable[..., Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "negative": lambda a: -a,
}
