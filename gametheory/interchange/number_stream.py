"""Files that are nothing but numbers, brackets and comments, read one by one with their places."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from gametheory.errors import ParseError
from gametheory.interchange.numerals import read_number, short

_PIECE = re.compile(r"#[^\n]*|[\[\]]|[^\s\[\]#]+")
_MOST_KNOWN = 10_000
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


class NumberReader:
    """Takes numbers and brackets from a text; everything behind a ``#`` in a line is a comment.

    Parameters
    ----------
    text : str
    name : str
        Name of the file, for errors.
    exact : bool
        Whether numbers are read exactly or rounded to doubles.
    """

    def __init__(self, text: str, name: str, exact: bool = True) -> None:
        self.text, self.name, self.exact = text, name, exact
        self._at = 0
        self._found: re.Match[str] | None = None
        self._known: dict[str, Any] = {}

    def _next(self) -> re.Match[str] | None:
        """The next piece, left where it is; nothing is kept of a long file but where it is read."""
        if self._found is None:
            self._found = _PIECE.search(self.text, self._at)
            while self._found is not None and self.text[self._found.start()] == "#":
                self._found = _PIECE.search(self.text, self._found.end())
        return self._found

    @property
    def place(self) -> int:
        """Where the next piece starts, the end of the text behind the last one."""
        found = self._next()
        return len(self.text) if found is None else found.start()

    def count(self) -> int:
        """How many pieces are left."""
        left = _PIECE.finditer(self.text, self._at)
        return sum(self.text[m.start()] != "#" for m in left)

    def fail(self, place: int, problem: str) -> NoReturn:
        """Raise the error of what was found at ``place``."""
        line = self.text.count("\n", 0, place) + 1
        column = place - (self.text.rfind("\n", 0, place) + 1) + 1
        raise ParseError(self.name, line, column, problem)

    def take(self, why: str) -> str:
        """The next piece."""
        found = self._next()
        if found is None:
            self.fail(len(self.text), f"expected {why}; found the end of the file")
        self._at, self._found = found.end(), None
        return found.group()

    def bracket(self, wanted: str, why: str) -> None:
        """Take the bracket ``wanted``."""
        place = self.place
        piece = self.take(f"{wanted!r} {why}")
        if piece != wanted:
            self.fail(place, f"expected {wanted!r} {why}; found {short(piece)}")

    def integer(self, why: str, least: int | None = None, most: int | None = None) -> int:
        """Take an integer within bounds."""
        place = self.place
        piece = self.take(why)
        if not _INTEGER.fullmatch(piece):
            self.fail(place, f"expected {why}, an integer; found {short(piece)}")
        value = int(piece)
        if (least is not None and value < least) or (most is not None and value > most):
            allowed = f"at least {least}" if most is None else f"{least} to {most}"
            self.fail(place, f"expected {why}, {allowed}; found {value}")
        return value

    def number(self, why: str) -> Any:
        """Take a number."""
        place = self.place
        piece = self.take(why)
        if piece in self._known:  # tables repeat a few numbers again and again
            return self._known[piece]
        try:
            value = read_number(piece, self.exact)
            if len(self._known) < _MOST_KNOWN:
                self._known[piece] = value
            return value
        except ValueError as error:
            self.fail(place, f"{why}: {error}")

    def end(self, why: str) -> None:
        """Refuse anything that follows."""
        found = self._next()
        if found is not None:
            self.fail(
                found.start(),
                f"expected the end of the file after {why}; found {short(found.group())}",
            )
