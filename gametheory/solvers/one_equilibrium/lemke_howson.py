"""One equilibrium of a two-player game by complementary pivoting (Lemke and Howson 1964)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.whole import from_least, over_common_denominator
from gametheory.solvers.one_equilibrium.exact_pivoting import (
    Integers,
    equalising_fractions,
    exact_path,
)
from gametheory.threads import share_out

# Regret allowed to a floating answer, as a share of a player's span of payoffs. Answers are
# solved afresh from the payoffs, so that they are usually three digits better.
TOLERANCE = 1e-12
# Exact pivoting costs a big-integer operation per entry and pivot; beyond this it is not begun.
_EXACT_ENTRIES = 10_000
_EXACT_PIVOTS = 20_000
SHARPENED_ENTRIES = 1_000

Array = npt.NDArray[Any]


@attrs.frozen(eq=False)
class OneEquilibrium:
    """One strategy pair for each of ``G`` games; rows where ``found`` is False mean nothing.

    Attributes
    ----------
    x : (G, m), y : (G, n)
        ``float64``, or object arrays of Fraction for exact payoffs.
    found : (G,) bool
    pivots : (G,) int64
        Floating-point pivots made.
    """

    x: Array
    y: Array
    found: npt.NDArray[np.bool_]
    pivots: npt.NDArray[np.int64]


def lemke_howson(payoffs: Array, *, max_pivots: int = 1_000_000) -> OneEquilibrium:
    """One equilibrium of every game.

    Parameters
    ----------
    payoffs : (G, 2, m, n) float64, int64 or object (Fraction) array
    max_pivots : int
        Pivots allowed to a game over all its paths.

    Notes
    -----
    The length of a path depends on the label dropped at its start, with a heavy tail: in random
    200x200 games half of the paths take more than 2,000 pivots and one in eight fewer than 50. The
    labels are therefore tried in turn with a small cap (as Codenotti, De Rossi and Pagan 2008 do),
    then with caps that follow the universal sequence of Luby, Sinclair and Zuckerman (1993). A
    pivot costs :math:`O(k(m + n))` at ``k`` positive weights, of which random games of any size
    have about twenty along the paths that are followed. Ties are broken lexicographically. At the
    end of a path the two strategies are solved afresh from the payoffs and accepted if their
    regret is within rounding. Games given exactly are solved exactly on the bases found in
    floats, and checked; where that fails, games of up to 100x100 are pivoted in integers, which
    cannot fail but at the cap. So are floating games in which rounding spoils every path, and
    games of up to 30x30 whose payoffs differ so much in size that a regret negligible beside the
    largest is not so beside the payoffs received.
    """
    games, _, m, n = payoffs.shape
    exact = payoffs.dtype != np.float64
    floats = as_floats(payoffs) if exact else np.ascontiguousarray(payoffs)
    x, y = np.zeros((games, m)), np.zeros((games, n))
    bases = np.zeros((games, m + n), dtype=np.int64)
    status, pivots = np.zeros(games, dtype=np.int64), np.zeros(games, dtype=np.int64)
    _follow(floats, max_pivots, x, y, bases, status, pivots)
    found = status == 0
    if not exact:
        for g in np.flatnonzero(~found).tolist():
            pair = _exactly(payoffs[g], None)
            if pair is not None:
                x[g], y[g] = np.array(pair[0], dtype=float), np.array(pair[1], dtype=float)
                found[g] = True
        sharpen(payoffs, x, y, found)
        return OneEquilibrium(x, y, found, pivots)
    exact_x, exact_y = np.empty((games, m), dtype=object), np.empty((games, n), dtype=object)
    exact_x[:], exact_y[:] = Fraction(0), Fraction(0)
    for g in range(games):
        pair = _exactly(payoffs[g], bases[g] if found[g] else None)
        found[g] = pair is not None
        if pair is not None:
            exact_x[g], exact_y[g] = pair
    return OneEquilibrium(exact_x, exact_y, found, pivots)


def sharpen(payoffs: Array, x: Array, y: Array, found: npt.NDArray[np.bool_]) -> None:
    """Solve exactly the games whose regret is large beside the payoffs that are at stake.

    Where payoffs of very different size meet in one game, a regret that is small beside the
    largest payoff may be large beside those received. Changes ``x`` and ``y`` in place.
    """
    m, n = payoffs.shape[2:]
    if m * n > SHARPENED_ENTRIES:
        return
    games = np.flatnonzero(found)
    _, regret = pair_payoffs_and_regret(payoffs, games, x[games], y[games])
    for g, gain in zip(games.tolist(), regret.tolist(), strict=True):
        if gain <= 0.0:
            continue
        quarter = np.abs(payoffs[g]) / 4  # sums near the largest double would overflow
        at_stake = min(float(x[g] @ quarter[i] @ y[g]) for i in range(2))
        if gain / 4 <= TOLERANCE / 10 * at_stake:
            continue
        pair = _exactly(payoffs[g], None)
        if pair is not None:
            x[g], y[g] = np.array(pair[0], dtype=float), np.array(pair[1], dtype=float)


def _follow(floats: Array, max_pivots: int, *out: Array) -> None:
    from gametheory.solvers.one_equilibrium.lemke_howson_kernel import one_equilibrium_each

    share_out(
        lambda start, stop: one_equilibrium_each(floats, max_pivots, TOLERANCE, *out, start, stop),
        len(floats),
        least=max(1, 20_000 // floats[0].size) if len(floats) else 1,
    )


def as_floats(payoffs: Array) -> npt.NDArray[np.float64]:
    """Nearest doubles; of integers too long for that, a game at a time, of rescaled payoffs."""
    if payoffs.dtype == object:
        long = np.arange(len(payoffs))
        out = np.empty(payoffs.shape, dtype=np.float64)
    else:
        fits = (payoffs >= -(2**53)) & (payoffs <= 2**53)
        long = np.flatnonzero(~fits.all(axis=tuple(range(1, payoffs.ndim))))
        out = payoffs.astype(np.float64)
    for g in long.tolist():
        for i in range(payoffs.shape[1]):
            whole = from_least(payoffs[g, i])
            top = max(1, max(whole.ravel()))
            out[g, i] = (whole * Fraction(1, top)).astype(np.float64)
    return out


def _exactly(
    payoffs: Array, basis: npt.NDArray[np.int64] | None
) -> tuple[list[Fraction], list[Fraction]] | None:
    a, b = from_least(payoffs[0]), from_least(payoffs[1])
    m, n = a.shape
    if basis is not None:
        of_x, of_y = basis[:m], basis[m:]
        x = equalising_fractions(
            b.T, np.sort(of_x[of_x >= m]) - m, np.setdiff1d(np.arange(m), of_x), m
        )
        y = equalising_fractions(
            a, np.sort(of_y[of_y < m]), np.setdiff1d(np.arange(n), of_y - m), n
        )
        if x is not None and y is not None and is_equilibrium(a, b, x, y):
            return x, y
    if m * n > _EXACT_ENTRIES:
        return None
    cap = max(1, _EXACT_PIVOTS * 100 // max(100, m * n))
    for label in (0, m):
        found = exact_path(a, b, label, cap)
        if found is not None:
            return found
    return None


def is_equilibrium(a: Integers, b: Integers, x: list[Fraction], y: list[Fraction]) -> bool:
    """Whether only best replies carry weight, checked in whole numbers."""
    whole_x, whole_y = over_common_denominator(x)[0], over_common_denominator(y)[0]
    against_y, against_x = a @ whole_y, whole_x @ b
    return bool(
        np.all(against_y[whole_x > 0] == max(against_y))
        and np.all(against_x[whole_y > 0] == max(against_x))
    )


def pair_payoffs_and_regret(
    payoffs: Array, games: Array, x: Array, y: Array
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Payoffs (T, 2) and regret (T,) of floating profiles of large two-player games."""
    from gametheory.solvers.one_equilibrium.lemke_howson_kernel import payoffs_and_regret

    expected, regret = np.empty((len(games), 2)), np.empty(len(games))
    payoffs_and_regret(
        np.ascontiguousarray(payoffs),
        games,
        np.ascontiguousarray(x),
        np.ascontiguousarray(y),
        expected,
        regret,
    )
    return expected, regret
