"""Damaged files and senseless arguments: nothing but the library's own errors may come out.

Run with ``python -m tests.campaigns.fuzz [--seconds 60] [--seed 1] [--only files|calls|games]``.
Every case has a number and its own random numbers, so that ``--case N`` repeats one alone. Three
kinds take turns:

- ``files``: files of every format that is read, damaged; what is accepted is a game, which is
  written and read back to the same game.
- ``calls``: the public functions of the table in ``tests/unit/test_bad_input.py``, one to three of
  their arguments replaced by anything; they return or raise an error of the library.
- ``games``: small games with hostile payoffs through every function that takes a game alone.

Prints each offence with the line that repeats it, and ends with exit code 1 if there was one.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "interchange"))

import gametheory as gt
from gametheory.errors import GameTheoryError, InvalidInput
from tests.unit import test_bad_input as table

SLOW = 60  # seconds after which one case counts as stuck

NFG = """NFG 1 R "title" { "Ann" "Bo" }
{ { "l" "r" } { "u" "d" "x\\"y" } }
"comment"

1 2 3 4 5 6 7 8 9 -1 1/3 0.25
"""
OUTCOMES = """NFG 1 R "" { "A" "B" } { 2 1 } { { "" 1, 2 } { "o" 3 4 } } 1 2
"""
EFG = """EFG 2 R "tree" { "A" "B" } "comment"
c "" 1 "deal" { "high" 1/3 "low" 2/3 } 0
p "n" 1 1 "h" { "bet" "fold" } 0
p "" 2 1 "" { "call" "pass" } 0
t "" 1 "win" { 2, -2 }
t "" 2 "" { 1, -1 }
t "" 3 "" { -1, 1 }
p "" 1 2 "" { "bet" "fold" } 3
p "" 2 1 0
t "" 1
t "" 2
t "" 0
"""
CELLS = 'A \\ B,l,r\nu,"1, -2",3; 4\nd,(5 0),"1/2, 0.5"\n'
BLOCKS = "A,l,r\nu,1,2\nd,3,4\n\nB,l,r\nu,5,6\nd,7,8\n"
BARE = "1,2\n3,4\n\n5,6\n7,8\n"
PROFILES = "A,B,payoff A,payoff B\nx,y,1,2\nx,z,3,4\nw,y,5,6\nw,z,7,8\n"
GAM = "2\n2 3\n\n1 2 3 4 5 6\n-1 .5 1/3 4e1 5 6\n"
AGG = """#AGG
2 3 1
2 2
0 1
1 2
1 3
0
2 1 2
3 0 1 2
0
0 1 2
0 7
1 3 [1 1] 8 [0 1] 9 [0 2] 1
"""
FILES = {
    ".nfg": [NFG, OUTCOMES],
    ".efg": [EFG],
    ".csv": [CELLS, BLOCKS, BARE, PROFILES],
    ".gam": [GAM],
    ".agg": [AGG],
    ".json": [table.CERTIFICATE.to_json()],
}
PIECES = [
    *'{}[]",;:\\#()/.-+eE0123456789 \n\t\r',
    "\0",
    "\xff",
    "−",
    "“",
    "𝟙",
    "1e4000",
    '"" ""',
    "NFG 1 R",
]


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A file with one to four pieces put in, taken out, changed or moved."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at, kind = rng.randrange(len(out) + 1), rng.randrange(5)
        if kind == 0:
            out[at:at] = rng.choice(PIECES).encode() * rng.choice([1, 1, 1, 2, 300])
        elif kind == 1:
            del out[at : at + rng.randint(1, 6)]
        elif kind == 2 and at < len(out):
            out[at] = rng.randrange(256)
        elif kind == 3:
            piece = bytes(out[at : at + rng.randint(1, 30)])
            here = rng.randrange(len(out) + 1)
            out[here:here] = piece
        else:
            out = out[:at]
    return bytes(out)


def file_case(rng: random.Random, folder: Path) -> str:
    """One damaged file."""
    ending = rng.choice(list(FILES))
    data = damaged(rng.choice(FILES[ending]).encode(), rng)
    if ending == ".json":
        text = data.decode(errors="replace")
        assert gt.verify(text) in (True, False)
        with contextlib.suppress(InvalidInput):
            gt.Certificate.from_json(text)
        return "certificate"
    path = folder / f"damaged{ending}"
    path.write_bytes(data)
    for exact in (True, False):
        try:
            game = gt.read_game(path, exact=exact)
        except InvalidInput:
            continue
        target = path.with_suffix(".efg" if isinstance(game, gt.ExtensiveFormGame) else ".nfg")
        with contextlib.suppress(InvalidInput):  # half a surrogate pair, a tree of no outcome
            gt.write_game(game, target)
            assert gt.read_game(target, exact=exact) == game, "does not come back"
        if isinstance(game, gt.NormalFormGame):
            with contextlib.suppress(InvalidInput):  # a table cannot hold every label
                gt.write_table(game, path.with_suffix(".csv"))
                assert gt.read_game(path.with_suffix(".csv"), exact=exact) == game, "from a table"
    return ending


NUMBERS: list[Any] = [
    0, 1, -1, 2, 3, -0.0, 0.5, 1e308, -1e308, 5e-324, 1e-300, 2**53 + 1, 2**63, -(2**63), 10**30,
    Fraction(1, 3), Fraction(10**40 + 1, 10**40), float("nan"), float("inf"), 1j, True, None, "1",
    np.float32(0.1), np.int8(-128), np.uint64(2**64 - 1), np.longdouble("0.1"),
]  # fmt: skip
DTYPES = ["f8", "f4", "f2", "i8", "u8", "i1", "bool", "O", "U2", "c16", "M8[D]"]


def anything(rng: random.Random, depth: int = 0) -> Any:
    """A value of any kind."""
    kind = rng.randrange(9)
    if kind == 0 or depth > 3:
        return rng.choice(NUMBERS)
    if kind == 1:
        return table.wrong_value(rng.choice(list(table.WRONG)))
    if kind == 2:
        return "".join(chr(rng.choice([32, 65, 97, 233, 8232, 0, 27, 0x1F600])) for _ in range(3))
    if kind in (3, 4):
        return [anything(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == 5:
        return tuple(rng.choice(NUMBERS) for _ in range(rng.randrange(4)))
    if kind == 6:
        return {rng.choice("ab"): anything(rng, depth + 1)}
    shape = tuple(rng.randrange(4) for _ in range(rng.randrange(5)))
    values = np.array([rng.randrange(3) for _ in range(int(np.prod(shape)))]).reshape(shape)
    return values.astype(rng.choice(DTYPES))


CALLABLE = [n for n, row in table.TABLE.items() if all(v is not None for v in row[1].values())]


def call_case(rng: random.Random, folder: Path) -> str:
    """One public function with senseless arguments."""
    name = rng.choice(
        [n for n in table.TABLE if all(v is not None for v in table.TABLE[n][1].values())]
    )
    function, good, _ = table.prepared(name, folder)
    call = dict(good)
    for argument in rng.sample(list(good), min(len(good), rng.randint(1, 3))):
        if argument != "path":
            call[argument] = anything(rng)
    try:
        function(**call)
    except (GameTheoryError, OSError):
        return f"{name} refused"
    except ValueError:
        if name != "verify":
            raise
    return f"{name} answered"


ALONE: list[Callable[[Any], Any]] = [
    gt.nash_equilibria, gt.pure_nash_equilibria, gt.nash_equilibrium, gt.nash_components,
    gt.degeneracy_witness, gt.isolated_equilibria, gt.rationalizable_actions, gt.logit_branch,
    gt.correlated_equilibrium, gt.stackelberg_equilibrium, gt.zero_sum_solution,
    gt.evolutionarily_stable_strategies, gt.SymmetricBinaryGame.from_normal_form,
    lambda game: gt.iterated_elimination(game, "weak"),
    lambda game: gt.logit_equilibria(game, [0.0, 1.0]),
    lambda game: gt.certify(gt.nash_equilibrium(game)),
    lambda game: gt.select(gt.nash_equilibria(game), "pareto"),
    lambda game: str(gt.nash_equilibria(game)),
    lambda game: gt.nash_equilibria(game).to_dataframe(),
    lambda game: game._repr_html_(),
]  # fmt: skip
PAYOFFS: dict[str, list[Any]] = {
    "ties": [0, 1, -1, 2],
    "floats": [0.0, -0.0, 1.0, 0.1, 1e-13, 1 + 1e-13],
    "extremes": [0.0, 1.0, 1e308, -1e308, 5e-324, 1e-300],
    "long": [2**53 + 1, 2**53, -(2**62), 2**62, 0],
    "beyond": [10**30, 10**30 + 1, 0, -(10**20)],
    "fractions": [Fraction(1, 3), Fraction(1, 7), Fraction(10**20 + 1, 10**20), 0, 1],
}


def game_case(rng: random.Random, folder: Path) -> str:
    """One small game with hostile payoffs through one function."""
    n = rng.choice([2, 2, 2, 3])
    sizes = tuple(rng.randint(1, 3 if n == 2 else 2) for _ in range(n))
    batch = rng.choice([(), (), (2,), (0,)])
    family = rng.choice(list(PAYOFFS))
    flat = [rng.choice(PAYOFFS[family]) for _ in range(int(np.prod((*batch, n, *sizes))))]
    entries = np.array(flat, dtype=np.float64 if isinstance(PAYOFFS[family][0], float) else object)
    game = gt.NormalFormGame(entries.reshape((*batch, n, *sizes)), players=n)
    function = rng.choice(ALONE)
    with contextlib.suppress(GameTheoryError):
        function(game)
    return f"{family} payoffs"


KINDS = {"files": file_case, "calls": call_case, "games": game_case}


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """An error in a case that takes longer than a minute."""

    def stuck(*_: object) -> None:
        raise TimeoutError(f"takes longer than {SLOW} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stuck)
    signal.alarm(SLOW)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(seconds: float, seed: int, only: str | None, case: int | None) -> tuple[Counter[str], int]:
    """Try cases until the time is over; what was tried how often, and the number of offences."""
    kinds = [only] if only else list(KINDS)
    tried: Counter[str] = Counter()
    offences, number, stop = 0, case or 0, time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chdir(folder)
        while time.monotonic() < stop:
            rng = random.Random(f"{seed}/{number}")
            kind = kinds[number % len(kinds)]
            try:
                with watched(), warnings.catch_warnings():
                    warnings.simplefilter("ignore", UserWarning)
                    warnings.filterwarnings("error", category=RuntimeWarning, module="gametheory")
                    tried[f"{kind}: {KINDS[kind](rng, folder)}"] += 1
            except Exception as error:
                offences += 1
                chosen = f" --only {only}" if only else ""
                print(f"case {number} ({kind}): {type(error).__name__}: {str(error)[:300]}")
                print(f"  python -m tests.campaigns.fuzz --seed {seed}{chosen} --case {number}")
                if case is not None:
                    raise
            number += 1
            if case is not None:
                break
    return tried, offences


def main() -> int:
    """Run the campaign; 1 if anything but the library's errors came out."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=list(KINDS))
    parser.add_argument("--case", type=int, help="repeat one case, with its traceback")
    options = parser.parse_args()
    tried, offences = run(options.seconds, options.seed, options.only, options.case)
    groups: Counter[str] = Counter()
    for what, count in tried.items():
        groups[what.partition(":")[0]] += count
    shown = ", ".join(f"{count} {kind}" for kind, count in groups.items())
    print(f"{sum(groups.values())} cases ({shown}), seed {options.seed}: {offences} offences")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
