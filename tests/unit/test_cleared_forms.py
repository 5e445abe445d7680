"""Formulas without division, and what has to hold for it, form by form: written out by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import product as combinations
from typing import Any

import pytest

from gametheory.errors import SymbolicBranch
from gametheory.proof import clearing
from gametheory.proof.clearing import Clearing, obligations, product
from gametheory.proof.evaluation import evaluate
from gametheory.term_graphs import order
from gametheory.terms import FALSE, TRUE, Formula, Term, constant, variable

x, y, w, v = map(variable, "xywv")
ZERO, ONE, TWO = map(constant, (0, 1, 2))
RELATIONS = ("<", "<=", ">", ">=", "=")
GRID = [Fraction(k) for k in (-2, -1, 0, 1, 3)]


def of(op: str, *args: Any) -> Formula:
    return Formula.of(op, *args)


def cleared(formula: Formula) -> Formula:
    return Clearing().formula(formula)


TERMS: dict[str, Term] = {
    "sum, other denominators": x / y + w / v,
    "sum, one denominator": x / y + w / y,
    "sum, right whole": x / y + w,
    "sum, left whole": w + x / y,
    "difference, other denominators": x / y - w / v,
    "difference, one denominator": x / y - w / y,
    "difference, right whole": x / y - w,
    "difference, left whole": w - x / y,
    "negative": -(x / y),
    "product": (x / y) * (w / v),
    "quotient": (x / y) / (w / v),
    "quotient by a number": (x / y) / 4,
    "quotient by a negative number": x / -3,
    "quotient of a number": 1 / y + 0 * x,
    "powers": (x / y) ** 2 - (w / v) ** 0 + y**1,
    "choice": Term.of("where", x > w, x / y, w / v),
    "choice, one denominator": Term.of("where", x > w, x / y, w / y),
    "choice of one": Term.of("where", x > w, x / y, x / y),
    "choice of one top": Term.of("where", x > w, x / y, x / v),
    "largest": Term.of("max", x / y, w / v, v, x),
    "smallest": Term.of("min", x / y, w / v, v, x),
    "numbers": (TWO - 3 + 5) * (TWO + 1) * x - (-constant(4)),
    "zeros": (0 + x) + 0 - (0 - y) - 0 + (x * 0) + 1 * w * 1,
    "instance": Term.of("admissible", x / y, x > 0),
}


def test_forms_by_hand() -> None:
    for op in RELATIONS:
        assert cleared(of(op, x, y)) is of(op, x, y)
        assert cleared(of(op, x / w, y / w)) is (
            of("=", x, y) if op == "=" else of(op, x * w, y * w)
        )
        assert cleared(of(op, x / w, y)) is (
            of("=", x - y * w, ZERO) if op == "=" else of(op, (x - y * w) * w, ZERO)
        )
        truth = {"<": TRUE, "<=": TRUE, ">": FALSE, ">=": FALSE, "=": FALSE}[op]
        assert cleared(of(op, ONE, TWO)) is truth
        assert cleared(of(op, TWO / 1, ONE + 1)) is (TRUE if "=" in op else FALSE)
        assert cleared(of(op, TWO, ONE)) is (TRUE if op in (">", ">=") else FALSE)
    for joined in (of("and", TRUE, x > 0), of("or", FALSE, x > 0), of("not", x > 0),
                   of("implies", x > 0, y > 0), of("iff", x > 0, y > 0)):  # fmt: skip
        assert cleared(joined) is joined
    assert cleared(of("whole", x)) is of("whole", x)
    assert cleared((x + 0) * 1 > -constant(3)) is of(">", x, constant(-3))
    assert cleared(0 - x > 0) is of(">", Term.of("negative", x), ZERO)
    assert cleared(x / 4 > 0) is of(">", x * Fraction(1, 4), ZERO)
    assert cleared(x**3 > 0) is of(">", (x * x) * x, ZERO)
    assert cleared(x**0 > 0) is TRUE
    assert cleared(Term.of("where", y > 0, x / w, x / w) > 0) is cleared(x / w > 0)
    assert cleared(x + x / w > 0) is of(">", (x * w + x) * w, ZERO)
    assert cleared(x / w + x > 0) is of(">", (x + x * w) * w, ZERO)
    assert cleared(x / w - y / w > 0) is of(">", (x - y) * w, ZERO)


def test_forms_of_choices_and_numbers_by_hand() -> None:
    chosen = Term.of("where", y > 0, x, v)
    assert cleared(Term.of("where", y > 0, x / w, v / w) > 0) is of(">", chosen * w, ZERO)
    assert cleared(x + (TWO - 3) > y) is of(">", x + constant(-1), y)
    assert cleared(x + (TWO + 3) > y) is of(">", x + constant(5), y)


def test_a_quotient_below_a_quantifier_is_defined_inside() -> None:
    t, q = variable("t~1"), variable("!quotient!1")
    making = Clearing(fresh=True)
    made = making.formula(of("exists", t, t > 0, x / t > y))
    inside = of("and", making.definitions[0], q > y)
    assert made is of("exists", t, t > 0, of("exists", q, TRUE, inside))


def test_products_leave_ones_and_zeros_out() -> None:
    assert product(x, ONE) is x
    assert product(ONE, x) is x
    assert product(x, ZERO) is ZERO
    assert product(ZERO, x) is ZERO
    assert product(TWO, constant(3)) is constant(6)
    assert product(TWO, x) is TWO * x
    assert product(x, TWO) is x * TWO
    assert product(x, y) is x * y


def test_a_constant_zero_denominator_is_no_number() -> None:
    """``x / 0 > 1`` is undefined; cleared, it must at least not become true by division."""
    assert cleared(x / 0 > 1) is FALSE
    said = [o.said for o in obligations([x / 0 > 1])]
    assert said == ["divides by 0, which may be zero"]


def test_fresh_quotients_and_roots_are_defined() -> None:
    making = Clearing(fresh=True)
    assert making.definitions == []
    q1, q2 = variable("!quotient!1"), variable("!quotient!2")
    made = making.formula((x / y) / (w + 1) > x / y)
    assert made is of(">", q2, q1)
    assert making.definitions[0] is of("or", of("=", y, ZERO), of("=", q1 * y, x))
    assert making.definitions[1] is of("or", of("=", w + 1, ZERO), of("=", q2 * (w + 1), q1))
    again = making.formula(x / y < 3)
    assert again is of("<", q1, constant(3))
    assert len(making.definitions) == 2
    r = variable("!root!1")
    making = Clearing()
    assert making.formula(Term.of("root", x) > 0) is of(">", r, ZERO)
    assert len(making.definitions) == 1
    definition = making.definitions[0]
    assert definition.op == "or"
    assert definition.args[1] is of("<", x, ZERO)
    assert definition.args[2] is of("and", of(">=", r, ZERO), of("=", r * r, x))
    making = Clearing()
    making.formula(Term.of("root", x / y) + Term.of("root", w) > 0)
    undefined, below, inside = making.definitions[0].args
    assert undefined is of("=", y, ZERO)
    assert below is of("<", x * y, ZERO)
    assert inside is of("and", of(">=", r, ZERO), of("=", (r * r) * y - x, ZERO))
    assert making.definitions[1].args[1] is of("<", w, ZERO)
    assert any(n is variable("!root!2") for n in order(making.definitions[1]))


def test_what_depends_on_a_quantified_variable_is_defined_inside() -> None:
    t = variable("t~1")
    r1, r2 = variable("!root!1"), variable("!root!2")
    root, outer = Term.of("root", t), Term.of("root", x)
    making = Clearing()
    made = making.formula(of("and", outer > 0, of("exists", t, t > 0, Term.of("root", root) > y)))
    inner = made.args[1]
    assert inner.op == "exists"
    assert inner.args[0] is t
    assert inner.args[1] is (t > 0)  # what the domain does not mention is not defined there
    first, second, third = making.definitions
    assert any(n is x for n in order(first))
    r3 = variable("!root!3")
    assert inner.args[2] is of(
        "exists", r2, TRUE, of("and", second, of("exists", r3, TRUE, of("and", third, r3 > y)))
    )
    making = Clearing()
    made = making.formula(of("forall", t, t > 0, outer > t))
    assert made is of("forall", t, t > 0, of(">", r1, t))  # x's root is defined outside


def test_what_is_no_operation_is_refused() -> None:
    with pytest.raises(SymbolicBranch, match="no operation of terms"):
        cleared(Term.of("opaque", x) > 0)
    with pytest.raises(SymbolicBranch, match="the condition 'opaque'"):
        cleared(of("opaque"))


def told(*formulas: Formula) -> list[tuple[tuple[Formula, ...], Formula]]:
    return [(o.guards, o.required) for o in obligations(formulas)]


def same(found: Any, expected: Any) -> bool:
    """Whether two lists of guards and requirements hold the same nodes."""
    flat = [[*guards, required] for guards, required in found]
    wanted = [[*guards, required] for guards, required in expected]
    return [list(map(id, f)) for f in flat] == [list(map(id, f)) for f in wanted]


def nonzero(term: Term) -> Formula:
    return of("not", of("=", term, ZERO))


def test_obligations_by_hand() -> None:
    p, q = 1 / x > 0, 1 / y > 0
    t = variable("t~1")
    not_p = of("not", p)
    need_x, need_y = nonzero(x), nonzero(y)
    positive = x > 0
    cases: list[tuple[Formula, list[Any]]] = [
        (p, [((), need_x)]),
        (x / 4 > 1 / constant(2), []),
        (of("and", p, q), [((), need_x), ((p,), need_y)]),
        (of("or", p, q), [((), need_x), ((not_p,), need_y)]),
        (of("and", positive, q, y > 0), [((positive,), need_y)]),
        (of("or", positive, w > 0, q), [((of("not", positive), of("not", w > 0)), need_y)]),
        (of("implies", p, q), [((), need_x), ((p,), need_y)]),
        (of("iff", p, q), [((), need_x), ((), need_y)]),
        (of("not", p), [((), need_x)]),
        (Term.of("where", positive, 1 / y, 1 / w) > 0,
         [((positive,), need_y), ((of("not", positive),), nonzero(w))]),
        (Term.of("where", p, y, y) > 0, [((), need_x)]),
        (of("exists", t, t > 0, 1 / (x + t) > 0), [((t > 0,), nonzero(x + t))]),
        (of("forall", t, p, q), [((), need_x), ((p,), need_y)]),
        (Term.of("root", x) > 0, [((), x >= 0)]),
        (Term.of("admissible", x, positive) > 0, [((), positive)]),
        (1 / (1 / x) > 0, [((), nonzero(1 / x)), ((), need_x)]),
        (Term.of("root", 1 / x) > 0, [((), 1 / x >= 0), ((), need_x)]),
    ]  # fmt: skip
    for formula, expected in cases:
        assert same(told(formula), expected), formula
    assert same(told(p, q), [((), need_x), ((), need_y)])
    assert same(told(p, p), [((), need_x)])
    assert same(told(of("and", positive, p), p), [((positive,), need_x), ((), need_x)])
    assert same(told(p, of("and", positive, p)), [((), need_x)])  # asked for without guard already


def test_what_is_said_of_an_obligation() -> None:
    said = [o.said for o in obligations([Term.of("root", 1 / x) > Term.of("admissible", y, y > 0)])]
    assert said == [
        "takes the root of 1/x",
        "divides by x, which may be zero",
        "uses an instance that may be inadmissible: y > 0 may fail",
    ]


def test_obligations_are_told_apart_without_comparing_what_they_say() -> None:
    first, second = obligations([1 / x > 1 / y])
    assert [first, second].index(second) == 1


def test_what_is_shared_is_walked_once() -> None:
    total = 1 / x
    for _ in range(60):
        total = total + total
    assert same(told(total > 0), [((), nonzero(x))])


def test_many_paths_lose_their_guards_and_not_their_obligation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quotient = 1 / x > 0
    common = w > 0
    paths = [of("and", common, y > k, quotient) for k in range(4)]
    need = nonzero(x)
    monkeypatch.setattr(clearing, "_MOST_PATHS", 4)
    assert same(told(*paths), [((common, y > k), need) for k in range(4)])
    monkeypatch.setattr(clearing, "_MOST_PATHS", 2)
    few = [((common, y > 0), need), ((common, y > 1), need), ((common,), need)]
    assert same(told(*paths), few)  # the fourth path asks for no more than the third


@pytest.mark.parametrize("name", TERMS)
def test_cleared_comparisons_keep_their_truth_value(name: str) -> None:
    term = TERMS[name]
    points = [dict(zip("xywv", p, strict=True)) for p in list(combinations(GRID, repeat=4))[::13]]
    for op in RELATIONS:
        for formula in (
            of(op, term, w / v),
            of(op, w / y, term),
            of(op, term, ONE),
            of(op, v, term),
        ):
            found = cleared(formula)
            assert not any(n.op in ("/", "power", "max", "min") for n in order(found))
            truths = [evaluate(formula, point) for point in points]
            kept = [evaluate(found, point) for point in points]
            assert {(a, b) for a, b in zip(truths, kept, strict=True) if a is not None} <= {
                (True, True),
                (False, False),
            }, formula
            assert any(truth is not None for truth in truths)
