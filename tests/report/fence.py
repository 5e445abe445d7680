"""Two models: one small enough to check by hand, one in which everything goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, ClassVar

from gametheory.algebra import Number
from gametheory.figures import curves
from gametheory.model import Case, Model, Outcome, case, model, parameter
from gametheory.parameters import POSITIVE
from gametheory.proof import Statement, given, proposition
from gametheory.sweeps import sweep
from models.register import REGISTER


@model
class Fence(Model):
    """Two neighbours share a fence of length a and height b."""

    REGISTER: ClassVar = REGISTER

    a: Number = parameter(POSITIVE, 2, "length <of> the fence", unit="m", symbol="alpha")
    b: Number = parameter(POSITIVE, 3, "height", unit="m")

    CASES: ClassVar[Mapping[str, Case]] = {
        "low_fence": case("Low, since *both* can see over it.", a=5, b=Fraction(1, 2)),
        "plain": case("As it comes."),
    }

    @property
    def area(self) -> Number:
        """Area to be painted."""
        return self.a * self.b

    def solve(self) -> Outcome:
        """The area, large from 6 on."""
        return Outcome(0, ("anywhere",), {"area": self.area, "b_2": self.b / 3})

    @proposition(
        "P1",
        supports={"W01": "because a fence is a fence"},
        qualifies={"W02": "only where it is <long> enough"},
        means={"more": "length of the *other* fence"},
    )
    def longer_is_larger(self, more: Number) -> Statement:
        """A longer fence has the larger area.

        With ``b`` fixed, area grows with *a*.

        Proof idea. The area is a product of positive numbers, one of which grows.
        """
        return (
            given(longer=more > self.a)
            .then(self.at(a=more).area > self.area)
            .unless("longer", more=1, note="a shorter one has not")
            .mutant("more than twice", self.at(a=more).area > 2 * self.area)
        )

    @proposition("P2", contradicts={"W03": "high fences are rare here"}, expected="refuted")
    def higher_than_long(self) -> Statement:
        """Every fence is higher than long.

        Proof idea. There is none.
        """
        return given().then(self.b > self.a)

    @classmethod
    def figures(cls) -> Mapping[str, Callable[[], Any]]:
        """Area against length."""
        return {"area": draw_area}


def draw_area() -> Any:
    """Area of the fence against its length & height."""
    data = sweep(Fence, a=[1.0, 2.0, 3.0], b=[1.0, 2.0])
    return curves(data.area, title="Area").figure


@model
class Broken(Model):
    """Whatever can go wrong."""

    REGISTER: ClassVar = REGISTER

    x: Number = parameter(POSITIVE, 1, "anything")

    CASES: ClassVar[Mapping[str, Case]] = {"outside": case("No such thing.", x=-1)}

    @proposition("P1", supports={"W01": "because a fence is a fence"})
    def wrong(self) -> Statement:
        """Every x is above 2.

        Proof idea. None.
        """
        return given().then(self.x > 2)

    @proposition("P2", supports={"W01": "because a fence is a fence"})
    def loose(self) -> Statement:
        """Positive, with a mutant that is just as true and a boundary that is none.

        Proof idea. None.
        """
        return (
            given(positive=self.x > 0)
            .then(self.x > 0)
            .unless("positive", x=1)
            .mutant("no mutant at all", self.x >= 0)
        )

    @proposition("P3", supports={"W01": "because a fence is a fence"})
    def crashes(self) -> Statement:
        """Cannot even be stated.

        Proof idea. None.
        """
        raise RuntimeError("no statement\nto be had")

    @classmethod
    def figures(cls) -> Mapping[str, Callable[[], Any]]:
        """One that cannot be drawn."""
        return {"none": lambda: 1 / 0}
