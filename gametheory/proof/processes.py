"""Provers as processes of their own: asked in text, killed when their time is over.

A prover that runs apart can be stopped at any moment, takes no Ctrl-C for itself, and cannot take
the program's memory with it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import time
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

import attrs

from gametheory.errors import MissingExtra
from gametheory.proof.smtlib import Script, Value, parsed, values

Outcome = Literal["unsat", "sat", "unknown"]


@attrs.frozen
class Answer:
    """Answer to "can these conditions hold together?".

    Attributes
    ----------
    outcome : {"unsat", "sat", "unknown"}
    values : mapping
        Values of the variables, where they can and were asked for.
    core : tuple of str
        Labels that already contradict each other, where asked for.
    """

    outcome: Outcome
    values: dict[str, Value] = attrs.field(factory=dict)
    core: tuple[str, ...] = ()


@attrs.frozen
class Prover:
    """A prover that reads SMT-LIB from its standard input.

    Attributes
    ----------
    name : str
    command : tuple of str
        How it is started; ``{seconds}`` and ``{milliseconds}`` stand for the time allowed, after
        which it should stop by itself, should whoever waits for it be gone.
    """

    name: str
    command: tuple[str, ...]

    def started(self, text: str, seconds: float) -> str:
        """What it prints, or nothing when the time is over."""
        whole = int(seconds) + 2
        times = {"{seconds}": str(whole), "{milliseconds}": str(1000 * whole)}
        command = [_filled(word, times) for word in self.command]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for whoever waits
        ) as process:
            try:
                printed, _ = process.communicate(text, timeout=max(0.01, seconds))
            except subprocess.TimeoutExpired:
                return ""
            finally:
                process.kill()
        return printed

    def ask(
        self,
        script: Script,
        seconds: float,
        *,
        core: bool = False,
        values: bool = True,
        check: str = "(check-sat)",
        logic: str | None = "",
    ) -> Answer:
        """Put a question; whatever is not a clear answer is "unknown"."""
        if seconds <= 0:
            return Answer("unknown")
        text = script.text(core=core, values=values and not core, check=check, logic=logic)
        return read_answer(self.started(text, seconds), script)

    @property
    def version(self) -> str:
        """First line of what it says about itself."""
        said = subprocess.run(
            [self.command[0], *_VERSION.get(self.name, ("--version",))],
            capture_output=True, text=True, timeout=20, check=False,
        ).stdout  # fmt: skip
        return said.strip().partition("\n")[0]


def _filled(word: str, times: dict[str, str]) -> str:
    for place, time_ in times.items():
        word = word.replace(place, time_)
    return word


_VERSION = {"cvc5": ("-c", "import cvc5; print('cvc5', cvc5.__version__)")}


_NO_MODEL = "model is not available"  # what z3 says when asked for values after "unsat"


def read_answer(printed: str, script: Script) -> Answer:
    """An answer from what a prover printed; anything unexpected is "unknown"."""
    first, _, rest = printed.lstrip().partition("\n")
    outcome = first.strip()
    faults = [said for said in re.findall(r"\(error.*", rest) if _NO_MODEL not in said]
    if outcome == "unsat" and faults:
        return Answer("unknown")
    try:
        if outcome == "unsat":
            labels = list(script.labelled)
            core = [
                labels[int(word[2:])]
                for item in parsed(rest)
                if isinstance(item, list)
                for word in item
                if isinstance(word, str) and re.fullmatch(r"a!\d+", word)
            ]
            return Answer("unsat", core=tuple(core))
        if outcome == "sat":
            lists = [item for item in parsed(rest) if isinstance(item, list)]
            return Answer("sat", values(lists[0]) if lists else {})
    except (ValueError, IndexError, TypeError, ZeroDivisionError):
        return Answer("unknown") if outcome == "unsat" else Answer("sat")
    return Answer("unknown")


@lru_cache
def z3() -> Prover:
    """The z3 that is installed with this library."""
    try:
        files = distribution("z3-solver").files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        if file.name in ("z3", "z3.exe"):
            path = Path(str(file.locate())).resolve()
            if path.exists():
                return Prover("z3", (str(path), "-in", "-T:{seconds}"))
    # A wheel without the program: its library reads the same text.
    return library()


def library() -> Prover:
    """z3 as the library that Python loads, in a process of its own all the same."""
    return Prover("z3", (sys.executable, "-c", _LIBRARY))


@lru_cache
def others() -> tuple[Prover, ...]:
    """Provers of the extra ``provers`` that are installed, the fastest first."""
    found = []
    yices = _program("yices-smt2")
    if yices:
        found.append(Prover("yices", (yices, "--timeout={seconds}")))
    if _installed("cvc5"):
        found.append(Prover("cvc5", (sys.executable, "-c", _CVC5, "{milliseconds}")))
    return tuple(found)


def require_others(wanted: str) -> tuple[Prover, ...]:
    """The second provers, or an error that says how to get one.

    Raises
    ------
    MissingExtra
        None is installed.
    """
    if not others():
        raise MissingExtra(f"{wanted} needs a second prover: pip install 'gametheory-ir[provers]'")
    return others()


def _installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _program(name: str) -> str | None:
    beside = Path(sysconfig.get_path("scripts")) / name
    return str(beside) if beside.exists() else shutil.which(name)


# Where values are asked for after "unsat", the library raises what the program prints.
_LIBRARY = """
import sys, z3
try:
    print(z3.Z3_eval_smtlib2_string(z3.main_ctx().ref(), sys.stdin.read()))
except z3.Z3Exception as error:
    said = error.args[0]
    print(said.decode() if isinstance(said, bytes) else said)
"""

_CVC5 = """
import sys, cvc5
solver = cvc5.Solver(cvc5.TermManager())
solver.setOption("tlimit", sys.argv[1])
parser = cvc5.InputParser(solver)
parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, sys.stdin.read(), "question")
while True:
    command = parser.nextCommand()
    if command.isNull():
        break
    print(command.invoke(solver, parser.getSymbolManager()), end="", flush=True)
"""


def remaining(deadline: float) -> float:
    """Seconds until a deadline on the monotonic clock."""
    return deadline - time.monotonic()
