"""GameTracer's ``.gam`` files: sizes and payoffs, nothing else."""

from __future__ import annotations

import math

import numpy as np

from gametheory.errors import InvalidInput
from gametheory.games.normal_form import NormalFormGame
from gametheory.interchange.number_stream import NumberReader
from gametheory.interchange.strategic_files import MAX_PLAYERS, as_table


def parse_gametracer(text: str, name: str = "<text>", *, exact: bool = True) -> NormalFormGame:
    """Read the text of a ``.gam`` file.

    The number of players, the number of actions of each, then all payoffs of player 1, all of
    player 2, and so on; player 1's action varies fastest. There are no labels.

    Examples
    --------
    >>> game = parse_gametracer("2  2 3  1 2 3 4 5 6  10 20 30 40 50 60")
    >>> game.payoffs[0].tolist(), game.payoffs[1].tolist()
    ([[1, 3, 5], [2, 4, 6]], [[10, 30, 50], [20, 40, 60]])
    """
    read = NumberReader(text, name, exact)
    start = read.place
    n = read.integer("the number of players", 1, MAX_PLAYERS)
    sizes = [read.integer(f"the number of actions of player {i + 1}", 1) for i in range(n)]
    profiles = math.prod(sizes)
    wanted = n * profiles
    given = read.count()
    if given < wanted:
        read.fail(
            len(text),
            f"the file ends after {given} payoffs; expected {wanted} "
            f"({n} players x {profiles} profiles)",
        )
    values = [read.number(f"payoff {k + 1} of {wanted}") for k in range(wanted)]
    read.end(f"{wanted} payoffs")
    table = as_table(values, exact).reshape(n, *reversed(sizes))
    payoffs = np.transpose(table, (0, *reversed(range(1, n + 1))))
    try:
        return NormalFormGame(np.ascontiguousarray(payoffs), players=n)
    except InvalidInput as error:
        read.fail(start, str(error))
