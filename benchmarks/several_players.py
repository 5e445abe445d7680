"""All equilibria of small games of three and four players, batched, against Gambit's enumpoly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

import gametheory as gt
from benchmarks.timing import Table, shown
from tests.campaigns.gambit_worker import Gambit

_LIMIT = 1.0  # seconds of Gambit's for one game: on some continua it never comes back
_SIZES = {(2, 2, 2): 2000, (2, 2, 3): 1000, (2, 3, 3): 600, (3, 3, 3): 300, (2, 2, 2, 2): 1000}


def several_players(quick: bool) -> Table:
    """Processor time of both sides in turn, construction of games counted."""
    rows = []
    for shape, games in _SIZES.items():
        for kind in ("normal", "integers 0..99"):
            rng = np.random.default_rng([len(kind), *shape])
            size = (games, len(shape), *shape)
            whole = kind != "normal"
            payoffs = rng.integers(0, 100, size) if whole else rng.normal(size=size)
            some = _answered(payoffs[: (20 if quick else 60)])
            ours, theirs = [], []
            for _ in range(2 if quick else 4):
                ours.append(_seconds(_ours(payoffs, len(shape))) / games)
                if some:
                    theirs.append(_seconds(_gambit([payoffs[g] for g in some])) / len(some))
            slower = f"{min(theirs) / min(ours):.1f}" if theirs else ""
            rows.append(("x".join(map(str, shape)), kind, shown(min(ours)), str(len(some)), slower))
    return Table(
        "All equilibria of several players",
        ("size", "payoffs", "ours, per game", "games of Gambit's", "Gambit enumpoly: times slower"),
        tuple(rows),
        f"Processor time of all threads. Ours on a whole batch, Gambit's on its first games, those "
        f"left out on which it did not come back within {_LIMIT:g} s.",
    )


def _ours(payoffs: Any, players: int) -> Callable[[], object]:
    def run() -> object:
        return gt.nash_equilibria(gt.NormalFormGame(payoffs, players=players))

    run()  # compiled code is loaded
    return run


def _gambit(games: list[Any]) -> Callable[[], object]:
    def run() -> object:
        import pygambit

        return [pygambit.nash.enumpoly_solve(pygambit.Game.from_arrays(*p)) for p in games]

    return run


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _answered(games: Any) -> list[int]:
    """Positions of the games that Gambit solves within the limit; none where it is absent."""
    try:
        import pygambit  # noqa: F401
    except ImportError:
        return []
    gambit = Gambit(_LIMIT)
    found = [g for g, payoffs in enumerate(games) if gambit.equilibria(payoffs) is not None]
    gambit.close()
    return found
