"""The harness for mutants of what judges knows every module of it, and no reason is stale.

``python -m tests.mutation.proof_mutants`` tries the mutants themselves.
"""

from __future__ import annotations

import pytest

from tests.mutation.equivalent_mutants import EQUIVALENT
from tests.mutation.proof_mutants import PACKAGE, ROOT, TESTS, of_module


def test_every_module_that_judges_is_tried() -> None:
    rooms = ("proof", "exact")
    files = [f for room in rooms for f in (PACKAGE / room).glob("*.py")]
    names = {f"{f.parent.name}.{f.stem}" for f in files if f.stem != "__init__"}
    assert names | {"algebra", "parameters", "term_graphs", "terms", "sympy_terms"} == set(TESTS)
    assert all((ROOT / test).exists() for tests in TESTS.values() for test in tests)


@pytest.mark.parametrize("module", EQUIVALENT)
def test_no_reason_is_left_of_a_mutant_that_is_gone(module: str) -> None:
    assert set(EQUIVALENT[module]) <= {name for _, name in of_module(module)}
