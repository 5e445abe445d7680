"""All equilibria in cutoffs where the density of types rises and falls at most once.

Let ``H(x) = sign(b) (a + b x + c p(x))`` be what the cutoff type gains where all use the cutoff
``x``, turned so that ``H' = |b| - c s f(x)``, with ``f`` the density of types and ``s`` the part of
players whose type matters. The density is monotone on either side of its mode (or of its lowest
point, for a Beta with both shapes below 1), so that ``f = |b| / (c s)`` has at most one solution on
either side, and ``H`` at most three monotone pieces, each with at most one zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gametheory.threads import share_out

Floats = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

_SLACK = 64.0
_UNIT = _SLACK * np.finfo(np.float64).eps
_BARELY = 1e-12  # what rounding may do to the logarithm of a ratio of densities
_LEAST = 2_000  # games for which a second thread pays
_MOST = 200  # steps; each three at least halve the bracket


class Density(NamedTuple):
    """Distributions of ``G`` games.

    Attributes
    ----------
    low, high : (G,)
        Ends between which equilibria lie.
    turn : (G,)
        Where the density turns; ``low`` where it is monotone.
    cumulative, log_density : callable
        Of positions of games and types there.
    """

    low: Floats
    high: Floats
    turn: Floats
    cumulative: Callable[[Int64, Floats], Floats]
    log_density: Callable[[Int64, Floats], Floats]


class SmoothListing(NamedTuple):
    """Equilibria of ``G`` games by game and rising cutoff; in doubt where a zero nearly touches."""

    counts: Int64
    cutoff: Floats
    slope: Int64
    doubtful: npt.NDArray[np.bool_]


def smooth_cutoffs(
    gains: Floats, always: Floats, free: Floats, density: Density, ends: npt.NDArray[np.bool_]
) -> SmoothListing:
    """Every equilibrium of players in one position.

    Parameters
    ----------
    gains : (G, 3) float64
        Constant, per unit of type, per share of others who act.
    always, free : (G,) float64
        Shares who act whatever their type, and whose type matters.
    density : Density
    ends : (2, G) bool
        Whether ``low`` and ``high`` are ends of the types, where all or none act.
    """
    blocks: dict[int, SmoothListing] = {}

    def work(start: int, stop: int) -> None:
        blocks[start] = _some(np.arange(start, stop), gains, always, free, density, ends)

    share_out(work, len(gains), _LEAST)
    columns = zip(*(blocks[start] for start in sorted(blocks)), strict=True)
    return SmoothListing(*(np.concatenate(v) for v in columns))


def _some(
    games: Int64,
    gains: Floats,
    always: Floats,
    free: Floats,
    density: Density,
    ends: npt.NDArray[np.bool_],
) -> SmoothListing:
    """Some of the games, which follow one another."""

    def value(g: Int64, x: Floats) -> Floats:
        below = density.cumulative(g, x)
        acts = np.where(gains[g, 1] > 0, 1 - below, below)
        raw = gains[g, 0] + gains[g, 1] * x + gains[g, 2] * (always[g] + free[g] * acts)
        return np.asarray(np.sign(gains[g, 1]) * raw)

    edges, barely = _monotone_pieces(games, gains, free, density)
    at = np.stack([value(games, v) for v in edges])
    # What rounding may do to the gain.
    size = np.abs(gains[games])
    error = _UNIT * (size[:, 0] + size[:, 1] * np.abs(edges).max(axis=0) + size[:, 2])
    rows: list[tuple[Int64, Floats, Int64]] = []
    for piece in range(3):
        crossing = np.flatnonzero((at[piece] > 0) != (at[piece + 1] > 0))
        low, high = edges[piece : piece + 2, crossing]
        zero = _between(value, games[crossing], low, high, error[crossing] / _SLACK)
        rows.append((crossing, zero, np.where(at[piece, crossing] > 0, -1, 1)))
    for which, edge, corner in ((0, 0, at[0] > 0), (1, 3, ~(at[3] > 0))):
        held = np.flatnonzero(ends[which, games] & corner)
        rows.append((held, edges[edge, held], np.ones(len(held), dtype=np.int64)))
    game, cutoff, index = (np.concatenate(v) for v in zip(*rows, strict=True))
    order = np.lexsort((cutoff, game))
    # A sign can be in doubt only where the gain turns, or ends.
    near = np.abs(at) <= error
    inner = (edges[1:3] > edges[0]) & (edges[1:3] < edges[3])
    doubtful = (near[[0, 3]] & ends[:, games]).any(axis=0) | (near[1:3] & inner).any(axis=0)
    doubtful |= barely & (np.abs(value(games, density.turn[games])) <= error)
    return SmoothListing(
        np.bincount(game, minlength=len(games)), cutoff[order], index[order], doubtful
    )


def _monotone_pieces(
    games: Int64, gains: Floats, free: Floats, density: Density
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The four ends (4, G), some of them equal, of up to three pieces on which ``H`` is monotone.

    Also whether rounding hides how many pieces there are.
    """
    with np.errstate(divide="ignore"):
        level = np.log(np.abs(gains[:, 1])) - np.log(gains[:, 2] * free)

    def excess(g: Int64, x: Floats) -> Floats:
        with np.errstate(invalid="ignore"):  # both may be infinite where others do not matter
            return np.asarray(density.log_density(g, x) - level[g])

    low, turn, high = (v[games] for v in (density.low, density.turn, density.high))
    edges = np.stack([low, low, high, high])
    for edge, start, stop in ((1, low, turn), (2, turn, high)):
        at_start, at_stop = excess(games, start), excess(games, stop)
        crossing = np.flatnonzero((start < stop) & ((at_start > 0) != (at_stop > 0)))
        edges[edge, crossing] = _between(
            excess, games[crossing], start[crossing], stop[crossing], np.full(len(crossing), 1e-13)
        )
    return edges, np.abs(excess(games, turn)) < _BARELY


def _between(
    value: Callable[[Int64, Floats], Floats],
    games: Int64,
    low: Floats,
    high: Floats,
    floor: Floats,
) -> Floats:
    """The change of sign of each between ``low`` and ``high``, to the last digits.

    Done once a value is below the ``floor``, where its sign would be rounding.

    False position with halved ends (Illinois), and bisection at every third step.
    """
    low, high = low.copy(), high.copy()
    at_low, at_high = value(games, low), value(games, high)
    rising = at_high > 0
    open_ = np.arange(len(games))
    side = np.zeros(len(games), dtype=np.int64)
    for step in range(_MOST):
        width = high[open_] - low[open_]
        small = 2 * np.finfo(np.float64).eps * np.maximum(np.abs(low[open_]), np.abs(high[open_]))
        open_ = open_[width > np.maximum(small, 1e-300)]
        if not len(open_):
            break
        a, b, fa, fb = low[open_], high[open_], at_low[open_], at_high[open_]
        with np.errstate(all="ignore"):
            x = b - fb * ((b - a) / (fb - fa))
        middle = 0.5 * a + 0.5 * b
        halved = np.full(len(open_), step % 3 == 2)
        x = np.where(halved | ~((x > a) & (x < b)), middle, x)
        f = value(games[open_], x)
        up = (f > 0) == rising[open_]  # the new point replaces the upper end
        high[open_], low[open_] = np.where(up, x, b), np.where(up, a, x)
        again = np.where(up, 1, -1) == side[open_]
        at_high[open_] = np.where(up, f, np.where(again, 0.5 * fb, fb))
        at_low[open_] = np.where(up, np.where(again, 0.5 * fa, fa), f)
        side[open_] = np.where(up, 1, -1)
        zero = np.abs(f) <= floor[open_]
        low[open_[zero]] = high[open_[zero]] = x[zero]
    return np.asarray(0.5 * low + 0.5 * high)


def beta_density(first: Floats, second: Floats, low: Floats, high: Floats) -> Density:
    """Beta on [low, high], all (G,)."""
    from scipy import special

    wide = high - low
    both = np.sign(first - 1) * np.sign(second - 1) > 0
    with np.errstate(all="ignore"):
        inside = np.where(both, (first - 1) / (first + second - 2), 0.0)
    scale = special.betaln(first, second)

    def unit(g: Int64, x: Floats) -> Floats:
        return np.asarray(np.clip((x - low[g]) / wide[g], 0.0, 1.0))

    def cumulative(g: Int64, x: Floats) -> Floats:
        return np.asarray(special.betainc(first[g], second[g], unit(g, x)))

    def log_density(g: Int64, x: Floats) -> Floats:
        u = unit(g, x)
        inner = special.xlogy(first[g] - 1, u) + special.xlog1py(second[g] - 1, -u)
        return np.asarray(inner - scale[g] - np.log(wide[g]))

    return Density(low, high, low + wide * inside, cumulative, log_density)


def normal_density(mean: Floats, deviation: Floats, low: Floats, high: Floats) -> Density:
    """Normal, looked at between ``low`` and ``high``, all (G,)."""
    from scipy import special

    def cumulative(g: Int64, x: Floats) -> Floats:
        return np.asarray(special.ndtr((x - mean[g]) / deviation[g]))

    def log_density(g: Int64, x: Floats) -> Floats:
        z = (x - mean[g]) / deviation[g]
        return np.asarray(-0.5 * z * z - np.log(deviation[g]) - 0.5 * np.log(2 * np.pi))

    return Density(low, high, np.clip(mean, low, high), cumulative, log_density)


def reach_of_cutoffs(gains: Floats, always: Floats, free: Floats) -> tuple[Floats, Floats]:
    """Between which types the cutoff lies, whatever share of the others act: two arrays (G,).

    A little wider, so that rounding hides no sign at either end.
    """
    a, b, c = (gains[:, k] for k in range(3))
    one, two = -(a + c * always) / b, -(a + c * (always + free)) / b
    more = 1e-9 * (np.abs(a) + c) / np.abs(b) + 1e-150
    return np.minimum(one, two) - more, np.maximum(one, two) + more
