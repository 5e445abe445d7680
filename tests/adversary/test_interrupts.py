"""Ctrl-C at any moment: nothing half done is kept, no prover lives on, a report is left or none is.

The interrupts are real: signals to a process of its own that runs ``gametheory reproduce``, and to
this process while it waits for a prover.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from attack import plane
from interrupted_model import Bridge

from gametheory.proof import Statement, given
from gametheory.proof.processes import Prover
from gametheory.report.folder import OutputFolder
from gametheory.report.unfinished import Unfinished
from gametheory.report.work import perform, plan, reproduce

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


class Run:
    """One run of the command in a process of its own."""

    def __init__(self, out: Path) -> None:
        self.out, self.token = out, uuid.uuid4().hex
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "interrupted_model.py"), str(out)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=out.parent,
            env={**os.environ, "RUN_TOKEN": self.token,
                 "PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE)])},
            start_new_session=True,
            # A job in the background inherits an ignored SIGINT; a person's terminal does not.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "starting\n"

    def at_work(self) -> None:
        """Wait for the first step."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "working\n"

    def interrupt(self) -> None:
        """What Ctrl-C does, if the run is still going on."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGINT)

    def ended(self) -> tuple[int, str]:
        """Exit code and what was said."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out + err

    def provers_alive(self) -> list[int]:
        """Processes that this run has started and that live on."""
        return _until_empty(self._alive)

    def _alive(self) -> list[int]:
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if self.token.encode() in (entry / "environ").read_bytes():
                    state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                    found += [int(entry.name)] if state != "Z" else []
            except OSError:
                continue
        return found


def _until_empty(look: Callable[[], list[int]]) -> list[int]:
    """What is still found after a second: the system takes a moment to end a process."""
    for _ in range(20):
        found = look()
        if not found:
            break
        time.sleep(0.05)
    return found


def statuses(out: Path) -> dict[str, str]:
    """Proposition -> status, of the report's data."""
    read = json.loads((out / "verdicts.json").read_text())
    found: dict[str, str] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            name = value.get("proposition") or value.get("id") or value.get("name")
            if "status" in value and isinstance(name, str):
                found[name.rpartition("/")[2]] = value["status"]
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(read)
    return found


EXPECTED = {"P1": "proved", "P3": "refuted", "P4": "proved"}


def kept(out: Path) -> dict[str, str]:
    """What an interrupted run left for the next one: proposition -> status."""
    path = OutputFolder(out).unfinished
    if not path.exists():
        return {}
    lines = path.read_text().splitlines()[1:]
    found = {}
    for line in lines:
        name, fields = json.loads(line.partition(" ")[2])
        if " proposition " in name:
            found[name.rpartition(" ")[2]] = fields["status"]
    return found


def test_an_interrupt_before_any_work_says_so(tmp_path: Path) -> None:
    out = tmp_path / "results"
    run = Run(out)
    time.sleep(0.1)
    run.interrupt()
    code, said = run.ended()
    assert code == 130, said
    assert "interrupted" in said
    assert "Traceback" not in said
    assert kept(out) == {}


@pytest.mark.parametrize("delays", [(0.05, 0.7), (1.5,)])
def test_a_run_that_is_interrupted_ends_as_one_that_is_not(
    tmp_path: Path, delays: tuple[float, ...]
) -> None:
    out = tmp_path / "results"
    for delay in delays:
        run = Run(out)
        run.at_work()
        time.sleep(delay)
        run.interrupt()
        code, said = run.ended()
        # A signal that comes while a finished run leaves ends it as the system does.
        assert code in (130, 0, -signal.SIGINT), said
        assert "Traceback" not in said
        assert run.provers_alive() == []
        if code == 130:
            # Whatever is kept is a verdict of a step that was done.
            assert all(EXPECTED[n] == status for n, status in kept(out).items()), kept(out)
            assert "interrupted" in said
            if (out / "verdicts.json").exists():
                assert all(EXPECTED[n] == s for n, s in statuses(out).items())
    code, said = Run(out).ended()
    assert code == 0, said
    assert statuses(out) == EXPECTED
    assert not OutputFolder(out).unfinished.exists()


@pytest.mark.parametrize("pause", [0.0, 0.1])
def test_a_second_interrupt_leaves_a_report_or_says_that_there_is_none(
    tmp_path: Path, pause: float
) -> None:
    out = tmp_path / "results"
    run = Run(out)
    run.at_work()
    time.sleep(0.7)
    run.interrupt()
    time.sleep(pause)
    run.interrupt()
    code, said = run.ended()
    assert code in (0, 130, -signal.SIGINT), said  # the last where Python was leaving already
    assert "Traceback" not in said
    assert run.provers_alive() == []
    report = out / "report.html"
    if report.exists():
        assert report.read_text().rstrip().endswith("</html>")
    else:
        assert "no report" in said, said
    assert all(EXPECTED[n] == status for n, status in kept(out).items())


@pytest.fixture
def interrupt_after() -> Iterator[Callable[[float], None]]:
    """Send this process a Ctrl-C after some seconds."""
    timers: list[threading.Timer] = []

    def send(seconds: float) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        timer = threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGINT))
        timers.append(timer)
        timer.start()

    yield send
    for timer in timers:
        timer.cancel()
        timer.join()


def test_an_interrupt_while_a_prover_works_is_handed_on(
    interrupt_after: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from gametheory.proof import questions

    sleeper = Prover("sleeper", ("sleep", "47.5"))
    monkeypatch.setattr(questions, "z3", lambda: sleeper)
    claim = plane(lambda self: given().then(self.a + 1 > 1)).propositions["P1"]
    interrupt_after(0.8)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        claim.prove(timeout=40)
    assert time.monotonic() - start < 10
    assert _until_empty(lambda: _running("sleep\x0047.5")) == []
    monkeypatch.undo()
    assert claim.prove(timeout=5).status == "proved"


def _running(command: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [int(entry.parent.name)] if command.encode() in entry.read_bytes() else []
        except OSError:
            continue
    return found


def _failing(error: BaseException) -> Callable[[Prover, str, float], str]:
    def started(self: Prover, text: str, seconds: float) -> str:
        raise error

    return started


@pytest.mark.parametrize("moment", [0, 3, 7])
def test_an_interrupt_at_any_question_is_never_a_verdict(
    moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = iter(range(10**6))
    really = Prover.started

    def started(self: Prover, text: str, seconds: float) -> str:
        if next(asked) == moment:
            raise KeyboardInterrupt
        return really(self, text, seconds)

    monkeypatch.setattr(Prover, "started", started)
    with pytest.raises(KeyboardInterrupt):
        perform(next(s for s in plan([Bridge]) if s.name == "P4"), 10.0)


FAILURES = [
    OSError("no such program"),
    ctypes.ArgumentError("argument 2: wrong type"),
    MemoryError(),
    RuntimeError("broken"),
    UnicodeDecodeError("utf-8", b"x", 0, 1, "broken"),
]


@pytest.mark.parametrize("error", FAILURES, ids=lambda e: type(e).__name__)
def test_a_step_that_failed_says_so(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown, with the error named as a defect; never unknown as if the question were hard."""
    monkeypatch.setattr(Prover, "started", _failing(error))
    judged: Any = perform(next(s for s in plan([Bridge]) if s.name == "P1"), 10.0)
    assert judged.verdict.status == "unknown"
    assert judged.verdict.error
    assert judged.verdict.defects


class Stopped(Exception):
    """Raised where a run is cut off."""


def _cut_after(model: type, unfinished: Unfinished, name: str) -> Any:
    """Run until the step of this name is done."""

    def watch(done: int, total: int, step: Any) -> None:
        if done and plan([model])[done - 1].name == name:
            raise KeyboardInterrupt

    return reproduce([model], timeout=10.0, watch=watch, unfinished=unfinished)


@pytest.mark.parametrize("error", FAILURES, ids=lambda e: type(e).__name__)
def test_a_step_that_failed_is_not_kept(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, path = plan([Bridge]), tmp_path / "unfinished"
    really = Prover.started
    failing = _failing(error)

    def started(self: Prover, text: str, seconds: float) -> str:
        # The second proposition, P3, fails; the first does not.
        return (failing if "p.b" in text else really)(self, text, seconds)

    monkeypatch.setattr(Prover, "started", started)
    found = _cut_after(Bridge, Unfinished.opened(path, steps, 10.0), "P3")
    assert not found.complete
    names = {s.name for s in Unfinished.opened(path, steps, 10.0).results}
    assert "plain" in names
    assert "P3" not in names
    monkeypatch.undo()
    again = reproduce([Bridge], timeout=10.0, unfinished=Unfinished.opened(path, steps, 10.0))
    verdicts: Mapping[str, str] = {
        r.proposition.id: r.verdict.status for r in again.results if hasattr(r, "verdict")
    }
    assert verdicts == EXPECTED


def test_a_formula_that_fails_is_not_kept(tmp_path: Path) -> None:
    def claim(self: Any) -> Statement:
        raise ValueError("this time")

    cls = plane(claim)
    steps, path = plan([cls]), tmp_path / "unfinished"
    _cut_after(cls, Unfinished.opened(path, steps, 10.0), "P1")
    assert {s.name for s in Unfinished.opened(path, steps, 10.0).results} == set()


def test_what_is_kept_is_the_whole_verdict(tmp_path: Path) -> None:
    """Parts, checks, provers and algebraic points come back as they were."""
    from gametheory.algebra import differ

    cls = plane(lambda self, x: given(p=x > self.a).then(differ(x * x, 2 * self.a * self.a)))
    steps, path = plan([cls]), tmp_path / "unfinished"
    first = _cut_after(cls, Unfinished.opened(path, steps, 10.0), "P1").results
    again = Unfinished.opened(path, steps, 10.0).results
    (step,) = (s for s in steps if s.kind == "proposition")
    assert step in again
    restored: Any = again[step]
    original: Any = next(r for r in first if hasattr(r, "verdict"))
    assert restored.verdict == original.verdict


PROGRAM = """
import signal, sys, time, weakref
from gametheory import cli

class Thing: pass

@cli.app.command("hold")
def hold():
    thing = Thing()
    gone = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
    del thing
    for _ in range(500):
        time.sleep(0.01)
    print("never interrupted")

cli.main(["hold"])
"""


def test_an_interrupt_that_meets_a_weak_reference_is_not_lost() -> None:
    """Python would print a traceback and go on; the command ends as it does after any Ctrl-C."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr == "gametheory: interrupted\n"
