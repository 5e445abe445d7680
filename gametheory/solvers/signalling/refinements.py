r"""Which plays of equilibria survive the intuitive criterion or D1.

A play fixes what each type gets, :math:`u^*(t)`, and which messages are not sent. At such a message
the receiver's best replies to beliefs on types :math:`K` are :math:`MBR(K)`, mixtures of replies
that are best for one and the same belief among them.

Intuitive criterion (Cho and Kreps 1987). :math:`J` are the types with :math:`u^*(t) >
\max_{MBR(T)} u_S(t, m, \rho)`. The play fails if some other type has :math:`u^*(t) <
\min_{MBR(T \setminus J)} u_S(t, m, \rho)`.

D1 (Banks and Sobel 1987, Cho and Kreps 1987). Type :math:`t` is struck out if for some :math:`s`
every :math:`\rho \in MBR(T)` with :math:`u^*(t) \le u_S(t, m, \rho)` has :math:`u^*(s) < u_S(s, m,
\rho)`, and some :math:`\rho` has the latter. The play fails if no :math:`\rho \in MBR` of the types
left keeps every type from sending :math:`m`. All types are struck out at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.signalling.pure_profiles import clipped
from gametheory.solvers.signalling.two_by_two import as_fractions

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
_EPS = 2.0**-48


def surviving(
    rule: str, sender_payoffs: Array, receiver_payoffs: Array, sender: Array, receiver: Array
) -> Bools:
    """Rows ``(E,)`` whose play passes; payoffs ``(E, T, M, R)``, strategies as in the listing."""
    used: Bools = np.asarray(np.asarray(sender > 0).astype(np.bool_).any(axis=1))
    out = np.ones(len(sender), dtype=np.bool_)
    rows = np.flatnonzero(~used.all(axis=1))
    doubtful = np.ones(len(rows), dtype=np.bool_)
    if sender_payoffs.shape[1:] == (2, 2, 2) and sender_payoffs.dtype == np.float64:
        off = np.argmin(used[rows], axis=1)
        parts = (sender_payoffs[rows], receiver_payoffs[rows], receiver[rows], off)
        out[rows], doubtful = _of_two(rule, *parts)
    for e in rows[doubtful].tolist():
        table, pay = as_fractions(sender_payoffs[e]), as_fractions(receiver_payoffs[e])
        rho, sigma = as_fractions(receiver[e]), as_fractions(sender[e])
        # Rounded mixtures need not sum to one.
        worth = (table * rho).sum(axis=-1) / rho.sum(axis=-1)
        got = (worth * sigma).sum(axis=-1) / sigma.sum(axis=-1)
        test = _intuitive if rule == "intuitive" else _first_divine
        out[e] = all(
            test(table[:, m] - got[:, None], pay[:, m]) for m in np.flatnonzero(~used[e]).tolist()
        )
    return out


def best_for(pay: Array, types: list[int], replies: tuple[int, ...]) -> bool:
    """Whether all of the replies are best for one belief on these types; ``pay (T, R)``."""
    own = pay[types]
    lead = [own[:, r] - other for r in replies for other in own.T]
    return len(clipped(np.array(lead, dtype=object))) > 0


def _intuitive(gain: Array, pay: Array) -> bool:
    types, replies = range(pay.shape[0]), range(pay.shape[1])
    possible = [r for r in replies if best_for(pay, list(types), (r,))]
    rest = [t for t in types if max(gain[t, r] for r in possible) >= 0]
    if not rest:
        return True
    left = [r for r in replies if best_for(pay, rest, (r,))]
    return not any(min(gain[t, r] for r in left) > 0 for t in rest)


def _faces(pay: Array, types: list[int]) -> Iterator[list[int]]:
    """Sets of replies that are best for one belief, largest first, those inside others left out."""
    found: list[set[int]] = []
    for size in range(pay.shape[1], 0, -1):
        for replies in combinations(range(pay.shape[1]), size):
            inside = any(set(replies) <= face for face in found)
            if not inside and best_for(pay, types, replies):
                found.append(set(replies))
                yield list(replies)


def _first_divine(gain: Array, pay: Array) -> bool:
    types = list(range(len(pay)))
    faces = list(_faces(pay, types))

    def struck_out(t: int, s: int) -> bool:
        if max(gain[s, r] for face in faces for r in face) <= 0:
            return False
        pair = np.array([gain[t], -gain[s]], dtype=object)
        return not any(len(clipped(pair[:, face])) for face in faces)

    rest = [t for t in types if not any(struck_out(t, s) for s in types if s != t)]
    if len(rest) == len(types):
        return True
    return any(len(clipped(-gain[:, face])) for face in _faces(pay, rest))


def _of_two(
    rule: str, table: Array, pay: Array, receiver: Array, off: npt.NDArray[np.int64]
) -> tuple[Bools, Bools]:
    """Two types, messages and replies, all of one type's messages sent by the other: in doubles.

    Returns which rows pass and which are in doubt.
    """
    e = np.arange(len(table))
    kept = table[e, :, 1 - off]
    mix = receiver[e, 1 - off][:, None, :]
    # A pure reply's payoff as it is.
    got = np.where(mix[..., 0] == 1, kept[..., 0], kept[..., 1])
    between = kept[..., 1] + mix[..., 0] * (kept[..., 0] - kept[..., 1])
    got = np.where((mix == 1).any(axis=-1), got, between)
    gain = table[e, :, off] - got[..., None]
    lead = np.sign(pay[e, :, off, 0] - pay[e, :, off, 1])
    able = np.stack([lead >= 0, lead <= 0], axis=-1)  # of a type, known: which replies are best
    possible: Bools = np.asarray(able.any(axis=1))
    top = np.where(possible[:, None], gain, -np.inf).max(axis=-1)
    none = np.zeros(len(e), dtype=np.bool_)
    if rule == "intuitive":
        given_up = top < 0
        alone = given_up[:, ::-1] & ~given_up  # the only type left
        left = np.where(alone.any(axis=1)[:, None], able[e, alone.argmax(axis=1)], possible)
        least = np.where(left[:, None], gain, np.inf).min(axis=-1)
        return ~((least > 0) & ~given_up).any(axis=1), none
    passes, doubtful = ~none, none
    for t in range(2):
        s = 1 - t
        mine, theirs = gain[:, t], gain[:, s]
        spared = (possible & (mine >= 0) & (theirs <= 0)).any(axis=1)
        turns = possible.all(axis=1) & (mine.min(axis=1) < 0) & (mine.max(axis=1) > 0)
        terms = theirs * np.abs(mine[:, ::-1])
        there = terms.sum(axis=1)  # the other's gain where this type is indifferent, scaled
        unsure = turns & ~spared & (top[:, s] > 0)
        spared |= turns & (there <= 0)
        near = np.abs(there) <= _EPS * np.abs(terms).sum(axis=1)
        struck_out = (top[:, s] > 0) & ~spared
        fixed = np.where(lead[:, s] > 0, 0, 1)
        tempted = (gain[e, :, fixed] > 0).any(axis=1) & (lead[:, s] != 0)
        passes &= ~(struck_out & tempted)
        doubtful = doubtful | (unsure & near & tempted)
    return passes, doubtful
