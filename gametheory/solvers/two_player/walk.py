"""All vertices of a best-reply polytope, from one to the next along edges, in exact integers.

With a player's payoffs moved and scaled to ``A >= 0`` (`walked`), the vertices of
``{y >= 0, A y <= 1}`` other than ``y = 0`` are, scaled, those of the best-reply polytope:
strategies of the other player, whose best replies are the tight rows.  They are found from
``y = 0`` on along edges on which ``sum y`` grows: each of the others has an edge on which it
falls, so all are reached.  Ties are broken by a symbolic perturbation, row ``i`` by ``ε^(i+1)``
(the lexicographic rule: Dantzig, Orden & Wolfe 1955; walks over all vertices: Avis & Fukuda 1992).
It moves no constraint inwards, so that every vertex remains, with one basis or several.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel, part
from gametheory.solvers.two_player.bits import cross_sign, multiply_add
from gametheory.solvers.two_player.pivots import extend, is_zero, pivot_long, pivot_short

_CLEAR = 1.0 + 1e-12  # beyond what rounding may have done to a ratio's leading digits
_NEAR_WORDS = 4  # lengths that doubles bridge


@part
def _long_cross_sign(
    T: Any, a: np.uint64, b: np.uint64, c: np.uint64, d: np.uint64, w: np.uint64, room: Any
) -> int:
    """Sign of ``a b - c d`` for numbers of ``w`` words at these places, ``b, d`` not negative."""
    none = np.uint64(0)
    one = np.uint64(1)
    last = w - one
    for q in range(w + w):
        room[q] = none
    sign_a = none - (T[a + last] >> np.uint64(63))
    sign_c = ~(none - (T[c + last] >> np.uint64(63)))
    for p in range(w):
        first = T[b + p]
        second = T[d + p]
        # Turned round, a number is its complement plus one.
        carry_a = none
        carry_c = second
        for q in range(w):
            x, carry_a = multiply_add(first, T[a + q], room[p + q], carry_a)
            room[p + q], carry_c = multiply_add(second, ~T[c + q], x, carry_c)
        for q in range(w, w + w - p):
            x, carry_a = multiply_add(first, sign_a, room[p + q], carry_a)
            room[p + q], carry_c = multiply_add(second, sign_c, x, carry_c)
    if room[w + last] >> np.uint64(63) != none:
        return -1
    for q in range(w + w):
        if room[q] != none:
            return 1
    return 0


@part
def _about(T: Any, at: int, w: int) -> Any:
    """A number that is not negative: a double and the words to put below it, to 51 bits or so."""
    q = w - 1
    while q > 0 and T[at + q] == np.uint64(0):
        q -= 1
    if q == 0:
        return np.float64(T[at]), 0
    return np.float64(T[at + q]) * 2.0**64 + np.float64(T[at + q - 1]), q - 1


@part
def _leaving_row(
    T: Any, short: Any, w: int, m: int, line: int, stride: int, c: int, place: Any, room: Any
) -> int:
    """Row of the lexicographically least ratio in column ``c``.

    Long ratios that differ in their leading digits are compared in those alone.
    """
    best = -1
    least = 0.0
    least_words = 0
    for r in range(m):
        in_row = r * line + c * stride
        if short[in_row + w - 1] < 0:
            continue
        if short[in_row] == 0 and (w == 1 or is_zero(T, in_row, w)):
            continue
        ratio = 0.0
        words = 0
        if w > 1:
            top, top_words = _about(T, r * line, w)
            below, below_words = _about(T, in_row, w)
            ratio = top / below
            words = top_words - below_words
        if best < 0:
            best, least, least_words = r, ratio, words
            continue
        if w > 1 and abs(words - least_words) <= _NEAR_WORDS:
            other = math.ldexp(ratio, 64 * (words - least_words))
            if other > least * _CLEAR:
                continue
            if least > other * _CLEAR:
                best, least, least_words = r, ratio, words
                continue
        in_best = best * line + c * stride
        at = 0
        i = 0
        while True:
            if at < 0:
                # The perturbation of a row that is not tight: a unit vector.
                order = 1 if -at - 1 == r else (-1 if -at - 1 == best else 0)
            else:
                x = r * line + at * stride
                y = best * line + at * stride
                if w == 1:
                    order = cross_sign(short[x], short[in_best], short[y], short[in_row])
                else:
                    order = _long_cross_sign(
                        T, np.uint64(x), np.uint64(in_best), np.uint64(y), np.uint64(in_row),
                        np.uint64(w), room,
                    )  # fmt: skip
            if order != 0:
                break
            at = place[i]
            i += 1
        if order < 0:
            best, least, least_words = r, ratio, words
    return best


@part
def _grown(array: Any) -> Any:
    """Room for twice as many lines."""
    return np.concatenate((array, np.zeros_like(array)))


@kernel
def walk_vertices(start: Any, widths: Any) -> Any:
    """Bits of the tight constraints of each vertex but ``y = 0``: rows, then ``y_j = 0`` above.

    ``start (m, n, words)`` is ``A``, ``widths[k]`` the words for minors of order ``k``.  A vertex
    stands there once for each of its bases.
    """
    m = start.shape[0]
    n = start.shape[1]
    words = widths.max()
    # Room for the bits that a division drops.
    stride = 1 if words == 1 else 2 * words + 2
    line = (n + 1) * stride
    places = 64
    stack = np.zeros((places, (m + 1) * line), dtype=np.uint64)
    short = stack.view(np.int64)
    denominator = np.zeros((places, stride), dtype=np.uint64)
    basic = np.empty((places, m), dtype=np.int64)
    tight = np.empty((places, n + 1), dtype=np.int64)
    # Where the slack of a row stands: column, or minus (row + 1).
    place = np.empty((places, m), dtype=np.int64)
    state = np.zeros((places, 3), dtype=np.int64)  # next column, constraints, order
    room = np.zeros((3, stride), dtype=np.uint64)
    seen = np.zeros(max(1, (1 << (m + n)) >> 6), dtype=np.uint64)
    found = np.empty(1024, dtype=np.int64)
    count = 0
    tight[0, 0] = -1
    for i in range(m):
        stack[0, i * line] = np.uint64(1)
        basic[0, i] = i
        place[0, i] = -i - 1
        for j in range(n):
            for q in range(start.shape[2]):
                stack[0, i * line + (j + 1) * stride + q] = start[i, j, q]
    for j in range(n):
        tight[0, j + 1] = m + j
        for q in range(words):
            stack[0, m * line + (j + 1) * stride + q] = ~np.uint64(0)
    denominator[0, 0] = np.uint64(1)
    state[0, 0] = 1
    state[0, 1] = ((1 << n) - 1) << m
    d = 0
    while d >= 0:
        c = state[d, 0]
        if c > n:
            d -= 1
            continue
        state[d, 0] = c + 1
        w = widths[state[d, 2] + 1]
        if short[d, m * line + c * stride + w - 1] >= 0:
            continue
        r = _leaving_row(stack[d], short[d], w, m, line, stride, c, place[d], room[0])
        entering = tight[d, c]
        leaving = basic[d, r]
        constraints = state[d, 1] ^ (1 << entering) ^ (1 << leaving)
        bit = np.uint64(1) << np.uint64(constraints & 63)
        if seen[constraints >> 6] & bit != np.uint64(0):
            continue
        seen[constraints >> 6] |= bit
        if d + 1 == places:
            stack = _grown(stack)
            short = stack.view(np.int64)
            denominator = _grown(denominator)
            basic = _grown(basic)
            tight = _grown(tight)
            place = _grown(place)
            state = _grown(state)
            places *= 2
        order = state[d, 2]
        if entering >= m:
            order += 1
        if leaving >= m:
            order -= 1
        new = widths[order + 1]
        if w == 1 and new == 1:
            pivot_short(short[d], short[d + 1], m, line, stride, r, c, np.int64(denominator[d, 0]))
        else:
            pivot_long(stack[d], stack[d + 1], m, line, stride, r, c, denominator[d], w, new, room)
        for q in range(w):
            denominator[d + 1, q] = stack[d, r * line + c * stride + q]
        extend(denominator[d + 1], 0, w, new)
        basic[d + 1] = basic[d]
        tight[d + 1] = tight[d]
        place[d + 1] = place[d]
        d += 1
        basic[d, r] = entering
        tight[d, c] = leaving
        if entering < m:
            place[d, entering] = -r - 1
        if leaving < m:
            place[d, leaving] = c
        state[d, 0] = 1
        state[d, 1] = constraints
        state[d, 2] = order
        for i in range(m):
            if is_zero(stack[d], i * line, new):
                constraints |= 1 << basic[d, i]
        if count == found.shape[0]:
            found = np.concatenate((found, np.empty_like(found)))
        found[count] = constraints
        count += 1
    return found[:count]
