"""SymPy expressions as presentation MathML, which browsers draw without a network or a script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import sympy
from sympy.printing.conventions import split_super_sub

# How tightly each construct binds; an operand that binds less than its place asks gets brackets.
_EQUIVALENT, _IMPLIES, _OR, _AND, _RELATION, _SUM, _PRODUCT, _POWER, _ATOM = range(9)

_GREEK_ALIASES = {"lam": "lambda", "eps": "epsilon"}
_GREEK_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "finalsigma sigma tau upsilon phi chi psi omega"
)
_GREEK = {name: chr(code) for code, name in enumerate(_GREEK_LETTERS.split(), start=0x3B1)}
_GREEK |= {name.capitalize(): letter.upper() for name, letter in _GREEK.items()}
_RELATIONS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_FUNCTIONS = {"log": "ln", "Max": "max", "Min": "min", "sign": "sgn"}


def mathml(expression: Any, *, display: bool = False, left: Any = None) -> str:
    """A ``<math>`` element for a SymPy expression, condition or number.

    Parameters
    ----------
    expression : sympy object, number or str
        A string is read as the name of a symbol.
    display : bool
        Set on a line of its own.
    left : sympy object or str, optional
        Written before the expression with an equals sign.

    Examples
    --------
    >>> import sympy
    >>> b, s = sympy.symbols("beta_2 sigma12")
    >>> mathml(1 - b)
    '<math><mrow><mn>1</mn><mo>−</mo><msub><mi>β</mi><mn>2</mn></msub></mrow></math>'
    """
    body = _at(_sympified(expression), _EQUIVALENT)
    if left is not None:
        body = f"<mrow>{_at(_sympified(left), _SUM)}<mo>=</mo>{body}</mrow>"
    return f'<math display="block">{body}</math>' if display else f"<math>{body}</math>"


def _sympified(value: Any) -> Any:
    return sympy.Symbol(value) if isinstance(value, str) else sympy.sympify(value)


def symbol(name: str) -> str:
    """The MathML of a symbol's name: Greek letters by name, digits and underscores as indices."""
    base, above, below = split_super_sub(name)
    core = _identifier(base)
    if below and above:
        return f"<msubsup>{core}{_index(below)}{_index(above)}</msubsup>"
    if below:
        return f"<msub>{core}{_index(below)}</msub>"
    if above:
        return f"<msup>{core}{_index(above)}</msup>"
    return core


def _identifier(name: str) -> str:
    if name.isdigit():
        return f"<mn>{name}</mn>"
    return f"<mi>{escape(_GREEK.get(_GREEK_ALIASES.get(name, name), name))}</mi>"


def _index(parts: list[str]) -> str:
    inner = "<mo>,</mo>".join(_identifier(p) for p in parts)
    return inner if len(parts) == 1 else f"<mrow>{inner}</mrow>"


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _bracketed(inner: str, opening: str = "(", closing: str = ")") -> str:
    return _row(f"<mo>{opening}</mo>", inner, f"<mo>{closing}</mo>")


def _joined(parts: Iterable[str], operator: str) -> str:
    return _row(f"<mo>{operator}</mo>".join(parts))


def _at(expr: Any, least: int) -> str:
    """Markup of an operand, bracketed when it binds less tightly than ``least``."""
    binding, markup = _render(expr)
    return markup if binding >= least else _bracketed(markup)


def _render(expr: Any) -> tuple[int, str]:
    if isinstance(expr, sympy.Symbol):
        return _ATOM, symbol(expr.name)
    if isinstance(expr, sympy.Number):
        return _number(expr)
    if isinstance(expr, sympy.Add):
        return _SUM, _sum(expr)
    if isinstance(expr, sympy.Mul):
        return _product(expr)
    if isinstance(expr, sympy.Pow):
        return _power(expr)
    if isinstance(expr, sympy.core.relational.Relational):
        operator = escape(_RELATIONS[expr.rel_op])
        return _RELATION, _joined([_at(expr.lhs, _SUM), _at(expr.rhs, _SUM)], operator)
    if isinstance(expr, sympy.And):
        return _AND, _joined([_at(a, _RELATION) for a in _ordered(expr)], "∧")
    if isinstance(expr, sympy.Or):
        return _OR, _joined([_at(a, _AND) for a in _ordered(expr)], "∨")
    if isinstance(expr, sympy.Not):
        return _ATOM, _row("<mo>¬</mo>", _at(expr.args[0], _ATOM))
    if isinstance(expr, sympy.Implies):
        return _IMPLIES, _joined([_at(a, _OR) for a in expr.args], "⇒")
    if isinstance(expr, sympy.Equivalent):
        return _EQUIVALENT, _joined([_at(a, _IMPLIES) for a in _ordered(expr)], "⇔")
    if isinstance(expr, sympy.Piecewise):
        return _ATOM, _cases(expr)
    if isinstance(expr, sympy.Abs):
        return _ATOM, _bracketed(_at(expr.args[0], _SUM), "|", "|")
    if isinstance(expr, sympy.exp):
        return _POWER, f"<msup><mi>e</mi>{_at(expr.args[0], _SUM)}</msup>"
    if isinstance(expr, sympy.Function | sympy.Max | sympy.Min):
        name = _FUNCTIONS.get(expr.func.__name__, expr.func.__name__)
        arguments = _joined([_at(a, _SUM) for a in _ordered(expr)], ",")
        return _ATOM, _row(f"<mi>{escape(name)}</mi>", "<mo>&#x2061;</mo>", _bracketed(arguments))
    if expr in (sympy.true, sympy.false):
        return _ATOM, f"<mtext>{'always' if expr == sympy.true else 'never'}</mtext>"
    return _ATOM, f"<mtext>{escape(str(expr))}</mtext>"


def _ordered(expr: Any) -> list[Any]:
    """Arguments in an order that does not depend on hashing."""
    if isinstance(expr, sympy.And | sympy.Or | sympy.Max | sympy.Min | sympy.Equivalent):
        return sorted(expr.args, key=sympy.default_sort_key)
    return list(expr.args)


def _number(value: Any) -> tuple[int, str]:
    if value.is_infinite:
        return _SUM, "<mo>−</mo><mi>∞</mi>" if value.is_negative else "<mi>∞</mi>"
    if value.is_negative:
        return _SUM, _row("<mo>−</mo>", _number(-value)[1])
    if isinstance(value, sympy.Rational) and value.q != 1:
        return _PRODUCT, f"<mfrac><mn>{value.p}</mn><mn>{value.q}</mn></mfrac>"
    text = f"{float(value):.12g}" if isinstance(value, sympy.Float) else str(value)
    return _ATOM, f"<mn>{text}</mn>"


def _sum(expr: Any) -> str:
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
        parts.append(_at(-term if negative else term, _PRODUCT))
    return _row(*parts)


def _product(expr: Any) -> tuple[int, str]:
    if expr.could_extract_minus_sign():
        return _SUM, _row("<mo>−</mo>", _at(-expr, _PRODUCT))
    above, below = sympy.fraction(expr)
    if below != 1:
        return _PRODUCT, f"<mfrac>{_at(above, _SUM)}{_at(below, _SUM)}</mfrac>"
    factors = expr.as_ordered_factors()
    return _PRODUCT, _joined([_at(f, _PRODUCT) for f in factors], "&#x2062;")


def _power(expr: Any) -> tuple[int, str]:
    base, exponent = expr.args
    if exponent == sympy.Rational(1, 2):
        return _ATOM, f"<msqrt>{_at(base, _SUM)}</msqrt>"
    if exponent.could_extract_minus_sign():
        below = sympy.Pow(base, -exponent)
        return _PRODUCT, f"<mfrac><mn>1</mn>{_at(below, _SUM)}</mfrac>"
    return _POWER, f"<msup>{_at(base, _ATOM)}{_at(exponent, _SUM)}</msup>"


def _cases(expr: Any) -> str:
    rows = []
    for value, condition in expr.args:
        last = condition == sympy.true
        when = "<mtext>otherwise</mtext>" if last else _row("<mtext>if </mtext>", _at(condition, 0))
        rows.append(f"<mtr><mtd>{_at(value, _SUM)}</mtd><mtd>{when}</mtd></mtr>")
    return _row(
        '<mo stretchy="true">{</mo>', f'<mtable columnalign="left">{"".join(rows)}</mtable>'
    )
