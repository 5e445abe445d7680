"""What a verdict says of itself, algebraic numbers in words, what a proposition is made of."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

import pytest

from gametheory.errors import InvalidInput
from gametheory.parameters import OPEN_UNIT, REAL
from gametheory.proof import Statement, given, proposition
from gametheory.proof.algebraic import Algebraic
from gametheory.proof.proposition import Proposition, Relation, in_sympy
from gametheory.proof.verdict import Check, Part, Verdict, VerdictStatus
from tests.unit.scripted_court import court, stated

# -- verdicts --------------------------------------------------------------------------------------


def test_defects_are_the_checks_that_failed_and_the_error() -> None:
    good, bad = Check("mutant", "m", True, "refuted"), Check("premise", "p", False, "never")
    found = Verdict("proved", None, "z3", 0.0, checks=(good, bad))
    assert found.defects == ("premise 'p': never",)
    assert Verdict("unknown", None, "z3", 0.0, checks=(bad,), error="lost").defects == (
        "premise 'p': never",
        "error: lost",
    )


def test_what_nobody_told_is_nothing() -> None:
    verdict, part = Verdict("proved", None, "z3", 0.0), Part("p", "proved", "z3", 0.0)
    assert (verdict.detail, verdict.error, verdict.points, verdict.defects) == ("", "", 0, ())
    assert (part.detail, part.mutants, part.refuted) == ("", 0, 0)
    assert not Check("mutant", "m", True, "").automatic
    assert get_args(VerdictStatus) == ("proved", "refuted", "swept", "unknown")


# -- algebraic numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Algebraic((1, 0, -2), 2), "root 2 of x^2 - 2"),
        (Algebraic((-1, 0, 2), 1), "root 1 of -x^2 + 2"),
        (Algebraic((3, -1, 1), 1), "root 1 of 3x^2 - x + 1"),
        (Algebraic((-2, 5, -4, 0), 3), "root 3 of -2x^3 + 5x^2 - 4x"),
        (Algebraic((1, -1), 1), "root 1 of x - 1"),
    ],
)
def test_an_algebraic_number_in_words(number: Algebraic, shown: str) -> None:
    assert str(number) == shown


def test_a_fraction_near_a_root_is_as_near_as_asked() -> None:
    low, high = Algebraic((1, 0, -2), 1), Algebraic((1, 0, -2), 2)
    for digits in (1, 5, 30, 61, 79):
        for root, sign in ((low, -1), (high, 1)):
            near, off = root.near(digits), Fraction(1, 10**digits)
            assert near * sign > 0
            assert (abs(near) - off) ** 2 < 2 < (abs(near) + off) ** 2
    assert Algebraic((1, -6, 11, -6), 3).near(5) == pytest.approx(3)
    assert float(high) == 2**0.5
    assert low.near() == -high.near()


@pytest.mark.parametrize("index", [-1, 0, 3])
def test_a_root_that_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match="no such root"):
        Algebraic((1, 0, -2), index).near(1)


# -- propositions ----------------------------------------------------------------------------------


WHY = "the sentence says as much"


def claim(self: Any, x: Any) -> Statement:
    """What is claimed of X.

    And more of it.

    Proof idea. X is
    positive.
    """
    return given(later=x > 0).then(self.a * x > 0).mutant("m", self.a > 1)


def test_a_proposition_says_what_it_was_told() -> None:
    plain = stated(claim)
    assert (plain.expected, plain.samples, plain.reproduces) == ("proved", 400_000, "")
    assert (plain.variables, plain.claims) == ({"x": REAL}, {})
    assert (plain.title, plain.name) == ("What is claimed of X", "plane/P1")
    assert plain.statement == "What is claimed of X.\n\nAnd more of it."
    assert plain.idea == "X is positive."
    told = stated(
        claim, {"x": OPEN_UNIT}, supports=dict.fromkeys(("W01", "W02"), WHY),
        qualifies={"W03": WHY}, contradicts={"W04": WHY}, samples=7, means={"x": "how late"},
    )  # fmt: skip
    assert (told.samples, told.variables) == (7, {"x": OPEN_UNIT})
    assert told.claims == {
        "W01": "supports", "W02": "supports", "W03": "qualifies", "W04": "contradicts"
    }  # fmt: skip
    assert set(told.claims.values()) == set(get_args(Relation))
    assert told.reasons == dict.fromkeys(told.claims, WHY)
    assert (told.means, told.lemma) == ({"x": "how late"}, "")
    assert stated(claim, lemma="what P2 rests on").lemma == "what P2 rests on"
    assert len({plain, told}) == 2
    made = Proposition("P1", plain.model, claim, {}, {})
    assert (made.expected, made.samples, made.reproduces) == ("proved", 400_000, "")


def test_a_proposition_without_a_docstring_is_without_words() -> None:
    bare = stated(lambda self: given().then(self.a + 1 > 0))
    assert (bare.statement, bare.title) == ("", "")


def test_a_proposition_is_shown_on_symbols_of_sympy() -> None:
    import sympy

    found = stated(claim)
    x = sympy.Symbol("x", real=True)
    (mutant,) = found.mutants
    assert found.assumptions == {"later": x > 0}
    assert found.conclusion["conclusion"].free_symbols >= {x}
    assert isinstance(mutant.conclusion, sympy.core.relational.Relational)
    assert found.boundary == ()


def test_a_plain_truth_is_shown_as_it_is() -> None:
    assert in_sympy(Statement({"t": True}, {"c": False})).assumptions == {"t": True}


def test_what_is_no_statement_is_refused() -> None:
    with pytest.raises(
        InvalidInput, match=r"the proposition P1 returns an? int; write return given"
    ):
        court(lambda self: 3)  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("id", ["", "1", "P 1", "P-1", "P_1", ".P", "P1 "])
def test_an_id_is_letters_digits_and_dots(id: str) -> None:
    with pytest.raises(InvalidInput, match="letters, digits and dots"):
        proposition(id)
    proposition("P.1b")


def test_a_claim_is_named_once() -> None:
    with pytest.raises(InvalidInput, match="W1 is named twice"):
        proposition("P1", supports={"W1": WHY}, contradicts={"W2": WHY, "W1": WHY})


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"supports": "W1 W2"}, r"supports='W1 W2' gives no reason; write supports=\{'W1': 'one"),
        ({"qualifies": ["W1"]}, "gives no reason"),
        ({"contradicts": {"W1": "so it is"}}, "the reason why it contradicts W1 is 'so it is'"),
        ({"supports": {"W1": None}}, "the reason why it supports W1 is None"),
        ({"supports": {"W1": WHY}, "lemma": "for P2"}, "a lemma speaks to no claim"),
    ],
)
def test_a_claim_is_named_with_a_reason(named: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        proposition("P1", **named)


def test_words_are_those_of_an_argument() -> None:
    with pytest.raises(InvalidInput, match=r"\['z'\] are not arguments"):
        proposition("P1", means={"x": "how late", "z": "nothing"})(claim)


def test_a_domain_is_one_of_an_argument() -> None:
    with pytest.raises(InvalidInput, match=r"\['y', 'z'\] are not arguments"):
        proposition("P1", over={"x": REAL, "z": REAL, "y": REAL})(claim)


@pytest.mark.parametrize(
    "method",
    [
        lambda self, x=1: None,
        lambda self, *x: None,
        lambda self, *, x: None,
        lambda self, x, /: None,
        lambda self, **x: None,
    ],
)
def test_an_argument_ranges_over_all_its_values(method: Any) -> None:
    with pytest.raises(InvalidInput, match="ranges over all its values"):
        proposition("P1")(method)
