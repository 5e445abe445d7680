"""Figures: charts of swept datasets in one house style, and figures declared as data.

A model declares its figures (:class:`Figure` of :class:`Curves` and :class:`RegionMap`), and
:func:`draw` draws them; the charts are there for whoever wants another figure.
"""

from gametheory.figures.charts import (
    ALARM,
    CALM,
    COLOURS,
    INK,
    MUTED,
    PALE,
    TENSE,
    TINTS,
    axis_label,
    curves,
    heat_map,
    house_style,
    mark,
    panels,
    plane_map,
    region_map,
    shade,
)
from gametheory.figures.declared import Curves, Figure, Line, RegionMap
from gametheory.figures.drawing import draw

__all__ = [
    "ALARM",
    "CALM",
    "COLOURS",
    "INK",
    "MUTED",
    "PALE",
    "TENSE",
    "TINTS",
    "Curves",
    "Figure",
    "Line",
    "RegionMap",
    "axis_label",
    "curves",
    "draw",
    "heat_map",
    "house_style",
    "mark",
    "panels",
    "plane_map",
    "region_map",
    "shade",
]
