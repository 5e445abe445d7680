"""Kuhn's and Leduc's poker as trees, built from their rules."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import gametheory as gt


def kuhn() -> gt.ExtensiveFormGame:
    """Kuhn (1950): three cards, ante 1, one bet of 1."""

    def play(cards: tuple[int, int], history: str) -> object:
        win = 1 if cards[0] > cards[1] else -1
        if history in ("cc", "bc", "cbc"):
            stake = 1 if history == "cc" else 2
            return gt.Terminal([win * stake, -win * stake])
        if history in ("bf", "cbf"):
            return gt.Terminal([1, -1] if history == "bf" else [-1, 1])
        mover = len(history) % 2
        facing = history.endswith("b")
        names = {"f": "fold", "c": "call"} if facing else {"c": "check", "b": "bet"}
        return gt.Decision(
            "AB"[mover],
            {name: play(cards, history + letter) for letter, name in names.items()},
            information_set=f"{'JQK'[cards[mover]]}{history}",
        )

    deals = list(permutations(range(3), 2))
    share = Fraction(1, len(deals))
    return gt.ExtensiveFormGame.from_tree(
        gt.Chance({"JQK"[a] + "JQK"[b]: (share, play((a, b), "")) for a, b in deals}),
        players=["A", "B"],
        title="Kuhn's poker",
    )


def leduc(suits: int = 2, ranks: int = 3) -> gt.ExtensiveFormGame:
    """Southey et al. (2005): six cards, two rounds, bets of 2 and 4, two bets a round, ante 1.

    Cards of one rank are alike, so that chance deals ranks.
    """

    def showdown(cards: tuple[int, int], board: int) -> int:
        strength = [100 if c == board else c for c in cards]
        return (strength[0] > strength[1]) - (strength[0] < strength[1])

    def betting(
        cards: tuple[int, int],
        board: int | None,
        before: str,
        history: str,
        put: tuple[int, int],
    ) -> object:
        mover = len(history) % 2
        raise_by = 2 if board is None else 4
        facing = put[0] != put[1]
        actions: dict[str, object] = {}
        if facing:
            lost = put[mover]
            actions["fold"] = gt.Terminal([-lost, lost] if mover == 0 else [lost, -lost])
        even = (max(put), max(put))
        ends = facing or history == "c"
        actions["call"] = (
            after(cards, board, before + history + "c", even)
            if ends
            else betting(cards, board, before, history + "c", put)
        )
        if history.count("r") < 2:
            more = max(put) + raise_by
            new = (more, put[1]) if mover == 0 else (put[0], more)
            actions["raise"] = betting(cards, board, before, history + "r", new)
        public = "" if board is None else f"/{board}"
        return gt.Decision(
            "AB"[mover], actions, information_set=f"{cards[mover]}{public}:{before}|{history}"
        )

    def after(
        cards: tuple[int, int], board: int | None, before: str, put: tuple[int, int]
    ) -> object:
        if board is not None:
            win = showdown(cards, board) * put[0]
            return gt.Terminal([win, -win])
        left = [suits - cards.count(r) for r in range(ranks)]
        return gt.Chance(
            {
                str(r): (Fraction(n, sum(left)), betting(cards, r, before + "/", "", put))
                for r, n in enumerate(left)
                if n
            }
        )

    deck = suits * ranks
    deals = {}
    for a in range(ranks):
        for b in range(ranks):
            share = Fraction(suits * (suits - (a == b)), deck * (deck - 1))
            if share:
                deals[f"{a}{b}"] = (share, betting((a, b), None, "", "", (1, 1)))
    return gt.ExtensiveFormGame.from_tree(
        gt.Chance(deals), players=["A", "B"], title="Leduc hold'em"
    )
