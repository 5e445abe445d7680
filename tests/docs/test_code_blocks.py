"""Every code block of the README and of the documentation runs, and prints what it says.

Blocks of one file share their names and an empty working folder, in the order of reading:
``python`` blocks are executed, those with ``>>>`` are held against the output they show,
``console`` blocks are run as commands. ``sh`` blocks set a machine up and are only read.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    path
    for path in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
    if "_build" not in path.parts
]
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READ_ONLY = {"sh", "text", "toml", "json", "bibtex", "latex"}
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


class Block(NamedTuple):
    """A fenced block and the line it starts on."""

    language: str
    source: str
    line: int


def blocks(text: str) -> Iterator[Block]:
    for match in FENCE.finditer(text):
        yield Block(match[1], match[2], text.count("\n", 0, match.start()) + 2)


def run_python(block: Block, path: Path, names: dict[str, object]) -> None:
    where = f"{path.name}:{block.line}"
    if ">>>" not in block.source:
        exec(compile("\n" * (block.line - 1) + block.source, str(path), "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(block.source, names, where, str(path), block.line)
    heard: list[str] = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=heard.append, clear_globs=False)
    names.update(test.globs)
    assert not runner.failures, f"{where}\n{''.join(heard)}"


def run_console(block: Block, path: Path, folder: Path) -> None:
    environment = {**os.environ, "COLUMNS": "100"}
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block.source, re.MULTILINE):
        words = shlex.split(command)
        if words[0] == "gametheory":
            words = [sys.executable, "-P", "-m", *words]
        elif words[0] == "python":
            words[0] = sys.executable
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{path.name}: $ {command}\n{done.stdout}{done.stderr}"
        if shown.strip():
            same = doctest.OutputChecker().check_output(shown, done.stdout, FLAGS)
            assert same, f"{path.name}: $ {command}\nshown:\n{shown}\nprinted:\n{done.stdout}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_block_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__docs__"}
    for block in blocks(path.read_text(encoding="utf-8")):
        if block.language in ("python", "pycon"):
            run_python(block, path, names)
        elif block.language == "console":
            run_console(block, path, tmp_path)
        else:
            assert block.language in READ_ONLY or block.language == "", (
                f"{path.name}:{block.line}: block of unknown kind {block.language!r}"
            )


def test_the_runner_notices() -> None:
    (wrong,) = blocks("text\n\n```python\n>>> 1 + 1\n3\n```\n")
    assert (wrong.language, wrong.line) == ("python", 4)
    with pytest.raises(AssertionError, match="Expected"):
        run_python(wrong, Path("x.md"), {})
    (fails,) = blocks("```console\n$ gametheory solve absent.nfg\n```\n")
    with pytest.raises(AssertionError, match="No such file"):
        run_console(fails, Path("x.md"), ROOT)


def test_readme_s_commands_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in FILES:
        for target in re.findall(r"`make ([a-z]+)`", path.read_text(encoding="utf-8")):
            assert target in targets, f"{path.name} names `make {target}`"


def test_links_between_files_lead_somewhere() -> None:
    for path in FILES:
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in link and not link.startswith("mailto:"):
                assert (path.parent / link).exists(), f"{path.name} links to {link}"
