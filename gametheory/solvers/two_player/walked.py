"""Equilibria of one game by walks over both best-reply polytopes: the codes that labels give too.

Vertices of both polytopes with all their best replies come from `walk`; those whose labels are
complete are the extreme equilibria.  What the codes of `labels` name besides the supports, actions
that determine a strategy and the sign of an index, is found for equilibria only.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from math import comb, gcd, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel
from gametheory.solvers.two_player.bits import lowest_bit, number_of_ones
from gametheory.solvers.two_player.parts import Plan, plan
from gametheory.solvers.two_player.subsets import SubsetTable
from gametheory.solvers.two_player.walk import walk_vertices

Int64 = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Answer = tuple[Int64, bool, bool]

_MOST_LABELS = 24  # a bit for each set of them is kept
_LEAST_PAIRS = 40_000  # below 9 x 9 the table of all minors is faster
_PAIRS_A_WORD = 5_000  # long numbers: a walk's cost grows with the square of their length
_MOST_WORDS = 150


def most_words(m: int, n: int) -> int:
    """Words that minors of a game of this shape may take for a walk to be the faster way.

    0 where the table of all minors is faster whatever their length.
    """
    pairs = comb(m + n, m)
    if m + n > _MOST_LABELS or pairs < _LEAST_PAIRS:
        return 0
    return min(_MOST_WORDS, pairs // _PAIRS_A_WORD)


def polytope(own: Objects) -> list[list[int]]:
    """The matrix ``A`` of `walk`: a column's least entry 0, and no common divisor.

    What a column holds in common is no reason to choose a row, and its unit is one of the weight
    on it: neither moves a support or a best reply.
    """
    columns = []
    for column in own.T.tolist():
        least = min(column)
        moved = [v - least for v in column]
        divisor = gcd(*moved)
        columns.append([v // divisor for v in moved] if divisor else [1] * len(moved))
    return [list(row) for row in zip(*columns, strict=True)]


def minor_bits(rows: list[list[int]]) -> list[int]:
    """Bits of all minors of order ``k``, bordered by ones too, by Hadamard's bound for columns."""
    columns = [
        list(accumulate(sorted((v * v for v in column), reverse=True)))
        for column in zip(*rows, strict=True)
    ]
    bits = [1]
    for k in range(1, min(len(rows), len(columns)) + 2):
        most = min(k, len(rows)) - 1
        norms = sorted([k, *(column[most] + 1 for column in columns)], reverse=True)
        bits.append((prod(norms[:k]).bit_length() + 1) // 2)
    return bits


def _words(bits: int) -> int:
    """Words of 64 bits for a number of so many and a sign."""
    return (bits + 64) // 64


def vertices(rows: list[list[int]], bits: list[int]) -> tuple[Int64, Int64]:
    """Supports and all best replies of the vertices, as bits, in no particular order."""
    m, n = len(rows), len(rows[0])
    size = 8 * max(_words(v.bit_length()) for row in rows for v in row)
    data = b"".join(v.to_bytes(size, "little") for row in rows for v in row)
    start = np.frombuffer(data, dtype="<u8").reshape(m, n, -1)
    widths = np.array([_words(b) for b in bits], dtype=np.int64)
    tight = np.unique(walk_vertices(start, widths))
    return ~(tight >> m) & ((1 << n) - 1), tight & ((1 << m) - 1)


@kernel
def complete_pairs(
    x_support: Any, x_replies: Any, y_support: Any, y_replies: Any, rows: int, cols: int
) -> Any:
    """Pairs of vertices ``(i, j)`` in which every action is a best reply or not played."""
    # The vertices y, by support.
    start = np.zeros((1 << cols) + 1, dtype=np.int64)
    for support in y_support:
        start[support + 1] += 1
    for support in range(1 << cols):
        start[support + 1] += start[support]
    place = start[:-1].copy()
    order = np.empty(y_support.shape[0], dtype=np.int64)
    most_ties = 0
    for j in range(y_support.shape[0]):
        order[place[y_support[j]]] = j
        place[y_support[j]] += 1
        most_ties = max(most_ties, number_of_ones(y_replies[j]) - number_of_ones(y_support[j]))
    pairs = np.empty((256, 2), dtype=np.int64)
    count = 0
    for i in range(x_support.shape[0]):
        replies = x_replies[i]
        least = number_of_ones(x_support[i]) - most_ties
        subset = replies
        # Subsets of the best replies, but for the empty one, in descending order.
        while subset != 0:
            if number_of_ones(subset) >= least:
                for at in range(start[subset], start[subset + 1]):
                    j = order[at]
                    if x_support[i] & ~y_replies[j] == 0:
                        if count == pairs.shape[0]:
                            pairs = np.concatenate((pairs, np.empty_like(pairs)))
                        pairs[count, 0] = i
                        pairs[count, 1] = j
                        count += 1
            if least == number_of_ones(replies):
                break
            subset = (subset - 1) & replies
    return pairs[:count]


@kernel
def first_bases(residues: Any, primes: Any, supports: Any, replies: Any, out: Any) -> None:
    """The first set of best replies, in lexicographic order, that determines each vertex.

    ``residues (primes, m, n)`` are those of the matrix of which the vertices are.  Rows that are
    independent modulo a prime are so; the first that are truly so, are so modulo one of the primes
    at least, if their product exceeds all minors.  So the first set among the primes' own is right.
    """
    one = np.int64(1)
    n = residues.shape[2]
    line = np.empty(n, dtype=np.uint64)
    reduced = np.empty((n, n), dtype=np.uint64)
    pivot = np.empty(n, dtype=np.int64)
    members = np.empty(n, dtype=np.int64)
    for v in range(supports.shape[0]):
        size = 0
        rest = supports[v]
        while rest != 0:
            members[size] = lowest_bit(rest)
            rest &= rest - one
            size += 1
        if number_of_ones(replies[v]) == size:
            out[v] = replies[v]
            continue
        best = np.int64(0)
        for number in range(primes.shape[0]):
            prime = primes[number]
            rank = 0
            chosen = np.int64(0)
            rest = replies[v]
            while rest != 0 and rank < size:
                row = lowest_bit(rest)
                rest &= rest - one
                for t in range(size):
                    line[t] = residues[number, row, members[t]]
                for b in range(rank):
                    factor = prime - line[pivot[b]]
                    other = reduced[b, pivot[b]]
                    for t in range(size):
                        line[t] = (line[t] * other + reduced[b, t] * factor) % prime
                for t in range(size):
                    if line[t] != np.uint64(0):
                        reduced[rank] = line
                        pivot[rank] = t
                        rank += 1
                        chosen |= one << row
                        break
            if rank < size:
                continue
            change = best ^ chosen
            if best == 0 or (change != 0 and chosen & (change & -change) != 0):
                best = chosen
        out[v] = best


def _is_prime(number: int) -> bool:
    """Whether an odd number below 2^31 is prime (Miller's test, with bases that suffice there)."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in (2, 3, 5, 7):
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


@lru_cache(maxsize=64)
def primes_of(bits: int) -> npt.NDArray[np.uint64]:
    """Primes below 2^31, the largest first, whose product exceeds ``2^bits``."""
    found: list[int] = []
    number = 2**31 - 1
    while len(found) * 30 <= bits:
        if _is_prime(number):
            found.append(number)
        number -= 2
    return np.array(found, dtype=np.uint64)


def _determining(rows: list[list[int]], bits: list[int], supports: Int64, replies: Int64) -> Int64:
    primes = primes_of(max(bits))
    exact = np.array(rows, dtype=object)
    residues = np.array([exact % p for p in primes.tolist()]).astype(np.uint64)
    out = np.empty_like(supports)
    first_bases(residues, primes, supports, replies, out)
    return out


def _members(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def _sign(rows: list[list[int]], which: int, columns: int) -> int:
    """Sign of the minor of these rows and columns."""
    chosen = _members(columns)
    matrix = [[rows[i][j] for j in chosen] for i in _members(which)]
    sign, previous = 1, 1
    while matrix:
        at = next((i for i, line in enumerate(matrix) if line[0]), None)
        if at is None:
            return 0
        line = matrix.pop(at)
        # Taken out from its place: as many exchanges as lines went before it.
        sign = -sign if at % 2 else sign
        matrix = [
            [
                (line[0] * v - other[0] * u) // previous
                for u, v in zip(line[1:], other[1:], strict=True)
            ]
            for other in matrix
        ]
        previous = line[0]
    return sign if previous > 0 else -sign


@lru_cache(maxsize=64)
def _ranks(m: int, n: int) -> tuple[Int64, Int64]:
    """Numbers of sets of rows and of columns among those of their size."""
    tables = plan(m, n).tables
    return _rank(tables.rows), _rank(tables.cols)


def _rank(table: SubsetTable) -> Int64:
    out = np.zeros(int(table.mask.max()) + 1, dtype=np.int64)
    sizes = np.diff(table.start)
    out[table.mask] = np.arange(len(table.mask)) - np.repeat(table.start[:-1], sizes)
    return out


def codes_by_walk(a: Objects, b: Objects, p: Plan, longest: int) -> Answer | None:
    """Codes of a game's equilibria (see `labels.match_labels`), degenerate, indices add up.

    None if minors may take more than ``longest`` words.
    """
    m, n = a.shape
    row_matrix, col_matrix = polytope(a), polytope(b.T)
    row_bits, col_bits = minor_bits(row_matrix), minor_bits(col_matrix)
    if _words(max(*row_bits, *col_bits)) > longest:
        return None
    y_support, y_replies = vertices(row_matrix, row_bits)
    if row_matrix == col_matrix:
        x_support, x_replies = y_support, y_replies
    else:
        x_support, x_replies = vertices(col_matrix, col_bits)
    pairs = complete_pairs(x_support, x_replies, y_support, y_replies, m, n)
    degenerate = bool(
        np.any(np.bitwise_count(y_support) != np.bitwise_count(y_replies))
        or np.any(np.bitwise_count(x_support) != np.bitwise_count(x_replies))
    )
    xs, x_at = np.unique(pairs[:, 0], return_inverse=True)
    ys, y_at = np.unique(pairs[:, 1], return_inverse=True)
    x_rows, x_cols = x_support[xs], x_replies[xs]
    y_cols, y_rows = y_support[ys], y_replies[ys]
    if degenerate:
        x_cols = _determining(col_matrix, col_bits, x_rows, x_cols)
        y_rows = _determining(row_matrix, row_bits, y_cols, y_rows)
    x_pair = _pair_numbers(p, x_rows, x_cols)[x_at]
    y_pair = _pair_numbers(p, y_rows, y_cols)[y_at]
    order = np.lexsort((y_pair, x_pair))
    x_pair, y_pair = x_pair[order], y_pair[order]
    codes = x_pair | (y_pair << p.shift)
    if degenerate:
        return codes | (1 << (2 * p.shift)), True, True
    index = np.array(
        [
            (1 if len(_members(i)) % 2 else -1) * _sign(row_matrix, i, j) * _sign(col_matrix, j, i)
            for i, j in zip(x_rows[x_at][order].tolist(), y_cols[y_at][order].tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    return codes | ((index + 1) << (2 * p.shift)), False, bool(index.sum() == 1)


def _pair_numbers(p: Plan, rows: Int64, cols: Int64) -> Int64:
    tables = p.tables
    m, n = tables.rows.grow.shape[1], tables.cols.grow.shape[1]
    of_rows, of_cols = _ranks(m, n)
    sizes = np.bitwise_count(rows).astype(np.int64)
    count = np.diff(tables.cols.start)[sizes]
    return np.asarray(
        tables.pair_start[sizes] + of_rows[rows] * count + of_cols[cols], dtype=np.int64
    )
