"""Certificates for games with linear best replies: what each player could gain by deviating.

Nothing here looks at intercepts, slopes or best replies, so a wrong best reply is found out.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import total_ordering
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import instance, numbers
from gametheory.errors import InvalidInput
from gametheory.games.linear_reply import LinearReplyGame, returned

Array = npt.NDArray[Any]
Curve = Callable[[Array], Array]

_GOLDEN = (5**0.5 - 1) / 2


def deviation_gains(game: LinearReplyGame, actions: npt.ArrayLike) -> Array:
    r"""Gains :math:`\max_{y \in [l_i, u_i]} U_i(y, x_{-i}) - U_i(x)`, shape (\*B, N).

    Payoffs must be concave in the own action. Floats: the maximum is bracketed by doubling steps
    and narrowed by golden sections, about 130 payoff evaluations a player, and is right to
    rounding in payoff units. Fractions: exact for payoffs made of quadratic pieces; a one-sided
    derivative at the profile decides whether the gain is zero.

    Raises
    ------
    InvalidInput
        An action outside its bounds, or a payoff without a maximum.

    Examples
    --------
    >>> import gametheory as gt
    >>> duopoly = gt.LinearReplyGame([0.5, 0.5], [[0.0, -0.5], [-0.5, 0.0]],
    ...                             payoff=lambda i, q: q[i] * (1 - q[0] - q[1]))
    >>> [round(float(g), 6) for g in gt.deviation_gains(duopoly, [1 / 3, 0.0])]
    [0.027778, 0.111111]
    """
    where = "deviation_gains"
    instance(game, LinearReplyGame, where)
    shape = (*game.batch_shape, game.num_players)
    given = numbers(actions, "actions", where)
    if given.shape[-1:] != shape[-1:] or given.ndim > len(shape):
        raise InvalidInput(f"{where}: actions of shape {given.shape}; expected {shape}")
    try:
        x = np.broadcast_to(given, shape)
    except ValueError:
        raise InvalidInput(
            f"{where}: actions of shape {given.shape} do not broadcast to {shape}"
        ) from None
    outside = ~((x >= game.lower) & (x <= game.upper)).astype(bool)
    if outside.any():
        place = tuple(int(k) for k in np.argwhere(outside)[0])
        raise InvalidInput(
            f"deviation_gains: action {x[place]} of player {place[-1] + 1} at index {place} is "
            f"outside [{game.lower[place]}, {game.upper[place]}]"
        )
    if game.is_exact and x.dtype == object:
        return _exact_gains(game, x)
    x = x.astype(np.float64)
    gains = np.zeros(shape)
    for i in range(game.num_players):
        low = np.asarray(game.lower[..., i], dtype=np.float64)
        high = np.asarray(game.upper[..., i], dtype=np.float64)
        gains[..., i] = _largest_gain(_own_payoff(game, x, i), x[..., i], low, high)
    return gains


def _own_payoff(game: LinearReplyGame, x: Array, i: int) -> Curve:
    columns = [x[..., j] for j in range(game.num_players)]

    def curve(own: Array) -> Array:
        profile = [*columns[:i], own, *columns[i + 1 :]]
        with np.errstate(over="ignore"):  # a loss beyond the doubles is minus infinity
            paid = returned(game.payoff(i, profile), i, own.shape, "deviation_gains")
        return np.asarray(paid, dtype=np.float64)

    return curve


def _largest_gain(curve: Curve, x: Array, low: Array, high: Array) -> Array:
    start = curve(x)
    left, right = _bracket(curve, x, low, -1.0), _bracket(curve, x, high, 1.0)
    a, b = left, right
    best = np.maximum(start, np.maximum(curve(a), curve(b)))
    c, d = b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)
    at_c, at_d = curve(c), curve(d)
    for _ in range(80):
        best = np.maximum(best, np.maximum(at_c, at_d))
        keep_left = at_c >= at_d
        a, b = np.where(keep_left, a, c), np.where(keep_left, d, b)
        inner = np.where(keep_left, b - _GOLDEN * (b - a), a + _GOLDEN * (b - a))
        at_inner = curve(inner)
        c, d = np.where(keep_left, inner, d), np.where(keep_left, c, inner)
        at_c, at_d = np.where(keep_left, at_inner, at_d), np.where(keep_left, at_c, at_inner)
        if np.all(b - a <= 1e-9 * (1.0 + np.abs(a) + np.abs(b))):
            break
    best = np.maximum(best, np.maximum(at_c, at_d))
    return np.asarray(best - start)


def _bracket(curve: Curve, x: Array, bound: Array, sign: float) -> Array:
    """A point on one side beyond which a concave payoff only falls (or the bound)."""
    step = 1e-3 * (1.0 + np.abs(x))
    inside = x
    value = curve(x)
    for _ in range(200):
        point = np.clip(x + sign * step, np.minimum(x, bound), np.maximum(x, bound))
        ahead = curve(point)
        rising = (ahead > value) & (point != bound)
        if not np.any(rising):
            return point
        inside = np.where(rising, point, inside)
        value = np.where(rising, ahead, value)
        step = np.where(rising, 4.0 * step, step)
    raise InvalidInput(
        "deviation_gains: a payoff keeps rising without bound in the own action; payoffs must be "
        "concave with a best reply"
    )


@total_ordering
@attrs.frozen(eq=False)
class Germ:
    r"""The number :math:`a + b\varepsilon + c\varepsilon^2`, :math:`\varepsilon` infinitely small.

    Ordered like its value for all small enough :math:`\varepsilon > 0`; evaluating a payoff at
    :math:`x_i \pm \varepsilon` gives its one-sided derivatives exactly, through ``maximum`` and
    ``where`` too.
    """

    a: Fraction
    b: Fraction = Fraction(0)
    c: Fraction = Fraction(0)

    def _terms(self) -> tuple[Fraction, Fraction, Fraction]:
        return self.a, self.b, self.c

    def __add__(self, other: Any) -> Germ:
        o = germ(other)
        return Germ(self.a + o.a, self.b + o.b, self.c + o.c)

    def __neg__(self) -> Germ:
        return Germ(-self.a, -self.b, -self.c)

    def __sub__(self, other: Any) -> Germ:
        return self + -germ(other)

    def __rsub__(self, other: Any) -> Germ:
        return germ(other) - self

    def __mul__(self, other: Any) -> Germ:
        o = germ(other)
        return Germ(
            self.a * o.a, self.a * o.b + self.b * o.a, self.a * o.c + self.b * o.b + self.c * o.a
        )

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Germ:
        o = germ(other)
        inverse = 1 / o.a
        slope = -o.b * inverse**2
        return self * Germ(inverse, slope, -(o.c * inverse + o.b * slope) * inverse)

    def __rtruediv__(self, other: Any) -> Germ:
        return germ(other) / self

    def __pow__(self, power: int) -> Germ:
        out = Germ(Fraction(1))
        for _ in range(power):
            out = out * self
        return out

    def __eq__(self, other: object) -> bool:
        return self._terms() == germ(other)._terms()

    def __lt__(self, other: Any) -> bool:
        return self._terms() < germ(other)._terms()

    def __hash__(self) -> int:
        return hash(self._terms())


def germ(value: Any) -> Germ:
    """A rational number as a germ without infinitesimal part."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    return value if isinstance(value, Germ) else Germ(Fraction(value))


def _exact_gains(game: LinearReplyGame, x: Array) -> Array:
    gains = np.empty(x.shape, dtype=object)
    flat = x.reshape(-1, game.num_players)
    whole = (game.num_games,) == (1,) and game.batch_shape == ()
    for g in range(len(flat)):
        one = game if whole else game.take(g)
        bounds = one.lower, one.upper
        for i in range(game.num_players):
            gain = _exact_gain(one, list(flat[g]), i, bounds[0][i], bounds[1][i])
            gains.reshape(-1, game.num_players)[g, i] = gain
    return gains


def _exact_gain(game: LinearReplyGame, x: list[Any], i: int, low: Any, high: Any) -> Fraction:
    """Newton's method on the quadratic pieces, each step exact, until no side rises."""
    own = Fraction(x[i])

    def at(value: Any) -> Germ:
        return germ(game.payoff(i, [*x[:i], value, *x[i + 1 :]]))

    start = at(own).a
    for _ in range(200):
        here = at(own).a
        move = None
        for sign, bound in ((1, high), (-1, low)):
            if own == bound:
                continue
            ahead = at(Germ(own, Fraction(sign)))
            if ahead > here:
                if ahead.c >= 0:
                    room = abs(own) + 1 if bound == np.inf else abs(bound - own)
                else:
                    room = -ahead.b / (2 * ahead.c)
                move = min(max(own + sign * room, low), high)
        if move is None:
            return here - start
        # A step that overshoots a kink is halved: concavity makes any rise a step forward.
        while at(move).a <= here:
            move = (own + move) / 2
        own = move
    raise InvalidInput(
        f"deviation_gains: no maximum of player {i + 1}'s payoff found in 200 exact steps; payoffs "
        "must be concave and made of quadratic pieces"
    )
