r"""Packages of issues from which every member gains, or the weights that prove there are none.

The least gain that a package of sum 1 can give is the value of a matrix game between issues and
members. Where it is positive all can gain. Where it is negative, the members' optimal weights make
every issue worth less than nothing (Ville 1938; Gordan 1873), so that somebody loses from every
package. Both are signs of sums that a reader can check, and floats are trusted only where rounding
cannot turn them. Where the value is zero, or may be, the game is settled in whole numbers, and the
members are parted into those who gain from some package that hurts nobody and those who have a
positive weight (Tucker 1956; Stiemke 1915 where nobody gains).
"""

from __future__ import annotations

from itertools import combinations
from math import gcd
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.rationals import Rationals
from gametheory.exact.whole import integers_of_floats, over_common_denominator
from gametheory.solvers import few_games
from gametheory.solvers.programmes.packages_kernel import (
    DOUBTFUL,
    OVERFLOW,
    STRICT,
    decide_each,
    judge_sets_each,
    settle_each,
)
from gametheory.threads import share_out

Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.float64] | Rationals

# Twice the square stays below 2**63.
_MOST = 2_000_000_000
_FEW = 60  # values that are interpreted rather than compiled for


@attrs.frozen(eq=False)
class Packages:
    """Answers for ``G`` games of ``N`` members and ``K`` issues.

    Attributes
    ----------
    verdict : (G,) int8
        1: all gain; 0: some gain and nobody loses, but not all can; -1: neither.
    package : (G, K) floats or Rationals
        Zeros where the verdict is -1.
    weights : (G, N) floats or Rationals
        Of sum 1.
    gaining : (G, N) bool
        Who gains from the package.
    rounded : (G,) bool
        Floats that were settled in whole numbers, and the answer rounded.
    """

    verdict: npt.NDArray[np.int8]
    package: Numbers
    weights: Numbers
    gaining: npt.NDArray[np.bool_]
    rounded: npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class Sets:
    """Answers for sets of whole issues; bit ``k`` of a set says whether issue ``k`` is in.

    Attributes
    ----------
    verdict : (G,) int8
        As of :class:`Packages`.
    chosen : (G,) int64
        The best set, 0 where the verdict is -1.
    gaining : (G, N) bool
        Who gains from it.
    codes : (G, 2**K) int8, or (0, 0) where not asked for
        The verdict on each set.
    """

    verdict: npt.NDArray[np.int8]
    chosen: npt.NDArray[np.int64]
    gaining: npt.NDArray[np.bool_]
    codes: npt.NDArray[np.int8]


def divisible_packages(values: Array, shares: bool) -> Packages:
    """Packages of divisible issues that give the least favoured member most.

    Parameters
    ----------
    values : (G, N, K) float64, int64 or object (Fraction) array
    shares : bool
        Each issue's part in [0, 1]; otherwise parts that add up to 1.
    """
    games, members, issues = values.shape
    if values.dtype != np.float64:
        return _in_whole_numbers(values, shares)
    values = np.ascontiguousarray(values)
    x, w = np.zeros((games, issues)), np.zeros((games, members))
    verdict = np.zeros(games, dtype=np.int8)
    with few_games.little(values.size <= _FEW):
        share_out(
            lambda start, stop: decide_each(values, shares, x, w, verdict, start, stop),
            games,
            least=max(1, 10_000 // (members * issues)),
        )
    x[verdict == -1] = 0.0
    gaining = np.repeat((verdict == STRICT)[:, None], members, axis=1)
    rounded = verdict == DOUBTFUL
    doubtful = np.flatnonzero(rounded)
    if len(doubtful):
        exact = _in_whole_numbers(values[doubtful], shares)
        assert isinstance(exact.package, Rationals)
        assert isinstance(exact.weights, Rationals)
        verdict[doubtful], gaining[doubtful] = exact.verdict, exact.gaining
        x[doubtful], w[doubtful] = exact.package.to_float(), exact.weights.to_float()
    return Packages(verdict, x, w, gaining, rounded)


def whole_sets(values: Array, every: bool = False) -> Sets:
    """The best set of whole issues of each game, and if asked the verdict on ``every`` set.

    Parameters
    ----------
    values : (G, N, K) float64, int64 or object (Fraction) array
    """
    games, members, issues = values.shape
    verdict, chosen = np.zeros(games, dtype=np.int8), np.zeros(games, dtype=np.int64)
    codes = np.full((games, 1 << issues) if every else (0, 0), -1, dtype=np.int8)
    gaining = np.zeros((games, members), dtype=np.bool_)
    found = (codes, chosen, gaining, verdict)
    doubtful = np.arange(games)
    if values.dtype == np.float64:
        _judge(np.ascontiguousarray(values), False, found)
        doubtful = np.flatnonzero(verdict == DOUBTFUL)
    if len(doubtful):
        whole, small = _whole(values[doubtful], issues)
        for part, dtype in ((small, np.int64), (~small, object)):
            where = doubtful[part]
            if len(where):
                own = tuple(a[where] if len(a) else a for a in found)
                _judge(np.ascontiguousarray(whole[part].astype(dtype)), True, own)
                _put(found, where, own)
    return Sets(verdict, chosen, gaining, codes)


def _judge(values: Array, exact: bool, found: tuple[Array, ...]) -> None:
    games, members, issues = values.shape
    if values.dtype == object:
        judge_sets_each.interpreted(values, exact, *found, 0, games)
        return
    with few_games.little(members * games << issues <= _FEW):
        share_out(
            lambda start, stop: judge_sets_each(values, exact, *found, start, stop),
            games,
            least=max(1, 20_000 // (members << issues)),
        )


def _put(into: tuple[Array, ...], where: npt.NDArray[np.int64], parts: tuple[Array, ...]) -> None:
    for whole, part in zip(into, parts, strict=True):
        if len(whole):
            whole[where] = part


def _in_whole_numbers(values: Array, shares: bool) -> Packages:
    games, members, issues = values.shape
    whole, small = _whole(values)
    numbers = tuple(np.zeros((games, k), dtype=np.int64) for k in (issues, members, 2))
    verdict = np.full(games, OVERFLOW, dtype=np.int8)
    gaining = np.zeros((games, members), dtype=np.bool_)
    at = np.flatnonzero(small)
    found = (*numbers, gaining, verdict)
    if len(at):
        own = np.ascontiguousarray(whole[at].astype(np.int64))
        parts = tuple(a[at] for a in found)
        with few_games.little(own.size <= _FEW):
            share_out(
                lambda start, stop: settle_each(own, shares, *parts, _MOST, start, stop),
                len(at),
                least=max(1, 5_000 // (members * issues)),
            )
        _put(found, at, parts)
    long = np.flatnonzero(verdict == OVERFLOW)
    if len(long):
        found = (*(a.astype(object) for a in numbers), gaining, verdict)
        parts = tuple(a[long] for a in found)
        settle_each.interpreted(whole[long].astype(object), shares, *parts, 0, 0, len(long))
        _put(found, long, parts)
    x, w, below = found[:3]
    exact = np.zeros(games, dtype=np.bool_)
    return Packages(verdict, Rationals(x, below[:, :1]), Rationals(w, below[:, 1:]), gaining, exact)


def _whole(values: Array, terms: int = 4) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Each game in whole numbers without a common divisor, and which fit 64 bits for a start.

    ``terms`` of them, of either sign, may be added up. A game's numbers do not depend on those of
    its neighbours.
    """
    limit = _MOST // max(terms, 4)
    if values.dtype != object:
        # Comparisons, since the most negative integer has no absolute value.
        fits = (values >= -limit) & (values <= limit)
        if values.dtype == np.float64:
            fits &= values == np.rint(values)
        small: npt.NDArray[np.bool_] = np.asarray(fits.all(axis=(1, 2)))
        if small.all():
            whole = values.astype(np.int64)
            common = np.gcd.reduce(np.gcd.reduce(whole, axis=2), axis=1)
            return whole // np.maximum(common, 1)[:, None, None], small
    out = np.empty(values.shape, dtype=object)
    small = np.zeros(len(values), dtype=np.bool_)
    for g in range(len(values)):
        if values.dtype == np.float64:
            own = integers_of_floats(values[g])[0]
        else:
            own = over_common_denominator(values[g])[0]
        out[g] = own // (gcd(*own.ravel().tolist()) or 1)
        small[g] = max(map(abs, out[g].ravel().tolist())) <= limit
    return out, small


def minimal_sets(values: Array, whole: bool) -> tuple[npt.NDArray[np.bool_], Array]:
    """The least sets of issues that suffice for all to gain: none can be left out.

    Parameters
    ----------
    values : (G, N, K) array
    whole : bool
        Whether the issues of a set are adopted whole; otherwise in any positive parts.

    Returns
    -------
    sets : (S, K) bool
        All sets of issues, by size and then in lexicographic order.
    minimal : (G, S) bool
    """
    games, _, issues = values.shape
    sets = [c for size in range(1, issues + 1) for c in combinations(range(issues), size)]
    table = whole_sets(values, every=True).codes if whole else None
    reaches = {0: np.zeros(games, dtype=np.bool_)}  # whether a part of the set suffices
    minimal = np.zeros((games, len(sets)), dtype=np.bool_)
    for s, chosen in enumerate(sets):
        mask = sum(1 << k for k in chosen)
        covered = np.logical_or.reduce([reaches[mask ^ (1 << k)] for k in chosen])
        open_ = np.flatnonzero(~covered)
        if table is not None:
            minimal[open_, s] = table[open_, mask] == STRICT
        elif len(open_):
            part = values[open_][:, :, list(chosen)]
            minimal[open_, s] = divisible_packages(part, False).verdict == STRICT
        reaches[mask] = covered | minimal[:, s]
    out = np.zeros((len(sets), issues), dtype=np.bool_)
    for s, chosen in enumerate(sets):
        out[s, list(chosen)] = True
    return out, minimal


def pivotal(values: Array, whole: bool) -> npt.NDArray[np.bool_]:
    """``(G, N)``: whether not all can gain together, but all others can without this member."""
    games, members, _ = values.shape
    out = np.zeros((games, members), dtype=np.bool_)

    def together(part: Array) -> npt.NDArray[np.bool_]:
        found = whole_sets(part) if whole else divisible_packages(part, False)
        return np.asarray(found.verdict == STRICT)

    blocked = np.flatnonzero(~together(values))
    for i in range(members) if members > 1 else ():
        out[blocked, i] = together(np.delete(values[blocked], i, axis=1))
    return out
