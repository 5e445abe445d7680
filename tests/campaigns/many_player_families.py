"""Families of games of several players: a base game, and one with the same equilibria."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np

SHAPES = ((2, 2, 2), (2, 2, 3), (2, 3, 3), (3, 3, 3), (2, 2, 2, 2))


@attrs.frozen
class Family:
    """How games are drawn, and what is done to them that changes no equilibrium.

    ``back`` takes strategies of the changed games to those of the base games.
    """

    name: str
    draw: Callable[[Any, tuple[int, ...]], np.ndarray]
    change: Callable[[Any, np.ndarray], np.ndarray]
    back: Callable[[list[np.ndarray]], list[np.ndarray]] = lambda strategies: strategies
    # Pieces of the strategy space granted to a game, None for the usual number: continua use up
    # whatever they are granted.
    max_cells: int | None = None


def normal(rng, size):
    return rng.normal(size=size)


def integers(low, high):
    return lambda rng, size: rng.integers(low, high, size, endpoint=True)


def same(rng, payoffs):
    return payoffs


def shifted(rng, payoffs):
    """Large functions of the others' actions on every player's payoffs."""
    out = payoffs.copy()
    for i in range(payoffs.shape[1]):
        shape = list(payoffs[:, i].shape)
        shape[1 + i] = 1
        out[:, i] += rng.integers(-(10**12), 10**12, shape)
    return out


def scaled(rng, payoffs):
    """Each player's payoffs times a power of two between 2^-60 and 2^60."""
    power = rng.integers(-60, 61, payoffs.shape[:2])
    return np.ldexp(payoffs, power.reshape(*power.shape, *(1,) * (payoffs.ndim - 2)))


def with_dummy(rng, payoffs):
    """One more player, last, who has one action."""
    games = len(payoffs)
    own = rng.integers(-9, 10, (games, 1, *payoffs.shape[2:]))
    return np.concatenate([payoffs, own.astype(payoffs.dtype)], axis=1)[..., None]


def with_dominated(rng, payoffs):
    """A third action of player 2, in second place, worse than her first one by up to 9."""
    first = np.take(payoffs, [0], axis=3).copy()
    first[:, 1] -= rng.integers(1, 10, first[:, 1].shape).astype(payoffs.dtype)
    other = [i for i in range(payoffs.shape[1]) if i != 1]
    first[:, other] = rng.integers(-9, 10, first[:, other].shape)
    return np.concatenate(
        [np.take(payoffs, [0], axis=3), first, np.take(payoffs, range(1, payoffs.shape[3]), 3)],
        axis=3,
    )


def duplicated(rng, size):
    """Player 1's first two actions are the same but for what others get in one cell."""
    payoffs = rng.integers(0, 100, size)
    payoffs[:, 0, 1] = payoffs[:, 0, 0]
    return payoffs


def undominated(strategies):
    return [np.delete(s, 1, axis=1) if i == 1 else s for i, s in enumerate(strategies)]


FAMILIES = (
    Family("normal", normal, same),
    Family("0..99", integers(0, 99), same),
    Family("0..3", integers(0, 3), same, max_cells=3_000),
    Family("shifted", integers(0, 99), shifted),
    Family("scaled", normal, scaled),
    Family("dummy", integers(0, 99), with_dummy, lambda strategies: strategies[:-1]),
    Family("dominated", integers(0, 99), with_dominated, undominated),
    Family("duplicated", duplicated, same, max_cells=3_000),
)
