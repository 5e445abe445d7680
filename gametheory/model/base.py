"""What every model is: parameters, quantities over them, and four readings of both."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar, cast

import attrs
import numpy as np

from gametheory import terms
from gametheory.algebra import Condition, Number, all_of, judging, lifted, reading, where
from gametheory.claims import Register
from gametheory.components import flat, gathered, spelled, subscripted
from gametheory.errors import InvalidInput, SymbolicBranch, UnknownName
from gametheory.exact.decimal_fractions import UNDEFINED
from gametheory.model.display import as_html, as_text
from gametheory.model.outcome import Outcome, RegionList
from gametheory.parameters import Parameter
from gametheory.proof.proposition import Proposition
from gametheory.sympy_terms import to_sympy

T = TypeVar("T", bound="Model")


class Model:
    """Base of all models; decorate subclasses with :func:`model`.

    Fields declared with :func:`parameter` are the parameters; quantities are properties over
    them. What is put into the fields chooses the reading: floats or arrays (a sweep), fractions
    (exact), SymPy symbols (algebra, LaTeX), terms (proof).
    """

    name: ClassVar[str]
    propositions: ClassVar[Mapping[str, Proposition]]
    presets: ClassVar[Mapping[str, Any]]
    INDEX: ClassVar[Mapping[str, int | Sequence[str]]] = {}
    REGISTER: ClassVar[Register | None] = None
    _parameters: ClassVar[Mapping[str, Parameter]] = {}
    _components: ClassVar[Mapping[str, Parameter]] = {}
    _defaults: ClassVar[Mapping[str, Any]] = {}  # by parameter, vectors as tuples
    _bare: ClassVar[str] = ""  # what a class declares that nobody has decorated
    _resized: ClassVar[bool] = False  # made for other members of its indices
    justification: str = ""
    _judged: bool = False  # read by the prover: what is inadmissible is undefined, not an error
    _symbolic: bool = False  # some field is a SymPy expression

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = [n for n, v in vars(cls).items() if _is_declaration(v)]
        cls._bare = own[0] if own else ""
        if own:
            cls.propositions = cls.presets = cast("Any", Undecorated(cls))

    def __new__(cls: type[T], *_: Any, **__: Any) -> T:
        cls._refuse_bare()
        return object.__new__(cls)

    @classmethod
    def _refuse_bare(cls) -> None:
        if cls._bare:
            raise InvalidInput(
                f"{cls.__name__} declares {cls._bare} but is no model yet; write @model above "
                f"class {cls.__name__}"
            )

    def constraints(self) -> Mapping[str, Condition]:
        """Named conditions that tie several parameters together; assumed in every proposition."""
        return {}

    def game(self) -> Any:
        """The typed game (batched where parameters are arrays)."""
        raise NotImplementedError(f"{type(self).__name__} defines no game")

    def solve(self) -> Outcome:
        """The closed form: region and equilibrium quantities."""
        raise NotImplementedError(f"{type(self).__name__} defines no closed form")

    def agrees(self, found: Any) -> Any:
        """Whether the closed form says what the generic solver found, for each game of the batch.

        A model that has both a game and a closed form writes this; ``gametheory.testing`` asks it
        at random points, at ties and in fractions. ``found`` is what :meth:`equilibria` gives.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say when its answers agree")

    def equilibria(self) -> Any:
        """The generic solver's answer on :meth:`game`, chosen by the form of the game."""
        from gametheory.concepts.default import equilibria

        return equilibria(self.game())

    def outcome(self, *names: str, **quantities: Number) -> Outcome:
        """An outcome whose region is that of the property ``regions``.

        Parameters
        ----------
        *names : str
            Quantities of the model, as they are.
        **quantities : number
            Others, or those that mean something only somewhere; see :meth:`only`.
        """
        regions = getattr(self, "regions", None)
        if not isinstance(regions, RegionList):
            raise InvalidInput(
                f"{type(self).__name__}.outcome: there is no property 'regions'; define one that "
                "returns regions_of((name, condition), ..., (name, True))"
            )
        named = {name: self._quantity(name, "outcome") for name in names}
        return Outcome(regions.code, regions.names, {**named, **quantities})

    def only(self, condition: Condition, *names: str, per: str = "") -> dict[str, Number]:
        """Quantities where the condition holds, NaN elsewhere; read only where it holds.

        ``per`` names the index of quantities that are vectors.
        """

        def entry(name: str, k: int | None) -> Number:
            found = self._quantity(name, "only")
            return found if k is None else found[k]

        size = len(_members(type(self), per, "only")) if per else 0
        out: dict[str, Number] = {}
        for name in names:
            parts = [
                where(condition, functools.partial(entry, name, k), np.nan)
                for k in (range(size) if per else (None,))
            ]
            out[name] = tuple(parts) if per else parts[0]
        return out

    def _quantity(self, name: str, method: str) -> Any:
        if not hasattr(type(self), name) and name not in self.parameters():
            known = [n for n in dir(type(self)) if not n.startswith("_") and not hasattr(Model, n)]
            raise UnknownName("quantity", name, known, f"{type(self).__name__}.{method}")
        return getattr(self, name)

    @classmethod
    def figures(cls) -> Mapping[str, Any]:
        """Name -> declared figure (the class's ``FIGURES``), or a function that draws one."""
        found: Mapping[str, Any] = getattr(cls, "FIGURES", {})
        return found

    @classmethod
    def parameters(cls) -> Mapping[str, Parameter]:
        """Parameters by name, in order."""
        cls._refuse_bare()
        return cls._parameters

    @classmethod
    def components(cls) -> Mapping[str, Parameter]:
        """The same with each entry of a vector or matrix as a parameter of its own, ``m[0]``."""
        cls._refuse_bare()
        return cls._components

    def values(self) -> dict[str, Any]:
        """The value of every component by name."""
        parameters = self.parameters()
        return flat(parameters, {name: getattr(self, name) for name in parameters})

    @classmethod
    def judged(cls: type[T], **values: Any) -> T:
        """The instance that a proposition is read on; its domain is assumed, not checked."""
        if judging():
            raise SymbolicBranch(
                f"{cls.__name__}: a statement is read on one instance; others are made by at(...)"
            )
        parameters = cls.parameters()
        parts = {**flat(parameters, cls._defaults), **spelled(parameters, values, cls.__name__)}
        return cls._raw(gathered(parameters, parts), judged=True)

    @classmethod
    def _raw(cls: type[T], fields: Mapping[str, Any], *, judged: bool = False) -> T:
        instance = object.__new__(cls)
        values = {**cls._defaults, **fields}
        values["_judged"] = judged
        parts = flat({n: p for n, p in cls._parameters.items() if n in fields}, fields)
        values["_symbolic"] = reading(*parts.values()) == "symbolic"
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
        parameters, place = cls.parameters(), f"{cls.__name__}.at"
        if not judging():
            _refuse_two_readings(self, values, place)
        parts = spelled(parameters, values, place)
        if judging():
            parts = {name: lifted(value) for name, value in parts.items()}
        every = {**self.values(), **parts}
        changed = cls._raw(gathered(parameters, every), judged=self._judged)
        if self._judged or reading(*every.values()) == "term":
            _restrict(changed, parts)
        elif not changed._symbolic:
            for name, value in parts.items():
                cls._components[name].check(value, place)
            _check_constraints(changed, place)
        return changed

    def before_and_after(self: T, **values: Any) -> Change[T]:
        """This instance and the same with some parameters replaced, to be compared.

        ``change = self.before_and_after(n=more)`` has ``change.before``, ``change.after``,
        ``change.rises("G")``, ``change.falls("G")`` and ``change.by("G")``; it also unpacks.
        """
        return Change(self, self.at(**values))

    def _as_terms(self: T) -> T:
        """The twin of a symbolic instance on which its formulas are computed."""
        return type(self)._raw(
            {n: _lifted(getattr(self, n)) for n in type(self).parameters()}, judged=self._judged
        )

    @classmethod
    def symbols(cls: type[T]) -> T:
        """The model read on SymPy symbols that carry the sign of their domain."""
        import sympy

        parts = {}
        for name, p in cls.components().items():
            low = p.domain.low
            positive = (low is not None and (low > 0 or (low == 0 and p.domain.low_open))) or None
            nonnegative = (low is not None and low >= 0) or None
            parts[name] = sympy.Symbol(
                p.symbol or name,
                positive=positive,
                nonnegative=nonnegative,
                **({"integer": True} if p.domain.whole else {"real": True}),
            )
        return cls._raw(gathered(cls.parameters(), parts))

    @classmethod
    def reals(cls: type[T]) -> T:
        """The model read on terms: variables named like the parameters, as proofs read it."""
        return cls._raw(
            gathered(cls.parameters(), {n: terms.variable(n) for n in cls.components()})
        )

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
        read = {n: get(plain) for n, get in found.items()}
        entries = {n: (v if _is_vector(v) else (v,)) for n, v in read.items()}
        shown = {n: all(isinstance(v, sympy.Basic) for v in parts) for n, parts in entries.items()}
        named = {
            n: tuple(
                sympy.Symbol(subscripted(_entry_name(n, k, read[n])), real=True)
                for k in range(len(parts))
            )
            for n, parts in entries.items()
            if shown[n] and all(isinstance(v, sympy.Expr) for v in parts)
        }
        # A twin class whose quantities are all symbols, so that each is expanded by one step only.
        constants = {n: s if _is_vector(read[n]) else s[0] for n, s in named.items()}
        twin = type(cls.__name__, (cls,), {n: _constant(s) for n, s in constants.items()})
        instance: Any = cast("Any", twin)._raw({n: getattr(plain, n) for n in cls.parameters()})
        out: dict[str, tuple[str, Any]] = {}
        for n, get in found.items():
            if shown[n]:
                doc, value = _first_line(getattr(cls, n)), get(instance)
                if n == "region" and isinstance(getattr(plain, "regions", None), RegionList):
                    codes = (f"{k} {name}" for k, name in enumerate(plain.regions.names))
                    doc, value = f"Region: {', '.join(codes)}.", _chain(value)
                for k, part in enumerate(value if _is_vector(value) else (value,)):
                    out[_entry_name(n, k, value)] = (doc, part)
        return out

    def __str__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        """What a notebook shows: the parameters in a table, and the cases."""
        return as_html(self)


@attrs.frozen(eq=False)
class Change(Generic[T]):
    """A model before and after some of its parameters change."""

    before: T
    after: T

    def __iter__(self) -> Iterator[T]:
        return iter((self.before, self.after))

    def by(self, quantity: str | Callable[[T], Number]) -> Number:
        """By how much a quantity, or a function of the model, changes."""
        before, after = self._both(quantity)
        return after - before

    def rises(self, quantity: str | Callable[[T], Number]) -> Condition:
        """The quantity is larger after the change."""
        before, after = self._both(quantity)
        return after > before

    def falls(self, quantity: str | Callable[[T], Number]) -> Condition:
        """The quantity is smaller after the change."""
        before, after = self._both(quantity)
        return after < before

    def _both(self, quantity: str | Callable[[T], Number]) -> tuple[Number, Number]:
        if callable(quantity):
            return quantity(self.before), quantity(self.after)
        return (
            self.before._quantity(quantity, "before_and_after"),
            self.after._quantity(quantity, "before_and_after"),
        )


class Undecorated(Mapping[str, Any]):
    """Propositions and cases of a class without ``@model``: whoever asks is told."""

    def __init__(self, cls: type[Model]) -> None:
        self._cls = cls

    def __getitem__(self, name: str) -> Any:
        self._cls._refuse_bare()
        raise UnknownName("name", name, (), self._cls.__name__)

    def __iter__(self) -> Iterator[str]:
        self._cls._refuse_bare()
        return iter(())

    def __len__(self) -> int:
        self._cls._refuse_bare()
        return 0


def _is_declaration(value: Any) -> bool:
    """A parameter or a proposition, as it stands in the body of a class."""
    if inspect.isfunction(value):
        return "proposition" in value.__dict__
    metadata = getattr(value, "metadata", None)
    return isinstance(metadata, Mapping) and "gametheory" in metadata


def _members(cls: type[Model], index: str, method: str) -> tuple[str, ...]:
    """The names of an index's members."""
    if index not in cls.INDEX:
        raise UnknownName("index", index, cls.INDEX, f"{cls.__name__}.{method}")
    return members_of(cls.INDEX[index])


def members_of(declared: int | Sequence[str]) -> tuple[str, ...]:
    """Names of an index's members: 1, 2, ... where only their number is declared."""
    if isinstance(declared, int):
        return tuple(str(k + 1) for k in range(declared))
    return tuple(declared)


def _chain(value: Any) -> Any:
    """Cases within the last case as cases after it."""
    import sympy

    if not isinstance(value, sympy.Piecewise):
        return value
    *first, (last, otherwise) = value.args
    rest = _chain(last)
    if otherwise is not sympy.true or not isinstance(rest, sympy.Piecewise):
        return value
    return sympy.Piecewise(*first, *rest.args, evaluate=False)


def _is_vector(value: Any) -> bool:
    """A quantity with one number for each member of an index."""
    return isinstance(value, tuple) and not any(isinstance(v, tuple) for v in value)


def _entry_name(name: str, k: int, value: Any) -> str:
    return f"{name}[{k}]" if _is_vector(value) else name


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
    if isinstance(value, RegionList):
        return attrs.evolve(value, code=_lowered(value.code))
    return to_sympy(value) if isinstance(value, terms.Node) else value


def _restrict(instance: Model, changed: Mapping[str, Any]) -> None:
    """Leave the instance's components defined only where they are admissible."""
    cls = type(instance)
    singles = cls._components
    domains = [singles[n].domain.contains(v) for n, v in changed.items()]
    constraints = instance.constraints().values()
    inside = all_of(*domains, *constraints)
    whole = [n for n in changed if singles[n].domain.whole]
    if isinstance(inside, bool | np.bool_) and inside and not whole:
        return
    parts = instance.values()
    for name in singles if constraints else changed:
        parts[name] = _defined(parts[name], inside, name in whole)
    for name, value in gathered(cls._parameters, parts).items():
        object.__setattr__(instance, name, value)


def _refuse_two_readings(instance: Model, values: Mapping[str, Any], where: str) -> None:
    """An array of a batch that is as long as a vector might be either."""
    vectors = {n: p for n, p in instance.parameters().items() if p.per}
    given = {n: v for n, v in values.items() if n in vectors and isinstance(v, np.ndarray)}
    for name, value in given.items():
        batch = np.broadcast_shapes(*(np.shape(v) for v in instance.values().values()))
        if value.ndim and value.shape == batch == vectors[name].shape:
            raise InvalidInput(
                f"{where}: {name} of shape {value.shape} may hold one value for each "
                f"{' and '.join(vectors[name].per)} or one for each instance of the batch; give a "
                "tuple with one entry for each, or a mapping"
            )


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


def _first_line(documented: Any) -> str:
    return inspect.cleandoc(documented.__doc__ or "").partition("\n")[0]


def _constant(value: Any) -> property:
    return property(lambda _: value)


def _check_constraints(instance: Model, where: str) -> None:
    for label, condition in instance.constraints().items():
        if not np.all(condition):
            raise InvalidInput(f"{where}: the parameters violate {label!r}")


__all__ = ["Change", "Model"]
