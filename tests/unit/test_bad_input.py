"""Every public function refuses every wrong kind of every argument, by name and with advice.

The table below gives each public function one good call. Each argument of it is then replaced by
each value of ``WRONG``, and the function must raise one of the library's errors, whose message
names the function and says what would be accepted. Where a value is fine for an argument, the
table says so; a call that is fine must then work.
"""

from __future__ import annotations

import copy
import re
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import GameTheoryError
from models.deadlock import Deadlock

# What is none of a game, a number, a name or a path.
WRONG: dict[str, Any] = {
    "none": None,
    "text": "zzz",
    "empty text": "",
    "bytes": b"zzz",
    "true": True,
    "zero": 0,
    "minus one": -1,
    "seven": 7,
    "half": 0.5,
    "huge": 10**400,
    "nan": float("nan"),
    "infinity": float("inf"),
    "complex": 1j,
    "fraction": Fraction(1, 3),
    "numpy integer": np.int64(7),
    "object": object(),
    "type": dict,
    "function": len,
    "empty list": [],
    "list of one": [1.0],
    "list of texts": ["a", "b"],
    "ragged": [[1, 2], [3]],
    "list of none": [None, None],
    "dictionary": {"a": 1},
    "set": {1, 2},
    "generator": "generator",
    "array of nan": np.full((2, 2, 2), np.nan),
    "array of texts": np.array(["a", "b"]),
    "array of truths": np.array([True, False]),
    "array of no dimension": np.array(1.0),
    "array of forty axes": np.zeros((1,) * 40),
    "array of dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "error": ValueError("x"),
}

GAME = gt.NormalFormGame([[[3, 0], [2, 2]], [[3, 2], [0, 2]]], players=["A", "B"])
BATCH = gt.NormalFormGame(np.random.default_rng(0).normal(size=(3, 2, 2, 2)), players=3)
PENNIES = gt.NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
HAWKS = gt.NormalFormGame([[[-1, 2], [0, 1]], [[-1, 0], [2, 1]]])
TREE = gt.ExtensiveFormGame.from_tree(
    gt.Decision(
        "A",
        {"l": gt.Terminal([1, 0]), "r": gt.Decision("B", {"x": gt.Terminal([0, 1])})},
    )
)
RACE = gt.LinearReplyGame([1.0, 1.0], [[0, 0.5], [0.5, 0]])
ANONYMOUS = gt.SymmetricBinaryGame([1, 1, 1], [0, 3, 3])
SIGNALS = gt.SignallingGame([Fraction(1, 2)] * 2, np.eye(8, dtype=int)[:2].reshape(2, 2, 4),
                            np.arange(16).reshape(2, 2, 4))  # fmt: skip
FOLLOWERS = gt.ThresholdBinaryGame([[1, 1], [-1, 1]])
COSTS = gt.TypeDistribution.uniform(0, 1)
ALONE = gt.CutoffGame(COSTS, constant=0, per_type=1, per_share=1)
PACKAGES = gt.ConsensusPackages([[3, -2], [-2, 3]])
EQUILIBRIA = gt.nash_equilibria(GAME)
COMPONENT = gt.nash_components(GAME)[0]
FORM = gt.strategic_form(TREE)
CERTIFICATE = gt.certify(EQUILIBRIA, 0)
BEHAVIOUR = FORM.to_behaviour([[1, 0], [1]])
SWEPT = gt.sweep(Deadlock, n=[1.0, 2.0])
ELIMINATED = gt.rationalizable_actions(GAME)

REAL = {"zero", "seven", "half", "fraction", "numpy integer", "array of no dimension"}
POSITIVE = REAL - {"zero"}
BATCH = POSITIVE | {"list of one", "empty list"}  # of numbers, or of none
COUNT = {"seven", "numpy integer"}
TEXT = {"text", "empty text"}

# Name -> (function, good arguments, values that are fine for an argument).
Case = tuple[Any, dict[str, Any], dict[str, set[str]]]
TABLE: dict[str, Case] = {
    "NormalFormGame": (
        gt.NormalFormGame,
        {"payoffs": np.zeros((2, 2, 2)), "players": ["A", "B"], "actions": [["a", "b"]] * 2},
        {"players": {"none", "list of texts", "array of texts"},
         # No names for any player: the default ones.
         "actions": {"none", "list of none"}},
    ),
    "NormalFormGame.from_bimatrix": (
        gt.NormalFormGame.from_bimatrix,
        {"A": np.zeros((2, 2)), "B": [[1, 2], [3, 4]], "players": ["A", "B"],
         "actions": [["a", "b"]] * 2},
        {"players": {"none", "list of texts", "array of texts"},
         "actions": {"none", "list of none"}},
    ),
    "NormalFormGame.from_profiles": (
        gt.NormalFormGame.from_profiles,
        {"table": np.zeros((2, 2, 2)), "players": ["A", "B"], "actions": [["a", "b"]] * 2},
        {"players": {"none", "list of texts", "array of texts"},
         "actions": {"none", "list of none"}},
    ),
    "NormalFormGame.from_nashpy": (gt.NormalFormGame.from_nashpy, {"game": GAME.to_nashpy()}, {}),
    "NormalFormGame.from_quantecon": (gt.NormalFormGame.from_quantecon, {"game": None}, {}),
    "NormalFormGame.from_pygambit": (gt.NormalFormGame.from_pygambit, {"game": None}, {}),
    "NormalFormGame.with_payoffs": (
        GAME.with_payoffs, {"payoffs": np.zeros((2, 2, 2))}, {}
    ),
    "ExtensiveFormGame.from_tree": (
        gt.ExtensiveFormGame.from_tree,
        {"root": gt.Decision("A", {"l": gt.Terminal([1, 0])}), "players": ["A", "B"],
         "title": "t", "comment": "c"},
        {"title": TEXT, "comment": TEXT},
    ),
    "ExtensiveFormGame.from_pygambit": (gt.ExtensiveFormGame.from_pygambit, {"game": None}, {}),
    "LinearReplyGame": (
        gt.LinearReplyGame,
        {"intercepts": [1.0, 1.0], "slopes": np.zeros((2, 2)), "lower": 0.0, "upper": 9.0,
         "payoff": lambda i, x: -((x[i] - 1) ** 2), "players": ["A", "B"]},
        {"intercepts": set(), "lower": REAL | {"minus one", "list of one"},
         "upper": POSITIVE | {"zero", "infinity", "list of one"},
         "payoff": {"none", "function", "type"},
         "players": {"none", "list of texts", "array of texts"}},
    ),
    "LinearReplyGame.payoffs": (RACE.payoffs, {"actions": [1.0, 2.0]}, {}),
    "LinearReplyGame.best_reply": (RACE.best_reply, {"actions": [1.0, 2.0]}, {}),
    "deviation_gains": (gt.deviation_gains, {"game": RACE, "actions": [1.0, 2.0]}, {}),
    "linear_reply_equilibria": (gt.linear_reply_equilibria, {"game": RACE}, {}),
    "SymmetricBinaryGame": (
        gt.SymmetricBinaryGame, {"taking": [1, 1], "leaving": [0, 3]}, {}
    ),
    "SymmetricBinaryGame.from_normal_form": (
        gt.SymmetricBinaryGame.from_normal_form, {"game": HAWKS}, {}
    ),
    "ThresholdBinaryGame": (
        gt.ThresholdBinaryGame, {"gains": [[1, 1], [-1, 1]], "players": ["A", "B"]},
        {"players": {"none", "list of texts", "array of texts"}},
    ),
    "ThresholdBinaryGame.from_thresholds": (
        gt.ThresholdBinaryGame.from_thresholds, {"thresholds": [0, 1], "players": ["A", "B"]},
        {"players": {"none", "list of texts", "array of texts"}},
    ),
    "threshold_binary_equilibria": (gt.threshold_binary_equilibria, {"game": FOLLOWERS}, {}),
    "TypeDistribution": (
        gt.TypeDistribution.uniform, {"low": 0, "high": 9},
        {"low": BATCH | {"zero", "minus one"}, "high": BATCH | {"huge"}},
    ),
    "TypeDistribution.piecewise_linear": (
        gt.TypeDistribution.piecewise_linear, {"types": [0, 1], "cumulative": [0, 1]}, {},
    ),
    "TypeDistribution.beta": (
        gt.TypeDistribution.beta, {"first": 2, "second": 2, "low": 0, "high": 9},
        {"first": BATCH, "second": BATCH,
         "low": BATCH | {"zero", "minus one"}, "high": BATCH},
    ),
    "TypeDistribution.normal": (
        gt.TypeDistribution.normal, {"mean": 0, "deviation": 1},
        {"mean": BATCH | {"zero", "minus one"}, "deviation": BATCH},
    ),
    "CutoffGame": (
        gt.CutoffGame,
        {"types": COSTS, "constant": 0, "per_type": 1, "per_share": 1, "always": 0, "never": 0},
        {"constant": BATCH | {"zero", "minus one", "huge"},
         "per_type": BATCH | {"minus one", "huge"},
         "per_share": BATCH | {"zero", "huge"},
         "always": {"zero", "half", "fraction", "empty list"},
         "never": {"zero", "half", "fraction", "empty list"}},
    ),
    "CutoffGame.of_two": (
        gt.CutoffGame.of_two, {"first": ALONE, "second": ALONE, "players": ["A", "B"]},
        {"players": {"none", "list of texts", "array of texts"}},
    ),
    "cutoff_equilibria": (gt.cutoff_equilibria, {"game": ALONE}, {}),
    "ConsensusPackages": (
        gt.ConsensusPackages,
        {"values": [[3, -2], [-2, 3]], "members": ["A", "B"], "issues": ["x", "y"]},
        {"members": {"none", "list of texts", "array of texts"},
         "issues": {"none", "list of texts", "array of texts"},
         "values": set()},
    ),
    "mutual_gain_packages": (
        gt.mutual_gain_packages, {"game": PACKAGES, "which": "weights"}, {}
    ),
    "minimal_packages": (gt.minimal_packages, {"game": PACKAGES, "which": "subset"}, {}),
    "equilibria": (gt.equilibria, {"game": GAME}, {}),
    "in_region": (gt.in_region, {"data": SWEPT, "name": "robust peace"}, {}),
    "symmetric_binary_equilibria": (gt.symmetric_binary_equilibria, {"game": ANONYMOUS}, {}),
    "SignallingGame": (
        gt.SignallingGame,
        {"prior": [0.5, 0.5], "sender": np.zeros((2, 2, 2)), "receiver": np.ones((2, 2, 2)),
         "types": ["a", "b"], "messages": ["c", "d"], "replies": ["e", "f"]},
        {"types": {"none", "list of texts", "array of texts"},
         "messages": {"none", "list of texts", "array of texts"},
         "replies": {"none", "list of texts", "array of texts"}},
    ),
    "perfect_bayesian_equilibria": (
        gt.perfect_bayesian_equilibria, {"game": SIGNALS, "refinement": "D1"},
        {"refinement": {"none"}},
    ),
    "nash_equilibria": (gt.nash_equilibria, {"game": GAME, "threads": 1, "max_cells": 100},
                        {"threads": COUNT | {"none", "huge"},
                         "max_cells": COUNT | {"none", "huge"}}),
    "nash_components": (gt.nash_components, {"game": GAME, "max_cells": 100},
                        {"max_cells": COUNT | {"none", "huge"}}),
    "degeneracy_witness": (gt.degeneracy_witness, {"game": GAME}, {}),
    "isolated_equilibria": (gt.isolated_equilibria, {"game": GAME, "max_cells": 100},
                            {"max_cells": COUNT | {"none", "huge"}}),
    "pure_nash_equilibria": (gt.pure_nash_equilibria, {"game": GAME}, {}),
    "nash_equilibrium": (
        gt.nash_equilibrium, {"game": GAME, "method": "auto", "max_pivots": 100},
        {"max_pivots": COUNT | {"huge"}},
    ),
    "zero_sum_solution": (gt.zero_sum_solution, {"game": PENNIES, "max_pivots": 100},
                          {"max_pivots": COUNT | {"huge"}}),
    "logit_equilibria": (
        gt.logit_equilibria, {"game": GAME, "rationality": 1.0, "max_steps": 100},
        {"rationality": REAL | {"empty list", "list of one", "array of forty axes"},
         },
    ),
    "logit_branch": (
        gt.logit_branch, {"game": GAME, "max_rationality": 2.0, "max_steps": 100},
        {"max_rationality": POSITIVE - {"array of no dimension"} | {"none"}},
    ),
    "correlated_equilibrium": (
        gt.correlated_equilibrium,
        {"game": GAME, "objective": "welfare", "kind": "correlated"},
        {"objective": {"zero"}},
    ),
    "stackelberg_equilibrium": (
        gt.stackelberg_equilibrium,
        {"game": GAME, "leader": 0, "commitment": "mixed", "tie": "strong"},
        {"leader": {"zero"}},
    ),
    "evolutionarily_stable_strategies": (
        gt.evolutionarily_stable_strategies, {"game": HAWKS}, {}
    ),
    "replicator_dynamics": (
        gt.replicator_dynamics,
        {"game": HAWKS, "start": [0.5, 0.5], "times": [0, 1], "tolerance": 1e-8,
         "max_evaluations": 1000},
        {"times": {"list of one"}, "max_evaluations": COUNT | {"huge"}},
    ),
    "rationalizable_actions": (gt.rationalizable_actions, {"game": GAME}, {}),
    "iterated_elimination": (
        gt.iterated_elimination,
        {"game": GAME, "dominance": "strict", "dominators": "mixed"}, {},
    ),
    "Elimination.remaining": (ELIMINATED.remaining, {"game": 0}, {"game": {"zero", "minus one"}}),
    "Elimination.steps": (ELIMINATED.steps, {"game": 0}, {"game": {"zero", "minus one"}}),
    "ExtensiveFormGame.with_numbers": (
        TREE.with_numbers, {"payoffs": [[1, 0], [0, 1]], "chance": {}},
        {"payoffs": {"none"}, "chance": {"none"}},
    ),
    "subgame_perfect_equilibria": (
        gt.subgame_perfect_equilibria, {"tree": TREE, "max_equilibria": 9, "threads": 1},
        {"max_equilibria": COUNT | {"huge"}, "threads": COUNT | {"none", "huge"}},
    ),
    "behaviour_equilibria": (gt.behaviour_equilibria, {"tree": TREE}, {}),
    "sequence_form_equilibrium": (
        gt.sequence_form_equilibrium, {"tree": TREE, "method": "auto", "max_pivots": 100},
        {"max_pivots": COUNT | {"huge"}},
    ),
    "strategic_form": (
        gt.strategic_form, {"tree": TREE, "reduced": True, "max_entries": 1000},
        {"reduced": {"true"}, "max_entries": COUNT | {"huge"}},
    ),
    "ExtensiveFormGame.to_normal_form (strategic_form)": (
        TREE.to_normal_form, {"reduced": True}, {"reduced": {"true"}}
    ),
    "StrategicForm.to_behaviour": (FORM.to_behaviour, {"profile": [[1, 0], [1]]}, {}),
    "StrategicForm.to_mixed": (FORM.to_mixed, {"behaviour": BEHAVIOUR}, {}),
    "select": (
        gt.select, {"equilibria": EQUILIBRIA, "rule": "pareto", "tolerance": 0.0},
        {"tolerance": REAL - {"array of no dimension"} | {"none", "huge"}},
    ),
    "maximal_entropy": (gt.maximal_entropy, {"component": COMPONENT}, {}),
    "certify": (gt.certify, {"equilibria": EQUILIBRIA, "row": 0},
                {"row": {"none", "zero", "minus one"}}),
    "verify": (
        gt.verify, {"certificate": CERTIFICATE, "epsilon": 0},
        # Anything at all may be asked whether it is a certificate; the answer is no.
        {"certificate": set(WRONG), "epsilon": REAL - {"array of no dimension"} |
         {"none", "true", "minus one", "huge", "infinity", "nan"}},
    ),
    "Certificate.from_json": (
        gt.Certificate.from_json, {"text": CERTIFICATE.to_json()}, {}
    ),
    "read_game": (gt.read_game, {"path": "FILE.nfg", "exact": True}, {"exact": {"true"}}),
    "read_table": (
        gt.read_table,
        {"path": "FILE.csv", "layout": "cells", "exact": True, "delimiter": ","},
        {"layout": {"none"}, "exact": {"true"}, "delimiter": {"none"}},
    ),
    "write_game": (
        gt.write_game,
        {"game": GAME, "path": "FILE.nfg", "title": "t", "comment": "c", "version": "payoffs",
         "floats": "shortest"},
        {"title": TEXT | {"none"}, "comment": TEXT | {"none"}},
    ),
    "write_table": (
        gt.write_table,
        {"game": GAME, "path": "FILE.csv", "layout": "cells", "floats": "shortest",
         "delimiter": ",", "escape_formulas": False},
        {"path": {"text"}, "layout": {"none"}, "delimiter": {"none"},
         "escape_formulas": {"true"}},
    ),
    "sweep": (gt.sweep, {"model": "DEADLOCK", "n": [1.0, 2.0]},
              {"n": REAL | {"list of one"}}),
    "robustness": (
        gt.robustness,
        {"case": Deadlock.presets["vulnerable"], "spreads": (0.1,), "points": 64, "seed": 0},
        {"spreads": {"empty list", "list of one"}, "seed": COUNT | {"zero", "huge"}},
    ),
    "regions": (
        gt.regions,
        {"model": "DEADLOCK", "x": "n", "y": "fU", "by": "region", "over": {"n": (0, 2)}},
        {"over": {"none"}},
    ),
    "condition": (
        # Any function may be the conclusion; what it raises is its own.
        partial(gt.condition, conclusion=lambda m: m.n > 1),
        {"model": "DEADLOCK", "over": "n", "for_": "all", "backend": "z3"},
        {"backend": {"none"}},
    ),
}  # fmt: skip

# Public names without a row, and why.
WITHOUT = {
    "__version__": "no function",
    "Equilibria": "made by the library",
    "LinearReplyEquilibria": "made by the library",
    "ReplicatorDynamics": "made by the library",
    "Regions": "made by the library",
    "Robustness": "made by the library",
    "Turn": "made by the library",
    "Commitment": "made by the library",
    "CorrelatedEquilibria": "made by the library",
    "DegeneracyWitness": "made by the library",
    "Elimination": "made by the library",
    "EliminationStep": "made by the library",
    "EntropyPoint": "made by the library",
    "EvolutionarilyStable": "made by the library",
    "LogitBranch": "made by the library",
    "LogitEquilibria": "made by the library",
    "NashComponent": "made by the library",
    "NashComponents": "made by the library",
    "NashSubset": "made by the library",
    "PerfectBayesianEquilibria": "made by the library",
    "SignallingProfile": "made by the library",
    "Provenance": "made by the library",
    "Status": "made by the library",
    "StrategicForm": "made by the library",
    "SymmetricBinaryEquilibria": "made by the library",
    "ThresholdBinaryEquilibria": "made by the library",
    "CutoffEquilibria": "made by the library",
    "MutualGains": "made by the library",
    "MinimalPackages": "made by the library",
    "Verdict": "made by the library",
    "ZeroSumSolution": "made by the library",
    "Check": "made by the library",
    "Part": "made by the library",
    "Polyline": "made by the library",
    "Band": "made by the library",
    "Algebraic": "made by the library",
    "Outcome": "made by the library",
    "Boundary": "written in models; refused where models are tested",
    "Interval": "written in models; refused where models are tested",
    "Mutant": "written in models; refused where models are tested",
    "Parameter": "written in models; refused where models are tested",
    "Proposition": "written in models; refused where models are tested",
    "Statement": "written in models; refused where models are tested",
    "InformationSet": "plain data of an ExtensiveFormGame",
    "BehaviourEquilibria": "made by the library",
    "BehaviourProfile": "made by the library",
    "DerivedCondition": "made by the library",
    "Model": "a base class; parameters are checked where models are tested",
    "Certificate": "plain data, which verify checks",
    "Terminal": "plain data, which ExtensiveFormGame.from_tree checks",
    "Decision": "plain data, which ExtensiveFormGame.from_tree checks",
    "Chance": "plain data, which ExtensiveFormGame.from_tree checks",
    "ExtensiveFormGame": "built by from_tree and read_game",
}

ADVICE = ("give ", "expected", "Known:", "at most", "must", "needs", "domain", "not a number")


def test_every_public_name_has_a_row():
    assert set(gt.__all__) <= set(TABLE) | set(WITHOUT)
    assert not set(TABLE) & set(WITHOUT)


def prepared(name: str, folder: Any) -> tuple[Any, dict[str, Any], dict[str, set[str]]]:
    function, good, fine = TABLE[name]
    out = copy.copy(good)
    gt.write_game(GAME, folder / "game.nfg")
    gt.write_table(GAME, folder / "game.csv")
    for key, value in good.items():
        if isinstance(value, str) and value.startswith("FILE"):
            out[key] = folder / f"game{value[4:]}"
        if isinstance(value, str) and value == "DEADLOCK":
            from models.deadlock import Deadlock

            out[key] = Deadlock
    return function, out, fine


def wrong_value(kind: str) -> Any:
    return (k for k in range(2)) if kind == "generator" else WRONG[kind]


@pytest.mark.parametrize(
    "name", [n for n in TABLE if all(v is not None for v in TABLE[n][1].values())]
)
def test_the_good_call_works(name, tmp_path):
    function, good, _ = prepared(name, tmp_path)
    function(**good)


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize(
    ("name", "argument"), [(name, argument) for name in TABLE for argument in TABLE[name][1]]
)
def test_wrong_kinds_are_refused_by_name(name, argument, kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function, good, fine = prepared(name, tmp_path)
    call = {**good, argument: wrong_value(kind)}
    if kind in fine.get(argument, ()):
        function(**call)
        return
    with pytest.raises((GameTheoryError, OSError, ValueError)) as caught:
        function(**call)
    error = caught.value
    # The checker of certificates stands alone and has no errors of this library.
    assert isinstance(error, GameTheoryError | OSError) or name == "verify", error
    if isinstance(error, OSError) and not isinstance(error, GameTheoryError):
        assert argument == "path", error
        assert kind in TEXT, error  # a path that could be one, of a file that is not there
        return
    # A method may leave the error to the constructor that it calls.
    assert any(part in str(error) for part in re.findall(r"\w+", name)), error
    assert any(word in str(error) for word in ADVICE), error
    assert "\n" not in str(error), error
    assert len(str(error)) < 1000, error
