"""Branching that reads the same on floats, arrays, fractions, symbols and in a proof.

Arithmetic and comparisons need no help: ``+ - * / **`` and ``< <= > >=`` already work on all of
them. What does not is a choice (``if``, ``max``, ``and``), because a symbol is neither true nor
false, and equality, because ``==`` on a symbol compares spelling. Those go through here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce
from numbers import Number as PlainNumber
from typing import Any, Protocol, TypeAlias

import numpy as np

from gametheory import term_graphs, terms
from gametheory.errors import InvalidInput, SymbolicBranch
from gametheory.exact.decimal_fractions import UNDEFINED, DecimalFraction, square_root
from gametheory.exact.decimals import exact
from gametheory.sympy_terms import to_sympy
from gametheory.terms import Node

Number: TypeAlias = Any
"""A float, integer, ``Fraction``, array of them, SymPy expression or term of a proof."""

Vector: TypeAlias = Any
"""One number for each member of an index: a tuple."""

Matrix: TypeAlias = Any
"""Rows of numbers: a tuple of tuples."""

Condition: TypeAlias = Any
"""A truth value, an array of them, a SymPy Boolean or a formula of a proof."""


class Domain(Protocol):
    """Where a value may lie: an interval of :mod:`gametheory.parameters`."""

    @property
    def whole(self) -> bool:
        """Whether only whole numbers belong to it."""
        ...

    def contains(self, x: Number) -> Condition:
        """Whether ``x`` lies inside."""
        ...


def reading(*operands: Any) -> str:
    """``"term"``, ``"symbolic"``, ``"array"`` or ``"scalar"``: how an expression is being read."""
    found = "scalar"
    for operand in operands:
        if isinstance(operand, Node):
            return "term"
        home = type(operand).__module__.partition(".")[0]
        if home == "z3":
            raise SymbolicBranch(
                "a z3 term stands in a formula; Model.reals() reads a model for proofs"
            )
        if home == "sympy":
            found = "symbolic"
        elif found == "scalar" and isinstance(operand, np.ndarray):
            found = "array"
    return found


def _value(branch: Any) -> Any:
    return branch() if callable(branch) else branch


def where(condition: Condition, yes: Number, no: Number) -> Number:
    """``yes`` where the condition holds, ``no`` elsewhere.

    A branch may be a function without arguments: it is then evaluated only where it is needed
    (on single numbers) or with division warnings silenced (on arrays), as in
    ``where(d > 0, lambda: a / d, 0)``.

    Examples
    --------
    >>> from fractions import Fraction
    >>> where(Fraction(1, 3) > 0, "up", "down")
    'up'
    """
    if condition is UNDEFINED:
        return UNDEFINED
    kind = reading(condition)
    if kind == "array":
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(condition, _value(yes), _value(no))
    if kind == "term":
        return terms.choice(condition, _value(yes), _value(no))
    if kind == "symbolic":
        first, second = _value(yes), _value(no)
        chosen = terms.choice(terms.truth(condition), first, second)
        return to_sympy(chosen)
    return lifted(_value(yes) if condition else _value(no))


def maximum(first: Number, *others: Number) -> Number:
    """Largest operand, elementwise on arrays."""
    return _extreme("max", (first, *others))


def minimum(first: Number, *others: Number) -> Number:
    """Smallest operand, elementwise on arrays."""
    return _extreme("min", (first, *others))


def _extreme(name: str, operands: tuple[Number, ...]) -> Number:
    kind = reading(*operands)
    if kind == "array":
        return reduce(np.maximum if name == "max" else np.minimum, operands)
    if kind in ("term", "symbolic"):
        found = terms.extreme(name, operands)
        return found if kind == "term" else to_sympy(found)
    if any(x is UNDEFINED for x in operands):
        return UNDEFINED
    return lifted(max(operands) if name == "max" else min(operands))


def clip(x: Number, low: Number, high: Number) -> Number:
    """``x`` moved to the nearest point of ``[low, high]``."""
    return minimum(maximum(x, low), high)


def positive_part(x: Number) -> Number:
    """``max(x, 0)``."""
    return maximum(x, 0)


def all_of(*conditions: Condition) -> Condition:
    """Every condition holds (true when there is none)."""
    return _fold("and", conditions, neutral=True)


def any_of(*conditions: Condition) -> Condition:
    """At least one condition holds (false when there is none)."""
    return _fold("or", conditions, neutral=False)


def _fold(op: str, conditions: tuple[Condition, ...], *, neutral: bool) -> Condition:
    kind = reading(*conditions)
    if kind in ("term", "symbolic"):
        _refuse_deciding(op, conditions, neutral)
        read = [terms.truth(c) for c in conditions if not _is_plain(c)]
        found = read[0] if len(read) == 1 else terms.Formula.of(op, *read)
        return found if kind == "term" else to_sympy(found)
    if kind == "array":
        return reduce(np.logical_and if neutral else np.logical_or, conditions)
    # Truth values in any order: what one of them decides, an undefined one does not change.
    if any(c is not UNDEFINED and bool(c) is not neutral for c in conditions):
        return not neutral
    return UNDEFINED if any(c is UNDEFINED for c in conditions) else neutral


def _is_plain(condition: Condition) -> bool:
    return isinstance(condition, bool | np.bool_)


def _refuse_deciding(op: str, conditions: Sequence[Condition], neutral: bool) -> None:
    """A plain truth value that decides the whole is a comparison that went wrong."""
    for k, condition in enumerate(conditions):
        if _is_plain(condition) and bool(condition) is not neutral:
            name = "all_of" if op == "and" else "any_of"
            raise SymbolicBranch(
                f"{name}: condition {k + 1} is Python's {bool(condition)}, which decides the "
                "whole; write a comparison of quantities, with equal(a, b) for ="
            )


def not_(condition: Condition) -> Condition:
    """The condition does not hold."""
    if condition is UNDEFINED:
        return UNDEFINED
    kind = reading(condition)
    if kind == "array":
        return np.logical_not(condition)
    if kind in ("term", "symbolic"):
        found = terms.negation(terms.truth(condition))
        return found if kind == "term" else to_sympy(found)
    return not condition


def implies(premise: Condition, conclusion: Condition) -> Condition:
    """If the premise holds, so does the conclusion."""
    if reading(premise, conclusion) not in ("term", "symbolic"):
        return any_of(not_(premise), conclusion)
    return _connected("implies", premise, conclusion)


def iff(first: Condition, second: Condition) -> Condition:
    """Both hold or neither does."""
    kind = reading(first, second)
    if kind == "array":
        return np.equal(first, second)
    if kind in ("term", "symbolic"):
        return _connected("iff", first, second)
    if first is UNDEFINED or second is UNDEFINED:
        return UNDEFINED
    return bool(first) == bool(second)


def _connected(op: str, first: Condition, second: Condition) -> Condition:
    for place, condition in (("first", first), ("second", second)):
        if _is_plain(condition):
            raise SymbolicBranch(
                f"{op}: the {place} condition is Python's {bool(condition)}; write a comparison "
                "of quantities, with equal(a, b) for ="
            )
    found = terms.Formula.of(op, terms.truth(first), terms.truth(second))
    return found if reading(first, second) == "term" else to_sympy(found)


def sqrt(x: Number) -> Number:
    """Square root; in a proof and in exact checks it is defined only where ``x >= 0``."""
    kind = reading(x)
    if kind == "term":
        return terms.square_root(x)
    if kind == "symbolic":
        import sympy

        return sympy.sqrt(x)
    if isinstance(x, DecimalFraction) or x is UNDEFINED:
        return square_root(x)
    with np.errstate(invalid="ignore"):
        return np.sqrt(np.asarray(x, dtype=np.float64))[()]


def equal(a: Number, b: Number) -> Condition:
    """``a`` equals ``b`` as a number (``==`` on a symbol would compare spelling).

    Raises
    ------
    SymbolicBranch
        For tuples, lists and truth values: write ``all_of(equal(x, u), equal(y, v))`` or ``iff``.
    """
    for side in (a, b):
        if isinstance(side, tuple | list | set | frozenset | dict | str) or side is None:
            raise SymbolicBranch(
                f"equal: {type(side).__name__} is no number; compare part by part with "
                "all_of(equal(x, u), equal(y, v))"
            )
        if _is_plain(side) or isinstance(side, terms.Formula):
            raise SymbolicBranch("equal: a condition is no number; write iff(a, b)")
        plain = reading(side) == "scalar" and side is not UNDEFINED
        if plain and not isinstance(side, PlainNumber | np.generic):
            raise SymbolicBranch(f"equal: {type(side).__name__} is no number")
    kind = reading(a, b)
    if kind in ("term", "symbolic"):
        found = terms.equality(a, b)
        return found if kind == "term" else to_sympy(found)
    return a == b


def differ(a: Number, b: Number) -> Condition:
    """``a`` and ``b`` are different numbers."""
    return not_(equal(a, b))


def exists(domain: Domain, condition: Callable[[Number], Condition], name: str = "t") -> Condition:
    r"""Some value in ``domain`` makes the condition hold: :math:`\exists t \in D: C(t)`.

    Parameters
    ----------
    domain : Interval
        Where the value may lie.
    condition : function of one number
        As ``lambda t: t * t > self.a``. It has to be defined for every value of the domain.
    name : str
        How reports write the value.

    Notes
    -----
    Decided by the prover only: a proposition with a quantifier is proved, refuted or unknown, and
    never swept. On arrays there is no answer.
    """
    return _quantified("exists", domain, condition, name)


def forall(domain: Domain, condition: Callable[[Number], Condition], name: str = "t") -> Condition:
    r"""Every value in ``domain`` makes it hold, :math:`\forall t \in D: C(t)`; see `exists`."""
    return _quantified("forall", domain, condition, name)


def _quantified(
    op: str, domain: Domain, condition: Callable[[Number], Condition], name: str
) -> Condition:
    if not (hasattr(domain, "contains") and hasattr(domain, "whole")):
        raise InvalidInput(
            f"{op}: the domain is {domain!r}; give an interval such as UNIT, REAL or interval(0, 2)"
        )
    if domain.whole:
        raise InvalidInput(f"{op}: the domain {domain} is one of whole numbers; give a real one")
    if not str(name).isidentifier():
        raise InvalidInput(f"{op}: the name {name!r} is no variable's name; give one like 't'")
    if not callable(condition):
        raise InvalidInput(
            f"{op}: the condition is {condition!r}; give a function such as lambda t: t > self.a"
        )
    bound = terms.opened(name)
    body = condition(bound)
    if reading(body) != "term":
        raise SymbolicBranch(
            f"{op}: the condition on {name} is {body!r} ({type(body).__name__}), whatever {name} "
            "is; return a comparison that mentions it"
        )
    read = terms.truth(body)
    names = term_graphs.free_variables(read)
    for other in names:
        if "~" in other and "~?" not in other:
            raise InvalidInput(
                f"{op}: the condition {read} uses {terms.spoken(other)} outside the exists or "
                "forall that it belongs to"
            )
    if bound.value not in names:
        raise InvalidInput(f"{op}: the condition {read} does not mention {name}")
    return terms.quantified(op, bound, terms.truth(domain.contains(bound)), read)


_judging: list[str] = []  # readings of statements under way


def judging() -> str:
    """How the statement that is being judged is read; "" where none is."""
    return _judging[-1] if _judging else ""


@contextmanager
def judged_reading(kind: str) -> Iterator[None]:
    """Around the reading of a statement.

    Raises
    ------
    SymbolicBranch
        A term refused something and the formula caught the error: what it did then is another
        formula.
    """
    terms.refused.clear()
    _judging.append(kind)
    try:
        yield
    finally:
        _judging.pop()
    if terms.refused:
        raise terms.refused[-1]


def lifted(value: Any) -> Any:
    """A plain number as the reading of a statement needs it: Python would make it a float."""
    plain = isinstance(value, int | float | Fraction | np.number) and not _is_plain(value)
    if plain and not isinstance(value, DecimalFraction):
        if judging() == "scalar":
            return DecimalFraction(exact(value))
        if judging() == "term":
            return terms.number(value)
    return value


@contextmanager
def refuse_branching(place: str) -> Iterator[None]:
    """Say in the errors of ``if symbol`` and its like where they happened.

    Raises
    ------
    SymbolicBranch
        If the block took the truth value of a symbolic condition or of an array, compared symbols
        with ``==``, or used them in another way that Python would decide silently.
    InvalidInput
        If a number cannot be read exactly.
    """
    try:
        yield
    except (SymbolicBranch, InvalidInput) as error:
        if getattr(error, "place", None) is None and type(error) in (SymbolicBranch, InvalidInput):
            placed = type(error)(f"{place}: {error}")
            placed.__dict__["place"] = place
            raise placed from error
        raise
    except OverflowError as error:
        placed = InvalidInput(
            f"{place}: {error}; numbers of formulas lie within 1e308, in other units if need be"
        )
        placed.__dict__["place"] = place
        raise placed from error
    except Exception as error:
        text = str(error)
        marks = (
            "truth value of Relational",
            "Symbolic expressions cannot be cast to concrete Boolean",
            "truth value of an array",
            "only 0-dimensional arrays can be converted",
            "only length-1 arrays can be converted",
            "unhashable type: 'numpy.ndarray'",
            "does not support ufuncs (__array_ufunc__=None)",
        )
        if any(mark in text for mark in marks):
            raise SymbolicBranch(
                f"{place}: a Python 'if', 'and', 'or', 'max', 'min', ==, in, set or a function "
                "of NumPy met what is neither true nor false (symbols or arrays); write "
                "where(condition, a, b), all_of, any_of, equal, maximum or minimum of "
                "gametheory.algebra instead"
            ) from error
        raise
