"""What the points of a plane are labelled by: a model's region, or the equilibria of its game."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations
from typing import Any

import attrs

from gametheory import terms
from gametheory.errors import InvalidInput
from gametheory.model import Model
from gametheory.planes.signs import constant_value
from gametheory.terms import Formula, Node, Term

UNDEFINED = "undefined"

_MOST_PLAYERS = 4  # 2**n supports, each with its determinants


@attrs.frozen(eq=False)
class Labelling:
    """Formulas, and the label that their values at a point make.

    Attributes
    ----------
    roots : tuple of Node
    name : callable
        A label from the values of the roots; none of them is undefined.
    known : tuple of str
        Labels in the order in which they are listed; others follow in alphabetical order.
    """

    roots: tuple[Node, ...]
    name: Callable[[Sequence[Any]], str]
    known: tuple[str, ...] = ()

    def label(self, values: Sequence[Any]) -> str:
        """The label, "undefined" where some formula is undefined."""
        return UNDEFINED if any(v is None for v in values) else self.name(values)


def by_region(symbolic: Model, instance: Model) -> Labelling:
    """The model's property ``region``, a code into the names of its outcome's regions."""
    owner = type(symbolic).__name__
    if not hasattr(type(symbolic), "region"):
        raise InvalidInput(
            f"regions: {owner} has no property 'region'; define one that gives the code of the "
            "region with where(condition, code, ...), or ask for by='equilibria'"
        )
    names = instance.solve().regions
    region = symbolic.region  # type: ignore[attr-defined]
    root = terms.choice(region, 1, 0) if isinstance(region, Formula) else terms.number(region)

    def name(values: Sequence[Any]) -> str:
        code = constant_value(values[0])
        if code is None or code.denominator != 1 or not 0 <= code < len(names):
            raise InvalidInput(
                f"regions: {owner}.region is {values[0].as_expr()} somewhere, which is no code "
                f"into its {len(names)} regions"
            )
        return names[int(code)]

    return Labelling((root,), name, tuple(names))


def by_equilibria(symbolic: Model, instance: Model) -> Labelling:
    """The equilibria of the model's two-by-two game, or of its linear replies."""
    if hasattr(type(symbolic), "payoffs"):
        return _two_by_two(symbolic.payoffs, _actions(instance))  # type: ignore[attr-defined]
    if hasattr(type(symbolic), "linear_replies"):
        return _complementarity(*symbolic.linear_replies)  # type: ignore[attr-defined]
    raise InvalidInput(
        f"regions: {type(symbolic).__name__} has neither a property 'payoffs' (two 2x2 matrices "
        "of formulas) nor 'linear_replies' (intercepts, and the matrix of slopes)"
    )


def _actions(instance: Model) -> tuple[Sequence[str], Sequence[str]]:
    try:
        rows, columns = instance.game().actions
    except NotImplementedError:
        rows = columns = ("1", "2")
    return rows, columns


def _two_by_two(payoffs: Any, actions: tuple[Sequence[str], Sequence[str]]) -> Labelling:
    """Which profiles are pure equilibria, and whether a completely mixed one exists.

    ``a[j]`` is what the row player gains by the first row in column j, ``b[i]`` what the column
    player gains by the first column in row i.
    """
    first, second = ([[terms.number(v) for v in row] for row in matrix] for matrix in payoffs)
    if any(len(m) != 2 or any(len(row) != 2 for row in m) for m in (first, second)):
        raise InvalidInput("regions: 'payoffs' has to be two matrices of two rows and two columns")
    a = [first[0][j] - first[1][j] for j in (0, 1)]
    b = [second[i][0] - second[i][1] for i in (0, 1)]

    def best(gain: Term, action: int) -> Formula:
        return gain <= 0 if action else gain >= 0

    profiles = [(i, j) for i in (0, 1) for j in (0, 1)]
    pure = [best(a[j], i) & best(b[i], j) for i, j in profiles]
    mixed = _indifferent(*a) & _indifferent(*b)
    names = [f"({actions[0][i]}, {actions[1][j]})" for i, j in profiles]

    def name(values: Sequence[Any]) -> str:
        found = [n for n, holds in zip([*names, "mixed"], values, strict=True) if holds]
        return " + ".join(found)

    return Labelling((*pure, mixed), name)


def _indifferent(first: Term, second: Term) -> Formula:
    """Some mixture of the rival that uses both its actions leaves a player indifferent."""
    always = terms.equality(first, 0) & terms.equality(second, 0)
    return always | ((first > 0) & (second < 0)) | ((first < 0) & (second > 0))


def _complementarity(intercepts: Sequence[Any], slopes: Sequence[Sequence[Any]]) -> Labelling:
    r"""Which players act in equilibrium, where :math:`x_i = \max(0, r_i + \sum_j B_{ij} x_j)`.

    A set of players who act solves :math:`(I - B) x = r` on itself; by Cramer's rule each
    condition is one on determinants.
    """
    n = len(intercepts)
    if n > _MOST_PLAYERS or any(len(row) != n for row in slopes):
        raise InvalidInput(
            f"regions: 'linear_replies' of {n} players with rows of {[len(r) for r in slopes]} "
            f"slopes; give a square matrix, for at most {_MOST_PLAYERS} players"
        )
    r = [terms.number(v) for v in intercepts]
    m = [[(1 if i == j else 0) - terms.number(slopes[i][j]) for j in range(n)] for i in range(n)]
    supports = [s for size in range(n + 1) for s in combinations(range(n), size)]
    minors = {s: _determinant([[m[i][j] for j in s] for i in s]) for s in supports}
    holds, singular = [], []
    for s in supports:
        solved = {k: _determinant([[r[i] if j == k else m[i][j] for j in s] for i in s]) for k in s}
        acting = [solved[k] * minors[s] > 0 for k in s]
        idle = []
        for i in set(range(n)) - set(s):
            wanted = r[i] * minors[s]
            for k in s:
                wanted = wanted - m[i][k] * solved[k]
            idle.append(wanted * minors[s] <= 0)
        zero = terms.equality(minors[s], 0)
        singular.append(zero)
        holds.append(Formula.of("and", terms.negation(zero), *acting, *idle))
    p_matrix = Formula.of("and", *(d > 0 for d in minors.values()))
    names = ["{" + ", ".join(str(k + 1) for k in s) + "}" for s in supports]

    def name(values: Sequence[Any]) -> str:
        isolated, degenerate = values[: len(names)], values[len(names) : -1]
        found = [n for n, there in zip(names, isolated, strict=True) if there]
        found += [f"singular {n}" for n, zero in zip(names, degenerate, strict=True) if zero]
        unique = "unique " if values[-1] else ""
        return unique + (" + ".join(found) or "none")

    return Labelling((*holds, *singular, p_matrix), name)


def _determinant(rows: Sequence[Sequence[Term]]) -> Term:
    """Leibniz' sum."""
    total = terms.constant(0)
    for order, sign in _permutations(len(rows)):
        entry = terms.constant(sign)
        for i, j in enumerate(order):
            entry = entry * rows[i][j]
        total = total + entry
    return total


def _permutations(n: int) -> Iterator[tuple[tuple[int, ...], int]]:
    for order in permutations(range(n)):
        inversions = sum(a > b for a, b in combinations(order, 2))
        yield order, -1 if inversions % 2 else 1
