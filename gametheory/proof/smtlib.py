"""Questions to provers as SMT-LIB text, and their answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from gametheory.errors import SymbolicBranch, TooLarge
from gametheory.proof.algebraic import Algebraic
from gametheory.term_graphs import free_variables, order, quantifies
from gametheory.terms import Formula, Node, Term

Value = Fraction | Algebraic
_LONGEST = 2_000_000

_SIGNS = {
    "+": "+", "-": "-", "*": "*", "negative": "-", "where": "ite", "<": "<", "<=": "<=",
    ">": ">", ">=": ">=", "=": "=", "and": "and", "or": "or", "not": "not", "implies": "=>",
    "iff": "=", "true": "true", "false": "false", "whole": "is_int",
}  # fmt: skip


@attrs.frozen(eq=False)
class Script:
    """A question: can these conditions hold together?

    Attributes
    ----------
    labelled : mapping
        Label -> condition without division.
    whole : tuple of str
        Variables that are whole numbers, where the question is put that way.
    """

    labelled: Mapping[str, Formula]
    whole: tuple[str, ...] = ()

    @property
    def variables(self) -> list[str]:
        """Names of the free variables."""
        return free_variables(*self.labelled.values())

    @property
    def quantified(self) -> bool:
        """Whether a quantifier occurs."""
        return quantifies(*self.labelled.values())

    def text(
        self,
        *,
        comment: str = "",
        core: bool = False,
        values: bool = False,
        check: str = "(check-sat)",
        logic: str | None = "",
    ) -> str:
        """The script as SMT-LIB 2.6.

        Parameters
        ----------
        comment : str
            Put before the script, line by line.
        core, values : bool
            Ask for an unsatisfiable core; for the values of the variables.
        check : str
            The command that puts the question.
        logic : str or None
            Named logic; found out where empty, none where None.
        """
        lines = [f"; {line}".rstrip() for line in comment.splitlines()]
        if core:
            lines.append("(set-option :produce-unsat-cores true)")
        if values:
            lines.append("(set-option :produce-models true)")
        if logic == "":
            logic = None if self.whole else "NRA" if self.quantified else "QF_NRA"
        if logic:
            lines.append(f"(set-logic {logic})")
        names = self.variables
        lines += [f"(declare-const {symbol(n)} Real)" for n in names]
        lines += _assertions(self.labelled, core)
        lines += [f"(assert (is_int {symbol(n)}))" for n in self.whole if n in names]
        lines.append(check)
        if core:
            lines.append("(get-unsat-core)")
        if values and names:
            lines.append(f"(get-value ({' '.join(map(symbol, names))}))")
        return "\n".join(lines) + "\n"


def symbol(name: str) -> str:
    """A name as SMT-LIB writes it: behind ``p.``, so that no prover takes it for one of its own."""
    return f"p.{name}" if re.fullmatch(r"[A-Za-z0-9_!]+", name) else f"|p.{name}|"


def _assertions(labelled: Mapping[str, Formula], core: bool) -> Iterator[str]:
    """Definitions of what is used more than once, then the assertions."""
    roots = list(labelled.values())
    nodes = order(*roots)
    uses = Counter(id(a) for n in nodes for a in n.args)
    bound = _below_binders(nodes)
    written: dict[int, str] = {}
    shared = 0
    for node in nodes:
        text = _written(node, [written[id(a)] for a in node.args])
        if len(text) > _LONGEST:
            raise TooLarge(
                f"a condition is longer than {_LONGEST} characters as a prover reads it, where a "
                "bound variable keeps what is shared from being named; state it more simply"
            )
        if uses[id(node)] > 1 and node.args and id(node) not in bound:
            shared += 1
            sort = "Real" if isinstance(node, Term) else "Bool"
            yield f"(define-fun d!{shared} () {sort} {text})"
            text = f"d!{shared}"
        written[id(node)] = text
    for k, (label, root) in enumerate(labelled.items()):
        yield f"; {' '.join(label.split())}"  # a comment ends with its line
        text = written[id(root)]
        yield f"(assert (! {text} :named a!{k}))" if core else f"(assert {text})"


def _below_binders(nodes: Sequence[Node]) -> set[int]:
    """Nodes that mention a bound variable."""
    names = {n.args[0].value for n in nodes if n.op in ("exists", "forall")}
    inside: set[int] = set()
    for n in nodes:
        mentions = n.op == "variable" and n.value in names
        if mentions or any(id(a) in inside for a in n.args):
            inside.add(id(n))
    return inside


def _written(node: Node, args: list[str]) -> str:
    match node.op:
        case "constant":
            return number(node.value)
        case "variable":
            return symbol(node.value)
        case "exists" | "forall":
            joint = "and" if node.op == "exists" else "=>"
            return f"({node.op} (({args[0]} Real)) ({joint} {args[1]} {args[2]}))"
    sign = _SIGNS.get(node.op)
    if sign is None:
        raise SymbolicBranch(f"{node.op} has no reading in a proof ({node})")
    return f"({sign} {' '.join(args)})" if args else sign


def number(value: Fraction) -> str:
    """A rational as SMT-LIB writes it."""
    size = f"{abs(value.numerator)}.0"
    if value.denominator != 1:
        size = f"(/ {size} {value.denominator}.0)"
    return f"(- {size})" if value < 0 else size


def parsed(text: str) -> list[Any]:
    """S-expressions as nested lists of words."""
    stack: list[list[Any]] = [[]]
    for token in re.findall(r"\|[^|]*\||[()]|[^\s()]+", text):
        if token == "(":
            stack.append([])
        elif token == ")":
            if len(stack) == 1:
                raise ValueError("unbalanced answer")
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    if len(stack) != 1:
        raise ValueError("unbalanced answer")
    return stack[0]


def values(pairs: Iterable[Any]) -> dict[str, Value]:
    """Values of an answer to ``get-value``."""
    return {name.strip("|").removeprefix("p."): value(term) for name, term in pairs}


def value(term: Any) -> Value:
    """One value: a rational, or z3's ``(root-obj polynomial k)``."""
    if isinstance(term, str):
        return Fraction(term)
    head, *rest = term
    if head == "root-obj":
        return Algebraic(_polynomial(rest[0]), int(rest[1]))
    first = value(rest[0])
    if not isinstance(first, Fraction):
        raise ValueError(f"no value: {term}")
    if head == "-" and len(rest) == 1:
        return -first
    second = value(rest[1])
    if head != "/" or not isinstance(second, Fraction):
        raise ValueError(f"no value: {term}")
    return first / second


def _polynomial(term: Any) -> tuple[int, ...]:
    """Coefficients in x of z3's polynomial, highest first."""
    parts = term[1:] if isinstance(term, list) and term[0] == "+" else [term]
    found: dict[int, int] = {}
    for part in parts:
        degree, coefficient = _monomial(part)
        found[degree] = found.get(degree, 0) + coefficient
    return tuple(found.get(k, 0) for k in range(max(found), -1, -1))


def _monomial(term: Any) -> tuple[int, int]:
    if isinstance(term, str):
        return (1, 1) if term == "x" else (0, int(term))
    head, *rest = term
    if head == "-" and len(rest) == 1:
        degree, coefficient = _monomial(rest[0])
        return degree, -coefficient
    if head == "^":
        return int(rest[1]), 1
    if head != "*":
        raise ValueError(f"no value: {term}")
    degree, coefficient = 0, 1
    for factor in rest:
        d, c = _monomial(factor)
        degree, coefficient = degree + d, coefficient * c
    return degree, coefficient
