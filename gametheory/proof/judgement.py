"""What the judgement of one proposition shares: its terms, its questions, points found so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from gametheory.errors import TooLarge
from gametheory.proof import points
from gametheory.proof.evaluation import evaluate
from gametheory.proof.points import Part, Reading
from gametheory.proof.questions import Posed, Questions, as_formulas, truth_of_closed
from gametheory.proof.smtlib import Script
from gametheory.proof.statement import Statement
from gametheory.term_graphs import degree
from gametheory.terms import Formula, variable

if TYPE_CHECKING:
    from gametheory.proof.proposition import Proposition

_HIGHEST_DEGREE = 100_000
_SCANNED = 20_000  # sampled points among which a witness is sought
_CHECKED = 50  # of them checked exactly
_SMALL = 8  # denominators tried first
_SENTENCE = 5.0  # seconds for the truth of a sentence with a quantifier at one point


@attrs.frozen(eq=False)
class Asked:
    """A question on which a verdict rests.

    Attributes
    ----------
    what : str
        What it is about.
    scripts : tuple of Script
        Its forms, the one in which it was answered first.
    outcome : str
        The answer.
    """

    what: str
    scripts: tuple[Script, ...]
    outcome: str

    @classmethod
    def of(cls, what: str, posed: Posed) -> Asked:
        """A question that was answered."""
        return cls(what, (posed.script, *posed.also), posed.outcome)


@attrs.define(eq=False)
class Judgement:
    """The proceedings on one proposition."""

    proposition: Proposition
    terms: Reading
    questions: Questions
    context: dict[str, Formula]
    asked: list[Asked]
    pool: list[dict[str, Fraction]]
    swept: dict[str, int]
    tried: list[tuple[Mapping[str, Fraction], points.Truths]] = attrs.field(factory=list)

    @classmethod
    def opened(cls, proposition: Proposition, deadline: float) -> Judgement:
        """Read the proposition on terms."""
        domains = points.domains(proposition)
        terms = points.read(proposition, {name: variable(name) for name in domains})
        _refuse_what_grows(proposition.name, cls.formulas(terms.statement))
        counts = [name for name, domain in domains.items() if domain.whole]
        context = as_formulas(terms.context)
        return cls(proposition, terms, Questions(counts, deadline), context, [], [], {})

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.questions.left

    @staticmethod
    def formulas(statement: Statement) -> list[Formula]:
        """All conditions of the statement that are formulas."""
        mutants = [m.conclusion for m in statement.mutants]
        every = [*statement.assumptions.values(), *statement.conclusion.values(), *mutants]
        return [c for c in every if isinstance(c, Formula)]

    def undefined_assumption(self) -> str:
        """Why an assumption may be undefined, given those before it; "" if none may be."""
        context: dict[str, Formula] = {}
        for name, formula in self.context.items():
            problem, proofs = self.questions.undefined(formula, context)
            if problem:
                return f"assumption {name!r} {problem} under the assumptions before it"
            self._note(f"{name} is defined", proofs)
            context[name] = formula
        return ""

    def undefined_part(self, name: str, condition: Formula) -> str:
        """Why a part may be undefined; "" if it may not."""
        problem, proofs = self.questions.undefined(condition, self.context)
        self._note(f"{name} is defined", proofs)
        return problem

    def _note(self, what: str, proofs: list[Posed]) -> None:
        for k, posed in enumerate(proofs):
            self.asked.append(Asked.of(f"{what} {k + 1}", posed))

    def pose(self, name: str, denied: Formula, seconds: float | None = None) -> Posed:
        """Ask whether the context holds and a part fails; keep the question."""
        posed = self.questions.pose({**self.context, "part denied": denied}, seconds)
        if posed.outcome != "unknown":
            self.asked.append(Asked.of(name, posed))
        return posed

    def witness(self) -> tuple[bool, dict[str, Fraction] | None]:
        """(the assumptions are contradictory, an exact point satisfying them)."""
        posed = self.questions.pose(self.context)
        if posed.outcome == "unsat":
            return True, None
        if posed.outcome == "sat":
            for near in self.questions.near(posed):
                point = self.completed(near)
                if self.satisfies(point):
                    self.pool.append(point)
                    return False, point
        for point in self.sampled():
            if self.satisfies(point):
                self.pool.append(point)
                return False, point
        return False, None

    def sampled(self) -> Iterator[dict[str, Fraction]]:
        """Sampled points at which, in floats, the assumptions hold; all points, where unknown."""
        values = points.sample(self.proposition, _SCANNED)
        inside = np.ones(_SCANNED, dtype=bool)
        if not points.quantified(self.terms.statement):
            with np.errstate(all="ignore"):
                for condition in points.read(self.proposition, values).context.values():
                    inside &= points.mask(condition, _SCANNED)
        for k in np.flatnonzero(inside)[:_CHECKED]:
            point = points.row(values, int(k))
            # Small fractions first: of long ones a single exact value may take many seconds.
            yield {n: v.limit_denominator(_SMALL) for n, v in point.items()}
            if self.left <= 0:
                return
            yield point

    def completed(self, near: Mapping[str, Any]) -> dict[str, Any]:
        """Values for all variables: those that the question did not mention are simple ones."""
        out = {}
        for name, domain in points.domains(self.proposition).items():
            out[name] = near[name] if name in near else _simple_member(domain)
        return out

    def truths(self, point: Mapping[str, Fraction]) -> points.Truths:
        """Truth values at a point, in exact fractions, by evaluating the model."""
        return points.truths(self.proposition, point, self.terms, self._decide)

    def _decide(self, sentence: Formula) -> bool | None:
        return truth_of_closed(sentence, min(_SENTENCE, self.left))

    def value(self, condition: Formula, point: Mapping[str, Fraction]) -> bool | None:
        """Truth value at a point of a condition read on terms."""
        found: bool | None = evaluate(condition, point, decide=self._decide)
        return found

    def satisfies(self, point: Mapping[str, Any]) -> bool:
        """Whether domain and assumptions hold at a point of fractions."""
        rational = all(isinstance(v, Fraction) for v in point.values())
        return rational and self.truths(point).assumed

    def witness_truth(self, name: str) -> bool:
        """Whether the part holds at every point found so far."""
        return all(self.truths(p).conclusion[name] is True for p in self.pool)

    def is_counterexample(self, point: Mapping[str, Any], part: Part) -> bool:
        """Whether, in exact fractions, domain and assumptions hold and ``part`` fails."""
        if not all(isinstance(v, Fraction) for v in point.values()):
            return False
        truths = self.truths(point)
        return truths.assumed and part(truths) is False

    def simplest(self, point: Mapping[str, Fraction], part: Part) -> dict[str, Fraction]:
        """The same counterexample with shorter fractions wherever it stays one."""
        best = dict(point)
        for name in best:
            for size in (1, 2, 4, 10, 100, 10_000):
                guess = best[name].limit_denominator(size)
                if guess.denominator >= best[name].denominator:
                    break
                trial = {**best, name: guess}
                if self.is_counterexample(trial, part):
                    best = trial
                    break
        return best


def _refuse_what_grows(name: str, formulas: list[Formula]) -> None:
    """No time limit holds while Python multiplies numbers of a billion digits."""
    if degree(*formulas) > _HIGHEST_DEGREE:
        raise TooLarge(
            f"{name}: as a polynomial a condition has a degree above {_HIGHEST_DEGREE}: powers of "
            "powers, or quotients of quotients; state it with fewer of them"
        )


def _simple_member(domain: Any) -> Fraction:
    tried = [Fraction(k, 2) for k in (2, 1, 0, -2, 4, -1)]
    low, high = domain.low, domain.high
    if low is not None and high is not None:
        tried.append((low + high) / 2)
    if low is not None:
        tried += [low, low + 1, Fraction(int(low) + 2)]
    if high is not None:
        tried += [high, high - 1, Fraction(int(high) - 2)]
    return next((t for t in tried if domain.contains(t)), Fraction(0))
