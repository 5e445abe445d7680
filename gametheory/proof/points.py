"""Statements at points: exact evaluation of one, vectorised evaluation of many."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.algebra import judged_reading, reading, refuse_branching
from gametheory.components import flat
from gametheory.errors import InvalidInput, UnknownName
from gametheory.exact.decimal_fractions import UNDEFINED, DecimalFraction
from gametheory.parameters import Interval
from gametheory.proof.evaluation import Decide, evaluate
from gametheory.proof.statement import Statement
from gametheory.term_graphs import quantifies
from gametheory.terms import Formula

if TYPE_CHECKING:
    from gametheory.proof.proposition import Proposition

Point = Mapping[str, Fraction]
Truth = bool | None


@attrs.frozen(eq=False)
class Reading:
    """A statement together with the domain conditions of everything it ranges over."""

    domain: Mapping[str, Any]
    statement: Statement

    @property
    def context(self) -> dict[str, Any]:
        """What is assumed: domains, constraints and the named assumptions."""
        return {**self.domain, **self.statement.assumptions}


@attrs.frozen
class Truths:
    """The truth values of a statement at a point; None where something is undefined."""

    context: Mapping[str, Truth]
    conclusion: Mapping[str, Truth]
    mutants: Sequence[Truth]

    @property
    def assumed(self) -> bool:
        """Whether domain and assumptions hold."""
        return all(t is True for t in self.context.values())


Part = Callable[[Truths], Truth]


def domains(proposition: Proposition) -> dict[str, Interval]:
    """Domain of every parameter and further variable."""
    single = proposition.model.components()
    return {**{n: p.domain for n, p in single.items()}, **proposition.variables}


def read(proposition: Proposition, values: Mapping[str, Any]) -> Reading:
    """Read the proposition on the given values (terms, fractions, arrays)."""
    values = {n: DecimalFraction(v) if type(v) is Fraction else v for n, v in values.items()}
    parts = {n: values[n] for n in proposition.model.components()}
    instance = proposition.model.judged(**parts)
    extra = {n: values[n] for n in proposition.variables}
    kind = reading(*values.values())
    with refuse_branching(proposition.name), judged_reading(kind):
        conditions = {
            f"domain of {n}": d.contains(values[n]) for n, d in domains(proposition).items()
        }
        conditions |= {f"constraint {n}": c for n, c in instance.constraints().items()}
        statement = proposition.at(instance, extra)
    fields = proposition.model.parameters()
    for name, value in flat(fields, {n: getattr(instance, n) for n in fields}).items():
        if parts[name] is not value:
            raise InvalidInput(f"{proposition.name}: it changes its own parameter {name}; use at()")
    return Reading(conditions, statement)


def full_point(proposition: Proposition, at: Point) -> dict[str, Fraction]:
    """A partial point completed by the parameters' defaults.

    Raises
    ------
    UnknownName
        If a further variable is not given, or a name is unknown.
    """
    known = domains(proposition)
    for name in at:
        if name not in known:
            raise UnknownName("parameter", name, known, proposition.name)
    out = {n: p.exact_default for n, p in proposition.model.components().items()}
    missing = [n for n in proposition.variables if n not in at]
    if missing:
        raise UnknownName("value for variable", missing[0], at, proposition.name)
    return {**out, **dict(at)}


def truths(
    proposition: Proposition, point: Point, terms: Reading, decide: Decide | None = None
) -> Truths:
    """Truth values at a point, in exact fractions.

    The model itself is evaluated, not the terms that the provers saw; only a statement with a
    quantifier has to be read on ``terms``, and ``decide`` says which closed formulas hold.
    """
    if quantified(terms.statement):
        return term_truths(terms, point, decide)
    reading = read(proposition, point)
    statement = reading.statement
    return Truths(
        {n: _truth(c) for n, c in reading.context.items()},
        {n: _truth(c) for n, c in statement.conclusion.items()},
        [_truth(m.conclusion) for m in statement.mutants],
    )


def term_truths(terms: Reading, point: Point, decide: Decide | None = None) -> Truths:
    """Truth values at a point of the terms that the provers see."""

    def value(condition: Any) -> Truth:
        if isinstance(condition, Formula):
            found: Truth = evaluate(condition, point, decide=decide)
            return found
        return bool(condition)

    return Truths(
        {n: value(c) for n, c in terms.context.items()},
        {n: value(c) for n, c in terms.statement.conclusion.items()},
        [value(m.conclusion) for m in terms.statement.mutants],
    )


def quantified(statement: Statement) -> bool:
    """Whether a condition of the statement, read on terms, has a quantifier."""
    mutants = [m.conclusion for m in statement.mutants]
    conditions = [*statement.assumptions.values(), *statement.conclusion.values(), *mutants]
    return quantifies(*[c for c in conditions if isinstance(c, Formula)])


def _truth(condition: Any) -> Truth:
    return None if condition is UNDEFINED else bool(condition)


def sample(proposition: Proposition, size: int) -> dict[str, npt.NDArray[np.float64]]:
    """Random values of every parameter and variable, the same in every run."""
    rng = np.random.default_rng(zlib.crc32(proposition.name.encode()))
    return {name: domain.sample(rng, size) for name, domain in domains(proposition).items()}


def simple_points(
    proposition: Proposition, size: int, seen: Sequence[Fraction] = ()
) -> Iterator[dict[str, Fraction]]:
    """Random points of small numbers and of those that the formulas themselves mention.

    Zeros, ones, equal values and a model's own thresholds are common among them.
    """
    rng = np.random.default_rng(size)
    usual = [Fraction(k, 2) for k in (0, 1, 2, 3, 4, -1, -2)]
    usual += sorted({s * f for f in seen for s in (1, -1)} - set(usual))[:24]
    members = {n: [f for f in usual if d.contains(f)] for n, d in domains(proposition).items()}
    narrow = sample(proposition, size)
    for k in range(size):
        yield {
            n: inside[rng.integers(len(inside))] if inside else row(narrow, k)[n]
            for n, inside in members.items()
        }


def row(values: Mapping[str, npt.NDArray[np.float64]], k: int) -> dict[str, Fraction]:
    """The ``k``-th sampled point as exact fractions of its decimals."""
    return {name: Fraction(repr(float(v[k]))) for name, v in values.items()}


def mask(condition: Any, size: int) -> npt.NDArray[np.bool_]:
    """A condition on arrays as a full boolean array."""
    return np.broadcast_to(np.asarray(condition, dtype=bool), (size,))


def show(point: Mapping[str, Any]) -> str:
    """A point in one line."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())
