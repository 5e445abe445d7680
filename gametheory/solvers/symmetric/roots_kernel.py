"""Compiled isolation of the roots in (0, 1) of polynomials given by Bernstein coefficients.

The number of roots in an interval is at most the number of sign changes of the coefficients
there, and equal to it if that is 0 or 1 (Descartes' rule in Bernstein form). Coefficients come
with an error bound; a sign counts only where it is beyond doubt, and a polynomial whose roots
cannot be told apart with certainty is handed back for exact arithmetic.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Not one half: roots are often at round numbers, and no root should lie on a cut.
_CUT = 0.484375 + 2.0**-9
_DEPTH = 40
_UNIT = 2.3e-16


@part
def _most_changes(c: Floats, error: float) -> int:
    """The most sign changes that coefficients within ``error`` of ``c`` could have."""
    changes = 0
    last = 0  # 0: no sign yet, 2: any sign
    for k in range(c.size):
        sign = 1 if c[k] > error else (-1 if c[k] < -error else 0)
        if sign == 0:
            # Free to oppose its left neighbour; then it may or may not oppose the right one.
            if last != 0:
                changes += 1
            last = 2
        else:
            changes += last == 2 or last == -sign
            last = sign
    return changes


@part
def _plain_change(c: Floats, error: float) -> bool:
    """Whether the signs are beyond doubt one change: ends opposite, one doubtful place at most."""
    first, last = c[0], c[-1]
    if not (abs(first) > error and abs(last) > error and (first > 0.0) != (last > 0.0)):
        return False
    k = 0
    while k < c.size and (c[k] > error if first > 0.0 else c[k] < -error):
        k += 1
    if not abs(c[k]) > error:
        k += 1
    while k < c.size:
        if not (c[k] < -error if first > 0.0 else c[k] > error):
            return False
        k += 1
    return True


@part
def _cut_at(c: Floats, t: float, left: Floats, right: Floats) -> None:
    """Coefficients on both sides of ``t`` (de Casteljau)."""
    n = c.size
    for k in range(n):
        right[k] = c[k]
    for level in range(n):
        left[level] = right[0]
        for k in range(n - 1 - level):
            right[k] = (1.0 - t) * right[k] + t * right[k + 1]


@part
def _root(c: Floats, left: Floats, right: Floats) -> float:
    """The single root in (0, 1), by false position with safeguards."""
    low, high = 0.0, 1.0
    at_low, at_high = c[0], c[-1]
    side = 0
    for step in range(200):
        t = low + (high - low) * (at_low / (at_low - at_high))
        if step % 3 == 2 or not (low < t < high):
            t = 0.5 * (low + high)
        if not (low < t < high):
            break
        _cut_at(c, t, left, right)
        value = right[0]
        if value == 0.0:
            low = high = t
            break
        if (value > 0.0) == (c[0] > 0.0):
            low, at_low = t, value
            if side == 1:
                at_high *= 0.5
            side = 1
        else:
            high, at_high = t, value
            if side == -1:
                at_low *= 0.5
            side = -1
        if high - low < 1e-17:
            break
    middle: float = 0.5 * (low + high)
    return middle


@kernel
def isolate_roots(
    coefficients: Floats, errors: Floats, roots: Floats, crossing: Ints, counts: Ints
) -> None:
    """Roots in (0, 1) of each row, ascending; ``counts`` is -1 where exactness is needed.

    ``crossing`` is the sign of the slope at the root.
    """
    rows, n = coefficients.shape
    stack, tops = np.empty((_DEPTH + 3, n)), np.empty((_DEPTH + 3, 3))
    left, right = np.empty(n), np.empty(n)
    for g in range(rows):
        counts[g] = 0
        largest = 0.0
        for k in range(n):
            stack[0, k] = coefficients[g, k]
            largest = max(largest, abs(coefficients[g, k]))
        tops[0, 0], tops[0, 1], tops[0, 2] = 0.0, 1.0, 0.0
        height = 1
        while height > 0:
            height -= 1
            c = stack[height]
            low, high, depth = tops[height, 0], tops[height, 1], tops[height, 2]
            # Each cut averages n times, with one rounding of a number below `largest` each time.
            error = errors[g] + 3.0 * _UNIT * n * depth * largest
            if _most_changes(c, error) == 0:
                continue
            if _plain_change(c, error):
                crossing[g, counts[g]] = -1 if c[0] > 0.0 else 1
                roots[g, counts[g]] = low + (high - low) * _root(c, left, right)
                counts[g] += 1
                continue
            if depth >= _DEPTH:
                counts[g] = -1
                break
            _cut_at(c, _CUT, left, right)
            middle = low + (high - low) * _CUT
            for k in range(n):
                stack[height, k] = right[k]
                stack[height + 1, k] = left[k]
            tops[height, 0], tops[height, 1], tops[height, 2] = middle, high, depth + 1.0
            tops[height + 1, 0], tops[height + 1, 1] = low, middle
            tops[height + 1, 2] = depth + 1.0
            height += 2


@kernel
def evaluate(coefficients: Floats, row: Ints, points: Floats, values: Floats) -> None:
    """Polynomial ``row[t]`` at ``points[t]``."""
    n = coefficients.shape[1]
    left, right = np.empty(n), np.empty(n)
    for t in range(points.size):
        _cut_at(coefficients[row[t]], points[t], left, right)
        values[t] = right[0]
