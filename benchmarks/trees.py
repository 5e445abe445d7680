"""Trees: subgame-perfect equilibria of batches, and large trees in sequence form."""

from __future__ import annotations

from typing import Any

import numpy as np

import gametheory as gt
from benchmarks.timing import Contender, Table, seconds_per_game, shown


def four_decisions() -> gt.ExtensiveFormGame:
    """Four decision nodes of two players, two actions each, five ends."""
    end = gt.Terminal([0, 0])
    last = gt.Decision("A", {"l": end, "r": end})
    left = gt.Decision("B", {"l": end, "r": last})
    right = gt.Decision("B", {"l": end, "r": end})
    return gt.ExtensiveFormGame.from_tree(gt.Decision("A", {"l": left, "r": right}))


def gambit_tree(payoffs: np.ndarray) -> Any:
    """The same tree built with pygambit, move by move."""
    import pygambit

    game = pygambit.Game.new_tree(players=["A", "B"])
    game.append_move(game.root, "A", ["l", "r"])
    left, right = game.root.children
    game.append_move(left, "B", ["l", "r"])
    game.append_move(right, "B", ["l", "r"])
    last = list(left.children)[1]
    game.append_move(last, "A", ["l", "r"])
    ends = [next(iter(left.children)), *last.children, *right.children]
    for k, (end, row) in enumerate(zip(ends, payoffs.tolist(), strict=True)):
        game.set_outcome(end, game.add_outcome(f"o{k}", row))
    return game


def backward_induction(quick: bool) -> Table:
    """All subgame-perfect equilibria of four decision nodes, numbers batched on one tree."""
    try:
        import pygambit
    except ImportError:
        pygambit = None
    tree = four_decisions()
    count = 100_000 if quick else 1_000_000
    rng = np.random.default_rng(0)
    rows = []
    for name, payoffs in (
        ("generic", rng.normal(size=(count, 5, 2))),
        ("integers 0..3, ties as sets", rng.integers(0, 4, size=(count, 5, 2))),
    ):
        found = gt.subgame_perfect_equilibria(tree.with_numbers(payoffs))
        part = payoffs[:200]
        contenders = {
            "ours": Contender(
                lambda p=payoffs: gt.subgame_perfect_equilibria(tree.with_numbers(p)), count
            ),
            "with regret": Contender(
                lambda p=payoffs[: count // 10]: (
                    gt.subgame_perfect_equilibria(tree.with_numbers(p)).regret
                ),
                count // 10,
            ),
            "read": Contender(payoffs.sum, count),
        }
        if pygambit is not None:
            contenders["gambit"] = Contender(
                lambda p=part: [pygambit.nash.enumpure_agent_solve(gambit_tree(one)) for one in p],
                len(part),
            )
        best = seconds_per_game(contenders, 3)
        slower = f"{best['gambit'] / best['ours']:,.0f}" if "gambit" in best else ""
        rows.append(
            (
                name,
                shown(best["ours"]),
                shown(best["with regret"]),
                shown(best["gambit"]) if "gambit" in best else "",
                slower,
                f"{best['ours'] / best['read']:.1f}",
                f"{len(found) / count:.2f}",
            )
        )
    return Table(
        "All subgame-perfect equilibria, trees of four decision nodes",
        (
            "payoffs",
            "ours, per tree",
            "with regret recomputed",
            "Gambit build + enumpure_agent",
            "times slower",
            "ours / reading",
            "equilibria per tree",
        ),
        tuple(rows),
        "Construction counted. Gambit lists pure equilibria of the agent form, of which the "
        "subgame-perfect ones are some; no other solver lists these.",
    )


def sequence_form(quick: bool) -> Table:
    """One equilibrium of poker trees: ours with the tree at hand, Gambit's likewise."""
    from tests.published.poker_trees import kuhn, leduc

    try:
        import pygambit
    except ImportError:
        pygambit = None
    rows = []
    for name, tree, methods in (
        ("Kuhn, 54 moves", kuhn(), ("auto", "linear-programme", "lemke")),
        ("Leduc, 1,935 moves", leduc(), ("linear-programme", "lemke")),
    ):
        theirs = tree.to_pygambit() if pygambit is not None else None
        for method in methods:
            contenders = {
                "ours": Contender(
                    lambda t=tree, m=method: gt.sequence_form_equilibrium(t, method=m).regret, 1
                )
            }
            if theirs is not None and name.startswith("Kuhn"):
                contenders["lp"] = Contender(
                    lambda g=theirs: pygambit.nash.lp_solve(g, rational=False), 1
                )
                contenders["lcp"] = Contender(
                    lambda g=theirs: pygambit.nash.lcp_solve(g, rational=False), 1
                )
            best = seconds_per_game(contenders, 2)
            value = gt.sequence_form_equilibrium(tree, method=method).payoffs[0, 0]
            rows.append(
                (
                    name,
                    method,
                    shown(best["ours"]),
                    shown(best["lp"]) if "lp" in best else "",
                    shown(best["lcp"]) if "lcp" in best else "",
                    str(value) if not isinstance(value, float) else f"{value:.12f}",
                )
            )
    return Table(
        "Poker in sequence form",
        ("game", "method", "ours", "Gambit lp", "Gambit lcp", "value"),
        tuple(rows),
        "Regret by best reply on the tree counted. `auto` solves Kuhn's in fractions.",
    )
