"""The register holds together: every id once, every reference resolvable, quotes short."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from typing import Any

import pytest

from gametheory.claims import GENERAL, ClaimStatus, Mechanism, Register, TensionKind
from gametheory.errors import InvalidInput, UnknownName
from models.register import REGISTER


@pytest.fixture
def data() -> dict[str, Any]:
    raw = (files("models") / "claims.json").read_text(encoding="utf-8")
    return dict(json.loads(raw))


def test_nothing_of_the_file_is_lost_on_reading(data: dict[str, Any]) -> None:
    assert json.loads(json.dumps(REGISTER.to_dict())) == data


def test_no_group_is_empty() -> None:
    for group in (
        REGISTER.documents,
        REGISTER.claims,
        REGISTER.propositions,
        REGISTER.tensions,
        REGISTER.organisations,
        REGISTER.families,
    ):
        assert len(group) > 0


def test_ids_say_their_document_and_do_not_skip() -> None:
    for document in REGISTER.documents:
        claims = REGISTER.select(document=document.id)
        assert claims
        for number, claim in enumerate(claims, start=1):
            assert claim.id == f"{document.id}-{number:02d}"
            assert claim.short == f"{document.prefix}{number:02d}"
            assert REGISTER.claim(claim.id) is REGISTER.claim(claim.short) is claim


@pytest.mark.parametrize("claim", REGISTER.claims, ids=lambda c: c.short)
def test_claim_is_whole(claim: Any) -> None:
    assert claim.locus.strip()
    assert claim.paraphrase.strip().endswith(".")
    assert claim.quotes
    for quote in claim.quotes:
        assert 1 <= len(quote.split()) <= 12, f"{claim.short}: quote too long: {quote!r}"
        assert quote not in claim.paraphrase
    assert claim.families
    assert claim.organisations
    if claim.status in (ClaimStatus.INPUT, ClaimStatus.DESCRIPTIVE):
        assert claim.note, f"{claim.short} is not testable, and no note says why"
        assert claim.mechanism is None
    else:
        assert claim.mechanism in Mechanism
    if claim.mechanism is Mechanism.INFERRED:
        assert claim.note, f"no note says what the text of {claim.short} does not state"


def test_every_testable_claim_reduces_to_a_proposition() -> None:
    for claim in REGISTER.select(status="testable"):
        assert REGISTER.propositions_of(claim), claim.short


def test_tensions_have_two_different_sides() -> None:
    for tension in REGISTER.tensions:
        assert tension.one_side
        assert tension.other_side
        assert not set(tension.one_side) & set(tension.other_side)
        assert isinstance(tension.kind, TensionKind)
        assert tension in REGISTER.tensions_of(REGISTER.claim(tension.one_side[0]))


def test_every_organisation_is_spoken_of() -> None:
    for body in REGISTER.organisations:
        assert REGISTER.select(organisation=body.code), body.code


def test_select_meets_every_condition() -> None:
    chosen = REGISTER.select(document="HAIDER", organisation="AU", family="NORM", status="testable")
    assert chosen
    assert set(chosen) == {
        c
        for c in REGISTER.claims
        if c.document == "HAIDER"
        and "AU" in c.organisations
        and "NORM" in c.families
        and c.status is ClaimStatus.TESTABLE
    }
    assert REGISTER.select(organisation=GENERAL)
    assert set(REGISTER.select()) == set(REGISTER.claims)


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ({"document": "WEIZ"}, "WEITZ"),
        ({"organisation": "SOC"}, "SCO"),
        ({"family": "SGI"}, "SIG"),
        ({"status": "testible"}, "testable"),
    ],
)
def test_unknown_name_is_refused_with_the_nearest(condition: dict[str, str], hint: str) -> None:
    with pytest.raises(UnknownName, match=f"Did you mean '{hint}'"):
        REGISTER.select(**condition)


def test_unknown_claim_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown claim 'W99'"):
        REGISTER.claim("W99")
    assert "W99" not in REGISTER
    assert "W01" in REGISTER


def _first(data: dict[str, Any], group: str) -> dict[str, Any]:
    return dict(data[group][0])


@pytest.mark.parametrize(
    ("group", "change", "message"),
    [
        ("claims", {"document": "NOWHERE"}, "claim W01 refers to the unknown document 'NOWHERE'"),
        ("claims", {"organisations": ["XX"]}, "unknown organisation 'XX'"),
        ("claims", {"families": ["YY"]}, "unknown family 'YY'"),
        ("claims", {"status": "true"}, "unknown status 'true'"),
        ("claims", {"colour": "red"}, "unknown field 'colour'"),
        ("propositions", {"claims": ["W99"]}, "proposition Q01 refers to the unknown claim 'W99'"),
        ("propositions", {"family": "ZZ"}, "unknown family 'ZZ'"),
        ("tensions", {"one_side": ["W99"]}, "tension X01 refers to the unknown claim 'W99'"),
        ("tensions", {"kind": "Q"}, "unknown kind 'Q'"),
        ("organisations", {"further_claims": ["H999"]}, "organisation SCO refers"),
        ("claims", {"mechanism": "guessed"}, "unknown mechanism 'guessed'"),
        ("claims", {"status": "input"}, "W01 is input and has a mechanism"),
        ("claims", {"quotes": ["word " * 13]}, "claim W01 quotes more than 12 words"),
        ("codings", {"item": "W99"}, "a coding refers to the unknown claim 'W99'"),
    ],
)
def test_a_broken_reference_is_named(
    data: dict[str, Any], group: str, change: dict[str, Any], message: str
) -> None:
    broken = copy.deepcopy(data)
    broken[group][0].update(change)
    with pytest.raises(ValueError, match=message):
        Register.from_dict(broken)


@pytest.mark.parametrize(
    "group", ["documents", "claims", "propositions", "tensions", "organisations"]
)
def test_a_repeated_id_is_named(data: dict[str, Any], group: str) -> None:
    data[group].append(_first(data, group))
    with pytest.raises(InvalidInput, match="listed twice"):
        Register.from_dict(data)


def test_a_missing_field_is_named(data: dict[str, Any]) -> None:
    del data["claims"][0]["locus"]
    with pytest.raises(InvalidInput, match=r"Claim number 0 \(WEITZ-01\).*locus"):
        Register.from_dict(data)


def test_malformed_json_is_placed(tmp_path: Any) -> None:
    path = tmp_path / "claims.json"
    path.write_text('{"claims": [\n  {"id": }\n]}')
    with pytest.raises(InvalidInput, match=r"claims\.json:2:\d+"):
        Register.read(path)


def test_a_long_list_of_known_names_does_not_drown_the_hint() -> None:
    with pytest.raises(UnknownName) as refused:
        REGISTER.claim("H1104")
    assert str(refused.value).startswith("unknown claim 'H1104'. Did you mean 'H1")
    assert len(str(refused.value)) < 200
    assert f"({len(REGISTER.claims)} in all)" in str(refused.value)


def test_what_the_documents_do_not_show_is_said() -> None:
    for document in REGISTER.documents:
        assert document.note
        if not document.date:
            assert "date" in document.note
        if not document.author:
            assert "author" in document.note


def test_a_proposition_of_inferred_claims_is_inferred() -> None:
    by_id = {q.id: q for q in REGISTER.propositions}
    for name in ("Q19", "Q31"):  # the text states no cause
        assert REGISTER.mechanism_of(by_id[name]) is Mechanism.INFERRED
    assert REGISTER.mechanism_of(by_id["Q01"]) is Mechanism.STATED


def test_the_second_coding_covers_every_document() -> None:
    twice = {c.item for c in REGISTER.codings if c.of == "status"}
    assert len(twice) == 40
    assert {REGISTER.claim(name).document for name in twice} == {d.id for d in REGISTER.documents}


def test_agreement_of_a_known_table() -> None:
    """Yes and no by two readers, 20, 5, 10 and 15 times: kappa = (0.7 - 0.5) / 0.5."""
    table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    one = REGISTER.claims[0].short
    coded = [
        {"of": "status", "item": one, "first": a, "second": b}
        for (a, b), count in table.items()
        for _ in range(count)
    ]
    register = Register.from_dict({**REGISTER.to_dict(), "codings": coded})
    found = register.agreement("status")
    assert (found.items, found.share) == (50, 0.7)
    assert found.kappa == pytest.approx(0.4)
    with pytest.raises(UnknownName, match="unknown coding 'stats'"):
        register.agreement("stats")


def test_agreement_by_chance_alone_has_no_kappa() -> None:
    one = REGISTER.claims[0].short
    coded = [{"of": "status", "item": one, "first": "input", "second": "input"}]
    found = Register.from_dict({**REGISTER.to_dict(), "codings": coded}).agreement("status")
    assert found.share == 1
    assert found.kappa != found.kappa
