"""Verdicts on propositions."""

from __future__ import annotations

import html
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

import attrs

from gametheory.errors import visible
from gametheory.proof.algebraic import Algebraic

VerdictStatus = Literal["proved", "refuted", "swept", "unknown"]
_MOST_VALUES = 8  # of a counterexample that is shown

Point = Mapping[str, Fraction | Algebraic]


@attrs.frozen
class Check:
    """Outcome of one trial of a proposition; ``ok`` when it behaved as it must.

    Attributes
    ----------
    kind : str
        ``"boundary"``: a dropped assumption; ``"relaxed"``: one loosened by 1 % (told, never a
        fault); ``"mutant"``: an altered conclusion; ``"premise"``: a premise or a side of an
        ``iff``; ``"statement"``: what is said and how it is read.
    automatic : bool
        Made by the prover and not by the author.
    """

    kind: Literal["boundary", "relaxed", "mutant", "premise", "statement"]
    name: str
    ok: bool
    detail: str
    point: Mapping[str, Fraction] | None = None
    automatic: bool = False


@attrs.frozen
class Part:
    """What became of one part of a conclusion.

    Attributes
    ----------
    provers : tuple of str
        Provers that found that it cannot fail, the deciding one first.
    uses : tuple of str
        Assumptions and domains that together already force it (none can be left out of this list
        of assumptions without losing the proof, as far as the time allowed to see).
    relaxed : tuple of str
        Counts that the proof took for real numbers, so that it proves more than is said.
    mutants, refuted : int
        Automatic mutants tried, and refuted.
    survivors : tuple of str
        Automatic mutants that were not refuted: alterations that change no truth, or too little.
    """

    name: str
    status: VerdictStatus
    backend: str
    seconds: float
    provers: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    mutants: int = 0
    refuted: int = 0
    survivors: tuple[str, ...] = ()
    detail: str = ""


@attrs.frozen(repr=False)
class Verdict:
    """What became of a proposition.

    Attributes
    ----------
    status : {"proved", "refuted", "swept", "unknown"}
        Proved for all parameters; refuted by ``counterexample``; no counterexample among a stated
        number of points; undecided (also when the assumptions cannot hold together).
    counterexample : mapping or None
        Exact parameter values at which the assumptions hold and the conclusion fails, confirmed
        by evaluating the model on these fractions; where no fraction will do, algebraic numbers.
    backend : str
        What decided: ``"z3"``, ``"sympy"``, ``"sweep"`` or a combination.
    seconds : float
        Wall time.
    witness : mapping or None
        Exact point at which all assumptions hold, so that the proof is not vacuous.
    checks : tuple of Check
        Boundary points, mutants, premises.
    parts : tuple of Part
        Part by part: who proved it, from what.
    provers : tuple of str
        Provers that agree on every part and on everything that has to be defined; what decided
        comes first, then whoever gave a second opinion on all of it.
    detail : str
        One or two sentences for the reader.
    points : int
        Points of the sweep.
    error : str
        Why there is no verdict: what the statement itself did wrong.
    """

    status: VerdictStatus
    counterexample: Point | None
    backend: str
    seconds: float
    witness: Mapping[str, Fraction] | None = None
    checks: tuple[Check, ...] = ()
    detail: str = ""
    points: int = 0
    parts: tuple[Part, ...] = ()
    provers: tuple[str, ...] = ()
    error: str = ""

    @property
    def defects(self) -> tuple[str, ...]:
        """Whatever did not behave as it must: boundary points, mutants, premises, errors."""
        found = tuple(f"{c.kind} {c.name!r}: {c.detail}" for c in self.checks if not c.ok)
        return (*found, f"error: {self.error}") if self.error else found

    def __repr__(self) -> str:
        by = f" by {self.backend}" if self.backend else ""
        lines = [f"{self.status}{by} in {self.seconds:.3g} s"]
        if self.counterexample:
            values = [f"{name} = {value}" for name, value in self.counterexample.items()]
            more = len(values) - _MOST_VALUES
            left = f", ... and {more} more (.counterexample)" if more > 0 else ""
            lines.append(f"at {', '.join(values[:_MOST_VALUES])}{left}")
        failed = [part.name for part in self.parts if part.status == "refuted"]
        lines += [f"fails: {', '.join(failed)}"] if failed else []
        lines += [self.detail] if self.detail else []
        lines += [f"defect: {defect}" for defect in self.defects]
        return "\n  ".join(visible(" ".join(line.split())) for line in lines)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return f"<pre>{html.escape(repr(self))}</pre>"
