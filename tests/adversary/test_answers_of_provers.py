"""Counterexamples no fraction reaches, provers that err, lie, warn or are cut off."""

from __future__ import annotations

import threading
from fractions import Fraction
from typing import Any

import pytest
from attack import answering, judge, plane, proved, refuted

from gametheory.algebra import all_of, any_of, differ, equal, exists, implies, maximum, sqrt
from gametheory.errors import GameTheoryError
from gametheory.parameters import REAL, interval
from gametheory.proof import Algebraic, given
from gametheory.proof.processes import Answer, Prover, read_answer, z3
from gametheory.proof.smtlib import Script
from gametheory.terms import Formula, Term, constant, variable

X = variable("x")
SCRIPT = Script({"one": X > 1, "two": X < 0})


# -- algebraic points ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda self, x: given(p=x > 0).then(differ(x * x, 2)),
        lambda self, x: given(p=x > 0).then(any_of(x * x > 2, x * x < 2)),
        lambda self, x: given(p=x < 0).then(differ(x**3, -2)),
        lambda self, x: given(p=x > self.a).then(differ(x * x, 2 * self.a * self.a)),
    ],
)
def test_what_fails_only_at_irrational_points_is_refuted_there(make: Any) -> None:
    point = refuted(make)
    assert isinstance(point["x"], Algebraic)


@pytest.mark.parametrize(
    "make",
    [
        lambda self, x: given(s=equal(x * x, 2), p=x > 0).then(x < 1),
        lambda self, x: given(s=equal(x * x, 2)).then(equal(x, 1)),
        lambda self, x: given(s=equal(x**3, 2)).then(x > 2),
        lambda self, x: given(s=equal(x * x, self.a), a=equal(self.a, 3)).then(x < 0),
        lambda self, x: given(s=equal(x * x + self.a, 2), a=equal(self.a, 1.5)).then(x < 0.5),
    ],
)
def test_assumptions_that_hold_only_at_irrational_points(make: Any) -> None:
    """Refuted there, or unknown: never swept and never proved."""
    assert judge(make).status in ("refuted", "unknown")


@pytest.mark.parametrize(
    "make",
    [
        lambda self, x: given(s=equal(x * x, 2), p=x > 0).then(x > 1.41),
        lambda self, x: given(s=equal(x * x, 2), p=x > 0).then(x < 1.42),
        lambda self, x: given(s=equal(x * x, 2), p=x > 0).then(x + 1e-30 > x),
        lambda self, x: given(s=equal(x * x, 2), p=x > 0).then(equal(x**4, 4)),
    ],
)
def test_a_true_statement_about_irrational_points_is_not_refuted(make: Any) -> None:
    """No fraction satisfies the assumptions: proved, or unknown as nothing is claimed."""
    verdict = judge(make)
    assert verdict.status in ("proved", "unknown")
    assert verdict.counterexample is None


def test_close_is_not_equal() -> None:
    near = Fraction(141421356237309504880168872420969807856967187537695, 10**50)
    proved(lambda self, x: given(x=equal(x, near)).then(differ(x * x, 2 + 0 * self.a)))
    refuted(lambda self, x: given(x=x > 0).then(differ(x * x, near * near)))


def test_an_irrational_counterexample_is_never_swept() -> None:
    verdict = judge(
        lambda self, x: given(s=equal(x * x + self.a * self.a, 2), a=self.a < 1).then(x < 1)
    )
    assert verdict.status in ("refuted", "unknown")
    verdict = judge(lambda self, x: given(p=x > 0).then(differ(x * x * x, 2 * self.a)))
    assert verdict.status == "refuted"


@pytest.mark.parametrize(
    ("polynomial", "index", "value"),
    [((1, 0, -2), 2, 2**0.5), ((1, 0, -2), 1, -(2**0.5)), ((1, 0, 0, -2), 1, 2 ** (1 / 3)),
     ((1, -2, 1), 1, 1.0), ((4, 0, -4, 0, 1), 2, 0.5**0.5)],
)  # fmt: skip
def test_algebraic_numbers(polynomial: Any, index: int, value: float) -> None:
    assert abs(float(Algebraic(polynomial, index)) - value) < 1e-7


def test_an_algebraic_number_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no such root"):
        Algebraic((1, 0, 1), 1).near()
    with pytest.raises(ValueError, match="no such root"):
        Algebraic((1, 0, -2), 3).near()


def test_z3_and_the_library_count_roots_alike() -> None:
    for target, sign in ((2, 1), (3, -1)):
        formula = Formula.of("=", X * X, constant(target)) & (sign * X > 0)
        answer = z3().ask(Script({"c": formula}), 5.0)
        value = answer.values["x"]
        assert isinstance(value, Algebraic)
        assert abs(float(value) - sign * target**0.5) < 1e-12


# -- provers that err ------------------------------------------------------------------------------


def test_a_rational_counterexample_that_does_not_check_is_an_alarm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lies(text: str) -> str:
        if "part denied" in text:
            return "sat\n((p.x 1.0) (p.a 1.0))\n"
        return "sat\n((p.x 2.0) (p.a 1.0))\n"

    answering(monkeypatch, lies)
    verdict = judge(lambda self, x: given(x=x > 0).then(self.a * x + 1 > 1))
    assert verdict.status == "unknown"
    assert any("one of the two is wrong" in d for d in verdict.defects)


def test_a_proof_of_what_fails_at_points_already_tried_is_an_alarm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lies(text: str) -> str:
        return "unsat\n" if "part denied" in text else "sat\n((p.x 2.0) (p.a 1.0))\n"

    answering(monkeypatch, lies)
    verdict = judge(lambda self, x: given(x=x > 0).then(self.a * x > 1))
    assert verdict.status == "unknown"
    assert any("one of the two is wrong" in d for d in verdict.defects)


SILENT = ["", "\n", "unknown\n", "timeout\n", "uns", "unsa", "sa", "unsat core\n", "UNSAT\n",
          "(error \"line 1\")\nunsat\n", "WARNING: x\nunsat\n", "unsupported\nsat\n",
          "unknown\n(error \"model is not available\")\n", "(unsat)\n", "sat unsat\n",
          "success\nunsat\n",
          "Segmentation fault\n"]  # fmt: skip


@pytest.mark.parametrize("printed", SILENT)
def test_what_is_no_clear_answer_is_none(printed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_answer(printed, SCRIPT).outcome == "unknown"
    answering(monkeypatch, lambda text: printed)
    verdict = judge(lambda self, x: given(x=x > 0).then(self.a * x + 1 > 1), timeout=1)
    assert verdict.status in ("swept", "unknown")


@pytest.mark.parametrize(
    "printed",
    ["sat\n((p.x", "sat\n((p.x 1.0", "sat\n)", "sat\n((p.x (root-obj (+ (^ x 2) (- 2)) 1",
     "sat\n((p.x nonsense))\n",
     "sat\n((p.x (/ 1.0 0.0)))\n", "sat\n((p.x))\n", "sat\n(error \"no model\")\n", "sat\n"],
)  # fmt: skip
def test_a_truncated_model_is_no_point(printed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = read_answer(printed, SCRIPT)
    assert (answer.outcome, answer.values) == ("sat", {})
    answering(monkeypatch, lambda text: printed)
    verdict = judge(lambda self, x: given(x=x > 0).then(self.a * x + 1 > 1), timeout=1)
    assert verdict.status == "unknown"


@pytest.mark.parametrize("printed", ["unsat\n(a!0 a!7)\n", "unsat\n(a!0", "unsat\n)"])
def test_a_core_that_cannot_be_read_is_no_proof(printed: str) -> None:
    assert read_answer(printed, SCRIPT).outcome == "unknown"


def test_clear_answers_are_read() -> None:
    assert read_answer("unsat\n(a!0 a!1)\n", SCRIPT) == Answer("unsat", core=("one", "two"))
    assert read_answer("sat\n((p.x (- (/ 1.0 3.0))))\n", SCRIPT).values == {"x": Fraction(-1, 3)}


def test_a_prover_that_is_too_slow_is_killed() -> None:
    import time

    start = time.monotonic()
    sleeper = Prover("sleeper", ("sleep", "60"))
    assert sleeper.ask(SCRIPT, 0.3).outcome == "unknown"
    assert time.monotonic() - start < 5


def test_a_prover_that_prints_without_end_is_killed() -> None:
    import time

    start = time.monotonic()
    chatter = Prover("chatter", ("yes", "unsat sat"))
    assert chatter.ask(SCRIPT, 0.2).outcome == "unknown"
    assert time.monotonic() - start < 5


def test_a_second_prover_that_disagrees_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    from gametheory.proof import processes, second_opinion

    contrary = Prover("contrary", ("echo", "sat"))
    for module in (processes, second_opinion):
        monkeypatch.setattr(module, "others", lambda: (contrary,))
    cls = plane(lambda self, x: given(x=x > 0).then(self.a * x + 1 > 1))
    verdict = cls.propositions["P1"].prove(timeout=5, second_opinion=True)
    assert any("contrary finds sat what z3 finds unsat" in d for d in verdict.defects)
    assert "contrary" not in verdict.provers


def test_a_second_prover_that_says_nothing_does_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    from gametheory.proof import processes, second_opinion

    silent = Prover("silent", ("true",))
    for module in (processes, second_opinion):
        monkeypatch.setattr(module, "others", lambda: (silent,))
    cls = plane(lambda self, x: given(x=x > 0).then(1 / (self.a * x) > 0))
    verdict = cls.propositions["P1"].prove(timeout=5, second_opinion=True)
    assert verdict.provers == ("z3",)
    assert verdict.defects == ()


# -- scripts ---------------------------------------------------------------------------------------


def test_names_of_variables_and_definitions_do_not_meet() -> None:
    names = ["d!1", "a!0", "true", "and", "Real", "p.x", "x", "λ", "!root!1"]
    parts = {n: variable(n) > k for k, n in enumerate(names)}
    shared = variable("d!1") * variable("x")
    answer = z3().ask(Script({**parts, "s": (shared > 1) & (shared + 1 < 100)}), 5.0)
    assert answer.outcome == "sat"
    assert set(answer.values) == set(names)
    for k, n in enumerate(names):
        assert answer.values[n] > k  # type: ignore[operator]


def test_equal_graphs_are_one_object_and_others_are_not() -> None:
    assert (X + 1) is (variable("x") + 1)
    assert (X + 1) is not (1 + X)
    assert Term.of("power", X, value=1) is not Term.of("power", X, value=2)
    assert Formula.of("<", X, X) is not Term.of("<", X, X)


def test_terms_that_come_and_go_are_never_confused() -> None:
    """Nodes are told apart by their identities, which Python gives again to new objects."""
    import gc

    for k in range(2000):
        term = variable(f"v{k}") * k + k
        assert term.args[0].args[0].value == f"v{k}"
        assert term.args[1].value == k
        if k % 500 == 0:
            gc.collect()


def test_terms_made_by_several_threads() -> None:
    made: list[Any] = []

    def work() -> None:
        made.append([variable("t") * k + 1 for k in range(300)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for terms in made:
        assert [t.args[0].args[1].value for t in terms] == list(range(300))


def test_terms_survive_copies() -> None:
    import copy
    import pickle

    term = sqrt(X * X + 1) / (X - 2)
    assert copy.deepcopy(term) is term
    assert pickle.loads(pickle.dumps(term)) is term


# -- readings agree --------------------------------------------------------------------------------


def test_exact_readings_and_terms_agree_on_random_formulas() -> None:
    """Kleene's logic on fractions and on terms: the same truth, undefined in the same places."""
    import random

    from gametheory import algebra
    from gametheory.exact.decimal_fractions import UNDEFINED, DecimalFraction
    from gametheory.proof.evaluation import evaluate

    rng = random.Random(11)

    def build(depth: int, leaves: list[Any], script: list[int]) -> Any:
        """The same formula for every reading: ``script`` holds the choices made."""
        choice = iter(script)

        def number(d: int) -> Any:
            k = next(choice) % (3 if d == 0 else 10)
            if k < 3:
                return [*leaves, next(choice) % 5 - 2][next(choice) % 3]
            if k == 9:
                return algebra.where(condition(d - 1), number(d - 1), number(d - 1))
            a, b = number(d - 1), number(d - 1)
            if isinstance(a, int) and isinstance(b, int):
                a = leaves[0]
            if k == 8:
                return algebra.maximum(a, b)
            return [lambda: a + b, lambda: a - b, lambda: a * b,
                    lambda: leaves[1] * a / (b + 0 * leaves[0]),
                    lambda: abs(a + 0 * leaves[0])][k - 3]()  # fmt: skip

        def condition(d: int) -> Any:
            k = next(choice) % (2 if d <= 0 else 7)
            if k < 2 or d <= 0:
                a, b = number(max(d - 1, 0)), number(max(d - 1, 0))
                a = a + 0 * leaves[0]
                return a < b if k == 0 else algebra.equal(a, b)
            first = condition(d - 1)
            if k == 2:
                return algebra.not_(first)
            second = condition(d - 1)
            joint = [algebra.all_of, algebra.any_of, algebra.implies, algebra.iff][k - 3]
            return joint(first, second)

        return condition(depth)

    for _ in range(250):
        script = [rng.randrange(10**6) for _ in range(4000)]
        formula = build(3, [variable("x"), variable("y")], script)
        for x, y in ((0, 0), (1, 0), (0, -1), (2, Fraction(1, 2)), (-1, 1)):
            with algebra.judged_reading("scalar"):
                exact = build(3, [DecimalFraction(x), DecimalFraction(y)], script)
            read = evaluate(formula, {"x": Fraction(x), "y": Fraction(y)})
            assert read == (None if exact is UNDEFINED else bool(exact))


def test_clearing_changes_no_truth_where_all_is_defined() -> None:
    import random

    from gametheory.proof.clearing import Clearing
    from gametheory.proof.evaluation import evaluate
    from gametheory.terms import choice

    rng = random.Random(5)
    letters = [variable(n) for n in "xyz"]

    def term(depth: int) -> Any:
        if depth == 0:
            return rng.choice([*letters, constant(rng.randint(-2, 2))])
        a, b = term(depth - 1), term(depth - 1)
        return rng.choice([lambda: a + b, lambda: a - b, lambda: a * b, lambda: a / b, lambda: -a,
                           lambda: maximum(a, b), lambda: a**2, lambda: abs(a), lambda: a**-1,
                           lambda: choice(a < b, a, b)])()  # fmt: skip

    checked = 0
    for _ in range(300):
        a, b = term(3), term(2)
        formula = Formula.of(rng.choice(["<", "<=", "=", ">", ">="]), a, b)
        cleared = Clearing().formula(formula)
        for _ in range(4):
            point = {n: Fraction(rng.randint(-3, 3), rng.randint(1, 3)) for n in "xyz"}
            if evaluate(formula, point) is not None:
                checked += 1
                assert evaluate(cleared, point) == evaluate(formula, point)
    assert checked > 300


def test_a_refutation_is_a_point_of_the_model_itself() -> None:
    point = refuted(
        lambda self, x: given(x=x > 0).then(implies(self.b < 0, self.a * x + self.b > 0)),
        over={"x": interval(0, 10)},
    )
    assert point["b"] < 0 < point["x"] < 10
    assert point["a"] * point["x"] + point["b"] <= 0


def test_an_error_of_a_formula_is_no_verdict() -> None:
    def broken(self: Any) -> Any:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        judge(lambda self: given().then(self.quantity > 0), quantity=property(broken))


def test_values_of_a_quantifier_that_escape_are_no_values() -> None:
    leaked: list[Any] = []

    def claim(self: Any) -> Any:
        first = exists(REAL, lambda t: leaked.append(t) or t > self.a)
        return given().then(all_of(first, leaked[-1] > self.b))

    try:
        verdict = judge(claim, timeout=2)
    except (GameTheoryError, KeyError):
        return
    assert verdict.status != "proved"
