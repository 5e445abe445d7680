"""Selections by name: cases by hand, and each rule held against its definition row by row."""

from __future__ import annotations

import math
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, UnknownName
from gametheory.solvers.equilibrium_set.entropy import entropy, most_entropic


def listing(a: Any, b: Any) -> gt.Equilibria:
    return gt.nash_equilibria(gt.NormalFormGame.from_bimatrix(a, b))


def first_actions(equilibria: gt.Equilibria) -> list[Any]:
    return [p[0] for p in equilibria.strategies[0]]


def test_stag_hunt_sets_payoff_against_risk() -> None:
    # Deviation losses: 1 x 1 at (stag, stag), 7 x 7 at (hare, hare).
    hunt = listing([[9, 0], [8, 7]], [[9, 8], [0, 7]])
    assert len(hunt) == 3
    assert first_actions(gt.select(hunt, "payoff-dominant")) == [1]
    assert first_actions(gt.select(hunt, "risk-dominant")) == [0]
    assert first_actions(gt.select(hunt, "welfare")) == [1]
    assert first_actions(gt.select(hunt, "egalitarian")) == [1]
    assert first_actions(gt.select(hunt, "pareto")) == [1]
    assert first_actions(gt.select(hunt, "maximal-entropy")) == [F(7, 8)]


def test_chicken_keeps_ties_and_has_no_payoff_dominant_equilibrium() -> None:
    chicken = listing([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    assert len(gt.select(chicken, "payoff-dominant")) == 0
    assert first_actions(gt.select(chicken, "risk-dominant")) == [0, 1]  # 2 x 1 both ways
    assert first_actions(gt.select(chicken, "pareto")) == [0, F(1, 3), 1]
    # 14/3 each beats 2 for the one who yields, and 28/3 in sum beats 9.
    assert first_actions(gt.select(chicken, "egalitarian")) == [F(1, 3)]
    assert first_actions(gt.select(chicken, "welfare")) == [F(1, 3)]


def test_a_game_without_pure_equilibria_keeps_its_mixed_one() -> None:
    pennies = listing([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert len(gt.select(pennies, "risk-dominant")) == 1


def test_a_weak_equilibrium_has_no_deviation_loss() -> None:
    both = listing([[1, 0], [0, 0]], [[1, 0], [0, 0]])
    assert first_actions(both) == [0, 1]
    assert first_actions(gt.select(both, "risk-dominant")) == [1]


def test_a_batch_is_selected_game_by_game_and_keeps_its_shape() -> None:
    hunt, chicken = ([[9, 0], [8, 7]], [[9, 8], [0, 7]]), ([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    batch = gt.nash_equilibria(gt.NormalFormGame([[hunt, chicken, hunt]], players=2))
    chosen = gt.select(batch, "payoff-dominant")
    assert chosen.counts.tolist() == [[1, 0, 1]]
    assert chosen.game_index.tolist() == [0, 2]
    assert len(chosen[0, 1]) == 0


def by_definition(payoffs: list[list[Any]], rule: str) -> list[bool]:
    def improves(u: list[Any], v: list[Any]) -> bool:
        return all(a >= b for a, b in zip(u, v, strict=True)) and u != v

    if rule == "payoff-dominant":
        return [
            all(all(a >= b for a, b in zip(u, v, strict=True)) for v in payoffs) for u in payoffs
        ]
    if rule == "pareto":
        return [not any(improves(v, u) for v in payoffs) for u in payoffs]
    worth = [sum(u) if rule == "welfare" else min(u) for u in payoffs]
    return [w == max(worth) for w in worth]


@pytest.mark.parametrize("rule", ["payoff-dominant", "pareto", "welfare", "egalitarian"])
@pytest.mark.parametrize("exact", [True, False])
def test_rules_follow_their_definitions(rule: Any, exact: bool) -> None:
    payoffs: Any = np.random.default_rng(11).integers(0, 4, size=(150, 2, 3, 3))
    game = gt.NormalFormGame(payoffs if exact else payoffs.astype(float))
    reference = gt.nash_equilibria(gt.NormalFormGame(payoffs))
    chosen = gt.select(gt.nash_equilibria(game), rule)
    for g in range(150):
        rows = [list(u) for u in reference[g].payoffs]
        wanted = by_definition(rows, rule)
        kept = reference[g].select(np.array(wanted))
        assert np.allclose(
            kept.strategies[0].astype(float), chosen[g].strategies[0].astype(float), atol=1e-12
        )
        assert int(chosen.counts[g]) == sum(wanted)


def test_pure_equilibria_of_three_players() -> None:
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[:, 0, 0, 0] = [1, 2, 3]
    payoffs[:, 1, 1, 1] = [2, 3, 4]
    pure = gt.pure_nash_equilibria(gt.NormalFormGame(payoffs, players=3))
    best = gt.select(pure, "payoff-dominant")
    assert best.payoffs.tolist() == [[2, 3, 4]]
    assert gt.select(pure, "welfare").payoffs.tolist() == [[2, 3, 4]]


def test_tolerance_is_in_units_of_the_spread() -> None:
    nearly = listing([[10, 0], [0, 9]], [[10, 0], [0, 9]])
    assert first_actions(gt.select(nearly, "welfare")) == [1]
    assert first_actions(gt.select(nearly, "welfare", tolerance=0.19)) == [1]
    assert first_actions(gt.select(nearly, "welfare", tolerance=0.2)) == [0, 1]
    assert first_actions(gt.select(nearly, "risk-dominant", tolerance=0.18)) == [1]
    assert first_actions(gt.select(nearly, "risk-dominant", tolerance=0.19)) == [0, 1]


def test_rounding_does_not_break_a_tie_of_floats() -> None:
    # 0.1 + 0.2 and 0.3 + 0 are the same on paper and differ in the last bit.
    rows = listing([[0.1, -1], [-1, 0.3]], [[0.2, -1], [-1, 0]])
    assert first_actions(gt.select(rows, "welfare", tolerance=0)) == [1]
    assert first_actions(gt.select(rows, "welfare")) == [0, 1]


@pytest.mark.parametrize("shape", [(0, 2, 2, 2), (2, 0, 2, 2, 2)])
def test_nothing_to_select_from(shape: tuple[int, ...]) -> None:
    empty = gt.nash_equilibria(gt.NormalFormGame(np.zeros(shape), players=2))
    assert gt.select(empty, "welfare").counts.shape == shape[:-3]


def test_what_is_refused() -> None:
    hunt = listing([[9, 0], [8, 7]], [[9, 8], [0, 7]])
    with pytest.raises(UnknownName, match="Did you mean 'risk-dominant'"):
        gt.select(hunt, "risk dominant")
    with pytest.raises(InvalidInput, match="tolerance is -1"):
        gt.select(hunt, "welfare", tolerance=-1)
    with pytest.raises(InvalidInput, match="tolerance is nan"):
        gt.select(hunt, "welfare", tolerance=math.nan)
    with pytest.raises(InvalidInput, match="not for 1x2"):
        gt.select(listing([[1, 2]], [[1, 2]]), "risk-dominant")


def test_entropy() -> None:
    assert entropy(np.array([[1.0, 0.0], [0.5, 0.5]])) == pytest.approx([0, math.log(2)])


def test_most_entropic_point_by_hand() -> None:
    # On the segment from (1, 0, 0) to (0, 3/4, 1/4): x1 = t, maximise H(t) + (1 - t) H(3/4, 1/4);
    # the best t is 1 / (1 + exp(H(3/4, 1/4))).
    h = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    t = 1 / (1 + math.exp(h))
    point, gap = most_entropic(np.array([[1.0, 0, 0], [0, 0.75, 0.25]]))
    assert gap <= 1e-12
    assert point == pytest.approx([t, 0.75 * (1 - t), 0.25 * (1 - t)], abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_most_entropic_point_beats_every_sampled_mixture(seed: int) -> None:
    rng = np.random.default_rng(seed)
    corners = rng.multinomial(3, np.ones(5) / 5, size=rng.integers(1, 6)) / 3
    point, gap = most_entropic(corners)
    assert gap <= 1e-10
    assert point.sum() == pytest.approx(1)
    samples = rng.dirichlet(np.ones(len(corners)), size=2000) @ corners
    assert entropy(samples).max() <= entropy(point) + gap + 1e-12


def test_maximal_entropy_inside_components() -> None:
    # Staying out is best while the strong reply has at least 1/2; the uniform reply is inside.
    isolated, segment = gt.nash_components(
        gt.NormalFormGame.from_bimatrix([[1, 1], [2, 0]], [[2, 2], [1, 0]])
    )
    (point,) = gt.maximal_entropy(isolated)
    assert point.entropy == 0
    (point,) = gt.maximal_entropy(segment)
    assert point.profile[0].tolist() == [1, 0]
    assert point.profile[1] == pytest.approx([0.5, 0.5])
    assert segment.contains(point.profile)
    (whole,) = gt.nash_components(gt.NormalFormGame(np.zeros((2, 2, 3), dtype=int)))
    (point,) = gt.maximal_entropy(whole)
    assert point.entropy == pytest.approx(math.log(6))


def test_touching_subsets_that_tie_are_both_reported() -> None:
    # {row 1} x all and all x {column 1} tie at log 2 with different points.
    (both,) = gt.nash_components(
        gt.NormalFormGame.from_bimatrix([[0, 0], [0, 0]], [[1, 1], [1, 0]])
    )
    points = gt.maximal_entropy(both)
    assert [p.entropy for p in points] == pytest.approx([math.log(2)] * 2)


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1.0, 1e12, 1e300])
def test_risk_dominance_does_not_depend_on_the_unit_of_payoffs(scale: float) -> None:
    A = np.array([[9.0, 0.0], [8.0, 7.0]]) * scale
    equilibria = gt.nash_equilibria(gt.NormalFormGame.from_bimatrix(A, A.T))
    chosen = gt.select(equilibria, "risk-dominant")
    assert [x.tolist() for x in chosen.strategies[0]] == [[0.0, 1.0]]
