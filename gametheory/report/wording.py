"""A proposition as a page of a paper would print it: quantities by name, not multiplied out."""

from __future__ import annotations

from typing import Any

import attrs

from gametheory.model import Model
from gametheory.proof import Proposition, Statement
from gametheory.report.mathml import mathml, symbol


@attrs.frozen(eq=False)
class Wording:
    """A statement whose quantities are symbols, and the markup of those that need one.

    ``G`` evaluated with another value of ``n`` is a symbol of its own, written as G at n = ...
    """

    statement: Statement
    names: dict[str, str]


def wording(proposition: Proposition) -> Wording:
    """Read a proposition on named quantities, or in full where it looks inside them."""
    import sympy

    names: dict[str, str] = {}
    try:
        extra = {n: sympy.Symbol(n, real=True) for n in proposition.variables}
        twin = _twin(proposition.model, proposition.model.symbols(), {}, names)
        return Wording(proposition.at(twin, extra), names)
    except Exception:  # what a statement does with a quantity is its own affair
        return Wording(proposition.symbolic(), {})


def _twin(model: type[Model], base: Any, changes: dict[str, Any], names: dict[str, str]) -> Any:
    """An instance whose quantities are symbols, marked with the parameters that were changed."""
    import sympy

    mark = ", ".join(f"{n} = {v}" for n, v in changes.items())
    namespace: dict[str, Any] = {}
    for name, (_, term) in model.formulas().items():
        shown = f"{name} at {mark}" if mark else name
        if mark:
            names[shown] = _at(model, name, changes)
        truth = not isinstance(term, sympy.Expr)
        quantity = sympy.Symbol(shown) if truth else sympy.Symbol(shown, real=True)
        namespace[name] = _constant(quantity)

    def at(_: Any, **values: Any) -> Any:
        return _twin(model, base, {**changes, **values}, names)

    namespace["at"] = at
    twin: Any = object.__new__(type(model.__name__, (model,), namespace))
    for name in model.parameters():
        object.__setattr__(twin, name, changes.get(name, getattr(base, name)))
    return twin


def _constant(quantity: Any) -> property:
    return property(lambda _: quantity)


def _at(model: type[Model], name: str, changes: dict[str, Any]) -> str:
    parameters = model.parameters()
    pairs = []
    for changed, value in changes.items():
        letter = parameters[changed].symbol or changed if changed in parameters else changed
        inner = mathml(value, left=letter).removeprefix("<math>").removesuffix("</math>")
        pairs.append(inner)
    below = "<mo>,</mo>".join(pairs)
    return f"<msub><mrow>{symbol(name)}<mo>|</mo></mrow><mrow>{below}</mrow></msub>"
