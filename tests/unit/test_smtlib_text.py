"""Questions as a prover reads them, letter by letter, and the values it answers with."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gametheory.errors import SymbolicBranch, TooLarge
from gametheory.proof import smtlib
from gametheory.proof.algebraic import Algebraic
from gametheory.proof.smtlib import Script, number, parsed, symbol, value, values
from gametheory.terms import FALSE, TRUE, Formula, Term, constant, variable

x, y = variable("x"), variable("y")
t = variable("t~1")


def of(op: str, *args: Any) -> Formula:
    return Formula.of(op, *args)


def asserted(condition: Formula) -> list[str]:
    """The lines that define and assert a condition alone."""
    lines = Script({"it": condition}).text().splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith(("(def", ";")))
    return [line for line in lines[first:-1] if line != "; it"]


def test_a_question_with_all_that_can_be_asked() -> None:
    script = Script({"first\n one": x > y, "two": x < 1})
    assert script.variables == ["x", "y"]
    assert script.quantified is False
    text = script.text(comment="why \n\nbecause", core=True, values=True, check="(check)")
    assert text == (
        "; why\n"
        ";\n"
        "; because\n"
        "(set-option :produce-unsat-cores true)\n"
        "(set-option :produce-models true)\n"
        "(set-logic QF_NRA)\n"
        "(declare-const p.x Real)\n"
        "(declare-const p.y Real)\n"
        "; first one\n"
        "(assert (! (> p.x p.y) :named a!0))\n"
        "; two\n"
        "(assert (! (< p.x 1.0) :named a!1))\n"
        "(check)\n"
        "(get-unsat-core)\n"
        "(get-value (p.x p.y))\n"
    )


def test_scripts_are_told_apart_without_comparing_their_conditions() -> None:
    scripts = [Script({"it": x > 0}), Script({"it": y > 0})]
    assert scripts.index(scripts[1]) == 1


def test_a_bare_question_its_logic_and_whole_numbers() -> None:
    declared = "(declare-const p.x Real)\n; it\n(assert (> p.x 0.0))\n"
    script = Script({"it": x > 0})
    assert script.text() == f"(set-logic QF_NRA)\n{declared}(check-sat)\n"
    assert script.text(logic=None) == f"{declared}(check-sat)\n"
    assert script.text(logic="ALL").startswith("(set-logic ALL)\n(declare")
    counted = Script({"it": x > 0}, ("y", "x"))
    assert counted.text() == f"{declared}(assert (is_int p.x))\n(check-sat)\n"
    some = Script({"it": of("exists", t, t > 0, t * t > x)})
    assert some.quantified is True
    assert some.text().startswith("(set-logic NRA)\n(declare-const p.x Real)\n; it\n")
    closed = Script({"it": TRUE})
    assert closed.text(values=True).endswith("(assert true)\n(check-sat)\n")


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (of("=", x + y, x - y), "(= (+ p.x p.y) (- p.x p.y))"),
        (of(">=", x * y, Term.of("negative", x)), "(>= (* p.x p.y) (- p.x))"),
        (of("<=", Term.of("where", x < y, x, y), constant(2)),
         "(<= (ite (< p.x p.y) p.x p.y) 2.0)"),
        (of("and", x > y, TRUE, FALSE), "(and (> p.x p.y) true false)"),
        (of("or", of("not", x > y), x < y), "(or (not (> p.x p.y)) (< p.x p.y))"),
        (of("implies", x > y, x < y), "(=> (> p.x p.y) (< p.x p.y))"),
        (of("iff", x > y, x < y), "(= (> p.x p.y) (< p.x p.y))"),
        (of("whole", x), "(is_int p.x)"),
        (of("exists", t, t > 0, t < x),
         "(exists ((|p.t~1| Real)) (and (> |p.t~1| 0.0) (< |p.t~1| p.x)))"),
        (of("forall", t, t > 0, t < x),
         "(forall ((|p.t~1| Real)) (=> (> |p.t~1| 0.0) (< |p.t~1| p.x)))"),
    ],
)  # fmt: skip
def test_operations(condition: Formula, text: str) -> None:
    assert asserted(condition) == [f"(assert {text})"]


@pytest.mark.parametrize("term", [x / y, x**2, Term.of("root", x), Term.of("max", x, y)])
def test_what_clearing_leaves_no_trace_of_is_refused(term: Term) -> None:
    with pytest.raises(SymbolicBranch, match=f"{term.op} has no reading in a proof"):
        Script({"it": term > 0}).text()


def test_what_is_shared_is_named_once() -> None:
    total, positive = x + y, x > 0
    assert asserted(of("and", total > 0, total < 1)) == [
        "(define-fun d!1 () Real (+ p.x p.y))",
        "(assert (and (> d!1 0.0) (< d!1 1.0)))",
    ]
    assert asserted(of("or", of("not", positive), of("and", positive, total * total > 0))) == [
        "(define-fun d!1 () Bool (> p.x 0.0))",
        "(define-fun d!2 () Real (+ p.x p.y))",
        "(assert (or (not d!1) (and d!1 (> (* d!2 d!2) 0.0))))",
    ]
    square = t * t  # shared, but it means nothing outside the quantifier
    body = of("and", square > total, square + 1 > total)
    for op, joint in (("exists", "and"), ("forall", "=>")):
        assert asserted(of(op, t, TRUE, body)) == [
            "(define-fun d!1 () Real (+ p.x p.y))",
            f"(assert ({op} ((|p.t~1| Real)) ({joint} true (and (> (* |p.t~1| |p.t~1|) d!1) "
            "(> (+ (* |p.t~1| |p.t~1|) 1.0) d!1)))))",
        ]


def test_a_text_that_grows_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script({"it": x > 0})
    length = len("(> p.x 0.0)")
    monkeypatch.setattr(smtlib, "_LONGEST", length)
    script.text()
    monkeypatch.setattr(smtlib, "_LONGEST", length - 1)
    with pytest.raises(TooLarge, match=f"longer than {length - 1} characters"):
        script.text()


def test_names_and_numbers() -> None:
    assert [symbol(n) for n in ("x", "x_1!", "Z9", "t~1", "a b", "é")] == [
        "p.x", "p.x_1!", "p.Z9", "|p.t~1|", "|p.a b|", "|p.é|",
    ]  # fmt: skip
    for given, text in (
        (Fraction(0), "0.0"), (Fraction(3), "3.0"), (Fraction(-3), "(- 3.0)"),
        (Fraction(1, 3), "(/ 1.0 3.0)"), (Fraction(-1, 3), "(- (/ 1.0 3.0))"),
        (Fraction(-7, 2), "(- (/ 7.0 2.0))"),
    ):  # fmt: skip
        assert number(given) == text


def test_expressions_as_lists() -> None:
    assert parsed("") == []
    assert parsed("a (b (c) |d (e| ()) f") == ["a", ["b", ["c"], "|d (e|", []], "f"]
    for text in (")", "(", "(a))", "((a)", "a)"):
        with pytest.raises(ValueError, match="unbalanced answer"):
            parsed(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("3.0", 3), ("2", 2), ("(- 3.0)", -3), ("(/ 1.0 3.0)", Fraction(1, 3)),
        ("(- (/ 7.0 2.0))", Fraction(-7, 2)), ("(/ (- 7.0) 2.0)", Fraction(-7, 2)),
        ("(/ (- 8.0) (- 2.0))", 4),
    ],
)  # fmt: skip
def test_rational_values(text: str, answer: Any) -> None:
    found = value(parsed(text)[0])
    assert found == answer
    assert type(found) is Fraction


@pytest.mark.parametrize(
    ("polynomial", "coefficients"),
    [
        ("(+ (^ x 2) (- 2))", (1, 0, -2)), ("(^ x 3)", (1, 0, 0, 0)), ("x", (1, 0)),
        ("(+ (* 2 (^ x 3)) (* (- 3) x) 1)", (2, 0, -3, 1)), ("(- (^ x 2))", (-1, 0, 0)),
        ("(+ (* 2 x) (* 3 x) 1 4)", (5, 5)), ("(* 2 3 (^ x 2) x)", (6, 0, 0, 0)),
        ("(+ (- (* 5 x)) (- 7))", (-5, -7)), ("(* 4 x)", (4, 0)), ("(+ x 10)", (1, 10)),
    ],
)  # fmt: skip
def test_algebraic_values(polynomial: str, coefficients: tuple[int, ...]) -> None:
    for k in (1, 2):
        found = value(parsed(f"(root-obj {polynomial} {k})")[0])
        assert found == Algebraic(coefficients, k)


@pytest.mark.parametrize(
    "text",
    [
        "(root-obj (+ (^ x 2) (- x 2)) 1)", "(root-obj (+ (^ x 2) (/ x 2)) 1)",
        "(+ 1.0 2.0)", "(- 3.0 2.0)", "(* 2.0 2.0)", "(- (root-obj (+ (^ x 2) (- 2)) 1))",
        "(/ (root-obj (+ (^ x 2) (- 2)) 1) 2.0)", "(/ 2.0 (root-obj (+ (^ x 2) (- 2)) 1))", "word",
    ],
)  # fmt: skip
def test_what_is_no_value(text: str) -> None:
    with pytest.raises(ValueError, match=r"no value|Invalid literal"):
        value(parsed(text)[0])


def test_values_by_name() -> None:
    answered = parsed("((p.x 1.0) (|p.t~1| (- 2.0)) (p.p.y 3.0) (p.X 4.0))")[0]
    assert values(answered) == {"x": 1, "t~1": -2, "p.y": 3, "X": 4}
