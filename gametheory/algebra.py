"""Branching that reads the same on floats, arrays, fractions, SymPy symbols and z3 reals.

Arithmetic and comparisons need no help: ``+ - * / **`` and ``< <= > >=`` already work on all of
them. What does not is a choice (``if``, ``max``, ``and``), because a symbol is neither true nor
false, and equality, because ``==`` on a SymPy symbol compares spelling. Those go through here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from gametheory.errors import SymbolicBranch

Number: TypeAlias = Any
"""A float, integer, ``Fraction``, array of them, SymPy expression or z3 arithmetic term."""

Condition: TypeAlias = Any
"""A truth value, an array of them, a SymPy Boolean or a z3 Boolean."""


def reading(*operands: Any) -> str:
    """``"smt"``, ``"symbolic"``, ``"array"`` or ``"scalar"``: how an expression is being read."""
    found = "scalar"
    for operand in operands:
        home = type(operand).__module__.partition(".")[0]
        if home == "z3":
            return "smt"
        if home == "sympy":
            found = "symbolic"
        elif found == "scalar" and isinstance(operand, np.ndarray):
            found = "array"
    return found


def _value(branch: Any) -> Any:
    return branch() if callable(branch) else branch


def where(condition: Condition, yes: Number, no: Number) -> Number:
    """``yes`` where the condition holds, ``no`` elsewhere.

    A branch may be a function without arguments: it is then evaluated only where it is needed
    (on single numbers) or with division warnings silenced (on arrays), as in
    ``where(d > 0, lambda: a / d, 0)``.

    Examples
    --------
    >>> from fractions import Fraction
    >>> where(Fraction(1, 3) > 0, "up", "down")
    'up'
    """
    if isinstance(condition, bool | np.bool_):
        return _value(yes) if condition else _value(no)
    kind = reading(condition)
    if kind == "array":
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(condition, _value(yes), _value(no))
    first, second = _value(yes), _value(no)
    if kind == "smt":
        import z3

        return z3.If(condition, _smt_real(first), _smt_real(second))
    if kind == "symbolic":
        import sympy

        return sympy.Piecewise((first, condition), (second, True))
    return first if condition else second


def _smt_real(value: Any) -> Any:
    """A z3 term for a Python number; decimal floats are read as decimals."""
    import z3

    if isinstance(value, z3.ExprRef):
        return value
    return z3.RealVal(str(value))


def maximum(first: Number, *others: Number) -> Number:
    """Largest operand, elementwise on arrays."""
    return reduce(lambda a, b: _choose("maximum", lambda: a >= b, a, b), others, first)


def minimum(first: Number, *others: Number) -> Number:
    """Smallest operand, elementwise on arrays."""
    return reduce(lambda a, b: _choose("minimum", lambda: a <= b, a, b), others, first)


def _choose(name: str, condition: Callable[[], Condition], a: Number, b: Number) -> Number:
    kind = reading(a, b)
    if kind == "array":
        return getattr(np, name)(a, b)
    if kind == "symbolic":
        import sympy

        # Nested choices stay readable as one Max; unevaluated, since SymPy would spend minutes on
        # whether one rational function always exceeds another.
        operation = {"maximum": sympy.Max, "minimum": sympy.Min}[name]
        operands = [
            part
            for operand in (sympy.sympify(a), sympy.sympify(b))
            for part in (operand.args if isinstance(operand, operation) else (operand,))
        ]
        return operation(*operands, evaluate=False)
    return where(condition(), a, b)


def clip(x: Number, low: Number, high: Number) -> Number:
    """``x`` moved to the nearest point of ``[low, high]``."""
    return minimum(maximum(x, low), high)


def positive_part(x: Number) -> Number:
    """``max(x, 0)``."""
    return maximum(x, 0)


def all_of(*conditions: Condition) -> Condition:
    """Every condition holds (true when there is none)."""
    return _fold(conditions, "And", True, lambda a, b: a & b)


def any_of(*conditions: Condition) -> Condition:
    """At least one condition holds (false when there is none)."""
    return _fold(conditions, "Or", False, lambda a, b: a | b)


def _fold(
    conditions: tuple[Condition, ...], name: str, start: bool, combine: Callable[[Any, Any], Any]
) -> Condition:
    kind = reading(*conditions)
    if kind == "smt":
        import z3

        return getattr(z3, name)(*[_smt_bool(c) for c in conditions])
    if kind == "symbolic":
        import sympy

        return getattr(sympy, name)(*[_symbolic_bool(c) for c in conditions])
    if kind == "array":
        return reduce(combine, conditions)
    return all(conditions) if start else any(conditions)


def _smt_bool(condition: Any) -> Any:
    import z3

    return z3.BoolVal(bool(condition)) if isinstance(condition, bool | np.bool_) else condition


def _symbolic_bool(condition: Any) -> Any:
    import sympy

    return sympy.true if condition is True else sympy.false if condition is False else condition


def not_(condition: Condition) -> Condition:
    """The condition does not hold."""
    kind = reading(condition)
    if kind == "smt":
        import z3

        return z3.Not(condition)
    if kind == "symbolic":
        import sympy

        return sympy.Not(condition)
    return ~condition if kind == "array" else not condition


def implies(premise: Condition, conclusion: Condition) -> Condition:
    """If the premise holds, so does the conclusion."""
    return any_of(not_(premise), conclusion)


def iff(first: Condition, second: Condition) -> Condition:
    """Both hold or neither does."""
    kind = reading(first, second)
    if kind == "smt":
        return _smt_bool(first) == _smt_bool(second)
    if kind == "symbolic":
        import sympy

        return sympy.Equivalent(_symbolic_bool(first), _symbolic_bool(second))
    if kind == "array":
        return np.equal(first, second)
    return bool(first) == bool(second)


def sqrt(x: Number) -> Number:
    """Square root; z3 has none, so propositions state squares instead."""
    kind = reading(x)
    if kind == "smt":
        raise SymbolicBranch("sqrt has no reading on z3 reals; compare squares instead")
    if kind == "symbolic":
        import sympy

        return sympy.sqrt(x)
    with np.errstate(invalid="ignore"):
        return np.sqrt(np.asarray(x, dtype=np.float64))[()]


def equal(a: Number, b: Number) -> Condition:
    """``a`` equals ``b`` as a number (``==`` on a SymPy symbol would compare spelling)."""
    if reading(a, b) == "symbolic":
        import sympy

        return sympy.Eq(a, b)
    return a == b


def differ(a: Number, b: Number) -> Condition:
    """``a`` and ``b`` are different numbers."""
    return not_(equal(a, b))


@contextmanager
def refuse_branching(place: str) -> Iterator[None]:
    """Turn the various errors of ``if symbol`` into one that names ``where``.

    Raises
    ------
    SymbolicBranch
        If the block took the truth value of a symbolic condition or of an array.
    """
    try:
        yield
    except SymbolicBranch:
        raise
    except Exception as error:
        text = str(error)
        marks = (
            "truth value of Relational",
            "Symbolic expressions cannot be cast to concrete Boolean",
            "truth value of an array",
        )
        if any(mark in text for mark in marks):
            raise SymbolicBranch(
                f"{place}: a Python 'if', 'and', 'or', 'max' or 'min' met a condition that is "
                "neither true nor false (symbols or arrays); write where(condition, a, b), "
                "all_of, any_of, maximum or minimum of gametheory.algebra instead"
            ) from error
        raise
