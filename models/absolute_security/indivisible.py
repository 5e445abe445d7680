"""Indivisible security: what if one state's insecurity spills back on the other?

Argument. "We cannot just have the security of one or some countries while leaving the rest
insecure" (Xi at the CICA summit, 2014). Read as a fact about security, and not as the norm that it
also is, the sentence says that own security falls in the insecurity of others. Here a state's
margin falls, besides the threat, by iota for each unit by which the other falls short of its
demand. Security for one alone, beside an unarmed neighbour, is then out of reach exactly where iota
times the threat that own arms pose is at least one; where that holds both ways, nobody arms.

Literature. Jervis (1978) and Richardson (1960) for the race without spill-back; the spill-back is
this library's reading of the sentence.

Not modelled. How insecurity spills back (refugees, terror across a border, an enemy that turns to
others); rounds after the first: what spills back is the other's shortfall as its own arms and the
threat leave it, not what spills over to it in turn.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from gametheory.modelling import (
    NONNEGATIVE, Condition, Curves, Figure, Line, Number, Outcome, RegionList, RegionMap,
    Statement, Vector, all_of, any_of, case, equal, given, iff, implies, model, not_,
    parameter, positive_part, proposition, quantity, regions_of, where,
)  # fmt: skip
from gametheory.solutions.status import Status
from models.absolute_security.race import ArmsRace
from models.register import REGISTER


@model
class IndivisibleSecurity(ArmsRace):
    """Two states in an arms race; a neighbour's insecurity spills back."""

    REGISTER: ClassVar = REGISTER

    # fmt: off
    iota: Number = parameter(NONNEGATIVE, 0.5, "security lost per unit of the other's shortfall",
                             sources="W09")

    CASES: ClassVar = {
        "CICA speech": case(
            "Xi's sentence taken at its word: so much insecurity spills back that arms which "
            "threaten a neighbour cannot make their owner secure. The size is stylised; the "
            "sentence only says that it is large enough.",
            sigma=1.2, iota=1.3),
        "Kissinger's Moscow": case(
            "The view that Kissinger ascribes to Moscow: absolute security for itself (1) and "
            "absolute insecurity for some of its neighbours (2), which presumes that little "
            "of it spills back. Stylised.",
            w=(4, 1), sigma=((0, 0.5), (2, 0)), iota=0.1),
    }
    FIGURES: ClassVar = {"spill-back": Figure(
        "Left: state 1 can be secure beside an unarmed and insecure neighbour below the curve "
        "iota sigma_21 = 1; above it, with sigma_12 = 1.2, nobody arms from iota = 1/1.2 on. "
        "Right: arms of two states alike. They fall in the spill-back at once where arms threaten "
        "at least as much as they protect; where they threaten less, they rise first.",
        RegionMap(x={"sigma[1][0]": (0, 3)}, y={"iota": (0, 2)}, case="CICA speech",
                  tints={"security for one alone": "pale", "nobody arms": "plain",
                         "state 1's arms are in vain": "tense"},
                  marked="CICA speech", up=r"spill-back, $\iota$",
                  across=r"threat by state 1's arms, $\sigma_{21}$",
                  title="Can one state be secure alone?"),
        Curves(of=[Line("alike_arms", (threat,), rf"$\sigma$ = {threat}")
                   for threat in (0.3, 0.6, 1.0, 1.4)], along={"iota": (0, 2)},
               across=r"spill-back, $\iota$", label="arms of each of two states alike",
               title="Arms under spill-back  ($w = k = 1$)"))}

    need = quantity("security that a state demands beyond what nature gives",
                    lambda g: tuple(m - d for m, d in zip(g.m, g.d, strict=True)))
    left = quantity("part of a unit of arms that protects once the neighbour's insecurity spilled "
                    "back (none: zero)", lambda g: tuple(
                        positive_part(1 - g.iota * g.sigma[j][i]) for i, j in ((0, 1), (1, 0))))
    linear_replies = quantity(
        "intercepts and slopes of the best replies while both states are short", lambda g: (
            tuple(g.strength(i) * (g.need[i] + g.iota * g.need[1 - i])
                  - g.c[i] / g.stiffness(i) for i in (0, 1)),
            [[0, g.strength(0) * (g.sigma[0][1] - g.iota)],
             [g.strength(1) * (g.sigma[1][0] - g.iota), 0]]))
    loop = quantity("product of the slopes of the best replies: bounded below one", lambda g: (
        g.linear_replies[1][0][1] * g.linear_replies[1][1][0]))
    x = quantity("arms in the equilibrium in which both are short", lambda g: g.closed_form())
    S = quantity("security in that equilibrium", lambda g: tuple(
        g.margin(i, g.x) for i in (0, 1)))
    U = quantity("payoff in that equilibrium", lambda g: tuple(g.payoff(i, g.x) for i in (0, 1)))
    # fmt: on

    def strength(self, i: int) -> Number:
        """Responsiveness of state i while the other is short."""
        return self.w[i] * self.left[i] / self.stiffness(i)

    def stiffness(self, i: int) -> Number:
        """Curvature of state i's payoff in its own arms while the other is short."""
        return self.w[i] * self.left[i] ** 2 + self.k[i]

    def direct(self, i: int, x: Vector) -> Number:
        """Shortfall of state i before anything spills back (negative: none)."""
        return self.need[i] - x[i] + self.sigma[i][1 - i] * x[1 - i]

    def threat(self, i: int, x: Vector) -> Number:
        """What state i loses to the other's arms and to the other's shortfall."""
        spill = self.iota * positive_part(self.direct(1 - i, x))
        return self.sigma[i][1 - i] * x[1 - i] + spill

    def closed_form(self) -> Vector:
        """Arms that are best replies to each other while both are short, corners included."""
        r, ((_, b12), (b21, _)) = self.linear_replies
        both = all_of(r[0] + b12 * r[1] > 0, r[1] + b21 * r[0] > 0)
        return tuple(
            where(both, lambda own=own, other=other, b=b: (own + b * other) / (1 - self.loop),
                  where(all_of(own > 0, other + back * own <= 0), own, 0))
            for own, other, b, back in ((r[0], r[1], b12, b21), (r[1], r[0], b21, b12))
        )  # fmt: skip

    def alike_arms(self, sigma: Number) -> Number:
        """Arms of each of two states like state 1 that threaten each other by sigma."""
        push = self.w[0] * (1 + self.iota) * positive_part(1 - self.iota * sigma)
        return positive_part(
            (push * self.need[0] - self.c[0]) / (self.k[0] + push * (1 - sigma))
        )  # fmt: skip

    @property
    def regions(self) -> RegionList:
        """Whether state 1 can be secure alone, and whether arms are of any use."""
        vain = [self.iota * self.sigma[j][i] >= 1 for i, j in ((0, 1), (1, 0))]
        return regions_of(
            ("content", any_of(*(n <= 0 for n in self.need))),
            ("nobody arms", all_of(*vain)),
            ("state 1's arms are in vain", vain[0]),
            ("security for one alone", True),
        )

    @property
    def both_short(self) -> Condition:
        """In the closed form each state falls short before anything spills back."""
        return all_of(*(self.direct(i, self.x) >= 0 for i in (0, 1)))

    def solve(self) -> Outcome:
        """The equilibrium in which both states are short, where there is one."""
        bounded = self.loop < 1
        short = where(bounded, lambda: self.both_short, False)
        return self.outcome("loop", **self.only(short, "x", "S", "U", per="state"))

    def agrees(self, found: Any) -> Any:
        """Whether the best replies of two short states have one solution, the closed form.

        That is where the loop of the replies is below one; elsewhere the closed form says nothing.
        Fractions have to be equal. Floats may differ by 1e-13 / (1 - loop) of the largest term, and
        within 1e-12 of loop = 1 rounding decides.
        """
        codes, there = np.asarray(found.status_code), np.asarray(found.unique)
        x = np.stack(np.broadcast_arrays(*self.only(self.loop < 1, "x", per="state")["x"]), -1)
        if there.dtype == object:
            one = (codes == Status.UNIQUE) & np.all(there == x, axis=-1)
            return one | ~np.asarray(self.loop < 1, bool)
        with np.errstate(all="ignore"):
            left = 1 - np.asarray(self.loop, dtype=float)
            x, r = (np.asarray(v, dtype=float) for v in (
                x, np.stack(np.broadcast_arrays(*self.linear_replies[0]), -1)))  # fmt: skip
            size = np.abs(r).max(-1) + np.abs(x).max(-1)
            same = np.all(np.abs(there - x) <= (1e-13 / np.abs(left) * size)[..., None], axis=-1)
        return ((codes == Status.UNIQUE) & same) | (left < 1e-12)

    @proposition("I0", lemma="the closed form, in which both are short, is an equilibrium", means={
        "other": "any other arms of state 1", "own": "its reply",
        "rival": "arms of state 2"})  # fmt: skip
    def best_reply(self, own: Number, other: Number, rival: Number) -> Statement:
        """A state whose neighbour is short arms by how much of a unit of arms is left to it.

        The reply is max(0, r_1 + b_12 x_2) with the intercept and slope of `linear_replies`, as
        long as state 2 is short there; any other arms lose at least k_1 / 2 times the square of the
        difference.

        Proof idea. The shortfall is convex in the own arms, also across the kink where the
        neighbour ceases to be short, so the payoff is concave; at the reply its slope changes sign.
        """
        r, ((_, slope), _) = self.linear_replies
        best = self.payoff(0, (own, rival))
        return (
            given(arms=all_of(other >= 0, rival >= 0),
                  reply=equal(own, positive_part(r[0] + slope * rival)),
                  short=self.direct(1, (own, rival)) >= 0)
            .then(self.payoff(0, (other, rival)) <= best - self.k[0] * (other - own) ** 2 / 2)
            .unless("short", sigma=1, iota=1, m=1, own=0, other="1/2", rival=2,
                    note="a neighbour with more than it demands: arms protect in full")
            .mutant("turned round", self.payoff(0, (other, rival)) >= best)
        )  # fmt: skip

    @proposition("I1", over=dict(own=NONNEGATIVE), means={"own": "arms of state 1"}, qualifies={
        "W09": "that one cannot be secure while the other is not comes out exactly where the "
               "spill-back times the threat of own arms is at least one; below that security for "
               "one alone only costs more"})  # fmt: skip
    def alone(self, own: Number) -> Statement:
        """State 1 can be secure beside an unarmed, insecure neighbour exactly if iota sigma_21 < 1.

        The fewest arms that do it are (D_1 + iota D_2) / (1 - iota sigma_21), where D is what each
        demands beyond its natural protection.

        Proof idea. A unit of arms protects its owner by one, makes the neighbour short by sigma_21
        more, and iota of that comes back.
        """
        kept = 1 - self.iota * self.sigma[1][0]
        least = (self.need[0] + self.iota * self.need[1]) / kept
        secure = self.margin(0, (own, 0)) >= self.m[0]
        return (
            given(demands=all_of(self.need[0] > 0, self.need[1] > 0))
            .then(
                only_if=implies(secure, kept > 0),
                if_=implies(kept > 0, all_of(least > 0, self.margin(0, (least, 0)) >= self.m[0])),
                least=implies(secure, own >= least),
            )
            .unless("demands", sigma=2, iota=1, m=-1, own=0,
                    note="content with less than nature gives, state 1 is secure as it is")
            .mutant("1 % fewer arms",
                    implies(kept > 0, self.margin(0, (99 * least / 100, 0)) >= self.m[0]))
        )  # fmt: skip

    @proposition("I1b", over=dict(x=NONNEGATIVE), per=dict(x="state"),
                 means={"x": "any arms of the two states"}, qualifies={
        "W09": "with a threat loop of at least one as well, no arms on either side make some "
               "secure and leave the rest insecure; with a smaller loop a heavily armed neighbour "
               "can be left short"})  # fmt: skip
    def never_alone(self, x: Vector) -> Statement:
        """With s >= 1 and iota sigma_21 >= 1 nobody is secure beside a neighbour who is short.

        Whatever both arm. Where s < 1 it can be done, but only beside a neighbour with more arms
        than both would need to be secure together, (D_2 + sigma_21 D_1) / (1 - s).

        Proof idea. State 1 needs x_1 >= D_1 + sigma_12 x_2 + iota q_2, which adds sigma_21 times as
        much to the neighbour's shortfall q_2: q_2 (1 - iota sigma_21) >= D_2 + sigma_21 D_1 -
        (1 - s) x_2, and the left side is at most zero.
        """
        s = self.sigma[0][1] * self.sigma[1][0]
        alone = all_of(self.direct(1, x) > 0, self.margin(0, x) >= self.m[0])
        joint = self.need[1] + self.sigma[1][0] * self.need[0]
        return (
            given(demands=all_of(self.need[0] > 0, self.need[1] > 0),
                  spills=self.iota * self.sigma[1][0] >= 1)
            .then(never=implies(s >= 1, not_(alone)),
                  armed=implies(alone, (1 - s) * x[1] >= joint))
            .unless("spills", sigma=1, iota=0, x=(1, 0),
                    note="nothing spills back: one is secure, the other is not")
            .mutant("1 % less arms of the neighbour needed",
                    implies(alone, 100 * (1 - s) * x[1] >= 101 * joint))
        )  # fmt: skip

    @proposition(
        "I2",
        over=dict(x=NONNEGATIVE, other=NONNEGATIVE),
        per=dict(x="state"),
        means={"x": "any arms of the two states", "other": "any other arms of state 1"},
        qualifies={
            "W09": "not to seek security at others' expense is in every state's own interest "
            "exactly where so much spills back; elsewhere the norm asks for a sacrifice"
        },
    )
    def nobody_arms(self, x: Vector, other: Number) -> Statement:
        """If iota sigma is at least one both ways, disarmament is the only equilibrium.

        Said of state 1, and the same with the names exchanged. Unarmed beside an unarmed neighbour
        it gains by no arms. Armed beside a neighbour who is short it gains by every cut that leaves
        the neighbour short. Armed while nobody is short it gains by the cut to beta_1 x_1. No other
        case is left but that of a neighbour who arms beside a short state 1, and gains by a cut.

        Proof idea. Arms beside a short neighbour cost and do not protect. So an armed state has a
        neighbour who is not short, hence armed, hence one who is not beside a short state either;
        but then nobody is short, and arms beyond need are too many.
        """
        short = [self.direct(i, x) > 0 for i in (0, 1)]
        there = (other, x[1])
        return (
            given(demands=all_of(self.need[0] > 0, self.need[1] > 0),
                  spills=all_of(self.iota * self.sigma[1][0] >= 1,
                                self.iota * self.sigma[0][1] >= 1))
            .then(
                stays=self.payoff(0, (other, 0)) <= self.payoff(0, (0, 0)),
                vain=implies(all_of(other < x[0], short[1], self.direct(1, there) >= 0),
                             self.payoff(0, there) > self.payoff(0, x)),
                beyond_need=implies(all_of(x[0] > 0, not_(short[0]), not_(short[1])),
                                    self.payoff(0, (self.beta[0] * x[0], x[1]))
                                    > self.payoff(0, x)),
                no_other_case=implies(all_of(x[0] > 0, not_(short[1])), x[1] > 0),
            )
            .unless("spills", sigma=1, iota=0, x=(1, 0), other="1/2",
                    note="nothing spills back: a state arms beside an unarmed neighbour")
            .mutant("turned round", self.payoff(0, (other, 0)) > self.payoff(0, (0, 0)))
        )  # fmt: skip

    @proposition(
        "I2b",
        over=dict(other=NONNEGATIVE),
        means={"other": "any arms of state 1"},
        lemma="the exact price at which an unarmed state stays unarmed, which I2 bounds",
    )
    def renunciation(self, other: Number) -> Statement:
        """An unarmed state beside an unarmed neighbour stays so exactly if arms cost too much.

        For state 1, and the same with the names exchanged: no arms gain anything if
        w_1 (D_1 + iota D_2) (1 - iota sigma_21) <= c_1, and otherwise some do. At c = 0 that is
        iota sigma_21 >= 1.

        Proof idea. Beside an unarmed neighbour the first unit of arms protects by 1 - iota sigma_21
        and is worth w_1 times the shortfall of an unarmed state; the payoff is concave.
        """
        need = self.need[0] + self.iota * self.need[1]
        worth = self.w[0] * need * (1 - self.iota * self.sigma[1][0])
        none = self.payoff(0, (0, 0))
        return (
            given(demands=all_of(self.need[0] > 0, self.need[1] > 0))
            .then(
                stays=implies(worth <= self.c[0], self.payoff(0, (other, 0)) <= none),
                leaves=implies(worth > self.c[0],
                               self.payoff(0, (self.linear_replies[0][0], 0)) > none),
            )
            .unless("demands", sigma=2, iota=1, m=(2, -1), other=".5",
                    note="a neighbour with more than it demands leaves room for some arms")
            .mutant("1 % more than it costs", implies(100 * worth <= 101 * self.c[0],
                                                      self.payoff(0, (other, 0)) <= none))
        )  # fmt: skip

    @proposition("I3", lemma="what spill-back does to arms, which no document says")
    def alike(self) -> Statement:
        """Two states alike arm less than without spill-back exactly if sigma (1 + iota) > 1.

        Each has the costs of state 1 and threatens the other by sigma_12; the race without
        spill-back is bounded. What is left short before anything spills back is then smaller
        exactly if sigma > 1 or sigma (1 + iota) < 1, and not equal to one: fewer arms help where
        they threaten more than they protect.

        Proof idea. Spill-back multiplies the marginal use of arms by A = (1 + iota)
        (1 - iota sigma)^+ and arms rise in A; A < 1 exactly if sigma (1 + iota) > 1. The direct
        shortfall is D - (1 - sigma) x.
        """
        sigma, apart = self.sigma[0][1], self.at(iota=0)
        x, race = self.alike_arms(sigma), apart.alike_arms(sigma)
        short, before = (self.need[0] - (1 - sigma) * arms for arms in (x, race))
        push = self.w[0] * (1 + self.iota) * positive_part(1 - self.iota * sigma)
        better = any_of(sigma > 1, sigma * (1 + self.iota) < 1)
        return (
            given(bounded=self.k[0] > self.w[0] * (sigma - 1), spills=self.iota > 0,
                  arming=self.w[0] * self.need[0] > self.c[0])
            .then(
                balanced=implies(x > 0, equal(push * short, self.k[0] * x + self.c[0])),
                fewer=iff(x < race, sigma * (1 + self.iota) > 1),
                more=iff(x > race, sigma * (1 + self.iota) < 1),
                direct=iff(short < before, better),
            )
            .unless("bounded", sigma=3, iota=1, note="a race that runs away has no arms to compare")
            .unless("spills", sigma="1.2", iota=0, note="nothing spills back: the same arms")
            .unless("arming", sigma=1, iota=1, c=2, note="too dear: no arms in either case")
            .mutant("threshold 1 % lower", iff(x < race, 101 * sigma * (1 + self.iota) > 100))
        )  # fmt: skip

    @proposition("I3b", lemma="whom spill-back leaves better off, which no document says")
    def disarmed_better(self) -> Statement:
        """Unarmed under spill-back, both are better off than in the race only close to its bound.

        Two states alike without linear costs of arms: each is better off unarmed, as it is in
        equilibrium if iota sigma >= 1 (I2), than in the race without spill-back exactly if
        (1 + iota)^2 (k - w (sigma - 1))^2 < k (k + w).

        Proof idea. Unarmed, each is short by (1 + iota) D; in the race its arms are
        w D / (k - w (sigma - 1)) and its payoff -k x^2 (k + w) / (2 w).
        """
        sigma, apart = self.sigma[0][1], self.at(iota=0)
        race, room = apart.alike_arms(sigma), self.k[0] - self.w[0] * (sigma - 1)
        two, alike = dict(m={1: self.m[0]}, d={1: self.d[0]}), {(1, 0): sigma}
        now = self.at(sigma=alike, **two).payoff(0, (0, 0))
        then = apart.at(sigma=alike, **two).payoff(0, (race, race))
        return (
            given(bounded=room > 0, demand=self.need[0] > 0, costless=equal(self.c[0], 0))
            .then(iff(now > then, (1 + self.iota) ** 2 * room**2
                      < self.k[0] * (self.k[0] + self.w[0])))
            .unless("costless", sigma=1, iota=".3", c=".9",
                    note="where arms are dear from the first unit the race is hardly run")
            .mutant("1 % more room", iff(now > then, (1 + self.iota) ** 2 * room**2
                                         < 101 * self.k[0] * (self.k[0] + self.w[0]) / 100))
        )  # fmt: skip
