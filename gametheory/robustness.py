"""How far a case may be moved before its outcome is another one.

The numbers of a case are stylised: what is argued for is their order. An outcome that turns when
one of them is a little larger is no finding about the organisation. Two things are computed for a
case: in what share of a box around it the outcome is the same, and at which value of each single
parameter it first turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import sequence
from gametheory.components import gathered
from gametheory.errors import InvalidInput, shown, visible, whole_number
from gametheory.model import Model
from gametheory.parameters import Parameter

SPREADS = (0.1, 0.2, 0.3)
NEAR = 0.1  # a case whose outcome turns within this relative change has to say so
_STEPS = 512  # values of one parameter tried on each side before the turning point is bisected
_BISECTIONS = 50

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@attrs.frozen
class Turn:
    """The value of one parameter, nearest to the case's, at which the outcome is another one.

    Attributes
    ----------
    parameter : str
        A component, as ``sigma[1][0]``.
    value : float
        Where the outcome turns; for a count the first whole number at which it is another one.
    change : float
        The same as a relative change from the case's value.
    region : str
        The outcome beyond.
    """

    parameter: str
    value: float
    change: float
    region: str

    def __str__(self) -> str:
        return visible(
            f"{self.region!r} once {self.parameter} is {self.value:.4g} ({self.change:+.0%})"
        )


@attrs.frozen(eq=False)
class Robustness:
    """The neighbourhood of a case.

    Attributes
    ----------
    region : str
        Outcome of the case.
    shares : mapping of float to float
        Half-width of the box, relative to each value -> share of its admissible points with the
        same outcome (scrambled Sobol' points).
    points : mapping of float to int
        Admissible points of each box; points outside a domain or a constraint do not count.
    turns : tuple of Turn
        For each parameter that turns the outcome by itself between nothing and twice its value, the
        nearest such value on either side; nearest first.
    still : tuple of str
        Parameters that are zero in the case and stay so: a relative change does not move them.
    """

    region: str
    shares: Mapping[float, float]
    points: Mapping[float, int]
    turns: tuple[Turn, ...]
    still: tuple[str, ...]

    @property
    def nearest(self) -> Turn | None:
        """The parameter to which the outcome is most sensitive, or None if none turns it."""
        return self.turns[0] if self.turns else None

    @property
    def on_the_edge(self) -> bool:
        """Whether a change of one parameter by at most a tenth turns the outcome."""
        return self.nearest is not None and abs(self.nearest.change) <= NEAR

    def __str__(self) -> str:
        shares = ", ".join(f"{share:.0%} within ±{d:.0%}" for d, share in self.shares.items())
        first = f"; {self.nearest}" if self.nearest else "; no single parameter turns it"
        return visible(f"{self.region!r}: {shares}") + first


def robustness(
    case: Model,
    spreads: Sequence[float] = SPREADS,
    *,
    points: int = 4096,
    seed: int = 0,
) -> Robustness:
    """In what neighbourhood of a case its outcome, the region of its closed form, is the same.

    Parameters
    ----------
    case : Model
        An instance with one value for each parameter, as ``Deadlock.presets["vulnerable"]``.
    spreads : sequence of float
        Half-widths of the boxes, relative to each value, in (0, 1].
    points : int
        Points of each box: a power of two, at most 2^20.
    seed : int
        Of the scrambled Sobol' sequence (Sobol' 1967; Owen 1998); the boxes share their points.

    Raises
    ------
    InvalidInput
        A batch or symbols instead of one case, a model without a closed form, a spread outside
        (0, 1], a number of points that is no power of two.

    Examples
    --------
    >>> import gametheory as gt
    >>> from models.deadlock import Deadlock
    >>> found = gt.robustness(Deadlock.presets["survivable"])
    >>> found.shares[0.1]
    1.0
    """
    cls, values = _checked(case)
    boxes = [_spread(d) for d in sequence(spreads, "half-widths, as 0.1", "robustness: spreads")]
    points = whole_number(points, 1, "points", "robustness", 1 << 20)
    seed = whole_number(seed, 0, "seed", "robustness")
    if points & (points - 1):
        raise InvalidInput(f"robustness: points is {points}; give a power of two, such as 4096")
    own = _regions(cls, {n: np.array([v]) for n, v in values.items()})[0]
    names = _names(case)
    moved = {n: v for n, v in values.items() if v}
    unit = _sobol(len(moved), points, seed)
    shares: dict[float, float] = {}
    counted: dict[float, int] = {}
    for d in boxes:
        box = {n: np.full(points, v) for n, v in values.items()}
        for row, (name, v) in zip(unit, moved.items(), strict=True):
            box[name] = _within(cls.components()[name], v, d, row)
        found = _regions(cls, box)
        counted[d] = int(np.sum(found >= 0))
        shares[d] = float(np.sum(found == own) / counted[d]) if counted[d] else float("nan")
    turns = [t for n in moved for t in _turns(cls, values, n, own, names)]
    return Robustness(
        names[own],
        shares,
        counted,
        tuple(sorted(turns, key=lambda t: abs(t.change))),
        tuple(n for n in values if n not in moved),
    )


def _checked(case: Any) -> tuple[type[Model], dict[str, float]]:
    """The class of a case and its values as floats."""
    if not isinstance(case, Model):
        raise InvalidInput(
            f"robustness: case is {shown(case)}; give an instance of a model, such as "
            "Deadlock.presets['vulnerable']"
        )
    cls = type(case)
    values: dict[str, float] = {}
    for name, value in case.values().items():
        if case._symbolic or np.ndim(value):
            raise InvalidInput(
                f"robustness: {cls.__name__}.{name} is no single number; give a case"
            )
        values[name] = float(value)
    if cls.solve is Model.solve:
        raise InvalidInput(
            f"robustness: {cls.__name__} has no closed form, whose regions are its outcomes"
        )
    return cls, values


def _names(case: Model) -> tuple[str, ...]:
    return case.solve().regions


def _spread(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
        raise InvalidInput(f"robustness: a spread is {shown(value)}; give one in (0, 1], as 0.1")
    return float(value)


def _sobol(dimensions: int, points: int, seed: int) -> Floats:
    """Points of the unit cube, a row for each dimension."""
    from scipy.stats import qmc

    if not dimensions:
        return np.empty((0, points))
    sequence = qmc.Sobol(dimensions, scramble=True, seed=seed)
    drawn: Floats = np.asarray(sequence.random_base2(points.bit_length() - 1))
    return drawn.T


def _within(p: Parameter, value: float, spread: float, unit: Floats) -> Floats:
    """Points of the unit interval mapped to a neighbourhood of a value; a count stays whole."""
    low, high = sorted((value * (1 - spread), value * (1 + spread)))
    if not p.domain.whole:
        return low + (high - low) * unit
    first, last = float(np.ceil(low)), float(np.floor(high))
    return np.minimum(first + np.floor((last - first + 1) * unit), last)


def _regions(cls: type[Model], values: Mapping[str, Floats]) -> Codes:
    """Code of the region at each point; -1 where the point is not admissible."""
    size = len(next(iter(values.values()))) if values else 1
    inside = np.ones(size, dtype=bool)
    for name, p in cls.components().items():
        inside &= np.broadcast_to(np.asarray(p.domain.contains(values[name]), dtype=bool), size)
    inside[inside] = _tied(cls, {n: v[inside] for n, v in values.items()})
    out = np.full(size, -1, dtype=np.int64)
    if inside.any():
        with np.errstate(all="ignore"):
            out[inside] = cls(**{n: v[inside] for n, v in values.items()}).solve().region
    return out


def _tied(cls: type[Model], values: Mapping[str, Floats]) -> Any:
    """Where the constraints that tie several parameters together hold."""
    bare = cls._raw(gathered(cls.parameters(), values))
    holds: Any = True
    for condition in bare.constraints().values():
        holds = holds & np.asarray(condition, dtype=bool)
    return holds


def _turns(
    cls: type[Model], values: Mapping[str, float], name: str, own: int, names: Sequence[str]
) -> Iterator[Turn]:
    """The nearest values of one parameter, below and above, at which the outcome is another."""
    p, v = cls.components()[name], values[name]
    for sign in (-1, 1):
        if p.domain.whole:
            tried = v + sign * np.arange(1.0, min(abs(v), _STEPS) + 1)
        else:
            tried = v * (1 + sign * np.arange(1, _STEPS + 1) / _STEPS)
        found = _along(cls, values, name, tried)
        other = np.flatnonzero((found >= 0) & (found != own))
        if not len(other):
            continue
        k = int(other[0])
        beyond, here = float(tried[k]), float(tried[k - 1]) if k else v
        code = int(found[k])
        for _ in range(0 if p.domain.whole else _BISECTIONS):
            middle = (here + beyond) / 2
            (at,) = _along(cls, values, name, np.array([middle]))
            if at in (own, -1):
                here = middle
            else:
                beyond, code = middle, int(at)
        yield Turn(name, beyond, beyond / v - 1, names[code])


def _along(cls: type[Model], values: Mapping[str, float], name: str, tried: Floats) -> Codes:
    line = {n: np.full(len(tried), v) for n, v in values.items()}
    line[name] = tried
    return _regions(cls, line)


__all__ = ["NEAR", "SPREADS", "Robustness", "Turn", "robustness"]
