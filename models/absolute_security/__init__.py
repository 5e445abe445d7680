"""Absolute security: the arms race, what a quest for security does in it, and three variations.

`ArmsRace` (`race`) has any number of states. `AbsoluteSecurity` (`model`) has two; its propositions
stand in `quest`, `restraint`, `feasibility` and `crowd`, over the closed form in `dyad`. Beside it
`GreatPowers` (`powers`) has three states, `IndivisibleSecurity` (`indivisible`) lets a neighbour's
insecurity spill back, and in `OffenceDefence` (`posture`) arms can be told apart.
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
