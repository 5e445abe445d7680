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
_EQUIVALENT, _IMPLIES, _OR, _AND, _RELATION, _SUM, _PRODUCT, _POWER, _ATOM = range(9)

_SHORT_LINE = 12  # operations that fit on a line
_SHORT_SIDE = 5  # operations on one side of a comparison that do not deserve a line of their own

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
_RELATIONS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_FUNCTIONS = {"log": "ln", "Max": "max", "Min": "min", "sign": "sgn"}


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
    writer = _Writer(names or {})
    term = _sympified(expression)
    truth = isinstance(term, Boolean) and not isinstance(term, sympy.Symbol)
    body = writer._at(term, _EQUIVALENT if left is None else _IMPLIES if truth else _SUM)
    if left is not None:
        defines = "⇔" if truth else "="
        body = f"<mrow>{writer._at(_sympified(left), _SUM)}<mo>{defines}</mo>{body}</mrow>"
    return f'<math display="block">{body}</math>' if display else f"<math>{body}</math>"


def mathml_lines(condition: Any, names: Mapping[str, str] | None = None) -> list[str]:
    """A condition as ``<math>`` elements, broken where a long one may be read in steps.

    Browsers do not break mathematics across lines; conjunctions and disjunctions break after
    each part, implications, equivalences and long comparisons before their sign.
    """
    writer = _Writer(names or {})
    return [
        f'<math displaystyle="true">{line}</math>' for line in writer.lines(_sympified(condition))
    ]


def _sympified(value: Any) -> Any:
    return sympy.Symbol(value) if isinstance(value, str) else sympy.sympify(value)


def symbol(name: str) -> str:
    """The MathML of a symbol's name: Greek letters by name, digits and underscores as indices."""
    base, above, below = split_super_sub(name)
    if _is_word(base) and below and all(map(_is_word, below)):
        words = "\xa0".join([base, *below, *above])
        return f"<mi>{escape(words)}</mi>"
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


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _bracketed(inner: str, opening: str = "(", closing: str = ")") -> str:
    return _row(f"<mo>{opening}</mo>", inner, f"<mo>{closing}</mo>")


def _joined(parts: Iterable[str], operator: str) -> str:
    return _row(f"<mo>{operator}</mo>".join(parts))


def _ordered(expr: Any) -> list[Any]:
    """Arguments in an order that does not depend on hashing."""
    if isinstance(expr, sympy.And | sympy.Or | sympy.Max | sympy.Min | sympy.Equivalent):
        return sorted(expr.args, key=sympy.default_sort_key)
    return list(expr.args)


def _upright(relation: Any) -> Any:
    """``g >= 0`` for ``-g <= 0``: the same condition without a needless minus sign."""
    if relation.rhs == 0 and relation.lhs.could_extract_minus_sign():
        return relation.reversedsign
    return relation


def _implication(disjunction: Any) -> tuple[Any, Any]:
    """Premise and consequence of ``not p or q``; ``(None, None)`` where nothing is negated."""
    arguments = _ordered(disjunction)
    premises = [a.args[0] for a in arguments if isinstance(a, sympy.Not)]
    rest = [a for a in arguments if not isinstance(a, sympy.Not)]
    comparisons = [a for a in rest if isinstance(a, Relational)]
    if not premises and len(comparisons) == 1 < len(rest):  # SymPy has turned the comparison round
        premises = [sympy.Not(comparisons[0])]
        rest.remove(comparisons[0])
    if not premises or not rest:
        return None, None
    return sympy.And(*premises), sympy.Or(*rest)


def _two_sides(expr: Any) -> tuple[Any, str, Any, int]:
    """Left, sign, right and how tightly sides have to bind; the sign is empty for anything else."""
    if isinstance(expr, sympy.Or):
        premise, consequence = _implication(expr)
        if premise is not None:
            return premise, "⇒", consequence, _OR
    if isinstance(expr, sympy.Implies):
        return expr.args[0], "⇒", expr.args[1], _OR
    if isinstance(expr, sympy.Equivalent) and len(expr.args) == 2:
        first, second = _ordered(expr)
        return first, "⇔", second, _IMPLIES
    if isinstance(expr, Relational):
        upright = _upright(expr)
        if min(int(sympy.count_ops(side)) for side in (upright.lhs, upright.rhs)) < _SHORT_SIDE:
            return None, "", None, _ATOM
        return upright.lhs, escape(_RELATIONS[upright.rel_op]), upright.rhs, _SUM
    return None, "", None, _ATOM


def _largest_or_smallest(cases: Any) -> tuple[str, tuple[Any, ...]] | None:
    """``max`` or ``min`` with its arguments, where that is what two cases amount to."""
    if len(cases.args) != 2:
        return None
    (first, _), (second, _) = cases.args
    for name, condition in (("max", first >= second), ("min", first <= second)):
        if sympy.Piecewise((first, condition), (second, True)) == cases:
            inner: tuple[Any, ...] = (first,)
            if isinstance(first, sympy.Piecewise):
                below = _largest_or_smallest(first)
                if below is not None and below[0] == name:
                    inner = below[1]
            return name, (*inner, second)
    return None


def _number(value: Any) -> tuple[int, str]:
    if value.is_infinite:
        return _SUM, "<mo>−</mo><mi>∞</mi>" if value.is_negative else "<mi>∞</mi>"
    if value.is_negative:
        return _SUM, _row("<mo>−</mo>", _number(-value)[1])
    if isinstance(value, sympy.Rational) and value.q != 1:
        return _PRODUCT, f"<mfrac><mn>{value.p}</mn><mn>{value.q}</mn></mfrac>"
    text = f"{float(value):.12g}" if isinstance(value, sympy.Float) else str(value)
    return _ATOM, f"<mn>{text}</mn>"


@attrs.frozen
class _Writer:
    """Writes expressions; ``names`` holds markup for symbols that are not written by their name."""

    names: Mapping[str, str]

    def _at(self, expr: Any, least: int) -> str:
        """Markup of an operand, bracketed when it binds less tightly than ``least``."""
        binding, markup = self._render(expr)
        return markup if binding >= least else _bracketed(markup)

    def _render(self, expr: Any) -> tuple[int, str]:
        if isinstance(expr, sympy.Symbol):
            return _ATOM, self.names.get(expr.name) or symbol(expr.name)
        if isinstance(expr, sympy.Number):
            return _number(expr)
        if isinstance(expr, sympy.Add):
            return _SUM, self._sum(expr)
        if isinstance(expr, sympy.Mul):
            return self._product(expr)
        if isinstance(expr, sympy.Pow):
            return self._power(expr)
        if isinstance(expr, Relational):
            expr = _upright(expr)
            operator = escape(_RELATIONS[expr.rel_op])
            return _RELATION, _joined(
                [self._at(expr.lhs, _SUM), self._at(expr.rhs, _SUM)], operator
            )
        if isinstance(expr, sympy.And):
            return _AND, _joined([self._at(a, _RELATION) for a in _ordered(expr)], "∧")
        if isinstance(expr, sympy.Or):
            premise, consequence = _implication(expr)
            if premise is not None:
                sides = (self._at(premise, _AND), self._at(consequence, _OR))
                return _IMPLIES, _joined(sides, "⇒")
            return _OR, _joined([self._at(a, _AND) for a in _ordered(expr)], "∨")
        if isinstance(expr, sympy.Not):
            return _ATOM, _row("<mo>¬</mo>", self._at(expr.args[0], _ATOM))
        if isinstance(expr, sympy.Implies):
            return _IMPLIES, _joined([self._at(a, _OR) for a in expr.args], "⇒")
        if isinstance(expr, sympy.Equivalent):
            return _EQUIVALENT, _joined([self._at(a, _IMPLIES) for a in _ordered(expr)], "⇔")
        if isinstance(expr, sympy.Piecewise):
            return _ATOM, self._cases(expr)
        if isinstance(expr, sympy.Abs):
            return _ATOM, _bracketed(self._at(expr.args[0], _SUM), "|", "|")
        if isinstance(expr, sympy.exp):
            return _POWER, f"<msup><mi>e</mi>{self._at(expr.args[0], _SUM)}</msup>"
        if isinstance(expr, sympy.Function | sympy.Max | sympy.Min):
            name = _FUNCTIONS.get(expr.func.__name__, expr.func.__name__)
            arguments = _joined([self._at(a, _SUM) for a in _ordered(expr)], ",")
            return _ATOM, _row(
                f"<mi>{escape(name)}</mi>", "<mo>&#x2061;</mo>", _bracketed(arguments)
            )
        if isinstance(expr, sympy.logic.boolalg.ITE):
            condition, yes, no = expr.args
            return self._render((condition & yes) | (sympy.Not(condition) & no))
        if expr in (sympy.true, sympy.false):
            return _ATOM, f"<mtext>{'always' if expr == sympy.true else 'never'}</mtext>"
        return _ATOM, f"<mtext>{escape(str(expr))}</mtext>"

    def lines(self, expr: Any, least: int = _EQUIVALENT) -> list[str]:
        """Markup of a condition, one entry a line; long parts are broken again."""
        if int(sympy.count_ops(expr)) > _SHORT_LINE:
            if isinstance(expr, sympy.And) and least <= _AND:
                parts = [self.lines(a, _RELATION) for a in _ordered(expr)]
                joined = [[*part[:-1], _row(part[-1], "<mo>∧</mo>")] for part in parts[:-1]]
                return [line for part in [*joined, parts[-1]] for line in part]
            if isinstance(expr, sympy.Or) and least <= _OR:
                *heads, last = [self._at(a, _RELATION) for a in _ordered(expr)]
                return [*(_row(head, "<mo>∨</mo>") for head in heads), last]
            first, sign, second, inner = _two_sides(expr)
            if sign and inner > least:
                rest = self.lines(second, inner)
                return [*self.lines(first, inner), _row(f"<mo>{sign}</mo>", rest[0]), *rest[1:]]
        return [self._at(expr, least)]

    def _sum(self, expr: Any) -> str:
        terms = expr.as_ordered_terms()
        positive = next((t for t in terms if not t.could_extract_minus_sign()), None)
        if positive is not None:  # 1 - x rather than -x + 1
            terms.remove(positive)
            terms.insert(0, positive)
        parts = []
        for k, term in enumerate(terms):
            negative = term.could_extract_minus_sign()
            if negative:
                parts.append("<mo>−</mo>")
            elif k:
                parts.append("<mo>+</mo>")
            parts.append(self._at(-term if negative else term, _PRODUCT))
        return _row(*parts)

    def _product(self, expr: Any) -> tuple[int, str]:
        if expr.could_extract_minus_sign():
            return _SUM, _row("<mo>−</mo>", self._at(-expr, _PRODUCT))
        above, below = sympy.fraction(expr)
        if below != 1:
            return _PRODUCT, f"<mfrac>{self._at(above, _SUM)}{self._at(below, _SUM)}</mfrac>"
        factors = [self._at(f, _PRODUCT) for f in expr.as_ordered_factors()]
        # Letters stand side by side; words would run together.
        words = any(_WORD.search(factor) for factor in factors)
        return _PRODUCT, _joined(factors, "⋅" if words else "&#x2062;")

    def _power(self, expr: Any) -> tuple[int, str]:
        base, exponent = expr.args
        if exponent == sympy.Rational(1, 2):
            return _ATOM, f"<msqrt>{self._at(base, _SUM)}</msqrt>"
        if exponent.could_extract_minus_sign():
            below = sympy.Pow(base, -exponent)
            return _PRODUCT, f"<mfrac><mn>1</mn>{self._at(below, _SUM)}</mfrac>"
        return _POWER, f"<msup>{self._at(base, _ATOM)}{self._at(exponent, _SUM)}</msup>"

    def _cases(self, expr: Any) -> str:
        extreme = _largest_or_smallest(expr)
        if extreme is not None:
            name, values = extreme
            arguments = _joined([self._at(v, _SUM) for v in values], ",")
            return _row(f"<mi>{name}</mi>", "<mo>&#x2061;</mo>", _bracketed(arguments))
        rows = []
        for value, condition in expr.args:
            last = condition == sympy.true
            when = "<mtext>otherwise</mtext>"
            if not last:
                when = _row("<mtext>if&#xA0;</mtext>", self._at(condition, _EQUIVALENT))
            rows.append(f"<mtr><mtd>{self._at(value, _SUM)}</mtd><mtd>{when}</mtd></mtr>")
        # A rule at the left instead of a brace: not every font that browsers find stretches one.
        return (
            f'<mtable class="cases" displaystyle="true" columnalign="left">{"".join(rows)}</mtable>'
        )
