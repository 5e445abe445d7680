"""The arms race: states arm to reach the margin of security that each demands, in any number."""

from __future__ import annotations

from typing import Any, ClassVar

from gametheory.modelling import (
    NONNEGATIVE, POSITIVE, REAL, Matrix, Model, Number, Vector, linear_reply_game, maximum, model,
    parameter, quantity,
)  # fmt: skip


@model
class ArmsRace(Model):
    """States arm to reach the margin of security that each demands; as many as there are."""

    INDEX: ClassVar = {"state": 2}

    # fmt: off
    w: Vector = parameter(POSITIVE, 1, "intensity of the demand (absolute: without bound)",
                          per="state", sources="W01")
    k: Vector = parameter(POSITIVE, 1, "quadratic cost of arms", per="state")
    c: Vector = parameter(NONNEGATIVE, 0, "linear cost of arms", per="state")
    d: Vector = parameter(REAL, 0, "natural protection", per="state", unit="security")
    m: Vector = parameter(REAL, 1, "security demanded", per="state", unit="security",
                          sources="W01 W05 W08")
    sigma: Matrix = parameter(NONNEGATIVE, ((0, 1), (0.5, 0)), per=("state", "state"), diagonal=0,
                              meaning="security lost per unit of the other's arms", sources="W10")

    felt = quantity("security lost per unit of the other's arms, as they are recognised",
                    lambda g: g.sigma)
    beta = quantity("responsiveness: arms with which a state answers a unit of threat",
                    lambda g: tuple(w / (w + k) for w, k in zip(g.w, g.k, strict=True)))
    r = quantity("arms that a state wants when nobody threatens it (negative: none)",
                 lambda g: tuple((w * (m - d) - c) / (w + k) for w, k, c, d, m
                                 in zip(g.w, g.k, g.c, g.d, g.m, strict=True)))
    linear_replies = quantity("intercepts and slopes of the best replies", lambda g: (
        g.r, [[b * s for s in row] for b, row in zip(g.beta, g.felt, strict=True)]))
    # fmt: on

    def threat(self, i: int, x: Vector) -> Number:
        """Threat T_i that the arms x of all others pose to state i."""
        return sum(self.felt[i][j] * x[j] for j in range(len(self.w)) if j != i)

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
