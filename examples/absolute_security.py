"""Absolute security: a dyad, its limit, a triad, ceilings, spill-back, and arms told apart.

Run it with ``python examples/absolute_security.py``; it takes a few seconds, prints what it finds,
and saves its figures under ``results/absolute_security``.

Weitz warns that striving for absolute security creates insecurity dilemmas for all. The model
`absolute_security` says for whom: the rival always, the striver in its payoff, and in its margin
only if its rival answers so strongly that the threat comes back larger than the arms that caused
it. Two models beside it ask what changes if insecurity spills back, and if arms that defend can be
told from arms that attack.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

import gametheory as gt
from gametheory.figures import draw
from gametheory.modelling import sized
from models.absolute_security import (
    AbsoluteSecurity,
    ArmsRace,
    IndivisibleSecurity,
    OffenceDefence,
)


def main(out: Path = Path("results/absolute_security")) -> None:
    """Tell the story and save its figures in ``out``."""
    out.mkdir(parents=True, exist_ok=True)

    # 1. A dyad. Pyongyang (1) cares much about its security; the arms of Washington and Seoul (2)
    #    threaten it more than its own threaten them.
    korea = AbsoluteSecurity.presets["Korea"]
    print(f"Korea. {korea.justification}")
    before = korea.solve()
    print(
        f"In equilibrium state 1 holds {before['x'][0]:.3f} arms, state 2 {before['x'][1]:.3f}; "
        f"their margins of security are {before['S'][0]:.3f} and {before['S'][1]:.3f}, where each "
        "wants 1."
    )
    for who, other in ((0, 1), (1, 0)):
        after = korea.at(m={who: 1.5}).solve()
        old, new = before["S"][who], after["S"][who]
        print(
            f"  If state {who + 1} demands 1.5 instead, its own margin "
            f"{'rises' if new > old else 'falls'} from {old:.3f} to {new:.3f}, the other's falls "
            f"to {after['S'][other]:.3f} and the other's payoff from "
            f"{before['U'][other]:.2f} to {after['U'][other]:.2f}."
        )
    print(
        "So the quest that defeats itself is not the one of the more anxious state, but the one "
        "whose rival is the more responsive."
    )
    print(f"  {verdict('P3')}\n  {verdict('P3b')}")
    print(
        f"State 1 would do best to act as if it wanted {before['restraint']:.2f} less than it does."
    )
    print(f"  {verdict('P4d')}")

    # 2. The absolute quest: the same demand, ever more intense.
    print("\nThe absolute quest, the limit of an intensity without bound:")
    for label, case, most in (("Pyongyang's", "Korea", 1e4),
                              ("the allies'", "Korea, the allies' quest", 3.8)):  # fmt: skip
        for w in (1.0, most**0.5, most):
            race = AbsoluteSecurity.presets[case].at(w={0: w})
            print(
                f"  {label} intensity {w:.3g}: arms {race.x[0]:.2f}, margin {race.S[0]:.3f} where "
                f"it demands {race.m[0]:g}."
            )
    ceiling = 1 / (AbsoluteSecurity.presets["Korea, the allies' quest"].self_defeat - 1)
    print(f"  From intensity {ceiling:.2f} on the allies' quest lets arms run away.")
    print(f"  {verdict('P3e')}\n  {verdict('P3f')}")

    # 3. A triad. The same mutual threat does no such harm between two great powers.
    pair, triad = (states_alike(n) for n in (2, 3))
    print("\nGreat powers with a mutual threat of 0.88 each:")
    for race in (pair, triad):
        n = len(race.w)
        x = gt.linear_reply_equilibria(race.game()).actions[0]
        quest = race.at(m={0: 1.2})
        y = gt.linear_reply_equilibria(quest.game()).actions[0]
        margins = [m.margin(0, z) for m, z in ((race, x), (quest, y))]
        print(
            f"  {n} powers: arms {x[0]:.2f} each, margin {margins[0]:.3f}; if one demands 1.2, its "
            f"own margin goes to {margins[1]:.4f} "
            f"({(margins[1] - margins[0]) / 0.2:+.3f} per unit demanded)."
        )
    one = AbsoluteSecurity(w={0: triad.w[0]})
    print(
        f"  A triad defeats itself and stays bounded between {one.critical(3):.3f} and "
        f"{one.runaway(3):.3f}; with nine times the intensity only between "
        f"{one.at(w={0: 9.0}).critical(3):.3f} and {one.at(w={0: 9.0}).runaway(3):.3f}."
    )
    print(f"  {verdict('P7')}\n  {verdict('P7b')}\n  {verdict('P7d')}")

    # 4. The interior of a security community: low mutual threat, so even hard demands are feasible.
    members = states(6)(sigma=0.1)
    x = gt.linear_reply_equilibria(members.game()).actions[0]
    margin = members.margin(0, x)
    print(
        f"\nSix members of a security community (mutual threat 0.1): arms {x[0]:.3f}, margin "
        f"{margin:.3f}. The race is bounded ({radius(members.game().slopes):.2f} < 1), and "
        f"absolute security for all is feasible ({radius(members.sigma):.2f} < 1)."
    )
    print(f"  {verdict('P5')}\n  {verdict('P5b')}")

    # 5. Ceilings: a common proportional cut, for two powers that care more and threaten less.
    pair = states(2)(w=9.0, sigma=0.54)
    x = gt.linear_reply_equilibria(pair.game()).actions[0]
    cuts = np.linspace(0, 1, 1001)
    gains = [pair.payoff(0, (1 - e) * x) - pair.payoff(0, x) for e in cuts]
    limit = cuts[np.flatnonzero(np.array(gains) > 0)[-1]]
    print(
        f"\nA common ceiling on two great powers pays up to a cut of {limit:.1%}, most at "
        f"{cuts[int(np.argmax(gains))]:.1%}; beyond that it leaves both too weak."
    )
    print(f"  {verdict('P6')}\n  {verdict('P6b')}")

    # 6. Indivisible security: the neighbour's insecurity spills back.
    speech = IndivisibleSecurity.presets["CICA speech"]
    print(f"\nIndivisible security. {speech.justification}")
    print(
        f"Spill-back times threat is {speech.iota * speech.sigma[1][0]:.2f}: in equilibrium the "
        f"arms are {speech.x[0]:g} and {speech.x[1]:g}."
    )
    for name in ("I1", "I2", "I3"):
        print(f"  {verdict(name, IndivisibleSecurity)}")

    # 7. Offence and defence told apart.
    drills = OffenceDefence.presets["exercises around Korea"]
    seen = drills.at(delta={0: 0.5})
    print(f"\nTold apart. {drills.justification}")
    print(
        "If half of the allies' arms are recognised as unable to attack, and nothing else changes, "
        f"the allies gain {seen.U[0] - drills.U[0]:.2f} and Pyongyang "
        f"{seen.U[1] - drills.U[1]:.2f}."
    )
    for name in ("R1", "R2", "R3"):
        print(f"  {verdict(name, OffenceDefence)}")

    drawn = {
        "self_defeat": draw(AbsoluteSecurity, "self-defeat"),
        "ceilings": draw_ceilings(cuts, gains),
        "spill_back": draw(IndivisibleSecurity, "spill-back"),
        "told_apart": draw(OffenceDefence, "told-apart"),
    }
    for name, figure in drawn.items():
        figure.savefig(out / f"{name}.png", dpi=150)
    print("\nFigures: " + ", ".join(str(out / f"{name}.png") for name in drawn))


def states(n: int) -> Any:
    """The arms race of n states."""
    return sized(ArmsRace, state=n)


def states_alike(n: int) -> Any:
    """Great powers that care as much for security as for what arms cost."""
    return states(n)(w=1.0, sigma=0.88)


def radius(matrix: Any) -> float:
    """Largest modulus of an eigenvalue."""
    return float(abs(np.linalg.eigvals(np.array(matrix, dtype=float))).max())


def draw_ceilings(cuts: Any, gains: Any) -> Any:
    """What a common proportional cut gains each of two great powers."""
    import xarray as xr

    from gametheory.figures import curves, house_style, panels

    with house_style():
        figure, (ax,) = panels()
        gain = xr.DataArray(
            gains,
            {"cut": ("cut", cuts, {"meaning": "common cut in arms", "symbol": "e"})},
            attrs={"long_name": "gain of each state in payoff"},
        )
        curves(gain, ax, zero=True, title="Ceilings pay, up to a point")
    return figure


def verdict(name: str, model: Any = AbsoluteSecurity) -> str:
    """One line on a proposition, judged afresh."""
    proposition = model.propositions[name]
    return f"[{proposition.prove(trials=False).status}: {proposition.name}] {proposition.title}."


if __name__ == "__main__":
    main(*[Path(argument) for argument in sys.argv[1:2]])
