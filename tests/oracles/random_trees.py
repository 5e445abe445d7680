"""Random small trees, and brute force over every pure profile of a tree, by the definitions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

import gametheory as gt


def random_tree(
    rng: np.random.Generator,
    *,
    players: int = 2,
    depth: int = 3,
    information: str = "perfect",
    chance: bool = False,
    low: int = 0,
    high: int = 3,
) -> gt.ExtensiveFormGame:
    """A tree with payoffs in ``low .. high``; small ranges make ties.

    ``information`` is "perfect", "recall" (sets join nodes with one own past and one number of
    actions) or "any" (sets join nodes whatever came before).
    """

    def node(left: int, past: tuple[Any, ...]) -> Any:
        if left == 0 or (left < depth and rng.random() < 0.25):
            return gt.Terminal([int(v) for v in rng.integers(low, high + 1, players)])
        if chance and rng.random() < 0.25:
            weights = rng.integers(1, 4, 2).tolist()
            return gt.Chance(
                {
                    f"c{a}": (Fraction(w, sum(weights)), node(left - 1, past))
                    for a, w in enumerate(weights)
                }
            )
        i, size = int(rng.integers(players)), int(rng.integers(1, 4))
        name = None
        if information != "perfect" and rng.random() < 0.7:
            own = past[i] if information == "recall" else None
            name = f"{own}/{size}/{int(rng.integers(2))}"
        key = name if name is not None else f"node {rng.integers(2**62)}"
        actions = {}
        for a in range(size):
            longer = (*past[:i], f"{past[i]}.{key}:{a}", *past[i + 1 :])
            actions[f"a{a}"] = node(left - 1, longer)
        return gt.Decision(f"P{i}", actions, information_set=name)

    names = [f"P{i}" for i in range(players)]
    return gt.ExtensiveFormGame.from_tree(node(depth, ("",) * players), players=names)


class BruteForce:
    """Pure profiles of a small tree of one game and what they pay from each node."""

    def __init__(self, tree: gt.ExtensiveFormGame) -> None:
        self.tree = tree
        self.sets = [k for k, h in enumerate(tree.information_sets) if not h.is_chance]
        self.sizes = [len(tree.information_sets[k].actions) for k in self.sets]
        self.kids = [tree.children(v).tolist() for v in range(tree.num_nodes)]
        self.paid = tree.play_payoffs().astype(object)

    def payoffs(self, profile: tuple[int, ...], node: int = 0) -> list[Any]:
        """Expected payoffs from ``node`` on."""
        h = int(self.tree.information_set[node])
        if h < 0:
            return [Fraction(v) for v in self.paid[node]]
        described = self.tree.information_sets[h]
        if described.is_chance:
            parts = [self.payoffs(profile, c) for c in self.kids[node]]
            drawn = described.probabilities or ()
            return [
                sum(Fraction(p) * part[i] for p, part in zip(drawn, parts, strict=True))
                for i in range(self.tree.num_players)
            ]
        return self.payoffs(profile, self.kids[node][profile[self.sets.index(h)]])

    def profiles(self) -> list[tuple[int, ...]]:
        """Every pure profile, in lexicographic order."""
        return list(product(*(range(m) for m in self.sizes)))

    def below(self, node: int) -> set[int]:
        """The nodes of the subtree."""
        found, pending = set(), [node]
        while pending:
            v = pending.pop()
            found.add(v)
            pending.extend(self.kids[v])
        return found

    def subgame_roots(self) -> list[int]:
        """Inner nodes whose subtree no information set of a player leaves."""
        roots = []
        for v in range(self.tree.num_nodes):
            inside = self.below(v)
            if self.kids[v] and all(
                set(self.tree.nodes_of(h).tolist()) <= inside
                for h in {int(self.tree.information_set[w]) for w in inside} & set(self.sets)
            ):
                roots.append(v)
        return roots

    def gain(self, profile: tuple[int, ...], node: int) -> Fraction:
        """The most any player gains from ``node`` on by another pure strategy."""
        here = self.payoffs(profile, node)
        most = Fraction(0)
        for i in range(self.tree.num_players):
            own = [
                range(m) if self.tree.information_sets[k].player == i else (a,)
                for k, m, a in zip(self.sets, self.sizes, profile, strict=True)
            ]
            for other in product(*own):
                most = max(most, self.payoffs(other, node)[i] - here[i])
        return most

    def subgame_perfect(self) -> list[tuple[int, ...]]:
        """Every pure profile from which no player gains in any subgame."""
        roots = self.subgame_roots()
        return [s for s in self.profiles() if all(self.gain(s, v) == 0 for v in roots)]
