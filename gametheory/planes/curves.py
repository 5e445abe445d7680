"""Points on the curves of a decomposition, for drawing: floats, from exact knowledge of what lies
where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.planes.decomposition import Column, Decomposition
from gametheory.planes.lines import Crossing

Floats = npt.NDArray[np.float64]
Window = tuple[tuple[float, float], tuple[float, float]]

_HALVINGS = 30  # of the step in which a curve leaves the window


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


def clipped(x: Floats, curve: Callable[[Floats], Floats], window: Window) -> Iterator[Floats]:
    """Parts of a graph inside the window, each up to the window's edge, as points (T, 2)."""
    low, high = window[1]
    y = curve(x)
    inside = (y >= low) & (y <= high)
    k = 0
    while k < len(x):
        if not inside[k]:
            k += 1
            continue
        end = k
        while end + 1 < len(x) and inside[end + 1]:
            end += 1
        places = list(x[k : end + 1])
        if k > 0:
            places.insert(0, _last_inside(places[0], x[k - 1], curve, low, high))
        if end + 1 < len(x):
            places.append(_last_inside(places[-1], x[end + 1], curve, low, high))
        part = np.array(places)
        yield np.stack([part, np.clip(curve(part), low, high)], axis=-1)
        k = end + 1


def _last_inside(
    inner: float, outer: float, curve: Callable[[Floats], Floats], low: float, high: float
) -> float:
    """The place, between one inside and one outside, up to which the graph is in the window."""
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        if low <= curve(np.array([middle]))[0] <= high:
            inner = middle
        else:
            outer = middle
    return inner
