"""What the attacks share: a model of two parameters, and the judgement of one statement on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest

from gametheory.errors import GameTheoryError
from gametheory.model import Model, model, parameter
from gametheory.parameters import POSITIVE, REAL, Interval
from gametheory.proof import Statement, Verdict, proposition
from gametheory.proof.processes import Prover

Make = Callable[..., Statement]
AB = {"a": lambda: parameter(POSITIVE, 1), "b": lambda: parameter(REAL, 0)}


def plane(
    make: Make | None = None, over: Mapping[str, Interval] | None = None, **attributes: Any
) -> type[Model]:
    """A model with a > 0 and b, more attributes, and ``make`` as its proposition P1."""
    body: dict[str, Any] = {"__doc__": "A plane.", "__annotations__": {}}
    given = attributes.pop("parameters", {n: field() for n, field in AB.items()})
    for name, field in given.items():
        body[name], body["__annotations__"][name] = field, object
    bases = (*attributes.pop("bases", ()), Model)
    body |= attributes
    if make is not None:
        body["claim"] = proposition("P1", over=over)(make)
    return model(type("Plane", bases, body))


def judge(make: Make, timeout: float = 5.0, **options: Any) -> Verdict:
    """The verdict on one statement."""
    return plane(make, **options).propositions["P1"].prove(timeout=timeout)


def refused(make: Make, match: str = "", kind: Any = GameTheoryError, **options: Any) -> str:
    """The message with which a statement is refused by name."""
    with pytest.raises(kind, match=match or None) as caught:
        judge(make, **options)
    assert isinstance(caught.value, GameTheoryError)
    return str(caught.value)


def not_believed(make: Make, **options: Any) -> None:
    """A statement that must not come out as proved without a word: refused, or a defect told."""
    try:
        verdict = judge(make, **options)
    except GameTheoryError:
        return
    assert verdict.status != "proved" or verdict.defects, verdict


def refuted(make: Make, **options: Any) -> Mapping[str, Any]:
    """The point at which a statement is refuted."""
    verdict = judge(make, **options)
    assert verdict.status == "refuted", (verdict.status, verdict.detail, verdict.defects)
    assert verdict.counterexample is not None
    return verdict.counterexample


def proved(make: Make, **options: Any) -> Verdict:
    """The verdict on a true statement."""
    verdict = judge(make, **options)
    assert verdict.status == "proved", (verdict.status, verdict.detail, verdict.defects)
    return verdict


def answering(monkeypatch: pytest.MonkeyPatch, reply: Callable[[str], str]) -> None:
    """Replace every prover by one that prints ``reply(script)``."""
    monkeypatch.setattr(Prover, "started", lambda self, text, seconds: reply(text))


THIRD = Fraction(1, 3)
