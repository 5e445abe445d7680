"""z3 behind one function: decide a part of a statement for all reals, or say unknown."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import attrs
import z3

from gametheory.proof.division import Clearing, Formula

Outcome = Literal["unsat", "sat", "unknown"]
Point = dict[str, Fraction]


@attrs.frozen
class Answer:
    """Answer to "can these formulas hold together?"; ``model`` when they can."""

    outcome: Outcome
    model: Any = None


def check(formulas: Iterable[Formula], timeout: float) -> Answer:
    """Whether the formulas can hold together, by nonlinear real arithmetic, within ``timeout`` s.

    The pure procedure is asked first for most of the time, the general solver for the rest: each
    decides problems on which the other runs forever.
    """
    goals = list(formulas)
    for solver, share in ((z3.SolverFor("QF_NRA"), 0.7), (z3.Solver(), 0.3)):
        solver.set("timeout", max(1, int(1000 * timeout * share)))
        solver.add(*goals)
        outcome = _ask(solver)
        if outcome == z3.unsat:
            return Answer("unsat")
        if outcome == z3.sat:
            return Answer("sat", solver.model())
    return Answer("unknown")


def _ask(solver: Any) -> Any:
    """Put the question; z3 takes Ctrl-C for itself, so it is handed on here."""
    outcome = solver.check()
    if outcome == z3.unknown and "interrupted" in solver.reason_unknown():
        raise KeyboardInterrupt
    return outcome


def simplified(term: Any) -> Any:
    """``z3.simplify`` that leaves Ctrl-C to Python; z3 would take it and say nothing."""
    return z3.simplify(term, ctrl_c=False)


def undefined_denominators(
    clearing: Clearing, context: Sequence[Formula], timeout: float
) -> list[str]:
    """Denominators met so far that could not be proved non-zero in ``context``; clears the list."""
    bad = []
    for obligation in clearing.obligations:
        inner = Clearing()
        denominator = inner.formula(obligation.denominator == 0)
        answer = check([*context, obligation.guard, denominator], timeout)
        if answer.outcome != "unsat":
            bad.append(str(simplified(obligation.denominator)))
    clearing.obligations.clear()
    return bad


def rational_points(model: Any, variables: Mapping[str, Any], formulas: Sequence[Formula]) -> Any:
    """Candidate exact points near a z3 model, simplest first; the caller believes none unchecked.

    z3 may answer with irrational algebraic numbers; those are replaced by nearby fractions, and
    where equations forbid that, one variable at a time is fixed to a fraction and z3 asked again.
    """
    values = {name: model.eval(v, model_completion=True) for name, v in variables.items()}
    if all(z3.is_rational_value(v) for v in values.values()):
        yield {n: _fraction(v) for n, v in values.items()}
    else:
        for digits in (2, 4, 8, 16):
            yield {n: _near(v, digits) for n, v in values.items()}
    # The general solver may search for minutes where the real-closed procedure needs milliseconds.
    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", 1000)
    solver.add(*formulas)
    deadline = time.monotonic() + 10
    for name, variable in variables.items():
        value = _near(values[name], 6)
        for size in (1, 4, 32, 1000):
            if time.monotonic() > deadline:
                return
            guess = value.limit_denominator(size)
            solver.push()
            solver.add(variable == z3.RealVal(str(guess)))
            if _ask(solver) == z3.sat:
                break
            solver.pop()
    if _ask(solver) == z3.sat:
        last = solver.model()
        final = {n: last.eval(v, model_completion=True) for n, v in variables.items()}
        if all(z3.is_rational_value(v) for v in final.values()):
            yield {n: _fraction(v) for n, v in final.items()}


def _fraction(value: Any) -> Fraction:
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


def _near(value: Any, digits: int) -> Fraction:
    if z3.is_rational_value(value):
        return _fraction(value)
    return _fraction(value.approx(digits))
