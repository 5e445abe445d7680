"""What users call to see the whole equilibrium set of a game and its degeneracy."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np

from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.concepts.nash import nash_equilibria
from gametheory.errors import InvalidInput, TooLarge, whole_number
from gametheory.exact.whole import from_least
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.components import (
    Labels,
    NashComponent,
    NashComponents,
    NashSubset,
    Profile,
    Vector,
    profile_labels,
)
from gametheory.solutions.degeneracy import DegeneracyWitness
from gametheory.solutions.provenance import recorded
from gametheory.solvers.equilibrium_set.best_reply_bases import best_reply_bases
from gametheory.solvers.equilibrium_set.bicliques import (
    affine_dimension,
    connected_edges,
    maximal_bicliques,
    perturbed_indices,
)

_MOST_BASES = comb(20, 10)  # of a best-reply polytope, walked in Python integers


@recorded
def nash_components(game: FiniteGame, *, max_cells: int | None = None) -> NashComponents:
    r"""The equilibrium set of one game as maximal Nash subsets and components.

    With two players, the set of equilibria is a finite union of maximal Nash subsets, products
    :math:`\operatorname{conv}(X) \times \operatorname{conv}(Y)` of polytopes whose vertices are
    the maximal bicliques of the graph that joins :math:`x` and :math:`y` when :math:`(x, y)` is an
    extreme equilibrium (Winkels 1979; Avis, Rosenberg, Savani and von Stengel 2010). Subsets that
    share a point form a connected component. With more players the same holds of continua in which
    at most two of them vary, and of weights shared out among copies of an action: subsets are
    products of one polytope for each player, spanned by what :func:`isolated_equilibria` lists.
    Other continua are not found; then ``.complete`` is False and ``.status`` gives the reason.

    All numbers are exact: a float payoff is the binary number it stores. The index of a component
    comes from an infinitesimal lexicographic perturbation of the payoffs.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        One game (index a batch first: ``game[k]``).
    max_cells : int, optional
        With more than two players, pieces of the strategy space to look at, as in
        :func:`isolated_equilibria`.

    Returns
    -------
    NashComponents

    Raises
    ------
    InvalidInput
        A batch, or ``max_cells`` less than 1.
    TooLarge
        More actions than can be enumerated.

    Notes
    -----
    Complete for two players. Exponential in the smaller number of actions, and in the worst case
    there are exponentially many maximal Nash subsets.

    Examples
    --------
    An entrant stays out or enters; the incumbent yields or fights:

    >>> import gametheory as gt
    >>> entry = gt.NormalFormGame.from_bimatrix([[1, 1], [2, 0]], [[2, 2], [1, 0]])
    >>> components = gt.nash_components(entry)
    >>> print(components)
    component 1: NashComponent(1 extreme equilibrium, 1 maximal Nash subset, dimension 0, index +1)
      maximal Nash subset 1, dimension 0
        player 1: 0 1
        player 2: 1 0
      payoff of player 1: 2
      payoff of player 2: 1
    component 2: NashComponent(2 extreme equilibria, 1 maximal Nash subset, dimension 1, index 0)
      maximal Nash subset 1, dimension 1
        player 1: 1 0
        player 2: 0 1   1/2 1/2
      payoff of player 1: 1
      payoff of player 2: 2
    >>> components.containing([[1, 0], [0.25, 0.75]]).index
    0

    Player 3 breaks ties between two who coordinate, and does not care:

    >>> import numpy as np
    >>> first, second, third = np.indices((2, 2, 2))
    >>> three = np.array([first == second, first == second, 0 * third]).astype(int)
    >>> for component in gt.nash_components(gt.NormalFormGame(three)):
    ...     print(component.dimension, component.is_segment, len(component.extreme_equilibria))
    1 True 2
    1 True 2
    1 True 2
    """
    game = strategic(game, "nash_components")
    if max_cells is not None:
        max_cells = whole_number(max_cells, 1, "max_cells", "nash_components")
    exact = _one_exact_game("nash_components", game)
    if exact.num_players != 2:
        from gametheory.concepts.many_player_components import components_of_several

        return components_of_several(game, exact, max_cells)
    try:
        listing = nash_equilibria(exact)
    except TooLarge as error:
        m, n = exact.num_actions
        raise TooLarge(
            f"nash_components: {m} x {n} actions are too many to list every equilibrium; "
            "gametheory.nash_equilibrium(game) finds one"
        ) from error
    edges: list[tuple[Vector, Vector]] = [(tuple(x), tuple(y)) for x, y in listing]
    payoffs = dict(zip(edges, listing.payoffs, strict=True))
    degenerate = bool(listing.degenerate)
    if degenerate:
        index: dict[Profile, int] = dict.fromkeys(edges, 0)
        for profile, sign in perturbed_indices(exact.payoffs):
            index[profile] += sign
    else:
        index = dict(zip(edges, listing.index.tolist(), strict=True))
    # What a strategy leaves unplayed and which replies to it are best, once for each strategy.
    labels: tuple[dict[Vector, Labels], dict[Vector, Labels]] = ({}, {})
    for x, y in edges:
        if x not in labels[0] or y not in labels[1]:
            labels[0][x], labels[1][y] = profile_labels(exact, (x, y))
    components = []
    for places in connected_edges(edges):
        mine = [edges[k] for k in places]
        subsets = []
        for first, second in maximal_bicliques(mine):
            xs, ys = tuple(sorted(first)), tuple(sorted(second))
            inside = [payoffs[x, y] for x in xs for y in ys]
            subsets.append(
                NashSubset(
                    game=exact,
                    strategies=(xs, ys),
                    dimension=affine_dimension(xs) + affine_dimension(ys),
                    payoff_range=(
                        (min(u[0] for u in inside), max(u[0] for u in inside)),
                        (min(u[1] for u in inside), max(u[1] for u in inside)),
                    ),
                    labels=(
                        frozenset.intersection(*(labels[0][x] for x in xs)),
                        frozenset.intersection(*(labels[1][y] for y in ys)),
                    ),
                )
            )
        components.append(
            NashComponent(
                subsets=tuple(sorted(subsets, key=lambda s: s.strategies)),
                extreme_equilibria=tuple(mine),
                index=sum(index[profile] for profile in mine),
            )
        )
    return NashComponents(game=game, components=tuple(components), degenerate=degenerate)


def degeneracy_witness(game: FiniteGame) -> DegeneracyWitness | None:
    r"""A proof that a two-player game is degenerate, or None if it is nondegenerate.

    A game is nondegenerate if no mixed strategy has more pure best replies than its support has
    actions. Pure strategies are tried first, so a witness has a small support where possible.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        One game of two players.

    Returns
    -------
    DegeneracyWitness or None
        Exact; a float payoff is the binary number it stores.

    Raises
    ------
    InvalidInput
        A batch, or another number of players.
    TooLarge
        No pure strategy is a witness, and there are too many mixtures to look through: more than
        10 x 10 actions, or as many bases.

    Notes
    -----
    Walks the vertices of both best-reply polytopes; if none has too many tight inequalities the
    game is nondegenerate. Exponential in the smaller number of actions.

    Examples
    --------
    >>> import gametheory as gt
    >>> entry = gt.NormalFormGame.from_bimatrix([[1, 1], [2, 0]], [[2, 2], [1, 0]])
    >>> witness = degeneracy_witness(entry)
    >>> witness.player, witness.support, witness.best_replies
    (0, (0,), (0, 1))
    """
    exact = _one_exact_game("degeneracy_witness", strategic(game, "degeneracy_witness"))
    if exact.num_players != 2:
        raise InvalidInput(
            f"degeneracy_witness: {exact.num_players} players; witnesses are known for two only"
        )
    # The other player's payoffs, their actions by the player's own.
    tables = (np.ascontiguousarray(exact.payoffs[1].T), exact.payoffs[0])
    for player, table in enumerate(tables):
        best = table == table.max(axis=0)
        for own in np.flatnonzero(best.sum(axis=0) > 1).tolist():
            strategy = tuple(Fraction(int(a == own)) for a in range(table.shape[1]))
            replies = tuple(np.flatnonzero(best[:, own]).tolist())
            return DegeneracyWitness(player, strategy, (own,), replies)
    m, n = exact.num_actions
    if comb(m + n, m) > _MOST_BASES:
        raise TooLarge(
            f"degeneracy_witness: no pure strategy is a witness, and a game of {m} x {n} actions "
            "has too many mixtures to look through; 10 x 10 is the largest square"
        )
    found = []
    for player, table in enumerate(tables):
        for basis in best_reply_bases(from_least(table, 1)):
            if len(basis.best_replies) > len(basis.support):
                found.append(
                    DegeneracyWitness(player, basis.strategy, basis.support, basis.best_replies)
                )
                break
    return min(found, key=lambda w: len(w.support), default=None)


def _one_exact_game(where: str, game: NormalFormGame) -> NormalFormGame:
    if game.batch_shape:
        raise InvalidInput(
            f"{where}: a batch of shape {game.batch_shape}; give one game, e.g. game[0]"
        )
    if game.is_exact:
        return game
    payoffs = np.empty(game.payoffs.size, dtype=object)
    payoffs[:] = [Fraction(u) for u in game.payoffs.ravel().tolist()]
    return game.with_payoffs(payoffs.reshape(game.payoffs.shape))
