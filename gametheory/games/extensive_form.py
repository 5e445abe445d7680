"""Finite games in extensive form: a tree of moves, information sets, chance and outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput
from gametheory.games.normal_form import Labels, NormalFormGame
from gametheory.games.payoffs import as_payoff_array
from gametheory.games.read_only import ReadOnlyArrays

if TYPE_CHECKING:
    from gametheory.games.game_tree import Node

CHANCE = -1
"""Player number of chance moves."""

TERMINAL = -1
"""Information set number of terminal nodes."""

Probability = Fraction | float
IndexArray = npt.NDArray[np.int64]


@attrs.frozen
class InformationSet:
    """Nodes that one player cannot tell apart, or one chance event.

    Attributes
    ----------
    player : int
        Who moves, counted from 0; ``CHANCE`` (-1) for chance.
    label : str
        Name; may be blank and may repeat.
    actions : tuple of str
        The choices, the same at each of the nodes.
    probabilities : tuple, optional
        Probability of each action of a chance event; ``None`` for a player.
    """

    player: int
    label: str
    actions: Labels
    probabilities: tuple[Probability, ...] | None = None

    @property
    def is_chance(self) -> bool:
        """Whether chance moves here."""
        return self.player == CHANCE


@attrs.frozen(eq=False, repr=False)
class ExtensiveFormGame(ReadOnlyArrays):
    r"""One finite game tree, stored as arrays over its nodes in prefix order.

    A node comes before the subtrees of its actions, which follow in the order of the actions, so
    node 0 is the root. Player :math:`i`'s payoff on a play is the *sum* of the payoffs of the
    outcomes met on it, those at inner nodes included. Build a game with :meth:`from_tree`, or
    read one with ``gt.read_game``.

    Attributes
    ----------
    players : tuple of str
    information_sets : tuple of InformationSet
        In the order in which they first appear in the tree, chance events among them.
    parent, action : (num_nodes,) int64
        Each node's parent and the parent's action that leads here; -1 at the root.
    information_set : (num_nodes,) int64
        Position in ``information_sets``; ``TERMINAL`` (-1) at the ends.
    outcome : (num_nodes,) int64
        Row of ``outcome_payoffs``; 0, the null outcome, where nothing is paid.
    outcome_payoffs : (num_outcomes + 1, N)
        Payoffs of each outcome, floats or exact; row 0 is zero.
    outcome_labels, node_labels : tuple of str
    title, comment : str

    Examples
    --------
    >>> import gametheory as gt
    >>> entry = gt.ExtensiveFormGame.from_tree(
    ...     gt.Decision("challenger", {
    ...         "stay out": gt.Terminal([0, 2]),
    ...         "challenge": gt.Decision("state", {
    ...             "yield": gt.Terminal([1, 1]), "fight": gt.Terminal([-1, -1])}),
    ...     }))
    >>> entry.num_nodes, entry.players
    (5, ('challenger', 'state'))
    >>> entry.to_normal_form().payoffs[0].tolist()
    [[0, 0], [1, -1]]
    """

    players: Labels
    information_sets: tuple[InformationSet, ...]
    parent: IndexArray
    action: IndexArray
    information_set: IndexArray
    outcome: IndexArray
    outcome_payoffs: npt.NDArray[Any]
    outcome_labels: Labels
    node_labels: Labels
    title: str = ""
    comment: str = ""

    def __attrs_post_init__(self) -> None:
        for array in (self.parent, self.action, self.information_set, self.outcome):
            array.flags.writeable = False
        self.outcome_payoffs.flags.writeable = False

    @classmethod
    def from_tree(
        cls,
        root: Node,
        *,
        players: Sequence[str] | None = None,
        title: str = "",
        comment: str = "",
    ) -> ExtensiveFormGame:
        """The game whose tree hangs from ``root``: nested ``Decision``, ``Chance``, ``Terminal``.

        Parameters
        ----------
        root : Decision, Chance or Terminal
        players : sequence of str, optional
            The players in the order of the payoffs. By default those who move, in the order in
            which they first appear in the tree; name them where someone never moves.
        title, comment : str

        Raises
        ------
        InvalidInput
            An unknown player, a payoff missing, actions of an information set that differ, chance
            probabilities that are negative or do not sum to one; the message names the place.
        """
        from gametheory.games.game_tree import lay_out

        return lay_out(root, players, title, comment)

    @property
    def num_players(self) -> int:
        """Number of players ``N``, chance not counted."""
        return len(self.players)

    @property
    def num_nodes(self) -> int:
        """Number of nodes, terminal ones included."""
        return len(self.parent)

    @property
    def is_exact(self) -> bool:
        """Whether payoffs and chance probabilities are all exact."""
        return self.outcome_payoffs.dtype != np.float64 and not any(
            isinstance(p, float) for h in self.information_sets for p in h.probabilities or ()
        )

    @property
    def terminal_nodes(self) -> IndexArray:
        """Nodes at which the game ends, in prefix order."""
        return np.flatnonzero(self.information_set == TERMINAL).astype(np.int64)

    def children(self, node: int) -> IndexArray:
        """Successors of ``node``, one for each action, in the order of the actions."""
        return np.flatnonzero(self.parent == node).astype(np.int64)

    def nodes_of(self, information_set: int) -> IndexArray:
        """Nodes of the information set in prefix order."""
        return np.flatnonzero(self.information_set == information_set).astype(np.int64)

    def information_sets_of(self, player: int) -> tuple[int, ...]:
        """Positions in ``information_sets`` at which ``player`` moves (``CHANCE`` for chance)."""
        return tuple(k for k, h in enumerate(self.information_sets) if h.player == player)

    def path(self, node: int) -> tuple[tuple[int, int], ...]:
        """Pairs (information set, action) from the root to ``node``, all movers included."""
        steps: list[tuple[int, int]] = []
        while (above := int(self.parent[node])) >= 0:
            steps.append((int(self.information_set[above]), int(self.action[node])))
            node = above
        return tuple(reversed(steps))

    def own_sequences(self, player: int) -> list[tuple[tuple[int, int], ...]]:
        """For each node, the information sets ``player`` has passed and what was chosen there."""
        sequences: list[tuple[tuple[int, int], ...]] = []
        for node in range(self.num_nodes):
            above = int(self.parent[node])
            if above < 0:
                sequences.append(())
                continue
            at = int(self.information_set[above])
            moved = self.information_sets[at].player == player
            step = ((at, int(self.action[node])),) if moved else ()
            sequences.append(sequences[above] + step if moved else sequences[above])
        return sequences

    def imperfect_recall_witness(self) -> tuple[int, int] | None:
        """Two nodes of one information set that a player with full memory could tell apart.

        Perfect recall (Kuhn 1953): at all nodes of an information set its player has passed the
        same own information sets and chosen the same there. ``None`` if it holds.
        """
        for i in range(self.num_players):
            sequences = self.own_sequences(i)
            for h in self.information_sets_of(i):
                nodes = self.nodes_of(h)
                for node in nodes[1:]:
                    if sequences[int(node)] != sequences[int(nodes[0])]:
                        return int(nodes[0]), int(node)
        return None

    @property
    def has_perfect_recall(self) -> bool:
        """Whether every player remembers all that it knew and chose."""
        return self.imperfect_recall_witness() is None

    @property
    def has_perfect_information(self) -> bool:
        """Whether every information set of a player is a single node."""
        own = [k for k, h in enumerate(self.information_sets) if not h.is_chance]
        counts = np.bincount(
            self.information_set[self.information_set >= 0], minlength=len(self.information_sets)
        )
        return all(counts[k] == 1 for k in own)

    def play_payoffs(self) -> npt.NDArray[Any]:
        """Payoffs accumulated from the root to each node, shape ``(num_nodes, N)``."""
        total = self.outcome_payoffs[self.outcome]
        if total.dtype == np.int64:
            total = total.astype(object)  # sums of 64-bit payoffs need not fit 64 bits
        for node in range(1, self.num_nodes):
            total[node] = total[node] + total[int(self.parent[node])]
        return as_payoff_array(total, "ExtensiveFormGame.play_payoffs")

    def to_normal_form(self, reduced: bool = True) -> NormalFormGame:
        """The strategic form: one action for each (reduced) pure strategy.

        Parameters
        ----------
        reduced : bool
            With ``True`` (default) a strategy says nothing at information sets that its own
            choices rule out, so that strategies which never differ in play appear once.

        See Also
        --------
        gametheory.reductions.strategic_form : keeps the way back to behaviour strategies.
        """
        from gametheory.reductions import strategic_form

        return strategic_form(self, reduced=reduced).normal_form

    @classmethod
    def from_pygambit(cls, game: Any, *, exact: bool = True) -> ExtensiveFormGame:
        """The tree of a pygambit game, exchanged as ``.efg`` text."""
        from gametheory.interchange.libraries import tree_from_pygambit

        return tree_from_pygambit(game, exact=exact)

    def to_pygambit(self) -> Any:
        """The same tree as a pygambit game (needs the extra ``exchange``)."""
        from gametheory.interchange.libraries import tree_to_pygambit

        return tree_to_pygambit(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ExtensiveFormGame):
            return NotImplemented
        return (
            self.players == other.players
            and self.information_sets == other.information_sets
            and (self.title, self.comment) == (other.title, other.comment)
            and self.outcome_labels == other.outcome_labels
            and self.node_labels == other.node_labels
            and all(
                np.array_equal(getattr(self, name), getattr(other, name))
                for name in ("parent", "action", "information_set", "outcome", "outcome_payoffs")
            )
        )

    def __hash__(self) -> int:
        return hash((self.players, self.information_sets, self.parent.tobytes()))

    def __repr__(self) -> str:
        return (
            f"ExtensiveFormGame({self.num_nodes} nodes, {len(self.terminal_nodes)} ends, "
            f"{len(self.information_sets)} information sets, players={self.players})"
        )


def check_probabilities(probabilities: Mapping[str, Any], where: str) -> tuple[Probability, ...]:
    """Probabilities of a chance event as fractions or floats that sum to one."""
    values = as_payoff_array(list(probabilities.values()), where)
    if values.dtype == np.float64:
        out: tuple[Probability, ...] = tuple(float(v) for v in values)
        slack: Probability = 1e-12
    else:
        out, slack = (
            tuple(Fraction(int(v.numerator), int(v.denominator)) for v in values),
            Fraction(0),
        )
    for name, p in zip(probabilities, out, strict=True):
        if not 0 <= p <= 1:
            raise InvalidInput(f"{where}: probability of {name!r} is {p}; give a number in [0, 1]")
    total: Any = sum(out)
    if abs(total - 1) > slack:
        raise InvalidInput(
            f"{where}: probabilities sum to {total}, not 1; give exact ones as "
            "fractions.Fraction, e.g. Fraction(1, 3)"
        )
    return out
