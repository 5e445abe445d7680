"""Absolute security: does the quest for it make everyone less secure, the quester included?

Argument. Each of two states demands a margin of security and arms to reach it; arms that protect
one threaten the other. One state's higher demand raises both states' arms and lowers the other's
security and payoff, and even its own payoff. Its own *margin*, however, falls only where the rival
answers so strongly that the threat comes back larger than the arms that caused it. In the limit of
an absolute quest there is nothing between but a knife edge, at which it buys nothing: the quester
gets exactly what it demands, or arms run away (`quest`). Security of any size for all is impossible
exactly where the threat loop is at least one (`feasibility`). Restraint that the rival sees pays
(`restraint`); with more than two states the same threats weigh more (`crowd`).

Three models beside it change one thing each. `GreatPowers` (`powers`): three states, however
unlike. `IndivisibleSecurity` (`indivisible`): a neighbour's shortfall spills back. `OffenceDefence`
(`posture`): part of the arms can be told apart from arms that attack.

Literature. Jervis (1978) for the security dilemma, the balance of offence and defence, and whether
the two can be told apart; Glaser (1997) and Kydd (2005) for what that changes; Richardson (1960)
for linear reactions, stable when the product of slopes is below one; Ballester, Calvo-Armengol &
Zenou (2006) for the network game; Fudenberg & Tirole (1984) for commitment under strategic
complements; Hawkins & Simon (1949) for the minors.

Not modelled. What states do not know of each other, so neither deterrence by uncertainty nor
postures that signal motives; negotiation and pledges; who started it. Beyond three states
uniqueness rests on the theorem on P-matrices, not on a proof run here.
"""

from __future__ import annotations

from typing import ClassVar

from gametheory.modelling import Curves, Figure, Line, Outcome, RegionMap, case, model
from models.absolute_security.crowd import Crowd
from models.absolute_security.feasibility import Feasibility
from models.absolute_security.quest import Quest
from models.absolute_security.restraint import Restraint
from models.register import REGISTER


@model
class AbsoluteSecurity(Crowd, Feasibility, Restraint, Quest):
    """Two states arm to reach the margin of security that each demands."""

    REGISTER: ClassVar = REGISTER

    # fmt: off
    CASES: ClassVar = {
        "Korea": case(
            "Pyongyang (1), whose deterrent the essay calls a quest for absolute security, wants "
            "it more intensely than Washington and Seoul (2), whose arms threaten it more than its "
            "own threaten them. The order is the document's, the numbers are stylised.",
            w=(9, 1), sigma=((0, 1.75), (0.8, 0))),
        "Korea, the allies' quest": case(
            "The same dyad with Washington and Seoul as state 1: what a higher demand of theirs "
            "does to them, whose rival is the more responsive one.",
            w=(1, 9), sigma=((0, 0.8), (1.75, 0))),
        "Washington and Moscow": case(
            "Putin's charge: the United States (1) seeks absolute security at Russia's expense "
            "(2). Both care much about security, the accused more; arsenals that survive an attack "
            "keep the mutual threat well below what arms protect. Stylised; the third great power "
            "of the essay, China, is in the model `great_powers`.",
            w=(9, 4), sigma=0.6),
        "security community": case(
            "Two members of an organisation whose confidence-building keeps mutual threat low.",
            sigma=0.1),
    }
    FIGURES: ClassVar = {"self-defeat": Figure(
        "What a quest for more security does. Maps, two states: whatever the tint, the quester's "
        "payoff falls; its margin rises in the pale region, falls in the next, and beyond that "
        "arms run away. The more intense the quest, the thinner the region between. Numbers on the "
        "contours: margin gained per unit more demanded. Right, N states alike: the quest defeats "
        "itself above the solid line, arms run away above the dotted one of the same colour.",
        *(RegionMap(x={"sigma[0][1]": (0, end)}, y={"w[1]": ("1/199", 199)}, x_as="s",
                    y_as="beta[1]", case=name, marked=name,
                    tints={"margin at a price": "pale", "self-defeating": "tense",
                           "runaway": "alarm"},
                    contours={"own_gain": levels}, across="threat loop, $s$",
                    up=r"responsiveness of the rival, $\beta_2$",
                    title=rf"Does demanding more buy margin?  ($\beta_1 = {beta}$)")
          for name, beta, end, levels in (
              ("Korea", 0.9, "5/2", (-4, 0, 0.7, 0.85)),
              ("Korea, the allies' quest", 0.5, "8/7", (-1, 0, 0.2, 0.3, 0.4)))),
        Curves(of=[Line("critical", (n,), f"N = {n}, defeats itself") for n in (2, 3, 6)]
               + [Line("runaway", (n,), f"N = {n}, runs away", dotted=True) for n in (2, 3, 6)],
               along={"w[0]": ("1/19", 99)}, shown_as="beta[0]", limits=(0, 4),
               across=r"responsiveness of every state, $\beta$", label=r"mutual threat, $\sigma$",
               title="From which mutual threat on"))}
    # fmt: on

    def solve(self) -> Outcome:
        """Equilibrium where the race is bounded, and what a higher demand of state 1 does to it."""
        return self.outcome(**super().solve(), **self.only(self.self_defeat < 1, "restraint"))
