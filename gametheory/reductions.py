"""Reductions of one game type to another: forward on the game, back on the solution."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, TooLarge
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.normal_form import Labels, NormalFormGame

UNSPECIFIED = -1
"""Entry of a reduced strategy at an information set that its own choices rule out."""

MAX_ENTRIES = 20_000_000
"""Largest payoff table (profiles times players) that is laid out unless told otherwise."""

Profile = Sequence[npt.ArrayLike]


@attrs.frozen(eq=False, repr=False)
class BehaviourProfile:
    """Each player's choice probabilities at each information set.

    Attributes
    ----------
    game : ExtensiveFormGame
    probabilities : tuple of arrays
        One for each of ``game.information_sets``: a number for each action; exact fractions where
        the strategies are exact. Chance events carry their own probabilities.
    reached_by_own_play : tuple of bool
        Whether the player's own strategy lets the information set be reached. Where it does not,
        the mixed strategy says nothing of what is chosen there and the actions are equally likely.
    """

    game: ExtensiveFormGame
    probabilities: tuple[npt.NDArray[Any], ...]
    reached_by_own_play: tuple[bool, ...]

    def node_probabilities(self) -> npt.NDArray[Any]:
        """Probability that play reaches each node, shape ``(num_nodes,)``."""
        game = self.game
        kind = object if all(p.dtype == object for p in self.probabilities) else np.float64
        reach = np.zeros(game.num_nodes, dtype=kind)
        reach[0] = Fraction(1) if kind is object else 1.0
        for node in range(1, game.num_nodes):
            above = int(game.parent[node])
            chosen = self.probabilities[int(game.information_set[above])][int(game.action[node])]
            reach[node] = reach[above] * chosen
        return reach

    def payoffs(self) -> npt.NDArray[Any]:
        r"""Expected payoffs :math:`\sum_z P(z) u(z)` over the ends ``z``, shape ``(N,)``."""
        ends = self.game.terminal_nodes
        weight, paid = self.node_probabilities()[ends], self.game.play_payoffs()[ends]
        if weight.dtype == object and paid.dtype == np.int64:
            paid = paid.astype(object)
        total: npt.NDArray[Any] = (weight[:, None] * paid).sum(axis=0)
        return total

    def to_dict(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Player → information set → action → probability.

        A blank or repeated label of an information set is replaced by ``#k``, its position in
        ``game.information_sets``.
        """
        out: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in self.game.players}
        for k, (h, p) in enumerate(
            zip(self.game.information_sets, self.probabilities, strict=True)
        ):
            if h.is_chance:
                continue
            own = out[self.game.players[h.player]]
            name = h.label if h.label and h.label not in own else f"#{k}"
            own[name] = dict(zip(h.actions, p, strict=True))
        return out

    def __repr__(self) -> str:
        return f"BehaviourProfile({self.to_dict()})"


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
        _refuse_imperfect_recall(self.tree, where)
        mixed = _check_profile(profile, self.normal_form, where)
        probabilities: list[npt.NDArray[Any]] = []
        reached: list[bool] = []
        sequences = [self.tree.own_sequences(i) for i in range(self.tree.num_players)]
        for k, h in enumerate(self.tree.information_sets):
            if h.probabilities is not None:
                exact = not any(isinstance(p, float) for p in h.probabilities)
                kind = object if exact else np.float64
                probabilities.append(np.array(h.probabilities, dtype=kind))
                reached.append(True)
                continue
            own = self.tree.information_sets_of(h.player)
            column = {number: c for c, number in enumerate(own)}
            table, weights = self.strategies[h.player], mixed[h.player]
            first = int(self.tree.nodes_of(k)[0])
            allows = np.ones(len(table), dtype=np.bool_)
            for passed, chosen in sequences[h.player][first]:
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
        Any number of players. Exact payoffs and probabilities give exact payoffs.
    reduced : bool
    max_entries : int
        Refuse payoff tables with more entries (profiles times players) than this.

    Returns
    -------
    StrategicForm

    Raises
    ------
    InvalidInput
        One player only.
    TooLarge
        The table would have more than ``max_entries`` entries.

    Notes
    -----
    The number of strategies grows exponentially in the number of information sets; the work is
    (number of ends) x (size of the table) at worst.

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
    sequences = [tree.own_sequences(i) for i in range(tree.num_players)]
    budget = max_entries // tree.num_players
    tables = []
    for i in range(tree.num_players):
        tables.append(_pure_strategies(tree, i, sequences[i], reduced, budget))
        budget //= len(tables[i])
    payoffs = _payoff_table(tree, tables, sequences)
    actions = [_strategy_labels(tree, i, table) for i, table in enumerate(tables)]
    game = NormalFormGame(payoffs, players=tree.players, actions=actions)
    return StrategicForm(tree, game, tuple(tables))


def _pure_strategies(
    tree: ExtensiveFormGame,
    player: int,
    sequences: list[tuple[tuple[int, int], ...]],
    reduced: bool,
    budget: int,
) -> npt.NDArray[np.int64]:
    own = tree.information_sets_of(player)
    column = {number: c for c, number in enumerate(own)}
    sizes = [len(tree.information_sets[k].actions) for k in own]
    # What must have been chosen before each set: one alternative for each of its distinct pasts.
    pasts = [
        {tuple((column[h], a) for h, a in sequences[int(n)]) for n in tree.nodes_of(k)} for k in own
    ]
    found: list[list[int]] = []
    for strategy in _extend([UNSPECIFIED] * len(own), sizes, pasts, reduced):
        found.append(strategy)
        if len(found) > budget:
            raise TooLarge(
                f"strategic_form: player {tree.players[player]!r} has more than {budget} pure "
                "strategies, which would make the payoff table larger than max_entries; "
                "raise it if the memory is there"
            )
    return np.array(found, dtype=np.int64).reshape(len(found), len(own))


def _extend(
    partial: list[int],
    sizes: list[int],
    pasts: list[set[tuple[tuple[int, int], ...]]],
    reduced: bool,
) -> Iterator[list[int]]:
    """Complete strategies that continue ``partial``, lexicographically; an explicit stack, so that
    long games do not meet Python's recursion limit."""
    pending = [partial]
    while pending:
        strategy = pending.pop()
        open_sets = (
            c
            for c, chosen in enumerate(strategy)
            if chosen == UNSPECIFIED
            and (
                not reduced
                # An absent-minded set has pasts that pass through itself; another past leads in.
                or any(all(strategy[h] == a for h, a in past) for past in pasts[c])
            )
        )
        column = next(open_sets, None)
        if column is None:
            yield strategy
            continue
        for a in reversed(range(sizes[column])):
            pending.append([*strategy[:column], a, *strategy[column + 1 :]])


def _payoff_table(
    tree: ExtensiveFormGame,
    tables: list[npt.NDArray[np.int64]],
    sequences: list[list[tuple[tuple[int, int], ...]]],
) -> npt.NDArray[Any]:
    n = tree.num_players
    ends = tree.terminal_nodes
    chance = _chance_weights(tree)
    paid = tree.play_payoffs()
    shape = (n, *(len(t) for t in tables))
    columns = [{k: c for c, k in enumerate(tree.information_sets_of(i))} for i in range(n)]
    if tree.is_exact:
        values = [
            [Fraction(chance[int(z)]) * Fraction(u) for u in paid[int(z)].tolist()] for z in ends
        ]
        scale = math.lcm(*(v.denominator for row in values for v in row))
        whole: list[list[Any]] = [[int(v * scale) for v in row] for row in values]
        # Sums of |entries| bound every cell, so that 64 bits are used only where they suffice.
        small = sum(max(abs(v) for v in row) for row in whole) < 2**62
        table = np.zeros(shape, dtype=np.int64 if small else object)
    else:
        whole = [[float(chance[int(z)]) * float(u) for u in paid[int(z)].tolist()] for z in ends]
        scale, table = 1, np.zeros(shape)
    for z, row in zip(ends, whole, strict=True):
        consistent = []
        for i in range(n):
            allows = np.ones(len(tables[i]), dtype=np.bool_)
            for h, a in sequences[i][int(z)]:
                allows &= tables[i][:, columns[i][h]] == a
            consistent.append(np.flatnonzero(allows))
        for i, value in enumerate(row):
            if value:
                table[i][np.ix_(*consistent)] += value
    if scale == 1:
        return table
    distinct, inverse = np.unique(table, return_inverse=True)
    exact = np.array([Fraction(int(v), scale) for v in distinct], dtype=object)
    return exact[inverse.reshape(table.shape)]


def _chance_weights(tree: ExtensiveFormGame) -> list[Fraction | float]:
    weights: list[Fraction | float] = [Fraction(1)]
    for node in range(1, tree.num_nodes):
        above = int(tree.parent[node])
        drawn = tree.information_sets[int(tree.information_set[above])].probabilities
        factor = drawn[int(tree.action[node])] if drawn is not None else 1
        weights.append(weights[above] * factor)
    return weights


def _strategy_labels(tree: ExtensiveFormGame, player: int, table: npt.NDArray[np.int64]) -> Labels:
    own = [tree.information_sets[k].actions for k in tree.information_sets_of(player)]
    names = [
        "/".join(
            "*" if a == UNSPECIFIED else actions[a] for a, actions in zip(row, own, strict=True)
        )
        or "*"
        for row in table.tolist()
    ]
    if len(set(names)) < len(names):  # action labels that contain "/" or "*" themselves
        names = [f"{name} #{k + 1}" for k, name in enumerate(names)]
    return tuple(names)


def _refuse_imperfect_recall(tree: ExtensiveFormGame, where: str) -> None:
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
    if len(profile) != game.num_players:
        raise InvalidInput(
            f"{where}: {len(profile)} strategies for {game.num_players} players {game.players}"
        )
    out = []
    for name, m, values in zip(game.players, game.num_actions, profile, strict=True):
        array = np.asarray(values)
        if array.shape != (m,):
            raise InvalidInput(
                f"{where}: strategy of player {name!r} has shape {array.shape}; expected ({m},)"
            )
        if array.dtype.kind in "iu":
            array = np.array([Fraction(int(v)) for v in array], dtype=object)
        elif array.dtype != object:
            array = array.astype(np.float64)
        out.append(array)
    return tuple(out)
