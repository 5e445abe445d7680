"""Signs of all minors of payoff differences, many games side by side.

For a player with payoffs ``v[r, c]`` (own action ``r``, the other's ``c``), rows
``R = {r_0 < … < r_k}`` and columns ``S = {s_1 < … < s_k}`` let

    F(R, S) = det [ v[r_i, s_j] - v[r_0, s_j] ],   i, j = 1 … k,   F({r}, {}) = 1.

These determinants decide everything about best replies:

* the strategy with support ``S``, ``|S| = k``, against which the rows ``R``, ``|R| = k``, are
  equally good has weights ``(-1)^p F(R, S - s_p)`` up to a factor (so it exists, and is unique,
  when these have one strict sign);
* row ``r`` at position ``q`` of ``R + r`` is worse against it than ``R`` if and only if
  ``(-1)^q F(R + r, S)`` has that same sign, and equally good if it is zero.

They are built up by expansion along the last column, ``k`` products each, from those one order
lower; in the innermost loops run the games (lanes), which is what the compiler vectorises.

Rounding.  With ``M`` the largest difference of one column, ``|F| <= k^(k/2) M^k`` (Hadamard) and
the computed value errs by at most ``E_k M^k``, ``E_1 = u``, ``E_k = k (u H + E + g_k (H + E))``
with ``H, E`` of order ``k-1`` and ``g_k = k u / (1 - k u)``.  First-order differences have exact
signs.  If all payoffs of a player lie on one lattice so coarse that all products and sums
stay below 2^53 units (small integers, halves, …) nothing is rounded and zeros are zeros.
"""

from __future__ import annotations

from math import floor, log2
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

U = 2.0**-53
_HIGHEST_ORDER = 63


def hadamard(k: int) -> float:
    """Bound of a determinant of order ``k`` with entries in [-1, 1]."""
    return float(k) ** (k / 2) if k else 1.0


def _rounding_coefficients() -> npt.NDArray[np.float64]:
    error = np.zeros(_HIGHEST_ORDER + 1)
    error[1] = U
    for k in range(2, _HIGHEST_ORDER + 1):
        g = k * U / (1 - k * U)
        h, e = hadamard(k - 1), error[k - 1]
        error[k] = k * (U * h + e + g * (h + e))
    # 1/16 more than the recurrence: it absorbs the products of errors that the first-order
    # recurrence leaves out and the rounding of the thresholds themselves.
    return error * 1.0625


ROUNDING = _rounding_coefficients()


def lattice_bits(levels: int) -> int:
    """Bits a difference may have so that all minors up to order ``levels`` are exact in doubles."""
    if levels <= 0:
        return 52
    return min(floor((52.99 - log2(k * hadamard(k - 1))) / k) for k in range(1, levels + 1))


@njit(cache=True, nogil=True, inline="never")
def sign_word(values: Any, threshold: Any, lanes: int) -> tuple[np.uint64, np.uint64]:
    """Bits of the lanes with ``value > threshold`` and of those with ``value < -threshold``."""
    above = np.uint64(0)
    below = np.uint64(0)
    for g in range(lanes):
        above |= np.uint64(values[g] > threshold[g]) << np.uint64(g)
        below |= np.uint64(values[g] < -threshold[g]) << np.uint64(g)
    return above, below


@njit(cache=True, nogil=True)
def minor_signs(
    v: Any,
    rows: int,
    cols: int,
    lanes: int,
    levels: int,
    lattice: float,
    coefficient: Any,
    row_start: Any,
    row_members: Any,
    row_drop: Any,
    col_start: Any,
    col_members: Any,
    col_drop: Any,
    scale: Any,
    exact: Any,
    threshold: Any,
    difference: Any,
    buffer: Any,
    positive: Any,
    negative: Any,
) -> tuple[np.uint64, np.uint64]:
    """Fill the words ``positive`` and ``negative`` (one bit a lane) for every minor.

    Returns the lanes whose zeros are certain (exact arithmetic) and the lanes whose payoffs are
    out of the range in which the error bound holds.
    """
    one = ~np.uint64(0)
    for r in range(rows):
        positive[r] = one
        negative[r] = np.uint64(0)
    # Order 1; M is the largest absolute difference.
    for g in range(lanes):
        scale[g] = 0.0
        threshold[g] = 0.0
    line = 0
    for r0 in range(rows):
        for r in range(r0 + 1, rows):
            for c in range(cols):
                d = difference[line]
                a = v[r * cols + c]
                b = v[r0 * cols + c]
                for g in range(lanes):
                    d[g] = a[g] - b[g]
                    scale[g] = max(scale[g], abs(d[g]))
                if levels > 0:
                    above, below = sign_word(d, threshold, lanes)
                    positive[rows + line] = above
                    negative[rows + line] = below
                line += 1
    # Lattice test: adding and subtracting a large multiple of the unit leaves multiples alone.
    bits = scale.view(np.int64)
    power = threshold.view(np.int64)
    for g in range(lanes):
        power[g] = bits[g] & np.int64(0x7FF0000000000000)
    for g in range(lanes):
        exact[g] = 1.0
        threshold[g] = threshold[g] * lattice
    for e in range(rows * cols):
        x = v[e]
        for g in range(lanes):
            exact[g] = exact[g] if (x[g] + threshold[g]) - threshold[g] == x[g] else 0.0
            scale[g] = scale[g] if x[g] - x[g] == 0.0 else np.inf
    limit = 2.0 ** (900.0 / max(levels, 1))
    exact_word = np.uint64(0)
    range_word = np.uint64(0)
    for g in range(lanes):
        inside = scale[g] == 0.0 or (scale[g] > 1.0 / limit and scale[g] < limit)
        range_word |= np.uint64(not inside) << np.uint64(g)
        exact_word |= np.uint64(exact[g] == 1.0) << np.uint64(g)
    if levels < 2:
        return exact_word, range_word
    # Higher orders.
    place = rows + line
    for g in range(lanes):
        exact[g] = (1.0 - exact[g]) * scale[g]
    for k in range(2, levels + 1):
        for g in range(lanes):
            exact[g] *= scale[g]
            threshold[g] = exact[g] * coefficient[k]
        below_values = difference if k == 2 else buffer[k & 1]
        values = buffer[(k + 1) & 1]
        num_cols_below = col_start[k] - col_start[k - 1]
        line = 0
        for rid in range(row_start[k + 1], row_start[k + 2]):
            r0 = row_members[rid, 0]
            pair0 = r0 * rows - r0 * (r0 + 1) // 2 - r0 - 1
            for cid in range(col_start[k], col_start[k + 1]):
                c = col_members[cid, k - 1]
                rest = col_drop[cid, k - 1]
                f = values[line]
                d = difference[(pair0 + row_members[rid, k]) * cols + c]
                h = below_values[row_drop[rid, k] * num_cols_below + rest]
                d1 = difference[(pair0 + row_members[rid, k - 1]) * cols + c]
                h1 = below_values[row_drop[rid, k - 1] * num_cols_below + rest]
                for g in range(lanes):
                    f[g] = d[g] * h[g] - d1[g] * h1[g]
                i = k - 2
                while i >= 2:
                    d = difference[(pair0 + row_members[rid, i]) * cols + c]
                    h = below_values[row_drop[rid, i] * num_cols_below + rest]
                    d1 = difference[(pair0 + row_members[rid, i - 1]) * cols + c]
                    h1 = below_values[row_drop[rid, i - 1] * num_cols_below + rest]
                    for g in range(lanes):
                        f[g] = (f[g] + d[g] * h[g]) - d1[g] * h1[g]
                    i -= 2
                if i == 1:
                    d = difference[(pair0 + row_members[rid, 1]) * cols + c]
                    h = below_values[row_drop[rid, 1] * num_cols_below + rest]
                    for g in range(lanes):
                        f[g] += d[g] * h[g]
                above, below = sign_word(f, threshold, lanes)
                positive[place + line] = above
                negative[place + line] = below
                line += 1
        place += line
    return exact_word, range_word
