"""Conditions derived: for which values of some parameters does a conclusion hold?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import attrs

from gametheory.arguments import choice, time_limit
from gametheory.conditions.polynomials import TooComplicated, bare, prenex
from gametheory.conditions.question import FALSE, TRUE, Question, question
from gametheory.errors import InvalidInput, MissingExtra, Undecided, UnknownName
from gametheory.exact.decimals import exact
from gametheory.parameters import Interval
from gametheory.proof.evaluation import evaluate
from gametheory.proof.questions import Questions
from gametheory.sympy_terms import to_sympy
from gametheory.term_graphs import free_variables
from gametheory.terms import Formula, Node, variable

Backend = Literal["qepcad", "z3"]
_POINTS = 24
_EACH = 2.0  # seconds for the truth at one of them
_BRIEF = 5.0  # seconds for whether what is given can hold


@attrs.frozen(eq=False)
class DerivedCondition:
    """The exact condition on some parameters under which a conclusion holds.

    Attributes
    ----------
    formula : Formula
        The condition, over the parameters' names.
    over : mapping
        The parameters that it is about, with their domains: outside them it says nothing.
    for_ : {"all", "some"}
        Values of the other parameters for which the conclusion holds.
    assumed : mapping
        What else is assumed of those parameters; the condition is exact where it holds.
    proved : bool
        Whether z3 has proved the equivalence, in both directions.
    backend : str
        What found the condition: ``"qepcad"``, or ``"z3"`` with the projection of this library.
    tested : int
        Exact points at which it was compared with the conclusion, all in agreement.
    seconds : float
    detail : str
        What a reader should know, such as why it is not proved.
    """

    formula: Formula
    over: Mapping[str, Interval]
    for_: Literal["all", "some"]
    assumed: Mapping[str, Formula]
    proved: bool
    backend: Backend
    tested: int
    seconds: float
    detail: str = ""

    @property
    def sympy(self) -> Any:
        """The condition as a SymPy expression."""
        return to_sympy(self.formula)

    def holds_at(self, **values: Any) -> bool:
        """Whether the condition holds at exact values of its parameters.

        Raises
        ------
        UnknownName
            A name that is none of ``over``, or a missing one.
        InvalidInput
            A value outside its domain, or values at which something assumed fails.
        """
        for name in values:
            if name not in self.over:
                raise UnknownName("parameter", name, self.over, "holds_at")
        missing = [n for n in self.over if n not in values]
        if missing:
            raise UnknownName("value for parameter", missing[0], values, "holds_at")
        point = {n: exact(v, f"holds_at: {n}") for n, v in values.items()}
        for name, domain in self.over.items():
            if not domain.contains(point[name]):
                raise InvalidInput(f"holds_at: {name} = {point[name]} is outside {domain}")
        for condition in self.assumed.values():
            if evaluate(condition, point) is not True:
                raise InvalidInput(f"holds_at: {shown(condition)} is assumed and fails there")
        return bool(evaluate(self.formula, point))

    def __str__(self) -> str:
        return shown(self.formula)

    def __repr__(self) -> str:
        status = "proved" if self.proved else "NOT PROVED"
        return f"DerivedCondition({self}; {status}, {self.backend}, {self.seconds:.2f} s)"


def shown(node: Node) -> str:
    """A condition in one line."""
    match node.op:
        case "and" | "or":
            parts = [
                f"({shown(a)})" if a.op in ("and", "or") and a.op != node.op else shown(a)
                for a in node.args
            ]
            return f" {node.op} ".join(parts)
        case "not" if node.args[0].op == "=":
            return " != ".join(str(a) for a in node.args[0].args)
        case "<" | "<=" | ">" | ">=" | "=":
            return f" {node.op} ".join(str(a) for a in node.args)
        case "true" | "false":
            return "always" if node.op == "true" else "never"
    return str(node)


def condition(
    model: type,
    conclusion: Callable[[Any], Any],
    *,
    over: str | Iterable[str],
    given: Callable[[Any], Any] | None = None,
    for_: Literal["all", "some"] = "all",
    timeout: float = 60.0,
    backend: Backend | None = None,
) -> DerivedCondition:
    r"""The exact condition on some parameters under which a conclusion holds.

    With :math:`x` the parameters named in ``over`` and :math:`y` the others, in their domains, and
    :math:`G` what is given, it is the condition :math:`F(x)` with
    :math:`F(x) \iff \forall y: G \Rightarrow C` where ``for_`` is "all", and
    :math:`F(x) \iff \exists y: G \wedge C` where it is "some". A conclusion that is undefined, as a
    quotient by zero is, does not hold.

    Parameters
    ----------
    model : class
        A model.
    conclusion : function of the model
        What is to hold, as ``lambda m: m.self_defeat > 1``.
    over : str or iterable of str
        Parameters that the answer is about; text is split at blanks.
    given : function of the model, optional
        What is assumed. An assumption about ``over`` alone is assumed of the answer too, as the
        domains are, and not repeated in it.
    for_ : {"all", "some"}
        For which values of the other parameters.
    timeout : float
        Seconds for all of it, the proof included.
    backend : {"qepcad", "z3"}, optional
        What looks for the condition; by default QEPCAD where it is installed (extra
        ``conditions``), then the signs of projected polynomials, tried by z3.

    Returns
    -------
    DerivedCondition
        With ``proved`` False where z3 could not confirm in both directions what QEPCAD has found.

    Raises
    ------
    InvalidInput, SymbolicBranch, UnknownName
        What is asked is no question: no such parameter, no condition, a whole number to eliminate.
    MissingExtra
        QEPCAD is asked for, or needed, and not installed.
    Undecided
        Nothing was found in time.

    Notes
    -----
    Where nothing meets what is given, the conclusion holds for all and for none.

    Any such condition exists and can be computed (Tarski 1951), at a cost that may be doubly
    exponential in the number of parameters. Three or four to eliminate, in low degrees, take
    seconds; beyond, often nothing is found.

    Examples
    --------
    >>> from models.absolute_security import AbsoluteSecurity
    >>> print(condition(
    ...     AbsoluteSecurity,
    ...     lambda m: m.self_defeat > 1,
    ...     given=lambda m: m.gamma < 1,
    ...     over="sigma",
    ...     for_="some",
    ...     backend="z3",
    ... ))
    sigma[0][1]*sigma[1][0] > 1
    """
    from gametheory.conditions import qepcad

    timeout = time_limit(timeout, "condition")
    if backend is not None:
        choice(backend, ("qepcad", "z3"), "backend", "condition")
    if backend == "qepcad" and qepcad.program() is None:
        raise MissingExtra(_EXTRA)
    start = time.monotonic()
    asked = question(model, conclusion, given, over, for_)
    search = _Search(asked, start + timeout)
    search.refuse_the_impossible()
    wanted: tuple[Backend, ...] = ("qepcad", "z3") if backend is None else (backend,)
    unproved = None
    for k, name in enumerate(wanted):
        last = k + 1 == len(wanted)
        share = search.left if last else search.left / 4
        found = search.by_qepcad(share) if name == "qepcad" else search.by_signs(share)
        if found is None:
            continue
        answer = search.judged(found, name, start, search.left if last else search.left / 3)
        if answer is not None and answer.proved:
            return answer
        unproved = unproved or answer
    if unproved is not None:
        return unproved
    spent = f"{time.monotonic() - start:.0f} s"
    why = f" ({'; '.join(search.reasons)})" if search.reasons else ""
    if backend is None and qepcad.program() is None:
        raise MissingExtra(f"condition: nothing was found in {spent}{why}. {_EXTRA}")
    raise Undecided(
        f"condition: nothing was found in {spent}{why}; eliminate fewer parameters (fix some "
        "with given), name fewer in over, or give more time"
    )


_EXTRA = "QEPCAD, which eliminates quantifiers, comes with pip install 'gametheory-ir[conditions]'"


class _Search:
    """The search for one condition."""

    def __init__(self, asked: Question, deadline: float) -> None:
        self.question, self.deadline = asked, deadline
        self.reasons: list[str] = []

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    def refuse_the_impossible(self) -> None:
        """Refuse assumptions that cannot hold together: whatever is said under them is true."""
        asked = {**self.question.assumed, "what is given": self.question.premise}
        if Questions((), self.deadline).pose(asked, min(_BRIEF, self.left / 4)).outcome == "unsat":
            raise InvalidInput(
                "condition: what is given cannot hold together, in the parameters' domains, so "
                "nothing would be said; give less"
            )

    def by_qepcad(self, seconds: float) -> Formula | None:
        """What QEPCAD answers."""
        from gametheory.conditions import qepcad

        if qepcad.program() is None:
            return None
        asked = self.question
        try:
            whole = bare(asked.decisive)
            for name in reversed([*asked.others, *_fresh(whole)]):
                whole = Formula.of("exists", variable(name), TRUE, whole)
            if asked.for_ == "all":
                whole = Formula.of("not", whole)
            prefix, matrix = prenex(whole)
            assumed = [bare(c) for c in asked.assumed.values()]
            assumed = [c for c in assumed if not _fresh(c)]
            context = prenex(Formula.of("and", *assumed, TRUE))
            found = qepcad.eliminate(
                prefix, matrix, TRUE if context[0] else context[1], list(asked.over), seconds
            )
        except (TooComplicated, RecursionError) as error:
            self.reasons.append(f"QEPCAD: {error}")
            return None
        if found is None:
            self.reasons.append(f"QEPCAD: no answer in {seconds:.0f} s")
        return found

    def by_signs(self, seconds: float) -> Formula | None:
        """What the signs of projected polynomials give."""
        from gametheory.conditions.cells import Cells, projected

        asked, deadline = self.question, time.monotonic() + seconds
        try:
            whole = bare(asked.decisive)
            prefix, matrix = prenex(whole)
            bound = [*asked.others, *_fresh(whole), *(name for _, name in prefix)]
            halfway = time.monotonic() + seconds / 2
            ring, polynomials = projected(matrix, list(asked.over), bound, halfway)
            found = Cells(asked, ring, polynomials, deadline).found()
        except (TooComplicated, RecursionError) as error:
            self.reasons.append(f"signs: {error}")
            return None
        if found is None:
            self.reasons.append("signs: those of the polynomials found do not tell, or not in time")
        return found

    def judged(
        self, found: Formula, name: Backend, start: float, seconds: float
    ) -> DerivedCondition | None:
        """The answer with its tests and its proof; None for one that is wrong."""
        end = time.monotonic() + seconds
        tested = 0
        for point in self.question.points(_POINTS):
            truth = self.question.truth_at(point, min(_EACH, self.left))
            if truth is None:
                continue
            if evaluate(found, point) is not truth:
                at = ", ".join(f"{n} = {v}" for n, v in point.items())
                self.reasons.append(f"{name}: {shown(found)} is wrong at {at}")
                return None
            tested += 1
        denied = Formula.of("not", found)
        outcomes = [
            self._impossible(found, False, (end - time.monotonic()) / 2),
            self._impossible(denied, True, end - time.monotonic()),
        ]
        if "sat" in outcomes:
            self.reasons.append(f"{name}: {shown(found)} is not it, says z3")
            return None
        proved = outcomes == ["unsat", "unsat"]
        detail = ""
        if proved and not tested:
            detail = "no exact point was found at which to test it"
        if not proved:
            detail = (
                f"found by {name}, and not confirmed by z3 in the time given; right at {tested} "
                "exact points"
            )
        return DerivedCondition(
            found, self.question.over, self.question.for_, self.question.assumed, proved, name,
            tested, time.monotonic() - start, detail,
        )  # fmt: skip

    def _impossible(self, found: Formula, holds: bool, seconds: float) -> str:
        """ "unsat" where the condition and the opposite of what it says cannot hold together."""
        if found is FALSE:
            return "unsat"
        return self.question.asked([found], holds, self.deadline, seconds).outcome


def _fresh(formula: Formula) -> list[str]:
    """Roots that the clearing has named."""
    return [n for n in free_variables(formula) if "!" in n]


__all__ = ["DerivedCondition", "condition"]
