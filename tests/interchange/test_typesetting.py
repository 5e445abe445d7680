"""Payoff matrices in HTML and LaTeX."""

import html.parser
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from interchange_games import games

import gametheory as gt
from gametheory.errors import InvalidInput, visible
from gametheory.games.rendering import to_html, to_latex

DILEMMA = gt.NormalFormGame(
    [[[2, 0], [3, 1]], [[2, 3], [0, 1]]],
    players=["Row & Co", "<Column>"],
    actions=[["C_1", "D%"], ["C", "D"]],
)


class Reader(html.parser.HTMLParser):
    """Text of the cells, row by row, and whether every tag is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.rows, self.marked = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "tr" in self.open:
            self.rows[-1][-1] += data
            if "u" in self.open:
                self.marked.append(data)


def test_html_shows_labels_payoffs_and_best_replies():
    reader = Reader(DILEMMA._repr_html_())
    assert reader.rows == [
        ["Row & Co \\ <Column>", "C", "D"],
        ["C_1", "2, 2", "0, 3"],
        ["D%", "3, 0", "1, 1"],
    ]
    assert reader.marked == ["3", "3", "1", "1"]
    assert Reader(to_html(DILEMMA, best_replies=False)).marked == []


@settings(max_examples=40)
@given(games(most=4))
def test_html_is_well_formed_whatever_the_labels(game):
    reader = Reader(game._repr_html_())
    first = reader.rows[1]
    shown = [str(v) for v in np.moveaxis(game.payoffs, 0, -1).reshape(-1, game.num_players)[0]]
    if len(game.num_actions) == 2:
        assert first[1] == ", ".join(shown)
        assert [row[0] for row in reader.rows[1:]] == [visible(a) for a in game.actions[0]]


def test_a_batch_shows_its_first_game_and_how_many_there_are():
    batch = gt.NormalFormGame(np.arange(24.0).reshape(3, 2, 2, 2), players=2)
    text = batch._repr_html_()
    assert "first of 3 games" in text
    assert Reader(text).rows[1] == ["1", "0, 4", "1, 5"]
    with pytest.raises(InvalidInput, match="batch"):
        batch.to_latex()


def test_large_games_are_cut_and_say_so():
    text = to_html(gt.NormalFormGame(np.zeros((2, 30, 25))))
    assert "30 x 25 actions, cut to 20" in text
    assert len(Reader(text).rows) == 22
    assert {len(row) for row in Reader(text).rows} == {22}
    many = to_html(gt.NormalFormGame(np.zeros((5, 2, 2, 2, 2, 3)), players=5))
    assert "8 of 12 tables shown" in many
    assert many.count("<table>") == 8
    assert "cut" not in to_html(gt.NormalFormGame(np.zeros((3, 2, 20, 25)), players=3))


def test_more_than_two_players_give_one_table_for_each_choice_of_the_others():
    payoffs = np.arange(36).reshape(3, 2, 3, 2)
    game = gt.NormalFormGame(payoffs, players=["A", "B", "C<"])
    text = to_html(game)
    assert text.count("<table>") == 2
    assert "<caption>C&lt;: 2</caption>" in text
    assert Reader(text).rows[5] == ["2", "7, 19, 31", "9, 21, 33", "11, 23, 35"]
    latex = game.to_latex()
    assert latex.count("\\begin{tabular}{r|ccc}") == 2
    assert r"\multicolumn{4}{c}{C\textless{}: 2}" in latex


def test_latex_escapes_labels_and_sets_fractions():
    game = gt.NormalFormGame.from_bimatrix(
        [[Fraction(-1, 2)]], [[3]], players=["a_b", "50%"], actions=[["~\\"], ["{x}^2"]]
    )
    assert game.to_latex(best_replies=True).splitlines() == [
        r"\begin{tabular}{r|c}",
        r" a\_b $\backslash$ 50\% & \{x\}\textasciicircum{}2 \\ \hline",
        r" \textasciitilde{}\textbackslash{} & "
        r"$\underline{-\frac{1}{2}},\;\underline{3}$ \\",
        r"\end{tabular}",
    ]


def test_latex_writes_large_and_small_doubles_as_powers_of_ten():
    text = to_latex(gt.NormalFormGame([[[1e-9]], [[2.5e30]]]))
    assert r"$1\times 10^{-9},\;2.5\times 10^{30}$" in text


@settings(max_examples=40)
@given(games())
def test_latex_braces_balance_whatever_the_labels(game):
    text = re.sub(r"\\[{}\\]", "", game.to_latex(best_replies=True))
    assert text.count("{") == text.count("}")
