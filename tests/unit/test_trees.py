"""Trees: batches of numbers, cycles and sizes, ties that floats hide, limits, listings."""

from __future__ import annotations

import copy
import pickle
import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, TooLarge, UnknownName


def entry() -> gt.ExtensiveFormGame:
    return gt.ExtensiveFormGame.from_tree(
        gt.Decision(
            "challenger",
            {
                "out": gt.Terminal([0, 2]),
                "in": gt.Decision(
                    "state", {"yield": gt.Terminal([1, 1]), "fight": gt.Terminal([-1, -1])}
                ),
            },
        )
    )


def draw(first: Any, second: Any, third: Any) -> gt.ExtensiveFormGame:
    """A takes a draw between two payoffs, a third to two thirds, or a sure one."""
    lottery = gt.Chance(
        {
            "low": (Fraction(1, 3), gt.Terminal([first])),
            "high": (Fraction(2, 3), gt.Terminal([second])),
        },
        event="lot",
    )
    return gt.ExtensiveFormGame.from_tree(
        gt.Decision("A", {"draw": lottery, "sure": gt.Terminal([third])})
    )


# Cycles and sizes


def test_a_decision_that_leads_back_into_itself_is_refused() -> None:
    actions: dict[str, Any] = {"stop": gt.Terminal([0])}
    start = gt.Decision("A", {"go": gt.Decision("B", actions, label="second")})
    actions["again"] = start
    with pytest.raises(InvalidInput, match="leads back into itself: a Decision of 'A'"):
        gt.ExtensiveFormGame.from_tree(start, players=["A", "B"])
    with pytest.raises(InvalidInput, match="leads back into itself"):
        gt.ExtensiveFormGame.from_tree(start)


def test_a_chance_move_that_leads_back_into_itself_is_refused() -> None:
    actions: dict[str, Any] = {"stop": (Fraction(1, 2), gt.Terminal([0]))}
    start = gt.Chance(actions)
    actions["again"] = (Fraction(1, 2), start)
    with pytest.raises(InvalidInput, match="leads back into itself: a Chance"):
        gt.ExtensiveFormGame.from_tree(start, players=["A"])


def test_a_value_at_several_places_is_no_cycle_and_is_counted_before_it_is_laid_out() -> None:
    node: Any = gt.Terminal([1, 1])
    for _ in range(10):
        node = gt.Decision("A", {"l": node, "r": node})
    assert gt.ExtensiveFormGame.from_tree(node, players=["A", "B"]).num_nodes == 2**11 - 1
    for _ in range(60):
        node = gt.Decision("A", {"l": node, "r": node})
    start = time.perf_counter()
    with pytest.raises(TooLarge, match=r"the tree has about 10\^21 nodes; 10,000,000 are the most"):
        gt.ExtensiveFormGame.from_tree(node, players=["A", "B"])
    assert time.perf_counter() - start < 5


def test_long_paths_are_abridged_in_errors() -> None:
    node: Any = gt.Terminal([1])  # a payoff short
    for _ in range(50):
        node = gt.Decision("A", {"go": node})
    with pytest.raises(
        InvalidInput, match=r"root > go .* > \.\.\. \(35 moves\) \.\.\. > go"
    ) as told:
        gt.ExtensiveFormGame.from_tree(node, players=["A", "B"])
    assert len(str(told.value)) < 300


def forgetting(cards: int) -> gt.ExtensiveFormGame:
    """A sees a card and bets or not; then she has forgotten both."""
    late = gt.Decision("A", {"x": gt.Terminal([1, 0]), "y": gt.Terminal([0, 1])}, "later")
    deal = {
        str(c): (
            Fraction(1, cards),
            gt.Decision("A", {"bet": late, "check": gt.Terminal([0, 0])}, f"card {c}"),
        )
        for c in range(cards)
    }
    return gt.ExtensiveFormGame.from_tree(gt.Chance(deal), players=["A", "B"])


def test_sizes_with_imperfect_recall_are_bounded_before_work() -> None:
    # A choice for each card, and one of two later unless every card is checked.
    assert forgetting(3).to_normal_form().num_actions == (2 * (2**3 - 1) + 1, 1)
    start = time.perf_counter()
    with pytest.raises(TooLarge, match=r"'A' at least 1,099,511,627,776, 'B' 1"):
        forgetting(40).to_normal_form()
    with pytest.raises(TooLarge, match=r"'A' 1,099,511,627,776"):
        gt.subgame_perfect_equilibria(forgetting(40))
    assert time.perf_counter() - start < 5


# Numbers in batches


def test_payoffs_of_a_batch_go_to_the_ends_in_prefix_order() -> None:
    ends = np.arange(2 * 3 * 2).reshape(2, 3, 2)
    batch = entry().with_numbers(ends)
    assert batch.batch_shape == (2,)
    assert batch.num_games == 2
    assert batch.end_payoffs.tolist() == ends.tolist()
    assert batch.outcome_payoffs[:, 0].tolist() == [[0, 0], [0, 0]]
    assert batch.play_payoffs()[:, batch.terminal_nodes].tolist() == ends.tolist()
    assert batch[1].end_payoffs.tolist() == ends[1].tolist()
    assert batch[1] == entry().with_numbers(ends[1])
    assert "batch (2,)" in repr(batch)
    with pytest.raises(ValueError, match="read-only"):
        batch.end_payoffs[0, 0, 0] = 5


def test_probabilities_of_a_batch_by_label_or_by_place() -> None:
    tree = draw(0, 3, 2)
    p = np.array([[0.5, 0.5], [0.25, 0.75], [1.0, 0.0]])
    for key in ("lot", 1):
        batch = tree.with_numbers(chance={key: p})
        assert batch.batch_shape == (3,)
        assert not batch.is_exact
        found = gt.subgame_perfect_equilibria(batch)
        # 3/2, 9/4 and 0 against 2.
        assert found.choices.ravel().tolist() == [1, 0, 1]
        assert found.payoffs.ravel().tolist() == [2, 2.25, 2]
        assert (found.regret == 0).all()
        assert batch[1].information_sets[1].probabilities == (0.25, 0.75)
        assert batch[1].chance is None
    exact = tree.with_numbers(chance={"lot": [[Fraction(1, 3), Fraction(2, 3)], [0, 1]]})
    assert exact.is_exact
    found = gt.subgame_perfect_equilibria(exact)
    assert found.counts.tolist() == [2, 1], "1/3 of 0 and 2/3 of 3 ties with 2"


def test_a_tree_that_pays_on_the_way_adds_up() -> None:
    inner = gt.Decision("B", {"l": gt.Terminal([0, 1]), "r": gt.Terminal([0, 0])}, payoffs=[5, -1])
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision("A", {"x": inner, "y": gt.Terminal([4, 0])}, payoffs=[1, 1])
    )
    found = gt.subgame_perfect_equilibria(tree)
    assert found.payoffs.tolist() == [[6, 1]]
    floats = gt.ExtensiveFormGame.from_tree(
        gt.Decision(
            "A",
            {
                "x": gt.Decision("A", {"l": gt.Terminal([0.2])}, payoffs=[0.1]),
                "y": gt.Terminal([0.1 + 0.2]),
            },
        )
    )
    # The doubles 0.1 and 0.2 add up to less than the double that 0.1 + 0.2 is rounded to.
    assert Fraction(0.1) + Fraction(0.2) < Fraction(0.1 + 0.2)
    found = gt.subgame_perfect_equilibria(floats)
    assert found.counts == 1
    assert found.choices[0, 0] == 1


def test_a_batch_is_not_written_to_one_file(tmp_path: Any) -> None:
    batch = entry().with_numbers(np.zeros((2, 3, 2)))
    with pytest.raises(InvalidInput, match=r"a batch of shape \(2,\); a file holds one game"):
        gt.write_game(batch, tmp_path / "batch.efg")
    gt.write_game(batch[0], tmp_path / "one.efg")
    assert gt.read_game(tmp_path / "one.efg", exact=False).end_payoffs.tolist() == [[0, 0]] * 3


@pytest.mark.parametrize(
    ("payoffs", "chance", "problem"),
    [
        (np.zeros((4, 2, 1)), None, r"payoffs of shape \(4, 2, 1\); expected \(\*batch, 3, 1\)"),
        (np.zeros(3), None, r"expected \(\*batch, 3, 1\)"),
        ([[1.0], [float("nan")], [0.0]], None, r"payoff at index \(1, 0\) is nan"),
        (None, {"lot": [0.5, 0.6]}, r"batch index \(\) sum to 1.1"),
        (None, {"lot": [[0.5, 0.5], [1.5, -0.5]]}, r"index \(1, 0\) is 1.5"),
        (None, {"lot": [1.0]}, r"expected \(\*batch, 2\), one for each of \('low', 'high'\)"),
        (
            None,
            {0: [0.5, 0.5]},
            r"information set 0 is no chance event; chance events are at \[1\]",
        ),
        (None, {"lots": [0.5, 0.5]}, "unknown chance event 'lots'. Did you mean 'lot'"),
        (np.zeros((4, 3, 1)), {"lot": np.full((3, 2), 0.5)}, r"\(4,\), \(3,\).* do not broadcast"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(payoffs: Any, chance: Any, problem: str) -> None:
    kind = UnknownName if "unknown" in problem else InvalidInput
    with pytest.raises(kind, match=problem):
        draw(0, 3, 2).with_numbers(payoffs, chance)


# Ties


def test_ties_that_rounding_hides_are_found() -> None:
    """A third of 0.3 and two thirds of 0.3 are 0.3, whatever doubles make of it."""
    assert gt.subgame_perfect_equilibria(draw(0.3, 0.3, 0.3)).counts == 2
    values = np.random.default_rng(1).normal(size=500)
    ends = np.repeat(values, 3).reshape(500, 3, 1)
    found = gt.subgame_perfect_equilibria(draw(0, 0, 0).with_numbers(ends))
    assert found.counts.tolist() == [2] * 500
    ends[::2, 2, 0] = np.nextafter(ends[::2, 2, 0], np.inf)
    found = gt.subgame_perfect_equilibria(draw(0, 0, 0).with_numbers(ends))
    assert found.counts.tolist() == [1, 2] * 250
    assert (found[::2].choices == 1).all()


def test_ties_that_rounding_hides_are_found_above_subgames_of_imperfect_information() -> None:
    def guess(win: float) -> gt.Decision:
        ends = {"h": gt.Terminal([win, -win]), "t": gt.Terminal([-win, win])}
        return gt.Decision("B", ends, information_set="guess")

    pennies = gt.Decision("A", {"h": guess(0.5), "t": guess(-0.5)}, information_set="show")
    lottery = gt.Chance(
        {
            "low": (Fraction(1, 3), gt.Terminal([0.3, 0])),
            "high": (Fraction(2, 3), gt.Terminal([0.3, 0])),
        }
    )
    for offset, counts in ((0.0, 2), (1e-9, 1), (-1e-9, 1)):
        sure = gt.Terminal([0.3 + offset, 0])
        tree = gt.ExtensiveFormGame.from_tree(
            gt.Decision("A", {"draw": lottery, "sure": sure, "play": pennies})
        )
        found = gt.subgame_perfect_equilibria(tree)
        assert found.counts == counts
        assert found.payoffs.dtype == np.float64
    values = np.random.default_rng(4).uniform(0.1, 1, size=200)
    ends = np.zeros((200, 7, 2)) + tree.end_payoffs
    ends[:, :3, 0] = values[:, None]
    found = gt.subgame_perfect_equilibria(tree.with_numbers(ends))
    assert found.counts.tolist() == [2] * 200
    assert found.complete.all()


def test_integers_too_large_for_the_compiled_loop_stay_exact() -> None:
    big = 2**62
    for offset, counts in ((0, 2), (1, 1)):
        found = gt.subgame_perfect_equilibria(draw(big, big, big + offset))
        assert found.counts == counts
        assert found.payoffs.ravel().tolist() == [big + offset] * counts
    huge = Fraction(10**40, 3)
    assert gt.subgame_perfect_equilibria(draw(huge, huge, huge)).counts == 2


def test_more_equilibria_than_asked_for_are_said() -> None:
    node: Any = gt.Terminal([0, 0])
    for k in range(6):
        node = gt.Decision("AB"[k % 2], {"l": node, "r": gt.Terminal([0, 0])})
    tree = gt.ExtensiveFormGame.from_tree(node, players=["A", "B"])
    assert len(gt.subgame_perfect_equilibria(tree)) == 64
    some = gt.subgame_perfect_equilibria(tree, max_equilibria=10)
    assert len(some) == 10
    assert not bool(some.complete)
    assert "raise max_equilibria" in str(some.status)
    assert len({tuple(r) for r in some.choices.tolist()}) == 10
    all_of_them = gt.subgame_perfect_equilibria(tree, max_equilibria=64)
    assert bool(all_of_them.complete)


# Solutions


def matching_after_entry() -> gt.ExtensiveFormGame:
    def guess(win: int) -> gt.Decision:
        return gt.Decision(
            "B",
            {"heads": gt.Terminal([win, -win]), "tails": gt.Terminal([-win, win])},
            information_set="guess",
        )

    pennies = gt.Decision("A", {"heads": guess(1), "tails": guess(-1)}, information_set="show")
    return gt.ExtensiveFormGame.from_tree(
        gt.Decision("A", {"play": pennies, "leave": gt.Terminal([Fraction(-1, 3), 0])})
    )


def test_a_subgame_without_a_pure_equilibrium_is_mixed() -> None:
    found = gt.subgame_perfect_equilibria(matching_after_entry())
    half = Fraction(1, 2)
    (behaviour,) = found
    assert behaviour.to_dict() == {
        "A": {"#0": {"play": 1, "leave": 0}, "show": {"heads": half, "tails": half}},
        "B": {"guess": {"heads": half, "tails": half}},
    }
    assert found.pure.tolist() == [False]
    assert found.choices.tolist() == [[0, -1, -1]]
    assert found.payoffs.tolist() == [[0, 0]]
    assert found.regret.tolist() == [0]
    assert bool(found.complete)
    assert "imperfect information" in str(found.status)


def test_indexing_iteration_selection_and_tables() -> None:
    ends = np.array([[[0, 2], [1, 1], [-1, -1]], [[0, 2], [0, 0], [0, 0]]])
    found = gt.subgame_perfect_equilibria(entry().with_numbers(ends))
    # Second game: the state ties, and then so does the challenger.
    assert found.counts.tolist() == [1, 4]
    assert found.offsets.tolist() == [0, 1, 5]
    assert found.game_index.tolist() == [0, 1, 1, 1, 1]
    assert found.choices.tolist() == [[1, 0], [0, 0], [0, 1], [1, 0], [1, 1]]
    assert found[1].choices.tolist() == found.choices[1:].tolist()
    assert found[1].game == entry().with_numbers(ends[1])
    assert len(list(found)) == 5
    frame = found.to_dataframe()
    assert list(frame.columns) == [
        "game",
        "challenger:#0:out",
        "challenger:#0:in",
        "state:#1:yield",
        "state:#1:fight",
        "payoff challenger",
        "payoff state",
        "regret",
    ]
    assert frame["challenger:#0:in"].tolist() == [1, 0, 0, 1, 1]
    kept = found.select(found.payoffs[:, 1] == 2)
    assert kept.counts.tolist() == [0, 2]
    with pytest.raises(IndexError, match="BehaviourEquilibria"):
        found[2]
    with pytest.raises(InvalidInput, match="boolean mask"):
        found.select([1, 2])
    with pytest.raises(InvalidInput, match="no information set of a player"):
        found.probabilities(7)
    assert "game 0: challenger: #0 in; state: #1 yield   payoffs (1, 1)" in str(found)


def test_games_and_answers_survive_pickling_and_copying() -> None:
    tree = draw(0, 3, 2).with_numbers(chance={"lot": [[0.5, 0.5], [0.25, 0.75]]})
    for again in (pickle.loads(pickle.dumps(tree)), copy.deepcopy(tree)):
        assert again == tree
    for found in (
        gt.subgame_perfect_equilibria(matching_after_entry()),
        gt.sequence_form_equilibrium(matching_after_entry()),
        gt.behaviour_equilibria(matching_after_entry()),
    ):
        again = pickle.loads(pickle.dumps(found))
        assert str(again) == str(found)
        assert again.regret.tolist() == found.regret.tolist()


def test_an_empty_batch_and_a_tree_of_one_end() -> None:
    none = gt.subgame_perfect_equilibria(entry().with_numbers(np.zeros((0, 3, 2))))
    assert len(none) == 0
    assert none.regret.shape == (0,)
    only = gt.ExtensiveFormGame.from_tree(gt.Terminal([1, 2]), players=["A", "B"])
    found = gt.subgame_perfect_equilibria(only)
    assert found.payoffs.tolist() == [[1, 2]]
    assert found.regret.tolist() == [0]


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: gt.subgame_perfect_equilibria([1]), "expected an ExtensiveFormGame, got list"),
        (lambda: gt.subgame_perfect_equilibria(entry(), max_equilibria=0), "max_equilibria is 0"),
        (lambda: gt.subgame_perfect_equilibria(entry(), threads=0), "threads is 0"),
        (lambda: gt.sequence_form_equilibrium(3), "expected an ExtensiveFormGame, got int"),
        (lambda: gt.sequence_form_equilibrium(draw(0, 1, 2)), "expected two players, this tree"),
        (lambda: gt.sequence_form_equilibrium(entry(), method="best"), "unknown method 'best'"),
        (lambda: gt.sequence_form_equilibrium(entry(), max_pivots=0), "max_pivots is 0"),
        (
            lambda: gt.sequence_form_equilibrium(entry(), method="linear-programme"),
            "do not sum to a constant",
        ),
        (lambda: gt.behaviour_equilibria("x"), "expected an ExtensiveFormGame, got str"),
    ],
)
def test_bad_arguments_are_named(call: Any, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        call()


def test_too_few_pivots_are_said() -> None:
    found = gt.sequence_form_equilibrium(matching_after_entry(), method="lemke", max_pivots=1)
    assert len(found) == 0
    assert "raise max_pivots" in str(found.status)


# Laws


@pytest.mark.parametrize("kind", ["floats", "integers"])
def test_constants_and_scales_change_no_choice(kind: str) -> None:
    rng = np.random.default_rng(3)
    leaf = gt.Terminal([0, 0])
    tree = gt.ExtensiveFormGame.from_tree(
        gt.Decision(
            "A",
            {
                "l": gt.Decision("B", {"l": leaf, "r": leaf}, "h"),
                "r": gt.Decision("B", {"l": leaf, "r": leaf}, "h"),
                "m": gt.Decision("B", {"x": gt.Decision("A", {"u": leaf, "d": leaf}), "y": leaf}),
            },
        )
    )
    ends = rng.integers(0, 3, size=(200, 7, 2))
    moved = ends * np.array([4, 2]) + np.array([2**20, -(2**21)])
    if kind == "floats":
        ends, moved = ends.astype(float), moved.astype(float)
    one, two = (gt.subgame_perfect_equilibria(tree.with_numbers(e)) for e in (ends, moved))
    assert one.offsets.tolist() == two.offsets.tolist()
    assert one.choices.tolist() == two.choices.tolist()
