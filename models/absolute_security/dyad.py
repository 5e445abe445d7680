"""Two states in an arms race: the equilibrium in closed form and what a higher demand does."""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.modelling import (
    Condition, Number, Outcome, RegionList, Vector, all_of, equal, maximum, not_, quantity,
    regions_of, where,
)  # fmt: skip
from gametheory.solutions.status import Status
from models.absolute_security.race import ArmsRace


PAIRS = dict(x="state", y="state")  # of arms, in equilibrium or not
MORE = {
    "more": "what state 1 demands afterwards",
    "x": "arms of the two states before",
    "y": "arms of the two states afterwards",
}


class Dyad(ArmsRace):
    """Two states; what their models share. State 1 is the one whose quest is looked at."""

    # fmt: off
    s = quantity("threat loop: what a unit of arms comes back as, were every threat answered in "
                 "full", lambda g: g.felt[0][1] * g.felt[1][0])
    gamma = quantity("reaction loop: the race is bounded below one",
                     lambda g: g.beta[0] * g.beta[1] * g.s)
    x = quantity("equilibrium arms in a bounded race, corners included", lambda g: tuple(
        maximum(g.r[i], (g.r[i] + g.beta[i] * g.felt[i][j] * g.r[j]) / (1 - g.gamma), 0)
        for i, j in ((0, 1), (1, 0))))
    S = quantity("security in equilibrium", lambda g: tuple(g.margin(i, g.x) for i in (0, 1)))
    U = quantity("payoff in equilibrium", lambda g: tuple(g.payoff(i, g.x) for i in (0, 1)))
    both_armed = quantity("both states want arms in equilibrium (bounded race)", lambda g: all_of(
        *(g.r[i] + g.beta[i] * g.threat(i, g.x) > 0 for i in (0, 1))))
    self_defeat = quantity("self-defeat index: above one, state 1's margin falls as its demand "
                           "rises", lambda g: g.beta[1] * g.s)
    kept = quantity("part of its own arms that state 1 keeps as security once the rival replied",
                    lambda g: 1 - g.self_defeat)
    own_gain = quantity("security that state 1 gains per unit more that it demands (both armed)",
                        lambda g: g.beta[0] * g.kept / (1 - g.gamma))
    # fmt: on

    @property
    def regions(self) -> RegionList:
        """What a higher demand of state 1 does to it; its payoff falls in every region."""
        # The closed form divides by 1 - gamma: it is read only where the race is bounded.
        return regions_of(
            ("runaway", all_of(self.gamma >= 1, self.r[0] > 0, self.r[1] > 0)),
            ("no guarantee", self.gamma >= 1),
            ("corner", lambda: not_(self.both_armed)),
            ("self-defeating", self.self_defeat > 1),
            ("margin at a price", True),
        )

    @property
    def region(self) -> Number:
        """Code of the region."""
        return self.regions.code

    def solve(self) -> Outcome:
        """Equilibrium where the race is bounded, and what a higher demand of state 1 does to it."""
        bounded = self.gamma < 1
        armed = where(bounded, lambda: self.both_armed, False)
        return self.outcome(
            "self_defeat", "gamma", "s",
            **self.only(bounded, "x", "S", "U", per="state"), **self.only(armed, "own_gain"),
        )  # fmt: skip

    def agrees(self, found: Any) -> Any:
        """Whether the solver found the closed form, or that the race runs away.

        The first where gamma < 1, the second where gamma >= 1 and both states want arms; elsewhere
        the closed form says nothing. Fractions have to be equal. Floats may differ by 1e-13 /
        (1 - gamma) of the largest term, and within 1e-12 of gamma = 1 rounding decides.
        """
        codes, there = np.asarray(found.status_code), np.asarray(found.unique)
        wanted = np.asarray(all_of(self.r[0] > 0, self.r[1] > 0), bool)
        runs = (codes == Status.RUNAWAY) | ~wanted
        x = np.stack(np.broadcast_arrays(*self.solve()["x"]), axis=-1)
        if there.dtype == object:
            one = (codes == Status.UNIQUE) & np.all(there == x, axis=-1)
            return np.where(np.asarray(self.gamma < 1, bool), one, runs)
        with np.errstate(all="ignore"):
            left = 1 - np.asarray(self.gamma, dtype=float)
            x = np.asarray(x, dtype=float)
            size = np.abs(np.stack(np.broadcast_arrays(*self.r), -1)).max(-1) + np.abs(x).max(-1)
            same = np.all(np.abs(there - x) <= (1e-13 / np.abs(left) * size)[..., None], axis=-1)
        one = (codes == Status.UNIQUE) & same
        return np.where(left > 0, one, runs) | (np.abs(left) < 1e-12)

    def balanced(self, x: Vector) -> Condition:
        """Arms x are an equilibrium: each state's arms are its best reply (P0)."""
        return all_of(*(equal(x[i], self.reply(i, self.threat(i, x))) for i in (0, 1)))

    def secure(self, x: Vector) -> Condition:
        """Arms x give both states all they demand."""
        return all_of(*(x[i] >= 0 for i in (0, 1)),
                      *(self.margin(i, x) >= self.m[i] for i in (0, 1)))  # fmt: skip

    def solved(self, x: Vector) -> Condition:
        """Arms x are what the closed form says (P1b)."""
        return all_of(*(equal(x[i], self.x[i]) for i in (0, 1)))
