"""Gambit's ``.nfg`` files: strategic games by payoffs or by outcomes."""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels
from gametheory.errors import InvalidInput
from gametheory.games.normal_form import NormalFormGame
from gametheory.interchange.labels import distinct_labels, quote
from gametheory.interchange.numerals import FloatStyle, read_number, write_number
from gametheory.interchange.tokens import END, STRING, WORD, Scanner

MAX_PLAYERS = 30  # payoffs need one axis more, and NumPy iterates over at most 32


@attrs.frozen(eq=False)
class Outcomes:
    """Named outcomes of a strategic game; row 0 is the null outcome, which pays nothing.

    Attributes
    ----------
    labels : tuple of str
        May be blank and may repeat.
    payoffs : (num_outcomes + 1, N)
    index : (m_1, ..., m_N) int64
        The outcome of each profile.
    """

    labels: Labels
    payoffs: npt.NDArray[Any]
    index: npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class StrategicFile:
    """What an ``.nfg`` file says: the game, and what a game has no place for.

    Attributes
    ----------
    game : NormalFormGame
    title, comment : str
    outcomes : Outcomes, optional
        Of an outcome version: the outcomes and where they occur.
    """

    game: NormalFormGame
    title: str = ""
    comment: str = ""
    outcomes: Outcomes | None = None


def parse_strategic(text: str, name: str = "<text>", *, exact: bool = True) -> StrategicFile:
    """Read the text of an ``.nfg`` file, payoff or outcome version.

    See :func:`gametheory.interchange.files.read_game` for the conventions.

    Examples
    --------
    >>> file = parse_strategic('NFG 1 R "dilemma" {"A" "B"} {2 2}  2 2 3 0 0 3 1 1')
    >>> file.game.payoffs[0].tolist()
    [[2, 0], [3, 1]]
    """
    scan = Scanner(text, name, exact)
    scan.expect_word("NFG", "'NFG' at the start of a strategic game")
    scan.expect_word("1", "version 1 of the format")
    _number_type(scan)
    title = scan.string("the title of the game")
    players_at = scan.peek().start
    players = scan.strings("the name of a player")
    if not players:
        scan.fail(players_at, "no players; a strategic game needs at least one")
    if len(players) > MAX_PLAYERS:
        scan.fail(players_at, f"{len(players)} players; at most {MAX_PLAYERS} are read")
    sizes, strategies = _strategies(scan, players)
    comment = scan.optional_string()
    names = distinct_labels(players)
    outcomes: Outcomes | None = None
    if scan.at_mark("{"):
        payoffs, outcomes = _outcome_body(scan, players, sizes)
    else:
        payoffs = _payoff_body(scan, players, sizes)
    actions = None if strategies is None else [distinct_labels(labels) for labels in strategies]
    game = NormalFormGame(payoffs, players=names, actions=actions)
    return StrategicFile(game, title, comment or "", outcomes)


def format_strategic(
    file: StrategicFile, *, outcomes: bool = False, floats: FloatStyle = "shortest"
) -> str:
    """Text of an ``.nfg`` file, in the payoff version or, on request, the outcome version.

    Strategies are written by label in both versions; Gambit reads that, although its manual
    describes only their numbers in the payoff version.
    """
    game = file.game
    where = "write_game"
    if game.batch_shape:
        raise InvalidInput(
            f"{where}: a batch of shape {game.batch_shape}; a file holds one game, give game[k]"
        )
    head = [
        f"NFG 1 R {quote(file.title)} {_braced(quote(p) for p in game.players)}",
        "",
        "{",
        *(_braced(quote(a) for a in labels) for labels in game.actions),
        "}",
        quote(file.comment),
        "",
    ]
    rows = _profiles_first_player_fastest(game.payoffs)
    texts = [[write_number(v, floats, where) for v in row] for row in rows]
    if not outcomes:
        return "\n".join([*head, *(" ".join(row) for row in texts)]) + "\n"
    if file.outcomes is None:  # one outcome for each payoff vector that occurs
        numbers: dict[tuple[str, ...], int] = {}
        index = [numbers.setdefault(tuple(row), len(numbers) + 1) for row in texts]
        listed = [("", row) for row in numbers]
    else:
        index, listed = _kept_outcomes(file.outcomes, game, floats)
    blocks = [f"{{ {quote(label)} {', '.join(row)} }}" for label, row in listed]
    return "\n".join([*head, "{", *blocks, "}", " ".join(str(k) for k in index)]) + "\n"


def _kept_outcomes(
    outcomes: Outcomes, game: NormalFormGame, floats: FloatStyle
) -> tuple[list[int], list[tuple[str, tuple[str, ...]]]]:
    paid = np.moveaxis(outcomes.payoffs[outcomes.index], -1, 0)
    if not np.array_equal(paid, game.payoffs):
        raise InvalidInput(
            "write_game: the outcomes do not pay what the game does; leave them out to write "
            "one outcome for each payoff vector"
        )
    rows = outcomes.payoffs[1:].tolist()
    texts = [tuple(write_number(v, floats, "write_game") for v in row) for row in rows]
    index: list[int] = outcomes.index.ravel(order="F").tolist()
    return index, list(zip(outcomes.labels[1:], texts, strict=True))


def _number_type(scan: Scanner) -> None:
    token = scan.take()
    if token.kind != WORD or token.text not in ("R", "D"):
        scan.fail(token.start, f"expected 'R' (or the old 'D'); found {token}")


def _strategies(scan: Scanner, players: list[str]) -> tuple[list[int], list[list[str]] | None]:
    """Sizes, and labels where the file gives labels."""
    opened = scan.mark("{", "before the strategies")
    sizes: list[int] = []
    labels: list[list[str]] = []
    by_label = scan.at_mark("{")
    while not scan.at_mark("}"):
        if len(sizes) == len(players):
            scan.fail(
                scan.peek().start,
                f"strategies for more than {len(players)} players; expected '}}'",
            )
        player = players[len(sizes)]
        if by_label:
            start = scan.peek().start
            labels.append(scan.strings(f"a strategy of player {player!r}"))
            if not labels[-1]:
                scan.fail(start, f"player {player!r} has no strategy; give at least one")
            sizes.append(len(labels[-1]))
        else:
            sizes.append(scan.whole(f"the number of strategies of player {player!r}", 1)[0])
    if len(sizes) != len(players):
        scan.fail(
            opened.start if not sizes else scan.peek().start,
            f"strategies for {len(sizes)} players; expected them for {len(players)}",
        )
    scan.take()
    return sizes, labels if by_label else None


def _payoff_body(scan: Scanner, players: list[str], sizes: list[int]) -> npt.NDArray[Any]:
    n, profiles = len(players), math.prod(sizes)
    wanted = n * profiles
    first = scan.peek()
    values = _fast_numbers(scan, first.start, wanted)
    if values is None:
        values = []
        while len(values) < wanted:
            token = scan.peek()
            if token.kind == END:
                scan.fail(
                    token.start,
                    f"the file ends after {len(values)} payoffs; expected {wanted} "
                    f"({n} players x {profiles} profiles)",
                )
            values.append(scan.number(f"payoff {len(values) + 1} of {wanted}"))
        _end(scan, f"{wanted} payoffs")
    table = np.array(values, dtype=np.float64 if not scan.exact else object)
    return _from_first_player_fastest(table.reshape(profiles, n), sizes)


def _fast_numbers(scan: Scanner, start: int, wanted: int) -> list[Any] | None:
    """All payoffs at once where the rest of the text is nothing else; ``None`` asks for the slow
    way, which knows the place of what is wrong."""
    body = scan.text[start:]
    if '"' in body or "{" in body or not body.isascii():
        return None
    words = body.split()
    if len(words) != wanted:
        return None
    known: dict[str, Any] = {}
    try:
        for word in words:
            if word not in known:
                known[word] = read_number(word, scan.exact)
    except ValueError:
        return None
    return [known[word] for word in words]


def _outcome_body(
    scan: Scanner, players: list[str], sizes: list[int]
) -> tuple[npt.NDArray[Any], Outcomes]:
    scan.mark("{", "before the outcomes")
    labels: list[str] = [""]
    payoffs: list[list[Any]] = [[0] * len(players)]
    while not scan.at_mark("}"):
        opened = scan.mark("{", "before an outcome, or '}' after the last one")
        label = scan.string("the name of an outcome")
        # The label stands inside the braces here; the payoffs follow it up to the closing one.
        payoffs.append(_outcome_payoffs(scan, players, len(labels), opened.start))
        labels.append(label)
    scan.take()
    profiles = math.prod(sizes)
    index: list[int] = []
    while len(index) < profiles:
        token = scan.peek()
        if token.kind == END:
            scan.fail(
                token.start,
                f"the file ends after the outcomes of {len(index)} profiles; expected {profiles}",
            )
        number, start = scan.whole(f"the outcome of profile {len(index) + 1} of {profiles}", 0)
        if number >= len(labels):
            scan.fail(start, f"outcome {number} does not exist; the file has {len(labels) - 1}")
        index.append(number)
    _end(scan, f"the outcomes of {profiles} profiles")
    table = np.array(payoffs, dtype=np.float64 if not scan.exact else object)
    where = np.array(index, dtype=np.int64)
    shaped = where.reshape(sizes, order="F")
    return _from_first_player_fastest(table[where], sizes), Outcomes(tuple(labels), table, shaped)


def _outcome_payoffs(scan: Scanner, players: list[str], number: int, opened: int) -> list[Any]:
    out: list[Any] = []
    while not scan.at_mark("}"):
        if out and scan.at_mark(","):
            scan.take()
            if scan.at_mark("}"):
                break
        if len(out) == len(players):
            scan.fail(
                scan.peek().start,
                f"outcome {number} has more than {len(players)} payoffs; expected '}}'",
            )
        out.append(scan.number(f"payoff of player {players[len(out)]!r} in outcome {number}"))
    if len(out) < len(players):
        scan.fail(
            scan.peek().start,
            f"outcome {number} has {len(out)} payoffs; expected one for each of "
            f"{len(players)} players",
        )
    scan.take()
    return out


def _end(scan: Scanner, what: str) -> None:
    token = scan.take()
    if token.kind != END:
        kind = "text" if token.kind == STRING else "entry"
        scan.fail(token.start, f"expected the end of the file after {what}; found {kind} {token}")


def as_table(values: list[Any], exact: bool) -> npt.NDArray[Any]:
    """One axis of payoffs: doubles, 64-bit integers where all are such, or exact numbers."""
    table = np.empty(len(values), dtype=object)
    table[:] = values
    if not exact:
        return table.astype(np.float64)
    if all(type(v) is int and -(2**63) <= v < 2**63 for v in values):
        return table.astype(np.int64)
    return table


def _from_first_player_fastest(rows: npt.NDArray[Any], sizes: list[int]) -> npt.NDArray[Any]:
    """(profiles, N) with player 1's strategy varying fastest -> (N, m_1, ..., m_N)."""
    n = rows.shape[1]
    table = rows.reshape(*reversed(sizes), n)
    out = np.ascontiguousarray(np.transpose(table, (n, *reversed(range(n)))))
    if out.dtype == object and all(type(v) is int and -(2**63) <= v < 2**63 for v in out.flat):
        return out.astype(np.int64)
    return out


def _profiles_first_player_fastest(payoffs: npt.NDArray[Any]) -> list[list[Any]]:
    n = payoffs.shape[0]
    rows: list[list[Any]] = (
        np.transpose(payoffs, (*reversed(range(1, n + 1)), 0)).reshape(-1, n).tolist()
    )
    return rows


def _braced(items: Any) -> str:
    return f"{{ {' '.join(items)} }}"
