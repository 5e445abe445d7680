"""Equilibrium selection by name."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import choice, instance
from gametheory.errors import InvalidInput, is_real, shown
from gametheory.solutions.components import NashComponent
from gametheory.solutions.equilibria import Equilibria
from gametheory.solvers.equilibrium_set.entropy import entropy, most_entropic

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

Rule = Literal[
    "payoff-dominant", "risk-dominant", "welfare", "egalitarian", "pareto", "maximal-entropy"
]

# Rounded values this close, in units of the spread of the game's payoffs, count as tied.
_ROUNDING = 1e-12


def select(equilibria: Equilibria, rule: Rule, *, tolerance: float | None = None) -> Equilibria:
    r"""Keep the listed equilibria that a selection rule picks, game by game.

    Ties stay: a game keeps every row that does as well as the best. A game keeps none where the
    rule picks none.

    ``"payoff-dominant"``
        Rows that give every player at least as much as every other row of the game (Harsanyi and
        Selten 1988). Often there is none.
    ``"pareto"``
        Rows that no other row improves on: at least as much for everyone and more for someone.
    ``"welfare"``
        Greatest sum of payoffs.
    ``"egalitarian"``
        Greatest payoff of the player who gets least.
    ``"risk-dominant"``
        2x2 games: the pure row with the greater product of deviation losses,
        :math:`[u_1(a) - u_1(a_1', a_2)]\,[u_2(a) - u_2(a_1, a_2')]` (Harsanyi and Selten 1988 for
        two strict equilibria; weak ones have product 0). A game without pure rows keeps its rows.
    ``"maximal-entropy"``
        Greatest :math:`\sum_i H(s_i)`, Shannon entropy, among the rows. For the most entropic
        point inside a continuum see :func:`maximal_entropy`.

    Parameters
    ----------
    equilibria : Equilibria
        What is chosen from; a rule speaks only about rows that are listed (see ``complete``).
    rule : str
    tolerance : float, optional
        How much worse than the best still counts as tied, in units of the spread (greatest minus
        least) of the game's payoffs, its square for ``"risk-dominant"``, and in nats for
        ``"maximal-entropy"``. By default 0 for exact equilibria and 1e-12, the order of rounding,
        for floats and for entropies.

    Returns
    -------
    Equilibria
        The rows kept; games keep their place. A game that loses rows is no longer complete, and
        its status says how many were selected from what; ``degenerate`` speaks of the game.

    Raises
    ------
    UnknownName
        A rule that does not exist.
    InvalidInput
        Not :class:`Equilibria`; ``"risk-dominant"`` for other than 2x2 games; a tolerance that is
        negative, infinite or no number.

    Examples
    --------
    >>> import gametheory as gt
    >>> stag_hunt = gt.NormalFormGame.from_bimatrix([[9, 0], [8, 7]], [[9, 8], [0, 7]])
    >>> equilibria = gt.nash_equilibria(stag_hunt)
    >>> [str(p) for p in gt.select(equilibria, "payoff-dominant").strategies[0][0]]
    ['1', '0']
    >>> [str(p) for p in gt.select(equilibria, "risk-dominant").strategies[0][0]]
    ['0', '1']
    """
    instance(equilibria, Equilibria, "select", "nash_equilibria(game) gives them")
    choice(rule, _RULES, "rule", "select")
    if tolerance is not None and not (is_real(tolerance) and 0 <= tolerance < math.inf):
        raise InvalidInput(
            f"select: tolerance is {shown(tolerance)}; give a finite number of at least 0"
        )
    if len(equilibria) == 0:
        return equilibria
    return equilibria.select(_RULES[rule](_Rows.of(equilibria, tolerance)))


@attrs.frozen(eq=False)
class _Rows:
    """Rows of all games with at least one, and how close counts as a tie."""

    equilibria: Equilibria
    counts: npt.NDArray[np.int64]  # of games with rows
    starts: npt.NDArray[np.int64]
    payoffs: Array  # (T, N)
    margin: Array  # (T,) a tie's width in payoff units
    given: float | None

    @classmethod
    def of(cls, equilibria: Equilibria, tolerance: float | None) -> _Rows:
        counts = equilibria.counts.ravel()
        occupied = counts > 0
        payoffs = equilibria.payoffs
        exact = payoffs.dtype == object
        width = tolerance if tolerance is not None else (0 if exact else _ROUNDING)
        if width == 0:
            margin: Array = np.zeros(len(payoffs), dtype=object if exact else np.float64)
        else:
            tables = equilibria.game.flat_payoffs[equilibria.game_index]
            flat = tables.reshape(len(tables), int(np.prod(tables.shape[1:])))
            # Differences of 64-bit integers wrap around.
            flat = flat.astype(object if exact else np.float64)
            with np.errstate(over="ignore"):
                spread = flat.max(axis=1) - flat.min(axis=1)
                margin = spread * (Fraction(width) if exact else width)
        return cls(
            equilibria=equilibria,
            counts=counts[occupied],
            starts=equilibria.offsets[:-1][occupied],
            payoffs=payoffs,
            margin=margin,
            given=tolerance,
        )

    def per_game(self, reduce: np.ufunc, values: Array) -> Array:
        """``reduce`` over each game's rows, given back to each row."""
        return np.repeat(reduce.reduceat(values, self.starts, axis=0), self.counts, axis=0)

    def best(self, values: Array, margin: Array) -> Mask:
        """Rows within the margin of the greatest value of their game."""
        return np.asarray(values >= self.per_game(np.maximum, values) - margin, dtype=np.bool_)


def _payoff_dominant(rows: _Rows) -> Mask:
    return np.asarray(rows.best(rows.payoffs, rows.margin[:, None]).all(axis=1))


def _welfare(rows: _Rows) -> Mask:
    total = rows.payoffs[:, 0]
    for i in range(1, rows.payoffs.shape[1]):
        total = total + rows.payoffs[:, i]
    return rows.best(total, rows.margin)


def _egalitarian(rows: _Rows) -> Mask:
    return rows.best(rows.payoffs.min(axis=1), rows.margin)


def _pareto(rows: _Rows) -> Mask:
    keep = np.ones(len(rows.payoffs), dtype=np.bool_)
    start, count = np.repeat(rows.starts, rows.counts), np.repeat(rows.counts, rows.counts)
    margin = rows.margin[:, None]
    # The k-th row of each game is held against all rows of its game at once.
    for k in range(int(rows.counts.max())):
        has = np.flatnonzero(k < count)
        rival, own, near = rows.payoffs[start[has] + k], rows.payoffs[has], margin[has]
        no_worse = (rival >= own - near).astype(np.bool_).all(axis=1)
        better = (rival > own + near).astype(np.bool_).any(axis=1)
        keep[has] &= ~(no_worse & better)
    return keep


def _risk_dominant(rows: _Rows) -> Mask:
    equilibria = rows.equilibria
    game = equilibria.game
    if game.num_actions != (2, 2):
        size = "x".join(map(str, game.num_actions))
        raise InvalidInput(
            f"select: 'risk-dominant' is defined for 2x2 games, not for {size}; choose another rule"
        )
    x, y = equilibria.strategies
    pure = ((x == 0) | (x == 1)).all(axis=1) & ((y == 0) | (y == 1)).all(axis=1)
    a, b = (x[:, 1] == 1).astype(int), (y[:, 1] == 1).astype(int)
    table = game.flat_payoffs[equilibria.game_index]
    if game.is_exact:
        table = table.astype(object)
    width = rows.margin
    if not equilibria.game.is_exact:
        # A power of two per game changes no comparison, and products cannot leave the doubles.
        size = -np.frexp(np.abs(table).reshape(len(a), 8).max(axis=1))[1]
        table, width = np.ldexp(table, size[:, None, None, None]), np.ldexp(width, size)
    t = np.arange(len(a))
    with np.errstate(over="ignore"):
        loss = table[t, 0, a, b] - table[t, 0, 1 - a, b]
        product = loss * (table[t, 1, a, b] - table[t, 1, a, 1 - b])
    product = np.where(pure, product, product.min())  # rows that are not pure set no standard
    # The width in squared payoff units: margin is width times spread.
    spread = table.reshape(len(t), 8).max(axis=1) - table.reshape(len(t), 8).min(axis=1)
    has_pure = rows.per_game(np.logical_or, pure)
    return np.where(has_pure, pure & rows.best(product, width * spread), True)


def _maximal_entropy(rows: _Rows) -> Mask:
    total = np.zeros(len(rows.payoffs))
    for strategy in rows.equilibria.strategies:
        total += entropy(strategy.astype(np.float64))
    width = _ROUNDING if rows.given is None else float(rows.given)
    return rows.best(total, np.full(len(total), width))


_RULES: dict[str, Callable[[_Rows], Mask]] = {
    "payoff-dominant": _payoff_dominant,
    "risk-dominant": _risk_dominant,
    "welfare": _welfare,
    "egalitarian": _egalitarian,
    "pareto": _pareto,
    "maximal-entropy": _maximal_entropy,
}


@attrs.frozen(eq=False)
class EntropyPoint:
    """The most entropic equilibrium of a component.

    Attributes
    ----------
    profile : tuple of float64 arrays, one for each player
    entropy : float
        Sum of the strategies' entropies in nats.
    gap : float
        No equilibrium of the Nash subset that holds the point has more entropy than
        ``entropy + gap``, rounding aside.
    """

    profile: tuple[npt.NDArray[np.float64], ...]
    entropy: float
    gap: float


def maximal_entropy(component: NashComponent) -> tuple[EntropyPoint, ...]:
    r"""The equilibria of a component whose strategies have the greatest total entropy.

    In each maximal Nash subset :math:`\sum_i H(x_i)` is strictly concave, so its maximum is one
    point, found by convex optimisation to a stated gap. The best over the subsets is returned,
    and all that tie with it (within 1e-9).

    Parameters
    ----------
    component : NashComponent
        From :func:`gametheory.nash_components`.

    Returns
    -------
    tuple of EntropyPoint
        One point as a rule.

    Examples
    --------
    >>> import gametheory as gt
    >>> entry = gt.NormalFormGame.from_bimatrix([[1, 1], [2, 0]], [[2, 2], [1, 0]])
    >>> (point,) = maximal_entropy(gt.nash_components(entry)[1])
    >>> point.profile[1]
    array([0.5, 0.5])
    """
    instance(component, NashComponent, "maximal_entropy", "nash_components(game) lists them")
    points: list[EntropyPoint] = []
    for subset in component.subsets:
        best = [
            most_entropic(np.array([[float(p) for p in point] for point in own]))
            for own in subset.strategies
        ]
        point = EntropyPoint(
            tuple(x for x, _ in best),
            float(sum(entropy(x) for x, _ in best)),
            sum(missing for _, missing in best),
        )
        # Subsets that touch may share their most entropic point.
        if not any(
            all(np.allclose(p, q, atol=1e-9) for p, q in zip(point.profile, o.profile, strict=True))
            for o in points
        ):
            points.append(point)
    greatest = max(point.entropy for point in points)
    return tuple(point for point in points if point.entropy >= greatest - 1e-9)
