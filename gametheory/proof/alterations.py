"""Altered conditions: mutants of a conclusion, assumptions loosened by one percent."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gametheory.term_graphs import order, replaced
from gametheory.terms import Formula, Node, Term, choice, constant

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_PERCENT = Fraction(1, 100)
_MOST = 12


def mutants(condition: Formula) -> Iterator[tuple[str, Formula]]:
    """A condition with one relation turned round, or one constant or one side moved by 1 %.

    At most a dozen, those of different kinds first.
    """
    plain = condition
    while any(n.op == "admissible" for n in order(plain)):
        plain = replaced(plain, lambda n: n.args[0] if n.op == "admissible" else None)
    kinds = [list(_turned(plain)), list(_moved(plain)), list(_shifted(plain))]
    given = 0
    for k in range(max(map(len, kinds))):
        for kind in kinds:
            if k < len(kind) and given < _MOST:
                given += 1
                yield kind[k]


def _comparisons(condition: Formula) -> list[Formula]:
    return [n for n in order(condition) if n.op in (*_TURNED, "=") and isinstance(n, Formula)]


def _exchanged(condition: Formula, old: Node, new: Node) -> Formula:
    return replaced(condition, lambda n: new if n is old else None)


def _turned(condition: Formula) -> Iterator[tuple[str, Formula]]:
    for atom in _comparisons(condition):
        if atom.op == "=":
            new = Formula.of("<", *atom.args)
        else:
            new = Formula.of(_TURNED[atom.op], *atom.args)
        yield f"{_short(atom)} turned round", _exchanged(condition, atom, new)


def _moved(condition: Formula) -> Iterator[tuple[str, Formula]]:
    for node in order(condition):
        if node.op == "constant" and node.value != 0:
            more = constant(node.value * (1 + _PERCENT))
            yield f"{node.value} moved by 1 %", _exchanged(condition, node, more)


def _shifted(condition: Formula) -> Iterator[tuple[str, Formula]]:
    """One side of a comparison of two quantities larger by one percent."""
    for atom in _comparisons(condition):
        left, right = atom.args
        if any(side.op == "constant" and side.value == 0 for side in (left, right)):
            continue  # one percent of nothing
        if right.op != "constant":
            new = Formula.of(atom.op, left, right * (1 + _PERCENT))
            yield f"right side of {_short(atom)} moved by 1 %", _exchanged(condition, atom, new)
        if left.op != "constant":
            new = Formula.of(atom.op, left * (1 + _PERCENT), right)
            yield f"left side of {_short(atom)} moved by 1 %", _exchanged(condition, atom, new)


def _short(atom: Formula) -> str:
    text = str(atom)
    return text if len(text) <= 40 else f"{text[:37]}..."


def relaxed(condition: Formula) -> Formula | None:
    """The condition with every comparison loosened by one percent of its sides.

    A comparison with zero is loosened by a hundredth. None where the condition is no conjunction
    of comparisons.
    """
    if condition.op == "and":
        parts = [relaxed(part) for part in condition.args]
        return None if any(p is None for p in parts) else Formula.of("and", *parts)
    if condition.op not in (*_TURNED, "="):
        return None
    left, right = condition.args
    slack = _size(left) * _PERCENT + _size(right) * _PERCENT
    if any(side.op == "constant" and side.value == 0 for side in (left, right)):
        slack = constant(_PERCENT)
    if condition.op == "=":
        return Formula.of("and", left <= right + slack, left >= right - slack)
    loose = right + slack if condition.op in ("<", "<=") else right - slack
    return Formula.of(condition.op, left, loose)


def _size(term: Term) -> Term:
    if term.op == "constant":
        return constant(abs(term.value))
    found: Term = choice(term >= 0, term, -term)
    return found


def restates(part: Formula, assumptions: list[Formula]) -> bool:
    """Whether a part says, up to the order of its sides, what an assumption says already."""
    said = [_upright(c) for a in assumptions for c in conjuncts(a)]
    return all(any(_upright(c) is s for s in said) for c in conjuncts(part))


def conjuncts(condition: Formula) -> list[Formula]:
    """The conditions that a conjunction joins, at every depth."""
    if condition.op == "and":
        return [c for part in condition.args for c in conjuncts(part)]
    return [condition]


def _upright(condition: Formula) -> Formula:
    """``a < b`` for ``b > a`` and for ``not a >= b``."""
    if condition.op == "not":
        inner = condition.args[0]
        denied = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
        if inner.op in denied:
            return _upright(Formula.of(denied[inner.op], *inner.args))
    if condition.op in (">", ">="):
        return Formula.of(_TURNED[condition.op], *reversed(condition.args))
    return condition
