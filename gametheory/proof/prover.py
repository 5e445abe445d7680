"""From a proposition to its verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import z3

from gametheory.proof import points
from gametheory.proof.division import Clearing
from gametheory.proof.proposition import Proposition
from gametheory.proof.smt import check, rational_points, simplified, undefined_denominators
from gametheory.proof.statement import Boundary, Statement
from gametheory.proof.verdict import Check, Verdict, VerdictStatus

Part = Callable[[Statement], Any]
_AGREEMENT_POINTS = 32


@attrs.frozen(eq=False)
class _Logic:
    """The proposition on z3 reals, without division."""

    variables: dict[str, Any]
    context: list[Any]  # domain and assumptions
    problem: str  # a denominator that may vanish, or ""


def prove(proposition: Proposition, timeout: float) -> Verdict:
    """Judge a proposition; see :meth:`Proposition.prove`."""
    start = time.perf_counter()
    verdict = _judge(proposition, timeout)
    return attrs.evolve(verdict, seconds=time.perf_counter() - start)


def _judge(proposition: Proposition, timeout: float) -> Verdict:
    variables = {n: z3.Real(n) for n in points.domains(proposition)}
    reading = points.read(proposition, variables)
    logic = _logic(variables, reading, timeout)
    if logic.problem:
        return Verdict("unknown", None, "z3", 0.0, detail=logic.problem)
    disagreement = _readings_disagree(proposition, variables, reading)
    if disagreement:
        return Verdict("unknown", None, "z3", 0.0, detail=disagreement)
    vacuous, witness = _witness(proposition, logic, timeout)
    if witness is None:
        why = (
            "the assumptions cannot hold together, so nothing is claimed"
            if vacuous
            else "no point satisfying the assumptions was found"
        )
        return Verdict("unknown", None, "z3", 0.0, detail=why)
    status: VerdictStatus = "proved"
    used: dict[str, None] = {}
    details: list[str] = []
    swept = 0
    for name, conclusion in reading.statement.conclusion.items():
        outcome = _decide(proposition, logic, conclusion, _conclusion_part(name), timeout)
        used[outcome.backend] = None
        if outcome.status == "refuted":
            detail = f"{name} fails at the counterexample"
            return attrs.evolve(outcome, witness=witness, detail=detail)
        if outcome.status == "unknown" or (outcome.status == "swept" and status == "proved"):
            status = outcome.status
        if outcome.detail:
            details.append(f"{name}: {outcome.detail}")
        swept = max(swept, outcome.points)
    checks = [_boundary(proposition, b) for b in reading.statement.boundary]
    checks += [
        _mutant(proposition, logic, k, mutant.name, mutant.conclusion, timeout)
        for k, mutant in enumerate(reading.statement.mutants)
    ]
    backend = "+".join(used)
    detail = "; ".join(details)
    return Verdict(status, None, backend, 0.0, witness, tuple(checks), detail, swept)


def _conclusion_part(name: str) -> Part:
    return lambda statement: statement.conclusion[name]


def _mutant_part(k: int) -> Part:
    return lambda statement: statement.mutants[k].conclusion


def _logic(variables: dict[str, Any], reading: points.Reading, timeout: float) -> _Logic:
    """Clear the domain and assumptions of division, each in the context of those before it."""
    context: list[Any] = []
    conditions = {**reading.domain, **reading.statement.assumptions}
    for name, condition in conditions.items():
        clearing = Clearing()
        cleared = clearing.formula(_as_formula(condition))
        bad = undefined_denominators(clearing, context, timeout)
        if bad:
            problem = f"assumption {name!r} divides by {bad[0]}, which may be zero under the "
            return _Logic(variables, context, problem + "assumptions before it")
        context.append(cleared)
    return _Logic(variables, context, "")


def _as_formula(condition: Any) -> Any:
    return z3.BoolVal(bool(condition)) if isinstance(condition, bool | np.bool_) else condition


def _readings_disagree(
    proposition: Proposition, variables: dict[str, Any], reading: points.Reading
) -> str:
    """Compare the logic formula with the exact evaluation at sampled points.

    This is what notices a model method that branched on ``==`` behind the machinery's back.
    """
    statement = reading.statement
    formulas = [*statement.assumptions.values(), *statement.conclusion.values()]
    for point in points.simple_points(proposition, _AGREEMENT_POINTS):
        try:
            here = points.read(proposition, point).statement
        except ZeroDivisionError:
            continue
        exact = [*here.assumptions.values(), *here.conclusion.values()]
        pairs = [(variables[n], z3.RealVal(str(f))) for n, f in point.items()]
        for formula, expected in zip(formulas, exact, strict=True):
            got = simplified(z3.substitute(_as_formula(formula), *pairs))
            if (z3.is_true(got) or z3.is_false(got)) and z3.is_true(got) != bool(expected):
                return (
                    f"the formula and its exact evaluation differ at {_show(point)}: a method "
                    "takes a Python decision on a symbol; use where, equal, all_of, any_of"
                )
    return ""


def _witness(
    proposition: Proposition, logic: _Logic, timeout: float
) -> tuple[bool, dict[str, Fraction] | None]:
    """(the assumptions are contradictory, an exact point satisfying them)."""
    answer = check(logic.context, timeout)
    if answer.outcome == "unsat":
        return True, None
    if answer.outcome == "sat":
        for point in rational_points(answer.model, logic.variables, logic.context):
            if points.satisfies(proposition, point):
                return False, point
    values = points.sample(proposition, 2000)
    for k in range(2000):
        point = points.row(values, k)
        if points.satisfies(proposition, point):
            return False, point
    return False, None


def _decide(
    proposition: Proposition, logic: _Logic, conclusion: Any, part: Part, timeout: float
) -> Verdict:
    clearing = Clearing()
    cleared = clearing.formula(_as_formula(conclusion))
    bad = undefined_denominators(clearing, logic.context, timeout)
    if bad:
        return Verdict("unknown", None, "z3", 0.0, detail=f"divides by {bad[0]}, maybe zero")
    goal = [*logic.context, z3.Not(cleared)]
    answer = check(goal, timeout)
    if answer.outcome == "unsat":
        return Verdict("proved", None, "z3", 0.0)
    if answer.outcome == "sat":
        for point in rational_points(answer.model, logic.variables, goal):
            if points.is_counterexample(proposition, point, part):
                short = points.simplest(proposition, point, part)
                return Verdict("refuted", short, "z3", 0.0)
    if _is_identity(proposition, part):
        return Verdict("proved", None, "sympy", 0.0)
    return _sweep(proposition, part)


def _is_identity(proposition: Proposition, part: Part) -> bool:
    """Whether the part is an equation that SymPy reduces to 0 = 0."""
    import sympy

    condition = part(proposition.symbolic)
    if condition is sympy.true:
        return True
    if not isinstance(condition, sympy.Equality):
        return False
    return bool(sympy.cancel(sympy.together(condition.lhs - condition.rhs)) == 0)


def _sweep(proposition: Proposition, part: Part) -> Verdict:
    size = proposition.samples
    values = points.sample(proposition, size)
    with np.errstate(all="ignore"):
        reading = points.read(proposition, values)
        inside = np.ones(size, dtype=bool)
        for condition in [*reading.domain.values(), *reading.statement.assumptions.values()]:
            inside &= points.mask(condition, size)
        failing = inside & ~points.mask(part(reading.statement), size)
    for k in np.flatnonzero(failing)[:1000]:
        point = points.row(values, int(k))
        if points.is_counterexample(proposition, point, part):
            short = points.simplest(proposition, point, part)
            return Verdict("refuted", short, "sweep", 0.0)
    tried = int(inside.sum())
    if tried < 1000:
        detail = f"only {tried} of {size} sampled points satisfy the assumptions"
        return Verdict("unknown", None, "sweep", 0.0, detail=detail, points=tried)
    detail = f"no counterexample among {tried} sampled points that satisfy the assumptions"
    return Verdict("swept", None, "sweep", 0.0, detail=detail, points=tried)


def _boundary(proposition: Proposition, boundary: Boundary) -> Check:
    """All assumptions but the dropped ones hold at the point, those fail, and so does a part."""
    point = points.full_point(proposition, boundary.at)
    name = ", ".join(boundary.dropped)

    def result(ok: bool, detail: str) -> Check:
        return Check("boundary", name, ok, detail, point)

    try:
        reading = points.read(proposition, point)
    except ZeroDivisionError:
        return result(False, "the model divides by zero there")
    conditions = {**reading.domain, **reading.statement.assumptions}
    unknown = [d for d in boundary.dropped if d not in conditions]
    if unknown:
        return result(False, f"{unknown[0]!r} is no assumption; there are {list(conditions)}")
    for label, condition in conditions.items():
        if label in boundary.dropped and points.holds(condition):
            return result(False, f"the dropped assumption {label!r} holds there")
        if label not in boundary.dropped and not points.holds(condition):
            return result(False, f"the kept assumption {label!r} fails there")
    failing = [n for n, c in reading.statement.conclusion.items() if not points.holds(c)]
    if not failing:
        return result(False, "the conclusion holds there all the same")
    return result(True, boundary.note or f"without it {', '.join(failing)} fails")


def _mutant(
    proposition: Proposition, logic: _Logic, k: int, name: str, conclusion: Any, timeout: float
) -> Check:
    clearing = Clearing()
    goal = [*logic.context, z3.Not(clearing.formula(_as_formula(conclusion)))]
    answer = check(goal, timeout)
    part = _mutant_part(k)
    candidates: Iterable[Any] = ()
    if answer.outcome == "sat":
        candidates = rational_points(answer.model, logic.variables, goal)
    for point in candidates:
        if points.is_counterexample(proposition, point, part):
            short = points.simplest(proposition, point, part)
            return Check("mutant", name, True, f"refuted at {_show(short)}", short)
    swept = _sweep(proposition, part)
    if swept.status == "refuted" and swept.counterexample is not None:
        shown = _show(swept.counterexample)
        return Check("mutant", name, True, f"refuted at {shown}", swept.counterexample)
    return Check("mutant", name, False, "not refuted: the proof does not notice the change")


def _show(point: points.Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())
