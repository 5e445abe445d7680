"""A statement of a test before a court whose prover says what the test wants."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import attrs

from gametheory.algebra import Number
from gametheory.model import Model, model, parameter
from gametheory.parameters import POSITIVE, REAL, Interval
from gametheory.proof import Statement, proposition
from gametheory.proof.judgement import Judgement
from gametheory.proof.processes import Answer
from gametheory.proof.proposition import Proposition
from gametheory.proof.questions import Posed
from gametheory.proof.smtlib import Script
from gametheory.terms import Formula
from models.register import REGISTER

Reply = Callable[[Mapping[str, Formula]], Answer]
UNSAT, SAT, UNKNOWN = Answer("unsat"), Answer("sat"), Answer("unknown")


@attrs.frozen(eq=False)
class Put:
    """A question as it was put."""

    labelled: dict[str, Formula]
    seconds: float | None
    core: bool


class Scripted:
    """Questions that a test answers; a point near an answer is its values, or those of ``points``.

    ``partial`` says why a formula may be undefined, and with which proofs.
    """

    def __init__(self, reply: Reply | Answer, left: float, points: Sequence[Any]) -> None:
        self.reply: Reply = (lambda labelled: reply) if isinstance(reply, Answer) else reply
        self.left, self.points = left, points
        self.deadline = time.monotonic() + left
        self.put: list[Put] = []
        self.partial: Callable[[Formula, Mapping[str, Formula]], tuple[str, list[Posed]]]
        self.partial = lambda formula, context: ("", [])

    def pose(
        self, labelled: Mapping[str, Formula], seconds: float | None = None, *, core: bool = False
    ) -> Posed:
        self.put.append(Put(dict(labelled), seconds, core))
        return Posed(self.reply(labelled), Script(labelled))

    def near(self, posed: Posed, seconds: float = 5.0) -> Iterator[Mapping[str, Any]]:
        yield from self.points or [posed.answer.values]

    def undefined(
        self, formula: Formula, context: Mapping[str, Formula]
    ) -> tuple[str, list[Posed]]:
        return self.partial(formula, context)


def stated(
    claim: Callable[..., Statement], over: Mapping[str, Interval] | None = None, **options: Any
) -> Proposition:
    """A proposition about a > 0 and b."""

    @model
    class Plane(Model):
        """Two parameters."""

        REGISTER: ClassVar = REGISTER
        a: Number = parameter(POSITIVE, 1)
        b: Number = parameter(REAL, 0)
        said = proposition("P1", over=over, **options)(claim)

    found: Proposition = Plane.propositions["P1"]
    return found


def court(
    claim: Callable[..., Statement],
    reply: Reply | Answer = UNKNOWN,
    *,
    left: float = 60,
    points: Sequence[Any] = (),
    **options: Any,
) -> tuple[Judgement, Scripted]:
    """The proceedings on a claim, and its prover."""
    opened = Judgement.opened(stated(claim, **options), time.monotonic() + 60)
    prover = Scripted(reply, left, points)
    opened.questions = prover  # type: ignore[assignment]
    return opened, prover
