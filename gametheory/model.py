"""Models: an argument as a typed game whose formulas are written once and read four ways."""

from __future__ import annotations

import functools
import html
import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

import attrs
import numpy as np

from gametheory import terms
from gametheory.algebra import (
    Condition,
    Number,
    all_of,
    judging,
    lifted,
    reading,
    refuse_branching,
)
from gametheory.errors import InvalidInput, SymbolicBranch, UnknownName, visible
from gametheory.exact.decimal_fractions import UNDEFINED, DecimalFraction
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

    def __repr__(self) -> str:
        lines = [
            f"{name}: {' '.join(p.justification.split())}" for name, p in self._presets.items()
        ]
        return "\n  ".join([f"cases of {self._cls.__name__}", *map(visible, lines)])


class _ByName(dict[str, "Proposition"]):
    """Propositions of a model; an id that does not exist is refused with the nearest one."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self._owner = owner

    def __missing__(self, name: str) -> Proposition:
        raise UnknownName("proposition", name, self, self._owner)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.values()))


class Model:
    """Base of all models; decorate subclasses with :func:`model`.

    Fields declared with :func:`parameter` are the parameters; quantities are properties over
    them. What is put into the fields chooses the reading: floats or arrays (a sweep), fractions
    (exact), SymPy symbols (algebra, LaTeX), terms (proof).
    """

    name: ClassVar[str]
    propositions: ClassVar[Mapping[str, Proposition]]
    presets: ClassVar[Mapping[str, Any]]
    justification: str = ""
    _judged: bool = False  # read by the prover: what is inadmissible is undefined, not an error
    _symbolic: bool = False  # some field is a SymPy expression

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
    def judged(cls: type[T], **fields: Any) -> T:
        """The instance that a proposition is read on; its domain is assumed, not checked."""
        if judging():
            raise SymbolicBranch(
                f"{cls.__name__}: a statement is read on one instance; others are made by at(...)"
            )
        return cls._raw(fields, judged=True)

    @classmethod
    def _raw(cls: type[T], fields: Mapping[str, Any], *, judged: bool = False) -> T:
        instance = object.__new__(cls)
        values = {**{n: p.default for n, p in cls.parameters().items()}, **fields}
        values["_judged"] = judged
        values["_symbolic"] = reading(*fields.values()) == "symbolic"
        for name, value in values.items():
            object.__setattr__(instance, name, value)
        return instance

    def at(self: T, **values: Any) -> T:
        """The same instance with some parameters replaced, in whatever reading.

        Raises
        ------
        UnknownName
            A name that is no parameter.
        InvalidInput
            Numbers outside a domain, or that violate a constraint. In a proposition an instance
            outside its domain is *undefined*, as a quotient by zero is: the proof has to show that
            no such instance matters.
        """
        cls = type(self)
        parameters = cls.parameters()
        for name in values:
            if name not in parameters:
                raise UnknownName("parameter", name, parameters, cls.__name__)
        if judging():
            values = {name: lifted(value) for name, value in values.items()}
        fields = {**{name: getattr(self, name) for name in parameters}, **values}
        changed = cls._raw(fields, judged=self._judged)
        if self._judged or reading(*fields.values()) == "term":
            _restrict(changed, values)
        elif not changed._symbolic:
            for name, value in values.items():
                parameters[name].check(value, f"{cls.__name__}.at")
            _check_constraints(changed, f"{cls.__name__}.at")
        return changed

    def _as_terms(self: T) -> T:
        """The twin of a symbolic instance on which its formulas are computed."""
        return type(self)._raw(
            {n: _lifted(getattr(self, n)) for n in type(self).parameters()}, judged=self._judged
        )

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
                p.symbol or name,
                positive=positive,
                nonnegative=nonnegative,
                **({"integer": True} if p.domain.whole else {"real": True}),
            )
        return cls._raw(fields)

    @classmethod
    def reals(cls: type[T]) -> T:
        """The model read on terms: variables named like the parameters, as proofs read it."""
        return cls._raw({name: terms.variable(name) for name in cls.parameters()})

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
        instance: Any = cast("Any", twin)._raw({n: getattr(plain, n) for n in cls.parameters()})
        return {n: (_first_line(getattr(cls, n)), get(instance)) for n, get in terms.items()}

    def _shown(self) -> tuple[str, list[tuple[str, str, str]]]:
        """Title and, of each parameter, its name, its value in one line, its meaning."""
        rows = []
        for name, p in type(self).parameters().items():
            value = getattr(self, name)
            shape = getattr(value, "shape", ())
            one = f"{value:.6g}" if isinstance(value, float) else str(value)
            text = f"{math.prod(shape)} values" if shape else " ".join(one.split())
            rows.append((name, text, f"{p.meaning} ({p.unit})" if p.unit else p.meaning))
        return f"{type(self).__name__}: {_first_line(type(self))}", rows

    def __str__(self) -> str:
        title, rows = self._shown()
        widths = [max((len(row[k]) for row in rows), default=0) for k in (0, 1)]
        lines = [f"  {n.ljust(widths[0])}  {v.ljust(widths[1])}  {m}" for n, v, m in rows]
        cases = [f"  cases: {', '.join(type(self).presets)}"] if type(self).presets else []
        return "\n".join(map(visible, [title, *lines, *cases]))

    def _repr_html_(self) -> str:
        """What a notebook shows: the parameters in a table, and the cases."""
        title, rows = self._shown()
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(visible(text))}</td>' for text in row)}</tr>"
            for row in rows
        )
        cases = html.escape(f"cases: {', '.join(type(self).presets)}")
        heads = "<tr><th>parameter</th><th>value</th><th>meaning</th></tr>"
        return f"<p>{html.escape(title)}</p><table>{heads}{body}</table><p>{cases}</p>"


@dataclass_transform(frozen_default=True, field_specifiers=(parameter,))
def model(cls: type[T]) -> type[T]:
    """Make a model of a class: freeze it, check its values, collect propositions and presets.

    The class may define ``PRESETS``, a mapping of names to :func:`preset`.
    """
    for attribute, value in _written(cls).items():
        if isinstance(value, property) and value.fget is not None:
            setattr(cls, attribute, property(_guarded(cls.__name__, value.fget), doc=value.__doc__))
        elif isinstance(value, functools.cached_property):
            kept: Any = functools.cached_property(_guarded(cls.__name__, value.func))
            kept.__set_name__(cls, attribute)
            setattr(cls, attribute, kept)
        elif inspect.isfunction(value) and attribute not in _NOT_FORMULAS:
            setattr(cls, attribute, _guarded(cls.__name__, value))
    frozen = attrs.frozen(eq=False, slots=False, kw_only=True)(cls)
    _check_declared(frozen)
    _check_values_on_init(frozen)
    frozen.name = _snake(frozen.__name__)
    frozen.propositions = _propositions(frozen)
    frozen.presets = _Presets(frozen, getattr(frozen, "PRESETS", {}))
    return frozen


def _written(cls: type[Model]) -> dict[str, Any]:
    """What a class and those of its bases that are no models themselves define."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        own = base is cls or not (base is object or issubclass(base, Model))
        for name, value in vars(base).items():
            if own and (base is cls or not name.startswith("__")):
                found[name] = value
            else:
                found.pop(name, None)  # a model between has its own
    return found


_NOT_FORMULAS = ("game", "solve", "equilibria", "figures", "__init__")


def _guarded(owner: str, compute: Callable[..., Any]) -> Any:
    """A formula that names itself where it decides on a symbol, and reads SymPy through terms."""
    place = f"{owner}.{compute.__name__}"

    @functools.wraps(compute)
    def read(self: Any, *args: Any, **options: Any) -> Any:
        with refuse_branching(place):
            if not self._symbolic:
                return compute(self, *args, **options)
            more = {name: _lifted(value) for name, value in options.items()}
            return _lowered(compute(self._as_terms(), *map(_lifted, args), **more))

    return read


def _lifted(value: Any) -> Any:
    """SymPy expressions as terms, in tuples and lists too; everything else as it is."""
    if isinstance(value, tuple | list):
        return type(value)(_lifted(v) for v in value)
    if reading(value) != "symbolic":
        return value
    import sympy

    return (
        terms.truth(value)
        if isinstance(value, sympy.logic.boolalg.Boolean) and not isinstance(value, sympy.Symbol)
        else terms.number(value)
    )


def _lowered(value: Any) -> Any:
    """Terms as SymPy expressions, in tuples and lists too; everything else as it is."""
    if isinstance(value, tuple | list):
        return type(value)(_lowered(v) for v in value)
    return terms.to_sympy(value) if isinstance(value, terms.Node) else value


def _restrict(instance: Model, changed: Mapping[str, Any]) -> None:
    """Leave the instance's values defined only where they are admissible."""
    parameters = type(instance).parameters()
    domains = [parameters[n].domain.contains(v) for n, v in changed.items()]
    constraints = instance.constraints().values()
    inside = all_of(*domains, *constraints)
    whole = [n for n in changed if parameters[n].domain.whole]
    if isinstance(inside, bool | np.bool_) and inside and not whole:
        return
    tied = parameters if constraints else changed
    for name in tied:
        object.__setattr__(instance, name, _defined(getattr(instance, name), inside, name in whole))


def _defined(value: Any, inside: Condition, whole: bool) -> Any:
    if reading(value, inside) == "term":
        condition = terms.truth(inside)
        term = terms.number(value)
        if whole:
            condition = terms.Formula.of("and", condition, terms.Formula.of("whole", term))
        return terms.admissible(term, condition)
    if reading(value, inside) == "array":
        return np.where(inside, value, np.nan)
    if inside is not UNDEFINED and inside:
        return value
    return np.nan if judging() == "array" else UNDEFINED


def _check_declared(cls: type[Model]) -> None:
    """Refuse parameters that could be taken for each other."""
    owners: dict[str, str] = {}
    for name, p in cls.parameters().items():
        if not p.symbol:
            continue
        if p.symbol in owners:
            raise InvalidInput(
                f"{cls.__name__}: the parameters {owners[p.symbol]} and {name} have the same "
                f"symbol {p.symbol!r}; give each its own"
            )
        owners[p.symbol] = name
    for name, p in cls.parameters().items():
        if not p.symbol and name in owners:
            raise InvalidInput(
                f"{cls.__name__}: the parameter {name} is written like {owners[name]}, whose "
                f"symbol is {name!r}; give each its own"
            )


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
        if judging():
            defaults = {n: p.exact_default for n, p in parameters.items()}
            values = {n: lifted(v) for n, v in {**defaults, **values}.items()}
        elif not any(isinstance(v, DecimalFraction) for v in values.values()):
            for name, value in values.items():
                parameters[name].check(value, cls.__name__)
        values = {n: np.asarray(v) if isinstance(v, list | tuple) else v for n, v in values.items()}
        _check_shapes(cls.__name__, values)
        build(self, **values)
        kind = reading(*values.values())
        object.__setattr__(self, "_symbolic", kind == "symbolic")
        exact = any(isinstance(v, DecimalFraction) for v in values.values())
        if judging() or kind == "term" or exact:
            object.__setattr__(self, "_judged", True)
            _restrict(self, values)
        elif kind != "symbolic":
            _check_constraints(self, cls.__name__)

    cls.__init__ = init  # type: ignore[method-assign]


def _check_constraints(instance: Model, where: str) -> None:
    for label, condition in instance.constraints().items():
        if not np.all(condition):
            raise InvalidInput(f"{where}: the parameters violate {label!r}")


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
                for name in details["variables"]:
                    symbols = [p.symbol for p in cls.parameters().values()]
                    if name in cls.parameters() or name in symbols:
                        raise InvalidInput(
                            f"{cls.__name__}: the argument {name!r} of proposition "
                            f"{details['id']} is also a parameter of the model, which it would be "
                            "taken for; give it another name"
                        )
                out[details["id"]] = Proposition(model=cls, build=method, **details)
    return out


__all__ = ["Model", "Outcome", "Preset", "model", "parameter", "preset"]
