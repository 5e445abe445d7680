"""Ten thousand random and degenerate games through complementary pivoting: none may cycle.

Run with ``python -m tests.campaigns.one_equilibrium [--games N]``; prints, for each family, the
games solved, the largest regret as a share of the span of payoffs, and the most pivots.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from gametheory.solvers.one_equilibrium.lemke_howson import lemke_howson
from tests.campaigns.large_game_families import degenerate_families, moment_curve_game


def worst_regret(payoffs, x, y) -> float:
    a, b = payoffs
    span = max(np.ptp(a), np.ptp(b)) or 1.0
    against_y, against_x = a @ y, x @ b
    return max(against_y.max() - x @ against_y, against_x.max() - y @ against_x) / span


def families(games: int):
    rng = np.random.default_rng(2006)
    share = max(1, games // 20)
    for n in (2, 5, 10, 20, 40, 80):
        yield f"normal {n}x{n}", rng.normal(size=(share, 2, n, n))
    yield "uniform 30x70", rng.random((share, 2, 30, 70))
    a = rng.normal(size=(share, 30, 30))
    yield "covariant -0.9 30x30", np.stack([a, -0.9 * a + 0.1 * rng.normal(size=a.shape)], axis=1)
    rest = max(1, (games - 8 * share) // 30)
    for n in (6, 15, 40):
        collected: dict[str, list] = {}
        for _ in range(rest):
            for name, payoffs in degenerate_families(rng, n):
                collected.setdefault(name, []).append(payoffs.astype(float))
        for name, several in collected.items():
            yield f"{name} {n}x{n}", np.array(several)
    for d in (2, 4, 6, 8, 10, 12):
        yield f"dual cyclic {d}x{d}", moment_curve_game(d).astype(float)[None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=10_000)
    total = failed = 0
    print(f"{'family':42s} {'games':>6s} {'solved':>6s} {'regret':>9s} {'pivots':>7s} {'ms':>8s}")
    for name, payoffs in families(parser.parse_args().games):
        start = time.perf_counter()
        one = lemke_howson(payoffs)
        each = (time.perf_counter() - start) / len(payoffs) * 1e3
        regret = max(
            (worst_regret(payoffs[g], one.x[g], one.y[g]) for g in np.flatnonzero(one.found)),
            default=0.0,
        )
        solved, total = int(one.found.sum()), total + len(payoffs)
        failed += len(payoffs) - solved + (regret > 1e-12)
        print(
            f"{name:42s} {len(payoffs):6d} {solved:6d} {regret:9.1e} {one.pivots.max():7d} "
            f"{each:8.3f}"
        )
    print(f"{total} games, {failed} failures")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
