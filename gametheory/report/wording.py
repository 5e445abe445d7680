"""A proposition as a page of a paper would print it: quantities by name, not multiplied out."""

from __future__ import annotations

from typing import Any

import attrs

from gametheory.model import Model
from gametheory.proof import Proposition, Statement
from gametheory.proof.proposition import in_sympy
from gametheory.report.mathml import mathml, symbol
from gametheory.terms import opaque


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
        extra = {n: opaque(sympy.Symbol(n, real=True)) for n in proposition.variables}
        taken = {*extra, *(p.symbol or n for n, p in proposition.model.parameters().items())}
        twin = _Twins(proposition.model, taken, names).at({})
        return Wording(in_sympy(proposition.at(twin, extra)), names)
    except Exception:  # what a statement does with a quantity is its own affair
        return Wording(proposition.symbolic, {})


@attrs.frozen(eq=False)
class _Twins:
    """Makes instances of a model whose quantities are symbols.

    ``taken`` are names of variables and parameters: a quantity of the same name is written with
    an asterisk. ``names`` collects markup.
    """

    model: type[Model]
    taken: set[str]
    names: dict[str, str]

    def at(self, changes: dict[str, Any]) -> Any:
        """The twin at changed parameters; its symbols say what was changed."""
        import sympy

        mark = ", ".join(f"{n} = {v}" for n, v in changes.items())
        namespace: dict[str, Any] = {}
        for name, (_, term) in self.model.formulas().items():
            shown = f"{name} at {mark}" if mark else f"{name}*" if name in self.taken else name
            if shown != name:
                self.names[shown] = self._markup(name, changes)
            truth = not isinstance(term, sympy.Expr)
            written = sympy.Symbol(shown) if truth else sympy.Symbol(shown, real=True)
            namespace[name] = _constant(opaque(written, condition=truth))
        namespace["at"] = lambda _, **values: self.at({**changes, **values})
        twin: Any = object.__new__(type(self.model.__name__, (self.model,), namespace))
        base = self.model.symbols()
        for name in self.model.parameters():
            value = changes[name] if name in changes else opaque(getattr(base, name))
            object.__setattr__(twin, name, value)
        return twin

    def _markup(self, name: str, changes: dict[str, Any]) -> str:
        written = symbol(name)
        if name in self.taken:
            written = f"<msup>{written}<mo>*</mo></msup>"
        if not changes:
            return written
        parameters = self.model.parameters()
        pairs = []
        for changed, value in changes.items():
            letter = parameters[changed].symbol or changed if changed in parameters else changed
            pair = mathml(value, left=letter).removeprefix("<math>").removesuffix("</math>")
            pairs.append(pair)
        below = "<mo>,</mo>".join(pairs)
        return f"<msub><mrow>{written}<mo>|</mo></mrow><mrow>{below}</mrow></msub>"


def _constant(quantity: Any) -> property:
    return property(lambda _: quantity)
