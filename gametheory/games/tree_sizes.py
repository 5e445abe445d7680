"""Sizes of trees and of their strategic forms, counted before any work, and how they are said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gametheory.errors import InvalidInput

COUNTED = 10**40
"""Numbers of strategies are counted up to this; what is larger is as good as infinite."""

MAX_NODES = 10_000_000
"""Largest tree that is laid out."""


def magnitude(count: int) -> str:
    """A number for a message: digits, or a power of ten where it has too many."""
    if count >= COUNTED:
        return "more than 10^40"
    return f"{count:,}" if count < 10**15 else f"about 10^{len(str(count)) - 1}"


def unfolded_size(root: object, successors: Callable[[Any], Iterable[object]], where: str) -> int:
    """Number of nodes of the tree under ``root``; values met on the way to themselves are refused.

    A value that stands at several places is counted at each of them without walking it twice.
    """
    sizes: dict[int, int] = {}
    open_values: set[int] = set()
    pending: list[tuple[object, bool]] = [(root, False)]
    while pending:
        value, done = pending.pop()
        key = id(value)
        if done:
            open_values.discard(key)
            below = (sizes[id(s)] for s in successors(value))
            sizes[key] = min(1 + sum(below), COUNTED)
            continue
        if key in sizes:
            continue
        if key in open_values:
            raise InvalidInput(
                f"{where}: the tree leads back into itself: {_short(value)} is among its own "
                "successors; a game tree is finite, so make a new node for each move"
            )
        open_values.add(key)
        pending.append((value, True))
        pending.extend((s, False) for s in successors(value))
    return sizes[id(root)]


def _short(value: object) -> str:
    name = type(value).__name__
    who = getattr(value, "player", None)
    label = getattr(value, "label", "") or getattr(value, "information_set", None) or ""
    return f"a {name}" + (f" of {who!r}" if who else "") + (f" named {label!r}" if label else "")
