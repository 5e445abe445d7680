"""Propositions with verdicts: proved or refuted for all parameters, or swept, or unknown."""

from gametheory.proof.proposition import Proposition, proposition
from gametheory.proof.statement import Boundary, Given, Mutant, Statement, given
from gametheory.proof.verdict import Check, Verdict

__all__ = [
    "Boundary",
    "Check",
    "Given",
    "Mutant",
    "Proposition",
    "Statement",
    "Verdict",
    "given",
    "proposition",
]
