"""Finite games in extensive form: a tree of moves, information sets, chance and outcomes."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels
from gametheory.games.information_sets import TERMINAL, InformationSet
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.payoffs import as_payoff_array
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.games.tree_shape import TreeShape
from gametheory.ragged import positions

if TYPE_CHECKING:
    from gametheory.games.game_tree import Node

IndexArray = npt.NDArray[np.int64]


@attrs.frozen(eq=False, repr=False)
class ExtensiveFormGame(ReadOnlyArrays):
    r"""One finite game tree, or a batch of games on it, stored as arrays over its nodes.

    Nodes are in prefix order: a node comes before the subtrees of its actions, which follow in the
    order of the actions, so node 0 is the root. Player :math:`i`'s payoff on a play is the *sum* of
    the payoffs of the outcomes met on it, those at inner nodes included. Build a game with
    :meth:`from_tree`, or read one with ``gt.read_game``; :meth:`with_numbers` puts other payoffs
    and probabilities on the same tree, for a whole batch of games at once.

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
    outcome_payoffs : (\*B, num_outcomes + 1, N)
        Payoffs of each outcome, floats or exact; row 0 is zero.
    outcome_labels, node_labels : tuple of str
    title, comment : str
    chance : tuple of arrays, optional
        Where probabilities differ from game to game: for each information set ``(\*B, actions)``
        of a chance event, ``None`` for a player. ``None`` altogether where they do not differ.

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
    _outcome_payoffs: npt.NDArray[Any] | None
    outcome_labels: Labels
    node_labels: Labels
    title: str = ""
    comment: str = ""
    chance: tuple[npt.NDArray[Any] | None, ...] | None = None
    # Payoffs of the ends in the place of outcomes, so that large batches are not copied.
    _end_payoffs: npt.NDArray[Any] | None = None

    def __attrs_post_init__(self) -> None:
        for array in (self.parent, self.action, self.information_set, self.outcome):
            array.flags.writeable = False
        for numbers in (self._outcome_payoffs, self._end_payoffs):
            if numbers is not None:
                numbers.flags.writeable = False
        for probabilities in self.chance or ():
            if probabilities is not None:
                probabilities.flags.writeable = False

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

        return cls(**lay_out(root, players, title, comment))

    @property
    def num_players(self) -> int:
        """Number of players ``N``, chance not counted."""
        return len(self.players)

    @property
    def num_nodes(self) -> int:
        """Number of nodes, terminal ones included."""
        return len(self.parent)

    @cached_property
    def outcome_payoffs(self) -> npt.NDArray[Any]:
        r"""Payoffs of each outcome, shape ``(\*B, num_outcomes + 1, N)``; row 0 is zero."""
        if self._outcome_payoffs is not None:
            return self._outcome_payoffs
        ends = self.end_payoffs
        table = np.empty((*ends.shape[:-2], ends.shape[-2] + 1, ends.shape[-1]), dtype=ends.dtype)
        table[..., 0, :] = Fraction(0) if ends.dtype == object else 0
        table[..., 1:, :] = ends
        table.flags.writeable = False
        return table

    @property
    def _numbers(self) -> npt.NDArray[Any]:
        """Payoffs of the ends or of the outcomes, whichever were given."""
        return self.outcome_payoffs if self._end_payoffs is None else self._end_payoffs

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes of the numbers, ``()`` for one game."""
        return self._numbers.shape[:-2]

    @property
    def num_games(self) -> int:
        """Number of games in the batch, 1 for one game."""
        return int(np.prod(self.batch_shape, dtype=np.int64))

    @property
    def is_exact(self) -> bool:
        """Whether payoffs and chance probabilities are all exact."""
        if self.chance is not None and any(
            p is not None and p.dtype == np.float64 for p in self.chance
        ):
            return False
        return self._numbers.dtype != np.float64 and not any(
            isinstance(p, float) for h in self.information_sets for p in h.probabilities or ()
        )

    @cached_property
    def shape(self) -> TreeShape:
        """The tree without its numbers: subgames, own histories, sizes."""
        movers = np.array([h.player for h in self.information_sets], dtype=np.int64)
        at_end = self.information_set == TERMINAL
        mover = np.full(self.num_nodes, -2, dtype=np.int64)
        mover[~at_end] = movers[self.information_set[~at_end]]
        return TreeShape(self.parent, self.action, self.information_set, mover)

    @cached_property
    def set_names(self) -> Labels:
        """A name for each information set, no two of a player alike: its label, or ``#k``.

        ``#k`` with its position stands where the label is blank or was used before.
        """
        used: set[tuple[int, str]] = set()
        names = []
        for k, h in enumerate(self.information_sets):
            name = h.label
            while not name or (h.player, name) in used:
                name = f"#{k}" if name == h.label else f"#{name}"
            used.add((h.player, name))
            names.append(name)
        return tuple(names)

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
        """For each node, the information sets ``player`` has passed and what was chosen there.

        Long games have long histories: ``shape.sequences(player)`` links them instead.
        """
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
        witnesses = (self.shape.forgetful(i) for i in range(self.num_players))
        return next((w for w in witnesses if w is not None), None)

    @property
    def has_perfect_recall(self) -> bool:
        """Whether every player remembers all that it knew and chose."""
        return self.imperfect_recall_witness() is None

    @property
    def has_perfect_information(self) -> bool:
        """Whether every information set of a player is a single node."""
        return self.shape.perfect_information

    def chance_probabilities(self, information_set: int) -> npt.NDArray[Any]:
        r"""Probabilities of a chance event's actions, ``(m,)`` or in a batch ``(\*B, m)``."""
        if self.chance is not None and self.chance[information_set] is not None:
            return np.asarray(self.chance[information_set])
        given = self.information_sets[information_set].probabilities or ()
        exact = not any(isinstance(p, float) for p in given)
        return np.array(given, dtype=object if exact else np.float64)

    def play_payoffs(self) -> npt.NDArray[Any]:
        r"""Payoffs accumulated from the root to each node, shape ``(\*B, num_nodes, N)``."""
        total = self.outcome_payoffs[..., self.outcome, :]
        inner = self.information_set != TERMINAL
        if not self.outcome[inner].any():
            return total
        if total.dtype == np.int64:
            total = total.astype(object)  # sums of 64-bit payoffs need not fit 64 bits
        paid_above = self.outcome != 0
        for node, above in enumerate(self.parent.tolist()):
            if above >= 0 and paid_above[above]:
                paid_above[node] = True
                total[..., node, :] = total[..., node, :] + total[..., above, :]
        return as_payoff_array(total, "ExtensiveFormGame.play_payoffs")

    @cached_property
    def end_payoffs(self) -> npt.NDArray[Any]:
        r"""Payoffs of the plays to the ends, in prefix order, shape ``(\*B, ends, N)``."""
        if self._end_payoffs is not None:
            return self._end_payoffs
        ends = self.terminal_nodes
        inner = self.information_set != TERMINAL
        if not self.outcome[inner].any():
            return self.outcome_payoffs[..., self.outcome[ends], :]
        return self.play_payoffs()[..., ends, :]

    def with_numbers(
        self,
        payoffs: npt.ArrayLike | None = None,
        chance: Mapping[str | int, npt.ArrayLike] | None = None,
    ) -> ExtensiveFormGame:
        r"""The same tree with other payoffs or chance probabilities, in batches.

        Parameters
        ----------
        payoffs : array_like, shape (\*B, ends, N), optional
            Payoffs of the plays to the ends, in the order of ``terminal_nodes``; with them nothing
            is paid on the way. By default those of this game.
        chance : mapping, optional
            Probabilities ``(\*B, actions)`` of chance events, by label or by position in
            ``information_sets``; events left out keep theirs. Batch axes broadcast.

        Raises
        ------
        InvalidInput
            A shape that does not fit the tree, an unknown event, probabilities that are negative
            or do not sum to one; the message names the batch index.

        Examples
        --------
        >>> import gametheory as gt, numpy as np
        >>> entry = gt.ExtensiveFormGame.from_tree(
        ...     gt.Decision("challenger", {
        ...         "stay out": gt.Terminal([0, 2]),
        ...         "challenge": gt.Decision("state", {
        ...             "yield": gt.Terminal([1, 1]), "fight": gt.Terminal([-1, -1])}),
        ...     }))
        >>> cost = np.linspace(0, 2, 5)
        >>> ends = np.zeros((5, 3, 2)) + [[0, 2], [1, 1], [-1, -1]]
        >>> ends[:, 1, 1] = 1 - 2 * cost  # what yielding costs the state
        >>> entry.with_numbers(ends).batch_shape
        (5,)
        """
        from gametheory.games.tree_numbers import with_numbers

        return with_numbers(self, payoffs, chance)

    def __getitem__(self, key: Any) -> ExtensiveFormGame:
        """The game or games at batch index ``key``."""
        return self.take(positions(self.batch_shape, key, "ExtensiveFormGame"))

    def take(self, positions: npt.ArrayLike) -> ExtensiveFormGame:
        """Games at ``positions`` of the flattened batch; the result has the positions' shape."""
        from gametheory.games.tree_numbers import pick

        return pick(self, np.asarray(positions, dtype=np.int64))

    def to_normal_form(self, reduced: bool = True) -> NormalFormGame:
        """The strategic form: one action for each (reduced) pure strategy.

        Parameters
        ----------
        reduced : bool
            With ``True`` (default) a strategy says nothing at information sets that its own
            choices rule out, so that strategies which never differ in play appear once.

        See Also
        --------
        gametheory.strategic_form : keeps the way back to behaviour strategies.
        """
        from gametheory.reductions.strategic_form import strategic_form

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
        mine, theirs = self.chance or (), other.chance or ()
        return (
            len(mine) == len(theirs)
            and all(
                p is q or (p is not None and q is not None and np.array_equal(p, q))
                for p, q in zip(mine, theirs, strict=True)
            )
            and self.players == other.players
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
        from gametheory.games.tree_text import SMALL

        small = not self.batch_shape and self.num_nodes <= SMALL
        return str(self) if small else self._heading()

    def __str__(self) -> str:
        from gametheory.games.tree_text import tree_text

        return "\n".join(part for part in (self._heading(), tree_text(self)) if part)

    def _repr_html_(self) -> str:
        """What a notebook shows: the tree as indented text, labels escaped."""
        return f"<pre>{html.escape(str(self))}</pre>"

    def _heading(self) -> str:
        batch = f"batch {self.batch_shape}, " if self.batch_shape else ""
        return (
            f"ExtensiveFormGame({self.num_nodes} nodes, {len(self.terminal_nodes)} ends, "
            f"{len(self.information_sets)} information sets, {batch}players={self.players})"
        )
