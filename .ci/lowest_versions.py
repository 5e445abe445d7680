"""Print the dependencies and those of the extra ``test``, pinned to their lower bounds."""

from __future__ import annotations

import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
for wanted in (*project["dependencies"], *project["optional-dependencies"]["test"]):
    name, _, bound = wanted.partition(">=")
    if not bound or "," in bound:
        raise SystemExit(f"{wanted!r} has no plain lower bound; write name>=version")
    print(f"{name}=={bound}")
