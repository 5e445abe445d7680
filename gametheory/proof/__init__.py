"""Propositions with verdicts: proved or refuted for all parameters, or swept, or unknown."""

from gametheory.proof.algebraic import Algebraic
from gametheory.proof.proposition import Proposition, proposition
from gametheory.proof.statement import Boundary, Given, Mutant, Statement, given
from gametheory.proof.verdict import Check, Part, Verdict

__all__ = [
    "Algebraic",
    "Boundary",
    "Check",
    "Given",
    "Mutant",
    "Part",
    "Proposition",
    "Statement",
    "Verdict",
    "given",
    "proposition",
]
