"""Offer models to the command line as installed distributions do, without installing any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gametheory import discovery


class _Entry:
    """As much of an entry point as discovery uses."""

    def __init__(self, name: str, loaded: Any) -> None:
        self.name, self.value, self._loaded = name, f"somewhere:{name}", loaded

    def load(self) -> Any:
        if isinstance(self._loaded, Exception):
            raise self._loaded
        return self._loaded


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make the command line find the given models instead of the installed ones."""
    from models.register import REGISTER

    def install(**models: Any) -> None:
        offered = {
            discovery.MODELS: [_Entry(n, m) for n, m in models.items()],
            discovery.REGISTERS: [_Entry("documents", REGISTER)],
        }
        monkeypatch.setattr(discovery, "entry_points", lambda group: offered[group])

    return install


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"
