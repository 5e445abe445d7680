"""What is refused when a model is defined, each with what to write instead."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, SymbolicBranch, UnknownName
from gametheory.modelling import (
    POSITIVE,
    UNIT,
    Curves,
    Figure,
    Model,
    Number,
    RegionMap,
    Statement,
    case,
    given,
    model,
    parameter,
    proposition,
    regions_of,
)


class _Base(Model):
    """What the models here have in common."""

    @property
    def area(self) -> Any:
        """Area."""
        return self.a * self.b  # type: ignore[attr-defined]


def made(**body: Any) -> Any:
    """A model of two parameters with this in its body."""
    fields = {"a": parameter(POSITIVE, 1, "length"), "b": parameter(UNIT, 0.5, "share")}
    annotations = {"a": Number, "b": Number, **body.pop("__annotations__", {})}
    names = {**fields, **body, "__annotations__": annotations, "__module__": __name__}
    return model(type("Made", (_Base,), names))


def nothing(self: Any) -> Any:
    """Forgets to return."""
    given().then(self.a > 0)


def unfinished(self: Any) -> Any:
    """Forgets its conclusion."""
    return given(long=self.a > 1)


def bare(self: Any) -> Any:
    """A condition, not a statement."""
    return self.a > 0


def noted(self: Any, note: Number) -> Any:
    """A variable that a boundary point could not name."""
    return given(n=note > 0).then(note > 0)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"a": parameter(POSITIVE, 0, "length")},
         r"Made: the default of a parameter: a = 0 is outside its domain \(0, inf\)"),
        ({"b": parameter(UNIT, "half", "share")}, "b = 'half' is not a number"),
        ({"a": parameter(POSITIVE, (1, -1), "length", per="state"), "INDEX": {"state": 2}},
         r"a\[1\] = -1 is outside its domain"),
        ({"a": parameter(POSITIVE, (1, 1, 1), "length", per="state"), "INDEX": {"state": 2}},
         "a has 3 values; give one value for each state, 2 in all"),
        ({"a": parameter(POSITIVE, 1, "length", per="state")},
         r"a is per 'state', and the class does not say .* write INDEX = \{'state'"),
        ({"a": parameter(POSITIVE, 1, "length", per="state"), "INDEX": {"state": "DU"}},
         r"INDEX\['state'\] is 'DU'; give how many there are, or their different names"),
        ({"a": parameter(POSITIVE, 1, "length", per="state", diagonal=0), "INDEX": {"state": 2}},
         "a has a diagonal, which only a matrix over one index twice has"),
        ({"at": parameter(POSITIVE, 1, "length"), "__annotations__": {"at": Number}},
         "the parameter 'at' has a name that every model uses itself; give it another one"),
        ({"note": parameter(POSITIVE, 1, "length"), "__annotations__": {"note": Number}},
         "the parameter 'note' has a name"),
        ({"CASES": {"long": case("It is.", aa=3)}},
         "Made: the case 'long': unknown parameter 'aa'. Did you mean 'a'"),
        ({"CASES": {"long": {"a": 3}}}, r"the case 'long' is .*; write case\('the reason"),
        ({"values": property(lambda self: 3)}, "'values' is a method that every model has"),
        ({"at": lambda self, **_: self}, "'at' is a method that every model has"),
        ({"PRESETS": {}}, r"write the table of cases as CASES = \{'name': case\("),
        ({"p": proposition("P1")(nothing)},
         r"Made.nothing: the proposition P1 returns nothing; write return given\(name="),
        ({"p": proposition("P1")(unfinished)}, r"returns a Given \(then\(...\) is missing\)"),
        ({"p": proposition("P1")(bare)}, r"P1 returns a Formula; write return given"),
        ({"FIGURES": {"one": Figure("A caption.", Curves(of="aera", along={"a": (1, 2)}))}},
         "the figure 'one': unknown quantity 'aera'. Did you mean 'area'"),
        ({"FIGURES": {"one": Figure("A caption.", Curves(of="area", along={"aa": (1, 2)}))}},
         "the figure 'one': unknown parameter 'aa'"),
        ({"FIGURES": {"one": Figure("A caption.", Curves(of="area", along={"a": (1, 2)},
                                                           case="big"))}},
         "the figure 'one': unknown case 'big'"),
        ({"FIGURES": {"one": Figure("A caption.", RegionMap(x={"a": (1, 2)}, y={"q": (0, 1)}))}},
         "the figure 'one': unknown parameter 'q'"),
    ],
)  # fmt: skip
def test_a_class_that_is_no_model_is_refused_when_defined(
    body: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidInput, match=problem):
        made(**body)


def test_the_same_class_without_the_mistake_is_a_model() -> None:
    found = made(
        CASES={"long": case("It is.", a=3)},
        FIGURES={"one": Figure("A caption.", Curves(of="area", along={"a": (1, 2)}, case="long"))},
    )
    assert found().area == 0.5
    assert found.presets["long"].area == 1.5
    assert list(found.figures()) == ["one"]


def test_a_variable_that_boundary_points_could_not_name_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"the argument 'note' .* give it another name"):
        proposition("P1")(noted)


def test_assumptions_have_names() -> None:
    with pytest.raises(InvalidInput, match=r"an assumption has no name; write given\(stable="):
        given(2 > 1)


def test_boundary_points_are_keywords() -> None:
    stated = given(long=2 > 1).then(3 > 1)
    with pytest.raises(InvalidInput, match="write the values of the point as keywords"):
        stated.unless("long", at=dict(a=1))
    (boundary,) = stated.unless("long", a="1/2", b={0: 1}, note="short").boundary
    assert (boundary.at["a"] * 2, boundary.at["b"][0], boundary.note) == (1, 1, "short")


def test_a_boundary_point_of_an_unknown_parameter_is_refused() -> None:
    def long(self: Any) -> Statement:
        """Long ones have area."""
        return given(long=self.a > 1).then(self.area > 0).unless("long", q=1)

    with pytest.raises(UnknownName, match=r"made/P1: unless: unknown parameter 'q'"):
        made(p=proposition("P1")(long)).propositions["P1"].prove()


class Undecorated(Model):
    """Somebody forgot the decorator."""

    a: Number = parameter(POSITIVE, 1, "length")

    @proposition("P1")
    def positive(self) -> Statement:
        """It is."""
        return given().then(self.a > 0)


@pytest.mark.parametrize(
    "use",
    [
        lambda: Undecorated(),
        lambda: Undecorated(a=2),
        lambda: Undecorated.parameters(),
        lambda: Undecorated.propositions["P1"],
        lambda: list(Undecorated.propositions),
        lambda: Undecorated.presets["x"],
        lambda: gt.sweep(Undecorated),
    ],
)
def test_a_class_without_the_decorator_says_so_when_used(use: Any) -> None:
    with pytest.raises(InvalidInput, match=r"Undecorated declares a .* write @model above class"):
        use()


def test_a_plain_subclass_of_a_model_stays_one() -> None:
    class Same(made()):  # type: ignore[misc]
        """Nothing of its own."""

    assert Same().area == 0.5


def test_cases_are_a_table_that_completes() -> None:
    found = made(CASES={"long": case("It is.", a=3), "short": case("It is not.", a=0.5)})
    assert found.presets._ipython_key_completions_() == ["long", "short"]
    assert repr(found.presets).splitlines()[:2] == ["long: a = 3", "    It is."]
    assert found.presets["long"].justification == "It is."
    with pytest.raises(InvalidInput, match="the reason is ''; say why"):
        case("", a=1)


def test_a_change_is_seen_from_both_sides() -> None:
    thing = made()(a=2.0)
    change = thing.before_and_after(a=3.0)
    before, after = change
    assert (before, after.a, change.by("area")) == (thing, 3.0, 0.5)
    assert change.rises("area")
    assert not change.falls(lambda m: m.area)
    with pytest.raises(UnknownName, match=r"unknown quantity 'aera'\. Did you mean 'area'"):
        change.rises("aera")
    with pytest.raises(UnknownName, match="unknown parameter 'c'"):
        thing.before_and_after(c=1)


def test_regions_are_the_first_that_hold() -> None:
    x = np.array([-1.0, 0.5, 2.0])
    found = regions_of(("high", x > 1), ("middle", lambda: x > 0), ("low", True))
    assert found.names == ("high", "middle", "low")
    assert found.code.tolist() == [2, 1, 0]
    assert regions_of(("high", False), ("middle", lambda: 1 / 1 > 0), ("low", True)).code == 1
    assert regions_of(("high", True), ("middle", lambda: 1 / 0), ("low", True)).code == 0


@pytest.mark.parametrize(
    ("regions", "problem"),
    [
        ((), "the last condition is True"),
        ((("a", True), ("b", False)), "the last condition is True"),
        ((("a", False), ("a", True)), "two regions are called 'a'"),
        (("a", "b"), "'a' is no pair"),
    ],
)
def test_lists_that_are_no_regions_are_refused(regions: Any, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        regions_of(*regions)


def test_a_region_is_coded_from_the_list_and_the_outcome_takes_it() -> None:
    def regions(self: Any) -> Any:
        """By area."""
        return regions_of(("large", self.area > 1), ("small", True))

    def solve(self: Any) -> Any:
        """Area where it is large."""
        return self.outcome("area", **self.only(self.area > 1, "a"))

    found = made(regions=property(regions), solve=solve)
    assert [found(a=a).solve().region_name for a in (1, 4)] == ["small", "large"]
    assert np.isnan(found(a=1).solve()["a"])
    assert found(a=np.array([1.0, 4.0])).region.tolist() == [1, 0]
    assert gt.regions(found, "a", "b").labels == ("large", "small")
    assert str(found.symbols().region) == "Piecewise((0, a*b > 1), (1, True))"
    with pytest.raises(UnknownName, match="unknown quantity 'aera'"):
        found().outcome("aera")
    with pytest.raises(InvalidInput, match="there is no property 'regions'"):
        made(solve=lambda self: self.outcome("area"))().solve()


def test_a_statement_read_while_defining_leaves_nothing_behind() -> None:
    def branching(self: Any) -> Statement:
        """Decides on a symbol."""
        return given().then(self.a > (1 if self.b > 0 else 0))

    found = made(p=proposition("P1")(branching))
    with pytest.raises(SymbolicBranch):
        found.propositions["P1"].prove()
    assert found(a=2).area == 1


def test_parts_of_a_model_hold_propositions_and_quantities() -> None:
    """In the order of the parts from the last; each is counted once, and read on the model."""

    class First(_Base):
        @property
        def double(self) -> Any:
            """Twice the area."""
            return 2 * self.area

        @proposition("P1")
        def positive(self) -> Statement:
            """The double is no loss."""
            return given().then(self.double >= self.area)

    class Second(_Base):
        @proposition("P2")
        def bounded(self) -> Statement:
            """The area is at most the length."""
            return given().then(self.area <= self.a)

    fields = {"a": parameter(POSITIVE, 1, "length"), "b": parameter(UNIT, 0.5, "share")}
    names = {**fields, "__annotations__": {"a": Number, "b": Number}, "__module__": __name__}
    whole = model(type("Whole", (Second, First), names))
    assert list(whole.propositions) == ["P1", "P2"]
    assert [p.prove(trials=False).status for p in whole.propositions.values()] == ["proved"] * 2
    again = proposition("P1")(lambda self: given().then(self.area > 0))
    with pytest.raises(InvalidInput, match="two propositions are 'P1'"):
        model(type("Whole", (Second, First), {**names, "other": again}))


def test_the_signature_lists_the_parameters_with_their_defaults() -> None:
    from models.deadlock import Deadlock

    listed = inspect.signature(Deadlock).parameters
    assert list(listed) == list(Deadlock.parameters())
    assert listed["fU"].default == 0.5
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in listed.values())


IDEA = "Every positive number is above zero.\n\nProof idea. That is what positive means."


def speaking(words: str, register: Any = None, **links: Any) -> Any:
    def stated(self: Any) -> Statement:
        return given().then(self.a > 0)

    stated.__doc__ = words
    return made(stated=proposition("P1", **links)(stated), REGISTER=register)


WHY = {"W01": "the sentence says as much"}


def test_a_link_is_to_a_claim_of_the_register() -> None:
    from models.register import REGISTER

    with pytest.raises(InvalidInput, match=r"stated: the proposition P1 names the claim W01, and"):
        speaking(IDEA, supports=WHY)
    with pytest.raises(UnknownName, match=r"P1: unknown claim 'W91'\. Did you mean 'W"):
        speaking(IDEA, REGISTER, supports={"W91": "the sentence says as much"})
    linked = speaking(IDEA, REGISTER, supports=WHY).propositions["P1"]
    assert (linked.claims, linked.reasons) == ({"W01": "supports"}, WHY)
    assert linked.statement == "Every positive number is above zero."
    assert linked.idea == "That is what positive means."
    assert "Proof idea. That is what positive means." in str(linked)
    assert "supports W01: the sentence says as much" in str(linked)


def test_what_speaks_to_a_claim_says_why_it_holds() -> None:
    from models.register import REGISTER

    with pytest.raises(InvalidInput, match=r"does not say why it holds.*'Proof idea\. One or two"):
        speaking("Every positive number is above zero.", REGISTER, supports=WHY)
    speaking("Every positive number is above zero.")  # a conjecture of one's own speaks to none


@pytest.mark.parametrize("why", ["", " ", None, 3])
def test_a_threshold_that_is_near_is_named(why: Any) -> None:
    with pytest.raises(InvalidInput, match="say which threshold is near"):
        case("a reason", a=1).near_threshold(why)
    assert case("a reason", a=1).near_threshold("b is near").edge == "b is near"
