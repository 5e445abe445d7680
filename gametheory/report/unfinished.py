"""The finished steps of a run that was cut short, kept until a run is complete.

The first line of the file names the run: a digest of all that its results depend on. Every other
line holds one finished step behind a digest of the run and of itself, so that a line which was torn
by a crash, changed by accident or written by another run is not believed. Whoever can write to the
folder can compute digests too: the file is no protection against that.
"""

from __future__ import annotations

import base64
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from gametheory.proof import Algebraic, Check, Part, Verdict
from gametheory.report.results import Drawn, Judged, Result, SolvedPreset
from gametheory.report.work import Step


@attrs.frozen(eq=False)
class Unfinished:
    """Results that an interrupted run left in a file, and the place for those to come.

    Attributes
    ----------
    path : Path
        The file; absent unless a run was cut short.
    run : str
        Digest of what the results depend on.
    results : mapping
        Step -> result, for the steps that need not be done again.
    notes : tuple of str
        What a person should know about this.
    """

    path: Path
    run: str
    results: Mapping[Step, Result]
    notes: tuple[str, ...] = ()

    @classmethod
    def opened(
        cls,
        path: Path,
        steps: Sequence[Step],
        timeout: float,
        *,
        fresh: bool = False,
        second_opinion: bool = False,
    ) -> Unfinished:
        """What the file holds of this very run; anything else in it is discarded.

        Parameters
        ----------
        steps : sequence of Step
            All steps of the run.
        timeout : float
            Seconds for each proposition.
        fresh : bool
            Take nothing over.
        second_opinion : bool
            Whether other provers are asked too.
        """
        run = fingerprint(steps, timeout, second_opinion)
        if fresh:
            path.unlink(missing_ok=True)
        if not path.exists():
            return cls(path, run, {})
        first, *lines = path.read_bytes().split(b"\n")
        if first != run.encode():
            path.unlink()
            return cls(path, run, {}, (f"{path} is of another run or damaged; starting afresh",))
        named = {_name(step): step for step in steps}
        texts = [text for text in (_believed(line, run) for line in lines) if text is not None]
        results = {}
        for text in texts:
            name, fields = json.loads(text, object_hook=_decoded)
            results[named[name]] = _result(named[name], fields)
        notes = []
        if len(texts) < len(lines):
            notes.append(f"{path}: {len(lines) - len(texts)} damaged line(s) ignored")
        if results:
            notes.append(
                f"continuing an interrupted run: {len(results)} of {len(steps)} steps are taken "
                "over; --fresh computes them again"
            )
        return cls(path, run, results, tuple(notes))

    def keep(self, step: Step, result: Result) -> None:
        """Add a finished step; one whose values have no text is done again by the next run."""
        try:
            text = json.dumps([_name(step), _fields(result)], default=_encoded)
        except (TypeError, ValueError, RecursionError):
            return
        line = f"{_digest(self.run, text)} {text}"
        with open(self.path, "ab") as file:
            # The line break comes first: whatever a crash left behind cannot spoil this line.
            file.write(f"{'' if file.tell() else self.run}\n{line}".encode())

    def discard(self) -> None:
        """Remove the file: the run is complete."""
        self.path.unlink(missing_ok=True)


def fingerprint(steps: Sequence[Step], timeout: float, second_opinion: bool = False) -> str:
    """Digest of the steps, the options, the sources and all installed versions."""
    options = [repr(float(timeout)), repr(second_opinion)]
    parts = [sys.version, platform.machine(), *options, *map(_name, steps)]
    parts += sorted(f"{d.name} {d.version}" for d in distributions())
    classes = {base for step in steps for base in step.model.__mro__}
    homes = {"gametheory", *(base.__module__.partition(".")[0] for base in classes)}
    for home in sorted(homes - sys.stdlib_module_names):
        parts += _sources(home)
    return _digest(*parts)


def _sources(home: str) -> Iterator[str]:
    """Every file of a package, or of the folder of a module that is in none."""
    module = sys.modules[home]
    if hasattr(module, "__path__"):
        found = [(f, p) for f in map(Path, module.__path__) for p in f.rglob("*")]
    else:
        folder = Path(getattr(module, "__file__", None) or os.devnull).parent
        found = [(folder, p) for p in folder.glob("*.py")]
    files = sorted((p.relative_to(f).as_posix(), p) for f, p in found if p.is_file())
    known = [(name, path) for name, path in files if "__pycache__" not in path.parts]
    if not known:  # what cannot be read is taken to have changed
        yield os.urandom(16).hex()
    for name, path in known:
        yield f"{home} {name} {sha256(path.read_bytes()).hexdigest()}"


def _name(step: Step) -> str:
    return f"{step.model.__module__}.{step.model.__qualname__} {step.kind} {step.name}"


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


def _believed(line: bytes, run: str) -> str | None:
    stated, _, text = line.decode(errors="replace").partition(" ")
    return text if stated == _digest(run, text) else None


def _fields(result: Result) -> dict[str, Any]:
    if isinstance(result, Judged):
        return {**attrs.asdict(result.verdict), "scripts": dict(result.scripts)}
    return attrs.asdict(result, filter=attrs.filters.exclude("model", "name"))


def _result(step: Step, fields: dict[str, Any]) -> Result:
    if step.kind == "preset":
        return SolvedPreset(step.model, step.name, **fields)
    if step.kind == "figure":
        return Drawn(step.model, step.name, **fields)
    checks = tuple(Check(**check) for check in fields.pop("checks"))
    parts = tuple(Part(**_tuples(part)) for part in fields.pop("parts"))
    scripts = fields.pop("scripts")
    verdict = Verdict(**_tuples(fields), checks=checks, parts=parts)
    return Judged(step.model.propositions[step.name], verdict, scripts)


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {n: tuple(v) if isinstance(v, list) else v for n, v in fields.items()}


def _encoded(value: Any) -> Any:
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no text")


def _decoded(read: dict[str, Any]) -> Any:
    # A quantity of such a name would be a number, not text.
    match read:
        case {"fraction": str(text)}:
            return Fraction(text)
        case {"coefficients": [*coefficients], "index": int(index)}:
            return Algebraic(tuple(coefficients), index)
        case {"bytes": str(text)}:
            return base64.b64decode(text)
    return read
