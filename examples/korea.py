"""Korea: what a deterrent does for peace, and the two halves of "freeze for freeze".

Run it with ``python examples/korea.py``; it takes a few seconds, prints what it finds, and saves
its figures under ``results/korea``.

Weitz describes Pyongyang's missile programme as a quest for absolute security, and a proposal of
China and Russia: North Korea pauses its tests, the United States and South Korea freeze their
exercises. The offer was refused. The model `deadlock` asks what each half would have done.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import gametheory as gt
from gametheory.figures import draw
from models.deadlock import Deadlock


def main(out: Path = Path("results/korea")) -> None:
    """Tell the story and save its figures in ``out``."""
    out.mkdir(parents=True, exist_ok=True)

    # 1. The game. D (Pyongyang) and U (Washington and Seoul) each wait or attack. A deterrent of n
    #    weapons raises what an attack costs U; if a first strike can destroy it, it also raises
    #    what each side gains from striking first.
    early = Deadlock.presets["vulnerable"]
    print("One weapon, all equilibria of the game (D waits, attacks | U waits, attacks):")
    print(gt.nash_equilibria(early.game()))
    print(
        "\nPeace and war are both equilibria. Which one happens is a matter of what each side "
        "expects the other to expect: of strategic risk.\n"
    )

    # 2. More weapons under complete information. Peace is an equilibrium from n_C on, for good.
    sizes = np.linspace(0, 10, 1001)
    sweep = gt.sweep(early, n=sizes)
    peace = sizes[~gt.in_region(sweep, "no peace").values]
    print(f"Peace is an equilibrium for every arsenal of {peace.min():.2f} weapons or more.")
    print(f"  {verdict('P1')}")

    # 3. More weapons under strategic risk. Peace is robust only between two sizes.
    robust = sizes[gt.in_region(sweep, "robust peace").values]
    solved = early.solve()
    print(
        f"\nUnder strategic risk it is robust from {solved['robust_from']:.3f} to "
        f"{solved['robust_to']:.3f} weapons, most so at {solved['n_0']:.1f}; "
        f"on the grid: {robust.min():.2f} to {robust.max():.2f}."
    )
    print(f"  {verdict('P3')}")
    safe = Deadlock.presets["survivable"]
    print(
        f"A survivable force has no upper end: peace is robust from {safe.solve()['n_R']:.2f} "
        f"weapons on, {safe.n_R - safe.n_C:.2f} more than peace itself needs."
    )
    print(f"  {verdict('P2')}")

    # 4. The two halves of the freeze, below the peak and above it.
    print("\nFreeze for freeze, at an arsenal below and one above the peak:")
    for n, fewer in ((2.0, 1.0), (8.0, 6.0)):
        here = early.at(n=n)
        exercises = here.at(hD=early.hD / 2).G - here.G
        tests = here.at(n=fewer).G - here.G
        print(
            f"  n = {n:g}: halving D's fear of exercises changes robustness by {exercises:+.3f}; "
            f"capping at {fewer:g} weapons changes it by {tests:+.3f}."
        )
    print(f"  {verdict('P4')}")
    print(f"  {verdict('P4b')}")
    print(
        "\nThe exercise half always helps. The test half hurts a small arsenal and helps a swollen "
        "one, so the two halves do not buy the same thing, and a refusal of the swap is no proof "
        "that it was meant as a wedge."
    )

    for name in ("robustness", "regions"):
        draw(Deadlock, name).savefig(out / f"{name}.png", dpi=150)
    print(f"\nFigures: {out / 'robustness.png'}, {out / 'regions.png'}")


def verdict(name: str) -> str:
    """One line on a proposition, judged afresh."""
    proposition = Deadlock.propositions[name]
    return f"[{proposition.prove(trials=False).status}: {proposition.name}] {proposition.title}."


if __name__ == "__main__":
    main(*[Path(argument) for argument in sys.argv[1:2]])
