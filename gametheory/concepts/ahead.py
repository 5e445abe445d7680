"""Every compiled loop called once on small games, so that no first call has to compile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from gametheory import notices
from gametheory.games.consensus_packages import ConsensusPackages
from gametheory.games.cutoff import CutoffGame
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.game_tree import Chance, Decision, Terminal
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.signalling import SignallingGame
from gametheory.games.symmetric_binary import SymmetricBinaryGame
from gametheory.games.threshold_binary import ThresholdBinaryGame
from gametheory.games.type_distribution import TypeDistribution
from gametheory.solvers import few_games

Job = tuple[str, Callable[[], Any]]


def compile_ahead(watch: Callable[[int, int, str], None] | None = None) -> float:
    """Ask every solver about small games of each kind of payoffs; the seconds it took.

    What is compiled is kept on disk, for all later runs on the machine.

    Parameters
    ----------
    watch : callable, optional
        Told, before each job, how many are done, how many there are, and its name.
    """
    start = perf_counter()
    jobs = list(_jobs())
    for done, (name, job) in enumerate(jobs):
        if watch is not None:
            watch(done, len(jobs), name)
        with few_games.compiled():
            job()
    notices.pending.clear()
    return perf_counter() - start


def _payoffs(shape: tuple[int, ...], kind: str) -> Any:
    rng = np.random.default_rng(sum(shape))
    if kind == "floats":
        return rng.normal(size=shape)
    whole = rng.integers(-4, 5, size=shape)
    return whole if kind == "integers" else whole.astype(object) * Fraction(1, 3)


def _jobs() -> Iterator[Job]:
    for kind in ("floats", "integers", "fractions"):
        yield from _jobs_for_two(kind)
        yield from _jobs_for_several(kind)
        yield from _jobs_of_other_forms(kind)


def _jobs_for_two(kind: str) -> Iterator[Job]:
    from gametheory.concepts.commitment import stackelberg_equilibrium
    from gametheory.concepts.correlated import correlated_equilibrium
    from gametheory.concepts.evolution import evolutionarily_stable_strategies
    from gametheory.concepts.nash import nash_equilibria
    from gametheory.concepts.one_equilibrium import nash_equilibrium
    from gametheory.concepts.pure import pure_nash_equilibria
    from gametheory.concepts.quantal import logit_branch, logit_equilibria
    from gametheory.concepts.rationality import iterated_elimination, rationalizable_actions
    from gametheory.concepts.zero_sum import zero_sum_solution

    for m, n in ((2, 2), (3, 3), (2, 3), (4, 4), (5, 3)):
        for games in (1, 40):
            shape = (2, m, n) if games == 1 else (games, 2, m, n)
            game = NormalFormGame(_payoffs(shape, kind), players=2)
            size = f"{m}x{n} {kind}"
            yield f"all equilibria, {size}", partial(nash_equilibria, game)
            yield f"pure equilibria, {size}", partial(pure_nash_equilibria, game)
            yield f"one equilibrium, {size}", partial(nash_equilibrium, game)
            yield f"dominance, {size}", partial(rationalizable_actions, game)
            yield f"weak dominance, {size}", partial(iterated_elimination, game, "weak")
            yield f"commitment, {size}", partial(stackelberg_equilibrium, game)
            tied = NormalFormGame(np.zeros_like(game.payoffs) + game.payoffs.flat[0], players=2)
            yield f"ties, {size}", partial(nash_equilibria, tied)
    if kind == "floats":
        # Signs that need more digits than a double holds.
        rng = np.random.default_rng(3)
        wide = rng.normal(size=(2, 4, 4)) * 2.0 ** rng.integers(-1000, 1000, size=(2, 4, 4))
        for payoffs in (wide, np.stack([wide] * 40)):
            game = NormalFormGame(payoffs, players=2)
            yield "all equilibria, wide floats", partial(nash_equilibria, game)
    for shape in ((2, 9, 9), (2, 2, 9, 9)):  # walked from vertex to vertex
        game = NormalFormGame(_payoffs(shape, kind), players=2)
        yield f"all equilibria, 9x9 {kind}", partial(nash_equilibria, game)
    for shape in ((2, 3, 3), (4, 2, 3, 3), (2, 30, 30)):
        game = NormalFormGame(_payoffs(shape, kind), players=2)
        yield f"pivoting, {kind}", partial(nash_equilibrium, game, method="lemke-howson")
        if shape[-1] > 3:
            continue
        own = game.payoffs[..., 0, :, :]
        fixed = NormalFormGame.from_bimatrix(own, -own)
        yield f"fixed sums, {kind}", partial(zero_sum_solution, fixed)
        same = NormalFormGame.from_bimatrix(own, np.swapaxes(own, -1, -2))
        yield f"stable strategies, {kind}", partial(evolutionarily_stable_strategies, same)
        yield f"correlation, {kind}", partial(correlated_equilibrium, game)
        yield f"logit branch, {kind}", partial(logit_branch, game, max_rationality=1.0)
    square = NormalFormGame(_payoffs((3, 2, 2, 2), kind), players=2)
    yield f"logit, {kind}", partial(logit_equilibria, square, [0.5, 1.0])


def _jobs_for_several(kind: str) -> Iterator[Job]:
    from gametheory.concepts.correlated import correlated_equilibrium
    from gametheory.concepts.isolated import isolated_equilibria
    from gametheory.concepts.one_equilibrium import nash_equilibrium
    from gametheory.concepts.pure import pure_nash_equilibria
    from gametheory.concepts.quantal import logit_branch, logit_equilibria
    from gametheory.concepts.rationality import rationalizable_actions

    for sizes in ((2, 2, 2), (3, 2, 2), (2, 2, 2, 2)):
        n = len(sizes)
        game = NormalFormGame(_payoffs((2, n, *sizes), kind), players=n)
        name = f"{n} players, {kind}"
        yield f"all equilibria, {name}", partial(isolated_equilibria, game, max_cells=500)
        yield f"pure equilibria, {name}", partial(pure_nash_equilibria, game)
        yield f"one equilibrium, {name}", partial(nash_equilibrium, game)
        yield f"dominance, {name}", partial(rationalizable_actions, game)
        yield f"correlation, {name}", partial(correlated_equilibrium, game)
        yield f"logit, {name}", partial(logit_equilibria, game, [0.5])
        yield f"logit branch, {name}", partial(logit_branch, game, max_rationality=1.0)


def _jobs_of_other_forms(kind: str) -> Iterator[Job]:
    from gametheory.concepts.behaviour import behaviour_equilibria
    from gametheory.concepts.consensus_packages import mutual_gain_packages
    from gametheory.concepts.cutoff import cutoff_equilibria
    from gametheory.concepts.linear_reply import linear_reply_equilibria
    from gametheory.concepts.sequence_form import sequence_form_equilibrium
    from gametheory.concepts.signalling import perfect_bayesian_equilibria
    from gametheory.concepts.symmetric_binary import symmetric_binary_equilibria
    from gametheory.concepts.threshold_binary import threshold_binary_equilibria
    from gametheory.concepts.trees import subgame_perfect_equilibria

    one: Any = {"floats": 1.0, "integers": 1, "fractions": Fraction(1, 3)}[kind]

    def choice(first: Any, second: Any) -> Decision:
        ends = {"in": Terminal([first, one]), "out": Terminal([second, 2 * one])}
        return Decision("B", ends, information_set="blind")

    open_tree = ExtensiveFormGame.from_tree(
        Decision("A", {"l": Terminal([one, one]), "r": Decision("B", {
            "x": Terminal([one, 2 * one]), "y": Terminal([0 * one, one])})})
    )  # fmt: skip
    half = Fraction(1, 2)
    drawn = ExtensiveFormGame.from_tree(
        Chance({
            "a": (half, Decision("A", {"l": choice(one, 0 * one), "r": choice(0 * one, one)})),
            "b": (half, Terminal([one, one])),
        }),
        players=["A", "B"],
    )  # fmt: skip
    for tree in (open_tree, drawn, open_tree.with_numbers(np.stack([open_tree.end_payoffs] * 3))):
        yield f"trees, {kind}", partial(subgame_perfect_equilibria, tree)
        yield f"whole trees, {kind}", partial(behaviour_equilibria, tree)
    yield f"sequence form, {kind}", partial(sequence_form_equilibrium, drawn)
    slopes = [[0 * one, one / 2], [one / 2, 0 * one]]
    for starts in ([one, one], [[one, one]] * 3):
        race = LinearReplyGame(starts, slopes)
        yield f"linear replies, {kind}", partial(linear_reply_equilibria, race)
    crowd = SymmetricBinaryGame([one] * 3, [0 * one, 3 * one, 3 * one])
    yield f"crowds, {kind}", partial(symmetric_binary_equilibria, crowd)
    for count in (2, 3):
        prior = np.array([Fraction(1, count)] * count)
        if kind == "floats":
            prior = prior.astype(np.float64)
        told = SignallingGame(prior, *(_payoffs((2, count, 2, 2), kind) for _ in range(2)))
        yield f"signals, {kind}", partial(perfect_bayesian_equilibria, told)
    followers = ThresholdBinaryGame([[one, one], [-one, one]])
    yield f"thresholds, {kind}", partial(threshold_binary_equilibria, followers)
    types = TypeDistribution.uniform(0 * one, one)
    alone = CutoffGame(types, constant=-one / 3, per_type=one, per_share=one / 2)
    for game in (alone, CutoffGame.of_two(alone, alone)):
        yield f"cutoffs, {kind}", partial(cutoff_equilibria, game)
    packages = ConsensusPackages([[3 * one, -2 * one], [-2 * one, 3 * one]])
    for which in ("weights", "subset"):
        yield f"packages, {kind}", partial(mutual_gain_packages, packages, which=which)
