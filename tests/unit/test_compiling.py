"""A first call that compiles says so on a terminal; everything can be compiled ahead."""

from __future__ import annotations

import importlib
import io
import pkgutil

import numpy as np
import pytest

import gametheory as gt
from gametheory import notices
from gametheory.concepts.ahead import compile_ahead


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_said", set())
    monkeypatch.setattr(notices, "pending", [])


def compiles_anew(count: int) -> None:
    """Compile, without a cache, something that has not been compiled."""
    from gametheory.solvers.compiled import njit

    def plus(x: float) -> float:
        return x + count

    njit(cache=False)(plus)(1.0)


def test_compiling_is_said_once_with_the_seconds(
    unsaid: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gametheory.solutions import provenance

    monkeypatch.setattr(provenance, "pending", notices.pending)
    monkeypatch.setattr("sys.stderr", Terminal())
    found = gt.nash_equilibria(gt.NormalFormGame(np.zeros((2, 2, 2))))

    def ask(game: object) -> gt.Equilibria:
        compiles_anew(1)
        return found[()]

    for _ in range(2):
        provenance.recorded(ask)(None)
    import sys

    lines = sys.stderr.getvalue().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert lines[0].startswith("gametheory: compiling for the first use; 'gametheory compile'")
    assert lines[1].startswith("gametheory: compiled in ")
    assert notices.pending == []


def test_nothing_is_said_where_nobody_watches(
    unsaid: None, capsys: pytest.CaptureFixture[str]
) -> None:
    compiles_anew(2)
    notices.compiled()
    assert capsys.readouterr().err == ""


def test_what_is_compiled_ahead_is_every_entry_of_the_solvers() -> None:
    from gametheory.solvers.compiled import Compiled

    seen: list[str] = []
    assert compile_ahead(lambda done, total, name: seen.append(f"{done}/{total} {name}")) > 0
    assert seen[0].startswith("0/")
    import gametheory.solvers as solvers

    loops = {
        f"{found.name}.{name}": value
        for found in pkgutil.walk_packages(solvers.__path__, "gametheory.solvers.")
        for name, value in vars(importlib.import_module(found.name)).items()
        if isinstance(value, Compiled) and value.__module__ == found.name
    }
    # Those that other loops call are compiled, or loaded, with these.
    called = {
        id(loop.function.__globals__[name])
        for loop in loops.values()
        for name in loop.function.__code__.co_names
        if name in loop.function.__globals__
    }
    missing = [
        n for n, loop in loops.items() if id(loop) not in called and not loop.dispatcher.signatures
    ]
    assert missing == []
