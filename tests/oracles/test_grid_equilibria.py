"""Continua of several players against all equilibria on a grid, found by looking at each point."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import gametheory as gt
from tests.oracles.spanned import is_listed

STEPS = 12


def grid_equilibria(payoffs):
    """Profiles with weights in twelfths that are equilibria, in whole numbers."""
    sizes = payoffs.shape[1:]
    mixes = [
        np.array([w for w in itertools.product(range(STEPS + 1), repeat=m) if sum(w) == STEPS])
        for m in sizes
    ]
    good = np.ones([len(mix) for mix in mixes], dtype=bool)
    letters, points = "abcd", "wxyz"
    for i in range(len(sizes)):
        others = [j for j in range(len(sizes)) if j != i]
        terms = ",".join(f"{points[j]}{letters[j]}" for j in others)
        whole = letters[: len(sizes)]
        out = letters[i] + "".join(points[j] for j in others)
        values = np.einsum(f"{whole},{terms}->{out}", payoffs[i], *(mixes[j] for j in others))
        short = values.max(axis=0) - values  # what each action loses, by the others' mixes
        lost = np.tensordot(mixes[i], short, axes=([1], [0])) > 0
        good &= ~np.moveaxis(lost, 0, i)
    return [
        np.concatenate([mixes[i][k] for i, k in enumerate(place)]) / STEPS
        for place in np.argwhere(good)
    ]


@pytest.mark.parametrize(
    ("shape", "highest", "games"),
    [((2, 2, 2), 1, 80), ((2, 2, 2), 2, 80), ((2, 2, 2), 3, 80), ((2, 2, 3), 3, 15)],
    ids=str,
)
def test_complete_listings_span_every_equilibrium_on_the_grid(shape, highest, games):
    rng = np.random.default_rng(highest + sum(shape))
    payoffs = rng.integers(0, highest, (games, len(shape), *shape), endpoint=True)
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3), max_cells=2_000)
    rows = np.concatenate([s.astype(float) for s in found.strategies], axis=1)
    seen = 0
    for g in np.flatnonzero(found.complete).tolist():
        ours = rows[found.game_index == g]
        points = grid_equilibria(payoffs[g])
        for point in points[:: max(1, len(points) // 40)]:
            assert is_listed(ours, point, shape), (payoffs[g].tolist(), point)
            seen += 1
    assert found.complete.sum() > games // 5
    assert seen > games // 3


def test_every_row_of_a_degenerate_game_is_an_equilibrium():
    payoffs = np.random.default_rng(2).integers(0, 3, (150, 3, 2, 2, 2))
    found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=3), max_cells=2_000)
    assert max(map(float, found.regret)) < 1e-15
