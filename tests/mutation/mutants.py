"""Single-token mutants of a Python source file, made from its syntax tree.

One mutant changes one thing: a comparison, an arithmetic or boolean operator, a number, a string
that is not a docstring or part of a message, the truth of a condition, or drops one statement.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

import attrs

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
}


@attrs.frozen
class Mutant:
    """A changed source: where, what, and the compiled-ready text."""

    line: int
    change: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every single-token mutant of a source text."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    silent = _not_code(tree)
    for place, node in enumerate(nodes):
        if id(node) in silent:
            continue
        for k in range(_variants(node)):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[place]
            change = _apply(target, k)
            line = getattr(node, "lineno", 0)
            yield Mutant(line, change, ast.unparse(ast.fix_missing_locations(changed)))


def _not_code(tree: ast.Module) -> set[int]:
    """Nodes whose text is for the reader: docstrings, f-strings, annotations, imports."""
    out: set[int] = set()

    def drop(node: ast.AST | None) -> None:
        if node is not None:
            out.update(id(child) for child in ast.walk(node))

    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                drop(first)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            drop(node)  # what is said of an attribute, or an ellipsis
        if isinstance(node, ast.AnnAssign):
            drop(node.annotation)
        if isinstance(node, ast.FunctionDef):
            drop(node.returns)
            drop(node.args)
        if isinstance(node, ast.Import | ast.ImportFrom):
            drop(node)
        if isinstance(node, ast.JoinedStr):
            # The numbers a message shows are code; its words are not.
            out.update(id(part) for part in node.values if isinstance(part, ast.Constant))
    return out


def _variants(node: ast.AST) -> int:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return len(_COMPARISONS.get(type(node.ops[0]), ()))
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return 1 if type(node.op) in _ARITHMETIC else 0
    if isinstance(node, ast.BoolOp | ast.comprehension):
        return 1 if isinstance(node, ast.BoolOp) or node.ifs else 0
    if isinstance(node, ast.UnaryOp):
        return 1
    if isinstance(node, ast.If | ast.IfExp):
        return 2
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            return 1
        return 2 if isinstance(node.value, int) else int(isinstance(node.value, str))
    if isinstance(node, ast.Expr | ast.Continue):
        return 1
    return 0


def _apply(node: ast.AST, k: int) -> str:
    before = ast.unparse(node)
    if isinstance(node, ast.Compare):
        node.ops[0] = _COMPARISONS[type(node.ops[0])][k]()
    elif isinstance(node, ast.BinOp):
        node.op = _ARITHMETIC[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.comprehension):
        node.ifs = []
    elif isinstance(node, ast.UnaryOp):
        node.op, node.operand = ast.UAdd(), node.operand
        if before.startswith("not"):
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.Constant(bool(k))
        return f"{before.splitlines()[0]}  ->  condition {bool(k)}"
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            node.value = not node.value
        elif isinstance(node.value, int):
            node.value += (1, -1)[k]
        else:
            node.value = "X" + node.value
    elif isinstance(node, ast.Expr):
        node.value = ast.Constant(None)
    elif isinstance(node, ast.AugAssign):
        node.op = _ARITHMETIC[type(node.op)]()
    elif isinstance(node, ast.Continue):
        # `continue` becomes a statement without effect.
        node.__class__ = ast.Pass  # type: ignore[assignment]
    return f"{before}  ->  {ast.unparse(node)}"
