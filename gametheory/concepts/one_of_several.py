"""One equilibrium of games of three and more players: reduced, then by the method that fits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.concepts.one_of_two import one_of_two
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.status import Status
from gametheory.solvers.logit.limit import logit_limits
from gametheory.solvers.many_players.enumeration import (
    SeveralPlayerListing,
    equilibria_of_several_players,
)
from gametheory.solvers.many_players.rational_roots import rational_root
from gametheory.solvers.many_players.reduced_games import ReducedGames, reduced_games

Array = npt.NDArray[Any]

# Free weights up to which listing all isolated equilibria takes milliseconds.
_LISTED = 6
# What a listing may cost here: continua would use up whatever they are granted.
_CELLS = 5_000


@attrs.frozen(eq=False)
class OneOfSeveral:
    """Strategies (G, m_i), by which method (:class:`Status`), ``NOT_REACHED`` where there is none.

    Fractions if every profile is rational, ``float64`` otherwise.
    """

    strategies: tuple[Array, ...]
    status: npt.NDArray[np.int8]


def one_of_several(game: NormalFormGame, method: str, max_pivots: int) -> OneOfSeveral:
    """One equilibrium of each game, pure ones aside."""
    status = np.full(game.num_games, Status.NOT_REACHED, dtype=np.int8)
    owners: list[Array] = [np.empty(0, dtype=np.int64)]
    profiles: list[tuple[Array, ...]] = []
    strategies: tuple[Array, ...]
    for reduced in reduced_games(game.flat_payoffs):
        if not reduced.players:
            rows = np.arange(len(reduced.games))
            strategies, code = (), np.full(len(rows), Status.ONE, dtype=np.int8)
        elif len(reduced.players) == 2 and method == "auto":
            rows, strategies, code = _of_two(reduced, max_pivots)
        else:
            # Where one player is left with a choice, there is nothing to trace.
            alone = len(reduced.players) == 1
            rows, strategies, code = _of_more(reduced, "auto" if alone else method)
        status[reduced.games[rows]] = code
        owners.append(reduced.games[rows])
        profiles.append(reduced.lift(rows, strategies))
    exact = game.is_exact and all(s.dtype == object for p in profiles for s in p)
    owner = np.concatenate(owners)
    out = []
    for i, m in enumerate(game.num_actions):
        whole = np.full((game.num_games, m), Fraction(0) if exact else 0.0)
        if len(owner):
            whole[owner] = np.concatenate([p[i].astype(whole.dtype) for p in profiles])
        out.append(whole)
    return OneOfSeveral(tuple(out), status)


def _of_two(reduced: ReducedGames, max_pivots: int) -> tuple[Array, tuple[Array, ...], Array]:
    """Games in which two players are left with a choice."""
    one = one_of_two(NormalFormGame(reduced.payoffs, players=2), "auto", max_pivots)
    return one.game_index, one.strategies, one.status_code[one.game_index]


def _of_more(reduced: ReducedGames, method: str) -> tuple[Array, tuple[Array, ...], Array]:
    sizes = reduced.payoffs.shape[2:]
    games = np.arange(len(reduced.payoffs))
    open_games = np.ones(len(games), dtype=np.bool_)
    parts: list[tuple[Array, tuple[Array, ...], Status]] = []
    small = sum(sizes) - len(sizes) <= _LISTED
    for listing in (True, False) if small else (False, True):
        rows = games[open_games]
        if not len(rows) or (listing and method == "logit"):
            continue
        if listing:
            found = equilibria_of_several_players(reduced.payoffs[rows], max_cells=_CELLS)
            first = _first_rows(found)
            mine, strategies = (
                rows[found.game_index[first]],
                tuple(s[first] for s in found.strategies),
            )
            parts.append((mine, strategies, Status.ONE))
        else:
            limits = logit_limits(reduced.payoffs[rows])
            mine = rows[limits.found]
            strategies = tuple(s[limits.found] for s in limits.strategies)
            parts.append((mine, _rational(reduced.payoffs[mine], strategies), Status.ONE_LOGIT))
        open_games[mine] = False
    exact = all(s.dtype == object for _, p, _ in parts for s in p if len(s))
    kind = object if exact and reduced.payoffs.dtype != np.float64 else np.float64
    strategies = tuple(
        np.concatenate([np.empty((0, m), dtype=kind), *(p[i].astype(kind) for _, p, _ in parts)])
        for i, m in enumerate(sizes)
    )
    rows = np.concatenate([np.empty(0, dtype=np.int64), *(r for r, _, _ in parts)])
    code = np.concatenate(
        [np.empty(0, dtype=np.int8), *(np.full(len(r), c, dtype=np.int8) for r, _, c in parts)]
    )
    return rows, strategies, code


def _first_rows(found: SeveralPlayerListing) -> npt.NDArray[np.int64]:
    return np.unique(found.game_index, return_index=True)[1]


def _rational(payoffs: Array, strategies: tuple[Array, ...]) -> tuple[Array, ...]:
    """The limits as fractions where payoffs are exact and every one is rational.

    Where only some are, these are still rounded from their fractions: a limit has fewer digits,
    and a game's answer must not depend on the others.
    """
    if payoffs.dtype == np.float64:
        return strategies
    out = tuple(s.astype(object) for s in strategies)
    every = True
    for g in range(len(payoffs)):
        # Whatever is found is checked to be an equilibrium: which one does not matter.
        found = rational_root(payoffs[g], tuple(s[g] for s in strategies), 1.0)
        if found is None:
            every = False
            continue
        for column, mine in zip(out, found, strict=True):
            column[g] = mine
    return out if every else tuple(s.astype(np.float64) for s in out)
