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
from typing import Any, ClassVar

from gametheory.algebra import Number, all_of, any_of, differ, equal, iff, implies, maximum
from gametheory.model import Preset, model, preset
from gametheory.parameters import NONNEGATIVE, interval
from gametheory.proof import Statement, given, proposition
from models.arms_dyad import ArmsDyad


@model
class AbsoluteSecurity(ArmsDyad):
    """Two states arm to reach the margin of security that each demands."""

    PRESETS: ClassVar[Mapping[str, Preset]] = {
        "Korea": preset(
            "North Korea (1) wants security most (the quest is ascribed to it), the United States "
            "and South Korea (2) less; their arms threaten it more than its arms threaten them.",
            w1=9, w2=1, sigma12=1.5, sigma21=0.8,
        ),
        "great powers": preset(
            "Two powers that care much about security; mutual threat about half of arms.",
            w1=9, w2=9, sigma12=0.54, sigma21=0.54,
        ),
        "security community": preset(
            "Two members of an organisation whose confidence-building keeps mutual threat low.",
            sigma12=0.1, sigma21=0.1,
        ),
        "indivisible": preset(
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
            .unless("larger", at=dict(threat=1, other=0, more=0),
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
            .unless("wanted", at=dict(w1=9, w2=9, sigma12="1.5", sigma21="1.5", m1=-1, m2=-1,
                                      x1="18/7", x2="18/7", y1=0, y2=0),
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
            .unless("bounded", at=dict(w1=9, w2=9, sigma12="1.5", sigma21="1.5", m1=-1, m2=-1,
                                       x1="18/7", x2="18/7", y1=0, y2=0),
                    note="disarmed (0, 0) and armed (18/7, 18/7) are both balanced")
            .mutant("arms 1 % higher", self.balanced((101 * x1 / 100, x2)))
        )  # fmt: skip

    @proposition(
        "P1c",
        qualifies="W01",
        over=dict.fromkeys(("b12", "b13", "b21", "b23", "b31", "b32"), NONNEGATIVE),
        reproduces="Hawkins & Simon (1949), N = 3",
    )
    def triad(
        self, b12: Number, b13: Number, b21: Number, b23: Number, b31: Number, b32: Number,
        g1: Number, g2: Number, g3: Number, r: Number, high: Number, low: Number,
    ) -> Statement:  # fmt: skip
        """Three states: positive minors of I - B leave room for one equilibrium only.

        A best reply max(0, r + T) never moves more than the T it answers (`moves`). So if x and y
        are equilibria, the distances g_i = |x_i - y_i| satisfy g_i <= sum_j b_ij g_j, which with
        the minors positive forces g = 0. Conversely an equilibrium g with r > 0, that is
        g_i > sum_j b_ij g_j, exists only if they are positive.
        """
        minors = all_of(
            1 - b12 * b21 > 0,
            1 - b12 * b21 - b13 * b31 - b23 * b32 - b12 * b23 * b31 - b13 * b32 * b21 > 0,
        )
        fed = (b12 * g2 + b13 * g3, b21 * g1 + b23 * g3, b31 * g1 + b32 * g2)
        gaps = all_of(g1 <= fed[0], g2 <= fed[1], g3 <= fed[2])
        looser = all_of(*(100 * g <= 101 * f for g, f in zip((g1, g2, g3), fed, strict=True)))
        none = all_of(equal(g1, 0), equal(g2, 0), equal(g3, 0))
        moved = maximum(r + high, 0) - maximum(r + low, 0)
        self_made = all_of(g1 > fed[0], g2 > fed[1], g3 > fed[2])
        return (
            given(distances=all_of(g1 >= 0, g2 >= 0, g3 >= 0), bounded=any_of(minors, self_made))
            .then(moves=implies(high >= low, all_of(moved >= 0, moved <= high - low)),
                  unique=implies(gaps, none), only_if=implies(self_made, minors))
            .unless("bounded", at=dict(b12=".6", b13=".6", b21=".6", b23=".6", b31=".6", b32=".6",
                                       g1=1, g2=1, g3=1, r=0, high=0, low=0),
                    note="three states that answer 1.2 times what each sees: gaps feed themselves")
            .mutant("replies 1 % stronger", implies(looser, none))
        )  # fmt: skip

    @proposition("P2", supports="W01 W10")
    def spiral(self, more: Number, x1: Number, x2: Number, y1: Number, y2: Number) -> Statement:
        """If state 1 demands more, nobody arms less, and an armed rival is worse off.

        x is the equilibrium before, y after. Where both are armed and 1 threatens 2, both arm
        more, and the rival's security and payoff fall.
        """
        after, x, y = self.at(m1=more), (x1, x2), (y1, y2)
        return (
            given(
                bounded=self.gamma < 1, higher=more > self.m1,
                before=self.balanced(x), after=after.balanced(y),
                both_armed=all_of(x1 > 0, x2 > 0), felt=self.sigma21 > 0,
            )
            .then(
                arms=all_of(y1 > x1, y2 > x2),
                rival_security=after.security(1, y) < self.security(1, x),
                rival_payoff=after.utility(1, y) < self.utility(1, x),
            )
            .unless("both_armed", at=dict(m1=2, m2=-10, sigma12=1, sigma21=1, more=3,
                                          x1=1, x2=0, y1="1.5", y2=0),
                    note="a rival that wants no arms keeps none")
            .unless("felt", at=dict(sigma21=0, more=2, x1=".75", x2=".5", y1="1.25", y2=".5"),
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
            .unless("bounded", at=dict(w1=9, w2=9, sigma12="1.5", sigma21="1.5", m1=-1, m2=-1,
                                       more="-.9", x1="18/7", x2="18/7", y1=0, y2=0),
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
            .unless("both_armed", at=dict(w2=9, m1=2, m2=-10, sigma12="1.2", sigma21="1.2", more=3,
                                          x1=1, x2=0, y1="1.5", y2=0),
                    note="index 1.296, but the rival is disarmed: the margin rises")
            .mutant("threshold 1 % lower", iff(new < old, 101 * self.self_defeat > 100))
        )  # fmt: skip

    @proposition("P3b", contradicts="W39")
    def defence_dominance(
        self, more: Number, x1: Number, x2: Number, y1: Number, y2: Number
    ) -> Statement:
        """If defence has the advantage (s <= 1), the quester's margin rises, corners included."""
        after, x, y = self.at(m1=more), (x1, x2), (y1, y2)
        return (
            given(defence=self.s <= 1, higher=more > self.m1, before=self.balanced(x),
                  after=after.balanced(y), armed=y1 > 0)
            .then(after.security(0, y) > self.security(0, x))
            .unless("defence", at=dict(w2=9, sigma12="1.2", sigma21="1.2", more=2,
                                       x1="65/22", x2="45/11", y1="35/8", y2="45/8"),
                    note="s = 1.44 and a responsive rival: S_1 falls from -1.95 to -2.375")
            .mutant("turned round", after.security(0, y) < self.security(0, x))
        )  # fmt: skip

    @proposition("P3c", supports="W39")
    def offence_suffices(self) -> Statement:
        """If offence has the advantage (s > 1), some bounded race is self-defeating.

        For instance with w_1 = k_1 / s and w_2 = k_2 (s + 1) / (s - 1): then gamma = 1/2.
        """
        witness = self.at(w1=self.k1 / self.s, w2=self.k2 * (self.s + 1) / (self.s - 1))
        return (
            given(offence=self.s > 1)
            .then(
                bounded=equal(2 * witness.gamma, 1),
                self_defeating=witness.self_defeat > 1,
                possible=all_of(witness.w1 > 0, witness.w2 > 0),
            )
            .unless("offence", at=dict(sigma12=1, sigma21=".5"),
                    note="with s = 1/2 the rival would have to be more than fully responsive")
            .mutant("1 % beyond the threshold", 100 * witness.self_defeat > 101)
        )  # fmt: skip

    @proposition("P4a", supports="W39 W13")
    def own_harm(self, more: Number, x1: Number, x2: Number, y1: Number, y2: Number) -> Statement:
        """Behaving as if it needed more than it does always costs a state, in every region.

        Its payoff, judged by what it truly demands, falls.
        """
        after, x, y = self.at(m1=more), (x1, x2), (y1, y2)
        return (
            given(bounded=self.gamma < 1, higher=more > self.m1, before=self.balanced(x),
                  after=after.balanced(y), armed=y1 > 0)
            .then(self.utility(0, y) < self.utility(0, x))
            .unless("armed", at=dict(m1=-10, more=-9, x1=0, x2=".5", y1=0, y2=".5"),
                    note="a state that arms in neither case loses nothing by the pose")
            .mutant("turned round", self.utility(0, y) > self.utility(0, x))
        )  # fmt: skip

    @proposition("P4c", supports="W39 W13")
    def full_restraint(
        self, low: Number, high: Number, x1: Number, x2: Number, y1: Number, y2: Number
    ) -> Statement:
        """Where the quest defeats itself, every bit of restraint pays, down to disarmament.

        x is the equilibrium when state 1 behaves as if it demanded low, y when high; payoffs are
        judged by what it truly demands.
        """
        x, y = (x1, x2), (y1, y2)
        return (
            given(bounded=self.gamma < 1, self_defeating=self.self_defeat > 1, less=low < high,
                  low=self.at(m1=low).balanced(x), high=self.at(m1=high).balanced(y),
                  armed=y1 > 0, rival_armed=x2 > 0)
            .then(self.utility(0, x) > self.utility(0, y))
            .unless("rival_armed", at=dict(w2=9, m1=2, m2=-10, sigma12="1.2", sigma21="1.2",
                                           low=1, high=2, x1=".5", x2=0, y1=1, y2=0),
                    note="a rival that stays disarmed does not reward restraint")
            .unless("self_defeating", at=dict(low=0, high=1, x1="2/7", x2="4/7",
                                              y1="6/7", y2="5/7"),
                    note="index 1/4: posing as undemanding leaves the state too weak")
            .mutant("turned round", self.utility(0, x) < self.utility(0, y))
        )  # fmt: skip

    @proposition("P4d", supports="W13", qualifies="W39")
    def best_posture(self, arms: Number, best: Number, posture: Number, reply: Number) -> Statement:
        """Where the quest pays in margin, some restraint pays too: demand Delta less than wanted.

        Every posture puts state 1 on its rival's reply curve; no point of the curve is better than
        `best`, which the posture m_1 - Delta reaches. Delta > 0 if the rival reacts at all, and
        Delta <= (k_1 / w_1) beta_2 s gap / (1 - beta_2 s)^2 when c_1 = 0: a state that wants
        nothing but security (w_1 without bound) gains nothing by restraint.
        """
        race, pose = self.race(), self.at(m1=posture)
        curve = [(own, race.reply(1, self.sigma21 * own)) for own in (arms, best)]
        here, there = (self.utility(0, x) for x in curve)
        limit = self.k1 * self.self_defeat * self.gap / (self.w1 * self.kept**2)
        return (
            given(
                index=self.self_defeat < 1, rival_wants_arms=self.r2 >= 0, reacts=self.s > 0,
                arms=arms >= 0, best=equal(best, self.best_arms), interior=best > 0,
            )
            .then(
                on_curve=implies(pose.balanced((arms, reply)), equal(reply, curve[0][1])),
                best=here <= there,
                only=implies(differ(arms, best), here < there),
                posture=self.at(m1=self.m1 - self.restraint).balanced(curve[1]),
                restraint=self.restraint > 0,
                vanishes=implies(equal(self.c1, 0), self.restraint <= limit),
            )
            .unless("reacts", at=dict(sigma21=0, arms=0, best=".75", posture=1, reply=0),
                    note="a rival that does not react to state 1 does not reward restraint")
            .unless("rival_wants_arms", at=dict(m1=4, m2=-2, sigma12="1.5", sigma21=1, arms=2,
                                                best="10/17", posture=4, reply=0),
                    note="a rival that wants no arms stays disarmed on part of the curve")
            .mutant("1 % more restraint",
                    self.at(m1=self.m1 - 101 * self.restraint / 100).balanced(curve[1]))
        )  # fmt: skip

    @proposition("P5", qualifies="W09 W39")
    def impossible_quest(self, x1: Number, x2: Number) -> Statement:
        """Both states can have all the security they demand exactly if s < 1, at any price.

        If so, (I - Sigma)^-1 (m - d) does it with the fewest arms on both sides; P5b has s = 1.
        """
        x, least = (x1, x2), self.least_arms
        return (
            given(demands=all_of(self.m1 > self.d1, self.m2 > self.d2),
                  not_critical=differ(self.s, 1))
            .then(
                only_if=implies(self.secure(x), self.s < 1),
                if_=implies(self.s < 1, self.secure(least)),
                least=implies(self.secure(x), all_of(x1 >= least[0], x2 >= least[1])),
            )
            .unless("demands", at=dict(m1=-1, m2=-1, sigma12="1.2", sigma21="1.2", x1=0, x2=0),
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
            .unless("offence", at=dict(sigma12=".5", sigma21=".5", x1=2, x2=2),
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
            .unless("threatening", at=dict(sigma12=".5", sigma21=".5", x1=1, x2=1),
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
            .unless("threatened", at=dict(arms=".5", threat=0, cut=".1"),
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
            .unless("cut", at=dict(arms=".5", cut=0), note="no cut, no loss")
            .mutant("turned round", race.utility(0, less * arms, 0) > race.utility(0, arms, 0))
        )  # fmt: skip

    @proposition("P7", qualifies="W39", over=dict(rivals=interval(1, low_open=False)))
    def multipolarity(
        self, rivals: Number, more: Number, x: Number, y: Number, X: Number, Y: Number
    ) -> Statement:
        """Among N alike states it defeats itself exactly if beta sigma ((N-2) + (N-1) sigma) > 1.

        All states have the costs of state 1 and threaten each other by sigma_12; rivals = N - 1.
        The quester's arms and each rival's are x and y before it demands more, X and Y after.
        """
        alike = self.at(w2=self.w1, k2=self.k1, c2=self.c1, d2=self.d1, sigma21=self.sigma12)
        sigma, phi = self.sigma12, self.beta1 * self.sigma12
        later = alike.at(m1=more)

        def balanced(m: ArmsDyad, own: Number, each: Number) -> Any:
            seen = sigma * (own + (rivals - 1) * each)
            return all_of(equal(own, m.race().reply(0, sigma * rivals * each)),
                          equal(each, m.race().reply(1, seen)))  # fmt: skip

        old = alike.race().security(0, x, sigma * rivals * y)
        new = later.race().security(0, X, sigma * rivals * Y)
        index = phi * ((rivals - 1) + rivals * sigma)
        return (
            given(bounded=rivals * phi < 1, higher=more > self.m1, before=balanced(alike, x, y),
                  after=balanced(later, X, Y), all_armed=all_of(x > 0, y > 0))
            .then(falls=iff(new < old, index > 1), rises=iff(new > old, index < 1))
            .unless("all_armed", at=dict(w1=9, m2=-10, sigma12=".54", rivals=2, more=2,
                                         x=".9", y=0, X="1.8", Y=0),
                    note="index 1.01, but the rivals want no arms: the margin rises")
            .mutant("index 1 % higher", iff(new < old, 101 * index > 100))
        )  # fmt: skip

    @proposition("P7b", qualifies="W39", over=dict(rivals=interval(1, low_open=False)))
    def crowding(self, rivals: Number, average: Number) -> Statement:
        """A bounded self-defeating race of N alike states exists where security for all does not.

        With (N - 1) sigma > 1 some responsiveness makes the race bounded and self-defeating, and no
        arms give everyone what it demands (`average`, the mean of arms, would have to exceed what
        it itself takes away). So a triad defeats itself at sigma > 1/2, a dyad only at sigma > 1.
        """
        sigma, n = self.sigma12, rivals
        beta = (1 / (sigma * (n - 1 + n * sigma)) + 1 / (n * sigma)) / 2
        witness = self.at(w1=self.k1 * beta / (1 - beta))
        return (
            given(offence=n * sigma > 1, demand=self.m1 > self.d1)
            .then(
                possible=witness.w1 > 0,
                bounded=n * witness.beta1 * sigma < 1,
                self_defeating=witness.beta1 * sigma * (n - 1 + n * sigma) > 1,
                infeasible=implies(average >= 0, self.d1 + average - n * sigma * average < self.m1),
            )
            .unless("offence", at=dict(sigma12=".4", rivals=2, average=5),
                    note="a triad at sigma = 0.4: arms of 5 give everyone its margin of 1")
            .mutant("1 % beyond the threshold",
                    100 * witness.beta1 * sigma * (n - 1 + n * sigma) > 101)
        )  # fmt: skip

    @proposition("P7c", contradicts="W39", over=dict(rivals=interval(1, low_open=False)))
    def room_for_all(self, rivals: Number) -> Statement:
        """If (N - 1) sigma <= 1, no bounded race of N alike states defeats itself."""
        sigma, n = self.sigma12, rivals
        index = self.beta1 * sigma * (n - 1 + n * sigma)
        return (
            given(room=n * sigma <= 1)
            .then(bounded=n * self.beta1 * sigma < 1, margin_rises=index < 1)
            .unless("room", at=dict(w1=9, sigma12=".54", rivals=2),
                    note="a triad at beta = 0.9, sigma = 0.54: bounded (0.972), index 1.011")
            .mutant("index 1 % higher", 101 * index < 100)
        )  # fmt: skip
