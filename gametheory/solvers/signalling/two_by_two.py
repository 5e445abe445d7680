"""All equilibria of signalling games of two types, messages and replies, for batches."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers import few_games
from gametheory.solvers.signalling.two_by_two_kernel import (
    CODES,
    OPEN,
    SIGNS,
    fill,
    find_pairs,
    find_signs,
)
from gametheory.threads import share_out

Array = npt.NDArray[Any]

_FEW = 16  # games that are interpreted in a young session
_LEAST = 4_000  # games for which a second thread pays
_HUGE = 2.0**1000  # differences of larger doubles may overflow


@attrs.frozen(eq=False)
class SignallingListing:
    """Equilibria of ``G`` games, ``E`` in all.

    Attributes
    ----------
    offsets : (G + 1,) int64
    sender : (E, T, M); receiver : (E, M, R)
    belief_low, belief_high, belief : (E, M, T)
    degenerate : (G,) bool
        Whether plays of equilibria form a continuum, of which the ends are listed.
    """

    offsets: npt.NDArray[np.int64]
    sender: Array
    receiver: Array
    belief_low: Array
    belief_high: Array
    belief: Array
    degenerate: npt.NDArray[np.bool_]


def as_fractions(values: Array) -> Array:
    """An object array of fractions; floats are the binary numbers they store."""
    out = np.empty(values.size, dtype=object)
    out[:] = [Fraction(v) for v in values.ravel().tolist()]
    return out.reshape(values.shape)


def all_equilibria(prior: Array, sender: Array, receiver: Array) -> SignallingListing:
    """Every extreme equilibrium of games ``prior (G, 2)``, payoffs ``(G, 2, 2, 2)``.

    Float payoffs are exactly the numbers they store: signs that rounding could hide are found in
    fractions. Exact numbers give exact strategies and beliefs.
    """
    games, exact = len(prior), sender.dtype != np.float64
    signs = np.empty((games, SIGNS), dtype=np.int8)
    with few_games.little(games <= _FEW):
        if exact:
            prior, sender, receiver = map(as_fractions, (prior, sender, receiver))
            signs[:] = exact_signs(prior, sender, receiver)
        else:
            raw = (prior, sender, receiver)
            prior = np.ascontiguousarray(prior)
            sender, receiver = (_of_moderate_size(values) for values in (sender, receiver))
            _signs(prior, sender, receiver, signs)
            _settle(raw, signs)
        pairs, counts = np.empty((games, 2), np.int64), np.empty(games, np.int64)
        degenerate = np.empty(games, np.bool_)
        share_out(lambda a, b: find_pairs(signs, a, b, pairs, counts, degenerate), games, _LEAST)
        offsets = np.zeros(games + 1, dtype=np.int64)
        np.cumsum(counts, out=offsets[1:])
        x, y, low, high = _filled(prior, sender, receiver, signs, pairs, offsets)
    return SignallingListing(offsets, x, y, low, high, (low + high) / 2, degenerate)


def _of_moderate_size(values: Array) -> Array:
    out = np.ascontiguousarray(values)
    if not out.size or max(out.max(), -out.min()) <= _HUGE:
        return out
    largest = np.abs(out).max(axis=(1, 2, 3), keepdims=True)
    return np.where(largest > _HUGE, out * 2.0**-64, out)


def _signs(prior: Array, sender: Array, receiver: Array, signs: Array) -> None:
    share_out(lambda a, b: find_signs(prior, sender, receiver, a, b, signs), len(prior), _LEAST)
    # What was made smaller may have lost digits.
    for values in (sender, receiver):
        if values.size and max(values.max(), -values.min()) > _HUGE * 2.0**-64:
            signs[np.abs(values).max(axis=(1, 2, 3)) > _HUGE * 2.0**-64] = OPEN


def _settle(raw: tuple[Array, Array, Array], signs: Array) -> None:
    """The signs of games with one that doubles do not settle, in fractions."""
    if not (signs == OPEN).any():
        return
    games = np.flatnonzero((signs == OPEN).any(axis=1))
    signs[games] = exact_signs(*(as_fractions(values[games]) for values in raw))


def exact_signs(prior: Array, sender: Array, receiver: Array) -> npt.NDArray[np.int8]:
    """The signs of `find_signs`, from fractions."""
    games = len(prior)
    gap = sender[:, :, 0, :, None] - sender[:, :, 1, None, :]
    lead = receiver[..., 0] - receiver[..., 1]
    pooled = (prior[:, :, None] * lead).sum(axis=1)
    size = abs(gap)
    edges = [
        # Message k answered by j; the other one answered by 0 and by 1.
        (size[:, :, j, :] if k == 0 else size[:, :, :, j])
        for k in range(2)
        for j in range(2)
    ]
    order = [e[:, 0, 1] * e[:, 1, 0] - e[:, 1, 1] * e[:, 0, 0] for e in edges]
    values = [gap.reshape(games, 8), lead.reshape(games, 4), pooled, np.stack(order, axis=1)]
    out = [np.asarray(v > 0, dtype=np.int8) - np.asarray(v < 0, dtype=np.int8) for v in values]
    return np.concatenate(out, axis=1).astype(np.int8)


def _filled(
    prior: Array, sender: Array, receiver: Array, signs: Array, pairs: Array, offsets: Array
) -> tuple[Array, Array, Array, Array]:
    rows, games = int(offsets[-1]), len(prior)
    bad = np.zeros(games, dtype=np.bool_)
    out = [np.empty((rows, 2, 2), dtype=sender.dtype) for _ in range(4)]
    if sender.dtype == object:
        _fill_exactly(prior, sender, receiver, signs, pairs, offsets, out)
        return out[0], out[1], out[2], out[3]

    def work(start: int, stop: int) -> None:
        scratch = np.empty((7, 2, 2)), np.empty((CODES, 2, 2))
        fill(prior, sender, receiver, signs, pairs, offsets, start, stop, *scratch, *out, bad)

    share_out(work, games, _LEAST)
    for g in np.flatnonzero(bad).tolist():
        part = slice(g, g + 1)
        here = offsets[g : g + 2] - offsets[g]
        exact = [np.empty((int(here[1]), 2, 2), dtype=object) for _ in range(4)]
        p, u, v = (as_fractions(values[part]) for values in (prior, sender, receiver))
        _fill_exactly(p, u, v, signs[part], pairs[part], here, exact)
        for whole, fractions in zip(out, exact, strict=True):
            whole[offsets[g] : offsets[g + 1]] = fractions.astype(np.float64)
    return out[0], out[1], out[2], out[3]


def _fill_exactly(
    prior: Array, sender: Array, receiver: Array, signs: Array, pairs: Array, offsets: Array,
    out: list[Array],
) -> None:  # fmt: skip
    """The same steps on fractions, which are not compiled."""
    scratch = np.empty((7, 2, 2), dtype=object), np.empty((CODES, 2, 2), dtype=object)
    bad = np.zeros(len(prior), dtype=np.bool_)
    fill.interpreted(
        prior, sender, receiver, signs, pairs, offsets, 0, len(prior), *scratch, *out, bad
    )
