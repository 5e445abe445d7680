"""Delimited text (CSV) as rows of cells, each with the place it was read from."""

from __future__ import annotations

import itertools
import re

import attrs

from gametheory.errors import InvalidInput, ParseError, TooLarge, shown
from gametheory.games.labels import unescaped

MAX_CELLS = 4_000_000
"""Most cells that are read: each costs a hundred bytes, however short the text is."""

_OPENING = "“”„«"  # what word processors make of a quote before a cell
_CLOSING = "“”»"


@attrs.frozen
class Cell:
    """Text of one cell and where it starts."""

    text: str
    line: int
    column: int


def check_delimiter(delimiter: str, where: str) -> None:
    """Refuse what cannot separate cells."""
    given: object = delimiter
    if not isinstance(given, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise InvalidInput(
            f"{where}: delimiter is {shown(delimiter)}; give one character such as ','"
        )


def sniffed_delimiter(text: str, name: str) -> str:
    """A tab for ``.tsv``; a semicolon where the first row holds some and no comma; else a comma."""
    if name.lower().endswith(".tsv"):
        return "\t"
    outside = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    return ";" if ";" in outside and "," not in outside else ","


def format_row(row: list[str], delimiter: str) -> str:
    special = (delimiter, '"', "\n", "\r")

    def cell(text: str) -> str:
        quoted = any(s in text for s in special) or text.startswith(tuple(_OPENING))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return delimiter.join(map(cell, row))


def parse_rows(text: str, name: str, delimiter: str) -> list[list[Cell]]:
    """Cells of a CSV text (RFC 4180: a quote inside a quoted cell is doubled) with their places."""
    check_delimiter(delimiter, "read_table")
    count = text.count(delimiter) + text.count("\n") + 1
    if count > MAX_CELLS:
        raise TooLarge(f"{name}: {count} cells; a table of at most {MAX_CELLS} is read")
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    rows: list[list[Cell]] = [[]]
    at, line, begin = 0, 1, 0
    while True:
        column, here = at - begin + 1, line
        if text.startswith('"', at):
            end = at + 1
            while True:
                end = text.find('"', end)
                if end < 0:
                    raise ParseError(name, here, column, 'a cell starts here with " and never ends')
                if not text.startswith('"', end + 1):
                    break
                end += 2
            body = text[at + 1 : end].replace('""', '"')
            breaks = text.count("\n", at, end)
            if breaks:
                line, begin = line + breaks, text.rfind("\n", at, end) + 1
            at = end + 1
            if at < len(text) and text[at] not in (delimiter, "\r", "\n"):
                raise ParseError(
                    name, line, at - begin + 1, f"expected {delimiter!r} after a quoted cell"
                )
        else:
            found = plain.match(text, at)
            body = found.group() if found else ""
            at += len(body)
            _refuse_curly(body, name, here, column)
        rows[-1].append(Cell(unescaped(body.strip()), here, column))
        if at >= len(text):
            return rows
        if text[at] == delimiter:
            at += 1
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        line, begin = line + 1, at
        rows.append([])


def _refuse_curly(body: str, name: str, line: int, column: int) -> None:
    """Refuse a cell that a curly quote opens and none closes: a delimiter inside has cut it."""
    text = body.strip()
    if text[:1] and text[0] in _OPENING and not any(c in _CLOSING for c in text[1:]):
        raise ParseError(
            name, line, column, f'a cell starts with the curly quote {text[0]}; quote it with "'
        )


def is_filled(row: list[Cell]) -> bool:
    return any(cell.text for cell in row)


def blocks_of(rows: list[list[Cell]]) -> list[list[list[Cell]]]:
    return [list(g) for filled, g in itertools.groupby(rows, is_filled) if filled]


def without_empty_tail(row: list[Cell]) -> list[Cell]:
    """Without the empty cells that spreadsheets leave at the end of short rows."""
    length = len(row)
    while length > 1 and not row[length - 1].text:
        length -= 1
    return row[:length]
