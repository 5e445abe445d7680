r"""Two players' trees in sequence form: realisation plans by linear programming or Lemke's method.

With perfect recall a player's plan assigns to each own history :math:`s` the product of the
probabilities of its moves. Plans are the solutions :math:`x \ge 0` of linear equations
:math:`Ex = e`: the empty history has weight 1, and the histories that end at an information set
share the weight of the one that leads there. Expected payoffs are bilinear in two plans, so that
the size of the problem is that of the tree and not of its strategic form (Romanovskii 1962; von
Stengel 1996; Koller, Megiddo and von Stengel 1996).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.trees.lemke import Pivoting

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class Plans:
    """The plans of one player: ``S`` histories and ``H`` information sets.

    Attributes
    ----------
    before : (H,) int64
        History that leads to each information set.
    at : (S,) int64
        Information set at which each history ends, -1 for the empty history 0.
    """

    before: Int64
    at: Int64

    def moves(self) -> list[list[int]]:
        """Histories that end at each information set."""
        out: list[list[int]] = [[] for _ in self.before]
        for s, h in enumerate(self.at.tolist()):
            if h >= 0:
                out[h].append(s)
        return out

    def uniform(self) -> list[Fraction]:
        """The plan that takes every action with the same probability."""
        plan = [Fraction(1)] * len(self.at)
        for h, moves in enumerate(self.moves()):
            for s in moves:
                plan[s] = plan[int(self.before[h])] / len(moves)
        return plan


@attrs.frozen(eq=False)
class SequenceForm:
    """Payoffs at the ends of a tree, each under the two histories that reach it.

    Attributes
    ----------
    plans : pair of Plans
    first, second : (Z,) int64
        Each end's history of player 1 and of player 2.
    weights : (Z,)
        Probability of chance's moves towards each end.
    payoffs : (Z, 2)
    """

    plans: tuple[Plans, Plans]
    first: Int64
    second: Int64
    weights: Array
    payoffs: Array

    @property
    def size(self) -> int:
        """Number of histories of both players, and rows of the pivoting table."""
        return sum(len(p.at) for p in self.plans)


def by_linear_programme(form: SequenceForm) -> tuple[Array, Array] | None:
    r"""Optimal plans of a constant-sum game, by one sparse linear programme (HiGHS).

    .. math:: \max_{x \ge 0, q}\; q_0 \quad\text{subject to}\quad F^\top q \le A^\top x,\; Ex = e;

    player 2's plan is the dual solution.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, csr_array, hstack

    one, two = form.plans
    values = form.weights.astype(np.float64) * form.payoffs[:, 0].astype(np.float64)
    scale = float(np.abs(values).max(initial=0.0)) or 1.0
    shape = (len(one.at), len(two.at))
    A = coo_array((values / scale, (form.first, form.second)), shape=shape).tocsr()
    E, F = _sparse(one), _sparse(two)
    cost = np.zeros(shape[0] + F.shape[0])
    cost[shape[0]] = -1.0
    right = np.zeros(E.shape[0])
    right[0] = 1.0
    empty = csr_array((E.shape[0], F.shape[0]))
    found = linprog(
        cost,
        A_ub=hstack([-A.T, F.T]).tocsr(),
        b_ub=np.zeros(shape[1]),
        A_eq=hstack([E, empty]).tocsr(),
        b_eq=right,
        bounds=[(0, None)] * shape[0] + [(None, None)] * F.shape[0],
        method="highs",
    )
    if found.status != 0 or found.x is None:
        return None
    x = np.maximum(found.x[: shape[0]], 0.0)
    y = np.maximum(-np.asarray(found.ineqlin.marginals), 0.0)
    return x, y


def _sparse(plans: Plans) -> Any:
    from scipy.sparse import coo_array

    sets, moves = np.arange(len(plans.before)) + 1, np.flatnonzero(plans.at >= 0)
    rows = np.concatenate([[0], sets, plans.at[moves] + 1])
    columns = np.concatenate([[0], plans.before, moves])
    values = np.concatenate([[1.0], -np.ones(len(sets)), np.ones(len(moves))])
    return coo_array((values, (rows, columns)), shape=(len(sets) + 1, len(plans.at))).tocsr()


def by_lemke(form: SequenceForm, *, exact: bool, max_pivots: int) -> tuple[Array, Array] | None:
    r"""Plans of one equilibrium of any two-player game.

    A plan is best when :math:`r = E^\top p - Ay \ge 0` is complementary to it. The path starts
    at a prior, the uniform plans :math:`\bar x, \bar y`: players face :math:`y + (1-t) \bar y`
    and add :math:`x` with :math:`Ex = te`; at :math:`t = 0` the replies to the prior are best, at
    :math:`t = 1` the plans are an equilibrium (von Stengel, van den Elzen and Talman 2002). The
    free variables :math:`p` and, at each information set, one history never enter the table: plans
    are affine in the other histories' weights.
    """
    sizes = [len(p.at) for p in form.plans]
    half = sum(sizes)
    kind = object if exact else np.float64
    payoffs = [_matrix(form, 0, exact), _matrix(form, 1, exact).T]
    priors = [_prior(p, exact) for p in form.plans]
    ways = []
    for i, plans in enumerate(form.plans):
        faced = payoffs[i] @ priors[1 - i][0]
        ways.append(_affine(plans, _best_moves(plans, faced), kind))
    table = np.zeros((half + 1, half + 2), dtype=kind)
    basic, nonbasic = [0] * (half + 1), [0] * (half + 1)
    # Rows of each player: one for each history that enters the table, then one for each kept out
    # of it. Their columns are in the same places.
    columns = [
        (start, start + len(way.others), start + size)
        for start, way, size in zip((0, sizes[0]), ways, sizes, strict=True)
    ]
    for i, way in enumerate(ways):
        shift = sizes[0] * i
        theirs = ways[1 - i]
        low, middle, high = columns[i]
        their_low, their_middle, _ = columns[1 - i]
        kept, others = way.kept, way.others
        # r_N - K' r_B + X' A X y_N + X' A (y^b - prior) t = -X' A prior, scaled to whole numbers.
        prior, over = priors[1 - i]
        gain = way.change.T @ payoffs[i]
        at_prior = gain @ prior
        table[low:middle, middle:high] = way.change[kept].T
        table[low:middle, their_low:their_middle] = (gain @ theirs.change) * over
        table[low:middle, -2] = (gain @ theirs.base) * over - at_prior
        table[low:middle, -1] = -at_prior
        # x_B + K x_N - x^a t = 0.
        table[middle:high, low:middle] = -way.change[kept]
        table[middle:high, -2] = -way.base[kept]
        basic[low:middle] = [half + shift + s for s in others]
        basic[middle:high] = [shift + s for s in kept]
        nonbasic[low:middle] = [shift + s for s in others]
        nonbasic[middle:high] = [half + shift + s for s in kept]
    table[-1, -2] = table[-1, -1] = 1
    basic[-1], nonbasic[-1] = 2 * half + 1, 2 * half
    pivoting = Pivoting(table, basic, nonbasic, half)
    if not pivoting.run(max_pivots):
        return None
    z = pivoting.values(half)
    return z[: sizes[0]], z[sizes[0] :]


@attrs.frozen(eq=False)
class _Affine:
    """Plans as ``change @ (weights of the others) + base``, one history kept at each set."""

    kept: list[int]
    others: list[int]
    change: Array
    base: Array


def _affine(plans: Plans, best: list[int], kind: Any) -> _Affine:
    kept = [0, *best]
    others = sorted(set(range(len(plans.at))) - set(kept))
    change = np.zeros((len(plans.at), len(others)), dtype=np.int64)
    change[others, np.arange(len(others))] = 1
    base = np.zeros(len(plans.at), dtype=np.int64)
    base[0] = 1
    for h, moves in enumerate(plans.moves()):
        s, before = best[h], int(plans.before[h])
        rest = [m for m in moves if m != s]
        change[s] = change[before] - change[rest].sum(axis=0)
        base[s] = base[before]
    return _Affine(kept, others, change.astype(kind), base.astype(kind))


def _best_moves(plans: Plans, worth: Array) -> list[int]:
    """The best history at each set, against what makes each worth so much; the first of equals."""
    total = worth.tolist()
    best = [0] * len(plans.before)
    for h, moves in reversed(list(enumerate(plans.moves()))):
        best[h] = max(moves, key=lambda s: total[s])
        total[int(plans.before[h])] += total[best[h]]
    return best


def _prior(plans: Plans, exact: bool) -> tuple[Array, int]:
    """The uniform plan, in whole numbers over a common denominator where exact."""
    plan = plans.uniform()
    if not exact:
        return np.array([float(p) for p in plan]), 1
    over = math.lcm(*(p.denominator for p in plan))
    out = np.empty(len(plan), dtype=object)
    out[:] = [int(p * over) for p in plan]
    return out, over


def _matrix(form: SequenceForm, player: int, exact: bool) -> Array:
    """Payoffs by both histories; whole numbers where exact, of size 1 in floats."""
    shape = (len(form.plans[0].at), len(form.plans[1].at))
    if exact:
        paid = [Fraction(v) for v in form.payoffs[:, player].tolist()]
        weights = [Fraction(w) for w in form.weights.tolist()]
        values = [w * u for w, u in zip(weights, paid, strict=True)]
        scale = math.lcm(*(v.denominator for v in values))
        out = np.zeros(shape, dtype=object)
        for s, t, v in zip(form.first, form.second, values, strict=True):
            out[s, t] += int(v * scale)
        return out
    u = form.payoffs[:, player].astype(np.float64)
    low, high = float(u.min()) / 2, float(u.max()) / 2
    dense = np.zeros(shape)
    # Constants change no incentive: what is left is scaled to half a unit on either side.
    level = (u / 2 - (low + high) / 2) / ((high - low) or 1.0)
    np.add.at(dense, (form.first, form.second), form.weights.astype(np.float64) * level)
    return dense
