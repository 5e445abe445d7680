r"""Two types, two messages, two replies: extreme equilibria from eighteen signs.

The sender's strategy is a point :math:`(p_0, p_1)` of the unit square, :math:`p_t` being the
probability with which type :math:`t` sends message 0; the receiver's a point :math:`(q_0, q_1)` of
another, :math:`q_m` being the probability of reply 0 after message :math:`m`.  Two lines cut each
square: on the sender's square message :math:`m` leaves the receiver indifferent, on the receiver's
type :math:`t` does not mind which message she sends.  Against a fixed strategy of the other side
the strategies that belong to an equilibrium form a polygon whose corners lie where these lines and
the edges meet: at most 7 points on the sender's square and 9 on the receiver's.  A pair of such
points is an equilibrium if whatever is played is best, which is a test of bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import kernel, part

# Places of the signs.  C: type t prefers message 0 answered by i over message 1 answered by j.
# A: the receiver, sure of type t, prefers reply 0 after message m.  S: the same at the prior.
# E: on an edge of the receiver's square, whose point of indifference comes first.
C, A, S, E = 0, 8, 12, 14
SIGNS = 18
OPEN = 2  # a sign that doubles do not settle

CROSSING = 12  # code of the inner point of the receiver's square
CODES = 13  # of points of the receiver's square
_EPS = 2.0**-50
_SPLIT = 134217729.0


@part
def sign_of(x: Any, y: Any) -> Any:
    """Which of two numbers is larger."""
    return np.int64(x > y) - np.int64(x < y)


@part
def short(x: float) -> Any:
    """Whether a double has 26 digits at most, so that the product of two such is exact."""
    t = x * _SPLIT
    return x == t - (t - x)


@part
def compare(p0: float, p1: float, q0: float, q1: float, sure: bool) -> Any:
    """Sign of ``p0 * p1 - q0 * q1`` of numbers above zero that were rounded once at most.

    ``sure`` says that they were not rounded.
    """
    p, q = p0 * p1, q0 * q1
    if not (1e-280 < p < 1e300 and 1e-280 < q < 1e300):
        return OPEN
    if abs(p - q) > _EPS * (p + q):
        return sign_of(p, q)
    if sure and short(p0) and short(p1) and short(q0) and short(q1):
        return sign_of(p, q)
    return OPEN


@part
def exact_difference(x: float, y: float) -> Any:
    """Whether ``x - y`` is not rounded."""
    d = x - y
    return x == d + y and y == x - d and short(d)


@kernel
def find_signs(prior: Any, sender: Any, receiver: Any, first: int, last: int, signs: Any) -> None:
    """Signs ``(G, 18)`` of games ``first … last-1`` of doubles; ``OPEN`` where rounding hides."""
    gap = np.empty((2, 2, 2))
    for g in range(first, last):
        sure = True
        for t in range(2):
            for i in range(2):
                for j in range(2):
                    x, y = sender[g, t, 0, i], sender[g, t, 1, j]
                    gap[t, i, j] = abs(x - y)
                    signs[g, C + t * 4 + i * 2 + j] = sign_of(x, y)
        for m in range(2):
            a = sign_of(receiver[g, 0, m, 0], receiver[g, 0, m, 1])
            b = sign_of(receiver[g, 1, m, 0], receiver[g, 1, m, 1])
            signs[g, A + m], signs[g, A + 2 + m] = a, b
            if a * b >= 0:
                signs[g, S + m] = a if a != 0 else b
                continue
            x0, y0 = receiver[g, 0, m, 0], receiver[g, 0, m, 1]
            x1, y1 = receiver[g, 1, m, 0], receiver[g, 1, m, 1]
            sure = exact_difference(x0, y0) and exact_difference(x1, y1)
            order = compare(prior[g, 0], abs(x0 - y0), prior[g, 1], abs(x1 - y1), sure)
            signs[g, S + m] = OPEN if order == OPEN else order * a
        for edge in range(4):
            k, j = edge // 2, edge % 2
            i0, j0 = (j, 0) if k == 0 else (0, j)  # reply 0 after the other message
            i1, j1 = (j, 1) if k == 0 else (1, j)
            signs[g, E + edge] = 0
            c0, c1 = i0 * 2 + j0, i1 * 2 + j1
            if signs[g, c0] * signs[g, c1] < 0 and signs[g, 4 + c0] * signs[g, 4 + c1] < 0:
                sure = True
                for t in range(2):
                    sure = sure and exact_difference(sender[g, t, 0, i0], sender[g, t, 1, j0])
                    sure = sure and exact_difference(sender[g, t, 0, i1], sender[g, t, 1, j1])
                signs[g, E + edge] = compare(
                    gap[0, i1, j1], gap[1, i0, j0], gap[1, i1, j1], gap[0, i0, j0], sure
                )


@part
def replies_at(sign: Any) -> Any:
    """Bits of the replies that are best where reply 0 is better by this sign."""
    return np.int64(sign >= 0) + 2 * np.int64(sign <= 0)


@part
def sender_points(sign: Any, used: Any, allowed: Any, code: Any) -> Any:
    """Points of the sender's square: messages in use, replies that are best, code; how many.

    Bit ``2 t + m`` of ``used``: type t sends m.  Bit ``2 m + r`` of ``allowed``: r is best after m
    for the belief there is, or off the path for some belief.
    """
    a00, a01, a10, a11 = sign[A], sign[A + 1], sign[A + 2], sign[A + 3]
    s0, s1 = sign[S], sign[S + 1]
    off0 = np.int64(max(a00, a10) >= 0) + 2 * np.int64(min(a00, a10) <= 0)
    off1 = np.int64(max(a01, a11) >= 0) + 2 * np.int64(min(a01, a11) <= 0)
    # Corners 2 p_0 + p_1.
    used[0], allowed[0] = 2 + 8, off0 + 4 * replies_at(s1)
    used[1], allowed[1] = 2 + 4, replies_at(a10) + 4 * replies_at(a01)
    used[2], allowed[2] = 1 + 8, replies_at(a00) + 4 * replies_at(a11)
    used[3], allowed[3] = 1 + 4, replies_at(s0) + 4 * off1
    for c in range(4):
        code[c] = c
    n = 4
    first, second = a00 * a10 < 0 and s0 != 0, a01 * a11 < 0 and s1 != 0
    below_first, below_second = s0 == a10, s1 == a01  # on which side of the diagonal
    if first:  # message 0 leaves the receiver indifferent, one type sends it always
        used[n] = 1 + 4 + 8 if below_first else 1 + 2 + 4
        allowed[n] = 3 + 4 * replies_at(a11 if below_first else a01)
        code[n] = 4
        n += 1
    if second:
        used[n] = 1 + 2 + 8 if below_second else 2 + 4 + 8
        allowed[n] = replies_at(a00 if below_second else a10) + 12
        code[n] = 5
        n += 1
    if first and second and below_first == below_second:
        used[n], allowed[n], code[n] = 15, 15, 6
        n += 1
    return n


@part
def receiver_points(sign: Any, used: Any, best: Any, code: Any) -> Any:
    """Points of the receiver's square: replies in use, messages that are best, code; how many.

    Bit ``2 m + r`` of ``used``, bit ``2 t + m`` of ``best``.  Codes: corners ``2 i + j``; then
    ``4 + 4 t + edge`` where type t is indifferent on an edge; then the crossing.
    """
    for i in range(2):
        for j in range(2):
            c = 2 * i + j
            used[c] = (1 << i) + (4 << j)
            best[c] = replies_at(sign[c]) + 4 * replies_at(sign[4 + c])
            code[c] = c
    n = 4
    above, under = False, False  # signs of type 1 where the line of type 0 ends
    for t in range(2):
        own, other = C + 4 * t, C + 4 * (1 - t)
        for edge in range(4):
            k, j = edge // 2, edge % 2
            c0, c1 = (2 * j, 2 * j + 1) if k == 0 else (j, 2 + j)
            if sign[own + c0] * sign[own + c1] >= 0:
                continue
            d0, d1 = sign[other + c0], sign[other + c1]
            if d0 * d1 < 0:
                order = sign[E + edge] if t == 0 else -sign[E + edge]
                if order == 0 and t == 1:
                    continue  # the same point as type 0's
                d = 0 if order == 0 else (d1 if order < 0 else d0)
            else:
                d = d0 if d0 != 0 else d1
            used[n] = 12 + (1 << j) if k == 0 else 3 + (4 << j)
            best[n] = (3 + 4 * replies_at(d)) if t == 0 else (12 + replies_at(d))
            code[n] = 4 + 4 * t + edge
            n += 1
            if t == 0:
                above, under = above or d > 0, under or d < 0
    crossed = False
    for c in range(4):
        crossed = crossed or sign[c] > 0
    if crossed:
        crossed = sign[0] < 0 or sign[1] < 0 or sign[2] < 0 or sign[3] < 0
    if crossed:
        for c in range(4):
            if sign[c] == 0:
                above, under = above or sign[4 + c] > 0, under or sign[4 + c] < 0
        if above and under:
            used[n], best[n], code[n] = 15, 15, CROSSING
            n += 1
    return n


@kernel
def find_pairs(signs: Any, first: int, last: int, pairs: Any, counts: Any, degenerate: Any) -> None:
    """Which pairs of points are listed, how many, and whether play can vary.

    ``pairs (G, 2)``: bit ``13 x + y`` of code x of the sender's point and y of the receiver's,
    those of the sender's corners first.
    """
    xu, xa, xc = np.empty(7, np.int64), np.empty(7, np.int64), np.empty(7, np.int64)
    yu, yb, yc = np.empty(9, np.int64), np.empty(9, np.int64), np.empty(9, np.int64)
    of_y = np.empty(9, np.int64)
    for g in range(first, last):
        nx = sender_points(signs[g], xu, xa, xc)
        ny = receiver_points(signs[g], yu, yb, yc)
        pairs[g, 0] = pairs[g, 1] = 0
        number: Any = 0
        varies: Any = False
        for y in range(ny):
            of_y[y] = 0
        for x in range(nx):
            row = np.int64(0)
            plays: Any = 0  # bit j: reply j on the path; 4 and more: so many mixtures
            path = 0 if x == 3 else (1 if x == 0 else -1)
            for y in range(ny):
                if xu[x] & ~yb[y] == 0 and yu[y] & ~xa[x] == 0:
                    row |= np.int64(1) << yc[y]
                    of_y[y] += 1
                    if path < 0:
                        plays += 4
                    else:
                        replies = yu[y] >> 2 * path & 3
                        plays = plays + 4 if replies == 3 else plays | replies
            varies = varies or plays > 4 or plays == 3
            if path >= 0:
                for y in range(4, ny):
                    # Off the path a mixed reply stands only where no pure one does.
                    edge = (yc[y] - 4) % 4
                    if row >> yc[y] & 1 and yc[y] != CROSSING and edge // 2 == path:
                        j = edge % 2
                        c0, c1 = (2 * j, 2 * j + 1) if path == 0 else (j, 2 + j)
                        if row >> c0 & 1 or row >> c1 & 1:
                            row &= ~(np.int64(1) << yc[y])
            pairs[g, xc[x] // 4] |= row << CODES * (xc[x] % 4)
            for y in range(ny):
                number += row >> yc[y] & 1
        for y in range(ny):
            varies = varies or of_y[y] > 1
        counts[g], degenerate[g] = number, varies


@part
def sender_point(
    code: int, signs: Any, g: int, prior: Any, receiver: Any, out: Any, n: int
) -> None:
    """``out[n]``: for each type the probabilities of both messages, at a point of the square."""
    one = prior[g, 0] / prior[g, 0]
    zero = one - one
    if code < 4:
        for t in range(2):
            p = code >> (1 - t) & 1
            out[n, t, 0], out[n, t, 1] = (one, zero) if p == 1 else (zero, one)
        return
    # Along the line where message m leaves the receiver indifferent, type 1 sends it
    # `slope` times as often as type 0.
    odds = prior[g, 0] / prior[g, 1]
    slope_0, slope_1 = one, one
    for m in range(2):
        a = abs(receiver[g, 0, m, 0] - receiver[g, 0, m, 1])
        b = abs(receiver[g, 1, m, 0] - receiver[g, 1, m, 1])
        if b > zero:
            slope = odds * (a / b)
            slope_0, slope_1 = (slope, slope_1) if m == 0 else (slope_0, slope)
    if code < 6:
        m = code - 4
        slope = slope_0 if m == 0 else slope_1
        always = 0 if signs[g, S + m] == signs[g, A + 2 + m] else 1  # the type that sends m always
        p = slope if always == 0 else one / slope
        p = one if p > one else p
        out[n, always, m], out[n, always, 1 - m] = one, zero
        out[n, 1 - always, m], out[n, 1 - always, 1 - m] = p, one - p
        return
    # slope_0 p_0 = p_1 and slope_1 (1 - p_0) = 1 - p_1.
    apart = slope_0 - slope_1
    p, w = (one - slope_1) / apart, (slope_0 - one) / apart
    out[n, 0, 0], out[n, 0, 1] = p, w
    out[n, 1, 0], out[n, 1, 1] = slope_0 * p, slope_1 * w


@part
def receiver_point(code: int, g: int, sender: Any, out: Any, n: int) -> None:
    """``out[n]``: after each message the probabilities of both replies, at a point."""
    probe = sender[g, 0, 0, 0]
    zero = probe - probe
    one = zero + 1
    if code < 4:
        for m in range(2):
            r = code >> (1 - m) & 1
            out[n, m, 0], out[n, m, 1] = (one, zero) if r == 0 else (zero, one)
        return
    if code < CROSSING:
        t, edge = (code - 4) // 4, (code - 4) % 4
        k, j = edge // 2, edge % 2
        i0, j0 = (j, 0) if k == 0 else (0, j)
        i1, j1 = (j, 1) if k == 0 else (1, j)
        d0 = abs(sender[g, t, 0, i0] - sender[g, t, 1, j0])
        d1 = abs(sender[g, t, 0, i1] - sender[g, t, 1, j1])
        out[n, k, j], out[n, k, 1 - j] = one, zero
        if d0 < d1:  # the smaller part first: it keeps its digits
            out[n, 1 - k, 1] = d0 / (d0 + d1)
            out[n, 1 - k, 0] = d1 / (d0 + d1)
        else:
            out[n, 1 - k, 0] = d1 / (d0 + d1)
            out[n, 1 - k, 1] = d0 / (d0 + d1)
        return
    b0, b1 = sender[g, 0, 0, 0] - sender[g, 0, 0, 1], sender[g, 1, 0, 0] - sender[g, 1, 0, 1]
    c0, c1 = sender[g, 0, 1, 0] - sender[g, 0, 1, 1], sender[g, 1, 1, 0] - sender[g, 1, 1, 1]
    h0, h1 = sender[g, 0, 1, 1] - sender[g, 0, 0, 1], sender[g, 1, 1, 1] - sender[g, 1, 0, 1]
    det = c0 * b1 - b0 * c1
    out[n, 0, 0] = (c0 * h1 - h0 * c1) / det
    out[n, 1, 0] = (b0 * h1 - b1 * h0) / det
    out[n, 0, 1], out[n, 1, 1] = one - out[n, 0, 0], one - out[n, 1, 0]


@part
def beliefs(
    signs: Any, g: int, uses: int, replies: int, m: int, prior: Any, receiver: Any, x: Any, e: int,
    low: Any, high: Any,
) -> None:  # fmt: skip
    """Least and greatest belief in each type after message m that supports the replies in use."""
    zero = prior[g, 0] - prior[g, 0]
    one = zero + 1
    first, second = uses >> m & 1, uses >> (2 + m) & 1
    if first or second:
        if first and second:
            w0, w1 = prior[g, 0] * x[e, 0, m], prior[g, 1] * x[e, 1, m]
            low[e, m, 0], low[e, m, 1] = w0 / (w0 + w1), w1 / (w0 + w1)
        else:
            low[e, m, 0], low[e, m, 1] = (one, zero) if first else (zero, one)
        high[e, m, 0], high[e, m, 1] = low[e, m, 0], low[e, m, 1]
        return
    low[e, m, 0], low[e, m, 1], high[e, m, 0], high[e, m, 1] = zero, zero, one, one
    a = abs(receiver[g, 0, m, 0] - receiver[g, 0, m, 1])
    b = abs(receiver[g, 1, m, 0] - receiver[g, 1, m, 1])
    for r in range(2):
        if not replies >> (2 * m + r) & 1:
            continue
        side = 1 - 2 * r
        if side * signs[g, A + m] < 0:  # sure of type 0 she would not give reply r
            low[e, m, 1], high[e, m, 0] = a / (a + b), b / (a + b)
        if side * signs[g, A + 2 + m] < 0:
            high[e, m, 1], low[e, m, 0] = a / (a + b), b / (a + b)


@part
def off_balance(
    code_x: int, code_y: int, g: int, prior: Any, sender: Any, receiver: Any, e: int, x: Any, y: Any
) -> Any:
    """Whether rounding left an inner point of a square visibly off the lines it lies on."""
    if code_x == 6:
        for m in range(2):
            a = prior[g, 0] * x[e, 0, m] * (receiver[g, 0, m, 0] - receiver[g, 0, m, 1])
            b = prior[g, 1] * x[e, 1, m] * (receiver[g, 1, m, 0] - receiver[g, 1, m, 1])
            if not abs(a + b) <= 1e-13 * (abs(a) + abs(b)):
                return True
    if code_y == CROSSING:
        for t in range(2):
            wide = abs(sender[g, t, 0, 0]) + abs(sender[g, t, 0, 1])
            wide += abs(sender[g, t, 1, 0]) + abs(sender[g, t, 1, 1])
            a = y[e, 0, 0] * sender[g, t, 0, 0] + y[e, 0, 1] * sender[g, t, 0, 1]
            b = y[e, 1, 0] * sender[g, t, 1, 0] + y[e, 1, 1] * sender[g, t, 1, 1]
            if not abs(a - b) <= 1e-14 * wide:
                return True
    for k in range(2):
        for j in range(2):
            if not (0 <= x[e, k, j] <= 1 and 0 <= y[e, k, j] <= 1):
                return True
    return False


@kernel
def fill(
    prior: Any, sender: Any, receiver: Any, signs: Any, pairs: Any, offset: Any, first: int,
    last: int, scratch_x: Any, scratch_y: Any, x: Any, y: Any, low: Any, high: Any, bad: Any,
) -> None:  # fmt: skip
    """Strategies and beliefs of games ``first … last-1`` from row ``offset[g]``, in order.

    ``scratch_x (7, 2, 2)`` and ``scratch_y (13, 2, 2)`` are of the numbers' kind.
    """
    order = np.empty(7 * CODES, np.int64)
    # Arrays are passed whole: a view of a row costs more than what is done with it.
    for g in range(first, last):
        bad[g] = False
        taken = 0
        n = 0
        for i in range(7):
            row = pairs[g, i // 4] >> CODES * (i % 4) & 8191
            if row == 0:
                continue
            sender_point(i, signs, g, prior, receiver, scratch_x, i)
            for j in range(CODES):
                if not row >> j & 1:
                    continue
                if not taken >> j & 1:
                    receiver_point(j, g, sender, scratch_y, j)
                    taken |= 1 << j
                s = n
                while s > 0 and before(
                    scratch_x, scratch_y, i, j, order[s - 1] // CODES, order[s - 1] % CODES
                ):
                    order[s] = order[s - 1]
                    s -= 1
                order[s] = CODES * i + j
                n += 1
        for s in range(n):
            e, i, j = offset[g] + s, order[s] // CODES, order[s] % CODES
            for k in range(2):
                for v in range(2):
                    x[e, k, v] = scratch_x[i, k, v]
                    y[e, k, v] = scratch_y[j, k, v]
            used, answers = messages_in_use(i, signs, g), replies_in_use(j)
            for m in range(2):
                beliefs(signs, g, used, answers, m, prior, receiver, x, e, low, high)
            if i == 6 or j == CROSSING:
                off = off_balance(i, j, g, prior, sender, receiver, e, x, y)
                bad[g] = bad[g] or off


@part
def messages_in_use(code: int, signs: Any, g: int) -> Any:
    """Bit ``2 t + m``: type t sends message m at this point of the sender's square."""
    if code < 4:
        return (2 - (code >> 1 & 1)) + 4 * (2 - (code & 1))
    if code == 6:
        return 15
    m = code - 4
    always = 0 if signs[g, S + m] == signs[g, A + 2 + m] else 1
    return (1 << m << 2 * always) + (3 << 2 * (1 - always))


@part
def replies_in_use(code: int) -> Any:
    """Bit ``2 m + r``: reply r is given after message m at this point of the receiver's square."""
    if code < 4:
        return (1 << (code >> 1)) + (4 << (code & 1))
    if code == CROSSING:
        return 15
    edge = (code - 4) % 4
    return 12 + (1 << edge % 2) if edge < 2 else 3 + (4 << edge % 2)


@part
def before(x: Any, y: Any, i: int, j: int, other_i: int, other_j: int) -> Any:
    """Lexicographic order of two pairs of strategies."""
    for t in range(2):
        if x[i, t, 0] != x[other_i, t, 0]:
            return x[i, t, 0] < x[other_i, t, 0]
    for m in range(2):
        if y[j, m, 0] != y[other_j, m, 0]:
            return y[j, m, 0] < y[other_j, m, 0]
    return False
