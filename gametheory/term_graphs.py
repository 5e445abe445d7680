"""Walks through the graphs of terms: their nodes, free variables, constants, degrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from gametheory.terms import Node

N = TypeVar("N", bound="Node")

QUANTIFIERS = ("exists", "forall")


def order(*roots: Node) -> list[Node]:
    """Every node below the roots once, operands before what is made of them."""
    seen: set[int] = set()
    done: dict[int, Node] = {}
    stack = list(reversed(roots))
    while stack:
        node = stack[-1]
        if id(node) in seen:
            done[id(node)] = stack.pop()  # what is done already keeps its place
        else:
            seen.add(id(node))
            stack.extend(reversed(node.args))
    return list(done.values())


def written_size(root: Node) -> int:
    """Operations of a graph as it is written out, where what is shared is repeated."""
    sizes: dict[int, int] = {}
    for node in order(root):
        sizes[id(node)] = 1 + sum(sizes[id(a)] for a in node.args)
    return sizes[id(root)]


def free_variables(*roots: Node) -> list[str]:
    """Names of the variables that are free somewhere, in order of appearance."""
    nodes = order(*roots)
    names = [n.value for n in nodes if n.op == "variable"]
    if not any(n.op in QUANTIFIERS for n in nodes):
        return names
    free = free_names(*roots)
    wanted = frozenset().union(*(free[id(root)] for root in roots))
    return [name for name in names if name in wanted]


def free_names(*roots: Node) -> dict[int, frozenset[str]]:
    """Names of the variables that are free in each node below the roots, by the node's id."""
    free: dict[int, frozenset[str]] = {}
    for node in order(*roots):
        if node.op == "variable":
            found = frozenset((node.value,))
        elif node.op in QUANTIFIERS:
            found = (free[id(node.args[1])] | free[id(node.args[2])]) - {node.args[0].value}
        else:
            found = frozenset().union(*(free[id(a)] for a in node.args))
        free[id(node)] = found
    return free


def quantifies(*roots: Node) -> bool:
    """Whether a quantifier occurs below the roots."""
    return any(n.op in QUANTIFIERS for n in order(*roots))


def constants(*roots: Node) -> Iterator[Fraction]:
    """The constants below the roots."""
    return (n.value for n in order(*roots) if n.op == "constant")


def replaced(root: N, change: Callable[[Node], Node | None]) -> N:
    """The graph with every node for which ``change`` gives another one replaced by it."""
    new: dict[int, Any] = {}
    for node in order(root):
        instead = change(node)
        if instead is None:
            args = tuple(new[id(a)] for a in node.args)
            same = all(a is b for a, b in zip(args, node.args, strict=True))
            instead = node if same else type(node).of(node.op, *args, value=node.value)
        new[id(node)] = instead
    return new[id(root)]  # type: ignore[no-any-return]


def degree(*roots: Node) -> int:
    """A bound on the degrees of the quantities below, each as one polynomial over another."""
    sizes: dict[int, tuple[int, int]] = {}
    for node in order(*roots):
        below = [sizes[id(a)] for a in node.args]
        sizes[id(node)] = _degrees(node, below)
    return max((max(pair) for pair in sizes.values()), default=0)


def _degrees(node: Node, below: list[tuple[int, int]]) -> tuple[int, int]:
    """Degrees of numerator and denominator."""
    if node.op == "power":
        return below[0][0] * node.value, below[0][1] * node.value
    if len(below) == 2 and node.op in ("*", "/", "+", "-"):
        (a, b), (c, d) = below
        if node.op == "*":
            return a + c, b + d
        return (a + d, b + c) if node.op == "/" else (max(a + d, c + b), b + d)
    if not below:
        return (0 if node.op == "constant" else 1), 0
    return max(a for a, _ in below), max(b for _, b in below)
