"""Deadlock: does a larger deterrent make peace safer, and does a freeze?

Argument. A state that feels threatened acquires a deterrent; its rival may strike first, and each
side fears that the other will. Under complete information more weapons never hurt. Under strategic
risk, where each side doubts what the other expects, they may: a vulnerable arsenal gives both sides
reasons to pre-empt, so that beyond some size peace is no longer robust. A stronger threat makes the
state buy more, up to a threat that no affordable arsenal answers. A "freeze for freeze" pays the
rival only where it turns a peace that is not robust into one that is; where peace is robust
already, it costs exercises and buys nothing.

Literature. Chassang & Padro i Miquel (2010) for the contrast between complete information and
strategic risk; Carlsson & van Damme (1993) and Harsanyi & Selten (1988) for risk dominance; Debs &
Monteiro (2014) and Powell (1993) for arming against a threat.

Not modelled. The dynamic exit game of Chassang & Padro i Miquel; prevention, that is, a rival that
attacks because a deterrent is being acquired; what an offer of a freeze reveals about those who
make it; what a smaller arsenal would spare U if war came all the same. A freeze is no rollback: the
size kept under it is compared with the size that the arsenal reaches without it.
"""

from __future__ import annotations

from typing import ClassVar

from gametheory.modelling import Curves, Figure, Line, RegionMap, case, model
from models.deadlock.acquisition import Acquisition
from models.deadlock.freeze import Freeze
from models.deadlock.strategic_risk import StrategicRisk
from models.register import REGISTER

_MOST = Line("most", label="the most there is if beliefs mirror each other")
_TRUST = [
    Line("trust", label="trust needed on both sides together"),
    _MOST,
    Line("p_U", label="trust D needs: chance that U waits"),
    Line("p_D", label="trust U needs: chance that D waits"),
]
_TINTS = {"robust peace": "calm", "fragile peace": "tense", "no peace": "alarm"}


@model
class Deadlock(Acquisition, Freeze, StrategicRisk):
    """A state D with a deterrent of size n, and its rival U: wait or attack."""

    REGISTER: ClassVar = REGISTER

    CASES: ClassVar = {
        "vulnerable": case(
            "An early force that a first strike can destroy: stakes rise with its size.",
            n=1, lam=1, F=1, fU=0.5, hD=0.2, hU=0.2, psi=0.2, chi=0.5),
        "over-armed": case(
            "The size that such a force reaches in the end if nothing stops its tests: far beyond "
            "the size at which fear of a first strike overtakes retaliation.",
            n=10, lam=1, F=1, fU=0.5, hD=0.2, hU=0.2, psi=0.2, chi=0.5),
        "survivable": case(
            "A force that no first strike removes (the United States and Russia). Its size adds "
            "nothing to either side's stake: psi and chi are zero by what survivable means.",
            n=1, lam=1, F=1, fU=0.5, hD=0.5, hU=0.5, psi=0, chi=0),
        "very vulnerable": case(
            "Weapons add so much to both sides' fear that no size of the force makes peace robust.",
            n=1, lam=1, F=1, fU=0.5, hD=0.5, hU=0.5, psi=0.5, chi=1),
    }  # fmt: skip

    FIGURES: ClassVar = {
        "trust": Figure(
            "The trust that peace needs, by the size of the deterrent. Each side waits only if it "
            "expects the other to wait with at least the chance drawn. Peace is robust (shaded) "
            "where the two chances add up to one or less: from n_R weapons on if the arsenal is "
            "survivable, up to n_L if it is vulnerable. Below n_C weapons peace is no equilibrium, "
            "and no trust will do.",
            Curves(of=_TRUST, along={"n": (0, 3)}, case="survivable", mark=("n_C", "n_R"),
                   shade="robust peace", limits=(0, 2.1), label="trust that peace needs",
                   title="Survivable arsenal"),
            Curves(of=_TRUST, along={"n": (0, 12)}, case="vulnerable",
                   mark=("n_C", "n_R", "n_L"), shade="robust peace", limits=(0, 2.1),
                   label="trust that peace needs", title="Vulnerable arsenal")),
        "regions": Figure(
            "No peace, fragile peace, robust peace over the size of the arsenal and the use-it-or-"
            "lose-it pressure on its owner, for a first strike that averts some, much, or no "
            "damage; dots are the cases. The boundaries are exact curves.",
            RegionMap(x={"n": (0, 12)}, y={"psi": (0, 0.6)}, case="vulnerable", tints=_TINTS,
                      marked=["vulnerable", "over-armed"],
                      title=r"Damage averted per weapon $\chi = 0.5$"),
            RegionMap(x={"n": (0, 12)}, y={"psi": (0, 0.6)}, case="very vulnerable", tints=_TINTS,
                      marked=["very vulnerable"], title=r"Damage averted per weapon $\chi = 1$"),
            RegionMap(x={"n": (0, 12)}, y={"psi": (0, 0.6)}, case="survivable", tints=_TINTS,
                      marked=["survivable"], title=r"Damage averted per weapon $\chi = 0$")),
        "freeze": Figure(
            "Freeze for freeze. Frozen exercises (half of D's stake in striking first) move peace "
            "from the first curve down to the second; frozen tests keep D at a size further left "
            "than it would reach. U gains only if this takes peace from above the line of mirrored "
            "beliefs to below it: where peace is robust already (shaded), no freeze pays it.",
            Curves(of=[Line("trust", label="trust needed while exercises go on"),
                       Line("trust_after", (0.1,), "trust needed if exercises are frozen"), _MOST],
                   along={"n": (0, 12)}, case="vulnerable", mark=("n_R", "n_L"),
                   shade="robust peace", limits=(0.6, 1.5), title="Vulnerable arsenal",
                   label="trust that peace needs on both sides")),
        "acquisition": Figure(
            "The deterrent that D buys, by U's temptation to attack an unarmed D. It grows with "
            "the threat and stops at f_L, beyond which D buys nothing: no affordable arsenal "
            "would make peace robust. If each weapon raised fear as in the case 'very vulnerable', "
            "D would buy nothing at any threat.",
            *(Curves(of=Line("bought"), along={"fU": (0.02, 2.2)}, case=name, mark="f_L",
                     limits=(0, 2.3), label="weapons that D buys", title=f"{title} arsenal")
              for name, title in (("survivable", "Survivable"), ("vulnerable", "Vulnerable")))),
    }  # fmt: skip
