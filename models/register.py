"""The register of claims of the five documents that the models here answer."""

from __future__ import annotations

from importlib.resources import as_file, files

from gametheory.claims import Register


def _read() -> Register:
    with as_file(files("models") / "claims.json") as path:
        return Register.read(path)


REGISTER = _read()
