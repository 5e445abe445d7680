"""Whether an equilibrium of several players is in what a listing of extreme points spans."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import nnls

from gametheory.solvers.equilibrium_set.bicliques import maximal_bicliques


def within(points, point):
    """Whether a point is a mean of the points, up to rounding."""
    system = np.vstack([np.array(points).T, np.ones(len(points))])
    return nnls(system, np.append(point, 1.0))[1] < 1e-6


def is_listed(ours, row, sizes, tolerance=1e-6):
    """Whether a row is one of ours, or in a product of hulls of ours with two players mixing."""
    if np.abs(ours - row).max(axis=1, initial=0).min(initial=9) < tolerance:
        return True
    edges = np.cumsum(sizes)[:-1]
    parts, mine = np.split(row, edges), np.split(ours, edges, axis=1)
    for i, j in combinations(range(len(sizes)), 2):
        others = [k for k in range(len(sizes)) if k not in (i, j)]
        same = [all(np.abs(mine[k][t] - parts[k]).max() < 1e-6 for k in others)
                for t in range(len(ours))]  # fmt: skip
        pairs = [(tuple(mine[i][t]), tuple(mine[j][t])) for t in np.flatnonzero(same)]
        for first, second in maximal_bicliques(pairs):
            if within(list(first), parts[i]) and within(list(second), parts[j]):
                return True
    return False
