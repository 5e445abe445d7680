"""Tokens of Gambit's files, each with the place it was read from."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, NoReturn

import attrs

from gametheory.errors import InvalidInput, ParseError
from gametheory.interchange.labels import closing_quote, unquote
from gametheory.interchange.numerals import read_number

_SPACE = re.compile(r"[ \t\r\n\v\f]*")
_WORD = re.compile(r'[^ \t\r\n\v\f{},"]+')
_WHOLE = re.compile(r"[0-9]+")
_INTEGER = re.compile(r"-?[0-9]+")

END, STRING, WORD, MARK = "end of file", "string", "word", "mark"


@attrs.frozen
class Token:
    """Kind, text (a string's without quotes) and position of one token."""

    kind: str
    text: str
    start: int

    def __str__(self) -> str:
        if self.kind == END:
            return "the end of the file"
        shown = self.text if len(self.text) <= 40 else self.text[:37] + "..."
        return f"the text {shown!r}" if self.kind == STRING else repr(shown)


def _curly(token: Token) -> str:
    curly = token.kind == WORD and token.text[0] in "“”„«»"
    return f' ({token.text[0]} opens no text; write ")' if curly else ""


def encode(text: str, where: str) -> bytes:
    """UTF-8 bytes of a file."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        around = text[max(0, error.start - 10) : error.end + 10]
        raise InvalidInput(
            f"{where}: a label holds half of a surrogate pair (near {around!r}), which no file "
            "can hold"
        ) from None


def put(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file; an error names it even where the system does not (a full disk)."""
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        if error.filename is None:
            error.filename = os.fspath(path)
        raise


def decode(data: bytes, name: str) -> str:
    """UTF-8 text of a file (a byte order mark is dropped)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", errors="replace")) + 1
        raise ParseError(
            name,
            before.count(b"\n") + 1,
            column,
            f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8",
        ) from None


class Scanner:
    """Reads one token after another and knows where it is.

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
        self.position = 0
        self._next: Token | None = None

    def fail(self, start: int, problem: str) -> NoReturn:
        """Raise the error of what was found at ``start``."""
        line = self.line(start)
        column = start - (self.text.rfind("\n", 0, start) + 1) + 1
        raise ParseError(self.name, line, column, problem)

    def peek(self) -> Token:
        """The token that comes next, left where it is."""
        if self._next is None:
            self._next = self._scan()
        return self._next

    def take(self) -> Token:
        """The token that comes next, consumed."""
        token = self.peek()
        self._next = None
        return token

    def rest(self) -> int | None:
        """Where something other than spaces follows; ``None`` at the end of the text."""
        start = self._next.start if self._next is not None else self.position
        space = _SPACE.match(self.text, start)
        start = space.end() if space else start
        return start if start < len(self.text) else None

    def line(self, start: int) -> int:
        """Number of the line of a position."""
        return self.text.count("\n", 0, start) + 1

    def _scan(self) -> Token:
        space = _SPACE.match(self.text, self.position)
        start = space.end() if space else self.position
        if start >= len(self.text):
            self.position = start
            return Token(END, "", start)
        first = self.text[start]
        if first in "{},":
            self.position = start + 1
            return Token(MARK, first, start)
        if first == '"':
            end = closing_quote(self.text, start)
            if end < 0:
                self.fail(start, 'a text starts here and is never closed; expected a closing "')
            self.position = end + 1
            return Token(STRING, unquote(self.text[start + 1 : end]), start)
        word = _WORD.match(self.text, start)
        assert word is not None
        self.position = word.end()
        return Token(WORD, word.group(), start)

    def expect_word(self, wanted: str, why: str) -> None:
        """Take exactly the word ``wanted``."""
        token = self.take()
        if token.kind != WORD or token.text != wanted:
            self.fail(token.start, f"expected {why}; found {token}")

    def mark(self, wanted: str, why: str) -> Token:
        """Take the brace ``wanted``."""
        token = self.take()
        if token.kind != MARK or token.text != wanted:
            self.fail(token.start, f"expected {wanted!r} {why}; found {token}")
        return token

    def at_mark(self, wanted: str) -> bool:
        """Whether the brace or comma ``wanted`` comes next."""
        token = self.peek()
        return token.kind == MARK and token.text == wanted

    def string(self, why: str) -> str:
        """Take a quoted text."""
        token = self.take()
        if token.kind != STRING:
            self.fail(token.start, f"expected {why} in double quotes; found {token}{_curly(token)}")
        return token.text

    def optional_string(self) -> str | None:
        """Take a quoted text if one comes next."""
        return self.take().text if self.peek().kind == STRING else None

    def strings(self, why: str) -> list[str]:
        """Take a list of quoted texts in braces."""
        self.mark("{", f"before {why}")
        out = []
        while not self.at_mark("}"):
            token = self.take()
            if token.kind != STRING:
                self.fail(
                    token.start,
                    f"expected {why} in double quotes or '}}'; found {token}{_curly(token)}",
                )
            out.append(token.text)
        self.take()
        return out

    def whole(self, why: str, least: int) -> tuple[int, int]:
        """Take an integer of at least ``least``; returns it and where it stood."""
        token = self.take()
        if token.kind != WORD or not _WHOLE.fullmatch(token.text) or len(token.text) > 18:
            self.fail(token.start, f"expected {why}, a whole number; found {token}")
        if int(token.text) < least:
            self.fail(token.start, f"expected {why}, at least {least}; found {token}")
        return int(token.text), token.start

    def integer(self, why: str) -> tuple[int, int]:
        """Take an integer of any sign; returns it and where it stood."""
        token = self.take()
        if token.kind != WORD or not _INTEGER.fullmatch(token.text) or len(token.text) > 18:
            self.fail(token.start, f"expected {why}, an integer; found {token}")
        return int(token.text), token.start

    def number(self, why: str) -> Any:
        """Take a number."""
        token = self.take()
        if token.kind != WORD:
            self.fail(token.start, f"expected {why}, a number; found {token}")
        try:
            return read_number(token.text, self.exact)
        except ValueError as error:
            self.fail(token.start, f"{why}: {error}")

    def payoffs(self, players: list[str], why: str) -> list[Any]:
        """Take one number for each player in braces, commas between them or not."""
        self.mark("{", f"before the payoffs of {why}")
        out = []
        for k, player in enumerate(players):
            if k and self.at_mark(","):
                self.take()
            if self.at_mark("}"):
                self.fail(
                    self.peek().start,
                    f"{why} has {k} payoffs; expected one for each of {len(players)} players",
                )
            out.append(self.number(f"payoff of player {player!r} in {why}"))
        if self.at_mark(","):
            self.take()
        self.mark("}", f"after {len(players)} payoffs of {why}")
        return out
