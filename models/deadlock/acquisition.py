"""Which deterrent D buys before the game, and what a threat does to it."""

from __future__ import annotations

from gametheory.modelling import (
    NONNEGATIVE, Number, Statement, all_of, any_of, differ, equal, given, iff, implies, maximum,
    not_, proposition,
)  # fmt: skip
from models.deadlock.game import DeterrentGame


class Acquisition(DeterrentGame):
    """Propositions on the purchase of a deterrent at the price kappa a weapon.

    D's payoff is -kappa n where peace is robust with n weapons, and -z - kappa n where it is not.
    """

    def worth(self, size: Number) -> Number:
        """What D gets if it buys a deterrent of this size."""
        return self.at(n=size).selected - self.kappa * size

    @proposition(
        "P10",
        lemma="D's best purchase, on which P11 to P13 are about",
        over={"size": NONNEGATIVE},
        means={"size": "any deterrent that D might buy instead"},
    )
    def best_purchase(self, size: Number) -> Statement:
        """D buys the smallest deterrent that makes peace robust if it costs less than war, or none.

        The smallest size is n_R (P3c), at least n_C and so never zero: U is tempted by an unarmed
        D. If kappa n_R is below z it is the only best purchase; above z, or if no size will do,
        buying nothing is. At kappa n_R = z both are best, and we let D buy.

        Proof idea. Where peace is robust D pays kappa n, least at n_R; where it is not, D loses z
        whatever it buys, least with nothing bought. So n_R and 0 are compared.
        """
        n_R, price = self.n_R, self.kappa * self.n_R
        other = differ(size, 0)
        return (
            given(constant_temptation=equal(self.phi, 0))
            .then(
                not_unarmed=implies(self.some, n_R >= self.n_C),
                buys=implies(all_of(self.some, price < self.z, differ(size, n_R)),
                             self.worth(size) < self.worth(n_R)),
                abstains=implies(all_of(self.some, price > self.z, other),
                                 self.worth(size) < self.worth(0 * size)),
                hopeless=implies(all_of(not_(self.some), other),
                                 self.worth(size) < self.worth(0 * size)),
                tie=implies(all_of(self.some, equal(price, self.z)),
                            equal(self.worth(n_R), self.worth(0 * size))),
            )
            .unless("constant_temptation", phi=1, psi=0, size=0,
                    note="if weapons embolden D, peace is not robust at n_R: it buys in vain")
            .mutant("1 % dearer", implies(
                all_of(self.some, 99 * price < 100 * self.z, differ(size, n_R)),
                self.worth(size) < self.worth(n_R)))
        )  # fmt: skip

    @proposition(
        "P11",
        qualifies={
            "W05": "the first half of the chain comes out: a stronger threat makes a state that "
            "buys a deterrent buy a larger one, just enough to be secure from it"
        },
        means={"threat": "U's gain from attacking an unarmed D where it is larger"},
    )
    def threat_arms(self, threat: Number) -> Statement:
        """The larger the threat, the larger the deterrent that D buys, as long as it buys one.

        If some size answers the larger threat, a smaller size answers the smaller one. A state that
        buys under the larger threat buys under the smaller, strictly less; and with what it buys
        peace is robust.

        Proof idea. The threat lowers G at every size by the same amount, so that the smallest size
        at which G reaches zero moves to the right.
        """
        calm, tense = self, self.at(fU=threat)
        return (
            given(constant_temptation=equal(self.phi, 0), larger=threat > self.fU)
            .then(
                needs_more=implies(tense.some, all_of(calm.some, calm.n_R < tense.n_R)),
                buys_more=implies(tense.bought > 0,
                                  all_of(calm.bought > 0, calm.bought < tense.bought)),
                secure=implies(calm.bought > 0, self.at(n=calm.bought).robust),
            )
            .unless("larger", threat="1/4", psi=0,
                    note="a smaller threat: a smaller deterrent will do")
            .mutant("buys more at any threat", calm.bought < tense.bought)
        )  # fmt: skip

    @proposition(
        "P12",
        qualifies={
            "W05": "the threat leads to a deterrent only up to a limit: beyond it, and at "
            "any threat if even the first weapons add more to fear than to retaliation, none is"
        },
        over={"size": NONNEGATIVE},
        means={"size": "any deterrent that D might buy"},
    )
    def too_large_a_threat(self, size: Number) -> Statement:
        """A threat larger than f_L is not answered, nor is any if the force is too vulnerable.

        f_L is the threat at which G is zero at its best affordable size, min(n_0, z / kappa). Up
        to it that size makes peace robust and D buys a deterrent; beyond it no size that costs at
        most z does, and D buys none. For a survivable force f_L = lambda z / kappa - h_D h_U / F.
        If B <= 0 nothing is bought.

        Proof idea. D buys if G >= 0 at some size up to z / kappa. The threat enters G as -f_U F, so
        this holds up to the threat that the largest value of B n - A n^2 - h_D h_U pays for.
        """
        survivable = all_of(equal(self.psi, 0), equal(self.chi, 0))
        limit = self.lam * self.z / self.kappa - self.hD * self.hU / self.F
        within = all_of(self.B > 0, self.fU <= self.f_L)
        best = self.at(n=maximum(self.answer, 0))
        return (
            given(constant_temptation=equal(self.phi, 0))
            .then(
                limit=iff(self.bought > 0, within),
                answered=implies(within, all_of(best.robust, self.kappa * best.n <= self.z)),
                beyond=implies(all_of(self.at(n=size).robust, self.kappa * size <= self.z), within),
                survivable=implies(survivable, iff(self.bought > 0, self.fU <= limit)),
                too_vulnerable=implies(self.B <= 0, equal(self.bought, 0)),
            )
            .unless("constant_temptation", phi=1, psi=0, size=1,
                    note="if weapons embolden D, the size that should answer a threat tempts it")
            .mutant("limit 1 % higher", iff(
                self.bought > 0, all_of(self.B > 0, 100 * self.fU <= 101 * self.f_L)))
        )  # fmt: skip

    @proposition(
        "P13",
        qualifies={
            "W06": "U's restraint alone already lowers the deterrent that D needs, but it "
            "also lets a state buy one that could not afford it before"
        },
        means={"cut": "part of D's stake in striking first that ends with exercises"},
    )
    def fewer_exercises(self, cut: Number) -> Statement:
        """If exercises are frozen, D needs a smaller deterrent.

        With the size that was just enough G is now above zero. A state that bought one buys a
        smaller one; a state that found the deterrent it needs too dear, or for which no size would
        do, may buy one now.

        Proof idea. A smaller stake of D raises G at every size at which U fears something, so that
        the smallest size at which G reaches zero moves to the left.
        """
        change = self.before_and_after(hD=self.hD - cut)
        before, after = change
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                exercises=all_of(cut > 0, cut <= self.hD),
                fear_U=any_of(self.hU > 0, self.chi > 0),
            )
            .then(
                needs_less=implies(before.some,
                                   all_of(after.some, after.at(n=before.n_R).G > 0)),
                buys_less=implies(before.bought > 0,
                                  all_of(after.bought > 0, change.falls("bought"))),
            )
            .unless("fear_U", hU=0, chi=0, cut="1/10",
                    note="if U fears nothing, D's stake and the exercises do not matter")
            .mutant("never buys for it", implies(after.bought > 0, before.bought > 0))
        )  # fmt: skip
