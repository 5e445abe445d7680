"""Nash equilibria of trees in behaviour strategies, through the reduced strategic form."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.concepts.sequence_form import sequence_form_equilibrium
from gametheory.concepts.stage_forms import StageForm, distinct
from gametheory.concepts.stages import StageSolver, as_exact
from gametheory.concepts.trees import subgame_perfect_equilibria
from gametheory.errors import InvalidInput, TooLarge
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solutions.trees import MIXED, BehaviourEquilibria

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]


@recorded
def behaviour_equilibria(tree: ExtensiveFormGame) -> BehaviourEquilibria:
    r"""Nash equilibria of each game on a tree, in behaviour strategies.

    With perfect recall every mixed strategy has a behaviour strategy that plays like it (Kuhn
    1953): the extreme equilibria of the reduced strategic form are translated, and those that play
    alike are one. Equilibria need not be subgame perfect: :func:`subgame_perfect_equilibria` lists
    those that are.

    Parameters
    ----------
    tree : ExtensiveFormGame
        One game or a batch.

    Returns
    -------
    BehaviourEquilibria
        Where a player's own moves rule an information set out the actions there are equally
        likely; any others would do. Where the strategic form is too large one equilibrium is
        found, a subgame-perfect one if every subgame's stage is small enough, by the sequence form
        for two players otherwise, and the status says so. With imperfect recall only pure
        equilibria are listed, and the status says that.

    Raises
    ------
    InvalidInput
        Not a tree.
    TooLarge
        The strategic form would not fit, and there are more than two players or imperfect recall.

    Examples
    --------
    >>> import gametheory as gt
    >>> entry = gt.ExtensiveFormGame.from_tree(
    ...     gt.Decision("challenger", {
    ...         "out": gt.Terminal([0, 2]),
    ...         "in": gt.Decision("state", {
    ...             "yield": gt.Terminal([1, 1]), "fight": gt.Terminal([-1, -1])}),
    ...     }))
    >>> print(gt.behaviour_equilibria(entry))
    BehaviourEquilibria(3 in one game, complete)
      challenger: #0 out; state: #1 1/2 yield + 1/2 fight   payoffs (0, 2)
      challenger: #0 out; state: #1 fight   payoffs (0, 2)
      challenger: #0 in; state: #1 yield   payoffs (1, 1)
    """
    where = "behaviour_equilibria"
    if not isinstance(tree, ExtensiveFormGame):
        raise InvalidInput(
            f"{where}: expected an ExtensiveFormGame, got {type(tree).__name__}; "
            "gametheory.ExtensiveFormGame.from_tree(...) makes one, gametheory.read_game reads one"
        )
    stage, games = tree.shape.whole, np.arange(tree.num_games, dtype=np.int64)
    sets = tuple(k for k, h in enumerate(tree.information_sets) if not h.is_chance)
    kind = object if tree.is_exact else np.float64
    if not sets:
        return _listing(tree, sets, games, {}, np.full(len(games), Status.ALL_PLAYS))
    try:
        form = StageForm.of(tree, stage)
    except TooLarge as error:
        return _one(tree, str(error).replace("subgame_perfect_equilibria", where, 1))
    solver = StageSolver(tree, games, tree.is_exact, 1)
    paid = tree.end_payoffs.reshape(-1, len(stage.exits), tree.num_players)
    paid = as_exact(paid) if tree.is_exact else paid.astype(np.float64)
    worth = [w[:, None] * paid[:, e] for e, w in enumerate(solver.chance_weights(stage, games))]
    owners, profiles, certain = form.equilibria(form.table(worth))
    choices = {h: p.astype(kind) for h, p in form.behaviour(profiles).items()}
    owners, choices = distinct(owners, {h: choices[h] for h in sets})
    status = np.where(certain, Status.ALL_PLAYS, Status.SOME_PLAYS)
    if not form.recall:
        absent = tree.shape.absent_minded is not None
        status[:] = Status.ABSENT_MINDED if absent else Status.FORGETFUL
    return _listing(tree, sets, owners, choices, status)


def _one(tree: ExtensiveFormGame, problem: str) -> BehaviourEquilibria:
    """One equilibrium where all cannot be listed: a subgame-perfect one if subgames are small."""
    try:
        found = subgame_perfect_equilibria(tree, max_equilibria=1)
    except TooLarge:
        if tree.num_players == 2 and tree.has_perfect_recall:
            return sequence_form_equilibrium(tree)
        raise TooLarge(problem) from None
    sure = (found.counts == 1) & found.game.has_perfect_recall
    status = np.where(sure, Status.ONE_OF_TREE, found.status_code).astype(np.int8)
    return attrs.evolve(found, status_code=status)


def _listing(
    tree: ExtensiveFormGame,
    sets: tuple[int, ...],
    owners: Int64,
    strategies: dict[int, Array],
    status: Array,
) -> BehaviourEquilibria:
    choices = np.full((len(owners), len(sets)), MIXED, dtype=np.int64)
    mixed: dict[int, Array] = {}
    for c, h in enumerate(sets):
        pure = np.count_nonzero(strategies[h], axis=1) == 1  # 1 beside 1e-200 is a mixture
        choices[pure, c] = strategies[h][pure].argmax(axis=1)
        if not pure.all():
            mixed[h] = strategies[h]
    return BehaviourEquilibria(
        game=tree,
        rows=Ragged.of_owners(owners, tree.batch_shape),
        information_sets=sets,
        choices=choices,
        mixed=mixed,
        payoffs=None,
        status_code=status.astype(np.int8).reshape(tree.batch_shape),
        exact=tree.is_exact,
        subgame_perfect=False,
    )
