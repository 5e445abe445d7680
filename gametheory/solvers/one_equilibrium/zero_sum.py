"""Matrix games: the value and both optimal strategies by linear programming."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.whole import from_least
from gametheory.solvers.one_equilibrium.exact_pivoting import equalising_fractions
from gametheory.solvers.one_equilibrium.lemke_howson import (
    SHARPENED_ENTRIES,
    TOLERANCE,
    OneEquilibrium,
    as_floats,
    is_equilibrium,
    lemke_howson,
    sharpen,
)
from gametheory.threads import share_out

Array = npt.NDArray[Any]

# A few roundings of payoffs computed from one another, as a share of the largest payoff.
ROUNDING = 8 * np.finfo(np.float64).eps


@attrs.frozen(eq=False)
class Competitive:
    """Which of ``G`` games are strictly competitive: ``B = constant - rate * A``.

    Attributes
    ----------
    recognised : (G,) bool
    rate : (G,) float64
        Positive where recognised, in the units of the payoffs unless they are exact and too long
        for doubles.
    """

    recognised: npt.NDArray[np.bool_]
    rate: npt.NDArray[np.float64]


def competitive(payoffs: Array) -> Competitive:
    """Recognise ``B = constant - rate * A`` with a positive rate, up to rounding.

    Parameters
    ----------
    payoffs : (G, 2, m, n) float64, int64 or object array

    Notes
    -----
    Recognition only chooses the solver; what it returns is checked on the payoffs of both.
    """
    # Each player's exact payoffs may be moved and rescaled: the relation stays of its kind.
    games = len(payoffs)
    floats = payoffs if payoffs.dtype == np.float64 else as_floats(payoffs)
    flat = floats.reshape(games, 2, int(np.prod(payoffs.shape[2:])))
    half = flat / 2
    row = np.arange(games)
    a, b = half[:, 0], half[:, 1]
    high, low = a.argmax(axis=1), a.argmin(axis=1)
    span_a, span_b = a[row, high] - a[row, low], b[row, low] - b[row, high]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rate = np.where(span_a > 0, span_b / span_a, 1.0)
        rate = np.where(np.abs(rate - 1) <= ROUNDING, 1.0, rate)
        shift = b[row, low] + rate * a[row, low]
        error = np.abs(b + rate[:, None] * a - shift[:, None]).max(axis=1, initial=0.0)
        # Rounded down before they are added up: the sum may exceed the largest double.
        allowed = ROUNDING * np.abs(b).max(axis=1, initial=0.0)
        allowed += ROUNDING * rate * np.abs(a).max(axis=1, initial=0.0)
        recognised = (rate > 0) & (error <= allowed)
    return Competitive(recognised, rate)


def optimal_strategies(matrices: Array, *, max_pivots: int = 1_000_000) -> OneEquilibrium:
    """Optimal strategies of matrix games; the row player receives ``matrices``.

    Parameters
    ----------
    matrices : (G, m, n) float64, int64 or object (Fraction) array
    max_pivots : int

    Notes
    -----
    Floats: a simplex method on a dictionary with exact steepest edges, the optimal strategies
    then solved afresh from the payoffs and accepted if the two players' gains are within
    rounding; otherwise HiGHS, otherwise complementary pivoting. Exact payoffs: solved exactly on
    the basis found in floats, and checked; where that fails, complementary pivoting
    (:func:`gametheory.solvers.one_equilibrium.lemke_howson.lemke_howson`).
    """
    from gametheory.solvers.one_equilibrium.zero_sum_kernel import optimal_strategies_each

    games, m, n = matrices.shape
    exact = matrices.dtype != np.float64
    floats = np.ascontiguousarray(as_floats(matrices[:, None])[:, 0] if exact else matrices)
    x, y = np.zeros((games, m)), np.zeros((games, n))
    basis = np.zeros((games, m + n), dtype=np.bool_)
    status, pivots = np.zeros(games, dtype=np.int64), np.zeros(games, dtype=np.int64)
    share_out(
        lambda start, stop: optimal_strategies_each(
            floats, TOLERANCE, max_pivots, x, y, basis, status, pivots, start, stop
        ),
        games,
        least=max(1, 20_000 // (m * n)),
    )
    if exact:
        return _exactly(matrices, basis, pivots, max_pivots)
    found = status == 0
    for g in np.flatnonzero(~found).tolist():
        pair = _by_highs(matrices[g])
        if pair is None:
            again = lemke_howson(np.stack([matrices[g], -matrices[g]])[None], max_pivots=max_pivots)
            pair = (again.x[0], again.y[0]) if again.found[0] else None
        if pair is not None:
            x[g], y[g] = pair
            found[g] = True
    if m * n <= SHARPENED_ENTRIES:
        sharpen(np.stack([floats, -floats], axis=1), x, y, found)
    return OneEquilibrium(x, y, found, pivots)


def _exactly(
    matrices: Array, basis: Array, pivots: npt.NDArray[np.int64], max_pivots: int
) -> OneEquilibrium:
    games, m, n = matrices.shape
    x, y = np.empty((games, m), dtype=object), np.empty((games, n), dtype=object)
    x[:], y[:] = Fraction(0), Fraction(0)
    found = np.zeros(games, dtype=np.bool_)
    for g in range(games):
        a = from_least(matrices[g])
        rows, columns = np.flatnonzero(basis[g, :m]), np.flatnonzero(basis[g, m:])
        of_x = equalising_fractions(a.T, columns, rows, m)
        of_y = equalising_fractions(a, rows, columns, n)
        if of_x is not None and of_y is not None and is_equilibrium(a, -a, of_x, of_y):
            x[g], y[g], found[g] = of_x, of_y, True
            continue
        whole = a[None, None]
        again = lemke_howson(np.concatenate([whole, -whole], axis=1), max_pivots=max_pivots)
        x[g], y[g], found[g] = again.x[0], again.y[0], again.found[0]
    return OneEquilibrium(x, y, found, pivots)


def _by_highs(
    matrix: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
    from scipy.optimize import linprog

    m, n = matrix.shape
    half = matrix / 2  # the span of doubles near the largest would overflow
    unit = (half - half.min()) / (half.max() - half.min() or 1.0)
    answer = linprog(-np.ones(n), A_ub=unit + 1, b_ub=np.ones(m), method="highs")
    if answer.status != 0 or answer.x is None:
        return None
    weights_y, weights_x = np.maximum(answer.x, 0), np.maximum(-answer.ineqlin.marginals, 0)
    y, x = weights_y / weights_y.sum(), weights_x / weights_x.sum()
    gain = (unit @ y).max() - (x @ unit).min()
    return (x, y) if gain <= 1e3 * TOLERANCE else None
