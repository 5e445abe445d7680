"""Every logit equilibrium of a 2x2 game at a given rationality, compiled for batches.

Write ``x`` and ``y`` for the players' log-odds of their second action and ``s`` for the logistic
function. The equations are ``x = a + b s(y)`` and ``y = c + d s(x)``. When ``b d <= 0`` the
composition falls and has one fixed point. Otherwise (turn player 2's actions round so that both
are positive) the difference ``h(x) = a + b s(c + d s(x)) - x`` has the sign of
``c + d s(x) - logit((x - a) / b)``, whose derivative vanishes where
``log(x - a) + log(a + b - x) + log s'(x) = log(b / d)``. The left side is strictly concave, so
there are at most two such points; between them ``h`` changes sign at most once, and bisection on
each piece finds every root.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gametheory.solvers.compiled import njit


@njit(cache=True)
def _logistic(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@njit(cache=True)
def _excess(x: float, a: float, b: float, c: float, d: float) -> Any:
    return a + b * _logistic(c + d * _logistic(x)) - x


@njit(cache=True)
def _root(low: float, high: float, falling: bool, a: float, b: float, c: float, d: float) -> float:
    """Zero of the excess on ``[low, high]``, where it falls or rises through 0, to the last bit.

    The direction is told rather than computed: at an end of the range the excess can be lost to
    rounding.
    """
    for _ in range(200):
        middle = 0.5 * (low + high)
        if not (low < middle < high) or high - low < 1e-17:
            break
        value = _excess(middle, a, b, c, d)
        if value == 0.0:
            return middle
        if (value > 0.0) == falling:
            low = middle
        else:
            high = middle
    if abs(_excess(low, a, b, c, d)) < abs(_excess(high, a, b, c, d)):
        return low
    return high


@njit(cache=True)
def _bump(x: float, a: float, b: float) -> float:
    """``log(x - a) + log(a + b - x) + log s'(x)``, strictly concave on ``(a, a + b)``."""
    return math.log(x - a) + math.log(a + b - x) - abs(x) - 2.0 * math.log1p(math.exp(-abs(x)))


@njit(cache=True)
def all_roots(a: float, b: float, c: float, d: float, roots: Any) -> int:
    """Every solution ``x``, ascending, into ``roots`` (3,); how many."""
    if b == 0.0 or d == 0.0:
        roots[0] = a + b * _logistic(c + d * _logistic(a))
        return 1
    if b * d < 0.0:
        roots[0] = _root(min(a, a + b), max(a, a + b), True, a, b, c, d)
        return 1
    if b < 0.0:  # turn player 2's actions round: s(y) becomes 1 - s(y)
        a, b, c, d = a + b, -b, -c, -d
    # Where the composition is steepest.
    low, high = a, a + b
    for _ in range(200):
        x = 0.5 * (low + high)
        if not (low < x < high):
            break
        if 1.0 / (x - a) - 1.0 / (a + b - x) - math.tanh(0.5 * x) > 0.0:
            low = x
        else:
            high = x
    top = 0.5 * (low + high)
    level = math.log(b / d)
    if not (a < top < a + b) or _bump(top, a, b) <= level:
        roots[0] = _root(a, a + b, True, a, b, c, d)
        return 1
    ends = np.empty(4)
    ends[0], ends[3] = a, a + b
    for side in range(2):
        low, high = (a, top) if side == 0 else (top, a + b)
        for _ in range(200):
            x = 0.5 * (low + high)
            if not (low < x < high):
                break
            if (_bump(x, a, b) < level) == (side == 0):
                low = x
            else:
                high = x
        ends[1 + side] = 0.5 * (low + high)
    found = 0
    for piece in range(3):
        left, right = ends[piece], ends[piece + 1]
        at_left, at_right = _excess(left, a, b, c, d), _excess(right, a, b, c, d)
        if piece == 0:
            at_left = abs(at_left)  # never negative at the lower end, never positive at the upper
        if piece == 2:
            at_right = -abs(at_right)
        if (at_left >= 0.0) != (at_right >= 0.0) or at_right == 0.0:
            x = _root(left, right, piece != 1, a, b, c, d)
            if found == 0 or x > roots[found - 1]:
                roots[found] = x
                found += 1
    return found


@njit(cache=True)
def _polish(x: float, a: float, b: float, c: float, d: float) -> Any:
    """Newton steps on both log-odds while they help.

    At high rationality the last bit of ``x`` moves ``y = c + d s(x)`` by much more than a bit;
    solving for both at once balances the two.
    """
    y = c + d * _logistic(x)
    sx, sy = _logistic(x), _logistic(y)
    best = abs(x - a - b * sy)
    for _ in range(8):
        f, g = x - a - b * sy, y - c - d * sx
        bx, dx = b * sy * (1.0 - sy), d * sx * (1.0 - sx)
        det = 1.0 - bx * dx
        if det == 0.0:
            break
        x1, y1 = x - (f + bx * g) / det, y - (g + dx * f) / det
        sx1, sy1 = _logistic(x1), _logistic(y1)
        size = max(abs(x1 - a - b * sy1), abs(y1 - c - d * sx1))
        if not size < best:
            break
        x, y, sx, sy, best = x1, y1, sx1, sy1, size
    return x, y


@njit(cache=True)
def all_equilibria_2x2(payoffs: Any, rationality: Any, counts: Any, x: Any, y: Any) -> None:
    """Log-odds of both players' second actions at every logit equilibrium.

    ``payoffs`` (G, 2, 2, 2), ``rationality`` (L,), ``counts`` (G, L), ``x`` and ``y`` (G, L, 3).
    """
    for g in range(payoffs.shape[0]):
        P = payoffs[g]
        base = P[0, 1, 0] - P[0, 0, 0]
        slope = (P[0, 1, 1] - P[0, 0, 1]) - base
        other = P[1, 0, 1] - P[1, 0, 0]
        tilt = (P[1, 1, 1] - P[1, 1, 0]) - other
        for k in range(rationality.shape[0]):
            lam = rationality[k]
            a, b, c, d = lam * base, lam * slope, lam * other, lam * tilt
            counts[g, k] = all_roots(a, b, c, d, x[g, k])
            for r in range(counts[g, k]):
                x[g, k, r], y[g, k, r] = _polish(x[g, k, r], a, b, c, d)
