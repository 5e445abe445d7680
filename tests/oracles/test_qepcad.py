"""Random sentences and conditions: z3's procedure for quantifiers held against QEPCAD."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

import gametheory as gt
from gametheory.algebra import Condition, all_of, any_of, equal, exists, forall, maximum, not_
from gametheory.conditions import qepcad
from gametheory.conditions.polynomials import bare, prenex
from gametheory.errors import Undecided
from gametheory.model import Model, model, parameter
from gametheory.parameters import NONNEGATIVE, REAL, UNIT
from gametheory.proof.questions import truth_of_closed
from gametheory.terms import FALSE, TRUE

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(qepcad.program() is None, reason="QEPCAD is not installed"),
]


def polynomial(rng: random.Random, variables: list[Any]) -> Any:
    total: Any = rng.randint(-2, 2)
    for _ in range(rng.randint(1, 3)):
        term: Any = rng.choice((-2, -1, 1, 2))
        for _ in range(rng.randint(1, 2)):
            term = term * rng.choice(variables)
        total = total + term
    if rng.random() < 0.2:
        total = maximum(total, rng.choice(variables))
    return total


def statement(rng: random.Random, variables: list[Any]) -> Condition:
    parts = []
    for _ in range(rng.randint(1, 3)):
        left = polynomial(rng, variables) + variables[-1] * rng.choice((1, -1, 2))
        compare = rng.choice(
            (lambda p: p < 0, lambda p: p <= 0, lambda p: equal(p, 0), lambda p: not_(equal(p, 0)))
        )
        parts.append(compare(left))
    return rng.choice((all_of, any_of))(*parts)


def sentence(rng: random.Random, depth: int, variables: list[Any]) -> Condition:
    quantifier = rng.choice((exists, forall))
    domain = rng.choice((REAL, UNIT, NONNEGATIVE))

    def body(t: Any) -> Condition:
        here = [*variables, t]
        if depth == 1:
            return statement(rng, here)
        inner = sentence(rng, depth - 1, here)
        return rng.choice((all_of, any_of))(inner, statement(rng, here))

    found = quantifier(domain, body)
    return not_(found) if rng.random() < 0.3 else found


def by_qepcad(closed: Any) -> bool | None:
    prefix, matrix = prenex(bare(closed))
    found = qepcad.eliminate(prefix, matrix, TRUE, [], 10)
    return {id(TRUE): True, id(FALSE): False}.get(id(found))


@pytest.mark.parametrize("seed", range(24))
def test_sentences(seed: int) -> None:
    closed = sentence(random.Random(seed), 1 + seed % 3, [])
    expected, found = by_qepcad(closed), truth_of_closed(closed, 10)
    assert expected is None or found is None or expected is found, closed


@model
class Three(Model):
    """Three numbers."""

    x: Any = parameter(REAL, 1, "to be eliminated")
    a: Any = parameter(REAL, 1, "any number")
    b: Any = parameter(NONNEGATIVE, 1, "any number that is not negative")


@pytest.mark.parametrize("seed", range(6))
def test_conditions(seed: int) -> None:
    def conclusion(m: Any) -> Condition:
        return statement(random.Random(seed), [m.a, m.b, m.x])

    answers, wrong = [], []
    for backend in ("qepcad", "z3"):
        try:
            answers.append(
                gt.condition(
                    Three,
                    conclusion,
                    over="a b",
                    for_="all" if seed % 2 else "some",
                    backend=backend,  # type: ignore[arg-type]
                    timeout=20,
                )
            )
        except Undecided as error:
            wrong += [said for said in ("is not it", "is wrong at") if said in str(error)]
    assert not wrong
    for k in range(-12, 13):
        for j in range(13):
            truths = {f.holds_at(a=Fraction(k, 4), b=Fraction(j, 4)) for f in answers}
            assert len(truths) < 2
