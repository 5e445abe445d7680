"""Loops over pure profiles of signalling games, and over the corners of sets of beliefs."""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel

_NEAR = 1e-9


@kernel
def list_profiles(
    sender: Any, best: Any, first: int, last: int, count_only: bool, counts: Any, offset: Any,
    sent: Any, reply: Any,
) -> None:  # fmt: skip
    """Pure equilibria of games ``first … last-1``; replies turn slowest, then messages.

    ``sender (G, T, M, R)``; ``best (G, 2^T, M, R)``: whether a reply is best after a message that
    these types send, and for no type whether it is best for any belief.
    """
    types, messages, replies = sender.shape[1], sender.shape[2], sender.shape[3]
    rho, sigma = np.zeros(messages, np.int64), np.zeros(types, np.int64)
    like = np.zeros((types, messages), np.bool_)
    senders = np.zeros(messages, np.int64)
    for g in range(first, last):
        number = 0
        rho[:] = 0
        more = True
        while more:
            for t in range(types):
                top = sender[g, t, 0, rho[0]]
                for m in range(1, messages):
                    top = max(top, sender[g, t, m, rho[m]])
                for m in range(messages):
                    like[t, m] = sender[g, t, m, rho[m]] == top
            for t in range(types):
                sigma[t] = 0
                while not like[t, sigma[t]]:
                    sigma[t] += 1
            going = True
            while going:
                senders[:] = 0
                for t in range(types):
                    senders[sigma[t]] |= 1 << t
                fits = True
                for m in range(messages):
                    fits = fits and best[g, senders[m], m, rho[m]]
                if fits:
                    if not count_only:
                        e = offset[g] + number
                        for t in range(types):
                            sent[e, t] = sigma[t]
                        for m in range(messages):
                            reply[e, m] = rho[m]
                    number += 1
                going = False
                for t in range(types - 1, -1, -1):  # the next choice among messages that tie
                    m = sigma[t] + 1
                    while m < messages and not like[t, m]:
                        m += 1
                    if m < messages:
                        sigma[t] = m
                        going = True
                        break
                    sigma[t] = 0
                    while not like[t, sigma[t]]:
                        sigma[t] += 1
            more = False
            for m in range(messages - 1, -1, -1):
                rho[m] += 1
                if rho[m] < replies:
                    more = True
                    break
                rho[m] = 0
        counts[g] = number


@kernel
def clip(lead: Any, points: Any, tight: Any, value: Any, exact: bool) -> Any:
    r"""Corners of the beliefs :math:`\mu` on ``T`` types with :math:`\sum_t \mu_t l_{kt} \ge 0`.

    Starts from the simplex and cuts with one condition after the other; between two corners on
    different sides that share an edge a new one is made.

    Parameters
    ----------
    lead : (K, T)
    points : (P, T); tight : (P,) int64; value : (P,)
        Room; the corners come first in ``points``, with the conditions that bind as bits, those of
        types without weight first.

    Returns
    -------
    int
        How many corners; -1 where the room or the digits of a double do not suffice.
    """
    conditions, types = lead.shape
    n = types
    for t in range(types):
        for s in range(types):
            points[t, s] = lead[0, 0] - lead[0, 0]
        points[t, t] = points[t, t] + 1
        tight[t] = ((1 << types) - 1) ^ (1 << t)
    for k in range(conditions):
        for p in range(n):
            total, size = points[p, 0] * lead[k, 0], abs(points[p, 0] * lead[k, 0])
            support = np.int64(points[p, 0] != 0)
            for t in range(1, types):
                total = total + points[p, t] * lead[k, t]
                size = size + abs(points[p, t] * lead[k, t])
                support += np.int64(points[p, t] != 0)
            value[p] = total
            if not exact and support > 1 and size > 0 and abs(total) <= _NEAR * size:
                return -1
            if total == 0:
                tight[p] |= 1 << (types + k)
        old = n
        for p in range(old):
            if not value[p] > 0:
                continue
            for q in range(old):
                if not value[q] < 0:
                    continue
                shared = tight[p] & tight[q]
                edge = True
                for r in range(old):
                    if r != p and r != q and tight[r] & shared == shared:
                        edge = False
                        break
                if not edge:
                    continue
                if n == len(points):
                    return -1
                apart = value[p] - value[q]
                for t in range(types):
                    points[n, t] = (points[q, t] * value[p] - points[p, t] * value[q]) / apart
                tight[n] = shared | 1 << (types + k)
                value[n] = value[p] - value[p]
                n += 1
        kept = 0
        for p in range(n):
            if not value[p] < 0:
                for t in range(types):
                    points[kept, t] = points[p, t]
                tight[kept] = tight[p]
                value[kept] = value[p]
                kept += 1
        n = kept
    return n


@kernel
def belief_ranges(receiver: Any, first: int, last: int, room: int, found: Any, low: Any,
                  high: Any, middle: Any) -> None:  # fmt: skip
    """For each game, message and reply the beliefs for which the reply is best.

    ``found (G, M, R)``: how many corners, 0 where the reply is best for no belief, -1 where doubles
    do not tell; ``low``, ``high``, ``middle (G, M, R, T)`` over the corners.
    """
    types, messages, replies = receiver.shape[1], receiver.shape[2], receiver.shape[3]
    points, value = np.empty((room, types)), np.empty(room)
    tight = np.empty(room, np.int64)
    lead = np.empty((replies, types))
    for g in range(first, last):
        for m in range(messages):
            for r in range(replies):
                for other in range(replies):
                    for t in range(types):
                        lead[other, t] = receiver[g, t, m, r] - receiver[g, t, m, other]
                n = clip(lead, points, tight, value, False)
                found[g, m, r] = n
                for t in range(types):
                    least, most, total = 1.0, 0.0, 0.0
                    for p in range(n):
                        least, most = min(least, points[p, t]), max(most, points[p, t])
                        total += points[p, t]
                    low[g, m, r, t], high[g, m, r, t] = least, most
                    middle[g, m, r, t] = total / max(n, 1)
