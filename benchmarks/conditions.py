"""Trials of ``gt.condition``, one line each: ``python -m benchmarks.conditions [SECONDS]``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import gametheory as gt
from gametheory.algebra import Number, all_of, equal, maximum, minimum
from gametheory.conditions import qepcad
from gametheory.errors import Undecided
from gametheory.model import Model, model, parameter
from gametheory.parameters import NONNEGATIVE, OPEN_UNIT, POSITIVE, REAL, UNIT
from models.absolute_security import AbsoluteSecurity
from models.deadlock import Deadlock


@model
class Numbers(Model):
    """Numbers without meaning."""

    x: Number = parameter(REAL, 1, "any number")
    a: Number = parameter(REAL, 1, "any number")
    b: Number = parameter(REAL, 1, "any number")
    c: Number = parameter(REAL, 1, "any number")
    u: Number = parameter(UNIT, 0.5, "a share")
    p: Number = parameter(POSITIVE, 1, "positive")
    q: Number = parameter(POSITIVE, 1, "positive")
    n: Number = parameter(NONNEGATIVE, 1, "not negative")
    s: Number = parameter(NONNEGATIVE, 1, "not negative")
    t: Number = parameter(NONNEGATIVE, 1, "not negative")
    v: Number = parameter(OPEN_UNIT, 0.5, "a share, not all")
    w: Number = parameter(OPEN_UNIT, 0.5, "a share, not all")


Case = tuple[str, Any, Callable[[Any], Any], dict[str, Any]]


def cases() -> Iterator[Case]:
    """Name, model, conclusion and the rest of the question."""
    yield (
        "race: v w s < 1 and w s > 1 for some v, w", Numbers,
        lambda m: m.w * m.s > 1,
        dict(given=lambda m: m.v * m.w * m.s < 1, over="s", for_="some"),
    )  # fmt: skip
    yield (
        "arsenal: p n^2 - a n + q <= 0 for some n", Numbers,
        lambda m: m.p * m.n**2 - m.a * m.n + m.q <= 0,
        dict(over="p a q", for_="some"),
    )  # fmt: skip
    yield (
        "feedback: p > s q and q > t p for some p, q", Numbers,
        lambda m: all_of(m.p > m.s * m.q, m.q > m.t * m.p),
        dict(over="s t", for_="some"),
    )  # fmt: skip
    yield (
        "absolute security: bounded and self-defeating", AbsoluteSecurity,
        lambda m: m.self_defeat > 1,
        dict(given=lambda m: m.gamma < 1, over="sigma", for_="some"),
    )  # fmt: skip
    yield (
        "absolute security: all can be secure", AbsoluteSecurity,
        lambda m: m.secure(m.w),
        dict(
            given=lambda m: all_of(m.m[0] > m.d[0], m.m[1] > m.d[1]), over="sigma", for_="some"
        ),
    )  # fmt: skip
    yield (
        "deadlock: robust peace for some n, seven parameters left", Deadlock,
        lambda m: m.robust,
        dict(
            given=lambda m: all_of(m.psi > 0, m.chi > 0, equal(m.phi, 0)),
            over="lam F fU hD hU psi chi", for_="some",
        ),
    )  # fmt: skip
    yield (
        "max(x, a) + min(x, b) > c for all x in [0, 1]", Numbers,
        lambda m: maximum(m.u, m.a) + minimum(m.u, m.b) > m.c,
        dict(over="a b c"),
    )  # fmt: skip
    yield (
        "a x^2 + b x + c = 0 for some x", Numbers,
        lambda m: equal(m.a * m.x**2 + m.b * m.x + m.c, 0),
        dict(over="a b c", for_="some"),
    )  # fmt: skip
    yield (
        "x^4 + a x^2 + b x + c >= 0 for all x", Numbers,
        lambda m: m.x**4 + m.a * m.x**2 + m.b * m.x + m.c >= 0,
        dict(over="a b c"),
    )  # fmt: skip
    yield (
        "x^6 + a x^3 + b x + c > 0 for all x", Numbers,
        lambda m: m.x**6 + m.a * m.x**3 + m.b * m.x + m.c > 0,
        dict(over="a b c"),
    )  # fmt: skip


def main(seconds: float = 60.0) -> None:
    """Print case, back end, seconds, whether proved, and the condition."""
    backends = ["z3", *(["qepcad"] if qepcad.program() else [])]
    print("| case | back end | s | proved | condition |\n|---|---|---|---|---|")
    for name, cls, conclusion, rest in cases():
        for backend in backends:
            start = time.monotonic()
            try:
                found = gt.condition(cls, conclusion, backend=backend, timeout=seconds, **rest)
                said, proved = f"`{found}`", "yes" if found.proved else "no"
            except Undecided:
                said, proved = "nothing found", ""
            took = time.monotonic() - start
            print(f"| {name} | {backend} | {took:.1f} | {proved} | {said} |", flush=True)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
