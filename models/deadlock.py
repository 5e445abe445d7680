"""Deadlock: does a larger deterrent make peace safer?

Argument. A state that feels threatened acquires a deterrent; its rival may strike first, and each
side fears that the other will. Under complete information more weapons never hurt. Under strategic
risk, where each side doubts what the other expects, they may: a vulnerable arsenal gives both sides
reasons to pre-empt, so that beyond some size peace becomes less robust, and the two halves of a
"freeze for freeze" are not symmetric.

Literature. Chassang & Padro i Miquel (2010) for the contrast between complete information and
strategic risk; Carlsson & van Damme (1993) and Harsanyi & Selten (1988) for risk dominance.

Not modelled. The dynamic exit game of Chassang & Padro i Miquel; the signalling behind an offer of
a freeze.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from gametheory.modelling import (
    NONNEGATIVE, POSITIVE, Condition, Curves, Figure, Model, Number, Outcome, RegionMap, Statement,
    all_of, bimatrix_game, case, equal, given, iff, implies, model, not_, parameter, proposition,
    quantity, regions_of, sqrt, where,
)  # fmt: skip


@model
class Deadlock(Model):
    """A state D with a deterrent of size n, and its rival U: wait or attack."""

    # fmt: off
    n: Number = parameter(NONNEGATIVE, 1, "size of the deterrent", unit="weapons", sources="W05")
    lam: Number = parameter(POSITIVE, 1, "retaliation per weapon", symbol="lambda")
    fU: Number = parameter(POSITIVE, 0.5, "U's gain from attacking an unarmed D", symbol="f_U")
    F: Number = parameter(POSITIVE, 1, "D's loss from attacking a waiting U, unarmed")
    phi: Number = parameter(NONNEGATIVE, 0, "part of F each weapon removes", symbol="varphi")
    hD: Number = parameter(NONNEGATIVE, 0.2, "D's stake in striking first, unarmed", symbol="h_D0")
    hU: Number = parameter(NONNEGATIVE, 0.2, "U's stake in striking first, n = 0", symbol="h_U0")
    psi: Number = parameter(NONNEGATIVE, 0.2, "use it or lose it: D's stake per weapon")
    chi: Number = parameter(NONNEGATIVE, 0.5, "damage U averts by striking first, per weapon")
    z: Number = parameter(POSITIVE, 1, "loss of each when both attack")

    CASES: ClassVar = {
        "vulnerable": case(
            "An early force that a first strike can destroy: stakes rise with its size.",
            lam=1, F=1, fU=0.5, hD=0.2, hU=0.2, psi=0.2, chi=0.5),
        "survivable": case(
            "A force that no first strike removes (the United States and Russia): its size adds "
            "nothing to either side's stake in striking first.",
            lam=1, F=1, fU=0.5, hD=0.5, hU=0.5, psi=0, chi=0),
        "very vulnerable": case(
            "Every weapon raises fear faster than it raises retaliation.",
            lam=1, F=1, fU=0.5, hD=0.5, hU=0.5, psi=0.5, chi=1),
    }
    FIGURES: ClassVar = {
        "robustness": Figure(
            "G(n) for survivable and vulnerable arsenals; shaded: peace is robust. Peace is an "
            "equilibrium from n_C on; it is robust from n_R on where the arsenal is survivable, "
            "and most robust at n_0 where it is vulnerable.",
            Curves(of="G", along={"n": (0, 3)}, case="survivable", mark=("n_C", "n_R"), zero=True,
                   shade="robust peace", title="Survivable arsenal"),
            Curves(of="G", along={"n": (0, 10)}, case="vulnerable", mark=("n_C", "n_0"), zero=True,
                   shade="robust peace", title="Vulnerable arsenal")),
        "regions": Figure(
            "No peace, fragile peace, robust peace over the size and the vulnerability of the "
            "arsenal. The boundaries are exact curves.",
            RegionMap(x={"n": (0, 10)}, y={"psi": (0, 1)}, case="vulnerable", marked=["vulnerable"],
                      tints={"robust peace": "calm", "fragile peace": "tense", "no peace": "alarm"},
                      title="Where a larger deterrent stops helping")),
    }

    g_U = quantity("U's loss from attacking while D waits", lambda m: m.lam * m.n - m.fU)
    g_D = quantity("D's loss from attacking while U waits", lambda m: m.F - m.phi * m.n)
    h_D = quantity("D's stake: what waiting under attack costs beyond a war both start",
                   lambda m: m.hD + m.psi * m.n)
    h_U = quantity("U's stake, likewise", lambda m: m.hU + m.chi * m.n)
    # fmt: on

    @property
    def payoffs(self) -> tuple[tuple[tuple[Number, ...], ...], ...]:
        """Payoffs (D's matrix, U's matrix); rows D waits, attacks; columns U waits, attacks."""
        war = -self.z
        return (
            ((0, -self.h_D - self.z), (-self.g_D, war)),
            ((0, -self.g_U), (-self.h_U - self.z, war)),
        )

    @property
    def peace(self) -> Condition:
        """Waiting is a best reply to waiting, read off the payoffs."""
        d, u = self.payoffs
        return all_of(d[0][0] >= d[1][0], u[0][0] >= u[0][1])

    @property
    def G(self) -> Number:
        """Robustness of peace.

        The product of the losses from leaving peace alone minus the product of those from leaving
        war alone (Harsanyi & Selten 1988), read off the payoffs.
        """
        d, u = self.payoffs
        leave_peace = (d[0][0] - d[1][0]) * (u[0][0] - u[0][1])
        leave_war = (d[1][1] - d[0][1]) * (u[1][1] - u[1][0])
        return leave_peace - leave_war

    # fmt: off
    robust = quantity("peace is an equilibrium and survives strategic risk",
                      lambda m: all_of(m.peace, m.G >= 0))
    A = quantity("vulnerability: how fast both stakes grow together", lambda m: m.psi * m.chi)
    B = quantity("net worth of the first weapons for robustness",
                 lambda m: m.lam * m.F - m.hD * m.chi - m.psi * m.hU)
    C = quantity("what the first weapons have to make up for", lambda m: m.fU * m.F + m.hD * m.hU)
    n_C = quantity("smallest arsenal for which peace is an equilibrium", lambda m: m.fU / m.lam)
    n_D = quantity("largest arsenal that does not tempt its owner, if temptation grows with it",
                   lambda m: where(m.phi > 0, lambda: m.F / m.phi, 0))
    n_R = quantity("smallest arsenal for which peace is robust, for a survivable force",
                   lambda m: m.n_C + m.hD * m.hU / (m.lam * m.F))
    n_0 = quantity("size at which peace is most robust, for a vulnerable force",
                   lambda m: where(m.A > 0, lambda: m.B / (2 * m.A), 0))
    p_D = quantity("probability that D waits in the mixed equilibrium (U is then indifferent)",
                   lambda m: m.h_U / (m.g_U + m.h_U))
    p_U = quantity("probability that U waits in the mixed equilibrium (D is then indifferent)",
                   lambda m: m.h_D / (m.g_D + m.h_D))
    regions = quantity("what peace is: robust, fragile, or no equilibrium", lambda m: regions_of(
        ("robust peace", m.robust), ("fragile peace", m.peace), ("no peace", True)))
    # fmt: on

    def game(self) -> Any:
        """The 2x2 game, D in rows and U in columns."""
        return bimatrix_game(*self.payoffs, players=["D", "U"], actions=[("Wait", "Attack")] * 2)

    def solve(self) -> Outcome:
        """Region, robustness, and the sizes at which the answer changes (phi = 0, stakes > 0).

        A size is NaN where there is none, or where its formula is for the other kind of force.
        """
        root = sqrt(self.B * self.B - 4 * self.A * self.C)
        steps, still = self.A > 0, all_of(equal(self.psi, 0), equal(self.chi, 0))
        ever = all_of(self.B > 0, self.B * self.B >= 4 * self.A * self.C)
        start = where(self.B > 0, lambda: self.C / self.B, np.nan)
        low = where(steps, lambda: (self.B - root) / (2 * self.A), start)
        high = where(steps, lambda: (self.B + root) / (2 * self.A), np.inf)
        return self.outcome(
            "G", "n_C", **self.only(still, "n_R"), **self.only(steps, "n_0"),
            robust_from=where(ever, low, np.nan), robust_to=where(ever, high, np.nan),
            **self.only(self.peace, "p_D", "p_U"),
        )  # fmt: skip

    @proposition("P0", supports="W02")
    def strategic_risk(self, k: Number, wait_D: Number, wait_U: Number) -> Statement:
        """If both sides are indifferent at mirrored chances of waiting, the product rule holds.

        Add k to each side's loss from leaving peace, as a common shock seen with vanishing noise.
        At the cutoff each side is indifferent given the chance that the other waits, and those two
        chances sum to one (Carlsson & van Damme 1993, taken from there); then
        (k + g_D)(k + g_U) = h_D h_U. So G >= 0 is what a global game selects at k = 0.
        """
        d = wait_U * (k + self.g_D) - (1 - wait_U) * self.h_D
        u = wait_D * (k + self.g_U) - (1 - wait_D) * self.h_U
        product = (k + self.g_D) * (k + self.g_U)
        return (
            given(
                indifferent=all_of(equal(d, 0), equal(u, 0)),
                mirrored=equal(wait_D + wait_U, 1),
            )
            .then(equal(product, self.h_D * self.h_U))
            .unless("mirrored", k=0, wait_D="7/12", wait_U="2/7", n=1,
                    note="beliefs that do not mirror each other leave a gap: G = 0.22")
            .mutant("h_D 1 % higher", equal(product, 101 * self.h_D * self.h_U / 100))
        )  # fmt: skip

    @proposition("P0b", supports="W02")
    def needed_trust(self) -> Statement:
        """Peace is robust (G > 0) exactly if the trust it needs on both sides adds up to below one.

        Where peace and war are both strict, a third equilibrium lies between them: U waits with
        probability p_U, which leaves D indifferent, and D with p_D, which leaves U so. These are
        the least trust that peace needs on each side: with less, attacking is better.
        """
        d = self.p_U * self.g_D - (1 - self.p_U) * self.h_D
        u = self.p_D * self.g_U - (1 - self.p_D) * self.h_U
        return (
            given(
                peace=all_of(self.g_D > 0, self.g_U > 0),
                stakes=all_of(self.h_D > 0, self.h_U > 0),
            )
            .then(
                indifferent=all_of(equal(d, 0), equal(u, 0)),
                between=all_of(self.p_D > 0, self.p_D < 1, self.p_U > 0, self.p_U < 1),
                least_trust=iff(self.G > 0, self.p_D + self.p_U < 1),
            )
            .unless("peace", n="0.4", hU=1, chi=0,
                    note="without peace as an equilibrium no trust suffices: p_D exceeds one")
            .mutant("sum 1 % smaller", iff(self.G > 0, 99 * (self.p_D + self.p_U) < 100))
        )  # fmt: skip

    @proposition("P1", supports="W05")
    def more_never_hurts(self, more: Number) -> Statement:
        """Under complete information a larger deterrent never destroys peace.

        If peace is an equilibrium with n weapons, it is one with any larger number.
        """
        return (
            given(constant_temptation=equal(self.phi, 0), larger=more >= self.n, peace=self.peace)
            .then(still_peace=self.at(n=more).peace, threshold=self.n >= self.n_C)
            .unless("constant_temptation", phi="0.5", n=1, more=3,
                    note="D's own temptation grows with n: peace holds only for n up to F/phi = 2")
            .mutant("threshold 1 % higher", self.n >= 101 * self.n_C / 100)
        )  # fmt: skip

    @proposition("P1b", qualifies="W05")
    def growing_temptation(self) -> Statement:
        """If weapons embolden their owner too, peace is an equilibrium on a bounded interval.

        With g_D = F - phi n it is one exactly for f_U / lambda <= n <= F / phi.
        """
        return (
            given(own_temptation=self.phi > 0)
            .then(iff(self.peace, all_of(self.n >= self.n_C, self.n <= self.n_D)))
            .unless("own_temptation", phi=0, n=1,
                    note="a constant temptation sets no upper end (P1)")
            .mutant("upper end 1 % lower",
                    iff(self.peace, all_of(self.n >= self.n_C, 101 * self.n / 100 <= self.n_D)))
        )  # fmt: skip

    @proposition("P2", qualifies="W05")
    def overkill_gap(self) -> Statement:
        """Robust peace needs strictly more weapons than peace.

        The surplus over f_U / lambda is h_D h_U / (lambda F) when the force is survivable.
        """
        survivable = all_of(equal(self.psi, 0), equal(self.chi, 0))
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                fear_D=self.hD > 0,
                fear_U=self.hU > 0,
            )
            .then(
                strictly_more=implies(self.robust, self.lam * self.n > self.fU),
                survivable=implies(survivable, iff(self.robust, self.n >= self.n_R)),
            )
            .unless("fear_D", hD=0, psi=0, n="0.5",
                    note="without fear on one side the gap vanishes")
            .mutant("gap 1 % wider",
                    implies(survivable,
                            iff(self.robust, 100 * self.n >= 101 * self.n_R - self.n_C)))
        )  # fmt: skip

    @proposition("P3", qualifies="W05")
    def vulnerable_force(self, low: Number, high: Number, t: Number, more: Number) -> Statement:
        """The sizes at which a vulnerable arsenal keeps peace robust are an interval, or none are.

        G is concave in n: if peace is robust at two sizes, it is at every size between them; it is
        not beyond lambda F / (psi chi). Some size will do exactly if B > 0 and B^2 >= 4 A C; then
        robustness peaks at n_0 = B / (2 A) and falls from there. If B <= 0 no arsenal will do.
        """
        somewhere = all_of(self.B > 0, self.B * self.B >= 4 * self.A * self.C)
        here, peak = self.robust, self.at(n=self.n_0)
        between = all_of(low >= 0, low <= self.n, self.n <= high)
        ends = all_of(self.at(n=low).robust, self.at(n=high).robust)
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                vulnerable=all_of(self.psi > 0, self.chi > 0),
            )
            .then(
                concave=implies(
                    all_of(low >= 0, high >= low, t >= 0, t <= 1),
                    equal(self.at(n=low + t * (high - low)).G,
                          (1 - t) * self.at(n=low).G + t * self.at(n=high).G
                          + self.A * t * (1 - t) * (high - low) ** 2)),
                interval=implies(all_of(between, ends), here),
                bounded=implies(here, self.n * self.A < self.lam * self.F),
                only_if=implies(here, somewhere),
                if_=implies(somewhere, peak.robust),
                peak=implies(somewhere, self.G <= peak.G),
                falls=implies(all_of(2 * self.A * self.n >= self.B, more > self.n),
                              self.before_and_after(n=more).falls("G")),
                never=implies(self.B <= 0, not_(here)),
            )
            .unless("vulnerable",
                    psi=0, chi=1, hD=1, F=1, lam=1, n=1, low=0, high=2, t=0, more=2,
                    note="survivable on one side and B = 0: robustness no longer falls with n")
            .mutant("discriminant 1 % larger",
                    implies(here, all_of(self.B > 0,
                                         25 * self.B * self.B >= 101 * self.A * self.C)))
        )  # fmt: skip

    @proposition("P3b", supports="W05")
    def survivable_again(self) -> Statement:
        """If either side's stake stops growing with n, more weapons are never too many.

        With psi chi = 0 and B > 0 peace is robust exactly for n >= C / B.
        """
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                not_vulnerable=equal(self.A, 0),
                first_weapons_help=self.B > 0,
            )
            .then(iff(self.robust, self.n >= self.C / self.B))
            .unless("not_vulnerable", n=8,
                    note="the vulnerable preset at n = 8: G = -0.06")
            .mutant("threshold 1 % lower", iff(self.robust, 101 * self.n / 100 >= self.C / self.B))
        )  # fmt: skip

    @proposition("P4", qualifies="W06")
    def two_halves(self, cut: Number, fewer: Number) -> Statement:
        """The two halves of a freeze for freeze are not symmetric.

        Freezing exercises (D's stake h_D falls) makes peace more robust at every n. Capping tests
        (n falls to a smaller number) does so exactly if A (n + fewer) > B.
        """
        capped = self.before_and_after(n=fewer)
        helps = self.A * (self.n + fewer) > self.B
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                fear_U=self.h_U > 0,
                exercises=all_of(cut > 0, cut < self.hD),
                tests=all_of(fewer >= 0, fewer < self.n),
            )
            .then(
                exercise_freeze=self.before_and_after(hD=self.hD - cut).rises("G"),
                test_freeze=iff(capped.rises("G"), helps),
            )
            .unless("fear_U", hU=0, chi=0, n=1, fewer="0.5", cut="0.1",
                    note="if U fears nothing, D's stake and the freeze do not matter")
            .mutant("cap helps 1 % sooner",
                    iff(capped.rises("G"), 101 * self.A * (self.n + fewer) / 100 > self.B))
        )  # fmt: skip

    @proposition("P4b", qualifies="W06 W07")
    def cap_below_the_peak(self, fewer: Number) -> Statement:
        """Below the peak, a test freeze makes peace less robust.

        A refusal of the freeze then needs no suspicion of a wedge.
        """
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                vulnerable=self.A > 0,
                below_the_peak=2 * self.A * self.n <= self.B,
                tests=all_of(fewer >= 0, fewer < self.n),
            )
            .then(self.before_and_after(n=fewer).falls("G"))
            .unless("below_the_peak", n=8, fewer=6,
                    note="over-armed (n = 8, peak 4.3): a cap at 6 makes peace robust again")
            .mutant("turned round", self.before_and_after(n=fewer).rises("G"))
        )  # fmt: skip
