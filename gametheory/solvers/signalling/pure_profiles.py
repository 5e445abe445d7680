"""All pure equilibria of signalling games of any size, with the beliefs that support them."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers import few_games
from gametheory.solvers.signalling.pure_profiles_kernel import belief_ranges, clip, list_profiles
from gametheory.solvers.signalling.two_by_two import SignallingListing, as_fractions
from gametheory.threads import share_out

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]

_EPS = 2.0**-48
_CHUNK = 1 << 22  # numbers held at a time
_FEW = 40  # profiles times games that are interpreted in a young session


def profiles(types: int, messages: int, replies: int) -> int:
    """Pure profiles of one game, :math:`M^T R^M`."""
    return int(messages**types * replies**messages)


def corners(types: int, replies: int) -> int:
    """A bound of the corners of a set of beliefs, for the room they need."""
    return comb(types + replies, types) + types


def pure_equilibria(prior: Array, sender: Array, receiver: Array) -> SignallingListing:
    """Every pure equilibrium of games ``prior (G, T)``, payoffs ``(G, T, M, R)``.

    Signs of sums that rounding could hide are found in fractions, and so are sets of beliefs of
    which a corner nearly lies on a condition.
    """
    games, types, messages, replies = sender.shape
    size = max(1, _CHUNK // (2**types * messages * replies * replies))
    parts = [
        _some(prior[a : a + size], sender[a : a + size], receiver[a : a + size])
        for a in range(0, max(games, 1), size)
    ]
    counts = np.concatenate([np.diff(part.offsets) for part in parts])
    offsets = np.zeros(games + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    names = ("sender", "receiver", "belief_low", "belief_high", "belief", "degenerate")
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in names
    }
    return SignallingListing(offsets, **joined)


def _some(prior: Array, sender: Array, receiver: Array) -> SignallingListing:
    games, types, messages, replies = sender.shape
    exact = sender.dtype != np.float64
    if exact:
        prior, receiver = as_fractions(prior), as_fractions(receiver)
        sender = _ranks(sender)
    with few_games.little(games * profiles(types, messages, replies) <= _FEW):
        found, low, high, middle = _ranges(receiver, exact)
        best = _best_replies(prior, receiver)
        best[:, 0] = found > 0
        sender = np.ascontiguousarray(sender)
        counts = np.empty(games, dtype=np.int64)
        none = np.empty((0, 0), dtype=np.int64)
        share_out(
            lambda a, b: list_profiles(sender, best, a, b, True, counts, counts, none, none),
            games,
        )
        offsets = np.zeros(games + 1, dtype=np.int64)
        np.cumsum(counts, out=offsets[1:])
        sent = np.empty((int(offsets[-1]), types), dtype=np.int64)
        reply = np.empty((len(sent), messages), dtype=np.int64)
        share_out(
            lambda a, b: list_profiles(sender, best, a, b, False, counts, offsets, sent, reply),
            games,
        )
    owner = np.repeat(np.arange(games), counts)
    # In ascending order of the probabilities: the first message and reply come last.
    keys = (*reply.T[::-1], *sent.T[::-1], -owner)
    order = np.lexsort(keys)[::-1]
    owner, sent, reply = owner[order], sent[order], reply[order]
    unit = np.array([Fraction(0), Fraction(1)], dtype=object) if exact else np.array([0.0, 1.0])
    x = unit[(sent[:, :, None] == np.arange(messages)).astype(np.int64)]
    y = unit[(reply[:, :, None] == np.arange(replies)).astype(np.int64)]
    at = owner[:, None], np.arange(messages), reply
    ranges = [values[at] for values in (low, high, middle)]
    weight = prior[owner][:, :, None] * x
    total = weight.sum(axis=1)
    used = (sent[:, :, None] == np.arange(messages)).any(axis=1)
    posterior = weight / np.where(used, total, 1)[:, None, :]
    posterior = np.swapaxes(posterior, 1, 2)
    least, most, one = (np.where(used[..., None], posterior, values) for values in ranges)
    tied = _tied(owner, sent, reply, used, games)
    return SignallingListing(offsets, x, y, least, most, one, tied)


def _tied(owner: Array, sent: Array, reply: Array, used: Array, games: int) -> Bools:
    """Games with two equilibria that share one side's strategy and differ in play."""
    out = np.zeros(games, dtype=np.bool_)
    shown = np.where(used, reply, -1)
    for fixed, free in ((sent, shown), (reply, sent)):
        table = np.column_stack([owner, fixed, free])
        table = np.unique(table, axis=0)
        lead = table[:, : 1 + fixed.shape[1]]
        again = (lead[1:] == lead[:-1]).all(axis=1)
        out[table[1:][again, 0]] = True
    return out


def _ranks(sender: Array) -> npt.NDArray[np.float64]:
    """Each type's payoffs as places in their order; she compares them and nothing else."""
    games, types, messages, replies = sender.shape
    out = np.empty((games, types, messages * replies))
    for g, t in np.ndindex(games, types):
        values = sender[g, t].ravel().tolist()
        place = {v: k for k, v in enumerate(sorted(set(values)))}
        out[g, t] = [place[v] for v in values]
    return out.reshape(sender.shape)


def _best_replies(prior: Array, receiver: Array) -> Bools:
    """``(G, 2^T, M, R)``: whether a reply is best if these types send the message."""
    games, types, messages, replies = receiver.shape
    out = np.ones((games, 2**types, messages, replies), dtype=np.bool_)
    for group in range(1, 2**types):
        members = [t for t in range(types) if group >> t & 1]
        weights, own = prior[:, members, None], receiver[:, members]
        for r in range(replies):
            for other in range(replies):
                if other == r:
                    continue
                lead = own[..., r] - own[..., other]
                out[:, group, :, r] &= _at_least_zero(weights, lead, receiver, (members, r, other))
    return out


def _at_least_zero(
    weights: Array, lead: Array, receiver: Array, which: tuple[list[int], int, int]
) -> Bools:
    """Whether sums of weights times leads, over axis 1, are zero or above."""
    terms = weights * lead
    total = terms.sum(axis=1)
    sign = np.asarray(total >= 0).astype(np.bool_)
    if terms.dtype == object:
        return sign
    members, r, other = which
    mixed = (lead > 0).any(axis=1) & (lead < 0).any(axis=1)
    sign = np.where(mixed, sign, (lead >= 0).all(axis=1))
    with np.errstate(invalid="ignore", over="ignore"):
        open_ = mixed & ~(abs(total) > len(members) * _EPS * abs(terms).sum(axis=1))
    for g, m in np.argwhere(open_).tolist():
        pairs = (
            Fraction(weights[g, k, 0])
            * (Fraction(receiver[g, t, m, r]) - Fraction(receiver[g, t, m, other]))
            for k, t in enumerate(members)
        )
        sign[g, m] = sum(pairs) >= 0
    return sign


def _ranges(receiver: Array, exact: bool) -> tuple[Array, Array, Array, Array]:
    """Number of corners ``(G, M, R)``, least, greatest and middle beliefs ``(G, M, R, T)``."""
    games, types, messages, replies = receiver.shape
    room = corners(types, replies)
    kind: Any = object if exact else np.float64
    found = np.full((games, messages, replies), -1, dtype=np.int64)
    low, high, middle = (np.zeros((games, messages, replies, types), dtype=kind) for _ in range(3))
    if not exact:
        numbers = np.ascontiguousarray(receiver)
        share_out(lambda a, b: belief_ranges(numbers, a, b, room, found, low, high, middle), games)
    for g, m, r in np.argwhere(found < 0).tolist():
        points = supporting_beliefs(as_fractions(receiver[g, :, m, :]), r)
        found[g, m, r] = len(points)
        if not len(points):
            continue
        for t in range(types):
            column = points[:, t].tolist()
            low[g, m, r, t], high[g, m, r, t] = min(column), max(column)
            middle[g, m, r, t] = sum(column, Fraction(0)) / len(column)
    return found, low, high, middle


def supporting_beliefs(payoffs: Array, reply: int) -> Array:
    """Corners of the beliefs for which a reply is best, payoffs ``(T, R)`` in fractions."""
    return clipped(np.array([payoffs[:, reply] - other for other in payoffs.T], dtype=object))


def clipped(lead: Array) -> Array:
    """Corners of the simplex cut by conditions ``lead (K, T)``, in fractions."""
    conditions, types = lead.shape
    room = 4 * (corners(types, conditions) + 4)
    points, value = np.empty((room, types), dtype=object), np.empty(room, dtype=object)
    tight = np.array([0] * room, dtype=object)
    count = clip.interpreted(lead, points, tight, value, True)
    return points[:count]
