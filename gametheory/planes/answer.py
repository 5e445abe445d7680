"""What is known of a plane of two parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import attrs
import numpy as np

from gametheory.errors import InvalidInput, UnknownName
from gametheory.exact.decimals import exact
from gametheory.parameters import Parameter
from gametheory.planes.curves import Band, Polyline, Window, across, clipped, height
from gametheory.planes.decomposition import Column
from gametheory.planes.lines import Critical, Crossing
from gametheory.planes.plane import Boundary, Cell, Curve, KnifeEdge, Plane
from gametheory.planes.roots import Value


@attrs.frozen(eq=False, kw_only=True)
class Regions:
    """Which answer holds where in the plane of two parameters; see :func:`gametheory.regions`.

    Attributes
    ----------
    x, y : Parameter
    cells : tuple of Cell
        Open cells first, each with a point in it whose coordinates are fractions.
    curves : tuple of Curve
        Curves with different labels on either side.
    knife_edges : tuple of KnifeEdge
        Labels on a curve or at a point that nothing beside it has.
    polynomials : tuple of SymPy expressions
        Everything whose sign matters, the ends of the domain included.
    complete : bool
        Whether it is proved that no point of the domain has another combination of signs than
        those of the cells.
    prover : str
        Who proved that, or found such a point; empty where there was nothing to prove.
    reason : str
        Why not, if not.
    seconds : float
    """

    x: Parameter
    y: Parameter
    cells: tuple[Cell, ...]
    curves: tuple[Curve, ...]
    knife_edges: tuple[KnifeEdge, ...]
    polynomials: tuple[Any, ...]
    complete: bool
    prover: str
    reason: str
    seconds: float
    plane: Plane = attrs.field(repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels that occur, those of open cells first."""
        return tuple(dict.fromkeys(c.label for c in self.cells))

    @property
    def symbols(self) -> tuple[Any, Any]:
        """The SymPy symbols of the two parameters in the polynomials."""
        return self.plane.conditions.symbols

    def label_at(self, point: Mapping[str, Any]) -> str:
        """The label of a point, from the signs of the polynomials there.

        Parameters
        ----------
        point : mapping of str to number
            Both parameters, read exactly: ``{"n": 1, "psi": "1/3"}``.

        Raises
        ------
        InvalidInput
            A point outside the domain, or that a constraint of the model excludes.
        """
        names = (self.x.name, self.y.name)
        for name in point:
            if name not in names:
                raise UnknownName("parameter", name, names, "label_at")
        if len(point) < 2:
            raise InvalidInput(f"label_at: give both parameters, {names[0]} and {names[1]}")
        x, y = (exact(point[n], f"label_at: {n}") for n in names)
        label = self.plane.label(self.plane.conditions.signs_at(x, y))
        if label is None:
            domain = ", ".join(f"{n} in {i}" for n, i in self.plane.domain.items())
            raise InvalidInput(
                f"label_at: {names[0]} = {x}, {names[1]} = {y} is not admissible ({domain}, and "
                "the model's constraints)"
            )
        return label

    def boundary(
        self, window: Mapping[str, Any] | None = None, *, samples: int = 100
    ) -> list[Polyline]:
        """Points on every curve that separates two labels, for drawing.

        Parameters
        ----------
        window : mapping of str to (low, high), optional
            What is drawn; the domain, where that is bounded.
        samples : int
            Points on each curve between two of its critical places.
        """
        view = self.view(window)
        lines: list[Polyline] = []
        for part in self.plane.boundaries():
            first, second = part.labels
            if first is None or second is None or first == second:
                continue
            for points in self._points(part, view, samples):
                if len(points) > 1:
                    lines.append(Polyline((first, second), points))
        return lines

    def bands(self, window: Mapping[str, Any] | None = None, *, samples: int = 100) -> list[Band]:
        """The open cells as strips between two curves, for filling; parameters of `boundary`."""
        view = self.view(window)
        found = []
        for column in self.plane.columns:
            x = across(column, view, samples) if column.is_open else np.empty(0)
            if not len(x):
                continue
            heights = [
                np.clip(height(self.plane.decomposition, column, c, x), *view[1])
                for c in column.crossings
            ]
            ends = [np.full_like(x, view[1][0]), *heights, np.full_like(x, view[1][1])]
            for k, piece in enumerate(column.pieces):
                label = self.plane.label(piece.signs)
                if label is not None and (ends[k] < ends[k + 1]).any():
                    found.append(Band(label, x, ends[k], ends[k + 1]))
        return found

    def _points(self, part: Boundary, view: Window, samples: int) -> Iterator[Any]:
        column = part.column
        if not column.is_open:
            return iter([_segment(column, part.place, view)])
        curve = partial(height, self.plane.decomposition, column, column.crossings[part.place])
        return clipped(across(column, view, samples), curve, view)

    def view(self, window: Mapping[str, Any] | None = None) -> Window:
        """The part of the plane that is drawn: ends of x, ends of y."""
        chosen: dict[str, Any] = dict(window or {})
        sides = []
        for name, domain in self.plane.domain.items():
            low, high = chosen.pop(name, (domain.low, domain.high))
            if low is None or high is None:
                raise InvalidInput(f"window: {name} has no end; give {name}=(low, high)")
            if not float(low) < float(high):
                raise InvalidInput(f"window: {name} goes from {low} to {high}; give low < high")
            sides.append((float(low), float(high)))
        if chosen:
            raise UnknownName("parameter", next(iter(chosen)), self.plane.domain, "window")
        return sides[0], sides[1]

    def __str__(self) -> str:
        kinds = [c.kind for c in self.cells]
        proved = "complete" if self.complete else f"not complete: {self.reason}"
        lines = [
            f"{self.x.name}, {self.y.name}: {len(self.labels)} labels, {kinds.count('cell')} open "
            f"cells, {kinds.count('curve')} on curves, {kinds.count('point')} points; {proved}"
        ]
        for label in self.labels:
            first = next(c for c in self.cells if c.label == label)
            lines.append(f"  {label}: {_point(first.witness)}")
        for curve in self.curves:
            pairs = "; ".join(f"{a} | {b}" for a, b in curve.beside)
            lines.append(f"  {curve.polynomial} = 0: {pairs}")
        for edge in self.knife_edges:
            on = ", ".join(f"{p} = 0" for p in edge.on)
            lines.append(f"  knife edge {on}: {edge.label} at {_point(edge.witness)}")
        return "\n".join(lines)

    __repr__ = __str__


def _point(witness: Mapping[str, Value]) -> str:
    return ", ".join(f"{n} = {v}" for n, v in witness.items())


def _segment(column: Column, place: int, view: Window) -> Any:
    """A vertical segment between two crossings, inside the window."""
    assert isinstance(column.line.at, Critical)
    x = float(column.line.at.value)
    ends = [-np.inf, *(_middle(c) for c in column.crossings), np.inf]
    low, high = np.clip(ends[place : place + 2], *view[1])
    if not view[0][0] <= x <= view[0][1] or low >= high:
        return np.empty((0, 2))
    return np.array([[x, low], [x, high]])


def _middle(crossing: Crossing) -> float:
    return float((crossing.low + crossing.high) / 2)
