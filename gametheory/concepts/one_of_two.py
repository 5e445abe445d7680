"""One equilibrium of each two-player game; what the answers for any number of players share."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.certificates import profile_payoffs, regret, true_regret
from gametheory.errors import InvalidInput
from gametheory.exact.rationals import Rationals
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.status import Status
from gametheory.solvers.one_equilibrium.choice import floating_pairs
from gametheory.solvers.one_equilibrium.lemke_howson import (
    OneEquilibrium,
    lemke_howson,
    pair_payoffs_and_regret,
)
from gametheory.solvers.one_equilibrium.one_game import pair_of_one
from gametheory.solvers.one_equilibrium.zero_sum import competitive, optimal_strategies
from gametheory.solvers.pure import pure_profiles

Array = npt.NDArray[Any]

_ONE = np.array(Status.ONE, dtype=np.int8)
_ONE_ROW = np.array([0, 1], dtype=np.int64)
_NO_INDEX = np.zeros(1, dtype=np.int8)
_FALSE, _TRUE = np.array(False), np.array(True)


def one_of_two(game: NormalFormGame, method: str, max_pivots: int) -> Equilibria:
    """One equilibrium of each two-player game, by any method but ``"logit"``."""
    if not game.is_exact:
        return _of_floating_pairs(game, method, max_pivots)
    flat = game.flat_payoffs
    profile = Profiles.empty(game)
    if method in ("auto", "pure"):
        profile.take_pure(flat)
    if method in ("auto", "zero-sum"):
        rivals = ~profile.found & competitive(flat).recognised
        if method == "zero-sum" and not rivals.all():
            raise InvalidInput(f"nash_equilibrium: {not_competitive(game, rivals)}")
        rows = np.flatnonzero(rivals)
        profile.take(rows, optimal_strategies(flat[rows, 0], max_pivots=max_pivots), flat)
    if method in ("auto", "lemke-howson"):
        rows = np.flatnonzero(~profile.found)
        profile.take(rows, lemke_howson(flat[rows], max_pivots=max_pivots), flat)
    return profile.equilibria(game, Status.NONE_FOUND if method == "pure" else Status.PIVOT_LIMIT)


def _of_floating_pairs(game: NormalFormGame, method: str, max_pivots: int) -> Equilibria:
    """One equilibrium of each two-player game of floats, in one compiled call."""
    pure = method in ("auto", "pure")
    programme, pivoting = method in ("auto", "zero-sum"), method in ("auto", "lemke-howson")
    if game.payoffs.ndim == 3:
        block = pair_of_one(game.payoffs, pure, programme, pivoting, max_pivots)
        if block is not None:
            return _single(game, block)
    pairs = floating_pairs(
        game.flat_payoffs, pure=pure, programme=programme, pivoting=pivoting, max_pivots=max_pivots
    )
    if method == "zero-sum" and pairs.refused.any():
        raise InvalidInput(f"nash_equilibrium: {not_competitive(game, ~pairs.refused)}")
    shape = game.batch_shape
    found, missing = pairs.found, Status.NONE_FOUND if method == "pure" else Status.PIVOT_LIMIT
    index = np.flatnonzero(found)
    strategies = (pairs.x[index], pairs.y[index])
    expected, gain = pairs.payoffs[index], pairs.regret[index]
    if not pairs.settled:
        _mend(game, index, strategies, expected, gain)
    return Equilibria(
        game=game,
        rows=Ragged.of_counts(found.reshape(shape)),
        strategies=strategies,
        payoffs=expected,
        regret=gain,
        index=np.zeros(len(index), dtype=np.int8),
        degenerate=np.zeros(shape, dtype=np.bool_),
        complete=(found | (missing is Status.NONE_FOUND)).reshape(shape),
        status_code=np.where(found, Status.ONE, missing).astype(np.int8).reshape(shape),
    )


def _single(game: NormalFormGame, block: npt.NDArray[np.float64]) -> Equilibria:
    """The answer for one game, without what batches need: loops over single games are common."""
    _, m, n = game.payoffs.shape
    k = m + n
    return Equilibria(
        game=game,
        rows=Ragged((), _ONE_ROW.copy()),
        strategies=(block[:m].reshape(1, m), block[m:k].reshape(1, n)),
        payoffs=block[k : k + 2].reshape(1, 2),
        regret=block[k + 2 :],
        index=_NO_INDEX.copy(),
        degenerate=_FALSE.copy(),
        complete=_TRUE.copy(),
        status_code=_ONE.copy(),
    )


@attrs.define(eq=False)
class Profiles:
    """Strategies (G, m_i) filled game by game."""

    strategies: tuple[Array, ...]
    found: npt.NDArray[np.bool_]
    code: npt.NDArray[np.int8]

    @classmethod
    def empty(cls, game: NormalFormGame) -> Profiles:
        zero = Fraction(0) if game.is_exact else 0.0
        return cls(
            tuple(np.full((game.num_games, m), zero) for m in game.num_actions),
            np.zeros(game.num_games, dtype=np.bool_),
            np.full(game.num_games, Status.ONE, dtype=np.int8),
        )

    def take_pure(self, payoffs: Array) -> None:
        pure = pure_profiles(payoffs)
        for wanted in (pure.strict, ~pure.strict):
            rows = np.flatnonzero(wanted & ~self.found[pure.game_index])
            rows = rows[np.unique(pure.game_index[rows], return_index=True)[1]]
            games = pure.game_index[rows]
            for i, strategy in enumerate(self.strategies):
                one = Fraction(1) if strategy.dtype == object else 1.0
                strategy[games, pure.actions[rows, i]] = one
            self.found[games] = True

    def take(self, games: npt.NDArray[np.int64], one: OneEquilibrium, payoffs: Array) -> None:
        good = games[one.found]
        self.strategies[0][good], self.strategies[1][good] = one.x[one.found], one.y[one.found]
        self.found[good] = True

    def equilibria(self, game: NormalFormGame, missing: Status) -> Equilibria:
        index = np.flatnonzero(self.found).astype(np.int64)
        strategies = tuple(s[index] for s in self.strategies)
        shape = game.batch_shape
        status = np.where(self.found, self.code, missing).astype(np.int8)
        payoffs, gain = verdict(game, index, strategies)
        return Equilibria(
            game=game,
            rows=Ragged.of_counts(self.found.reshape(shape)),
            strategies=strategies,
            payoffs=payoffs,
            regret=gain,
            index=np.zeros(len(index), dtype=np.int8),
            degenerate=np.zeros(shape, dtype=np.bool_),
            complete=(self.found | (missing is Status.NONE_FOUND)).reshape(shape),
            status_code=status.reshape(shape),
        )


def verdict(
    game: NormalFormGame, index: npt.NDArray[np.int64], strategies: tuple[Array, ...]
) -> tuple[Array | Rationals, Array | Rationals]:
    """Payoffs and regret from the raw payoffs; compiled for large floating games."""
    if game.num_players == 2 and not game.is_exact:
        payoffs, gain = pair_payoffs_and_regret(game.flat_payoffs, index, *strategies)
        _mend(game, index, strategies, payoffs, gain)
        return payoffs, gain
    return profile_payoffs(game, index, strategies), true_regret(game, index, strategies)


def _mend(
    game: NormalFormGame,
    index: npt.NDArray[np.int64],
    strategies: tuple[Array, ...],
    payoffs: npt.NDArray[np.float64],
    gain: npt.NDArray[np.float64],
) -> None:
    """Compute the rows again in which payoffs near the largest double overflowed, in place."""
    rows = np.flatnonzero(~(np.isfinite(payoffs).all(axis=1) & np.isfinite(gain)))
    if len(rows):
        some = tuple(s[rows] for s in strategies)
        for numbers, recompute in ((payoffs, profile_payoffs), (gain, regret)):
            values = recompute(game, index[rows], some)
            assert isinstance(values, np.ndarray), "payoffs and strategies are floats"
            numbers[rows] = values


def not_competitive(game: NormalFormGame, recognised: npt.NDArray[np.bool_]) -> str:
    g = int(np.flatnonzero(~recognised)[0])
    place = ""
    if game.batch_shape:
        place = f" at batch index {tuple(int(k) for k in np.unravel_index(g, game.batch_shape))}"
    a, b = (game.flat_payoffs[g, i].ravel() for i in range(2))
    with np.errstate(over="ignore"):
        total = a + b
    low, high = int(total.argmin()), int(total.argmax())
    cells = [tuple(int(k) + 1 for k in np.unravel_index(c, game.num_actions)) for c in (low, high)]
    return (
        f"the game{place} is not zero-sum: the payoffs of {game.players[0]} and "
        f"{game.players[1]} sum to {total[low]} at actions {cells[0]} and to {total[high]} at "
        f"{cells[1]}; give a constant-sum game, or one player's payoffs as a falling linear "
        "function of the other's; nash_equilibrium(game) accepts any game"
    )
