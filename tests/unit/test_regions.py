"""Planes decomposed by hand, and input that is refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

import gametheory as gt
from gametheory import terms
from gametheory.algebra import Number, all_of, equal, maximum, sqrt, where
from gametheory.errors import InvalidInput, TooLarge, UnknownName
from gametheory.model import Model, Outcome, model, parameter
from gametheory.parameters import POSITIVE, REAL, UNIT, count
from gametheory.planes.roots import simplest
from gametheory.planes.search import Search
from gametheory.proof.algebraic import Algebraic
from tests.unit.hand_planes import plane

X, Y = sympy.symbols("x y", real=True)


def _kinds(found: gt.Regions) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for cell in found.cells:
        out.setdefault(cell.kind, set()).add(cell.label)
    return out


def _polynomials(found: gt.Regions) -> set[Any]:
    return {sympy.expand(c.polynomial) for c in found.curves}


def test_a_circle_and_a_line() -> None:
    names = ("outside", "in, below", "in, above")
    disc = plane(lambda x, y: where(x * x + y * y < 1, where(y > x, 2, 1), 0), names)
    found = gt.regions(disc, "x", "y")
    assert found.complete
    # Two open sets on each side of the line, two arcs, the line inside and outside the circle; both
    # crossings have the same signs.
    signs = [c.signs for c in found.cells if c.kind == "cell"]
    assert len(signs) == 4
    assert len([c for c in found.cells if c.kind == "curve"]) == 4
    (crossing,) = [c for c in found.cells if c.kind == "point"]
    assert crossing.witness["x"] == Algebraic((2, 0, -1), 1)
    assert [float(v) for v in crossing.witness.values()] == pytest.approx([-(0.5**0.5)] * 2)
    assert _polynomials(found) == {X**2 + Y**2 - 1, X - Y}
    by = {c.polynomial: c.beside for c in found.curves}
    assert by[X - Y] == (("in, below", "in, above"),)
    assert by[X**2 + Y**2 - 1] == (("outside", "in, above"), ("outside", "in, below"))
    assert not found.knife_edges


def test_a_hyperbola_on_a_domain() -> None:
    found = gt.regions(
        plane(lambda x, y: where(x * y > 1, 1, 0), x_domain=POSITIVE, y_domain=UNIT), "x", "y"
    )
    assert found.complete
    assert _polynomials(found) == {X * Y - 1}
    assert found.curves[0].beside == (("no", "yes"),)
    for cell in found.cells:
        x, y = cell.witness["x"], cell.witness["y"]
        assert isinstance(x, Fraction)
        assert isinstance(y, Fraction)
        assert x > 0
        assert 0 <= y <= 1
        assert cell.label == ("yes" if x * y > 1 else "no")
    (line,) = found.boundary({"x": (0, 4), "y": (0, 1)})
    assert np.allclose(line.points[:, 0] * line.points[:, 1], 1)
    assert line.points[:, 0].min() == pytest.approx(1, abs=1e-6)
    assert line.points[:, 0].max() == pytest.approx(4, abs=1e-6)
    assert line.labels == ("no", "yes")


@pytest.mark.parametrize("upright", [False, True])
def test_two_parallel_lines(upright: bool) -> None:
    def strip(x: Any, y: Any) -> Any:
        t = x if upright else y
        return where(t > 1, 1, where(t < 0, 1, 0))

    found = gt.regions(plane(strip), "x", "y")
    t = X if upright else Y
    assert found.complete
    assert _polynomials(found) == {t, t - 1}
    assert _kinds(found) == {"cell": {"no", "yes"}, "curve": {"no"}}
    lines = found.boundary({"x": (-2, 2), "y": (-3, 3)})
    axis = 0 if upright else 1
    assert {round(float(p.points[0, axis]), 9) for p in lines} == {0.0, 1.0}
    assert all(np.ptp(p.points[:, axis]) == 0 for p in lines)


@pytest.mark.parametrize("upright", [False, True])
def test_a_knife_edge(upright: bool) -> None:
    found = gt.regions(plane(lambda x, y: where(equal(x if upright else y, 0), 1, 0)), "x", "y")
    assert found.complete
    assert not found.curves
    (edge,) = found.knife_edges
    assert (edge.label, edge.kind, edge.on) == ("yes", "curve", (X if upright else Y,))
    assert edge.witness["x" if upright else "y"] == 0
    assert found.label_at({"x": 0, "y": 0}) == "yes"
    assert found.label_at({"x": 1, "y": 1}) == "no"


def test_a_label_at_an_irrational_point_only() -> None:
    def at_two_points(x: Any, y: Any) -> Any:
        return where(all_of(equal(x * x, 2), equal(y * y, x)), 1, 0)

    found = gt.regions(plane(at_two_points), "x", "y")
    assert found.complete
    (edge,) = found.knife_edges
    assert (edge.label, edge.kind) == ("yes", "point")
    assert edge.witness == {"x": Algebraic((1, 0, -2), 2), "y": Algebraic((1, 0, 0, 0, -2), 1)}


def test_curves_that_cross_at_a_whole_height_over_an_irrational_place() -> None:
    cup = plane(lambda x, y: where(x * x + y > 3, where(y > 1, 2, 1), 0), ("a", "b", "c"))
    found = gt.regions(cup, "x", "y")
    assert found.complete
    (crossing,) = [c for c in found.cells if c.kind == "point"]
    assert crossing.witness == {"x": Algebraic((1, 0, -2), 1), "y": 1}


def test_an_isolated_point_of_a_curve() -> None:
    found = gt.regions(plane(lambda x, y: where(x * x + y * y <= 0, 1, 0)), "x", "y")
    assert found.complete
    assert [c.kind for c in found.cells] == ["cell", "point"]
    assert found.knife_edges[0].witness == {"x": 0, "y": 0}


def test_where_a_quotient_is_undefined() -> None:
    found = gt.regions(plane(lambda x, y: where(y / x > 1, 1, 0)), "x", "y")
    assert found.complete
    (edge,) = found.knife_edges
    assert (edge.label, edge.on) == ("undefined", (X,))
    assert _polynomials(found) == {X, X - Y}
    guarded = plane(lambda x, y: where(x > 0, lambda: where(y / x > 1, 1, 0), 0))
    assert gt.regions(guarded, "x", "y").labels == ("no", "yes")


def test_a_cancelled_denominator_stays_undefined() -> None:
    found = gt.regions(plane(lambda x, y: where(x * y / x > 0, 1, 0)), "x", "y")
    assert found.label_at({"x": 0, "y": 1}) == "undefined"
    assert [e.label for e in found.knife_edges] == ["undefined"]


@pytest.mark.parametrize(
    ("region", "labels"),
    [
        (lambda x, y: 1 + 0 * x, ("yes",)),
        (lambda x, y: where(x - x > 0, 1, 0), ("no",)),
        (lambda x, y: where(terms.constant(1) > 0, 1, 0), ("yes",)),
        (lambda x, y: 1, ("yes",)),
    ],
)
def test_nothing_to_compare(region: Callable[[Any, Any], Any], labels: tuple[str, ...]) -> None:
    found = gt.regions(plane(region), "x", "y")
    assert found.complete
    assert found.labels == labels
    assert not found.curves
    assert len(found.cells) == 1


def test_equal_and_scaled_curves_are_one() -> None:
    def twice(x: Any, y: Any) -> Any:
        return where(3 * x - 3 * y > 0, 1, where((y - x) ** 3 / 7 > 0, 0, 2))

    found = gt.regions(plane(twice, ("no", "yes", "tie")), "x", "y")
    assert found.complete
    assert [c.polynomial for c in found.curves] == [X - Y]
    assert [e.label for e in found.knife_edges] == ["tie"]


def test_a_truth_value_is_a_region() -> None:
    found = gt.regions(plane(lambda x, y: x > y), "x", "y")
    assert found.labels == ("no", "yes")


def test_maxima_and_inner_choices() -> None:
    found = gt.regions(plane(lambda x, y: where(maximum(x, y, 1) > 2, 1, 0)), "x", "y")
    assert found.complete
    assert _polynomials(found) == {X - 2, Y - 2}


def test_constraints_leave_points_out() -> None:
    tied = plane(lambda x, y: where(x > 0, 1, 0), constraints=lambda x, y: {"below": y < 2 * x})
    found = gt.regions(tied, "x", "y")
    assert found.complete
    with pytest.raises(InvalidInput, match="not admissible"):
        found.label_at({"x": 0, "y": 1})
    assert all(c.witness["y"] < 2 * c.witness["x"] for c in found.cells if c.kind == "cell")
    assert [c.polynomial for c in found.curves] == [X]


def test_other_instances_are_defined_in_their_domain_only() -> None:
    @model
    class Share(Model):
        """A share that another share follows."""

        x: Number = parameter(UNIT, 0, "share")
        y: Number = parameter(REAL, 0, "shift")

        @property
        def region(self) -> Number:
            """Whether the shifted share is more than one half."""
            return where(self.at(x=self.x + self.y).x > 0.5, 1, 0)

        def solve(self) -> Outcome:
            """The region."""
            return Outcome(0, ("low", "high"), {})

    found = gt.regions(Share, "x", "y")
    assert found.complete
    assert found.label_at({"x": "1/2", "y": "1/4"}) == "high"
    assert found.label_at({"x": "1/2", "y": 1}) == "undefined"


def test_a_part_of_the_domain() -> None:
    disc = plane(lambda x, y: where(x * x + y * y < 1, 1, 0))
    found = gt.regions(disc, "x", "y", over={"x": ("1/2", 3), "y": (None, 0)})
    assert found.complete
    for cell in found.cells:
        assert Fraction(1, 2) <= float(cell.witness["x"]) <= 3
        assert float(cell.witness["y"]) <= 0
    with pytest.raises(InvalidInput, match="not admissible"):
        found.label_at({"x": 0, "y": 0})
    away = gt.regions(disc, "x", "y", over={"x": (2, 3)})
    assert away.labels == ("no",)


def test_a_missing_cell_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    disc = plane(lambda x, y: where(x * x + y * y < 1, where(y > x, 1, 2), 0), ("a", "b", "c"))
    whole = gt.regions(disc, "x", "y")
    signs = {c.signs for c in whole.cells}
    assert len(signs) == len(whole.cells)
    seen = Search._seen
    for missing in signs:

        def forgetful(self: Any, at: Any, *rest: Any, missing: Any = missing) -> None:
            if at != missing:
                seen(self, at, *rest)

        monkeypatch.setattr(Search, "_seen", forgetful)
        found = gt.regions(disc, "x", "y")
        assert not found.complete
        assert "another combination of signs" in found.reason


def test_another_prover_is_asked_where_z3_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    from gametheory.planes import completeness
    from gametheory.proof.processes import Answer, Prover

    class Silent(Prover):
        def ask(self, *args: Any, **options: Any) -> Answer:
            return Answer("unknown")

    class Sure(Prover):
        def ask(self, *args: Any, **options: Any) -> Answer:
            return Answer("unsat")

    half = gt.regions(plane(lambda x, y: where(x > 0, 1, 0)), "x", "y")
    assert (half.complete, half.prover) == (True, "")  # every sign occurs: nothing to prove
    disc = plane(lambda x, y: where(x * x + y * y < 1, 1, where(x > 2, 1, 0)))
    assert gt.regions(disc, "x", "y").prover == "z3"
    monkeypatch.setattr("gametheory.proof.questions.z3", lambda: Silent("z3", ()))
    monkeypatch.setattr(completeness, "others", lambda: (Silent("one", ()), Sure("two", ())))
    found = gt.regions(disc, "x", "y")
    assert (found.complete, found.prover) == (True, "two")
    monkeypatch.setattr(completeness, "others", lambda: (Silent("one", ()),))
    found = gt.regions(disc, "x", "y", timeout=3)
    assert (found.complete, found.prover) == (False, "")
    assert found.reason.startswith("neither z3 nor one said in time")
    monkeypatch.setattr(completeness, "others", lambda: ())
    assert gt.regions(disc, "x", "y", timeout=3).reason.startswith("z3 did not say in time")


def test_too_little_time_is_said() -> None:
    curve = plane(lambda x, y: where(x**3 + y**3 - 3 * x * y > 1, where(x * x > y, 1, 0), 0))
    with pytest.raises(TooLarge, match="time"):
        gt.regions(curve, "x", "y", timeout=1e-9)
    line = plane(lambda x, y: where(x > 0, 1, 0))
    found = gt.regions(line, "x", "y", timeout=1e-9)  # nothing to compare: the lines take longer
    assert not found.complete
    assert "time" in found.reason


def test_singular_supports_and_unique_ones() -> None:
    @model
    class Loop(Model):
        """Two players who answer each other: x1 = max(0, 1 + x x2), x2 = max(0, 1 + y x1)."""

        x: Number = parameter(REAL, 0, "first slope")
        y: Number = parameter(REAL, 0, "second slope")

        @property
        def linear_replies(self) -> Any:
            """Intercepts and slopes."""
            return (1, 1), ((0, self.x), (self.y, 0))

    found = gt.regions(Loop, "x", "y", by="equilibria")
    assert found.complete
    at = {(1, 1): "singular {1, 2}", (2, 1): "none", (0, 5): "unique {1, 2}", (0, -3): "unique {1}",
          (-2, -2): "{1} + {2} + {1, 2}", (-1, -1): "{1} + {2} + singular {1, 2}"}  # fmt: skip
    for (x, y), label in at.items():
        assert found.label_at({"x": x, "y": y}) == label
    assert {"singular {1, 2}", "{1} + {2} + singular {1, 2}"} <= {
        e.label for e in found.knife_edges
    }


def test_what_it_says() -> None:
    found = gt.regions(plane(lambda x, y: where(equal(x, 0), 1, 0)), "x", "y")
    assert str(found).splitlines() == [
        "x, y: 2 labels, 2 open cells, 1 on curves, 0 points; complete",
        "  no: x = -1, y = 0",
        "  yes: x = 0, y = 0",
        "  knife edge x = 0: yes at x = 0, y = 0",
    ]


LINE = plane(lambda x, y: where(x > y, 1, 0))


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (dict(x="x", y="z"), UnknownName, "unknown parameter 'z'"),
        (dict(x="x", y="x"), InvalidInput, "given twice"),
        (dict(x="x", y="y", by="colour"), InvalidInput, "unknown labelling by 'colour'"),
        (dict(x="x", y="y", over={"c": (0, 1)}), UnknownName, "over"),
        (dict(x="x", y="y", over={"x": 3}), InvalidInput, r"over\['x'\] is 3"),
        (dict(x="x", y="y", over={"x": (1, 1)}), InvalidInput, "leaves no interval"),
        (dict(x="x", y="y", over={"x": (0, 1 / 3)}), InvalidInput, "no short decimal"),
        (dict(x="x", y="y", timeout=0), InvalidInput, "timeout"),
        (dict(x="x", y="y", timeout=float("nan")), InvalidInput, "timeout"),
        (dict(x="x", y="y", timeout=True), InvalidInput, "timeout"),
        (dict(x="x", y="y", timeout=10**400), InvalidInput, "timeout"),
        (dict(x="x", y="y", timeout="3"), InvalidInput, "timeout"),
        (dict(x="x", y="y", by="equilibria"), InvalidInput, "payoffs"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        gt.regions(LINE, **arguments)


def test_bad_models() -> None:
    with pytest.raises(InvalidInput, match="no model"):
        gt.regions(3, "x", "y")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="root of x"):
        gt.regions(plane(lambda x, y: where(sqrt(x) > y, 1, 0)), "x", "y")
    with pytest.raises(InvalidInput, match="no code"):
        gt.regions(plane(lambda x, y: where(x > y, 2, 0)), "x", "y")
    with pytest.raises(InvalidInput, match=r"c is .*one number"):
        gt.regions(LINE(c=[1, 2]), "x", "y")
    with pytest.raises(InvalidInput, match="no short decimal"):
        gt.regions(LINE(c=1 / 3), "x", "y")
    many = plane(lambda x, y: sum(where(y > k * x, 1, 0) for k in range(41)) * 0)
    with pytest.raises(TooLarge, match="limit is 4"):
        gt.regions(many, "x", "y")

    def tall(x: Any, y: Any) -> Any:
        steps = [where(x > k, k + y, k * x) for k in range(1, 16)]
        return where(sum(steps) > 0, 1, 0)

    with pytest.raises(TooLarge, match="limit is 200"):
        gt.regions(plane(tall), "x", "y")

    @model
    class Crowd(Model):
        """A crowd."""

        n: Number = parameter(count(1), 1, "people")
        x: Number = parameter(REAL, 0, "mood")

    with pytest.raises(InvalidInput, match="n is a count"):
        gt.regions(Crowd, "n", "x")
    with pytest.raises(InvalidInput, match="no property 'region'"):
        gt.regions(_bare(), "x", "y")


def _bare() -> Any:
    @model
    class Bare(Model):
        """Nothing but parameters."""

        x: Number = parameter(REAL, 0, "x")
        y: Number = parameter(REAL, 0, "y")

    return Bare


def test_a_window_is_needed_and_checked() -> None:
    found = gt.regions(LINE, "x", "y")
    with pytest.raises(InvalidInput, match="x has no end"):
        found.boundary()
    with pytest.raises(InvalidInput, match="low < high"):
        found.bands({"x": (1, 0), "y": (0, 1)})
    with pytest.raises(UnknownName, match="window"):
        found.boundary({"x": (0, 1), "y": (0, 1), "c": (0, 1)})
    with pytest.raises(InvalidInput, match="both parameters"):
        found.label_at({"x": 1})


def test_bands_fill_the_window_once() -> None:
    disc = plane(lambda x, y: where(x * x + y * y < 1, 1, 0))
    found = gt.regions(disc, "x", "y")
    bands = found.bands({"x": (-2, 2), "y": (-2, 2)}, samples=400)
    area = {
        label: sum(float(np.trapezoid(b.high - b.low, b.x)) for b in bands if b.label == label)
        for label in found.labels
    }
    assert area["yes"] == pytest.approx(np.pi, abs=1e-3)
    assert area["yes"] + area["no"] == pytest.approx(16, abs=1e-3)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (None, None, "0"), (None, 3, "0"), (None, -3, "-4"), (3, None, "4"), (-3, None, "0"),
        ("1/3", "1/2", "2/5"), ("-1/2", "-1/3", "-2/5"), (0, "1/100", "1/101"), (-1, 1, "0"),
        (2, 3, "5/2"), ("5/2", "7/2", "3"), (-1, 0, "-1/2"), ("-7/2", "-5/2", "-3"),
    ],
)  # fmt: skip
def test_the_simplest_fraction_between(low: Any, high: Any, expected: str) -> None:
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    assert simplest(*ends) == Fraction(expected)
