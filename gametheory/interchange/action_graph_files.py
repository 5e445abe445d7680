"""Action-graph games (``.agg``), expanded to the strategic form."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, TooLarge
from gametheory.games.normal_form import NormalFormGame
from gametheory.interchange.number_stream import NumberReader
from gametheory.interchange.strategic_files import MAX_PLAYERS, as_table

MAX_CELLS = 20_000_000
"""Largest number of profiles times (players and nodes) that is expanded."""

Counts = npt.NDArray[np.int64]
Function = Callable[[Counts, list[int]], Counts]


def parse_action_graph(text: str, name: str = "<text>", *, exact: bool = True) -> NormalFormGame:
    r"""Read the text of an ``.agg`` file and expand the game.

    In an action-graph game (Jiang, Leyton-Brown and Bhat 2011) each action is a node that several
    players may choose, and what an action pays depends on how many players, oneself included,
    chose each of its neighbours. Function nodes stand for numbers computed of counts: their sum
    (type 0), whether it is positive (1), the highest or lowest neighbour that somebody chose (2,
    3), and the same with weights (10 to 13). Payoffs are listed for all configurations that can
    occur, in lexicographic order (type 0), or with the configuration before each (type 1).

    Players and actions have no names in these files and are numbered, as in Gambit.

    Raises
    ------
    ParseError
        The file is malformed; a Bayesian action-graph game; a function that Gambit and the
        description of the format read differently (a weighted sum, type 10, that starts at
        another number than 0; weights of types 12 and 13 in another order).
    TooLarge
        Profiles times players and nodes exceed 20,000,000, counted before anything is expanded.

    Examples
    --------
    >>> game = parse_action_graph('''#AGG
    ... 2  2  0      # two players, two actions, no function
    ... 2 2          # both have two actions,
    ... 0 1  0 1     # the same two
    ... 2 0 1  2 0 1 # whose payoffs depend on the numbers of players at both
    ... 0 1 7        # one or both at the first action
    ... 0 5 2        # both or one at the second''')
    >>> game.payoffs[0].tolist()
    [[7, 1], [2, 5]]
    """
    read = NumberReader(text, name, exact)
    head = text.lstrip().partition("\n")[0].strip()
    if head.startswith("#BAGG"):
        read.fail(0, "a Bayesian action-graph game (#BAGG); only action-graph games are read")
    if not head.startswith("#AGG"):
        read.fail(0, "expected '#AGG' at the start of an action-graph game")
    start = read.place
    n = read.integer("the number of players", 1, MAX_PLAYERS)
    nodes = read.integer("the number of action nodes", 1)
    functions = read.integer("the number of function nodes", 0)
    sizes = [read.integer(f"the number of actions of player {i + 1}", 1, nodes) for i in range(n)]
    profiles = math.prod(sizes)
    cells = profiles * (n + nodes + functions)
    if cells > MAX_CELLS:
        raise TooLarge(
            f"{name}: {profiles} profiles with {n} players and {nodes + functions} nodes are "
            f"{cells} cells; at most {MAX_CELLS} are expanded"
        )
    sets = [_action_set(read, i, m, nodes) for i, m in enumerate(sizes)]
    graph = [_neighbours(read, v, nodes, functions) for v in range(nodes + functions)]
    kinds = [_signature(read, nodes, functions, v, graph[nodes + v]) for v in range(functions)]
    chosen = [
        np.array(nodes_of)[grid].ravel()
        for nodes_of, grid in zip(sets, np.indices(tuple(sizes)), strict=True)
    ]
    count = _Counts(read, nodes, graph, kinds, chosen)
    parts: list[list[Any]] = []
    for s in range(nodes):
        here = np.flatnonzero(np.any([c == s for c in chosen], axis=0))
        configurations = (
            np.stack([count.of(v)[here] for v in graph[s]], axis=1)
            if (graph[s])
            else np.zeros((len(here), 0), dtype=np.int64)
        )
        parts.append([here, *_node_payoffs(read, s, configurations)])
    read.end(f"the payoffs of {nodes} action nodes")
    payoffs = np.empty((n, profiles), dtype=object)
    for s, (here, values, which) in enumerate(parts):
        paid = np.empty(profiles, dtype=object)
        paid[here] = np.array([*values, None], dtype=object)[which]
        for i in range(n):
            mine = chosen[i] == s
            payoffs[i, mine] = paid[mine]
    table = as_table(payoffs.ravel().tolist(), exact)
    try:
        return NormalFormGame(table.reshape(n, *sizes), players=n)
    except InvalidInput as error:
        read.fail(start, str(error))


def _action_set(read: NumberReader, i: int, size: int, nodes: int) -> list[int]:
    out: list[int] = []
    for _ in range(size):
        place = read.place
        node = read.integer(f"an action node of player {i + 1}", 0, nodes - 1)
        if node in out:
            read.fail(place, f"player {i + 1} has action node {node} twice")
        out.append(node)
    return out


def _neighbours(read: NumberReader, v: int, nodes: int, functions: int) -> list[int]:
    kind = "action" if v < nodes else "function"
    most = nodes + functions
    size = read.integer(f"the number of neighbours of {kind} node {v}", 0, most)
    return [read.integer(f"a neighbour of {kind} node {v}", 0, most - 1) for _ in range(size)]


def _signature(
    read: NumberReader, nodes: int, functions: int, v: int, neighbours: list[int]
) -> tuple[int, int, list[int]]:
    """Type, default and weights of a function node."""
    what = f"function node {nodes + v}"
    place = read.place
    kind = read.integer(f"the type of {what}")
    if kind in (0, 1):
        return kind, 0, [1] * nodes
    if kind in (2, 3):
        return kind, nodes + functions, list(range(nodes + functions))
    if kind not in (10, 11, 12, 13):
        read.fail(place, f"type {kind} of {what}; expected 0 to 3 or 10 to 13")
    default = read.integer(f"the default of {what}")
    if kind == 10 and default:
        read.fail(
            place,
            f"the weighted sum of {what} starts at {default}, which the description of the format "
            "adds once and Gambit once a player; give 0",
        )
    read.bracket("[", f"before the weights of {what}")
    weights = [read.integer(f"a weight of {what}") for _ in range(nodes)]
    read.bracket("]", f"after {nodes} weights of {what}")
    if any(w >= nodes for w in neighbours):
        read.fail(place, f"type {kind} of {what} with a function node for neighbour, of no weight")
    own = [weights[w] for w in sorted(neighbours)]
    if kind >= 12 and (own != sorted(own) or (kind == 13 and own and default < own[-1])):
        read.fail(
            place,
            f"weights of {what}: expected weights that ascend with its neighbours, and of type 13 "
            "a default not below them; else the description of the format takes the weight of the "
            "last (12) or first (13) neighbour that somebody chose, Gambit the largest or smallest",
        )
    if kind == 11 and min(default, *weights) < 0:
        read.fail(place, f"a default or weight of {what} is negative; type 11 takes none")
    return kind, default, weights


class _Counts:
    """How many players chose each node in each profile; numbers of function nodes."""

    def __init__(
        self,
        read: NumberReader,
        nodes: int,
        graph: list[list[int]],
        kinds: list[tuple[int, int, list[int]]],
        chosen: list[Counts],
    ) -> None:
        self.read, self.nodes, self.graph, self.kinds = read, nodes, graph, kinds
        self.chosen = chosen
        self.known: dict[int, Counts] = {}

    def of(self, node: int) -> Counts:
        """The numbers of a node in all profiles; function nodes after their neighbours."""
        pending, open_nodes = [node], set()
        while pending:
            v = pending[-1]
            missing = [w for w in self.graph[v] if w not in self.known] if v >= self.nodes else []
            if v in self.known or not missing:
                if v not in self.known:
                    self.known[v] = self._number(v)
                open_nodes.discard(v)
                pending.pop()
            elif v in open_nodes:
                self.read.fail(
                    self.read.place, f"function node {v} depends on itself; the graph has a cycle"
                )
            else:
                open_nodes.add(v)
                pending += missing
        return self.known[node]

    def _number(self, v: int) -> Counts:
        if v < self.nodes:
            return np.asarray(np.sum([c == v for c in self.chosen], axis=0, dtype=np.int64))
        kind, default, weights = self.kinds[v - self.nodes]
        zero = np.zeros(len(self.chosen[0]), dtype=np.int64)
        if kind % 10 < 2:
            total = zero
            for w in self.graph[v]:
                weight = weights[w] if w < len(weights) else 1
                total = np.asarray(total + weight * self.known[w])
            return total if kind % 10 == 0 else ((total + default) > 0).astype(np.int64)
        out = np.asarray(zero + default)
        # The last one that somebody chose wins: the highest in ascending order.
        for w in sorted(self.graph[v], reverse=kind % 10 == 3):
            out = np.where(self.known[w] > 0, weights[w], out)
        return out


def _node_payoffs(
    read: NumberReader, s: int, configurations: Counts
) -> tuple[list[Any], npt.NDArray[np.int64]]:
    """Payoffs of the listed configurations, and which of them holds in each profile."""
    occur, which = np.unique(configurations, axis=0, return_inverse=True)
    which = which.ravel()
    if configurations.shape[1] == 0 and len(configurations):
        occur, which = occur[:1], np.zeros(len(configurations), dtype=np.int64)
    what = f"action node {s}"
    place = read.place
    kind = read.integer(f"the type of the payoffs of {what}")
    if kind == 0:
        return [read.number(f"payoff {k + 1} of {len(occur)} of {what}")
                for k in range(len(occur))], which  # fmt: skip
    if kind != 1:
        read.fail(place, f"payoffs of type {kind} of {what}; expected 0 or 1")
    rows = read.integer(f"the number of configurations of {what}", 0)
    listed: dict[tuple[int, ...], Any] = {}
    for _ in range(rows):
        place = read.place
        read.bracket("[", f"before a configuration of {what}")
        key = tuple(read.integer(f"a count of {what}") for _ in range(configurations.shape[1]))
        read.bracket("]", f"after {len(key)} counts of {what}")
        value = read.number(f"the payoff of {what} at {list(key)}")
        if listed.setdefault(key, value) != value:
            read.fail(place, f"configuration {list(key)} of {what} is listed twice")
    values = []
    for row in occur.tolist():
        if tuple(row) not in listed:
            read.fail(read.place, f"configuration {row} of {what} can occur and is not listed")
        values.append(listed[tuple(row)])
    return values, which
