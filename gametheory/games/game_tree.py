"""Writing a game tree by hand: nested ``Decision``, ``Chance`` and ``Terminal`` values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels, labels, text
from gametheory.errors import InvalidInput, TooLarge, UnknownName, shown
from gametheory.games.information_sets import CHANCE, TERMINAL, InformationSet, Probability
from gametheory.games.payoffs import as_payoff_array
from gametheory.games.tree_numbers import check_probabilities
from gametheory.games.tree_sizes import MAX_NODES, magnitude, unfolded_size

WHERE = "ExtensiveFormGame.from_tree"

_LONGEST_PATH = 16  # moves of a path that a message spells out


@attrs.frozen
class Terminal:
    """An end of the game with each player's payoff.

    Parameters
    ----------
    payoffs : sequence of numbers
        One for each player, in the order of the game's players.
    label, outcome : str
        Names of the node and of the outcome.
    """

    payoffs: Sequence[Any]
    label: str = ""
    outcome: str = ""


@attrs.frozen
class Decision:
    """A node at which a player chooses.

    Parameters
    ----------
    player : str
    actions : mapping of str to node
        The subtree after each action.
    information_set : str, optional
        Nodes of one player with the same name here form one information set (and need the same
        actions). Without a name the node is an information set of its own.
    label : str
    payoffs : sequence of numbers, optional
        Paid on the way, in addition to what follows.
    """

    player: str
    actions: Mapping[str, Node]
    information_set: str | None = None
    label: str = ""
    payoffs: Sequence[Any] | None = None


@attrs.frozen
class Chance:
    """A chance move.

    Parameters
    ----------
    actions : mapping of str to (probability, node)
        Exact probabilities (integers, fractions) sum to one exactly, floats to 1e-12.
    event : str, optional
        Nodes with the same name are one event: same actions, same probabilities.
    label : str
    payoffs : sequence of numbers, optional
        Paid on the way, in addition to what follows.
    """

    actions: Mapping[str, tuple[Any, Node]]
    event: str | None = None
    label: str = ""
    payoffs: Sequence[Any] | None = None


Node = Terminal | Decision | Chance


@attrs.define
class TreeLayout:
    """Collects a tree's nodes in prefix order; sets and outcomes are numbered as they appear."""

    players: Labels
    information_sets: list[InformationSet] = attrs.Factory(list)
    parent: list[int] = attrs.Factory(list)
    action: list[int] = attrs.Factory(list)
    information_set: list[int] = attrs.Factory(list)
    outcome: list[int] = attrs.Factory(list)
    outcome_payoffs: list[Sequence[Any]] = attrs.Factory(list)
    outcome_labels: list[str] = attrs.Factory(list)
    node_labels: list[str] = attrs.Factory(list)
    _set_numbers: dict[Any, int] = attrs.Factory(dict)
    _outcome_numbers: dict[Any, int] = attrs.Factory(dict)

    def add_node(self, parent: int, action: int, label: str) -> int:
        """Append a node, terminal and without outcome until told otherwise; returns its number."""
        self.parent.append(parent)
        self.action.append(action)
        self.node_labels.append(label)
        self.information_set.append(TERMINAL)
        self.outcome.append(0)
        return len(self.parent) - 1

    def known_set(self, key: Any) -> InformationSet | None:
        """The information set entered under ``key``, if any."""
        return self.information_sets[self._set_numbers[key]] if key in self._set_numbers else None

    def place_in_set(self, node: int, key: Any, described: InformationSet) -> None:
        """Put ``node`` in the information set ``key``, entering it where it is new."""
        number = self._set_numbers.setdefault(key, len(self.information_sets))
        if number == len(self.information_sets):
            self.information_sets.append(described)
        self.information_set[node] = number

    def known_outcome(self, key: Any) -> tuple[str, Sequence[Any]] | None:
        """Label and payoffs of the outcome entered under ``key``, if any."""
        if key not in self._outcome_numbers:
            return None
        k = self._outcome_numbers[key] - 1
        return self.outcome_labels[k], self.outcome_payoffs[k]

    def place_outcome(self, node: int, key: Any, label: str, payoffs: Sequence[Any]) -> None:
        """Attach the outcome ``key`` to ``node``, entering it where it is new."""
        number = self._outcome_numbers.setdefault(key, len(self.outcome_labels) + 1)
        if number > len(self.outcome_labels):
            self.outcome_labels.append(label)
            self.outcome_payoffs.append(payoffs)
        self.outcome[node] = number

    def fields(self, title: str, comment: str, where: str) -> dict[str, Any]:
        """The fields of the game (:class:`gametheory.ExtensiveFormGame`)."""
        n = len(self.players)
        # Objects, because NumPy would read integers just beyond 64 bits as floats.
        rows = np.empty((len(self.outcome_payoffs) + 1, n), dtype=object)
        rows[-1] = 0
        for k, payoffs in enumerate(self.outcome_payoffs):
            rows[k] = payoffs
        table = as_payoff_array(rows, where)
        return dict(
            players=self.players,
            information_sets=tuple(self.information_sets),
            parent=np.array(self.parent, dtype=np.int64),
            action=np.array(self.action, dtype=np.int64),
            information_set=np.array(self.information_set, dtype=np.int64),
            outcome=np.array(self.outcome, dtype=np.int64),
            outcome_payoffs=_narrow(np.roll(table, 1, axis=0)),
            outcome_labels=("", *self.outcome_labels),
            node_labels=tuple(self.node_labels),
            title=title,
            comment=comment,
        )


def _narrow(table: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """64-bit integers where all values are such."""
    if table.dtype == object and all(
        v.denominator == 1 and -(2**63) <= v < 2**63 for v in table.flat
    ):
        return table.astype(np.int64)
    return table


def lay_out(root: Node, players: Sequence[str] | None, title: str, comment: str) -> dict[str, Any]:
    """Fields of the game with the tree under ``root``; see :meth:`ExtensiveFormGame.from_tree`."""
    names = _movers(root) if players is None else labels(players, f"{WHERE}: players")
    if not names:
        raise InvalidInput(
            f"{WHERE}: nobody moves in the tree; name the players: give players=[...]"
        )
    title, comment = text(title, "title", WHERE), text(comment, "comment", WHERE)
    size = unfolded_size(root, _successors, WHERE)
    if size > MAX_NODES:
        raise TooLarge(
            f"{WHERE}: the tree has {magnitude(size)} nodes; {MAX_NODES:,} are the most that are "
            "laid out"
        )
    layout = TreeLayout(names)
    pending: list[tuple[Node, int, int]] = [(root, -1, -1)]
    while pending:
        spec, parent, action = pending.pop()
        place = _Place(layout, parent, action)
        if not isinstance(spec, Terminal | Decision | Chance):
            raise InvalidInput(
                f"{WHERE}: {place} is {shown(spec)}; expected a Decision, Chance or Terminal"
            )
        node = layout.add_node(parent, action, spec.label)
        if spec.payoffs is not None:
            _pay(layout, node, spec, place)
        if isinstance(spec, Terminal):
            continue
        if not spec.actions:
            raise InvalidInput(f"{WHERE}: {place} has no actions; end the tree with a Terminal")
        if isinstance(spec, Decision):
            _decide(layout, node, spec, place)
            branches: list[Node] = list(spec.actions.values())
        else:
            branches = _draw(layout, node, spec, place)
        pending.extend((branch, node, k) for k, branch in reversed(list(enumerate(branches))))
    return layout.fields(title, comment, f"{WHERE}: payoffs")


@attrs.frozen
class _Place:
    """Where an action leads, spelt out only for a message: paths of long games are long."""

    layout: TreeLayout
    parent: int
    action: int

    def __str__(self) -> str:
        names: list[str] = []
        node, action = self.parent, self.action
        while node >= 0:
            h = self.layout.information_sets[self.layout.information_set[node]]
            names.append(h.actions[action])
            node, action = self.layout.parent[node], self.layout.action[node]
        if len(names) > _LONGEST_PATH:
            middle = f"... ({len(names) - _LONGEST_PATH + 1} moves) ..."
            names = [*names[: _LONGEST_PATH // 2], middle, *names[-(_LONGEST_PATH // 2) :]]
        return " > ".join(["root", *reversed(names)])


def _successors(spec: Any) -> list[Any]:
    if isinstance(spec, Decision):
        return list(spec.actions.values())
    if isinstance(spec, Chance):
        return [branch[1] for branch in spec.actions.values() if _is_draw(branch)]
    return []


def _pay(layout: TreeLayout, node: int, spec: Node, place: _Place) -> None:
    given: Any = spec.payoffs
    payoffs = list(given) if np.iterable(given) else [given]
    if len(payoffs) != len(layout.players):
        raise InvalidInput(
            f"{WHERE}: {place} pays {payoffs}, but the players are {layout.players}; "
            "give one payoff for each"
        )
    label = spec.outcome if isinstance(spec, Terminal) else ""
    layout.place_outcome(node, node, label, payoffs)


def _decide(layout: TreeLayout, node: int, spec: Decision, place: _Place) -> None:
    if spec.player not in layout.players:
        raise UnknownName("player", str(spec.player), layout.players, f"{WHERE}: {place}")
    player = layout.players.index(spec.player)
    actions = tuple(spec.actions)
    key = (player, spec.information_set) if spec.information_set is not None else (player, node, "")
    known = layout.known_set(key)
    if known is not None and known.actions != actions:
        raise InvalidInput(
            f"{WHERE}: {place} is in information set {spec.information_set!r} of "
            f"{spec.player!r}, whose actions are {known.actions}, but offers {actions}"
        )
    layout.place_in_set(node, key, InformationSet(player, spec.information_set or "", actions))


def _draw(layout: TreeLayout, node: int, spec: Chance, place: _Place) -> list[Node]:
    weights: dict[str, Any] = {}
    branches: list[Node] = []
    for name, branch in spec.actions.items():
        if not _is_draw(branch):
            raise InvalidInput(
                f"{WHERE}: {place} > {name} is {branch!r}; chance needs (probability, node)"
            )
        weights[name] = branch[0]
        branches.append(branch[1])
    chances: tuple[Probability, ...] = check_probabilities(weights, f"{WHERE}: {place}")
    described = InformationSet(CHANCE, spec.event or "", tuple(weights), chances)
    key = (CHANCE, spec.event) if spec.event is not None else (CHANCE, node, "")
    known = layout.known_set(key)
    if known is not None and known != described:
        raise InvalidInput(
            f"{WHERE}: {place} repeats event {spec.event!r} with other actions or probabilities: "
            f"{dict(zip(known.actions, known.probabilities or (), strict=True))} and {weights}"
        )
    layout.place_in_set(node, key, described)
    return branches


def _movers(root: Node) -> Labels:
    found: dict[str, None] = {}
    seen: set[int] = set()
    pending: list[Any] = [root]
    while pending:
        spec = pending.pop()
        if id(spec) in seen:
            continue  # a value may stand at several places, or lead back into itself
        seen.add(id(spec))
        if isinstance(spec, Decision):
            found.setdefault(spec.player)
        pending.extend(reversed(_successors(spec)))
    return tuple(found)


def _is_draw(branch: Any) -> bool:
    return isinstance(branch, tuple) and len(branch) == 2
