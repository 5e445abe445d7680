"""Pure equilibria of games in which each player joins once enough others do.

Player ``i`` is willing with at least ``w_i`` others and eager, so that staying out loses, with at
least ``e_i >= w_i``. A set ``S`` of ``m`` players is an equilibrium if its members are willing,
``w_i <= m - 1``, and nobody outside is eager, ``e_i > m``. So the sets of size ``m`` are those
between ``C = {e_i <= m}`` and ``W = {w_i <= m - 1}``: there is one iff ``C`` is part of ``W`` and
``|C| <= m <= |W|``. ``C`` fails to be part of ``W`` exactly where ``w_i = e_i = m`` for some ``i``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gametheory.solvers import few_games
from gametheory.solvers.symmetric.thresholds_kernel import count_others, find_sizes, list_sets

Bools = npt.NDArray[np.bool_]
Int64 = npt.NDArray[np.int64]

_SMALL = 2_000  # gains


class ThresholdListing(NamedTuple):
    """Sizes of equilibria, one row each, by game and ascending.

    Attributes
    ----------
    row, size : (T,) int64
        The game, and how many join.
    joins, free, indifferent : (T, N) bool
        Who joins, the free ones of lowest number where not all can; who may be exchanged for one
        another; who loses nothing by changing her mind.
    """

    row: Int64
    size: Int64
    joins: Bools
    free: Bools
    indifferent: Bools


def threshold_equilibria(gains: npt.NDArray[Any]) -> ThresholdListing:
    """Every pure equilibrium of games with gains ``(G, N, N)`` that do not fall in the last axis.

    :math:`O(N^2)` a game, which is reading it.
    """
    games, n = gains.shape[:2]
    sizes = np.empty((games, n + 1), dtype=np.bool_)
    with few_games.little(gains.size <= _SMALL):
        if gains.dtype == object:
            willing = np.asarray((gains < 0).sum(axis=-1), dtype=np.int64)
            eager = np.asarray((gains <= 0).sum(axis=-1), dtype=np.int64)
        else:
            willing, eager = np.empty((2, games, n), dtype=np.int64)
            count_others(np.ascontiguousarray(gains), willing, eager)
        find_sizes(willing, eager, sizes)
        row, size = (np.asarray(v, dtype=np.int64) for v in np.nonzero(sizes))
        joins, free, indifferent = np.empty((3, len(row), n), dtype=np.bool_)
        list_sets(willing, eager, row, size, joins, free, indifferent)
    return ThresholdListing(row, size, joins, free, indifferent)
