"""Anonymous games: every symmetric equilibrium, multiple roots included, against exact algebra."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb

import numpy as np
import pytest

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.solvers.symmetric.roots_exact import roots_in_unit_interval


def with_roots(roots, sign=1):
    """Bernstein coefficients of ``sign * prod (p - r)``."""
    power = [Fraction(sign)]
    for r in roots:
        shifted = [Fraction(0), *power]
        power = [s - Fraction(r) * c for s, c in zip(shifted, [*power, Fraction(0)], strict=True)]
    n = len(power) - 1
    return [
        sum(power[j] * Fraction(comb(k, j), comb(n, j)) for j in range(k + 1)) for k in range(n + 1)
    ]


def sturm_count(coefficients) -> int:
    """Distinct roots in (0, 1) by Sturm's theorem, in SymPy."""
    from sympy import Poly, Rational, Symbol

    p = Symbol("p")
    n = len(coefficients) - 1
    expression = sum(
        Rational(c.numerator, c.denominator) * comb(n, k) * p**k * (1 - p) ** (n - k)
        for k, c in enumerate(map(Fraction, coefficients))
    )
    poly = Poly(expression, p)
    return poly.count_roots(0, 1) - (poly.eval(0) == 0) - (poly.eval(1) == 0)


@pytest.mark.parametrize("exact", [False, True], ids=["floats", "fractions"])
@pytest.mark.parametrize(
    ("roots", "multiplicities"),
    [
        (["1/2"], [1]),
        (["1/3", "2/3"], [1, 1]),
        (["1/4", "1/4"], [2]),
        (["1/4", "1/4", "1/4", "3/4"], [3, 1]),
        (["1/8", "3/8", "3/8", "7/8", "7/8"], [1, 2, 2]),
        (["0", "1/2", "1"], [1]),
        (["0", "0", "1/2", "1/2"], [2]),
        (["-1/2", "3/2"], []),
        (["1/4", "1025/4096"], [1, 1]),
    ],
    ids=str,
)
def test_known_roots_with_their_multiplicities(roots, multiplicities, exact):
    values = [Fraction(r) for r in roots]
    coefficients = with_roots(values)
    if not exact and any(Fraction(float(c)) != c for c in coefficients):
        coefficients = [c * 3 ** len(roots) * comb(6, 3) for c in coefficients]
    given = coefficients if exact else [float(c) for c in coefficients]
    if not exact and [Fraction(v) for v in given] != coefficients:
        pytest.skip("these roots are not those of a polynomial in doubles")
    found = gt.symmetric_binary_equilibria(gt.SymmetricBinaryGame(given, [0 * v for v in given]))
    inside = (found.probability > 0) & (found.probability < 1)
    expected = sorted({float(v) for v in values if 0 < v < 1})
    assert found.probability[inside] == pytest.approx(expected, abs=1e-12)
    assert found.multiplicity[inside].tolist() == multiplicities
    assert [s == 0 for s in found.slope[inside]] == [m % 2 == 0 for m in multiplicities]


@pytest.mark.parametrize("players", [2, 3, 5, 9, 16])
@pytest.mark.parametrize("high", [None, 3], ids=["floats", "integers"])
def test_no_symmetric_equilibrium_is_skipped(players, high):
    rng = np.random.default_rng(players)
    size = (12, players)
    one = rng.normal(size=size) if high is None else rng.integers(0, high, size)
    zero = rng.normal(size=size) if high is None else rng.integers(0, high, size)
    found = gt.symmetric_binary_equilibria(gt.SymmetricBinaryGame(one, zero))
    inside = (found.probability > 0) & (found.probability < 1)
    for g in range(12):
        difference = [
            Fraction(a) - Fraction(b)
            for a, b in zip(one[g].tolist(), zero[g].tolist(), strict=True)
        ]
        mine = inside & (found.game_index == g)
        if any(difference):
            assert mine.sum() == sturm_count(difference)
        else:
            assert found.everywhere[g]
    assert np.all(found.regret <= 1e-13)


def test_three_hundred_players_with_many_equilibria():
    n = 300
    p = np.arange(n) / (n - 1)
    advantage = np.cos(9 * np.pi * p)
    found = gt.symmetric_binary_equilibria(gt.SymmetricBinaryGame(advantage, np.zeros(n)))
    inside = (found.probability > 0) & (found.probability < 1)
    # Bernstein approximation keeps the nine sign changes of the cosine.
    assert inside.sum() == 9
    assert found.slope[inside].tolist() == [-1, 1] * 4 + [-1]
    assert found.probability[inside] == pytest.approx(1 - found.probability[inside][::-1])
    assert np.all(found.regret < 1e-15)


def test_volunteers_dilemma_of_diekmann():
    for players in (2, 5, 40):
        game = gt.SymmetricBinaryGame(np.full(players, 2), [0] + [3] * (players - 1))
        found = gt.symmetric_binary_equilibria(game)
        assert found.probability == pytest.approx([1 - (1 / 3) ** (1 / (players - 1))])
        assert np.flatnonzero(found.pure_counts).tolist() == [1]


def test_agrees_with_the_strategic_form():
    rng = np.random.default_rng(11)
    one, zero = rng.integers(0, 5, (2, 30, 4))
    game = gt.SymmetricBinaryGame(one, zero)
    table = game.to_normal_form()
    again = gt.SymmetricBinaryGame.from_normal_form(table)
    assert np.array_equal(again.taking, one)
    assert np.array_equal(again.leaving, zero)
    found, pure = gt.symmetric_binary_equilibria(game), gt.pure_nash_equilibria(table)
    for g in range(30):
        rows = pure.game_index == g
        takers = sum(strategy[rows, 1] for strategy in pure.strategies)
        listed = {int(k) for k in np.atleast_1d(takers)}
        assert listed == set(np.flatnonzero(found.pure_counts[g]).tolist())


def test_symmetric_equilibria_are_among_those_of_the_three_player_game():
    rng = np.random.default_rng(4)
    one, zero = rng.normal(size=(2, 6, 3))
    game = gt.SymmetricBinaryGame(one, zero)
    symmetric = gt.symmetric_binary_equilibria(game)
    everything = gt.isolated_equilibria(game.to_normal_form())
    assert everything.complete.all()
    takes = np.stack([s[:, 1] for s in everything.strategies], axis=1)
    alike = np.ptp(takes, axis=1) < 1e-9
    assert np.array_equal(everything.game_index[alike], symmetric.game_index)
    listed = sorted(zip(everything.game_index[alike], takes[alike, 0], strict=True))
    assert [p for _, p in listed] == pytest.approx(symmetric.probability.tolist(), abs=1e-10)


def test_exact_roots_of_a_quadratic_with_a_nearly_double_root():
    tiny = Fraction(1, 10**30)
    # (p - 1/3)^2 - tiny and (p - 1/3)^2 + tiny: two roots and none.
    base = with_roots([Fraction(1, 3)] * 2)
    two = roots_in_unit_interval([c - tiny for c in base])
    assert [root.multiplicity for root in two] == [1, 1]
    assert two[0].high < two[1].low
    assert roots_in_unit_interval([c + tiny for c in base]) == []


@pytest.mark.parametrize(
    ("taking", "leaving", "message"),
    [
        ([1.0], [2.0], "0 .. N - 1"),
        ([1, 2], [1, 2, 3], "taking is for 2 players but leaving for 3"),
        ([1, float("nan")], [1, 2], "index \\(1,\\) is nan"),
        (np.ones((2, 3)), np.ones((4, 3)), "do not broadcast"),
    ],
)
def test_bad_input_is_named(taking, leaving, message):
    with pytest.raises(InvalidInput, match=message):
        gt.SymmetricBinaryGame(taking, leaving)


def test_games_that_are_not_symmetric_are_refused_with_the_place():
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[1, 0, 1, 1] = 7.0
    with pytest.raises(InvalidInput, match=r"player 2 gets 7\.0 at actions \(1, 2, 2\)"):
        gt.SymmetricBinaryGame.from_normal_form(gt.NormalFormGame(payoffs, players=3))
    with pytest.raises(InvalidInput, match="player 2 has 3 actions"):
        gt.SymmetricBinaryGame.from_normal_form(gt.NormalFormGame(np.zeros((2, 2, 3))))
    with pytest.raises(InvalidInput, match="30 players"):
        gt.SymmetricBinaryGame(np.zeros(30), np.zeros(30)).to_normal_form()
    with pytest.raises(InvalidInput, match="expected a SymmetricBinaryGame"):
        gt.symmetric_binary_equilibria(gt.NormalFormGame(np.zeros((2, 2, 2))))


def test_rows_have_offsets_like_every_listing():
    rng = np.random.default_rng(4)
    game = gt.SymmetricBinaryGame(rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4)))
    found = gt.symmetric_binary_equilibria(game)
    assert found.counts.shape == (2, 3)
    assert found.counts.min() >= 1
    assert np.array_equal(np.diff(found.offsets), found.counts.ravel())
    for g, (start, stop) in enumerate(zip(found.offsets[:-1], found.offsets[1:], strict=True)):
        assert set(found.game_index[start:stop]) == {g}
        assert (np.diff(found.probability[start:stop]) > 0).all()
    assert found.offsets[-1] == len(found) == len(found.probability)


def test_pure_counts_by_definition():
    rng = np.random.default_rng(9)
    one, zero = rng.integers(0, 4, (2, 6))
    counts = gt.symmetric_binary_equilibria(gt.SymmetricBinaryGame(one, zero)).pure_counts
    for takers in range(7):
        stay = [one[takers - 1] >= zero[takers - 1]] if takers else []
        leave = [zero[takers] >= one[takers]] if takers < 6 else []
        assert counts[takers] == all(itertools.chain(stay, leave))
