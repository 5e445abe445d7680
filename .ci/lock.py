"""Print the versions of everything installed here, as constraints; no paths and no hosts in it."""

from __future__ import annotations

from importlib.metadata import distributions

OURS = {"gametheory-ir", "pip", "setuptools", "wheel"}

print("# Versions with which the suite passed last; `make lock` writes this file anew.")
found = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in distributions()}
for name in sorted(found.keys() - OURS):
    print(f"{name}=={found[name]}")
