"""Models: an argument as a typed game whose formulas are written once and read four ways."""

from gametheory.model.base import Change, Model
from gametheory.model.cases import Case, Cases, case
from gametheory.model.definition import model, parameter, quantity, sized
from gametheory.model.outcome import Outcome, RegionList, regions_of

__all__ = [
    "Case",
    "Cases",
    "Change",
    "Model",
    "Outcome",
    "RegionList",
    "case",
    "model",
    "parameter",
    "quantity",
    "regions_of",
    "sized",
]
