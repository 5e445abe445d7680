"""The layouts of payoff tables: rows of cells in, a game out, or the place of what is wrong."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any, NoReturn

import attrs

from gametheory.errors import ParseError
from gametheory.games.normal_form import NormalFormGame
from gametheory.interchange.cells import Cell, is_filled, without_empty_tail
from gametheory.interchange.numerals import is_number, read_number, short
from gametheory.interchange.strategic_files import MAX_PLAYERS, as_table

PAYOFF = "payoff "
CORNER = " \\ "
MINUS = "\N{MINUS SIGN}"
_WORD = re.compile(r"[^\s,;()]+")
_ONE_OR_TWO = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")


@attrs.frozen
class Table:
    """What is read: the name of the file, its rows, whether exactly, and the delimiter."""

    name: str
    rows: list[list[Cell]]
    exact: bool
    delimiter: str

    def fail(self, cell: Cell, problem: str) -> NoReturn:
        raise ParseError(self.name, cell.line, cell.column, problem)

    def number(self, cell: Cell, text: str, why: str) -> Any:
        try:
            return read_number(text.replace(MINUS, "-"), self.exact)
        except ValueError as error:
            self.fail(cell, f"{why}: {error}")

    def game(
        self, payoffs: list[Any], shape: tuple[int, ...], players: list[str] | int, actions: Any
    ) -> NormalFormGame:
        table = as_table(payoffs, self.exact)
        return NormalFormGame(table.reshape(shape), players=players, actions=actions)

    def distinct(self, cells: list[Cell], what: str) -> list[str]:
        seen: set[str] = set()
        for cell in cells:
            if not cell.text:
                self.fail(cell, f"the name of {what} is blank")
            if cell.text in seen:
                self.fail(cell, f"{what} {cell.text!r} appears twice; names must differ")
            seen.add(cell.text)
        return [cell.text for cell in cells]


def _body(
    table: Table, rows: list[list[Cell]]
) -> tuple[Cell, list[str], list[str], list[list[Cell]]]:
    """Corner, column labels, row labels and the cells between them."""
    header = without_empty_tail(rows[0])
    if len(header) < 2:
        table.fail(header[0], "expected the column player's actions after the corner")
    columns = table.distinct(header[1:], "column action")
    if len(rows) < 2:
        table.fail(header[0], "expected a row for each action of the row player below")
    labels = table.distinct([row[0] for row in rows[1:]], "row action")
    cells = []
    for row in rows[1:]:
        filled = row[: len(header)] if not is_filled(row[len(header) :]) else row
        if len(filled) != len(header) or not all(cell.text for cell in filled[1:]):
            blank = next((cell for cell in filled[1:] if not cell.text), filled[-1])
            if len(filled) > len(header):
                blank = filled[len(header)]
            table.fail(
                blank,
                f"row {row[0].text!r}: expected payoffs for {len(columns)} actions "
                f"of the column player, found {sum(bool(c.text) for c in filled[1:])}",
            )
        cells.append(filled[1:])
    return header[0], columns, labels, cells


def _pair(table: Table, cell: Cell, what: str) -> tuple[str, str]:
    """The two numbers of a cell: ``3, 2``, ``3; 2`` or ``3 2``, in parentheses or not."""
    body = cell.text
    if body.startswith("(") and body.endswith(")"):
        body = body[1:-1]
    mark = next((m for m in ";," if m in body), None)
    parts = [part.strip() for part in body.split(mark)]
    if len(parts) != 2 or not all(_WORD.fullmatch(part) for part in parts):
        table.fail(
            cell, f"{what} holds {short(cell.text)}; expected two payoffs such as 3, 2{_of(body)}"
        )
    if mark == "," and (
        _ONE_OR_TWO.fullmatch(body) or (table.delimiter != "," and _DECIMAL_COMMA.fullmatch(body))
    ):
        table.fail(
            cell,
            f"{what} holds {cell.text!r}, which may be one number or two; "
            "write two payoffs with a space, 3, 2, or a semicolon, 3; 2",
        )
    return parts[0], parts[1]


def _of(body: str) -> str:
    return " (a decimal has a point, not a comma)" if re.search(r"[0-9],[0-9]", body) else ""


def parse_cells(table: Table, rows: list[list[Cell]]) -> NormalFormGame:
    corner, columns, labels, cells = _body(table, rows)
    first: list[Any] = []
    second: list[Any] = []
    for label, row in zip(labels, cells, strict=True):
        for column, cell in zip(columns, row, strict=True):
            what = f"cell ({label}, {column})"
            row_pays, column_pays = _pair(table, cell, what)
            first.append(table.number(cell, row_pays, f"{what}, row player"))
            second.append(table.number(cell, column_pays, f"{what}, column player"))
    players: list[str] | int = 2
    if corner.text:
        players = [p.strip() for p in corner.text.split(CORNER)]
        if len(players) != 2 or players[0] == players[1] or not all(players):
            table.fail(
                corner,
                f"the corner names {corner.text!r}; leave it empty or name both players: "
                f"Row{CORNER}Column",
            )
    return table.game(first + second, (2, len(labels), len(columns)), players, [labels, columns])


def is_bare(table: Table, blocks: list[list[list[Cell]]]) -> bool:
    """Whether the blocks hold numbers only and can be read in no other way."""
    corner = blocks[0][0][0].text
    if len(blocks) == 1:  # cells: their corner would be blank or name two players
        return _is_pair_of_numbers(corner) and all(
            _is_pair_of_numbers(cell.text) for row in blocks[0] for cell in without_empty_tail(row)
        )
    if len(blocks) != 2 or not all(
        is_number(cell.text.replace(MINUS, "-"))
        for block in blocks
        for row in block
        for cell in without_empty_tail(row)
    ):
        return False
    frames = []
    for block in blocks:
        header = [cell.text for cell in without_empty_tail(block[0])]
        frames.append((header[1:], [row[0].text for row in block[1:]]))
    columns, labels = frames[0]
    distinct = len(set(columns)) == len(columns) and len(set(labels)) == len(labels)
    if frames[0] != frames[1] or not distinct or not columns or not labels:
        return True
    if blocks[1][0][0].text == corner:  # as labels the corners would name one player twice
        return True
    table.fail(
        blocks[0][0][0],
        "two blocks of nothing but numbers, whose first rows and columns agree: they may be "
        "labels or payoffs; say which with layout='blocks' or layout='bare'",
    )


def _is_pair_of_numbers(text: str) -> bool:
    body = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    mark = next((m for m in ";," if m in body), None)
    parts = body.replace(MINUS, "-").split(mark)
    return len(parts) == 2 and all(is_number(part.strip()) for part in parts)


def parse_bare(table: Table, blocks: list[list[list[Cell]]]) -> NormalFormGame:
    if len(blocks) > 2:
        table.fail(blocks[2][0][0], f"{len(blocks)} blocks of rows; expected one or two")
    grids = [[without_empty_tail(row) for row in block] for block in blocks]
    rows, columns = len(grids[0]), len(grids[0][0])
    for grid in grids:
        for row in grid:
            if len(row) != columns:
                table.fail(row[-1], f"{len(row)} payoffs in a row; expected {columns}")
        if len(grid) != rows:
            table.fail(grid[-1][0], f"{len(grid)} rows in a block; expected {rows}")
    payoffs: list[Any] = []
    if len(grids) == 2:
        for grid in grids:
            payoffs += [table.number(c, c.text, "payoff") for row in grid for c in row]
    else:
        pairs = [(c, _pair(table, c, "the cell")) for row in grids[0] for c in row]
        for side in range(2):
            payoffs += [table.number(c, pair[side], "payoff") for c, pair in pairs]
    return table.game(payoffs, (2, rows, columns), 2, None)


def parse_blocks(table: Table, blocks: list[list[list[Cell]]]) -> NormalFormGame:
    if len(blocks) != 2:
        at = blocks[2][0][0] if len(blocks) > 2 else blocks[0][0][0]
        table.fail(at, f"{len(blocks)} blocks of rows; expected two, with a blank line between")
    payoffs: list[Any] = []
    corners: list[Cell] = []
    headers: list[tuple[list[str], list[str]]] = []
    for block in blocks:
        corner, columns, labels, cells = _body(table, block)
        if headers and headers[0] != (labels, columns):
            table.fail(corner, "the two blocks name different actions; expected the same")
        corners.append(corner)
        headers.append((labels, columns))
        for label, row in zip(labels, cells, strict=True):
            for column, cell in zip(columns, row, strict=True):
                payoffs.append(table.number(cell, cell.text, f"cell ({label}, {column})"))
    players: list[str] | int = 2
    if any(corner.text for corner in corners):
        players = table.distinct(corners, "player")
    labels, columns = headers[0]
    return table.game(payoffs, (2, len(labels), len(columns)), players, [labels, columns])


def parse_profiles(table: Table, rows: list[list[Cell]]) -> NormalFormGame:
    header = without_empty_tail(rows[0])
    if len(header) < 2 or len(header) % 2:
        table.fail(
            header[0],
            f"{len(header)} columns; expected one for each player's action and one "
            f"'{PAYOFF}NAME' for each player",
        )
    n = len(header) // 2
    if n > MAX_PLAYERS:
        table.fail(header[0], f"{n} players; at most {MAX_PLAYERS} are read")
    players = table.distinct(header[:n], "player")
    for player, cell in zip(players, header[n:], strict=True):
        if cell.text != PAYOFF + player:
            table.fail(cell, f"expected the column {PAYOFF + player!r}; found {cell.text!r}")
    actions: list[dict[str, int]] = [{} for _ in range(n)]
    found: dict[tuple[int, ...], list[Any]] = {}
    for row in rows[1:]:
        filled = row[: 2 * n] if not is_filled(row[2 * n :]) else row
        if len(filled) != 2 * n:
            table.fail(filled[-1], f"{len(filled)} cells; expected {2 * n}")
        table_actions = []
        for i, cell in enumerate(filled[:n]):
            if not cell.text:
                table.fail(cell, f"the action of player {players[i]!r} is blank")
            table_actions.append(actions[i].setdefault(cell.text, len(actions[i])))
        profile = tuple(table_actions)
        if profile in found:
            names = ", ".join(cell.text for cell in filled[:n])
            table.fail(filled[0], f"profile ({names}) appears twice")
        found[profile] = [
            table.number(cell, cell.text, f"payoff of player {players[i]!r}")
            for i, cell in enumerate(filled[n:])
        ]
    sizes = tuple(len(a) for a in actions)
    wanted = math.prod(sizes) if found else 0
    if not found:
        table.fail(header[0], "no profiles; expected one row for each")
    if len(found) != wanted:
        missing = next(p for p in itertools.product(*map(range, sizes)) if p not in found)
        names = ", ".join(list(actions[i])[a] for i, a in enumerate(missing))
        table.fail(rows[-1][0], f"{len(found)} of {wanted} profiles; ({names}) is missing")
    flat = [found[p][i] for i in range(n) for p in itertools.product(*map(range, sizes))]
    return table.game(flat, (n, *sizes), players, [list(a) for a in actions])
