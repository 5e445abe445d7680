"""SymPy expressions as presentation MathML, which browsers draw without a network or a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import attrs
import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.printing.conventions import split_super_sub

# How tightly each construct binds; an operand that binds less than its place asks gets brackets.
EQUIVALENT, IMPLIES, OR, AND, RELATION, SUM, PRODUCT, POWER, ATOM = range(9)

_WORD = re.compile(r"<mi>\w[\w\xa0]+</")

_GREEK_ALIASES = {
    "lam": "lambda",
    "eps": "epsilon",
    "varepsilon": "epsilon",
    "varphi": "phi",
    "vartheta": "theta",
}
_GREEK_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "finalsigma sigma tau upsilon phi chi psi omega"
)
GREEK = {name: chr(code) for code, name in enumerate(_GREEK_LETTERS.split(), start=0x3B1)}
GREEK |= {name.capitalize(): letter.upper() for name, letter in GREEK.items()}
RELATIONS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_QUANTIFIERS = {"exists": "∃", "forall": "∀"}
FUNCTIONS = {"log": "ln", "Max": "max", "Min": "min", "sign": "sgn"}


def mathml(
    expression: Any,
    *,
    display: bool = False,
    left: Any = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """A ``<math>`` element for a SymPy expression, condition or number.

    Parameters
    ----------
    expression : sympy object, number or str
        A string is read as the name of a symbol.
    display : bool
        Set on a line of its own.
    left : sympy object or str, optional
        Written before the expression with an equals sign.
    names : mapping, optional
        Symbol name -> markup, for symbols that are not to be written by their name.

    Examples
    --------
    >>> import sympy
    >>> b, s = sympy.symbols("beta_2 sigma12")
    >>> mathml(1 - b)
    '<math><mrow><mn>1</mn><mo>−</mo><msub><mi>β</mi><mn>2</mn></msub></mrow></math>'
    """
    writer = Writer(names or {})
    term = sympified(expression)
    truth = isinstance(term, Boolean) and not isinstance(term, sympy.Symbol)
    body = writer.at(term, EQUIVALENT if left is None else IMPLIES if truth else SUM)
    if left is not None:
        defines = "⇔" if truth else "="
        body = f"<mrow>{writer.at(sympified(left), SUM)}<mo>{defines}</mo>{body}</mrow>"
    return f'<math display="block">{body}</math>' if display else f"<math>{body}</math>"


def sympified(value: Any) -> Any:
    return sympy.Symbol(value) if isinstance(value, str) else sympy.sympify(value)


def symbol(name: str) -> str:
    """The MathML of a symbol's name: Greek letters by name, digits and underscores as indices."""
    base, above, below = split_super_sub(name)
    words = [part for part in below if _is_word(part)]
    if _is_word(base) and words and words == below[: len(words)]:
        together = f"<mi>{escape(chr(160).join([base, *words, *above]))}</mi>"
        entry = below[len(words) :]
        return f"<msub>{together}{_index(entry)}</msub>" if entry else together
    core = _identifier(base)
    if below and above:
        return f"<msubsup>{core}{_index(below)}{_index(above)}</msubsup>"
    if below:
        return f"<msub>{core}{_index(below)}</msub>"
    if above:
        return f"<msup>{core}{_index(above)}</msup>"
    return core


def _is_greek(name: str) -> bool:
    return _GREEK_ALIASES.get(name, name) in GREEK


def _is_word(name: str) -> bool:
    return len(name) > 1 and name.isalpha() and not _is_greek(name)


def _identifier(name: str) -> str:
    if name.isdigit():
        return f"<mn>{name}</mn>"
    return f"<mi>{escape(GREEK.get(_GREEK_ALIASES.get(name, name), name))}</mi>"


def _index(parts: list[str]) -> str:
    inner = "<mo>,</mo>".join(_identifier(p) for p in parts)
    return inner if len(parts) == 1 else f"<mrow>{inner}</mrow>"


def row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def bracketed(inner: str, opening: str = "(", closing: str = ")") -> str:
    return row(f"<mo>{opening}</mo>", inner, f"<mo>{closing}</mo>")


def joined(parts: Iterable[str], operator: str) -> str:
    return row(f"<mo>{operator}</mo>".join(parts))


def ordered(expr: Any) -> list[Any]:
    """Arguments in an order that does not depend on hashing."""
    if isinstance(expr, sympy.And | sympy.Or | sympy.Max | sympy.Min | sympy.Equivalent):
        return sorted(expr.args, key=sympy.default_sort_key)
    return list(expr.args)


def upright(relation: Any) -> Any:
    """``g >= 0`` for ``-g <= 0``: the same condition without a needless minus sign."""
    if relation.rhs == 0 and relation.lhs.could_extract_minus_sign():
        return relation.reversedsign
    return relation


def implication(disjunction: Any) -> tuple[Any, Any]:
    """Premise and consequence of ``not p or q``; ``(None, None)`` where nothing is negated."""
    arguments = ordered(disjunction)
    premises = [a.args[0] for a in arguments if isinstance(a, sympy.Not)]
    rest = [a for a in arguments if not isinstance(a, sympy.Not)]
    comparisons = [a for a in rest if isinstance(a, Relational)]
    if not premises and len(comparisons) == 1 < len(rest):  # SymPy has turned the comparison round
        premises = [sympy.Not(comparisons[0])]
        rest.remove(comparisons[0])
    if not premises or not rest:
        return None, None
    return sympy.And(*premises), sympy.Or(*rest)


def signed_terms(total: Any) -> list[tuple[str, Any]]:
    """Terms of a sum with the signs between them; ``1 - x`` rather than ``-x + 1``."""
    terms = total.as_ordered_terms()
    positive = next((t for t in terms if not t.could_extract_minus_sign()), None)
    if positive is not None:
        terms.remove(positive)
        terms.insert(0, positive)
    signed = []
    for k, term in enumerate(terms):
        negative = term.could_extract_minus_sign()
        sign = "−" if negative else "+" if k else ""
        signed.append((sign, -term if negative else term))
    return signed


def times(factors: Iterable[str]) -> str:
    """The sign between factors: letters stand side by side, but words would run together."""
    return "⋅" if any(_WORD.search(factor) for factor in factors) else "&#x2062;"


def largest_or_smallest(cases: Any) -> tuple[str, tuple[Any, ...]] | None:
    """``max`` or ``min`` with its arguments, where that is what two cases amount to."""
    if len(cases.args) != 2:
        return None
    (first, _), (second, _) = cases.args
    for name, condition in (("max", first >= second), ("min", first <= second)):
        if sympy.Piecewise((first, condition), (second, True)) == cases:
            inner: tuple[Any, ...] = (first,)
            if isinstance(first, sympy.Piecewise):
                below = largest_or_smallest(first)
                if below is not None and below[0] == name:
                    inner = below[1]
            return name, (*inner, second)
    return None


def _number(value: Any) -> tuple[int, str]:
    if value.is_infinite:
        return SUM, "<mo>−</mo><mi>∞</mi>" if value.is_negative else "<mi>∞</mi>"
    if value.is_negative:
        return SUM, row("<mo>−</mo>", _number(-value)[1])
    if isinstance(value, sympy.Rational) and value.q != 1:
        return PRODUCT, f"<mfrac><mn>{value.p}</mn><mn>{value.q}</mn></mfrac>"
    text = f"{float(value):.12g}" if isinstance(value, sympy.Float) else str(value)
    return ATOM, f"<mn>{text}</mn>"


@attrs.frozen
class Writer:
    """Writes expressions; ``names`` holds markup for symbols that are not written by their name."""

    names: Mapping[str, str]

    def at(self, expr: Any, least: int) -> str:
        """Markup of an operand, bracketed when it binds less tightly than ``least``."""
        binding, markup = self.render(expr)
        return markup if binding >= least else bracketed(markup)

    def render(self, expr: Any) -> tuple[int, str]:
        if isinstance(expr, sympy.Symbol):
            return ATOM, self.names.get(expr.name) or symbol(expr.name)
        if isinstance(expr, sympy.Number):
            return _number(expr)
        if isinstance(expr, sympy.Add):
            return SUM, self._sum(expr)
        if isinstance(expr, sympy.Mul):
            return self._product(expr)
        if isinstance(expr, sympy.Pow):
            return self._power(expr)
        if isinstance(expr, Relational):
            expr = upright(expr)
            operator = escape(RELATIONS[expr.rel_op])
            return RELATION, joined([self.at(expr.lhs, SUM), self.at(expr.rhs, SUM)], operator)
        if isinstance(expr, sympy.And):
            return AND, joined([self.at(a, RELATION) for a in ordered(expr)], "∧")
        if isinstance(expr, sympy.Or):
            premise, consequence = implication(expr)
            if premise is not None:
                sides = (self.at(premise, AND), self.at(consequence, OR))
                return IMPLIES, joined(sides, "⇒")
            return OR, joined([self.at(a, AND) for a in ordered(expr)], "∨")
        if isinstance(expr, sympy.Not):
            return ATOM, row("<mo>¬</mo>", self.at(expr.args[0], ATOM))
        if isinstance(expr, sympy.Implies):
            return IMPLIES, joined([self.at(a, OR) for a in expr.args], "⇒")
        if isinstance(expr, sympy.Equivalent):
            return EQUIVALENT, joined([self.at(a, IMPLIES) for a in ordered(expr)], "⇔")
        if isinstance(expr, sympy.Piecewise):
            return ATOM, self._cases(expr)
        if isinstance(expr, sympy.Abs):
            return ATOM, bracketed(self.at(expr.args[0], SUM), "|", "|")
        if isinstance(expr, sympy.exp):
            return POWER, f"<msup><mi>e</mi>{self.at(expr.args[0], SUM)}</msup>"
        if isinstance(expr, sympy.Function | sympy.Max | sympy.Min):
            name = FUNCTIONS.get(expr.func.__name__, expr.func.__name__)
            arguments = joined([self.at(a, SUM) for a in ordered(expr)], ",")
            return ATOM, row(f"<mi>{escape(name)}</mi>", "<mo>&#x2061;</mo>", bracketed(arguments))
        if isinstance(expr, sympy.logic.boolalg.ITE):
            condition, yes, no = expr.args
            return self.render((condition & yes) | (sympy.Not(condition) & no))
        if type(expr).__name__ in _QUANTIFIERS and len(expr.args) == 2:
            bound, inside = expr.args
            sign = f"<mo>{_QUANTIFIERS[type(expr).__name__]}</mo>"
            parts = [sign, self.at(bound, ATOM), "<mo>:</mo>", self.at(inside, IMPLIES)]
            return EQUIVALENT, row(*parts)
        if expr in (sympy.true, sympy.false):
            return ATOM, f"<mtext>{'always' if expr == sympy.true else 'never'}</mtext>"
        return ATOM, f"<mtext>{escape(str(expr))}</mtext>"

    def _sum(self, expr: Any) -> str:
        parts = []
        for sign, term in signed_terms(expr):
            parts += [f"<mo>{sign}</mo>"] if sign else []
            parts.append(self.at(term, PRODUCT))
        return row(*parts)

    def _product(self, expr: Any) -> tuple[int, str]:
        if expr.could_extract_minus_sign():
            return SUM, row("<mo>−</mo>", self.at(-expr, PRODUCT))
        above, below = sympy.fraction(expr)
        if below != 1:
            return PRODUCT, f"<mfrac>{self.at(above, SUM)}{self.at(below, SUM)}</mfrac>"
        factors = [self.at(f, PRODUCT) for f in expr.as_ordered_factors()]
        return PRODUCT, joined(factors, times(factors))

    def _power(self, expr: Any) -> tuple[int, str]:
        base, exponent = expr.args
        if exponent == sympy.Rational(1, 2):
            return ATOM, f"<msqrt>{self.at(base, SUM)}</msqrt>"
        if exponent.could_extract_minus_sign():
            below = sympy.Pow(base, -exponent)
            return PRODUCT, f"<mfrac><mn>1</mn>{self.at(below, SUM)}</mfrac>"
        return POWER, f"<msup>{self.at(base, ATOM)}{self.at(exponent, SUM)}</msup>"

    def _cases(self, expr: Any) -> str:
        extreme = largest_or_smallest(expr)
        if extreme is not None:
            name, values = extreme
            arguments = joined([self.at(v, SUM) for v in values], ",")
            return row(f"<mi>{name}</mi>", "<mo>&#x2061;</mo>", bracketed(arguments))
        rows = []
        for value, condition in expr.args:
            last = condition == sympy.true
            when = "<mtext>otherwise</mtext>"
            if not last:
                when = row("<mtext>if&#xA0;</mtext>", self.at(condition, EQUIVALENT))
            rows.append(f"<mtr><mtd>{self.at(value, SUM)}</mtd><mtd>{when}</mtd></mtr>")
        # A rule at the left instead of a brace: not every font that browsers find stretches one.
        return (
            f'<mtable class="cases" displaystyle="true" columnalign="left">{"".join(rows)}</mtable>'
        )
