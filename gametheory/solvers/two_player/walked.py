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
from gametheory.solvers.two_player.bases import determining, sign_of_minor
from gametheory.solvers.two_player.bits import number_of_ones
from gametheory.solvers.two_player.parts import Plan, plan
from gametheory.solvers.two_player.subsets import SubsetTable
from gametheory.solvers.two_player.walk import walk_vertices
from gametheory.threads import share_out

Int64 = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Answer = tuple[Int64, bool, bool]

_MOST_LABELS = 24  # a bit for each set of them is kept
_LEAST_PAIRS = 40_000  # below 9 x 9 the table of all minors is faster
_PAIRS_A_WORD = 16_000  # long numbers: a walk's cost grows with the square of their length
_PAIRS_A_WORD_AT_ONCE = 60_000  # times the square of the games: the screen takes four side by side
_MANY_GAMES = 8  # that share the work of the table
_MOST_WORDS = 150


def most_words(m: int, n: int, games: int) -> int:
    """Words that minors of so many games may take for walks to be the faster way.

    0 where the table of all minors is faster whatever their length.  Both ways give the same.
    """
    pairs = comb(m + n, m)
    if m + n > _MOST_LABELS or pairs < _LEAST_PAIRS:
        return 0
    return min(_MOST_WORDS, pairs // (_PAIRS_A_WORD * (1 if games < _MANY_GAMES else 2)))


def most_words_at_once(m: int, n: int, games: int) -> int:
    """Words of minors up to which walks over so few games are faster than a look at the screen."""
    if m + n > _MOST_LABELS or not games:
        return 0
    return comb(m + n, m) // (_PAIRS_A_WORD_AT_ONCE * games * games)


def words_of_minors(a: Objects, b: Objects) -> int:
    """Words that the longest minors of either player may take."""
    return _words(max(bits for own in (a, b.T) for bits in minor_bits(polytope(own))))


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


def _vertices_of_each(
    matrices: list[tuple[list[list[int]], list[int]]], threads: int
) -> list[tuple[Int64, Int64]]:
    """`vertices` of polytopes, at the same time where threads are free."""
    found: dict[int, tuple[Int64, Int64]] = {}

    def work(start: int, stop: int) -> None:
        for k in range(start, stop):
            found[k] = vertices(*matrices[k])

    share_out(work, len(matrices), threads=threads)
    return [found[k] for k in range(len(matrices))]


def codes_by_walk(a: Objects, b: Objects, p: Plan, longest: int, threads: int = 1) -> Answer | None:
    """Codes of a game's equilibria (see `labels.match_labels`), degenerate, indices add up.

    None if minors may take more than ``longest`` words.  Called from a thread of
    :func:`gametheory.threads.share_out`, it may not have further ``threads``.
    """
    m, n = a.shape
    row_matrix, col_matrix = polytope(a), polytope(b.T)
    row_bits, col_bits = minor_bits(row_matrix), minor_bits(col_matrix)
    if _words(max(*row_bits, *col_bits)) > longest:
        return None
    matrices = [(row_matrix, row_bits)]
    if row_matrix != col_matrix:
        matrices.append((col_matrix, col_bits))
    both = _vertices_of_each(matrices, threads)
    (y_support, y_replies), (x_support, x_replies) = both[0], both[-1]
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
        x_cols = determining(col_matrix, col_bits, x_rows, x_cols)
        y_rows = determining(row_matrix, row_bits, y_cols, y_rows)
    x_pair = _pair_numbers(p, x_rows, x_cols)[x_at]
    y_pair = _pair_numbers(p, y_rows, y_cols)[y_at]
    order = np.lexsort((y_pair, x_pair))
    x_pair, y_pair = x_pair[order], y_pair[order]
    codes = x_pair | (y_pair << p.shift)
    if degenerate:
        return codes | (1 << (2 * p.shift)), True, True
    signs = [
        (1 if i.bit_count() % 2 else -1)
        * sign_of_minor(row_matrix, i, j)
        * sign_of_minor(col_matrix, j, i)
        for i, j in zip(x_rows[x_at][order].tolist(), y_cols[y_at][order].tolist(), strict=True)
    ]
    index = np.array(signs, dtype=np.int64)
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
