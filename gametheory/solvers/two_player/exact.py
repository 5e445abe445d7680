"""Unbounded integers: the equilibria whose values the compiled kernels cannot certify.

A float is the binary number that it stores, so after scaling a player's payoffs by a power of two
every game is a game of integers; probabilities and payoffs are ratios of such integers.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.two_player.subsets import PairTables

Objects = npt.NDArray[np.object_]


@attrs.frozen(eq=False)
class ExactRow:
    """One equilibrium in integers: ``x = x_weights / x_total`` and so on; values are fractions."""

    x_weights: tuple[int, ...]
    x_total: int
    y_weights: tuple[int, ...]
    y_total: int
    payoffs: tuple[Fraction, Fraction]
    regret: Fraction
    index: int


def reduced_differences(own: Objects) -> Objects:
    """Payoffs less those of the first own action, divided by their common divisor.

    Best replies do not change; the integers get as short as they can.
    """
    shifted: Objects = own - own[:1]
    divisor = gcd(*shifted.ravel().tolist())
    return shifted // divisor if divisor > 1 else shifted


def _weights(own: list[list[int]], equal: list[int], support: list[int]) -> list[int]:
    """Weights on ``support``, in lowest terms, that make the own actions ``equal`` equally good.

    They solve ``len(equal) - 1`` homogeneous equations, one fewer than there are weights.
    Elimination without fractions: every entry is a minor of the equations, and the last column
    ends as the weights but for sign.  None is zero, so columns need no exchange.
    """
    last = len(support) - 1
    first = own[equal[0]]
    rows = [[own[e][s] - first[s] for s in support] for e in equal[1:]]
    previous = 1
    for p in range(last):
        at = next(i for i in range(p, last) if rows[i][p])
        rows[p], rows[at] = rows[at], rows[p]
        line = rows[p]
        pivot = line[p]
        for i, other in enumerate(rows):
            if i == p:
                continue
            factor = other[p]
            for q in range(p + 1, last + 1):
                other[q] = (pivot * other[q] - factor * line[q]) // previous
        previous = pivot
    weights = [*(abs(row[last]) for row in rows), abs(previous)]
    divisor = gcd(*weights)
    return [w // divisor for w in weights]


def decode(pair: int, tables: PairTables) -> tuple[list[int], list[int]]:
    """Rows and columns of a pair number."""
    k = int(tables.pair_size[pair])
    rows = tables.rows.members[tables.pair_rows[pair], :k].tolist()
    cols = tables.cols.members[tables.pair_cols[pair], :k].tolist()
    return rows, cols


@attrs.frozen(eq=False)
class _Strategy:
    """Weights, their sum, and what each action of the other player is worth, times that sum."""

    weights: tuple[int, ...]
    total: int
    worth: list[int]


def _strategies(
    pairs: list[tuple[int, list[int], list[int]]], others: list[list[int]]
) -> tuple[dict[int, _Strategy], dict[int, int]]:
    """Strategies by pair number, and the rank of each in ascending order.

    ``pairs`` are ``(number, support, actions of the other player that are equally good)``;
    ``others`` the other player's payoffs, a line for each of that player's actions.
    """
    found = {}
    for number, support, equal in pairs:
        weights = [0] * len(others[0])
        for action, w in zip(support, _weights(others, equal, support), strict=True):
            weights[action] = w
        worth = [sum(p * w for p, w in zip(line, weights, strict=True)) for line in others]
        found[number] = _Strategy(tuple(weights), sum(weights), worth)
    keys = {
        number: [Fraction(w, strategy.total) for w in strategy.weights]
        for number, strategy in found.items()
    }
    return found, {number: rank for rank, number in enumerate(sorted(found, key=keys.__getitem__))}


def exact_rows(
    a: Objects, b: Objects, units: tuple[Fraction, Fraction], codes: list[int], shift: int,
    tables: PairTables,
) -> list[ExactRow]:  # fmt: skip
    """All equilibria of one game of integers ``a, b (m, n)``, in ascending order.

    Payoffs and regret are computed from the integers and the weights and multiplied by ``units``.
    """
    low = (1 << shift) - 1
    x_pairs, y_pairs = [], []
    for pair in {code & low for code in codes}:
        rows, cols = decode(pair, tables)
        x_pairs.append((pair, rows, cols))
    for pair in {(code >> shift) & low for code in codes}:
        rows, cols = decode(pair, tables)
        y_pairs.append((pair, cols, rows))
    # A strategy of a degenerate game belongs to many equilibria.
    x_of, x_rank = _strategies(x_pairs, b.T.tolist())
    y_of, y_rank = _strategies(y_pairs, a.tolist())
    out = []
    for code in sorted(codes, key=lambda c: (x_rank[c & low], y_rank[(c >> shift) & low])):
        x, y = x_of[code & low], y_of[(code >> shift) & low]
        row_value = sum(w * v for w, v in zip(x.weights, y.worth, strict=True))
        col_value = sum(w * v for w, v in zip(y.weights, x.worth, strict=True))
        both = x.total * y.total
        row_gain = Fraction(max(y.worth) * x.total - row_value, both) * units[0]
        col_gain = Fraction(max(x.worth) * y.total - col_value, both) * units[1]
        out.append(
            ExactRow(
                x.weights,
                x.total,
                y.weights,
                y.total,
                (Fraction(row_value, both) * units[0], Fraction(col_value, both) * units[1]),
                max(row_gain, col_gain),
                (code >> (2 * shift)) - 1,
            )
        )
    return out
