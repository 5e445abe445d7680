"""Parameters that are vectors or matrices: each entry is a parameter of its own.

A field of a model holds a vector as a tuple and a matrix as a tuple of rows, whatever is put into
it; its entries are numbers, arrays of one batch, fractions, symbols or terms. Everything that
judges a model (domains, proofs, counterexamples, sweeps) speaks of the entries, which are called
``a[0]`` or ``a[D]`` here: components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import attrs
import numpy as np

from gametheory.algebra import judging, reading
from gametheory.errors import InvalidInput, UnknownName, shown
from gametheory.parameters import Parameter

Place = tuple[int, ...]


def places(p: Parameter) -> Iterator[Place]:
    """Positions of the entries that are parameters."""
    for place in product(*(range(size) for size in p.shape)):
        if p.diagonal is None or place[0] != place[1]:
            yield place


def component_name(p: Parameter, place: Place) -> str:
    """``a[0]``, ``a[D]``, ``sigma[0][1]``; the name itself of a single number."""
    return p.name + "".join(f"[{names[k]}]" for names, k in zip(p.positions, place, strict=True))


def subscripted(name: str) -> str:
    """A component's or entry's name as a symbol, counted from 1: ``m[0]`` is ``m_1``."""
    base, *rest = name.replace("]", "").split("[")
    labels = [str(int(k) + 1) if k.isdigit() else k for k in rest]
    gap = "" if all(len(k) == 1 for k in labels) else "_"
    return f"{base}_{gap.join(labels)}" if rest else name


def components(p: Parameter) -> dict[str, Parameter]:
    """The entries of a parameter by name, each a parameter; of a single number itself."""
    if not p.per:
        return {p.name: p}
    default = spread(p, p.default, "default")
    every = [name for names in p.members for name in names]
    gap = "" if all(len(name) == 1 for name in every) else "_"
    out = {}
    for place in places(p):
        labels = [names[k] for names, k in zip(p.members, place, strict=True)]
        who = ", ".join(f"{index} {label}" for index, label in zip(p.per, labels, strict=True))
        name = component_name(p, place)
        out[name] = attrs.evolve(
            p, name=name, default=default[place], meaning=f"{p.meaning} ({who})",
            symbol=f"{p.symbol or p.name}_{gap.join(labels)}",
            per=(), members=(), positions=(), diagonal=None,
        )  # fmt: skip
    return out


def entry(value: Any, place: Place) -> Any:
    """The entry of a nested tuple."""
    for k in place:
        value = value[k]
    return value


def flat(parameters: Mapping[str, Parameter], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values by component."""
    return {
        component_name(p, place): entry(fields[n], place)
        for n, p in parameters.items()
        for place in places(p)
    }


def gathered(parameters: Mapping[str, Parameter], values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields from values by component: a number, a tuple, a tuple of rows."""

    def field(p: Parameter) -> Any:
        return nested(p, lambda place: values[component_name(p, place)])

    return {n: field(p) for n, p in parameters.items()}


def nested(p: Parameter, value: Callable[[Place], Any]) -> Any:
    """A number, a tuple or a tuple of tuples, with the constant on the diagonal."""

    def below(place: Place) -> Any:
        if len(place) < len(p.shape):
            return tuple(below((*place, k)) for k in range(p.shape[len(place)]))
        return p.diagonal if on_diagonal(p, place) else value(place)

    return below(())


def on_diagonal(p: Parameter, place: Place) -> bool:
    """Whether the entry is the constant of the diagonal."""
    return p.diagonal is not None and place[0] == place[1]


def spelled(
    parameters: Mapping[str, Parameter], given: Mapping[str, Any], where: str
) -> dict[str, Any]:
    """Values by component of what a user gives by parameter or by component.

    A number stands for every entry; a tuple or list gives one value each; an array has the entries
    on its last axis (of a matrix, the last two); a mapping ``{0: value}`` some of them.

    Raises
    ------
    UnknownName
        A name that is no parameter, a key that is no member.
    InvalidInput
        A wrong number of entries, a ragged list.
    """
    out: dict[str, Any] = {}
    singles: dict[str, str] = {}
    for name, value in given.items():
        p = parameters.get(name)
        if p is not None and not p.per:
            out[name] = value
        elif p is not None:
            for place, part in spread(p, value, where).items():
                out[component_name(p, place)] = part
        else:
            if not singles:
                singles = {c: n for n, q in parameters.items() for c in components(q)}
            if name not in singles:
                raise UnknownName("parameter", name, parameters, where)
            out[name] = value
    return out


def spread(p: Parameter, value: Any, where: str) -> dict[Place, Any]:
    """The entries of a vector or matrix that a value stands for, by place."""
    if isinstance(value, Mapping):
        return {_place(p, key, where): part for key, part in value.items()}
    size = f"one value for each {' and '.join(p.per)}, {' x '.join(map(str, p.shape))} in all"
    # In a statement that is read on many points at once, an array is one number at each of them.
    if isinstance(value, np.ndarray) and value.ndim and judging() != "array":
        axes = len(p.shape)
        if value.shape[-axes:] != p.shape:
            raise InvalidInput(
                f"{where}: {p.name} has shape {value.shape}; give (*batch, "
                f"{', '.join(map(str, p.shape))}): {size}, on the last axes"
            )
        return _apart(p, {place: _last(value, place) for place in _all(p)}, where)
    if isinstance(value, list | tuple):
        found: dict[Place, Any] = {}
        _walk(p, value, (), found, where, size)
        return _apart(p, found, where)
    return dict.fromkeys(places(p), value)


def _last(value: Any, place: Place) -> Any:
    return value[(..., *place)][()]


def _all(p: Parameter) -> Iterator[Place]:
    return product(*(range(size) for size in p.shape))


def _walk(
    p: Parameter, value: Any, place: Place, found: dict[Place, Any], where: str, size: str
) -> None:
    name = p.name + "".join(f"[{k}]" for k in place)
    depth = len(place)
    if depth == len(p.shape):
        if isinstance(value, list | tuple):
            raise InvalidInput(
                f"{where}: {name} is {shown(value)}; give {size}, each a number or an array of "
                "one batch, or for a batch of them an array with the entries last"
            )
        found[place] = value
        return
    if isinstance(value, np.ndarray) and value.ndim:
        value = list(np.moveaxis(value, -1, 0))
    if not isinstance(value, list | tuple) or len(value) != p.shape[depth]:
        got = f"{len(value)} values" if isinstance(value, list | tuple) else shown(value)
        raise InvalidInput(f"{where}: {name} has {got}; give {size}")
    for k, part in enumerate(value):
        _walk(p, part, (*place, k), found, where, size)


def _apart(p: Parameter, found: dict[Place, Any], where: str) -> dict[Place, Any]:
    """The entries without the diagonal, where that is a constant."""
    for place, value in found.items():
        if on_diagonal(p, place):
            plain = reading(value) in ("scalar", "array")
            if not plain or not bool(np.all(np.equal(value, p.diagonal))):
                name = component_name(p, place)
                raise InvalidInput(
                    f"{where}: {name} is {shown(value)}; the diagonal of {p.name} is {p.diagonal}"
                )
    return {place: v for place, v in found.items() if not on_diagonal(p, place)}


def _place(p: Parameter, key: Any, where: str) -> Place:
    """The place that a key of a mapping names: positions, or names of members."""
    keys = key if isinstance(key, tuple) else (key,)
    known = [component_name(p, place) for place in places(p)]
    if len(keys) == len(p.shape):
        found = []
        for part, size, names in zip(keys, p.shape, p.positions, strict=True):
            if isinstance(part, str) and part in names:
                found.append(names.index(part))
            elif isinstance(part, int | np.integer) and not isinstance(part, bool):
                found.append(int(part) if 0 <= part < size else -1)
            else:
                found.append(-1)
        place = tuple(found)
        if min(place) >= 0 and not on_diagonal(p, place):
            return place
    raise UnknownName(f"entry of {p.name}", shown(key), known, where)
