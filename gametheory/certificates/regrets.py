"""Verdicts on profiles, recomputed from the raw payoffs; nothing here knows a solver.

Where the payoffs and the strategies are exact, every number is exact: int64 where a bound proves
that nothing overflows, Python integers otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.certificates.deviation_payoffs import DeviationPayoffs, exact_rows, float_rows
from gametheory.errors import InvalidInput
from gametheory.exact.rationals import Rationals
from gametheory.games.normal_form import NormalFormGame

Array = npt.NDArray[Any]
Strategies = Sequence[Array | Rationals]

# Payoff entries gathered at a time, so that long listings do not copy the batch at once.
_CHUNK = 1 << 21


def profile_payoffs(
    game: NormalFormGame, game_index: npt.ArrayLike, strategies: Strategies
) -> npt.NDArray[np.float64] | Rationals:
    r"""Expected payoffs of mixed profiles.

    :math:`U_i(s) = \sum_a u_i(a) \prod_j s_j(a_j)` for each row's game and profile.

    Parameters
    ----------
    game : NormalFormGame
        The games; any number of players.
    game_index : (T,) int
        Each row's game, a position in the flattened batch.
    strategies : sequence of N arrays (T, m_i)
        Mixed strategies: ``float64``, integers, :class:`~fractions.Fraction` objects or
        :class:`~gametheory.exact.rationals.Rationals`.

    Returns
    -------
    (T, N) float64, or Rationals
        Exact if the strategies are fractions (float payoffs then count as the binary numbers they
        store) or if they are integers and the game is exact; ``float64`` otherwise.

    Raises
    ------
    InvalidInput
        Shapes that do not fit the game, a game index outside the batch.

    Notes
    -----
    :math:`O(T N \prod_i m_i)`. Every row is computed by itself in a fixed order, so a result does
    not depend on what else is in the batch.

    Examples
    --------
    >>> import gametheory as gt, numpy as np
    >>> pennies = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> half = np.full((1, 2), 0.5)
    >>> profile_payoffs(pennies, [0], [half, half])
    array([[0., 0.]])
    """
    return _single("profile_payoffs", game, game_index, strategies, _payoffs)


def best_reply_slacks(
    game: NormalFormGame, game_index: npt.ArrayLike, strategies: Strategies
) -> tuple[npt.NDArray[np.float64] | Rationals, ...]:
    r"""How far each action falls short of a best reply.

    :math:`\max_b U_i(b, s_{-i}) - U_i(a, s_{-i}) \ge 0` for every action :math:`a` of player
    :math:`i`, in payoff units; zero marks a pure best reply.

    Parameters, exactness and errors are those of :func:`profile_payoffs`.

    Returns
    -------
    tuple of N arrays (T, m_i)

    Examples
    --------
    >>> import gametheory as gt, numpy as np
    >>> pennies = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> best_reply_slacks(pennies, [0], [np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])])[1]
    array([[2., 0.]])
    """
    return _evaluate("best_reply_slacks", game, game_index, strategies, _slacks)


def regret(
    game: NormalFormGame, game_index: npt.ArrayLike, strategies: Strategies
) -> npt.NDArray[np.float64] | Rationals:
    r"""The most any player gains by a unilateral deviation.

    :math:`\max_i \bigl[\max_b U_i(b, s_{-i}) - U_i(s)\bigr]`, computed as
    :math:`\sum_a s_i(a)\,[\max_b U_i(b, s_{-i}) - U_i(a, s_{-i})]`, whose terms are all
    non-negative: it is zero exactly at an equilibrium and never negative from rounding. In floats,
    what a player cannot change is subtracted first, so that the rounding left is of the size of
    incentives however large the payoffs are.

    Parameters, exactness and errors are those of :func:`profile_payoffs`.

    Returns
    -------
    (T,) float64, or Rationals
        In payoff units.

    Examples
    --------
    >>> import gametheory as gt, numpy as np
    >>> pennies = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> regret(pennies, [0], [np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])])
    array([1.])
    """
    return _single("regret", game, game_index, strategies, _regrets)


def true_regret(
    game: NormalFormGame, game_index: npt.ArrayLike, strategies: Sequence[Array]
) -> npt.NDArray[np.float64] | Rationals:
    """:func:`regret`; of exact games in fractions also where strategies are floats, then rounded.

    Parameters and errors are those of :func:`profile_payoffs`.
    """
    if not game.is_exact or any(s.dtype == object for s in strategies):
        return regret(game, game_index, strategies)
    index, out = np.asarray(game_index), np.empty(len(strategies[0]))
    # Pure profiles need no long integers, as the binary weights of mixed ones do.
    pure = np.logical_and.reduce([((s == 0) | (s == 1)).all(axis=1) for s in strategies])
    for rows, kind in ((pure, np.int64), (~pure, np.float64)):
        mine = [s[rows].astype(kind) for s in strategies]
        (gains,) = _evaluate("regret", game, index[rows], mine, _regrets, always_exact=True)
        out[rows] = gains.to_float() if isinstance(gains, Rationals) else gains
    return out


def _payoffs(rows: DeviationPayoffs) -> tuple[tuple[Array, Array], ...]:
    totals = np.stack(
        [_weighted_sum(s, d) for s, d in zip(rows.strategies, rows.deviations, strict=True)], axis=1
    )
    if totals.dtype != np.float64:
        return ((totals, _product(rows.denominators, rows.scale[0])[:, None]),)
    scale = np.stack(rows.scale, axis=1)
    # Weights that sum to a little more than 1 lift no payoff over the largest double.
    largest = np.finfo(np.float64).max / scale
    above = (np.abs(totals) > largest) & (np.abs(totals) < (1 + 1e-12) * largest)
    return ((np.where(above, np.copysign(largest, totals), totals), scale),)


def _slacks(rows: DeviationPayoffs) -> tuple[tuple[Array, Array], ...]:
    out = []
    for i, d in enumerate(rows.deviations):
        others = rows.denominators[:i] + rows.denominators[i + 1 :]
        out.append((d.max(axis=1, keepdims=True) - d, _product(others, rows.scale[i])[:, None]))
    return tuple(out)


def _regrets(rows: DeviationPayoffs) -> tuple[tuple[Array, Array], ...]:
    gains = [
        _weighted_sum(s, d.max(axis=1, keepdims=True) - d)
        for s, d in zip(rows.strategies, rows.deviations, strict=True)
    ]
    total = np.stack(gains, axis=1)
    if total.dtype != np.float64:
        return ((total.max(axis=1), _product(rows.denominators, rows.scale[0])),)
    # Floats of different players may have different units.
    return (((total * np.stack(rows.scale, axis=1)).max(axis=1), np.ones(len(total))),)


def _weighted_sum(weights: Array, values: Array) -> Array:
    # Action by action: the order of additions is the same for every batch size and memory order.
    total = weights[:, 0] * values[:, 0]
    for k in range(1, weights.shape[1]):
        total = total + weights[:, k] * values[:, k]
    return total


def _product(factors: Sequence[Array], start: Array) -> Array:
    total = start
    for factor in factors:
        total = total * factor
    return total


_Reading = Callable[[DeviationPayoffs], tuple[tuple[Array, Array], ...]]


def _evaluate(
    where: str,
    game: NormalFormGame,
    game_index: npt.ArrayLike,
    strategies: Strategies,
    read: _Reading,
    always_exact: bool = False,
) -> tuple[npt.NDArray[np.float64] | Rationals, ...]:
    index, given = _checked(where, game, game_index, strategies)
    kinds = [s.numerator.dtype if isinstance(s, Rationals) else s.dtype for s in given]
    floating = any(kind.kind == "f" for kind in kinds)
    fractions = any(isinstance(s, Rationals) or s.dtype == object for s in given)
    exact = always_exact or (not floating and (fractions or game.is_exact))
    payoffs = game.flat_payoffs
    step = max(1, _CHUNK // max(1, int(np.prod(payoffs.shape[1:]))))
    parts = []
    for start in range(0, max(1, len(index)), step):
        chunk = slice(start, start + step)
        mine = [s.take(chunk) if isinstance(s, Rationals) else s[chunk] for s in given]
        with np.errstate(over="ignore", invalid="ignore"):
            try:
                rows = (
                    exact_rows(payoffs, index[chunk], mine)
                    if exact
                    else float_rows(payoffs, index[chunk], mine, gaps=read is not _payoffs)
                )
            except OverflowError:
                raise InvalidInput(
                    f"{where}: strategies are doubles and an exact payoff is too large for one; "
                    "rescale the payoffs"
                ) from None
            parts.append(read(rows))
    columns = list(zip(*parts, strict=True))
    if exact:
        return tuple(
            Rationals(
                np.concatenate([n for n, _ in column]), np.concatenate([d for _, d in column])
            )
            for column in columns
        )
    with np.errstate(over="ignore"):
        return tuple(np.concatenate([n * scale for n, scale in column]) for column in columns)


def _single(
    where: str,
    game: NormalFormGame,
    game_index: npt.ArrayLike,
    strategies: Strategies,
    read: _Reading,
) -> npt.NDArray[np.float64] | Rationals:
    return _evaluate(where, game, game_index, strategies, read)[0]


def _checked(
    where: str, game: NormalFormGame, game_index: npt.ArrayLike, strategies: Strategies
) -> tuple[npt.NDArray[np.int64], list[Array | Rationals]]:
    index = np.asarray(game_index)
    if index.size == 0:
        index = index.astype(np.int64)
    if index.ndim != 1 or index.dtype.kind not in "iu":
        raise InvalidInput(
            f"{where}: game_index must be a one-dimensional array of integers, "
            f"got {index.dtype} of shape {index.shape}"
        )
    if index.size and (index.min() < 0 or index.max() >= game.num_games):
        bad = int(index[(index < 0) | (index >= game.num_games)][0])
        raise InvalidInput(
            f"{where}: game_index {bad} is outside the batch of {game.num_games} game(s)"
        )
    if len(strategies) != game.num_players:
        raise InvalidInput(
            f"{where}: strategies of {len(strategies)} player(s) for {game.num_players} players"
        )
    given: list[Array | Rationals] = []
    for i, strategy in enumerate(strategies):
        value = strategy if isinstance(strategy, Rationals) else np.asarray(strategy)
        wanted = (len(index), game.num_actions[i])
        if value.shape != wanted:
            raise InvalidInput(
                f"{where}: strategies of player {game.players[i]!r} have shape {value.shape}; "
                f"expected {wanted}, one row for each entry of game_index"
            )
        if isinstance(value, np.ndarray) and value.dtype.kind not in "fiuO":
            raise InvalidInput(
                f"{where}: strategies of player {game.players[i]!r} are of type {value.dtype}; "
                "give floats, integers, Fractions or Rationals"
            )
        given.append(value)
    return index.astype(np.int64), given
