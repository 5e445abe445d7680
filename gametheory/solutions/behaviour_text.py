"""Equilibria of trees as text: behaviour strategies in a table, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from typing import Any

import numpy as np

from gametheory.errors import UnknownName
from gametheory.games.labels import escaped
from gametheory.solutions.behaviour import BehaviourProfile
from gametheory.solutions.text import FORMATS, Format
from gametheory.solutions.trees import BehaviourEquilibria


def render_behaviour(
    equilibria: BehaviourEquilibria, format: Format = "table", *, escape_formulas: bool = False
) -> str:
    """Text of equilibria in behaviour strategies.

    Parameters
    ----------
    equilibria : BehaviourEquilibria
        Of one game or of a batch.
    format : {"table", "json", "csv"}
        - ``table``: for people; for each equilibrium one line for each player and information
          set, with the actions taken.
        - ``json``: one object with ``players``, ``batch_shape``, ``exact`` and ``games``; each
          game has ``game``, ``count``, ``complete``, ``status`` and ``equilibria``, each of these
          with ``behaviour`` (player → information set → action → probability), ``payoffs`` and
          ``regret``. Exact numbers are strings, ``"1/3"``.
        - ``csv``: one line for each equilibrium, under the names of
          :meth:`gametheory.BehaviourEquilibria.to_dataframe`.
    escape_formulas : bool
        Of ``csv``: put an apostrophe before names that begin with ``=``, ``+``, ``-`` or ``@``,
        which a spreadsheet would run as formulas.

    Raises
    ------
    UnknownName
        (a ``ValueError``) Another format.
    """
    if format == "table":
        return _table(equilibria)
    if format == "json":
        return json.dumps(_as_data(equilibria), ensure_ascii=False, indent=1) + "\n"
    if format == "csv":
        return _csv(equilibria, escape_formulas)
    raise UnknownName("format", str(format), FORMATS, "render_behaviour")


def _value(number: Any) -> str | float:
    if isinstance(number, float | np.floating):
        return float(number)
    return str(Fraction(int(number.numerator), int(number.denominator)))


def _shown(number: Any) -> str:
    value = _value(number)
    return f"{value:.6g}" if isinstance(value, float) else value


def _as_data(equilibria: BehaviourEquilibria) -> dict[str, Any]:
    complete, status = np.ravel(equilibria.complete), np.ravel(equilibria.status)
    games = []
    for g in range(len(status)):
        rows = range(int(equilibria.offsets[g]), int(equilibria.offsets[g + 1]))
        games.append(
            {
                "game": g,
                "count": len(rows),
                "complete": bool(complete[g]),
                "status": str(status[g]),
                "equilibria": [_row(equilibria, t) for t in rows],
            }
        )
    return {
        "players": list(equilibria.game.players),
        "batch_shape": list(equilibria.batch_shape),
        "exact": equilibria.exact,
        "games": games,
    }


def _row(equilibria: BehaviourEquilibria, t: int) -> dict[str, Any]:
    said = equilibria.profile(t).to_dict()
    return {
        "behaviour": {
            player: {h: {a: _value(p) for a, p in choice.items()} for h, choice in sets.items()}
            for player, sets in said.items()
        },
        "payoffs": [_value(u) for u in equilibria.payoffs[t]],
        "regret": _value(equilibria.regret[t]),
    }


def _csv(equilibria: BehaviourEquilibria, formulas: bool) -> str:
    frame = equilibria.to_dataframe()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(escaped(name, formulas) for name in frame.columns), "complete"])
    complete = np.ravel(equilibria.complete)
    for row in frame.itertuples(index=False, name=None):
        game = int(row[0])
        writer.writerow([game, *map(_value, row[1:]), str(bool(complete[game])).lower()])
    return out.getvalue()


def _table(equilibria: BehaviourEquilibria) -> str:
    lines = []
    status = np.ravel(equilibria.status)
    for g in range(len(status)):
        rows = range(int(equilibria.offsets[g]), int(equilibria.offsets[g + 1]))
        name = f"game {g}: " if equilibria.batch_shape else ""
        number = "1 equilibrium" if len(rows) == 1 else f"{len(rows)} equilibria"
        lines.append(f"{name}{number}")
        for t in rows:
            lines += _behaviour_lines(equilibria.profile(t))
            paid = "  ".join(_shown(u) for u in equilibria.payoffs[t])
            lines += [f"  payoffs  {paid}  regret  {_shown(equilibria.regret[t])}", ""]
        lines += [str(status[g]), ""]
    return "\n".join(lines[:-1] or [f"no games, batch shape {equilibria.batch_shape}"]) + "\n"


def _behaviour_lines(profile: BehaviourProfile) -> list[str]:
    rows = []
    for player, sets in profile.to_dict().items():
        for h, choice in sets.items():
            taken = {a: p for a, p in choice.items() if p}
            text = "  ".join(a if p == 1 else f"{_shown(p)} {a}" for a, p in taken.items())
            rows.append((player, h, text))
    widths = [max((len(row[c]) for row in rows), default=0) for c in range(2)]
    return [f"  {p.ljust(widths[0])}  {h.ljust(widths[1])}  {text}" for p, h, text in rows]
