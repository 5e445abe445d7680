"""A proposition as a page of a paper would print it: quantities by name, not multiplied out."""

from __future__ import annotations

from typing import Any

import attrs

from gametheory.components import gathered, spelled, subscripted
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
        extra = {n: opaque(sympy.Symbol(subscripted(n), real=True)) for n in proposition.variables}
        letters = (p.symbol or n for n, p in proposition.model.components().items())
        taken = {_letters(name) for name in (*map(subscripted, extra), *letters)}
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
        entries: dict[str, list[Any]] = {}
        vectors: set[str] = set()
        for name, (_, term) in self.model.formulas().items():
            letter = subscripted(name)
            starred = f"{letter}*" if _letters(letter) in self.taken else letter
            shown = f"{letter} at {mark}" if mark else starred
            if shown != letter:
                self.names[shown] = self._markup(letter, changes)
            truth = not isinstance(term, sympy.Expr)
            written = sympy.Symbol(shown) if truth else sympy.Symbol(shown, real=True)
            base, entry, _ = name.partition("[")
            if entry:
                vectors.add(base)
            entries.setdefault(base, []).append(opaque(written, condition=truth))
        namespace: dict[str, Any] = {
            name: _constant(tuple(parts) if name in vectors else parts[0])
            for name, parts in entries.items()
        }
        parameters = self.model.parameters()
        namespace["at"] = lambda _, **values: self.at(
            {**changes, **spelled(parameters, values, self.model.__name__)}
        )
        twin: Any = object.__new__(type(self.model.__name__, (self.model,), namespace))
        symbols = self.model.symbols().values()
        parts = {n: changes[n] if n in changes else opaque(v) for n, v in symbols.items()}
        for name, value in gathered(parameters, parts).items():
            object.__setattr__(twin, name, value)
        return twin

    def _markup(self, name: str, changes: dict[str, Any]) -> str:
        written = symbol(name)
        if _letters(name) in self.taken:
            written = f"<msup>{written}<mo>*</mo></msup>"
        if not changes:
            return written
        parameters = self.model.components()
        pairs = []
        for changed, value in changes.items():
            letter = parameters[changed].symbol or changed if changed in parameters else changed
            pair = mathml(value, left=letter).removeprefix("<math>").removesuffix("</math>")
            pairs.append(pair)
        below = "<mo>,</mo>".join(pairs)
        return f"<msub><mrow>{written}<mo>|</mo></mrow><mrow>{below}</mrow></msub>"


def _letters(name: str) -> str:
    """A name as it looks on a page: ``x_1`` and ``x1`` look alike."""
    return name.replace("_", "")


def _constant(quantity: Any) -> property:
    return property(lambda _: quantity)
