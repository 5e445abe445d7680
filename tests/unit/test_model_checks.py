"""The kit for models: a whole model passes, and each thing that is missing is said by name."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest

from gametheory.errors import InvalidInput
from gametheory.modelling import (
    NONNEGATIVE,
    POSITIVE,
    Curves,
    Figure,
    Model,
    Number,
    Outcome,
    Statement,
    bimatrix_game,
    case,
    count,
    equal,
    given,
    model,
    parameter,
    proposition,
    quantity,
    regions_of,
    where,
)
from gametheory.testing import check_model, checks
from models.register import REGISTER


@model
class Chicken(Model):
    """Two drivers head for each other; who swerves is a coward."""

    REGISTER: ClassVar = REGISTER

    crash: Number = parameter(POSITIVE, 4, "what a crash costs each")
    pride: Number = parameter(NONNEGATIVE, 1, "what not swerving alone is worth")

    CASES: ClassVar = {"reckless": case("A crash costs more than pride is worth.")}
    FIGURES: ClassVar = {
        "chance": Figure("How often a driver swerves.", Curves(of="p", along={"crash": (1, 5)}))
    }

    p = quantity("probability of swerving when both mix", lambda g: g.crash / (g.crash + g.pride))
    regions = quantity(
        "what pride does", lambda g: regions_of(("proud", g.pride > 0), ("not", True))
    )

    def game(self) -> Any:
        """Swerve or drive on."""
        zero = self.pride * 0
        one = ((zero, zero), (self.pride, -self.crash))
        return bimatrix_game(one, tuple(zip(*one, strict=True)))

    def solve(self) -> Outcome:
        """The mixed equilibrium."""
        return self.outcome("p")

    def agrees(self, found: Any) -> Any:
        """In each game some equilibrium has the stated probability, on both sides."""
        exact = found.strategies[0].dtype == object
        p = np.broadcast_to(np.asarray(self.p), np.shape(found.counts)).ravel()
        sides = [s[:, 0] - p[found.game_index] for s in found.strategies]
        hit = np.all([(s == 0) if exact else np.abs(s.astype(float)) < 1e-9 for s in sides], axis=0)
        out = np.zeros(p.shape, dtype=bool)
        out[found.game_index[hit.astype(bool)]] = True
        return out.reshape(np.shape(found.counts))

    @proposition("P1", lemma="how costs deter", means={"worse": "a higher cost of a crash"})
    def deterrence(self, worse: Number) -> Statement:
        """The costlier a crash, the more often both swerve.

        Proof idea. The probability c/(c + v) grows with c if v is positive.
        """
        change = self.before_and_after(crash=worse)
        return (
            given(proud=self.pride > 0, worse=worse > self.crash)
            .then(change.rises("p"))
            .unless("proud", pride=0, worse=5, note="without pride everybody swerves anyway")
            .unless("worse", worse=4, note="no change, no effect")
            .mutant("by a tenth", change.by("p") > self.p / 10)
        )  # fmt: skip


def names(kind: type[Model]) -> list[str]:
    return [str(check) for check in checks(kind)]


@pytest.mark.parametrize("check", checks(Chicken), ids=str)
def test_a_whole_model_passes(check: Any) -> None:
    check()


def test_one_call_checks_everything() -> None:
    check_model(Chicken, points=64)
    assert names(Chicken) == [
        "chicken: words", "chicken: closed form", "chicken: case reckless",
        "chicken: figure chance", "chicken/P1: words and links", "chicken/P1: verdict",
    ]  # fmt: skip


def wrong(kind: type[Model], **options: Any) -> str:
    with pytest.raises(AssertionError) as told:
        check_model(kind, points=256, **options)
    return str(told.value)


def test_a_closed_form_that_is_wrong_is_found_at_a_point() -> None:
    @model
    class Wrong(Chicken):
        """The probability of driving on, taken for that of swerving."""

        CASES: ClassVar = {}
        FIGURES: ClassVar = {}

        p = quantity("probability", lambda g: g.pride / (g.crash + g.pride))

    said = wrong(Wrong)
    assert "wrong: closed form: they differ at crash = " in said
    assert "random points" in said
    assert "they differ in fractions at" in said


def test_a_closed_form_that_is_wrong_on_ties_alone_is_found_in_fractions() -> None:
    @model
    class Tie(Chicken):
        """Wrong exactly where crash and pride are alike."""

        CASES: ClassVar = {}
        FIGURES: ClassVar = {}

        p = quantity(
            "probability",
            lambda g: where(equal(g.crash, 3 * g.pride), 1, g.crash / (g.crash + g.pride)),
        )

    assert "they differ in fractions at" in wrong(Tie)


def test_a_game_without_a_comparison_is_told() -> None:
    @model
    class Silent(Model):
        """A game and a closed form that nobody compares."""

        a: Number = parameter(POSITIVE, 1, "stake")
        regions = quantity("where", lambda g: regions_of(("all", True)))

        def game(self) -> Any:
            """A game."""
            return bimatrix_game(((self.a, 0), (0, 1)), ((self.a, 0), (0, 1)))

        def solve(self) -> Outcome:
            """Nothing."""
            return self.outcome()

    assert "no agrees(self, found)" in wrong(Silent)


def test_words_that_are_missing_are_asked_for() -> None:
    @model
    class Mute(Model):
        a: Number = parameter(count(1), 1)

        @property
        def double(self) -> Number:
            return 2 * self.a

        @proposition("P1")
        def short(self, other: Number) -> Statement:
            """Short."""
            return given().then(self.double * 0 + other * 0 <= 0)

    Mute.__doc__ = None
    said = wrong(Mute)
    for words in (
        "the class has no docstring", "the parameter a has no meaning",
        "the quantity double has no words", "the title 'Short' says too little", "no proof idea",
        "it speaks to no claim and is no lemma", "the argument other has no words", "no mutant",
    ):  # fmt: skip
        assert words in said, words


def test_a_claim_that_nothing_can_test_is_told() -> None:
    @model
    class Factual(Model):
        """Speaks to a fact."""

        REGISTER: ClassVar = REGISTER

        a: Number = parameter(POSITIVE, 1, "something")

        @proposition("P1", supports={"W26": "the region has an economy in which one is large"})
        def small(self) -> Statement:
            """What is positive is above its half.

            Proof idea. Halving makes positive numbers smaller.
            """
            return given().then(2 * self.a > self.a).mutant("below", 2 * self.a < self.a)

    assert "speaks to W26, which is input: there is nothing to test" in wrong(Factual)


def test_a_verdict_that_is_not_the_expected_one_is_told() -> None:
    @model
    class Hopeful(Model):
        """A statement that fails."""

        a: Number = parameter(POSITIVE, 1, "something")

        @proposition("P1", lemma="nothing at all")
        def large(self) -> Statement:
            """Everything positive is above one.

            Proof idea. There is none.
            """
            return given().then(self.a > 1).mutant("above two", self.a > 2)

    assert "hopeful/P1: verdict: expected proved, found refuted" in wrong(Hopeful)


def test_a_case_on_its_threshold_says_so() -> None:
    @model
    class Edge(Model):
        """Above or below one."""

        a: Number = parameter(POSITIVE, 2, "height")
        CASES: ClassVar = {
            "near": case("just above", a=1.05),
            "said": case("just above", a=1.05).near_threshold("one is near, as in the source"),
            "far": case("far above", a=5).near_threshold("nothing is near"),
        }
        regions = quantity("side", lambda g: regions_of(("above", g.a > 1), ("below", True)))

        def solve(self) -> Outcome:
            """The side."""
            return self.outcome()

    said = wrong(Edge)
    assert "edge: case near: it turns within 10% of its values: 'below' once a is 1 (-5%)" in said
    assert "edge: case far: it says that a threshold is near" in said
    assert "case said" not in said


def test_a_figure_that_cannot_be_drawn_is_told() -> None:
    @model
    class Blind(Model):
        """A function instead of declared data, which draws nothing."""

        a: Number = parameter(POSITIVE, 1, "something")

        @classmethod
        def figures(cls) -> Any:
            """One without axes."""
            import matplotlib.pyplot as plt

            return {"none": plt.figure}

    assert "blind: figure none: the figure is empty" in wrong(Blind)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"model": Model}, "subclass of Model"),
        ({"model": "chicken"}, "subclass of Model"),
        ({"timeout": 0}, "above 0"),
        ({"points": 0}, "at least 1"),
        ({"seed": -1}, "at least 0"),
    ],
)
def test_refused(options: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"model": Chicken, **options}
    with pytest.raises(InvalidInput) as told:
        checks(given.pop("model"), **given)
    assert said in str(told.value)
