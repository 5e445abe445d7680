"""Models and registers of claims, found through the entry points of installed distributions.

A distribution that offers models declares them in the group ``gametheory.models``, its claims in
``gametheory.registers``; the command line then works from any folder, whatever modules lie there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from gametheory.claims import Register
from gametheory.errors import InvalidInput, UnknownName
from gametheory.model import Model

MODELS = "gametheory.models"
REGISTERS = "gametheory.registers"


def find_models(names: Sequence[str] = ()) -> dict[str, type[Model]]:
    """Installed models by name, in alphabetical order.

    Parameters
    ----------
    names : sequence of str
        Only these, in the order given; all where empty.

    Raises
    ------
    UnknownName
        For a name that no installed distribution offers; nothing is loaded before that is known.
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
        if name not in offered:
            raise UnknownName("model", name, offered)
    chosen = list(dict.fromkeys(names)) or list(offered)
    return {name: _model(offered[name]) for name in chosen}


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
