"""Collects what the lines of a decomposition show: cells, curves where labels meet, knife edges."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from gametheory.planes.decomposition import Column
from gametheory.planes.lines import Critical, Crossing
from gametheory.planes.plane import Cell, Curve, Kind, KnifeEdge, Plane
from gametheory.planes.roots import Value
from gametheory.planes.signs import Signs


class Search:
    """Collects the cells that the columns show."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self.found: dict[Signs, Cell] = {}

    def add(self, column: Column) -> None:
        """One line of the decomposition."""
        plane = self._plane
        plane.columns.append(column)
        if isinstance(column.line.at, Critical):
            for piece in column.pieces:
                if 0 in piece.signs:
                    self._seen(piece.signs, "curve", column, piece.y)
            for crossing in column.crossings:
                self._seen(crossing.signs, "point", column, crossing)
        else:
            for piece in column.pieces:
                self._seen(piece.signs, "cell", column, piece.y)
            for crossing in column.crossings:
                self._seen(crossing.signs, "curve", column, crossing)

    def _seen(self, signs: Signs, kind: Kind, column: Column, at: Fraction | Crossing) -> None:
        """Keep a combination of signs with its simplest witness."""
        box, constraints, *_ = self._plane.values(signs)
        if not box:
            return
        before = self.found.get(signs)
        if before is not None and (before.kind != kind or kind != "cell"):
            if before.kind == "point" and kind == "curve":
                self.found[signs] = attrs.evolve(before, kind=kind)
            return
        label = self._plane.label(signs) if constraints else None
        cell = Cell(label or "", kind, self._witness(column, at), signs)
        if before is None or _size(cell.witness) < _size(before.witness):
            self.found[signs] = cell

    def _witness(self, column: Column, at: Fraction | Crossing) -> dict[str, Value]:
        line, plane = column.line, self._plane
        x = line.at if isinstance(line.at, Fraction) else line.at.value
        if isinstance(at, Crossing):
            decomposition = plane.decomposition
            return plane.named(x, line.height(at, decomposition.polynomials, decomposition.x))
        return plane.named(x, at)

    def _of_kind(self, *kinds: Kind) -> list[Cell]:
        cells = [c for c in self.found.values() if c.kind in kinds and c.label]
        rank = self._plane.rank
        return sorted(cells, key=lambda c: (rank(c.label), c.label, c.signs))

    def cells(self) -> tuple[Cell, ...]:
        """Cells, then curves, then points."""
        kinds: tuple[Kind, ...] = ("cell", "curve", "point")
        return tuple(c for kind in kinds for c in self._of_kind(kind))

    def curves(self) -> tuple[Curve, ...]:
        """Polynomials with the labels that meet on them."""
        beside: dict[int, set[tuple[str, str]]] = {}
        for boundary in self._plane.boundaries():
            first, second = boundary.labels
            if first is not None and second is not None and first != second:
                low, high = sorted((first, second), key=lambda n: (self._plane.rank(n), n))
                for k in boundary.vanishing:
                    beside.setdefault(k, set()).add((low, high))
        polynomials = self._plane.conditions.polynomials
        return tuple(
            Curve(polynomials[k].as_expr(), tuple(sorted(beside[k]))) for k in sorted(beside)
        )

    def knife_edges(self) -> tuple[KnifeEdge, ...]:
        """Curves and points whose label nothing beside them has."""
        edges: dict[tuple[str, tuple[int, ...]], Cell] = {}
        for boundary in self._plane.boundaries():
            cell = self.found.get(boundary.signs)
            if cell is not None and cell.label and cell.label not in boundary.labels:
                edges.setdefault((cell.label, boundary.vanishing), cell)
        larger = self._of_kind("cell", "curve")
        for cell in self._of_kind("point"):
            if not any(c.label == cell.label and _meets(cell.signs, c.signs) for c in larger):
                vanishing = tuple(k for k, s in enumerate(cell.signs) if s == 0)
                edges.setdefault((cell.label, vanishing), cell)
        polynomials = self._plane.conditions.polynomials
        return tuple(
            KnifeEdge(label, cell.kind, cell.witness, tuple(polynomials[k].as_expr() for k in on))
            for (label, on), cell in edges.items()
        )


def _meets(point: Signs, other: Signs) -> bool:
    """Whether a set with the other signs may come close to points with these."""
    return all(s in (0, t) for s, t in zip(point, other, strict=True))


def _size(witness: Mapping[str, Value]) -> tuple[int, int]:
    """How long a witness is to write."""
    values = [v for v in witness.values() if isinstance(v, Fraction)]
    return sum(v.denominator for v in values), sum(abs(v.numerator) for v in values)
