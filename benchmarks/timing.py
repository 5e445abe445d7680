"""Side-by-side timing: contenders take turns, the best of several rounds counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import attrs

_TURN = 0.3  # seconds


@attrs.frozen
class Contender:
    """Something to time: a function of no arguments that handles ``games`` games."""

    run: Callable[[], Any]
    games: int


def seconds_per_game(contenders: Mapping[str, Contender], rounds: int = 5) -> dict[str, float]:
    """Best time per game of each contender; they take turns, so that noise falls on all alike.

    Each is called once before, so that compilation is not counted, and may run several times in
    its turn: the first call after a pause finds caches cold and memory given back to the system.
    """
    best = dict.fromkeys(contenders, float("inf"))
    for contender in contenders.values():
        contender.run()
    for _ in range(rounds):
        for name, contender in contenders.items():
            turn = time.perf_counter()
            while (start := time.perf_counter()) < turn + _TURN:
                contender.run()
                best[name] = min(best[name], (time.perf_counter() - start) / contender.games)
    return best


def shown(seconds: float) -> str:
    """A duration with a fitting unit."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


@attrs.frozen
class Table:
    """A table of text cells under a title."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def markdown(self) -> str:
        """The table in Markdown."""
        lines = [f"### {self.title}", ""]
        if self.note:
            lines += [self.note, ""]
        lines += ["| " + " | ".join(self.header) + " |", "|" + "---|" * len(self.header)]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines) + "\n"
