"""Figures as data: what is shown, over which parameters, for which case. Drawn by `draw`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from gametheory.errors import InvalidInput, UnknownName, shown

_EMPTY: Mapping[str, Any] = {}


@attrs.frozen
class Line:
    """A quantity of a model as a line, or a method of it with its arguments.

    Attributes
    ----------
    quantity : str
        As ``"G"``, ``"x[0]"`` for an entry of a vector, or a method such as ``"critical"``.
    arguments : tuple
        What the method is called with.
    label : str
        Name in the legend.
    dotted : bool
        Drawn thin and dotted, in the colour of the line before it with the same place.
    """

    quantity: str
    arguments: tuple[Any, ...] = ()
    label: str = ""
    dotted: bool = False


def _ranges(values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    out = {}
    for name, ends in values.items():
        if not isinstance(ends, tuple | list) or len(ends) != 2:
            raise InvalidInput(f"figure: the range of {name} is {shown(ends)}; give (low, high)")
        out[name] = (ends[0], ends[1])
    if len(out) != 1:
        raise InvalidInput(
            f"figure: a range names {list(out) or 'nothing'}; give one parameter with its ends, "
            "{'n': (0, 10)}"
        )
    return out


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _lines(values: Any) -> tuple[Line, ...]:
    several = (values,) if isinstance(values, str | Line) else values
    return tuple(v if isinstance(v, Line) else Line(v) for v in several)


@attrs.frozen(kw_only=True)
class Curves:
    """Quantities along one parameter.

    Attributes
    ----------
    of : str, Line or several
        What is drawn.
    along : mapping of one parameter to (low, high)
    shown_as : str
        A quantity, increasing in the parameter, that the axis shows instead of it.
    case : str
        The case that holds the other parameters; the defaults without one.
    values : mapping
        Values of other parameters, on top of the case's.
    shade : str
        The region in which the ground is shaded.
    mark : sequence of str
        Quantities of the case whose values are marked on the axis.
    zero : bool
        Whether to draw the line of zero.
    limits : (low, high), optional
        Of the upward axis.
    label, across, title : str
        Names of the upward axis and of the other one, where their own do not say it; the title.
    """

    of: tuple[Line, ...] = attrs.field(converter=_lines)
    along: Mapping[str, tuple[Any, Any]] = attrs.field(converter=_ranges)
    shown_as: str = ""
    case: str = ""
    values: Mapping[str, Any] = _EMPTY
    shade: str = ""
    mark: tuple[str, ...] = attrs.field(default=(), converter=_names)
    zero: bool = False
    limits: tuple[float, float] | None = None
    label: str = ""
    across: str = ""
    title: str = ""

    @property
    def quantities(self) -> Iterable[str]:
        """Names of quantities that have to exist."""
        return (*(line.quantity for line in self.of), self.shown_as, *self.mark)

    @property
    def parameters(self) -> Iterable[str]:
        """Names of parameters that have to exist."""
        return (*self.along, *self.values)

    @property
    def cases(self) -> Iterable[str]:
        """Names of cases that have to exist."""
        return (self.case,)


@attrs.frozen(kw_only=True)
class RegionMap:
    """The regions of a model over two parameters, with exact boundaries where they can be had.

    Attributes
    ----------
    x, y : mapping of one parameter to (low, high)
    x_as, y_as : str
        Quantities, increasing in the parameter and in nothing else that varies, that the axes show
        instead of it.
    case : str
        The case that holds the other parameters; the defaults without one.
    values : mapping
        Values of other parameters, on top of the case's.
    tints : mapping of region to colour
        ``"calm"``, ``"tense"``, ``"alarm"``, ``"pale"``, ``"plain"`` or any colour.
    contours : mapping of quantity to levels
        Lines of equal values.
    marked : sequence of str
        Cases that are marked on the map.
    across, up, title : str
        Names of the axes, where the parameters' own do not say it; the title.
    """

    x: Mapping[str, tuple[Any, Any]] = attrs.field(converter=_ranges)
    y: Mapping[str, tuple[Any, Any]] = attrs.field(converter=_ranges)
    x_as: str = ""
    y_as: str = ""
    case: str = ""
    values: Mapping[str, Any] = _EMPTY
    tints: Mapping[str, str] = _EMPTY
    contours: Mapping[str, Sequence[float]] = _EMPTY
    marked: tuple[str, ...] = attrs.field(default=(), converter=_names)
    across: str = ""
    up: str = ""
    title: str = ""

    @property
    def quantities(self) -> Iterable[str]:
        """Names of quantities that have to exist."""
        return (self.x_as, self.y_as, *self.contours)

    @property
    def parameters(self) -> Iterable[str]:
        """Names of parameters that have to exist."""
        return (*self.x, *self.y, *self.values)

    @property
    def cases(self) -> Iterable[str]:
        """Names of cases that have to exist."""
        return (self.case, *self.marked)


@attrs.frozen(init=False)
class Figure:
    """Panels side by side under one caption.

    Raises
    ------
    InvalidInput
        No caption, no panel.
    """

    caption: str
    panels: tuple[Curves | RegionMap, ...]

    def __init__(self, caption: str, *panels: Curves | RegionMap) -> None:
        text: Any = caption
        if not isinstance(text, str) or not text.strip():
            raise InvalidInput(
                f"Figure: the caption is {shown(text)}; say in a sentence what one sees"
            )
        several: tuple[Any, ...] = panels
        if not several or not all(isinstance(p, Curves | RegionMap) for p in several):
            raise InvalidInput("Figure: give one panel at least, Curves(...) or RegionMap(...)")
        self.__attrs_init__(caption, panels)

    def check(self, model: Any, where: str) -> None:
        """Refuse a figure that speaks of what the model does not have.

        Raises
        ------
        UnknownName
            A quantity, parameter or case that does not exist.
        """
        parameters = {**model.parameters(), **model.components()}
        for panel in self.panels:
            for name in filter(None, panel.parameters):
                if name not in parameters:
                    raise UnknownName("parameter", name, parameters, where)
            for name in filter(None, panel.cases):
                if name not in model.presets:
                    raise UnknownName("case", name, model.presets, where)
            for name in filter(None, panel.quantities):
                base = name.partition("[")[0]
                known = _quantities(model)
                if base not in known:
                    raise UnknownName("quantity", base, known, where)


def _quantities(model: Any) -> list[str]:
    """Quantities of a model, those of its outcome included."""
    found = set(model.components())
    for base in model.__mro__:
        if base.__module__ != "gametheory.model.base":
            found |= {n for n in vars(base) if n[0] != "_" and n != n.upper()}
            found |= {n for n, v in vars(base).items() if isinstance(v, property)}
    try:
        found |= set(model().solve())
    except Exception:  # it has no closed form, or none at the defaults
        return sorted(found)
    return sorted(found)
