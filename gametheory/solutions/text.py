"""Equilibria as text: an aligned table, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from itertools import chain
from typing import Any, Literal

import numpy as np

from gametheory.errors import UnknownName, visible
from gametheory.games.labels import escaped
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.showing import ALIKE, column_names
from gametheory.solutions.status import Status

Format = Literal["table", "json", "csv"]
FORMATS: tuple[Format, ...] = ("table", "json", "csv")


def render_equilibria(
    equilibria: Equilibria, format: Format = "table", *, escape_formulas: bool = False
) -> str:
    """Text of a listing of equilibria.

    Parameters
    ----------
    equilibria : Equilibria
        Of one game or of a batch.
    format : {"table", "json", "csv"}
        - ``table``: for people; one line for each equilibrium, and what is known of each game.
        - ``json``: one object with ``players``, ``actions``, ``batch_shape``, ``exact`` and
          ``games``; each game has ``game`` (its index in the flattened batch), ``count``,
          ``degenerate``, ``complete``, ``status`` and ``equilibria``, each of these with
          ``strategies``, ``payoffs``, ``regret`` and ``index``. Exact numbers are strings,
          ``"1/3"``; doubles are numbers and read back to the same double.
        - ``csv``: one line for each equilibrium with its game's flags, under a line of names,
          which are those of :meth:`gametheory.Equilibria.to_dataframe`.
    escape_formulas : bool
        Of ``csv``: put an apostrophe before names that begin with ``=``, ``+``, ``-`` or ``@``,
        which a spreadsheet would run as formulas.

    Returns
    -------
    str
        Ends with a line break.

    Raises
    ------
    UnknownName
        (a ``ValueError``) Another format.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame([[[2, 0], [3, 1]], [[2, 3], [0, 1]]], players=["A", "B"])
    >>> print(render_equilibria(gt.pure_nash_equilibria(game), "csv"), end="")
    game,A:1,A:2,B:1,B:2,payoff A,payoff B,regret,index,degenerate,complete
    0,0,1,0,1,1,1,0,1,false,true
    """
    if format == "table":
        return _table(equilibria)
    if format == "json":
        return (
            json.dumps(_as_data(equilibria), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        )
    if format == "csv":
        return _csv(equilibria, escape_formulas)
    raise UnknownName("format", str(format), FORMATS, "render_equilibria")


def _value(number: Any) -> str | float:
    if isinstance(number, float | np.floating):
        return float(number)
    return str(Fraction(int(number.numerator), int(number.denominator)))


def _as_data(equilibria: Equilibria) -> dict[str, Any]:
    game = equilibria.game
    counts = equilibria.counts.ravel()
    degenerate, complete = equilibria.degenerate.ravel(), equilibria.complete.ravel()
    status = equilibria.status.ravel()
    games = []
    for g in range(counts.size):
        rows = range(int(equilibria.offsets[g]), int(equilibria.offsets[g + 1]))
        games.append(
            {
                "game": g,
                "count": int(counts[g]),
                "degenerate": bool(degenerate[g]),
                "complete": bool(complete[g]),
                "status": str(status[g]),
                "equilibria": [_row_data(equilibria, t) for t in rows],
            }
        )
    return {
        "players": list(game.players),
        "actions": [list(a) for a in game.actions],
        "batch_shape": list(equilibria.batch_shape),
        "exact": game.is_exact,
        "games": games,
    }


def _row_data(equilibria: Equilibria, t: int) -> dict[str, Any]:
    return {
        "strategies": [[_value(p) for p in s[t]] for s in equilibria.strategies],
        "payoffs": [_value(u) for u in equilibria.payoffs[t]],
        "regret": _value(equilibria.regret[t]),
        "index": int(equilibria.index[t]),
    }


def _csv(equilibria: Equilibria, formulas: bool) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    probability, payoff = column_names(equilibria.game)
    flags = ["degenerate", "complete"]
    names = [escaped(name, formulas) for name in (*chain(*probability), *payoff)]
    writer.writerow(["game", *names, "regret", "index", *flags])
    degenerate, complete = equilibria.degenerate.ravel(), equilibria.complete.ravel()
    for t in range(len(equilibria)):
        g = int(equilibria.game_index[t])
        row = _row_data(equilibria, t)
        mixed = [p for strategy in row["strategies"] for p in strategy]
        writer.writerow(
            [
                g,
                *mixed,
                *row["payoffs"],
                row["regret"],
                row["index"],
                str(bool(degenerate[g])).lower(),
                str(bool(complete[g])).lower(),
            ]
        )
    return out.getvalue()


def _shown(number: Any) -> str:
    value = _value(number)
    return f"{value:.6g}" if isinstance(value, float) else value


def _table(equilibria: Equilibria) -> str:
    probability, payoff = column_names(equilibria.game)
    heads = [*map(visible, chain(*probability)), *map(visible, payoff), "regret", "index"]
    counts = equilibria.counts.ravel()
    status, degenerate = equilibria.status.ravel(), equilibria.degenerate.ravel()
    complete = equilibria.complete.ravel()
    lines = []
    for g in range(counts.size):
        body = [
            [
                *(_shown(p) for s in equilibria.strategies for p in s[t]),
                *(_shown(u) for u in equilibria.payoffs[t]),
                _shown(equilibria.regret[t]),
                f"{int(equilibria.index[t]):+d}" if equilibria.index[t] else "-",
            ]
            for t in range(int(equilibria.offsets[g]), int(equilibria.offsets[g + 1]))
        ]
        name = f"game {g}: " if equilibria.batch_shape else ""
        number = "1 equilibrium" if counts[g] == 1 else f"{counts[g]} equilibria"
        if not counts[g] and not complete[g]:
            number = "none found"  # there may be some all the same
            if equilibria.status_code.ravel()[g] == Status.SELECTED:
                number = "none selected"
        lines.append(f"{name}{number}{', degenerate game' if degenerate[g] else ''}")
        if body:
            widths = [max(len(row[c]) for row in [heads, *body]) for c in range(len(heads))]
            for row in [heads, *body]:
                cells = [text.rjust(w) for text, w in zip(row, widths, strict=True)]
                lines.append("  " + "  ".join(cells).rstrip())
            weights = [tuple(row[: len(heads) - len(payoff) - 2]) for row in body]
            if len(set(weights)) < len(weights):
                lines.append(ALIKE)
        lines.append(str(status[g]))
        lines.append("")
    return "\n".join(lines[:-1] or [f"no games, batch shape {equilibria.batch_shape}"]) + "\n"
