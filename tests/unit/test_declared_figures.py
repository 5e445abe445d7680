"""Figures as data: what is declared is what is drawn, and nonsense is refused by name."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest

from gametheory.errors import InvalidInput, UnknownName
from gametheory.figures import Curves, Figure, Line, RegionMap, draw
from gametheory.modelling import (
    POSITIVE,
    REAL,
    UNIT,
    Model,
    Number,
    Outcome,
    Vector,
    case,
    model,
    parameter,
    quantity,
    regions_of,
    sqrt,
)


@model
class Ford(Model):
    """A river of depth a, and two who may wade."""

    INDEX: ClassVar = {"who": ("A", "B")}
    a: Number = parameter(POSITIVE, 1, "depth", unit="m")
    b: Number = parameter(UNIT, 0.5, "current")
    h: Vector = parameter(REAL, (2, 3), "height", per="who", symbol="h")
    CASES: ClassVar = {"spring": case("Snow melts.", a=2, b=0.25), "tall": case("Tall.", h=9)}

    over = quantity("what stays above water", lambda m: tuple(h - m.a for h in m.h))
    force = quantity("force of the current", lambda m: m.a * m.b)
    rate = quantity("share of the force", lambda m: m.b / (1 + m.b))
    regions = quantity("who wades", lambda m: regions_of(
        ("both", m.over[0] > m.force), ("one", m.over[1] > m.force), ("none", True)))  # fmt: skip

    def scaled(self, factor: Number) -> Number:
        """The force, scaled."""
        return factor * self.force

    def solve(self) -> Outcome:
        """Who wades."""
        return self.outcome("over", "force", **self.only(self.force > 1, "rate"))


def test_curves_are_the_quantities_along_the_parameter() -> None:
    lines = [Line("over[0]", label="A"), Line("over[B]", label="B"), Line("scaled", (2,), "twice"),
             Line("force", dotted=True)]  # fmt: skip
    panel = Curves(of=lines, along={"a": (0.5, 4)}, case="spring", mark=("force",), shade="one",
                   limits=(-3, 5), label="metres", title="Ford")  # fmt: skip
    (ax,) = draw(Ford, Figure("Who wades.", panel)).axes
    drawn = {line.get_label(): line for line in ax.get_lines() if len(line.get_xdata()) > 2}
    depth = drawn["A"].get_xdata()
    np.testing.assert_allclose(drawn["A"].get_ydata(), 2 - depth)
    np.testing.assert_allclose(drawn["B"].get_ydata(), 3 - depth)
    np.testing.assert_allclose(drawn["twice"].get_ydata(), 2 * 0.25 * depth)
    (dotted,) = [v for k, v in drawn.items() if k.startswith("_")]
    np.testing.assert_allclose(dotted.get_ydata(), 0.25 * depth)
    assert [line.get_xdata()[0] for line in ax.get_lines() if len(line.get_xdata()) == 2] == [0.5]
    assert ax.get_xlabel() == "depth, $a$ (m)"
    assert ax.get_ylabel() == "metres"
    assert ax.get_ylim() == (-3, 5)
    assert ax.get_title("left") == "Ford"


def test_a_dotted_line_with_a_label_stands_in_the_legend() -> None:
    lines = [Line("over[0]", label="A"), Line("force", label="force", dotted=True)]
    (ax,) = draw(Ford, Figure("Who wades.", Curves(of=lines, along={"a": (0.5, 4)}))).axes
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["A", "force"]


def test_quantities_of_the_outcome_are_nan_where_they_mean_nothing() -> None:
    (ax,) = draw(Ford, Figure("Rate.", Curves(of="rate", along={"a": (1, 4)}))).axes
    (line,) = [ln for ln in ax.get_lines() if len(ln.get_xdata()) > 2]
    shown = np.isfinite(line.get_ydata())
    np.testing.assert_array_equal(shown, line.get_xdata() * 0.5 > 1)
    assert ax.get_ylabel() == "Share of the force, rate"


def test_an_axis_may_show_a_quantity() -> None:
    panel = Curves(of="force", along={"b": ("1/100", 1)}, shown_as="rate")
    (ax,) = draw(Ford, Figure("Force.", panel)).axes
    (line,) = [ln for ln in ax.get_lines() if len(ln.get_xdata()) > 2]
    rate = line.get_xdata()
    assert rate[0] == pytest.approx(0.01 / 1.01)
    assert rate[-1] == pytest.approx(0.5)
    np.testing.assert_allclose(np.diff(rate), np.diff(rate)[0])
    np.testing.assert_allclose(line.get_ydata(), rate / (1 - rate), rtol=1e-4)


def test_a_region_map_has_exact_boundaries_and_marks_cases() -> None:
    panel = RegionMap(x={"a": (1, 4)}, y={"b": (0, 1)}, marked=["spring"], y_as="rate",
                      tints={"both": "calm", "one": "tense", "none": "#123456"},
                      contours={"force": (0.5, 1)})  # fmt: skip
    (ax,) = draw(Ford, Figure("Who wades.", panel)).axes
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["both", "one", "none"]
    curves = [line for line in ax.get_lines() if len(line.get_xdata()) > 2]
    assert curves
    for line in curves:
        a, rate = line.get_xdata(), line.get_ydata()
        b = rate / (1 - rate)
        assert np.allclose((2 - a) - a * b, 0, atol=1e-6) or np.allclose((3 - a) - a * b, 0)
    (point,) = [line for line in ax.get_lines() if len(line.get_xdata()) == 1]
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (2, pytest.approx(0.2))
    assert "spring" in [t.get_text() for t in ax.texts]


def test_a_region_map_without_rational_formulas_is_swept() -> None:
    @model
    class Rough(Ford):
        """Heights under a root."""

        CASES: ClassVar = {}
        regions = quantity("who wades", lambda m: regions_of(
            ("both", sqrt(m.a) < m.b), ("none", True)))  # fmt: skip

    panel = RegionMap(x={"a": ("1/10", 1)}, y={"b": (0, 1)}, tints={"none": "alarm"})
    (ax,) = draw(Rough, Figure("Who wades.", panel)).axes
    (mesh,) = [c for c in ax.collections if type(c).__name__ == "QuadMesh"]
    codes = np.asarray(mesh.get_array()).reshape(301, 301)
    a, b = np.meshgrid(np.linspace(0.1, 1, 301), np.linspace(0, 1, 301))
    np.testing.assert_array_equal(codes, np.where(np.sqrt(a) < b, 0, 1))


def test_a_case_from_elsewhere_is_not_marked() -> None:
    panel = RegionMap(x={"a": (1, 4)}, y={"b": (0, 1)}, marked=["tall"])
    with pytest.raises(InvalidInput, match=r"'tall' has h\[A\] = 9, and the map 2; mark it on a"):
        draw(Ford, Figure("Who wades.", panel))


@pytest.mark.parametrize(
    ("build", "problem"),
    [
        (lambda: Figure("", Curves(of="force", along={"a": (1, 2)})), "the caption is ''; say in"),
        (lambda: Figure("Words."), "give one panel at least"),
        (lambda: Figure("Words.", "force"), "give one panel at least"),
        (lambda: Curves(of="force", along={"a": 3}), "the range of a is 3; give \\(low, high\\)"),
        (lambda: Curves(of="force", along={}), "a range names nothing; give one parameter"),
        (lambda: RegionMap(x={"a": (1, 2), "b": (1, 2)}, y={"b": (0, 1)}), "give one parameter"),
        (lambda: draw(Ford, "nothing"), "unknown figure 'nothing'"),
        (lambda: draw(Ford, Figure("Words.", Curves(of="forse", along={"a": (1, 2)}))),
         r"unknown quantity 'forse'\. Did you mean 'force'"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_figure_is_refused(build: Any, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        build()


def test_a_report_takes_the_caption() -> None:
    from gametheory.report.work import Step, perform

    @model
    class Shown(Ford):
        """One figure."""

        FIGURES: ClassVar = {"force": Figure("The force.", Curves(of="force", along={"a": (1, 2)}))}

    drawn: Any = perform(Step(Shown, "figure", "force"))
    assert (drawn.description, drawn.problem) == ("The force.", "")
    assert drawn.png.startswith(b"\x89PNG")


def test_a_quantity_is_a_property_with_words() -> None:
    assert Ford.force.__doc__ == "Force of the current."
    assert Ford(a=2).force == 1
    with pytest.raises(InvalidInput, match="give its meaning and a function"):
        quantity(3, lambda m: m)  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="unknown index"):
        Ford().only(True, "over", per="state")
