"""All equilibria of games from 7x7 to 12x12, against ``lrsnash`` over the campaign's families."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.timing import Table, shown
from gametheory.solvers.two_player import enumerate_equilibria
from tests.campaigns.two_player_families import FAMILIES
from tests.oracles import lrsnash

GAMES = {7: 40, 8: 30, 9: 16, 10: 10, 11: 6, 12: 4}
_SECONDS = 0.2  # of ours, before no further round is begun


def ours(games: Any) -> float:
    """Processor seconds, one thread: the best of three rounds, or of fewer if they take long."""
    enumerate_equilibria(games[:1], threads=1)
    best, spent = float("inf"), 0.0
    for _ in range(3):
        start = time.process_time()
        enumerate_equilibria(games, threads=1)
        seconds = time.process_time() - start
        best, spent = min(best, seconds), spent + seconds
        if spent > _SECONDS:
            break
    return best


def against_lrsnash(quick: bool) -> Table:
    """Ours and ours / lrsnash by size and family; only games that lrsnash can read."""
    if reason := lrsnash.missing():
        return Table("All equilibria, 7x7 to 12x12", ("left out",), ((reason,),))
    sizes = dict.fromkeys((7, 9, 10), 1) if quick else GAMES
    rows = []
    for name, family in FAMILIES.items():
        cells = []
        for n, count in sizes.items():
            games = family(np.random.default_rng([n, len(name)]), count, n, n)
            games = games[[lrsnash.is_readable(*game) for game in games]]
            if len(games) == 0:
                cells.append("")
                continue
            mine = ours(games)
            ratio = mine / max(lrsnash.processor_seconds(games), 1e-9)
            cells.append(f"{shown(mine / len(games))} ({ratio:.2g})")
        if any(cells):
            rows.append((name, *cells))
    start_up = lrsnash.processor_seconds([([[1]], [[1]])])
    return Table(
        "All equilibria, 7x7 to 12x12",
        ("family", *[f"{n}x{n}: ours, per game (ours / lrsnash)" for n in sizes]),
        tuple(rows),
        "Processor time, one thread each. All games of a cell go to one process of lrsnash, whose "
        f"start-up, {shown(start_up)} in all, is counted. Games whose numbers it cannot read are "
        "left out on both sides.",
    )
