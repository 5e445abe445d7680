"""Parameters that are vectors and matrices: read four ways, swept, judged entry by entry."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
import pytest
import sympy
from hypothesis import given as forall_examples
from hypothesis import settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory.errors import InvalidInput, UnknownName
from gametheory.modelling import (
    NONNEGATIVE,
    POSITIVE,
    REAL,
    UNIT,
    Case,
    Condition,
    Model,
    Number,
    Outcome,
    Statement,
    all_of,
    case,
    count,
    equal,
    given,
    model,
    parameter,
    proposition,
    regions_of,
    sized,
)


@model
class Pact(Model):
    """States share burdens over issues."""

    INDEX: ClassVar[Mapping[str, int | Sequence[str]]] = {"state": ("D", "U"), "issue": 3}

    w: Any = parameter(POSITIVE, 1, "weight", per="state", symbol="omega")
    b: Any = parameter(REAL, ((1, 2, 3), (3, 2, 1)), "benefit", per=("state", "issue"))
    s: Any = parameter(NONNEGATIVE, 0.5, "threat", per=("state", "state"), diagonal=0)
    n: Any = parameter(count(1), 2, "rounds", per="state")
    k: Number = parameter(UNIT, 0.25, "cost", symbol="kappa")

    CASES: ClassVar[Mapping[str, Case]] = {
        "uneven": case("D cares more than U.", w=(3, 1)),
        "close": case("D threatens U little.", s={("U", "D"): 0.1}),
    }

    def constraints(self) -> Mapping[str, Condition]:
        """Together the states care."""
        return {"not too much": sum(self.w) < 100}

    @property
    def worth(self) -> tuple[Number, ...]:
        """What the pact is worth to each state."""
        return tuple(
            self.w[i] * sum(self.b[i]) - self.k * sum(self.s[i][j] for j in range(2)) * self.n[i]
            for i in range(2)
        )

    @property
    def total(self) -> Number:
        """What it is worth to all."""
        return sum(self.worth)

    @property
    def regions(self) -> Any:
        """Who gains."""
        return regions_of(
            ("both", all_of(*(v > 0 for v in self.worth))),
            ("one", lambda: self.total > 0),
            ("none", True),
        )

    def solve(self) -> Outcome:
        """Worth and total."""
        return self.outcome("worth", "total")

    @proposition("P1")
    def heavier(self, more: Number) -> Statement:
        """What D cares for more is worth more to D, where it is worth anything."""
        change = self.before_and_after(w={"D": more})
        return (
            given(heavier=all_of(more > self.w[0], more + self.w[1] < 100), good=sum(self.b[0]) > 0)
            .then(rises=change.rises("total"), other=equal(change.by(lambda m: m.worth[1]), 0))
            .unless("good", b=((-1, 0, 0), (1, 1, 1)), more=2, note="a burden weighs more")
            .mutant("by one", change.by("total") > 1)
        )

    @proposition("P2", expected="refuted")
    def both_gain(self) -> Statement:
        """Everyone gains, which is false."""
        return given().then(self.worth[1] > 0)


FRACTION = st.fractions(-3, 3, max_denominator=12)
WEIGHT = st.fractions("1/12", 9, max_denominator=12)


@forall_examples(
    w=st.tuples(WEIGHT, WEIGHT),
    b=st.tuples(*[st.tuples(FRACTION, FRACTION, FRACTION)] * 2),
    s=st.tuples(WEIGHT, WEIGHT),
    n=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    k=st.fractions(0, 1, max_denominator=9),
)
@settings(max_examples=40, deadline=None)
def test_every_reading_gives_the_same(w: Any, b: Any, s: Any, n: Any, k: Fraction) -> None:
    matrix = ((0, s[0]), (s[1], 0))
    exact = Pact(w=w, b=b, s=matrix, n=n, k=k)
    by_hand = [
        w[i] * (b[i][0] + b[i][1] + b[i][2]) - k * s[i] * n[i] for i in range(2)
    ]  # s[0] is what D bears of U
    assert list(exact.worth) == by_hand
    assert all(isinstance(v, Fraction) for v in exact.w)
    floats = Pact(
        w=[float(v) for v in w], b=np.array(b, dtype=float), s=np.array(matrix, dtype=float),
        n=n, k=float(k),
    )  # fmt: skip
    np.testing.assert_allclose(floats.worth, [float(v) for v in by_hand], atol=1e-12)
    batch = Pact(
        w=np.array([[float(v) for v in w], [1.0, 2.0], [3.0, 4.0]]), n=n, k=float(k),
        b=np.array(b, dtype=float), s={(0, 1): float(s[0]), (1, 0): float(s[1])},
    )  # fmt: skip
    assert np.shape(batch.total) == (3,)
    assert batch.total[0] == pytest.approx(float(sum(by_hand)))
    values = {sympy.Symbol(p.symbol): exact.values()[n] for n, p in Pact.components().items()}
    symbols = {s: values[sympy.Symbol(s.name)] for s in Pact.symbols().total.free_symbols}
    assert sympy.Rational(*_ratio(sum(by_hand))) == Pact.symbols().total.subs(
        {s: sympy.Rational(*_ratio(v)) for s, v in symbols.items()}
    )
    from gametheory.proof.evaluation import evaluate

    term = Pact.reals().total > 0
    assert evaluate(term, {n: Fraction(v) for n, v in exact.values().items()}) is (sum(by_hand) > 0)


def _ratio(value: Any) -> tuple[int, int]:
    value = Fraction(value)
    return value.numerator, value.denominator


def test_entries_are_parameters_of_their_own() -> None:
    names = list(Pact.components())
    assert names[:4] == ["w[D]", "w[U]", "b[D][0]", "b[D][1]"]
    assert "s[D][U]" in names
    assert "s[D][D]" not in names
    one = Pact.components()["b[U][2]"]
    assert (one.default, one.symbol, one.meaning) == (1, "b_U3", "benefit (state U, issue 3)")
    assert Pact.parameters()["b"].per == ("state", "issue")
    assert Pact.parameters()["k"].per == ()
    assert Pact.symbols().w == (
        sympy.Symbol("omega_D", positive=True, real=True),
        sympy.Symbol("omega_U", positive=True, real=True),
    )
    assert sympy.latex(Pact.symbols().w[0]) == r"\omega_{D}"
    assert Pact.symbols().n[1].is_integer


def test_fields_are_tuples_whatever_is_given() -> None:
    assert Pact().w == (1, 1)
    assert Pact(w=2).w == (2, 2)
    assert Pact(w=np.array([2.0, 3.0])).w == (2.0, 3.0)
    assert Pact().s == ((0, 0.5), (0.5, 0))
    assert Pact(w={"U": 5}).w == (1, 5)
    assert Pact(w={1: 5}).at(w={0: 7}).w == (7, 5)
    assert Pact(**{"w[U]": 5, "b[D][2]": 0}).b[0] == (1, 2, 0)
    assert Pact.presets["uneven"].w == (3, 1)
    assert Pact.presets["close"].s[1][0] == 0.1
    mixed = Pact(w=(np.array([1.0, 2.0]), 3.0))
    assert np.shape(mixed.worth[0]) == (2,)


@pytest.mark.parametrize(
    ("values", "error", "problem"),
    [
        ({"w": (1, 2, 3)}, InvalidInput, r"Pact: w has 3 values; give one value for each state, 2"),
        ({"w": np.ones(3)}, InvalidInput, r"w has shape \(3,\); give \(\*batch, 2\)"),
        ({"w": [[1, 2], [3]]}, InvalidInput, r"w\[0\] is \[1, 2\]; give one value"),
        ({"b": ((1, 2, 3), (1, 2))}, InvalidInput, r"b\[1\] has 2 values"),
        ({"b": (1, 2)}, InvalidInput, r"b\[0\] has 1; give"),
        ({"w": (1, -2)}, InvalidInput, r"w\[U\] = -2 is outside its domain \(0, inf\) \(weight"),
        ({"w": np.array([[1.0, 1], [2, -2]])}, InvalidInput, r"w\[U\]\[1\] = -2"),
        ({"w": {"X": 1}}, UnknownName, r"unknown entry of w .*w\[D\], w\[U\]"),
        ({"w": {2: 1}}, UnknownName, "entry of w"),
        ({"s": {(0, 0): 1}}, UnknownName, "entry of s"),
        ({"s": ((1, 1), (1, 0))}, InvalidInput, r"s\[D\]\[D\] is 1; the diagonal of s is 0"),
        ({"n": (1, 1.5)}, InvalidInput, r"n\[U\] = 1.5"),
        ({"w": "many"}, InvalidInput, "'many' is not a number"),
        ({"w": (None, 1)}, InvalidInput, "None"),
        ({"w[X]": 1}, UnknownName, r"'w\[X\]'"),
        ({"w": (60, 60)}, InvalidInput, "violate 'not too much'"),
        ({"w": (np.ones(2), np.ones(3))}, InvalidInput, r"w\[D\] \(2,\), w\[U\] \(3,\)"),
    ],
)
def test_bad_vectors_are_refused_by_name(
    values: dict[str, Any], error: type[Exception], problem: str
) -> None:
    with pytest.raises(error, match=problem):
        Pact(**values)


def test_proofs_range_over_every_entry() -> None:
    verdict = Pact.propositions["P1"].prove(timeout=20)
    assert verdict.status == "proved", verdict.detail
    assert verdict.defects == ()
    boundary = next(c for c in verdict.checks if c.kind == "boundary")
    assert boundary.point["b[D][0]"] == -1
    refuted = Pact.propositions["P2"].prove()
    assert refuted.status == "refuted"
    point = refuted.counterexample
    assert set(point) == set(Pact.components())
    assert Pact(**point).worth[1] <= 0
    assert all(v.denominator == 1 for v in (point["n[D]"], point["n[U]"]))


def test_an_instance_outside_its_domain_is_undefined_entry_by_entry() -> None:
    @model
    class Loose(Pact):
        """An instance that may not exist."""

        @proposition("P3")
        def lighter(self, less: Number) -> Statement:
            """A smaller weight is a smaller weight."""
            return given(less=less < self.w[1]).then(self.at(w={1: less}).w[1] < self.w[1])

    verdict = Loose.propositions["P3"].prove()
    assert verdict.status == "unknown"
    assert "inadmissible" in verdict.detail


def test_sweeps_have_a_dimension_named_like_the_index() -> None:
    data = gt.sweep(Pact, w={"D": np.array([1.0, 2.0, 3.0])}, k=[0.0, 1.0])
    assert data.worth.dims == ("w[D]", "k", "state")
    assert dict(data.sizes) == {"w[D]": 3, "k": 2, "state": 2, "issue": 3, "state_2": 2}
    assert data.state.values.tolist() == ["D", "U"]
    for weight in (1.0, 3.0):
        single = Pact(w=(weight, 1.0), k=0.0)
        here = data.sel({"w[D]": weight, "k": 0.0})
        np.testing.assert_allclose(here.worth, single.worth)
    assert data.b.dims == ("state", "issue")
    assert float(data.b.sel(state="U", issue="1")) == 3
    assert float(data["w[U]"]) == 1
    assert data["w[D]"].attrs["meaning"] == "weight (state D)"
    fixed = gt.sweep(Pact, w=(2, 3), k=[0.0, 1.0])
    assert fixed.w.values.tolist() == [2, 3]
    assert gt.sweep(Pact).worth.dims == ("state",)


def test_formulas_and_regions_speak_of_entries() -> None:
    formulas = Pact.formulas()
    assert "worth[0]" in formulas
    assert (
        formulas["total"][1]
        == sympy.Symbol("worth_1", real=True) + sympy.Symbol("worth_2", real=True)
        or str(formulas["total"][1]) == "worth[0] + worth[1]"
    )
    found = gt.regions(Pact, "w[D]", "k", over={"w[D]": (0, 2)})
    assert found.labels == ("both", "one")
    assert found.label_at({"w[D]": "1/100", "k": 1}) == "one"
    assert found.x.symbol == "omega_D"


def test_a_model_with_other_members() -> None:
    many: Any = sized(Pact, state=("A", "B", "C"), issue=1)
    with pytest.raises(UnknownName, match="index"):
        sized(Pact, country=2)
    assert many(b=1).w == (1, 1, 1)
    with pytest.raises(InvalidInput, match=r"b\[A\]\[0\] has no default for these members"):
        many()
    assert many is sized(Pact, issue=1, state=["A", "B", "C"])
    again = pickle.loads(pickle.dumps(many(b=1, w=(1, 2, 3))))
    assert (type(again), again.w) == (many, (1, 2, 3))
    assert pickle.loads(pickle.dumps(Pact(w=3))).w == (3, 3)
    assert not many.propositions
    assert not many.presets
    assert len(many.components()) == 3 + 3 + 6 + 3 + 1


def test_variables_of_a_proposition_may_be_vectors() -> None:
    @model
    class Votes(Pact):
        """Votes of the states."""

        @proposition("P4", over={"v": POSITIVE}, per={"v": "state"})
        def sums(self, v: Any, t: Number) -> Statement:
            """What is voted outweighs any vote."""
            return (
                given(less=all_of(t < v[0], t < v[1]))
                .then(sum(v) > t)
                .unless("less", v=(1, "1/2"), t=3)
                .mutant("one alone", v[0] > 2 * t)
            )

    found = Votes.propositions["P4"]
    assert list(found.variables) == ["v[D]", "v[U]", "t"]
    verdict = found.prove()
    assert (verdict.status, verdict.defects) == ("proved", ())
    assert "v_D" in str(found.conclusion["conclusion"])
    with pytest.raises(UnknownName, match=r"the argument v of proposition P5: unknown index 'age'"):

        @model
        class Unknown(Pact):
            """Votes of nobody."""

            @proposition("P5", per={"v": "age"})
            def sums(self, v: Any) -> Statement:
                """Nothing."""
                return given().then(v[0] > 0)


def test_one_value_for_all_is_one_at_every_point_of_a_statement() -> None:
    """Read on many points at once, ``at(w=array)`` means what it means on one."""

    @model
    class Level(Pact):
        """All alike."""

        @proposition("P6")
        def level(self) -> Statement:
            """Where both weigh as D does, U weighs as much."""
            alike = self.at(w=self.w[0])
            return given(light=self.w[0] < 50).then(equal(alike.w[1], self.w[0]))

    assert Level.propositions["P6"].prove().status == "proved"


def test_an_array_that_can_be_read_in_two_ways_is_refused() -> None:
    two = Pact(k=np.array([0.0, 1.0]))
    with pytest.raises(InvalidInput, match=r"w of shape \(2,\) may hold .* give a tuple"):
        two.at(w=np.array([1.0, 2.0]))
    three = Pact(k=np.array([0.0, 0.5, 1.0])).at(w=np.array([1.0, 2.0]))
    assert three.w == (1.0, 2.0)
