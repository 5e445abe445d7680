"""Logit equilibria against independent computations: root grids, Gambit, plain iteration."""

import numpy as np
import pytest

import gametheory as gt
from gametheory.solutions.status import Status


def _response(u, lam):
    weight = np.exp(lam * (u - u.max()))
    return weight / weight.sum()


def _residual(payoffs, profile, lam):
    """Largest distance from the logit response, by einsum for any number of players."""
    n = len(profile)
    worst = 0.0
    for i in range(n):
        operands = [payoffs[i], list(range(n))]
        for j in range(n):
            if j != i:
                operands += [profile[j], [j]]
        u = np.einsum(*operands, [i])
        worst = max(worst, np.abs(_response(u, lam) - profile[i]).max())
    return worst


def _roots_on_grid(A, B, lam):
    """Player 1's second-action probabilities at all sign changes of a fine grid of log-odds."""

    def logistic(v):
        return 1.0 / (1.0 + np.exp(-v))

    low, high = sorted((A[1] - A[0]) * lam)
    x = np.linspace(low - 1e-9, high + 1e-9, 20_001)
    p = logistic(x)
    q = logistic(lam * ((B[0, 1] - B[0, 0]) * (1 - p) + (B[1, 1] - B[1, 0]) * p))
    excess = lam * ((A[1, 0] - A[0, 0]) * (1 - q) + (A[1, 1] - A[0, 1]) * q) - x
    at = np.flatnonzero((excess[:-1] > 0) != (excess[1:] > 0))
    return logistic(x[at])


def test_every_equilibrium_of_2x2_games_is_found():
    rng = np.random.default_rng(20)
    payoffs = np.concatenate([rng.normal(size=(30, 2, 2, 2)), rng.integers(0, 5, (30, 2, 2, 2))])
    # Coordination games, where several equilibria are the rule.
    payoffs[:15] += 2.0 * np.stack([np.eye(2), np.eye(2)])
    levels = np.array([0.3, 1.0, 2.5, 6.0])
    found = gt.logit_equilibria(gt.NormalFormGame(payoffs), levels)
    assert found.complete.all()
    assert found.residual.max() < 1e-12
    assert set(np.unique(found.counts)) == {1, 3}
    for g, (A, B) in enumerate(payoffs):
        for k, lam in enumerate(levels):
            cell = g * len(levels) + k
            mine = found.strategies[0][found.cell_index == cell][:, 1]
            expected = _roots_on_grid(A, B, lam)
            assert len(mine) == len(expected), (g, lam)
            assert np.abs(np.sort(mine) - np.sort(expected)).max() < 2e-3


def test_two_roots_meet_at_a_fold_and_are_then_gone():
    # A coordination game with a thumb on the scale: three equilibria only above a threshold.
    A = np.array([[1.2, 0.0], [0.0, 1.0]])
    game = gt.NormalFormGame.from_bimatrix(A, A.T)
    counts = gt.logit_equilibria(game, np.linspace(0.0, 12.0, 241)).counts
    assert counts[0] == 1
    assert counts[-1] == 3
    changes = np.flatnonzero(np.diff(counts))
    assert len(changes) <= 2  # one fold; a grid point may hit it exactly


@pytest.mark.parametrize("sizes", [(3, 3), (2, 4), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2)])
def test_traced_equilibria_satisfy_the_definition(sizes):
    rng = np.random.default_rng(len(sizes))
    payoffs = rng.normal(size=(15, len(sizes), *sizes))
    game = gt.NormalFormGame(payoffs, players=len(sizes))
    levels = [0.0, 0.7, 3.0, 40.0, 1000.0]
    found = gt.logit_equilibria(game, levels)
    assert (found.counts >= 1).all()
    assert (found.counts % 2 == 1).all()  # a branch passes a rationality an odd number of times
    lam = found.rationality_of_row
    for t, profile in enumerate(found):
        mine = _residual(payoffs[found.game_index[t]], profile, lam[t])
        assert mine < 1e-9
        assert abs(mine - found.residual[t]) < 1e-12


def test_branch_ends_next_to_a_nash_equilibrium():
    rng = np.random.default_rng(4)
    for sizes in [(2, 2), (3, 3), (4, 3), (2, 2, 2), (3, 3, 3)]:
        game = gt.NormalFormGame(rng.normal(size=(20, len(sizes), *sizes)), players=len(sizes))
        branch = gt.logit_branch(game)
        assert (branch.status_code == Status.BRANCH).all()
        assert branch.limit.regret.max() < 1e-12
        assert (branch.residual <= 1e-12 * (1.0 + 10.0 * branch.rationality)).all()
        start = branch.offsets[:-1]
        for i, m in enumerate(sizes):
            assert np.allclose(branch.strategies[i][start], 1.0 / m)
        # Turning points come in pairs on a branch that leaves to the right.
        turns = np.bincount(branch.turning_points[:, 0].astype(int), minlength=20)
        assert (turns % 2 == 0).all()


@pytest.mark.oracle
@pytest.mark.parametrize("sizes", [(2, 2), (3, 3), (2, 2, 2)])
def test_same_branch_as_gambit(sizes):
    gambit = pytest.importorskip("pygambit")
    rng = np.random.default_rng(9)
    for _ in range(3):
        payoffs = rng.integers(0, 10, size=(len(sizes), *sizes)).astype(float)
        theirs = gambit.Game.from_arrays(*payoffs)
        levels = [0.1, 0.5, 1.0]
        points = gambit.qre.logit_solve_lambda(theirs, levels)
        game = gt.NormalFormGame(payoffs, players=len(sizes))
        mine = gt.logit_equilibria(game, levels)
        for k, point in enumerate(points):
            expected = np.array(
                [float(point.profile[s]) for p in theirs.players for s in p.strategies]
            )
            rows = np.flatnonzero((mine.cell_index == k) & mine.principal)
            got = np.concatenate([s[rows] for s in mine.strategies], axis=1)
            assert np.abs(got - expected).max(axis=1).min() < 1e-6


def test_at_a_bifurcation_the_number_of_equilibria_changes():
    """Traced crossings against the isolated roots of 2x2 games, which know nothing of branches."""
    rng = np.random.default_rng(1)
    crossings = 0
    for A in rng.normal(size=(40, 2, 2)):
        game = gt.NormalFormGame.from_bimatrix(A, A.T)
        for _, level in gt.logit_branch(game, max_rationality=30.0).bifurcations:
            around = gt.logit_equilibria(game, [0.999 * level, 1.001 * level])
            assert sorted(around.counts.tolist()) == [1, 3]
            crossings += 1
    assert crossings > 5
