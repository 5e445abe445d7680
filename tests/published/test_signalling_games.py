"""Signalling games of the literature, and the table of the dual freeze with all its cells."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gametheory as gt

F = Fraction
TENTH = [F(1, 10), F(9, 10)]


def beer_quiche(wimp: Fraction) -> gt.SignallingGame:
    """Cho and Kreps (1987), figure I: messages beer and quiche, replies duel and not."""
    return gt.SignallingGame(
        [wimp, 1 - wimp],
        sender=[[[0, 2], [1, 3]], [[1, 3], [0, 2]]],
        receiver=[[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        types=["wimp", "surly"],
        messages=["beer", "quiche"],
        replies=["duel", "not"],
    )


def test_beer_and_quiche_has_two_poolings() -> None:
    found = gt.perfect_bayesian_equilibria(beer_quiche(F(1, 10)))
    assert found.complete
    assert not found.degenerate
    assert found.kind.tolist() == ["pooling", "pooling"]
    quiche, beer = range(2)
    assert found.sender[quiche].tolist() == [[0, 1], [0, 1]]
    assert found.sender[beer].tolist() == [[1, 0], [1, 0]]
    for row, off in ((quiche, 0), (beer, 1)):
        assert found.receiver[row, off].tolist() == [1, 0]
        assert found.receiver[row, 1 - off].tolist() == [0, 1]
        assert found.belief_low[row, off].tolist() == [F(1, 2), 0]
        assert found.belief_high[row, off].tolist() == [1, F(1, 2)]
        assert found.belief_low[row, 1 - off].tolist() == TENTH
        assert found.belief_high[row, 1 - off].tolist() == TENTH


@pytest.mark.parametrize("rule", ["intuitive", "D1"])
def test_only_beer_is_intuitive(rule: Any) -> None:
    found = gt.perfect_bayesian_equilibria(beer_quiche(F(1, 10)), refinement=rule)
    assert found.complete
    assert found.sender.tolist() == [[[1, 0], [1, 0]]]


def test_mostly_wimps_leave_a_semi_separating_equilibrium() -> None:
    """Prior of the wimp 3/5: the surly drinks beer, the wimp beer with 2/3, a duel with 1/2.

    After beer the belief in the wimp is 1/2, so that 3/5 p = 2/5; she is indifferent where
    2 (1 - d) = 1.
    """
    found = gt.perfect_bayesian_equilibria(beer_quiche(F(3, 5)))
    assert found.kind.tolist() == ["semi-separating"]
    assert found.sender.tolist() == [[[F(2, 3), F(1, 3)], [1, 0]]]
    assert found.receiver.tolist() == [[[F(1, 2), F(1, 2)], [1, 0]]]
    assert found.belief_low[0].tolist() == [[F(1, 2), F(1, 2)], [1, 0]]
    assert found.regret.tolist() == [0]


def test_education_separates_where_it_costs_one_type_more() -> None:
    """Spence (1973): two levels; wages by belief, the employer pays what she thinks she hires."""
    costs = {"low": F(3, 2), "high": F(1, 2)}
    sender = [[[1 - c, -c], [1, 0]] for c in costs.values()]  # educated, not; high wage, low wage
    receiver = [[[0, 1], [0, 1]], [[1, 0], [1, 0]]]  # the wage that fits the type
    game = gt.SignallingGame([F(1, 2), F(1, 2)], sender, receiver)
    found = gt.perfect_bayesian_equilibria(game)
    assert "separating" in found.kind.tolist()
    apart = found.kind.tolist().index("separating")
    assert found.sender[apart].tolist() == [[0, 1], [1, 0]]
    assert found.receiver[apart].tolist() == [[1, 0], [0, 1]]


def freeze(
    q: Any, e: Any, v: tuple[Any, Any] = (2, 1), kappa: tuple[Any, Any] = (1, 1), b: Any = 1,
    L: Any = 2,
) -> gt.SignallingGame:  # fmt: skip
    """A dual freeze: H and W propose at cost or keep silent, the other side accepts or rejects."""
    sender = [[[v[k] - kappa[k] * e, -kappa[k] * e], [0, 0]] for k in range(2)]
    receiver = [[[b, 0], [0, 0]], [[-L, 0], [0, 0]]]
    named = {"messages": ["propose", "silent"], "replies": ["accept", "reject"]}
    return gt.SignallingGame([q, 1 - q], sender, receiver, types=["H", "W"], **named)


def plays(game: gt.SignallingGame, rule: Any = None) -> set[tuple[Any, Any, Any]]:
    """Probabilities that H and W propose, and of acceptance if anybody proposes."""
    found = gt.perfect_bayesian_equilibria(game, refinement=rule)
    assert set(found.regret.tolist()) <= {0}
    out = set()
    for p, rho, sent in zip(
        found.sender[:, :, 0], found.receiver[:, 0, 0], found.on_path, strict=True
    ):
        out.add((p[0], p[1], rho if sent[0] else None))
    return out


SILENCE = (0, 0, None)
HALF = F(1, 2)


@pytest.mark.parametrize(
    ("q", "e", "v", "with_proposals"),
    [
        # Below q* = 2/3.
        (F(2, 5), HALF, (2, 1), {(1, F(1, 3), HALF)}),
        (F(2, 5), F(3, 2), (2, 1), {(1, 0, 1)}),
        (F(2, 5), HALF, (1, 2), set()),
        (F(2, 5), F(3, 2), (1, 2), set()),
        (F(2, 5), F(5, 2), (2, 1), set()),
        # Above.
        (F(4, 5), HALF, (2, 1), {(1, 1, 1)}),
        (F(4, 5), F(3, 2), (2, 1), {(1, 0, 1)}),
        # H indifferent at acceptance e / rho_H, W keen: H proposes with (1 - q) L / (q b).
        (F(4, 5), HALF, (1, 2), {(1, 1, 1), (HALF, 1, HALF)}),
        (F(4, 5), F(11, 10), (1, 2), set()),
        (F(4, 5), F(5, 2), (2, 1), set()),
    ],
)
def test_every_cell_of_the_dual_freeze(q: Any, e: Any, v: Any, with_proposals: set[Any]) -> None:
    assert plays(freeze(q, e, v)) == with_proposals | {SILENCE}


@pytest.mark.parametrize(("q", "accepted"), [(F(2, 5), False), (F(4, 5), True)])
def test_an_offer_that_costs_nothing_is_accepted_only_by_trust(q: Any, accepted: bool) -> None:
    """At e = 0 rejected proposals cost nothing: a continuum, in whose corners nobody accepts."""
    found = gt.perfect_bayesian_equilibria(freeze(q, 0))
    assert found.degenerate
    assert found.complete
    acceptance = (found.sender[:, :, 0] * found.receiver[:, :1, 0]).sum(axis=1)
    assert bool((acceptance > 0).any()) == accepted
    assert ((1, 1, 1) in plays(freeze(q, 0))) == accepted


def test_a_dearer_offer_of_the_wrong_type_above_the_threshold() -> None:
    """q >= q*, rho_H < rho_W: pooled and accepted up to e = rho_H = 1, and not beyond."""
    assert (1, 1, 1) in plays(freeze(F(4, 5), 1, (1, 2)))
    assert plays(freeze(F(4, 5), F(11, 10), (1, 2))) == {SILENCE}


def test_d1_selects_the_hybrid() -> None:
    assert plays(freeze(F(2, 5), HALF), "D1") == {(1, F(1, 3), HALF)}
    assert plays(freeze(F(2, 5), F(3, 2)), "D1") == {(1, 0, 1)}
    # W has more to gain by a proposal: then silence stands.
    assert plays(freeze(F(2, 5), HALF, (1, 2)), "D1") == {SILENCE}


def test_the_knife_edge_of_equal_efforts_admits_acceptance() -> None:
    """rho_H = rho_W = 2, q = 1/2, L = 3/2, e = 1: (3/4, 1/2) with acceptance 1/2 is one."""
    game = freeze(HALF, 1, (2, 2), L=F(3, 2))
    found = gt.perfect_bayesian_equilibria(game)
    assert found.degenerate
    mixed = {p for p in plays(game) if p[2] == HALF}
    # On the segment from silence to (1, 2/3); its slope is b q / (L (1 - q)) = 2/3.
    assert (1, F(2, 3), HALF) in mixed
    assert F(1, 2) / F(3, 4) == F(2, 3)


def test_the_formulas_of_the_hybrid_on_a_grid() -> None:
    """m_W = q b / ((1 - q) L) and alpha = e / rho_W for q < q*, 0 < e < rho_W < rho_H."""
    grid = np.meshgrid(np.linspace(0.05, 0.6, 12), np.linspace(0.05, 0.95, 10))
    q, e = (v.ravel() for v in grid)
    sender = np.zeros((len(q), 2, 2, 2))
    for k, v in enumerate((2.0, 1.0)):
        sender[:, k, 0, 0], sender[:, k, 0, 1] = v - e, -e
    receiver = np.zeros((2, 2, 2))
    receiver[0, 0, 0], receiver[1, 0, 0] = 1, -2
    game = gt.SignallingGame(np.stack([q, 1 - q], axis=1), sender, receiver)
    found = gt.perfect_bayesian_equilibria(game, refinement="D1")
    assert (found.counts >= 1).all()
    hybrid = found.receiver[:, 0, 0] < 1
    assert np.unique(found.game_index[hybrid]).size == len(q)
    g = found.game_index[hybrid]
    assert np.allclose(found.sender[hybrid, 0, 0], 1)
    assert np.allclose(found.sender[hybrid, 1, 0], q[g] / (2 * (1 - q[g])))
    assert np.allclose(found.receiver[hybrid, 0, 0], e[g])


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("q", "e", "v", "accepted"),
    [
        (F(2, 5), HALF, (2, 1), {(1, F(1, 3), HALF)}),
        (F(2, 5), F(0), (2, 1), set()),
        (F(2, 5), F(3, 2), (2, 1), {(1, 0, 1)}),
        (F(2, 5), HALF, (1, 2), set()),
        (F(4, 5), HALF, (2, 1), {(1, 1, 1)}),
        (F(4, 5), HALF, (1, 2), {(1, 1, 1), (HALF, 1, HALF)}),
    ],
)
def test_gambit_finds_the_same_acceptance(q: Any, e: Any, v: Any, accepted: set[Any]) -> None:
    pygambit = pytest.importorskip("pygambit")
    game = freeze(q, e, v)
    tree = game.to_extensive_form().to_pygambit()
    theirs = set()
    for mixed in pygambit.nash.enummixed_solve(tree, rational=True).equilibria:
        profile = mixed.as_behavior()
        p, rho = (
            [F(str(profile[next(iter(h.actions))])) for h in player.infosets]
            for player in tree.players
        )
        if any(p) and rho[0] > 0:
            theirs.add((p[0], p[1], rho[0]))
    assert theirs == accepted
    assert {p for p in plays(game) if p[2]} == accepted
