"""What a console and a notebook show of games, trees, propositions, verdicts, models, claims."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

import gametheory as gt
from gametheory.proof.verdict import Verdict
from models.deadlock import Deadlock
from models.register import REGISTER

CHICKEN = gt.NormalFormGame.from_bimatrix(
    [[6, 2], [7, 0]], [[6, 7], [2, 0]], players=["Ann", "Bob"], actions=[["yield", "press"]] * 2
)
ENTRY = gt.ExtensiveFormGame.from_tree(
    gt.Chance(
        {
            "strong": (
                Fraction(1, 3),
                gt.Decision(
                    "state",
                    {"in": gt.Terminal([1, 0]), "out": gt.Terminal([0, 2])},
                    information_set="blind",
                ),
            ),
            "weak": (
                Fraction(2, 3),
                gt.Decision(
                    "state",
                    {"in": gt.Terminal([-1, 0.5]), "out": gt.Terminal([0, 2])},
                    information_set="blind",
                ),
            ),
        }
    ),
    players=["state", "rival\x1b"],
)


def test_a_small_game_shows_its_payoffs() -> None:
    assert str(CHICKEN).splitlines() == [
        "NormalFormGame(2x2, integers, players=('Ann', 'Bob'))",
        "  Ann \\ Bob  yield  press",
        "      yield   6, 6   2, 7",
        "      press   7, 2   0, 0",
    ]
    assert repr(CHICKEN) == str(CHICKEN)


def test_the_layout_that_was_read_is_seen() -> None:
    cells = [[(3, 3), (0, 5)], [(5, 0), (1, 1)]]
    assert "3, 3  0, 5" in str(gt.NormalFormGame.from_profiles(cells))
    assert "3, 3  0, 5" not in str(gt.NormalFormGame(cells))  # the first axis was taken for players


def test_a_batch_of_games_says_so_and_shows_the_first() -> None:
    batch = gt.NormalFormGame(np.stack([CHICKEN.payoffs] * 3), players=2)
    assert repr(batch) == "NormalFormGame(2x2, integers, batch (3,), players=('1', '2'))"
    assert str(batch).splitlines()[:2] == [repr(batch), "  first of 3 games:"]
    assert "6, 6" in str(batch)
    nobody = gt.NormalFormGame(np.zeros((0, 2, 2, 2)))
    assert str(nobody) == repr(nobody)


def test_large_games_and_games_of_many_are_cut() -> None:
    large = gt.NormalFormGame(np.zeros((2, 30, 25)))
    assert repr(large) == "NormalFormGame(30x25, floats, players=('1', '2'))"
    assert "..." in str(large)
    assert len(str(large).splitlines()) == 23
    three = gt.NormalFormGame(np.arange(24).reshape(3, 2, 2, 2), players=["A", "B", "C\x1b"])
    lines = str(three).splitlines()
    assert lines[1] == "  C\\x1b: 1"
    assert lines[3].split(maxsplit=1)[1] == "0, 8, 16  2, 10, 18"
    many = gt.NormalFormGame(np.zeros((5, 2, 2, 2, 2, 3)), players=5)
    assert str(many).splitlines()[-1] == "  ... 8 of 12 tables shown"
    assert "\n" not in repr(many)
    one = gt.NormalFormGame([[1, 2]], players=1)
    assert "payoff" in str(one)


def test_trees_show_themselves_indented() -> None:
    assert str(ENTRY).splitlines()[1:] == [
        "  chance",
        "    1/3 strong: state at blind",
        "      in: (1, 0)",
        "      out: (0, 2)",
        "    2/3 weak: state at blind",
        "      in: (-1, 0.5)",
        "      out: (0, 2)",
    ]
    assert repr(ENTRY) == str(ENTRY)
    batch = ENTRY.with_numbers(np.stack([ENTRY.end_payoffs] * 2))
    assert "\n" not in repr(batch)
    assert "first of 2 games:" in str(batch)
    page = ENTRY._repr_html_()
    assert page.startswith("<pre>")
    assert "\x1b" not in page + str(ENTRY)


def test_long_trees_are_cut_and_deep_ones_are_no_trouble() -> None:
    node: gt.Terminal | gt.Decision = gt.Terminal([1])
    for _ in range(2000):
        node = gt.Decision("A", {"on": node, "stop": gt.Terminal([0])})
    deep = gt.ExtensiveFormGame.from_tree(node)
    assert "\n" not in repr(deep)
    assert str(deep).splitlines()[-1].startswith("  ... and ")
    assert len(str(deep).splitlines()) == 62
    assert max(map(len, str(deep).splitlines())) < 200


def test_a_proposition_shows_its_statement_and_what_is_expected() -> None:
    p = next(iter(Deadlock.propositions.values()))
    assert repr(p).startswith(f"{p.name}: {p.title} (expected: {p.expected})")
    assert p.statement.splitlines()[-1] in str(p)
    assert "<script" not in p._repr_html_()


def test_a_verdict_shows_what_matters() -> None:
    point = {name: Fraction(k) for k, name in enumerate("abcdefghij", 1)}
    refuted = Verdict("refuted", point, "z3", 0.25)
    assert repr(refuted).startswith("refuted by z3 in 0.25 s\n  at a = 1, b = 2, c = 3")
    assert repr(refuted).endswith("... and 2 more (.counterexample)")
    assert repr(Verdict("proved", None, "z3", 0.25)) == "proved by z3 in 0.25 s"
    assert "x < y" not in Verdict("unknown", None, "", 1.0, detail="x <b> y")._repr_html_()
    assert "&lt;b&gt;" in Verdict("unknown", None, "", 1.0, detail="x <b> y")._repr_html_()


def test_the_register_and_its_claims_show_themselves() -> None:
    assert repr(REGISTER).startswith(f"Register({len(REGISTER.claims)} claims in ")
    for document in REGISTER.documents:
        assert document.title in str(REGISTER)
    claim = REGISTER.claim("W01")
    assert str(claim).startswith("W01 (WEITZ, ")
    assert claim.paraphrase in str(claim)
    assert "<table>" in REGISTER._repr_html_()


def test_a_model_shows_its_parameters_and_cases() -> None:
    case = next(iter(Deadlock.presets.values()))
    text = str(case)
    for name, parameter in Deadlock.parameters().items():
        assert any(
            line.split()[:1] == [name] and parameter.meaning in line for line in text.splitlines()
        )
    for preset in Deadlock.presets:
        assert preset in text
        assert preset in repr(Deadlock.presets)
    assert "object at" not in repr(Deadlock.presets)
    assert "<table>" in case._repr_html_()
    swept = Deadlock.presets["vulnerable"].at(n=np.linspace(0, 1, 5))
    assert "5 values" in str(swept)
