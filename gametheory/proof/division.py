"""Remove division from z3 formulas, keeping account of what must not be zero.

In z3 division is total: ``a / 0`` is some unknown number, so a formula with an unguarded quotient
can be "proved" or "refuted" by that fiction. Every term is therefore rewritten as a numerator over
a denominator, comparisons are multiplied out, and each denominator is handed back with the path
condition under which it is used, to be proved non-zero before anything else is believed.
"""

from __future__ import annotations

from typing import Any

import attrs
import z3

Term = Any  # z3 arithmetic term
Formula = Any  # z3 Boolean term


@attrs.frozen
class Obligation:
    """``denominator`` must not vanish wherever ``guard`` holds."""

    guard: Formula
    denominator: Term


_ONE = z3.RealVal(1)


class Clearing:
    """Rewrites formulas without division and collects the obligations it met."""

    def __init__(self) -> None:
        self.obligations: list[Obligation] = []
        self._seen: set[tuple[int, int]] = set()
        self._keep: list[Any] = []  # z3 reuses ids of terms that are freed

    def formula(self, formula: Formula, guard: Formula | None = None) -> Formula:
        """The same formula without division (equivalent where the obligations hold)."""
        return self._formula(formula, z3.BoolVal(True) if guard is None else guard)

    def _formula(self, f: Formula, guard: Formula) -> Formula:
        kind = f.decl().kind()
        children = f.children()
        if kind in (z3.Z3_OP_AND, z3.Z3_OP_OR):
            # Later conjuncts are read only where the earlier ones hold (for "or": fail).
            out, path = [], guard
            for child in children:
                cleared = self._formula(child, path)
                out.append(cleared)
                path = z3.And(path, cleared if kind == z3.Z3_OP_AND else z3.Not(cleared))
            return z3.And(*out) if kind == z3.Z3_OP_AND else z3.Or(*out)
        if kind == z3.Z3_OP_NOT:
            return z3.Not(self._formula(children[0], guard))
        if kind == z3.Z3_OP_IMPLIES:
            premise = self._formula(children[0], guard)
            return z3.Implies(premise, self._formula(children[1], z3.And(guard, premise)))
        if kind == z3.Z3_OP_ITE:
            test = self._formula(children[0], guard)
            yes = self._formula(children[1], z3.And(guard, test))
            no = self._formula(children[2], z3.And(guard, z3.Not(test)))
            return z3.If(test, yes, no)
        if kind in (z3.Z3_OP_EQ, z3.Z3_OP_DISTINCT) and z3.is_bool(children[0]):
            a, b = (self._formula(c, guard) for c in children)
            return a == b if kind == z3.Z3_OP_EQ else a != b
        if children and all(z3.is_arith(c) for c in children):
            return self._comparison(f, kind, guard)
        return f

    def _comparison(self, f: Formula, kind: int, guard: Formula) -> Formula:
        left, right = f.children()
        (a, b), (c, d) = self._term(left, guard), self._term(right, guard)
        if b.eq(d):
            difference, sign = (a - c, b) if not b.eq(_ONE) else (a - c, _ONE)
        else:
            difference, sign = a * d - c * b, b * d
        if kind == z3.Z3_OP_EQ:
            return difference == 0
        if kind == z3.Z3_OP_DISTINCT:
            return difference != 0
        product = difference if sign.eq(_ONE) else difference * sign
        return {
            z3.Z3_OP_LE: product <= 0,
            z3.Z3_OP_LT: product < 0,
            z3.Z3_OP_GE: product >= 0,
            z3.Z3_OP_GT: product > 0,
        }[kind]

    def _term(self, t: Term, guard: Formula) -> tuple[Term, Term]:
        """Numerator and denominator of an arithmetic term."""
        if not z3.is_app(t) or not t.children():
            return t, _ONE
        kind = t.decl().kind()
        if kind == z3.Z3_OP_ITE:
            test = self._formula(t.arg(0), guard)
            a, b = self._term(t.arg(1), z3.And(guard, test))
            c, d = self._term(t.arg(2), z3.And(guard, z3.Not(test)))
            return z3.If(test, a, c), b if b.eq(d) else z3.If(test, b, d)
        parts = [self._term(c, guard) for c in t.children()]
        if kind in (z3.Z3_OP_ADD, z3.Z3_OP_SUB):
            top, bottom = parts[0]
            for a, b in parts[1:]:
                a = -a if kind == z3.Z3_OP_SUB else a
                if b.eq(bottom):
                    top = top + a
                elif b.eq(_ONE):
                    top = top + a * bottom
                elif bottom.eq(_ONE):
                    top, bottom = top * b + a, b
                else:
                    top, bottom = top * b + a * bottom, bottom * b
            return top, bottom
        if kind == z3.Z3_OP_UMINUS:
            return -parts[0][0], parts[0][1]
        if kind == z3.Z3_OP_MUL:
            top, bottom = parts[0]
            for a, b in parts[1:]:
                top, bottom = top * a, _times(bottom, b)
            return top, bottom
        if kind == z3.Z3_OP_DIV:
            (a, b), (c, d) = parts
            if z3.is_rational_value(c) and z3.is_rational_value(d) and c.as_fraction() != 0:
                return a * d * z3.RealVal(str(1 / c.as_fraction())), b
            self._require(c, guard)
            return (a if d.eq(_ONE) else a * d), _times(b, c)
        if kind == z3.Z3_OP_POWER and z3.is_rational_value(t.arg(1)):
            exponent = t.arg(1).as_fraction()
            if exponent.denominator == 1 and exponent >= 0:
                (a, b) = parts[0]
                top, bottom = _ONE, _ONE
                for _ in range(int(exponent)):
                    top, bottom = _times(top, a), _times(bottom, b)
                return top, bottom
        if kind == z3.Z3_OP_TO_REAL:
            return t, _ONE
        raise NotImplementedError(f"no reading without division for {t.decl().name()} in {t}")

    def _require(self, denominator: Term, guard: Formula) -> None:
        key = (denominator.get_id(), guard.get_id())
        if key not in self._seen:
            self._seen.add(key)
            self._keep += [denominator, guard]
            self.obligations.append(Obligation(guard, denominator))


def _times(a: Term, b: Term) -> Term:
    if a.eq(_ONE):
        return b
    return a if b.eq(_ONE) else a * b
