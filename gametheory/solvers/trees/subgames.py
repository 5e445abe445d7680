"""Subgame-perfect equilibria stage by stage, for whole batches: rows of the subgames are joined.

Each subgame has rows, one for each of its equilibria in each game. A stage above several subgames
meets every combination of their rows; each combination makes it a game of its own, and the
equilibria of all these games together are the rows of the larger subgame. Rows remember which rows
they were joined from, so that profiles are read off once, from the root down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class Play:
    """Equilibria of a stage in each of ``K`` combinations of what follows, ``R`` in all.

    Attributes
    ----------
    combination : (R,) int64
        In ascending order.
    payoffs : (R, N)
    choices : dict of (R, m) arrays
        Probabilities of the actions at each information set of the stage.
    error : (R,) float64
        How far rounding may have moved the payoffs.
    uncertain, doubtful : (K,) bool
        Whether equilibria that were looked for may be missing; whether rounding hides a tie.
    """

    combination: Int64
    payoffs: Array
    choices: dict[int, Array]
    error: npt.NDArray[np.float64]
    uncertain: npt.NDArray[np.bool_]
    doubtful: npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class Found:
    """Profiles of ``G`` games, ``T`` in all, by game.

    Attributes
    ----------
    owners : (T,) int64
    payoffs : (T, N)
    choices : dict of (T, m) arrays
        By information set.
    truncated, uncertain, doubtful : (G,) bool
        Whether rows were left out because there are too many; whether a stage was solved in part;
        whether rounding hides a tie.
    """

    owners: Int64
    payoffs: Array
    choices: dict[int, Array]
    truncated: npt.NDArray[np.bool_]
    uncertain: npt.NDArray[np.bool_]
    doubtful: npt.NDArray[np.bool_]


@attrs.define(eq=False)
class _Rows:
    owners: Int64
    payoffs: Array
    error: npt.NDArray[np.float64]
    below: dict[int, Int64]
    choices: dict[int, Array]


Value = tuple[Array, npt.NDArray[np.float64]]
Solve = Callable[[int, Int64, list[Value]], Play]


def join_subgames(
    roots: list[int],
    exits: list[list[int]],
    ends: dict[int, Array],
    games: int,
    solve: Solve,
    most: int,
) -> Found:
    """Equilibria of the whole from those of its stages.

    Parameters
    ----------
    roots : list of int
        Root of each stage, a stage before those below it.
    exits : list of lists of int
        Where each stage leads: roots of other stages, or ends.
    ends : dict of (G, N) arrays
        Payoffs at the ends.
    games : int
    solve : callable
        ``solve(k, owners, values)``: equilibria of stage ``k`` for combinations whose games are
        ``owners (K,)`` and whose exits are worth ``values``, pairs of payoffs ``(K, N)`` and of
        what rounding may have done to them ``(K,)``.
    most : int
        Rows of one game and subgame that are kept.
    """
    truncated, uncertain, doubtful = (np.zeros(games, np.bool_) for _ in range(3))
    every = np.arange(games, dtype=np.int64)
    rows: dict[int, _Rows] = {}
    for k in range(len(roots) - 1, -1, -1):
        inner = [c for c in exits[k] if c not in ends]
        owners, picked, cut = _combinations([rows[c].owners for c in inner], games, most)
        truncated[cut] = True
        below = dict(zip(inner, picked, strict=True))
        whole = len(owners) == games and bool(np.array_equal(owners, every))
        values: list[Value] = []
        for c in exits[k]:
            if c in below:
                values.append((rows[c].payoffs[below[c]], rows[c].error[below[c]]))
            else:
                values.append((ends[c] if whole else ends[c][owners], np.zeros(len(owners))))
        play = solve(k, owners, values)
        uncertain[owners[play.uncertain]] = True
        doubtful[owners[play.doubtful]] = True
        kept, cut = _first(owners[play.combination], games, most)
        truncated[cut] = True
        combination = play.combination[kept]
        rows[roots[k]] = _Rows(
            owners[combination],
            play.payoffs[kept],
            play.error[kept],
            {c: picks[combination] for c, picks in below.items()},
            {h: p[kept] for h, p in play.choices.items()},
        )
    top = rows[roots[0]]
    at = {roots[0]: np.arange(len(top.owners))}
    choices: dict[int, Array] = {}
    for root in roots:
        mine = rows[root]
        for h, p in mine.choices.items():
            choices[h] = p[at[root]]
        for c, picks in mine.below.items():
            at[c] = picks[at[root]]
    return Found(top.owners, top.payoffs, choices, truncated, uncertain, doubtful)


def _combinations(
    owners: list[Int64], games: int, most: int
) -> tuple[Int64, list[Int64], npt.NDArray[np.bool_]]:
    """Game and rows of every combination of one row of each list, and games with too many."""
    counts = [np.bincount(o, minlength=games) for o in owners]
    total = np.ones(games, dtype=np.int64)
    cut = np.zeros(games, dtype=np.bool_)
    for n in counts:
        total = total * n
        cut |= total > most
        total = np.minimum(total, most)
    game = np.repeat(np.arange(games, dtype=np.int64), total)
    local = np.arange(len(game)) - np.repeat(np.cumsum(total) - total, total)
    picked: list[Int64] = []
    for n in reversed(counts):
        size = n[game]
        starts = (np.cumsum(n) - n)[game]
        picked.append(starts + local % np.maximum(size, 1))
        local //= np.maximum(size, 1)
    return game, picked[::-1], cut


def _first(owners: Int64, games: int, most: int) -> tuple[Any, npt.NDArray[np.bool_]]:
    """The first rows of each game, and the games that have more."""
    counts = np.bincount(owners, minlength=games)
    cut = counts > most
    if not cut.any():
        return slice(None), cut
    place = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.flatnonzero(place < most), cut
