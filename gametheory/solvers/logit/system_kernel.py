"""Compiled pieces of the logit system: expected payoffs, residual, Jacobian and a small LU.

The unknowns are each player's log-odds against an anchor action ``r``,
``y[i, a] = log p[i, a] / p[i, r]`` for ``a != r``, and the rationality ``lam``. In these
coordinates the probabilities need no constraint and never round to a negative number, and the
equations read
``y[i, a] = lam * (u[i, a] - u[i, r])``. The anchor must be an action that is played: log-odds
between two likely actions would otherwise be the small difference of two large numbers.

``form`` is ``(sizes, starts, anchor)``: actions per player, where each player begins when all
actions are laid end to end, and each player's anchor.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gametheory.solvers.compiled import njit


@njit(cache=True)
def probabilities(y: Any, form: Any, p: Any) -> None:
    """Softmax of each player's log-odds into ``p``, all players end to end."""
    sizes, starts, anchor = form
    for i in range(sizes.shape[0]):
        first, k = starts[i], starts[i] - i
        top = 0.0
        for a in range(sizes[i] - 1):
            top = max(top, y[k + a])
        total = 0.0
        for a in range(sizes[i]):
            if a == anchor[i]:
                p[first + a] = math.exp(-top)
            else:
                p[first + a] = math.exp(y[k] - top)
                k += 1
            total += p[first + a]
        for a in range(sizes[i]):
            p[first + a] /= total


@njit(cache=True)
def move_anchors(form: Any, p: Any, z: Any, t: Any) -> bool:
    """Anchor each player at the likeliest action where its anchor has become unlikely."""
    sizes, starts, anchor = form
    moved = False
    for i in range(sizes.shape[0]):
        best = 0
        for a in range(1, sizes[i]):
            if p[starts[i] + a] > p[starts[i] + best]:
                best = a
        old = anchor[i]
        if p[starts[i] + old] >= 0.05 * p[starts[i] + best]:
            continue
        moved = True
        first = starts[i] - i
        new_slot = first + (best if best < old else best - 1)
        for v in (z, t):
            shift = v[new_slot]
            full = np.empty(sizes[i])
            k = first
            for a in range(sizes[i]):
                if a == old:
                    full[a] = -shift
                else:
                    full[a] = v[k] - shift
                    k += 1
            k = first
            for a in range(sizes[i]):
                if a != best:
                    v[k] = full[a]
                    k += 1
        anchor[i] = best
    return moved


@njit(cache=True)
def expected_payoffs(U: Any, sizes: Any, starts: Any, p: Any, u: Any, D: Any) -> None:
    """``u[i a]``: payoff of each pure action; ``D[i a, j b]``: the same given that j plays b."""
    players = sizes.shape[0]
    if players == 2:
        m, n = sizes[0], sizes[1]
        for a in range(m + n):
            u[a] = 0.0
        for a in range(m):
            for b in range(n):
                mine, yours = U[0, a * n + b], U[1, a * n + b]
                D[a, m + b] = mine
                D[m + b, a] = yours
                u[a] += p[m + b] * mine
                u[m + b] += p[a] * yours
        return
    u[:] = 0.0
    D[:, :] = 0.0
    action = np.zeros(players, np.int64)
    before = np.ones(players + 1)
    after = np.ones(players + 1)
    for profile in range(U.shape[1]):
        for i in range(players):
            before[i + 1] = before[i] * p[starts[i] + action[i]]
        for i in range(players - 1, -1, -1):
            after[i] = after[i + 1] * p[starts[i] + action[i]]
        for i in range(players):
            row = starts[i] + action[i]
            u[row] += before[i] * after[i + 1] * U[i, profile]
            between = before[i]
            for j in range(i + 1, players):
                weight = between * after[j + 1]
                column = starts[j] + action[j]
                D[row, column] += weight * U[i, profile]
                D[column, row] += weight * U[j, profile]
                between *= p[column]
        for i in range(players - 1, -1, -1):
            action[i] += 1
            if action[i] < sizes[i]:
                break
            action[i] = 0


@njit(cache=True)
def logit_system(U: Any, form: Any, z: Any, p: Any, u: Any, D: Any, G: Any, J: Any) -> None:
    """Residual ``G`` (n,) and Jacobian ``J`` (n, n+1) at ``z = (y, lam)``."""
    sizes, starts, anchor = form
    n = z.shape[0] - 1
    lam = z[n]
    probabilities(z, form, p)
    expected_payoffs(U, sizes, starts, p, u, D)
    row = 0
    for i in range(sizes.shape[0]):
        base = starts[i] + anchor[i]
        for a in range(sizes[i]):
            own = starts[i] + a
            if own == base:
                continue
            gap = u[own] - u[base]
            G[row] = z[row] - lam * gap
            J[row, n] = -gap
            column = 0
            for j in range(sizes.shape[0]):
                for c in range(sizes[j]):
                    if c == anchor[j]:
                        continue
                    if i == j:
                        J[row, column] = 1.0 if a == c else 0.0
                    else:
                        k = starts[j] + c
                        J[row, column] = -lam * p[k] * (D[own, k] - D[base, k] - gap)
                    column += 1
            row += 1


@njit(cache=True)
def solve_in_place(K: Any, b: Any, size: int) -> Any:
    """Solve ``K x = b`` by partial pivoting into ``b``; sign and log of ``|det K|``."""
    sign, log_det = 1.0, 0.0
    largest = 0.0
    for r in range(size):
        for c in range(size):
            largest = max(largest, abs(K[r, c]))
    floor = 1e-300 + 1e-17 * largest
    for k in range(size):
        best, pivot_row = abs(K[k, k]), k
        for r in range(k + 1, size):
            if abs(K[r, k]) > best:
                best, pivot_row = abs(K[r, k]), r
        if pivot_row != k:
            sign = -sign
            for c in range(size):
                K[k, c], K[pivot_row, c] = K[pivot_row, c], K[k, c]
            b[k], b[pivot_row] = b[pivot_row], b[k]
        # A pivot of zero is met exactly on a bifurcation; the tiny one keeps the direction.
        if best < floor:
            K[k, k] = floor
        pivot = K[k, k]
        if pivot < 0.0:
            sign = -sign
        log_det += math.log(abs(pivot))
        for r in range(k + 1, size):
            factor = K[r, k] / pivot
            if factor != 0.0:
                for c in range(k + 1, size):
                    K[r, c] -= factor * K[k, c]
                b[r] -= factor * b[k]
    for k in range(size - 1, -1, -1):
        for c in range(k + 1, size):
            b[k] -= K[k, c] * b[c]
        b[k] /= K[k, k]
    return sign, log_det


@njit(cache=True)
def largest_regret(u: Any, p: Any, sizes: Any, starts: Any) -> float:
    """The most any player gains over ``p`` by a pure action, from expected payoffs ``u``."""
    worst = 0.0
    for i in range(sizes.shape[0]):
        mean, best = 0.0, u[starts[i]]
        for a in range(sizes[i]):
            mean += p[starts[i] + a] * u[starts[i] + a]
            best = max(best, u[starts[i] + a])
        worst = max(worst, best - mean)
    return worst


@njit(cache=True)
def polish_nash(U: Any, sizes: Any, starts: Any, p: Any, smallest: float, out: Any) -> Any:
    """Newton's method for the equilibrium on the support ``{p >= smallest}``; its regret in out.

    Returns infinity where the system on that support has no nearby solution.
    """
    players, total = sizes.shape[0], p.shape[0]
    u = np.empty(total)
    D = np.empty((total, total))
    K = np.empty((total, total))
    b = np.empty(total)
    anchor = np.empty(players, np.int64)
    q = p.copy()
    for i in range(players):
        anchor[i] = starts[i]
        for a in range(sizes[i]):
            k = starts[i] + a
            if q[k] > q[anchor[i]]:
                anchor[i] = k
            if q[k] < smallest:
                q[k] = 0.0
    for iteration in range(12):
        expected_payoffs(U, sizes, starts, q, u, D)
        K[:, :] = 0.0
        for i in range(players):
            mass = 0.0
            for a in range(sizes[i]):
                k = starts[i] + a
                mass += q[k]
                K[anchor[i], k] = 1.0
            b[anchor[i]] = 1.0 - mass
            for a in range(sizes[i]):
                k = starts[i] + a
                if k == anchor[i]:
                    continue
                if p[k] < smallest:
                    K[k, k] = 1.0
                    b[k] = 0.0
                    continue
                b[k] = u[anchor[i]] - u[k]
                for j in range(players):
                    if j != i:
                        for c in range(sizes[j]):
                            column = starts[j] + c
                            K[k, column] = D[k, column] - D[anchor[i], column]
        solve_in_place(K, b, total)
        change = 0.0
        for k in range(total):
            change = max(change, abs(b[k]))
        if not change < 0.1:
            return np.inf
        for k in range(total):
            q[k] += b[k]
        if change < 1e-15 and iteration > 0:
            break
    for i in range(players):
        mass = 0.0
        for a in range(sizes[i]):
            k = starts[i] + a
            if q[k] < -1e-13:
                return np.inf
            q[k] = max(q[k], 0.0)
            mass += q[k]
        for a in range(sizes[i]):
            q[starts[i] + a] /= mass
    expected_payoffs(U, sizes, starts, q, u, D)
    out[:] = q
    return largest_regret(u, q, sizes, starts)
