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

from typing import Any, ClassVar

from gametheory.modelling import (
    NONNEGATIVE, POSITIVE, REAL, Condition, Curves, Figure, Line, Matrix, Model, Number, Outcome,
    RegionMap, Statement, Vector, all_of, case, count, differ, equal, exists, given, iff, implies,
    linear_reply_game, maximum, model, not_, parameter, proposition, quantity, regions_of, sqrt,
    where,
)  # fmt: skip


@model
class ArmsRace(Model):
    """States arm to reach the margin of security that each demands; as many as there are."""

    INDEX: ClassVar = {"state": 2}

    # fmt: off
    w: Vector = parameter(POSITIVE, 1, "intensity of the demand", per="state", sources="W01")
    k: Vector = parameter(POSITIVE, 1, "quadratic cost of arms", per="state")
    c: Vector = parameter(NONNEGATIVE, 0, "linear cost of arms", per="state")
    d: Vector = parameter(REAL, 0, "natural protection", per="state", unit="security")
    m: Vector = parameter(REAL, 1, "security demanded", per="state", unit="security",
                          sources="W01 W05 W08")
    sigma: Matrix = parameter(NONNEGATIVE, ((0, 1), (0.5, 0)), per=("state", "state"), diagonal=0,
                              meaning="security lost per unit of the other's arms", sources="W10")

    beta = quantity("responsiveness: arms with which a state answers a unit of threat",
                    lambda g: tuple(w / (w + k) for w, k in zip(g.w, g.k, strict=True)))
    r = quantity("arms that a state wants when nobody threatens it (negative: none)",
                 lambda g: tuple((w * (m - d) - c) / (w + k) for w, k, c, d, m
                                 in zip(g.w, g.k, g.c, g.d, g.m, strict=True)))
    linear_replies = quantity("intercepts and slopes of the best replies", lambda g: (
        g.r, [[b * s for s in row] for b, row in zip(g.beta, g.sigma, strict=True)]))
    # fmt: on

    def threat(self, i: int, x: Vector) -> Number:
        """Threat T_i that the arms x of all others pose to state i."""
        return sum(self.sigma[i][j] * x[j] for j in range(len(self.w)) if j != i)

    def security(self, i: int, own: Number, threat: Number) -> Number:
        """Margin of security S_i of state i with arms ``own`` under ``threat``."""
        return self.d[i] + own - threat

    def utility(self, i: int, own: Number, threat: Number) -> Number:
        """Payoff U_i of state i with arms ``own`` under ``threat``."""
        short = maximum(self.m[i] - self.security(i, own, threat), 0)
        return -self.w[i] * short * short / 2 - self.k[i] * own * own / 2 - self.c[i] * own

    def reply(self, i: int, threat: Number) -> Number:
        """Best reply of state i to a threat (P0)."""
        return maximum(self.r[i] + self.beta[i] * threat, 0)

    def margin(self, i: int, x: Vector) -> Number:
        """Margin of security of state i at arms x."""
        return self.security(i, x[i], self.threat(i, x))

    def payoff(self, i: int, x: Vector) -> Number:
        """Payoff of state i at arms x."""
        return self.utility(i, x[i], self.threat(i, x))

    def game(self) -> Any:
        """The game, with linear best replies and the payoffs they come from."""
        return linear_reply_game(*self.linear_replies, payoff=self.payoff)


@model
class AbsoluteSecurity(ArmsRace):
    """Two states arm to reach the margin of security that each demands."""

    # fmt: off
    CASES: ClassVar = {
        "Korea": case(
            "North Korea (1) wants security most (the quest is ascribed to it), the United States "
            "and South Korea (2) less; their arms threaten it more than its arms threaten them.",
            w=(9, 1), sigma=((0, 1.5), (0.8, 0))),
        "great powers": case(
            "Two powers that care much about security; mutual threat about half of arms.",
            w=9, sigma=0.54),
        "security community": case(
            "Two members of an organisation whose confidence-building keeps mutual threat low.",
            sigma=0.1),
        "indivisible": case(
            "One side's security is the other's insecurity, one for one (the CICA speech).",
            sigma=1),
    }
    FIGURES: ClassVar = {"self-defeat": Figure(
        "Where the quest for more security pays, defeats itself, or makes arms run away. Left, two "
        "states: contours give the margin state 1 gains per unit more demanded. Right, N states "
        "alike: the quest defeats itself above the solid line, arms run away above the dotted one.",
        RegionMap(x={"sigma[0][1]": (0, 2)}, y={"w[1]": ("1/199", 199)}, x_as="s", y_as="beta[1]",
                  values={"w": {0: 4}, "sigma": {(1, 0): 1}},  # so that s is sigma_12
                  tints={"margin rises": "calm", "self-defeating": "tense", "runaway": "alarm"},
                  contours={"own_gain": (-4, -1, 0, 0.4, 0.6, 0.75)},
                  across="threat loop, $s$", up=r"responsiveness of the rival, $\beta_2$",
                  title=r"Does demanding more buy margin?  ($\beta_1 = 0.8$)"),
        Curves(of=[Line("critical", (n,), f"N = {n}") for n in (2, 3, 6)]
               + [Line("runaway", (n,), dotted=True) for n in (2, 3, 6)],
               along={"w[0]": ("1/19", 99)}, shown_as="beta[0]", limits=(0, 2),
               across=r"responsiveness of every state, $\beta$", label="critical mutual threat",
               title="Mutual threat above which the quest defeats itself"))}

    s = quantity("threat loop: above one offence, below one defence has the advantage",
                 lambda g: g.sigma[0][1] * g.sigma[1][0])
    gamma = quantity("reaction loop: bounded below one", lambda g: g.beta[0] * g.beta[1] * g.s)
    x = quantity("equilibrium arms in a bounded race, corners included", lambda g: tuple(
        maximum(g.r[i], (g.r[i] + g.beta[i] * g.sigma[i][j] * g.r[j]) / (1 - g.gamma), 0)
        for i, j in ((0, 1), (1, 0))))
    S = quantity("security in equilibrium", lambda g: tuple(g.margin(i, g.x) for i in (0, 1)))
    U = quantity("payoff in equilibrium", lambda g: tuple(g.payoff(i, g.x) for i in (0, 1)))
    both_armed = quantity("both states want arms in equilibrium (bounded race)", lambda g: all_of(
        *(g.r[i] + g.beta[i] * g.threat(i, g.x) > 0 for i in (0, 1))))
    self_defeat = quantity("self-defeat index: above one, state 1's margin falls as its demand "
                           "rises", lambda g: g.beta[1] * g.s)
    own_gain = quantity("security that state 1 gains per unit more that it demands (both armed)",
                        lambda g: g.beta[0] * (1 - g.beta[1] * g.s) / (1 - g.gamma))
    # The closed form divides by 1 - gamma: it is read only where the race is bounded.
    regions = quantity("what a higher demand of state 1 does to its margin", lambda g: regions_of(
        ("runaway", all_of(g.gamma >= 1, g.r[0] > 0, g.r[1] > 0)), ("no guarantee", g.gamma >= 1),
        ("corner", lambda: not_(g.both_armed)), ("self-defeating", g.self_defeat > 1),
        ("margin rises", True)))
    # fmt: on

    def solve(self) -> Outcome:
        """Equilibrium where the race is bounded, and what a higher demand of state 1 does to it."""
        bounded = self.gamma < 1
        armed = where(bounded, lambda: self.both_armed, False)
        return self.outcome(
            "self_defeat", "gamma", "s", **self.only(bounded, "x", "S", "U", per="state"),
            **self.only(armed, "own_gain"), **self.only(self.self_defeat < 1, "restraint"),
            **{f"critical_{n}": self.critical(n) for n in (2, 3, 6)},
        )  # fmt: skip

    @proposition("P0", supports="W01")
    def best_reply(self, threat: Number, other: Number, more: Number) -> Statement:
        """Arms answer threats: the best reply is max(0, r + beta T), and the only one.

        Proved from the payoff, against every deviation: any other arms y lose at least
        k (y - reply)^2 / 2. A larger threat is never answered with fewer arms.
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

    def balanced(self, x: Vector) -> Condition:
        """Arms x are an equilibrium: each state's arms are its best reply (P0)."""
        return all_of(*(equal(x[i], self.reply(i, self.threat(i, x))) for i in (0, 1)))

    def secure(self, x: Vector) -> Condition:
        """Arms x give both states all they demand."""
        return all_of(*(x[i] >= 0 for i in (0, 1)),
                      *(self.margin(i, x) >= self.m[i] for i in (0, 1)))  # fmt: skip

    def solved(self, x: Vector) -> Condition:
        """Arms x are what the closed form says (P1b)."""
        return all_of(*(equal(x[i], self.x[i]) for i in (0, 1)))

    PAIRS: ClassVar = dict(x="state", y="state")  # of arms, in equilibrium or not

    @proposition("P1", qualifies="W01", reproduces="Richardson (1960), stability", per=PAIRS)
    def boundedness(self, x: Vector, y: Vector) -> Statement:
        """If both states want arms even unthreatened, an equilibrium exists exactly if gamma < 1.

        x is the closed form. Beyond gamma = 1 the race runs away: no arms levels y are balanced.
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

    @proposition("P1b", qualifies="W01", per=PAIRS)
    def uniqueness(self, x: Vector, y: Vector) -> Statement:
        """A bounded race has one equilibrium, whatever the demands; corners included.

        It is x_i = max(0, r_i, (r_i + beta_i sigma_ij r_j) / (1 - gamma)); what it gives each
        state in security and payoff follows.
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

    TRIAD: ClassVar = dict.fromkeys(("b12", "b13", "b21", "b23", "b31", "b32"), NONNEGATIVE)

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
                    a1="-.2", a2="-.2", a3="-.2", x1=1, x2=1, x3=1, y1=0, y2=0, y3=0,
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

    @proposition("P2", supports="W01 W10", per=PAIRS)
    def spiral(self, more: Number, x: Vector, y: Vector) -> Statement:
        """A higher demand of a state that arms makes a rival that feels it arm more, and worse off.

        The rival is armed before; x is the equilibrium before, y after: the arms of both rise, the
        rival's security and payoff fall.
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

    @proposition("P2b", supports="W01", per=PAIRS)
    def nobody_disarms(self, more: Number, x: Vector, y: Vector) -> Statement:
        """Corners included, a higher demand of state 1 lowers nobody's arms."""
        after = self.at(m={0: more})
        return (
            given(bounded=self.gamma < 1, higher=more >= self.m[0],
                  before=self.balanced(x), after=after.balanced(y))
            .then(all_of(y[0] >= x[0], y[1] >= x[1]))
            .unless("bounded", w=9, sigma="1.5", m=-1, more="-.9", x=("18/7", "18/7"), y=(0, 0),
                    note="where both outcomes are balanced, the race may collapse instead")
            .mutant("arms 1 % higher", all_of(100 * y[0] >= 101 * x[0], y[1] >= x[1]))
        )  # fmt: skip

    @proposition("P3", qualifies="W39", per=PAIRS)
    def own_margin(self, more: Number, x: Vector, y: Vector) -> Statement:
        """The quester's own margin falls exactly if the rival replies strongly: beta_2 s > 1.

        Below that it rises. Each unit demanded changes it by beta_1 (1 - beta_2 s) / (1 - gamma).
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

    @proposition("P3b", contradicts="W39", per=PAIRS)
    def defence_dominance(self, more: Number, x: Vector, y: Vector) -> Statement:
        """If defence has the advantage (s <= 1), a quester that arms gains margin, corners and all.

        Bounded or not: whatever the two equilibria, before and after.
        """
        after = self.at(m={0: more})
        return (
            given(defence=self.s <= 1, higher=more > self.m[0], before=self.balanced(x),
                  after=after.balanced(y), armed=y[0] > 0)
            .then(after.margin(0, y) > self.margin(0, x))
            .unless("defence", w={1: 9}, sigma="1.2", more=2, x=("65/22", "45/11"),
                    y=("35/8", "45/8"),
                    note="s = 1.44 and a responsive rival: S_1 falls from -1.95 to -2.375")
            .mutant("turned round", after.margin(0, y) < self.margin(0, x))
        )  # fmt: skip

    @proposition("P3c", supports="W39")
    def offence_suffices(self) -> Statement:
        """Some bounded race of armed states is self-defeating exactly if offence has the advantage.

        That is, if s > 1 there are intensities w_1, w_2 of the demands, and demands at which both
        states arm, such that the race is bounded and more demand means less margin (P3); else none.
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

    # fmt: off
    kept = quantity("part of its own arms that state 1 keeps as security once the rival replied",
                    lambda g: 1 - g.beta[1] * g.s)
    gap = quantity("shortfall of state 1 when unarmed and the rival is armed for itself only",
                   lambda g: g.m[0] - g.d[0] + g.sigma[0][1] * g.r[1])
    best_arms = quantity("arms state 1 would commit to if the rival replied (both armed)",
                         lambda g: (g.w[0] * g.kept * g.gap - g.c[0])
                         / (g.w[0] * g.kept**2 + g.k[0]))
    restraint = quantity("by how much the best posture of state 1 demands less than it wants",
                         lambda g: g.beta[1] * g.s * (g.k[0] * g.gap + g.kept * g.c[0])
                         / (g.k[0] + g.w[0] * g.kept**2))
    # fmt: on

    @proposition("P4a", supports="W39 W13", per=PAIRS)
    def own_harm(self, more: Number, x: Vector, y: Vector) -> Statement:
        """A state that arms as if it needed more than it does pays for it, in every bounded race.

        Its payoff, judged by what it truly demands, falls.
        """
        after = self.at(m={0: more})
        return (
            given(bounded=self.gamma < 1, higher=more > self.m[0], before=self.balanced(x),
                  after=after.balanced(y), armed=y[0] > 0)
            .then(self.payoff(0, y) < self.payoff(0, x))
            .unless("armed", m={0: -10}, more=-9, x=(0, ".5"), y=(0, ".5"),
                    note="a state that arms in neither case loses nothing by the pose")
            .mutant("turned round", self.payoff(0, y) > self.payoff(0, x))
        )  # fmt: skip

    @proposition("P4c", supports="W39 W13", per=PAIRS)
    def full_restraint(self, low: Number, high: Number, x: Vector, y: Vector) -> Statement:
        """In a bounded self-defeating race, restraint pays as long as the rival stays armed.

        It pays a state that arms, and every bit of it. x is the equilibrium when state 1 behaves as
        if it demanded low, y when high; payoffs are judged by what it truly demands.
        """
        return (
            given(bounded=self.gamma < 1, self_defeating=self.self_defeat > 1, less=low < high,
                  low=self.at(m={0: low}).balanced(x), high=self.at(m={0: high}).balanced(y),
                  armed=y[0] > 0, rival_armed=x[1] > 0)
            .then(self.payoff(0, x) > self.payoff(0, y))
            .unless("rival_armed", w={1: 9}, m=(2, -10), sigma="1.2", low=1, high=2, x=(".5", 0),
                    y=(1, 0),
                    note="a rival that stays disarmed does not reward restraint")
            .unless("self_defeating", low=0, high=1, x=("2/7", "4/7"), y=("6/7", "5/7"),
                    note="index 1/4: posing as undemanding leaves the state too weak")
            .mutant("turned round", self.payoff(0, x) < self.payoff(0, y))
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
        pose = self.at(m={0: posture})
        curve = [(own, self.reply(1, self.sigma[1][0] * own)) for own in (arms, best)]
        here, there = (self.payoff(0, x) for x in curve)
        limit = self.k[0] * self.self_defeat * self.gap / (self.w[0] * self.kept**2)
        return (
            given(
                index=self.self_defeat < 1, rival_wants_arms=self.r[1] >= 0, reacts=self.s > 0,
                best=equal(best, self.best_arms), interior=best > 0,
            )
            .then(
                on_curve=implies(pose.balanced((arms, reply)), equal(reply, curve[0][1])),
                best=here <= there,
                only=implies(differ(arms, best), here < there),
                posture=self.at(m={0: self.m[0] - self.restraint}).balanced(curve[1]),
                restraint=self.restraint > 0,
                vanishes=implies(equal(self.c[0], 0), self.restraint <= limit),
            )
            .unless("reacts", sigma={(1, 0): 0}, arms=0, best=".75", posture=1, reply=0,
                    note="a rival that does not react to state 1 does not reward restraint")
            .unless("rival_wants_arms", m=(4, -2), sigma=((0, "1.5"), (1, 0)), arms=2,
                    best="10/17", posture=4, reply=0,
                    note="a rival that wants no arms stays disarmed on part of the curve")
            .mutant("1 % more restraint",
                    self.at(m={0: self.m[0] - 101 * self.restraint / 100}).balanced(curve[1]))
        )  # fmt: skip

    # fmt: off
    least_arms = quantity("smallest arms that give both all they demand (both want some, s < 1)",
                          lambda g: tuple((g.m[i] - g.d[i] + g.sigma[i][j] * (g.m[j] - g.d[j]))
                                          / (1 - g.s) for i, j in ((0, 1), (1, 0))))
    # fmt: on

    @proposition("P5", qualifies="W09 W39", per=dict(x="state"))
    def impossible_quest(self, x: Vector) -> Statement:
        """Two states can both have more security than nature gives exactly if s < 1, at any price.

        If so, (I - Sigma)^-1 (m - d) does it with the fewest arms on both sides.
        """
        least = self.least_arms
        return (
            given(demands=all_of(self.m[0] > self.d[0], self.m[1] > self.d[1]))
            .then(
                only_if=implies(self.secure(x), self.s < 1),
                if_=implies(self.s < 1, self.secure(least)),
                least=implies(self.secure(x), all_of(x[0] >= least[0], x[1] >= least[1])),
            )
            .unless("demands", m=-1, sigma="1.2", x=(0, 0),
                    note="content with less than their natural protection, both are secure")
            .mutant("1 % fewer arms",
                    implies(self.s < 1, self.secure([99 * a / 100 for a in least])))
        )  # fmt: skip

    @proposition("P5b", supports="W10", per=dict(x="state"))
    def insecurity_of_neighbours(self, x: Vector) -> Statement:
        """If s >= 1, state 1 is absolutely secure only if state 2 accepts to be insecure.

        Both demands can be met exactly if m_2 - d_2 <= -sigma_21 (m_1 - d_1).
        """
        quest = self.m[0] - self.d[0]
        accepts = self.m[1] - self.d[1] <= -self.sigma[1][0] * quest
        return (
            given(offence=self.s >= 1, quest=quest > 0)
            .then(only_if=implies(self.secure(x), accepts),
                  if_=implies(accepts, self.secure((quest, 0))))
            .unless("offence", sigma=".5", x=(2, 2),
                    note="with s = 1/4 both have what they want: absolute security for all")
            .mutant("1 % less insecurity",
                    implies(self.secure(x),
                            100 * (self.m[1] - self.d[1]) <= -101 * self.sigma[1][0] * quest))
        )  # fmt: skip

    @proposition("P5c", supports="W09", over=dict(x=NONNEGATIVE), per=dict(x="state"))
    def indivisible(self, x: Vector) -> Statement:
        """If arms threaten at least as much as they protect, arming gains the two nothing together.

        With sigma = 1 on both sides security is zero-sum.
        """
        total = sum(self.margin(i, x) - self.d[i] for i in (0, 1))
        even = all_of(equal(self.sigma[0][1], 1), equal(self.sigma[1][0], 1))
        return (
            given(threatening=all_of(self.sigma[0][1] >= 1, self.sigma[1][0] >= 1))
            .then(no_gain=total <= 0, zero_sum=implies(even, equal(total, 0)))
            .unless("threatening", sigma=".5", x=(1, 1),
                    note="where arms protect more than they threaten, both gain")
            .mutant("1 % gained back", 100 * total <= -x[0])
        )  # fmt: skip

    @proposition("P6", supports="W15", over=dict(threat=NONNEGATIVE))
    def ceilings(self, arms: Number, threat: Number, cut: Number) -> Statement:
        """Every threatened state gains from a common proportional cut, if it is not too deep.

        For any number of states: `threat` is what the arms of all others add up to, and the cut
        lowers it in proportion. Cuts below 2 w h T / (w (x - T)^2 + k x^2) pay, h = m - S being the
        shortfall; deeper ones do not, as long as security stays below what is demanded.
        """
        less = 1 - cut
        shortfall = self.m[0] - self.security(0, arms, threat)
        limit = (
            2 * self.w[0] * shortfall * threat
            / (self.w[0] * (arms - threat) ** 2 + self.k[0] * arms**2)
        )  # fmt: skip
        pays = self.utility(0, less * arms, less * threat) > self.utility(0, arms, threat)
        still_short = self.security(0, less * arms, less * threat) <= self.m[0]
        return (
            given(armed=arms > 0, cut=all_of(cut > 0, cut < 1), threatened=threat > 0,
                  equilibrium=equal(arms, self.r[0] + self.beta[0] * threat))
            .then(room=limit > 0, pays=implies(cut < limit, pays),
                  exact=implies(still_short, iff(pays, cut < limit)))
            .unless("threatened", arms=".5", threat=0, cut=".1",
                    note="no threat, no room: every cut hurts (P6b)")
            .mutant("limit 1 % deeper", implies(100 * cut < 101 * limit, pays))
        )  # fmt: skip

    @proposition("P6b", supports="B06", qualifies="W15")
    def unequal_agreement(self, arms: Number, cut: Number) -> Statement:
        """A state that nobody threatens loses by every cut: for it, a common ceiling is unequal."""
        less = 1 - cut
        return (
            given(armed=arms > 0, equilibrium=equal(arms, self.r[0]),
                  cut=all_of(cut > 0, cut <= 1))
            .then(self.utility(0, less * arms, 0) < self.utility(0, arms, 0))
            .unless("cut", arms=".5", cut=0, note="no cut, no loss")
            .mutant("turned round", self.utility(0, less * arms, 0) > self.utility(0, arms, 0))
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

    def alike(self) -> AbsoluteSecurity:
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

    @proposition("P7b", qualifies="W39", over=dict(rivals=count(1)))
    def crowding(self, rivals: Number, average: Number) -> Statement:
        """Some bounded race of N armed, alike states defeats itself exactly if (N - 1) sigma > 1.

        Security for all is then out of reach. If so, there is an intensity w of the demand, and a
        demand at which all arm, such that the race is bounded and more demand means less margin
        (P7); and no arms give everyone what it demands (`average`, the mean of arms, would have to
        exceed what it itself takes away). So a triad defeats itself at sigma > 1/2, a dyad only at
        sigma > 1.
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

    @proposition("P7c", contradicts="W39", over=dict(rivals=count(1)))
    def room_for_all(self, rivals: Number) -> Statement:
        """If (N - 1) sigma <= 1, no bounded race of N alike states defeats itself."""
        return (
            given(room=rivals * self.sigma[0][1] <= 1)
            .then(bounded=self.crowd_loop(rivals) < 1, margin_rises=self.crowd_index(rivals) < 1)
            .unless("room", w={0: 9}, sigma={(0, 1): ".54"}, rivals=2,
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
