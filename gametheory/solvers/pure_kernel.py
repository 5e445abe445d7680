"""Compiled marking of pure equilibria: one pass over each player's payoffs.

A profile is an equilibrium when every player's payoff equals the largest one along her own axis.
The first players thin the profiles out by a full pass; once few survive, each survivor is looked
up on its own, so that most payoffs of a large game are never read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel, part

# A full pass over a player reads her whole block; looking up one survivor touches at most one
# cache line per action. Below this share of survivors the look-ups read less.
_SURVIVOR_SHARE = 16


@part
def _pass_two_actions(block: npt.NDArray[Any], stride: int, mask: npt.NDArray[np.uint8]) -> None:
    for start in range(0, block.size, 2 * stride):
        for j in range(start, start + stride):
            first, second = block[j], block[j + stride]
            mask[j] &= first >= second
            mask[j + stride] &= second >= first


@part
def _pass_adjacent_pairs(block: npt.NDArray[Any], mask: npt.NDArray[np.uint8]) -> None:
    for j in range(0, block.size, 2):
        first, second = block[j], block[j + 1]
        mask[j] &= first >= second
        mask[j + 1] &= second >= first


@part
def _pass_many_actions(
    block: npt.NDArray[Any],
    actions: int,
    stride: int,
    mask: npt.NDArray[np.uint8],
    best: npt.NDArray[Any],
) -> None:
    for start in range(0, block.size, actions * stride):
        for j in range(stride):
            best[j] = block[start + j]
        for a in range(1, actions):
            row = start + a * stride
            for j in range(stride):
                best[j] = max(best[j], block[row + j])
        for a in range(actions):
            row = start + a * stride
            for j in range(stride):
                mask[row + j] &= block[row + j] == best[j]


@part
def _mark_game(
    payoffs: npt.NDArray[Any],
    actions: npt.NDArray[np.int64],
    mask: npt.NDArray[np.uint8],
    best: npt.NDArray[Any],
    survivors: npt.NDArray[np.int64],
) -> int:
    """Set ``mask`` to 1 at the pure equilibria of one game and count them."""
    players, profiles = payoffs.shape
    mask[:] = 1
    stride = profiles
    alive: int = profiles
    for i in range(players):
        stride //= actions[i]
        if alive * _SURVIVOR_SHARE > profiles:
            if actions[i] == 2:
                if stride == 1:
                    _pass_adjacent_pairs(payoffs[i], mask)
                else:
                    _pass_two_actions(payoffs[i], stride, mask)
            elif actions[i] > 2:
                _pass_many_actions(payoffs[i], actions[i], stride, mask, best)
            alive = 0
            for p in range(profiles):
                alive += int(mask[p])
            if alive * _SURVIVOR_SHARE <= profiles:
                alive = 0
                for p in range(profiles):
                    if mask[p]:
                        survivors[alive] = p
                        alive += 1
        else:
            kept = 0
            for s in range(alive):
                p = survivors[s]
                lowest = p - (p // stride) % actions[i] * stride
                own = payoffs[i, p]
                good = True
                for a in range(actions[i]):
                    if payoffs[i, lowest + a * stride] > own:
                        good = False
                        break
                if good:
                    survivors[kept] = p
                    kept += 1
                else:
                    mask[p] = 0
            alive = kept
    return alive


@kernel
def mark(
    payoffs: npt.NDArray[Any],
    actions: npt.NDArray[np.int64],
    mask: npt.NDArray[np.uint8],
    counts: npt.NDArray[np.int64],
    start: int,
    stop: int,
) -> None:
    """Mark and count the pure equilibria of the games ``start .. stop - 1``."""
    profiles = payoffs.shape[2]
    best = np.empty(profiles, payoffs.dtype)
    survivors = np.empty(profiles // _SURVIVOR_SHARE + 1, np.int64)
    for g in range(start, stop):
        counts[g] = _mark_game(payoffs[g], actions, mask[g], best, survivors)


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
