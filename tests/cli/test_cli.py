"""The command line: what it prints, what it leaves behind, how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fence import Broken, Fence

from gametheory.cli import main
from gametheory.report.folder import OutputFolder
from gametheory.report.work import plan
from models.deadlock import Deadlock
from models.register import REGISTER

PRISONERS_DILEMMA = """NFG 1 R "Two prisoners" { "Row" "Column" }
{ { "silent" "confess" } { "silent" "confess" } }

2 2 3 0 0 3 1 1
"""


class Ending:
    """Exit code and texts of one run."""

    def __init__(self, code: object, capsys: pytest.CaptureFixture[str]) -> None:
        self.code = code
        self.out, self.err = capsys.readouterr()


Run = Callable[..., Ending]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> Ending:
        with pytest.raises(SystemExit) as leaving:
            main([str(a) for a in arguments])
        return Ending(leaving.value.code, capsys)

    return call


@pytest.fixture
def game_file(tmp_path: Path) -> Path:
    path = tmp_path / "prisoners.nfg"
    path.write_text(PRISONERS_DILEMMA)
    return path


def test_reproduce_as_expected(run: Run, offer: Callable[..., None], out: Path) -> None:
    offer(fence=Fence)
    ended = run("reproduce", "--out", out)
    assert ended.code == 0, ended.err
    assert ended.err == ""
    assert ended.out.splitlines() == ["fence: 1 proved, 1 refuted", str(out / "report.html")]
    assert [row["status"] for row in json.loads((out / "verdicts.json").read_text())] == [
        "proved",
        "refuted",
    ]
    assert "<title>" in (out / "report.html").read_text()


def test_reproduce_not_as_expected(run: Run, offer: Callable[..., None], out: Path) -> None:
    offer(broken=Broken)
    ended = run("reproduce", "--out", out)
    assert ended.code == 1
    assert "broken/P1: expected proved, found refuted" in ended.err
    assert "Traceback" not in ended.err
    assert (out / "report.html").exists()


def test_reproduce_only_the_models_named(run: Run, offer: Callable[..., None], out: Path) -> None:
    offer(fence=Fence, broken=Broken)
    assert run("reproduce", "fence", "--out", out).code == 0
    rows = json.loads((out / "verdicts.json").read_text())
    assert {row["model"] for row in rows} == {"fence"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["reproduce", "fense"], "unknown model 'fense'. Did you mean 'fence'?"),
        (["reproduce", "--timeout", "0"], "timeout"),
        (["reproduce", "--timeout", "soon"], "timeout"),
        (["solve"], "file"),
        (["solve", "absent.nfg"], "absent.nfg: No such file or directory"),
        (["solve", "."], "."),
        (["claims", "--document", "WEIZ"], "unknown document 'WEIZ'. Did you mean 'WEITZ'?"),
        (["claims", "--organisation", "SOC"], "Did you mean 'SCO'?"),
        (["claims", "--status", "testible"], "Did you mean 'testable'?"),
        (["claims", "--format", "xml"], "xml"),
        (["clams"], "clams"),
        (["models", "--loud"], "--loud"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    run: Run,
    offer: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    offer(fence=Fence)
    monkeypatch.chdir(tmp_path)
    ended = run(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert message in ended.err
    assert ended.err.startswith("gametheory: ")
    assert ended.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [], "something was done before the input was refused"


def test_out_is_a_file(run: Run, offer: Callable[..., None], out: Path) -> None:
    offer(fence=Fence)
    out.write_text("mine")
    ended = run("reproduce", "--out", out)
    assert ended.code == 2
    assert ended.err == f"gametheory: --out: {out} is a file; name a folder\n"
    assert out.read_text() == "mine"


def test_model_that_cannot_be_loaded(run: Run, offer: Callable[..., None], out: Path) -> None:
    offer(ghost=ModuleNotFoundError("No module named 'models.ghost'"))
    ended = run("reproduce", "--out", out)
    assert ended.code == 2
    assert "'ghost'" in ended.err
    assert "python -P" in ended.err
    assert not out.exists()


def test_interrupted(
    run: Run, offer: Callable[..., None], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gametheory.report import work

    offer(fence=Fence)
    perform = work.perform

    def stop_at_P2(step: work.Step, timeout: float, second_opinion: bool) -> object:
        if step.name == "P2":
            raise KeyboardInterrupt
        return perform(step, timeout, second_opinion)

    monkeypatch.setattr(work, "perform", stop_at_P2)
    ended = run("reproduce", "--out", out)
    assert ended.code == 130
    assert "interrupted; what was finished is written, and the same command" in ended.err
    assert [row["proposition"] for row in json.loads((out / "verdicts.json").read_text())] == ["P1"]


def test_models(run: Run, offer: Callable[..., None]) -> None:
    offer(fence=Fence, broken=Broken)
    ended = run("models")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert "Model" in lines[0]
    assert [line.split()[0] for line in lines[2:]] == ["broken", "fence"]
    assert "Two neighbours share a fence" in ended.out


def test_claims_as_json_and_filtered(run: Run, offer: Callable[..., None]) -> None:
    offer(fence=Fence)
    everything = json.loads(run("claims", "--format", "json").out)
    assert [c["short"] for c in everything] == [c.short for c in REGISTER.claims]
    by_id = {c["short"]: c for c in everything}
    assert by_id["W02"]["answers"] == [
        {
            "proposition": "fence/P1",
            "relation": "qualifies",
            "reason": "only where it is <long> enough",
        }
    ]
    assert by_id["L01"]["answers"] == []
    some = json.loads(
        run("claims", "--format", "json", "--document", "WEITZ", "--organisation", "KOREA").out
    )
    assert [c["short"] for c in some] == ["W05", "W06", "W07"]


def test_claims_as_a_table(run: Run, offer: Callable[..., None]) -> None:
    offer(fence=Fence)
    ended = run("claims", "--organisation", "CICA")
    assert ended.code == 0
    for claim in REGISTER.select(organisation="CICA"):
        assert claim.short in ended.out


def test_solve(run: Run, game_file: Path) -> None:
    table = run("solve", game_file)
    assert table.code == 0
    assert "confess" in table.out
    exact = json.loads(run("solve", game_file, "--exact", "--format", "json").out)
    (equilibrium,) = exact["games"][0]["equilibria"]
    assert equilibrium["strategies"] == [["0", "1"], ["0", "1"]]
    assert equilibrium["payoffs"] == ["1", "1"]
    floats = json.loads(run("solve", game_file, "--format", "json").out)
    assert floats["games"][0]["equilibria"][0]["payoffs"] == [1.0, 1.0]
    assert run("solve", game_file, "--format", "csv").out.count("\n") == 2


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [("0 3 1 1", "0 3 1", "5:"), ("3 0", "3 nan", "4:"), ("NFG 1 R", "NFG 2 R", "1:5")],
)
def test_solve_a_malformed_file(
    run: Run, game_file: Path, before: str, after: str, place: str
) -> None:
    game_file.write_text(PRISONERS_DILEMMA.replace(before, after))
    ended = run("solve", game_file)
    assert ended.code == 2
    assert f"{game_file}:{place}" in ended.err
    assert ended.err.count("\n") == 1


def test_solve_a_binary_file(run: Run, game_file: Path) -> None:
    game_file.write_bytes(bytes(range(256)))
    ended = run("solve", game_file)
    assert ended.code == 2
    assert ended.err.count("\n") == 1


def _module(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "gametheory", *arguments]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, contextlib, io\n"
        "from gametheory.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['--help'])\n"
        "heavy = ('numpy', 'sympy', 'z3', 'numba', 'matplotlib', 'xarray', 'pandas', 'scipy')\n"
        "print(*[m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_as_a_module() -> None:
    done = subprocess.run(_module("--version"), capture_output=True, text=True, check=True)
    assert done.stdout.startswith("gametheory-ir ")
    nothing = subprocess.run(_module(), capture_output=True, text=True)
    assert nothing.returncode == 2 or "Usage" in nothing.stdout


def test_works_in_a_folder_with_its_own_models_module(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("raise SystemExit('the wrong one')\n")
    command = [str(Path(sys.executable).with_name("gametheory")), "models"]
    if not Path(command[0]).exists():
        pytest.skip("no console script beside this interpreter")
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "deadlock" in done.stdout


def test_reader_that_stops_reading() -> None:
    with subprocess.Popen(
        _module("claims", "--format", "json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdout.read(10)
        writer.stdout.close()
        writer.wait(timeout=60)
        assert writer.stderr.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal")
def test_bar_for_a_person_and_ctrl_c(tmp_path: Path) -> None:
    """At a terminal there is a progress bar; Ctrl-C ends it with 130; the next run continues."""
    controller, terminal = pty.openpty()
    out = tmp_path / "results"
    with subprocess.Popen(
        _module("reproduce", "deadlock", "--out", str(out)),
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
        # A job in the background inherits an ignored SIGINT; a person's terminal does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as job:
        os.close(terminal)
        seen = b""
        deadline = time.monotonic() + 60
        while b"proposition" not in seen and time.monotonic() < deadline:
            seen += os.read(controller, 4096)
        job.send_signal(signal.SIGINT)
        try:
            while chunk := os.read(controller, 4096):
                seen += chunk
        except OSError:  # the terminal's other end is closed
            pass
        code = job.wait(timeout=60)
    os.close(controller)
    text = seen.decode(errors="replace")
    assert "deadlock: p" in text
    assert code == 130, text
    rows = json.loads((out / "verdicts.json").read_text())
    assert len(rows) < 8
    assert "Interrupted" in (out / "report.html").read_text()
    again = subprocess.run(
        _module("reproduce", "deadlock", "--out", str(out)), capture_output=True, text=True
    )
    assert again.returncode == 0, again.stderr
    # The presets come first, so at least these are not solved again.
    steps, first = len(plan([Deadlock])), len(Deadlock.presets)
    taken = re.search(rf"(\d+) of {steps} steps are taken over", again.stderr)
    assert taken is not None
    assert first + len(rows) <= int(taken[1]) < steps
    finished = json.loads((out / "verdicts.json").read_text())
    assert finished[: len(rows)] == rows  # seconds included: these are the interrupted run's
    assert len(finished) == len(Deadlock.propositions)
    assert "Interrupted" not in (out / "report.html").read_text()
    assert not OutputFolder(out).unfinished.exists()


def test_solve_a_tree(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "entry.efg"
    path.write_text(
        'EFG 2 R "Entry" { "Entrant" "Incumbent" }\n""\n\n'
        'p "" 1 1 "" { "out" "in" } 0\n'
        't "" 1 "" { 0 2 }\n'
        'p "" 2 1 "" { "fight" "yield" } 0\n'
        't "" 2 "" { -1 -1 }\n'
        't "" 3 "" { 1 1 }\n'
    )
    answer = json.loads(run("solve", path, "--exact", "--format", "json").out)
    (game,) = answer["games"]
    assert game["complete"]
    # By hand: (in, yield); and (out, fight with probability 1/2 or more), extreme at 1/2 and 1.
    assert [e["behaviour"] for e in game["equilibria"]] == [
        {
            "Entrant": {"#0": {"out": "1", "in": "0"}},
            "Incumbent": {"#1": {"fight": "1", "yield": "0"}},
        },
        {
            "Entrant": {"#0": {"out": "1", "in": "0"}},
            "Incumbent": {"#1": {"fight": "1/2", "yield": "1/2"}},
        },
        {
            "Entrant": {"#0": {"out": "0", "in": "1"}},
            "Incumbent": {"#1": {"fight": "0", "yield": "1"}},
        },
    ]
    assert [e["payoffs"] for e in game["equilibria"]] == [["0", "2"], ["0", "2"], ["1", "1"]]
    assert {e["regret"] for e in game["equilibria"]} == {"0"}
    perfect = run("solve", path, "--exact", "--subgame-perfect").out.splitlines()
    assert perfect[0] == "1 equilibrium"
    assert perfect[1].split() == ["Entrant", "#0", "in"]
    assert perfect[2].split() == ["Incumbent", "#1", "yield"]
    assert perfect[3].split() == ["payoffs", "1", "1", "regret", "0"]
    table = run("solve", path, "--exact", "--format", "csv").out.splitlines()
    assert table[0] == (
        "game,Entrant:#0:out,Entrant:#0:in,Incumbent:#1:fight,Incumbent:#1:yield,"
        "payoff Entrant,payoff Incumbent,regret,complete"
    )
    assert table[3] == "0,0,1,0,1,1,1,0,true"


def test_solve_a_tree_too_large_for_its_strategic_form(run: Run, tmp_path: Path) -> None:
    import gametheory as gt

    node = gt.Terminal([0, 0])
    for k in range(60):
        both = {"l": node, "r": gt.Terminal([k % 7, -(k % 5)])}
        node = gt.Decision("AB"[k % 2], {"x": gt.Decision("AB"[k % 2], both), "y": node})
        if k > 5:
            node = gt.Decision("BA"[k % 2], {"go": gt.Terminal([1, k % 3]), "on": node})
        if k > 11:
            break
    tree = gt.ExtensiveFormGame.from_tree(node, players=["A", "B"])
    gt.write_game(tree, tmp_path / "large.efg")
    ended = run("solve", tmp_path / "large.efg", "--exact", "--format", "json")
    assert ended.code == 0, ended.err
    (game,) = json.loads(ended.out)["games"]
    assert game["status"].startswith("one equilibrium")
    assert [e["regret"] for e in game["equilibria"]] == ["0"]


def test_solve_says_imperfect_recall(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "driver.efg"
    path.write_text(
        'EFG 2 R "The absent-minded driver" { "D" "N" } ""\n'
        'p "" 1 1 "junction" { "exit" "on" } 0\nt "" 1 "" { 0 0 }\n'
        'p "" 1 1 "junction" { "exit" "on" } 0\nt "" 2 "" { 4 0 }\nt "" 3 "" { 1 0 }\n'
    )
    for option in ([], ["--subgame-perfect"]):
        ended = run("solve", path, "--exact", *option, "--format", "json")
        (game,) = json.loads(ended.out)["games"]
        assert game["complete"] is False
        assert "absent-minded" in game["status"]


def test_subgame_perfection_is_asked_of_trees(run: Run, game_file: Path) -> None:
    ended = run("solve", game_file, "--subgame-perfect")
    assert ended.code == 2
    assert "not a tree" in ended.err


def test_compile_says_how_long_it_took(run: Run) -> None:
    ended = run("compile")
    assert ended.code == 0
    assert re.fullmatch(r"compiled in \d+\.\d s\n", ended.out)
    assert ended.err == ""
