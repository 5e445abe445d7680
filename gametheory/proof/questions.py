"""Questions about a proposition, put to z3 in several forms until a deadline.

A question is always the same: can these conditions hold together? "No" is a proof that what was
negated follows from the rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from gametheory.errors import TooLarge
from gametheory.proof.algebraic import Algebraic
from gametheory.proof.choices import split_choices
from gametheory.proof.clearing import Clearing, obligations
from gametheory.proof.processes import Answer, remaining, z3
from gametheory.proof.smtlib import Script
from gametheory.term_graphs import free_variables, order
from gametheory.terms import Formula, Node, Term, constant, variable

_QUANTIFIED = "(check-sat-using (then simplify nlqsat))"
# The real-closed procedure eliminates one variable after the other; what takes minutes in one
# order takes an instant in another.
_ORDERED = "(check-sat-using (using-params qfnra-nlsat :variable_ordering_strategy {}))"
_FIRST_TURN = 1.0  # seconds
_SHORT = (1, 4, 32, 1000)  # denominators of fractions that are tried for an irrational value


@attrs.frozen(eq=False)
class Posed:
    """A question in the form in which it was answered.

    Attributes
    ----------
    also : tuple of Script
        The same question in other forms.
    relaxed : tuple of str
        Counts that were taken for real numbers.
    """

    answer: Answer
    script: Script
    also: tuple[Script, ...] = ()
    relaxed: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """ "unsat", "sat" or "unknown"."""
        return self.answer.outcome


class Questions:
    """Puts questions over the variables of one proposition.

    Parameters
    ----------
    counts : iterable of str
        Variables that are whole numbers. They are first taken for real numbers: what cannot fail
        there cannot fail on whole numbers. A counterexample has to be whole.
    deadline : float
        On the monotonic clock; no question outlives it.
    """

    def __init__(self, counts: Iterable[str], deadline: float) -> None:
        self.counts = tuple(counts)
        self.deadline = deadline
        self.asked = 0
        self._plain, self._fresh = Clearing(), Clearing(fresh=True)

    @property
    def left(self) -> float:
        """Seconds left."""
        return remaining(self.deadline)

    def pose(
        self, labelled: Mapping[str, Formula], seconds: float | None = None, *, core: bool = False
    ) -> Posed:
        """Put a question in one form after the other until one of them is answered."""
        end = min(self.deadline, time.monotonic() + (self.left if seconds is None else seconds))
        plain = self._script(labelled, self._plain)
        counts = [n for n in self.counts if n in plain.variables]
        posed = self._over_reals(labelled, plain, end, core)
        if not counts:
            return posed
        if posed.outcome == "unsat":
            return attrs.evolve(posed, relaxed=tuple(counts))
        whole = all(_is_whole(posed.answer.values.get(n)) for n in counts)
        return posed if posed.outcome == "sat" and whole else self._over_counts(plain, counts, end)

    def _script(self, labelled: Mapping[str, Formula], clearing: Clearing) -> Script:
        cleared = {name: clearing.formula(f) for name, f in labelled.items()}
        used = _used(clearing.definitions, cleared.values())
        defined = {f"definition {k + 1}": d for k, d in enumerate(used)}
        script = Script({**defined, **cleared})
        if script.quantified:
            return Script({n: split_choices(f) for n, f in script.labelled.items()})
        return script

    def _over_reals(
        self, labelled: Mapping[str, Formula], plain: Script, end: float, core: bool
    ) -> Posed:
        """Multiplied out, in several orders of the variables; with fresh quotients; in general."""
        forms: list[tuple[Script, dict[str, Any]]] = []
        if plain.quantified:
            forms.append((plain, {"check": _QUANTIFIED}))
        else:
            forms += [(plain, {}), (plain, {"check": _ORDERED.format(1)})]
            fresh = self._script(labelled, self._fresh)
            if any(n.startswith("!quotient!") for n in fresh.variables):
                forms.append((fresh, {}))
            forms.append((plain, {"check": _ORDERED.format(3)}))
        forms.append((plain, {"logic": None}))
        # Each form decides in an instant what another never does: short turns first.
        turn = _FIRST_TURN
        while forms and remaining(end) > 0:
            given_up = []
            for form in forms:
                script, how = form
                start, seconds = time.monotonic(), min(turn, remaining(end))
                answer = self._ask(script, seconds, core=core, **how)
                if answer.outcome != "unknown":
                    return Posed(answer, script, _others(script, [s for s, _ in forms]))
                if time.monotonic() - start < seconds / 2:  # it says so itself: more is no use
                    given_up.append(form)
            forms = [f for f in forms if not any(f is g for g in given_up)]
            turn *= 4
        return Posed(Answer("unknown"), plain)

    def _over_counts(self, plain: Script, counts: list[str], end: float) -> Posed:
        """Whole numbers: small ones one by one, then all of them by the general solver."""
        for size in range(0, 7):
            fixed = {f"{n} is {size}": _is(n, Fraction(size)) for n in counts}
            script = Script({**plain.labelled, **fixed})
            answer = self._ask(script, min(2.0, remaining(end) / 4))
            if answer.outcome == "sat":
                return Posed(answer, script)
        script = Script(plain.labelled, tuple(counts))
        return Posed(self._ask(script, remaining(end), logic=None), script)

    def _ask(self, script: Script, seconds: float, **how: Any) -> Answer:
        self.asked += 1
        return z3().ask(script, seconds, **how)

    def near(self, posed: Posed, seconds: float = 5.0) -> Iterator[dict[str, Any]]:
        """Points where the conditions may hold, fractions first; nobody may believe one unchecked.

        z3 may answer with irrational numbers. Nearby fractions are tried; where equations forbid
        that, one variable at a time is fixed to a fraction and z3 is asked again; last comes the
        algebraic point itself.
        """
        values = dict(posed.answer.values)
        rational = {n: v for n, v in values.items() if isinstance(v, Fraction)}
        if len(rational) == len(values):
            yield rational
        else:
            for digits in (2, 4, 8, 16):
                yield {n: _near(v, digits) for n, v in values.items()}
        yield from self._fixed_one_by_one(posed, min(seconds, self.left))
        if len(rational) < len(values):
            yield values

    def _fixed_one_by_one(self, posed: Posed, seconds: float) -> Iterator[dict[str, Any]]:
        end = time.monotonic() + seconds
        known = dict(posed.answer.values)
        fixed: dict[str, Formula] = {}
        for name in posed.answer.values:
            for size in _SHORT:
                if remaining(end) <= 0:
                    return
                guess = _near(known[name], 6).limit_denominator(size)
                trial = {**fixed, f"{name} fixed": _is(name, guess)}
                script = attrs.evolve(posed.script, labelled={**posed.script.labelled, **trial})
                answer = self._ask(script, min(1.0, remaining(end)))
                if answer.outcome == "sat":
                    fixed, known = trial, answer.values
                    break
            if all(isinstance(v, Fraction) for v in known.values()):
                yield known
                return

    def undefined(
        self, formula: Formula, context: Mapping[str, Formula]
    ) -> tuple[str, list[Posed]]:
        """What of a formula may be undefined in the context ("" if nothing), and the proofs."""
        proofs: list[Posed] = []
        for duty in obligations([formula]):
            guards = {f"path {k + 1}": g for k, g in enumerate(duty.guards)}
            for required in _conjuncts(duty.required):
                if required.op == "whole":
                    if not self.always_whole(required.args[0]):
                        return f"{duty.said}: {required.args[0]} may be no whole number", proofs
                    continue
                denied = {"is undefined": Formula.of("not", required)}
                posed = self.pose({**context, **guards, **denied})
                if posed.outcome != "unsat":
                    return duty.said, proofs
                proofs.append(posed)
        return "", proofs

    def always_whole(self, term: Term) -> bool:
        """Whether a term is made of counts and whole constants by what keeps them whole."""
        for node in order(term):
            if node.op == "constant" and node.value.denominator != 1:
                return False
            if node.op == "variable" and node.value not in self.counts:
                return False
            if node.op in ("/", "root", "opaque"):
                return False
        return True


def _others(script: Script, scripts: Iterable[Script]) -> tuple[Script, ...]:
    """The scripts that are not this one, each once."""
    return tuple({id(s): s for s in scripts if s is not script}.values())


def _conjuncts(formula: Formula) -> Iterator[Formula]:
    if formula.op == "and":
        for part in formula.args:
            yield from _conjuncts(part)
    else:
        yield formula


def _used(definitions: list[Formula], formulas: Iterable[Formula]) -> list[Formula]:
    """Definitions of the fresh variables that the formulas mention, and of those in these."""
    wanted = set(free_variables(*formulas))
    chosen: dict[int, Formula] = {}
    for definition in reversed(definitions):  # a definition mentions only earlier ones
        if _defines(definition) in wanted:
            chosen[id(definition)] = definition
            wanted |= set(free_variables(definition))
    return [d for d in definitions if id(d) in chosen]


def _defines(definition: Formula) -> str:
    """The fresh variable of a definition: the one numbered last; none of a quotient by zero."""
    names = [n for n in free_variables(definition) if n.startswith("!")]
    return max(names, key=lambda n: int(n.rpartition("!")[2]), default="")


def _is(name: str, value: Fraction) -> Formula:
    return Formula.of("=", variable(name), constant(value))


def _is_whole(value: Any) -> bool:
    return value is None or (isinstance(value, Fraction) and value.denominator == 1)


def _near(value: Fraction | Algebraic, digits: int) -> Fraction:
    return value.near(digits) if isinstance(value, Algebraic) else value


def truth_of_closed(formula: Formula, seconds: float = 5.0) -> bool | None:
    """Whether a formula without free variables holds; None where z3 does not say.

    Also None where something in it may be undefined for values that its quantifiers range over.
    """
    questions = Questions((), time.monotonic() + seconds)
    try:
        if questions.undefined(formula, {})[0]:
            return None
        outcome = questions.pose({"the sentence": formula}).outcome
    except TooLarge:
        return None
    return {"sat": True, "unsat": False}.get(outcome)


def as_formulas(conditions: Mapping[str, Any]) -> dict[str, Formula]:
    """The conditions that say something; a plain True is left out."""
    return {n: c for n, c in conditions.items() if isinstance(c, Node)}  # type: ignore[misc]
