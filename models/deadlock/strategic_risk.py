"""What a larger deterrent does to peace: under complete information, and under strategic risk."""

from __future__ import annotations

from gametheory.modelling import (
    UNIT, Number, Statement, all_of, any_of, equal, given, iff, implies, not_, proposition,
)  # fmt: skip
from models.deadlock.game import DeterrentGame


class StrategicRisk(DeterrentGame):
    """Propositions on the size of the deterrent."""

    @proposition(
        "P0",
        lemma="why peace is called robust where G >= 0: the rule that P2 to P13 apply",
        over={"wait_D": UNIT, "wait_U": UNIT},
        means={
            "k": "common shock to the losses from leaving peace at which both are indifferent",
            "wait_D": "chance that U gives to D's waiting", "wait_U": "chance that D gives to U's",
        },
    )  # fmt: skip
    def strategic_risk(self, k: Number, wait_D: Number, wait_U: Number) -> Statement:
        """Given mirrored doubts (Carlsson & van Damme 1993), peace is chosen by the product rule.

        That the doubts of the two mirror each other is assumed here and taken from there: add k to
        each side's loss from leaving peace, as a common shock that each sees with a vanishing
        error; at the cutoff each is indifferent, and the chances they give to each other's waiting
        sum to one. What is proved is what follows: the cutoff solves
        (k + g_D)(k + g_U) = h_D h_U. So without a shock, k = 0, peace is chosen where G >= 0.

        Proof idea. With chance q of the other's waiting, indifference says q (k + g) = (1 - q) h;
        with q and 1 - q for the two sides, the product of both equations is the rule.
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

    @proposition(
        "P0b",
        supports={"W02": "a side that thinks the other bent on its own security, and so trusts it "
                  "less than p, attacks although both would gain from waiting"},
        over={"belief": UNIT},
        means={"belief": "chance that D gives to U's waiting"},
    )  # fmt: skip
    def needed_trust(self, belief: Number) -> Statement:
        """Peace is robust (G > 0) exactly if the trust it needs on both sides adds up to below one.

        Where peace and war are both strict, D waits only if it gives U's waiting a chance of p_U
        at least, and U only if it gives D's a chance of p_D. With these chances both are
        indifferent: they are the third equilibrium. Unlike G, the trust has a unit.

        Proof idea. p_U = h_D / (g_D + h_D), likewise p_D; over the common denominator
        1 - p_D - p_U is (g_D g_U - h_D h_U) / ((g_D + h_D)(g_U + h_U)), which has the sign of G.
        """
        d = self.p_U * self.g_D - (1 - self.p_U) * self.h_D
        u = self.p_D * self.g_U - (1 - self.p_D) * self.h_U
        waits = belief * self.g_D - (1 - belief) * self.h_D >= 0
        return (
            given(
                peace=all_of(self.g_D > 0, self.g_U > 0),
                stakes=all_of(self.h_D > 0, self.h_U > 0),
            )
            .then(
                indifferent=all_of(equal(d, 0), equal(u, 0)),
                between=all_of(self.p_D > 0, self.p_D < 1, self.p_U > 0, self.p_U < 1),
                least_trust=iff(waits, belief >= self.p_U),
                robust=iff(self.G > 0, self.trust < 1),
            )
            .unless("peace", n="0.4", hU=1, chi=0, belief=0,
                    note="without peace as an equilibrium no trust suffices: p_D exceeds one")
            .mutant("sum 1 % smaller", iff(self.G > 0, 99 * self.trust < 100))
        )  # fmt: skip

    @proposition(
        "P0c",
        qualifies={"W05": "of the chain from threat to deterrent to the others' alarm, the last "
                   "link fails in the trust that peace needs: the rival needs less of it, and the "
                   "owner of a vulnerable force more"},
        means={"more": "size of a larger deterrent"},
    )  # fmt: skip
    def whose_trust(self, more: Number) -> Statement:
        """A larger deterrent lowers the trust that U needs; D's rises if the force is vulnerable.

        U is deterred by more retaliation, whatever its stake. D's own stake grows where a first
        strike can destroy the force (psi > 0): it has to trust U more; else it needs the same.

        Proof idea. p_D is below p when h_U / g_U is below p / (1 - p), and h_U / g_U falls with n,
        since h_U starts at or above zero and g_U below; h_D / g_D rises with psi n.
        """
        change = self.before_and_after(n=more)
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                larger=more > self.n,
                peace=self.g_U > 0,
                fear_U=self.h_U > 0,
            )
            .then(
                U_needs_less=change.falls("p_D"),
                D_needs_more=implies(self.psi > 0, change.rises("p_U")),
                or_the_same=implies(equal(self.psi, 0), equal(change.by("p_U"), 0)),
            )
            .unless("fear_U", hU=0, chi=0, n=1, more=2,
                    note="a rival that fears nothing needs no trust before or after")
            .unless("constant_temptation", phi="1/2", psi=0, n=1, more="3/2",
                    note="a deterrent that emboldens its owner: D needs more trust with psi = 0")
            .mutant("U needs more", change.rises("p_D"))
        )  # fmt: skip

    @proposition(
        "P1",
        lemma="the benchmark of complete information, from which P3 departs",
        means={"more": "size of a larger deterrent"},
    )
    def more_never_hurts(self, more: Number) -> Statement:
        """Under complete information a larger deterrent never destroys peace.

        If peace is an equilibrium with n weapons, it is one with any larger number.

        Proof idea. Peace asks for lambda n >= f_U only, which holds for more weapons if for fewer.
        """
        return (
            given(constant_temptation=equal(self.phi, 0), larger=more >= self.n, peace=self.peace)
            .then(still_peace=self.at(n=more).peace, threshold=self.n >= self.n_C)
            .unless("constant_temptation", phi="0.5", n=1, more=3,
                    note="D's own temptation grows with n: peace holds only for n up to F/phi = 2")
            .mutant("threshold 1 % higher", self.n >= 101 * self.n_C / 100)
        )  # fmt: skip

    @proposition("P1b", lemma="the limit of P1: a deterrent that also emboldens its owner")
    def growing_temptation(self) -> Statement:
        """If weapons embolden their owner too, peace is an equilibrium on a bounded interval.

        With g_D = F - phi n it is one exactly for f_U / lambda <= n <= F / phi.

        Proof idea. U waits if lambda n >= f_U, D if phi n <= F.
        """
        return (
            given(own_temptation=self.phi > 0)
            .then(iff(self.peace, all_of(self.n >= self.n_C, self.n <= self.n_D)))
            .unless("own_temptation", phi=0, n=1,
                    note="a constant temptation sets no upper end (P1)")
            .mutant("upper end 1 % lower",
                    iff(self.peace, all_of(self.n >= self.n_C, 101 * self.n / 100 <= self.n_D)))
        )  # fmt: skip

    @proposition("P2", lemma="how many weapons strategic risk costs D; its smallest purchase (P10)")
    def overkill_gap(self) -> Statement:
        """Robust peace needs strictly more weapons than peace.

        The surplus over f_U / lambda is h_D h_U / (lambda F) when the force is survivable.

        Proof idea. G >= 0 says (lambda n - f_U) F >= h_D h_U > 0; where both stakes are constant,
        this is a bound on n.
        """
        survivable = all_of(equal(self.psi, 0), equal(self.chi, 0))
        gap = self.hD * self.hU / (self.lam * self.F)
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                fear_D=self.hD > 0,
                fear_U=self.hU > 0,
            )
            .then(
                strictly_more=implies(self.robust, self.lam * self.n > self.fU),
                survivable=implies(survivable, iff(self.robust, self.n >= self.n_C + gap)),
            )
            .unless("fear_D", hD=0, psi=0, n="0.5",
                    note="without fear on one side the gap vanishes")
            .mutant("gap 1 % wider",
                    implies(survivable,
                            iff(self.robust, 100 * self.n >= 100 * self.n_C + 101 * gap)))
        )  # fmt: skip

    @proposition(
        "P3",
        qualifies={"W39": "striving for ever more weapons ends in a peace that neither side can "
                   "rely on, but only if a first strike can destroy them, and beyond some size"},
        means={"low": "a size of the deterrent", "high": "a larger one",
               "t": "how far between the two", "more": "size of a larger deterrent"},
    )  # fmt: skip
    def vulnerable_force(self, low: Number, high: Number, t: Number, more: Number) -> Statement:
        """The sizes at which a vulnerable arsenal keeps peace robust are an interval, or none are.

        G is concave in n: if peace is robust at two sizes, it is at every size between them; it is
        not beyond lambda F / (psi chi). Some size will do exactly if B > 0 and B^2 >= 4 A C; then
        G peaks at n_0 = B / (2 A) and falls from there. If B <= 0 no arsenal will do.

        Proof idea. G = -A n^2 + B n - C with A, C > 0: a parabola that opens downwards and is
        negative at zero, so it is positive between two roots on the same side of zero, if any.
        """
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
                only_if=implies(here, self.some),
                if_=implies(self.some, peak.robust),
                peak=implies(self.some, self.G <= peak.G),
                falls=implies(all_of(2 * self.A * self.n >= self.B, more > self.n),
                              self.before_and_after(n=more).falls("G")),
                never=implies(self.B <= 0, not_(here)),
            )
            .unless("vulnerable",
                    psi=0, chi=1, hD=1, F=1, lam=1, n=1, low=0, high=2, t=0, more=2,
                    note="survivable on one side and B = 0: G no longer falls with n")
            .mutant("discriminant 1 % larger",
                    implies(here, all_of(self.B > 0,
                                         25 * self.B * self.B >= 101 * self.A * self.C)))
        )  # fmt: skip

    @proposition(
        "P3b",
        qualifies={"W39": "a force whose owner or rival gains nothing more from striking first as "
                   "it grows creates no insecurity at any size once peace is robust"},
    )  # fmt: skip
    def survivable_again(self) -> Statement:
        """If either side's stake stops growing with n, more weapons are never too many.

        With psi chi = 0 and B > 0 peace is robust exactly for n >= C / B.

        Proof idea. Without the quadratic term G = B n - C, which rises in n and is negative at
        f_U / lambda or zero there.
        """
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                not_vulnerable=equal(self.A, 0),
                first_weapons_help=self.B > 0,
            )
            .then(iff(self.robust, self.n >= self.C / self.B))
            .unless("not_vulnerable", n=8,
                    note="the vulnerable case at n = 8: G = -0.06")
            .mutant("threshold 1 % lower", iff(self.robust, 101 * self.n / 100 >= self.C / self.B))
        )  # fmt: skip

    @proposition("P3c", lemma="the ends n_R and n_L in closed form, which P10 to P13 and maps use")
    def ends(self) -> Statement:
        """Peace is robust from n_R weapons on, up to n_L if the force is vulnerable.

        n_R = 2 C / (B + root) and n_L = (B + root) / (2 A), with root^2 = B^2 - 4 A C; if B <= 0
        or the root is none, at no size.

        Proof idea. Both are roots of A n^2 - B n + C. Written as 2 C / (B + root) the smaller one
        is also right for A = 0; peace itself adds nothing, since G >= 0 needs lambda n >= f_U.
        """
        upper = any_of(equal(self.A, 0), self.n <= self.n_L)
        return (
            given(constant_temptation=equal(self.phi, 0))
            .then(
                ends=implies(self.some, iff(self.robust, all_of(self.n >= self.n_R, upper))),
                none=implies(not_(self.some), not_(self.robust)),
            )
            .unless("constant_temptation", phi=1, psi=0, n=2,
                    note="a deterrent that tempts its owner: n_R = 0.6, but no peace at n = 2")
            .mutant("lower end 1 % higher", implies(
                self.some, iff(self.robust, all_of(100 * self.n >= 101 * self.n_R, upper))))
        )  # fmt: skip
