"""One equilibrium of each two-player game of floats, by the cheapest way that applies."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gametheory.exact.incentives import own_gaps
from gametheory.solvers.one_equilibrium.lemke_howson import (
    SHARPENED_ENTRIES,
    TOLERANCE,
    lemke_howson,
    pair_payoffs_and_regret,
)
from gametheory.solvers.one_equilibrium.ways import (
    BY_INCENTIVES,
    BY_PIVOTING,
    BY_PROGRAMME,
    DONE,
    NONE,
)
from gametheory.solvers.one_equilibrium.zero_sum import ROUNDING, competitive, optimal_strategies
from gametheory.threads import share_out

Array = npt.NDArray[Any]


_YES, _NO = np.array([True]), np.array([False])


class FloatingPairs(NamedTuple):
    """One strategy pair for each of ``G`` games; rows where ``found`` is False mean nothing.

    Attributes
    ----------
    x : (G, m), y : (G, n), payoffs : (G, 2), regret : (G,) float64
    found : (G,) bool
    refused : (G,) bool
        Where none of the ways allowed applies to the game.
    settled : bool
        Whether every game has been answered, with finite payoffs, in the compiled call.
    """

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    payoffs: npt.NDArray[np.float64]
    regret: npt.NDArray[np.float64]
    found: npt.NDArray[np.bool_]
    refused: npt.NDArray[np.bool_]
    settled: bool


def floating_pairs(
    payoffs: Array, *, pure: bool, programme: bool, pivoting: bool, max_pivots: int
) -> FloatingPairs:
    """One equilibrium of every game by the first way allowed that applies.

    Parameters
    ----------
    payoffs : (G, 2, m, n) float64 array
    pure, programme, pivoting : bool
        Whether a pure equilibrium, the linear programme of a strictly competitive game and
        complementary pivoting are allowed.
    max_pivots : int

    Notes
    -----
    One compiled call settles nearly every game. What rounding spoils there goes on to
    :func:`gametheory.solvers.one_equilibrium.zero_sum.optimal_strategies` or
    :func:`gametheory.solvers.one_equilibrium.lemke_howson.lemke_howson`.
    """
    games, _, m, n = payoffs.shape
    kernel, flags = _kernel(), payoffs.flags
    if flags.writeable or not flags.c_contiguous:  # one compiled version, for read-only payoffs
        payoffs = np.ascontiguousarray(payoffs).view()
        payoffs.flags.writeable = False
    x, y = np.zeros((games, m)), np.zeros((games, n))
    expected, regret = np.zeros((games, 2)), np.zeros(games)
    status = np.zeros(games, dtype=np.int64)

    def work(start: int, stop: int) -> bool:
        return kernel(
            payoffs, pure, programme, pivoting, max_pivots, TOLERANCE, ROUNDING,
            SHARPENED_ENTRIES, x, y, expected, regret, status, start, stop,
        )  # fmt: skip

    if games == 1:
        if work(0, 1):
            return FloatingPairs(x, y, expected, regret, _YES, _NO, True)
    else:
        settled: list[bool] = []
        share_out(
            lambda start, stop: settled.append(work(start, stop)),
            games,
            least=max(1, 20_000 // (m * n)),
        )
        if all(settled):
            found = np.ones(games, dtype=np.bool_)
            return FloatingPairs(x, y, expected, regret, found, ~found, True)
    answer = FloatingPairs(x, y, expected, regret, status == DONE, status == NONE, False)
    _settle(payoffs, status, answer, programme, pivoting, max_pivots)
    return answer


@cache
def _kernel() -> Callable[..., bool]:
    """The compiled call, imported when first needed; a loop over single games feels an import."""
    from gametheory.solvers.one_equilibrium.choice_kernel import one_equilibrium_of_each

    compiled: Callable[..., bool] = one_equilibrium_of_each
    return compiled


def _settle(
    payoffs: Array,
    status: npt.NDArray[np.int64],
    answer: FloatingPairs,
    programme: bool,
    pivoting: bool,
    max_pivots: int,
) -> None:
    """The games that the compiled call handed back, by the slower ways."""
    rows = np.flatnonzero(status == BY_PROGRAMME)
    if programme and not pivoting:
        # The compiled call recognises competitive games by their first rows where it can, which
        # payoffs of very different size may mislead.
        odd = np.flatnonzero(answer.refused)
        odd = odd[competitive(payoffs[odd]).recognised]
        answer.refused[odd] = False
        rows = np.concatenate([rows, odd])
    settled = []
    if len(rows):
        one = optimal_strategies(payoffs[rows, 0], max_pivots=max_pivots)
        settled.append((rows, one))
        if pivoting:
            rows = rows[~one.found]
            status[rows] = BY_PIVOTING
    lopsided = np.flatnonzero(status == BY_INCENTIVES)
    if len(lopsided):
        # Payoffs many times larger than incentives cost digits: pivot on what can be won alone.
        gaps, _ = own_gaps(payoffs[lopsided], 2)
        settled.append((lopsided, lemke_howson(gaps, max_pivots=max_pivots)))
    rows = np.flatnonzero(status == BY_PIVOTING)
    if len(rows):
        settled.append((rows, lemke_howson(payoffs[rows], max_pivots=max_pivots)))
    for rows, one in settled:
        good = rows[one.found]
        answer.x[good], answer.y[good] = one.x[one.found], one.y[one.found]
        answer.found[good] = True
        answer.payoffs[good], answer.regret[good] = pair_payoffs_and_regret(
            payoffs, good, answer.x[good], answer.y[good]
        )
    good = lopsided[answer.found[lopsided]]
    answer.regret[good] = _regret_of_incentives(payoffs[good], answer.x[good], answer.y[good])


def _regret_of_incentives(payoffs: Array, x: Array, y: Array) -> npt.NDArray[np.float64]:
    """Regret from what each player can win alone, in her own unit until it is known."""
    gaps, halved = own_gaps(payoffs, 2)
    games, worst = np.arange(len(gaps)), np.zeros(len(gaps))
    for i in range(2):
        hers = np.zeros_like(gaps)
        hers[:, i] = gaps[:, i]
        regret = pair_payoffs_and_regret(hers, games, x, y)[1]
        with np.errstate(over="ignore"):
            worst = np.maximum(worst, np.ldexp(regret, halved[:, i]))
    return worst
