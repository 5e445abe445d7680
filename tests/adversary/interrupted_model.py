"""A small model for runs that are cut off, and the command that judges it.

``python interrupted_model.py OUT`` is ``gametheory reproduce`` with this model as the only one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from gametheory.algebra import Number
from gametheory.model import Case, Model, Outcome, case, model, parameter
from gametheory.parameters import POSITIVE, REAL
from gametheory.proof import Statement, given, proposition


@model
class Bridge(Model):
    """A bridge of length a that carries b."""

    a: Number = parameter(POSITIVE, 2, "length")
    b: Number = parameter(REAL, 3, "load")

    CASES: ClassVar[Mapping[str, Case]] = {"plain": case("As it comes.")}

    def solve(self) -> Outcome:
        """The load per length."""
        return Outcome(0, ("anywhere",), {"strain": self.b / self.a})

    @proposition("P1")
    def first(self, x: Number) -> Statement:
        """A longer bridge is longer."""
        return given(more=x > self.a).then(x * self.a > self.a * self.a)

    @proposition("P3", expected="refuted")
    def third(self) -> Statement:
        """Loads are below lengths: false."""
        return given().then(self.b < self.a)

    @proposition("P4")
    def fourth(self, x: Number, y: Number) -> Statement:
        """Middles lie between."""
        middle = (x + y) / 2
        return given(order=x < y).then(above=middle > x, below=middle < y)

    @classmethod
    def figures(cls) -> Mapping[str, Callable[[], Any]]:
        """None."""
        return {}


class Offered:
    """As much of an entry point as discovery uses."""

    def __init__(self, name: str, loaded: Any) -> None:
        self.name, self.value, self._loaded = name, f"interrupted_model:{name}", loaded

    def load(self) -> Any:
        """What is offered."""
        return self._loaded


def main(out: str) -> None:
    """Judge the model into a folder; say when the command starts and when each step does."""
    import interrupted_model as here

    from gametheory import cli, discovery
    from gametheory.report import work
    from models.register import REGISTER

    offered = {
        discovery.MODELS: [Offered("bridge", here.Bridge)],
        discovery.REGISTERS: [Offered("documents", REGISTER)],
    }
    discovery.entry_points = lambda group: offered[group]  # type: ignore[assignment, attr-defined]
    really = work.perform

    def perform(step: work.Step, timeout: float = 20.0, second_opinion: bool = False) -> Any:
        print("working", flush=True)
        return really(step, timeout, second_opinion)

    work.perform = perform
    print("starting", flush=True)
    cli.main(["reproduce", "--out", out, "--timeout", "20"])


if __name__ == "__main__":
    main(sys.argv[1])
