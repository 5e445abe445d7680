"""The answer for a game of a batch is its answer alone, bit for bit, whoever its neighbours are.

Games of very different size stand side by side: subnormal payoffs, payoffs near the largest
double, integers beyond 2^53 and at both ends of 64 bits. Whatever scale, type or method one of
them needs must be its own affair.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory.errors import GameTheoryError
from gametheory.exact.rationals import Rationals
from gametheory.solvers.many_players.enumeration import _ascending
from gametheory.solvers.one_equilibrium.lemke_howson import as_floats
from tests.campaigns.two_player_families import FAMILIES

Array = npt.NDArray[Any]
Concept = Callable[[Any], Any]
Build = Callable[[Array], Any]

# What rounds beyond the largest double is no matter here.
pytestmark = pytest.mark.filterwarnings(
    "ignore:(overflow|invalid value|divide by zero) encountered:RuntimeWarning"
)

LAW = settings(max_examples=20, deadline=None)
TWO = ((1, 4), (2, 2), (2, 3), (3, 3), (4, 4))
MORE = ((2, 2, 2), (2, 3, 2), (1, 2, 3))
WIDE = ("long",) * 4 + ("extreme scales", "large integers", "mixed scales 1e+-12")
LONG = {
    "int64": [2**63 - 1, -(2**63), 2**53 + 1, -(2**53) - 1, 2**62, 0, 1, -1, 3],
    "object": [Fraction(10**200, 3), Fraction(1, 10**200), Fraction(-7, 3), 2**64, 0, 1, 3],
    "float64": [1.7e308, -1.7e308, 1e300, 5e-324, -1e-310, 1e-200, 0.0, -0.0, 1.0, 1 + 2**-52],
}


def concepts() -> dict[str, Concept]:
    """Every concept that answers batches of games in normal form, with each of its methods.

    A selection from doubles cannot tell the ties that one from fractions can; of several players'
    lists (see `rounded`) nothing is selected here.
    """
    out: dict[str, Concept] = {
        "nash_equilibria": gt.nash_equilibria,
        "pure_nash_equilibria": gt.pure_nash_equilibria,
        "isolated_equilibria": gt.isolated_equilibria,
        "equilibria": gt.equilibria,
        "zero_sum_solution": gt.zero_sum_solution,
        "evolutionarily_stable_strategies": gt.evolutionarily_stable_strategies,
        "logit_branch": lambda game: gt.logit_branch(game, max_steps=60),
        "logit_equilibria": lambda g: gt.logit_equilibria(g, [0.0, 0.5, 3.0], max_steps=60),
        "rationalizable_actions": gt.rationalizable_actions,
    }
    for method in ("auto", "pure", "zero-sum", "lemke-howson", "logit"):
        out[f"nash_equilibrium {method}"] = lambda game, m=method: gt.nash_equilibrium(
            game, method=m
        )
    for dominance in ("strict", "weak"):
        for by in ("mixed", "pure"):
            out[f"iterated_elimination {dominance} {by}"] = lambda game, d=dominance, b=by: (
                gt.iterated_elimination(game, d, dominators=b)
            )
    for kind in ("correlated", "coarse"):
        for goal in ("welfare", "egalitarian", 0):
            out[f"correlated_equilibrium {kind} {goal}"] = lambda game, k=kind, o=goal: (
                gt.correlated_equilibrium(game, o, kind=k)
            )
    for leader in (0, 1):
        for commitment in ("mixed", "pure"):
            for tie in ("strong", "weak"):
                out[f"stackelberg_equilibrium {leader} {commitment} {tie}"] = (
                    lambda game, p=leader, c=commitment, t=tie: gt.stackelberg_equilibrium(
                        game, p, commitment=c, tie=t
                    )
                )
    for rule in ("payoff-dominant", "pareto", "welfare", "egalitarian", "risk-dominant",
                 "maximal-entropy"):  # fmt: skip
        out[f"select {rule}"] = lambda game, r=rule: gt.select(gt.nash_equilibria(game), r)
    return out


CONCEPTS = concepts()
TREES: dict[str, Concept] = {
    "subgame_perfect_equilibria": gt.subgame_perfect_equilibria,
    "behaviour_equilibria": gt.behaviour_equilibria,
    "sequence_form_equilibrium": gt.sequence_form_equilibrium,
    "nash_equilibria": gt.nash_equilibria,
    "equilibria": gt.equilibria,
}
GAMES = (
    gt.NormalFormGame, gt.ExtensiveFormGame, gt.SignallingGame, gt.SymmetricBinaryGame,
    gt.LinearReplyGame, gt.Provenance,
)  # fmt: skip


def tree(numbers: Array) -> gt.ExtensiveFormGame:
    """A chance move that the first player sees and the second does not."""

    def after(state: str) -> gt.Decision:
        replies = {"left": gt.Terminal([0, 1]), "right": gt.Terminal([1, 0])}
        go = gt.Decision("second", replies, information_set="second")
        return gt.Decision("first", {"stop": gt.Terminal([0, 0]), "go": go}, information_set=state)

    half = Fraction(1, 2)
    shape = gt.Chance({state: (half, after(state)) for state in ("good", "bad")})
    return gt.ExtensiveFormGame.from_tree(shape).with_numbers(numbers[..., 0, :, :])


def symmetric_binary(numbers: Array) -> gt.SymmetricBinaryGame:
    return gt.SymmetricBinaryGame(numbers[..., 0, 0, :], numbers[..., 1, 0, :])


def signalling(numbers: Array) -> gt.SignallingGame:
    """Halves of the payoffs as those of sender and receiver."""
    whole = numbers.dtype != np.float64
    prior = np.array([Fraction(1, 3), Fraction(2, 3)]) if whole else np.array([0.3, 0.7])
    split = numbers.reshape(*numbers.shape[:-3], 2, 2, 2, 2)
    return gt.SignallingGame(prior, split[..., 0, :, :, :], split[..., 1, :, :, :])


def linear_reply(numbers: Array) -> gt.LinearReplyGame:
    slopes = numbers[..., 1, :, :].copy()
    own = np.arange(slopes.shape[-1])
    slopes[..., own, own] = 0
    return gt.LinearReplyGame(numbers[..., 0, 0, :], slopes, lower=0, upper=1)


def leaves(value: Any, path: str = "") -> dict[str, Array]:
    """All arrays of an answer by the way to them."""
    if isinstance(value, GAMES):
        return {}
    if isinstance(value, gt.BehaviourEquilibria):  # how it keeps strategies depends on the batch
        seen = ("rows", "strategies", "pure", "payoffs", "regret", "status_code")
        parts = [leaves(getattr(value, name), f"{path}.{name}") for name in seen]
        return {name: leaf for part in parts for name, leaf in part.items()}
    if isinstance(value, Rationals):
        return leaves(value.to_fractions(), path)
    if isinstance(value, tuple):
        parts = [leaves(v, f"{path}[{k}]") for k, v in enumerate(value)]
        return {name: leaf for part in parts for name, leaf in part.items()}
    if attrs.has(type(value)):
        names = [f.name for f in attrs.fields(type(value)) if f.name not in ("_made", "_source")]
        parts = [leaves(getattr(value, name), f"{path}.{name}") for name in names]
        return {name: leaf for part in parts for name, leaf in part.items()}
    return {path: np.asarray(value)}


def same(mine: Array, theirs: Array) -> bool:
    """The same bits, or the same fractions."""
    if (mine.shape, mine.dtype) != (theirs.shape, theirs.dtype):
        return False
    if mine.dtype == object:
        return bool(mine.tolist() == theirs.tolist())
    return mine.tobytes() == theirs.tobytes()


def rounded(name: str, mine: Array, theirs: Array) -> bool:
    """An exact game's fractions as doubles, as in a batch in which some equilibrium has none.

    Payoffs and regret are then those of the rounded strategies.
    """
    if "strategies" not in name:
        return True
    if mine.shape != theirs.shape:
        return False
    return bool(np.allclose(mine.astype(float), theirs, atol=1e-13))


def answer(concept: Concept, numbers: Array, build: Build) -> Any:
    """The answer, or the kind of error."""
    try:
        return concept(build(numbers))
    except GameTheoryError as refusal:
        return type(refusal)


def refused(found: Any) -> bool:
    return isinstance(found, type)


def check(concept: Concept, games: list[Array], build: Build) -> None:
    """Those that are answered alone are answered the same together."""
    alone = [answer(concept, numbers, build) for numbers in games]
    kept = [g for g, found in enumerate(alone) if not refused(found)]
    if not kept:
        return
    together = answer(concept, np.stack([games[g] for g in kept]), build)
    assert not refused(together), "a batch is refused of which each game is answered"
    for position, g in enumerate(kept):
        mine, theirs = leaves(alone[g]), leaves(together[position])
        in_doubles = any(leaf.dtype == object != theirs[name].dtype for name, leaf in mine.items())
        for name, leaf in mine.items():
            alike = rounded(name, leaf, theirs[name]) if in_doubles else same(leaf, theirs[name])
            assert alike, (name, games[g].tolist())


def tables(name: str, rng: np.random.Generator, kind: str, sizes: tuple[int, ...]) -> Array:
    """Payoffs ``(N, m_1, ..., m_N)``, each player's from the family, in numbers of a kind."""
    shape = (len(sizes), 1, sizes[0], int(np.prod(sizes[1:])))
    if name == "long":
        drawn = rng.choice(np.array(LONG[kind], dtype=kind), shape)
    else:
        drawn = FAMILIES[name](rng, shape[0], *shape[2:])[:, :1]
        if kind != "float64" and drawn.dtype == np.float64:
            # Whole numbers of each float's size; those of 64 bits are short.
            drawn = np.rint(np.clip(drawn, -(2.0**50), 2.0**50) * 1000.0)
            drawn = drawn.astype(np.int64).astype(kind)
    return np.asarray(drawn.astype(kind).reshape(len(sizes), *sizes))


@st.composite
def batches(draw: st.DrawFn, shapes: tuple[tuple[int, ...], ...]) -> list[Array]:
    """Games of one shape from several families, in numbers of one kind."""
    sizes, kind = draw(st.sampled_from(shapes)), draw(st.sampled_from(sorted(LONG)))
    form = draw(st.sampled_from(["any", "zero-sum", "symmetric"] if len(sizes) == 2 else ["any"]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    # Most batches hold a game that needs more room than the others.
    names = rng.choice([*(name for name in FAMILIES if name != "symmetric"), *WIDE], 6)
    games = []
    for name in names:
        game = tables(name, rng, kind, sizes)
        if form == "zero-sum":
            game[1] = -game[0]
        elif form == "symmetric" and sizes[0] == sizes[1]:
            game[1] = game[0].T
        games.append(game)
    return games


@pytest.mark.parametrize("name", CONCEPTS)
@LAW
@given(games=batches(TWO))
def test_two_players(name: str, games: list[Array]) -> None:
    check(CONCEPTS[name], games, partial(gt.NormalFormGame, players=len(games[0])))


@pytest.mark.parametrize("name", [name for name in CONCEPTS if "select" not in name])
@LAW
@given(games=batches(MORE))
def test_several_players(name: str, games: list[Array]) -> None:
    check(CONCEPTS[name], games, partial(gt.NormalFormGame, players=len(games[0])))


@pytest.mark.parametrize(("seed", "sizes"), [
    (12, (2, 2, 2)), (61, (2, 3, 2)), (64, (2, 3, 2)), (193, (2, 3, 2)), (340, (2, 3, 2)),
])  # fmt: skip
def test_rounding_for_a_neighbour_neither_merges_nor_reorders(
    seed: int, sizes: tuple[int, ...]
) -> None:
    """Batches in which one game is irrational and rows of another look alike, or out of order."""
    rng = np.random.default_rng(seed)
    names = rng.choice([*(name for name in FAMILIES if name != "symmetric"), *WIDE], 6)
    games = [tables(name, rng, "object", sizes) for name in names]
    check(gt.nash_equilibria, games, partial(gt.NormalFormGame, players=3))


@pytest.mark.parametrize("name", TREES)
@LAW
@given(games=batches(((6, 2),)))
def test_trees(name: str, games: list[Array]) -> None:
    check(TREES[name], games, tree)


@LAW
@given(games=batches(((2, 1), (2, 2), (2, 4))))
def test_symmetric_binary_games(games: list[Array]) -> None:
    check(gt.symmetric_binary_equilibria, games, symmetric_binary)


@pytest.mark.parametrize("refinement", [None, "intuitive", "D1"])
@LAW
@given(games=batches(((2, 4),)))
def test_signalling_games(refinement: Any, games: list[Array]) -> None:
    concept = partial(gt.perfect_bayesian_equilibria, refinement=refinement)
    check(concept, games, signalling)


@LAW
@given(games=batches(((2, 2), (3, 3))))
def test_linear_reply_games(games: list[Array]) -> None:
    check(gt.linear_reply_equilibria, games, linear_reply)


def test_long_integers_rescale_their_own_game_only() -> None:
    short, long = np.full((2, 2, 2), 3), np.full((2, 2, 2), 2**60)
    short[0, 0, 0], long[0, 0, 0] = 1, 5
    together = as_floats(np.stack([short, long]))
    assert np.array_equal(together[0], short)
    assert np.array_equal(together[1:], as_floats(long[None]))


def test_fractions_are_in_order_whatever_doubles_say() -> None:
    """Two first weights that doubles do not tell apart, and other weights that they do."""
    half, more = Fraction(1, 2), Fraction(2**60 + 1, 2**61)
    x = np.array([[more, 1 - more], [half, half]], dtype=object)
    y = np.array([[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]], dtype=object)
    assert _ascending(np.zeros(2, dtype=np.int64), (x, y)).tolist() == [1, 0]
