"""Every example runs, finds something to say, and saves its figures."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(path))["main"](tmp_path)
    said = capsys.readouterr().out
    assert len(said.split()) > 100
    assert "refuted" not in said
    figures = list(tmp_path.glob("*.png"))
    assert figures
    assert all(f.stat().st_size > 5000 for f in figures)
