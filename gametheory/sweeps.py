"""Models over whole parameter spaces: axes in, a labelled dataset out."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from gametheory.errors import InvalidInput, TooLarge, UnknownName, shown
from gametheory.model import Model

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
        A one-dimensional array makes an axis; a number fixes a parameter.

    Returns
    -------
    xarray.Dataset
        One dimension per axis, in the order given; the quantities of ``model.solve()`` and the
        ``region`` code with its ``flag_meanings``; parameters carry meaning, unit and domain.

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
    parameters = cls.parameters()
    base = {} if isinstance(model, type) else {n: getattr(model, n) for n in parameters}
    axes: dict[str, Any] = {}
    fixed: dict[str, Any] = {}
    for name, value in axes_and_values.items():
        if name not in parameters:
            raise UnknownName("parameter", name, parameters, f"sweep of {cls.__name__}")
        array = _axis(value, f"sweep of {cls.__name__}: axis {name}")
        if array.ndim > 1 or array.size == 0:
            raise InvalidInput(
                f"sweep of {cls.__name__}: axis {name} has shape {array.shape}; "
                "give a number or a non-empty one-dimensional array"
            )
        parameters[name].check(array, f"sweep of {cls.__name__}")
        (axes if array.ndim else fixed)[name] = array if array.ndim else value
    sizes = tuple(len(a) for a in axes.values())
    values = {**base, **fixed}
    columns, regions = _columns(cls, values, axes, sizes)
    data = {
        name: (tuple(axes), column.reshape(sizes), _quantity_attributes(cls, name, regions))
        for name, column in columns.items()
    }
    coords: dict[str, Any] = {n: (n, a, _attributes(parameters[n])) for n, a in axes.items()}
    for name, p in parameters.items():
        if name not in axes:
            coords[name] = ((), values.get(name, p.default), _attributes(p))
    title = (cls.__doc__ or cls.__name__).strip().partition("\n")[0]
    return xr.Dataset(data, coords, {"model": cls.name, "title": title})


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
            part = np.asarray(value)
            if part.dtype == object:
                part = part.astype(np.float64)
            if name not in columns:
                if total * len(block) * part.dtype.itemsize > _LIMIT_BYTES:
                    raise TooLarge(
                        f"sweep of {cls.__name__}: {total} points x {len(block)} quantities exceed "
                        f"{_LIMIT_BYTES >> 30} GiB; split an axis and sweep the parts"
                    )
                columns[name] = np.empty(total, dtype=part.dtype)
            columns[name][start:stop] = part
    return columns, regions


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
