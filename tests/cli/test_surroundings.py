"""Unusual surroundings: closed streams, ASCII terminals, no cache, full disks, python -OO."""

from __future__ import annotations

import errno
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, visible
from gametheory.report import folder
from gametheory.report.folder import OutputFolder
from gametheory.solutions.text import render_equilibria

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "\x1b[31mred\x1b]0;title\x07\x9b2J\u202e"
GAME = gt.NormalFormGame(
    [[[2, 0], [3, 1]], [[2, 3], [0, 1]]],
    players=["Rów", "=C"],
    actions=[["a", HOSTILE], ["-l", "r"]],
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "game.nfg"
    gt.write_game(GAME, path)
    return path


def shell(line: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of sh in which ``$py`` is this Python, from the root of the project."""
    env = {**os.environ, "py": sys.executable, "COLUMNS": "200", **environment}
    return subprocess.run(
        ["sh", "-c", line, "sh", *map(str, arguments)],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_closed_standard_error(file: Path) -> None:
    done = shell('"$py" -m gametheory solve "$1" 2>&-', file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 equilibrium\n")
    missing = shell('"$py" -m gametheory solve "$1" 2>&-', file.with_name("none.nfg"))
    assert (missing.returncode, missing.stdout) == (2, "")


def test_all_streams_closed(file: Path) -> None:
    assert shell('"$py" -m gametheory solve "$1" <&- >&- 2>&-', file).returncode == 0


def test_a_reader_that_has_had_enough() -> None:
    done = shell('"$py" -m gametheory claims --format json | head -c 10')
    assert len(done.stdout) == 10
    assert done.stderr == ""


def test_terminals_of_ascii_only(file: Path) -> None:
    done = shell('"$py" -m gametheory claims', PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    plain = shell('"$py" -m gametheory claims --format json')
    codes = shell('"$py" -m gametheory claims --format json', PYTHONIOENCODING="ascii")
    assert codes.stdout.isascii()
    assert not plain.stdout.isascii()
    assert json.loads(codes.stdout) == json.loads(plain.stdout)
    solved = shell('"$py" -m gametheory solve "$1" --format json', file, PYTHONIOENCODING="ascii")
    assert json.loads(solved.stdout)["players"] == ["Rów", "=C"]
    wrong = shell('"$py" -m gametheory claims --document Ünbekannt', PYTHONIOENCODING="ascii")
    assert wrong.returncode == 2
    assert "\\u00dcnbekannt" in wrong.stderr


@pytest.mark.parametrize("command", ["reproduce", "models"])
def test_without_docstrings(command: str, tmp_path: Path) -> None:
    done = shell(f'"$py" -OO -m gametheory {command}')
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("gametheory: python -OO drops the docstrings")


def test_solving_needs_no_docstrings(file: Path) -> None:
    assert shell('"$py" -OO -m gametheory solve "$1"', file).stdout.startswith("1 equilibrium\n")


WITHOUT_CACHE = """
import warnings
import numba.core.caching as caching
import numpy as np
caching.CacheImpl._locator_classes = []  # what is left of them where no folder can be written
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    import gametheory as gt
    game = gt.NormalFormGame([[[3.0, 0, 1], [2, 2, 0]], [[3.0, 2, 1], [0, 2, 0]]])
    print(gt.nash_equilibria(game).counts, gt.pure_nash_equilibria(game).counts)
print(*[str(w.message) for w in told if "compiled" in str(w.message)], sep="\\n")
"""


def test_no_folder_for_compiled_code() -> None:
    import numba.core.caching as caching

    assert hasattr(caching, "CacheImpl")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_CACHE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    counts, *told = done.stdout.splitlines()
    found = gt.NormalFormGame([[[3.0, 0, 1], [2, 2, 0]], [[3.0, 2, 1], [0, 2, 0]]])
    assert counts == f"{gt.nash_equilibria(found).counts} {gt.pure_nash_equilibria(found).counts}"
    assert len(told) == 1
    assert "set NUMBA_CACHE_DIR to a folder that can" in told[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_names_the_file(tmp_path: Path) -> None:
    for name, write in (("g.nfg", gt.write_game), ("g.csv", gt.write_table)):
        full = tmp_path / name
        full.symlink_to("/dev/full")
        with pytest.raises(OSError, match=r"No space left on device: '.*/g\.") as caught:
            write(gt.NormalFormGame([[[1]], [[2]]]), full)
        assert caught.value.filename == str(full)


def test_a_full_disk_names_the_file_of_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def opened(handle: int, mode: str) -> Full:
        os.close(handle)
        return Full()

    monkeypatch.setattr(folder.os, "fdopen", opened)  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="No space left") as caught:
        OutputFolder(tmp_path)._put("report.html", b"text")
    assert caught.value.filename == str(tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stem", ["../outside", "a/b", "..", "", "/root", "a b", "a\nb", "a\\b"])
def test_figures_stay_in_their_folder(stem: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"figure .* is no name of a file; give letters"):
        OutputFolder(tmp_path / "out").prepare(["deadlock-fine", stem])
    OutputFolder(tmp_path / "out").prepare(["deadlock-fine", "naïve_1.b"])


def controls(text: str) -> set[str]:
    return {c for c in text if not c.isprintable()} - {"\n"}


def test_control_characters_of_labels_are_shown_as_codes() -> None:
    found = gt.nash_equilibria(GAME)
    assert controls(render_equilibria(found, "table")) == set()
    assert "\\x1b[31mred" in render_equilibria(found, "table")
    concepts = (gt.rationalizable_actions, gt.nash_components, gt.stackelberg_equilibrium)
    for shown in (str(found), repr(GAME), *(str(concept(GAME)) for concept in concepts)):
        assert controls(shown) == set(), shown
    # What a programme reads keeps them.
    assert json.loads(render_equilibria(found, "json"))["actions"][0][1] == HOSTILE


def test_control_characters_do_not_reach_a_terminal(file: Path) -> None:
    for form in ("table", "json", "csv"):
        master, slave = pty.openpty()
        done = subprocess.run(
            [sys.executable, "-m", "gametheory", "solve", str(file), "--format", form],
            cwd=ROOT, stdout=slave, stderr=slave, check=False,
        )  # fmt: skip
        os.close(slave)
        text = os.read(master, 1 << 16).decode().replace("\r\n", "\n")
        os.close(master)
        assert done.returncode == 0
        assert controls(text) == set(), (form, text)
    broken = file.with_name(f"{HOSTILE[1:4]}.nfg")
    broken.write_text("NFG 1 \x1b[2J")
    done = shell('"$py" -m gametheory solve "$1"', broken)
    assert done.returncode == 2
    assert controls(done.stderr) == set()


def test_warnings_are_one_line_for_people(tmp_path: Path) -> None:
    path = tmp_path / "g.efg"
    path.write_text(
        'EFG 2 R "" { "A" "B" }\np "" 1 1 "" { "x" } 0\np "" 2 1 "" { "y" } 0\nt "" 0\nthe end\n'
    )
    done = shell('"$py" -m gametheory solve "$1"', path)
    assert done.returncode == 0
    assert done.stderr == (
        f"gametheory: {path}:5: every action has led to an end; what follows the tree is not read, "
        "as in Gambit\n"
    )


def test_visible() -> None:
    assert visible("plain — ünïcode") == "plain — ünïcode"
    assert visible("a\x1b[0m\x9b\u202e\nb") == "a\\x1b[0m\\x9b\\u202e\\nb"


def test_names_that_spreadsheets_would_run() -> None:
    found = gt.nash_equilibria(GAME.with_payoffs(np.array(GAME.payoffs)))
    assert ",=C:-l," in render_equilibria(found, "csv")
    assert ",'=C:-l," in render_equilibria(found, "csv", escape_formulas=True)


@pytest.mark.parametrize("tree", [False, True])
def test_solve_escapes_names_where_asked(tmp_path: Path, tree: bool) -> None:
    path = tmp_path / ("g.efg" if tree else "g.nfg")
    path.write_text(
        'EFG 2 R "" { "=C" "B" }\n'
        'p "" 1 1 "s" { "x" "y" } 0\nt "" 1 "" { 1 1 }\nt "" 2 "" { 0 0 }\n'
        if tree
        else 'NFG 1 R "" { "=C" "B" } { 1 1 }\n1 1\n'
    )
    plain, escaped = (
        shell(f'"$py" -m gametheory solve "$1" --format csv {option}', path).stdout
        for option in ("", "--escape-formulas")
    )
    assert ",=C:" in plain
    assert ",'=C:" not in plain
    assert ",=C:" not in escaped
    assert ",'=C:" in escaped
