"""Labels of players and actions: numbers where none are given, and how a table holds them."""

from __future__ import annotations

from functools import lru_cache

from gametheory.arguments import Labels

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


@lru_cache(maxsize=256)
def numbered(count: int) -> Labels:
    """Labels "1", "2", ...; a loop over single games asks for the same ones again and again."""
    return tuple(str(k + 1) for k in range(count))


def escaped(text: str, formulas: bool) -> str:
    """The text of a cell behind an apostrophe, if asked for and if it would be a formula.

    A text that looks escaped already gets an apostrophe too, so that reading undoes exactly this.
    """
    looks_escaped = text[:1] == "'" and text[1:2] in ("'", *FORMULA)
    return "'" + text if looks_escaped or (formulas and text.startswith(FORMULA)) else text


def unescaped(text: str) -> str:
    """Undo :func:`escaped`."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("'", *FORMULA) else text
