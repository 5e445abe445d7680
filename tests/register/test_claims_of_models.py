"""Every claim that a proposition or a parameter of an installed model names is in the register."""

from __future__ import annotations

import re

import pytest

from gametheory.discovery import find_models, find_register
from gametheory.model import Model
from gametheory.report.coverage import coverage

MODELS = find_models()
REGISTER = find_register()
CLAIM_ID = re.compile(rf"[{''.join(d.prefix for d in REGISTER.documents)}]\d{{2,3}}")


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_propositions_name_known_claims(model: type[Model]) -> None:
    answered = coverage(model.propositions.values(), REGISTER)
    assert answered.answered, f"{model.name} speaks to no claim"
    for proposition in model.propositions.values():
        assert set(proposition.claims.values()) <= {"supports", "qualifies", "contradicts"}
        assert set(proposition.reasons) == set(proposition.claims)
        assert bool(proposition.claims) != bool(proposition.lemma)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_sources_of_parameters_that_look_like_claims_are_claims(model: type[Model]) -> None:
    for parameter in model.parameters().values():
        for source in parameter.sources:
            if CLAIM_ID.fullmatch(source):
                assert source in REGISTER, f"{model.name}.{parameter.name}: {source}"
