"""Terms as SymPy expressions; the only place where terms meet SymPy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from gametheory.term_graphs import order
from gametheory.terms import Node, spoken


def to_sympy(root: Node) -> Any:
    """The SymPy expression or condition."""
    import sympy

    made: dict[int, Any] = {}
    nodes = order(root)
    written = _written_names(n.value for n in nodes if n.op == "variable")
    for node in nodes:
        if node.op == "variable":
            made[id(node)] = sympy.Symbol(written[node.value], real=True)
        else:
            made[id(node)] = _sympy_node(node, [made[id(a)] for a in node.args], sympy)
    return made[id(root)]


def _written_names(names: Iterable[str]) -> dict[str, str]:
    """How variables are written: quantified ones by the name they were given, primed if taken."""
    every = list(names)
    written = {name: name for name in every if "~" not in name}
    for name in sorted(set(every) - set(written)):
        shown = spoken(name)
        while shown in written.values():
            shown += "'"
        written[name] = shown
    return written


def _sympy_node(node: Node, args: list[Any], sympy: Any) -> Any:
    match node.op:
        case "constant":
            return sympy.Rational(node.value.numerator, node.value.denominator)
        case "opaque":
            return node.value.expression
        case "true" | "false":
            return sympy.true if node.op == "true" else sympy.false
        case "negative":
            return -args[0]
        case "power":
            return args[0] ** node.value
        case "root":
            return sympy.sqrt(args[0])
        case "admissible":
            return args[0]
        case "where":
            return sympy.Piecewise((args[1], args[0]), (args[2], True))
        case "max" | "min":
            # Unevaluated, since SymPy would spend minutes on whether one rational function
            # always exceeds another.
            return (sympy.Max if node.op == "max" else sympy.Min)(*args, evaluate=False)
        case "whole":
            return _written_only("whole")(args[0])
        case "exists" | "forall":
            inside = sympy.And(args[1], args[2]) if node.op == "exists" else args[1] >> args[2]
            return _written_only(node.op)(args[0], inside)
    return _OPERATIONS[node.op](sympy, *args)


@lru_cache
def _written_only(op: str) -> Any:
    """A SymPy condition that is only written, never worked with."""
    from sympy.logic.boolalg import BooleanFunction

    return type(op, (BooleanFunction,), {})


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": lambda _, a, b: a + b,
    "-": lambda _, a, b: a - b,
    "*": lambda _, a, b: a * b,
    "/": lambda _, a, b: a / b,
    "<": lambda _, a, b: a < b,
    "<=": lambda _, a, b: a <= b,
    ">": lambda _, a, b: a > b,
    ">=": lambda _, a, b: a >= b,
    "=": lambda sympy, a, b: sympy.Eq(a, b),
    "and": lambda sympy, *a: sympy.And(*a),
    "or": lambda sympy, *a: sympy.Or(*a),
    "not": lambda sympy, a: sympy.Not(a),
    "implies": lambda sympy, a, b: sympy.Or(sympy.Not(a), b),
    "iff": lambda sympy, a, b: sympy.Equivalent(a, b),
}
