"""What a proposition says: named assumptions, a conclusion in parts, boundary points, mutants.

A statement is built by ordinary Python over a model's quantities, so the same few lines give the
logic formula, the exact check at a point, and the sweep::

    given(stable=self.gamma < 1, interior=self.r1 > 0)
        .then(rises=x_after > x_before)
        .unless("interior", at=dict(m1=0))
        .mutant("moved by 1 %", x_after > 1.01 * x_before)
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from gametheory.algebra import Condition
from gametheory.parameters import exact


@attrs.frozen
class Boundary:
    """A point where the named assumptions are dropped and the conclusion fails."""

    dropped: tuple[str, ...]
    at: Mapping[str, Fraction]
    note: str = ""


@attrs.frozen(eq=False)
class Mutant:
    """A slightly altered conclusion that has to be refuted, lest the proof prove anything."""

    name: str
    conclusion: Condition


@attrs.frozen(eq=False)
class Statement:
    """Assumptions, conclusion, boundary points and mutants, in one reading."""

    assumptions: Mapping[str, Condition]
    conclusion: Mapping[str, Condition]
    boundary: tuple[Boundary, ...] = ()
    mutants: tuple[Mutant, ...] = ()

    def unless(self, *dropped: str, at: Mapping[str, Any], note: str = "") -> Statement:
        """Boundary: at this point all assumptions but ``dropped`` hold and the conclusion fails.

        Values are integers, fractions, decimal strings or floats read as decimals; parameters not
        named keep their defaults.
        """
        point = {name: exact(value) for name, value in at.items()}
        return attrs.evolve(self, boundary=(*self.boundary, Boundary(dropped, point, note)))

    def mutant(self, name: str, conclusion: Condition) -> Statement:
        """Add a mutant: the same assumptions with this altered conclusion."""
        return attrs.evolve(self, mutants=(*self.mutants, Mutant(name, conclusion)))


@attrs.frozen(eq=False)
class Given:
    """Named assumptions waiting for their conclusion."""

    assumptions: Mapping[str, Condition]

    def then(self, *conditions: Condition, **parts: Condition) -> Statement:
        """The conclusion: every condition holds; named parts are reported one by one."""
        unnamed = {f"part {k + 1}": c for k, c in enumerate(conditions)}
        if len(conditions) == 1 and not parts:
            unnamed = {"conclusion": conditions[0]}
        return Statement(self.assumptions, {**unnamed, **parts})


def given(**assumptions: Condition) -> Given:
    """Start a statement from its named assumptions (parameter domains are always assumed)."""
    return Given(assumptions)
