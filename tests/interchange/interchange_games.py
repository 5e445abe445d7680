"""Random games and trees for the interchange tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

import gametheory as gt
from gametheory.interchange.tree_files import parse_tree

EXACT = st.one_of(
    st.integers(-3, 3),
    st.integers(-(2**80), 2**80),
    st.fractions(min_value=-100, max_value=100),
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
LABEL = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
# Labels that Gambit itself accepts (numbers it may confuse with its own).
PLAIN_LABEL = st.from_regex(r"[a-zA-Z(),'.+-]([ ]?[a-zA-Z0-9(),'.+-]){0,5}", fullmatch=True)
# Labels that survive a spreadsheet: no blanks at the ends, none of the words of the layouts.
TABLE_LABEL = LABEL.filter(
    lambda s: s == s.strip() and s and not s.startswith("payoff ") and " \\ " not in s
)


@st.composite
def games(draw: Any, numbers: Any = EXACT, label: Any = LABEL, most: int = 3) -> gt.NormalFormGame:
    """One small game with labels."""
    n = draw(st.integers(2, most))
    sizes = tuple(draw(st.lists(st.integers(1, 3), min_size=n, max_size=n)))
    total = n * int(np.prod(sizes))
    payoffs = np.empty(total, dtype=object)
    payoffs[:] = draw(st.lists(numbers, min_size=total, max_size=total))
    names = [draw(st.lists(label, min_size=m, max_size=m, unique=True)) for m in (n, *sizes)]
    return gt.NormalFormGame(payoffs.reshape(n, *sizes), players=names[0], actions=names[1:])


@st.composite
def tree_texts(draw: Any, players: int | None = None, recall: bool = False) -> str:
    """Text of a random ``.efg`` file: chance, shared information sets, outcomes anywhere.

    With ``recall`` information sets only join nodes with the same own history.
    """
    n = players if players is not None else draw(st.integers(1, 3))
    names = " ".join(f'"P{i + 1}"' for i in range(n))
    lines = [f'EFG 2 R "random" {{ {names} }} "by chance"']
    numbers: dict[int, dict[Any, int]] = {i: {} for i in range(n)}
    counters = {"outcome": 0, "event": 0}
    payoff = st.sampled_from(["0", "1", "-2", "1/3", "0.5", "-1.25e1"])

    def outcome(likely: bool) -> str:
        if not likely and draw(st.integers(0, 4)):
            return "0"
        if counters["outcome"] and not draw(st.integers(0, 3)):
            return str(draw(st.integers(1, counters["outcome"])))
        counters["outcome"] += 1
        k = counters["outcome"]
        return f'{k} "o{k}" {{ {", ".join(draw(payoff) for _ in range(n))} }}'

    def node(depth: int, past: tuple[Any, ...]) -> None:
        kind = draw(st.integers(0, 5)) if depth else 0
        if kind == 0:
            lines.append(f't "" {outcome(True)}')
            return
        size = draw(st.integers(1, 3))
        if kind == 1:
            counters["event"] += 1
            weights = [draw(st.integers(0, 3)) for _ in range(size)]
            weights[0] += 1
            shares = " ".join(f'"c{a}" {Fraction(w, sum(weights))}' for a, w in enumerate(weights))
            lines.append(f'c "" {counters["event"]} "" {{ {shares} }} {outcome(False)}')
            for _ in range(size):
                node(depth - 1, past)
            return
        i = draw(st.integers(0, n - 1))
        shared = (size, draw(st.integers(0, 1)), past[i] if recall else None)
        number = numbers[i].setdefault(shared, len(numbers[i]) + 1)
        acts = " ".join(f'"a{a}"' for a in range(size))
        lines.append(f'p "n" {i + 1} {number} "h{number}" {{ {acts} }} {outcome(False)}')
        for a in range(size):
            node(depth - 1, (*past[:i], (*past[i], (number, a)), *past[i + 1 :]))

    node(draw(st.integers(0, 4)), ((),) * n)
    return "\n".join(lines)


def trees(players: int | None = None, recall: bool = False) -> st.SearchStrategy[Any]:
    """Random trees with exact payoffs."""
    return tree_texts(players, recall).map(parse_tree)
