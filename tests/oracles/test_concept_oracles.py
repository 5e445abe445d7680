"""Dominance, correlated equilibrium, commitment and evolutionary stability against brute force."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import linprog

import gametheory as gt
from gametheory.solvers.programmes.dominance import eliminate_exactly
from gametheory.solvers.programmes.simplex import (
    INFEASIBLE,
    OPTIMAL,
    dictionary,
    solve_exactly,
    solve_floating,
)
from gametheory.solvers.symmetric.evolutionary import stable_strategies


def _families(rng, sizes, count):
    """Generic floats, small integers full of ties, and games with repeated rows."""
    n = len(sizes)
    yield rng.normal(size=(count, n, *sizes))
    yield rng.integers(0, 3, size=(count, n, *sizes))
    repeated = rng.integers(0, 5, size=(count, n, *sizes))
    repeated[:, :, 0] = repeated[:, :, -1]
    yield repeated


# Linear programmes


def test_exact_and_float_simplex_agree_with_highs():
    rng = np.random.default_rng(1)
    outcomes = set()
    for trial in range(150):
        m, n = rng.integers(1, 7, size=2)
        small = rng.integers(-4, 5, size=(m, n))
        # Rows of very different size have the same solutions, beyond 64 bits in products.
        G = small * (1 if trial % 2 else 10 ** rng.integers(10, 14, size=(m, 1)))
        c = rng.integers(-4, 5, size=n)
        e = np.ones(n, dtype=object)
        outcome, x, value = solve_exactly(dictionary(G.astype(object), e, c.astype(object)))
        floating, y = solve_floating(dictionary(small / 4, np.ones(n), c.astype(float)))
        highs = linprog(-c, A_ub=small / 4, b_ub=np.zeros(m), A_eq=[np.ones(n)], b_eq=[1])
        outcomes.add(outcome)
        assert (outcome == INFEASIBLE) == (highs.status == 2)
        if outcome == OPTIMAL:
            assert sum(x) == 1
            assert min(x) >= 0
            assert max(G.astype(object) @ x) <= 0
            assert value == c.astype(object) @ x
            assert abs(float(value) + highs.fun) < 1e-7
            assert floating == OPTIMAL
            assert abs(c @ y - float(value)) < 1e-7
    assert outcomes == {OPTIMAL, INFEASIBLE}


# Dominance


def _eliminate_by_linprog(payoffs):
    """Surviving actions by the definition, one linear programme per action and round."""
    n, sizes = len(payoffs), payoffs.shape[1:]
    alive = [list(range(m)) for m in sizes]
    while True:
        gone = []
        for i in range(n):
            profiles = list(product(*(alive[j] for j in range(n) if j != i)))

            def u(k, s, i=i):
                return float(payoffs[(i, *s[:i], k, *s[i:])])

            for a in alive[i]:
                others = [k for k in alive[i] if k != a]
                if not others:
                    continue
                rows = [[u(a, s) - u(k, s) for k in others] + [1.0] for s in profiles]
                best = linprog(
                    [0.0] * len(others) + [-1.0], A_ub=rows, b_ub=np.zeros(len(rows)),
                    A_eq=[[1.0] * len(others) + [0.0]], b_eq=[1.0],
                    bounds=[(0, None)] * len(others) + [(None, None)],
                )  # fmt: skip
                if -best.fun > 1e-9:
                    gone.append((i, a))
        if not gone:
            return alive
        for i, a in gone:
            alive[i].remove(a)


@pytest.mark.parametrize("sizes", [(3, 3), (4, 3), (2, 2, 2), (3, 2, 2)])
def test_rationalizable_actions_by_the_definition(sizes):
    rng = np.random.default_rng(sum(sizes))
    removed = 0
    for payoffs in _families(rng, sizes, 12):
        game = gt.NormalFormGame(payoffs, players=len(sizes))
        left = gt.rationalizable_actions(game)
        removed += len(left.game_index)
        for g in range(len(payoffs)):
            expected = _eliminate_by_linprog(payoffs[g])
            assert [np.flatnonzero(s[g]).tolist() for s in left.surviving] == expected
    assert removed > 10


def test_a_mixed_dominator_is_found_exactly_at_a_near_tie():
    # Half of each outer row pays 1/2 everywhere; the middle row a little less, exactly, or more.
    for change, dominated in ((-1, True), (0, False), (1, False)):
        middle = Fraction(1, 2) + Fraction(change, 10**15)
        A = np.array([[1, 0], [middle, middle], [0, 1]], dtype=object)
        for own in (A, A.astype(float)):
            game = gt.NormalFormGame.from_bimatrix(own, 0 * own)
            left = gt.rationalizable_actions(game)
            assert left.surviving[0].tolist() == [True, not dominated, True]
            if dominated:
                assert left.margin[0] > 0


def test_every_step_of_a_trace_holds():
    rng = np.random.default_rng(11)
    for weak in (False, True):
        for payoffs in _families(rng, (3, 4), 15):
            game = gt.NormalFormGame(payoffs)
            left = gt.iterated_elimination(game, "weak" if weak else "strict")
            for g in range(len(payoffs)):
                alive = [np.ones(3, dtype=bool), np.ones(4, dtype=bool)]
                rows = np.flatnonzero(left.game_index == g)
                for level in range(1, int(left.rounds[g]) + 1):
                    now = [a.copy() for a in alive]
                    for t in rows[left.round[rows] == level]:
                        i, a = int(left.player[t]), int(left.action[t])
                        U = payoffs[g, i] if i == 0 else payoffs[g, i].T
                        mix = left.dominator[t][: len(U)]
                        assert abs(float(sum(mix)) - 1) < 1e-12
                        assert all(w == 0 for w in mix[~now[i]])
                        assert mix[a] == 0
                        gain = (mix @ (U - U[a]))[now[1 - i]]
                        if weak:
                            assert min(gain) >= -1e-12
                            assert abs(float(sum(gain) - left.margin[t])) < 1e-12
                        else:
                            assert abs(float(min(gain) - left.margin[t])) < 1e-12
                        assert left.margin[t] > 0
                        alive[i][a] = False
                for i in range(2):
                    assert np.array_equal(alive[i], left.surviving[i][g])


def test_the_compiled_screen_equals_the_exact_method():
    rng = np.random.default_rng(5)
    for payoffs in _families(rng, (4, 4), 25):
        left = gt.rationalizable_actions(gt.NormalFormGame(payoffs))
        for g, one in enumerate(payoffs):
            exact = np.array([Fraction(v) for v in one.ravel().tolist()], dtype=object)
            trace = eliminate_exactly(exact.reshape(one.shape), weak=False, mixed=True)
            rows = np.flatnonzero(left.game_index == g)
            mine = [(left.round[t], left.player[t], left.action[t]) for t in rows]
            assert mine == [(r.round, r.player, r.action) for r in trace]
            for t, r in zip(rows, trace, strict=True):
                assert abs(float(left.margin[t] - r.margin)) < 1e-9


# Correlated equilibrium


@pytest.mark.parametrize("kind", ["correlated", "coarse"])
@pytest.mark.parametrize("sizes", [(2, 3), (2, 2, 2), (3, 3)])
def test_correlated_equilibria_by_the_definition(sizes, kind):
    rng = np.random.default_rng(7)
    n = len(sizes)
    profiles = list(product(*map(range, sizes)))
    for payoffs in _families(rng, sizes, 5):
        best = gt.correlated_equilibrium(gt.NormalFormGame(payoffs, players=n), kind=kind)
        for g, u in enumerate(payoffs):
            rows = []
            for i, m in enumerate(sizes):
                for a, b in product(range(m), repeat=2):
                    row = [
                        float(u[(i, *s[:i], b, *s[i + 1 :])] - u[(i, *s)]) if s[i] == a else 0.0
                        for s in profiles
                    ]
                    rows.append(row)
            if kind == "coarse":
                pairs = [(i, b) for i, m in enumerate(sizes) for b in range(m)]
                rows = [
                    [float(u[(i, *s[:i], b, *s[i + 1 :])] - u[(i, *s)]) for s in profiles]
                    for i, b in pairs
                ]
            welfare = [float(u[(slice(None), *s)].sum()) for s in profiles]
            highs = linprog(
                [-w for w in welfare], A_ub=rows, b_ub=np.zeros(len(rows)),
                A_eq=[np.ones(len(profiles))], b_eq=[1.0],
            )  # fmt: skip
            p = best.distribution[g].ravel().astype(float)
            assert abs(float(best.value[g]) + highs.fun) < 1e-7
            assert (np.array(rows) @ p).max() < 1e-9
            assert abs(p.sum() - 1) < 1e-12
            assert p.min() >= 0
            assert float(best.gain[g]) < 1e-12


# Commitment


def test_commitment_at_every_vertex_of_two_action_leaders():
    """With two actions the best commitment is an end or a point where two replies tie."""
    rng = np.random.default_rng(2)
    for payoffs in _families(rng, (2, 4), 15):
        game = gt.NormalFormGame(payoffs)
        best = gt.stackelberg_equilibrium(game)
        for g, (L, F) in enumerate(payoffs):
            L, F = ([[Fraction(v) for v in row] for row in M.tolist()] for M in (L, F))
            points = {Fraction(0), Fraction(1)}
            for j, k in combinations(range(4), 2):
                at_0, at_1 = F[1][j] - F[1][k], F[0][j] - F[0][k]
                if at_0 != at_1:
                    points.add(at_0 / (at_0 - at_1))
            value = None
            for x in points:
                if 0 <= x <= 1:
                    earns = [x * F[0][j] + (1 - x) * F[1][j] for j in range(4)]
                    for j in range(4):
                        if earns[j] == max(earns):
                            worth = x * L[0][j] + (1 - x) * L[1][j]
                            value = worth if value is None else max(value, worth)
            if game.is_exact:
                assert best.payoffs[g, 0] == value
                assert best.follower_regret[g] == 0
            else:
                assert abs(best.payoffs[g, 0] - float(value)) < 1e-9
                assert best.follower_regret[g] < 1e-12


@pytest.mark.parametrize("tie", ["strong", "weak"])
def test_pure_commitment_by_enumeration(tie):
    rng = np.random.default_rng(6)
    for payoffs in _families(rng, (3, 3), 20):
        best = gt.stackelberg_equilibrium(
            gt.NormalFormGame(payoffs), leader=1, commitment="pure", tie=tie
        )
        for g, (F, L) in enumerate(payoffs):
            choose = max if tie == "strong" else min
            worth = [
                choose(L[i, b] for i in range(3) if F[i, b] == F[:, b].max()) for b in range(3)
            ]
            assert best.payoffs[g, 1] == max(worth)
            assert best.follower_regret[g] == 0


def test_commitment_never_pays_less_than_an_equilibrium():
    rng = np.random.default_rng(8)
    game = gt.NormalFormGame(rng.normal(size=(30, 2, 3, 3)))
    best = gt.stackelberg_equilibrium(game)
    equilibria = gt.nash_equilibria(game)
    for t, g in enumerate(equilibria.game_index):
        assert best.payoffs[g, 0] >= equilibria.payoffs[t, 0] - 1e-9


# Evolutionary stability


def _stable_by_invasion(A, x, rng):
    """Whether no sampled mutant, and no pure or paired one, invades in small numbers."""
    n = len(x)
    mutants = [np.eye(n)[k] for k in range(n)]
    mutants += [0.5 * (p + q) for p, q in combinations(mutants, 2)]
    mutants += list(rng.dirichlet(np.full(n, 0.5), 400))
    for y in mutants:
        if np.abs(y - x).max() < 1e-9:
            continue
        first = (x - y) @ A @ x
        if first < -1e-9 or (abs(first) <= 1e-9 and (x - y) @ A @ y <= 1e-12):
            return False
    return True


def test_stable_strategies_resist_every_mutant_and_others_do_not():
    rng = np.random.default_rng(3)
    listed = 0
    for n in (2, 3):
        for _ in range(60):
            A = rng.integers(-2, 3, size=(n, n))
            game = gt.NormalFormGame.from_bimatrix(A, A.T)
            found = gt.evolutionarily_stable_strategies(game)
            mine = {tuple(x) for x in found.strategies}
            listed += len(mine)
            for x in mine:
                assert _stable_by_invasion(A, np.array([float(p) for p in x]), rng)
            # Every stable strategy is a symmetric equilibrium, extreme in the list of all.
            equilibria = gt.nash_equilibria(game)
            for x, y in equilibria:
                if tuple(x) == tuple(y) and tuple(x) not in mine:
                    assert not _stable_by_invasion(A, np.array([float(p) for p in x]), rng)
    assert listed > 60


def test_the_stability_screen_equals_the_exact_method():
    rng = np.random.default_rng(12)
    for n in (2, 3, 4, 5):
        A = rng.normal(size=(25, n, n))
        A[:8] = np.round(A[:8])  # ties, which the screen must hand over
        game = gt.NormalFormGame.from_bimatrix(A, A.swapaxes(1, 2))
        found = gt.evolutionarily_stable_strategies(game)
        for g in range(len(A)):
            exact = stable_strategies([[Fraction(v) for v in row] for row in A[g].tolist()])
            rows = slice(found.offsets[g], found.offsets[g + 1])
            assert found.counts[g] == len(exact)
            for x, best, (expected, replies) in zip(
                found.strategies[rows], found.best_replies[rows], exact, strict=True
            ):
                assert np.abs(x - np.array([float(p) for p in expected])).max() < 1e-10
                assert best.tolist() == replies
