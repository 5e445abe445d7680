"""Choices inside comparisons split into cases, which the procedure for quantifiers needs."""

from __future__ import annotations

from gametheory.errors import TooLarge
from gametheory.term_graphs import replaced
from gametheory.terms import Formula, Node, Term

_MOST_CASES = 3000
_COMPARISONS = ("<", "<=", ">", ">=", "=")
_Known = dict[int, tuple[Formula, Formula]]  # by id; the comparison stays alive beside its cases


def split_choices(formula: Formula) -> Formula:
    """The same condition, already cleared, in which no comparison holds a choice.

    ``choice(c, a, b) > 0`` becomes ``(c and a > 0) or (not c and b > 0)``; sizes may double with
    each choice.
    """
    return _split(formula, {})


def _split(formula: Formula, known: _Known) -> Formula:
    def split(node: Node) -> Node | None:
        if node.op not in _COMPARISONS:
            return None
        return _cases(node, known)  # type: ignore[arg-type]

    return replaced(formula, split)


def _cases(comparison: Formula, known: _Known) -> Formula:
    if id(comparison) in known:
        return known[id(comparison)][1]
    choice = _choice(comparison)
    found = comparison
    if choice is not None:
        test = _split(choice.args[0], known)
        yes, no = (_cases(_with(comparison, choice, b), known) for b in choice.args[1:])
        denied = Formula.of("not", test)
        found = Formula.of("or", Formula.of("and", test, yes), Formula.of("and", denied, no))
    known[id(comparison)] = (comparison, found)
    if len(known) > _MOST_CASES:
        raise TooLarge(
            f"a condition below a quantifier falls into more than {_MOST_CASES} cases; state it "
            "with fewer choices (where, maximum, abs)"
        )
    return found


def _choice(comparison: Formula) -> Node | None:
    """A choice that stands in the sides themselves, and not in the test of another choice.

    A test may hold a quantifier; what is chosen below it depends on the quantified variable, which
    means nothing outside.
    """
    stack: list[Node] = list(reversed(comparison.args))
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if node.op == "where":
            return node
        if id(node) not in seen:
            seen.add(id(node))
            stack.extend(reversed(node.args))
    return None


def _with(comparison: Formula, choice: Node, branch: Term) -> Formula:
    """The comparison with a branch for a choice; only its sides are touched."""
    return replaced(comparison, lambda n: branch if n is choice else None)
