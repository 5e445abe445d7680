"""Conditions derived from models, held against conditions known by hand."""

from __future__ import annotations

import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import gametheory as gt
from gametheory.algebra import (
    Condition,
    Number,
    all_of,
    equal,
    exists,
    maximum,
    minimum,
    sqrt,
    where,
)
from gametheory.conditions import _Search, qepcad
from gametheory.errors import (
    InvalidInput,
    MissingExtra,
    SymbolicBranch,
    Undecided,
    UnknownName,
)
from gametheory.model import Model, model, parameter
from gametheory.parameters import NONNEGATIVE, OPEN_UNIT, POSITIVE, REAL, UNIT, count

with_qepcad = [
    pytest.mark.oracle,
    pytest.mark.skipif(qepcad.program() is None, reason="QEPCAD is not installed"),
]
BACKENDS = [pytest.param("qepcad", marks=with_qepcad), "z3"]


@model
class Dyad(Model):
    """Two states that reply to each other."""

    s: Number = parameter(NONNEGATIVE, 1, "what arms take from both, multiplied")
    b1: Number = parameter(OPEN_UNIT, 0.5, "the first state's reply")
    b2: Number = parameter(OPEN_UNIT, 0.5, "the second state's reply")

    @property
    def gamma(self) -> Number:
        """The race is bounded below one."""
        return self.b1 * self.b2 * self.s

    @property
    def index(self) -> Number:
        """The quest defeats itself above one."""
        return self.b2 * self.s


@model
class Arsenal(Model):
    """Peace is robust where A n^2 - B n + C <= 0."""

    n: Number = parameter(NONNEGATIVE, 1, "weapons")
    A: Number = parameter(POSITIVE, 1, "vulnerability")
    B: Number = parameter(REAL, 1, "worth")
    C: Number = parameter(POSITIVE, 1, "what has to be made up for")

    @property
    def loss(self) -> Number:
        """What peace lacks."""
        return self.A * self.n**2 - self.B * self.n + self.C


@model
class Feedback(Model):
    """Two quantities that feed each other."""

    s: Number = parameter(NONNEGATIVE, 1, "from y to x")
    t: Number = parameter(NONNEGATIVE, 1, "from x to y")
    x: Number = parameter(POSITIVE, 1, "first")
    y: Number = parameter(POSITIVE, 1, "second")

    @property
    def feasible(self) -> Condition:
        """Each has more than what the other takes (Hawkins & Simon 1949)."""
        return all_of(self.x > self.s * self.y, self.y > self.t * self.x)


@model
class Numbers(Model):
    """Numbers without meaning, a share and a count."""

    x: Number = parameter(REAL, 1, "any number")
    a: Number = parameter(REAL, 1, "any number")
    b: Number = parameter(REAL, 1, "any number")
    u: Number = parameter(UNIT, 0.5, "a share")
    k: Number = parameter(count(1), 1, "a count")

    @property
    def half(self) -> Number:
        """Half the share."""
        return self.u / 2


def grid(*names: str) -> list[dict[str, Fraction]]:
    """Points with many ties."""
    values = [Fraction(v) for v in ("-2", "-1", "-1/3", "0", "1/4", "1/2", "1", "3/2", "2", "5")]
    points: list[dict[str, Fraction]] = [{}]
    for name in names:
        points = [{**p, name: v} for p in points for v in values]
    return points


def agrees(found: Any, truth: Any) -> None:
    """The answer is proved, and is what is known, at every admissible point of a grid."""
    assert found.proved, found
    assert found.tested > 0
    tried = 0
    for point in grid(*found.over):
        if all(d.contains(point[n]) for n, d in found.over.items()):
            assert found.holds_at(**point) is truth(**point), point
            tried += 1
    assert tried > 3


@pytest.mark.parametrize("backend", BACKENDS)
def test_offence_must_have_the_advantage(backend: Any) -> None:
    found = gt.condition(
        Dyad,
        lambda m: m.index > 1,
        given=lambda m: m.gamma < 1,
        over="s",
        for_="some",
        backend=backend,
    )
    assert str(found) == "s > 1"
    assert found.backend == backend
    agrees(found, lambda s: s > 1)


@pytest.mark.parametrize("backend", BACKENDS)
def test_some_arsenal_makes_peace_robust(backend: Any) -> None:
    found = gt.condition(Arsenal, lambda m: m.loss <= 0, over="A B C", for_="some", backend=backend)
    assert str(found) == "B > 0 and 4*A*C <= B**2"
    agrees(found, lambda A, B, C: B > 0 and B * B >= 4 * A * C)


@pytest.mark.parametrize("backend", BACKENDS)
def test_feedback_below_one(backend: Any) -> None:
    found = gt.condition(Feedback, lambda m: m.feasible, over="s t", for_="some", backend=backend)
    assert str(found) == "s*t < 1"
    assert str(found.sympy) == "s*t < 1"
    agrees(found, lambda s, t: s * t < 1)


KNOWN = {
    "a bound on all": (
        lambda m: m.u * m.a < m.b, dict(over="a b"), lambda a, b: b > 0 and b > a
    ),
    "an open end": (
        lambda m: m.x * m.a <= m.b,
        dict(over="a b", given=lambda m: all_of(m.x > 0, m.x < 1)),
        lambda a, b: b >= 0 and b >= a,
    ),
    "either of two": (
        lambda m: m.u * m.a > m.b, dict(over="a b", for_="some"), lambda a, b: b < 0 or b < a
    ),
    "a real root": (
        lambda m: equal(m.x**2 + m.a * m.x + m.b, 0),
        dict(over="a b", for_="some"),
        lambda a, b: a * a >= 4 * b,
    ),
    "choices": (
        lambda m: maximum(m.x, m.a) > minimum(m.x, m.b),
        dict(over="a b"),
        lambda a, b: a > b,
    ),
    "a size": (
        lambda m: abs(m.x - m.a) + abs(m.x - m.b) <= 1,
        dict(over="a b", for_="some"),
        lambda a, b: abs(a - b) <= 1,
    ),
    "two pieces": (
        lambda m: where(m.x > 0, m.a, m.b) > 0, dict(over="a b"), lambda a, b: a > 0 and b > 0
    ),
    "a quotient is no success where it is undefined": (
        lambda m: m.a / m.x > 0,
        dict(over="a", given=lambda m: m.x >= 0),
        lambda a: False,
    ),
    "a quotient where it is defined": (
        lambda m: m.a / m.x > 0, dict(over="a", given=lambda m: m.x > 0), lambda a: a > 0
    ),
    "a quotient on which nothing depends": (
        lambda m: all_of(m.x > m.a, 1 / (m.x - m.a) > 1),
        dict(over="a", for_="some"),
        lambda a: True,
    ),
    "a quotient among conclusions that hold without it": (
        lambda m: m.a / m.a > 0, dict(over="a b"), lambda a, b: a != 0
    ),
    "a root": (
        lambda m: equal(sqrt(m.x), m.a), dict(over="a", for_="some"), lambda a: a >= 0
    ),
    "a root that may not exist": (
        lambda m: sqrt(m.u - m.a) >= 0, dict(over="a"), lambda a: a <= 0
    ),
    "an instance outside its domain does not hold": (
        lambda m: m.at(u=m.x).half >= 0,
        dict(over="a b", given=lambda m: all_of(m.x >= m.a, m.x <= m.b)),
        lambda a, b: a > b or (a >= 0 and b <= 1),
    ),
    "a quantifier inside": (
        lambda m: exists(UNIT, lambda t: t * m.x > m.a),
        dict(over="a b", given=lambda m: m.x > m.b),
        lambda a, b: a < 0 or a <= b,
    ),
    "nothing to eliminate": (
        lambda m: m.a * m.a > m.a, dict(over="a"), lambda a: a > 1 or a < 0
    ),
    "a count in the answer": (
        lambda m: m.u * m.k < 3, dict(over="k"), lambda k: k < 3
    ),
}  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", KNOWN)
def test_conditions_known_by_hand(name: str, backend: Any) -> None:
    conclusion, options, truth = KNOWN[name]
    found = gt.condition(Numbers, conclusion, backend=backend, **options)
    if "k" in found.over:
        assert [found.holds_at(k=k) for k in (1, 2, 3, 4)] == [True, True, False, False]
    else:
        agrees(found, truth)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_model_of_the_register(backend: Any) -> None:
    from models.absolute_security import AbsoluteSecurity

    found = gt.condition(
        AbsoluteSecurity,
        lambda m: m.gamma < 1,
        over=("sigma[0][1]", "sigma[1][0]"),
        backend=backend,
    )
    assert str(found) == "sigma[0][1]*sigma[1][0] <= 1"
    assert found.proved


def test_what_is_assumed_of_the_parameters_themselves_is_not_repeated() -> None:
    found = gt.condition(
        Numbers,
        lambda m: m.u * m.a < m.b,
        over="a b",
        given=lambda m: all_of(m.b > 0, m.u > 0),
        backend="z3",
    )
    assert found.proved
    assert str(found) == "a < b"
    assert not found.holds_at(a=1, b=1)
    with pytest.raises(InvalidInput, match="assumed and fails"):
        found.holds_at(a=-2, b=-1)


def test_values_are_read_exactly_and_refused_by_name() -> None:
    found = gt.condition(Dyad, lambda m: m.index < 1, over="s", backend="z3")
    assert str(found) == "s <= 1"
    assert found.holds_at(s=1)
    assert not found.holds_at(s="1.000000000000000000001")
    assert "proved" in repr(found)
    with pytest.raises(UnknownName, match="unknown parameter 'S'"):
        found.holds_at(S=1)
    with pytest.raises(UnknownName, match="'s'"):
        found.holds_at()
    with pytest.raises(InvalidInput, match="outside"):
        found.holds_at(s=-1)
    with pytest.raises(InvalidInput, match="no short decimal"):
        found.holds_at(s=1 / 3)


LEAKED: list[Any] = []

WRONG = {
    "no model": (
        lambda: gt.condition(Dyad(), lambda m: m.s > 1, over="s"), InvalidInput, "no model"
    ),
    "no such parameter": (
        lambda: gt.condition(Dyad, lambda m: m.s > 1, over="S"), UnknownName, "parameter 'S'"
    ),
    "over nothing": (
        lambda: gt.condition(Dyad, lambda m: m.s > 1, over=""), InvalidInput, "over names no"
    ),
    "for which": (
        lambda: gt.condition(Dyad, lambda m: m.s > 1, over="s", for_="most"),
        InvalidInput,
        "unknown value of for_",
    ),
    "no time": (
        lambda: gt.condition(Dyad, lambda m: m.s > 1, over="s", timeout=-1), InvalidInput, "timeout"
    ),
    "no number of seconds": (
        lambda: gt.condition(Dyad, lambda m: m.s > 1, over="s", timeout=float("nan")),
        InvalidInput,
        "timeout",
    ),
    "no such backend": (
        lambda: gt.condition(Dyad, lambda m: m.s > 1, over="s", backend="x"),
        InvalidInput,
        "backend",
    ),
    "Python's truth": (
        lambda: gt.condition(Dyad, lambda m: True, over="s"), SymbolicBranch, "conclusion is True"
    ),
    "a number": (
        lambda: gt.condition(Dyad, lambda m: m.s, over="s"), SymbolicBranch, "no condition"
    ),
    "no function": (
        lambda: gt.condition(Dyad, "s > 1", over="s"), InvalidInput, "give a function"
    ),
    "Python's equality": (
        lambda: gt.condition(Dyad, lambda m: m.s == 1, over="s"), SymbolicBranch, "conclusion.*=="
    ),
    "Python's branch in what is given": (
        lambda: gt.condition(Dyad, lambda m: m.s > 1, given=lambda m: 0 < m.s < 1, over="s"),
        SymbolicBranch,
        "given.*chained",
    ),
    "a whole number eliminated": (
        lambda: gt.condition(Numbers, lambda m: m.k > m.a, over="a"), InvalidInput, "k is a whole"
    ),
    "what cannot be met": (
        lambda: gt.condition(
            Numbers, lambda m: m.x > 5, over="a", given=lambda m: m.x**2 + m.a**2 < 0
        ),
        InvalidInput,
        "cannot hold together",
    ),
    "what the parameters themselves cannot meet": (
        lambda: gt.condition(Numbers, lambda m: m.x > m.b, over="b", given=lambda m: m.b**2 < 0),
        InvalidInput,
        "cannot hold together",
    ),
    "a variable that has left its quantifier": (
        lambda: gt.condition(Numbers, escaping, over="a"), InvalidInput, "uses t outside"
    ),
}  # fmt: skip


def escaping(m: Any) -> Condition:
    def inside(t: Any) -> Condition:
        LEAKED[:] = [t]
        return t > m.a

    return all_of(exists(REAL, inside), LEAKED[0] > m.a)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_refused_by_name(name: str) -> None:
    ask, error, said = WRONG[name]
    with pytest.raises(error, match=said):
        ask()


def test_without_the_program_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(qepcad.VARIABLE, "/nowhere/qepcad")
    with pytest.raises(MissingExtra, match=r"gametheory-ir\[conditions\]"):
        gt.condition(Dyad, lambda m: m.s > 1, over="s", backend="qepcad")

    def beyond(m: Any) -> Condition:
        return m.x**7 * m.a - m.x**5 * m.b + m.x**3 * m.a**2 * m.b - m.x + m.u**6 * m.x**4 > m.a

    with pytest.raises(MissingExtra, match=r"gametheory-ir\[conditions\]"):
        gt.condition(Numbers, beyond, over="a b", timeout=3)
    with pytest.raises(Undecided, match="eliminate fewer"):
        gt.condition(Numbers, beyond, over="a b", timeout=3, backend="z3")


def pretending(folder: Path, does: str) -> str:
    """A program in the place of QEPCAD."""
    path = folder / "bin" / "qepcad"
    path.parent.mkdir()
    path.write_text(f"#!{sys.executable}\nimport sys, time\nsys.stdin.read()\n{does}\n")
    path.chmod(0o755)
    return str(path)


def answering(formula: str) -> str:
    text = f"An equivalent quantifier-free formula:\n\n{formula}\n\n=====  The End  ====="
    return f"print({text!r})"


@pytest.mark.parametrize(
    "does",
    [
        answering("v1 - 2 > 0"),
        answering("TRUE"),
        answering("v1 > _root_1 v1^2 - 1"),
        answering("v9 > 0"),
        answering("v1 - 1 > 0 /\\"),
        answering("[ v1 - 1 > 0"),
        answering("__import__('os')"),
        "print('FAIL')",
        "sys.exit(3)",
        "",
    ],
)
def test_a_back_end_that_is_wrong_or_mute_is_not_believed(
    does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(qepcad.VARIABLE, pretending(tmp_path, does))
    found = gt.condition(Dyad, lambda m: m.index < 1, over="s", timeout=30)
    assert (str(found), found.backend, found.proved) == ("s <= 1", "z3", True)
    with pytest.raises(Undecided):
        gt.condition(Dyad, lambda m: m.index < 1, over="s", timeout=5, backend="qepcad")


def test_a_back_end_that_does_not_stop_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(qepcad.VARIABLE, pretending(tmp_path, "time.sleep(60)"))
    start = time.monotonic()
    with pytest.raises(Undecided, match="no answer"):
        gt.condition(Dyad, lambda m: m.index < 1, over="s", timeout=1, backend="qepcad")
    assert time.monotonic() - start < 6


def test_its_formulas_are_read_as_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "v3 >= 0 /\\ [ v1 v2^2 - 3 v1 + 2 > 0 \\/ v2 /= 0 ] /\\ - v1 + 5 v3 <= - 1"
    monkeypatch.setenv(qepcad.VARIABLE, pretending(tmp_path, answering(said)))
    from gametheory.terms import TRUE

    found = qepcad.eliminate([("exists", "y")], TRUE, TRUE, ["a", "b", "c"], 10)
    from gametheory.conditions import shown

    assert found is not None
    assert shown(found) == "c >= 0 and (a*b**2 + 2 > 3*a or b != 0) and a >= 5*c + 1"


def test_an_answer_that_z3_does_not_confirm_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Search, "_impossible", lambda *_: "unknown")
    found = gt.condition(Dyad, lambda m: m.index < 1, over="s", backend="z3")
    assert not found.proved
    assert "not confirmed by z3" in found.detail
    assert "NOT PROVED" in repr(found)


def test_a_wrong_answer_that_z3_cannot_judge_is_caught_at_exact_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Search, "_impossible", lambda *_: "unknown")
    monkeypatch.setenv(qepcad.VARIABLE, pretending(tmp_path, answering("v1 - 1 < 0")))
    with pytest.raises(Undecided, match="wrong at s = 1"):
        gt.condition(Dyad, lambda m: m.index < 1, over="s", backend="qepcad")


def test_the_import_is_light() -> None:
    code = (
        "import sys, gametheory.conditions\n"
        "print(*[m for m in ('sympy', 'z3', 'numba', 'xarray') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
