"""Formulas as MathML: what is written reads back as the same formula."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory.report.mathml import mathml, mathml_lines

a, b, s = sympy.symbols("a beta_2 sigma12", positive=True)
NAMES = {"a": 1.3, "β2": 0.7, "σ12": 2.1}


def parse(markup: str) -> ET.Element:
    """The element, which also shows that the markup is well formed."""
    return ET.fromstring(markup)


def text(element: ET.Element) -> str:
    return "".join(element.itertext())


def python(element: ET.Element) -> str:
    """Arithmetic MathML as a Python expression, independent of the writer."""
    inner = [python(child) for child in element]
    match element.tag:
        case "mfrac":
            return f"(({inner[0]})/({inner[1]}))"
        case "msqrt":
            return f"(({''.join(inner)})**0.5)"
        case "msup":
            return f"({inner[0]}**({inner[1]}))"
        case "msub":
            return f"NAMES[{text(element)!r}]"
        case "mi":
            word = text(element)
            return word if word in ("max", "min") else f"NAMES[{word!r}]"
        case "mn":
            return text(element)
        case "mo":
            return {"−": "-", "⋅": "*", "\u2062": "*", "\u2061": "", "=": "=="}.get(
                text(element), text(element)
            )
    return "".join(inner)


leaves = (
    st.sampled_from([a, b, s])
    | st.integers(-4, 4).map(sympy.Integer)
    | st.fractions(-2, 2, max_denominator=5).map(
        lambda f: sympy.Rational(f.numerator, f.denominator)
    )
)
terms = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda t: t[0] + t[1]),
        st.tuples(inner, inner).map(lambda t: t[0] - t[1]),
        st.tuples(inner, inner).map(lambda t: t[0] * t[1]),
        st.tuples(inner, inner).map(lambda t: t[0] / (t[1] ** 2 + 1)),
        st.tuples(inner, st.sampled_from([2, 3, -1])).map(lambda t: (t[0] + 5) ** t[1]),
        st.tuples(inner, inner).map(lambda t: sympy.Max(*t)),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(terms)
def test_arithmetic_reads_back(term: sympy.Expr) -> None:
    values = dict(zip((a, b, s), NAMES.values(), strict=True))
    expected = complex(term.subs(values).evalf())
    if not (math.isfinite(expected.real) and abs(expected) < 1e12):
        return
    read = eval(python(parse(mathml(term))), {"NAMES": NAMES, "max": max, "min": min})
    assert complex(read) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (1 - b, "1−β2"),
        (-a, "−a"),
        (sympy.Symbol("lam") * a, "a\u2062λ"),
        (sympy.Symbol("x_after"), "xafter"),
        (a > b, "a>β2"),
        (sympy.Le(-a + b, 0), "a−β2≥0"),
        (sympy.Eq(a, b), "a=β2"),
        (sympy.And(a > 1, b < 2), "a>1∧β2<2"),
        (sympy.Or(sympy.Not(sympy.Symbol("peace")), a > 1), "peace⇒a>1"),
        (sympy.Or(a > 1, b < 2), "a>1∨β2<2"),
        (sympy.And(sympy.Or(a > 1, b < 2), s > 1), "(a>1∨β2<2)∧σ12>1"),
        (sympy.Equivalent(sympy.Symbol("p"), a > 1), "p⇔a>1"),
        (sympy.Implies(a > 1, b > 1), "a>1⇒β2>1"),
        (sympy.Piecewise((a, a > 1), (0, True)), "aif\xa0a>10otherwise"),
        (sympy.Piecewise((a, a >= b), (b, True)), "max\u2061(a,β2)"),
        (sympy.Piecewise((a, a <= b), (b, True)), "min\u2061(a,β2)"),
        (sympy.Piecewise((sympy.Piecewise((a, a >= b), (b, True)), s > 1), (0, True)), None),
        (sympy.Symbol("gap") * a, "a⋅gap"),
        (sympy.Symbol("own_gain"), "own\xa0gain"),
        (sympy.Symbol("wait_D"), "waitD"),
        (sympy.Or(a >= 1, sympy.And(b < 2, s > 3)), "a<1⇒σ12>3∧β2<2"),
        (sympy.Abs(sympy.Symbol("t", real=True)), "|t|"),
        (sympy.log(a), "ln\u2061(a)"),
        (sympy.oo, "∞"),
        (sympy.true, "always"),
        ("kappa", "κ"),
        (sympy.Symbol("a<b&c"), "a<b&c"),
    ],
)
def test_written_as_on_paper(term: object, shown: str | None) -> None:
    written = text(parse(mathml(term)))
    assert written == shown if shown else "if" in written


def test_nested_largest() -> None:
    """max(max(a, b), 0) as branching writes it, whatever SymPy makes of the inner condition."""
    inner = sympy.Piecewise((a - 2, a - 2 >= b), (b, True))
    outer = sympy.Piecewise((inner, inner >= 0), (0, True))
    assert text(parse(mathml(outer))) == "max\u2061(a−2,β2,0)"


def test_definition_and_display() -> None:
    assert text(parse(mathml(a + 1, left="G_1", display=True))) == "G1=a+1"
    assert text(parse(mathml(sympy.Ge(a, 1), left="peace"))) == "peace⇔a≥1"
    assert 'display="block"' in mathml(a, display=True)


def test_names_replace_markup() -> None:
    assert mathml(sympy.Symbol("G at n = 2"), names={"G at n = 2": "<mi>Q</mi>"}) == (
        "<math><mi>Q</mi></math>"
    )


def test_long_conditions_break_and_short_ones_do_not() -> None:
    long = sympy.And(a * b + s > a**2 + b**2 + s**2, b * s - a > (a + b) ** 3)
    lines = mathml_lines(long)
    assert len(lines) == 2
    assert text(parse(lines[0])).endswith("∧")
    assert len(mathml_lines(sympy.And(a > 1, b < 2))) == 1
    comparison = mathml_lines(a * b * s + (a + b) ** 2 * s > (a - b) ** 2 * (s + 1) ** 3 + a + b)
    assert len(comparison) == 2


def test_long_disjunctions_break_after_each_part_and_bracket_conjunctions() -> None:
    a, b = sympy.symbols("a b")
    long = sympy.Or(sympy.And(a > 1, a * b**2 + a + 1 < 2), a * b + a**2 + b * a**3 > 3)
    first, second = mathml_lines(long)
    assert "∨" in first
    assert ("(" in first) == ("∧" in first)
    assert "∨" not in second
    assert ("(" in second) == ("∧" in second)
