"""Machine instructions that the compiled language has no name for."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def lowest_bit(typing: Any, word: Any) -> Any:
    """Number of the lowest set bit of an integer that is not zero."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        del context, signature
        (value,) = args
        found = builder.cttz(value, ir.Constant(ir.IntType(1), 1))
        return _to_int64(builder, found)

    del typing
    return types.int64(word), generate


@intrinsic
def number_of_ones(typing: Any, word: Any) -> Any:
    """How many bits of an integer are set."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        del context, signature
        return _to_int64(builder, builder.ctpop(args[0]))

    del typing
    return types.int64(word), generate


def _to_int64(builder: Any, value: Any) -> Any:
    wide = ir.IntType(64)
    return value if value.type == wide else builder.zext(value, wide)


@intrinsic
def multiply_add(typing: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """Low and high word of ``a b + c + d``, all unsigned words: it never needs a third one."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        double, word = ir.IntType(128), ir.IntType(64)
        a, b, c, d = (builder.zext(value, double) for value in args)
        total = builder.add(builder.add(builder.mul(a, b), c), d)
        high = builder.lshr(total, ir.Constant(double, 64))
        both = [builder.trunc(total, word), builder.trunc(high, word)]
        return context.make_tuple(builder, signature.return_type, both)

    del typing, a, b, c, d
    word = types.uint64
    return types.UniTuple(word, 2)(word, word, word, word), generate


@intrinsic
def exact_quotient(typing: Any, a: Any, b: Any, c: Any, d: Any, shift: Any, inverse: Any) -> Any:
    """``(a b - c d) / (2^shift odd)``, which leaves no rest and fits; ``inverse`` is odd's."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        del context, signature
        double, word = ir.IntType(128), ir.IntType(64)
        a, b, c, d = (builder.sext(value, double) for value in args[:4])
        total = builder.sub(builder.mul(a, b), builder.mul(c, d))
        total = builder.ashr(total, builder.zext(args[4], double))
        return builder.mul(builder.trunc(total, word), args[5])

    del typing, a, b, c, d, shift, inverse
    word = types.int64
    return word(word, word, word, word, word, word), generate


@intrinsic
def cross_sign(typing: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """Sign of ``a b - c d``."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
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
