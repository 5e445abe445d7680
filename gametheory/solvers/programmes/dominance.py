"""Iterated elimination of dominated actions: a compiled strict screen and an exact method.

The screen decides by comparisons of payoffs, which are exact, and by a float linear programme
whose margin must be clear of rounding; a game in which one is not is solved exactly as a whole.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.whole import over_common_denominator
from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.programmes.simplex import (
    OPTIMAL,
    dictionary,
    simplex_float,
    solve_exactly,
)

Array = npt.NDArray[Any]


@attrs.frozen(eq=False)
class Removal:
    """One removed action; ``mix`` has one weight per own action."""

    round: int
    player: int
    action: int
    mix: list[Any]
    margin: Any


def opponents(sizes: tuple[int, ...]) -> tuple[list[Array], npt.NDArray[np.int64]]:
    """Opponents' profiles ``(K_i, N)`` of each player (own column 0), and all padded ``(N, K, N)``.

    Rows follow the columns of :func:`own_action_first`; padding is -1.
    """
    tables = []
    for i in range(len(sizes)):
        others = [range(m) if j != i else range(1) for j, m in enumerate(sizes)]
        grid = np.stack(np.meshgrid(*others, indexing="ij"), axis=-1)
        tables.append(grid.reshape(-1, len(sizes)).astype(np.int64))
    padded = np.full((len(sizes), max(len(t) for t in tables), len(sizes)), -1, dtype=np.int64)
    for i, table in enumerate(tables):
        padded[i, : len(table)] = table
    return tables, padded


def own_action_first(payoffs: Array, player: int) -> Array:
    """Payoffs of a player ``(m_i, K_i)``: own actions by opponents' profiles."""
    m = payoffs.shape[1 + player]
    return np.asarray(np.moveaxis(payoffs[player], player, 0).reshape(m, -1))


@part
def _beats(U: Any, a: int, alive: Any, column: Any, weights: Any, margins: Any) -> int:
    """1 if some mix strictly dominates ``a`` for certain, 0 if none does, -1 if in doubt.

    ``U`` (m, K) are one player's payoffs; a pure dominator is preferred, by its least advantage.
    The mix goes to ``weights`` and its margin to ``margins[0]``.
    """
    m, columns = U.shape
    weights[:] = 0.0
    pure, margin = -1, 0.0
    others = 0
    for k in range(m):
        if k == a or not alive[k]:
            continue
        others += 1
        least = np.inf
        for c in range(columns):
            if column[c]:
                if not U[k, c] > U[a, c]:
                    least = -np.inf
                    break
                least = min(least, U[k, c] - U[a, c])
        if least > margin or (pure < 0 and least >= 0.0):
            pure, margin = k, least
    if pure >= 0:
        weights[pure], margins[0] = 1.0, margin
        return 1
    if others < 2:
        return 0
    # A best reply to some pure profile is not strictly dominated: exact, and usually enough.
    width = 0
    for c in range(columns):
        if not column[c]:
            continue
        width += 1
        best = True
        for k in range(m):
            if alive[k] and U[k, c] > U[a, c]:
                best = False
                break
        if best:
            return 0
    low, high = np.inf, -np.inf
    for k in range(m):
        if alive[k]:
            for c in range(columns):
                if column[c]:
                    gap = 0.5 * U[k, c] - 0.5 * U[a, c]
                    low, high = min(low, gap), max(high, gap)
    span = high - low
    T = np.zeros((width + 2, others + 2))
    rows, labels = np.empty(width + 1, np.int64), np.empty(others + 1, np.int64)
    chosen = np.empty(others, np.int64)
    j = 0
    for k in range(m):
        if k == a or not alive[k]:
            continue
        chosen[j] = k
        r = 0
        for c in range(columns):
            if column[c]:
                T[r, j] = -((0.5 * U[k, c] - 0.5 * U[a, c]) - low) / span
                r += 1
        T[width, j] = 1.0
        j += 1
    for r in range(width):
        T[r, others] = 1.0
    T[width, others + 1] = 1.0
    T[width + 1, others] = -1.0
    if simplex_float(T, rows, labels) != 0:
        return -1
    value = T[width + 1, others + 1] * span + low
    scale = max(abs(low), abs(high))
    if value < -1e-9 * scale:
        return 0
    if value < 1e-9 * scale:
        return -1
    total = 0.0
    for r in range(width + 1):
        if rows[r] < others:
            weights[chosen[rows[r]]] = max(T[r, others + 1], 0.0)
            total += weights[chosen[rows[r]]]
    worst = np.inf
    for c in range(columns):
        if column[c]:
            gain = 0.0
            for k in range(m):
                gain += weights[k] / total * (0.5 * U[k, c] - 0.5 * U[a, c])
            worst = min(worst, gain)
    for k in range(m):
        weights[k] /= total
    margins[0] = 2.0 * worst
    return 1 if worst > 1e-10 * scale else -1


@part
def strict_screen(
    U: Any, sizes: Any, table: Any, mixed: bool, alive: Any, who: Any, mix: Any, margin: Any
) -> int:
    """Strict elimination in one game; how many actions went, or -1 if a decision is in doubt.

    ``U`` (N, m, K) padded, ``table`` (N, K, N) of the opponents' actions, ``alive`` (N, m) all
    true at first; ``who`` (removals, 4) gets round, player, action and whether the dominator is
    mixed, ``mix`` (removals, m) the dominators, ``margin`` (removals,) their margins.
    """
    players = sizes.shape[0]
    count = 0
    removed_in_round = True
    level = 0
    column = np.zeros(table.shape[1], np.bool_)
    while removed_in_round:
        level += 1
        first = count
        for i in range(players):
            width = 0
            for c in range(table.shape[1]):
                column[c] = table[i, c, 0] >= 0
                if column[c]:
                    width += 1
                    for j in range(players):
                        if j != i and not alive[j, table[i, c, j]]:
                            column[c] = False
            for a in range(sizes[i]):
                if not alive[i, a]:
                    continue
                verdict = _beats(
                    U[i, : sizes[i], :width], a, alive[i, : sizes[i]], column[:width],
                    mix[count, : sizes[i]], margin[count:],
                )  # fmt: skip
                used = 0
                for k in range(sizes[i]):
                    if mix[count, k] > 0.0:
                        used += 1
                if verdict < 0 and mixed:
                    return -1
                if verdict == 1 and (mixed or used == 1):
                    who[count, 0], who[count, 1], who[count, 2] = level, i, a
                    who[count, 3] = used > 1
                    count += 1
        for r in range(first, count):
            alive[who[r, 1], who[r, 2]] = False
        removed_in_round = count > first
    return count


def eliminate_exactly(payoffs: Array, weak: bool, mixed: bool) -> list[Removal]:
    """Iterated elimination in one game of fractions ``(N, m_1, ..., m_N)``, every tie decided."""
    sizes = payoffs.shape[1:]
    tables, _ = opponents(sizes)
    views = [own_action_first(payoffs, i) for i in range(len(sizes))]
    alive = [np.ones(m, dtype=np.bool_) for m in sizes]
    removals: list[Removal] = []
    level = 0
    while True:
        level += 1
        gone = []
        for i, U in enumerate(views):
            keep = np.ones(len(tables[i]), dtype=np.bool_)
            for j, mask in enumerate(alive):
                if j != i:
                    keep &= mask[tables[i][:, j]]
            for a in np.flatnonzero(alive[i]):
                others = [k for k in np.flatnonzero(alive[i]) if k != a]
                found = _dominator(U[:, keep], int(a), others, weak, mixed)
                if found is not None:
                    gone.append(Removal(level, i, int(a), *found))
        if not gone:
            return removals
        for removal in gone:
            alive[removal.player][removal.action] = False
        removals.extend(gone)


def strict_survivors(payoffs: Array) -> npt.NDArray[np.bool_]:
    """Actions (G, N, max m) that iterated strict dominance leaves, mixes included; exact.

    ``payoffs`` (G, N, m_1, ..., m_N) of floats, integers or fractions. Places beyond a player's
    own actions are False.
    """
    games, sizes = len(payoffs), payoffs.shape[2:]
    alive = np.zeros((games, len(sizes), max(sizes)), dtype=np.bool_)
    for i, m in enumerate(sizes):
        alive[:, i, :m] = True
    doubtful = np.ones(games, dtype=np.bool_)
    # Integers of moderate size are doubles, and so are their differences.
    if games and (
        payoffs.dtype == np.float64
        or (payoffs.dtype == np.int64 and -(2**51) < payoffs.min() and payoffs.max() < 2**51)
    ):
        doubtful = _screened_survivors(payoffs.astype(np.float64), alive)
    for g in np.flatnonzero(doubtful).tolist():
        for i, m in enumerate(sizes):
            alive[g, i, :m] = True
        exact = np.array([Fraction(v) for v in payoffs[g].ravel().tolist()], dtype=object)
        for removal in eliminate_exactly(exact.reshape(payoffs.shape[1:]), False, True):
            alive[g, removal.player, removal.action] = False
    return alive


def _screened_survivors(
    payoffs: npt.NDArray[np.float64], alive: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Mark survivors in place; which games (G,) are in doubt."""
    games, sizes = len(payoffs), payoffs.shape[2:]
    _, table = opponents(sizes)
    most, counts = sum(sizes) + 1, np.zeros(games, dtype=np.int64)
    for start in range(0, games, 4096):
        part = slice(start, min(games, start + 4096))
        size = part.stop - start
        strict_screen_batch(
            padded_views(payoffs[part]), np.array(sizes), table, True, counts[part], alive[part],
            np.zeros((size, most, 4), dtype=np.int64), np.zeros((size, most, max(sizes))),
            np.zeros((size, most)),
        )  # fmt: skip
    return counts < 0


def _dominator(
    U: Array, a: int, others: list[Any], weak: bool, mixed: bool
) -> tuple[list[Fraction], Fraction] | None:
    if not others:
        return None
    D = np.array([U[k] - U[a] for k in others], dtype=object)
    mix = [Fraction(0)] * len(U)
    best: tuple[Any, int] | None = None
    for k, gaps in zip(others, D, strict=True):
        margin = min(gaps)
        if weak and margin >= 0:
            margin = sum(gaps)
        if margin > 0 and (best is None or margin > best[0]):
            best = margin, int(k)
    if best is not None:
        mix[best[1]] = Fraction(1)
        return mix, Fraction(best[0])
    if not mixed or len(others) < 2:
        return None
    # Of two equal actions neither dominates; a best reply somewhere is not dominated (strictly,
    # or weakly where it is the only one).
    top = U[others].max(axis=0)
    if bool(np.any(U[a] > top if weak else U[a] >= top)):
        return None
    D, scale = over_common_denominator(D)
    width = D.shape[1]
    if weak:
        T = dictionary(-D.T, np.full(len(others), 1, dtype=object), D.sum(axis=1))
        outcome, x, _ = solve_exactly(T)
    else:
        # v = min D + v', v' >= 0 in units of the range of D
        low, unit = D.min(), max(1, D.max() - D.min())
        G = np.empty((width, len(others) + 1), dtype=object)
        G[:, :-1], G[:, -1] = -(D.T - low), unit
        e = np.full(len(others) + 1, 1, dtype=object)
        c = np.full(len(others) + 1, 0, dtype=object)
        e[-1], c[-1] = 0, 1
        outcome, x, _ = solve_exactly(dictionary(G, e, c))
    if outcome != OPTIMAL:
        return None
    weights = x[: len(others)]
    gains = [
        sum((w * d for w, d in zip(weights, column, strict=True)), Fraction(0)) for column in D.T
    ]
    margin = (sum(gains, Fraction(0)) if weak else min(gains)) / scale
    if margin <= 0:
        return None
    for k, w in zip(others, weights, strict=True):
        mix[int(k)] = w
    return mix, margin


def padded_views(payoffs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Views of every player ``(G, N, max m, max K)`` for :func:`strict_screen`."""
    games, sizes = len(payoffs), payoffs.shape[2:]
    widths = [math.prod(sizes) // m for m in sizes]
    out = np.zeros((games, len(sizes), max(sizes), max(widths)))
    for i, m in enumerate(sizes):
        view = np.moveaxis(payoffs[:, i], 1 + i, 1).reshape(games, m, -1)
        out[:, i, :m, : widths[i]] = view
    return out


@kernel
def strict_screen_batch(
    U: Any,
    sizes: Any,
    table: Any,
    mixed: bool,
    counts: Any,
    alive: Any,
    who: Any,
    mix: Any,
    margin: Any,
) -> None:
    """:func:`strict_screen` for each game of ``U`` (G, N, m, K)."""
    for g in range(U.shape[0]):
        counts[g] = strict_screen(U[g], sizes, table, mixed, alive[g], who[g], mix[g], margin[g])
