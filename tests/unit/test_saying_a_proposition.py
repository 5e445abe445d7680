"""What a proposition says of itself, and what is refused before it says anything."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from gametheory.errors import InvalidInput
from gametheory.modelling import (
    POSITIVE,
    REAL,
    Model,
    Number,
    Statement,
    Vector,
    given,
    model,
    parameter,
    proposition,
)
from gametheory.parameters import Parameter
from gametheory.proof.proposition import Proposition
from models.register import REGISTER

WHY = "four words will do"


@model
class Pair(Model):
    """Two sizes."""

    INDEX: ClassVar = {"side": 2}
    REGISTER: ClassVar = REGISTER

    a: Vector = parameter(POSITIVE, 1, "size", per="side")

    @proposition("P1", supports={"W01": WHY}, qualifies={"W02": WHY}, means={"x": "a number"})
    def spoken(self, x: Number) -> Statement:
        """Sums are above their parts.

        The second is positive,
        whatever it is.

        Proof idea. Something positive
        is added.
        """
        return (
            given(x=x > 0)
            .then(self.a[0] + x > self.a[0])
            .unless("x", a=(2, 3), x=0, note="nothing is added")
        )

    @proposition("P2", lemma="what P1 rests on")
    def bare(self) -> Statement:
        """Sizes are positive."""
        return given().then(self.a[0] > 0)

    @proposition("P3")
    def plain(self) -> Statement:
        """Sizes are not negative.
        Nor are sums of them.
        """
        return given().then(self.a[0] >= 0)


def test_the_text_of_a_proposition() -> None:
    assert str(Pair.propositions["P1"]).split("\n") == [
        "pair/P1: Sums are above their parts (expected: proved)",
        "  The second is positive,",
        "  whatever it is.",
        "  Proof idea. Something positive is added.",
        f"  supports W01: {WHY}",
        f"  qualifies W02: {WHY}",
    ]
    assert str(Pair.propositions["P2"]).split("\n") == [
        "pair/P2: Sizes are positive (expected: proved)",
        "  lemma: what P1 rests on",
    ]
    first = "pair/P3: Sizes are not negative (expected: proved)"
    assert str(Pair.propositions["P3"]).split("\n") == [first, "  Nor are sums of them."]
    assert repr(Pair.propositions["P3"]) == first
    assert Pair.propositions["P3"]._repr_html_() == f"<pre>{Pair.propositions['P3']}</pre>"


def test_boundary_points_are_spelled_out() -> None:
    (point,) = Pair.propositions["P1"].at(Pair(), {"x": 1}).boundary
    assert point.at == {"a[0]": 2, "a[1]": 3, "x": 0}
    assert point.note == "nothing is added"
    kept = given().then(Pair().a[0] > 0)
    assert Proposition("P9", Pair, lambda self: kept, {}, {}).at(Pair(), {}) is kept


def test_a_method_that_gives_no_statement_is_told_when_it_is_read() -> None:
    wrong = Proposition("P9", Pair, lambda self: 3, {}, {})  # type: ignore[arg-type, return-value]
    with pytest.raises(InvalidInput, match=r"pair/P9: its method gives int; return given"):
        wrong.at(Pair(), {})


def test_what_is_not_said_is_empty() -> None:
    made = Proposition("P9", Pair, Pair.plain, {"x": REAL}, {})  # type: ignore[attr-defined]
    assert (made.lemma, dict(made.reasons), dict(made.means)) == ("", {}, {})
    assert made.arguments == {"x": Parameter("x", REAL, 0, "")}


@pytest.mark.parametrize(
    ("named", "first"), [("W07 W08", "W07"), ("  W07", "W07"), ("", "W01"), ("  ", "W01")]
)
def test_the_advice_names_the_claim(named: str, first: str) -> None:
    with pytest.raises(InvalidInput, match=rf"write supports=\{{'{first}': 'one sentence"):
        proposition("P1", supports=named)  # type: ignore[arg-type]


def test_a_reason_has_four_words_at_least() -> None:
    proposition("P1", supports={"W01": WHY})
    with pytest.raises(InvalidInput, match="why it supports W01 is 'three words only'"):
        proposition("P1", supports={"W01": "three words only"})


def note(self: Any, note: Number) -> Statement:
    return given().then(note > 0)


def at(self: Any, at: Number) -> Statement:
    return given().then(at > 0)


@pytest.mark.parametrize("method", [note, at])
def test_names_of_unless_are_no_arguments(method: Any) -> None:
    with pytest.raises(InvalidInput, match=f"argument '{method.__name__}' could not be told"):
        proposition("P1")(method)
