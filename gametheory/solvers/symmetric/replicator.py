"""Rest points of the replicator dynamics in rationals, and its paths by SciPy's integrator."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.symmetric.evolutionary import mix_on

Floats = npt.NDArray[np.float64]
Matrix = list[list[Fraction]]

ATTRACTING, REPELLING, NEUTRAL = 1, -1, 0

# An eigenvalue this close to the imaginary axis, relative to the payoffs, decides nothing.
_FLAT = 1e-9


@attrs.frozen
class RestPoint:
    """A state at which all strategies in use earn the same: the state and what is near it."""

    shares: list[Fraction]
    nash: bool
    stability: int


def rest_points(A: Matrix) -> tuple[list[RestPoint], bool]:
    """The isolated rest points, one support at a time, and whether there can be no other."""
    n = len(A)
    found: list[RestPoint] = []
    complete = True
    for size in range(1, n + 1):
        for S in combinations(range(n), size):
            mix = mix_on(A, S)
            if mix is None:
                complete = complete and not _solvable(A, S)
                continue
            x, value = mix
            if all(x[i] > 0 for i in S):
                excess = [sum((A[i][j] * x[j] for j in S), Fraction(0)) - value for i in range(n)]
                found.append(RestPoint(x, max(excess) <= 0, _stability(A, S, x, excess)))
    found.sort(key=lambda point: point.shares)
    return found, complete


def _solvable(A: Matrix, S: tuple[int, ...]) -> bool:
    """Whether equal earnings on ``S`` have any solution at all, shares of any sign."""
    rows = [[A[i][j] for j in S] + [Fraction(-1), Fraction(0)] for i in S]
    rows.append([Fraction(1)] * len(S) + [Fraction(0), Fraction(1)])
    done = 0
    for column in range(len(S) + 1):
        pivot = next((r for r in range(done, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for r in range(done + 1, len(rows)):
            factor = rows[r][column] / rows[done][column]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[done], strict=True)]
        done += 1
    return all(row[-1] == 0 for row in rows[done:])


def _stability(A: Matrix, S: tuple[int, ...], x: list[Fraction], excess: list[Fraction]) -> int:
    """By linearisation: growth of the strategies not in use, exactly, then of those in use."""
    outside = [e for i, e in enumerate(excess) if i not in S]
    if any(e > 0 for e in outside):
        return REPELLING
    # On the face of S the linearisation is x_i ((A z)_i - x A z) for z that sums to zero.
    scale = max((abs(A[i][j]) for i in S for j in S), default=Fraction(0)) or Fraction(1)
    B = np.array([[float(A[i][j] / scale) for j in S] for i in S])
    p = np.array([float(x[i]) for i in S])
    # Columns of an orthonormal basis of the vectors that sum to zero.
    basis = np.linalg.svd(np.ones((1, len(S))))[2][1:].T
    linear = p[:, None] * (B - p @ B)
    growth = np.linalg.eigvals(basis.T @ linear @ basis).real
    if (growth > _FLAT).any():
        return REPELLING
    flat = (growth > -_FLAT).any() or any(e == 0 for e in outside)
    return NEUTRAL if flat else ATTRACTING


class TooManySteps(Exception):
    """The integrator asked for more evaluations than allowed."""


def follow(
    A: Floats, start: Floats, times: Floats, tolerance: float, most: int
) -> tuple[Floats, bool]:
    """Shares at ``times`` from ``start``, and whether the end was reached.

    Logarithms of the shares are integrated, so that shares stay positive and in the simplex, and
    strategies that are absent stay absent.
    """
    from scipy.integrate import solve_ivp

    used = np.flatnonzero(start > 0)
    matrix = np.ascontiguousarray(A[np.ix_(used, used)])
    shares = np.zeros((len(times), len(start)))
    evaluations = 0

    def rate(_: float, logs: Floats) -> Floats:
        nonlocal evaluations
        evaluations += 1
        if evaluations > most:
            raise TooManySteps
        x = _shares(logs)
        earned = matrix @ x
        return np.asarray(earned - x @ earned)

    reached: Any = np.log(start[used])
    shares[0] = start
    at = 0
    try:
        for k in range(1, len(times)):
            path = solve_ivp(
                rate,
                (times[k - 1], times[k]),
                reached,
                method="DOP853",
                rtol=tolerance,
                atol=tolerance,
            )
            if not path.success:
                break
            reached = path.y[:, -1]
            shares[k, used] = _shares(reached)
            at = k
    except TooManySteps:
        pass
    shares[at + 1 :] = np.nan
    return shares, at == len(times) - 1


def _shares(logs: Floats) -> Floats:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())
