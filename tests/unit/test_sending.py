"""Errors and values survive pickle, copy, deepcopy, threads and process pools; payoffs stay
read-only on the way."""

import copy
import functools
import inspect
import multiprocessing
import pickle
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import attrs
import numpy as np
import pytest

import gametheory as gt
import gametheory.errors as errors
from gametheory.exact.rationals import Rationals

F = Fraction
GAME = gt.NormalFormGame.from_bimatrix([[3, 0], [2, 2]], [[3, 2], [0, 2]], players=["A", "B"])
FLOATS = gt.NormalFormGame(np.random.default_rng(1).normal(size=(4, 2, 3, 3)))
SYMMETRIC = gt.NormalFormGame.from_bimatrix([[-1, 2], [0, 1]], [[-1, 0], [2, 1]])
TREE = gt.ExtensiveFormGame.from_tree(
    gt.Chance(
        {
            "a": (F(1, 2), gt.Decision("A", {"x": gt.Terminal([1, 0]), "y": gt.Terminal([0, 1])})),
            "b": (F(1, 2), gt.Decision("B", {"x": gt.Terminal([F(1, 3), 0])})),
        }
    )
)


def pay(i, x):
    """A payoff that pickles, being defined in a module."""
    return -((x[i] - 1 - 0.5 * x[1 - i]) ** 2)


RACE = gt.LinearReplyGame([[1.0, 1.0]] * 3, [[0, 0.5], [0.5, 0]], payoff=pay)
SIGNALS = gt.SignallingGame([F(1, 3), F(2, 3)], [[[0, 2], [1, 3]], [[1, 3], [0, 2]]],
                            [[[1, 0], [1, 0]], [[0, 1], [0, 1]]])  # fmt: skip
ARMS = gt.CutoffGame(
    gt.TypeDistribution.uniform(0, 1), constant=F(1, 5), per_type=-1, per_share=F(6, 5)
)
# Made when a test asks for them: collecting tests solves no games.
VALUES = {
    "game": lambda: GAME,
    "float games": lambda: FLOATS,
    "one of a batch": lambda: FLOATS[2],
    "tree": lambda: TREE,
    "trees": lambda: TREE.with_numbers(
        np.arange(12).reshape(2, 3, 2), {0: [[F(1, 2), F(1, 2)], [F(1, 3), F(2, 3)]]}
    ),
    "tree equilibria": lambda: gt.behaviour_equilibria(TREE),
    "strategic form": lambda: gt.strategic_form(TREE),
    "behaviour": lambda: gt.strategic_form(TREE).to_behaviour([[1, 0], [1]]),
    "continuous game": lambda: RACE,
    "continuous games picked": lambda: RACE[[2, 0, 0]],
    "continuous games reshaped": lambda: RACE[np.array([[0, 1, 2]])],
    "linear race": lambda: gt.LinearReplyGame([1, 1], [[0, F(1, 2)], [F(1, 2), 0]]),
    "anonymous game": lambda: gt.SymmetricBinaryGame([1, 1, 1], [0, 3, 3]),
    "signals": lambda: SIGNALS,
    "signalling equilibria": lambda: gt.perfect_bayesian_equilibria(SIGNALS),
    "threshold game": lambda: gt.ThresholdBinaryGame([[1, 1], [-1, 1]]),
    "threshold equilibria": lambda: gt.threshold_binary_equilibria(
        gt.ThresholdBinaryGame([[1, 1], [-1, 1]])
    ),
    "types": lambda: gt.TypeDistribution.beta(2, [1, 3]),
    "cutoff game": lambda: ARMS,
    "cutoff equilibria": lambda: gt.cutoff_equilibria(ARMS),
    "packages": lambda: gt.ConsensusPackages([[3, F(-2)], [-2, 3]], members=["A", "B"]),
    "float packages": lambda: gt.ConsensusPackages([[[3.0, -2], [-2, 3]]] * 2)[1],
    "decision": lambda: gt.Decision("A", {"x": gt.Terminal([1, 0])}),
    "rationals": lambda: Rationals(np.array([1, 2]), np.array([3])),
    "equilibria": lambda: gt.nash_equilibria(GAME),
    "float equilibria": lambda: gt.nash_equilibria(FLOATS),
    "pure": lambda: gt.pure_nash_equilibria(FLOATS),
    "one equilibrium": lambda: gt.nash_equilibrium(FLOATS),
    "components": lambda: gt.nash_components(GAME),
    "zero sum": lambda: gt.zero_sum_solution(
        gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    ),
    "continuous equilibria": lambda: gt.linear_reply_equilibria(RACE),
    "anonymous equilibria": lambda: gt.symmetric_binary_equilibria(
        gt.SymmetricBinaryGame([1, 1, 1], [0, 3, 3])
    ),
    "mutual gains": lambda: gt.mutual_gain_packages(gt.ConsensusPackages([[3, -2], [-2, 3]])),
    "minimal packages": lambda: gt.minimal_packages(gt.ConsensusPackages([[3, -2], [-2, 3]])),
    "logit": lambda: gt.logit_equilibria(GAME, [0.5, 1.0]),
    "branch": lambda: gt.logit_branch(GAME),
    "correlated": lambda: gt.correlated_equilibrium(GAME),
    "commitment": lambda: gt.stackelberg_equilibrium(GAME),
    "elimination": lambda: gt.rationalizable_actions(GAME),
    "stable": lambda: gt.evolutionarily_stable_strategies(SYMMETRIC),
    "certificate": lambda: gt.certify(gt.nash_equilibria(GAME), 0),
}


@functools.cache
def value(name):
    return VALUES[name]()


WAYS = {
    "pickle": lambda v: pickle.loads(pickle.dumps(v)),
    "old pickle": lambda v: pickle.loads(pickle.dumps(v, protocol=2)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


def same(a, b):
    """Equal through and through, arrays with their kind and whether they may be written to."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (a.dtype, a.shape, a.flags.writeable) == (
            b.dtype,
            b.shape,
            b.flags.writeable,
        ) and a.tolist() == b.tolist()
    if attrs.has(type(a)):
        names = [f.name for f in attrs.fields(type(a))]
        return all(same(getattr(a, n), getattr(b, n)) for n in names)
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    return callable(a) or a == b


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", VALUES)
def test_values_arrive_whole(name, way):
    assert same(value(name), WAYS[way](value(name)))


@pytest.mark.parametrize("way", ["pickle", "deepcopy", "copy"])
def test_payoffs_stay_read_only(way):
    send = WAYS[way]
    for array in (send(GAME).payoffs, send(FLOATS).payoffs, send(TREE).outcome_payoffs,
                  send(RACE).slopes, send(SIGNALS).prior, send(SIGNALS).receiver,
                  send(value("anonymous game")).taking,
                  send(value("equilibria")).game.payoffs):  # fmt: skip
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        send(GAME).payoffs = None


def test_what_arrives_works():
    sent = pickle.loads(pickle.dumps(FLOATS))
    assert sent == FLOATS
    assert same(gt.nash_equilibria(sent).payoffs, gt.nash_equilibria(FLOATS).payoffs)
    race = pickle.loads(pickle.dumps(RACE[[2, 0, 0]]))
    assert (
        race.payoffs([[1.0, 2.0]] * 3).tolist() == RACE[[2, 0, 0]].payoffs([[1.0, 2]] * 3).tolist()
    )


ERRORS = [
    errors.GameTheoryError("plain"),
    errors.InvalidInput("wrong"),
    errors.UnknownName("player", "Bo", ["Bob", "Ann"], "here"),
    errors.SymbolicBranch("branch"),
    errors.Undecided("undecided"),
    errors.ParseError("game.nfg", 3, 7, "expected 'R'"),
    errors.TooLarge("large"),
    errors.MissingExtra("extra"),
]


def test_every_error_is_tried():
    kinds = {
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.GameTheoryError)
    }
    assert kinds == {type(error) for error in ERRORS}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
def test_errors_arrive_whole(error, way):
    error.add_note("seen on the way")
    back = WAYS[way](error)
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert back.args == error.args
    assert vars(back) == vars(error)
    assert isinstance(back, ValueError) == isinstance(error, ValueError)


def test_one_bad_file_does_not_hang_a_pool(tmp_path):
    good, bad = tmp_path / "good.nfg", tmp_path / "bad.nfg"
    gt.write_game(GAME, good)
    bad.write_text("NFG 2")
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        with pytest.raises(errors.ParseError, match=r"bad\.nfg:1:5: expected version 1") as caught:
            pool.map_async(gt.read_game, [str(good), str(bad)]).get(timeout=120)
        assert (caught.value.line, caught.value.column) == (1, 5)
        assert pool.map_async(gt.read_game, [str(good)]).get(timeout=120) == [GAME]


def test_threads_read_and_solve_the_same(tmp_path):
    path = tmp_path / "game.nfg"
    gt.write_game(GAME, path)
    with ThreadPoolExecutor(8) as pool:
        games = list(pool.map(gt.read_game, [path] * 32))
        assert all(game == GAME for game in games)
        rows = list(pool.map(lambda g: gt.nash_equilibria(g).payoffs.tolist(), games))
    assert all(row == rows[0] for row in rows)
