"""Payoff matrices shown: text for consoles, HTML for notebooks, LaTeX for papers."""

from __future__ import annotations

import html
import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, visible

if TYPE_CHECKING:
    from gametheory.games.normal_form import NormalFormGame

MAX_SHOWN = 20
"""Rows and columns of a notebook table; larger games are cut and say so."""

MAX_SLICES = 8
"""Tables shown in a notebook for a game of more than two players."""


SMALL = 64
"""Cells up to which a bare expression shows the payoffs."""


def is_small(game: NormalFormGame) -> bool:
    """Whether a game is shown whole where it is named."""
    tables = math.prod(game.num_actions[2:])
    whole = tables <= MAX_SLICES and max(game.num_actions[:2]) <= MAX_SHOWN
    return whole and not game.batch_shape and math.prod(game.num_actions) <= SMALL


def to_text(game: NormalFormGame) -> str:
    """Aligned tables of one game, of a batch of the first: rows are player 1's actions.

    Cut as :func:`to_html` is; control characters in labels are escaped.
    """
    if game.num_games == 0:
        return ""
    shown = _first(game)
    lines = [f"  first of {game.num_games} games:"] if game.batch_shape else []
    total = math.prod(shown.num_actions[2:])
    for others in itertools.islice(np.ndindex(*shown.num_actions[2:]), MAX_SLICES):
        caption = _slice_name(shown, others)
        lines += [f"  {visible(caption)}"] if caption else []
        lines += _text_table(shown, others)
    if total > MAX_SLICES:
        lines.append(f"  ... {MAX_SLICES} of {total} tables shown")
    return "\n".join(lines)


def _text_table(game: NormalFormGame, others: tuple[int, ...]) -> list[str]:
    (_, rows), (second, columns) = _sides(game)
    corner = f"{game.players[0]} \\ {second}" if second else game.players[0]
    cut = [len(names) > MAX_SHOWN for names in (rows, columns)]
    columns = columns[:MAX_SHOWN]
    table = [[corner, *columns, *["..."] * cut[1]]]
    for a, name in enumerate(rows[:MAX_SHOWN]):
        cells = [_cell(game, None, (a, b, *others)) for b in range(len(columns))]
        table.append([name, *cells, *["..."] * cut[1]])
    table += [["..."] * len(table[0])] * cut[0]
    table = [[visible(text) for text in row] for row in table]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  " + "  ".join(text.rjust(w) for text, w in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def to_html(game: NormalFormGame, *, best_replies: bool = True) -> str:
    """HTML tables of one game: rows are player 1's actions, columns player 2's.

    Of a batch the first game is shown and the number of games told. With more than two players
    there is one table for each choice of players 3 to N. Best replies are underlined (player
    ``i``'s payoff is the largest over its own actions, the others' fixed). Labels are escaped.
    Large games are cut to 20 rows, 20 columns and 8 tables, and say so.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame([[[2, 0], [3, 1]], [[2, 3], [0, 1]]], actions=[["a<b", "c"]] * 2)
    >>> "a&lt;b" in to_html(game), "<u>1</u>, <u>1</u>" in to_html(game)
    (True, True)
    """
    shown = _first(game)
    marked = _best_replies(shown.payoffs) if best_replies else None
    notes = []
    if game.batch_shape:
        notes.append(f"first of {game.num_games} games, batch shape {game.batch_shape}")
    if marked is not None:
        notes.append("best replies underlined")
    parts = []
    slices = list(itertools.islice(np.ndindex(*shown.num_actions[2:]), MAX_SLICES))
    for others in slices:
        parts.append(_html_table(shown, marked, others))
    total = int(np.prod(shown.num_actions[2:], dtype=np.int64))
    if total > len(slices):
        notes.append(f"{len(slices)} of {total} tables shown")
    cut = [m for m in shown.num_actions[:2] if m > MAX_SHOWN]
    if cut:
        notes.append(f"{' x '.join(map(str, shown.num_actions[:2]))} actions, cut to {MAX_SHOWN}")
    note = f"<p><small>{_escaped('; '.join(notes))}</small></p>" if notes else ""
    return f"<div>{''.join(parts)}{note}</div>"


def to_latex(game: NormalFormGame, *, best_replies: bool = False) -> str:
    r"""LaTeX ``tabular`` of one game (one for each choice of players 3 to N).

    Needs no package beyond LaTeX itself. Fractions are written as ``\frac``; with
    ``best_replies`` they are underlined.

    Raises
    ------
    InvalidInput
        A batch that is not one game.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame.from_bimatrix([[1, 0]], [[2, 3]], actions=[["T"], ["L", "R"]])
    >>> print(to_latex(game))
    \begin{tabular}{r|cc}
     1 $\backslash$ 2 & L & R \\ \hline
     T & $1,\;2$ & $0,\;3$ \\
    \end{tabular}
    """
    if game.batch_shape:
        raise InvalidInput(f"to_latex: a batch of shape {game.batch_shape}; give one game, game[k]")
    marked = _best_replies(game.payoffs) if best_replies else None
    parts = []
    (_, rows), (second, columns) = _sides(game)
    for others in np.ndindex(*game.num_actions[2:]):
        caption = _slice_name(game, others)
        lines = [f"\\begin{{tabular}}{{r|{'c' * len(columns)}}}"]
        players = f"{_tex(game.players[0])} $\\backslash$ {_tex(second)}"
        lines.append(f" {players} & {' & '.join(_tex(c) for c in columns)} \\\\ \\hline")
        for a, row in enumerate(rows):
            cells = [_tex_cell(game, marked, (a, b, *others)) for b in range(len(columns))]
            lines.append(f" {_tex(row)} & {' & '.join(cells)} \\\\")
        if caption:
            lines.append(f" \\multicolumn{{{len(columns) + 1}}}{{c}}{{{_tex(caption)}}} \\\\")
        lines.append("\\end{tabular}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _first(game: NormalFormGame) -> NormalFormGame:
    if not game.batch_shape:
        return game
    if game.num_games == 0:
        raise InvalidInput("to_html: an empty batch has no game to show")
    return game.with_payoffs(game.flat_payoffs[0])


def _best_replies(payoffs: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.stack([u == u.max(axis=i, keepdims=True) for i, u in enumerate(payoffs)])


def _sides(game: NormalFormGame) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names and labels of rows and of columns; one player alone has one column of payoffs."""
    named = list(zip(game.players, game.actions, strict=True))[:2]
    return (*named, ("", ("payoff",))) if len(named) == 1 else tuple(named)


def _slice_name(game: NormalFormGame, others: tuple[int, ...]) -> str:
    return ", ".join(
        f"{game.players[i]}: {game.actions[i][a]}" for i, a in enumerate(others, start=2)
    )


def _html_table(
    game: NormalFormGame, marked: npt.NDArray[np.bool_] | None, others: tuple[int, ...]
) -> str:
    (_, rows), (second, every) = _sides(game)
    rows, columns = rows[:MAX_SHOWN], every[:MAX_SHOWN]
    more = len(every) > MAX_SHOWN
    caption = _slice_name(game, others)
    out = ["<table>"]
    if caption:
        out.append(f"<caption>{_escaped(caption)}</caption>")
    corner = f"{_escaped(game.players[0])} \\ {_escaped(second)}"
    heads = "".join(f'<th scope="col">{_escaped(c)}</th>' for c in columns)
    out.append(f"<thead><tr><th>{corner}</th>{heads}{'<th>…</th>' if more else ''}</tr></thead>")
    out.append("<tbody>")
    for a, row in enumerate(rows):
        cells = "".join(
            f"<td>{_cell(game, marked, (a, b, *others))}</td>" for b in range(len(columns))
        )
        ellipsis = "<td>…</td>" if more else ""
        out.append(f'<tr><th scope="row">{_escaped(row)}</th>{cells}{ellipsis}</tr>')
    if len(game.actions[0]) > MAX_SHOWN:
        out.append(f"<tr><th>…</th>{'<td>…</td>' * (len(columns) + more)}</tr>")
    out.append("</tbody></table>")
    return "".join(out)


def _cell(
    game: NormalFormGame, marked: npt.NDArray[np.bool_] | None, profile: tuple[int, ...]
) -> str:
    profile = profile[: game.num_players]
    values = np.moveaxis(game.payoffs, 0, -1)[profile]
    texts = [_plain(v) for v in values.tolist()]
    if marked is not None:
        best = np.moveaxis(marked, 0, -1)[profile]
        texts = [f"<u>{t}</u>" if b else t for t, b in zip(texts, best, strict=True)]
    return ", ".join(texts)


def _tex_cell(
    game: NormalFormGame, marked: npt.NDArray[np.bool_] | None, profile: tuple[int, ...]
) -> str:
    profile = profile[: game.num_players]
    values = np.moveaxis(game.payoffs, 0, -1)[profile]
    texts = [_tex_number(v) for v in values.tolist()]
    if marked is not None:
        best = np.moveaxis(marked, 0, -1)[profile]
        texts = [f"\\underline{{{t}}}" if b else t for t, b in zip(texts, best, strict=True)]
    return "$" + ",\\;".join(texts) + "$"


def _escaped(text: str) -> str:
    return html.escape(visible(text))


def _plain(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _tex_number(value: Any) -> str:
    if isinstance(value, Fraction) and value.denominator != 1:
        sign = "-" if value < 0 else ""
        return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    text = _plain(value)
    if "e" in text:
        mantissa, power = text.split("e")
        return f"{mantissa}\\times 10^{{{int(power)}}}"
    return text


_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\char34{}",
    **{c: "\\" + c for c in "&%$#_{}"},
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(c, c) for c in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
