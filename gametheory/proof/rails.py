"""Trials of the statement itself: what keeps a proof from being about nothing.

Premises of every part can hold; every assumption is used and needed; what is altered is refuted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs

from gametheory.proof import alterations, points
from gametheory.proof.clearing import obligations
from gametheory.proof.judgement import Judgement
from gametheory.proof.statement import Boundary, Mutant
from gametheory.proof.verdict import Check, Part
from gametheory.term_graphs import quantifies
from gametheory.terms import Formula

_BRIEF = 2.0  # seconds for a question about the statement
_TRIAL = 0.5  # for one of many trials: what can fail usually does so at once
_MOST_PREMISES = 40  # of a part: one of more is beyond what a reader follows
_NO_TIME = "not tried: the time was over"


def checks(court: Judgement, parts: list[Part]) -> list[Check]:
    """Every trial of a statement that was not refuted, the author's own first."""
    statement = court.terms.statement
    found = [_boundary(court, b) for b in statement.boundary]
    found += [_mutant(court, k, m) for k, m in enumerate(statement.mutants)]
    found += _restated(court)
    for name, condition in statement.conclusion.items():
        for k, premise in enumerate(_premises(condition)):
            if k == _MOST_PREMISES:
                detail = f"not tried: more than {_MOST_PREMISES} in one part; split the part"
                found.append(Check("premise", f"further ones of {name}", False, detail))
                break
            found.append(_premise(court, name, *premise))
    for k, part in enumerate(parts):
        if part.status == "proved":
            parts[k] = attrs.evolve(part, uses=_core(court, part.name))
    if all(part.status == "proved" for part in parts):
        found += _assumptions(court, parts)
    return found


def _boundary(court: Judgement, boundary: Boundary) -> Check:
    """All assumptions but the dropped ones hold at the point, those fail, and so does a part."""
    proposition = court.proposition
    point = points.full_point(proposition, boundary.at)
    name = ", ".join(boundary.dropped)

    def result(ok: bool, detail: str) -> Check:
        return Check("boundary", name, ok, detail, point)

    truths = court.truths(point)
    conditions = truths.context
    unknown = [d for d in boundary.dropped if d not in conditions]
    if unknown:
        return result(False, f"{unknown[0]!r} is no assumption; there are {list(conditions)}")
    for label, holds in conditions.items():
        if holds is None:
            return result(False, f"the assumption {label!r} is undefined there")
        if label in boundary.dropped and holds:
            return result(False, f"the dropped assumption {label!r} holds there")
        if label not in boundary.dropped and not holds:
            return result(False, f"the kept assumption {label!r} fails there")
    failing = [n for n, holds in truths.conclusion.items() if holds is False]
    undefined = [n for n, holds in truths.conclusion.items() if holds is None]
    if not failing and undefined:
        return result(False, f"{undefined[0]!r} is undefined there, which is no failure")
    if not failing:
        return result(False, "the conclusion holds there all the same")
    return result(True, boundary.note or f"without it {', '.join(failing)} fails")


def _mutant(court: Judgement, k: int, mutant: Mutant) -> Check:
    """A mutant is refuted at a point where the assumptions hold; and it could have held."""

    def part(truths: points.Truths) -> points.Truth:
        return truths.mutants[k]

    if _never(court, mutant.conclusion):
        detail = "it can never hold, whatever the assumptions: refuting it shows nothing"
        return Check("mutant", mutant.name, False, detail)
    for point in court.pool:
        if court.is_counterexample(point, part):
            return _refuted_mutant(court, mutant, point, part)
    seconds = min(max(_BRIEF, court.left / 3), court.left)
    denied = {"part denied": Formula.of("not", mutant.conclusion), **_defined(mutant.conclusion)}
    posed = court.questions.pose({**court.context, **denied}, seconds)
    if posed.outcome == "sat":
        for near in court.questions.near(posed):
            point = court.completed(near)
            if court.is_counterexample(point, part):
                court.pool.append(point)
                return _refuted_mutant(court, mutant, point, part)
    if posed.outcome == "unknown":
        found = _sampled(court, part)
        if found is not None:
            return _refuted_mutant(court, mutant, found, part)
    detail = "not refuted: the proof does not notice the change"
    return Check("mutant", mutant.name, False, detail)


def _refuted_mutant(court: Judgement, mutant: Mutant, point: Any, part: points.Part) -> Check:
    short = court.simplest(point, part)
    return Check("mutant", mutant.name, True, f"refuted at {points.show(short)}", short)


def _sampled(court: Judgement, part: points.Part) -> dict[str, Fraction] | None:
    return next((p for p in court.sampled() if court.is_counterexample(p, part)), None)


def _defined(condition: Formula) -> dict[str, Formula]:
    """Conditions that make a condition defined, to be asked for where nobody has proved them.

    None for one with a quantifier, under which they are about the bound variable; whoever finds a
    point evaluates the condition there anyway.
    """
    found: dict[str, Formula] = {}
    if quantifies(condition):
        return found
    for k, duty in enumerate(obligations([condition])):
        required = [c for c in alterations.conjuncts(duty.required) if c.op != "whole"]
        for i, need in enumerate(required):
            if duty.guards:
                need = Formula.of("implies", Formula.of("and", *duty.guards), need)
            found[f"defined {k}.{i}"] = need
    return found


def _never(court: Judgement, condition: Formula) -> bool:
    """Whether a condition cannot hold for any values of the variables, admissible or not."""
    cannot = court.questions.pose({"the condition": condition, **_defined(condition)}, _BRIEF)
    return cannot.outcome == "unsat"


def _restated(court: Judgement) -> Iterator[Check]:
    statement = court.terms.statement
    assumptions = list(court.context.values())
    for name, condition in statement.conclusion.items():
        if alterations.restates(condition, assumptions):
            yield Check("statement", name, False, "it restates an assumption")


def _premises(
    condition: Formula,
) -> Iterator[tuple[str, Formula, tuple[Formula, ...]]]:
    """Premises of implications and sides of equivalences, with the path that leads to each."""
    stack: list[tuple[Formula, tuple[Formula, ...]]] = [(condition, ())]
    while stack:
        here, path = stack.pop()
        match here.op:
            case "and":
                stack += [(part, path) for part in reversed(here.args)]
            case "implies":
                premise, conclusion = here.args
                yield "the premise", premise, path
                stack.append((conclusion, (*path, premise)))
            case "or":
                denied = [a for a in here.args if a.op == "not"]
                if denied and len(denied) < len(here.args):
                    for a in denied:
                        yield "the premise", a.args[0], path
            case "iff":
                for side, formula in zip(("first", "second"), here.args, strict=True):
                    yield f"the {side} side", formula, path
                    yield f"the {side} side's opposite", Formula.of("not", formula), path


def _premise(
    court: Judgement, part: str, what: str, premise: Formula, path: tuple[Formula, ...]
) -> Check:
    name = f"{what} of {part}"
    wanted = Formula.of("and", *path, premise) if path else premise
    for point in court.pool:
        if court.value(wanted, point) is True:
            return Check("premise", name, True, "can hold", point, automatic=True)
    asked = {**court.context, "premise holds": wanted}
    posed = court.questions.pose(asked, max(_BRIEF, court.left / 4))
    if posed.outcome == "unsat":
        detail = "it can never hold under the assumptions, so it says nothing"
        return Check("premise", name, False, detail, automatic=True)
    if posed.outcome == "sat":
        for near in court.questions.near(posed, 2.0):
            point = court.completed(near)
            if court.satisfies(point) and court.value(wanted, point) is True:
                court.pool.append(point)
                return Check("premise", name, True, "can hold", point, automatic=True)
        return Check("premise", name, True, "can hold, says z3", automatic=True)
    detail = _NO_TIME if court.left <= 0 else "no point was found at which it holds"
    return Check("premise", name, False, detail, automatic=True)


def _core(court: Judgement, name: str) -> tuple[str, ...]:
    """What of the context already forces a part: no assumption of it can be left out."""
    condition = court.terms.statement.conclusion[name]
    denied = {"part denied": Formula.of("not", condition)}
    whole = {**court.context, **denied}
    posed = court.questions.pose(whole, min(_BRIEF, court.left), core=True)
    kept = [n for n in court.context if n in posed.answer.core] if posed.answer.core else None
    if kept is None:
        kept = list(court.context)
    for label in list(kept):
        fewer = {n: court.context[n] for n in kept if n != label}
        if label not in court.terms.statement.assumptions and posed.answer.core:
            continue  # a domain that z3 has used: shortening the list is not worth the time
        if court.left <= 0:
            break
        if court.questions.pose({**fewer, **denied}, _TRIAL).outcome == "unsat":
            kept.remove(label)
    return tuple(kept)


def _assumptions(court: Judgement, parts: list[Part]) -> Iterator[Check]:
    """Every assumption is used by some part, and without it some part fails."""
    statement = court.terms.statement
    told = {name for b in statement.boundary for name in b.dropped if len(b.dropped) == 1}
    used = {name for part in parts for name in part.uses}
    for name in statement.assumptions:
        if name not in used and not _defines(court, name):
            yield Check("statement", name, False, "no part uses this assumption", automatic=True)
            continue
        if name not in told:
            yield _dropped(court, name)
        yield from _loosened(court, name)


def _defines(court: Judgement, name: str) -> bool:
    """Whether something is shown to be defined only with the help of an assumption."""
    fewer = {n: c for n, c in court.context.items() if n != name}
    formulas = [*court.terms.statement.conclusion.values()]
    formulas += [c for n, c in court.terms.statement.assumptions.items() if n != name]
    return any(court.left > 0 and court.questions.undefined(f, fewer)[0] for f in formulas)


def _dropped(court: Judgement, name: str) -> Check:
    """A point, found by z3, at which only this assumption fails and so does a part."""
    parts = list(court.terms.statement.conclusion.items())
    fewer = {n: c for n, c in court.context.items() if n != name}
    off = {"assumption denied": Formula.of("not", court.context[name])}
    unknown = False
    for part, condition in parts:
        asked = {**fewer, **off, "part denied": Formula.of("not", condition), **_defined(condition)}
        posed = court.questions.pose(asked, min(_BRIEF, court.left))
        unknown |= posed.outcome == "unknown"
        if posed.outcome == "sat":
            for near in court.questions.near(posed, 2.0):
                point = court.completed(near)
                if all(isinstance(v, Fraction) for v in point.values()) and _fails_alone(
                    court, name, point
                ):
                    detail = f"without it {part} fails"
                    return Check("boundary", name, True, detail, point, automatic=True)
            unknown = True
    if unknown:
        detail = "whether it is needed was not decided in the time given"
        return Check("relaxed", name, True, detail, automatic=True)
    detail = "every part holds without it"
    return Check("statement", name, False, detail, automatic=True)


def _fails_alone(court: Judgement, name: str, point: dict[str, Any]) -> bool:
    truths = court.truths(point)
    others = all(t is True for n, t in truths.context.items() if n != name)
    fails = any(t is False for t in truths.conclusion.values())
    return others and truths.context[name] is False and fails


def _loosened(court: Judgement, name: str) -> Iterator[Check]:
    """Whether the conclusion survives the assumption loosened by one percent."""
    loose = alterations.relaxed(court.context[name])
    if loose is None or court.left <= 0:
        return
    fewer = {n: c for n, c in court.context.items() if n != name}
    parts = list(court.terms.statement.conclusion.values())
    denied = Formula.of("not", Formula.of("and", *parts) if len(parts) > 1 else parts[0])
    beyond = Formula.of("not", court.context[name])
    asked = {**fewer, "assumption loosened": loose, "beyond it": beyond, "part denied": denied}
    for k, part in enumerate(parts):
        asked |= {f"{k} {n}": c for n, c in _defined(part).items()}
    outcome = court.questions.pose(asked, min(2 * _TRIAL, court.left)).outcome
    said = {
        "sat": "loosened by 1 %, the conclusion can fail",
        "unsat": "loosened by 1 %, the conclusion still holds: it is not the exact threshold",
        "unknown": "loosened by 1 %: not decided in the time given",
    }[outcome]
    yield Check("relaxed", name, True, said, automatic=True)


def with_mutants(court: Judgement, parts: list[Part]) -> list[Part]:
    """Automatic mutants of every proved part, counted; a part without a refuted one is a fault."""
    return [_mutated(court, part) if part.status == "proved" else part for part in parts]


def _mutated(court: Judgement, part: Part) -> Part:
    condition = court.terms.statement.conclusion[part.name]
    tried = refuted = 0
    survivors = []
    start = time.monotonic()
    for name, mutant in alterations.mutants(condition):
        if court.left <= 0 or (refuted and time.monotonic() - start > 2 * _BRIEF):
            break
        tried += 1
        if _refuted_by_any(court, mutant):
            refuted += 1
        else:
            survivors.append(name)
    return attrs.evolve(part, mutants=tried, refuted=refuted, survivors=tuple(survivors))


def _refuted_by_any(court: Judgement, mutant: Formula) -> bool:
    if any(court.value(mutant, point) is False for point in court.pool):
        return True
    asked = {**court.context, "part denied": Formula.of("not", mutant), **_defined(mutant)}
    posed = court.questions.pose(asked, min(_TRIAL, court.left))
    if posed.outcome != "sat":
        return False
    for near in court.questions.near(posed, 1.0):
        point = court.completed(near)
        if court.satisfies(point) and court.value(mutant, point) is False:
            court.pool.append(point)
            return True
    return False


def toothless(parts: list[Part]) -> Iterator[Check]:
    """Parts of which no altered copy was refuted: a proof that notices nothing proves nothing."""
    for part in parts:
        if part.status == "proved" and part.mutants and not part.refuted:
            detail = f"none of {part.mutants} altered copies of it is refuted"
            yield Check("mutant", part.name, False, detail, automatic=True)
