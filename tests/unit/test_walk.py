"""Walks over the vertices of best-reply polytopes, against definitions and the table of minors."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory.solvers.two_player import bases, enumerate_equilibria, general, walked
from gametheory.solvers.two_player.inputs import read_payoffs
from gametheory.solvers.two_player.parts import plan
from tests.campaigns.two_player_families import FAMILIES
from tests.campaigns.walks import by_minors, by_walk, differing
from tests.oracles import rational_vertices
from tests.oracles.comparison import python_matrix
from tests.properties.test_two_player_laws import same_bits

SHAPES = {(1, 1): 2, (1, 4): 2, (2, 2): 4, (3, 2): 3, (2, 6): 2, (3, 3): 4, (5, 4): 2, (6, 6): 1}


@pytest.mark.parametrize("name", FAMILIES)
def test_codes_are_those_of_the_table_of_minors(name: str) -> None:
    rng = np.random.default_rng(71)
    for (m, n), count in SHAPES.items():
        compared, _, wrong = differing(FAMILIES[name](rng, count, m, n))
        assert compared, (m, n)
        assert not wrong, (m, n)


@st.composite
def games(draw: st.DrawFn) -> npt.NDArray[Any]:
    """Few values, so that most games are degenerate; some of them of many words."""
    m, n = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    values = draw(
        st.lists(st.integers(-(2**70), 2**70) | st.integers(-2, 2), min_size=1, max_size=4)
    )
    cells = draw(st.lists(st.sampled_from(values), min_size=2 * m * n, max_size=2 * m * n))
    out = np.empty((1, 2, m, n), dtype=object)
    out.ravel()[:] = cells
    return out


@given(games())
@settings(max_examples=60, deadline=None)
def test_codes_of_games_with_few_values(payoffs: npt.NDArray[Any]) -> None:
    batch = read_payoffs(payoffs)
    assert by_walk(batch, 0) == by_minors(batch, 0)


@pytest.mark.parametrize("high", [1, 2, 1000, 2**31, 2**80])
def test_equilibria_are_those_of_brute_force(high: int, monkeypatch: pytest.MonkeyPatch) -> None:
    walks = []

    def counted(*arguments: Any) -> Any:
        walks.append(1)
        return walked.codes_by_walk(*arguments)

    monkeypatch.setattr(general, "most_words", lambda m, n, games: 1000)
    monkeypatch.setattr(general, "codes_by_walk", counted)
    rng = np.random.default_rng(72)
    for m, n in [(2, 3), (3, 3), (4, 3)]:
        small = rng.integers(-2, 3, (2, m, n)).astype(object)
        noise = rng.integers(0, 2, (2, m, n)).astype(object)
        payoffs = small * high + noise * (high > 2)
        batch = read_payoffs(payoffs[None])
        structure_counts = np.zeros(1, dtype=np.int64)
        flags = np.zeros((2, 1), dtype=np.bool_)
        parts: list[Any] = []
        general.widen(batch, np.array([0]), plan(m, n), 1, parts, structure_counts, *flags)
        expected, degenerate = rational_vertices.extreme_equilibria(
            python_matrix(payoffs[0]), python_matrix(payoffs[1])
        )
        assert structure_counts[0] == len(expected)
        assert flags[0, 0] == degenerate
        assert flags[1, 0]
        assert len(parts) == 1
    assert len(walks) == 3


def vertices_by_definition(rows: list[list[int]]) -> set[tuple[int, int]]:
    """Supports and best replies, from all square systems in fractions."""
    m, n = len(rows), len(rows[0])
    found = set()
    for k in range(1, min(m, n) + 1):
        for chosen in combinations(range(m), k):
            for support in combinations(range(n), k):
                y = solution_of_ones([[rows[i][j] for j in support] for i in chosen])
                if y is None or min(y) <= 0:
                    continue
                worth = [sum(r[j] * w for j, w in zip(support, y, strict=True)) for r in rows]
                if max(worth) == 1:
                    best = sum(1 << i for i, v in enumerate(worth) if v == 1)
                    found.add((sum(1 << j for j in support), best))
    return found


def solution_of_ones(matrix: list[list[int]]) -> list[Fraction] | None:
    """Solution of ``matrix y = 1``, or None if it is not unique."""
    k = len(matrix)
    system = [[*map(Fraction, row), Fraction(1)] for row in matrix]
    for p in range(k):
        at = next((i for i in range(p, k) if system[i][p]), None)
        if at is None:
            return None
        system[p], system[at] = system[at], system[p]
        system[p] = [v / system[p][p] for v in system[p]]
        for i in range(k):
            if i != p:
                system[i] = [
                    v - system[i][p] * u for v, u in zip(system[i], system[p], strict=True)
                ]
    return [row[k] for row in system]


@pytest.mark.parametrize("high", [1, 3, 10**6, 2**64 - 1, 2**200])
def test_all_vertices_and_no_other(high: int) -> None:
    rng = np.random.default_rng(73)
    for m, n in [(1, 1), (1, 3), (3, 1), (2, 4), (3, 3), (4, 4)]:
        cells = [[int(v) for v in line] for line in rng.integers(0, 4, (m, n))]
        own = np.array([[v * high + v % 2 for v in line] for line in cells], dtype=object)
        rows = walked.polytope(own)
        support, replies = walked.vertices(rows, walked.minor_bits(rows))
        pairs = list(zip(support.tolist(), replies.tolist(), strict=True))
        assert len(set(pairs)) == len(pairs)
        assert set(pairs) == vertices_by_definition(rows)


def test_numbers_grow_and_shrink_on_the_way() -> None:
    # From two words to ten and back, on every way up and down.
    rng = np.random.default_rng(74)
    high, low = rng.integers(0, 2**50, (2, 6, 6)).astype(object)
    own = high * 2**40 + low
    rows = walked.polytope(own)
    bits = walked.minor_bits(rows)
    exact = walked.vertices(rows, bits)
    roomy = walked.vertices(rows, [b + 200 for b in bits])
    assert bits[1] < 100
    assert bits[-1] > 500
    assert [v.tolist() for v in exact] == [v.tolist() for v in roomy]


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3))
@settings(deadline=None)
def test_no_minor_exceeds_its_bound(rows: list[list[int]]) -> None:
    bits = walked.minor_bits(rows)
    bordered = [[*row, 1] for row in rows] + [[1, 1, 1, 0]]
    for k in range(1, 5):
        for chosen in combinations(bordered, k):
            for columns in combinations(range(4), k):
                minor = np.linalg.det([[float(row[c]) for c in columns] for row in chosen])
                assert abs(round(minor)) < 2 ** bits[k]


def test_first_bases_survive_primes_that_divide_minors() -> None:
    # Modulo the first prime rows 0 and 1 are dependent, in truth they are not.
    first, second = (int(p) for p in bases.primes_of(31))
    rows = [[1, 1], [1, 1 + first], [0, 1]]
    bits = walked.minor_bits(rows)
    assert max(bits) > 31
    support, replies = np.array([3]), np.array([7])
    assert bases.determining(rows, bits, support, replies).tolist() == [3]
    rows = [[1, 1], [1, 1 + first * second], [0, 1]]
    assert bases.determining(rows, walked.minor_bits(rows), support, replies).tolist() == [3]
    rows = [[1, 1], [2, 2], [0, 1]]
    assert bases.determining(rows, walked.minor_bits(rows), support, replies).tolist() == [5]


def test_primes() -> None:
    found = [int(p) for p in bases.primes_of(100)]
    assert found[:3] == [2147483647, 2147483629, 2147483587]
    assert all(p % d for p in found for d in range(3, 46341, 2) if d < p)


def test_large_games_are_walked_whatever_the_batch_and_the_threads() -> None:
    assert walked.most_words(8, 8, 1) == 0
    assert walked.most_words(9, 9, 1) > walked.most_words(9, 9, 100) > 0
    assert walked.most_words(5, 30, 1) == 0  # more labels than a set of bits holds
    rng = np.random.default_rng(75)
    payoffs = rng.integers(0, 4, (5, 2, 9, 9))
    whole = enumerate_equilibria(payoffs, threads=1)
    same_bits(whole, enumerate_equilibria(payoffs, threads=2))
    for g in range(5):
        assert by_walk(read_payoffs(payoffs), g) == by_minors(read_payoffs(payoffs), g)
        alone = enumerate_equilibria(payoffs[g : g + 1])
        assert len(alone.index) == whole.counts[g]
    # Few games are walked with longer numbers than many: the answers are the same.
    tenths = FAMILIES["tenths (floats)"](rng, 9, 9, 9)
    many = enumerate_equilibria(tenths)
    few = enumerate_equilibria(tenths[:2])
    assert many.x[: len(few.x)].tobytes() == few.x.tobytes()
    assert many.payoffs[: len(few.x)].tobytes() == few.payoffs.tobytes()


def test_no_game_at_all() -> None:
    assert len(enumerate_equilibria(np.zeros((0, 2, 9, 9))).index) == 0
    assert len(enumerate_equilibria(np.zeros((0, 2, 9, 9), dtype=np.int64)).index) == 0


@pytest.mark.parametrize("name", ["tenths (floats)", "fractions", "large integers", "all equal"])
def test_batches_of_walked_and_other_games(name: str) -> None:
    """In one batch: games decided by the screen, by a walk, and with numbers too long for one."""
    rng = np.random.default_rng(76)
    games = FAMILIES[name](rng, 2, 9, 9)
    if games.dtype == np.float64:
        wild = FAMILIES["mixed scales 1e+-12"](rng, 1, 9, 9) * 1e200
        games = np.concatenate([games, FAMILIES["uniform floats"](rng, 1, 9, 9), wild])
    batch = read_payoffs(games)
    listing = enumerate_equilibria(games)
    for g in range(len(games)):
        codes, degenerate, complete = by_minors(batch, g)
        assert listing.counts[g] == len(codes)
        assert listing.degenerate[g] == degenerate
        assert listing.complete[g] == complete


def test_lattices_are_those_of_the_screen() -> None:
    rng = np.random.default_rng(77)
    m = n = 4
    p = plan(m, n)
    small = rng.integers(0, 4, (40, 2, m, n)).astype(np.float64)
    payoffs = np.concatenate(
        [
            small * 2.0 ** rng.integers(-60, 60, (40, 2, 1, 1)),
            small * 0.1,
            small * 2.0 ** rng.integers(-330, 330, (40, 2, 1, 1)),
            np.concatenate([small[:, :1], rng.random((40, 1, m, n))], axis=1),
            np.zeros((1, 2, m, n)),
            small + rng.integers(0, 2, small.shape) * 2.0 ** rng.integers(4, 40, (40, 1, 1, 1)),
        ]
    )
    _, _, status, _, lattice = general.screen_all(payoffs, p, 8, 1)
    row, col = general._lattices(payoffs, p)
    both = row & col
    assert both.any()
    assert not both.all()
    assert (both == ((lattice == 3) & (status != 1))).all()
    one = (lattice == 1) | (lattice == 2)
    assert (row != col)[one & (status != 1)].all()


@pytest.mark.parametrize("name", ["uniform floats", "near-dependent 10^-k", "duplicated floats"])
def test_few_games_are_walked_at_once_with_the_answers_of_the_screen(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    payoffs = FAMILIES[name](np.random.default_rng(11), 2, 11, 11)

    def unwanted(*given: Any) -> None:
        raise AssertionError("one game of 11 actions is faster without a screen")

    for game in payoffs:
        with monkeypatch.context() as screened:
            screened.setattr(general, "most_words_at_once", lambda *given: 0)
            expected = enumerate_equilibria(game[None])
        with monkeypatch.context() as walked_at_once:
            walked_at_once.setattr(general, "screen_all", unwanted)
            for threads in (1, 2):
                same_bits(enumerate_equilibria(game[None], threads=threads), expected)


def test_integers_beyond_doubles_are_not_screened(monkeypatch: pytest.MonkeyPatch) -> None:
    payoffs = FAMILIES["large integers"](np.random.default_rng(12), 3, 10, 10)
    expected = enumerate_equilibria(payoffs)
    monkeypatch.setattr(general, "screen_all", None)
    same_bits(enumerate_equilibria(payoffs), expected)


def test_ratios_are_compared_exactly_where_leading_digits_agree() -> None:
    """Rows that differ in the last of many digits: doubles cannot tell them apart."""
    rng = np.random.default_rng(13)
    base = 10**60
    a = (base + rng.integers(0, 2, (2, 1, 5, 5)).astype(object)) * rng.integers(1, 4, (2, 1, 5, 5))
    payoffs = np.concatenate([a, a[::-1].transpose(0, 1, 3, 2)], axis=1)
    compared, _, wrong = differing(payoffs)
    assert compared == 2
    assert not wrong
