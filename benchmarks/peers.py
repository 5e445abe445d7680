"""The other solvers, each with the construction of its game, since a user pays for that too."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

Solve = Callable[[Any], Any]


def two_player_peers() -> dict[str, Solve]:
    """All equilibria of one two-player game ``(2, m, n)``, by the solvers that are installed."""
    peers: dict[str, Solve] = {}
    try:
        import quantecon.game_theory as qe
    except ImportError:
        pass
    else:
        peers["QuantEcon support"] = lambda p: qe.support_enumeration(_quantecon(qe, p))
    try:
        import pygambit
    except ImportError:
        pass
    else:
        peers["Gambit float"] = lambda p: pygambit.nash.enummixed_solve(
            pygambit.Game.from_arrays(*p), rational=False
        )
        peers["Gambit exact"] = lambda p: pygambit.nash.enummixed_solve(
            pygambit.Game.from_arrays(*p), rational=True
        )
    import nashpy

    def by_nashpy(p: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(nashpy.Game(*p).support_enumeration())

    peers["Nashpy support"] = by_nashpy
    return peers


def _quantecon(qe: Any, p: Any) -> Any:
    return qe.NormalFormGame((qe.Player(p[0]), qe.Player(np.ascontiguousarray(p[1].T))))


def quantecon_game(payoffs: Any) -> Any:
    """QuantEcon's game from our layout, any number of players (its player sees itself first)."""
    import quantecon.game_theory as qe

    n = payoffs.shape[0]
    players = [
        qe.Player(np.ascontiguousarray(np.transpose(payoffs[i], [(i + k) % n for k in range(n)])))
        for i in range(n)
    ]
    return qe.NormalFormGame(players)


def each(solve: Solve, games: Any) -> Callable[[], None]:
    """A loop over single games, which is all the peers offer."""

    def run() -> None:
        for payoffs in games:
            solve(payoffs)

    return run
