"""QEPCAD, a program for quantifier elimination, asked in text in a process of its own.

Hong (1990) and Brown (2003), *QEPCAD B*. It is free software under another licence than this
library's, so it is only ever run, and it need not be there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gametheory.conditions.polynomials import Prefix, Ring, TooComplicated
from gametheory.terms import FALSE, TRUE, Formula

_CELLS = 20_000_000  # words of memory that it may fill
_SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "/=": "/="}
VARIABLE = "GAMETHEORY_QEPCAD"


def program() -> Path | None:
    """Where the program is: named by the environment, installed beside the library, on the path."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if Path(named).is_file() else None
    for place in dict.fromkeys((sysconfig.get_path("platlib"), sysconfig.get_path("purelib"))):
        path = Path(place) / "sage_wheels" / "bin" / "qepcad"
        if path.is_file():
            return path
    found = shutil.which("qepcad")
    return Path(found) if found else None


def eliminate(
    prefix: Prefix,
    matrix: Formula,
    assumed: Formula,
    over: Sequence[str],
    seconds: float,
) -> Formula | None:
    """A condition on ``over`` equivalent to the prenex formula where ``assumed`` holds.

    None where the program is absent, gives up, or takes longer.
    """
    path = program()
    if path is None or seconds <= 0:
        return None
    bound = [name for _, name in prefix]
    ring = Ring([*over, *bound])
    text = _script(ring, prefix, matrix, assumed, len(over))
    return _read(_run(path, text, seconds), Ring(over), ring)


def _script(ring: Ring, prefix: Prefix, matrix: Formula, assumed: Formula, free: int) -> str:
    names = ring.symbols
    quantifiers = "".join(
        f"({'E' if op == 'exists' else 'A'} {names[name]})" for op, name in prefix
    )
    lines = [
        "[]",
        f"({','.join(map(str, names.values()))})",
        str(free),
        f"{quantifiers}[{_written(ring, matrix, {})}].",
    ]
    if assumed is not TRUE:
        lines.append(f"assume [{_written(ring, assumed, {})}]")
    return "\n".join([*lines, "finish", ""])


def _written(ring: Ring, formula: Formula, known: dict[int, Any]) -> str:
    if formula is TRUE or formula is FALSE:
        return "0 = 0" if formula is TRUE else "0 /= 0"
    if formula.op in ("and", "or"):
        joint = " /\\ " if formula.op == "and" else " \\/ "
        return joint.join(f"[{_written(ring, part, known)}]" for part in formula.args)
    polynomial = ring.difference(formula, known)
    if polynomial.is_zero:
        return f"0 {_SIGNS[formula.op]} 0"
    terms = []
    for powers, coefficient in polynomial.terms():
        factors = [
            f"{symbol}^{power}" if power > 1 else str(symbol)
            for symbol, power in zip(ring.symbols.values(), powers, strict=True)
            if power
        ]
        terms.append(" ".join([str(coefficient), *factors]))
    written = " + ".join(terms).replace("+ -", "- ")
    return f"{written} {_SIGNS[formula.op]} 0"


def _run(path: Path, text: str, seconds: float) -> str:
    environment = {"qe": str(path.parents[1]), **os.environ}  # where it keeps its help
    command = [str(path), "-noecho", "-t", str(max(1, int(seconds) + 1)), f"+N{_CELLS}"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        start_new_session=True,  # Ctrl-C is for whoever waits
    ) as process:
        try:
            printed, _ = process.communicate(text, timeout=seconds)
        except subprocess.TimeoutExpired:
            return ""
        finally:
            if process.poll() is None:
                process.kill()
    return printed


def _read(printed: str, over: Ring, ring: Ring) -> Formula | None:
    """The formula that it printed; None for anything but a formula in polynomials."""
    _, found, rest = printed.partition("An equivalent quantifier-free formula:")
    answer = rest.partition("=====")[0]
    if not found or "_root_" in answer:
        return None
    tokens = re.findall(r"/\\|\\/|/=|<=|>=|[A-Za-z_]\w*|\d+|\S", answer)
    letters = {str(ring.symbols[n]): over.symbols[n] for n in over.names}
    try:
        reader = _Reader(tokens, letters, over)
        formula = reader.disjunction()
    except (IndexError, KeyError, ValueError, TooComplicated):
        return None
    return formula if reader.done else None


class _Reader:
    """Reads formulas as QEPCAD writes them."""

    def __init__(self, tokens: list[str], letters: Mapping[str, Any], ring: Ring) -> None:
        self._tokens, self._place = tokens, 0
        self._letters, self._ring = letters, ring

    @property
    def done(self) -> bool:
        return self._place == len(self._tokens)

    def _next(self) -> str:
        return "" if self.done else self._tokens[self._place]

    def _taken(self, *tokens: str) -> bool:
        if self._next() in tokens:
            self._place += 1
            return True
        return False

    def disjunction(self) -> Formula:
        return self._joined("\\/", "or", self._conjunction)

    def _conjunction(self) -> Formula:
        return self._joined("/\\", "and", self._single)

    def _joined(self, sign: str, op: str, part: Any) -> Formula:
        parts = [part()]
        while self._taken(sign):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Formula.of(op, *parts)

    def _single(self) -> Formula:
        if self._taken("["):
            inside = self.disjunction()
            if not self._taken("]"):
                raise ValueError("unbalanced formula")
            return inside
        if self._taken("TRUE"):
            return TRUE
        if self._taken("FALSE"):
            return FALSE
        return self._comparison()

    def _comparison(self) -> Formula:
        from sympy import QQ, Poly

        left = self._polynomial()
        relation = self._next()
        if relation not in _SIGNS:
            raise ValueError(f"no comparison: {relation}")
        self._place += 1
        right = self._polynomial()
        polynomial = Poly(left - right, *self._ring.symbols.values(), domain=QQ)
        return self._ring.formula(polynomial, relation)

    def _polynomial(self) -> Any:
        from sympy import Integer

        total, sign = Integer(0), 1
        while True:
            if self._taken("-"):
                sign = -sign
                continue
            if self._taken("+"):
                continue
            factor = self._monomial()
            if factor is None:
                raise ValueError("no polynomial")
            total, sign = total + sign * factor, 1
            if self._next() not in ("+", "-"):
                return total

    def _monomial(self) -> Any:
        from sympy import Integer

        found = None
        while True:
            token = self._next()
            if token.isdigit():
                factor: Any = Integer(token)
            elif token in self._letters:
                factor = self._letters[token]
            elif token == "(":
                self._place += 1
                factor = self._polynomial()
                if self._next() != ")":
                    raise ValueError("unbalanced polynomial")
            else:
                return found
            self._place += 1
            if self._taken("^"):
                factor = factor ** int(self._next())
                self._place += 1
            found = factor if found is None else found * factor
