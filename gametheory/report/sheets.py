"""A model, a proposition or a claim as a page of text, for a terminal."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from gametheory.claims import Claim, Register
from gametheory.errors import InvalidInput, UnknownName, visible
from gametheory.model import Model
from gametheory.proof import Boundary, Proposition, Verdict
from gametheory.report.coverage import coverage
from gametheory.report.wording import wording
from gametheory.robustness import robustness


def model_sheet(model: type[Model], width: int) -> str:
    """The argument, the parameters, the quantities, the cases and the propositions of a model."""
    page = _Page(width)
    module = inspect.getmodule(model)
    page.text(inspect.cleandoc((module.__doc__ if module else None) or model.__doc__ or model.name))
    page.head("Parameters")
    for p in model.parameters().values():
        per = f", per {' and '.join(dict.fromkeys(p.per))}" if p.per else ""
        page.item(p.name, f"{p.meaning}{per}; {p.domain}, {p.default} by default")
    page.head("Quantities")
    for name, words in _quantities(model):
        page.item(name, words)
    page.head("Cases")
    for name in model.presets:
        case = model.presets[name]
        page.item(name, case.justification)
        if model.solve is not Model.solve:
            page.item("", str(robustness(case)))
    page.head("Propositions")
    for stated in model.propositions.values():
        spoken = [f"{relation} {claim}" for claim, relation in stated.claims.items()]
        page.item(stated.id, f"{stated.title} ({'; '.join(spoken) or 'no claim'})")
    page.text(f"gametheory show {model.name}/ID shows one of them whole.")
    return page.written()


def _quantities(model: type[Model]) -> Iterator[tuple[str, str]]:
    names = {
        name
        for base in model.__mro__[: model.__mro__.index(Model)]
        for name, value in vars(base).items()
        if isinstance(value, property) and not name.startswith("_")
    }
    for name in sorted(names):
        yield name, inspect.cleandoc(getattr(model, name).__doc__ or "").partition("\n")[0]


def proposition_sheet(
    p: Proposition, register: Register, width: int, verdict: Verdict | None = None
) -> str:
    """A proposition: statement, formulas, proof idea, boundary, and what it says of which claim."""
    page = _Page(width)
    page.text(f"{p.name}. {p.statement}")
    if p.idea:
        page.text(f"Proof idea. {p.idea}")
    if p.arguments:
        page.head("For all")
        for name in p.arguments:
            page.item(name, p.means.get(name, "a number"))
    stated = wording(p).statement
    page.head("If" if stated.assumptions else "Always")
    for name, condition in stated.assumptions.items():
        page.item(_words(name), str(condition))
    page.head("Then")
    for name, condition in stated.conclusion.items():
        page.item(_words(name), str(condition))
    if p.boundary:
        page.head("Not without")
        for b in p.boundary:
            at = ", ".join(f"{n} = {v}" for n, v in b.at.items()) or "the defaults"
            page.item(_dropped(b), f"{_note(b)} (at {at})")
    page.head("Claims" if p.claims else "A lemma" if p.lemma else "It speaks to no claim")
    if p.lemma:
        page.text(p.lemma)
    for name, relation in p.claims.items():
        held = str(register.claim(name)) if name in register else name
        page.item(relation, f"{held} Why: {p.reasons[name]}")
    if verdict is not None:
        page.head("Verdict")
        page.text(str(verdict))
    return page.written()


def claim_sheet(
    claim: Claim, register: Register, propositions: Iterable[Proposition], width: int
) -> str:
    """A claim, and every proposition that speaks to it, with what each cannot do without."""
    page = _Page(width)
    page.text(str(claim))
    page.item("direction", claim.direction)
    if claim.note:
        page.item("note", claim.note)
    for q in register.propositions_of(claim):
        mechanism = register.mechanism_of(q).value
        page.item(q.id, f"{q.statement} (mechanism {mechanism})")
    for t in register.tensions_of(claim):
        page.item(t.id, f"{t.title}: {t.switch}")
    by_name = {p.name: p for p in propositions}
    answers = coverage(by_name.values(), register).of_claim(claim)
    page.head("What the models say")
    if not answers:
        page.text("No proposition speaks to it.")
    for answer in answers:
        p = by_name[answer.proposition]
        page.item(f"{answer.relation}: {p.name}", f"{p.title}. Why: {p.reasons[claim.short]}")
        for b in p.boundary:
            page.item("", f"not without {_dropped(b)}: {_note(b)}")
    return page.written()


def _words(name: str) -> str:
    return name.strip("_").replace("_", " ")


def _dropped(boundary: Boundary) -> str:
    return _words(" and ".join(boundary.dropped))


def _note(boundary: Boundary) -> str:
    return boundary.note or "the conclusion fails"


def sheet(
    name: str,
    models: dict[str, type[Model]],
    register: Register,
    width: int,
    prove: bool = False,
    timeout: float = 60.0,
) -> str:
    """The page of ``deadlock``, ``deadlock/P3`` or ``W39``.

    Raises
    ------
    UnknownName
        Nothing has that name.
    InvalidInput
        A verdict is asked for of what is no proposition.
    """
    owner, slash, id = name.partition("/")
    if owner in models and slash:
        p = models[owner].propositions[id]
        return proposition_sheet(p, register, width, p.prove(timeout) if prove else None)
    if prove:
        raise InvalidInput(f"--prove: {name!r} is no proposition; name one, as MODEL/P1")
    if owner in models:
        return model_sheet(models[owner], width)
    if name in register:
        every = [p for m in models.values() for p in m.propositions.values()]
        return claim_sheet(register.claim(name), register, every, width)
    known = [*models, *(c.short for c in register.claims)]
    raise UnknownName("model, proposition or claim", name, known)


class _Page:
    """Lines of text that fit a width."""

    def __init__(self, width: int) -> None:
        self._width = max(width, 40)
        self._blocks: list[str] = []

    def text(self, text: str) -> None:
        for paragraph in text.split("\n\n"):
            self._blocks.append("\n" + self._filled(paragraph))

    def head(self, text: str) -> None:
        self._blocks.append(f"\n{text}")

    def item(self, name: str, text: str) -> None:
        lead = f"  {name}: " if name else "      "
        self._blocks.append(self._filled(lead + visible(text), "      "))

    def _filled(self, text: str, indent: str = "") -> str:
        lines: Sequence[str] = textwrap.wrap(
            " ".join(text.split()) if not text.startswith(" ") else text,
            self._width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "\n".join(lines)

    def written(self) -> str:
        return "\n".join(self._blocks).strip("\n") + "\n"


__all__ = ["sheet"]
