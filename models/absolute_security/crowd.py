"""More than two: when a race of three is bounded, and the quest of one of N states alike."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from gametheory.modelling import (
    NONNEGATIVE, POSITIVE, Condition, Number, Statement, Vector, all_of, count, differ, equal,
    exists, given, iff, implies, not_, proposition, sqrt, maximum,
)  # fmt: skip
from models.absolute_security.dyad import Dyad

Self = TypeVar("Self", bound="Crowd")

RING = dict.fromkeys(("right", "left", "a", "x", "y"), "power")
SLOPES = dict.fromkeys(("right", "left"), NONNEGATIVE)
TRIAD = {
    "right": "how each of three states answers the arms of the next one",
    "left": "how it answers those of the one before",
    "a": "arms that each wants when nobody threatens it",
    "x": "arms of an equilibrium",
}
CROWD = {"rivals": "N - 1, the other states"}


class Crowd(Dyad):
    """P1c, P1d: three states, however unlike. P7: N states alike, with the costs of state 1."""

    INDEX: ClassVar = {"state": 2, "power": 3}

    @proposition("P1c", lemma="an equilibrium of three states that is found is the only one",
                 per=RING, over=SLOPES, reproduces="Hawkins & Simon (1949), N = 3",
                 means={**TRIAD, "y": "arms of any other equilibrium"})  # fmt: skip
    def triad(self, right: Vector, left: Vector, a: Vector, x: Vector, y: Vector) -> Statement:
        """Three states whose reactions have positive leading minors have at most one equilibrium.

        State i wants a_i of its own and answers the arms of the others in proportion: arms x are an
        equilibrium if x_i = max(0, a_i + right_i x_{i+1} + left_i x_{i-1}), counted round. The
        minors are those of I - B.

        Proof idea. Positive minors make I - B a P-matrix: no vector has every sign reversed by it,
        as the difference of two equilibria would.
        """
        looser = [all_of(100 * u >= 99 * v, 100 * u <= 101 * v) for u, v in zip(x, y, strict=True)]
        return (
            given(bounded=_minors(right, left), one=_replies(right, left, a, x),
                  other=_replies(right, left, a, y))
            .then(all_of(*(equal(u, v) for u, v in zip(x, y, strict=True))))
            .unless("bounded", right=".6", left=".6", a="-.2", x=1, y=0,
                    note="three states that answer 1.2 times what each sees: armed or disarmed")
            .mutant("first arms different", all_of(differ(x[0], y[0]), *looser))
        )  # fmt: skip

    @proposition("P1d", lemma="beyond its bound a race of three has no equilibrium either",
                 per=dict.fromkeys(TRIAD, "power"), over=SLOPES,
                 reproduces="Hawkins & Simon (1949), N = 3", means=TRIAD)  # fmt: skip
    def triad_needs_it(self, right: Vector, left: Vector, a: Vector, x: Vector) -> Statement:
        """Three states that all want arms have an equilibrium only if those minors are positive.

        Beyond that the race runs away, as with two states (P1).

        Proof idea. (I - B) x = a > 0 with x > 0 is the condition of Hawkins and Simon: eliminating
        one state at a time keeps what is left positive, and the pivots are the minors.
        """
        return (
            given(wanted=all_of(*(v > 0 for v in a)), balanced=_replies(right, left, a, x))
            .then(_minors(right, left))
            .unless("wanted", right=".6", left=".6", a="-.2", x=1,
                    note="states that want no arms of their own balance at 1.2 times what they see")
            .mutant("minors 1 % smaller",
                    all_of(100 * (1 - right[0] * left[1]) > 101, _minors(right, left)))
        )  # fmt: skip

    def critical(self, states: int) -> Number:
        """Mutual threat above which the quest of one of N states like state 1 defeats itself.

        The positive root of ``beta sigma ((N - 2) + (N - 1) sigma) = 1``.
        """
        n = states - 1
        return (sqrt((n - 1) ** 2 + 4 * n / self.beta[0]) - (n - 1)) / (2 * n)

    def runaway(self, states: int) -> Number:
        """Mutual threat above which the arms of N states like state 1 run away."""
        return 1 / ((states - 1) * self.beta[0])

    def alike(self: Self) -> Self:
        """State 2 made like state 1, each threatening the other as 2 threatened 1."""
        own = {name: {1: getattr(self, name)[0]} for name in "wkcd"}
        return self.at(**own, sigma={(1, 0): self.sigma[0][1]})

    def crowd_balanced(self, rivals: Number, own: Number, each: Number) -> Condition:
        """One of ``rivals`` + 1 states alike has arms ``own``, the others ``each``; all reply."""
        sigma = self.sigma[0][1]
        seen = sigma * (own + (rivals - 1) * each)
        return all_of(equal(own, self.reply(0, sigma * rivals * each)),
                      equal(each, self.reply(1, seen)))  # fmt: skip

    def crowd_loop(self, rivals: Number) -> Number:
        """Reaction loop of ``rivals`` + 1 states like state 1: the race is bounded below one."""
        return rivals * self.beta[0] * self.sigma[0][1]

    def crowd_index(self, rivals: Number) -> Number:
        """Self-defeat index of ``rivals`` + 1 states like state 1."""
        return self.beta[0] * self.sigma[0][1] * (rivals - 1 + rivals * self.sigma[0][1])

    def crowd_gain(self, rivals: Number) -> Number:
        """Security that one of ``rivals`` + 1 armed states gains per unit more that it demands."""
        phi = self.beta[0] * self.sigma[0][1]
        return self.beta[0] * (1 - self.crowd_index(rivals)) / ((1 - rivals * phi) * (1 + phi))

    @proposition("P7", over=dict(rivals=count(1)), means={
        **CROWD, "more": "what the quester demands afterwards", "x": "arms of the quester before",
        "y": "arms of each rival before", "X": "arms of the quester afterwards",
        "Y": "arms of each rival afterwards"}, qualifies={
        "W39": "in a forum of N the striver's margin falls exactly if the answers of all, to it "
               "and to each other, come back larger than its arms"})  # fmt: skip
    def multipolarity(
        self, rivals: Number, more: Number, x: Number, y: Number, X: Number, Y: Number
    ) -> Statement:
        """Among N alike armed states, rivals arming equally, an index above one defeats the quest.

        Exactly if beta sigma ((N-2) + (N-1) sigma) > 1 the margin falls. All states have the costs
        of state 1 and threaten each other by sigma_12; rivals = N - 1. The quester's arms and each
        rival's are x and y before it demands more, X and Y after; all are armed, and the race is
        bounded.

        Proof idea. All rivals answer the quester and each other alike, so the N replies reduce to
        two; the quester keeps 1 minus the index of each unit of arms, up to a positive factor.
        """
        alike = self.alike()
        later = alike.at(m={0: more})
        old = alike.security(0, x, self.sigma[0][1] * rivals * y)
        new = later.security(0, X, self.sigma[0][1] * rivals * Y)
        index = self.crowd_index(rivals)
        return (
            given(bounded=self.crowd_loop(rivals) < 1, higher=more > self.m[0],
                  before=alike.crowd_balanced(rivals, x, y),
                  after=later.crowd_balanced(rivals, X, Y), all_armed=all_of(x > 0, y > 0))
            .then(falls=iff(new < old, index > 1), rises=iff(new > old, index < 1),
                  by=equal(new - old, self.crowd_gain(rivals) * (more - self.m[0])))
            .unless("all_armed", w={0: 9}, m={1: -10}, sigma={(0, 1): ".54"}, rivals=2, more=2,
                    x=".9", y=0, X="1.8", Y=0,
                    note="index 1.01, but the rivals want no arms: the margin rises")
            .mutant("index 1 % higher", iff(new < old, 101 * index > 100))
        )  # fmt: skip

    @proposition("P7b", over=dict(rivals=count(1)), means={
        **CROWD, "average": "mean of any arms of the N states"}, qualifies={
        "W39": "the more states sit at the table, the smaller the mutual threat from which on a "
               "quest can defeat itself, and security for all is out of reach"})  # fmt: skip
    def crowding(self, rivals: Number, average: Number) -> Statement:
        """Some bounded race of N armed, alike states defeats itself exactly if (N - 1) sigma > 1.

        Security for all is then out of reach. If so, there is an intensity w of the demand, and a
        demand at which all arm, such that the race is bounded and more demand means less margin
        (P7); and no arms give everyone what it demands (`average`, the mean of arms, would have to
        exceed what it itself takes away). So a triad may defeat itself at sigma > 1/2, a dyad only
        at sigma > 1; how little room there is between that and running away says P7d.

        Proof idea. The index exceeds one at the edge of boundedness, beta = 1 / ((N - 1) sigma),
        exactly if that beta is below one.
        """
        sigma, n = self.sigma[0][1], rivals

        def defeats(w: Number) -> Condition:
            race = self.at(w={0: w}, m={0: self.d[0] + (self.c[0] + self.k[0]) / w})
            return all_of(race.crowd_loop(n) < 1, race.r[0] > 0, race.crowd_gain(n) < 0)

        some = exists(POSITIVE, defeats, "w")
        everyone = self.d[0] + average - n * sigma * average >= self.m[0]
        return (
            given(demand=self.m[0] > self.d[0])
            .then(possible=iff(some, n * sigma > 1),
                  infeasible=implies(all_of(n * sigma > 1, average >= 0), not_(everyone)))
            .unless("demand", sigma={(0, 1): 1}, m={0: -1}, rivals=2, average=0,
                    note="content with less than their natural protection, all are secure unarmed")
            .mutant("1 % beyond the threshold", iff(some, 100 * n * sigma > 101))
        )  # fmt: skip

    @proposition("P7c", over=dict(rivals=count(1)), means=CROWD, qualifies={
        "W39": "where N - 1 neighbours together threaten no more than own arms protect, no striver "
               "loses margin, however intense its quest"})  # fmt: skip
    def room_for_all(self, rivals: Number) -> Statement:
        """If (N - 1) sigma <= 1, the race of N alike states is bounded and does not defeat itself.

        Proof idea. beta < 1, so (N - 1) beta sigma < 1; the index is beta sigma (N - 2) plus sigma
        times that, together at most beta sigma (N - 1) where sigma <= 1 / (N - 1) <= 1.
        """
        return (
            given(room=rivals * self.sigma[0][1] <= 1)
            .then(bounded=self.crowd_loop(rivals) < 1, margin_rises=self.crowd_index(rivals) < 1)
            .unless("room", w={0: 9}, sigma={(0, 1): ".54"}, rivals=2,
                    note="a triad at beta = 0.9, sigma = 0.54: bounded (0.972), index 1.011")
            .mutant("index 1 % higher", 101 * self.crowd_index(rivals) < 100)
        )  # fmt: skip

    @proposition("P7d", over=dict(rivals=count(1)), means=CROWD, qualifies={
        "W39": "the more intense the quest and the more states there are, the less lies between a "
               "quest that pays in margin and arms that run away"})  # fmt: skip
    def window(self, rivals: Number) -> Statement:
        """The window in which N alike states defeat themselves and stay bounded closes.

        It closes as the quest grows more intense. It is critical_N < sigma < 1 / ((N - 1) beta),
        and the index in it stays below 1 + k / ((N - 1) w): an absolute quest (w without bound) has
        no window. At beta = .9 a triad has (.5362, .5556), at beta = .5 it has (.7808, 1), where a
        dyad has (1.4142, 2).

        Proof idea. The index rises with sigma and is one at critical_N by definition. At the edge
        (N - 1) beta sigma = 1 it is (N - 2 + 1 / beta) / (N - 1), and 1 / beta = 1 + k / w.
        """
        bounded, index = self.crowd_loop(rivals) < 1, self.crowd_index(rivals)
        low, high = self.critical(rivals + 1), self.runaway(rivals + 1)
        sigma = self.sigma[0][1]
        return (
            given()
            .then(
                window=iff(all_of(bounded, index > 1), all_of(low < sigma, sigma < high)),
                open=low < high,
                narrow=implies(bounded, index < 1 + self.k[0] / (rivals * self.w[0])),
            )
            .mutant("window 1 % wider",
                    iff(all_of(bounded, index > 1), all_of(99 * low < 100 * sigma, sigma < high)))
        )  # fmt: skip


def _minors(right: Vector, left: Vector) -> Condition:
    """The leading minors of I - B are positive."""
    (b12, b23, b31), (b13, b21, b32) = right, left
    return all_of(
        1 - b12 * b21 > 0,
        1 - b12 * b21 - b13 * b31 - b23 * b32 - b12 * b23 * b31 - b13 * b32 * b21 > 0,
    )


def _replies(right: Vector, left: Vector, a: Vector, x: Vector) -> Condition:
    """Arms x are best replies: x_i = max(0, a_i + right_i x_{i+1} + left_i x_{i-1})."""
    wanted = (a[i] + right[i] * x[(i + 1) % 3] + left[i] * x[i - 1] for i in range(3))
    return all_of(*(equal(x[i], maximum(v, 0)) for i, v in enumerate(wanted)))
