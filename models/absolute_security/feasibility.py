"""Feasibility: can all have what they demand, at any price; and what common ceilings do."""

from __future__ import annotations

from gametheory.modelling import (
    NONNEGATIVE, Number, Statement, Vector, all_of, equal, given, iff, implies, proposition,
    quantity,
)  # fmt: skip
from models.absolute_security.dyad import Dyad


class Feasibility(Dyad):
    """P5: whether arms exist that give both what they demand. P6: proportional cuts in arms."""

    # fmt: off
    least_arms = quantity("smallest arms that give both all they demand (both want some, s < 1)",
                          lambda g: tuple((g.m[i] - g.d[i] + g.sigma[i][j] * (g.m[j] - g.d[j]))
                                          / (1 - g.s) for i, j in ((0, 1), (1, 0))))
    # fmt: on

    @proposition("P5", per=dict(x="state"), means={"x": "any arms of the two states"}, qualifies={
        "W39": "striving for security of any size leaves nobody insecure where the threat loop is "
               "below one: both can have it, at a price"})  # fmt: skip
    def impossible_quest(self, x: Vector) -> Statement:
        """Two states can both have more security than nature gives exactly if s < 1, at any price.

        If so, (I - Sigma)^-1 (m - d) does it with the fewest arms on both sides.

        Proof idea. Each needs arms for its own demand and against the other's arms. Putting one
        need into the other gives (1 - s) x_1 >= m_1 - d_1 + sigma_12 (m_2 - d_2) > 0.
        """
        least = self.least_arms
        return (
            given(demands=all_of(self.m[0] > self.d[0], self.m[1] > self.d[1]))
            .then(
                only_if=implies(self.secure(x), self.s < 1),
                if_=implies(self.s < 1, self.secure(least)),
                least=implies(self.secure(x), all_of(x[0] >= least[0], x[1] >= least[1])),
            )
            .unless("demands", m=-1, sigma="1.2", x=(0, 0),
                    note="content with less than their natural protection, both are secure")
            .mutant("1 % fewer arms",
                    implies(self.s < 1, self.secure([99 * a / 100 for a in least])))
        )  # fmt: skip

    @proposition("P5b", per=dict(x="state"), means={"x": "any arms of the two states"}, qualifies={
        "W10": "one's absolute security is the neighbour's insecurity, by sigma_21 for each unit, "
               "exactly for pairs whose threat loop is at least one"})  # fmt: skip
    def insecurity_of_neighbours(self, x: Vector) -> Statement:
        """If s >= 1, state 1 is absolutely secure only if state 2 accepts to be insecure.

        Both demands can be met exactly if m_2 - d_2 <= -sigma_21 (m_1 - d_1).

        Proof idea. State 1 needs x_1 >= m_1 - d_1 + sigma_12 x_2 arms, which take sigma_21 x_1 from
        state 2; arms of state 2 in answer come back s >= 1 times as large.
        """
        quest = self.m[0] - self.d[0]
        accepts = self.m[1] - self.d[1] <= -self.sigma[1][0] * quest
        return (
            given(strong_loop=self.s >= 1, quest=quest > 0)
            .then(only_if=implies(self.secure(x), accepts),
                  if_=implies(accepts, self.secure((quest, 0))))
            .unless("strong_loop", sigma=".5", x=(2, 2),
                    note="with s = 1/4 both have what they want: absolute security for all")
            .mutant("1 % less insecurity",
                    implies(self.secure(x),
                            100 * (self.m[1] - self.d[1]) <= -101 * self.sigma[1][0] * quest))
        )  # fmt: skip

    @proposition("P5c", over=dict(x=NONNEGATIVE), per=dict(x="state"),
                 means={"x": "any arms of the two states"}, qualifies={
        "W39": "the two together gain nothing by arming where arms threaten at least as much as "
               "they protect; one of them still may"})  # fmt: skip
    def zero_sum(self, x: Vector) -> Statement:
        """If arms threaten at least as much as they protect, arming gains the two nothing together.

        With sigma = 1 on both sides security is zero-sum: what one has the other lacks, so that one
        can be secure alone. That is the opposite of indivisible security (the model
        `indivisible_security`).

        Proof idea. A unit of i's arms adds 1 - sigma_ji to the sum of both margins.
        """
        total = sum(self.margin(i, x) - self.d[i] for i in (0, 1))
        even = all_of(equal(self.sigma[0][1], 1), equal(self.sigma[1][0], 1))
        return (
            given(threatening=all_of(self.sigma[0][1] >= 1, self.sigma[1][0] >= 1))
            .then(no_gain=total <= 0, zero_sum=implies(even, equal(total, 0)))
            .unless("threatening", sigma=".5", x=(1, 1),
                    note="where arms protect more than they threaten, both gain")
            .mutant("1 % gained back", 100 * total <= -x[0])
        )  # fmt: skip

    @proposition("P6", over=dict(threat=NONNEGATIVE), means={
        "arms": "arms of the state in equilibrium", "threat": "threat that it answers",
        "cut": "common part by which all cut their arms"}, qualifies={
        "W15": "a ceiling on arms that all keep leaves every threatened state better off, as long "
               "as it is not too deep"})  # fmt: skip
    def ceilings(self, arms: Number, threat: Number, cut: Number) -> Statement:
        """Every threatened state gains from a common proportional cut, if it is not too deep.

        For any number of states: `threat` is what the arms of all others add up to, and the cut
        lowers it in proportion. Cuts below 2 w h T / (w (x - T)^2 + k x^2) pay, h = m - S being the
        shortfall; deeper ones do not, as long as security stays below what is demanded.

        Proof idea. At its best reply a state is indifferent to a small cut of its own, and the cut
        of the others lowers the threat; the payoff along the cut is a parabola with the limit as
        its second zero.
        """
        less = 1 - cut
        shortfall = self.m[0] - self.security(0, arms, threat)
        limit = (
            2 * self.w[0] * shortfall * threat
            / (self.w[0] * (arms - threat) ** 2 + self.k[0] * arms**2)
        )  # fmt: skip
        pays = self.utility(0, less * arms, less * threat) > self.utility(0, arms, threat)
        still_short = self.security(0, less * arms, less * threat) <= self.m[0]
        return (
            given(armed=arms > 0, cut=all_of(cut > 0, cut < 1), threatened=threat > 0,
                  equilibrium=equal(arms, self.r[0] + self.beta[0] * threat))
            .then(room=limit > 0, pays=implies(cut < limit, pays),
                  exact=implies(still_short, iff(pays, cut < limit)))
            .unless("threatened", arms=".5", threat=0, cut=".1",
                    note="no threat, no room: every cut hurts (P6b)")
            .mutant("limit 1 % deeper", implies(100 * cut < 101 * limit, pays))
        )  # fmt: skip

    @proposition("P6b", means={"arms": "arms of the state in equilibrium",
                               "cut": "common part by which all cut their arms"}, qualifies={
        "B06": "equal terms are unequal between unequals, here for the state that nobody "
               "threatens: the cut that relieves the others is a loss to it",
        "W15": "ceilings reassure those who are threatened, and leave a state that is not with "
               "less than it had"})  # fmt: skip
    def unequal_agreement(self, arms: Number, cut: Number) -> Statement:
        """A state that nobody threatens loses by every cut: for it, a common ceiling is unequal.

        Proof idea. Its arms are its best ones already and the cut relieves it of nothing.
        """
        less = 1 - cut
        return (
            given(armed=arms > 0, equilibrium=equal(arms, self.r[0]),
                  cut=all_of(cut > 0, cut <= 1))
            .then(self.utility(0, less * arms, 0) < self.utility(0, arms, 0))
            .unless("cut", arms=".5", cut=0, note="no cut, no loss")
            .mutant("turned round", self.utility(0, less * arms, 0) > self.utility(0, arms, 0))
        )  # fmt: skip
