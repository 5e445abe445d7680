"""Identities: equations of rational functions that expand to nothing."""

from __future__ import annotations

import time
from typing import Any

from gametheory.proof.clearing import Clearing
from gametheory.term_graphs import free_variables, order
from gametheory.terms import Formula, Node

_MOST_TERMS = 100_000
_MOST_PRODUCTS = 3_000_000  # of two polynomials, between two looks at the clock


def is_identity(condition: Formula, deadline: float) -> bool:
    """Whether the condition is an equation, or several, that hold for all real numbers.

    The cleared equation is expanded over the rationals by SymPy's sparse polynomials, operation by
    operation, so that the deadline holds; equal up to that means proved. Right only where the
    condition is defined.
    """
    cleared = Clearing().formula(condition)
    return all(_expands_to_nothing(c, deadline) for c in _equations(cleared))


def _equations(formula: Formula) -> list[Formula]:
    if formula.op == "and":
        return [e for part in formula.args for e in _equations(part)]
    return [formula]


def _expands_to_nothing(equation: Formula, deadline: float) -> bool:
    from sympy.polys.domains import QQ
    from sympy.polys.rings import ring

    if equation.op == "true":
        return True
    names = free_variables(equation)
    if equation.op != "=" or any("!" in n for n in names):
        return False
    made = ring([f"x{k}" for k in range(len(names))], QQ)
    symbols = dict(zip(names, made[1:], strict=True))
    values: dict[int, Any] = {}
    for node in order(equation):
        if time.monotonic() > deadline:
            return False
        value = _value(node, [values[id(a)] for a in node.args], symbols, made[0], QQ)
        if value is None or (hasattr(value, "terms") and len(value) > _MOST_TERMS):
            return False
        values[id(node)] = value
    return bool(values[id(equation)] == 0)


def _value(node: Node, args: list[Any], symbols: dict[str, Any], polynomial: Any, QQ: Any) -> Any:
    match node.op:
        case "constant":
            return polynomial(QQ(node.value.numerator, node.value.denominator))
        case "variable":
            return symbols.get(node.value)  # none where a quantifier in a choice binds it
        case "+":
            return args[0] + args[1]
        case "-" | "=":
            return args[0] - args[1]
        case "*" if len(args[0]) * len(args[1]) > _MOST_PRODUCTS:
            return None
        case "*":
            return args[0] * args[1]
        case "negative":
            return -args[0]
    return None
