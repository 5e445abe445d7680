"""The register of claims: what documents say, before any model speaks to it.

A *claim* is one statement of one document, paraphrased, with its place in the document. Claims
reduce to *document propositions* (statements that a model can test), pull against each other in
*tensions*, and speak of *organisations*. The types here hold that register; a register's data
lives with the models that answer it.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import attrs

from gametheory.errors import InvalidInput, UnknownName, visible

LONGEST_QUOTE = 12  # words
GENERAL = "GEN"  # organisation code of a claim that speaks of states or bodies in general

Strings = tuple[str, ...]
_T = TypeVar("_T")


class ClaimStatus(Enum):
    """What a claim is to a modeller."""

    TESTABLE = "testable"  # asserts that something follows from something: a model can fail it
    PRESCRIPTION = "prescription"  # says what should be done; testable through its promised effect
    INPUT = "input"  # a fact that enters models as a parameter, a game form or a setting
    DESCRIPTIVE = "descriptive"  # scope, rhetoric or a catalogue: nothing to test


class Mechanism(Enum):
    """Whether the text says itself what moves what."""

    STATED = "stated"  # the text names both ends, and that the one leads to the other
    INFERRED = "inferred"  # the text names one end, or both side by side; the rest is a reading


class TensionKind(Enum):
    """Why two groups of claims seem to disagree."""

    SWITCH = "switch"  # both can hold; a parameter decides which does
    QUALIFICATION = "qualification"  # they speak of different quantities or institutions
    COMPETING = "competing"  # opposite effects at work at once; their balance decides
    YARDSTICK = "yardstick"  # the same record measured by two standards


@attrs.frozen
class Document:
    """A source, as far as it shows itself; ``prefix`` starts the short ids of its claims.

    ``author`` and ``date`` are empty where the document does not show them; ``note`` says what is
    unknown, and what of the source had to be read as a slip.
    """

    id: str
    prefix: str
    author: str
    title: str
    date: str = ""
    note: str = ""


@attrs.frozen
class Claim:
    """One statement of one document.

    Attributes
    ----------
    id, short : str
        Stable identifiers, such as ``WEITZ-01`` and ``W01``; both are accepted wherever a claim
        is named.
    document, locus : str
        Where it stands.
    paraphrase : str
        The claim in this project's words; ``quotes`` holds phrases of at most twelve words that
        anchor it in the source.
    actors, direction : str
        Whom it speaks of, and which way which quantity moves what.
    families : tuple of str
        Codes of the arguments it belongs to (see ``Register.families``).
    status : ClaimStatus
        What it is to a modeller; ``note`` says why where it is not testable, and where the source
        is corrected.
    mechanism : Mechanism or None
        Of a claim that is testable or a prescription: whether the text itself says that one end of
        ``direction`` moves the other, or the coder does.
    organisations : tuple of str
        Codes of organisations, or ``GEN`` for states and bodies in general.
    """

    id: str
    short: str
    document: str
    locus: str
    paraphrase: str
    quotes: Strings
    actors: str
    direction: str
    families: Strings
    status: ClaimStatus
    organisations: Strings
    note: str = ""
    mechanism: Mechanism | None = None

    def __str__(self) -> str:
        kind = self.status.value
        kind += f", mechanism {self.mechanism.value}" if self.mechanism else ""
        where = f"{self.document}, {self.locus}; {kind}"
        quoted = "".join(f" “{quote}”" for quote in self.quotes)
        return visible(f"{self.short} ({where}): {self.paraphrase}{quoted}")


@attrs.frozen
class DocumentProposition:
    """A testable statement to which several claims reduce, and what would test it."""

    id: str
    family: str
    statement: str
    test: str
    claims: Strings


@attrs.frozen
class Tension:
    """Two groups of claims that pull apart, and what reconciles or decides them."""

    id: str
    title: str
    one_side: Strings
    other_side: Strings
    kind: TensionKind
    switch: str
    central: bool

    @property
    def claims(self) -> Strings:
        """Claims of both sides."""
        return self.one_side + self.other_side


@attrs.frozen
class Organisation:
    """A body, forum or case of which the documents speak, as they describe it."""

    code: str
    name: str
    members: str
    decision_rule: str
    leader: str
    functions: str
    strengths: str
    weaknesses: str
    treatment: str
    further_claims: Strings = ()


@attrs.frozen
class Coding:
    """What two codings, made without sight of each other, say of one item.

    ``of`` is what was coded (``"status"``, ``"mechanism"``, ``"relation"``), ``item`` a claim, or a
    proposition and a claim; the first coding is the register's before any disagreement was settled.
    """

    of: str
    item: str
    first: str
    second: str


@attrs.frozen
class Agreement:
    """How far two codings agree.

    Attributes
    ----------
    items : int
        How many were coded twice.
    share : float
        Share of items coded alike.
    kappa : float
        Agreement beyond chance, 1 if perfect, 0 if as by chance (Cohen 1960); NaN where both
        codings use one value only.
    """

    items: int
    share: float
    kappa: float


@attrs.frozen(repr=False)
class Register:
    """Documents, claims, and what is made of them, with every reference resolvable.

    Raises
    ------
    InvalidInput
        When an identifier is used twice or a reference leads nowhere; every problem is listed.

    Examples
    --------
    >>> from models.register import REGISTER
    >>> REGISTER.claim("W01").document
    'WEITZ'
    >>> [c.short for c in REGISTER.select(document="WEITZ", organisation="KOREA")]
    ['W05', 'W06', 'W07']
    """

    documents: tuple[Document, ...]
    families: dict[str, str]
    claims: tuple[Claim, ...]
    propositions: tuple[DocumentProposition, ...]
    tensions: tuple[Tension, ...]
    organisations: tuple[Organisation, ...]
    codings: tuple[Coding, ...] = ()

    def __attrs_post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise InvalidInput("Register: " + "; ".join(problems))

    @classmethod
    def read(cls, path: str | Path) -> Register:
        """Read a register from a JSON file whose keys are the fields of these classes."""
        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise InvalidInput(f"{path}:{error.lineno}:{error.colno}: {error.msg}") from None
        return cls.from_dict(data)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Register:
        """Build a register from plain lists and dictionaries, as JSON gives them."""
        return cls(
            documents=_records(Document, data.get("documents", [])),
            families=dict(data.get("families", {})),
            claims=_records(Claim, data.get("claims", []), status=ClaimStatus, mechanism=Mechanism),
            propositions=_records(DocumentProposition, data.get("propositions", [])),
            tensions=_records(Tension, data.get("tensions", []), kind=TensionKind),
            organisations=_records(Organisation, data.get("organisations", [])),
            codings=_records(Coding, data.get("codings", [])),
        )

    @cached_property
    def _by_name(self) -> dict[str, Claim]:
        return {name: c for c in self.claims for name in (c.id, c.short)}

    def claim(self, name: str) -> Claim:
        """The claim of a short or long id; an unknown one is refused with the nearest known."""
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownName("claim", name, (c.short for c in self.claims)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def document(self, name: str) -> Document:
        """The document of an id."""
        return _find("document", name, {d.id: d for d in self.documents})

    def organisation(self, code: str) -> Organisation:
        """The organisation of a code."""
        return _find("organisation", code, {o.code: o for o in self.organisations})

    def select(
        self,
        *,
        document: str | None = None,
        organisation: str | None = None,
        family: str | None = None,
        status: str | None = None,
    ) -> tuple[Claim, ...]:
        """Claims that meet every condition given, in the register's order.

        Raises
        ------
        UnknownName
            When a document, organisation, family or status does not exist.
        """
        if document is not None:
            self.document(document)
        extra: Strings = ()
        if organisation is not None and organisation != GENERAL:
            extra = self.organisation(organisation).further_claims
        if family is not None:
            _find("family", family, self.families)
        if status is not None:
            _find("status", status, {s.value: s for s in ClaimStatus})
        return tuple(
            c
            for c in self.claims
            if (document is None or c.document == document)
            and (organisation is None or organisation in c.organisations or c.short in extra)
            and (family is None or family in c.families)
            and (status is None or c.status.value == status)
        )

    def propositions_of(self, claim: Claim) -> tuple[DocumentProposition, ...]:
        """Document propositions to which a claim reduces."""
        return tuple(p for p in self.propositions if claim.short in p.claims)

    def tensions_of(self, claim: Claim) -> tuple[Tension, ...]:
        """Tensions in which a claim takes part."""
        return tuple(t for t in self.tensions if claim.short in t.claims)

    def mechanism_of(self, proposition: DocumentProposition) -> Mechanism:
        """Stated if some claim that reduces to the proposition states its mechanism."""
        said = {self.claim(name).mechanism for name in proposition.claims}
        return Mechanism.STATED if Mechanism.STATED in said else Mechanism.INFERRED

    def agreement(self, of: str) -> Agreement:
        """How far the two codings agree on ``"status"``, ``"mechanism"`` or ``"relation"``."""
        _find("coding", of, {c.of: c for c in self.codings})
        pairs = [(c.first, c.second) for c in self.codings if c.of == of]
        share = sum(a == b for a, b in pairs) / len(pairs)
        firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
        chance = sum(firsts[v] * seconds[v] for v in firsts) / len(pairs) ** 2
        kappa = (share - chance) / (1 - chance) if chance < 1 else float("nan")
        return Agreement(len(pairs), share, kappa)

    def _of_documents(self) -> list[tuple[Document, int]]:
        return [(d, sum(c.document == d.id for c in self.claims)) for d in self.documents]

    def __repr__(self) -> str:
        return (
            f"Register({len(self.claims)} claims in {len(self.documents)} documents, "
            f"{len(self.propositions)} propositions, {len(self.tensions)} tensions, "
            f"{len(self.organisations)} organisations)"
        )

    def __str__(self) -> str:
        rows = [f"  {d.id}: {count} claims. {d.title}" for d, count in self._of_documents()]
        return "\n".join([repr(self), *map(visible, rows)])

    def _repr_html_(self) -> str:
        """What a notebook shows: the documents with their numbers of claims."""
        rows = "".join(
            f"<tr><td>{html.escape(d.id)}</td><td>{count}</td><td>{html.escape(d.title)}</td></tr>"
            for d, count in self._of_documents()
        )
        heads = "<tr><th>document</th><th>claims</th><th>title</th></tr>"
        return f"<p>{html.escape(repr(self))}</p><table>{heads}{rows}</table>"

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dictionaries, the inverse of :meth:`from_dict`."""

        def plain(_: type, __: Any, value: Any) -> Any:
            return value.value if isinstance(value, Enum) else value

        return attrs.asdict(self, value_serializer=plain)


def _find(kind: str, name: str, known: dict[str, _T]) -> _T:
    if name not in known:
        raise UnknownName(kind, name, known)
    return known[name]


def _records(cls: type[_T], rows: Iterable[dict[str, Any]], **enums: type[Enum]) -> tuple[_T, ...]:
    fields = {field.name for field in attrs.fields(cls)}  # type: ignore[arg-type]
    out = []
    for number, row in enumerate(rows):
        where = f"Register: {cls.__name__} number {number} ({row.get('id', row.get('code', '?'))})"
        for name in row:
            if name not in fields:
                raise UnknownName("field", name, fields, where)
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        for name, enum in enums.items():
            known = {member.value: member for member in enum}
            if row.get(name) is not None or _required(cls, name):
                values[name] = _find(name, str(row.get(name, "")), known)
        try:
            out.append(cls(**values))
        except TypeError as error:
            raise InvalidInput(f"{where}: {error}") from None
    return tuple(out)


def _required(cls: type, name: str) -> bool:
    return getattr(attrs.fields_dict(cls)[name], "default", None) is attrs.NOTHING


def _problems(register: Register) -> Iterable[str]:
    groups: dict[str, list[str]] = {
        "document": [d.id for d in register.documents],
        "claim": [name for c in register.claims for name in {c.id, c.short}],
        "proposition": [p.id for p in register.propositions],
        "tension": [t.id for t in register.tensions],
        "organisation": [o.code for o in register.organisations],
    }
    for kind, names in groups.items():
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield f"{kind} {name!r} is listed twice"
    claims = {c.short for c in register.claims}
    bodies = set(groups["organisation"]) | {GENERAL}
    documents, families = set(groups["document"]), set(register.families)
    references: list[tuple[str, str, Iterable[str], set[str]]] = []
    for coding in register.codings:
        references.append(("a coding", "claim", [coding.item.split()[-1]], claims))
    for c in register.claims:
        references.append((f"claim {c.short}", "document", [c.document], documents))
        references.append((f"claim {c.short}", "organisation", c.organisations, bodies))
        references.append((f"claim {c.short}", "family", c.families, families))
    for c in register.claims:
        causal = c.status in (ClaimStatus.TESTABLE, ClaimStatus.PRESCRIPTION)
        if c.mechanism and not causal:
            yield (
                f"claim {c.short} is {c.status.value} and has a mechanism, which only a testable "
                "claim or a prescription has"
            )
        for quote in c.quotes:
            if len(quote.split()) > LONGEST_QUOTE:
                yield f"claim {c.short} quotes more than {LONGEST_QUOTE} words: {quote!r}"
    for p in register.propositions:
        references.append((f"proposition {p.id}", "claim", p.claims, claims))
        references.append((f"proposition {p.id}", "family", [p.family], families))
    for t in register.tensions:
        references.append((f"tension {t.id}", "claim", t.claims, claims))
    for o in register.organisations:
        references.append((f"organisation {o.code}", "claim", o.further_claims, claims))
    for source, kind, cited, known in references:
        for name in cited:
            if name not in known:
                yield f"{source} refers to the unknown {kind} {name!r}"
