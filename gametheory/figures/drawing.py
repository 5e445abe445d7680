"""One function that draws every declared figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gametheory.errors import InvalidInput, TooLarge, UnknownName
from gametheory.exact.decimals import exact
from gametheory.figures import charts
from gametheory.figures.declared import Curves, Figure, Line, RegionMap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

_POINTS = 601
_GRID = 301  # of contours and of maps without exact boundaries, a side

_TINTS = {
    "calm": charts.CALM,
    "tense": charts.TENSE,
    "alarm": charts.ALARM,
    "pale": charts.PALE,
    "plain": charts.TINTS[-1],
}


def draw(model: Any, figure: str | Figure) -> Drawing:
    """Draw a declared figure of a model.

    Parameters
    ----------
    model : Model subclass
    figure : str or Figure
        The name of one of its ``FIGURES``, or a figure declared elsewhere.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    UnknownName
        A figure, quantity, parameter or case that does not exist.
    InvalidInput
        A case marked on a map that differs from the map's own in another parameter.
    """
    if isinstance(figure, str):
        declared = model.figures()
        if figure not in declared:
            raise UnknownName("figure", figure, declared, model.__name__)
        figure = declared[figure]
    if not isinstance(figure, Figure):
        by_hand: Any = figure
        drawn: Drawing = by_hand()
        return drawn
    figure.check(model, f"draw: {model.__name__}")
    with charts.house_style():
        drawing, axes = charts.panels(len(figure.panels))
        for panel, ax in zip(figure.panels, axes, strict=True):
            if isinstance(panel, Curves):
                _curves(model, panel, ax)
            else:
                _region_map(model, panel, ax)
    return drawing


def _instance(model: Any, panel: Curves | RegionMap) -> Any:
    held = model.presets[panel.case] if panel.case else model()
    return held.at(**panel.values)


def _read(instance: Any, line: Line, outcome: Any = None) -> Any:
    """The values of a quantity; those of the outcome, which are NaN where it means nothing."""
    base, entry, rest = line.quantity.partition("[")
    solved = outcome is not None and base in outcome
    value = outcome[base] if solved else getattr(instance, base)
    if callable(value):
        value = value(*line.arguments)
    if not entry:
        return value
    label = rest.rstrip("]")
    if label.isdigit():
        return value[int(label)]
    members = next(m for p in instance.parameters().values() for m in p.positions if label in m)
    return value[members.index(label)]


def _solved(instance: Any) -> Any:
    try:
        with np.errstate(all="ignore"):
            return instance.solve()
    except NotImplementedError:
        return None


def _name(instance: Any, quantity: str) -> tuple[str, str]:
    """Meaning and letter of a quantity or parameter."""
    components = instance.components()
    if quantity in components:
        return components[quantity].meaning, components[quantity].symbol or quantity
    documented = getattr(getattr(type(instance), quantity.partition("[")[0], None), "__doc__", "")
    meaning = (documented or "").strip().partition("\n")[0].rstrip(".")
    from gametheory.components import subscripted

    return meaning, subscripted(quantity)


def _labelled(values: Any, instance: Any, quantity: str, **coords: Any) -> Any:
    import xarray as xr

    meaning, symbol = _name(instance, quantity)
    attributes = {"long_name": meaning, "symbol": symbol}
    return xr.DataArray(values, coords, dims=list(coords), name=quantity, attrs=attributes)


def _grid(instance: Any, name: str, ends: Any, shown_as: str, points: int) -> tuple[Any, Any]:
    """Values of a parameter, and what the axis shows: evenly spaced where it is shown."""
    low, high = _floats(ends)
    values = np.linspace(low, high, points)
    if not shown_as:
        return values, values
    if low > 0:
        values = np.union1d(np.geomspace(low, high, 4 * points), values)
    shown = _scale(instance, name, shown_as)(values)
    even = np.linspace(shown[0], shown[-1], points)
    return np.interp(even, shown, values), even


def _floats(ends: Any) -> tuple[float, float]:
    low, high = (float(exact(end, "figure: an end of a range")) for end in ends)
    return low, high


def _scale(instance: Any, name: str, shown_as: str) -> Any:
    """The function of a parameter that an axis shows."""
    if not shown_as:
        return lambda values: np.asarray(values, dtype=np.float64)

    def scale(values: Any) -> Any:
        array = np.asarray(values, dtype=np.float64)
        shown = _read(instance.at(**{name: array}), Line(shown_as))
        return np.broadcast_to(np.asarray(shown, dtype=np.float64), array.shape)

    return scale


def _curves(model: Any, panel: Curves, ax: Axes) -> None:
    import xarray as xr

    instance = _instance(model, panel)
    ((name, ends),) = panel.along.items()
    grid, across = _grid(instance, name, ends, panel.shown_as, _POINTS)
    along = instance.at(**{name: grid})
    outcome = _solved(along)
    with np.errstate(all="ignore"):
        rows = [
            np.broadcast_to(np.asarray(_read(along, line, outcome), dtype=np.float64), grid.shape)
            for line in panel.of
        ]
    meaning, symbol = _name(instance, panel.shown_as or name)
    unit = "" if panel.shown_as else instance.components()[name].unit
    place = {"x": ("x", across, {"long_name": meaning, "symbol": symbol, "unit": unit})}
    solid = [k for k, line in enumerate(panel.of) if not line.dotted]
    labels = [panel.of[k].label or panel.of[k].quantity for k in solid]
    names = labels if len(solid) > 1 or panel.of[0].label else None
    if len(solid) == 1:
        values = _labelled(rows[solid[0]], instance, panel.of[solid[0]].quantity, x=place["x"])
    else:
        stacked = np.stack([rows[k] for k in solid], axis=-1)
        values = xr.DataArray(stacked, place, dims=["x", "line"], name=panel.label or "value")
    charts.curves(values, ax, names=names, zero=panel.zero, title=panel.title)
    dotted = [k for k, line in enumerate(panel.of) if line.dotted]
    for colour, k in zip(charts.COLOURS, dotted, strict=False):
        name = panel.of[k].label or "_unnamed"  # Matplotlib leaves that out of the legend
        ax.plot(across, rows[k], color=colour, linewidth=0.9, linestyle=":", label=name)
    if any(panel.of[k].label for k in dotted):
        ax.legend()
    if panel.limits:
        ax.set_ylim(*panel.limits)
    if panel.shade:
        inside = np.asarray(outcome.region_name) == panel.shade
        charts.shade(xr.DataArray(np.broadcast_to(inside, grid.shape), place, dims=["x"]), ax)
    held = _solved(instance)
    marked = {q: float(_read(instance, Line(q), held)) for q in panel.mark}
    charts.mark({f"${q}$": v for q, v in marked.items() if np.isfinite(v)}, ax)
    _rename(ax, panel.across, panel.label)


def _region_map(model: Any, panel: RegionMap, ax: Axes) -> None:
    from gametheory.planes.regions import regions

    instance = _instance(model, panel)
    ((x, across),) = panel.x.items()
    ((y, up),) = panel.y.items()
    scales = _scale(instance, x, panel.x_as), _scale(instance, y, panel.y_as)
    tints = {region: _TINTS.get(tint, tint) for region, tint in panel.tints.items()} or None
    try:
        found = regions(instance, x, y, over={x: across, y: up})
    except (InvalidInput, TooLarge):
        _swept_map(instance, panel, ax, tints)
    else:
        charts.plane_map(
            found, ax, window={x: _floats(across), y: _floats(up)}, tints=tints, across=scales[0],
            up=scales[1], title=panel.title,
        )  # fmt: skip
    for quantity, levels in panel.contours.items():
        gx, sx = _grid(instance, x, across, panel.x_as, _GRID)
        gy, sy = _grid(instance, y, up, panel.y_as, _GRID)
        there = instance.at(**{x: gx, y: gy[:, None]})
        with np.errstate(all="ignore"):
            values = np.asarray(_read(there, Line(quantity), _solved(there)), dtype=np.float64)
        shown = np.ma.masked_invalid(np.broadcast_to(values, (_GRID, _GRID)))
        lines = ax.contour(sx, sy, shown, levels=sorted(levels), colors=charts.INK, linewidths=0.8)
        ax.clabel(lines, fmt="%g", fontsize=8)
    for name in panel.marked:
        case = model.presets[name]
        _refuse_elsewhere(instance, case, name, (x, y))
        point = [
            float(scale(np.array([float(case.values()[n])]))[0])
            for n, scale in zip((x, y), scales, strict=True)
        ]
        ax.plot(*point, marker="o", color=charts.INK, markersize=4)
        at = (point[0], point[1])
        low, high = ax.get_xlim()
        # In the right part of the map a name stands before its point, lest it be cut off.
        side = -1 if point[0] > low + 0.6 * (high - low) else 1
        ax.annotate(
            name, at, xytext=(5 * side, 4), textcoords="offset points", fontsize=8,
            ha="left" if side > 0 else "right",
        )  # fmt: skip
    meant = [_name(instance, q)[0] if q else "" for q in (panel.x_as, panel.y_as)]
    _rename(ax, panel.across or meant[0], panel.up or meant[1])


def _refuse_elsewhere(instance: Any, case: Any, name: str, free: tuple[str, str]) -> None:
    here = instance.values()
    for parameter, value in case.values().items():
        if parameter not in free and float(value) != float(here[parameter]):
            raise InvalidInput(
                f"draw: the case {name!r} has {parameter} = {value}, and the map "
                f"{here[parameter]}; mark it on a map of its own"
            )


def _swept_map(instance: Any, panel: RegionMap, ax: Axes, tints: Any) -> None:
    """Regions on a grid, where exact boundaries cannot be had."""
    import xarray as xr

    ((x, across),) = panel.x.items()
    ((y, up),) = panel.y.items()
    gx, sx = _grid(instance, x, across, panel.x_as, _GRID)
    gy, sy = _grid(instance, y, up, panel.y_as, _GRID)
    there = instance.at(**{x: gx[:, None], y: gy})
    outcome = _solved(there)
    codes = np.broadcast_to(np.asarray(outcome.region, dtype=int), (_GRID, _GRID))
    names = [_name(instance, q or n) for q, n in ((panel.x_as, x), (panel.y_as, y))]
    coords = {
        n: (n, shown, {"long_name": meaning, "symbol": symbol})
        for n, shown, (meaning, symbol) in zip((x, y), (sx, sy), names, strict=True)
    }
    data = xr.Dataset({"region": ((x, y), codes)}, coords)
    colours = [
        (tints or {}).get(region, charts.TINTS[k % len(charts.TINTS)])
        for k, region in enumerate(outcome.regions)
    ]
    charts.region_map(data, ax, names=outcome.regions, tints=colours, title=panel.title)


def _rename(ax: Axes, across: str, up: str) -> None:
    if across:
        ax.set_xlabel(across)
    if up:
        ax.set_ylabel(up)
