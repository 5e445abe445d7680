"""Families of two-player games on which solvers are known to miss equilibria."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

Games = npt.NDArray[Any]
Family = Callable[[np.random.Generator, int, int, int], Games]


def uniform(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Independent uniform floats: nondegenerate with probability one."""
    return rng.random((count, 2, m, n))


def short_floats(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Floats of 20 bits: generic, and short enough for every oracle's file format."""
    return np.asarray(rng.integers(0, 2**20, (count, 2, m, n)) / 2.0**20)


def integers(low: int, high: int) -> Family:
    """Independent integers ``low … high``."""

    def family(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
        return rng.integers(low, high + 1, (count, 2, m, n))

    return family


def tenths(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Floats 0.0, 0.1, 0.2, 0.3: ties between numbers that are not short binary fractions."""
    return np.asarray(rng.integers(0, 4, (count, 2, m, n)) * 0.1)


def fractions(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Rationals with denominators up to 5."""
    top, bottom = rng.integers(-3, 4, (count, 2, m, n)), rng.integers(1, 6, (count, 2, m, n))
    flat = [Fraction(int(p), int(q)) for p, q in zip(top.flat, bottom.flat, strict=True)]
    out = np.empty(top.shape, dtype=object)
    out.ravel()[:] = flat
    return out


def duplicated(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Integers 0..3 with one row and one column of both players copied."""
    games = rng.integers(0, 4, (count, 2, m, n))
    games[:, :, m - 1, :] = games[:, :, 0, :]
    games[:, :, :, n - 1] = games[:, :, :, 0]
    return games


def duplicated_floats(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Uniform floats with one row and one column of both players copied."""
    games = rng.random((count, 2, m, n))
    games[:, :, m - 1, :] = games[:, :, 0, :]
    games[:, :, :, n - 1] = games[:, :, :, 0]
    return games


def zero_sum(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Integer zero-sum games."""
    a = rng.integers(-3, 4, (count, m, n))
    return np.stack([a, -a], axis=1)


def symmetric(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Symmetric games with integers 0..3 (square of the smaller number of actions)."""
    k = min(m, n)
    a = rng.integers(0, 4, (count, k, k))
    return np.stack([a, a.transpose(0, 2, 1)], axis=1)


def covariant(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Floats with correlation 0.8 between the two players' payoffs (many equilibria)."""
    a, b = rng.standard_normal((2, count, m, n))
    return np.stack([a, 0.8 * a + 0.6 * b], axis=1)


def all_equal(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """One payoff everywhere."""
    return np.broadcast_to(rng.random((count, 1, 1, 1)), (count, 2, m, n))


def near_degenerate(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Integers 0..2, each moved by up to ``10^-k``, k = 1 … 17 in turn."""
    games = rng.integers(0, 3, (count, 2, m, n)).astype(np.float64)
    size = 10.0 ** -(1.0 + np.arange(count) % 17)
    return np.asarray(games + size[:, None, None, None] * rng.integers(-1, 2, games.shape))


def near_degenerate_mixed(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Floats whose last row is a mixture of the others but for ``10^-k``, k = 1 … 17."""
    games = rng.random((count, 2, m, n))
    size = 10.0 ** -(1.0 + np.arange(count) % 17)
    if m > 2:
        games[:, :, m - 1] = games[:, :, : m - 1].mean(axis=2)
    if n > 2:
        games[..., n - 1] = games[..., : n - 1].mean(axis=3)
    return np.asarray(games + size[:, None, None, None] * rng.integers(-1, 2, games.shape))


def scaled(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Integers 0..3, each player's payoffs multiplied by a power of ten from 1e-12 to 1e12."""
    games = rng.integers(0, 4, (count, 2, m, n)).astype(np.float64)
    return np.asarray(games * 10.0 ** rng.integers(-12, 13, (count, 2, 1, 1)))


def mixed_scales(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Each payoff of its own size, 1e-12 to 1e12, some tied."""
    games = rng.integers(0, 4, (count, 2, m, n)).astype(np.float64)
    return np.asarray(games * 10.0 ** rng.integers(-12, 13, games.shape))


def extreme_scales(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Subnormal numbers, numbers near overflow, and both in one game."""
    games = rng.integers(-3, 4, (count, 2, m, n)).astype(np.float64)
    size = rng.choice([5e-324, 1e-310, 1e-200, 1.0, 1e200, 3e307], (count, 2, 1, 1))
    mixed = rng.choice([5e-324, 1e-160, 1.0, 1e160, 3e307], games.shape)
    half = np.arange(count)[:, None, None, None] % 2 == 0
    return np.asarray(games * np.where(half, size, mixed))


def large_integers(rng: np.random.Generator, count: int, m: int, n: int) -> Games:
    """Integers near 2^53 and near 2^62, with ties."""
    games = rng.integers(0, 4, (count, 2, m, n))
    size = np.where(np.arange(count) % 2 == 0, 2**53 - 1, 2**61 - 1)
    return np.asarray(games * size[:, None, None, None] - rng.integers(0, 2, games.shape))


FAMILIES: dict[str, Family] = {
    "uniform floats": uniform,
    "short floats": short_floats,
    "integers 0..1": integers(0, 1),
    "integers 0..2": integers(0, 2),
    "integers 0..3": integers(0, 3),
    "integers +-999": integers(-999, 999),
    "tenths (floats)": tenths,
    "fractions": fractions,
    "duplicated integers": duplicated,
    "duplicated floats": duplicated_floats,
    "zero-sum": zero_sum,
    "symmetric": symmetric,
    "covariant": covariant,
    "all equal": all_equal,
    "near-degenerate 10^-k": near_degenerate,
    "near-dependent 10^-k": near_degenerate_mixed,
    "scaled 1e+-12": scaled,
    "mixed scales 1e+-12": mixed_scales,
    "extreme scales": extreme_scales,
    "large integers": large_integers,
}


def ordinal_2x2() -> Games:
    """All 2x2 games whose payoffs are ranks 0..3, ties included (75 weak orders a player)."""
    orders = [
        ranks for ranks in product(range(4), repeat=4) if set(ranks) == set(range(max(ranks) + 1))
    ]
    pairs = list(product(orders, orders))
    return np.array(pairs, dtype=np.int64).reshape(len(pairs), 2, 2, 2)


def chunks(games: Games, size: int) -> Iterator[Games]:
    """Consecutive runs of at most ``size`` games."""
    for at in range(0, len(games), size):
        yield games[at : at + size]
