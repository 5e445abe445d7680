"""``gametheory show`` and models in files of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fence import Fence
from test_cli import Ending, Run, run  # noqa: F401

from gametheory.discovery import find_models
from gametheory.errors import InvalidInput, UnknownName

ALARM = '''"""Alarm: who cries wolf is believed less.

Argument. A watchman who lies is not heeded.
"""

from gametheory.modelling import *
import beside


@model
class Alarm(Model):
    """A watchman cries; people run or stay."""

    q: Number = parameter(UNIT, 0.25, "share of cries that are true")
    loss: Number = parameter(POSITIVE, beside.LOSS, "what an unheeded wolf costs")

    CASES = {"boy": case("He cried for fun.", q=0.125)}
    gain = quantity("what running is worth", lambda m: m.q * m.loss - (1 - m.q))
    regions = quantity("who runs", lambda m: regions_of(("run", m.gain >= 0), ("stay", True)))

    def solve(self):
        """Who runs."""
        return self.outcome("gain")

    @proposition("P1")
    def truth_helps(self, better: Number) -> Statement:
        """A more truthful watchman is worth more to the village."""
        change = self.before_and_after(q=better)
        return (
            given(more=all_of(better > self.q, better <= 1))
            .then(change.rises("gain"))
            .unless("more", better=0, note="a liar is worth less")
            .mutant("by the whole loss", change.by("gain") > self.loss + 1)
        )
'''


@pytest.fixture
def alarm(tmp_path: Path) -> Path:
    (tmp_path / "beside.py").write_text("LOSS = 2\n")
    path = tmp_path / "my_alarm.py"
    path.write_text(ALARM)
    return path


def said(ended: Ending) -> str:
    assert (ended.code, ended.err) == (0, "")
    return " ".join(ended.out.split())


def test_a_model(run: Run, offer: Callable[..., None]) -> None:  # noqa: F811
    offer(fence=Fence)
    text = said(run("show", "fence"))
    for words in (
        "a: length <of> the fence", "area: Area to be painted.",
        "low_fence: Low, since *both* can see over it.", "100% within ±10%",
        "P1: A longer fence has the larger area (supports W01; qualifies W02)",
    ):  # fmt: skip
        assert words in text, words


def test_a_proposition(run: Run, offer: Callable[..., None]) -> None:  # noqa: F811
    offer(fence=Fence)
    text = said(run("show", "fence/P1"))
    for words in (
        "Proof idea. The area is a product", "more: length of the *other* fence",
        "longer: more > alpha", "longer: a shorter one has not (at more = 1)",
        "supports: W01 (WEITZ, Standfirst; testable, mechanism stated)",
        "“heighten anxiety and prompt unnecessary weapons buildup” Why: because a fence is a fence",
    ):  # fmt: skip
        assert words in text, words
    assert "Verdict" not in text
    assert "proved" in said(run("show", "fence/P1", "--prove"))


def test_a_claim_with_all_that_speaks_to_it(run: Run, offer: Callable[..., None]) -> None:  # noqa: F811
    offer(fence=Fence)
    text = said(run("show", "W01"))
    for words in (
        "Q01: Raising one's security target",
        "supports: fence/P1: A longer fence has the larger area. Why: because a fence is a fence",
        "not without longer: a shorter one has not",
    ):  # fmt: skip
        assert words in text, words
    assert "No proposition speaks to it." in said(run("show", "L05"))


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("show", "fense"), "Did you mean 'fence'"),
        (("show", "fence/P9"), "unknown proposition 'P9'"),
        (("show", "W999"), "unknown model, proposition or claim 'W999'"),
        (("show", "W01", "--prove"), "'W01' is no proposition"),
        (("show", "nowhere.py:Alarm"), "there is no such file"),
        (("reproduce", "nowhere.py"), "there is no such file"),
    ],
)
def test_what_does_not_exist(
    run: Run,  # noqa: F811
    offer: Callable[..., None],
    arguments: tuple[str, ...],
    hint: str,
) -> None:
    offer(fence=Fence)
    ended = run(*arguments)
    assert ended.code == 2
    assert hint in ended.err
    assert ended.err.count("\n") == 1


def test_a_model_in_a_file(run: Run, alarm: Path, tmp_path: Path) -> None:  # noqa: F811
    assert "who cries wolf is believed less" in said(run("show", f"{alarm}:Alarm"))
    assert "more: a liar is worth less" in said(run("show", f"{alarm}/P1"))
    ended = run("reproduce", f"{alarm}:Alarm", "--out", tmp_path / "out")
    assert (ended.code, ended.err) == (0, "")
    assert "alarm: 1 proved" in ended.out
    page = (tmp_path / "out" / "report.html").read_text()
    assert "A more truthful watchman is worth more to the village" in page


def test_files_that_hold_no_model_or_several(tmp_path: Path, alarm: Path) -> None:
    (found,) = find_models([str(alarm)]).values()
    assert find_models([f"{alarm}:Alarm"]) == {"alarm": found}  # run once
    with pytest.raises(UnknownName, match=r"unknown model 'Larm'\. Did you mean 'Alarm'"):
        find_models([f"{alarm}:Larm"])
    empty = tmp_path / "empty_model.py"
    empty.write_text("x = 1\n")
    with pytest.raises(InvalidInput, match=r"holds 0 models \(none\)"):
        find_models([str(empty)])
    bad = tmp_path / "bad_model.py"
    bad.write_text("1 / 0\n")
    with pytest.raises(InvalidInput, match="ZeroDivisionError: division by zero"):
        find_models([str(bad)])
    several = tmp_path / "several_models.py"
    several.write_text(ALARM + "\n\n@model\nclass Other(Alarm):\n    'Another.'\n")
    with pytest.raises(InvalidInput, match=r"holds 2 models \(Alarm, Other\); name one"):
        find_models([str(several)])
    with pytest.raises(InvalidInput, match="two models are called 'alarm'"):
        find_models([str(alarm), f"{several}:Alarm"])
