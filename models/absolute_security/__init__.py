"""Absolute security: does the quest for it make everyone less secure, the quester included?

Argument. Each of two states demands a margin of security and arms to reach it; arms that protect
one threaten the other. One state's higher demand raises both states' arms and lowers the other's
security and payoff, and even its own payoff. Its own *margin*, however, falls only where the rival
answers so strongly that the threat comes back larger than the arms that caused it. In the limit of
an absolute quest there is nothing between: the quester gets exactly what it demands, or arms run
away (`quest`). Security of any size for all is impossible exactly where the threat loop is at least
one (`feasibility`). Restraint that the rival sees pays (`restraint`); with more than two states the
same threats weigh more (`crowd`).

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

from models.absolute_security.indivisible import IndivisibleSecurity
from models.absolute_security.model import AbsoluteSecurity
from models.absolute_security.posture import OffenceDefence
from models.absolute_security.powers import GreatPowers
from models.absolute_security.race import ArmsRace

__all__ = [
    "AbsoluteSecurity",
    "ArmsRace",
    "GreatPowers",
    "IndivisibleSecurity",
    "OffenceDefence",
]
