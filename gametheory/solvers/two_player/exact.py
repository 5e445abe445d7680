"""Unbounded integers: the games whose signs or values the compiled kernels cannot certify.

A float is the binary number that it stores, so after scaling a player's payoffs by a power of two
every game is a game of integers.  Signs of all minors are computed in Python integers and handed
to the same label matching as everywhere else; values are ratios of such integers.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.two_player.subsets import PairTables, SubsetTable

Objects = npt.NDArray[np.object_]
Words = npt.NDArray[np.uint64]


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

    def key(self) -> tuple[Fraction, ...]:
        """What equilibria of one game are ordered by: x, then y."""
        return (
            *(Fraction(w, self.x_total) for w in self.x_weights),
            *(Fraction(w, self.y_total) for w in self.y_weights),
        )


def integers_of_floats(matrix: npt.NDArray[np.float64]) -> tuple[Objects, Fraction]:
    """Integers ``k`` and a power of two ``unit`` with ``matrix == k * unit``, exactly."""
    mantissa, exponent = np.frexp(matrix)
    whole = (mantissa * 2.0**53).astype(np.int64)
    power = exponent.astype(np.int64) - 53
    used = whole != 0
    lowest = int(power[used].min()) if used.any() else 0
    out = np.empty(matrix.shape, dtype=object)
    flat = [
        int(w) << (int(p) - lowest) if w else 0
        for w, p in zip(whole.ravel().tolist(), power.ravel().tolist(), strict=True)
    ]
    out.ravel()[:] = flat
    return out, Fraction(2) ** lowest


def integers_of_rationals(matrix: npt.NDArray[Any]) -> tuple[Objects, Fraction]:
    """Integers ``k`` and a fraction ``unit`` with ``matrix == k * unit`` (any exact numbers)."""
    values = [Fraction(v) for v in matrix.ravel().tolist()]
    denominator = lcm(*(v.denominator for v in values))
    out = np.empty(matrix.shape, dtype=object)
    out.ravel()[:] = [v.numerator * (denominator // v.denominator) for v in values]
    return out, Fraction(1, denominator)


def reduced_differences(own: Objects) -> Objects:
    """Payoffs less those of the first own action, divided by their common divisor.

    Best replies do not change; the integers get as short as they can.
    """
    shifted: Objects = own - own[:1]
    divisor = gcd(*shifted.ravel().tolist())
    return shifted // divisor if divisor > 1 else shifted


def exact_sign_words(
    games: Objects, rows: SubsetTable, cols: SubsetTable, levels: int
) -> tuple[Words, Words]:
    """Sign words of all minors of up to 64 games of integers ``(games, own, other)``."""
    count, num_rows, _ = games.shape
    lane = np.arange(count, dtype=np.uint64)

    def words(values: Any) -> tuple[Words, Words]:
        flat = values.reshape(count, -1)
        up = np.asarray(flat > 0, dtype=np.uint64) << lane[:, None]
        down = np.asarray(flat < 0, dtype=np.uint64) << lane[:, None]
        return np.bitwise_or.reduce(up, axis=0), np.bitwise_or.reduce(down, axis=0)

    ups: list[Words] = [np.full(num_rows, ~np.uint64(0), dtype=np.uint64)]
    downs: list[Words] = [np.zeros(num_rows, dtype=np.uint64)]
    below: Any = None
    for k in range(1, levels + 1):
        row_ids = np.arange(rows.start[k + 1], rows.start[k + 2])
        col_ids = np.arange(cols.start[k], cols.start[k + 1])
        first = rows.members[row_ids, 0]
        last_col = cols.members[col_ids, k - 1]
        rest = cols.drop[col_ids, k - 1]
        total: Any = 0
        for i in range(1, k + 1):
            own = rows.members[row_ids, i]
            difference = (
                games[:, own[:, None], last_col[None, :]]
                - games[:, first[:, None], last_col[None, :]]
            )
            if k > 1:
                difference = difference * below[:, rows.drop[row_ids, i][:, None], rest[None, :]]
            total = total - difference if (i + k) & 1 else total + difference
        below = total
        up, down = words(below)
        ups.append(up)
        downs.append(down)
    return np.concatenate(ups), np.concatenate(downs)


def _weights(own: Objects, equal: list[int], support: list[int]) -> list[int]:
    """As ``float_weights``, in Python integers."""
    k = len(support)
    full = (1 << k) - 1
    minor = [1] * (full + 1)
    first = [own[equal[0], s] for s in support]
    differences = [[own[e, s] - f for s, f in zip(support, first, strict=True)] for e in equal]
    for subset in range(1, full):
        line = differences[subset.bit_count()]
        sign = 1 if subset.bit_count() & 1 else -1
        total = 0
        for p in range(k):
            if (subset >> p) & 1:
                total += sign * line[p] * minor[subset ^ (1 << p)]
                sign = -sign
        minor[subset] = total
    weights = [abs(minor[full ^ (1 << p)]) for p in range(k)]
    divisor = gcd(*weights)
    return [w // divisor for w in weights]


def decode(pair: int, tables: PairTables) -> tuple[list[int], list[int]]:
    """Rows and columns of a pair number."""
    k = int(tables.pair_size[pair])
    rows = tables.rows.members[tables.pair_rows[pair], :k].tolist()
    cols = tables.cols.members[tables.pair_cols[pair], :k].tolist()
    return rows, cols


def exact_rows(
    a: Objects, b: Objects, units: tuple[Fraction, Fraction], codes: list[int], shift: int,
    tables: PairTables,
) -> list[ExactRow]:  # fmt: skip
    """All equilibria of one game of integers ``a, b (m, n)``, in ascending order.

    Payoffs and regret are computed from the integers and the weights and multiplied by ``units``.
    """
    m, n = a.shape
    a_rows, b_columns = a.tolist(), b.T.tolist()
    b_by_column = b.T
    out = []
    for code in codes:
        low = (1 << shift) - 1
        x, y = [0] * m, [0] * n
        rows, cols = decode(code & low, tables)
        for r, w in zip(rows, _weights(b_by_column, cols, rows), strict=True):
            x[r] = w
        rows, cols = decode((code >> shift) & low, tables)
        for c, w in zip(cols, _weights(a, rows, cols), strict=True):
            y[c] = w
        x_total, y_total = sum(x), sum(y)
        row_worth = [sum(p * w for p, w in zip(line, y, strict=True)) for line in a_rows]
        col_worth = [sum(p * w for p, w in zip(line, x, strict=True)) for line in b_columns]
        row_value = sum(w * v for w, v in zip(x, row_worth, strict=True))
        col_value = sum(w * v for w, v in zip(y, col_worth, strict=True))
        both = x_total * y_total
        row_gain = Fraction(max(row_worth) * x_total - row_value, both) * units[0]
        col_gain = Fraction(max(col_worth) * y_total - col_value, both) * units[1]
        out.append(
            ExactRow(
                tuple(x),
                x_total,
                tuple(y),
                y_total,
                (Fraction(row_value, both) * units[0], Fraction(col_value, both) * units[1]),
                max(row_gain, col_gain),
                (code >> (2 * shift)) - 1,
            )
        )
    return sorted(out, key=ExactRow.key)
