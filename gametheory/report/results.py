"""What the main job finds: one value for each preset, proposition and figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from gametheory.model import Model
from gametheory.proof import Proposition, Verdict


def _pairs(values: Iterable[Iterable[float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(pair) for pair in values)  # lists, where they were read from a file


@attrs.frozen(eq=False)
class SolvedPreset:
    """A preset, its closed form, and what the generic solver says of the same game.

    Attributes
    ----------
    quantities : mapping
        Quantity -> value of the closed form.
    listed : int or None
        Equilibria that the generic solver lists; None where the model names no generic solver.
    regret : float
        Largest gain from a deviation in any of them, recomputed from the payoffs.
    shares : tuple of pairs
        Half-width of a neighbourhood, and the share of it in which the outcome is the same.
    turns : str
        The outcome beyond the nearest threshold, and the parameter that crosses it.
    edge : str
        Why the case stands close to a threshold, where it does.
    problem : str
        Why there is no answer; empty when there is one.
    """

    model: type[Model]
    name: str
    justification: str
    values: Mapping[str, Any]
    region: str = ""
    quantities: Mapping[str, Any] = attrs.field(factory=dict)
    listed: int | None = None
    regret: float = 0.0
    complete: bool = True
    shares: tuple[tuple[float, float], ...] = attrs.field(default=(), converter=_pairs)
    turns: str = ""
    edge: str = ""
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was solved."""
        return not self.problem


@attrs.frozen(eq=False)
class Judged:
    """A proposition and its verdict.

    Attributes
    ----------
    scripts : mapping
        File name -> SMT-LIB text of the questions that the verdict rests on, where asked for.
    """

    proposition: Proposition
    verdict: Verdict
    scripts: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def model(self) -> type[Model]:
        """The model that it belongs to."""
        model: type[Model] = self.proposition.model
        return model

    @property
    def ok(self) -> bool:
        """Whether the verdict is the expected one, boundary points and mutants included."""
        return self.verdict.status == self.proposition.expected and not self.verdict.defects

    def record(self) -> dict[str, Any]:
        """The row of ``verdicts.json``."""
        return {
            "model": self.proposition.model.name,
            "proposition": self.proposition.id,
            "claims": dict(self.proposition.claims),
            "expected": self.proposition.expected,
            "status": self.verdict.status,
            "backend": self.verdict.backend,
            "seconds": round(self.verdict.seconds, 4),
        }


@attrs.frozen(eq=False)
class Drawn:
    """A figure as SVG and PNG, with its description in words."""

    model: type[Model]
    name: str
    description: str
    svg: bytes = b""
    png: bytes = b""
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was drawn."""
        return not self.problem

    @property
    def stem(self) -> str:
        """File name without its ending."""
        return f"{self.model.name}-{self.name}"


Result: TypeAlias = SolvedPreset | Judged | Drawn


@attrs.frozen(eq=False)
class Reproduction:
    """Everything found for the chosen models; ``complete`` is False after an interruption."""

    models: tuple[type[Model], ...]
    results: tuple[Result, ...]
    complete: bool = True

    def of(self, model: type[Model]) -> Reproduction:
        """The part that concerns one model."""
        return attrs.evolve(
            self, models=(model,), results=tuple(r for r in self.results if r.model is model)
        )

    @property
    def presets(self) -> Sequence[SolvedPreset]:
        """Solved presets."""
        return [r for r in self.results if isinstance(r, SolvedPreset)]

    @property
    def judged(self) -> Sequence[Judged]:
        """Propositions with their verdicts."""
        return [r for r in self.results if isinstance(r, Judged)]

    @property
    def with_two_provers(self) -> int:
        """Proved propositions on which a second prover agrees in every question."""
        verdicts = [j.verdict for j in self.judged]
        return sum(v.status == "proved" and len(v.provers) > 1 for v in verdicts)

    @property
    def figures(self) -> Sequence[Drawn]:
        """Figures."""
        return [r for r in self.results if isinstance(r, Drawn)]

    @property
    def ok(self) -> bool:
        """Whether all of it was done and turned out as expected."""
        return self.complete and all(r.ok for r in self.results)

    @property
    def surprises(self) -> list[str]:
        """One line for each thing that is not as expected."""
        lines = []
        for r in self.results:
            if r.ok:
                continue
            if isinstance(r, Judged):
                p, v = r.proposition, r.verdict
                if v.status != p.expected:
                    why = f": {v.detail}" if v.detail else ""
                    lines.append(f"{p.name}: expected {p.expected}, found {v.status}{why}")
                lines.extend(f"{p.name}: {defect}" for defect in v.defects)
            else:
                kind = "figure" if isinstance(r, Drawn) else "preset"
                lines.append(f"{r.model.name}: {kind} {r.name!r}: {r.problem}")
        return lines
