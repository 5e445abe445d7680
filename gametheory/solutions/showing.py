"""How answers print: numbers, profiles, tables of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gametheory.errors import visible
from gametheory.games.labels import numbered
from gametheory.games.normal_form import NormalFormGame

ROWS_SHOWN = 20
NAMES_SHOWN = 12

ALIKE = (
    "rows that read alike are equal up to rounding: payoffs tie nearly but not exactly, as floats "
    "meant as decimals or ratios do; give fractions where they are meant to tie"
)


def show_number(value: Any) -> str:
    """Six digits of a float, an exact number as it is."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def column_names(game: NormalFormGame) -> tuple[list[list[str]], list[str]]:
    """Names of columns: of each player's actions, ``player:action``, and ``payoff player``.

    A colon or backslash in a player's name has a backslash before it: names of players end where
    the first bare colon stands, so that no two columns have the same name.
    """
    players = [name.replace("\\", "\\\\").replace(":", "\\:") for name in game.players]
    named = zip(players, game.actions, strict=True)
    return [[f"{p}:{a}" for a in actions] for p, actions in named], [f"payoff {p}" for p in players]


def show_row(values: Iterable[Any], between: str = ", ") -> str:
    """Numbers side by side."""
    return between.join(show_number(v) for v in values)


def show_profile(profile: Iterable[Iterable[Any]]) -> str:
    """Mixed strategies side by side: ``1/2 1/2 | 1 0``."""
    return " | ".join(show_row(s, " ") for s in profile)


def actions_line(game: NormalFormGame) -> str:
    """``Ann: yield, press | Bob: yield, press``; nothing where all labels are numbers of order."""
    plain = all(names == numbered(len(names)) for names in (game.players, *game.actions))
    if plain:
        return ""
    named = zip(game.players, game.actions, strict=True)
    return " | ".join(f"{player}: {_abridged(actions)}" for player, actions in named)


def _abridged(names: tuple[str, ...]) -> str:
    return ", ".join(names if len(names) <= NAMES_SHOWN else (*names[: NAMES_SHOWN - 1], "..."))


def show_table(heading: str, count: int, row: Callable[[int], str], legend: str = "") -> str:
    """The heading, what the numbers stand for, and up to 20 indented rows."""
    lines = [
        heading,
        *([f"  {visible(legend)}"] if legend and count else []),
        *(f"  {visible(row(t))}" for t in range(min(count, ROWS_SHOWN))),
    ]
    if count > ROWS_SHOWN:
        lines.append(f"  ... and {count - ROWS_SHOWN} more")
    return "\n".join(lines)


def place(game: NormalFormGame, g: int) -> str:
    """Which game of a batch a row is of."""
    return f"game {g}: " if game.batch_shape else ""


def describe(game: NormalFormGame) -> str:
    """One game, or the shape of the batch."""
    return f"batch {game.batch_shape}" if game.batch_shape else "one game"
