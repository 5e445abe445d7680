"""The proof that no point of the domain has another combination of signs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from gametheory import terms
from gametheory.planes.signs import Signs
from gametheory.proof.questions import Questions
from gametheory.terms import Formula, Term


def anything_else(
    polynomials: Sequence[Any],
    found: Iterable[Signs],
    box: Formula,
    names: tuple[str, str],
    deadline: float,
) -> str:
    """Why it is not proved that no other combination of signs occurs; "" if it is."""
    other = _none_of(sorted(found), [_term(p, names) for p in polynomials], 0)
    if other.op == "false":
        return ""
    posed = Questions((), deadline).pose({"the domain": box, "other signs": other})
    if posed.outcome == "unsat":
        return ""
    if posed.outcome == "unknown":
        return "z3 did not say in time whether other combinations of signs occur"
    values = ", ".join(f"{n} = {v}" for n, v in sorted(posed.answer.values.items()))
    return f"z3 found a point with another combination of signs: {values}"


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
