"""Which extreme equilibria of games of two are equilibria of the whole, in whole numbers.

Strategies are whole weights without a common divisor and payoffs are whole numbers, so that keys
and signs need no fractions. Numbers are ``int64`` where a bound proves that nothing overflows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from operator import mul
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gametheory.exact.rationals import Rationals
from gametheory.exact.whole import over_common_denominator
from gametheory.solvers.equilibrium_set.bicliques import maximal_bicliques, perturbed_indices
from gametheory.solvers.many_players.polytope_cuts import (
    Condition,
    Weights,
    best_replies,
    in_fractions,
    support,
    value_at,
    vertices_within,
)

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]

_MOST = 2**62


class Kept(NamedTuple):
    """What is left of one game of two: extreme equilibria of the whole, never pure ones."""

    game: int
    rows: list[tuple[Weights, Weights]]
    # Those alone in their biclique: no continuum has them as an end.
    alone: set[tuple[Weights, Weights]]
    conditions: Sequence[Condition]
    curved: bool


def whole_payoffs(payoffs: Array) -> Array:
    """Games ``(G, N, ...)`` in whole numbers whose differences do not overflow.

    Those of each game are times a number of its own.
    """
    if payoffs.dtype.kind in "iu":
        if not payoffs.size or max(int(payoffs.max()), -int(payoffs.min())) < _MOST:
            return payoffs
        return payoffs.astype(object)
    out = np.empty(payoffs.shape, dtype=object)
    for g, game in enumerate(payoffs):
        out[g] = over_common_denominator(game)[0]
    return out


def whole_weights(strategies: Rationals) -> Array:
    """Rows ``(T, m)`` that sum to one as whole numbers without a common divisor.

    All numbers of a row have one denominator.
    """
    numerator = strategies.numerator
    if not numerator.size:
        return numerator
    return np.asarray(numerator // np.gcd.reduce(numerator, axis=1)[:, None])


def kept_of_pairs(x: Array, y: Array, starts: Int64, gains: Array) -> Iterator[Kept]:
    """What third players leave of the extreme equilibria of ``S`` games of two.

    Parameters
    ----------
    x, y : (T, m_i), (T, m_j)
        Whole weights of the extreme equilibria, by game.
    starts : (S + 1,) int64
        Where those of each game start, none without any, and the end of the last.
    gains : (S, C, m_i, m_j)
        Whole numbers: what third players gain by each other action, at the pair's actions.
    """
    values = _values(x, y, np.repeat(np.arange(len(gains)), np.diff(starts)), gains)
    positive = values > 0
    # One condition fails at all equilibria: nothing is left of any continuum either.
    lost = np.logical_and.reduceat(positive, starts[:-1], axis=0).any(axis=1)
    broken = np.logical_or.reduceat(positive, starts[:-1], axis=0)
    for s in np.flatnonzero(~lost).tolist():
        mine = slice(starts[s], starts[s + 1])
        edges = list(zip(map(tuple, x[mine].tolist()), map(tuple, y[mine].tolist()), strict=True))
        open_conditions = gains[s, broken[s]].tolist()
        rows, curved = _within(edges, open_conditions) if open_conditions else (edges, False)
        rows = [(p, q) for p, q in rows if _mixes(p) or _mixes(q)]
        if rows or curved:
            yield Kept(s, rows, _alone(edges), gains[s].tolist(), curved)


def _mixes(strategy: Weights) -> bool:
    return max(strategy) < sum(strategy)


def _values(x: Array, y: Array, game: Int64, gains: Array) -> Array:
    """Each condition (T, C) at each pair of strategies, times the sums of their weights."""
    bound = x.shape[1] * y.shape[1]
    for part in (x, y, gains):
        bound *= max(1, int(part.max(initial=0)), -int(part.min(initial=0)))
    kind = np.int64 if bound < _MOST else object
    x, y, mine = x.astype(kind), y.astype(kind), gains.astype(kind)[game]
    out = np.zeros((len(x), gains.shape[1]), dtype=kind)
    for a in range(x.shape[1]):
        for b in range(y.shape[1]):
            out += (x[:, a] * y[:, b])[:, None] * mine[:, :, a, b]
    return out


def _within(
    edges: list[tuple[Weights, Weights]], conditions: list[Condition]
) -> tuple[list[tuple[Weights, Weights]], bool]:
    """Vertices where all conditions are at most 0, and whether a continuum is cut by a curve."""
    out: list[tuple[Weights, Weights]] = []
    curved = False
    for first, second in maximal_bicliques(edges):
        if len(first) == len(second) == 1 and not any(map(_mixes, (*first, *second))):
            continue  # pure equilibria are listed elsewhere, with whether they are strict
        kept = vertices_within(list(first), list(second), conditions)
        if kept is not None:
            out += product(*kept)
            continue
        curved = True
        # The corners that pass are equilibria all the same.
        out += [
            (x, y)
            for x, y in product(first, second)
            if all(value_at(c, x, y) <= 0 for c in conditions)
        ]
    return list(dict.fromkeys(out)), curved


def _alone(edges: list[tuple[Weights, Weights]]) -> set[tuple[Weights, Weights]]:
    """Equilibria that share no strategy with another one."""
    first, second = Counter(x for x, _ in edges), Counter(y for _, y in edges)
    return {(x, y) for x, y in edges if first[x] == second[y] == 1}


def index_of(kept: Kept, two: Array, x: Weights, y: Weights) -> int:
    """The index of an equilibrium of the game ``two`` (2, m, n), 0 where it is not regular."""
    regular = (
        (x, y) in kept.alone
        and len(support(x)) == len(support(y))
        and best_replies([sum(map(mul, row, y)) for row in two[0].tolist()]) == support(x)
        and best_replies([sum(map(mul, column, x)) for column in two[1].T.tolist()]) == support(y)
        and all(value_at(c, x, y) < 0 for c in kept.conditions)
    )
    if not regular:
        return 0
    place = in_fractions(x), in_fractions(y)
    return sum(sign for where, sign in perturbed_indices(two) if where == place)
