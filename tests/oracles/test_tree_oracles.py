"""Trees against brute force over every pure profile, against pygambit, and batch against single."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from random_trees import BruteForce, random_tree

import gametheory as gt
from gametheory.reductions.strategic_form import strategic_form

SEEDS = range(40)


def small(tree: gt.ExtensiveFormGame, most: int = 400) -> bool:
    sizes = [len(h.actions) for h in tree.information_sets if not h.is_chance]
    return int(np.prod(sizes, dtype=np.int64)) <= most


def drawn(seed: int, **options: object) -> gt.ExtensiveFormGame:
    rng = np.random.default_rng(seed)
    while True:
        tree = random_tree(rng, **options)  # type: ignore[arg-type]
        if small(tree) and tree.num_nodes > 1:
            return tree


def listed(found: gt.BehaviourEquilibria) -> list[tuple[int, ...]]:
    return [tuple(row) for row in found.select(found.pure).choices.tolist()]


@pytest.mark.parametrize("chance", [False, True], ids=["without chance", "with chance"])
@pytest.mark.parametrize("players", [1, 2, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_perfect_information_every_one_in_order(seed: int, players: int, chance: bool) -> None:
    tree = drawn(seed, players=players, chance=chance)
    found = gt.subgame_perfect_equilibria(tree)
    assert listed(found) == BruteForce(tree).subgame_perfect()
    assert bool(found.complete)
    assert found.pure.all()
    brute = BruteForce(tree)
    for row, payoffs in zip(found.choices.tolist(), found.payoffs.tolist(), strict=True):
        assert payoffs == brute.payoffs(tuple(row))
    assert (found.regret == 0).all()


@pytest.mark.parametrize("chance", [False, True], ids=["without chance", "with chance"])
@pytest.mark.parametrize("players", [1, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_perfect_recall_every_pure_one(seed: int, players: int, chance: bool) -> None:
    tree = drawn(seed, players=players, chance=chance, information="recall")
    assert tree.has_perfect_recall
    found = gt.subgame_perfect_equilibria(tree)
    assert bool(found.complete)
    assert sorted(set(listed(found))) == BruteForce(tree).subgame_perfect()
    assert (found.regret == 0).all()
    rows = [tuple(str(p) for p in row) for row in (b.probabilities for b in found)]
    assert len(set(rows)) == len(rows), "a profile is listed twice"
    assert len(found) >= 1, "in every finite game with perfect recall there is one (Selten 1965)"


@pytest.mark.parametrize("kind", ["integers", "floats"])
def test_mixed_strategies_that_play_alike_are_one(kind: str) -> None:
    """What A does with either card may be drawn together or apart: one behaviour strategy."""
    leaf = gt.Terminal([0, 0])

    def hand(name: str) -> gt.Decision:
        reply = gt.Decision("B", {"f": leaf, "c": leaf}, "reply")
        return gt.Decision("A", {"x": reply, "y": reply}, name)

    half = Fraction(1, 2)
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Chance({"1": (half, hand("one")), "2": (half, hand("two"))})
    )
    payoffs = np.random.default_rng(0).integers(-2, 3, size=(400, 8, 2))
    payoffs[:, :, 1] = -payoffs[:, :, 0]
    batch = tree.with_numbers(payoffs if kind == "integers" else payoffs.astype(float))
    plain = batch.to_normal_form()
    joined = 0
    for found in (gt.subgame_perfect_equilibria(batch), gt.behaviour_equilibria(batch)):
        rows = [str(b.to_dict()) for b in found]
        for g in range(400):
            mine = rows[found.offsets[g] : found.offsets[g + 1]]
            assert len(set(mine)) == len(mine)
        assert (np.asarray(found.regret, dtype=float) <= 1e-12).all()
        joined += len(gt.nash_equilibria(plain)) - len(found)
    assert joined > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_imperfect_recall_pure_ones_and_not_called_complete(seed: int) -> None:
    tree = drawn(seed, information="any")
    found = gt.subgame_perfect_equilibria(tree)
    assert sorted(set(listed(found))) == BruteForce(tree).subgame_perfect()
    assert bool(found.complete) == tree.has_perfect_recall
    if not tree.has_perfect_recall:
        absent = tree.shape.absent_minded is not None
        assert ("absent-minded" if absent else "imperfect recall") in str(found.status)
    assert (found.regret == 0).all()


@pytest.mark.parametrize("seed", range(15))
def test_three_players_with_imperfect_information_every_pure_one(seed: int) -> None:
    tree = drawn(seed, players=3, information="recall", high=5)
    found = gt.subgame_perfect_equilibria(tree)
    assert sorted(set(listed(found))) == BruteForce(tree).subgame_perfect()


def wrong_profiles(tree: gt.ExtensiveFormGame) -> list[tuple[int, ...]]:
    return BruteForce(tree).profiles()[:40]


@pytest.mark.parametrize("information", ["perfect", "recall", "any"])
@pytest.mark.parametrize("seed", range(15))
def test_the_certificate_is_zero_for_subgame_perfect_profiles_alone(
    seed: int, information: str
) -> None:
    from gametheory.certificates.sequential import sequential_regret, tree_regret

    tree = drawn(seed, information=information, chance=True)
    brute, profiles = BruteForce(tree), wrong_profiles(tree)
    columns = {h: c for c, h in enumerate(brute.sets)}
    choices = np.array(profiles)

    def chosen(h: int, rows: object) -> np.ndarray:
        size = len(tree.information_sets[h].actions)
        return np.eye(size, dtype=object)[choices[:, columns[h]]][rows]

    owners = np.zeros(len(profiles), dtype=np.int64)
    regret = sequential_regret(tree, owners, chosen)
    roots = brute.subgame_roots()
    for profile, gain in zip(profiles, regret, strict=True):
        assert (gain == 0) == all(brute.gain(profile, v) == 0 for v in roots)
    whole = tree_regret(tree, owners, chosen)
    assert whole.tolist() == [brute.gain(profile, 0) for profile in profiles]


@pytest.mark.parametrize("information", ["perfect", "recall"])
@pytest.mark.parametrize("numbers", ["integers", "floats", "fractions"])
def test_a_batch_is_its_games_one_by_one(information: str, numbers: str) -> None:
    rng = np.random.default_rng(5)
    tree = drawn(11, information=information, chance=True)
    ends = len(tree.terminal_nodes)
    payoffs = rng.integers(0, 3, size=(4, 5, ends, 2))
    if numbers == "floats":
        payoffs = payoffs * 0.5
    if numbers == "fractions":
        payoffs = payoffs * Fraction(1, 3)
    batch = tree.with_numbers(payoffs)
    together = gt.subgame_perfect_equilibria(batch)
    assert together.batch_shape == (4, 5)
    for place in np.ndindex(4, 5):
        one = gt.subgame_perfect_equilibria(batch[place])
        part = together[place]
        assert [b.to_dict() for b in one] == [b.to_dict() for b in part]
        assert one.payoffs.tolist() == part.payoffs.tolist()
        assert str(one.status) == str(part.status)
    assert (np.asarray(together.regret, dtype=float) <= 1e-12).all()


def test_the_answer_does_not_depend_on_threads_or_on_the_compiler() -> None:
    rng = np.random.default_rng(2)
    tree = drawn(3, depth=4)
    batch = tree.with_numbers(rng.integers(0, 3, size=(30_000, len(tree.terminal_nodes), 2)))
    one = gt.subgame_perfect_equilibria(batch, threads=1)
    two = gt.subgame_perfect_equilibria(batch, threads=2)
    assert np.array_equal(one.choices, two.choices)
    assert np.array_equal(one.offsets, two.offsets)
    interpreted = [gt.subgame_perfect_equilibria(batch[g]).choices for g in range(200)]
    assert np.array_equal(np.concatenate(interpreted), one[:200].choices)


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(25))
def test_gambit_finds_no_regret_in_ours(seed: int) -> None:
    gambit = pytest.importorskip("pygambit")
    tree = drawn(100 + seed, information="recall", chance=True, low=-3, high=3)
    for found in (gt.subgame_perfect_equilibria(tree), gt.sequence_form_equilibrium(tree)):
        theirs = tree.to_pygambit()
        for behaviour in found:
            profile = theirs.mixed_behavior_profile(rational=True)
            for player, sets in zip(theirs.players, own_sets(behaviour), strict=True):
                for infoset, choice in zip(player.infosets, sets, strict=True):
                    for action, p in zip(infoset.actions, choice, strict=True):
                        profile[action] = gambit.Rational(p.numerator, p.denominator)
            assert profile.as_strategy().max_regret() == 0
            for player, expected in zip(theirs.players, behaviour.payoffs(), strict=True):
                assert profile.payoff(player) == gambit.Rational(
                    expected.numerator, expected.denominator
                )


def own_sets(behaviour: gt.BehaviourProfile) -> list[list[list[Fraction]]]:
    out: list[list[list[Fraction]]] = [[] for _ in behaviour.game.players]
    for h, p in zip(behaviour.game.information_sets, behaviour.probabilities, strict=True):
        if not h.is_chance:
            out[h.player].append([Fraction(v) for v in p])
    return out


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(25))
def test_zero_sum_values_are_gambit_s(seed: int) -> None:
    gambit = pytest.importorskip("pygambit")
    tree = drawn(200 + seed, information="recall", chance=True)
    ends = tree.end_payoffs.copy()
    ends[:, 1] = -ends[:, 0]
    zero = tree.with_numbers(ends)
    (theirs,) = gambit.nash.lp_solve(zero.to_pygambit(), rational=True).equilibria[:1]
    value = theirs.payoff(next(iter(theirs.game.players)))
    for method in ("auto", "linear-programme", "lemke"):
        ours = gt.sequence_form_equilibrium(zero, method=method)  # type: ignore[arg-type]
        assert float(ours.payoffs[0, 0]) == pytest.approx(float(value), abs=1e-9)
        assert float(ours.regret[0]) <= 1e-9
        if method != "linear-programme":
            assert ours.payoffs[0, 0] == Fraction(value.numerator, value.denominator)


@pytest.mark.parametrize("seed", SEEDS)
def test_lemke_in_fractions_and_in_floats_on_random_trees(seed: int) -> None:
    tree = drawn(300 + seed, information="recall", chance=True, depth=4)
    exact = gt.sequence_form_equilibrium(tree, method="lemke")
    assert exact.exact
    assert exact.regret.tolist() == [0]
    floats = tree.with_numbers(tree.end_payoffs.astype(float))
    rounded = gt.sequence_form_equilibrium(floats, method="lemke")
    assert rounded.regret[0] <= 1e-9


@pytest.mark.parametrize("information", ["perfect", "recall"])
@pytest.mark.parametrize("seed", SEEDS)
def test_strategies_are_counted_as_they_are_listed(seed: int, information: str) -> None:
    tree = drawn(seed, information=information, chance=True)
    sizes = [len(h.actions) for h in tree.information_sets]
    for reduced in (True, False):
        form = strategic_form(tree, reduced=reduced)
        counted = tuple(tree.shape.count_strategies(i, sizes, reduced=reduced) for i in range(2))
        assert counted == form.normal_form.num_actions


@pytest.mark.parametrize("seed", range(10))
def test_batches_become_batches_of_strategic_forms(seed: int) -> None:
    tree = drawn(seed, information="recall", chance=True)
    ends = len(tree.terminal_nodes)
    payoffs = np.random.default_rng(seed).integers(-9, 9, size=(2, 3, ends, 2))
    batch = tree.with_numbers(payoffs)
    together = batch.to_normal_form()
    assert together.batch_shape == (2, 3)
    for place in np.ndindex(2, 3):
        assert together[place] == batch[place].to_normal_form()
