"""Every single-token mutant of the certificate checker is caught.

``python -m tests.mutation.test_checker_mutants`` prints the mutants one by one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from gametheory.certificates import check
from tests.mutation.checker_battery import MIXED, battery, changed
from tests.mutation.mutants import Mutant, mutants

SOURCE = Path(str(check.__file__))

# Mutants that change no answer, with the reason; a mutant is named by its change.
EQUIVALENT: dict[str, str] = {}


def load(source: str, name: str = "checker_mutant") -> ModuleType:
    module = ModuleType(name)
    exec(compile(source, name, "exec"), module.__dict__)
    return module


def run_alone(source: str, folder: Path) -> None:
    """Run the file as a script, with the standard library only, on a good and a bad certificate."""
    script, file = folder / "check.py", folder / "certificate.json"
    script.write_text(source, encoding="utf-8")
    for certificate, code in ((MIXED, 0), (changed(MIXED, values=["0", "0"]), 1)):
        file.write_text(json.dumps(certificate), encoding="utf-8")
        # -I -S: no environment and no site packages.
        command = [sys.executable, "-I", "-S", str(script), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert done.stdout.startswith(f"{file}: ")


def survives(mutant: Mutant, folder: Path) -> bool:
    """Whether the battery fails to notice the mutant."""
    try:
        battery(load(mutant.source), folder)
        run_alone(mutant.source, folder)
    except (Exception, SystemExit):
        return False
    return True


def test_the_battery_accepts_the_checker(tmp_path: Path) -> None:
    battery(check, tmp_path)


def test_every_mutant_is_caught(tmp_path: Path) -> None:
    battery(check, tmp_path)  # a battery that refuses the checker itself would catch anything
    every = list(mutants(SOURCE.read_text(encoding="utf-8")))
    assert len(every) > 100
    alive = [m for m in every if survives(m, tmp_path)]
    unexpected = [f"line {m.line}: {m.change}" for m in alive if m.change not in EQUIVALENT]
    assert not unexpected, "\n".join(unexpected)
    # A reason that is no longer needed must go.
    assert {m.change for m in alive} == set(EQUIVALENT)


def test_the_file_runs_alone_without_the_library(tmp_path: Path) -> None:
    run_alone(SOURCE.read_text(encoding="utf-8"), tmp_path)


def main() -> int:
    """Print every mutant with its fate."""
    with tempfile.TemporaryDirectory() as folder:
        battery(check, Path(folder))
        every = list(mutants(SOURCE.read_text(encoding="utf-8")))
        alive = 0
        for mutant in every:
            lived = survives(mutant, Path(folder))
            alive += lived
            print(f"{'ALIVE ' if lived else 'caught'}  line {mutant.line:3d}  {mutant.change!r}")
    print(f"{len(every)} mutants, {len(every) - alive} caught, {alive} alive")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
