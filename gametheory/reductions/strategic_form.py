"""Reductions of one game type to another: forward on the game, back on the solution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels, flag, instance, numbers, sequence
from gametheory.errors import InvalidInput, TooLarge, shown, whole_number
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.pure_strategies import UNSPECIFIED, pure_strategies
from gametheory.games.tree_shape import Sequences
from gametheory.games.tree_sizes import COUNTED, magnitude
from gametheory.solutions.behaviour import BehaviourProfile

MAX_ENTRIES = 20_000_000
"""Largest payoff table (profiles times players) that is laid out unless told otherwise."""

Profile = Sequence[npt.ArrayLike]


@attrs.frozen(eq=False, repr=False)
class StrategicForm:
    """A tree, its strategic form, and the way back.

    Attributes
    ----------
    tree : ExtensiveFormGame
    normal_form : NormalFormGame
        Action ``k`` of player ``i`` is the pure strategy ``strategies[i][k]``.
    strategies : tuple of N int64 arrays (m_i, information sets of i)
        The action chosen at each of the player's information sets (in the order of
        ``tree.information_sets_of(i)``); ``UNSPECIFIED`` (-1) where a reduced one says nothing.
    """

    tree: ExtensiveFormGame
    normal_form: NormalFormGame
    strategies: tuple[npt.NDArray[np.int64], ...]

    def to_behaviour(self, profile: Profile) -> BehaviourProfile:
        r"""Behaviour strategies that play like the mixed strategies of ``profile`` (Kuhn 1953).

        With :math:`S(h)` the player's strategies that do not rule out information set :math:`h`,

        .. math:: b(a \mid h) = \sum_{s \in S(h),\, s(h) = a} p(s) \Big/ \sum_{s \in S(h)} p(s).

        Every play has the same probability under both. Where the denominator is zero the actions
        are equally likely and ``reached_by_own_play`` is ``False``.

        Raises
        ------
        InvalidInput
            Strategies of the wrong shape; a game of imperfect recall, where equivalent behaviour
            strategies need not exist.
        """
        where = "StrategicForm.to_behaviour"
        refuse_imperfect_recall(self.tree, where)
        mixed = _check_profile(profile, self.normal_form, where)
        probabilities: list[npt.NDArray[Any]] = []
        reached: list[bool] = []
        if self.tree.batch_shape:
            raise InvalidInput(
                f"{where}: a batch of shape {self.tree.batch_shape}; give one game's strategic form"
            )
        sequences = [self.tree.shape.sequences(i) for i in range(self.tree.num_players)]
        for k, h in enumerate(self.tree.information_sets):
            if h.is_chance:
                probabilities.append(self.tree.chance_probabilities(k))
                reached.append(True)
                continue
            own = self.tree.information_sets_of(h.player)
            column = {number: c for c, number in enumerate(own)}
            table, weights = self.strategies[h.player], mixed[h.player]
            first = int(self.tree.nodes_of(k)[0])
            allows = np.ones(len(table), dtype=np.bool_)
            own_past = sequences[h.player]
            for passed, chosen in own_past.moves(own_past.of_node[first]):
                allows &= table[:, column[passed]] == chosen
            total = weights[allows].sum()
            reached.append(bool(total > 0))
            size = len(h.actions)
            if total > 0:
                choice = table[:, column[k]]
                shares = [weights[allows & (choice == a)].sum() / total for a in range(size)]
            else:
                one = Fraction(1) if weights.dtype == object else 1.0
                shares = [one / size] * size
            probabilities.append(np.array(shares, dtype=weights.dtype))
        return BehaviourProfile(self.tree, tuple(probabilities), tuple(reached))

    def to_mixed(self, behaviour: BehaviourProfile) -> tuple[npt.NDArray[Any], ...]:
        r"""Mixed strategies of ``behaviour``: :math:`p(s) = \prod_h b(s(h) \mid h)` over what ``s``
        specifies."""
        instance(behaviour, BehaviourProfile, "StrategicForm.to_mixed", "to_behaviour gives one")
        out = []
        for i, table in enumerate(self.strategies):
            own = self.tree.information_sets_of(i)
            exact = all(behaviour.probabilities[k].dtype == object for k in own)
            kind = object if exact else np.float64
            weights = np.full(len(table), Fraction(1) if exact else 1.0, dtype=kind)
            for column, k in enumerate(own):
                chosen = table[:, column]
                factors = behaviour.probabilities[k][np.maximum(chosen, 0)]
                said = chosen != UNSPECIFIED
                weights[said] = weights[said] * factors[said]
            out.append(weights)
        return tuple(out)

    def __repr__(self) -> str:
        size = "x".join(str(m) for m in self.normal_form.num_actions)
        return f"StrategicForm({size} of {self.tree!r})"


def strategic_form(
    tree: ExtensiveFormGame, *, reduced: bool = True, max_entries: int = MAX_ENTRIES
) -> StrategicForm:
    r"""The (reduced) strategic form of a finite tree.

    A pure strategy names an action at each information set of its player; a *reduced* one only at
    those that its own choices do not rule out. The payoff of a profile is
    :math:`\sum_z c(z)\, u(z)` over the ends :math:`z` that it leads to, :math:`c(z)` being the
    product of the chance probabilities on the way.

    Strategies are ordered lexicographically in the order of ``tree.information_sets_of(i)``; their
    labels join the action labels with ``/``, ``*`` standing where nothing is said, and repeated
    labels are numbered.

    Parameters
    ----------
    tree : ExtensiveFormGame
        Any number of players; one game or a batch. Exact payoffs and probabilities give exact
        payoffs.
    reduced : bool
    max_entries : int
        Refuse payoff tables with more entries (profiles times players) than this.

    Returns
    -------
    StrategicForm

    Raises
    ------
    InvalidInput
        Not a tree.
    TooLarge
        The table would have more than ``max_entries`` entries; nothing is laid out before.

    Notes
    -----
    The number of strategies grows exponentially in the number of information sets; it is counted
    before any strategy is written down (with imperfect recall strategies are listed, up to
    100,000). The work is (number of ends) x (size of the table) at worst. A tree that carries a
    batch of numbers becomes a batch of games.

    Examples
    --------
    >>> import gametheory as gt
    >>> from gametheory.reductions import strategic_form
    >>> late = gt.Decision("A", {"l": gt.Terminal([3, 0]), "r": gt.Terminal([0, 3])})
    >>> game = gt.ExtensiveFormGame.from_tree(gt.Decision("A", {
    ...     "out": gt.Terminal([1, 1]),
    ...     "in": gt.Decision("B", {"pass": late, "stop": gt.Terminal([2, 2])})}))
    >>> form = strategic_form(game)
    >>> form.normal_form.actions
    (('out/*', 'in/l', 'in/r'), ('pass', 'stop'))
    >>> form.to_behaviour([[0, 0.5, 0.5], [1, 0]]).probabilities[2].tolist()
    [0.5, 0.5]
    """
    where = "strategic_form"
    instance(tree, ExtensiveFormGame, where, "read_game and from_tree give one")
    reduced = flag(reduced, "reduced", where)
    max_entries = whole_number(max_entries, 1, "max_entries", where)
    sequences = [tree.shape.sequences(i) for i in range(tree.num_players)]
    counts = _count_strategies(tree, sequences, reduced, max_entries, where)
    sizes = [len(h.actions) for h in tree.information_sets]
    tables = [
        pure_strategies(
            tree.shape, sizes, tree.information_sets_of(i), sequences[i], reduced, counts[i]
        )
        for i in range(tree.num_players)
    ]
    payoffs = _payoff_table(tree, tables, sequences)
    actions = [_strategy_labels(tree, i, table) for i, table in enumerate(tables)]
    game = NormalFormGame(payoffs, players=tree.players, actions=actions)
    return StrategicForm(tree, game, tuple(tables))


_LISTED = 100_000
"""Strategies with imperfect recall are counted by listing them, up to this many."""


def _count_strategies(
    tree: ExtensiveFormGame,
    sequences: list[Sequences],
    reduced: bool,
    max_entries: int,
    where: str,
) -> list[int]:
    """Each player's number of strategies; a table that would be too large is refused."""
    sizes = [len(h.actions) for h in tree.information_sets]
    counted = [
        tree.shape.count_strategies(i, sizes, reduced=reduced) for i in range(tree.num_players)
    ]
    entries = tree.num_players * tree.num_games * math.prod(c for c in counted if c is not None)
    more = set()
    for i, count in enumerate(counted):
        if count is None:
            own, past = tree.information_sets_of(i), sequences[i]
            count = tree.shape.fewest_strategies(i, sizes, tree.shape.whole, past)
            most = min(max_entries // max(entries, 1), _LISTED)
            if count <= most:
                count = len(pure_strategies(tree.shape, sizes, own, past, reduced, most + 1))
            if count > most:
                more.add(i)
            counted[i] = count
            entries *= count
    if entries <= max_entries and not more:
        return [int(c or 0) for c in counted]
    said = ", ".join(
        f"{name!r} {'at least ' if i in more else ''}{magnitude(c or 0)}"
        for i, (name, c) in enumerate(zip(tree.players, counted, strict=True))
    )
    batch = f" for each of {tree.num_games:,} games" if tree.num_games > 1 else ""
    raise TooLarge(
        f"{where}: the payoff table would have {magnitude(min(entries, COUNTED))} entries, more "
        f"than max_entries = {max_entries:,}: pure strategies of {said}{batch}; raise max_entries "
        "if the memory is there, or keep the tree: gametheory.sequence_form_equilibrium(tree) "
        "finds an equilibrium of two players, gametheory.subgame_perfect_equilibria(tree) solves "
        "subgame by subgame"
    )


def _payoff_table(
    tree: ExtensiveFormGame,
    tables: list[npt.NDArray[np.int64]],
    sequences: list[Sequences],
) -> npt.NDArray[Any]:
    n = tree.num_players
    ends = tree.terminal_nodes
    batch = tuple(range(len(tree.batch_shape)))
    values, scale = _weighted_payoffs(tree)
    # Batch axes stand last while the table is filled, first once it is full.
    values = np.moveaxis(values, batch, tuple(2 + k for k in batch))
    table = np.zeros((n, *(len(t) for t in tables), *tree.batch_shape), dtype=values.dtype)
    columns = [{k: c for c, k in enumerate(tree.information_sets_of(i))} for i in range(n)]
    for z, row in zip(ends.tolist(), values, strict=True):
        consistent = []
        for i in range(n):
            allows = np.ones(len(tables[i]), dtype=np.bool_)
            for h, a in sequences[i].moves(sequences[i].of_node[z]):
                allows &= tables[i][:, columns[i][h]] == a
            consistent.append(np.flatnonzero(allows))
        for i, value in enumerate(row):
            if np.any(value != 0):
                table[i][np.ix_(*consistent)] += value
    table = np.moveaxis(table, tuple(range(table.ndim - len(batch), table.ndim)), batch)
    if scale == 1:
        return table
    distinct, inverse = np.unique(table, return_inverse=True)
    exact = np.array([Fraction(int(v), scale) for v in distinct], dtype=object)
    return exact[inverse.reshape(table.shape)]


def _weighted_payoffs(tree: ExtensiveFormGame) -> tuple[npt.NDArray[Any], int]:
    r"""Chance times payoffs of each end, ``(\*B, ends, N)``; if exact, integers over a scale."""
    weights, paid = chance_weights(tree)[..., tree.terminal_nodes, None], tree.end_payoffs
    if not tree.is_exact:
        return weights.astype(np.float64) * paid.astype(np.float64), 1
    certain = not any(h.is_chance for h in tree.information_sets) and paid.dtype == np.int64
    if certain and np.abs(paid.astype(np.float64)).max(initial=0.0) * paid.shape[-2] < 2.0**62:
        return paid, 1
    flat = [Fraction(v) for v in (weights * paid.astype(object)).ravel().tolist()]
    shape = (*tree.batch_shape, len(tree.terminal_nodes), tree.num_players)
    scale = math.lcm(*(v.denominator for v in flat))
    whole = np.empty(len(flat), dtype=object)
    whole[:] = [int(v * scale) for v in flat]
    # Sums of |entries| bound every cell, so that 64 bits are used only where they suffice.
    bound = np.abs(whole.reshape(shape)).sum(axis=-2).max(initial=0)
    return whole.reshape(shape).astype(np.int64 if bound < 2**62 else object), scale


def chance_weights(tree: ExtensiveFormGame) -> npt.NDArray[Any]:
    r"""Product of the chance probabilities on the way to each node, ``(nodes,)`` or
    ``(\*B, nodes)``."""
    drawn = {
        k: tree.chance_probabilities(k) for k, h in enumerate(tree.information_sets) if h.is_chance
    }
    exact = all(p.dtype == object for p in drawn.values())
    batch = np.broadcast_shapes((), *(p.shape[:-1] for p in drawn.values()))
    weights = np.full((tree.num_nodes, *batch), Fraction(1) if exact else 1.0)
    mover, at = tree.shape.mover.tolist(), tree.information_set.tolist()
    for node, above in enumerate(tree.parent.tolist()):
        if above < 0:
            continue
        weights[node] = weights[above]
        if mover[above] < 0:
            weights[node] = weights[node] * drawn[at[above]][..., int(tree.action[node])]
    return np.moveaxis(weights, 0, -1)


def _strategy_labels(tree: ExtensiveFormGame, player: int, table: npt.NDArray[np.int64]) -> Labels:
    own = [tree.information_sets[k].actions for k in tree.information_sets_of(player)]
    names = [
        "/".join(
            "*" if a == UNSPECIFIED else actions[a] for a, actions in zip(row, own, strict=True)
        )
        if row
        else "*"  # a player who never moves
        for row in table.tolist()
    ]
    if len(set(names)) < len(names):  # action labels that contain "/" or "*" themselves
        names = [f"{name} #{k + 1}" for k, name in enumerate(names)]
    return tuple(names)


def refuse_imperfect_recall(tree: ExtensiveFormGame, where: str) -> None:
    """An error that names the information set at which a player has forgotten something."""
    witness = tree.imperfect_recall_witness()
    if witness is None:
        return
    h = tree.information_sets[int(tree.information_set[witness[0]])]
    raise InvalidInput(
        f"{where}: player {tree.players[h.player]!r} has imperfect recall at information set "
        f"{h.label!r} (nodes {witness[0]} and {witness[1]} follow different own choices); mixed "
        "strategies need not have equivalent behaviour strategies there"
    )


def _check_profile(
    profile: Profile, game: NormalFormGame, where: str
) -> tuple[npt.NDArray[Any], ...]:
    profile = sequence(profile, "one mixed strategy for each player", where)
    if len(profile) != game.num_players:
        raise InvalidInput(
            f"{where}: {len(profile)} strategies for {game.num_players} players {game.players}; "
            "give one for each"
        )
    out = []
    for name, m, values in zip(game.players, game.num_actions, profile, strict=True):
        array = numbers(values, f"strategy of player {name!r}", where)
        if array.shape != (m,):
            raise InvalidInput(
                f"{where}: strategy of player {name!r} has shape {array.shape}; expected ({m},)"
            )
        total = array.sum()
        slack = 1e-6 if array.dtype.kind == "f" else 0
        if (array < 0).any() or abs(total - 1) > slack:
            raise InvalidInput(
                f"{where}: strategy of player {name!r} is {shown(array.tolist())}; give "
                "probabilities of at least 0 that sum to 1"
            )
        if array.dtype.kind in "iu":
            array = np.array([Fraction(int(v)) for v in array], dtype=object)
        elif array.dtype != object:
            array = array.astype(np.float64)
        out.append(array)
    return tuple(out)
