"""What a freeze of tests against exercises does to peace, and who accepts it."""

from __future__ import annotations

from gametheory.modelling import (
    Change, Condition, Number, Statement, all_of, equal, given, iff, implies, maximum, not_,
    proposition,
)  # fmt: skip
from models.deadlock.game import DeterrentGame

_CUT = {"cut": "part of D's stake in striking first that comes from exercises and ends with them"}
_FROZEN = {"frozen": "size kept if tests are frozen now; n is the size reached without"}


class Freeze(DeterrentGame):
    """Propositions on a freeze for freeze: exercises by U, tests by D.

    A freeze of tests takes no weapon away. It keeps D at the size ``frozen``; without it D reaches
    n. All comparisons are with that path.
    """

    def offer(self, cut: Number, frozen: Number) -> Condition:
        """The freeze takes no more than there is."""
        return all_of(cut >= 0, cut <= self.hD, frozen >= 0, frozen <= self.n)

    def package(self, cut: Number, frozen: Number) -> Change[Freeze]:
        """The path without the freeze, and with both halves of it."""
        return self.before_and_after(hD=self.hD - cut, n=frozen)

    def trust_after(self, cut: Number) -> Number:
        """Trust that peace needs on both sides if exercises alone are frozen; NaN without peace."""
        trust: Number = self.at(hD=self.hD - cut).solve()["trust"]
        return trust

    def gain_U(self, cut: Number, frozen: Number) -> Number:
        """What U gains by accepting: a peace that it would not have, less its exercises."""
        return self.package(cut, frozen).by("selected") - self.e

    def gain_D(self, cut: Number, frozen: Number) -> Number:
        """What D gains by accepting: a peace that it would not have, less its tests."""
        return self.package(cut, frozen).by("selected") - self.w

    def turns(self, cut: Number, frozen: Number) -> Condition:
        """The package turns a peace that is not robust, or none, into a robust one."""
        without, frozen_both = self.package(cut, frozen)
        return all_of(not_(without.robust), frozen_both.robust)

    @proposition(
        "P4",
        qualifies={
            "W06": "the two things to be swapped are not alike: one always helps peace, the "
            "other helps only where the arsenal would outgrow its own safety"
        },
        means={**_CUT, **_FROZEN},
    )
    def two_halves(self, cut: Number, frozen: Number) -> Statement:
        """Freezing exercises helps peace wherever U fears a first strike; freezing tests need not.

        Frozen exercises (D's stake h_D falls) raise G at every n and lower the trust that D needs,
        leaving that of U as it is. Frozen tests (D keeps a smaller number than the n it would
        reach) raise G exactly if A (n + frozen) > B, and raise the trust that U needs.

        Proof idea. G holds h_D in the product h_D h_U alone. In the size it is the parabola
        -A n^2 + B n - C, whose difference between two sizes has the factor B - A (n + frozen).
        """
        tests, exercises = self.package(0 * cut, frozen), self.package(cut, self.n)
        helps = self.A * (self.n + frozen) > self.B
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                fear_U=self.h_U > 0,
                exercises=all_of(cut > 0, cut <= self.hD),
                tests=all_of(frozen >= 0, frozen < self.n),
            )
            .then(
                exercise_freeze=exercises.rises("G"),
                D_needs_less=exercises.falls("p_U"),
                test_freeze=iff(tests.rises("G"), helps),
                U_needs_more=implies(tests.after.g_U > 0, tests.rises("p_D")),
            )
            .unless("fear_U", hU=0, chi=0, n=1, frozen="0.5", cut="0.1",
                    note="if U fears nothing, D's stake and the freeze do not matter")
            .mutant("tests help 1 % sooner",
                    iff(tests.rises("G"), 101 * self.A * (self.n + frozen) / 100 > self.B))
        )  # fmt: skip

    @proposition(
        "P4b",
        lemma="the half of the package (P4c) that speaks against it",
        means=_FROZEN,
    )
    def cap_below_the_peak(self, frozen: Number) -> Statement:
        """Where D's arsenal would stay below the peak of G, freezing tests alone lowers G.

        This is half of the offer, and G is one measure of several that agree on its sign alone:
        whether the whole offer makes peace robust, and who accepts it, say P4c to P4e.

        Proof idea. Below its peak the parabola G rises with the size.
        """
        return (
            given(
                constant_temptation=equal(self.phi, 0),
                vulnerable=self.A > 0,
                below_the_peak=2 * self.A * self.n <= self.B,
                tests=all_of(frozen >= 0, frozen < self.n),
            )
            .then(self.before_and_after(n=frozen).falls("G"))
            .unless("below_the_peak", n=8, frozen=6,
                    note="over-armed (n = 8, peak 4.3): frozen at 6 instead, G rises above zero")
            .mutant("turned round", self.before_and_after(n=frozen).rises("G"))
        )  # fmt: skip

    @proposition(
        "P4c",
        qualifies={
            "W06": "the swap as a whole brings restraint closer only if what exercises "
            "frighten outweighs what the weapons that are not built would have deterred"
        },
        means={**_CUT, **_FROZEN},
    )
    def whole_package(self, cut: Number, frozen: Number) -> Statement:
        """Both halves together raise G exactly if frozen exercises outweigh frozen tests.

        That is, if cut (h_U0 + chi frozen) > (n - frozen)(B - A (n + frozen)). Below the peak it
        may go either way; above it, where the right-hand side is negative or zero, the package
        never lowers G.

        Proof idea. Freeze the tests first: G changes by -(n - frozen)(B - A (n + frozen)). Then the
        exercises: G rises by cut times U's stake at the frozen size.
        """
        package = self.package(cut, frozen)
        eased = cut * (self.hU + self.chi * frozen)
        undone = (self.n - frozen) * (self.B - self.A * (self.n + frozen))
        return (
            given(constant_temptation=equal(self.phi, 0), offer=self.offer(cut, frozen))
            .then(
                by=equal(package.by("G"), eased - undone),
                rises=iff(package.rises("G"), eased > undone),
                above_the_peak=implies(self.A * (self.n + frozen) >= self.B,
                                       package.by("G") >= 0),
            )
            .unless("constant_temptation", phi="1/2", n=1, frozen="1/2", cut="1/10",
                    note="if weapons embolden their owner, fewer of them help for one more reason")
            .mutant("exercises count 1 % more", iff(package.rises("G"), 101 * eased > 100 * undone))
        )  # fmt: skip

    @proposition(
        "P4d",
        qualifies={
            "W07": "refusal needs no suspicion of a wedge: what exercises are worth to the "
            "alliance is enough, wherever the freeze does not turn peace robust"
        },
        means={**_CUT, **_FROZEN},
    )
    def accepted_by_U(self, cut: Number, frozen: Number) -> Statement:
        """U gains from a freeze only if it turns peace robust and exercises are worth less than z.

        Robust peace gives U nothing more for being more robust. So U gains exactly if peace would
        not be robust without the package, is with it, and e < z; at e = z it is indifferent. (If
        exercises are worth nothing, e = 0, U does not mind a package that changes nothing either.)
        Where peace is robust already, U loses e by any package, whoever proposes it and why. If the
        package leaves too few weapons, U loses the peace as well; frozen exercises alone never
        undo a robust peace.

        Proof idea. U gets 0 where peace is robust and -z elsewhere, plus e if it holds exercises;
        four combinations of robust or not, with and without the package, are compared.
        """
        gain = self.gain_U(cut, frozen)
        without, package = self.package(cut, frozen)
        turns = self.turns(cut, frozen)
        return (
            given(offer=self.offer(cut, frozen), worth=self.e > 0)
            .then(
                gains=iff(gain > 0, all_of(turns, self.e < self.z)),
                loses_nothing=iff(gain >= 0, all_of(turns, self.e <= self.z)),
                robust_already=implies(without.robust, gain <= -self.e),
                undone=implies(all_of(without.robust, not_(package.robust)),
                               equal(gain, -self.z - self.e)),
                exercises_alone=implies(without.robust, self.package(cut, self.n).after.robust),
            )
            .unless("worth", e=0, n=1, frozen=1, cut="1/10",
                    note="exercises worth nothing: where peace is robust, U does not mind either")
            .mutant("exercises worth 1 % less",
                    iff(gain >= 0, all_of(turns, 99 * self.e <= 100 * self.z)))
        )  # fmt: skip

    @proposition(
        "P4e",
        qualifies={
            "W06": "both stop only if both gain, which takes a peace that is not robust "
            "without the swap and is with it, and little worth of exercises and of tests"
        },
        means={**_CUT, **_FROZEN},
    )
    def accepted_by_both(self, cut: Number, frozen: Number) -> Statement:
        """Neither side loses by a freeze exactly if it turns peace robust and costs z at most.

        D's side is like U's: what tests are worth to it beyond the arsenal (w) is lost, and peace
        is all that it gets. So max(e, w) <= z is asked; below z both gain, at z one is indifferent
        at least. Where D's
        arsenal would stay below the peak of G, a freeze of tests alone is never accepted.

        Proof idea. P4d for U with e and for D with w. Below the peak fewer tests lower G (P4b), so
        that only frozen exercises can turn peace robust.
        """
        gains = self.gain_U(cut, frozen), self.gain_D(cut, frozen)
        small = all_of(equal(self.phi, 0), 2 * self.A * self.n <= self.B)
        turns, dearer = self.turns(cut, frozen), maximum(self.e, self.w)
        return (
            given(offer=self.offer(cut, frozen), worth=all_of(self.e > 0, self.w > 0))
            .then(
                accept=iff(all_of(*(gain >= 0 for gain in gains)),
                           all_of(turns, dearer <= self.z)),
                gain=iff(all_of(*(gain > 0 for gain in gains)), all_of(turns, dearer < self.z)),
                tests_alone=implies(all_of(small, *(gain >= 0 for gain in gains)), cut > 0),
            )
            .unless("worth", e=0, w=0, n=1, frozen=1, cut="1/10",
                    note="if neither loses anything, both may sign what changes nothing")
            .mutant("worth 1 % less", iff(all_of(*(gain >= 0 for gain in gains)),
                                          all_of(turns, 99 * dearer <= 100 * self.z)))
        )  # fmt: skip
