"""Walks from vertex to vertex against the table of all minors: ``python -m tests.campaigns.walks``.

Two methods that share no arithmetic give the codes of a game's equilibria: supports, actions that
determine each strategy, signs of indices, in order. For every family of `two_player_families` and
every shape they are compared bit for bit, with both flags. Exits with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np

from gametheory.solvers.two_player import general, walked
from gametheory.solvers.two_player.inputs import Batch, read_payoffs
from gametheory.solvers.two_player.parts import CERTIFIED, plan
from tests.campaigns.two_player_families import FAMILIES

Answer = tuple[list[int], bool, bool]

SMALL = [(m, n) for m in range(1, 8) for n in range(1, 8)]
LARGE = [(8, 8), (6, 9), (10, 5), (9, 9), (3, 12), (12, 4), (7, 10), (11, 8), (10, 10)]
# Words of a family's longest minors, from which a walk takes seconds at the larger shapes.
MOST_WORDS = 40


def by_minors(batch: Batch, g: int) -> Answer:
    """Codes, degenerate, indices add up: signs of all minors in exact arithmetic."""
    p = plan(*batch.values.shape[2:])
    some = np.array([g])
    fits = batch.outside is None or not batch.outside[g]
    room = 64
    while True:
        codes, found, status, tied = general._match_exactly(batch, some, fits, p, 1, room)
        count = int(found[0])
        if count <= room:
            return codes[0, :count].tolist(), bool(tied[0]), bool(status[0] == CERTIFIED)
        room = count


def by_walk(batch: Batch, g: int) -> Answer | None:
    """The same by walks, however small the game is; None if its numbers are very long."""
    a, b, _ = batch.integers(g)
    longest = MOST_WORDS if min(a.shape) > 5 else 10**6
    answer = walked.codes_by_walk(a, b, plan(*a.shape), longest)
    return None if answer is None else (answer[0].tolist(), *answer[1:])


def differing(payoffs: Any) -> tuple[int, int, int]:
    """Games compared, equilibria, and games whose answers differ."""
    batch = read_payoffs(payoffs)
    compared = equilibria = wrong = 0
    for g in range(len(payoffs)):
        found = by_walk(batch, g)
        if found is None:
            continue
        compared += 1
        equilibria += len(found[0])
        if found != by_minors(batch, g):
            wrong += 1
            print(f"  differs: {payoffs[g].tolist()}", file=sys.stderr)
    return compared, equilibria, wrong


def main(arguments: list[str] | None = None) -> int:
    """Run the campaign and print one line a family."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=10_000, help="games in all (about)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--larger", action="store_true", help="shapes up to 10x10")
    options = parser.parse_args(arguments)
    shapes = LARGE if options.larger else SMALL
    each = max(1, options.games // (len(FAMILIES) * len(shapes)))
    rng = np.random.default_rng(options.seed)
    print(f"{'family':24}{'games':>10}{'equilibria':>12}{'differ':>8}{'seconds':>9}")
    total = np.zeros(3, dtype=np.int64)
    for name, family in FAMILIES.items():
        began, here = time.perf_counter(), np.zeros(3, dtype=np.int64)
        for m, n in shapes:
            here += differing(family(rng, each, m, n))
        total += here
        seconds = time.perf_counter() - began
        print(f"{name:24}{here[0]:10,}{here[1]:12,}{here[2]:8,}{seconds:9.1f}", flush=True)
    print(f"{'all':24}{total[0]:10,}{total[1]:12,}{total[2]:8,}")
    return int(total[2] > 0)


if __name__ == "__main__":
    sys.exit(main())
