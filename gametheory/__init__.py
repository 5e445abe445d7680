"""Game-theoretic models of international security with machine-checked verdicts.

Everything public is reachable as ``gt.name`` after ``import gametheory as gt``; a name is loaded
when it is first used, so that the import itself stays light. ``__init__.pyi`` lists the names with
their homes, once for the loader, type checkers and editors.
"""

from typing import Any

import lazy_loader

__version__ = "0.1.0"

_load, _, _names = lazy_loader.attach_stub(__name__, __file__)
__all__ = [*_names, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'gametheory' has no attribute {name!r}")
    return _load(name)


def __dir__() -> list[str]:
    return sorted(__all__)
