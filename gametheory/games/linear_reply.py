"""Games with one real action per player and best replies that are linear between bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import labels, numbers
from gametheory.errors import InvalidInput, shown
from gametheory.games.entries import narrowed
from gametheory.games.payoffs import as_floats, converted, exact_number
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import positions

Array = npt.NDArray[Any]
Payoff = Callable[[int, Sequence[Any]], Any]
Labels = tuple[str, ...]

_WHERE = "LinearReplyGame"
_MOST_AXES = 30  # NumPy broadcasts 32 axes together, of which players take two


@attrs.frozen(eq=False, repr=False, init=False)
class LinearReplyGame(ReadOnlyArrays):
    r"""One game in which each player chooses a number, or a batch of such games.

    Player :math:`i` chooses :math:`x_i \in [l_i, u_i]` (:math:`u_i = \infty` is allowed) and
    replies best with

    .. math:: b_i(x_{-i}) = \min\{u_i, \max\{l_i, r_i + \sum_j B_{ij} x_j\}\}.

    Its Nash equilibria are the solutions of a linear complementarity problem with matrix
    :math:`I - B`, which :func:`gametheory.linear_reply_equilibria` solves.

    Parameters
    ----------
    intercepts : array_like, shape (\*B, N)
        :math:`r_i`, in units of the action.
    slopes : array_like, shape (\*B, N, N)
        ``slopes[..., i, j]`` is :math:`B_{ij}`, what one unit of player ``j``'s action adds to
        player ``i``'s best reply. The diagonal is zero.
    lower, upper : array_like, broadcast to (\*B, N)
        Bounds of the actions; ``lower`` is finite, ``upper`` may be infinite.
    payoff : callable ``(i, actions) -> number``, optional
        Player ``i``'s payoff at ``actions``, a sequence of N numbers or of N arrays of the batch's
        shape. It must be concave in the own action and have the best reply above; certificates
        trust only the first. Without it the payoff is
        :math:`-\tfrac12 (x_i - r_i - \sum_j B_{ij} x_j)^2`.
    players : sequence of str, optional
        Names of the players.

    Raises
    ------
    InvalidInput
        (a ``ValueError``) Ragged, NaN or misplaced infinite numbers, shapes that do not fit, a
        non-zero diagonal, a lower bound above the upper bound.

    Notes
    -----
    Integers, :class:`fractions.Fraction` and SymPy rationals are exact and stay exact (object
    arrays of fractions); one float array among the inputs makes the game floating.

    Examples
    --------
    Richardson's two nations, each arming by half of the other's arms plus a grievance of one:

    >>> import gametheory as gt
    >>> from fractions import Fraction as F
    >>> race = gt.LinearReplyGame([1, 1], [[0, F(1, 2)], [F(1, 2), 0]])
    >>> [str(x) for x in race.best_reply([2, 2])]
    ['2', '2']
    """

    intercepts: Array
    slopes: Array
    lower: Array
    upper: Array
    payoff: Payoff
    players: Labels

    def __init__(
        self,
        intercepts: npt.ArrayLike,
        slopes: npt.ArrayLike,
        *,
        lower: npt.ArrayLike = 0,
        upper: npt.ArrayLike = np.inf,
        payoff: Payoff | None = None,
        players: Sequence[str] | None = None,
    ) -> None:
        r, b = _read(intercepts, "intercepts"), _read(slopes, "slopes")
        lo, hi = _read(lower, "lower"), _read(upper, "upper", infinite=True)
        if r.ndim < 1 or r.shape[-1] < 1:
            raise InvalidInput(
                f"{_WHERE}: intercepts of shape {r.shape}; give (*batch, N) with N >= 1"
            )
        n = r.shape[-1]
        if b.ndim < 2 or b.shape[-2:] != (n, n):
            raise InvalidInput(
                f"{_WHERE}: {n} intercepts per game, but slopes of shape {b.shape}; "
                f"expected (*batch, {n}, {n})"
            )
        batch = _batch_shape(n, intercepts=r.shape[:-1], slopes=b.shape[:-2], lower=lo, upper=hi)
        if not all(a.dtype == object for a in (r, b, lo)) or (
            hi.dtype != object and np.isfinite(hi).any()
        ):
            r, b, lo, hi = (as_floats(a, _WHERE) for a in (r, b, lo, hi))
        r, lo, hi = (_spread(a, (*batch, n)) for a in (r, lo, hi))
        b = _spread(b, (*batch, n, n))
        _check(r, b, lo, hi)
        if players is None:
            names = tuple(str(k + 1) for k in range(n))
        else:
            names = labels(players, f"{_WHERE}: players", n)
        if payoff is not None and not callable(payoff):
            raise InvalidInput(
                f"{_WHERE}: payoff is {shown(payoff)}; give a function of (i, actions) or None"
            )
        self.__attrs_init__(r, b, lo, hi, payoff or _DistancePayoff(r, b), names)

    @property
    def num_players(self) -> int:
        """Number of players ``N``."""
        return len(self.players)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes, ``()`` for one game."""
        return self.intercepts.shape[:-1]

    @property
    def num_games(self) -> int:
        """Number of games in the batch, 1 for one game."""
        return int(np.prod(self.batch_shape, dtype=np.int64))

    @property
    def is_exact(self) -> bool:
        """Whether the numbers are fractions, so that answers are exact too."""
        return bool(self.intercepts.dtype == object)

    def best_reply(self, actions: npt.ArrayLike) -> Array:
        r"""Best replies :math:`b_i(x_{-i})` to a profile of shape (\*B, N)."""
        x = self._profile(actions, "best_reply")
        # Object arrays have no matmul with mixed infinities; a plain sum serves both kinds.
        raw = self.intercepts + (self.slopes * x[..., None, :]).sum(axis=-1)
        return np.asarray(np.minimum(self.upper, np.maximum(self.lower, raw)))

    def payoffs(self, actions: npt.ArrayLike) -> Array:
        r"""Payoffs of all players at a profile, both of shape (\*B, N)."""
        x = self._profile(actions, "payoffs")
        columns = [x[..., j] for j in range(self.num_players)]
        shape = x.shape[:-1]
        with np.errstate(over="ignore", invalid="ignore"):  # said below, with the player
            values = [
                returned(self.payoff(i, columns), i, shape, f"{_WHERE}.payoffs")
                for i in range(self.num_players)
            ]
        paid = np.stack(values, axis=-1)
        lost = np.argwhere(paid != paid)
        if len(lost):
            raise InvalidInput(
                f"{_WHERE}.payoffs: the payoff of player {int(lost[0, -1]) + 1} is NaN at these "
                "actions; give actions at which the payoff function is defined"
            )
        return paid

    def __getitem__(self, key: Any) -> LinearReplyGame:
        """Games at batch index ``key``; the axis of the players cannot be indexed."""
        return self.take(positions(self.batch_shape, key, _WHERE))

    def take(self, positions: npt.ArrayLike) -> LinearReplyGame:
        """Games at ``positions`` of the flattened batch; the result has the positions' shape."""
        picked, n = np.asarray(positions, dtype=np.int64), self.num_players
        rows = [a.reshape(-1, n)[picked] for a in (self.intercepts, self.lower, self.upper)]
        slopes = self.slopes.reshape(-1, n, n)[picked]
        payoff: Payoff = _DistancePayoff(rows[0], slopes)
        if not isinstance(self.payoff, _DistancePayoff):
            payoff = _restricted(self.payoff, self.batch_shape, picked)
        game = object.__new__(LinearReplyGame)
        game.__attrs_init__(rows[0], slopes, rows[1], rows[2], payoff, self.players)
        return game

    def __repr__(self) -> str:
        kind = "fractions" if self.is_exact else "floats"
        batch = f", batch {self.batch_shape}" if self.batch_shape else ""
        return f"LinearReplyGame({self.num_players} players, {kind}{batch}, players={self.players})"

    def _profile(self, actions: npt.ArrayLike, method: str) -> Array:
        x = numbers(actions, "actions", f"{_WHERE}.{method}")
        if x.ndim == 0 or x.shape[-1] != self.num_players:
            raise InvalidInput(
                f"{_WHERE}.{method}: actions of shape {x.shape}; "
                f"expected {(*self.batch_shape, self.num_players)}"
            )
        try:
            return np.broadcast_to(x, np.broadcast_shapes(x.shape, self.intercepts.shape))
        except ValueError:
            raise InvalidInput(
                f"{_WHERE}.{method}: actions of shape {x.shape} do not broadcast with "
                f"{self.intercepts.shape}"
            ) from None


def _read(values: Any, name: str, *, infinite: bool = False) -> Array:
    where = f"{_WHERE}: {name}"
    array = converted(values, where, f"{name} is ragged; give rows of one length", "entry")
    if array.dtype.kind == "f":
        array = array if array.dtype == np.float64 else narrowed(array, where, "entry")
        bad = np.isnan(array) | (array == -np.inf) if infinite else ~np.isfinite(array)
        if bad.any():
            place = tuple(int(k) for k in np.argwhere(bad)[0])
            allowed = "finite or +inf" if infinite else "finite"
            raise InvalidInput(
                f"{_WHERE}: {name} at index {place} is {array[place]}; it must be {allowed}"
            )
        return array
    if array.dtype.kind not in "iuO":
        raise InvalidInput(
            f"{_WHERE}: {name} of type {array.dtype}; give floats, integers or fractions"
        )
    out = np.empty(array.shape, dtype=object)
    floating = False
    for place, value in np.ndenumerate(array):
        if infinite and isinstance(value, float) and value == np.inf:
            out[place] = value
            continue
        number = exact_number(value)
        if number is None:
            raise InvalidInput(
                f"{_WHERE}: {name} at index {place} is {shown(value)}; give a finite real number"
            )
        floating = floating or isinstance(number, float)
        out[place] = number
    return as_floats(out, where) if floating else out


def _batch_shape(n: int, *, lower: Array, upper: Array, **batches: tuple[int, ...]) -> Any:
    shapes = dict(batches)
    for name, shape in (*batches.items(), ("lower", lower.shape), ("upper", upper.shape)):
        if len(shape) > _MOST_AXES:
            raise InvalidInput(
                f"{_WHERE}: {name} has {len(shape)} batch axes; at most {_MOST_AXES} are accepted"
            )
    for name, bound in (("lower", lower), ("upper", upper)):
        if bound.ndim and bound.shape[-1] not in (1, n):
            raise InvalidInput(
                f"{_WHERE}: {name} of shape {bound.shape}; its last axis must have length {n} or 1"
            )
        shapes[name] = bound.shape[:-1]
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise InvalidInput(f"{_WHERE}: batch axes do not broadcast: {listed}") from None


def returned(value: Any, i: int, shape: tuple[int, ...], where: str) -> Array:
    """What a payoff function returned, as numbers of the profile's shape.

    Raises
    ------
    InvalidInput
        The function returned something else, such as None where it forgot to return.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind in "fiuO" and not any(v is None for v in array.flat[:1]):
            return np.broadcast_to(array, shape)
    except ValueError:
        pass
    if isinstance(value, np.ndarray) and value.dtype == object and value.size:
        value = value.flat[0]
    raise InvalidInput(
        f"{where}: the payoff function returned {shown(value)} for player {i + 1}; expected a "
        f"number or an array of shape {shape}"
    )


def _spread(array: Array, shape: tuple[int, ...]) -> Array:
    view = np.broadcast_to(array, shape)
    view.flags.writeable = False
    return view


def _check(r: Array, b: Array, lo: Array, hi: Array) -> None:
    diagonal = np.diagonal(b, axis1=-2, axis2=-1)
    if np.any(diagonal != 0):
        *game, i = (int(k) for k in np.argwhere(diagonal != 0)[0])
        raise InvalidInput(
            f"{_WHERE}: slopes[{i}, {i}]{_of(game)} is {diagonal[(*game, i)]}; a player's best "
            "reply does not depend on the own action: give 0 on the diagonal"
        )
    crossed = lo > hi
    if np.any(crossed):
        *game, i = (int(k) for k in np.argwhere(crossed)[0])
        place = (*game, i)
        raise InvalidInput(
            f"{_WHERE}: player {i + 1}{_of(game)} has lower bound {lo[place]} above upper bound "
            f"{hi[place]}; give lower <= upper"
        )


def _of(game: list[int]) -> str:
    return f" of game {tuple(game)}" if game else ""


@attrs.frozen(eq=False)
class _DistancePayoff(ReadOnlyArrays):
    """Minus half the squared distance from the linear reply: the payoff when none is stated."""

    r: Array
    b: Array

    def __call__(self, i: int, x: Sequence[Any]) -> Any:
        gap = x[i] - self.r[..., i]
        for j in range(self.r.shape[-1]):
            if j != i:
                gap = gap - self.b[..., i, j] * x[j]
        half = Fraction(1, 2) if self.r.dtype == object else 0.5
        return -half * (gap * gap)


def _restricted(payoff: Payoff, shape: tuple[int, ...], picked: Array) -> Payoff:
    """The payoff at flat positions ``picked``, read off evaluations of the whole batch."""
    flat = picked.ravel()
    if np.array_equal(flat, np.arange(int(np.prod(shape, dtype=np.int64)))):
        return _Reshaped(payoff, shape, picked.shape)
    # A position asked for k times is evaluated in k layers, each holding it once.
    order = np.argsort(flat, kind="stable")
    fresh = np.r_[True, flat[order][1:] != flat[order][:-1]] if flat.size else np.zeros(0, bool)
    starts = np.maximum.accumulate(np.where(fresh, np.arange(flat.size), 0))
    layer = np.empty(flat.size, dtype=np.int64)
    layer[order] = np.arange(flat.size) - starts
    return _Picked(payoff, shape, picked, layer)


@attrs.frozen(eq=False)
class _Reshaped:
    """The payoff of the whole batch under another batch shape; a class, so that it pickles."""

    payoff: Payoff
    shape: tuple[int, ...]
    shown: tuple[int, ...]

    def __call__(self, i: int, x: Sequence[Any]) -> Any:
        columns = [np.broadcast_to(column, self.shown).reshape(self.shape) for column in x]
        return np.asarray(self.payoff(i, columns)).reshape(self.shown)


@attrs.frozen(eq=False)
class _Picked:
    """The payoff of some games of a batch, in the layers in which each occurs once."""

    payoff: Payoff
    shape: tuple[int, ...]
    picked: Array
    layer: Array

    def __call__(self, i: int, actions: Sequence[Any]) -> Any:
        flat, size = self.picked.ravel(), int(np.prod(self.shape, dtype=np.int64))
        columns = [np.broadcast_to(np.asarray(x), self.picked.shape).ravel() for x in actions]
        out: Array | None = None
        for k in range(int(self.layer.max(initial=-1)) + 1):
            chosen = self.layer == k
            whole = []
            for column in columns:
                spread = np.zeros(size, dtype=column.dtype)
                spread[flat[chosen]] = column[chosen]
                whole.append(spread.reshape(self.shape))
            values = np.asarray(self.payoff(i, whole))
            values = np.broadcast_to(values, self.shape).reshape(-1)
            if out is None:
                out = np.empty(flat.size, dtype=values.dtype)
            out[chosen] = values[flat[chosen]]
        return (np.zeros(0) if out is None else out).reshape(self.picked.shape)
