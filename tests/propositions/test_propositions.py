"""One test per proposition, named ``model/P3``: its verdict, its boundary, its mutants."""

from __future__ import annotations

import pytest

from gametheory.discovery import find_models
from gametheory.proof import Proposition

ALL = [p for model in find_models().values() for p in model.propositions.values()]


@pytest.mark.parametrize("proposition", ALL, ids=lambda p: p.name)
def test_proposition(proposition: Proposition) -> None:
    verdict = proposition.prove()
    assert verdict.status == proposition.expected, verdict.detail
    assert verdict.witness is not None or verdict.status == "refuted"
    assert verdict.defects == ()


@pytest.mark.parametrize("proposition", ALL, ids=lambda p: p.name)
def test_proposition_has_claims_boundary_mutant_and_words(proposition: Proposition) -> None:
    assert proposition.claims or proposition.lemma
    assert proposition.boundary or not proposition.assumptions  # nothing to drop
    assert proposition.mutants
    assert len(proposition.title) > 20
