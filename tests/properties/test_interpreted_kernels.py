"""Small work of a young session is interpreted: the same answers, bit for bit, no compiler."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import gametheory as gt
from gametheory.solvers import few_games
from gametheory.solvers.compiled import Compiled
from tests.campaigns.two_player_families import FAMILIES

SHAPES = [(1, 4), (2, 2), (2, 3), (3, 3), (4, 4)]


@pytest.fixture
def interpreting(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Sets whether small work is interpreted, also by kernels that are compiled already."""
    called = Compiled.__call__

    def interpreted(self: Compiled, *args: Any) -> Any:
        if not few_games.interpreted():
            return called(self, *args)
        with np.errstate(all="ignore"):
            return self.interpreted(*args)

    def small(self: Compiled, *args: Any) -> Any:
        with few_games.little():
            return self(*args)

    def choose(so: bool) -> None:
        monkeypatch.setattr(few_games, "_ALLOWANCE", float("inf") if so else -1.0)

    monkeypatch.setattr(Compiled, "__call__", interpreted)
    monkeypatch.setattr(Compiled, "small", small)
    return choose


def same(one: Any, other: Any) -> None:
    for field in ("strategies", "payoffs", "regret", "index", "status_code", "degenerate"):
        left, right = getattr(one, field), getattr(other, field)
        pairs = zip(left, right, strict=True) if isinstance(left, tuple) else [(left, right)]
        for a, b in pairs:
            assert a.dtype == b.dtype, field
            assert a.tolist() == b.tolist(), field
            assert a.dtype == object or a.tobytes() == b.tobytes(), field


def asked_both_ways(
    ask: Callable[[], Any], interpreting: Callable[[bool], None]
) -> tuple[Any, Any]:
    interpreting(False)
    compiled = ask()
    interpreting(True)
    return compiled, ask()


@pytest.mark.parametrize("name", FAMILIES)
def test_all_equilibria_of_two_players(name: str, interpreting: Callable[[bool], None]) -> None:
    for m, n in SHAPES:
        for payoffs in FAMILIES[name](np.random.default_rng(6), 6, m, n):
            game = gt.NormalFormGame(payoffs, players=2)
            same(*asked_both_ways(lambda game=game: gt.nash_equilibria(game), interpreting))


@pytest.mark.parametrize("method", ["auto", "lemke-howson"])
def test_one_equilibrium(method: Any, interpreting: Callable[[bool], None]) -> None:
    rng = np.random.default_rng(2)
    for m, n in SHAPES:
        for payoffs in (rng.normal(size=(2, m, n)), rng.integers(0, 3, (2, m, n)) * 1.0):
            game = gt.NormalFormGame(payoffs, players=2)
            ask = lambda game=game: gt.nash_equilibrium(game, method=method)  # noqa: E731
            same(*asked_both_ways(ask, interpreting))


def test_optimal_strategies(interpreting: Callable[[bool], None]) -> None:
    for seed in range(10):
        own = np.random.default_rng(seed).normal(size=(4, 3))
        game = gt.NormalFormGame.from_bimatrix(own, -own)
        one, other = asked_both_ways(lambda game=game: gt.zero_sum_solution(game), interpreting)
        assert one.value.tobytes() == other.value.tobytes()
        for field in ("row_strategy", "column_strategy"):
            assert getattr(one, field).tobytes() == getattr(other, field).tobytes()


def several(rng: np.random.Generator, kind: str) -> npt.NDArray[Any]:
    if kind == "floats":
        return rng.normal(size=(3, 2, 2, 3))
    ties = rng.integers(0, 4, size=(3, 2, 2, 2))
    return ties * 1.0 if kind == "ties" else ties


@pytest.mark.parametrize("kind", ["floats", "ties", "integers"])
def test_three_players(kind: str, interpreting: Callable[[bool], None]) -> None:
    rng = np.random.default_rng(4)
    for _ in range(6):
        game = gt.NormalFormGame(several(rng, kind), players=3)
        same(*asked_both_ways(lambda game=game: gt.nash_equilibria(game), interpreting))


FIRST = """
import sys
import numpy as np, gametheory as gt
rng = np.random.default_rng(0)
for shape in ((2, 3, 3), (2, 5, 4), (3, 2, 2, 2)):
    gt.nash_equilibria(gt.NormalFormGame(rng.normal(size=shape), players=shape[0]))
gt.nash_equilibrium(gt.NormalFormGame(rng.normal(size=(2, 3, 3))))
assert "numba" not in sys.modules
"""


def test_first_calls_load_no_compiler() -> None:
    subprocess.run([sys.executable, "-c", FIRST], check=True)


def test_interpreting_ends_when_it_has_taken_as_long_as_loading_the_compiler(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(few_games, "_spent", 0.0)
    with few_games.little():
        assert few_games.interpreted()
        with few_games.compiled():
            assert not few_games.interpreted()
    with few_games.little(False):
        assert not few_games.interpreted()
    assert 0.0 < few_games._spent < 0.5
    monkeypatch.setattr(few_games, "_spent", 1.0)
    with few_games.little():
        assert not few_games.interpreted()
