"""Choices inside comparisons split into cases, which the procedure for quantifiers needs."""

from __future__ import annotations

from gametheory.errors import TooLarge
from gametheory.terms import Formula, Node, Term, order, replaced

_MOST_CASES = 1000
_COMPARISONS = ("<", "<=", ">", ">=", "=")


def split_choices(formula: Formula) -> Formula:
    """The same condition in which no comparison holds a choice.

    ``choice(c, a, b) > 0`` becomes ``(c and a > 0) or (not c and b > 0)``; sizes may double with
    each choice.
    """
    known: dict[int, tuple[Formula, Formula]] = {}

    def split(node: Node) -> Node | None:
        if node.op not in _COMPARISONS:
            return None
        return _cases(node, known)  # type: ignore[arg-type]

    return replaced(formula, split)


def _cases(comparison: Formula, known: dict[int, tuple[Formula, Formula]]) -> Formula:
    """The comparison without choices; ``known`` keeps what it was asked, as ids are reused."""
    if id(comparison) in known:
        return known[id(comparison)][1]
    choice = next((n for n in order(*comparison.args) if n.op == "where"), None)
    if choice is None:
        return comparison
    test = split_choices(choice.args[0])
    yes, no = (_cases(_with(comparison, choice, branch), known) for branch in choice.args[1:])
    denied = Formula.of("not", test)
    found = Formula.of("or", Formula.of("and", test, yes), Formula.of("and", denied, no))
    known[id(comparison)] = comparison, found
    if len(known) > _MOST_CASES:
        raise TooLarge(
            f"a condition below a quantifier falls into more than {_MOST_CASES} cases; state it "
            "with fewer choices (where, maximum, abs)"
        )
    return found


def _with(comparison: Formula, choice: Node, branch: Term) -> Formula:
    return replaced(comparison, lambda n: branch if n is choice else None)
