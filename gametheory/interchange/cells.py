"""Delimited text (CSV) as rows of cells, each with the place it was read from."""

from __future__ import annotations

import itertools

import attrs

from gametheory.errors import InvalidInput, ParseError


@attrs.frozen
class Cell:
    """Text of one cell and where it starts."""

    text: str
    line: int
    column: int


def check_delimiter(delimiter: str, where: str) -> None:
    """Refuse what cannot separate cells."""
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise InvalidInput(f"{where}: delimiter {delimiter!r}; give one character such as ','")


def format_row(row: list[str], delimiter: str) -> str:
    special = (delimiter, '"', "\n", "\r")
    cells = [
        '"' + text.replace('"', '""') + '"' if any(s in text for s in special) else text
        for text in row
    ]
    return delimiter.join(cells)


def parse_rows(text: str, name: str, delimiter: str) -> list[list[Cell]]:
    """Cells of a CSV text (RFC 4180: a quote inside a quoted cell is doubled) with their places."""
    check_delimiter(delimiter, "read_table")
    rows: list[list[Cell]] = [[]]
    at, line, begin = 0, 1, 0
    while True:
        start, column = at, at - begin + 1
        here = line
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
            while at < len(text) and text[at] not in (delimiter, "\r", "\n"):
                at += 1
            body = text[start:at]
        rows[-1].append(Cell(body.strip(), here, column))
        if at >= len(text):
            return rows
        if text[at] == delimiter:
            at += 1
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        line, begin = line + 1, at
        rows.append([])


def is_filled(row: list[Cell]) -> bool:
    return any(cell.text for cell in row)


def blocks_of(rows: list[list[Cell]]) -> list[list[list[Cell]]]:
    return [list(g) for filled, g in itertools.groupby(rows, is_filled) if filled]


def without_empty_tail(row: list[Cell]) -> list[Cell]:
    """Without the empty cells that spreadsheets leave at the end of short rows."""
    while len(row) > 1 and not row[-1].text:
        row = row[:-1]
    return row
