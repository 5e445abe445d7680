"""All equilibria of two-player games: generic and integer payoffs, batch sizes, threads."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np

import gametheory as gt
from benchmarks.peers import each, two_player_peers
from benchmarks.timing import Contender, Table, seconds_per_game, shown
from gametheory.solvers.two_player import structure

# Batches that take comparable time; peers see as many of the same games as a second allows.
SIZES = {2: 1_000_000, 3: 1_000_000, 4: 200_000, 5: 50_000, 6: 10_000}
PEER_GAMES = {2: 400, 3: 300, 4: 200, 5: 100, 6: 30}
NASHPY_GAMES = {2: 100, 3: 30, 4: 6, 5: 2, 6: 1}


def solve(payoffs: Any, threads: int | None = None) -> Any:
    """Ours: construction, all equilibria, payoffs, regret, index, flags."""
    return gt.nash_equilibria(gt.NormalFormGame(payoffs, players=2), threads=threads)


def generic(quick: bool) -> Table:
    """Normally distributed payoffs, n x n."""
    rows = []
    peers = two_player_peers()
    for n, count in SIZES.items():
        games = np.random.default_rng(n).normal(size=(count // (10 if quick else 1), 2, n, n))
        contenders = {
            "ours": Contender(lambda g=games: solve(g), len(games)),
            "read": Contender(games.sum, len(games)),
            "move": Contender(moved(games), len(games)),
        }
        for name, peer in peers.items():
            if name == "Gambit exact":
                continue
            few = (NASHPY_GAMES if name.startswith("Nashpy") else PEER_GAMES)[n]
            contenders[name] = Contender(each(peer, games[:few]), few)
        best = seconds_per_game(contenders, 3)
        ours = best["ours"]
        rows.append(
            (
                f"{n}x{n}",
                shown(ours),
                f"{1 / ours:,.0f}",
                *[ratio(best, p) for p in peers if p != "Gambit exact"],
                shown(best["read"]),
                f"{ours / best['read']:.1f}",
                shown(best["move"]),
                f"{ours / best['move']:.1f}",
            )
        )
    names = [p for p in peers if p != "Gambit exact"]
    return Table(
        "All equilibria, generic payoffs",
        ("size", "ours, per game", "games/s", *[f"{n}: times slower" for n in names],
         "reading", "ours / reading", "reading and writing", "ours / both"),
        tuple(rows),
        "Construction counted; with payoffs, regret, index and flags. Reading is `payoffs.sum()`; "
        "writing fills new arrays of the size of the answer.",
    )  # fmt: skip


def moved(games: Any) -> Any:
    """Read the payoffs once and write arrays as large as the answer once, and nothing else."""
    found = solve(games)
    answer = [
        found.offsets, *found.strategies, found.payoffs, found.regret, found.index,
        found.degenerate, found.complete, found.status_code,
    ]  # fmt: skip
    sizes = [(a.shape, a.dtype) for a in answer]

    def run() -> None:
        games.sum()
        for shape, kind in sizes:
            np.empty(shape, kind).fill(1)

    return run


def ratio(best: dict[str, float], peer: str) -> str:
    """How many times slower a peer is than ours."""
    return f"{best[peer] / best['ours']:,.0f}"


def screens(quick: bool) -> Table:
    """What the table of signs of 3x3 games buys, against the screen that serves all sizes."""
    rng = np.random.default_rng(3)
    shape = (2, 3, 3)
    batches = {
        "normal": lambda size: rng.normal(size=size),
        "floats that hold integers 0..99": lambda size: rng.integers(0, 100, size) * 1.0,
        "floats that hold integers 0..3": lambda size: rng.integers(0, 4, size) * 1.0,
    }
    rows = []
    for name, made in batches.items():
        for count in (10_000,) if quick else (10_000, 100_000):
            games = made((count, *shape))
            best = seconds_per_game(
                {
                    "table": Contender(lambda g=games: solve(g, 1), count),
                    "general": Contender(lambda g=games: without_table(g), count),
                },
                3,
            )
            rows.append(
                (
                    name,
                    f"{count:,}",
                    shown(best["table"]),
                    shown(best["general"]),
                    f"{best['general'] / best['table']:.2f}",
                )
            )
    return Table(
        "The table of 3x3 games of floats against the general screen",
        ("payoffs", "games in one call", "with the table, per game", "general", "times slower"),
        tuple(rows),
        "One thread, construction counted. Single plain games have a way of their own.",
    )


def without_table(payoffs: Any) -> Any:
    """Solve 3x3 games as those of larger sizes are."""
    with patch.object(structure, "found_by_word", return_value=False):
        return solve(payoffs, 1)


def integers(quick: bool) -> Table:
    """Integers 0..3: degenerate most of the time; every extreme equilibrium, exactly."""
    rows = []
    peers = {k: v for k, v in two_player_peers().items() if k == "Gambit exact"}
    for n, count in {2: 200_000, 3: 100_000, 4: 50_000}.items():
        rng = np.random.default_rng(n)
        games = rng.integers(0, 4, size=(count // (10 if quick else 1), 2, n, n))
        few = {2: 300, 3: 200, 4: 60}[n]
        contenders = {
            "ours": Contender(lambda g=games: solve(g), len(games)),
            "fractions": Contender(lambda g=games: solve(g).strategies, len(games)),
        }
        for name, peer in peers.items():
            contenders[name] = Contender(each(peer, games[:few]), few)
        best = seconds_per_game(contenders, 3)
        found = solve(games)
        rows.append(
            (
                f"{n}x{n}",
                shown(best["ours"]),
                shown(best["fractions"]),
                *[ratio(best, p) for p in peers],
                f"{found.degenerate.mean():.0%}",
                f"{len(found) / len(games):.2f}",
            )
        )
    return Table(
        "Every extreme equilibrium, integers 0..3, exact",
        ("size", "ours, per game", "with Fraction objects built",
         *[f"{n}: times slower" for n in peers], "degenerate games", "equilibria per game"),
        tuple(rows),
    )  # fmt: skip


def batch_sizes(quick: bool) -> Table:
    """One game to ten million in one call, on one and on two threads."""
    rows = []
    largest = 5 if quick else 7
    for power in range(largest + 1):
        games = np.random.default_rng(power).normal(size=(10**power, 2, 2, 2))
        single = games[0] if power == 0 else games
        contenders = {
            "1 thread": Contender(lambda g=single: solve(g, 1), len(games)),
            "2 threads": Contender(lambda g=single: solve(g, 2), len(games)),
        }
        best = seconds_per_game(contenders, 20 if power < 5 else 2)
        rows.append(
            (
                f"{10**power:,}",
                shown(best["1 thread"]),
                shown(best["2 threads"]),
                f"{best['1 thread'] / best['2 threads']:.2f}",
            )
        )
    return Table(
        "Batch size, 2x2", ("games in one call", "1 thread, per game", "2 threads", "gain"),
        tuple(rows),
    )  # fmt: skip
