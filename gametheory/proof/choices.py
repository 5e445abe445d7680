"""Choices inside comparisons split into cases, which the procedure for quantifiers needs."""

from __future__ import annotations

from gametheory.terms import Formula, Node, Term, order, replaced

_COMPARISONS = ("<", "<=", ">", ">=", "=")


def split_choices(formula: Formula) -> Formula:
    """The same condition in which no comparison holds a choice.

    ``choice(c, a, b) > 0`` becomes ``(c and a > 0) or (not c and b > 0)``; sizes may double with
    each choice.
    """
    known: dict[int, Formula] = {}

    def split(node: Node) -> Node | None:
        if node.op not in _COMPARISONS:
            return None
        return _cases(node, known)  # type: ignore[arg-type]

    return replaced(formula, split)


def _cases(comparison: Formula, known: dict[int, Formula]) -> Formula:
    if id(comparison) in known:
        return known[id(comparison)]
    choice = next((n for n in order(*comparison.args) if n.op == "where"), None)
    if choice is None:
        return comparison
    test = split_choices(choice.args[0])
    yes, no = (_cases(_with(comparison, choice, branch), known) for branch in choice.args[1:])
    denied = Formula.of("not", test)
    found = Formula.of("or", Formula.of("and", test, yes), Formula.of("and", denied, no))
    known[id(comparison)] = found
    return found


def _with(comparison: Formula, choice: Node, branch: Term) -> Formula:
    return replaced(comparison, lambda n: branch if n is choice else None)
