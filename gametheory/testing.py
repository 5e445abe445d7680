"""A model held against everything that is asked of one.

``checks(Alarm)`` gives one check for each thing, to be run under its own name:

    @pytest.mark.parametrize("check", checks(Alarm), ids=str)
    def test_alarm(check):
        check()

``check_model(Alarm)`` runs all of them and says at once what is wrong.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any

import attrs
import numpy as np

from gametheory.arguments import time_limit
from gametheory.claims import ClaimStatus
from gametheory.components import gathered
from gametheory.errors import InvalidInput, shown, whole_number
from gametheory.figures import draw
from gametheory.model import Model
from gametheory.parameters import Interval
from gametheory.proof import Proposition
from gametheory.robustness import NEAR, robustness

_EXACT_POINTS = 60
_COARSE = [Fraction(k, 4) for k in (-8, -4, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12)]
_SHORTEST_TITLE = 20
_SMALL = 1e-9  # regret of a case, relative to its largest payoff


@attrs.frozen
class ModelCheck:
    """One thing that is asked of a model; called, it raises AssertionError with what is wrong."""

    name: str
    _problems: Callable[[], Iterator[str]]

    def __call__(self) -> None:
        __tracebackhide__ = True
        found = list(self._problems())
        assert not found, "\n".join([f"{self.name}:", *found])

    def __str__(self) -> str:
        return self.name


def checks(
    model: type[Model], *, timeout: float = 60.0, points: int = 2048, seed: int = 0
) -> list[ModelCheck]:
    """Everything that is asked of a model, as checks to be run one by one.

    Its words: every parameter, quantity, argument, case and figure has some, every proposition a
    title and a proof idea. Its links: a claim that can be tested, with a reason, or a lemma. Its
    cases: each is solved, the generic solver's regret is nothing, and none turns within a tenth of
    its values unless it says so. Its closed form: :meth:`Model.agrees` with the generic solver at
    random points, and in fractions on coarse grids, where ties are many. Its propositions: the
    expected verdict, without defects. Its figures: each is drawn.

    Parameters
    ----------
    model : Model subclass
    timeout : float
        Seconds for each proposition.
    points : int
        Random points at which closed form and solver are compared.
    seed : int

    Raises
    ------
    InvalidInput
        No model, a time or a number out of range.
    """
    given: Any = model
    if not (inspect.isclass(given) and issubclass(given, Model) and given is not Model):
        raise InvalidInput(f"checks: model is {shown(model)}; give a subclass of Model")
    model.parameters()  # refuses what nobody has decorated
    seconds = time_limit(timeout, "checks")
    points = whole_number(points, 1, "points", "checks", 1 << 24)
    seed = whole_number(seed, 0, "seed", "checks")
    out = [
        ModelCheck(f"{model.name}: words", partial(_words, model)),
        ModelCheck(f"{model.name}: closed form", partial(_closed_form, model, points, seed)),
    ]
    for name in model.presets:
        out.append(ModelCheck(f"{model.name}: case {name}", partial(_case, model, name)))
    for name in model.figures():
        out.append(ModelCheck(f"{model.name}: figure {name}", partial(_figure, model, name)))
    for p in model.propositions.values():
        out.append(ModelCheck(f"{p.name}: words and links", partial(_links, p)))
        out.append(ModelCheck(f"{p.name}: verdict", partial(_verdict, p, seconds)))
    return out


def check_model(
    model: type[Model], *, timeout: float = 60.0, points: int = 2048, seed: int = 0
) -> None:
    """Run :func:`checks` on a model.

    Raises
    ------
    AssertionError
        Everything that is wrong, a line for each.
    InvalidInput
        As :func:`checks`.
    """
    wrong = []
    for check in checks(model, timeout=timeout, points=points, seed=seed):
        wrong += [f"{check.name}: {problem}" for problem in check._problems()]
    if wrong:
        raise AssertionError("\n".join(wrong))


def _words(model: type[Model]) -> Iterator[str]:
    if not inspect.getdoc(model) or model.__doc__ is None:
        yield "the class has no docstring; say in a line who plays and what is at stake"
    for p in model.parameters().values():
        if not p.meaning:
            yield f"the parameter {p.name} has no meaning; parameter(domain, default, 'what it is')"
    for base in model.__mro__[: model.__mro__.index(Model)]:
        for name, value in vars(base).items():
            if isinstance(value, property) and not name.startswith("_") and not value.__doc__:
                yield f"the quantity {name} has no words; quantity('what it is', ...)"


def _links(p: Proposition) -> Iterator[str]:
    if len(p.title) < _SHORTEST_TITLE:
        yield f"the title {p.title!r} says too little; the docstring's first line states it"
    if not p.idea:
        yield "no proof idea; end the docstring with a paragraph 'Proof idea. ...'"
    if not p.claims and not p.lemma:
        yield "it speaks to no claim and is no lemma; supports={'W01': 'why'} or lemma='for what'"
    for name in p.claims:
        status = p.model.REGISTER.claim(name).status
        if status not in (ClaimStatus.TESTABLE, ClaimStatus.PRESCRIPTION):
            yield f"it speaks to {name}, which is {status.value}: there is nothing to test"
    for name in p.arguments:
        if not p.means.get(name):
            yield f"the argument {name} has no words; means={{{name!r}: 'what it is'}}"


def _verdict(p: Proposition, timeout: float) -> Iterator[str]:
    verdict = p.prove(timeout)
    if verdict.status != p.expected:
        yield f"expected {p.expected}, found {verdict.status}: {verdict.detail}"
    if verdict.witness is None and verdict.status != "refuted":
        yield "no point was found that meets all assumptions"
    yield from verdict.defects
    if p.assumptions and not p.boundary:
        yield "no boundary point; .unless('assumption', a=1, note='what happens without it')"
    if not p.mutants:
        yield "no mutant; .mutant('what changed', conclusion)"


def _case(model: type[Model], name: str) -> Iterator[str]:
    case = model.presets[name]
    if model.solve is not Model.solve:
        case.solve()
        yield from _edge(case, model.presets.table[name].edge)  # type: ignore[attr-defined]
    if model.game is not Model.game or model.equilibria is not Model.equilibria:
        found = case.equilibria()
        size = float(np.max(np.abs(np.asarray(found.payoffs, dtype=float)), initial=1.0))
        regret = float(np.max(np.asarray(found.regret, dtype=float), initial=0.0))
        if regret > _SMALL * size:
            yield f"an equilibrium that the solver lists has a regret of {regret:.3g}"


def _edge(case: Model, said: str) -> Iterator[str]:
    found = robustness(case)
    near = f"{found.nearest}" if found.nearest else ""
    if found.on_the_edge and not said:
        yield (
            f"it turns within {NEAR:.0%} of its values: {near}; move it, or say so: "
            "case(...).near_threshold('which, and why')"
        )
    if said and not found.on_the_edge:
        yield f"it says that a threshold is near, and none is within {NEAR:.0%}: {near or 'none'}"


def _figure(model: type[Model], name: str) -> Iterator[str]:
    figure = draw(model, name)
    if not figure.axes:
        yield "the figure is empty"
    import matplotlib.pyplot as plt

    plt.close(figure)


def _closed_form(model: type[Model], points: int, seed: int) -> Iterator[str]:
    """Points at which the closed form and the generic solver say different things."""
    closed = model.solve is not Model.solve
    generic = model.game is not Model.game or model.equilibria is not Model.equilibria
    if not (closed and generic):
        return
    if model.agrees is Model.agrees:
        yield "it has a game and a closed form, and no agrees(self, found) that compares them"
        return
    rng = np.random.default_rng(seed)
    names = model.components()
    draws = {n: p.domain.sample(rng, points) for n, p in names.items()}
    draws = _admissible(model, draws)
    batch = model(**draws)
    says = np.broadcast_to(
        np.asarray(batch.agrees(batch.equilibria()), dtype=bool), (_size(draws),)
    )
    for k in np.flatnonzero(~says)[:3]:
        yield f"they differ at {_at({n: v[k] for n, v in draws.items()})}"
    if not says.all():
        yield f"they differ at {np.sum(~says)} of {len(says)} random points"
    for values in _coarse(model, rng):
        single = model(**values)
        if not np.all(single.agrees(single.equilibria())):
            yield f"they differ in fractions at {_at(values)}"
            return


def _size(draws: dict[str, Any]) -> int:
    return len(next(iter(draws.values()))) if draws else 1


def _admissible(model: type[Model], draws: dict[str, Any]) -> dict[str, Any]:
    """The points that meet the model's constraints."""
    bare = model._raw(gathered(model.parameters(), draws))
    holds = np.ones(_size(draws), dtype=bool)
    for condition in bare.constraints().values():
        holds = holds & np.asarray(condition, dtype=bool)
    return {n: v[holds] for n, v in draws.items()}


def _coarse(model: type[Model], rng: np.random.Generator) -> Iterator[dict[str, Fraction]]:
    """Points of a coarse grid in fractions: ties of every kind are common there."""
    grids = {n: _members(p.domain) for n, p in model.components().items()}
    made = 0
    for _ in range(20 * _EXACT_POINTS):
        values = {n: grid[rng.integers(len(grid))] for n, grid in grids.items()}
        bare = model._raw(gathered(model.parameters(), values))
        if all(bool(c) for c in bare.constraints().values()):
            made += 1
            yield values
        if made == _EXACT_POINTS:
            return


def _members(domain: Interval) -> list[Fraction]:
    """Some coarse members of a domain: quarters about its finite end, eighths where it is short."""
    low, high = domain.low, domain.high
    if domain.whole:
        return [v for v in (Fraction(k) for k in range(-4, 9)) if domain.contains(v)]
    if low is not None and high is not None:
        tried = [low + (high - low) * Fraction(k, 8) for k in range(9)]
    elif low is not None:
        tried = [low + v for v in _COARSE if v >= 0]
    elif high is not None:
        tried = [high - v for v in _COARSE if v >= 0]
    else:
        tried = _COARSE
    return [Fraction(v) for v in tried if domain.contains(Fraction(v))]


def _at(values: dict[str, Any]) -> str:
    return ", ".join(f"{n} = {v}" for n, v in values.items())


__all__ = ["ModelCheck", "check_model", "checks"]
