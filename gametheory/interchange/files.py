"""``read_game`` and ``write_game``: one door for all file formats."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, get_args

from gametheory.arguments import choice, file_name, flag
from gametheory.arguments import text as text_of
from gametheory.errors import InvalidInput, shown
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.normal_form import NormalFormGame
from gametheory.interchange.numerals import FloatStyle
from gametheory.interchange.strategic_files import (
    StrategicFile,
    format_strategic,
    parse_strategic,
)
from gametheory.interchange.tokens import Scanner, decode, encode, put
from gametheory.interchange.tree_files import format_tree, parse_tree

PathLike = str | os.PathLike[str]
Game = NormalFormGame | ExtensiveFormGame

TABLES = (".csv", ".tsv")


def read_game(path: PathLike, *, exact: bool = True) -> Game:
    """Read a game from a file of Gambit, GameTracer or an action graph, or from a payoff table.

    ``.nfg``, ``.efg`` and ``.agg`` files are told apart by their first word, ``.gam`` files and
    tables (``.csv``, ``.tsv``) by their ending. An action-graph game is expanded to the strategic
    form where that has at most 20,000,000 cells (profiles times players and nodes).

    Parameters
    ----------
    path : path
    exact : bool
        With ``True`` (default) numbers are what is written: ``0.1`` is 1/10. A game whose payoffs
        are all integers holds ``int64``, else :class:`~fractions.Fraction`. With ``False`` each
        number is rounded once to the nearest double (chance probabilities stay exact).

    Returns
    -------
    NormalFormGame or ExtensiveFormGame
        Labels are kept. Where a file repeats a label (Gambit allows it) its occurrences are
        numbered ``x_1``, ``x_2``, ...; a tree keeps title, comment and the names of nodes and
        outcomes, for a strategic game they are in
        :func:`~gametheory.interchange.files.read_strategic_file`.

    Raises
    ------
    ParseError
        (a ``ValueError``) The file is malformed; the message starts ``file:line:column`` and says
        what was expected.
    TooLarge
        A table with more than 4,000,000 cells, an action-graph game beyond the limit.
    OSError
        The file cannot be read.

    Warns
    -----
    UserWarning
        Text follows the tree of an ``.efg`` file; like Gambit, this does not read it.

    Notes
    -----
    In an ``.nfg`` file player 1's strategy varies fastest; ``payoffs`` is indexed
    ``[player, action of player 1, ..., action of player N]`` whatever the file's order.
    Files are UTF-8. A number may have a sign, a point, an exponent, or be a ratio ``a/b``; a
    backslash escapes a quote inside a label. A tree may omit the description of an information
    set, event or outcome after its first appearance, but not change it.

    Examples
    --------
    >>> import gametheory as gt, tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "dilemma.nfg")
    >>> game = gt.NormalFormGame.from_bimatrix([[2, 0], [3, 1]], [[2, 3], [0, 1]])
    >>> gt.write_game(game, path)
    >>> gt.read_game(path) == game
    True
    """
    name = file_name(path, "read_game")
    exact = flag(exact, "exact", "read_game")
    text = decode(Path(path).read_bytes(), name)
    if name.lower().endswith(TABLES):
        from gametheory.interchange.tables import parse_table

        return parse_table(text, name, exact=exact)
    ending = Path(name).suffix.lower()
    if ending == ".gam":
        from gametheory.interchange.gametracer_files import parse_gametracer

        return parse_gametracer(text, name, exact=exact)
    if ending == ".agg" or text.lstrip().startswith(("#AGG", "#BAGG")):
        from gametheory.interchange.action_graph_files import parse_action_graph

        return parse_action_graph(text, name, exact=exact)
    scan = Scanner(text, name)
    first = scan.peek()
    if first.text == "NFG":
        return parse_strategic(text, name, exact=exact).game
    if first.text == "EFG":
        return parse_tree(text, name, exact=exact)
    scan.fail(first.start, f"expected 'NFG' or 'EFG' at the start of a game file; found {first}")


def read_strategic_file(path: PathLike, *, exact: bool = True) -> StrategicFile:
    """Read an ``.nfg`` file with its title, comment and the names of its outcomes."""
    name = file_name(path, "read_strategic_file")
    exact = flag(exact, "exact", "read_strategic_file")
    return parse_strategic(decode(Path(path).read_bytes(), name), name, exact=exact)


def write_game(
    game: Game | StrategicFile,
    path: PathLike,
    *,
    title: str | None = None,
    comment: str | None = None,
    version: Literal["payoffs", "outcomes"] = "payoffs",
    floats: FloatStyle = "shortest",
) -> None:
    """Write one game as ``.nfg`` (strategic games), ``.efg`` (trees) or a payoff table (``.csv``).

    Parameters
    ----------
    game : NormalFormGame, ExtensiveFormGame or StrategicFile
        One game, not a batch. A tree given a path that ends in ``.nfg`` is refused: write
        ``game.to_normal_form()``.
    path : path
        Ends in ``.nfg``, ``.efg``, ``.csv`` or ``.tsv``.
    title, comment : str, optional
        By default those of the tree or of the file that was read.
    version : {"payoffs", "outcomes"}
        Of an ``.nfg`` file: payoffs profile by profile, or outcomes and where they occur.
    floats : {"shortest", "rational"}
        A double is written as the shortest decimal that reads back to it with ``exact=False``, or
        as the ratio of integers that it stores, which is the same number read exactly.

    Raises
    ------
    InvalidInput
        A batch, an unknown ending, or a game that does not fit the ending.

    Examples
    --------
    >>> import gametheory as gt, tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "pennies.nfg")
    >>> game = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> gt.write_game(game, path, title="pennies", version="outcomes")
    >>> print(path.read_text().splitlines()[-2:])
    ['}', '1 2 2 1']
    """
    where = "write_game"
    name = file_name(path, where)
    if not isinstance(game, NormalFormGame | ExtensiveFormGame | StrategicFile):
        raise InvalidInput(
            f"{where}: expected a NormalFormGame, ExtensiveFormGame or StrategicFile, "
            f"got {shown(game)}"
        )
    title = None if title is None else text_of(title, "title", where)
    comment = None if comment is None else text_of(comment, "comment", where)
    choice(version, ("payoffs", "outcomes"), "version", where)
    choice(floats, get_args(FloatStyle), "floats", where)
    ending = Path(name).suffix.lower()
    if isinstance(game, ExtensiveFormGame):
        if ending != ".efg":
            raise InvalidInput(
                f"{where}: a game in extensive form goes to a path ending in .efg, not {name!r}; "
                "for .nfg or .csv write game.to_normal_form()"
            )
        import attrs

        text = format_tree(
            attrs.evolve(
                game,
                title=game.title if title is None else title,
                comment=game.comment if comment is None else comment,
            ),
            floats=floats,
        )
    elif ending in TABLES:
        from gametheory.interchange.tables import format_table

        strategic = game.game if isinstance(game, StrategicFile) else game
        text = format_table(strategic, floats=floats, delimiter=_delimiter(name))
    elif ending == ".nfg":
        file = game if isinstance(game, StrategicFile) else StrategicFile(game)
        file = StrategicFile(
            file.game,
            file.title if title is None else title,
            file.comment if comment is None else comment,
            file.outcomes,
        )
        text = format_strategic(file, outcomes=version == "outcomes", floats=floats)
    else:
        raise InvalidInput(
            f"{where}: path {name!r} does not end in .nfg, .csv or .tsv; a game in strategic form "
            "needs one that does"
        )
    put(path, encode(text, where))


def _delimiter(name: str) -> str:
    return "\t" if name.lower().endswith(".tsv") else ","
