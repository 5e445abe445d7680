"""Published results on game trees, one id each; trees are built from the papers' rules."""

from __future__ import annotations

import resource
import time
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from poker_trees import kuhn, leduc

import gametheory as gt
from gametheory.errors import TooLarge


def test_kuhn_1950_poker_is_worth_minus_one_eighteenth() -> None:
    """Kuhn, "A simplified two-person poker" (1950): the first player loses 1/18 of the ante."""
    found = gt.sequence_form_equilibrium(kuhn())
    assert found.exact
    assert found.payoffs.tolist() == [[Fraction(-1, 18), Fraction(1, 18)]]
    assert found.regret.tolist() == [0]
    (behaviour,) = found
    said = behaviour.to_dict()
    # Kuhn's solution: B's is unique; A bets the jack a times in three, the king three times that.
    assert said["B"]["Jc"] == {"check": Fraction(2, 3), "bet": Fraction(1, 3)}
    assert said["B"]["Qb"] == {"fold": Fraction(2, 3), "call": Fraction(1, 3)}
    assert said["A"]["K"]["bet"] == 3 * said["A"]["J"]["bet"]
    assert said["A"]["Qcb"]["call"] == said["A"]["J"]["bet"] + Fraction(1, 3)


def test_kuhn_1950_by_linear_programme() -> None:
    found = gt.sequence_form_equilibrium(kuhn(), method="linear-programme")
    assert found.payoffs[0, 0] == pytest.approx(-1 / 18, abs=1e-12)
    assert found.regret[0] <= 1e-12


@pytest.mark.parametrize("method", ["auto", "lemke"])
def test_southey_2005_leduc_poker_by_its_published_value(method: Any) -> None:
    """-0.085606424078: Lanctot et al. (2017, arXiv:1711.00832), appendix E.2."""
    tree = leduc()
    assert len([h for h in tree.information_sets if not h.is_chance]) == 288
    found = gt.sequence_form_equilibrium(tree, method=method)
    assert found.payoffs[0, 0] == pytest.approx(-0.085606424078, abs=1e-9)
    assert found.regret[0] <= 1e-9


def test_leduc_s_strategic_form_is_refused_at_once_with_its_size() -> None:
    tree = leduc()
    start = time.perf_counter()
    with pytest.raises(TooLarge, match=r"pure strategies of 'A' 104,653,580,078,125, 'B' about"):
        tree.to_normal_form()
    with pytest.raises(TooLarge, match="imperfect information"):
        gt.subgame_perfect_equilibria(tree)
    assert time.perf_counter() - start < 5, "counting takes milliseconds, listing takes ages"


def offers(rounds: int, discount: Any, shares: list[list[Any]], outside: Any = None) -> Any:
    """Alternating offers of a pie of 1; ``shares[k]``: what proposers may keep, k rounds left.

    Players discount by ``discount`` a round; a responder named B may also leave with ``outside``.
    """

    def play(left: int) -> gt.Decision:
        proposer = "AB"[(rounds - left) % 2]
        responder = "AB"[(rounds - left + 1) % 2]
        late = discount ** (rounds - left)
        actions = {}
        for number, keep in enumerate(shares[left]):
            split = [late * keep, late * (1 - keep)]
            accepted = gt.Terminal(split if proposer == "A" else split[::-1])
            replies = {
                "accept": accepted,
                "reject": play(left - 1) if left > 1 else gt.Terminal([0, 0]),
            }
            if outside is not None and responder == "B":
                replies["leave"] = gt.Terminal([0, late * outside])
            actions[f"keep {number}"] = gt.Decision(responder, replies)
        return gt.Decision(proposer, actions)

    return gt.ExtensiveFormGame.from_tree(play(rounds), players=["A", "B"])


def test_rubinstein_1982_finite_alternating_offers_tend_to_one_over_one_plus_delta() -> None:
    """With continuous offers and T rounds A keeps (1 - (-d)^T) / (1 + d) (Stahl 1972)."""
    delta, step = Fraction(2, 5), Fraction(1, 10**6)
    gaps = []
    for rounds in range(1, 8):
        # What can be kept lies around the formula; what pays is the most that is still accepted.
        shares = [[]] + [
            [(1 - (-delta) ** k) / (1 + delta) + d * step for d in (-40, -1, 40)]
            for k in range(1, rounds + 1)
        ]
        found = gt.subgame_perfect_equilibria(offers(rounds, delta, shares))
        assert found.counts == 1
        keeps = found.payoffs[0, 0]
        assert keeps == (1 - (-delta) ** rounds) / (1 + delta) - step
        gaps.append(abs(keeps - 1 / (1 + delta)))
    assert all(late < early for early, late in pairwise(gaps))
    assert gaps[-1] < Fraction(2, 1000)


def test_rubinstein_1982_on_a_grid_for_a_batch_of_discount_factors() -> None:
    """Offers on a grid, not told the answer: within the grid's step times a geometric sum."""
    grid, rounds = [Fraction(k, 8) + Fraction(1, 977) for k in range(8)], 4
    shares = [[]] + [grid] * rounds
    deltas = [Fraction(k, 8) + Fraction(1, 1009) for k in range(1, 7)]
    one = offers(rounds, deltas[0], shares)
    batch = one.with_numbers(
        np.array([offers(rounds, d, shares).end_payoffs.astype(float) for d in deltas])
    )
    found = gt.subgame_perfect_equilibria(batch)
    assert found.counts.tolist() == [1] * len(deltas)
    exact = np.array([float((1 - (-d) ** rounds) / (1 + d)) for d in deltas])
    room = 0.125 / (1 - np.array([float(d) for d in deltas]))
    assert (np.abs(found.payoffs[:, 0] - exact) <= room).all()
    early = np.abs(found.payoffs[:3, 0] - [float(1 / (1 + d)) for d in deltas[:3]])
    assert (early <= 0.25).all()


@pytest.mark.parametrize("outside", [Fraction(k, 20) for k in (1, 4, 6, 9, 14)])
def test_binmore_shaked_sutton_1989_outside_option(outside: Fraction) -> None:
    """B, who may leave with o when responding, gets max(o, d / (1 + d))."""
    delta, rounds, step = Fraction(1, 2), 7, Fraction(1, 10**6)
    # With k rounds left: what B is worth when A proposes, and when B does.
    worth = {0: Fraction(0)}
    shares: list[list[Fraction]] = [[]]
    for k in range(1, rounds + 1):
        a_proposes = (rounds - k) % 2 == 0
        if a_proposes:
            worth[k] = max(outside, delta * worth[k - 1])
            fair = 1 - worth[k]
        else:
            fair = 1 - delta * (1 - worth[k - 1]) if k > 1 else Fraction(1)
            worth[k] = fair
        shares.append([fair + d * step for d in (-40, -1, 40)])
    found = gt.subgame_perfect_equilibria(offers(rounds, delta, shares, outside))
    assert found.counts == 1
    limit = max(outside, delta / (1 + delta))
    assert abs(found.payoffs[0, 1] - limit) <= delta**rounds + 4 * step
    if outside > delta / (1 + delta) + delta**rounds:
        assert found.payoffs[0, 1] == outside + step


def test_romer_rosenthal_1978_setter_gets_the_lesser_of_her_ideal_and_twice_the_voter_s() -> None:
    """Status quo 0, closed rule: the best the setter can get through is min(x_n, 2 x_1)."""
    policies = [Fraction(k, 10) for k in range(21)]

    def numbers(voter: Fraction, setter: Fraction) -> list[list[Fraction]]:
        rows = []
        for y in policies:
            rows += [[-abs(y - setter), -abs(y - voter)], [-setter, -voter]]
        return rows

    end = gt.Terminal([0, 0])
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision(
            "setter",
            {f"y{k}": gt.Decision("voter", {"yes": end, "no": end}) for k in range(len(policies))},
        )
    )
    ideals = [(Fraction(v, 10), Fraction(s, 10)) for v in range(1, 12) for s in range(v, 20, 3)]
    batch = tree.with_numbers(np.array([numbers(v, s) for v, s in ideals], dtype=object))
    found = gt.subgame_perfect_equilibria(batch)
    assert found.complete.all()
    for g, (voter, setter) in enumerate(ideals):
        best = max(found[g].payoffs[:, 0])
        policy = min(setter, 2 * voter)
        assert best == -abs(policy - setter)
        # The voter is indifferent at y = 0 and, on the grid, at y = 2 x_1: two ways each. Where
        # she turns down 2 x_1 and the setter wants at least that, the setter is left with one step
        # less.
        worst = min(found[g].payoffs[:, 0])
        spoilt = 2 * voter <= setter and 2 * voter <= policies[-1]
        assert worst == -abs((policy - Fraction(1, 10) if spoilt else policy) - setter)


def test_selten_1978_chain_store_every_entrant_enters_and_is_accommodated() -> None:
    """Six markets: out pays (1, 5), in and soft (2, 2), in and aggressive (0, 0)."""
    markets = 6

    def play(k: int, entrants: tuple[int, ...], store: int) -> Any:
        if k == markets:
            return gt.Terminal([*entrants, store])
        fight = {
            "cooperative": play(k + 1, (*entrants, 2), store + 2),
            "aggressive": play(k + 1, (*entrants, 0), store),
        }
        return gt.Decision(
            f"E{k}",
            {"out": play(k + 1, (*entrants, 1), store + 5), "in": gt.Decision("store", fight)},
        )

    players = [*(f"E{k}" for k in range(markets)), "store"]
    tree = gt.ExtensiveFormGame.from_tree(play(0, (), 0), players=players)
    found = gt.subgame_perfect_equilibria(tree)
    assert found.payoffs.tolist() == [[2] * markets + [2 * markets]]
    (behaviour,) = found
    for player, sets in behaviour.to_dict().items():
        wanted = "cooperative" if player == "store" else "in"
        assert all(choice[wanted] == 1 for choice in sets.values())


def centipede(moves: int) -> gt.ExtensiveFormGame:
    """Whoever takes at pile k gets k + 2, the other k."""
    node: Any = gt.Terminal([moves, moves])
    for k in range(moves - 1, -1, -1):
        pays = [k + 2, k] if k % 2 == 0 else [k, k + 2]
        node = gt.Decision("AB"[k % 2], {"take": gt.Terminal(pays), "pass": node})
    return gt.ExtensiveFormGame.from_tree(node, players=["A", "B"])


def test_rosenthal_1981_centipede_ends_at_once() -> None:
    found = gt.subgame_perfect_equilibria(centipede(12))
    assert found.choices.tolist() == [[0] * 12]
    assert found.payoffs.tolist() == [[2, 0]]


def test_a_centipede_of_100_000_moves_fits() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tree = centipede(100_000)
    found = gt.subgame_perfect_equilibria(tree)
    assert found.payoffs.tolist() == [[2, 0]]
    assert found.regret.tolist() == [0]
    with pytest.raises(TooLarge, match=r"'A' 50,001, 'B' 50,001"):
        tree.to_normal_form()
    assert tree.has_perfect_recall
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kilobytes < 1_000_000, "copied histories took 7 GB"


def test_guth_1982_ultimatum_with_a_smallest_coin_has_two() -> None:
    """A responder who ties at nothing either takes it, or has to be offered the smallest coin."""
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision(
            "A",
            {
                str(k): gt.Decision(
                    "B", {"yes": gt.Terminal([10 - k, k]), "no": gt.Terminal([0, 0])}
                )
                for k in range(10)
            },
        )
    )
    found = gt.subgame_perfect_equilibria(tree)
    assert found.payoffs.tolist() == [[10, 0], [9, 1]]


def test_selten_1975_horse_has_two_pure_equilibria_and_no_proper_subgame() -> None:
    last = "3"
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision(
            "1",
            {
                "D": gt.Decision(
                    "3", {"L": gt.Terminal([3, 3, 2]), "R": gt.Terminal([0, 0, 0])}, last
                ),
                "C": gt.Decision(
                    "2",
                    {
                        "d": gt.Decision(
                            "3", {"L": gt.Terminal([4, 4, 0]), "R": gt.Terminal([0, 0, 1])}, last
                        ),
                        "c": gt.Terminal([1, 1, 1]),
                    },
                ),
            },
        ),
        players=["1", "2", "3"],
    )
    found = gt.subgame_perfect_equilibria(tree)
    pure = found.select(found.pure)
    names = [
        {who: next(a for a, p in next(iter(sets.values())).items() if p) for who, sets in d.items()}
        for d in (b.to_dict() for b in pure)
    ]
    assert names == [{"1": "D", "2": "c", "3": "L"}, {"1": "C", "2": "c", "3": "R"}]


def test_piccione_rubinstein_1997_absent_minded_driver_is_said_in_the_status() -> None:
    second = gt.Decision("D", {"exit": gt.Terminal([4]), "on": gt.Terminal([1])}, "junction")
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision("D", {"exit": gt.Terminal([0]), "on": second}, "junction")
    )
    found = gt.subgame_perfect_equilibria(tree)
    assert not bool(found.complete)
    assert "absent-minded" in str(found.status)
    assert found.payoffs.tolist() == [[1]]  # the best pure plan; mixing each time reaches 4/3
