"""Single small games, one call after another, held against QuantEcon; construction counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import gametheory as gt
from benchmarks.timing import Contender, Table, seconds_per_game, shown

GAMES = 100  # different ones: what is common to all of a size is learnt, what is one game's is not

Call = Callable[[Any, Any], Any]


def each(solve: Call, games: Any) -> Callable[[], None]:
    """A loop over single games, given as pairs of matrices that nobody has read yet."""
    pairs = [(np.ascontiguousarray(a), np.ascontiguousarray(b)) for a, b in games]

    def run() -> None:
        for a, b in pairs:
            solve(a, b)

    return run


def questions() -> Iterator[tuple[str, tuple[int, ...], Call, Call, Callable[[Any], Any]]]:
    """What is asked, of which sizes, by us, by QuantEcon, and of which games."""
    import quantecon.game_theory as qe
    from quantecon.optimize import minmax

    game = gt.NormalFormGame.from_bimatrix

    def peer(a: Any, b: Any) -> Any:
        return qe.NormalFormGame((qe.Player(a), qe.Player(np.ascontiguousarray(b.T))))

    def same(games: Any) -> Any:
        return games

    yield (
        "all equilibria", (2, 3, 4, 5, 6),
        lambda a, b: gt.nash_equilibria(game(a, b)),
        lambda a, b: qe.support_enumeration(peer(a, b)),
        same,
    )  # fmt: skip
    yield (
        "one equilibrium", (2, 3, 4, 5),
        lambda a, b: gt.nash_equilibrium(game(a, b)),
        lambda a, b: qe.lemke_howson(peer(a, b)),
        same,
    )  # fmt: skip
    yield (
        "one by pivoting", (5,),
        lambda a, b: gt.nash_equilibrium(game(a, b), method="lemke-howson"),
        lambda a, b: qe.lemke_howson(peer(a, b)),
        same,
    )  # fmt: skip
    yield (
        "value of a zero-sum game", (2, 3, 5),
        lambda a, b: gt.zero_sum_solution(game(a, b)),
        lambda a, b: minmax(a),
        lambda games: np.stack([games[:, 0], -games[:, 0]], axis=1),
    )  # fmt: skip


def single(quick: bool) -> Table:
    """Uniform payoffs, n x n."""
    rows = []
    for question, sizes, ours, theirs, made in questions():
        for n in sizes:
            games = made(np.random.default_rng(n).random((GAMES, 2, n, n)))
            best = seconds_per_game(
                {
                    "ours": Contender(each(ours, games), GAMES),
                    "theirs": Contender(each(theirs, games), GAMES),
                },
                2 if quick else 8,
            )
            rows.append(
                (
                    question,
                    f"{n}x{n}",
                    shown(best["ours"]),
                    shown(best["theirs"]),
                    f"{best['theirs'] / best['ours']:.2f}",
                )
            )
    return Table(
        "Single small games",
        ("question", "size", "ours, per game", "QuantEcon, per game", "times slower"),
        tuple(rows),
        f"A loop over {GAMES} different games of uniform payoffs, construction counted on both "
        "sides (but `minmax` takes a bare matrix and checks nothing). QuantEcon: "
        "`support_enumeration`, `lemke_howson`, `minmax`. Ours come with payoffs, regret, index "
        "and flags, and take a pure equilibrium where there is one if one is asked for.",
    )
