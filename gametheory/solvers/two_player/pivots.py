"""Exchanges in dictionaries of exact integers, of one word or of as many as they need.

A dictionary is a system of linear equations solved for its basic variables, in integers over a
common denominator.  All of them are minors of the system that it started as, and division by the
last denominator leaves no rest (Edmonds 1967): it is done from the lowest word up, modulo a power
of 2 that exceeds the largest minor of the order at hand (Jebelean 1993).  Numbers stand in two's
complement, row by row, each at a multiple of ``stride`` words.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gametheory.solvers.compiled import part
from gametheory.solvers.two_player.bits import exact_quotient, lowest_bit, multiply_add


@part
def is_zero(T: Any, at: int, w: int) -> bool:
    size = np.uint64(0)
    for q in range(w):
        size |= T[at + q]
    return bool(size == np.uint64(0))


@part
def extend(T: Any, at: int, w: int, length: int) -> None:
    """Make a number of ``w`` words in two's complement one of ``length`` words."""
    sign = np.uint64(0) - (T[at + w - 1] >> np.uint64(63))
    for q in range(w, length):
        T[at + q] = sign


@part
def _inverse(odd: np.uint64) -> np.uint64:
    """Inverse modulo ``2^64``."""
    inverse = odd
    for _ in range(5):
        inverse *= np.uint64(2) - odd * inverse
    return inverse


@part
def pivot_short(
    T: Any, U: Any, m: int, line: int, stride: int, r: int, c: int, denominator: int
) -> None:
    """``U = T`` after an exchange at row ``r``, column ``c``; all numbers of one word."""
    shift = lowest_bit(denominator)
    inverse = np.int64(_inverse(np.uint64(denominator >> shift)))
    pivot_row = r * line
    pivot = T[pivot_row + c * stride]
    for i in range(m + 1):
        row = i * line
        factor = T[row + c * stride]
        if i == r:
            for at in range(0, line, stride):
                U[row + at] = T[row + at]
        else:
            for at in range(0, line, stride):
                U[row + at] = exact_quotient(
                    T[row + at], pivot, factor, T[pivot_row + at], shift, inverse
                )
        U[row + c * stride] = -factor
    U[pivot_row + c * stride] = denominator


@part
def pivot_long(
    T: Any, U: Any, m: int, line: int, stride: int, r: int, c: int, denominator: Any, w: int,
    new: int, room: Any,
) -> None:  # fmt: skip
    """As `pivot_short`, from numbers of ``w`` words to numbers of ``new``."""
    none = np.uint64(0)
    one = np.uint64(1)
    shift = 0
    while denominator[shift >> 6] == none:
        shift += 64
    shift += lowest_bit(denominator[shift >> 6])
    whole = np.uint64(shift >> 6)
    right = np.uint64(shift & 63)
    left = np.uint64(63) - right
    # Division moves the words above down; where none is split, what follows them is shifted out.
    length = new + (shift >> 6) + (1 if shift & 63 else 0)
    for at in range(0, (m + 1) * line, stride):
        extend(T, at, w, length)
    extend(denominator, 0, w, length)
    total = room[0]
    minus = room[1]
    factor = room[2]
    carry = one
    inverse = none
    for q in range(np.uint64(new)):
        odd = (denominator[q + whole] >> right) | ((denominator[q + whole + one] << one) << left)
        if q == none:
            inverse = _inverse(odd)
        minus[q] = ~odd + carry
        if minus[q] != none:
            carry = none
    words = np.uint64(length)
    kept = np.uint64(new)
    factors = np.uint64(min(w, length))
    pivot = np.uint64(r * line + c * stride)
    for i in range(m + 1):
        row = i * line
        column = row + c * stride
        if i == r:
            for at in range(0, line, stride):
                for q in range(new):
                    U[row + at + q] = T[row + at + q]
            for q in range(new):
                U[column + q] = denominator[q]
            continue
        # Minus the factor goes to its place; its magnitude multiplies, with a sign that turns
        # a number round: the complement plus one.
        turn = ~(none - (T[column + w - 1] >> np.uint64(63)))
        carry = one
        for q in range(length):
            x = ~T[column + q] + carry
            if x != none:
                carry = none
            if q < new:
                U[column + q] = x
            factor[q] = T[column + q] if turn != none else x
        single = is_zero(factor, 0, w)
        for j in range(line // stride):
            if j == c:
                continue
            x_at = np.uint64(row + j * stride)
            y_at = np.uint64(r * line + j * stride)
            for q in range(words):
                total[q] = none
            if single:
                for p in range(factors):
                    first = T[pivot + p]
                    carry_x = none
                    for q in range(words - p):
                        total[p + q], carry_x = multiply_add(
                            first, T[x_at + q], total[p + q], carry_x
                        )
            else:
                for p in range(factors):
                    first = T[pivot + p]
                    second = factor[p]
                    carry_x = none
                    carry_y = second & turn
                    for q in range(words - p):
                        x, carry_x = multiply_add(first, T[x_at + q], total[p + q], carry_x)
                        total[p + q], carry_y = multiply_add(second, T[y_at + q] ^ turn, x, carry_y)
            for q in range(kept):
                total[q] = (total[q + whole] >> right) | ((total[q + whole + one] << one) << left)
            for q in range(kept):
                digit = total[q] * inverse
                U[x_at + q] = digit
                carry_x = none
                for p in range(kept - q):
                    total[q + p], carry_x = multiply_add(digit, minus[p], total[q + p], carry_x)
