"""One equilibrium of each game as the limit of a logit branch, polished."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.exact.incentives import own_gaps, to_unit_size
from gametheory.solvers.logit.branches import trace_branches

Array = npt.NDArray[Any]

# Regret, in units of the largest incentive, up to which a limit counts as an equilibrium.
_ACCEPTED = 1e-9
_ATTEMPTS = 8
# Rationality in units of 1 / incentive up to which a branch is followed in any case.
_SETTLED = 100.0


@attrs.frozen(eq=False)
class LogitLimits:
    """Limits (G, m_i) of a branch of each game, and whether each is an equilibrium."""

    strategies: tuple[npt.NDArray[np.float64], ...]
    found: npt.NDArray[np.bool_]


def logit_limits(payoffs: Array) -> LogitLimits:
    """The limit of the principal branch of ``(G, N, m_1, ..., m_N)`` payoffs of any kind.

    Where a branch cannot be followed, one player's payoffs are multiplied: that moves the branch
    and no equilibrium.
    """
    games, players = payoffs.shape[:2]
    sizes = payoffs.shape[2:]
    units = to_unit_size(own_gaps(payoffs, players)[0])
    best = np.zeros((games, sum(sizes)))
    found = np.zeros(games, dtype=np.bool_)
    for attempt in range(_ATTEMPTS):
        rows = np.flatnonzero(~found)
        if not len(rows):
            break
        weight = 2.0 ** np.array([(attempt * (i + 1)) % 5 for i in range(players)])
        scaled = units[rows] * weight.reshape(1, -1, *(1,) * players)
        span = np.abs(scaled).max(axis=tuple(range(1, players + 2)))
        unit = np.where(span > 0.0, span, 1.0)
        traces = trace_branches(
            scaled,
            extent=_SETTLED / unit,
            regret_goal=1e-8,
            targets=np.empty((len(rows), 0)),
            max_steps=2000,
            keep_points=False,
        )
        good = traces.limit_regret <= _ACCEPTED * unit
        best[rows[good]] = traces.limit[good]
        found[rows[good]] = True
    edges = np.cumsum(sizes)[:-1]
    return LogitLimits(tuple(np.split(best, edges, axis=1)), found)
