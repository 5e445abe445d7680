"""What a prover is started with, and what is read from what it prints."""

from __future__ import annotations

import os
import sys
import time
from fractions import Fraction
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from gametheory.errors import MissingExtra
from gametheory.proof import processes
from gametheory.proof.processes import Answer, Outcome, Prover, library, read_answer, remaining
from gametheory.proof.smtlib import Script
from gametheory.terms import variable

x = variable("x")
SCRIPT = Script({f"label {k}": x > k for k in range(11)})
UNKNOWN = Answer("unknown")
ECHO = Prover("echo", ("echo", "{seconds}", "-t={milliseconds}"))

# -- answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "answer"),
    [
        ("unsat", Answer("unsat")),
        ("\n unsat \n", Answer("unsat")),
        ("unsat\n(a!10 a!0)\n", Answer("unsat", core=("label 10", "label 0"))),
        ("unsat\nsuccess\n(junk (a!1) a!2 xa!3)", Answer("unsat", core=("label 2",))),
        ('unsat\n(error "line 9: model is not available")', Answer("unsat")),
        ('unsat\n(error "line 9")', UNKNOWN),
        ('unsat\n(error "model is not available")\n(error "line 9")', UNKNOWN),
        ("unsat\n(a!11)", UNKNOWN),
        ("unsat\n(a!1", UNKNOWN),
        ("sat", Answer("sat")),
        ("sat\n((p.x 1.5))", Answer("sat", {"x": Fraction(3, 2)})),
        ("sat\nsuccess\n((p.x 1.0))\n((p.x 2.0))", Answer("sat", {"x": Fraction(1)})),
        ('sat\n((p.x 1.0))\n(error "later")', Answer("sat", {"x": Fraction(1)})),
        ('sat\n(error "no model")', Answer("sat")),
        ('sat\n(error "no")', Answer("sat")),
        ("sat\nsuccess", Answer("sat")),
        ("sat\n()", Answer("sat")),
        ("sat\n((p.x", Answer("sat")),
        ("sat\n((p.x (/ 1.0 0.0)))", Answer("sat")),
        ("unknown\n(a!1)", UNKNOWN),
        ("unknown\n)", UNKNOWN),
        ("", UNKNOWN),
        ('(error "line 1")\nunsat', UNKNOWN),
        ("unsat sat", UNKNOWN),
        ("Xunsat", UNKNOWN),
    ],
)
def test_an_answer_is_read(printed: str, answer: Answer) -> None:
    assert read_answer(printed, SCRIPT) == answer
    assert answer.outcome in get_args(Outcome)


# -- processes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "whole"), [(0.5, 2), (3.7, 5)])
def test_a_prover_is_told_its_time(seconds: float, whole: int) -> None:
    assert ECHO.started("", seconds) == f"{whole} -t={whole}000\n"


def test_a_prover_reads_what_it_is_asked() -> None:
    assert Prover("cat", ("cat",)).started("é\n", 5) == "é\n"


def test_a_prover_that_is_late_is_killed_and_says_nothing() -> None:
    begun = time.monotonic()
    talker = Prover("late", ("sh", "-c", "echo unsat; exec sleep 3"))
    assert talker.started("", 0.05) == ""
    assert time.monotonic() - begun < 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="sessions are read from /proc")
def test_a_prover_has_a_session_of_its_own() -> None:
    """Ctrl-C reaches every process of a session's foreground: not the provers."""
    session = int(Prover("cat", ("cat", "/proc/self/stat")).started("", 5).split()[5])
    assert session != os.getsid(0)


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """What provers are asked, each of which says "unsat"."""
    put: list[tuple[str, float]] = []

    def started(self: Prover, text: str, seconds: float) -> str:
        put.append((text, seconds))
        return "unsat\n(a!0)\n"

    monkeypatch.setattr(Prover, "started", started)
    return put


def test_values_are_asked_for_where_no_core_is(texts: list[tuple[str, float]]) -> None:
    for core in (True, False):
        for values in (True, False):
            assert ECHO.ask(SCRIPT, 3, core=core, values=values).core == ("label 0",)
            text, seconds = texts.pop()
            assert ("(get-value" in text) == (values and not core)
            assert ("(get-unsat-core)" in text) == core
            assert seconds == 3
    ECHO.ask(SCRIPT, 3, check="(check-sat-using smt)", logic=None)
    assert "(check-sat-using smt)" in texts[0][0]
    assert "set-logic" not in texts[0][0]


@pytest.mark.parametrize(("seconds", "asked"), [(0.5, True), (0, False), (-0.5, False)])
def test_nobody_is_asked_without_time(
    seconds: float, asked: bool, texts: list[tuple[str, float]]
) -> None:
    assert ECHO.ask(SCRIPT, seconds).outcome == ("unsat" if asked else "unknown")
    assert len(texts) == asked


def test_what_is_left_until_a_deadline() -> None:
    assert 4 < remaining(time.monotonic() + 5) <= 5


@pytest.mark.parametrize(("name", "argument"), [("other", "--version"), ("cvc5", "-c")])
def test_a_version_is_the_first_line_of_what_a_prover_says(
    name: str, argument: str, tmp_path: Path
) -> None:
    program = tmp_path / "prover"
    program.write_text('#!/bin/sh\necho; echo "one $1"\necho two\nexit 1\n', encoding="utf-8")
    program.chmod(0o755)
    assert Prover(name, (str(program), "more")).version == f"one {argument}"


# -- which provers there are -----------------------------------------------------------------------


def file(path: Path) -> Any:
    return SimpleNamespace(name=path.name, locate=lambda: path)


@pytest.mark.parametrize("name", ["z3", "z3.exe"])
def test_the_program_that_comes_with_z3(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in ("z3.py", name):
        (tmp_path / other).touch()
    paths = [tmp_path / "z3.py", tmp_path / "gone" / name, tmp_path / name]
    found = {"z3-solver": SimpleNamespace(files=[file(p) for p in paths])}
    monkeypatch.setattr(processes, "distribution", found.__getitem__)
    program = str((tmp_path / name).resolve())
    assert processes.z3.__wrapped__() == Prover("z3", (program, "-in", "-T:{seconds}"))


@pytest.mark.parametrize("files", [None, [], "gone"])
def test_without_the_program_the_library_is_asked(
    files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def distribution(name: str) -> Any:
        if files == "gone":
            raise PackageNotFoundError
        return SimpleNamespace(files=files)

    monkeypatch.setattr(processes, "distribution", distribution)
    assert processes.z3.__wrapped__() == library()
    assert library() == Prover("z3", (sys.executable, "-c", processes._LIBRARY))


YICES = Prover("yices", ("/bin/yices-smt2", "--timeout={seconds}"))
CVC5 = Prover("cvc5", (sys.executable, "-c", processes._CVC5, "{milliseconds}"))


@pytest.mark.parametrize("provers", [(), (YICES,), (CVC5,), (YICES, CVC5)])
def test_other_provers_are_those_installed(
    provers: tuple[Prover, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = {"yices-smt2": "/bin/yices-smt2"} if YICES in provers else {}
    monkeypatch.setattr(processes, "_program", programs.get)
    monkeypatch.setattr(processes, "_installed", lambda name: name == "cvc5" and CVC5 in provers)
    assert processes.others.__wrapped__() == provers


def test_a_second_prover_may_be_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "others", lambda: (YICES,))
    assert processes.require_others("this") == (YICES,)
    monkeypatch.setattr(processes, "others", lambda: ())
    with pytest.raises(MissingExtra, match="this needs a second prover"):
        processes.require_others("this")


def test_what_is_installed() -> None:
    assert processes._installed("pytest")
    assert not processes._installed("no-such-distribution")


def test_a_program_is_sought_beside_python_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {"scripts": str(tmp_path)}
    monkeypatch.setattr(processes, "sysconfig", SimpleNamespace(get_path=folders.__getitem__))
    monkeypatch.setattr(processes, "shutil", SimpleNamespace(which=lambda name: f"/bin/{name}"))
    assert processes._program("prover") == "/bin/prover"
    (tmp_path / "prover").touch()
    assert processes._program("prover") == str(tmp_path / "prover")
