"""Models over whole parameter spaces: axes in, a labelled dataset out."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from gametheory.arguments import choice
from gametheory.components import component_name, components, nested, spelled
from gametheory.errors import InvalidInput, TooLarge, shown
from gametheory.model import Model
from gametheory.model.base import members_of

if TYPE_CHECKING:
    import xarray as xr

# Points per evaluation: intermediate arrays stay in cache-sized memory on large sweeps.
_BLOCK = 1 << 18
_LIMIT_BYTES = 8 << 30


def sweep(model: type[Model] | Model, **axes_and_values: Any) -> xr.Dataset:
    """Solve a model in closed form at every point of a grid.

    Parameters
    ----------
    model : Model subclass or instance
        An instance (a preset, say) supplies the values that are not swept.
    **axes_and_values
        A one-dimensional array makes an axis; a number fixes a parameter. For a vector, a tuple
        fixes all entries, and a mapping ``m={0: array}`` makes an axis ``m[0]`` of an entry.

    Returns
    -------
    xarray.Dataset
        One dimension per axis, in the order given; the quantities of ``model.solve()`` and the
        ``region`` code with its ``flag_meanings``; parameters carry meaning, unit and domain.
        Vectors, parameters and quantities alike, have a last dimension named like their index.

    Raises
    ------
    UnknownName, InvalidInput
        Unknown parameter (with the nearest name), an axis that is empty or not one-dimensional, a
        value outside its parameter's domain: before any work.

    Examples
    --------
    >>> import numpy as np, gametheory as gt
    >>> from models.deadlock import Deadlock
    >>> data = gt.sweep(Deadlock, n=np.linspace(0, 10, 101))
    >>> dict(data.sizes)
    {'n': 101}
    """
    import xarray as xr

    cls = model if isinstance(model, type) else type(model)
    given: type = cls
    if not issubclass(given, Model) or given is Model:
        raise InvalidInput(
            f"sweep: model is {shown(model)}; give a subclass of gametheory.Model or an instance"
        )
    parameters, singles = cls.parameters(), cls.components()
    where = f"sweep of {cls.__name__}"
    base = {} if isinstance(model, type) else model.values()
    axes: dict[str, Any] = {}
    fixed: dict[str, Any] = {}
    for name, value in spelled(parameters, axes_and_values, where).items():
        array = _axis(value, f"{where}: axis {name}")
        if array.ndim > 1 or array.size == 0:
            raise InvalidInput(
                f"{where}: axis {name} has shape {array.shape}; "
                "give a number or a non-empty one-dimensional array"
            )
        singles[name].check(array, where)
        (axes if array.ndim else fixed)[name] = array if array.ndim else value
    sizes = tuple(len(a) for a in axes.values())
    values = {**base, **fixed}
    columns, regions = _columns(cls, values, axes, sizes)
    data = {
        name: (
            (*axes, *_index_of(cls, name, column, where)),
            column.reshape((*sizes, *column.shape[1:])),
            _quantity_attributes(cls, name, regions),
        )
        for name, column in columns.items()
    }
    coords: dict[str, Any] = {n: (n, a, _attributes(singles[n])) for n, a in axes.items()}
    for name, p in parameters.items():
        own = components(p)
        if not axes.keys() & own.keys():
            parts = {n: values.get(n, c.default) for n, c in own.items()}
            dims = tuple(f"{d}_2" if d in p.per[:k] else d for k, d in enumerate(p.per))
            held = nested(p, lambda place, p=p, parts=parts: parts[component_name(p, place)])  # type: ignore[misc]
            coords[name] = (dims, np.asarray(held), _attributes(p))
            coords |= {d: (d, list(m)) for d, m in zip(dims, p.members, strict=True)}
        else:
            for n in own.keys() - axes.keys():
                coords[n] = ((), values.get(n, own[n].default), _attributes(own[n]))
    for dim in {d for dims, *_ in data.values() for d in dims} - coords.keys():
        coords[dim] = (dim, list(members_of(cls.INDEX[dim])))
    title = (cls.__doc__ or cls.__name__).strip().partition("\n")[0]
    return xr.Dataset(data, coords, {"model": cls.name, "title": title})


def in_region(data: xr.Dataset, name: str) -> xr.DataArray:
    """Where a swept dataset lies in the region of that name.

    Raises
    ------
    UnknownName
        A region that the model does not have.
    InvalidInput
        Something that is no swept dataset.

    Examples
    --------
    >>> import numpy as np, gametheory as gt
    >>> from models.deadlock import Deadlock
    >>> data = gt.sweep(Deadlock, n=np.array([0.25, 1, 9]))
    >>> gt.in_region(data, "robust peace").values.tolist()
    [False, True, False]
    """
    import xarray as xr

    given: Any = data
    if not isinstance(given, xr.Dataset) or "flag_meanings" not in getattr(
        given.get("region"), "attrs", {}
    ):
        raise InvalidInput(
            f"in_region: data is {shown(data)}; give a dataset that gametheory.sweep returned"
        )
    names = [m.replace("_", " ") for m in given.region.attrs["flag_meanings"].split()]
    choice(name, names, "region", "in_region")
    inside: xr.DataArray = given.region == names.index(name)
    return inside


def _axis(values: Any, where: str) -> Any:
    """Values as an array; whether they are numbers is the parameter's to say."""
    try:
        array = np.asarray(values)
        if array.dtype == object:
            with contextlib.suppress(TypeError, ValueError):
                array.astype(np.float64)
    except ValueError:
        raise InvalidInput(f"{where} is ragged; give a number or a one-dimensional array") from None
    except OverflowError:
        raise InvalidInput(
            f"{where} holds a number too large for a double; give smaller ones"
        ) from None
    return array


def _columns(
    cls: type[Model], values: dict[str, Any], axes: dict[str, Any], sizes: tuple[int, ...]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Evaluate block by block, so that a sweep needs little memory beyond its result."""
    total = int(np.prod(sizes, dtype=np.int64)) if sizes else 1
    columns: dict[str, Any] = {}
    regions: tuple[str, ...] = ()
    for start in range(0, total, _BLOCK):
        stop = min(start + _BLOCK, total)
        place = np.unravel_index(np.arange(start, stop), sizes) if sizes else ()
        point = {n: a[k] for (n, a), k in zip(axes.items(), place, strict=True)}
        instance = cls(**{**values, **point})
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            outcome = instance.solve()
        regions = outcome.regions
        block = {"region": np.asarray(outcome.region, dtype=np.int8), **outcome.quantities}
        for name, value in block.items():
            part = _stacked(value, stop - start)
            if name not in columns:
                if total * len(block) * part[0].nbytes > _LIMIT_BYTES:
                    raise TooLarge(
                        f"sweep of {cls.__name__}: {total} points x {len(block)} quantities exceed "
                        f"{_LIMIT_BYTES >> 30} GiB; split an axis and sweep the parts"
                    )
                columns[name] = np.empty((total, *part.shape[1:]), dtype=part.dtype)
            columns[name][start:stop] = part
    return columns, regions


def _stacked(value: Any, points: int) -> Any:
    """A quantity at the points of a block: one number each, or a vector each."""
    entries = value if isinstance(value, tuple) else (value,)
    arrays = [np.asarray(v) for v in entries]
    arrays = [a.astype(np.float64) if a.dtype == object else a for a in arrays]
    columns = [np.broadcast_to(a, (points,)) for a in arrays]
    return np.stack(columns, axis=-1) if isinstance(value, tuple) else columns[0]


def _index_of(cls: type[Model], name: str, column: Any, where: str) -> tuple[str, ...]:
    """The index that a quantity is a vector over."""
    if column.ndim == 1:
        return ()
    size = column.shape[1]
    fitting = [index for index, m in cls.INDEX.items() if len(members_of(m)) == size]
    if len(fitting) == 1:
        return (fitting[0],)
    raise InvalidInput(
        f"{where}: the quantity {name!r} has {size} entries, which fit "
        f"{' and '.join(fitting) or 'no index of the model'}; give one entry for each member of "
        "one index, or a quantity for each"
    )


def _attributes(p: Any) -> dict[str, str]:
    shown = attrs.asdict(p, filter=lambda a, _: a.name in ("meaning", "unit", "symbol"))
    shown |= {"domain": str(p.domain), "sources": " ".join(p.sources)}
    return {k: v for k, v in shown.items() if v}


def _quantity_attributes(cls: type[Model], name: str, regions: tuple[str, ...]) -> dict[str, Any]:
    if name == "region":
        return {
            "flag_values": np.arange(len(regions), dtype=np.int8),
            "flag_meanings": " ".join(r.replace(" ", "_") for r in regions),
        }
    doc = getattr(getattr(cls, name, None), "__doc__", None)
    return {"long_name": doc.strip().partition("\n")[0]} if doc else {}
