"""Korea: what a deterrent does for peace, who buys one, and the two halves of "freeze for freeze".

Run it with ``python examples/korea.py``; it takes half a minute, prints what it finds, and saves
its figures under ``results/korea``.

Weitz describes Pyongyang's deterrent as a quest for absolute security from threats, and a proposal
of China and Russia: North Korea pauses its tests, the United States and South Korea freeze their
exercises. The offer was refused, he writes, because it was read as a wedge against the alliance.
The model `deadlock` asks what the deterrent is worth, and what each side would gain by the freeze.
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
        "expects the other to expect: of strategic risk. The mixed one says how much trust peace "
        f"needs: U waits only if it gives D's waiting a chance of {early.p_D:.2f}, D only if it "
        f"gives U's a chance of {early.p_U:.2f}. Together {early.trust:.2f}, below one: peace is "
        "robust."
    )
    print(f"  {verdict('P0b')}")

    # 2. More weapons under complete information. Peace is an equilibrium from n_C on, for good.
    sizes = np.linspace(0, 10, 1001)
    sweep = gt.sweep(early, n=sizes)
    peace = sizes[~gt.in_region(sweep, "no peace").values]
    print(f"\nPeace is an equilibrium for every arsenal of {peace.min():.2f} weapons or more.")
    print(f"  {verdict('P1')}")

    # 3. More weapons under strategic risk. Peace is robust only between two sizes.
    robust = sizes[gt.in_region(sweep, "robust peace").values]
    solved = early.solve()
    print(
        f"Under strategic risk it is robust from {solved['n_R']:.3f} to {solved['n_L']:.3f} "
        f"weapons; on the grid: {robust.min():.2f} to {robust.max():.2f}."
    )
    print(f"  {verdict('P3')}")
    safe = Deadlock.presets["survivable"]
    print(
        f"A survivable force has no upper end: peace is robust from {safe.n_R:.2f} weapons on, "
        f"{safe.n_R - safe.n_C:.2f} more than peace itself needs."
    )
    print(f"  {verdict('P2')}")
    many = Deadlock.presets["over-armed"]
    print(
        f"With {many.n} vulnerable weapons U needs less trust than with {early.n} ({many.p_D:.2f} "
        f"instead of {early.p_D:.2f}) and D needs more ({many.p_U:.2f} instead of "
        f"{early.p_U:.2f}): it is their owner who is alarmed by weapons that it may lose."
    )
    print(f"  {verdict('P0c')}")

    # 4. Who buys a deterrent. D pays kappa a weapon, and war costs it z.
    print("\nThe deterrent that D buys, by the threat (U's gain from attacking an unarmed D):")
    for threat in (0.25, 0.5, 1.0, 1.5):
        bought = early.at(fU=threat).bought
        print(f"  threat {threat:.2f}: {bought:.2f} weapons")
    print(f"A threat above {early.f_L:.2f} is not answered: no affordable size would do.")
    print(f"  {verdict('P11')}\n  {verdict('P12')}")

    # 5. The freeze. A freeze of tests takes no weapon away: it keeps D at the size it has, and is
    #    to be compared with the size that D would reach. Half of D's stake comes from exercises.
    cut = early.hD / 2
    print("\nFreeze for freeze, at arsenals that would grow to different sizes:")
    for n, frozen in ((2.0, 1.9), (2.0, 1.0), (10.0, 6.0)):
        here = early.at(n=n)
        exercises = here.package(cut, n).by("G")
        tests = here.package(0, frozen).by("G")
        print(
            f"  frozen at {frozen:g} instead of {n:g}: exercises alone change G by "
            f"{exercises:+.3f}, tests alone by {tests:+.3f}, both by "
            f"{here.package(cut, frozen).by('G'):+.3f}."
        )
    print(f"  {verdict('P4')}\n  {verdict('P4c')}")
    eased = early.at(hD=early.hD - cut)
    print(
        f"With exercises frozen, {eased.bought:.2f} weapons would be bought instead of "
        f"{early.bought:.2f}: part of D's restraint comes by itself."
    )
    print(f"  {verdict('P13')}")

    # 6. Who accepts. G is nobody's payoff: robust peace is worth the same however robust it is.
    print(
        f"\nWhat each side gains by accepting, if war costs {early.z:g}, exercises are worth "
        f"{early.e:g} to U, and tests {early.w:g} to D:"
    )
    for n, frozen in ((1.0, 1.0), (1.0, 0.6), (2.0, 1.9), (10.0, 6.0), (10.0, 9.0)):
        here = early.at(n=n)
        was, then = (m.solve().region_name for m in here.package(cut, frozen))
        print(
            f"  frozen at {frozen:g} instead of {n:g} ({was}, then {then}): "
            f"U {here.gain_U(cut, frozen):+.1f}, D {here.gain_D(cut, frozen):+.1f}"
        )
    print(f"  {verdict('P4d')}\n  {verdict('P4e')}")
    print(
        "\nSo the swap is refused wherever peace is robust without it: U would give up its "
        "exercises for nothing, and needs no suspicion of a wedge to say no. Both would sign where "
        "the arsenal would outgrow its own safety and is stopped in time. Which of the two Korea "
        "was, the model does not say."
    )

    for name in Deadlock.FIGURES:
        draw(Deadlock, name).savefig(out / f"{name}.png", dpi=150)
    print(f"\nFigures: {', '.join(str(out / f'{name}.png') for name in Deadlock.FIGURES)}")


def verdict(name: str) -> str:
    """One line on a proposition, judged afresh."""
    proposition = Deadlock.propositions[name]
    return f"[{proposition.prove(trials=False).status}: {proposition.name}] {proposition.title}."


if __name__ == "__main__":
    main(*[Path(argument) for argument in sys.argv[1:2]])
