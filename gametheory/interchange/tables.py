"""Payoff tables as spreadsheets save them: CSV in three layouts."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path
from typing import Any, Literal, NoReturn

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, ParseError
from gametheory.games.normal_form import NormalFormGame
from gametheory.interchange.cells import (
    Cell,
    blocks_of,
    check_delimiter,
    format_row,
    is_filled,
    parse_rows,
    without_empty_tail,
)
from gametheory.interchange.numerals import FloatStyle, read_number, write_number
from gametheory.interchange.tokens import decode, encode

Layout = Literal["cells", "blocks", "profiles"]

PAYOFF = "payoff "
CORNER = " \\ "


def read_table(
    path: str | os.PathLike[str],
    *,
    layout: Layout | None = None,
    exact: bool = True,
    delimiter: str | None = None,
) -> NormalFormGame:
    r"""Read a game from a CSV file.

    Parameters
    ----------
    path : path
    layout : {"cells", "blocks", "profiles"}, optional
        How the table is laid out; found out by default.

        - ``cells`` (two players): the first row names the column player's actions, the first
          column the row player's, a cell holds both payoffs, ``3, 2`` (quoted) or ``3; 2`` or
          ``3 2``. The corner may name the players: ``Row \ Column``.
        - ``blocks`` (two players): two such tables with one number a cell, a blank line between
          them; the first holds the row player's payoffs. The corners may name each player.
        - ``profiles`` (any number of players): a column for each player's action and a column
          ``payoff NAME`` for each player, one row for each profile. Actions are ordered by first
          appearance.
    exact : bool
        As in :func:`gametheory.read_game`.
    delimiter : str, optional
        By default a tab for ``.tsv``, else a comma.

    Raises
    ------
    ParseError
        With file, line and column, and what was expected.

    Examples
    --------
    >>> from gametheory.interchange.tables import parse_table
    >>> game = parse_table('North \\ South,wait,arm\nwait,"3, 3","0, 2"\narm,"2, 0","1, 1"\n')
    >>> game.players, game.payoffs[1].tolist()
    (('North', 'South'), [[3, 2], [0, 1]])
    """
    name = os.fspath(path)
    if delimiter is None:
        delimiter = "\t" if name.lower().endswith(".tsv") else ","
    text = decode(Path(path).read_bytes(), name)
    return parse_table(text, name, layout=layout, exact=exact, delimiter=delimiter)


def write_table(
    game: NormalFormGame,
    path: str | os.PathLike[str],
    *,
    layout: Layout | None = None,
    floats: FloatStyle = "shortest",
    delimiter: str | None = None,
) -> None:
    """Write one game as a CSV file; see :func:`read_table` for the layouts.

    By default two players are written as ``cells``, more as ``profiles``.
    """
    name = os.fspath(path)
    if delimiter is None:
        delimiter = "\t" if name.lower().endswith(".tsv") else ","
    text = format_table(game, layout=layout, floats=floats, delimiter=delimiter)
    Path(path).write_bytes(encode(text, "write_table"))


def parse_table(
    text: str,
    name: str = "<text>",
    *,
    layout: Layout | None = None,
    exact: bool = True,
    delimiter: str = ",",
) -> NormalFormGame:
    """Read a game from the text of a table; see :func:`read_table`."""
    rows = parse_rows(text, name, delimiter)
    table = _Table(name, rows, exact)
    filled = [row for row in rows if is_filled(row)]
    if not filled:
        table.fail(Cell("", 1, 1), "the table is empty; expected a row of labels")
    if layout is None:
        layout = "cells"
        if any(cell.text.startswith(PAYOFF) for cell in filled[0]):
            layout = "profiles"
        elif len(blocks_of(rows)) > 1:
            layout = "blocks"
    if layout == "profiles":
        return _parse_profiles(table, filled)
    if layout == "blocks":
        return _parse_blocks(table, blocks_of(rows))
    if layout == "cells":
        return _parse_cells(table, filled)
    raise InvalidInput(f"read_table: layout {layout!r}; give 'cells', 'blocks' or 'profiles'")


def format_table(
    game: NormalFormGame,
    *,
    layout: Layout | None = None,
    floats: FloatStyle = "shortest",
    delimiter: str = ",",
) -> str:
    """Text of a table; see :func:`read_table` for the layouts."""
    where = "write_table"
    if game.batch_shape:
        raise InvalidInput(
            f"{where}: a batch of shape {game.batch_shape}; a table holds one game, give game[k]"
        )
    check_delimiter(delimiter, where)
    n = game.num_players
    layout = layout or ("cells" if n == 2 else "profiles")
    if layout not in ("cells", "blocks", "profiles"):
        raise InvalidInput(f"{where}: layout {layout!r}; give 'cells', 'blocks' or 'profiles'")
    if layout != "profiles" and n != 2:
        raise InvalidInput(f"{where}: layout {layout!r} holds two players, the game has {n}")
    for label in itertools.chain(game.players, *game.actions):
        _refuse_unwritable(label, where)

    def number(value: Any) -> str:
        return write_number(value, floats, where)

    rows: list[list[str]]
    if layout == "profiles":
        rows = [[*game.players, *(PAYOFF + p for p in game.players)]]
        for profile in np.ndindex(*game.num_actions):
            paid = game.payoffs[:, *profile].tolist()
            chosen = [game.actions[i][a] for i, a in enumerate(profile)]
            rows.append([*chosen, *map(number, paid)])
    elif layout == "cells":
        if any(CORNER in p for p in game.players):
            raise InvalidInput(f"{where}: {CORNER!r} in a player's name {game.players}")
        rows = [[CORNER.join(game.players), *game.actions[1]]]
        paired = np.moveaxis(game.payoffs, 0, -1).tolist()
        for label, row in zip(game.actions[0], paired, strict=True):
            rows.append([label, *(", ".join(map(number, cell)) for cell in row)])
    else:
        rows = []
        for player, matrix in zip(game.players, game.payoffs.tolist(), strict=True):
            rows.append([player, *game.actions[1]])
            rows += [[a, *map(number, r)] for a, r in zip(game.actions[0], matrix, strict=True)]
            rows.append([])
        rows.pop()
    return "".join(format_row(row, delimiter) + "\n" for row in rows)


def _refuse_unwritable(label: str, where: str) -> None:
    if label != label.strip() or not label or label.startswith(PAYOFF):
        raise InvalidInput(
            f"{where}: label {label!r} would not be read back from a table: it is blank, starts "
            f"or ends with a space, or starts with {PAYOFF!r}; write the game to a .nfg file"
        )


@attrs.frozen
class _Table:
    name: str
    rows: list[list[Cell]]
    exact: bool

    def fail(self, cell: Cell, problem: str) -> NoReturn:
        raise ParseError(self.name, cell.line, cell.column, problem)

    def number(self, cell: Cell, text: str, why: str) -> Any:
        try:
            return read_number(text, self.exact)
        except ValueError as error:
            self.fail(cell, f"{why}: {error}")

    def game(
        self, payoffs: list[Any], shape: tuple[int, ...], players: list[str] | int, actions: Any
    ) -> NormalFormGame:
        table: npt.NDArray[Any] = np.empty(len(payoffs), dtype=object)
        table[:] = payoffs
        if not self.exact:
            table = table.astype(np.float64)
        elif all(type(v) is int and -(2**63) <= v < 2**63 for v in payoffs):
            table = table.astype(np.int64)
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
    table: _Table, rows: list[list[Cell]]
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


_PAIR = re.compile(r"\(?\s*([^\s,;()]+)\s*(?:[,;]\s*|\s)\s*([^\s,;()]+)\s*\)?")


def _parse_cells(table: _Table, rows: list[list[Cell]]) -> NormalFormGame:
    corner, columns, labels, cells = _body(table, rows)
    first: list[Any] = []
    second: list[Any] = []
    for label, row in zip(labels, cells, strict=True):
        for column, cell in zip(columns, row, strict=True):
            pair = _PAIR.fullmatch(cell.text)
            what = f"cell ({label}, {column})"
            if pair is None:
                table.fail(cell, f"{what} holds {cell.text!r}; expected two payoffs such as 3, 2")
            first.append(table.number(cell, pair[1], f"{what}, row player"))
            second.append(table.number(cell, pair[2], f"{what}, column player"))
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


def _parse_blocks(table: _Table, blocks: list[list[list[Cell]]]) -> NormalFormGame:
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


def _parse_profiles(table: _Table, rows: list[list[Cell]]) -> NormalFormGame:
    header = without_empty_tail(rows[0])
    if len(header) < 4 or len(header) % 2:
        table.fail(
            header[0],
            f"{len(header)} columns; expected one for each player's action and one "
            f"'{PAYOFF}NAME' for each player, at least two players",
        )
    n = len(header) // 2
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
    wanted = int(np.prod(sizes, dtype=object)) if found else 0
    if not found:
        table.fail(header[0], "no profiles; expected one row for each")
    if len(found) != wanted:
        missing = next(p for p in np.ndindex(*sizes) if p not in found)
        names = ", ".join(list(actions[i])[a] for i, a in enumerate(missing))
        table.fail(rows[-1][0], f"{len(found)} of {wanted} profiles; ({names}) is missing")
    flat = [found[p][i] for i in range(n) for p in np.ndindex(*sizes)]
    return table.game(flat, (n, *sizes), players, [list(a) for a in actions])
