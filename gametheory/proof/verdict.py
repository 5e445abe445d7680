"""Verdicts on propositions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

import attrs

VerdictStatus = Literal["proved", "refuted", "swept", "unknown"]


@attrs.frozen
class Check:
    """Outcome of one boundary point or mutant; ``ok`` when it behaved as it must."""

    kind: Literal["boundary", "mutant"]
    name: str
    ok: bool
    detail: str
    point: Mapping[str, Fraction] | None = None


@attrs.frozen
class Verdict:
    """What became of a proposition.

    Attributes
    ----------
    status : {"proved", "refuted", "swept", "unknown"}
        Proved for all parameters; refuted by ``counterexample``; no counterexample among a stated
        number of points; undecided (also when the assumptions cannot hold together).
    counterexample : mapping or None
        Exact parameter values at which the assumptions hold and the conclusion fails, confirmed
        by evaluating the model on these fractions.
    backend : str
        What decided: ``"z3"``, ``"sympy"``, ``"sweep"`` or a combination.
    seconds : float
        Wall time.
    witness : mapping or None
        Exact point at which all assumptions hold, so that the proof is not vacuous.
    checks : tuple of Check
        Boundary points and mutants.
    detail : str
        One or two sentences for the reader.
    """

    status: VerdictStatus
    counterexample: Mapping[str, Fraction] | None
    backend: str
    seconds: float
    witness: Mapping[str, Fraction] | None = None
    checks: tuple[Check, ...] = ()
    detail: str = ""
    points: int = 0

    @property
    def defects(self) -> tuple[str, ...]:
        """Boundary points where the conclusion did not fail, mutants that were not refuted."""
        return tuple(f"{c.kind} {c.name!r}: {c.detail}" for c in self.checks if not c.ok)
