"""Formulas as MathML: what is written reads back as the same formula."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory.report.line_breaks import Line, condition_lines
from gametheory.report.mathml import mathml

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
            # A broken power: its base, which ends with a bracket, stands in the pieces before.
            return f"({inner[0]}**({inner[1]}))" if inner[0] else f"**({inner[1]})"
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


def joined(lines: list[Line]) -> ET.Element:
    """All pieces of all lines, one after the other; each is well formed by itself."""
    pieces = [piece for line in lines for piece in line.pieces]
    for piece in pieces:
        parse(f"<math>{piece}</math>")
    return parse(f"<math>{''.join(pieces)}</math>")


@settings(max_examples=60, deadline=None)
@given(st.tuples(terms, terms, terms, terms), st.booleans())
def test_broken_conditions_read_back(parts: tuple[sympy.Expr, ...], squared: bool) -> None:
    p, q, r, t = parts
    left = sympy.Max(p * a + q, r - s) ** 2 * b / 2 + (p + q) * (r - t) if squared else p + q
    right = r * t + sympy.Min(s, p - t) - 3
    if not all(side.is_finite for side in (left, right)):
        return
    lines = condition_lines(sympy.Gt(left, right, evaluate=False))
    written = python(joined(lines))
    values = dict(zip((a, b, s), NAMES.values(), strict=True))
    sides = [complex(side.subs(values).evalf()) for side in (left, right)]
    if not all(math.isfinite(side.real) and abs(side) < 1e12 for side in sides):
        return
    read = [
        complex(eval(side, {"NAMES": NAMES, "max": max, "min": min})) for side in written.split(">")
    ]
    # SymPy may have moved terms from side to side; the difference stays.
    scale = 1 + max(map(abs, sides))
    assert read[0] - read[1] == pytest.approx(sides[0] - sides[1], abs=1e-9 * scale)


def shown(condition: object) -> list[tuple[float, list[str]]]:
    return [
        (line.indent, [text(parse(f"<math>{p}</math>")) for p in line.pieces])
        for line in condition_lines(condition)
    ]


LONG = a**2 + b**2 * s - a * b * s > s**2 + a * s + b * a * s**2  # written by its parts
LEFT = ["a2", "−a\u2062β2\u2062σ12", "+β22\u2062σ12"]
RIGHT = [">a\u2062β2\u2062σ122", "+a\u2062σ12", "+σ122"]


def test_short_conditions_are_one_piece() -> None:
    assert shown(sympy.And(a > 1, b < 2)) == [(0, ["a>1∧β2<2"])]
    assert condition_lines(True)[0].html() == (
        '<math displaystyle="true"><mtext>always</mtext></math>'
    )


def test_middling_conditions_are_one_line_that_may_wrap() -> None:
    ((indent, pieces),) = shown(sympy.And(a > 1, b < 2, a + b < s, a * b > 2))
    assert indent == 0
    assert {p.rstrip("∧") for p in pieces} == {"a>1", "β2<2", "a\u2062β2>2", "a+β2<σ12"}
    assert [p.endswith("∧") for p in pieces] == [True, True, True, False]
    line = condition_lines(sympy.And(a > 1, b < 2, a + b < s, a * b > 2))[0].html()
    assert line.count("<math ") == line.count("</math><wbr>") + 1 == 4


def test_long_comparisons_break_before_their_sign_and_may_wrap_at_each_term() -> None:
    (at, first), (inset, second) = shown(LONG)
    assert (at, first) == (0, LEFT)
    assert inset > 0
    assert second == RIGHT


def test_conjunctions_take_a_line_for_each_part() -> None:
    other = a * b + s > a**2 + b**2 + s**2
    lines = shown(sympy.And(LONG, other))
    assert len(lines) == 3
    assert sum("".join(pieces).endswith("∧") for _, pieces in lines) == 1


def test_a_negated_conjunction_is_a_premise_and_its_consequence_is_set_in() -> None:
    p, q = a * b + s > a**2 + 1, b * s - a > (a + b) ** 3
    lines = shown(sympy.Or(sympy.Not(sympy.And(p, q), evaluate=False), sympy.And(LONG, a > b)))
    texts = ["".join(pieces) for _, pieces in lines]
    (turn,) = (k for k, line in enumerate(texts) if line.startswith("⇒"))
    assert lines[turn][0] == 0
    assert all(indent > 0 for indent, _ in lines[turn + 1 :])
    assert "¬" not in "".join(texts)
    assert "∨" not in "".join(texts)


def test_brackets_that_span_lines_open_and_close_once() -> None:
    p = sympy.And(LONG, a * b + s > a**2 + 1)
    lines = shown(sympy.Or(p, a**2 * b + a + 1 + s * b**2 > s + a * b * s**2))
    texts = ["".join(pieces) for _, pieces in lines]
    whole = "".join(texts)
    assert whole.count("(") == whole.count(")") == 1
    (opened,) = (k for k, line in enumerate(texts) if line.startswith("("))
    (closed,) = (k for k, line in enumerate(texts) if ")" in line)
    assert closed > opened
    assert all(lines[k][0] > lines[opened][0] for k in range(opened + 1, closed + 1))
    assert whole.count("∨") == 1


def test_equivalences_implications_and_choices_break_too() -> None:
    other = a * b + s > a**2 + b**2 + s**2
    for condition, sign in (
        (sympy.Equivalent(LONG, other), "⇔"),
        (sympy.Implies(LONG, other), "⇒"),
        (sympy.logic.boolalg.ITE(a > b, LONG, other), "∨"),
    ):
        lines = shown(condition)
        assert len(lines) >= 3
        assert "".join("".join(pieces) for _, pieces in lines).count(sign) >= 1
