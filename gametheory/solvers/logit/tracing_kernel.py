"""Compiled tracing of the principal logit branch by pseudo-arclength continuation.

One game per call of :func:`trace`: nothing depends on the batch, so a game's branch is the same
alone and among others. The lock is released, so that threads can share a batch.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gametheory.solvers.compiled import njit
from gametheory.solvers.logit.system_kernel import (
    expected_payoffs,
    largest_regret,
    logit_system,
    move_anchors,
    polish_nash,
    probabilities,
    solve_in_place,
)

REACHED, STEP_LIMIT, STALLED = 0, 1, 2
MAX_EVENTS = 32


@njit(cache=True)
def _correct(U: Any, form: Any, z0: Any, t: Any, h: float, z: Any, fresh: Any, work: Any) -> Any:
    """Newton back to the branch from ``z0 + h t`` in the hyperplane normal to ``t``.

    Leaves the point in ``z`` and its unit tangent in ``fresh``; returns whether it converged, the
    size of the first correction, and sign and log of the bordered determinant.
    """
    p, u, D, G, J, K, b = work
    n = z.shape[0] - 1
    for k in range(n + 1):
        z[k] = z0[k] + h * t[k]
    first, previous = 0.0, 0.0
    converged = False
    for iteration in range(10):
        if not z[n] > -1.0:
            break
        logit_system(U, form, z, p, u, D, G, J)
        size = 0.0
        for k in range(n):
            size = max(size, abs(G[k]))
        if size <= 1e-13 * (1.0 + abs(z[n])) or (
            iteration >= 4 and size <= 1e-11 * (1.0 + abs(z[n]))
        ):
            converged = True
            break
        offset = 0.0
        for k in range(n + 1):
            offset += t[k] * (z[k] - z0[k])
        for r in range(n):
            for c in range(n + 1):
                K[r, c] = J[r, c]
            b[r] = -G[r]
        for c in range(n + 1):
            K[n, c] = t[c]
        b[n] = h - offset
        solve_in_place(K, b, n + 1)
        step = 0.0
        for k in range(n + 1):
            step += b[k] * b[k]
        step = math.sqrt(step)
        if iteration == 0:
            first = step
            if not step <= 0.5 * h + 1e-8 * (1.0 + abs(z[n])):
                break
        elif step > 0.5 * previous and step > 1e-12 * (1.0 + abs(z[n])):
            break
        previous = step
        for k in range(n + 1):
            z[k] += b[k]
    if not converged:
        return False, first, 0.0, 0.0
    for r in range(n):
        for c in range(n + 1):
            K[r, c] = J[r, c]
        b[r] = 0.0
    for c in range(n + 1):
        K[n, c] = t[c]
    b[n] = 1.0
    sign, log_det = solve_in_place(K, b, n + 1)
    norm = 0.0
    for k in range(n + 1):
        norm += b[k] * b[k]
    norm = math.sqrt(norm)
    for k in range(n + 1):
        fresh[k] = b[k] / norm
    # det of the border with the new tangent, so that values along the branch are comparable.
    return True, first, sign, log_det + math.log(norm)


@njit(cache=True)
def _at_rationality(U: Any, form: Any, za: Any, zb: Any, lam: float, z: Any, work: Any) -> bool:
    """The branch point at ``lam`` between two neighbouring points, by Newton at fixed ``lam``."""
    p, u, D, G, J, K, b = work
    n = z.shape[0] - 1
    share = 0.0 if zb[n] == za[n] else (lam - za[n]) / (zb[n] - za[n])
    gap = 0.0
    for k in range(n):
        z[k] = za[k] + share * (zb[k] - za[k])
        gap = max(gap, abs(zb[k] - za[k]))
    z[n] = lam
    moved, best, stuck = 0.0, np.inf, 0
    for _ in range(40):
        logit_system(U, form, z, p, u, D, G, J)
        size = 0.0
        for k in range(n):
            size = max(size, abs(G[k]))
        # Polished until rounding stops it: two steps in a row without gain.
        if size < best:
            best, stuck = size, 0
        else:
            stuck += 1
        if size == 0.0 or (stuck >= 2 and best <= 1e-9 * (1.0 + lam)):
            break
        for r in range(n):
            for c in range(n):
                K[r, c] = J[r, c]
            b[r] = -G[r]
        solve_in_place(K, b, n)
        moved = 0.0
        for k in range(n):
            z[k] += b[k]
            moved = max(moved, abs(z[k] - za[k] - share * (zb[k] - za[k])))
        if not moved <= 2.0 * gap + 1e-6 * (1.0 + lam):
            return False
    return best <= 1e-9 * (1.0 + lam)


@njit(cache=True)
def _locate(
    U: Any, form: Any, z0: Any, t: Any, h: float, kind: int,
    low: float, high: float, z: Any, fresh: Any, work: Any,
) -> bool:  # fmt: skip
    """Point of ``(0, h)`` where a test function is zero (Illinois), left in ``z``; if there is one.

    ``kind`` 0: the bordered determinant; 1: the tangent's rationality component.
    ``low`` and ``high`` are its values at the two ends.
    """
    n = z.shape[0] - 1
    a, b, fa, fb = 0.0, h, low, high
    least, largest = np.inf, max(abs(low), abs(high))
    for _ in range(60):
        if b - a <= 1e-13 * h:
            break
        s = b - fb * (b - a) / (fb - fa)
        if not (a < s < b):
            s = 0.5 * (a + b)
        good, _, sign, log_det = _correct(U, form, z0, t, s, z, fresh, work)
        for nudge in range(4):
            # Newton fails where the border is singular, that is near the point: step aside.
            if good:
                break
            aside = a if nudge % 2 else b
            beside = s + (0.1 if nudge < 2 else 0.4) * (aside - s)
            good, _, sign, log_det = _correct(U, form, z0, t, beside, z, fresh, work)
            if good:
                s = beside
        if not good:
            # On a straight branch the point sought is where the last estimate put it.
            for k in range(n + 1):
                z[k] = z0[k] + s * t[k]
            break
        value = sign * math.exp(min(log_det, 300.0)) if kind == 0 else fresh[n]
        least = min(least, abs(value))
        if abs(value) < 1e-15 * largest:
            break
        if (value > 0.0) == (fb > 0.0):
            b, fb = s, value
            fa *= 0.5
        else:
            a, fa = s, value
            fb *= 0.5
    return least < 1e-3 * largest


@njit(cache=True)
def _deepest(U: Any, form: Any, z0: Any, t: Any, h: float, z: Any, fresh: Any, work: Any) -> Any:
    """Smallest log of the bordered determinant on ``(0, h)`` by golden section."""
    ratio = 0.6180339887498949
    a, b = 0.0, h
    f1 = f2 = 0.0
    evaluate = 0  # the inner points still to be evaluated: 0 both, 1 the first, 2 the second
    s1, s2 = b - ratio * (b - a), a + ratio * (b - a)
    for k in range(64):
        second = k == 1 or (k > 1 and evaluate == 2)
        good, _, _, value = _correct(U, form, z0, t, s2 if second else s1, z, fresh, work)
        if second:
            f2 = value
        else:
            f1 = value
        if not good:
            break
        if k == 0:
            continue
        if b - a < 1e-9 * h:
            break
        if f1 < f2:
            b, s2, f2 = s2, s1, f1
            s1, evaluate = b - ratio * (b - a), 1
        else:
            a, s1, f1 = s1, s2, f2
            s2, evaluate = a + ratio * (b - a), 2
    return min(f1, f2)


@njit(cache=True)
def _record(z: Any, form: Any, row: Any) -> None:
    """Choice probabilities and rationality of ``z`` into ``row``."""
    probabilities(z, form, row[:-1])
    row[-1] = z[-1]


@njit(cache=True)
def _crossings(
    U: Any, form: Any, za: Any, zb: Any, targets: Any,
    hits: Any, hit_target: Any, found: int, zhit: Any, work: Any,
) -> int:  # fmt: skip
    """Append the points of the arc ``za -> zb`` at each target rationality between them."""
    n = za.shape[0] - 1
    for k in range(targets.shape[0]):
        lam = targets[k]
        up = za[n] < lam <= zb[n]
        down = zb[n] <= lam < za[n]
        if not (up or down) or found >= hits.shape[0]:
            continue
        if _at_rationality(U, form, za, zb, lam, zhit, work):
            _record(zhit, form, hits[found])
            hit_target[found] = k
            found += 1
    return found


@njit(cache=True, nogil=True)
def limit_of(U: Any, sizes: Any, starts: Any, p: Any, out: Any) -> Any:
    """The Nash equilibrium next to the branch's last point, or that point; with its regret."""
    total = out.shape[0]
    u = np.empty(total)
    D = np.zeros((total, total))
    trial = np.empty(total)
    expected_payoffs(U, sizes, starts, p, u, D)
    best = largest_regret(u, p, sizes, starts)
    out[:] = p
    for smallest in (1e-4, 1e-6, 1e-2, 1e-9):
        regret = polish_nash(U, sizes, starts, p, smallest, trial)
        far = 0.0
        for k in range(total):
            far = max(far, abs(trial[k] - p[k]))
        if regret < best and regret < 1e-9 and far < 0.05:
            out[:] = trial
            best = regret
            break
    return best


@njit(cache=True, nogil=True)
def trace(
    U: Any, sizes: Any, starts: Any, extent: float, regret_goal: float, targets: Any,
    points: Any, hits: Any, hit_target: Any, turns: Any, forks: Any, summary: Any,
) -> None:  # fmt: skip
    """Trace one branch from the centroid at rationality 0.

    ``U`` (N, profiles) is scaled so that the largest payoff range is 1. The branch is followed
    past ``extent`` and then until its regret is at most ``regret_goal`` (or rationality 1e9); with
    a negative goal it ends exactly at ``extent``, which must then be the last of the ascending
    ``targets``. Points go to ``points`` (cap, total+1) as ``(p, lam)``, crossings of targets to
    ``hits`` with ``hit_target``; ``turns`` and ``forks`` get the rationality at turning points and
    bifurcations. ``summary`` (5,): points, hits, turns, forks, how it ended.
    """
    total = points.shape[1] - 1
    n = total - sizes.shape[0]
    form = (sizes, starts, np.zeros(sizes.shape[0], np.int64))
    work = (
        np.empty(total), np.empty(total), np.zeros((total, total)), np.empty(max(n, 1)),
        np.empty((max(n, 1), n + 1)), np.empty((n + 1, n + 1)), np.empty(n + 1),
    )  # fmt: skip
    p, u = work[0], work[1]
    z, znew, zmid, zhit = np.zeros(n + 1), np.empty(n + 1), np.empty(n + 1), np.empty(n + 1)
    t, fresh, spare = np.zeros(n + 1), np.empty(n + 1), np.empty(n + 1)
    t[n] = 1.0
    zback, tback = z.copy(), t.copy()
    count, found, turned, forked = 1, 0, 0, 0
    _record(z, form, points[0])
    back_h, recent, rescues = 0.0, 0, 0
    sign, log_det, before = 1.0, 0.0, 0.0
    h = 0.05
    ending = REACHED
    settle, leap = True, False
    while True:
        if count >= points.shape[0] - 2:
            ending = STEP_LIMIT
            break
        # To settle is to take a step of no length, for the tangent at the start or after the
        # anchors moved.
        good, first, new_sign, new_log = _correct(
            U, form, z, t, 0.0 if settle else h, znew, fresh, work
        )
        if settle:
            settle = False
            if not good:
                ending = STALLED
                break
            z[:], t[:] = znew, fresh
            sign, log_det, before, recent = new_sign, new_log, new_log, 2
            continue
        along = 0.0
        for k in range(n + 1):
            along += t[k] * fresh[k]
        if not leap and (not good or along < 0.85):
            h *= 0.5
            leap = h < 1e-10 * (1.0 + z[n])
            if leap:
                # Newton fails next to a singular point: leap over it along the tangent.
                rescues += 1
                h = 3e-3 * (1.0 + z[n])
                if rescues > 6:
                    ending = STALLED
                    break
            continue
        if not good:
            h *= 3.0
            if h > 2.0 * (1.0 + z[n]):
                ending = STALLED
                break
            continue
        leap = False
        jumped, turning = False, False
        for kind in range(2):
            if kind == 0:
                if new_sign == sign:
                    continue
                low = sign * math.exp(min(log_det, 300.0))
                high = new_sign * math.exp(min(new_log, 300.0))
            else:
                if t[n] * fresh[n] >= 0.0:
                    continue
                low, high = t[n], fresh[n]
            vanishes = _locate(U, form, z, t, h, kind, low, high, zmid, spare, work)
            if kind == 1:
                turning = vanishes
            elif vanishes:
                recent = 2
                if forked < forks.shape[0]:
                    forks[forked] = zmid[n]
                    forked += 1
            elif h > 1e-7 * (1.0 + z[n]):
                # The determinant jumps instead of vanishing: Newton landed on another branch.
                jumped = True
                break
        if jumped:
            h *= 0.2
            continue
        if (
            new_sign == sign and recent == 0
            and log_det < before - 1e-3 and new_log > log_det + 1e-3
        ):  # fmt: skip
            # A dip without a change of sign: an even number of branches may cross here.
            depth = _deepest(U, form, zback, tback, back_h + h, spare, tback, work)
            if depth < log_det - 14.0 and forked < forks.shape[0]:
                forks[forked] = spare[n]
                forked += 1
        zback[:], tback[:], back_h = z, t, h
        for half in range(2):
            if half == 0:
                if not turning:
                    continue
                if turned < turns.shape[0]:
                    turns[turned] = zmid[n]
                    turned += 1
            reached = zmid if half == 0 else znew
            found = _crossings(U, form, z, reached, targets, hits, hit_target, found, zhit, work)
            _record(reached, form, points[count])
            count += 1
            z[:] = reached
        t[:] = fresh
        if z[n] >= extent:
            if regret_goal < 0.0:
                if found > 0 and hit_target[found - 1] == targets.shape[0] - 1:
                    points[count - 1, :] = hits[found - 1]
                break
            probabilities(z, form, p)
            expected_payoffs(U, sizes, starts, p, u, work[2])
            if z[n] >= 1e9 or largest_regret(u, p, sizes, starts) <= regret_goal:
                break
        before, log_det, sign = log_det, new_log, new_sign
        settle = move_anchors(form, points[count - 1], z, t)
        recent = max(recent - 1, 0)
        if first < 0.02 * h:
            h *= 2.0
        elif first < 0.08 * h:
            h *= 1.4
        elif first > 0.2 * h:
            h *= 0.6
        size = 0.0
        for k in range(n + 1):
            size += z[k] * z[k]
        h = min(h, 0.25 + 0.5 * math.sqrt(size))
    summary[0], summary[1], summary[2] = count, found, turned
    summary[3], summary[4] = forked, ending
