"""Degenerate games of the literature whose equilibrium components are known."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product

import numpy as np

import gametheory as gt


def beer_quiche() -> gt.NormalFormGame:
    """Strategic form of the signalling game of Cho and Kreps (1987).

    Sender: surly with probability 9/10 and prefers beer, else a wimp and prefers quiche; the
    preferred breakfast is worth 1, not being fought is worth 2. Receiver: 1 for fighting a wimp or
    leaving a surly type alone. Rows: (surly's, wimp's) breakfast; columns: fights after (beer,
    quiche).
    """
    rows = list(product("BQ", repeat=2))
    columns = list(product((False, True), repeat=2))
    payoffs = np.empty((2, 4, 4), dtype=object)
    for (r, breakfast), (c, fights) in product(enumerate(rows), enumerate(columns)):
        sender = receiver = F(0)
        for meal, liked, chance, wimp in (
            (breakfast[0], "B", F(9, 10), False),
            (breakfast[1], "Q", F(1, 10), True),
        ):
            fought = fights["BQ".index(meal)]
            sender += chance * ((meal == liked) + 2 * (not fought))
            receiver += chance * (fought == wimp)
        payoffs[:, r, c] = sender, receiver
    return gt.NormalFormGame(
        payoffs, actions=[["BB", "BQ", "QB", "QQ"], ["none", "after Q", "after B", "both"]]
    )


def test_beer_and_quiche_has_two_pooling_components() -> None:
    components = gt.nash_components(beer_quiche())
    assert len(components) == 2
    quiche, beer = sorted(components, key=lambda c: c.index)
    # Everyone has beer and quiche would be fought with probability at least 1/2.
    assert {x for x, _ in beer.extreme_equilibria} == {(1, 0, 0, 0)}
    assert {y for _, y in beer.extreme_equilibria} == {(0, 1, 0, 0), (F(1, 2), F(1, 2), 0, 0)}
    # Everyone has quiche and beer would be fought with probability at least 1/2.
    assert {x for x, _ in quiche.extreme_equilibria} == {(0, 0, 0, 1)}
    assert {y for _, y in quiche.extreme_equilibria} == {(0, 0, 1, 0), (F(1, 2), 0, F(1, 2), 0)}
    # Only beer survives the intuitive criterion. A component of index other than 0 holds a stable
    # set, and stable sets satisfy the criterion; so quiche has index 0 and beer has 1.
    assert (quiche.index, beer.index) == (0, 1)
    assert beer.payoff_range == ((F(29, 10), F(29, 10)), (F(9, 10), F(9, 10)))
    assert quiche.payoff_range == ((F(21, 10), F(21, 10)), (F(9, 10), F(9, 10)))


def test_chain_store() -> None:
    # Selten (1978), one town. Out pays (1, 5), in and yielding (2, 2), in and fighting (0, 0).
    game = gt.NormalFormGame.from_bimatrix([[1, 1], [2, 0]], [[5, 5], [2, 0]])
    yielding, deterrence = gt.nash_components(game)
    assert yielding.extreme_equilibria == (((0, 1), (1, 0)),)
    assert yielding.index == 1
    # Out, while fighting is at least as likely as 1/2; no nearby game need have such equilibria.
    assert {y for _, y in deterrence.extreme_equilibria} == {(0, 1), (F(1, 2), F(1, 2))}
    assert deterrence.index == 0


def test_zero_sum_games_have_one_component_of_index_one() -> None:
    # Optimal strategies form a product of polytopes (Shapley and Snow 1950), so there is one
    # maximal Nash subset, and one value.
    rng = np.random.default_rng(1950)
    for _ in range(40):
        a = rng.integers(-1, 2, size=(4, 3))
        (component,) = gt.nash_components(gt.NormalFormGame.from_bimatrix(a, -a))
        assert len(component.subsets) == 1
        assert component.index == 1
        (low, high), _ = component.payoff_range
        assert low == high
