"""Replicator dynamics of symmetric two-player games, with the rest points marked."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.concepts.evolution import symmetric_matrix
from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.errors import InvalidInput, TooLarge, is_real, shown, whole_number
from gametheory.games.normal_form import NormalFormGame
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Codes, Rows, Variables, pick
from gametheory.solutions.provenance import recorded
from gametheory.solutions.showing import column_names, show_row, show_table
from gametheory.solutions.status import Status
from gametheory.solvers.symmetric.replicator import (
    ATTRACTING,
    NEUTRAL,
    REPELLING,
    follow,
    rest_points,
)

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Stability = Literal["attracting", "repelling", "neutral"]

_WORDS: dict[int, Stability] = {
    ATTRACTING: "attracting",
    REPELLING: "repelling",
    NEUTRAL: "neutral",
}
# Numbers of all paths together.
_MOST_VALUES = 20_000_000
# A path that ends this close to a rest point is said to have come there.
_NEAR = 1e-6


@attrs.frozen(eq=False, repr=False)
class ReplicatorDynamics(Rows):
    r"""Paths of the replicator dynamics, and the rest points of each game as rows with offsets.

    Cells are pairs of a game and a start, of the shape :math:`C` to which the games' batch shape
    and the starts broadcast.

    Attributes
    ----------
    game : NormalFormGame
    times : (K,)
    shares : (\*C, K, n)
        The state at each time; NaN behind the last one that was reached.
    reached : (\*C) bool
        Whether the last time was reached within ``max_evaluations``.
    ends_at : (\*C) int64
        The row of the rest point within 1e-6 of which the path ends; -1 for none.
    rows : Ragged
        Which rest points are whose: ``counts (\*B)``, ``offsets`` and ``game_index (R,)``.
    rest_points : (R, n)
        States at which all strategies in use earn the same; fractions where the payoffs are exact.
    nash : (R,) bool
        Whether no absent strategy would earn more: a symmetric Nash equilibrium.
    stability_code : (R,) int8
        +1 attracting, -1 repelling, 0 undecided by linearisation; ``stability`` in words.
    complete : (\*B) bool
        Whether every rest point is listed; False where some face may hold a continuum of them.
    """

    game: NormalFormGame
    times: Floats
    shares: Floats
    reached: npt.NDArray[np.bool_]
    ends_at: npt.NDArray[np.int64]
    rows: Ragged
    rest_points: Array
    nash: npt.NDArray[np.bool_]
    stability_code: npt.NDArray[np.int8]
    complete: npt.NDArray[np.bool_]

    @property
    def stability(self) -> Array:
        """``(R,)`` words: attracting, repelling, or neutral where linearisation does not decide."""
        return np.array([_WORDS[int(c)] for c in self.stability_code], dtype=object)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        r"""Shape :math:`C` of the pairs of a game and a start, by which the answer is indexed."""
        return self.reached.shape

    @property
    def status_code(self) -> Codes:
        r"""``(\*C)`` :class:`Status`: whether the path was followed to the last time."""
        return np.where(self.reached, Status.FOLLOWED, Status.PATH_LIMIT).astype(np.int8)

    @property
    def is_exact(self) -> bool:
        """Whether the rest points are exact; paths are in floats."""
        return self.rest_points.dtype == object

    def profile(self, row: int) -> Array:
        """One rest point."""
        return np.asarray(self.rest_points[self._row(row)])

    def _arrays_of_row(self, t: Any) -> str:
        return f" or found.rest_points[{t}]"

    def _at(self, cells: npt.NDArray[np.int64]) -> ReplicatorDynamics:
        n, whole = self.reached.ndim, self.game
        numbered = np.arange(whole.num_games).reshape(whole.batch_shape)
        owner = np.broadcast_to(numbered, self.reached.shape).reshape(-1)[cells]
        part, rows = self.rows.take(owner)
        ends = pick(self.ends_at, n, cells)
        moved = ends - self.rows.offsets[:-1][owner] + part.offsets[:-1].reshape(owner.shape)
        return attrs.evolve(
            self,
            game=whole.take(owner),
            shares=pick(self.shares, n, cells),
            reached=pick(self.reached, n, cells),
            ends_at=np.where(ends < 0, ends, moved),
            rows=part,
            rest_points=self.rest_points[rows],
            nash=self.nash[rows],
            stability_code=self.stability_code[rows],
            complete=pick(self.complete, self.complete.ndim, owner),
        )

    def _columns(self) -> dict[str, Array]:
        """Game, each strategy's share at the rest point, Nash or not, stability."""
        columns: dict[str, Array] = {"game": self.game_index}
        columns |= zip(column_names(self.game)[0][0], self.rest_points.T, strict=True)
        return columns | {"nash": self.nash, "stability": self.stability}

    def _variables(self) -> tuple[Variables, Variables]:
        cells = self._batch_names()
        games = cells[len(cells) - self.complete.ndim :]
        batch = tuple(f"game_{name}" for name in games)
        return {
            "share": ((*cells, "time", "action"), self.shares),
            "reached": (cells, self.reached),
            "ends_at": (cells, self.ends_at),
            "status_code": (cells, self.status_code),
            "game_index": ("rest_point", self.game_index),
            "rest_share": (("rest_point", "action"), self.rest_points),
            "nash": ("rest_point", self.nash),
            "stability_code": ("rest_point", self.stability_code),
            "count": (batch, self.counts),
            "complete": (batch, self.complete),
        }, {"time": self.times, "action": list(self.game.actions[0])}

    def _heading(self) -> str:
        return (
            f"ReplicatorDynamics({self.reached.size} path(s) over {len(self.times)} times, "
            f"{len(self)} rest points)"
        )

    def __str__(self) -> str:
        def row(t: int) -> str:
            kind = "Nash" if self.nash[t] else "not Nash"
            return f"rest point {show_row(self.rest_points[t], ' ')}   {self.stability[t]}, {kind}"

        return show_table(self._heading(), len(self), row)


@recorded
def replicator_dynamics(
    game: FiniteGame,
    start: npt.ArrayLike,
    times: npt.ArrayLike,
    *,
    tolerance: float = 1e-10,
    max_evaluations: int = 100_000,
) -> ReplicatorDynamics:
    r"""Paths of the replicator dynamics of symmetric two-player games, rest points marked.

    With payoff matrix :math:`A` the share :math:`x_i` of a strategy grows by how much more than
    the average it earns (Taylor and Jonker 1978),

    .. math:: \dot x_i = x_i \bigl[(Ax)_i - x^\top A x\bigr].

    Rest points are the states at which all strategies in use earn the same. Symmetric Nash
    equilibria are among them; an evolutionarily stable one attracts.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Two players with the same actions and transposed payoffs, at most 12 actions; any batch.
    start : array_like, shape (\*S, n)
        Shares at the first time: at least 0, sum 1 to 1e-9. ``S`` broadcasts with the batch.
    times : array_like, shape (K,)
        Ascending; one time unit is what a payoff advantage of one needs to grow a share e-fold.
    tolerance : float
        Relative and absolute error allowed at each step for the logarithms of the shares.
    max_evaluations : int
        Most evaluations of the right-hand side for each path.

    Returns
    -------
    ReplicatorDynamics

    Raises
    ------
    InvalidInput
        Games that are not symmetric, shares that are no mixture, times that do not ascend.
    TooLarge
        More than 12 actions; more than 20,000,000 numbers in all paths together.

    Notes
    -----
    SciPy's ``DOP853`` integrates the logarithms of the shares, path by path, so that a path does
    not depend on the others; absent strategies stay absent. Rest points are found in rationals
    (a float payoff is the binary number it stores), one support at a time: up to ``2^n`` linear
    systems. Their stability is that of the linearisation: exact for strategies not in use, in
    floats for those in use, and ``neutral`` where an eigenvalue is within 1e-9 of the imaginary
    axis. Without ``complete`` a singular system may stand for a continuum of rest points.

    Examples
    --------
    >>> import gametheory as gt
    >>> A = [[-1, 2], [0, 1]]  # hawk, dove: a prize of 2, an injury of 4
    >>> hawk_dove = gt.NormalFormGame.from_bimatrix(A, [[-1, 0], [2, 1]])
    >>> found = gt.replicator_dynamics(hawk_dove, [0.1, 0.9], [0, 5, 50])
    >>> [[str(p) for p in point] for point in found.rest_points]
    [['0', '1'], ['1/2', '1/2'], ['1', '0']]
    >>> found.stability.tolist(), int(found.ends_at)
    (['repelling', 'attracting', 'repelling'], 1)
    """
    where = "replicator_dynamics"
    game = strategic(game, where)
    A = symmetric_matrix(game, where)
    games, n = A.shape[:2]
    states = _starts(start, n, where)
    moments = _times(times, where)
    if not is_real(tolerance) or not 1e-13 <= tolerance <= 1e-2:
        raise InvalidInput(
            f"{where}: tolerance is {shown(tolerance)}; give a number from 1e-13 to 0.01"
        )
    most = whole_number(max_evaluations, 1, "max_evaluations", where)
    try:
        cells = np.broadcast_shapes(game.batch_shape, states.shape[:-1])
    except ValueError:
        raise InvalidInput(
            f"{where}: start of shape {states.shape} does not broadcast with batch shape "
            f"{game.batch_shape}; expected (*S, {n})"
        ) from None
    paths = int(np.prod(cells, dtype=object))
    if paths * len(moments) * n > _MOST_VALUES:
        raise TooLarge(
            f"{where}: {paths} paths over {len(moments)} times are {paths * len(moments) * n} "
            f"numbers; at most {_MOST_VALUES} are kept: give fewer times or starts"
        )
    points, complete = zip(*(rest_points(_exact(a)) for a in A), strict=True) if games else ((), ())
    listed = [p for part in points for p in part]
    numbers = np.empty((len(listed), n), dtype=object if game.is_exact else np.float64)
    for t, point in enumerate(listed):
        numbers[t] = point.shares if game.is_exact else [float(p) for p in point.shares]
    rows = Ragged.of_counts(np.array([len(p) for p in points], dtype=np.int64).reshape(
        game.batch_shape))  # fmt: skip
    floats = _floats(A, where)
    owner = np.broadcast_to(np.arange(games).reshape(game.batch_shape), cells).ravel()
    first = np.broadcast_to(states, (*cells, n)).reshape(paths, n)
    shares = np.empty((paths, len(moments), n))
    reached, ends_at = np.zeros(paths, dtype=np.bool_), np.full(paths, -1, dtype=np.int64)
    near = numbers.astype(np.float64)
    for c in range(paths):
        g = int(owner[c])
        shares[c], reached[c] = follow(floats[g], first[c], moments, tolerance, most)
        mine = slice(int(rows.offsets[g]), int(rows.offsets[g + 1]))
        distance = np.abs(near[mine] - shares[c, -1]).max(axis=1, initial=0.0)
        if reached[c] and len(distance) and distance.min() < _NEAR:
            ends_at[c] = mine.start + int(distance.argmin())
    return ReplicatorDynamics(
        game=game,
        times=moments,
        shares=shares.reshape((*cells, len(moments), n)),
        reached=reached.reshape(cells),
        ends_at=ends_at.reshape(cells),
        rows=rows,
        rest_points=numbers,
        nash=np.array([p.nash for p in listed], dtype=np.bool_),
        stability_code=np.array([p.stability for p in listed], dtype=np.int8),
        complete=np.array(complete, dtype=np.bool_).reshape(game.batch_shape),
    )


def _exact(a: Array) -> list[list[Fraction]]:
    return [[Fraction(v) for v in row] for row in a.tolist()]


def _floats(A: Array, where: str) -> Floats:
    try:
        return A.astype(np.float64)
    except OverflowError:
        raise InvalidInput(f"{where}: a payoff is too large for a double; scale the game") from None


def _numbers(values: Any, name: str, where: str) -> Floats:
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "fiuO":
            raise TypeError
        floats = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(f"{where}: {name} is {values!r}; give real numbers") from None
    if not np.isfinite(floats).all():
        raise InvalidInput(f"{where}: {name} holds NaN or infinity; give finite numbers")
    return floats


def _starts(start: Any, n: int, where: str) -> Floats:
    states = _numbers(start, "start", where)
    if states.ndim < 1 or states.shape[-1] != n:
        raise InvalidInput(
            f"{where}: start of shape {states.shape}; expected (*S, {n}), a share for each action"
        )
    total = states.sum(axis=-1, keepdims=True)
    bad = np.argwhere((states < 0).any(axis=-1) | (np.abs(total[..., 0] - 1) > 1e-9))
    if len(bad):
        place = tuple(int(k) for k in bad[0])
        raise InvalidInput(
            f"{where}: start{list(place) if place else ''} is {states[place].tolist()}; "
            "give shares of at least 0 that sum to 1"
        )
    return np.asarray(states / total)


def _times(times: Any, where: str) -> Floats:
    moments = _numbers(times, "times", where)
    if moments.ndim != 1 or len(moments) < 1 or not (np.diff(moments) > 0).all():
        raise InvalidInput(
            f"{where}: times of shape {moments.shape} do not ascend; give one axis of ascending "
            "numbers, the first that of the start"
        )
    return moments
