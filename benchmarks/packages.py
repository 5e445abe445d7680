"""Packages by consensus: whether all can gain, in a batch, against one linear programme a game."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

import gametheory as gt
from benchmarks.timing import Contender, Table, seconds_per_game, shown


def highs(values: np.ndarray) -> list[float]:
    """The largest least gain of each game by SciPy's HiGHS, whose duals are the certificate."""
    out = []
    for V in values:
        n, k = V.shape
        found = linprog(
            np.append(np.zeros(k), -1.0),
            A_ub=np.hstack([-V, np.ones((n, 1))]),
            b_ub=np.zeros(n),
            A_eq=np.append(np.ones(k), 0.0)[None],
            b_eq=[1.0],
            bounds=[(0, None)] * k + [(None, None)],
            method="highs",
        )
        out.append(-found.fun)
    return out


def packages(quick: bool) -> Table:
    """Packages of divisible issues, of every kind of values, and of whole issues."""
    rows = []
    for n, k in ((4, 3), (8, 4), (11, 8)):
        count = 20_000 if quick else 100_000
        rng = np.random.default_rng([n, k])
        whole = rng.integers(-3, 4, size=(count, n, k))
        for name, values in (
            ("normal", rng.normal(size=(count, n, k))),
            ("floats that hold integers -3..3", whole * 1.0),
            ("integers -3..3, exact", whole),
        ):
            part = values[:20].astype(float)

            def ask(v: np.ndarray = values, which: str = "weights") -> object:
                return gt.mutual_gain_packages(gt.ConsensusPackages(v), which=which)

            contenders = {
                "ours": Contender(ask, count),
                "shares": Contender(lambda a=ask: a(which="shares"), count),
                "subset": Contender(lambda a=ask: a(which="subset"), count),
                "highs": Contender(lambda p=part: highs(p), len(part)),
                "read": Contender(values.sum, count),
            }
            best = seconds_per_game(contenders, 3)
            rows.append(
                (
                    f"{n}x{k}",
                    name,
                    shown(best["ours"]),
                    shown(best["highs"]),
                    f"{best['highs'] / best['ours']:,.0f}",
                    shown(best["shares"]),
                    shown(best["subset"]),
                    f"{best['ours'] / best['read']:.0f}",
                )
            )
    return Table(
        "Packages by consensus, members x issues",
        (
            "size",
            "values",
            "ours, per game",
            "HiGHS",
            "times slower",
            "shares in [0, 1]",
            "whole issues",
            "ours / reading",
        ),
        tuple(rows),
        "Construction counted; status, package and certificate, and of exact values the fractions. "
        "HiGHS through SciPy's linprog, which answers in floats with a tolerance of 1e-7.",
    )
