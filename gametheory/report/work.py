"""The main job, step by step: solve every preset, judge every proposition, draw every figure."""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal

import attrs
import numpy as np

from gametheory.errors import GameTheoryError
from gametheory.figures import Figure, draw, house_style
from gametheory.model import Model
from gametheory.proof import Verdict
from gametheory.proof.prover import judge
from gametheory.proof.second_opinion import smt2_files
from gametheory.report.results import Drawn, Judged, Reproduction, Result, SolvedPreset
from gametheory.robustness import robustness

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from gametheory.report.unfinished import Unfinished

CREATOR = "gametheory-ir"
TIMEOUT = 120.0  # seconds for a proposition: the slowest takes about a quarter of it


@attrs.frozen
class Step:
    """One piece of work."""

    model: type[Model]
    kind: Literal["preset", "proposition", "figure"]
    name: str

    def __str__(self) -> str:
        return f"{self.model.name}: {self.kind} {self.name}"


def plan(models: Iterable[type[Model]]) -> list[Step]:
    """Every step, model by model."""
    steps = []
    for model in models:
        steps += [Step(model, "preset", name) for name in model.presets]
        steps += [Step(model, "proposition", name) for name in model.propositions]
        steps += [Step(model, "figure", name) for name in model.figures()]
    return steps


def perform(step: Step, timeout: float = TIMEOUT, second_opinion: bool = False) -> Result:
    """Do one step. What fails is recorded as a result and does not stop the others."""
    if step.kind == "preset":
        return _solve(step)
    if step.kind == "proposition":
        return _judge(step, timeout, second_opinion)
    return _draw(step)


def reproduce(
    models: Iterable[type[Model]],
    *,
    timeout: float = TIMEOUT,
    second_opinion: bool = False,
    watch: Callable[[int, int, Step | None], None] = lambda done, total, step: None,
    unfinished: Unfinished | None = None,
) -> Reproduction:
    """Do every step of the given models; ``watch(done, total, next step)`` is told before each.

    Steps that ``unfinished`` holds are taken from there, and the others are added to it, unless
    they failed. On Ctrl-C the result holds what is finished, with ``complete`` False.
    """
    chosen = tuple(models)
    steps = plan(chosen)
    results: list[Result] = []
    try:
        for k, step in enumerate(steps):
            watch(k, len(steps), step)
            result = unfinished.results.get(step) if unfinished else None
            if result is None:
                result = perform(step, timeout, second_opinion)
                if unfinished and not failed(result):
                    unfinished.keep(step, result)
            results.append(result)
        watch(len(steps), len(steps), None)
    except KeyboardInterrupt:
        return Reproduction(chosen, tuple(results), complete=False)
    return Reproduction(chosen, tuple(results))


def _problem(error: Exception) -> str:
    kind = "" if isinstance(error, GameTheoryError) else f"{type(error).__name__}: "
    return f"{kind}{error}".partition("\n")[0]


def _solve(step: Step) -> SolvedPreset:
    model = step.model
    try:
        instance = model.presets[step.name]
        values = {name: getattr(instance, name) for name in model.parameters()}
        outcome = instance.solve()
        solved = SolvedPreset(
            model,
            step.name,
            instance.justification,
            values,
            str(outcome.region_name),
            dict(outcome.quantities),
        )
        return _with_generic_answer(_with_neighbourhood(solved, instance), instance)
    except Exception as error:
        return SolvedPreset(model, step.name, "", {}, problem=_problem(error))


def _with_neighbourhood(solved: SolvedPreset, instance: Model) -> SolvedPreset:
    found = robustness(instance)
    return attrs.evolve(
        solved,
        shares=tuple(found.shares.items()),
        turns=str(found.nearest or ""),
        edge=type(instance).presets.table[solved.name].edge,  # type: ignore[attr-defined]
    )


def _with_generic_answer(solved: SolvedPreset, instance: Model) -> SolvedPreset:
    kind = type(instance)
    if kind.equilibria is Model.equilibria and kind.game is Model.game:
        return solved
    found = instance.equilibria()
    regret = np.asarray(found.regret, dtype=np.float64)
    return attrs.evolve(
        solved,
        listed=len(found),
        regret=float(regret.max(initial=0.0)),
        complete=bool(np.all(found.complete)),
    )


def failed(result: Result) -> bool:
    """Whether a step ended in an error: it is done again by the next run."""
    if isinstance(result, Judged):
        return bool(result.verdict.error)
    return bool(result.problem)


def _judge(step: Step, timeout: float, second_opinion: bool) -> Judged:
    proposition = step.model.propositions[step.name]
    try:
        verdict, asked = judge(proposition, timeout, second_opinion=second_opinion)
    except Exception as error:  # a defect of one proposition must not hide the others' verdicts
        why = _problem(error)
        return Judged(proposition, Verdict("unknown", None, "", 0.0, detail=why, error=why))
    return Judged(proposition, verdict, smt2_files(proposition, asked) if second_opinion else {})


def _draw(step: Step) -> Drawn:
    function = step.model.figures()[step.name]
    documented: str | None
    if isinstance(function, Figure):
        documented = function.caption
    else:
        documented = inspect.getdoc(getattr(function, "func", function))  # a partial has no words
    description = documented or step.name.replace("_", " ")
    try:
        with house_style():
            figure = draw(step.model, step.name)
            if documented is None:
                titles = [ax.get_title("left") or ax.get_title() for ax in figure.axes]
                description = " ".join(filter(None, titles)) or description
            svg, png = rendered(figure, f"{step.model.name}-{step.name}")
    except Exception as error:
        return Drawn(step.model, step.name, description, problem=_problem(error))
    return Drawn(step.model, step.name, description, svg, png)


def rendered(figure: Drawing, salt: str) -> tuple[bytes, bytes]:
    """A figure as SVG and as PNG, the same bytes on every run; the figure is closed."""
    import matplotlib as mpl

    svg, png = io.BytesIO(), io.BytesIO()
    try:
        with mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": "path"}):
            options: dict[str, Any] = {"bbox_inches": "tight", "facecolor": "white"}
            about: dict[str, Any] = {"Creator": CREATOR, "Date": None}
            figure.savefig(svg, format="svg", metadata=about, **options)
            figure.savefig(png, format="png", dpi=160, metadata={"Software": CREATOR}, **options)
    finally:
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close(figure)
    return svg.getvalue(), png.getvalue()
