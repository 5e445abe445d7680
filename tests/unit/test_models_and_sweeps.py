"""Models as values and sweeps over them: readings, refusals, labels, blocks."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
import pytest
import sympy

import gametheory as gt
from gametheory import sweeps
from gametheory.algebra import Condition, Number, where
from gametheory.errors import InvalidInput, TooLarge, UnknownName
from gametheory.model import Case, Model, Outcome, case, model, parameter
from gametheory.parameters import NONNEGATIVE, OPEN_UNIT, POSITIVE, REAL, UNIT, Interval, interval


@model
class Guns(Model):
    """Guns against butter."""

    a: Number = parameter(POSITIVE, 1, "ability", unit="guns", symbol="alpha", sources="W01")
    share: Number = parameter(UNIT, 0.5, "share spent")
    floor: Number = parameter(REAL, 0, "what is left in any case")

    CASES: ClassVar[Mapping[str, Case]] = {"even": case("Half and half.", share=0.5)}

    def constraints(self) -> Mapping[str, Condition]:
        """The floor is below what ability yields."""
        return {"floor below ability": self.floor < self.a}

    @property
    def output(self) -> Number:
        """What is made."""
        return self.a * self.share * (1 - self.share)

    @property
    def hasty(self) -> Number:
        """Takes a decision it should leave open."""
        return self.a if self.share > 0 else 0

    def solve(self) -> Outcome:
        """Output and whether there is any."""
        region = where(self.output > 0, 1, 0)
        return Outcome(region, ("idle", "busy"), {"output": self.output})


@pytest.mark.parametrize(
    ("values", "error", "problem"),
    [
        ({"a": 0}, InvalidInput, r"a = 0 is outside its domain \(0, inf\) \(ability\)"),
        ({"share": 1.5}, InvalidInput, r"share = 1.5 is outside its domain \[0, 1\]"),
        ({"share": [0.1, 0.2, 7]}, InvalidInput, r"share\[2\] = 7"),
        ({"a": np.nan}, InvalidInput, "a = nan"),
        ({"floor": np.inf}, InvalidInput, "floor = inf"),
        ({"a": "many"}, InvalidInput, "'many' is not a number"),
        ({"a": [Fraction(1), None]}, InvalidInput, "None, which is not a number"),
        ({"a": [[1, 2], [3]]}, InvalidInput, "ragged"),
        ({"shar": 1}, UnknownName, "Did you mean 'share'"),
        ({"a": [1, 2], "share": [0.1, 0.2, 0.3]}, InvalidInput, "do not broadcast"),
        ({"floor": 3}, InvalidInput, "violate 'floor below ability'"),
    ],
)
def test_bad_values_are_refused_by_name(
    values: dict[str, Any], error: type[Exception], problem: str
) -> None:
    with pytest.raises(error, match=problem):
        Guns(**values)


def test_a_python_if_on_symbols_names_where_and_the_quantity() -> None:
    with pytest.raises(gt.errors.SymbolicBranch, match=r"Guns\.hasty.*where"):
        _ = Guns.symbols().hasty
    with pytest.raises(gt.errors.SymbolicBranch, match=r"Guns\.hasty.*where"):
        _ = Guns(share=np.array([0.0, 0.5])).hasty
    assert Guns(share=Fraction(1, 3)).hasty == 1


def test_presets_carry_their_justification() -> None:
    even = Guns.presets["even"]
    assert (even.share, even.justification) == (0.5, "Half and half.")
    with pytest.raises(UnknownName, match="Did you mean 'even'"):
        Guns.presets["evn"]


def test_parameters_know_what_they_are() -> None:
    a = Guns.parameters()["a"]
    assert (a.meaning, a.unit, a.symbol, a.sources) == ("ability", "guns", "alpha", ("W01",))
    assert Guns.symbols().a == sympy.Symbol("alpha", real=True, positive=True)
    assert Guns.name == "guns"


def test_replacing_a_parameter_leaves_the_rest() -> None:
    changed = Guns(a=3).at(share=Fraction(1, 4))
    assert (changed.a, changed.share) == (3, Fraction(1, 4))
    with pytest.raises(UnknownName):
        changed.at(b=1)


def test_models_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Guns().a = 2  # type: ignore[misc]


def test_outcomes_are_mappings_with_a_region() -> None:
    outcome = Guns(share=np.array([0.0, 0.5])).solve()
    assert outcome.region_name.tolist() == ["idle", "busy"]
    assert list(outcome) == ["output"]
    assert len(outcome) == 1
    with pytest.raises(UnknownName, match="output"):
        outcome["outptu"]


def test_a_sweep_is_the_model_at_every_point() -> None:
    data = gt.sweep(Guns, share=np.linspace(0, 1, 11), a=[1.0, 2.0, 3.0])
    assert dict(data.sizes) == {"share": 11, "a": 3}
    for share in (0.0, 0.3, 1.0):
        for a in (1.0, 3.0):
            here = data.sel(share=share, a=a, method="nearest")
            assert float(here.output) == pytest.approx(a * share * (1 - share))
            assert int(here.region) == (0 < share < 1)
    assert data.a.attrs["meaning"] == "ability"
    assert data.a.attrs["domain"] == "(0, inf)"
    assert data.region.attrs["flag_meanings"] == "idle busy"
    assert data.output.attrs["long_name"] == "What is made."
    assert data.attrs == {"model": "guns", "title": "Guns against butter."}


def test_a_sweep_over_nothing_is_one_point() -> None:
    assert float(gt.sweep(Guns, share=Fraction(1, 4)).output) == pytest.approx(3 / 16)


def test_a_sweep_from_an_instance_keeps_its_values() -> None:
    assert float(gt.sweep(Guns(a=4), share=[0.5]).output[0]) == 1


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    axes = {"share": np.linspace(0, 1, 37), "a": np.linspace(1, 2, 11)}
    whole = gt.sweep(Guns, **axes)
    monkeypatch.setattr(sweeps, "_BLOCK", 16)
    assert whole.identical(gt.sweep(Guns, **axes))


@pytest.mark.parametrize(
    ("axes", "error", "problem"),
    [
        ({"shar": [1]}, UnknownName, "Did you mean 'share'"),
        ({"share": []}, InvalidInput, "axis share"),
        ({"share": [[0.1]]}, InvalidInput, "axis share"),
        ({"share": [0.1, 2]}, InvalidInput, r"share\[1\] = 2"),
    ],
)
def test_bad_axes_are_refused_before_any_work(
    axes: dict[str, Any], error: type[Exception], problem: str
) -> None:
    with pytest.raises(error, match=problem):
        gt.sweep(Guns, **axes)


def test_a_sweep_too_large_for_memory_says_how_to_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_LIMIT_BYTES", 1000)
    with pytest.raises(TooLarge, match="split an axis"):
        gt.sweep(Guns, share=np.linspace(0, 1, 1000))


@pytest.mark.parametrize(
    "domain",
    [REAL, POSITIVE, NONNEGATIVE, UNIT, OPEN_UNIT, interval(high=3), interval("0.5", 2)],
    ids=str,
)
def test_samples_lie_in_their_domain(domain: Interval) -> None:
    drawn = domain.sample(np.random.default_rng(0), 10_000)
    assert np.asarray(domain.contains(drawn)).all()
    assert len(np.unique(drawn)) > 5000


def test_an_unknown_proposition_is_refused_with_the_nearest_id() -> None:
    from models.deadlock import Deadlock

    with pytest.raises(UnknownName, match=r"Deadlock: unknown proposition 'P9'.*Known: P0, P0b"):
        Deadlock.propositions["P9"]
    assert Deadlock.propositions.get("P9") is None
