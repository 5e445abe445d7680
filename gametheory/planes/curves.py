"""Points on the curves of a decomposition, for drawing: floats, from exact knowledge of what lies
where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.planes.decomposition import Column, Decomposition
from gametheory.planes.lines import Crossing

Floats = npt.NDArray[np.float64]
Window = tuple[tuple[float, float], tuple[float, float]]


@attrs.frozen(eq=False)
class Polyline:
    """A piece of a boundary.

    Attributes
    ----------
    labels : pair of str
        What lies below and above it; left and right of it, where it is vertical.
    points : array (T, 2)
    """

    labels: tuple[str, str]
    points: Floats


@attrs.frozen(eq=False)
class Band:
    """Part of the plane with one label between two curves over an interval of x.

    Attributes
    ----------
    label : str
    x, low, high : array (T,)
    """

    label: str
    x: Floats
    low: Floats
    high: Floats


def across(column: Column, window: Window, samples: int) -> Floats:
    """Places between the cuts beside an open column, dense near them, where curves may be steep."""
    first, last = window[0]
    low = first if column.low is None else max(first, float(column.low.value))
    high = last if column.high is None else min(last, float(column.high.value))
    if low >= high:
        return np.empty(0)
    inner = 1e-9 * (high - low)
    share = (1 - np.cos(np.linspace(0, np.pi, samples))) / 2
    return np.asarray(low + inner + (high - low - 2 * inner) * share, dtype=np.float64)


def height(plane: Decomposition, column: Column, crossing: Crossing, x: Floats) -> Floats:
    """The curve through a crossing of an open column, at the places x of its interval."""
    (k,) = crossing.vanishing
    same = [c for c in column.crossings if k in c.vanishing]
    rank, count = same.index(crossing), len(same)
    powers = np.stack([_values(c, x) for c in plane.coefficients[k]], axis=-1)
    out = np.empty(len(x))
    for i, row in enumerate(powers):
        roots = np.roots(row)
        # Exactly ``count`` of the roots are real; the least imaginary ones are those.
        real = roots[np.argsort(np.abs(roots.imag), kind="stable")[:count]].real
        out[i] = np.sort(real)[rank] if len(real) == count else np.nan
    return out


def _values(coefficient: Any, x: Floats) -> Floats:
    powers = [float(c) for c in coefficient.all_coeffs()]
    return np.asarray(np.polyval(powers, x), dtype=np.float64)


def clipped(points: Floats, window: Window) -> Iterator[Floats]:
    """Parts of a line inside the window, each up to the window's edge."""
    low, high = window[1]
    y = points[:, 1]
    inside = (y >= low) & (y <= high)
    k = 0
    while k < len(points):
        if not inside[k]:
            k += 1
            continue
        end = k
        while end + 1 < len(points) and inside[end + 1]:
            end += 1
        part = [points[k : end + 1]]
        if k > 0:
            part.insert(0, _at_edge(points[k], points[k - 1], low, high))
        if end + 1 < len(points):
            part.append(_at_edge(points[end], points[end + 1], low, high))
        yield np.concatenate(part)
        k = end + 1


def _at_edge(inner: Floats, outer: Floats, low: float, high: float) -> Floats:
    """Where the segment leaves the window."""
    edge = high if outer[1] > high else low
    if not np.isfinite(outer[1]) or outer[1] == inner[1]:
        return np.empty((0, 2))
    share = (edge - inner[1]) / (outer[1] - inner[1])
    return np.array([[inner[0] + share * (outer[0] - inner[0]), edge]])
