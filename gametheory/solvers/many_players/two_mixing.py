"""Every equilibrium of games of several players in which at most two of them mix.

Where all but two players are at fixed actions, the two play a game of their own. Its equilibria
are known completely; those that make nobody else deviate are equilibria of the whole. Where they
are a continuum, it is a union of products of polytopes, and the others' conditions either hold at
all vertices (then everywhere, since payoffs are affine in each strategy), fail somewhere in a way
that cuts one polytope by a plane, or cut the product by a curved surface, which is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import TooLarge
from gametheory.exact.rationals import Rationals
from gametheory.solvers.equilibrium_set.bicliques import maximal_bicliques, perturbed_indices
from gametheory.solvers.many_players.polytope_cuts import (
    best_replies,
    support,
    value_at,
    vertices_within,
)

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Vector = tuple[Fraction, ...]

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


@attrs.define(eq=False)
class _Rows:
    fractions: bool
    games: list[Array]
    strategies: list[tuple[Array, ...]]
    index: list[Array]
    degenerate: Bools
    curved: Bools
    unlisted: Bools


def few_mixing(payoffs: Array, units: npt.NDArray[np.float64], *, fractions: bool) -> FewMixing:
    """All of them; ``units`` are the same payoffs as incentives of moderate size, in doubles.

    ``fractions``: whether strategies are wanted exactly, of exact payoffs; all decisions are exact.
    """
    games, players = payoffs.shape[:2]
    sizes = payoffs.shape[2:]
    kind = object if fractions else np.float64
    rows = _Rows(fractions, [], [], [], *(np.zeros(games, dtype=np.bool_) for _ in range(3)))
    known: set[tuple[Any, ...]] = set()
    for i, j in combinations(range(players), 2):
        others = [k for k in range(players) if k not in (i, j)]
        for fixed in product(*(range(sizes[k]) for k in others)):
            _pair(payoffs, units, (i, j), dict(zip(others, fixed, strict=True)), rows, known)
    empty = [np.empty((0, m), dtype=kind) for m in sizes]
    return FewMixing(
        np.concatenate([np.empty(0, dtype=np.int64), *rows.games]),
        tuple(np.concatenate([empty[k], *(s[k] for s in rows.strategies)]) for k in range(players)),
        np.concatenate([np.empty(0, dtype=np.int8), *rows.index]),
        rows.degenerate,
        rows.curved,
        rows.unlisted,
    )


def _pair(
    payoffs: Array,
    units: npt.NDArray[np.float64],
    pair: tuple[int, int],
    fixed: dict[int, int],
    rows: _Rows,
    known: set[tuple[Any, ...]],
) -> None:
    """Equilibria in which these two mix and the others are fixed."""
    from gametheory.solvers.two_player import enumerate_equilibria

    place = tuple(fixed.get(k, slice(None)) for k in range(payoffs.shape[1]))
    two = np.ascontiguousarray(payoffs[:, list(pair)][(slice(None), slice(None), *place)])
    try:
        found = enumerate_equilibria(two)
    except TooLarge:
        rows.unlisted[:] = True
        return
    rows.unlisted |= ~found.complete
    exact = isinstance(found.x, Rationals)
    x, y = (s.to_float() if isinstance(s, Rationals) else s for s in (found.x, found.y))
    owner = found.game_index
    both = (x.max(axis=1, initial=0.0) < 1.0) & (y.max(axis=1, initial=0.0) < 1.0)
    clear = both & ~found.degenerate[owner]
    gains = {k: _gains(units, k, pair, fixed) for k in fixed}
    good, doubt, lost = _no_gain(gains, fixed, owner, x, y)
    slow = found.degenerate.copy()
    slow[owner[clear & doubt]] = True
    take = np.flatnonzero(clear & good & ~slow[owner])
    if len(take):
        strategies = (x[take], y[take])
        if rows.fractions and isinstance(found.x, Rationals) and isinstance(found.y, Rationals):
            strategies = found.x.take(take).to_fractions(), found.y.take(take).to_fractions()
        _append(rows, payoffs, owner[take], pair, fixed, strategies, found.index[take])
    # Rows are in order of games.
    starts = np.searchsorted(owner, np.arange(len(payoffs) + 1))
    for g in np.flatnonzero(slow).tolist():
        mine = np.arange(starts[g], starts[g + 1])
        here = {k: every[g] for k, every in gains.items()}
        if _nothing_there(here, x[mine], y[mine], lost[mine]):
            continue
        if exact:
            edges = _edges(found.x.take(mine), found.y.take(mine))
        else:
            again = enumerate_equilibria(_fractions(two[g])[None])
            edges = _edges(again.x, again.y)
        _exactly(payoffs, here, g, pair, fixed, edges, rows, known)


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


def _gains(units: Array, k: int, pair: tuple[int, int], fixed: dict[int, int]) -> Array:
    """What player ``k`` gains by each action at the pair's actions: ``(G, m_i, m_j, m_k)``."""
    players = units.shape[1]
    place = tuple(slice(None) if a in pair or a == k else fixed[a] for a in range(players))
    values = units[(slice(None), k, *place)]
    axes = [a for a in range(players) if a in pair or a == k]
    values = np.moveaxis(values, 1 + axes.index(k), -1)
    return np.asarray(values - values[..., fixed[k], None])


def _nothing_there(gains: dict[int, Array], x: Array, y: Array, lost: Bools) -> bool:
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
        for every in gains.values()
        for mine in [np.moveaxis(every, 2, 0)]
    )


def _edges(x: Rationals, y: Rationals) -> list[tuple[Vector, Vector]]:
    first, second = (
        [
            tuple(Fraction(int(p), int(q)) for p, q in zip(row, below, strict=True))
            for row, below in zip(
                s.numerator.tolist(), np.broadcast_to(s.denominator, s.shape).tolist(), strict=True
            )
        ]
        for s in (x, y)
    )
    return list(zip(first, second, strict=True))


def _fractions(values: Array) -> Array:
    """Exact numbers: whole ones stay Python integers."""
    if values.dtype != np.float64:
        return values.astype(object)
    out = np.empty(values.size, dtype=object)
    out[:] = [Fraction(v) for v in values.ravel().tolist()]
    return out.reshape(values.shape)


def _exactly(
    payoffs: Array,
    here: dict[int, Array],
    g: int,
    pair: tuple[int, int],
    fixed: dict[int, int],
    edges: list[tuple[Vector, Vector]],
    rows: _Rows,
    known: set[tuple[Any, ...]],
) -> None:
    """The pair's equilibria in one game, continua included, in fractions."""
    place = tuple(fixed.get(k, slice(None)) for k in range(payoffs.shape[1]))
    two = _fractions(payoffs[g][(list(pair), *place)])
    gains = np.concatenate(
        [np.delete(np.moveaxis(here[k], 2, 0), action, axis=0) for k, action in fixed.items()]
    )
    conditions: list[Array] | None = None
    for first, second in maximal_bicliques(edges):
        one = len(first) == len(second) == 1
        if one and all(len(support(s)) == 1 for both in (first, second) for s in both):
            continue  # pure equilibria are listed elsewhere, with whether they are strict
        values = _floats(first) @ gains @ _floats(second).T
        if (values > _DOUBT).all(axis=(1, 2)).any():
            continue
        clear = bool((values < -_DOUBT).all())
        if not clear and conditions is None:
            conditions = _conditions(_fractions(payoffs[g])[None], pair, fixed)
        mine = [] if clear or conditions is None else conditions
        kept = vertices_within(sorted(first), sorted(second), mine)
        if kept is None:
            rows.curved[g] = True
            # The corners that pass are equilibria all the same.
            corners = [
                (x, y) for x in first for y in second if all(value_at(c, x, y) <= 0 for c in mine)
            ]
        else:
            corners = list(product(*kept))
        for x, y in corners:
            if len(support(x)) == len(support(y)) == 1:
                continue
            regular = (
                one
                and best_replies(two[0], y, 0) == support(x)
                and best_replies(two[1], x, 1) == support(y)
                and len(support(x)) == len(support(y))
                and all(value_at(c, x, y) < 0 for c in mine)
            )
            key = (g, _key(pair, fixed, x, y))
            if key in known:
                continue
            known.add(key)
            rows.degenerate[g] |= not regular
            index = 0
            if regular:
                index = sum(sign for where, sign in perturbed_indices(two) if where == (x, y))
            strategies = tuple(_row(s, rows.fractions) for s in (x, y))
            _append(
                rows, payoffs, np.array([g]), pair, fixed, strategies,
                np.array([index], dtype=np.int8),
            )  # fmt: skip


def _conditions(game: Array, pair: tuple[int, int], fixed: dict[int, int]) -> list[Array]:
    """What each third player gains by each other action, at the pair's actions."""
    return [
        gains[..., a]
        for k, action in fixed.items()
        for gains in [_gains(game, k, pair, fixed)[0]]
        for a in range(gains.shape[-1])
        if a != action
    ]


def _floats(points: Iterable[Vector]) -> npt.NDArray[np.float64]:
    return np.array([[float(p) for p in point] for point in points])


def _key(pair: tuple[int, int], fixed: dict[int, int], x: Vector, y: Vector) -> tuple[Any, ...]:
    """The profile, whichever two players it was found for."""
    whole: dict[int, Any] = {pair[0]: _short(x), pair[1]: _short(y), **fixed}
    return tuple(whole[k] for k in sorted(whole))


def _short(strategy: Vector) -> Any:
    used = support(strategy)
    return used[0] if len(used) == 1 else strategy


def _row(strategy: Vector, exact: bool) -> Array:
    out = np.empty((1, len(strategy)), dtype=object if exact else np.float64)
    out[0, :] = strategy if exact else [float(p) for p in strategy]
    return out


def _append(
    rows: _Rows,
    payoffs: Array,
    games: Int64,
    pair: tuple[int, int],
    fixed: dict[int, int],
    strategies: tuple[Array, ...],
    index: npt.NDArray[np.int8],
) -> None:
    zero, one = (Fraction(0), Fraction(1)) if rows.fractions else (0.0, 1.0)
    mixed = dict(zip(pair, strategies, strict=True))
    out = []
    for k, m in enumerate(payoffs.shape[2:]):
        if k in mixed:
            out.append(mixed[k])
            continue
        whole = np.full((len(games), m), zero)
        whole[:, fixed[k]] = one
        out.append(whole)
    rows.games.append(games)
    rows.strategies.append(tuple(out))
    rows.index.append(index)
