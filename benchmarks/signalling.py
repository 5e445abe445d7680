"""Signalling games of two types, messages and replies: all equilibria of batches."""

from __future__ import annotations

from typing import Any

import numpy as np

import gametheory as gt
from benchmarks.timing import Contender, Table, seconds_per_game, shown


def gambit_game(prior: np.ndarray, sender: np.ndarray, receiver: np.ndarray) -> Any:
    """The tree built with pygambit, move by move."""
    import pygambit

    game = pygambit.Game.new_tree(players=["S", "R"])
    game.append_move(game.root, game.players.chance, ["1", "2"])
    game.set_chance_probs(game.root.infoset, prior.tolist())
    types = list(game.root.children)
    for node in types:
        game.append_move(node, "S", ["a", "b"])
    heard = [list(node.children) for node in types]
    for m in range(2):
        game.append_move([pair[m] for pair in heard], "R", ["x", "y"])
    for t in range(2):
        for m in range(2):
            for r, end in enumerate(heard[t][m].children):
                pay = [float(sender[t, m, r]), float(receiver[t, m, r])]
                game.set_outcome(end, game.add_outcome(f"{t}{m}{r}", pay))
    return game


def two_by_two_by_two(quick: bool) -> Table:
    """Every equilibrium with beliefs, construction counted."""
    try:
        import pygambit
    except ImportError:
        pygambit = None
    count = 50_000 if quick else 400_000
    rng = np.random.default_rng(0)
    p = rng.integers(1, 64, count) / 64  # Gambit wants a sum of exactly one
    prior = np.stack([p, 1 - p], axis=1)
    shape = (count, 2, 2, 2)
    rows = []
    for name, sender, receiver in (
        ("generic", rng.normal(size=shape), rng.normal(size=shape)),
        ("integers 0..9", *(rng.integers(0, 10, shape).astype(float) for _ in range(2))),
    ):
        numbers = (prior, sender, receiver)

        def ask(rule: Any = None, numbers: Any = numbers) -> Any:
            return gt.perfect_bayesian_equilibria(gt.SignallingGame(*numbers), refinement=rule)

        found = ask()
        contenders = {
            "ours": Contender(ask, count),
            "D1": Contender(lambda ask=ask: ask("D1"), count),
            "regret": Contender(lambda ask=ask: ask().regret, count),
        }
        if pygambit is not None:
            solvers = {"pure": pygambit.nash.enumpure_agent_solve}
            solvers["enummixed"] = lambda g: pygambit.nash.enummixed_solve(g, rational=False)
            solvers["enumpoly"] = pygambit.nash.enumpoly_solve
            for solver, solve in solvers.items():
                part = 10 if solver == "enumpoly" else 60
                contenders[solver] = Contender(
                    lambda n=numbers, k=part, s=solve: [
                        s(gambit_game(*(v[g] for v in n))) for g in range(k)
                    ],
                    part,
                )
        best = seconds_per_game(contenders, 3)
        cells = [name, *(shown(best[key]) for key in ("ours", "D1", "regret"))]
        for key in ("pure", "enummixed", "enumpoly"):
            ratio = f"{best[key] / best['ours']:,.0f}x" if key in best else ""
            cells.append(f"{shown(best[key])} ({ratio})" if key in best else "")
        rows.append((*cells, f"{len(found) / count:.2f}"))
    return Table(
        "All perfect Bayesian equilibria, signalling games of two types, messages and replies",
        (
            "payoffs",
            "ours, per game",
            "with D1",
            "with regret recomputed",
            "Gambit build + enumpure_agent",
            "build + enummixed",
            "build + enumpoly",
            "equilibria per game",
        ),
        tuple(rows),
        "Construction counted, on all processors. Gambit's lists are Nash equilibria without "
        "beliefs off the path: `enumpure_agent` the pure ones, `enumpoly` all isolated ones.",
    )
