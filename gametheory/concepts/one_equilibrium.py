"""One equilibrium of each game, for games too large to enumerate; values of zero-sum games."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.certificates import profile_payoffs, regret, true_regret
from gametheory.errors import InvalidInput, shown, whole_number
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.rational import Rationals
from gametheory.solutions import Equilibria, Status
from gametheory.solvers.lemke_howson import (
    OneEquilibrium,
    lemke_howson,
    pair_payoffs_and_regret,
)
from gametheory.solvers.one_equilibrium import FloatingPairs, floating_pairs
from gametheory.solvers.pure import pure_profiles
from gametheory.solvers.zero_sum import competitive, optimal_strategies

Method = Literal["auto", "pure", "zero-sum", "lemke-howson", "logit"]
Array = npt.NDArray[Any]

_ONE = np.array(Status.ONE, dtype=np.int8)
_ONE_ROW = np.array([0, 1], dtype=np.int64)
_FALSE, _TRUE = np.array(False), np.array(True)


def nash_equilibrium(
    game: NormalFormGame, *, method: Method = "auto", max_pivots: int = 1_000_000
) -> Equilibria:
    r"""One Nash equilibrium of each game, also of games too large to enumerate.

    Parameters
    ----------
    game : NormalFormGame
        One game or a batch. Exact payoffs give an exact equilibrium.
    method : {"auto", "pure", "zero-sum", "lemke-howson", "logit"}
        ``"auto"`` takes, game by game, the first that applies: a pure equilibrium, a strict one
        rather than one with ties; the linear programme, where the payoffs are strictly
        competitive (:math:`B = \text{constant} - \text{rate} \cdot A` with a positive rate, which
        includes zero-sum and constant-sum games); complementary pivoting. Games of more than two
        players are reduced first, by strict dominance and to the players with a choice; where
        more than two are left, small games get the first row of :func:`nash_equilibria` and
        others the limit of their logit branch (``"logit"``), polished by Newton's method, and the
        other of the two where one finds nothing; ``.status`` says which it was.
    max_pivots : int
        Pivots allowed to a game; 200x200 games with random payoffs need a few hundred.

    Returns
    -------
    Equilibria
        One row for each game, or none, with ``.status`` to say why. ``.complete`` is True where
        there is a row: one equilibrium is what was promised. ``.degenerate`` is False throughout,
        since degeneracy is not looked for. ``.regret`` is recomputed from the payoffs, of exact
        games exactly; it is rounding but for logit limits, where up to 1e-9 of the largest
        incentive is accepted.

    Raises
    ------
    InvalidInput
        An unknown method; ``"zero-sum"`` for a game that is not; ``"zero-sum"`` or
        ``"lemke-howson"`` for more than two players; ``max_pivots`` no integer of at least 1.

    Notes
    -----
    Lemke and Howson (1964), ties broken lexicographically; labels are dropped in turn with small
    (Codenotti, De Rossi and Pagan 2008), then varying pivot caps (Luby, Sinclair and Zuckerman
    1993), because some paths are a thousand times longer than others; on some families all are
    exponentially long (Savani and von Stengel 2006). A pivot costs :math:`O(k(m + n))` with
    :math:`k` actions in use.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame.from_bimatrix([[3, 0], [0, 1]], [[0, 2], [1, 0]])
    >>> print(gt.nash_equilibrium(game))
    Equilibria(1 in one game, complete)
      1/3 2/3 | 1/4 3/4   payoffs (3/4, 2/3)
    """
    where = "nash_equilibrium"
    _check(game, where)
    if str(method) not in ("auto", "pure", "zero-sum", "lemke-howson", "logit"):
        raise InvalidInput(
            f"{where}: unknown method {shown(method)}; give 'auto', 'pure', 'zero-sum', "
            "'lemke-howson' or 'logit'"
        )
    if method in ("zero-sum", "lemke-howson") and game.num_players != 2:
        raise InvalidInput(
            f"{where}: method {method!r} is for two players, this game has {game.num_players}; "
            "method='auto' accepts any number"
        )
    max_pivots = whole_number(max_pivots, 1, "max_pivots", where)
    if game.num_players == 2 and not game.is_exact and method != "logit":
        return _of_floating_pairs(game, str(method), max_pivots)
    flat = game.flat_payoffs
    profile = _Profiles.empty(game)
    open_games = np.ones(game.num_games, dtype=np.bool_)
    if method in ("auto", "pure"):
        profile.take_pure(flat)
        open_games = ~profile.found
    if game.num_players == 2 and method in ("auto", "zero-sum"):
        rivals = open_games & competitive(flat).recognised
        if method == "zero-sum" and not rivals.all():
            raise InvalidInput(f"{where}: {_not_competitive(game, rivals)}")
        rows = np.flatnonzero(rivals)
        profile.take(rows, optimal_strategies(flat[rows, 0], max_pivots=max_pivots), flat)
        open_games = ~profile.found
    if game.num_players == 2 and method in ("auto", "lemke-howson"):
        rows = np.flatnonzero(open_games)
        profile.take(rows, lemke_howson(flat[rows], max_pivots=max_pivots), flat)
    if method == "logit" or (game.num_players != 2 and method == "auto"):
        if open_games.any():
            profile.take_several(game, np.flatnonzero(open_games), method, max_pivots)
        return profile.equilibria(game, Status.NOT_REACHED)
    return profile.equilibria(game, Status.NONE_FOUND if method == "pure" else Status.LIMIT)


def _of_floating_pairs(game: NormalFormGame, method: str, max_pivots: int) -> Equilibria:
    """One equilibrium of each two-player game of floats, in one compiled call."""
    payoffs = game.payoffs
    one = payoffs.ndim == 3
    flat = payoffs[None] if one else game.flat_payoffs
    pairs = floating_pairs(
        flat,
        pure=method in ("auto", "pure"),
        programme=method in ("auto", "zero-sum"),
        pivoting=method in ("auto", "lemke-howson"),
        max_pivots=max_pivots,
    )
    if method == "zero-sum" and pairs.refused.any():
        raise InvalidInput(f"nash_equilibrium: {_not_competitive(game, ~pairs.refused)}")
    if one and pairs.settled:
        return _single(game, pairs)
    shape = game.batch_shape
    found, missing = pairs.found, Status.NONE_FOUND if method == "pure" else Status.LIMIT
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


def _single(game: NormalFormGame, pairs: FloatingPairs) -> Equilibria:
    """The answer for one game, without what batches need: loops over single games are common."""
    return Equilibria(
        game=game,
        rows=Ragged((), _ONE_ROW.copy()),
        strategies=(pairs.x, pairs.y),
        payoffs=pairs.payoffs,
        regret=pairs.regret,
        index=np.zeros(1, dtype=np.int8),
        degenerate=_FALSE.copy(),
        complete=_TRUE.copy(),
        status_code=_ONE.copy(),
    )


@attrs.define(eq=False)
class _Profiles:
    """Strategies (G, m_i) filled game by game."""

    strategies: tuple[Array, ...]
    found: npt.NDArray[np.bool_]
    code: npt.NDArray[np.int8]

    @classmethod
    def empty(cls, game: NormalFormGame) -> _Profiles:
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

    def take_several(
        self, game: NormalFormGame, games: npt.NDArray[np.int64], method: str, max_pivots: int
    ) -> None:
        from gametheory.concepts.one_of_several import one_of_several

        some = NormalFormGame(game.flat_payoffs[games], players=game.num_players)
        one = one_of_several(some, method, max_pivots)
        good = one.status != Status.NOT_REACHED
        if any(s.dtype != object for s in one.strategies):
            # Irrational equilibria of exact games are doubles; then so is the whole answer.
            self.strategies = tuple(s.astype(np.float64) for s in self.strategies)
        for mine, theirs in zip(self.strategies, one.strategies, strict=True):
            mine[games[good]] = theirs[good]
        self.found[games[good]] = True
        self.code[games[good]] = one.status[good]

    def equilibria(self, game: NormalFormGame, missing: Status) -> Equilibria:
        index = np.flatnonzero(self.found).astype(np.int64)
        strategies = tuple(s[index] for s in self.strategies)
        shape = game.batch_shape
        status = np.where(self.found, self.code, missing).astype(np.int8)
        payoffs, gain = _verdict(game, index, strategies)
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


@attrs.frozen(eq=False)
class ZeroSumSolution:
    r"""Values and optimal strategies of strictly competitive two-player games.

    Attributes
    ----------
    value : (\*B)
        Player 1's payoff under optimal play.
    payoffs : (\*B, 2)
        Both players' payoffs under optimal play.
    row_strategy : (\*B, m), column_strategy : (\*B, n)
        Optimal (maximin) strategies.
    regret : (\*B)
        The most either player gains by deviating, recomputed from the payoffs; the strategies
        secure the value up to this.
    solved : (\*B) bool
        False where no answer was found within the pivots allowed; numbers there are 0.
    """

    value: Array
    payoffs: Array
    row_strategy: Array
    column_strategy: Array
    regret: Array
    solved: npt.NDArray[np.bool_]


def zero_sum_solution(game: NormalFormGame, *, max_pivots: int = 1_000_000) -> ZeroSumSolution:
    r"""Value and both optimal strategies of zero-sum games.

    :math:`v = \max_x \min_y x^\top A y = \min_y \max_x x^\top A y` (von Neumann 1928), also for
    constant-sum and strictly competitive games, :math:`B = \text{constant} - \text{rate} \cdot A`
    with a positive rate.

    Parameters
    ----------
    game : NormalFormGame
        One two-player game or a batch; exact payoffs give exact answers.
    max_pivots : int

    Raises
    ------
    InvalidInput
        Not two players, payoffs that are not strictly competitive up to rounding, or
        ``max_pivots`` no integer of at least 1.

    Notes
    -----
    The simplex method with exact steepest edges on a dictionary of :math:`m \times n` numbers;
    the strategies are then solved afresh from the payoffs. A game may have other optimal
    strategies; the value is the same for all.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame.from_bimatrix([[2, -1], [-1, 1]], [[-2, 1], [1, -1]])
    >>> solution = gt.zero_sum_solution(game)
    >>> print(solution.value, *solution.row_strategy)
    1/5 2/5 3/5
    """
    where = "zero_sum_solution"
    _check(game, where)
    if game.num_players != 2:
        raise InvalidInput(f"{where}: expected two players, this game has {game.num_players}")
    max_pivots = whole_number(max_pivots, 1, "max_pivots", where)
    recognised = competitive(game.flat_payoffs).recognised
    if not recognised.all():
        raise InvalidInput(f"{where}: {_not_competitive(game, recognised)}")
    one = optimal_strategies(game.flat_payoffs[:, 0], max_pivots=max_pivots)
    shape, games = game.batch_shape, np.arange(game.num_games)
    both, gain = _verdict(game, games, (one.x, one.y))
    payoffs = both if isinstance(both, np.ndarray) else both.to_fractions()
    gains = gain if isinstance(gain, np.ndarray) else gain.to_fractions()
    return ZeroSumSolution(
        value=payoffs[:, 0].reshape(shape)[()],
        payoffs=payoffs.reshape((*shape, 2)),
        row_strategy=one.x.reshape((*shape, one.x.shape[1])),
        column_strategy=one.y.reshape((*shape, one.y.shape[1])),
        regret=gains.reshape(shape)[()],
        solved=one.found.reshape(shape),
    )


def _verdict(
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


def _check(game: object, where: str) -> None:
    if not isinstance(game, NormalFormGame):
        raise InvalidInput(
            f"{where}: expected a NormalFormGame, got {type(game).__name__}; "
            "gametheory.NormalFormGame(payoffs) makes one from an array"
        )


def _not_competitive(game: NormalFormGame, recognised: npt.NDArray[np.bool_]) -> str:
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
