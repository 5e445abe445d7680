"""What a person at a terminal is told while waiting: that code is being compiled, and how long."""

from __future__ import annotations

import sys

pending: list[float] = []
"""Seconds of compiling that the present call has spent; whoever answers it tells them."""

_said: set[str] = set()


def compiling() -> None:
    """Say once that a first call compiles."""
    _say(
        "waiting",
        "compiling for the first use; 'gametheory compile' does all of it ahead",
    )


def compiled() -> None:
    """Say once how long compiling took in the call that ends."""
    seconds = sum(pending)
    pending.clear()
    _say("done", f"compiled in {seconds:.1f} s; kept on disk for the next time where that can be")


def _say(key: str, text: str) -> None:
    stream = sys.stderr
    if key in _said or stream is None or not stream.isatty():
        return
    _said.add(key)
    print(f"gametheory: {text}", file=stream, flush=True)
