"""Ties at points that are no fractions, decided without rounding.

Where three players mix two actions each, the point at which these tie solves a quadratic equation:
its weights are ``u + v sqrt(d)`` with fractions ``u`` and ``v`` and one fraction ``d``, and so is
every payoff there. Of larger supports it is enough if no unused action is ever better than a used
one against what the others use.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_ZERO, _ONE = Fraction(0), Fraction(1)
_NEARLY_ZERO = 1e-7


@attrs.frozen
class Surd:
    """``whole + part sqrt(under)`` with ``under >= 0`` the same in all numbers of one sum."""

    whole: Fraction
    part: Fraction
    under: Fraction

    def __add__(self, other: Surd) -> Surd:
        return Surd(self.whole + other.whole, self.part + other.part, self.under)

    def __sub__(self, other: Surd) -> Surd:
        return Surd(self.whole - other.whole, self.part - other.part, self.under)

    def __mul__(self, other: Surd) -> Surd:
        return Surd(
            self.whole * other.whole + self.part * other.part * self.under,
            self.whole * other.part + self.part * other.whole,
            self.under,
        )

    def times(self, factor: Fraction) -> Surd:
        """A multiple."""
        return Surd(self.whole * factor, self.part * factor, self.under)

    def inverse(self) -> Surd | None:
        """``1 / self``, None for 0 or where only the conjugate is not 0."""
        norm = self.whole**2 - self.part**2 * self.under
        if norm == 0:
            return None
        return Surd(self.whole / norm, -self.part / norm, self.under)

    def sign(self) -> int:
        """-1, 0 or 1, exactly."""
        a, b = self.whole, self.part if self.under else _ZERO
        if a >= 0 and b >= 0:
            return int(a > 0 or b > 0)
        if a <= 0 and b <= 0:
            return -1
        both = a**2 - b**2 * self.under
        return ((both > 0) - (both < 0)) * (1 if a > 0 else -1)


def irrational_tie(
    payoffs: Array, used: tuple[Array, ...], strategies: tuple[Array, ...], radius: float
) -> bool | None:
    """Whether the point near ``strategies`` where actions ``used`` tie is an equilibrium, all used.

    Parameters
    ----------
    payoffs : (N, m_1, ..., m_N)
        One game; floats are the binary numbers they store.
    used : tuple of N bool arrays (m_i,)
    strategies : tuple of N float64 arrays (m_i,)
        The middle of a box in which that point is the only one; weights of used actions that are
        well above 0 are above it in the box.
    radius : float
        Half the width of the box.

    Returns
    -------
    bool or None
        None where it is not known.
    """
    # Actions whose weights rounding does not tell from 0 have none if the others' point fits.
    idle = [
        u & (np.abs(s) < min(_NEARLY_ZERO, radius)) for u, s in zip(used, strategies, strict=True)
    ]
    supports = [np.flatnonzero(u & ~i).tolist() for u, i in zip(used, idle, strict=True)]
    mixers = [i for i, s in enumerate(supports) if len(s) > 1]
    if len(mixers) == 3 and all(len(supports[i]) == 2 for i in mixers):
        tying = [np.flatnonzero(u).tolist() for u in used]
        known = _quadratic(payoffs, supports, tying, mixers, strategies, radius)
        # With fewer actions in use, it is the point of another support.
        return False if known is not None and tying != supports else known
    return None


def never_better(payoffs: Array, used: tuple[Array, ...]) -> bool:
    """Whether each unused action is at most as good as one used one, whatever others use."""
    supports = [np.flatnonzero(u) for u in used]
    for i, mine in enumerate(supports):
        values = payoffs[i]
        for j, support in enumerate(supports):
            if j != i:
                values = np.take(values, support, axis=j)
        table = np.moveaxis(values, i, 0).reshape(payoffs.shape[1 + i], -1)
        for a in range(len(table)):
            if not used[i][a] and not any((table[a] <= table[b]).all() for b in mine):
                return False
    return True


def _quadratic(
    payoffs: Array,
    supports: list[list[int]],
    tying: list[list[int]],
    mixers: list[int],
    strategies: tuple[Array, ...],
    radius: float,
) -> bool | None:
    numbers = np.array([Fraction(v) for v in payoffs.ravel().tolist()], dtype=object)
    tables = _tables(numbers.reshape(payoffs.shape), supports, mixers)
    forms = []
    for k, i in enumerate(mixers):
        first, second = supports[i]
        difference = tables[i][first] - tables[i][second]
        others = [l for l in range(3) if l != k]
        forms.append(_bilinear(np.take(difference, 0, axis=k), others))
    middle = [Fraction(float(strategies[i][supports[i][0]])) for i in mixers]
    point = _common_zero(forms, middle)
    if point is None:
        return None
    room = Fraction(radius)
    nothing = Surd(_ZERO, _ZERO, point[0].under)
    one = Surd(_ONE, _ZERO, point[0].under)
    for p, q in zip(point, middle, strict=True):
        if (p - one.times(q - room)).sign() <= 0 or (one.times(q + room) - p).sign() <= 0:
            return None
    # Weights of 0 would be fractions' business.
    signs = [s for p in point for s in (p.sign(), (one - p).sign())]
    if min(signs) <= 0:
        return False if min(signs) < 0 else None
    weights = [(p, one - p) for p in point]
    better = False
    for i, support in enumerate(supports):
        values = []
        for action in range(payoffs.shape[1 + i]):
            total = nothing
            for cell in np.ndindex(2, 2, 2):
                if i in mixers and cell[mixers.index(i)]:
                    continue  # own weights do not count
                term = one.times(tables[i][action][cell])
                for k, l in enumerate(mixers):
                    if l != i:
                        term = term * weights[k][cell[k]]
                total = total + term
            values.append(total)
        best = values[support[0]]
        if any((values[a] - best).sign() != 0 for a in tying[i]):
            return None
        better = better or any((v - best).sign() > 0 for v in values)
    return not better


def _tables(payoffs: Array, supports: list[list[int]], mixers: list[int]) -> list[Array]:
    """Each player's payoffs by own action and the three mixers' used ones (2, 2, 2)."""
    out = []
    for i in range(len(supports)):
        rows = []
        for action in range(payoffs.shape[1 + i]):
            table = np.empty((2, 2, 2), dtype=object)
            for cell in np.ndindex(2, 2, 2):
                profile = [s[0] for s in supports]
                for k, l in enumerate(mixers):
                    profile[l] = supports[l][cell[k]]
                profile[i] = action
                table[cell] = payoffs[(i, *profile)]
            rows.append(table)
        out.append(np.array(rows))
    return out


def _bilinear(table: Array, others: list[int]) -> dict[tuple[int, ...], Fraction]:
    """Coefficients of 1, p, q and pq of a table's mean at weights p and q of first actions."""
    p, q = others
    return {
        (): table[1, 1],
        (p,): table[0, 1] - table[1, 1],
        (q,): table[1, 0] - table[1, 1],
        (p, q): table[0, 0] - table[0, 1] - table[1, 0] + table[1, 1],
    }


def _common_zero(
    forms: list[dict[tuple[int, ...], Fraction]], middle: list[Fraction]
) -> tuple[Surd, Surd, Surd] | None:
    """The common zero with the first weight nearest to the middle's."""
    f, g, h = forms  # in (1, 2), (0, 2) and (0, 1)
    # Weight 1 is -(h0 + h1 p) / (h2 + h3 p) and weight 2 likewise from g.
    top_1, low_1 = (-h[()], -h[(0,)]), (h[(1,)], h[(0, 1)])
    top_2, low_2 = (-g[()], -g[(0,)]), (g[(2,)], g[(0, 2)])
    c, b, a = (
        f[()] * x + f[(1,)] * y + f[(2,)] * z + f[(1, 2)] * w
        for x, y, z, w in zip(
            _product(low_1, low_2), _product(top_1, low_2),
            _product(low_1, top_2), _product(top_1, top_2), strict=True,
        )
    )  # fmt: skip
    under = b**2 - 4 * a * c
    if a == 0 or under < 0:
        return None
    roots = [Surd(-b / (2 * a), sign / (2 * a), under) for sign in (_ONE, -_ONE)]
    first = min(roots, key=lambda p: abs(_float(p) - float(middle[0])))
    rest = []
    for top, low in ((top_1, low_1), (top_2, low_2)):
        below = _at(low, first).inverse()
        if below is None:
            return None
        rest.append(_at(top, first) * below)
    return first, rest[0], rest[1]


def _product(
    f: tuple[Fraction, Fraction], g: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction, Fraction]:
    return f[0] * g[0], f[0] * g[1] + f[1] * g[0], f[1] * g[1]


def _at(f: tuple[Fraction, Fraction], p: Surd) -> Surd:
    return Surd(f[0], _ZERO, p.under) + p.times(f[1])


def _float(p: Surd) -> float:
    try:
        return float(p.whole) + float(p.part) * math.sqrt(p.under)
    except OverflowError:
        pass
    try:  # the factors may be too large for doubles where their product is not
        return float(p.whole) + math.copysign(math.sqrt(p.part**2 * p.under), p.part)
    except OverflowError:
        return math.inf  # no weight
