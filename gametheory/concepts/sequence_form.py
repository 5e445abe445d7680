"""One equilibrium of a two-player tree without its strategic form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, TooLarge, shown, whole_number
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.tree_shape import Sequences
from gametheory.ragged import Ragged
from gametheory.reductions.strategic_form import chance_weights, refuse_imperfect_recall
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solutions.trees import MIXED, BehaviourEquilibria
from gametheory.solvers.trees.sequence_form import (
    Plans,
    SequenceForm,
    by_lemke,
    by_linear_programme,
)

Array = npt.NDArray[Any]
Method = Literal["auto", "linear-programme", "lemke"]

EXACT_SIZE = 160
"""Own histories of both players up to which Lemke's method runs in fractions."""

DENSE_SIZE = 6_000
"""Own histories of both players up to which Lemke's dense table is laid out."""


@recorded
def sequence_form_equilibrium(
    tree: ExtensiveFormGame, *, method: Method = "auto", max_pivots: int = 100_000
) -> BehaviourEquilibria:
    r"""One Nash equilibrium of each two-player game on a tree, in behaviour strategies.

    The sequence form is as large as the tree, where the strategic form grows exponentially: poker
    games of thousands of nodes are solved in seconds. With :math:`A, B` the payoffs by both
    players' own histories, an equilibrium is a pair of realisation plans :math:`x, y` of which
    each is best against the other.

    Parameters
    ----------
    tree : ExtensiveFormGame
        Two players with perfect recall; one game or a batch.
    method : {"auto", "linear-programme", "lemke"}
        ``"auto"`` takes the linear programme for constant-sum games that are not small and exact,
        Lemke's method otherwise.
    max_pivots : int
        Pivots allowed to Lemke's method for one game.

    Returns
    -------
    BehaviourEquilibria
        One row for each game, or none, with ``.status`` to say why. Exact games are answered in
        fractions up to 160 own histories of both players together (``EXACT_SIZE``), larger ones in
        floats (``.exact``). ``.regret`` is what best replies on the tree gain, recomputed
        from the raw payoffs. Where a player's own moves rule an information set out, the actions
        there are equally likely: the equilibrium need not be subgame perfect.

    Raises
    ------
    InvalidInput
        Not a tree, not two players, imperfect recall, an unknown method, or
        ``"linear-programme"`` for a game whose payoffs do not sum to a constant.
    TooLarge
        Lemke's method would need a table of more than ``DENSE_SIZE`` squared numbers.

    Notes
    -----
    The linear programme (HiGHS) has one variable for each own history of player 1, one for each
    information set of player 2, and as many nonzeros as the tree has ends. Lemke's method pivots
    in a dense table of the size of both players' histories and information sets; on integers,
    divisions come out even. Romanovskii (1962), von Stengel (1996), Koller, Megiddo and von
    Stengel (1996).

    Examples
    --------
    >>> import gametheory as gt
    >>> from fractions import Fraction
    >>> def bet(win):
    ...     return gt.Decision("B", {"fold": gt.Terminal([1, -1]),
    ...                              "call": gt.Terminal([2 * win, -2 * win])}, "after a bet")
    >>> def hand(name, win):
    ...     return gt.Decision("A", {"bet": bet(win), "check": gt.Terminal([win, -win])}, name)
    >>> half = Fraction(1, 2)
    >>> poker = gt.ExtensiveFormGame.from_tree(
    ...     gt.Chance({"high": (half, hand("high", 1)), "low": (half, hand("low", -1))}))
    >>> print(gt.sequence_form_equilibrium(poker))
    BehaviourEquilibria(1 in one game, complete)
      A: high bet, low 1/3 bet + 2/3 check; B: after a bet 1/3 fold + 2/3 call   payoffs (1/3, -1/3)
    """
    where = "sequence_form_equilibrium"
    if not isinstance(tree, ExtensiveFormGame):
        raise InvalidInput(
            f"{where}: expected an ExtensiveFormGame, got {type(tree).__name__}; "
            "gametheory.ExtensiveFormGame.from_tree(...) makes one, gametheory.read_game reads one"
        )
    if tree.num_players != 2:
        raise InvalidInput(
            f"{where}: expected two players, this tree has {tree.num_players}: {tree.players}"
        )
    if str(method) not in ("auto", "linear-programme", "lemke"):
        raise InvalidInput(
            f"{where}: unknown method {shown(method)}; give 'auto', 'linear-programme' or 'lemke'"
        )
    max_pivots = whole_number(max_pivots, 1, "max_pivots", where)
    refuse_imperfect_recall(tree, where)
    histories = [tree.shape.sequences(i) for i in range(2)]
    forms = [_form(game, histories) for game in _games(tree)]
    for g, form in enumerate(forms):
        if method == "linear-programme" and not _constant_sum(form.payoffs):
            place = f" of game {g}" if tree.batch_shape else ""
            raise InvalidInput(
                f"{where}: payoffs{place} do not sum to a constant over the ends; "
                "method='lemke' solves any two-player game"
            )
    solved = [_solve(form, str(method), tree.is_exact, max_pivots, where) for form in forms]
    return _listing(tree, histories, solved)


def _games(tree: ExtensiveFormGame) -> list[ExtensiveFormGame]:
    if not tree.batch_shape:
        return [tree]
    return [tree[place] for place in np.ndindex(*tree.batch_shape)]


def _form(game: ExtensiveFormGame, histories: list[Sequences]) -> SequenceForm:
    plans = []
    for i, own in enumerate(histories):
        sets = game.information_sets_of(i)
        number = {h: k for k, h in enumerate(sets)}
        before = [own.of_node[game.shape.nodes_of_set[h][0]] for h in sets]
        at = [number[h] if h >= 0 else -1 for h in own.information_set]
        plans.append(Plans(np.array(before, dtype=np.int64), np.array(at, dtype=np.int64)))
    ends = game.terminal_nodes
    first, second = (np.array(own.of_node, dtype=np.int64)[ends] for own in histories)
    return SequenceForm(
        (plans[0], plans[1]), first, second, chance_weights(game)[ends], game.end_payoffs
    )


def _constant_sum(payoffs: Array) -> bool:
    """Up to a few roundings: recognition only chooses the method, regret judges its answer."""
    if payoffs.dtype == np.float64:
        total = payoffs[:, 0] / 2 + payoffs[:, 1] / 2
        room = 8 * np.finfo(np.float64).eps * float(np.abs(payoffs).max())
        return bool(np.abs(total - total[0]).max() <= room)
    totals = payoffs.astype(object).sum(axis=1)
    return all(t == totals[0] for t in totals.tolist())


def _solve(
    form: SequenceForm, method: str, exact: bool, max_pivots: int, where: str
) -> tuple[Array, Array] | None:
    small = exact and form.size <= EXACT_SIZE
    programme = method == "linear-programme" or (
        method == "auto" and not small and _constant_sum(form.payoffs)
    )
    if programme:
        return by_linear_programme(form)
    if form.size > DENSE_SIZE:
        raise TooLarge(
            f"{where}: Lemke's method would need a table of {form.size:,} x {form.size:,} numbers; "
            f"{DENSE_SIZE:,} is the most"
        )
    return by_lemke(form, exact=small, max_pivots=max_pivots)


def _listing(
    tree: ExtensiveFormGame, histories: list[Sequences], solved: list[Any]
) -> BehaviourEquilibria:
    good = [g for g, plans in enumerate(solved) if plans is not None]
    exact = tree.is_exact and all(p.dtype == object for g in good for p in solved[g])
    sets = tuple(k for k, h in enumerate(tree.information_sets) if not h.is_chance)
    kind = object if exact else np.float64
    mixed: dict[int, Array] = {}
    choices = np.full((len(good), len(sets)), MIXED, dtype=np.int64)
    for c, h in enumerate(sets):
        described = tree.information_sets[h]
        own = histories[described.player]
        before = own.of_node[tree.shape.nodes_of_set[h][0]]
        moves = own.ending_at(h)
        rows = np.array(
            [_choice(solved[g][described.player].astype(kind), before, moves) for g in good],
            dtype=kind,
        ).reshape(len(good), len(moves))
        pure = np.count_nonzero(rows, axis=1) == 1  # 1 beside 1e-200 is a mixture
        choices[pure, c] = rows[pure].argmax(axis=1)
        if not pure.all():
            mixed[h] = rows
    counts = np.zeros(tree.num_games, dtype=np.int64)
    counts[good] = 1
    status = np.where(counts > 0, Status.ONE_OF_TREE, Status.PIVOT_LIMIT).astype(np.int8)
    return BehaviourEquilibria(
        game=tree,
        rows=Ragged.of_counts(counts.reshape(tree.batch_shape)),
        information_sets=sets,
        choices=choices,
        mixed=mixed,
        payoffs=None,
        status_code=status.reshape(tree.batch_shape),
        exact=exact,
        subgame_perfect=False,
    )


def _choice(plan: Array, before: int, moves: list[int]) -> list[Any]:
    """Probabilities of the actions at a set: shares of the weight that leads there."""
    weights = [plan[s] for s in moves]
    total = sum(weights)
    exact = plan.dtype == object
    # Plans in floats sum up to rounding only; weights of rounding size are none.
    if total > (0 if exact else 1e-12) and (exact or plan[before] > 1e-12):
        return [w / total for w in weights]
    return [(Fraction(1) if exact else 1.0) / len(moves)] * len(moves)
