"""What a proposition says: named assumptions, a conclusion in parts, boundary points, mutants.

A statement is built by ordinary Python over a model's quantities, so the same few lines give the
logic formula, the exact check at a point, and the sweep::

    given(stable=self.gamma < 1, interior=self.r1 > 0)
        .then(rises=x_after > x_before)
        .unless("interior", m1=0)
        .mutant("moved by 1 %", x_after > 1.01 * x_before)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

from gametheory.algebra import Condition
from gametheory.errors import InvalidInput
from gametheory.exact.decimals import exact


@attrs.frozen
class Boundary:
    """A point where the named assumptions are dropped and the conclusion fails."""

    dropped: tuple[str, ...]
    at: Mapping[str, Any]
    note: str = ""


@attrs.frozen(eq=False)
class Mutant:
    """A slightly altered conclusion that has to be refuted, lest the proof prove anything."""

    name: str
    conclusion: Condition


@attrs.frozen(eq=False)
class Statement:
    """Assumptions, conclusion, boundary points and mutants, in one reading.

    Raises
    ------
    InvalidInput
        No conclusion; a name that is no Python name or that is used twice; a missing condition.
    """

    assumptions: Mapping[str, Condition] = attrs.field(converter=dict)
    conclusion: Mapping[str, Condition] = attrs.field(converter=dict)
    boundary: tuple[Boundary, ...] = ()
    mutants: tuple[Mutant, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.conclusion:
            raise InvalidInput("a statement without conclusion claims nothing: then(condition)")
        for kind, named in (("assumption", self.assumptions), ("part", self.conclusion)):
            for name, condition in named.items():
                if not (name.isidentifier() or re.fullmatch(r"part [0-9]+", name)):
                    raise InvalidInput(f"{kind} {name!r}: give it a Python name, such as rises")
                _refuse_no_condition(condition, f"{kind} {name!r}")
        names = [m.name for m in self.mutants]
        for name in names:
            if names.count(name) > 1:
                raise InvalidInput(f"two mutants are called {name!r}; give each its own name")

    def unless(self, /, *dropped: str, note: str = "", **point: Any) -> Statement:
        """Boundary: at this point all assumptions but ``dropped`` hold and the conclusion fails.

        Parameters
        ----------
        *dropped : str
            Names of the assumptions that fail there.
        note : str
            What one sees there.
        **point
            Values of parameters and variables: integers, fractions, text such as ``"2/3"`` or short
            decimals; of a vector one for all, a tuple, or a mapping ``m={0: 2}``. Parameters that
            are not named keep their defaults.

        Raises
        ------
        InvalidInput
            No dropped assumption, a value that is no exact number.
        """
        if not dropped:
            raise InvalidInput("unless: name the assumption that is dropped at the boundary point")
        if isinstance(point.get("at"), Mapping):
            raise InvalidInput(
                "unless: write the values of the point as keywords, unless('interior', m=0), "
                "not in a mapping at=..."
            )
        point = {name: _exactly(value, f"unless: {name}") for name, value in point.items()}
        return attrs.evolve(self, boundary=(*self.boundary, Boundary(dropped, point, note)))

    def mutant(self, name: str, conclusion: Condition) -> Statement:
        """Add a mutant: the same assumptions with this altered conclusion."""
        _refuse_no_condition(conclusion, f"mutant {name!r}")
        return attrs.evolve(self, mutants=(*self.mutants, Mutant(name, conclusion)))


def _exactly(value: Any, where: str) -> Any:
    """A value of a boundary point as a fraction; of a vector, entry by entry."""
    if isinstance(value, Mapping):
        return {key: _exactly(v, where) for key, v in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_exactly(v, where) for v in value)
    return exact(value, where)


def _refuse_no_condition(condition: Any, name: str) -> None:
    if condition is None or isinstance(condition, str | Mapping | list | tuple | set):
        raise InvalidInput(
            f"{name} is {condition!r}; give a condition such as x > 0 or all_of(...)"
        )


@attrs.frozen(eq=False)
class Given:
    """Named assumptions waiting for their conclusion."""

    assumptions: Mapping[str, Condition]

    def then(self, *conditions: Condition, **parts: Condition) -> Statement:
        """The conclusion: every condition holds; named parts are reported one by one."""
        unnamed = {f"part {k + 1}": c for k, c in enumerate(conditions)}
        if len(conditions) == 1 and not parts:
            unnamed = {"conclusion": conditions[0]}
        for name in parts:
            if name in unnamed:
                raise InvalidInput(f"two parts are called {name!r}; give each its own name")
        return Statement(self.assumptions, {**unnamed, **parts})


def given(*unnamed: Condition, **assumptions: Condition) -> Given:
    """Start a statement from its named assumptions (parameter domains are always assumed).

    Raises
    ------
    InvalidInput
        A condition without a name: reports and boundary points speak of assumptions by name.
    """
    if unnamed:
        raise InvalidInput(
            "given: an assumption has no name; write given(stable=condition), with a word of yours "
            "that reports and unless(...) use"
        )
    return Given(assumptions)
