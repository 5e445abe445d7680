"""The plane of two parameters behind an answer: its parts, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import attrs

from gametheory.parameters import Interval
from gametheory.planes.decomposition import Column, Decomposition
from gametheory.planes.labels import Labelling
from gametheory.planes.roots import Value
from gametheory.planes.signs import Conditions, Signs

Kind = Literal["cell", "curve", "point"]


@attrs.frozen(eq=False)
class Cell:
    """The points of the domain where the polynomials have given signs.

    Attributes
    ----------
    label : str
    kind : {"cell", "curve", "point"}
        An open set; part of a curve; finitely many points.
    witness : dict
        Parameter name -> value at one point of it: fractions in an open set, and elsewhere where
        there are any; algebraic numbers otherwise.
    signs : tuple of int
        -1, 0 or 1 for each of ``Regions.polynomials``.
    """

    label: str
    kind: Kind
    witness: dict[str, Value]
    signs: Signs


@attrs.frozen(eq=False)
class Curve:
    """A curve on which labels meet.

    Attributes
    ----------
    polynomial : SymPy expression
        Irreducible, with whole coefficients; zero on the curve.
    beside : tuple of pairs of str
        Labels that lie on either side of some part of it.
    """

    polynomial: Any
    beside: tuple[tuple[str, str], ...]


@attrs.frozen(eq=False)
class KnifeEdge:
    """A label on a curve or at a point that nothing beside it has.

    Attributes
    ----------
    label : str
    kind : {"curve", "point"}
    witness : dict
        Parameter name -> value.
    on : tuple of SymPy expressions
        The polynomials that vanish there.
    """

    label: str
    kind: Kind
    witness: dict[str, Value]
    on: tuple[Any, ...]


@attrs.frozen(eq=False)
class Boundary:
    """Part of a curve in a decomposition, and what lies on either side (None: nothing)."""

    column: Column
    place: int
    signs: Signs
    vanishing: tuple[int, ...]
    labels: tuple[str | None, str | None]


@attrs.frozen(eq=False)
class Plane:
    """The decomposition behind an answer."""

    conditions: Conditions
    labelling: Labelling
    decomposition: Decomposition
    domain: Mapping[str, Interval]
    columns: list[Column] = attrs.field(factory=list)
    _values: dict[Signs, list[Any]] = attrs.field(factory=dict)

    def values(self, signs: Signs) -> list[Any]:
        """Whether points with these signs are in the domain, whether admissible, and the rest."""
        if signs not in self._values:
            self._values[signs] = self.conditions.values(signs)
        return self._values[signs]

    def label(self, signs: Signs) -> str | None:
        """Their label; None outside the domain and where a constraint fails or is undefined."""
        box, constraints, *rest = self.values(signs)
        return self.labelling.label(rest) if box and constraints else None

    def rank(self, label: str | None) -> int:
        """Place of a label in the order of listing."""
        known = self.labelling.known
        return known.index(label) if label in known else len(known)

    def named(self, x: Value, y: Value) -> dict[str, Value]:
        """A point by the names of the parameters."""
        return dict(zip(self.domain, (x, y), strict=True))

    def boundaries(self) -> Iterator[Boundary]:
        """Every part of a curve: graphs over intervals of x, and vertical segments."""
        for k, column in enumerate(self.columns):
            if column.is_open:
                yield from self._graphs(column)
            else:
                left = self.columns[k - 1] if k else None
                right = self.columns[k + 1] if k + 1 < len(self.columns) else None
                yield from self._segments(column, left, right)

    def _graphs(self, column: Column) -> Iterator[Boundary]:
        for k, crossing in enumerate(column.crossings):
            sides = (
                self.label(column.pieces[k].signs),
                self.label(column.pieces[k + 1].signs),
            )
            yield Boundary(column, k, crossing.signs, crossing.vanishing, sides)

    def _segments(
        self, column: Column, left: Column | None, right: Column | None
    ) -> Iterator[Boundary]:
        for k, piece in enumerate(column.pieces):
            vanishing = tuple(j for j, s in enumerate(piece.signs) if s == 0)
            if vanishing:
                sides = (self._moved(piece.signs, left), self._moved(piece.signs, right))
                yield Boundary(column, k, piece.signs, vanishing, sides)

    def _moved(self, signs: Signs, column: Column | None) -> str | None:
        """The label beside a vertical segment: only polynomials in x alone change their sign."""
        if column is None:
            return None
        there = column.pieces[0].signs
        return self.label(tuple(s or t for s, t in zip(signs, there, strict=True)))
