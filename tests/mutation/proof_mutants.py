"""Mutants of the parts that judge, each held against the fastest tests that exercise it.

``python -m tests.mutation.proof_mutants [MODULE ...] [--limit N] [--seconds S] [--workers N]``
prints how many were killed, survived or ran out of time in each module, and the survivors by line
and change; what it printed may be given back as ``--among FILE``, to try those survivors alone. The
exit code is 1 where a survivor has no entry in ``equivalent_mutants.py`` beside this file.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import attrs

import gametheory
from tests.mutation.equivalent_mutants import EQUIVALENT
from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(gametheory.__file__).resolve().parent
_WORKERS = 2
_SEED = 1
_LOADED_ONCE = (
    "numpy", "pytest", "hypothesis", "sympy", "sympy.polys.rings", "sympy.logic.boolalg",
)  # fmt: skip

_UNIT = "tests/unit/"
_BY_HAND = f"{_UNIT}test_exact_values.py"
_CLEARED = f"{_UNIT}test_cleared_forms.py"

# The tests that a module's mutants have to pass, the fastest first.
TESTS: dict[str, tuple[str, ...]] = {
    "proof.evaluation": (_BY_HAND,),
    "proof.clearing": (_CLEARED,),
    "exact.decimal_fractions": (_BY_HAND,),
    "exact.decimals": (_BY_HAND,),
    "exact.incentives": (f"{_UNIT}test_incentives.py",),
    "exact.linear_algebra": (f"{_UNIT}test_exact_linear_algebra.py",),
    "exact.rationals": (f"{_UNIT}test_rational.py",),
    "exact.whole": (f"{_UNIT}test_exact_linear_algebra.py",),
    "algebra": (f"{_UNIT}test_readings.py",),
    "parameters": (f"{_UNIT}test_domains.py",),
    "proof.choices": (_BY_HAND,),
    "proof.identity": (_BY_HAND,),
    "proof.alterations": (f"{_UNIT}test_alterations.py",),
    "proof.smtlib": (f"{_UNIT}test_smtlib_text.py",),
    "proof.processes": (f"{_UNIT}test_reading_answers.py",),
    "proof.questions": (f"{_UNIT}test_questions.py",),
    "proof.prover": (f"{_UNIT}test_prover.py", f"{_UNIT}test_prover_parts.py"),
    "proof.rails": (f"{_UNIT}test_rails.py", f"{_UNIT}test_rails_of_assumptions.py"),
    "term_graphs": (f"{_UNIT}test_terms.py",),
    "terms": (f"{_UNIT}test_terms.py",),
    "sympy_terms": (f"{_UNIT}test_terms.py",),
    "proof.algebraic": (f"{_UNIT}test_verdict_values.py",),
    "proof.judgement": (f"{_UNIT}test_judgement.py",),
    "proof.points": (f"{_UNIT}test_points.py",),
    "proof.proposition": (f"{_UNIT}test_verdict_values.py", f"{_UNIT}test_saying_a_proposition.py"),
    "proof.second_opinion": (f"{_UNIT}test_second_opinion.py",),
    "proof.statement": (f"{_UNIT}test_statements.py",),
    "proof.verdict": (f"{_UNIT}test_verdict_values.py",),
}


@attrs.frozen
class Tried:
    """A mutant with its fate: ``"killed"``, ``"survived"`` or ``"timed out"``."""

    mutant: Mutant
    name: str
    fate: str


def of_module(module: str) -> Iterator[tuple[Mutant, str]]:
    """The mutants of a module with their names; words that a reader is shown are left out."""
    text = _file(module).read_text(encoding="utf-8")
    lines = text.splitlines()
    seen: Counter[str] = Counter()
    for mutant in mutants(text):
        words = mutant.change.partition("  ->  ")[0]
        if words[:1] in "'\"" and " " in words.strip():
            continue
        name = f"{lines[mutant.line - 1].strip()}  ::  {mutant.change}"
        seen[name] += 1
        yield mutant, name if seen[name] == 1 else f"{name}  ({seen[name]})"


def _file(module: str) -> Path:
    return PACKAGE.joinpath(*module.split(".")).with_suffix(".py")


class _Changed(SourceFileLoader):
    """Loads a mutant in place of a module."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec")


class _Finder:
    def __init__(self, module: str, source: str) -> None:
        self._name, self._path, self._source = f"gametheory.{module}", _file(module), source

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        loader = _Changed(name, str(self._path), self._source)
        return importlib.util.spec_from_file_location(name, self._path, loader=loader)


def started(module: str, source: str, tests: Sequence[str]) -> int:
    """A process that ends with 0 where the tests pass with this source of the module."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        sys.meta_path.insert(0, _Finder(module, source))  # type: ignore[arg-type]
        import pytest

        quick = ("-x", "-q", "-p", "no:cacheprovider", "--no-header", "--assert=plain")
        code = int(pytest.main([*quick, *tests]))
    finally:
        os._exit(code)


def fates(
    module: str, chosen: Sequence[tuple[Mutant, str]], seconds: float, workers: int = _WORKERS
) -> Iterator[Tried]:
    """Every chosen mutant with its fate."""
    waiting, running = list(reversed(chosen)), {}
    while waiting or running:
        while waiting and len(running) < workers:
            mutant, name = waiting.pop()
            child = started(module, mutant.source, TESTS[module])
            running[child] = mutant, name, time.monotonic() + seconds
        for child, (mutant, name, end) in list(running.items()):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                fate = "killed" if status else "survived"
            elif time.monotonic() > end:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                fate = "timed out"
            else:
                continue
            del running[child]
            yield Tried(mutant, name, fate)
        time.sleep(0.02)


def _chosen(module: str, limit: int | None, among: list[str] | None) -> list[tuple[Mutant, str]]:
    every = list(of_module(module))
    if among is not None:
        every = [m for m in every if any(line.endswith(f"  {m[1]}") for line in among)]
    if limit is None or limit >= len(every):
        return every
    places = sorted(random.Random(_SEED).sample(range(len(every)), limit))
    return [every[k] for k in places]


def report(
    module: str, chosen: Sequence[tuple[Mutant, str]], seconds: float, workers: int = _WORKERS
) -> int:
    """Print a module's count and survivors; how many of them nothing explains."""
    begun = time.monotonic()
    _, status = os.waitpid(
        started(module, _file(module).read_text(encoding="utf-8"), TESTS[module]), 0
    )
    if status:
        raise SystemExit(f"{module}: its tests fail without any mutant")
    known = EQUIVALENT.get(module, {})
    tried = []
    for t in fates(module, chosen, seconds, workers):
        tried.append(t)
        where = f"{module} line {t.mutant.line:3d}  {t.name}"
        if t.fate == "survived" and t.name not in known:
            print(f"  SURVIVED  {where}", flush=True)
        elif t.fate != "survived" and t.name in known:
            print(f"  no longer equivalent  {where}", flush=True)
    count = {f: sum(t.fate == f for t in tried) for f in ("killed", "timed out", "survived")}
    alive = [t for t in tried if t.fate == "survived"]
    unexplained = [t for t in alive if t.name not in known]
    print(
        f"{module}: {len(tried)} mutants, {count['killed']} killed, {count['timed out']} timed "
        f"out, {count['survived']} survived, {len(unexplained)} of them unexplained "
        f"({time.monotonic() - begun:.0f} s)",
        flush=True,
    )
    return len(unexplained)


def main() -> int:
    """Try the mutants of the named modules, or of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.proof_mutants")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--limit", type=int, help="mutants of each module, a fixed sample")
    parser.add_argument("--seconds", type=float, default=30, help="for each mutant")
    parser.add_argument("--workers", type=int, default=_WORKERS, help="processes at a time")
    parser.add_argument("--among", type=Path, help="an earlier output: only the mutants it names")
    options = parser.parse_args()
    unknown = set(options.modules) - set(TESTS)
    if unknown:
        parser.error(f"no such module: {', '.join(sorted(unknown))}; give {', '.join(TESTS)}")
    os.chdir(ROOT)
    for name in _LOADED_ONCE:  # what the children need not load again
        importlib.import_module(name)
    gc.freeze()
    among = options.among and options.among.read_text(encoding="utf-8").splitlines()
    unexplained = 0
    for module in options.modules or TESTS:
        chosen = _chosen(module, options.limit, among)
        unexplained += report(module, chosen, options.seconds, options.workers)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
