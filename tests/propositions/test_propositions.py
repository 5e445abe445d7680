"""Everything that is asked of a model, of every model; one test per proposition, ``model/P3``."""

from __future__ import annotations

import pytest

from gametheory.discovery import find_models
from gametheory.testing import ModelCheck, checks

VERDICT = ": verdict"
SECONDS = 180  # for a proposition: the slowest takes 40 on a busy machine
ALL = [check for model in find_models().values() for check in checks(model, timeout=SECONDS)]
VERDICTS = {c.name.removesuffix(VERDICT): c for c in ALL if c.name.endswith(VERDICT)}
OTHERS = {c.name: c for c in ALL if not c.name.endswith(VERDICT)}


@pytest.mark.parametrize("check", VERDICTS.values(), ids=VERDICTS)
def test_proposition(check: ModelCheck) -> None:
    """Its verdict, its boundary, its mutants."""
    check()


@pytest.mark.parametrize("check", OTHERS.values(), ids=OTHERS)
def test_model(check: ModelCheck) -> None:
    """Its words and links, its cases, its figures, its closed form."""
    check()
