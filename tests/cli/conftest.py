"""The command line is tried on the two small models of the report's tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))

from conftest_offer import offer, out  # noqa: F401
