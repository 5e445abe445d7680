"""The dyad of an arms race: parameters, equilibrium in closed form, and what a demand does to it.

The game of :class:`models.arms_race.ArmsRace` with two states, as a model whose quantities are
formulas over named parameters. What follows from it for the quest for absolute security stands in
:mod:`models.absolute_security`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from gametheory.algebra import Condition, Number, all_of, equal, maximum, sqrt, where
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.model import Model, Outcome, model, parameter
from gametheory.parameters import NONNEGATIVE, POSITIVE, REAL
from models.arms_race import ArmsRace

REGIONS = ("corner", "margin rises", "self-defeating", "runaway", "no guarantee")

Pair = Sequence[Number]


@model
class ArmsDyad(Model):
    """Two states arm to reach the margin of security that each demands."""

    w1: Number = parameter(POSITIVE, 1, "intensity of 1's demand", symbol="w_1", sources="W01")
    w2: Number = parameter(POSITIVE, 1, "intensity of 2's demand", symbol="w_2", sources="W01")
    k1: Number = parameter(POSITIVE, 1, "state 1's quadratic cost of arms", symbol="k_1")
    k2: Number = parameter(POSITIVE, 1, "state 2's quadratic cost of arms", symbol="k_2")
    c1: Number = parameter(NONNEGATIVE, 0, "state 1's linear cost of arms", symbol="c_1")
    c2: Number = parameter(NONNEGATIVE, 0, "state 2's linear cost of arms", symbol="c_2")
    d1: Number = parameter(REAL, 0, "state 1's natural protection", symbol="d_1", unit="security")
    d2: Number = parameter(REAL, 0, "state 2's natural protection", symbol="d_2", unit="security")
    m1: Number = parameter(
        REAL, 1, "security state 1 demands", symbol="m_1", unit="security", sources="W01 W05"
    )
    m2: Number = parameter(
        REAL, 1, "security state 2 demands", symbol="m_2", unit="security", sources="W01 W08"
    )
    sigma12: Number = parameter(
        NONNEGATIVE, 1, "security 1 loses per unit of 2's arms", symbol="sigma_12", sources="W10"
    )
    sigma21: Number = parameter(
        NONNEGATIVE, 0.5, "security 2 loses per unit of 1's arms", symbol="sigma_21", sources="W10"
    )

    def race(self) -> ArmsRace:
        """The two states as an arms race of N = 2."""
        return ArmsRace(
            w=(self.w1, self.w2), k=(self.k1, self.k2), c=(self.c1, self.c2), d=(self.d1, self.d2),
            m=(self.m1, self.m2), sigma=((0, self.sigma12), (self.sigma21, 0)),
        )  # fmt: skip

    def security(self, i: int, x: Pair) -> Number:
        """Security S_i (i = 0, 1) at arms x."""
        return self.race().security(i, x[i], self.race().threat(i, x))

    def utility(self, i: int, x: Pair) -> Number:
        """Payoff U_i (i = 0, 1) at arms x."""
        return self.race().payoff(i, x)

    def balanced(self, x: Pair) -> Condition:
        """Arms x are an equilibrium: each state's arms are its best reply (P0)."""
        race = self.race()
        return all_of(*(equal(x[i], race.reply(i, race.threat(i, x))) for i in (0, 1)))

    def solved(self, x: Pair) -> Condition:
        """Arms x are what the closed form says (P1b)."""
        return all_of(equal(x[0], self.x1), equal(x[1], self.x2))

    def secure(self, x: Pair) -> Condition:
        """Arms x give both states all they demand."""
        return all_of(
            x[0] >= 0, x[1] >= 0,
            self.security(0, x) >= self.m1, self.security(1, x) >= self.m2,
        )  # fmt: skip

    @property
    def beta1(self) -> Number:
        """Responsiveness of state 1: arms with which it answers a unit of threat."""
        return self.race().beta(0)

    @property
    def beta2(self) -> Number:
        """Responsiveness of state 2: arms with which it answers a unit of threat."""
        return self.race().beta(1)

    @property
    def r1(self) -> Number:
        """Arms that state 1 wants when nobody threatens it (negative: none)."""
        return self.race().intercept(0)

    @property
    def r2(self) -> Number:
        """Arms that state 2 wants when nobody threatens it (negative: none)."""
        return self.race().intercept(1)

    @property
    def s(self) -> Number:
        """Threat loop: above one offence, below one defence has the advantage."""
        return self.sigma12 * self.sigma21

    @property
    def gamma(self) -> Number:
        """Reaction loop: the race is bounded below one."""
        return self.beta1 * self.beta2 * self.s

    @property
    def x1(self) -> Number:
        """Equilibrium arms of state 1 in a bounded race, corners included."""
        return _largest(self.r1, (self.r1 + self.beta1 * self.sigma12 * self.r2) / (1 - self.gamma))

    @property
    def x2(self) -> Number:
        """Equilibrium arms of state 2 in a bounded race, corners included."""
        return _largest(self.r2, (self.r2 + self.beta2 * self.sigma21 * self.r1) / (1 - self.gamma))

    @property
    def S1(self) -> Number:
        """Security of state 1 in equilibrium."""
        return self.security(0, (self.x1, self.x2))

    @property
    def S2(self) -> Number:
        """Security of state 2 in equilibrium."""
        return self.security(1, (self.x1, self.x2))

    @property
    def U1(self) -> Number:
        """Payoff of state 1 in equilibrium."""
        return self.utility(0, (self.x1, self.x2))

    @property
    def U2(self) -> Number:
        """Payoff of state 2 in equilibrium."""
        return self.utility(1, (self.x1, self.x2))

    @property
    def both_armed(self) -> Condition:
        """Both states want arms in equilibrium (bounded race)."""
        return all_of(
            self.r1 + self.beta1 * self.sigma12 * self.x2 > 0,
            self.r2 + self.beta2 * self.sigma21 * self.x1 > 0,
        )

    @property
    def region(self) -> Number:
        """Code of the region: what a higher demand of state 1 does to its margin."""
        # The closed form divides by 1 - gamma: it is read only where the race is bounded.
        return where(
            self.gamma < 1,
            lambda: where(self.both_armed, where(self.self_defeat > 1, 2, 1), 0),
            lambda: where(all_of(self.r1 > 0, self.r2 > 0), 3, 4),
        )

    @property
    def self_defeat(self) -> Number:
        """Self-defeat index: above one, state 1's margin falls as its demand rises."""
        return self.beta2 * self.s

    @property
    def own_gain(self) -> Number:
        """Security that state 1 gains per unit more that it demands (both armed)."""
        return self.beta1 * (1 - self.beta2 * self.s) / (1 - self.gamma)

    @property
    def kept(self) -> Number:
        """Part of its own arms that state 1 keeps as security once the rival has replied."""
        return 1 - self.beta2 * self.s

    @property
    def gap(self) -> Number:
        """Shortfall of state 1 when it has no arms and the rival is armed for itself only."""
        return self.m1 - self.d1 + self.sigma12 * self.r2

    @property
    def best_arms(self) -> Number:
        """Arms state 1 would commit to if the rival replied (both armed)."""
        return (self.w1 * self.kept * self.gap - self.c1) / (self.w1 * self.kept**2 + self.k1)

    @property
    def restraint(self) -> Number:
        """By how much the best posture of state 1 demands less than it wants."""
        kappa = self.k1 / self.w1
        return (
            self.beta2 * self.s * (kappa * self.gap + self.kept * self.c1 / self.w1)
            / (kappa + self.kept**2)
        )  # fmt: skip

    @property
    def least_arms(self) -> Pair:
        """Smallest arms that give both states all they demand (both demands positive, s < 1)."""
        a1, a2 = self.m1 - self.d1, self.m2 - self.d2
        return (
            (a1 + self.sigma12 * a2) / (1 - self.s),
            (a2 + self.sigma21 * a1) / (1 - self.s),
        )

    def alike(self) -> ArmsDyad:
        """State 2 made like state 1, each threatening the other as 2 threatened 1."""
        return self.at(w2=self.w1, k2=self.k1, c2=self.c1, d2=self.d1, sigma21=self.sigma12)

    def crowd_balanced(self, rivals: Number, own: Number, each: Number) -> Condition:
        """One of ``rivals`` + 1 states alike has arms ``own``, the others ``each``; all reply."""
        sigma = self.sigma12
        seen = sigma * (own + (rivals - 1) * each)
        return all_of(equal(own, self.race().reply(0, sigma * rivals * each)),
                      equal(each, self.race().reply(1, seen)))  # fmt: skip

    def crowd_loop(self, rivals: Number) -> Number:
        """Reaction loop of ``rivals`` + 1 states like state 1: the race is bounded below one."""
        return rivals * self.beta1 * self.sigma12

    def crowd_index(self, rivals: Number) -> Number:
        """Self-defeat index of ``rivals`` + 1 states like state 1."""
        return self.beta1 * self.sigma12 * (rivals - 1 + rivals * self.sigma12)

    def crowd_gain(self, rivals: Number) -> Number:
        """Security that one of ``rivals`` + 1 armed states gains per unit more that it demands."""
        phi = self.beta1 * self.sigma12
        return self.beta1 * (1 - self.crowd_index(rivals)) / ((1 - rivals * phi) * (1 + phi))

    @property
    def linear_replies(self) -> tuple[Pair, Sequence[Pair]]:
        """Intercepts and slopes of the best replies: each is max(0, r_i + slopes times arms)."""
        slopes = ((0, self.beta1 * self.sigma12), (self.beta2 * self.sigma21, 0))
        return (self.r1, self.r2), slopes

    def critical_sigma(self, states: int) -> Number:
        """Mutual threat above which the quest defeats itself, ``states`` states like state 1.

        The positive root of ``beta sigma ((N - 2) + (N - 1) sigma) = 1``.
        """
        n = states - 1
        root = sqrt((n - 1) ** 2 + 4 * n / self.beta1)
        return (root - (n - 1)) / (2 * n)

    def game(self) -> LinearReplyGame:
        """The game of the two states."""
        return self.race().game()

    def solve(self) -> Outcome:
        """Equilibrium where the race is bounded, and what a higher demand of state 1 does to it."""
        bounded = self.gamma < 1
        # The closed form divides by 1 - gamma: it is read only where the race is bounded.
        at = {
            name: where(bounded, lambda name=name: getattr(self, name), np.nan)
            for name in ("x1", "x2", "S1", "S2", "U1", "U2")
        }
        armed = where(bounded, lambda: self.both_armed, False)
        quantities = {
            **at,
            "own_gain": where(armed, lambda: self.own_gain, np.nan),
            "self_defeat": self.self_defeat, "gamma": self.gamma, "s": self.s,
            "restraint": where(self.self_defeat < 1, lambda: self.restraint, np.nan),
            **{f"critical_{n}": self.critical_sigma(n) for n in (2, 3, 6)},
        }  # fmt: skip
        return Outcome(self.region, REGIONS, quantities)

    def equilibria(self) -> Any:
        """Every equilibrium, by the generic complementarity solver."""
        from gametheory.concepts.linear_reply import linear_reply_equilibria

        return linear_reply_equilibria(self.game())

    @classmethod
    def figures(cls) -> Mapping[str, Callable[[], Any]]:
        """The map of self-defeat and the critical mutual threat for N = 2, 3, 6."""
        return {"self-defeat": partial(draw_self_defeat, cls)}


def draw_self_defeat(cls: type[ArmsDyad] = ArmsDyad) -> Any:
    """Where the quest for more security pays, where it defeats itself, where arms run away.

    Left, for two states: contours give the margin that state 1 gains per unit more that it
    demands. Right, for N states alike: the quest defeats itself above the solid line, and arms run
    away above the dotted one.
    """
    import gametheory.figures as fig
    from gametheory.planes.regions import regions
    from gametheory.sweeps import sweep

    with fig.house_style():
        figure, (left, right) = fig.panels(2)
        # Mutual threat on one side only: s = sigma_12 sigma_21 with sigma_21 = 1.
        dyad: Any = cls
        one = dyad(w1=4, sigma21=1)
        beta2 = np.linspace(0.005, 0.995, 397)
        responsive = beta2 / (1 - beta2)  # w_2, while k_2 = 1
        view = {"sigma12": (0, 2), "w2": (responsive[0], responsive[-1])}
        tints = dict(zip(REGIONS, (fig.PALE, fig.CALM, fig.TENSE, fig.ALARM, fig.TINTS[-1]),
                         strict=True))  # fmt: skip
        question = r"Does demanding more buy margin?  ($\beta_1 = 0.8$)"
        found = regions(one, "sigma12", "w2")
        fig.plane_map(found, left, window=view, tints=tints, up=lambda w: w / (1 + w),
                      title=question)  # fmt: skip
        left.set(xlabel="threat loop, $s$", ylabel=r"responsiveness of the rival, $\beta_{2}$")
        data = sweep(one, sigma12=np.linspace(0, 2, 401), w2=responsive)
        gain = data.own_gain.where(data.gamma < 0.97).transpose("w2", "sigma12")
        lines = left.contour(
            data.sigma12, beta2, gain, levels=[-4, -1, 0, 0.4, 0.6, 0.75], colors=fig.INK,
            linewidths=0.8,
        )  # fmt: skip
        left.clabel(lines, fmt="%g", fontsize=8)
        beta = np.linspace(0.05, 0.99, 189)
        alike = sweep(cls, w1=beta / (1 - beta)).assign_coords(w1=beta)
        alike.w1.attrs = {"meaning": "responsiveness of every state", "symbol": "beta"}
        critical = alike[["critical_2", "critical_3", "critical_6"]].to_dataarray("states")
        critical = critical.transpose("w1", "states").rename("critical mutual threat")
        fig.curves(critical, right, names=["N = 2", "N = 3", "N = 6"],
               title="Mutual threat above which the quest defeats itself")  # fmt: skip
        for colour, n in zip(fig.COLOURS, (1, 2, 5), strict=False):
            right.plot(beta, 1 / (n * beta), color=colour, linewidth=0.9, linestyle=":")
        right.set_ylim(0, 2)
    return figure


def _largest(own: Number, interior: Number) -> Number:
    """Arms in a bounded race: none, those wanted anyway, or those of the spiral."""
    return maximum(own, interior, 0)
