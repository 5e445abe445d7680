"""Gambit's ``.efg`` files: games in extensive form, one line a node in prefix order."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

from gametheory.errors import InvalidInput
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.game_tree import TreeLayout
from gametheory.games.information_sets import CHANCE, InformationSet
from gametheory.interchange.labels import distinct_labels, quote
from gametheory.interchange.numerals import FloatStyle, write_number
from gametheory.interchange.tokens import END, STRING, WORD, Scanner, Token


def parse_tree(text: str, name: str = "<text>", *, exact: bool = True) -> ExtensiveFormGame:
    """Read the text of an ``.efg`` file.

    See :func:`gametheory.interchange.files.read_game` for the conventions. Chance probabilities
    are read exactly (and must sum to exactly one) even with ``exact=False``.

    Examples
    --------
    >>> game = parse_tree('''EFG 2 R "entry" { "Entrant" "Incumbent" }
    ... p "" 1 1 "" { "out" "in" } 0
    ... t "" 1 "nothing happens" { 0, 2 }
    ... p "" 2 1 "" { "yield" "fight" } 0
    ... t "" 2 "shared" { 1, 1 }
    ... t "" 3 "war" { -1, -1 }''')
    >>> game.num_nodes, game.has_perfect_information
    (5, True)
    """
    scan = Scanner(text, name, exact)
    scan.expect_word("EFG", "'EFG' at the start of an extensive game")
    scan.expect_word("2", "version 2 of the format")
    token = scan.take()
    if token.kind != WORD or token.text not in ("R", "D"):
        scan.fail(token.start, f"expected 'R' (or the old 'D'); found {token}")
    title = scan.string("the title of the game")
    players_at = scan.peek().start
    players = scan.strings("the name of a player")
    if not players:
        scan.fail(players_at, "no players; a game needs at least one")
    comment = scan.optional_string() or ""
    layout = TreeLayout(distinct_labels(players))
    # Open nodes from the root down: node, its next action, how many it has. One entry a node, so
    # that a short line which refers to a set of many actions costs no more than its length.
    pending: list[list[int]] = [[-1, -1, 0]]
    while pending:
        parent, action, last = pending[-1]
        if action == last:
            pending.pop()
            continue
        pending[-1][1] += 1
        token = scan.take()
        if token.kind != WORD or token.text not in ("c", "p", "t"):
            scan.fail(token.start, _expected_node(layout, parent, action, token))
        node = layout.add_node(parent, action, scan.string("the name of the node"))
        if token.text != "t":
            size = _event(scan, layout, node) if token.text == "c" else _move(scan, layout, node)
            pending.append([node, 0, size])
        _outcome(scan, layout, node, players)
    after = scan.rest()
    if after is not None:
        warnings.warn(
            f"{name}:{scan.line(after)}: every action has led to an end; what follows the tree is "
            "not read, as in Gambit",
            stacklevel=2,
        )
    return ExtensiveFormGame(**layout.fields(title, comment, f"{name}: payoffs"))


def format_tree(game: ExtensiveFormGame, *, floats: FloatStyle = "shortest") -> str:
    """Text of an ``.efg`` file, one line a node; one game, not a batch."""
    if game.batch_shape:
        raise InvalidInput(
            f"write_game: a batch of shape {game.batch_shape}; a file holds one game: give game[k]"
        )
    lines = [
        f"EFG 2 R {quote(game.title)} {_braced(quote(p) for p in game.players)}",
        quote(game.comment),
        "",
    ]
    numbers = _numbers_within_player(game)
    described: set[int] = set()
    for node in range(game.num_nodes):
        at, outcome = int(game.information_set[node]), int(game.outcome[node])
        label = quote(game.node_labels[node])
        if at < 0:
            head = f"t {label}"
        else:
            h = game.information_sets[at]
            who = "c" if h.is_chance else "p"
            player = "" if h.is_chance else f" {h.player + 1}"
            items = [quote(a) for a in h.actions]
            if h.probabilities is not None:
                shares = [write_number(p, "rational", "write_game") for p in h.probabilities]
                items = [f"{a} {p}" for a, p in zip(items, shares, strict=True)]
            head = f"{who} {label}{player} {numbers[at]} {quote(h.label)} {_braced(items)}"
        if outcome and outcome not in described:
            described.add(outcome)
            paid = [
                write_number(v, floats, "write_game")
                for v in game.outcome_payoffs[outcome].tolist()
            ]
            tail = f"{outcome} {quote(game.outcome_labels[outcome])} {{ {', '.join(paid)} }}"
        else:
            tail = str(outcome)
        lines.append(f"{head} {tail}")
    return "\n".join(lines) + "\n"


def _numbers_within_player(game: ExtensiveFormGame) -> list[int]:
    last: dict[int, int] = {}
    numbers = []
    for h in game.information_sets:
        last[h.player] = last.get(h.player, 0) + 1
        numbers.append(last[h.player])
    return numbers


def _expected_node(layout: TreeLayout, parent: int, action: int, token: Token) -> str:
    kinds = "a node: c (chance), p (player) or t (end)"
    if parent < 0:
        return f"expected {kinds} as the root; found {token}"
    h = layout.information_sets[layout.information_set[parent]]
    if token.kind in (STRING, END) or token.text == "{":
        note = " (outcome 0 takes no name and no payoffs)" if token.kind == STRING else ""
    else:
        note = ""
    return f"expected {kinds}, reached by action {h.actions[action]!r}; found {token}{note}"


def _move(scan: Scanner, layout: TreeLayout, node: int) -> int:
    player, start = scan.whole("the number of the player who moves", 1)
    if player > len(layout.players):
        scan.fail(start, f"player {player} does not exist; there are {len(layout.players)} players")
    number, number_at = scan.integer("the number of the information set")
    key = (player - 1, number)
    what = f"information set {number} of player {layout.players[player - 1]!r}"
    known = layout.known_set(key)
    start = scan.peek().start
    label = scan.optional_string()
    if label is None and not scan.at_mark("{"):
        if known is None:
            scan.fail(number_at, f"{what} is not described; expected its name and its actions")
        layout.place_in_set(node, key, known)
        return len(known.actions)
    at = scan.peek().start
    actions = distinct_labels(scan.strings(f"an action of {what}"))
    described = InformationSet(player - 1, label or "", actions)
    if not actions:
        scan.fail(at, f"{what} has no actions; end the branch with a t node")
    _same(scan, start, what, known, described)
    layout.place_in_set(node, key, described)
    return len(actions)


def _event(scan: Scanner, layout: TreeLayout, node: int) -> int:
    number, number_at = scan.integer("the number of the chance event")
    what = f"chance event {number}"
    key = (CHANCE, number)
    known = layout.known_set(key)
    start = scan.peek().start
    label = scan.optional_string()
    if label is None and not scan.at_mark("{"):
        if known is None:
            scan.fail(number_at, f"{what} is not described; expected its name and its actions")
        layout.place_in_set(node, key, known)
        return len(known.actions)
    opened = scan.mark("{", f"before the actions of {what}").start
    actions: list[str] = []
    shares: list[Fraction] = []
    while not scan.at_mark("}"):
        actions.append(scan.string(f"an action of {what} (or '}}')"))
        at = scan.peek().start
        exact, scan.exact = scan.exact, True
        share = Fraction(scan.number(f"probability of action {actions[-1]!r} of {what}"))
        scan.exact = exact
        if not 0 <= share <= 1:
            scan.fail(at, f"probability {share} of action {actions[-1]!r}; expected 0 to 1")
        shares.append(share)
    scan.take()
    if not actions:
        scan.fail(opened, f"{what} has no actions; end the branch with a t node")
    if sum(shares) != 1:
        scan.fail(
            opened,
            f"probabilities of {what} sum to {sum(shares)}; expected exactly 1 "
            "(write 1/3, not 0.333)",
        )
    described = InformationSet(CHANCE, label or "", distinct_labels(actions), tuple(shares))
    _same(scan, start, what, known, described)
    layout.place_in_set(node, key, described)
    return len(actions)


def _same(
    scan: Scanner, start: int, what: str, known: InformationSet | None, now: InformationSet
) -> None:
    if known is None or known == now:
        return
    for part in ("label", "actions", "probabilities"):
        before, here = getattr(known, part), getattr(now, part)
        if before != here:
            scan.fail(start, f"{what} was described before with {part} {before}; found {here}")


def _outcome(scan: Scanner, layout: TreeLayout, node: int, players: list[str]) -> None:
    number, start = scan.integer("the number of the outcome")
    if number == 0:
        if scan.peek().kind == STRING or scan.at_mark("{"):
            scan.fail(scan.peek().start, "outcome 0 pays nothing; expected no name and no payoffs")
        return
    known = layout.known_outcome(number)
    described_at = scan.peek().start
    label = scan.optional_string()
    if label is None and not scan.at_mark("{"):
        if known is None:
            scan.fail(start, f"outcome {number} is not described; expected its name and payoffs")
        layout.place_outcome(node, number, *known)
        return
    payoffs: list[Any] = scan.payoffs(players, f"outcome {number}")
    if known is not None and (known[0] != (label or "") or list(known[1]) != payoffs):
        before, here = (", ".join(map(str, row)) for row in (known[1], payoffs))
        scan.fail(
            described_at,
            f"outcome {number} was described before as {known[0]!r} paying {before}; "
            f"found {label or ''!r} paying {here}",
        )
    layout.place_outcome(node, number, label or "", payoffs)


def _braced(items: Any) -> str:
    return f"{{ {' '.join(items)} }}"
