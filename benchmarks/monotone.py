"""Games of complements: thresholds of many players, cutoffs of types."""

from __future__ import annotations

import numpy as np

import gametheory as gt
from benchmarks.timing import Contender, Table, seconds_per_game, shown


def thresholds(quick: bool) -> Table:
    """All pure equilibria of threshold games, against reading them and the table of profiles."""
    rng = np.random.default_rng(0)
    rows = []
    for n in (6, 10, 20):
        count = (10_000 if quick else 100_000) * 10 // n
        for name, gains in (
            ("normal", rng.normal(size=(count, n, n))),
            ("integers -2..2", rng.integers(-2, 3, size=(count, n, n))),
        ):
            gains = np.sort(gains, axis=-1)
            game = gt.ThresholdBinaryGame(gains)
            few = max(1, 20_000 >> n)
            table = game[:few].to_normal_form() if n <= 10 else None
            contenders = {
                "ours": Contender(
                    lambda g=gains: gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(g)), count
                ),
                "built": Contender(lambda g=game: gt.threshold_binary_equilibria(g), count),
                "read": Contender(gains.sum, count),
            }
            if table is not None:
                contenders["table"] = Contender(lambda t=table: gt.pure_nash_equilibria(t), few)
            best = seconds_per_game(contenders, 3)
            slower = f"{best['table'] / best['built']:,.0f}" if table is not None else ""
            rows.append(
                (
                    str(n),
                    name,
                    shown(best["ours"]),
                    shown(best["built"]),
                    shown(best["table"]) if table is not None else "",
                    slower,
                    f"{best['ours'] / best['read']:.1f}",
                    f"{len(gt.threshold_binary_equilibria(game)) / count:.2f}",
                )
            )
    return Table(
        "All pure equilibria of threshold games",
        (
            "players",
            "gains",
            "ours, construction and check counted",
            "game at hand",
            "all profiles, table at hand",
            "times slower",
            "ours / reading",
            "sizes per game",
        ),
        tuple(rows),
        "No other library has this form; the peer is our own mark of best replies on the table of "
        "2^N profiles.",
    )
