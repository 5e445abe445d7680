"""Models and registers of claims, found through the entry points of installed distributions.

A distribution that offers models declares them in the group ``gametheory.models``, its claims in
``gametheory.registers``; the command line then works from any folder, whatever modules lie there.
A model in a file of one's own is named by both, as ``my_model.py:Alarm``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from gametheory.claims import Register
from gametheory.errors import GameTheoryError, InvalidInput, UnknownName
from gametheory.model import Model

MODELS = "gametheory.models"
REGISTERS = "gametheory.registers"


def find_models(names: Sequence[str] = ()) -> dict[str, type[Model]]:
    """Installed models by name, in alphabetical order.

    Parameters
    ----------
    names : sequence of str
        Only these, in the order given; all where empty. ``my_model.py:Alarm`` is the class
        ``Alarm`` of a file, which is run; ``my_model.py`` is enough where it holds one model.

    Raises
    ------
    UnknownName
        For a name that no installed distribution offers, and a class that its file does not hold;
        nothing is loaded before the names are known.
    InvalidInput
        When a model cannot be loaded, is no model, or is offered twice.
    """
    offered: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=MODELS), key=lambda e: e.name):
        other = offered.get(entry.name)
        if other is not None and other.value != entry.value:
            raise InvalidInput(
                f"two models are called {entry.name!r}: {other.value} and {entry.value}; "
                "uninstall one of the distributions that offer them"
            )
        offered[entry.name] = entry
    for name in names:
        if name not in offered and not _is_file(name):
            raise UnknownName("model", name, offered)
    chosen = list(dict.fromkeys(names)) or list(offered)
    found: dict[str, type[Model]] = {}
    for name in chosen:
        model = _model(offered[name]) if name in offered else _of_file(name)
        if found.get(model.name, model) is not model:
            raise InvalidInput(f"two models are called {model.name!r}; ask for one at a time")
        found[model.name] = model
    return found


def _is_file(name: str) -> bool:
    return name.partition(":")[0].endswith(".py")


def _of_file(name: str) -> type[Model]:
    """The model of a file of one's own."""
    path, _, wanted = name.partition(":")
    module = _run(Path(path))
    models = {
        n: v
        for n, v in vars(module).items()
        if isinstance(v, type) and issubclass(v, Model) and v.__module__ == module.__name__
    }
    if wanted:
        if wanted not in models:
            raise UnknownName("model", wanted, models, path)
        return models[wanted]
    if len(models) != 1:
        held = ", ".join(models) or "none"
        raise InvalidInput(f"{path} holds {len(models)} models ({held}); name one: {path}:NAME")
    return next(iter(models.values()))


def _run(path: Path) -> ModuleType:
    """The module of a file, under a name that no other module has."""
    if not path.is_file():
        raise InvalidInput(f"{path}: there is no such file")
    home = path.resolve()
    name = path.stem if path.stem not in sys.modules else f"{path.stem}_of_{home.parent.name}"
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__file__", None) == str(home):
        return known
    spec = spec_from_file_location(name, home)
    if spec is None or spec.loader is None:
        raise InvalidInput(f"{path}: this is no Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, str(home.parent))  # what lies beside the file, as when it is run
    try:
        spec.loader.exec_module(module)
    except GameTheoryError:
        del sys.modules[name]
        raise
    except Exception as error:
        del sys.modules[name]
        raise InvalidInput(f"{path}: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(str(home.parent))
    return module


def _model(entry: EntryPoint) -> type[Model]:
    loaded = _load(entry)
    if not (isinstance(loaded, type) and issubclass(loaded, Model)):
        raise InvalidInput(f"entry point {entry.name!r} ({entry.value}) is not a Model")
    return loaded


def find_register() -> Register:
    """The claims of every installed register, as one.

    Raises
    ------
    InvalidInput
        When a register cannot be loaded or two of them use the same identifier.
    """
    found: list[Register] = []
    for entry in sorted(set(entry_points(group=REGISTERS)), key=lambda e: (e.name, e.value)):
        loaded = _load(entry)
        if not isinstance(loaded, Register):
            raise InvalidInput(f"entry point {entry.name!r} ({entry.value}) is not a Register")
        if not any(loaded is other for other in found):
            found.append(loaded)
    return found[0] if len(found) == 1 else merged(found)


def merged(registers: Iterable[Register]) -> Register:
    """Registers put together; identifiers have to differ."""
    several = list(registers)
    families: dict[str, str] = {}
    for register in several:
        families |= register.families
    return Register(
        documents=tuple(d for r in several for d in r.documents),
        families=families,
        claims=tuple(c for r in several for c in r.claims),
        propositions=tuple(p for r in several for p in r.propositions),
        tensions=tuple(t for r in several for t in r.tensions),
        organisations=tuple(o for r in several for o in r.organisations),
        codings=tuple(c for r in several for c in r.codings),
    )


def _load(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except (ImportError, AttributeError) as error:
        raise InvalidInput(
            f"{entry.name!r} is offered as {entry.value} but cannot be loaded: {error}. "
            "If another package of that name comes first on Python's path, run python -P -m "
            "gametheory"
        ) from error
