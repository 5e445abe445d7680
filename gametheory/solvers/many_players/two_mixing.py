"""Every equilibrium of games of several players in which at most two of them mix.

Where all but two players are at fixed actions, the two play a game of their own. Its equilibria
are known completely; those that make nobody else deviate are equilibria of the whole. Where they
are a continuum, it is a union of products of polytopes, and the others' conditions either hold at
all vertices (then everywhere, since payoffs are affine in each strategy), fail somewhere in a way
that cuts one polytope by a plane, or cut the product by a curved surface, which is said.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import TooLarge
from gametheory.exact.rationals import Rationals
from gametheory.solvers.many_players.pairs_in_integers import (
    index_of,
    kept_of_pairs,
    whole_payoffs,
    whole_weights,
)
from gametheory.solvers.many_players.polytope_cuts import Weights, in_fractions, support

if TYPE_CHECKING:
    from gametheory.solvers.two_player import TwoPlayerListing

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Gains of third players this small, in units of their largest incentive, are decided exactly.
_DOUBT = 1e-8


@attrs.frozen(eq=False)
class FewMixing:
    """Equilibria of ``G`` games in which one or two players mix, ``T`` in all, in any order.

    Attributes
    ----------
    game_index : (T,) int64
    strategies : tuple of N arrays (T, m_i)
        Fractions where they are asked for, ``float64`` otherwise.
    index : (T,) int8
        0 where the equilibrium is not regular.
    degenerate : (G,) bool
        Whether some row is not regular: one of a continuum, or with a tie of an unused action.
    curved : (G,) bool
        Whether some continuum is bounded by a curved surface, so that rows do not describe it.
    unlisted : (G,) bool
        Whether some game of two is too large for all its equilibria to be listed.
    """

    game_index: Int64
    strategies: tuple[Array, ...]
    index: npt.NDArray[np.int8]
    degenerate: Bools
    curved: Bools
    unlisted: Bools


class _Rows:
    """What is found, pair by pair; ``payoffs`` and ``units`` are those of `few_mixing`."""

    def __init__(self, payoffs: Array, units: npt.NDArray[np.float64], fractions: bool) -> None:
        games = len(payoffs)
        self.payoffs, self.units, self.fractions = payoffs, units, fractions
        self.games: list[Int64] = [np.empty(0, dtype=np.int64)]
        self.index: list[npt.NDArray[np.int8]] = [np.empty(0, dtype=np.int8)]
        kind = object if fractions else np.float64
        self.strategies: list[list[Array]] = [
            [np.empty((0, m), dtype=kind)] for m in payoffs.shape[2:]
        ]
        self.degenerate, self.curved, self.unlisted = (
            np.zeros(games, dtype=np.bool_) for _ in range(3)
        )
        self.known: set[tuple[Any, ...]] = set()
        # Whole numbers at once where payoffs are such, for the games in question elsewhere.
        self._whole = whole_payoffs(payoffs) if payoffs.dtype.kind in "iu" else None
        self._seen: dict[int, Array] = {}

    def whole(self, games: Int64) -> Array:
        """These games in whole numbers."""
        if self._whole is not None:
            return np.asarray(self._whole[games])
        for g in games.tolist():
            if g not in self._seen:
                self._seen[g] = whole_payoffs(self.payoffs[g : g + 1])[0]
        return np.array([self._seen[g] for g in games.tolist()], dtype=object)

    def append(self, pair: Pair, games: Int64, mixed: tuple[Array, Array], index: Array) -> None:
        """Profiles of these games: strategies of the pair, the others' actions."""
        zero, one = (Fraction(0), Fraction(1)) if self.fractions else (0.0, 1.0)
        given = dict(zip(pair.players, mixed, strict=True))
        for k, m in enumerate(self.payoffs.shape[2:]):
            strategy = given.get(k)
            if strategy is None:
                strategy = np.full((len(games), m), zero)
                strategy[:, pair.fixed[k]] = one
            self.strategies[k].append(strategy)
        self.games.append(games)
        self.index.append(index)


class Pair(NamedTuple):
    """Two players who may mix, and the actions of all others."""

    players: tuple[int, int]
    fixed: dict[int, int]

    def game_of_two(self, payoffs: Array) -> Array:
        """Their games ``(G, 2, m_i, m_j)``."""
        place = tuple(self.fixed.get(k, slice(None)) for k in range(payoffs.shape[1]))
        return np.ascontiguousarray(
            payoffs[:, list(self.players)][(slice(None), slice(None), *place)]
        )


def few_mixing(payoffs: Array, units: npt.NDArray[np.float64], *, fractions: bool) -> FewMixing:
    """All of them; ``units`` are the same payoffs as incentives of moderate size, in doubles.

    ``fractions``: whether strategies are wanted exactly, of exact payoffs; all decisions are exact.
    """
    players, sizes = payoffs.shape[1], payoffs.shape[2:]
    rows = _Rows(payoffs, units, fractions)
    for i, j in combinations(range(players), 2):
        others = [k for k in range(players) if k not in (i, j)]
        for fixed in product(*(range(sizes[k]) for k in others)):
            _add_pair(rows, Pair((i, j), dict(zip(others, fixed, strict=True))))
    return FewMixing(
        np.concatenate(rows.games),
        tuple(np.concatenate(column) for column in rows.strategies),
        np.concatenate(rows.index),
        rows.degenerate,
        rows.curved,
        rows.unlisted,
    )


def _add_pair(rows: _Rows, pair: Pair) -> None:
    """Equilibria in which these two mix and the others are fixed."""
    from gametheory.solvers.two_player import enumerate_equilibria

    two = pair.game_of_two(rows.payoffs)
    try:
        found = enumerate_equilibria(two)
    except TooLarge:
        rows.unlisted[:] = True
        return
    rows.unlisted |= ~found.complete
    x, y = (s.to_float() if isinstance(s, Rationals) else s for s in (found.x, found.y))
    owner = found.game_index
    both = (x.max(axis=1, initial=0.0) < 1.0) & (y.max(axis=1, initial=0.0) < 1.0)
    clear = both & ~found.degenerate[owner]
    gains = {k: _gains(rows.units, k, pair) for k in pair.fixed}
    good, doubt, lost = _no_gain(gains, pair.fixed, owner, x, y)
    slow = found.degenerate.copy()
    slow[owner[clear & doubt]] = True
    take = np.flatnonzero(clear & good & ~slow[owner])
    if len(take):
        strategies = (x[take], y[take])
        if rows.fractions and isinstance(found.x, Rationals) and isinstance(found.y, Rationals):
            strategies = found.x.take(take).to_fractions(), found.y.take(take).to_fractions()
        rows.append(pair, owner[take], strategies, found.index[take])
    if isinstance(found.x, Rationals):
        _add_exactly(rows, pair, np.flatnonzero(slow), found)
        return
    # Rows are in order of games.
    starts = np.searchsorted(owner, np.arange(len(two) + 1))
    left = []
    for g in np.flatnonzero(slow).tolist():
        mine = slice(starts[g], starts[g + 1])
        here = [every[g] for every in gains.values()]
        if not _nothing_there(here, x[mine], y[mine], lost[mine]):
            left.append(g)
    games = np.array(left, dtype=np.int64)
    if left:
        _add_exactly(rows, pair, games, enumerate_equilibria(pair.game_of_two(rows.whole(games))))


def _no_gain(
    gains: dict[int, Array],
    fixed: dict[int, int],
    owner: Int64,
    x: Array,
    y: Array,
) -> tuple[Bools, Bools, Bools]:
    """Whether no third player gains for certain, whether that is in doubt, or one gains."""
    good = np.ones(len(owner), dtype=np.bool_)
    doubt = np.zeros(len(owner), dtype=np.bool_)
    lost = np.zeros(len(owner), dtype=np.bool_)
    for k, action in fixed.items():
        # Sums over few actions: products of whole columns are faster than einsum.
        value = np.zeros((len(owner), gains[k].shape[3]))
        for a in range(x.shape[1]):
            for b in range(y.shape[1]):
                value += (x[:, a] * y[:, b])[:, None] * gains[k][owner, a, b]
        value = np.delete(value, action, axis=1)
        good &= (value < -_DOUBT).all(axis=1)
        lost |= (value > _DOUBT).any(axis=1)
        doubt |= (np.abs(value) <= _DOUBT).any(axis=1)
    return good, doubt & ~lost, lost


def _gains(payoffs: Array, k: int, pair: Pair) -> Array:
    """What player ``k`` gains by each action at the pair's actions: ``(G, m_i, m_j, m_k)``."""
    players = payoffs.shape[1]
    place = tuple(
        slice(None) if a in pair.players or a == k else pair.fixed[a] for a in range(players)
    )
    values = payoffs[(slice(None), k, *place)]
    axes = [a for a in range(players) if a in pair.players or a == k]
    values = np.moveaxis(values, 1 + axes.index(k), -1)
    return np.asarray(values - values[..., pair.fixed[k], None])


def _nothing_there(gains: list[Array], x: Array, y: Array, lost: Bools) -> bool:
    """Whether a degenerate game of two surely adds nothing to the pure equilibria of the whole.

    Either its equilibria are all isolated, and pure or no equilibria of the whole; or one third
    player gains by one action at all combinations of their strategies.
    """
    pure = (x.max(axis=1) == 1.0) & (y.max(axis=1) == 1.0)
    if not (pure | lost).all():
        return False
    if len({tuple(s) for s in x.tolist()}) == len({tuple(s) for s in y.tolist()}) == len(x):
        return True
    return bool(lost.all()) and any(
        (x @ mine @ y.T > _DOUBT).all(axis=(1, 2)).any()
        for every in gains
        for mine in [np.moveaxis(every, 2, 0)]
    )


def _add_exactly(rows: _Rows, pair: Pair, games: Int64, found: TwoPlayerListing) -> None:
    """The pair's equilibria in some games, continua included, in whole numbers.

    ``found`` lists those of exact games: of these alone, or of all games.
    """
    places = games if len(found.complete) == len(rows.payoffs) else np.arange(len(games))
    counts = found.counts[places]
    some = counts > 0
    games, places, counts = games[some], places[some], counts[some]
    if not len(games):
        return
    starts = np.concatenate([[0], np.cumsum(counts)])
    mine = np.repeat(found.offsets[places] - starts[:-1], counts) + np.arange(starts[-1])
    whole = rows.whole(games)
    two = pair.game_of_two(whole)
    x, y = whole_weights(found.x.take(mine)), whole_weights(found.y.take(mine))
    owners, profiles, index = [], [], []
    for kept in kept_of_pairs(x, y, starts, _conditions(whole, pair)):
        g = int(games[kept.game])
        rows.curved[g] |= kept.curved
        for profile in kept.rows:
            key = (g, *_key(pair, profile))
            if key in rows.known:
                continue
            rows.known.add(key)
            sign = index_of(kept, two[kept.game], *profile)
            rows.degenerate[g] |= sign == 0
            owners.append(g)
            profiles.append(profile)
            index.append(sign)
    if profiles:
        first, second = (
            _array([profile[k] for profile in profiles], rows.fractions) for k in range(2)
        )
        rows.append(
            pair, np.array(owners, dtype=np.int64), (first, second), np.array(index, dtype=np.int8)
        )


def _conditions(whole: Array, pair: Pair) -> Array:
    """What third players gain by each other action (S, C, m_i, m_j), at the pair's actions."""
    sizes = whole.shape[2:]
    i, j = pair.players
    empty = np.empty((len(whole), 0, sizes[i], sizes[j]), dtype=whole.dtype)
    return np.concatenate(
        [
            empty,
            *(
                np.delete(np.moveaxis(_gains(whole, k, pair), 3, 1), action, axis=1)
                for k, action in pair.fixed.items()
            ),
        ],
        axis=1,
    )


def _key(pair: Pair, profile: tuple[Weights, Weights]) -> tuple[Any, ...]:
    """The profile, whichever two players it was found for."""
    whole: dict[int, Any] = dict(pair.fixed)
    for k, strategy in zip(pair.players, profile, strict=True):
        used = support(strategy)
        whole[k] = used[0] if len(used) == 1 else strategy
    return tuple(whole[k] for k in sorted(whole))


def _array(strategies: list[Weights], exact: bool) -> Array:
    if not exact:
        # A quotient of whole numbers is rounded once.
        return np.array([[p / sum(s) for p in s] for s in strategies])
    out = np.empty((len(strategies), len(strategies[0])), dtype=object)
    out[:] = [in_fractions(s) for s in strategies]
    return out
