"""Python's own truth of ==, in, if, set, sort ... never decides on a symbol, in any reading."""

from __future__ import annotations

import functools
import math
import operator
from collections import Counter, namedtuple
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from attack import THIRD, judge, not_believed, plane, refused

from gametheory.algebra import (
    all_of,
    any_of,
    differ,
    equal,
    iff,
    implies,
    maximum,
    minimum,
    not_,
    where,
)
from gametheory.errors import GameTheoryError, SymbolicBranch
from gametheory.proof import Statement, given

Pair = namedtuple("Pair", "first second")


def _match_number(m: Any) -> Any:
    match m.b:
        case 7:
            return m.a
    return 2 * m.a


def _match_tuple(m: Any) -> Any:
    match (m.a, m.b):
        case (_, 7):
            return m.a
    return 2 * m.a


def _while(m: Any) -> Any:
    total = m.a
    while total < 3:
        total = total + 1
    return total


def _assert(m: Any) -> Any:
    assert m.b != 7
    return 2 * m.a


@functools.lru_cache
def _cached(b: Any) -> int:
    return 1 if b == 7 else 2


# Every formula is a where b = 7 (or thereabouts) and 2 a elsewhere: never always above a.
SILENT: dict[str, Callable[[Any], Any]] = {
    "==": lambda m: m.a if m.b == 7 else 2 * m.a,
    "== turned": lambda m: m.a if 7 == m.b else 2 * m.a,
    "!=": lambda m: 2 * m.a if m.b != 7 else m.a,
    "if": lambda m: 2 * m.a if m.b > 7 else m.a,
    "in tuple": lambda m: m.a if m.b in (7, 11) else 2 * m.a,
    "in list": lambda m: m.a if m.b in [7] else 2 * m.a,
    "in set": lambda m: m.a if m.b in {7} else 2 * m.a,
    "in dict": lambda m: m.a if m.b in {7: "x"} else 2 * m.a,
    "in range": lambda m: m.a if m.b in range(7, 8) else 2 * m.a,
    "not in": lambda m: 2 * m.a if m.b not in (7,) else m.a,
    "not": lambda m: 2 * m.a if not m.b <= 7 else m.a,
    "not number": lambda m: m.a if not m.b else 2 * m.a,
    "and": lambda m: m.a if m.b > 6 and m.b < 8 else 2 * m.a,
    "or": lambda m: 2 * m.a if m.b > 7 or m.b < 7 else m.a,
    "or number": lambda m: m.a + (m.b or 1),
    "chained": lambda m: m.a if 6 < m.b < 8 else 2 * m.a,
    "set equality": lambda m: m.a if {m.b} == {7} else 2 * m.a,
    "frozenset": lambda m: m.a if frozenset([m.b]) == frozenset([7]) else 2 * m.a,
    "set size": lambda m: m.a if len({m.b, 7}) == 1 else 2 * m.a,
    "tuple equality": lambda m: m.a if (m.b, 1) == (7, 1) else 2 * m.a,
    "tuple order": lambda m: m.a if (m.b, 1) < (7, 1) else 2 * m.a,
    "list equality": lambda m: m.a if [m.b] == [7] else 2 * m.a,
    "namedtuple": lambda m: m.a if Pair(m.b, 1) == Pair(7, 1) else 2 * m.a,
    "dict equality": lambda m: m.a if {"k": m.b} == {"k": 7} else 2 * m.a,
    "dict key": lambda m: {7: m.a}.get(m.b, 2 * m.a),
    "Counter": lambda m: m.a if Counter([m.b])[7] else 2 * m.a,
    "index": lambda m: m.a + [7, m.b].index(m.b),
    "count": lambda m: 2 * m.a - [7].count(m.b),
    "match": _match_number,
    "match tuple": _match_tuple,
    "while": _while,
    "assert": _assert,
    "lru_cache": lambda m: _cached(m.b) * m.a,
    "operator.eq": lambda m: m.a if operator.eq(m.b, 7) else 2 * m.a,
    "bool": lambda m: m.a if bool(m.b == 7) else 2 * m.a,
    "hash": lambda m: m.a if hash(m.b) == hash(7) else 2 * m.a,
    "max": lambda m: max(m.a, m.b),
    "min": lambda m: min(m.a, m.b),
    "sorted": lambda m: sorted([m.a, m.b])[0],
    "any": lambda m: m.a if any([m.b > 7]) else 2 * m.a,
    "all": lambda m: m.a if all([m.b > 7]) else 2 * m.a,
    "filter": lambda m: m.a * len(list(filter(lambda v: v > 0, [m.b]))),
    "sum of truths": lambda m: m.a * sum([m.b > 7]),
    "truth times": lambda m: m.a * (m.b > 7),
    "int of truth": lambda m: m.a * int(m.b > 7),
    "index by truth": lambda m: (m.a, 2 * m.a)[m.b > 7],
    "float": lambda m: m.a if float(m.b) == 7 else 2 * m.a,
    "int": lambda m: m.a if int(m.b) == 7 else 2 * m.a,
    "round": lambda m: m.a if round(m.b) == 7 else 2 * m.a,
    "floor": lambda m: m.a if math.floor(m.b) == 7 else 2 * m.a,
    "isclose": lambda m: m.a if math.isclose(m.b, 7) else 2 * m.a,
    "//": lambda m: m.a if m.b // 7 else 2 * m.a,
    "%": lambda m: m.a + m.b % 7,
    "divmod": lambda m: m.a + divmod(m.b, 7)[1],
    "range": lambda m: m.a + sum(1 for _ in range(m.b)),
    "power": lambda m: m.a**m.b,
    "np.where": lambda m: np.where(m.b == 7, m.a, 2 * m.a)[()],
    "np.where order": lambda m: np.where(m.b > 7, m.a, 2 * m.a)[()],
    "np.maximum": lambda m: np.maximum(m.a, m.b),
    "np.max": lambda m: np.max([m.a, m.b]),
    "np.sign": lambda m: m.a * np.sign(m.b),
    "np.isclose": lambda m: m.a if np.isclose(m.b, 7) else 2 * m.a,
    "np.array_equal": lambda m: m.a if np.array_equal([m.b], [7]) else 2 * m.a,
    "np ==": lambda m: m.a if (np.array([m.b], dtype=object) == 7).all() else 2 * m.a,
    "np.any": lambda m: m.a if np.any([m.b > 7, m.b < 7]) else 2 * m.a,
    "np.select": lambda m: np.select([m.b > 7], [m.a], 2 * m.a)[()],
    "equal leaks by if": lambda m: m.a if equal(m.b, 7) else 2 * m.a,
    "equal leaks by ==": lambda m: m.a if equal(m.b, 7) == True else 2 * m.a,  # noqa: E712
    "equal leaks by in": lambda m: m.a if equal(m.b, 7) in (True,) else 2 * m.a,
    "equal leaks by not": lambda m: 2 * m.a if not equal(m.b, 7) else m.a,
    "differ leaks by and": lambda m: 2 * m.a if differ(m.b, 7) and m.a > 0 else m.a,
    "equal leaks by set": lambda m: m.a if {equal(m.b, 7)} == {True} else 2 * m.a,
    "all_of leaks": lambda m: m.a if all_of(m.b > 6, m.b < 8) else 2 * m.a,
    "iff leaks": lambda m: m.a if iff(m.b > 6, m.b < 8) else 2 * m.a,
}
SUSPECT = pytest.mark.parametrize("name", SILENT)


@SUSPECT
def test_refused_in_a_proof(name: str) -> None:
    def claim(self: Any) -> Statement:
        return given().then(SILENT[name](self) > self.a)

    with pytest.raises((GameTheoryError, TypeError)):  # NumPy's own refusals are TypeErrors
        judge(claim)


@SUSPECT
def test_a_formula_that_catches_the_error_is_refused_too(name: str) -> None:
    def quantity(self: Any) -> Any:
        """A formula with a broad except."""
        try:
            return SILENT[name](self)
        except Exception:
            return 2 * self.a

    def claim(self: Any) -> Statement:
        return given(large=self.a > 3).then(self.quantity > self.a)

    not_believed(claim, quantity=property(quantity))


PLACES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "property": lambda f: {"quantity": property(f)},
    "cached": lambda f: {"quantity": functools.cached_property(f)},
    "mixin": lambda f: {"bases": (type("Mixin", (), {"quantity": property(f)}),)},
    "mixin cached": lambda f: {"bases": (_mixin(functools.cached_property(f)),)},
    "through a method": lambda f: {
        "helper": f,
        "quantity": property(lambda self: self.helper()),
    },
}


def _mixin(value: Any) -> type:
    made = type("Mixin", (), {"quantity": value})
    value.__set_name__(made, "quantity")
    return made


READ_IN_SYMPY = ("==", "!=", "in tuple", "set equality", "tuple equality", "dict key", "match",
                 "index", "equal leaks by ==", "chained", "max", "np ==")  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", READ_IN_SYMPY)
def test_refused_on_sympy_symbols(place: str, name: str) -> None:
    def quantity(self: Any) -> Any:
        """A formula."""
        return SILENT[name](self)

    attributes = PLACES[place](quantity)
    if "cached" in place and "bases" not in attributes:
        attributes["quantity"].__set_name__(object, "quantity")
    symbols = plane(**attributes).symbols()
    with pytest.raises(SymbolicBranch):
        symbols.quantity  # noqa: B018


@pytest.mark.parametrize("name", ["==", "if", "in tuple", "and", "chained", "max", "set equality"])
def test_refused_on_arrays(name: str) -> None:
    def quantity(self: Any) -> Any:
        """A formula."""
        return SILENT[name](self)

    cls = plane(quantity=property(quantity))
    instance = cls(a=np.array([1.0, 2.0]), b=np.array([7.0, 8.0]))
    with pytest.raises(SymbolicBranch):
        instance.quantity  # noqa: B018


@pytest.mark.parametrize("name", ["==", "in tuple", "match", "equal leaks by =="])
@pytest.mark.parametrize("where_", ["constraint", "at", "mutant", "assumption", "method"])
def test_refused_wherever_it_stands(name: str, where_: str) -> None:
    quantity = SILENT[name]
    more: dict[str, Any] = {}
    if where_ == "constraint":
        more["constraints"] = lambda self: {"tied": quantity(self) > self.a}
    if where_ == "method":
        more["helper"] = lambda self, factor: factor * quantity(self)

    def claim(self: Any) -> Statement:
        if where_ == "at":
            return given().then(quantity(self.at(b=self.b + 1)) > self.a)
        if where_ == "assumption":
            return given(more=quantity(self) > self.a).then(self.a > 0 * self.b)
        if where_ == "method":
            return given().then(self.helper(2) > self.a)
        statement = given().then(self.a + 1 > self.a)
        return statement.mutant("m", quantity(self) > self.a) if where_ == "mutant" else statement

    refused(claim, kind=SymbolicBranch, **more)


@pytest.mark.parametrize(
    "pair",
    [
        lambda m: ((m.a, m.b), (7, 11)),
        lambda m: ([m.a], [7]),
        lambda m: ({"k": m.a}, {"k": 7}),
        lambda m: (Pair(m.a, m.b), Pair(7, 11)),
        lambda m: (m.a > 1, True),
        lambda m: (m.a > 1, m.b > 1),
        lambda m: (m, m.at(b=3)),
        lambda m: ("a", "b"),
        lambda m: (None, m.b),
        lambda m: (m.solve(), m.at(b=3).solve()),
        lambda m: (object(), object()),
    ],
)
@pytest.mark.parametrize("relation", [equal, differ])
def test_equal_and_differ_compare_numbers_only(pair: Any, relation: Any) -> None:
    from gametheory.model import Outcome

    def solve(self: Any) -> Outcome:
        return Outcome(0, ("all",), {"a": self.a})

    def claim(self: Any) -> Statement:
        return given().then(all_of(relation(*pair(self)), self.a + 1 > 1))

    refused(claim, solve=solve)


@pytest.mark.parametrize(
    "condition",
    [
        lambda m: (m.a > 5) | True,
        lambda m: True | (m.a > 5),
        lambda m: (m.a > 5) & False,
        lambda m: any_of(m.a > 5, True),
        lambda m: any_of(m.a > 5, np.bool_(True)),
        lambda m: all_of(m.a > 5, False),
        lambda m: implies(m.a > 5, True),
        lambda m: implies(False, m.a > 5),
        lambda m: iff(m.a > 0, True),
        lambda m: not_(False),
        lambda m: (m.a > 5) ^ (m.a > 7),
        lambda m: ~(m.a > 5),
        lambda m: where(m.a, 1, 2) > 0,
        lambda m: where(m.a > 1, m.b > 1, 2),
        lambda m: all_of(m.a, m.b > 0),
        lambda m: not_(m.a),
        lambda m: iff(m.a, m.b > 0),
        lambda m: (m.a > 5) & m.b,
        lambda m: maximum(m.a > 5, 1) > 0,
        lambda m: minimum(m.a, m.b > 1) > 0,
        lambda m: (m.a > 5) > (m.b > 5),
        lambda m: (m.a > 5) + 1 > 0,
        lambda m: all_of(),
        lambda m: any_of(),
        lambda m: True,
        lambda m: np.True_,
        lambda m: 1,
        lambda m: m.a,
        lambda m: "a > 0",
        lambda m: None,
        lambda m: [m.a > 0],
        lambda m: (m.a > 0, m.b > 0),
    ],
)
@pytest.mark.parametrize("role", ["part", "assumption", "mutant"])
def test_what_is_no_condition_is_refused(condition: Any, role: str) -> None:
    def claim(self: Any) -> Statement:
        made = condition(self)
        if role == "assumption":
            return given(it=made).then(self.a + 1 > 1)
        if role == "mutant":
            return given().then(self.a + 1 > 1).mutant("m", made)
        return given().then(made)

    refused(claim)


def test_another_way_on_symbols_is_noticed_by_comparing_readings() -> None:
    """A method that asks what its numbers are; nothing can refuse that, but it is told."""

    def claim(self: Any) -> Statement:
        spelled = str(self.b)
        quantity = 2 * self.a if spelled == "b" else self.a
        return given().then(quantity > self.a)

    verdict = judge(claim)
    assert verdict.status == "unknown"
    assert "another way on symbols" in verdict.detail
    assert verdict.defects

    def hidden(self: Any) -> Statement:
        from numbers import Number

        quantity = self.a if isinstance(self.b, Number) else 2 * self.a
        return given().then(quantity > self.a)

    assert judge(hidden).status == "unknown"


@pytest.mark.parametrize("whole", [np.all, np.any])
def test_a_condition_on_all_points_at_once_is_refused(whole: Any) -> None:
    def claim(self: Any) -> Statement:
        return given().then(whole(self.a + self.b * self.b > 0))

    not_believed(claim)


def test_identity_of_objects_decides_nothing_that_is_not_so() -> None:
    """Equal terms are one object: ``in`` and tuple equality may say yes without asking, truly."""

    def claim(self: Any) -> Statement:
        inside = self.a in (self.a, self.b)  # true whatever a and b are
        quantity = self.a if inside else 0 * self.a
        return given().then(quantity > THIRD * self.a)

    assert judge(claim).status == "proved"
