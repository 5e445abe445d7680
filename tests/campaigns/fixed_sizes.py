"""2,000 random games of each of six kinds against exact enumeration; prints what was missed.

Run ``python -m tests.campaigns.fixed_sizes [--games N] [--oracle lrsnash]``. The oracle is Gambit's
exact enumeration where pygambit is installed and brute force in rationals elsewhere, or `lrsnash`.
"""

from __future__ import annotations

import argparse
import importlib.util

import numpy as np

from gametheory.solvers.two_player import enumerate_equilibria
from tests.oracles import gambit_text, lrsnash, rational_vertices
from tests.oracles.comparison import listed, missed_and_spurious, python_matrix

KINDS = {
    "2x2, integers 0..3": (2, 2, 3),
    "3x3, integers 0..3": (3, 3, 3),
    "2x4, integers 0..3": (2, 4, 3),
    "4x4, integers 0..3": (4, 4, 3),
    "3x3, integers -999..999": (3, 3, 999),
    "3x3, floats": (3, 3, 0),
}


def main() -> int:
    """Print the table; 1 if anything was missed or spurious."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=2000, help="games of each kind")
    parser.add_argument("--oracle", choices=("default", "lrsnash"), default="default")
    options = parser.parse_args()
    games = options.games
    if options.oracle == "lrsnash" and (reason := lrsnash.missing()):
        print(f"skipped: {reason}")
        return 0
    with_gambit = importlib.util.find_spec("pygambit") is not None
    print(f"{'games':26}{'equilibria':>12}{'missed':>8}{'spurious':>10}")
    wrong = 0
    for name, (m, n, top) in KINDS.items():
        rng = np.random.default_rng([m, n, top])
        shape = (games, 2, m, n)
        low = -top if top == 999 else 0
        payoffs = rng.integers(low, top, shape, endpoint=True) if top else rng.random(shape)
        listing = enumerate_equilibria(payoffs)
        missed = spurious = 0
        answers = lrsnash.listings(payoffs) if options.oracle == "lrsnash" else [None] * games
        for g in range(games):
            a, b = (python_matrix(matrix) for matrix in payoffs[g])
            answer = answers[g]
            if answer is not None:
                expected = answer
            elif with_gambit and gambit_text.is_readable(a, b):
                expected = gambit_text.extreme_equilibria(a, b)
            else:
                expected, _ = rational_vertices.extreme_equilibria(a, b)
            here = missed_and_spurious(listed(listing, g), expected, bool(top))
            missed, spurious = missed + here[0], spurious + here[1]
        print(f"{name:26}{len(listing.index):12,}{missed:8}{spurious:10}", flush=True)
        wrong += missed + spurious
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
