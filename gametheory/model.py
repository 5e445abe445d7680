"""Models: an argument as a typed game whose formulas are written once and read four ways."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

import attrs
import numpy as np

from gametheory.algebra import Condition, Number, reading, refuse_branching
from gametheory.errors import InvalidInput, UnknownName
from gametheory.parameters import REAL, Interval, Parameter
from gametheory.proof.proposition import Proposition

T = TypeVar("T", bound="Model")


def parameter(
    domain: Interval = REAL,
    default: Any = 0,
    meaning: str = "",
    *,
    unit: str = "",
    symbol: str = "",
    sources: str = "",
) -> Any:
    """A field of a model.

    Parameters
    ----------
    domain : Interval
        Admissible values; anything else is refused by name.
    default : number
        Value where the user gives none; written as a decimal it is read as a decimal.
    meaning, unit : str
        What it measures and in what.
    symbol : str
        Letter of the cited literature as a SymPy symbol name, e.g. ``"lambda"``.
    sources : str
        Claim ids or citations, separated by blanks.
    """
    details = {
        "domain": domain,
        "meaning": meaning,
        "unit": unit,
        "symbol": symbol,
        "sources": tuple(sources.split()),
    }
    return attrs.field(default=default, metadata={"gametheory": details})


@attrs.frozen
class Preset:
    """Parameter values of one organisation or episode and why their order is what it is."""

    justification: str
    values: Mapping[str, Any]


def preset(justification: str, **values: Any) -> Preset:
    """Name the values of a preset; ``justification`` says why they are ordered as they are."""
    return Preset(justification, values)


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


class _Presets(Mapping[str, Any]):
    """Presets of a model, built when asked for."""

    def __init__(self, cls: type[Model], presets: Mapping[str, Preset]) -> None:
        self._cls, self._presets = cls, presets

    def __getitem__(self, name: str) -> Any:
        if name not in self._presets:
            raise UnknownName("preset", name, self._presets, self._cls.__name__)
        chosen = self._presets[name]
        instance = self._cls(**chosen.values)
        object.__setattr__(instance, "justification", chosen.justification)
        return instance

    def __iter__(self) -> Iterator[str]:
        return iter(self._presets)

    def __len__(self) -> int:
        return len(self._presets)


class _ByName(dict[str, "Proposition"]):
    """Propositions of a model; an id that does not exist is refused with the nearest one."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self._owner = owner

    def __missing__(self, name: str) -> Proposition:
        raise UnknownName("proposition", name, self, self._owner)


class Model:
    """Base of all models; decorate subclasses with :func:`model`.

    Fields declared with :func:`parameter` are the parameters; quantities are properties over
    them. What is put into the fields chooses the reading: floats or arrays (a sweep), fractions
    (exact), SymPy symbols (algebra, LaTeX), z3 reals (proof).
    """

    name: ClassVar[str]
    propositions: ClassVar[Mapping[str, Proposition]]
    presets: ClassVar[Mapping[str, Any]]
    justification: str = ""

    def constraints(self) -> Mapping[str, Condition]:
        """Named conditions that tie several parameters together; assumed in every proposition."""
        return {}

    def game(self) -> Any:
        """The typed game (batched where parameters are arrays)."""
        raise NotImplementedError(f"{type(self).__name__} defines no game")

    def solve(self) -> Outcome:
        """The closed form: region and equilibrium quantities."""
        raise NotImplementedError(f"{type(self).__name__} defines no closed form")

    def equilibria(self) -> Any:
        """The generic solver's answer on :meth:`game`."""
        raise NotImplementedError(f"{type(self).__name__} names no generic solver")

    @classmethod
    def figures(cls) -> Mapping[str, Callable[[], Any]]:
        """Name -> function that draws the figure from a swept dataset."""
        return {}

    @classmethod
    def parameters(cls) -> Mapping[str, Parameter]:
        """Parameters by name, in order."""
        return {
            a.name: Parameter(name=a.name, default=a.default, **a.metadata["gametheory"])
            for a in attrs.fields(cast("type[attrs.AttrsInstance]", cls))
            if "gametheory" in a.metadata
        }

    @classmethod
    def unchecked(cls: type[T], **fields: Any) -> T:
        """An instance whose values are not checked: for readings outside the domain."""
        instance = object.__new__(cls)
        for name, value in {
            **{n: p.default for n, p in cls.parameters().items()},
            **fields,
        }.items():
            object.__setattr__(instance, name, value)
        return instance

    def at(self: T, **values: Any) -> T:
        """The same instance with some parameters replaced, in whatever reading, unchecked."""
        current = {name: getattr(self, name) for name in type(self).parameters()}
        for name in values:
            if name not in current:
                raise UnknownName("parameter", name, current, type(self).__name__)
        return type(self).unchecked(**{**current, **values})

    @classmethod
    def symbols(cls: type[T]) -> T:
        """The model read on SymPy symbols that carry the sign of their domain."""
        import sympy

        fields = {}
        for name, p in cls.parameters().items():
            low = p.domain.low
            positive = (low is not None and (low > 0 or (low == 0 and p.domain.low_open))) or None
            nonnegative = (low is not None and low >= 0) or None
            fields[name] = sympy.Symbol(
                p.symbol or name, real=True, positive=positive, nonnegative=nonnegative
            )
        return cls.unchecked(**fields)

    @classmethod
    def reals(cls: type[T]) -> T:
        """The model read on z3 reals."""
        import z3

        return cls.unchecked(**{name: z3.Real(name) for name in cls.parameters()})

    @classmethod
    def formulas(cls) -> dict[str, tuple[str, Any]]:
        """Each quantity as the code writes it: name -> (first line of its docstring, SymPy term).

        A quantity used by another stands as a symbol of its own, as on the page of a paper.
        """
        import sympy

        plain: Any = cls.symbols()
        found = {
            name: value.fget
            for base in reversed(cls.__mro__)
            for name, value in vars(base).items()
            if isinstance(value, property) and value.fget is not None
        }
        terms = {n: get for n, get in found.items() if isinstance(get(plain), sympy.Basic)}
        named = {
            n: sympy.Symbol(n, real=True)
            for n, get in terms.items()
            if isinstance(get(plain), sympy.Expr)
        }
        # A twin class whose quantities are all symbols, so that each is expanded by one step only.
        twin = type(cls.__name__, (cls,), {n: _constant(s) for n, s in named.items()})
        instance: Any = object.__new__(twin)
        for field in cls.parameters():
            object.__setattr__(instance, field, getattr(plain, field))
        return {n: (_first_line(getattr(cls, n)), get(instance)) for n, get in terms.items()}


@dataclass_transform(frozen_default=True, field_specifiers=(parameter,))
def model(cls: type[T]) -> type[T]:
    """Make a model of a class: freeze it, check its values, collect propositions and presets.

    The class may define ``PRESETS``, a mapping of names to :func:`preset`.
    """
    for attribute, value in list(vars(cls).items()):
        if isinstance(value, property) and value.fget is not None:
            setattr(cls, attribute, _guarded(cls.__name__, attribute, value))
    frozen = attrs.frozen(eq=False, slots=False, kw_only=True)(cls)
    _check_values_on_init(frozen)
    frozen.name = _snake(frozen.__name__)
    frozen.propositions = _propositions(frozen)
    frozen.presets = _Presets(frozen, getattr(frozen, "PRESETS", {}))
    return frozen


def _guarded(owner: str, attribute: str, quantity: property) -> property:
    compute = quantity.fget
    assert compute is not None

    def get(self: Any) -> Any:
        with refuse_branching(f"{owner}.{attribute}"):
            return compute(self)

    return property(get, doc=quantity.__doc__)


def _first_line(documented: Any) -> str:
    return inspect.cleandoc(documented.__doc__ or "").partition("\n")[0]


def _constant(value: Any) -> property:
    return property(lambda _: value)


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


def _check_values_on_init(cls: type[Model]) -> None:
    build = cls.__init__

    def init(self: Any, **values: Any) -> None:
        parameters = cls.parameters()
        for name in values:
            if name not in parameters:
                raise UnknownName("parameter", name, parameters, cls.__name__)
        for name, value in values.items():
            parameters[name].check(value, cls.__name__)
        values = {n: np.asarray(v) if isinstance(v, list | tuple) else v for n, v in values.items()}
        _check_shapes(cls.__name__, values)
        build(self, **values)
        if reading(*values.values()) not in ("smt", "symbolic"):
            for label, condition in self.constraints().items():
                if not np.all(condition):
                    raise InvalidInput(f"{cls.__name__}: the parameters violate {label!r}")

    cls.__init__ = init  # type: ignore[method-assign]


def _check_shapes(owner: str, values: Mapping[str, Any]) -> None:
    shapes = {n: np.shape(v) for n, v in values.items() if isinstance(v, np.ndarray)}
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{n} {s}" for n, s in shapes.items())
        raise InvalidInput(f"{owner}: parameter arrays do not broadcast: {listed}") from None


def _propositions(cls: type[Model]) -> dict[str, Proposition]:
    out = _ByName(cls.__name__)
    for base in reversed(cls.__mro__):
        for method in vars(base).values():
            details = getattr(method, "proposition", None)
            if details is not None and callable(method):
                if details["id"] in out:
                    raise InvalidInput(f"{cls.__name__}: two propositions are {details['id']!r}")
                out[details["id"]] = Proposition(model=cls, build=method, **details)
    return out


__all__ = ["Model", "Outcome", "Preset", "model", "parameter", "preset"]
