"""Statements at points: exact evaluation of one, vectorised evaluation of many."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.parameters import Interval
from gametheory.proof.decimal_fractions import DecimalFraction
from gametheory.proof.proposition import Proposition
from gametheory.proof.statement import Statement

Point = Mapping[str, Fraction]


@attrs.frozen(eq=False)
class Reading:
    """A statement together with the domain conditions of everything it ranges over."""

    domain: Mapping[str, Any]
    statement: Statement


def domains(proposition: Proposition) -> dict[str, Interval]:
    """Domain of every parameter and further variable."""
    parameters = proposition.model.parameters()
    return {**{n: p.domain for n, p in parameters.items()}, **proposition.variables}


def read(proposition: Proposition, values: Mapping[str, Any]) -> Reading:
    """Read the proposition on the given values (z3 terms, fractions, arrays, symbols)."""
    values = {n: DecimalFraction(v) if type(v) is Fraction else v for n, v in values.items()}
    fields = {n: values[n] for n in proposition.model.parameters()}
    instance = proposition.model.unchecked(**fields)
    extra = {n: values[n] for n in proposition.variables}
    conditions = {f"domain of {n}": d.contains(values[n]) for n, d in domains(proposition).items()}
    conditions |= {f"constraint {n}": c for n, c in instance.constraints().items()}
    return Reading(conditions, proposition.at(instance, extra))


def full_point(proposition: Proposition, at: Point) -> dict[str, Fraction]:
    """A partial point completed by the parameters' defaults.

    Raises
    ------
    KeyError
        If a further variable is not given, or a name is unknown.
    """
    from gametheory.errors import UnknownName
    from gametheory.parameters import exact

    known = domains(proposition)
    for name in at:
        if name not in known:
            raise UnknownName("parameter", name, known, proposition.name)
    out = {n: exact(p.default) for n, p in proposition.model.parameters().items()}
    missing = [n for n in proposition.variables if n not in at]
    if missing:
        raise UnknownName("value for variable", missing[0], at, proposition.name)
    return {**out, **dict(at)}


def holds(condition: Any) -> bool:
    """Truth value of an exactly evaluated condition."""
    return bool(condition)


def is_counterexample(proposition: Proposition, point: Point, part: Any) -> bool:
    """Whether, in exact fractions, domain and assumptions hold at ``point`` and ``part`` fails.

    ``part`` picks the condition to fail out of a :class:`Statement`.
    """
    try:
        reading = read(proposition, point)
        conditions = [*reading.domain.values(), *reading.statement.assumptions.values()]
        return all(holds(c) for c in conditions) and not holds(part(reading.statement))
    except ZeroDivisionError:
        return False


def satisfies(proposition: Proposition, point: Point) -> bool:
    """Whether domain and assumptions hold at ``point``, exactly."""
    try:
        reading = read(proposition, point)
    except ZeroDivisionError:
        return False
    conditions = [*reading.domain.values(), *reading.statement.assumptions.values()]
    return all(holds(c) for c in conditions)


def simplest(proposition: Proposition, point: Point, part: Any) -> dict[str, Fraction]:
    """The same counterexample with shorter fractions wherever it stays one."""
    best = dict(point)
    for name in best:
        for size in (1, 2, 4, 10, 100, 10_000):
            guess = best[name].limit_denominator(size)
            if guess.denominator >= best[name].denominator:
                break
            trial = {**best, name: guess}
            if is_counterexample(proposition, trial, part):
                best = trial
                break
    return best


def sample(proposition: Proposition, size: int) -> dict[str, npt.NDArray[np.float64]]:
    """Random values of every parameter and variable, the same in every run."""
    rng = np.random.default_rng(zlib.crc32(proposition.name.encode()))
    return {name: domain.sample(rng, size) for name, domain in domains(proposition).items()}


def simple_points(proposition: Proposition, size: int) -> Iterator[dict[str, Fraction]]:
    """Random points of small numbers, so that zeros, ones and equal values are common."""
    rng = np.random.default_rng(size)
    usual = [Fraction(k, 2) for k in (0, 1, 2, 3, 4, -1, -2)]
    members = {n: [f for f in usual if d.contains(f)] for n, d in domains(proposition).items()}
    narrow = sample(proposition, size)
    for k in range(size):
        yield {
            n: inside[rng.integers(len(inside))] if inside else Fraction(repr(float(narrow[n][k])))
            for n, inside in members.items()
        }


def row(values: Mapping[str, npt.NDArray[np.float64]], k: int) -> dict[str, Fraction]:
    """The ``k``-th sampled point as exact fractions of its decimals."""
    return {name: Fraction(repr(float(v[k]))) for name, v in values.items()}


def mask(condition: Any, size: int) -> npt.NDArray[np.bool_]:
    """A condition on arrays as a full boolean array."""
    return np.broadcast_to(np.asarray(condition, dtype=bool), (size,))
