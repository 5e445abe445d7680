"""What one state's quest for more security does: to its rival, to itself, and in the limit."""

from __future__ import annotations

from gametheory.modelling import (
    POSITIVE, Condition, Number, Statement, Vector, all_of, equal, exists, given, iff,
    implies, maximum, proposition,
)  # fmt: skip
from models.absolute_security.dyad import MORE, PAIRS, Dyad

STRONGER = {**MORE, "more": "intensity of state 1's demand afterwards"}


class Quest(Dyad):
    """P0 to P3: replies, bounds, the spiral, the quester's own margin, the absolute quest."""

    @proposition("P0", lemma="every other proposition: what an equilibrium is", means={
        "threat": "threat that the arms of others pose", "other": "any other arms",
        "more": "a larger threat"})  # fmt: skip
    def best_reply(self, threat: Number, other: Number, more: Number) -> Statement:
        """Arms answer threats: the best reply is max(0, r + beta T), and the only one.

        Proved from the payoff, against every deviation: any other arms y lose at least
        k (y - reply)^2 / 2. A larger threat is never answered with fewer arms.

        Proof idea. The payoff is concave in the own arms, with curvature at least k; its slope
        vanishes where w times the shortfall equals marginal cost, and solving for arms gives the
        reply.
        """
        reply = self.reply(0, threat)
        best = self.utility(0, reply, threat)
        return (
            given(arms=all_of(threat >= 0, other >= 0), larger=more >= threat)
            .then(
                no_better=self.utility(0, other, threat)
                <= best - self.k[0] * (other - reply) ** 2 / 2,
                answered=self.reply(0, more) >= reply,
            )
            .unless("larger", threat=1, other=0, more=0,
                    note="a smaller threat is answered with fewer arms")
            .mutant("reply 1 % higher",
                    self.utility(0, other, threat) <= self.utility(0, 101 * reply / 100, threat))
        )  # fmt: skip

    @proposition("P1", lemma="where the race has an equilibrium at all", per=PAIRS,
                 reproduces="Richardson (1960), stability",
                 means={"x": "arms in the closed form", "y": "any other arms"})  # fmt: skip
    def boundedness(self, x: Vector, y: Vector) -> Statement:
        """If both states want arms even unthreatened, an equilibrium exists exactly if gamma < 1.

        x is the closed form. Beyond gamma = 1 the race runs away: no arms levels y are balanced.

        Proof idea. Put each reply into the other: x_1 (1 - gamma) = r_1 + beta_1 sigma_12 r_2. The
        right side is positive, so arms solve this only if gamma < 1.
        """
        return (
            given(wanted=all_of(self.r[0] > 0, self.r[1] > 0),
                  closed_form=implies(self.gamma < 1, self.solved(x)))
            .then(
                exists=implies(self.gamma < 1, self.balanced(x)),
                only_if=implies(self.balanced(y), self.gamma < 1),
            )
            .unless("wanted", w=9, sigma="1.5", m=-1, x=("18/7", "18/7"), y=(0, 0),
                    note="states that want no arms of their own stay disarmed at gamma = 1.82")
            .mutant("arms 1 % higher",
                    implies(self.gamma < 1, self.balanced((101 * x[0] / 100, x[1]))))
        )  # fmt: skip

    @proposition("P1b", lemma="the equilibrium that the comparisons speak of is the only one",
                 per=PAIRS, means={"x": "arms in the closed form",
                                   "y": "arms of any other equilibrium"})  # fmt: skip
    def uniqueness(self, x: Vector, y: Vector) -> Statement:
        """A bounded race has one equilibrium, whatever the demands; corners included.

        It is x_i = max(0, r_i, (r_i + beta_i sigma_ij r_j) / (1 - gamma)); what it gives each
        state in security and payoff follows.

        Proof idea. Replying to a reply moves arms by at most gamma times the difference between
        two arms levels, a contraction if gamma < 1; so two equilibria cannot differ.
        """
        said = (*self.S, *self.U)
        gives = [f(i, x) for f in (self.margin, self.payoff) for i in (0, 1)]
        return (
            given(bounded=self.gamma < 1, closed_form=self.solved(x))
            .then(
                exists=self.balanced(x),
                gives=all_of(*(equal(a, b) for a, b in zip(said, gives, strict=True))),
                unique=implies(self.balanced(y), all_of(equal(y[0], x[0]), equal(y[1], x[1]))),
            )
            .unless("bounded", w=9, sigma="1.5", m=-1, x=("18/7", "18/7"), y=(0, 0),
                    note="disarmed (0, 0) and armed (18/7, 18/7) are both balanced")
            .mutant("arms 1 % higher", self.balanced((101 * x[0] / 100, x[1])))
        )  # fmt: skip

    @proposition("P2", per=PAIRS, means=MORE, supports={
        "W01": "one state's higher demand makes the other arm more and leaves it less secure, "
               "which is the anxiety and the arming that the claim names",
        "W10": "the security that the one demands is taken from the neighbour it threatens, the "
               "more the larger sigma_21 is"},
        qualifies={
        "W39": "the rival's dilemma comes out always; whether the quester shares it is P3 and "
               "P4a"})  # fmt: skip
    def spiral(self, more: Number, x: Vector, y: Vector) -> Statement:
        """A higher demand of a state that arms makes a rival that feels it arm more, and worse off.

        The rival is armed before; x is the equilibrium before, y after: the arms of both rise, the
        rival's security and payoff fall.

        Proof idea. Replies rise in the demand and in the other's arms, so both arms rise. An armed
        rival's shortfall is (k x + c) / w: the more it arms, the less secure it is, and it pays
        for the arms besides.
        """
        after = self.at(m={0: more})
        return (
            given(
                bounded=self.gamma < 1, higher=more > self.m[0],
                before=self.balanced(x), after=after.balanced(y),
                rival_armed=x[1] > 0, quester_arms=y[0] > 0, felt=self.sigma[1][0] > 0,
            )
            .then(
                arms=all_of(y[0] > x[0], y[1] > x[1]),
                rival_security=after.margin(1, y) < self.margin(1, x),
                rival_payoff=after.payoff(1, y) < self.payoff(1, x),
            )
            .unless("rival_armed", m=(2, -10), sigma=1, more=3, x=(1, 0), y=("1.5", 0),
                    note="a rival that wants no arms keeps none")
            .unless("quester_arms", m={0: -10}, more=-9, x=(0, ".5"), y=(0, ".5"),
                    note="a state that demands more and still arms in neither case changes nothing")
            .unless("felt", sigma={(1, 0): 0}, more=2, x=(".75", ".5"), y=("1.25", ".5"),
                    note="a rival that is not threatened is unaffected")
            .mutant("rival arms by 1 % of the difference",
                    all_of(y[0] > x[0], 100 * (y[1] - x[1]) > y[0] - x[0]))
        )  # fmt: skip

    @proposition("P2b", lemma="P2 without its strict part, corners included", per=PAIRS, means=MORE)
    def nobody_disarms(self, more: Number, x: Vector, y: Vector) -> Statement:
        """Corners included, a higher demand of state 1 lowers nobody's arms.

        Proof idea. Replies rise in the demand and in the other's arms (strategic complements), and
        the equilibrium is the only one, so it rises with them.
        """
        after = self.at(m={0: more})
        return (
            given(bounded=self.gamma < 1, higher=more >= self.m[0],
                  before=self.balanced(x), after=after.balanced(y))
            .then(all_of(y[0] >= x[0], y[1] >= x[1]))
            .unless("bounded", w=9, sigma="1.5", m=-1, more="-.9", x=("18/7", "18/7"), y=(0, 0),
                    note="where both outcomes are balanced, the race may collapse instead")
            .mutant("arms 1 % higher", all_of(100 * y[0] >= 101 * x[0], y[1] >= x[1]))
        )  # fmt: skip

    @proposition("P3", per=PAIRS, means=MORE, qualifies={
        "W39": "the striver's own margin falls exactly where the rival's answer comes back larger "
               "than the arms that caused it; elsewhere the dilemma is the rival's "
               "alone"})  # fmt: skip
    def own_margin(self, more: Number, x: Vector, y: Vector) -> Statement:
        """The quester's own margin falls exactly if the rival replies strongly: beta_2 s > 1.

        Below that it rises. Each unit demanded changes it by beta_1 (1 - beta_2 s) / (1 - gamma).

        Proof idea. The rival's reply turns a unit of own arms into beta_2 sigma_21 arms of its own
        and beta_2 s of threat, so a unit of arms leaves 1 - beta_2 s of margin; and the own arms
        rise by beta_1 / (1 - gamma) for each unit demanded.
        """
        after = self.at(m={0: more})
        old, new = self.margin(0, x), after.margin(0, y)
        return (
            given(
                bounded=self.gamma < 1, higher=more > self.m[0],
                before=self.balanced(x), after=after.balanced(y),
                both_armed=all_of(x[0] > 0, x[1] > 0),
            )
            .then(
                falls=iff(new < old, self.self_defeat > 1),
                rises=iff(new > old, self.self_defeat < 1),
                by=equal(new - old, self.own_gain * (more - self.m[0])),
            )
            .unless("both_armed", w={1: 9}, m=(2, -10), sigma="1.2", more=3, x=(1, 0), y=("1.5", 0),
                    note="index 1.296, but the rival is disarmed: the margin rises")
            .mutant("threshold 1 % lower", iff(new < old, 101 * self.self_defeat > 100))
        )  # fmt: skip

    @proposition("P3b", per=PAIRS, means=MORE, qualifies={
        "W39": "where the threat loop is at most one the striver itself never loses margin, "
               "however anxious its rival is"})  # fmt: skip
    def mild_loop(self, more: Number, x: Vector, y: Vector) -> Statement:
        """If the threat loop is at most one, a quester that arms gains margin, corners and all.

        Bounded or not: whatever the two equilibria, before and after. The loop s = sigma_12
        sigma_21 is a property of the pair, not of the offence: (3, .3) has it below one although
        the arms of state 2 threaten three times what they protect.

        Proof idea. Responsiveness is below one, so beta_2 s < 1 whenever s <= 1, and a unit of own
        arms leaves some margin (P3); while the rival is unarmed it leaves all of it.
        """
        after = self.at(m={0: more})
        return (
            given(mild=self.s <= 1, higher=more > self.m[0], before=self.balanced(x),
                  after=after.balanced(y), armed=y[0] > 0)
            .then(after.margin(0, y) > self.margin(0, x))
            .unless("mild", w={1: 9}, sigma="1.2", more=2, x=("65/22", "45/11"),
                    y=("35/8", "45/8"),
                    note="s = 1.44 and a responsive rival: S_1 falls from -1.95 to -2.375")
            .mutant("turned round", after.margin(0, y) < self.margin(0, x))
        )  # fmt: skip

    @proposition("P3c", qualifies={
        "W39": "a bounded race in which the striver loses margin exists exactly for pairs whose "
               "threat loop exceeds one"})  # fmt: skip
    def strong_loop(self) -> Statement:
        """Some bounded race of armed states is self-defeating exactly if the threat loop exceeds 1.

        That is, if s > 1 there are intensities w_1, w_2 of the demands, and demands at which both
        states arm, such that the race is bounded and more demand means less margin (P3); else none.

        Proof idea. Choose the rival so intense that beta_2 s > 1, and state 1 so relaxed that
        beta_1 beta_2 s < 1; with s <= 1 the first is impossible.
        """

        def defeats(w1: Number, w2: Number) -> Condition:
            race = self.at(
                w=(w1, w2),
                m=[self.d[i] + (self.c[i] + self.k[i]) / w for i, w in enumerate((w1, w2))],
            )
            return all_of(race.gamma < 1, race.r[0] > 0, race.r[1] > 0, race.own_gain < 0)

        some = exists(
            POSITIVE, lambda w1: exists(POSITIVE, lambda w2: defeats(w1, w2), "w_2"), "w_1"
        )
        return (
            given()
            .then(iff(some, self.s > 1))
            .mutant("1 % beyond the threshold", iff(some, 100 * self.s > 101))
        )  # fmt: skip

    @proposition("P3d", per=PAIRS, means=STRONGER, over=dict(more=POSITIVE), qualifies={
        "W39": "wanting the same margin more intensely costs the striver margin under the same "
               "condition as wanting more of it, and not otherwise"})  # fmt: skip
    def intensity(self, more: Number, x: Vector, y: Vector) -> Statement:
        """A more intense quest lowers the own margin under the same condition: beta_2 s > 1.

        At beta_2 s = 1 the quest buys nothing, whatever its intensity: the margin stays at
        d_1 - sigma_12 r_2.

        Proof idea. As long as the rival is armed, S_1 = d_1 - sigma_12 r_2 + (1 - beta_2 s) x_1,
        and x_1 rises with the intensity because an armed state is short of its demand.
        """
        after = self.at(w={0: more})
        old, new = self.margin(0, x), after.margin(0, y)
        nothing = self.d[0] - self.sigma[0][1] * self.r[1]
        return (
            given(
                bounded=all_of(self.gamma < 1, after.gamma < 1), stronger=more > self.w[0],
                before=self.balanced(x), after=after.balanced(y),
                both_armed=all_of(x[0] > 0, x[1] > 0),
            )
            .then(
                falls=iff(new < old, self.self_defeat > 1),
                rises=iff(new > old, self.self_defeat < 1),
                buys_nothing=implies(equal(self.self_defeat, 1),
                                     all_of(equal(old, nothing), equal(new, nothing))),
            )
            .unless("both_armed", w={1: 9}, m=(2, -10), sigma="1.2", more=3, x=(1, 0), y=("1.5", 0),
                    note="index 1.296, but the rival is disarmed: the margin rises")
            .mutant("threshold 1 % lower", iff(new < old, 101 * self.self_defeat > 100))
        )  # fmt: skip

    def needed(self) -> Number:
        """Arms that state 1 never exceeds in equilibrium, however intense its quest (index < 1)."""
        rivals = self.sigma[0][1] * maximum(self.r[1], 0)
        return (maximum(self.m[0] - self.d[0], 0) + rivals) / self.kept

    @proposition("P3e", per=dict(x="state"), over=dict(miss=POSITIVE), means={
        "x": "arms of the two states in equilibrium",
        "miss": "by how much the margin may miss the demand"}, qualifies={
        "W39": "a state that wants nothing but security gets what it demands, as closely as one "
               "likes, if its rival's answer comes back smaller; then it is no victim of its own "
               "quest"})  # fmt: skip
    def absolute_quest(self, miss: Number, x: Vector) -> Statement:
        """An absolute quest gets exactly what it demands in the limit, if beta_2 s < 1.

        An armed state misses its demand by exactly (k_1 x_1 + c_1) / w_1. Its arms stay below
        X = ((m_1 - d_1)^+ + sigma_12 r_2^+) / (1 - beta_2 s), whatever its intensity. So the miss
        is at most (k_1 X + c_1) / w_1, of order 1 / w_1, and below any given one from the
        intensity (k_1 X + c_1) / miss on.

        Proof idea. The first is the first-order condition. A state never arms beyond its demand,
        x_1 <= m_1 - d_1 + sigma_12 x_2, and x_2 <= r_2^+ + beta_2 sigma_21 x_1; put together they
        bound x_1.
        """
        cost = self.k[0] * self.needed() + self.c[0]
        short = self.m[0] - self.margin(0, x)
        return (
            given(weak=self.self_defeat < 1, balanced=self.balanced(x))
            .then(
                exact=implies(x[0] > 0, equal(short, (self.k[0] * x[0] + self.c[0]) / self.w[0])),
                bounded=x[0] <= self.needed(),
                order=short <= cost / self.w[0],
                limit=implies(self.w[0] >= cost / miss, short <= miss),
            )
            .unless("weak", w={1: 9}, sigma="1.2", miss=1, x=("65/22", "45/11"),
                    note="index 1.296: no arms would be enough")
            .mutant("arms bounded 1 % lower", 100 * x[0] <= 99 * self.needed())
            .mutant("1 % shorter",
                    implies(x[0] > 0, equal(100 * self.w[0] * short,
                                            101 * (self.k[0] * x[0] + self.c[0]))))
        )  # fmt: skip

    @proposition("P3f", per=PAIRS, means={"x": "arms in the closed form",
                                          "y": "arms of any equilibrium"}, qualifies={
        "W39": "where the rival's answer comes back larger there is no absolute quest to be had: "
               "from some intensity on arms run away, which is insecurity for both"})  # fmt: skip
    def no_absolute_quest(self, x: Vector, y: Vector) -> Statement:
        """If beta_2 s > 1, arms run away from the intensity w_1 = k_1 / (beta_2 s - 1) on.

        Both states want arms. Then an equilibrium exists exactly if w_1 (beta_2 s - 1) < k_1: at
        every intensity if beta_2 s <= 1, below that one otherwise. In it
        (k_1 - w_1 (beta_2 s - 1)) x_1 = w_1 (m_1 - d_1 + sigma_12 r_2) - c_1: towards that
        intensity arms grow without bound, and the margin, d_1 - sigma_12 r_2 - (beta_2 s - 1) x_1,
        falls without bound.

        Proof idea. gamma = beta_2 s w_1 / (w_1 + k_1) is below one exactly below that intensity;
        P1 does the rest, and putting the rival's reply into the first-order condition gives x_1.
        """
        over = self.self_defeat - 1
        alone = self.m[0] - self.d[0] + self.sigma[0][1] * self.r[1]
        below = self.w[0] * over < self.k[0]
        left = (self.k[0] - self.w[0] * over) * y[0]
        margin = self.d[0] - self.sigma[0][1] * self.r[1] - over * y[0]
        return (
            given(wanted=all_of(self.r[0] > 0, self.r[1] > 0),
                  closed_form=implies(below, self.solved(x)))
            .then(
                exists=implies(below, self.balanced(x)),
                only_if=implies(self.balanced(y), below),
                arms=implies(self.balanced(y), equal(left, self.w[0] * alone - self.c[0])),
                margin=implies(self.balanced(y), equal(self.margin(0, y), margin)),
            )
            .unless("wanted", w=9, sigma="1.5", m=-1, x=("18/7", "18/7"), y=(0, 0),
                    note="states that want no arms of their own stay disarmed at any intensity")
            .mutant("arms 1 % higher", implies(below, self.balanced((101 * x[0] / 100, x[1]))))
        )  # fmt: skip
