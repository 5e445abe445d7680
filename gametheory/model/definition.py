"""How a class becomes a model, and what is refused when it does."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast, dataclass_transform

import attrs
import numpy as np

from gametheory import terms
from gametheory.algebra import judged_reading, judging, lifted, reading, refuse_branching
from gametheory.components import components, flat, gathered, spelled
from gametheory.errors import InvalidInput, UnknownName, shown
from gametheory.exact.decimal_fractions import DecimalFraction
from gametheory.model.base import (
    Model,
    _check_constraints,
    _lifted,
    _lowered,
    _restrict,
    members_of,
)
from gametheory.model.cases import Case, Cases
from gametheory.parameters import REAL, Interval, Parameter
from gametheory.proof.proposition import Proposition
from gametheory.proof.statement import Given, Statement

T = TypeVar("T", bound="Model")


def parameter(
    domain: Interval = REAL,
    default: Any = 0,
    meaning: str = "",
    *,
    unit: str = "",
    symbol: str = "",
    sources: str = "",
    per: str | tuple[str, ...] = (),
    diagonal: Any = None,
) -> Any:
    """A field of a model: a number, or a vector or matrix of numbers.

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
    per : str or pair of str, optional
        The index that it is a vector over, as ``"state"``, or the two of a matrix. The class says
        who the members are: ``INDEX = {"state": ("D", "U"), "issue": 3}``. Formulas read entries
        as ``self.m[0]`` and ``self.sigma[0][1]``; the default is one number for all, or a tuple.
    diagonal : number, optional
        The constant on the diagonal of a matrix over one index twice; those entries are then no
        parameters.
    """
    details = {
        "domain": domain,
        "meaning": meaning,
        "unit": unit,
        "symbol": symbol,
        "sources": tuple(sources.split()),
        "per": (per,) if isinstance(per, str) else tuple(per),
        "diagonal": diagonal,
    }
    return attrs.field(default=default, metadata={"gametheory": details})


class quantity(property):
    """A quantity of a model in one line: its meaning and its formula.

    ``g = quantity("loss from leaving peace", lambda m: m.lam * m.n - m.f)`` is the property ``g``
    of the same words and body; write a property where the formula needs more than an expression.

    Parameters
    ----------
    meaning : str
        As a property's docstring has it.
    formula : function of the model
    """

    def __init__(self, meaning: str, formula: Callable[[Any], Any]) -> None:
        text: Any = meaning
        if not isinstance(text, str) or not callable(formula):
            raise InvalidInput(
                f"quantity: {shown(meaning)} and {shown(formula)}; give its meaning and a function "
                "such as lambda m: m.a - m.b"
            )
        super().__init__(formula)
        self.__doc__ = f"{meaning[:1].upper()}{meaning[1:]}."

    def __set_name__(self, owner: type, name: str) -> None:
        if self.fget is not None:
            self.fget.__name__ = name


class _ByName(dict[str, "Proposition"]):
    """Propositions of a model; an id that does not exist is refused with the nearest one."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self._owner = owner

    def __missing__(self, name: str) -> Proposition:
        raise UnknownName("proposition", name, self, self._owner)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.values()))

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)


@dataclass_transform(frozen_default=True, field_specifiers=(parameter,))
def model(cls: type[T]) -> type[T]:
    """Make a model of a class: freeze it, check its values, collect propositions and cases.

    The class may define ``INDEX`` (the members of the indices of its vectors), ``CASES`` (a mapping
    of names to :func:`case`), ``FIGURES`` (a mapping of names to declared figures), and a property
    ``regions`` (:func:`regions_of`), whose codes become the property ``region``.

    Raises
    ------
    InvalidInput
        A default outside its domain or of the wrong length, two parameters of one symbol, a name
        that is taken, two propositions of one id, a proposition that states nothing, a case of an
        unknown parameter, a figure of an unknown quantity, a claim that the ``REGISTER`` does not
        hold, a proposition that speaks to a claim and does not say why it holds.
    """
    if "regions" in vars(cls) and "region" not in vars(cls):
        cls.region = property(lambda self: self.regions.code, doc="Code of the region.")  # type: ignore[attr-defined]
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
    frozen._bare = ""
    frozen._parameters = _declared_parameters(frozen)
    frozen._components = {
        n: c for p in frozen._parameters.values() for n, c in components(p).items()
    }
    frozen._defaults = gathered(
        frozen._parameters, {n: c.default for n, c in frozen._components.items()}
    )
    _check_declared(frozen)
    _check_values_on_init(frozen)
    frozen.name = _snake(frozen.__name__)
    frozen.propositions = _propositions(frozen)
    frozen.presets = Cases(frozen, _cases(frozen))
    _check_figures(frozen)
    return frozen


def sized(cls: type[T], **members: int | Sequence[str]) -> type[T]:
    """The model with other members of its indices: ``sized(ArmsRace, state=3)``.

    Its cases, figures and propositions are left out, since they are about the original's members. A
    vector whose default is written out for those has none here, and has to be given.

    Raises
    ------
    UnknownName
        An index that the model does not have.
    """
    for name in members:
        if name not in cls.INDEX:
            raise UnknownName("index", name, cls.INDEX, f"sized: {cls.__name__}")
    original: Any = cls
    return cast(
        "type[T]", _sized(original, tuple((n, _plain(m)) for n, m in sorted(members.items())))
    )


def _plain(members: int | Sequence[str]) -> int | tuple[str, ...]:
    return members if isinstance(members, int | str) else tuple(members)  # type: ignore[return-value]


@functools.cache
def _sized(cls: Any, members: tuple[tuple[str, Any], ...]) -> type[Model]:
    body: dict[str, Any] = {"INDEX": {**cls.INDEX, **dict(members)}, "CASES": {}, "FIGURES": {},
            "_resized": True, "__annotations__": {},
            "__doc__": cls.__doc__, "__module__": cls.__module__}  # fmt: skip
    made: Any = model(type(cls.__name__, (cls,), body))
    made.propositions = _ByName(made.__name__)
    made.__reduce__ = lambda self: (_again, (cls, members, vars(self)))  # for pickle
    return cast("type[Model]", made)


def _again(cls: Any, members: tuple[tuple[str, Any], ...], state: dict[str, Any]) -> Any:
    instance = object.__new__(_sized(cls, members))
    vars(instance).update(state)
    return instance


def _declared_parameters(cls: type[Model]) -> dict[str, Parameter]:
    """The parameters with the members of their indices."""
    out: dict[str, Parameter] = {}
    for a in attrs.fields(cast("type[attrs.AttrsInstance]", cls)):
        if "gametheory" not in a.metadata:
            continue
        where = f"{cls.__name__}: the parameter {a.name}"
        p = Parameter(name=a.name, default=a.default, **a.metadata["gametheory"])
        if len(p.per) > 2:
            raise InvalidInput(f"{where} is per {', '.join(p.per)}; give one index or two")
        for index in p.per:
            if index not in cls.INDEX:
                raise InvalidInput(
                    f"{where} is per {index!r}, and the class does not say which there are; write "
                    f"INDEX = {{{index!r}: ('A', 'B')}} or {{{index!r}: 2}}"
                )
        if p.diagonal is not None and (len(p.per) != 2 or p.per[0] != p.per[1]):
            raise InvalidInput(
                f"{where} has a diagonal, which only a matrix over one index twice has"
            )
        sizes = [cls.INDEX[index] for index in p.per]
        for index, size in zip(p.per, sizes, strict=True):
            names = () if isinstance(size, str) else members_of(size)
            if not names or len(set(names)) < len(names) or not all(map(_is_member, names)):
                raise InvalidInput(
                    f"{cls.__name__}: INDEX[{index!r}] is {shown(size)}; give how many there are, "
                    "or their different names, of letters, digits and '_'"
                )
        default = p.default
        if cls._resized and isinstance(default, tuple | list | Mapping | np.ndarray):
            default = None  # written out for other members
        out[a.name] = _with_members(cls, attrs.evolve(p, default=default))
    return out


def _with_members(cls: type[Model], p: Parameter) -> Parameter:
    """The parameter with the members of its indices, which the class declares."""
    sizes = [cls.INDEX[index] for index in p.per]
    counted = [
        tuple(map(str, range(size))) if isinstance(size, int) else tuple(size) for size in sizes
    ]
    return attrs.evolve(p, members=tuple(map(members_of, sizes)), positions=tuple(counted))


def _is_member(name: Any) -> bool:
    return isinstance(name, str) and name.replace("_", "").isalnum() and name.isascii()


def _written(cls: type[Model]) -> dict[str, Any]:
    """What a class and those of its bases that are no models themselves define."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        made = base is object or (issubclass(base, Model) and "_parameters" in vars(base))
        own = base is cls or not made  # what is no model yet becomes part of this one
        for name, value in vars(base).items():
            if own and (base is cls or not name.startswith("__")):
                found[name] = value
            else:
                found.pop(name, None)  # a model between has its own
    return found


# What a model may not write itself: proofs, sweeps and reports read instances through these.
_EVERY_MODELS_OWN = frozenset(
    (
        *("at", "before_and_after", "components", "formulas", "judged", "only", "outcome"),
        *("parameters", "reals", "symbols", "values"),
        *("_as_terms", "_quantity", "_raw", "_refuse_bare"),
    )
)

_NOT_FORMULAS = ("game", "solve", "equilibria", "agrees", "figures", "__init__")


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


def _check_declared(cls: type[Model]) -> None:
    """Refuse parameters that could be taken for each other, and defaults that are none."""
    owners: dict[str, str] = {}
    for name, p in cls._components.items():
        if p.default is not None or not cls._resized:
            p.check(p.default, f"{cls.__name__}: the default of a parameter")
        if not p.symbol:
            continue
        if p.symbol in owners:
            raise InvalidInput(
                f"{cls.__name__}: the parameters {owners[p.symbol]} and {name} have the same "
                f"symbol {p.symbol!r}; give each its own"
            )
        owners[p.symbol] = name
    for name, p in cls._components.items():
        if not p.symbol and name in owners:
            raise InvalidInput(
                f"{cls.__name__}: the parameter {name} is written like {owners[name]}, whose "
                f"symbol is {name!r}; give each its own"
            )
    for base in cls.__mro__:
        own = () if base in (Model, object) else vars(base)
        for name in own:
            if name in _EVERY_MODELS_OWN:
                raise InvalidInput(
                    f"{cls.__name__}: {name!r} is a method that every model has and that readings "
                    "rely on; give yours another name"
                )
    for name in cls._parameters:
        if hasattr(Model, name) or name == "note":
            raise InvalidInput(
                f"{cls.__name__}: the parameter {name!r} has a name that every model uses itself; "
                f"give it another one, and symbol={name!r} if the literature writes it so"
            )


def _cases(cls: type[Model]) -> Mapping[str, Case]:
    """The declared table of cases; each names parameters that exist."""
    if hasattr(cls, "PRESETS"):
        raise InvalidInput(
            f"{cls.__name__}: write the table of cases as "
            "CASES = {'name': case('the reason for its values', a=1, ...)}, not as PRESETS"
        )
    table: Mapping[str, Case] = getattr(cls, "CASES", {})
    for name, chosen in table.items():
        if not isinstance(chosen, Case):
            raise InvalidInput(
                f"{cls.__name__}: the case {name!r} is {shown(chosen)}; write "
                "case('the reason for its values', a=1, ...)"
            )
        spelled(cls._parameters, chosen.values, f"{cls.__name__}: the case {name!r}")
    return table


def _check_figures(cls: type[Model]) -> None:
    """Declared figures speak of parameters, quantities and cases that exist."""
    for name, figure in getattr(cls, "FIGURES", {}).items():
        check = getattr(figure, "check", None)
        if check is not None:
            check(cls, f"{cls.__name__}: the figure {name!r}")


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


def _check_values_on_init(cls: type[Model]) -> None:
    build = cls.__init__

    def init(self: Any, **values: Any) -> None:
        where = cls.__name__
        parts = spelled(cls._parameters, values, where)
        if judging():
            defaults = {n: p.exact_default for n, p in cls._components.items()}
            parts = {n: lifted(v) for n, v in {**defaults, **parts}.items()}
        elif not any(isinstance(v, DecimalFraction) for v in parts.values()):
            for name, value in parts.items():
                cls._components[name].check(value, where)
        parts = {n: np.asarray(v) if isinstance(v, list | tuple) else v for n, v in parts.items()}
        _check_shapes(where, parts)
        every = {**flat(cls._parameters, cls._defaults), **parts}
        for name, value in every.items():
            if value is None:
                raise InvalidInput(f"{where}: {name} has no default for these members; give it")
        build(self, **gathered(cls._parameters, every))
        kind = reading(*parts.values())
        object.__setattr__(self, "_symbolic", kind == "symbolic")
        exact = any(isinstance(v, DecimalFraction) for v in parts.values())
        if judging() or kind == "term" or exact:
            object.__setattr__(self, "_judged", True)
            _restrict(self, parts)
        elif kind != "symbolic":
            _check_constraints(self, where)

    # What help() and an editor show: the parameters with their defaults.
    own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    named = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=p.default)
        for name, p in cls._parameters.items()
    ]
    init.__signature__ = inspect.Signature([own, *named])  # type: ignore[attr-defined]
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
    methods: dict[str, Any] = {}  # a part's method is the model's own too, once it is guarded
    for base in reversed(cls.__mro__):
        methods.update(vars(base))
    for method in methods.values():
        details = getattr(method, "proposition", None)
        if details is not None and callable(method):
            if details["id"] in out:
                raise InvalidInput(f"{cls.__name__}: two propositions are {details['id']!r}")
            for name in details["variables"]:
                symbols = [p.symbol for p in cls.components().values()]
                if name in cls.parameters() or name in symbols:
                    raise InvalidInput(
                        f"{cls.__name__}: the argument {name!r} of proposition "
                        f"{details['id']} is also a parameter of the model, which it would be "
                        "taken for; give it another name"
                    )
            found = _proposition(cls, method, details)
            if not cls._resized:
                _refuse_no_statement(cls, found)
                _check_links(cls, found)
            out[found.id] = found
    return out


def _proposition(cls: type[Model], method: Any, details: Mapping[str, Any]) -> Proposition:
    """The proposition with its arguments over the model's indices."""
    rest = {name: value for name, value in details.items() if name not in ("per", "variables")}
    arguments: dict[str, Parameter] = {}
    for name, domain in details["variables"].items():
        index = details["per"].get(name)
        if index is not None and index not in cls.INDEX:
            where = f"{cls.__name__}: the argument {name} of proposition {details['id']}"
            raise UnknownName("index", index, cls.INDEX, where)
        p = Parameter(name, domain, 0, "", per=(index,) if index else ())
        arguments[name] = _with_members(cls, p)
    single = [c for p in arguments.values() for c in components(p).values()]
    variables = {c.name: c.domain for c in single}
    return Proposition(model=cls, build=method, variables=variables, arguments=arguments, **rest)


def _check_links(cls: type[Model], p: Proposition) -> None:
    """What speaks to a claim names one that exists, and says why it holds."""
    where = f"{cls.__name__}.{p.build.__name__}: the proposition {p.id}"
    for name in p.claims:
        if cls.REGISTER is None:
            raise InvalidInput(
                f"{where} names the claim {name}, and the class does not say of which register; "
                "write REGISTER = Register.read('claims.json'), or that of models.register"
            )
        if name not in cls.REGISTER:
            raise UnknownName("claim", name, (c.short for c in cls.REGISTER.claims), where)
    if p.claims and not p.idea and p.build.__doc__:  # python -OO drops docstrings
        raise InvalidInput(
            f"{where} speaks to claims and does not say why it holds; end its docstring with a "
            "paragraph 'Proof idea. One or two sentences that a human can follow.'"
        )


def _refuse_no_statement(cls: type[Model], proposition: Proposition) -> None:
    """A method that gives anything but a statement is refused; what else fails, its verdict says.

    The method is read once on terms, as proofs read it.
    """
    variables = {name: terms.variable(name) for name in proposition.variables}
    stated: Any = None
    instance = cls.judged(**cls.reals().values())
    try:
        with judged_reading("term"):
            stated = proposition.build(instance, **gathered(proposition.arguments, variables))
    except Exception:
        return
    if not isinstance(stated, Statement):
        forgot = " (then(...) is missing)" if isinstance(stated, Given) else ""
        got = "nothing" if stated is None else f"a {type(stated).__name__}{forgot}"
        raise InvalidInput(
            f"{cls.__name__}.{proposition.build.__name__}: the proposition {proposition.id} "
            f"returns {got}; write return given(name=condition).then(condition)"
        )


__all__ = ["model", "parameter", "quantity", "sized"]
