"""Charts of swept datasets in one house style: heat maps, region maps, curves.

Every function takes labelled arrays as :func:`gametheory.sweep` returns them, reads axis labels
from their attributes, draws on given axes or on a new figure, and returns the axes. Styles hold
inside ``with house_style():`` only, so that a user's own settings stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from gametheory.errors import InvalidInput

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gametheory.parameters import Parameter
    from gametheory.planes.answer import Regions

INK = "#1d2630"
MUTED = "#5d6873"
# Distinguishable with every common colour vision, and in grey print by their order of lightness.
COLOURS = ("#1f4e79", "#c4622d", "#2f7d6b", "#7b4f9d", "#b08a1e", "#6b7785")
CALM, TENSE, ALARM, PALE = "#cfe3dc", "#f4dccd", "#c5a3a0", "#e8eef4"
TINTS = ("#e8eef4", "#f4dccd", "#c5a3a0", "#cfe3dc", "#e9dfbf", "#ddd3e6", "#d9dde1")

_STYLE: Any = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": 9.5,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "contour.negative_linestyle": "solid",
    "figure.dpi": 110,
    "figure.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "grid.color": "#e3e7eb",
    "grid.linewidth": 0.7,
    "image.cmap": "cividis",
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "lines.linewidth": 1.8,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8.5,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8.5,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style inside this block, whatever the user's own settings are."""
    import matplotlib as mpl
    from cycler import cycler

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        mpl.rcParams["axes.prop_cycle"] = cycler(color=COLOURS)
        yield


def panels(count: int = 1, *, width: float = 5.2, height: float = 3.9) -> tuple[Figure, list[Axes]]:
    """A new figure with ``count`` panels side by side."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width * count, height), layout="constrained")
    return figure, list(figure.subplots(1, count, squeeze=False)[0])


def axis_label(array: xr.DataArray) -> str:
    """``meaning, symbol (unit)`` of a parameter or quantity, from its attributes."""
    meaning = str(array.attrs.get("long_name") or array.attrs.get("meaning") or "").rstrip(".")
    symbol = _symbol(str(array.attrs.get("symbol") or ("" if array.name is None else array.name)))
    unit = array.attrs.get("unit")
    text = ", ".join(part for part in (meaning, symbol) if part)
    return f"{text} ({unit})" if unit else text


def _symbol(name: str) -> str:
    """A parameter's letter as mathematics; a word stays a word."""
    from sympy import Symbol, latex
    from sympy.core.alphabets import greeks
    from sympy.printing.conventions import split_super_sub

    base = split_super_sub(name)[0] if name else ""
    letter = len(base) == 1 or base.removeprefix("var").lower() in (*greeks, "lambda")
    return f"${latex(Symbol(name))}$" if letter else name.replace("_", " ")


def _axes(ax: Axes | None) -> Axes:
    return panels()[1][0] if ax is None else ax


def _plane(values: xr.DataArray, function: str) -> tuple[str, str]:
    if values.ndim != 2:
        raise InvalidInput(
            f"{function}: {values.name!r} has dimensions {values.dims}; "
            "give two (x first), fixing the others with .sel or .isel"
        )
    for dim in values.dims:
        if values.sizes[dim] < 2:
            raise InvalidInput(f"{function}: dimension {dim!r} has one point; give at least two")
    return str(values.dims[0]), str(values.dims[1])


def heat_map(
    values: xr.DataArray,
    ax: Axes | None = None,
    *,
    contours: Sequence[float] = (),
    centre: float | None = None,
    bar: bool = True,
    title: str = "",
) -> Axes:
    """Colour map of a quantity over its two dimensions, the first across.

    Parameters
    ----------
    values : xarray.DataArray
        Two dimensions; cells that are NaN or infinite stay blank.
    contours : sequence of float
        Levels to draw and label.
    centre : float, optional
        Value of the neutral colour of a diverging scale.
    bar : bool
        Whether to draw the colour bar.
    """
    x, y = _plane(values, "heat_map")
    ax = _axes(ax)
    grid = np.asarray(values.transpose(y, x), dtype=np.float64)
    finite = np.isfinite(grid)
    shown = np.where(finite, grid, np.nan)
    options: dict[str, Any] = {}
    if centre is not None:
        spread = float(np.nanmax(np.abs(shown - centre))) if finite.any() else 1.0
        options = {"cmap": "RdBu_r", "vmin": centre - spread, "vmax": centre + spread}
    xs, ys = np.asarray(values[x], np.float64), np.asarray(values[y], np.float64)
    mesh = ax.pcolormesh(xs, ys, shown, shading="nearest", rasterized=True, **options)
    if contours and finite.any():
        lines = ax.contour(xs, ys, shown, levels=sorted(contours), colors=INK, linewidths=0.9)
        ax.clabel(lines, fmt="%g", fontsize=8)
    if bar:
        scale = ax.figure.colorbar(mesh, ax=ax, pad=0.02)
        scale.set_label(axis_label(values))
        scale.outline.set_visible(False)
    _finish(ax, axis_label(values[x]), axis_label(values[y]), title)
    return ax


def region_map(
    dataset: xr.Dataset,
    ax: Axes | None = None,
    *,
    region: str = "region",
    names: Sequence[str] | None = None,
    tints: Sequence[str] = TINTS,
    title: str = "",
) -> Axes:
    """Tinted map of a region code over the dataset's two dimensions, with a legend of its names.

    ``names`` defaults to the ``flag_meanings`` that a sweep attaches to the code; ``tints`` holds
    a colour for each code.
    """
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    codes = dataset[region]
    x, y = _plane(codes, "region_map")
    ax = _axes(ax)
    if names is None:
        names = [m.replace("_", " ") for m in codes.attrs.get("flag_meanings", "").split()]
    present = [int(k) for k in np.unique(codes)]
    count = max(len(names), max(present) + 1)
    if count > len(tints):
        raise InvalidInput(f"region_map: {count} regions, but only {len(tints)} tints; split it")
    colours = ListedColormap(tints[:count])
    norm = BoundaryNorm(np.arange(count + 1) - 0.5, count)
    xs, ys = np.asarray(codes[x], np.float64), np.asarray(codes[y], np.float64)
    grid = np.asarray(codes.transpose(y, x))
    ax.pcolormesh(xs, ys, grid, cmap=colours, norm=norm, shading="nearest", rasterized=True)
    for k in present[:-1]:
        ax.contour(xs, ys, (grid > k).astype(float), levels=[0.5], colors=MUTED, linewidths=0.7)
    labels = [names[k] if k < len(names) else f"region {k}" for k in present]
    handles = [
        Patch(facecolor=tints[k], edgecolor=MUTED, linewidth=0.6, label=name)
        for k, name in zip(present, labels, strict=True)
    ]
    ax.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=min(3, len(handles))
    )
    _finish(ax, axis_label(codes[x]), axis_label(codes[y]), title)
    return ax


def plane_map(
    found: Regions,
    ax: Axes | None = None,
    *,
    window: Mapping[str, Any] | None = None,
    tints: Mapping[str, str] | None = None,
    across: Callable[[Any], Any] | None = None,
    up: Callable[[Any], Any] | None = None,
    title: str = "",
) -> Axes:
    """Tinted map of an exact decomposition, with its boundaries as curves and a legend of labels.

    Parameters
    ----------
    found : Regions
        What :func:`gametheory.regions` returns.
    window : mapping of str to (low, high), optional
        What is drawn; the domain, where that is bounded.
    tints : mapping of str to str, optional
        A colour for each label.
    across, up : callable, optional
        Scales of the two parameters, increasing; for axes that show functions of them.
    """
    from matplotlib.patches import Patch

    ax = _axes(ax)
    wide: Callable[[Any], Any] = (lambda x: x) if across is None else across
    scaled: Callable[[Any], Any] = (lambda y: y) if up is None else up
    bands = found.bands(window)
    present = [label for label in found.labels if any(b.label == label for b in bands)]
    if tints is None and len(present) > len(TINTS):
        raise InvalidInput(f"plane_map: {len(present)} labels, but {len(TINTS)} tints; give tints")
    colours = dict(zip(present, TINTS, strict=False)) if tints is None else tints
    for band in bands:
        ax.fill_between(
            wide(band.x),
            scaled(band.low),
            scaled(band.high),
            color=colours[band.label],
            linewidth=0.4,
        )
    for line in found.boundary(window):
        x, y = line.points.T
        ax.plot(wide(x), scaled(y), color=MUTED, linewidth=1.0, solid_capstyle="round")
    handles = [
        Patch(facecolor=colours[label], edgecolor=MUTED, linewidth=0.6, label=label)
        for label in present
    ]
    ax.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=min(3, len(handles))
    )
    reach, height = found.view(window)
    ax.set(xlim=wide(np.array(reach)), ylim=scaled(np.array(height)))
    _finish(ax, _parameter_label(found.x), _parameter_label(found.y), title)
    return ax


def _parameter_label(p: Parameter) -> str:
    text = ", ".join(part for part in (p.meaning, _symbol(p.symbol or p.name)) if part)
    return f"{text} ({p.unit})" if p.unit else text


def curves(
    values: xr.DataArray,
    ax: Axes | None = None,
    *,
    names: Sequence[str] | None = None,
    zero: bool = False,
    title: str = "",
) -> Axes:
    """Lines of a quantity along its first dimension, one for each entry of its second, if any.

    Parameters
    ----------
    names : sequence of str, optional
        Labels of the lines; values of the second dimension otherwise. One line takes no legend
        unless it is named.
    zero : bool
        Whether to draw the line of zero.
    """
    if values.ndim not in (1, 2):
        raise InvalidInput(
            f"curves: {values.name!r} has dimensions {values.dims}; give one or two, "
            "fixing the others with .sel or .isel"
        )
    ax = _axes(ax)
    x = str(values.dims[0])
    across = np.asarray(values[x], np.float64)
    rows = np.asarray(values, np.float64).reshape(len(across), -1)
    if names is None and values.ndim == 2:
        other = str(values.dims[1])
        names = [f"{other} = {_short(v)}" for v in np.asarray(values[other])]
    if names is not None and len(names) != rows.shape[1]:
        raise InvalidInput(f"curves: {len(names)} names for {rows.shape[1]} lines")
    if zero:
        ax.axhline(0.0, color=MUTED, linewidth=0.8)
    for k in range(rows.shape[1]):
        label = None if names is None else names[k]
        ax.plot(across, rows[:, k], label=label)
    if names is not None:
        ax.legend()
    ax.grid(True)
    ax.margins(x=0)
    _finish(ax, axis_label(values[x]), axis_label(values), title)
    return ax


def shade(mask: xr.DataArray, ax: Axes, colour: str = CALM) -> None:
    """Shade where a condition on one dimension holds, over the height of the axes."""
    low, high = ax.get_ylim()
    across = np.asarray(mask[mask.dims[0]], np.float64)
    ax.fill_between(
        across, low, high, where=np.asarray(mask, bool), color=colour, alpha=0.6, zorder=0
    )
    ax.set_ylim(low, high)


def mark(places: Mapping[str, float], ax: Axes) -> None:
    """Dotted vertical lines with their labels, one a row so that neighbours stay readable."""
    for row, (label, place) in enumerate(places.items()):
        ax.axvline(place, color=MUTED, linewidth=0.9, linestyle=":")
        ax.annotate(
            label, (place, 0.92 - 0.1 * row), xycoords=("data", "axes fraction"),
            xytext=(4, 0), textcoords="offset points",
        )  # fmt: skip


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)


def _finish(ax: Axes, across: str, up: str, title: str) -> None:
    ax.set_xlabel(across)
    ax.set_ylabel(up)
    if title:
        ax.set_title(title)
