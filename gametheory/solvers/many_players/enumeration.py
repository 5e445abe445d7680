"""Everything that can be said of the equilibria of small games, by the method that fits each.

Games are reduced first. What is left of them decides: nothing to choose, one player (a decision),
two (extreme equilibria, exactly), more (those in which at most two mix, from games of two; others
by the search of `isolation`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import TooLarge
from gametheory.exact.incentives import own_gaps, to_unit_size
from gametheory.exact.rationals import Rationals
from gametheory.solvers import few_games
from gametheory.solvers.many_players.copies import first_copies, merged, shared_out
from gametheory.solvers.many_players.irrational_ties import irrational_tie, never_better
from gametheory.solvers.many_players.isolation import Doubtful, mixed_equilibria
from gametheory.solvers.many_players.rational_roots import (
    is_equilibrium,
    rational_root,
    rational_tie,
)
from gametheory.solvers.many_players.reduced_games import reduced_games
from gametheory.solvers.many_players.two_mixing import few_mixing
from gametheory.solvers.pure import pure_profiles

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_LITTLE = 100  # payoffs in all of games that are interpreted rather than compiled for


@attrs.frozen(eq=False)
class SeveralPlayerListing:
    """Equilibria of ``G`` games, ``T`` in all, by game and then ascending.

    Attributes
    ----------
    game_index : (T,) int64
    strategies : tuple of N arrays (T, m_i)
        Fractions if the payoffs are exact and every row is rational, ``float64`` otherwise.
    index : (T,) int8
    degenerate, complete : (G,) bool
        ``complete``: nothing is missing; of a degenerate game, no extreme equilibrium.
    curved : (G,) bool
        Where completeness fails because a continuum is bounded by a curved surface.
    """

    game_index: Int64
    strategies: tuple[Array, ...]
    index: npt.NDArray[np.int8]
    degenerate: Bools
    complete: Bools
    curved: Bools


# Ratio of incentives from which on a weight may vanish beside another one in doubles: weights are
# quotients of products of two of them, or of three in larger games.
_WIDE = 2.0**17


@attrs.frozen(eq=False)
class _Part:
    """The same for some games of one size, reduced; rows in any order."""

    rows: Int64
    strategies: tuple[Array, ...]
    index: npt.NDArray[np.int8]
    degenerate: Bools
    complete: Bools
    curved: Bools


def equilibria_of_several_players(
    payoffs: Array, *, max_cells: int | None = None
) -> SeveralPlayerListing:
    """Equilibria of a batch of games ``(G, N, m_1, ..., m_N)`` of floats, integers or fractions."""
    with few_games.little(payoffs.size <= _LITTLE):
        return _listing(payoffs, max_cells)


def _listing(payoffs: Array, max_cells: int | None) -> SeveralPlayerListing:
    games, sizes = len(payoffs), payoffs.shape[2:]
    flags = [np.zeros(games, dtype=np.bool_) for _ in range(3)]
    owners: list[Int64] = [np.empty(0, dtype=np.int64)]
    indices: list[Array] = [np.empty(0, dtype=np.int8)]
    profiles: list[tuple[Array, ...]] = []
    first = first_copies(payoffs)
    copied = (first != np.arange(first.shape[2])).any(axis=(1, 2))
    for g in np.flatnonzero(copied).tolist():
        whole = _listing(merged(payoffs[g], first[g])[None], max_cells)
        mine = shared_out(whole.strategies, first[g], sizes)
        owners.append(np.full(len(mine[0]), g, dtype=np.int64))
        # Copies of an action that is used span a continuum; unused ones are as bad as each other.
        more = len(mine[0]) > len(whole.index)
        indices.append(np.zeros(len(mine[0]), dtype=np.int8) if more else whole.index)
        profiles.append(mine)
        flags[0][g], flags[1][g] = whole.degenerate[0] or more, whole.complete[0]
        flags[2][g] = whole.curved[0]
    plain = np.flatnonzero(~copied)
    for reduced in reduced_games(payoffs if len(plain) == games else payoffs[plain]):
        part = _solved(reduced.payoffs, max_cells)
        mine_of = plain[reduced.games]
        for flag, those in zip(flags, (part.degenerate, part.complete, part.curved), strict=True):
            flag[mine_of] = those
        owners.append(mine_of[part.rows])
        indices.append(part.index)
        profiles.append(reduced.lift(part.rows, part.strategies))
    owner, index = np.concatenate(owners), np.concatenate(indices)
    exact = payoffs.dtype != np.float64 and all(s.dtype == object for p in profiles for s in p)
    strategies = _joined(profiles, sizes, exact)
    order = _ascending(owner, strategies)
    owner, index = owner[order], index[order]
    strategies = tuple(s[order] for s in strategies)
    # Two rows that are the same numbers are never two equilibria to whoever reads them.
    twice = _repeated(owner, strategies)
    flags[1][owner[twice]] = False
    keep = ~twice
    index[~flags[1][owner]] = 0
    found = SeveralPlayerListing(
        owner[keep], tuple(s[keep] for s in strategies), index[keep], *flags
    )
    if exact or payoffs.dtype == np.float64 or games == 1:
        return found
    doubtful = owner[twice | _maybe_out_of_order(owner, strategies)]
    hidden = np.union1d(doubtful, np.flatnonzero(_far_apart(payoffs)))
    return _relisted(found, payoffs, hidden, max_cells) if len(hidden) else found


def _maybe_out_of_order(owner: Int64, strategies: tuple[Array, ...]) -> Bools:
    """Rows that share a mixed weight, to double precision, with the row before them.

    As fractions they may differ in it, and stand the other way round.
    """
    columns = np.concatenate(strategies, axis=1)
    out = np.zeros(len(owner), dtype=np.bool_)
    mixed = (columns[1:] > 0) & (columns[1:] < 1)
    shared = (mixed & (columns[1:] == columns[:-1])).any(axis=1)
    out[1:] = (owner[1:] == owner[:-1]) & shared
    return out


def _far_apart(payoffs: Array) -> Bools:
    """Games in which weights may be so small that doubles take them for nothing."""
    gaps = own_gaps(payoffs, payoffs.shape[1])[0]
    sizes = np.abs(to_unit_size(gaps)).reshape(len(payoffs), -1)
    some = (gaps != 0).astype(np.bool_).reshape(sizes.shape)
    least = np.where(some, sizes, np.inf).min(axis=1, initial=np.inf)
    return np.asarray(sizes.max(axis=1, initial=0) > _WIDE * least)


def _relisted(
    found: SeveralPlayerListing, payoffs: Array, hidden: Int64, max_cells: int | None
) -> SeveralPlayerListing:
    """The listing with some exact games as they are listed alone, then rounded.

    Where some equilibrium of a batch is irrational all are doubles, in which two rows of another
    game may look the same, or in another order.
    """
    kept = ~np.isin(found.game_index, hidden)
    owners, indices = [found.game_index[kept]], [found.index[kept]]
    profiles = [tuple(s[kept] for s in found.strategies)]
    flags = [found.degenerate.copy(), found.complete.copy(), found.curved.copy()]
    for g in hidden.tolist():
        alone = _listing(payoffs[g : g + 1], max_cells)
        owners.append(np.full(len(alone.index), g, dtype=np.int64))
        indices.append(alone.index)
        profiles.append(alone.strategies)
        for flag, mine in zip(flags, (alone.degenerate, alone.complete, alone.curved), strict=True):
            flag[g] = mine[0]
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    strategies = _joined(profiles, payoffs.shape[2:], exact=False)
    return SeveralPlayerListing(
        owner[order],
        tuple(s[order] for s in strategies),
        np.concatenate(indices)[order],
        *flags,
    )


def _joined(
    profiles: list[tuple[Array, ...]], sizes: tuple[int, ...], exact: bool
) -> tuple[Array, ...]:
    kind = object if exact else np.float64
    return tuple(
        np.concatenate(
            [np.empty((0, m), dtype=kind), *(profile[i].astype(kind) for profile in profiles)]
        )
        for i, m in enumerate(sizes)
    )


def _ascending(owner: Int64, strategies: tuple[Array, ...]) -> Int64:
    columns = np.concatenate(strategies, axis=1)
    order: Int64 = np.lexsort((*columns.astype(np.float64).T[::-1], owner))
    if columns.dtype == object:
        # Fractions closer than doubles can tell are put in order as they are.
        keys = [(int(g), row) for g, row in zip(owner, columns.tolist(), strict=True)]
        placed = [keys[t] for t in order.tolist()]
        if any(one > other for one, other in pairwise(placed)):
            order = np.array(sorted(range(len(owner)), key=keys.__getitem__), dtype=np.int64)
    return order


def _repeated(owner: Int64, strategies: tuple[Array, ...]) -> Bools:
    """Rows equal to the row before them."""
    out = np.zeros(len(owner), dtype=np.bool_)
    columns = np.concatenate(strategies, axis=1)
    out[1:] = (owner[1:] == owner[:-1]) & (columns[1:] == columns[:-1]).all(axis=1)
    return out


def _solved(payoffs: Array, max_cells: int | None) -> _Part:
    players = payoffs.shape[1]
    if players == 0:
        games = len(payoffs)
        none, every = np.zeros(games, dtype=np.bool_), np.ones(games, dtype=np.bool_)
        return _Part(np.arange(games), (), np.ones(games, dtype=np.int8), none, every, none)
    if players == 1:
        return _decisions(payoffs[:, 0])
    if players == 2:
        try:
            return _two_players(payoffs)
        except TooLarge:
            pass  # too many vertices to list: what the search finds is better than nothing
    return _more_players(payoffs, max_cells)


def _decisions(payoffs: Array) -> _Part:
    """One player: every best action, which are the extreme points of all best mixes."""
    best = (payoffs == payoffs.max(axis=1, keepdims=True)).astype(np.bool_)
    rows, actions = np.nonzero(best)
    tied = best.sum(axis=1) > 1
    none = np.zeros(len(payoffs), dtype=np.bool_)
    unit = _unit_vectors(actions, payoffs.shape[1], payoffs.dtype != np.float64)
    return _Part(rows, (unit,), (~tied[rows]).astype(np.int8), tied, ~none, none)


def _two_players(payoffs: Array) -> _Part:
    from gametheory.solvers.two_player import enumerate_equilibria

    found = enumerate_equilibria(payoffs)
    strategies = tuple(
        s.to_fractions() if isinstance(s, Rationals) else np.asarray(s) for s in (found.x, found.y)
    )
    none = np.zeros(len(payoffs), dtype=np.bool_)
    return _Part(found.game_index, strategies, found.index, found.degenerate, found.complete, none)


def _more_players(payoffs: Array, max_cells: int | None) -> _Part:
    games, players = payoffs.shape[:2]
    exact = payoffs.dtype != np.float64
    units = to_unit_size(own_gaps(payoffs, players)[0])
    pure = pure_profiles(payoffs)
    many = mixed_equilibria(units, max_cells=max_cells)
    tied, settled = _settled(payoffs, many.doubtful)
    undecided = many.undecided - settled
    rational = _rational_roots(payoffs, many.game_index, many.strategies, many.radius)
    whole = exact and rational is not None and tied.strategies[0].dtype == object
    few = few_mixing(payoffs, units, fractions=whole)
    rows = np.concatenate([pure.game_index, few.game_index, tied.games, many.game_index])
    none = np.zeros(len(tied.games), dtype=np.int8)
    index = np.concatenate([pure.strict.astype(np.int8), few.index, none, many.index])
    degenerate = few.degenerate.copy()
    degenerate[pure.game_index[~pure.strict]] = True
    degenerate[tied.games] = True
    complete = (undecided == 0) & ~few.curved & ~few.unlisted
    total = np.zeros(games, dtype=np.int64)
    np.add.at(total, rows, index)
    # The indices of all equilibria of a regular game sum to +1: a check on the search itself.
    complete &= degenerate | (total == 1)
    index[degenerate[rows]] = 0
    roots = rational if whole and rational is not None else many.strategies
    kind = object if whole else np.float64
    strategies = tuple(
        np.concatenate(
            [
                _unit_vectors(pure.actions[:, i], m, whole),
                few.strategies[i],
                tied.strategies[i].astype(kind),
                roots[i],
            ]
        )
        for i, m in enumerate(payoffs.shape[2:])
    )
    return _Part(rows, strategies, index, degenerate | (undecided > 0), complete, few.curved.copy())


class _Tied(NamedTuple):
    """Equilibria at which an unused action ties; fractions where they are, else ``float64``."""

    games: Int64
    strategies: tuple[Array, ...]


def _settled(payoffs: Array, doubtful: list[Doubtful]) -> tuple[_Tied, Int64]:
    """What rounding hid, without rounding; how many doubtful points of each game are settled so.

    The only point nearby where the actions of a support tie is known once numbers are found where
    they do. It is an equilibrium or none. Where fewer than three players mix there, it is listed
    among those already.
    """
    sizes = payoffs.shape[2:]
    edges = np.cumsum(sizes)[:-1]
    settled = np.zeros(len(payoffs), dtype=np.int64)
    profiles: dict[tuple[Any, ...], None] = {}
    rational = True
    for game, point, support, radius in doubtful:
        used, middle = tuple(np.split(support, edges)), tuple(np.split(point, edges))
        found = rational_tie(payoffs[game], used, middle, radius)
        if found is not None:
            settled[game] += 1
            mixing = sum(np.count_nonzero(s) > 1 for s in found)
            if mixing > 2 and is_equilibrium(payoffs[game], found):
                profiles[(game, *(tuple(s) for s in found))] = None
            continue
        verdict = irrational_tie(payoffs[game], used, middle, radius)
        if verdict is None and point[support].min() > 1e-6:
            verdict = never_better(payoffs[game], used) or None
        if verdict is not None:
            settled[game] += 1
        if verdict:
            rational = False
            weights = (np.maximum(s, 0.0) for s in middle)
            profiles[(game, *(tuple((s / s.sum()).tolist()) for s in weights))] = None
    games = np.array([p[0] for p in profiles], dtype=np.int64)
    kind = object if rational else np.float64
    strategies = tuple(
        np.array([p[1 + i] for p in profiles], dtype=object).reshape(len(games), m).astype(kind)
        for i, m in enumerate(sizes)
    )
    return _Tied(games, strategies), settled


def _rational_roots(
    payoffs: Array, games: Int64, strategies: tuple[Array, ...], radius: Array
) -> tuple[Array, ...] | None:
    """All rows as fractions, or None if some row is not known to be rational."""
    if payoffs.dtype == np.float64:
        return None
    out = tuple(np.empty(s.shape, dtype=object) for s in strategies)
    for t, g in enumerate(games.tolist()):
        found = rational_root(payoffs[g], tuple(s[t] for s in strategies), float(radius[t]))
        if found is None:
            return None
        for column, mine in zip(out, found, strict=True):
            column[t] = mine
    return out


def _unit_vectors(actions: Int64, count: int, exact: bool) -> Array:
    from fractions import Fraction

    if not exact:
        return np.eye(count)[actions]
    unit = np.full((count, count), Fraction(0))
    unit[np.arange(count), np.arange(count)] = Fraction(1)
    return unit[actions]
