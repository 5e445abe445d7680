"""A condition found from signs: candidate polynomials by projection, their signs tried by z3.

Truth changes only where one of finitely many polynomials vanishes: the coefficients, discriminants
and resultants of those in the question, with the other parameters eliminated one by one (Collins
1975; McCallum 1998). So the answer is put together from their signs, and z3 is asked of each step
whether it is right. The polynomials are guesses: nothing rests on their being all there are.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import attrs

from gametheory.conditions.polynomials import Ring, TooComplicated, comparisons, holds_for_sign
from gametheory.conditions.question import Question
from gametheory.proof.algebraic import Algebraic
from gametheory.terms import FALSE, TRUE, Formula

_MOST = 60  # polynomials of one step
_LARGEST = 2500  # product of sizes of two polynomials of which a resultant is taken
_SAMPLES = 40
_CUBES = 12
_RELATIONS = {
    frozenset({1}): ">", frozenset({0, 1}): ">=", frozenset({0}): "=", frozenset({-1, 1}): "/=",
    frozenset({-1}): "<", frozenset({-1, 0}): "<=",
}  # fmt: skip
_DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "/=", "/=": "="}

Atom = tuple[Any, str]


def projected(
    matrix: Formula, over: Sequence[str], bound: Sequence[str], deadline: float
) -> tuple[Ring, list[Any]]:
    """Polynomials in ``over`` on whose signs the truth of the quantified matrix may depend."""
    ring = Ring([*over, *bound])
    known: dict[int, Any] = {}
    found: dict[Any, None] = {}
    for comparison in comparisons(matrix):
        for factor in ring.factors(ring.difference(comparison, known)):
            found.setdefault(factor)
    left = [ring.symbols[name] for name in bound]
    while left:
        symbol = min(left, key=lambda v: (_work(found, v), str(v)))
        left.remove(symbol)
        found = _eliminated(ring, found, symbol, deadline)
    small = Ring(over)
    moved = dict(zip(ring.symbols.values(), small.symbols.values(), strict=False))
    return small, [_in(small, p.as_expr().xreplace(moved)) for p in found]


def _in(ring: Ring, expression: Any) -> Any:
    from sympy import QQ, Poly

    return Poly(expression, *ring.symbols.values(), domain=QQ)


def _work(polynomials: Iterable[Any], symbol: Any) -> int:
    return sum(p.degree(symbol) ** 2 for p in polynomials)


def _eliminated(
    ring: Ring, polynomials: dict[Any, None], symbol: Any, deadline: float
) -> dict[Any, None]:
    from sympy import QQ, Poly

    rest = [s for s in ring.symbols.values() if s != symbol]
    stay = {p: None for p in polynomials if p.degree(symbol) == 0}
    mixed = [Poly(p.as_expr(), symbol, *rest, domain=QQ) for p in polynomials if p.degree(symbol)]
    new: list[Any] = []
    for p in mixed:
        new += Poly(p.as_expr(), symbol, domain=QQ[rest] if rest else QQ).all_coeffs()
        if p.degree() > 1:
            _small_enough([p], deadline)
            new.append(p.discriminant())
    for p, q in combinations(mixed, 2):
        _small_enough([p, q], deadline)
        new.append(p.resultant(q))
    for expression in new:
        polynomial = _in(
            ring, expression.as_expr() if hasattr(expression, "as_expr") else expression
        )
        if polynomial.is_ground:
            continue
        _small_enough([polynomial], deadline)
        for factor in ring.factors(polynomial.clear_denoms()[1].primitive()[1]):
            stay.setdefault(factor)
        if len(stay) > _MOST:
            raise TooComplicated(f"more than {_MOST} polynomials decide the question")
    return stay


def _small_enough(polynomials: Sequence[Any], deadline: float) -> None:
    size = 1
    for p in polynomials:
        size *= len(p.terms()) * (1 + p.degree())
    if size > _LARGEST or time.monotonic() > deadline:
        raise TooComplicated("the polynomials that decide the question are too large")


@attrs.define(eq=False)
class Cells:
    """The search for a condition, as signs of polynomials."""

    question: Question
    ring: Ring
    polynomials: list[Any]
    deadline: float
    true: list[dict[str, Fraction]] = attrs.field(factory=list)
    false: list[dict[str, Fraction]] = attrs.field(factory=list)

    def found(self) -> Formula | None:
        """The condition, or None."""
        for point in self.question.points(_SAMPLES):
            if time.monotonic() > self.deadline:
                return None
            self._note(point, self.question.truth_at(point))
        for holds, all_, here in ((False, TRUE, self.false), (True, FALSE, self.true)):
            if not here and self._never([], holds):
                return all_
        self.polynomials.sort(key=_difficulty)
        self.polynomials = [p for p in self.polynomials if self._varies(p)]
        for truth in (True, False):
            atoms = self._conjunction(truth)
            if atoms is not None:
                return self._formula([atoms]) if truth else self._clause(atoms)
        cubes = self._cubes()
        if cubes is None:
            # Two cells of the same signs differ: more polynomials tell them apart.
            self.polynomials = self._enriched()
            cubes = self._cubes()
        return None if cubes is None else self._formula(cubes)

    def _enriched(self) -> list[Any]:
        """The polynomials with their derivatives, and with where they meet (one level down)."""
        found = dict.fromkeys(self.polynomials)
        for symbol in self.ring.symbols.values():
            for polynomial in self.polynomials:
                slope = polynomial.diff(symbol)
                if not slope.is_ground:
                    found |= dict.fromkeys(self.ring.factors(slope.primitive()[1]))
            if len(self.ring.names) > 1:
                known = dict.fromkeys(self.polynomials)
                found |= _eliminated(self.ring, known, symbol, self.deadline)
        more = sorted((p for p in found if p not in self.polynomials), key=_difficulty)
        if len(self.polynomials) + len(more) > _MOST:
            raise TooComplicated(f"more than {_MOST} polynomials decide the question")
        return sorted([*self.polynomials, *filter(self._varies, more)], key=_difficulty)

    def _note(self, point: dict[str, Fraction], truth: bool | None) -> None:
        if truth is not None:
            (self.true if truth else self.false).append(point)

    def _asked(self, conditions: Sequence[Formula], holds: bool) -> tuple[str, Any]:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TooComplicated("the time is over")
        posed = self.question.asked(conditions, holds, self.deadline, max(1.0, left / 4))
        point = None
        if posed.outcome == "sat":
            values = {n: posed.answer.values.get(n, Fraction(1)) for n in self.question.over}
            exact = {n: v.near(12) if isinstance(v, Algebraic) else v for n, v in values.items()}
            if self.question.inside(exact):
                point = exact
                self._note(exact, self.question.truth_at(exact))
        return posed.outcome, point

    def _never(self, conditions: Sequence[Formula], holds: bool) -> bool:
        """Whether the conclusion never holds (or never fails) where the conditions do."""
        return self._asked(conditions, holds)[0] == "unsat"

    def _atom(self, atom: Atom) -> Formula:
        return self.ring.formula(*atom)

    def _varies(self, polynomial: Any) -> bool:
        """Whether a polynomial has more than one sign where the question is asked."""
        signs = {self.ring.sign(polynomial, p) for p in (*self.true, *self.false)}
        if len(signs) > 1:
            return True
        from gametheory.proof.questions import Questions

        same = _RELATIONS[frozenset(signs)] if signs else "="
        other = Formula.of("not", self._atom((polynomial, same)))
        asked = {**self.question.assumed, "another sign": other}
        return Questions((), self.deadline).pose(asked, 1.0).outcome != "unsat"

    def _conjunction(self, truth: bool) -> list[Atom] | None:
        """Signs whose conjunction says exactly that the conclusion holds (or fails)."""
        implied = []
        for polynomial in self.polynomials:
            relation = self._implied(polynomial, truth)
            if relation:
                implied.append((polynomial, relation))
        points = self.false if truth else self.true
        if not all(any(not self._at(a, p) for a in implied) for p in points):
            return None
        if not self._never([self._atom(a) for a in implied], not truth):
            return None
        return self._shortened(implied, truth)

    def _implied(self, polynomial: Any, truth: bool) -> str:
        """The strongest relation to zero that follows from the conclusion (or its failure)."""
        for _ in range(4):
            points = self.true if truth else self.false
            signs = frozenset(self.ring.sign(polynomial, p) for p in points)
            options = [s for s in _RELATIONS if signs <= s]
            if not options:
                return ""
            before = len(points)
            for option in sorted(options, key=len):
                relation = _RELATIONS[option]
                if self._never([self._atom((polynomial, _DENIED[relation]))], truth):
                    return relation
                if len(points) > before:
                    break  # a new point: fewer options
            else:
                return ""
        return ""

    def _at(self, atom: Atom, point: dict[str, Fraction]) -> bool:
        return holds_for_sign(atom[1], self.ring.sign(atom[0], point))

    def _shortened(self, atoms: list[Atom], truth: bool) -> list[Atom]:
        """Without signs that the others imply, the hardest to read left out first."""
        kept = list(atoms)
        opposite = self.false if truth else self.true
        for atom in reversed(atoms):
            fewer = [a for a in kept if a is not atom]
            if any(all(self._at(a, p) for a in fewer) for p in opposite):
                continue
            if self._never([self._atom(a) for a in fewer], not truth):
                kept = fewer
        return kept

    def _cubes(self) -> list[list[Atom]] | None:
        """Conjunctions of signs that together cover exactly where the conclusion holds."""
        cubes: list[list[Atom]] = []
        while len(cubes) < _CUBES:
            open_ = [p for p in self.true if not any(self._in(c, p) for c in cubes)]
            if not open_:
                missed = [Formula.of("not", self._formula([c])) for c in cubes]
                outcome, point = self._asked(missed, True)
                if outcome == "unsat":
                    return self._without_spare(cubes)
                if point is None or not any(p is point for p in self.true):
                    return None
                open_ = [point]
            zeros = [sum(self.ring.sign(q, p) == 0 for q in self.polynomials) for p in open_]
            cube = self._cube(open_[zeros.index(min(zeros))])
            if cube is None:
                return None
            cubes.append(cube)
        return None

    def _in(self, cube: list[Atom], point: dict[str, Fraction]) -> bool:
        return all(self._at(atom, point) for atom in cube)

    def _cube(self, point: dict[str, Fraction]) -> list[Atom] | None:
        """The widest conjunction of signs around a point on which the conclusion holds."""
        names = {1: ">", 0: "=", -1: "<"}
        cube = [(p, names[self.ring.sign(p, point)]) for p in self.polynomials]
        if not self._only_true(cube):
            return None
        for atom in list(reversed(cube)):
            fewer = [a for a in cube if a is not atom]
            if self._only_true(fewer):
                cube = fewer
        for k, (polynomial, relation) in enumerate(cube):
            for wider in {">": (">=", "/="), "<": ("<=", "/="), "=": (">=", "<=")}[relation]:
                looser = [*cube[:k], (polynomial, wider), *cube[k + 1 :]]
                if self._only_true(looser):
                    cube = looser
                    break
        return cube

    def _only_true(self, cube: list[Atom]) -> bool:
        if any(self._in(cube, p) for p in self.false):
            return False
        return self._never([self._atom(a) for a in cube], False)

    def _without_spare(self, cubes: list[list[Atom]]) -> list[list[Atom]]:
        kept = list(cubes)
        for cube in cubes:
            fewer = [c for c in kept if c is not cube]
            if not fewer or any(
                self._in(cube, p) and not any(self._in(c, p) for c in fewer) for p in self.true
            ):
                continue
            missed = [Formula.of("not", self._formula([c])) for c in fewer]
            if self._never(missed, True):
                kept = fewer
        return kept

    def _formula(self, cubes: list[list[Atom]]) -> Formula:
        parts = [_joined("and", [self._atom(a) for a in cube]) for cube in cubes]
        return _joined("or", parts)

    def _clause(self, atoms: list[Atom]) -> Formula:
        return _joined("or", [self._atom((p, _DENIED[relation])) for p, relation in atoms])


def _joined(op: str, parts: list[Formula]) -> Formula:
    if not parts:
        return TRUE if op == "and" else FALSE
    return parts[0] if len(parts) == 1 else Formula.of(op, *parts)


def _difficulty(polynomial: Any) -> tuple[int, int, str]:
    return polynomial.total_degree(), len(polynomial.terms()), str(polynomial)
