"""The import order of the packages, read from the source: a room imports only from rows above it.

This is the one place that holds the table. No two modules may import each other, at whatever
distance, but through the doors listed. Run as a script it prints every offence and exits with 1;
``test_import_order.py`` asserts that there is none and that the checker would notice one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

# One row a line, from the ground up. A room is a module of `gametheory` or a package in it;
# a room may import from its own row and from every row above its line here.
ROWS: tuple[tuple[str, ...], ...] = (
    (
        "errors",
        "arguments",
        "exact",
        "term_graphs",
        "terms",
        "sympy_terms",
        "algebra",
        "threads",
        "ragged",
        "notices",
    ),
    ("parameters", "components", "claims", "solvers"),
    ("games",),
    ("certificates",),
    ("solutions",),
    ("reductions",),
    ("concepts",),
    ("proof",),
    ("model",),
    ("sweeps", "planes", "conditions", "discovery", "robustness"),
    ("figures",),
    ("modelling", "testing"),
    ("interchange",),
    ("report", "cli", "__main__"),
    ("models",),
    ("examples",),
)

# Games, certificates and answers know no solver: these rooms alone may ask one.
ASK_SOLVERS = frozenset({"solvers", "concepts"})

# Methods that users find on a value but that live further down: the import stands inside the
# method, so that the module itself loads nothing from below.
DOORS: frozenset[tuple[str, str]] = frozenset(
    {
        ("games", "interchange"),  # game.to_nashpy(), game.to_latex(), notebook rendering
        ("games", "reductions"),  # game.to_normal_form()
        ("model", "concepts"),  # m.equilibria()
        ("terms", "sympy_terms"),  # print(term)
        ("solutions", "solvers"),  # component.contains(profile): one exact linear programme
    }
)


class Import(NamedTuple):
    """One import statement: where it stands, what it names, whether inside a function.

    ``names`` are the modules or members taken from the target; ``typing`` says whether only type
    checkers follow it.
    """

    path: Path
    line: int
    target: str
    inside: bool
    names: tuple[str, ...] = ()
    typing: bool = False


class Offence(NamedTuple):
    """An import that goes down the order, or a module that has no row."""

    path: Path
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}"


def room(module: str) -> str:
    """The room of a dotted module: ``gametheory.games.normal_form`` is in ``games``."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "gametheory" else first


def row(name: str) -> int | None:
    """The row of a room, counted from the ground, or None."""
    return next((k for k, rooms in enumerate(ROWS) if name in rooms), None)


def imports(path: Path, module: str) -> Iterator[Import]:
    """Import statements of one file that name this project's packages."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    typed = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.dump(branch.test)
        for statement in branch.body
        for node in ast.walk(statement)
    }
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        targets: list[str] = []
        names: tuple[str, ...] = ()
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [base])])
            # `from gametheory import games` names a room; `from models import register` a module.
            names = tuple(alias.name for alias in node.names)
            bare = base in ("gametheory", "models", "examples")
            targets = [f"{base}.{alias.name}" for alias in node.names] if bare else [base]
        for target in targets:
            if target.partition(".")[0] in ("gametheory", "models", "examples"):
                line = getattr(node, "lineno", 0)
                yield Import(path, line, target, id(node) in inside, names, id(node) in typed)


def offences(root: Path = ROOT) -> list[Offence]:
    """Every import that goes down the order, and every module without a row."""
    found = []
    for module, path in modules(root).items():
        here = room(module)
        level = row(here)
        if level is None:
            found.append(Offence(path, 1, f"room {here!r} has no row in the import order"))
            continue
        for statement in imports(path, module):
            there = room(statement.target)
            if there == "__version__":
                continue
            # `import gametheory as gt` and `gt.name` go through the front door, for users.
            if statement.target == "gametheory":
                if level < len(ROWS) - 2:
                    found.append(Offence(path, statement.line, "imports the package's front door"))
                continue
            target = row(there)
            door = statement.inside and (here, there) in DOORS
            if there == "solvers" and here not in ASK_SOLVERS and not door:
                problem = f"{here} (row {level}) imports {statement.target}: it may ask no solver"
                found.append(Offence(path, statement.line, problem))
            elif target is None:
                found.append(Offence(path, statement.line, f"{statement.target} has no row"))
            elif target > level and not door:
                found.append(
                    Offence(
                        path,
                        statement.line,
                        f"{here} (row {level}) imports {statement.target} (row {target})",
                    )
                )
    return found + circles(root)


def modules(root: Path) -> dict[str, Path]:
    """Dotted name and file of every module but the front door, whose names are loaded late."""
    found = {}
    for package in ("gametheory", "models", "examples"):
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    found.pop("gametheory", None)
    return found


def circles(root: Path) -> list[Offence]:
    """Modules that import each other, doors and what only type checkers follow left out."""
    known = modules(root)
    graph: dict[str, set[str]] = {}
    for module, path in known.items():
        graph[module] = set()
        for statement in imports(path, module):
            door = statement.inside and (room(module), room(statement.target)) in DOORS
            if door or statement.typing:
                continue
            deeper = {f"{statement.target}.{name}" for name in statement.names} & known.keys()
            graph[module] |= (deeper or {statement.target} & known.keys()) - {module}
    found = []
    while graph:
        ends = [m for m, targets in graph.items() if not targets & graph.keys()]
        if not ends:  # whoever is left leads into a circle: walk until a module comes again
            walk = [min(graph)]
            while (onward := min(graph[walk[-1]] & graph.keys())) not in walk:
                walk.append(onward)
            circle = [*walk[walk.index(onward) :], onward]
            found.append(Offence(known[onward], 1, f"a circle: {' -> '.join(circle)}"))
            ends = circle[:-1]
        for module in ends:
            del graph[module]
    return found


def main() -> int:
    """Print offences; 1 if there are any."""
    found = offences()
    for offence in found:
        print(offence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
