"""Signalling games against the definition, the strategic form, other paths of ours and Gambit."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import gametheory as gt
from gametheory.solvers.signalling import refinements
from gametheory.solvers.signalling.pure_profiles import pure_equilibria
from gametheory.solvers.signalling.two_by_two import as_fractions
from tests.oracles.signalling_by_hand import Point, Slow, play

F = Fraction
Array = npt.NDArray[Any]
Numbers = tuple[Array, Array, Array]


def drawn(kind: str, games: int, seed: int) -> Numbers:
    """Priors and payoffs of a kind; two types, messages and replies."""
    rng = np.random.default_rng(seed)
    shape = (games, 2, 2, 2)
    if kind == "normal":
        p = rng.uniform(0.02, 0.98, games)
        return np.stack([p, 1 - p], axis=1), rng.normal(size=shape), rng.normal(size=shape)
    high = {"ties": 2, "few": 4, "many": 10}[kind]
    parts = rng.integers(1, 5, games), rng.integers(1, 5, games)
    prior = np.array(
        [[F(int(a), int(a + b)), F(int(b), int(a + b))] for a, b in zip(*parts, strict=True)]
    )
    tables = (rng.integers(0, high, shape) for _ in range(2))
    return prior, *tables


KINDS = [("normal", 700, 1), ("ties", 500, 2), ("few", 600, 3), ("many", 600, 4)]


def rows(found: gt.PerfectBayesianEquilibria, g: int) -> list[tuple[Point, Point]]:
    e = slice(int(found.offsets[g]), int(found.offsets[g + 1]))
    pairs = zip(found.sender[e, :, 0].tolist(), found.receiver[e, :, 0].tolist(), strict=True)
    return [(tuple(p), tuple(q)) for p, q in pairs]


def near(pair: tuple[Point, Point]) -> tuple[float, ...]:
    return tuple(round(float(v), 9) + 0.0 for side in pair for v in side)


@pytest.mark.parametrize(("kind", "games", "seed"), KINDS)
def test_every_pair_of_corners_by_the_definition(kind: str, games: int, seed: int) -> None:
    prior, sender, receiver = drawn(kind, games, seed)
    found = gt.perfect_bayesian_equilibria(gt.SignallingGame(prior, sender, receiver))
    assert found.complete.all()
    assert max(found.regret, default=0) <= (1e-12 if kind == "normal" else 0)
    for g in range(games):
        slow = Slow(prior[g], sender[g], receiver[g]).equilibria()
        mine = rows(found, g)
        assert len(mine) == len(slow), g
        if kind == "normal":
            assert sorted(map(near, mine)) == sorted(map(near, slow)), g
        else:
            assert set(mine) == slow, g
            assert mine == sorted(mine), g


@pytest.mark.parametrize(("kind", "games", "seed"), KINDS[1:])
def test_floats_that_hold_integers_tie_as_integers_do(kind: str, games: int, seed: int) -> None:
    _, sender, receiver = drawn(kind, games, seed)
    prior = np.array([0.25, 0.75])
    exact = gt.perfect_bayesian_equilibria(gt.SignallingGame([F(1, 4), F(3, 4)], sender, receiver))
    found = gt.perfect_bayesian_equilibria(gt.SignallingGame(prior, sender, receiver))
    assert np.array_equal(found.counts, exact.counts)
    assert np.array_equal(found.degenerate, exact.degenerate)
    for name in ("sender", "receiver", "belief_low", "belief_high"):
        mine, theirs = getattr(found, name), getattr(exact, name).astype(float)
        assert np.allclose(mine, theirs, atol=1e-14), name


def strategic(prior: Array, sender: Array, receiver: Array) -> tuple[Array, Array]:
    """Bimatrix of exact payoffs: messages by type against replies by message."""
    sizes = list(product(range(2), repeat=2))
    tables = []
    for table in (sender, receiver):
        tables.append([
            [sum((F(prior[t]) * F(table[t, s[t], r[s[t]]]) for t in range(2)), F(0))
             for r in sizes] for s in sizes
        ])  # fmt: skip
    return np.array(tables[0], dtype=object), np.array(tables[1], dtype=object)


def behaviour(mixed: list[Fraction]) -> Point:
    """Probabilities of the first choice at both places."""
    return mixed[0] + mixed[1], mixed[0] + mixed[2]


@pytest.mark.parametrize(("kind", "games", "seed"), KINDS)
def test_no_play_of_the_strategic_form_is_missing(kind: str, games: int, seed: int) -> None:
    prior, sender, receiver = drawn(kind, games, seed)
    found = gt.perfect_bayesian_equilibria(
        gt.SignallingGame(*map(as_fractions, (prior, sender, receiver)))
        if kind != "normal"
        else gt.SignallingGame(prior, sender, receiver)
    )
    forms = [strategic(prior[g], sender[g], receiver[g]) for g in range(games)]
    matrices = [np.stack(side) for side in zip(*forms, strict=True)]
    nash = gt.nash_equilibria(gt.NormalFormGame.from_bimatrix(*matrices))
    looked_at = 0
    for g in range(games):
        slow = Slow(prior[g], sender[g], receiver[g])
        every = [
            (behaviour(nash.strategies[0][e]), behaviour(nash.strategies[1][e]))
            for e in range(int(nash.offsets[g]), int(nash.offsets[g + 1]))
        ]
        perfect = [pair for pair in every if slow.is_equilibrium(*pair)]
        mine = rows(found, g)
        if found.degenerate[g]:
            # Plays may lie between the listed ones: inside the box they span at least.
            for p, _ in perfect:
                assert all(min(a[t] for a, _ in mine) <= p[t] <= max(a[t] for a, _ in mine)
                           for t in range(2)), g  # fmt: skip
            continue
        listed = {play(*pair) for pair in mine}
        if kind == "normal":
            listed = {tuple(round(float(v), 9) for v in flat(x)) for x in listed}
            plays = {tuple(round(float(v), 9) for v in flat(play(*pair))) for pair in perfect}
        else:
            plays = {play(*pair) for pair in perfect}
        assert plays == listed, g
        looked_at += len(plays)
    assert looked_at > 30


def flat(what: tuple[Any, ...]) -> list[Any]:
    (a, b), *replies = what
    return [a, b, *(-1 if v is None else v for v in replies)]


@pytest.mark.parametrize(("kind", "games", "seed"), KINDS)
def test_pure_ones_are_those_of_the_search_through_profiles(
    kind: str, games: int, seed: int
) -> None:
    numbers = drawn(kind, games, seed)
    found = gt.perfect_bayesian_equilibria(gt.SignallingGame(*numbers))
    other = pure_equilibria(*gt.SignallingGame(*numbers).flat)
    pure = ((found.sender == 0) | (found.sender == 1)).all(axis=(1, 2)).astype(bool)
    pure &= ((found.receiver == 0) | (found.receiver == 1)).all(axis=(1, 2)).astype(bool)
    assert np.array_equal(
        found.game_index[pure], np.repeat(np.arange(games), np.diff(other.offsets))
    )
    for name in ("sender", "receiver", "belief_low", "belief_high", "belief"):
        mine, theirs = getattr(found, name)[pure], getattr(other, name)
        if kind == "normal":
            assert np.allclose(mine, theirs, atol=1e-12), name
        else:
            assert mine.tolist() == theirs.tolist(), name


@pytest.mark.parametrize("rule", ["intuitive", "D1"])
@pytest.mark.parametrize(("kind", "games", "seed"), KINDS)
def test_refinements_in_doubles_are_those_in_fractions(
    rule: str, kind: str, games: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    prior, sender, receiver = drawn(kind, games, seed)
    game = gt.SignallingGame(prior.astype(float), sender, receiver)
    fast = gt.perfect_bayesian_equilibria(game, refinement=rule)

    def none(rule: str, table: Array, *rest: Array) -> tuple[Array, Array]:
        return np.ones(len(table), bool), np.ones(len(table), bool)

    monkeypatch.setattr(refinements, "_of_two", none)
    slow = gt.perfect_bayesian_equilibria(game, refinement=rule)
    # Of a continuum a rounded mixture on the path decides, and the status says what that is worth.
    clear = ~fast.degenerate
    assert np.array_equal(fast.counts[clear], slow.counts[clear])
    one, two = (found[clear] for found in (fast, slow))
    assert np.array_equal(one.sender, two.sender)
    assert fast.counts.sum() < gt.perfect_bayesian_equilibria(game).counts.sum()


def replies_on_a_grid(game: gt.SignallingGame, m: int, beliefs: Array) -> Array:
    """Replies ``(k, 2)`` that are best for one of the beliefs, mixtures where they tie."""
    worth = beliefs @ game.receiver[:, m].astype(float)
    gap = worth[:, 0] - worth[:, 1]
    mixed = (gap.min() <= 1e-12) and (gap.max() >= -1e-12)
    q = np.linspace(0, 1, 2001) if mixed else np.array([float(gap[0] > 0)])
    return np.stack([q, 1 - q], axis=1)


@pytest.mark.parametrize("seed", range(60))
def test_refinements_by_their_words_on_a_grid(seed: int) -> None:
    """The definitions read literally, for beliefs and mixtures on a fine grid."""
    prior, sender, receiver = drawn("normal", 1, 100 + seed)
    game = gt.SignallingGame(prior[0], sender[0], receiver[0])
    found = gt.perfect_bayesian_equilibria(game)
    simplex = np.linspace(0, 1, 2001)
    beliefs = np.stack([simplex, 1 - simplex], axis=1)
    keep: dict[str, list[bool]] = {"intuitive": [], "D1": []}
    for e in range(len(found)):
        worth = (game.sender * found.receiver[e]).sum(axis=-1)
        got = (worth * found.sender[e]).sum(axis=-1)
        ok = {"intuitive": True, "D1": True}
        for m in np.flatnonzero(~found.on_path[e]):
            rho = replies_on_a_grid(game, m, beliefs)
            gain = rho @ game.sender[:, m].T - got
            top = gain.max(axis=0)
            rest = [t for t in range(2) if top[t] >= 0]
            if rest:
                part = beliefs if len(rest) == 2 else np.eye(2)[rest]
                left = replies_on_a_grid(game, m, part) @ game.sender[:, m].T - got
                ok["intuitive"] &= not any(left[:, t].min() > 0 for t in rest)
            struck = [
                t for t in range(2)
                if top[1 - t] > 0 and not ((gain[:, t] >= 0) & (gain[:, 1 - t] <= 0)).any()
            ]  # fmt: skip
            alive = [t for t in range(2) if t not in struck]
            part = beliefs if len(alive) == 2 else np.eye(2)[alive]
            left = replies_on_a_grid(game, m, part) @ game.sender[:, m].T - got
            ok["D1"] &= bool((left <= 1e-9).all(axis=1).any()) or not struck
        for rule in keep:
            keep[rule].append(ok[rule])
    for rule, mask in keep.items():
        kept = gt.perfect_bayesian_equilibria(game, refinement=rule)
        assert kept.sender.tolist() == found.sender[np.array(mask, dtype=bool)].tolist(), rule


def pure_by_hand(game: gt.SignallingGame) -> set[tuple[Any, ...]]:
    """Pure equilibria of a game of any size; beliefs off the path by linear programming."""
    from scipy.optimize import linprog

    types, messages, replies = game.sender.shape
    prior, s, r = (np.asarray(v).astype(float) for v in (game.prior, game.sender, game.receiver))

    def held(m: int, a: int) -> bool:
        lead = np.array([r[:, m, a] - r[:, m, b] for b in range(replies)])
        done = linprog(np.zeros(types), A_ub=-lead, b_ub=np.full(replies, 1e-11),
                       A_eq=np.ones((1, types)), b_eq=[1.0], bounds=(0, 1))  # fmt: skip
        return done.status == 0

    able = {(m, a): held(m, a) for m in range(messages) for a in range(replies)}
    out = set()
    for sent in product(range(messages), repeat=types):
        for reply in product(range(replies), repeat=messages):
            ok = all(
                s[t, sent[t], reply[sent[t]]] >= s[t, m, reply[m]]
                for t in range(types) for m in range(messages)
            )  # fmt: skip
            for m in range(messages):
                who = [t for t in range(types) if sent[t] == m]
                worth = prior[who] @ r[who, m] if who else None
                ok = ok and (worth[reply[m]] >= worth.max() - 1e-12 if who else able[m, reply[m]])
            if ok:
                out.add((sent, reply))
    return out


@pytest.mark.parametrize(
    "sizes", [(3, 2, 2), (2, 3, 2), (2, 2, 3), (3, 3, 3), (4, 2, 3), (1, 2, 2)]
)
@pytest.mark.parametrize("kind", ["normal", "integers"])
def test_larger_games_by_linear_programming(sizes: tuple[int, int, int], kind: str) -> None:
    rng = np.random.default_rng(sum(sizes))
    games = 12
    shape = (games, *sizes)
    weights = rng.integers(1, 4, (games, sizes[0]))
    if kind == "normal":
        tables = [rng.normal(size=shape) for _ in range(2)]
        prior = weights / weights.sum(axis=1, keepdims=True)
    else:
        tables = [rng.integers(0, 4, shape) for _ in range(2)]
        prior = np.array([[F(int(w), int(line.sum())) for w in line] for line in weights])
    found = gt.perfect_bayesian_equilibria(gt.SignallingGame(prior, *tables))
    assert not found.complete.any()
    assert max(found.regret, default=0) <= 1e-12
    for g in range(games):
        part = found[g]
        mine = {
            (tuple(x.argmax(axis=1).tolist()), tuple(y.argmax(axis=1).tolist()))
            for x, y in zip(part.sender.astype(float), part.receiver.astype(float), strict=True)
        }
        assert len(mine) == len(part)
        assert mine == pure_by_hand(part.game), g


@pytest.mark.parametrize("sizes", [(3, 2, 2), (3, 2, 3), (4, 2, 3)])
def test_ranges_of_beliefs_by_linear_programming(sizes: tuple[int, int, int]) -> None:
    from scipy.optimize import linprog

    rng = np.random.default_rng(7)
    prior = np.full(sizes[0], 1 / sizes[0])
    tables = (rng.normal(size=(40, *sizes)) for _ in range(2))
    found = gt.perfect_bayesian_equilibria(gt.SignallingGame(prior, *tables))
    tried = 0
    for e in range(len(found)):
        pay = found.game.receiver[found.game_index[e]]
        for m in np.flatnonzero(~found.on_path[e]):
            a = int(found.receiver[e, m].argmax())
            lead = np.array([pay[:, m, a] - pay[:, m, b] for b in range(sizes[2])])
            for t in range(sizes[0]):
                for sign, value in ((1, found.belief_low), (-1, found.belief_high)):
                    goal = np.zeros(sizes[0])
                    goal[t] = sign
                    done = linprog(goal, A_ub=-lead, b_ub=np.zeros(sizes[2]),
                                   A_eq=np.ones((1, sizes[0])), b_eq=[1.0])  # fmt: skip
                    assert abs(sign * done.fun - value[e, m, t]) < 1e-8
                    tried += 1
            assert (lead @ found.belief[e, m] >= -1e-12).all()
    assert tried > 50


@pytest.mark.oracle
@pytest.mark.parametrize(("kind", "games", "seed"), [("many", 60, 5), ("few", 60, 6)])
def test_gambit_agrees_on_pure_equilibria_of_the_agent_form(
    kind: str, games: int, seed: int
) -> None:
    """Gambit's pure agent-form equilibria that some belief supports are ours, and no others."""
    pygambit = pytest.importorskip("pygambit")
    numbers = drawn(kind, games, seed)
    batch = gt.SignallingGame(*numbers)
    found = gt.perfect_bayesian_equilibria(batch)
    for g in range(games):
        tree = batch[g].to_extensive_form().to_pygambit()
        theirs = set()
        for profile in pygambit.nash.enumpure_agent_solve(tree).equilibria:
            p, q = (
                tuple(F(str(profile[next(iter(h.actions))])) for h in player.infosets)
                for player in tree.players
            )
            slow = Slow(*(v[g] for v in numbers))
            if slow.is_equilibrium(p, q):
                theirs.add((p, q))
        mine = {pair for pair in rows(found, g) if all(v in (0, 1) for side in pair for v in side)}
        assert mine == theirs, g
