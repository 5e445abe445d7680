"""Which claims the models speak to so far, and which not yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from gametheory.claims import GENERAL, Claim, Register, Tension
from gametheory.errors import UnknownName
from gametheory.model import Model
from gametheory.proof import Proposition


@attrs.frozen
class Answer:
    """One proposition's word on one claim, and why it bears on it."""

    claim: Claim
    relation: str
    proposition: str
    reason: str


@attrs.frozen
class Share:
    """Claims of a document or an organisation: all, and those some proposition speaks to."""

    code: str
    name: str
    claims: tuple[Claim, ...]
    answered: tuple[Claim, ...]

    @property
    def open(self) -> tuple[Claim, ...]:
        """Claims that no proposition speaks to yet."""
        return tuple(c for c in self.claims if c not in self.answered)


@attrs.frozen
class TouchedTension:
    """A tension with the claims of each side that some proposition speaks to."""

    tension: Tension
    one_side: tuple[str, ...]
    other_side: tuple[str, ...]

    @property
    def both_sides(self) -> bool:
        """Whether both sides are spoken to."""
        return bool(self.one_side and self.other_side)


@attrs.frozen
class Coverage:
    """Claims of a register against the propositions that name them."""

    register: Register
    answers: tuple[Answer, ...]

    def of_claim(self, claim: Claim) -> list[Answer]:
        """What propositions say of a claim."""
        return [a for a in self.answers if a.claim == claim]

    @property
    def answered(self) -> set[str]:
        """Short ids of claims spoken to."""
        return {a.claim.short for a in self.answers}

    def _share(self, code: str, name: str, claims: Sequence[Claim]) -> Share:
        done = self.answered
        return Share(code, name, tuple(claims), tuple(c for c in claims if c.short in done))

    @property
    def documents(self) -> list[Share]:
        """Shares by document, in the register's order."""
        return [
            self._share(d.id, d.title, self.register.select(document=d.id))
            for d in self.register.documents
        ]

    @property
    def organisations(self) -> list[Share]:
        """Shares by organisation, those spoken of in general last."""
        shares = [
            self._share(o.code, o.name, self.register.select(organisation=o.code))
            for o in self.register.organisations
        ]
        general = self.register.select(organisation=GENERAL)
        if general:
            shares.append(self._share(GENERAL, "states and bodies in general", general))
        return shares

    @property
    def tensions(self) -> list[TouchedTension]:
        """Tensions of which at least one claim is spoken to."""
        done = self.answered
        touched = [
            TouchedTension(
                t,
                tuple(c for c in t.one_side if c in done),
                tuple(c for c in t.other_side if c in done),
            )
            for t in self.register.tensions
        ]
        return [t for t in touched if t.one_side or t.other_side]


def coverage(propositions: Iterable[Proposition], register: Register) -> Coverage:
    """Match propositions with the claims they name.

    Raises
    ------
    UnknownName
        When a proposition names a claim that the register does not hold.
    """
    answers = []
    for p in propositions:
        for name, relation in p.claims.items():
            if name not in register:
                known = (c.short for c in register.claims)
                raise UnknownName("claim", name, known, f"proposition {p.name}")
            answers.append(Answer(register.claim(name), relation, p.name, p.reasons[name]))
    return Coverage(register, tuple(answers))


def propositions_of(models: Iterable[type[Model]]) -> list[Proposition]:
    """All propositions of some models, in order."""
    collections: list[Mapping[str, Proposition]] = [m.propositions for m in models]
    return [p for propositions in collections for p in propositions.values()]
