"""Game trees as indented text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gametheory.errors import visible

if TYPE_CHECKING:
    from gametheory.games.extensive_form import ExtensiveFormGame

MAX_LINES = 60
"""Lines of a tree that are shown; a longer one is cut and says so."""

SMALL = 40
"""Nodes up to which a bare expression shows the tree."""

_DEEPEST = 30  # levels of indentation; deeper nodes say how deep they are


def tree_text(game: ExtensiveFormGame) -> str:
    """One line a node, indented by depth: how it is reached, who moves there or what is paid.

    Of a batch the first game. Information sets of several nodes, and those with labels, are named;
    chances stand before their actions. Control characters in labels are escaped.
    """
    if game.num_games == 0:
        return ""
    lines = [f"  first of {game.num_games} games:"] if game.batch_shape else []
    first = game.take(0) if game.batch_shape else game
    shown = [f"  {visible(line)}" for _, line in zip(range(MAX_LINES), _lines(first), strict=False)]
    more = game.num_nodes - len(shown)
    return "\n".join([*lines, *shown, *([f"  ... and {more} more nodes"] if more else [])])


def _lines(game: ExtensiveFormGame) -> Iterator[str]:
    depth: list[int] = []
    pays = iter(game.end_payoffs)
    sizes = np.bincount(game.information_set[game.information_set >= 0])
    for node, above in enumerate(game.parent.tolist()):
        depth.append(0 if above < 0 else depth[above] + 1)
        level = depth[node]
        indent = "  " * level if level <= _DEEPEST else "  " * _DEEPEST + f"[{level}] "
        reached = f"{_reached(game, node, above)}: " if above >= 0 else ""
        k = int(game.information_set[node])
        said = f"({', '.join(map(_number, next(pays)))})" if k < 0 else _mover(game, k, sizes)
        yield f"{indent}{reached}{said}"


def _reached(game: ExtensiveFormGame, node: int, above: int) -> str:
    k, action = int(game.information_set[above]), int(game.action[node])
    event = game.information_sets[k]
    if not event.is_chance:
        return str(event.actions[action])
    return f"{_number(game.chance_probabilities(k)[action])} {event.actions[action]}"


def _mover(game: ExtensiveFormGame, k: int, sizes: Any) -> str:
    described = game.information_sets[k]
    if described.is_chance:
        return "chance"
    player = game.players[described.player]
    named = described.label or sizes[k] > 1
    return f"{player} at {game.set_names[k]}" if named else player


def _number(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
