"""Missed and spurious extreme equilibria: ``python -m tests.campaigns.two_player``.

For every family and shape the listing is compared, equilibrium by equilibrium, with a rational
brute force (small shapes) or with Gambit's exact enumeration through text (larger ones, when
pygambit is installed).  Exits with 1 if anything is missed, spurious, wrongly flagged degenerate,
or has indices that do not sum to +1.

``--oracle lrsnash`` compares with that program instead, at every shape; the column "brute" counts
the games that went to brute force because their numbers are too long for the oracle's input. With
``--larger`` as well it takes shapes up to 8x8, with ``--largest`` from 9x9 to 12x12, where brute
force would take minutes a game and more, and leaves those games out.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib.util import find_spec
from typing import Any

import attrs
import numpy as np

from gametheory.exact.rationals import Rationals
from gametheory.solvers.two_player import enumerate_equilibria
from tests.campaigns.two_player_families import FAMILIES, ordinal_2x2
from tests.oracles import gambit_text, lrsnash, rational_vertices
from tests.oracles.comparison import listed, missed_and_spurious, python_matrix

# Shares of the games of a family by shape; brute force solves C(m+n, m) systems in fractions.
SHAPES = {
    (2, 2): 0.28,
    (2, 3): 0.14,
    (3, 2): 0.06,
    (3, 3): 0.24,
    (2, 4): 0.08,
    (4, 2): 0.04,
    (3, 4): 0.04,
    (4, 4): 0.08,
    (5, 5): 0.04,
}
LARGER_SHAPES = {
    (1, 8): 0.05,
    (2, 8): 0.15,
    (8, 3): 0.15,
    (4, 5): 0.25,
    (6, 6): 0.20,
    (5, 7): 0.15,
    (8, 8): 0.05,
}
LARGEST_SHAPES = {
    (9, 9): 0.4,
    (8, 10): 0.15,
    (12, 7): 0.15,
    (10, 10): 0.15,
    (11, 11): 0.1,
    (12, 12): 0.05,
}


@attrs.define
class Tally:
    """Counts of one family."""

    games: int = 0
    equilibria: int = 0
    degenerate: int = 0
    missed: int = 0
    spurious: int = 0
    wrong_flags: int = 0
    incomplete: int = 0
    brute: int = 0

    def failed(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.missed or self.spurious or self.wrong_flags or self.incomplete)


def compare(games: Any, tally: Tally, oracle: str) -> None:
    """Solve a batch, hold it against the oracle, add to the tally."""
    listing = enumerate_equilibria(games)
    exact = isinstance(listing.x, Rationals)
    answers = lrsnash.listings(games) if oracle == "lrsnash" else [None] * len(games)
    for g in range(len(games)):
        a, b = python_matrix(games[g][0]), python_matrix(games[g][1])
        index = listing.index[listing.offsets[g] : listing.offsets[g + 1]]
        flag = bool(listing.degenerate[g])
        answer = answers[g]
        if answer is not None:
            expected = answer
        elif oracle == "gambit" and gambit_text.is_readable(a, b):
            expected = gambit_text.extreme_equilibria(a, b)
        else:
            expected, degenerate = rational_vertices.extreme_equilibria(a, b)
            tally.wrong_flags += flag != degenerate
            tally.brute += 1
        missed, spurious = missed_and_spurious(listed(listing, g), expected, exact)
        tally.games += 1
        tally.equilibria += len(expected)
        tally.degenerate += flag
        tally.missed += missed
        tally.spurious += spurious
        tally.incomplete += not listing.complete[g]
        tally.wrong_flags += bool(index.any()) if flag else int(index.sum()) != 1
        if (missed or spurious) and tally.missed + tally.spurious < 50:
            print(f"  missed {missed}, spurious {spurious}: {games[g].tolist()}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Run the campaign and print one line a family."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=20_000, help="games in all (about)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--family", help="only families whose name contains this")
    parser.add_argument(
        "--oracle",
        choices=("default", "lrsnash"),
        default="default",
        help="brute force and Gambit, or lrsnash at every shape",
    )
    parser.add_argument("--larger", action="store_true", help="shapes up to 8x8, with lrsnash")
    parser.add_argument("--largest", action="store_true", help="9x9 to 12x12, with lrsnash")
    options = parser.parse_args(arguments)
    larger = options.larger or options.largest
    if larger and options.oracle != "lrsnash":
        parser.error("--larger and --largest need --oracle lrsnash: the others take minutes a game")
    if options.oracle == "lrsnash" and (reason := lrsnash.missing()):
        print(f"skipped: {reason}")
        return 0
    gambit = find_spec("pygambit") is not None
    chosen = {k: f for k, f in FAMILIES.items() if not options.family or options.family in k}
    shapes = LARGER_SHAPES if options.larger else SHAPES
    if options.largest:
        shapes = LARGEST_SHAPES
    each = max(len(shapes), options.games // max(1, len(chosen)))
    rng = np.random.default_rng(options.seed)
    head = (
        "games",
        "equilibria",
        "degenerate",
        "missed",
        "spurious",
        "flags",
        "incomplete",
        "brute",
    )
    print(f"{'family':24}" + "".join(f"{h:>12}" for h in head) + f"{'seconds':>9}")
    failed = False
    total = Tally()

    def report(name: str, tally: Tally, began: float) -> None:
        cells = attrs.astuple(tally)
        print(f"{name:24}" + "".join(f"{c:12,}" for c in cells), end="")
        print(f"{time.perf_counter() - began:9.1f}", flush=True)
        for field in attrs.fields_dict(Tally):
            setattr(total, field, getattr(total, field) + getattr(tally, field))

    began_all = time.perf_counter()
    if not larger and (not options.family or options.family in "ordinal 2x2"):
        began, tally = time.perf_counter(), Tally()
        compare(ordinal_2x2(), tally, "lrsnash" if options.oracle == "lrsnash" else "brute force")
        report("ordinal 2x2 (all)", tally, began)
        failed |= tally.failed()
    for name, family in chosen.items():
        began, tally = time.perf_counter(), Tally()
        for (m, n), share in shapes.items():
            games = family(rng, max(1, round(each * share)), m, n)
            if larger:
                games = games[[lrsnash.is_readable(*game) for game in games]]
            oracle = "brute force" if m + n <= 7 or not gambit else "gambit"
            compare(games, tally, "lrsnash" if options.oracle == "lrsnash" else oracle)
        report(name, tally, began)
        failed |= tally.failed()
    report("all", total, began_all) if not failed else print("FAILED")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
