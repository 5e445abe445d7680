"""Offence and defence told apart: what it changes that part of the arms cannot be used to attack.

Argument. Jervis's second variable. Besides how much arms threaten, it matters whether arms that
defend can be told from arms that attack. Here a share delta of a state's arms is recognised by the
other as unable to attack it; what threatens is the rest. Then the dilemma eases: both arm less, and
both are more secure and better off. A state gains even by making only its own arms recognisable,
because its rival then arms less. From some share on no quest defeats itself, however strong the
threat loop of the arms as such.

Literature. Jervis (1978) for the two variables and the four worlds they make; Glaser (1997) for the
security dilemma as a question of what can be told apart; Kydd (2005) for postures that signal
motives.

Not modelled. Signals: nobody infers motives from a posture, and nobody can pretend. Deterrence by
arms that others cannot see. That arms which cannot attack may protect less: what they cost in
protection has to be set against the gain that R3 gives.
"""

from __future__ import annotations

from typing import ClassVar

from gametheory.modelling import (
    UNIT, Curves, Figure, Line, Number, Outcome, RegionMap, Statement, Vector, all_of, case, equal,
    given, iff, implies, model, parameter, proposition, quantity, sqrt, where,
)  # fmt: skip
from models.absolute_security.dyad import MORE, PAIRS, Dyad
from models.register import REGISTER


@model
class OffenceDefence(Dyad):
    """Two states in an arms race; part of the arms is seen to be unable to attack."""

    REGISTER: ClassVar = REGISTER

    # fmt: off
    delta: Vector = parameter(UNIT, 0.5, "share of a state's arms that the other recognises as "
                              "unable to attack it", per="state", sources="W15 W16")

    CASES: ClassVar = {
        "exercises around Korea": case(
            "Arms and drills of Washington and Seoul (1) that Pyongyang (2), the more anxious one, "
            "cannot tell from preparations to attack, and a deterrent that is no better to tell "
            "apart. The order is the document's, the numbers are stylised.",
            w=(1, 9), sigma=((0, 0.9), (2, 0)), delta=0.1),
        "border measures": case(
            "Neighbours that notify, cap and inspect troops along their border, as the essay says "
            "of China, Russia and Central Asia: half of the arms are seen to be unable to attack. "
            "Without that the threat loop would exceed one. Stylised.",
            w=4, sigma=1.2, delta=0.5),
    }
    FIGURES: ClassVar = {"told-apart": Figure(
        "What it changes that arms can be told apart, for the Korean case. Left: the quest of "
        "state 1 defeats itself only where little is recognised and arms threaten much; in every "
        "tint its payoff falls with its demand. Right: payoffs of both states as only the arms of "
        "state 1 become recognisable; both rise.",
        RegionMap(x={"delta[0]": (0, 1)}, y={"sigma[1][0]": (0, 4)}, case="exercises around Korea",
                  tints={"margin at a price": "pale", "self-defeating": "tense",
                         "runaway": "alarm"},
                  marked="exercises around Korea",
                  across=r"share of state 1's arms recognised, $\delta_1$",
                  up=r"threat by state 1's arms as such, $\sigma_{21}$",
                  title="Does demanding more buy margin?"),
        Curves(of=[Line("U[0]", label="state 1"), Line("U[1]", label="state 2")],
               along={"delta[0]": (0, 1)}, case="exercises around Korea",
               across=r"share of state 1's arms recognised, $\delta_1$", label="payoff",
               title="Who gains when state 1 is seen"))}

    felt = quantity("security lost per unit of the other's arms, as they are recognised", lambda g:
                    ((0, g.sigma[0][1] * (1 - g.delta[1])),
                     (g.sigma[1][0] * (1 - g.delta[0]), 0)))
    raw_index = quantity("self-defeat index if nothing could be told apart",
                         lambda g: g.beta[1] * g.sigma[0][1] * g.sigma[1][0])
    enough = quantity("share recognised on both sides from which on no quest of state 1 defeats "
                      "itself", lambda g: where(
                          g.raw_index > 1, lambda: 1 - 1 / sqrt(g.raw_index), 0))
    # fmt: on

    def worth(self, own: Number, less: Number) -> Number:
        """What state 1, armed, gains where its equilibrium arms fall from ``own`` to ``less``."""
        return (own - less) * (self.k[0] * (own + less) + 2 * self.c[0]) / (2 * self.beta[0])

    def solve(self) -> Outcome:
        """Equilibrium in a bounded race, and the share from which on no quest defeats itself."""
        return self.outcome(**super().solve(), enough=self.enough)

    @proposition("R1", per={**PAIRS, "seen": "state"}, over=dict(seen=UNIT), means={
        "seen": "shares recognised afterwards", "x": MORE["x"], "y": MORE["y"]}, supports={
        "W15": "notification and exchange of data let arms that cannot attack be told from arms "
               "that can; then nobody arms more and everybody is at least as secure",
        "W12": "what lets members see each other's arms as unable to attack eases the dilemma of "
               "every one of them, so that each values it"})  # fmt: skip
    def reassurance(self, seen: Vector, x: Vector, y: Vector) -> Statement:
        """If more of the arms is recognised as unable to attack, nobody arms more or is worse off.

        Corners included, in every bounded race; nobody's margin falls, nobody's payoff falls. A
        state with armed rivals whose recognised share rises is strictly more secure.

        Proof idea. Both threats fall at given arms, so the highest replies fall, and the only
        equilibrium with them. Margin and payoff fall in the threat, whatever the reply.
        """
        after = self.at(delta=seen)
        relieved = all_of(x[1] > 0, seen[1] > self.delta[1], self.sigma[0][1] > 0)
        return (
            given(bounded=self.gamma < 1,
                  more=all_of(*(seen[i] >= self.delta[i] for i in (0, 1))),
                  before=self.balanced(x), after=after.balanced(y))
            .then(
                arms=all_of(*(y[i] <= x[i] for i in (0, 1))),
                margins=all_of(*(after.margin(i, y) >= self.margin(i, x) for i in (0, 1))),
                payoffs=all_of(*(after.payoff(i, y) >= self.payoff(i, x) for i in (0, 1))),
                strictly=implies(relieved, after.margin(0, y) > self.margin(0, x)),
            )
            .unless("more", delta=1, seen=0, sigma=1, x=".5", y=1,
                    note="what is no longer recognised threatens again: both arm twice as much")
            .mutant("arms 1 % lower", all_of(*(100 * y[i] <= 99 * x[i] for i in (0, 1))))
        )  # fmt: skip

    @proposition("R2", per=PAIRS, means=MORE, qualifies={
        "W39": "however strongly arms threaten as such, a quest ceases to defeat itself once "
               "enough of them can be told apart"})  # fmt: skip
    def no_defeat(self, more: Number, x: Vector, y: Vector) -> Statement:
        """The quest stops defeating itself exactly from delta* = 1 - 1 / sqrt(beta_2 s) on.

        Both sides are recognised alike, s = sigma_12 sigma_21 is the loop of the arms as such;
        where beta_2 s <= 1 the quest defeats itself at no share (delta* = 0).

        Proof idea. What is felt of the loop is s (1 - delta)^2, and the margin falls exactly if
        beta_2 times that exceeds one (P3).
        """
        after = self.at(m={0: more})
        old, new = self.margin(0, x), after.margin(0, y)
        return (
            given(alike=equal(self.delta[0], self.delta[1]), bounded=self.gamma < 1,
                  higher=more > self.m[0], before=self.balanced(x), after=after.balanced(y),
                  both_armed=all_of(x[0] > 0, x[1] > 0))
            .then(falls=iff(new < old, self.delta[0] < self.enough),
                  rises=implies(self.delta[0] > self.enough, new > old))
            .unless("both_armed", w={1: 9}, m=(2, -10), sigma=((0, "1.6"), (1, 0)), delta=0,
                    more=3, x=(1, 0), y=("1.5", 0),
                    note="nothing told apart, but the rival is disarmed")
            .mutant("threshold 1 % lower", iff(new < old, 100 * self.delta[0] < 99 * self.enough))
        )  # fmt: skip

    @proposition("R3", per=PAIRS, over=dict(seen=UNIT), means={
        "seen": "share of state 1's arms recognised afterwards", "x": MORE["x"], "y": MORE["y"]},
        supports={
        "W16": "a state that lets its own forces be watched lowers the arms of the watcher, and so "
               "its own threat: showing pays also without anything in return",
        "W15": "the notifier gains by its own notification, and its neighbour gains as "
               "well"})  # fmt: skip
    def being_seen(self, seen: Number, x: Vector, y: Vector) -> Statement:
        """A state gains by making only its own arms recognisable, and its neighbour gains too.

        Both armed before, each threatened by what the other has left: both arm less, both are more
        secure and better off. As long as state 1 stays armed it gains exactly
        (x_1 - y_1) (k_1 (x_1 + y_1) + 2 c_1) / (2 beta_1), the highest price it would pay for being
        seen; what the neighbour gains is not in it.

        Proof idea. Less threat lowers the rival's reply, which lowers the threat to state 1. An
        armed state's shortfall is (k x + c) / w, so arms alone tell its security and its payoff.
        """
        after = self.at(delta={0: seen})
        return (
            given(bounded=self.gamma < 1, more=seen > self.delta[0], before=self.balanced(x),
                  after=after.balanced(y), both_armed=all_of(x[0] > 0, x[1] > 0),
                  felt=all_of(self.felt[0][1] > 0, self.sigma[1][0] > 0))
            .then(
                arms=all_of(*(y[i] < x[i] for i in (0, 1))),
                margins=all_of(*(after.margin(i, y) > self.margin(i, x) for i in (0, 1))),
                payoffs=all_of(*(after.payoff(i, y) > self.payoff(i, x) for i in (0, 1))),
                price=implies(y[0] > 0, equal(after.payoff(0, y) - self.payoff(0, x),
                                              self.worth(x[0], y[0]))),
            )
            .unless("felt", delta=(0, 1), sigma=1, seen=1, x=(".5", ".75"), y=(".5", ".5"),
                    note="a state that nothing threatens gains nothing by being seen")
            .mutant("1 % dearer", implies(y[0] > 0, 100 * (after.payoff(0, y) - self.payoff(0, x))
                                          > 101 * self.worth(x[0], y[0])))
        )  # fmt: skip

    def alike(self) -> OffenceDefence:
        """State 2 made like state 1, each threatening the other as 2 threatened 1."""
        own = {name: {1: getattr(self, name)[0]} for name in ("w", "k", "c", "d", "m", "delta")}
        return self.at(**own, sigma={(1, 0): self.sigma[0][1]})

    @proposition("R4", per=dict(y="state"), over=dict(seen=UNIT), means={
        "seen": "share of state 1's arms recognised afterwards", "arms": "arms of each before",
        "y": "arms of the two states afterwards"}, qualifies={
        "W15": "left to each, less is shown than is worth its cost to both together, which is what "
               "an agreement adds"})  # fmt: skip
    def agreement(self, seen: Number, arms: Number, y: Vector) -> Statement:
        """Two states alike: the neighbour gains more by a state's being seen than the state itself.

        So some costs of being seen are too high for the state alone and below what both gain. Both
        have the values of state 1 and the same arms before; only what the one shows changes, and
        the neighbour stays armed.

        Proof idea. Afterwards the state that is seen has more arms than its neighbour, whose threat
        fell by more; an armed state's payoff falls in its own arms, and both had the same before.
        """
        before = self.alike()
        after = before.at(delta={0: seen})
        first, second = (
            after.payoff(i, y) - before.payoff(i, (arms, arms)) for i in (0, 1)
        )  # fmt: skip
        return (
            given(more=seen > self.delta[0], after=after.balanced(y), armed=y[1] > 0,
                  felt=before.felt[0][1] > 0)
            .then(fewer=y[1] < y[0], more=first < second)
            .unless("more", delta=".5", seen=0, sigma=1, arms="2/3", y=("5/7", "6/7"),
                    note="made less recognisable, the neighbour loses more")
            .mutant("turned round", first > second)
        )  # fmt: skip
