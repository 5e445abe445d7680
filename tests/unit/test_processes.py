"""Provers as processes: asked in text, killed in time, believed only when they are clear."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from fractions import Fraction

import pytest

from gametheory.algebra import equal
from gametheory.proof.algebraic import Algebraic
from gametheory.proof.processes import Prover, library, others, read_answer, z3
from gametheory.proof.smtlib import Script, number, value
from gametheory.terms import variable

x, y = variable("x"), variable("y")
POSSIBLE = Script({"one": x > y, "two": equal(x * y, 2)})
IMPOSSIBLE = Script({"one": x > y, "two": x < y, "three": x > 0})


def test_an_answer_with_values() -> None:
    answer = z3().ask(POSSIBLE, 10)
    assert answer.outcome == "sat"
    a, b = answer.values["x"], answer.values["y"]
    assert isinstance(a, Fraction)
    assert isinstance(b, Fraction)
    assert a > b
    assert a * b == 2


@pytest.mark.parametrize("values", [True, False])
def test_the_library_answers_as_the_program_does(values: bool) -> None:
    for script, outcome in ((POSSIBLE, "sat"), (IMPOSSIBLE, "unsat")):
        answer = library().ask(script, 30, values=values)
        assert answer.outcome == z3().ask(script, 30, values=values).outcome == outcome
        assert bool(answer.values) == (values and outcome == "sat")


@pytest.mark.parametrize("prover", [z3(), library()], ids=["program", "library"])
def test_a_core_names_conditions(prover: Prover) -> None:
    answer = prover.ask(IMPOSSIBLE, 30, core=True)
    assert answer.outcome == "unsat"
    assert set(answer.core) == {"one", "two"}


@pytest.mark.oracle
@pytest.mark.parametrize("prover", others(), ids=lambda p: p.name)
def test_other_provers_read_the_same_text(prover: Prover) -> None:
    assert prover.ask(IMPOSSIBLE, 20, values=False).outcome == "unsat"
    assert prover.ask(POSSIBLE, 20, values=False).outcome in ("sat", "unknown")
    assert any(c.isdigit() for c in prover.version)


def test_an_irrational_value_is_exact() -> None:
    answer = z3().ask(Script({"root": equal(x * x, 2), "positive": x > 0}), 10)
    root = answer.values["x"]
    assert isinstance(root, Algebraic)
    assert root == Algebraic((1, 0, -2), 2)
    assert abs(root.near(30) ** 2 - 2) < Fraction(1, 10**29)
    assert str(root) == "root 2 of x^2 - 2"


@pytest.mark.parametrize(
    "printed",
    ["", "unsat (error)", '(error "line 3")', "timeout", "unsatisfiable", "UNSAT", "sat unsat"],
)
def test_whatever_is_not_a_clear_answer_is_unknown(printed: str) -> None:
    assert read_answer(printed, POSSIBLE).outcome == "unknown"


@pytest.mark.parametrize("printed", ['unsat\n(error "x")', '(error "y")\nunsat\n'])
def test_an_answer_beside_an_error_is_unknown(printed: str) -> None:
    assert read_answer(printed, IMPOSSIBLE).outcome == "unknown"


@pytest.mark.parametrize(
    "value_of", [Fraction(0), Fraction(-7, 3), Fraction(10**30), Fraction(1, 3)]
)
def test_numbers_survive_the_text(value_of: Fraction) -> None:
    from gametheory.proof.smtlib import parsed

    assert value(parsed(number(value_of))[0]) == value_of


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Python's own reaction to Ctrl-C: a run in the background is started with it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


SLEEPER = Prover("sleeper", (sys.executable, "-c", "import time; time.sleep(60)"))


def test_a_prover_is_killed_when_its_time_is_over() -> None:
    start = time.monotonic()
    assert SLEEPER.ask(POSSIBLE, 0.3).outcome == "unknown"
    assert time.monotonic() - start < 10


def test_an_interrupt_while_a_prover_works_is_handed_on_and_kills_it(ctrl_c: None) -> None:
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        SLEEPER.ask(POSSIBLE, 60)
    assert time.monotonic() - start < 20
