"""Absolute security: does the quest for it make everyone less secure, the quester included?

Argument. Each of two states demands a margin of security and arms to reach it; arms that protect
one threaten the other. One state's higher demand raises both states' arms and lowers the other's
security and payoff, and even its own payoff. Its own *margin*, however, falls only where the rival
answers so strongly that the threat comes back larger than the arms that caused it. Security of any
size for all is impossible exactly where offence has the advantage.

Literature. Jervis (1978) for the security dilemma and the balance of offence and defence;
Richardson (1960) for linear reactions, stable when the product of slopes is below one; Ballester,
Calvo-Armengol & Zenou (2006) for the network game; Hawkins & Simon (1949) for the minors.

Not modelled. What states do not know of each other; negotiation; who started it. Beyond three
states uniqueness rests on the theorem on P-matrices, not on a proof run here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from gametheory.algebra import (
    Condition,
    Number,
    all_of,
    differ,
    equal,
    exists,
    iff,
    implies,
    maximum,
    not_,
)
from gametheory.model import Case, case, model
from gametheory.parameters import NONNEGATIVE, POSITIVE, count
from gametheory.proof import Statement, given, proposition
from models.arms_dyad import ArmsDyad

TRIAD = dict.fromkeys(("b12", "b13", "b21", "b23", "b31", "b32"), NONNEGATIVE)


@model
class AbsoluteSecurity(ArmsDyad):
    """Two states arm to reach the margin of security that each demands."""

    CASES: ClassVar[Mapping[str, Case]] = {
        "Korea": case(
            "North Korea (1) wants security most (the quest is ascribed to it), the United States "
            "and South Korea (2) less; their arms threaten it more than its arms threaten them.",
            w1=9, w2=1, sigma12=1.5, sigma21=0.8,
        ),
        "great powers": case(
            "Two powers that care much about security; mutual threat about half of arms.",
            w1=9, w2=9, sigma12=0.54, sigma21=0.54,
        ),
        "security community": case(
            "Two members of an organisation whose confidence-building keeps mutual threat low.",
            sigma12=0.1, sigma21=0.1,
        ),
        "indivisible": case(
            "One side's security is the other's insecurity, one for one (the CICA speech).",
            sigma12=1, sigma21=1,
        ),
    }  # fmt: skip

    @proposition("P0", supports="W01")
    def best_reply(self, threat: Number, other: Number, more: Number) -> Statement:
        """Arms answer threats: the best reply is max(0, r + beta T), and the only one.

        Proved from the payoff, against every deviation: any other arms y lose at least
        k (y - reply)^2 / 2. A larger threat is never answered with fewer arms.
        """
        race = self.race()
        reply = race.reply(0, threat)
        best = race.utility(0, reply, threat)
        return (
            given(arms=all_of(threat >= 0, other >= 0), larger=more >= threat)
            .then(
                no_better=race.utility(0, other, threat)
                <= best - self.k1 * (other - reply) ** 2 / 2,
                answered=race.reply(0, more) >= reply,
            )
            .unless("larger", threat=1, other=0, more=0,
                    note="a smaller threat is answered with fewer arms")
            .mutant("reply 1 % higher",
                    race.utility(0, other, threat) <= race.utility(0, 101 * reply / 100, threat))
        )  # fmt: skip

    @proposition("P1", qualifies="W01", reproduces="Richardson (1960), stability")
    def boundedness(self, x1: Number, x2: Number, y1: Number, y2: Number) -> Statement:
        """If both states want arms even unthreatened, an equilibrium exists exactly if gamma < 1.

        x is the closed form. Beyond gamma = 1 the race runs away: no arms levels y are balanced.
        """
        return (
            given(wanted=all_of(self.r1 > 0, self.r2 > 0),
                  closed_form=implies(self.gamma < 1, self.solved((x1, x2))))
            .then(
                exists=implies(self.gamma < 1, self.balanced((x1, x2))),
                only_if=implies(self.balanced((y1, y2)), self.gamma < 1),
            )
            .unless("wanted", w1=9, w2=9, sigma12="1.5", sigma21="1.5", m1=-1, m2=-1,
                                      x1="18/7", x2="18/7", y1=0, y2=0,
                    note="states that want no arms of their own stay disarmed at gamma = 1.82")
            .mutant("arms 1 % higher",
                    implies(self.gamma < 1, self.balanced((101 * x1 / 100, x2))))
        )  # fmt: skip

    @proposition("P1b", qualifies="W01")
    def uniqueness(self, x1: Number, x2: Number, y1: Number, y2: Number) -> Statement:
        """A bounded race has one equilibrium, whatever the demands; corners included.

        It is x_i = max(0, r_i, (r_i + beta_i sigma_ij r_j) / (1 - gamma)); what it gives each
        state in security and payoff follows.
        """
        race, x = self.race(), (x1, x2)
        gives = [
            f(i, x[i], race.threat(i, x)) for f in (race.security, race.utility) for i in (0, 1)
        ]
        said = (self.S1, self.S2, self.U1, self.U2)
        return (
            given(bounded=self.gamma < 1, closed_form=self.solved((x1, x2)))
            .then(
                exists=self.balanced((x1, x2)),
                gives=all_of(*(equal(a, b) for a, b in zip(said, gives, strict=True))),
                unique=implies(self.balanced((y1, y2)), all_of(equal(y1, x1), equal(y2, x2))),
            )
            .unless("bounded", w1=9, w2=9, sigma12="1.5", sigma21="1.5", m1=-1, m2=-1,
                                       x1="18/7", x2="18/7", y1=0, y2=0,
                    note="disarmed (0, 0) and armed (18/7, 18/7) are both balanced")
            .mutant("arms 1 % higher", self.balanced((101 * x1 / 100, x2)))
        )  # fmt: skip

    @proposition("P1c", qualifies="W01", over=TRIAD, reproduces="Hawkins & Simon (1949), N = 3")
    def triad(
        self, b12: Number, b13: Number, b21: Number, b23: Number, b31: Number, b32: Number,
        a1: Number, a2: Number, a3: Number,
        x1: Number, x2: Number, x3: Number, y1: Number, y2: Number, y3: Number,
    ) -> Statement:  # fmt: skip
        """Three states whose reactions have positive leading minors have at most one equilibrium.

        State i wants a_i of its own and answers the arms of j by b_ij: arms x are an equilibrium if
        x_i = max(0, a_i + sum_j b_ij x_j). The minors are those of I - B.
        """
        b, a = _triad(b12, b13, b21, b23, b31, b32), (a1, a2, a3)
        x, y = (x1, x2, x3), (y1, y2, y3)
        looser = [all_of(100 * u >= 99 * v, 100 * u <= 101 * v) for u, v in zip(x, y, strict=True)]
        return (
            given(bounded=_minors(b), one=_replies(a, b, x), other=_replies(a, b, y))
            .then(all_of(*(equal(u, v) for u, v in zip(x, y, strict=True))))
            .unless("bounded", b12=".6", b13=".6", b21=".6", b23=".6", b31=".6", b32=".6",
                                       a1="-.2", a2="-.2", a3="-.2",
                                       x1=1, x2=1, x3=1, y1=0, y2=0, y3=0,
                    note="three states that answer 1.2 times what each sees: armed or disarmed")
            .mutant("first arms different", all_of(differ(x1, y1), *looser))
        )  # fmt: skip

    @proposition("P1d", qualifies="W01", over=TRIAD, reproduces="Hawkins & Simon (1949), N = 3")
    def triad_needs_it(
        self, b12: Number, b13: Number, b21: Number, b23: Number, b31: Number, b32: Number,
        a1: Number, a2: Number, a3: Number, x1: Number, x2: Number, x3: Number,
    ) -> Statement:  # fmt: skip
        """Three states that all want arms have an equilibrium only if those minors are positive.

        Beyond that the race runs away, as with two states (P1).
        """
        b, a = _triad(b12, b13, b21, b23, b31, b32), (a1, a2, a3)
        return (
            given(wanted=all_of(a1 > 0, a2 > 0, a3 > 0), balanced=_replies(a, b, (x1, x2, x3)))
            .then(_minors(b))
            .unless("wanted", b12=".6", b13=".6", b21=".6", b23=".6", b31=".6", b32=".6",
                                      a1="-.2", a2="-.2", a3="-.2", x1=1, x2=1, x3=1,
                    note="states that want no arms of their own balance at 1.2 times what they see")
            .mutant("minors 1 % smaller", all_of(100 * (1 - b12 * b21) > 101, _minors(b)))
        )  # fmt: skip

    @proposition("P2", supports="W01 W10")
    def spiral(self, more: Number, x1: Number, x2: Number, y1: Number, y2: Number) -> Statement:
        """A higher demand of a state that arms makes a rival that feels it arm more, and worse off.

        The rival is armed before; x is the equilibrium before, y after: the arms of both rise, the
        rival's security and payoff fall.
        """
        after, x, y = self.at(m1=more), (x1, x2), (y1, y2)
        return (
            given(
                bounded=self.gamma < 1, higher=more > self.m1,
                before=self.balanced(x), after=after.balanced(y),
                rival_armed=x2 > 0, quester_arms=y1 > 0, felt=self.sigma21 > 0,
            )
            .then(
                arms=all_of(y1 > x1, y2 > x2),
                rival_security=after.security(1, y) < self.security(1, x),
                rival_payoff=after.utility(1, y) < self.utility(1, x),
            )
            .unless("rival_armed", m1=2, m2=-10, sigma12=1, sigma21=1, more=3,
                                           x1=1, x2=0, y1="1.5", y2=0,
                    note="a rival that wants no arms keeps none")
            .unless("quester_arms", m1=-10, more=-9, x1=0, x2=".5", y1=0, y2=".5",
                    note="a state that demands more and still arms in neither case changes nothing")
            .unless("felt", sigma21=0, more=2, x1=".75", x2=".5", y1="1.25", y2=".5",
                    note="a rival that is not threatened is unaffected")
            .mutant("rival arms by 1 % of the difference",
                    all_of(y1 > x1, 100 * (y2 - x2) > y1 - x1))
        )  # fmt: skip

    @proposition("P2b", supports="W01")
    def nobody_disarms(
        self, more: Number, x1: Number, x2: Number, y1: Number, y2: Number
    ) -> Statement:
        """Corners included, a higher demand of state 1 lowers nobody's arms."""
        after, x, y = self.at(m1=more), (x1, x2), (y1, y2)
        return (
            given(bounded=self.gamma < 1, higher=more >= self.m1,
                  before=self.balanced(x), after=after.balanced(y))
            .then(all_of(y1 >= x1, y2 >= x2))
            .unless("bounded", w1=9, w2=9, sigma12="1.5", sigma21="1.5", m1=-1, m2=-1,
                                       more="-.9", x1="18/7", x2="18/7", y1=0, y2=0,
                    note="where both outcomes are balanced, the race may collapse instead")
            .mutant("arms 1 % higher", all_of(100 * y1 >= 101 * x1, y2 >= x2))
        )  # fmt: skip

    @proposition("P3", qualifies="W39")
    def own_margin(self, more: Number, x1: Number, x2: Number, y1: Number, y2: Number) -> Statement:
        """The quester's own margin falls exactly if the rival replies strongly: beta_2 s > 1.

        Below that it rises. Each unit demanded changes it by beta_1 (1 - beta_2 s) / (1 - gamma).
        """
        after, x, y = self.at(m1=more), (x1, x2), (y1, y2)
        old, new = self.security(0, x), after.security(0, y)
        return (
            given(
                bounded=self.gamma < 1, higher=more > self.m1,
                before=self.balanced(x), after=after.balanced(y), both_armed=all_of(x1 > 0, x2 > 0),
            )
            .then(
                falls=iff(new < old, self.self_defeat > 1),
                rises=iff(new > old, self.self_defeat < 1),
                by=equal(new - old, self.own_gain * (more - self.m1)),
            )
            .unless("both_armed", w2=9, m1=2, m2=-10, sigma12="1.2", sigma21="1.2", more=3,
                                          x1=1, x2=0, y1="1.5", y2=0,
                    note="index 1.296, but the rival is disarmed: the margin rises")
            .mutant("threshold 1 % lower", iff(new < old, 101 * self.self_defeat > 100))
        )  # fmt: skip

    @proposition("P3b", contradicts="W39")
    def defence_dominance(
        self, more: Number, x1: Number, x2: Number, y1: Number, y2: Number
    ) -> Statement:
        """If defence has the advantage (s <= 1), a quester that arms gains margin, corners and all.

        Bounded or not: whatever the two equilibria, before and after.
        """
        after, x, y = self.at(m1=more), (x1, x2), (y1, y2)
        return (
            given(defence=self.s <= 1, higher=more > self.m1, before=self.balanced(x),
                  after=after.balanced(y), armed=y1 > 0)
            .then(after.security(0, y) > self.security(0, x))
            .unless("defence", w2=9, sigma12="1.2", sigma21="1.2", more=2,
                                       x1="65/22", x2="45/11", y1="35/8", y2="45/8",
                    note="s = 1.44 and a responsive rival: S_1 falls from -1.95 to -2.375")
            .mutant("turned round", after.security(0, y) < self.security(0, x))
        )  # fmt: skip

    @proposition("P3c", supports="W39")
    def offence_suffices(self) -> Statement:
        """Some bounded race of armed states is self-defeating exactly if offence has the advantage.

        That is, if s > 1 there are intensities w_1, w_2 of the demands, and demands at which both
        states arm, such that the race is bounded and more demand means less margin (P3); else none.
        """

        def defeats(w1: Number, w2: Number) -> Condition:
            race = self.at(
                w1=w1, w2=w2,
                m1=self.d1 + (self.c1 + self.k1) / w1, m2=self.d2 + (self.c2 + self.k2) / w2,
            )  # fmt: skip
            return all_of(race.gamma < 1, race.r1 > 0, race.r2 > 0, race.own_gain < 0)

        some = exists(
            POSITIVE, lambda w1: exists(POSITIVE, lambda w2: defeats(w1, w2), "w_2"), "w_1"
        )
        return (
            given()
            .then(iff(some, self.s > 1))
            .mutant("1 % beyond the threshold", iff(some, 100 * self.s > 101))
        )  # fmt: skip

    @proposition("P4a", supports="W39 W13")
    def own_harm(self, more: Number, x1: Number, x2: Number, y1: Number, y2: Number) -> Statement:
        """A state that arms as if it needed more than it does pays for it, in every bounded race.

        Its payoff, judged by what it truly demands, falls.
        """
        after, x, y = self.at(m1=more), (x1, x2), (y1, y2)
        return (
            given(bounded=self.gamma < 1, higher=more > self.m1, before=self.balanced(x),
                  after=after.balanced(y), armed=y1 > 0)
            .then(self.utility(0, y) < self.utility(0, x))
            .unless("armed", m1=-10, more=-9, x1=0, x2=".5", y1=0, y2=".5",
                    note="a state that arms in neither case loses nothing by the pose")
            .mutant("turned round", self.utility(0, y) > self.utility(0, x))
        )  # fmt: skip

    @proposition("P4c", supports="W39 W13")
    def full_restraint(
        self, low: Number, high: Number, x1: Number, x2: Number, y1: Number, y2: Number
    ) -> Statement:
        """In a bounded self-defeating race, restraint pays as long as the rival stays armed.

        It pays a state that arms, and every bit of it.         x is the equilibrium when state 1
        behaves as if it demanded low, y when high; payoffs are judged by what it truly demands.
        """
        x, y = (x1, x2), (y1, y2)
        return (
            given(bounded=self.gamma < 1, self_defeating=self.self_defeat > 1, less=low < high,
                  low=self.at(m1=low).balanced(x), high=self.at(m1=high).balanced(y),
                  armed=y1 > 0, rival_armed=x2 > 0)
            .then(self.utility(0, x) > self.utility(0, y))
            .unless("rival_armed", w2=9, m1=2, m2=-10, sigma12="1.2", sigma21="1.2",
                                           low=1, high=2, x1=".5", x2=0, y1=1, y2=0,
                    note="a rival that stays disarmed does not reward restraint")
            .unless("self_defeating", low=0, high=1, x1="2/7", x2="4/7",
                                              y1="6/7", y2="5/7",
                    note="index 1/4: posing as undemanding leaves the state too weak")
            .mutant("turned round", self.utility(0, x) < self.utility(0, y))
        )  # fmt: skip

    @proposition("P4d", supports="W13", qualifies="W39")
    def best_posture(self, arms: Number, best: Number, posture: Number, reply: Number) -> Statement:
        """Where the quest pays in margin, some restraint still pays against a rival that reacts.

        The state would arm anyway, and the rival wants arms of its own: demand Delta less than
        wanted. Every posture puts state 1 on its rival's reply curve; no point of the curve is
        better than `best`, which the posture m_1 - Delta reaches. Delta > 0 if the rival reacts at
        all, and Delta <= (k_1 / w_1) beta_2 s gap / (1 - beta_2 s)^2 when c_1 = 0: a state that
        wants nothing but security (w_1 without bound) gains nothing by restraint.
        """
        race, pose = self.race(), self.at(m1=posture)
        curve = [(own, race.reply(1, self.sigma21 * own)) for own in (arms, best)]
        here, there = (self.utility(0, x) for x in curve)
        limit = self.k1 * self.self_defeat * self.gap / (self.w1 * self.kept**2)
        return (
            given(
                index=self.self_defeat < 1, rival_wants_arms=self.r2 >= 0, reacts=self.s > 0,
                best=equal(best, self.best_arms), interior=best > 0,
            )
            .then(
                on_curve=implies(pose.balanced((arms, reply)), equal(reply, curve[0][1])),
                best=here <= there,
                only=implies(differ(arms, best), here < there),
                posture=self.at(m1=self.m1 - self.restraint).balanced(curve[1]),
                restraint=self.restraint > 0,
                vanishes=implies(equal(self.c1, 0), self.restraint <= limit),
            )
            .unless("reacts", sigma21=0, arms=0, best=".75", posture=1, reply=0,
                    note="a rival that does not react to state 1 does not reward restraint")
            .unless("rival_wants_arms", m1=4, m2=-2, sigma12="1.5", sigma21=1, arms=2,
                                                best="10/17", posture=4, reply=0,
                    note="a rival that wants no arms stays disarmed on part of the curve")
            .mutant("1 % more restraint",
                    self.at(m1=self.m1 - 101 * self.restraint / 100).balanced(curve[1]))
        )  # fmt: skip

    @proposition("P5", qualifies="W09 W39")
    def impossible_quest(self, x1: Number, x2: Number) -> Statement:
        """Two states can both have more security than nature gives exactly if s < 1, at any price.

        If so, (I - Sigma)^-1 (m - d) does it with the fewest arms on both sides.
        """
        x, least = (x1, x2), self.least_arms
        return (
            given(demands=all_of(self.m1 > self.d1, self.m2 > self.d2))
            .then(
                only_if=implies(self.secure(x), self.s < 1),
                if_=implies(self.s < 1, self.secure(least)),
                least=implies(self.secure(x), all_of(x1 >= least[0], x2 >= least[1])),
            )
            .unless("demands", m1=-1, m2=-1, sigma12="1.2", sigma21="1.2", x1=0, x2=0,
                    note="content with less than their natural protection, both are secure")
            .mutant("1 % fewer arms",
                    implies(self.s < 1, self.secure([99 * a / 100 for a in least])))
        )  # fmt: skip

    @proposition("P5b", supports="W10")
    def insecurity_of_neighbours(self, x1: Number, x2: Number) -> Statement:
        """If s >= 1, state 1 is absolutely secure only if state 2 accepts to be insecure.

        Both demands can be met exactly if m_2 - d_2 <= -sigma_21 (m_1 - d_1).
        """
        quest = self.m1 - self.d1
        accepts = self.m2 - self.d2 <= -self.sigma21 * quest
        return (
            given(offence=self.s >= 1, quest=quest > 0)
            .then(only_if=implies(self.secure((x1, x2)), accepts),
                  if_=implies(accepts, self.secure((quest, 0))))
            .unless("offence", sigma12=".5", sigma21=".5", x1=2, x2=2,
                    note="with s = 1/4 both have what they want: absolute security for all")
            .mutant("1 % less insecurity",
                    implies(self.secure((x1, x2)),
                            100 * (self.m2 - self.d2) <= -101 * self.sigma21 * quest))
        )  # fmt: skip

    @proposition("P5c", supports="W09", over=dict(x1=NONNEGATIVE, x2=NONNEGATIVE))
    def indivisible(self, x1: Number, x2: Number) -> Statement:
        """If arms threaten at least as much as they protect, arming gains the two nothing together.

        With sigma = 1 on both sides security is zero-sum.
        """
        total = self.security(0, (x1, x2)) + self.security(1, (x1, x2)) - self.d1 - self.d2
        even = all_of(equal(self.sigma12, 1), equal(self.sigma21, 1))
        return (
            given(threatening=all_of(self.sigma12 >= 1, self.sigma21 >= 1))
            .then(no_gain=total <= 0, zero_sum=implies(even, equal(total, 0)))
            .unless("threatening", sigma12=".5", sigma21=".5", x1=1, x2=1,
                    note="where arms protect more than they threaten, both gain")
            .mutant("1 % gained back", 100 * total <= -x1)
        )  # fmt: skip

    @proposition("P6", supports="W15", over=dict(threat=NONNEGATIVE))
    def ceilings(self, arms: Number, threat: Number, cut: Number) -> Statement:
        """Every threatened state gains from a common proportional cut, if it is not too deep.

        For any number of states: `threat` is what the arms of all others add up to, and the cut
        lowers it in proportion. Cuts below 2 w h T / (w (x - T)^2 + k x^2) pay, h = m - S being the
        shortfall; deeper ones do not, as long as security stays below what is demanded.
        """
        race, less = self.race(), 1 - cut
        shortfall = self.m1 - race.security(0, arms, threat)
        limit = (
            2 * self.w1 * shortfall * threat
            / (self.w1 * (arms - threat) ** 2 + self.k1 * arms**2)
        )  # fmt: skip
        pays = race.utility(0, less * arms, less * threat) > race.utility(0, arms, threat)
        still_short = race.security(0, less * arms, less * threat) <= self.m1
        return (
            given(armed=arms > 0, cut=all_of(cut > 0, cut < 1), threatened=threat > 0,
                  equilibrium=equal(arms, race.intercept(0) + race.beta(0) * threat))
            .then(room=limit > 0, pays=implies(cut < limit, pays),
                  exact=implies(still_short, iff(pays, cut < limit)))
            .unless("threatened", arms=".5", threat=0, cut=".1",
                    note="no threat, no room: every cut hurts (P6b)")
            .mutant("limit 1 % deeper", implies(100 * cut < 101 * limit, pays))
        )  # fmt: skip

    @proposition("P6b", supports="B06", qualifies="W15")
    def unequal_agreement(self, arms: Number, cut: Number) -> Statement:
        """A state that nobody threatens loses by every cut: for it, a common ceiling is unequal."""
        race, less = self.race(), 1 - cut
        return (
            given(armed=arms > 0, equilibrium=equal(arms, race.intercept(0)),
                  cut=all_of(cut > 0, cut <= 1))
            .then(race.utility(0, less * arms, 0) < race.utility(0, arms, 0))
            .unless("cut", arms=".5", cut=0, note="no cut, no loss")
            .mutant("turned round", race.utility(0, less * arms, 0) > race.utility(0, arms, 0))
        )  # fmt: skip

    @proposition("P7", qualifies="W39", over=dict(rivals=count(1)))
    def multipolarity(
        self, rivals: Number, more: Number, x: Number, y: Number, X: Number, Y: Number
    ) -> Statement:
        """Among N alike armed states, rivals arming equally, an index above one defeats the quest.

        Exactly if beta sigma ((N-2) + (N-1) sigma) > 1 the margin falls. All states have the costs
        of state 1 and threaten each other by sigma_12; rivals = N - 1. The quester's arms and each
        rival's are x and y before it demands more, X and Y after; all are armed, and the race is
        bounded.
        """
        alike = self.alike()
        later = alike.at(m1=more)
        old = alike.race().security(0, x, self.sigma12 * rivals * y)
        new = later.race().security(0, X, self.sigma12 * rivals * Y)
        index = self.crowd_index(rivals)
        return (
            given(bounded=self.crowd_loop(rivals) < 1, higher=more > self.m1,
                  before=alike.crowd_balanced(rivals, x, y),
                  after=later.crowd_balanced(rivals, X, Y), all_armed=all_of(x > 0, y > 0))
            .then(falls=iff(new < old, index > 1), rises=iff(new > old, index < 1),
                  by=equal(new - old, self.crowd_gain(rivals) * (more - self.m1)))
            .unless("all_armed", w1=9, m2=-10, sigma12=".54", rivals=2, more=2,
                                         x=".9", y=0, X="1.8", Y=0,
                    note="index 1.01, but the rivals want no arms: the margin rises")
            .mutant("index 1 % higher", iff(new < old, 101 * index > 100))
        )  # fmt: skip

    @proposition("P7b", qualifies="W39", over=dict(rivals=count(1)))
    def crowding(self, rivals: Number, average: Number) -> Statement:
        """Some bounded race of N armed, alike states defeats itself exactly if (N - 1) sigma > 1.

        Security for all is then out of reach. If so, there is an intensity w of the demand, and a
        demand at which all arm, such that the race is bounded and more demand means less margin
        (P7); and no arms give everyone what it demands (`average`, the mean of arms, would have to
        exceed what it itself takes away). So a triad defeats itself at sigma > 1/2, a dyad only at
        sigma > 1.
        """
        sigma, n = self.sigma12, rivals

        def defeats(w: Number) -> Condition:
            race = self.at(w1=w, m1=self.d1 + (self.c1 + self.k1) / w)
            return all_of(race.crowd_loop(n) < 1, race.r1 > 0, race.crowd_gain(n) < 0)

        some = exists(POSITIVE, defeats, "w")
        everyone = self.d1 + average - n * sigma * average >= self.m1
        return (
            given(demand=self.m1 > self.d1)
            .then(possible=iff(some, n * sigma > 1),
                  infeasible=implies(all_of(n * sigma > 1, average >= 0), not_(everyone)))
            .unless("demand", sigma12=1, m1=-1, rivals=2, average=0,
                    note="content with less than their natural protection, all are secure unarmed")
            .mutant("1 % beyond the threshold", iff(some, 100 * n * sigma > 101))
        )  # fmt: skip

    @proposition("P7c", contradicts="W39", over=dict(rivals=count(1)))
    def room_for_all(self, rivals: Number) -> Statement:
        """If (N - 1) sigma <= 1, no bounded race of N alike states defeats itself."""
        return (
            given(room=rivals * self.sigma12 <= 1)
            .then(bounded=self.crowd_loop(rivals) < 1, margin_rises=self.crowd_index(rivals) < 1)
            .unless("room", w1=9, sigma12=".54", rivals=2,
                    note="a triad at beta = 0.9, sigma = 0.54: bounded (0.972), index 1.011")
            .mutant("index 1 % higher", 101 * self.crowd_index(rivals) < 100)
        )  # fmt: skip


def _triad(
    b12: Number, b13: Number, b21: Number, b23: Number, b31: Number, b32: Number
) -> tuple[tuple[Number, ...], ...]:
    return (0, b12, b13), (b21, 0, b23), (b31, b32, 0)


def _minors(b: tuple[tuple[Number, ...], ...]) -> Condition:
    """The leading minors of I - B are positive."""
    (_, b12, b13), (b21, _, b23), (b31, b32, _) = b
    return all_of(
        1 - b12 * b21 > 0,
        1 - b12 * b21 - b13 * b31 - b23 * b32 - b12 * b23 * b31 - b13 * b32 * b21 > 0,
    )


def _replies(
    a: tuple[Number, ...], b: tuple[tuple[Number, ...], ...], x: tuple[Number, ...]
) -> Condition:
    """Arms x are best replies to each other: x_i = max(0, a_i + sum_j b_ij x_j)."""
    threats = (sum((b[i][j] * x[j] for j in range(3) if j != i), a[i]) for i in range(3))
    return all_of(*(equal(x[i], maximum(threat, 0)) for i, threat in enumerate(threats)))
