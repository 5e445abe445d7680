"""Payoff tables as spreadsheets save them: CSV in three layouts."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from gametheory.arguments import choice, file_name, flag, instance
from gametheory.errors import InvalidInput
from gametheory.games.labels import escaped
from gametheory.games.normal_form import NormalFormGame
from gametheory.interchange.cells import (
    Cell,
    blocks_of,
    check_delimiter,
    format_row,
    is_filled,
    parse_rows,
    sniffed_delimiter,
)
from gametheory.interchange.numerals import (
    FloatStyle,
    is_number,
    write_number,
)
from gametheory.interchange.table_layouts import (
    CORNER,
    PAYOFF,
    Table,
    is_bare,
    parse_bare,
    parse_blocks,
    parse_cells,
    parse_profiles,
)
from gametheory.interchange.tokens import decode, encode, put

Layout = Literal["cells", "blocks", "profiles", "bare"]


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
    layout : {"cells", "blocks", "profiles", "bare"}, optional
        How the table is laid out; found out by default.

        - ``cells`` (two players): the first row names the column player's actions, the first
          column the row player's, a cell holds both payoffs, ``3, 2`` (quoted) or ``3; 2`` or
          ``3 2``. The corner may name the players: ``Row \ Column``.
        - ``blocks`` (two players): two such tables with one number a cell, a blank line between
          them; the first holds the row player's payoffs. The corners may name each player.
        - ``profiles`` (any number of players): a column for each player's action and a column
          ``payoff NAME`` for each player, one row for each profile. Actions are ordered by first
          appearance.
        - ``bare`` (two players): cells or blocks without any labels. Two blocks of nothing but
          numbers whose first rows and columns agree could also be blocks with numbers for labels;
          they are refused unless the layout is said.
    exact : bool
        As in :func:`gametheory.read_game`.
    delimiter : str, optional
        By default a tab for ``.tsv``, a semicolon where the first row holds semicolons and no
        comma, else a comma.

    Raises
    ------
    ParseError
        With file, line and column, and what was expected.
    TooLarge
        More than 4,000,000 cells.

    Notes
    -----
    Numbers may be written with the minus sign of typesetting. An apostrophe before ``=``, ``+``,
    ``-``, ``@`` or another apostrophe is dropped: it is how ``write_table`` and spreadsheets mark
    a text that is no formula. ``"1,000"`` in a cell of two payoffs is refused, since it may be one
    number; ``1, 000`` and ``1; 000`` are two.

    Examples
    --------
    >>> from gametheory.interchange.tables import parse_table
    >>> game = parse_table('North \\ South,wait,arm\nwait,"3, 3","0, 2"\narm,"2, 0","1, 1"\n')
    >>> game.players, game.payoffs[1].tolist()
    (('North', 'South'), [[3, 2], [0, 1]])
    """
    name = file_name(path, "read_table")
    exact = flag(exact, "exact", "read_table")
    text = decode(Path(path).read_bytes(), name)
    return parse_table(text, name, layout=layout, exact=exact, delimiter=delimiter)


def write_table(
    game: NormalFormGame,
    path: str | os.PathLike[str],
    *,
    layout: Layout | None = None,
    floats: FloatStyle = "shortest",
    delimiter: str | None = None,
    escape_formulas: bool = False,
) -> None:
    """Write one game as a CSV file; see :func:`read_table` for the layouts.

    By default two players are written as ``cells``, more as ``profiles``.

    Parameters
    ----------
    game : NormalFormGame
        One game, not a batch.
    path : path
    layout : {"cells", "blocks", "profiles", "bare"}, optional
        ``bare`` leaves the labels out, and is refused where they are not the default ones.
    floats : {"shortest", "rational"}
        As in :func:`gametheory.write_game`.
    delimiter : str, optional
        By default a tab for ``.tsv``, else a comma.
    escape_formulas : bool
        Put an apostrophe before cells other than numbers that begin with ``=``, ``+``, ``-`` or
        ``@``, which a spreadsheet would run as formulas. Needed where labels come from people you
        do not trust and somebody opens the file in a spreadsheet; reading drops it again.

    Raises
    ------
    InvalidInput
        A batch, a layout that does not fit, labels that would not be read back.
    """
    name = file_name(path, "write_table")
    if not name:
        raise InvalidInput("write_table: path is ''; give the name of a file")
    if delimiter is None:
        delimiter = "\t" if name.lower().endswith(".tsv") else ","
    text = format_table(
        game,
        layout=layout,
        floats=floats,
        delimiter=delimiter,
        escape_formulas=escape_formulas,
    )
    put(path, encode(text, "write_table"))


def parse_table(
    text: str,
    name: str = "<text>",
    *,
    layout: Layout | None = None,
    exact: bool = True,
    delimiter: str | None = None,
) -> NormalFormGame:
    """Read a game from the text of a table; see :func:`read_table`."""
    if delimiter is None:
        delimiter = sniffed_delimiter(text, name)
    if layout is not None:
        choice(layout, get_args(Layout), "layout", "read_table")
    rows = parse_rows(text, name, delimiter)
    table = Table(name, rows, exact, delimiter)
    filled = [row for row in rows if is_filled(row)]
    if not filled:
        table.fail(Cell("", 1, 1), "the table is empty; expected a row of labels")
    blocks = blocks_of(rows)
    if layout is None:
        layout = "cells"
        if any(cell.text.startswith(PAYOFF) for cell in filled[0]):
            layout = "profiles"
        elif is_bare(table, blocks):
            layout = "bare"
        elif len(blocks) > 1:
            layout = "blocks"
    if layout == "profiles":
        return parse_profiles(table, filled)
    if layout == "blocks":
        return parse_blocks(table, blocks)
    if layout == "cells":
        return parse_cells(table, filled)
    return parse_bare(table, blocks)


def format_table(
    game: NormalFormGame,
    *,
    layout: Layout | None = None,
    floats: FloatStyle = "shortest",
    delimiter: str = ",",
    escape_formulas: bool = False,
) -> str:
    """Text of a table; see :func:`read_table` and :func:`write_table`."""
    where = "write_table"
    instance(game, NormalFormGame, where)
    escape_formulas = flag(escape_formulas, "escape_formulas", where)
    choice(floats, get_args(FloatStyle), "floats", where)
    if layout is not None:
        choice(layout, get_args(Layout), "layout", where)
    if game.batch_shape:
        raise InvalidInput(
            f"{where}: a batch of shape {game.batch_shape}; a table holds one game, give game[k]"
        )
    check_delimiter(delimiter, where)
    n = game.num_players
    layout = layout or ("cells" if n == 2 else "profiles")
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
        bare = layout == "bare"
        if bare and game != NormalFormGame(game.payoffs, players=2):
            raise InvalidInput(
                f"{where}: layout 'bare' has no place for the labels {game.players} and "
                f"{game.actions}; give 'cells' or 'blocks'"
            )
        if not bare and all(map(is_number, (*game.players, *game.actions[0], *game.actions[1]))):
            # Nothing but numbers could also be read without labels: leave the corners empty.
            if game.players != ("1", "2"):
                raise InvalidInput(
                    f"{where}: layout 'blocks' with nothing but numbers for labels, "
                    f"{game.players} and {game.actions}, reads like bare payoffs; give 'cells'"
                )
            corners: tuple[str, ...] = ("", "")
        else:
            corners = game.players
        rows = []
        for corner, matrix in zip(corners, game.payoffs.tolist(), strict=True):
            if not bare:
                rows.append([corner, *game.actions[1]])
            for label, row in zip(game.actions[0], matrix, strict=True):
                rows.append([*([] if bare else [label]), *map(number, row)])
            rows.append([])
        rows.pop()

    def cell(text: str) -> str:
        return text if is_number(text) else escaped(text, escape_formulas)

    return "".join(format_row([*map(cell, row)], delimiter) + "\n" for row in rows)


def _refuse_unwritable(label: str, where: str) -> None:
    if label != label.strip() or not label or label.startswith(PAYOFF):
        raise InvalidInput(
            f"{where}: label {label!r} would not be read back from a table: it is blank, starts "
            f"or ends with a space, or starts with {PAYOFF!r}; write the game to a .nfg file"
        )
