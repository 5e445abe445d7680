"""Random games of several players: how many are proved complete, and what that costs.

Run with ``python -m tests.campaigns.many_players [--games N]``. For generic payoffs every complete
listing must be odd with indices that sum to +1; a listing that claims to be complete and is not
counts as a failure. With ``--gambit``, every equilibrium that Gambit's polynomial solver lists
for a hundredth as many 2x2x2 games must be among ours (about a second a game).
"""

from __future__ import annotations

import argparse
import time

import numpy as np

import gametheory as gt

SHAPES = {(2, 2, 2): 1.0, (2, 2, 3): 0.1, (2, 2, 2, 2): 0.05, (3, 3, 3): 0.01, (3, 3): 0.2}


def gambit_rows(payoffs):
    import pygambit

    game = pygambit.Game.from_arrays(*payoffs)
    found = pygambit.nash.enumpoly_solve(game).equilibria
    return [[float(e[s]) for p in game.players for s in p.strategies] for e in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=2_000)
    parser.add_argument("--gambit", action="store_true")
    options = parser.parse_args()
    failures = 0
    print(f"{'payoffs':>8s} {'game':>12s} {'games':>6s} {'complete':>9s} {'wrong':>6s} "
          f"{'most':>5s} {'regret':>8s} {'ms':>8s}")  # fmt: skip
    for kind in ("normal", "0..99"):
        for shape, share in SHAPES.items():
            rng = np.random.default_rng(len(shape))
            size = (max(1, int(share * options.games)), len(shape), *shape)
            payoffs = rng.normal(size=size) if kind == "normal" else rng.integers(0, 100, size)
            start = time.perf_counter()
            found = gt.isolated_equilibria(gt.NormalFormGame(payoffs, players=len(shape)))
            each = (time.perf_counter() - start) / len(payoffs) * 1e3
            total = np.bincount(found.game_index, found.index, minlength=len(payoffs))
            wrong = found.complete & ((found.counts % 2 == 0) | (total != 1))
            failures += int(wrong.sum())
            print(
                f"{kind:>8s} {'x'.join(map(str, shape)):>12s} {len(payoffs):6d} "
                f"{found.complete.mean():9.2%} {wrong.sum():6d} {found.counts.max():5d} "
                f"{float(max(found.regret)):8.1e} {each:8.2f}"
            )
    if options.gambit:
        missed = listed = fewer = 0
        rng = np.random.default_rng(1997)
        for _ in range(options.games // 100):
            payoffs = rng.integers(-99, 100, (3, 2, 2, 2))
            found = gt.isolated_equilibria(gt.NormalFormGame(payoffs))
            ours = np.concatenate([s.astype(float) for s in found.strategies], axis=1)
            theirs = gambit_rows(payoffs)
            listed += len(theirs)
            fewer += len(theirs) < len(ours)
            missed += sum(np.abs(ours - row).max(axis=1).min() > 1e-6 for row in theirs)
        failures += missed
        print(f"Gambit lists {listed} equilibria, {missed} of them missing here; "
              f"it lists fewer than we do in {fewer} of {options.games // 100} games")  # fmt: skip
    return int(failures > 0)


if __name__ == "__main__":
    raise SystemExit(main())
