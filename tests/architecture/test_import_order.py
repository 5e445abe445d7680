"""Rooms import only from rows above them; the package itself loads nothing heavy."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

HEAVY = ("numba", "sympy", "z3", "xarray", "matplotlib", "pandas", "nashpy", "typer", "jinja2")


def _checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "import_order", Path(__file__).with_name("import_order.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["import_order"] = module
    spec.loader.exec_module(module)
    return module


CHECKER = _checker()


def test_no_import_goes_down_the_order() -> None:
    found = CHECKER.offences()
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("place", "source", "problem"),
    [
        ("gametheory/games/a.py", "from gametheory.solvers import pure", "games (row 2) imports"),
        ("gametheory/games/a.py", "from ..solvers.pure import x", "games (row 2) imports"),
        ("gametheory/certificates.py", "import gametheory.concepts.nash", "certificates (row 3)"),
        ("gametheory/certificates.py", "from gametheory import concepts", "certificates (row 3)"),
        (
            "gametheory/solvers/a.py",
            "def f():\n    from gametheory.concepts import nash",
            "solvers (row 1)",
        ),
        ("gametheory/report/a.py", "from models import register", "report (row 13)"),
        ("gametheory/games/a.py", "from gametheory.interchange import b", "games (row 2)"),
        ("gametheory/proof/a.py", "import gametheory as gt", "front door"),
        ("gametheory/odds_and_ends.py", "x = 1", "has no row"),
    ],
)
def test_the_checker_notices(tmp_path: Path, place: str, source: str, problem: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(source + "\n")
    found = CHECKER.offences(tmp_path)
    assert len(found) == 1
    assert problem in str(found[0])


def test_the_checker_lets_pass(tmp_path: Path) -> None:
    games = tmp_path / "gametheory" / "games"
    games.mkdir(parents=True)
    (games / "a.py").write_text(
        "from gametheory.errors import InvalidInput\n"
        "from gametheory.games.payoffs import p\n"
        "def to_latex(self):\n    from gametheory.interchange.rendering import latex\n"
    )
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.py").write_text("import gametheory as gt\n")
    assert CHECKER.offences(tmp_path) == []


@pytest.mark.parametrize(
    "module",
    [
        "gametheory",
        "gametheory.games.normal_form",
        "gametheory.solutions.equilibria",
        "gametheory.concepts.nash",
        "gametheory.concepts.one_equilibrium",
        "gametheory.claims",
        "models.register",
    ],
)
def test_heavy_libraries_are_loaded_late(module: str) -> None:
    code = f"import sys, {module}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_a_first_2x2_game_needs_no_compiler() -> None:
    code = (
        "import sys, gametheory as gt\n"
        "for entries in ([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], [[[1.0, 0], [0, 0.5]]] * 2):\n"
        "    assert gt.nash_equilibria(gt.NormalFormGame(entries)).complete\n"
        "print(*[m for m in ('numba', 'scipy') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_every_room_of_the_table_exists() -> None:
    package = CHECKER.ROOT / "gametheory"
    rooms = {p.stem for p in package.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    listed = {room for row in CHECKER.ROWS for room in row}
    assert listed - {"models", "examples"} == rooms - {"__init__"}


@pytest.mark.parametrize("inside", [False, True])
def test_the_checker_notices_a_circle(tmp_path: Path, inside: bool) -> None:
    games = tmp_path / "gametheory" / "games"
    games.mkdir(parents=True)
    (games / "a.py").write_text("from gametheory.games.b import x\n")
    (games / "b.py").write_text("from gametheory.games import c\n")
    back = "from gametheory.games.a import y\n"
    (games / "c.py").write_text(f"def f():\n    {back}" if inside else back)
    found = CHECKER.offences(tmp_path)
    assert len(found) == 1
    assert "a circle: gametheory.games.a -> gametheory.games.b -> gametheory.games.c" in str(found)


def test_a_type_is_no_circle(tmp_path: Path) -> None:
    games = tmp_path / "gametheory" / "games"
    games.mkdir(parents=True)
    (games / "a.py").write_text("from gametheory.games.b import x\n")
    (games / "b.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from gametheory.games.a import y\n"
    )
    assert CHECKER.offences(tmp_path) == []
