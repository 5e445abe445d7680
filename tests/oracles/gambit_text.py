"""Gambit's exact enumeration of extreme equilibria, spoken to in ``.nfg`` text only."""

from __future__ import annotations

import io
from fractions import Fraction
from math import lcm
from typing import Any

from tests.oracles.comparison import Profile, python_matrix


def _whole(matrix: list[list[Fraction]]) -> list[list[int]]:
    """The matrix times the common denominator, which changes no equilibrium."""
    factor = lcm(*(v.denominator for row in matrix for v in row))
    return [[int(v * factor) for v in row] for row in matrix]


def is_readable(a: Any, b: Any) -> bool:
    """Whether Gambit reads the game from text exactly: it cuts numbers of more than 31 bits."""
    whole = _whole(python_matrix(a)) + _whole(python_matrix(b))
    return all(abs(v) < 2**31 for row in whole for v in row)


def nfg_text(a: Any, b: Any) -> str:
    """A two-player game in Gambit's payoff format; player 1's action varies fastest."""
    left, right = _whole(python_matrix(a)), _whole(python_matrix(b))
    m, n = len(left), len(left[0])
    head = f'NFG 1 R "game" {{ "1" "2" }} {{ {m} {n} }}\n\n'
    cells = [f"{left[i][j]} {right[i][j]}" for j in range(n) for i in range(m)]
    return head + " ".join(cells) + "\n"


def extreme_equilibria(a: Any, b: Any) -> list[Profile]:
    """All extreme equilibria by ``enummixed`` in rational arithmetic (which repeats some)."""
    import pygambit

    game = pygambit.read_nfg(io.StringIO(nfg_text(a, b)))
    out = []
    for profile in pygambit.nash.enummixed_solve(game, rational=True).equilibria:
        x, y = (
            tuple(Fraction(str(profile[strategy])) for strategy in player.strategies)
            for player in game.players
        )
        out.append((x, y))
    return sorted(set(out))
