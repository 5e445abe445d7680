"""Machine instructions that the compiled language has no name for, and Python in their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gametheory.solvers.compiled import Instruction

_WORD = (1 << 64) - 1


def _instruction(generator: Callable[..., Any]) -> Callable[[Callable[..., Any]], Any]:
    """Of a Python function: the instruction that ``generator`` of code stands for."""

    def decorate(python: Callable[..., Any]) -> Any:
        def make() -> Any:
            from numba.extending import intrinsic

            return intrinsic(generator)

        return Instruction(python, make)

    return decorate


def _lowest_bit(typing: Any, word: Any) -> Any:
    from numba import types

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from llvmlite import ir

        del context, signature
        (value,) = args
        found = builder.cttz(value, ir.Constant(ir.IntType(1), 1))
        return _to_int64(builder, found)

    del typing
    return types.int64(word), generate


@_instruction(_lowest_bit)
def lowest_bit(word: Any) -> int:
    """Number of the lowest set bit of an integer that is not zero."""
    number = int(word)
    return (number & -number).bit_length() - 1


def _number_of_ones(typing: Any, word: Any) -> Any:
    from numba import types

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        del context, signature
        return _to_int64(builder, builder.ctpop(args[0]))

    del typing
    return types.int64(word), generate


@_instruction(_number_of_ones)
def number_of_ones(word: Any) -> int:
    """How many bits of an integer are set."""
    return (int(word) & _WORD).bit_count()


def _to_int64(builder: Any, value: Any) -> Any:
    from llvmlite import ir

    wide = ir.IntType(64)
    return value if value.type == wide else builder.zext(value, wide)


def _multiply_add(typing: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    from numba import types

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from llvmlite import ir

        double, word = ir.IntType(128), ir.IntType(64)
        a, b, c, d = (builder.zext(value, double) for value in args)
        total = builder.add(builder.add(builder.mul(a, b), c), d)
        high = builder.lshr(total, ir.Constant(double, 64))
        both = [builder.trunc(total, word), builder.trunc(high, word)]
        return context.make_tuple(builder, signature.return_type, both)

    del typing, a, b, c, d
    word = types.uint64
    return types.UniTuple(word, 2)(word, word, word, word), generate


@_instruction(_multiply_add)
def multiply_add(a: Any, b: Any, c: Any, d: Any) -> tuple[np.uint64, np.uint64]:
    """Low and high word of ``a b + c + d``, all unsigned words: it never needs a third one."""
    total = int(a) * int(b) + int(c) + int(d)
    return np.uint64(total & _WORD), np.uint64(total >> 64)


def _exact_quotient(typing: Any, a: Any, b: Any, c: Any, d: Any, shift: Any, inverse: Any) -> Any:
    from numba import types

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from llvmlite import ir

        del context, signature
        double, word = ir.IntType(128), ir.IntType(64)
        a, b, c, d = (builder.sext(value, double) for value in args[:4])
        total = builder.sub(builder.mul(a, b), builder.mul(c, d))
        total = builder.ashr(total, builder.zext(args[4], double))
        return builder.mul(builder.trunc(total, word), args[5])

    del typing, a, b, c, d, shift, inverse
    word = types.int64
    return word(word, word, word, word, word, word), generate


@_instruction(_exact_quotient)
def exact_quotient(a: Any, b: Any, c: Any, d: Any, shift: Any, inverse: Any) -> np.int64:
    """``(a b - c d) / (2^shift odd)``, which leaves no rest and fits; ``inverse`` is odd's."""
    total = (int(a) * int(b) - int(c) * int(d) >> int(shift)) * int(inverse) & _WORD
    return np.uint64(total).astype(np.int64)


def _cross_sign(typing: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    from numba import types

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from llvmlite import ir

        del context, signature
        double, word = ir.IntType(128), ir.IntType(64)
        a, b, c, d = (builder.sext(value, double) for value in args)
        left, right = builder.mul(a, b), builder.mul(c, d)
        more = builder.zext(builder.icmp_signed(">", left, right), word)
        less = builder.zext(builder.icmp_signed("<", left, right), word)
        return builder.sub(more, less)

    del typing, a, b, c, d
    word = types.int64
    return word(word, word, word, word), generate


@_instruction(_cross_sign)
def cross_sign(a: Any, b: Any, c: Any, d: Any) -> int:
    """Sign of ``a b - c d``."""
    left, right = int(a) * int(b), int(c) * int(d)
    return (left > right) - (left < right)
