"""The rational equilibrium in a box that is known to hold exactly one, if it is rational."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Profile = tuple[Array, ...]

# A double tells fractions with denominators below this from their neighbours; whole numbers of
# moderate size rarely lead to larger ones. One exact step of Newton's method doubles the digits.
_BY_EYE = 10**5
_AFTER_NEWTON = 10**12


def rational_root(payoffs: Array, strategies: Profile, radius: float) -> Profile | None:
    """The fractions nearby at which all actions in use tie and no other is better.

    Parameters
    ----------
    payoffs : (N, m_1, ..., m_N)
        One game of integers or fractions.
    strategies : tuple of N float64 arrays (m_i,)
        The middle of the box; its support is that of the equilibrium.
    radius : float
        No other profile with this support is an equilibrium within this distance, weight by
        weight.

    Returns
    -------
    tuple of N object arrays, or None
        None where no fractions of moderate denominators within the box pass: the equilibrium is
        irrational, or its denominators are long.
    """
    used = tuple(s > 0.0 for s in strategies)
    found = rational_tie(payoffs, used, strategies, radius)
    if found is None or not is_equilibrium(payoffs, found):
        return None
    same = all(((s > 0) == u).all() for s, u in zip(found, used, strict=True))
    return found if same else None


def rational_tie(
    payoffs: Array, used: tuple[Array, ...], strategies: Profile, radius: float
) -> Profile | None:
    """The fractions nearby, none negative, at which each player's actions ``used`` (m_i,) tie.

    Other actions have weight 0 and may be better; of those used some may have weight 0, too.
    Parameters are those of :func:`rational_root`.
    """
    game = _exact(payoffs)
    middle = tuple(
        np.array([Fraction(p) if u else Fraction(0) for p, u in zip(s, mine, strict=True)])
        for s, mine in zip(strategies, used, strict=True)
    )
    point: Profile | None = middle
    for longest in (_BY_EYE, _AFTER_NEWTON):
        assert point is not None
        guess = tuple(
            np.array([p.limit_denominator(longest) for p in s.tolist()], dtype=object)
            for s in point
        )
        if _ties(game, used, guess, middle, radius):
            return guess
        if longest == _BY_EYE:
            point = _newton_step(game, used, point)
            if point is None:
                return None
    return None


def is_equilibrium(payoffs: Array, profile: Profile) -> bool:
    """Whether no player gains by deviating from a profile of fractions."""
    game = _exact(payoffs)
    for i, mine in enumerate(profile):
        values = _contracted(game[i], profile, (i,))
        best = values.max()
        if any(v != best for p, v in zip(mine.tolist(), values.tolist(), strict=True) if p):
            return False
    return True


def _exact(payoffs: Array) -> Array:
    exact = np.empty(payoffs.size, dtype=object)
    exact[:] = [Fraction(v) for v in payoffs.ravel().tolist()]
    return exact.reshape(payoffs.shape)


def _ties(
    game: Array, used: tuple[Array, ...], guess: Profile, middle: Profile, radius: float
) -> bool:
    for mine, other in zip(guess, middle, strict=True):
        if sum(mine) != 1 or min(mine) < 0:
            return False
        if any(abs(p - q) >= radius for p, q in zip(mine, other, strict=True)):
            return False
    return all(
        len(set(_contracted(game[i], guess, (i,))[mine].tolist())) == 1
        for i, mine in enumerate(used)
    )


def _newton_step(game: Array, support: tuple[Array, ...], point: Profile) -> Profile | None:
    """One step towards the point where all actions in use tie, exact."""
    used = [np.flatnonzero(s).tolist() for s in support]
    anchors = [int(np.argmax(s)) for s in point]
    free = [(i, a) for i, u in enumerate(used) for a in u if a != anchors[i]]
    rows = []
    for i, a in free:
        row = []
        for j, b in free:
            if i == j:
                row.append(Fraction(0))
                continue
            table = _contracted(game[i], point, (i, j))
            table = table if i < j else table.T
            row.append(
                table[a, b]
                - table[a, anchors[j]]
                - table[anchors[i], b]
                + table[anchors[i], anchors[j]]
            )
        values = _contracted(game[i], point, (i,))
        rows.append([*row, values[a] - values[anchors[i]]])
    step = _solved(rows)
    if step is None:
        return None
    moved = tuple(s.copy() for s in point)
    for (i, a), change in zip(free, step, strict=True):
        moved[i][a] -= change
    for s, anchor in zip(moved, anchors, strict=True):
        s[anchor] += 1 - sum(s)
    return moved


def _contracted(payoffs: Array, point: Profile, kept: tuple[int, ...]) -> Array:
    """Expected payoffs over all players but ``kept``, whose axes stay in order."""
    values = payoffs
    for j in range(len(point) - 1, -1, -1):
        if j not in kept:
            values = np.tensordot(values, point[j], axes=([j], [0]))
    return np.asarray(values)


def _solved(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """The solution of the linear equations ``rows`` (right-hand side last), None if singular."""
    n = len(rows)
    for k in range(n):
        pivot = next((r for r in range(k, n) if rows[r][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for r in range(n):
            if r != k and rows[r][k]:
                rows[r] = [v - rows[r][k] * w for v, w in zip(rows[r], rows[k], strict=True)]
    return [row[n] for row in rows]
