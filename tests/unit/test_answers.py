"""One protocol for every kind of answer, and what a list of which rows were selected says."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.exact.rationals import Rationals
from gametheory.solutions.protocol import Answer, Rows
from gametheory.solutions.status import Status, advice, all_promised

CHICKEN = ([[6, 2], [7, 0]], [[6, 7], [2, 0]])
HUNT = ([[9, 0], [8, 7]], [[9, 8], [0, 7]])
LABELS: dict[str, Any] = {"players": ["A<b>", "B"], "actions": [["x\x1b", "y&"]] * 2}
GAMES = gt.NormalFormGame([[CHICKEN, HUNT], [HUNT, CHICKEN]], **LABELS)
HAWKS = gt.NormalFormGame.from_bimatrix([[[-1, 4], [0, 2]]] * 3, [[[-1, 0], [4, 2]]] * 3, **LABELS)
PENNIES = gt.NormalFormGame.from_bimatrix(
    [[[1, -1], [-1, 1]]] * 3, [[[-1, 1], [1, -1]]] * 3, **LABELS
)
TREE = gt.ExtensiveFormGame.from_tree(
    gt.Decision("A<b>", {"l": gt.Terminal([1, 1]), "r": gt.Decision(
        "B\x1b", {"x": gt.Terminal([1, 0]), "y": gt.Terminal([0, 0])})})
)  # fmt: skip
TREES = TREE.with_numbers(np.stack([TREE.end_payoffs] * 3))
RACES = gt.LinearReplyGame([[1.0, 1.0]] * 3, [[0, 0.5], [0.5, 0]], players=["A<b>", "B\x1b"])
CROWDS = gt.SymmetricBinaryGame(
    [[1, 1, 1], [2, 2, 2], [1, 1, 1]], [[0, 3, 3], [0, 3, 3], [1, 1, 1]]
)
SIGNALS = gt.SignallingGame(
    [[0.1, 0.9], [0.6, 0.4], [0.5, 0.5]],
    [[[0, 2], [1, 3]], [[1, 3], [0, 2]]],
    [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
    types=["wimp<b>", "surly\x1b"],
)
FOLLOWERS = gt.ThresholdBinaryGame(
    [[[1, 1], [-1, 1]], [[-1, 1], [-1, 1]], [[0, 0], [0, 0]]], players=["A<b>", "B\x1b"]
)
ARMS = gt.CutoffGame(
    gt.TypeDistribution.uniform([0.3, 0.3, 0.2], 1.5),
    constant=0.2, per_type=-1, per_share=[0.8, 1.6, 1.0], always=[0.05, 0.05, 0.0],
)  # fmt: skip
PACKAGES = gt.ConsensusPackages(
    [
        [[3, -2, 1], [-2, 3, 1]],
        [[3, -4, 1], [-4, 3, -5]],
        [[0, 0, 1], [1, -1, 0]],
    ],
    members=["A<b>", "B\x1b"],
    issues=["x", "y\x1b", "<b>"],
)

# A batch of games, and what is asked about them.
ANSWERS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "Equilibria": (GAMES, gt.nash_equilibria),
    "BehaviourEquilibria": (TREES, gt.subgame_perfect_equilibria),
    "LinearReplyEquilibria": (RACES, gt.linear_reply_equilibria),
    "SymmetricBinaryEquilibria": (CROWDS, gt.symmetric_binary_equilibria),
    "PerfectBayesianEquilibria": (SIGNALS, gt.perfect_bayesian_equilibria),
    "ThresholdBinaryEquilibria": (FOLLOWERS, gt.threshold_binary_equilibria),
    "CutoffEquilibria": (
        gt.CutoffGame.of_two(ARMS, ARMS, players=["A<b>", "B\x1b"]),
        gt.cutoff_equilibria,
    ),
    "MutualGains": (PACKAGES, gt.mutual_gain_packages),
    "MinimalPackages": (PACKAGES, gt.minimal_packages),
    "LogitEquilibria": (GAMES, lambda g: gt.logit_equilibria(g, [0.0, 0.5, 1.0])),
    "LogitBranch": (GAMES, lambda g: gt.logit_branch(g, max_rationality=2.0)),
    "CorrelatedEquilibria": (GAMES, gt.correlated_equilibrium),
    "EvolutionarilyStable": (HAWKS, gt.evolutionarily_stable_strategies),
    "Commitment": (GAMES, gt.stackelberg_equilibrium),
    "Elimination": (GAMES, gt.rationalizable_actions),
    "NashComponents": (GAMES[0, 0], gt.nash_components),
    "ZeroSumSolution": (PENNIES, gt.zero_sum_solution),
    "ReplicatorDynamics": (HAWKS, lambda g: gt.replicator_dynamics(g, [0.5, 0.5], [0, 1, 9])),
}


def subclasses(kind: type) -> set[type]:
    return {kind}.union(*(subclasses(k) for k in kind.__subclasses__()))


def test_every_answer_is_in_the_table() -> None:
    for name in gt.__all__:
        getattr(gt, name)
    kinds = {k.__name__ for k in subclasses(Answer)} - {"Answer", "Rows", "SelectedRows"}
    assert kinds == set(ANSWERS)


def same(one: Any, two: Any) -> bool:
    """Equal numbers, whatever holds them; what is told of the call is not looked at."""
    if isinstance(one, gt.ConsensusPackages):
        return same(one.values, two.values)
    if isinstance(one, gt.ExtensiveFormGame):
        return same(one.end_payoffs, two.end_payoffs)
    if isinstance(one, Rationals):
        return same(one.to_fractions(), two.to_fractions())
    if isinstance(one, Answer) or attrs.has(type(one)):
        names = [f.name for f in attrs.fields(type(one)) if f.name not in ("_made", "_source")]
        return type(one) is type(two) and all(same(getattr(one, n), getattr(two, n)) for n in names)
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(same(one[k], two[k]) for k in one)
    if isinstance(one, tuple):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, np.ndarray) and one.dtype.kind == "f":
        return one.shape == two.shape and np.allclose(one, two, atol=1e-9, equal_nan=True)
    if callable(one):
        return True
    return bool(np.array_equal(one, two))


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_keeps_the_protocol(name: str) -> None:
    games, ask = ANSWERS[name]
    found = ask(games)
    assert type(found).__name__ == name
    assert found.batch_shape == games.batch_shape
    lead = len(found.batch_shape)
    assert found.status_code.dtype == np.int8
    assert found.status_code.shape[:lead] == found.batch_shape
    assert found.status.shape == found.status_code.shape
    assert all(isinstance(text, str) and text for text in found.status.ravel())
    assert found.complete.shape == found.status_code.shape
    assert found.complete.dtype == np.bool_
    made = found.provenance
    assert made.function == next(
        f for f in gt.__all__ if f == made.function and callable(getattr(gt, f))
    )
    assert made.arithmetic == ("exact" if found.is_exact else "float")
    assert made.seconds > 0
    assert made.version == gt.__version__
    for text in (str(found), repr(found), found.describe()):
        assert text.startswith(name) or name == "NashComponents"
        assert all(line.isprintable() for line in text.splitlines())
    assert str(made) in found.describe()
    page = found._repr_html_()
    assert "<b>" not in page.replace("<br>", "")
    assert "\x1b" not in page
    assert made.function in page
    frame = found.to_dataframe()
    data = found.to_dataset()
    assert len(frame) > 0
    assert len(data.data_vars) > 2
    assert data.attrs["provenance"] == str(made)
    for way in (copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))):
        assert way(found).provenance == made


@pytest.mark.parametrize("name", [n for n in ANSWERS if n != "NashComponents"])
def test_answers_are_indexed_by_batch_index(name: str) -> None:
    games, ask = ANSWERS[name]
    found = ask(games)
    shape = games.batch_shape
    keys: list[Any] = [0, -1, slice(1, None), [1, 0, 1], tuple(0 for _ in shape), (1,) * len(shape)]
    for key in keys:
        part = found[key]
        assert same(part, ask(games[key])), key
        assert part.provenance == found.provenance
    with pytest.raises(IndexError, match=f"{name} of batch shape"):
        found[7]
    one = found[(0,) * len(shape)]
    assert one.batch_shape == ()
    assert "one game" in one.describe() or "one path" in one.describe() or "1 path" in str(one)
    assert repr(one) == str(one)
    assert repr(found) == str(found).splitlines()[0].split("; limit")[0]
    with pytest.raises(IndexError, match="batch index") as caught:
        one[0]
    assert ("found.profile(0) or list(found)[0]" in str(caught.value)) == isinstance(one, Rows)
    if isinstance(found, Rows):
        rows = list(found)
        assert len(rows) == len(found)
        assert same(found.profile(len(found) - 1), rows[-1]) or name == "BehaviourEquilibria"
        assert same(found.profile(-1), rows[-1]) or name == "BehaviourEquilibria"
        with pytest.raises(IndexError, match=f"{name}: row {len(rows)} of {len(rows)}"):
            found.profile(len(rows))
        with pytest.raises(InvalidInput, match="row is 'a'; give an integer"):
            found.profile("a")
    else:
        assert [part.batch_shape for part in found] == [shape[1:]] * shape[0]
        with pytest.raises(TypeError, match="no rows"):
            iter(one)


def test_row_of_a_list_of_one_game() -> None:
    found = gt.nash_equilibria(GAMES[0, 0])
    with pytest.raises(IndexError, match=r"found\.strategies\[i\]\[0\]"):
        found[0]
    assert [p.tolist() for p in found.profile(0)] == [s[0].tolist() for s in found.strategies]


def test_provenance_names_the_options_given() -> None:
    for found in (
        gt.logit_equilibria(GAMES, [0.5], max_steps=99),
        gt.logit_equilibria(game=GAMES, max_steps=99, rationality=[0.5]),
    ):
        made = found.provenance
        assert made is not None
        assert dict(made.options) == {"rationality": [0.5], "max_steps": 99}
    made = gt.nash_equilibria(GAMES[0, 0]).provenance
    assert made is not None
    assert str(made).startswith("nash_equilibria, exact, ")
    three = gt.NormalFormGame(np.random.default_rng(0).normal(size=(3, 2, 2, 2)), players=3)
    assert gt.nash_equilibria(three).provenance.function == "nash_equilibria"  # type: ignore[union-attr]
    assert gt.nash_equilibria(GAMES).to_float().provenance.arithmetic == "float"  # type: ignore[union-attr]
    one, two = (gt.nash_components(GAMES[0, 0]) for _ in range(2))
    assert one == two  # the seconds are not looked at


def test_recorded_functions_keep_their_signature_and_their_docstring() -> None:
    from gametheory.concepts.nash import nash_equilibria

    assert list(inspect.signature(nash_equilibria).parameters) == ["game", "threads", "max_cells"]
    assert (nash_equilibria.__doc__ or "").startswith("Every extreme Nash equilibrium")


def test_a_selection_says_what_it_was_selected_from() -> None:
    found = gt.nash_equilibria(GAMES[0, 1])
    assert len(found) == 3
    kept = found.select(np.array([True, False, False]))
    assert kept.status[()] == "1 of 3 selected from a complete list"
    assert kept.complete.shape == ()
    assert not kept.complete
    assert kept.status_code == Status.SELECTED
    assert repr(kept).startswith("Equilibria(1 of 3 in one game, selected from a complete list)")
    assert kept.provenance == found.provenance
    none = kept.select(np.array([False]))
    assert none.status[()] == "0 of 3 selected from a complete list"
    assert gt.select(found, "payoff-dominant").status[()] == "1 of 3 selected from a complete list"
    every = found.select(np.ones(3, dtype=bool))
    assert every.complete
    assert every.status[()] == found.status[()]
    assert repr(every) == repr(found)


def test_a_selection_speaks_for_each_game_of_a_batch() -> None:
    found = gt.nash_equilibria(GAMES)
    mask = np.ones(len(found), dtype=bool)
    mask[int(found.offsets[1])] = False
    kept = found.select(mask)
    assert kept.complete.tolist() == [[True, False], [True, True]]
    assert kept.status[0, 1] == "2 of 3 selected from a complete list"
    assert kept[0, 1].status[()] == "2 of 3 selected from a complete list"
    assert kept[0, 0].status[()] == found.status[0, 0]
    assert repr(kept) == "Equilibria(11 of 12 in 4 games, selected from complete lists)"
    assert kept.to_float().status[0, 1] == kept.status[0, 1]


def test_a_selection_from_an_incomplete_list_keeps_its_advice() -> None:
    pure = gt.pure_nash_equilibria(GAMES[0, 0])
    kept = pure.select(np.array([True, False]))
    assert kept.status[()].startswith("1 of 2 selected from this list: complete for pure")
    one = gt.nash_equilibrium(GAMES[0, 0])
    assert "there may be others" in one.select(np.array([False])).status[()]


def test_trees_obey_the_same_law() -> None:
    found = gt.subgame_perfect_equilibria(TREES)
    mask = np.ones(len(found), dtype=bool)
    mask[0] = False
    kept = found.select(mask)
    assert kept.complete.tolist() == [False, True, True]
    count = int(found.counts[0])
    assert kept.status[0] == f"{count - 1} of {count} selected from a complete list"
    assert kept[0].status[()] == kept.status[0]


def test_the_command_line_says_none_selected() -> None:
    from gametheory.solutions.text import render_equilibria

    found = gt.nash_equilibria(GAMES[0, 1])
    text = render_equilibria(found.select(np.zeros(3, dtype=bool)))
    assert text.startswith("none selected\n0 of 3 selected")


def test_labels_stand_above_the_rows() -> None:
    named = gt.NormalFormGame(CHICKEN, players=["Ann", "Bob"], actions=[["yield", "press"]] * 2)
    assert (
        str(gt.nash_equilibria(named)).splitlines()[1] == "  Ann: yield, press | Bob: yield, press"
    )
    plain = gt.NormalFormGame(CHICKEN)
    assert str(gt.nash_equilibria(plain)).splitlines()[1] == "  0 1 | 1 0   payoffs (7, 2)"


def test_codes_and_advice_belong_together() -> None:
    codes = np.array(list(Status), dtype=np.int8)
    assert advice(codes).tolist() == [s.advice for s in Status]
    assert all_promised(codes).tolist() == [s.complete for s in Status]
