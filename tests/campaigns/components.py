"""Certificates, components, indices and witnesses over the families of hard two-player games.

``python -m tests.campaigns.components [--games N] [--seed S]`` prints a table and exits with 1 if a
figure that must be zero is not:

unproved    listed equilibria without an exact certificate (epsilon 0) that passes the checker
far         certificates whose exact profile is not, to 1e-9, the listed one
sums        games whose component indices do not sum to +1
indices     components whose index is not that of a random game close by (no lexicography)
witnesses   games whose flag `degenerate` disagrees with the search for a witness
"""

from __future__ import annotations

import argparse
import sys
import time
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

import gametheory as gt
from tests.campaigns.two_player_families import FAMILIES, ordinal_2x2

SIZES = [(2, 2), (2, 3), (3, 2), (3, 3), (2, 4), (4, 4), (5, 3)]
COLUMNS = ("unproved", "far", "sums", "indices", "witnesses")


# Digits to which profiles of a nearby game must agree; its payoffs are moved by the square of that.
# Determinants of badly scaled payoffs are as small as the product of their ratios.
DIGITS = {"extreme scales": 6000}
USUAL_DIGITS = 200


def examine(game: gt.NormalFormGame, rng: np.random.Generator, digits: int) -> dict[str, int]:
    """Faults of one game under each heading, with counts of what was examined."""
    out = dict.fromkeys((*COLUMNS, "rows", "components", "degenerate"), 0)
    listing = gt.nash_equilibria(game)
    out["rows"] = len(listing)
    for t, certificate in enumerate(gt.certify(listing)):
        out["unproved"] += not (certificate.epsilon == 0 and gt.verify(certificate.to_json()))
        for exact, listed in zip(certificate.profile, listing.strategies, strict=True):
            distance = max(abs(p - Fraction(q)) for p, q in zip(exact, listed[t], strict=True))
            out["far"] += distance > Fraction(1, 10**9)
    components = gt.nash_components(game)
    out["components"] = len(components)
    out["degenerate"] = components.degenerate
    out["sums"] = sum(c.index for c in components) != 1
    out["indices"] = _wrong_indices(components, rng, digits)
    out["witnesses"] = (gt.degeneracy_witness(game) is not None) != bool(listing.degenerate)
    return out


def _wrong_indices(components: Any, rng: np.random.Generator, digits: int) -> int:
    """Components whose index differs from the sum of indices found near them in a nearby game."""
    exact = components[0].game.payoffs.astype(object)
    moved = np.empty(exact.shape, dtype=object)
    for player in (0, 1):
        spread = Fraction(exact[player].max()) - Fraction(exact[player].min()) or Fraction(1)
        noise = rng.integers(-(10**9), 10**9, size=exact[player].shape).astype(object)
        moved[player] = exact[player] + noise * (spread / 10 ** (2 * digits))
    near = gt.nash_equilibria(gt.NormalFormGame(moved, players=2))
    close = Fraction(1, 10**digits)
    found = [0] * len(components)
    for profile, index in zip(near, near.index.tolist(), strict=True):
        homes = [k for k, c in enumerate(components) if c.contains(profile, close)]
        if len(homes) != 1:
            return len(components)
        found[homes[0]] += index
    return sum(a != c.index for a, c in zip(found, components, strict=True))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=100, help="games of each family")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    faults = 0
    heads = ("games", "rows", "components", "degenerate", *COLUMNS, "seconds")
    print(f"{'family':22s}" + "".join(f"{h:>11s}" for h in heads))
    for name in (*FAMILIES, "ordinal 2x2"):
        digits = DIGITS.get(name, USUAL_DIGITS)
        rng = np.random.default_rng(options.seed)
        start, total, games = (
            time.perf_counter(),
            dict.fromkeys(heads, 0),
            _games(name, rng, options),
        )
        for payoffs in games:
            found = examine(gt.NormalFormGame(payoffs, players=2), rng, digits)
            total = {h: total[h] + found.get(h, 0) for h in heads}
        total["games"] = len(games)
        faults += sum(total[c] for c in COLUMNS)
        shown = "".join(f"{total[h]:11d}" for h in heads[:-1])
        print(f"{name:22s}{shown}{time.perf_counter() - start:11.1f}", flush=True)
    return 1 if faults else 0


def _games(name: str, rng: np.random.Generator, options: Any) -> list[npt.NDArray[Any]]:
    if name == "ordinal 2x2":
        every = ordinal_2x2()
        return [every[k] for k in rng.choice(len(every), size=options.games, replace=False)]
    share = -(-options.games // len(SIZES))
    games = [g for m, n in SIZES for g in FAMILIES[name](rng, share, m, n)]
    return games[: options.games]


if __name__ == "__main__":
    sys.exit(main())
