"""An interrupted run is continued: nothing finished is done twice, nothing else is believed."""

from __future__ import annotations

import importlib
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import attrs
import numpy as np
import pytest
from fence import Broken, Fence

import gametheory
from gametheory.algebra import Number
from gametheory.cli import main
from gametheory.errors import InvalidInput
from gametheory.model import Case, Model, Outcome, case, model, parameter
from gametheory.report import unfinished as room
from gametheory.report import work
from gametheory.report.folder import OutputFolder
from gametheory.report.results import Result, SolvedPreset
from gametheory.report.unfinished import Unfinished, fingerprint
from gametheory.report.work import Step, failed, plan, reproduce

STEPS = plan([Fence, Broken])
SECONDS = re.compile(r'"seconds": [\d.]+|<span class="seconds">[^<]*</span>')


@pytest.fixture(scope="module")
def done() -> dict[Step, Result]:
    """What every step gives, computed once."""
    return dict(zip(STEPS, reproduce([Fence, Broken]).results, strict=True))


class Job:
    """The command, in which a step costs nothing, is counted, and may be interrupted."""

    def __init__(self, done: Mapping[Step, Result], out: Path, capsys: Any) -> None:
        self.done, self.out, self.capsys = done, out, capsys
        self.performed: list[Step] = []
        self.stop_at: Step | None = None

    def perform(self, step: Step, timeout: float, second_opinion: bool = False) -> Result:
        if step is self.stop_at or step == self.stop_at:
            raise KeyboardInterrupt
        self.performed.append(step)
        return self.done[step]

    def run(self, *options: str, stop_at: Step | None = None) -> tuple[object, str]:
        """Exit code and standard error of one run; ``performed`` are its steps."""
        self.performed, self.stop_at = [], stop_at
        with pytest.raises(SystemExit) as leaving:
            main(["reproduce", "fence", "broken", "--out", str(self.out), *options])
        return leaving.value.code, self.capsys.readouterr().err

    @property
    def state(self) -> Path:
        return OutputFolder(self.out).unfinished

    def written(self) -> dict[str, bytes]:
        """All files of the folder, without the seconds."""
        paths = sorted(p for p in self.out.rglob("*") if p.is_file())
        texts = {str(p.relative_to(self.out)): p.read_bytes() for p in paths}
        for name in ("report.html", "verdicts.json"):
            texts[name] = SECONDS.sub("", texts[name].decode()).encode()
        return texts


@pytest.fixture
def job(
    done: dict[Step, Result],
    out: Path,
    offer: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Job:
    offer(fence=Fence, broken=Broken)
    made = Job(done, out, capsys)
    monkeypatch.setattr(work, "perform", made.perform)
    # Whether sources count is tested below; here they may change while the tests run.
    monkeypatch.setattr(room, "_sources", lambda home: [home])
    return made


@pytest.fixture
def uninterrupted(job: Job) -> dict[str, bytes]:
    job.run()
    return job.written()


@pytest.mark.parametrize("k", [0, 1, 4, len(STEPS) - 1])
def test_nothing_finished_is_repeated_and_nothing_is_lost(
    job: Job, done: dict[Step, Result], uninterrupted: dict[str, bytes], k: int
) -> None:
    code, said = job.run(stop_at=STEPS[k])
    assert code == 130
    assert "the same command continues from there" in said
    assert job.performed == STEPS[:k]
    code, said = job.run()
    assert code == 1  # Broken is never as expected
    again = [step for step in STEPS[:k] if failed(done[step])]  # a failure is never kept
    assert job.performed == again + STEPS[k:]
    kept = k - len(again)
    assert (f"{kept} of {len(STEPS)} steps are taken over" in said) == (kept > 0)
    assert job.written() == uninterrupted


def test_interrupted_again_and_again(job: Job, uninterrupted: dict[str, bytes]) -> None:
    performed = []
    for k in (2, 2, 5):
        assert job.run(stop_at=STEPS[k])[0] == 130
        performed += job.performed
    job.run()
    assert performed + job.performed == STEPS
    assert job.written() == uninterrupted


def test_after_a_complete_run_everything_is_computed_again(job: Job) -> None:
    job.run(stop_at=STEPS[3])
    assert job.state.exists()
    for _ in range(2):
        job.run()
        assert not job.state.exists()
    assert job.performed == STEPS


def test_fresh_takes_nothing_over(job: Job) -> None:
    job.run(stop_at=STEPS[3])
    _, said = job.run("--fresh", stop_at=STEPS[4])
    assert job.performed == STEPS[:4]
    assert "taken over" not in said
    job.run()
    assert job.performed == STEPS[4:]


@pytest.mark.parametrize("options", [("--timeout", "7"), ()])
def test_another_run_is_not_continued(
    job: Job, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    job.run(stop_at=STEPS[3])
    if not options:
        monkeypatch.setattr(room, "distributions", lambda: [])
    _, said = job.run(*options)
    assert job.performed == STEPS
    assert "is of another run or damaged; starting afresh" in said


def test_interruption_while_the_report_is_written(
    job: Job,
    done: dict[Step, Result],
    uninterrupted: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(OutputFolder, "write", cut_off)
        code, said = job.run()
        assert code == 130
        assert "no report was written" in said
    job.run()
    assert job.performed == [step for step in STEPS if failed(done[step])]
    assert job.written() == uninterrupted


def test_a_damaged_file_is_never_believed(
    tmp_path: Path, done: dict[Step, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off or changed anywhere: what is taken over is what was found, and no more."""
    monkeypatch.setattr(room, "distributions", lambda: [])  # they take most of the time
    path = tmp_path / "state"
    store = Unfinished.opened(path, STEPS, 30.0)
    for step in STEPS[:4]:
        store.keep(step, done[step])
    whole = path.read_bytes()
    original = Unfinished.opened(path, STEPS, 30.0).results
    assert list(original) == STEPS[:4]

    def read(content: bytes) -> Unfinished:
        path.write_bytes(content)
        found = Unfinished.opened(path, STEPS, 30.0)
        for step, result in found.results.items():
            assert room._fields(result) == room._fields(original[step])
        return found

    breaks = [m.start() for m in re.finditer(b"\n", whole)]
    places = {0, 1, 63, *breaks, *(b + 1 for b in breaks), *(b + 65 for b in breaks)}
    for place in sorted(places | set(range(0, len(whole), len(whole) // 9))):
        cut = read(whole[:place])
        begun = sum(b < place for b in breaks)  # lines after the first, the last one torn
        assert list(cut.results) == STEPS[: begun if place in breaks else max(0, begun - 1)]
        flipped = read(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert len(flipped.results) < len(original)
        assert any("damaged" in note for note in flipped.notes)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00", b"{}", b"[]\n[]"])
def test_a_file_of_something_else(job: Job, content: bytes) -> None:
    job.out.mkdir()
    job.state.write_bytes(content)
    _, said = job.run()
    assert "starting afresh" in said
    assert job.performed == STEPS
    assert not job.state.exists()


def test_a_line_of_another_run_is_not_believed(job: Job) -> None:
    job.run("--timeout", "7", stop_at=STEPS[3])
    other = job.state.read_bytes().split(b"\n")
    job.run("--fresh", stop_at=STEPS[2])
    mine = job.state.read_bytes()
    job.state.write_bytes(mine + b"\n" + other[3])
    _, said = job.run()
    assert job.performed == STEPS[2:]
    assert "1 damaged line(s) ignored" in said


def test_a_line_torn_by_a_crash_spoils_no_other(job: Job) -> None:
    job.run(stop_at=STEPS[3])
    job.state.write_bytes(job.state.read_bytes()[:-5])
    job.run(stop_at=STEPS[5])
    job.run()
    assert job.performed == STEPS[5:]


def test_a_folder_in_its_place_is_refused_before_any_work(job: Job) -> None:
    job.state.mkdir(parents=True)
    code, said = job.run()
    assert code == 2
    assert "is a folder" in said
    assert job.performed == []
    with pytest.raises(InvalidInput, match="is a folder"):
        OutputFolder(job.out).prepare([])


@model
class Values(Model):
    """Everything that a preset may hold."""

    a: Number = parameter(default=1, meaning="anything")
    CASES: ClassVar[Mapping[str, Case]] = {"all": case("Whatever there is.")}

    def solve(self) -> Outcome:
        """Nothing."""
        return Outcome(0, ("nowhere",), {})


def test_values_are_read_back_as_they_were(tmp_path: Path) -> None:
    (step,) = plan([Values])
    values = {
        "double": 0.1 + 0.2,
        "tiny": 5e-324,
        "infinite": -math.inf,
        "undefined": math.nan,
        "fraction": Fraction(-1, 3**50),
        "long": 2**200 + 1,
        "true": True,
        "none": None,
        "words": 'a "line"\nbreak and {"fraction": "1/2"}',
        "numpy": np.float64(1 / 3),
        "integer": np.int64(-7),
        "bool": np.bool_(True),
        "several": (1, Fraction(1, 2)),
        "array": np.array([[0.1, np.inf], [1e300, -0.0]]),
        "exact": np.array([Fraction(1, 3), 2], dtype=object),
    }
    result = SolvedPreset(Values, "all", "why", {"a": Fraction(1, 7)}, "here", values, 3, 1e-17)
    store = Unfinished.opened(tmp_path / "state", [step], 30.0)
    store.keep(step, result)
    (read,) = Unfinished.opened(tmp_path / "state", [step], 30.0).results.values()
    assert isinstance(read, SolvedPreset)
    assert attrs.asdict(read, filter=attrs.filters.exclude("quantities")) == attrs.asdict(
        result, filter=attrs.filters.exclude("quantities")
    )
    assert list(read.quantities) == list(values)
    for name, value in values.items():
        back = read.quantities[name]
        if name == "undefined":
            assert math.isnan(back)
        elif isinstance(value, np.ndarray):
            assert back == value.tolist()
        else:
            assert back == (list(value) if isinstance(value, tuple) else value)
    assert math.copysign(1, read.quantities["array"][1][1]) == -1


def test_what_has_no_text_is_computed_again(tmp_path: Path) -> None:
    import sympy

    (step,) = plan([Values])
    path = tmp_path / "state"
    for strange in (sympy.Symbol("x"), 10**5000, np.longdouble(1) / 3, {1, 2}):
        result = SolvedPreset(Values, "all", "why", {}, "here", {"strange": strange})
        Unfinished.opened(path, [step], 30.0).keep(step, result)
        assert not path.exists()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package that offers the model of ``fence.py`` from a folder of its own."""
    folder = tmp_path / "far_away"
    (folder / "inner").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "data.json").write_text("[1]")
    text = Path(str(sys.modules["fence"].__file__)).read_text()
    (folder / "inner" / "__init__.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [n for n in sys.modules if n.partition(".")[0] == "far_away"]:
        del sys.modules[name]


def test_every_source_counts(package: Path) -> None:
    steps = plan([importlib.import_module("far_away.inner").Fence])
    assert steps[0].model.__module__ == "far_away.inner"

    def changed(path: Path, text: str | None) -> bool:
        before, kept = fingerprint(steps, 30.0), path.read_text() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text(text) if text is not None else path.unlink()
        after = fingerprint(steps, 30.0)
        path.write_text(kept) if kept is not None else path.unlink()
        assert fingerprint(steps, 30.0) == before
        return after != before

    inner = package / "inner" / "__init__.py"
    assert changed(inner, inner.read_text().replace("self.a * self.b", "self.a * self.b * 1.01"))
    assert changed(package / "data.json", "[2]")
    assert changed(package / "data.json", None)
    assert changed(package / "inner" / "new.py", "")
    assert not changed(package / "inner" / "__pycache__" / "new.pyc", "")


def test_the_library_counts(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = fingerprint(STEPS, 30.0)
    assert fingerprint(STEPS, 30.0) == here
    assert fingerprint(STEPS, 30) == here
    assert fingerprint(STEPS, 31.0) != here
    assert fingerprint(STEPS[:-1], 30.0) != here
    monkeypatch.setattr(gametheory, "__path__", [str(package)])
    elsewhere = fingerprint(STEPS, 30.0)
    assert elsewhere != here
    (package / "inner" / "__init__.py").write_text("1")
    assert fingerprint(STEPS, 30.0) != elsewhere


def test_modules_beside_a_single_file_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["fence"], "__file__", str(tmp_path / "fence.py"))
    (tmp_path / "fence.py").write_text("")
    here = fingerprint(STEPS, 30.0)
    assert fingerprint(STEPS, 30.0) == here
    (tmp_path / "neighbour.py").write_text("")
    assert fingerprint(STEPS, 30.0) != here


def test_sources_that_cannot_be_read_match_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sys.modules["fence"], "__file__")
    assert fingerprint(STEPS, 30.0) != fingerprint(STEPS, 30.0)


def test_lines_can_be_read_by_a_person(job: Job) -> None:
    job.run(stop_at=STEPS[3])
    first, *lines = job.state.read_text().split("\n")
    assert re.fullmatch("[0-9a-f]{64}", first)
    read = [json.loads(line.partition(" ")[2]) for line in lines]
    assert [name for name, _ in read] == [
        "fence.Fence preset low_fence",
        "fence.Fence preset plain",
        "fence.Fence proposition P1",
    ]
    assert read[2][1]["status"] == "proved"
