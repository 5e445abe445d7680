"""Propositions: a method of a model that states something, and the machinery that judges it."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Literal

import attrs

from gametheory.algebra import refuse_branching
from gametheory.components import gathered, spelled, subscripted
from gametheory.errors import InvalidInput, shown, visible
from gametheory.parameters import REAL, Interval, Parameter
from gametheory.proof.statement import Boundary, Mutant, Statement
from gametheory.proof.verdict import Verdict, VerdictStatus
from gametheory.sympy_terms import to_sympy
from gametheory.terms import Node, opaque

Relation = Literal["supports", "qualifies", "contradicts"]

_IDEA = "Proof idea."
_SHORTEST_REASON = 4  # words


@attrs.frozen(eq=False, repr=False)
class Proposition:
    """A claim about a model, for all values of its parameters.

    Attributes
    ----------
    id : str
        Short name, unique in its model, as ``"P3"``.
    model : type
        The model class.
    build : callable
        The method; ``build(instance, *variables)`` returns a :class:`Statement`.
    variables : mapping
        Further universally quantified reals (the method's extra arguments) with their domains; the
        entries of an argument that is a vector are ``x[0]``, ``x[1]``.
    arguments : mapping
        The method's extra arguments, as parameters.
    claims : mapping
        Claim id -> ``"supports"``, ``"qualifies"`` or ``"contradicts"``.
    reasons : mapping
        Claim id -> one sentence that says why the proposition bears on the claim.
    lemma : str
        What it is needed for, where it speaks to no claim.
    means : mapping
        Argument -> what it is, in words.
    expected : str
        The status the model's author stands by.
    samples : int
        Points drawn when neither z3 nor SymPy decides.
    """

    id: str
    model: Any
    build: Callable[..., Statement]
    variables: Mapping[str, Interval]
    claims: Mapping[str, Relation]
    expected: VerdictStatus = "proved"
    samples: int = 400_000
    reproduces: str = ""
    reasons: Mapping[str, str] = attrs.field(factory=dict)
    lemma: str = ""
    means: Mapping[str, str] = attrs.field(factory=dict)
    arguments: Mapping[str, Parameter] = attrs.field()

    @arguments.default
    def _single(self) -> Mapping[str, Parameter]:
        return {name: Parameter(name, domain, 0, "") for name, domain in self.variables.items()}

    @property
    def name(self) -> str:
        """``model/P3``."""
        return f"{self.model.name}/{self.id}"

    @property
    def statement(self) -> str:
        """The proposition in words: the method's docstring, without the proof idea."""
        return "\n\n".join(t for t in self._paragraphs if not t.startswith(_IDEA))

    @property
    def idea(self) -> str:
        """How it is proved, for a human: the docstring's paragraph after ``Proof idea.``"""
        found = (t.removeprefix(_IDEA) for t in self._paragraphs if t.startswith(_IDEA))
        return " ".join(" ".join(found).split())

    @property
    def _paragraphs(self) -> list[str]:
        return inspect.cleandoc(self.build.__doc__ or "").split("\n\n")

    @property
    def title(self) -> str:
        """First line of the docstring."""
        return self.statement.partition("\n")[0].rstrip(".")

    @property
    def assumptions(self) -> Mapping[str, Any]:
        """Named assumptions as SymPy conditions."""
        return self.symbolic.assumptions

    @property
    def conclusion(self) -> Mapping[str, Any]:
        """Named parts of the conclusion as SymPy conditions."""
        return self.symbolic.conclusion

    @property
    def boundary(self) -> tuple[Boundary, ...]:
        """Points at which a dropped assumption makes the conclusion fail."""
        return self.symbolic.boundary

    @property
    def mutants(self) -> tuple[Mutant, ...]:
        """Altered conclusions that have to be refuted."""
        return self.symbolic.mutants

    @cached_property
    def symbolic(self) -> Statement:
        """The statement read on SymPy symbols, for people and reports."""
        import sympy

        symbols = self.model.symbols().values()
        instance = self.model.judged(**{n: opaque(v) for n, v in symbols.items()})
        extra = {n: opaque(sympy.Symbol(subscripted(n), real=True)) for n in self.variables}
        return in_sympy(self.at(instance, extra))

    def at(self, instance: Any, variables: Mapping[str, Any]) -> Statement:
        """The statement read at an instance and values of the further variables."""
        with refuse_branching(self.name):
            statement = self.build(instance, **gathered(self.arguments, variables))
        if not isinstance(statement, Statement):
            raise InvalidInput(
                f"{self.name}: its method gives {type(statement).__name__}; return "
                "given(...).then(...)"
            )
        if not statement.boundary:
            return statement
        known = {**self.model.parameters(), **self.arguments}
        return attrs.evolve(
            statement,
            boundary=tuple(
                attrs.evolve(b, at=spelled(known, b.at, f"{self.name}: unless"))
                for b in statement.boundary
            ),
        )

    def prove(
        self, timeout: float = 60.0, *, second_opinion: bool = False, trials: bool = True
    ) -> Verdict:
        """Prove or refute the proposition for all parameters.

        The assumptions are first shown satisfiable; everything the statement uses is shown to be
        defined (no denominator vanishes, no instance leaves its domain); each part of the
        conclusion is decided by z3 over the reals, else by SymPy where it is an identity, else
        swept over ``samples`` random points; a counterexample is reported only after the model has
        been evaluated on it in exact fractions. Then the statement itself is tried: premises,
        boundary points, dropped and relaxed assumptions, mutants.

        Parameters
        ----------
        timeout : float
            Seconds for all of it. What could not be tried in that time is said.
        second_opinion : bool
            Ask the other provers that are installed (extra ``provers``) too.
        trials : bool
            Whether to try the statement itself, too. Without it a verdict has no checks; for those
            who ask again for a verdict whose statement has been tried.

        Raises
        ------
        InvalidInput
            A time that is not positive and finite; a statement that says nothing.
        SymbolicBranch
            A formula decides with Python on a symbol.
        MissingExtra
            A second opinion is asked for and no second prover is installed.
        """
        from gametheory.proof.prover import prove

        return prove(self, timeout, second_opinion=second_opinion, trials=trials)

    def __repr__(self) -> str:
        return f"{self.name}: {self.title} (expected: {self.expected})"

    def __str__(self) -> str:
        lines = self.statement.splitlines()[1:]
        lines += [f"Proof idea. {self.idea}"] if self.idea else []
        lines += [f"{how} {claim}: {self.reasons[claim]}" for claim, how in self.claims.items()]
        lines += [f"lemma: {self.lemma}"] if self.lemma else []
        return "\n".join([repr(self), *(f"  {visible(line)}".rstrip() for line in lines if line)])

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return f"<pre>{html.escape(str(self))}</pre>"


def in_sympy(statement: Statement) -> Statement:
    """A statement on terms as one on SymPy expressions."""

    def shown(condition: Any) -> Any:
        return to_sympy(condition) if isinstance(condition, Node) else condition

    return attrs.evolve(
        statement,
        assumptions={n: shown(c) for n, c in statement.assumptions.items()},
        conclusion={n: shown(c) for n, c in statement.conclusion.items()},
        mutants=tuple(Mutant(m.name, shown(m.conclusion)) for m in statement.mutants),
    )


def proposition(
    id: str,
    *,
    supports: Mapping[str, str] | None = None,
    qualifies: Mapping[str, str] | None = None,
    contradicts: Mapping[str, str] | None = None,
    lemma: str = "",
    over: Mapping[str, Interval] | None = None,
    per: Mapping[str, str] | None = None,
    means: Mapping[str, str] | None = None,
    expected: VerdictStatus = "proved",
    samples: int = 400_000,
    reproduces: str = "",
) -> Callable[[Callable[..., Statement]], Any]:
    """Mark a method of a model as a proposition.

    The method's docstring says the proposition in words; a paragraph that opens ``Proof idea.``
    tells a human in one or two sentences why it holds.

    Parameters
    ----------
    id : str
        As ``"P3"``; letters, digits and dots.
    supports, qualifies, contradicts : mapping, optional
        Claims it speaks to, each with the sentence that says why it bears on the claim, as
        ``supports={"W01": "a higher demand is answered with arms"}``. The model's ``REGISTER``
        has to hold them.
    lemma : str
        What it is needed for, where it speaks to no claim: a best reply, a bound.
    over : mapping, optional
        Domains of the method's extra arguments (real numbers where not named).
    per : mapping, optional
        Arguments that are vectors, with the index of the model that they are over, as
        ``per={"x": "state"}``.
    means : mapping, optional
        What each extra argument is, in words, as ``means={"more": "what state 1 then demands"}``.
    expected : str
        Status the author stands by; ``reproduce`` exits 0 only if every verdict is the expected.

    Raises
    ------
    InvalidInput
        An id of other signs, a claim without a reason or named twice, a lemma that names claims, an
        option about an argument that the method does not have.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9.]*", id):
        raise InvalidInput(f"proposition: id {id!r} is not letters, digits and dots")
    claims: dict[str, Relation] = {}
    reasons: dict[str, str] = {}
    relations: tuple[tuple[Relation, Any], ...] = (
        ("supports", supports),
        ("qualifies", qualifies),
        ("contradicts", contradicts),
    )
    for relation, named in relations:
        for name, reason in _with_reasons(id, relation, named).items():
            if name in claims:
                raise InvalidInput(f"proposition {id}: claim {name} is named twice")
            claims[name], reasons[name] = relation, reason
    if lemma and claims:
        raise InvalidInput(
            f"proposition {id}: a lemma speaks to no claim, and this one names "
            f"{', '.join(claims)}; leave out one or the other"
        )

    def mark(method: Callable[..., Statement]) -> Any:
        signature = list(inspect.signature(method).parameters.values())[1:]
        for argument in signature:
            if argument.name in ("note", "at"):
                raise InvalidInput(
                    f"proposition {id}: the argument {argument.name!r} could not be told from that "
                    "of unless(...); give it another name"
                )
            plain = argument.kind is argument.POSITIONAL_OR_KEYWORD
            if not plain or argument.default is not argument.empty:
                raise InvalidInput(
                    f"proposition {id}: the argument {argument} ranges over all its values; "
                    "declare it by its name alone"
                )
        arguments = [argument.name for argument in signature]
        unknown = {*(over or {}), *(per or {}), *(means or {})} - set(arguments)
        if unknown:
            raise InvalidInput(f"proposition {id}: {sorted(unknown)} are not arguments of it")
        domains = {name: (over or {}).get(name, REAL) for name in arguments}
        method.__dict__["proposition"] = dict(
            id=id,
            variables=domains,
            per=dict(per or {}),
            claims=claims,
            reasons=reasons,
            lemma=lemma,
            means=dict(means or {}),
            expected=expected,
            samples=samples,
            reproduces=reproduces,
        )
        return method

    return mark


def _with_reasons(id: str, relation: str, named: Any) -> Mapping[str, str]:
    """Claims with the reason for each, or what to write."""
    if named is None:
        return {}
    if not isinstance(named, Mapping):
        first = (str(named).split() or ["W01"])[0]
        raise InvalidInput(
            f"proposition {id}: {relation}={shown(named)} gives no reason; write "
            f"{relation}={{{first!r}: 'one sentence that says why it bears on the claim'}}"
        )
    for name, reason in named.items():
        if not isinstance(reason, str) or len(reason.split()) < _SHORTEST_REASON:
            raise InvalidInput(
                f"proposition {id}: the reason why it {relation} {name} is {shown(reason)}; say in "
                "one sentence why it bears on the claim"
            )
    return named
