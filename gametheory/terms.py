"""Terms: the one symbolic reading of a model's formulas.

A quantity computed on terms is a graph of operations. From it come the formulas of the report
(SymPy), the questions put to the provers (SMT-LIB), and exact values at a point. A term refuses
every use of Python that would silently decide something a symbol cannot decide: ``==``, ``in``,
``if``, ``and``, hashing, conversion to a float. So does the result of a comparison.

Equal graphs are one object, so that what is shared is worked on once.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar, NoReturn, TypeVar

import numpy as np

from gametheory.errors import SymbolicBranch
from gametheory.exact.decimals import exact
from gametheory.term_graphs import QUANTIFIERS, order, replaced, written_size

_LARGEST_EXPONENT = 64  # a prover multiplies powers out

_SHOWN = 400  # operations; what is longer says nothing to a reader

N = TypeVar("N", bound="Node")

refused: list[SymbolicBranch] = []
"""The last refusal: a formula may catch the error, and nobody may believe it then."""


# NumPy's names of operators, and what the right side answers.
_TURNED = {
    "add": "__radd__", "subtract": "__rsub__", "multiply": "__rmul__", "divide": "__rtruediv__",
    "power": "__rpow__", "floor_divide": "__rfloordiv__", "remainder": "__rmod__",
    "less": "__gt__", "less_equal": "__ge__", "greater": "__lt__", "greater_equal": "__le__",
    "equal": "__eq__", "not_equal": "__ne__",
    "bitwise_and": "__rand__", "bitwise_or": "__ror__", "bitwise_xor": "__rxor__",
}  # fmt: skip


class Node:
    """A node of the graph: an operation, its operands and what else it needs.

    Attributes
    ----------
    op : str
        ``"constant"``, ``"variable"``, ``"+"``, ``"<"``, ``"and"`` ...
    args : tuple of Node
    value : object
        A constant's fraction, a variable's name, an exponent, a foreign expression.
    """

    __slots__ = ("__weakref__", "args", "op", "value")
    _known: ClassVar[weakref.WeakValueDictionary[Any, Any]] = weakref.WeakValueDictionary()

    op: str
    args: tuple[Any, ...]
    value: Any

    @classmethod
    def of(cls: type[N], op: str, *args: Any, value: Any = None) -> N:
        """The node of this operation; an equal one is the same object."""
        key = (cls, op, value, *map(id, args))
        found = Node._known.get(key)
        if found is None:
            found = object.__new__(cls)
            found.op, found.args, found.value = op, args, value
            Node._known[key] = found
        return found

    def _sympy_(self) -> Any:
        from gametheory.sympy_terms import to_sympy

        return to_sympy(self)

    def __str__(self) -> str:
        size = written_size(self)
        from gametheory.sympy_terms import to_sympy

        return str(to_sympy(self)) if size <= _SHOWN else f"<{size} operations>"

    __repr__ = __str__

    def __reduce__(self) -> Any:
        return _rebuilt, (type(self), self.op, self.args, self.value)

    def _refuse(self, what: str, instead: str) -> NoReturn:
        error = SymbolicBranch(
            f"{what} met a {'condition' if isinstance(self, Formula) else 'quantity'} that is "
            f"read as a symbol; {instead}"
        )
        refused[:] = [*refused, error][-1:]
        raise error

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        # An operator whose left side is NumPy's arrives here; every other function is refused.
        turned = getattr(self, _TURNED.get(ufunc.__name__, ""), None)
        if turned is None or method != "__call__" or options or isinstance(inputs[0], Node):
            self._refuse(
                f"numpy.{ufunc.__name__}",
                "write where, maximum, minimum, clip or sqrt of gametheory.algebra instead",
            )
        left = inputs[0]  # comparisons come with an array without axes
        return turned(left[()] if isinstance(left, np.ndarray) and not left.ndim else left)

    def __bool__(self) -> NoReturn:
        self._refuse(
            "a Python 'if', 'and', 'or', 'not', 'in', 'max', 'min' or a chained comparison",
            "it is neither true nor false; write where(condition, a, b), all_of, any_of, not_, "
            "maximum or minimum of gametheory.algebra instead",
        )

    def __hash__(self) -> NoReturn:
        self._refuse(
            "a set, a dictionary or hash()",
            "Python would compare spelling; write all_of(equal(a, b), ...) of gametheory.algebra",
        )

    def __iter__(self, *_: Any) -> NoReturn:  # `in` hands over what it looks for
        self._refuse("a loop or unpacking", "it is a single number")

    def __float__(self, *_: Any) -> NoReturn:  # round() hands over a number of digits
        self._refuse("float(), int(), round() or a function of math", "it has no value yet")

    __int__ = __index__ = __complex__ = __round__ = __trunc__ = __floor__ = __ceil__ = __float__
    __len__ = __contains__ = __iter__


def _rebuilt(cls: Any, op: str, args: tuple[Any, ...], value: Any) -> Any:
    return cls.of(op, *args, value=value)


def _equality(self: Node, other: object) -> NoReturn:
    self._refuse(
        "Python's ==, != or in",
        "it would compare spelling; write equal(a, b), differ(a, b) or iff(a, b) of "
        "gametheory.algebra instead",
    )


# Set outside the class bodies: a class that defines __eq__ there loses its __hash__.
Node.__eq__ = _equality  # type: ignore[method-assign, assignment]
Node.__ne__ = _equality  # type: ignore[method-assign, assignment]


class Term(Node):
    """A number that depends on parameters."""

    __slots__ = ()

    def _with(self, op: str, other: Any, *, turned: bool = False) -> Term:
        operand = number(other)
        return Term.of(op, operand, self) if turned else Term.of(op, self, operand)

    def _compared(self, op: str, other: Any) -> Formula:
        return Formula.of(op, self, number(other))

    def __add__(self, other: Any) -> Term:
        return self._with("+", other)

    def __radd__(self, other: Any) -> Term:
        return self._with("+", other, turned=True)

    def __sub__(self, other: Any) -> Term:
        return self._with("-", other)

    def __rsub__(self, other: Any) -> Term:
        return self._with("-", other, turned=True)

    def __mul__(self, other: Any) -> Term:
        return self._with("*", other)

    def __rmul__(self, other: Any) -> Term:
        return self._with("*", other, turned=True)

    def __truediv__(self, other: Any) -> Term:
        return self._with("/", other)

    def __rtruediv__(self, other: Any) -> Term:
        return self._with("/", other, turned=True)

    def __neg__(self) -> Term:
        return Term.of("negative", self)

    def __pos__(self) -> Term:
        return self

    def __abs__(self) -> Term:
        return Term.of("where", self >= 0, self, -self)

    def __pow__(self, exponent: Any, modulus: Any = None) -> Term:
        if isinstance(exponent, Node):
            self._refuse("a power", "its exponent must be a whole number, not a quantity")
        power = exact(exponent, "an exponent")
        if power.denominator != 1 or abs(power) > _LARGEST_EXPONENT or modulus is not None:
            self._refuse(
                f"the exponent {exponent}",
                f"only whole exponents up to {_LARGEST_EXPONENT} are read; sqrt(x) is a root",
            )
        if power < 0:
            return 1 / self**-power
        return Term.of("power", self, value=int(power))

    def __rpow__(self, base: Any) -> NoReturn:
        self._refuse("a power", "its exponent must be a whole number, not a quantity")

    def _no_remainder(self, other: Any) -> NoReturn:
        self._refuse("//, % or divmod()", "only + - * / and whole powers are read")

    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __divmod__ = __rdivmod__ = _no_remainder

    def __lt__(self, other: Any) -> Formula:
        return self._compared("<", other)

    def __le__(self, other: Any) -> Formula:
        return self._compared("<=", other)

    def __gt__(self, other: Any) -> Formula:
        return self._compared(">", other)

    def __ge__(self, other: Any) -> Formula:
        return self._compared(">=", other)


class Formula(Node):
    """A condition on parameters."""

    __slots__ = ()

    def _joined(self, op: str, other: Any, *, turned: bool = False) -> Formula:
        if isinstance(other, bool | np.bool_):
            if bool(other) is (op == "or"):
                self._refuse(
                    f"Python's {bool(other)}, which decides the whole,", "write a comparison"
                )
            return self
        sides = (truth(other), self) if turned else (self, truth(other))
        return Formula.of(op, *(a for s in sides for a in (s.args if s.op == op else (s,))))

    def __and__(self, other: Any) -> Formula:
        return self._joined("and", other)

    def __rand__(self, other: Any) -> Formula:
        return self._joined("and", other, turned=True)

    def __or__(self, other: Any) -> Formula:
        return self._joined("or", other)

    def __ror__(self, other: Any) -> Formula:
        return self._joined("or", other, turned=True)

    def __invert__(self) -> NoReturn:
        self._refuse("~", "on a Python truth value it is always true; write not_(condition)")

    def __xor__(self, other: Any) -> NoReturn:
        self._refuse("^", "write not_(iff(a, b)) of gametheory.algebra instead")

    __rxor__ = __xor__

    def _no_number(self, *others: Any) -> NoReturn:
        self._refuse("arithmetic or an order", "write where(condition, 1, 0) for a number")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _no_number
    __rtruediv__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = _no_number
    __lt__ = __le__ = __gt__ = __ge__ = _no_number


TRUE = Formula.of("true")
FALSE = Formula.of("false")


def variable(name: str) -> Term:
    """The variable of this name: equal names are the same variable."""
    return Term.of("variable", value=name)


def constant(value: Fraction | int) -> Term:
    """A constant."""
    return Term.of("constant", value=Fraction(value))


def opaque(expression: Any, *, condition: bool = False) -> Any:
    """A SymPy expression as a term, or as a formula, that is carried along and given back."""
    return (Formula if condition else Term).of("opaque", value=_Foreign(expression))


class _Foreign:
    """A SymPy expression as a key: equal only to itself and its like."""

    __slots__ = ("expression",)

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Foreign) and bool(self.expression == other.expression)

    def __hash__(self) -> int:
        return hash(self.expression)


def number(value: Any) -> Term:
    """A term of a term or a plain number.

    Raises
    ------
    SymbolicBranch
        A condition, an array or a truth value where a number is due.
    InvalidInput
        A number that cannot be read exactly: NaN, an infinity, a float that is no short decimal.
    """
    if isinstance(value, Term):
        return value
    if isinstance(value, Formula):
        value._refuse("arithmetic or an order", "write where(condition, 1, 0) for a number")
    if isinstance(value, np.ndarray):
        raise SymbolicBranch("an array met a quantity that is read as a symbol; loop over it")
    if _is_sympy(value) and not value.is_Number:
        return opaque(value)  # type: ignore[no-any-return]
    return constant(exact(value, "a number in a formula"))


def truth(value: Any) -> Formula:
    """A formula of a formula or a plain truth value."""
    if isinstance(value, Formula):
        return value
    if isinstance(value, bool | np.bool_):
        return TRUE if value else FALSE
    if _is_sympy(value):
        import sympy

        if value in (sympy.true, sympy.false):
            return TRUE if value == sympy.true else FALSE
        return opaque(value, condition=True)  # type: ignore[no-any-return]
    raise SymbolicBranch(f"{value!r} stands where a condition is due; write a comparison")


def _is_sympy(value: Any) -> bool:
    return type(value).__module__.partition(".")[0] == "sympy"


def choice(condition: Formula, yes: Any, no: Any) -> Any:
    """``yes`` where the condition holds, ``no`` elsewhere: two numbers or two conditions."""
    condition = truth(condition)
    if any(isinstance(v, Formula | bool | np.bool_) for v in (yes, no)):
        a, b = truth(yes), truth(no)
        return Formula.of("and", _implied(condition, a), _implied(negation(condition), b))
    return Term.of("where", condition, number(yes), number(no))


def _implied(premise: Formula, conclusion: Formula) -> Formula:
    return Formula.of("implies", premise, conclusion)


def extreme(op: str, operands: tuple[Any, ...]) -> Term:
    """The largest (``op`` "max") or smallest ("min") of several numbers; nested ones are joined."""
    flat = [
        part
        for operand in map(number, operands)
        for part in (operand.args if operand.op == op else (operand,))
    ]
    return Term.of(op, *flat)


def negation(condition: Formula) -> Formula:
    """The condition does not hold."""
    return Formula.of("not", condition)


def equality(a: Any, b: Any) -> Formula:
    """Two numbers are equal."""
    return Formula.of("=", number(a), number(b))


def admissible(value: Term, condition: Formula) -> Term:
    """``value``, defined only where ``condition`` holds; whoever uses it has to show that."""
    return Term.of("admissible", value, condition)


def square_root(x: Term) -> Term:
    """The root of a number; defined only where the number is at least zero."""
    return Term.of("root", x)


_openings = itertools.count(1)


def opened(name: str) -> Term:
    """A variable that nothing else is: what a quantifier is about while its body is read."""
    return variable(f"{name}~?{next(_openings)}")


def quantified(op: str, bound: Term, domain: Formula, body: Formula) -> Formula:
    """``op`` is "exists" or "forall": some or every value of ``bound`` in ``domain``.

    The variable, made by :func:`opened`, is renamed by how many quantifiers stand below this one,
    one in the other: equal conditions are one object, no quantifier catches the variable of
    another, and a variable that has left its quantifier keeps a name that nothing binds.
    """
    heights: dict[int, int] = {}
    for node in order(domain, body):
        below = max((heights[id(a)] for a in node.args), default=0)
        heights[id(node)] = below + (node.op in QUANTIFIERS)
    height = 1 + max(heights[id(domain)], heights[id(body)])
    renamed = variable(f"{spoken(bound.value)}~{height}")

    def change(node: Node) -> Node | None:
        return renamed if node is bound else None

    return Formula.of(op, renamed, replaced(domain, change), replaced(body, change))


def spoken(name: str) -> str:
    """The name that a quantified variable was given."""
    return name.partition("~")[0]


def substituted(root: N, values: Mapping[str, Fraction]) -> N:
    """The graph with numbers for variables."""

    def change(node: Node) -> Node | None:
        if node.op == "variable" and node.value in values:
            return constant(values[node.value])
        return None

    return replaced(root, change)
