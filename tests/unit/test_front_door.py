"""``import gametheory as gt``: names, types, and forms of games at the door."""

from __future__ import annotations

import os
import subprocess
import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.games.game_tree import Node

ENTRY = gt.ExtensiveFormGame.from_tree(
    gt.Decision(
        "challenger",
        {
            "stay out": gt.Terminal([0, 2]),
            "challenge": gt.Decision(
                "state", {"yield": gt.Terminal([1, 1]), "fight": gt.Terminal([-1, -1])}
            ),
        },
    )
)


def _classes(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and not isinstance(hint, types.GenericAlias):
        yield hint
    for part in typing.get_args(hint):
        yield from _classes(part)


def _functions(value: Any) -> Iterator[Any]:
    if not isinstance(value, type):
        yield value
        return
    for name, member in vars(value).items():
        if not name.startswith("_"):
            function = getattr(member, "fget", None) or getattr(member, "__func__", None)
            function = function or getattr(member, "func", member)
            if isinstance(function, types.FunctionType):
                yield function


@pytest.mark.parametrize("name", sorted(set(gt.__all__) - {"__version__"}))
def test_every_type_that_a_public_function_returns_is_public(name: str) -> None:
    import pandas as pd
    import xarray as xr

    places = {"pd": pd, "xr": xr, "Node": Node}
    for function in _functions(getattr(gt, name)):
        for found in _classes(typing.get_type_hints(function, localns=places).get("return")):
            if found.__module__.startswith("gametheory."):
                assert getattr(gt, found.__name__, None) is found, (function, found)


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="module 'gametheory' has no attribute 'nash'"):
        gt.nash  # noqa: B018
    assert set(gt.__all__) == set(dir(gt))


SCRIPT = """
import gametheory as gt
import numpy as np

found = gt.nash_equilibria(gt.NormalFormGame(np.zeros((2, 3, 3))))
rows: int = len(found)
chosen: gt.Equilibria = gt.select(found, "pareto")
tree = gt.ExtensiveFormGame.from_tree(gt.Decision("a", {"x": gt.Terminal([1])}))
perfect = gt.subgame_perfect_equilibria(tree).payoffs.sum()
print(rows, found.strategies[0].sum(), gt.nash_equilibria(tree).payoffs, perfect)
"""


def test_a_type_checker_sees_what_a_user_sees(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "right.py").write_text(SCRIPT)
    (tmp_path / "typo.py").write_text(f"{SCRIPT}print(found.payofs)\n")
    home = Path(gt.__file__).parents[1]
    place = {} if home.name == "site-packages" else {"MYPYPATH": str(home)}
    options = ["--strict", "--follow-imports", "silent", "--cache-dir", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "right.py", "typo.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | place,
    )
    errors = [line for line in run.stdout.splitlines() if ": error:" in line]
    assert len(errors) == 1, run.stdout
    assert errors[0].startswith("typo.py:")
    assert '"Equilibria" has no attribute "payofs"' in errors[0]


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (gt.nash_equilibria, {}),
        (gt.nash_equilibrium, {}),
        (gt.pure_nash_equilibria, {}),
        (gt.nash_components, {}),
        (gt.correlated_equilibrium, {}),
        (gt.rationalizable_actions, {}),
        (gt.logit_equilibria, {"rationality": 1.0}),
        (gt.stackelberg_equilibrium, {"leader": 0}),
    ],
)
def test_a_tree_is_taken_in_its_strategic_form(function: Any, arguments: dict[str, Any]) -> None:
    mine, theirs = function(ENTRY, **arguments), function(ENTRY.to_normal_form(), **arguments)
    assert mine.game == ENTRY.to_normal_form()
    assert str(mine) == str(theirs)


def test_a_batch_of_trees() -> None:
    payoffs = np.broadcast_to(ENTRY.end_payoffs, (3, 3, 2)) + np.zeros((3, 1, 1))
    found = gt.nash_equilibria(ENTRY.with_numbers(payoffs))
    assert found.batch_shape == (3,)
    assert (found.counts == len(gt.nash_equilibria(ENTRY))).all()


@pytest.mark.parametrize(
    ("game", "advice"),
    [
        (gt.LinearReplyGame([1, 1], [[0, 0], [0, 0]]), "linear_reply_equilibria"),
        (gt.ConsensusPackages([[1, 1], [0, 3]]), "mutual_gain_packages"),
        (gt.SymmetricBinaryGame([1, 1], [0, 3]), "symmetric_binary_equilibria"),
        (
            gt.SignallingGame([1], np.zeros((1, 2, 2)), np.zeros((1, 2, 2))),
            "perfect_bayesian_equilibria",
        ),
        (gt.ThresholdBinaryGame([[1, 1], [-1, 1]]), "threshold_binary_equilibria"),
        (
            gt.CutoffGame(gt.TypeDistribution.uniform(0, 1), constant=0, per_type=1, per_share=1),
            "cutoff_equilibria",
        ),
        ([[1, 2], [3, 4]], "NormalFormGame"),
    ],
)
def test_another_form_is_told_where_to_go(game: Any, advice: str) -> None:
    for function in (gt.nash_equilibria, gt.nash_equilibrium, gt.nash_components):
        with pytest.raises(InvalidInput, match=advice):
            function(game)


def test_a_game_of_another_library_is_told_how_to_come_in() -> None:
    nashpy = pytest.importorskip("nashpy")
    with pytest.raises(InvalidInput, match=r"from_nashpy\(game\)"):
        gt.nash_equilibria(nashpy.Game([[1, 2], [3, 4]]))
