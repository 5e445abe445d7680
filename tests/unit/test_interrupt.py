"""Ctrl-C inside the prover ends the work; z3 would otherwise keep it and answer "unknown"."""

from __future__ import annotations

import pytest
import z3

from gametheory.proof import smt


class Interrupted:
    """A solver whose question was cut off."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def check(self) -> z3.CheckSatResult:
        return z3.unknown

    def reason_unknown(self) -> str:
        return self.reason


def test_interruption_is_handed_on() -> None:
    with pytest.raises(KeyboardInterrupt):
        smt._ask(Interrupted("interrupted from keyboard"))
    assert smt._ask(Interrupted("timeout")) == z3.unknown
