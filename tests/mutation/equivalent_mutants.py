"""Mutants of the parts that judge that change no answer, with the reason."""

from __future__ import annotations

# Mutants that change no answer, with the reason, by module; named by their line's text and change.
_ONLY = "a node of this kind has one operand, the first and the last"
_TOTAL = "work for nothing: nothing is asked of what is total"
_SIGN = "only the sign of it is read"
_EFFORT = "a limit of effort"
_AS_MANY = "there are as many of the one as of the other"
_WAY = "another way to the same numbers, faster or slower"
EQUIVALENT: dict[str, dict[str, str]] = {
    "algebra": {
        "raise terms.refused[-1]  ::  1  ->  0": "one refusal is kept, the first and the last",
        "found = read[0] if len(read) == 1 else terms.Formula.of(op, *read)  ::  0  ->  -1": "one "
        "condition, the first and the last",
    },
    "exact.linear_algebra": {
        "a[i] = [v - factor * w for v, w in zip(a[i], a[k], strict=True)]  ::  True  ->  "
        "False": "rows are of one length",
    },
    "exact.rationals": {
        "if span > 2**62:  ::  if span > 2 ** 62:  ->  condition True": _WAY,
        "if span > 2**62:  ::  span > 2 ** 62  ->  span >= 2 ** 62": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  if span <= max(4 * n.size, 1 << 16):  ->  "
        "condition False": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  span <= max(4 * n.size, 1 << 16)  ->  "
        "span < max(4 * n.size, 1 << 16)": _WAY,
        "if small and (n.size == 0 or max(np.abs(n).max(), np.abs(d).max()) <= 2**53):  ::  if "
        "small and (n.size == 0 or max(np.abs(n).max(), np.abs(d).max()) <= 2 ** 53):  ->  "
        "condition False": _WAY,
        "small = n.dtype != object and d.dtype != object  ::  n.dtype != object and d.d"
        "type != object  ->  n.dtype != object or d.dtype != object": _WAY,
        "@attrs.frozen(eq=False)  ::  False  ->  True": "nobody compares them",
        "small = n.dtype != object and d.dtype != object  ::  n.dtype != object  ->  n."
        "dtype == object": _WAY,
        "small = n.dtype != object and d.dtype != object  ::  d.dtype != object  ->  d."
        "dtype == object": _WAY,
        "span = (high - low + 1) * (deepest + 1)  ::  1  ->  2": _WAY,
        "span = (high - low + 1) * (deepest + 1)  ::  1  ->  2  (2)": _WAY,
        "if span > 2**62:  ::  2  ->  1": _WAY,
        "if span > 2**62:  ::  62  ->  63": _WAY,
        "if span > 2**62:  ::  62  ->  61": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  4 * n.size  ->  4 + n.size": _WAY,
        "if small and (n.size == 0 or max(np.abs(n).max(), np.abs(d).max()) <= 2**53): "
        " ::  max(np.abs(n).max(), np.abs(d).max()) <= 2 ** 53  ->  max(np.abs(n).max()"
        ", np.abs(d).max()) < 2 ** 53": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  4  ->  5": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  4  ->  3": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  1  ->  2": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  1  ->  0": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  16  ->  17": _WAY,
        "if span <= max(4 * n.size, 1 << 16):  ::  16  ->  15": _WAY,
        "if small and (n.size == 0 or max(np.abs(n).max(), np.abs(d).max()) <= 2**53): "
        " ::  2  ->  1": _WAY,
        "if small and (n.size == 0 or max(np.abs(n).max(), np.abs(d).max()) <= 2**53): "
        " ::  53  ->  52": _WAY,
        "flat = [int(a) / int(b) for a, b in zip(n.flat, d.flat, strict=True)]  ::  Tru"
        "e  ->  False": "two readings of one pair",
        "out[:] = [Fraction(int(a), int(b)) for a, b in zip(n.flat, d.flat, strict=True"
        ")]  ::  True  ->  False": "two readings of one pair",
    },
    "exact.whole": {
        "for w, p in zip(whole.ravel().tolist(), power.ravel().tolist(), strict=True)  ::  True  "
        "->  False": "two readings of one array",
    },
    "exact.decimal_fractions": {
        "if other is UNDEFINED:  ::  if other is UNDEFINED:  ->  condition False": "a fraction "
        "leaves the work to what is undefined, whose answer is the same",
        'mine = Fraction(self) if name == "__rpow__" else self  ::  '
        "Fraction(self) if name == '__rpow__' else self  ->  condition True": "the same number",
    },
    "proof.clearing": {
        **dict.fromkeys(
            (
                f"_MOST_PATHS = 8  # to one quantity, before guards are left out  ::  8  ->  {k}"
                for k in (7, 9)
            ),
            "a limit of effort; fewer guards ask for more",
        ),
        "if id(arg) in partial:  ::  if id(arg) in partial:  ->  condition True": "what is total "
        "is left out when its turn comes",
        "if id(node) not in partial:  ::  if id(node) not in partial:  ->  condition False": _TOTAL,
        "continue  ::  continue  ->  pass": _TOTAL,
        'if node.op in ("/", "root", "admissible") or any(id(a) in found for a in node.args):  ::  '
        "if node.op in ('/', 'root', 'admissible') or any((id(a) in found for a in node.args)):  "
        "->  condition True": _TOTAL,
        "living.append(guards)  ::  living.append(guards)  ->  None": "only where memory is used "
        "again for another guard",
        "for fresh, definition in zip(self._fresh_variables, self.definitions, strict=True):  ::  "
        "True  ->  False": "the two lists grow together",
        "a, b = args[0]  ::  0  ->  -1": _ONLY,
        "return _minus(args[0][0]), args[0][1]  ::  0  ->  -1  (2)": _ONLY,
        "return _minus(args[0][0]), args[0][1]  ::  0  ->  -1  (3)": _ONLY,
        'yield Formula.of(">=", node.args[0], _ZERO)  ::  0  ->  -1': _ONLY,
        'return f"takes the root of {self.node.args[0]}"  ::  0  ->  -1': _ONLY,
        "for other in args[1:]:  ::  1  ->  0": "the larger of a number and itself is that number",
        "return self._root(args[0])  ::  0  ->  -1": _ONLY,
        'return Formula.of("whole", args[0][0])  ::  0  ->  -1  (2)': _ONLY,
    },
    "proof.algebraic": {
        "intervals = square_free.intervals(eps=Rational(1, 10**digits))  ::  1  ->  2": "the "
        "middle of an interval twice as wide as allowed is as near",
        "intervals = square_free.intervals(eps=Rational(1, 10**digits))  ::  10  ->  11": "nearer "
        "than asked",
        'square_free = Poly(list(self.coefficients), Symbol("x")).sqf_part()  ::  '
        "'x'  ->  'Xx'": "a name that nobody sees",
        **dict.fromkeys(
            (f"return float(self.near(20))  ::  20  ->  {k}" for k in (19, 21)),
            "more digits than a float has",
        ),
        "for c, k in zip(self.coefficients, powers, strict=True):  ::  True  ->  False": _AS_MANY,
        **dict.fromkeys(
            (
                'sign = ("-" if c < 0 else "") if not shown else (" - " if c < 0 else " + ")  ::  '
                f"{change}{which}"
                for change in ("c < 0  ->  c <= 0", "0  ->  1")
                for which in ("", "  (2)")
            ),
            "the coefficient is a whole number and not zero",
        ),
    },
    "proof.choices": {
        "_MOST_CASES = 3000  ::  3000  ->  3001": "a limit of effort",
        "_MOST_CASES = 3000  ::  3000  ->  2999": "a limit of effort",
        "if id(node) not in seen:  ::  if id(node) not in seen:  ->  condition True": "work twice",
        "seen.add(id(node))  ::  seen.add(id(node))  ->  None": "work twice",
        "if id(comparison) in known:  ::  if id(comparison) in known:  ->  condition False": "work "
        "twice",
    },
    "proof.identity": {
        "_MOST_TERMS = 100_000  ::  100000  ->  99999": "a limit of effort",
        "_MOST_TERMS = 100_000  ::  100000  ->  100001": "a limit of effort",
        **dict.fromkeys(
            (
                "_MOST_PRODUCTS = 3_000_000  # of two polynomials, between two looks at the clock"
                f"  ::  3000000  ->  {k}"
                for k in (2999999, 3000001)
            ),
            "a limit of effort",
        ),
        "if time.monotonic() > deadline:  ::  time.monotonic() > deadline  ->  time.monotonic() >= "
        "deadline": "a reading of the clock that is the deadline itself",
        "symbols = dict(zip(names, made[1:], strict=True))  ::  True  ->  False": "one symbol for "
        "each name",
        "return -args[0]  ::  0  ->  -1": _ONLY,
    },
    "terms": {
        **dict.fromkeys(
            (
                f'N = TypeVar("N", bound="Node")  ::  {name!r}  ->  {"X" + name!r}'
                for name in ("N", "Node")
            ),
            "read by the type checker alone",
        ),
        **dict.fromkeys(
            (f"_openings = itertools.count(1)  ::  1  ->  {k}" for k in (0, 2)),
            "the number only tells openings apart",
        ),
    },
    "term_graphs": {
        "if TYPE_CHECKING:  ::  if TYPE_CHECKING:  ->  condition False": "false when run",
        **dict.fromkeys(
            (
                f'N = TypeVar("N", bound="Node")  ::  {name!r}  ->  {"X" + name!r}'
                for name in ("N", "Node")
            ),
            "read by the type checker alone",
        ),
        "if not any(n.op in QUANTIFIERS for n in nodes):  ::  if not any((n.op in QUANTIFIERS for "
        "n in nodes)):  ->  condition False": "without quantifiers every name is free",
        "instead = node if same else type(node).of(node.op, *args, value=node.value)  ::  node if "
        "same else type(node).of(node.op, *args, value=node.value)  ->  condition False": "equal "
        "graphs are one object",
        "same = all(a is b for a, b in zip(args, node.args, strict=True))  ::  True  ->  False": (
            "one for each of them"
        ),
        **dict.fromkeys(
            (
                *(
                    "return below[0][0] * node.value, below[0][1] * node.value  ::  0  ->  -1  "
                    f"({k})"
                    for k in (2, 3)
                ),
            ),
            _ONLY,
        ),
    },
    "sympy_terms": dict.fromkeys(
        (
            "return -args[0]  ::  0  ->  -1",
            "return args[0] ** node.value  ::  0  ->  -1",
            "return sympy.sqrt(args[0])  ::  0  ->  -1",
            'return _written_only("whole")(args[0])  ::  0  ->  -1',
        ),
        _ONLY,
    ),
    "proof.alterations": {"inner = condition.args[0]  ::  0  ->  -1": _ONLY},
    "proof.smtlib": {
        **dict.fromkeys(
            (f"_LONGEST = 2_000_000  ::  2000000  ->  {k}" for k in (1999999, 2000001)),
            "a limit of effort",
        ),
        "return stack[0]  ::  0  ->  -1": "one list is left, the first and the last",
        "degree, coefficient = _monomial(rest[0])  ::  0  ->  -1": _ONLY,
    },
    "proof.statement": {
        'unnamed = {"conclusion": conditions[0]}  ::  0  ->  -1': "one condition, the first and "
        "the last",
    },
    "proof.judgement": {
        **dict.fromkeys(
            (
                "_HIGHEST_DEGREE = 100_000  ::  100000  ->  100001",
                "_HIGHEST_DEGREE = 100_000  ::  100000  ->  99999",
                "_SCANNED = 20_000  # sampled points among which a witness is sought  ::  "
                "20000  ->  20001",
                "_SCANNED = 20_000  # sampled points among which a witness is sought  ::  "
                "20000  ->  19999",
            ),
            _EFFORT,
        ),
        "@attrs.frozen(eq=False)  ::  False  ->  True": "nobody compares two of them",
        "@attrs.define(eq=False)  ::  False  ->  True": "nobody compares two of them",
        **dict.fromkeys(
            (
                f"for size in (1, 2, 4, 10, 100, 10_000):  ::  {size}  ->  {other}"
                for size, other in (
                    (2, 3),
                    (2, 1),
                    (10, 11),
                    (10, 9),
                    (100, 101),
                    (10_000, 10_001),
                    (10_000, 9_999),
                )
            ),
            "how short the fractions of a counterexample are is a matter of taste",
        ),
        **dict.fromkeys(
            (
                f"if guess.denominator >= best[name].denominator:  ::  {change}"
                for change in (
                    "if guess.denominator >= best[name].denominator:  ->  condition False",
                    "guess.denominator >= best[name].denominator  ->  "
                    "guess.denominator > best[name].denominator",
                )
            ),
            "a guess with a denominator as large is the value itself",
        ),
    },
    "proof.processes": {
        "return deadline - time.monotonic()  ::   for item in parsed(rest) if "
        "isinstance(item, list)  ->   for item in parsed(rest)": "no letter of a word is a label",
        'return Answer("sat", values(lists[0]) if lists else {})  ::  '
        "values(lists[0]) if lists else {}  ->  condition True": "a list that is not there has no "
        "values, as one that cannot be read",
        **dict.fromkeys(
            (
                f"capture_output=True, text=True, timeout=20, check=False,  ::  20  ->  {k}"
                for k in (19, 21)
            ),
            _EFFORT,
        ),
    },
    "proof.prover": {
        **dict.fromkeys(
            (
                *(f"_AGREEMENT_POINTS = 48  ::  48  ->  {k}" for k in (47, 49)),
                *(f"_EXACT_POINTS = 20  ::  20  ->  {k}" for k in (19, 21)),
                *(f"_BLOCK = 50_000  ::  50000  ->  {k}" for k in (49_999, 50_001)),
                *(
                    f"for k in (*np.flatnonzero(failing)[:1000], *some):  ::  1000  ->  {k}"
                    for k in (999, 1001)
                ),
            ),
            _EFFORT,
        ),
        **dict.fromkeys(
            (
                "_ENOUGH = 1000  # points of a sweep that satisfy the assumptions  ::  "
                f"1000  ->  {k}"
                for k in (999, 1001)
            ),
            "how many points are enough is a matter of taste, and they are told",
        ),
        **dict.fromkeys(
            (
                f"_TOLERANCE = Fraction(1, 10**40)  ::  {change}"
                for change in ("1  ->  2", "10  ->  11", "10  ->  9", "40  ->  41", "40  ->  39")
            ),
            "the points are near to eighty digits, far nearer than any of these",
        ),
        **dict.fromkeys(
            (
                "near = {n: v.near(80) if isinstance(v, Algebraic) else v for n, v in "
                f"point.items()}}  ::  80  ->  {k}"
                for k in (79, 81)
            ),
            "far nearer than the tolerance",
        ),
    },
    "proof.questions": {
        **dict.fromkeys(
            (
                "_SHORT = (1, 4, 32, 1000)  # denominators of fractions that are tried for an "
                f"irrational value  ::  {size}  ->  {other}"
                for size, other in ((32, 33), (32, 31), (1000, 1001), (1000, 999))
            ),
            "which short fractions are tried is a matter of taste",
        ),
        "@attrs.frozen(eq=False)  ::  False  ->  True": "nobody compares two of them",
        "guess = _near(known[name], 6).limit_denominator(size)  ::  6  ->  7": "the guess is "
        "shortened to three digits",
        "if not self.always_whole(required.args[0]):  ::  0  ->  -1": _ONLY,
        'return f"{duty.said}: {required.args[0]} may be no whole number", proofs  ::  '
        "0  ->  -1": _ONLY,
    },
    "proof.rails": {
        'denied = Formula.of("not", Formula.of("and", *parts) if len(parts) > 1 else parts[0])'
        "  ::  0  ->  -1": "there is one part, the first and the last",
        "if court.left <= 0 or (refuted and time.monotonic() - start > 2 * _BRIEF):  ::  "
        "2 * _BRIEF  ->  2 + _BRIEF": "the same number",
        'for side, formula in zip(("first", "second"), here.args, strict=True):  ::  '
        "True  ->  False": _AS_MANY,
        'yield "the premise", a.args[0], path  ::  0  ->  -1': _ONLY,
    },
    "parameters": {
        "elif array.dtype.kind not in \"fiu\":  ::  'fiu'  ->  'Xfiu'": "no kind is called X",
        "x = np.where(rng.random(size) < 0.15, coarse, x)  ::  rng.random(size) < 0.15  ->  "
        "rng.random(size) <= 0.15": "of no probability",
        "x = np.where(rng.random(size) < 0.05, float(end), x)  ::  rng.random(size) < 0.05  ->  "
        "rng.random(size) <= 0.05": "of no probability",
    },
    "proof.evaluation": {
        "free = free_names(root) if bound else {}  ::  free_names(root) if bound else {}  ->  "
        "condition True": "work for nothing: without bound names it is not read",
        "sign = 0 if abs(difference) <= tolerance else 1 if difference > 0 else -1  ::  "
        "difference > 0  ->  difference >= 0": "a difference of zero is within every tolerance",
        "sign = 0 if abs(difference) <= tolerance else 1 if difference > 0 else -1  ::  "
        "1  ->  2": _SIGN,
        "sign = 0 if abs(difference) <= tolerance else 1 if difference > 0 else -1  ::  "
        "1  ->  2  (2)": _SIGN,
        "root = square_root(args[0])  ::  0  ->  -1": _ONLY,
        "return args[0] ** node.value  ::  0  ->  -1": _ONLY,
        "return None if args[0] is None else not args[0]  ::  0  ->  -1": _ONLY,
        "return None if args[0] is None else not args[0]  ::  0  ->  -1  (2)": _ONLY,
        "return args[0].denominator == 1  ::  0  ->  -1": _ONLY,
    },
}
