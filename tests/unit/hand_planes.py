"""A model whose region over x and y is whatever a test says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gametheory.algebra import Number
from gametheory.model import Model, Outcome, model, parameter
from gametheory.parameters import REAL, Interval


def plane(
    region: Callable[[Any, Any], Any],
    names: tuple[str, ...] = ("no", "yes"),
    *,
    x_domain: Interval = REAL,
    y_domain: Interval = REAL,
    constraints: Callable[[Any, Any], Mapping[str, Any]] = lambda x, y: {},
) -> type[Model]:
    """The model; ``region`` gives a code into ``names``."""
    given, tied = region, constraints

    @model
    class Plane(Model):
        """A plane of two parameters."""

        x: Number = parameter(x_domain, 1, "first")
        y: Number = parameter(y_domain, 1, "second")
        c: Number = parameter(REAL, 2, "third")

        @property
        def region(self) -> Any:
            """Code of the region."""
            return given(self.x, self.y)

        def constraints(self) -> Mapping[str, Any]:
            """What ties x and y."""
            return tied(self.x, self.y)

        def solve(self) -> Outcome:
            """The region."""
            return Outcome(0, names, {})

    return Plane
