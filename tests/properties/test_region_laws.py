"""Laws of exact decompositions: labels, symmetry, scaling, equilibria against the solvers."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory import terms
from gametheory.algebra import Number, maximum, where
from gametheory.model import Model, model, parameter
from gametheory.parameters import REAL
from gametheory.proof.evaluation import evaluate
from tests.unit.hand_planes import plane

NAMES = ("none", "first", "second", "both", "undefined")

SMALL = st.integers(-3, 3)
POINTS = st.tuples(st.fractions(-4, 4, max_denominator=6), st.fractions(-4, 4, max_denominator=6))
# Coefficients of 1, x, y, x^2, xy, y^2.
CONICS = st.tuples(SMALL, SMALL, SMALL, SMALL, SMALL, SMALL)


def value(c: tuple[int, ...], x: Any, y: Any) -> Any:
    return c[0] + c[1] * x + c[2] * y + c[3] * x * x + c[4] * x * y + c[5] * y * y


def region(first: tuple[int, ...], second: tuple[int, ...], strict: bool) -> Any:
    def code(x: Any, y: Any) -> Any:
        top, bottom = value(first, x, y), value(second, x, y)
        ratio = top / bottom
        one = where(ratio > 1 if strict else ratio >= 1, 1, 0)
        return one + where(maximum(top, bottom) <= 0 * x, 2, 0)

    return code


@given(first=CONICS, second=CONICS, strict=st.booleans(), points=st.lists(POINTS, max_size=12))
@settings(max_examples=15, deadline=None)
def test_labels_are_those_of_direct_evaluation(
    first: Any, second: Any, strict: bool, points: list[tuple[Fraction, Fraction]]
) -> None:
    code = region(first, second if any(second) else (1, 0, 0, 0, 0, 0), strict)
    found = gt.regions(plane(code, NAMES), "x", "y", timeout=30)
    term = code(terms.variable("x"), terms.variable("y"))
    known = {c.signs: c.label for c in found.cells}

    def direct(point: Any) -> str:
        there = evaluate(term, point)
        return "undefined" if there is None else NAMES[int(there)]

    for x, y in points:
        label = found.label_at({"x": x, "y": y})
        assert label == direct({"x": x, "y": y})
        assert known[found.plane.conditions.signs_at(x, y)] == label
    for cell in found.cells:
        if cell.kind == "cell":
            assert all(isinstance(v, Fraction) for v in cell.witness.values())
        if all(isinstance(v, Fraction) for v in cell.witness.values()):
            assert direct(cell.witness) == cell.label
            assert found.plane.conditions.signs_at(*cell.witness.values()) == cell.signs
    for edge in found.knife_edges:
        x, y = sympy.symbols("x y", real=True)
        near = {x: float(edge.witness["x"]), y: float(edge.witness["y"])}
        assert all(abs(float(p.subs(near))) < 1e-9 for p in edge.on)


def shown(found: gt.Regions) -> set[tuple[str, str]]:
    return {(c.label, c.kind) for c in found.cells}


@given(first=CONICS, second=CONICS, factor=st.fractions("1/5", 5, max_denominator=5))
@settings(max_examples=10, deadline=None)
def test_scaling_changes_nothing_and_swapping_swaps(first: Any, second: Any, factor: Any) -> None:
    def code(x: Any, y: Any, scale: Any = 1) -> Any:
        one = where(scale * value(first, x, y) > 0 * x, 1, 0)
        return one + where(scale * value(second, x, y) >= 0 * x, 2, 0)

    found = gt.regions(plane(code, NAMES), "x", "y", timeout=30)
    scaled = gt.regions(plane(lambda x, y: code(x, y, factor), NAMES), "x", "y", timeout=30)
    assert [str(p) for p in scaled.polynomials] == [str(p) for p in found.polynomials]
    assert [(c.signs, c.label) for c in scaled.cells] == [(c.signs, c.label) for c in found.cells]
    turned = gt.regions(plane(code, NAMES), "y", "x", timeout=30)
    assert {str(abs_(p)) for p in turned.polynomials} == {str(abs_(p)) for p in found.polynomials}
    assert shown(turned) == shown(found)
    assert len(turned.cells) == len(found.cells)
    assert {(str(abs_(c.polynomial)), c.beside) for c in turned.curves} == {
        (str(abs_(c.polynomial)), c.beside) for c in found.curves
    }


def abs_(p: Any) -> Any:
    """The one of p and -p whose first coefficient in a fixed order is positive."""
    x, y = sympy.symbols("x y", real=True)
    return p if sympy.Poly(p, x, y).LC() > 0 else sympy.expand(-p)


ENTRIES = st.tuples(*[SMALL] * 24)


@given(entries=ENTRIES, points=st.lists(POINTS, min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_two_by_two_labels_are_what_the_solvers_list(
    entries: tuple[int, ...], points: list[tuple[Fraction, Fraction]]
) -> None:
    rows = [entries[3 * k : 3 * k + 3] for k in range(8)]

    @model
    class Pair(Model):
        """Payoffs that are linear in two parameters."""

        x: Number = parameter(REAL, 0, "x")
        y: Number = parameter(REAL, 0, "y")

        @property
        def payoffs(self) -> Any:
            """Two matrices."""
            v = [a + b * self.x + c * self.y for a, b, c in rows]
            return ((v[0], v[1]), (v[2], v[3])), ((v[4], v[5]), (v[6], v[7]))

    found = gt.regions(Pair, "x", "y", by="equilibria", timeout=30)
    known = {c.signs: c.label for c in found.cells}
    for x, y in [*points, *((c.witness["x"], c.witness["y"]) for c in found.cells)]:
        if not (isinstance(x, Fraction) and isinstance(y, Fraction)):
            continue
        label = found.label_at({"x": x, "y": y})
        assert known[found.plane.conditions.signs_at(x, y)] == label
        row, column = Pair(x=x, y=y).payoffs
        pure = {
            f"({i + 1}, {j + 1})"
            for i in (0, 1)
            for j in (0, 1)
            if row[i][j] >= row[1 - i][j] and column[i][j] >= column[i][1 - j]
        }
        assert {part for part in label.split(" + ") if part != "mixed"} == pure
        listed = gt.nash_equilibria(gt.NormalFormGame.from_bimatrix(row, column))
        if not listed.degenerate:
            inner = any(all(v > 0 for side in profile for v in side) for profile in listed)
            assert ("mixed" in label) == inner


@pytest.mark.parametrize("seed", range(6))
def test_supports_are_what_the_complementarity_solver_lists(seed: int) -> None:
    rng = random.Random(seed)
    n = 2 + seed % 2
    fixed = [[Fraction(rng.randint(-9, 9), 7) for _ in range(n)] for _ in range(n)]
    start = [rng.randint(-2, 2) for _ in range(n)]

    @model
    class Replies(Model):
        """Linear replies; the first intercept and a slope vary."""

        x: Number = parameter(REAL, 0, "x")
        y: Number = parameter(REAL, 0, "y")

        @property
        def linear_replies(self) -> Any:
            """Intercepts and slopes."""
            slopes = [[0 if i == j else fixed[i][j] for j in range(n)] for i in range(n)]
            slopes[0][1] = self.y
            return [self.x, *start[1:]], slopes

    found = gt.regions(Replies, "x", "y", by="equilibria")
    assert found.complete
    tried = 0
    for cell in found.cells:
        if "singular" in cell.label or cell.kind != "cell":
            continue
        r, slopes = Replies(**cell.witness).linear_replies
        exact = [Fraction(v) for v in r], [[Fraction(v) for v in row] for row in slopes]
        listed = gt.linear_reply_equilibria(gt.LinearReplyGame(*exact))
        supports = {
            "{" + ", ".join(str(k + 1) for k in range(n) if p[k] > 0) + "}" for p in listed.actions
        }
        named = cell.label.removeprefix("unique ")
        assert (set() if named == "none" else set(named.split(" + "))) == supports
        assert not cell.label.startswith("unique") or len(supports) == 1
        tried += 1
    assert tried > 2
