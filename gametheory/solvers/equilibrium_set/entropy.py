"""The point of greatest entropy in a convex hull."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS = 5000
_BISECTIONS = 60


def entropy(points: Floats) -> Floats:
    r"""Shannon entropy :math:`-\sum_a p_a \log p_a` in nats, along the last axis."""
    inside = points > 0
    return np.asarray(-np.sum(points * np.log(np.where(inside, points, 1.0)), axis=-1))


def most_entropic(vertices: Floats, gap: float = 1e-12) -> tuple[Floats, float]:
    r"""Maximise entropy over the convex hull of probability vectors.

    Entropy is strictly concave, so the point is unique. Pairwise Frank-Wolfe with an exact line
    search: weight moves from the vertex that is worth least to the one that is worth most.

    Parameters
    ----------
    vertices : (K, m)
        Probability vectors.
    gap : float
        Stop when no vertex :math:`v` has :math:`\nabla H(x) \cdot (v - x)` above this.

    Returns
    -------
    (m,) float64, float
        The point and its gap, which bounds how much entropy is missing (it may exceed the ``gap``
        asked for where rounding stops progress).

    Examples
    --------
    >>> most_entropic(np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]]))[0].round(6)
    array([0.333333, 0.333333, 0.333333])
    """
    played = vertices.max(axis=0) > 0
    corners = vertices[:, played]
    weights = np.full(len(corners), 1.0 / len(corners))
    point = weights @ corners
    missing = 0.0
    for _ in range(_STEPS):
        worth = -(corners - point) @ np.log(point)
        best = int(worth.argmax())
        missing = max(0.0, float(worth[best]))
        if missing <= gap:
            break
        held = np.flatnonzero(weights > 0)
        worst = int(held[worth[held].argmin()])
        direction = corners[best] - corners[worst]
        step = _line_search(point, direction, float(weights[worst]))
        weights[best] += step
        weights[worst] = 0.0 if step == weights[worst] else weights[worst] - step
        moved = weights @ corners
        if np.array_equal(moved, point):
            break
        point = moved
    out = np.zeros(vertices.shape[1])
    out[played] = point / point.sum()
    return out, missing


def _line_search(point: Floats, direction: Floats, limit: float) -> float:
    """Step in [0, limit] where entropy along the direction is greatest."""

    def climbs(step: float) -> bool:
        # At a zero probability the slope is minus infinity; beyond it NaN, which compares false.
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = -direction @ np.log(np.where(direction == 0, 1.0, point + step * direction))
        return bool(slope >= 0)

    if climbs(limit):
        return limit
    low, high = 0.0, limit
    for _ in range(_BISECTIONS):
        middle = low + (high - low) / 2
        low, high = (middle, high) if climbs(middle) else (low, middle)
    return low
