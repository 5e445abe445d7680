"""The proof that no point of the domain has another combination of signs."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import attrs

from gametheory import terms
from gametheory.planes.signs import Signs
from gametheory.proof.clearing import Clearing
from gametheory.proof.processes import Answer, others, remaining
from gametheory.proof.questions import Questions
from gametheory.proof.smtlib import Script
from gametheory.terms import Formula, Term


@attrs.frozen
class Completeness:
    """Whether other combinations of signs are refuted, by which prover, and why not if not."""

    proved: bool
    prover: str = ""
    reason: str = ""


def anything_else(
    polynomials: Sequence[Any],
    found: Iterable[Signs],
    box: Formula,
    names: tuple[str, str],
    deadline: float,
) -> Completeness:
    """Ask z3, and then what other provers are installed, for a point with other signs.

    Every prover has an equal share of the time that is left.
    """
    other = _none_of(sorted(found), [_term(p, names) for p in polynomials], 0)
    if other.op == "false":
        return Completeness(True)
    asked = {"the domain": box, "other signs": other}
    more = others()
    answer = Questions((), _share(deadline, 1 + len(more))).pose(asked).answer
    decided = _read("z3", answer)
    clearing = Clearing()
    script = Script({label: clearing.formula(f) for label, f in asked.items()})
    for k, prover in enumerate(reversed(more)):  # the slowest start decides hard questions soonest
        if decided is not None:
            break
        seconds = remaining(_share(deadline, len(more) - k))
        decided = _read(prover.name, prover.ask(script, seconds))
    if decided is not None:
        return decided
    asked_of = " nor ".join(["z3", *(p.name for p in reversed(more))])
    who = f"neither {asked_of} said" if more else "z3 did not say"
    return Completeness(False, reason=f"{who} in time whether other combinations of signs occur")


def _share(deadline: float, parts: int) -> float:
    """The deadline of the first of several who share what time is left."""
    now = time.monotonic()
    return now + max(0.0, deadline - now) / parts


def _read(prover: str, answer: Answer) -> Completeness | None:
    if answer.outcome == "unknown":
        return None
    if answer.outcome == "unsat":
        return Completeness(True, prover)
    values = ", ".join(f"{n} = {v}" for n, v in sorted(answer.values.items()))
    return Completeness(
        False, prover, f"{prover} found a point with another combination of signs: {values}"
    )


def _none_of(vectors: Sequence[Signs], polynomials: Sequence[Term], k: int) -> Formula:
    """The signs of the polynomials from the k-th on are none of the vectors."""
    if not vectors:
        return terms.TRUE
    if k == len(polynomials):
        return terms.FALSE
    ways = []
    for sign, op in ((-1, "<"), (0, "="), (1, ">")):
        rest = _none_of([v for v in vectors if v[k] == sign], polynomials, k + 1)
        if rest.op != "false":
            has = Formula.of(op, polynomials[k], terms.constant(0))
            ways.append(has if rest.op == "true" else Formula.of("and", has, rest))
    if not ways:
        return terms.FALSE
    return ways[0] if len(ways) == 1 else Formula.of("or", *ways)


def _term(polynomial: Any, names: tuple[str, str]) -> Term:
    total = terms.constant(0)
    for powers, coefficient in polynomial.terms():
        part = terms.constant(Fraction(int(coefficient.numerator), int(coefficient.denominator)))
        for name, power in zip(names, powers, strict=True):
            if power:
                part = part * terms.variable(name) ** power
        total = total + part
    return total
