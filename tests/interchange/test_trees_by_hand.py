"""Trees written in Python, strategic forms and the way back to behaviour strategies."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_games import trees

import gametheory as gt
from gametheory.errors import InvalidInput, TooLarge
from gametheory.reductions.strategic_form import strategic_form


def poker():
    """Kuhn-like one-card poker: A sees a high or low card, B does not; stakes 1 and 2."""

    def bet(win):
        return gt.Decision(
            "B",
            {"fold": gt.Terminal([1, -1]), "call": gt.Terminal([2 * win, -2 * win])},
            information_set="after a bet",
        )

    def hand(name, win):
        return gt.Decision(
            "A",
            {"bet": bet(win), "check": gt.Terminal([win, -win])},
            information_set=name,
        )

    half = Fraction(1, 2)
    return gt.ExtensiveFormGame.from_tree(
        gt.Chance({"high": (half, hand("high", 1)), "low": (half, hand("low", -1))}),
        title="one-card poker",
    )


def test_one_card_poker_has_its_known_equilibrium():
    """Bluff one time in three, call two times in three, value 1/3 (solved by hand)."""
    form = strategic_form(poker())
    game = form.normal_form
    assert game.actions[0] == ("bet/bet", "bet/check", "check/bet", "check/check")
    third = Fraction(1, 3)
    mixed = (np.array([third, 2 * third, 0, 0]), np.array([third, 2 * third]))
    u = np.einsum("iab,a,b->i", game.payoffs.astype(object), *mixed)
    assert u.tolist() == [third, -third]
    assert max(game.payoffs[0] @ mixed[1]) == third
    behaviour = form.to_behaviour(mixed)
    assert behaviour.payoffs().tolist() == [third, -third]
    assert behaviour.to_dict() == {
        "A": {"high": {"bet": 1, "check": 0}, "low": {"bet": third, "check": 2 * third}},
        "B": {"after a bet": {"fold": third, "call": 2 * third}},
    }
    assert behaviour.reached_by_own_play == (True,) * 4


def test_the_solver_finds_it_and_it_comes_back_as_behaviour():
    form = strategic_form(poker())
    found = gt.nash_equilibria(form.normal_form)
    assert bool(found.complete)
    (profile,) = found
    third = Fraction(1, 3)
    assert form.to_behaviour(profile).to_dict() == {
        "A": {"high": {"bet": 1, "check": 0}, "low": {"bet": third, "check": 2 * third}},
        "B": {"after a bet": {"fold": third, "call": 2 * third}},
    }


def test_reduced_strategies_say_nothing_where_they_cannot_come():
    late = gt.Decision("A", {"l": gt.Terminal([3, 0]), "r": gt.Terminal([0, 3])})
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision(
            "A",
            {"out": gt.Terminal([1, 1]), "in": gt.Decision("B", {"go": late})},
        )
    )
    assert tree.to_normal_form().actions[0] == ("out/*", "in/l", "in/r")
    full = tree.to_normal_form(reduced=False)
    assert full.actions[0] == ("out/l", "out/r", "in/l", "in/r")
    assert np.array_equal(full.payoffs[:, 0], full.payoffs[:, 1])
    behaviour = strategic_form(tree).to_behaviour([[1, 0, 0], [1]])
    assert behaviour.reached_by_own_play == (True, True, False)
    assert behaviour.probabilities[2].tolist() == [Fraction(1, 2)] * 2


def test_imperfect_recall_is_found_and_has_no_way_back():
    def second(label, win):
        return gt.Decision(
            "A", {"l": gt.Terminal([win, 0]), "r": gt.Terminal([1 - win, 0])}, "forgets"
        )

    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision("A", {"L": second("l", 1), "R": second("r", 0)}), players=["A", "B"]
    )
    assert tree.imperfect_recall_witness() == (1, 4)
    form = strategic_form(tree)
    assert form.normal_form.num_actions == (4, 1)
    with pytest.raises(InvalidInput, match="imperfect recall at information set 'forgets'"):
        form.to_behaviour([[0.5, 0, 0, 0.5], [1.0]])


def test_an_absent_minded_player_chooses_once():
    """The absent-minded driver (Piccione and Rubinstein 1997): one set met twice on a play."""
    second = gt.Decision("D", {"exit": gt.Terminal([4, 0]), "on": gt.Terminal([1, 0])}, "junction")
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision("D", {"exit": gt.Terminal([0, 0]), "on": second}, "junction"),
        players=["D", "none"],
    )
    assert not tree.has_perfect_recall
    assert tree.to_normal_form().payoffs[0].ravel().tolist() == [0, 1]


@settings(max_examples=80)
@given(trees(players=2, recall=True), st.data())
def test_behaviour_strategies_play_like_the_mixed_ones(tree, data):
    assert tree.has_perfect_recall
    for reduced in (True, False):
        form = strategic_form(tree, reduced=reduced)
        mixed = []
        for m in form.normal_form.num_actions:
            weights = data.draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))
            weights[data.draw(st.integers(0, m - 1))] += 1
            mixed.append(np.array([Fraction(w, sum(weights)) for w in weights], dtype=object))
        payoffs = form.normal_form.payoffs.astype(object)
        expected = [sum(mixed[0] @ payoffs[i] * mixed[1]) for i in range(2)]
        behaviour = form.to_behaviour(mixed)
        assert behaviour.payoffs().tolist() == expected
        for p in behaviour.probabilities:
            assert sum(p) == 1
        again = form.to_mixed(behaviour)
        assert [sum(p) for p in again] == [1, 1]
        twice = form.to_behaviour(again)
        for one, two, told in zip(
            behaviour.probabilities, twice.probabilities, behaviour.reached_by_own_play, strict=True
        ):
            assert not told or (one == two).all()
        assert twice.payoffs().tolist() == expected


@settings(max_examples=40)
@given(trees(players=2))
def test_full_and_reduced_forms_agree_profile_by_profile(tree):
    reduced, full = strategic_form(tree), strategic_form(tree, reduced=False)
    where = []
    for small, large in zip(reduced.strategies, full.strategies, strict=True):
        match = [[k for k, s in enumerate(small) if ((s == row) | (s < 0)).all()] for row in large]
        assert all(len(m) == 1 for m in match)
        where.append([m[0] for m in match])
    for a, b in np.ndindex(*full.normal_form.num_actions):
        small = reduced.normal_form.payoffs[:, where[0][a], where[1][b]]
        assert small.tolist() == full.normal_form.payoffs[:, a, b].tolist()


def test_doubles_in_doubles_out():
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Chance({"a": (0.25, gt.Terminal([0.1, 1])), "b": (0.75, gt.Terminal([0.3, 2]))}),
        players=["A", "B"],
    )
    assert not tree.is_exact
    game = tree.to_normal_form()
    assert game.payoffs.dtype == np.float64
    assert game.payoffs.ravel() == pytest.approx([0.25, 1.75], rel=1e-15)


def test_sums_beyond_64_bits_stay_exact():
    big = 2**62
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision(
            "A",
            {"x": gt.Decision("B", {"y": gt.Terminal([big, 0])}, payoffs=[big, 0])},
            payoffs=[big, 1],
        )
    )
    assert tree.to_normal_form().payoffs.ravel().tolist() == [3 * big, 1]


def test_a_form_too_large_is_refused_before_the_work():
    tree = gt.Terminal([0, 0])
    for k in range(40):
        tree = gt.Chance(
            {
                "x": (Fraction(1, 2), gt.Decision("A", {"l": tree, "r": gt.Terminal([k, 0])})),
                "y": (
                    Fraction(1, 2),
                    gt.Decision("A", {"l": gt.Terminal([k, 0]), "r": gt.Terminal([0, k])}),
                ),
            }
        )
    game = gt.ExtensiveFormGame.from_tree(tree, players=["A", "B"])
    # From the inside out 1, then 2 (1 + s), counted by hand: two independent choices a level.
    strategies = 1
    for _ in range(40):
        strategies = 2 * (strategies + 1)
    assert f"{strategies:.3g}" == "3.3e+12"
    with pytest.raises(TooLarge, match=f"pure strategies of 'A' {strategies:,}, 'B' 1;"):
        strategic_form(game, max_entries=2000)


def test_the_limit_counts_entries_of_the_table():
    assert strategic_form(poker(), max_entries=2 * 4 * 2).normal_form.num_actions == (4, 2)
    with pytest.raises(TooLarge, match="would have 16 entries, more than max_entries = 15: pure"):
        strategic_form(poker(), max_entries=2 * 4 * 2 - 1)


def test_arrays_of_a_tree():
    tree = poker()
    assert tree.parent.tolist() == [-1, 0, 1, 2, 2, 1, 0, 6, 7, 7, 6]
    assert tree.action.tolist() == [-1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1]
    assert tree.information_set.tolist() == [0, 1, 2, -1, -1, -1, 3, 2, -1, -1, -1]
    assert tree.outcome_payoffs.dtype == np.int64
    assert tree.outcome_payoffs[0].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("root", "players", "problem"),
    [
        (gt.Terminal([1]), None, "name the players"),
        (gt.Terminal([1]), ["A", "B"], r"root pays \[1\], but the players are \('A', 'B'\)"),
        (gt.Terminal(1), ["A", "B"], r"root pays \[1\]"),
        (gt.Terminal([1, 2]), ["A", "A"], "'A' is used twice"),
        (gt.Decision("A", {}), ["A"], "root has no actions"),
        (gt.Decision("A", {"x": 3}), ["A"], "root > x is 3"),
        (gt.Decision("C", {"x": gt.Terminal([1])}), ["A"], "unknown player 'C'"),
        (gt.Chance({"x": gt.Terminal([1])}), ["A"], "chance needs"),
        (gt.Chance({"x": (0.5, gt.Terminal([1]))}), ["A"], "probabilities sum to 0.5"),
        (
            gt.Chance({"x": (2, gt.Terminal([1])), "y": (-1, gt.Terminal([1]))}),
            ["A"],
            "probability of 'x' is 2",
        ),
        (gt.Terminal([float("nan")]), ["A"], "finite"),
        (
            gt.Decision(
                "A", {"x": gt.Decision("A", {"y": gt.Terminal([1])}, "h")}, information_set="h"
            ),
            None,
            r"actions are \('x',\), but offers \('y',\)",
        ),
    ],
)
def test_bad_trees_are_refused_by_place(root, players, problem):
    with pytest.raises(InvalidInput if "unknown" not in problem else ValueError, match=problem):
        gt.ExtensiveFormGame.from_tree(root, players=players)


def test_one_event_with_two_descriptions_is_refused():
    end = gt.Terminal([0])
    tree = gt.Chance({"x": (1, gt.Chance({"y": (1, end)}, event="e"))}, event="e")
    with pytest.raises(InvalidInput, match="repeats event 'e'"):
        gt.ExtensiveFormGame.from_tree(tree, players=["A"])


def test_wrong_profiles_are_refused():
    form = strategic_form(poker())
    with pytest.raises(InvalidInput, match="1 strategies for 2 players"):
        form.to_behaviour([[1, 0, 0, 0]])
    with pytest.raises(InvalidInput, match=r"player 'B' has shape \(3,\); expected \(2,\)"):
        form.to_behaviour([[1, 0, 0, 0], [1, 0, 0]])


def test_the_normal_form_of_one_player_is_a_decision():
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision("A", {"x": gt.Terminal([1]), "y": gt.Terminal([2]), "z": gt.Terminal([2])})
    )
    game = tree.to_normal_form()
    assert game.payoffs.tolist() == [[1, 2, 2]]
    assert gt.nash_equilibria(game).strategies[0].tolist() == [[0, 0, 1], [0, 1, 0]]


def test_payoffs_may_be_an_array():
    tree = gt.ExtensiveFormGame.from_tree(gt.Terminal(np.array([0.5, 2])), players=["A", "B"])
    assert tree.play_payoffs().tolist() == [[0.5, 2.0]]


def test_a_tree_cannot_be_changed():
    tree = poker()
    with pytest.raises(ValueError, match="read-only"):
        tree.parent[0] = 3
    assert tree == poker()
    assert hash(tree) == hash(poker())
