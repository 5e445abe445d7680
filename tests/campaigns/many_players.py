"""Games of several players against Gambit's polynomial solver and against themselves, changed.

Run with ``python -m tests.campaigns.many_players [--games N] [--seed S] [--no-gambit]``. Games are
drawn in families (`many_player_families`): generic, of small integers, with large functions of
the others' actions added, scaled, with dummy players and dominated actions, degenerate. Counted
for each family and size:

- ``wrong``: listings that call themselves complete and miss an equilibrium that Gambit lists, are
  not what the base game's listing is, or have indices that do not sum to +1;
- ``spurious``: rows that are no equilibrium of the base game, by sums of their own, and rows that
  are listed twice;
- ``missed``: equilibria that Gambit lists and an incomplete listing does not hold;
- ``late``: games on which Gambit did not come back within the limit (it may never on continua);
- ``ratio``: its processor time by ours, on the base games, construction counted on both sides.

A point of a continuum counts as found if it lies between the extreme points listed.
"""

from __future__ import annotations

import argparse
import time
from typing import NamedTuple

import numpy as np

import gametheory as gt
from tests.campaigns.gambit_worker import Gambit
from tests.campaigns.many_player_families import FAMILIES, SHAPES
from tests.oracles.spanned import is_listed

# Of 1000 games of each family, so many have each size.
SHARES = {(2, 2, 2): 400, (2, 2, 3): 200, (2, 3, 3): 120, (3, 3, 3): 80, (2, 2, 2, 2): 200}


def largest_gain(payoffs, row, sizes):
    """Regret relative to what a player can win at most, by plain sums."""
    parts = np.split(row, np.cumsum(sizes)[:-1])
    worst = 0.0
    for i, own in enumerate(parts):
        values = payoffs[i].astype(float)
        span = (values.max(axis=i) - values.min(axis=i)).max()
        for j in reversed(range(len(sizes))):
            if j != i:
                values = np.tensordot(values, parts[j], axes=([j], [0]))
        worst = max(worst, (values.max() - values @ own) / (span or 1.0))
    return worst


def rows_of(found, back=lambda strategies: strategies):
    return np.concatenate(back([s.astype(float) for s in found.strategies]), axis=1)


class Counts(NamedTuple):
    """What is printed of one family and size."""

    wrong: int
    spurious: int
    missed: int
    late: int
    seconds: float
    ratio: float


def run(family, shape, games, rng, gambit):
    """Counts of one family and size."""
    base = family.draw(rng, (games, len(shape), *shape))
    changed = family.change(rng, base)
    game = gt.NormalFormGame(base, players=len(shape))
    start = time.process_time()
    listed = gt.isolated_equilibria(game, max_cells=family.max_cells)
    ours_seconds = time.process_time() - start
    found = listed
    if changed is not base:
        found = gt.isolated_equilibria(
            gt.NormalFormGame(changed, players=changed.shape[1]), max_cells=family.max_cells
        )
    rows, base_rows = rows_of(found, family.back), rows_of(listed)
    wrong = spurious = missed = gave_up = answered = 0
    seconds = 0.0
    total = np.bincount(found.game_index, found.index, minlength=games)
    for g in range(games):
        ours, reference = rows[found.game_index == g], base_rows[listed.game_index == g]
        complete = bool(found.complete[g])
        bad = complete and not found.degenerate[g] and (total[g] != 1 or len(ours) % 2 == 0)
        bad |= complete != bool(listed.complete[g]) or len(ours) != len(reference)
        bad |= len(ours) > 0 and not bad and np.abs(ours - reference).max() > 1e-7
        wrong += bad
        spurious += sum(largest_gain(base[g], row, shape) > 1e-9 for row in ours)
        spurious += len(ours) - len(np.unique(ours, axis=0))
        if gambit is not None:
            answer = gambit.equilibria(base[g])
            if answer is None:
                gave_up += 1
                continue
            theirs, each = answer
            seconds, answered = seconds + each, answered + 1
            # What Gambit lists counts if it is an equilibrium.
            theirs = [row for row in theirs if largest_gain(base[g], row, shape) < 1e-6]
            # At a double root an error of 1e-8 in payoffs is one of 1e-4 in weights.
            near = 1e-4 if found.degenerate[g] else 1e-6
            lost = sum(not is_listed(ours, row, shape, near) for row in theirs)
            wrong += complete and lost > 0 and not bad
            missed += 0 if complete else lost
    ratio = seconds / max(1, answered) / (ours_seconds / games)
    return found, Counts(wrong, spurious, missed, gave_up, ours_seconds / games, ratio)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1997)
    parser.add_argument("--no-gambit", action="store_true")
    parser.add_argument("--limit", type=float, default=0.5, help="seconds for Gambit and a game")
    parser.add_argument("--family", choices=[f.name for f in FAMILIES])
    options = parser.parse_args()
    gambit = None if options.no_gambit else Gambit(options.limit)
    print(
        f"{'family':>10s} {'size':>8s} {'games':>6s} {'complete':>9s} {'degenerate':>10s} "
        f"{'wrong':>6s} {'spurious':>8s} {'missed':>7s} {'late':>5s} {'most':>5s} {'ms':>8s} "
        f"{'ratio':>6s}"
    )
    totals = np.zeros(4, dtype=int)
    for family in FAMILIES:
        if options.family not in (None, family.name):
            continue
        for shape in SHAPES:
            games = max(1, options.games * SHARES[shape] // 8000)
            rng = np.random.default_rng([options.seed, *shape, *family.name.encode()])
            run(family, shape, 1, rng, None)
            run(family, shape, 60, np.random.default_rng(1), None)  # compiled code is loaded
            found, counts = run(family, shape, games, rng, gambit)
            print(
                f"{family.name:>10s} {'x'.join(map(str, shape)):>8s} {games:6d} "
                f"{found.complete.mean():9.2%} {found.degenerate.mean():10.2%} {counts.wrong:6d} "
                f"{counts.spurious:8d} {counts.missed:7d} {counts.late:5d} "
                f"{found.counts.max():5d} {counts.seconds * 1e3:8.3f} {counts.ratio:6.1f}",
                flush=True,
            )
            totals += (games, counts.wrong, counts.spurious, counts.missed)
    print(f"{totals[0]} games: {totals[1]} wrong and complete, {totals[2]} spurious rows, "
          f"{totals[3]} of Gambit's equilibria missing in incomplete listings")  # fmt: skip
    return int(totals[1] + totals[2] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
