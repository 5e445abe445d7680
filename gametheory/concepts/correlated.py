"""Correlated and coarse correlated equilibrium, best for a stated objective."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gametheory.arguments import choice
from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.errors import InvalidInput, UnknownName, shown
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.payoffs import as_payoff_array
from gametheory.solutions.correlated import CorrelatedEquilibria
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solvers.programmes.correlated import (
    best_correlated,
    deviation_gains,
    floating_gains,
    largest_gains,
)
from gametheory.solvers.programmes.simplex import OPTIMAL

Array = npt.NDArray[Any]

_NAMED = ("welfare", "egalitarian")


@recorded
def correlated_equilibrium(
    game: FiniteGame,
    objective: str | int | npt.ArrayLike = "welfare",
    *,
    kind: Literal["correlated", "coarse"] = "correlated",
) -> CorrelatedEquilibria:
    r"""The correlated equilibrium that is best for an objective.

    A distribution :math:`p` over action profiles is a correlated equilibrium (Aumann 1974) if no
    player gains by disobeying a recommendation:

    .. math:: \sum_{s_{-i}} p(a, s_{-i})\,[u_i(b, s_{-i}) - u_i(a, s_{-i})] \le 0
              \quad\text{for all } i, a, b;

    it is a coarse one if no player gains by ignoring all recommendations, the same summed over
    :math:`a`. Both sets are polytopes that contain the Nash equilibria, so each game has one.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Any number of players, batch shape ``B``.
    objective : {"welfare", "egalitarian"}, a player's label or index, or array (\*B, m_1, ..., m_N)
        What to maximise: the sum of payoffs, the least payoff of any player, one player's payoff,
        or the expectation of the array (batch axes broadcast; negate it to minimise).
    kind : {"correlated", "coarse"}

    Returns
    -------
    CorrelatedEquilibria
        The distribution, payoffs, the value and the recomputed gain from disobedience. Exact
        payoffs give exact fractions and an exact optimum up to about 40 profiles; larger exact
        games are solved in floats and say so. Where several distributions are optimal, one vertex.

    Raises
    ------
    InvalidInput, UnknownName
        An unknown objective or kind, an objective array that does not fit.

    Notes
    -----
    One linear programme of ``prod(m)`` unknowns and ``sum(m_i (m_i - 1))`` rows per game: dense
    simplex when small, HiGHS beyond. Games of a batch are solved one after another.

    Examples
    --------
    >>> import gametheory as gt
    >>> chicken = gt.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> best = gt.correlated_equilibrium(chicken)
    >>> [str(p) for p in best.distribution.ravel()], str(best.value), str(best.gain)
    (['1/2', '1/4', '1/4', '0'], '21/2', '0')
    """
    where = "correlated_equilibrium"
    game = strategic(game, where)
    choice(kind, ("correlated", "coarse"), "kind", where)
    flat = game.flat_payoffs
    payoffs = flat.astype(object) if game.is_exact else flat
    if not game.is_exact and flat.size:
        tables = flat.reshape(game.num_games, game.num_players, -1)
        with np.errstate(over="ignore"):
            spans = tables.max(axis=2) - tables.min(axis=2)
        if np.isinf(spans).any():
            g, i = (int(k) for k in np.argwhere(np.isinf(spans))[0])
            raise InvalidInput(
                f"{where}: payoffs of player {game.players[i]!r} in game {g} of the batch span "
                "more than the largest double; give smaller ones, or exact ones"
            )
    goals = _objective(game, objective, payoffs, where)
    games, n = game.num_games, game.num_players
    kinds = object if game.is_exact else np.float64
    distribution = np.zeros((games, *game.num_actions), dtype=kinds)
    value, gain = np.zeros(games, dtype=kinds), np.zeros(games, dtype=kinds)
    expected = np.zeros((games, n), dtype=kinds)
    codes = np.full(games, Status.DONE, dtype=np.int8)
    for g in range(games):
        goal = None if goals is None else goals[g].ravel()
        try:
            outcome, p, exact = best_correlated(payoffs[g], kind, goal)
        except OverflowError:
            raise InvalidInput(
                f"{where}: game {g} of the batch is too large for the exact method and has a "
                "payoff too large for a double; rescale the payoffs"
            ) from None
        held = payoffs[g] if exact or not game.is_exact else payoffs[g].astype(np.float64)
        floating, unit = (None, 1.0) if exact else floating_gains(payoffs[g], kind)
        rows = deviation_gains(held, kind) if floating is None else floating
        gains = rows @ p
        distribution[g] = p.reshape(game.num_actions)
        expected[g] = held.reshape(n, -1) @ p
        gain[g] = gains.max() * (1 if exact else unit) if len(gains) else 0
        value[g] = expected[g].min() if goal is None else goal @ p
        if game.is_exact and not exact:
            codes[g] = Status.FLOATING
        # Each gain is measured by the largest of its row, not by payoffs that nobody can change.
        slack = 0 if floating is None else 1e-8 * largest_gains(floating)
        if outcome != OPTIMAL or bool(np.any(gains > slack)):
            codes[g] = Status.APPROXIMATE
    batch = game.batch_shape
    return CorrelatedEquilibria(
        game=game,
        kind=kind,
        distribution=distribution.reshape((*batch, *game.num_actions)),
        payoffs=expected.reshape((*batch, n)),
        value=value.reshape(batch)[()],
        gain=gain.reshape(batch)[()],
        status_code=codes.reshape(batch),
    )


def _objective(game: NormalFormGame, objective: Any, payoffs: Array, where: str) -> Array | None:
    """Array ``(G, m_1, ..., m_N)`` to maximise, None for the least payoff."""
    if isinstance(objective, str):
        if objective in game.players:
            return payoffs[:, game.players.index(objective)]
        if objective == "welfare":
            with np.errstate(over="ignore"):
                total = np.asarray(payoffs.sum(axis=1))
            if total.dtype == np.float64 and not np.isfinite(total).all():
                raise InvalidInput(
                    f"{where}: payoffs of a profile sum to more than the largest double; "
                    "give smaller ones, or exact ones"
                )
            return total
        if objective == "egalitarian":
            return None
        raise UnknownName("objective", objective, (*_NAMED, *game.players), where)
    if isinstance(objective, int | np.integer) and not isinstance(objective, bool):
        if not 0 <= objective < game.num_players:
            raise InvalidInput(
                f"{where}: objective names player {objective}; give an index from 0 to "
                f"{game.num_players - 1} or a label of {game.players}"
            )
        return payoffs[:, int(objective)]
    array = as_payoff_array(objective, f"{where}: objective")
    shape = (*game.batch_shape, *game.num_actions)
    if array.size == 1 and shape != array.shape[-len(shape) :]:
        raise InvalidInput(
            f"{where}: objective is {shown(objective)}, the same at every profile; give a weight "
            f"for each, of shape (*batch, *actions) = {shape}"
        )
    try:
        full = np.broadcast_to(array, shape)
    except ValueError:
        raise InvalidInput(
            f"{where}: objective of shape {array.shape} does not broadcast; expected (*batch, "
            f"*actions) = {shape}, a label of a player or a name of {_NAMED}"
        ) from None
    return full.reshape((game.num_games, *game.num_actions)).astype(payoffs.dtype)
