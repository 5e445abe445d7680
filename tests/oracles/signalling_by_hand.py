"""Perfect Bayesian equilibria of two by two by two, from the definition, slowly, in fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

F = Fraction
Point = tuple[Fraction, Fraction]
Line = tuple[Fraction, Fraction, Fraction]  # a x + b y = c
EDGES: list[Line] = [(F(1), F(0), F(0)), (F(1), F(0), F(1)), (F(0), F(1), F(0)), (F(0), F(1), F(1))]


class Slow:
    """One game; strategies are the probabilities of message 0 by type and of reply 0 by message."""

    def __init__(self, prior: Any, sender: Any, receiver: Any) -> None:
        self.prior = [F(p) for p in np.asarray(prior).tolist()]
        self.s = [[[F(v) for v in row] for row in table] for table in np.asarray(sender).tolist()]
        self.r = [[[F(v) for v in row] for row in table] for table in np.asarray(receiver).tolist()]

    def worth(self, t: int, m: int, q: Point) -> Fraction:
        return q[m] * self.s[t][m][0] + (1 - q[m]) * self.s[t][m][1]

    def weights(self, m: int, p: Point) -> list[Fraction]:
        return [self.prior[t] * (p[t] if m == 0 else 1 - p[t]) for t in range(2)]

    def supports(self, m: int, p: Point, q: Point) -> bool:
        """Whether some admissible belief after m makes every reply in use best."""
        lead = [self.r[t][m][0] - self.r[t][m][1] for t in range(2)]
        w = self.weights(m, p)
        if sum(w):
            gain = w[0] * lead[0] + w[1] * lead[1]
            return (q[m] == 0 or gain >= 0) and (q[m] == 1 or gain <= 0)
        if q[m] == 1:
            return max(lead) >= 0
        if q[m] == 0:
            return min(lead) <= 0
        return min(lead) <= 0 <= max(lead)

    def is_equilibrium(self, p: Point, q: Point) -> bool:
        for t in range(2):
            gain = self.worth(t, 0, q) - self.worth(t, 1, q)
            if (p[t] > 0 and gain < 0) or (p[t] < 1 and gain > 0):
                return False
        return all(self.supports(m, p, q) for m in range(2))

    def sender_points(self) -> set[Point]:
        lines = list(EDGES)
        for m in range(2):
            a, b = (self.prior[t] * (self.r[t][m][0] - self.r[t][m][1]) for t in range(2))
            lines.append((a, b, F(0)) if m == 0 else (a, b, a + b))
        return set(crossings(lines))

    def receiver_points(self) -> set[Point]:
        lines = list(EDGES)
        for t in range(2):
            (a, b), (c, d) = self.s[t]
            lines.append((a - b, d - c, d - b))
        return set(crossings(lines))

    def equilibria(self) -> set[tuple[Point, Point]]:
        """All pairs of corners that are equilibria, what is off the path thinned out."""
        every = {
            (p, q)
            for p, q in product(self.sender_points(), self.receiver_points())
            if self.is_equilibrium(p, q)
        }
        return {pair for pair in every if not self.spare(pair, every)}

    @staticmethod
    def spare(pair: tuple[Point, Point], every: set[tuple[Point, Point]]) -> bool:
        """A mixed reply off the path beside a pure reply that is sure on it."""
        p, q = pair
        if p not in ((F(1), F(1)), (F(0), F(0))):
            return False
        off = 1 if p[0] == 1 else 0
        if q[off] in (0, 1) or q[1 - off] not in (0, 1):
            return False
        pure = [(q[0], F(k)) if off else (F(k), q[1]) for k in range(2)]
        return any((p, other) in every for other in pure)


def crossings(lines: list[Line]) -> Iterator[Point]:
    """Points of the unit square where two of the lines meet."""
    for (a, b, c), (d, e, f) in combinations(lines, 2):
        det = a * e - b * d
        if det:
            x, y = (c * e - b * f) / det, (a * f - c * d) / det
            if 0 <= x <= 1 and 0 <= y <= 1:
                yield x, y


def play(p: Point, q: Point) -> tuple[Any, ...]:
    """What happens on the path."""
    sent = [any(p) if m == 0 else any(v != 1 for v in p) for m in range(2)]
    return (p, *(q[m] if sent[m] else None for m in range(2)))
