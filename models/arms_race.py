"""N states that arm against each other: the formulas that `absolute_security` reasons about.

The payoff is written once, for a state that sees its own arms and the threat from all others; the
dyad of the model and the networks of its examples are the same few lines.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.algebra import Number, maximum
from gametheory.errors import InvalidInput
from gametheory.games.linear_reply import LinearReplyGame

Numbers = tuple[Number, ...]


@attrs.frozen(eq=False, kw_only=True)
class ArmsRace:
    r"""N states choose arms :math:`x_i \ge 0` to keep their security above what they demand.

    Security is :math:`S_i = d_i + x_i - T_i` under the threat
    :math:`T_i = \sum_j \sigma_{ij} x_j`, and the payoff

    .. math:: U_i = -\tfrac{w_i}{2} \max(0, m_i - S_i)^2 - \tfrac{k_i}{2} x_i^2 - c_i x_i.

    Parameters
    ----------
    w, k : N positive numbers
        Intensity of the demand for security; quadratic cost of arms.
    c, d, m : N numbers
        Linear cost of arms (at least 0), natural protection, security demanded.
    sigma : N rows of N numbers
        ``sigma[i][j]`` is the security that ``i`` loses per unit of ``j``'s arms.
    players : N names, optional

    Notes
    -----
    Numbers may be floats, fractions, arrays of one batch, symbols or z3 reals.
    """

    w: Numbers
    k: Numbers
    c: Numbers
    d: Numbers
    m: Numbers
    sigma: tuple[Numbers, ...]
    players: tuple[str, ...] | None = None

    @classmethod
    def symmetric(
        cls, states: int, sigma: Number, *, w: Number = 1, k: Number = 1, m: Number = 1
    ) -> ArmsRace:
        """``states`` states alike, every pair threatening each other by ``sigma``."""
        return cls.network(
            [[sigma if i != j else 0 for j in range(states)] for i in range(states)], w=w, k=k, m=m
        )

    @classmethod
    def network(
        cls, sigma: Sequence[Sequence[Number]], *, w: Number = 1, k: Number = 1, m: Number = 1
    ) -> ArmsRace:
        """States alike but for who threatens whom; no natural protection, no linear cost."""
        n = len(sigma)
        if any(len(row) != n for row in sigma):
            raise InvalidInput(f"ArmsRace.network: sigma has {n} rows of {[len(r) for r in sigma]}")
        same = ((w,) * n, (k,) * n, (0,) * n, (0,) * n, (m,) * n)
        return cls(**dict(zip("wkcdm", same, strict=True)), sigma=tuple(map(tuple, sigma)))

    def with_demand(self, i: int, m: Number) -> ArmsRace:
        """The same race with state ``i`` demanding ``m``."""
        return attrs.evolve(self, m=(*self.m[:i], m, *self.m[i + 1 :]))

    @property
    def num_states(self) -> int:
        """Number of states ``N``."""
        return len(self.w)

    def security(self, i: int, own: Number, threat: Number) -> Number:
        """Margin of security ``S_i``."""
        return self.d[i] + own - threat

    def utility(self, i: int, own: Number, threat: Number) -> Number:
        """Payoff ``U_i`` of state ``i`` with arms ``own`` under ``threat``."""
        shortfall = maximum(self.m[i] - self.security(i, own, threat), 0)
        return -self.w[i] * shortfall * shortfall / 2 - self.k[i] * own * own / 2 - self.c[i] * own

    def threat(self, i: int, x: Sequence[Number]) -> Number:
        """Threat ``T_i`` that the others' arms pose to state ``i``."""
        total: Number = 0
        for j in range(self.num_states):
            if j != i:
                total = total + self.sigma[i][j] * x[j]
        return total

    def payoff(self, i: int, x: Sequence[Number]) -> Number:
        """Payoff ``U_i`` at the profile ``x``."""
        return self.utility(i, x[i], self.threat(i, x))

    def beta(self, i: int) -> Number:
        """Responsiveness: the part of a new threat that state ``i`` answers with arms."""
        return self.w[i] / (self.w[i] + self.k[i])

    def intercept(self, i: int) -> Number:
        """Arms ``r_i`` that state ``i`` wants when nobody threatens it (negative: none)."""
        return (self.w[i] * (self.m[i] - self.d[i]) - self.c[i]) / (self.w[i] + self.k[i])

    def reply(self, i: int, threat: Number) -> Number:
        """Best reply of state ``i`` to a threat."""
        return maximum(self.intercept(i) + self.beta(i) * threat, 0)

    def game(self) -> LinearReplyGame:
        """The game, with linear best replies and the payoffs they come from."""
        n = self.num_states
        r = [self.intercept(i) for i in range(n)]
        slopes = [
            [self.beta(i) * self.sigma[i][j] if i != j else 0 * self.beta(i) for j in range(n)]
            for i in range(n)
        ]
        shape = np.broadcast_shapes(*(np.shape(v) for row in (r, *slopes) for v in row))
        stack = [np.broadcast_to(np.asarray(v), shape) for v in r]
        rows = [np.stack([np.broadcast_to(np.asarray(v), shape) for v in s], -1) for s in slopes]
        return LinearReplyGame(
            np.stack(stack, -1), np.stack(rows, -2), payoff=self.payoff, players=self.players
        )

    def threats(self) -> npt.NDArray[np.float64]:
        """The matrix of threats ``Sigma``, as floats."""
        return np.array(self.sigma, dtype=np.float64)

    def self_defeat(self) -> npt.NDArray[np.float64]:
        """What each state's own security gains per unit more that it demands, interior states.

        The diagonal of ``(I - Sigma)(I - B)^-1`` times ``beta_i``; negative where the quest
        defeats itself. ``O(N^3)``.
        """
        sigma = self.threats()
        beta = np.array([self.beta(i) for i in range(self.num_states)], dtype=np.float64)
        eye = np.eye(self.num_states)
        return np.asarray(
            beta * np.diag((eye - sigma) @ np.linalg.inv(eye - beta[:, None] * sigma))
        )

    def spectral_radius(self, *, hard: bool = False) -> float:
        """Largest modulus of an eigenvalue of ``B``, or of ``Sigma`` for hard demands."""
        scale = [1.0 if hard else float(self.beta(i)) for i in range(self.num_states)]
        matrix = np.array(scale)[:, None] * self.threats()
        return float(abs(np.linalg.eigvals(matrix)).max())
