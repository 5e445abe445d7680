"""Subgame-perfect equilibria of batches of games on one tree."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.concepts.tree_listings import TreeListing
from gametheory.errors import InvalidInput, whole_number
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.solutions.provenance import recorded
from gametheory.solutions.trees import BehaviourEquilibria
from gametheory.solvers.trees.backward_induction import Tree, backward_induction

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]

_LARGEST = 2**62


@recorded
def subgame_perfect_equilibria(
    tree: ExtensiveFormGame, *, max_equilibria: int = 10_000, threads: int | None = None
) -> BehaviourEquilibria:
    r"""Every pure subgame-perfect equilibrium of each game on a tree (Selten 1965).

    A profile of behaviour strategies :math:`\beta` is subgame perfect when in every subgame, from
    its root :math:`v` on and whether play gets there or not, no player gains by deviating alone:
    :math:`U_i^v(\beta) \ge U_i^v(b_i, \beta_{-i})`.

    Backward induction carries *sets*: where actions tie, every choice among them is followed up.
    A subgame of imperfect information is solved as a game between those who move in it, once what
    follows is settled, and then all its extreme equilibria are listed, mixed ones among them
    (``.pure`` tells them apart). Mixtures of actions that tie at a single node are not listed.

    Parameters
    ----------
    tree : ExtensiveFormGame
        One game, or a batch of games on one tree (``tree.with_numbers``). Exact payoffs and
        probabilities give exact answers.
    max_equilibria : int
        Equilibria of one game or subgame that are listed; the number grows exponentially in the
        number of ties. A game with more keeps the first of them and says so in its status.
    threads : int, optional
        Threads to use; the result does not depend on it. By default all processors.

    Returns
    -------
    BehaviourEquilibria
        Every strategy names a choice at every information set, reached or not. ``.complete`` is
        False, and ``.status`` says why, where the limit was met, where a subgame is too large or
        has too many players for its mixed equilibria, and where a player has imperfect recall or
        is absent-minded: then pure equilibria are listed and mixed ones are not looked for.
        ``.regret`` is recomputed from the raw payoffs, stage by stage.

    Raises
    ------
    InvalidInput
        Not a tree; ``max_equilibria`` or ``threads`` no integer of at least 1.
    TooLarge
        The strategic form of a subgame of imperfect information would not fit; its size is
        counted before any of it is laid out.

    Notes
    -----
    Perfect information: :math:`O(\text{nodes} \cdot N)` for each equilibrium of each game. Payoffs
    tie only if they are equal numbers: integers and fractions are compared exactly, and so are
    floats, which are the binary numbers they store; where averages over chance moves are too close
    to call in floats, the game is solved in fractions. In subgames of imperfect information float
    averages are rounded first: give fractions where ties are meant.

    Examples
    --------
    >>> import gametheory as gt
    >>> entry = gt.ExtensiveFormGame.from_tree(
    ...     gt.Decision("challenger", {
    ...         "stay out": gt.Terminal([0, 2]),
    ...         "challenge": gt.Decision("state", {
    ...             "yield": gt.Terminal([1, 1]), "fight": gt.Terminal([-1, -1])}),
    ...     }))
    >>> print(gt.subgame_perfect_equilibria(entry))
    BehaviourEquilibria(1 in one game, complete)
      challenger: #0 challenge; state: #1 yield   payoffs (1, 1)
    """
    where = "subgame_perfect_equilibria"
    if not isinstance(tree, ExtensiveFormGame):
        raise InvalidInput(
            f"{where}: expected an ExtensiveFormGame, got {type(tree).__name__}; "
            "gametheory.ExtensiveFormGame.from_tree(...) makes one, gametheory.read_game reads one"
        )
    most = whole_number(max_equilibria, 1, "max_equilibria", where)
    if threads is not None:
        threads = whole_number(threads, 1, "threads", where)
    listing = TreeListing.empty(tree)
    open_games = np.arange(tree.num_games, dtype=np.int64)
    inner = bool(tree.shape.stages) and tree.shape.perfect_information
    if inner and (numbers := _numbers(tree)) is not None:
        shape, payoffs, coefficient, scale = numbers
        found = backward_induction(shape, payoffs, coefficient, most, threads)
        listing.take_induced(found, scale, tree.is_exact)
        open_games = np.flatnonzero(found.doubtful)
    if len(open_games):
        listing.solve_by_stages(tree, open_games, most)
    return listing.finish()


def _numbers(tree: ExtensiveFormGame) -> tuple[Tree, Array, Array, int] | None:
    """What the compiled loop reads; None where its numbers would not be exact."""
    shape = tree.shape
    at_end = shape.mover == -2
    inner_pay = bool(tree.outcome[~at_end].any())
    payoffs = tree.end_payoffs.reshape(-1, *tree.end_payoffs.shape[-2:])
    row = np.where(at_end, np.cumsum(at_end) - 1, 0)
    if tree.is_exact:
        scaled = _whole(tree, payoffs)
        if scaled is None:
            return None
        payoffs, coefficient, scale = scaled
    elif inner_pay or not _are_doubles(payoffs):
        return None
    else:
        payoffs, scale = payoffs.astype(np.float64, copy=False), 1
        coefficient = _shares(tree)
    column = np.full(shape.num_nodes, -1, dtype=np.int64)
    own = [k for k, h in enumerate(tree.information_sets) if not h.is_chance]
    places = {k: c for c, k in enumerate(own)}
    for v in np.flatnonzero(shape.mover >= 0):
        column[v] = places[int(shape.information_set[v])]
    actions = np.array([len(tree.information_sets[k].actions) for k in own], dtype=np.int64)
    arrays = Tree(row, shape.mover, shape.first_child, shape.children, column, actions)
    return arrays, payoffs, coefficient, scale


def _are_doubles(payoffs: Array) -> bool:
    if payoffs.dtype == np.int64:
        return bool(np.abs(payoffs.astype(np.float64)).max(initial=0) < 2.0**53)
    return payoffs.dtype == np.float64


def _shares(tree: ExtensiveFormGame) -> npt.NDArray[np.float64]:
    """Chance's probabilities, and 1 where a player moves, ``(1 or G, nodes)``."""
    shape = tree.shape
    games = tree.num_games if tree.chance is not None else 1
    out = np.ones((games, shape.num_nodes))
    for v in np.flatnonzero(shape.mover == -1):
        p = tree.chance_probabilities(int(shape.information_set[v])).astype(np.float64)
        children = shape.children[shape.first_child[v] : shape.first_child[v + 1]]
        out[:, children] = p.reshape(-1, p.shape[-1])
    return out


def _whole(tree: ExtensiveFormGame, payoffs: Array) -> tuple[Array, Array, int] | None:
    """Payoffs and coefficients as 64-bit integers over one scale, if nothing can overflow."""
    if tree.chance is not None:
        return None
    denominator = 1
    if payoffs.dtype == object:
        denominator = math.lcm(*{int(v.denominator) for v in payoffs.ravel().tolist()})
        if denominator > _LARGEST:
            return None
    shape = tree.shape
    scale = [1] * shape.num_nodes
    coefficient = np.ones((1, shape.num_nodes), dtype=np.int64)
    chance = (shape.mover == -1).tolist()
    if any(chance):
        for v in np.flatnonzero(shape.mover != -2)[::-1].tolist():
            children = shape.children[shape.first_child[v] : shape.first_child[v + 1]].tolist()
            common = math.lcm(*{scale[c] for c in children})
            shares = [Fraction(1)] * len(children)
            if chance[v]:
                drawn = tree.chance_probabilities(int(shape.information_set[v])).tolist()
                shares = [Fraction(p) for p in drawn]
            drawn_over = math.lcm(*(p.denominator for p in shares))
            scale[v] = common * drawn_over
            if scale[v] > _LARGEST:
                return None
            for c, p in zip(children, shares, strict=True):
                coefficient[0, c] = int(p * drawn_over) * (common // scale[c])
    if payoffs.dtype == object:
        whole = np.empty(payoffs.size, dtype=object)
        whole[:] = [int(v * denominator) for v in payoffs.ravel().tolist()]
        payoffs = whole.reshape(payoffs.shape)
        largest = max((abs(v) for v in whole.tolist()), default=0)
    else:
        largest = max(-int(payoffs.min(initial=0)), int(payoffs.max(initial=0)))
    if largest * scale[0] >= _LARGEST:
        return None
    return payoffs.astype(np.int64, copy=False), coefficient, denominator * scale[0]
