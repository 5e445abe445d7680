"""The equilibrium set of one game with any number of players, as far as its listing tells."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from gametheory.concepts.isolated import isolated_equilibria
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.components import NashComponent, NashComponents, NashSubset, Vector
from gametheory.solutions.status import Status
from gametheory.solvers.equilibrium_set.bicliques import affine_dimension
from gametheory.solvers.many_players.boxes import connected_boxes, maximal_boxes


def components_of_several(
    game: NormalFormGame, exact: NormalFormGame, max_cells: int | None
) -> NashComponents:
    """Components of ``exact``, the same game as ``game`` in exact numbers.

    Where every combination of some strategies of each player is an equilibrium, so are all their
    mixtures: what an action gains is affine in each strategy, and 0 at most at the corners.
    """
    listing = isolated_equilibria(exact, max_cells=max_cells)
    rows: list[tuple[Vector, ...]] = [
        tuple(tuple(s.tolist()) for s in profile) for profile in listing
    ]
    payoffs = dict(zip(rows, listing.payoffs.tolist(), strict=True))
    index = dict(zip(rows, listing.index.tolist(), strict=True))
    known = bool(listing.complete) and not bool(listing.degenerate)
    boxes = maximal_boxes(rows)
    groups = connected_boxes(boxes)
    alone = bool(listing.complete) and len(groups) == 1
    components = []
    for group in groups:
        subsets = sorted(
            (_subset(exact, boxes[k], payoffs) for k in group), key=lambda s: s.strategies
        )
        mine = sorted({p for s in subsets for p in s.extreme_equilibria})
        components.append(
            NashComponent(
                subsets=tuple(subsets),
                extreme_equilibria=tuple(mine),
                # The indices of all components sum to +1.
                index=index[mine[0]] if known else 1 if alone else None,
            )
        )
    return NashComponents(
        game=game,
        components=tuple(sorted(components, key=lambda c: c.extreme_equilibria)),
        degenerate=bool(listing.degenerate),
        known=Status.DONE if listing.complete else Status(int(listing.status_code)),
    )


def _subset(game: NormalFormGame, box: Any, payoffs: dict[Any, Any]) -> NashSubset:
    strategies = tuple(tuple(sorted(side)) for side in box)
    inside = [payoffs[p] for p in product(*strategies)]
    ranges = tuple((min(u), max(u)) for u in zip(*inside, strict=True))
    return NashSubset(
        game=game,
        strategies=strategies,
        dimension=sum(_dimension(side) for side in strategies),
        payoff_range=ranges,
        labels=None,
    )


def _dimension(points: tuple[Vector, ...]) -> int:
    if any(isinstance(p, float) for p in points[0]):
        rows = np.array(points, dtype=np.float64)
        return int(np.linalg.matrix_rank(rows - rows[0], tol=1e-9))
    return affine_dimension(points)
