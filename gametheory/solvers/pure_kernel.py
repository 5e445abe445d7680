"""Compiled marking of pure equilibria: one pass over a player's payoffs, then survivors only.

A profile is an equilibrium when every player's payoff is the largest one along her own axis. The
first player's block is read once and leaves about one profile in ``m_1``; each further player is
asked about the survivors of the players before, so that most payoffs of a large game are never
looked at. Survivors are appended without branches, which random payoffs would mispredict.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part


@part
def _first_player(
    block: npt.NDArray[Any], actions: int, stride: int, survivors: npt.NDArray[np.int32]
) -> int:
    """List the profiles at which the player's payoff is largest along her axis."""
    alive = 0
    if actions == 2:
        for start in range(0, block.size, 2 * stride):
            for j in range(start, start + stride):
                first, second = block[j], block[j + stride]
                survivors[alive] = j
                alive += first >= second
                survivors[alive] = j + stride
                alive += second >= first
        return alive
    for start in range(0, block.size, actions * stride):
        for j in range(start, start + stride):
            best = block[j]
            for a in range(1, actions):
                best = max(best, block[j + a * stride])
            for a in range(actions):
                survivors[alive] = j + a * stride
                alive += block[j + a * stride] == best
    return alive


@part
def _further_player(
    block: npt.NDArray[Any],
    actions: int,
    stride: int,
    survivors: npt.NDArray[np.int32],
    alive: int,
) -> int:
    """Keep the survivors at which this player's payoff is largest, too."""
    kept = 0
    if actions == 2 and stride & (stride - 1) == 0:
        for s in range(alive):
            p = survivors[s]
            survivors[kept] = p
            kept += block[p] >= block[p ^ stride]
        return kept
    for s in range(alive):
        p = survivors[s]
        lowest = p - (p // stride) % actions * stride
        good = True
        for a in range(actions):
            good &= block[lowest + a * stride] <= block[p]
        survivors[kept] = p
        kept += good
    return kept


@kernel
def mark(
    payoffs: npt.NDArray[Any],
    actions: npt.NDArray[np.int64],
    mask: npt.NDArray[np.uint8],
    counts: npt.NDArray[np.int64],
    start: int,
    stop: int,
) -> None:
    """Mark and count the pure equilibria of the games ``start .. stop - 1``.

    A game has fewer than 2^31 profiles.
    """
    players, profiles = payoffs.shape[1:]
    # One place more than profiles: the last append may be one that does not count.
    survivors = np.empty(profiles + 1, np.int32)
    for g in range(start, stop):
        survivors[0] = 0
        alive = -1
        stride = profiles
        for i in range(players):
            stride //= actions[i]
            if actions[i] == 1:
                continue
            if alive < 0:
                alive = _first_player(payoffs[g, i], actions[i], stride, survivors)
            else:
                alive = _further_player(payoffs[g, i], actions[i], stride, survivors, alive)
        alive = 1 if alive < 0 else alive
        for p in range(profiles):
            mask[g, p] = 0
        for s in range(alive):
            mask[g, survivors[s]] = 1
        counts[g] = alive


@kernel
def collect(
    payoffs: npt.NDArray[Any],
    sizes: npt.NDArray[np.int64],
    mask: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int64],
    game_index: npt.NDArray[np.int64],
    actions: npt.NDArray[np.int64],
    own: npt.NDArray[Any],
    regret: npt.NDArray[Any],
    strict: npt.NDArray[np.bool_],
    start: int,
    stop: int,
) -> None:
    """List the marked profiles, last profile first, with payoffs, regret and strictness.

    Strategies in ascending lexicographic order put the last action first, since the unit vector
    of a later action is the smaller one.
    """
    players, profiles = payoffs.shape[1:]
    for g in range(start, stop):
        p = profiles
        for t in range(offsets[g], offsets[g + 1]):
            p -= 1
            while mask[g, p] == 0:
                p -= 1
            game_index[t] = g
            most = payoffs.dtype.type(0)
            alone = True
            stride = 1
            rest = p
            for i in range(players - 1, -1, -1):
                played = rest % sizes[i]
                rest //= sizes[i]
                value = payoffs[g, i, p]
                actions[t, i] = played
                own[t, i] = value
                for a in range(sizes[i]):
                    other = payoffs[g, i, p + (a - played) * stride]
                    if a != played and other >= value:
                        alone = False
                        if other > value:
                            most = max(most, other - value)
                stride *= sizes[i]
            regret[t] = most
            strict[t] = alone
