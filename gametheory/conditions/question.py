"""What is asked: for which values of some parameters does a conclusion hold?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

import attrs
import numpy as np

from gametheory.algebra import refuse_branching
from gametheory.arguments import choice
from gametheory.components import components
from gametheory.errors import InvalidInput, SymbolicBranch, UnknownName, shown
from gametheory.parameters import Interval
from gametheory.proof.clearing import obligations
from gametheory.proof.evaluation import evaluate
from gametheory.proof.questions import Posed, Questions
from gametheory.term_graphs import constants, free_variables, order
from gametheory.terms import FALSE, TRUE, Formula, spoken, substituted, variable

ForWhich = Literal["all", "some"]
Point = Mapping[str, Fraction]
_CLOSED = 2.0  # seconds for the truth at one point


@attrs.frozen(eq=False)
class Question:
    """A conclusion on which values are sought, with everything that it depends on.

    Attributes
    ----------
    over : mapping
        Parameters that the condition is about, with their domains.
    others : mapping
        The other parameters that occur, with their domains.
    for_ : {"all", "some"}
        Values of the others for which the conclusion is to hold.
    assumed : mapping
        Named conditions on ``over`` alone: domains, constraints, assumptions.
    premise : Formula
        What is given of the others.
    decisive : Formula
        What some value of the others has to satisfy: where ``for_`` is "some", for the conclusion
        to hold for some; where it is "all", for it to fail for one.
    """

    over: Mapping[str, Interval]
    others: Mapping[str, Interval]
    for_: ForWhich
    assumed: Mapping[str, Formula]
    premise: Formula
    decisive: Formula

    def stated(self, holds: bool) -> Formula:
        """That the conclusion holds for the values of the others that are meant, or does not."""
        if holds is (self.for_ == "some"):
            return self.decisive  # the others are free: some values of them
        found = self.decisive
        for name in reversed(list(self.others)):
            found = Formula.of("exists", variable(name), TRUE, found)
        return Formula.of("not", found)

    def asked(
        self, conditions: Iterable[Formula], holds: bool, deadline: float, seconds: float
    ) -> Posed:
        """Whether somewhere the conditions hold and the conclusion does (or does not)."""
        labelled = {f"condition {k + 1}": c for k, c in enumerate(conditions)}
        whole = {**self.assumed, **labelled, "the conclusion": self.stated(holds)}
        return Questions((), deadline).pose(whole, seconds)

    def truth_at(self, point: Point, seconds: float = _CLOSED) -> bool | None:
        """Whether the conclusion holds at a point of ``over``; None where z3 does not say."""
        here = substituted(self.decisive, point)
        deadline = time.monotonic() + seconds
        outcome = Questions((), deadline).pose({"at the point": here}).outcome
        if outcome == "unknown":
            return None
        return (outcome == "sat") is (self.for_ == "some")

    def inside(self, point: Point) -> bool:
        """Whether a point of ``over`` is one that the question is about."""
        whole = (n for n, d in self.over.items() if d.whole)
        return all(point[n].denominator == 1 for n in whole) and all(
            evaluate(c, point, decide=None) is True for c in self.assumed.values()
        )

    def points(self, size: int, tries: int = 4000) -> Iterator[dict[str, Fraction]]:
        """Exact points that the question is about: simple numbers, and random ones."""
        rng = np.random.default_rng(7)
        usual = [Fraction(k, 2) for k in (0, 1, 2, 3, 4, 6, 8, -1, -2, -4)]
        seen = {abs(c) for c in constants(self.decisive)}
        usual += sorted(seen - set(usual))[:12]
        sampled = {n: d.sample(rng, tries) for n, d in self.over.items()}
        given = 0
        for k in range(tries):
            if given == size:
                return
            point = {}
            for name, domain in self.over.items():
                simple = [v for v in usual if domain.contains(v)]
                if simple and (k + rng.integers(3)) % 2:
                    point[name] = simple[rng.integers(len(simple))]
                else:
                    point[name] = Fraction(float(sampled[name][k])).limit_denominator(40)
            if all(d.contains(point[n]) for n, d in self.over.items()) and self.inside(point):
                given += 1
                yield point


def question(
    model: Any,
    conclusion: Callable[[Any], Any],
    given: Callable[[Any], Any] | None,
    over: str | Iterable[str],
    for_: ForWhich,
) -> Question:
    """Read the conclusion and the assumptions on terms."""
    if not (isinstance(model, type) and hasattr(model, "judged") and hasattr(model, "parameters")):
        raise InvalidInput(f"condition: {shown(model)} is no model; give the class of a model")
    choice(for_, ("all", "some"), "value of for_", "condition")
    read: Any = model
    fields, parameters = read.parameters(), read.components()
    names = over.split() if isinstance(over, str) else _listed(over)
    if not names:
        raise InvalidInput(
            "condition: over names no parameter; give those that the answer is about"
        )
    for name in names:
        if not isinstance(name, str):
            raise InvalidInput(f"condition: over holds {shown(name)}; give names of parameters")
    whole = {n: components(p) for n, p in fields.items()}  # a vector: all its entries
    names = [entry for name in names for entry in whole.get(name, (name,))]
    for name in names:
        if name not in parameters:
            raise UnknownName("parameter", name, parameters, f"condition: {model.__name__}")
    instance = model.judged(**{name: variable(name) for name in parameters})
    assumptions = [
        *(_read(f"constraint {n}", c, parameters) for n, c in instance.constraints().items()),
        *([] if given is None else _conjuncts(_called("given", given, instance, parameters))),
    ]
    concluded = holds(_called("conclusion", conclusion, instance, parameters))
    asked = {n: parameters[n].domain for n in parameters if n in names}
    occur = set(free_variables(concluded, *assumptions))
    others = {n: p.domain for n, p in parameters.items() if n in occur and n not in names}
    for name, domain in others.items():
        if domain.whole:
            raise InvalidInput(
                f"condition: {name} is a whole number ({domain}), and no procedure eliminates "
                "those; name it in over, or fix it with given"
            )
    about = [a for a in assumptions if set(free_variables(a)) <= set(asked)]
    tied = [a for a in assumptions if not any(a is b for b in about)]
    assumed = {f"domain of {n}": _domain(d, n) for n, d in asked.items()}
    assumed |= {f"given {k + 1}": holds(a) for k, a in enumerate(about)}
    wanted = concluded if for_ == "some" else Formula.of("not", concluded)
    premise = _joined([*(_domain(d, n) for n, d in others.items()), *map(holds, tied)])
    return Question(
        asked,
        others,
        for_,
        {n: c for n, c in assumed.items() if c is not TRUE},
        premise,
        _joined([premise, wanted]),
    )


def _listed(over: Any) -> list[Any]:
    if not isinstance(over, Iterable) or isinstance(over, type) or getattr(over, "ndim", 1) == 0:
        raise InvalidInput(f"condition: over is {shown(over)}; give names of parameters")
    return list(over)


def holds(formula: Formula) -> Formula:
    """That the formula is defined and true, said without leaving anything undefined to chance."""
    parts = [formula]
    for duty in obligations([formula]):
        need = duty.required
        if duty.guards:
            need = Formula.of("implies", _joined(duty.guards), need)
        for name in free_variables(need):
            if "~" in name:  # below a quantifier: for every value that it ranges over
                need = Formula.of("forall", variable(name), TRUE, need)
        parts.append(need)
    return _joined(parts)


def _joined(formulas: Iterable[Formula]) -> Formula:
    parts = [f for f in formulas if f is not TRUE]
    if not parts:
        return TRUE
    return parts[0] if len(parts) == 1 else Formula.of("and", *parts)


def _domain(domain: Interval, name: str) -> Formula:
    inside = domain.contains(variable(name))
    return inside if isinstance(inside, Formula) else TRUE


def _conjuncts(formula: Formula) -> list[Formula]:
    """Each condition of a conjunction, if all of them are defined by themselves."""
    if formula.op != "and":
        return [formula]
    if obligations([formula]):
        return [formula]  # a later one may be defined only where an earlier one holds
    return [c for part in formula.args for c in _conjuncts(part)]


def _called(
    what: str, build: Callable[[Any], Any], instance: Any, parameters: Mapping[str, Any]
) -> Formula:
    if not callable(build):
        raise InvalidInput(
            f"condition: {what} is {shown(build)}; give a function of the model, "
            "as lambda m: m.x > 0"
        )
    with refuse_branching(f"condition: {what}"):
        return _read(what, build(instance), parameters)


def _read(what: str, condition: Any, parameters: Mapping[str, Any]) -> Formula:
    if not isinstance(condition, Formula):
        raise SymbolicBranch(
            f"condition: {what} is {condition!r} ({type(condition).__name__}) and no condition on "
            "the model; return a comparison of quantities"
        )
    for name in free_variables(condition):
        if "~" in name:
            raise InvalidInput(
                f"condition: {what} uses {spoken(name)} outside the exists or forall that it "
                f"belongs to: {condition}"
            )
        if name not in parameters:
            raise InvalidInput(f"condition: {what} mentions {name}, which is no parameter")
    if any(node.op in ("whole", "opaque") for node in order(condition)):
        raise InvalidInput(
            f"condition: {what} asks of a quantity to be whole, or holds a foreign expression: "
            f"{condition}"
        )
    return condition


__all__ = ["FALSE", "TRUE", "Question", "holds", "question"]
