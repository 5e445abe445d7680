"""Pure equilibria of many players, large single games, zero-sum games, logit, start-up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

import numpy as np

import gametheory as gt
from benchmarks.peers import quantecon_game
from benchmarks.timing import Contender, Table, seconds_per_game, shown


def pure(quick: bool) -> Table:
    """All pure equilibria, n players with two actions each."""
    import quantecon.game_theory as qe

    rows = []
    for n in (6, 8, 10, 12, 14):
        count = max(1, 2_000_000 // (n * 2**n))
        games = np.random.default_rng(n).normal(size=(count, n) + (2,) * n)
        single = games[0]
        contenders = {
            "ours": Contender(
                lambda g=games, n=n: gt.pure_nash_equilibria(gt.NormalFormGame(g, players=n)), count
            ),
            "read": Contender(games.sum, count),
        }
        if n <= (10 if quick else 12):
            contenders["QuantEcon"] = Contender(
                lambda s=single: qe.pure_nash_brute(quantecon_game(s)), 1
            )
        best = seconds_per_game(contenders, 3)
        slower = f"{best['QuantEcon'] / best['ours']:,.0f}" if "QuantEcon" in best else ""
        rows.append((str(n), shown(best["ours"]), slower, f"{best['ours'] / best['read']:.1f}"))
    return Table(
        "Pure equilibria, n players with two actions",
        ("n", "ours, per game", "QuantEcon: times slower", "ours / reading"),
        tuple(rows),
    )


def pivoted(payoffs: np.ndarray) -> object:
    """One equilibrium by complementary pivoting, without a look for a pure one first."""
    return gt.nash_equilibrium(gt.NormalFormGame(payoffs), method="lemke-howson")


def one_equilibrium(quick: bool) -> Table:
    """One equilibrium of a large random game, and the value of a zero-sum game.

    The length of a path differs from game to game, so that five games of each size are timed.
    """
    import quantecon.game_theory as qe
    from quantecon.optimize import minmax

    rows = []
    small, large = (5, 10, 20, 50, 100, 200, 300), (500, 1000)
    for n in small if quick else small + large:
        times = []
        for seed in range(5):
            payoffs = np.random.default_rng((n, seed)).normal(size=(2, n, n))
            zero = np.stack([payoffs[0], -payoffs[0]])
            contenders = {
                "ours": Contender(lambda p=payoffs: pivoted(p), 1),
                "zero": Contender(lambda p=zero: gt.nash_equilibrium(gt.NormalFormGame(p)), 1),
            }
            if n <= 200:  # beyond, a single long path of QuantEcon may take minutes
                contenders["qe"] = Contender(
                    lambda p=payoffs: qe.lemke_howson(quantecon_game(p), max_iter=10**7), 1
                )
            if n <= 500:
                contenders["minmax"] = Contender(lambda p=zero: minmax(p[0]), 1)
            times.append(seconds_per_game(contenders, 2))
        middle = {name: float(np.median([t[name] for t in times])) for name in times[0]}
        rows.append(
            (
                f"{n}x{n}",
                shown(middle["ours"]),
                _middle_and_worst(times, "qe", "ours"),
                shown(middle["zero"]),
                _middle_and_worst(times, "minmax", "zero"),
            )
        )
    return Table(
        "One equilibrium of a large game",
        ("size", "ours", "QuantEcon Lemke-Howson: times slower", "zero-sum, ours",
         "QuantEcon minmax: times slower"),
        tuple(rows),
        "The middle of five games; in brackets the lowest ratio among the five.",
    )  # fmt: skip


def _middle_and_worst(times: list[dict[str, float]], peer: str, ours: str) -> str:
    """Median and lowest ratio, empty where the peer was not run."""
    if peer not in times[0]:
        return ""
    ratios = [t[peer] / t[ours] for t in times]
    return f"{np.median(ratios):.2f} ({min(ratios):.2f})"


def logit(quick: bool) -> Table:
    """The logit branch from the centre to high rationality, n players with two actions."""
    rows = []
    try:
        import pygambit
    except ImportError:
        pygambit = None
    for n in (2, 3, 4, 5, 6):
        payoffs = np.random.default_rng(n).normal(size=(n,) + (2,) * n)
        contenders = {
            "ours": Contender(
                lambda p=payoffs, n=n: gt.logit_branch(gt.NormalFormGame(p, players=n)), 1
            )
        }
        if pygambit is not None:
            contenders["Gambit"] = Contender(
                lambda p=payoffs: pygambit.qre.logit_solve_branch(pygambit.Game.from_arrays(*p)), 1
            )
        best = seconds_per_game(contenders, 3)
        slower = f"{best['Gambit'] / best['ours']:,.0f}" if "Gambit" in best else ""
        rows.append((str(n), shown(best["ours"]), slower))
    return Table(
        "Logit branch, n players with two actions",
        ("n", "ours", "Gambit: times slower"),
        tuple(rows),
    )


def start_up(quick: bool) -> Table:
    """A fresh process: import, and first calls with nothing compiled."""
    call = "import gametheory as gt, numpy as np; rng = np.random.default_rng(0); "
    game = "gt.nash_equilibria(gt.NormalFormGame(rng.normal(size={}), players={}))"
    rows = []
    for name, code in (
        ("import gametheory", "import gametheory"),
        ("a first 2x2 call", call + game.format("(2, 2, 2)", 2)),
        ("a first 3x3 call", call + game.format("(2, 3, 3)", 2)),
        ("a first 2x2x3 call", call + game.format("(3, 2, 2, 3)", 3)),
        ("a first batch, 1,000 games of 3x3", call + game.format("(1000, 2, 3, 3)", 2)),
    ):
        times = []
        for _ in range(2 if quick else 4):
            with TemporaryDirectory() as empty:
                environment = {**os.environ, "NUMBA_CACHE_DIR": empty}
                start = time.perf_counter()
                subprocess.run([sys.executable, "-c", code], check=True, env=environment)
                times.append(time.perf_counter() - start)
        rows.append((name, shown(min(times))))
    return Table(
        "A new process that finds nothing compiled",
        ("work", "wall time, interpreter included"),
        tuple(rows),
    )
