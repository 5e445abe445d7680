"""Replicator dynamics: paths that have a formula, and rest points worked out by hand."""

from fractions import Fraction

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, TooLarge

F = Fraction


def symmetric(A):
    A = np.array(A, dtype=object)
    return gt.NormalFormGame.from_bimatrix(A, A.T)


HAWK_DOVE = symmetric([[-1, 2], [0, 1]])
CYCLE = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]


@pytest.mark.parametrize("x0", [0.01, 0.3, 0.9])
def test_hawk_dove_by_its_formula(x0):
    # x' = x (1 - x) (1 - 2 x), so that u = x (1 - x) follows u' = u (1 - 4 u), a logistic.
    times = np.linspace(0, 12, 25)
    found = gt.replicator_dynamics(HAWK_DOVE, [x0, 1 - x0], times)
    u0 = x0 * (1 - x0)
    u = 1 / (4 + (1 / u0 - 4) * np.exp(-times))
    x = 0.5 + np.sign(x0 - 0.5) * np.sqrt(0.25 - u)
    assert np.abs(found.shares[:, 0] - x).max() < 1e-7
    assert found.reached


def test_a_constant_advantage_is_logistic():
    found = gt.replicator_dynamics(symmetric([[1, 1], [0, 0]]), [0.25, 0.75], [0, 1, 2, 700])
    odds = np.exp([0, 1, 2, 700]) / 3
    assert np.abs(found.shares[:3, 0] - (odds / (1 + odds))[:3]).max() < 1e-9
    assert found.shares[-1].tolist()[0] == 1.0
    assert 0 < found.shares[-1, 1] < 1e-300  # never below zero, and not rounded away
    assert found.rest_points.tolist() == [[0, 1], [1, 0]]
    assert found.stability.tolist() == ["repelling", "attracting"]
    assert int(found.ends_at) == 1


def test_rock_paper_scissors_keeps_the_product():
    start = [0.5, 0.3, 0.2]
    found = gt.replicator_dynamics(symmetric(CYCLE), start, np.linspace(0, 60, 13))
    product = found.shares.prod(axis=-1)
    assert np.abs(product - 0.03).max() < 1e-8
    assert found.rest_points.tolist() == [[0, 0, 1], [0, 1, 0], [F(1, 3)] * 3, [1, 0, 0]]
    assert found.stability.tolist() == ["repelling", "repelling", "neutral", "repelling"]
    assert found.nash.tolist() == [False, False, True, False]
    assert int(found.ends_at) == -1
    assert found.complete


@pytest.mark.parametrize(("win", "told"), [(2, "attracting"), (F(1, 2), "repelling")])
def test_rock_paper_scissors_with_other_prizes(win, told):
    A = [[0, -1, win], [win, 0, -1], [-1, win, 0]]
    found = gt.replicator_dynamics(symmetric(A), [0.5, 0.3, 0.2], [0, 200])
    assert found.stability[2] == told  # Zeeman 1980: by the sign of win - 1
    assert (int(found.ends_at) == 2) == (win == 2)


def test_absent_strategies_stay_absent():
    found = gt.replicator_dynamics(symmetric(CYCLE), [0.5, 0.5, 0], [0, 1, 40])
    assert found.shares[:, 2].tolist() == [0, 0, 0]
    assert found.rest_points[found.ends_at].tolist() == [0, 1, 0]


def test_a_continuum_of_rest_points_is_said():
    same = gt.replicator_dynamics(symmetric([[1, 1], [1, 1]]), [0.4, 0.6], [0, 9])
    assert not same.complete
    assert same.rest_points.tolist() == [[0, 1], [1, 0]]
    assert same.shares[-1].tolist() == pytest.approx([0.4, 0.6])
    # A singular system without solution hides nothing: the second always earns one more.
    shifted = gt.replicator_dynamics(symmetric([[1, 1], [2, 2]]), [0.4, 0.6], [0, 9])
    assert shifted.complete


def test_evolutionarily_stable_strategies_attract():
    rng = np.random.default_rng(4)
    for _ in range(40):
        A = rng.integers(-4, 5, size=(3, 3))
        game = symmetric(A.tolist())
        stable = gt.evolutionarily_stable_strategies(game).strategies
        found = gt.replicator_dynamics(game, [F(1, 3)] * 3, [0])
        rest = {tuple(p): k for p, k in zip(found.rest_points, found.stability_code, strict=True)}
        for strategy in stable:
            # Taylor and Jonker 1978; a zero eigenvalue leaves the linearisation undecided.
            assert rest[tuple(strategy)] >= 0
        for point, nash in zip(found.rest_points, found.nash, strict=True):
            earned = A.astype(object) @ point
            assert (max(earned) == point @ earned) == nash
            assert len({earned[i] for i in range(3) if point[i] > 0}) == 1


def test_batches_of_games_and_starts():
    A = np.array([[[-1.0, 2], [0, 1]], [[1, 1], [0, 0]], [[0, 0], [1, 1]]])
    games = gt.NormalFormGame.from_bimatrix(A, A.swapaxes(1, 2))
    starts = np.array([[0.2, 0.8], [0.7, 0.3]])[:, None, :]
    found = gt.replicator_dynamics(games, starts, [0.0, 1.0, 2.0])
    assert found.shares.shape == (2, 3, 3, 2)
    assert found.counts.tolist() == [3, 2, 2]
    assert found.rest_points.dtype == np.float64
    for s in range(2):
        for g in range(3):
            alone = gt.replicator_dynamics(games[g], starts[s, 0], [0.0, 1.0, 2.0])
            assert alone.shares.tolist() == found.shares[s, g].tolist()
    nobody = gt.NormalFormGame(np.zeros((0, 2, 2, 2)), players=2)
    assert gt.replicator_dynamics(nobody, [0.5, 0.5], [0, 1]).shares.shape == (0, 2, 2)


def test_a_limit_that_is_met_is_said():
    steep = symmetric([[-(10**9), 2 * 10**9], [0, 10**9]])
    found = gt.replicator_dynamics(steep, [0.1, 0.9], [0, 1e-9, 1e3], max_evaluations=2000)
    assert not found.reached
    assert "max_evaluations" in str(found.status)
    assert np.isnan(found.shares[-1]).all()
    assert found.shares[1, 0] > 0.1
    assert int(found.ends_at) == -1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (([0.5, 0.6], [0, 1]), r"start is \[0.5, 0.6\]; give shares of at least 0 that sum to 1"),
        (([[0.5, 0.5], [1.5, -0.5]], [0, 1]), r"start\[1\] is \[1.5, -0.5\]"),
        (([1.0], [0, 1]), r"start of shape \(1,\); expected \(\*S, 2\)"),
        (("half", [0, 1]), "start is 'half'; give real numbers"),
        (([np.nan, 1], [0, 1]), "start holds NaN"),
        (([0.5, 0.5], [1, 0]), "times of shape .* do not ascend"),
        (([0.5, 0.5], []), "times of shape .* do not ascend"),
        (([0.5, 0.5], 3), "times of shape .* do not ascend"),
        (([0.5, 0.5], [0, np.inf]), "times holds NaN or infinity"),
    ],
)
def test_refusals(arguments, told):
    with pytest.raises(InvalidInput, match=f"^replicator_dynamics: {told}"):
        gt.replicator_dynamics(HAWK_DOVE, *arguments)


def test_more_refusals():
    with pytest.raises(InvalidInput, match="tolerance is 0; give a number"):
        gt.replicator_dynamics(HAWK_DOVE, [0.5, 0.5], [0, 1], tolerance=0)
    with pytest.raises(InvalidInput, match=r"max_evaluations is 0\.5"):
        gt.replicator_dynamics(HAWK_DOVE, [0.5, 0.5], [0, 1], max_evaluations=0.5)
    with pytest.raises(InvalidInput, match="not symmetric"):
        gt.replicator_dynamics(gt.NormalFormGame([[[1, 2], [3, 4]]] * 2), [0.5, 0.5], [0])
    with pytest.raises(TooLarge, match="13 actions"):
        gt.replicator_dynamics(gt.NormalFormGame(np.zeros((2, 13, 13))), [1], [0])
    with pytest.raises(TooLarge, match="at most 20000000 are kept"):
        gt.replicator_dynamics(HAWK_DOVE, np.full((5000, 2), 0.5), np.arange(5000))
    assert "rest point 1/2 1/2   attracting, Nash" in str(
        gt.replicator_dynamics(HAWK_DOVE, [0.5, 0.5], [0])
    )


def test_the_game_left_after_elimination():
    # The third row loses to half of each other row; then nothing else goes.
    A, B = [[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 0]]
    game = gt.NormalFormGame.from_bimatrix(A, B, players=["A", "B"])
    left = gt.rationalizable_actions(game).remaining()
    assert left == gt.NormalFormGame.from_bimatrix(
        A[:2], B[:2], players=["A", "B"], actions=[["1", "2"], ["1", "2"]]
    )
    batch = gt.NormalFormGame(np.stack([game.payoffs, game.payoffs * 0]), players=2)
    eliminated = gt.rationalizable_actions(batch)
    assert eliminated.remaining(0).num_actions == (2, 2)
    assert eliminated.remaining(1).num_actions == eliminated.remaining(-1).num_actions == (3, 2)
    for wrong in (2, -3, 1.0, None, True, "0"):
        with pytest.raises(InvalidInput, match=r"^Elimination.remaining: game is .*give 0 to 1"):
            eliminated.remaining(wrong)
