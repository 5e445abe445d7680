"""The neighbourhood of a case: shares known by hand, turning points in closed form."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.modelling import (
    NONNEGATIVE,
    POSITIVE,
    UNIT,
    Condition,
    Model,
    Number,
    Outcome,
    case,
    count,
    model,
    parameter,
    quantity,
    regions_of,
)  # fmt: skip


@model
class Product(Model):
    """Above or below a line: ``a b > c``."""

    a: Number = parameter(POSITIVE, 1, "first factor")
    b: Number = parameter(POSITIVE, 2, "second factor")
    c: Number = parameter(NONNEGATIVE, 1, "threshold")
    CASES: ClassVar = {"above": case("well above"), "zero": case("nothing to pass", c=0)}

    regions = quantity("side", lambda m: regions_of(("above", m.a * m.b > m.c), ("below", True)))

    def solve(self) -> Outcome:
        """The side."""
        return self.outcome()


@model
class Committee(Model):
    """A count and a share, tied to each other."""

    n: Number = parameter(count(1), 5, "members")
    q: Number = parameter(UNIT, 0.8, "quota")

    regions = quantity("rule", lambda m: regions_of(("many", m.n > 5), ("few", True)))

    def constraints(self) -> dict[str, Condition]:
        return {"reachable": self.n * self.q >= 4}

    def solve(self) -> Outcome:
        """The rule."""
        return self.outcome()


def test_turning_points_are_the_thresholds() -> None:
    found = gt.robustness(Product())
    assert found.region == "above"
    assert {t.parameter: pytest.approx(t.value) for t in found.turns} == {
        "a": 0.5, "b": 1.0, "c": 2.0
    }  # fmt: skip
    assert [t.region for t in found.turns] == ["below"] * 3
    assert found.nearest is not None
    assert abs(found.nearest.change) == pytest.approx(0.5)
    assert not found.on_the_edge
    assert found.shares == {0.1: 1.0, 0.2: 1.0, 0.3: pytest.approx(0.99, abs=0.01)}


def test_shares_are_volumes() -> None:
    """On the threshold itself half of a small box is on either side."""
    found = gt.robustness(Product(a=1, b=1, c=1.0), points=1 << 14)
    assert found.region == "below"
    assert found.shares[0.1] == pytest.approx(0.5, abs=0.02)
    assert found.on_the_edge
    rng = np.random.default_rng(1)
    a, b, c = rng.uniform(0.7, 1.3, (3, 200_000))
    assert found.shares[0.3] == pytest.approx(np.mean(a * b <= c), abs=0.01)


def test_zeros_stay() -> None:
    found = gt.robustness(Product.presets["zero"])
    assert found.still == ("c",)
    assert found.turns == ()
    assert "no single parameter" in str(found)


def test_counts_stay_whole_and_constraints_bind() -> None:
    found = gt.robustness(Committee(), (0.3,))
    # 4, 5 and 6 members are within 30 %; 4 need q = 1, which is out of reach of all but a few.
    assert found.points[0.3] < 4096
    assert 0 < found.shares[0.3] < 1
    assert {(t.parameter, t.value, t.region) for t in found.turns} == {("n", 6.0, "many")}


def test_the_same_draws_give_the_same_shares() -> None:
    one, two = (gt.robustness(Product(c=1.9), seed=3) for _ in range(2))
    assert one.shares == two.shares
    assert one.shares != gt.robustness(Product(c=1.9), seed=4).shares


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"case": Product}, "instance"),
        ({"case": Product(a=np.array([1.0, 2.0]))}, "single number"),
        ({"spreads": (0,)}, "(0, 1]"),
        ({"spreads": 0.1}, "sequence"),
        ({"points": 100}, "power of two"),
        ({"seed": -1}, "at least 0"),
    ],
)
def test_refused(given: dict[str, Any], said: str) -> None:
    options = {"case": Product(), **given}
    with pytest.raises(InvalidInput) as told:
        gt.robustness(**options)
    assert said in str(told.value)
