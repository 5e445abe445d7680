"""What a model answers in closed form: a region of parameter space and quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import attrs
import numpy as np

from gametheory.algebra import Condition, Number, where
from gametheory.errors import InvalidInput, UnknownName, shown


@attrs.frozen(eq=False)
class Outcome(Mapping[str, Any]):
    """Closed-form solution: the region of parameter space and the quantities of interest.

    Behaves as a mapping of the quantities. ``region`` is an integer code (or an array of codes)
    into ``regions``.
    """

    region: Any
    regions: tuple[str, ...]
    quantities: Mapping[str, Number]

    @property
    def region_name(self) -> Any:
        """Name of the region, or an array of names."""
        names = np.array(self.regions, dtype=object)
        picked = names[np.asarray(self.region, dtype=int)]
        return picked if isinstance(picked, np.ndarray) else str(picked)

    def __getitem__(self, name: str) -> Number:
        if name not in self.quantities:
            raise UnknownName("quantity", name, self.quantities)
        return self.quantities[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.quantities)

    def __len__(self) -> int:
        return len(self.quantities)


@attrs.frozen(eq=False)
class RegionList:
    """Regions of parameter space in order: a point lies in the first whose condition holds there.

    Attributes
    ----------
    names : tuple of str
    code : int, array or term
        Place in ``names`` of the region, in whatever reading.
    """

    names: tuple[str, ...]
    code: Number


def regions_of(*regions: tuple[str, Condition | Callable[[], Condition]]) -> RegionList:
    """Regions as an ordered list: the first condition that holds says where a point lies.

    Parameters
    ----------
    *regions : pairs of a name and a condition
        The last condition is ``True``: what is left. A condition may be a function without
        arguments, which is asked only where none before it holds, as in
        ``("armed", lambda: self.x[0] > 0)`` for an ``x`` that is defined only there.

    Raises
    ------
    InvalidInput
        Two regions of one name, a last condition other than True.

    Examples
    --------
    >>> regions_of(("robust", 2 > 3), ("fragile", 2 > 1), ("none", True)).code
    1
    """
    for pair in cast("tuple[Any, ...]", regions):
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)):
            raise InvalidInput(f"regions_of: {shown(pair)} is no pair (name, condition)")
    names = tuple(name for name, _ in regions)
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput(f"regions_of: two regions are called {name!r}; give each its own")
    if not regions or regions[-1][1] is not True:
        raise InvalidInput(
            "regions_of: the last condition is True, for what no other region holds; write "
            "regions_of((name, condition), ..., (name, True))"
        )

    def code(k: int) -> Number:
        condition = regions[k][1]
        if k == len(regions) - 1:
            return k
        holds = condition() if callable(condition) else condition
        return where(holds, k, lambda: code(k + 1))

    return RegionList(names, code(0))


__all__ = ["Outcome", "RegionList", "regions_of"]
