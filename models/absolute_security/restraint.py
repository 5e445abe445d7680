"""Restraint: what a state gains by a posture of wanting less, if its rival sees it and replies."""

from __future__ import annotations

from gametheory.modelling import (
    Number, Statement, Vector, differ, equal, given, implies, proposition, quantity,
)  # fmt: skip
from models.absolute_security.dyad import PAIRS, Dyad


class Restraint(Dyad):
    """P4: commitment under strategic complements, the "puppy dog" of Fudenberg and Tirole (1984).

    State 1 takes a posture, the demand that it arms for, and is bound by it; the rival sees the
    posture before it arms. Payoffs are judged by what state 1 truly demands. Without that order of
    moves, or if the posture could be changed in secret, the rival would expect the true demand and
    restraint would gain nothing. It is no pledge: nobody promises anything.
    """

    # fmt: off
    gap = quantity("shortfall of state 1 when unarmed and the rival is armed for itself only",
                   lambda g: g.m[0] - g.d[0] + g.felt[0][1] * g.r[1])
    best_arms = quantity("arms state 1 would commit to if the rival replied (both armed)",
                         lambda g: (g.w[0] * g.kept * g.gap - g.c[0])
                         / (g.w[0] * g.kept**2 + g.k[0]))
    restraint = quantity("by how much the best posture of state 1 demands less than it wants",
                         lambda g: g.self_defeat * (g.k[0] * g.gap + g.kept * g.c[0])
                         / (g.k[0] + g.w[0] * g.kept**2))
    # fmt: on

    @proposition("P4a", per=PAIRS, means={
        "more": "the demand that state 1's posture shows", "x": "arms without the posture",
        "y": "arms under the posture"}, qualifies={
        "W39": "whoever strives for more than it needs is itself among those harmed, in payoff "
               "always, in security only where its margin falls too (P3)"})  # fmt: skip
    def own_harm(self, more: Number, x: Vector, y: Vector) -> Statement:
        """A state that arms as if it needed more than it does pays for it, in every bounded race.

        Its payoff, judged by what it truly demands, falls; the rival sees the posture and replies.

        Proof idea. At its true demand its own arms are the best reply, so arming more gains nothing
        at given arms of the rival; and the rival, which arms more, takes security besides.
        """
        after = self.at(m={0: more})
        return (
            given(bounded=self.gamma < 1, higher=more > self.m[0], before=self.balanced(x),
                  after=after.balanced(y), armed=y[0] > 0)
            .then(self.payoff(0, y) < self.payoff(0, x))
            .unless("armed", m={0: -10}, more=-9, x=(0, ".5"), y=(0, ".5"),
                    note="a state that arms in neither case loses nothing by the pose")
            .mutant("turned round", self.payoff(0, y) > self.payoff(0, x))
        )  # fmt: skip

    @proposition("P4c", per=PAIRS, means={
        "low": "the demand that a restrained posture shows",
        "high": "the demand that a less restrained posture shows",
        "x": "arms under the restrained posture", "y": "arms under the other one"}, qualifies={
        "W39": "giving the quest up entirely pays the striver only in a race that defeats itself; "
               "elsewhere part of it is worth its price"})  # fmt: skip
    def full_restraint(self, low: Number, high: Number, x: Vector, y: Vector) -> Statement:
        """In a bounded self-defeating race, restraint pays as long as the rival stays armed.

        It pays a state that arms, and every bit of it. x is the equilibrium when state 1 behaves as
        if it demanded low, y when high; payoffs are judged by what it truly demands. The rival sees
        the posture before it arms.

        Proof idea. Along the rival's reply a unit of own arms costs k x + c and leaves 1 - beta_2 s
        of margin, which is negative here: fewer arms are cheaper and safer at once.
        """
        return (
            given(bounded=self.gamma < 1, self_defeating=self.self_defeat > 1, less=low < high,
                  low=self.at(m={0: low}).balanced(x), high=self.at(m={0: high}).balanced(y),
                  armed=y[0] > 0, rival_armed=x[1] > 0)
            .then(self.payoff(0, x) > self.payoff(0, y))
            .unless("rival_armed", w={1: 9}, m=(2, -10), sigma="1.2", low=1, high=2, x=(".5", 0),
                    y=(1, 0),
                    note="a rival that stays disarmed does not reward restraint")
            .unless("self_defeating", low=0, high=1, x=("2/7", "4/7"), y=("6/7", "5/7"),
                    note="index 1/4: posing as undemanding leaves the state too weak")
            .mutant("turned round", self.payoff(0, x) < self.payoff(0, y))
        )  # fmt: skip

    @proposition("P4d", means={
        "arms": "any arms of state 1", "best": "the arms to which it would commit",
        "posture": "any demand that it shows", "reply": "what the rival answers"}, qualifies={
        "W39": "some restraint pays every striver whose rival reacts, but the more absolute the "
               "quest the less, and nothing in the limit"})  # fmt: skip
    def best_posture(self, arms: Number, best: Number, posture: Number, reply: Number) -> Statement:
        """Where the quest pays in margin, some restraint still pays against a rival that reacts.

        The state would arm anyway, and the rival wants arms of its own: demand Delta less than
        wanted. Every posture puts state 1 on its rival's reply curve; no point of the curve is
        better than `best`, which the posture m_1 - Delta reaches. Delta > 0 if the rival reacts at
        all, and Delta <= (k_1 / w_1) beta_2 s gap / (1 - beta_2 s)^2 when c_1 = 0: a state that
        wants nothing but security (w_1 without bound) gains nothing by restraint.

        Proof idea. Along the rival's reply the payoff is a concave parabola in the own arms, with
        1 - beta_2 s in place of 1 for what a unit protects; its peak lies below the best reply.
        """
        pose = self.at(m={0: posture})
        curve = [(own, self.reply(1, self.sigma[1][0] * own)) for own in (arms, best)]
        here, there = (self.payoff(0, x) for x in curve)
        limit = self.k[0] * self.self_defeat * self.gap / (self.w[0] * self.kept**2)
        return (
            given(
                index=self.self_defeat < 1, rival_wants_arms=self.r[1] >= 0, reacts=self.s > 0,
                best=equal(best, self.best_arms), interior=best > 0,
            )
            .then(
                on_curve=implies(pose.balanced((arms, reply)), equal(reply, curve[0][1])),
                best=here <= there,
                only=implies(differ(arms, best), here < there),
                posture=self.at(m={0: self.m[0] - self.restraint}).balanced(curve[1]),
                restraint=self.restraint > 0,
                vanishes=implies(equal(self.c[0], 0), self.restraint <= limit),
            )
            .unless("reacts", sigma={(1, 0): 0}, arms=0, best=".75", posture=1, reply=0,
                    note="a rival that does not react to state 1 does not reward restraint")
            .unless("rival_wants_arms", m=(4, -2), sigma=((0, "1.5"), (1, 0)), arms=2,
                    best="10/17", posture=4, reply=0,
                    note="a rival that wants no arms stays disarmed on part of the curve")
            .mutant("1 % more restraint",
                    self.at(m={0: self.m[0] - 101 * self.restraint / 100}).balanced(curve[1]))
        )  # fmt: skip
