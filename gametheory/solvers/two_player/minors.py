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

from gametheory.solvers.compiled import part

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


def lattice_steps(levels: int) -> float:
    """What a power of two is multiplied with in the test for a lattice."""
    return float(1.5 * 2.0 ** (53 - lattice_bits(levels)))


def on_lattices(payoffs: npt.NDArray[np.float64], levels: tuple[int, int]) -> npt.NDArray[Any]:
    """``(G, 2)``: whether nothing is rounded in a player's minors, as `minor_signs` tells it."""
    out = np.empty((len(payoffs), 2), dtype=np.bool_)
    with np.errstate(over="ignore", invalid="ignore"):
        for player in range(2):
            own = payoffs[:, player]
            scale = (own.max(axis=1 + player) - own.min(axis=1 + player)).max(axis=1)
            power = (scale.view(np.int64) & 0x7FF0000000000000).view(np.float64)
            step = (power * lattice_steps(levels[player]))[:, None, None]
            limit = 2.0 ** (900.0 / max(levels[player], 1))
            inside = (scale == 0.0) | ((scale > 1.0 / limit) & (scale < limit))
            out[:, player] = inside & np.all((own + step) - step == own, axis=(1, 2))
    return out


@part
def sign_words(
    values: Any, line: int, threshold: Any, lanes: int, bit: Any
) -> tuple[np.uint64, np.uint64]:
    """Bits of the lanes with ``value > threshold`` and of those with ``value < -threshold``."""
    above = np.uint64(0)
    below = np.uint64(0)
    for g in range(lanes):
        above |= bit[g] if values[line, g] > threshold[g] else np.uint64(0)
        below |= bit[g] if values[line, g] < -threshold[g] else np.uint64(0)
    return above, below


@part
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
    bit: Any,
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
                for g in range(lanes):
                    d = v[r * cols + c, g] - v[r0 * cols + c, g]
                    difference[line, g] = d
                    scale[g] = max(scale[g], abs(d))
                if levels > 0:
                    above, below = sign_words(difference, line, threshold, lanes, bit)
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
        for g in range(lanes):
            x = v[e, g]
            exact[g] = exact[g] if (x + threshold[g]) - threshold[g] == x else 0.0
            scale[g] = scale[g] if x - x == 0.0 else np.inf
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
        here = buffer[(k + 1) & 1]
        lower = difference if k == 2 else buffer[k & 1]
        num_cols_below = col_start[k] - col_start[k - 1]
        line = 0
        for rid in range(row_start[k + 1], row_start[k + 2]):
            r0 = row_members[rid, 0]
            pair0 = r0 * rows - r0 * (r0 + 1) // 2 - r0 - 1
            for cid in range(col_start[k], col_start[k + 1]):
                c = col_members[cid, k - 1]
                rest = col_drop[cid, k - 1]
                d0 = (pair0 + row_members[rid, k]) * cols + c
                h0 = row_drop[rid, k] * num_cols_below + rest
                d1 = (pair0 + row_members[rid, k - 1]) * cols + c
                h1 = row_drop[rid, k - 1] * num_cols_below + rest
                above = np.uint64(0)
                below = np.uint64(0)
                if k == 2:
                    for g in range(lanes):
                        f = difference[d0, g] * lower[h0, g] - difference[d1, g] * lower[h1, g]
                        here[line, g] = f
                        above |= bit[g] if f > threshold[g] else np.uint64(0)
                        below |= bit[g] if f < -threshold[g] else np.uint64(0)
                else:
                    d2 = (pair0 + row_members[rid, k - 2]) * cols + c
                    h2 = row_drop[rid, k - 2] * num_cols_below + rest
                    # The first k - 3 terms; the last three are added as the signs are taken.
                    sign = 1.0 if k & 1 else -1.0
                    for i in range(1, k - 2):
                        e = (pair0 + row_members[rid, i]) * cols + c
                        h = row_drop[rid, i] * num_cols_below + rest
                        if i == 1:
                            for g in range(lanes):
                                here[line, g] = sign * difference[e, g] * lower[h, g]
                        else:
                            for g in range(lanes):
                                here[line, g] += sign * difference[e, g] * lower[h, g]
                        sign = -sign
                    if k == 3:
                        for g in range(lanes):
                            here[line, g] = 0.0
                    for g in range(lanes):
                        f = here[line, g] + difference[d2, g] * lower[h2, g]
                        f = f - difference[d1, g] * lower[h1, g]
                        f = f + difference[d0, g] * lower[h0, g]
                        here[line, g] = f
                        above |= bit[g] if f > threshold[g] else np.uint64(0)
                        below |= bit[g] if f < -threshold[g] else np.uint64(0)
                positive[place + line] = above
                negative[place + line] = below
                line += 1
        place += line
    return exact_word, range_word
