"""The shape of a game tree, without its numbers: own histories, subgames, stages, sizes.

Every question is answered in one pass over the nodes, so that chains of 100,000 moves are cheap.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.tree_sizes import COUNTED

IndexArray = npt.NDArray[np.int64]

CHANCE_MOVES, ENDS_HERE = -1, -2
"""Movers of chance nodes and of terminal nodes."""


@attrs.frozen(eq=False)
class Sequences:
    """A player's own histories: number 0 is empty, each other extends an earlier one by a move.

    Attributes
    ----------
    of_node : list of int
        The history with which each node is reached.
    parent, information_set, action : list of int
        Of each history: the one it extends, and its last move; -1 for the empty one.
    """

    of_node: list[int]
    parent: list[int]
    information_set: list[int]
    action: list[int]

    def __len__(self) -> int:
        return len(self.parent)

    def ending_at(self, information_set: int) -> list[int]:
        """Histories whose last move is at the set, by action where recall is perfect."""
        return self._endings.get(information_set, [])

    @cached_property
    def _endings(self) -> dict[int, list[int]]:
        out: dict[int, list[int]] = {}
        for number, h in enumerate(self.information_set):
            out.setdefault(h, []).append(number)
        return {h: sorted(s, key=lambda k: self.action[k]) for h, s in out.items()}

    def moves(self, sequence: int) -> list[tuple[int, int]]:
        """Pairs (information set, action), the last first."""
        steps = []
        while sequence > 0:
            steps.append((self.information_set[sequence], self.action[sequence]))
            sequence = self.parent[sequence]
        return steps


@attrs.frozen(eq=False)
class Stage:
    """What lies between the root of a subgame and the roots of the next ones below.

    Attributes
    ----------
    root : int
    nodes : list of int
        Inner nodes of the stage in prefix order, the root first; empty at an end of the game.
    exits : list of int
        Roots of the subgames in which it ends (ends of the game among them), in prefix order.
    """

    root: int
    nodes: list[int]
    exits: list[int]


@attrs.frozen(eq=False)
class TreeShape:
    """Arrays over the nodes of a tree in prefix order.

    Attributes
    ----------
    parent, action, information_set : (nodes,) int64
    mover : (nodes,) int64
        Who moves: a player, -1 for chance, -2 at an end.
    """

    parent: IndexArray
    action: IndexArray
    information_set: IndexArray
    mover: IndexArray

    @property
    def num_nodes(self) -> int:
        """Number of nodes."""
        return len(self.parent)

    @cached_property
    def first_child(self) -> IndexArray:
        """Where each node's children begin in ``children``; length ``nodes + 1``."""
        counts = np.bincount(self.parent[1:], minlength=self.num_nodes)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @cached_property
    def children(self) -> IndexArray:
        """Children of node 0, of node 1 and so on, each in the order of the actions."""
        return (np.argsort(self.parent[1:], kind="stable") + 1).astype(np.int64)

    @cached_property
    def stop(self) -> list[int]:
        """One past the last node of each node's subtree, which is ``range(node, stop[node])``."""
        stop = list(range(1, self.num_nodes + 1))
        parent = self.parent.tolist()
        for node in range(self.num_nodes - 1, 0, -1):
            if stop[node] > stop[parent[node]]:
                stop[parent[node]] = stop[node]
        return stop

    @cached_property
    def own_sets(self) -> list[int]:
        """Information sets of players, in the order in which they appear."""
        moved = self.information_set[self.mover >= 0]
        return list(dict.fromkeys(moved.tolist()))

    @cached_property
    def nodes_of_set(self) -> dict[int, list[int]]:
        """Nodes of each information set and event, in prefix order."""
        out: dict[int, list[int]] = {}
        for node, h in enumerate(self.information_set.tolist()):
            if h >= 0:
                out.setdefault(h, []).append(node)
        return out

    def sequences(self, player: int) -> Sequences:
        """Own histories of ``player``, numbered as they first appear."""
        parent, action = self.parent.tolist(), self.action.tolist()
        mover, information_set = self.mover.tolist(), self.information_set.tolist()
        of_node = [0] * self.num_nodes
        out = Sequences(of_node, [-1], [-1], [-1])
        numbers: dict[tuple[int, int, int], int] = {}
        for node in range(1, self.num_nodes):
            above = parent[node]
            before = of_node[above]
            if mover[above] != player:
                of_node[node] = before
                continue
            key = (before, information_set[above], action[node])
            number = numbers.setdefault(key, len(out.parent))
            if number == len(out.parent):
                out.parent.append(before)
                out.information_set.append(key[1])
                out.action.append(key[2])
            of_node[node] = number
        return out

    def forgetful(
        self,
        player: int,
        sequences: Sequences | None = None,
        sets: Iterable[int] | None = None,
    ) -> tuple[int, int] | None:
        """Two nodes of one information set (of ``sets``) that follow different own histories."""
        own = self.sequences(player).of_node if sequences is None else sequences.of_node
        for h in self.own_sets if sets is None else sets:
            nodes = self.nodes_of_set[h]
            if self.mover[nodes[0]] != player:
                continue
            for node in nodes[1:]:
                if own[node] != own[nodes[0]]:
                    return nodes[0], node
        return None

    @cached_property
    def absent_minded(self) -> tuple[int, int] | None:
        """Two nodes of one information set on one play, or None."""
        for h in self.own_sets:
            nodes = self.nodes_of_set[h]
            latest = nodes[0]
            for node in nodes[1:]:
                if node < self.stop[latest]:
                    return latest, node
                latest = node
        return None

    @cached_property
    def is_root(self) -> list[bool]:
        """Whether a subgame starts at each node: no information set leads out of its subtree."""
        count = self.num_nodes
        low, high = [count] * count, [-1] * count
        for h in self.own_sets:
            nodes = self.nodes_of_set[h]
            for node in nodes:
                low[node], high[node] = nodes[0], nodes[-1]
        parent, stop = self.parent.tolist(), self.stop
        for node in range(count - 1, 0, -1):
            above = parent[node]
            low[above] = min(low[above], low[node])
            high[above] = max(high[above], high[node])
        return [low[node] >= node and high[node] < stop[node] for node in range(count)]

    @cached_property
    def stages(self) -> list[Stage]:
        """The subgames' stages in prefix order of their roots; ends of the game have none."""
        parent, mover, is_root = self.parent.tolist(), self.mover.tolist(), self.is_root
        found: dict[int, Stage] = {}
        stage_of = [0] * self.num_nodes
        for node in range(self.num_nodes):
            if is_root[node]:
                if node:
                    found[stage_of[parent[node]]].exits.append(node)
                if mover[node] == ENDS_HERE:
                    continue
                found[node] = Stage(node, [], [])
                stage_of[node] = node
            else:
                stage_of[node] = stage_of[parent[node]]
            found[stage_of[node]].nodes.append(node)
        return list(found.values())

    @cached_property
    def whole(self) -> Stage:
        """The tree as one stage, whatever its subgames."""
        ends = self.mover == ENDS_HERE
        return Stage(0, np.flatnonzero(~ends).tolist(), np.flatnonzero(ends).tolist())

    @cached_property
    def perfect_information(self) -> bool:
        """Whether every information set of a player is a single node."""
        return all(len(self.nodes_of_set[h]) == 1 for h in self.own_sets)

    def sets_of(self, player: int, stage: Stage) -> list[int]:
        """The player's information sets in a stage, in the order in which they appear."""
        return list(
            dict.fromkeys(
                int(self.information_set[v]) for v in stage.nodes if self.mover[v] == player
            )
        )

    def fewest_strategies(
        self, player: int, sizes: list[int], stage: Stage, sequences: Sequences
    ) -> int:
        """A number of reduced strategies that there are at least, whatever a player forgets.

        Sets that can be reached without a move of hers in the stage are open to every strategy.
        """
        own = self.sets_of(player, stage)
        start = sequences.of_node[stage.root]
        total = 1
        for h in own:
            pasts = (sequences.of_node[v] for v in self.nodes_of_set[h])
            if any(s == start for s in pasts):
                total = min(total * sizes[h], COUNTED)
        return total

    def count_strategies(
        self,
        player: int,
        sizes: list[int],
        *,
        reduced: bool,
        stage: Stage | None = None,
        sequences: Sequences | None = None,
    ) -> int | None:
        """Number of (reduced) pure strategies, at most ``COUNTED``; None where recall is imperfect.

        In the whole tree, or in one stage, in which case moves above it count as made.

        A reduced strategy chooses at an information set reached by its own history, and then
        independently at those that the choice leads to: with perfect recall the numbers multiply
        over the sets that follow a history and add up over the actions of a set.
        """
        own = self.sets_of(player, self.whole if stage is None else stage)
        if not reduced:
            total = 1
            for h in own:
                total = min(total * sizes[h], COUNTED)
            return total
        if sequences is None:
            sequences = self.sequences(player)
        if self.forgetful(player, sequences, own) is not None:
            return None
        ways = [1] * len(sequences)
        within = dict.fromkeys(own, 0)
        # Histories are numbered after those that they extend: from the end, a set's own histories
        # are all counted once the lowest of them has been.
        lowest: dict[int, int] = {}
        for number in range(1, len(sequences)):
            lowest.setdefault(sequences.information_set[number], number)
        for number in range(len(sequences) - 1, 0, -1):
            h = sequences.information_set[number]
            if h not in within:
                continue
            within[h] = min(within[h] + ways[number], COUNTED)
            if number == lowest[h]:
                above = sequences.parent[number]
                ways[above] = min(ways[above] * within[h], COUNTED)
        return ways[0 if stage is None else sequences.of_node[stage.root]]
