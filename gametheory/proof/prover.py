"""From a proposition to its verdict."""

from __future__ import annotations

import time
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from gametheory.errors import InvalidInput, SymbolicBranch
from gametheory.proof import points, rails
from gametheory.proof.algebraic import Algebraic
from gametheory.proof.evaluation import evaluate
from gametheory.proof.identity import is_identity
from gametheory.proof.judgement import Asked, Judgement
from gametheory.proof.processes import require_others
from gametheory.proof.questions import Posed
from gametheory.proof.second_opinion import second_opinions
from gametheory.proof.verdict import Check, Part, Verdict, VerdictStatus
from gametheory.term_graphs import constants, free_variables
from gametheory.terms import Formula, spoken

if TYPE_CHECKING:
    from gametheory.proof.proposition import Proposition

_AGREEMENT_POINTS = 48
_SMOKE_POINTS = 16
_EXACT_POINTS = 20
_BLOCK = 50_000
_SWEEP_SECONDS = 3.0  # a sweep may take, once the time of the provers is over
_ENOUGH = 1000  # points of a sweep that satisfy the assumptions
_TOLERANCE = Fraction(1, 10**40)


def prove(
    proposition: Proposition,
    timeout: float,
    *,
    second_opinion: bool = False,
    trials: bool = True,
) -> Verdict:
    """Judge a proposition; see :meth:`Proposition.prove`."""
    return judge(proposition, timeout, second_opinion=second_opinion, trials=trials)[0]


def judge(
    proposition: Proposition,
    timeout: float,
    *,
    second_opinion: bool = False,
    trials: bool = True,
) -> tuple[Verdict, tuple[Asked, ...]]:
    """The verdict, and the questions that it rests on."""
    number: Any = timeout
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number < 1e9:
        raise InvalidInput(f"prove: timeout = {timeout!r}; give seconds, above 0 and finite")
    if second_opinion:
        require_others("a second opinion")
    start = time.monotonic()
    court = Judgement.opened(proposition, start + timeout)
    _refuse_what_says_nothing(court)
    _smoke_on_arrays(court)
    verdict = _judged(court, trials)
    if second_opinion:
        verdict = second_opinions(court, verdict)
    return attrs.evolve(verdict, seconds=time.monotonic() - start), tuple(court.asked)


def _refuse_what_says_nothing(court: Judgement) -> None:
    """Every condition is one that depends on a parameter or a variable."""
    statement = court.terms.statement
    if not statement.conclusion:
        raise InvalidInput(f"{court.proposition.name}: no conclusion, so nothing is claimed")
    named = {
        **{f"assumption {n!r}": c for n, c in statement.assumptions.items()},
        **{f"part {n!r}": c for n, c in statement.conclusion.items()},
        **{f"mutant {m.name!r}": m.conclusion for m in statement.mutants},
    }
    for name, condition in named.items():
        what = f"{court.proposition.name}: {name}"
        if isinstance(condition, bool | np.bool_):
            raise InvalidInput(
                f"{what} is Python's {bool(condition)}, whatever the parameters are: an empty "
                "all_of or any_of, or a comparison of plain numbers; write a condition on "
                "quantities of the model"
            )
        if not isinstance(condition, Formula):
            raise InvalidInput(
                f"{what} is no condition but {type(condition).__name__}; write a comparison"
            )
        names = free_variables(condition)
        strange = [n for n in names if n not in points.domains(court.proposition)]
        if strange and "~" in strange[0]:
            raise InvalidInput(
                f"{what} uses {spoken(strange[0])} outside the exists or forall that it belongs "
                f"to: {condition}"
            )
        if strange:
            raise InvalidInput(f"{what}: {strange[0]} is no parameter and no variable of it")
        if not names:
            raise InvalidInput(f"{what} mentions no parameter and no variable: {condition}")


def _smoke_on_arrays(court: Judgement) -> None:
    """Read the statement on arrays too: what decides in Python fails there, whatever it decides."""
    if points.quantified(court.terms.statement):
        return
    proposition = court.proposition
    with np.errstate(all="ignore"):
        reading = points.read(proposition, points.sample(proposition, _SMOKE_POINTS))
    for name, condition in {
        **reading.statement.assumptions,
        **reading.statement.conclusion,
    }.items():
        read = np.asarray(condition)
        if read.dtype != np.bool_ or read.shape != (_SMOKE_POINTS,):
            raise SymbolicBranch(
                f"{proposition.name}: read on {_SMOKE_POINTS} points at once, {name!r} is no "
                f"condition on each of them but {read.dtype} of shape {read.shape}"
            )


def _judged(court: Judgement, trials: bool) -> Verdict:
    disagreement = _readings_disagree(court)
    if disagreement:
        fault = Check("statement", "readings", False, disagreement)
        return Verdict("unknown", None, "z3", 0.0, checks=(fault,), detail=disagreement)
    undefined = court.undefined_assumption()
    if undefined:
        return Verdict("unknown", None, "z3", 0.0, detail=undefined)
    vacuous, witness = court.witness()
    if witness is None:
        why = (
            "the assumptions cannot hold together, so nothing is claimed"
            if vacuous
            else "no point satisfying the assumptions was found"
        )
        return Verdict("unknown", None, "z3", 0.0, detail=why)
    parts, faults, counterexample = _parts(court)
    worst: VerdictStatus = "proved"
    statuses: tuple[VerdictStatus, ...] = ("swept", "unknown", "refuted")
    for status in statuses:
        if any(p.status == status for p in parts):
            worst = status
    details = [f"{p.name}: {p.detail}" for p in parts if p.detail]
    checks = faults
    if worst == "refuted":
        failing = next(p.name for p in parts if p.status == "refuted")
        details = [f"{failing} fails at the counterexample"]
    elif trials:
        checks += rails.checks(court, parts)
        parts = rails.with_mutants(court, parts)
        checks += rails.toothless(parts)
    backend = "+".join(dict.fromkeys(b for p in parts for b in p.backend.split("+")))
    # Parts that different means have decided have no prover in common.
    provers = "+".join(dict.fromkeys(name for p in parts for name in p.provers))
    return Verdict(
        worst,
        counterexample,
        backend,
        0.0,
        witness,
        tuple(checks),
        "; ".join(details),
        max((court.swept.get(p.name, 0) for p in parts), default=0),
        tuple(parts),
        (provers,) if worst == "proved" else (),
    )


def _readings_disagree(court: Judgement) -> str:
    """Compare the terms with the exact evaluation of the model at many simple points.

    This is what notices a method that took another way on symbols behind the machinery's back.
    """
    if points.quantified(court.terms.statement):
        return ""
    statement = court.terms.statement
    seen = list(constants(*court.formulas(statement)))
    for point in points.simple_points(court.proposition, _AGREEMENT_POINTS, seen):
        if court.left <= 0:
            break  # nor will a prover be asked
        here = points.truths(court.proposition, point, court.terms)
        if here.assumed:
            court.tried.append((point, here))
        terms = points.term_truths(court.terms, point)
        kinds: tuple[tuple[str, Mapping[Any, Any], Mapping[Any, Any]], ...] = (
            ("assumption", here.context, terms.context),
            ("part", here.conclusion, terms.conclusion),
            ("mutant", dict(enumerate(here.mutants)), dict(enumerate(terms.mutants))),
        )
        for kind, exact, read in kinds:
            if list(exact) != list(read):
                return f"the statement has other {kind}s on symbols than on numbers"
            for name in exact:
                a, b = exact[name], read[name]
                if a is not None and b is not None and a != b:
                    return (
                        f"{kind} {name!r} is {b} on symbols and {a} in exact fractions at "
                        f"{points.show(point)}: a method takes another way on symbols; use where, "
                        "equal, all_of, any_of"
                    )
    return ""


def _parts(
    court: Judgement,
) -> tuple[list[Part], list[Check], Mapping[str, Fraction | Algebraic] | None]:
    """Every part decided; stops at the first that is refuted."""
    found: list[Part] = []
    faults: list[Check] = []
    for name, condition in court.terms.statement.conclusion.items():
        start = time.monotonic()
        part, point, alarm = _decided(court, name, condition)
        found.append(attrs.evolve(part, seconds=time.monotonic() - start))
        if alarm:
            faults.append(Check("statement", name, False, alarm))
        if part.status == "refuted":
            return found, faults, point
    return found, faults, None


def _decided(court: Judgement, name: str, condition: Formula) -> tuple[Part, Any, str]:
    """A part's verdict, its counterexample, and an alarm where z3 and the model disagree."""
    problem = court.undefined_part(name, condition)
    if problem:
        return Part(name, "unknown", "z3", 0.0, detail=problem), None, ""
    posed = court.pose(name, Formula.of("not", condition))
    failing = next((p for p, t in court.tried if t.conclusion[name] is False), None)
    if posed.outcome == "unsat" and failing is not None:
        alarm = (
            f"z3 says that it cannot fail, but the model evaluated at {points.show(failing)} "
            "does: one of the two is wrong"
        )
        return Part(name, "unknown", "z3", 0.0, detail=alarm), None, alarm
    if posed.outcome == "unsat":
        part = Part(name, "proved", "z3", 0.0, ("z3",), relaxed=posed.relaxed)
        return part, None, ""
    if posed.outcome == "sat":
        return _refuted(court, name, condition, posed)
    if (
        court.left > 0
        and court.witness_truth(name)
        and is_identity(condition, court.questions.deadline)
    ):
        return Part(name, "proved", "sympy", 0.0, ("sympy",)), None, ""
    return _swept(court, name)


def _refuted(
    court: Judgement, name: str, condition: Formula, posed: Posed
) -> tuple[Part, Any, str]:
    rational = all(isinstance(v, Fraction) for v in posed.answer.values.values())
    for k, near in enumerate(court.questions.near(posed)):
        point = court.completed(near)
        if any(isinstance(v, Algebraic) for v in point.values()):
            if _holds_at_algebraic(court, condition, point):
                detail = "the point is algebraic: no fraction near it fails the part"
                return Part(name, "refuted", "z3", 0.0, ("z3",), detail=detail), point, ""
            continue
        if court.is_counterexample(point, lambda t: t.conclusion[name]):
            short = court.simplest(point, lambda t: t.conclusion[name])
            return Part(name, "refuted", "z3", 0.0, ("z3",)), short, ""
        if rational and k == 0:
            alarm = (
                f"z3 says that it fails at {points.show(point)}, but the model evaluated there "
                "does not: one of the two is wrong"
            )
            return Part(name, "unknown", "z3", 0.0, detail=alarm), None, alarm
    detail = "z3 says that it can fail, but no point of it could be confirmed"
    return Part(name, "unknown", "z3", 0.0, detail=detail), None, ""


def _holds_at_algebraic(court: Judgement, condition: Formula, point: Mapping[str, Any]) -> bool:
    """Whether the assumptions hold and the part fails there, to forty digits.

    z3 has said so in exact algebraic arithmetic; this is the check by other means.
    """
    try:
        near = {n: v.near(80) if isinstance(v, Algebraic) else v for n, v in point.items()}
    except ValueError:
        return False
    context = [c for c in court.terms.context.values() if isinstance(c, Formula)]
    assumed = all(evaluate(c, near, tolerance=_TOLERANCE) is True for c in context)
    return assumed and evaluate(condition, near, tolerance=_TOLERANCE) is False


def _swept(court: Judgement, name: str) -> tuple[Part, Any, str]:
    proposition = court.proposition
    if points.quantified(court.terms.statement):
        detail = "not decided in the time given; a quantifier cannot be swept"
        return Part(name, "unknown", "z3", 0.0, detail=detail), None, ""
    size = proposition.samples
    values = points.sample(proposition, size)
    end = max(court.questions.deadline, time.monotonic() + _SWEEP_SECONDS)
    tried = seen = 0
    while seen < size and (time.monotonic() < end or not seen):
        block = {n: v[seen : seen + _BLOCK] for n, v in values.items()}
        inside, point = _swept_block(court, name, block)
        if point is not None:
            short = court.simplest(point, lambda t: t.conclusion[name])
            return Part(name, "refuted", "sweep", 0.0, ("exact evaluation",)), short, ""
        tried += inside
        seen = min(seen + _BLOCK, size)
    size = seen
    court.swept[name] = tried
    if tried < _ENOUGH:
        detail = f"only {tried} of {size} sampled points satisfy the assumptions"
        return Part(name, "unknown", "sweep", 0.0, detail=detail), None, ""
    detail = f"no counterexample among {tried} sampled points that satisfy the assumptions"
    return Part(name, "swept", "sweep", 0.0, detail=detail), None, ""


def _swept_block(
    court: Judgement, name: str, values: Mapping[str, Any]
) -> tuple[int, dict[str, Fraction] | None]:
    """How many points satisfy the assumptions, and an exact counterexample among them."""
    size = len(next(iter(values.values())))
    with np.errstate(all="ignore"):
        reading = points.read(court.proposition, values)
        inside = np.ones(size, dtype=bool)
        for condition in reading.context.values():
            inside &= points.mask(condition, size)
        failing = inside & ~points.mask(reading.statement.conclusion[name], size)
    some = np.flatnonzero(inside)[:_EXACT_POINTS]  # arrays may be read in another way
    for k in (*np.flatnonzero(failing)[:1000], *some):
        point = points.row(values, int(k))
        if court.is_counterexample(point, lambda t: t.conclusion[name]):
            return int(inside.sum()), point
    return int(inside.sum()), None
