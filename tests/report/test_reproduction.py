"""The main job: what is solved, judged and drawn, and what the page and the files say of it."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fence import Broken, Fence

from gametheory.algebra import Number
from gametheory.errors import InvalidInput, UnknownName
from gametheory.model import Model, model, parameter
from gametheory.parameters import POSITIVE
from gametheory.proof import Statement, given, proposition
from gametheory.report.coverage import coverage, propositions_of
from gametheory.report.folder import OutputFolder
from gametheory.report.page import label, number, page, point
from gametheory.report.prose import inline, prose
from gametheory.report.results import Reproduction
from gametheory.report.wording import wording
from gametheory.report.work import plan, reproduce
from models.register import REGISTER


@pytest.fixture(scope="module")
def found() -> Reproduction:
    return reproduce([Fence, Broken])


@pytest.fixture(scope="module")
def html(found: Reproduction) -> str:
    return page(found, REGISTER)


def test_every_step_is_done_once_and_announced() -> None:
    seen: list[tuple[int, int, str]] = []
    done = reproduce([Fence], watch=lambda k, n, step: seen.append((k, n, str(step))))
    steps = plan([Fence])
    assert [k for k, _, _ in seen] == list(range(len(steps) + 1))
    assert [s for _, _, s in seen[:-1]] == [str(s) for s in steps]
    assert len(done.results) == len(steps) == 2 + 2 + 1


def test_good_model_is_as_expected(found: Reproduction) -> None:
    part = found.of(Fence)
    assert part.ok, part.surprises
    assert [j.verdict.status for j in part.judged] == ["proved", "refuted"]
    low, plain = part.presets
    assert low.quantities["area"] == Fraction(5, 2)
    assert plain.quantities["area"] == 6
    assert low.listed is None


def test_what_goes_wrong_is_recorded_and_stops_nothing(found: Reproduction) -> None:
    part = found.of(Broken)
    assert not part.ok
    surprises = "\n".join(part.surprises)
    assert "broken/P1: expected proved, found refuted" in surprises
    assert "broken/P2: boundary 'positive'" in surprises
    assert "broken/P2: mutant 'no mutant at all'" in surprises
    assert "broken/P3: expected proved, found unknown: RuntimeError: no statement" in surprises
    assert "broken: preset 'outside'" in surprises
    assert "broken: figure 'none': ZeroDivisionError" in surprises
    assert not found.ok


def test_interruption_keeps_what_is_finished() -> None:
    def stop(done: int, total: int, step: Any) -> None:
        if done == 3:
            raise KeyboardInterrupt

    part = reproduce([Fence], watch=stop)
    assert not part.complete
    assert not part.ok
    assert len(part.results) == 3
    assert "Interrupted" in page(part, REGISTER)


def test_wording_keeps_quantities_by_name() -> None:
    read = wording(Fence.propositions["P1"])
    (conclusion,) = read.statement.conclusion.values()
    assert {str(x) for x in conclusion.free_symbols} == {"area", "area at a = more"}
    assert set(read.names) == {"area at a = more"}


def test_a_quantity_is_told_from_a_variable_of_the_same_name() -> None:
    @model
    class Twins(Model):
        """A variable that is called like a quantity."""

        a: Number = parameter(POSITIVE, 2, "side")

        @property
        def x(self) -> Number:
            """Twice the side."""
            return 2 * self.a

        @proposition("P1")
        def same(self, x: Number) -> Statement:
            """Not the same thing."""
            return given().then(x >= self.x)

    read = wording(Twins.propositions["P1"])
    (conclusion,) = read.statement.conclusion.values()
    assert {str(s) for s in conclusion.free_symbols} == {"x", "x*"}
    assert "<mo>*</mo>" in read.names["x*"]


def test_verdict_rows_have_the_contract_s_keys(found: Reproduction, out: Path) -> None:
    folder = OutputFolder(out)
    folder.prepare([])
    folder.write(found.of(Fence), "gametheory-ir")
    rows = json.loads((out / "verdicts.json").read_text())
    assert [set(row) for row in rows] == 2 * [
        {"model", "proposition", "claims", "expected", "status", "backend", "seconds"}
    ]
    assert rows[0]["claims"] == {"W01": "supports", "W02": "qualifies"}
    assert (rows[1]["proposition"], rows[1]["status"]) == ("P2", "refuted")
    for ending in ("svg", "png"):
        assert (out / "figures" / f"fence-area.{ending}").stat().st_size > 1000


class _Page(HTMLParser):
    """Collects ids, links, sources and images; notices tags that do not match."""

    VOID = frozenset({"meta", "br", "img", "link", "input", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self.stack: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag not in self.VOID:
            self.stack.append(tag)
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if tag == "a":
            self.links.append(str(named["href"]))
        if tag == "img":
            self.images.append(named)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for key in ("src", "href", "srcset", "action"):
            value = named.get(key)
            if value and not value.startswith(("#", "data:")):
                self.outside.append(value)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag, f"</{tag}> closes nothing"


def test_page_is_well_formed_and_self_contained(html: str) -> None:
    read = _Page(html)
    assert read.stack == []
    assert read.outside == []
    assert len(read.ids) == len(set(read.ids))
    for link in read.links:
        assert link.removeprefix("#") in read.ids, f"link to nowhere: {link}"
    assert "<script" not in html
    assert "@import" not in html
    assert not re.search(r"url\((?!data:)", html)


def test_page_is_accessible(html: str) -> None:
    read = _Page(html)
    assert '<html lang="en">' in html
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    for before, after in zip(read.headings, read.headings[1:], strict=False):
        assert after <= before + 1, "a heading level is skipped"
    assert read.images
    assert [image["alt"] for image in read.images] == [
        "Area of the fence against its length & height."
    ]


def test_page_tells_the_whole_story(html: str) -> None:
    for phrase in (
        "A longer fence has the larger area",
        "a shorter one has not",
        "without longer",
        "more than twice",
        "Counterexample",
        "not as expected",
        "Low, since <em>both</em> can see over it.",
        "length &lt;of&gt; the fence",
        "ranking its own economy above joint action",
        "<q>putting American economic interests first above the need for global cooperation</q>",
        "<b>Why:</b> only where it is &lt;long&gt; enough",
        "Proof idea.</strong> The area is a product",
        "length of the <em>other</em> fence",
        "The same outcome holds in 100% of the neighbourhood within ±10%",
        "kappa",
        "date not shown",
        REGISTER.claim("W01").locus,
        "no statement",
    ):
        assert phrase in html, phrase
    assert "<math" in html
    assert html.count('class="relation contradicts"') >= 2


def test_page_is_the_same_on_every_run_but_for_seconds(html: str) -> None:
    again = page(reproduce([Fence, Broken]), REGISTER)

    def without_seconds(text: str) -> str:
        return re.sub(r'<span class="seconds">[^<]*</span>', "", text)

    assert without_seconds(again) == without_seconds(html)


def test_claims_are_counted_once_each() -> None:
    answered = coverage(propositions_of([Fence, Broken]), REGISTER)
    assert answered.answered == {"W01", "W02", "W03"}
    shares = {s.code: s for s in answered.documents}
    assert len(shares["WEITZ"].answered) == 3
    assert len(shares["WEITZ"].open) == len(shares["WEITZ"].claims) - 3
    assert not shares["LAN"].answered
    for touched in answered.tensions:
        assert set(touched.one_side + touched.other_side) <= answered.answered
    assert sum(len(s.claims) for s in answered.documents) == len(REGISTER.claims)
    assert [a.relation for a in answered.of_claim(REGISTER.claim("W01"))] == 4 * ["supports"]


def test_unknown_claim_is_named_with_its_proposition() -> None:
    import attrs

    stray = attrs.evolve(Fence.propositions["P1"], claims={"W999": "supports"})
    with pytest.raises(UnknownName, match=r"fence/P1: unknown claim 'W999'"):
        coverage([stray], REGISTER)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(-1, 3), "−1/3"),
        (Fraction(1, 3001), "0.000333222"),
        (0.1 + 0.2, "0.3"),
        (float("inf"), "∞"),
        (float("nan"), "–"),
        ((1, 2.5), "(1, 2.5)"),
        (True, "yes"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_numbers(value: object, shown: str) -> None:
    assert number(value) == shown


def test_points_leave_out_defaults_unless_asked() -> None:
    values = {"a": Fraction(7), "b": Fraction(3)}
    assert "= 7" in point(values, Fence)
    assert "the rest at their defaults" in point(values, Fence)
    assert "<mi>b</mi></math> = 3" in point(values, Fence, True)
    assert "<mi>α</mi>" in point(values, Fence)
    assert point({"a": Fraction(2), "b": Fraction(3)}, Fence) == "the defaults"


def test_labels_and_prose() -> None:
    assert label("n_C") == "<math><msub><mi>n</mi><mi>C</mi></msub></math>"
    assert label("robust_from") == "robust from"
    assert inline("a < b & ``x*y`` is *not* `z`") == (
        "a &lt; b &amp; <code>x*y</code> is <em>not</em> <code>z</code>"
    )
    assert prose("Literature. One.\n\n- a\n- b\n  c") == (
        '<p><strong class="lead-in">Literature.</strong> One.</p>\n<ul><li>a</li><li>b c</li></ul>'
    )


def test_folder_keeps_what_is_not_ours(out: Path, found: Reproduction) -> None:
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    (out / "figures").mkdir()
    (out / "figures" / "old.svg").write_text("mine too")
    folder = OutputFolder(out)
    for _ in range(2):  # over its own files it writes again
        folder.prepare(["fence-area"])
        folder.write(found.of(Fence), page(found.of(Fence), REGISTER))
    assert (out / "notes.txt").read_text() == "mine"
    assert (out / "figures" / "old.svg").read_text() == "mine too"
    assert sorted(p.name for p in out.iterdir()) == [
        "figures",
        "notes.txt",
        "report.html",
        "verdicts.json",
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.html", "<p>my own report</p>"),
        ("verdicts.json", '[{"my": "own"}]'),
        ("verdicts.json", "not json"),
        ("figures/fence-area.svg", "<svg/>"),
    ],
)
def test_folder_does_not_overwrite_a_foreign_file(out: Path, name: str, content: str) -> None:
    (out / "figures").mkdir(parents=True)
    (out / name).write_text(content)
    with pytest.raises(InvalidInput, match="not written by this command"):
        OutputFolder(out).prepare(["fence-area"])
    assert (out / name).read_text() == content


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    for wrong in (path, path / "below"):
        with pytest.raises(InvalidInput, match="is a file"):
            OutputFolder(wrong).prepare([])
