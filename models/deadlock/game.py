"""The game that D and U play once D has its deterrent, and what peace is in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.modelling import (
    NONNEGATIVE, POSITIVE, Condition, Model, Number, Outcome, all_of, bimatrix_game, equal, minimum,
    model, parameter, quantity, regions_of, sqrt, where,
)  # fmt: skip


@model
class DeterrentGame(Model):
    """D and U, of whom one has a deterrent of size n: wait or attack."""

    # fmt: off
    n: Number = parameter(NONNEGATIVE, 1, "size that D's deterrent reaches without a freeze",
                          unit="weapons", sources="W05")
    lam: Number = parameter(POSITIVE, 1, "retaliation per weapon", symbol="lambda")
    fU: Number = parameter(POSITIVE, 0.5, "threat: U's gain from attacking an unarmed D",
                           symbol="f_U", sources="W05")
    F: Number = parameter(POSITIVE, 1, "D's loss from attacking a waiting U, unarmed")
    phi: Number = parameter(NONNEGATIVE, 0, "part of F each weapon removes", symbol="varphi")
    hD: Number = parameter(NONNEGATIVE, 0.2, "D's stake in striking first, unarmed; exercises feed "
                           "it", symbol="h_D0")
    hU: Number = parameter(NONNEGATIVE, 0.2, "U's stake in striking first, n = 0", symbol="h_U0")
    psi: Number = parameter(NONNEGATIVE, 0.2, "use it or lose it: D's stake per weapon")
    chi: Number = parameter(NONNEGATIVE, 0.5, "damage U averts by striking first, per weapon")
    z: Number = parameter(POSITIVE, 1, "loss of each when both attack")
    kappa: Number = parameter(POSITIVE, 0.5, "what a weapon costs D")
    e: Number = parameter(NONNEGATIVE, 0.2, "what exercises are worth to U and its alliance",
                          sources="W06 W07")
    w: Number = parameter(NONNEGATIVE, 0.2, "what tests are worth to D beyond the arsenal",
                          sources="W06")

    g_U = quantity("U's loss from attacking while D waits", lambda m: m.lam * m.n - m.fU)
    g_D = quantity("D's loss from attacking while U waits", lambda m: m.F - m.phi * m.n)
    h_D = quantity("D's stake: what waiting under attack costs beyond a war both start",
                   lambda m: m.hD + m.psi * m.n)
    h_U = quantity("U's stake: what waiting under attack costs beyond a war both start",
                   lambda m: m.hU + m.chi * m.n)
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
        """Product of the losses from leaving peace alone less that from leaving war alone.

        Harsanyi & Selten (1988), read off the payoffs. Only its sign has a meaning.
        """
        d, u = self.payoffs
        leave_peace = (d[0][0] - d[1][0]) * (u[0][0] - u[0][1])
        leave_war = (d[1][1] - d[0][1]) * (u[1][1] - u[1][0])
        return leave_peace - leave_war

    # fmt: off
    robust = quantity("peace is an equilibrium and survives strategic risk",
                      lambda m: all_of(m.peace, m.G >= 0))
    selected = quantity("what each side gets where strategic risk decides: 0 in robust peace, "
                        "else war", lambda m: where(m.robust, 0, -m.z))
    p_D = quantity("trust that U needs: the chance that D waits at which U is indifferent",
                   lambda m: m.h_U / (m.g_U + m.h_U))
    p_U = quantity("trust that D needs: the chance that U waits at which D is indifferent",
                   lambda m: m.h_D / (m.g_D + m.h_D))
    trust = quantity("trust that peace needs on both sides together", lambda m: m.p_D + m.p_U)
    most = quantity("trust that both sides can have together if their beliefs mirror each other",
                    lambda m: 1)
    A = quantity("vulnerability: how fast both stakes grow together", lambda m: m.psi * m.chi)
    B = quantity("net worth of the first weapons for robustness",
                 lambda m: m.lam * m.F - m.hD * m.chi - m.psi * m.hU)
    C = quantity("what the first weapons have to make up for", lambda m: m.fU * m.F + m.hD * m.hU)
    some = quantity("some size of the deterrent makes peace robust",
                    lambda m: all_of(m.B > 0, m.B * m.B >= 4 * m.A * m.C))
    n_C = quantity("smallest arsenal for which peace is an equilibrium", lambda m: m.fU / m.lam)
    n_D = quantity("largest arsenal that does not tempt its owner, if temptation grows with it",
                   lambda m: where(m.phi > 0, lambda: m.F / m.phi, 0))
    n_0 = quantity("size at which G peaks, for a vulnerable force",
                   lambda m: where(m.A > 0, lambda: m.B / (2 * m.A), 0))
    root = quantity("root of the discriminant of G", lambda m: sqrt(m.B * m.B - 4 * m.A * m.C))
    n_R = quantity("smallest arsenal for which peace is robust",
                   lambda m: 2 * m.C / (m.B + m.root))
    n_L = quantity("largest arsenal for which peace is robust, for a vulnerable force",
                   lambda m: where(m.A > 0, lambda: (m.B + m.root) / (2 * m.A), 0))
    bought = quantity("weapons that D buys where strategic risk decides", lambda m: where(
        m.some, lambda: where(m.kappa * m.n_R <= m.z, lambda: m.n_R, 0), 0))
    answer = quantity("size that answers the largest threat: n_0, or what z pays for",
                      lambda m: where(m.A > 0, lambda: minimum(m.n_0, m.z / m.kappa),
                                      lambda: m.z / m.kappa))
    f_L = quantity("largest threat that D answers with a deterrent, if any", lambda m: where(
        m.B > 0, lambda: (m.B * m.answer - m.A * m.answer**2 - m.hD * m.hU) / m.F, 0))
    regions = quantity("what peace is: robust, fragile, or no equilibrium", lambda m: regions_of(
        ("robust peace", m.robust), ("fragile peace", m.peace), ("no peace", True)))
    # fmt: on

    def game(self) -> Any:
        """The 2x2 game, D in rows and U in columns."""
        return bimatrix_game(*self.payoffs, players=["D", "U"], actions=[("Wait", "Attack")] * 2)

    def solve(self) -> Outcome:
        """Region, trust needed, and the sizes at which the answer changes.

        NaN where there is no such size or no peace that trust could keep. The sizes from n_R on
        and what D buys are given for a temptation that does not grow with n (phi = 0).
        """
        constant = equal(self.phi, 0)
        some, steps = all_of(constant, self.some), all_of(constant, self.some, self.A > 0)
        return self.outcome(
            "G", "n_C", **self.only(some, "n_R"), **self.only(steps, "n_0", "n_L"),
            **self.only(self.peace, "trust", "p_D", "p_U"),
            **self.only(constant, "bought", "f_L"),
        )  # fmt: skip

    def agrees(self, found: Any) -> Any:
        """Whether the equilibria found are those that losses and stakes say, no more and no fewer.

        Each side attacks, waits, or mixes so that the other is indifferent; a pair of these is an
        equilibrium if each is a best reply. Found chances of waiting may be off by the rounding of
        the payoffs, z plus the stake; fractions by nothing.
        """
        game, count = found.game_index, found.counts.size
        p_D = where(all_of(self.g_U > 0, self.h_U > 0), lambda: self.p_D, 2)  # 2: does not mix
        p_U = where(all_of(self.g_D > 0, self.h_D > 0), lambda: self.p_U, 2)
        g_D, h_D, g_U, h_U, p_D, p_U, z, region = (
            np.broadcast_to(np.asarray(v), found.counts.shape).reshape(-1) for v in
            (self.g_D, self.h_D, self.g_U, self.h_U, p_D, p_U, self.z, self.regions.code)
        )  # fmt: skip
        sides = []  # D's, then U's: whether a row's chance is this one, is there, what it gains
        for g, h, p, listed in zip(
            (g_U, g_D), (h_U, h_D), (p_D, p_U), found.strategies, strict=True
        ):
            x, mixes = listed[:, 0], p < 2
            off = 0 if x.dtype == object else 1e-14 * (1 + z / np.where(mixes, g + h, 1))
            near = [abs(x - v[game]) <= np.broadcast_to(off, count)[game] for v in (0 * g, g**0, p)]
            sides.append((near, (g == g, g == g, mixes), (-h, g, 0 * g)))
        (near_D, has_D, gain_U), (near_U, has_U, gain_D) = sides
        fits = (lambda v: v <= 0), (lambda v: v >= 0), (lambda v: v == 0)
        known, same = np.zeros(len(game), bool), np.ones(count, bool)
        for i in range(3):
            for j in range(3):
                stable = has_D[i] & has_U[j] & fits[i](gain_D[j]) & fits[j](gain_U[i])
                here = near_D[i] & near_U[j] & stable[game]
                known |= here
                same &= ~stable | (np.bincount(game[here], minlength=count) > 0)
        kept = np.bincount(game[near_D[1] & near_U[1]], minlength=count) > 0
        same &= kept == (region != 2)
        same &= np.bincount(game[~known], minlength=count) == 0
        return same.reshape(found.counts.shape)
