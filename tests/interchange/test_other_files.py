"""GameTracer's ``.gam`` files and action-graph games, by hand and against Gambit and QuantEcon."""

import io
import itertools

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput, ParseError, TooLarge
from gametheory.interchange import action_graph_files
from gametheory.interchange.action_graph_files import parse_action_graph
from gametheory.interchange.gametracer_files import parse_gametracer
from gametheory.interchange.strategic_files import parse_strategic

# The minimum effort game of three players with efforts 1 to 3: 11 times the least effort, less 10
# times the own one.
EFFORTS = """3
3 3 3

1.0 -9.0 -19.0 1.0 -9.0 -19.0 1.0 -9.0 -19.0 1.0 -9.0 -19.0 1.0 2.0 -8.0 1.0 2.0 -8.0 1.0 -9.0 \
-19.0 1.0 2.0 -8.0 1.0 2.0 3.0
1.0 1.0 1.0 -9.0 -9.0 -9.0 -19.0 -19.0 -19.0 1.0 1.0 1.0 -9.0 2.0 2.0 -19.0 -8.0 -8.0 1.0 1.0 1.0 \
-9.0 2.0 2.0 -19.0 -8.0 3.0
1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 -9.0 -9.0 -9.0 -9.0 2.0 2.0 -9.0 2.0 2.0 -19.0 -19.0 -19.0 \
-19.0 -8.0 -8.0 -19.0 -8.0 3.0
"""


@pytest.mark.parametrize("exact", [True, False])
def test_minimum_effort_by_formula(tmp_path, exact):
    path = tmp_path / "effort.gam"
    path.write_text(EFFORTS)
    game = gt.read_game(path, exact=exact)
    assert game.payoffs.dtype == (np.int64 if exact else np.float64)
    for profile in itertools.product(range(3), repeat=3):
        least = min(profile) + 1
        for i, own in enumerate(profile):
            assert game.payoffs[(i, *profile)] == 11 * least - 10 * (own + 1)


def test_unequal_sizes_in_a_gam_file():
    game = parse_gametracer("2\n2 3\n\n1/2 .5 3 4 5 6e0\n1 2 3 4 5 -6")
    assert game.payoffs[0].tolist() == [[0.5, 3, 5], [0.5, 4, 6]]
    assert game.is_exact
    assert game.payoffs[1].tolist() == [[1, 3, 5], [2, 4, -6]]


TWO = "#AGG\n2\n2\n0\n2 2\n0 1\n0 1\n2 0 1\n2 1 0\n"
COUNTED = TWO + "0 10 20\n0 30 40\n"


def test_counts_include_the_own_choice():
    # Node 0 pays 10 with one player at each node, 20 with both on it. Node 1 lists itself first:
    # counts (1, 1) come before (2, 0), so 30 apart and 40 together.
    game = parse_action_graph(COUNTED)
    assert game.payoffs.tolist() == [[[20, 10], [30, 40]], [[20, 30], [10, 40]]]
    mapped = TWO + "1 2 [2 0] 20 [ 1 1 ] 10\n1 3 [1 1] 30 [2 0] 40 [0 2] 9"
    assert parse_action_graph(mapped) == game


def functions(kind, *, weights="", pays="0 0 1"):
    """Players choose nodes 0, 1 and 1, 2; node 0 sees what a function makes of all three nodes."""
    return (
        f"#AGG\n2 3 1\n2 2\n0 1\n1 2\n# graph\n1 3\n0\n0\n3 0 1 2\n{kind} {weights}\n"
        f"{pays}\n0 7\n0 8\n"
    )


@pytest.mark.parametrize(
    ("kind", "weights", "values"),
    [
        # Player 1 at node 0, player 2 at node 1 or 2: what the function says there, by hand.
        (0, "", [2, 2]),
        (1, "", [1, 1]),
        (2, "", [1, 2]),
        (3, "", [0, 0]),
        (10, "0 [5 1 2]", [6, 7]),
        (11, "0 [0 0 2]", [0, 1]),
        (12, "0 [3 4 5]", [4, 5]),
        (13, "9 [3 4 5]", [3, 3]),
    ],
)
def test_functions(kind, weights, values):
    listed = sorted(set(values))
    pays = f"0 {' '.join(str(100 + v) for v in listed)}"
    game = parse_action_graph(functions(kind, weights=weights, pays=pays))
    assert game.payoffs[0, 0].tolist() == [100 + v for v in values]
    assert game.payoffs[0, 1].tolist() == [7, 7]
    assert game.payoffs[1].tolist() == [[7, 8], [7, 8]]


@pytest.mark.parametrize(
    "text",
    [
        COUNTED,
        *(functions(k, pays=p) for k, p in [(0, "0 1"), (1, "0 1"), (2, "0 1 2"), (3, "0 1")]),
    ],
)
@pytest.mark.oracle
def test_gambit_expands_the_same(text):
    pygambit = pytest.importorskip("pygambit")
    theirs = pygambit.read_agg(io.BytesIO(text.encode())).to_nfg()
    assert parse_strategic(theirs).game == parse_action_graph(text)


def test_functions_of_functions():
    # Node 3 sums nodes 0 and 1, node 4 says whether node 3 is positive; node 2 sees node 4.
    text = "#AGG 2 players\n2 3 2\n2 1\n0 2\n2\n0\n0\n1 4\n2 0 1\n1 3\n0\n1\n0 5\n0\n0 6 7\n"
    assert parse_action_graph(text).payoffs.tolist() == [[[5], [6]], [[7], [6]]]


WRONG = [
    ("§2 2", "expected '#AGG' at the start"),
    ("§#BAGG\n2", "a Bayesian action-graph game"),
    ("#AGG\n§0", "the number of players, 1 to 30; found 0"),
    ("#AGG\n2 §x", "the number of action nodes, an integer"),
    ("#AGG\n2 2 0\n2 §3", "the number of actions of player 2, 1 to 2"),
    ("#AGG\n2 2 0\n2 2\n0 §0", "player 1 has action node 0 twice"),
    ("#AGG\n2 2 0\n2 2\n0 §2", "an action node of player 1, 0 to 1; found 2"),
    ("#AGG\n2 2 0\n2 2\n0 1 0 1\n1 §2", "a neighbour of action node 0, 0 to 1"),
    (TWO + "§2 1 1", "payoffs of type 2 of action node 0"),
    (TWO + "0 10 §", "payoff 2 of 2 of action node 0; found the end"),
    (TWO + "0 10 20\n0 30 40\n§50", "expected the end of the file after the payoffs of 2"),
    (TWO + "1 1 [1 1] 5\n§1", "configuration [2, 0] of action node 0 can occur and is not listed"),
    (TWO + "1 2 [1 1] 5 §[1 1] 6", "configuration [1, 1] of action node 0 is listed twice"),
    (TWO + "1 2 §1 1", "expected '[' before a configuration"),
    (TWO + "1 2 [1 1 §1] 5", "expected ']' after 2 counts"),
    (functions("§4"), "type 4 of function node 3"),
    (functions("§10", weights="5 [1 1 1]"), "starts at 5"),
    (functions("§11", weights="0 [1 -1 1]"), "is negative"),
    (functions("§12", weights="0 [2 1 1]"), "ascend"),
    (functions("§13", weights="0 [1 2 3]"), "ascend"),
    ("#AGG\n2 1 2\n1 1\n0\n0\n1 1\n1 2\n1 1\n0 0\n§0", "depends on itself"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "told"), WRONG)
def test_malformed_action_graphs(marked, told):
    at = marked.index("§")
    with pytest.raises(ParseError) as caught:
        parse_action_graph(marked.replace("§", ""), "t")
    line, column = marked.count("\n", 0, at) + 1, at - marked.rfind("\n", 0, at)
    assert str(caught.value).startswith(f"t:{line}:{column}: "), str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("§", "the number of players; found the end"),
        ("§99 1", "1 to 30; found 99"),
        ("2 2 §0", "the number of actions of player 2, at least 1"),
        ("2 2 2 1 2 3§", "ends after 3 payoffs; expected 8 (2 players x 4 profiles)"),
        ("2 99999999 99999999 1§", "ends after 1 payoffs"),
        ("2 1 1 1 §x", "payoff 2 of 2: expected an integer"),
        ("2 1 1 1 2 §3", "the end of the file after 2 payoffs; found '3'"),
        ("2 1 1 §[ 2", "payoff 1 of 2"),
    ],
)
def test_malformed_gam_files(marked, told):
    with pytest.raises(ParseError) as caught:
        parse_gametracer(marked.replace("§", ""), "t")
    assert str(caught.value).startswith(f"t:1:{marked.index('§') + 1}: ")
    assert told in str(caught.value)


def test_expansion_is_counted_before_it_begins():
    # Thirty players with two actions each: 2^30 profiles.
    text = f"#AGG\n30 2 0\n{'2 ' * 30}\n" + "0 1\n" * 30
    with pytest.raises(
        TooLarge, match=rf"{2**30} profiles .* {2**30 * 32} cells; at most 20000000"
    ):
        parse_action_graph(text)
    assert action_graph_files.MAX_CELLS == 20_000_000


def test_files_are_told_apart(tmp_path):
    agg, named = tmp_path / "game.agg", tmp_path / "game.txt"
    for path in (agg, named):
        path.write_text(COUNTED)
        assert gt.read_game(path) == parse_action_graph(COUNTED)
    agg.write_text("NFG 1 R")
    with pytest.raises(InvalidInput, match="expected '#AGG'"):
        gt.read_game(agg)
