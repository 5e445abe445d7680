"""Which actions determine a vertex, and the sign of the minor that they make."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.solvers.compiled import kernel
from gametheory.solvers.two_player.bits import lowest_bit, number_of_ones

Int64 = npt.NDArray[np.int64]


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


def determining(rows: list[list[int]], bits: list[int], supports: Int64, replies: Int64) -> Int64:
    primes = primes_of(max(bits))
    exact = np.array(rows, dtype=object)
    residues = np.array([exact % p for p in primes.tolist()]).astype(np.uint64)
    out = np.empty_like(supports)
    first_bases(residues, primes, supports, replies, out)
    return out


def _members(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def sign_of_minor(rows: list[list[int]], which: int, columns: int) -> int:
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
