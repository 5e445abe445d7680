"""Three great powers, however unlike: what the quest of one does to its own margin.

Argument. The essay's great powers are three: the United States, whose quest for absolute security
Russia and China decry, and these two. With three, each power answers the quester and the answers
of the other as well, so that the threats that would be harmless between two may add up: the quest
defeats itself exactly if what all answers together bring back exceeds the arms that caused them.

Literature. Jervis (1978), Richardson (1960), Hawkins & Simon (1949), as in `absolute_security`.

Not modelled. Alliances: two of the three may not threaten each other (a threat of zero), but they
do not pool arms.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from gametheory.modelling import (
    NONNEGATIVE, Condition, Curves, Figure, Matrix, Number, Outcome, RegionList, RegionMap,
    Statement, Vector, all_of, case, equal, given, iff, model, not_, parameter, proposition,
    quantity, regions_of, where,
)  # fmt: skip
from gametheory.solutions.status import Status
from models.absolute_security.race import ArmsRace
from models.register import REGISTER


@model
class GreatPowers(ArmsRace):
    """Three states in an arms race; the first is the one whose quest is looked at."""

    REGISTER: ClassVar = REGISTER
    INDEX: ClassVar = {"state": 3}

    # fmt: off
    sigma: Matrix = parameter(NONNEGATIVE, 0.88, per=("state", "state"), diagonal=0,
                              meaning="security lost per unit of the other's arms", sources="W08")

    CASES: ClassVar = {
        "Washington, Beijing, Moscow": case(
            "Washington (1), Beijing (2) and Moscow (3) value security and mind its cost alike, "
            "each threatens each by somewhat less than its arms protect: a pair of them would be "
            "far from self-defeat. Stylised; the essay only says that all three suspect each "
            "other.",
            sigma=0.88),
        "Beijing and Moscow reassured": case(
            "The same, but China and Russia, who drill together and reassure each other, hardly "
            "threaten each other.",
            sigma=((0, 0.88, 0.88), (0.88, 0, 0.2), (0.88, 0.2, 0))),
    }
    FIGURES: ClassVar = {"three-powers": Figure(
        "What a higher demand of Washington does to it, whose payoff falls in every tint. Left: "
        "over the threats between Beijing and Moscow, one by the other. Right: the self-defeat "
        "index, above one where the margin falls, as the two threaten each other more.",
        RegionMap(x={"sigma[1][2]": (0, 2)}, y={"sigma[2][1]": (0, 2)},
                  case="Washington, Beijing, Moscow", marked="Washington, Beijing, Moscow",
                  tints={"margin at a price": "pale", "self-defeating": "tense",
                         "runaway": "alarm"},
                  across="threat to Beijing by Moscow's arms", up="threat to Moscow by Beijing's",
                  title="Does demanding more buy margin?"),
        Curves(of="self_defeat", along={"sigma[1][2]": (0, 1.2)},
               case="Beijing and Moscow reassured", label="self-defeat index of Washington",
               across="threat to Beijing by Moscow's arms", title="The others' reassurance"))}

    slopes = quantity("how each answers a unit of each other's arms",
                      lambda g: g.linear_replies[1])
    others = quantity("part of the others' answers to each other that is not echoed",
                      lambda g: 1 - g.slopes[1][2] * g.slopes[2][1])
    answers = quantity("arms with which the two others answer a unit of state 1's, and each other",
                       lambda g: tuple(
                           (g.slopes[i][0] + g.slopes[i][j] * g.slopes[j][0]) / g.others
                           for i, j in ((1, 2), (2, 1))))
    self_defeat = quantity("self-defeat index: above one, state 1's margin falls as its demand "
                           "rises", lambda g: sum(
                               g.felt[0][j] * a for j, a in zip((1, 2), g.answers, strict=True)))
    room = quantity("part of state 1's arms that the others' answers leave unprovoked: the race is "
                    "bounded while it is positive", lambda g: 1 - sum(
                        g.slopes[0][j] * a for j, a in zip((1, 2), g.answers, strict=True)))
    x = quantity("equilibrium arms if all three are armed", lambda g: g.closed_form())
    S = quantity("security in that equilibrium", lambda g: tuple(
        g.margin(i, g.x) for i in range(3)))
    own_gain = quantity("security that state 1 gains per unit more that it demands",
                        lambda g: g.beta[0] * (1 - g.self_defeat) / g.room)
    # fmt: on

    def closed_form(self) -> Vector:
        """Arms that are best replies to each other if all are armed."""
        (r1, r2, r3), b = self.r, self.slopes
        alone = [(r2 + b[1][2] * r3) / self.others, (r3 + b[2][1] * r2) / self.others]
        first = (r1 + b[0][1] * alone[0] + b[0][2] * alone[1]) / self.room
        return (first, *(a + answer * first for a, answer in zip(alone, self.answers, strict=True)))

    @property
    def bounded(self) -> Condition:
        """The minors of I - B are positive."""
        return where(self.others > 0, lambda: self.room > 0, False)

    @property
    def regions(self) -> RegionList:
        """What a higher demand of state 1 does to it; its payoff falls in every region."""
        armed = all_of(*(r > 0 for r in self.r))
        return regions_of(
            ("runaway", all_of(armed, not_(self.bounded))),
            ("no guarantee", not_(self.bounded)),
            ("corner", lambda: not_(all_of(*(arms > 0 for arms in self.x)))),
            ("self-defeating", lambda: self.self_defeat > 1),
            ("margin at a price", True),
        )

    def solve(self) -> Outcome:
        """The equilibrium if all are armed, and what a higher demand of state 1 does to it."""
        armed = where(self.bounded, lambda: all_of(*(arms > 0 for arms in self.x)), False)
        return self.outcome(
            **self.only(armed, "x", "S", per="state"), **self.only(armed, "self_defeat", "own_gain")
        )

    def agrees(self, found: Any) -> Any:
        """Whether the solver found the closed form where that has all armed, or that arms run away.

        The second where all want arms and the race is not bounded. Fractions have to be equal.
        Floats may differ by 1e-12 of the largest arms over the minors, and where a minor is within
        1e-12 of zero rounding decides.
        """
        codes, there = np.asarray(found.status_code), np.asarray(found.unique)
        code = np.asarray(self.regions.code)
        runs = (codes == Status.RUNAWAY) | (code != 0)
        x = np.stack(np.broadcast_arrays(*self.solve()["x"]), axis=-1)
        if there.dtype == object:
            one = (codes == Status.UNIQUE) & np.all(there == x, axis=-1)
            return np.where(code >= 3, one, runs)
        with np.errstate(all="ignore"):
            others = np.abs(np.asarray(self.others, dtype=float))
            least = np.minimum(others, others * np.abs(np.asarray(self.room, dtype=float)))
            x = np.asarray(x, dtype=float)
            size = (1e-12 / least * np.abs(x).max(axis=-1))[..., None]
            same = np.all(np.abs(there - x) <= size, axis=-1)
        one = (codes == Status.UNIQUE) & same
        return np.where(code >= 3, one, runs) | (least < 1e-12)

    def balanced(self, x: Vector) -> Condition:
        """All are armed, and each state's arms are its best reply."""
        return all_of(*(all_of(x[i] > 0, equal(x[i], self.r[i] + self.beta[i] * self.threat(i, x)))
                        for i in range(3)))  # fmt: skip

    @proposition("G1", per=dict(x="state", y="state"), means={
        "more": "what state 1 demands afterwards", "x": "arms of the three before",
        "y": "arms of the three afterwards"}, qualifies={
        "W39": "between three the striver's margin falls exactly if the answers of both others, to "
               "it and to each other, come back larger than its arms"})  # fmt: skip
    def own_margin(self, more: Number, x: Vector, y: Vector) -> Statement:
        """One of three armed powers loses margin by demanding more exactly if its index exceeds 1.

        The index is sigma_12 a_2 + sigma_13 a_3, where a_2 and a_3 are the arms with which the
        others answer a unit of its own: a_2 = (b_21 + b_23 b_31) / (1 - b_23 b_32), and so on, with
        b_ij = beta_i sigma_ij. However unlike the three are.

        Proof idea. Solve the others' two replies for their arms: they rise by a_2 and a_3 for each
        unit of state 1's, which leaves it 1 minus the index of margin; and its arms rise.
        """
        after = self.at(m={0: more})
        old, new = self.margin(0, x), after.margin(0, y)
        return (
            given(bounded=self.bounded, higher=more > self.m[0], before=self.balanced(x),
                  after=after.balanced(y))
            .then(falls=iff(new < old, self.self_defeat > 1),
                  rises=iff(new > old, self.self_defeat < 1))
            .unless("higher", more=".5", x="25/6", y=("725/216", "1525/432", "1525/432"),
                    note="index 1.38: demanding less raises the margin")
            .mutant("threshold 1 % lower", iff(new < old, 101 * self.self_defeat > 100))
        )  # fmt: skip
